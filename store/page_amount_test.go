package store

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/sales"
)

func TestAListByAmountIsTheSameHoweverItIsRead(t *testing.T) {
	s, _ := fresh(t)
	ctx := t.Context()
	var orders []sales.Order
	for i := range 120 {
		o := order(i+1, fmt.Sprintf("%d.%02d", i*7%50, i%100))
		o.ChannelName = []string{"Online", "eBay"}[i%2]
		if i%5 == 0 {
			o.Refunds = []sales.Refund{{ID: 1}}
		}
		orders = append(orders, o)
	}
	saveOrders(t, s, orders...)
	planAll(t, s, func(o PlannedOrder) books.Plan {
		if o.Order.ID%3 == 0 {
			return holdPlan(o.Order, "item-missing")
		}
		return receipts(o)
	})
	amount := func(a money.Amount) *money.Amount { return &a }
	for name, f := range map[string]OrderFilter{
		"at least": {MinTotal: amount(2000)}, "between": {MinTotal: amount(500), MaxTotal: amount(3000)}, "a channel": {MinTotal: amount(1000), Channel: "eBay"},
		"a state": {MaxTotal: amount(2500), States: []OrderState{OrderHeld}}, "refunds": {MinTotal: amount(100), Refunded: true}, "none": {MinTotal: amount(900000)},
	} {
		f.Company, f.Limit = "larkspur", 7
		var want []sales.OrderID
		for _, o := range slices.Backward(orders) { // the newest stand first
			total, _ := o.Total.Inc.Exact(2)
			if (f.MinTotal == nil || total >= *f.MinTotal) && (f.MaxTotal == nil || total <= *f.MaxTotal) && (f.Channel == "" || f.Channel == o.ChannelName) &&
				(len(f.States) == 0 || (o.ID%3 == 0) == (f.States[0] == OrderHeld)) && (!f.Refunded || len(o.Refunds) > 0) {
				want = append(want, o.ID)
			}
		}
		var got []sales.OrderID
		last := ""
		for {
			page, err := s.OrdersPage(ctx, f)
			must(t, err)
			if page.Count != len(want) || page.Capped {
				t.Errorf("%s: %d are counted, want %d", name, page.Count, len(want))
			}
			for _, r := range page.Rows {
				got = append(got, r.ID)
			}
			if page.Next == "" {
				last = page.Prev
				break
			}
			f.After = page.Next
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		if last != "" {
			f.After = last
			page, err := s.OrdersPage(ctx, f)
			must(t, err)
			end := len(want) - (len(want)-1)%7 - 1
			if len(page.Rows) != 7 || page.Rows[6].ID != want[end-1] || page.Rows[0].ID != want[end-7] {
				t.Errorf("%s: the page before the last is %v", name, page.Rows)
			}
		}
		byState, refunds, err := s.ListFigures(ctx, f)
		must(t, err)
		sum := 0
		for st, n := range byState {
			if len(f.States) == 0 || st == f.States[0] {
				sum += n
			}
		}
		if f.Refunded {
			sum = refunds
		}
		if sum != len(want) {
			t.Errorf("%s: the tabs count %d, want %d", name, sum, len(want))
		}
	}
}

func TestALongListByAmountIsWalkedAndNotCountedToItsEnd(t *testing.T) {
	s, _ := fresh(t)
	ctx := t.Context()
	s.most.few, s.most.counted = 400, 100
	orders := make([]sales.Order, 0, 500)
	for id := 1; id <= 500; id++ {
		orders = append(orders, order(id, "12.30"))
	}
	saveOrders(t, s, orders...)
	rare := order(90001, "77.70")
	saveOrders(t, s, rare, order(90002, "77.80"))
	few := money.Amount(7000)
	found, err := s.OrdersPage(ctx, OrderFilter{Company: "larkspur", MinTotal: &few, Limit: 1})
	must(t, err)
	if found.Count != 2 || found.Capped || found.ByState[OrderNew] != 2 || len(found.Rows) != 1 || found.Rows[0].ID != 90002 || found.Next == "" {
		t.Errorf("a rare amount among many orders: %+v", found)
	}
	least := money.Amount(1000)
	page, err := s.OrdersPage(ctx, OrderFilter{Company: "larkspur", MinTotal: &least, Limit: 10})
	must(t, err)
	if !page.Capped || page.Count != s.most.counted || len(page.Sum) != 0 || len(page.Rows) != 10 || page.Next == "" || page.ByState != nil {
		t.Errorf("%+v", page)
	}
	if byState, _, err := s.ListFigures(ctx, OrderFilter{Company: "larkspur", MinTotal: &least}); byState != nil || err != nil {
		t.Errorf("the tabs of a list that is too long are counted: %v", err)
	}
	if byState, refunds, err := s.ListFigures(ctx, OrderFilter{Company: "larkspur"}); err != nil || byState[OrderNew] != 502 || refunds != 0 {
		t.Errorf("%v, %d, %v", byState, refunds, err)
	}
}
