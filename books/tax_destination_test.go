package books

import (
	"slices"
	"testing"

	"countinghouse/sales"
)

// The store tells the rates of every destination's shipping, also of one to
// which it was free. They are no rates of what was charged for another, and no
// rates of the order where nothing else was taxed there.
func TestRatesOfFreeShippingAreNoRatesOfWhatWasCharged(t *testing.T) {
	free := func(name, rate string, address int64) sales.TaxRow {
		return sales.TaxRow{Name: name, Rate: dec(rate), Kind: "shipping", AddressID: address}
	}
	for _, c := range []struct {
		name string
		rows []sales.TaxRow
	}{
		{"free to where the goods were taxed, charged to where nothing is", []sales.TaxRow{free("Texas", "6.25", 1), free("Austin", "2", 1)}},
		{"free to a place with other rates, where the goods were not taxed", []sales.TaxRow{free("Flat", "8.25", 2)}},
		{"both", []sales.TaxRow{free("Texas", "6.25", 1), free("Austin", "2", 1), free("Flat", "8.25", 2)}},
	} {
		for _, country := range []string{"US", "CA", "UK"} {
			w, r := newWorld(), rules()
			r.Tax.Treatment = "quickbooks"
			if country != "US" {
				w, r = canada(country)
			}
			o := order()
			o.Taxes = slices.Clone(o.Taxes)
			for i := range o.Taxes {
				o.Taxes[i].AddressID = 1
			}
			o.Taxes = append(o.Taxes, c.rows...)
			p := w.plan(t, o, r)
			if p.Outcome != Post {
				t.Errorf("%s, %s: held: %+v", c.name, country, p.Problems)
				continue
			}
			proved(t, o, w.Lists, p)
			for _, l := range p.Documents[0].Lines {
				if l.Source.Part == "shipping" && l.Taxable {
					t.Errorf("%s, %s: shipping is taxed by %s", c.name, country, l.TaxCode.FullName)
				}
			}
		}
	}
}

// Shipping of a few cents is taxed, although its tax comes to nothing: it stands
// on the side of what is taxed.
func TestTaxOfLessThanHalfACentIsTax(t *testing.T) {
	o := order()
	o.Taxes = append(slices.Clone(o.Taxes), sales.TaxRow{Name: "Texas", Rate: dec("6.25"), Kind: "shipping"})
	for cost, want := range map[string]bool{"0.07": true, "0.08": false, "8": false} {
		o.ShippingCost = taxed(cost, cost, "0")
		p := &planner{o: o}
		if got := p.chargeTaxed("shipping", o.ShippingCost); got != want {
			t.Errorf("shipping of %s without tax at 6.25 %% is taxed: %t", cost, got)
		}
	}
	o.ShippingCost = taxed("8", "8.50", "0.50")
	o.Taxes[2].Amount = dec("0.50")
	if p := (&planner{o: o}); !p.chargeTaxed("shipping", o.ShippingCost) {
		t.Error("shipping with tax is not taxed")
	}
}
