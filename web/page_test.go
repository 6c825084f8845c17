package web

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"countinghouse/day"
	"countinghouse/sales"
	"countinghouse/store"
)

func TestHomeAnswersWhetherEverythingIsInTheBooks(t *testing.T) {
	h := story(t)
	a := h.see("/")
	wants(t, "the heading", a.element("h1"), "Everything through 8 November agrees to the cent.")
	wants(t, "Home", a.text(), "Tuesday 10 November 2026, 10:48", "6 orders of 9 to 10 November, $483.50, are not confirmed in QuickBooks yet.",
		"No item for SKU BLU-12", "2 orders wait.", "220.70", "QuickBooks refused order 10366", "Walnut Tray 14 is inactive",
		"6 minutes ago", "Called 10:42, next by 10:52", "Connected", "Recognised", "Calls since midnight", "1 document", "Refused today 1",
		"In QuickBooks 1 $74.10", "Waiting 2 104.50", "Needs review 0 0.00", "Store 3 $178.60", "QuickBooks called 10:42", "6 min ago. Next by 10:52", "Larkspur & Pine, LLC", "Marguerite Oduya", "Bookkeeper")
	if n := strings.Count(a.body, "button small primary"); n != 1 {
		t.Errorf("%d filled buttons under Needs you, want one", n)
	}
	wants(t, "the chart's table", a.byID("days"), "10 Nov 3 $178.60", "3 orders wait", "9 Nov 3 304.90 0.00 3 orders need review", "6 Nov 2 1,698.20 1,698.20 Agrees")
}

func TestHomeSaysWhenQuickBooksNeverCalledAndWhenItStopped(t *testing.T) {
	h := bare(t)
	h.furnish()
	h.signIn("marguerite@larkspurandpine.com")
	a := h.see("/")
	wants(t, "Home", a.text(), "QuickBooks hasn’t called yet", "Add an Application", "No orders have been read yet", "No call yet")
	h.learn()
	h.plan(posting, order(1, day.New(2026, 11, 10), "Ana Okafor", "12.30"))
	h.now = noon.Add(2*time.Hour + 36*time.Minute)
	a = h.see("/")
	wants(t, "Home", a.text(), "QuickBooks stopped calling at 10:48", "1 order, $12.30, wait here.", "Auto-Run", "2 h 36 min ago", "expected every 10 minutes", "Stopped")
	if first := find(a.page, func(n *html.Node) bool { return attr(n, "role") == "alert" }); first == nil {
		t.Error("the stop is no alert")
	}
	must(t, h.store.StopCompany(t.Context(), "larkspur", "Another company file is open: Pine Ltd. Open Larkspur & Pine, LLC in QuickBooks."))
	wants(t, "Home", h.see("/").text(), "Nothing is written to QuickBooks", "Another company file is open: Pine Ltd.")
}

func TestHomeIsCalmWhenEverythingAgrees(t *testing.T) {
	h := bare(t)
	h.furnish()
	h.learn()
	h.plan(posting, order(1, day.New(2026, 11, 10), "Ana Okafor", "12.30"))
	h.call(true)
	h.signIn("vera@larkspurandpine.com")
	a := h.see("/")
	wants(t, "Home", a.text(), "Everything through 10 November agrees to the cent.", "1 order, $12.30, was read back", "Nothing needs you", "Just now")
	if !strings.Contains(a.body, `class="sum agrees"`) {
		t.Error("a day that agrees has no double rule")
	}
}

func TestSalesTabsFiltersAndSums(t *testing.T) {
	h := story(t)
	a := h.see("/sales")
	wants(t, "Sales", a.text(), "All 10", "Waiting 2", "Needs review 3", "In QuickBooks 4", "Excluded 1", "1 to 10 of 10", "This page $2,635.53", "All $2,635.53")
	for query, want := range map[string][]string{
		"state=waiting":            {"10572", "10570", "1 to 2 of 2"},
		"state=review":             {"10366", "Refused", "10531", "Needs review", "1 to 3 of 3"},
		"state=posted&from=10+Nov": {"10567", "Posted", "1 to 1 of 1"},
		"q=adeyemi":                {"10184", "1 to 1 of 1"},
		"q=%241%2C056.20":          {"10184", "1 to 1 of 1"},
		"min=600&max=1%2C000.00":   {"10183", "1 to 1 of 1"},
		"channel=Online&to=today":  {"1 to 10 of 10"},
		"channel=eBay":             {"No order matches", "Clear filters"},
		"state=excluded":           {"It was placed before 1 October 2026"},
	} {
		wants(t, "Sales?"+query, h.see("/sales?"+query).text(), want...)
	}
}

func TestAFilterThatCannotBeReadComesBackWithTheForm(t *testing.T) {
	h := story(t)
	a := h.get("/sales?from=30+Febuary&min=abc")
	if a.code != http.StatusUnprocessableEntity {
		t.Errorf("it answers %d", a.code)
	}
	wants(t, "the title", a.element("title"), "Error:")
	wants(t, "the page", a.text(), "2 things to correct", "“30 Febuary” is not a day like 10 Nov 2026", "“abc” is not an amount")
	if field := find(a.page, func(n *html.Node) bool { return attr(n, "name") == "from" }); field == nil || attr(field, "value") != "30 Febuary" {
		t.Error("what was typed is lost")
	}
}

func TestPagingGoesOlderAndNewer(t *testing.T) {
	h := bare(t)
	h.furnish()
	var orders []sales.Order
	for i := range 120 {
		orders = append(orders, order(1000+i, day.New(2026, 11, 9), "Ana Okafor", "1.00"))
	}
	h.plan(posting, orders...)
	h.signIn("vera@larkspurandpine.com")
	a := h.see("/sales")
	wants(t, "page one", a.text(), "1 to 50 of 120", "1119")
	if len(a.body) > 150<<10 {
		t.Errorf("a page of 50 rows has %d bytes", len(a.body))
	}
	for _, want := range []string{"51 to 100 of 120", "101 to 120 of 120"} {
		a = h.see(linkNamed(t, a, "Older"))
		wants(t, "an older page", a.text(), want)
	}
	a = h.see(linkNamed(t, a, "Newer"))
	wants(t, "a newer page", a.text(), "51 to 100 of 120")
	wants(t, "a place that is none", h.see("/sales?after=nonsense").text(), "1 to 50 of 120")
}

func linkNamed(t testing.TB, a answer, word string) string {
	t.Helper()
	n := find(a.page, func(n *html.Node) bool { return n.Data == "a" && textOf(n) == word })
	if n == nil {
		t.Fatalf("no link %q", word)
	}
	return attr(n, "href")
}

func TestOrderTellsItsWholeStory(t *testing.T) {
	h := story(t)
	a := h.see("/orders/main/10183")
	wants(t, "the order", a.text(), "Order 10183", "Agrees to the cent", "Casa Verano, 6 November, larkspurandpine.com.", "Read back from QuickBooks on 7 November at 10:48.",
		"Ordered", "Sales receipt BC10183", "Trans. 4800", "Read back", "642.00", "The order and the sales receipt", "QuickBooks, sales receipt BC10183",
		"4 × Brass Lantern", "LAN-04", "Lantern:Brass S", "4010 Sales: Home goods", "SKU LAN-04 is the item Lantern:Brass S, matched by name.",
		"Debits and credits", "1499 Undeposited Funds", "Memo: It was shortened to fit.", "read back the sales receipt BC10183, no difference", "Technical details")
	if n := strings.Count(a.body, `class="sum agrees"`); n != 4 {
		t.Errorf("%d double rules, want those of both totals and both sides of the ledger", n)
	}
	invoice := h.see("/orders/main/10180").text()
	wants(t, "an invoice", invoice, "Invoice BC10180", "Payment", "Accounts Receivable")
	technical := a.byID("technical")
	wants(t, "Technical details", technical, "TXN-", "EditSequence 170", `requestID="p`, "<RefNumber>BC10183</RefNumber>", `statusCode="0"`)
	wantsNot(t, "Technical details", technical, "BC10184")
	outside := strings.Replace(a.text(), technical, "", 1)
	wantsNot(t, "the order outside of Technical details", outside, "TXN-", "qbXML", "statusCode", "requestID", "posting ")
}

func TestAHeldOrderSaysWhatItMeansAndWhatToDo(t *testing.T) {
	h := story(t)
	a := h.see("/orders/main/10531")
	wants(t, "a held order", a.text(), "Needs review", "1 thing to put right", "No item for SKU BLU-12.", "Sales are short by this order until it has one.", "Link the SKU to an item in the mapping.", "Not planned yet", "4 × Brass Lantern")
	if strings.Contains(a.body, `class="sum agrees"`) {
		t.Error("a held order carries the double rule")
	}
	wants(t, "a refused order", h.see("/orders/main/10366").text(), "QuickBooks refused the sales receipt.", "Sales for 9 November are $84.20 short until it is in.", "Make it active in QuickBooks")
	wants(t, "a waiting order", h.see("/orders/main/10572").text(), "Waiting", "At the next call", "After it is posted")
	wants(t, "an excluded order", h.see("/orders/main/9000").text(), "Excluded", "It was placed before 1 October 2026")
}

func TestThePreviewShowsTheDocumentBesideTheList(t *testing.T) {
	h := story(t)
	a := h.see("/sales?open=main/10572&state=waiting")
	aside := a.element("aside")
	wants(t, "the preview", aside, "Order 10572", "Posts at the next call, by 10:52, as a sales receipt dated 10 Nov. Nothing is missing.", "Sales receipt BC10572", "Ines Calloway", "58.30", "Open the order")
	wants(t, "a held preview", h.see("/sales?open=main/10531").element("aside"), "Not posted.", "No item for SKU BLU-12")
	if got := h.see("/sales?open=main/nothing").element("aside"); got != "" {
		t.Errorf("a preview of nothing: %q", got)
	}
}

func TestSearchGoesStraightToTheOneOrder(t *testing.T) {
	h := story(t)
	for q, want := range map[string]string{"10183": "/orders/main/10183", "#10183": "/orders/main/10183", "bc10184": "/orders/main/10184", "Adeyemi": "/orders/main/10184", "$642.00": "/orders/main/10183", "brandt": "/sales?q=brandt", "nobody": "/sales?q=nobody"} {
		a := h.get("/search?q=" + url.QueryEscape(q))
		if a.code != http.StatusSeeOther || a.header.Get("Location") != want {
			t.Errorf("%q leads to %d %q, want %q", q, a.code, a.header.Get("Location"), want)
		}
	}
	wants(t, "the search page", h.see("/search").text(), "Order, customer, amount or QuickBooks number")
}

// Sales' own search field leads to an order by QuickBooks' number too, which is
// none of the order's words.
func TestSalesKnowsTheNumberInQuickBooks(t *testing.T) {
	h := story(t)
	a := h.see("/sales?q=bc10184")
	wants(t, "the empty list", a.text(), "That is order 10184", "its number in QuickBooks", "Open order 10184")
	if href := attr(find(a.page, func(n *html.Node) bool { return n.Data == "a" && textOf(n) == "Open order 10184" }), "href"); href != "/orders/main/10184" {
		t.Errorf("it leads to %q", href)
	}
	wants(t, "a number of nothing", h.see("/sales?q=BC99999").text(), "No order matches")
}

func TestReviewGroupsByCause(t *testing.T) {
	h := story(t)
	a := h.see("/review")
	wants(t, "Review", a.text(), "2 causes hold 3 orders", "$304.90 of sales isn’t in QuickBooks yet, or not as it is now.", "No item for SKU BLU-12", "2 orders wait.", "220.70", "Sales are $220.70 short until these orders are posted.", "Which item in QuickBooks is SKU BLU-12?", "Create BLU-12 in QuickBooks", "Use it and post 2 orders", "10531", "Elena Marchetti", "9 Nov", "64.20", "QuickBooks refused order 10366")
	wants(t, "the navigation", a.element("nav"), "Needs review 2")
	empty := bare(t)
	empty.furnish()
	empty.signIn("vera@larkspurandpine.com")
	wants(t, "an empty review", empty.see("/review").text(), "Nothing needs you")
}

func TestActivityListsVisitsAndTheirTalks(t *testing.T) {
	h := story(t)
	a := h.see("/activity")
	wants(t, "Activity", a.text(), "10 Nov, 10:42", "Closed, some refused", "All done")
	a = h.see(linkNamed(t, a, "10 Nov, 10:42"))
	wants(t, "the visit", a.text(), "Visit of 10 Nov, 10:42", "Posted documents, 2 requests", "Refused 1", "10.0.0.9", "2.3.0.207", "<QBXML>")
	raw := h.see(linkNamed(t, a, "The whole answer"))
	if got := raw.header.Get("Content-Type"); got != "text/plain; charset=utf-8" || !strings.Contains(raw.body, "<QBXML>") {
		t.Errorf("the answer comes as %q: %s", got, raw.body)
	}
	wants(t, "the audit", h.see("/activity/audit").text(), "held the order for review", "Order 10531")
	wantsNot(t, "the audit that a bookkeeper reads", h.see("/activity/audit").text(), "signed in")
	h.signIn("tomas@larkspurandpine.com")
	wants(t, "the audit that an admin reads", h.see("/activity/audit").text(), "Marguerite Oduya", "signed in", "held the order for review", "Order 10531")
	a = h.see("/activity/audit")
	wants(t, "the older audit", h.see(linkNamed(t, a, "Older")).text(), "test (command line)", "Newer")
	for _, path := range []string{"/activity/visits/999", "/activity/visits/x", "/activity/visits/1/99/request", "/activity/visits/1/1/other"} {
		if a := h.get(path); a.code != http.StatusNotFound {
			t.Errorf("%s answers %d", path, a.code)
		}
	}
}

func TestSettingsShowConnectionsAndNoSecrets(t *testing.T) {
	h := story(t)
	a := h.see("/settings")
	wants(t, "Settings", a.text(), "Larkspur & Pine, LLC", "larkspurandpine.com", "Calls every 10 min", "abc123")
	wantsNot(t, "Settings", a.body, "tok-very-secret", "tomas@larkspurandpine.com", "/settings/qwc/")
	h.signIn("tomas@larkspurandpine.com")
	a = h.see("/settings")
	wants(t, "an admin's Settings", a.text(), "tomas@larkspurandpine.com", "Download .qwc file", "Gone", "may not sign in")
	wantsNot(t, "an admin's Settings", a.body, "tok-very-secret", "argon2")
	file := h.see("/settings/qwc/larkspur")
	wants(t, "the .qwc file", file.body, "<AppURL>https://books.larkspurandpine.com/qbwc</AppURL>", "<UserName>larkspur</UserName>", "<IsReadOnly>false</IsReadOnly>", "<RunEveryNMinutes>10</RunEveryNMinutes>")
	if got := file.header.Get("Content-Disposition"); got != `attachment; filename="larkspur.qwc"` {
		t.Errorf("the file is named %q", got)
	}
	wants(t, "the audit", h.see("/activity/audit").text(), "Tomas Reyes downloaded the .qwc file")
}

func TestListsOfQuickBooksAreSearched(t *testing.T) {
	h := story(t)
	wants(t, "Items", h.see("/items").text(), "Lantern:Brass S", "Non-inventory part", "Sales: Home goods", "Tray:Walnut 14", "Inactive", "7", "As read from QuickBooks")
	a := h.see("/items?q=lan-04")
	wants(t, "found items", a.text(), "Lantern:Brass S")
	wantsNot(t, "found items", a.text(), "Walnut")
	wants(t, "no items", h.see("/items?q=zzz").text(), "None found")
	wants(t, "Customers", h.see("/customers").text(), "Hollis Brandt", "hollis@example.com")
}

func TestNamesOfOthersNeverBecomeMarkup(t *testing.T) {
	h := story(t)
	for _, path := range []string{"/sales", "/orders/main/10570", "/sales?open=main/10570", "/activity/audit", "/", "/sales?q=%3Cscript%3Ealert(1)%3C/script%3E"} {
		a := h.see(path)
		if strings.Contains(a.body, "<script>alert") {
			t.Errorf("%s holds a foreign script", path)
		}
	}
	wants(t, "Sales", h.see("/sales").text(), "Mercy <script>alert(1)</script> Okafor")
}

func TestNoPageHasInlineStyleOrScriptAndHeadersAreStrict(t *testing.T) {
	h := story(t)
	h.signIn("tomas@larkspurandpine.com")
	for _, path := range []string{"/", "/sales", "/sales?open=main/10183", "/orders/main/10183", "/orders/main/10531", "/review", "/activity", "/activity/visits/2", "/activity/audit", "/mapping", "/items", "/customers", "/settings", "/settings/app", "/settings/alerts", "/settings/backup", "/settings/tokens", "/books", "/me", "/help", "/menu", "/search", "/nothing/here"} {
		a := h.get(path)
		if a.code != http.StatusOK && path != "/nothing/here" {
			t.Errorf("%s answers %d", path, a.code)
			continue
		}
		csp := a.header.Get("Content-Security-Policy")
		if !strings.Contains(csp, "script-src 'self';") || !strings.Contains(csp, "frame-ancestors 'none'") || strings.Contains(csp, "unsafe") || a.header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: headers %v", path, a.header)
		}
		bad := find(a.page, func(n *html.Node) bool {
			if n.Data == "style" || attr(n, "style") != "" || n.Data == "script" && n.FirstChild != nil {
				return true
			}
			for _, at := range n.Attr {
				if strings.HasPrefix(at.Key, "on") {
					return true
				}
			}
			return false
		})
		if bad != nil {
			t.Errorf("%s: <%s> carries a style or script", path, bad.Data)
		}
		if len(a.body) > 150<<10 {
			t.Errorf("%s has %d bytes", path, len(a.body))
		}
		// Every link of the page to this desk leads somewhere.
		find(a.page, func(n *html.Node) bool {
			href := attr(n, "href")
			if n.Data == "a" && strings.HasPrefix(href, "/") && !strings.HasSuffix(href, ".qwc") {
				if code := h.get(strings.SplitN(href, "#", 2)[0]).code; code != http.StatusOK && code != http.StatusSeeOther {
					t.Errorf("%s links to %s, which answers %d", path, href, code)
				}
			}
			return false
		})
	}
}

func TestEveryPageWorksOnAnEmptyDatabase(t *testing.T) {
	h := bare(t)
	h.signIn("tomas@larkspurandpine.com")
	for _, path := range []string{"/", "/sales", "/review", "/activity", "/activity/audit", "/mapping", "/items", "/customers", "/settings", "/settings/app", "/settings/alerts", "/settings/backup", "/settings/tokens", "/books", "/me", "/help", "/menu", "/search?q=x"} {
		a := h.get(path)
		if a.code != http.StatusOK {
			t.Errorf("%s answers %d: %s", path, a.code, a.text())
		}
	}
	wants(t, "Home", h.see("/").text(), "No company file is set up yet", "countinghouse apply -f")
	h.furnish()
	for _, path := range []string{"/", "/sales", "/review", "/activity", "/mapping", "/items", "/customers", "/settings", "/books"} {
		h.see(path)
	}
}

func TestExportHasTheFiltersOfTheList(t *testing.T) {
	h := story(t)
	h.plan(posting, order(10600, day.New(2026, 11, 10), "=HYPERLINK(1) Evil", "5.00"))
	rows, err := csv.NewReader(strings.NewReader(h.see("/sales.csv?state=waiting").body)).ReadAll()
	must(t, err)
	if len(rows) != 4 || fmt.Sprint(rows[0]) != "[Store Order Date Customer Channel State Document Reason Currency Tax Total]" {
		t.Fatalf("%q", rows)
	}
	for _, r := range rows[1:] {
		for _, c := range r {
			if strings.HasPrefix(c, "=") {
				t.Errorf("the cell %q is a formula", c)
			}
		}
		if r[1] == "10572" && (r[2] != "2026-11-10" || r[5] != "Waiting" || r[10] != "58.30") {
			t.Errorf("%q", r)
		}
	}
	var out []map[string]any
	must(t, json.Unmarshal([]byte(h.see("/sales.json?q=adeyemi").body), &out))
	if len(out) != 1 || out[0]["total"] != "1056.20" || out[0]["state"] != "verified" {
		t.Errorf("%v", out)
	}
	must(t, json.Unmarshal([]byte(h.see("/sales.json?q=nobody").body), &out))
	if len(out) != 0 {
		t.Errorf("%v", out)
	}
	if a := h.get("/sales.csv?from=nonsense"); a.code != http.StatusUnprocessableEntity {
		t.Errorf("a filter that can't be read exports %d", a.code)
	}
}

func TestLivePartsAreTheSameAsThePage(t *testing.T) {
	h := story(t)
	for path, other := range map[string]string{"/?part=live": "/", "/sales?part=live&state=waiting": "/sales?state=waiting"} {
		fragment := h.get(path, "HX-Request", "true")
		if strings.Contains(fragment.body, "<html") || fragment.byID("live") == "" {
			t.Errorf("%s is no fragment: %.200s", path, fragment.body)
		}
		if got, want := fragment.byID("live"), h.see(other).byID("live"); got != want {
			t.Errorf("%s shows\n%s\nthe page\n%s", path, got, want)
		}
		wants(t, "the heartbeat", fragment.byID("beat"), "QuickBooks called 10:42")
		if whole := h.see(path); !strings.Contains(whole.body, "<html") {
			t.Errorf("%s without scripts is no page", path)
		}
	}
}

func TestSeveralCompanyFiles(t *testing.T) {
	h := story(t)
	ctx := t.Context()
	must(t, h.store.SaveCompany(ctx, tester, store.Company{Key: "pine", Name: "Pine Ltd", User: "pine", EveryMinutes: 10}))
	must(t, h.store.SaveShop(ctx, tester, store.Shop{Key: "uk", Company: "pine", Name: "pine.co.uk", Zone: "Europe/London", Currency: "GBP", Token: "x"}))
	wants(t, "Company files", h.see("/books").text(), "Larkspur & Pine, LLC", "Pine Ltd")
	a := h.do(http.MethodPost, "/books", url.Values{"company": {"pine"}})
	if a.code != http.StatusSeeOther {
		t.Fatalf("choosing answers %d", a.code)
	}
	wants(t, "the other books", h.see("/sales").text(), "Pine Ltd", "No orders yet")
	wants(t, "an order of the first books", h.see("/orders/main/10183").text(), "Larkspur & Pine, LLC", "Agrees to the cent")
	if a := h.do(http.MethodPost, "/books", url.Values{"company": {"none"}}); a.code != http.StatusNotFound {
		t.Errorf("choosing books that are not there answers %d", a.code)
	}
}
