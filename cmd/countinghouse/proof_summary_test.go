package main

import (
	"slices"
	"testing"
	"time"

	"countinghouse/cmd/countinghouse/internal/truth"
	"countinghouse/sales"
	"countinghouse/simulator/shop"
	"countinghouse/store"
)

// TestDailySummariesAreTheSumOfTheirOrders sells, is paid, ships and refunds in
// between, has the days end, and holds the reports of QuickBooks against the
// sums of all orders: those that are part of a summary, and those that have
// documents of their own.
func TestDailySummariesAreTheSumOfTheirOrders(t *testing.T) {
	events, seeds := 120, 1
	if heavyProof() {
		events, seeds = 800, 2
	}
	for _, style := range []string{"summary", "journal"} {
		for seed := range seeds {
			t.Run(style, func(t *testing.T) { summaries(t, style, uint64(seed+1), events) })
		}
	}
}

func summaries(t *testing.T, style string, seed uint64, events int) {
	mix := shop.MixSales()
	for _, k := range []shop.Kind{shop.KindRefunded, shop.KindPartlyRefunded, shop.KindAllowance, shop.KindCardGiftCredit, shop.KindStackedDiscounts, shop.KindTaxedFee} {
		mix[k] = 20
	}
	o := worldOptions{Seed: seed, Mix: mix, OneCustomer: true, Fallback: true, AllPayments: true, NoPolling: true, Style: style, NoStock: style == "journal",
		Acts: shop.ActsOf(shop.ActPay, shop.ActShip, shop.ActShipPieces, shop.ActComplete, shop.ActRefund)}
	w := openWorld(t, o)
	ctx := t.Context()
	if err := w.Start(ctx); err != nil {
		t.Fatal(err)
	}
	p := &proving{judge: t, w: w, settings: worldSettings(w.Shop, o), seen: map[int64][]shop.Truth{}, opening: trialBalance(w)}
	for range 3 {
		w.Shop.Live(events / 3)
		if _, err := w.PollShop(ctx); err != nil {
			t.Fatal(err)
		}
		if err := w.Visits(ctx, 2); err != nil {
			t.Fatal(err)
		}
	}
	w.Ahead = 48 * time.Hour
	if err := w.Settle(ctx); err != nil {
		t.Error(err)
	}
	states, err := w.states(ctx)
	if err != nil {
		t.Fatal(err)
	}
	books := p.booked()
	sums := &summing{effect: truth.NewEffect(), owed: map[string]truth.Cents{}}
	one := &booked{customer: "Online Customer"}
	in, own := 0, 0
	for _, x := range w.Shop.Truths() {
		b := books[x.ID]
		switch states[x.ID] {
		case store.OrderVerified:
			sums.add(p.of(x, b), one)
			in++
			if b != nil {
				own++
			}
		case store.OrderWatched, store.OrderExcluded:
		case store.OrderHeld:
			story, err := w.Store.OrderStory(ctx, worldShop, sales.OrderID(x.ID))
			if err != nil {
				t.Fatal(err)
			}
			for _, problem := range story.Problems {
				if !p.rightly(problem.Code, x) {
					t.Errorf("order %d (%s) is held needlessly: %s: %s", x.ID, x.Kind, problem.Code, problem.What)
				}
			}
			if slices.ContainsFunc(story.Events, func(e store.Event) bool { return e.Action == "order.summarized" }) {
				var refunds []int64
				for _, r := range x.Refunds { // those that stand have documents of their own
					refunds = append(refunds, r.ID)
				}
				sums.add(p.settings.Of(x, refunds...), one)
			}
			if b != nil {
				sums.add(b.Effect, one)
			}
		default:
			story, err := w.Store.OrderStory(ctx, worldShop, sales.OrderID(x.ID))
			t.Errorf("order %d (%s) is %s: %s %v; %s", x.ID, x.Kind, states[x.ID], story.Reason, err, postings(story))
		}
	}
	p.sums(sums)
	documents := 0
	for _, x := range w.Books.Transactions() {
		if orderOf(x.Memo) == 0 && (x.Type == "SalesReceipt" || x.Type == "JournalEntry") {
			documents++
		}
	}
	if documents == 0 || documents >= in-own {
		t.Errorf("%d orders without documents of their own are in %d summaries", in-own, documents)
	}
	t.Logf("%d orders are in the books, %d of them with documents of their own; %d summaries", in, own, documents)
}
