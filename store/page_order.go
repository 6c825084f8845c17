package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"time"

	"countinghouse/day"
	"countinghouse/money"
)

// OrdersPage lists orders, newest first unless the filter sorts them otherwise.
// Whatever is asked for is read along an index that holds it in its order, or
// is few enough to be sorted, so a page costs the same among a million orders as
// among a hundred.
func (s *Store) OrdersPage(ctx context.Context, f OrderFilter) (OrdersPage, error) {
	page := OrdersPage{Sum: map[string]money.Amount{}}
	at, err := f.cursor()
	if err != nil {
		return page, err
	}
	stores, err := s.storesOf(ctx, f)
	if err != nil || len(stores) == 0 {
		return page, err
	}
	limit := pageLimit(f.Limit)
	if len(words(f.Search)) > 0 {
		return page, s.searchOrders(ctx, f, stores, at, limit, &page)
	}
	counted := false
	if f.MinTotal != nil || f.MaxTotal != nil || f.Refunded {
		if all, err := s.byAmount(ctx, f, stores, at, limit, &page); all || err != nil {
			return page, err
		}
	} else {
		if err := s.countOrders(ctx, f, stores, &page); err != nil {
			return page, err
		}
		counted, page.without = true, page.Count
	}
	rows, err := s.sortedRows(ctx, f, stores, at, page.without, limit+1)
	if err != nil {
		return page, err
	}
	page.cut(rows, f, at, limit)
	if counted {
		return page, nil
	}
	return page, s.countSome(ctx, f, stores, &page)
}

// cut takes from rows, which begin at the place of paging, what the page shows.
func (p *OrdersPage) cut(rows []OrderRow, f OrderFilter, at cursor, limit int) {
	slices.SortFunc(rows, f.Sort.compare(at.backwards))
	more := len(rows) > limit
	rows = rows[:min(len(rows), limit)]
	if at.backwards {
		slices.Reverse(rows)
	}
	p.Rows = rows
	if len(rows) == 0 {
		return
	}
	if more || at.backwards {
		p.Next = f.Sort.place(&rows[len(rows)-1], false)
	}
	if at.set && (more || !at.backwards) {
		p.Prev = f.Sort.place(&rows[0], true)
	}
}

func (s *Store) storesOf(ctx context.Context, f OrderFilter) ([]string, error) {
	if f.Store != "" {
		return []string{string(f.Store)}, nil
	}
	if f.Company == "" {
		return nil, errors.New("orders are listed of a store or of a company file")
	}
	var out []string
	err := s.query(ctx, "SELECT key FROM shop WHERE company = $1 ORDER BY key", []any{string(f.Company)}, func(r *sql.Rows) error {
		var k string
		err := r.Scan(&k)
		out = append(out, k)
		return err
	})
	return out, err
}

// statesOf are the states to read, each along its index; "" reads all at once.
func statesOf(f OrderFilter) []OrderState {
	if len(f.States) == 0 {
		return []OrderState{""}
	}
	states := slices.Clone(f.States)
	slices.Sort(states)
	return slices.Compact(states)
}

// conditions are what a filter asks of the orders of one store, but for its words.
func (f OrderFilter) conditions(store string, state OrderState) filter {
	var q filter
	q.add("store = ?", store)
	if state != "" {
		q.add("state = ?", string(state))
	}
	// Days are cut in the store's zone: the instants that may fall on them are
	// within 14 hours of the day in UTC. This bounds the index, the day decides.
	if !f.From.IsZero() {
		q.add("placed >= ? AND day >= ?", stamp(f.From.Start(time.UTC).Add(-14*time.Hour)), f.From.String())
	}
	if !f.To.IsZero() {
		q.add("placed < ? AND day <= ?", stamp(f.To.Add(1).Start(time.UTC).Add(14*time.Hour)), f.To.String())
	}
	switch {
	case f.Channel == "" && !f.noChannel:
	case state != "": // fewer orders are in most states than came by a channel
		q.add("channel || '' = ?", f.Channel)
	default:
		q.add("channel = ?", f.Channel)
	}
	if f.Refunded {
		q.add("refunds > 0")
	}
	if f.MinTotal != nil {
		q.add("total >= ?", int64(*f.MinTotal))
	}
	if f.MaxTotal != nil {
		q.add("total <= ?", int64(*f.MaxTotal))
	}
	return q
}

// sqlText numbers the parameters of a whole statement.
func sqlText(parts ...string) string {
	f := filter{conds: []string{strings.Join(parts, " ")}}
	return f.text(0)
}

// orderRows are orders of one store by their date, those after the place.
func (s *Store) orderRows(ctx context.Context, f OrderFilter, store string, state OrderState, at cursor, down bool, limit int) ([]OrderRow, error) {
	q := f.conditions(store, state)
	if at.set {
		q.afterPlace(store, &at.row, down)
	}
	direction := ascending(down)
	var rows []OrderRow
	text := sqlText(orderColumns, "WHERE", strings.Join(q.conds, " AND "), "ORDER BY placed "+direction+", id "+direction, "LIMIT ?")
	err := s.query(ctx, text, append(q.args, limit), func(r *sql.Rows) error {
		row, err := scanOrderRow(r)
		rows = append(rows, row)
		return err
	})
	return rows, err
}

const orderColumns = `SELECT store, id, state, status, placed, day, customer, channel, currency, decimals, total, tax, reason, document, problems, refunds
	FROM sales_order`

func scanOrderRow(r *sql.Rows) (OrderRow, error) {
	var o OrderRow
	var dayText string
	if err := r.Scan(&o.Store, &o.ID, &o.State, &o.Status, instant{&o.Placed}, &dayText, &o.Customer, &o.Channel, &o.Currency, &o.Decimals,
		&o.Total, &o.Tax, &o.Reason, &o.Document, &o.Problems, &o.Refunds); err != nil {
		return o, err
	}
	var err error
	if dayText != "" {
		o.Day, err = day.Parse(dayText)
	}
	return o, err
}

// countOrders counts and sums what the filter finds without regard to amounts,
// refunds and words: from the tally.
func (s *Store) countOrders(ctx context.Context, f OrderFilter, stores []string, page *OrdersPage) error {
	add := func(r *sql.Rows) error {
		var currency string
		var v tallied
		if err := r.Scan(&currency, &v.orders, &v.total); err != nil {
			return err
		}
		page.add(currency, v)
		return nil
	}
	for _, store := range stores {
		q := f.tallied(store)
		err := s.query(ctx, sqlText("SELECT currency, sum(orders), sum(total) FROM tally WHERE", strings.Join(q.conds, " AND "), "GROUP BY currency"), q.args, add)
		if err != nil {
			return err
		}
	}
	return nil
}

func (p *OrdersPage) add(currency string, v tallied) {
	p.Count += v.orders
	if v.orders != 0 {
		p.Sum[currency] += v.total
	}
}
