package store

import (
	"context"
	"database/sql"
	"math"
	"slices"
	"strings"

	"countinghouse/money"
)

// maxCounted bounds how many orders a list by amount, or of refunds, counts:
// beyond it the page says "more than". A list as long as that is found by
// walking it in its order; a shorter one is read whole along the index of
// amounts.
const maxCounted = 2000

// maxWalked bounds how many orders are looked at one by one to count a list.
const maxWalked = 10_000

// byAmount lists orders by what they come to, or those with refunds. It is
// false if that is not for the index of amounts: because few orders are left
// without it, or because more have the amounts than are counted.
func (s *Store) byAmount(ctx context.Context, f OrderFilter, stores []string, at place, backwards bool, limit int, page *OrdersPage) (bool, error) {
	if !f.Refunded {
		plain := OrdersPage{Sum: map[string]money.Amount{}}
		without := f
		without.MinTotal, without.MaxTotal = nil, nil
		if err := s.countOrders(ctx, without, stores, &plain); err != nil {
			return false, err
		}
		if page.small = plain.Count <= maxWalked; page.small {
			return false, nil
		}
	}
	var refs []OrderRef
	for _, store := range stores {
		q := f.amounts(store)
		err := s.query(ctx, sqlText("SELECT placed, id FROM sales_order WHERE", strings.Join(q.conds, " AND "), "LIMIT ?"), append(q.args, maxCounted+1), func(r *sql.Rows) error {
			p := place{store: store}
			err := r.Scan(&p.placed, &p.id)
			refs = append(refs, p.ref())
			return err
		})
		if err != nil {
			return false, err
		}
	}
	if len(refs) > maxCounted {
		return false, nil
	}
	rows, err := s.OrderRowsOf(ctx, refs)
	if err != nil {
		return false, err
	}
	page.ByState = map[OrderState]int{}
	page.take(rows, f, at, backwards, limit)
	return true, nil
}

// take makes a page of all rows that a filter finds but for their state and
// refunds, and counts them by both.
func (p *OrdersPage) take(rows []OrderRow, f OrderFilter, at place, backwards bool, limit int) {
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
	if at.placed != "" {
		rows = slices.DeleteFunc(rows, func(r OrderRow) bool {
			c := r.place().compare(at)
			return c == 0 || (c > 0) != backwards
		})
	}
	p.cut(rows, f.After != "", backwards, limit)
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

// countSome counts a list by amount, or of refunds, no further than
// maxCounted; Capped tells that there are more. Among few orders all are counted.
func (s *Store) countSome(ctx context.Context, f OrderFilter, stores []string, page *OrdersPage) error {
	most := maxCounted
	if page.small {
		most = maxWalked
	}
	for _, store := range stores {
		for _, state := range statesOf(f) {
			q := f.conditions(store, state)
			if state == "" && !page.small {
				q = f.amounts(store)
			}
			err := s.query(ctx, sqlText("SELECT currency, count(*), sum(total) FROM (SELECT currency, total FROM sales_order WHERE", strings.Join(q.conds, " AND "), "LIMIT ?) AS some GROUP BY currency"),
				append(q.args, most+1), func(r *sql.Rows) error {
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
	if page.Count > most {
		page.Count, page.Capped, page.Sum = most, true, map[string]money.Amount{}
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
		if err == nil && page.small {
			return s.fewFigures(ctx, f, stores)
		}
		return page.ByState, page.WithRefunds, err
	}
	byState = map[OrderState]int{}
	for _, store := range stores {
		var q filter
		q.add("company = (SELECT company FROM shop WHERE key = ?)", store)
		q.add("day >= ? AND day <= ?", f.From.String(), lastDay(f.To))
		q.add("store = ?", store)
		if f.Channel != "" {
			q.add("channel = ?", f.Channel)
		}
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

// fewFigures are ListFigures of a list by amount among few orders.
func (s *Store) fewFigures(ctx context.Context, f OrderFilter, stores []string) (byState map[OrderState]int, refunds int, err error) {
	byState = map[OrderState]int{}
	for _, store := range stores {
		q := f.conditions(store, "")
		if err := s.query(ctx, sqlText("SELECT state, count(*), sum(CASE WHEN refunds > 0 THEN 1 ELSE 0 END) FROM sales_order WHERE", strings.Join(q.conds, " AND "), "GROUP BY state"), q.args, func(r *sql.Rows) error {
			var state OrderState
			var n, back int
			err := r.Scan(&state, &n, &back)
			byState[state] += n
			refunds += back
			return err
		}); err != nil {
			return nil, 0, err
		}
	}
	return byState, refunds, nil
}
