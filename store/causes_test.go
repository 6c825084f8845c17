package store

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/sales"
)

// What holds orders is told by counters that triggers keep. Here it is counted
// again from the plans and refusals themselves, after every step of random lives.
func TestCausesAreCountedAsOrdersComeAndGo(t *testing.T) {
	for seed := range uint64(8) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { causesLive(t, rand.New(rand.NewPCG(seed, 4))) })
	}
}

func causesLive(t *testing.T, r *rand.Rand) {
	s, _ := fresh(t)
	ctx := t.Context()
	must(t, s.SaveShop(ctx, tester, Shop{Key: "also", Company: "larkspur", Name: "Also", Zone: "UTC", Currency: "EUR"}))
	type cause struct{ code, subject string }
	type held struct {
		causes   map[cause]bool
		currency string
		total    money.Amount
	}
	truth := map[OrderRef]held{} // what holds each order
	posted := map[OrderRef]bool{}
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	for step := range 40 {
		switch r.IntN(4) {
		case 0, 1: // orders come, or change
			key := sales.StoreKey(pick("main", "also"))
			o := order(1+r.IntN(12), fmt.Sprintf("%d.00", 1+r.IntN(9)))
			o.Store, o.Modified = key, o.Modified.Add(time.Duration(step+1)*time.Hour)
			if ref := (OrderRef{key, o.ID}); posted[ref] {
				continue
			}
			if o.Currency = pick("USD", "USD", "EUR"); key == "also" {
				o.Currency = "EUR"
			}
			_, err := s.SaveOrders(ctx, key, []sales.Order{o})
			must(t, err)
		case 2: // what waits is planned
			planAll(t, s, func(p PlannedOrder) books.Plan {
				ref := OrderRef{p.Order.Store, p.Order.ID}
				total, _ := p.Order.Total.Inc.Exact(2)
				delete(truth, ref)
				if r.IntN(3) == 0 {
					posted[ref] = true
					return receipts(p)
				}
				h := held{map[cause]bool{}, p.Order.Currency, total}
				plan := holdPlan(p.Order)
				for range 1 + r.IntN(3) {
					c := cause{pick("item-missing", "tax-missing"), pick("A", "B")}
					h.causes[c] = true
					plan.Problems = append(plan.Problems, sales.Problem{Code: c.code, Subject: c.subject, What: "x", Means: "x", Fix: "x"})
				}
				truth[ref] = h
				return plan
			})
		case 3: // QuickBooks refuses some, and takes others
			ready, err := s.ClaimReady(ctx, "larkspur", 10)
			must(t, err)
			var out []Outcome
			for _, p := range ready {
				ref := OrderRef{p.Store, p.Order}
				reason := pick("The item is inactive.", "The customer is inactive.")
				out = append(out, Outcome{Posting: p.ID, From: Ready, To: Refused, Code: 3140, Lane: "mapping", Reason: reason})
				rows, err := s.OrderRowsOf(ctx, []OrderRef{ref})
				must(t, err)
				truth[ref] = held{map[cause]bool{{CauseRefused, reason}: true}, rows[0].Currency, rows[0].Total}
			}
			must(t, s.Settle(ctx, out))
		}
		causes := map[cause]int{}
		sums := map[cause]map[string]money.Amount{}
		for _, h := range truth {
			for c := range h.causes {
				causes[c]++
				if sums[c] == nil {
					sums[c] = map[string]money.Amount{}
				}
				sums[c][h.currency] += h.total
			}
		}
		n, err := s.CountCauses(ctx, "larkspur")
		must(t, err)
		heldCauses, err := s.HeldCauses(ctx, "larkspur")
		must(t, err)
		refused, err := s.RefusedCauses(ctx, "larkspur")
		must(t, err)
		if n != len(causes) || len(heldCauses)+len(refused) != n {
			t.Fatalf("step %d: %d causes are counted, %d and %d told, of %d", step, n, len(heldCauses), len(refused), len(causes))
		}
		for _, c := range append(heldCauses, refused...) {
			k := cause{c.Code, c.Subject}
			if c.Orders != causes[k] || c.Amount != sums[k][c.Currency] {
				t.Fatalf("step %d: %v holds %d orders, %v %s; want %d, %v", step, k, c.Orders, c.Amount, c.Currency, causes[k], sums[k])
			}
		}
	}
	checkInvariants(t, s)
}
