package store

import (
	"testing"
	"time"

	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/sales"
)

func later(o sales.Order, total string) sales.Order {
	d := money.MustDecimal(total)
	o.Total = sales.Taxed{Ex: d, Inc: d}
	o.Modified = o.Modified.Add(time.Hour)
	return o
}

func TestOrderThatChangedSinceItWasReadIsNotPlanned(t *testing.T) {
	s, _ := fresh(t)
	o := order(1, "10.00")
	saveOrders(t, s, o)
	read, err := s.OrdersToPlan(t.Context(), "larkspur", 10)
	must(t, err)
	saveOrders(t, s, later(o, "11.00"))
	n, err := s.SavePlans(t.Context(), "larkspur", []PlanResult{{Store: "main", Order: 1, Version: read[0].Version, Plan: postPlan(o, receipt(o))}})
	must(t, err)
	if n != 0 || len(claim(t, s, 10)) != 0 {
		t.Fatalf("%d outdated plans were saved", n)
	}
	if planAll(t, s, receipts) != 1 {
		t.Fatal("the order does not wait for a plan any more")
	}
	if p := postingOf(t, s, 1, books.SalesReceipt); p.Total != 1100 {
		t.Errorf("the receipt has %s", p.Total)
	}
	checkInvariants(t, s)
}

// The plan was made when nothing was handed over; meanwhile another planner
// planned the order and the receipt was sent. Saving it would make a second one.
func TestPlanMadeBeforeAnotherWasSentIsVoid(t *testing.T) {
	s, _ := fresh(t)
	o := order(1, "10.00")
	saveOrders(t, s, o)
	read, err := s.OrdersToPlan(t.Context(), "larkspur", 10)
	must(t, err)
	stale := PlanResult{Store: "main", Order: 1, Version: read[0].Version, Plan: postPlan(o, receipt(o))}
	planAll(t, s, receipts)
	send(t, s, visit(t, s), claim(t, s, 1)...)
	must(t, s.PlanOrder(t.Context(), tester, "main", 1))
	n, err := s.SavePlans(t.Context(), "larkspur", []PlanResult{stale})
	must(t, err)
	if n != 0 {
		t.Fatal("the outdated plan was saved")
	}
	planAll(t, s, receipts)
	st, err := s.OrderStory(t.Context(), "main", 1)
	must(t, err)
	if len(st.Postings) != 1 {
		t.Fatalf("there are %d postings", len(st.Postings))
	}
	checkInvariants(t, s)
}

// The order was planned again while its receipt was on its way and counted as
// handed over. When QuickBooks says no, that plan is void.
func TestRefusalVoidsAPlanThatCountedOnIt(t *testing.T) {
	s, _ := fresh(t)
	readyOrders(t, s, 1)
	id := claim(t, s, 1)[0]
	x := send(t, s, visit(t, s), id)
	must(t, s.PlanOrder(t.Context(), tester, "main", 1))
	read, err := s.OrdersToPlan(t.Context(), "larkspur", 10)
	must(t, err)
	answer(t, s, x, Outcome{Posting: id, From: Sent, To: Refused, Lane: "data"})
	n, err := s.SavePlans(t.Context(), "larkspur", []PlanResult{{Store: "main", Order: 1, Version: read[0].Version, Plan: postPlan(read[0].Order)}})
	must(t, err)
	if n != 0 {
		t.Fatal("a plan was saved that counts on a document that isn't there")
	}
	planAll(t, s, receipts)
	if got := claim(t, s, 1); len(got) != 1 || got[0] != id {
		t.Fatalf("ready is %v, want the same posting again", got)
	}
	checkInvariants(t, s)
}

func TestChangedOrderIsHeldBackUntilPlannedAgain(t *testing.T) {
	s, _ := fresh(t)
	readyOrders(t, s, 1)
	ids := claim(t, s, 1)
	saveOrders(t, s, later(order(1, "12.30"), "15.00"))
	if got := claim(t, s, 1); len(got) != 0 {
		t.Fatalf("%v is ready although its order changed", got)
	}
	v := visit(t, s)
	_, err := s.MarkSent(t.Context(), Exchange{Visit: v.ID, SetID: "ch1", Purpose: "post"}, ids)
	wantErr(t, err, ErrChanged)
	planAll(t, s, receipts)
	if p := postingOf(t, s, 1, books.SalesReceipt); p.ID != ids[0] || p.Total != 1500 || p.State != Ready {
		t.Errorf("the posting is %+v, want the same one with 15.00", p)
	}
	checkInvariants(t, s)
}

func TestReadyDocumentThatIsNoLongerWantedIsWithdrawn(t *testing.T) {
	for name, plan := range map[string]func(sales.Order) books.Plan{
		"held":         func(o sales.Order) books.Plan { return holdPlan(o, "item-missing") },
		"excluded":     func(o sales.Order) books.Plan { return books.Plan{Outcome: books.Exclude, Reason: "a test"} },
		"another kind": invoicePlan,
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := fresh(t)
			readyOrders(t, s, 1)
			must(t, s.PlanOrder(t.Context(), tester, "main", 1))
			planAll(t, s, func(o PlannedOrder) books.Plan { return plan(o.Order) })
			if p := postingOf(t, s, 1, books.SalesReceipt); p.State != Withdrawn {
				t.Errorf("the receipt is %s", p.State)
			}
			checkInvariants(t, s)
			must(t, s.PlanOrder(t.Context(), tester, "main", 1))
			planAll(t, s, receipts)
			if p := postingOf(t, s, 1, books.SalesReceipt); p.State != Ready || p.Revision != 1 {
				t.Errorf("wanted again it is %s, revision %d", p.State, p.Revision)
			}
			checkInvariants(t, s)
		})
	}
}

func TestCustomerNobodyWaitsForIsWithdrawn(t *testing.T) {
	s, _ := fresh(t)
	a, b := order(1, "10.00"), order(2, "20.00")
	b.Billing = a.Billing
	saveOrders(t, s, a, b)
	planAll(t, s, func(o PlannedOrder) books.Plan { return newCustomerPlan(o.Order) })
	hold := func(o PlannedOrder) books.Plan { return holdPlan(o.Order, "item-missing") }
	must(t, s.PlanOrder(t.Context(), tester, "main", 1))
	planAll(t, s, hold)
	if n := len(claim(t, s, 10)); n != 1 {
		t.Fatalf("%d are ready, want the customer that order 2 still waits for", n)
	}
	must(t, s.PlanOrder(t.Context(), tester, "main", 2))
	planAll(t, s, hold)
	if n := len(claim(t, s, 10)); n != 0 {
		t.Fatalf("%d are ready, want none", n)
	}
	checkInvariants(t, s)
}

func TestCustomerDeletedInQuickBooksIsMadeAnew(t *testing.T) {
	s, _ := fresh(t)
	a := order(1, "10.00")
	saveOrders(t, s, a)
	planAll(t, s, func(o PlannedOrder) books.Plan { return newCustomerPlan(o.Order) })
	v := visit(t, s)
	id := claim(t, s, 1)[0]
	answer(t, s, send(t, s, v, id), posted(id)...)
	must(t, s.Answer(t.Context(), send(t, s, v), Reply{Kind: books.Customers, Deleted: []string{"TXN-1"}}))
	b := order(2, "20.00")
	b.Billing = a.Billing
	saveOrders(t, s, b)
	planAll(t, s, func(o PlannedOrder) books.Plan {
		l, err := s.Lists(t.Context(), "larkspur", books.Needs{CustomerKey: o.Order.CustomerKey()})
		must(t, err)
		if l.Linked != nil || l.PendingCustomer != nil {
			t.Errorf("the deleted customer is still found: %+v", l)
		}
		return newCustomerPlan(o.Order)
	})
	ready, err := s.ClaimReady(t.Context(), "larkspur", 10)
	must(t, err)
	if ready[0].Kind != books.CustomerAdd || ready[0].Revision != 2 {
		t.Errorf("ready first is %+v", ready[0])
	}
	checkInvariants(t, s)
}

func TestImpossiblePlanHoldsTheOrder(t *testing.T) {
	for name, plan := range map[string]func(sales.Order) books.Plan{
		"no document":     func(o sales.Order) books.Plan { return postPlan(o) },
		"payment alone":   func(o sales.Order) books.Plan { p := invoicePlan(o); p.Documents = p.Documents[1:]; return p },
		"customer absent": func(o sales.Order) books.Plan { p := newCustomerPlan(o); p.Customer = nil; return p },
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := fresh(t)
			saveOrders(t, s, order(1, "10.00"))
			planAll(t, s, func(o PlannedOrder) books.Plan { return plan(o.Order) })
			wantState(t, s, 1, OrderHeld)
			causes, err := s.Causes(t.Context(), "larkspur")
			must(t, err)
			if len(causes) != 1 || causes[0].Code != "plan-incomplete" {
				t.Errorf("the causes are %+v", causes)
			}
			checkInvariants(t, s)
		})
	}
}

func TestDocumentRefusedAsABugIsNotSentAgainUnchanged(t *testing.T) {
	s, _ := fresh(t)
	readyOrders(t, s, 1)
	must(t, s.Settle(t.Context(), []Outcome{{Posting: 1, From: Ready, To: Refused, Lane: "bug", Reason: "It can't be read."}}))
	must(t, s.PlanOrder(t.Context(), tester, "main", 1))
	planAll(t, s, receipts)
	if n := len(claim(t, s, 1)); n != 0 {
		t.Fatal("the same bytes are sent again")
	}
	wantState(t, s, 1, OrderRefused)
	saveOrders(t, s, later(order(1, "12.30"), "15.00"))
	planAll(t, s, receipts)
	if n := len(claim(t, s, 1)); n != 1 {
		t.Fatal("the changed document is not ready")
	}
	checkInvariants(t, s)
}

func TestCausesCountAnOrderOnce(t *testing.T) {
	s, _ := fresh(t)
	saveOrders(t, s, order(1, "10.00"), order(2, "20.00"), order(3, "30.00"))
	planAll(t, s, func(o PlannedOrder) books.Plan {
		if o.Order.ID == 3 {
			return holdPlan(o.Order, "tax-missing")
		}
		return holdPlan(o.Order, "item-missing", "item-missing")
	})
	causes, err := s.Causes(t.Context(), "larkspur")
	must(t, err)
	if len(causes) != 2 || causes[0].Code != "item-missing" || causes[0].Orders != 2 || causes[0].Amount != 3000 || len(causes[0].FirstOrders) != 2 || causes[0].Fix != "Map it." {
		t.Errorf("the causes are %+v", causes)
	}
	page, err := s.OrdersPage(t.Context(), OrderFilter{Company: "larkspur", States: []OrderState{OrderHeld}})
	must(t, err)
	if page.Count != 3 || page.Sum["USD"] != 6000 || page.Rows[0].Reason != "tax-missing happened." {
		t.Errorf("the page is %+v", page)
	}
}

func TestASetRenderedBeforeANewPlanIsNotSent(t *testing.T) {
	s, c := fresh(t)
	o := order(1, "10.00")
	saveOrders(t, s, o)
	planAll(t, s, receipts)
	ready, err := s.ClaimReady(t.Context(), "larkspur", 10)
	must(t, err)
	if len(ready) != 1 {
		t.Fatalf("%d postings are ready", len(ready))
	}
	v := visit(t, s)
	c.forward(time.Second)
	saveOrders(t, s, later(o, "12.00")) // the order is edited meanwhile
	planAll(t, s, receipts)
	_, err = s.MarkSent(t.Context(), Exchange{Visit: v.ID, SetID: "ch1", Purpose: "post", Contents: map[PostingID]time.Time{ready[0].ID: ready[0].Updated}}, []PostingID{ready[0].ID})
	wantErr(t, err, ErrChanged)
	again, err := s.ClaimReady(t.Context(), "larkspur", 10)
	must(t, err)
	if len(again) != 1 || again[0].Total != 1200 {
		t.Fatalf("%+v", again)
	}
	_, err = s.MarkSent(t.Context(), Exchange{Visit: v.ID, SetID: "ch1", Purpose: "post", Contents: map[PostingID]time.Time{again[0].ID: again[0].Updated}}, []PostingID{again[0].ID})
	must(t, err)
}
