package posting

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"countinghouse/access"
	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
	"countinghouse/simulator/company"
	"countinghouse/store"
)

// shopWorld is a desk over a real database that talks with a simulated company
// file; plans are written by the tests, in the place of books.
type shopWorld struct {
	t     testing.TB
	now   time.Time
	dir   string // of the database
	store *store.Store
	desk  *Desk
	file  *company.File
	// lose drops the answer to a message set, after QuickBooks carried it out,
	// when it tells so.
	lose func(request string) bool
	// cut drops a message set on its way to QuickBooks, when it tells so.
	cut func(request string) bool
	// spoil changes what QuickBooks answered.
	spoil func(request, response string) string
	// meanwhile happens between a message set that QuickBooks answered and the next.
	meanwhile func(request string)
	accounts  map[string]books.Ref
	item      books.Ref
	second    books.Ref
	untold    bool   // the Web Connector does not tell the file's place
	place     string // what it tells instead of it
	customer  books.Ref
	sent      []string
	docs      map[int]books.Document // of orders, to be planned once more after a restore
}

// tells is the file's place as the Web Connector tells it.
func (w *shopWorld) tells(path string) string {
	switch {
	case w.untold:
		return ""
	case w.place != "":
		return w.place
	}
	return path
}

const worldUser, worldPassword = "qbwc", "correct horse battery"

func newWorld(t testing.TB) *shopWorld {
	t.Helper()
	return newWorldOf(t, company.Options{})
}

// newWorldOf is newWorld with a company file of its own options.
func newWorldOf(t testing.TB, o company.Options) *shopWorld {
	t.Helper()
	w := &shopWorld{t: t, now: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC), accounts: map[string]books.Ref{}}
	if o.Name = "Larkspur"; o.Seed == 0 {
		o.Seed = 1
	}
	w.file = company.New(o)
	w.must(company.SeedStandard(w.file))
	id, err := w.file.AddItem(company.Item{Kind: "Inventory", Name: "LANTERN", Desc: "Brass lantern", Account: "Sales:Online Store", Cost: "4.00", Quantity: "1000"})
	w.must(err)
	w.item = books.Ref{ListID: id, FullName: "LANTERN"}
	id, err = w.file.AddItem(company.Item{Kind: "NonInventory", Name: "WICK", Desc: "Wick", Account: "Sales:Online Store"})
	w.must(err)
	w.second = books.Ref{ListID: id, FullName: "WICK"}
	id, err = w.file.AddPerson(company.Person{Name: "Ana Okafor", Email: "ana@example.com"})
	w.must(err)
	w.customer = books.Ref{ListID: id, FullName: "Ana Okafor"}
	w.dir = t.TempDir()
	w.store, err = store.Open(t.Context(), w.dir, store.Options{Now: func() time.Time { return w.now }})
	w.must(err)
	t.Cleanup(func() { w.must(w.store.Close()) })
	by := store.Actor{Kind: "system", Name: "test"}
	hash, err := access.HashPassword(worldPassword)
	w.must(err)
	w.must(w.store.SaveCompany(t.Context(), by, store.Company{Key: "larkspur", Name: "Larkspur", User: worldUser, PasswordHash: hash, EveryMinutes: 1, ExpectedName: "Larkspur"}))
	w.must(w.store.SaveShop(t.Context(), by, store.Shop{Key: "main", Company: "larkspur", Name: "Main", Zone: "UTC", Currency: "USD"}))
	w.desk = NewDesk(w.store, NewPlanner(w.store, nil), Options{Now: func() time.Time { return w.now }, ListsEvery: time.Hour})
	w.visit()
	entries, err := w.store.Entries(t.Context(), "larkspur", books.Accounts, "", 500)
	w.must(err)
	for _, e := range entries {
		w.accounts[e.FullName] = e.Ref()
	}
	return w
}

func (w *shopWorld) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// visit is one run of the Web Connector. A lost answer ends it, as a broken
// line does.
func (w *shopWorld) visit() {
	w.t.Helper()
	ctx := w.t.Context()
	w.now = w.now.Add(10 * time.Minute)
	ticket, answer, err := w.desk.Authenticate(ctx, worldUser, worldPassword, "10.0.0.9:5000", "2.3")
	w.must(err)
	if answer == "none" {
		return
	}
	session := w.file.Connect()
	path, country, major, minor, err := session.OpenFile("Countinghouse", "")
	w.must(err)
	path = w.tells(path)
	for range 400 {
		w.now = w.now.Add(time.Second)
		request, err := w.desk.SendRequest(ctx, ticket, "", path, country, major, minor)
		w.must(err)
		if request == "" {
			break
		}
		w.sent = append(w.sent, request)
		if w.cut != nil && w.cut(request) {
			return
		}
		response, failed := session.ProcessRequest(request)
		if w.spoil != nil && failed == nil {
			response = w.spoil(request, response)
		}
		if w.lose != nil && w.lose(request) {
			return
		}
		hresult, message := "", ""
		var h *company.HResult
		if errors.As(failed, &h) {
			hresult, message = h.Code, h.Message
		} else {
			w.must(failed)
		}
		percent, err := w.desk.ReceiveResponse(ctx, ticket, response, hresult, message)
		w.must(err)
		if w.meanwhile != nil && failed == nil {
			w.meanwhile(request)
		}
		if percent >= 100 || percent < 0 {
			break
		}
	}
	_, err = w.desk.Close(ctx, ticket)
	w.must(err)
	w.must(session.CloseFile())
}

// caller is a Web Connector whose calls a test makes one by one.
type caller struct {
	w       *shopWorld
	ticket  string
	session *company.Session
	request string
}

// calls logs in from a PC and opens the file; the answer is what authenticate said.
func (w *shopWorld) calls(remote string) (*caller, string) {
	w.t.Helper()
	ticket, answer, err := w.desk.Authenticate(w.t.Context(), worldUser, worldPassword, remote+":5000", "2.3")
	w.must(err)
	c := &caller{w: w, ticket: ticket, session: w.file.Connect()}
	if answer == "" {
		_, _, _, _, err = c.session.OpenFile("Countinghouse", "")
		w.must(err)
	}
	return c, answer
}

// ask calls sendRequestXML.
func (c *caller) ask() string {
	c.w.t.Helper()
	request, err := c.w.desk.SendRequest(c.w.t.Context(), c.ticket, "", c.w.tells(c.w.file.Path()), "US", 13, 0)
	c.w.must(err)
	c.request = request
	if request != "" {
		c.w.sent = append(c.w.sent, request)
	}
	return request
}

// process has QuickBooks carry out what was asked for.
func (c *caller) process() string {
	c.w.t.Helper()
	response, err := c.session.ProcessRequest(c.request)
	c.w.must(err)
	return response
}

// answer calls receiveResponseXML.
func (c *caller) answer(response string) int {
	c.w.t.Helper()
	percent, err := c.w.desk.ReceiveResponse(c.w.t.Context(), c.ticket, response, "", "")
	c.w.must(err)
	return percent
}

// goOn makes calls until a request has the text, which is not carried out.
func (c *caller) goOn(text string) {
	c.w.t.Helper()
	for range 50 {
		if c.ask() == "" {
			break
		}
		if strings.Contains(c.request, text) {
			return
		}
		c.answer(c.process())
	}
	c.w.t.Fatalf("no request has %s", text)
}

// ends makes calls to the end of the run.
func (c *caller) ends() {
	c.w.t.Helper()
	for range 50 {
		if c.ask() == "" {
			return
		}
		if p := c.answer(c.process()); p < 0 || p >= 100 {
			return
		}
	}
}

// forgets has QuickBooks forget every message set.
func (w *shopWorld) forgets() {
	w.t.Helper()
	session := w.file.Connect()
	_, _, _, _, err := session.OpenFile("Countinghouse", "")
	w.must(err)
	_, err = session.ProcessRequest(`<?xml version="1.0"?><?qbxml version="13.0"?><QBXML><QBXMLMsgsRq oldMessageSetID="ClearAllMessageSets" onError="stopOnError"/></QBXML>`)
	w.must(err)
}

// visits are enough runs for everything to settle.
func (w *shopWorld) visits() {
	w.t.Helper()
	for range 6 {
		w.visit()
	}
}

func (w *shopWorld) account(name string) books.Ref {
	w.t.Helper()
	r, ok := w.accounts[name]
	if !ok {
		w.t.Fatalf("there is no account %s: %v", name, w.accounts)
	}
	return r
}

// sell reads an order from the store.
func (w *shopWorld) sell(id int) sales.Order {
	w.t.Helper()
	d := money.MustDecimal("25.00")
	o := sales.Order{Store: "main", ID: sales.OrderID(id), Status: sales.AwaitingFulfilment, Currency: "USD", Decimals: 2,
		Placed: w.now.Add(-24 * time.Hour), Modified: w.now, Billing: sales.Address{FirstName: "Ana", LastName: "Okafor", Email: "ana@example.com"},
		Total: sales.Taxed{Ex: d, Inc: d}, Lines: []sales.Line{{ID: 1, SKU: "LANTERN", Quantity: money.Int(2), Total: sales.Taxed{Ex: d, Inc: d}}}}
	_, err := w.store.SaveOrders(w.t.Context(), "main", []sales.Order{o})
	w.must(err)
	return o
}

// plan plans an order with these documents.
func (w *shopWorld) plan(id int, docs ...books.Document) {
	w.t.Helper()
	w.planAs(id, books.Plan{Outcome: books.Post, Documents: docs})
}

func (w *shopWorld) planAs(id int, plan books.Plan) {
	w.t.Helper()
	ctx := w.t.Context()
	w.must(w.store.PlanOrder(ctx, store.Actor{Kind: "user", Name: "test"}, "main", sales.OrderID(id)))
	orders, err := w.store.OrdersToPlan(ctx, "larkspur", 1000)
	w.must(err)
	for _, o := range orders {
		if o.Order.ID != sales.OrderID(id) {
			continue
		}
		plan.Day, plan.Total, plan.Fingerprint = day.Of(o.Order.Placed, time.UTC), 2500, "f"
		n, err := w.store.SavePlans(ctx, "larkspur", []store.PlanResult{{Store: "main", Order: o.Order.ID, Version: o.Version, Plan: plan, RulesVersion: 1}})
		w.must(err)
		if n != 1 {
			w.t.Fatalf("the plan of order %d was not saved", id)
		}
	}
}

// undone plans an order that was undone: it stays out.
func (w *shopWorld) undone(ids ...int) {
	w.t.Helper()
	for _, id := range ids {
		w.planAs(id, books.Plan{Outcome: books.Exclude, Reason: "undone"})
	}
}

// doc is a document of an order: two lanterns for 20.00 and a wick for 5.00.
func (w *shopWorld) doc(kind books.Kind, id int) books.Document {
	d := books.Document{Kind: kind, Customer: w.customer, Date: day.Of(w.now, time.UTC), RefNumber: fmt.Sprintf("BC%d", id), Currency: "USD", Decimals: 2,
		Memo: fmt.Sprintf("BigCommerce order %d (store main)", id), ExternalGUID: fmt.Sprintf("{00000000-0000-4000-8000-%012d}", id*100+len(kind)),
		Total: 2500}
	d.BillTo = books.Address{Lines: []string{"Ana Okafor", "12 Main St"}, City: "Lafayette", State: "LA", PostalCode: "70501"}
	non := books.Ref{FullName: "Non"}
	switch kind {
	case books.SalesReceipt, books.Invoice, books.CreditMemo, books.SalesOrder:
		d.Lines = []books.Line{
			{Item: w.item, Desc: "Brass lantern", Quantity: money.Int(2), Amount: 2000, TaxCode: non, Source: sourceOf("2 × Brass lantern")},
			{Item: w.second, Desc: "Wick", Quantity: money.Int(1), Amount: 500, TaxCode: non, Source: sourceOf("1 × Wick")},
		}
	default:
	}
	switch kind {
	case books.SalesReceipt, books.Payment:
		d.DepositTo = w.account("Undeposited Funds")
	case books.CardRefund, books.Check:
		d.RefundFrom = w.account("Checking")
	default:
	}
	switch kind {
	case books.Invoice, books.Payment, books.CreditMemo, books.CardRefund, books.Check, books.Application:
		d.ARAccount = w.account("Accounts Receivable")
	default:
	}
	return d
}

func sourceOf(text string) books.Source { return books.Source{Part: "line", Text: text} }

// part gives a document its part of the order, and a number of its own.
func part(d books.Document, name, suffix string, total money.Amount, links ...books.Link) books.Document {
	d.Part, d.RefNumber, d.Total, d.Links = name, d.RefNumber+suffix, total, links
	d.Memo += " " + suffix
	d.ExternalGUID = "" // known by its memo
	return d
}

// revised is a document as a later operation has it.
func revised(d books.Document, op books.Operation, links ...books.Link) books.Document {
	d.Operation = op
	d.Links = append([]books.Link{{Use: books.Changes, Kind: d.Kind, Part: d.Part, RefNumber: d.RefNumber}}, links...)
	return d
}

// posting is the newest posting of a kind of an order.
func (w *shopWorld) posting(id int, kind books.Kind) store.Posting {
	w.t.Helper()
	st, err := w.store.OrderStory(w.t.Context(), "main", sales.OrderID(id))
	w.must(err)
	for i := len(st.Postings) - 1; i >= 0; i-- {
		if p := st.Postings[i]; p.Kind == kind {
			return p
		}
	}
	w.t.Fatalf("order %d has no %s", id, kind)
	return store.Posting{}
}

// state fails the test unless the order is in the state.
func (w *shopWorld) state(id int, want store.OrderState) {
	w.t.Helper()
	st, err := w.store.OrderStory(w.t.Context(), "main", sales.OrderID(id))
	w.must(err)
	if st.State == want {
		return
	}
	w.t.Errorf("order %d is %s (%s), want %s", id, st.State, st.Reason, want)
	for _, p := range st.Postings {
		w.t.Logf("%s %s %s revision %d is %s %s %s: %s", p.Kind, p.Part, p.Operation, p.Revision, p.State, p.Lane, p.TxnID, p.Reason)
	}
}

// balances is the trial balance as text.
func (w *shopWorld) balances() string {
	var b strings.Builder
	for _, x := range w.file.TrialBalance() {
		if x.Debit != 0 || x.Credit != 0 {
			fmt.Fprintf(&b, "%s %s %s\n", x.Account, x.Debit, x.Credit)
		}
	}
	return b.String()
}

// counts are the documents that the file has, by type and number; void ones apart.
func (w *shopWorld) counts() map[string]int {
	out := map[string]int{}
	for _, x := range w.file.Transactions() {
		if x.RefNumber == "" { // stock that was there in the beginning
			continue
		}
		name := x.Type + " " + x.RefNumber
		if x.Void {
			name += " void"
		}
		out[name]++
	}
	return out
}
