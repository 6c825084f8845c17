package books

import (
	"fmt"
	"slices"
	"testing"

	"countinghouse/sales"
)

func TestMarksAreThoseOfEveryRevisionOfTheSameDocumentOnly(t *testing.T) {
	d := &Document{Kind: Payment, Part: PaymentPart(7), ExternalGUID: "{OWN}"}
	marks := Marks("main", 5, d)
	for revision := 1; revision <= 5; revision++ {
		if !slices.Contains(marks, guidOf("main", 5, slot{Payment, d.Part}, revision)) {
			t.Errorf("revision %d is not among the marks", revision)
		}
	}
	if marks[0] != "{OWN}" {
		t.Errorf("its own is not the first: %v", marks[0])
	}
	for name, g := range map[string]string{
		"another payment": guidOf("main", 5, slot{Payment, PaymentPart(8)}, 1), "another order": guidOf("main", 6, slot{Payment, d.Part}, 1),
		"another store": guidOf("other", 5, slot{Payment, d.Part}, 1), "another kind": guidOf("main", 5, slot{Invoice, d.Part}, 1),
	} {
		if slices.Contains(marks, g) {
			t.Errorf("%s has the same mark", name)
		}
	}
}

func TestTheOrderIsKnownByTheMemo(t *testing.T) {
	for memo, want := range map[string]string{
		mark(sales.Order{ID: 17, Store: "main"}):                         "17 main",
		mark(sales.Order{ID: 17, Store: "main"}) + ", refund 3: torn":    "17 main",
		"VOID: " + mark(sales.Order{ID: 17, Store: "main"}):              "17 main",
		"BigCommerce order 17":                                           "",
		"BigCommerce order 17 (store main":                               "",
		"BigCommerce order 0 (store main)":                               "",
		"BigCommerce sales of 7 November by Cash (store main), 2 orders": "",
		"Thank you": "", "": "",
	} {
		got := ""
		if store, order, ok := MarkedOrder(memo); ok {
			got = fmt.Sprint(order, " ", store)
		}
		if got != want {
			t.Errorf("%q is of %q, want %q", memo, got, want)
		}
	}
}
