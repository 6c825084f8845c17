package money

import (
	"encoding/json"
	"errors"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// rat is the exact value of a decimal's text.
func rat(t interface{ Fatalf(string, ...any) }, s string) *big.Rat {
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		t.Fatalf("%q is no number", s)
	}
	return r
}

// roundRat is an oracle of rounding, by whole-number division of big numbers.
func roundRat(x *big.Rat, decimals int, mode Mode) *big.Int {
	scaled := new(big.Rat).Mul(x, new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(decimals)), nil)))
	abs := new(big.Rat).Abs(scaled)
	q, r := new(big.Int).QuoRem(abs.Num(), abs.Denom(), new(big.Int))
	half := new(big.Int).Mul(r, big.NewInt(2)).Cmp(abs.Denom())
	if half > 0 && mode != Down || half == 0 && (mode == HalfAwayFromZero || mode == HalfToEven && q.Bit(0) == 1) {
		q.Add(q, big.NewInt(1))
	}
	if scaled.Sign() < 0 {
		q.Neg(q)
	}
	return q
}

func drawDecimal(t *rapid.T, label string) Decimal {
	return NewDecimal(rapid.Int64Range(-999_999_999_999, 999_999_999_999).Draw(t, label), rapid.IntRange(0, 6).Draw(t, label+" scale"))
}

func TestAllocateSumsBackAndIsProportional(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := Amount(rapid.Int64Range(-int64(MaxAmount), int64(MaxAmount)).Draw(t, "amount"))
		var ws []Amount
		var total int64
		for _, w := range rapid.SliceOfN(rapid.OneOf(rapid.Just(int64(0)), rapid.Int64Range(0, 1_000), rapid.Int64Range(0, int64(MaxAmount))), 1, 12).Draw(t, "weights") {
			ws = append(ws, Amount(w))
			total += w
		}
		parts := a.Allocate(ws)
		if Sum(parts...) != a {
			t.Fatalf("parts %v sum to %d, not %d", parts, Sum(parts...), a)
		}
		if total == 0 {
			if parts[0] != a {
				t.Fatalf("without weights the first part takes all: %v", parts)
			}
			return
		}
		for i, p := range parts {
			share := new(big.Rat).Mul(big.NewRat(int64(a), 1), big.NewRat(int64(ws[i]), total))
			diff := new(big.Rat).Sub(big.NewRat(int64(p), 1), share)
			if diff.Abs(diff).Cmp(big.NewRat(1, 1)) >= 0 {
				t.Fatalf("part %d is %d, its exact share is %s", i, p, share.FloatString(3))
			}
			if ws[i] == 0 && p != 0 {
				t.Fatalf("part %d has no weight but %d", i, p)
			}
		}
	})
}

func TestTheLargestRemaindersGetTheUnitsThatRemain(t *testing.T) {
	for _, c := range []struct {
		amount        Amount
		weights, want []Amount
	}{
		{100, []Amount{1, 1, 1}, []Amount{34, 33, 33}},
		{101, []Amount{1, 1, 1}, []Amount{34, 34, 33}},
		{-100, []Amount{1, 1, 1}, []Amount{-34, -33, -33}},
		{10, []Amount{6, 3, 1}, []Amount{6, 3, 1}},
		{5, []Amount{1, 8}, []Amount{1, 4}}, // 0.55 and 4.44
		{7, []Amount{0, 0}, []Amount{7, 0}},
		{7, nil, nil},
	} {
		got := c.amount.Allocate(c.weights)
		if len(got) != len(c.want) {
			t.Fatalf("%d over %v: %v", c.amount, c.weights, got)
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%d over %v is %v, want %v", c.amount, c.weights, got, c.want)
				break
			}
		}
	}
}

func TestAmountsReadWhatTheyWrite(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := Amount(rapid.Int64Range(-int64(MaxAmount), int64(MaxAmount)).Draw(t, "amount"))
		decimals := rapid.IntRange(0, 3).Draw(t, "decimals")
		back, err := ParseAmount(a.Text(decimals), decimals)
		if err != nil || back != a {
			t.Fatalf("%d written %q is read as %d, %v", a, a.Text(decimals), back, err)
		}
		if rat(t, a.Text(decimals)).Cmp(new(big.Rat).SetFrac(big.NewInt(int64(a)), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(decimals)), nil))) != 0 {
			t.Fatalf("%d is written %q", a, a.Text(decimals))
		}
	})
}

func TestDecimalsReadWhatTheyWrite(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDecimal(t, "d")
		back, err := ParseDecimal(d.String())
		if err != nil || !back.Equal(d) {
			t.Fatalf("%s is read as %s, %v", d, back, err)
		}
		b, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		var again Decimal
		if err := json.Unmarshal(b, &again); err != nil || !again.Equal(d) {
			t.Fatalf("%s as JSON is %s, read as %s, %v", d, b, again, err)
		}
	})
}

func TestRoundingAgreesWithBigNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		units := rapid.OneOf(rapid.Int64Range(-99_999_999_999, 99_999_999_999), rapid.Int64Range(-2_000, 2_000)).Draw(t, "units")
		x := NewDecimal(units, rapid.IntRange(0, 8).Draw(t, "scale"))
		decimals := rapid.IntRange(0, 4).Draw(t, "decimals")
		mode := rapid.SampledFrom([]Mode{HalfAwayFromZero, HalfToEven, Down}).Draw(t, "mode")
		want := roundRat(rat(t, x.String()), decimals, mode)
		got, err := x.Round(decimals, mode)
		if err != nil || big.NewInt(int64(got)).Cmp(want) != 0 {
			t.Fatalf("%s to %d decimals, mode %d: %d, %v; want %s", x, decimals, mode, got, err, want)
		}
		if d := x.RoundDecimal(decimals, mode); !d.Equal(got.Decimal(decimals)) {
			t.Fatalf("%s as a decimal of %d: %s, want %s", x, decimals, d, got.Text(decimals))
		}
	})
}

func TestTiesAreRoundedAsTheModeSays(t *testing.T) {
	for _, c := range []struct {
		x                string
		away, even, down Amount
	}{
		{"0.005", 1, 0, 0}, {"0.015", 2, 2, 1}, {"0.025", 3, 2, 2}, {"-0.005", -1, 0, 0}, {"-0.015", -2, -2, -1},
		{"4.4081", 441, 441, 440}, {"4.40499", 440, 440, 440}, {"7", 700, 700, 700},
	} {
		for mode, want := range map[Mode]Amount{HalfAwayFromZero: c.away, HalfToEven: c.even, Down: c.down} {
			if got, err := MustDecimal(c.x).Round(2, mode); err != nil || got != want {
				t.Errorf("%s, mode %d: %s, %v; want %s", c.x, mode, got, err, want)
			}
		}
	}
}

func TestArithmeticAgreesWithBigNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, y := drawDecimal(t, "x"), drawDecimal(t, "y")
		rx, ry := rat(t, x.String()), rat(t, y.String())
		for _, c := range []struct {
			name string
			got  Decimal
			want *big.Rat
		}{
			{"sum", x.Add(y), new(big.Rat).Add(rx, ry)},
			{"difference", x.Sub(y), new(big.Rat).Sub(rx, ry)},
			{"product", x.Mul(y), new(big.Rat).Mul(rx, ry)},
		} {
			if !c.got.Valid() {
				continue // too many digits: refused rather than rounded
			}
			if rat(t, c.got.String()).Cmp(c.want) != 0 {
				t.Fatalf("%s of %s and %s is %s", c.name, x, y, c.got)
			}
		}
		n := rapid.IntRange(0, 6).Draw(t, "decimals")
		mode := rapid.SampledFrom([]Mode{HalfAwayFromZero, HalfToEven, Down}).Draw(t, "mode")
		q := x.Div(y, n, mode)
		if y.IsZero() {
			if q.Valid() {
				t.Fatalf("%s divided by nought is %s", x, q)
			}
			return
		}
		want := roundRat(new(big.Rat).Quo(rx, ry), n, mode)
		if !want.IsInt64() {
			if q.Valid() {
				t.Fatalf("%s / %s is too large, but %s", x, y, q)
			}
			return
		}
		if !q.Equal(NewDecimal(want.Int64(), n)) {
			t.Fatalf("%s / %s to %d decimals, mode %d: %s, want %s", x, y, n, mode, q, NewDecimal(want.Int64(), n))
		}
	})
}

func TestAShareIsRoundedOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, w, y := drawDecimal(t, "x"), drawDecimal(t, "w"), drawDecimal(t, "y")
		n := rapid.IntRange(0, 6).Draw(t, "decimals")
		mode := rapid.SampledFrom([]Mode{HalfAwayFromZero, HalfToEven, Down}).Draw(t, "mode")
		got := x.MulDiv(w, y, n, mode)
		if y.IsZero() {
			if got.Valid() {
				t.Fatalf("a share of nought is %s", got)
			}
			return
		}
		exact := new(big.Rat).Mul(rat(t, x.String()), rat(t, w.String()))
		want := roundRat(exact.Quo(exact, rat(t, y.String())), n, mode)
		if got.Valid() != want.IsInt64() || got.Valid() && !got.Equal(NewDecimal(want.Int64(), n)) {
			t.Fatalf("%s × %s / %s to %d decimals is %s, want %s / 10^%d", x, w, y, n, got, want, n)
		}
	})
	// The product has 24 digits, the share has not.
	if got := MustDecimal("999999999.99").MulDiv(MustDecimal("123456.789012"), MustDecimal("123456.789012"), 2, Down); got.String() != "999999999.99" {
		t.Errorf("a whole share is %s", got)
	}
}

func TestAnInexactResultStaysInvalid(t *testing.T) {
	big := MustDecimal("999999999999999999")
	bad := big.Mul(big)
	if bad.Valid() {
		t.Fatalf("36 digits were kept: %s", bad)
	}
	one := Int(1)
	for name, d := range map[string]Decimal{
		"plus": bad.Add(one), "minus": bad.Sub(one), "reversed": one.Sub(bad), "times": bad.Mul(Int(0)), "negated": bad.Neg(),
		"absolute": bad.Abs(), "percent": bad.Percent(), "divided": bad.Div(one, 2, Down), "divisor": one.Div(bad, 2, Down),
		"rounded": bad.RoundDecimal(2, Down), "summed": SumDecimals(one, bad, one), "by nought": one.Div(Int(0), 2, Down),
	} {
		if d.Valid() || d.Equal(d) || d.IsZero() || d.IsWhole() {
			t.Errorf("%s: an inexact decimal became exact: %s", name, d)
		}
		if _, err := d.Exact(2); !errors.Is(err, ErrAmount) {
			t.Errorf("%s: became an amount: %v", name, err)
		}
		if _, err := d.Round(2, HalfToEven); !errors.Is(err, ErrAmount) {
			t.Errorf("%s: was rounded to an amount: %v", name, err)
		}
		if _, err := d.MarshalText(); err == nil {
			t.Errorf("%s: was written", name)
		}
		if s := d.Fixed(2); s != "inexact" {
			t.Errorf("%s: is shown as %s", name, s)
		}
	}
}

func TestTextsThatAreNoDecimalAreRefused(t *testing.T) {
	for _, s := range []string{
		"", " ", "abc", "1e5", "1E5", "1,000.00", "$5", "1.2.3", "--1", "NaN", "Inf", "1_000", "0x10",
		"1234567890123456789", "0.1234567890123456789", "12345678901.23456789012",
	} {
		if d, err := ParseDecimal(s); err == nil {
			t.Errorf("%q was read as %s", s, d)
		} else if !errors.Is(err, ErrAmount) {
			t.Errorf("%q: the error is %v", s, err)
		}
	}
	for s, want := range map[string]string{
		"361.9500": "361.95", "-8": "-8", "0": "0", "-0.00": "0", " 12.30 ": "12.3", "12.300000000000000000000000": "12.3", "100": "100",
		"999999999999999999": "999999999999999999", "1.0000000000": "1",
		".000000000000000001": "0.000000000000000001", "0.0000000000000000012": "0.0000000000000000012", "-000000000000000000000012.50": "-12.5",
	} {
		if d, err := ParseDecimal(s); err != nil || d.String() != want {
			t.Errorf("%q was read as %s, %v; want %s", s, d, err, want)
		}
	}
}

func TestAnAmountHasItsCurrencysDecimals(t *testing.T) {
	for _, c := range []struct {
		s        string
		decimals int
		want     Amount
		bad      bool
	}{
		{"12.30", 2, 1230, false}, {"12.3000", 2, 1230, false}, {"12.305", 2, 0, true}, {"500", 0, 500, false}, {"500.5", 0, 0, true},
		{"1.234", 3, 1234, false}, {"9999999999999.99", 2, MaxAmount, false}, {"10000000000000", 2, 0, true}, {"-62.35", 2, -6235, false},
	} {
		got, err := ParseAmount(c.s, c.decimals)
		if (err != nil) != c.bad || got != c.want {
			t.Errorf("%s with %d decimals: %d, %v", c.s, c.decimals, got, err)
		}
	}
	for currency, n := range map[string]int{"USD": 2, "usd": 2, "JPY": 0, "KWD": 3, "EUR": 2} {
		if Decimals(currency) != n {
			t.Errorf("%s has %d decimals", currency, Decimals(currency))
		}
	}
}

func TestAmountsAreGroupedAsAccountantsWriteThem(t *testing.T) {
	for a, want := range map[Amount]string{
		0: "0.00", 5: "0.05", 123450: "1,234.50", -6235: "(62.35)", 100000000: "1,000,000.00", 99999: "999.99", -100: "(1.00)",
	} {
		if got := a.Grouped(2); got != want {
			t.Errorf("%d: %s, want %s", a, got, want)
		}
	}
	if got := Amount(1234567).Grouped(0); got != "1,234,567" {
		t.Errorf("yen: %s", got)
	}
}
