package intake

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"countinghouse/bigcommerce"
	"countinghouse/sales"
)

// maxFaults is how many orders of one poll may fail to be read in detail by
// the store's own faults before the poll is given up: then it is the store that
// is ill, not the order.
const maxFaults = 5

// fetcher reads the details of orders, a few at once.
type fetcher struct {
	client *bigcommerce.Client
	facts  Facts
	detail Detail

	mu     sync.Mutex
	denied map[string]error // calls that the token may not make
	faults int
	// again are orders to be read again at the next poll: a part of them
	// could not be read, for a reason that may pass.
	again map[sales.OrderID]bool
	warn  map[string]bool // words for people
	// refundsOf are orders whose refunds are read whatever they say themselves;
	// failed tells of orders why those could not be read.
	refundsOf map[sales.OrderID]bool
	failed    map[sales.OrderID]string
}

func newFetcher(c *bigcommerce.Client, f Facts, d Detail) *fetcher {
	return &fetcher{client: c, facts: f, detail: d, denied: map[string]error{}, again: map[sales.OrderID]bool{}, warn: map[string]bool{},
		refundsOf: map[sales.OrderID]bool{}, failed: map[sales.OrderID]string{}}
}

// read translates one row with all that it needs. Its error ends the poll;
// what concerns this order alone goes into its contradictions.
func (f *fetcher) read(ctx context.Context, row bigcommerce.OrderRow, customer *bigcommerce.Customer, refunds Part[bigcommerce.Refund]) (sales.Order, error) {
	o := row.Order
	if row.Err != nil {
		s := Translate(f.facts, o, Details{})
		s.Contradictions = []string{"The store's answer for this order cannot be read: " + row.Err.Error() + "."}
		return s, nil
	}
	id := int64(o.ID)
	need := Needs(o, f.detail)
	need.Transactions = need.Transactions || len(refunds.Rows) > 0 && f.detail.Transactions != Never
	d := Details{Customer: customer, Refunds: refunds}
	if why := f.failed[sales.OrderID(o.ID)]; why != "" { // written before any order is read
		d.Failed = append(d.Failed, why)
	}
	err := errors.Join(
		fetch(ctx, f, &d, o, need.Lines, &d.Lines, f.client.OrderProducts),
		fetch(ctx, f, &d, o, need.Addresses, &d.Addresses, f.client.OrderShippingAddresses),
		fetch(ctx, f, &d, o, need.Fees, &d.Fees, f.client.OrderFees),
		fetch(ctx, f, &d, o, need.Taxes, &d.Taxes, f.client.OrderTaxes),
	)
	if err != nil {
		return sales.Order{}, err
	}
	if need.Coupons && need.Lines && d.Lines.Read {
		// The lines that were missing may answer for the coupons after all.
		need.Coupons = !couponsAnswered(d.Lines.Rows, o.CouponDiscount)
	}
	err = errors.Join(
		fetch(ctx, f, &d, o, need.Coupons, &d.Coupons, f.client.OrderCoupons),
		fetch(ctx, f, &d, o, need.Transactions, &d.Transactions, f.client.Transactions),
	)
	if err != nil {
		return sales.Order{}, fmt.Errorf("order %d: %w", id, err)
	}
	return Translate(f.facts, o, d), nil
}

// fetch reads one part. A failure that concerns only this order holds it.
func fetch[T any](ctx context.Context, f *fetcher, d *Details, o bigcommerce.Order, need bool, into *Part[T],
	call func(context.Context, int64) ([]T, error)) error {
	if !need {
		return nil
	}
	key := fmt.Sprintf("%T", into)
	err := f.refused(key)
	if err == nil {
		into.Rows, err = call(ctx, int64(o.ID))
	}
	if err == nil {
		into.Read = true
		return nil
	}
	var e *bigcommerce.APIError
	if !errors.As(err, &e) {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	switch e.Kind {
	case bigcommerce.NotFound: // the order stands in the list, so its rows should be there
		f.again[sales.OrderID(o.ID)] = true
	case bigcommerce.Forbidden:
		f.denied[key] = err
		f.warn[e.Words()] = true
		f.again[sales.OrderID(o.ID)] = true
	case bigcommerce.Unavailable, bigcommerce.BadAnswer, bigcommerce.BadRequest:
		if f.faults++; f.faults > maxFaults {
			return err
		}
		f.again[sales.OrderID(o.ID)] = true
	default: // the token or the network: nothing else would fare better
		return err
	}
	d.Failed = append(d.Failed, e.What()+" "+e.Fix())
	return nil
}

func (f *fetcher) refused(key string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.denied[key]
}

// customers reads the customers that the rows need, in one call for 250.
func (f *fetcher) customers(ctx context.Context, rows []bigcommerce.OrderRow) (map[bigcommerce.ID]*bigcommerce.Customer, error) {
	var ids []int64
	wanted := map[bigcommerce.ID]bool{}
	for _, r := range rows {
		if id := r.Order.CustomerID; id != 0 && r.Err == nil && !wanted[id] && Needs(r.Order, f.detail).Customer {
			wanted[id] = true
			ids = append(ids, int64(id))
		}
	}
	out := map[bigcommerce.ID]*bigcommerce.Customer{}
	if len(ids) == 0 {
		return out, nil
	}
	got, err := f.client.Customers(ctx, ids)
	if bigcommerce.IsKind(err, bigcommerce.Forbidden) {
		// Customers only add to the billing address: do without, and say so.
		f.warn[bigcommerce.Words(err)] = true
		return out, nil
	}
	for i := range got {
		out[got[i].ID] = &got[i]
	}
	return out, err
}

// all reads the details of rows, parallel at a time, and gives the orders in
// the rows' order.
func (f *fetcher) all(ctx context.Context, rows []bigcommerce.OrderRow, parallel int) ([]sales.Order, error) {
	customers, err := f.customers(ctx, rows)
	if err != nil {
		return nil, err
	}
	refunds, err := f.refunds(ctx, rows)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	out := make([]sales.Order, len(rows))
	work := make(chan int)
	var wg sync.WaitGroup
	for range max(1, min(parallel, len(rows))) {
		wg.Go(func() {
			for i := range work {
				o, err := f.read(ctx, rows[i], customers[rows[i].Order.CustomerID], refunds[rows[i].Order.ID])
				if err != nil {
					cancel(err)
					return
				}
				out[i] = o
			}
		})
	}
feed:
	for i := range rows {
		select {
		case work <- i:
		case <-ctx.Done():
			break feed
		}
	}
	close(work)
	wg.Wait()
	return out, context.Cause(ctx)
}
