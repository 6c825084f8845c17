package company

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

func TestMessageSetIDs(t *testing.T) {
	f, s := newTestFile(t)
	status := func(answer string) string {
		_, rest, ok := strings.Cut(answer, `messageSetStatusCode="`)
		if !ok {
			return "none"
		}
		code, _, _ := strings.Cut(rest, `"`)
		return code
	}
	first := set(`newMessageSetID="A" onError="stopOnError"`, strings.Replace(receiptRq(1), "sr-1", "sr-one", 1), receipt(someRef, lineOf("NOPE", "")))
	answer := ask(t, s, first)
	txnID := value(answer, "TxnID")
	if status(answer) != "0" || statuses(answer) != "0 3140" || txnID == "" {
		t.Fatal(answer)
	}
	for _, c := range []struct{ name, doc, set, statuses string }{
		{"the same bytes again", first, "0", "0 3140"},
		{"status check", set(`oldMessageSetID="A" newMessageSetID="A" onError="stopOnError"`), "0", "0 3140"},
		{"other content", set(`newMessageSetID="A" onError="stopOnError"`, receiptRq(2)), "9001", ""},
		{"status check of an unknown set", set(`oldMessageSetID="Q" newMessageSetID="Q" onError="stopOnError"`), "600", ""},
		{"clearing an unknown set", set(`oldMessageSetID="Q" onError="stopOnError"`), "600", ""},
		{"an ID of 24", set(`newMessageSetID="`+strings.Repeat("x", 24)+`" onError="stopOnError"`, receiptRq(2)), "9004", ""},
		{"no ID at all", set(`onError="stopOnError"`, `<HostQueryRq/>`), "none", "0"},
	} {
		answer := ask(t, s, c.doc)
		if status(answer) != c.set || statuses(answer) != c.statuses {
			t.Errorf("%s: set %s, requests %s", c.name, status(answer), statuses(answer))
		}
		if c.statuses == "0 3140" {
			recovery := value(answer, "ErrorRecovery")
			if value(recovery, "TxnID") != txnID || value(recovery, "ExternalGUID") == "" || !strings.Contains(answer, `requestID="sr-one"`) || strings.Contains(answer, "SalesReceiptRet") {
				t.Errorf("%s: %s", c.name, answer)
			}
		}
	}
	if f.CountByRef("", "BC1") != 1 || f.CountByRef("", "BC2") != 0 {
		t.Error("a set ran twice, or one that must not have run did")
	}
	if got := status(ask(t, s, set(`oldMessageSetID="A" onError="stopOnError"`))); got != "0" {
		t.Errorf("clear: %s", got)
	}
	if answer = ask(t, s, first); statuses(answer) != "0 3140" || f.CountByRef("", "BC1") != 2 {
		t.Error("a cleared set is forgotten: it runs again")
	}
	if answer = ask(t, s, set(`oldMessageSetID="A" newMessageSetID="B" onError="stopOnError"`, receiptRq(3))); status(answer) != "0" || statuses(answer) != "0" {
		t.Error(answer)
	}
	if got := status(ask(t, s, set(`oldMessageSetID="A" newMessageSetID="A" onError="stopOnError"`))); got != "600" {
		t.Errorf("the old set is forgotten by the next: %s", got)
	}
	if got := status(ask(t, s, set(`oldMessageSetID="ClearAllMessageSets" onError="stopOnError"`))); got != "0" {
		t.Errorf("clear all: %s", got)
	}
	if got := status(ask(t, s, set(`oldMessageSetID="B" newMessageSetID="B" onError="stopOnError"`))); got != "600" {
		t.Errorf("after clearing all: %s", got)
	}
}

func TestACrashLeavesWhatWasSavedAndNoAnswer(t *testing.T) {
	f, s := newTestFile(t)
	f.CrashAfter(2)
	doc := set(`newMessageSetID="C" onError="continueOnError"`, receiptRq(1), receiptRq(2), receiptRq(3))
	if h := refusedDoc(t, s, doc); h.Code != hrCrash {
		t.Fatal(h.Code)
	}
	for ref, want := range map[string]int{"BC1": 1, "BC2": 1, "BC3": 0} {
		if got := f.CountByRef("SalesReceipt", ref); got != want {
			t.Errorf("%s: %d", ref, got)
		}
	}
	if h := refusedDoc(t, s, set("", `<HostQueryRq/>`)); h.Code != hrNoSession {
		t.Errorf("after the crash: %s", h.Code)
	}
	s = open(t, f)
	if answer := ask(t, s, doc); !strings.Contains(answer, `messageSetStatusCode="9002"`) {
		t.Error(answer)
	}
	balanced(t, f)
}

func TestOpeningTheFile(t *testing.T) {
	f, _ := newTestFile(t)
	for _, c := range []struct {
		name, path, code string
		do, undo         func()
	}{
		{"another path", `C:\other.qbw`, hrBadName, func() {}, func() {}},
		{"a modal dialog", "", hrDialog, func() { f.OpenDialog(true) }, func() { f.OpenDialog(false) }},
		{"busy", "", hrBusy, func() { f.SetBusy(true) }, func() { f.SetBusy(false) }},
		{"another file is open", f.Path(), hrOtherFile, func() { f.OpenOtherFile(`C:\other.qbw`) }, func() { f.OpenOtherFile("") }},
		{"no file is open and none is named", "", hrNoFileOpen, f.CloseInQuickBooks, func() {}},
	} {
		c.do()
		_, _, _, _, err := f.Connect().OpenFile("app", c.path)
		var h *HResult
		if !errors.As(err, &h) || h.Code != c.code || h.HResult() != c.code {
			t.Errorf("%s: %v", c.name, err)
		}
		c.undo()
	}
	path, country, major, minor, err := f.Connect().OpenFile("app", strings.ToUpper(f.Path()))
	if err != nil || path != f.Path() || country != "US" || major != 13 || minor != 0 {
		t.Error(path, country, major, minor, err)
	}
	s := f.Connect()
	if h := refusedDoc(t, s, set("", `<HostQueryRq/>`)); h.Code != hrNoSession {
		t.Errorf("without a session: %s", h.Code)
	}
}

// processor is what a Web Connector needs of QuickBooks.
var _ interface {
	OpenFile(appName, path string) (file, country string, major, minor int, err error)
	Stamp(ownerID, fileID string) error
	HCP(ownerID string) (string, error)
	ProcessRequest(qbxml string) (string, error)
	CloseFile() error
} = (*Session)(nil)

func TestAStampIsRegisteredOnce(t *testing.T) {
	f, s := newTestFile(t)
	owner := "{6B29FC40-CA47-1067-B31D-00DD010662DA}"
	if err := s.Stamp(owner, "{1}"); err != nil {
		t.Fatal(err)
	}
	if err := open(t, f).Stamp(strings.ToLower(owner), "{1}"); err != nil {
		t.Error(err)
	}
	if err := s.Stamp(owner, "{2}"); err == nil {
		t.Error("a second FileID was accepted")
	}
}

func TestTheBooksAreTheSameAfterARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "books", "file.company")
	o := Options{Now: testClock()}
	f, fresh, err := Open(path, o)
	if err != nil || !fresh {
		t.Fatal(fresh, err)
	}
	if err := SeedStandard(f); err != nil {
		t.Fatal(err)
	}
	if _, err := f.AddPerson(Person{Name: "Ortiz, Ana", ListID: "80000A1C-1704067200"}); err != nil {
		t.Fatal(err)
	}
	s := open(t, f)
	if err := s.Stamp("{A}", "{B}"); err != nil {
		t.Fatal(err)
	}
	doc := set(`newMessageSetID="A" onError="continueOnError"`, receiptRq(1), receiptRq(2), invoiceRq("I1", "100.00"), customerRq("New One"))
	answer := ask(t, s, doc)
	ask(t, s, set("", receipt(noRate, lineOf("Mugs:MUG-BLUE-12", "<Quantity>7</Quantity><Amount>70.00</Amount>"))))
	rows := f.Transactions()
	ids := map[string]string{}
	for _, x := range rows {
		ids[x.RefNumber] = x.TxnID
	}
	ask(t, s, set("", paymentRq(ids["I1"], "30.00", "25.00")))
	for _, err := range []error{f.VoidTxn(ids["BC1"]), f.DeleteTxn(ids["BC2"]), f.MakeInactive(Items, "Engraving"), f.SetClosingDate("2020-01-01"), f.DeleteRow(Items, "Mug Pair")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	books := func(f *File) string {
		var b bytes.Buffer
		if err := f.PrintTrialBalance(&b); err != nil {
			t.Fatal(err)
		}
		qty, worth, _ := f.OnHand("Mugs:MUG-BLUE-12")
		hcp, err := open(t, f).HCP("{A}")
		if err != nil {
			hcp = err.Error()
		}
		return fmt.Sprintln(b.String(), f.TaxLiability(), f.Receivables(), f.UndepositedFunds(), f.Transactions(), qty, worth, hcp)
	}
	want := books(f)
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time from the compact copy
		if f, fresh, err = Open(path, o); err != nil || fresh {
			t.Fatal(fresh, err)
		}
		if got := books(f); got != want {
			t.Fatalf("after a restart:\n%s\nbefore:\n%s", got, want)
		}
		s = open(t, f)
		again := ask(t, s, doc)
		if statuses(again) != statuses(answer) || !strings.Contains(again, "ErrorRecovery") {
			t.Errorf("the message set was forgotten: %s", again)
		}
		if got := statuses(ask(t, s, set("", customerRq("new one"), `<TxnDeletedQueryRq><TxnDelType>SalesReceipt</TxnDelType></TxnDeletedQueryRq>`, `<ItemQueryRq><FullName>Mug Pair</FullName></ItemQueryRq>`))); got != "3100 0 1" {
			t.Error(got)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
