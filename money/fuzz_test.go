package money

import (
	"errors"
	"strings"
	"testing"

	"countinghouse/internal/bound"
)

// readable fails unless a text is refused in few words or read exactly: what
// was read is what is written again.
func readable(t testing.TB, s string, decimals int) {
	t.Helper()
	d, err := ParseDecimal(s)
	if err != nil {
		if !errors.Is(err, ErrAmount) || len(err.Error()) > 500 {
			t.Errorf("%.80q is refused by %.100q", s, err)
		}
		return
	}
	if !d.Valid() {
		t.Errorf("%.80q was taken and is not exact", s)
	}
	if again, err := ParseDecimal(d.String()); err != nil || !again.Equal(d) {
		t.Errorf("%.80q read as %s, that as %s (%v)", s, d, again, err)
	}
	for _, mode := range []Mode{HalfAwayFromZero, HalfToEven, Down} {
		a, err := d.Round(decimals, mode)
		if err != nil {
			continue
		}
		if off := a.Decimal(decimals).Sub(d).Abs(); off.Valid() && off.Cmp(NewDecimal(1, decimals)) > 0 {
			t.Errorf("%s is rounded to %s", d, a.Text(decimals))
		}
	}
	a, err := ParseAmount(s, decimals)
	if err != nil {
		return
	}
	if a > MaxAmount || a < -MaxAmount {
		t.Errorf("%.80q is the amount %d", s, a)
	}
	if !a.Decimal(decimals).Equal(d) {
		t.Errorf("%.80q is the amount %s", s, a.Text(decimals))
	}
	if again, err := ParseAmount(a.Text(decimals), decimals); err != nil || again != a {
		t.Errorf("%s read as %s (%v)", a.Text(decimals), again.Text(decimals), err)
	}
	if g := strings.NewReplacer(",", "", "(", "-", ")", "").Replace(a.Grouped(decimals)); g != a.Text(decimals) {
		t.Errorf("%s is grouped as %s", a.Text(decimals), a.Grouped(decimals))
	}
}

// FuzzParse: whatever text stands for money is read exactly or refused.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"12.30", "-8", "0", "", "+1", "1e5", ".5", "5.", "00012.3400", "999999999999999.99", "0.000000000000000001", "1,234.50", " 7 ", "1.2.3", "--1", "٣"} {
		f.Add(s, byte(2))
	}
	f.Fuzz(func(t *testing.T, s string, decimals byte) {
		bound.Check(t, len(s), func() { readable(t, s, int(decimals%5)) })
	})
}

func TestTheWorstAmountsAreReadWithinTheBounds(t *testing.T) {
	for _, in := range bound.Numbers() {
		t.Run(in.Name, func(t *testing.T) {
			bound.Check(t, len(in.Text), func() { readable(t, in.Text, 2) })
		})
	}
}
