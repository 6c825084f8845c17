package books

import (
	"strings"
	"testing"

	"countinghouse/money"
)

func TestANewEntryIsToldAllThatIsWrongWithIt(t *testing.T) {
	field := func(key string) SheetField {
		f, _, ok := SheetFieldOf(key)
		if !ok {
			t.Fatalf("there is no field %s", key)
		}
		return f
	}
	for name, x := range map[string]struct {
		key   string
		entry NewEntry
		want  string // the parts that are wrong
	}{
		"a payment method":          {"payments.*.method", NewEntry{List: PaymentMethods, Name: "Klarna"}, ""},
		"no name":                   {"payments.*.method", NewEntry{List: PaymentMethods}, "name"},
		"a colon":                   {"class", NewEntry{List: Classes, Name: "Sales:Web"}, "name"},
		"a name that is too long":   {"ship_methods", NewEntry{List: ShipMethods, Name: "Bike courier, same day"}, "name"},
		"two spaces":                {"class", NewEntry{List: Classes, Name: "Web  shop"}, "name"},
		"an item on no account":     {"charges.shipping", NewEntry{List: Items, Type: "OtherCharge", Name: "Freight"}, "account"},
		"a kind that doesn't fit":   {"charges.shipping", NewEntry{List: Items, Type: "Discount", Name: "Freight", Account: "Sales"}, "type"},
		"another list":              {"charges.shipping", NewEntry{List: Classes, Name: "Freight"}, "type"},
		"a tax item":                {"tax.rates", NewEntry{List: Items, Type: "SalesTax", Name: "TX Travis", Rate: money.MustDecimal("8.25"), Agency: "Comptroller"}, ""},
		"a tax that nobody is owed": {"tax.rates", NewEntry{List: Items, Type: "SalesTax", Name: "TX Travis", Rate: money.MustDecimal("100")}, "rate agency"},
		"no tax at a rate":          {"tax.zero_item", NewEntry{List: Items, Type: "SalesTax", Name: "None", Rate: money.MustDecimal("1"), Agency: "Comptroller"}, "rate"},
		"terms of many days":        {"terms", NewEntry{List: TermsList, Name: "Net", Days: 1000}, "days"},
		"what can't be made":        {"receipt_template", NewEntry{List: Templates, Name: "Mine"}, "type"},
	} {
		var got []string
		for _, p := range x.entry.Problems(field(x.key), Company{Country: "US"}) {
			got = append(got, p.Part)
		}
		if strings.Join(got, " ") != x.want {
			t.Errorf("%s: wrong are %v, want %q", name, got, x.want)
		}
	}
	if makes := field("tax.rates").Makes(Company{Country: "CA"}); len(makes) != 0 {
		t.Errorf("in Canada %v are made for a rate", makes)
	}
	if on := field("charges.gift_certificate").MakesOn(); len(on) != 1 || on[0] != "OtherCurrentLiability" {
		t.Errorf("a gift certificate's item posts to %v", on)
	}
}

// Whatever the store calls it, the name that is offered for it can be one.
func TestTheNameThatIsOfferedForANewEntryIsOne(t *testing.T) {
	for _, called := range []string{"Klarna", "A name that is longer than QuickBooks keeps any", "Visa: debit\tcard", "  Æther  shop ", "支払い方法は銀行振込でございますがとても長いですとても長い"} {
		for key, list := range map[string]ListKind{"payments.*.method": PaymentMethods, "ship_methods": ShipMethods, "class": Classes} {
			f, _, _ := SheetFieldOf(key)
			x := NewEntry{List: list, Name: NewName(list, called)}
			if wrong := x.Problems(f, Company{}); len(wrong) > 0 {
				t.Errorf("%q becomes %q: %v", called, x.Name, wrong)
			}
		}
	}
}
