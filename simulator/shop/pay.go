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
	switch o.kind {
	case KindGiftCertificateSpent:
		part := min(due, Money(d.between(1, 6))*10*Unit)
		o.giftCert = part
		t := s.transaction(o, "purchase", "gift_certificate", "giftcertificate", part)
		t.payment, t.code, t.remaining = "Gift Certificate", "GC"+d.hex(8), Money(d.between(0, 20))*Unit
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
			s.receive(o, o.created+int64(d.between(1, 3))*3600)
		}
	case KindPickup:
		if d.chance(50) {
			offline("instore", "Pay in Store")
			s.receive(o, o.created+1800)
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
		s.capture(o, o.created+int64(d.between(1, 8))*900)
	}
}

// capture takes the money that the last authorization reserved.
func (s *Shop) capture(o *order, when int64) {
	auth := o.transactions[len(o.transactions)-1]
	t := s.transaction(o, "capture", auth.method, auth.gateway, auth.amount)
	id := t.id
	*t = auth
	t.id, t.event, t.reference, t.at = id, "capture", auth.id, min(when, max(s.now(), o.created))
	o.paymentStatus = "captured"
	o.modified = max(o.modified, t.at)
}

// receive takes the money of an offline payment that was pending.
func (s *Shop) receive(o *order, when int64) {
	pending := o.transactions[len(o.transactions)-1]
	t := s.transaction(o, "purchase", pending.method, pending.gateway, pending.amount)
	id := t.id
	*t = pending
	t.id, t.event, t.reference, t.at = id, "purchase", pending.id, min(when, max(s.now(), o.created))
	o.status = AwaitingFulfilment
	o.modified = max(o.modified, t.at)
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
		last := o.transactions[len(o.transactions)-1]
		if last.event == "authorization" {
			t := s.transaction(o, "void", last.method, last.gateway, last.amount)
			t.reference, t.gatewayID, t.last4, t.card = last.id, last.gatewayID, last.last4, last.card
			o.paymentStatus = "void"
		}
	case KindDeclined:
		o.status = Declined
	case KindVerification:
		o.status = ManualVerification
	case KindDisputed:
		o.status = Disputed
	case KindRefunded:
		s.refund(o, refundAll, o.created+7200)
	case KindPartlyRefunded:
		s.refund(o, refundLine, o.created+7200)
	case KindAllowance:
		s.refund(o, refundAllowance, o.created+7200)
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
