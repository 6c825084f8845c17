package shop

import "strconv"

// Money is an exact amount in ten-thousandths of the currency's unit, the
// precision in which v2 of the API writes amounts ("64.5300"). It is the
// simulator's own type on purpose: it shares no arithmetic with the product.
type Money int64

// Cent is one hundredth of the currency's unit. The store charges in cents.
const Cent Money = 100

// Unit is one unit of the currency: a dollar.
const Unit Money = 10_000

// String writes the amount with four decimals: "64.5300".
func (m Money) String() string { return string(m.append4(nil)) }

// Cents is the amount in whole cents, rounded half away from zero.
func (m Money) Cents() int64 { return divide(int64(m), 100) }

// append4 appends the amount with four decimals.
func (m Money) append4(b []byte) []byte {
	if m < 0 {
		b, m = append(b, '-'), -m
	}
	b = strconv.AppendInt(b, int64(m/Unit), 10)
	f := m % Unit
	return append(b, '.', byte('0'+f/1000), byte('0'+f/100%10), byte('0'+f/10%10), byte('0'+f%10))
}

// appendNumber appends the amount as the shortest JSON number: 12.5, 50.
func (m Money) appendNumber(b []byte) []byte {
	b = m.append4(b)
	for b[len(b)-1] == '0' {
		b = b[:len(b)-1]
	}
	if b[len(b)-1] == '.' {
		b = b[:len(b)-1]
	}
	return b
}

// divide is n/d rounded half away from zero; d is positive.
func divide(n, d int64) int64 {
	if n < 0 {
		return -divide(-n, d)
	}
	return (n + d/2) / d
}

// roundCents rounds to whole cents.
func (m Money) roundCents() Money { return Money(m.Cents()) * Cent }

// rate is a percentage in ten-thousandths of a percent: 8.25 % is 82500.
type rate int64

// whole is 100 %.
const whole rate = 1_000_000

// of is the share of an amount, rounded to the currency's smallest step.
func (p rate) of(m, step Money) Money {
	return Money(divide(int64(m)*int64(p), int64(whole)*int64(step))) * step
}

// within is the part of a tax-inclusive amount that is this rate's tax, when
// all rates on it together are sum: amount × rate ÷ (1 + sum), in steps.
func (p rate) within(m Money, sum rate, step Money) Money {
	return Money(divide(int64(m)*int64(p), int64(whole+sum)*int64(step))) * step
}

// share splits an amount over weights so that the parts sum back to it, by
// largest remainder in steps; weights that are not positive get nothing.
func share(total Money, weights []Money, step Money) []Money {
	parts := make([]Money, len(weights))
	var sum int64
	for _, w := range weights {
		sum += max(int64(w), 0)
	}
	if sum == 0 {
		return parts
	}
	steps := divide(int64(total), int64(step))
	left := steps
	rest := make([]int64, len(weights))
	for i, w := range weights {
		n := steps * max(int64(w), 0)
		parts[i] = Money(n/sum) * step
		rest[i] = n % sum
		left -= n / sum
	}
	for ; left > 0; left-- {
		best := -1
		for i := range rest {
			if weights[i] > 0 && (best < 0 || rest[i] > rest[best]) {
				best = i
			}
		}
		parts[best] += step
		rest[best] = -1
	}
	return parts
}

// stepOf is the smallest amount of a currency (order-arithmetic C4).
func stepOf(currency string) Money {
	switch currency {
	case "JPY", "KRW", "CLP", "VND":
		return Unit
	case "KWD", "BHD", "JOD", "OMR", "TND":
		return Cent / 10
	}
	return Cent
}

// decimalsOf is how many decimals a currency has.
func decimalsOf(currency string) int64 {
	return map[Money]int64{Unit: 0, Cent: 2, Cent / 10: 3}[stepOf(currency)]
}

// fit rounds an amount to whole steps; what is something stays something.
func fit(m, step Money) Money {
	r := Money(divide(int64(m), int64(step))) * step
	if m > 0 {
		r = max(r, step)
	}
	return r
}
