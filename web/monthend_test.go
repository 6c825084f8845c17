package web

import (
	"testing"
	"time"

	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/sales"
)

// Home tells how far the month before is: each step by what stands in the
// database, with the figures of that month alone.
func TestHomeTellsHowFarTheMonthsEndIs(t *testing.T) {
	h := bare(t)
	h.furnish()
	h.learn()
	h.signIn("marguerite@larkspurandpine.com")
	see := func() string { return h.see("/").text() }
	wantsNot(t, "Home without orders of the month", see(), "October")
	october := day.New(2026, 10, 20)
	h.plan(posting, order(1, october, "Ana Okafor", "10.00"), order(2, day.New(2026, 10, 31), "Bo Lindqvist", "20.50"), order(3, day.New(2026, 11, 1), "Cy Novak", "99.00"))
	h.plan(held, order(4, october, "Elena Marchetti", "64.20"))
	h.plan(func(sales.Order) books.Plan { return books.Plan{Outcome: books.Exclude, Reason: "It was a test."} }, order(5, october, "Old Times", "7.00"))
	must(t, h.store.SaveShopPoll(t.Context(), "main", time.Date(2026, 10, 31, 20, 0, 0, 0, time.UTC), ""))
	wants(t, "Home at first", see(), "0 of 5 steps done", "October has 3 orders, $94.70; 3 aren’t confirmed in QuickBooks", "larkspurandpine.com isn’t read to the month’s end",
		"1 order, $64.20 to review", "2 orders, $30.50 to post", "Not all of it is in QuickBooks yet", "QuickBooks’ books aren’t closed for it")
	must(t, h.store.SaveShopPoll(t.Context(), "main", h.now, ""))
	h.call(false)
	wants(t, "Home when it is posted", see(), "2 of 5 steps done", "Every store was read to the month’s end", "Nothing of it waits for QuickBooks", "2 orders, $30.50 to be read back")
	must(t, h.store.ExcludeOrder(t.Context(), tester, "main", 4, "A test."))
	h.plan(func(sales.Order) books.Plan { return books.Plan{Outcome: books.Exclude, Reason: "A test."} })
	h.call(true)
	a := h.see("/")
	wants(t, "Home when it agrees", a.text(), "4 of 5 steps done", "October agrees, $30.50, and can be closed: in QuickBooks choose Company, Set Closing Date")
	if href := linkNamed(t, a, "Look at October"); href != "/sales?from=2026-10-01&to=2026-10-31" {
		t.Errorf("the month's list is %s", href)
	}
	h.close(day.New(2026, 10, 30))
	wants(t, "Home when the books are closed a day too early", see(), "4 of 5 steps done")
	h.close(day.New(2026, 10, 31))
	wants(t, "Home when the books are closed", see(), "5 of 5 steps done", "October agrees, $30.50, and is closed.", "QuickBooks’ books are closed through 31 Oct 2026")
	// A disabled store isn't missed; one that can't be read is.
	must(t, h.store.SaveShopPoll(t.Context(), "main", h.now, "BigCommerce refused the token."))
	wants(t, "Home when the store can't be read", see(), "larkspurandpine.com isn’t read to the month’s end")
}

// close has QuickBooks tell of a closing date.
func (h *house) close(through day.Day) {
	h.t.Helper()
	ctx := h.t.Context()
	c, err := h.store.Company(ctx, "larkspur")
	must(h.t, err)
	c.Facts.ClosingDate = through
	v, err := h.store.OpenVisit(ctx, "larkspur", "closing "+through.String(), "10.0.0.9", "2.3.0.207", 0)
	must(h.t, err)
	must(h.t, h.store.LearnCompany(ctx, v.ID, "larkspur", c.Facts, c.FilePathSeen, 16, 0))
	must(h.t, h.store.CloseVisit(ctx, v.ID, "closed", "All done"))
}
