package store

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
)

// The truth of a list: every order, asked and sorted one by one.
type listed struct {
	row   OrderRow
	words []string
}

func (l listed) fits(f OrderFilter) bool {
	r := l.row
	for _, w := range words(f.Search) {
		if !slices.ContainsFunc(l.words, func(have string) bool { return strings.HasPrefix(have, w) }) {
			return false
		}
	}
	return (f.Store == "" || r.Store == f.Store) && (len(f.States) == 0 || slices.Contains(f.States, r.State)) && (f.Channel == "" || r.Channel == f.Channel) &&
		(f.From.IsZero() || !r.Day.Before(f.From)) && (f.To.IsZero() || !f.To.Before(r.Day)) && (!f.Refunded || r.Refunds > 0) &&
		(f.MinTotal == nil || r.Total >= *f.MinTotal) && (f.MaxTotal == nil || r.Total <= *f.MaxTotal)
}

// keyOf is a text by whose order a list is sorted: what is asked first, then the
// date, the store and the number.
func keyOf(r OrderRow, by OrderSort) (key, rest string) {
	rest = fmt.Sprintf("%s %s %010d", r.Placed.UTC().Format(stampLayout), r.Store, r.ID)
	switch by {
	case "number":
		key = fmt.Sprintf("%010d", r.ID)
	case "customer":
		key = strings.ToLower(r.Customer)
	case "total":
		key = fmt.Sprintf("%015d", r.Total)
	case "channel":
		key = strings.ToLower(r.Channel)
	case "state":
		key = map[OrderState]string{OrderNew: "1", OrderWaiting: "1", OrderAsking: "2", OrderHeld: "3", OrderRefused: "4", OrderPosted: "5", OrderVerified: "6", OrderExcluded: "7", OrderWatched: "8"}[r.State]
	}
	return key, rest
}

func sortedTruth(all []listed, f OrderFilter) []OrderRow {
	var out []OrderRow
	for _, l := range all {
		if l.fits(f) {
			out = append(out, l.row)
		}
	}
	text, down := strings.CutPrefix(string(f.Sort), "-")
	if text == "" {
		text, down = "date", true
	}
	slices.SortFunc(out, func(a, b OrderRow) int {
		ka, ra := keyOf(a, OrderSort(text))
		kb, rb := keyOf(b, OrderSort(text))
		first, then := strings.Compare(ka, kb), strings.Compare(ra, rb)
		if down {
			first, then = -first, -then
		}
		if first != 0 {
			return first
		}
		if text == "state" || text == "channel" { // newest first, whichever comes first of them
			return strings.Compare(rb, ra)
		}
		return then
	})
	return out
}

// variousOrders are orders of two stores with all that lists tell apart: several in
// one second, numbers that do not follow the days, no channel, large and small.
func variousOrders(t *testing.T, s *Store, r *rand.Rand, n int) []listed {
	t.Helper()
	must(t, s.SaveShop(t.Context(), tester, Shop{Key: "also", Company: "larkspur", Name: "Also", Zone: "Asia/Tokyo", Currency: "USD"}))
	byStore := map[sales.StoreKey][]sales.Order{}
	truth := map[OrderRef][]string{}
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	save := func(orders map[sales.StoreKey][]sales.Order) {
		for _, key := range []sales.StoreKey{"main", "also"} {
			_, err := s.SaveOrders(t.Context(), key, orders[key])
			must(t, err)
		}
	}
	make := func(id int, key sales.StoreKey) sales.Order {
		o := order(id, fmt.Sprintf("%d.%02d", r.IntN(40), r.IntN(3)))
		o.Store, o.ChannelName = key, pick("Online", "eBay", "amazon", "")
		o.Billing.FirstName, o.Billing.LastName = pick("Ana", "ana", "Émile", "Bo"), pick("Okafor", "Oduya", "reyes")
		o.Placed = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(id/4*7+r.IntN(4)*1000) * time.Minute)
		if r.IntN(6) == 0 {
			o.Refunds = []sales.Refund{{ID: 1}}
		}
		total, _ := o.Total.Inc.Exact(2)
		truth[OrderRef{key, o.ID}] = orderWords(o, total)
		return o
	}
	for id := 1; id <= n; id++ {
		key := sales.StoreKey(pick("main", "main", "also"))
		byStore[key] = append(byStore[key], make(id, key))
		if id%30 == 0 {
			save(byStore)
			byStore = map[sales.StoreKey][]sales.Order{}
		}
	}
	save(byStore)
	planAll(t, s, func(o PlannedOrder) books.Plan {
		switch r.IntN(4) {
		case 0:
			return holdPlan(o.Order, "item-missing")
		case 1:
			return books.Plan{Outcome: books.Exclude, Day: day.Of(o.Order.Placed, time.UTC)}
		}
		return receipts(o)
	})
	// Some change: their words, their channel, and when they were placed.
	changed := map[sales.StoreKey][]sales.Order{}
	for ref := range truth {
		if ref.ID%5 == 0 {
			o := make(int(ref.ID), ref.Store)
			o.Modified = time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
			changed[ref.Store] = append(changed[ref.Store], o)
		}
	}
	save(changed)
	var all []listed
	for ref, words := range truth {
		rows, err := s.OrderRows(t.Context(), ref.Store, []sales.OrderID{ref.ID})
		must(t, err)
		all = append(all, listed{rows[0], words})
	}
	return all
}

func TestEveryListIsTheSameHoweverItIsReadAndPaged(t *testing.T) {
	s, _ := fresh(t)
	r := rand.New(rand.NewPCG(18, 7))
	all := variousOrders(t, s, r, 260)
	amount := func(n int) *money.Amount { a := money.Amount(n); return &a }
	var wide, cut int
	for round := 0; round < 500 || (wide < 10 || cut < 3) && round < 5000; round++ { // what is cut depends on the hour too
		f := OrderFilter{Company: "larkspur", Limit: 1 + r.IntN(40)}
		f.Sort = []OrderSort{"", "date", "number", "-number", "customer", "-customer", "total", "-total", "state", "-state", "channel", "-channel"}[r.IntN(12)]
		if r.IntN(3) == 0 {
			f.States = [][]OrderState{{OrderHeld}, {OrderNew, OrderWaiting, OrderAsking}, {OrderExcluded, OrderWatched}, {OrderPosted}}[r.IntN(4)]
		}
		if r.IntN(4) == 0 {
			f.Channel = []string{"eBay", "Online"}[r.IntN(2)]
		}
		if r.IntN(4) == 0 {
			f.From = day.New(2026, 11, 1+r.IntN(3))
		}
		if r.IntN(4) == 0 {
			f.To = day.New(2026, 11, 1+r.IntN(4))
		}
		if r.IntN(5) == 0 {
			f.MinTotal = amount(r.IntN(3000))
		}
		if r.IntN(5) == 0 {
			f.MaxTotal = amount(r.IntN(4000))
		}
		if f.Refunded = r.IntN(6) == 0; r.IntN(6) == 0 {
			f.Store = "also"
		}
		if r.IntN(3) == 0 {
			f.Search = []string{"ana", "o", "émile", "oduya bo", "ana12", "blk-3", "1", "nobody", "reyes example", "ana@", "ana1 reyes"}[r.IntN(11)]
		}
		// The limits decide how it is read, never what is found.
		s.most = listLimits{few: r.IntN(200), fewCustomers: r.IntN(200), counted: r.IntN(200), found: r.IntN(120), narrow: r.IntN(200), stream: 50 + r.IntN(400), looked: 1 + r.IntN(100)}
		what := fmt.Sprintf("round %d: %+v", round, f)
		first, err := s.OrdersPage(t.Context(), f)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		truth := f
		if first.Wide {
			wide++
			if truth.Sort = ""; f.Sort == "date" {
				truth.Sort = "date"
			}
		}
		want := sortedTruth(all, truth)
		switch {
		case first.Wide:
			if len(first.Sum) != 0 || first.Count != 0 {
				t.Fatalf("%s: a wide search counts %d", what, first.Count)
			}
		case first.Capped:
			if first.Count > len(want) || len(first.Sum) != 0 {
				t.Fatalf("%s: more than %d are counted of %d", what, first.Count, len(want))
			}
		default:
			var sum money.Amount
			for _, o := range want {
				sum += o.Total
			}
			if first.Count != len(want) || first.Sum["USD"] != sum {
				t.Fatalf("%s: counts %d, %v of %d, %v", what, first.Count, first.Sum, len(want), sum)
			}
		}
		// Forward to the end, then back to the beginning.
		var got []OrderRow
		page := first
		for {
			if len(page.Rows) < f.Limit && page.Next != "" {
				if cut++; page.Searched.IsZero() {
					t.Fatalf("%s: a page that isn't full doesn't say how far it looked", what)
				}
			}
			got = append(got, page.Rows...)
			if page.Next == "" {
				break
			}
			f.After = page.Next
			if page, err = s.OrdersPage(t.Context(), f); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%s: %d orders, want %d\n%v\n%v", what, len(got), len(want), numbersOf(got), numbersOf(want))
		}
		if f.After == "" || len(page.Rows) == 0 {
			continue
		}
		back := slices.Clone(page.Rows)
		for page.Prev != "" {
			f.After = page.Prev
			if page, err = s.OrdersPage(t.Context(), f); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			back = append(slices.Clone(page.Rows), back...)
		}
		if !slices.Equal(back, want) {
			t.Fatalf("%s: backwards %d orders, want %d\n%v\n%v", what, len(back), len(want), numbersOf(back), numbersOf(want))
		}
	}
	if wide < 10 || cut < 3 {
		t.Errorf("only %d searches were wide, and %d pages stopped before they were full", wide, cut)
	}
}

func numbersOf(rows []OrderRow) []sales.OrderID {
	out := make([]sales.OrderID, len(rows))
	for i, r := range rows {
		out[i] = r.ID
	}
	return out
}

func TestAPlaceThatIsNoneIsRefused(t *testing.T) {
	s, _ := fresh(t)
	readyOrders(t, s, 3)
	for _, f := range []OrderFilter{{After: "x"}, {After: "n~2026-11-01T12:00:00.000000Z~main"}, {After: "n~2026-11-01T12:00:00.000000Z~main~1", Sort: "total"}, {After: "n~2026-11-01T12:00:00.000000Z~main~1~!", Sort: "customer"},
		{After: "n~2026-11-01T12:00:00.000000Z~main~1~eA", Sort: "state"}, {Sort: "colour"}, {Sort: "-"}} {
		f.Company = "larkspur"
		if page, err := s.OrdersPage(t.Context(), f); err == nil {
			t.Errorf("%+v: %d orders", f, len(page.Rows))
		}
	}
}
