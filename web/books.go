package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"

	"countinghouse/access"
	"countinghouse/store"
	"countinghouse/templates"
)

// Every page shows one company file, and a person sees those given to her. The
// guard finds out once which one a request is about, before its handler runs;
// of any other it says what it says of nothing at all.

// errNoneGiven: the person has a role in no company file.
var errNoneGiven = errors.New("no company file is given to this person")

type sceneKey struct{}

// staged is what the guard found: a scene, or why there is none.
type staged struct {
	scene scene
	err   error
}

// scene is the company file that the request is about, as the guard found it.
func (d *desk) scene(r *http.Request) (scene, error) {
	if s, ok := r.Context().Value(sceneKey{}).(staged); ok {
		return s.scene, s.err
	}
	return d.findScene(r, who(r.Context()))
}

// withScene puts the scene into the request, and the person as she is there.
func withScene(r *http.Request, v visitor, sc scene, err error) *http.Request {
	if sc.company.Key != "" {
		v.user = v.user.At(string(sc.company.Key))
	}
	ctx := context.WithValue(r.Context(), sceneKey{}, staged{sc, err})
	return r.WithContext(context.WithValue(ctx, visitorKey{}, v))
}

// findScene finds the company file: the one that the address belongs to, else
// the one it names, else the one chosen before, else the first. An address or a
// form that names one which this person may not see names nothing
// (store.ErrNotFound).
func (d *desk) findScene(r *http.Request, u access.User) (scene, error) {
	return d.choose(r, u, d.named)
}

// sceneBut is the scene of a request whose address does not count.
func (d *desk) sceneBut(r *http.Request, u access.User) (scene, error) {
	return d.choose(r, u, func(*http.Request, []store.Shop, func(store.CompanyKey) bool) ([]store.CompanyKey, error) {
		return nil, nil
	})
}

func (d *desk) choose(r *http.Request, u access.User, names func(*http.Request, []store.Shop, func(store.CompanyKey) bool) ([]store.CompanyKey, error)) (scene, error) {
	ctx := r.Context()
	sees := func(c store.CompanyKey) bool { return u.MayIn(string(c), access.See) }
	all, err := d.Store.Companies(ctx)
	if err != nil {
		return scene{}, err
	}
	s := scene{now: d.Now().UTC()}
	for _, c := range all {
		if sees(c.Key) {
			s.companies = append(s.companies, c)
		}
	}
	shops, err := d.Store.Shops(ctx)
	if err != nil {
		return s, err
	}
	named, err := names(r, shops, sees)
	switch {
	case err != nil:
		return s, err
	case len(named) > 0:
		for _, c := range named {
			if c != named[0] || !sees(c) {
				return s, store.ErrNotFound
			}
		}
	case len(all) == 0:
		return s, errNoCompany
	case len(s.companies) == 0:
		return s, errNoneGiven
	}
	chosen := store.CompanyKey("")
	if len(named) > 0 {
		chosen = named[0]
	} else if c, err := r.Cookie(companyCookie); err == nil {
		chosen = store.CompanyKey(c.Value)
	}
	for _, c := range s.companies {
		if c.Key == chosen {
			s.company = c
		}
	}
	if s.company.Key == "" && len(named) > 0 {
		return s, store.ErrNotFound
	}
	if s.company.Key == "" {
		s.company = s.companies[0]
	}
	for _, shop := range shops {
		if shop.Company == s.company.Key {
			s.shops = append(s.shops, shop)
		}
	}
	s.now = d.Now().In(zoneOf(s.shops))
	return s, nil
}

// named are the company files that the address and the form speak of: by their
// own key, by a store or by a visit. One that there isn't is ErrNotFound. Forms
// that carry a file are not read here: they name the store in their address, and
// a handler that takes an order or a store from such a form, or several in one
// field, looks them up among the scene's shops. The store of a page that is only
// looked at is a filter: one that names nothing filters nothing.
func (d *desk) named(r *http.Request, shops []store.Shop, sees func(store.CompanyKey) bool) ([]store.CompanyKey, error) {
	var out []store.CompanyKey
	ofShop := func(key string) error {
		for _, shop := range shops {
			if string(shop.Key) == key {
				out = append(out, shop.Company)
				return nil
			}
		}
		return store.ErrNotFound
	}
	path := func(name string) (string, error) {
		v, err := url.PathUnescape(chi.URLParam(r, name))
		if err != nil {
			return "", store.ErrNotFound
		}
		return v, nil
	}
	company, err := path("company")
	if err != nil {
		return nil, err
	}
	if company != "" {
		out = append(out, store.CompanyKey(company))
	}
	shop, err := path("store")
	if err != nil {
		return nil, err
	}
	if shop != "" {
		if err := ofShop(shop); err != nil {
			return nil, err
		}
	}
	if visit := chi.URLParam(r, "visit"); visit != "" {
		id, err := strconv.ParseInt(visit, 10, 64)
		if err != nil {
			return nil, store.ErrNotFound
		}
		c, err := d.Store.VisitCompany(r.Context(), store.VisitID(id))
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	if step := chi.URLParam(r, "step"); step != "" {
		id, err := strconv.ParseInt(step, 10, 64)
		if err != nil {
			return nil, store.ErrNotFound
		}
		s, err := d.Store.StepOf(r.Context(), store.StepID(id))
		if err != nil {
			return nil, err
		}
		out = append(out, s.Company)
	}
	for _, values := range []url.Values{r.URL.Query(), r.PostForm} {
		for _, v := range values["company"] {
			if v != "" {
				out = append(out, store.CompanyKey(v))
			}
		}
		for _, v := range values["store"] {
			before := len(out)
			if v == "" {
				continue
			}
			err := ofShop(v)
			if r.Method == http.MethodGet && (err != nil || !sees(out[before])) {
				out = out[:before]
				continue
			}
			if err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// localNow is the time in the zone of the company file that is looked at.
func (d *desk) localNow(r *http.Request) time.Time {
	if sc, err := d.scene(r); err == nil {
		return sc.now
	}
	return d.Now().UTC()
}

// noneGiven is what a person reads to whom no company file is given.
func noneGiven() templates.Fault {
	return templates.Fault{Head: "No company file is given to you yet", Lines: []string{
		"You can sign in, but none of the books on this server are yours to see. Ask an admin to give you a role in the company file that you work on. Nothing was changed."},
		Links: []templates.Action{{Word: "Your account", Href: "/me"}}}
}
