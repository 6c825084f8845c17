package company

import (
	"math"
	"math/bits"
	"strconv"
)

// fix is a price, a quantity, a percentage or a rate in hundred-thousandths:
// the five decimals that qbXML's PRICETYPE, QUANTYPE and PERCENTTYPE have.
type fix int64

const fixOne fix = 100_000

// parseDecimal reads what the grammar has checked before ("-12.345"), scaled
// by 10^places. Empty text is not a number.
func parseDecimal(s string, places int) (v int64, ok bool) {
	neg := false
	if s != "" && (s[0] == '-' || s[0] == '+') {
		neg = s[0] == '-'
		s = s[1:]
	}
	if s == "" {
		return 0, false
	}
	frac := -1
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '.' && frac < 0:
			frac = 0
		case c >= '0' && c <= '9' && v < math.MaxInt64/100:
			if frac >= 0 {
				if frac == places {
					if c != '0' {
						return 0, false
					}
					continue
				}
				frac++
			}
			v = v*10 + int64(c-'0')
		default:
			return 0, false
		}
	}
	for frac = max(frac, 0); frac < places; frac++ {
		if v > math.MaxInt64/10 {
			return 0, false
		}
		v *= 10
	}
	if neg {
		v = -v
	}
	return v, true
}

func appendCents(b []byte, v int64) []byte {
	u := uint64(v)
	if v < 0 {
		b = append(b, '-')
		u = -u
	}
	b = strconv.AppendUint(b, u/100, 10)
	return append(b, '.', byte('0'+u/10%10), byte('0'+u%10))
}

// appendFix writes with at least min decimals, more only where needed.
func appendFix(b []byte, v fix, min int) []byte {
	u := uint64(v)
	if v < 0 {
		b = append(b, '-')
		u = -u
	}
	b = strconv.AppendUint(b, u/uint64(fixOne), 10)
	rest := u % uint64(fixOne)
	if rest == 0 && min == 0 {
		return b
	}
	b = append(b, '.')
	for n := 0; n < 5 && (n < min || rest != 0); n++ {
		rest *= 10
		b = append(b, byte('0'+rest/uint64(fixOne)))
		rest %= uint64(fixOne)
	}
	return b
}

// mulDiv is a*b/c, rounded half away from zero, without overflow in between.
// ok is false when the result does not fit or c is zero.
func mulDiv(a, b, c int64) (v int64, ok bool) {
	if c == 0 {
		return 0, false
	}
	neg := (a < 0) != (b < 0) != (c < 0)
	hi, lo := bits.Mul64(magnitude(a), magnitude(b))
	d := magnitude(c)
	if hi >= d {
		return 0, false
	}
	q, r := bits.Div64(hi, lo, d)
	if r >= d-r {
		q++
	}
	if q > math.MaxInt64 {
		return 0, false
	}
	if neg {
		return -int64(q), true
	}
	return int64(q), true
}

func magnitude(v int64) uint64 {
	if v < 0 {
		return -uint64(v)
	}
	return uint64(v)
}

// maxCents is AMTTYPE's largest amount: thirteen digits in front of the point.
const maxCents = 999_999_999_999_999

// extend is quantity times price in cents, as QuickBooks rounds it.
func extend(qty, price fix) (int64, bool) {
	v, ok := mulDiv(int64(qty), int64(price), 100_000_000)
	return v, ok && magnitude(v) <= maxCents
}

// percentOf is the percentage of an amount, half a cent rounded away from zero.
func percentOf(cents int64, percent fix) int64 {
	v, _ := mulDiv(cents, int64(percent), 100*int64(fixOne))
	return v
}

// priceOf is amount divided by quantity, with five decimals.
func priceOf(cents int64, qty fix) (fix, bool) {
	v, ok := mulDiv(cents, int64(fixOne)*1000, int64(qty))
	return fix(v), ok
}
