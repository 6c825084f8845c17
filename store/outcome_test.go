package store

import (
	"errors"
	"testing"
	"time"

	"countinghouse/books"
)

var allStates = []PostingState{Ready, Sent, Unsure, Posted, Verified, Refused, Withdrawn}

// inState is a store with one receipt in the given state, and the exchange
// that would be answered.
func inState(t *testing.T, state PostingState) (*Store, PostingID, int64) {
	t.Helper()
	s, _ := fresh(t)
	readyOrders(t, s, 1)
	v := visit(t, s)
	id := claim(t, s, 1)[0]
	next := func() int64 { return send(t, s, v) }
	switch state {
	case Ready:
	case Withdrawn:
		must(t, s.PlanOrder(t.Context(), tester, "main", 1))
		planAll(t, s, func(o PlannedOrder) books.Plan { return holdPlan(o.Order, "item-missing") })
	default:
		x := send(t, s, v, id)
		if state == Sent {
			return s, id, x
		}
		o := Outcome{Posting: id, From: Sent, To: state, TxnID: "T-1"}
		switch state {
		case Verified:
			o.To = Posted
		case Unsure, Refused:
			o.TxnID = ""
		}
		answer(t, s, x, o)
		if state == Verified {
			answer(t, s, next(), Outcome{Posting: id, From: Posted, To: Verified})
		}
	}
	p, err := s.Posting(t.Context(), id)
	must(t, err)
	if p.State != state {
		t.Fatalf("the posting is %s, want %s", p.State, state)
	}
	return s, id, next()
}

func TestOnlyTheArrowsOfAPostingsLifeAreAllowed(t *testing.T) {
	allowed := map[[2]PostingState]bool{
		{Ready, Ready}: true, {Ready, Posted}: true, {Ready, Refused}: true,
		{Sent, Ready}: true, {Sent, Unsure}: true, {Sent, Posted}: true, {Sent, Refused}: true,
		{Unsure, Ready}: true, {Unsure, Unsure}: true, {Unsure, Posted}: true, {Unsure, Refused}: true,
		{Posted, Posted}: true, {Posted, Verified}: true,
	}
	for _, from := range allStates {
		for _, to := range allStates {
			t.Run(string(from)+" to "+string(to), func(t *testing.T) {
				s, id, x := inState(t, from)
				o := Outcome{Posting: id, From: from, To: to, TxnID: "T-1"}
				var err error
				if from == Ready {
					err = s.Settle(t.Context(), []Outcome{o})
				} else {
					err = s.Answer(t.Context(), x, Reply{Response: []byte("x"), Outcomes: []Outcome{o}})
				}
				if (err == nil) != allowed[[2]PostingState{from, to}] {
					t.Fatalf("the error is %v", err)
				}
				p, perr := s.Posting(t.Context(), id)
				must(t, perr)
				want := to
				if err != nil {
					want = from
				}
				if p.State != want {
					t.Errorf("it is %s now, want %s", p.State, want)
				}
				checkInvariants(t, s)
			})
		}
	}
}

func TestOutcomeOfAnotherStateChangesNothing(t *testing.T) {
	for _, is := range allStates {
		for _, from := range []PostingState{Sent, Unsure, Posted} {
			if from == is {
				continue
			}
			s, id, x := inState(t, is)
			to := Posted
			err := s.Answer(t.Context(), x, Reply{Response: []byte("x"), Outcomes: []Outcome{{Posting: id, From: from, To: to, TxnID: "T-9"}}})
			wantErr(t, err, ErrChanged)
			p, err := s.Posting(t.Context(), id)
			must(t, err)
			if p.State != is || p.TxnID == "T-9" {
				t.Errorf("%s became %s with %q", is, p.State, p.TxnID)
			}
			if _, err := s.Pending(t.Context(), 1); err != nil {
				t.Errorf("%s: the exchange counts as answered: %v", is, err)
			}
		}
	}
}

func TestOneWrongOutcomeOfManyChangesNothing(t *testing.T) {
	s, _ := fresh(t)
	readyOrders(t, s, 3)
	v := visit(t, s)
	ids := claim(t, s, 3)
	x := send(t, s, v, ids...)
	outcomes := posted(ids...)
	outcomes[2].From = Unsure
	wantErr(t, s.Answer(t.Context(), x, Reply{Response: []byte("x"), Outcomes: outcomes}), ErrChanged)
	w, err := s.WorkCounts(t.Context(), "larkspur")
	must(t, err)
	if w.Sent != 3 {
		t.Errorf("work is %+v, want all three sent", w)
	}
	checkInvariants(t, s)
}

func TestPostedNeedsQuickBooksID(t *testing.T) {
	s, id, x := inState(t, Sent)
	if err := s.Answer(t.Context(), x, Reply{Outcomes: []Outcome{{Posting: id, From: Sent, To: Posted}}}); err == nil {
		t.Error("a posting was posted without an id")
	}
}

func TestMarkSentTakesAllOrNone(t *testing.T) {
	for _, is := range allStates {
		if is == Ready {
			continue
		}
		s, id, _ := inState(t, is)
		saveOrders(t, s, order(2, "9.00"))
		planAll(t, s, receipts)
		v := visitOf(t, s)
		ready := claim(t, s, 10)
		_, err := s.MarkSent(t.Context(), Exchange{Visit: v.ID, SetID: "ch1", Purpose: "post"}, append(ready, id))
		wantErr(t, err, ErrChanged)
		if got := claim(t, s, 10); len(got) != len(ready) {
			t.Errorf("with one %s the other became unready", is)
		}
		checkInvariants(t, s)
	}
}

func visitOf(t *testing.T, s *Store) Visit {
	t.Helper()
	page, err := s.VisitsPage(t.Context(), VisitFilter{Company: "larkspur"})
	must(t, err)
	return page.Rows[0]
}

func TestSecondDeliveryOfAnAnswerChangesNothing(t *testing.T) {
	s, id, x := inState(t, Sent)
	answer(t, s, x, posted(id)...)
	rows, _, err := s.VerifyAudit(t.Context())
	must(t, err)
	wantErr(t, s.Answer(t.Context(), x, Reply{Response: []byte("other"), Outcomes: posted(id)}), ErrChanged)
	again, _, err := s.VerifyAudit(t.Context())
	must(t, err)
	if rows != again {
		t.Errorf("the second delivery left %d audit rows", again-rows)
	}
	last, err := s.LastExchange(t.Context(), 1)
	must(t, err)
	if string(last.Response) != "<QBXML>answer</QBXML>" {
		t.Errorf("the answer is %q now", last.Response)
	}
}

// A set was lost, its document asked about and sent again. An answer to the
// first set that comes now must not settle what is on its way in the second.
func TestLateAnswerOfAnEarlierSetDoesNotSettleALaterOne(t *testing.T) {
	s, _ := fresh(t)
	readyOrders(t, s, 1)
	v := visit(t, s)
	id := claim(t, s, 1)[0]
	first := send(t, s, v, id)
	v2 := visit(t, s)
	ask := send(t, s, v2)
	answer(t, s, ask, Outcome{Posting: id, From: Unsure, To: Ready})
	send(t, s, v2, id)
	wantErr(t, s.Answer(t.Context(), first, Reply{Response: []byte("late"), Outcomes: posted(id)}), ErrChanged)
	p, err := s.Posting(t.Context(), id)
	must(t, err)
	if p.State != Sent {
		t.Errorf("it is %s, want sent", p.State)
	}
}

func TestWhatAnAnswerDoesNotMentionIsInDoubt(t *testing.T) {
	s, _ := fresh(t)
	readyOrders(t, s, 2)
	v := visit(t, s)
	ids := claim(t, s, 2)
	x := send(t, s, v, ids...)
	answer(t, s, x, posted(ids[0])...)
	unsure, err := s.UnsurePostings(t.Context(), "larkspur", 10)
	must(t, err)
	if len(unsure) != 1 || unsure[0].ID != ids[1] || unsure[0].SetID == "" {
		t.Fatalf("in doubt is %+v", unsure)
	}
	wantState(t, s, 2, OrderAsking)
	checkInvariants(t, s)
}

func TestRefusedCustomerRefusesItsOrdersAndComesBackWhenPlannedAgain(t *testing.T) {
	s, _ := fresh(t)
	saveOrders(t, s, order(1, "10.00"))
	planAll(t, s, func(o PlannedOrder) books.Plan { return newCustomerPlan(o.Order) })
	v := visit(t, s)
	id := claim(t, s, 1)[0]
	answer(t, s, send(t, s, v, id), Outcome{Posting: id, From: Sent, To: Refused, Code: 3100, Lane: "mapping", Reason: "The name is taken."})
	wantState(t, s, 1, OrderRefused)
	if n, err := s.PlanAgain(t.Context(), "larkspur", "lists were read"); err != nil || n != 1 {
		t.Fatalf("%d orders are planned again, %v", n, err)
	}
	planAll(t, s, func(o PlannedOrder) books.Plan {
		p := newCustomerPlan(o.Order)
		p.Customer.Name = "Ana Okafor (2)"
		return p
	})
	ready, err := s.ClaimReady(t.Context(), "larkspur", 10)
	must(t, err)
	if len(ready) != 1 || ready[0].ID != id || ready[0].Customer.Name != "Ana Okafor (2)" || ready[0].Reason != "" {
		t.Fatalf("ready is %+v", ready)
	}
	wantState(t, s, 1, OrderWaiting)
	checkInvariants(t, s)
}

func TestUncertainRefusalIsNeverSentAgainWithoutAPerson(t *testing.T) {
	s, _, x := inState(t, Unsure)
	answer(t, s, x, Outcome{Posting: 1, From: Unsure, To: Refused, Lane: laneUncertain, Reason: "It stands there twice."})
	changed := order(1, "99.00")
	changed.Modified = changed.Modified.Add(time.Hour)
	saveOrders(t, s, changed)
	planAll(t, s, func(o PlannedOrder) books.Plan {
		if len(o.Prior) != 1 {
			t.Errorf("prior is %+v, want the refused receipt", o.Prior)
		}
		return postPlan(o.Order, receipt(o.Order)) // even if a plan wanted it
	})
	if ids := claim(t, s, 10); len(ids) != 0 {
		t.Fatalf("%v would be sent", ids)
	}
	wantState(t, s, 1, OrderRefused)
	must(t, s.RetryPosting(t.Context(), tester, 1))
	planAll(t, s, receipts)
	if ids := claim(t, s, 10); len(ids) != 1 || ids[0] != 1 {
		t.Fatalf("%v is sent after a person decided, want posting 1", ids)
	}
	checkInvariants(t, s)
}

func TestSoloPostingTravelsAlone(t *testing.T) {
	s, c := fresh(t)
	readyOrders(t, s, 3)
	v := visit(t, s)
	ids := claim(t, s, 10)
	answer(t, s, send(t, s, v, ids...),
		Outcome{Posting: ids[0], From: Sent, To: Ready, Solo: true, Attempt: true},
		Outcome{Posting: ids[1], From: Sent, To: Ready, NotBefore: c.now().Add(time.Minute)},
		Outcome{Posting: ids[2], From: Sent, To: Ready})
	if got := claim(t, s, 10); len(got) != 1 || got[0] != ids[0] {
		t.Fatalf("the claim is %v, want the solo one only", got)
	}
	w, err := s.WorkCounts(t.Context(), "larkspur")
	must(t, err)
	if w.Ready != 2 || w.Blocked != 1 {
		t.Errorf("work is %+v, want two ready and one for later", w)
	}
	answer(t, s, send(t, s, v, ids[0]), posted(ids[0])...)
	if got := claim(t, s, 10); len(got) != 1 || got[0] != ids[2] {
		t.Fatalf("the claim is %v, want the one that needn't wait", got)
	}
	c.forward(time.Minute)
	if got := claim(t, s, 10); len(got) != 2 {
		t.Fatalf("the claim is %v after the wait", got)
	}
	p, err := s.Posting(t.Context(), ids[0])
	must(t, err)
	if p.Attempts != 1 || p.Solo {
		t.Errorf("after posting it has %d attempts, solo %t", p.Attempts, p.Solo)
	}
}

func TestSettleNeedsPostingsThatExist(t *testing.T) {
	s, _ := fresh(t)
	if err := s.Settle(t.Context(), []Outcome{{Posting: 7, From: Ready, To: Refused}}); !errors.Is(err, ErrNotFound) {
		t.Errorf("the error is %v", err)
	}
}
