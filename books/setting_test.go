package books

import (
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// everySetting is a value for every cell.
func everySetting() []Setting {
	out := []Setting{{StartDay, "", "2026-11-01"}, {ClosedPeriod, "", "next"}}
	for _, fields := range plainOf {
		for _, f := range fields {
			out = append(out, Setting{f, "", "Name of " + string(f)})
		}
	}
	for _, fields := range tablesOf {
		for _, f := range fields {
			out = append(out, Setting{f, "Key of " + string(f), "Name of " + string(f)})
		}
	}
	for _, fields := range paymentsOf {
		for _, f := range fields {
			out = append(out, Setting{f, "Visa", "Name of " + string(f)})
		}
	}
	return out
}

func TestEveryCellIsSetAndTakenBack(t *testing.T) {
	for _, s := range everySetting() {
		r := rules()
		before := rules()
		old, err := r.Set(s)
		if err != nil {
			t.Errorf("%s: %v", s.Field, err)
			continue
		}
		if got := r.Get(s.Field, s.Key); got != s.Value {
			t.Errorf("%s is %q, want %q", s.Field, got, s.Value)
		}
		if _, err := r.Set(old); err != nil {
			t.Errorf("%s can't be taken back: %v", s.Field, err)
		}
		if d := cmp.Diff(nonNil(before), nonNil(r), cmp.Exporter(func(reflect.Type) bool { return true })); d != "" {
			t.Errorf("%s is not as it was: %s", s.Field, d)
		}
	}
	var r Rules
	for _, bad := range []Setting{{"no.such", "", "x"}, {PaymentDeposit, "", "Bank"}, {StartDay, "", "soon"}} {
		if _, err := r.Set(bad); err == nil {
			t.Errorf("%v is taken", bad)
		}
	}
}

// nonNil gives empty maps where there are none: to have no link is the same.
func nonNil(r Rules) Rules {
	for _, f := range []Field{ItemLink, ItemMake, TaxRate, TaxCode, ChargeFee, ChargeDiscountBy, ChargeCouponBy} {
		if m := r.table(f); *m == nil {
			*m = map[string]string{}
		}
	}
	return r
}

func TestACellKeepsTheSpellingOfItsKey(t *testing.T) {
	var r Rules
	for _, s := range []Setting{{ItemLink, "Blu-12", "A"}, {ItemLink, "BLU-12", "B"}, {PaymentDeposit, "Visa", "Bank"}, {PaymentMethodOf, "VISA", "Card"}} {
		if _, err := r.Set(s); err != nil {
			t.Fatal(err)
		}
	}
	if len(r.Items.Links) != 1 || r.Items.Links["Blu-12"] != "B" || len(r.Payments) != 1 || r.Payments["Visa"] != (PaymentRule{Method: "Card", DepositTo: "Bank"}) {
		t.Errorf("%+v %+v", r.Items.Links, r.Payments)
	}
	shared := r
	if _, err := r.Set(Setting{ItemLink, "RED-1", "C"}); err != nil || len(shared.Items.Links) != 1 {
		t.Errorf("who held the rules before sees %v (%v)", shared.Items.Links, err)
	}
}

func TestAnEntryIsFoundWhereverItIsMapped(t *testing.T) {
	var r Rules
	for _, s := range everySetting() {
		if s.Field != StartDay && s.Field != ClosedPeriod {
			s.Value = "The Entry"
		}
		if _, err := r.Set(s); err != nil {
			t.Fatal(err)
		}
	}
	for list, want := range map[ListKind]int{Items: len(plainOf[Items]) + len(tablesOf[Items]), Accounts: 4, PaymentMethods: 1, SalesTaxCodes: 1, Customers: 1, Classes: 1, TermsList: 1} {
		if got := r.Uses(list, "the entry"); len(got) != want || slices.ContainsFunc(got, func(s Setting) bool { return s.Value != "The Entry" }) {
			t.Errorf("%s: %v, want %d", list, got, want)
		}
	}
	if got := r.Uses(Items, "another"); got != nil {
		t.Errorf("%v", got)
	}
}

func TestOneSKUBecomesANewItemByAPersonsWord(t *testing.T) {
	w, r := newWorld(), rules()
	o := order()
	o.Lines = slices.Clone(o.Lines)
	o.Lines[0].SKU = "NEW-1"
	if p := w.plan(t, o, r); p.Outcome != Hold {
		t.Fatalf("%s: nothing said that it is made", p.Outcome)
	}
	if _, err := r.Set(Setting{ItemMake, "new-1", "Sales"}); err != nil {
		t.Fatal(err)
	}
	p := w.plan(t, o, r)
	posted(t, p)
	if len(p.Items) != 1 || p.Items[0].Name != "NEW-1" || p.Items[0].Type != "NonInventory" || p.Items[0].Account.FullName != "Sales" {
		t.Errorf("%+v", p.Items)
	}
	o.Lines[0].SKU = "NEW-2"
	if p := w.plan(t, o, r); p.Outcome != Hold {
		t.Error("another SKU is made too")
	}
}
