package shop

import "fmt"

// refundWhat is how much of an order is refunded.
type refundWhat int

const (
	refundAll       refundWhat = iota // every line, shipping, handling, wrapping, fees
	refundLine                        // one piece of the first line
	refundAllowance                   // a sum on the order, without tax
)

// Refund refunds everything that is left: status 4 and a refund record.
func (s *Shop) Refund(id int64) error { return s.refundAct(id, refundAll) }

// RefundPiece refunds one piece of the first line that has one left: status 14.
func (s *Shop) RefundPiece(id int64) error { return s.refundAct(id, refundLine) }

// RefundAllowance refunds a sum on the order, which changes no tax: status 14.
func (s *Shop) RefundAllowance(id int64) error { return s.refundAct(id, refundAllowance) }

func (s *Shop) refundAct(id int64, what refundWhat) error {
	return s.act(id, func(o *order) ([]event, error) {
		r := s.refund(o, what, s.now())
		if r == nil {
			return nil, fmt.Errorf("%w: nothing was received, or nothing is left to refund", ErrState)
		}
		events := []event{{scope: "store/order/refund/created", order: id, refund: r.id}}
		if r.transaction > 0 {
			events = append(events, event{scope: "store/order/transaction/created", order: id, transaction: r.transaction, what: "refund"})
		}
		return events, nil
	})
}

// refunded is what earlier refunds gave back.
func (o *order) refunded() (total, tax Money) {
	for _, r := range o.refunds {
		total += r.total
		tax += r.tax
	}
	return total, tax
}

// refund writes a refund record with its payment; nil if there is nothing to refund.
func (s *Shop) refund(o *order, what refundWhat, when int64) *refund {
	var source *transaction
	for i := range o.transactions {
		if o.transactions[i].received() {
			source = &o.transactions[i]
		}
	}
	before, taxBefore := o.refunded()
	if source == nil || before >= o.tot.inc {
		return nil
	}
	r := &refund{id: s.next.refund, order: o.id, created: min(when, max(s.now(), o.created)), payment: s.next.payment}
	switch what {
	case refundAll:
		r.reason, r.total, r.tax = "Customer returned everything", o.tot.inc-before, o.tot.tax-taxBefore
		r.items = o.itemsLeft(len(o.refunds) == 0)
	case refundLine:
		l := o.lineLeft()
		if l == nil {
			return nil
		}
		l.refunded++
		n := l.refunded
		piece := func(m Money) Money {
			return Money(divide(int64(m)*n, l.quantity*100)-divide(int64(m)*(n-1), l.quantity*100)) * Cent
		}
		r.reason, r.total, r.tax = "Wrong size", piece(l.charged.inc), piece(l.charged.tax)
		r.items = []refundItem{{kind: "PRODUCT", item: l.id, quantity: 1}}
	case refundAllowance:
		sum := min(5*Unit, o.tot.inc-before)
		r.reason, r.total = "Arrived late", sum
		r.items = []refundItem{{kind: "ORDER", item: o.id, amount: sum, hasAmount: true}}
	}
	if r.total <= 0 || before+r.total > o.tot.inc { // R7: never more than was charged
		if what == refundLine {
			o.unrefund(r.items[0].item)
		}
		return nil
	}
	s.next.refund++
	s.next.payment++
	r.provider = source.gateway
	r.offline = source.method == "offline" || source.method == "custom" || source.method == "store_credit" || source.method == "gift_certificate"
	if !r.offline {
		given := *source
		t := s.transaction(o, "refund", given.method, given.gateway, r.total)
		t.gatewayID, t.reference, t.at, t.last4, t.card, t.payment = "re_"+given.gatewayID, given.id, r.created, given.last4, given.card, given.payment
		r.transaction = t.id
	}
	o.refunds = append(o.refunds, r)
	s.refunds = append(s.refunds, r)
	o.modified = max(o.modified, r.created)
	o.status, o.paymentStatus = PartiallyRefunded, "partially refunded"
	if before+r.total >= o.tot.inc {
		o.status, o.paymentStatus = Refunded, "refunded"
	}
	return r
}

// unrefund takes one refunded piece of a line back.
func (o *order) unrefund(id int64) {
	for i := range o.lines {
		if o.lines[i].id == id {
			o.lines[i].refunded--
		}
	}
}

func (o *order) lineLeft() *line {
	for i := range o.lines {
		if l := &o.lines[i]; l.refunded < l.quantity && l.charged.inc > 0 {
			return l
		}
	}
	return nil
}

// itemsLeft lists all that a full refund gives back, and marks it refunded.
func (o *order) itemsLeft(charges bool) []refundItem {
	var items []refundItem
	for i := range o.lines {
		l := &o.lines[i]
		if left := l.quantity - l.refunded; left > 0 {
			items = append(items, refundItem{kind: "PRODUCT", item: l.id, quantity: left})
			l.refunded = l.quantity
		}
		if charges && l.wrapBase > 0 {
			items = append(items, refundItem{kind: "GIFT_WRAPPING", item: l.id, amount: o.m(l.wrap), hasAmount: true})
		}
	}
	if !charges {
		return items
	}
	for i := range o.dests {
		d := &o.dests[i]
		if d.ship.inc > 0 {
			items = append(items, refundItem{kind: "SHIPPING", item: d.id, amount: o.m(d.ship), hasAmount: true})
		}
		if d.hand.inc > 0 {
			items = append(items, refundItem{kind: "HANDLING", item: d.id, amount: o.m(d.hand), hasAmount: true})
		}
	}
	for i := range o.fees {
		items = append(items, refundItem{kind: "FEE", item: o.fees[i].id, amount: o.m(o.fees[i].cost), hasAmount: true})
	}
	return items
}
