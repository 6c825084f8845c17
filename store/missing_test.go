package store

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"countinghouse/books"
)

// postedAll sends what is ready and has QuickBooks say yes to all of it, as
// often as something becomes ready by that.
func postedAll(t *testing.T, s *Store, c *clock) {
	t.Helper()
	for round := range 9 {
		ready, err := s.ClaimReady(t.Context(), "larkspur", 100)
		must(t, err)
		if len(ready) == 0 {
			return
		}
		v, err := s.OpenVisit(t.Context(), "larkspur", fmt.Sprintf("ticket %d %s", round, c.now()), "10.0.0.1", "2.3", time.Minute)
		must(t, err)
		var ids []PostingID
		var r Reply
		for _, p := range ready {
			ids = append(ids, p.ID)
			r.Outcomes = append(r.Outcomes, Outcome{Posting: p.ID, From: Sent, To: Posted, TxnID: fmt.Sprintf("T-%d", p.ID), EditSequence: "1"})
		}
		x, err := s.MarkSent(t.Context(), Exchange{Visit: v.ID, SetID: fmt.Sprintf("set %d %s", round, c.now()), Purpose: "post", Requests: len(ids), Request: []byte("x")}, ids)
		must(t, err)
		must(t, s.Answer(t.Context(), x, r))
		must(t, s.CloseVisit(t.Context(), v.ID, "closed", ""))
		c.forward(time.Second)
	}
}

// What goes back to be posted waits for what it needs, is asked about first,
// and leaves counters, lists and the states of orders as they must be.
func TestExactlyWhatIsMissingIsPostedAgain(t *testing.T) {
	s, c := fresh(t)
	saveOrders(t, s, order(1, "10.00"), order(2, "20.00"), order(3, "30.00"))
	planAll(t, s, func(o PlannedOrder) books.Plan {
		if o.Order.ID == 3 {
			return newCustomerPlan(o.Order)
		}
		return invoicePlan(o.Order)
	})
	postedAll(t, s, c)
	all, err := s.postings(t.Context(), "WHERE 1 = 1 ORDER BY p.id")
	must(t, err)
	var lost []PostingID
	for _, p := range all {
		if p.State != Posted {
			t.Fatalf("%s is %s", p.Name(), p.State)
		}
		if p.Order != 1 {
			lost = append(lost, p.ID)
		}
	}
	if _, err := s.PostMissingAgain(t.Context(), tester, "larkspur", "?"); !errors.Is(err, ErrNotFound) {
		t.Errorf("nothing is missing, and it is posted again: %v", err)
	}
	must(t, s.SaveMissing(t.Context(), "larkspur", lost, "It was restored."))
	must(t, s.SaveMissing(t.Context(), "larkspur", lost, "It was restored.")) // found once more
	checkInvariants(t, s)
	rows, err := s.Missing(t.Context(), "larkspur")
	must(t, err)
	if len(rows) != len(lost) {
		t.Errorf("missing are %d, want %d", len(rows), len(lost))
	}
	must(t, s.AwaitRightFile(t.Context(), tester, "larkspur", "Another file was open."))
	n, err := s.PostMissingAgain(t.Context(), tester, "larkspur", "The disk broke.")
	must(t, err)
	if n != len(lost) {
		t.Errorf("%d are posted again, want %d", n, len(lost))
	}
	checkInvariants(t, s)
	if ready, err := s.ClaimReady(t.Context(), "larkspur", 100); err != nil || len(ready) > 0 {
		t.Errorf("sent unasked would be %v %v", namesOf(ready), err)
	}
	for round := 0; ; round++ {
		ask, err := s.ToAsk(t.Context(), "larkspur", 100)
		must(t, err)
		if len(ask) == 0 {
			break
		}
		if round == 0 && len(ask) != 2 { // the invoice and the customer; the payment and the receipt wait for them
			t.Errorf("asked about at first are %v", namesOf(ask))
		}
		v, err := s.OpenVisit(t.Context(), "larkspur", fmt.Sprintf("ask %d", round), "10.0.0.1", "2.3", time.Minute)
		must(t, err)
		x, err := s.MarkSent(t.Context(), Exchange{Visit: v.ID, Purpose: "ask first", Requests: 1, Request: []byte("x")}, nil)
		must(t, err)
		var r Reply
		for _, p := range ask {
			r.Asked = append(r.Asked, Asked{Posting: p.ID, Contents: p.Updated})
		}
		must(t, s.Answer(t.Context(), x, r))
		must(t, s.CloseVisit(t.Context(), v.ID, "closed", ""))
		postedAll(t, s, c)
	}
	checkInvariants(t, s)
	again, err := s.postings(t.Context(), "WHERE 1 = 1 ORDER BY p.id")
	must(t, err)
	for i, p := range again {
		if p.State != Posted || p.ID != all[i].ID {
			t.Errorf("%s is %s", p.Name(), p.State)
		}
	}
	if n, err := s.CountMissing(t.Context(), "larkspur"); err != nil || n != 0 {
		t.Errorf("%d are missing still: %v", n, err)
	}
}

func TestWhatIsThereAgainIsForgottenAsMissing(t *testing.T) {
	s, c := fresh(t)
	saveOrders(t, s, order(1, "10.00"))
	planAll(t, s, receipts)
	postedAll(t, s, c)
	all, err := s.postings(t.Context(), "WHERE 1 = 1")
	must(t, err)
	must(t, s.SaveMissing(t.Context(), "larkspur", []PostingID{all[0].ID}, "It was restored."))
	must(t, s.StopCompany(t.Context(), "larkspur", "It was restored."))
	v, err := s.OpenVisit(t.Context(), "larkspur", "ticket", "10.0.0.1", "2.3", time.Minute)
	must(t, err)
	must(t, s.LearnCompany(t.Context(), v.ID, "larkspur", books.Company{Name: "Larkspur", Known: true}, "", 13, 0))
	if got, err := s.Company(t.Context(), "larkspur"); err != nil || got.Stopped == "" {
		t.Errorf("that the file has the right name let it go on: %v", err)
	}
	must(t, s.FoundAgain(t.Context(), "larkspur"))
	if got, err := s.Company(t.Context(), "larkspur"); err != nil || got.Stopped != "" {
		t.Errorf("it is still stopped: %q %v", got.Stopped, err)
	}
	if n, err := s.CountMissing(t.Context(), "larkspur"); err != nil || n != 0 {
		t.Errorf("%d are missing still: %v", n, err)
	}
}
