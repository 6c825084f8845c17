package posting

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"countinghouse/books"
	"countinghouse/store"
)

// first cuts or loses the first request that has a text.
func first(text string) func(string) bool {
	done := false
	return func(request string) bool {
		hit := !done && strings.Contains(request, text)
		done = done || hit
		return hit
	}
}

// having are the requests that were sent and have a text.
func (w *shopWorld) having(text string) []string {
	var out []string
	for _, r := range w.sent {
		if strings.Contains(r, text) {
			out = append(out, r)
		}
	}
	return out
}

func (w *shopWorld) onceEach(n int) {
	w.t.Helper()
	counts := w.counts()
	for name, k := range counts {
		if k != 1 {
			w.t.Errorf("%s stands %d times", name, k)
		}
	}
	if len(counts) != n {
		w.t.Errorf("the file has %v, want %d documents", counts, n)
	}
}

// What never reached QuickBooks leaves again as the very bytes of before, under
// the same ID, also when the order was edited meanwhile: the edit follows.
func TestWhatIsNotThereIsSentAgainUnchanged(t *testing.T) {
	for _, edited := range []bool{false, true} {
		w := newWorld(t)
		w.sell(1)
		w.sell(2)
		w.plan(1, w.doc(books.SalesReceipt, 1))
		w.plan(2, w.doc(books.SalesReceipt, 2))
		w.cut = first("AddRq")
		w.visit()
		if p := w.posting(1, books.SalesReceipt); p.State != store.Sent {
			t.Fatalf("it is %s", p.State)
		}
		if edited {
			d := revised(w.doc(books.SalesReceipt, 1), books.Modify)
			d.Date = w.posting(1, books.SalesReceipt).Document.Date
			d.Lines[0].Amount, d.Total = 3000, 3500
			w.plan(1, d)
		}
		w.visits()
		adds := w.having("<SalesReceiptAddRq")
		if len(adds) != 2 || adds[0] != adds[1] {
			t.Errorf("edited %v: the adds are not the same bytes twice: %d", edited, len(adds))
		}
		w.onceEach(2)
		for id := 1; id <= 2; id++ {
			w.state(id, store.OrderVerified)
		}
		if want := map[bool]int{true: 3500, false: 2500}[edited]; int(w.posting(1, books.SalesReceipt).Total) != want {
			t.Errorf("edited %v: it stands with %s", edited, w.posting(1, books.SalesReceipt).Total)
		}
	}
}

// A QuickBooks that was still at work on a set - behind a dialog, on another
// PC - comes to it after it was sent again: it recognises it.
func TestASetThatIsCarriedOutLateIsRecognised(t *testing.T) {
	for _, remote := range []string{"10.0.0.9", "10.0.0.10"} {
		w := newWorld(t)
		w.sell(1)
		w.plan(1, w.doc(books.Invoice, 1))
		a, _ := w.calls("10.0.0.9")
		a.goOn("AddRq") // and QuickBooks hangs
		w.now = w.now.Add(6 * time.Minute)
		b, _ := w.calls(remote)
		b.ends()
		w.onceEach(1)
		late := a.process() // the dialog is closed
		if p := a.answer(late); p != -1 {
			t.Errorf("the run that was superseded is answered %d", p)
		}
		if a.ask() != "" {
			t.Error("the run that was superseded goes on")
		}
		w.visits()
		w.onceEach(1)
		w.state(1, store.OrderVerified)
	}
}

// Another PC asks while QuickBooks is in the midst of a set: what of it is
// there is adopted, and the rest is not made anew while the set may run.
func TestWhatIsBeingSavedIsNotMadeAnew(t *testing.T) {
	for paused := 1; paused <= 3; paused++ {
		w := newWorld(t)
		for id := 1; id <= 4; id++ {
			w.sell(id)
			w.plan(id, w.doc(books.SalesReceipt, id))
		}
		a, _ := w.calls("10.0.0.9")
		a.goOn("AddRq")
		w.file.PauseAfter(paused, func() {
			for range 4 { // behind the same router, a minute each
				w.now = w.now.Add(time.Minute)
				b, _ := w.calls("10.0.0.9")
				b.ends()
			}
		})
		a.process() // its answer is lost
		if n := len(w.having("<SalesReceiptAddRq")); n != 1 {
			t.Errorf("paused after %d: it was sent %d times", paused, n)
		}
		w.visits()
		w.onceEach(4)
		for id := 1; id <= 4; id++ {
			w.state(id, store.OrderVerified)
		}
	}
}

// A set is not sent again moments after it left.
func TestASetIsNotSentAgainAtOnce(t *testing.T) {
	w := newWorld(t)
	w.sell(1)
	w.plan(1, w.doc(books.SalesReceipt, 1))
	a, _ := w.calls("10.0.0.9")
	a.goOn("AddRq")
	b, _ := w.calls("10.0.0.9")
	b.ends()
	if n := len(w.having("<SalesReceiptAddRq")); n != 1 {
		t.Errorf("it was sent %d times", n)
	}
	if words, _ := w.desk.Close(t.Context(), b.ticket); !strings.Contains(words, "may be at work on that batch still") {
		t.Errorf("the run ends with %q", words)
	}
	w.state(1, store.OrderAsking)
	w.visits()
	w.onceEach(1)
	w.state(1, store.OrderVerified)
}

// A crash in the midst of a set, whether QuickBooks remembers the set or not:
// what is missing is asked for twice and made anew under another ID.
func TestWhatACrashLeftOutIsMadeAnewOnce(t *testing.T) {
	for _, forget := range []bool{false, true} {
		for after := range 4 {
			w := newWorld(t)
			for id := 1; id <= 3; id++ {
				w.sell(id)
				w.plan(id, w.doc(books.SalesReceipt, id))
			}
			w.file.ForgetCrashed(forget)
			adds := first("AddRq")
			w.cut = func(request string) bool {
				if adds(request) {
					w.file.CrashAfter(after)
				}
				return false
			}
			w.visits()
			w.onceEach(3)
			for id := 1; id <= 3; id++ {
				w.state(id, store.OrderVerified)
			}
			sets := w.having("<SalesReceiptAddRq")
			if after == 3 && len(sets) != 1 || after < 3 && len(sets) < 2 {
				t.Errorf("forget %v, after %d: sets of adds: %d", forget, after, len(sets))
			}
			if after > 0 && after < 3 && len(sets) == 2 && (sets[0] == sets[1] || strings.Contains(sets[1], "BC1<")) {
				t.Errorf("forget %v, after %d: what ran was sent again", forget, after)
			}
		}
	}
}

// One record that the line or QuickBooks fails at each time is parked with its
// reason after a few tries; the others pass.
func TestARecordThatIsLostEachTimeIsParked(t *testing.T) {
	for _, crash := range []bool{false, true} {
		w := newWorld(t)
		for id := 1; id <= 4; id++ {
			w.sell(id)
			w.plan(id, w.doc(books.SalesReceipt, id))
		}
		bad := func(request string) bool {
			return strings.Contains(request, "AddRq") && strings.Contains(request, "<RefNumber>BC2<")
		}
		if crash {
			w.cut = func(request string) bool {
				if bad(request) {
					w.file.CrashAfter(0)
				}
				return false
			}
		} else {
			w.cut = bad
		}
		for range 20 {
			w.visit()
		}
		for _, id := range []int{1, 3, 4} {
			w.state(id, store.OrderVerified)
		}
		w.state(2, store.OrderRefused)
		p := w.posting(2, books.SalesReceipt)
		if !strings.Contains(p.Reason, "QuickBooks never said what became of it") {
			t.Errorf("its reason is %q", p.Reason)
		}
		if n := len(slices.DeleteFunc(w.having("AddRq"), func(r string) bool { return !bad(r) })); n > maxLost+1 {
			t.Errorf("it was sent %d times", n)
		}
		w.onceEach(3)
		w.cut = nil
		w.must(w.store.RetryPosting(t.Context(), undoer, p.ID))
		w.plan(2, w.doc(books.SalesReceipt, 2))
		w.visits()
		w.state(2, store.OrderVerified)
		w.onceEach(4)
	}
}

// What QuickBooks remembers to have refused is refused, though its answer was
// lost; what it remembers to have saved is found by its TxnID under any number
// and whoever's it is now.
func TestTheStoredOutcomeOfASetCounts(t *testing.T) {
	w := newWorld(t)
	w.sell(1)
	w.sell(2)
	w.plan(1, w.doc(books.SalesReceipt, 1))
	w.plan(2, w.doc(books.SalesReceipt, 2))
	w.file.RefuseWrites(1, 3140, `There is an invalid reference to QuickBooks Item "LANTERN" in the SalesReceipt.`)
	w.lose = first("AddRq")
	w.visit()
	for _, x := range w.file.Transactions() {
		if x.RefNumber == "BC2" {
			w.must(w.file.EditRefNumber(x.TxnID, "7002"))
			w.must(w.file.EditMemo(x.TxnID, "by hand"))
		}
	}
	w.visits()
	story, err := w.store.OrderStory(t.Context(), "main", 1)
	w.must(err)
	if !strings.Contains(fmt.Sprint(story.Events), "posting.refused") || !strings.Contains(fmt.Sprint(story.Events), "status 3140") {
		t.Errorf("it isn't told that it was refused: %v", story.Events)
	}
	w.state(2, store.OrderVerified)
	if n := len(w.having("<SalesReceiptAddRq")); n != 1 {
		t.Errorf("sent %d times", n)
	}
	if p := w.posting(2, books.SalesReceipt); p.RefNumber != "7002" {
		t.Errorf("it is known as %s", p.RefNumber)
	}
	w.onceEach(1)
}

// What QuickBooks remembers to have saved, and does not have any more, is for
// a person.
func TestWhatWasSavedAndDeletedIsForAPerson(t *testing.T) {
	w := newWorld(t)
	w.sell(1)
	w.plan(1, w.doc(books.SalesReceipt, 1))
	w.lose = first("AddRq")
	w.visit()
	for _, x := range w.file.Transactions() {
		if x.RefNumber == "BC1" {
			w.must(w.file.DeleteTxn(x.TxnID))
		}
	}
	w.visits()
	p := w.posting(1, books.SalesReceipt)
	if p.State != store.Refused || p.Lane != "uncertain" || !strings.Contains(p.Reason, "it isn't there any more") {
		t.Errorf("it is %s %s: %s", p.State, p.Lane, p.Reason)
	}
	w.onceEach(0)
}

// Users give documents other numbers. Whatever the kind, it is found by
// customer and day, and keeps the number that it has now.
func TestWhatIsInDoubtIsFoundUnderAnotherNumber(t *testing.T) {
	for _, kind := range []books.Kind{books.SalesReceipt, books.Invoice, books.SalesOrder, books.Payment, books.CreditMemo, books.CardRefund, books.Check, books.Journal} {
		for _, remembered := range []bool{true, false} {
			t.Run(fmt.Sprint(kind, " remembered ", remembered), func(t *testing.T) {
				w := newWorld(t)
				w.sell(1)
				docs := []books.Document{w.doc(kind, 1)}
				switch kind {
				case books.SalesReceipt, books.Invoice, books.SalesOrder:
				case books.Journal:
					journal := part(w.doc(books.Journal, 1), books.PaymentPart(3), "J", 2500)
					journal.Lines = []books.Line{
						{Account: w.account("Checking"), Debit: true, Amount: 2500, Desc: journal.Memo},
						{Account: w.account("Sales:Online Store"), Amount: 2500, Desc: journal.Memo},
					}
					docs = []books.Document{journal}
				default:
					docs = w.refundOrder(1)
				}
				w.plan(1, docs...)
				w.lose = first("<" + txnElement(kind) + "AddRq")
				for range 3 {
					w.visit()
					p := w.posting(1, kind)
					if p.State != store.Sent {
						continue
					}
					renamed := 0
					for _, x := range w.file.Transactions() {
						if x.RefNumber == p.RefNumber && x.Type == txnElement(kind) {
							w.must(w.file.EditRefNumber(x.TxnID, "7001"))
							renamed++
						}
					}
					if renamed != 1 {
						t.Fatalf("%d documents were given another number", renamed)
					}
					if !remembered {
						w.forgets()
					}
					break
				}
				w.visits()
				w.state(1, store.OrderVerified)
				w.onceEach(len(docs))
				if p := w.posting(1, kind); p.RefNumber != "7001" || p.Lane != "" {
					t.Errorf("it is known as %s, %s %s", p.RefNumber, p.Lane, p.Reason)
				}
				story, err := w.store.OrderStory(t.Context(), "main", 1)
				w.must(err)
				if !strings.Contains(fmt.Sprint(story), "somebody changed it there from BC1") {
					t.Error("the order's story doesn't tell that it was renumbered")
				}
			})
		}
	}
}

// A batch of 64 in doubt is asked about within bounds.
func TestABatchInDoubtIsAskedAboutWithinBounds(t *testing.T) {
	w := newWorld(t)
	for id := 1; id <= 64; id++ {
		w.sell(id)
		d := w.doc(books.SalesReceipt, id)
		d.Date = d.Date.Add(-3 * id)
		w.plan(id, d)
	}
	w.desk.batchOf("larkspur").n = 64
	w.lose = first("AddRq")
	w.visit()
	sent := len(w.sent)
	for _, x := range w.file.Transactions() {
		if strings.HasPrefix(x.RefNumber, "BC") {
			w.must(w.file.EditRefNumber(x.TxnID, "N"+x.RefNumber))
		}
	}
	w.forgets()
	w.visit()
	for id := 1; id <= 64; id++ {
		w.state(id, store.OrderVerified)
	}
	w.onceEach(64)
	bytes, requests := 0, 0
	for _, r := range w.sent[sent:] {
		if strings.Contains(r, "TxnDateRangeFilter") {
			bytes += len(r)
			requests += strings.Count(r, "QueryRq requestID")
		}
	}
	if requests == 0 || requests > 4*nearRanges || bytes > 40_000 {
		t.Errorf("asked by customer and day in %d questions, %d bytes", requests, bytes)
	}
}
