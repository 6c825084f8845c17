package shop

import (
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

func ptr[T any](v T) *T { return &v }

// audited reads an edited order and returns what disagrees.
func audited(c *client, id int64) []string {
	x, _ := c.shop.Truth(id)
	fails := auditEdited(c, c.get(fmt.Sprintf("v2/orders/%d?include=fees", id)).(object))
	if got := x.Items - x.Discount + x.GiftCertificates + x.Shipping + x.Handling + x.Wrapping + x.Fees + x.Tax; got != x.Total {
		fails = append(fails, fmt.Sprintf("truth: parts make %s of %s", got, x.Total))
	}
	return append(fails, tell(c.t, c, id)...)
}

func TestAnEditComputesTheOrderAnew(t *testing.T) {
	for _, inclusive := range []bool{false, true} {
		c := open(t, Options{Seed: 51, Inclusive: inclusive})
		id := c.shop.SellOne(KindKitchenSink)
		step := func(name string, spec EditSpec, want func(before, after Truth) bool) {
			t.Helper()
			before, _ := c.shop.Truth(id)
			if err := c.shop.EditWith(id, spec); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			after, _ := c.shop.Truth(id)
			if !want(before, after) {
				t.Errorf("inclusive %v: %s: %+v became %+v", inclusive, name, before, after)
			}
			for _, f := range audited(c, id) {
				t.Errorf("inclusive %v: %s: %s", inclusive, name, f)
			}
		}
		x, _ := c.shop.Truth(id)
		step("quantity", EditSpec{Lines: []EditLine{{ID: x.Lines[0].ID, Quantity: 7}}}, func(_, a Truth) bool { return a.Lines[0].Quantity == 7 && a.Lines[0].Charged == a.Lines[0].Net })
		step("price", EditSpec{Lines: []EditLine{{ID: x.Lines[1].ID, Price: ptr(Unit)}}}, func(b, a Truth) bool { return a.Lines[1].Net < b.Lines[1].Net })
		step("added", EditSpec{Lines: []EditLine{{SKU: "TEE-LARGE", Quantity: 2}}}, func(b, a Truth) bool { return len(a.Lines) == len(b.Lines)+1 && a.Items > b.Items })
		step("custom line", EditSpec{Lines: []EditLine{{Name: "Rush sewing", Price: ptr(12 * Unit)}}}, func(_, a Truth) bool { l := a.Lines[len(a.Lines)-1]; return l.ProductID == 0 && l.Quantity == 1 })
		step("removed", EditSpec{Lines: []EditLine{{ID: x.Lines[2].ID, Remove: true}}}, func(b, a Truth) bool { return len(a.Lines) == len(b.Lines)-1 })
		step("discount", EditSpec{Discount: ptr(9 * Unit)}, func(b, a Truth) bool { return a.Discount > b.Discount })
		step("no discount", EditSpec{Discount: ptr(Money(0))}, func(b, a Truth) bool { return a.Discount < b.Discount })
		step("shipping", EditSpec{Shipping: ptr(20 * Unit), Handling: ptr(Money(0))}, func(b, a Truth) bool { return a.Shipping > b.Shipping && a.Handling == 0 })
		step("fees", EditSpec{Fees: &[]EditFee{{"Late Fee", Unit, false}}}, func(_, a Truth) bool { return a.Fees == Unit && len(a.FeesByName) == 1 })
		step("e-mail", EditSpec{Email: ptr("new@example.com"), Last: ptr("Newname")}, func(b, a Truth) bool { return a.Email == "new@example.com" && a.Total == b.Total })
		step("moved to where there is no tax", EditSpec{Place: ptr(len(c.shop.Places()) - 1)}, func(b, a Truth) bool { return a.Tax == 0 && b.Tax > 0 })
	}
}

func TestAnEditCannotTakeWhatIsGone(t *testing.T) {
	c := open(t, Options{Seed: 52})
	id := c.shop.SellOne(KindKitchenSink)
	x, _ := c.shop.Truth(id)
	l := x.Lines[0]
	if err := c.shop.ShipPieces(id, l.ID, 1); err != nil {
		t.Fatal(err)
	}
	if _, err := c.shop.RefundWith(id, RefundSpec{Items: []RefundPart{{Type: RefundProduct, ID: l.ID, Quantity: l.Quantity}, {Type: RefundShipping}}}); err != nil {
		t.Fatal(err)
	}
	before, _ := c.shop.Truth(id)
	for name, spec := range map[string]EditSpec{
		"fewer than refunded": {Lines: []EditLine{{ID: l.ID, Quantity: l.Quantity - 1}}},
		"line refunded":       {Lines: []EditLine{{ID: l.ID, Remove: true}}},
		"shipping refunded":   {Shipping: ptr(Money(0))},
		"unknown line":        {Lines: []EditLine{{ID: 5, Quantity: 1}}},
		"negative price":      {Lines: []EditLine{{ID: x.Lines[1].ID, Price: ptr(-Unit)}}},
		"below the refund":    {Discount: ptr(1000 * Unit), Lines: []EditLine{{ID: x.Lines[1].ID, Price: ptr(Money(0))}}},
		"no such goods":       {Lines: []EditLine{{SKU: "NO-SUCH"}}},
	} {
		if err := c.shop.EditWith(id, spec); !errors.Is(err, ErrState) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if after, _ := c.shop.Truth(id); after.Total != before.Total || len(after.Lines) != len(before.Lines) {
		t.Error("a refused edit changed the order")
	}
}

func TestAnyEditsOfAnyOrderAddUp(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := open(t, Options{Seed: rapid.Uint64().Draw(rt, "seed"), Country: rapid.SampledFrom([]string{"US", "CA", "GB", "AU"}).Draw(rt, "country")})
		kind := rapid.SampledFrom(everything()).Draw(rt, "kind")
		id := c.shop.SellOne(kind)
		for range rapid.IntRange(1, 4).Draw(rt, "acts") {
			_ = c.shop.EditRandom(id, rapid.Uint64().Draw(rt, "how"))
			if rapid.IntRange(0, 3).Draw(rt, "refund") == 0 {
				_, _ = c.shop.RefundRandom(id, rapid.Uint64().Draw(rt, "refunded"))
			}
		}
		if fails := audited(c, id); len(fails) > 0 {
			rt.Fatalf("%s order: %v", kind, fails)
		}
	})
}

func TestADeletedOrderIsGoneUntilItIsRestored(t *testing.T) {
	c := open(t, Options{Seed: 53})
	id := c.shop.SellOne(KindTaxed)
	if err := c.shop.RefundPiece(id); err != nil {
		t.Fatal(err)
	}
	paths := []string{"v2/orders/%d", "v2/orders/%d/products", "v2/orders/%d/taxes", "v2/orders/%d/shipments", "v3/orders/%d/transactions", "v3/orders/%d/payment_actions/refunds"}
	status := func() (codes []int) {
		for _, p := range paths {
			res, _ := c.do("GET", fmt.Sprintf(p, id), "")
			codes = append(codes, res.StatusCode)
		}
		return codes
	}
	if err := c.shop.Delete(id); err != nil {
		t.Fatal(err)
	}
	for i, code := range status() {
		if code != 404 {
			t.Errorf("%s: %d", paths[i], code)
		}
	}
	if n := len(rows(c.get("v2/orders"))) + len(rows(c.get("v3/orders/payment_actions/refunds"))); n > 0 {
		t.Errorf("%d rows are still listed", n)
	}
	if err := c.shop.Cancel(id); !errors.Is(err, ErrNoOrder) {
		t.Errorf("a deleted order was cancelled: %v", err)
	}
	if x, ok := c.shop.Truth(id); !ok || !x.Deleted || x.Sale() {
		t.Error("the truth does not tell that it is deleted")
	}
	if err := c.shop.Restore(id); err != nil {
		t.Fatal(err)
	}
	if len(rows(c.get("v2/orders"))) != 1 || len(rows(c.get("v3/orders/payment_actions/refunds"))) != 1 {
		t.Error("a restored order is not listed")
	}
}

func TestParcelsOfSomePiecesMakeAPartialShipment(t *testing.T) {
	c := open(t, Options{Seed: 54})
	id := c.shop.SellOne(KindKitchenSink)
	x, _ := c.shop.Truth(id)
	if err := c.shop.ShipPieces(id, x.Lines[0].ID, 1); err != nil {
		t.Fatal(err)
	}
	if y, _ := c.shop.Truth(id); y.Status != PartiallyShipped || y.Lines[0].Shipped != 1 || y.Shipments[0].Pieces[x.Lines[0].ID] != 1 {
		t.Errorf("status %d, %+v", y.Status, y.Shipments)
	}
	if err := c.shop.ShipPieces(id, x.Lines[0].ID, x.Lines[0].Quantity); !errors.Is(err, ErrState) {
		t.Errorf("more sent than sold: %v", err)
	}
	if err := c.shop.Ship(id); err != nil {
		t.Fatal(err)
	}
	if y, _ := c.shop.Truth(id); y.Status != Shipped || len(y.Shipments) != 2 {
		t.Errorf("status %d, %d parcels", y.Status, len(y.Shipments))
	}
	if list := rows(c.get(fmt.Sprintf("v2/orders/%d/shipments", id))); len(list) != 2 {
		t.Errorf("%d shipments", len(list))
	}
}
