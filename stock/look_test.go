package stock

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/sales"
	"countinghouse/store"
)

// counter is a store without orders, that counts by itself.
type counter struct {
	st *store.Store
	at map[int64]int64
}

func (c *counter) PollOrders(context.Context, sales.StoreKey) error { return nil }

func (c *counter) ReadQuantities(ctx context.Context, key sales.StoreKey, variants []int64) error {
	var all []store.WarePlace
	for _, v := range variants {
		all = append(all, store.WarePlace{Variant: v, Location: 1, Name: "Shop", Available: c.at[v], OnHand: c.at[v], Read: time.Now()})
	}
	return c.st.SaveWarePlaces(ctx, key, all)
}

func (c *counter) SetQuantities(_ context.Context, _ sales.StoreKey, _ string, all []store.PlaceQuantity) ([]store.PlaceRefusal, error) {
	for _, q := range all {
		c.at[q.Variant] = q.Quantity
	}
	return nil, nil
}

func (c *counter) ReadStockSettings(ctx context.Context, key sales.StoreKey) error {
	return c.st.SaveStockShop(ctx, store.StockShop{Store: key, Placed: true, Edits: true, Refunds: true})
}

// counted is a shelf whose quantities are followed: of each product how many
// QuickBooks has and how many the store.
func counted(t *testing.T, rules store.StockRules, both map[int64][2]int64) (*shelf, *counter, *Mover) {
	t.Helper()
	s := newShelf(t)
	account := books.Entry{Kind: books.Accounts, ListID: "A-1", FullName: "Inventory Shrinkage", Name: "Inventory Shrinkage", Active: true, Type: "CostOfGoodsSold"}
	s.told(account)
	c := &counter{s.st, map[int64]int64{}}
	var entries []books.Entry
	var wares []store.Ware
	for _, v := range slices.Sorted(maps.Keys(both)) {
		sku := fmt.Sprintf("SKU-%d", v)
		entries = append(entries, item(fmt.Sprintf("8000-%d", v), sku, onHand(both[v][0])))
		wares = append(wares, store.Ware{Variant: v, SKU: sku, Name: fmt.Sprintf("Product %d", v), Tracking: "product"})
		c.at[v] = both[v][1]
	}
	s.told(entries...)
	s.sells(wares...)
	s.match()
	_, err := s.st.SaveStockRules(t.Context(), tester, "books", rules, 0, "")
	must(t, err)
	s.told(entries...)
	m := NewMover(s.st, c, MoverOptions{Apart: time.Nanosecond, ReadEvery: time.Nanosecond})
	s.round(m)
	s.round(m)
	return s, c, m
}

func onHand(n int64) func(*books.Entry) { return func(e *books.Entry) { e.OnHand = money.Int(n) } }

func (s *shelf) round(m *Mover) {
	s.t.Helper()
	_, err := m.Round(s.t.Context(), "books")
	must(s.t, err)
}

func (s *shelf) list(tab store.StockTab) []Row {
	s.t.Helper()
	p, err := s.st.StockPage(s.t.Context(), store.StockFilter{Company: "books", Tab: tab})
	must(s.t, err)
	rows, err := Look(s.t.Context(), s.st, "books", p.Refs)
	must(s.t, err)
	if len(rows) != p.Count {
		s.t.Errorf("the list %s counts %d and has %d", tab, p.Count, len(rows))
	}
	return rows
}

// addsUp holds that every account of an item sums up to the figure beside it.
func (s *shelf) addsUp(id string) Explanation {
	s.t.Helper()
	e, err := Explain(s.t.Context(), s.st, "books", id)
	must(s.t, err)
	sides := append([]Side{e.Books}, e.Shops...)
	for _, side := range sides {
		for _, a := range []*Account{&side.Has, side.Should} {
			if a == nil {
				continue
			}
			if rest := a.rest(a.Total); rest != 0 {
				s.t.Errorf("%s: %s lacks %s to %s: %v", side.Name, a.Head, rest, a.Total, a.Lines)
			}
			for _, l := range a.Lines {
				if strings.Contains(l.Text, "Not worked out") {
					s.t.Errorf("%s: %s of %s isn't worked out though all is quiet", side.Name, l.Quantity, a.Head)
				}
			}
		}
	}
	return e
}

func TestTheFirstSendingIsSeenBeforeAnythingIsSent(t *testing.T) {
	s, c, m := counted(t, store.StockRules{Master: store.MasterQuickBooks, Buffer: 1}, map[int64][2]int64{1: {7, 7}, 2: {4, 3}, 3: {0, 0}})
	rows := s.list(store.StockShops)
	if len(rows) != 1 || rows[0].Ware.Level != 7 || rows[0].Target != 6 || !rows[0].Differs() {
		t.Fatalf("to be set is %+v, want one product of 7 that should show 6", rows)
	}
	if c.at[1] != 7 {
		t.Errorf("the store was set to %d before anybody let it", c.at[1])
	}
	if n := len(s.list(store.StockAll)); n != 3 {
		t.Errorf("%d products are followed, want 3", n)
	}
	must(t, s.st.StockGoesLive(t.Context(), tester, "books"))
	s.round(m)
	if c.at[1] != 6 || len(s.list(store.StockShops)) != 0 {
		t.Errorf("the store has %d, want 6", c.at[1])
	}
	s.addsUp("8000-1")
}

func TestWhatQuickBooksIsToBeAdjustedByIsListedBeforeItIs(t *testing.T) {
	s, _, _ := counted(t, store.StockRules{Master: store.MasterBigCommerce, Adjust: store.StockAdjust{Account: "Inventory Shrinkage"}}, map[int64][2]int64{1: {7, 9}, 2: {4, 4}, 3: {-2, -2}})
	rows := s.list(store.StockBooks)
	if len(rows) != 1 || rows[0].Verdict.Adjust != store.Pieces(2) || rows[0].Item.Entry.FullName != "SKU-1" {
		t.Fatalf("to be adjusted is %+v, want 2 of SKU-1", rows)
	}
	if below := s.list(store.StockBelow); len(below) != 1 || below[0].Item.OnHand != store.Pieces(-2) {
		t.Errorf("below nought is %+v, want SKU-3", below)
	}
	if e := s.addsUp("8000-1"); e.Books.Should == nil || e.Books.Should.Total != store.Pieces(9) {
		t.Errorf("QuickBooks should have %+v, want 9", e.Books.Should)
	}
}

func TestWhyIsItSevenAddsUpAfterBothSidesMoved(t *testing.T) {
	s, c, m := counted(t, store.StockRules{Master: store.MasterQuickBooks, Cap: 10}, map[int64][2]int64{1: {7, 7}})
	must(t, s.st.StockGoesLive(t.Context(), tester, "books"))
	s.told(item("8000-1", "SKU-1", onHand(25))) // goods were received
	s.round(m)
	c.at[1] = 4 // somebody counted in the store
	must(t, c.ReadQuantities(t.Context(), "main", []int64{1}))
	s.round(m)
	s.round(m)
	e := s.addsUp("8000-1")
	if e.Books.Has.Total != store.Pieces(25) || e.Shops[0].Has.Total != store.Pieces(10) || e.Shops[0].Should.Total != store.Pieces(10) {
		t.Errorf("QuickBooks has %s, the store %s and should have %s; want 25, 10 and 10", e.Books.Has.Total, e.Shops[0].Has.Total, e.Shops[0].Should.Total)
	}
	var texts []string
	for _, l := range slices.Concat(e.Books.Has.Lines, e.Shops[0].Has.Lines, e.Shops[0].Should.Lines) {
		texts = append(texts, fmt.Sprintf("%s: %s", l.Text, l.Quantity))
	}
	for _, want := range []string{"Moved in QuickBooks, by others: 18", "Moved in the store, by others: -6", "No more than the cap is shown: -15"} {
		if !slices.Contains(texts, want) {
			t.Errorf("the account has no line %q: %q", want, texts)
		}
	}
	events, err := s.st.StockEvents(t.Context(), "books", "8000-1", 0, 100)
	must(t, err)
	moved, err := s.st.StockMoved(t.Context(), "books", 0, 100)
	must(t, err)
	if len(moved) != 2 || len(events) < 5 {
		t.Errorf("%d movements are told, of others %d; want 2 of others", len(events), len(moved))
	}
}

func both() store.StockRules {
	return store.StockRules{Master: store.MasterBoth, Adjust: store.StockAdjust{Account: "Inventory Shrinkage"}}
}

func (s *shelf) differences(f store.StockDifferenceFilter) store.StockDifferencePage {
	s.t.Helper()
	f.Company = "books"
	p, err := s.st.StockDifferences(s.t.Context(), f)
	must(s.t, err)
	return p
}

func TestBothSidesAreNotKeptEqualOverUnsettledDifferences(t *testing.T) {
	s, c, m := counted(t, both(), map[int64][2]int64{1: {7, 7}, 2: {4, 9}, 3: {5, 1}, 4: {8, 6}})
	ctx := t.Context()
	if p := s.differences(store.StockDifferenceFilter{}); p.Open != 3 || p.Rows[0].Variant != 2 || p.Rows[0].Books != store.Pieces(4) || p.Rows[0].Shop != 9 {
		t.Fatalf("the differences are %+v, want products 2, 3 and 4", p)
	}
	if p := s.differences(store.StockDifferenceFilter{More: store.ChooseShop}); p.Count != 1 || p.Rows[0].Variant != 2 {
		t.Errorf("the store has more of %+v, want product 2", p.Rows)
	}
	if err := s.st.StockGoesLive(ctx, tester, "books"); !errors.Is(err, store.ErrUnsettled) {
		t.Fatalf("switching on over differences says %v", err)
	}
	if err := EndReconciliation(ctx, s.st, tester, "books"); !errors.Is(err, store.ErrUnsettled) {
		t.Fatalf("ending the reconciliation over differences says %v", err)
	}
	n, not, err := Settle(ctx, s.st, tester, "books", []Settling{{Store: "main", Variant: 3, Choice: store.ChooseCount, Counted: 3}, {Store: "main", Variant: 99, Choice: store.ChooseBooks}})
	must(t, err)
	if n != 1 || len(not) != 1 || not[0].Variant != 99 {
		t.Fatalf("%d were settled, and not %+v", n, not)
	}
	n, not, err = SettleAll(ctx, s.st, tester, store.StockDifferenceFilter{Company: "books", More: store.ChooseBooks}, store.ChooseBooks)
	must(t, err)
	if n != 1 || len(not) != 0 {
		t.Fatalf("%d were settled in bulk, not %+v", n, not)
	}
	n, _, err = SettleAll(ctx, s.st, tester, store.StockDifferenceFilter{Company: "books"}, store.ChooseShop)
	must(t, err)
	s.round(m)
	if p := s.differences(store.StockDifferenceFilter{Settled: true}); n != 1 || p.Open != 0 || p.Settled != 3 {
		t.Fatalf("%d are open and %d settled, want 0 and 3", p.Open, p.Settled)
	}
	must(t, EndReconciliation(ctx, s.st, tester, "books"))
	must(t, s.st.StockGoesLive(ctx, tester, "books"))
	s.round(m)
	// The store follows at once, and QuickBooks is to be adjusted.
	if want := map[int64]int64{1: 7, 2: 9, 3: 3, 4: 8}; !maps.Equal(c.at, want) {
		t.Errorf("the store has %v, want %v", c.at, want)
	}
	for id, want := range map[string]int64{"8000-1": 7, "8000-2": 9, "8000-3": 3, "8000-4": 8} {
		e := s.addsUp(id)
		if e.Books.Should.Total != store.Pieces(want) {
			t.Errorf("QuickBooks should have %s of %s, want %d", e.Books.Should.Total, e.Name, want)
		}
	}
	if rows := s.list(store.StockBooks); len(rows) != 0 {
		t.Errorf("to be adjusted are %d items still, though the adjustment is on its way", len(rows))
	}
}

func TestAChoiceMayBeMadeAgainWhileNothingIsSent(t *testing.T) {
	s, c, m := counted(t, both(), map[int64][2]int64{2: {4, 9}})
	for _, choice := range []string{store.ChooseShop, store.ChooseBooks, store.ChooseCount, store.ChooseShop, store.ChooseCount} {
		n, not, err := Settle(t.Context(), s.st, tester, "books", []Settling{{Store: "main", Variant: 2, Choice: choice, Counted: 6}})
		must(t, err)
		if n != 1 {
			t.Fatalf("%s: %+v", choice, not)
		}
		s.round(m)
	}
	must(t, EndReconciliation(t.Context(), s.st, tester, "books"))
	must(t, s.st.StockGoesLive(t.Context(), tester, "books"))
	s.round(m)
	if e := s.addsUp("8000-2"); c.at[2] != 6 || e.Books.Should.Total != store.Pieces(6) {
		t.Errorf("the store has %d and QuickBooks should have %s, want 6 and 6", c.at[2], e.Books.Should.Total)
	}
}
