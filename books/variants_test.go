package books

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"countinghouse/money"
	"countinghouse/sales"
)

// untaxed is the order without any tax.
func untaxed() sales.Order {
	o := order()
	o.Lines = slices.Clone(o.Lines)
	o.Lines[0].Price, o.Lines[0].Total = taxed("40", "40", "0"), taxed("80", "80", "0")
	o.Subtotal, o.Total, o.Taxes = taxed("100", "100", "0"), taxed("98", "98", "0"), nil
	return o
}

func TestAnOrderWithoutTaxCarriesTheItemOfNought(t *testing.T) {
	for _, treatment := range []string{"line", "quickbooks"} {
		r := rules()
		r.Tax.Treatment = treatment
		d := posted(t, newWorld().plan(t, untaxed(), r))[0]
		if d.TaxItem != ref("Zero") || d.Tax != 0 || d.Total != 9800 || len(d.Lines) != 4 {
			t.Errorf("%s: %+v", treatment, d)
		}
		for _, l := range d.Lines {
			if l.Taxable || l.TaxCode != non {
				t.Errorf("%s: %+v", treatment, l)
			}
		}
	}
}

func TestWithoutSalesTaxInQuickBooksNoTaxItemIsNamed(t *testing.T) {
	w := newWorld()
	w.Company.SalesTax = false
	r := rules()
	r.Tax = TaxRules{}
	d := posted(t, w.plan(t, untaxed(), r))[0]
	if !d.TaxItem.IsZero() || slices.ContainsFunc(d.Lines, func(l Line) bool { return !l.TaxCode.IsZero() || l.Taxable }) {
		t.Errorf("%+v", d)
	}
}

func TestShippingThatIsNetOfItsCouponIsNotDiscountedTwice(t *testing.T) {
	o := untaxed()
	// The coupon of 5.00 is in the header, and the shipping of 8.00 is already without it.
	o.Coupons = append(slices.Clone(o.Coupons), sales.Coupon{ID: 2, Code: "SHIP5", Type: 3, Discount: dec("5")})
	o.CouponDiscount = dec("15")
	p := newWorld().plan(t, o, rules())
	d := posted(t, p)[0]
	if _, discounts, shipping, _ := amounts(d); discounts != -1000 || shipping != 800 {
		t.Errorf("discounts %s, shipping %s", discounts, shipping)
	}
	proved(t, o, Lists{}, p)
}

func TestLinesAfterTheirDiscountsMakeOneDiscountLine(t *testing.T) {
	o := untaxed()
	o.Coupons, o.CouponDiscount = nil, money.Decimal{}
	o.Lines[0].Discounted, o.Lines[0].HasDiscounted = dec("73"), true
	o.Lines[1].Discounted, o.Lines[1].HasDiscounted = dec("20"), true
	o.Total = taxed("101", "101", "0")
	p := newWorld().plan(t, o, rules())
	d := posted(t, p)[0]
	if items, discounts, _, _ := amounts(d); items != 10000 || discounts != -700 {
		t.Errorf("items %s, discounts %s", items, discounts)
	}
	proved(t, o, Lists{}, p)
}

func TestADiscountWhoseTaxDoesNotFitIsHeld(t *testing.T) {
	o := inclusive()
	// 13.00 of tax too much: the discounts would come to more without tax than with it.
	o.Taxes[0].Amount, o.Total = dec("4.40"), taxed("51.53", "69.84", "18.31")
	o.Taxes = append(o.Taxes, sales.TaxRow{Name: "Flat", Rate: dec("8.25"), Amount: dec("13")})
	if p := newWorld().plan(t, o, rules()); codes(p) != "discount-unexplained" {
		t.Errorf("%s %s", p.Outcome, codes(p))
	}
}

func TestARateThatDiffersFromItsItemIsNoted(t *testing.T) {
	o := order()
	o.Taxes = slices.Clone(o.Taxes)
	o.Taxes[0].Rate = dec("6.5")
	p := newWorld().plan(t, o, rules())
	posted(t, p)
	if !slices.ContainsFunc(p.Notes, func(n sales.Note) bool { return n.Code == "rate-differs" }) {
		t.Errorf("notes: %+v", p.Notes)
	}
}

func TestSeveralRatesOnOneItemAreOneLine(t *testing.T) {
	r := rules()
	r.Tax.Rates["Austin"] = "State Tax"
	d := posted(t, newWorld().plan(t, order(), r))[0]
	last := d.Lines[len(d.Lines)-1]
	if len(d.Lines) != 5 || last.Item != ref("State Tax") || last.Amount != 594 || last.Desc != "Texas 6.25 %, Austin 2 %" {
		t.Errorf("%+v", last)
	}
}

func TestARateMayBeMappedToAGroupThatQuickBooksComputes(t *testing.T) {
	r := rules()
	r.Tax.Treatment = "quickbooks"
	r.Tax.Rates = map[string]string{"Texas": "State + City", "Austin": "State + City"}
	d := posted(t, newWorld().plan(t, order(), r))[0]
	if d.TaxItem != ref("State + City") || d.Tax != 594 || len(d.TaxShares) != 2 {
		t.Errorf("%+v", d)
	}
}

func TestWhatAnOrderNeeds(t *testing.T) {
	r := rules()
	r.Class, r.Terms, r.ShipMethods = "Web", "Net 30", map[string]string{"UPS Ground": "UPS"}
	r.Items.Links = map[string]string{"JAR": "Linked Jar"}
	r.Items.Fallback = "Other"
	want := Needs{
		SKUs:          []string{"LANTERN"},
		ItemNames:     []string{"City Tax", "Coupons", "Discounts", "Handling", "Linked Jar", "Other", "Shipping", "State Tax", "Wrapping", "Zero"},
		Emails:        []string{"ana@example.com"},
		CustomerNames: []string{"Ana Ortiz", "Ana Ortiz (BC 51207)", "Ortiz, Ana"}, CustomerKey: "main/51207",
		Names: map[ListKind][]string{
			Accounts: {"Accounts Receivable", "Sales Tax Payable", "Undeposited Funds"}, PaymentMethods: {"Visa"}, Classes: {"Web"},
			TermsList: {"Net 30"}, ShipMethods: {"UPS"}, SalesTaxCodes: {"Non", "Tax"},
		},
	}
	if d := cmp.Diff(want, NeedsOf(order(), r)); d != "" {
		t.Error(d)
	}
}
