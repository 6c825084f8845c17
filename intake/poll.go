package intake

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"strings"
	"time"

	"countinghouse/bigcommerce"
	"countinghouse/books"
	"countinghouse/sales"
	"countinghouse/store"
)

// run is one poll or back-fill of a store.
type run struct {
	p      *Poller
	s      *shopState
	shop   store.Shop
	rules  books.Rules
	client *bigcommerce.Client
	before bigcommerce.Stats
	fetch  *fetcher
	res    *Result
	// againSaved is the list of orders to be read again as it stands in the database.
	againSaved string
	began      time.Time
	read       map[sales.OrderID]bool // read from the store and saved in this run
}

// poll walks all that changed since the mark, and what lies before the first
// poll when the start date was moved back.
func (r *run) poll(ctx context.Context) error {
	mark, err := r.time(ctx, markCursor)
	if err != nil {
		return err
	}
	since, err := r.time(ctx, sinceCursor)
	if err != nil {
		return err
	}
	start := r.start()
	if mark.IsZero() {
		mark, since = start, start
		if err := r.setTime(ctx, sinceCursor, since); err != nil {
			return err
		}
	} else {
		if !r.rules.StartDate.IsZero() && start.Before(since) {
			if err := r.earlier(ctx, start, since); err != nil {
				return err
			}
		}
		start = mark.Add(-r.p.o.Overlap)
	}
	w := &walk{client: r.client, query: bigcommerce.OrderQuery{MinModified: start, Limit: r.p.o.PageSize}}
	err = r.follow(ctx, w, func(through time.Time) error {
		if !through.After(mark) {
			return nil
		}
		mark = through
		return r.setTime(ctx, markCursor, mark)
	})
	r.res.Through = mark
	if err == nil {
		r.forget(mark.Add(-r.p.o.Overlap - time.Minute))
	}
	return err
}

// earlier reads the changes between a start date that was moved back and where
// the first poll began.
func (r *run) earlier(ctx context.Context, start, since time.Time) error {
	w := &walk{client: r.client, query: bigcommerce.OrderQuery{MinModified: start, MaxModified: since.Add(r.p.o.Overlap), Limit: r.p.o.PageSize}}
	if err := r.follow(ctx, w, func(time.Time) error { return nil }); err != nil {
		return err
	}
	return r.setTime(ctx, sinceCursor, start)
}

// follow reads the pages of a walk and saves their orders. The next page is
// read while the one before is read in detail, translated and saved. done is
// told, after a page is saved, up to which change everything is.
func (r *run) follow(ctx context.Context, w *walk, done func(through time.Time) error) error {
	ctx, cancel := context.WithCancel(ctx)
	type got struct {
		leaf
		err error
	}
	pages := make(chan got, 1)
	go func() {
		defer close(pages)
		for {
			l, ok, err := w.next(ctx)
			if err == nil && !ok {
				return
			}
			select {
			case pages <- got{l, err}:
			case <-ctx.Done():
				return
			}
			if err != nil {
				return
			}
		}
	}()
	defer func() { // the reader must be gone before the client is used again
		cancel()
		for range pages {
		}
	}()
	var last time.Time // largest change seen
	sorted := true
	for g := range pages {
		if g.err != nil {
			return g.err
		}
		last = later(last, earliest(latest(g.rows), g.at))
		sorted = sorted && !g.unsorted
		if err := r.page(ctx, g.leaf); err != nil {
			return err
		}
		if sorted && !g.through.IsZero() {
			if err := done(earliest(g.through, g.at)); err != nil {
				return err
			}
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if !sorted && !last.IsZero() {
		return done(last)
	}
	return nil
}

// page reads the details of the rows that are not saved already, and saves the
// orders in one transaction.
func (r *run) page(ctx context.Context, l leaf) error {
	rows, sums := r.fresh(slices.DeleteFunc(l.rows, r.nameless))
	r.res.Pages++
	r.res.Skipped += len(l.rows) - len(rows)
	if len(rows) > 0 {
		if err := r.refundedBefore(ctx, rows); err != nil {
			return err
		}
		orders, err := r.fetch.all(ctx, rows, r.p.o.Parallel)
		if err != nil {
			return err
		}
		saved, err := r.p.st.SaveOrders(ctx, r.shop.Key, orders)
		if err != nil {
			return fmt.Errorf("saving orders: %w", err)
		}
		r.res.Orders += len(orders)
		r.res.New, r.res.Changed, r.res.Same = r.res.New+saved.New, r.res.Changed+saved.Changed, r.res.Same+saved.Same
		for i, row := range rows {
			id := sales.OrderID(row.Order.ID)
			r.read[id] = true
			if r.fetch.again[id] || !settled(row) {
				delete(r.s.seen, id)
				continue
			}
			r.s.seen[id] = sums[i]
		}
		// Before the mark moves: an order that is to be read again must not be
		// forgotten by a crash in between.
		if err := r.saveAgain(ctx); err != nil {
			return err
		}
		r.p.o.Saved()
	}
	if t := latest(l.rows); t.After(r.res.Through) {
		r.res.Through = t
	}
	r.p.report(Progress{Shop: r.shop.Key, Pages: r.res.Pages, Orders: r.res.Orders, New: r.res.New, Changed: r.res.Changed,
		Calls: r.client.Stats().Since(r.before).Calls, Through: r.res.Through})
	return nil
}

// nameless tells that a row has no order number, without which it cannot be kept.
func (r *run) nameless(b bigcommerce.OrderRow) bool {
	if b.Order.ID > 0 {
		return false
	}
	r.fetch.warn["The store's list holds an order without a number. It is left out; look at the newest orders in BigCommerce."] = true
	return true
}

// fresh are the rows that differ from what was saved of them. They are told by
// their content, which holds id and time of change, because two changes within
// one second have the same time.
func (r *run) fresh(rows []bigcommerce.OrderRow) (out []bigcommerce.OrderRow, sums []row) {
	at := map[bigcommerce.ID]int{}
	for _, b := range rows {
		h := fnv.New64a()
		_, _ = h.Write(b.Raw)
		s := row{h.Sum64(), b.Order.DateModified.Time()}
		if was, ok := r.s.seen[sales.OrderID(b.Order.ID)]; ok && was == s {
			continue
		}
		if i, ok := at[b.Order.ID]; ok { // twice on one page: the later one counts
			out[i], sums[i] = b, s
			continue
		}
		at[b.Order.ID] = len(out)
		out, sums = append(out, b), append(sums, s)
	}
	return out, sums
}

// unsettled is how long after a change a row may still stand for one more: a
// second, as the store writes times of change, and what its servers' clocks may
// differ.
const unsettled = 3 * time.Second

// settled tells that a change made after the list was answered shows in the
// order's row. The store's times are whole seconds, and a payment moves nothing
// of the row but its time: one that comes in the second of the change before it
// leaves the row as it was, whether or not it was there when the order's
// payments were read. Such a row is not remembered, so that the next poll's
// overlap reads the order once more; of a store that tells no time of its own,
// until the overlap has passed.
func settled(b bigcommerce.OrderRow) bool {
	return !b.At.IsZero() && b.Order.DateModified.Time().Before(b.At.Add(-unsettled))
}

// forget drops what the next poll's overlap will not bring again.
func (r *run) forget(before time.Time) {
	for id, s := range r.s.seen {
		if s.modified.Before(before) {
			delete(r.s.seen, id)
		}
	}
}

// maxAgain bounds the orders that wait to be read again; more of them are a
// fault of the store, which ends the poll before the mark moves past them.
const maxAgain = 1000

// againAtOnce is how many of them one poll tries.
const againAtOnce = 50

// readAgain reads orders of which a part could not be read before.
func (r *run) readAgain(ctx context.Context) (err error) {
	list, err := r.list(ctx)
	if err != nil || len(list) == 0 {
		return err
	}
	defer func() { // what was not saved is still to be read
		for _, id := range list {
			if err != nil {
				r.fetch.again[id] = true
			}
		}
	}()
	for _, id := range list {
		r.fetch.again[id] = true
	}
	var rows []bigcommerce.OrderRow
	for _, id := range list[:min(len(list), againAtOnce)] {
		b, err := r.client.Order(ctx, int64(id))
		switch {
		case bigcommerce.IsKind(err, bigcommerce.NotFound):
			delete(r.fetch.again, id)
			if err := r.gone(ctx, id); err != nil {
				return err
			}
		case bigcommerce.IsKind(err, bigcommerce.Unavailable), bigcommerce.IsKind(err, bigcommerce.BadAnswer):
		case err != nil:
			return err
		default:
			delete(r.fetch.again, id)
			delete(r.s.seen, id)
			rows = append(rows, b)
		}
	}
	return r.page(ctx, leaf{rows: rows})
}

func (r *run) list(ctx context.Context) ([]sales.OrderID, error) {
	text, err := r.cursor(ctx, againCursor)
	r.againSaved = text
	return orderList(text), err
}

// orderList reads a list of orders. One that another version wrote is empty:
// the orders stay held until they change.
func orderList(text string) []sales.OrderID {
	var list []sales.OrderID
	if text == "" || json.Unmarshal([]byte(text), &list) != nil {
		return nil
	}
	return list
}

// saveAgain writes down which orders are to be read again. What another reader
// of the same store put there meanwhile stays.
func (r *run) saveAgain(ctx context.Context) error {
	known := orderList(r.againSaved)
	if len(known) == len(r.fetch.again) && !slices.ContainsFunc(known, func(id sales.OrderID) bool { return !r.fetch.again[id] }) {
		return nil
	}
	if len(r.fetch.again) > maxAgain {
		return fmt.Errorf("%d orders could not be read in full: %s", len(r.fetch.again), strings.Join(slices.Sorted(maps.Keys(r.fetch.warn)), " "))
	}
	var saved string
	err := r.p.st.ChangeCursor(context.WithoutCancel(ctx), r.shop.Key, againCursor, func(stands string) (string, error) {
		list := slices.Collect(maps.Keys(r.fetch.again))
		for _, id := range orderList(stands) {
			if !r.fetch.again[id] && !slices.Contains(known, id) {
				list = append(list, id)
			}
		}
		slices.Sort(list)
		b, err := json.Marshal(list)
		saved = string(b)
		return saved, err
	})
	if err != nil {
		return err
	}
	for _, id := range orderList(saved) { // another reader's are ours too from here on
		r.fetch.again[id] = true
	}
	r.againSaved = saved
	return nil
}

// sameStore refuses answers of another store than the one whose orders stand
// here: its order 1001 would be taken for a change of ours.
func (r *run) sameStore(ctx context.Context, hash string) error {
	if hash == "" {
		return nil // it does not tell
	}
	was, err := r.cursor(ctx, storeCursor)
	if err != nil || was == hash {
		return err
	}
	if was != "" {
		return fmt.Errorf("the API address answers for another BigCommerce store (%s) than before (%s). Nothing was read from it, so that the orders of two stores are not taken for one. "+
			"Correct the API path and token of this store, or declare the other one as a store of its own", cut(hash, 40), cut(was, 40))
	}
	return r.p.st.SetCursor(ctx, r.shop.Key, storeCursor, hash)
}

func (r *run) cursor(ctx context.Context, name string) (string, error) {
	s, err := r.p.st.Cursor(context.WithoutCancel(ctx), r.shop.Key, name)
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	return s, err
}

func (r *run) time(ctx context.Context, name string) (time.Time, error) {
	s, err := r.cursor(ctx, name)
	if err != nil || s == "" {
		return time.Time{}, err
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return t, fmt.Errorf("the mark %s of store %s is %q, which is no time", name, r.shop.Key, s)
	}
	return t, nil
}

func (r *run) setTime(ctx context.Context, name string, t time.Time) error {
	return r.p.st.SetCursor(ctx, r.shop.Key, name, t.UTC().Format(time.RFC3339))
}

func latest(rows []bigcommerce.OrderRow) (t time.Time) {
	for _, r := range rows {
		t = later(t, r.Order.DateModified.Time())
	}
	return t
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// earliest is a, but not beyond b: one order dated in the future must not move
// the mark past changes that are still to come.
func earliest(a, b time.Time) time.Time {
	if !b.IsZero() && a.After(b) {
		return b
	}
	return a
}
