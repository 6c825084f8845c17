package posting

import (
	"fmt"
	"strings"
	"testing"

	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/store"
)

// QuickBooks crashes in the middle of a set of additions, changes and voids:
// each is done once, whichever it was in.
func TestACrashInASetOfEverythingDoesEachOnce(t *testing.T) {
	for after := range 6 {
		t.Run(fmt.Sprint("after ", after, " writes"), func(t *testing.T) {
			w := newWorld(t)
			for id := 1; id <= 6; id++ {
				w.sell(id)
			}
			for id := 1; id <= 4; id++ {
				w.plan(id, w.doc(books.SalesReceipt, id))
			}
			w.visits()
			for id := 1; id <= 2; id++ {
				d := revised(w.doc(books.SalesReceipt, id), books.Modify)
				d.Date = w.posting(id, books.SalesReceipt).Document.Date
				d.Lines[0].Quantity, d.Lines[0].Amount, d.Total = money.Int(3), 3000, 3500
				w.plan(id, d)
			}
			for id := 3; id <= 4; id++ {
				d := revised(w.doc(books.SalesReceipt, id), books.Void)
				d.Date = w.posting(id, books.SalesReceipt).Document.Date
				w.plan(id, d)
			}
			for id := 5; id <= 6; id++ {
				w.plan(id, w.doc(books.SalesReceipt, id))
			}
			w.file.CrashAfter(after)
			w.visits()
			for id := 1; id <= 6; id++ {
				w.state(id, store.OrderVerified)
			}
			counts := w.counts()
			for name, n := range counts {
				if n != 1 {
					t.Errorf("%s stands %d times", name, n)
				}
			}
			if len(counts) != 6 || counts["SalesReceipt BC3 void"] != 1 || counts["SalesReceipt BC4 void"] != 1 {
				t.Errorf("the file has %v", counts)
			}
			var sum money.Amount
			for _, u := range w.file.UndepositedFunds() {
				sum += money.Amount(u.Amount)
			}
			if sum != 2*3500+2*2500 {
				t.Errorf("Undeposited Funds have %s", sum.Grouped(2))
			}
		})
	}
}

// A status that leaves it open whether a document was saved, answered each
// time: it is asked about and tried a few times, and then a person is.
func TestWhatQuickBooksRefusesWithoutSayingWhyIsNotSentForEver(t *testing.T) {
	for _, code := range []int{3170, 3180, 3999} {
		w := newWorld(t)
		w.sell(1)
		w.plan(1, w.doc(books.SalesReceipt, 1))
		w.file.RefuseWrites(1000, code, "So says QuickBooks.")
		w.visits()
		w.state(1, store.OrderRefused)
		adds := 0
		for _, request := range w.sent {
			adds += strings.Count(request, "<SalesReceiptAddRq")
		}
		if adds != maxDoubts {
			t.Errorf("%d: it was sent %d times", code, adds)
		}
		w.file.RefuseWrites(0, 0, "")
		w.must(w.store.RetryPosting(t.Context(), undoer, w.posting(1, books.SalesReceipt).ID))
		w.plan(1, w.doc(books.SalesReceipt, 1))
		w.visits()
		w.state(1, store.OrderVerified)
		if w.counts()["SalesReceipt BC1"] != 1 {
			t.Errorf("%d: the file has %v", code, w.counts())
		}
	}
}

// What QuickBooks says against a change leaves the document as it was, and the
// order with its words; it is tried again on demand.
func TestAChangeThatQuickBooksRefusesLeavesTheDocument(t *testing.T) {
	for _, code := range []int{3170, 3171, 3175, 3176, 3200} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			w := newWorld(t)
			w.sell(1)
			w.plan(1, w.doc(books.SalesReceipt, 1))
			w.visits()
			before := w.balances()
			d := revised(w.doc(books.SalesReceipt, 1), books.Modify)
			d.Date = w.posting(1, books.SalesReceipt).Document.Date
			d.Lines[0].Amount, d.Total = 3000, 3500
			w.plan(1, d)
			w.file.RefuseWrites(100, code, "So says QuickBooks.")
			w.visits()
			mods := 0
			for _, request := range w.sent {
				mods += strings.Count(request, "<SalesReceiptModRq")
			}
			if w.balances() != before || mods > 6*3 {
				t.Errorf("something was changed, or it was tried too often: %d times", mods)
			}
			w.file.RefuseWrites(0, 0, "")
			p := w.posting(1, books.SalesReceipt)
			if p.State == store.Refused {
				if strings.TrimSpace(p.Reason) == "" {
					t.Error("it was refused without a reason")
				}
				w.must(w.store.RetryPosting(t.Context(), undoer, p.ID))
				w.plan(1, d)
			}
			for range 8 { // what was locked waits a while
				w.now = w.now.Add(3600e9)
				w.visit()
			}
			w.state(1, store.OrderVerified)
			if got := w.posting(1, books.SalesReceipt); got.Total != 3500 || w.counts()["SalesReceipt BC1"] != 1 {
				t.Errorf("the change is %s %s, of %v", got.State, got.Total, w.counts())
			}
		})
	}
}
