package books

import (
	"slices"
	"testing"
)

func TestALineKeepsTheSpellingOfItsRow(t *testing.T) {
	r := Rules{Items: ItemRules{Links: map[string]string{"Blu-12": "A"}}, Payments: map[string]PaymentRule{"Visa": {DepositTo: "Bank"}}}
	for l, want := range map[SheetLine]SheetLine{
		{Key: "items.links", Row: "BLU-12"}:               {"items.links", "Blu-12", "A"},
		{Key: "items.links", Row: "BLU-13"}:               {"items.links", "BLU-13", ""},
		{Key: "payments.*.deposit_to", Row: "VISA"}:       {"payments.*.deposit_to", "Visa", "Bank"},
		{Key: "payments.*.method", Row: "visa"}:           {"payments.*.method", "Visa", ""},
		{Key: "charges.shipping", Value: "not looked at"}: {"charges.shipping", "", ""},
	} {
		if got := r.Spelled(l); got != want {
			t.Errorf("%+v is %+v, want %+v", l, got, want)
		}
	}
}

func TestAnEntryIsFoundWhereverItIsMapped(t *testing.T) {
	var lines []SheetLine
	want := map[ListKind]int{}
	for _, g := range Sheet() {
		for _, p := range g.Parts {
			fields, row := []SheetField{}, ""
			if p.Field != nil {
				fields = append(fields, *p.Field)
			} else {
				fields, row = p.Table.Columns, "1"
			}
			for _, f := range fields {
				if f.Kind == SheetEntry {
					lines = append(lines, SheetLine{f.Key, row, "The Entry"})
					want[f.List]++
				}
			}
		}
	}
	r, errs := Rules{}.With(lines)
	if len(errs) > 0 || want[Items] < 20 {
		t.Fatal(errs, want)
	}
	for list, n := range want {
		got := r.Naming(list, "the  entry")
		if len(got) != n || slices.ContainsFunc(got, func(l SheetLine) bool { return l.Value != "The Entry" }) {
			t.Errorf("%s: %v, want %d", list, got, n)
		}
		if got := r.Naming(list, "another"); got != nil {
			t.Errorf("%s: %v", list, got)
		}
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
	r, errs := r.With([]SheetLine{{"items.make", "new-1", "Sales"}})
	if len(errs) > 0 {
		t.Fatal(errs)
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

func TestWhatAnOrderIsAboutAreLinesOfTheSheet(t *testing.T) {
	n := 0
	for _, chapter := range chapters() {
		for _, x := range chapter.examples {
			for _, l := range UsesOf(x.order) {
				n++
				p, ok := sheetPlaces()[l.Key]
				if !ok || (p.table == nil) != (l.Row == "") && l.Key != "tax.codes" {
					t.Errorf("%s: %+v is no line of the sheet", x.title, l)
				}
				if UseOf(l) != l {
					t.Errorf("%s: %+v is named otherwise a second time", x.title, l)
				}
				if !Counted(l) {
					t.Errorf("%s: %+v is counted and not told", x.title, l)
				}
			}
		}
	}
	if n < 500 {
		t.Errorf("%d lines were looked at", n)
	}
}
