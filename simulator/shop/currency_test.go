package shop

import (
	"fmt"
	"testing"
)

func TestForeignOrdersHaveTheStepsOfTheirCurrency(t *testing.T) {
	for code, step := range map[string]Money{"JPY": Unit, "KWD": Cent / 10, "EUR": Cent} {
		for _, inclusive := range []bool{false, true} {
			c := open(t, Options{Seed: 81, SecondCurrency: code, SecondRate: "151.2500000000", Inclusive: inclusive, Mix: Mix{KindForeignCurrency: 1}})
			c.shop.Live(150)
			cur := rows(c.get("v2/currencies"))[1]
			if cur["currency_code"] != code || number(t, cur, "decimal_places") != map[Money]int64{Unit: 0, Cent / 10: 3, Cent: 2}[step] {
				t.Errorf("%v", cur)
			}
			refunds := 0
			for _, x := range c.shop.Truths() {
				if x.Deleted {
					continue
				}
				refunds += len(x.Refunds)
				for _, f := range append(tell(t, c, x.ID), auditEdited(c, c.get(fmt.Sprintf("v2/orders/%d?include=fees", x.ID)).(object))...) {
					t.Errorf("%s: order %d: %s: %v", code, x.ID, f, c.shop.Story(x.ID))
				}
				whole := []Money{x.Total, x.Tax, x.Items, x.Shipping, x.Discount, x.Refunded, x.RefundedTax}
				for _, m := range []map[string]Money{x.TaxByRate, x.Tenders, x.TendersOut} {
					for _, v := range m {
						whole = append(whole, v)
					}
				}
				for _, m := range whole {
					if m%step != 0 {
						t.Errorf("%s: order %d has an amount of %s", code, x.ID, m)
					}
				}
				if x.Currency != code || x.Rate != "151.2500000000" {
					t.Errorf("currency %s at %s", x.Currency, x.Rate)
				}
			}
			if refunds == 0 {
				t.Error("nothing was refunded")
			}
		}
	}
}
