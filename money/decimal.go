package money

import (
	"fmt"
	"math/big"
	"math/bits"
	"sort"
	"strings"

	"github.com/govalues/decimal"
)

// Decimal is an exact decimal: a unit price, a quantity, a percent, an
// exchange rate, or an amount in the precision in which the store sent it.
//
// It never rounds on its own. When an operation cannot be exact (over 19
// digits) the result is not Valid, and so is everything computed from it; a
// Decimal that is not valid equals nothing and converts to no Amount, so it
// can never reach the books.
type Decimal struct {
	d   decimal.Decimal
	bad bool
}

// Mode names a way of rounding.
type Mode int

const (
	// HalfAwayFromZero rounds 0.005 to 0.01 and -0.005 to -0.01: how QuickBooks
	// and most tills round money.
	HalfAwayFromZero Mode = iota
	// HalfToEven rounds ties to the even digit.
	HalfToEven
	// Down cuts towards zero.
	Down
)

// NewDecimal is units / 10^scale.
func NewDecimal(units int64, scale int) Decimal {
	d, err := decimal.New(units, scale)
	return Decimal{d: d, bad: err != nil}
}

// Int is a whole number as a Decimal.
func Int(n int64) Decimal { return NewDecimal(n, 0) }

// ParseDecimal reads "361.9500", "-8", "0". It refuses an empty text,
// exponents, and more than 18 digits that count, so that sums of what was read stay exact.
func ParseDecimal(s string) (Decimal, error) {
	t := strings.TrimSpace(s)
	if t == "" || strings.ContainsAny(t, "eE_") {
		return Decimal{}, amountError(s, "is not a plain decimal number")
	}
	d, err := decimal.Parse(t)
	if err != nil {
		return Decimal{}, amountError(s, "is not a plain decimal number")
	}
	// A longer text would have been rounded by the parser. Zeros in front and
	// behind count for nothing, so that what is written is read again.
	whole, frac, _ := strings.Cut(strings.TrimLeft(t, "+-"), ".")
	whole, frac = strings.TrimLeft(whole, "0"), strings.TrimRight(frac, "0")
	significant := len(whole) + len(frac)
	if whole == "" {
		significant = len(strings.TrimLeft(frac, "0"))
	}
	if significant > 18 || len(frac) > decimal.MaxScale {
		return Decimal{}, amountError(s, "has too many digits")
	}
	return Decimal{d: d.Trim(0)}, nil
}

// MustDecimal is for constants and tests.
func MustDecimal(s string) Decimal {
	d, err := ParseDecimal(s)
	if err != nil {
		panic(err)
	}
	return d
}

// Valid tells whether the value is exact; see Decimal.
func (x Decimal) Valid() bool { return !x.bad }

func (x Decimal) with(y Decimal, d decimal.Decimal, err error) Decimal {
	return Decimal{d: d.Trim(0), bad: x.bad || y.bad || err != nil}
}

// Add is x + y.
func (x Decimal) Add(y Decimal) Decimal {
	d, err := x.d.AddExact(y.d, max(x.d.Scale(), y.d.Scale()))
	return x.with(y, d, err)
}

// Sub is x - y.
func (x Decimal) Sub(y Decimal) Decimal { return x.Add(y.Neg()) }

// Mul is x × y.
func (x Decimal) Mul(y Decimal) Decimal {
	d, err := x.d.MulExact(y.d, x.d.Scale()+y.d.Scale())
	return x.with(y, d, err)
}

// Neg is -x.
func (x Decimal) Neg() Decimal { return Decimal{d: x.d.Neg(), bad: x.bad} }

// Abs is x without its sign.
func (x Decimal) Abs() Decimal { return Decimal{d: x.d.Abs(), bad: x.bad} }

// Percent is x per cent as a factor: 8.25 becomes 0.0825.
func (x Decimal) Percent() Decimal { return x.Mul(NewDecimal(1, 2)) }

// Cmp is -1, 0 or 1. Compare only valid values; see Equal.
func (x Decimal) Cmp(y Decimal) int { return x.d.Cmp(y.d) }

// Equal tells whether both are valid and the same number.
func (x Decimal) Equal(y Decimal) bool { return !x.bad && !y.bad && x.d.Cmp(y.d) == 0 }

// Sign is -1, 0 or 1.
func (x Decimal) Sign() int { return x.d.Sign() }

// IsZero tells whether x is a valid 0.
func (x Decimal) IsZero() bool { return !x.bad && x.d.IsZero() }

// IsWhole tells whether x is a valid whole number.
func (x Decimal) IsWhole() bool { return !x.bad && x.d.IsInt() }

// Scale is the number of decimals that x needs.
func (x Decimal) Scale() int { return x.d.MinScale() }

// String writes the shortest exact form: "8.25", "3", "-0.5".
func (x Decimal) String() string {
	if x.bad {
		return "inexact"
	}
	return x.d.Trim(0).String()
}

// Fixed writes x with at least n decimals: exactly n unless x needs more.
func (x Decimal) Fixed(n int) string {
	if x.bad {
		return "inexact"
	}
	return x.d.Pad(n).String()
}

// SumDecimals adds decimals.
func SumDecimals(xs ...Decimal) Decimal {
	var t Decimal
	for _, x := range xs {
		t = t.Add(x)
	}
	return t
}

// Exact is x as an amount of a currency with the given decimals. It is an
// error if x has more decimals than that, is out of bounds or is not valid.
func (x Decimal) Exact(decimals int) (Amount, error) {
	if x.bad {
		return 0, amountError(x.String(), "is not exact")
	}
	if x.d.MinScale() > decimals {
		return 0, amountError(x.String(), fmt.Sprintf("has more than %d decimals", decimals))
	}
	return x.Round(decimals, Down)
}

// Round is x as an amount, rounded in the named mode. It is an error if x is
// not valid or out of bounds.
func (x Decimal) Round(decimals int, mode Mode) (Amount, error) {
	if x.bad {
		return 0, amountError(x.String(), "is not exact")
	}
	coef, scale := x.d.Coef(), x.d.Scale()
	for ; scale < decimals; scale++ {
		hi, lo := bits.Mul64(coef, 10)
		if hi != 0 {
			return 0, amountError(x.String(), "is out of bounds")
		}
		coef = lo
	}
	var div uint64 = 1
	for i := 0; i < scale-decimals; i++ {
		div *= 10 // scale is at most 19, so div fits
	}
	q := rounded(coef/div, coef%div, div, mode)
	if q > uint64(MaxAmount) {
		return 0, amountError(x.String(), "is out of bounds")
	}
	if x.d.Sign() < 0 {
		return -Amount(q), nil
	}
	return Amount(q), nil
}

// rounded is the quotient q with the remainder r of a division by div, rounded
// in the named mode.
func rounded(q, r, div uint64, mode Mode) uint64 {
	switch mode {
	case HalfAwayFromZero:
		if r >= div-r && r != 0 {
			q++
		}
	case HalfToEven:
		if r > div-r || (r != 0 && r == div-r && q%2 == 1) {
			q++
		}
	case Down:
	}
	return q
}

// RoundDecimal is x with at most n decimals, rounded in the named mode.
func (x Decimal) RoundDecimal(n int, mode Mode) Decimal {
	if x.bad || x.d.MinScale() <= n {
		return x
	}
	return x.Div(NewDecimal(1, 0), n, mode)
}

// Div is x / y rounded once to n decimals (0 to 18) in the named mode; see MulDiv.
func (x Decimal) Div(y Decimal, n int, mode Mode) Decimal { return x.MulDiv(Int(1), y, n, mode) }

// MulDiv is x × w / y rounded once to n decimals (0 to 18) in the named mode: a
// share of x. It is not valid when y is zero or the result has too many
// digits. Product and quotient are computed whole before they are rounded: a
// product may need more digits than its share, and rounding twice could move a tie.
func (x Decimal) MulDiv(w, y Decimal, n int, mode Mode) Decimal {
	if x.bad || w.bad || y.bad || y.d.IsZero() || n < 0 || n > 18 {
		return Decimal{bad: true}
	}
	num, den := new(big.Int).SetUint64(x.d.Coef()), new(big.Int).SetUint64(y.d.Coef())
	num.Mul(num, new(big.Int).SetUint64(w.d.Coef()))
	if shift := y.d.Scale() - x.d.Scale() - w.d.Scale() + n; shift >= 0 {
		num.Mul(num, power(shift))
	} else {
		den.Mul(den, power(-shift))
	}
	q, r := new(big.Int).QuoRem(num, den, new(big.Int))
	switch c := r.Lsh(r, 1).Cmp(den); {
	case mode == HalfAwayFromZero && c >= 0, mode == HalfToEven && (c > 0 || c == 0 && q.Bit(0) == 1):
		q.Add(q, big.NewInt(1))
	}
	if x.d.Sign()*w.d.Sign()*y.d.Sign() < 0 {
		q.Neg(q)
	}
	if !q.IsInt64() {
		return Decimal{bad: true}
	}
	d := NewDecimal(q.Int64(), n)
	d.d = d.d.Trim(0)
	return d
}

// power is 10^n.
func power(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }

// MarshalText writes the exact form; a Decimal that is not valid, or has more
// digits than ParseDecimal reads, is an error.
func (x Decimal) MarshalText() ([]byte, error) {
	if x.bad {
		return nil, amountError("inexact", "cannot be written")
	}
	if x.d.Trim(0).Prec() > 18 {
		return nil, amountError(x.String(), "has too many digits to be read back")
	}
	return []byte(x.String()), nil
}

// UnmarshalText reads the form of MarshalText.
func (x *Decimal) UnmarshalText(b []byte) error {
	d, err := ParseDecimal(string(b))
	if err != nil {
		return err
	}
	*x = d
	return nil
}

// allocate fills parts with the shares of amount by weight, largest remainder first.
func allocate(amount, total uint64, weights, parts []Amount) {
	type rest struct {
		i int
		r uint64
	}
	rests := make([]rest, 0, len(weights))
	left := amount
	for i, w := range weights {
		if w <= 0 {
			continue
		}
		hi, lo := bits.Mul64(amount, uint64(w))
		q, r := bits.Div64(hi, lo, total) // hi < total, since w <= total and amount < 2^63
		parts[i] = Amount(q)
		left -= q
		rests = append(rests, rest{i, r})
	}
	sort.SliceStable(rests, func(a, b int) bool { return rests[a].r > rests[b].r })
	for k := 0; left > 0; k++ {
		parts[rests[k%len(rests)].i]++
		left--
	}
}
