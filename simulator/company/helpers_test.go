package company

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// testClock is a clock that moves one second with every look.
func testClock() func() time.Time {
	at := time.Date(2024, 3, 9, 16, 0, 0, 0, time.UTC)
	return func() time.Time {
		at = at.Add(time.Second)
		return at
	}
}

// newTestFile is a seeded file with the customer and the items of the
// reference sheet's examples, and an open session.
func newTestFile(t testing.TB, options ...func(*Options)) (*File, *Session) {
	t.Helper()
	o := Options{Now: testClock(), Zone: time.FixedZone("CST", -6*3600)}
	for _, change := range options {
		change(&o)
	}
	f := New(o)
	if err := SeedStandard(f); err != nil {
		t.Fatal(err)
	}
	if _, err := f.AddPerson(Person{Name: "Ortiz, Ana", ListID: "80000A1C-1704067200", First: "Ana", Last: "Ortiz"}); err != nil {
		t.Fatal(err)
	}
	return f, open(t, f)
}

func open(t testing.TB, f *File) *Session {
	t.Helper()
	s := f.Connect()
	if _, _, _, _, err := s.OpenFile("Countinghouse", ""); err != nil {
		t.Fatal(err)
	}
	return s
}

// set wraps requests into a message set.
func set(attributes string, requests ...string) string {
	if attributes == "" {
		attributes = `onError="continueOnError"`
	}
	return `<?xml version="1.0" encoding="utf-8"?>` + "\n" + `<?qbxml version="13.0"?>` + "\n<QBXML><QBXMLMsgsRq " + attributes + ">" +
		strings.Join(requests, "\n") + "</QBXMLMsgsRq></QBXML>"
}

// ask runs a document that must be answered.
func ask(t testing.TB, s *Session, doc string) string {
	t.Helper()
	answer, err := s.ProcessRequest(doc)
	if err != nil {
		t.Fatalf("HRESULT: %v\nof %s", err, doc)
	}
	return answer
}

// refusedDoc runs a document that must throw, and returns the HRESULT.
func refusedDoc(t testing.TB, s *Session, doc string) *HResult {
	t.Helper()
	answer, err := s.ProcessRequest(doc)
	var h *HResult
	if !errors.As(err, &h) {
		t.Fatalf("answered instead of thrown:\n%s\nfor %s", answer, doc)
	}
	return h
}

// value is the text of the first element of that name in an answer.
func value(answer, element string) string {
	_, rest, ok := strings.Cut(answer, "<"+element+">")
	if !ok {
		return ""
	}
	text, _, _ := strings.Cut(rest, "</"+element+">")
	return text
}

// statuses are the status codes of an answer's responses, in order.
func statuses(answer string) string {
	var codes []string
	for _, part := range strings.Split(answer, ` statusCode="`)[1:] {
		code, _, _ := strings.Cut(part, `"`)
		codes = append(codes, code)
	}
	return strings.Join(codes, " ")
}

// balanced fails the test when the ledger is not in balance.
func balanced(t testing.TB, f *File) {
	t.Helper()
	var debit, credit Cents
	for _, b := range f.TrialBalance() {
		debit, credit = debit+b.Debit, credit+b.Credit
	}
	if debit != credit {
		t.Fatalf("trial balance: debit %s, credit %s", debit, credit)
	}
}

// balanceOf is an account's balance, debit positive.
func balanceOf(f *File, account string) string {
	for _, b := range f.TrialBalance() {
		if b.Account == account {
			return (b.Debit - b.Credit).String()
		}
	}
	return "0.00"
}

// sharedDir is where the reference data lies; tests that need it are skipped
// without, but never in CI.
func sharedDir(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("COUNTINGHOUSE_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	if _, err := os.Stat(filepath.Join(dir, "qbxml", "qbxmlops130.xsd")); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("reference data: %v", err)
		}
		t.Skipf("no reference data: %v", err)
	}
	return dir
}

// xmllint holds documents against the schema; what it says of those that do
// not follow it is returned.
func xmllint(t testing.TB, docs ...string) string {
	t.Helper()
	schema := filepath.Join(sharedDir(t), "qbxml", "qbxmlops130.xsd")
	if _, err := exec.LookPath("xmllint"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	dir := t.TempDir()
	args := []string{"--noout", "--schema", schema}
	for i, d := range docs {
		name := filepath.Join(dir, string(rune('a'+i/26))+string(rune('a'+i%26))+".xml")
		if err := os.WriteFile(name, []byte(d), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, name)
	}
	out, err := exec.Command("xmllint", args...).CombinedOutput()
	if err == nil {
		return ""
	}
	var wrong []string
	for line := range strings.Lines(string(out)) {
		if !strings.HasSuffix(line, " validates\n") {
			wrong = append(wrong, line)
		}
	}
	return strings.Join(wrong, "")
}
