package main

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"countinghouse/cmd/countinghouse/internal/truth"
	"countinghouse/sales"
	"countinghouse/simulator/shop"
	"countinghouse/store"
)

// judge takes down what is wrong: a test, or the bench of histories.
type judge interface {
	Context() context.Context
	Errorf(format string, args ...any)
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Logf(format string, args ...any)
}

// proving is a proof under way.
type proving struct {
	judge
	w        *world
	settings truth.Settings
	// opening is the trial balance before anything was sold.
	opening map[string]truth.Cents
	// touched are orders of which a person changed a document in QuickBooks.
	touched map[int64]bool
	// editedLater are orders that a test itself edited after it refunded something
	// of them: the store's story tells only what the store did by itself.
	editedLater map[int64]bool
	// seen are the different states of each order in which the store was read.
	seen map[int64][]shop.Truth
}

// look notes what the orders are when they are read.
func (p *proving) look() {
	for _, t := range p.w.Shop.Truths() {
		list := p.seen[t.ID]
		if n := len(list); n == 0 || !reflect.DeepEqual(list[n-1], t) {
			p.seen[t.ID] = append(list, t)
		}
	}
}

// booked is what stands in the company file for an order.
type booked struct {
	truth.Effect
	refs     []string
	customer string
}

// booked reads the ledger by order; what belongs to none is told under 0.
func (p *proving) booked() map[int64]*booked {
	all := map[int64]*booked{}
	seen := map[string]bool{}
	for _, x := range p.w.Books.TransactionsInFull() {
		if x.Void || x.Pending {
			continue
		}
		id := orderOf(x.Memo)
		b := all[id]
		if b == nil {
			b = &booked{Effect: truth.NewEffect()}
			all[id] = b
		}
		key := x.Type + " " + x.RefNumber
		b.refs = append(b.refs, fmt.Sprintf("%s of %s %s", key, x.Date, x.Total))
		b.customer = x.Customer
		if id != 0 && seen[key] {
			p.Errorf("%s stands twice", key)
		}
		seen[key] = true
		for _, e := range x.Postings {
			b.Accounts[e.Account] += truth.Cents(e.Amount)
			b.Days[e.Account+" "+x.Date] += truth.Cents(e.Amount)
			if e.Account == "Sales Tax Payable" {
				b.Agencies[e.Name] -= truth.Cents(e.Amount)
			}
			if e.Quantity != 0 {
				b.Stock[e.Item] += e.Quantity / 100_000
			}
		}
	}
	return all
}

// differences tells how the books differ from what an order did. Of a refund of
// several things the store tells no more than the sum and its tax, so each of
// its accounts may be a cent away for each of them, if all come to the sum;
// what was received, paid out and is owed may not.
func differences(want truth.Effect, got *booked) []string {
	if got == nil {
		got = &booked{Effect: truth.NewEffect()}
	}
	slack := func(k string) truth.Cents {
		for _, a := range append(moneyAccounts, "Sales Tax Payable", truth.StockAsset, truth.CostOfGoods) {
			if k == a || strings.HasPrefix(k, a+" 2") {
				return 0
			}
		}
		return truth.Cents(want.Parts)
	}
	var list []string
	figures(&list, "", want.Accounts, got.Accounts, slack)
	figures(&list, "owed to ", want.Agencies, got.Agencies, func(string) truth.Cents { return truth.Cents(want.Parts) })
	figures(&list, "stock of ", want.Stock, got.Stock, func(string) int64 { return 0 })
	days := maps.Clone(got.Days)
	for k := range days { // money may be of another day
		if slices.ContainsFunc(moneyAccounts, func(a string) bool { return strings.HasPrefix(k, a+" 2") }) {
			delete(days, k)
		}
	}
	if want.Days != nil {
		figures(&list, "on the day ", want.Days, days, slack)
	}
	return list
}

var moneyAccounts = []string{"Accounts Receivable", "Undeposited Funds", "PayPal Clearing", "Amazon Clearing", "Checking"}

func figures[N truth.Cents | int64](list *[]string, what string, want, got map[string]N, slack func(string) N) {
	names := maps.Clone(want)
	maps.Copy(names, got)
	for _, k := range slices.Sorted(maps.Keys(names)) {
		if d := want[k] - got[k]; max(d, -d) > slack(k) {
			*list = append(*list, fmt.Sprintf("%s%s: %d, the books say %d", what, k, want[k], got[k]))
		}
	}
}

// compare holds every order against the calculation.
func (p *proving) compare() {
	ctx := p.Context()
	states, err := p.w.states(ctx)
	if err != nil {
		p.Fatal(err)
	}
	books := p.booked()
	counts := map[string]int{}
	sums := &summing{effect: truth.NewEffect(), owed: map[string]truth.Cents{}}
	told := 0
	complain := func(t shop.Truth, format string, args ...any) {
		if told++; told <= 12 {
			var refs []string
			if b := books[t.ID]; b != nil {
				refs = b.refs
			}
			stands, _ := p.w.Store.OrderStory(ctx, worldShop, sales.OrderID(t.ID))
			p.Errorf("order %d (%s, status %d, %s): %s\n  documents: %s\n  postings: %s\n  story: %s\n  sums: %s", t.ID, t.Kind, t.Status, states[t.ID], fmt.Sprintf(format, args...),
				strings.Join(refs, "; "), postings(stands), p.story(t.ID), p.figuresOf(t.ID))
		}
	}
	for _, t := range p.w.Shop.Truths() {
		state := states[t.ID]
		counts[string(state)]++
		if state == "" && (t.Deleted || t.Archived) {
			continue // it left the store's list before it was read
		}
		switch state {
		case store.OrderVerified:
			want := p.of(t, books[t.ID])
			if t.Deleted || t.Archived { // it was, and perhaps edited before, after it was read the last time
				if books[t.ID] == nil { // it was cancelled before, and taken out
					if list := differences(want, nil); len(list) > 0 {
						complain(t, "nothing stands of it:\n    %s", strings.Join(list, "\n    "))
					}
					continue
				}
				if !p.once(t.ID, books[t.ID]) {
					complain(t, "what stands of it was never right")
				}
				sums.add(books[t.ID].Effect, books[t.ID])
				continue
			}
			sums.add(want, books[t.ID])
			if list := differences(want, books[t.ID]); len(list) > 0 {
				complain(t, "it differs:\n    %s", strings.Join(list, "\n    "))
			}
		case store.OrderExcluded, store.OrderWatched:
			if b := books[t.ID]; b != nil {
				complain(t, "it stands in the books")
			}
		case store.OrderHeld, store.OrderRefused, store.OrderPosted:
			if state != store.OrderHeld && !p.touched[t.ID] {
				story, _ := p.w.Store.OrderStory(ctx, worldShop, sales.OrderID(t.ID))
				complain(t, "it is %s: %s; its postings are %s", state, story.Reason, postings(story))
			}
			story, err := p.w.Store.OrderStory(ctx, worldShop, sales.OrderID(t.ID))
			if err != nil {
				p.Fatal(err)
			}
			for _, x := range story.Problems {
				counts["held: "+x.Code]++
				if !p.rightlyOnce(x.Code, t) {
					complain(t, "it is held needlessly: %s: %s", x.Code, x.What)
				}
			}
			if b := books[t.ID]; b != nil { // what stands of it is looked at below
				sums.add(b.Effect, b)
			}
			if !p.touched[t.ID] && !p.once(t.ID, books[t.ID]) { // what a person changed in QuickBooks stops the rest of its order
				complain(t, "it is held, and what stands of it was never right; it is now\n    %s", strings.Join(differences(p.of(t, books[t.ID]), books[t.ID]), "\n    "))
			}
		default:
			story, _ := p.w.Store.OrderStory(ctx, worldShop, sales.OrderID(t.ID))
			complain(t, "it is %s: %s; its postings are %s", state, story.Reason, postings(story))
		}
	}
	for _, k := range slices.Sorted(maps.Keys(counts)) {
		p.Logf("%5d %s", counts[k], k)
	}
	if told > 0 {
		p.Errorf("%d orders are wrong", told)
	}
	p.sums(sums)
}

// of is what an order must have done to the books. An invoice stays one when
// an order that was shipped is set back to a status before that.
func (p *proving) of(t shop.Truth, got *booked, without ...int64) truth.Effect {
	if got == nil && p.w.o.Cancelled == "void" && (t.Status == shop.Cancelled || t.Status == shop.Declined) {
		return truth.NewEffect() // it was taken out
	}
	s := p.settings
	s.SoldAsElse = editedAfterRefund(p.w.Shop.Story(t.ID)) || p.editedLater[t.ID]
	if got != nil && slices.ContainsFunc(got.refs, func(r string) bool { return strings.HasPrefix(r, "Invoice ") }) && slices.ContainsFunc(p.seen[t.ID], truth.Shipped) {
		s.AtShipment = false
	}
	of := func() truth.Effect {
		e := s.Of(t, without...)
		if p.settings.AtShipment {
			e.Days = nil // as there: when the goods left isn't told
		}
		return e
	}
	e := of()
	if s.RefundsFirst = true; len(t.Refunds) > 0 && len(t.Payments) > 0 && len(differences(e, got)) > 0 {
		if early := of(); len(differences(early, got)) == 0 {
			return early
		}
	}
	return e
}

// once tells whether what stands of a held order is what it was at a moment
// when the store was read: the sale as it was, the money that had come then or
// later, and of the refunds those that could be entered.
func (p *proving) once(id int64, got *booked) bool {
	if got == nil {
		return true
	}
	seen := p.seen[id]
	for i, sale := range seen {
		for k, later := range seen[i:] {
			t := sale
			if t.Payments = later.Payments; p.touched != nil && p.half(t, got) {
				return true
			}
			for _, status := range []shop.Status{sale.Status, later.Status} {
				t.Status = status
				for _, t.Refunds = range [][]shop.TruthRefund{later.Refunds, beforeDeclined(seen[:i+k+1])} {
					for without := range 1 << min(len(t.Refunds), 8) {
						var out []int64
						for n, r := range t.Refunds {
							if without>>n&1 == 1 {
								out = append(out, r.ID)
							}
						}
						if len(differences(p.of(t, got, out...), got)) == 0 {
							return true
						}
					}
				}
			}
		}
	}
	return false
}

// half tells whether what stands is the sale and a part of the money: where
// things went wrong, an order may have been held when no more of it had come
// through.
func (p *proving) half(t shop.Truth, got *booked) bool {
	s := p.settings
	defer func() { p.settings = s }()
	all, refunds := t.Payments, t.Refunds
	p.settings.ByPayments = true
	for n := range len(all) + 1 {
		t.Payments = all[:n]
		for k := range len(refunds) + 1 {
			t.Refunds = refunds[:k]
			for _, p.settings.HandWaits = range []bool{false, true} {
				if len(differences(p.of(t, got), got)) == 0 {
					return true
				}
			}
		}
	}
	return false
}

// beforeDeclined are all refunds that were seen, each as it was before a
// payment of it was declined.
func beforeDeclined(seen []shop.Truth) []shop.TruthRefund {
	var all []shop.TruthRefund
	for _, t := range seen {
		for _, r := range t.Refunds {
			if !slices.ContainsFunc(all, func(x shop.TruthRefund) bool { return x.ID == r.ID }) {
				all = append(all, r)
			}
		}
	}
	return all
}

// figuresOf tells an order's sums, at each time when the store was read, oldest first.
func (p *proving) figuresOf(id int64) string {
	var list []string
	for _, t := range p.seen[id] {
		text := fmt.Sprintf("%s total %s, due %d", t.Method, t.Total, p.settings.Came(t).Due)
		for _, x := range t.Payments {
			text += fmt.Sprintf(", paid %s by %s", x.Amount, x.Tender)
			if x.Marked {
				text += " (marked)"
			}
		}
		for _, r := range t.Refunds {
			text += fmt.Sprintf(", back %s (tax %s)", r.Total, r.Tax)
		}
		list = append(list, text)
	}
	return strings.Join(list, " | ")
}

// story tells what happened to an order.
func (p *proving) story(id int64) string {
	var list []string
	for _, h := range p.w.Shop.Story(id) {
		list = append(list, string(h.Act))
	}
	return strings.Join(list, ", ")
}

// postings tells an order's postings and their states.
func postings(s store.OrderStory) string {
	var list []string
	for _, x := range s.Postings {
		list = append(list, fmt.Sprintf("%s %s %q %s %d %s", x.Operation, x.Kind, x.Part, x.State, x.Code, x.Reason))
	}
	return strings.Join(list, "; ")
}
