package posting

import (
	"fmt"
	"strings"
	"testing"

	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/store"
)

// follows has the quantities of the company file followed.
func (w *shopWorld) follows() {
	w.t.Helper()
	_, err := w.store.SaveStockRules(w.t.Context(), store.Actor{Kind: "user", Name: "test"}, "larkspur",
		store.StockRules{Master: store.MasterBigCommerce, Adjust: store.StockAdjust{Account: "Inventory Shrinkage", Reason: "Counted in the store."}}, 0, "")
	w.must(err)
	w.must(w.store.StockGoesLive(w.t.Context(), store.Actor{Kind: "user", Name: "test"}, "larkspur"))
}

// adjusts makes the posting of an adjustment.
func (w *shopWorld) adjusts(by string) store.PostingID {
	w.t.Helper()
	id, err := w.store.SaveAdjustment(w.t.Context(), store.Actor{Kind: "system", Name: "test"}, "larkspur", books.Document{
		Date: day.MustParse("2026-11-20"), AdjustAccount: w.account("Inventory Shrinkage"), Currency: "USD", Decimals: 2,
		Lines: []books.Line{{Item: w.item, Quantity: money.MustDecimal(by), Source: books.Source{Part: "adjustment", Text: "LANTERN"}}},
	}, nil, nil)
	w.must(err)
	return id
}

// lanterns are how many there are in QuickBooks.
func (w *shopWorld) lanterns() int64 {
	w.t.Helper()
	n, _, ok := w.file.OnHand("LANTERN")
	if !ok || n%100_000 != 0 {
		w.t.Fatalf("%d lanterns (%v)", n, ok)
	}
	return n / 100_000
}

// one is a posting by its id.
func (w *shopWorld) one(id store.PostingID) store.Posting {
	w.t.Helper()
	p, err := w.store.Posting(w.t.Context(), id)
	w.must(err)
	return p
}

func TestAnAdjustmentIsSavedAndReadBack(t *testing.T) {
	w := newWorld(t)
	w.follows()
	w.visits()
	id := w.adjusts("-3")
	w.visits()
	p := w.one(id)
	if p.State != store.Verified || p.Lane != "" || w.lanterns() != 997 {
		t.Errorf("%s %s %s, %d lanterns", p.State, p.Lane, p.Reason, w.lanterns())
	}
	if got := w.counts(); len(got) != 1 || got["InventoryAdjustment "+p.RefNumber] != 1 {
		t.Errorf("%v", got)
	}
	x, err := w.file.TransactionInFull(p.TxnID)
	w.must(err)
	if len(p.RefNumber) > 11 || !strings.HasPrefix(x.Memo, "Counted in the store.") || !strings.Contains(x.Memo, p.RefNumber) || x.Postings[len(x.Postings)-1].Account != "Inventory Shrinkage" {
		t.Errorf("%+v", x)
	}
}

// Wherever the wire breaks, pieces move once.
func TestAnAdjustmentMovesOnceWhateverBreaks(t *testing.T) {
	for _, forget := range []bool{false, true} {
		for _, fault := range []string{"cut", "lose", "crash before", "crash after", "lose the question", "kill"} {
			t.Run(fmt.Sprintf("%s, forgets %v", fault, forget), func(t *testing.T) {
				w := newWorld(t)
				w.follows()
				w.visits()
				id := w.adjusts("-3")
				switch fault {
				case "cut":
					w.cut = first("InventoryAdjustmentAddRq")
				case "lose", "kill":
					w.lose = first("InventoryAdjustmentAddRq")
				case "lose the question":
					lost, asked := first("InventoryAdjustmentAddRq"), first("InventoryAdjustmentQueryRq")
					w.lose = func(request string) bool { return lost(request) || asked(request) }
				case "crash before":
					w.file.CrashAfter(1)
					w.file.ForgetCrashed(forget)
				case "crash after":
					w.lose = first("InventoryAdjustmentAddRq")
				}
				w.visit()
				if forget {
					w.forgets()
				}
				if fault == "kill" {
					w.desk = NewDesk(w.store, NewPlanner(w.store, nil), w.desk.o)
				}
				w.visits()
				w.visits()
				if p := w.one(id); p.State != store.Verified || w.lanterns() != 997 {
					t.Errorf("%s %s %s: %d lanterns", p.State, p.Lane, p.Reason, w.lanterns())
				}
				for name, n := range w.counts() {
					if n != 1 {
						t.Errorf("%s stands %d times", name, n)
					}
				}
			})
		}
	}
}

// An adjustment that a person changed in QuickBooks while its answer was lost
// is found all the same, and told to be otherwise than it was sent.
func TestAnAdjustmentThatWasChangedThereIsToldApart(t *testing.T) {
	w := newWorld(t)
	w.follows()
	w.visits()
	id := w.adjusts("-3")
	w.lose = first("InventoryAdjustmentAddRq")
	w.visit()
	for _, x := range w.file.Transactions() {
		if x.Type == "InventoryAdjustment" && strings.HasPrefix(x.RefNumber, "BCQ") {
			w.must(w.file.EditRefNumber(x.TxnID, "A-77"))
		}
	}
	w.forgets()
	w.visits()
	p := w.one(id)
	if p.State != store.Posted && p.State != store.Verified || p.RefNumber != "A-77" && p.Reason == "" || w.lanterns() != 997 {
		t.Errorf("%s %s %s %s: %d lanterns", p.State, p.RefNumber, p.Lane, p.Reason, w.lanterns())
	}
	for name, n := range w.counts() {
		if n != 1 {
			t.Errorf("%s stands %d times", name, n)
		}
	}
}

func TestARefusedAdjustmentSaysWhy(t *testing.T) {
	w := newWorld(t)
	w.follows()
	w.visits()
	id := w.adjusts("-3")
	w.file.RefuseWrites(1, 3140, "There is an invalid reference to QuickBooks Account in the InventoryAdjustment.")
	w.visits()
	p := w.one(id)
	if p.State != store.Refused || p.Reason == "" || w.lanterns() != 1000 {
		t.Errorf("%s %s %s: %d lanterns", p.State, p.Lane, p.Reason, w.lanterns())
	}
}
