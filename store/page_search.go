package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
)

// searchOrders lists the orders that have all words of the search, each as a
// whole word or as its beginning.
func (s *Store) searchOrders(ctx context.Context, f OrderFilter, stores []string, at cursor, limit int, page *OrdersPage) error {
	match := f.match(stores)
	first, last := f.seats()
	by, down := f.Sort.Parts()
	down = down || by != "date"
	seats, err := s.seatsFound(ctx, match, first, last, down, s.most.found+1)
	if err != nil {
		return err
	}
	if len(seats) <= s.most.found {
		page.ByState = map[OrderState]int{}
		rows, err := s.foundOrders(ctx, f, seats, false)
		page.take(rows, f, at, limit)
		return err
	}
	if some, narrow, err := s.foundAmong(ctx, f, stores, match); err != nil {
		return err
	} else if narrow && len(some) <= s.most.found {
		page.ByState = map[OrderState]int{}
		rows, err := s.foundOrders(ctx, f, some, false)
		page.take(rows, f, at, limit)
		if len(f.States) > 0 || f.Refunded {
			page.ByState, page.WithRefunds = nil, 0 // the others were not looked for
		}
		return err
	}
	page.Wide = true
	if f.Sort = ""; !down {
		f.Sort = "date"
	}
	if at.set { // the page begins elsewhere
		seats = nil
	}
	return s.wideOrders(ctx, f, match, seats, first, last, at, limit, page)
}

// match is what is asked of the index of words.
func (f OrderFilter) match(stores []string) string {
	var all, any []string
	for _, w := range words(f.Search) {
		if len(w) > maxWord {
			w = strings.ToValidUTF8(w[:maxWord], "")
		}
		all = append(all, `"`+w+`" *`)
	}
	for _, store := range stores {
		any = append(any, `"`+storeWord(store)+`"`)
	}
	all = append(all, "("+strings.Join(any, " OR ")+")")
	if f.Channel != "" {
		all = append(all, `"`+channelWord(f.Channel)+`"`)
	}
	return strings.Join(all, " AND ")
}

// seats bounds the seats of orders of the days that are asked for (see
// conditions): those after first and before last.
func (f OrderFilter) seats() (first, last int64) {
	first, last = -1<<62, 1<<62
	if !f.From.IsZero() {
		first = firstSeat(stamp(f.From.Start(time.UTC).Add(-14 * time.Hour)))
	}
	if !f.To.IsZero() {
		last = firstSeat(stamp(f.To.Add(1).Start(time.UTC).Add(14*time.Hour))) + 1
	}
	return first, last
}

// seatsFound are the first seats of a search in the direction of time.
func (s *Store) seatsFound(ctx context.Context, match string, first, last int64, down bool, limit int) ([]int64, error) {
	var out []int64
	err := s.query(ctx, "SELECT rowid FROM order_search WHERE order_search MATCH $1 AND rowid > $2 AND rowid < $3 ORDER BY rowid "+ascending(down)+" LIMIT $4",
		[]any{match, first, last, limit}, func(r *sql.Rows) error {
			var seat int64
			err := r.Scan(&seat)
			out = append(out, seat)
			return err
		})
	return out, err
}

// foundOrders are the orders in seats that the rest of the filter finds; unless
// only they are asked for, in all states, with refunds or without, since that is
// counted.
func (s *Store) foundOrders(ctx context.Context, f OrderFilter, seats []int64, only bool) ([]OrderRow, error) {
	f.Refunded = f.Refunded && only
	q := f.conditions("", "")
	q.conds, q.args = q.conds[1:], q.args[1:] // the words name the stores
	if only {
		q.states(f)
	}
	text := orderColumns + " WHERE "
	if len(q.conds) > 0 {
		text = sqlText(orderColumns, "WHERE", strings.Join(q.conds, " AND ")) + " AND "
	}
	var rows []OrderRow
	err := inLists(seats, func(list string, args []any) error {
		return s.query(ctx, text+"seat IN "+list, append(slices.Clone(q.args), args...), func(r *sql.Rows) error {
			row, err := scanOrderRow(r)
			rows = append(rows, row)
			return err
		})
	})
	return rows, err
}

// foundAmong are the seats of a search that finds many orders, of which the
// states and days that are asked for leave few; false if they leave many.
func (s *Store) foundAmong(ctx context.Context, f OrderFilter, stores []string, match string) (seats []int64, narrow bool, err error) {
	if len(f.States) == 0 {
		return nil, false, nil
	}
	count := OrdersPage{Sum: map[string]money.Amount{}}
	if err := s.countOrders(ctx, f, stores, &count); err != nil || count.Count > s.most.narrow {
		return nil, false, err
	}
	among := map[int64]bool{}
	first, last := int64(1<<62), int64(-1<<62)
	for _, store := range stores {
		for _, state := range statesOf(f) {
			q := f.conditions(store, state)
			if err := s.query(ctx, sqlText("SELECT seat FROM sales_order INDEXED BY sales_order_state WHERE", strings.Join(q.conds, " AND ")), q.args, func(r *sql.Rows) error {
				var seat int64
				err := r.Scan(&seat)
				among[seat], first, last = true, min(first, seat), max(last, seat)
				return err
			}); err != nil {
				return nil, false, err
			}
		}
	}
	found, err := s.seatsFound(ctx, match, first-1, last+1, false, s.most.stream+1)
	if err != nil || len(found) > s.most.stream {
		return nil, false, err
	}
	return slices.DeleteFunc(found, func(seat int64) bool { return !among[seat] }), true, nil
}

// wideOrders is a page of a search that finds more than is counted; its first
// seats may be known. The words'
// index is read second by second, since the orders of one are sorted by their
// store and number.
func (s *Store) wideOrders(ctx context.Context, f OrderFilter, match string, known []int64, first, last int64, at cursor, limit int, page *OrdersPage) error {
	_, down := f.Sort.Parts()
	down = down != at.backwards
	if at.set {
		if second := firstSeat(stamp(at.row.Placed)); down {
			last = min(last, second+seatsASecond)
		} else {
			first = max(first, second)
		}
	}
	var rows []OrderRow
	size, looked, more := max(4*limit, 64), 0, true
	for more && len(rows) <= limit && looked < s.most.looked {
		seats := known[:min(len(known), size)] // what is known already is the beginning
		if known = nil; len(seats) < size {
			var err error
			if seats, err = s.seatsFound(ctx, match, first, last, down, size); err != nil {
				return err
			}
		}
		if more = len(seats) == size; more { // the last second may not be whole
			second := seats[size-1] >> seatBits << seatBits
			whole := slices.IndexFunc(seats, func(seat int64) bool { return seat > second && seat < second+seatsASecond })
			if seats = seats[:whole]; whole == 0 { // there is only this one
				var err error
				if seats, err = s.seatsFound(ctx, match, max(first, second), min(last, second+seatsASecond), down, seatsASecond); err != nil {
					return err
				}
				second += seatsASecond
				if down {
					second -= 2 * seatsASecond
				}
			}
			if down {
				last = second + seatsASecond
			} else {
				first = second
			}
		}
		found, err := s.foundOrders(ctx, f, seats, true)
		if err != nil {
			return err
		}
		rows = append(rows, f.Sort.rest(found, at)...)
		looked += len(seats)
		size = min(1500, s.most.looked)
	}
	page.cut(rows, f, at, limit)
	if !more || len(rows) > limit {
		return nil
	}
	// It stopped before the page was full: the next begins where it stopped.
	// It was not looked into the second that begins at last, or at first.
	edge := OrderRow{Placed: time.Unix(last>>seatBits, 0).UTC()}
	if !down {
		edge = OrderRow{Placed: time.Unix(first>>seatBits, 0).UTC().Add(-time.Microsecond), Store: sales.StoreKey("\U0010FFFF")}
	}
	if at.backwards {
		page.Prev = f.Sort.place(&edge, true)
	} else {
		page.Next = f.Sort.place(&edge, false)
	}
	page.Searched = day.Of(edge.Placed, time.UTC)
	return nil
}
