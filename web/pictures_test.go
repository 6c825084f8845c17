package web

import (
	"context"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"countinghouse/access"
	"countinghouse/day"
	"countinghouse/sales"
	"countinghouse/store"
)

// inTheDark are the pages of which a dark picture is taken too: those that most
// are looked at. The rest differs by nothing but the colours, which other tests
// hold against the design.
var inTheDark = regexp.MustCompile(`^(home|sales|order|review|mapping|items|visits|settings|setup-store|mapping-effect|stopped-by-silence)$`)

// picturesDir is where the pictures go; without it none are taken.
func picturesDir() string { return os.Getenv("COUNTINGHOUSE_SCREENSHOTS") }

// TestPicturesOfEveryPage takes them, for tools/screenshots: every page and
// every state that the other tests look at, 1280 and 390 pixels wide. It holds
// nothing that they don't; several houses are gone through at once, in one browser.
func TestPicturesOfEveryPage(t *testing.T) {
	if picturesDir() == "" {
		t.Skip("no pictures are asked for (tools/screenshots)")
	}
	s := look(t, "http://localhost")
	var of []string // houses, in the order of the states
	byHouse := map[string][]state{}
	add := func(st state) {
		if !slices.Contains(of, st.house) {
			of = append(of, st.house)
		}
		byHouse[st.house] = append(byHouse[st.house], st)
	}
	const marguerite, tomas = "marguerite@larkspurandpine.com", "tomas@larkspurandpine.com"
	taken := map[string]bool{}
	for _, st := range statesOfPages() {
		taken[st.name] = true
	}
	pages := func(house, who, prefix string, paths map[string]string) {
		for name, path := range paths {
			if name = prefix + name; !taken[name] {
				taken[name] = true
				add(state{name: name, house: house, who: who, path: path})
			}
		}
	}
	pages("mapping pages", marguerite, "mapping-", pagesOfMapping())
	pages("pages", marguerite, "", pagesOfStory())
	pages("pages of an admin", tomas, "", pagesOfAdmin())
	for _, st := range statesOfPages() {
		add(st)
	}
	for _, name := range of {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := pictured(t, name)
			own := s.tab(t)
			own.base = h.url
			for _, st := range byHouse[name] {
				if st.do == nil || st.who != "" {
					own.enter(h, st.who, "light")
				}
				own.size(1280, 900)
				own.open(st.path)
				if st.do != nil {
					st.do(own, h)
				}
				own.words(st.shows)
				own.pictures(st.name)
			}
		})
	}
	t.Run("the app", func(t *testing.T) {
		t.Parallel()
		picturesOfApp(t, s.tab(t))
	})
}

// pictured is the house of a state with ordinary names.
func pictured(t *testing.T, name string) *house {
	t.Helper()
	calm := func(t testing.TB) *house { return storyOf(t, "Mercy Okafor") }
	switch name {
	case "mapping pages":
		return mappingWorld(t)
	case "pages", "pages of an admin":
		h := calm(t)
		h.token(tester, access.Token{Name: "Month-end report for the auditors", Role: access.Accountant, Companies: []string{"larkspur"}})
		return h
	}
	return houseFor(t, name, calm)
}

// tab is a tab of its own in the same browser, with cookies of its own.
func (s *screen) tab(t *testing.T) *screen {
	t.Helper()
	ctx, done := chromedp.NewContext(s.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(done)
	own := &screen{t: t, ctx: ctx}
	own.do(chromedp.Navigate("about:blank"))
	return own
}

// pictures takes those of the page as it stands: wide, dark if it is one of
// those, and narrow.
func (s *screen) pictures(name string) {
	s.t.Helper()
	s.shot(name+"-1280-light", 1280)
	if inTheDark.MatchString(name) {
		ask[bool](s, "(document.documentElement.dataset.theme = 'dark') === 'dark'")
		s.shot(name+"-1280-dark", 1280)
		ask[bool](s, "(document.documentElement.dataset.theme = 'light') === 'light'")
	}
	s.shot(name+"-390-light", 390)
}

// shot takes one picture. The window is as high as the page, so that what
// stands at its foot does.
func (s *screen) shot(name string, width int64) {
	s.t.Helper()
	s.size(width, 900)
	high := ask[int64](s, "document.documentElement.scrollHeight")
	if high > 900 {
		s.size(width, high)
	}
	png, err := chromedp.Run(s.ctx, chromedp.FullScreenshot(100))
	must(s.t, err)
	must(s.t, os.WriteFile(filepath.Join(picturesDir(), name+".png"), png, 0o600))
}

// picturesOfApp are of the pages of the app in BigCommerce's control panel.
func picturesOfApp(t *testing.T, s *screen) {
	t.Helper()
	h := newTile(t)
	s.base = h.url
	shown := func(name, path, who string) {
		s.enter(h.house, who, "light")
		s.size(1280, 900)
		s.open(path)
		s.words("")
		s.pictures(name)
	}
	const tomas = "tomas@larkspurandpine.com"
	shown("app-none", "/settings/app", tomas)
	h.install()
	shown("app-waits", "/settings/app", tomas)
	h.connectStore()
	h.do(http.MethodPost, "/settings/app", url.Values{"do": {"person"}, "hash": {"g5cd38"}, "email": {bo.Email}, "person": {"marguerite@larkspurandpine.com"}})
	shown("app-connected", "/settings/app", tomas)
	for name, token := range map[string]string{"door-open": h.app.Payload(bo), "door-nobody": h.app.Payload(h.shop.Owner()), "door-forged": "x"} {
		shown(name, "/app/load?signed_payload_jwt="+url.QueryEscape(token), "")
	}
}

// rehearsedHouse is a house with a rehearsal that is under way, or done.
func rehearsedHouse(t *testing.T, done bool) *house {
	t.Helper()
	h := mappingWorld(t, func(o *Options) {
		o.Rehearse = func(context.Context, store.Actor, sales.StoreKey, day.Day, bool) error { return store.ErrRehearsing }
	})
	ctx := t.Context()
	r, err := h.store.BeginRehearsal(ctx, store.Actor{Kind: "user", Name: "tomas@larkspurandpine.com"}, "main", day.New(2026, 10, 11), time.UTC, false)
	must(t, err)
	r.Orders, r.Done, r.Posted, r.Held, r.Excluded = 4120, 1500, 1466, 21, 13
	if done {
		r.State, r.Done, r.Posted, r.Held, r.Refused, r.Excluded = store.RehearsalDone, 4120, 4048, 38, 3, 31
		r.Accounts = []store.Rehearsed{{Name: "Undeposited Funds", Type: "OtherCurrentAsset", Amount: 31_204_117}, {Name: "Accounts Receivable", Type: "AccountsReceivable", Amount: 1_843_250}, {Name: "Sales Tax Payable", Type: "OtherCurrentLiability", Amount: -2_310_845},
			{Name: "Sales:Home goods", Type: "Income", Amount: -29_401_122}, {Name: "Freight income", Type: "Income", Amount: -1_772_800}, {Name: "Discounts", Type: "Income", Amount: 437_400}}
		r.Taxes = []store.Rehearsed{{Name: "Texas Comptroller", Amount: 2_310_845}}
		r.Receivables = []store.Rehearsed{{Name: "Casa Verano", Amount: 1_201_750}, {Name: "Wholesale Partner LLC", Amount: 641_500}}
		r.Compared = []store.Beside{{What: store.BesideSales, Currency: "USD", Decimals: 2, Store: 33_419_567, Books: 33_419_567}, {What: store.BesideRefunds, Currency: "USD", Decimals: 2, Store: 372_200, Books: 372_200}}
		r.Causes = []store.RehearsedCause{{Code: "item-missing", Subject: "BLU-12", What: "No item for SKU BLU-12.", Fix: "Link the SKU to an item in the mapping, or make the item in QuickBooks.", Orders: 31, First: []sales.OrderID{10500, 10501, 10502}},
			{Code: "payment-unmapped", Subject: "Klarna", What: "Nothing is mapped for the way of paying Klarna.", Fix: "Choose the account that its money lands in.", Orders: 7, First: []sales.OrderID{10503}},
			{Code: store.CauseRefused, Subject: "The item Walnut Tray 14 is inactive.", What: "QuickBooks refused it.", Fix: "The item Walnut Tray 14 is inactive. Make it active in QuickBooks, or link the SKU to another item.", Orders: 3, First: []sales.OrderID{10366}}}
	}
	must(t, h.store.KeepRehearsal(ctx, r))
	return h
}
