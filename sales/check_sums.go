package sales

import (
	"strconv"

	"countinghouse/money"
)

// LinePlace names a line for people: "line 3, SKU BLU-12".
func (o Order) LinePlace(i int) string {
	l := o.Lines[i]
	place := "line " + strconv.Itoa(i+1)
	switch {
	case l.SKU != "":
		return place + ", SKU " + l.SKU
	case l.Name != "":
		return place + ", " + l.Name
	}
	return place
}

// splits checks that a charge with tax is the charge without it and the tax.
func (c *checker) splits(code, place, name string, t Taxed) {
	if t.Inc.Equal(t.Ex.Add(t.Tax)) {
		return
	}
	c.problem(code, place,
		"The "+name+" with tax is "+c.figure(t.Inc)+", but "+c.figure(t.Ex)+" without tax and "+c.figure(t.Tax)+" of tax make "+c.figure(t.Ex.Add(t.Tax))+".",
		"What was sold and what was tax can't be told apart, so the order isn't posted.",
		"Look at the order in the store. It may have been changed by another program; correct it there, or post it by hand and exclude it.")
}

// header checks O1 and O3. O2 is not checked: the tax of a subtotal may be
// after discounts while its two sides are before them.
func (c *checker) header() {
	c.splits("header-sum", "total", "total", c.o.Total)
	c.splits("header-sum", "shipping", "shipping", c.o.ShippingCost)
	c.splits("header-sum", "handling", "handling", c.o.Handling)
	c.splits("header-sum", "wrapping", "gift wrapping", c.o.Wrapping)
}

// line checks L1, L2, and L3 on the real side within ½ minor unit a piece.
func (c *checker) line(i int) {
	l, place := c.o.Lines[i], c.o.LinePlace(i)
	c.splits("line-sum", place, "price", l.Price)
	c.splits("line-sum", place, "line total", l.Total)
	m := c.f.Side
	made := l.Price.Real(m).Mul(l.Quantity)
	if !within(l.Total.Real(m), made, c.half().Mul(l.Quantity.Abs())) {
		c.problem("line-price", place,
			l.Quantity.String()+" at "+c.figure(l.Price.Real(m))+" make "+c.figure(made)+" "+m.String()+", but the line says "+c.figure(l.Total.Real(m))+".",
			"Either the quantity, the price or the total is wrong, so the order isn't posted.",
			"Look at the line in the store. It may have been changed by another program; correct it there, or post it by hand and exclude it.")
	}
}

// fees checks that each fee with tax is the fee and its tax.
func (c *checker) fees() {
	for _, f := range c.o.Fees {
		c.splits("fee-sum", "fee "+f.Name, "fee", f.Cost)
	}
}

// FeeSum is the sum of the order's fees.
func (o Order) FeeSum() Taxed {
	var t Taxed
	for _, f := range o.Fees {
		t = t.plus(f.Cost)
	}
	return t
}

// LineSum is the sum of the order's line totals, before order-level discounts.
func (o Order) LineSum() Taxed {
	var t Taxed
	for _, l := range o.Lines {
		t = t.plus(l.Total)
	}
	return t
}

func (t Taxed) plus(u Taxed) Taxed {
	return Taxed{Ex: t.Ex.Add(u.Ex), Inc: t.Inc.Add(u.Inc), Tax: t.Tax.Add(u.Tax)}
}

// IsZero tells whether all three figures are zero.
func (t Taxed) IsZero() bool { return t.Ex.IsZero() && t.Inc.IsZero() && t.Tax.IsZero() }

// Taxless tells whether no figure of the order carries tax.
func (o Order) Taxless() bool {
	for _, t := range []Taxed{o.Subtotal, o.ShippingCost, o.Handling, o.Wrapping, o.Total, o.LineSum(), o.FeeSum()} {
		if !t.Tax.IsZero() || !t.Ex.Equal(t.Inc) {
			return false
		}
	}
	return true
}

// parcels checks O7: shipping and handling are the sums over the destinations,
// where those carry any. Shipping coupons may explain a difference.
func (c *checker) parcels() {
	o := c.o
	var ship, hand Taxed
	for _, p := range o.Shipping {
		ship, hand = ship.plus(p.Cost), hand.plus(p.Handling)
	}
	t := c.tolerance(len(o.Shipping))
	m := c.f.Side
	coupons := o.shippingCoupons()
	if !ship.IsZero() && !within(ship.Real(m), o.ShippingCost.Real(m), t) && !within(ship.Real(m).Sub(coupons), o.ShippingCost.Real(m), t) {
		c.problem("parcels-differ", "shipping",
			"The destinations' shipping adds up to "+c.figure(ship.Real(m))+", the order says "+c.figure(o.ShippingCost.Real(m))+".",
			"Shipping income could be wrong, so the order isn't posted.", "Look at the order's shipping in the store and correct it there.")
	}
	if !hand.IsZero() && !within(hand.Real(m), o.Handling.Real(m), t) {
		c.problem("parcels-differ", "handling",
			"The destinations' handling adds up to "+c.figure(hand.Real(m))+", the order says "+c.figure(o.Handling.Real(m))+".",
			"Handling income could be wrong, so the order isn't posted.", "Look at the order's handling in the store and correct it there.")
	}
}

// wrappings checks O8: gift wrapping is the sum over the lines, where those carry any.
func (c *checker) wrappings() {
	o := c.o
	var wrap Taxed
	for _, l := range o.Lines {
		wrap = wrap.plus(l.Wrapping)
	}
	m := c.f.Side
	if !wrap.IsZero() && !within(wrap.Real(m), o.Wrapping.Real(m), c.tolerance(len(o.Lines))) {
		c.problem("wrapping-differs", "wrapping",
			"The lines' gift wrapping adds up to "+c.figure(wrap.Real(m))+", the order says "+c.figure(o.Wrapping.Real(m))+".",
			"Wrapping income could be wrong, so the order isn't posted.", "Look at the order in the store and correct it there.")
	}
}

// shippingCoupons is the money that coupons took off shipping.
func (o Order) shippingCoupons() money.Decimal {
	var t money.Decimal
	for _, c := range o.Coupons {
		if c.ReducesShipping() {
			t = t.Add(c.Discount)
		}
	}
	return t
}

// coupons checks D1, with and without the coupons that take from shipping.
func (c *checker) coupons() {
	o := c.o
	if len(o.Coupons) == 0 {
		if !o.CouponDiscount.IsZero() {
			c.note("coupons-unknown", "coupons", "Coupons took off "+c.figure(o.CouponDiscount)+", but the store names none.")
		}
		return
	}
	var all money.Decimal
	for _, k := range o.Coupons {
		all = all.Add(k.Discount)
	}
	others := all.Sub(o.shippingCoupons())
	t := c.tolerance(len(o.Coupons))
	if within(all, o.CouponDiscount, t) || within(others, o.CouponDiscount, t) {
		return
	}
	c.problem("coupons-differ", "coupons",
		"The coupons took off "+c.figure(all)+", the order says "+c.figure(o.CouponDiscount)+".",
		"The discount that was given isn't certain, so the order isn't posted.", "Look at the order's coupons in the store and correct it there.")
}

// taxes checks O9: the tax rows add up to the order's tax. That rows are
// missing is for the planner, which knows whether it needs them.
func (c *checker) taxes() {
	o := c.o
	if len(o.Taxes) == 0 {
		return
	}
	var sum money.Decimal
	for _, r := range o.Taxes {
		sum = sum.Add(r.Amount)
	}
	if within(sum, o.Total.Tax, c.half()) {
		return
	}
	c.problem("tax-rows-differ", "tax",
		"The tax rates add up to "+c.figure(sum)+", but the order's tax is "+c.figure(o.Total.Tax)+".",
		"The tax would be owed to the wrong agency or in the wrong amount, so the order isn't posted.",
		"Look at the order's tax in the store. If it was changed by hand, post it by hand and exclude it.")
}
