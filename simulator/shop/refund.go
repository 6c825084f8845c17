package shop

import (
	"fmt"
	"slices"
)

// RefundSpec says what a refund gives back (reference: bigcommerce-api §4).
// Amounts are positive and on the side of tax on which the store enters
// prices, unless told otherwise.
type RefundSpec struct {
	Reason string
	Items  []RefundPart
	// Tax refunds tax alone; Items is empty then, and so are the items of the
	// record. A negative sum takes tax: the total is 0, its tax negative.
	Tax Money
	// Override dictates total and tax, as merchants may.
	Override *RefundOverride
	// Money says by which tenders it goes; nil gives it back the way it came,
	// the last tender first.
	Money []RefundMoney
}

// The types of what is refunded.
const (
	RefundProduct  = "PRODUCT"
	RefundWrapping = "GIFT_WRAPPING"
	RefundShipping = "SHIPPING"
	RefundHandling = "HANDLING"
	RefundFee      = "FEE"
	RefundOrder    = "ORDER" // a sum on the order, without tax
)

// RefundPart is one item of a refund.
type RefundPart struct {
	Type string
	// ID is the line's, the address's or the fee's; 0 is the first that has
	// something left. ORDER needs none.
	ID int64
	// Quantity is the pieces of a PRODUCT; 0 is all that are left.
	Quantity int64
	// Amount is what is given for it: of a PRODUCT for all its pieces together;
	// 0 is what was charged, or all that is left of it.
	Amount Money
	// Adjust is taken off the money for a PRODUCT, such as a restocking fee: it
	// is negative and changes no tax.
	Adjust Money
}

// RefundOverride is a refund's total, tax included, and the tax in it, which
// may be negative.
type RefundOverride struct{ Total, Tax Money }

// RefundMoney is what goes back by one tender, named as in Truth.Tenders, or
// "Store Credit" for any registered customer, or any other name for money that
// the merchant gives by hand.
type RefundMoney struct {
	Tender   string
	Amount   Money
	Declined bool
}

// refund is a refund record.
type refund struct {
	id, order  int64
	created    int64
	reason     string
	total, tax Money
	override   bool
	items      []refundItem
	payments   []refundPayment
	parts      []refundedPart
	rates      []rateMoney // the tax by rate
}

type refundItem struct {
	kind      string
	item      int64
	quantity  int64
	amount    Money
	hasAmount bool
	adjust    Money
}

type refundPayment struct {
	id, transaction   int64
	source            int64 // transaction whose money this is; 0 for none
	tender, provider  string
	amount            Money
	offline, declined bool
}

// refundedPart is one item of a refund on both sides of tax, for Truth.
type refundedPart struct {
	kind     string
	id       int64
	name     string // SKU of a line, name of a fee
	quantity int64
	gift     bool
	worth    triple
}

type rateMoney struct {
	name   string
	amount Money
}

// Refund refunds everything that is left: status 4 and a refund record.
func (s *Shop) Refund(id int64) error { return s.refundAct(id, s.refundRest) }

// RefundPiece refunds one piece of the first line that has one left: status 14.
func (s *Shop) RefundPiece(id int64) error { return s.refundAct(id, s.refundPiece) }

// RefundAllowance refunds a sum on the order, which changes no tax: status 14.
func (s *Shop) RefundAllowance(id int64) error { return s.refundAct(id, s.refundSum) }

// RefundWith refunds what the spec says and returns the record's id. A refund
// that gives back more than is left, of the order, a line, a charge or a
// tender, is ErrState, as the platform refuses it.
func (s *Shop) RefundWith(id int64, spec RefundSpec) (int64, error) {
	var made int64
	err := s.refundAct(id, func(o *order, when int64) (*refund, error) {
		r, err := s.giveBack(o, spec, when)
		if err == nil {
			made = r.id
		}
		return r, err
	})
	return made, err
}

// DeclineRefund lets the payments of a refund turn out declined, as they do
// some time after the record was made: the record stays, no money moved.
func (s *Shop) DeclineRefund(id, refund int64) error {
	return s.act(id, func(o *order) ([]event, error) {
		for _, r := range o.refunds {
			if r.id != refund {
				continue
			}
			for i := range r.payments {
				s.decline(o, &r.payments[i])
			}
			return nil, nil
		}
		return nil, fmt.Errorf("%w: it has no refund %d", ErrState, refund)
	})
}

func (s *Shop) decline(o *order, p *refundPayment) {
	if p.declined {
		return
	}
	p.declined = true
	if p.tender == tenderCredit {
		s.credits[o.customerID] -= p.amount
	}
	for i := range o.transactions {
		switch t := &o.transactions[i]; t.id {
		case p.source:
			t.back -= p.amount
			if t.method == "gift_certificate" {
				s.giveBackGift(t.code, -p.amount)
			}
		case p.transaction:
			t.status = "error"
		}
	}
}

func (s *Shop) refundAct(id int64, do func(*order, int64) (*refund, error)) error {
	return s.act(id, func(o *order) ([]event, error) {
		r, err := do(o, s.now())
		if err != nil {
			return nil, err
		}
		events := []event{{scope: "store/order/refund/created", order: id, refund: r.id}}
		for _, p := range r.payments {
			if p.transaction > 0 {
				events = append(events, event{scope: "store/order/transaction/created", order: id, transaction: p.transaction, what: "refund"})
			}
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

func (s *Shop) refundPiece(o *order, when int64) (*refund, error) {
	l := o.lineLeft()
	if l == nil {
		return nil, fmt.Errorf("%w: no line is left to refund", ErrState)
	}
	return s.giveBack(o, RefundSpec{Reason: "Wrong size", Items: []RefundPart{{Type: RefundProduct, ID: l.id, Quantity: 1}}}, when)
}

func (s *Shop) refundSum(o *order, when int64) (*refund, error) {
	before, _ := o.refunded()
	return s.giveBack(o, RefundSpec{Reason: "Arrived late", Items: []RefundPart{{Type: RefundOrder, Amount: min(5*Unit, o.tot.inc-before)}}}, when)
}

// refundRest gives back all that is left. Where sums on the order, which
// belong to no line, were given before, the lines are worth more than what is
// left: then an adjustment takes the difference off one of them; where a line
// was given back for less than it cost, the rest goes as a sum on the order.
func (s *Shop) refundRest(o *order, when int64) (*refund, error) {
	before, _ := o.refunded()
	spec := RefundSpec{Reason: "Customer returned everything", Items: o.partsLeft()}
	if len(spec.Items) == 0 {
		if before >= o.tot.inc {
			return nil, fmt.Errorf("%w: nothing is left to refund", ErrState)
		}
		spec.Items = []RefundPart{{Type: RefundOrder, Amount: o.tot.inc - before}}
	}
	r := &refund{}
	back := o.keepBack()
	if err := o.weigh(r, spec); err != nil {
		return nil, err
	}
	o.restoreBack(back)
	switch over := r.total - (o.tot.inc - before); {
	case over < 0:
		spec.Items = append(spec.Items, RefundPart{Type: RefundOrder, Amount: -over})
	case over > 0:
		// From the dearest line, whose money covers it if any line's does.
		best := -1
		for i, p := range r.parts {
			if p.kind == RefundProduct && (best < 0 || p.worth.inc > r.parts[best].worth.inc) {
				best = i
			}
		}
		if best < 0 {
			return nil, fmt.Errorf("%w: less is left than its charges", ErrState)
		}
		spec.Items[best].Adjust = -over
	}
	return s.giveBack(o, spec, when)
}

// giveBack writes a refund record with its payments.
func (s *Shop) giveBack(o *order, spec RefundSpec, when int64) (*refund, error) {
	before, _ := o.refunded()
	r := &refund{order: o.id, created: min(when, max(s.now(), o.created)), reason: spec.Reason}
	kept := o.keepBack()
	err := o.weigh(r, spec)
	if err == nil && (r.total < 0 || r.total == 0 && spec.Tax >= 0 || before+r.total > o.tot.inc) { // R7: never more than was charged
		err = fmt.Errorf("%w: %s was refunded of %s, %s more cannot be", ErrState, before, o.tot.inc, r.total)
	}
	if err == nil {
		err = s.payBack(o, r, spec.Money)
	}
	if err != nil {
		o.restoreBack(kept)
		return nil, err
	}
	for i := range r.items {
		if s.opt.FeeRefundsNameOrder && r.items[i].kind == RefundFee {
			r.items[i].item = o.id
		}
	}
	r.id = s.next.refund
	s.next.refund++
	o.refunds = append(o.refunds, r)
	s.refunds = append(s.refunds, r)
	o.modified = max(o.modified, r.created)
	o.status, o.paymentStatus = PartiallyRefunded, "partially refunded"
	if before+r.total >= o.tot.inc {
		o.status, o.paymentStatus = Refunded, "refunded"
	}
	return r, nil
}

func (o *order) lineLeft() *line {
	for i := range o.lines {
		if l := &o.lines[i]; l.refunded < l.quantity && l.charged.inc > 0 {
			return l
		}
	}
	return nil
}

// partsLeft lists all that a full refund gives back.
func (o *order) partsLeft() []RefundPart {
	var parts []RefundPart
	for i := range o.lines {
		l := &o.lines[i]
		if l.quantity > l.refunded {
			parts = append(parts, RefundPart{Type: RefundProduct, ID: l.id})
		}
	}
	for i := range o.lines {
		if l := &o.lines[i]; o.m(l.wrap) > l.wrapBack {
			parts = append(parts, RefundPart{Type: RefundWrapping, ID: l.id})
		}
	}
	for i := range o.dests {
		d := &o.dests[i]
		if o.m(d.ship) > d.shipBack {
			parts = append(parts, RefundPart{Type: RefundShipping, ID: d.id})
		}
		if o.m(d.hand) > d.handBack {
			parts = append(parts, RefundPart{Type: RefundHandling, ID: d.id})
		}
	}
	for i := range o.fees {
		if f := &o.fees[i]; o.m(f.cost) > f.back {
			parts = append(parts, RefundPart{Type: RefundFee, ID: f.id})
		}
	}
	return parts
}

// backs are the counters of what was refunded, kept for a refund that is refused.
func (o *order) keepBack() []Money {
	kept := make([]Money, 0, 2*len(o.lines)+2*len(o.dests)+len(o.fees))
	for i := range o.lines {
		kept = append(kept, Money(o.lines[i].refunded), o.lines[i].wrapBack)
	}
	for i := range o.dests {
		kept = append(kept, o.dests[i].shipBack, o.dests[i].handBack)
	}
	for i := range o.fees {
		kept = append(kept, o.fees[i].back)
	}
	return kept
}

func (o *order) restoreBack(kept []Money) {
	next := func() Money { m := kept[0]; kept = kept[1:]; return m }
	for i := range o.lines {
		o.lines[i].refunded, o.lines[i].wrapBack = int64(next()), next()
	}
	for i := range o.dests {
		o.dests[i].shipBack, o.dests[i].handBack = next(), next()
	}
	for i := range o.fees {
		o.fees[i].back = next()
	}
}

// refundByID finds a refund; the list is in the order of ids, without gaps.
func (s *Shop) refundByID(id int64) *refund {
	i, ok := slices.BinarySearchFunc(s.refunds, id, func(r *refund, id int64) int { return int(r.id - id) })
	if !ok {
		return nil
	}
	return s.refunds[i]
}
