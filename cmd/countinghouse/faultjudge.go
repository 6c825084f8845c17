package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"countinghouse/sales"
	"countinghouse/store"
)

func salesID(id int64) sales.OrderID { return sales.OrderID(id) }

// plug makes the Web Connector of the PC.
func (l *life) plug() (err error) {
	l.phone, err = l.w.phone("")
	return err
}

// judgement holds the company file against the store, when all is quiet.
func (l *life) judgement(ctx context.Context) {
	l.kills = l.w.kills
	l.orders, l.documents = len(l.w.Shop.Orders()), len(l.w.Books.Transactions())-len(l.before)
	l.duplicates()
	if len(l.found) > 0 {
		return // it did not come to rest, or what follows is but its consequence
	}
	l.losses(ctx)
	if n := len(l.w.Other.Transactions()); n > 0 {
		l.find("wrong file", "%d documents stand in another company file", n)
	}
	_, broken, err := l.w.Store.VerifyAudit(ctx)
	l.must(err)
	if len(broken) > 0 {
		l.find("audit", "the audit's chain is broken at %v", broken)
	}
	l.p.compare() //nolint:contextcheck // its judge is this history, with a context of its own
}

// duplicates finds documents that stand twice: by the mark that QuickBooks
// keeps and nobody can edit, and by number; and documents of no order.
func (l *life) duplicates() {
	orders := map[int64]bool{}
	for _, id := range l.w.Shop.Orders() {
		orders[id] = true
	}
	seen := map[string]string{}
	for _, x := range l.w.Books.Transactions() {
		if x.Void || l.before[x.TxnID] {
			continue
		}
		what := fmt.Sprintf("%s %s of %s", x.Type, x.RefNumber, x.Total)
		if !orders[orderOf(x.Memo)] {
			l.find("stranger", "%s (%s) is of no order", what, x.Memo)
		}
		for _, key := range []string{"mark " + x.GUID, x.Type + " " + x.RefNumber} {
			if key == "mark " || strings.HasSuffix(key, " ") {
				continue
			}
			if first := seen[key]; first != "" {
				l.find("duplicate", "%s stands twice, the first time as %s", what, first)
				break
			}
		}
		seen["mark "+x.GUID], seen[x.Type+" "+x.RefNumber] = what, what
	}
}

// losses finds orders of which nobody knows, that are still under way, or that
// wait without a reason.
func (l *life) losses(ctx context.Context) {
	states, err := l.w.states(ctx)
	l.must(err)
	for _, t := range l.w.Shop.Truths() {
		state, known := states[t.ID]
		switch {
		case !known && !t.Deleted && !t.Archived:
			l.find("loss", "order %d was never read", t.ID)
		case slices.Contains(unsettled, state) && !(state == store.OrderPosted && l.touched[t.ID]): // that one says what a person changed
			l.find("loss", "order %d is still %s", t.ID, state)
		}
	}
	f := store.OrderFilter{Store: worldShop, Limit: 500, States: []store.OrderState{store.OrderHeld, store.OrderRefused, store.OrderExcluded, store.OrderWatched}}
	page, err := l.w.Store.OrdersPage(ctx, f)
	l.must(err)
	for _, r := range page.Rows {
		if r.Reason == "" {
			l.find("reason", "order %d is %s without a reason", r.ID, r.State)
		}
	}
}

// tally adds the counts of faults.
func tally(into, from map[string]int) {
	for k, n := range from {
		into[k] += n
	}
}

// faultTable tells how many faults of each kind there were.
func faultTable(counts map[string]int) string {
	var b strings.Builder
	sum := 0
	for _, k := range slices.Sorted(maps.Keys(counts)) {
		fmt.Fprintf(&b, "%8d  %s\n", counts[k], k)
		sum += counts[k]
	}
	fmt.Fprintf(&b, "%8d  faults of %d kinds\n", sum, len(counts))
	return b.String()
}
