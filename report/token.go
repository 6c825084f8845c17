package report

import "countinghouse/access"

// Token is a token of the JSON API as scripts read it; never the token itself.
type Token struct {
	ID        int64    `json:"id"`
	Name      string   `json:"name"`
	Hint      string   `json:"hint"` // its last characters
	Role      string   `json:"role"`
	Companies []string `json:"companies"` // none: every company file
	MadeBy    string   `json:"madeBy"`
	Made      string   `json:"made"`
	Ends      string   `json:"ends"`
	Ended     string   `json:"ended,omitempty"`
	EndedBy   string   `json:"endedBy,omitempty"`
	LastUsed  string   `json:"lastUsed,omitempty"`
	LastFrom  string   `json:"lastFrom,omitempty"`
}

// TokenOf is what there is to say of a token.
func TokenOf(t access.Token) Token {
	return Token{
		ID: t.ID, Name: t.Name, Hint: t.Hint, Role: string(t.Role), Companies: append([]string{}, t.Companies...), MadeBy: t.MadeBy, Made: Stamp(t.Made),
		Ends: Stamp(t.Ends), Ended: Stamp(t.Ended), EndedBy: t.EndedBy, LastUsed: Stamp(t.LastUsed), LastFrom: t.LastFrom,
	}
}
