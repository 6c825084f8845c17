package web

import (
	"errors"
	"net/http"
	"net/mail"
	"slices"
	"strings"

	"countinghouse/access"
	"countinghouse/store"
	"countinghouse/templates"
)

// appSettings shows the app's installations and who opens the desk by it.
func (d *desk) appSettings(w http.ResponseWriter, r *http.Request) error {
	p, err := d.appPage(r)
	if err != nil {
		return err
	}
	return d.render(w, r, http.StatusOK, templates.AppSettingsPage(p))
}

func (d *desk) appPage(r *http.Request) (templates.AppSettings, error) {
	p := templates.AppSettings{Lead: "Stores can be connected by the app that stands in BigCommerce’s control panel, and people can open Countinghouse from there."}
	ctx := r.Context()
	var err error
	if p.Shell, err = d.shell(r, "BigCommerce app", "settings"); err != nil {
		return p, err
	}
	installs, err := d.Store.AppInstalls(ctx)
	if err != nil {
		return p, err
	}
	shops, err := d.Store.Shops(ctx)
	if err != nil {
		return p, err
	}
	companies, err := d.Store.Companies(ctx)
	if err != nil {
		return p, err
	}
	people, err := d.Store.AppPeople(ctx)
	if err != nil {
		return p, err
	}
	users, err := d.Store.Users(ctx)
	if err != nil {
		return p, err
	}
	if d.App.ClientID == "" {
		p.Lead = "This server has no app yet. Whoever runs it makes one in BigCommerce’s Developer Portal and starts the server with its client ID and secret. Stores are connected by API accounts as before."
	}
	for _, name := range []string{"auth", "load", "uninstall", "remove_user"} {
		p.Addresses = append(p.Addresses, templates.Field{Name: name, Value: d.baseURL(r) + "/app/" + name, Mono: true})
	}
	now := d.localNow(r)
	for _, i := range installs {
		v := templates.AppInstall{Hash: i.Hash, Head: "Store of " + i.Owner}
		shop, known := appShop(shops, i.Hash)
		if known {
			v.Head = shop.Name
		}
		switch i.State {
		case store.AppWaits:
			v.State, v.Line, v.Waits = templates.Status{Glyph: "held", Word: "Waits for you", Kind: "rev"}, "Installed by "+i.User+". Nothing is read from it before it is connected.", true
			if known {
				v.Takes = shop.Name
			}
			for _, c := range companies {
				v.Companies = append(v.Companies, templates.Pick{Value: string(c.Key), Word: companyName(c)})
			}
		case store.AppConnected:
			v.State, v.Line = templates.Status{Glyph: "verified", Word: "Connected", Kind: "ok"}, "Read by the app’s permission."
			if !i.Doubted.IsZero() {
				v.Line += " BigCommerce said that the app was uninstalled (" + moment(i.Doubted, now) + "), but the store can still be read, so nothing was changed. If it was uninstalled, reading ends by itself as soon as BigCommerce refuses it; if nobody did, there is nothing to do."
			}
		default:
			v.State, v.Line = templates.Status{Glyph: "excluded", Word: "Uninstalled", Kind: "wait"}, store.AppIsGone
		}
		if line := missingScopes(i.Scopes); line != "" && i.State != store.AppUninstalled {
			v.Line += " " + line
		}
		v.Facts = []templates.Field{{Name: "Installed", Value: moment(i.Installed, now)}, {Name: "Owner", Value: i.Owner}}
		v.IDs = []templates.Field{{Name: "Store hash", Value: i.Hash, Mono: true}, {Name: "Permissions", Value: strings.Join(i.Scopes, ", "), Mono: true}}
		p.Installs = append(p.Installs, v)
		if i.State != store.AppUninstalled {
			p.Hash = append(p.Hash, templates.Pick{Value: i.Hash, Word: v.Head})
		}
	}
	for _, a := range people {
		row := templates.AppPerson{Person: a.Person, Email: a.Email, Hash: a.Hash, Last: moment(a.LastUsed, now)}
		if i := slices.IndexFunc(users, func(u access.User) bool { return u.Email == a.Person }); i >= 0 {
			row.Person = users[i].Name
		}
		if shop, ok := appShop(shops, a.Hash); ok {
			row.Store = shop.Name
		}
		if row.Last == "" {
			row.Last = "Never"
		}
		p.People = append(p.People, row)
	}
	for _, u := range users {
		if !u.Disabled {
			p.Person = append(p.Person, templates.Pick{Value: u.Email, Word: u.Name + " (" + u.Email + ")"})
		}
	}
	return p, nil
}

// appChange connects a store or a person, or takes a person's way in back.
func (d *desk) appChange(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return unreadable()
	}
	var problems []templates.FormProblem
	var err error
	switch r.PostForm.Get("do") {
	case "connect":
		problems, err = d.appConnect(r)
	case "person":
		problems, err = d.appLetIn(r)
	case "disconnect":
		err = d.Store.DropAppPerson(r.Context(), d.actor(r), r.PostForm.Get("hash"), r.PostForm.Get("email"))
	default:
		problems = []templates.FormProblem{{Field: "hash", Text: "Choose what to do."}}
	}
	if err != nil {
		return err
	}
	if len(problems) == 0 {
		http.Redirect(w, r, "/settings/app", http.StatusSeeOther)
		return nil
	}
	p, err := d.appPage(r)
	if err != nil {
		return err
	}
	p.Head, p.Problems, p.Title, p.Email = "Nothing was changed", problems, "Error: "+p.Title, r.PostForm.Get("email")
	for i := range p.Installs {
		if f := &p.Installs[i]; f.Hash == r.PostForm.Get("hash") {
			f.Key, f.Name = r.PostForm.Get("key"), r.PostForm.Get("name")
			choose(f.Companies, r.PostForm.Get("into"))
		}
	}
	choose(p.Hash, r.PostForm.Get("hash"))
	choose(p.Person, r.PostForm.Get("person"))
	return d.render(w, r, http.StatusUnprocessableEntity, templates.AppSettingsPage(p))
}

func choose(ps []templates.Pick, value string) {
	for i := range ps {
		ps[i].On = ps[i].Value == value
	}
}

// appConnect makes a store of an installation.
func (d *desk) appConnect(r *http.Request) ([]templates.FormProblem, error) {
	var problems []templates.FormProblem
	add := func(field, text string) {
		problems = append(problems, templates.FormProblem{Field: field, Text: text})
	}
	ctx, hash := r.Context(), r.PostForm.Get("hash")
	shops, err := d.Store.Shops(ctx)
	if err != nil {
		return nil, err
	}
	shop, known := appShop(shops, hash)
	if !known {
		key, name, company := r.PostForm.Get("key"), strings.TrimSpace(r.PostForm.Get("name")), r.PostForm.Get("into")
		shop = d.appDefaults(key, name, company)
		if name == "" || len(name) > 100 {
			add("name", "The store needs a name of up to 100 characters. Type it as people call it.")
		}
		if !appKey(key) {
			add("key", "A short name is 1 to 32 of a-z, 0-9, - and _. Type one such as “main”.")
		} else if slices.ContainsFunc(shops, func(s store.Shop) bool { return s.Key == shop.Key }) {
			add("key", "Another store has this short name already. Type a different one.")
		}
		if _, err := d.Store.Company(ctx, shop.Company); errors.Is(err, store.ErrNotFound) {
			add("into", "Choose the company file into which its orders go.")
		} else if err != nil {
			return nil, err
		}
	}
	if len(problems) > 0 {
		return problems, nil
	}
	err = d.Store.ConnectApp(ctx, d.actor(r), hash, shop)
	if errors.Is(err, store.ErrChanged) {
		add("hash", "This store does not wait to be connected any more. Somebody connected it, or the app was uninstalled. Look at the list again.")
		return problems, nil
	}
	return nil, err
}

// appLetIn says that a user of the control panel is a person here.
func (d *desk) appLetIn(r *http.Request) ([]templates.FormProblem, error) {
	var problems []templates.FormProblem
	add := func(field, text string) {
		problems = append(problems, templates.FormProblem{Field: field, Text: text})
	}
	ctx, hash, email, person := r.Context(), r.PostForm.Get("hash"), access.NormalEmail(r.PostForm.Get("email")), r.PostForm.Get("person")
	installs, err := d.Store.AppInstalls(ctx)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(installs, func(i store.AppInstall) bool { return i.Hash == hash && i.State != store.AppUninstalled }) {
		add("hash", "Choose a store that has the app.")
	}
	if a, err := mail.ParseAddress(email); err != nil || a.Address != email || len(email) > 254 {
		add("email", "This is no e-mail address such as ana@example.com. Type the one with which the person signs in to BigCommerce.")
	}
	if u, err := d.Store.UserByEmail(ctx, person); errors.Is(err, store.ErrNotFound) || err == nil && u.Disabled {
		add("person", "Choose a person who may sign in here.")
	} else if err != nil {
		return nil, err
	}
	if len(problems) > 0 {
		return problems, nil
	}
	return nil, d.Store.SaveAppPerson(ctx, d.actor(r), hash, email, person)
}
