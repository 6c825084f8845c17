package posting

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/store"
)

// backup copies the database as it is now.
func (w *shopWorld) backup() string {
	w.t.Helper()
	file := filepath.Join(w.t.TempDir(), "b.db")
	_, err := w.store.Backup(w.t.Context(), store.Actor{Kind: "cli", Name: "test"}, file, false)
	w.must(err)
	return file
}

// restore puts a backup in the place of the database, an hour later, and has
// the store read again.
func (w *shopWorld) restore(file string) {
	w.t.Helper()
	dir := w.store.Dir()
	w.must(w.store.Close())
	w.now = w.now.Add(time.Hour)
	o := store.Options{Now: func() time.Time { return w.now }}
	_, err := store.Restore(w.t.Context(), dir, file, store.RestoreOptions{Options: o})
	w.must(err)
	w.reopen(dir)
}

func (w *shopWorld) reopen(dir string) {
	w.t.Helper()
	var err error
	w.store, err = store.Open(w.t.Context(), dir, store.Options{Now: func() time.Time { return w.now }})
	w.must(err)
	w.desk = NewDesk(w.store, NewPlanner(w.store, nil), Options{Now: func() time.Time { return w.now }, ListsEvery: time.Hour})
}

// readStore has the store count as read.
func (w *shopWorld) readStore() {
	w.t.Helper()
	w.now = w.now.Add(time.Second)
	w.must(w.store.SaveShopPoll(w.t.Context(), "main", w.now, ""))
}

// again reads and plans orders as they were, after a restore.
func (w *shopWorld) again(ids ...int) {
	w.t.Helper()
	for _, id := range ids {
		w.sell(id)
		w.plan(id, w.docs[id])
	}
	w.readStore()
	w.visits()
}

// keep makes the document of an order and remembers it, since its day is that
// of its making.
func (w *shopWorld) keep(kind books.Kind, id int) books.Document {
	w.t.Helper()
	if w.docs == nil {
		w.docs = map[int]books.Document{}
	}
	w.docs[id] = w.doc(kind, id)
	return w.docs[id]
}

// sold posts orders whose documents are remembered.
func (w *shopWorld) sold(kind books.Kind, ids ...int) {
	w.t.Helper()
	for _, id := range ids {
		w.sell(id)
		w.plan(id, w.keep(kind, id))
	}
	w.visits()
	for _, id := range ids {
		w.state(id, store.OrderVerified)
	}
}

func (w *shopWorld) txn(id int, kind books.Kind) string {
	w.t.Helper()
	return w.posting(id, kind).TxnID
}

func TestAfterARestoreNothingIsSentBeforeTheStoreWasReadAndQuickBooksTold(t *testing.T) {
	w := newWorld(t)
	file := w.backup()
	w.sold(books.SalesReceipt, 1)
	w.restore(file)
	w.sell(1)
	w.plan(1, w.docs[1])
	w.sent = nil
	w.visits()
	for _, request := range w.sent {
		if strings.Contains(request, "AddRq") {
			t.Fatalf("sent before the store was read: %s", request)
		}
	}
	w.readStore()
	w.visits()
	w.state(1, store.OrderVerified)
	if n := w.counts()["SalesReceipt BC1"]; n != 1 {
		t.Errorf("the receipt stands %d times", n)
	}
}

func TestWhatWasPostedAfterTheBackupIsFoundAndNotPostedAgain(t *testing.T) {
	w := newWorld(t)
	w.sold(books.SalesReceipt, 1)
	file := w.backup()
	w.sold(books.SalesReceipt, 2, 3)
	w.sold(books.Invoice, 4)
	before := w.balances()
	w.restore(file)
	w.sent = nil
	w.again(2, 3, 4)
	for id := 1; id <= 4; id++ {
		w.state(id, store.OrderVerified)
	}
	if after := w.balances(); after != before {
		t.Errorf("the books changed from\n%s to\n%s", before, after)
	}
	for _, request := range w.sent {
		if strings.Contains(request, "AddRq") {
			t.Errorf("it was sent again: %s", request)
		}
	}
	if p := w.posting(2, books.SalesReceipt); p.TxnID == "" || p.ID < 1_000_000 {
		t.Errorf("the posting that was taken over is %+v", p)
	}
	w.sell(5) // and life goes on
	w.plan(5, w.doc(books.SalesReceipt, 5))
	w.visits()
	w.state(5, store.OrderVerified)
}

func TestWhatSomebodyRenumberedAfterTheBackupIsFound(t *testing.T) {
	w := newWorld(t)
	file := w.backup()
	w.sold(books.SalesReceipt, 1)
	w.must(w.file.EditRefNumber(w.txn(1, books.SalesReceipt), "A-17"))
	w.sold(books.Invoice, 2)
	w.must(w.file.EditRefNumber(w.txn(2, books.Invoice), "A-18"))
	w.must(w.file.EditMemo(w.txn(2, books.Invoice), "nothing of ours"))
	before := w.balances()
	w.restore(file)
	w.again(1, 2)
	if after := w.balances(); after != before {
		t.Errorf("the books changed from\n%s to\n%s", before, after)
	}
	for id, kind := range map[int]books.Kind{1: books.SalesReceipt, 2: books.Invoice} {
		if p := w.posting(id, kind); p.TxnID == "" {
			t.Errorf("the renumbered document was not taken over: %s %s", p.State, p.Reason)
		}
	}
}

func TestWhatIsNotAsTheOrderSaysIsAPersonsToDecideAfterARestore(t *testing.T) {
	for name, x := range map[string]struct {
		happens func(w *shopWorld, txn string)
		says    string
		stands  string
	}{
		"other figures":          {func(w *shopWorld, txn string) { w.must(w.file.EditAmount(txn, 0, 2500)) }, "otherwise than the order says", "SalesReceipt BC1"},
		"void":                   {func(w *shopWorld, txn string) { w.must(w.file.VoidTxn(txn)) }, "is void in QuickBooks: it may have been undone", "SalesReceipt BC1 void"},
		"deleted":                {func(w *shopWorld, txn string) { w.must(w.file.DeleteTxn(txn)) }, "was deleted in QuickBooks on", ""},
		"a number that is taken": {func(w *shopWorld, txn string) { w.must(w.file.DeleteTxn(txn)); w.foreign("BC1") }, "has another document with the number BC1", "SalesReceipt BC1"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			file := w.backup()
			w.sold(books.SalesReceipt, 1)
			x.happens(w, w.txn(1, books.SalesReceipt))
			before := w.counts()
			w.restore(file)
			w.again(1)
			p := w.posting(1, books.SalesReceipt)
			if !strings.Contains(p.Reason, x.says) {
				t.Errorf("the posting is %s %s: %s", p.State, p.Lane, p.Reason)
			}
			after := w.counts()
			if len(after) != len(before) || x.stands != "" && after[x.stands] != 1 {
				t.Errorf("the file has %v, before it had %v", after, before)
			}
			w.visits()
			if again := w.counts(); len(again) != len(after) {
				t.Errorf("later it was posted after all: %v", again)
			}
		})
	}
}

// foreign enters a receipt of somebody else.
func (w *shopWorld) foreign(ref string) {
	w.t.Helper()
	w.byHand(ref, "", "25.00", time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC))
}

// byHand enters a receipt as a person in QuickBooks does; the customer may be "".
func (w *shopWorld) byHand(ref, customer, amount string, at time.Time) {
	w.t.Helper()
	if customer != "" {
		customer = "<CustomerRef><FullName>" + customer + "</FullName></CustomerRef>"
	}
	s := w.file.Connect()
	_, _, _, _, err := s.OpenFile("Somebody", "")
	w.must(err)
	answer, err := s.ProcessRequest(`<?xml version="1.0" encoding="utf-8"?><?qbxml version="13.0"?><QBXML><QBXMLMsgsRq onError="stopOnError"><SalesReceiptAddRq><SalesReceiptAdd>` + customer + `<TxnDate>` + day.Of(at, time.UTC).String() + `</TxnDate><RefNumber>` +
		ref + `</RefNumber><SalesReceiptLineAdd><ItemRef><FullName>WICK</FullName></ItemRef><Amount>` + amount + `</Amount><SalesTaxCodeRef><FullName>Non</FullName></SalesTaxCodeRef></SalesReceiptLineAdd></SalesReceiptAdd></SalesReceiptAddRq></QBXMLMsgsRq></QBXML>`)
	w.must(err)
	if !strings.Contains(answer, `statusCode="0"`) {
		w.t.Fatalf("the foreign receipt was refused: %s", answer)
	}
	w.must(s.CloseFile())
}

// What was posted, taken out and posted again after the backup stands twice in
// QuickBooks: once void, once as it should be.
func TestWhatWasUndoneAndPostedAgainAfterTheBackupIsTakenOver(t *testing.T) {
	w := newWorld(t)
	file := w.backup()
	w.sold(books.SalesReceipt, 1)
	first := w.docs[1]
	w.must(w.file.VoidTxn(w.txn(1, books.SalesReceipt)))
	// Its second life bears the mark of a later revision.
	second := first
	second.ExternalGUID = books.Marks("main", 1, &first)[2]
	w.sell(2)
	w.plan(2, second)
	w.visits()
	w.state(2, store.OrderVerified)
	before := w.balances()
	w.restore(file)
	w.again(1)
	w.state(1, store.OrderVerified)
	if after := w.balances(); after != before {
		t.Errorf("the books changed from\n%s to\n%s", before, after)
	}
}

func TestPaymentsRefundsAndCreditOfAfterTheBackupAreTakenOver(t *testing.T) {
	w := newWorld(t)
	file := w.backup()
	w.sell(1)
	w.sell(2)
	invoice := w.keep(books.Invoice, 1)
	pay := part(w.doc(books.Payment, 1), "payment/1", "-P1", 2500, books.Link{Use: books.Pays, Kind: books.Invoice, RefNumber: "BC1", Amount: 2500})
	memo := part(w.doc(books.CreditMemo, 2), "refund/1", "R1", 2500)
	refund := part(w.doc(books.CardRefund, 2), "refund/1", "R1", 2500, books.Link{Use: books.Refunds, Kind: books.CreditMemo, Part: "refund/1", RefNumber: "BC2R1", Amount: 2500})
	w.plan(1, invoice, pay)
	w.plan(2, memo, refund)
	w.visits()
	w.state(1, store.OrderVerified)
	w.state(2, store.OrderVerified)
	before := w.balances()
	w.restore(file)
	w.sell(1)
	w.sell(2)
	w.plan(1, invoice, pay)
	w.plan(2, memo, refund)
	w.readStore()
	w.visits()
	w.state(1, store.OrderVerified)
	w.state(2, store.OrderVerified)
	if after := w.balances(); after != before {
		t.Errorf("the books changed from\n%s to\n%s", before, after)
	}
}

// What was sent and not answered when the backup was made: afterwards it was
// settled, changed or taken out.
func TestWhatWasOnItsWayWhenTheBackupWasMadeIsAskedAbout(t *testing.T) {
	for name, later := range map[string]func(w *shopWorld){
		"and answered":   func(w *shopWorld) {},
		"and renumbered": func(w *shopWorld) { w.must(w.file.EditRefNumber(w.only("BC1"), "A-17")) },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.sell(1)
			w.plan(1, w.keep(books.SalesReceipt, 1))
			w.lose = func(request string) bool { return strings.Contains(request, "SalesReceiptAddRq") }
			w.visit()
			w.lose = nil
			file := w.backup()
			w.visits()
			w.state(1, store.OrderVerified)
			later(w)
			before := w.balances()
			w.restore(file)
			w.readStore()
			w.visits()
			if p := w.posting(1, books.SalesReceipt); p.TxnID == "" {
				t.Errorf("it was not taken over: %s %s", p.State, p.Reason)
			}
			if after := w.balances(); after != before {
				t.Errorf("the books changed from\n%s to\n%s", before, after)
			}
		})
	}
}

// only is the transaction of a number.
func (w *shopWorld) only(ref string) string {
	w.t.Helper()
	for _, x := range w.file.Transactions() {
		if x.RefNumber == ref {
			return x.TxnID
		}
	}
	w.t.Fatalf("there is no %s", ref)
	return ""
}

// A document that the backup knew and that was changed since.
func TestChangesOfAfterTheBackupAreTakenOverIfTheyAreWhatIsWanted(t *testing.T) {
	for name, x := range map[string]struct {
		wants func(d books.Document) books.Document
		state store.OrderState
	}{
		"as it is":       {func(d books.Document) books.Document { return d }, store.OrderVerified},
		"otherwise":      {func(d books.Document) books.Document { d.Lines[0].Amount, d.Total = 3000, 3500; return d }, store.OrderRefused},
		"as it was once": {nil, store.OrderPosted},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.sold(books.SalesReceipt, 1)
			changed := revised(w.docs[1], books.Modify)
			changed.Lines = append([]books.Line{}, changed.Lines...)
			changed.Lines[0].Amount, changed.Total = 2200, 2700
			file := w.backup()
			w.plan(1, changed)
			w.visits()
			w.state(1, store.OrderVerified)
			before := w.balances()
			w.restore(file)
			if x.wants != nil {
				d := changed
				d.Lines = append([]books.Line{}, d.Lines...)
				w.plan(1, x.wants(d))
			}
			w.readStore()
			w.visits()
			w.state(1, x.state)
			if after := w.balances(); after != before {
				t.Errorf("the books changed from\n%s to\n%s", before, after)
			}
		})
	}
}

func TestWhatWasTakenOutAfterTheBackupIsNoticed(t *testing.T) {
	for name, out := range map[string]func(w *shopWorld, txn string) error{
		"voided":  func(w *shopWorld, txn string) error { return w.file.VoidTxn(txn) },
		"deleted": func(w *shopWorld, txn string) error { return w.file.DeleteTxn(txn) },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.sold(books.SalesReceipt, 1, 2)
			w.now = w.now.AddDate(0, 0, 5)
			file := w.backup()
			w.must(out(w, w.txn(1, books.SalesReceipt)))
			w.restore(file)
			w.readStore()
			w.visits()
			w.state(1, store.OrderPosted)
			w.state(2, store.OrderVerified)
			if p := w.posting(1, books.SalesReceipt); p.Lane != laneDiffers {
				t.Errorf("nobody is told: %s %s %s", p.State, p.Lane, p.Reason)
			}
		})
	}
}

// A QuickBooks that would not tell what it has is asked again; till then
// nothing is sent.
func TestNothingIsSentAfterARestoreWhileQuickBooksWillNotTell(t *testing.T) {
	w := newWorld(t)
	file := w.backup()
	w.sold(books.SalesReceipt, 1)
	w.restore(file)
	w.sell(1)
	w.plan(1, w.docs[1])
	w.readStore()
	for _, what := range []string{"TransactionQueryRq", "SalesReceiptQueryRq"} {
		w.lose = func(request string) bool { return strings.Contains(request, what) }
		w.sent = nil
		for range 3 {
			w.visit()
		}
		for _, request := range w.sent {
			if strings.Contains(request, "AddRq") {
				t.Fatalf("%s was not answered, and this was sent: %s", what, request)
			}
		}
	}
	w.lose = nil
	w.visits()
	w.state(1, store.OrderVerified)
	if n := w.counts()["SalesReceipt BC1"]; n != 1 {
		t.Errorf("the receipt stands %d times", n)
	}
}

func TestADatabasePutBackByHandAsksQuickBooksToo(t *testing.T) {
	w := newWorld(t)
	file := w.backup()
	w.sold(books.SalesReceipt, 1)
	before := w.balances()
	dir := w.store.Dir()
	w.must(w.store.Close())
	copied, err := os.ReadFile(file)
	w.must(err)
	w.must(os.WriteFile(filepath.Join(dir, store.FileName), copied, 0o600))
	w.reopen(dir)
	w.again(1)
	w.state(1, store.OrderVerified)
	if after := w.balances(); after != before {
		t.Errorf("the books changed from\n%s to\n%s", before, after)
	}
}

// Stored outcomes of QuickBooks are of message sets that the restored database
// either knows itself or will never name.
func TestNoMessageSetIsNamedTwiceOverARestore(t *testing.T) {
	w := newWorld(t)
	file := w.backup()
	w.sold(books.SalesReceipt, 1, 2)
	used := setIDs(w.sent)
	w.restore(file)
	w.sell(3)
	w.plan(3, w.doc(books.SalesReceipt, 3))
	w.sent = nil
	w.readStore()
	w.visits()
	w.state(3, store.OrderVerified)
	now := setIDs(w.sent)
	if len(now) == 0 {
		t.Fatal("nothing was sent")
	}
	for id := range now {
		if used[id] {
			t.Errorf("%s was used before", id)
		}
	}
	for _, request := range w.sent {
		if strings.Contains(request, `requestID="p1"`) || strings.Contains(request, `requestID="p2"`) {
			t.Errorf("a request has the number of another before the restore: %s", request)
		}
	}
}

func setIDs(requests []string) map[string]bool {
	out := map[string]bool{}
	for _, r := range requests {
		if _, rest, ok := strings.Cut(r, `newMessageSetID="`); ok {
			id, _, _ := strings.Cut(rest, `"`)
			out[id] = true
		}
	}
	return out
}

// An order that was posted after the backup and is none any more: what stands
// of it in QuickBooks is told, also where no posting would ask for it.
func TestWhatStandsOfAnOrderThatIsCancelledNowIsTold(t *testing.T) {
	w := newWorld(t)
	file := w.backup()
	w.sold(books.SalesReceipt, 1, 2)
	w.restore(file)
	w.sell(1)
	w.undone(1) // cancelled: the plan excludes it; of order 2 the store has nothing any more
	w.readStore()
	w.visits()
	w.state(1, store.OrderRefused)
	p := w.posting(1, books.SalesReceipt)
	for _, words := range []string{"QuickBooks has sales receipt BC1 of", "with 25.00 of this order", "void it in QuickBooks and try again"} {
		if !strings.Contains(p.Reason, words) {
			t.Errorf("people read %q, which does not say %q", p.Reason, words)
		}
	}
	unknown, err := w.store.UnknownDocuments(t.Context(), "larkspur")
	w.must(err)
	if len(unknown) != 1 || unknown[0].Ref != "BC2" {
		t.Errorf("unknown are %+v", unknown)
	}
	// Voided in QuickBooks, and tried again: the order is out, and nobody is told any more.
	w.must(w.file.VoidTxn(p.TxnID))
	w.must(w.store.RetryPosting(t.Context(), bookkeeper, p.ID))
	w.undone(1)
	w.visits()
	w.state(1, store.OrderExcluded)
	if n := w.counts()["SalesReceipt BC1 void"]; n != 1 {
		t.Errorf("the file has %v", w.counts())
	}
}
