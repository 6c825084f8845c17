package intake

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"countinghouse/bigcommerce"
	"countinghouse/money"
	"countinghouse/sales"
	"countinghouse/store"
)

// The catalogue is read beside the orders, by the same client, so that both
// share the quota. Products are catalogueState by their ids, 250 at a time with their
// variants, those that changed since the reading before; now and then all of
// them, which also tells what is gone. After each page it is written down how
// far it came. How many there are is read by itself: whether counting a product
// moves its time of change is not documented (reference: bigcommerce-api §8).

// Cursor names in the store.
const (
	catalogueWalk  = "catalogue.walk"  // the reading under way, JSON of catalogueState
	catalogueMark  = "catalogue.mark"  // all changes up to here are read
	catalogueWhole = "catalogue.whole" // when the whole catalogue was read last
	catalogueRead  = "catalogue.read"  // when a reading ended last
	catalogueStock = "catalogue.stock" // when it was read how many there are
)

// catalogueState is a reading of the catalogue under way.
type catalogueState struct {
	Generation int64     `json:"generation"`
	Whole      bool      `json:"whole"`
	Since      time.Time `json:"since"` // only what changed then or later; zero: all
	Began      time.Time `json:"began"` // the store's clock at its first page
	Largest    time.Time `json:"largest"`
	Next       int64     `json:"next"` // product id of the next page
}

// CatalogueResult is what a reading of a catalogue brought.
type CatalogueResult struct {
	Whole    bool
	Products int
	Wares    int
	Gone     int // that the store does not have any more
	Counted  int // of which the store told how many there are
	Calls    int
	// Warnings are for people.
	Warnings []string
}

// Catalogue reads what changed in a store's catalogue, or all of it if that is
// due or asked for, and how many there are if that is due. What was saved stays
// when it is stopped; the next reading goes on from there.
func (p *Poller) Catalogue(ctx context.Context, key sales.StoreKey, whole bool) (res CatalogueResult, err error) {
	shop, err := p.st.Shop(ctx, key)
	if err != nil {
		return res, fmt.Errorf("store %s: %w", key, err)
	}
	s := p.state(key)
	select {
	case s.reading <- struct{}{}:
		defer func() { <-s.reading }()
	case <-ctx.Done():
		return res, ctx.Err()
	}
	client, err := p.borrow(ctx, s, shop)
	if err != nil {
		return res, err
	}
	before := client.Stats()
	c := &catalogueRun{p: p, shop: shop, client: client, res: &res}
	err = c.walk(ctx, whole)
	if err == nil {
		err = c.more(ctx)
	}
	if err == nil {
		err = c.stock(ctx)
	}
	res.Calls = client.Stats().Since(before).Calls
	if ctx.Err() != nil {
		return res, errors.Join(err, ctx.Err())
	}
	p.o.Log.InfoContext(ctx, "catalogue read", "store", key, "whole", res.Whole, "products", res.Products, "variants", res.Wares, "gone", res.Gone,
		"counted", res.Counted, "calls", res.Calls, "error", errText(err))
	return res, err
}

// borrow is the client that polls the store, which knows its quota.
func (p *Poller) borrow(ctx context.Context, s *shopState, shop store.Shop) (*bigcommerce.Client, error) {
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return p.clientOf(s, shop)
}

// catalogueRun is one reading of a store's catalogue.
type catalogueRun struct {
	p      *Poller
	shop   store.Shop
	client *bigcommerce.Client
	res    *CatalogueResult
	// places are the names of the store's categories; nil: not read yet.
	places map[int64]string
}

func (c *catalogueRun) cursor(ctx context.Context, name string) (string, error) {
	s, err := c.p.st.Cursor(context.WithoutCancel(ctx), c.shop.Key, name)
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	return s, err
}

func (c *catalogueRun) time(ctx context.Context, name string) (time.Time, error) {
	s, err := c.cursor(ctx, name)
	if err != nil || s == "" {
		return time.Time{}, err
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil { // another version's: everything is read again
		return time.Time{}, nil //nolint:nilerr // reading it again loses nothing
	}
	return t, nil
}

func (c *catalogueRun) set(ctx context.Context, name, value string) error {
	return c.p.st.SetCursor(context.WithoutCancel(ctx), c.shop.Key, name, value)
}

func (c *catalogueRun) setTime(ctx context.Context, name string, t time.Time) error {
	return c.set(ctx, name, t.UTC().Format(time.RFC3339))
}

// begin is the reading that goes on, or a new one.
func (c *catalogueRun) begin(ctx context.Context, whole bool) (catalogueState, error) {
	var w catalogueState
	text, err := c.cursor(ctx, catalogueWalk)
	if err != nil {
		return w, err
	}
	if text != "" && json.Unmarshal([]byte(text), &w) == nil && w.Next > 0 && (w.Whole || !whole) {
		return w, nil
	}
	mark, err := c.time(ctx, catalogueMark)
	if err != nil {
		return w, err
	}
	last, err := c.time(ctx, catalogueWhole)
	if err != nil {
		return w, err
	}
	now := c.p.o.Now().UTC()
	w = catalogueState{Generation: max(now.UnixMicro(), w.Generation+1), Whole: whole || mark.IsZero() || last.IsZero() || now.Sub(last) >= c.p.o.SweepEvery, Next: 1}
	if !w.Whole {
		w.Since = mark.Add(-c.p.o.Overlap)
	}
	return w, nil
}

// walk reads the pages of products.
func (c *catalogueRun) walk(ctx context.Context, whole bool) error {
	w, err := c.begin(ctx, whole)
	if err != nil {
		return err
	}
	c.res.Whole = w.Whole
	for {
		page, err := c.client.ProductPage(ctx, w.Since, w.Next, c.p.o.PageSize)
		if err != nil {
			return err
		}
		if w.Began.IsZero() {
			w.Began = page.At
		}
		next, err := c.page(ctx, &w, page)
		if err != nil {
			return err
		}
		if page.Last {
			return c.end(ctx, w)
		}
		if next <= w.Next {
			return fmt.Errorf("the store's catalogue goes round in circles: it does not heed the bounds that it is asked for")
		}
		w.Next = next
		text, err := json.Marshal(w)
		if err != nil {
			return err
		}
		if err := c.set(ctx, catalogueWalk, string(text)); err != nil {
			return err
		}
	}
}

// page reads the variants of a page of products and saves them. It tells the
// id from which the next page is.
func (c *catalogueRun) page(ctx context.Context, w *catalogueState, page bigcommerce.ProductPage) (int64, error) {
	next := w.Next
	var ids []int64
	products := map[int64]bigcommerce.Product{}
	for _, p := range page.Rows {
		id := int64(p.ID)
		if id <= 0 {
			continue
		}
		next = max(next, id+1)
		w.Largest = later(w.Largest, p.DateModified.Time())
		if _, twice := products[id]; !twice {
			ids = append(ids, id)
		}
		products[id] = p
	}
	if len(ids) == 0 {
		return next, nil
	}
	variants := map[int64][]bigcommerce.Variant{}
	for part := range slices.Chunk(ids, bigcommerce.PageSize) {
		got, err := c.client.VariantsOf(ctx, part)
		if err != nil {
			return next, err
		}
		for _, v := range got {
			variants[int64(v.ProductID)] = append(variants[int64(v.ProductID)], v)
		}
	}
	if err := c.categories(ctx); err != nil {
		return next, err
	}
	var wares []store.Ware
	for _, id := range ids {
		of := waresOf(c.shop.Key, products[id], variants[id], page.At)
		for i := range of {
			of[i].Category = c.placed(products[id])
		}
		wares = append(wares, of...)
	}
	if err := c.p.st.SaveProducts(context.WithoutCancel(ctx), c.shop.Key, w.Generation, ids, wares); err != nil {
		return next, fmt.Errorf("saving products: %w", err)
	}
	c.res.Products += len(ids)
	c.res.Wares += len(wares)
	return next, nil
}

// end notes that a reading is complete. Changes up to its beginning by the
// store's clock are read; where that clock is not told, ours could be ahead, so
// that the largest time of change that was seen bounds it.
func (c *catalogueRun) end(ctx context.Context, w catalogueState) error {
	now := c.p.o.Now().UTC()
	if w.Whole {
		gone, err := c.p.st.EndCatalogue(context.WithoutCancel(ctx), c.shop.Key, w.Generation)
		if err != nil { // it is read from its beginning the next time
			return errors.Join(err, c.set(ctx, catalogueWalk, ""))
		}
		c.res.Gone = gone
		if err := c.setTime(ctx, catalogueWhole, now); err != nil {
			return err
		}
	}
	mark, err := c.time(ctx, catalogueMark)
	if err != nil {
		return err
	}
	if to := earliest(w.Largest, w.Began); to.After(mark) || mark.IsZero() {
		if to.IsZero() { // an empty catalogue
			to = w.Began
		}
		if err := c.setTime(ctx, catalogueMark, to); err != nil {
			return err
		}
	}
	if err := c.setTime(ctx, catalogueRead, now); err != nil {
		return err
	}
	return c.set(ctx, catalogueWalk, "")
}

// waresOf are the wares of a product: its variants, or itself if the store
// tells none.
func waresOf(key sales.StoreKey, p bigcommerce.Product, variants []bigcommerce.Variant, at time.Time) []store.Ware {
	base := store.Ware{Store: key, Product: int64(p.ID), Name: clip(string(p.Name), 250), UPC: clip(string(p.UPC), 64), MPN: clip(string(p.MPN), 250), Price: exactly(p.Price), Cost: exactly(p.CostPrice),
		Kind: clip(string(p.Type), 32), Tracking: string(p.InventoryTracking), Visible: bool(p.IsVisible), Modified: p.DateModified.Time()}
	if base.Tracking == "product" {
		base.Level, base.LevelRead = whole(p.InventoryLevel), at
	}
	if len(variants) == 0 {
		if p.BaseVariantID == 0 { // nothing of it can be sold
			return nil
		}
		base.Variant, base.SKU = int64(p.BaseVariantID), clip(string(p.SKU), 255)
		return []store.Ware{base}
	}
	var out []store.Ware
	for _, v := range variants {
		w := base
		w.Variant, w.SKU = int64(v.ID), clip(string(v.SKU), 255)
		if w.SKU == "" && len(variants) == 1 {
			w.SKU = clip(string(p.SKU), 255)
		}
		if v.UPC != "" {
			w.UPC = clip(string(v.UPC), 64)
		}
		if v.Price.IsSet() {
			w.Price = exactly(v.Price)
		}
		if v.CostPrice.IsSet() {
			w.Cost = exactly(v.CostPrice)
		}
		if base.Tracking == "variant" {
			w.Level, w.LevelRead = whole(v.InventoryLevel), at
		}
		var options []string
		for _, o := range v.OptionValues {
			options = append(options, clip(string(o.OptionDisplayName), 60)+": "+clip(string(o.Label), 100))
		}
		if w.Options = strings.Join(options, ", "); len(options) > 0 {
			w.MPN = "" // it is the product's, not the variant's
		}
		if w.Variant > 0 {
			out = append(out, w)
		}
	}
	return out
}

// exactly is a price; one that is no number is 0, for it is only shown.
func exactly(n bigcommerce.Number) money.Decimal {
	d, err := n.Decimal()
	if err != nil {
		return money.Decimal{}
	}
	return d
}

// whole is a count; BigCommerce counts in whole numbers.
func whole(n bigcommerce.Number) int64 {
	a, err := exactly(n).Exact(0)
	if err != nil {
		return 0
	}
	return int64(a)
}

func clip(s string, most int) string {
	r := []rune(strings.Join(strings.Fields(strings.ToValidUTF8(s, "\uFFFD")), " "))
	if len(r) > most {
		r = r[:most]
	}
	return string(r)
}

// stock reads how many there are of everything that is counted.
func (c *catalogueRun) stock(ctx context.Context) error {
	last, err := c.time(ctx, catalogueStock)
	if err != nil || c.p.o.Now().Sub(last) < c.p.o.StockEvery && !c.res.Whole {
		return err
	}
	for page := 1; page <= maxStockPages; page++ {
		got, err := c.client.Inventory(ctx, page)
		if bigcommerce.IsKind(err, bigcommerce.Forbidden) || bigcommerce.IsKind(err, bigcommerce.NotFound) {
			c.res.Warnings = append(c.res.Warnings, "How many there are at each location can't be read: "+bigcommerce.Words(err)+" The catalogue's own figures are shown.")
			break
		}
		if err != nil {
			return err
		}
		var places []store.WarePlace
		for _, row := range got.Rows {
			places = append(places, placesOf(&row, int64(row.Identity.VariantID), got.At)...)
		}
		if err := c.p.st.SaveWarePlaces(context.WithoutCancel(ctx), c.shop.Key, places); err != nil {
			return err
		}
		c.res.Counted += len(got.Rows)
		if got.Last {
			break
		}
	}
	return c.setTime(ctx, catalogueStock, c.p.o.Now())
}

// placesOf are the places of a row of stock.
func placesOf(row *bigcommerce.InventoryItem, variant int64, at time.Time) []store.WarePlace {
	var out []store.WarePlace
	for _, l := range row.Locations {
		out = append(out, store.WarePlace{Variant: variant, Location: int64(l.LocationID), Name: clip(string(l.LocationName), 100),
			Available: whole(l.AvailableToSell), OnHand: whole(l.OnHand), Read: at})
	}
	return out
}

// maxStockPages bounds a list of stock that never ends.
const maxStockPages = 10_000

// makeEvery is how often it is looked for products that were asked for.
const makeEvery = 15 * time.Second

// RunCatalogues reads every store's catalogue at its interval until the context
// ends. A store that fails is left alone until the next time; its orders are
// not disturbed.
func (p *Poller) RunCatalogues(ctx context.Context) {
	var wg sync.WaitGroup
	defer wg.Wait()
	var mu sync.Mutex
	next := map[sales.StoreKey]time.Time{}
	var making time.Time
	tick := time.NewTicker(p.o.Tick)
	defer tick.Stop()
	for {
		shops, err := p.st.Shops(ctx)
		if err != nil && ctx.Err() == nil {
			p.o.Log.ErrorContext(ctx, "stores cannot be listed", "error", err)
		}
		if now := p.o.Now(); !now.Before(making) {
			making = now.Add(makeEvery)
			p.makeAll(ctx, shops)
		}
		for _, shop := range shops {
			mu.Lock()
			due := !shop.Disabled && !shop.LastPoll.IsZero() && !p.o.Now().Before(next[shop.Key]) // after its orders, which matter more
			if due {
				next[shop.Key] = p.o.Now().AddDate(1, 0, 0)
			}
			mu.Unlock()
			if !due {
				continue
			}
			wg.Go(func() {
				_, err := p.Catalogue(ctx, shop.Key, false)
				if err != nil && ctx.Err() == nil {
					p.o.Log.WarnContext(ctx, "a catalogue could not be read", "store", shop.Key, "reason", bigcommerce.Words(err))
				}
				mu.Lock()
				defer mu.Unlock()
				next[shop.Key] = p.o.Now().Add(p.o.CatalogueEvery)
			})
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
