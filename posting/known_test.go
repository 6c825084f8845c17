package posting

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"countinghouse/books"
	"countinghouse/store"
)

var bookkeeper = store.Actor{Kind: "user", Name: "ana"}

// fileBackup is a backup of the company file.
func (w *shopWorld) fileBackup() []byte {
	w.t.Helper()
	b, err := w.file.BackUp()
	w.must(err)
	return b
}

// missing are the names of what the company file has lost.
func (w *shopWorld) missing() string {
	w.t.Helper()
	rows, err := w.store.Missing(w.t.Context(), "larkspur")
	w.must(err)
	var out []string
	for i := range rows {
		out = append(out, rows[i].Name())
	}
	return strings.Join(out, ", ")
}

func (w *shopWorld) stopped() string {
	w.t.Helper()
	c, err := w.store.Company(w.t.Context(), "larkspur")
	w.must(err)
	return c.Stopped
}

// wrote tells whether anything was written to QuickBooks since sent was emptied.
func (w *shopWorld) wrote() bool {
	for _, r := range w.sent {
		for _, verb := range []string{"AddRq", "ModRq", "TxnVoidRq", "TxnDelRq", "ListDelRq"} {
			if strings.Contains(r, verb) {
				return true
			}
		}
	}
	return false
}

func TestARestoredCompanyFileStopsWritingAndSaysSo(t *testing.T) {
	w := newWorld(t)
	w.sold(books.SalesReceipt, 1, 2)
	old := w.fileBackup()
	w.now = w.now.AddDate(0, 0, 3)
	w.sold(books.SalesReceipt, 3)
	w.sold(books.Invoice, 4)
	right := w.fileBackup()
	w.must(w.file.Restore(old))
	w.sell(5)
	w.plan(5, w.doc(books.SalesReceipt, 5))
	w.sent = nil
	w.visits()
	if w.wrote() {
		t.Fatal("something was written to the restored file")
	}
	if got := w.missing(); got != "Sales receipt BC3, Invoice BC4" {
		t.Errorf("missing are %s", got)
	}
	for _, words := range []string{"restored to a backup of about 20 November 2026", "2 documents that were posted since are missing", "Nothing is written.", "posted again in Countinghouse: Settings, "} {
		if !strings.Contains(w.stopped(), words) {
			t.Errorf("people read %q, which does not say %q", w.stopped(), words)
		}
	}
	// The right file again: nothing changes, and writing goes on.
	w.must(w.store.AwaitRightFile(t.Context(), bookkeeper, "larkspur", "The server was moved."))
	w.must(w.file.Restore(right))
	w.visits()
	if w.stopped() != "" || w.missing() != "" {
		t.Errorf("it is still stopped: %s; %s", w.stopped(), w.missing())
	}
	w.state(5, store.OrderVerified)
	for _, ref := range []string{"SalesReceipt BC3", "Invoice BC4", "SalesReceipt BC5"} {
		if n := w.counts()[ref]; n != 1 {
			t.Errorf("%s stands %d times", ref, n)
		}
	}
}

func TestWhatARestoredCompanyFileLostIsPostedAgainOnAPersonsWord(t *testing.T) {
	w := newWorld(t)
	w.sold(books.SalesReceipt, 1, 2)
	old := w.fileBackup()
	w.sold(books.SalesReceipt, 3)
	w.sell(4)
	invoice := w.keep(books.Invoice, 4)
	pay := part(w.doc(books.Payment, 4), "payment/1", "-P1", 2500, books.Link{Use: books.Pays, Kind: books.Invoice, RefNumber: "BC4", Amount: 2500})
	w.plan(4, invoice, pay)
	changed := revised(w.docs[1], books.Modify) // of before the backup, changed after it
	changed.Lines = append([]books.Line{}, changed.Lines...)
	changed.Lines[0].Amount, changed.Total = 2200, 2700
	w.plan(1, changed)
	w.plan(2, revised(w.docs[2], books.Void))
	w.visits()
	for id := 1; id <= 4; id++ {
		w.state(id, store.OrderVerified)
	}
	before, counts := w.balances(), len(w.counts())
	w.must(w.file.Restore(old))
	w.visit()
	got := strings.Split(w.missing(), ", ")
	slices.Sort(got)
	if want := "[Invoice BC4 Payment BC4-P1 Sales receipt BC1 (changed) Sales receipt BC2 (void) Sales receipt BC3]"; fmt.Sprint(got) != want {
		t.Errorf("missing are %v, want %s", got, want)
	}
	if n, err := w.store.PostMissingAgain(t.Context(), bookkeeper, "larkspur", "The disk broke."); err != nil || n != 5 {
		t.Fatalf("%d are posted again: %v", n, err)
	}
	w.visits()
	for id := 1; id <= 4; id++ {
		w.state(id, store.OrderVerified)
	}
	if after := w.balances(); after != before {
		t.Errorf("the books are\n%s, they were\n%s", after, before)
	}
	if n := len(w.counts()); n != counts {
		t.Errorf("the file has %v", w.counts())
	}
	if w.stopped() != "" {
		t.Errorf("it is still stopped: %s", w.stopped())
	}
}

func TestCustomersThatARestoredCompanyFileLostAreMadeAgain(t *testing.T) {
	w := newWorld(t)
	w.sold(books.SalesReceipt, 1)
	old := w.fileBackup()
	w.sell(2)
	d := w.keep(books.SalesReceipt, 2)
	d.Customer, d.CustomerKey = books.Ref{}, "main/7"
	w.planAs(2, books.Plan{Outcome: books.Post, Documents: []books.Document{d},
		Customer: &books.NewCustomer{Key: "main/7", Name: "Bo Lindqvist", AccountNumber: "BC-7", Email: "bo@example.com"}})
	w.visits()
	made := w.posting(2, books.SalesReceipt).CustomerListID
	w.sell(3) // a second document, which names the customer as QuickBooks called it
	d = w.keep(books.SalesReceipt, 3)
	d.Customer = books.Ref{ListID: made, FullName: "Bo Lindqvist"}
	w.plan(3, d)
	w.visits()
	w.state(3, store.OrderVerified)
	before := w.balances()
	w.must(w.file.Restore(old))
	w.visit()
	if !strings.Contains(w.stopped(), "2 documents and 1 customer or item") {
		t.Errorf("people read: %s", w.stopped())
	}
	_, err := w.store.PostMissingAgain(t.Context(), bookkeeper, "larkspur", "The disk broke.")
	w.must(err)
	w.visits()
	w.state(2, store.OrderVerified)
	w.state(3, store.OrderVerified)
	if after := w.balances(); after != before {
		t.Errorf("the books are\n%s, they were\n%s", after, before)
	}
}

// Somebody may have entered by hand what was lost.
func TestWhatWasEnteredByHandIntoTheRestoredFileIsNotPostedTwice(t *testing.T) {
	w := newWorld(t)
	w.sold(books.SalesReceipt, 1)
	old := w.fileBackup()
	w.sold(books.SalesReceipt, 2)
	w.must(w.file.Restore(old))
	w.visit()
	w.foreign("BC2")
	_, err := w.store.PostMissingAgain(t.Context(), bookkeeper, "larkspur", "The disk broke.")
	w.must(err)
	w.visits()
	w.state(2, store.OrderRefused)
	if n := w.counts()["SalesReceipt BC2"]; n != 1 {
		t.Errorf("it stands %d times", n)
	}
}

func TestAChangeThatARestoredCompanyFileLostIsNoticed(t *testing.T) {
	for name, op := range map[string]books.Operation{"a change": books.Modify, "a void": books.Void, "a deletion": books.Delete} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.sold(books.SalesReceipt, 1, 2)
			old := w.fileBackup()
			w.now = w.now.Add(time.Hour)
			d := revised(w.docs[1], op)
			d.Lines = append([]books.Line{}, d.Lines...)
			if op == books.Modify {
				d.Lines[0].Amount, d.Total = 2200, 2700
			}
			w.plan(1, d)
			w.visits()
			w.state(1, store.OrderVerified)
			before := w.balances()
			w.must(w.file.Restore(old))
			w.visit()
			if w.stopped() == "" {
				t.Fatal("nobody noticed")
			}
			if n, err := w.store.PostMissingAgain(t.Context(), bookkeeper, "larkspur", "The disk broke."); err != nil || n != 1 {
				t.Fatalf("%d are done again: %v", n, err)
			}
			w.visits()
			w.state(1, store.OrderVerified)
			if after := w.balances(); after != before {
				t.Errorf("the books are\n%s, they were\n%s", after, before)
			}
		})
	}
}

func TestADocumentThatAPersonDeletedIsNoRestore(t *testing.T) {
	for name, x := range map[string]struct {
		ids []int
		n   int
	}{"one, the newest": {[]int{3}, 1}, "one of the others": {[]int{2}, 1}, "all of the newest": {[]int{2, 3}, 2}} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.sold(books.SalesReceipt, 1, 2, 3)
			for _, id := range x.ids {
				w.must(w.file.DeleteTxn(w.txn(id, books.SalesReceipt)))
			}
			w.sell(4)
			w.plan(4, w.doc(books.SalesReceipt, 4))
			w.visits()
			if w.stopped() != "" || w.missing() != "" {
				t.Fatalf("it counts as restored: %s", w.stopped())
			}
			w.state(4, store.OrderVerified)
			w.state(1, store.OrderVerified)
			for _, id := range x.ids {
				p := w.posting(id, books.SalesReceipt)
				if p.Lane != laneDiffers || !strings.Contains(p.Reason, "was deleted in QuickBooks on") || !strings.Contains(p.Reason, "not posted again by itself") {
					t.Errorf("people read of order %d: %s %s %s", id, p.State, p.Lane, p.Reason)
				}
			}
			if n := w.counts()["SalesReceipt BC3"] + w.counts()["SalesReceipt BC2"]; n != 2-x.n {
				t.Errorf("it was posted again: %v", w.counts())
			}
		})
	}
}

// What Countinghouse itself took out is not missed.
func TestWhatWasTakenOutByCountinghouseIsNotMissed(t *testing.T) {
	w := newWorld(t)
	w.sold(books.SalesReceipt, 1, 2)
	w.plan(2, revised(w.docs[2], books.Delete))
	w.visits()
	w.state(2, store.OrderVerified)
	w.sell(3)
	w.plan(3, w.doc(books.SalesReceipt, 3))
	w.visits()
	w.state(3, store.OrderVerified)
	if w.stopped() != "" {
		t.Errorf("it counts as restored: %s", w.stopped())
	}
}

// Nothing is written either while an answer is in doubt: what became of it is
// asked after the file is known to be the right one.
func TestNothingInDoubtIsSentAgainIntoARestoredFile(t *testing.T) {
	w := newWorld(t)
	w.sold(books.SalesReceipt, 1)
	old := w.fileBackup()
	w.sold(books.SalesReceipt, 2)
	w.sell(3)
	w.plan(3, w.doc(books.SalesReceipt, 3))
	w.lose = func(request string) bool { return strings.Contains(request, "SalesReceiptAddRq") }
	w.visit()
	w.lose = nil
	w.must(w.file.Restore(old))
	w.sent = nil
	w.now = w.now.Add(time.Hour)
	w.visits()
	if w.wrote() {
		t.Fatal("something was written to the restored file")
	}
	_, err := w.store.PostMissingAgain(t.Context(), bookkeeper, "larkspur", "The disk broke.")
	w.must(err)
	w.now = w.now.Add(time.Hour)
	w.visits()
	for _, ref := range []string{"SalesReceipt BC2", "SalesReceipt BC3"} {
		if n := w.counts()[ref]; n != 1 {
			t.Errorf("%s stands %d times", ref, n)
		}
	}
}

func TestTheNewestThatIsGoneWithoutATraceMeansARestore(t *testing.T) {
	for name, x := range map[string]struct {
		fates     []fate
		noDeleted bool
		want      bool
	}{
		"all stand":                             {[]fate{stands, stands}, false, false},
		"the newest is gone":                    {[]fate{isMissing, stands}, false, true},
		"the newest was deleted, the next gone": {[]fate{deletedThere, isMissing, stands}, false, true},
		"an older one is gone":                  {[]fate{stands, isMissing, stands}, false, false},
		"several older ones are gone":           {[]fate{stands, isMissing, isMissing}, false, true},
		"old ones gone, deletions not told":     {[]fate{stands, isMissing, isMissing}, true, false},
		"nothing is known":                      {[]fate{notKnown, notKnown}, false, false},
		"one gone, deletions not told":          {[]fate{isMissing, stands, stands}, true, false},
		"several gone, deletions not told":      {[]fate{isMissing, isMissing, stands}, true, true},
	} {
		if got := wasRestored(x.fates, x.noDeleted); got != x.want {
			t.Errorf("%s: restored is %v", name, got)
		}
	}
}

// An order that was taken out and posted again has two additions of one
// document: a restored file lost both, and only the one that stood comes back.
func TestWhatWasTakenOutAndPostedAgainIsNotPostedTwiceAfterARestore(t *testing.T) {
	for _, choice := range []books.Operation{books.Void, books.Delete} {
		t.Run(string(choice), func(t *testing.T) {
			w := newWorld(t)
			w.sold(books.SalesReceipt, 1)
			old := w.fileBackup()
			w.now = w.now.Add(time.Hour)
			w.sold(books.SalesReceipt, 2)
			run := w.visitOf(2)
			w.undo(store.UndoScope{Visit: run}, choice, 2)
			_, err := w.store.Redo(t.Context(), undoer, store.UndoScope{Visit: run}, "It was right.")
			w.must(err)
			w.plan(2, w.doc(books.SalesReceipt, 2))
			w.visits()
			w.state(2, store.OrderVerified)
			before := w.balances()
			w.must(w.file.Restore(old))
			w.visit()
			if w.stopped() == "" {
				t.Fatal("nobody noticed")
			}
			_, err = w.store.PostMissingAgain(t.Context(), bookkeeper, "larkspur", "The disk broke.")
			w.must(err)
			w.visits()
			w.state(2, store.OrderVerified)
			if after := w.balances(); after != before {
				t.Errorf("the books are\n%s, they were\n%s", after, before)
			}
			if n := w.counts()["SalesReceipt BC2"]; n != 1 {
				t.Errorf("it stands %d times: %v", n, w.counts())
			}
		})
	}
}

// forgetsDeletions has QuickBooks tell of no deletion any more.
func (w *shopWorld) forgetsDeletions() {
	told := regexp.MustCompile(`(?s)<TxnDeletedRet>.*?</TxnDeletedRet>`)
	w.spoil = func(_, response string) string { return told.ReplaceAllString(response, "") }
}

// QuickBooks forgets deletions after about 90 days. What it told of once is
// neither taken for lost then, nor posted again when the file truly lost something.
func TestADeletionThatQuickBooksHasForgottenIsNoRestore(t *testing.T) {
	w := newWorld(t)
	w.sold(books.SalesReceipt, 1)
	old := w.fileBackup()
	w.sold(books.SalesReceipt, 2, 3, 4)
	w.must(w.file.DeleteTxn(w.txn(3, books.SalesReceipt)))
	w.must(w.file.DeleteTxn(w.txn(4, books.SalesReceipt)))
	w.visits()
	w.forgetsDeletions()
	w.now = w.now.AddDate(0, 0, 100)
	w.visits()
	if w.stopped() != "" || w.missing() != "" {
		t.Fatalf("it counts as restored: %s", w.stopped())
	}
	w.must(w.file.Restore(old))
	w.visits()
	if got := w.missing(); got != "Sales receipt BC2" {
		t.Errorf("missing are %q", got)
	}
	if n, err := w.store.PostMissingAgain(t.Context(), bookkeeper, "larkspur", "The disk broke."); err != nil || n != 1 {
		t.Fatalf("%d are posted again: %v", n, err)
	}
	w.visits()
	w.onceEach(2)
	if w.stopped() != "" {
		t.Errorf("it is still stopped: %s", w.stopped())
	}
}

// A restored file that has the document again makes its deletion undone: if it
// is lost afterwards, that is told.
func TestADeletionThatARestoreMadeUndoneIsForgotten(t *testing.T) {
	w := newWorld(t)
	w.sold(books.SalesReceipt, 1)
	before := w.fileBackup()
	w.sold(books.SalesReceipt, 2)
	with := w.fileBackup()
	w.must(w.file.DeleteTxn(w.txn(2, books.SalesReceipt)))
	w.visits()
	w.forgetsDeletions()
	if p := w.posting(2, books.SalesReceipt); p.Lane != laneDiffers {
		t.Fatalf("it is %s %s", p.State, p.Lane)
	}
	w.must(w.file.Restore(with))
	w.visits()
	if w.stopped() != "" {
		t.Fatalf("it counts as restored: %s", w.stopped())
	}
	w.state(2, store.OrderVerified) // it is read back
	w.must(w.file.Restore(before))
	w.visits()
	if got := w.missing(); got != "Sales receipt BC2" {
		t.Errorf("missing are %q", got)
	}
}

// Far behind the newest documents too: once something is missing, QuickBooks is
// asked for all deletions that it remembers.
func TestWhatWasDeletedLongAgoIsNotMissedWithTheRest(t *testing.T) {
	w := newWorld(t)
	many := func(from int) (ids []int) {
		for id := from; id < from+newestKnown; id++ {
			ids = append(ids, id)
		}
		return ids
	}
	w.sold(books.SalesReceipt, 100)
	w.sold(books.SalesReceipt, many(1)...)
	w.must(w.file.DeleteTxn(w.txn(100, books.SalesReceipt)))
	w.forgetsDeletions() // as far as is told meanwhile
	w.now = w.now.AddDate(0, 0, 30)
	w.sold(books.SalesReceipt, many(200)...)
	w.spoil = nil
	old := w.fileBackup()
	w.now = w.now.AddDate(0, 0, 30)
	w.sold(books.SalesReceipt, 101, 102)
	if w.stopped() != "" {
		t.Fatalf("it counts as restored: %s", w.stopped())
	}
	w.must(w.file.Restore(old))
	w.visits()
	if got := w.missing(); got != "Sales receipt BC101, Sales receipt BC102" {
		t.Errorf("missing are %q", got)
	}
}
