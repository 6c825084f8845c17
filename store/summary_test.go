package store

import (
	"strings"
	"testing"

	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/sales"
)

const summaryKey = "2026-11-01/summary/credit card/abcd1234"

// contributing is a plan whose sale is part of the day's summary, unless it is
// part of one already.
func contributing(p PlannedOrder) books.Plan {
	plan := postPlan(p.Order)
	for i := len(p.Prior) - 1; i >= 0; i-- {
		if p.Prior[i].Summarized {
			if p.Prior[i].Operation == books.Add {
				return plan
			}
			break
		}
	}
	if p.Decisions.Undone != "" {
		return books.Plan{Outcome: books.Exclude, Reason: "Undone.", Day: plan.Day, Total: plan.Total}
	}
	d := receipt(p.Order)
	plan.Contribution, plan.Summary = &d, summaryKey
	return plan
}

func dueNow(t *testing.T, s *Store) []SummaryDue {
	t.Helper()
	due, err := s.SummariesDue(t.Context(), "larkspur", "main", day.MustParse("2026-11-01"))
	must(t, err)
	return due
}

// summarize makes the summaries that are due.
func summarize(t *testing.T, s *Store) []SummaryDue {
	t.Helper()
	due := dueNow(t, s)
	for _, x := range due {
		must(t, s.SaveSummary(t.Context(), "larkspur", x, summaryOf(t, x)))
	}
	return due
}

func summaryOf(t *testing.T, x SummaryDue) books.Document {
	t.Helper()
	var parts []books.Contribution
	for _, p := range x.Parts {
		p.Document.Lines = []books.Line{{Item: books.Ref{ListID: "I-1"}, Amount: p.Document.Total}}
		parts = append(parts, p.Contribution)
	}
	d, err := books.MakeSummary("main", x.Key, "BC", x.Number, parts)
	must(t, err)
	return d
}

func TestOrdersOfADayBecomeOneDocument(t *testing.T) {
	s, _ := fresh(t)
	saveOrders(t, s, order(1, "10.00"), order(2, "20.00"), order(3, "30.00"))
	if due := dueNow(t, s); due != nil {
		t.Fatalf("due although orders are still to be planned: %+v", due)
	}
	planAll(t, s, contributing)
	for id := range 3 {
		wantState(t, s, id+1, OrderWaiting)
	}
	checkInvariants(t, s)
	due := summarize(t, s)
	if len(due) != 1 || len(due[0].Parts) != 3 || due[0].Number != 1 || dueNow(t, s) != nil {
		t.Fatalf("due %+v", due)
	}
	checkInvariants(t, s)
	v := visit(t, s)
	ready, err := s.ClaimReady(t.Context(), "larkspur", 10)
	must(t, err)
	if len(ready) != 1 || ready[0].Kind != books.SalesReceipt || ready[0].Total != 6000 {
		t.Fatalf("ready %+v", ready)
	}
	postAll(t, s, v)
	wantState(t, s, 2, OrderPosted)
	verifyAll(t, s, v)
	page, err := s.OrdersPage(t.Context(), OrderFilter{Store: "main"})
	must(t, err)
	for _, row := range page.Rows {
		if row.State != OrderVerified || row.Document != "Sales receipt "+ready[0].RefNumber {
			t.Errorf("order %d is %s, %q", row.ID, row.State, row.Document)
		}
	}
	ids, err := s.SummaryOrders(t.Context(), ready[0].Order)
	must(t, err)
	if len(ids) != 3 {
		t.Errorf("it traces to %v", ids)
	}
	// Planned again they stand: nothing comes a second time.
	replan(t, s, 2, contributing)
	if dueNow(t, s) != nil {
		t.Error("an order is in a second summary")
	}
	wantState(t, s, 2, OrderVerified)
	checkInvariants(t, s)
}

func TestAnOrderThatChangesTakesItsSummaryBackBeforeItIsSent(t *testing.T) {
	s, _ := fresh(t)
	saveOrders(t, s, order(1, "10.00"), order(2, "20.00"))
	planAll(t, s, contributing)
	summarize(t, s)
	changed := order(2, "25.00")
	changed.Modified = changed.Modified.AddDate(0, 0, 1)
	saveOrders(t, s, changed)
	if ids := claim(t, s, 10); len(ids) != 0 {
		t.Fatalf("%d postings are ready with outdated figures", len(ids))
	}
	checkInvariants(t, s)
	planAll(t, s, contributing)
	due := summarize(t, s)
	if len(due) != 1 || due[0].Number != 2 || len(due[0].Parts) != 2 {
		t.Fatalf("due %+v", due)
	}
	v := visit(t, s)
	ready, err := s.ClaimReady(t.Context(), "larkspur", 10)
	must(t, err)
	if len(ready) != 1 || ready[0].Total != 3500 {
		t.Fatalf("ready %+v", ready)
	}
	postAll(t, s, v)
	checkInvariants(t, s)
}

func TestASummaryOfOutdatedFiguresIsNotSaved(t *testing.T) {
	s, _ := fresh(t)
	saveOrders(t, s, order(1, "10.00"), order(2, "20.00"))
	planAll(t, s, contributing)
	due := dueNow(t, s)
	must(t, s.PlanOrder(t.Context(), tester, "main", 2))
	wantErr(t, s.SaveSummary(t.Context(), "larkspur", due[0], summaryOf(t, due[0])), ErrChanged)
	planAll(t, s, contributing)
	again := summarize(t, s)
	wantErr(t, s.SaveSummary(t.Context(), "larkspur", again[0], summaryOf(t, again[0])), ErrChanged)
	checkInvariants(t, s)
}

func TestARefusedSummaryLetsItsOrdersGo(t *testing.T) {
	s, _ := fresh(t)
	saveOrders(t, s, order(1, "10.00"), order(2, "20.00"))
	planAll(t, s, contributing)
	summarize(t, s)
	v := visit(t, s)
	ids := claim(t, s, 10)
	x := send(t, s, v, ids...)
	answer(t, s, x, Outcome{Posting: ids[0], From: Sent, To: Refused, Lane: "mapping", Reason: "The item is inactive."})
	wantState(t, s, 1, OrderRefused)
	must(t, s.FreeRefusedSummaries(t.Context(), "larkspur"))
	checkInvariants(t, s)
	planAll(t, s, contributing)
	if due := summarize(t, s); len(due) != 1 || due[0].Number != 2 {
		t.Fatalf("due %+v", due)
	}
	checkInvariants(t, s)
}

func TestAnUndoneSummaryIsPostedAgainAfterRedo(t *testing.T) {
	s, _ := fresh(t)
	saveOrders(t, s, order(1, "10.00"), order(2, "20.00"))
	planAll(t, s, contributing)
	summarize(t, s)
	v := visit(t, s)
	ids := claim(t, s, 10)
	postAll(t, s, v)
	verifyAll(t, s, v)
	plan, err := s.Undo(t.Context(), tester, UndoScope{Posting: ids[0]}, books.Void, "posted by mistake")
	must(t, err)
	if plan.Open != 1 || plan.Stays != 0 {
		t.Fatalf("%+v", plan)
	}
	planAll(t, s, contributing)
	postAll(t, s, v)
	verifyAll(t, s, v)
	for _, id := range []int{1, 2} {
		d, err := s.Decisions(t.Context(), "main", sales.OrderID(id))
		must(t, err)
		if !strings.Contains(d.Undone, "posted by mistake") {
			t.Errorf("order %d: %+v", id, d)
		}
		wantState(t, s, id, OrderExcluded)
	}
	checkInvariants(t, s)
}

// While it isn't known whether the void of a summary went through, its orders
// are in no other one: if it was refused, they would be there twice.
func TestOrdersOfAnUndoneSummaryWaitForItsVoid(t *testing.T) {
	for _, refused := range []bool{false, true} {
		s, _ := fresh(t)
		saveOrders(t, s, order(1, "10.00"), order(2, "20.00"))
		planAll(t, s, contributing)
		summarize(t, s)
		v := visit(t, s)
		ids := claim(t, s, 10)
		postAll(t, s, v)
		verifyAll(t, s, v)
		_, err := s.Undo(t.Context(), tester, UndoScope{Posting: ids[0]}, books.Void, "posted by mistake")
		must(t, err)
		planAll(t, s, contributing)
		void := claim(t, s, 10)
		x := send(t, s, v, void...)
		if n, err := s.Redo(t.Context(), tester, UndoScope{Store: "main", Order: 1}, "One of them."); err != nil || n != 1 {
			t.Fatalf("%d orders, %v", n, err)
		}
		if n, err := s.Redo(t.Context(), tester, UndoScope{Posting: ids[0]}, "All of them."); err != nil || n != 1 {
			t.Fatalf("%d orders, %v", n, err)
		}
		planAll(t, s, contributing)
		if due := dueNow(t, s); len(due) != 0 {
			t.Fatalf("another summary is made before the void is answered: %+v", due)
		}
		checkInvariants(t, s)
		o := posted(void...)[0]
		if refused {
			o.To, o.TxnID, o.Lane, o.Reason = Refused, "", laneChanged, "It was deposited."
		}
		answer(t, s, x, o)
		planAll(t, s, contributing)
		want := 1
		if refused {
			want = 0 // it stands
		}
		if due := dueNow(t, s); len(due) != want || want == 1 && len(due[0].Parts) != 2 {
			t.Errorf("due is %+v", due)
		}
		checkInvariants(t, s)
	}
}

func TestAnOrderThatIsInASummaryNowIsNotUndoneByItself(t *testing.T) {
	s, _ := fresh(t)
	saveOrders(t, s, order(1, "10.00"))
	own := undonePlan(func(o sales.Order) books.Plan { return postPlan(o, receipt(o)) })
	planAll(t, s, own)
	v := visit(t, s)
	postAll(t, s, v)
	scope := UndoScope{Store: "main", Order: 1}
	_, err := s.Undo(t.Context(), tester, scope, books.Void, "Wrong.")
	must(t, err)
	planAll(t, s, own)
	postAll(t, s, v)
	verifyAll(t, s, v)
	_, err = s.Redo(t.Context(), tester, scope, "As a summary.")
	must(t, err)
	planAll(t, s, contributing)
	summarize(t, s)
	postAll(t, s, v)
	verifyAll(t, s, v)
	wantState(t, s, 1, OrderVerified)
	checkInvariants(t, s)
	if _, err := s.Undo(t.Context(), tester, scope, books.Void, "Wrong."); err == nil || !strings.Contains(err.Error(), "is part of the daily summary") {
		t.Errorf("it is undone by itself: %v", err)
	}
	page, err := s.OrdersPage(t.Context(), OrderFilter{Store: "main", Limit: 1})
	must(t, err)
	if !strings.HasPrefix(page.Rows[0].Document, "Sales receipt BCD") {
		t.Errorf("the list names %q", page.Rows[0].Document)
	}
}
