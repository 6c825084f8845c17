package store

import (
	"context"
	"database/sql"
	"fmt"

	"countinghouse/sales"
)

// unsettled are the states of orders of which nothing is in QuickBooks for
// certain; new rules apply to all of them.
var unsettled = []OrderState{OrderNew, OrderWatched, OrderExcluded, OrderHeld, OrderWaiting, OrderRefused}

// mark has orders planned again. It raises their mark, so that a plan made of
// what was there before is not saved, and holds back what is ready for them:
// nothing outdated is sent.
func (t *tx) mark(company CompanyKey, key sales.StoreKey, ids []sales.OrderID) error {
	return inLists(rawIDs(ids), func(list string, args []any) error {
		args = append([]any{string(key)}, args...)
		if _, err := t.exec("UPDATE sales_order SET mark = mark + 1 WHERE store = $1 AND id IN "+list+" AND to_plan = 1", args...); err != nil {
			return err
		}
		n, err := t.exec("UPDATE sales_order SET mark = mark + 1, to_plan = 1 WHERE store = $1 AND id IN "+list+" AND to_plan = 0", args...)
		if err != nil {
			return err
		}
		t.countWork(company, countToPlan, int(n))
		if err := t.unsummarize(key, list, args); err != nil {
			return err
		}
		return t.holdBack(company, `UPDATE posting SET stale = 1 WHERE store = $1 AND order_id IN `+list+` AND undo = 0 AND stale = 0 `, args)
	})
}

// holdBack makes postings stale by the given update, to which conditions are added.
func (t *tx) holdBack(company CompanyKey, update string, args []any) error {
	n, err := t.exec(update+"AND state = 'ready' AND waits = 0", args...)
	if err != nil {
		return err
	}
	t.countWork(company, countName(Ready, false, false, ""), -int(n))
	t.countWork(company, countBlocked, int(n))
	_, err = t.exec(update+"AND state IN ('ready', 'sent', 'unsure', 'refused')", args...)
	return err
}

// markStates marks all orders of a store that are in one of the states, and
// tells how many.
func (t *tx) markStates(company CompanyKey, key sales.StoreKey, states []OrderState) (int, error) {
	marked := 0
	for _, state := range states {
		args := []any{string(key), string(state)}
		again, err := t.exec("UPDATE sales_order SET mark = mark + 1 WHERE store = $1 AND state = $2 AND to_plan = 1", args...)
		if err != nil {
			return 0, err
		}
		n, err := t.exec("UPDATE sales_order SET mark = mark + 1, to_plan = 1 WHERE store = $1 AND state = $2 AND to_plan = 0", args...)
		if err != nil {
			return 0, err
		}
		t.countWork(company, countToPlan, int(n))
		marked += int(n + again)
		if state == OrderWaiting {
			ready, err := t.settledWhere("WHERE p.store = $1 AND p.order_id < 0 AND p.state = 'ready' AND p.operation = ''", string(key))
			if err != nil {
				return 0, err
			}
			if err := t.freeSummaries(key, ready); err != nil {
				return 0, err
			}
		}
		if state != OrderNew { // also a held order may have a part of it ready
			if err := t.holdBack(company, `UPDATE posting SET stale = 1 WHERE undo = 0 AND stale = 0 AND store = $1
				AND order_id IN (SELECT id FROM sales_order WHERE store = $1 AND state = $2 AND to_plan = 1) `, args); err != nil {
				return 0, err
			}
		}
	}
	return marked, nil
}

// PlanAgain marks every held order of a company file, and those with a posting
// that QuickBooks refused for a cause that may be gone now (lanes mapping,
// data, setting), to be planned again. It tells how many.
func (s *Store) PlanAgain(ctx context.Context, key CompanyKey, why string) (int, error) {
	marked := 0
	err := s.write(ctx, func(t *tx) error {
		marked = 0
		stores, err := t.stores(key)
		if err != nil {
			return err
		}
		for _, store := range stores {
			// Plans under way were made of what was there before: they are void.
			if _, err := t.exec("UPDATE sales_order SET mark = mark + 1 WHERE company = $1 AND store = $2 AND to_plan = 1 AND state <> 'held'", string(key), string(store)); err != nil {
				return err
			}
			n, err := t.markStates(key, store, []OrderState{OrderHeld})
			if err != nil {
				return err
			}
			marked += n
		}
		refused, err := t.refusedOrders(key)
		if err != nil {
			return err
		}
		for store, ids := range refused {
			marked += len(ids)
			if err := t.mark(key, store, ids); err != nil {
				return err
			}
		}
		if marked > 0 {
			t.log(event{action: "orders.plan_again", company: key, subject: "company " + string(key), detail: fmt.Sprintf("%s: %d orders", why, marked)})
		}
		return nil
	})
	return marked, err
}

func (t *tx) stores(key CompanyKey) ([]sales.StoreKey, error) {
	var out []sales.StoreKey
	err := t.query("SELECT key FROM shop WHERE company = $1 ORDER BY key", []any{string(key)}, func(r *sql.Rows) error {
		var k sales.StoreKey
		err := r.Scan(&k)
		out = append(out, k)
		return err
	})
	return out, err
}

// refusedOrders are the orders that are not held, but of which a document, or
// the customer or item that one waits for, was refused for a cause that may be
// gone.
func (t *tx) refusedOrders(key CompanyKey) (map[sales.StoreKey][]sales.OrderID, error) {
	out := map[sales.StoreKey][]sales.OrderID{}
	err := t.query(`SELECT store, order_id FROM posting
			WHERE company = $1 AND state = 'refused' AND lane IN ('mapping', 'data', 'setting') AND order_id > 0 AND undo = 0
		UNION SELECT p.store, p.order_id FROM posting c JOIN posting p ON p.depends_on = c.id AND p.depends_on > 0
			WHERE c.company = $1 AND c.state = 'refused' AND c.lane IN ('mapping', 'data', 'setting') AND c.order_id = 0 AND p.state <> 'withdrawn'
		UNION SELECT p.store, p.order_id FROM posting c JOIN posting_link l ON l.needs = c.id JOIN posting p ON p.id = l.posting
			WHERE c.company = $1 AND c.state = 'refused' AND c.lane IN ('mapping', 'data', 'setting') AND c.order_id = 0 AND p.state <> 'withdrawn' AND p.order_id > 0`,
		[]any{string(key)}, func(r *sql.Rows) error {
			var store sales.StoreKey
			var id sales.OrderID
			err := r.Scan(&store, &id)
			out[store] = append(out[store], id)
			return err
		})
	return out, err
}

// PlanOrder marks one order to be planned again, on demand of a person.
func (s *Store) PlanOrder(ctx context.Context, by Actor, key sales.StoreKey, id sales.OrderID) error {
	return s.write(ctx, func(t *tx) error {
		var company CompanyKey
		if err := t.row("SELECT company FROM sales_order WHERE store = $1 AND id = $2", []any{string(key), int64(id)}, &company); err != nil {
			return err
		}
		t.log(event{actor: by, action: "order.plan_again", company: company, store: key, order: id, subject: orderSubject(id)})
		return t.mark(company, key, []sales.OrderID{id})
	})
}

func rawIDs[T ~int64](ids []T) []int64 {
	out := make([]int64, len(ids))
	for i, id := range ids {
		out[i] = int64(id)
	}
	return out
}
