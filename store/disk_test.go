package store

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"countinghouse/books"
	"countinghouse/sales"
)

// When the disk is full nothing is half written: what was to be sent is not
// marked as sent, what was answered stays unanswered, and with room again all
// of it goes on.
func TestAFullDiskLeavesEverythingAsItWas(t *testing.T) {
	s, _ := fresh(t)
	ctx := t.Context()
	readyOrders(t, s, 5)
	v := visit(t, s)
	ids := claim(t, s, 5)
	limit := func(pages int) {
		t.Helper()
		var had int
		must(t, s.w.conn.QueryRowContext(ctx, "PRAGMA page_count").Scan(&had))
		if pages == 0 {
			pages = had
		}
		var is int
		must(t, s.w.conn.QueryRowContext(ctx, "PRAGMA max_page_count = "+strconv.Itoa(pages)).Scan(&is))
	}
	isFull := func(err error) {
		t.Helper()
		var e *sqlite.Error
		if !errors.As(err, &e) || e.Code() != sqlite3.SQLITE_FULL {
			t.Fatalf("the disk isn't full: %v", err)
		}
	}
	noise := make([]byte, 1<<20) // does not deflate
	seed := uint64(1)
	for i := range noise {
		seed = seed*6364136223846793005 + 1442695040888963407
		noise[i] = byte(seed >> 56)
	}
	limit(0)
	_, err := s.MarkSent(ctx, Exchange{Visit: v.ID, SetID: "chA", Purpose: "post", Requests: 5, Request: noise}, ids)
	isFull(err)
	for _, id := range ids {
		if p, err := s.Posting(ctx, id); err != nil || p.State != Ready {
			t.Fatalf("it is %s, %v", p.State, err)
		}
	}
	if _, err := s.Pending(ctx, v.ID); !errors.Is(err, ErrNotFound) {
		t.Fatalf("a set is out: %v", err)
	}
	limit(1 << 30)
	x, err := s.MarkSent(ctx, Exchange{Visit: v.ID, SetID: "chA", Purpose: "post", Requests: 5, Request: noise}, ids)
	must(t, err)
	limit(0)
	isFull(s.Answer(ctx, x, Reply{Response: noise, Outcomes: posted(ids...), AnsweredAt: time.Now()}))
	for _, id := range ids {
		if p, err := s.Posting(ctx, id); err != nil || p.State != Sent || p.TxnID != "" {
			t.Fatalf("it is %s, %v", p.State, err)
		}
	}
	limit(1 << 30)
	must(t, s.Answer(ctx, x, Reply{Response: noise, Outcomes: posted(ids...)}))
	for i := 1; i <= 5; i++ {
		if p := postingOf(t, s, i, books.SalesReceipt); p.State != Posted {
			t.Errorf("it is %s", p.State)
		}
	}
	checkInvariants(t, s)
}

// Whatever page is the one that the disk has no room for, a plan is written
// whole or not at all. SQLite ends the transaction by itself then, so that what
// a method did after it would stand alone.
func TestADiskThatFillsAnywhereInAPlanLeavesNothingOfIt(t *testing.T) {
	s, _ := fresh(t)
	ctx := t.Context()
	var orders []sales.Order
	for i := 1; i <= 12; i++ {
		orders = append(orders, order(i, "10.00"))
	}
	saveOrders(t, s, orders...)
	waiting, err := s.OrdersToPlan(ctx, "larkspur", 100)
	must(t, err)
	var plans []PlanResult
	for _, o := range waiting {
		p := newCustomerPlan(o.Order)
		p.Customer.Phone = strings.Repeat("Leave it with the neighbour. ", 400)
		plans = append(plans, PlanResult{Store: o.Order.Store, Order: o.Order.ID, Version: o.Version, Plan: p})
	}
	had, failed := 0, 0
	must(t, s.w.conn.QueryRowContext(ctx, "PRAGMA page_count").Scan(&had))
	standing := func() (text string) {
		for _, table := range []string{"posting", "posting_body", "event", "order_plan", "problem"} {
			n := 0
			must(t, s.read.QueryRowContext(ctx, "SELECT count(*) FROM "+table).Scan(&n))
			text += fmt.Sprintf("%s %d, ", table, n)
		}
		w, err := s.WorkCounts(ctx, "larkspur")
		must(t, err)
		return text + fmt.Sprintf("%+v", w)
	}
	before := standing()
	for room := 0; ; room++ {
		var is int
		must(t, s.w.conn.QueryRowContext(ctx, "PRAGMA max_page_count = "+strconv.Itoa(had+room)).Scan(&is))
		n, err := s.SavePlans(ctx, "larkspur", plans)
		if err == nil {
			if n != len(plans) {
				t.Errorf("with room for %d pages %d plans were saved", room, n)
			}
			break
		}
		failed++
		var e *sqlite.Error
		if !errors.As(err, &e) || e.Code() != sqlite3.SQLITE_FULL {
			t.Fatalf("with room for %d pages: %v", room, err)
		}
		if now := standing(); now != before {
			t.Fatalf("with room for %d pages there is left of a plan that failed:\n%s\nbefore there was\n%s", room, now, before)
		}
	}
	if failed < 10 {
		t.Errorf("the disk was full %d times only", failed)
	}
	checkInvariants(t, s)
}

// A statement that failed ends its transaction, also where the method made
// nothing of it.
func TestNothingIsWrittenBehindAStatementThatFailed(t *testing.T) {
	s, _ := fresh(t)
	err := s.write(t.Context(), func(x *tx) error {
		if _, err := x.exec("INSERT INTO posting_body (posting, body) VALUES (1, NULL)"); err == nil {
			t.Error("a body of nothing was written")
		}
		_, _ = x.exec("UPDATE company SET name = 'Another'")
		return nil
	})
	if err == nil {
		t.Error("the transaction is told to have succeeded")
	}
	c, err := s.Company(t.Context(), "larkspur")
	must(t, err)
	if c.Name != "Larkspur" {
		t.Errorf("the company's name is %s", c.Name)
	}
}

// A clock that is set back frees no lease before its time for more than a
// moment, and keeps none for ever; nor does it keep what was put off.
func TestAClockThatIsSetBackHoldsNothingForEver(t *testing.T) {
	const lease = 5 * time.Minute
	for _, back := range []time.Duration{time.Minute, 4 * time.Minute, time.Hour, 400 * 24 * time.Hour} {
		s, c := fresh(t)
		ctx := t.Context()
		readyOrders(t, s, 1)
		_, err := s.OpenVisit(ctx, "larkspur", "A", "10.0.0.1", "2.3", lease)
		must(t, err)
		ids := claim(t, s, 1)
		must(t, s.Settle(ctx, []Outcome{{Posting: ids[0], From: Ready, To: Ready, NotBefore: c.now().Add(LongestPause)}}))
		c.t = c.t.Add(-back)
		_, err = s.OpenVisit(ctx, "larkspur", "B", "10.0.0.2", "2.3", lease)
		if (back < lease) != errors.Is(err, ErrBusy) || err != nil && !errors.Is(err, ErrBusy) {
			t.Errorf("set back by %s: %v", back, err)
		}
		c.forward(2 * lease)
		_, err = s.OpenVisit(ctx, "larkspur", "C", "10.0.0.2", "2.3", lease)
		must(t, err)
		c.forward(LongestPause)
		if back < LongestPause {
			c.forward(back)
		}
		if got, err := s.ClaimReady(ctx, "larkspur", 5); err != nil || len(got) != 1 {
			t.Errorf("set back by %s: %d are due, %v", back, len(got), err)
		}
		w, err := s.WorkCounts(ctx, "larkspur")
		must(t, err)
		if w.Ready != 1 || w.Blocked != 0 {
			t.Errorf("set back by %s: counted are %+v", back, w)
		}
	}
}

// What was planned anew since it was rendered does not leave, whatever the
// clock says.
func TestWhatWasPlannedAnewUnderAClockSetBackDoesNotLeave(t *testing.T) {
	s, c := fresh(t)
	ctx := t.Context()
	o := order(1, "10.00")
	saveOrders(t, s, o)
	planAll(t, s, receipts)
	v := visit(t, s)
	ready, err := s.ClaimReady(ctx, "larkspur", 5)
	must(t, err)
	c.t = c.t.Add(-time.Hour)
	o.Modified = o.Modified.Add(time.Minute)
	o.Message = "another"
	saveOrders(t, s, o)
	planAll(t, s, func(p PlannedOrder) books.Plan {
		d := receipt(p.Order)
		d.Memo = "planned anew"
		return postPlan(p.Order, d)
	})
	_, err = s.MarkSent(ctx, Exchange{Visit: v.ID, SetID: "chA", Purpose: "post", Contents: map[PostingID]time.Time{ready[0].ID: ready[0].Updated}}, []PostingID{ready[0].ID})
	wantErr(t, err, ErrChanged)
}
