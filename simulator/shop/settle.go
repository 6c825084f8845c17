package shop

// cut is a discount that is to be laid on an order's lines.
type cut struct {
	id, name, code string
	target         string // order, product
	coupon         int    // coupon type; -1 for promotions and manual discounts
	percent        rate   // a share of each line, or
	amount         Money  // a sum spread over the lines, or
	perItem        Money  // a sum for each piece
	first          bool   // on the first line only
	face           Money
}

// m is the charge on the side of tax on which the store enters prices: M of
// order-arithmetic §1.
func (o *order) m(t triple) Money {
	if o.inclusive {
		return t.inc
	}
	return t.ex
}

// place is where a line is taxed: its destination, the pickup location, or for
// what has no address the billing address (order-arithmetic §12).
func (s *Shop) place(o *order, dest int) *place {
	switch {
	case dest >= 0:
		return o.dests[dest].person.place
	case o.pickup:
		return s.where[0]
	}
	return o.billing.place
}

// lineRates are the rates on a line by its tax class; none on gift certificates.
func (s *Shop) lineRates(o *order, l *line) []taxRate {
	if o.untaxed || l.kind == "giftcertificate" {
		return nil
	}
	return s.place(o, l.dest).ofClass(l.class)
}

func (s *Shop) rates(o *order, dest int) []taxRate {
	if o.untaxed {
		return nil
	}
	return s.place(o, dest).rates
}

// side completes an amount entered on side M, and appends each rate's tax,
// rounded by rate, to rows.
func (o *order) side(amount Money, rates []taxRate, row taxRow, rows *[]taxRow) triple {
	var tax Money
	sum := sumRates(rates)
	for _, r := range rates {
		part := r.rate.of(amount, o.step)
		if o.inclusive {
			part = r.rate.within(amount, sum, o.step)
		}
		tax += part
		if rows != nil {
			row.rate, row.amount = r, part
			*rows = append(*rows, row)
		}
	}
	if o.inclusive {
		return triple{ex: amount - tax, inc: amount, tax: tax}
	}
	return triple{ex: amount, inc: amount + tax, tax: tax}
}

// lay puts a discount on the lines: coupons into coupon_discount, all others
// into discount_amount (order-arithmetic §6). What it takes off is money of
// side M and never more than what is left of a line.
func (o *order) lay(c cut) {
	left := make([]Money, len(o.lines))
	var sum Money
	for i := range o.lines {
		l := &o.lines[i]
		if l.freeTotal || c.first && sum > 0 {
			continue
		}
		left[i] = l.base * Money(l.quantity)
		for _, a := range l.applied {
			left[i] -= a.amount
		}
		sum += left[i]
	}
	parts := make([]Money, len(left))
	switch {
	case c.percent > 0:
		for i := range left {
			parts[i] = c.percent.of(left[i], o.step)
		}
	case c.perItem > 0:
		for i := range left {
			parts[i] = min(c.perItem*Money(o.lines[i].quantity), left[i])
		}
	default:
		parts = share(min(fit(c.amount, o.step), sum), left, o.step)
	}
	var total Money
	for i, p := range parts {
		if p > 0 {
			o.lines[i].applied = append(o.lines[i].applied, applied{id: c.id, name: c.name, code: c.code, target: c.target, amount: p})
			total += p
		}
	}
	if c.coupon < 0 {
		o.discount += total
		return
	}
	o.coupon += total
	o.coupons = append(o.coupons, coupon{code: c.code, face: c.face, kind: c.coupon, discount: total})
}

// settle computes every amount of the order from its lines, discounts,
// destinations and fees, as the built-in calculator does with RATE_ROUNDING:
// tax per line on the amount after discounts, each rate rounded to cents
// (order-arithmetic T4, D4). Then O1 to O10 hold on side M.
func (s *Shop) settle(o *order) {
	o.whole()
	o.taxes = o.taxes[:0]
	o.sub, o.ship, o.hand, o.wrap, o.baseShip = triple{}, triple{}, triple{}, triple{}, 0
	for i := range o.lines {
		l := &o.lines[i]
		rates, class := s.lineRates(o, l), l.class
		full := l.base * Money(l.quantity)
		l.price, l.total = o.side(l.base, rates, taxRow{}, nil), o.side(full, rates, taxRow{}, nil)
		for _, a := range l.applied {
			full -= a.amount
		}
		l.charged = o.side(full, rates, taxRow{kind: "item", class: class, dest: l.dest, line: i, of: i}, &o.taxes)
		o.sub.add(l.total)
		if l.wrapBase > 0 {
			l.wrap = o.side(l.wrapBase, s.rates(o, l.dest), taxRow{kind: "gift-wrapping", class: classWrapping, dest: l.dest, line: -1, of: i}, &o.taxes)
			o.wrap.add(l.wrap)
		}
	}
	for i := range o.dests {
		d := &o.dests[i]
		var rates []taxRate
		if d.person.place.shippingTaxed {
			rates = s.rates(o, i)
		}
		d.ship = o.side(d.base, rates, taxRow{kind: "shipping", class: classShipping, dest: i, line: -1, of: i}, &o.taxes)
		d.hand = triple{}
		if d.handBase > 0 {
			d.hand = o.side(d.handBase, rates, taxRow{kind: "handling", class: classShipping, dest: i, line: o.firstLineTo(i), of: i}, &o.taxes)
		}
		o.ship.add(d.ship)
		o.hand.add(d.hand)
		o.baseShip += d.base
	}
	total := o.m(o.sub) + o.m(o.ship) + o.m(o.hand) + o.m(o.wrap) - o.discount - o.laid()
	for i := range o.fees {
		f := &o.fees[i]
		f.cost = triple{ex: f.base, inc: f.base}
		if f.taxed {
			f.cost = o.side(f.base, s.rates(o, o.firstDest()), taxRow{kind: "fee", class: classDefault, dest: o.firstDest(), line: -1, of: i}, &o.taxes)
		}
		total += f.base
	}
	var tax Money
	for _, t := range o.taxes {
		tax += t.amount
	}
	if o.inclusive {
		o.tot = triple{ex: total - tax, inc: total, tax: tax}
	} else {
		o.tot = triple{ex: total, inc: total + tax, tax: tax}
	}
	if n := int64(len(o.taxes)); n > o.roomTax {
		o.firstID, o.roomTax = s.next.tax, n+8
		s.next.tax += n + 8
	}
	if o.kind == KindMarketplaceTaxed {
		o.taxes = nil // marketplaces tell the sum only
	}
}

// whole rounds what was entered to steps of the order's currency.
func (o *order) whole() {
	if o.step == Cent {
		return
	}
	for i := range o.lines {
		o.lines[i].base, o.lines[i].list = fit(o.lines[i].base, o.step), fit(o.lines[i].list, o.step)
	}
	for i := range o.dests {
		o.dests[i].base, o.dests[i].handBase = fit(o.dests[i].base, o.step), fit(o.dests[i].handBase, o.step)
	}
	for i := range o.fees {
		o.fees[i].base = fit(o.fees[i].base, o.step)
	}
}

// laid is the part of coupon_discount that lies on lines: without shipping
// coupons, which are inside the cost of shipping already.
func (o *order) laid() Money {
	sum := o.coupon
	if sum == 0 {
		return 0
	}
	sum = 0
	for i := range o.lines {
		for _, a := range o.lines[i].applied {
			if a.code != "" {
				sum += a.amount
			}
		}
	}
	return sum
}

// firstDest is where what belongs to the whole order is taxed; -1 without an address.
func (o *order) firstDest() int {
	if len(o.dests) == 0 {
		return -1
	}
	return 0
}

func (o *order) firstLineTo(dest int) int {
	for i := range o.lines {
		if o.lines[i].dest == dest {
			return i
		}
	}
	return -1
}
