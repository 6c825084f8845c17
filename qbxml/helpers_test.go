package qbxml

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"countinghouse/money"
)

var update = flag.Bool("update", false, "write the golden files anew")

// sharedDir is where Intuit's schema files are; without them a test is
// skipped, in continuous integration it fails.
func sharedDir(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("COUNTINGHOUSE_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared")
	}
	if _, err := os.Stat(filepath.Join(dir, "qbxml", "qbxmlops130.xsd")); err != nil {
		missing(t, "Intuit's schema files are not there: "+err.Error())
	}
	return dir
}

func missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// validate checks documents against Intuit's schema, all in one call.
func validate(t testing.TB, docs map[string][]byte) {
	t.Helper()
	schema := filepath.Join(sharedDir(t), "qbxml", "qbxmlops130.xsd")
	tool, err := exec.LookPath("xmllint")
	if err != nil {
		missing(t, "xmllint is not installed (Debian: libxml2-utils)")
	}
	dir := t.TempDir()
	args := []string{"--noout", "--nonet", "--schema", schema}
	for name, doc := range docs {
		file := filepath.Join(dir, strings.NewReplacer("/", "_", " ", "_").Replace(name)+".xml")
		if err := os.WriteFile(file, doc, 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, file)
	}
	if out, err := exec.Command(tool, args...).CombinedOutput(); err != nil {
		var wrong []string
		for _, l := range strings.Split(string(out), "\n") {
			if l != "" && !strings.HasSuffix(l, " validates") {
				wrong = append(wrong, l)
			}
		}
		t.Fatalf("not valid by Intuit's schema:\n%s", strings.Join(wrong, "\n"))
	}
}

// golden compares with a file of testdata, one element a line for reading.
func golden(t *testing.T, name string, doc []byte) {
	t.Helper()
	file := filepath.Join("testdata", name+".xml")
	got := strings.ReplaceAll(string(doc), "><", ">\n<")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs from the golden file; got:\n%s", name, got)
	}
}

// encode writes one request as a document of its own, for a file of the US.
func encode(t testing.TB, id string, body any) []byte {
	t.Helper()
	return encodeFor(t, "", id, body)
}

func encodeFor(t testing.TB, country, id string, body any) []byte {
	t.Helper()
	doc, err := MessageSet{Version: Written(), Country: country, OnError: ContinueOnError, Requests: []Request{{ID: id, Body: body}}}.Encode()
	if err != nil {
		t.Fatalf("%T: %v", body, err)
	}
	return doc
}

func decodeText(t testing.TB, doc string) *ResponseSet {
	t.Helper()
	rs, err := Decode(strings.NewReader(doc))
	if err != nil {
		t.Fatal(err)
	}
	return rs
}

// response wraps responses as QuickBooks writes them.
func response(body string) string {
	return `<?xml version="1.0" ?><QBXML><QBXMLMsgsRs>` + body + `</QBXMLMsgsRs></QBXML>`
}

func amountOf(text string) *money.Amount {
	a, err := money.ParseAmount(text, 2)
	if err != nil {
		panic(fmt.Sprintf("amount of a test: %v", err))
	}
	return &a
}

func decimalOf(text string) *money.Decimal { return new(money.MustDecimal(text)) }

func id(n int) Ref { return Ref{ListID: fmt.Sprintf("8000%04X-1704067200", n)} }

func named(name string) Ref { return Ref{FullName: name} }
