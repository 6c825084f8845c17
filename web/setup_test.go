package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"countinghouse/access"
	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
	"countinghouse/secret"
	"countinghouse/simulator/shop"
	"countinghouse/store"
)

// emptyHouse is a server on an empty database, with an invitation.
func emptyHouse(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, now: noon}
	dir := t.TempDir()
	sealer, err := secret.LoadOrCreate(filepath.Join(dir, "secret.key"))
	must(t, err)
	h.store, err = store.Open(t.Context(), dir, store.Options{Sealer: sealer})
	must(t, err)
	t.Cleanup(func() { must(t, h.store.Close()) })
	srv := httptest.NewServer(New(Options{Store: h.store, SessionKey: []byte(strings.Repeat("k", 32)), Version: "test", FirstToken: "the-invitation"}))
	t.Cleanup(srv.Close)
	h.url, h.http = srv.URL, browser(t)
	return h
}

func TestTheFirstAccountNeedsTheInvitationAndIsMadeOnce(t *testing.T) {
	h := emptyHouse(t)
	for _, token := range []string{"", "wrong", "the-invitatio"} {
		if a := h.get("/setup/first?token=" + token); a.code != http.StatusNotFound {
			t.Errorf("%q answers %d", token, a.code)
		}
		if a := h.do(http.MethodPost, "/setup/first", url.Values{"token": {token}, "name": {"Eve"}, "email": {"eve@example.com"}, "password": {"seven green lamps dance"}}); a.code != http.StatusNotFound {
			t.Errorf("%q makes an account: %d", token, a.code)
		}
	}
	wants(t, "the form", h.see("/setup/first?token=the-invitation").text(), "You become the admin")
	a := h.do(http.MethodPost, "/setup/first", url.Values{"token": {"the-invitation"}, "name": {""}, "email": {"nobody"}, "password": {"short"}})
	if a.code != http.StatusUnprocessableEntity || strings.Contains(a.body, "short\"") {
		t.Errorf("%d", a.code)
	}
	wants(t, "all at once", a.text(), "3 things to correct", "Write your name", "Write your e-mail address", "use 12 or more")
	form := url.Values{"token": {"the-invitation"}, "name": {"Tomas Reyes"}, "email": {"Tomas@Larkspur.example"}, "password": {"seven green lamps dance"}}
	if a := h.do(http.MethodPost, "/setup/first", form); a.code != http.StatusSeeOther || a.header.Get("Location") != "/login?next=%2Fsetup" {
		t.Fatalf("%d %s", a.code, a.text())
	}
	u, err := h.store.UserByEmail(t.Context(), "tomas@larkspur.example")
	must(t, err)
	if u.Role != access.Admin {
		t.Errorf("the first is %s", u.Role)
	}
	form.Set("email", "second@larkspur.example")
	for _, a := range []answer{h.do(http.MethodPost, "/setup/first", form), h.get("/setup/first?token=the-invitation")} {
		if a.code != http.StatusNotFound {
			t.Errorf("a second account: %d", a.code)
		}
		wants(t, "the second", a.text(), "This invitation doesn’t hold")
	}
	a = h.do(http.MethodPost, "/login", url.Values{"email": {"tomas@larkspur.example"}, "password": {"seven green lamps dance"}, "next": {"/setup"}})
	if a.code != http.StatusSeeOther || a.header.Get("Location") != "/setup" {
		t.Fatalf("signing in leads to %d %s", a.code, a.header.Get("Location"))
	}
	wants(t, "Home", h.see("/").text(), "Set up, step by step")
	if a := h.get("/setup"); a.header.Get("Location") != "/setup/store" {
		t.Errorf("set-up begins at %s", a.header.Get("Location"))
	}
}

func TestTheStoreIsConnectedOnlyWithATokenThatMayReadAll(t *testing.T) {
	h := bare(t)
	h.signIn("tomas@larkspurandpine.com")
	full := shop.New(shop.Options{Seed: 1, Hash: "abc", Token: "good-token"})
	less := shop.New(shop.Options{Seed: 1, Hash: "abc", Token: "less-token", Scopes: []string{"store_v2_orders_read_only", "store_v2_information_read_only", "store_v2_products_read_only"}})
	good, poor := httptest.NewServer(full.Handler()), httptest.NewServer(less.Handler())
	defer good.Close()
	defer poor.Close()
	post := func(base, token string, more ...string) answer {
		form := url.Values{"name": {"larkspurandpine.com"}, "path": {base + "/stores/abc/v3/"}, "token": {token}, "books": {"Larkspur & Pine, LLC"}}
		for i := 0; i+1 < len(more); i += 2 {
			form.Set(more[i], more[i+1])
		}
		return h.do(http.MethodPost, "/setup/store", form)
	}
	a := post(good.URL, "wrong-token")
	wants(t, "a wrong token", a.text(), "The store isn’t connected", "refused the token")
	a = post(poor.URL, "less-token")
	wants(t, "a poor token", a.text(), "2 things to correct", "Order transactions: read-only", "Customers: read-only")
	wantsNot(t, "a poor token", a.body, "less-token")
	a = post(good.URL, "good-token", "name", "", "path", "abc", "books", "")
	wants(t, "an empty form", a.text(), "3 things to correct", "Write the store’s name", "Write the API path", "Write the name of the company file")
	if shops, err := h.store.Shops(t.Context()); err != nil || len(shops) != 0 {
		t.Fatalf("a refused store is kept: %v %v", shops, err)
	}
	if a = post(good.URL, "good-token"); a.code != http.StatusSeeOther || a.header.Get("Location") != "/setup/store?store=larkspurandpine-com" {
		t.Fatalf("%d %s %s", a.code, a.header.Get("Location"), a.text())
	}
	wants(t, "the step", h.see(a.header.Get("Location")).text(), "The token was accepted", "Reading the store for the first time")
	s, err := h.store.Shop(t.Context(), "larkspurandpine-com")
	must(t, err)
	if s.Company != "larkspur-pine-llc" || s.Token != "good-token" || s.Hash != "abc" {
		t.Errorf("the store is %+v", s)
	}
	if a = post(good.URL, "", "store", "larkspurandpine-com", "name", "Larkspur"); a.code != http.StatusSeeOther { // the token is kept
		t.Errorf("another name answers %d: %s", a.code, a.text())
	}
	h.signIn("marguerite@larkspurandpine.com")
	if a := h.get("/setup/store"); a.code != http.StatusForbidden {
		t.Errorf("a bookkeeper connects: %d", a.code)
	}
}

func TestTheSetUpPathLeadsToGoingLive(t *testing.T) {
	h := bare(t)
	ctx := t.Context()
	must(t, h.store.SaveCompany(ctx, tester, store.Company{Key: "larkspur", Name: "Larkspur", User: "larkspur", EveryMinutes: 10}))
	must(t, h.store.SaveShop(ctx, tester, store.Shop{Key: "main", Company: "larkspur", Name: "larkspurandpine.com", APIURL: "https://api.bigcommerce.com", Hash: "abc123", Zone: "America/Chicago", Currency: "USD", Token: "tok-very-secret", PollSeconds: 30}))
	must(t, h.store.SaveShopPoll(ctx, "main", h.now, ""))
	h.signIn("tomas@larkspurandpine.com")
	if a := h.get("/setup"); a.header.Get("Location") != "/setup/quickbooks?store=main" {
		t.Errorf("after the store it goes on at %s", a.header.Get("Location"))
	}
	a := h.see("/setup/quickbooks")
	wants(t, "the step", a.text(), "Set-up, step 2 of 7", "Waiting for QuickBooks’ first call…", "Make a password", "4 checks are open.")
	a = h.do(http.MethodPost, "/setup/quickbooks", url.Values{"store": {"main"}, "do": {"password"}})
	password := a.element("code")
	c, err := h.store.Company(ctx, "larkspur")
	must(t, err)
	if ok, _ := access.VerifyPassword(c.PasswordHash, password); !ok || len(password) < 16 {
		t.Errorf("the password that is shown is %q", password)
	}
	wantsNot(t, "the step again", h.see("/setup/quickbooks").body, password)
	h.learn()
	live := h.get("/setup/quickbooks?store=main&part=live", "HX-Request", "true")
	wants(t, "the checks, asked for again", live.text(), "The Web Connector called", "QuickBooks answered", "Is it the right company file?", "Larkspur & Pine, LLC")
	wantsNot(t, "the checks, asked for again", live.body, "<html")
	// The wrong file is unlearnt, with the mark that it carries, and another one is told.
	before, err := h.store.Company(ctx, "larkspur")
	must(t, err)
	wants(t, "another file", h.do(http.MethodPost, "/setup/quickbooks", url.Values{"store": {"main"}, "do": {"wrong"}}).text(), "Larkspur & Pine, LLC is unlearnt", "download the .qwc file again", "Is it the right company file?")
	after, err := h.store.Company(ctx, "larkspur")
	must(t, err)
	if after.Facts.Known || after.ExpectedName != "" || after.FilePathSeen != "" || after.FileID == before.FileID || after.OwnerID != before.OwnerID {
		t.Errorf("it is not unlearnt: %+v", after)
	}
	h.learn()

	// Nothing goes live into a file that nobody named, nor before the lists are read.
	early := h.do(http.MethodPost, "/setup/live", url.Values{"store": {"main"}, "from": {"1 Nov 2026"}})
	wants(t, "too early", early.text(), "Nothing is live yet", "The company file isn’t confirmed", "lists aren’t read completely")
	if a := h.do(http.MethodPost, "/setup/quickbooks", url.Values{"store": {"main"}, "do": {"right"}}); a.code != http.StatusSeeOther {
		t.Errorf("confirming answers %d", a.code)
	}
	funds := entry(books.Accounts, "A-1200", "Undeposited Funds", "OtherCurrentAsset")
	funds.Special = "UndepositedFunds"
	tax := item("T-0", "No tax", "SalesTax", "")
	h.tell(tax, funds, item("I-20", "LAN-04", "NonInventory", "Sales:Home goods"), entry(books.PaymentMethods, "P-1", "Visa", ""), entry(books.SalesTaxCodes, "X-1", "Tax", ""), entry(books.SalesTaxCodes, "X-2", "Non", ""))
	if a := h.get("/setup"); a.header.Get("Location") != "/setup/map?store=main" {
		t.Errorf("after the lists it goes on at %s", a.header.Get("Location"))
	}
	wants(t, "the lists", h.see("/setup/lists").text(), "Items", "entries read")

	o := order(10500, day.New(2026, 11, 7), "Kit Holloway", "64.20")
	o.ItemsTotal, o.Lines[0].Price, o.Lines[0].BasePrice, o.Lines[0].BaseTotal = 4, sales.Taxed{Ex: money.MustDecimal("16.05"), Inc: money.MustDecimal("16.05")}, money.MustDecimal("16.05"), money.MustDecimal("64.20")
	_, err = h.store.SaveOrders(ctx, "main", []sales.Order{o})
	must(t, err)
	h.planned()
	wants(t, "the mapping's step", h.see("/setup/map").text(), "1 thing isn’t mapped", "Map them", "The sheet was never saved")
	// What is offered is used, and taken in bulk.
	work := h.see("/mapping/open?store=main")
	wants(t, "the worklist", work.text(), "Visa", "QuickBooks’ own account for money that isn’t deposited yet")
	use := find(work.page, func(n *html.Node) bool { return n.Data == "button" && strings.HasPrefix(attr(n, "value"), "use:") })
	if use == nil || textOf(use) != "Use Visa, to Undeposited Funds" {
		t.Fatal("where money usually goes isn't offered")
	}
	form := h.send(work, attr(use, "value")).fields(toMapping)
	form.Set("tax.zero_item", "No tax")
	form.Add("take", "tax.zero_item")
	form.Set("do", "save")
	if a := h.do(http.MethodPost, "/mapping", form); a.code != http.StatusSeeOther {
		t.Fatalf("%d %s", a.code, a.text())
	}
	h.planned()
	wants(t, "the rehearsal", h.see("/setup/rehearse").text(), "Would be posted", "1, $64.20", "Home goods", "64.20", "Are these figures what you expect?")
	if a := h.do(http.MethodPost, "/setup/rehearse", url.Values{"store": {"main"}, "do": {"right"}}); a.code != http.StatusSeeOther {
		t.Errorf("agreeing answers %d", a.code)
	}
	wants(t, "the checks", h.see("/setup/check").text(), "Every SKU of the last 30 days has its item", "The company file is confirmed")
	wants(t, "no day", h.do(http.MethodPost, "/setup/live", url.Values{"store": {"main"}, "from": {"soon"}}).text(), "“soon” is not a day")
	if a := h.do(http.MethodPost, "/setup/live", url.Values{"store": {"main"}, "from": {"1 Nov 2026"}}); a.code != http.StatusSeeOther || a.header.Get("Location") != "/" {
		t.Fatalf("going live answers %d: %s", a.code, a.text())
	}
	if r, _ := h.sheetRules(); r.StartDate.String() != "2026-11-01" {
		t.Errorf("live from %s", r.StartDate)
	}
	h.planned()
	h.call(true)
	wants(t, "the first order", h.see("/orders/main/10500").text(), "In QuickBooks")
	wantsNot(t, "the navigation", h.see("/").text(), "Set-up")
}

func TestShortNamesAreMadeOfWhatPeopleCallIt(t *testing.T) {
	none := func(string) bool { return false }
	for name, want := range map[string]string{"Larkspur & Pine, LLC": "larkspur-pine-llc", "  ": "books", "Ärger GmbH": "rger-gmbh", strings.Repeat("a", 99): strings.Repeat("a", 24)} {
		if got := keyFrom(name, none); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
	if got := keyFrom("Main", func(k string) bool { return k == "main" || k == "main-2" }); got != "main-3" {
		t.Errorf("a taken name becomes %q", got)
	}
}
