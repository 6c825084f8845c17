package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"countinghouse/sales"
	"countinghouse/simulator/company"
	"countinghouse/simulator/connector"
	"countinghouse/simulator/shop"
	"countinghouse/store"
)

// TestMain lets the test binary be the server of worlds that run it as a
// process of its own.
func TestMain(m *testing.M) {
	if os.Getenv(asMain) == "1" {
		os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// agrees fails the test unless the books equal the store to the cent and every
// order that is not in them has its reason.
func agrees(t *testing.T, w *world, want int) {
	t.Helper()
	ctx := t.Context()
	rows, inBooks, left, err := w.Compare(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if r.Differs() {
			t.Errorf("%s: the store says %s, QuickBooks %s", r.What, r.Store, r.Books)
		}
	}
	for _, s := range []store.OrderState{"not read", store.OrderNew, store.OrderWaiting, store.OrderAsking, store.OrderPosted} {
		if left[s] > 0 {
			t.Errorf("%d orders are still %s", left[s], s)
		}
	}
	if inBooks < want {
		t.Errorf("%d orders are in the books, want at least %d; left: %v", inBooks, want, left)
	}
	onlyOnce(t, w)
	reasons(t, w)
	t.Logf("%d orders in the books; left: %v", inBooks, left)
}

// onlyOnce fails the test if any order stands in the company file twice.
func onlyOnce(t *testing.T, w *world) {
	t.Helper()
	seen := map[string]int{}
	for _, x := range w.Books.Transactions() {
		if !x.Void && x.RefNumber != "" {
			seen[x.Type+" "+x.RefNumber]++
		}
	}
	for ref, n := range seen {
		if n > 1 {
			t.Errorf("%s stands in the company file %d times", ref, n)
		}
	}
	var debit, credit company.Cents
	for _, b := range w.Books.TrialBalance() {
		debit += b.Debit
		credit += b.Credit
	}
	if debit != credit {
		t.Errorf("the trial balance has debits of %s and credits of %s", debit, credit)
	}
}

// reasons fails the test if a held, refused, watched or excluded order does
// not say why.
func reasons(t *testing.T, w *world) {
	t.Helper()
	f := store.OrderFilter{Store: worldShop, Limit: 500, States: []store.OrderState{store.OrderHeld, store.OrderRefused, store.OrderExcluded, store.OrderWatched}}
	for {
		page, err := w.Store.OrdersPage(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range page.Rows {
			if r.Reason == "" {
				t.Errorf("order %d is %s without a reason", r.ID, r.State)
			}
		}
		if testing.Verbose() {
			for _, r := range page.Rows {
				t.Logf("order %d is %s: %s", r.ID, r.State, r.Reason)
			}
		}
		if f.After = page.Next; page.Next == "" {
			return
		}
	}
}

func openWorld(t *testing.T, o worldOptions) *world {
	t.Helper()
	o.Dir = t.TempDir()
	w, err := newWorld(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	return w
}

func TestAThousandOrdersOfEveryKindAgreeToTheCentOrSayWhyNot(t *testing.T) {
	for _, c := range []struct {
		name string
		o    worldOptions
	}{
		{"tax as lines", worldOptions{Seed: 11, Mix: shop.MixAll(), NoPolling: true}},
		{"tax by QuickBooks, compared", worldOptions{Seed: 12, Mix: shop.MixAll(), Treatment: "quickbooks", NoPolling: true}},
		{"prices with tax in them", worldOptions{Seed: 13, Mix: shop.MixSales(), Inclusive: true, NoPolling: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := openWorld(t, c.o)
			if err := w.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			w.Shop.Sell(1000)
			if err := w.Settle(t.Context()); err != nil {
				t.Fatal(err)
			}
			w.PaySome(15)
			if err := w.Settle(t.Context()); err != nil {
				t.Fatal(err)
			}
			agrees(t, w, 500)
		})
	}
}

func TestOrdersThatContradictThemselvesAreHeldWithTheContradiction(t *testing.T) {
	w := openWorld(t, worldOptions{Seed: 5, NoPolling: true})
	if err := w.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.Shop.Sell(30)
	spoiled := map[int64]string{}
	for _, what := range shop.Spoils() {
		for _, kind := range shop.AllKinds() {
			if id, err := w.Shop.SellContradiction(kind, what); err == nil {
				spoiled[id] = what
				break
			}
		}
	}
	if len(spoiled) < len(shop.Spoils()) {
		t.Fatalf("only %d of %d contradictions could be sold", len(spoiled), len(shop.Spoils()))
	}
	if err := w.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	for id, what := range spoiled {
		story, err := w.Store.OrderStory(t.Context(), worldShop, sales.OrderID(id))
		if err != nil {
			t.Fatal(err)
		}
		if story.State != store.OrderHeld || len(story.Problems) == 0 {
			t.Errorf("an order with %s is %s, problems %v", what, story.State, story.Problems)
		}
	}
	agrees(t, w, 15)
}

// faultHistory lets a world sell, poll and post while things go wrong, then
// has the faults stop and checks the books.
func faultHistory(t *testing.T, seed uint64, process bool) {
	d := rand.New(rand.NewPCG(seed, 99))
	calm := false
	plan := connector.FaultsBySeed(seed, 12, connector.DropBefore, connector.DropAfter, connector.LoseAnswer, connector.SendTwice)
	w := openWorld(t, worldOptions{
		Seed: seed, NoPolling: true, Process: process,
		Fault: func(c connector.Call) connector.Fault {
			if calm {
				return connector.NoFault
			}
			return plan(c)
		},
	})
	ctx := t.Context()
	if err := w.Start(ctx); err != nil {
		t.Fatal(err)
	}
	faults := map[string]int{}
	for range 6 {
		w.Shop.Sell(8 + d.IntN(10))
		if _, err := w.PollShop(ctx); err != nil {
			t.Fatal(err)
		}
		if d.IntN(3) == 0 {
			faults["QuickBooks crashed in mid-set"]++
			w.Books.CrashAfter(d.IntN(12))
		}
		if d.IntN(4) == 0 {
			faults["a dialog was open"]++
			w.Books.OpenDialog(true)
		}
		kill := d.IntN(2) == 0
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			_, _ = w.Web.Run(ctx) // whatever happens, the books must be right afterwards
		}()
		if kill {
			time.Sleep(time.Duration(d.IntN(60)) * time.Millisecond)
			faults["the server was stopped"]++
			w.StopServer()
		}
		<-ended
		w.Books.OpenDialog(false)
		if kill {
			if err := w.Start(ctx); err != nil {
				t.Fatal(err)
			}
		}
	}
	calm = true
	for range 3 { // a crash may still be due
		_, _ = w.Web.Run(ctx)
	}
	if err := w.Settle(ctx); err != nil {
		t.Fatal(err)
	}
	agrees(t, w, 20)
	t.Logf("seed %d: %v", seed, faults)
}

func TestNoFaultPostsAnOrderTwiceOrLosesOne(t *testing.T) {
	n := 12
	if os.Getenv("COUNTINGHOUSE_HEAVY") != "" {
		n = 300
	}
	for seed := range n {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) { faultHistory(t, uint64(seed), false) })
	}
}

func TestKillingTheServerAtAnyMomentLosesNothingAndPostsNothingTwice(t *testing.T) {
	n := 4
	if os.Getenv("COUNTINGHOUSE_HEAVY") != "" {
		n = 60
	}
	for seed := range n {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) { faultHistory(t, uint64(1000+seed), true) })
	}
}

func TestTheDemoEndsWithBooksThatAgree(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Second)
	defer cancel()
	e := &env{ctx: ctx, log: discard(), out: t.Output(), errOut: t.Output()}
	c := demoCommand{Listen: "localhost:0", Every: 50 * time.Millisecond, Calls: 300 * time.Millisecond, Orders: 40, Seed: 7}
	if err := c.Run(e); err != nil {
		t.Fatal(err)
	}
}
