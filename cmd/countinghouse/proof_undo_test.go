package main

import (
	"testing"

	"countinghouse/books"
	"countinghouse/cmd/countinghouse/internal/truth"
	"countinghouse/simulator/shop"
	"countinghouse/store"
)

// TestAWholeHistoryIsTakenOutAndPostedAgain undoes all that one version of the
// rules produced: sales, payments, refunds, changes. The trial balance is then
// what it was before anything was sold; posted again, every order stands as the
// calculation has it.
func TestAWholeHistoryIsTakenOutAndPostedAgain(t *testing.T) {
	for _, style := range []string{"receipt", "invoice", "order"} {
		t.Run(style, func(t *testing.T) {
			p := prove(t, proof{o: worldOptions{Seed: 61, Fallback: true, OneCustomer: true, AllPayments: true, Style: style}, first: 80, rounds: 3, each: 20})
			ctx, by := t.Context(), store.Actor{Kind: "user", Name: "Dana"}
			scope := store.UndoScope{Store: worldShop, RulesVersion: 1}
			plan, err := p.w.Store.Undo(ctx, by, scope, books.Void, "The mapping was wrong.")
			if err != nil {
				t.Fatal(err)
			}
			if plan.Stays > 0 || plan.Orders < 30 {
				t.Errorf("%d orders, %d steps stay: %+v", plan.Orders, plan.Stays, plan.Steps)
			}
			if err := p.w.Settle(ctx); err != nil {
				t.Error(err)
			}
			status, err := p.w.Store.UndoStatus(ctx, plan.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range status.Steps {
				if x.State != store.Verified {
					t.Errorf("%s %s of order %d is %s: %s", x.Operation, x.Name, x.Order, x.State, x.Why)
				}
			}
			var list []string
			figures(&list, "", p.opening, trialBalance(p.w), func(string) truth.Cents { return 0 })
			for _, x := range list {
				t.Errorf("after the undo the trial balance differs: %s", x)
			}
			if _, err := p.w.Store.Redo(ctx, by, scope, "It is right now."); err != nil {
				t.Fatal(err)
			}
			p.seen = map[int64][]shop.Truth{} // posted again, nothing is of earlier readings
			p.look()
			if err := p.w.Settle(ctx); err != nil {
				t.Error(err)
			}
			p.compare()
		})
	}
}
