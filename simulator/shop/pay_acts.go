package shop

import "fmt"

// due is what is still to come of an order's total.
func (o *order) due() Money { return o.tot.inc - o.received() }

// received is all that came in, by transactions and by staff's word.
func (o *order) received() Money {
	var sum Money
	for i := range o.transactions {
		if t := &o.transactions[i]; t.received() {
			sum += t.amount
		}
	}
	for _, m := range o.marked {
		sum += m.amount
	}
	return sum
}

// openOf is the index of the last transaction of an event of which more may
// come; -1 for none.
func (o *order) openOf(event string) int {
	for i := len(o.transactions) - 1; i >= 0; i-- {
		if t := &o.transactions[i]; t.event == event && t.status == "ok" && !t.closed && !t.test {
			return i
		}
	}
	return -1
}

// paid moves an order on that waited for its money, once all of it is there.
func (o *order) paid() {
	if o.due() > 0 {
		return
	}
	switch o.status {
	case Incomplete, Pending, AwaitingPayment:
		o.status = AwaitingFulfilment
	}
}

// paymentEvents tells of the last transaction.
func (o *order) paymentEvents() []event {
	last := o.transactions[len(o.transactions)-1]
	return []event{{scope: "store/order/transaction/created", order: o.id, transaction: last.id, what: last.event}}
}

// Pay takes the money that is due of an order that awaits payment, or that was
// only authorized: status 7 becomes 11, with a transaction.
func (s *Shop) Pay(id int64) error {
	return s.act(id, func(o *order) ([]event, error) {
		if i := o.openOf("authorization"); i >= 0 {
			amount := o.transactions[i].amount - o.transactions[i].taken
			if o.contradiction == "" {
				amount = min(amount, o.due())
			}
			if amount <= 0 {
				return nil, fmt.Errorf("%w: all of it was paid", ErrState)
			}
			s.capture(o, i, amount, s.now())
			o.paid()
			return o.paymentEvents(), nil
		}
		i := o.openOf("pending")
		if i < 0 {
			return nil, fmt.Errorf("%w: it has no payment that is pending", ErrState)
		}
		amount := o.due()
		if o.contradiction != "" {
			amount = o.transactions[i].amount
		}
		if amount <= 0 {
			return nil, fmt.Errorf("%w: all of it was paid", ErrState)
		}
		s.receive(o, i, amount, s.now())
		return o.paymentEvents(), nil
	})
}

// PayWith pays a part, all or more of an order by a method: "Credit Card",
// "PayPal", "Gift Certificate", "Store Credit", "Cash", or any other name for
// an offline method ("Check", "Bank Transfer", "Purchase Order"). Several calls
// make several tenders. An order that waited for its money moves on when all
// of it is there.
func (s *Shop) PayWith(id int64, amount Money, method string) error {
	return s.act(id, func(o *order) ([]event, error) {
		if amount <= 0 || amount%o.step != 0 || (method == tenderCredit || method == tenderGift) && amount > o.due() {
			return nil, fmt.Errorf("%w: %s is no payment, %s is due", ErrState, amount, o.due())
		}
		if method == tenderCredit && o.customerID == 0 {
			return nil, fmt.Errorf("%w: a guest has no store credit", ErrState)
		}
		if i := o.openOf("pending"); i >= 0 && o.transactions[i].payment == method {
			s.receive(o, i, amount, s.now())
			return o.paymentEvents(), nil
		}
		s.payBy(o, "purchase", method, amount).at = max(s.now(), o.created)
		o.paid()
		return o.paymentEvents(), nil
	})
}

// Authorize reserves an amount on a card; it is no money until Capture.
func (s *Shop) Authorize(id int64, amount Money) error {
	return s.act(id, func(o *order) ([]event, error) {
		if amount <= 0 || amount%o.step != 0 {
			return nil, fmt.Errorf("%w: %s cannot be reserved", ErrState, amount)
		}
		s.payBy(o, "authorization", "Credit Card", amount).at = max(s.now(), o.created)
		o.paymentStatus = "authorized"
		return o.paymentEvents(), nil
	})
}

// Capture takes an amount of what was authorized; 0 takes what is left of it.
func (s *Shop) Capture(id int64, amount Money) error {
	return s.act(id, func(o *order) ([]event, error) {
		i := o.openOf("authorization")
		if i < 0 {
			return nil, fmt.Errorf("%w: nothing is authorized", ErrState)
		}
		left := o.transactions[i].amount - o.transactions[i].taken
		if amount == 0 {
			amount = left
		}
		if amount < 0 || amount%o.step != 0 || amount > left {
			return nil, fmt.Errorf("%w: only %s is authorized", ErrState, left)
		}
		s.capture(o, i, amount, s.now())
		o.paid()
		return o.paymentEvents(), nil
	})
}

// Void gives up what is authorized and was not captured.
func (s *Shop) Void(id int64) error {
	return s.act(id, func(o *order) ([]event, error) {
		i := o.openOf("authorization")
		if i < 0 {
			return nil, fmt.Errorf("%w: nothing is authorized", ErrState)
		}
		s.void(o, i).at = max(s.now(), o.created)
		return o.paymentEvents(), nil
	})
}

// MarkPaid takes an offline payment as received by setting the status from 7
// to 11, as staff does: no transaction tells of it. Truth.Payments does.
func (s *Shop) MarkPaid(id int64) error {
	return s.act(id, func(o *order) ([]event, error) {
		i := o.openOf("pending")
		if i < 0 || o.status != AwaitingPayment || o.due() <= 0 {
			return nil, fmt.Errorf("%w: it does not await an offline payment", ErrState)
		}
		t := &o.transactions[i]
		o.marked = append(o.marked, marking{at: max(s.now(), o.created), amount: o.due(), tender: t.payment, source: t.id})
		t.closed = true
		o.status = AwaitingFulfilment
		return nil, nil
	})
}

// payBy writes a receipt, or an authorization, by a method.
func (s *Shop) payBy(o *order, event, method string, amount Money) *transaction {
	d := newDice(s.opt.Seed+13, uint64(s.next.transaction)) //nolint:gosec // ids are positive
	if o.method == "" {
		o.method = method
	}
	var t *transaction
	switch method {
	case "Credit Card":
		t = s.transaction(o, event, "credit_card", pick(d, []string{"stripe", "braintree"}), amount)
		t.gatewayID, t.last4, t.card = "ch_"+d.code(24), pick(d, []string{"4242", "1881", "0005"}), pick(d, []string{"visa", "master", "discover"})
		o.paymentStatus = "captured"
	case "PayPal":
		t = s.transaction(o, event, "electronic_wallet", "paypalexpress", amount)
		t.gatewayID, o.paymentStatus = d.code(17), "captured"
	case tenderGift:
		o.giftCert += amount
		t = s.transaction(o, event, "gift_certificate", "giftcertificate", amount)
		s.redeem(o, t, "GC"+d.hex(8), Money(d.between(0, 20))*Unit)
	case tenderCredit:
		o.storeCredit += amount
		t = s.transaction(o, event, "store_credit", "storecredit", amount)
		t.remaining = Money(d.between(0, 20)) * Unit
	case "Cash":
		t = s.transaction(o, event, "custom", "custom", amount)
		t.display = method
	default:
		t = s.transaction(o, event, "offline", offlineGateway(method), amount)
		t.display = method
	}
	t.payment = method
	return t
}

func offlineGateway(method string) string {
	switch method {
	case "Bank Transfer":
		return "bankdeposit"
	case "Check":
		return "cheque"
	case "Pay in Store":
		return "instore"
	}
	return "custom"
}
