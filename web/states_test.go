package web

import (
	"context"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"golang.org/x/net/html"

	"countinghouse/access"
	"countinghouse/books"
)

// state is what a page shows only after something was done or went wrong.
type state struct {
	name, house, who string // who is signed in; empty: nobody
	path             string
	do               func(*screen, *house) // brings the page there; nil: opening it is enough
	shows            string                // words by which it is known
}

// presses are buttons pressed one after the other, each with what to fill in
// before: name, value, name, value.
func presses(button string, fields ...string) func(*screen, *house) {
	return func(s *screen, _ *house) { s.t.Helper(); s.fill(button, fields...) }
}

// statesOfPages are the states in which pages are looked at besides those that
// an address alone leads to. They are gone through in this order, each house's
// one after the other.
func statesOfPages() []state {
	const marguerite, tomas, vera = "marguerite@larkspurandpine.com", "tomas@larkspurandpine.com", "vera@larkspurandpine.com"
	return []state{
		{"first-account", "empty", "", "/setup/first?token=the-invitation", nil, "You become the admin"},
		{"first-account-wrong", "empty", "", "/setup/first?token=the-invitation", presses("form button.primary", "name", " ", "email", "nobody@", "password", "short"), "things to correct"},
		{"first-account-gone", "empty", "", "/setup/first?token=wrong", nil, "This invitation doesn’t hold"},
		{"login-wrong", "empty", "", "/login", presses("form button.primary", "email", "nobody@example.com", "password", "wrong"), "password"},

		{"first-home", "bare", tomas, "/", nil, "No company file is set up yet"},
		{"first-sales", "bare", tomas, "/sales", nil, "Sales"},
		{"first-review", "bare", tomas, "/review", nil, ""},
		{"first-mapping", "bare", tomas, "/mapping", nil, "Mapping"},
		{"first-activity", "bare", tomas, "/activity", nil, "Activity"},
		{"first-settings", "bare", tomas, "/settings", nil, "Settings"},
		{"first-items", "bare", tomas, "/items", nil, ""},
		{"setup-store-first", "bare", tomas, "/setup/store", nil, "Connect the store"},
		{"setup-store-wrong", "bare", tomas, "/setup/store", presses("form[action^='/setup/store'] button.primary", "name", " ", "path", "abc"), "to correct"},

		{"menu-open", "story", marguerite, "/orders/main/10531", func(s *screen, _ *house) { s.click("details.menu summary") }, "Exclude…"},
		{"filters-open", "story", marguerite, "/sales?state=waiting", func(s *screen, _ *house) { s.click("details.more summary") }, "10572"},
		{"days-as-table", "story", marguerite, "/", func(s *screen, _ *house) { s.clickOn("summary", "Show as a table") }, "Store"},
		{"why-open", "story", marguerite, "/orders/main/10183", func(s *screen, _ *house) { s.click("details.whys summary") }, "matched by name"},
		{"technical-open", "story", marguerite, "/orders/main/10183", func(s *screen, _ *house) { s.click("#technical summary") }, "EditSequence"},
		{"visit-open", "story", marguerite, "/activity/visits/3", func(s *screen, _ *house) { s.click("#set1 summary") }, "What was asked and answered"},
		{"exclude-wrong", "story", marguerite, "/act?do=exclude&o=main/10531", presses("form#act button.danger, form#act button.primary", "why", ""), "to correct"},
		{"undo-wrong", "story", marguerite, "/act?do=undo&o=main/10180", presses("form#act button.danger", "why", ""), "to correct"},
		{"forbidden", "story", marguerite, "/settings/people", nil, "This needs the role of"},
		{"forbidden-form", "story", vera, "/review", presses("button[name=do][value=fix]"), "This needs the role of"},
		{"not-there", "story", marguerite, "/nothing/here", nil, ""},
		{"order-not-there", "story", marguerite, "/orders/main/424242", nil, "424242"},
		{"filter-wrong", "story", marguerite, "/sales?from=30+Febuary&min=abc", nil, "2 things to correct"},
		{"review-wrong", "story", marguerite, "/review?act=exclude", presses("form#fix button[value=exclude]", "why", " "), "to correct"},
		{"excluded-with-undo", "story", marguerite, "/act?do=exclude&o=main/10531", presses("form#act button.danger, form#act button.primary", "why", "It was a test"), "Undo"},
		{"settings-alerts", "story", tomas, "/settings/alerts", nil, "mail"},
		{"settings-backup", "story", tomas, "/settings/backup", nil, "ackup"},
		{"settings-file-admin", "story", tomas, "/settings/files/larkspur", nil, "Larkspur"},
		{"settings-store-admin", "story", tomas, "/settings/stores/main", nil, "token"},
		{"stopped-by-silence", "late", marguerite, "/", nil, "QuickBooks stopped calling"},
		{"stopped-by-file", "stopped", marguerite, "/", nil, "Nothing is written to QuickBooks"},

		{"setup-store", "mapping", tomas, "/setup/store", nil, "larkspurandpine.com"},
		{"setup-quickbooks", "mapping", tomas, "/setup/quickbooks", nil, "connection file"},
		{"setup-password", "mapping", tomas, "/setup/quickbooks", presses("button[value=password]"), "shown once"},
		{"setup-lists", "mapping", tomas, "/setup/lists", nil, ""},
		{"setup-map", "mapping", tomas, "/setup/map", nil, ""},
		{"setup-check", "mapping", tomas, "/setup/check", nil, ""},
		{"setup-rehearse", "mapping", tomas, "/setup/rehearse", nil, ""},
		{"setup-rehearsing", "rehearsing", tomas, "/setup/rehearse", nil, "1,500 of 4,120 orders"},
		{"setup-rehearsed", "rehearsed", tomas, "/setup/rehearse", nil, "The store’s own totals beside the books"},
		{"setup-live", "mapping", tomas, "/setup/live", nil, ""},
		{"setup-live-wrong", "mapping", tomas, "/setup/live", presses("form[action^='/setup/live'] button", "from", "soon"), "to correct"},
		{"mapping-open", "mapping", marguerite, "/mapping/open", nil, "BLU-12"},
		{"mapping-effect", "mapping", marguerite, "/mapping/open", presses("button[value=effect]"), "What this changes"},
		{"mapping-unsaved", "mapping", marguerite, "/mapping", func(s *screen, h *house) {
			s.fill("button[value=effect]", "items.links[BLU-12]", "Throw:Blue 12")
			s.words("What this changes")
			s.fill("button[value=show]")
		}, "not saved"},
		{"mapping-wrong", "mapping", marguerite, "/mapping", presses("button[value=save]", "charges.handling", "Postage", "ref_prefix", "TOOLONG"), "2 things to correct"},
		{"mapping-rule", "mapping", marguerite, "/mapping/rule?rule=new&try=10500", nil, ""},
		{"mapping-rule-wrong", "mapping", marguerite, "/mapping/rule?rule=new", presses("button[value=save]", "cases.then.approve[1]", "they are looked at"), "to correct"},
		{"mapping-file-wrong", "mapping", marguerite, "/mapping/file", presses("form[action^='/mapping/import'] button"), "to correct"},
		{"mapping-conflict", "mapping", marguerite, "/mapping", func(s *screen, h *house) {
			if a := h.send(h.see("/mapping"), "save", "class", "Online"); a.code != http.StatusSeeOther {
				s.t.Fatalf("the first is refused: %s", a.text())
			}
			s.fill("button[value=save]", "ref_prefix", "LP")
		}, "The mapping was changed meanwhile"},
		{"mapping-saved", "mapping", marguerite, "/mapping", presses("button[value=save]", "items.links[BLU-12]", "Throw:Blue 12"), "is saved"},
		{"mapping-history", "mapping", marguerite, "/mapping/history", nil, "which holds now"},
		{"mapping-find", "mapping-many", marguerite, "/mapping", presses("button[value='find:items.custom']", "items.custom", "model 27"), "10 found"},
		{"mapping-create", "mapping", marguerite, "/mapping", presses("button[value='create:charges.wrapping']"), "Create in QuickBooks: Gift wrapping"},
		{"mapping-create-wrong", "mapping", marguerite, "/mapping", func(s *screen, _ *house) {
			s.fill("button[value='create:charges.wrapping']")
			s.words("Create in QuickBooks: Gift wrapping")
			s.fill("button[value='made:charges.wrapping']", "make_name", "Paper:Bow")
		}, "Nothing is created"},
		{"items-choose", "offered", marguerite, "/items/choose?w=main/11&q=lan", nil, "Which item is it?"},
		{"review-link-differs", "link differs", marguerite, "/review?cause=" + causeID("link-unclear", "Order 2"), nil, linkConfirm},
		{"order-link-differs", "link differs", marguerite, "/orders/main/2", nil, linkConfirm},
		{"review-link-missing", "link missing", marguerite, "/review?cause=" + causeID("link-unclear", "Order 2"), nil, linkAnother},
		{"order-link-missing", "link missing", marguerite, "/orders/main/2", nil, linkAnother},
		{"mapping-undo", "mapping-posted", marguerite, "/mapping/undo?store=main&version=2", nil, "Take out what version 2 posted"},
		{"mapping-undo-wrong", "mapping-posted", marguerite, "/mapping/undo?store=main&version=2", presses("form[action='/mapping/undo'] button.danger"), "to correct"},
		{"stock-list", "stocked", marguerite, "/stock", nil, "Oak shelf"},
		{"stock-why", "stocked", marguerite, "/stock/items/80-1", nil, "Why is it"},
		{"stock-sheet", "stocked", marguerite, "/stock/sheet", nil, "Ash shelf"},
		{"stock-start", "stocked", tomas, "/stock/start", nil, "Send quantities from now on"},
		{"stock-start-wrong", "stocked", tomas, "/stock/start", presses("form[action^='/stock/live'] button"), "to correct"},
		{"stock-rules-wrong", "stocked", marguerite, "/stock/rules", presses("form[action='/stock/rules'] button", "buffer", "few", "prefix", "LONG"), "2 things to correct"},
		{"reconcile-open", "stocked", marguerite, "/stock/reconcile", nil, "Elm shelf"},
		{"reconcile-wrong", "stocked", marguerite, "/stock/reconcile", presses("button[value=counted]"), "Nothing was said"},
		{"second-factor", "factor", vera, "/login/code", nil, ""},
		{"second-factor-wrong", "factor", vera, "/login/code", presses("form button.primary", "code", "000000"), "This code isn’t right"},
		{"recovery-codes", "story", vera, "/me/second-factor/recovery", nil, ""},
	}
}

// pagesOfAdmin are the pages of story that an admin alone sees, by name.
func pagesOfAdmin() map[string]string {
	return map[string]string{
		"people": "/settings/people", "person": "/settings/people/vera@larkspurandpine.com", "person-new": "/settings/people/new", "password": "/me/password", "factor": "/me/second-factor", "confirm": "/me/confirm?next=/settings/people", "settings-admin": "/settings", "tokens": "/settings/tokens", "settings-alerts": "/settings/alerts", "settings-backup": "/settings/backup", "file-admin": "/settings/files/larkspur", "store-admin": "/settings/stores/main", "audit-admin": "/activity/audit",
	}
}

// pagesOfMapping are the pages about the mapping, of the house of mappingWorld.
func pagesOfMapping() map[string]string {
	return map[string]string{"sheet": "/mapping", "rule": "/mapping/rule?rule=new&try=10500", "history": "/mapping/history", "file": "/mapping/file", "open": "/mapping/open"}
}

// pagesOfApp are the pages of the app in BigCommerce's control panel.
func pagesOfApp() map[string]string {
	return map[string]string{"settings-app": "/settings/app", "door": "/app/load?signed_payload_jwt="}
}

// houseFor makes the house of a state, from a story.
func houseFor(t *testing.T, name string, story func(testing.TB) *house) *house {
	t.Helper()
	switch name {
	case "rehearsing", "rehearsed":
		return rehearsedHouse(t, name == "rehearsed")
	case "empty":
		return emptyHouse(t)
	case "bare":
		return bare(t)
	case "factor":
		h := story(t)
		h.enroll("vera@larkspurandpine.com")
		return h
	case "stocked":
		h, _, compare := stocked(t)
		must(t, bothCount(h))
		compare()
		return h
	case "offered":
		return offered(t)
	case "link differs", "link missing":
		return linkHouse(t, name == "link differs")
	case "mapping":
		return mappingWorld(t)
	case "mapping-many": // so many that they are found on a page of their own
		h := mappingWorld(t)
		rows := make([]books.Entry, 300)
		for i := range rows {
			rows[i] = item(fmt.Sprintf("N-%d", i), fmt.Sprintf("Lamp:Model %03d", i), "NonInventory", "Sales:Home goods")
		}
		h.tell(rows...)
		return h
	case "mapping-posted":
		h := mappingWorld(t)
		if a := h.send(h.see("/mapping"), "save", "items.links[BLU-12]", "Throw:Blue 12"); a.code != http.StatusSeeOther {
			t.Fatal(a.text())
		}
		h.planned()
		h.call(true)
		return h
	}
	h := story(t)
	switch name {
	case "late":
		h.now = noon.Add(2*time.Hour + 36*time.Minute)
	case "stopped":
		must(t, h.store.StopCompany(t.Context(), "larkspur", "Another company file is open: Pine Ltd. Open Larkspur & Pine, LLC in QuickBooks."))
	}
	return h
}

func TestAxeFindsNothingInAnyStateInEitherTheme(t *testing.T) {
	axe := axeSource(t)
	s := look(t, "http://localhost")
	for _, theme := range []string{"light", "dark"} {
		var h *house
		last := ""
		for _, st := range statesOfPages() {
			if last != st.house {
				h, last = houseFor(t, st.house, story), st.house
			}
			s.base = h.url
			s.enter(h, st.who, theme)
			s.size(1280, 1030)
			s.open(st.path)
			if st.do != nil {
				st.do(s, h)
			}
			s.words(st.shows)
			for _, width := range []int64{1280, 390} {
				if width == 390 && theme == "dark" {
					continue
				}
				s.size(width, 1030) // what was brought about stands, only narrower
				where := fmt.Sprintf("%s-%d-%s", st.name, width, theme)
				s.fits(where)
				s.legible(where)
				s.accessible(where, axe)
				page, err := html.Parse(strings.NewReader(ask[string](s, "document.documentElement.outerHTML")))
				must(t, err)
				plainly(t, where, page)
			}
		}
	}
}

// enter signs somebody in, by the cookies of a sign-in without pages, and sets
// the theme.
func (s *screen) enter(h *house, who, theme string) {
	s.t.Helper()
	at, err := url.Parse(h.url)
	must(s.t, err)
	cookies := []*http.Cookie{{Name: themeCookie, Value: theme}}
	if who != "" {
		if s.as != who+h.url {
			jar, err := cookiejar.New(nil)
			must(s.t, err)
			h.http.Jar = jar
			h.signIn(who)
			s.as = who + h.url
		}
		cookies = append(cookies, h.http.Jar.Cookies(at)...)
	}
	// A page that looks again by itself would be answered by the house before,
	// which has no such session and would take the cookie away: ports share them.
	s.do(chromedp.Navigate("about:blank"), chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		if _, err := cdp.Call(ctx, t, network.ClearBrowserCookies, cdp.Empty{}); err != nil {
			return err
		}
		for _, c := range cookies {
			if _, err := cdp.Call(ctx, t, network.SetCookie, network.SetCookieParams{Name: c.Name, Value: c.Value, URL: h.url}); err != nil {
				return err
			}
		}
		return nil
	}))
}

// words waits for words on the page.
func (s *screen) words(words string) {
	s.t.Helper()
	s.until("“"+words+"”", "document.readyState === 'complete' && document.body.innerText.includes("+strconv.Quote(words)+")")
}

// click presses what a selector finds first.
func (s *screen) click(selector string) { s.t.Helper(); s.clickOn(selector, "") }

// clickOn presses the first of a selector's elements that holds the words.
func (s *screen) clickOn(selector, words string) {
	s.t.Helper()
	if !ask[bool](s, "(() => { const e = [...document.querySelectorAll("+strconv.Quote(selector)+")].find(e => e.textContent.includes("+strconv.Quote(words)+")); if (e) e.click(); return Boolean(e) })()") {
		s.t.Errorf("no %s “%s” on %s", selector, words, ask[string](s, "location.href"))
	}
}

// fill writes fields by their names into the form of a button and presses it,
// as a person would whom the browser doesn't help: what it would not let
// through is sent as well.
func (s *screen) fill(button string, fields ...string) {
	s.t.Helper()
	js := "(() => { const b = document.querySelector(" + strconv.Quote(button) + "); if (!b) return 'no ' + " + strconv.Quote(button) + "; const f = b.form; f.noValidate = true; const set = (n, v) => { const e = f.elements[n]; if (!e) return false; e.value = v; return true }; let lost = '';"
	for i := 0; i+1 < len(fields); i += 2 {
		js += fmt.Sprintf(" if (!set(%s, %s)) lost = 'no field ' + %s;", strconv.Quote(fields[i]), strconv.Quote(fields[i+1]), strconv.Quote(fields[i]))
	}
	if lost := ask[string](s, js+" if (!lost) { window.asked = true; f.requestSubmit(b) } return lost })()"); lost != "" {
		s.t.Errorf("%s on %s", lost, ask[string](s, "location.href"))
		return
	}
	s.until("the answer to "+button, "window.asked === undefined && document.readyState === 'complete'")
}

// enroll gives somebody a second factor.
func (h *house) enroll(email string) {
	h.t.Helper()
	ctx := h.t.Context()
	must(h.t, h.store.OfferFactor(ctx, email, access.NewFactorSecret()))
	session := access.NewSession(email, "", "", h.now)
	must(h.t, h.store.CreateSession(ctx, session))
	must(h.t, h.store.ConfirmFactor(ctx, email, 1, nil, session.ID, access.NewSession(email, "", "", h.now)))
}
