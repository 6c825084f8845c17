package store

import (
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"countinghouse/sales"
)

// An order's seat is its place in time as one number: the seconds since 1970 of
// when it was placed, and a number within that second. The words of orders are
// indexed by it, so that what a search finds comes in the order of lists.

// seatsASecond is how many orders may have been placed within a second.
const (
	seatBits     = 20
	seatsASecond = 1 << seatBits
)

// firstSeat is before the first seat of the second of an instant as it is stored.
func firstSeat(placed string) int64 {
	at, err := time.Parse(stampLayout, placed)
	if err != nil { // it was not told when
		return 0
	}
	return at.Unix() * seatsASecond
}

// seated gives orders that have none yet, or were placed at another time, their seats.
func (t *tx) seated(records []*orderRecord) error {
	next := map[int64]int64{}
	for _, r := range records {
		first := firstSeat(r.placed)
		if next[first] == 0 {
			var last int64
			err := t.row("SELECT seat FROM sales_order WHERE seat > $1 AND seat < $2 ORDER BY seat DESC LIMIT 1", []any{first, first + seatsASecond}, &last)
			if err != nil && !errors.Is(err, ErrNotFound) {
				return err
			}
			next[first] = max(last, first) + 1
		}
		if next[first] == first+seatsASecond {
			return errors.New("more than a million orders were placed within one second")
		}
		r.seat = next[first]
		next[first]++
	}
	return nil
}

// spell writes the words by which orders are found.
func (t *tx) spell(key sales.StoreKey, records []*orderRecord) error {
	args := make([]any, 0, 2*len(records))
	for _, r := range records {
		args = append(args, r.seat, strings.Join(append(r.words[:len(r.words):len(r.words)], storeWord(string(key)), channelWord(r.channel)), " "))
	}
	return t.insertRows("INSERT INTO order_search (rowid, words) VALUES", 2, args, "")
}

// unspell takes away the words of the order in a seat.
func (t *tx) unspell(seat int64) error {
	_, err := t.exec("DELETE FROM order_search WHERE rowid = $1", seat)
	return err
}

// storeWord and channelWord are the words that an order has by its store and its
// channel; nobody can type one, since ¤ is none of a word's characters.
func storeWord(key string) string       { return "¤s" + hex.EncodeToString([]byte(key)) }
func channelWord(channel string) string { return "¤c" + hex.EncodeToString([]byte(channel)) }

// spanKey names the orders of a day of a store.
type spanKey struct {
	store sales.StoreKey
	day   string
}

// span is the least and the greatest number of some orders.
type span struct{ least, most sales.OrderID }

// spanned notes the number of an order of a day.
func (t *tx) spanned(k spanKey, id sales.OrderID) {
	s, ok := t.spans[k]
	if !ok {
		s = span{id, id}
	}
	t.spans[k] = span{min(s.least, id), max(s.most, id)}
}

func (t *tx) flushSpans() error {
	args := make([]any, 0, 4*len(t.spans))
	for k, s := range t.spans {
		args = append(args, string(k.store), k.day, int64(s.least), int64(s.most))
	}
	return t.insertRows("INSERT INTO number_span (store, day, least, most) VALUES", 4, args,
		` ON CONFLICT (store, day) DO UPDATE SET least = min(number_span.least, excluded.least), most = max(number_span.most, excluded.most)`)
}
