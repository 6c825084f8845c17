package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"golang.org/x/net/html"

	"countinghouse/access"
	"countinghouse/day"
	"countinghouse/sales"
)

func TestAViewOfSalesIsSavedSharedAndRemoved(t *testing.T) {
	h := story(t)
	save := func(path, name string, shared bool) answer {
		form := find(h.see(path).page, func(n *html.Node) bool { return attr(n, "action") == "/sales/views" })
		query := find(form, func(n *html.Node) bool { return attr(n, "name") == "query" })
		values := url.Values{"query": {attr(query, "value")}, "name": {name}}
		if shared {
			values.Set("shared", "1")
		}
		return h.do(http.MethodPost, "/sales/views", values)
	}
	a := save("/sales?state=review&min=100&after=nonsense&open=main/10531", "Large ones", false)
	if a.code != http.StatusSeeOther || a.header.Get("Location") != "/sales?min=100&state=review" {
		t.Fatalf("%d %s", a.code, a.header.Get("Location"))
	}
	save("/sales?q=brandt", "Brandt", true)
	if a := save("/sales", " ", false); a.code != http.StatusUnprocessableEntity {
		t.Errorf("a view without a name answers %d", a.code)
	}
	a = h.see("/sales")
	if got := linkNamed(t, a, "Large ones"); got != "/sales?min=100&state=review" {
		t.Errorf("the view leads to %q", got)
	}
	h.http = browser(t)
	h.signIn("vera@larkspurandpine.com")
	a = h.see("/sales")
	wantsNot(t, "a viewer's views", a.text(), "Large ones", "For everybody")
	linkNamed(t, a, "Brandt Shared")
	if a := h.do(http.MethodPost, "/sales/views", url.Values{"query": {"q=a"}, "name": {"Mine"}, "shared": {"1"}}); a.code != http.StatusForbidden {
		t.Errorf("a viewer shares a view: %d", a.code)
	}
	if a := h.do(http.MethodPost, "/sales/views/2/remove", url.Values{}); a.code != http.StatusForbidden {
		t.Errorf("a viewer removes everybody's view: %d", a.code)
	}
	save("/sales?q=verano", "Verano", false)
	wants(t, "her own", h.see("/sales").text(), "Verano")
	h.http = browser(t)
	h.signIn("marguerite@larkspurandpine.com")
	h.do(http.MethodPost, "/sales/views/1/remove", url.Values{"back": {"/sales"}})
	wantsNot(t, "after it was removed", h.see("/sales").text(), "Large ones")
}

func TestRefundsAreATabOfSales(t *testing.T) {
	h := story(t)
	o := order(10701, day.New(2026, 11, 10), "Ana Poe", "46.00")
	o.Refunds = []sales.Refund{{ID: 7, Created: noon}}
	h.plan(posting, o)
	wants(t, "the tab", h.see("/sales").text(), "Refunds 1")
	wants(t, "its list", h.see("/sales?state=refunds").text(), "10701", "1 to 1 of 1", "$46.00")
	wants(t, "its list searched", h.see("/sales?state=refunds&q=brandt").text(), "No order has refunds with “brandt”.")
	if body := h.see("/sales.csv?state=refunds").body; strings.Count(body, "\n") != 2 || !strings.Contains(body, "10701") {
		t.Errorf("its export is %q", body)
	}
}

func TestOrdersOfSalesAreChangedTogether(t *testing.T) {
	h := story(t)
	a := h.see("/sales?state=review")
	form := formOf(t, a, "bulk")
	form.Set("do", "exclude")
	form["o"] = []string{"main/10531", "main/10540"}
	a = h.see("/act?" + form.Encode())
	wants(t, "the page that asks", a.text(), "Keep 2 orders out of QuickBooks?", "Elena Marchetti", "H. Brandt", "Exclude 2 orders")
	a = h.follow(h.sendAct(a, "why", "Tests"))
	wants(t, "the list after it", a.text(), "2 orders are kept out of QuickBooks. Tests.", "Undo", "Needs review 3")
	form["o"] = nil
	if a := h.get("/act?" + form.Encode()); a.code != http.StatusUnprocessableEntity || !strings.Contains(a.text(), "Tick the orders") {
		t.Errorf("no tick answers %d", a.code)
	}
	// All of a filtered list, as long as it is the list that was looked at.
	form = formOf(t, h.see("/sales?state=posted"), "bulk")
	form.Set("do", "undo")
	form.Set("all", "1")
	a = h.see("/act?" + form.Encode())
	wants(t, "the preview of a list", a.text(), "Take 4 orders out of QuickBooks?", "Sales receipt BC10183", "Invoice BC10180", "Void 5 documents")
	h.plan(posting, order(10573, day.New(2026, 11, 10), "Leo Strand", "211.90"))
	h.call(true)
	if b := h.sendAct(a, "why", "Wrong"); b.code != http.StatusUnprocessableEntity || !strings.Contains(b.text(), "The list has 9 orders now, 4 when you looked.") {
		t.Errorf("a list that grew answers %d: %.900s", b.code, b.text())
	}
	form.Set("do", "plan")
	a = h.follow(h.do(http.MethodPost, "/act", form))
	wants(t, "the list after it", a.text(), "orders are looked at again.")
}

func TestTicksStayWhileTheListFollowsTheBooks(t *testing.T) {
	h := story(t)
	s := look(t, h.url)
	s.size(1280, 1030)
	s.signIn()
	s.open("/sales")
	s.until("the list", "document.querySelectorAll('tbody .check').length === 10")
	s.do(chromedp.Click(chromedp.CSS("input[value='main/10531']")))
	h.plan(posting, order(10573, day.New(2026, 11, 10), "Leo Strand", "211.90"))
	s.until("the order that arrived", "document.body.innerText.includes('Leo Strand')")
	if got := ask[string](s, "[...document.querySelectorAll('.check:checked')].map(e => e.value).join()"); got != "main/10531" {
		t.Errorf("ticked are %q", got)
	}
	s.do(chromedp.Click(chromedp.CSS(".bulk button[value=exclude]")))
	s.until("the page that asks", "document.querySelector('h1').innerText.includes('10531')")
}

func TestTheAuditIsFilteredAndExported(t *testing.T) {
	h := story(t)
	h.follow(h.press(h.see(linkNamed(t, h.see("/review"), "Exclude…")), "exclude", "why", "=1+1"))
	a := h.see("/activity/audit?who=marguerite%40larkspurandpine.com")
	wants(t, "what she did", a.text(), "kept the order out of QuickBooks")
	wantsNot(t, "what she did", a.text(), "read the order from the store")
	wants(t, "the mapping's changes", h.see("/activity/audit?what=rules").text(), "changed the mapping", "Clear filters")
	if got := linkNamed(t, h.see("/activity/audit?what=rules"), "main"); got != "/mapping/history?store=main" {
		t.Errorf("what changed in the mapping is at %s", got)
	}
	wants(t, "nothing of a kind", h.see("/activity/audit?what=step").text(), "Nothing of that kind")
	body := h.see(linkNamed(t, a, "For a spreadsheet (CSV)")).body
	wants(t, "the export", body, "When,Who,What", "Marguerite Oduya,kept the order out of QuickBooks,'=1+1,,,,main,10531,order.excluded_by_person")
	if strings.Contains(body, "order.read") {
		t.Error("the export is not filtered")
	}
}

func TestActivityIsFilteredByWhatWasDoneAndWhatFailed(t *testing.T) {
	h := story(t)
	wants(t, "visits of an order", h.see("/activity?order=10366").text(), "10 Nov, 10:42", "Closed, some refused", "Clear filters")
	wantsNot(t, "visits of an order", h.see("/activity?order=10366").body, "7 Nov")
	wants(t, "visits that failed", h.see("/activity?trouble=refused&from=1+Nov").text(), "10 Nov, 10:42")
	wants(t, "none that broke off", h.see("/activity?trouble=lost").text(), "No such visit", "Clear filters")
	a := h.get("/activity?from=never&order=abc")
	if a.code != http.StatusUnprocessableEntity {
		t.Errorf("it answers %d", a.code)
	}
	wants(t, "a filter that can't be read", a.text(), "2 things to correct", "“never” is not a day like", "“abc” is no order number")
	csv := h.see("/activity.csv?trouble=refused").body
	if strings.Count(csv, "\n") != 2 || !strings.Contains(csv, "Called,Ended,How it ended,Seconds,Seconds QuickBooks worked") || !strings.Contains(csv, `"Closed, some refused"`) {
		t.Errorf("the export is %s", csv)
	}
	if got := h.get("/activity.csv?from=never"); got.code != http.StatusUnprocessableEntity || strings.Contains(got.header.Get("Content-Disposition"), "attachment") {
		t.Errorf("a file of something else is made: %d", got.code)
	}
	a = h.see("/activity/visits/3")
	wants(t, "what it did", a.byID("documents")+a.text(), "What it did", "Sales receipt BC10366", "Refused", "Walnut Tray 14 is inactive", "Order 10567", "74.10")
	wants(t, "all of it", h.see(linkNamed(t, a, "Export (JSON)")).body, `"refNumber": "BC10366"`, `"request": "<QBXML>`)
}

func TestTheAuditShowsWhatWasBeforeAndAfter(t *testing.T) {
	h := story(t)
	u, err := h.store.UserByEmail(t.Context(), "vera@larkspurandpine.com")
	must(t, err)
	u.Name, u.Role = "Vera Vane", access.Accountant
	must(t, h.store.SaveUser(t.Context(), tester, u))
	h.signIn("tomas@larkspurandpine.com")
	a := h.see("/activity/audit?what=user&from=today")
	wants(t, "the audit", a.text(), "Name Before: Vera Viewer → After: Vera Vane", "Role Before: viewer → After: accountant")
	wants(t, "the export", h.see("/activity/audit.csv?what=user").body, "Changed,Before,After", "Name,Vera Viewer,Vera Vane", "Role,viewer,accountant")
	wants(t, "the JSON", h.see("/activity/audit.json?what=user").body, `{"what":"role","was":"viewer","now":"accountant"}`)
	wants(t, "an order's rows", h.see("/activity/audit?order=10531").text(), "held the order for review")
	wantsNot(t, "an order's rows", h.see("/activity/audit?order=10531").body, "Order 10540")
	wants(t, "another day", h.see("/activity/audit?to=1+Nov").text(), "Nothing of that kind")
}
