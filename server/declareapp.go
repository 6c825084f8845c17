package server

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"countinghouse/access"
	"countinghouse/store"
)

// AppUserDecl declares as whom a person is known in a store's BigCommerce
// control panel, from which she opens the desk.
type AppUserDecl struct {
	Store string `yaml:"store,omitempty"` // key; or Hash, of a store that is not connected here yet
	Hash  string `yaml:"hash,omitempty"`
	Email string `yaml:"email"` // with which she signs in to BigCommerce
}

// appPeople are who may open the desk from BigCommerce, as a declaration changes
// it: for each person that it says something of, the whole.
type appPeople struct {
	add, drop []store.AppPerson
}

// appUsers checks what is declared of people in BigCommerce. A person of whom
// nothing is said keeps what she has; one with a list, also an empty one, has
// what it says. What is there already stays untouched.
func appUsers(ctx context.Context, st *store.Store, users []UserDecl, shops []store.Shop) (appPeople, []error) {
	var out appPeople
	var errs []error
	existing, err := st.AppPeople(ctx)
	if err != nil {
		return out, []error{err}
	}
	known, err := st.Shops(ctx)
	if err != nil {
		return out, []error{err}
	}
	hashes := map[string]string{}
	for _, s := range append(known, shops...) {
		hashes[string(s.Key)] = s.Hash
	}
	declared := map[[2]string]string{} // whose a user of BigCommerce's is
	for i, u := range users {
		if u.BigCommerce == nil {
			continue
		}
		person := access.NormalEmail(u.Email)
		for k, a := range u.BigCommerce {
			where := fmt.Sprintf("users[%d] %q: bigcommerce[%d]", i, u.Email, k)
			hash, email := strings.TrimSpace(a.Hash), access.NormalEmail(a.Email)
			if a.Store != "" {
				hash = hashes[a.Store]
			}
			switch {
			case a.Store != "" && a.Hash != "" || a.Store == "" && a.Hash == "":
				errs = append(errs, fmt.Errorf("%s: name the store by its key (store), or by its hash where it is not connected here yet", where))
			case a.Store != "" && hash == "":
				errs = append(errs, fmt.Errorf("%s: the store %q is not declared", where, a.Store))
			}
			if !strings.Contains(email, "@") || len(email) > 254 {
				errs = append(errs, fmt.Errorf("%s: email is missing or no address: the one with which the person signs in to BigCommerce", where))
			}
			if other, twice := declared[[2]string{hash, email}]; twice {
				errs = append(errs, fmt.Errorf("%s: %s is declared twice, here and of %s; a user of BigCommerce's is one person", where, email, other))
			}
			declared[[2]string{hash, email}] = person
			out.add = append(out.add, store.AppPerson{Hash: hash, Email: email, Person: person})
		}
		for _, p := range existing {
			if p.Person == person && declared[[2]string{p.Hash, p.Email}] == "" {
				out.drop = append(out.drop, p)
			}
		}
	}
	// Of one who is given to another person meanwhile nothing is dropped, and what is there is not said again: the user's number was learnt.
	out.drop = slices.DeleteFunc(out.drop, func(p store.AppPerson) bool { return declared[[2]string{p.Hash, p.Email}] != "" })
	out.add = slices.DeleteFunc(out.add, func(p store.AppPerson) bool {
		return slices.ContainsFunc(existing, func(e store.AppPerson) bool {
			return e.Hash == p.Hash && e.Email == p.Email && e.Person == p.Person
		})
	})
	return out, errs
}

// apply takes back and gives what was declared.
func (a appPeople) apply(ctx context.Context, st *store.Store, actor store.Actor) error {
	for _, p := range a.drop {
		if err := st.DropAppPerson(ctx, actor, p.Hash, p.Email); err != nil {
			return err
		}
	}
	for _, p := range a.add {
		if err := st.SaveAppPerson(ctx, actor, p.Hash, p.Email, p.Person); err != nil {
			return err
		}
	}
	return nil
}

// appUsersOf are a person's names in BigCommerce, for the export.
func appUsersOf(people []store.AppPerson, shops []store.Shop, email string) []AppUserDecl {
	var out []AppUserDecl
	for _, p := range people {
		if p.Person != email {
			continue
		}
		d := AppUserDecl{Hash: p.Hash, Email: p.Email}
		if i := slices.IndexFunc(shops, func(s store.Shop) bool { return s.Hash == p.Hash }); i >= 0 {
			d.Store, d.Hash = string(shops[i].Key), ""
		}
		out = append(out, d)
	}
	return out
}
