package shop

import (
	"fmt"
	"slices"
)

// Good is something that the shop sells under a SKU.
type Good struct {
	SKU     string
	Name    string
	Digital bool
	Taxable bool
}

// Goods are all that the shop sells under a SKU, each SKU once, but for the
// goods of the kinds long SKU and case twins (AwkwardGoods).
func (s *Shop) Goods() []Good {
	var goods []Good
	seen := map[string]bool{}
	for _, p := range s.goods.products {
		if p.awkward {
			continue
		}
		for _, v := range p.variants {
			if v.sku == "" || seen[v.sku] {
				continue
			}
			seen[v.sku] = true
			goods = append(goods, Good{SKU: v.sku, Name: p.name, Digital: p.kind == "digital", Taxable: !p.taxFree})
		}
	}
	return goods
}

// AwkwardGoods are goods whose SKUs QuickBooks cannot tell apart, or cannot hold.
func (s *Shop) AwkwardGoods() []Good {
	var goods []Good
	for _, v := range slices.Concat(s.goods.long, s.goods.twins) {
		goods = append(goods, Good{SKU: v.sku, Name: v.product.name, Taxable: true})
	}
	return goods
}

// Rate is one of the store's tax rates.
type Rate struct {
	Name    string
	Percent string // "6.2500"
	State   string // "TX"
}

// Rates are the rates of the store's own tax tables, each name once.
func (s *Shop) Rates() []Rate {
	var rates []Rate
	seen := map[string]bool{}
	for _, p := range s.where {
		for _, r := range p.allRates() {
			if !seen[r.name] {
				seen[r.name] = true
				rates = append(rates, Rate{Name: r.name, Percent: fmt.Sprintf("%d.%04d", r.rate/10000, r.rate%10000), State: p.abbr})
			}
		}
	}
	return rates
}

// Jurisdiction is a place where the store collects tax, with its rates.
type Jurisdiction struct {
	City, State string
	Rates       []string // names
}

// Jurisdictions are all places where the store collects tax.
func (s *Shop) Jurisdictions() []Jurisdiction {
	var all []Jurisdiction
	for _, p := range s.where {
		if len(p.rates) == 0 {
			continue
		}
		j := Jurisdiction{City: p.city, State: p.abbr}
		for _, r := range p.rates {
			j.Rates = append(j.Rates, r.name)
		}
		all = append(all, j)
	}
	return all
}
