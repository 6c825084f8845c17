package company

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestATornEndOfTheJournalIsDropped(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file.company")
	o := Options{Now: testClock()}
	f, _, err := Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	if err := SeedStandard(f); err != nil {
		t.Fatal(err)
	}
	if _, err := f.AddPerson(Person{Name: "Ortiz, Ana", ListID: "80000A1C-1704067200"}); err != nil {
		t.Fatal(err)
	}
	s := open(t, f)
	ask(t, s, set("", receiptRq(1)))
	whole, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	ask(t, s, set("", receiptRq(2)))
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, cut := range []int64{whole.Size(), whole.Size() + 1, whole.Size() + 40, int64(len(data)) - 1} {
		g, err := Load(bytes.NewReader(data[:cut]), o)
		if err != nil {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		if g.CountByRef("", "BC1") != 1 || g.CountByRef("", "BC2") != 0 {
			t.Errorf("cut at %d: %v", cut, g.Transactions())
		}
		balanced(t, g)
	}
	if g, err := Load(bytes.NewReader(data), o); err != nil || g.CountByRef("", "BC2") != 1 {
		t.Errorf("the whole file: %v", err)
	}
	if _, err := Load(bytes.NewReader([]byte("something else entirely")), o); err == nil {
		t.Error("a foreign file was read")
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}
