package stock

import (
	"bytes"
	"strings"
	"testing"

	"countinghouse/store"
)

func TestACountSheetIsReadBackAsItWasFilledIn(t *testing.T) {
	s, _, m := counted(t, both(), map[int64][2]int64{1: {7, 7}, 2: {4, 9}, 3: {5, 1}})
	var out bytes.Buffer
	must(t, WriteSheet(t.Context(), &out, s.st, store.StockDifferenceFilter{Company: "books"}, false))
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 3 || lines[1] != "main,2,SKU-2,Product 2,SKU-2,4,9," {
		t.Fatalf("the sheet is %q", lines)
	}
	all, bad := ReadSheet([]byte(strings.Join([]string{lines[0], lines[1] + "6", lines[2] + "0"}, "\r\n")))
	if len(bad) > 0 || len(all) != 2 || all[0].Counted != 6 || all[1].Variant != 3 || all[1].Counted != 0 {
		t.Fatalf("%+v, %v", all, bad)
	}
	n, not, err := Settle(t.Context(), s.st, tester, "books", all)
	must(t, err)
	s.round(m)
	if n != 2 || s.differences(store.StockDifferenceFilter{}).Open != 0 {
		t.Errorf("%d were settled, not %+v", n, not)
	}
	out.Reset()
	must(t, WriteSheet(t.Context(), &out, s.st, store.StockDifferenceFilter{Company: "books"}, true))
	if n := strings.Count(out.String(), "\n"); n != 4 {
		t.Errorf("the sheet of all products has %d lines, want 4", n)
	}
}

func TestEverythingWrongInACountSheetIsToldWithItsLine(t *testing.T) {
	for body, want := range map[string][]string{
		"":                           {"empty"},
		"store,sku\n":                {"no column “number”"},
		"store,number,counted\n":     {"nothing was counted"},
		"store,number,counted\na,1,": {"nothing was counted"},
		"store;number;counted\nmain;1;x\nmain;;2\nmain;2;-1\nmain;2;3\n": {"line 2: “x”", "line 3: its store or number", "line 4: “-1”", "line 5: the product stands in line 4"},
	} {
		_, bad := ReadSheet([]byte(body))
		if len(bad) != len(want) {
			t.Errorf("%q: %v, want %q", body, bad, want)
			continue
		}
		for i, w := range want {
			if !strings.Contains(bad[i].Error(), w) {
				t.Errorf("%q: %v, want %q", body, bad[i], w)
			}
		}
	}
	if got, bad := ReadSheet([]byte("\ufeffCounted;Store;Number\n5;main;11\n")); len(bad) > 0 || len(got) != 1 || got[0].Variant != 11 || got[0].Counted != 5 {
		t.Errorf("%+v, %v", got, bad)
	}
	if plain("=1+1") != "'=1+1" || plain("Lamp") != "Lamp" {
		t.Error("a formula stays a formula")
	}
}
