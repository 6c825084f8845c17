package shop

import (
	"fmt"
	"slices"
	"time"
)

// SellAt sells one order of a kind as if placed at a moment, such as the second
// before midnight. It is modified now: connectors find it by that.
func (s *Shop) SellAt(kind Kind, when time.Time) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.compose(s.nextOrder(), kind, when.Unix())
	o.created, o.modified = when.Unix(), max(o.modified, s.now())
	s.keep(o)
	s.announce([]int64{o.id})
	return o.id
}

// SellTo sells one order of a kind to a person who is given, so that a test can
// say who resembles whom. A customer of 0 is a guest.
func (s *Shop) SellTo(kind Kind, to Buyer) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next.buyer = &to
	defer func() { s.next.buyer = nil }()
	o := s.compose(s.nextOrder(), kind, s.now())
	s.keep(o)
	s.announce([]int64{o.id})
	return o.id
}

// Buyer is a shopper; empty fields are as the kind's own buyer has them.
type Buyer struct {
	Customer                         int64
	Guest                            bool
	First, Last, Company, Email, Zip string
}

// Decline sets status 6: the payment was refused, or staff found so.
func (s *Shop) Decline(id int64) error { return s.SetStatus(id, Declined) }

// Dispute sets status 13.
func (s *Shop) Dispute(id int64) error { return s.SetStatus(id, Disputed) }

// Complete sets status 10.
func (s *Shop) Complete(id int64) error { return s.SetStatus(id, Completed) }

// AwaitPayment takes an order back to status 7, as staff does when a payment
// proves void.
func (s *Shop) AwaitPayment(id int64) error { return s.SetStatus(id, AwaitingPayment) }

// Unarchive takes an order out of the archive.
func (s *Shop) Unarchive(id int64) error {
	return s.act(id, func(o *order) ([]event, error) {
		if !o.archived {
			return nil, fmt.Errorf("%w: it is not archived", ErrState)
		}
		o.archived = false
		return nil, nil
	})
}

// Delete removes an order for good: it leaves every list, and by id it is 404.
func (s *Shop) Delete(id int64) error {
	return s.act(id, func(o *order) ([]event, error) {
		o.deleted = true
		return []event{{scope: "store/order/archived", order: id}}, nil
	})
}

// Restore brings a deleted order back, out of the archive too.
func (s *Shop) Restore(id int64) error {
	s.mu.Lock()
	o := s.order(id)
	if o == nil || !o.deleted {
		s.mu.Unlock()
		return fmt.Errorf("%w: order %d is not deleted", ErrState, id)
	}
	o.deleted, o.archived = false, false
	s.mu.Unlock()
	return s.Touch(id)
}

// ShipPieces sends some pieces of a line in a parcel of their own: status 3
// until everything is sent, then 2.
func (s *Shop) ShipPieces(id, lineID, pieces int64) error {
	return s.act(id, func(o *order) ([]event, error) {
		i := slices.IndexFunc(o.lines, func(l line) bool { return l.id == lineID })
		if i < 0 || o.lines[i].dest < 0 || pieces <= 0 || o.lines[i].shipped+pieces > o.lines[i].quantity {
			return nil, fmt.Errorf("%w: no such pieces are left to ship", ErrState)
		}
		l := &o.lines[i]
		s.parcel(o, l.dest, s.now(), []shipmentItem{{id: l.id, product: l.productID(), quantity: pieces}})
		l.shipped += pieces
		o.sent(s.now())
		return []event{{scope: "store/shipment/created", order: id, shipment: o.shipments[len(o.shipments)-1].id}}, nil
	})
}

// parcel writes a shipment.
func (s *Shop) parcel(o *order, dest int, when int64, items []shipmentItem) {
	p := shipment{id: s.next.shipment, dest: dest, created: min(when, max(s.now(), o.created)), tracking: fmt.Sprintf("EJ%09dUS", s.next.shipment*7919%1_000_000_000), items: items}
	s.next.shipment++
	o.shipments = append(o.shipments, p)
	o.modified = max(o.modified, p.created)
}

// sent sets the status after a parcel went; a refund outlasts the parcel.
func (o *order) sent(when int64) {
	to := Shipped
	for i := range o.lines {
		if l := &o.lines[i]; l.dest >= 0 && l.shipped < l.quantity {
			to = PartiallyShipped
		}
	}
	if to == Shipped {
		o.shippedAt = max(when, o.created)
	}
	if o.status != Refunded && o.status != PartiallyRefunded {
		o.status = to
	}
}
