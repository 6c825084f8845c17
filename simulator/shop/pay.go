package shop

// pay chooses how the order is paid and writes its transactions.
func (s *Shop) pay(o *order, d dice) {
	o.status = AwaitingFulfilment
	due := o.tot.inc
	switch o.kind {
	case KindMarketplace, KindMarketplaceTaxed:
		o.method, o.taxProvider = "Amazon", ""
		return
	case KindMigrated:
		o.method, o.taxProvider, o.status = "Manual", "", Completed
		return
	case KindIncomplete:
		o.status, o.method = Incomplete, "Credit Card"
		return
	case KindPending:
		o.status, o.method = Pending, "Manual"
		return
	}
	if due == 0 {
		return
	}
	if s.payMore(o, d, due) {
		return
	}
	switch o.kind {
	case KindGiftCertificateSpent:
		part := min(due, Money(d.between(1, 6))*10*Unit)
		o.giftCert = part
		t := s.transaction(o, "purchase", "gift_certificate", "giftcertificate", part)
		t.payment = tenderGift
		code := "GC" + d.hex(8)
		s.redeem(o, t, code, Money(d.between(0, 20))*Unit)
		due -= part
	case KindStoreCredit:
		part := min(due, Money(d.between(2, 30))*Unit)
		o.storeCredit = part
		t := s.transaction(o, "purchase", "store_credit", "storecredit", part)
		t.payment, t.remaining = "Store Credit", Money(d.between(0, 20))*Unit
		due -= part
	}
	if due == 0 {
		o.method = o.transactions[0].payment
		return
	}
	s.tender(o, d, due)
	s.outcome(o)
}

// tender pays what is due by the method of the order's kind.
func (s *Shop) tender(o *order, d dice, due Money) {
	offline := func(gateway, display string) {
		o.method = display
		t := s.transaction(o, "pending", "offline", gateway, due)
		t.display, t.payment = display, display
	}
	switch o.kind {
	case KindBankTransfer:
		offline("bankdeposit", "Bank Transfer")
		o.status = AwaitingPayment
	case KindOnAccount:
		offline("custom", "Purchase Order")
		if d.chance(40) {
			o.status = AwaitingPayment
		}
	case KindCheck:
		offline("cheque", "Check")
		o.status = AwaitingPayment
		if d.chance(60) {
			s.receive(o, 0, due, o.created+int64(d.between(1, 3))*3600)
		}
	case KindPickup:
		if d.chance(50) {
			offline("instore", "Pay in Store")
			s.receive(o, 0, due, o.created+1800)
			return
		}
		s.card(o, d, due)
	case KindPOS:
		o.method = "Cash"
		t := s.transaction(o, "purchase", "custom", "custom", due)
		t.display, t.payment = "Cash", "Cash"
	case KindTestGateway:
		o.method = "Test Payment Gateway"
		t := s.transaction(o, "purchase", "credit_card", "testgateway", due)
		t.test, t.payment, t.last4, t.card = true, "Test Payment Gateway", "1111", "visa"
		o.paymentStatus = "captured"
	default:
		if o.kind != KindAuthorized && o.kind != KindDeclined && d.chance(25) {
			o.method, o.paymentStatus = "PayPal", "captured"
			t := s.transaction(o, "purchase", "electronic_wallet", "paypalexpress", due)
			t.gatewayID, t.payment = d.code(17), "PayPal"
			o.providerID = t.gatewayID
			return
		}
		s.card(o, d, due)
	}
}

// card pays by credit card: at once, or authorized first and captured later.
func (s *Shop) card(o *order, d dice, due Money) {
	o.method, o.paymentStatus = "Credit Card", "captured"
	gateway, event := pick(d, []string{"stripe", "stripe", "braintree"}), "purchase"
	if o.kind == KindAuthorized || o.kind == KindCancelled || d.chance(30) {
		event, o.paymentStatus = "authorization", "authorized"
	}
	t := s.transaction(o, event, "credit_card", gateway, due)
	t.gatewayID, t.payment = "ch_"+d.code(24), "Credit Card"
	t.last4, t.card = pick(d, []string{"4242", "1881", "0005"}), pick(d, []string{"visa", "master", "american_express", "discover"})
	o.providerID = t.gatewayID
	if o.kind == KindDeclined {
		t.status, o.paymentStatus = "error", "declined"
		return
	}
	if event == "authorization" && o.kind != KindAuthorized && o.kind != KindCancelled {
		s.capture(o, len(o.transactions)-1, due, o.created+int64(d.between(1, 8))*900)
	}
}

// capture takes an amount of what the authorization at an index reserved.
func (s *Shop) capture(o *order, at int, amount Money, when int64) {
	auth := o.transactions[at]
	t := s.transaction(o, "capture", auth.method, auth.gateway, amount)
	s.follow(o, t, auth, "capture", amount, when)
	o.paymentStatus = "captured"
	from := &o.transactions[at]
	from.taken += amount
	from.closed = from.taken >= from.amount
}

// receive takes an amount of the offline payment that was pending at an index.
func (s *Shop) receive(o *order, at int, amount Money, when int64) {
	pending := o.transactions[at]
	t := s.transaction(o, "purchase", pending.method, pending.gateway, amount)
	s.follow(o, t, pending, "purchase", amount, when)
	from := &o.transactions[at]
	from.taken += amount
	from.closed = o.due() <= 0
	o.paid()
}

// follow fills a transaction that came of an earlier one.
func (s *Shop) follow(o *order, t *transaction, of transaction, event string, amount Money, when int64) {
	id := t.id
	*t = of
	t.id, t.event, t.amount, t.reference, t.at = id, event, amount, of.id, min(when, max(s.now(), o.created))
	t.taken, t.back, t.closed = 0, 0, false
	o.modified = max(o.modified, t.at)
}

// void gives up the authorization at an index.
func (s *Shop) void(o *order, at int) *transaction {
	auth := o.transactions[at]
	t := s.transaction(o, "void", auth.method, auth.gateway, auth.amount-auth.taken)
	t.reference, t.gatewayID, t.last4, t.card, t.payment = auth.id, auth.gatewayID, auth.last4, auth.card, auth.payment
	o.transactions[at].closed = true
	if auth.taken == 0 {
		o.paymentStatus = "void"
	}
	return t
}

func (s *Shop) transaction(o *order, event, method, gateway string, amount Money) *transaction {
	s.next.transaction++
	o.transactions = append(o.transactions, transaction{id: s.next.transaction, event: event, method: method, gateway: gateway, amount: amount, status: "ok", at: o.created})
	return &o.transactions[len(o.transactions)-1]
}

// outcome sets the status that the kind is named for.
func (s *Shop) outcome(o *order) {
	switch o.kind {
	case KindCancelled:
		o.status, o.paymentStatus = Cancelled, ""
		if i := o.openOf("authorization"); i >= 0 {
			s.void(o, i)
		}
	case KindDeclined:
		o.status = Declined
	case KindVerification:
		o.status = ManualVerification
	case KindDisputed:
		o.status = Disputed
	case KindRefunded:
		s.afterwards(o, s.refundRest)
	case KindPartlyRefunded:
		s.afterwards(o, s.refundPiece)
	case KindAllowance:
		s.afterwards(o, s.refundSum)
	}
}

// afterwards refunds two hours after the sale; an order of which nothing can
// be refunded stays as it is.
func (s *Shop) afterwards(o *order, do func(*order, int64) (*refund, error)) {
	if _, err := do(o, o.created+7200); err != nil {
		s.opt.Log.Debug("not refunded", "order", o.id, "error", err)
	}
}

// age moves a paid order on as days go by: packed, shipped, completed.
func (s *Shop) age(o *order, d dice) {
	if o.status != AwaitingFulfilment {
		return
	}
	days := (s.now() - o.created) / 86400
	switch {
	case o.kind == KindPOS, o.kind == KindMigrated:
		o.status = Completed
	case o.pickup:
		if o.status = AwaitingPickup; days > 2 {
			o.status = Completed
		}
	case o.digital():
		o.status = Completed
	case days < 1 || o.kind == KindOnAccount:
	case days < 3:
		if d.chance(50) {
			o.status = AwaitingShipment
		}
	default:
		switch {
		case len(o.lines) > 1 && d.chance(5):
			s.ship(o, o.created+86400, true)
		case d.chance(70):
			s.ship(o, o.created+2*86400, false)
		default:
			s.ship(o, o.created+2*86400, false)
			o.status = Completed
		}
	}
}
