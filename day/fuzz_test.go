package day

import (
	"testing"
	"time"

	"countinghouse/internal/bound"
)

// FuzzParse: a text is a day that is written as it was read, or refused.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"2026-11-25", "2024-02-29", "2023-02-29", "0001-01-01", "9999-12-31", "", "2026-1-1", "20261125", "-001-01-01", "2026-11-25T00:00:00Z"} {
		f.Add(s)
	}
	zone, err := time.LoadLocation("America/Sao_Paulo")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		bound.Check(t, len(s), func() {
			d, err := Parse(s)
			if err != nil {
				if len(err.Error()) > 500 {
					t.Errorf("%.80q is refused by %.100q", s, err)
				}
				return
			}
			var read Day
			if err := read.UnmarshalText([]byte(d.String())); err != nil || read != d || d.String() != s {
				t.Errorf("%q is written %q, which is read as %v (%v)", s, d, read, err)
			}
			if got := Of(d.Start(zone), zone); got != d {
				t.Errorf("%v begins on %v", d, got)
			}
			if d.Add(1).Sub(d) != 1 || !d.Before(d.Add(1)) {
				t.Errorf("after %v comes %v", d, d.Add(1))
			}
		})
	})
}

func TestTheWorstDaysAreReadWithinTheBounds(t *testing.T) {
	for _, in := range bound.Numbers() {
		bound.Check(t, len(in.Text), func() {
			if d, err := Parse(in.Text); err == nil || len(err.Error()) > 500 {
				t.Errorf("%s is read as %v, %.100q", in.Name, d, err)
			}
		})
	}
}
