package books

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"countinghouse/internal/bound"
)

// FuzzMappingCSV: a mapping file is refused in words, each with its line, or
// read; what it sets is the same when it is written and read again.
func FuzzMappingCSV(f *testing.F) {
	for _, s := range []string{
		"Key,What,In the store,In QuickBooks\nstart_date,,,2026-01-01\nitems.links,,\"A \"\"1\"\"\",'=B\ntax.rates,,Austin,TX\n",
		"\ufeffWhat;In QuickBooks;In the store\r\nSKUs;Goods;A-1\r\n;;\r\n",
		"Key\tIn the store\tIn QuickBooks\npayments.*.deposit_to\tVisa, Mastercard\t1050\ncases.when.over\t3\t5.50\ncases\t1\t\n",
		"Key,In the store,In QuickBooks\nexclude_orders,7,why\ncurrencies.rate,EUR,1.1\nitems.make,A,yes\n",
		"Key,Key\n", "\"", "Key,In the store,In QuickBooks\n\"a", "\xff\xfea\x00", ",,\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		bound.CheckIn(t, bound.Memory(len(body))+16*bound.MB, func() { comesBack(t, body) })
	})
}

// comesBack fails unless a file is refused in words or says the same again.
func comesBack(t testing.TB, body []byte) {
	t.Helper()
	var lines []SheetLine
	var err error
	bound.Check(t, len(body), func() { lines, err = ParseMappingCSV(body) })
	if err != nil {
		var all MappingErrors
		if !errors.As(err, &all) || len(all) == 0 || len(all) > maxMappingErrors {
			t.Errorf("refused by %T: %.300v", err, err)
		}
		for _, e := range all {
			if e.Text == "" || len(e.Text) > 1000 || e.Line < 0 || e.Line > 1+bytes.Count(body, []byte("\n"))+bytes.Count(body, []byte("\r")) {
				t.Errorf("line %d: %.300q", e.Line, e.Text)
			}
		}
	}
	rules, wrong := Rules{}.With(lines)
	for _, e := range wrong {
		if e.Text == "" || e.Error() == "" {
			t.Errorf("a line without words: %+v", e)
		}
	}
	file := MappingCSV(rules)
	again, err := ParseMappingCSV(file)
	if err != nil && len(rules.Lines()) > 0 {
		t.Errorf("what was written can't be read: %v\n%.2000s", err, file)
		return
	}
	same, wrong := Rules{}.With(again)
	if len(wrong) > 0 {
		t.Errorf("what was written can't be meant: %v\n%.2000s", wrong, file)
		return
	}
	if twice := MappingCSV(same); !bytes.Equal(file, twice) {
		t.Errorf("written\n%.2000s\nread and written\n%.2000s", file, twice)
	}
}

func TestTheWorstMappingFilesAreReadWithinTheBounds(t *testing.T) {
	const head = "Key,What,In the store,In QuickBooks\n"
	worst := bound.CSV(head)
	for _, row := range []string{"items.links,,#,B\n", "x,,,#\n", "cases.when.over,,#,1\n", "items.links,,same,#\n", "payments.*.deposit_to,,#,\"a\nb\"\n", ",,,\n", "currencies.rate,,#,x\n", ",SKUs,#,=\n"} {
		var b strings.Builder
		b.WriteString(head)
		for i := 0; b.Len() < bound.MB; i++ {
			b.WriteString(strings.ReplaceAll(row, "#", string([]byte{'A' + byte(i%26), 'A' + byte(i/26%26), 'A' + byte(i/26/26%26), 'A' + byte(i/26/26/26%26)})))
		}
		worst = append(worst, bound.Input{Name: "rows of " + row, Text: b.String()})
	}
	for _, in := range worst {
		t.Run(in.Name, func(t *testing.T) {
			var lines []SheetLine
			bound.Check(t, len(in.Text), func() { lines, _ = ParseMappingCSV([]byte(in.Text)) })
			bound.Check(t, len(in.Text), func() { Rules{}.With(lines) })
		})
	}
}
