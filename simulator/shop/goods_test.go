package shop

import "testing"

func TestGoodsAndRatesNameAllThatOrdersName(t *testing.T) {
	s := New(Options{Seed: 12, Now: clock})
	s.Sell(300)
	skus, rates := map[string]bool{"": true, "ENGRAVE": true}, map[string]bool{} // custom lines are in no catalogue
	for _, g := range s.Goods() {
		skus[g.SKU] = true
	}
	for _, r := range s.Rates() {
		rates[r.Name] = true
	}
	for _, x := range s.Truths() {
		for _, l := range x.Lines {
			if !skus[l.SKU] {
				t.Errorf("order %d sold %q, which is no good of the shop", x.ID, l.SKU)
			}
		}
		for name := range x.TaxByRate {
			if !rates[name] {
				t.Errorf("order %d is taxed by %q, which is no rate of the shop", x.ID, name)
			}
		}
	}
}
