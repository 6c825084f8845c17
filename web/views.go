package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-chi/chi/v5"

	"countinghouse/access"
	"countinghouse/store"
	"countinghouse/templates"
)

// A saved view is a name for an address of Sales: its tab and its filters. It
// is a person's own, or everybody's who may change something.

// maxViewName bounds a view's name, in characters.
const maxViewName = 60

// viewKeys are what of an address a view keeps.
var viewKeys = []string{"q", "store", "channel", "from", "to", "min", "max", "state", "sort"}

// viewQuery is the kept part of an address, in one order.
func viewQuery(q url.Values) string {
	out := url.Values{}
	for _, k := range viewKeys {
		if v := strings.TrimSpace(q.Get(k)); v != "" {
			out.Set(k, v)
		}
	}
	return out.Encode()
}

// salesViews are the views to choose from, and the form that saves one.
func (d *desk) salesViews(r *http.Request, sc scene, a asked, p *templates.Sales) error {
	u := who(r.Context())
	views, err := d.Store.Views(r.Context(), sc.company.Key, u.Email)
	if err != nil {
		return err
	}
	p.ViewQuery = viewQuery(a.values)
	p.MayShare = u.May(access.DecideOrders)
	p.ViewsBack = a.url("/sales")
	for _, v := range views {
		p.Views = append(p.Views, templates.ViewLink{ID: fmt.Sprint(v.ID), Name: v.Name, Href: "/sales?" + v.Query, Shared: v.Owner == "", On: v.Query == p.ViewQuery, MayRemove: v.Owner != "" || p.MayShare})
	}
	return nil
}

func (d *desk) saveView(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return store.ErrNotFound
	}
	q, err := url.ParseQuery(r.PostFormValue("query"))
	name := strings.TrimSpace(r.PostFormValue("name"))
	back := "/sales"
	if kept := viewQuery(q); kept != "" {
		back += "?" + kept
	}
	if n := utf8.RuneCountInString(name); err != nil || n == 0 || n > maxViewName {
		return errStatus{http.StatusUnprocessableEntity, templates.Fault{Code: 422, Head: "The view isn’t saved: it needs a name",
			Lines: []string{fmt.Sprintf("Give it a name of at most %d characters, under **Views** in Sales. The list itself is as it was.", maxViewName)}, Links: []templates.Action{{Word: "Back to the list", Href: back}}}}
	}
	v := store.View{Owner: who(r.Context()).Email, Name: name, Query: viewQuery(q)}
	if r.PostFormValue("shared") != "" {
		if !who(r.Context()).May(access.DecideOrders) {
			return forbidden(who(r.Context()), access.DecideOrders)
		}
		v.Owner = ""
	}
	if err := d.Store.SaveView(r.Context(), d.actor(r), sc.company.Key, v); err != nil {
		return err
	}
	http.Redirect(w, r, back, http.StatusSeeOther)
	return nil
}

func (d *desk) removeView(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return store.ErrNotFound
	}
	id, err := strconv.ParseInt(chi.URLParam(r, "view"), 10, 64)
	if err != nil {
		return store.ErrNotFound
	}
	u := who(r.Context())
	if !u.May(access.DecideOrders) { // everybody's views are not a reader's to remove
		views, err := d.Store.Views(r.Context(), sc.company.Key, u.Email)
		if err != nil {
			return err
		}
		for _, v := range views {
			if v.ID == id && v.Owner == "" {
				return forbidden(u, access.DecideOrders)
			}
		}
	}
	err = d.Store.RemoveView(r.Context(), d.actor(r), sc.company.Key, id)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	http.Redirect(w, r, safeNext(r.PostFormValue("back")), http.StatusSeeOther)
	return nil
}
