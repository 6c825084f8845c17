package main

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"countinghouse/bigcommerce"
	"countinghouse/intake"
	"countinghouse/sales"
	"countinghouse/simulator/company"
	"countinghouse/simulator/shop"
	"countinghouse/store"
)

// badAnswersOfQuickBooks are answers that the Web Connector passes on and that
// are none, or not those that were asked for. QuickBooks has carried the set
// out, or not, as each case says.
func badAnswersOfQuickBooks() []trouble {
	// unreadable: the set was carried out, what came of its answer is no
	// qbXML. The run ends with a sentence, and the whole set is asked about.
	unreadable := func(spoil func(string) string, why string) func(*victim) {
		return func(v *victim) {
			v.documentsOut(3)
			v.execute()
			if p := v.give(spoil(v.response), "", ""); p != -1 {
				v.t.Errorf("answered %d, want -1", p)
			}
			v.tells("getLastError", v.lastError(), why)
			v.tells("getLastError", v.lastError(), "What it did with the last batch is asked before anything is sent again.")
			v.work(0, 0, 3)
			v.closes()
		}
	}
	// partly: the answer is readable, and says nothing that can be trusted of
	// n records. The run goes on, and asks about these.
	partly := func(n int, spoil func(*victim) string) func(*victim) {
		return func(v *victim) {
			v.documentsOut(3)
			v.execute()
			if p := v.give(spoil(v), "", ""); p < 1 || p > 99 {
				v.t.Errorf("answered %d, want to go on", p)
			}
			v.work(0, 0, n)
			if next := v.ask(""); !strings.Contains(next, "oldMessageSetID") || strings.Contains(next, "AddRq") {
				v.t.Errorf("the next request asks about nothing: %.300q", next)
			}
		}
	}
	// thrown: QuickBooks threw instead of answering.
	thrown := func(executed bool, hresult, message string, percent, ready, unsure int, says string) func(*victim) {
		return func(v *victim) {
			v.documentsOut(3)
			if executed {
				v.execute()
			}
			p := v.give("", hresult, message)
			if percent < 0 && p != percent || percent >= 0 && (p < 1 || p > 99) {
				v.t.Errorf("answered %d, want %d", p, percent)
			}
			if says != "" {
				v.tells("getLastError", v.lastError(), says)
			}
			v.work(ready, 0, unsure)
		}
	}
	return []trouble{
		{"malformed qbXML", unreadable(func(s string) string { return s[:len(s)/2] }, "QuickBooks' answer could not be read")},
		{"an empty response", unreadable(func(string) string { return "" }, "it is empty")},
		{"a web page for a response", unreadable(func(string) string { return "<html><body>Proxy error</body></html>" }, "not a qbXML response")},
		{"no XML for a response", unreadable(func(string) string { return "Object reference not set" }, "QuickBooks' answer could not be read")},
		{"a response with a DTD", unreadable(func(s string) string {
			return strings.Replace(s, "<QBXML>", `<!DOCTYPE QBXML [<!ENTITY x "y">]><QBXML>`, 1)
		}, "QuickBooks' answer could not be read")},
		{"two responses in one", unreadable(func(s string) string { return s + "<QBXML/>" }, "QuickBooks' answer could not be read")},
		{"HRESULT: it could not parse", thrown(false, "0x80040400", "QuickBooks found an error when parsing the provided XML text stream.", 1, 3, 0, "")},
		{"HRESULT: an unexpected error, nothing done", thrown(false, "0x80040402", "Unexpected error.", -1, 0, 3, "QuickBooks")},
		{"HRESULT: an unexpected error, all done", thrown(true, "0x80040402", "Unexpected error.", -1, 0, 3, "QuickBooks")},
		{"HRESULT: it crashed", thrown(true, "80010105", "The server threw an exception.", -1, 0, 3, "QuickBooks")},
		{"HRESULT that nobody knows", thrown(true, "0x8DEADBEE", "What is this?", -1, 0, 3, "What is this?")},
		{"a response without one record", partly(1, func(v *victim) string { return strings.Replace(v.response, rs.FindString(v.response), "", 1) })},
		{"a response without any record", partly(3, func(v *victim) string { return rs.ReplaceAllString(v.response, "") })},
		{"a response with a record twice", partly(1, func(v *victim) string {
			one := rs.FindString(v.response)
			return strings.Replace(v.response, one, one+one, 1)
		})},
		{"a response with a record of another kind", partly(1, func(v *victim) string {
			one := rs.FindString(v.response)
			return strings.Replace(v.response, one, strings.NewReplacer("SalesReceiptAddRs", "InvoiceAddRs", "SalesReceiptRet", "InvoiceRet").Replace(one), 1)
		})},
		{"a response that says yes and nothing else", partly(1, func(v *victim) string {
			one := rs.FindString(v.response)
			return strings.Replace(v.response, one, ret.ReplaceAllString(one, ""), 1)
		})},
		{"a response with records that nobody asked for", partly(3, func(v *victim) string {
			return strings.ReplaceAll(v.response, `requestID="p`, `requestID="p9`)
		})},
		{"the response to another set, before the set's own", func(v *victim) {
			v.documentsOut(3)
			v.execute()
			if p := v.give(setID.ReplaceAllString(v.response, `newMessageSetID="chOTHER"`), "", ""); p < 1 || p > 99 {
				v.t.Errorf("answered %d, want to go on", p)
			}
			v.work(0, 3, 0) // it says nothing of this set, whose own answer may be on its way
			v.give(v.response, "", "")
			v.work(0, 0, 0)
			v.closes()
		}},
		{"a response with a total that is no amount", partly(1, func(v *victim) string {
			return strings.Replace(v.response, "<TotalAmount>", "<TotalAmount>x", 1)
		})},
		{"a response with a status that is no number", partly(1, func(v *victim) string {
			return strings.Replace(v.response, `statusCode="0"`, `statusCode="fine"`, 1)
		})},
		{"a response delivered twice", func(v *victim) {
			v.documentsOut(3)
			v.execute()
			first := v.give(v.response, "", "")
			if again := v.give(v.response, "", ""); again != first {
				v.t.Errorf("the same response was answered %d and then %d", first, again)
			}
			v.work(0, 0, 0)
		}},
		{"a request that never arrived", func(v *victim) {
			v.documentsOut(3)
			v.work(0, 3, 0)
			v.closes()
			v.work(0, 0, 3)
		}},
		{"another company file is open", func(v *victim) {
			v.sell(2)
			v.login()
			hcp := v.hcp()
			other := fileID.ReplaceAllString(hcp, "${1}{11111111-2222-4333-8444-555555555555}${2}")
			if other == hcp {
				v.t.Fatalf("no stamp in %.500q", hcp)
			}
			v.says("sendRequestXML", v.ask(other), "")
			v.tells("getLastError", v.lastError(), "Another company file is open")
			v.tells("getLastError", v.lastError(), "Nothing is written to it.")
			if p := v.give("", "", ""); p != -1 {
				v.t.Errorf("receiveResponseXML is answered %d", p)
			}
			v.says("sendRequestXML", v.ask(hcp), "") // not in this visit any more
			v.tells("closeConnection", v.closes(), "Another company file is open")
			v.work(2, 0, 0)
		}},
		{"QuickBooks could not be opened", func(v *victim) {
			v.sell(2)
			v.login()
			got := v.call("connectionError", "ticket", v.ticket, "hresult", "0x80040414", "message", "A modal dialog box is showing.")
			v.says("connectionError", got.result, "done")
			v.tells("getLastError", v.lastError(), "dialog")
			v.closes()
			v.work(2, 0, 0)
		}},
		{"the connection was lost while a set was out", func(v *victim) {
			v.documentsOut(3)
			v.execute()
			got := v.call("connectionError", "ticket", v.ticket, "hresult", "0x8004040D", "message", "The session ticket is not valid.")
			v.says("connectionError", got.result, "done")
			v.work(0, 0, 3)
		}},
	}
}

// badAnswersToQuestions spoil the answers by which a set in doubt is settled,
// and those by which what was saved is read back. Whatever is answered, nothing
// is sent again on the strength of it (reference: qbxml-rules §6).
func badAnswersToQuestions() []trouble {
	// inDoubt leaves three documents in doubt that QuickBooks saved or not, and
	// brings a new visit to the question which of them are there.
	inDoubt := func(saved bool, spoil func(*victim) (response, hresult string)) func(*victim) {
		return func(v *victim) {
			v.documentsOut(3)
			if saved {
				v.execute()
			}
			v.closes()
			v.login()
			for hcp := v.hcp(); ; hcp = "" {
				v.request = v.ask(hcp)
				if strings.Contains(v.request, "AddRq") || v.request == "" {
					v.t.Fatalf("before the question %.300q was sent: %s", v.request, v.lastError())
				}
				v.execute()
				if strings.Contains(v.request, "RefNumberCaseSensitive") {
					break
				}
				v.give(v.response, "", "")
			}
			response, hresult := spoil(v)
			if p := v.give(response, hresult, ""); hresult != "" && p >= 0 {
				v.t.Errorf("the run goes on with %d %%", p)
			}
			v.work(0, 0, 3)
			if next := v.ask(""); strings.Contains(next, "AddRq") {
				v.t.Errorf("it was sent again: %.300q", next)
			}
			if v.lastError() == "" || v.closes() == "" {
				v.t.Error("nobody is told why")
			}
		}
	}
	text := func(f func(string) string) func(*victim) (string, string) {
		return func(v *victim) (string, string) { return f(v.response), "" }
	}
	half := text(func(s string) string { return s[:len(s)/2] })
	var out []trouble
	for _, saved := range []bool{false, true} {
		of := map[bool]string{false: "what was not saved", true: "what was saved"}[saved]
		out = append(out,
			trouble{"a broken answer about " + of, inDoubt(saved, half)},
			trouble{"no answer about " + of, inDoubt(saved, text(func(string) string { return "" }))},
			trouble{"an answer without responses about " + of, inDoubt(saved, text(func(s string) string { return queryRs.ReplaceAllString(s, "") }))},
			trouble{"an answer about sales receipts only, about " + of, inDoubt(saved, text(func(s string) string { return invoiceRs.ReplaceAllString(s, "") }))},
			trouble{"a refusal about " + of, inDoubt(saved, text(func(s string) string {
				return queryStatus.ReplaceAllString(queryBody.ReplaceAllString(s, "$1$3"), `$1 statusCode="3231" statusSeverity="Error"`)
			}))},
			trouble{"an HRESULT about " + of, inDoubt(saved, func(*victim) (string, string) { return "", "0x80040402" })},
			trouble{"the answer to another question about " + of, inDoubt(saved, text(func(s string) string { return strings.ReplaceAll(s, `requestID="`, `requestID="x`) }))},
		)
	}
	// readBack spoils the reading of what was posted.
	readBack := func(spoil func(string) (response, hresult string)) func(*victim) {
		return func(v *victim) {
			v.documentsOut(3)
			v.execute()
			v.give(v.response, "", "")
			v.request = v.ask("")
			if !strings.Contains(v.request, "<TxnID>") {
				v.t.Fatalf("nothing was read back, but %.300q sent", v.request)
			}
			v.execute()
			response, hresult := spoil(v.response)
			v.give(response, hresult, "")
			v.work(0, 0, 0)
			if next := v.ask(""); strings.Contains(next, "AddRq") {
				v.t.Errorf("it was sent again: %.300q", next)
			}
			v.closes()
		}
	}
	return append(out,
		trouble{"a broken reading back", readBack(func(s string) (string, string) { return s[:len(s)/2], "" })},
		trouble{"a reading back with one record that cannot be read", func(v *victim) {
			v.documentsOut(3)
			v.execute()
			v.give(v.response, "", "")
			v.request = v.ask("")
			v.execute()
			v.give(strings.Replace(v.response, "<TotalAmount>", "<TotalAmount>x", 1), "", "")
			verified := 0
			for _, id := range v.orders {
				if story, err := v.w.Store.OrderStory(v.t.Context(), worldShop, sales.OrderID(id)); err == nil && story.State == store.OrderVerified {
					verified++
				}
			}
			if verified != 2 {
				v.t.Errorf("%d of the 2 other orders are verified", verified)
			}
			v.closes()
		}},
		trouble{"a reading back of nothing", readBack(func(s string) (string, string) { return queryRs.ReplaceAllString(s, ""), "" })},
		trouble{"an HRESULT instead of a reading back", readBack(func(string) (string, string) { return "", "0x80040402" })},
	)
}

var (
	queryRs     = regexp.MustCompile(`(?s)<\w+QueryRs .*?(/>|</\w+QueryRs>)`)
	invoiceRs   = regexp.MustCompile(`(?s)<InvoiceQueryRs [^>]*?/>|<InvoiceQueryRs .*?</InvoiceQueryRs>`)
	queryBody   = regexp.MustCompile(`(?s)(<\w+QueryRs [^>]*[^/]>)(.*?)(</\w+QueryRs>)`)
	queryStatus = regexp.MustCompile(`(<\w+QueryRs [^>]*?)statusCode="\d+" statusSeverity="\w+"`)
)

var (
	oddity = regexp.MustCompile(`(?s)(<Name>Oddity</Name>.*?<QuantityOnHand>)(\d)`)
	rs     = regexp.MustCompile(`(?s)<SalesReceiptAddRs .*?</SalesReceiptAddRs>`)
	ret    = regexp.MustCompile(`(?s)<SalesReceiptRet>.*</SalesReceiptRet>`)
	setID  = regexp.MustCompile(`newMessageSetID="[^"]*"`)
	fileID = regexp.MustCompile(`(?s)(<DataExtName>FileID</DataExtName>.*?<DataExtValue>)[^<]*(</DataExtValue>)`)
)

// interceptor stands between the server and the shop; rewrite may change an
// answer of the shop.
type interceptor struct {
	shop http.Handler

	mu      sync.Mutex
	rewrite func(path, body string) (status int, changed string)
}

func intercept(t *testing.T, w *world) *interceptor {
	t.Helper()
	i := &interceptor{shop: w.Shop.Handler()}
	srv := httptest.NewServer(i)
	t.Cleanup(srv.Close)
	s, err := w.Store.Shop(t.Context(), worldShop)
	if err != nil {
		t.Fatal(err)
	}
	s.APIURL = srv.URL
	if err := w.Store.SaveShop(t.Context(), store.Actor{Kind: "system", Name: "test"}, s); err != nil {
		t.Fatal(err)
	}
	return i
}

func (i *interceptor) set(rewrite func(path, body string) (int, string)) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.rewrite = rewrite
}

// ServeHTTP passes on.
func (i *interceptor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	i.mu.Lock()
	rewrite := i.rewrite
	i.mu.Unlock()
	if rewrite == nil {
		i.shop.ServeHTTP(w, r)
		return
	}
	r.Header.Del("Accept-Encoding")
	rec := httptest.NewRecorder()
	i.shop.ServeHTTP(rec, r)
	status, body := rewrite(r.URL.Path, rec.Body.String())
	if status == 0 {
		status = rec.Code
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body)) // the reader may be gone
}

// pollBadly reads the store by a clock that runs as fast as anyone waits.
func (v *victim) pollBadly() (intake.Result, error) {
	v.t.Helper()
	c := new(fastClock)
	return intake.NewPoller(v.w.Store, intake.Options{PageSize: 3, Client: func(o *bigcommerce.Options) { o.Now, o.Sleep = c.now, c.sleep }}).Poll(v.t.Context(), worldShop)
}

// absent fails unless none of the orders came in by halves: it is not there,
// or it is there whole, or it is held.
func (v *victim) wholeOrAbsent() (read, held int) {
	v.t.Helper()
	if err := v.w.Planned(v.t.Context()); err != nil {
		v.t.Fatal(err)
	}
	for _, id := range v.orders {
		story, err := v.w.Store.OrderStory(v.t.Context(), worldShop, sales.OrderID(id))
		if err != nil {
			continue
		}
		switch {
		case story.State == store.OrderHeld:
			held++
		case len(story.Order.Contradictions) > 0:
			v.t.Errorf("order %d is %s although it contradicts itself: %q", id, story.State, story.Order.Contradictions)
		default:
			read++
		}
	}
	return read, held
}

// badAnswersOfTheStore are faults of BigCommerce, or of what answers in its
// place, while new orders are read.
func badAnswersOfTheStore() []trouble {
	// told: the poll fails with these words for people, keeps what it read,
	// and the next poll goes on.
	told := func(f shop.Faults, kind bigcommerce.Kind, says ...string) func(*victim) {
		return func(v *victim) {
			v.orders = v.w.Shop.Sell(7)
			v.w.Shop.SetFaults(f)
			_, err := v.pollBadly()
			v.w.Shop.SetFaults(nil)
			if !bigcommerce.IsKind(err, kind) {
				v.t.Errorf("the poll ended with %v, want %s", err, kind)
			}
			s, serr := v.w.Store.Shop(v.t.Context(), worldShop)
			if serr != nil {
				v.t.Fatal(serr)
			}
			for _, want := range says {
				v.tells("what people are told", s.LastError, want)
			}
			if strings.Contains(s.LastError, "<html") || strings.Contains(s.LastError, "shop-token") {
				v.t.Errorf("people are told %q", s.LastError)
			}
			if read, held := v.wholeOrAbsent(); read == len(v.orders) || held > 0 {
				v.t.Errorf("%d orders were read and %d held: the fault met nothing", read, held)
			}
		}
	}
	rewritten := func(kinds []shop.Kind, rewrite func(path, body string) (int, string), check func(*victim, error)) func(*victim) {
		return func(v *victim) {
			for _, k := range kinds {
				v.orders = append(v.orders, v.w.Shop.SellOne(k))
			}
			v.proxy.set(rewrite)
			_, err := v.pollBadly()
			v.proxy.set(nil)
			check(v, err)
		}
	}
	onOrders := func(f shop.Fault) shop.Faults { return shop.FaultOn("/orders", 0, f) }
	second := func(f shop.Fault) shop.Faults {
		return func(r shop.FaultRequest) shop.Fault {
			if strings.HasSuffix(r.Path, "/orders") && r.Seen >= 2 {
				return f
			}
			return shop.Fault{}
		}
	}
	plain := []shop.Kind{shop.KindPlain, shop.KindPlain}
	broken := func(says string) func(*victim, error) {
		return func(v *victim, err error) {
			if !bigcommerce.IsKind(err, bigcommerce.BadAnswer) {
				v.t.Errorf("the poll ended with %v", err)
			}
			v.tells("what people are told", bigcommerce.Words(err), says)
		}
	}
	return []trouble{
		{"a page that is cut", told(second(shop.Fault{CutSilently: true}), bigcommerce.BadAnswer, "The answer for orders could not be read: it broke off after", "Nothing is lost")},
		{"a connection that is cut", told(second(shop.Fault{Cut: true}), bigcommerce.BadAnswer, "The answer for orders could not be read: it broke off after", "Nothing is lost")},
		{"401", told(onOrders(shop.Fault{Status: 401}), bigcommerce.Unauthorized, "BigCommerce refused the token of this store.", "Store-level API accounts")},
		{"403", told(onOrders(shop.Fault{Status: 403}), bigcommerce.Forbidden, "BigCommerce does not let this token read orders.", "store_v2_orders_read_only")},
		{"429 with headers", told(onOrders(shop.Fault{Status: 429}), bigcommerce.Limited, "BigCommerce is limiting this store's calls, and went on doing so after waiting.")},
		{"429 without headers", told(onOrders(shop.Fault{Status: 429, NoLimitHeaders: true}), bigcommerce.Limited, "BigCommerce is limiting this store's calls, and went on doing so after waiting.")},
		{"500", told(second(shop.Fault{Status: 500}), bigcommerce.Unavailable, "BigCommerce had a fault of its own (HTTP 500) while it was asked for orders.")},
		{"503 with a web page", told(second(shop.Fault{Status: 503, HTML: true}), bigcommerce.Unavailable, "BigCommerce says that this store is not available.")},
		{"an empty answer", rewritten(plain, onPath("/orders", func(string) (int, string) { return 200, "" }), broken("it broke off before its first byte"))},
		{"a web page with status 200", rewritten(plain, onPath("/orders", func(string) (int, string) { return 200, "<html>Sign in</html>" }), broken("it is a web page instead of data"))},
		{"an object instead of a list", rewritten(plain, onPath("/orders", func(string) (int, string) { return 200, `{"orders":[]}` }), broken("it is not the JSON that was expected"))},
		{"an order that changes while pages are read", func(v *victim) {
			v.orders = v.w.Shop.Sell(8)
			var page atomic.Int32
			v.w.Shop.SetFaults(func(r shop.FaultRequest) shop.Fault {
				if !strings.HasSuffix(r.Path, "/orders") {
					return shop.Fault{}
				}
				first := page.Add(1) == 2
				return shop.Fault{Before: func() {
					if first { // one that was read, one that was not
						for _, id := range []int64{v.orders[0], v.orders[7]} {
							if err := v.w.Shop.Edit(id); err != nil {
								v.t.Error(err)
							}
						}
					}
				}}
			})
			_, err := v.pollBadly()
			v.w.Shop.SetFaults(nil)
			if err != nil || page.Load() < 3 {
				v.t.Fatalf("%d pages, %v", page.Load(), err)
			}
			if read, held := v.wholeOrAbsent(); read != 8 || held != 0 {
				v.t.Errorf("%d orders were read, %d held", read, held)
			}
		}},
		{"tax rows of another order", rewritten([]shop.Kind{shop.KindTaxed}, onPath("/taxes", func(b string) (int, string) {
			return 0, orderID.ReplaceAllString(b, `"order_id":7`)
		}), func(v *victim, err error) {
			if err != nil {
				v.t.Error(err)
			}
			if read, held := v.wholeOrAbsent(); read != 0 || held != 1 {
				v.t.Errorf("%d orders were read, %d held", read, held)
			}
			story, err := v.w.Store.OrderStory(v.t.Context(), worldShop, sales.OrderID(v.orders[0]))
			if err != nil {
				v.t.Fatal(err)
			}
			v.tells("the order", strings.Join(story.Order.Contradictions, " "), "belongs to order 7")
			if err := v.w.Shop.Touch(v.orders[0]); err != nil { // the store has it right again
				v.t.Fatal(err)
			}
		})},
		{"the answers of another store", rewritten(plain, onPath("/store", func(b string) (int, string) {
			return 0, strings.Replace(b, `"id":"`+worldShop+`"`, `"id":"elsewhere"`, 1)
		}), func(v *victim, err error) {
			if err == nil || !strings.Contains(err.Error(), "answers for another BigCommerce store (elsewhere) than before (demo)") {
				v.t.Errorf("the poll ended with %v", err)
			}
			if read, held := v.wholeOrAbsent(); read+held != 0 {
				v.t.Errorf("%d orders of another store were read", read+held)
			}
		})},
	}
}

var orderID = regexp.MustCompile(`"order_id":\d+`)

func onPath(suffix string, f func(string) (int, string)) func(string, string) (int, string) {
	return func(path, body string) (int, string) {
		if strings.HasSuffix(path, suffix) {
			return f(body)
		}
		return 0, body
	}
}

// TestAnEntryThatCannotBeReadHoldsUpNoOther spoils one item in the first
// reading of QuickBooks' lists: orders that do not need it are posted at once.
func TestAnEntryThatCannotBeReadHoldsUpNoOther(t *testing.T) {
	w := openWorld(t, worldOptions{Seed: 22, Mix: shop.MixPlain(), OneCustomer: true, NoPolling: true})
	if err := w.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Books.AddItem(company.Item{Kind: "Inventory", Name: "Oddity", Account: "Sales:Online Store", Cost: "1.00", Quantity: "7"}); err != nil {
		t.Fatal(err)
	}
	if err := w.Web.Add(t.Context()); err != nil {
		t.Fatal(err)
	}
	v := &victim{t: t, w: w}
	v.sell(3)
	v.login()
	spoiled := 0
	for hcp := v.hcp(); ; hcp = "" {
		if v.request = v.ask(hcp); v.request == "" {
			break
		}
		v.execute()
		response := oddity.ReplaceAllString(v.response, "${1}some${2}")
		if response != v.response {
			spoiled++
		}
		if p := v.give(response, "", ""); p == 100 || p < 0 {
			break
		}
	}
	v.closes()
	if spoiled != 1 {
		t.Fatalf("the item was spoiled %d times", spoiled)
	}
	for _, id := range v.orders {
		story, err := w.Store.OrderStory(t.Context(), worldShop, sales.OrderID(id))
		if err != nil {
			t.Fatal(err)
		}
		if story.State != store.OrderVerified {
			t.Errorf("order %d is %s after the first visit: %s", id, story.State, story.Reason)
		}
	}
	v.recovers()
}
