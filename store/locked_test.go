package store

import (
	"errors"
	"testing"
	"time"

	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/sales"
)

// What an open form kept out is made ready when its rest is over, and nothing
// that was refused for another reason; its orders and the counters go with it.
func TestWhatAnOpenFormKeptOutIsMadeReadyWhenItsRestIsOver(t *testing.T) {
	s, c := fresh(t)
	ctx := t.Context()
	saveOrders(t, s, order(1, "10.00"), order(2, "10.00"), order(3, "10.00"))
	planAll(t, s, func(p PlannedOrder) books.Plan {
		if p.Order.ID == 3 {
			return newCustomerPlan(p.Order)
		}
		return receipts(p)
	})
	v := visit(t, s)
	ids := claim(t, s, 10) // the customer, and two receipts
	if len(ids) != 3 {
		t.Fatalf("%d are ready", len(ids))
	}
	refusal := func(i int, lane string) Outcome {
		return Outcome{Posting: ids[i], From: Sent, To: Refused, Code: 3176, Lane: lane, Reason: "Somebody works on it.", Attempt: true}
	}
	answer(t, s, send(t, s, v, ids...), refusal(0, laneLock), refusal(1, laneLock), refusal(2, "data"))
	free := func(want int) {
		t.Helper()
		n, err := s.FreeLocked(ctx, "larkspur", time.Hour)
		must(t, err)
		if n != want {
			t.Errorf("%d are made ready, want %d", n, want)
		}
		checkInvariants(t, s)
	}
	states := func(want ...OrderState) {
		t.Helper()
		for i, w := range want {
			st, err := s.OrderStory(ctx, "main", sales.OrderID(i+1))
			must(t, err)
			if st.State != w {
				t.Errorf("order %d is %s, want %s", i+1, st.State, w)
			}
		}
	}
	c.forward(59 * time.Minute)
	free(0)
	states(OrderRefused, OrderRefused, OrderRefused)
	c.forward(time.Minute)
	free(2)
	states(OrderWaiting, OrderRefused, OrderWaiting)
	free(0)
	for _, p := range claimed(t, s) {
		if p.Code != 3176 || p.Attempts != 0 {
			t.Errorf("%s has the status %d and %d tries", p.Name(), p.Code, p.Attempts)
		}
	}
	answer(t, s, send(t, s, v, ids[0], ids[1]), refusal(0, laneLock), refusal(1, laneLock))
	c.t = c.t.Add(-24 * time.Hour) // the clock is set back
	free(2)
}

func claimed(t testing.TB, s *Store) []Posting {
	t.Helper()
	out, err := s.ClaimReady(t.Context(), "larkspur", 10)
	must(t, err)
	return out
}

// An adjustment of quantities that was refused is made anew of what was read
// since. Sent once more as it was, it would move the pieces a second time.
func TestAnAdjustmentThatWasRefusedIsNotSentOnceMore(t *testing.T) {
	for _, lane := range []string{laneLock, "data"} {
		s, c := fresh(t)
		ctx := t.Context()
		saveOrders(t, s, order(3, "10.00"))
		planAll(t, s, func(p PlannedOrder) books.Plan { return newCustomerPlan(p.Order) })
		var id PostingID
		must(t, s.write(ctx, func(tx *tx) (err error) {
			id, err = tx.adjust(system, "larkspur", books.Document{Lines: []books.Line{{Item: books.Ref{ListID: "80000001-1"}, Quantity: money.Int(-3)}}})
			return err
		}))
		if n := len(claimed(t, s)); n != 2 {
			t.Fatalf("%d are ready, not the customer and the adjustment", n)
		}
		answer(t, s, send(t, s, visit(t, s), id), Outcome{Posting: id, From: Sent, To: Refused, Code: 3176, Lane: lane, Reason: "Somebody works on it.", Attempt: true})
		c.forward(2 * time.Hour)
		n, err := s.FreeLocked(ctx, "larkspur", time.Hour)
		must(t, err)
		if err := s.RetryPosting(ctx, system, id); !errors.Is(err, ErrChanged) {
			t.Errorf("%s: tried again by a person: %v", lane, err)
		}
		if ready := claimed(t, s); n != 0 || len(ready) != 1 || ready[0].ID == id {
			t.Errorf("%s: %d were made ready, and then there are %d: %+v", lane, n, len(ready), ready)
		}
		checkInvariants(t, s)
	}
}
