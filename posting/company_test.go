package posting

import (
	"testing"

	"countinghouse/qbxml"
)

func TestNothingIsPostedIntoTheDaysOfAnAccountantsCopy(t *testing.T) {
	for _, c := range []struct {
		name            string
		copied          bool
		divided, closed string
		want            string
	}{
		{"no copy, not closed", false, "", "", ""},
		{"a copy", true, "2026-02-28", "", "2026-02-28"},
		{"a copy beyond the closed books", true, "2026-02-28", "2025-12-31", "2026-02-28"},
		{"a copy within the closed books", true, "2025-09-30", "2025-12-31", "2025-12-31"},
		{"a copy that was brought in", false, "2026-02-28", "2025-12-31", "2025-12-31"},
	} {
		for _, swap := range []bool{false, true} {
			rets := []any{&qbxml.CompanyRet{CompanyName: "Larkspur", AccountantCopyExists: c.copied, DividingDate: c.divided}, &qbxml.PreferencesRet{ClosingDate: c.closed}}
			if swap {
				rets[0], rets[1] = rets[1], rets[0]
			}
			who, known := identityOf(&qbxml.ResponseSet{Responses: []qbxml.Response{{Rets: rets}}}, "")
			if got := who.facts.ClosingDate.String(); !known || got != c.want {
				t.Errorf("%s: closed through %q, want %q", c.name, got, c.want)
			}
		}
	}
}
