package main

import (
	"fmt"
	"os"
	"testing"

	"countinghouse/simulator/shop"
)

// proof is one history of a store, of which every order's documents are held
// against the calculation of package truth.
type proof struct {
	o      worldOptions
	first  int // what happens before the store is read for the first time
	rounds int // how often it is read after that
	each   int // what happens before each
}

// prove lets the history happen and compares.
func prove(t *testing.T, c proof) *proving {
	c.o.NoPolling = true
	if c.o.Mix == nil {
		c.o.Mix = shop.MixEverything()
	}
	w := openWorld(t, c.o)
	if err := w.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	p := &proving{judge: t, w: w, settings: worldSettings(w.Shop, c.o), seen: map[int64][]shop.Truth{}, opening: trialBalance(w)}
	for round := range c.rounds + 1 {
		n := c.each
		if round == 0 {
			n = c.first
		}
		w.Shop.Live(n)
		p.look()
		if _, err := w.PollShop(t.Context()); err != nil {
			t.Fatal(err)
		}
		if round%2 == 0 { // some changes come while documents are on their way
			if err := w.Visits(t.Context(), 1); err != nil {
				t.Fatal(err)
			}
		}
	}
	p.look()
	if err := w.Settle(t.Context()); err != nil {
		t.Error(err) // the comparison tells which orders are not done
	}
	p.compare()
	return p
}

// proofs are the ways of keeping the books that are proved.
func proofs() map[string]worldOptions {
	return map[string]worldOptions{
		"receipts, tax as lines":                  {Fallback: true, OneCustomer: true},
		"receipts, tax by QuickBooks, two cents":  {Fallback: true, OneCustomer: true, Treatment: "quickbooks", Allowed: 2},
		"receipts, prices with tax in them":       {Fallback: true, OneCustomer: true, Inclusive: true, Cancelled: "void"},
		"invoices, by transactions, each shopper": {Fallback: true, Style: "invoice", PaidBy: "payments", Restock: "no"},
		"sales orders, credited when cancelled":   {Fallback: true, OneCustomer: true, Style: "order", Cancelled: "credit"},
		"Canada, tax by codes":                    {Fallback: true, OneCustomer: true, Country: "CA", Treatment: "quickbooks", Allowed: 2},
		"Canada, tax as lines, invoices":          {Fallback: true, OneCustomer: true, Country: "CA", Style: "invoice", PaidBy: "payments", RefundBy: "credit"},
		"United Kingdom, tax by codes":            {Fallback: true, OneCustomer: true, Country: "GB", Treatment: "quickbooks", Allowed: 2},
		"United Kingdom, tax as lines":            {Fallback: true, Country: "GB", Style: "order", Restock: "no"},
		"Australia, tax by codes, its own cents":  {Fallback: true, OneCustomer: true, Country: "AU", Treatment: "quickbooks", Allowed: 2},
		"Australia, tax as lines":                 {Fallback: true, OneCustomer: true, Country: "AU", Cancelled: "void"},
	}
}

// heavyProof tells whether 20,000 orders are asked for. The race detector is
// content with the small numbers: they run the same code.
func heavyProof() bool { return os.Getenv("COUNTINGHOUSE_HEAVY") != "" && !raceEnabled }

// TestWhateverHappensToOrdersTheBooksShowIt lets stores live: sales, payments,
// edits, refunds, cancellations, shipments and the rest in any order and number,
// with visits of the Web Connector in between. In the end each order stands in
// the company file as the calculation of package truth has it, to the cent, or
// says why not.
func TestWhateverHappensToOrdersTheBooksShowIt(t *testing.T) {
	events, seeds := 100, 1
	if heavyProof() {
		events, seeds = 1000, 4
	}
	for name, o := range proofs() {
		for seed := range seeds {
			t.Run(fmt.Sprint(name, ", seed ", seed), func(t *testing.T) {
				o.Seed, o.AllPayments = uint64(seed+1), true
				prove(t, proof{o: o, first: events / 2, rounds: 5, each: events / 10})
			})
		}
	}
}
