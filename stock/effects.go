package stock

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/sales"
	"countinghouse/store"
)

// effectsAtOnce is how many orders are worked out at once.
const effectsAtOnce = 200

// WorkOut works out what orders that changed do to quantities on both sides. It
// tells how many it looked at.
func (m *Mover) WorkOut(ctx context.Context, company store.CompanyKey) (int, error) {
	n := 0
	for {
		if err := m.st.AdjustmentsTold(ctx, company); err != nil {
			return n, err
		}
		orders, err := m.st.StockOrders(ctx, company, effectsAtOnce)
		if err != nil || len(orders) == 0 {
			return n, err
		}
		w := worker{m: m, company: company, rules: map[sales.StoreKey]books.Rules{}, shops: map[sales.StoreKey]store.StockShop{}}
		all := make([]store.StockEffects, len(orders))
		for i := range orders {
			if all[i], err = w.effects(ctx, orders[i]); err != nil {
				return n, err
			}
		}
		if err := m.st.SaveStockEffects(ctx, company, all); err != nil {
			return n, err
		}
		n += len(orders)
	}
}

// worker works out the effects of orders.
type worker struct {
	m       *Mover
	company store.CompanyKey
	rules   map[sales.StoreKey]books.Rules
	shops   map[sales.StoreKey]store.StockShop
}

func (w *worker) effects(ctx context.Context, o store.StockOrder) (store.StockEffects, error) {
	out := store.StockEffects{Order: o}
	key := o.Order.Store
	rules, known := w.rules[key]
	if !known {
		var err error
		if rules, _, err = w.m.st.Rules(ctx, key); err != nil && !errors.Is(err, store.ErrNotFound) {
			return out, err
		}
		if w.shops[key], err = w.m.st.StockShop(ctx, key); err != nil {
			return out, err
		}
		w.rules[key] = rules
	}
	lists, err := w.m.st.Lists(ctx, w.company, books.NeedsOf(o.Order, rules))
	if err != nil {
		return out, err
	}
	counts, err := w.counted(ctx, &o)
	if err != nil {
		return out, err
	}
	out.Effects = Effects(&o, rules, lists, counts)
	before, err := w.m.st.StockTakenBy(ctx, key, o.Order.ID)
	if err != nil {
		return out, err
	}
	out.Taken = Taken(&o.Order, w.shops[key], before)
	return out, nil
}

// counted tells of the items of an order's documents which QuickBooks counts.
func (w *worker) counted(ctx context.Context, o *store.StockOrder) (func(string) bool, error) {
	var ids []string
	add := func(d *books.Document) {
		for i := range d.Lines {
			if id := d.Lines[i].Item.ListID; id != "" {
				ids = append(ids, id)
			}
		}
	}
	for i := range o.Postings {
		add(&o.Postings[i].Document)
	}
	if o.Waits != nil {
		add(o.Waits)
	}
	slices.Sort(ids)
	entries, err := w.m.st.EntriesByID(ctx, w.company, slices.Compact(ids))
	return func(id string) bool { return books.Stocked(entries[id].Type) }, err
}

// sums are quantities by item.
type sums map[string]money.Decimal

func (s sums) add(all []books.Moved, sign int64) {
	for _, m := range all {
		s[m.Item.ListID] = s[m.Item.ListID].Add(m.Quantity.Mul(money.Int(sign)))
	}
}

// Effects are what an order does to the quantities of QuickBooks' items: what
// each of its documents changes beside the one before of the same part, and as
// posting 0 what no document says yet. An order that its plan has wholly
// turned into documents has none of the latter.
func Effects(o *store.StockOrder, rules books.Rules, lists books.Lists, counts func(listID string) bool) []store.StockEffect {
	var out []store.StockEffect
	put := func(x store.StockEffect, of sums) {
		for _, id := range sortedKeys(of) {
			q, err := store.CountOf(of[id].RoundDecimal(5, money.HalfAwayFromZero))
			if err != nil || q == 0 {
				continue
			}
			x.Item, x.Quantity = id, q
			x.Kind = "sale"
			if q > 0 {
				x.Kind = "refund"
			}
			out = append(out, x)
		}
	}
	type part struct {
		kind books.Kind
		name string
	}
	stands := map[part][]books.Moved{}
	sold := false // by a document that moves quantities
	var promise *store.StockPosting
	for i := range o.Postings {
		p := &o.Postings[i]
		if p.Document.Kind == books.SalesOrder {
			promise = p // it promises, and moves nothing
			continue
		}
		k := part{p.Document.Kind, p.Document.Part}
		now := p.Document.Moves(counts)
		change := sums{}
		change.add(now, 1)
		change.add(stands[k], -1)
		stands[k] = now
		if p.Document.Kind != books.CreditMemo && len(now) > 0 {
			sold = true
		}
		x := store.StockEffect{Posting: p.ID, Ref: p.Ref}
		if p.Doubtful() || p.Done() {
			x.Sent = p.Sent
		}
		if p.Done() {
			if x.Settled = p.Settled; x.Settled == 0 {
				x.Settled = 1 // from before anything was followed
			}
		}
		put(x, change)
	}
	docs := sums{}
	for _, now := range stands {
		docs.add(now, 1)
	}
	if o.Waits != nil {
		waits := sums{}
		waits.add(o.Waits.Moves(counts), 1)
		docs.add(o.Waits.Moves(counts), 1)
		put(store.StockEffect{}, waits)
		sold = true
	}
	rest := sums{}
	switch {
	case o.Outcome == books.Exclude && !o.ToPlan:
		// It is not for QuickBooks; what stands of it stands.
	case o.Outcome == books.Post && !o.ToPlan && (sold || promise == nil):
	default:
		rest.add(books.Moves(o.Order, rules, lists, o.Decisions), 1)
		for id, q := range docs {
			rest[id] = rest[id].Sub(q)
		}
		if o.Waits != nil {
			return append(out, merged(out, rest)...)
		}
	}
	if promise != nil && promise.Done() && !sold {
		x := store.StockEffect{Posting: promise.ID, Ref: promise.Ref, Sent: promise.Sent, Settled: max(promise.Settled, 1)}
		i := len(out)
		put(x, rest)
		for ; i < len(out); i++ {
			out[i].Kind = "promise"
		}
		return out
	}
	put(store.StockEffect{}, rest)
	return out
}

// merged adds what no document says to what waits for a daily summary, which is
// no posting either.
func merged(out []store.StockEffect, rest sums) []store.StockEffect {
	for i := range out {
		if out[i].Posting != 0 {
			continue
		}
		if q, err := store.CountOf(rest[out[i].Item].RoundDecimal(5, money.HalfAwayFromZero)); err == nil {
			out[i].Quantity += q
			delete(rest, out[i].Item)
		}
	}
	var more []store.StockEffect
	for _, id := range sortedKeys(rest) {
		if q, err := store.CountOf(rest[id].RoundDecimal(5, money.HalfAwayFromZero)); err == nil && q != 0 {
			more = append(more, store.StockEffect{Item: id, Quantity: q, Kind: "sale"})
		}
	}
	return more
}

func sortedKeys(s sums) []string {
	out := make([]string, 0, len(s))
	for k := range s {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// Taken is what an order does to what its store counts, by the store's own
// settings (reference: bigcommerce-api §8, settings/inventory). Before is what
// is noted of it: a store that leaves its stock alone when an order is edited
// keeps to what it first had, and what was shipped once is gone whatever the
// order's status becomes. A refund of part of an order puts nothing back as far
// as is documented (bigcommerce-webhooks §2); where it does, Maybe accounts for it.
func Taken(o *sales.Order, by store.StockShop, before map[int64]store.StockTaken) []store.StockTaken {
	ordered, back := map[int64]int64{}, map[int64]int64{}
	of := map[int64]int64{} // variant by line
	for _, l := range o.Lines {
		if l.VariantID <= 0 {
			continue
		}
		n, err := l.Quantity.Exact(0)
		if err != nil {
			continue
		}
		ordered[l.VariantID] += int64(n)
		of[l.ID] = l.VariantID
	}
	for _, r := range o.Refunds {
		for _, x := range r.Items {
			if v := of[x.ID]; !r.Declined() && x.Kind == sales.RefundProduct && v != 0 {
				if n, err := x.Quantity.Exact(0); err == nil {
					back[v] += int64(n)
				}
			}
		}
	}
	if !by.Edits {
		for v, x := range before {
			ordered[v] = x.Ordered
		}
	}
	var out []store.StockTaken
	for v, n := range ordered {
		was, known := before[v]
		x := store.StockTaken{Variant: v, Ordered: n}
		switch o.Status {
		case sales.Incomplete:
		case sales.Cancelled, sales.Declined, sales.Refunded: // everything comes back, or nothing
			if !by.Refunds && (was.Moved != 0 || !known && by.Placed && o.Status != sales.Declined) {
				x.Moved = -n
			}
		case sales.Shipped, sales.Completed:
			x.Moved = -n
		default:
			if by.Placed || was.Moved != 0 {
				x.Moved = -n
			} else {
				x.Later = -n
			}
		}
		if x.Moved != 0 && by.Refunds && back[v] > 0 {
			shown := min(was.Returned, back[v])
			x.Moved, x.Maybe = x.Moved+shown, back[v]-shown
		}
		out = append(out, x)
	}
	slices.SortFunc(out, func(a, b store.StockTaken) int { return cmp.Compare(a.Variant, b.Variant) })
	return out
}
