package truth

import (
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"

	"countinghouse/simulator/shop"
)

// A mistake that planner and calculation shared would cancel out.
func TestTheCalculationSharesNothingWithTheProduct(t *testing.T) {
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), f.Name(), nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range parsed.Imports {
			if path := strings.Trim(x.Path.Value, `"`); strings.HasPrefix(path, "countinghouse/") && path != "countinghouse/simulator/shop" {
				t.Errorf("%s imports %s", f.Name(), path)
			}
		}
		read++
	}
	if read < 2 {
		t.Error("no files were read")
	}
}

// settings of a small shop: one stocked item, one tax.
func settings() Settings {
	return Settings{
		Goods: map[string]Good{"MUG": {Account: "Sales", Item: "MUG", Cost: 400}}, Other: Good{Account: "Sales"},
		Shipping: "Freight", Discounts: "Discounts", Certificates: "Cards", StoreCredit: "Credit", Allowances: "Allowances", Receivable: "AR",
		Tenders: map[string]Tender{"Card": {Account: "Bank", Electronic: true}, "Check": {Account: "Funds"}, "Terms": {Account: "Funds", OnAccount: true}},
		Taxes:   map[string]Tax{"State": {Account: "Tax", Agency: "State"}},
	}
}

const dollar = shop.Unit

// order is two mugs for 20.00 less 2.00, 5.00 of shipping, 1.80 of tax: 24.80.
func order() shop.Truth {
	return shop.Truth{
		ID: 1, Day: "2026-03-02", Status: shop.AwaitingFulfilment, Method: "Card", Total: 248 * dollar / 10, Tax: 18 * dollar / 10,
		TaxByRate: map[string]shop.Money{"State": 18 * dollar / 10}, Items: 20 * dollar, Discount: 2 * dollar, Shipping: 5 * dollar,
		Lines:    []shop.TruthLine{{ID: 7, SKU: "MUG", Quantity: 2, Net: 20 * dollar, Charged: 18 * dollar, Tax: 18 * dollar / 10}},
		Payments: []shop.TruthPayment{{ID: 3, Tender: "Card", Amount: 248 * dollar / 10}}, Tenders: map[string]shop.Money{"Card": 248 * dollar / 10},
	}
}

func TestWhatOrdersDoToTheLedger(t *testing.T) {
	back := func(change func(*shop.TruthRefund)) func(*shop.Truth) {
		return func(o *shop.Truth) {
			r := shop.TruthRefund{ID: 5, Day: "2026-03-09", Total: 99 * dollar / 10, Tax: 9 * dollar / 10, TaxByRate: map[string]shop.Money{"State": 9 * dollar / 10},
				Lines:    []shop.TruthRefundLine{{Line: 7, SKU: "MUG", Quantity: 1, Net: 9 * dollar, Tax: 9 * dollar / 10}},
				Payments: []shop.TruthRefundPayment{{Tender: "Card", Amount: 99 * dollar / 10}}}
			change(&r)
			o.Refunds = append(o.Refunds, r)
		}
	}
	for _, c := range []struct {
		name   string
		change func(*shop.Truth)
		want   map[string]Cents
	}{
		{"paid by card", func(*shop.Truth) {},
			map[string]Cents{"Sales": -2000, "Discounts": 200, "Freight": -500, "Tax": -180, "Bank": 2480, CostOfGoods: 800, StockAsset: -800}},
		{"a card that brought nothing, whatever the status says", func(o *shop.Truth) { o.Payments, o.Tenders = nil, nil },
			map[string]Cents{"Sales": -2000, "Discounts": 200, "Freight": -500, "Tax": -180, "AR": 2480, CostOfGoods: 800, StockAsset: -800}},
		{"a check, by the store's word", func(o *shop.Truth) { o.Method, o.Payments, o.Tenders = "Check", nil, nil },
			map[string]Cents{"Sales": -2000, "Discounts": 200, "Freight": -500, "Tax": -180, "Funds": 2480, CostOfGoods: 800, StockAsset: -800}},
		{"on account: the store's word tells nothing", func(o *shop.Truth) { o.Method, o.Payments, o.Tenders = "Terms", nil, nil },
			map[string]Cents{"Sales": -2000, "Discounts": 200, "Freight": -500, "Tax": -180, "AR": 2480, CostOfGoods: 800, StockAsset: -800}},
		{"a certificate pays a part, too much is a credit", func(o *shop.Truth) { o.Tenders["Gift Certificate"] = 10 * dollar },
			map[string]Cents{"Sales": -2000, "Discounts": 200, "Freight": -500, "Tax": -180, "Cards": 1000, "Bank": 2480, "AR": -1000, CostOfGoods: 800, StockAsset: -800}},
		{"one piece comes back", back(func(*shop.TruthRefund) {}),
			map[string]Cents{"Sales": -1000, "Discounts": 100, "Freight": -500, "Tax": -90, "Bank": 1490, CostOfGoods: 400, StockAsset: -400}},
		{"one piece comes back for store credit", back(func(r *shop.TruthRefund) { r.Payments[0].Tender = "Store Credit" }),
			map[string]Cents{"Sales": -1000, "Discounts": 100, "Freight": -500, "Tax": -90, "Bank": 2480, "Credit": -990, CostOfGoods: 400, StockAsset: -400}},
		{"a refund that was declined is none", back(func(r *shop.TruthRefund) { r.Payments[0].Declined = true }),
			map[string]Cents{"Sales": -2000, "Discounts": 200, "Freight": -500, "Tax": -180, "Bank": 2480, CostOfGoods: 800, StockAsset: -800}},
		{"less is given back: the rest is kept", back(func(r *shop.TruthRefund) {
			r.Total, r.Adjustment, r.Payments[0].Amount = 89*dollar/10, -dollar, 89*dollar/10
		}), map[string]Cents{"Sales": -1000, "Discounts": 100, "Freight": -500, "Tax": -90, "Allowances": -100, "Bank": 1590, CostOfGoods: 400, StockAsset: -400}},
		{"by hand, of what was never paid: the invoice gets smaller", func(o *shop.Truth) {
			o.Method, o.Payments, o.Tenders = "Terms", nil, nil
			back(func(r *shop.TruthRefund) { r.Payments[0].Tender, r.Payments[0].Offline = "Check", true })(o)
		}, map[string]Cents{"Sales": -1000, "Discounts": 100, "Freight": -500, "Tax": -90, "AR": 1490, CostOfGoods: 400, StockAsset: -400}},
	} {
		o := order()
		c.change(&o)
		e := settings().Of(o)
		var sum Cents
		for account, want := range c.want {
			if e.Accounts[account] != want {
				t.Errorf("%s: %s is %d, want %d", c.name, account, e.Accounts[account], want)
			}
			sum += want
		}
		if sum != 0 || len(e.Accounts) != len(c.want) {
			t.Errorf("%s: %v, want %v", c.name, e.Accounts, c.want)
		}
	}
	if e := settings().Of(order()); e.Agencies["State"] != 180 || e.Stock["MUG"] != -2 || e.Days["Sales 2026-03-02"] != -2000 {
		t.Errorf("%+v", e)
	}
}

func TestOnlyWhatWentBackByHandStaysAsCreditWhileItWaits(t *testing.T) {
	o := order()
	for _, id := range []int64{5, 6} {
		o.Refunds = append(o.Refunds, shop.TruthRefund{ID: id, Day: "2026-03-09", Total: shop.Money(id) * dollar, Allowance: shop.Money(id) * dollar,
			Payments: []shop.TruthRefundPayment{{Tender: "Card", Amount: shop.Money(id) * dollar, Offline: id == 6}}})
	}
	s := settings()
	if e := s.Of(o); e.Accounts["Bank"] != 1380 || e.Accounts["AR"] != 0 {
		t.Errorf("both paid out: %v", e.Accounts)
	}
	s.HandWaits = true
	if e := s.Of(o); e.Accounts["Bank"] != 1980 || e.Accounts["AR"] != -600 {
		t.Errorf("the second is not: %v", e.Accounts)
	}
}

func TestASaleIsEnteredAtShipmentWhereThatIsTheStyle(t *testing.T) {
	s := settings()
	s.AtShipment = true
	o := order()
	if e := s.Of(o); e.Accounts["Sales"] != 0 || e.Accounts["Bank"] != 2480 || e.Accounts["AR"] != -2480 {
		t.Errorf("before: %v", e.Accounts)
	}
	o.Status = shop.Shipped
	if e := s.Of(o); e.Accounts["Sales"] != -2000 || e.Accounts["AR"] != 0 {
		t.Errorf("after: %v", e.Accounts)
	}
}
