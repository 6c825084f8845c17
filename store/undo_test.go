package store

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/sales"
)

// undonePlan plans as books does: an order that was undone stays out.
func undonePlan(docs func(sales.Order) books.Plan) func(PlannedOrder) books.Plan {
	return func(o PlannedOrder) books.Plan {
		if o.Decisions.Undone != "" {
			return books.Plan{Outcome: books.Exclude, Reason: "It was taken out: " + o.Decisions.Undone}
		}
		standing := map[books.Kind]bool{}
		for _, p := range o.Prior {
			standing[p.Kind] = p.Operation == books.Add || p.Operation == books.Modify
		}
		plan := docs(o.Order)
		var rest []books.Document
		for _, d := range plan.Documents {
			if !standing[d.Kind] {
				rest = append(rest, d)
			}
		}
		plan.Documents = rest
		return plan
	}
}

// refunded is an invoice with payment, a credit memo applied to it in part and
// paid out for the rest.
func refunded(o sales.Order) books.Plan {
	p := invoicePlan(o)
	m := memo(o, 12)
	r := cardRefund(o, 12)
	r.Links[0].Amount = 400
	use := receipt(o)
	use.Kind, use.Part = books.Application, m.Part
	use.Links = []books.Link{{Use: books.Pays, Kind: books.Invoice, Amount: 600}, {Use: books.Uses, Kind: books.CreditMemo, Part: m.Part, Amount: 600}}
	p.Documents = append(p.Documents, m, use, r)
	return p
}

func names(p UndoPlan) string {
	var out []string
	for _, s := range p.Steps {
		out = append(out, fmt.Sprintf("%s: %s", s.Name, s.Operation))
	}
	return strings.Join(out, ", ")
}

func TestUndoTakesOutWhatDependsFirst(t *testing.T) {
	s, _ := fresh(t)
	o := order(1, "10.00")
	saveOrders(t, s, o)
	planAll(t, s, undonePlan(refunded))
	v := visit(t, s)
	postAll(t, s, v)
	verifyAll(t, s, v)
	scope := UndoScope{Store: "main", Order: 1}
	before, err := s.PreviewUndo(t.Context(), scope, books.Void)
	must(t, err)
	if want := "Card refund BC1R1: void, Application of credit BC1: , Payment BC1-P1: delete, Credit memo BC1R1: void, Invoice BC1: void"; names(before) != want {
		t.Errorf("the undo is %s, want %s", names(before), want)
	}
	if before.Stays != 0 || before.ID != 0 {
		t.Errorf("the preview is %+v", before)
	}
	plan, err := s.Undo(t.Context(), tester, scope, books.Void, "The mapping was wrong.")
	must(t, err)
	checkInvariants(t, s)
	if n := planAll(t, s, undonePlan(refunded)); n != 1 {
		t.Fatal("the order is not planned again")
	}
	checkInvariants(t, s)
	var sent []string
	for range 10 {
		ready, err := s.ClaimReady(t.Context(), "larkspur", 10)
		must(t, err)
		if len(ready) == 0 {
			break
		}
		var now []string
		var ids []PostingID
		for _, p := range ready {
			l := p.Links[0]
			if l.Use != books.Changes || l.TxnID == "" {
				t.Errorf("%s has the links %+v", p.Kind, p.Links)
			}
			now = append(now, string(p.Kind)+" "+string(p.Operation))
			ids = append(ids, p.ID)
		}
		sent = append(sent, strings.Join(now, " and "))
		answer(t, s, send(t, s, v, ids...), posted(ids...)...)
		checkInvariants(t, s)
	}
	if got, want := strings.Join(sent, ", then "), "card_refund void and payment delete, then credit_memo void, then invoice void"; got != want {
		t.Errorf("sent were %s, want %s", got, want)
	}
	verifyAll(t, s, v)
	wantState(t, s, 1, OrderExcluded)
	status, err := s.UndoStatus(t.Context(), plan.ID)
	must(t, err)
	if status.Done != 4 || status.Open != 0 || status.Stays != 0 {
		t.Errorf("the undo is %+v", status)
	}
	again, err := s.PreviewUndo(t.Context(), scope, books.Void)
	must(t, err)
	if len(again.Steps) > 0 {
		t.Errorf("a second undo would do %s", names(again))
	}

	n, err := s.Redo(t.Context(), tester, scope, "The mapping is right now.")
	must(t, err)
	if n != 1 {
		t.Fatalf("%d orders are posted again", n)
	}
	planAll(t, s, undonePlan(refunded))
	postAll(t, s, v)
	verifyAll(t, s, v)
	wantState(t, s, 1, OrderVerified)
	if p := postingOf(t, s, 1, books.Invoice); p.Revision != 3 || p.Operation != books.Add {
		t.Errorf("the invoice posted again is %+v", p)
	}
	checkInvariants(t, s)
	if _, err := s.Undo(t.Context(), tester, scope, books.Void, " "); err == nil {
		t.Error("it was undone without a reason")
	}
}

func TestUndoNamesWhatStays(t *testing.T) {
	s, _ := fresh(t)
	saveOrders(t, s, order(1, "10.00"), order(2, "10.00"))
	planAll(t, s, undonePlan(invoicePlan))
	v := visit(t, s)
	postAll(t, s, v)
	invoice := postingOf(t, s, 1, books.Invoice)
	plan, err := s.PreviewUndo(t.Context(), UndoScope{Posting: invoice.ID}, books.Void)
	must(t, err)
	if plan.Stays != 1 || plan.Steps[0].Why != "It is needed by payment BC1-P1, which stays." {
		t.Errorf("the undo is %+v", plan)
	}
	// Undone alone, the payment goes and the invoice stays open; the order is
	// not paid again by itself.
	payment := postingOf(t, s, 1, books.Payment)
	plan, err = s.Undo(t.Context(), tester, UndoScope{Posting: payment.ID}, books.Void, "Wrong bank.")
	must(t, err)
	if names(plan) != "Payment BC1-P1: delete" {
		t.Errorf("the undo is %s", names(plan))
	}
	facts := books.Company{Name: "Larkspur", Known: true, ClosingDate: day.New(2026, 11, 30)}
	must(t, s.Answer(t.Context(), send(t, s, v), Reply{Response: []byte("x"), Facts: &facts}))
	plan, err = s.Undo(t.Context(), tester, UndoScope{Store: "main", Order: 2}, books.Void, "Wrong.")
	must(t, err)
	if plan.Stays != 2 || !strings.Contains(plan.Steps[0].Why, "closed through") || !strings.Contains(plan.Steps[1].Why, "closed through") {
		t.Errorf("the undo in a closed period is %+v", plan)
	}
	if d, err := s.Undone(t.Context(), "main", 2); err != nil || d != "" {
		t.Errorf("order 2 counts as undone: %q, %v", d, err)
	}
	if _, err := s.PreviewUndo(t.Context(), UndoScope{Store: "main", Order: 77}, books.Void); !errors.Is(err, ErrNotFound) {
		t.Errorf("an order that isn't there: %v", err)
	}
	if _, err := s.PreviewUndo(t.Context(), UndoScope{Order: 1}, books.Void); err == nil {
		t.Error("an order without its store was undone")
	}
	planAll(t, s, undonePlan(invoicePlan))
	checkInvariants(t, s)
}

// TestUndoWaitsWhileAPartOfTheOrderIsInDoubt: the invoice is on its way, the
// payment is not. Taken out by halves, the payment would never come although
// the invoice turns out to stand, as if all of the order were there.
func TestUndoWaitsWhileAPartOfTheOrderIsInDoubt(t *testing.T) {
	s, _ := fresh(t)
	saveOrders(t, s, order(1, "10.00"))
	planAll(t, s, undonePlan(invoicePlan))
	v := visit(t, s)
	invoice := postingOf(t, s, 1, books.Invoice)
	x := send(t, s, v, invoice.ID)
	for _, state := range []PostingState{Sent, Unsure} {
		plan, err := s.Undo(t.Context(), tester, UndoScope{Store: "main", Order: 1}, books.Void, "Wrong.")
		must(t, err)
		if plan.Stays != 2 || plan.Open != 0 {
			t.Errorf("while the invoice is %s the undo is %+v", state, plan)
		}
		if p := postingOf(t, s, 1, books.Payment); p.State != Ready {
			t.Errorf("while the invoice is %s the payment is %s", state, p.State)
		}
		if d, err := s.Undone(t.Context(), "main", 1); err != nil || d != "" {
			t.Errorf("the order counts as undone: %q, %v", d, err)
		}
		if state == Sent { // the answer says nothing of it
			must(t, s.Answer(t.Context(), x, Reply{Response: []byte("x")}))
		}
	}
	checkInvariants(t, s)
}

func TestUndoOfARunDeletesTheCustomersThatItMadeIfNobodyElseUsesThem(t *testing.T) {
	s, _ := fresh(t)
	a, b, c := order(1, "10.00"), order(2, "20.00"), order(3, "30.00")
	b.Billing = a.Billing // one guest bought twice
	saveOrders(t, s, a, b, c)
	planAll(t, s, undonePlan(newCustomerPlan))
	v := visit(t, s)
	postAll(t, s, v)
	verifyAll(t, s, v)
	one, err := s.PreviewUndo(t.Context(), UndoScope{Store: "main", Order: 1}, books.Delete)
	must(t, err)
	if names(one) != "Sales receipt BC1: delete, Customer Ana Okafor1: " || !strings.Contains(one.Steps[1].Why, "1 other documents") {
		t.Errorf("the undo of one order is %s", names(one))
	}
	voided, err := s.PreviewUndo(t.Context(), UndoScope{Visit: v.ID}, books.Void)
	must(t, err)
	if voided.Stays != 0 || !strings.Contains(names(voided), "Customer Ana Okafor3: ,") && !strings.HasSuffix(names(voided), "Customer Ana Okafor3: ") {
		t.Errorf("the undo by voids is %s", names(voided))
	}
	plan, err := s.Undo(t.Context(), tester, UndoScope{Visit: v.ID}, books.Delete, "A rehearsal.")
	must(t, err)
	if plan.Orders != 3 || plan.Stays != 0 || plan.Open != 5 {
		t.Fatalf("the undo is %s", names(plan))
	}
	planAll(t, s, undonePlan(newCustomerPlan))
	ready, err := s.ClaimReady(t.Context(), "larkspur", 10)
	must(t, err)
	if len(ready) != 3 {
		t.Fatalf("%d are ready, want the three receipts before the customers", len(ready))
	}
	postAll(t, s, v)
	for id := 1; id <= 3; id++ {
		if lists, err := s.Lists(t.Context(), "larkspur", books.Needs{CustomerKey: order(id, "1.00").CustomerKey()}); err != nil || lists.Linked != nil || lists.PendingCustomer != nil {
			t.Errorf("the customer of order %d is still known: %+v, %v", id, lists, err)
		}
	}
	verifyAll(t, s, v)
	if n, err := s.Redo(t.Context(), tester, UndoScope{Visit: v.ID}, "Now for real."); err != nil || n != 3 {
		t.Fatalf("%d orders are posted again, %v", n, err)
	}
	planAll(t, s, undonePlan(newCustomerPlan))
	postAll(t, s, v)
	verifyAll(t, s, v)
	wantState(t, s, 2, OrderVerified)
	if p := postingOf(t, s, 1, books.CustomerAdd); p.Revision != 3 || p.Operation != books.Add {
		t.Errorf("the customer made again is %+v", p)
	}
	checkInvariants(t, s)
}

func TestUndoOfAChangeGoesBackToWhatWasBefore(t *testing.T) {
	s, _ := fresh(t)
	o := order(1, "10.00")
	saveOrders(t, s, o)
	planAll(t, s, receipts)
	first := visit(t, s)
	postAll(t, s, first)
	replan(t, s, 1, func(PlannedOrder) books.Plan {
		m := change(receipt(o), books.Modify)
		m.Total = 1100
		return postPlan(o, m)
	})
	second := visit(t, s)
	postAll(t, s, second)
	plan, err := s.Undo(t.Context(), tester, UndoScope{Visit: second.ID}, books.Void, "Wrong.")
	must(t, err)
	if names(plan) != "Sales receipt BC1: modify" {
		t.Fatalf("the undo is %s", names(plan))
	}
	ready, err := s.ClaimReady(t.Context(), "larkspur", 10)
	must(t, err)
	if len(ready) != 1 || ready[0].Operation != books.Modify || ready[0].Document.Total != 1000 || ready[0].Total != 1000 {
		t.Errorf("ready is %+v", ready)
	}
	if p, err := s.PreviewUndo(t.Context(), UndoScope{Visit: first.ID}, books.Void); err != nil || p.Stays != 1 || !strings.Contains(p.Steps[0].Why, "isn't certain") && !strings.Contains(p.Steps[0].Why, "changed since") {
		t.Errorf("the undo of the first visit is %+v, %v", p, err)
	}
	checkInvariants(t, s)
}

func TestUndoOfARulesVersionAndRedoBeforeItWasSent(t *testing.T) {
	s, _ := fresh(t)
	for id := 1; id <= 2; id++ {
		o := order(id, "10.00")
		saveOrders(t, s, o)
		orders, err := s.OrdersToPlan(t.Context(), "larkspur", 10)
		must(t, err)
		_, err = s.SavePlans(t.Context(), "larkspur", []PlanResult{{Store: "main", Order: o.ID, Version: orders[0].Version, Plan: postPlan(o, receipt(o)), RulesVersion: int64(id)}})
		must(t, err)
	}
	v := visit(t, s)
	postAll(t, s, v)
	verifyAll(t, s, v)
	scope := UndoScope{Store: "main", RulesVersion: 2}
	plan, err := s.Undo(t.Context(), tester, scope, books.Void, "Version 2 was wrong.")
	must(t, err)
	if names(plan) != "Sales receipt BC2: void" {
		t.Fatalf("the undo is %s", names(plan))
	}
	wantState(t, s, 2, OrderWaiting)
	if n, err := s.Redo(t.Context(), tester, scope, "It was right."); err != nil || n != 1 {
		t.Fatalf("%d orders, %v", n, err)
	}
	planAll(t, s, undonePlan(func(o sales.Order) books.Plan { return postPlan(o, receipt(o)) }))
	if ids := claim(t, s, 10); len(ids) != 0 {
		t.Errorf("%v is ready", ids)
	}
	wantState(t, s, 2, OrderVerified)
	checkInvariants(t, s)
}

// Posted again while QuickBooks has not answered the void yet: the new receipt
// waits for it, so that there are never two.
func TestPostingAgainWaitsForTheVoid(t *testing.T) {
	s, _ := fresh(t)
	o := order(1, "10.00")
	saveOrders(t, s, o)
	planAll(t, s, receipts)
	v := visit(t, s)
	postAll(t, s, v)
	_, err := s.Undo(t.Context(), tester, UndoScope{Store: "main", Order: 1}, books.Void, "Wrong.")
	must(t, err)
	planAll(t, s, undonePlan(func(o sales.Order) books.Plan { return postPlan(o, receipt(o)) }))
	voiding := claim(t, s, 10)
	x := send(t, s, v, voiding...)
	if n, err := s.Redo(t.Context(), tester, UndoScope{Store: "main", Order: 1}, "Right."); err != nil || n != 1 {
		t.Fatalf("%d orders, %v", n, err)
	}
	planAll(t, s, undonePlan(func(o sales.Order) books.Plan { return postPlan(o, receipt(o)) }))
	if p := postingOf(t, s, 1, books.SalesReceipt); p.Revision != 3 || p.Operation != books.Add {
		t.Fatalf("posted again is %+v", p)
	}
	if ids := claim(t, s, 10); len(ids) != 0 {
		t.Fatalf("%v is ready before the void is answered", ids)
	}
	answer(t, s, x, posted(voiding...)...)
	if ids := claim(t, s, 10); len(ids) != 1 {
		t.Errorf("ready is %v, want the receipt", ids)
	}
	checkInvariants(t, s)
}

// An undo that was thought better of leaves its withdrawn void behind. What is
// posted again later is the newest all the same: a later plan that looked
// behind the void would post the order a second time.
func TestWhatIsPostedAgainIsTheNewestRevision(t *testing.T) {
	s, _ := fresh(t)
	o := order(1, "10.00")
	scope := UndoScope{Store: "main", Order: 1}
	plan := undonePlan(func(o sales.Order) books.Plan { return postPlan(o, receipt(o)) })
	saveOrders(t, s, o)
	planAll(t, s, plan)
	v := visit(t, s)
	postAll(t, s, v)
	verifyAll(t, s, v)
	redo := func() {
		t.Helper()
		if n, err := s.Redo(t.Context(), tester, scope, "Right."); err != nil || n != 1 {
			t.Fatalf("%d orders, %v", n, err)
		}
		planAll(t, s, plan)
		checkInvariants(t, s)
	}
	_, err := s.Undo(t.Context(), tester, scope, books.Void, "Wrong.")
	must(t, err)
	redo() // before it was sent
	_, err = s.Undo(t.Context(), tester, scope, books.Void, "Wrong.")
	must(t, err)
	planAll(t, s, plan)
	postAll(t, s, v)
	verifyAll(t, s, v)
	redo()
	postAll(t, s, v)
	verifyAll(t, s, v)
	wantState(t, s, 1, OrderVerified)
	if p := postingOf(t, s, 1, books.SalesReceipt); p.Operation != books.Add || p.State != Verified {
		t.Errorf("the newest is %+v", p)
	}
	must(t, s.PlanOrder(t.Context(), tester, "main", 1))
	planAll(t, s, plan)
	checkInvariants(t, s)
	if ids := claim(t, s, 10); len(ids) != 0 {
		t.Errorf("it is posted a second time: %v", ids)
	}
	page, err := s.OrdersPage(t.Context(), OrderFilter{Store: "main", Limit: 1})
	must(t, err)
	if page.Rows[0].Document != "Sales receipt BC1" {
		t.Errorf("the list names %q", page.Rows[0].Document)
	}
}

// What is being taken out already isn't taken out a second time.
func TestAnUndoThatWaitsIsNotMadeTwice(t *testing.T) {
	s, _ := fresh(t)
	saveOrders(t, s, order(1, "10.00"))
	planAll(t, s, undonePlan(invoicePlan))
	v := visit(t, s)
	postAll(t, s, v)
	scope := UndoScope{Store: "main", Order: 1}
	first, err := s.Undo(t.Context(), tester, scope, books.Void, "Wrong.")
	must(t, err)
	second, err := s.Undo(t.Context(), tester, scope, books.Void, "Wrong again.")
	must(t, err)
	if first.Open != 2 || second.Open != 0 || second.Stays != 0 {
		t.Errorf("the first undo makes %d, the second %d, with %d that stay: %s", first.Open, second.Open, second.Stays, names(second))
	}
	for _, u := range second.Steps {
		if u.Why != "It is being taken out already." {
			t.Errorf("%s: %s", u.Name, u.Why)
		}
	}
	checkInvariants(t, s)
}
