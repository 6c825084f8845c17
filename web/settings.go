package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"countinghouse/access"
	"countinghouse/alert"
	"countinghouse/books"
	"countinghouse/soap"
	"countinghouse/store"
	"countinghouse/templates"
)

// unset is the page of an entry while no company file is set up.
func (d *desk) unset(w http.ResponseWriter, r *http.Request, err error, title, current string) error {
	if !errors.Is(err, errNoCompany) {
		return err
	}
	s, err := d.shellOf(r, scene{now: d.Now().UTC()}, title, current)
	if err != nil {
		return err
	}
	f := templates.Fault{Head: "No company file is set up yet", Lines: []string{"An admin connects the store and QuickBooks step by step, or whoever runs this server declares them in a file (**countinghouse apply -f**). Nothing is read from a store and nothing goes to QuickBooks before that."}}
	if who(r.Context()).May(access.Connect) {
		f.Links = []templates.Action{{Word: "Set up, step by step", Href: "/setup", Primary: true}}
	}
	return d.render(w, r, http.StatusOK, templates.FaultPage(s, f))
}

func (d *desk) settings(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return d.unset(w, r, err, "Settings", "settings")
	}
	s, err := d.shellOf(r, sc, "Settings", "settings")
	if err != nil {
		return err
	}
	u := who(r.Context())
	page := templates.Settings{Shell: s, ShowUsers: u.May(access.ManageUsers), Version: d.Version}
	if u.May(access.Connect) {
		page.Links = append(page.Links, templates.Action{Word: "BigCommerce app", Href: "/settings/app"})
	}
	if page.ShowUsers {
		page.Links = append(page.Links, templates.Action{Word: "API tokens", Href: tokensPage})
	}
	for _, c := range sc.companies {
		page.Companies = append(page.Companies, companyView(c, sc, u.May(access.Connect)))
	}
	told, err := d.Store.HookStates(r.Context())
	if err != nil {
		return err
	}
	for _, shop := range sc.shops {
		page.Shops = append(page.Shops, shopView(shop, sc, told, u.May(access.Connect)))
	}
	if u.May(access.Connect) {
		if page.Server, err = d.serverViews(r); err != nil {
			return err
		}
	}
	if page.ShowUsers {
		users, err := d.Store.Users(r.Context())
		if err != nil {
			return err
		}
		for _, p := range users {
			row := templates.UserRow{Name: p.Name, Email: p.Email, Role: rolesLine(p, sc.companies), Last: moment(p.LastLogin, sc.now)}
			if row.Last == "" {
				row.Last = "Never"
			}
			if p.Disabled {
				row.Role += ", may not sign in"
			}
			page.Users = append(page.Users, row)
		}
	}
	return d.render(w, r, http.StatusOK, templates.SettingsPage(page))
}

// serverViews are what is set of the whole server.
func (d *desk) serverViews(r *http.Request) ([]templates.Connection, error) {
	ctx, now := r.Context(), d.localNow(r)
	rules, err := d.Store.Alerts(ctx)
	if err != nil {
		return nil, err
	}
	mail, err := alert.MailOf(ctx, d.Store, d.Mail)
	if err != nil {
		return nil, err
	}
	good, tried, err := d.Store.LastBackups(ctx)
	if err != nil {
		return nil, err
	}
	plan, err := d.backupPlan(r)
	if err != nil {
		return nil, err
	}
	told := templates.Connection{Head: "Alerts and mail", State: templates.Status{Glyph: "verified", Word: "On", Kind: "ok"}, Line: "Told by " + mail.Host + ".", Actions: []templates.Action{{Word: "Alerts and mail", Href: alertsPath}}}
	switch {
	case mail.Host == "":
		told.State, told.Line = templates.Status{Glyph: "held", Word: "Nobody is told", Kind: "rev"}, "There is no mail server yet."
	case len(rules.To) == 0:
		told.State, told.Line = templates.Status{Glyph: "held", Word: "Nobody is told", Kind: "rev"}, "Nobody is named who gets the alerts."
	}
	told.Facts = factsOf("Recipients", templates.Count(len(rules.To)), "Morning digest", orWords(rules.DigestAt, "None"))
	saved := templates.Connection{Head: "Backup", State: templates.Status{Glyph: "held", Word: "None yet", Kind: "rev"}, Line: "No backup was made yet.", Actions: []templates.Action{{Word: "Backup", Href: backupPath}}}
	if !good.At.IsZero() {
		saved.State, saved.Line = templates.Status{Glyph: "verified", Word: "Made", Kind: "ok"}, "The last good one is of "+moment(good.At, now)+"."
	}
	if tried.Error != "" {
		saved.State = templates.Status{Glyph: "refused", Word: "Failed", Kind: "bad"}
		saved.Line = "The last one, of " + moment(tried.At, now) + ", failed."
	}
	saved.Facts = factsOf("Every day at", orWords(plan.At, "Never"))
	if plan.Keep > 0 {
		saved.Facts = factsOf("Every day at", orWords(plan.At, "Never"), "Kept", templates.Count(plan.Keep))
	}
	return []templates.Connection{told, saved}, nil
}

func companyView(c store.Company, sc scene, connect bool) templates.Connection {
	b := beat(c, sc.now)
	v := templates.Connection{Head: companyName(c), State: templates.Status{Glyph: b.Glyph(), Word: b.Head, Kind: b.Kind}, Line: b.Line + "."}
	if c.Stopped != "" {
		v.Line = c.Stopped
	}
	add := func(name, value string) {
		if value != "" {
			v.Facts = append(v.Facts, templates.Field{Name: name, Value: value})
		}
	}
	v.IDs = []templates.Field{{Name: "Short name, on the command line", Value: string(c.Key), Mono: true}}
	add("Web Connector user", c.User)
	if c.EveryMinutes > 0 {
		add("Calls every", templates.Plural(c.EveryMinutes, "minute", "minutes"))
	}
	add("Company file", c.FilePathSeen)
	add("QuickBooks", c.Facts.Product)
	add("Country", c.Facts.Country)
	add("Home currency", c.Facts.HomeCurrency)
	add("Books closed through", c.Facts.ClosingDate.Human())
	if c.QuietFrom != "" {
		add("Quiet hours", c.QuietFrom+" to "+c.QuietTo)
	}
	if connect {
		v.Actions = append(v.Actions, templates.Action{Word: "Download .qwc file", Href: "/settings/qwc/" + url.PathEscape(string(c.Key)), Icon: "download"})
	}
	v.Actions = append(v.Actions, templates.Action{Word: "Schedule, file, password", Href: fileURL(c.Key)})
	return v
}

func shopView(s store.Shop, sc scene, told []store.Hooks, connect bool) templates.Connection {
	v := templates.Connection{Head: sc.shopName(s.Key), State: templates.Status{Glyph: "verified", Word: "Reading", Kind: "ok"}, Line: "Read " + moment(s.LastPoll, sc.now) + "."}
	switch {
	case s.Disabled:
		v.State, v.Line = templates.Status{Glyph: "excluded", Word: "Switched off", Kind: "wait"}, "Its orders are not read."
	case s.LastError != "":
		v.State, v.Line = templates.Status{Glyph: "held", Word: "Can’t be read", Kind: "rev"}, s.LastError
	case s.LastPoll.IsZero():
		v.State, v.Line = templates.Status{Glyph: "wait", Word: "Not read yet", Kind: "wait"}, "The first reading is to come."
	}
	add := func(name, value string) {
		if value != "" {
			v.Facts = append(v.Facts, templates.Field{Name: name, Value: value})
		}
	}
	v.IDs = []templates.Field{{Name: "Short name, on the command line", Value: string(s.Key), Mono: true}, {Name: "Store hash", Value: s.Hash, Mono: true}, {Name: "API address", Value: s.APIURL, Mono: true}}
	add("Read every", templates.Plural(s.PollSeconds, "second", "seconds"))
	for _, h := range told {
		if h.Store != s.Key {
			continue
		}
		line, _ := h.Say(sc.now)
		add("Changes", line)
		if h.State == store.HooksOn && !h.LastEvent.IsZero() {
			add("Last told", moment(h.LastEvent, sc.now))
		}
	}
	if s.App && connect {
		v.Actions = append(v.Actions, templates.Action{Word: "BigCommerce app", Href: "/settings/app"})
	}
	v.Actions = append(v.Actions, templates.Action{Word: "Reading, name, token", Href: storeURL(s.Key)})
	add("Time zone", s.Zone)
	add("Currency", s.Currency)
	if s.Inclusive {
		add("Prices", "entered with tax")
	}
	return v
}

// qwc is the file that tells a Web Connector about this server.
func (d *desk) qwc(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return err
	}
	c, key := sc.company, string(sc.company.Key)
	body, err := QWC(c, d.baseURL(r)).Encode()
	if err != nil {
		return errStatus{http.StatusUnprocessableEntity, templates.Fault{Code: 422, Head: "The .qwc file can’t be written", Lines: []string{
			"The Web Connector would not take it: " + templates.Plain(err.Error()), "Put that right on the page of the company file. Nothing was changed."},
			Links: []templates.Action{{Word: "Open the company file", Href: fileURL(c.Key)}}}}
	}
	if err := d.Store.Audit(r.Context(), d.actor(r), "qwc.downloaded", "company "+key, "The .qwc file of "+companyName(c)+"."); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/xml")
	w.Header().Set("Content-Disposition", `attachment; filename="`+safeName(key)+`.qwc"`)
	_, _ = w.Write(body)
	return nil
}

// safeName keeps what any file system takes.
func safeName(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || (r >= '0' && r <= '9') || (r >= 'a' && r <= 'z') || (r >= 'A' && r <= 'Z') {
			return r
		}
		return '-'
	}, s)
}

func (d *desk) baseURL(r *http.Request) string {
	if d.BaseURL != "" {
		return strings.TrimSuffix(d.BaseURL, "/")
	}
	if d.Secure || r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

func (d *desk) books(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return d.unset(w, r, err, "Company files", "")
	}
	s, err := d.shellOf(r, sc, "Company files", "")
	if err != nil {
		return err
	}
	page := templates.Books{Shell: s}
	for _, c := range sc.companies {
		b := beat(c, sc.now)
		page.Files = append(page.Files, templates.BooksFile{Key: string(c.Key), Name: companyName(c), Line: b.Head + ". " + b.Line, On: c.Key == sc.company.Key})
	}
	return d.render(w, r, http.StatusOK, templates.BooksPage(page))
}

func (d *desk) chooseBooks(w http.ResponseWriter, r *http.Request) error {
	key := r.PostFormValue("company")
	if key == "" {
		return store.ErrNotFound
	}
	http.SetCookie(w, &http.Cookie{Name: companyCookie, Value: key, Path: "/", HttpOnly: true, Secure: d.Secure, SameSite: http.SameSiteLaxMode, MaxAge: 365 * 24 * 3600})
	http.Redirect(w, r, "/", http.StatusSeeOther)
	return nil
}

// listed pages show QuickBooks' lists as they were read.
const listRows = 200

func (d *desk) customers(w http.ResponseWriter, r *http.Request) error {
	return d.list(w, r, books.Customers, "customers", "Customers", []string{"Customer", "Company", "E-mail", "Account number"}, func(e books.Entry) templates.ListRow {
		return templates.ListRow{Name: e.FullName, Sub: strings.TrimSpace(e.FirstName + " " + e.LastName), Kind: e.Company, Account: e.Email, Figure: e.Number}
	})
}

func itemKind(t string) string {
	switch t {
	case "NonInventory":
		return "Non-inventory part"
	case "Inventory":
		return "Inventory part"
	case "InventoryAssembly":
		return "Inventory assembly"
	case "OtherCharge":
		return "Other charge"
	case "FixedAsset":
		return "Fixed asset"
	case "SalesTax":
		return "Sales tax item"
	case "SalesTaxGroup":
		return "Sales tax group"
	}
	return t
}

func (d *desk) list(w http.ResponseWriter, r *http.Request, kind books.ListKind, key, title string, heads []string, view func(books.Entry) templates.ListRow) error {
	sc, err := d.scene(r)
	if err != nil {
		return d.unset(w, r, err, title, key)
	}
	s, err := d.shellOf(r, sc, title, key)
	if err != nil {
		return err
	}
	q := strings.TrimSpace(r.URL.Query().Get("q"))
	found, err := d.Store.Entries(r.Context(), sc.company.Key, kind, q, listRows)
	if err != nil {
		return err
	}
	progress, err := d.Store.ListProgress(r.Context(), sc.company.Key, kind)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	page := templates.List{Shell: s, Heading: title + " in QuickBooks", Path: "/" + key, Search: q, Heads: heads}
	page.Lead = "Not read from QuickBooks yet."
	if !progress.Finished.IsZero() {
		page.Lead = "As read from QuickBooks, " + moment(progress.Finished, sc.now) + "."
	}
	for _, e := range found {
		row := view(e)
		row.Inactive = !e.Active
		page.Rows = append(page.Rows, row)
	}
	page.Note = templates.Plural(len(found), "entry", "entries") + "."
	if len(found) == listRows {
		page.Note = "The first " + templates.Count(listRows) + ". Search to narrow them."
	}
	page.Empty = templates.Empty{Head: "None yet", Line: "The list is read at the first calls of the Web Connector."}
	if q != "" {
		page.Empty = templates.Empty{Head: "None found", Line: "Nothing in this list matches.", Action: &templates.Action{Word: "Clear the search", Href: "/" + key}}
	}
	return d.render(w, r, http.StatusOK, templates.ListPage(page))
}

// simple is a page that consists of its shell.
func (d *desk) simple(r *http.Request, title, current string, page func(templates.Shell) error) error {
	s, err := d.shell(r, title, current)
	if err != nil {
		return err
	}
	return page(s)
}

func (d *desk) help(w http.ResponseWriter, r *http.Request) error {
	return d.simple(r, "Help", "", func(s templates.Shell) error { return d.render(w, r, http.StatusOK, templates.HelpPage(s)) })
}

func (d *desk) menu(w http.ResponseWriter, r *http.Request) error {
	return d.simple(r, "Menu", "menu", func(s templates.Shell) error { return d.render(w, r, http.StatusOK, templates.MenuPage(s)) })
}

// QWC is the .qwc file of a company file, for the server that is reached at
// base. Its identifiers were made once and never change, so that downloading
// it again does no harm (reference: qwc-file §4).
func QWC(c store.Company, base string) soap.QWC {
	base = strings.TrimRight(base, "/")
	return soap.QWC{AppName: "Countinghouse - " + c.Name, UniqueName: "Countinghouse-" + string(c.Key), Description: "Posts BigCommerce orders to QuickBooks",
		AppURL: base + "/qbwc", SupportURL: base + "/support", UserName: c.User, OwnerID: c.OwnerID, FileID: c.FileID, EveryMinutes: c.EveryMinutes}
}
