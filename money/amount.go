// Package money holds exact money: ledger amounts as whole minor units, and
// exact decimals for unit prices, quantities, percents and exchange rates.
//
// No float touches money. Rounding is a named function, and splitting always
// sums back to what was split.
package money

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Amount is a ledger amount in whole minor units (cents) of the currency of
// the document it stands in. A document has one currency, so the amount does
// not repeat it; the documents do (sales.Order.Currency, books.Document).
//
// Amounts read from outside are bounded to MaxAmount, so that sums of
// thousands of them stay far inside int64.
type Amount int64

// MaxAmount bounds amounts that are read from outside: QuickBooks' AMTTYPE
// allows 13 digits before the point (qbXML 13.0 schema).
const MaxAmount Amount = 999_999_999_999_999

// ErrAmount tells that a text or a decimal is no amount of the currency.
var ErrAmount = errors.New("not an amount")

// ParseAmount reads "12.30", "-12.3", "12" as an amount with the currency's
// number of decimals. More decimals than that are an error, unless they are zeros.
func ParseAmount(s string, decimals int) (Amount, error) {
	d, err := ParseDecimal(s)
	if err != nil {
		return 0, err
	}
	return d.Exact(decimals)
}

// Text writes the amount with the given number of decimals: "-1234.50". It is
// the form of QuickBooks' AMTTYPE with two decimals.
func (a Amount) Text(decimals int) string {
	neg := a < 0
	u := uint64(a)
	if neg {
		u = -u
	}
	s := strconv.FormatUint(u, 10)
	if decimals > 0 {
		if len(s) <= decimals {
			s = strings.Repeat("0", decimals-len(s)+1) + s
		}
		s = s[:len(s)-decimals] + "." + s[len(s)-decimals:]
	}
	if neg {
		return "-" + s
	}
	return s
}

// String writes the amount with two decimals, for logs and tests.
func (a Amount) String() string { return a.Text(2) }

// Abs is the amount without its sign.
func (a Amount) Abs() Amount {
	if a < 0 {
		return -a
	}
	return a
}

// Decimal is the amount as an exact decimal of the given number of decimals.
func (a Amount) Decimal(decimals int) Decimal { return NewDecimal(int64(a), decimals) }

// Sum adds amounts.
func Sum(as ...Amount) Amount {
	var t Amount
	for _, a := range as {
		t += a
	}
	return t
}

// Grouped writes the amount for people: thousands separators, and negatives
// in parentheses as accountants write them: "1,234.50", "(62.35)".
func (a Amount) Grouped(decimals int) string {
	s := a.Abs().Text(decimals)
	whole, frac, _ := strings.Cut(s, ".")
	var b strings.Builder
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	if decimals > 0 {
		b.WriteByte('.')
		b.WriteString(frac)
	}
	if a < 0 {
		return "(" + b.String() + ")"
	}
	return b.String()
}

// Allocate splits the amount over the weights so that the parts always sum
// back to it: each gets its share cut towards zero, and the units that remain
// go to the largest remainders, earlier ones first. Weights must not be
// negative; if all are zero the first part takes everything. It returns nil
// for no weights.
func (a Amount) Allocate(weights []Amount) []Amount {
	if len(weights) == 0 {
		return nil
	}
	parts := make([]Amount, len(weights))
	var total uint64
	for _, w := range weights {
		if w > 0 {
			total += uint64(w)
		}
	}
	if total == 0 {
		parts[0] = a
		return parts
	}
	allocate(uint64(a.Abs()), total, weights, parts)
	if a < 0 {
		for i := range parts {
			parts[i] = -parts[i]
		}
	}
	return parts
}

// Currency tells how many decimals amounts of a currency have: 2 for most, 0
// for yen, 3 for the Kuwaiti dinar (ISO 4217). BigCommerce tells its own in
// /v2/currencies; this is the fallback and the check.
func Decimals(currency string) int {
	switch strings.ToUpper(currency) {
	case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF":
		return 0
	case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND":
		return 3
	}
	return 2
}

// amountError names the text, or as much of it as a person can take in.
func amountError(s string, why string) error {
	if len(s) > 60 {
		s = strings.ToValidUTF8(s[:60], "") + "…"
	}
	return fmt.Errorf("%w: %q %s", ErrAmount, s, why)
}
