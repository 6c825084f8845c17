package server

import (
	"reflect"
	"strings"
	"testing"

	"countinghouse/money"
	"countinghouse/store"
)

func TestTheRulesForWhatIsCreatedAreDeclaredAndExported(t *testing.T) {
	st := connected(t)
	apply := func(text string) error {
		d, err := ReadDeclaration([]byte(text))
		must(t, err)
		_, err = Apply(t.Context(), st, store.Actor{Kind: "cli", Name: "t"}, d)
		return err
	}
	head, err := Export(t.Context(), st)
	must(t, err)
	d, err := ReadDeclaration(head)
	must(t, err)
	key := d.Companies[0].Key
	of := "companies:\n- key: " + key + "\n  name: " + d.Companies[0].Name + "\n  user: " + d.Companies[0].User + "\n  create:\n"
	must(t, apply(of+`    items: {type: inventory, income: Sales, cost: Cost of Goods Sold, asset: Inventory Asset, variants: sub}
    digital: {type: service, income: Sales, name: title}
    categories:
    - {category: Lamps, as: {type: non_inventory, income: "Sales:Lamps"}}
    automatic: true
    products: {weight: 0.5}
`))
	want := store.CreateRules{Items: store.ItemRule{Type: "inventory", Income: "Sales", Cost: "Cost of Goods Sold", Asset: "Inventory Asset", Variants: "sub"},
		Digital:    &store.ItemRule{Type: "service", Income: "Sales", Name: "title"},
		Categories: []store.CategoryRule{{Category: "Lamps", As: store.ItemRule{Type: "non_inventory", Income: "Sales:Lamps"}}},
		Automatic:  true, Products: store.ProductRule{Weight: money.MustDecimal("0.5")}}
	got, err := st.CreateRules(t.Context(), store.CompanyKey(key))
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	text, err := Export(t.Context(), st)
	must(t, err)
	must(t, apply(of+"    automatic: false\n"))
	must(t, apply(string(text)))
	if got, err = st.CreateRules(t.Context(), store.CompanyKey(key)); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("after export and apply: %+v, %v\n%s", got, err, text)
	}
	for _, w := range []struct{ kind, rule, want string }{{"lamps", "", "NonInventory"}, {"Chairs", "", "Inventory"}, {"Chairs", "digital", "Service"}} {
		if r := got.RuleFor(store.Ware{Category: "Home" + store.CategorySeparator + w.kind, Kind: w.rule}, false); r.QuickBooksType() != w.want {
			t.Errorf("%s %s: %+v", w.kind, w.rule, r)
		}
	}
	err = apply(of + "    items: {type: inventory, income: Sales}\n    categories:\n    - {category: \"\", as: {type: service}}\n    products: {tracking: maybe}\n")
	for _, part := range []string{"cost of goods sold is missing", "asset account is missing", "the category's name is missing", "the income account is missing", "tracking is product or none"} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%v does not say %q", err, part)
		}
	}
}
