package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"
)

// maxFound bounds what a search looks at: the orders with the highest numbers,
// which are the newest. Whoever searches for a word that stands in more orders
// adds another word.
const maxFound = 2000

// maxScanned bounds how many orders of one word are compared with the others.
const maxScanned = 300_000

// searchOrders lists the orders that have all words of the search, each as a
// whole word or as its beginning.
func (s *Store) searchOrders(ctx context.Context, f OrderFilter, stores []string, at place, backwards bool, limit int, page *OrdersPage) error {
	var rows []OrderRow
	for _, store := range stores {
		ids, err := s.ordersWithWords(ctx, store, words(f.Search))
		if err != nil {
			return err
		}
		some, err := s.foundOrders(ctx, f, store, ids)
		if err != nil {
			return err
		}
		rows = append(rows, some...)
	}
	page.ByState = map[OrderState]int{}
	page.take(rows, f, at, backwards, limit)
	return nil
}

// ordersWithWords are the numbers of the newest orders that have all words.
func (s *Store) ordersWithWords(ctx context.Context, store string, wanted []string) ([]int64, error) {
	var both map[int64]bool
	for i, w := range wanted {
		if len(w) > maxWord {
			w = strings.ToValidUTF8(w[:maxWord], "")
		}
		have := map[int64]bool{}
		err := s.query(ctx, "SELECT order_id FROM order_word WHERE store = $1 AND word >= $2 AND word < $3 LIMIT $4",
			[]any{store, w, w + "\U0010FFFF", maxScanned}, func(r *sql.Rows) error {
				var id int64
				err := r.Scan(&id)
				if i == 0 || both[id] {
					have[id] = true
				}
				return err
			})
		if err != nil || len(have) == 0 {
			return nil, err
		}
		both = have
	}
	ids := make([]int64, 0, len(both))
	for id := range both {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b int64) int { return int(min(max(b-a, -1), 1)) })
	return ids[:min(len(ids), maxFound)], nil
}

// foundOrders are those of the orders that the rest of the filter finds.
func (s *Store) foundOrders(ctx context.Context, f OrderFilter, store string, ids []int64) ([]OrderRow, error) {
	var rows []OrderRow
	f.Refunded = false // of all of them it is counted how many have refunds
	q := f.conditions(store, "")
	err := inLists(ids, func(list string, args []any) error {
		return s.query(ctx, sqlText(orderColumns, "WHERE", strings.Join(q.conds, " AND "))+" AND id IN "+list, append(slices.Clone(q.args), args...), func(r *sql.Rows) error {
			row, err := scanOrderRow(r)
			rows = append(rows, row)
			return err
		})
	})
	return rows, err
}
