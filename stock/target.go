package stock

import (
	"fmt"

	"countinghouse/books"
	"countinghouse/sales"
	"countinghouse/store"
)

// Figures are what an item has, and what is on its way.
type Figures struct {
	// Known tells that QuickBooks told the quantity.
	Known bool
	// Have is QuickBooks' quantity by the last reading: on hand, or less what open
	// sales orders promise, as the rules say; of a group what its members suffice
	// for; with what can be built of an assembly.
	Have store.Count
	// Coming is what documents will still do that the reading does not hold; Sure
	// is the same without what would raise it: refunds count only as far as they
	// take back a sale of the same order that isn't in QuickBooks either.
	Coming, Sure store.Count
	// Doubt tells that a document left before the reading, and nobody knows
	// whether the reading holds it.
	Doubt bool
}

// FiguresOf works out the figures of an item.
func FiguresOf(x *store.StockItem, r store.ItemStock) Figures {
	if x.Entry.Type == "Group" {
		return madeOf(x, r, false)
	}
	f := Figures{Known: x.Exchange > 0 && books.Stocked(x.Entry.Type), Have: x.OnHand}
	if r.Available {
		f.Have -= x.Promised
	}
	type order struct {
		store sales.StoreKey
		id    sales.OrderID
		doc   store.PostingID
	}
	by := map[order]store.Count{}
	for _, e := range x.Open {
		held := e.Settled > 0 && e.Settled < x.Exchange
		if e.Kind == "promise" && r.Available && held {
			continue
		}
		if e.Kind != "promise" && e.Sent > 0 && e.Sent <= x.Exchange {
			f.Doubt = true
		}
		k := order{store: e.Store, id: e.Order}
		if e.Order == 0 {
			k.doc = e.Posting
		}
		by[k] += e.Quantity
		f.Coming += e.Quantity
	}
	for _, q := range by {
		f.Sure += min(q, 0)
	}
	if r.Buildable && x.Entry.Type == "InventoryAssembly" && len(x.Parts) > 0 {
		b := madeOf(x, r, true)
		f.Known, f.Doubt = f.Known && b.Known, f.Doubt || b.Doubt
		f.Have += max(b.Have, 0)
	}
	return f
}

// madeOf is how many pieces the parts of an item suffice for. What is on its
// way of each part is in it already.
func madeOf(x *store.StockItem, r store.ItemStock, build bool) Figures {
	f := Figures{}
	for i := range x.Parts {
		p := &x.Parts[i]
		if !books.Stocked(p.Item.Entry.Type) || p.Each <= 0 {
			continue
		}
		part := FiguresOf(&p.Item, store.ItemStock{Available: r.Available})
		if !part.Known {
			return Figures{}
		}
		n := store.Pieces((part.Have + part.Sure).Floor())
		if p.Each != store.Piece {
			n = store.Pieces(divFloor(int64(part.Have+part.Sure), int64(p.Each)))
		}
		if !f.Known || n < f.Have {
			f.Have = n
		}
		f.Known, f.Doubt = true, f.Doubt || part.Doubt
	}
	if build && f.Have < 0 {
		f.Have = 0
	}
	return f
}

func divFloor(a, b int64) int64 {
	n := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		n--
	}
	return n
}

// Target is what a store should show of an item: what there is and is coming,
// less what is kept back, in whole pieces rounded down, no more than the cap,
// and never below nought unless the rules allow it.
func Target(there store.Count, r store.ItemStock, kept int64) int64 {
	n := there.Floor() - r.Buffer - kept
	if r.Cap > 0 {
		n = min(n, r.Cap)
	}
	if !r.Negative {
		n = max(n, 0)
	}
	return min(max(n, -maxLevel), maxLevel)
}

// maxLevel is the largest quantity that BigCommerce takes.
const maxLevel = 2_147_483_647

// Verdict is what came of comparing an item.
type Verdict struct {
	Rules   store.ItemStock
	Figures Figures
	Wares   []store.ComparedWare
	// Adjust is by how much QuickBooks is to be adjusted; 0: not. Folded is what
	// of it each ware moved, which QuickBooks knows of with it.
	Adjust store.Count
	Folded []store.StockFold
	// Conflict tells why a person must decide; "": nobody must.
	Conflict string
	// Agreed tells that both sides know of all that moved on either.
	Agreed bool
}

// Compare says what stores should show of an item and how QuickBooks is to be
// adjusted. It decides by what was read and noted alone; whether the readings
// may be relied on is for who calls it.
func Compare(x *store.StockItem, rules *store.StockRules) Verdict {
	v := Verdict{Rules: rules.For(x.Entry.FullName)}
	v.Figures = FiguresOf(x, v.Rules)
	for i := range x.Wares {
		w := &x.Wares[i]
		c := store.ComparedWare{Store: w.Store, Variant: w.Variant, Target: w.Level, Parked: whyParked(x, w, v.Rules, rules, v.Figures)}
		v.Wares = append(v.Wares, c)
	}
	if !v.Figures.Known {
		return v
	}
	switch v.Rules.Master {
	case store.MasterQuickBooks:
		v.targets(x, rules, v.Figures.Have+v.Figures.Sure)
	case store.MasterBigCommerce:
		v.follow(x)
	case store.MasterBoth:
		v.merge(x, rules)
	default:
	}
	return v
}

// whyParked tells why a ware is left alone.
func whyParked(x *store.StockItem, w *store.StockWare, r store.ItemStock, rules *store.StockRules, f Figures) string {
	switch {
	case r.Master == store.MasterNone:
		return "By the rules its quantity is left alone."
	case rules.Stores[w.Store].Off:
		return "By the rules this store's quantities are left alone."
	case x.Refused != "" && r.Master != store.MasterQuickBooks:
		return x.Refused
	case x.Entry.Type == "Group" && r.Master != store.MasterQuickBooks:
		return "In QuickBooks it is an item group, which has no quantity of its own, so that none can be adjusted there. Its members are kept up to date by themselves."
	case x.Entry.Type != "Group" && !books.Stocked(x.Entry.Type):
		return fmt.Sprintf("The item %s is of a kind that QuickBooks doesn't count. Make it an inventory item there, or leave it out by a rule.", x.Entry.FullName)
	case x.Entry.Type == "Group" && !f.Known:
		return fmt.Sprintf("QuickBooks counts none of the members of the item group %s, or has not told them yet.", x.Entry.FullName)
	case w.Tracking == "product" && w.Siblings > 1:
		return "The store counts this product as a whole and not its variants, so that none of them has a quantity of its own. Have the store count by variant."
	}
	return ""
}

// targets sets what stores show by QuickBooks' quantity.
func (v *Verdict) targets(x *store.StockItem, rules *store.StockRules, there store.Count) {
	for i := range v.Wares {
		if w := &v.Wares[i]; w.Parked == "" {
			w.Target = Target(there, v.Rules, rules.Kept(x.Wares[i].Store))
		}
	}
}

// follow adjusts QuickBooks to what the store has: by what neither orders nor
// refunds move.
func (v *Verdict) follow(x *store.StockItem) {
	var one *store.StockWare
	n := 0
	for i := range x.Wares {
		if v.Wares[i].Parked == "" {
			one = &x.Wares[i]
			n++
		}
	}
	if n > 1 {
		v.Conflict = fmt.Sprintf("%d products are the item %s, so that nobody can tell whose quantity is the item's. Link each to an item of its own, or let both sides count.", n, x.Entry.FullName)
		return
	}
	if n == 0 || !one.Quiet() || v.Figures.Doubt {
		return
	}
	v.Adjust = store.Pieces(one.SeenLevel+one.Later) - x.OnHand - v.Figures.Coming
}

// merge lets both sides' movements apply: QuickBooks is adjusted by what the
// stores moved beyond their orders, and the stores show QuickBooks' quantity
// with that. A count of one side replaces what the other moved before it.
func (v *Verdict) merge(x *store.StockItem, rules *store.StockRules) {
	if x.Entry.Type == "Group" || v.Figures.Doubt || !x.Explained {
		return
	}
	there := v.Figures.Have + v.Figures.Coming
	for i := range x.Wares {
		w, c := &x.Wares[i], &v.Wares[i]
		if c.Parked != "" {
			continue
		}
		if !w.Quiet() { // nobody knows yet what it moved: nothing is set over it
			return
		}
		if w.Joined {
			continue
		}
		if c.Joins = w.Level == Target(there, v.Rules, rules.Kept(w.Store)); !c.Joins {
			c.Parked = "Both sides differ, and nobody has said yet which is right. Settle it under Reconcile."
			c.Differs, c.Books, c.Shop = true, there, w.SeenLevel+w.Later
		}
	}
	moved := x.Others != x.Agreed
	for i := range x.Wares {
		w := &x.Wares[i]
		n := w.Others - w.Agreed
		if v.Wares[i].Parked != "" || v.Wares[i].Joins || n == 0 && w.Counted.IsZero() {
			continue
		}
		by := store.Pieces(n)
		shop := store.Pieces(w.SeenLevel+w.Later+v.Rules.Buffer+rules.Kept(w.Store)) - there
		switch {
		case w.Decided == "shop":
			by = shop
		case w.Decided == "books":
			by = 0
		case !w.Counted.IsZero() && !x.Counted.IsZero():
			v.Conflict = fmt.Sprintf("Since both sides agreed, %s was counted in the store, and the item %s in QuickBooks. Say which count is right.", w.Title, x.Entry.FullName)
			v.Adjust, v.Folded = 0, nil
			return
		case moved && !w.Counted.IsZero() && w.Counted.After(x.Read):
			by = shop // counted after what QuickBooks moved: the count is what there is
		case n != 0 && !x.Counted.IsZero() && x.Counted.After(w.SeenAt):
			by = 0 // QuickBooks was counted after what the store moved
		}
		v.Adjust += by
		v.Folded = append(v.Folded, store.StockFold{Store: w.Store, Variant: w.Variant, Pieces: n})
	}
	v.targets(x, rules, there+v.Adjust)
	v.Agreed = v.Adjust == 0 && len(v.Folded) == 0
	for i := range v.Wares {
		v.Agreed = v.Agreed && (v.Wares[i].Parked != "" || v.Wares[i].Target == x.Wares[i].Level)
	}
}
