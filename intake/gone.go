package intake

import (
	"context"
	"errors"
	"fmt"
	"time"

	"countinghouse/bigcommerce"
	"countinghouse/sales"
	"countinghouse/store"
)

// Archived and deleted orders leave the store's list without a word (reference:
// bigcommerce-api §2.1: "vanished from the list" is to be looked into by id).
// So now and then the list is held against what stands here.

const (
	// sweepEvery is how often the list is held against what stands here.
	sweepEvery = 24 * time.Hour
	// sweepBack is how far back, by the day of the order.
	sweepBack = 90 * 24 * time.Hour
	// sweepCursor is when that was done last.
	sweepCursor = "orders.swept"
)

// sweep looks for orders that vanished from the store's list.
func (r *run) sweep(ctx context.Context) error {
	now := r.p.o.Now().UTC()
	last, err := r.time(ctx, sweepCursor)
	if err != nil || !last.IsZero() && now.Sub(last) < r.p.o.SweepEvery {
		return err
	}
	if last.IsZero() { // everything was read just now
		return r.setTime(ctx, sweepCursor, now)
	}
	from, to := now.Add(-sweepBack), now.Add(-r.p.o.Overlap)
	have, err := r.p.st.OrderIDs(context.WithoutCancel(ctx), r.shop.Key, from, to)
	if err != nil || len(have) == 0 {
		return err
	}
	// A little earlier and later than asked for, so that no bound cuts off an order.
	w := &walk{client: r.client, byID: true, query: bigcommerce.OrderQuery{MinCreated: from.Add(-time.Hour), Limit: r.p.o.PageSize}}
	listed := map[sales.OrderID]bool{}
	for {
		l, ok, err := w.next(ctx)
		if err != nil {
			return err
		}
		if !ok {
			break
		}
		for _, row := range l.rows {
			listed[sales.OrderID(row.Order.ID)] = true
		}
	}
	var missing []sales.OrderID
	for _, id := range have {
		if !listed[id] {
			missing = append(missing, id)
		}
	}
	if len(missing) > maxAgain && len(missing) > len(have)/2 {
		return fmt.Errorf("%d of %d orders are missing from the store's list: it isn't believed, and nothing was changed", len(missing), len(have))
	}
	if err := r.reread(ctx, missing); err != nil {
		return err
	}
	return r.setTime(ctx, sweepCursor, now)
}

// gone writes down that the store has an order no more. All else that it said
// stays as it was.
func (r *run) gone(ctx context.Context, id sales.OrderID) error {
	o, err := r.p.st.Order(context.WithoutCancel(ctx), r.shop.Key, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && o.Gone {
		return nil
	}
	if err != nil {
		return err
	}
	o.Gone = true
	saved, err := r.p.st.SaveOrders(context.WithoutCancel(ctx), r.shop.Key, []sales.Order{o})
	r.res.Changed += saved.Changed
	if err == nil && saved.Changed > 0 {
		r.p.o.Saved()
	}
	return err
}
