package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/go-chi/chi/v5"

	"countinghouse/access"
	"countinghouse/sales"
	"countinghouse/store"
	"countinghouse/templates"
)

// One store in Settings: how it is read, and by which token.

func storeURL(key sales.StoreKey) string { return "/settings/stores/" + url.PathEscape(string(key)) }

func (d *desk) storeSettings(w http.ResponseWriter, r *http.Request) error {
	return d.storePage(w, r, settingsForm{})
}

// shopIn is the store of the address, among those of the scene.
func (d *desk) shopIn(r *http.Request) (scene, store.Shop, error) {
	sc, err := d.scene(r)
	if err != nil {
		return sc, store.Shop{}, err
	}
	key, err := url.PathUnescape(chi.URLParam(r, "store"))
	i := slices.IndexFunc(sc.shops, func(s store.Shop) bool { return string(s.Key) == key })
	if err != nil || i < 0 {
		return sc, store.Shop{}, store.ErrNotFound
	}
	return sc, sc.shops[i], nil
}

func (d *desk) storePage(w http.ResponseWriter, r *http.Request, f settingsForm) error {
	sc, shop, err := d.shopIn(r)
	if err != nil {
		return err
	}
	told, err := d.Store.HookStates(r.Context())
	if err != nil {
		return err
	}
	v := shopView(shop, sc, told, false)
	page, err := d.settingsPage(r, sc.shopName(shop.Key), "", f)
	if err != nil {
		return err
	}
	page.Path, page.Chip, page.Lead = storeURL(shop.Key), v.State, templates.Plain(v.Line)
	live := "Not live yet: orders are read, and none is posted."
	rules, _, err := d.Store.Rules(r.Context(), shop.Key)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if !rules.StartDate.IsZero() {
		live = "Orders placed from " + rules.StartDate.Human() + " on"
	}
	hooks := orWords(shop.Webhooks, store.HooksYes)
	reading := templates.SettingsPanel{ID: "reading", Head: "Reading",
		Facts: append(v.Facts, templates.Field{Name: "Orders go to", Value: companyName(sc.company)}, templates.Field{Name: "Posted", Value: live}),
		Links: []templates.Action{{Word: "Change the day it is posted from", Href: "/mapping?store=" + url.QueryEscape(string(shop.Key)) + "#start"}},
		Forms: []templates.SettingsForm{{Action: storeURL(shop.Key), Word: "Save how it is read", Primary: true, Lock: lockFor(r, access.ChangeSettings), Groups: oneGroup(
			plainField("every", "Read every … seconds", "text", f.or("every", fmt.Sprint(shop.PollSeconds)), "1 to 86,400. 60 is usual: the store tells of most changes at once anyway."),
			templates.SettingsField{Name: "told", Label: "Changes", Kind: "select", Hint: "Reading finds every change also without messages, a little later.", Picks: []templates.Pick{
				{Value: store.HooksYes, Word: "The store tells of them at once", On: f.or("told", hooks) == store.HooksYes},
				{Value: store.HooksSigned, Word: "The same, only by signed messages", On: f.or("told", hooks) == store.HooksSigned},
				{Value: store.HooksNo, Word: "They are found by reading alone", On: f.or("told", hooks) == store.HooksNo}}},
			templates.SettingsField{Name: "off", Label: "Don’t read this store", Kind: "check", On: f.in == nil && shop.Disabled || f.in != nil && f.text("off") != "", Hint: "Its orders and changes are missing from the books until it is read again; then they are caught up."})}}}
	page.Panels = append(page.Panels, reading, storeConnection(r, shop, f))
	return d.showSettings(w, r, page, f)
}

func storeConnection(r *http.Request, shop store.Shop, f settingsForm) templates.SettingsPanel {
	lock := lockFor(r, access.Connect)
	p := templates.SettingsPanel{ID: "connection", Head: "Name and token"}
	by := "An API account"
	if shop.App {
		by = "The BigCommerce app"
		p.Lines = []string{"It is read by the app’s permission, which BigCommerce renews. A token that is given here takes its place."}
		if lock == "" {
			p.Links = []templates.Action{{Word: "BigCommerce app", Href: "/settings/app"}}
		}
	}
	signed := "Not given"
	if shop.ClientSecret != "" {
		signed = "Given, and never shown"
	}
	p.Facts = factsOf("Name", shop.Name, "Read by", by, "Access token", "Sealed, and never shown", "Client secret", signed)
	p.Forms = []templates.SettingsForm{{Action: storeURL(shop.Key) + "/connection", Word: "Try it and save", Lock: lock, Groups: oneGroup(
		plainField("name", "Name", "text", f.or("name", shop.Name), "As you call it."),
		templates.SettingsField{Name: "token", Label: "New access token, optional", Kind: "password", Complete: "off", Hint: "Of an API account of this store (Settings, Store-level API accounts). It is tried before it is saved, and sealed. Empty: the one that is there."},
		plainField("client_id", "Client ID, optional", "text", f.or("client_id", shop.ClientID), "Of the same API account."),
		templates.SettingsField{Name: "client_secret", Label: "New client secret, optional", Kind: "password", Complete: "off", Hint: "It checks the signature of what the store tells. Empty: the one that is there."})}}
	p.IDs = []templates.Field{{Name: "Short name, on the command line", Value: string(shop.Key), Mono: true}, {Name: "Store hash", Value: shop.Hash, Mono: true}, {Name: "API address", Value: shop.APIURL, Mono: true}}
	return p
}

// saveReading: POST /settings/stores/{store}.
func (d *desk) saveReading(w http.ResponseWriter, r *http.Request) error {
	sc, shop, err := d.shopIn(r)
	if err != nil {
		return err
	}
	f := settingsForm{in: r.PostForm}
	s := store.Reading{Store: shop.Key, PollSeconds: f.whole("every", "The interval", 24*3600), Webhooks: f.text("told"), Disabled: f.text("off") != ""}
	if !slices.Contains([]string{store.HooksYes, store.HooksNo, store.HooksSigned}, s.Webhooks) {
		f.fail("told", "Choose how changes are found.")
	}
	if s.Webhooks == store.HooksSigned && shop.ClientSecret == "" && !shop.App {
		f.fail("told", "Signed messages are checked with the API account’s client secret. Give it below first.")
	}
	if len(f.problems) > 0 {
		return d.storePage(w, r, f)
	}
	head := sc.shopName(shop.Key) + " is read every " + templates.Plural(s.PollSeconds, "second", "seconds") + "."
	if s.Disabled {
		head = sc.shopName(shop.Key) + " is not read any more."
	}
	step, err := d.do(r, sc, store.Step{Head: head}, store.Deed{Kind: store.DeedReading, Reading: &s})
	if err != nil {
		return err
	}
	return did(w, r, storeURL(shop.Key), step.ID)
}

// saveToken: POST /settings/stores/{store}/connection. A token is tried before
// it is kept.
func (d *desk) saveToken(w http.ResponseWriter, r *http.Request) error {
	_, shop, err := d.shopIn(r)
	if err != nil {
		return err
	}
	f := settingsForm{in: r.PostForm}
	name, token, id, secret := f.text("name"), f.text("token"), f.text("client_id"), f.text("client_secret")
	if name == "" || len(name) > 100 {
		f.fail("name", "The store needs a name of up to 100 characters. Type it as people call it.")
	}
	if len(token) > 500 || len(secret) > 500 {
		f.fail("token", "Tokens and secrets have at most 500 characters. Copy it from the control panel again.")
	}
	if len(id) > 200 {
		f.fail("client_id", "A client ID has at most 200 characters. Copy it from the control panel again.")
	}
	if token != "" && len(f.problems) == 0 {
		trial := shop
		trial.Token = token
		for _, text := range d.tryStore(r.Context(), trial) {
			f.fail("token", text)
		}
	}
	if len(f.problems) > 0 {
		return d.storePage(w, r, f)
	}
	err = d.Store.ChangeShop(r.Context(), d.actor(r), shop.Key, func(s *store.Shop) error {
		if s.Name, s.ClientID = name, id; secret != "" {
			s.ClientSecret = secret
		}
		if token != "" && token != s.Token {
			s.Token, s.App = token, false
		}
		return nil
	})
	if err != nil {
		return err
	}
	head := "The store is saved."
	if token != "" {
		head = "The new token works and is saved."
	}
	return d.noted(w, r, storeURL(shop.Key), head)
}
