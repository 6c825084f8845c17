package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"golang.org/x/net/html"

	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
	"countinghouse/store"
)

// What people type, press and open that nobody meant them to.

func TestWhatIsTypedIntoFiltersIsAnsweredOrRefusedInWords(t *testing.T) {
	h := story(t)
	for query, want := range map[string]string{
		"q=%25%25":              "“%%” has no letter and no figure to look for",
		"q=%00":                 "has no letter and no figure to look for",
		"from=0001-01-01":       "is no day of these books",
		"to=9999-12-31":         "is no day of these books",
		"from=10+Nov&to=1+Nov":  "1 Nov 2026 is before 10 Nov 2026",
		"min=100&max=50":        "50.00 is less than 100.00",
		"min=99999999999999999": "is not an amount like 1,000.00",
		"from=1/11/2026":        "“1/11/2026” is not a day like 10 Nov 2026",
	} {
		a := h.get("/sales?" + query)
		if a.code != http.StatusUnprocessableEntity {
			t.Errorf("%s answers %d", query, a.code)
		}
		wants(t, query, a.text(), want, "1 thing to correct", "Correct what is marked and choose Filter.")
		marked := find(a.page, func(n *html.Node) bool { return attr(n, "aria-invalid") == "true" })
		if marked == nil || !strings.Contains(a.byID(attr(marked, "aria-describedby")), want) {
			t.Errorf("%s: the field does not carry its error", query)
		} else if find(a.page, func(n *html.Node) bool { return n.Data == "a" && attr(n, "href") == "#"+attr(marked, "id") }) == nil {
			t.Errorf("%s: no link leads to the field", query)
		}
	}
	// The field says which year a day without one was taken for.
	a := h.see("/sales?from=24+Dec")
	if field := find(a.page, func(n *html.Node) bool { return attr(n, "name") == "from" }); field == nil || attr(field, "value") != "24 Dec 2025" {
		t.Error("the year that was taken is not shown")
	}
	for _, path := range []string{"/sales?n=99999999999999999999&after=AAAA", "/sales?n=-5", "/sales?state=bogus", "/sales?store=bogus", "/sales?open=main/99999999999999999999", "/sales?q=" + strings.Repeat("a", 5000), "/activity?before=-1", "/activity?before=99999999999999999999", "/activity/audit?before=x", "/mapping?store=bogus", "/review?cause=bogus", "/items?q=%00"} {
		if a := h.get(path); a.code != http.StatusOK {
			t.Errorf("%.60s answers %d", path, a.code)
		}
	}
}

func TestAnEmptyListSaysWhatWasLookedFor(t *testing.T) {
	h := story(t)
	for query, want := range map[string]string{
		"q=zzz":                             "There is no order with “zzz”.",
		"state=review&min=5000":             "No order needs review of at least 5,000.00.",
		"state=waiting&q=zzz&from=1+Nov":    "No order waits with “zzz”, since 1 Nov 2026.",
		"channel=eBay&min=1,000.00":         "There is no order from eBay, of at least 1,000.00.",
		"state=posted&to=2+Nov&max=(12.00)": "No order is in QuickBooks until 2 Nov 2026, of at most (12.00).",
	} {
		a := h.see("/sales?" + query)
		wants(t, query, a.text(), "No order matches", want)
		linkNamed(t, a, "Clear filters")
	}
}

func TestHeadAnswersAsGetDoes(t *testing.T) {
	h := story(t)
	for path, want := range map[string]int{"/": 200, "/sales": 200, "/nothing": 404, "/orders/main/10183": 200} {
		if a := h.do(http.MethodHead, path, nil); a.code != want || a.body != "" {
			t.Errorf("HEAD %s answers %d and %d bytes", path, a.code, len(a.body))
		}
	}
}

func TestACauseLeadsToWhereItIsPutRight(t *testing.T) {
	h := story(t)
	a := h.see("/orders/main/10531")
	if got := linkNamed(t, a, "Look for the item"); got != "/items?q=BLU-12" {
		t.Errorf("the item is looked for at %q", got)
	}
	sheet := linkNamed(t, a, "See the mapping")
	if !strings.Contains(h.see(sheet).body, `id="`+sheet[strings.Index(sheet, "#")+1:]+`"`) {
		t.Errorf("%s leads to no part of the mapping", sheet)
	}
	a = h.see(linkNamed(t, h.see("/review"), "QuickBooks refused order 10366"))
	if got := linkNamed(t, a, "Open order 10366"); got != "/orders/main/10366" {
		t.Errorf("the refused order is at %q", got)
	}
	shared := store.Cause{Code: "refunded", What: "Order 1 has refunds: its status is Refunded.", Orders: 12}
	if got := causeHead(shared); got != "12 orders have refunds" {
		t.Errorf("twelve orders are called %q", got)
	}
	shared.Orders = 1
	if got := causeHead(shared); got != "Order 1 has refunds: its status is Refunded" {
		t.Errorf("one order is called %q", got)
	}
}

func TestTheAuditNamesStatusesAndDaysInWords(t *testing.T) {
	h := story(t)
	o := order(10572, day.New(2026, 11, 10), "Ines Calloway", "58.30")
	o.Status = sales.Completed
	h.plan(posting, o)
	text := h.see("/orders/main/10572").text()
	wants(t, "the order", text, "status Completed, was Awaiting Fulfillment")
	wantsNot(t, "the order", text, "status 10,", "was 11")
}

// Documents that a later refund or edit makes have their words and signs.
func TestEveryKindOfDocumentHasItsWordAndSign(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range []books.Kind{books.CustomerAdd, books.CustomerUpdate, books.ItemAdd, books.SalesReceipt, books.SalesOrder, books.Invoice, books.Payment, books.CreditMemo, books.CardRefund, books.Check, books.Application, books.Journal} {
		w := kindWord(k)
		if w == "Document" || strings.Contains(w, "_") || seen[w] {
			t.Errorf("%s is called %q", k, w)
		}
		seen[w] = true
	}
	memo := books.Document{Kind: books.CreditMemo, RefNumber: "BC1-R1", Total: 6235, Decimals: 2}
	if got := shown(memo).Text(); got != "(62.35)" {
		t.Errorf("a credit memo shows %s", got)
	}
	if got := documentHead(filed{doc: books.Document{Kind: books.Invoice, RefNumber: "BC1", Operation: books.Void}}); got != "Invoice BC1, voided" {
		t.Errorf("a void is called %q", got)
	}
	sale := books.Document{Kind: books.Invoice, RefNumber: "BC1", Total: 44383, Decimals: 2}
	st := store.OrderStory{Postings: []store.Posting{{Kind: books.Invoice, State: store.Verified, Document: &sale}, {Kind: books.CreditMemo, State: store.Verified, Document: &memo}}}
	if got := netOf(st, sale); got != "Net in QuickBooks: 443.83 less 62.35 = **381.48**" {
		t.Errorf("the net is %q", got)
	}
	if doc, ok := mainDocument(st); !ok || doc.Kind != books.Invoice {
		t.Error("a refund takes the place of the sale")
	}
}

// Taken out and posted again, an order shows what stands, and neither what was
// there nor its taking out as if it counted.
func TestWhatWasTakenOutDoesNotCount(t *testing.T) {
	at := func(k books.Kind, ref string, total money.Amount, op books.Operation) store.Posting {
		return store.Posting{Kind: k, Operation: op, State: store.Verified, Document: &books.Document{Kind: k, RefNumber: ref, Total: total, Decimals: 2, Operation: op, Part: ref[3:]}}
	}
	first := []store.Posting{at(books.Invoice, "BC1", 5000, books.Add), at(books.CreditMemo, "BC1R1", 2000, books.Add)}
	out := append(first[:2:2], at(books.CreditMemo, "BC1R1", 2000, books.Void), at(books.Invoice, "BC1", 5000, books.Void))
	again := append(out[:4:4], at(books.Invoice, "BC1", 4000, books.Add), at(books.CreditMemo, "BC1R1", 1000, books.Add))
	heads := func(ps []store.Posting, state store.OrderState) string {
		var out []string
		for _, n := range timelineOf(scene{now: noon}, store.OrderStory{Postings: ps, State: state}) {
			out = append(out, n.Head)
		}
		return strings.Join(out, "; ")
	}
	if got := heads(out, store.OrderExcluded); got != "Ordered; Credit memo BC1R1, voided; Invoice BC1, voided; Excluded" {
		t.Errorf("what was taken out: %s", got)
	}
	if got := heads(again, store.OrderVerified); got != "Ordered; Taken out before; Invoice BC1; Credit memo BC1R1; Read back" {
		t.Errorf("what was posted again: %s", got)
	}
	st := store.OrderStory{Postings: again}
	sale, ok := mainDocument(st)
	if got := netOf(st, sale); !ok || got != "Net in QuickBooks: 40.00 less 10.00 = **30.00**" {
		t.Errorf("the net is %q", got)
	}
	if f, ok := mainFiled(store.OrderStory{Postings: out}); !ok || !f.out {
		t.Errorf("what was there is %+v", f)
	}
	if n := len(standingOf(store.OrderStory{Postings: out})); n != 0 {
		t.Errorf("%d documents stand", n)
	}
	// An order of a daily summary shows its part of it.
	summary := at(books.SalesReceipt, "BCD1122AEYQ", 5000, books.Add)
	st = store.OrderStory{Postings: out, Summaries: []store.Posting{summary}}
	if f, ok := mainFiled(st); !ok || !f.summary || documentHead(f) != "In daily sales receipt BCD1122AEYQ" {
		t.Errorf("the summary is %+v", f)
	}
}

func TestAPaymentByStoreCreditIsNoDifference(t *testing.T) {
	doc := books.Document{Kind: books.SalesReceipt, Total: 7300, Decimals: 2, Lines: []books.Line{
		{Amount: 10000, Source: books.Source{Part: "line", Amount: 10000}}, {Amount: -2700, Source: books.Source{Part: "store_credit", Amount: -2700}}}}
	st := store.OrderStory{Plan: books.Plan{Total: 10000}, Postings: []store.Posting{{Kind: books.SalesReceipt, State: store.Verified, Document: &doc}}}
	if got := dueTotal(st); got != doc.Total {
		t.Errorf("the store's column comes to %s, the document to %s", got, doc.Total)
	}
}

func TestSigningOutEndsEveryWindow(t *testing.T) {
	h := story(t)
	s := look(t, h.url)
	s.size(1280, 900)
	s.signIn()
	s.open("/orders/main/10183")
	s.open("/sales")
	s.open("/me")
	s.do(chromedp.Click(chromedp.CSS("form[action='/logout'] button")))
	s.until("the login", "location.pathname === '/login'")
	// What the browser kept is not shown again to whoever sits down next.
	ask[bool](s, "(history.go(-2), true)")
	s.until("the login again", "location.pathname === '/login' && !document.body.innerText.includes('Casa Verano')")

	// A second window: when one signs out, the list in the other goes away too.
	s.signIn()
	s.open("/sales")
	s.until("the list", "document.querySelectorAll('tbody tr').length > 0")
	ask[bool](s, "(fetch('/logout', {method: 'POST'}), true)")
	s.until("the login in the other window", "location.pathname === '/login'")
}
