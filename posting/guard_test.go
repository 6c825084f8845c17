package posting

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"countinghouse/books"
	"countinghouse/store"
)

// A person edits a document between our reading and our act.
func TestWhatIsEditedBetweenReadingAndActing(t *testing.T) {
	edit := func(w *shopWorld, act func(id string)) {
		done := false
		w.meanwhile = func(request string) {
			if done || !strings.Contains(request, "<TxnID>") || !strings.Contains(request, "CustomDetailReportQueryRq") {
				return
			}
			done = true
			for _, x := range w.file.Transactions() {
				if x.RefNumber == "BC1" {
					act(x.TxnID)
				}
			}
		}
	}
	posted := func() (*shopWorld, books.Document) {
		w := newWorld(t)
		w.sell(1)
		w.plan(1, w.doc(books.SalesReceipt, 1))
		w.visits()
		d := w.doc(books.SalesReceipt, 1)
		d.Date = w.posting(1, books.SalesReceipt).Document.Date
		return w, d
	}
	t.Run("before a change", func(t *testing.T) { // the EditSequence is another: read again, and a person decides
		w, d := posted()
		edit(w, func(id string) { w.must(w.file.EditAmount(id, 1, 1999)) })
		d.Lines[0].Amount, d.Total = 3000, 3500
		w.plan(1, revised(d, books.Modify))
		w.visit()
		p := w.posting(1, books.SalesReceipt)
		if p.State != store.Refused || p.Lane != laneChanged || !strings.Contains(p.Reason, "Somebody changed") {
			t.Errorf("it is %s %s: %s", p.State, p.Lane, p.Reason)
		}
		if n := len(w.having("SalesReceiptModRq")); n != 1 {
			t.Errorf("it was sent %d times", n)
		}
	})
	t.Run("before a change, without touching what the order says", func(t *testing.T) { // read again, and changed
		w, d := posted()
		edit(w, func(id string) { // it is saved anew as it was
			w.must(w.file.EditMemo(id, "by hand"))
			w.must(w.file.EditMemo(id, d.Memo))
		})
		d.Lines[0].Amount, d.Total = 3000, 3500
		w.plan(1, revised(d, books.Modify))
		w.visits()
		w.state(1, store.OrderVerified)
		if n := len(w.having("SalesReceiptModRq")); n != 2 {
			t.Errorf("it was sent %d times", n)
		}
	})
	t.Run("before a void", func(t *testing.T) { // it goes out, and what QuickBooks says it was is told
		w, d := posted()
		edit(w, func(id string) { w.must(w.file.EditRefNumber(id, "7001")) })
		w.plan(1, revised(d, books.Void))
		w.visits()
		if n := w.counts()["SalesReceipt 7001 void"]; n != 1 {
			t.Errorf("the file has %v", w.counts())
		}
		story, err := w.store.OrderStory(t.Context(), "main", 1)
		w.must(err)
		if !strings.Contains(fmt.Sprint(story.Events), "was voided, under the number 7001") {
			t.Errorf("it isn't told: %v", story.Events)
		}
	})
}

// The database can't be written (the disk is full): whatever table it fails
// at, nothing is handed out that is not written down, and once it can be
// written everything goes on and stands once.
func TestNothingIsHandedOutThatIsNotWrittenDown(t *testing.T) {
	for _, at := range []string{"INSERT ON exchange", "INSERT ON exchange_body", "UPDATE ON posting", "UPDATE ON exchange", "INSERT ON event"} {
		t.Run(at, func(t *testing.T) {
			w := newWorld(t)
			for id := 1; id <= 3; id++ {
				w.sell(id)
				w.plan(id, w.doc(books.SalesReceipt, id))
			}
			raw, err := sql.Open("sqlite", "file:"+filepath.Join(w.dir, store.FileName)+"?_pragma=busy_timeout(5000)")
			w.must(err)
			defer raw.Close()
			full := func(on bool) {
				t.Helper()
				text := "DROP TRIGGER disk_is_full"
				if on {
					text = "CREATE TRIGGER disk_is_full BEFORE " + at + " BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
				}
				_, err := raw.Exec(text)
				w.must(err)
			}
			a, _ := w.calls("10.0.0.9")
			a.goOn("AddRq") // the set is out
			response := a.process()
			full(true)
			for range 2 {
				if p, err := w.desk.ReceiveResponse(t.Context(), a.ticket, response, "", ""); err == nil {
					if at != "INSERT ON exchange" {
						t.Fatalf("it is answered %d although nothing was written", p)
					}
					break // what came was written: only the next set can't be
				}
			}
			for range 2 {
				if request, err := w.desk.SendRequest(t.Context(), a.ticket, "", w.file.Path(), "US", 13, 0); err == nil && request != a.request {
					t.Fatalf("%.200q was handed out", request)
				}
				w.now = w.now.Add(time.Minute)
			}
			full(false)
			w.visits()
			w.onceEach(3)
			for id := 1; id <= 3; id++ {
				w.state(id, store.OrderVerified)
			}
		})
	}
}

// The clock is set back while something is out: it is neither sent again at
// once nor kept back for ever.
func TestAClockThatIsSetBackWhileSending(t *testing.T) {
	for _, back := range []time.Duration{time.Minute, 3 * time.Hour, 500 * 24 * time.Hour} {
		w := newWorld(t)
		w.sell(1)
		w.plan(1, w.doc(books.SalesReceipt, 1))
		a, _ := w.calls("10.0.0.9")
		a.goOn("AddRq")
		w.now = w.now.Add(-back)
		b, _ := w.calls("10.0.0.9")
		b.ends()
		if n := len(w.having("AddRq")); n != 1 {
			t.Errorf("set back by %s: it was sent again at once", back)
		}
		for range 2 { // the next updates, ten minutes apart
			w.visit()
		}
		a.process() // and QuickBooks comes to the first one last
		w.visits()
		w.onceEach(1)
		w.state(1, store.OrderVerified)
		if n := len(w.having("AddRq")); n != 2 {
			t.Errorf("set back by %s: it was sent %d times", back, n)
		}
	}
}
