package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"countinghouse/books"
	"countinghouse/sales"
	"countinghouse/simulator/connector"
	"countinghouse/simulator/shop"
	"countinghouse/store"
)

// Orders are taken out and posted again at any moment, also while the void or
// the document is on its way, while they are edited, refunded and cancelled
// and the line breaks: nothing stands twice, and taken out as a whole nothing
// is left behind.
func TestUndoAndRedoAtAnyMomentLeaveNothingTwiceAndNothingBehind(t *testing.T) {
	n := 2
	if os.Getenv("COUNTINGHOUSE_HEAVY") != "" {
		n = 40
	}
	for _, style := range []string{"receipt", "invoice", "order", "summary"} {
		for seed := range n {
			t.Run(fmt.Sprint(style, " ", seed), func(t *testing.T) { undoneAtAnyMoment(t, style, uint64(seed+1)) })
		}
	}
}

func undoneAtAnyMoment(t *testing.T, style string, seed uint64) {
	calm := false
	faults := connector.FaultsBySeed(seed, 5, connector.DropBefore, connector.DropAfter, connector.LoseAnswer, connector.SendTwice)
	w := openWorld(t, worldOptions{Seed: seed, NoPolling: true, Mix: shop.MixSales(), Style: style, OneCustomer: style == "summary", Fault: func(c connector.Call) connector.Fault {
		if calm {
			return connector.NoFault
		}
		return faults(c)
	}})
	ctx := t.Context()
	if err := w.Start(ctx); err != nil {
		t.Fatal(err)
	}
	calm = true
	if err := w.Settle(ctx); err != nil {
		t.Fatal(err)
	}
	before := balances(w)
	by := store.Actor{Kind: "cli", Name: "test"}
	d := rand.New(rand.NewPCG(seed, 11))
	var ids []int64
	for range 4 {
		calm = true
		ids = append(ids, w.Shop.Sell(5)...)
		w.Ahead += 30 * time.Hour // days end, for summaries
		if err := w.Settle(ctx); err != nil {
			openWork(t, w)
			t.Fatal(err)
		}
		onlyOnce(t, w)
		calm = false
		for range 24 {
			id := ids[d.IntN(len(ids))]
			scope := store.UndoScope{Store: worldShop, Order: sales.OrderID(id)}
			switch d.IntN(14) {
			case 0, 1, 2, 3:
				choice := books.Void
				if d.IntN(3) == 0 {
					choice = books.Delete
				}
				if story, err := w.Store.OrderStory(ctx, worldShop, sales.OrderID(id)); err == nil && len(story.Summaries) > 0 && d.IntN(2) == 0 {
					scope = store.UndoScope{Posting: story.Summaries[0].ID}
				}
				_, err := w.Store.Undo(ctx, by, scope, choice, "At any moment.")
				if err != nil && !errors.Is(err, store.ErrNotFound) && !errors.Is(err, store.ErrNothingStands) && style != "summary" {
					t.Fatal(err)
				}
			case 4, 5, 6, 7:
				if _, err := w.Store.Redo(ctx, by, scope, "At any moment."); err != nil {
					t.Fatal(err)
				}
			case 8:
				_ = w.Shop.EditRandom(id, d.Uint64())
			case 9:
				_, _ = w.Shop.RefundRandom(id, d.Uint64())
			case 10:
				_ = w.Shop.Cancel(id)
			case 11:
				_ = w.Shop.MarkPaid(id)
			case 12:
				if _, err := w.PollShop(ctx); err != nil {
					t.Fatal(err)
				}
			default:
				_, _ = w.Web.Run(ctx)
			}
			if d.IntN(2) == 0 {
				if err := w.Planned(ctx); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	calm = true
	if err := w.Settle(ctx); err != nil {
		openWork(t, w)
		t.Fatal(err)
	}
	onlyOnce(t, w)
	if _, err := w.Store.Redo(ctx, by, store.UndoScope{Store: worldShop, RulesVersion: 1}, "All of it."); err != nil {
		t.Fatal(err)
	}
	if err := w.Settle(ctx); err != nil {
		t.Fatal(err)
	}
	onlyOnce(t, w)
	reasons(t, w)
	summed := 0
	for _, id := range ids {
		n, err := takeOutAll(t, w, by, id)
		if err != nil {
			t.Fatal(err)
		}
		summed += n
	}
	if (summed > 0) != (style == "summary") {
		t.Errorf("%d orders are in daily summaries", summed)
	}
	if err := w.Settle(ctx); err != nil {
		openWork(t, w)
		t.Fatal(err)
	}
	if got := balances(w); got != before {
		t.Errorf("taken out, the trial balance is\n%s, before the first sale it was\n%s", got, before)
		for _, x := range w.Books.Transactions() {
			if !x.Void && x.RefNumber != "" {
				t.Logf("%s %s stands", x.Type, x.RefNumber)
			}
		}
		openWork(t, w)
	}
}

// takeOutAll undoes an order and the daily summary that it is part of, and
// tells 1 if there is one.
func takeOutAll(t *testing.T, w *world, by store.Actor, id int64) (int, error) {
	t.Helper()
	story, err := w.Store.OrderStory(t.Context(), worldShop, sales.OrderID(id))
	if err != nil {
		return 0, err
	}
	scopes := []store.UndoScope{{Store: worldShop, Order: sales.OrderID(id)}}
	if len(story.Summaries) > 0 {
		scopes = append(scopes, store.UndoScope{Posting: story.Summaries[0].ID})
	}
	for _, scope := range scopes {
		plan, err := w.Store.Undo(t.Context(), by, scope, books.Void, "The end.")
		if err == nil && plan.Stays > 0 {
			t.Errorf("order %d: %d documents stay: %+v", id, plan.Stays, plan.Steps)
		}
	}
	return min(len(story.Summaries), 1), nil
}

// openWork logs the orders that are not where they should end.
func openWork(t *testing.T, w *world) {
	t.Helper()
	for _, truth := range w.Shop.Truths() {
		story, err := w.Store.OrderStory(t.Context(), worldShop, sales.OrderID(truth.ID))
		if err != nil || story.State == store.OrderVerified || story.State == store.OrderHeld {
			continue
		}
		t.Logf("order %d is %s: %s", truth.ID, story.State, story.Reason)
		for _, p := range story.Postings {
			t.Logf("  %d %s revision %d is %s %s %s, undo %d, needs %+v", p.ID, p.Name(), p.Revision, p.State, p.Lane, p.Reason, p.Undo, p.Links)
		}
	}
}

// While a bookkeeper edits, voids, deletes and deposits in QuickBooks, and
// orders are taken out and posted again: nothing stands twice, and what waits
// for a person says why.
func TestWhateverABookkeeperDoesInBetweenNothingStandsTwice(t *testing.T) {
	n := 2
	if os.Getenv("COUNTINGHOUSE_HEAVY") != "" {
		n = 20
	}
	for _, style := range []string{"receipt", "invoice", "order"} {
		for seed := range n {
			t.Run(fmt.Sprint(style, " ", seed), func(t *testing.T) { bookkeeperInBetween(t, style, uint64(seed+1)) })
		}
	}
}

func bookkeeperInBetween(t *testing.T, style string, seed uint64) {
	w := openWorld(t, worldOptions{Seed: seed, NoPolling: true, Mix: shop.MixSales(), Style: style})
	ctx := t.Context()
	if err := w.Start(ctx); err != nil {
		t.Fatal(err)
	}
	by := store.Actor{Kind: "cli", Name: "test"}
	d := rand.New(rand.NewPCG(seed, 13))
	var ids []int64
	for range 4 {
		ids = append(ids, w.Shop.Sell(6)...)
		for range 24 {
			id := ids[d.IntN(len(ids))]
			scope := store.UndoScope{Store: worldShop, Order: sales.OrderID(id)}
			switch d.IntN(12) {
			case 0, 1:
				if _, err := w.Store.Undo(ctx, by, scope, books.Void, "In between."); err != nil && !errors.Is(err, store.ErrNotFound) && !errors.Is(err, store.ErrNothingStands) {
					t.Fatal(err)
				}
			case 2, 3:
				if _, err := w.Store.Redo(ctx, by, scope, "In between."); err != nil {
					t.Fatal(err)
				}
			case 4:
				_ = w.Shop.EditRandom(id, d.Uint64())
			case 5:
				_, _ = w.Shop.RefundRandom(id, d.Uint64())
			case 6:
				_ = w.Shop.Cancel(id)
			case 7, 8:
				bookkeeperActs(w, d)
			default:
				if _, err := w.PollShop(ctx); err != nil {
					t.Fatal(err)
				}
				if err := w.Visits(ctx, 1); err != nil {
					t.Fatal(err)
				}
			}
		}
		if _, err := w.PollShop(ctx); err != nil {
			t.Fatal(err)
		}
		if err := w.Visits(ctx, 4); err != nil {
			t.Fatal(err)
		}
		onlyOnce(t, w)
		reasons(t, w)
	}
	for _, id := range ids {
		story, err := w.Store.OrderStory(ctx, worldShop, sales.OrderID(id))
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range story.Postings {
			if p.State == store.Sent || p.State == store.Unsure || p.State == store.Refused && p.Reason == "" {
				t.Errorf("order %d: %s is %s: %s", id, p.Name(), p.State, p.Reason)
			}
		}
	}
}

// bookkeeperActs does something to a document in QuickBooks, if it can be done.
func bookkeeperActs(w *world, d *rand.Rand) {
	all := w.Books.Transactions()
	x := all[d.IntN(len(all))]
	if x.RefNumber == "" {
		return
	}
	switch d.IntN(4) {
	case 0:
		_ = w.Books.EditMemo(x.TxnID, "seen by the bookkeeper")
	case 1:
		_ = w.Books.VoidTxn(x.TxnID)
	case 2:
		_ = w.Books.DeleteTxn(x.TxnID)
	default:
		_, _ = w.Books.Deposit("Checking", x.Date, x.TxnID)
	}
}
