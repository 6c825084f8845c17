package posting

import (
	"strings"
	"testing"
	"time"

	"countinghouse/books"
	"countinghouse/store"
)

// refused is a run that is refused with words for the person at the PC and for the reader of Countinghouse, and writes nothing.
func (w *shopWorld) refused(words string) {
	w.t.Helper()
	c, answer := w.calls("10.0.0.9")
	if answer != "" {
		w.t.Fatalf("authenticate says %q", answer)
	}
	before := len(w.counts())
	c.ends()
	last, err := w.desk.LastError(w.t.Context(), c.ticket)
	w.must(err)
	closed, err := w.desk.Close(w.t.Context(), c.ticket)
	w.must(err)
	company, err := w.store.Company(w.t.Context(), "larkspur")
	w.must(err)
	for where, text := range map[string]string{"getLastError": last, "closeConnection": closed, "the company file's state": company.Stopped} {
		if !strings.Contains(text, words) {
			w.t.Errorf("%s says %q, want %q", where, text, words)
		}
	}
	if len(w.counts()) != before {
		w.t.Errorf("something was written: %v", w.counts())
	}
}

// A copy, a restored backup and a moved file carry the marks of the file that
// they were made of: another place is refused before a single write, until a
// person says that it is the same file.
func TestACompanyFileInAnotherPlaceIsRefusedUntilAPersonConfirmsIt(t *testing.T) {
	w := newWorld(t)
	first := w.file.Path()
	w.sell(1)
	w.plan(1, w.doc(books.SalesReceipt, 1))
	const copied = `D:\Backup\Larkspur (yesterday).qbw`
	w.must(w.file.Move(copied))
	for range 2 {
		w.refused("from another place than before: " + copied)
	}
	if n := len(w.having("AddRq")); n != 0 {
		t.Errorf("%d sets were sent to it", n)
	}
	w.must(w.file.Move(first)) // the right file is opened again
	w.visits()
	w.state(1, store.OrderVerified)
	w.sell(2)
	w.plan(2, w.doc(books.SalesReceipt, 2))
	w.must(w.file.Move(copied)) // and now it is truly moved
	w.refused("from another place than before")
	w.must(w.store.AcceptCompanyFile(t.Context(), undoer, "larkspur", strings.ToUpper(strings.ReplaceAll(copied, `\`, "/"))))
	w.visits()
	w.state(2, store.OrderVerified)
	w.onceEach(2)
	files, err := w.store.CompanyFiles(t.Context(), "larkspur")
	w.must(err)
	if len(files) != 2 || files[0].Accepted.IsZero() || files[1].Accepted.IsZero() {
		t.Errorf("its places are %+v", files)
	}
}

// A place that the settings declare needs no further word.
func TestTheDeclaredPlaceOfACompanyFileIsKnown(t *testing.T) {
	w := newWorld(t)
	c, err := w.store.Company(t.Context(), "larkspur")
	w.must(err)
	c.FilePath = `E:\Books\larkspur.QBW`
	w.must(w.store.SaveCompany(t.Context(), undoer, c))
	w.must(w.file.Move(`e:\books\Larkspur.qbw`))
	w.sell(1)
	w.plan(1, w.doc(books.SalesReceipt, 1))
	w.visits()
	w.state(1, store.OrderVerified)
}

// A company that was renamed is refused until the new name is confirmed.
func TestARenamedCompanyIsRefusedUntilTheNameIsConfirmed(t *testing.T) {
	w := newWorld(t)
	w.sell(1)
	w.plan(1, w.doc(books.SalesReceipt, 1))
	w.must(w.file.SetName("Larkspur & Daughters"))
	w.refused("confirm the new name in Countinghouse (company_name)")
	c, err := w.store.Company(t.Context(), "larkspur")
	w.must(err)
	c.ExpectedName = "Larkspur & Daughters"
	w.must(w.store.SaveCompany(t.Context(), undoer, c))
	w.visits()
	w.state(1, store.OrderVerified)
}

// stamp marks the company file with this connection's FileID, as the Web
// Connector does when the .qwc file is added.
func (w *shopWorld) stamp() {
	w.t.Helper()
	c, err := w.store.Company(w.t.Context(), "larkspur")
	w.must(err)
	session := w.file.Connect()
	_, _, _, _, err = session.OpenFile("Countinghouse", "")
	w.must(err)
	w.must(session.Stamp(c.OwnerID, c.FileID))
	w.must(session.CloseFile())
}

// Whether the Web Connector always tells the place is not documented. One that
// isn't told any more is refused like any other place, until a person confirms it.
func TestAPlaceThatIsNoLongerToldIsRefusedUntilAPersonConfirmsIt(t *testing.T) {
	w := newWorld(t)
	w.stamp()
	w.sell(1)
	w.plan(1, w.doc(books.SalesReceipt, 1))
	w.untold = true
	w.refused("no longer tells from where")
	if n := len(w.having("AddRq")); n != 0 {
		t.Errorf("%d sets were sent to it", n)
	}
	w.must(w.store.AcceptCompanyFile(t.Context(), undoer, "larkspur", store.UntoldPlace))
	w.visits()
	w.state(1, store.OrderVerified)
}

// A file of which neither a place nor a mark is told could be any of its name.
func TestAFileWithoutPlaceAndMarkIsRefusedUntilItIsMarkedOrDeclared(t *testing.T) {
	for _, way := range []string{"marked", "declared"} {
		t.Run(way, func(t *testing.T) {
			w := newWorld(t)
			w.sell(1)
			w.plan(1, w.doc(books.SalesReceipt, 1))
			for _, w.place = range []string{" ", "Not told"} { // no places
				w.refused("carries no mark of this connection")
			}
			w.untold = true
			w.refused("carries no mark of this connection")
			w.must(w.store.StopCompany(t.Context(), "larkspur", ""))
			if way == "declared" {
				c, err := w.store.Company(t.Context(), "larkspur")
				w.must(err)
				c.FilePath = `E:\Books\larkspur.QBW`
				w.must(w.store.SaveCompany(t.Context(), undoer, c))
			} else {
				w.stamp()
				w.refused("no longer tells from where")
				w.must(w.store.AcceptCompanyFile(t.Context(), undoer, "larkspur", store.UntoldPlace))
			}
			w.visits()
			w.state(1, store.OrderVerified)
		})
	}
}

// What is told only after the first call counts as well.
func TestAPlaceThatIsToldInTheMiddleOfAVisitIsLookedAt(t *testing.T) {
	w := newWorld(t)
	w.stamp()
	w.sell(1)
	w.plan(1, w.doc(books.SalesReceipt, 1))
	w.untold = true
	c, _ := w.calls("10.0.0.9")
	c.ask()
	c.answer(c.process()) // refused, and noted
	w.now = w.now.Add(2 * time.Hour)
	w.must(w.store.AcceptCompanyFile(t.Context(), undoer, "larkspur", store.UntoldPlace))
	_, err := w.desk.Close(t.Context(), c.ticket)
	w.must(err)
	c, _ = w.calls("10.0.0.9")
	c.goOn("AccountQueryRq") // it is recognised
	w.untold, w.place = false, `D:\Backup\Larkspur (yesterday).qbw`
	c.answer(c.process())
	c.ends()
	if n := len(w.having("AddRq")); n != 0 {
		t.Errorf("%d sets were sent to it", n)
	}
	if !strings.Contains(w.stopped(), "from another place than before") {
		t.Errorf("people read %q", w.stopped())
	}
}
