package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
)

func TestOrdersAreCountedByTheLinesOfTheSheetTheyAreAbout(t *testing.T) {
	s, c := fresh(t)
	ctx := t.Context()
	since := day.Of(c.now(), time.UTC).Add(-UseDays)
	lines := []books.SheetLine{{Key: "items.links", Row: "BLU-12"}, {Key: "payments.*.deposit_to", Row: "VISA"}, {Key: "payments.*.method", Row: "visa"}, {Key: "charges.shipping"}, {Key: "tax.zero_item"}, {Key: "style"}, {Key: "charges.fees", Row: "Rush"}}
	uses := func(channel string) map[string]int {
		t.Helper()
		found, err := s.LineUses(ctx, "main", since, channel, lines)
		must(t, err)
		out := map[string]int{}
		for l, n := range found {
			if n != 0 {
				out[l.Key+" "+l.Row] = n
			}
		}
		return out
	}
	one, two, old := order(1, "10.00"), order(2, "20.00"), order(3, "5.00")
	one.Lines = append(one.Lines, one.Lines[0], one.Lines[0]) // twice on one order is one order
	for i := range one.Lines {
		one.Lines[i].SKU = "Blu-12"
	}
	one.PaymentMethod, one.ChannelName = "Visa", "Amazon"
	two.PaymentMethod, two.ShippingCost = "Visa", sales.Taxed{Inc: money.Int(5)}
	old.Placed = c.now().AddDate(0, 0, -keptUses-5)
	saveOrders(t, s, one, two, old)
	saveOrders(t, s, one) // the same again
	want := map[string]int{"items.links blu-12": 1, "payments visa": 2, "charges.shipping ": 1, "tax.zero_item ": 2, "style ": 2}
	if d := cmp.Diff(want, uses("")); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(map[string]int{"items.links blu-12": 1, "payments visa": 1, "tax.zero_item ": 1, "style ": 1}, uses("Amazon")); d != "" {
		t.Error(d)
	}
	two.Modified, two.PaymentMethod, two.ShippingCost, two.Fees = two.Modified.Add(time.Hour), "PayPal", sales.Taxed{}, []sales.Fee{{Name: "Rush"}}
	saveOrders(t, s, two)
	want = map[string]int{"items.links blu-12": 1, "payments visa": 1, "charges.fees rush": 1, "tax.zero_item ": 2, "style ": 2}
	if d := cmp.Diff(want, uses("")); d != "" {
		t.Error(d)
	}
	channels, err := s.ChannelsUsed(ctx, "main", since)
	must(t, err)
	if d := cmp.Diff([]ChannelUse{{"", 1}, {"Amazon", 1}}, channels); d != "" {
		t.Error(d)
	}
	// A database of an earlier build has none of it: counted when it is opened.
	must(t, s.write(ctx, func(t *tx) error {
		_, err := t.exec("DELETE FROM line_use")
		if err == nil {
			err = t.one("DELETE FROM setting WHERE name = $1", usesCounted)
		}
		return err
	}))
	if len(uses("")) != 0 {
		t.Fatal("the counts are still there")
	}
	for range 2 { // and once only
		must(t, s.countUses(ctx))
		if d := cmp.Diff(want, uses("")); d != "" {
			t.Error(d)
		}
	}
	c.forward(200 * 24 * time.Hour)
	two.Modified = two.Modified.Add(time.Hour)
	two.Fees = nil
	saveOrders(t, s, two) // out of sight: nothing is taken off
	must(t, s.countUses(ctx))
	var n int
	must(t, s.row(ctx, "SELECT count(*) FROM line_use", nil, &n))
	if n != 0 {
		t.Errorf("%d counts of days out of sight are kept", n)
	}
}

// A server isn't started anew every day: what went out of sight goes while it
// runs, with the first order of a day.
func TestDaysOutOfSightAreForgottenWhileTheServerRuns(t *testing.T) {
	s, c := fresh(t)
	one, two := order(1, "10.00"), order(2, "20.00")
	saveOrders(t, s, one)
	c.forward((keptUses + 30) * 24 * time.Hour)
	two.Placed, two.Modified = c.now(), c.now()
	saveOrders(t, s, two)
	var old, all int
	must(t, s.row(t.Context(), "SELECT count(*) FROM line_use", nil, &all))
	must(t, s.row(t.Context(), "SELECT count(*) FROM line_use WHERE day < $1", []any{day.Of(c.now(), time.UTC).Add(-keptUses).String()}, &old))
	if old != 0 || all == 0 {
		t.Errorf("%d counts are of days out of sight, of %d", old, all)
	}
}
