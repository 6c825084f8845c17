package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"countinghouse/books"
	"countinghouse/sales"
	"countinghouse/simulator/connector"
	"countinghouse/simulator/shop"
	"countinghouse/store"
)

// balances is the trial balance of a world's company file as text.
func balances(w *world) string {
	var b strings.Builder
	for _, x := range w.Books.TrialBalance() {
		if x.Debit != 0 || x.Credit != 0 {
			fmt.Fprintf(&b, "%s: %s %s\n", x.Account, x.Debit, x.Credit)
		}
	}
	return b.String()
}

// A run of 500 orders is posted, taken out again and posted again, over the
// whole loop.
func TestUndoOfARunOf500LeavesTheTrialBalanceAsItWas(t *testing.T) {
	w := openWorld(t, worldOptions{Seed: 21, Mix: shop.MixSales(), NoPolling: true})
	ctx := t.Context()
	if err := w.Start(ctx); err != nil {
		t.Fatal(err)
	}
	before := balances(w)
	w.Shop.Sell(500)
	if err := w.Settle(ctx); err != nil {
		t.Fatal(err)
	}
	posted := balances(w)
	figures, err := w.Store.StateFigures(ctx, worldCompany, dayZero, dayZero)
	if err != nil {
		t.Fatal(err)
	}
	n := figures[store.OrderVerified].Count
	if n < 480 {
		t.Errorf("%d of 500 orders are in the books: %v", n, figures)
	}
	orders := fmt.Sprintf("%d orders", n)
	t.Setenv("COUNTINGHOUSE_DATA", w.o.Dir)
	do := func(args ...string) said {
		var out, errOut strings.Builder
		code := run(args, &out, &errOut)
		return said{out.String(), errOut.String(), code}
	}
	do("undo", "--rules", "1").want(t, exitFailed, "say why it is taken out")
	do("undo", "--rules", "1", "--preview").want(t, exitOK, orders, "Sales receipt", "void")
	do("undo", "--rules", "7", "--preview").want(t, exitFailed, "nothing was posted")
	do("redo", "--rules", "1").want(t, exitFailed, "nothing of rules version 1")
	do("undo", "--rules", "1", "--why", "The mapping was wrong.", "--json").want(t, exitOK, `"choice": "void"`, `"stays": 0`)
	if err := w.Settle(ctx); err != nil {
		t.Fatal(err)
	}
	if got := balances(w); got != before {
		t.Errorf("the trial balance is\n%s, before the run it was\n%s", got, before)
	}
	if figures, err = w.Store.StateFigures(ctx, worldCompany, dayZero, dayZero); err != nil {
		t.Fatal(err)
	}
	if out := figures[store.OrderExcluded].Count; out != n {
		t.Errorf("%d orders are out, want %d: %v", out, n, figures)
		page, err := w.Store.OrdersPage(ctx, store.OrderFilter{Store: worldShop, States: []store.OrderState{store.OrderRefused}})
		t.Log(page.Rows, err)
	}
	do("redo", "--rules", "1", "--why", "It is right now.").want(t, exitOK, orders+" are planned again")
	if err := w.Settle(ctx); err != nil {
		t.Fatal(err)
	}
	if got := balances(w); got != posted {
		t.Errorf("posted again, the trial balance is\n%s, it was\n%s", got, posted)
	}
	onlyOnce(t, w)
	reasons(t, w)
}

// afterwards lets a world sell and then has much happen to the orders: edits,
// refunds, cancellations, payments. What happens depends on the seed alone,
// so that two worlds of one seed must end with the same books, however badly
// the line to one of them was.
func afterwards(t *testing.T, seed uint64, faults func(connector.Call) connector.Fault) (w *world, takeOut func()) {
	t.Helper()
	calm := false
	w = openWorld(t, worldOptions{Seed: seed, NoPolling: true, Mix: shop.MixSales(), Fault: func(c connector.Call) connector.Fault {
		if calm || faults == nil {
			return connector.NoFault
		}
		return faults(c)
	}})
	ctx := t.Context()
	if err := w.Start(ctx); err != nil {
		t.Fatal(err)
	}
	d := rand.New(rand.NewPCG(seed, 7))
	var ids []int64
	for range 4 {
		calm = true // sales are posted by themselves: a cancellation before that is another story
		ids = append(ids, w.Shop.Sell(8)...)
		if err := w.Settle(ctx); err != nil {
			t.Fatal(err)
		}
		calm = false
		for range 9 {
			id := ids[d.IntN(len(ids))]
			switch d.IntN(8) {
			case 0, 1, 2:
				_ = w.Shop.EditRandom(id, d.Uint64())
			case 3, 4:
				_, _ = w.Shop.RefundRandom(id, d.Uint64())
			case 5:
				_ = w.Shop.Cancel(id)
			default:
				_ = w.Shop.MarkPaid(id)
			}
		}
		if _, err := w.PollShop(ctx); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			_, _ = w.Web.Run(ctx) // whatever happens, the books must be right afterwards
			if err := w.Planned(ctx); err != nil {
				t.Fatal(err)
			}
		}
	}
	calm = true
	if err := w.Settle(ctx); err != nil {
		t.Fatal(err)
	}
	onlyOnce(t, w)
	reasons(t, w)
	return w, func() {
		t.Helper()
		plan, err := w.Store.Undo(ctx, store.Actor{Kind: "cli", Name: "test"}, store.UndoScope{Store: worldShop, RulesVersion: 1}, books.Void, "A rehearsal.")
		if err != nil {
			t.Fatal(err)
		}
		if plan.Stays > 0 {
			t.Errorf("%d documents stay: %+v", plan.Stays, plan.Steps)
		}
		calm = false
		for range 8 {
			_, _ = w.Web.Run(ctx)
		}
		calm = true
		if err := w.Settle(ctx); err != nil {
			t.Fatal(err)
		}
	}
}

func TestNoFaultChangesWhatEditsRefundsAndCancellationsDoToTheBooks(t *testing.T) {
	n := 4
	if os.Getenv("COUNTINGHOUSE_HEAVY") != "" {
		n = 100
	}
	operations := map[string]int{}
	for seed := range n {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			calm, _ := afterwards(t, uint64(seed), nil)
			torn, takeOut := afterwards(t, uint64(seed), connector.FaultsBySeed(uint64(seed), 6, connector.DropBefore, connector.DropAfter, connector.LoseAnswer, connector.SendTwice))
			if a, b := balances(calm), balances(torn); a != b {
				t.Errorf("with faults the trial balance is\n%s, without\n%s", b, a)
				compareStories(t, calm, torn)
			}
			for _, truth := range torn.Shop.Truths() {
				story, err := torn.Store.OrderStory(t.Context(), worldShop, sales.OrderID(truth.ID))
				if err != nil {
					continue
				}
				for _, p := range story.Postings {
					operations[string(p.Kind)+" "+string(p.Operation)]++
				}
			}
			takeOut() // with the line as bad as before
			if got, want := balances(torn), balances(openWorld(t, worldOptions{Seed: uint64(seed)})); got != want {
				t.Errorf("taken out, the trial balance is\n%s, before the first sale it was\n%s", got, want)
			}
		})
	}
	if operations[string(books.CreditMemo)+" "] == 0 || operations[string(books.SalesReceipt)+" modify"] == 0 {
		t.Errorf("too little happened: %v", operations)
	}
	t.Log(operations)
}

// compareStories logs the orders that two worlds of one seed posted otherwise.
func compareStories(t *testing.T, a, b *world) {
	t.Helper()
	line := func(w *world, id int64) string {
		story, err := w.Store.OrderStory(t.Context(), worldShop, sales.OrderID(id))
		if err != nil {
			return err.Error()
		}
		text := string(story.State) + " " + story.Reason
		for _, p := range story.Postings {
			text += fmt.Sprintf("; %s %s %s %d %s %s %s", p.Kind, p.Part, p.Operation, p.Revision, p.State, p.Total, p.Reason)
		}
		return text
	}
	for _, truth := range a.Shop.Truths() {
		x, y := line(a, truth.ID), line(b, truth.ID)
		if x != y {
			t.Logf("order %d\n  calm: %s\n  torn: %s", truth.ID, x, y)
		}
	}
}

func TestDecisionsFromTheCommandLine(t *testing.T) {
	w := openWorld(t, worldOptions{Seed: 22, Mix: shop.MixSales(), NoPolling: true})
	ctx := t.Context()
	if err := w.Start(ctx); err != nil {
		t.Fatal(err)
	}
	ids := w.Shop.Sell(2)
	if _, err := w.PollShop(ctx); err != nil {
		t.Fatal(err)
	}
	t.Setenv("COUNTINGHOUSE_DATA", filepath.Clean(w.o.Dir))
	do := func(args ...string) said {
		var out, errOut strings.Builder
		code := run(args, &out, &errOut)
		return said{out.String(), errOut.String(), code}
	}
	id := fmt.Sprint(ids[0])
	do("decide", id).want(t, exitFailed, "say what is decided")
	do("decide", id, "--exclude", "A gift.", "--json").want(t, exitOK, `"excluded": "A gift."`)
	do("decide", id, "--exclude", "x", "--include").want(t, exitUsage)
	do("decide", id, "--approve", "large orders").want(t, exitFailed, "no rule that holds orders")
	do("decide", id, "--restock", "12/3/yes").want(t, exitFailed, "refund")
	do("decide", id, "--restock", "12/yes").want(t, exitUsage, "12/345/yes")
	do("decide", id, "--customer", "80-nobody").want(t, exitFailed, "no customer 80-nobody")
	do("decide", id, "--customer", "new", "--json").want(t, exitOK, `"newCustomer": true`)
	do("decide", id, "--retry", "99999").want(t, exitFailed, "is not of order")
	do("decide", "999999", "--include").want(t, exitFailed, "was not read")
	if err := w.Settle(ctx); err != nil {
		t.Fatal(err)
	}
	if story, err := w.Store.OrderStory(ctx, worldShop, sales.OrderID(ids[0])); err != nil || story.State != store.OrderExcluded || !strings.Contains(story.Reason, "A gift.") {
		t.Errorf("the excluded order is %s (%s), %v", story.State, story.Reason, err)
	}
	do("decide", id, "--include").want(t, exitOK, "planned again")
	if err := w.Settle(ctx); err != nil {
		t.Fatal(err)
	}
	do("order", id).want(t, exitOK, "verified")
}
