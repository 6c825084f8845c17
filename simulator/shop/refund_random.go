package shop

// RefundRandom refunds something of an order: one piece, some of each line, a
// charge, a sum on the order, tax, a dictated sum, to any tenders; how chooses.
// It returns the record's id, or ErrState if the order has nothing of the kind.
func (s *Shop) RefundRandom(id int64, how uint64) (int64, error) {
	var made int64
	err := s.refundAct(id, func(o *order, when int64) (*refund, error) {
		r, err := s.refundAny(o, newDice(s.opt.Seed+17, how), when)
		if err == nil {
			made = r.id
		}
		return r, err
	})
	return made, err
}

// refundAny throws a refund that fits the order and gives it back.
func (s *Shop) refundAny(o *order, d dice, when int64) (*refund, error) {
	before, _ := o.refunded()
	left := o.tot.inc - before
	spec := RefundSpec{Reason: pick(d, []string{"", "Customer changed their mind", "Damaged in transit", "Wrong size"})}
	switch n := d.IntN(100); {
	case n < 35:
		spec.Items = o.somePieces(d)
	case n < 50:
		spec.Items = append(o.somePieces(d), o.someCharges(d)...)
	case n < 60:
		spec.Items = o.someCharges(d)
	case n < 70:
		return s.refundRest(o, when)
	case n < 80:
		spec.Items = []RefundPart{{Type: RefundOrder, Amount: min(left, Money(d.between(50, 2000))*Cent)}}
	case n < 85 && o.tot.tax > 0:
		spec.Tax = min(o.tot.tax, Money(d.between(1, 100))*Cent)
		if d.chance(40) {
			spec.Tax = -spec.Tax
		}
	case n < 92:
		spec.Items = o.somePieces(d)
		v := RefundOverride{Total: min(left, Money(d.between(100, 5000))*Cent)}
		if o.tot.tax > 0 {
			v.Tax = min(Money(d.between(-50, 100))*Cent, v.Total)
		}
		spec.Override = &v
	default:
		spec.Items = o.somePieces(d)
		for i := range spec.Items {
			if d.chance(50) {
				spec.Items[i].Adjust = -Money(d.between(10, 300)) * Cent
			} else {
				spec.Items[i].Amount = Money(d.between(1, 30)) * 10 * Cent
			}
		}
	}
	spec.fit(o.step)
	if d.chance(20) {
		spec.Money = s.someTenders(o, spec, d)
	}
	return s.giveBack(o, spec, when)
}

// fit rounds the amounts of a refund to steps of the currency.
func (r *RefundSpec) fit(step Money) {
	round := func(m *Money) { *m = *m / step * step }
	for i := range r.Items {
		round(&r.Items[i].Amount)
		round(&r.Items[i].Adjust)
	}
	round(&r.Tax)
	if r.Override != nil {
		round(&r.Override.Total)
		round(&r.Override.Tax)
	}
}

// somePieces is a number of pieces of one or more lines.
func (o *order) somePieces(d dice) []RefundPart {
	var parts []RefundPart
	for i := range o.lines {
		l := &o.lines[i]
		if n := l.quantity - l.refunded; n > 0 && l.charged.inc > 0 && (len(parts) == 0 || d.chance(30)) {
			parts = append(parts, RefundPart{Type: RefundProduct, ID: l.id, Quantity: 1 + d.Int64N(n)})
		}
	}
	return parts
}

// someCharges is a part or all of some charges.
func (o *order) someCharges(d dice) []RefundPart {
	var parts []RefundPart
	for _, p := range o.partsLeft() {
		if p.Type == RefundProduct || !d.chance(60) {
			continue
		}
		if d.chance(30) {
			p.Amount = Money(d.between(1, 10)) * 10 * Cent
		}
		parts = append(parts, p)
	}
	return parts
}

// someTenders splits the money of a refund over store credit, cash and the
// way it came.
func (s *Shop) someTenders(o *order, spec RefundSpec, d dice) []RefundMoney {
	kept := o.keepBack()
	r := &refund{}
	err := o.weigh(r, spec)
	o.restoreBack(kept)
	if err != nil || r.total <= 0 {
		return nil
	}
	by := "Cash"
	if o.customerID > 0 {
		by = tenderCredit
	}
	first := Money(d.Int64N(int64(r.total/o.step))+1) * o.step
	money := []RefundMoney{{Tender: by, Amount: first}}
	if first < r.total {
		second := RefundMoney{Tender: "Check", Amount: r.total - first}
		for i := range o.transactions {
			if t := &o.transactions[i]; t.received() && t.amount-t.back >= second.Amount {
				second.Tender, second.Declined = t.payment, d.chance(10)
			}
		}
		money = append(money, second)
	}
	return money
}
