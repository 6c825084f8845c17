package intake

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"countinghouse/bigcommerce"
	"countinghouse/sales"
	"countinghouse/store"
)

// PollOrders reads every order of a store that changed, to the end: without an
// error all that were placed before the call are known, with their lines. An
// order that could not be read wholly is an error: what it sold isn't known.
func (p *Poller) PollOrders(ctx context.Context, key sales.StoreKey) error {
	res, err := p.Poll(ctx, key)
	if err == nil && res.Held > 0 {
		err = fmt.Errorf("%d orders of the store could not be read wholly, so that it isn't known what they sold. They are read again by themselves", res.Held)
	}
	return err
}

// shelves lets one at a time read or set quantities of a store, beside its
// orders: BigCommerce wants batches of stock one after another (reference:
// bigcommerce-auth-and-limits, concurrency caps).
func (p *Poller) shelves(ctx context.Context, key sales.StoreKey) (*bigcommerce.Client, func(), error) {
	shop, err := p.st.Shop(ctx, key)
	if err != nil {
		return nil, nil, fmt.Errorf("store %s: %w", key, err)
	}
	s := p.state(key)
	select {
	case s.reading <- struct{}{}:
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
	client, err := p.borrow(ctx, s, shop)
	if err != nil {
		<-s.reading
		return nil, nil, err
	}
	return client, func() { <-s.reading }, nil
}

// ReadQuantities reads how many there are of variants at all locations, and
// saves it. Of what the store doesn't count it is saved that it has no place.
func (p *Poller) ReadQuantities(ctx context.Context, key sales.StoreKey, variants []int64) error {
	client, done, err := p.shelves(ctx, key)
	if err != nil {
		return err
	}
	defer done()
	known, err := p.st.WareIdentities(ctx, key, variants)
	if err != nil {
		return err
	}
	var products []int64
	whole := map[int64]int64{} // of products that are counted as a whole: the variant that stands for it
	for _, v := range variants {
		w, ok := known[v]
		if !ok {
			continue
		}
		products = append(products, w.Product)
		if w.Tracking == "product" {
			whole[w.Product] = v
		}
	}
	slices.Sort(products)
	wanted := map[int64]bool{}
	for _, v := range variants {
		wanted[v] = true
	}
	var places []store.WarePlace
	for part := range slices.Chunk(slices.Compact(products), bigcommerce.PageSize) {
		rows, at, err := client.InventoryOf(ctx, part)
		if err != nil {
			return err
		}
		for i := range rows {
			id := int64(rows[i].Identity.VariantID)
			if v, ok := whole[int64(rows[i].Identity.ProductID)]; ok {
				id = v
			}
			if wanted[id] {
				places = append(places, placesOf(&rows[i], id, at)...)
			}
		}
	}
	return p.st.SaveWarePlacesOf(context.WithoutCancel(ctx), key, variants, places)
}

// SetQuantities sets quantities in one call. What the store refuses by itself
// is left out and the rest sent again, which sets nothing twice: it is absolute.
func (p *Poller) SetQuantities(ctx context.Context, key sales.StoreKey, reason string, all []store.PlaceQuantity) ([]store.PlaceRefusal, error) {
	client, done, err := p.shelves(ctx, key)
	if err != nil {
		return nil, err
	}
	defer done()
	var refused []store.PlaceRefusal
	maybe := false // a call before may have set some
	rest := slices.Clone(all)
	for len(rest) > 0 {
		list := make([]bigcommerce.StockAdjustment, len(rest))
		for i, q := range rest {
			list[i] = bigcommerce.StockAdjustment{Location: q.Location, Variant: q.Variant, Quantity: q.Quantity}
			if q.Tracking == "product" {
				list[i].Product, list[i].Variant = q.Product, 0
			}
		}
		_, err := client.SetStock(ctx, reason, list)
		if err == nil {
			return refused, nil
		}
		out := bigcommerce.RefusedStock(err)
		before := len(rest)
		rest = slices.DeleteFunc(rest, func(q store.PlaceQuantity) bool {
			i := slices.IndexFunc(out, func(r bigcommerce.StockRefusal) bool {
				return r.Variant == q.Variant && r.Variant != 0 || r.Product == q.Product && r.Product != 0 && q.Tracking == "product" || r.Location == q.Location && r.Location != 0
			})
			if i >= 0 {
				refused = append(refused, store.PlaceRefusal{Variant: q.Variant, Reason: out[i].Why})
			}
			return i >= 0
		})
		maybe = maybe || bigcommerce.MaybeDone(err)
		if len(rest) < before {
			continue
		}
		if maybe {
			err = errors.Join(store.ErrUnanswered, err)
		}
		return refused, fmt.Errorf("setting %d quantities: %w", len(rest), err)
	}
	return refused, nil
}

// ReadStockSettings reads how a store moves its stock by orders, and saves it.
func (p *Poller) ReadStockSettings(ctx context.Context, key sales.StoreKey) error {
	client, done, err := p.shelves(ctx, key)
	if err != nil {
		return err
	}
	defer done()
	got, err := client.InventorySettings(ctx, 0)
	if err != nil {
		return err
	}
	return p.st.SaveStockShop(context.WithoutCancel(ctx), store.StockShop{Store: key, Placed: !strings.EqualFold(string(got.UpdateStockBehavior), "order_completed_or_shipped"),
		Edits: bool(got.EditOrderStockAdjustment), Refunds: bool(got.RefundOrderStockAdjustment)})
}
