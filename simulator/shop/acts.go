package shop

import (
	"errors"
	"fmt"
	"slices"
)

// ErrNoOrder tells that the shop has no order of that id.
var ErrNoOrder = errors.New("no such order")

// ErrState tells that an order is in no state for the act that was asked for.
var ErrState = errors.New("the order's state does not allow this")

// Sell sells n orders of the mix and returns their ids. The first call spreads
// them over Options.History, later calls over the time since the last sale.
func (s *Shop) Sell(n int) []int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	from := now - int64(s.opt.History.Seconds())
	if len(s.orders) > 0 {
		from = min(s.orders[len(s.orders)-1].created, now)
	}
	made := make([]int64, 0, n)
	for i := range n {
		id := s.nextOrder()
		d := newDice(s.opt.Seed+7, uint64(id)) //nolint:gosec // ids are positive
		kind := s.throw(d)
		o := s.compose(id, kind, from+(now-from)*int64(i+1)/int64(n))
		if d.IntN(1000) < s.opt.Contradictions {
			s.contradict(o, d)
		}
		s.keep(o)
		made = append(made, id)
	}
	s.announce(made)
	return made
}

// SellOne sells one order of a kind, now.
func (s *Shop) SellOne(kind Kind) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.compose(s.nextOrder(), kind, s.now())
	s.keep(o)
	s.announce([]int64{o.id})
	return o.id
}

// SellContradiction sells one order of a kind that does not add up in the
// named way; an unknown name, or one that does not fit the order, is an error.
func (s *Shop) SellContradiction(kind Kind, what string) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.compose(s.nextOrder(), kind, s.now())
	if !spoil(o, what) {
		return 0, fmt.Errorf("%w: %q cannot be done to a %s order", ErrState, what, kind)
	}
	s.keep(o)
	s.announce([]int64{o.id})
	return o.id, nil
}

func (s *Shop) nextOrder() int64 { return s.opt.FirstOrder + int64(len(s.orders)) }

// keep puts a composed order among the store's orders.
func (s *Shop) keep(o *order) {
	s.orders = append(s.orders, o)
	s.moveStock(o)
	s.version++
}

// order finds an order. The caller holds the lock.
func (s *Shop) order(id int64) *order {
	if i := id - s.opt.FirstOrder; i >= 0 && i < int64(len(s.orders)) {
		return s.orders[i]
	}
	return nil
}

// found is an order that the API can still give: a deleted one is 404.
func (s *Shop) found(id int64) *order {
	if o := s.order(id); o != nil && !o.deleted {
		return o
	}
	return nil
}

// act changes one order: the change is seen in date_modified and announced.
func (s *Shop) act(id int64, change func(*order) ([]event, error)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.order(id)
	if o == nil {
		return fmt.Errorf("%w: %d", ErrNoOrder, id)
	}
	return s.change(o, change)
}

// change is act on an order that is at hand. The caller holds the lock.
func (s *Shop) change(o *order, change func(*order) ([]event, error)) error {
	id := o.id
	if o.deleted {
		return fmt.Errorf("%w: %d is deleted", ErrNoOrder, id)
	}
	before, modified := o.status, o.modified
	events, err := change(o)
	if err != nil {
		return fmt.Errorf("order %d: %w", id, err)
	}
	o.modified = max(s.now(), o.modified)
	s.moveStock(o)
	s.version++
	if s.opt.QuietMoney && o.status == before && ofMoney(events) {
		o.modified = modified
		s.post.send(events)
		return nil
	}
	if o.status != before {
		events = append(events, event{scope: "store/order/statusUpdated", order: id, before: before, after: o.status})
	}
	events = append(events, event{scope: "store/order/updated", order: id})
	s.post.send(events)
	return nil
}

// ofMoney tells whether the events are those of refunds and transactions.
func ofMoney(events []event) bool {
	for _, e := range events {
		if e.refund == 0 && e.transaction == 0 {
			return false
		}
	}
	return len(events) > 0
}

// Cancel sets status 5, as staff does; no money moves by that.
func (s *Shop) Cancel(id int64) error {
	return s.act(id, func(o *order) ([]event, error) { o.status = Cancelled; return nil, nil })
}

// SetStatus sets any status by hand, as staff can.
func (s *Shop) SetStatus(id int64, to Status) error {
	return s.act(id, func(o *order) ([]event, error) {
		if to < Incomplete || to > PartiallyRefunded {
			return nil, fmt.Errorf("%w: no status %d", ErrState, to)
		}
		o.status = to
		return nil, nil
	})
}

// Ship sends everything that is not sent yet: status 2.
func (s *Shop) Ship(id int64) error {
	return s.act(id, func(o *order) ([]event, error) {
		if !s.ship(o, s.now(), false) {
			return nil, fmt.Errorf("%w: nothing is left to ship", ErrState)
		}
		return []event{{scope: "store/shipment/created", order: id, shipment: o.shipments[len(o.shipments)-1].id}}, nil
	})
}

// ship sends what is left, or only the first line of it.
func (s *Shop) ship(o *order, when int64, part bool) bool {
	sent := false
	for dest := range o.dests {
		var items []shipmentItem
		for i := range o.lines {
			l := &o.lines[i]
			if l.dest != dest || l.shipped == l.quantity || part && len(items) > 0 {
				continue
			}
			items = append(items, shipmentItem{id: l.id, product: l.productID(), quantity: l.quantity - l.shipped})
			l.shipped = l.quantity
		}
		if len(items) == 0 {
			continue
		}
		sent = true
		s.parcel(o, dest, when, items)
		o.sent(o.shipments[len(o.shipments)-1].created)
		if part {
			return true
		}
	}
	return sent
}

// Archive sets is_deleted, as deleting an order does.
func (s *Shop) Archive(id int64) error {
	return s.act(id, func(o *order) ([]event, error) {
		o.archived = true
		return []event{{scope: "store/order/archived", order: id}}, nil
	})
}

// Touch moves date_modified without any other change, as a connector's own
// write or an app does.
func (s *Shop) Touch(id int64) error {
	return s.act(id, func(*order) ([]event, error) { return nil, nil })
}

// Change is what a test may set on an order besides the acts.
type Change struct {
	Status       *Status
	StaffNotes   *string
	TotalIncTax  *Money // overrides the total on both sides: the order no longer adds up
	BillingEmail *string
}

// Change sets fields of an order through fill.
func (s *Shop) Change(id int64, fill func(*Change)) error {
	return s.act(id, func(o *order) ([]event, error) {
		var c Change
		fill(&c)
		if c.Status != nil {
			o.status = *c.Status
		}
		if c.StaffNotes != nil {
			o.notes = *c.StaffNotes
		}
		if c.TotalIncTax != nil {
			o.tot.inc, o.tot.ex = *c.TotalIncTax, *c.TotalIncTax-o.tot.tax
			o.contradiction = "total"
		}
		if c.BillingEmail != nil {
			p := *o.billing
			p.email = *c.BillingEmail
			o.billing = &p
		}
		return nil, nil
	})
}

// Orders lists the ids of all orders, archived ones too.
func (s *Shop) Orders() []int64 {
	s.mu.RLock()
	defer s.mu.RUnlock()
	list := make([]int64, len(s.orders))
	for i, o := range s.orders {
		list[i] = o.id
	}
	return list
}

// pickOrder finds the newest order for which fits is true.
func (s *Shop) pickOrder(fits func(*order) bool) int64 {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, o := range slices.Backward(s.orders) {
		if fits(o) {
			return o.id
		}
	}
	return 0
}
