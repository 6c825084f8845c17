package books

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"countinghouse/money"
	"countinghouse/sales"
)

func TestRefundsOfChargesAndOfPricesWithTax(t *testing.T) {
	charged := func() sales.Order { // handling 3.00, gift wrapping 5.00 and a fee of 2.00 beside the rest, wrapping taxed
		o := order()
		o.Handling, o.Wrapping = taxed("3", "3", "0"), taxed("5", "5.41", "0.41")
		o.Lines[0].Wrapping = o.Wrapping
		o.Fees = []sales.Fee{{ID: 77, Name: "Delivery", Cost: taxed("2", "2", "0")}}
		o.Taxes = append(slices.Clone(o.Taxes), sales.TaxRow{Name: "Texas", Rate: dec("6.25"), Amount: dec("0.31"), LineID: 1, Kind: "gift-wrapping"},
			sales.TaxRow{Name: "Austin", Rate: dec("2"), Amount: dec("0.10"), LineID: 1, Kind: "gift-wrapping"})
		o.Total = taxed("108", "114.35", "6.35")
		return o
	}
	for _, c := range []struct {
		name   string
		o      sales.Order
		refund sales.Refund
		want   string
	}{
		{"handling and a fee, the fee by the order's number", charged(), refundOf(12, "5", "0", back("paypal", "5"), sumBack(sales.RefundHandling, 1, "3"), sumBack(sales.RefundFee, 10482, "2")),
			"5.00 = Handling 3.00, Delivery Fee 2.00"},
		{"half of the gift wrapping, asked for without its tax", charged(), refundOf(12, "2.71", "0.21", back("paypal", "2.71"), sumBack(sales.RefundWrapping, 1, "2.5")),
			"2.71 = Wrapping 2.50, State Tax 0.16, City Tax 0.05"},
		{"half of the gift wrapping, asked for with its tax", charged(), refundOf(12, "2.71", "0.21", back("paypal", "2.71"), sumBack(sales.RefundWrapping, 1, "2.71")),
			"2.71 = Wrapping 2.50, State Tax 0.16, City Tax 0.05"},
		{"a line by its sum", charged(), refundOf(12, "10.83", "0.83", back("paypal", "10.83"), sales.RefundItem{Kind: sales.RefundProduct, ID: 1, Quantity: money.Int(1), Requested: dec("10"), HasRequested: true}),
			"10.83 = Goods:LANTERN x1 10.00, State Tax 0.63, City Tax 0.20"},
		{"prices with tax: one of three at 19.28, less its part of two discounts", inclusive(), refundOf(12, "16.44", "1.25", back("paypal", "16.44"), goodsBack(1, 1)),
			"16.44 = Goods:LANTERN x1 17.81, Discounts -1.31, Coupons -1.31, Flat 1.25"},
		{"prices with tax: shipping asked for with its tax", inclusive(), refundOf(12, "12", "0.91", back("paypal", "12"), sumBack(sales.RefundShipping, 1, "12")),
			"12.00 = Shipping 11.09, Flat 0.91"},
		{"tax that goes the other way", charged(), refundOf(12, "2", "-1", back("paypal", "2"), sumBack(sales.RefundHandling, 1, "3")),
			"2.00 = Handling 3.00, State Tax -0.76, City Tax -0.24"},
	} {
		w, r := shopWorld()
		c.o.Status, c.o.RefundsRead, c.o.Refunds = sales.PartiallyRefunded, true, []sales.Refund{c.refund}
		p := w.plan(t, c.o, r)
		i := slices.IndexFunc(p.Documents, func(d Document) bool { return d.Kind == CreditMemo })
		if i < 0 {
			t.Errorf("%s: %s %s %+v", c.name, p.Outcome, codes(p), p.Problems)
			continue
		}
		if _, got, _ := strings.Cut(inWords(p.Documents[i]), ": "); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestDebitsAndCreditsOfARefund(t *testing.T) {
	w, r := shopWorld()
	o := order()
	refunded(sales.PartiallyRefunded, oneLantern)(&o, &r, w)
	p := w.plan(t, o, r)
	account := func(name string) Ref { return Ref{"a-" + name, name} }
	receivable := Ref{"a-Accounts Receivable", "Accounts Receivable"}
	for i, want := range [][]Effect{
		{
			{Account: receivable, Credit: 3897}, {Account: account("Sales"), Debit: 4000}, {Account: account("Discounts Given"), Credit: 400},
			{Account: Ref{FullName: "Sales Tax Payable"}, Agency: Ref{"V-State", "State"}, Debit: 225},
			{Account: Ref{FullName: "Sales Tax Payable"}, Agency: Ref{"V-City", "City"}, Debit: 72},
		},
		{{Account: receivable, Debit: 3897}, {Account: Ref{"a-Undeposited Funds", "Undeposited Funds"}, Credit: 3897}},
	} {
		if d := cmp.Diff(want, Effects(p.Documents[i+1], w.Lists)); d != "" {
			t.Error(d)
		}
	}
}
