package shop

import "fmt"

// payBack writes the payments of a refund: by the tenders that were asked for,
// or the way the money came, the last tender first.
func (s *Shop) payBack(o *order, r *refund, by []RefundMoney) error {
	if by == nil {
		return s.payBackAsItCame(o, r)
	}
	var sum Money
	for _, m := range by {
		sum += m.Amount
		if m.Amount%o.step != 0 || m.Amount < 0 || m.Amount == 0 && r.total != 0 {
			return fmt.Errorf("%w: a payment of %s", ErrState, m.Amount)
		}
	}
	if sum != r.total {
		return fmt.Errorf("%w: the payments are %s, the refund is %s", ErrState, sum, r.total)
	}
	// First see that all of it can be paid, then pay.
	sources := make([]*transaction, len(by))
	planned := map[int64]Money{}
	for i, m := range by {
		t := o.sourceOf(m.Tender, m.Amount, planned)
		if t != nil {
			planned[t.id] += m.Amount
		}
		switch {
		case m.Tender == tenderCredit && t == nil && o.customerID == 0:
			return fmt.Errorf("%w: a guest has no store credit", ErrState)
		case t == nil && o.receivedBy(m.Tender) && !offlineTender(m.Tender):
			return fmt.Errorf("%w: not so much came in by %s", ErrState, m.Tender)
		case t == nil && !offlineTender(m.Tender):
			return fmt.Errorf("%w: nothing came in by %s", ErrState, m.Tender)
		}
		sources[i] = t
	}
	ids := make([]int64, len(by)) // writing transactions moves them
	for i, t := range sources {
		if t != nil {
			ids[i] = t.id
		}
	}
	for i, m := range by {
		s.payPart(o, r, ids[i], m)
	}
	return nil
}

// Tenders that are no money.
const (
	tenderCredit = "Store Credit"
	tenderGift   = "Gift Certificate"
)

// offlineTender tells whether a merchant can give money back by it without
// having received any by it: store credit, and all that is done by hand.
func offlineTender(name string) bool {
	switch name {
	case "Credit Card", "PayPal", tenderGift:
		return false
	}
	return true
}

func (o *order) receivedBy(tender string) bool {
	for i := range o.transactions {
		if t := &o.transactions[i]; t.received() && t.payment == tender {
			return true
		}
	}
	return false
}

// sourceOf is the last receipt by a tender that covers an amount, beside what
// is planned for it already.
func (o *order) sourceOf(tender string, amount Money, planned map[int64]Money) *transaction {
	for i := len(o.transactions) - 1; i >= 0; i-- {
		if t := &o.transactions[i]; t.received() && t.payment == tender && t.amount-t.back-planned[t.id] >= amount {
			return t
		}
	}
	return nil
}

// payBackAsItCame gives the money back over the receipts, the last first, then
// over what staff had marked as paid.
func (s *Shop) payBackAsItCame(o *order, r *refund) error {
	var can Money
	for i := range o.transactions {
		if t := &o.transactions[i]; t.received() {
			can += t.amount - t.back
		}
	}
	marked := o.markedLeft()
	if can+marked < r.total || can+marked == 0 {
		return fmt.Errorf("%w: only %s of what was received is left to refund", ErrState, can+marked)
	}
	left := r.total
	for i := len(o.transactions) - 1; i >= 0 && (left > 0 || len(r.payments) == 0); i-- {
		t := &o.transactions[i]
		if !t.received() || t.amount == t.back && left > 0 {
			continue
		}
		part := min(left, t.amount-t.back)
		left -= part
		s.payPart(o, r, t.id, RefundMoney{Tender: t.payment, Amount: part})
	}
	if left > 0 || len(r.payments) == 0 {
		s.payPart(o, r, 0, RefundMoney{Tender: o.marked[0].tender, Amount: left})
	}
	return nil
}

// markedLeft is what staff marked as paid and did not give back yet.
func (o *order) markedLeft() Money {
	var sum Money
	for _, m := range o.marked {
		sum += m.amount
		for _, r := range o.refunds {
			for _, p := range r.payments {
				if p.source == 0 && p.tender == m.tender && !p.declined {
					sum -= p.amount
				}
			}
		}
	}
	return max(sum, 0)
}

// payPart writes one payment of a refund, and its transaction where the
// platform moves the money itself.
func (s *Shop) payPart(o *order, r *refund, source int64, m RefundMoney) {
	p := refundPayment{id: s.next.payment, tender: m.Tender, amount: m.Amount, declined: m.Declined, source: source, offline: true, provider: "custom"}
	s.next.payment++
	if m.Tender == tenderCredit {
		p.provider = "storecredit"
	}
	for i := range o.transactions {
		if o.transactions[i].id != source {
			continue
		}
		t := &o.transactions[i]
		p.provider = t.gateway
		p.offline = t.method == "offline" || t.method == "custom" || t.method == "store_credit" || t.method == "gift_certificate"
		if !m.Declined {
			t.back += m.Amount
			if t.method == "gift_certificate" {
				s.giveBackGift(t.code, m.Amount)
			}
		}
		if p.offline {
			break
		}
		given := *t
		n := s.transaction(o, "refund", given.method, given.gateway, m.Amount)
		n.gatewayID, n.reference, n.at, n.last4, n.card, n.payment = "re_"+given.gatewayID, given.id, r.created, given.last4, given.card, given.payment
		if m.Declined {
			n.status = "error"
		}
		p.transaction = n.id
		break
	}
	if m.Tender == tenderCredit && !m.Declined {
		s.credits[o.customerID] += m.Amount
	}
	if source == 0 {
		for _, k := range o.marked {
			for i := range o.transactions {
				if t := &o.transactions[i]; k.tender == m.Tender && t.id == k.source {
					p.provider = t.gateway
				}
			}
		}
	}
	r.payments = append(r.payments, p)
}
