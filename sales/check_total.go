package sales

import (
	"slices"
	"strings"

	"countinghouse/money"
)

// String is the side in a bookkeeper's words.
func (s Side) String() string {
	switch s {
	case TaxExclusive:
		return "before tax"
	case TaxInclusive:
		return "with tax included"
	}
	return "without tax"
}

// goods is what the lines come to on a side: the lines themselves, so that it
// does not depend on what the subtotal includes; the subtotal if lines are missing.
func (c *checker) goods(s Side) money.Decimal {
	if c.whole {
		return c.o.LineSum().Real(s)
	}
	return c.o.Subtotal.Real(s)
}

// charges is goods, shipping, handling and wrapping less all discounts.
func (c *checker) charges(s Side) money.Decimal {
	o := c.o
	return money.SumDecimals(c.goods(s), o.ShippingCost.Real(s), o.Handling.Real(s), o.Wrapping.Real(s)).
		Sub(o.Discount).Sub(o.CouponDiscount)
}

// residual is what the charges leave of the total unexplained (§5 step 3).
func (c *checker) residual(s Side) money.Decimal {
	return c.o.Total.Real(s).Sub(c.charges(s))
}

// closes tells whether the charges lead to the total on a side, with or without fees.
func (c *checker) closes(s Side) bool {
	r := c.residual(s)
	return within(r, money.Decimal{}, c.half()) || within(r, c.o.FeeSum().Real(s), c.half())
}

// side finds the side of tax on which the order was computed, by evidence
// (order-arithmetic §2); the flags decide only where there is none.
func (c *checker) side() {
	o := c.o
	if o.Taxless() {
		c.f.Side, c.f.SideBy = SideUnknown, "there is no tax on the order"
		return
	}
	type evidence struct {
		side Side
		by   string
	}
	var found []evidence
	if s := c.sideByShipping(); s != SideUnknown {
		found = append(found, evidence{s, "the shipping price was entered " + s.String()})
	}
	lines := c.sidesByLines()
	for _, s := range lines {
		found = append(found, evidence{s, "the prices of the lines were entered " + s.String()})
	}
	if ex, inc := c.closes(TaxExclusive), c.closes(TaxInclusive); ex != inc {
		s := TaxExclusive
		if inc {
			s = TaxInclusive
		}
		found = append(found, evidence{s, "the total adds up " + s.String() + " only"})
	}
	flag := TaxExclusive
	if o.InclusiveFlag {
		flag = TaxInclusive
	}
	if len(found) == 0 {
		c.f.Side, c.f.SideBy = flag, "the store says that prices of this order are "+flag.String()
		return
	}
	c.f.Side, c.f.SideBy = found[0].side, found[0].by
	for _, e := range found[1:] {
		if e.side != found[0].side {
			c.problem("side-contradiction", "",
				"The order contradicts itself: "+found[0].by+", but "+e.by+".",
				"Sales and tax can't be told apart, so the order isn't posted.",
				"Look at the order in the store. It may have been changed by another program; post it by hand and exclude it.")
			return
		}
	}
	if flag != c.f.Side {
		c.note("side-flag", "", "The store says that prices of this order are "+flag.String()+", but "+c.f.SideBy+"; the amounts decide.")
	}
}

func (c *checker) sideByShipping() Side {
	ship, base := c.o.ShippingCost, c.o.BaseShipping
	switch {
	case base.IsZero() || ship.Ex.Equal(ship.Inc):
		return SideUnknown
	case base.Equal(ship.Inc):
		return TaxInclusive
	case base.Equal(ship.Ex):
		return TaxExclusive
	}
	return SideUnknown
}

// sidesByLines is one side if all taxed lines agree, both if they do not.
func (c *checker) sidesByLines() []Side {
	var sides []Side
	add := func(s Side) {
		if !slices.Contains(sides, s) {
			sides = append(sides, s)
		}
	}
	for _, l := range c.o.Lines {
		base, on := l.BaseTotal, l.Total
		if base.IsZero() || (!base.Equal(on.Ex) && !base.Equal(on.Inc)) {
			base, on = l.BasePrice, l.Price
		}
		switch {
		case base.IsZero() || on.Tax.IsZero():
		case base.Equal(on.Inc):
			add(TaxInclusive)
		case base.Equal(on.Ex):
			add(TaxExclusive)
		}
	}
	return sides
}

// closing finds the one explanation by which the charges lead to the total
// (order-arithmetic §5 steps 3 to 5).
func (c *checker) closing() {
	o, m := c.o, c.f.Side
	r := c.residual(m)
	fees := o.FeeSum().Real(m)
	if within(r, money.Decimal{}, c.half()) {
		c.f.Closing = ClosedPlain
		if !o.FeeSum().IsZero() {
			c.f.Closing = ClosedNot
			c.problem("fees-outside", "fees",
				"Fees of "+c.figure(fees)+" ("+strings.Join(o.feeNames(), ", ")+") stand on the order, but its total "+c.figure(o.Total.Inc)+" adds up without them.",
				"Whether the shopper paid "+c.figure(o.Total.Inc)+" or "+c.figure(o.Total.Inc.Add(o.FeeSum().Inc))+" isn't certain, so the order isn't posted.",
				"Look at the payment in the store or at the processor. Remove the fees there, or correct the total.")
		}
		return
	}
	ways := c.explanations(r, fees)
	if len(ways) == 1 {
		c.f.Closing = ways[0]
		c.f.FeesInTotal = ways[0] == ClosedWithFees
		c.note("closing", "total", "The total adds up: "+ways[0].words()+".")
		return
	}
	if len(ways) > 1 {
		words := make([]string, len(ways))
		for i, k := range ways {
			words[i] = k.words()
		}
		c.problem("total-ambiguous", "total",
			"The total "+c.figure(o.Total.Inc)+" can be explained in several ways: "+strings.Join(words, "; or ")+".",
			"Which one is true decides the accounts, so the order isn't posted.", "Look at the order in the store and post it by hand, or correct it there.")
		return
	}
	c.problem("total-unexplained", "total",
		"The parts of the order add up to "+c.figure(c.charges(m))+" "+m.String()+", its total is "+c.figure(o.Total.Real(m))+": amounts differ by "+c.figure(r.Abs())+".",
		"What the difference was charged for isn't known, so the order isn't posted.",
		"Look at the order in the store: a fee, a discount or a hand-made total. Correct it there, or post it by hand and exclude it.")
}

// explanations are those of the known ones that close the order exactly, each alone.
func (c *checker) explanations(r, fees money.Decimal) []Closing {
	o := c.o
	var closed []Closing
	try := func(k Closing, amount money.Decimal) {
		if !amount.IsZero() && within(r, amount, c.half()) {
			closed = append(closed, k)
		}
	}
	try(ClosedWithFees, fees)
	try(ClosedShippingNet, o.shippingCoupons())
	if sum, ok := o.discountedSum(); ok && c.whole {
		whole := money.SumDecimals(sum, o.ShippingCost.Inc, o.Handling.Inc, o.Wrapping.Inc)
		if within(whole, o.Total.Inc, c.half()) {
			closed = append(closed, ClosedDiscounted)
		}
	}
	try(ClosedNetOfCertificate, o.GiftCertificatePaid.Neg())
	try(ClosedNetOfCredit, o.StoreCreditPaid.Neg())
	return closed
}

// discountedSum is the sum of the lines after all discounts, tax included;
// false if the store did not send it for every line.
func (o Order) discountedSum() (money.Decimal, bool) {
	var t money.Decimal
	for _, l := range o.Lines {
		if !l.HasDiscounted {
			return t, false
		}
		t = t.Add(l.Discounted)
	}
	return t, len(o.Lines) > 0
}

// discounted checks O10: where the store tells of every line what the shopper
// paid for it after all discounts, these lead to the total too. Refunds are
// made of them, so an order that closes without them must not contradict them.
func (c *checker) discounted() {
	o := c.o
	sum, told := o.discountedSum()
	if !told || !c.whole || c.f.Closing == ClosedNot || c.f.Closing == ClosedDiscounted {
		return
	}
	sum = money.SumDecimals(sum, o.ShippingCost.Inc, o.Handling.Inc, o.Wrapping.Inc)
	if c.f.FeesInTotal {
		sum = sum.Add(o.FeeSum().Inc)
	}
	total := o.Total.Inc
	switch c.f.Closing {
	case ClosedNetOfCertificate:
		total = total.Add(o.GiftCertificatePaid)
	case ClosedNetOfCredit:
		total = total.Add(o.StoreCreditPaid)
	}
	if within(sum, total, c.tolerance(len(o.Lines)+2)) {
		return
	}
	c.problem("discounted-differ", "lines",
		"The lines after their discounts and the charges add up to "+c.figure(sum)+", the order's total is "+c.figure(total)+".",
		"What was paid for each line isn't certain, and a refund of it would be wrong, so the order isn't posted.",
		"Look at the order's lines and discounts in the store. It may have been changed by another program; correct it there, or post it by hand and exclude it.")
}

// words tells an explanation to people.
func (k Closing) words() string {
	switch k {
	case ClosedWithFees:
		return "with its fees"
	case ClosedShippingNet:
		return "shipping already has its coupon taken off"
	case ClosedDiscounted:
		return "by the lines after their own discounts"
	case ClosedNetOfCertificate:
		return "after the gift certificate was taken off"
	case ClosedNetOfCredit:
		return "after the store credit was taken off"
	case ClosedPlain:
		return "as it stands"
	}
	return "not at all"
}

func (o Order) feeNames() []string {
	var names []string
	for _, f := range o.Fees {
		names = append(names, f.Name)
	}
	return names
}

// subtotal checks O6 on the real side: the lines, with or without fees, are
// the subtotal. It catches a line that was lost while another came twice.
func (c *checker) subtotal() {
	if !c.whole || len(c.o.Lines) == 0 {
		return
	}
	m := c.f.Side
	lines, sub := c.goods(m), c.o.Subtotal.Real(m)
	t := c.tolerance(len(c.o.Lines))
	if within(lines, sub, t) || within(lines.Add(c.o.FeeSum().Real(m)), sub, t) {
		return
	}
	c.problem("subtotal-differs", "subtotal",
		"The lines add up to "+c.figure(lines)+" "+m.String()+", the order's subtotal is "+c.figure(sub)+".",
		"A line may be missing or changed, so the order isn't posted.", "Read the order again. If it stays so, look at its lines in the store.")
}

// otherSide checks the derived side of an order without discounts: both sides
// must then lead to the total, but for the rounding of each part. Discounts
// are money of one side only, so with them the other side proves nothing.
func (c *checker) otherSide() {
	o := c.o
	if c.f.Side == SideUnknown || !o.Discount.IsZero() || !o.CouponDiscount.IsZero() {
		return
	}
	switch c.f.Closing {
	case ClosedPlain, ClosedWithFees:
	case ClosedNot:
		if !c.closes(c.f.Side) {
			return // told already
		}
	default:
		return
	}
	other := TaxInclusive
	if c.f.Side == TaxInclusive {
		other = TaxExclusive
	}
	r := c.residual(other)
	if c.f.FeesInTotal {
		r = r.Sub(o.FeeSum().Real(other))
	}
	if limit := money.NewDecimal(min(5, int64(len(o.Lines))+3), o.Decimals); within(r, money.Decimal{}, limit) {
		return
	}
	parts := o.Total.Tax.Add(r) // what the two sides of the parts differ by
	if other == TaxInclusive {
		parts = o.Total.Tax.Sub(r)
	}
	c.problem("tax-contradiction", "tax",
		"The order's tax is "+c.figure(o.Total.Tax)+", but its parts carry "+c.figure(parts)+" of tax.",
		"The tax owed would be "+c.figure(r.Abs())+" off, so the order isn't posted.",
		"Look at the order's tax in the store. It may have been made by another program; correct it there, or post it by hand and exclude it.")
}
