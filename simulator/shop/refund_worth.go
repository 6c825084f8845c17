package shop

import "fmt"

// weigh computes what the spec gives back: items, parts, tax by rate, total
// and tax. It marks what was given back on lines, destinations and fees.
func (o *order) weigh(r *refund, spec RefundSpec) error {
	if v := spec.Override; spec.Tax%o.step != 0 || v != nil && (v.Total%o.step != 0 || v.Tax%o.step != 0) {
		return fmt.Errorf("%w: the order's currency has no such amounts", ErrState)
	}
	if spec.Tax != 0 {
		return o.weighTax(r, spec)
	}
	if len(spec.Items) == 0 && spec.Override == nil {
		return fmt.Errorf("%w: a refund of nothing", ErrState)
	}
	w := &weighing{o: o, r: r, left: o.taxLeft()}
	for _, p := range spec.Items {
		if err := w.add(p); err != nil {
			return err
		}
	}
	if v := spec.Override; v != nil {
		if _, back := o.refunded(); back+v.Tax > max(o.tot.tax, back) || v.Tax > v.Total {
			return fmt.Errorf("%w: it has no such tax left", ErrState)
		}
		r.override, r.total, r.tax = true, v.Total, v.Tax
		if v.Tax != r.rateSum() {
			r.rates = spreadTax(v.Tax, o.step, r.rates, o.ratesCharged())
		}
	}
	return nil
}

// weighTax is a refund of tax alone.
func (o *order) weighTax(r *refund, spec RefundSpec) error {
	if len(spec.Items) > 0 {
		return fmt.Errorf("%w: a refund of tax has no items", ErrState)
	}
	_, back := o.refunded()
	if o.tot.tax-back < spec.Tax {
		return fmt.Errorf("%w: it has no such tax left", ErrState)
	}
	r.tax, r.total = spec.Tax, max(spec.Tax, 0)
	r.rates = spreadTax(spec.Tax, o.step, o.taxLeft(), o.ratesCharged())
	if v := spec.Override; v != nil {
		r.override, r.total = true, v.Total
	}
	return nil
}

func (r *refund) rateSum() (sum Money) {
	for _, x := range r.rates {
		sum += x.amount
	}
	return sum
}

// spreadTax spreads a sum over rates in proportion to their amounts, or to
// those of the second list where the first has none.
func spreadTax(tax, step Money, over, otherwise []rateMoney) []rateMoney {
	sum := Money(0)
	for _, x := range over {
		sum += x.amount
	}
	if sum <= 0 {
		over = otherwise
	}
	weights := make([]Money, len(over))
	for i, x := range over {
		weights[i] = x.amount
	}
	sign := Money(1)
	if tax < 0 {
		sign, tax = -1, -tax
	}
	var rates []rateMoney
	for i, m := range share(tax, weights, step) {
		if m != 0 {
			rates = append(rates, rateMoney{over[i].name, sign * m})
		}
	}
	return rates
}

// ratesCharged is the order's tax by rate.
func (o *order) ratesCharged() []rateMoney {
	var rates []rateMoney
	for i := range o.taxes {
		rates = addRate(rates, o.taxes[i].rate.name, o.taxes[i].amount)
	}
	return rates
}

// taxLeft is the order's tax by rate less what refunds gave back.
func (o *order) taxLeft() []rateMoney {
	rates := o.ratesCharged()
	for _, r := range o.refunds {
		for _, x := range r.rates {
			rates = addRate(rates, x.name, -x.amount)
		}
	}
	return rates
}

func addRate(rates []rateMoney, name string, m Money) []rateMoney {
	for i := range rates {
		if rates[i].name == name {
			rates[i].amount += m
			return rates
		}
	}
	return append(rates, rateMoney{name, m})
}

// weighing adds up one refund.
type weighing struct {
	o    *order
	r    *refund
	left []rateMoney // tax that may still be given back
}

// add weighs one part.
func (w *weighing) add(p RefundPart) error {
	if p.Amount%w.o.step != 0 || p.Adjust%w.o.step != 0 || p.Amount < 0 || p.Quantity < 0 || p.Adjust > 0 || p.Adjust < 0 && p.Type != RefundProduct {
		return fmt.Errorf("%w: no amount that a refund may have", ErrState)
	}
	switch p.Type {
	case RefundProduct:
		return w.product(p)
	case RefundOrder:
		if p.Amount == 0 {
			return fmt.Errorf("%w: a sum of nothing", ErrState)
		}
		w.note(refundItem{kind: p.Type, item: w.o.id, amount: p.Amount, hasAmount: true}, refundedPart{kind: p.Type, id: w.o.id, worth: triple{ex: p.Amount, inc: p.Amount}}, 0)
		return nil
	}
	return w.charge(p)
}

// note keeps a part in the record.
func (w *weighing) note(it refundItem, p refundedPart, adjust Money) {
	it.adjust = adjust
	w.r.items, w.r.parts = append(w.r.items, it), append(w.r.parts, p)
	w.r.total += p.worth.inc + adjust
	w.r.tax += p.worth.tax
}

// product weighs pieces of a line: what was charged for them, tax by rate, so
// that all pieces together give back the line exactly; or the amount asked
// for, with the tax in proportion.
func (w *weighing) product(p RefundPart) error {
	o, at := w.o, -1
	for i := range o.lines {
		if l := &o.lines[i]; p.ID == l.id || p.ID == 0 && l.refunded < l.quantity && l.charged.inc > 0 {
			at = i
			break
		}
	}
	if at < 0 {
		return fmt.Errorf("%w: no such line", ErrState)
	}
	l := &o.lines[at]
	n := p.Quantity
	if n == 0 {
		n = l.quantity - l.refunded
	}
	if n <= 0 || l.refunded+n > l.quantity {
		return fmt.Errorf("%w: %d of %d pieces are refunded", ErrState, l.refunded, l.quantity)
	}
	// Of the line, the pieces from..to.
	from, to, whole := l.refunded, l.refunded+n, l.quantity
	part := func(m Money) Money { return upTo(m, to, whole, o.step) - upTo(m, from, whole, o.step) }
	amount := part(o.m(l.charged))
	if p.Amount > 0 {
		full := o.m(l.charged)
		if p.Amount > amount {
			return fmt.Errorf("%w: the pieces cost %s", ErrState, amount)
		}
		amount = p.Amount
		part = func(m Money) Money { return upTo(m, int64(p.Amount), int64(full), o.step) }
	}
	tax := w.tax("item", at, l.charged.tax, part)
	l.refunded = to
	item := refundItem{kind: p.Type, item: l.id, quantity: n, amount: p.Amount, hasAmount: p.Amount > 0}
	w.note(item, refundedPart{kind: p.Type, id: l.id, name: l.sku, quantity: n, gift: l.kind == "giftcertificate", worth: o.worth(amount, tax)}, p.Adjust)
	return nil
}

// upTo is the share n of d of an amount, in steps.
func upTo(m Money, n, d int64, step Money) Money {
	if d == 0 {
		return 0
	}
	return Money(divide(int64(m/step)*n, d)) * step
}

// worth completes an amount of side M by its tax.
func (o *order) worth(m, tax Money) triple {
	if o.inclusive {
		return triple{ex: m - tax, inc: m, tax: tax}
	}
	return triple{ex: m, inc: m + tax, tax: tax}
}

// charge weighs shipping, handling, wrapping or a fee.
func (w *weighing) charge(p RefundPart) error {
	o := w.o
	at, kind, name, id := -1, "", "", int64(0)
	var cost triple
	var back *Money
	try := func(i int, k string, its int64, c triple, b *Money) {
		if at < 0 && (p.ID == its || p.ID == 0 && o.m(c) > *b) {
			at, kind, id, cost, back = i, k, its, c, b
		}
	}
	switch p.Type {
	case RefundShipping:
		for i := range o.dests {
			try(i, "shipping", o.dests[i].id, o.dests[i].ship, &o.dests[i].shipBack)
		}
	case RefundHandling:
		for i := range o.dests {
			try(i, "handling", o.dests[i].id, o.dests[i].hand, &o.dests[i].handBack)
		}
	case RefundWrapping:
		for i := range o.lines {
			try(i, "gift-wrapping", o.lines[i].id, o.lines[i].wrap, &o.lines[i].wrapBack)
		}
	case RefundFee:
		for i := range o.fees {
			try(i, "fee", o.fees[i].id, o.fees[i].cost, &o.fees[i].back)
		}
		if at >= 0 {
			name = o.fees[at].name
		}
	}
	if at < 0 {
		return fmt.Errorf("%w: no such charge", ErrState)
	}
	full := o.m(cost)
	amount := p.Amount
	if amount == 0 {
		amount = full - *back
	}
	if amount <= 0 || *back+amount > full {
		return fmt.Errorf("%w: %s of %s is refunded", ErrState, *back, full)
	}
	from, to := int64(*back), int64(*back+amount)
	tax := w.tax(kind, at, cost.tax, func(m Money) Money { return upTo(m, to, int64(full), o.step) - upTo(m, from, int64(full), o.step) })
	*back += amount
	w.note(refundItem{kind: p.Type, item: id, amount: amount, hasAmount: true}, refundedPart{kind: p.Type, id: id, name: name, worth: o.worth(amount, tax)}, 0)
	return nil
}

// tax gives the part of each rate's tax on a thing, never more of a rate than
// is left; for a marketplace's order, which tells no rates, the part of the sum.
func (w *weighing) tax(kind string, of int, sum Money, part func(Money) Money) (tax Money) {
	rows := false
	for i := range w.o.taxes {
		t := &w.o.taxes[i]
		if t.kind != kind || t.of != of {
			continue
		}
		rows = true
		m := part(t.amount)
		for j := range w.left {
			if w.left[j].name == t.rate.name {
				m = min(m, max(w.left[j].amount, 0))
				w.left[j].amount -= m
			}
		}
		if m != 0 {
			w.r.rates = addRate(w.r.rates, t.rate.name, m)
		}
		tax += m
	}
	if !rows {
		return part(sum)
	}
	return tax
}
