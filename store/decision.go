package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"countinghouse/books"
	"countinghouse/sales"
)

func decodeDecisions(body []byte) (books.Decisions, error) {
	var d books.Decisions
	if len(body) == 0 {
		return d, nil
	}
	return d, json.Unmarshal(body, &d)
}

// Decisions are what persons decided about one order; none is the zero value.
func (s *Store) Decisions(ctx context.Context, key sales.StoreKey, id sales.OrderID) (books.Decisions, error) {
	var body []byte
	err := s.row(ctx, "SELECT body FROM order_decision WHERE store = $1 AND order_id = $2", []any{string(key), int64(id)}, &body)
	if errors.Is(err, ErrNotFound) {
		return books.Decisions{}, nil
	}
	if err != nil {
		return books.Decisions{}, err
	}
	return decodeDecisions(body)
}

// decide changes what was decided about an order, leaves the audit row (what
// and the words of a person), and has the order planned again.
func (s *Store) decide(ctx context.Context, by Actor, key sales.StoreKey, id sales.OrderID, action, detail string, change func(*books.Decisions) error) error {
	return s.write(ctx, func(t *tx) error { return t.decide(by, key, id, action, detail, change) })
}

func (t *tx) decide(by Actor, key sales.StoreKey, id sales.OrderID, action, detail string, change func(*books.Decisions) error) error {
	var company CompanyKey
	var body []byte
	err := t.row(`SELECT o.company, coalesce(x.body, '') FROM sales_order o LEFT JOIN order_decision x ON x.store = o.store AND x.order_id = o.id
		WHERE o.store = $1 AND o.id = $2`, []any{string(key), int64(id)}, &company, &body)
	if err != nil {
		return err
	}
	d, err := decodeDecisions(body)
	if err != nil {
		return err
	}
	if err := change(&d); err != nil {
		return err
	}
	after, err := json.Marshal(d)
	if err != nil {
		return err
	}
	if _, err := t.exec(`INSERT INTO order_decision (store, order_id, body, decided, decided_by) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (store, order_id) DO UPDATE SET body = excluded.body, decided = excluded.decided, decided_by = excluded.decided_by`,
		string(key), int64(id), string(after), t.at, by.Name); err != nil {
		return err
	}
	t.log(event{actor: by, action: action, company: company, store: key, order: id, subject: orderSubject(id), detail: detail})
	return t.mark(company, key, []sales.OrderID{id})
}

// ExcludeOrder keeps an order out of QuickBooks; why is for people and needed.
// What stands there already stays: see Undo.
func (s *Store) ExcludeOrder(ctx context.Context, by Actor, key sales.StoreKey, id sales.OrderID, why string) error {
	if why = strings.TrimSpace(why); why == "" {
		return errors.New("say why the order is kept out of QuickBooks")
	}
	return s.decide(ctx, by, key, id, "order.excluded_by_person", why, func(d *books.Decisions) error {
		d.Excluded = why
		return nil
	})
}

// IncludeOrder takes back ExcludeOrder.
func (s *Store) IncludeOrder(ctx context.Context, by Actor, key sales.StoreKey, id sales.OrderID) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.do(by, Deed{Kind: DeedInclude, Orders: []OrderRef{{key, id}}})
		return err
	})
}

// ApproveOrder lets an order go that a rule holds for a person, by the rule's name.
func (s *Store) ApproveOrder(ctx context.Context, by Actor, key sales.StoreKey, id sales.OrderID, rule string) error {
	return s.decide(ctx, by, key, id, "order.approved", "Rule "+rule, func(d *books.Decisions) error {
		if d.Approved == nil {
			d.Approved = map[string]string{}
		}
		d.Approved[rule] = by.Name
		return nil
	})
}

// Restock decides whether the goods of a refund's line went back to stock.
func (s *Store) Restock(ctx context.Context, by Actor, key sales.StoreKey, id sales.OrderID, refund, line int64, back bool) error {
	words := "did not go back to stock"
	if back {
		words = "went back to stock"
	}
	return s.decide(ctx, by, key, id, "order.restock", fmt.Sprintf("Refund %d, line %d: the goods %s.", refund, line, words), func(d *books.Decisions) error {
		if d.Restock == nil {
			d.Restock = map[int64]map[int64]bool{}
		}
		if d.Restock[refund] == nil {
			d.Restock[refund] = map[int64]bool{}
		}
		d.Restock[refund][line] = back
		return nil
	})
}

// ChooseCustomer decides which customer of QuickBooks the order's shopper is
// (its ListID): the shopper is linked to it from now on, and other orders that
// wait for a word about the same person go on too. Empty decides that the
// shopper is nobody of those that look alike, and a new customer is made.
func (s *Store) ChooseCustomer(ctx context.Context, by Actor, key sales.StoreKey, id sales.OrderID, listID string) error {
	return s.write(ctx, func(t *tx) error { return t.chooseCustomer(by, key, id, listID) })
}

func (t *tx) chooseCustomer(by Actor, key sales.StoreKey, id sales.OrderID, listID string) error {
	if listID == "" {
		return t.decide(by, key, id, "order.customer", "A new customer is made.", func(d *books.Decisions) error {
			d.NewCustomer = true
			return nil
		})
	}
	var company CompanyKey
	var orderBody, entryBody []byte
	err := t.row(`SELECT o.company, b.body, e.body FROM sales_order o JOIN order_body b ON b.store = o.store AND b.order_id = o.id
		JOIN list_entry e ON e.company = o.company AND e.kind = 'customer' AND e.list_id = $3
		WHERE o.store = $1 AND o.id = $2`, []any{string(key), int64(id), listID}, &company, &orderBody, &entryBody)
	if err != nil {
		return err
	}
	var o sales.Order
	var e books.Entry
	if err := errors.Join(json.Unmarshal(orderBody, &o), json.Unmarshal(entryBody, &e)); err != nil {
		return err
	}
	if err := t.link(company, o.CustomerKey(), listID, by.Name); err != nil {
		return err
	}
	if err := t.decide(by, key, id, "order.customer", e.FullName+", "+listID, func(d *books.Decisions) error {
		d.NewCustomer = false
		return nil
	}); err != nil {
		return err
	}
	_, err = t.markStates(company, key, []OrderState{OrderHeld})
	return err
}
