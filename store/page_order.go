package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
)

// place is where an order stands in lists, newest first: the key of paging.
type place struct {
	placed string
	store  string
	id     int64
}

func (p place) compare(q place) int {
	if c := strings.Compare(p.placed, q.placed); c != 0 {
		return c
	}
	if c := strings.Compare(p.store, q.store); c != 0 {
		return c
	}
	return int(min(max(p.id-q.id, -1), 1))
}

// cursor is the text of OrderFilter.After: the direction and the place.
func (p place) cursor(backwards bool) string {
	direction := "n"
	if backwards {
		direction = "p"
	}
	return direction + "~" + p.placed + "~" + p.store + "~" + strconv.FormatInt(p.id, 10)
}

func parseCursor(text string) (p place, backwards bool, err error) {
	if text == "" {
		return p, false, nil
	}
	parts := strings.Split(text, "~")
	if len(parts) == 4 && (parts[0] == "n" || parts[0] == "p") {
		if _, err = time.Parse(stampLayout, parts[1]); err == nil {
			p.placed, p.store = parts[1], parts[2]
			p.id, err = strconv.ParseInt(parts[3], 10, 64)
			return p, parts[0] == "p", err
		}
	}
	return p, false, fmt.Errorf("%q is no place in the list of orders", text)
}

// OrdersPage lists orders, newest first. Each combination of store and state
// is read along its own index and merged, so a page costs the same among a
// million orders as among a hundred.
func (s *Store) OrdersPage(ctx context.Context, f OrderFilter) (OrdersPage, error) {
	page := OrdersPage{Sum: map[string]money.Amount{}}
	at, backwards, err := parseCursor(f.After)
	if err != nil {
		return page, err
	}
	stores, err := s.storesOf(ctx, f)
	if err != nil || len(stores) == 0 {
		return page, err
	}
	limit := pageLimit(f.Limit)
	if len(words(f.Search)) > 0 {
		return page, s.searchOrders(ctx, f, stores, at, backwards, limit, &page)
	}
	if f.MinTotal != nil || f.MaxTotal != nil || f.Refunded {
		if all, err := s.byAmount(ctx, f, stores, at, backwards, limit, &page); all || err != nil {
			return page, err
		}
	}
	var rows []OrderRow
	for _, store := range stores {
		for _, state := range statesOf(f) {
			some, err := s.orderRows(ctx, f, store, state, at, backwards, limit+1)
			if err != nil {
				return page, err
			}
			rows = append(rows, some...)
		}
	}
	page.cut(rows, f.After != "", backwards, limit)
	return page, s.countOrders(ctx, f, stores, &page)
}

// cut takes from rows, which begin at the place of paging, what the page shows.
func (p *OrdersPage) cut(rows []OrderRow, paged, backwards bool, limit int) {
	slices.SortFunc(rows, func(a, b OrderRow) int {
		if backwards {
			return a.place().compare(b.place())
		}
		return b.place().compare(a.place())
	})
	more := len(rows) > limit
	rows = rows[:min(len(rows), limit)]
	if backwards {
		slices.Reverse(rows)
	}
	p.Rows = rows
	if len(rows) == 0 {
		return
	}
	if more || backwards {
		p.Next = rows[len(rows)-1].place().cursor(false)
	}
	if paged && (more || !backwards) {
		p.Prev = rows[0].place().cursor(true)
	}
}

func (p place) ref() OrderRef { return OrderRef{sales.StoreKey(p.store), sales.OrderID(p.id)} }

func (r OrderRow) place() place { return place{stamp(r.Placed), string(r.Store), int64(r.ID)} }

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
	case f.Channel == "":
	case state != "": // fewer orders are in most states than came by a channel
		q.add("channel || '' = ?", f.Channel)
	default:
		q.add("channel = ? AND channel <> ''", f.Channel)
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

func (s *Store) orderRows(ctx context.Context, f OrderFilter, store string, state OrderState, at place, backwards bool, limit int) ([]OrderRow, error) {
	q := f.conditions(store, state)
	direction := "DESC"
	if backwards {
		direction = "ASC"
	}
	if at.placed != "" {
		// Rows of this store that stand after the place: at the same instant
		// those of lesser stores come whole, those of greater ones not at all.
		switch c := strings.Compare(store, at.store); {
		case !backwards && c == 0:
			q.add("placed <= ? AND (placed < ? OR id < ?)", at.placed, at.placed, at.id)
		case !backwards && c < 0:
			q.add("placed <= ?", at.placed)
		case !backwards:
			q.add("placed < ?", at.placed)
		case c == 0:
			q.add("placed >= ? AND (placed > ? OR id > ?)", at.placed, at.placed, at.id)
		case c > 0:
			q.add("placed >= ?", at.placed)
		default:
			q.add("placed > ?", at.placed)
		}
	}
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

// countOrders counts and sums what the filter finds: from the tally, unless it
// asks for amounts.
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
	if f.MinTotal != nil || f.MaxTotal != nil || f.Refunded {
		return s.countSome(ctx, f, stores, page)
	}
	for _, store := range stores {
		for _, state := range statesOf(f) {
			var q filter
			q.add("company = (SELECT company FROM shop WHERE key = ?)", store)
			q.add("day >= ? AND day <= ?", f.From.String(), lastDay(f.To))
			q.add("store = ?", store)
			if state != "" {
				q.add("state = ?", string(state))
			}
			if f.Channel != "" {
				q.add("channel = ?", f.Channel)
			}
			err := s.query(ctx, sqlText("SELECT currency, sum(orders), sum(total) FROM tally WHERE", strings.Join(q.conds, " AND "), "GROUP BY currency"), q.args, add)
			if err != nil {
				return err
			}
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
