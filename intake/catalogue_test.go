package intake

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"countinghouse/simulator/shop"
	"countinghouse/store"
)

// agreeCatalogue compares every ware that stands with what the shop has.
func (h *house) agreeCatalogue() {
	h.t.Helper()
	truth := h.shop.Wares()
	for _, w := range truth {
		row, err := h.st.WareOf(h.t.Context(), "books", "main", w.Variant)
		if err != nil {
			h.t.Errorf("variant %d (%s): %v", w.Variant, w.Name, err)
			continue
		}
		if row.Ware.SKU != w.SKU || row.Ware.Name != strings.Join(strings.Fields(w.Name), " ") || row.Ware.Product != w.Product {
			h.t.Errorf("variant %d is %+v, the shop has %+v", w.Variant, *row.Ware, w)
		}
		if n, _, ok := row.Level(); ok != w.Counted || ok && n != int64(w.Stock) {
			h.t.Errorf("of variant %d (%s) there are %d (%v), the shop has %d", w.Variant, w.Name, n, ok, w.Stock)
		}
	}
	if n, err := h.st.CountWares(h.t.Context(), "main"); err != nil || n != len(truth) || n < 50 {
		h.t.Errorf("%d wares stand (%v), the shop has %d", n, err, len(truth))
	}
}

func (h *house) catalogue() CatalogueResult {
	h.t.Helper()
	r, err := h.p.Catalogue(h.t.Context(), "main", false)
	must(h.t, err)
	return r
}

func TestTheCatalogueIsReadOnceAndThenOnlyChanges(t *testing.T) {
	h := newHouse(t, shop.Options{Locations: 2}, func(o *Options) { o.Overlap, o.StockEvery = time.Second, time.Nanosecond })
	simple, _ := h.shop.AddGoods(shop.Goods{Name: "Tin Whistle", SKU: "TW-1", UPC: "012345678905", MPN: "W1", Price: 12 * shop.Unit, Stock: 3, Away: 4})
	_, sizes := h.shop.AddGoods(shop.Goods{Name: "Clog", SKU: "CLOG", Price: 40 * shop.Unit, Variants: []shop.GoodsVariant{{Option: "Size", Label: "7", SKU: "CLOG-7", Stock: 1}, {Option: "Size", Label: "8", SKU: "CLOG-8", Price: 44 * shop.Unit, Stock: -2}}})
	first := h.catalogue()
	h.agreeCatalogue()
	if !first.Whole || first.Wares != len(h.shop.Wares()) || first.Calls > 12 { // seven of them tell the modifiers of ten products each
		t.Errorf("%+v", first)
	}
	row, err := h.st.WareOf(t.Context(), "books", "main", sizes[1])
	must(t, err)
	if w := row.Ware; w.Options != "Size: 8" || w.Price.String() != "44" || w.Tracking != "variant" || len(row.Places) != 2 || row.Places[1].Name != "Annex" {
		t.Errorf("%+v at %+v", *row.Ware, row.Places)
	}
	must(t, h.shop.ChangeGoods(simple, shop.Goods{Name: "Tin Whistle in D", SKU: "TW-D", Price: 13 * shop.Unit, Stock: 9}))
	again := h.catalogue()
	h.agreeCatalogue()
	if again.Whole || again.Products < 1 || again.Products > 2 { // the clog was added a moment before
		t.Errorf("one product changed: %+v", again)
	}
	must(t, h.shop.SetStock(sizes[0], 17, 5)) // which moves no time of change
	h.catalogue()
	h.agreeCatalogue()
}

func TestAReadingOfTheCatalogueGoesOnWhereItWasStopped(t *testing.T) {
	h := newHouse(t, shop.Options{}, func(o *Options) { o.PageSize = 20 })
	ctx, stop := context.WithCancel(t.Context())
	pages := 0
	h.shop.SetFaults(func(r shop.FaultRequest) shop.Fault {
		if strings.Contains(r.Path, "catalog/products") {
			if pages++; pages == 3 {
				stop()
			}
		}
		return shop.Fault{}
	})
	if _, err := h.p.Catalogue(ctx, "main", false); err == nil {
		t.Fatal("it was not stopped")
	}
	have, err := h.st.CountWares(t.Context(), "main")
	must(t, err)
	if have < 40 {
		t.Fatalf("%d wares were saved before it was stopped", have)
	}
	h.close()
	h.open(func(o *Options) { o.PageSize = 20 })
	pages = 10
	rest := h.catalogue()
	h.agreeCatalogue()
	if !rest.Whole || rest.Products+40 > len(h.shop.Wares()) && rest.Products > 40 {
		t.Errorf("the rest was %+v", rest)
	}
}

func TestWhatIsDeletedInTheStoreIsFoundByReadingAllOfIt(t *testing.T) {
	h := newHouse(t, shop.Options{}, func(o *Options) { o.Overlap = time.Second })
	id, _ := h.shop.AddGoods(shop.Goods{Name: "Short-lived", SKU: "GONE-1", Price: shop.Unit})
	h.catalogue()
	must(t, h.shop.RemoveGoods(id))
	if r := h.catalogue(); r.Whole || r.Gone != 0 {
		t.Errorf("%+v", r)
	}
	r, err := h.p.Catalogue(t.Context(), "main", true)
	must(t, err)
	h.agreeCatalogue()
	if r.Gone != 1 {
		t.Errorf("%+v", r)
	}
	if _, err := h.p.Catalogue(t.Context(), "main", true); err != nil {
		t.Error(err)
	}
	h.agreeCatalogue()
}

// An answer that lists next to nothing must not take the catalogue away.
func TestACatalogueThatVanishesIsNotBelieved(t *testing.T) {
	h := newHouse(t, shop.Options{})
	var ids []int64
	for i := range 1500 {
		id, _ := h.shop.AddGoods(shop.Goods{Name: fmt.Sprintf("Bead %d", i), SKU: fmt.Sprintf("BEAD-%d", i), Price: shop.Cent})
		ids = append(ids, id)
	}
	h.catalogue()
	before, err := h.st.CountWares(t.Context(), "main")
	must(t, err)
	for _, id := range ids {
		must(t, h.shop.RemoveGoods(id))
	}
	if _, err := h.p.Catalogue(t.Context(), "main", true); err == nil || !strings.Contains(err.Error(), "isn't believed") {
		t.Errorf("the error is %v", err)
	}
	if after, err := h.st.CountWares(t.Context(), "main"); err != nil || after != before {
		t.Errorf("%d wares stand, %d did before (%v)", after, before, err)
	}
}

// A product that the walk has passed changes before its end: it is not lost.
func TestWhatChangesWhileTheCatalogueIsReadIsReadTheNextTime(t *testing.T) {
	h := newHouse(t, shop.Options{}, func(o *Options) { o.PageSize = 20 })
	h.catalogue()
	first := h.shop.Wares()[0].Product
	changed := false
	h.shop.SetFaults(func(r shop.FaultRequest) shop.Fault {
		if changed || !strings.Contains(r.Query, "id%3Amin=1") || strings.Contains(r.Query, "id%3Amin=1&") {
			return shop.Fault{}
		}
		changed = true
		return shop.Fault{Before: func() {
			must(t, h.shop.ChangeGoods(first, shop.Goods{Name: "Changed under way", SKU: "WAY-2", Price: shop.Unit, Stock: 500}))
		}}
	})
	_, err := h.p.Catalogue(t.Context(), "main", true)
	must(t, err)
	if !changed {
		t.Fatal("nothing changed under way")
	}
	h.catalogue()
	h.agreeCatalogue()
}

func TestAStoreWithoutTheScopeForStockShowsTheCataloguesFigures(t *testing.T) {
	h := newHouse(t, shop.Options{Scopes: []string{"store_v2_orders_read_only", "store_v2_products_read_only", "store_v2_information_read_only"}})
	_, v := h.shop.AddGoods(shop.Goods{Name: "Bell", SKU: "BELL", Price: shop.Unit, Stock: 12})
	r := h.catalogue()
	if len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0], "Store Inventory: read-only") {
		t.Errorf("the warnings are %q", r.Warnings)
	}
	row, err := h.st.WareOf(t.Context(), "books", "main", v[0])
	must(t, err)
	if n, read, ok := row.Level(); !ok || n != 12 || read.IsZero() || len(row.Places) != 0 {
		t.Errorf("there are %d, read %v (%v), at %+v", n, read, ok, row.Places)
	}
}

func TestBundlesCategoriesAndCostsAreRead(t *testing.T) {
	h := newHouse(t, shop.Options{}, func(*Options) {})
	h.catalogue()
	of := func(sku string) store.CatalogueRow {
		rows, err := h.st.WaresBySKU(t.Context(), "books", "main", sku)
		must(t, err)
		if len(rows) != 1 {
			t.Fatalf("%d wares are %s", len(rows), sku)
		}
		return rows[0]
	}
	set, box, shirt := of("SET-1"), of("SET-3"), of("TEE-SMALL")
	if b := set.Bundle; b == nil || len(b.Parts) != 3 || b.Choice || !b.Stock || b.Price || b.Parts[0].SKU == "" || b.Parts[0].Title == "" {
		t.Errorf("the set is %+v", b)
	}
	if b := box.Bundle; b == nil || len(b.Parts) != 3 || !b.Choice {
		t.Errorf("the box that shoppers fill is %+v", b)
	}
	if shirt.Bundle != nil || shirt.Ware.Category != "Shop All"+store.CategorySeparator+"Clothing" || shirt.Ware.Cost.String() != "10.8" {
		t.Errorf("the shirt is %+v, %+v", shirt.Bundle, *shirt.Ware)
	}
	again := h.catalogue() // nothing changed: nothing is read of products one by one
	if again.Calls > 4 {
		t.Errorf("%d calls", again.Calls)
	}
}
