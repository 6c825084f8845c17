package stock

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/sales"
	"countinghouse/store"
)

// Names are few and alike, so that all that can happen does.
func someName() *rapid.Generator[string] {
	return rapid.SampledFrom([]string{"A-1", "a-1", "A 1", "A1", "B-22", "b-22", "Tray, Walnut", "Walnut Tray", "LONG-SKU-OF-MORE-THAN-31-CHARACTERS-1", "Q", "Lantern Brass", ""})
}

// plannedItem is the item that an order of a SKU finds, looked up as the plan of one order looks it up;
// "" if it finds none that can be used.
func plannedItem(t *rapid.T, s *shelf, r books.Rules, sku string) string {
	o := sales.Order{Store: "main", ID: 1, Status: sales.AwaitingFulfilment, Currency: "USD", Decimals: 2, Lines: []sales.Line{{ID: 1, Name: "It", SKU: sku}}}
	r.StartDate = day.New(2026, 1, 1)
	lists, err := s.st.Lists(s.t.Context(), "books", books.NeedsOf(o, r))
	if err != nil {
		t.Fatal(err)
	}
	m := books.MatchSKU(sku, r, lists.Items)
	if !m.Usable {
		return ""
	}
	return m.Entry.ListID
}

func TestEveryProductAndItemIsInExactlyOneListAndTakingBackRestoresAll(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := newShelf(t)
		types := rapid.SampledFrom([]string{"Inventory", "InventoryAssembly", "NonInventory", "Service", "OtherCharge", "Group", "Discount", "SalesTax"})
		var items []books.Entry
		for i := range rapid.IntRange(0, 7).Draw(rt, "items") {
			name := someName().Filter(func(s string) bool { return s != "" && len(s) <= 31 }).Draw(rt, "name")
			items = append(items, item(fmt.Sprint("I", i), name, part(someName().Draw(rt, "part")), barcode(someName().Draw(rt, "barcode")), kind(types.Draw(rt, "type"))))
			items[i].Active = rapid.IntRange(0, 4).Draw(rt, "active") > 0
		}
		var wares []store.Ware
		for i := range rapid.IntRange(0, 8).Draw(rt, "wares") {
			w := ware(int64(i+1), someName().Draw(rt, "sku"), someName().Draw(rt, "title"))
			w.UPC, w.MPN = someName().Draw(rt, "upc"), someName().Draw(rt, "mpn")
			wares = append(wares, w)
		}
		r := books.Rules{Items: books.ItemRules{Links: map[string]string{}, MatchBy: rapid.SampledFrom([][]string{nil, {"barcode"}, {"name", "part_number", "barcode"}}).Draw(rt, "by")}}
		if rapid.Bool().Draw(rt, "linked") {
			r.Items.Links["A-1"] = "B-22"
		}
		if _, err := s.st.SaveRules(t.Context(), tester, "main", r); err != nil {
			rt.Fatal(err)
		}
		// Both sides come in either order, and once more.
		if rapid.Bool().Draw(rt, "items first") {
			s.told(items...)
			s.match()
			s.sells(wares...)
		} else {
			s.sells(wares...)
			s.match()
			s.told(items...)
		}
		s.match()
		if err := s.st.HintAgain(t.Context(), "books"); err != nil {
			rt.Fatal(err)
		}
		s.match()

		seenWare, seenItem := map[int64]int{}, map[string]int{}
		var suggested []Link
		for _, tab := range store.CatalogueTabs() {
			p, err := s.st.CataloguePage(t.Context(), store.CatalogueFilter{Company: "books", Tab: tab, Limit: 100})
			if err != nil {
				rt.Fatal(err)
			}
			if p.Unsettled != 0 || p.Count != len(p.Rows) {
				rt.Fatalf("%s: %d unsettled, %d counted, %d rows", tab, p.Unsettled, p.Count, len(p.Rows))
			}
			for _, row := range p.Rows {
				if row.Ware == nil {
					seenItem[row.Item.ListID]++
					continue
				}
				seenWare[row.Ware.Variant]++
				want := plannedItem(rt, s, r, row.Ware.SKU)
				if tab == store.TabMatched && row.Ware.Item != want || tab != store.TabMatched && tab != store.TabTwice && want != "" {
					rt.Fatalf("%q is %s as %q, an order of it finds %q", row.Ware.SKU, tab, row.Ware.Item, want)
				}
				if tab == store.TabSuggested {
					suggested = append(suggested, Link{"main", row.Ware.SKU, row.Item.FullName})
				}
			}
		}
		for _, w := range wares {
			if seenWare[w.Variant] != 1 {
				rt.Fatalf("%q is in %d lists", w.SKU, seenWare[w.Variant])
			}
		}
		for _, e := range items {
			if n := seenItem[e.ListID]; n > 1 || n == 0 && !standsBeside(s, rt, e.ListID) {
				rt.Fatalf("the item %s is in %d lists of items and beside no product", e.FullName, n)
			}
		}
		if len(suggested) == 0 {
			return
		}
		before := s.state()
		step, err := s.k.Accept(t.Context(), tester, "books", store.Step{}, suggested[0])
		if err != nil {
			return // two items of one name can't be told apart by it: nothing is linked
		}
		if _, err := s.st.TakeBack(t.Context(), tester, step.ID); err != nil {
			rt.Fatal(err)
		}
		s.match()
		if err := s.st.HintAgain(t.Context(), "books"); err != nil {
			rt.Fatal(err)
		}
		s.match()
		if after := s.state(); after != before {
			rt.Fatalf("after it was taken back:\n%s\nbefore:\n%s", after, before)
		}
		now, _, err := s.st.Rules(t.Context(), "main")
		if err != nil || len(now.Items.Links) != len(r.Items.Links) {
			rt.Fatalf("the mapping has the links %v, had %v (%v)", now.Items.Links, r.Items.Links, err)
		}
	})
}

// standsBeside tells whether a product is, may be or can't tell apart an item:
// it is in that product's list then, and in no list of items.
func standsBeside(s *shelf, rt *rapid.T, listID string) bool {
	places, err := s.st.PlacesOf(s.t.Context(), "books", []string{listID})
	if err != nil {
		rt.Fatal(err)
	}
	return slices.Contains([]store.Place{store.PlaceMatched, store.PlaceTwice, store.PlaceUnusable, store.PlaceSuggested}, places[listID])
}
