package bigcommerce_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"countinghouse/bigcommerce"
	"countinghouse/simulator/shop"
)

// figures are quantities as the client reads them, "variant@location=on hand/to sell".
func figures(rows []bigcommerce.InventoryItem) string {
	var out []string
	for _, r := range rows {
		for _, l := range r.Locations {
			out = append(out, fmt.Sprintf("%d@%d=%s/%s", r.Identity.VariantID, l.LocationID, l.OnHand.Text(), l.AvailableToSell.Text()))
		}
	}
	return strings.Join(out, " ")
}

func TestQuantitiesAreSetAndReadBack(t *testing.T) {
	s, c := openShop(t, shop.Options{Locations: 2})
	bell, bells := s.AddGoods(shop.Goods{Name: "Bell", SKU: "BELL", Price: shop.Unit, Stock: 5})
	clog, clogs := s.AddGoods(shop.Goods{Name: "Clog", SKU: "CLOG", Price: shop.Unit, Variants: []shop.GoodsVariant{{SKU: "CLOG-7", Stock: 1}, {SKU: "CLOG-8"}}})
	if err := s.SetSafetyStock(bells[0], 1, 2); err != nil {
		t.Fatal(err)
	}
	txn, err := c.SetStock(t.Context(), "counted", []bigcommerce.StockAdjustment{{Location: 1, Product: bell, Quantity: 9}, {Location: 2, Variant: clogs[1], Quantity: 4}})
	if err != nil || txn == "" {
		t.Fatal(txn, err)
	}
	if _, err := c.MoveStock(t.Context(), "delivery", []bigcommerce.StockAdjustment{{Location: 1, Product: bell, Quantity: -3}}); err != nil {
		t.Fatal(err)
	}
	rows, at, err := c.InventoryOf(t.Context(), []int64{bell, clog})
	want := fmt.Sprintf("%d@1=6/4 %d@2=0/0 %d@1=1/1 %d@2=0/0 %d@1=0/0 %d@2=4/4", bells[0], bells[0], clogs[0], clogs[0], clogs[1], clogs[1])
	if got := figures(rows); err != nil || got != want || time.Since(at) > time.Minute {
		t.Errorf("%s at %v (%v), want %s", got, at, err, want)
	}
	if x := rows[0].Locations[0]; x.Settings.Value.SafetyStock.Text() != "2" || x.LocationCode != "BC-LOCATION-1" || !bool(x.Enabled) {
		t.Errorf("%+v", x)
	}
	all, err := c.Inventory(t.Context(), 1)
	if err != nil || !all.Last || !strings.Contains(figures(all.Rows), want) {
		t.Errorf("%v: %s", err, figures(all.Rows))
	}
	places, err := c.Locations(t.Context())
	if err != nil || len(places) != 2 || places[1].Label != "Annex" || places[1].ID != 2 || !bool(places[1].Enabled) {
		t.Errorf("%+v, %v", places, err)
	}
	if none, _, err := c.InventoryOf(t.Context(), nil); err != nil || len(none) != 0 {
		t.Errorf("%v, %v", none, err)
	}
}

func TestSettingsOfStockAreRead(t *testing.T) {
	s, c := openShop(t, shop.Options{})
	for _, set := range []shop.InventorySettings{{}, {AtShipment: true, KeepRefunds: true}, {IgnoreEdits: true}} {
		s.SetInventory(set)
		got, err := c.InventorySettings(t.Context(), 0)
		if err != nil || (got.UpdateStockBehavior == "order_completed_or_shipped") != set.AtShipment ||
			bool(got.EditOrderStockAdjustment) == set.IgnoreEdits || bool(got.RefundOrderStockAdjustment) == set.KeepRefunds {
			t.Errorf("%+v of %+v, %v", got, set, err)
		}
	}
}

func TestItemsThatTheStoreRefusesAreNamed(t *testing.T) {
	s, c := openShop(t, shop.Options{Locations: 2})
	bell, bells := s.AddGoods(shop.Goods{Name: "Bell", SKU: "BELL", Price: shop.Unit, Stock: 5})
	clog, _ := s.AddGoods(shop.Goods{Name: "Clog", SKU: "CLOG", Price: shop.Unit, Variants: []shop.GoodsVariant{{SKU: "CLOG-7", Stock: 1}, {SKU: "CLOG-8"}}})
	loose, _ := s.AddGoods(shop.Goods{Name: "Loose", SKU: "LOOSE", Price: shop.Unit, Tracking: "none"})
	_, err := c.SetStock(t.Context(), "", []bigcommerce.StockAdjustment{
		{Location: 1, Variant: bells[0], Quantity: 1}, {Location: 1, Product: clog, Quantity: 2}, {Location: 2, Product: bell, Quantity: 3},
		{Location: 1, Product: loose, Quantity: 4}, {Location: 1, Variant: 4711, Quantity: 5}, {Location: 7, Product: bell, Quantity: 6}})
	if !bigcommerce.IsKind(err, bigcommerce.BadRequest) || !bigcommerce.MaybeDone(err) {
		t.Fatal(err)
	}
	want := map[bigcommerce.StockRefusal]string{{Variant: bells[0]}: "as a whole, and not by variant", {Product: clog}: "by variant, and not as a whole",
		{Product: loose}: "does not count", {Variant: 4711}: "not have this product any more", {Location: 7}: "not have this location"}
	got := bigcommerce.RefusedStock(err)
	for _, r := range got {
		why := r.Why
		if r.Why = ""; want[r] == "" || !strings.Contains(why, want[r]) {
			t.Errorf("%+v says %q, not %q", r, why, want[r])
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d are named: %+v", len(got), got)
	}
	rows, _, _ := c.InventoryOf(t.Context(), []int64{bell})
	if f := figures(rows); f != fmt.Sprintf("%d@1=5/5 %d@2=0/0", bells[0], bells[0]) {
		t.Error(f)
	}
	for _, s := range []string{bigcommerce.Words(err), got[0].Why} {
		if strings.Contains(s, "variant_id") && !strings.Contains(s, "HTTP 422") {
			t.Error(s)
		}
	}
	if list := bigcommerce.RefusedStock(fmt.Errorf("variant_id 7 is not tracked")); list != nil {
		t.Error("only BigCommerce's own refusal of an adjustment names items")
	}
}

func TestAWriteWhoseAnswerIsLostMayBeDone(t *testing.T) {
	s, c := openShop(t, shop.Options{})
	bell, bells := s.AddGoods(shop.Goods{Name: "Bell", SKU: "BELL", Price: shop.Unit, Stock: 5})
	calls := 0
	for i, tt := range []struct {
		fault shop.Fault
		done  bool // it is
		maybe bool // it may be, as far as the caller knows
	}{
		{shop.Fault{Status: 504, Done: true, NoLimitHeaders: true}, true, true},
		{shop.Fault{Cut: true}, true, true},
		{shop.Fault{CutSilently: true}, true, true},
		{shop.Fault{Page: true, NoLimitHeaders: true}, false, true},
		{shop.Fault{Status: 502, HTML: true, NoLimitHeaders: true}, false, true},
		{shop.Fault{Status: 403, NoLimitHeaders: true}, false, false},
	} {
		s.SetFaults(func(r shop.FaultRequest) shop.Fault {
			if strings.HasSuffix(r.Path, "absolute") {
				calls++
				return tt.fault
			}
			return shop.Fault{}
		})
		n := int64(10 + i)
		_, err := c.SetStock(t.Context(), "", []bigcommerce.StockAdjustment{{Location: 1, Product: bell, Quantity: n}})
		if err == nil || bigcommerce.MaybeDone(err) != tt.maybe {
			t.Errorf("%+v: %v", tt.fault, err)
		}
		s.SetFaults(nil)
		rows, _, _ := c.InventoryOf(t.Context(), []int64{bell})
		if is := figures(rows) == fmt.Sprintf("%d@1=%d/%d", bells[0], n, n); is != tt.done {
			t.Errorf("%+v: %s", tt.fault, figures(rows))
		}
	}
	if calls != 6 {
		t.Errorf("6 writes made %d calls: what was written once may have been done", calls)
	}
	if bigcommerce.MaybeDone(nil) {
		t.Error("nothing failed")
	}
}

func TestAdjustmentsThatBigCommerceCannotTakeAreNotSent(t *testing.T) {
	s, c := openShop(t, shop.Options{})
	s.SetFaults(func(shop.FaultRequest) shop.Fault {
		t.Error("it was sent")
		return shop.Fault{Status: http.StatusTeapot}
	})
	for _, list := range [][]bigcommerce.StockAdjustment{
		nil, make([]bigcommerce.StockAdjustment, bigcommerce.MaxAdjustments+1), {{Location: 1, Quantity: 1}}, {{Location: 1, Product: 1, Variant: 2, Quantity: 1}},
		{{Product: 1, Quantity: 1}}, {{Location: 1, Product: 1, Quantity: -1}}, {{Location: 1, Product: 1, Quantity: bigcommerce.MaxStock + 1}},
	} {
		if _, err := c.SetStock(t.Context(), "", list); err == nil {
			t.Errorf("%d items were taken", len(list))
		}
	}
}

func TestTwoThousandQuantitiesAreOneCall(t *testing.T) {
	s, c := openShop(t, shop.Options{Locations: 2})
	var list []bigcommerce.StockAdjustment
	for i := range bigcommerce.MaxAdjustments / 2 {
		id, _ := s.AddGoods(shop.Goods{Name: fmt.Sprintf("Bead %d", i), SKU: fmt.Sprintf("BEAD-%d", i), Price: shop.Cent})
		for place := range int64(2) {
			list = append(list, bigcommerce.StockAdjustment{Location: place + 1, Product: id, Quantity: int64(i)})
		}
	}
	before := c.Stats().Calls
	if _, err := c.SetStock(t.Context(), "delivery", list); err != nil {
		t.Fatal(err)
	}
	if n := c.Stats().Calls - before; n != 1 {
		t.Errorf("%d calls", n)
	}
}
