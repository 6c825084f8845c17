package posting

import "time"

// batchSize is how many requests the next message set of a company file
// holds. It starts small, grows while QuickBooks is quick and shrinks when it
// is slow, so that a round trip takes about the aim: long enough to be worth
// the trip, short enough that little is in doubt when a line breaks.
type batchSize struct{ n int }

const firstBatch = 25

// size is the number of requests to send next.
func (b *batchSize) size(most int) int {
	if b.n == 0 {
		b.n = firstBatch
	}
	return min(max(b.n, 1), most)
}

// took tells that n requests took this long. The size moves to what would
// have taken the aim, at most doubling at a time, at once when shrinking.
func (b *batchSize) took(n int, took, aim time.Duration, most int) {
	if n <= 0 {
		return
	}
	each := max(took/time.Duration(n), time.Microsecond)
	want := int(min(aim/each, time.Duration(most)))
	switch {
	case want > b.n && n < b.n/2:
		// The set was small for want of work: it proves nothing about larger ones.
	case want > 2*b.n:
		b.n *= 2
	default:
		b.n = want
	}
	b.n = min(max(b.n, 1), most)
}

// halve is called when a whole set was refused unread: a smaller one finds
// the record that is to blame.
func (b *batchSize) halve(n int) { b.n = max(n/2, 1) }
