package posting

import (
	"testing"
	"time"

	"countinghouse/books"
	"countinghouse/store"
)

// In quiet hours nothing is asked of QuickBooks, in the time of the store; the
// call counts all the same, so that nobody is told that QuickBooks stopped.
func TestInQuietHoursNothingIsAskedOfQuickBooks(t *testing.T) {
	for name, x := range map[string]struct {
		from, to string
		at       string // UTC
		quiet    bool
	}{
		"over midnight, in the evening":     {"22:00", "05:30", "2026-11-21T04:00:00Z", true}, // 22:00 in Chicago
		"a minute before":                   {"22:00", "05:30", "2026-11-21T03:59:00Z", false},
		"over midnight, in the morning":     {"22:00", "05:30", "2026-11-21T11:29:00Z", true},
		"at their end":                      {"22:00", "05:30", "2026-11-21T11:30:00Z", false},
		"within a day":                      {"12:00", "13:00", "2026-11-20T18:30:00Z", true},
		"within a day, after it":            {"12:00", "13:00", "2026-11-20T19:00:00Z", false},
		"by UTC it would be, by Chicago no": {"09:00", "10:00", "2026-11-20T09:30:00Z", false},
		"hours that end when they begin":    {"09:00", "09:00", "2026-11-20T15:00:00Z", false},
		"none":                              {"", "", "2026-11-20T15:00:00Z", false},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			ctx, by := t.Context(), store.Actor{Kind: "cli", Name: "test"}
			shop, err := w.store.Shop(ctx, "main")
			w.must(err)
			shop.Zone = "America/Chicago"
			w.must(w.store.SaveShop(ctx, by, shop))
			c, err := w.store.Company(ctx, "larkspur")
			w.must(err)
			c.QuietFrom, c.QuietTo = x.from, x.to
			w.must(w.store.SaveCompany(ctx, by, c))
			w.sell(1)
			w.plan(1, w.doc(books.SalesReceipt, 1))
			w.now, err = time.Parse(time.RFC3339, x.at)
			w.must(err)
			_, answer, err := w.desk.Authenticate(ctx, worldUser, worldPassword, "10.0.0.9:5000", "2.3")
			w.must(err)
			if got := answer == "none"; got != x.quiet {
				t.Fatalf("QuickBooks is told %q", answer)
			}
			c, err = w.store.Company(ctx, "larkspur")
			w.must(err)
			if !c.LastCall.Equal(w.now) {
				t.Errorf("the call of %s does not count: the last is of %s", w.now, c.LastCall)
			}
			if x.quiet { // what waits goes when they are over
				w.state(1, store.OrderWaiting)
				w.now = w.now.Add(12 * time.Hour)
				w.visits()
				w.state(1, store.OrderVerified)
			}
		})
	}
}
