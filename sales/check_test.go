package sales

import (
	"strings"
	"testing"

	"countinghouse/money"
)

func codes(f Findings) string {
	var c []string
	for _, p := range f.Problems {
		c = append(c, p.Code)
	}
	return strings.Join(c, " ")
}

func TestPublishedOrders(t *testing.T) {
	whole218 := order218()
	whole218.Fees = nil
	for _, c := range []struct {
		name    string
		o       Order
		codes   string
		side    Side
		closing Closing
	}{
		{"247 with its lines is consistent, tax included", order247(), "", TaxInclusive, ClosedPlain},
		{"218 is held for its fees that no total contains", order218(), "fees-outside", TaxInclusive, ClosedNot},
		{"218 without its pasted fees is consistent", whole218, "", TaxInclusive, ClosedPlain},
		{"100 has no tax and 25.63 of tax", order100(), "lines-missing tax-contradiction", TaxInclusive, ClosedPlain},
		{"the sample of 2013 is consistent, before tax", sample2013(), "", TaxExclusive, ClosedPlain},
		{"the sample app order is consistent", sampleEUR(), "", TaxExclusive, ClosedPlain},
		{"the PHP client's order is consistent", phpAUD(), "", TaxExclusive, ClosedPlain},
		{"the B2B order has no tax", b2b126(), "", SideUnknown, ClosedPlain},
	} {
		f := c.o.Check()
		if codes(f) != c.codes || f.Side != c.side || f.Closing != c.closing {
			t.Errorf("%s: problems %q, side %q, closing %q; want %q, %q, %q\n%+v", c.name, codes(f), f.Side, f.Closing, c.codes, c.side, c.closing, f.Problems)
		}
		if c.codes == "" != f.OK() {
			t.Errorf("%s: OK is %v", c.name, f.OK())
		}
	}
}

func TestAContradictionNamesBothFigures(t *testing.T) {
	for _, c := range []struct {
		o    Order
		code string
		want []string
	}{
		{order218(), "fees-outside", []string{"24.30", "69.84", "A Fee", "B Fee"}},
		{order100(), "tax-contradiction", []string{"0.00", "25.63"}},
		{order100(), "lines-missing", []string{"17", "0"}},
	} {
		found := false
		for _, p := range c.o.Check().Problems {
			if p.Code != c.code {
				continue
			}
			found = true
			for _, w := range c.want {
				if !strings.Contains(p.What, w) {
					t.Errorf("order %d, %s does not tell %s: %s", c.o.ID, c.code, w, p.What)
				}
			}
			if p.Means == "" || p.Fix == "" {
				t.Errorf("%s tells not what it means or what to do: %+v", c.code, p)
			}
		}
		if !found {
			t.Errorf("order %d: %s was not found", c.o.ID, c.code)
		}
	}
}

// Each case spoils one figure of an order that adds up.
func TestEveryContradictionIsFound(t *testing.T) {
	for _, c := range []struct {
		name  string
		order func() Order
		spoil func(*Order)
		code  string
	}{
		{"O1: total and its tax", order247, func(o *Order) { o.Total.Tax = dec("76.87") }, "header-sum"},
		{"O3: shipping and its tax", order247, func(o *Order) { o.ShippingCost.Tax = dec("0.60") }, "header-sum"},
		{"L1: price and its tax", order247, func(o *Order) { o.Lines[0].Price.Tax = dec("3.42") }, "line-sum"},
		{"L2: line and its tax", order247, func(o *Order) { o.Lines[2].Total.Tax = dec("71.63") }, "line-sum"},
		{"L3: price times quantity", order247, func(o *Order) { o.Lines[2].Price = taxed("217", "235.03", "18.03") }, "line-price"},
		{"L8: a line is missing", order247, func(o *Order) { o.Lines = o.Lines[:3] }, "lines-missing"},
		{"L11: quantity of nought", order247, func(o *Order) { o.Lines[3].Quantity = money.Int(0) }, "line-quantity"},
		{"a line read twice", order247, func(o *Order) { o.Lines[3].ID = 240 }, "line-twice"},
		{"O4: 5.00 unexplained", order247, func(o *Order) { o.Total = taxed("936.86", "1013.74", "76.88") }, "total-unexplained"},
		{"O6: lines and subtotal", order247, func(o *Order) { o.Subtotal.Inc = dec("990.74") }, "subtotal-differs"},
		{"O7: destinations and shipping", order247, func(o *Order) { o.Shipping = []Parcel{{Cost: taxed("6.39", "7", "0.61")}} }, "parcels-differ"},
		{"O8: lines and wrapping", order247, func(o *Order) { o.Lines[0].Wrapping = taxed("2", "2.16", "0.16") }, "wrapping-differs"},
		{"O9: tax rows and tax", sample2013, func(o *Order) { o.Taxes[0].Amount = dec("33.24") }, "tax-rows-differ"},
		{"O11: negative total", b2b126, func(o *Order) { o.Total = taxed("-100", "-100", "0") }, "negative"},
		{"D1: coupons", sample2013, func(o *Order) { o.Coupons[0].Discount = dec("27") }, "coupons-differ"},
		{"side: shipping against lines", order247, func(o *Order) { o.BaseShipping = dec("7.39") }, "side-contradiction"},
		{"fee and its tax", order218, func(o *Order) { o.Fees[0].Cost.Tax = dec("1") }, "fee-sum"},
		{"fraction of a cent", b2b126, func(o *Order) { o.Total = taxed("100.005", "100.005", "0") }, "fractions"},
		{"no currency", b2b126, func(o *Order) { o.Currency = "" }, "currency-missing"},
		{"payment in another currency", order247, func(o *Order) {
			o.Payments = []Payment{{Event: "purchase", OK: true, Currency: "EUR", Amount: dec("1008.74")}}
		}, "currency-differs"},
		{"paid too little", order247, func(o *Order) {
			o.PaymentsRead, o.Payments = true, []Payment{{ID: 1, Event: "purchase", OK: true, Amount: dec("1000")}}
		}, "payment-differs"},
		{"a figure with too many digits", b2b126, func(o *Order) {
			o.Discount = dec("999999999999999999").Mul(dec("999999999999999999"))
		}, "not-exact"},
		{"what reading found", order247, func(o *Order) { o.Contradictions = []string{"Line 5 is of order 246."} }, "reading"},
	} {
		o := c.order()
		c.spoil(&o)
		if f := o.Check(); !strings.Contains(" "+codes(f)+" ", " "+c.code+" ") {
			t.Errorf("%s: problems are %q, want %s", c.name, codes(f), c.code)
		}
	}
}

func TestAllContradictionsAreToldAtOnce(t *testing.T) {
	o := order218()
	o.Lines = o.Lines[:1]
	o.Coupons[0].Discount = dec("4")
	o.Lines[0].Total.Tax = dec("4.40")
	f := o.Check()
	for _, want := range []string{"lines-missing", "coupons-differ", "line-sum", "fees-outside"} {
		if !strings.Contains(codes(f), want) {
			t.Errorf("%s is missing in %q", want, codes(f))
		}
	}
}

func TestExactlyOneExplanationClosesAnOrder(t *testing.T) {
	fee := func(o *Order) { o.Fees = []Fee{{ID: 1, Name: "Handling by hand", Cost: taxed("5", "5", "0")}} }
	shipping := func(o *Order) {
		o.CouponDiscount = dec("5")
		o.Coupons = []Coupon{{Code: "FREESHIP", Type: 4, Discount: dec("5")}}
	}
	for _, c := range []struct {
		name    string
		change  func(*Order)
		closing Closing
		codes   string
	}{
		{"the fee is in the total", func(o *Order) { fee(o); o.Total = taxed("105", "105", "0") }, ClosedWithFees, ""},
		{"the fee is in subtotal and total", func(o *Order) {
			fee(o)
			o.Total, o.Subtotal = taxed("105", "105", "0"), taxed("105", "105", "0")
		}, ClosedWithFees, ""},
		{"shipping is net of its coupon already", shipping, ClosedShippingNet, ""},
		{"the lines' own discounts lead to the total", func(o *Order) {
			o.Lines[0].Discounted, o.Lines[0].HasDiscounted = dec("93"), true
			o.Total = taxed("93", "93", "0")
		}, ClosedDiscounted, ""},
		{"two explanations are none", func(o *Order) {
			shipping(o)
			fee(o)
		}, ClosedNot, "total-ambiguous"},
		{"a total net of a certificate", func(o *Order) {
			o.GiftCertificatePaid = dec("30")
			o.Total = taxed("70", "70", "0")
		}, ClosedNetOfCertificate, ""},
		{"no explanation", func(o *Order) { o.Total = taxed("95", "95", "0") }, ClosedNot, "total-unexplained"},
	} {
		o := b2b126()
		c.change(&o)
		f := o.Check()
		if f.Closing != c.closing || codes(f) != c.codes || f.FeesInTotal != (c.closing == ClosedWithFees) {
			t.Errorf("%s: closing %q, problems %q, fees in total %v", c.name, f.Closing, codes(f), f.FeesInTotal)
		}
	}
}

func TestTheSideIsFoundByEvidenceBeforeTheFlag(t *testing.T) {
	noShipping := order247()
	noShipping.ShippingCost, noShipping.BaseShipping = Taxed{}, money.Decimal{}
	noShipping.Total = noShipping.Subtotal
	noBase := noShipping
	noBase.Lines = append([]Line{}, noShipping.Lines...)
	for i := range noBase.Lines {
		noBase.Lines[i].BasePrice, noBase.Lines[i].BaseTotal = money.Decimal{}, money.Decimal{}
	}
	byTotal := sample2013()
	byTotal.BaseShipping = money.Decimal{}
	byTotal.Lines = append([]Line{}, byTotal.Lines...)
	byTotal.Lines[0].BasePrice, byTotal.Lines[0].BaseTotal = money.Decimal{}, money.Decimal{}
	byTotal.InclusiveFlag = true
	for _, c := range []struct {
		name string
		o    Order
		want Side
		by   string
		note bool
	}{
		{"shipping", order247(), TaxInclusive, "shipping", true},
		{"lines", noShipping, TaxInclusive, "lines", true},
		{"the total", byTotal, TaxExclusive, "total", true},
		{"the flag, without evidence", noBase, TaxExclusive, "store says", false},
		{"no tax", b2b126(), SideUnknown, "no tax", false},
	} {
		f := c.o.Check()
		noted := false
		for _, n := range f.Notes {
			noted = noted || n.Code == "side-flag"
		}
		if f.Side != c.want || !strings.Contains(f.SideBy, c.by) || noted != c.note || !f.OK() {
			t.Errorf("%s: side %q because %s, note %v, problems %q", c.name, f.Side, f.SideBy, noted, codes(f))
		}
	}
}

func TestMessagesWriteAmountsAsBookkeepersDo(t *testing.T) {
	for d, want := range map[string]string{"1234.5": "1,234.50", "-62.35": "(62.35)", "62.6793": "62.6793", "0": "0.00"} {
		if got := Figure(dec(d), 2); got != want {
			t.Errorf("%s is written %s, want %s", d, got, want)
		}
	}
	if got := Figure(dec("500"), 0); got != "500" {
		t.Errorf("500 yen are written %s", got)
	}
}

// O10: what was paid for each line, as the store tells it, leads to the total.
func TestLinesAfterTheirDiscountsMustNotContradictTheTotal(t *testing.T) {
	o := order247()
	for i := range o.Lines {
		o.Lines[i].Discounted, o.Lines[i].HasDiscounted = o.Lines[i].Total.Inc, true
	}
	if f := o.Check(); !f.OK() {
		t.Fatalf("a consistent order: %+v", f.Problems)
	}
	o.Lines[0].Discounted = o.Lines[0].Discounted.Sub(money.MustDecimal("5"))
	f := o.Check()
	if len(f.Problems) != 1 || f.Problems[0].Code != "discounted-differ" {
		t.Fatalf("%+v", f.Problems)
	}
	o.Lines[len(o.Lines)-1].HasDiscounted = false // not told of every line: it proves nothing
	if f := o.Check(); !f.OK() {
		t.Errorf("%+v", f.Problems)
	}
}
