package store

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
)

// OpenOrders are the orders of a company file that are not read back yet.
type OpenOrders struct {
	Orders      int
	First, Last day.Day // of the open ones
	Sums        map[string]money.Amount
	// EarliestOrder is the day of the oldest order that is or should be in the books.
	EarliestOrder day.Day
}

// OpenOrders tells which orders are not verified, excluded ones apart. It
// costs the same with a million orders as with ten.
func (s *Store) OpenOrders(ctx context.Context, key CompanyKey) (OpenOrders, error) {
	o := OpenOrders{Sums: map[string]money.Amount{}}
	err := s.query(ctx, `SELECT day, state, currency, sum(orders), sum(total) FROM tally
		WHERE company = $1 AND day <> '' AND state NOT IN ('excluded', 'watched') GROUP BY day, state, currency HAVING sum(orders) > 0 ORDER BY day`,
		[]any{string(key)}, func(r *sql.Rows) error {
			var text, currency string
			var state OrderState
			var v tallied
			if err := r.Scan(&text, &state, &currency, &v.orders, &v.total); err != nil {
				return err
			}
			d, err := day.Parse(text)
			if err != nil {
				return err
			}
			if o.EarliestOrder.IsZero() {
				o.EarliestOrder = d
			}
			if state == OrderVerified {
				return nil
			}
			if o.First.IsZero() {
				o.First = d
			}
			o.Last = d
			o.Orders += v.orders
			o.Sums[currency] += v.total
			return nil
		})
	return o, err
}

// maxVisitsSince bounds what VisitsSince reads: a visit a minute for three days.
const maxVisitsSince = 5000

// VisitsSince are the visits that began since then, oldest first, with their
// times and counts only.
func (s *Store) VisitsSince(ctx context.Context, key CompanyKey, since time.Time) ([]Visit, error) {
	var out []Visit
	err := s.query(ctx, `SELECT id, started, ended, last_call, state, sent, posted, refused, verified, rows_read FROM
		(SELECT * FROM visit WHERE company = $1 ORDER BY id DESC LIMIT $3) AS newest WHERE started >= $2 ORDER BY id`,
		[]any{string(key), stamp(since), maxVisitsSince}, func(r *sql.Rows) error {
			v := Visit{Company: key}
			err := r.Scan(&v.ID, instant{&v.Started}, instant{&v.Ended}, instant{&v.LastCall}, &v.State, &v.Sent, &v.Posted, &v.Refused, &v.Verified, &v.Read)
			out = append(out, v)
			return err
		})
	return out, err
}

// channelDays is how far back channels are looked for.
const channelDays = 400

// Channels are the channels that orders of the last days of the company file
// came by, from the tally.
func (s *Store) Channels(ctx context.Context, key CompanyKey) ([]string, error) {
	var out []string
	err := s.query(ctx, "SELECT DISTINCT channel FROM tally WHERE company = $1 AND day >= $2 AND orders > 0 AND channel <> '' ORDER BY channel",
		[]any{string(key), day.Of(s.now(), time.UTC).Add(-channelDays).String()}, func(r *sql.Rows) error {
			var c string
			err := r.Scan(&c)
			out = append(out, c)
			return err
		})
	return out, err
}

// OrderRows are orders as a list shows them, newest first; those that are not
// there are left out.
func (s *Store) OrderRows(ctx context.Context, key sales.StoreKey, ids []sales.OrderID) ([]OrderRow, error) {
	numbers := make([]int64, len(ids))
	for i, id := range ids {
		numbers[i] = int64(id)
	}
	seen := map[sales.OrderID]bool{}
	var out []OrderRow
	err := inLists(numbers, func(list string, args []any) error {
		return s.query(ctx, `SELECT store, id, state, status, placed, day, customer, channel, currency, decimals, total, tax, reason, document, problems, refunds
			FROM sales_order WHERE store = $1 AND id IN `+list,
			append([]any{string(key)}, args...), func(r *sql.Rows) error {
				o, err := scanOrderRow(r)
				if err != nil {
					return err
				}
				if !seen[o.ID] {
					seen[o.ID] = true
					out = append(out, o)
				}
				return nil
			})
	})
	// Sorted here: asked for an order, the database would walk all orders in it.
	slices.SortFunc(out, OrderSort("").compare(false))
	return out, err
}

// OrdersByNumber are the orders, two at most, with a document of that number
// in QuickBooks: its reference number or its transaction
// number, or one that it was linked to.
func (s *Store) OrdersByNumber(ctx context.Context, key CompanyKey, number string) ([]OrderRow, error) {
	var out []OrderRow
	err := s.query(ctx, `SELECT o.store, o.id, o.state, o.status, o.placed, o.day, o.customer, o.channel, o.currency, o.decimals, o.total, o.tax,
		o.reason, o.document, o.problems, o.refunds FROM
		(SELECT store, order_id FROM posting WHERE company = $1 AND order_id > 0 AND ref = $2
			UNION SELECT store, order_id FROM posting WHERE company = $1 AND order_id > 0 AND txn_number = $2 AND txn_number <> ''
			UNION SELECT store, order_id FROM adopted WHERE company = $1 AND number = $2 LIMIT 2) AS p
		JOIN sales_order o ON o.store = p.store AND o.id = p.order_id`, []any{string(key), number}, func(r *sql.Rows) error {
		o, err := scanOrderRow(r)
		out = append(out, o)
		return err
	})
	return out, err
}
