package web

import (
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"countinghouse/access"
	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
	"countinghouse/secret"
	"countinghouse/store"
)

// The tests' day is 10 November 2026, 10:48 in Chicago, as on the design's pictures.
var (
	tester = store.Actor{Kind: "cli", Name: "test"}
	noon   = time.Date(2026, 11, 10, 16, 48, 0, 0, time.UTC)
)

const password = "correct horse battery"

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// house is a desk over a database of its own, and a browser.
type house struct {
	t     testing.TB
	dir   string // of the database
	store *store.Store
	now   time.Time
	url   string
	http  *http.Client
}

func bare(t testing.TB, change ...func(*Options)) *house {
	t.Helper()
	dir := t.TempDir()
	h := &house{t: t, dir: dir, now: noon}
	sealer, err := secret.LoadOrCreate(filepath.Join(dir, "secret.key"))
	must(t, err)
	h.store, err = store.Open(t.Context(), dir, store.Options{Sealer: sealer, Now: func() time.Time { return h.now }})
	must(t, err)
	t.Cleanup(func() { must(t, h.store.Close()) })
	hash, err := access.HashPassword(password)
	must(t, err)
	for _, u := range []access.User{
		{Email: "tomas@larkspurandpine.com", Name: "Tomas Reyes", Role: access.Admin, PasswordHash: hash},
		{Email: "marguerite@larkspurandpine.com", Name: "Marguerite Oduya", Role: access.Bookkeeper, PasswordHash: hash},
		{Email: "aiko@larkspurandpine.com", Name: "Aiko Lindqvist", Role: access.Accountant, PasswordHash: hash},
		{Email: "vera@larkspurandpine.com", Name: "Vera Viewer", Role: access.Viewer, PasswordHash: hash},
		{Email: "gone@larkspurandpine.com", Name: "Gone", Role: access.Viewer, PasswordHash: hash, Disabled: true},
	} {
		must(t, h.store.SaveUser(t.Context(), tester, u))
	}
	o := Options{Store: h.store, SessionKey: []byte(strings.Repeat("k", 32)), Now: func() time.Time { return h.now }, Version: "test", BaseURL: "https://books.larkspurandpine.com"}
	for _, c := range change {
		c(&o)
	}
	srv := httptest.NewServer(New(o))
	t.Cleanup(srv.Close)
	h.url = srv.URL
	h.http = browser(t)
	return h
}

// browser is one that keeps cookies and does not follow redirects.
func browser(t testing.TB) *http.Client {
	jar, err := cookiejar.New(nil)
	must(t, err)
	return &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

type answer struct {
	code   int
	header http.Header
	body   string
	page   *html.Node
}

func (h *house) do(method, path string, form url.Values, headers ...string) answer {
	h.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r, err := http.NewRequestWithContext(h.t.Context(), method, h.url+path, body)
	must(h.t, err)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	res, err := h.http.Do(r)
	must(h.t, err)
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	must(h.t, err)
	page, err := html.Parse(strings.NewReader(string(b)))
	must(h.t, err)
	return answer{res.StatusCode, res.Header, string(b), page}
}

func (h *house) get(path string, headers ...string) answer {
	h.t.Helper()
	return h.do(http.MethodGet, path, nil, headers...)
}

// see gets a page that must be there.
func (h *house) see(path string) answer {
	h.t.Helper()
	a := h.get(path)
	if a.code != http.StatusOK {
		h.t.Fatalf("GET %s answers %d: %s", path, a.code, a.text())
	}
	return a
}

func (h *house) signIn(email string) {
	h.t.Helper()
	a := h.do(http.MethodPost, "/login", url.Values{"email": {email}, "password": {password}})
	if a.code != http.StatusSeeOther {
		h.t.Fatalf("signing in answers %d: %s", a.code, a.text())
	}
}

// text is what a person reads on the page, in one line.
func (a answer) text() string { return textOf(a.page) }

func textOf(n *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			b.WriteString(n.Data)
		case n.Type == html.ElementNode && (n.Data == "script" || n.Data == "style"):
			return
		case n.Type == html.ElementNode && !strings.Contains(" b a em span small ", " "+n.Data+" "):
			b.WriteByte(' ')
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(n)
	return strings.Join(strings.Fields(b.String()), " ")
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// find is the first element that fits, or nil.
func find(n *html.Node, fits func(*html.Node) bool) *html.Node {
	if n.Type == html.ElementNode && fits(n) {
		return n
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if f := find(c, fits); f != nil {
			return f
		}
	}
	return nil
}

func (a answer) element(name string) string {
	n := find(a.page, func(n *html.Node) bool { return n.Data == name })
	if n == nil {
		return ""
	}
	return textOf(n)
}

func (a answer) byID(id string) string {
	n := find(a.page, func(n *html.Node) bool { return attr(n, "id") == id })
	if n == nil {
		return ""
	}
	return textOf(n)
}

func wants(t testing.TB, where, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("%s does not say %q; it says: %.1500s", where, p, text)
		}
	}
}

func wantsNot(t testing.TB, where, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if strings.Contains(text, p) {
			t.Errorf("%s says %q", where, p)
		}
	}
}

// furnish sets up a company file with a store, its lists and mapping.
func (h *house) furnish() {
	h.t.Helper()
	ctx := h.t.Context()
	must(h.t, h.store.SaveCompany(ctx, tester, store.Company{Key: "larkspur", Name: "Larkspur", User: "larkspur", EveryMinutes: 10}))
	must(h.t, h.store.SaveShop(ctx, tester, store.Shop{Key: "main", Company: "larkspur", Name: "larkspurandpine.com", APIURL: "https://api.bigcommerce.com", Hash: "abc123", Zone: "America/Chicago", Currency: "USD", Token: "tok-very-secret", PollSeconds: 30}))
	_, err := h.store.SaveRules(ctx, tester, "main", books.Rules{StartDate: day.New(2026, 10, 1), RefPrefix: "BC",
		Charges:  books.ChargeRules{Shipping: "Shipping charged", Discount: "Discount"},
		Tax:      books.TaxRules{Rates: map[string]string{"Austin TX": "TX Austin 8.25%"}, ZeroItem: "No tax"},
		Payments: map[string]books.PaymentRule{"Visa": {Method: "Visa/Mastercard", DepositTo: "Undeposited Funds"}}})
	must(h.t, err)
}

// order is an order placed at midday, for a customer of its own.
func order(id int, when day.Day, customer, total string) sales.Order {
	d := money.MustDecimal(total)
	first, last, _ := strings.Cut(customer, " ")
	at := when.Start(time.UTC).Add(18*time.Hour + time.Duration(id)*time.Second)
	return sales.Order{Store: "main", ID: sales.OrderID(id), Status: sales.AwaitingFulfilment, StatusLabel: "Awaiting fulfilment", Currency: "USD", Decimals: 2, Placed: at, Modified: at, ChannelName: "Online",
		Billing: sales.Address{FirstName: first, LastName: last, Email: fmt.Sprintf("c%d@example.com", id)}, PaymentMethod: "Visa",
		Subtotal: sales.Taxed{Ex: d, Inc: d}, Total: sales.Taxed{Ex: d, Inc: d},
		Lines: []sales.Line{{ID: 1, Name: "Brass Lantern", SKU: "LAN-04", Quantity: money.Int(4), Total: sales.Taxed{Ex: d, Inc: d}}}}
}

// receipt is the document of an order; an invoice with its payment if kind says so.
func documents(o sales.Order, kind books.Kind) []books.Document {
	total, _ := o.Total.Inc.Exact(2)
	doc := books.Document{Kind: kind, Customer: books.Ref{ListID: "C-1", FullName: o.Billing.FirstName + " " + o.Billing.LastName}, Date: day.Of(o.Placed, time.UTC), RefNumber: fmt.Sprintf("BC%d", o.ID), Currency: "USD", Decimals: 2, Total: total,
		PaymentMethod: books.Ref{FullName: "Visa/Mastercard"}, DepositTo: books.Ref{FullName: "Undeposited Funds"}, Memo: "Order of the online store",
		Lines: []books.Line{{Item: books.Ref{FullName: "Lantern:Brass S"}, Account: books.Ref{ListID: "A-4010", FullName: "Sales:Home goods"}, Quantity: money.Int(4), Amount: total,
			Source: books.Source{Part: "line", LineID: 1, Text: "4 × Brass Lantern", SKU: "LAN-04", Amount: total},
			Why:    []books.Reason{{By: "list", Text: "SKU LAN-04 is the item Lantern:Brass S, matched by name."}, {By: "list", Text: "QuickBooks sells that item to Sales:Home goods."}}}}}
	if kind == books.SalesReceipt {
		return []books.Document{doc}
	}
	doc.ARAccount, doc.DepositTo, doc.PaymentMethod = books.Ref{FullName: "Accounts Receivable"}, books.Ref{}, books.Ref{}
	pay := books.Document{Kind: books.Payment, Customer: doc.Customer, Date: doc.Date, RefNumber: doc.RefNumber, Currency: "USD", Decimals: 2, Total: total, AppliesTo: doc.RefNumber, PaymentMethod: books.Ref{FullName: "Check"}, ARAccount: doc.ARAccount}
	return []books.Document{doc, pay}
}

// plan saves orders and what becomes of each.
func (h *house) plan(of func(sales.Order) books.Plan, orders ...sales.Order) {
	h.t.Helper()
	ctx := h.t.Context()
	_, err := h.store.SaveOrders(ctx, "main", orders)
	must(h.t, err)
	waiting, err := h.store.OrdersToPlan(ctx, "larkspur", 10000)
	must(h.t, err)
	results := make([]store.PlanResult, 0, len(waiting))
	for _, w := range waiting {
		p := of(w.Order)
		p.Day, p.Fingerprint = day.Of(w.Order.Placed, time.UTC), w.Order.Fingerprint()
		p.Total, err = w.Order.Total.Inc.Exact(2)
		must(h.t, err)
		results = append(results, store.PlanResult{Store: w.Order.Store, Order: w.Order.ID, Version: w.Version, Plan: p})
	}
	_, err = h.store.SavePlans(ctx, "larkspur", results)
	must(h.t, err)
}

func posting(o sales.Order) books.Plan {
	kind := books.SalesReceipt
	if o.ID%5 == 0 {
		kind = books.Invoice
	}
	return books.Plan{Outcome: books.Post, Documents: documents(o, kind), Notes: []sales.Note{{Code: "text-changed", Place: "memo", Text: "It was shortened to fit."}}}
}

func held(o sales.Order) books.Plan {
	return books.Plan{Outcome: books.Hold, Problems: []sales.Problem{{Code: "item-missing", Subject: "BLU-12", Place: "line 1, SKU BLU-12",
		What: "No item for SKU BLU-12.", Means: "Sales are short by this order until it has one.", Fix: "Link the SKU to an item in the mapping."}}}
}

// call is a visit of the Web Connector that posts what is ready, reads back
// what was posted if verify says so, and refuses the orders named.
func (h *house) call(verify bool, refuse ...sales.OrderID) {
	h.t.Helper()
	ctx := h.t.Context()
	must(h.t, h.store.TouchCompany(ctx, "larkspur"))
	v, err := h.store.OpenVisit(ctx, "larkspur", rand.Text(), "10.0.0.9", "2.3.0.207", 0)
	must(h.t, err)
	for {
		ready, err := h.store.ClaimReady(ctx, "larkspur", 50)
		must(h.t, err)
		if len(ready) == 0 {
			break
		}
		var ids []store.PostingID
		var outcomes []store.Outcome
		request, response := "<QBXML>", "<QBXML>"
		for _, p := range ready {
			ids = append(ids, p.ID)
			o := store.Outcome{Posting: p.ID, From: store.Sent, To: store.Posted, TxnID: fmt.Sprintf("TXN-%d", p.ID), EditSequence: "170", TxnNumber: fmt.Sprint(48000 + int(p.ID))}
			for _, r := range refuse {
				if p.Order == r {
					o = store.Outcome{Posting: p.ID, From: store.Sent, To: store.Refused, Code: 3140, Lane: "mapping", Reason: "The item Walnut Tray 14 is inactive. Make it active in QuickBooks, or link the SKU to another item."}
				}
			}
			outcomes = append(outcomes, o)
			request += fmt.Sprintf("<SalesReceiptAddRq requestID=\"p%d\"><RefNumber>%s</RefNumber></SalesReceiptAddRq>", p.ID, p.RefNumber)
			response += fmt.Sprintf("<SalesReceiptAddRs requestID=\"p%d\" statusCode=\"%d\"></SalesReceiptAddRs>", p.ID, o.Code)
		}
		x, err := h.store.MarkSent(ctx, store.Exchange{Visit: v.ID, SetID: rand.Text()[:20], Purpose: "post", Requests: len(ids), Request: []byte(request + "</QBXML>")}, ids)
		must(h.t, err)
		must(h.t, h.store.Answer(ctx, x, store.Reply{Response: []byte(response + "</QBXML>"), Outcomes: outcomes}))
	}
	if verify {
		unread, err := h.store.UnverifiedPostings(ctx, "larkspur", 1000)
		must(h.t, err)
		var outcomes []store.Outcome
		for _, p := range unread {
			outcomes = append(outcomes, store.Outcome{Posting: p.ID, From: store.Posted, To: store.Verified})
		}
		x, err := h.store.MarkSent(ctx, store.Exchange{Visit: v.ID, Purpose: "verify", Requests: 1, Request: []byte("<QBXML/>")}, nil)
		must(h.t, err)
		must(h.t, h.store.Answer(ctx, x, store.Reply{Response: []byte("<QBXML/>"), Outcomes: outcomes}))
	}
	must(h.t, h.store.CloseVisit(ctx, v.ID, "closed", "All done"))
}

// learn lets QuickBooks tell its company and two lists.
func (h *house) learn() {
	h.t.Helper()
	ctx := h.t.Context()
	must(h.t, h.store.TouchCompany(ctx, "larkspur"))
	v, err := h.store.OpenVisit(ctx, "larkspur", rand.Text(), "10.0.0.9", "2.3.0.207", 0)
	must(h.t, err)
	facts := books.Company{Name: "Larkspur & Pine, LLC", Country: "US", Product: "QuickBooks Enterprise 24.0", HomeCurrency: "USD", Known: true}
	must(h.t, h.store.LearnCompany(ctx, v.ID, "larkspur", facts, `C:\Books\larkspur.qbw`, 16, 0))
	x, err := h.store.MarkSent(ctx, store.Exchange{Visit: v.ID, Purpose: "read", Requests: 2, Request: []byte("<QBXML/>")}, nil)
	must(h.t, err)
	rows := []books.Entry{
		{Kind: books.Accounts, ListID: "A-4010", Name: "Home goods", FullName: "Sales:Home goods", Type: "Income", Number: "4010", Active: true},
		{Kind: books.Accounts, ListID: "A-1200", Name: "Undeposited Funds", FullName: "Undeposited Funds", Type: "OtherCurrentAsset", Number: "1499", Active: true},
		{Kind: books.Items, ListID: "I-1", Name: "Brass S", FullName: "Lantern:Brass S", Type: "NonInventory", Account: books.Ref{ListID: "A-4010", FullName: "Sales:Home goods"}, PartNumber: "LAN-04", Active: true},
		{Kind: books.Items, ListID: "I-2", Name: "Walnut 14", FullName: "Tray:Walnut 14", Type: "Inventory", OnHand: money.Int(7)},
		{Kind: books.Customers, ListID: "C-1", Name: "Hollis Brandt", FullName: "Hollis Brandt", Email: "hollis@example.com", Active: true},
	}
	must(h.t, h.store.Answer(ctx, x, store.Reply{Response: []byte("<QBXML/>"), Rows: rows,
		Progress: []store.ListProgress{{Kind: books.Items, Done: true, Started: h.now, Finished: h.now, Rows: 2}}}))
	must(h.t, h.store.CloseVisit(ctx, v.ID, "closed", "All done"))
}

// story is a house with orders in every state, signed in as the bookkeeper. One
// customer has a name that would do harm if it became part of a page.
func story(t testing.TB) *house {
	t.Helper()
	return storyOf(t, "Mercy <script>alert(1)</script> Okafor")
}

// storyOf is the story with another name of that customer.
func storyOf(t testing.TB, mercy string) *house {
	t.Helper()
	h := bare(t)
	h.furnish()
	today := day.New(2026, 11, 10)
	h.now = noon.Add(-3 * 24 * time.Hour)
	h.learn()
	h.plan(posting, order(10180, today.Add(-5), "Hollis Brandt", "443.83"), order(10183, today.Add(-4), "Casa Verano", "642.00"), order(10184, today.Add(-4), "Ruth Adeyemi", "1056.20"))
	h.call(true)
	h.now = noon.Add(-6 * time.Minute)
	h.plan(posting, order(10366, today.Add(-1), "Samuel Achterberg", "84.20"), order(10567, today, "Joana Prates", "74.10"))
	h.call(false, 10366)
	h.plan(held, order(10531, today.Add(-1), "Elena Marchetti", "64.20"), order(10540, today.Add(-1), "H. Brandt", "156.50"))
	h.plan(func(o sales.Order) books.Plan {
		return books.Plan{Outcome: books.Exclude, Reason: "It was placed before 1 October 2026, the go-live day."}
	}, order(9000, today.Add(-50), "Old Times", "10.00"))
	h.plan(posting, order(10572, today, "Ines Calloway", "58.30"), order(10570, today, mercy, "46.20"))
	h.now = noon
	h.signIn("marguerite@larkspurandpine.com")
	return h
}

func quietLog() *slog.Logger { return slog.New(slog.DiscardHandler) }

// recordPanic answers a request whose page breaks.
func recordPanic(d *desk) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	d.recovered(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("broken") })).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	return w
}

// recordAPIPanic answers a request of the API that breaks.
func recordAPIPanic(d *desk) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	d.recovered(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("broken") })).ServeHTTP(w, httptest.NewRequest(http.MethodGet, apiPath+"/orders", nil))
	return w
}
