package shop

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"
)

// The store's stock. Every order takes its pieces from the default location,
// when and whether they come back is said by the store's settings
// (bigcommerce-api §2.10, settings/inventory). Where the sheets are silent:
//
//   - A change to cancelled, declined or refunded gives everything back that
//     the order took, if refund_order_stock_adjustment is on; a part refund
//     gives nothing back (Options.PartRefundsRestock turns that round).
//   - An order that leaves such a status takes its pieces again.
//   - Shipped and completed, not partially shipped, are what
//     order_completed_or_shipped waits for.
//   - Stock falls below zero when more is sold than there is
//     (Options.StockEndsAtZero turns that round).
//   - Deleting or archiving an order moves nothing.

// mostPlaces is at how many locations a store can keep stock.
const mostPlaces = 4

// shelf is how many of something there are at one location.
type shelf struct {
	onHand, safety int64
	counted        bool // was set absolutely once: relative adjustments need that
}

// shelves are those of one variant, by location.
type shelves [mostPlaces]shelf

func stocked(onHand ...int) (s shelves) {
	for i, n := range onHand {
		s[i] = shelf{onHand: int64(n), counted: true}
	}
	return s
}

// holder is the variant that holds the stock of a variant: its product's first
// where the product is counted as a whole; nil where nothing is counted.
func (v *variant) holder() *variant {
	switch v.product.tracking() {
	case "variant":
		return v
	case "product":
		if len(v.product.variants) > 0 {
			return v.product.variants[0]
		}
		return v
	}
	return nil
}

// InventorySettings are when orders move stock (GET /settings/inventory).
type InventorySettings struct {
	// AtShipment is update_stock_behavior order_completed_or_shipped, instead of
	// order_placed.
	AtShipment bool
	// IgnoreEdits and KeepRefunds are the adjustments of edited, and of refunded
	// or cancelled orders switched off.
	IgnoreEdits, KeepRefunds bool
}

// SetInventory changes the store's settings of stock; what orders moved stays moved.
func (s *Shop) SetInventory(set InventorySettings) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.moving = set
}

// taking is what an order took of a variant, and how much of it came back by
// part refunds.
type taking struct {
	v       *variant
	n, back int64
}

func (t taking) out() int64 { return t.n - t.back }

// StockMove is one movement of stock.
type StockMove struct {
	At               time.Time
	Product, Variant int64
	Location         int64
	By, To           int64  // pieces; how many there are then
	Why              string // one of the MovedBy words
	Order            int64
	Absolute         bool // the figure was set, not changed by a difference
}

// Why stock moved.
const (
	MovedByOrder      = "order"
	MovedByCount      = "count"
	MovedByPerson     = "move"
	MovedByAdjustment = "adjustment"
)

// returned tells whether an order of this status gives its pieces back.
func (o *order) returned() bool {
	return o.status == Cancelled || o.status == Declined || o.status == Refunded
}

// moveStock brings what an order has taken to what its status and lines ask
// for. The caller holds the lock.
func (s *Shop) moveStock(o *order) {
	takes := false
	switch {
	case s.moving.AtShipment:
		takes = o.status == Shipped || o.status == Completed
	case o.taken == nil && !o.gaveBack: // never placed before: what is cancelled or refunded at once was placed a moment ago
		takes = o.status != Incomplete && o.status != Declined
	default:
		takes = o.status != Incomplete && !o.returned()
	}
	if o.taken == nil {
		if !takes {
			return
		}
		o.taken = []taking{}
		s.take(o, true)
	} else if !s.moving.IgnoreEdits {
		s.take(o, false)
	}
	if s.moving.KeepRefunds {
		return
	}
	if s.opt.PartRefundsRestock {
		s.restock(o)
	}
	if o.returned() {
		for i := range o.taken {
			s.shift(o.taken[i].v, 0, o.taken[i].out(), MovedByOrder, o.id)
		}
		o.taken, o.gaveBack = nil, true
	}
}

// take brings what the order took to its lines; of an order that is edited too.
func (s *Shop) take(o *order, first bool) {
	want := map[*variant]int64{}
	var list []*variant
	for i := range o.lines {
		if v := o.lines[i].variant; v != nil {
			if h := v.holder(); h != nil {
				if _, seen := want[h]; !seen {
					list = append(list, h)
				}
				want[h] += o.lines[i].quantity
			}
		}
	}
	for i := range o.taken {
		t := &o.taken[i]
		if n := want[t.v]; n != t.n {
			s.shift(t.v, 0, t.n-n, MovedByOrder, o.id)
			t.n = n
		}
		delete(want, t.v)
	}
	for _, v := range list {
		if n, missing := want[v]; missing && (n != 0 || first) {
			o.taken = append(o.taken, taking{v: v, n: n})
			s.shift(v, 0, -n, MovedByOrder, o.id)
		}
	}
}

// restock puts back what part refunds gave back.
func (s *Shop) restock(o *order) {
	for i := range o.taken {
		t := &o.taken[i]
		back := int64(0)
		for j := range o.lines {
			if v := o.lines[j].variant; v != nil && v.holder() == t.v {
				back += o.lines[j].refunded
			}
		}
		if back = min(back, t.n); back != t.back {
			s.shift(t.v, 0, back-t.back, MovedByOrder, o.id)
			t.back = back
		}
	}
}

// shift moves stock by a difference, and tells of it.
func (s *Shop) shift(v *variant, place int, by int64, why string, order int64) {
	if by == 0 || v.holder() == nil {
		return
	}
	x := &v.at[place]
	to := x.onHand + by
	if to < 0 && s.opt.StockEndsAtZero && why == MovedByOrder {
		to = 0
	}
	s.moved(v, place, to, why, order, false)
}

// moved writes how many there are now.
func (s *Shop) moved(v *variant, place int, to int64, why string, order int64, absolute bool) {
	x := &v.at[place]
	by := to - x.onHand
	x.onHand = to
	if absolute {
		x.counted = true
	}
	if s.opt.StockMovesModify {
		v.product.modified = max(v.product.modified, s.now())
	}
	if s.opt.KeepStockMoves {
		s.moves = append(s.moves, StockMove{At: at(s.now()), Product: v.product.id, Variant: v.id, Location: s.stockPlaces()[min(place, len(s.stockPlaces())-1)].id,
			By: by, To: to, Why: why, Order: order, Absolute: absolute})
	}
	if len(s.hooks) == 0 {
		return
	}
	of := "product"
	if v.product.tracking() == "variant" {
		of = "sku"
	}
	e := event{scope: "store/" + of + "/inventory/updated", stock: v, place: place, value: by}
	if why == MovedByOrder {
		e.scope = "store/" + of + "/inventory/order/updated"
	}
	if absolute {
		e.absolute, e.value = true, to
	}
	changed := e
	changed.scope = stockChanged
	s.post.send([]event{e, changed})
}

// stockChanged is the scope of stock by location; its star is literal
// (bigcommerce-webhooks §2).
const stockChanged = "store/channel/*/inventory/product/stock_changed"

// errPlace tells of a location that the store does not have.
var errPlace = errors.New("no such location")

// shelfOf finds what holds a variant's stock at a location. The caller holds the lock.
func (s *Shop) shelfOf(variantID, location int64) (*variant, int, error) {
	place := slices.IndexFunc(s.stockPlaces(), func(p stockPlace) bool { return p.id == location })
	if place < 0 {
		return nil, 0, fmt.Errorf("%w: %d", errPlace, location)
	}
	for _, p := range s.goods.products {
		for _, v := range p.variants {
			if v.id == variantID {
				if h := v.holder(); h != nil {
					return h, place, nil
				}
				return nil, 0, fmt.Errorf("%w: variant %d is not counted", ErrState, variantID)
			}
		}
	}
	return nil, 0, ErrNoProduct
}

// CountStock is a person who counted: so many of a variant there are at a location.
func (s *Shop) CountStock(variant, location, pieces int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, place, err := s.shelfOf(variant, location)
	if err == nil {
		s.moved(v, place, pieces, MovedByCount, 0, true)
	}
	return err
}

// MoveStock is a person, or another app, who adds or takes pieces at a location.
func (s *Shop) MoveStock(variant, location, by int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, place, err := s.shelfOf(variant, location)
	if err == nil {
		s.shift(v, place, by, MovedByPerson, 0)
	}
	return err
}

// handle is a person at some shelf; 0 where nothing is counted.
func (s *Shop) handle(act Act, d dice) (variant int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.goods.heldIn()
	if len(list) == 0 {
		return 0
	}
	v, place := pick(d, list), d.IntN(len(s.stockPlaces()))
	now := v.at[place].onHand
	if act == ActCount {
		s.moved(v, place, max(now+int64(d.between(-4, 4)), 0), MovedByCount, 0, true)
	} else {
		s.shift(v, place, int64(d.between(-3, 24)), MovedByPerson, 0)
	}
	return v.id
}

// SetSafetyStock keeps pieces at a location from being sold.
func (s *Shop) SetSafetyStock(variant, location, pieces int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, place, err := s.shelfOf(variant, location)
	if err == nil {
		v.at[place].safety = pieces
	}
	return err
}

// SetTracking counts a product by "product", by "variant", or not at all
// ("none"). What was counted in the other way stays where it was.
func (s *Shop) SetTracking(product int64, how string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.goods.byID[product]
	if p == nil {
		return ErrNoProduct
	}
	if how != "product" && how != "variant" && how != "none" {
		return fmt.Errorf("%w: no tracking %q", ErrState, how)
	}
	p.counted, p.modified = how, s.now()
	return nil
}

// StockLevel is how many there truly are of what is counted, at one location.
type StockLevel struct {
	Product, Variant, Location int64
	SKU                        string
	OnHand, Safety             int64
}

// StockLevels is all stock, by product, variant and location. What the API was
// told and has not done yet (Options.StockLag) is not in it.
func (s *Shop) StockLevels() []StockLevel {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var out []StockLevel
	for _, v := range s.goods.heldIn() {
		for i, p := range s.stockPlaces() {
			out = append(out, StockLevel{v.product.id, v.id, p.id, v.stockSKU(), v.at[i].onHand, v.at[i].safety})
		}
	}
	return out
}

// StockMoves are all movements since the shop was made (Options.KeepStockMoves),
// in order.
func (s *Shop) StockMoves() []StockMove {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Clone(s.moves)
}

// heldIn are the variants that hold stock: one of a product that is counted as
// a whole.
func (c *catalogue) heldIn() []*variant {
	var list []*variant
	for _, p := range c.products {
		for _, v := range p.variants {
			if v.holder() == v {
				list = append(list, v)
			}
		}
	}
	return list
}

// stockSKU is the SKU under which stock is told: the product's where it is
// counted as a whole.
func (v *variant) stockSKU() string {
	if len(v.product.variants) > 1 && v.product.tracking() == "product" {
		return v.product.sku
	}
	return v.sku
}

// available is what can be sold: on hand less the safety stock.
func (x shelf) available() int64 { return x.onHand - x.safety }

// mostStock is the largest quantity (bigcommerce-api §8).
const mostStock = math.MaxInt32
