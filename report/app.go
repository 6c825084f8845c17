package report

import "countinghouse/store"

// AppPerson is who opens the desk from a store's BigCommerce control panel.
type AppPerson struct {
	Person    string `json:"person"`          // e-mail here
	Store     string `json:"store,omitempty"` // key; none while it isn't connected here
	Hash      string `json:"hash"`
	Email     string `json:"email"` // in BigCommerce
	Connected string `json:"connected"`
	LastUsed  string `json:"lastUsed,omitempty"`
}

// AppPersonOf is a person of the app; shops name the store.
func AppPersonOf(p store.AppPerson, shops []store.Shop) AppPerson {
	v := AppPerson{Person: p.Person, Hash: p.Hash, Email: p.Email, Connected: Stamp(p.Connected), LastUsed: Stamp(p.LastUsed)}
	for _, s := range shops {
		if s.Hash == p.Hash {
			v.Store = string(s.Key)
		}
	}
	return v
}
