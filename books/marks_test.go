package books

import (
	"slices"
	"testing"
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
