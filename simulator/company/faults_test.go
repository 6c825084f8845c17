package company

import (
	"errors"
	"strings"
	"testing"
)

func TestExceptionsAreThrownWhereTheyWereAskedFor(t *testing.T) {
	seen := map[string]bool{}
	for _, x := range Exceptions() {
		if seen[x.Code] || !x.Opening && !x.Working {
			t.Errorf("%s stands twice, or comes nowhere", x.Code)
		}
		seen[x.Code] = true
		f, s := newTestFile(t)
		f.ThrowOnOpen(1, x.Code, x.Message)
		_, _, _, _, err := f.Connect().OpenFile("app", "")
		if h := new(HResult); !errors.As(err, &h) || h.Code != x.Code {
			t.Errorf("%s at opening: %v", x.Code, err)
		}
		if _, _, _, _, err := f.Connect().OpenFile("app", ""); err != nil {
			t.Errorf("after %s: %v", x.Code, err)
		}
		f.ThrowOnRequest(1, false, x.Code, x.Message)
		if h := refusedDoc(t, s, set("", receiptRq(1))); h.Code != x.Code || f.CountByRef("SalesReceipt", "BC1") != 0 {
			t.Errorf("%s instead of working: %s, %d saved", x.Code, h.Code, f.CountByRef("SalesReceipt", "BC1"))
		}
		f.ThrowOnRequest(1, true, x.Code, x.Message)
		if h := refusedDoc(t, s, set("", receiptRq(1))); h.Code != x.Code || f.CountByRef("SalesReceipt", "BC1") != 1 {
			t.Errorf("%s after working: %s, %d saved", x.Code, h.Code, f.CountByRef("SalesReceipt", "BC1"))
		}
	}
	for _, code := range []string{hrBadName, hrOtherFile, hrNoSession, hrDialog, hrNoFileOpen, hrBusy, hrNoAccess, hrCrash} {
		if !seen[code] {
			t.Errorf("%s is thrown, but no Exception", code)
		}
	}
}

func TestACrashMayLoseTheRecordOfItsSet(t *testing.T) {
	f, s := newTestFile(t)
	f.ForgetCrashed(true)
	f.CrashAfter(1)
	doc := set(`newMessageSetID="C" onError="continueOnError"`, receiptRq(1), receiptRq(2))
	if h := refusedDoc(t, s, doc); h.Code != hrCrash {
		t.Error(h.Code)
	}
	s = open(t, f)
	if answer := ask(t, s, set(`oldMessageSetID="C" newMessageSetID="C" onError="stopOnError"`)); !strings.Contains(answer, `messageSetStatusCode="600"`) {
		t.Error(answer)
	}
	if n := f.CountByRef("SalesReceipt", "BC1"); n != 1 {
		t.Errorf("%d saved", n)
	}
}

func TestAnotherSessionIsAnsweredWhileASetPauses(t *testing.T) {
	f, s := newTestFile(t)
	other := open(t, f)
	during := ""
	f.PauseAfter(1, func() {
		during = ask(t, other, set("", `<SalesReceiptQueryRq><RefNumber>BC1</RefNumber><RefNumber>BC2</RefNumber></SalesReceiptQueryRq>`))
	})
	answer := ask(t, s, set("", receiptRq(1), receiptRq(2)))
	if strings.Count(during, "<SalesReceiptRet>") != 1 || !strings.Contains(during, "BC1") {
		t.Errorf("in the pause: %s", during)
	}
	if statuses(answer) != "0 0" || f.CountByRef("SalesReceipt", "BC2") != 1 {
		t.Errorf("afterwards: %s", answer)
	}
	balanced(t, f)
}

func TestARestoredBackupHasNothingOfWhatCameAfterIt(t *testing.T) {
	f, s := newTestFile(t)
	ask(t, s, set(`newMessageSetID="A" onError="stopOnError"`, receiptRq(1)))
	before := f.TrialBalance()
	backup, err := f.BackUp()
	if err != nil {
		t.Fatal(err)
	}
	ask(t, s, set(`newMessageSetID="B" onError="stopOnError"`, receiptRq(2)))
	if err := f.Restore(backup); err != nil {
		t.Fatal(err)
	}
	if h := refusedDoc(t, s, set("", receiptRq(3))); h.Code != hrNoSession {
		t.Errorf("a session of before: %s", h.Code)
	}
	s = open(t, f)
	for ref, want := range map[string]int{"BC1": 1, "BC2": 0} {
		if got := f.CountByRef("SalesReceipt", ref); got != want {
			t.Errorf("%s: %d", ref, got)
		}
	}
	for id, want := range map[string]string{"A": "0", "B": "600"} {
		if answer := ask(t, s, set(`oldMessageSetID="`+id+`" newMessageSetID="`+id+`" onError="stopOnError"`)); !strings.Contains(answer, `messageSetStatusCode="`+want+`"`) {
			t.Errorf("set %s: %s", id, answer)
		}
	}
	for i, b := range f.TrialBalance() {
		if b != before[i] {
			t.Errorf("%v, before %v", b, before[i])
		}
	}
	ask(t, s, set("", receiptRq(4)))
	balanced(t, f)
}

func TestAMovedOrRenamedFileShowsIt(t *testing.T) {
	f, s := newTestFile(t)
	if err := f.Move(`D:\Books\moved.qbw`); err != nil {
		t.Fatal(err)
	}
	if h := refusedDoc(t, s, set("", `<HostQueryRq/>`)); h.Code != hrNoSession {
		t.Errorf("a session of before: %s", h.Code)
	}
	if path, _, _, _, err := s.OpenFile("app", ""); err != nil || path != `D:\Books\moved.qbw` {
		t.Errorf("opened %s: %v", path, err)
	}
	if err := f.SetName("Another, Inc."); err != nil {
		t.Fatal(err)
	}
	if got := value(ask(t, s, set("", `<CompanyQueryRq/>`)), "CompanyName"); got != "Another, Inc." {
		t.Errorf("the company is called %q", got)
	}
	f.CrashAfter(0)
	f.OpenDialog(true)
	f.Calm()
	ask(t, s, set("", `<HostQueryRq/>`))
}
