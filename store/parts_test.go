package store

import (
	"strings"
	"testing"

	"countinghouse/books"
	"countinghouse/sales"
)

// memo is the credit memo of a refund.
func memo(o sales.Order, refund int64) books.Document {
	d := receipt(o)
	d.Kind, d.Part, d.RefNumber = books.CreditMemo, books.RefundPart(refund, 1), d.RefNumber+"R1"
	return d
}

// cardRefund pays a credit memo out.
func cardRefund(o sales.Order, refund int64) books.Document {
	d := memo(o, refund)
	d.Kind = books.CardRefund
	d.Links = []books.Link{{Use: books.Refunds, Kind: books.CreditMemo, Part: d.Part, Amount: d.Total}}
	return d
}

// change is the document as a later operation on it.
func change(d books.Document, op books.Operation) books.Document {
	d.Operation = op
	d.Links = []books.Link{{Use: books.Changes, Kind: d.Kind, Part: d.Part, RefNumber: d.RefNumber}}
	return d
}

// postAll sends what is ready and has QuickBooks take it, until nothing is.
func postAll(t testing.TB, s *Store, v Visit) {
	t.Helper()
	for range 10 {
		ids := claim(t, s, 100)
		if len(ids) == 0 {
			return
		}
		answer(t, s, send(t, s, v, ids...), posted(ids...)...)
	}
	t.Fatal("there is always more that is ready")
}

func verifyAll(t testing.TB, s *Store, v Visit) {
	t.Helper()
	unread, err := s.UnverifiedPostings(t.Context(), "larkspur", 1000)
	must(t, err)
	var outcomes []Outcome
	for _, p := range unread {
		outcomes = append(outcomes, Outcome{Posting: p.ID, From: Posted, To: Verified})
	}
	answer(t, s, send(t, s, v), outcomes...)
}

// replan plans an order again, whatever its state.
func replan(t testing.TB, s *Store, id sales.OrderID, plan func(PlannedOrder) books.Plan) {
	t.Helper()
	must(t, s.PlanOrder(t.Context(), tester, "main", id))
	planAll(t, s, plan)
}

func TestRefundWaitsForItsCreditMemoAndKnowsItsTxnID(t *testing.T) {
	s, _ := fresh(t)
	o := order(1, "10.00")
	saveOrders(t, s, o)
	planAll(t, s, func(PlannedOrder) books.Plan {
		return postPlan(o, receipt(o), memo(o, 12), cardRefund(o, 12), memo(o, 13))
	})
	v := visit(t, s)
	ids := claim(t, s, 10)
	if len(ids) != 1 {
		t.Fatalf("%d postings are ready, want the receipt", len(ids))
	}
	answer(t, s, send(t, s, v, ids...), posted(ids...)...)
	if ids = claim(t, s, 10); len(ids) != 2 {
		t.Fatalf("%d postings are ready, want both credit memos", len(ids))
	}
	answer(t, s, send(t, s, v, ids...), posted(ids...)...)
	ready, err := s.ClaimReady(t.Context(), "larkspur", 10)
	must(t, err)
	if len(ready) != 1 || ready[0].Kind != books.CardRefund || len(ready[0].Links) != 1 {
		t.Fatalf("ready is %+v", ready)
	}
	if l := ready[0].Links[0]; l.Use != books.Refunds || l.Kind != books.CreditMemo || l.Part != "refund/12" || l.Amount != 1000 || l.TxnID != "TXN-2" || l.EditSequence != "1" {
		t.Errorf("it pays out %+v", l)
	}
	postAll(t, s, v)
	verifyAll(t, s, v)
	wantState(t, s, 1, OrderVerified)
	page, err := s.OrdersPage(t.Context(), OrderFilter{Store: "main"})
	must(t, err)
	if page.Rows[0].Document != "Sales receipt BC1" {
		t.Errorf("the order's document is %q", page.Rows[0].Document)
	}
	checkInvariants(t, s)
}

// What is refunded was sold: while QuickBooks refuses the sale, its refund is
// not entered, and when the order is held then, nothing of it stands.
func TestARefundIsNotEnteredBeforeItsSale(t *testing.T) {
	s, _ := fresh(t)
	o := order(1, "10.00")
	saveOrders(t, s, o)
	planAll(t, s, func(PlannedOrder) books.Plan { return postPlan(o, receipt(o), memo(o, 12), cardRefund(o, 12)) })
	v := visit(t, s)
	ids := claim(t, s, 10)
	if len(ids) != 1 {
		t.Fatalf("%d postings are ready, want the receipt", len(ids))
	}
	answer(t, s, send(t, s, v, ids...), Outcome{Posting: ids[0], From: Sent, To: Refused, Code: 3176, Lane: "busy", Reason: "Somebody works on it."})
	if ids = claim(t, s, 10); len(ids) != 0 {
		t.Fatalf("%d postings are ready while the sale is refused", len(ids))
	}
	checkInvariants(t, s)
	replan(t, s, 1, func(PlannedOrder) books.Plan { return postPlan(o, receipt(o), memo(o, 12), cardRefund(o, 12)) })
	postAll(t, s, v)
	verifyAll(t, s, v)
	wantState(t, s, 1, OrderVerified)
	checkInvariants(t, s)
}

func TestPriorTellsEveryRevisionOfEveryDocument(t *testing.T) {
	s, _ := fresh(t)
	o := order(1, "10.00")
	saveOrders(t, s, o)
	d := receipt(o)
	d.Fingerprint, d.Lines = "f1", []books.Line{{Amount: 1000}}
	planAll(t, s, func(PlannedOrder) books.Plan { return postPlan(o, d) })
	v := visit(t, s)
	postAll(t, s, v)
	replan(t, s, 1, func(p PlannedOrder) books.Plan {
		if len(p.Prior) != 1 || p.Prior[0].Operation != books.Add || !p.Prior[0].Settled || p.Prior[0].Fingerprint != "f1" || len(p.Prior[0].Document.Lines) != 1 {
			t.Errorf("prior is %+v", p.Prior)
		}
		m := change(d, books.Modify)
		m.Fingerprint = "f2"
		return postPlan(o, m)
	})
	m := postingOf(t, s, 1, books.SalesReceipt)
	if m.Revision != 2 || m.Operation != books.Modify || m.Fingerprint != "f2" || m.Document.Revision != 2 {
		t.Fatalf("the change is %+v", m)
	}
	if len(m.Links) != 1 || m.Links[0].Use != books.Changes || m.Links[0].TxnID != "TXN-1" {
		t.Fatalf("it changes %+v", m.Links)
	}
	ids := claim(t, s, 10)
	send(t, s, v, ids...)
	replan(t, s, 1, func(p PlannedOrder) books.Plan {
		if len(p.Prior) != 2 || p.Prior[1].Operation != books.Modify || p.Prior[1].Settled || p.Prior[1].Revision != 2 {
			t.Errorf("prior is %+v", p.Prior)
		}
		return postPlan(o)
	})
	checkInvariants(t, s)
}

func TestVoidedDocumentStandsForNothingAndTheNextIsANewRevision(t *testing.T) {
	s, _ := fresh(t)
	o := order(1, "10.00")
	saveOrders(t, s, o)
	planAll(t, s, receipts)
	v := visit(t, s)
	postAll(t, s, v)
	verifyAll(t, s, v)
	replan(t, s, 1, func(PlannedOrder) books.Plan {
		p := postPlan(o, change(receipt(o), books.Void))
		p.Outcome, p.Reason = books.Exclude, "It was cancelled."
		return p
	})
	wantState(t, s, 1, OrderWaiting)
	postAll(t, s, v)
	wantState(t, s, 1, OrderPosted)
	verifyAll(t, s, v)
	wantState(t, s, 1, OrderExcluded)
	st, err := s.OrderStory(t.Context(), "main", 1)
	must(t, err)
	if st.Reason != "It was cancelled." {
		t.Errorf("the reason is %q", st.Reason)
	}
	replan(t, s, 1, func(PlannedOrder) books.Plan { return postPlan(o, receipt(o)) })
	if p := postingOf(t, s, 1, books.SalesReceipt); p.Revision != 3 || p.Operation != books.Add || p.State != Ready {
		t.Errorf("the next is %+v", p)
	}
	postAll(t, s, v)
	verifyAll(t, s, v)
	wantState(t, s, 1, OrderVerified)
	checkInvariants(t, s)
}

// A voided invoice can't be paid: such a plan is held, not carried out.
func TestWhatDoesNotStandCannotBeLinkedTo(t *testing.T) {
	s, _ := fresh(t)
	o := order(1, "10.00")
	saveOrders(t, s, o)
	invoice, payment := invoicePlan(o).Documents[0], invoicePlan(o).Documents[1]
	planAll(t, s, func(PlannedOrder) books.Plan { return postPlan(o, invoice) })
	v := visit(t, s)
	postAll(t, s, v)
	replan(t, s, 1, func(PlannedOrder) books.Plan { return postPlan(o, change(invoice, books.Void), payment) })
	wantState(t, s, 1, OrderHeld)
	if ids := claim(t, s, 10); len(ids) != 0 {
		t.Errorf("%v is ready", ids)
	}
	checkInvariants(t, s)
}

func TestPlanWithProblemsPostsTheRest(t *testing.T) {
	s, _ := fresh(t)
	o := order(1, "10.00")
	saveOrders(t, s, o)
	planAll(t, s, func(PlannedOrder) books.Plan {
		p := postPlan(o, receipt(o))
		p.Problems = holdPlan(o, "refund-unclear").Problems
		return p
	})
	wantState(t, s, 1, OrderHeld)
	v := visit(t, s)
	postAll(t, s, v)
	verifyAll(t, s, v)
	wantState(t, s, 1, OrderHeld)
	causes, err := s.Causes(t.Context(), "larkspur")
	must(t, err)
	if len(causes) != 1 || causes[0].Code != "refund-unclear" {
		t.Errorf("the causes are %+v", causes)
	}
	replan(t, s, 1, func(PlannedOrder) books.Plan { return postPlan(o) })
	wantState(t, s, 1, OrderVerified)
	checkInvariants(t, s)
}

func itemPlan(o sales.Order, keys ...string) books.Plan {
	d := receipt(o)
	p := postPlan(o)
	for _, k := range keys {
		d.Lines = append(d.Lines, books.Line{ItemKey: k, Amount: d.Total})
		p.Items = append(p.Items, books.NewItem{Key: k, Type: "NonInventory", Name: strings.ToUpper(k), PartNumber: k})
	}
	d.CustomerKey = o.CustomerKey()
	p.Customer = &books.NewCustomer{Key: o.CustomerKey(), Name: o.CustomerName("")}
	p.Documents = []books.Document{d}
	return p
}

func TestDocumentWaitsForItsCustomerAndAllItsItems(t *testing.T) {
	s, _ := fresh(t)
	a, b := order(1, "10.00"), order(2, "20.00")
	saveOrders(t, s, a, b)
	planAll(t, s, func(o PlannedOrder) books.Plan {
		if o.Order.ID == 1 {
			return itemPlan(a, "blk-1", "blk-2")
		}
		return itemPlan(b, "blk-2")
	})
	v := visit(t, s)
	ids := claim(t, s, 10)
	if len(ids) != 4 {
		t.Fatalf("%d postings are ready, want two customers and two items", len(ids))
	}
	x := send(t, s, v, ids...)
	var outcomes []Outcome
	for _, id := range ids {
		p, err := s.Posting(t.Context(), id)
		must(t, err)
		o := Outcome{Posting: id, From: Sent, To: Posted, TxnID: "80-" + p.RefNumber}
		if p.Item != nil && p.Item.Key == "blk-1" {
			o = Outcome{Posting: id, From: Sent, To: Refused, Lane: "mapping", Reason: "There is no such account."}
		}
		outcomes = append(outcomes, o)
	}
	answer(t, s, x, outcomes...)
	wantState(t, s, 1, OrderRefused)
	wantState(t, s, 2, OrderWaiting)
	if st, err := s.OrderStory(t.Context(), "main", 1); err != nil || st.Reason != "There is no such account." || len(st.Plan.Items) != 2 || st.Plan.Customer == nil {
		t.Errorf("the story of order 1 is %+v, %v", st, err)
	}
	ready, err := s.ClaimReady(t.Context(), "larkspur", 10)
	must(t, err)
	if len(ready) != 1 || ready[0].Order != 2 || len(ready[0].Links) != 1 || ready[0].Links[0].Part != "blk-2" || ready[0].Links[0].TxnID != "80-BLK-2" {
		t.Fatalf("ready is %+v", ready)
	}
	lists, err := s.Lists(t.Context(), "larkspur", books.Needs{SKUs: []string{"BLK-2"}})
	must(t, err)
	if len(lists.Items) != 1 || lists.Items[0].ListID != "80-BLK-2" {
		t.Errorf("the new item is not in the lists: %+v", lists.Items)
	}
	if n, err := s.PlanAgain(t.Context(), "larkspur", "a test"); err != nil || n != 1 {
		t.Fatalf("%d orders are planned again, %v", n, err)
	}
	planAll(t, s, func(PlannedOrder) books.Plan { return itemPlan(a, "blk-1", "blk-2") })
	postAll(t, s, v)
	wantState(t, s, 1, OrderPosted)
	checkInvariants(t, s)
}

func TestItemNobodyWaitsForIsWithdrawn(t *testing.T) {
	s, _ := fresh(t)
	o := order(1, "10.00")
	saveOrders(t, s, o)
	planAll(t, s, func(PlannedOrder) books.Plan { return itemPlan(o, "blk-1") })
	replan(t, s, 1, func(PlannedOrder) books.Plan { return holdPlan(o, "tax-missing") })
	if ids := claim(t, s, 10); len(ids) != 0 {
		t.Errorf("%v is ready", ids)
	}
	replan(t, s, 1, func(PlannedOrder) books.Plan { return itemPlan(o, "blk-1") })
	if ids := claim(t, s, 10); len(ids) != 2 {
		t.Errorf("ready are %v, want the customer and the item again", ids)
	}
	checkInvariants(t, s)
}

func TestBlankFieldsAreFilledOnceAndHoldNothingUp(t *testing.T) {
	s, _ := fresh(t)
	o := order(1, "10.00")
	saveOrders(t, s, o)
	plan := func(p PlannedOrder) books.Plan {
		q := receipts(p)
		q.CustomerUpdate = &books.CustomerFill{Customer: books.Ref{ListID: "C-1", FullName: "Ana"}, Phone: "555"}
		return q
	}
	planAll(t, s, plan)
	v := visit(t, s)
	ids := claim(t, s, 10)
	if len(ids) != 2 {
		t.Fatalf("ready are %v", ids)
	}
	answer(t, s, send(t, s, v, ids...), posted(ids[0])[0], Outcome{Posting: ids[1], From: Sent, To: Refused, Lane: "data", Reason: "No."})
	wantState(t, s, 1, OrderPosted)
	replan(t, s, 1, plan)
	if ids := claim(t, s, 10); len(ids) != 0 {
		t.Errorf("%v is ready, though nothing changed", ids)
	}
	st, err := s.OrderStory(t.Context(), "main", 1)
	must(t, err)
	if len(st.Postings) != 2 || st.Plan.CustomerUpdate == nil {
		t.Errorf("the story is %+v", st)
	}
	checkInvariants(t, s)
}

func TestDecisionsReachThePlanAndTheAudit(t *testing.T) {
	s, _ := fresh(t)
	saveOrders(t, s, order(1, "10.00"))
	planAll(t, s, receipts)
	ctx := t.Context()
	must(t, s.ExcludeOrder(ctx, tester, "main", 1, "It is a gift."))
	must(t, s.ApproveOrder(ctx, tester, "main", 1, "large orders"))
	must(t, s.Restock(ctx, tester, "main", 1, 12, 3, true))
	must(t, s.ChooseCustomer(ctx, tester, "main", 1, ""))
	if err := s.ChooseCustomer(ctx, tester, "main", 1, "80-none"); err == nil {
		t.Error("a customer was chosen that isn't there")
	}
	if ids := claim(t, s, 10); len(ids) != 0 {
		t.Errorf("%v is ready although a person decided otherwise", ids)
	}
	planAll(t, s, func(o PlannedOrder) books.Plan {
		d := o.Decisions
		if d.Excluded != "It is a gift." || d.Approved["large orders"] != tester.Name || !d.Restock[12][3] || !d.NewCustomer {
			t.Errorf("the decisions are %+v", d)
		}
		return books.Plan{Outcome: books.Exclude, Reason: d.Excluded}
	})
	wantState(t, s, 1, OrderExcluded)
	must(t, s.IncludeOrder(ctx, tester, "main", 1))
	planAll(t, s, func(o PlannedOrder) books.Plan {
		if o.Decisions.Excluded != "" || len(o.Decisions.Approved) != 1 {
			t.Errorf("the decisions are %+v", o.Decisions)
		}
		return receipts(o)
	})
	wantState(t, s, 1, OrderWaiting)
	st, err := s.OrderStory(ctx, "main", 1)
	must(t, err)
	var said []string
	for _, e := range st.Events {
		if strings.HasPrefix(e.Action, "order.excluded_by") || e.Action == "order.approved" || e.Action == "order.restock" || e.Action == "order.customer" || e.Action == "order.included" {
			said = append(said, e.Action+" "+e.Actor.Name)
		}
	}
	if len(said) != 5 {
		t.Errorf("the audit has %v", said)
	}
	checkInvariants(t, s)
}

func TestAChosenCustomerIsRememberedForTheShopper(t *testing.T) {
	s, _ := fresh(t)
	o := order(1, "10.00")
	other := order(2, "20.00")
	other.Billing = o.Billing // the same shopper again
	saveOrders(t, s, o, other)
	planAll(t, s, func(p PlannedOrder) books.Plan { return holdPlan(p.Order, "customer-unsure") })
	v := visit(t, s)
	must(t, s.Answer(t.Context(), send(t, s, v), Reply{Rows: []books.Entry{{Kind: books.Customers, ListID: "C-7", Name: "Ana", FullName: "Ana", Active: true}}}))
	must(t, s.ChooseCustomer(t.Context(), tester, "main", 1, "C-7"))
	orders, err := s.OrdersToPlan(t.Context(), "larkspur", 10)
	must(t, err)
	if len(orders) != 2 {
		t.Fatalf("%d orders go on, want both of the shopper", len(orders))
	}
	for _, p := range orders {
		l, err := s.Lists(t.Context(), "larkspur", books.Needs{CustomerKey: p.Order.CustomerKey()})
		must(t, err)
		if l.Linked == nil || l.Linked.ListID != "C-7" {
			t.Errorf("order %d: linked to %+v", p.Order.ID, l.Linked)
		}
	}
}
