package main

import (
	"maps"
	"slices"
	"strconv"
	"testing"
	"time"

	"countinghouse/sales"
	"countinghouse/simulator/shop"
	"countinghouse/store"
)

// TestOrdersThatAddUpArePosted sells every kind of order there is and tells the
// share that is in the books, and of the others how many for which reason.
// Whatever is a sale, adds up and has its mappings is posted.
func TestOrdersThatAddUpArePosted(t *testing.T) {
	n := 300
	if heavyProof() {
		n = 5000
	}
	o := worldOptions{Seed: 41, Mix: shop.MixEverything(), Fallback: true, AllPayments: true, NoPolling: true}
	w := openWorld(t, o)
	ctx := t.Context()
	if err := w.Start(ctx); err != nil {
		t.Fatal(err)
	}
	p := &proving{judge: t, w: w, settings: worldSettings(w.Shop, o), seen: map[int64][]shop.Truth{}, opening: trialBalance(w)}
	w.Shop.Sell(n)
	p.look()
	if err := w.Settle(ctx); err != nil {
		t.Error(err)
	}
	states, err := w.states(ctx)
	if err != nil {
		t.Fatal(err)
	}
	sound, posted := 0, 0
	reasons := map[string]int{}
	for _, x := range w.Shop.Truths() {
		if !x.Sale() || x.Created.Before(time.Now().AddDate(0, 0, -55)) { // clock changes lie before the go-live day
			reasons[string(states[x.ID])+": no sale (status "+strconv.Itoa(int(x.Status))+")"]++
			continue
		}
		if sound++; states[x.ID] == store.OrderVerified {
			posted++
			continue
		}
		story, err := w.Store.OrderStory(ctx, worldShop, sales.OrderID(x.ID))
		if err != nil {
			t.Fatal(err)
		}
		for _, problem := range story.Problems {
			reasons[string(states[x.ID])+": "+problem.Code]++
			if !p.rightly(problem.Code, x) {
				t.Errorf("order %d (%s) is held needlessly: %s: %s", x.ID, x.Kind, problem.Code, problem.What)
			}
		}
		if len(story.Problems) == 0 {
			t.Errorf("order %d (%s) is %s: %s", x.ID, x.Kind, states[x.ID], story.Reason)
		}
	}
	p.compare()
	t.Logf("%d of %d orders are sales that add up; %d of them, %.2f %%, are in the books", sound, n, posted, 100*float64(posted)/float64(sound))
	for _, r := range slices.Sorted(maps.Keys(reasons)) {
		t.Logf("%5d %s", reasons[r], r)
	}
}
