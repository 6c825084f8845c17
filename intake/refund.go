package intake

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"countinghouse/bigcommerce"
	"countinghouse/sales"
	"countinghouse/store"
)

// refundOverlap is how far behind the last look the store's refunds are asked
// for. A fresh refund's payments are settled later and may still be declined,
// without any word of it on the order (reference: bigcommerce-api §4).
const refundOverlap = 3 * 24 * time.Hour

// refundCursor is up to when the store's refunds were looked at.
const refundCursor = "refunds.created"

// refunded tells that an order says itself that something was refunded.
func refunded(o bigcommerce.Order) bool {
	if s := sales.Status(o.StatusID); s == sales.Refunded || s == sales.PartiallyRefunded {
		return true
	}
	lines, _ := o.Consignments.Lines()
	return slices.ContainsFunc(lines, func(l bigcommerce.OrderProduct) bool {
		return l.QuantityRefunded.IsSet() && !l.QuantityRefunded.IsZero()
	})
}

// refunds reads the refunds of the rows that need them, 250 orders a call.
func (f *fetcher) refunds(ctx context.Context, rows []bigcommerce.OrderRow) (map[bigcommerce.ID]Part[bigcommerce.Refund], error) {
	out := map[bigcommerce.ID]Part[bigcommerce.Refund]{}
	var ids []int64
	for _, r := range rows {
		if r.Err == nil && Needs(r.Order, f.detail).Refunds || f.refundsOf[sales.OrderID(r.Order.ID)] {
			ids = append(ids, int64(r.Order.ID))
		}
	}
	if len(ids) == 0 {
		return out, nil
	}
	got, err := f.client.RefundsOf(ctx, ids)
	var e *bigcommerce.APIError
	if errors.As(err, &e) && (e.Kind == bigcommerce.Forbidden || e.Kind == bigcommerce.Unavailable || e.Kind == bigcommerce.BadAnswer) {
		// The orders are held, with this as the reason, and read again.
		f.mu.Lock()
		defer f.mu.Unlock()
		f.warn[e.Words()] = true
		for _, id := range ids {
			f.again[sales.OrderID(id)] = true
			f.failed[sales.OrderID(id)] = e.What() + " " + e.Fix()
		}
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		out[bigcommerce.ID(id)] = Part[bigcommerce.Refund]{Read: true}
	}
	for _, r := range got {
		if p, ok := out[r.OrderID]; ok {
			p.Rows = append(p.Rows, r)
			out[r.OrderID] = p
		}
	}
	return out, nil
}

// refunds translates the order's refunds, oldest first.
func (t *translator) refunds(s *sales.Order, d Details) {
	s.RefundsRead = d.Refunds.Read
	for _, r := range d.Refunds.Rows {
		place := fmt.Sprintf("Refund %d", int64(r.ID))
		low := lower(place)
		if r.OrderID != 0 && int64(r.OrderID) != int64(s.ID) {
			t.say("%s belongs to order %d.", place, r.OrderID)
		}
		if r.Created.Time().IsZero() {
			t.say("The day of %s cannot be read: created is %q.", low, cut(r.Created.Text(), 60))
		}
		x := sales.Refund{
			ID: int64(r.ID), Created: r.Created.Time(), Reason: string(r.Reason), Override: bool(r.Override),
			Total: t.number(r.TotalAmount, "The amount of ", low), Tax: t.number(r.TotalTax, "The tax of ", low),
		}
		for _, i := range r.Items {
			item := sales.RefundItem{
				Kind: sales.RefundItemKind(i.ItemType), ID: int64(i.ItemID), Reason: string(i.Reason),
				Quantity:  t.number(i.Quantity, "A quantity of ", low),
				Requested: t.number(i.RequestedAmount, "An amount of ", low), HasRequested: i.RequestedAmount.IsSet(),
			}
			for _, a := range i.Adjustments {
				item.Adjustment = item.Adjustment.Add(t.number(a.Amount, "A deduction of ", low))
			}
			x.Items = append(x.Items, item)
		}
		for _, p := range r.Payments {
			x.Payments = append(x.Payments, sales.RefundPayment{
				ID: int64(p.ID), Provider: string(p.ProviderID), Amount: t.number(p.Amount, "A payment of ", low),
				Offline: bool(p.Offline), Declined: bool(p.IsDeclined),
			})
		}
		slices.SortStableFunc(x.Payments, func(a, b sales.RefundPayment) int { return cmp.Compare(a.ID, b.ID) })
		s.Refunds = append(s.Refunds, x)
	}
	slices.SortStableFunc(s.Refunds, func(a, b sales.Refund) int { return cmp.Compare(a.ID, b.ID) })
}

// refundedBefore notes the orders of which refunds are known that the orders
// themselves tell no more: one of a sum is on no line, and staff may have set
// another status since.
func (r *run) refundedBefore(ctx context.Context, rows []bigcommerce.OrderRow) error {
	if r.p.o.Detail.Refunds == Never {
		return nil
	}
	for _, row := range rows {
		id := sales.OrderID(row.Order.ID)
		if row.Err != nil || refunded(row.Order) || r.fetch.refundsOf[id] {
			continue
		}
		o, err := r.p.st.Order(ctx, r.shop.Key, id)
		switch {
		case errors.Is(err, store.ErrNotFound):
		case err != nil:
			return err
		case len(o.Refunds) > 0:
			r.fetch.refundsOf[id] = true
		}
	}
	return nil
}

// watchRefunds looks at the store's refunds of late. Whether a refund always
// moves its order's time of change is told nowhere (reference: bigcommerce-api
// §2.1), and a payment that is declined afterwards moves nothing at all: so
// each refund that isn't known as it is now has its order read again.
func (r *run) watchRefunds(ctx context.Context) error {
	if r.p.o.Detail.Refunds == Never {
		return nil
	}
	now := r.p.o.Now().UTC()
	mark, err := r.time(ctx, refundCursor)
	if err != nil {
		return err
	}
	from := mark.Add(-refundOverlap)
	if mark.IsZero() {
		from = r.start()
	}
	list, err := r.client.Refunds(ctx, from)
	if bigcommerce.IsKind(err, bigcommerce.Forbidden) {
		r.fetch.warn[bigcommerce.Words(err)] = true
		return nil
	}
	if err != nil {
		return err
	}
	known := map[int64]uint64{}
	var ids []sales.OrderID
	for _, x := range list {
		sum := refundSum(x)
		known[int64(x.ID)] = sum
		id := sales.OrderID(x.OrderID)
		r.fetch.refundsOf[id] = true // when it is read below, this is read with it
		if r.s.refunds[int64(x.ID)] == sum || id <= 0 || slices.Contains(ids, id) {
			continue
		}
		stands, err := r.stands(ctx, id, x)
		if err != nil {
			return err
		}
		if !stands {
			ids = append(ids, id)
		}
	}
	if err := r.reread(ctx, ids); err != nil {
		return err
	}
	r.s.refunds = known
	return r.setTime(ctx, refundCursor, now)
}

// refundSum tells refunds apart by all that they say.
func refundSum(x bigcommerce.Refund) uint64 {
	h := fnv.New64a()
	b, _ := json.Marshal(x)
	_, _ = h.Write(b)
	return h.Sum64()
}

// stands tells whether the saved order has the refund as it is now.
func (r *run) stands(ctx context.Context, id sales.OrderID, x bigcommerce.Refund) (bool, error) {
	o, err := r.p.st.Order(context.WithoutCancel(ctx), r.shop.Key, id)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil // an order of long ago: its refund is of today
	}
	if err != nil {
		return false, err
	}
	var t translator
	var s sales.Order
	t.refunds(&s, Details{Refunds: Part[bigcommerce.Refund]{Rows: []bigcommerce.Refund{x}, Read: true}})
	i := slices.IndexFunc(o.Refunds, func(y sales.Refund) bool { return y.ID == int64(x.ID) })
	if i < 0 {
		return false, nil
	}
	was, _ := json.Marshal(o.Refunds[i])
	is, _ := json.Marshal(s.Refunds[0])
	return string(was) == string(is), nil
}

// reread reads orders by their ids, with their refunds.
func (r *run) reread(ctx context.Context, ids []sales.OrderID) error {
	for len(ids) > 0 {
		n := min(len(ids), againAtOnce)
		var rows []bigcommerce.OrderRow
		for _, id := range ids[:n] {
			b, err := r.client.Order(ctx, int64(id))
			if bigcommerce.IsKind(err, bigcommerce.NotFound) {
				if err := r.gone(ctx, id); err != nil {
					return err
				}
				continue
			}
			if err != nil {
				return err
			}
			r.fetch.refundsOf[id] = true
			delete(r.s.seen, id)
			rows = append(rows, b)
		}
		if err := r.page(ctx, leaf{rows: rows}); err != nil {
			return err
		}
		ids = ids[n:]
	}
	return nil
}
