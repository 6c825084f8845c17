package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
	"countinghouse/secret"
)

// clock is a time that tests move by hand.
type clock struct{ t time.Time }

func (c *clock) now() time.Time          { return c.t }
func (c *clock) forward(d time.Duration) { c.t = c.t.Add(d) }

func newClock() *clock { return &clock{time.Date(2026, 11, 7, 10, 0, 0, 0, time.UTC)} }

var tester = Actor{Kind: "user", Name: "ana@example.com"}

// fresh is a new database on disk with one company file and one store.
func fresh(t testing.TB) (*Store, *clock) {
	t.Helper()
	c := newClock()
	s := openAt(t, t.TempDir(), c)
	must(t, s.SaveCompany(t.Context(), tester, Company{Key: "larkspur", Name: "Larkspur", User: "larkspur", EveryMinutes: 10}))
	must(t, s.SaveShop(t.Context(), tester, Shop{Key: "main", Company: "larkspur", Name: "Main", Zone: "America/Chicago", Currency: "USD", Token: "tok-123"}))
	return s, c
}

func openAt(t testing.TB, dir string, c *clock) *Store {
	t.Helper()
	sealer, err := secret.LoadOrCreate(filepath.Join(dir, "secret.key"))
	must(t, err)
	s, err := Open(t.Context(), dir, Options{Sealer: sealer, Now: c.now})
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantErr(t testing.TB, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("the error is %v, want %v", err, want)
	}
}

// order is an order of the given number and total, bought by a guest of its own.
func order(id int, total string) sales.Order {
	d := money.MustDecimal(total)
	return sales.Order{
		Store: "main", ID: sales.OrderID(id), Status: sales.AwaitingFulfilment, Currency: "USD", Decimals: 2,
		Placed: time.Date(2026, 11, 1, 12, 0, id, 0, time.UTC), Modified: time.Date(2026, 11, 1, 12, 0, id, 0, time.UTC),
		Billing: sales.Address{FirstName: "Ana", LastName: fmt.Sprintf("Okafor%d", id), Email: fmt.Sprintf("ana%d@example.com", id)},
		Total:   sales.Taxed{Ex: d, Inc: d},
		Lines:   []sales.Line{{ID: 1, SKU: fmt.Sprintf("BLK-%d", id%7), Quantity: money.Int(1), Total: sales.Taxed{Ex: d, Inc: d}}},
	}
}

// receipt is the document of an order, for a customer that QuickBooks has.
func receipt(o sales.Order) books.Document {
	total, _ := o.Total.Inc.Exact(2)
	return books.Document{Kind: books.SalesReceipt, Customer: books.Ref{ListID: "C-1"}, Date: day.Of(o.Placed, time.UTC),
		RefNumber: fmt.Sprintf("BC%d", o.ID), Currency: "USD", Decimals: 2, Total: total}
}

func postPlan(o sales.Order, docs ...books.Document) books.Plan {
	total, _ := o.Total.Inc.Exact(2)
	return books.Plan{Outcome: books.Post, Documents: docs, Day: day.Of(o.Placed, time.UTC), Total: total, Fingerprint: o.Fingerprint()}
}

func holdPlan(o sales.Order, codes ...string) books.Plan {
	total, _ := o.Total.Inc.Exact(2)
	p := books.Plan{Outcome: books.Hold, Day: day.Of(o.Placed, time.UTC), Total: total}
	for _, c := range codes {
		p.Problems = append(p.Problems, sales.Problem{Code: c, Subject: "BLK-21", What: c + " happened.", Means: "It waits.", Fix: "Map it."})
	}
	return p
}

// newCustomerPlan posts a receipt for a customer that is to be made.
func newCustomerPlan(o sales.Order) books.Plan {
	d := receipt(o)
	d.Customer, d.CustomerKey = books.Ref{}, o.CustomerKey()
	p := postPlan(o, d)
	p.Customer = &books.NewCustomer{Key: o.CustomerKey(), Name: o.CustomerName(""), Email: o.Email()}
	return p
}

// invoicePlan posts an invoice and its payment.
func invoicePlan(o sales.Order) books.Plan {
	inv := receipt(o)
	inv.Kind = books.Invoice
	pay := receipt(o)
	pay.Kind, pay.RefNumber, pay.AppliesTo = books.Payment, pay.RefNumber+"-P1", inv.RefNumber
	return postPlan(o, inv, pay)
}

func saveOrders(t testing.TB, s *Store, orders ...sales.Order) {
	t.Helper()
	_, err := s.SaveOrders(t.Context(), "main", orders)
	must(t, err)
}

// planAll plans every order that waits for it.
func planAll(t testing.TB, s *Store, plan func(PlannedOrder) books.Plan) int {
	t.Helper()
	orders, err := s.OrdersToPlan(t.Context(), "larkspur", 10000)
	must(t, err)
	results := make([]PlanResult, 0, len(orders))
	for _, o := range orders {
		results = append(results, PlanResult{Store: o.Order.Store, Order: o.Order.ID, Version: o.Version, Plan: plan(o)})
	}
	n, err := s.SavePlans(t.Context(), "larkspur", results)
	must(t, err)
	return n
}

func receipts(o PlannedOrder) books.Plan {
	if len(o.Prior) > 0 {
		return postPlan(o.Order)
	}
	return postPlan(o.Order, receipt(o.Order))
}

// ready stores and plans n orders with a receipt each.
func readyOrders(t testing.TB, s *Store, n int) {
	t.Helper()
	orders := make([]sales.Order, n)
	for i := range orders {
		orders[i] = order(i+1, "12.30")
	}
	saveOrders(t, s, orders...)
	if got := planAll(t, s, receipts); got != n {
		t.Fatalf("%d orders were planned, want %d", got, n)
	}
}

func visit(t testing.TB, s *Store) Visit {
	t.Helper()
	v, err := s.OpenVisit(t.Context(), "larkspur", rand.Text(), "10.0.0.9", "2.3.0", 0)
	must(t, err)
	return v
}

func claim(t testing.TB, s *Store, limit int) []PostingID {
	t.Helper()
	ps, err := s.ClaimReady(t.Context(), "larkspur", limit)
	must(t, err)
	ids := make([]PostingID, len(ps))
	for i, p := range ps {
		ids[i] = p.ID
	}
	return ids
}

func send(t testing.TB, s *Store, v Visit, ids ...PostingID) int64 {
	t.Helper()
	x, err := s.MarkSent(t.Context(), Exchange{Visit: v.ID, SetID: "ch" + rand.Text()[:20], Purpose: "post", Requests: len(ids), Request: []byte("<QBXML/>")}, ids)
	must(t, err)
	return x
}

func posted(ids ...PostingID) []Outcome {
	out := make([]Outcome, len(ids))
	for i, id := range ids {
		out[i] = Outcome{Posting: id, From: Sent, To: Posted, TxnID: fmt.Sprintf("TXN-%d", id), EditSequence: "1"}
	}
	return out
}

func answer(t testing.TB, s *Store, x int64, outcomes ...Outcome) {
	t.Helper()
	must(t, s.Answer(t.Context(), x, Reply{Response: []byte("<QBXML>answer</QBXML>"), Outcomes: outcomes}))
}

func stateOf(t testing.TB, s *Store, id int) OrderState {
	t.Helper()
	st, err := s.OrderStory(t.Context(), "main", sales.OrderID(id))
	must(t, err)
	return st.State
}

func wantState(t testing.TB, s *Store, id int, want OrderState) {
	t.Helper()
	if got := stateOf(t, s, id); got != want {
		t.Errorf("order %d is %s, want %s", id, got, want)
	}
}

func postingOf(t testing.TB, s *Store, id int, kind books.Kind) Posting {
	t.Helper()
	st, err := s.OrderStory(t.Context(), "main", sales.OrderID(id))
	must(t, err)
	for i := len(st.Postings) - 1; i >= 0; i-- {
		if st.Postings[i].Kind == kind {
			return st.Postings[i]
		}
	}
	t.Fatalf("order %d has no posting of kind %s", id, kind)
	return Posting{}
}

// checkInvariants recounts from the rows what the store keeps in counters and
// derived columns, and proves that nothing exists twice.
func checkInvariants(t interface{ Fatalf(string, ...any) }, s *Store) {
	ctx := context.Background()
	fail := func(what, query string) {
		var n int
		if err := s.read.QueryRowContext(ctx, "SELECT count(*) FROM ("+query+") AS x").Scan(&n); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if n != 0 {
			t.Fatalf("%s: %d rows", what, n)
		}
	}
	fail("two postings of one document", "SELECT 1 FROM posting GROUP BY store, order_id, kind, part, revision HAVING count(*) > 1")
	fail("tally differs from the orders", `SELECT 1 FROM (
		SELECT company, day, store, state, currency, orders AS n, total AS m FROM tally
		UNION ALL SELECT company, day, store, state, currency, -1, -total FROM sales_order) AS u
		GROUP BY company, day, store, state, currency HAVING sum(n) <> 0 OR sum(m) <> 0`)
	fail("what is counted of causes differs from the problems and the refused orders", `SELECT 1 FROM (
		SELECT company, code, subject, store, currency, orders AS n, total AS m FROM cause_tally
		UNION ALL SELECT company, code, subject, store, currency, -1, -total FROM problem WHERE leads = 1
		UNION ALL SELECT company, 'refused', reason, store, currency, -1, -total FROM sales_order WHERE state = 'refused') AS u
		GROUP BY company, code, subject, store, currency HAVING sum(n) <> 0 OR sum(m) <> 0`)
	fail("a cause without orders", "SELECT 1 FROM cause_tally WHERE orders <= 0")
	fail("an order whose number is not among those of its day", `SELECT 1 FROM sales_order o LEFT JOIN number_span n ON n.store = o.store AND n.day = o.day
		WHERE n.least IS NULL OR o.id < n.least OR o.id > n.most`)
	fail("an order that no search finds", "SELECT 1 FROM sales_order o WHERE NOT EXISTS (SELECT 1 FROM order_search w WHERE w.rowid = o.seat)")
	fail("words of no order", "SELECT 1 FROM order_search w LEFT JOIN sales_order o ON o.seat = w.rowid WHERE o.id IS NULL")
	fail("items are counted otherwise than they are", `SELECT 1 FROM (SELECT company, place, type, items AS n FROM item_tally
		UNION ALL SELECT company, place, type, -1 FROM list_entry WHERE kind = 'item') AS u GROUP BY company, place, type HAVING sum(n) <> 0`)
	fail("a visit counts other answers that didn't come", `SELECT 1 FROM visit v WHERE v.unanswered <> (SELECT count(*) FROM exchange x WHERE x.visit = v.id AND x.hresult <> '')`)
	fail("counters differ from the postings", `SELECT 1 FROM (
		SELECT company, name, n FROM work_count WHERE name LIKE 'posting:%'
		UNION ALL SELECT company, CASE WHEN state = 'ready' AND (waits = 1 OR stale = 1) THEN 'posting:ready, blocked'
			WHEN state = 'posted' AND lane <> '' THEN 'posting:posted, differs' ELSE 'posting:' || state END, -1 FROM posting) AS u
		GROUP BY company, name HAVING sum(n) <> 0`)
	fail("counters differ from the orders", `SELECT 1 FROM (
		SELECT company, name, n FROM work_count WHERE name LIKE 'order:%' OR name = 'to plan'
		UNION ALL SELECT company, 'order:' || state, -1 FROM sales_order
		UNION ALL SELECT company, 'to plan', -1 FROM sales_order WHERE to_plan = 1) AS u GROUP BY company, name HAVING sum(n) <> 0`)
	const needs = "(SELECT id AS posting, depends_on AS needs FROM posting WHERE depends_on > 0 UNION ALL SELECT posting, needs FROM posting_link)"
	fail("a posting waits for nothing", `SELECT 1 FROM posting p WHERE p.waits = 1 AND p.state <> 'withdrawn' AND NOT EXISTS
		(SELECT 1 FROM `+needs+` n JOIN posting d ON d.id = n.needs WHERE n.posting = p.id AND d.state NOT IN ('posted', 'verified'))`)
	fail("a posting does not wait for what is not posted", `SELECT 1 FROM posting p JOIN `+needs+` n ON n.posting = p.id JOIN posting d ON d.id = n.needs
		WHERE p.waits = 0 AND d.state NOT IN ('posted', 'verified') AND p.state = 'ready'`)
	fail("something ready for an order that is to be planned", `SELECT 1 FROM posting p JOIN sales_order o ON o.store = p.store AND o.id = p.order_id
		WHERE o.to_plan = 1 AND p.state = 'ready' AND p.stale = 0 AND p.undo = 0`)
	fail("a held, excluded or watched order with something ready to be sent that its plan doesn't want", `SELECT 1 FROM posting p
		JOIN sales_order o ON o.store = p.store AND o.id = p.order_id LEFT JOIN order_plan q ON q.store = o.store AND q.order_id = o.id
		WHERE o.outcome IN ('hold', 'exclude', 'watch') AND coalesce(q.postings, '') = '' AND p.state = 'ready' AND p.stale = 0 AND p.undo = 0`)
	fail("an order of a summary that does not stand", `SELECT 1 FROM summary_part m WHERE m.summary > 0 AND NOT EXISTS
		(SELECT 1 FROM posting p WHERE p.store = m.store AND p.order_id = -m.summary AND p.operation = '' AND p.state <> 'withdrawn')`)
	const handedOver = "state IN ('sent', 'unsure', 'posted', 'verified')"
	fail("a document was added a second time without being taken out", `SELECT 1 FROM posting a JOIN posting b ON b.store = a.store AND b.order_id = a.order_id
			AND b.kind = a.kind AND b.part = a.part AND b.revision > a.revision
		WHERE a.operation = '' AND b.operation = '' AND a.kind <> 'customer_update' AND a.`+handedOver+` AND b.`+handedOver+` AND NOT EXISTS
			(SELECT 1 FROM posting c WHERE c.store = a.store AND c.order_id = a.order_id AND c.kind = a.kind AND c.part = a.part
			AND c.revision > a.revision AND c.revision < b.revision AND c.operation IN ('void', 'delete') AND c.`+handedOver+`)`)
	checkDerived(t, s)
	rows, broken, err := s.VerifyAudit(ctx)
	if err != nil || len(broken) > 0 || rows == 0 {
		t.Fatalf("the audit: %d rows, broken %v, %v", rows, broken, err)
	}
}

func checkDerived(t interface{ Fatalf(string, ...any) }, s *Store) {
	ctx := context.Background()
	rows, err := s.read.QueryContext(ctx, "SELECT id, state, outcome FROM sales_order WHERE store = 'main'")
	if err != nil {
		t.Fatalf("%v", err)
	}
	type row struct {
		id      int
		state   OrderState
		outcome books.Outcome
	}
	var orders []row
	for rows.Next() {
		var r row
		if err := rows.Scan(&r.id, &r.state, &r.outcome); err != nil {
			t.Fatalf("%v", err)
		}
		orders = append(orders, r)
	}
	_ = rows.Close()
	for _, o := range orders {
		var parts []part
		ps, err := s.read.QueryContext(ctx, `SELECT p.kind, p.part, p.operation, p.state, CASE WHEN d.state IN ('unsure', 'refused') THEN d.state ELSE coalesce(
				(SELECT i.state FROM posting_link l JOIN posting i ON i.id = l.needs WHERE l.posting = p.id AND i.order_id = 0 AND i.state IN ('unsure', 'refused')
				ORDER BY i.id LIMIT 1), d.state, '') END FROM posting p LEFT JOIN posting d ON d.id = p.depends_on
			WHERE p.store = 'main' AND p.order_id = $1 ORDER BY p.id`, o.id)
		if err != nil {
			t.Fatalf("%v", err)
		}
		for ps.Next() {
			var p part
			if err := ps.Scan(&p.kind, &p.part, &p.operation, &p.state, &p.dependency); err != nil {
				t.Fatalf("%v", err)
			}
			parts = append(parts, p)
		}
		_ = ps.Close()
		ms, err := s.read.QueryContext(ctx, `SELECT coalesce(p.kind, 'sales_receipt'), coalesce(p.operation, ''), coalesce(p.state, 'ready')
			FROM summary_part m LEFT JOIN posting p ON m.summary > 0 AND p.store = m.store AND p.order_id = -m.summary
			WHERE m.store = 'main' AND m.order_id = $1 ORDER BY p.id`, o.id)
		if err != nil {
			t.Fatalf("%v", err)
		}
		for ms.Next() {
			var p part
			if err := ms.Scan(&p.kind, &p.operation, &p.state); err != nil {
				t.Fatalf("%v", err)
			}
			parts = append(parts, p)
		}
		_ = ms.Close()
		if want := deriveState(o.outcome, parts); want != o.state {
			t.Fatalf("order %d is %s, its postings say %s: %v", o.id, o.state, want, parts)
		}
	}
}
