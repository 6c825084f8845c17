package examples

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"countinghouse/sales"
)

func sharedDir(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("COUNTINGHOUSE_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	if _, err := os.Stat(filepath.Join(dir, "openapi")); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("reference data is missing: set COUNTINGHOUSE_SHARED (%v)", err)
		}
		t.Skip("reference data is not here; set COUNTINGHOUSE_SHARED")
	}
	return dir
}

// verdicts is what order-arithmetic §13 says of the published orders, by number.
var verdicts = map[sales.OrderID]string{
	247: "",              // fully consistent
	100: "lines-missing", // and its tax is nought while its subtotal has one
	218: "lines-missing", // and fees that no total contains
}

func TestEveryPublishedOrderIsReadAndJudged(t *testing.T) {
	all, err := Load(sharedDir(t))
	if err != nil {
		t.Fatal(err)
	}
	from := map[string]int{}
	for _, e := range all {
		file, _, _ := strings.Cut(e.Name, " ")
		from[filepath.Ext(file)]++
		want, known := verdicts[e.Order.ID]
		if !known {
			t.Errorf("%s: what is to become of it?", e.Name)
			continue
		}
		f := e.Order.Check()
		if (want == "") != f.OK() {
			t.Errorf("%s: %+v", e.Name, f.Problems)
		}
		found := want == ""
		for _, p := range f.Problems {
			found = found || p.Code == want
		}
		if !found {
			t.Errorf("%s: %s is not among %+v", e.Name, want, f.Problems)
		}
		if len(e.Order.Contradictions) != 0 {
			t.Errorf("%s: reading found %q", e.Name, e.Order.Contradictions)
		}
		b, err := json.Marshal(e.Order)
		var again sales.Order
		if err != nil || json.Unmarshal(b, &again) != nil {
			t.Errorf("%s does not survive being written: %v", e.Name, err)
		}
	}
	if from[".json"] < 3 || from[".yml"] < 3 {
		t.Errorf("%d orders in the fixtures, %d in the OpenAPI file: some are missing", from[".json"], from[".yml"])
	}
	// Order 247 to the cent, as order-arithmetic §14 works it out.
	for _, e := range all {
		if e.Order.ID == 247 {
			if got := e.Order.Total.Inc.String() + " " + e.Order.Total.Tax.String() + " " + e.Order.ShippingCost.Ex.String(); got != "1008.74 76.88 7.39" {
				t.Errorf("%s: %s", e.Name, got)
			}
			if len(e.Order.Lines) != 4 || e.Order.Check().Side != sales.TaxInclusive {
				t.Errorf("%s: %d lines, side %q", e.Name, len(e.Order.Lines), e.Order.Check().Side)
			}
		}
	}
}

func TestDirectoryWithoutExamplesIsAnError(t *testing.T) {
	if _, err := Load(t.TempDir()); err == nil {
		t.Error("an empty directory gave no error")
	}
}
