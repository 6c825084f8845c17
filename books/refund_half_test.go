package books

import (
	"slices"
	"strings"
	"testing"

	"countinghouse/money"
	"countinghouse/sales"
)

// half takes the documents of a refund's money away from what was posted: they
// were not entered when the order was held.
func half(prior []Prior) []Prior {
	return slices.DeleteFunc(slices.Clone(prior), func(x Prior) bool { return x.Kind == CardRefund || x.Kind == Check || x.Kind == Application })
}

// Money that went back went back, whatever holds the order since: where the
// credit memo of its refund is in the books, the payment of it follows.
func TestTheSecondHalfOfARefundFollowsWhateverHoldsTheOrder(t *testing.T) {
	card := "card_refund of refund/12 BC10482R1 2026-03-10: 38.97 from Undeposited Funds by Visa; refunds credit_memo of refund/12 38.97"
	edited := func(o *sales.Order) {
		o.Lines[1].Total, o.Lines[1].Price = taxed("25", "25", "0"), taxed("25", "25", "0")
		o.Subtotal, o.Total = taxed("105", "111.60", "6.60"), taxed("103", "108.94", "5.94")
	}
	offline := refundOf(12, "38.97", "2.97", back("Cash", "38.97"), goodsBack(1, 1))
	for _, c := range []struct {
		name   string
		rules  func(*Rules)
		refund sales.Refund
		change func(*sales.Order)
		held   string
		want   []string
	}{
		{"edited", nil, oneLantern, edited, "changed-after-posting", []string{card}},
		{"disputed", nil, oneLantern, func(o *sales.Order) { o.Status = sales.Disputed }, "doubted-after-posting", []string{card}},
		{"deleted", nil, oneLantern, func(o *sales.Order) { o.Gone = true }, "deleted-after-posting", []string{card}},
		{"cancelled", nil, oneLantern, func(o *sales.Order) { o.Status = sales.Cancelled }, "cancelled-after-posting", []string{card}},
		{"by another way, of a receipt: nothing is open that it could settle", nil, offline, edited, "changed-after-posting",
			[]string{"card_refund of refund/12 BC10482R1 2026-03-10: 38.97 from Undeposited Funds by Visa; refunds credit_memo of refund/12 38.97"}},
		{"by another way, of an invoice: it may settle that", func(r *Rules) { r.Style = "invoice" }, offline, edited, "changed-after-posting refund-waits", []string{}},
		{"half by another way, half by card, of an invoice: the card's half went out", func(r *Rules) { r.Style = "invoice" },
			refundOf(12, "38.97", "2.97", append(back("Cash", "20"), back("Visa", "18.97")...), goodsBack(1, 1)), edited, "changed-after-posting refund-waits",
			[]string{"card_refund of refund/12/2 BC10482R1B 2026-03-10: 18.97 from Undeposited Funds by Visa; refunds credit_memo of refund/12 18.97"}},
		{"declined since", nil, oneLantern, func(o *sales.Order) {
			edited(o)
			o.Refunds[0].Payments = slices.Clone(o.Refunds[0].Payments)
			o.Refunds[0].Payments[0].Declined = true
		}, "changed-after-posting", []string{}},
		{"of other figures by now", nil, oneLantern, func(o *sales.Order) {
			edited(o)
			o.Refunds[0].Total = dec("30")
		}, "changed-after-posting", []string{}},
	} {
		w, r := shopWorld()
		if c.rules != nil {
			c.rules(&r)
		}
		o := order()
		o.PaymentsRead = true
		refunded(sales.PartiallyRefunded, c.refund)(&o, &r, w)
		stands := half(priors(w.plan(t, o, r)))
		o.Lines, o.Refunds = slices.Clone(o.Lines), slices.Clone(o.Refunds)
		c.change(&o)
		p := w.plan(t, o, r, stands...)
		if got := allInWords(p); p.Outcome != Hold || codes(p) != c.held || !slices.Equal(got, c.want) {
			t.Errorf("%s: %s %q %q, want %q %q", c.name, p.Outcome, codes(p), got, c.held, c.want)
			continue
		}
		for _, x := range p.Problems {
			if x.Code == "refund-waits" && (!strings.Contains(x.What, "BC10482R1") || x.Means == "" || x.Fix == "") {
				t.Errorf("%s: %+v", c.name, x)
			}
		}
		if again := w.plan(t, o, r, append(stands, priors(p)...)...); len(again.Documents) > 0 {
			t.Errorf("%s: planned again %q", c.name, allInWords(again))
		}
	}
}

// A refund that moves tax of an order that has none any more is told as that.
func TestARefundOfTaxThatTheOrderHasNoLongerIsTold(t *testing.T) {
	w, r := shopWorld()
	o := order()
	o.PaymentsRead = true
	sale := priors(w.plan(t, o, r))
	o.Taxes, o.TaxesRead, o.Coupons, o.CouponDiscount = nil, true, nil, money.Decimal{}
	o.Lines = slices.Clone(o.Lines)
	o.Lines[0].Total, o.Lines[0].Price = taxed("80", "80", "0"), taxed("40", "40", "0")
	o.Subtotal, o.Total = taxed("100", "100", "0"), taxed("108", "108", "0")
	sale = append(sale[:0], priors(w.plan(t, o, r))...)
	refunded(sales.PartiallyRefunded, sales.Refund{ID: 12, Created: oneLantern.Created, Total: dec("38.97"), Tax: dec("-1.03"), Override: true,
		Items: oneLantern.Items, Payments: oneLantern.Payments})(&o, &r, w)
	p := w.plan(t, o, r, sale...)
	if codes(p) != "tax-rows-missing" || !strings.Contains(p.Problems[0].What, "refund") || strings.Contains(p.Problems[0].What, "not read") {
		t.Errorf("%s %q: %+v", p.Outcome, codes(p), p.Problems)
	}
}
