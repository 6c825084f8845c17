package store

import (
	"context"
	"database/sql"
	"math"
	"slices"
	"strings"

	"countinghouse/money"
	"countinghouse/sales"
)

// byAmount lists orders by what they come to, or those with refunds. It is
// false if that is not for the index of amounts: because few orders are left
// without it, or because more have the amounts than are counted.
func (s *Store) byAmount(ctx context.Context, f OrderFilter, stores []string, at cursor, limit int, page *OrdersPage) (bool, error) {
	plain := OrdersPage{Sum: map[string]money.Amount{}}
	if err := s.countOrders(ctx, f, stores, &plain); err != nil {
		return false, err
	}
	page.without = plain.Count
	if plain.Count <= s.most.few && !f.Refunded {
		every := f // the tabs are counted too, so all states must be few
		every.States = nil
		all := OrdersPage{Sum: map[string]money.Amount{}}
		if err := s.countOrders(ctx, every, stores, &all); err != nil {
			return false, err
		}
		if page.small = all.Count <= s.most.few; page.small {
			return false, nil
		}
	}
	var refs []OrderRef
	for _, store := range stores {
		q := f.amounts(store)
		err := s.query(ctx, sqlText("SELECT id FROM sales_order WHERE", strings.Join(q.conds, " AND "), "LIMIT ?"), append(q.args, s.most.counted+1), func(r *sql.Rows) error {
			ref := OrderRef{Store: sales.StoreKey(store)}
			err := r.Scan(&ref.ID)
			refs = append(refs, ref)
			return err
		})
		if err != nil {
			return false, err
		}
	}
	if len(refs) > s.most.counted {
		return false, nil
	}
	rows, err := s.OrderRowsOf(ctx, refs)
	if err != nil {
		return false, err
	}
	page.ByState = map[OrderState]int{}
	page.take(rows, f, at, limit)
	return true, nil
}

// take makes a page of all rows that a filter finds but for their state and
// refunds, and counts them by both.
func (p *OrdersPage) take(rows []OrderRow, f OrderFilter, at cursor, limit int) {
	wanted := statesOf(f)
	rows = slices.DeleteFunc(rows, func(r OrderRow) bool {
		p.ByState[r.State]++
		if r.Refunds > 0 {
			p.WithRefunds++
		}
		return wanted[0] != "" && !slices.Contains(wanted, r.State) || f.Refunded && r.Refunds == 0
	})
	for _, r := range rows {
		p.add(r.Currency, tallied{1, r.Total})
	}
	p.cut(f.Sort.rest(rows, at), f, at, limit)
}

// rest are the rows that come after a place.
func (o OrderSort) rest(rows []OrderRow, at cursor) []OrderRow {
	if !at.set {
		return rows
	}
	after := o.compare(at.backwards)
	return slices.DeleteFunc(rows, func(r OrderRow) bool { return after(r, at.row) <= 0 })
}

// amounts are the conditions of a list by amount or of refunds, such that the
// index of either serves them, which holds all that is asked: a store, a
// channel or a day must not draw the reading to an index of its own.
func (f OrderFilter) amounts(store string) filter {
	var q filter
	least, most := int64(math.MinInt64), int64(math.MaxInt64)
	if f.MinTotal != nil {
		least = int64(*f.MinTotal)
	}
	if f.MaxTotal != nil {
		most = int64(*f.MaxTotal)
	}
	if f.Refunded {
		q.add("refunds > 0")
		if f.MinTotal != nil || f.MaxTotal != nil {
			q.add("total + 0 >= ? AND total + 0 <= ?", least, most)
		}
	} else {
		q.add("total >= ? AND total <= ?", least, most)
	}
	q.add("store || '' = ?", store)
	if f.Channel != "" {
		q.add("channel || '' = ?", f.Channel)
	}
	if !f.From.IsZero() || !f.To.IsZero() {
		q.add("day || '' >= ? AND day || '' <= ?", f.From.String(), lastDay(f.To))
	}
	return q
}

// countSome counts a list by amount, or of refunds, as far as is counted; Capped tells that there are more. Among few orders all are
// counted, by state too.
func (s *Store) countSome(ctx context.Context, f OrderFilter, stores []string, page *OrdersPage) error {
	if page.small {
		return s.countFew(ctx, f, stores, page)
	}
	for _, store := range stores {
		for _, state := range statesOf(f) {
			q := f.conditions(store, state)
			if state == "" {
				q = f.amounts(store)
			}
			err := s.query(ctx, sqlText("SELECT currency, count(*), sum(total) FROM (SELECT currency, total FROM sales_order WHERE", strings.Join(q.conds, " AND "), "LIMIT ?) AS some GROUP BY currency"),
				append(q.args, s.most.counted+1), func(r *sql.Rows) error {
					var currency string
					var v tallied
					if err := r.Scan(&currency, &v.orders, &v.total); err != nil {
						return err
					}
					page.add(currency, v)
					return nil
				})
			if err != nil {
				return err
			}
		}
	}
	if page.Count > s.most.counted {
		page.Count, page.Capped, page.Sum = s.most.counted, true, map[string]money.Amount{}
	}
	return nil
}

// countFew counts a list by amount among few orders, in all states.
func (s *Store) countFew(ctx context.Context, f OrderFilter, stores []string, page *OrdersPage) error {
	wanted := statesOf(f)
	page.ByState = map[OrderState]int{}
	for _, store := range stores {
		for _, state := range slices.Concat(ranked()...) { // each along its index, which holds all of it
			q := f.conditions(store, state)
			if err := s.query(ctx, sqlText("SELECT currency, count(*), sum(total), sum(CASE WHEN refunds > 0 THEN 1 ELSE 0 END) FROM sales_order INDEXED BY sales_order_state WHERE", strings.Join(q.conds, " AND "), "GROUP BY currency"), q.args, func(r *sql.Rows) error {
				var currency string
				var v tallied
				var back int
				err := r.Scan(&currency, &v.orders, &v.total, &back)
				page.ByState[state] += v.orders
				page.WithRefunds += back
				if wanted[0] == "" || slices.Contains(wanted, state) {
					page.add(currency, v)
				}
				return err
			}); err != nil {
				return err
			}
		}
	}
	return nil
}

// ListFigures counts the orders of a list by state, and those with refunds,
// leaving out what the filter says of either; byState is nil where that is not
// counted: a list by amount that is too long. Of refunds more than are counted
// are -1.
func (s *Store) ListFigures(ctx context.Context, f OrderFilter) (byState map[OrderState]int, refunds int, err error) {
	f.States, f.Refunded, f.After, f.Limit = nil, false, "", 1
	stores, err := s.storesOf(ctx, f)
	if err != nil {
		return nil, 0, err
	}
	if len(words(f.Search)) > 0 || f.MinTotal != nil || f.MaxTotal != nil {
		page, err := s.OrdersPage(ctx, f)
		return page.ByState, page.WithRefunds, err
	}
	byState = map[OrderState]int{}
	for _, store := range stores {
		q := f.tallied(store)
		if err := s.query(ctx, sqlText("SELECT state, sum(orders) FROM tally WHERE", strings.Join(q.conds, " AND "), "GROUP BY state"), q.args, func(r *sql.Rows) error {
			var state OrderState
			var n int
			err := r.Scan(&state, &n)
			byState[state] += n
			return err
		}); err != nil {
			return nil, 0, err
		}
	}
	f.Refunded = true
	page := OrdersPage{Sum: map[string]money.Amount{}}
	if err := s.countSome(ctx, f, stores, &page); err != nil {
		return nil, 0, err
	}
	if page.Capped {
		return byState, -1, nil
	}
	return byState, page.Count, nil
}
