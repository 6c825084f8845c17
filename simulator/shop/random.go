package shop

import "math/rand/v2"

// dice is the source of an order's particulars. Every order has dice of its
// own, made from the seed and its number, so that the same shop sells the same
// goods again whatever happens between two sales.
type dice struct{ *rand.Rand }

func newDice(seed uint64, stream uint64) dice {
	return dice{rand.New(rand.NewPCG(seed, stream*0x9E3779B97F4A7C15+1))} //nolint:gosec // repeatable by intent
}

// chance is true in about percent of the throws.
func (d dice) chance(percent int) bool { return d.IntN(100) < percent }

// between is a number from low to high, both included.
func (d dice) between(low, high int) int { return low + d.IntN(high-low+1) }

func pick[T any](d dice, from []T) T { return from[d.IntN(len(from))] }

const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

// code is a random word, as gateways give ids.
func (d dice) code(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = letters[d.IntN(len(letters))]
	}
	return string(b)
}

const hexdigits = "0123456789abcdef"

func (d dice) hex(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = hexdigits[d.IntN(16)]
	}
	return string(b)
}

func (d dice) uuid() string {
	return d.hex(8) + "-" + d.hex(4) + "-4" + d.hex(3) + "-a" + d.hex(3) + "-" + d.hex(12)
}
