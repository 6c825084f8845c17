package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"countinghouse/sales"
)

// firstOrders is how many orders a cause names.
const firstOrders = 5

// CauseRefused is the code of what QuickBooks refused; the subject is its reason.
const CauseRefused = "refused"

// Causes groups held orders by what would let them go, the most orders first.
func (s *Store) Causes(ctx context.Context, key CompanyKey) ([]Cause, error) {
	out, err := s.HeldCauses(ctx, key)
	if err != nil {
		return nil, err
	}
	for i := range out {
		if err := s.Explain(ctx, key, &out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// HeldCauses are Causes with their numbers only: what Explain adds is one
// query for each.
func (s *Store) HeldCauses(ctx context.Context, key CompanyKey) ([]Cause, error) {
	// An order with the same problem in two lines counts once: by the first.
	return s.causes(ctx, `SELECT code, subject, currency, sum(orders), sum(total) FROM cause_tally WHERE company = $1 AND code <> 'refused'
		GROUP BY code, subject, currency`, string(key))
}

// RefusedCauses are what QuickBooks refused, by the reason that it gave.
func (s *Store) RefusedCauses(ctx context.Context, key CompanyKey) ([]Cause, error) {
	return s.causes(ctx, `SELECT code, subject, currency, sum(orders), sum(total) FROM cause_tally WHERE company = $1 AND code = 'refused'
		GROUP BY code, subject, currency`, string(key))
}

// CountCauses tells how many causes there are, held and refused.
func (s *Store) CountCauses(ctx context.Context, key CompanyKey) (int, error) {
	var n int
	err := s.row(ctx, "SELECT count(*) FROM (SELECT DISTINCT code, subject FROM cause_tally WHERE company = $1) AS causes", []any{string(key)}, &n)
	return n, err
}

// causes adds up the currencies of each cause: its amount is that of the one
// with the most orders.
func (s *Store) causes(ctx context.Context, query, company string) ([]Cause, error) {
	var out []Cause
	at := map[string]int{}
	most := map[string]int{}
	err := s.query(ctx, query, []any{company}, func(r *sql.Rows) error {
		var c Cause
		if err := r.Scan(&c.Code, &c.Subject, &c.Currency, &c.Orders, &c.Amount); err != nil {
			return err
		}
		k := c.Code + "|" + c.Subject
		i, known := at[k]
		if !known {
			at[k], most[k] = len(out), c.Orders
			out = append(out, c)
			return nil
		}
		out[i].Orders += c.Orders
		if c.Orders > most[k] {
			most[k] = c.Orders
			out[i].Currency, out[i].Amount = c.Currency, c.Amount
		}
		return nil
	})
	slices.SortStableFunc(out, func(a, b Cause) int {
		if a.Orders != b.Orders {
			return b.Orders - a.Orders
		}
		return strings.Compare(a.Code+"|"+a.Subject, b.Code+"|"+b.Subject)
	})
	return out, err
}

// Explain adds the words of one of its orders to a cause, and its first orders.
func (s *Store) Explain(ctx context.Context, key CompanyKey, c *Cause) error {
	if c.Code == CauseRefused {
		c.What, c.Fix = "QuickBooks refused it.", c.Subject
		refs, err := s.CauseOrders(ctx, key, c.Code, c.Subject, OrderRef{}, firstOrders)
		for _, o := range refs {
			if c.Store == "" {
				c.Store = o.Store
			}
			if o.Store == c.Store {
				c.FirstOrders = append(c.FirstOrders, o.ID)
			}
		}
		return err
	}
	return s.query(ctx, `SELECT store, order_id, place, what, means, fix FROM problem WHERE company = $1 AND code = $2 AND subject = $3 AND leads = 1
		ORDER BY store, order_id LIMIT $4`,
		[]any{string(key), c.Code, c.Subject, firstOrders}, func(r *sql.Rows) error {
			var store sales.StoreKey
			var id sales.OrderID
			var place, what, means, fix string
			if err := r.Scan(&store, &id, &place, &what, &means, &fix); err != nil {
				return err
			}
			if len(c.FirstOrders) == 0 {
				c.Store, c.Place, c.What, c.Means, c.Fix = store, place, what, means, fix
			}
			if store == c.Store {
				c.FirstOrders = append(c.FirstOrders, id)
			}
			return nil
		})
}

// CauseOrders are the orders that wait for a cause, by store and number, those
// after the given one; the zero OrderRef is the beginning.
func (s *Store) CauseOrders(ctx context.Context, key CompanyKey, code, subject string, after OrderRef, limit int) ([]OrderRef, error) {
	var out []OrderRef
	add := func(r *sql.Rows) error {
		var o OrderRef
		err := r.Scan(&o.Store, &o.ID)
		out = append(out, o)
		return err
	}
	if code != CauseRefused {
		err := s.query(ctx, `SELECT store, order_id FROM problem WHERE company = $1 AND code = $2 AND subject = $3 AND leads = 1
			AND (store > $4 OR store = $4 AND order_id > $5) ORDER BY store, order_id LIMIT $6`,
			[]any{string(key), code, subject, string(after.Store), int64(after.ID), limit}, add)
		return out, err
	}
	err := s.query(ctx, `SELECT store, id FROM sales_order WHERE company = $1 AND state = 'refused' AND reason = $2
		AND (store > $3 OR store = $3 AND id > $4) ORDER BY store, id LIMIT $5`,
		[]any{string(key), subject, string(after.Store), int64(after.ID), limit}, add)
	return out, err
}

// OrderRowsOf are orders as a list shows them, in the given order; those that
// are not there are left out.
func (s *Store) OrderRowsOf(ctx context.Context, refs []OrderRef) ([]OrderRow, error) {
	byStore := map[sales.StoreKey][]sales.OrderID{}
	for _, o := range refs {
		byStore[o.Store] = append(byStore[o.Store], o.ID)
	}
	found := map[OrderRef]OrderRow{}
	for key, ids := range byStore {
		rows, err := s.OrderRows(ctx, key, ids)
		if err != nil {
			return nil, err
		}
		for _, o := range rows {
			found[OrderRef{o.Store, o.ID}] = o
		}
	}
	out := make([]OrderRow, 0, len(refs))
	for _, o := range refs {
		if row, ok := found[o]; ok {
			out = append(out, row)
		}
	}
	return out, nil
}
