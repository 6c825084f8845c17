package posting

import (
	"strings"
	"testing"

	"countinghouse/books"
	"countinghouse/sales"
	"countinghouse/store"
)

var undoer = store.Actor{Kind: "user", Name: "ana@example.com"}

// undo takes out and runs until all is settled.
func (w *shopWorld) undo(scope store.UndoScope, choice books.Operation, ids ...int) store.UndoPlan {
	w.t.Helper()
	plan, err := w.store.Undo(w.t.Context(), undoer, scope, choice, "The mapping was wrong.")
	w.must(err)
	w.undone(ids...)
	w.visits()
	return plan
}

// A run of hundreds of orders of every shape is taken out again; the trial
// balance is to the cent what it was, and posting again brings it back.
func TestUndoOfARunLeavesTheTrialBalanceAsItWas(t *testing.T) {
	for _, choice := range []books.Operation{books.Void, books.Delete} {
		t.Run(string(choice), func(t *testing.T) {
			w := newWorld(t)
			w.desk.o.MaxBatch = 100
			const n = 60
			before := w.balances()
			people := len(w.people())
			post := func() {
				for id := 1; id <= n; id++ {
					switch id % 3 {
					case 0:
						w.plan(id, w.refundOrder(id)...)
					case 1:
						d := w.doc(books.SalesReceipt, id)
						d.Customer, d.CustomerKey = books.Ref{}, "main/new"
						plan := books.Plan{Outcome: books.Post, Customer: &books.NewCustomer{Key: "main/new", Name: "New Shopper", AccountNumber: "BC-main-new"}}
						d.Lines[1].Item, d.Lines[1].ItemKey = books.Ref{}, "main/sku/NEW"
						plan.Items = []books.NewItem{{Key: "main/sku/NEW", Type: "NonInventory", Name: "NEW", Account: w.account("Sales:Online Store")}}
						plan.Documents = []books.Document{d}
						w.planAs(id, plan)
					default:
						w.plan(id, w.doc(books.SalesReceipt, id))
					}
				}
			}
			ids := make([]int, n)
			for i := range ids {
				ids[i] = i + 1
				w.sell(i + 1)
			}
			post()
			w.visits()
			after := w.balances()
			if after == before {
				t.Fatal("nothing was posted")
			}
			plan := w.undo(store.UndoScope{Store: "main", RulesVersion: 1}, choice, ids...)
			if plan.Stays != 0 {
				t.Errorf("%d documents stay: %+v", plan.Stays, plan.Steps)
			}
			if got := w.balances(); got != before {
				t.Errorf("the trial balance is\n%s, it was\n%s", got, before)
			}
			status, err := w.store.UndoStatus(t.Context(), plan.ID)
			w.must(err)
			if status.Open != 0 || status.Stays != 0 {
				t.Errorf("the undo is not done: %d open, %d stay", status.Open, status.Stays)
			}
			for _, id := range ids {
				w.state(id, store.OrderExcluded)
			}
			if got, want := len(w.people()), people; choice == books.Delete && got != want {
				t.Errorf("the file has %d customers, want %d: %v", got, want, w.people())
			}

			redone, err := w.store.Redo(t.Context(), undoer, store.UndoScope{Store: "main", RulesVersion: 1}, "It is right now.")
			w.must(err)
			if redone != n {
				t.Fatalf("%d orders are posted again", redone)
			}
			post()
			w.visits()
			if got := w.balances(); got != after {
				t.Errorf("posted again, the trial balance is\n%s, it was\n%s", got, after)
			}
			for _, id := range ids {
				w.state(id, store.OrderVerified)
			}
			for name, times := range w.counts() {
				if !strings.HasSuffix(name, "void") && times != 1 {
					t.Errorf("%s stands %d times", name, times)
				}
			}
		})
	}
}

// people are the names of the file's customers.
func (w *shopWorld) people() []string {
	w.t.Helper()
	session := w.file.Connect()
	_, _, _, _, err := session.OpenFile("test", "")
	w.must(err)
	answer, err := session.ProcessRequest(`<?xml version="1.0"?><?qbxml version="13.0"?><QBXML><QBXMLMsgsRq onError="continueOnError"><CustomerQueryRq requestID="1"/></QBXMLMsgsRq></QBXML>`)
	w.must(err)
	w.must(session.CloseFile())
	var out []string
	for _, s := range strings.Split(answer, "<FullName>")[1:] {
		name, _, _ := strings.Cut(s, "<")
		out = append(out, name)
	}
	return out
}

// What a person did since stays, with its reason; the rest is taken out.
func TestUndoRefusesWhatWasTouchedAndNamesIt(t *testing.T) {
	w := newWorld(t)
	ids := []int{1, 2, 3, 4, 5}
	for _, id := range ids {
		w.sell(id)
		w.plan(id, w.doc(books.SalesReceipt, id))
	}
	w.visits()
	edited := w.posting(1, books.SalesReceipt)
	w.must(w.file.EditAmount(edited.TxnID, 0, 1900))
	w.must(w.file.DeleteTxn(w.posting(2, books.SalesReceipt).TxnID))
	_, err := w.file.Deposit("Checking", "2026-11-20", w.posting(3, books.SalesReceipt).TxnID)
	w.must(err)
	w.must(w.file.Reconcile(w.posting(5, books.SalesReceipt).TxnID, true))
	plan := w.undo(store.UndoScope{Visit: w.visitOf(1)}, books.Void, ids...)
	if len(plan.Steps) != 5 {
		t.Fatalf("the undo has %d steps", len(plan.Steps))
	}
	for id, want := range map[int]struct {
		state  store.PostingState
		reason string
	}{
		1: {store.Refused, "Somebody changed sales receipt BC1 in QuickBooks"},
		2: {store.Verified, ""},
		3: {store.Refused, "Sales receipt BC3 was deposited in QuickBooks"},
		4: {store.Verified, ""},
		5: {store.Refused, "Sales receipt BC5 is cleared or reconciled"},
	} {
		p := w.posting(id, books.SalesReceipt)
		if p.Operation != books.Void || p.State != want.state || !strings.Contains(p.Reason, want.reason) {
			t.Errorf("order %d is %s %s: %s", id, p.Operation, p.State, p.Reason)
		}
	}
	w.state(1, store.OrderRefused)
	w.state(2, store.OrderExcluded)
	// Put back as it was, it is tried again and goes.
	w.must(w.file.EditAmount(edited.TxnID, 0, 2000))
	w.must(w.store.RetryPosting(t.Context(), undoer, w.posting(1, books.SalesReceipt).ID))
	w.visits()
	w.state(1, store.OrderExcluded)
}

// visitOf is the visit that posted an order.
func (w *shopWorld) visitOf(id int) store.VisitID {
	w.t.Helper()
	st, err := w.store.OrderStory(w.t.Context(), "main", sales.OrderID(id))
	w.must(err)
	for _, x := range st.Exchanges {
		if x.Purpose == forPost {
			return x.Visit
		}
	}
	w.t.Fatalf("order %d was never sent", id)
	return 0
}
