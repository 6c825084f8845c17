package sales

import (
	"countinghouse/money"
)

// Closing names the explanation by which an order's charges lead to its total
// (reference: order-arithmetic §5 steps 4 and 5).
type Closing string

// The known explanations. Exactly one must close an order.
const (
	// ClosedNot: none, or several; the order has a problem.
	ClosedNot Closing = ""
	// ClosedPlain: lines + shipping + handling + wrapping − discounts.
	ClosedPlain Closing = "plain"
	// ClosedWithFees: the order's fees are part of its total.
	ClosedWithFees Closing = "fees"
	// ClosedShippingNet: shipping is already net of its coupons, which the
	// coupon discount counts once more.
	ClosedShippingNet Closing = "shipping coupons"
	// ClosedDiscounted: the lines' own totals after discounts lead to the
	// total; the discounts of the header are explanation only.
	ClosedDiscounted Closing = "discounted lines"
	// ClosedNetOfCertificate: the total is what was left to pay after a gift
	// certificate, against the usual meaning of a total.
	ClosedNetOfCertificate Closing = "net of gift certificate"
	// ClosedNetOfCredit: the same after store credit.
	ClosedNetOfCredit Closing = "net of store credit"
)

// Findings is what checking an order's figures against each other showed.
type Findings struct {
	// Side is the side of tax on which the order was computed.
	Side Side
	// SideBy tells in words what evidence decided the side.
	SideBy string
	// Closing is the explanation by which the charges lead to the total.
	Closing Closing
	// FeesInTotal tells that fees with an amount are part of the total.
	FeesInTotal bool
	// Problems are all contradictions, each with its place and both figures.
	Problems []Problem
	// Notes are disagreements that evidence settled.
	Notes []Note
}

// OK tells whether no contradiction was found.
func (f Findings) OK() bool { return len(f.Problems) == 0 }

// Check holds the figures of the order against each other and returns every
// contradiction at once (reference: order-arithmetic §2 to §5). It never
// adjusts anything: an order whose figures disagree waits for a person.
func (o Order) Check() Findings {
	c := &checker{o: o}
	c.reading()
	if !c.exact() {
		return c.f // sums of inexact figures would prove nothing
	}
	c.currency()
	c.complete()
	c.header()
	c.fees()
	c.side()
	for i := range o.Lines {
		c.line(i)
	}
	c.closing()
	c.discounted()
	c.subtotal()
	c.otherSide()
	c.parcels()
	c.wrappings()
	c.coupons()
	c.taxes()
	c.payments()
	return c.f
}

// checker gathers findings about one order.
type checker struct {
	o Order
	f Findings
	// whole tells that the lines are complete (L8): else the header's
	// subtotal stands in for them, so that other contradictions still show.
	whole bool
}

func (c *checker) problem(code, place, what, means, fix string) {
	c.f.Problems = append(c.f.Problems, Problem{Code: code, Place: place, What: what, Means: means, Fix: fix})
}

func (c *checker) note(code, place, text string) {
	c.f.Notes = append(c.f.Notes, Note{Code: code, Place: place, Text: text})
}

// half is ½ minor unit of the order's currency.
func (c *checker) half() money.Decimal { return money.NewDecimal(5, c.o.Decimals+1) }

// tolerance of a sum of n rounded figures: ½ minor unit each, at most 5 minor
// units in all (order-arithmetic §5).
func (c *checker) tolerance(n int) money.Decimal {
	t := c.half().Mul(money.Int(int64(n)))
	if limit := money.NewDecimal(5, c.o.Decimals); t.Cmp(limit) > 0 {
		return limit
	}
	return t
}

// within tells whether two figures differ by no more than the tolerance.
func within(a, b, tolerance money.Decimal) bool {
	d := a.Sub(b).Abs()
	return d.Valid() && d.Cmp(tolerance) <= 0
}

// figure writes an amount as a bookkeeper reads it, with all decimals it has.
func (c *checker) figure(d money.Decimal) string { return Figure(d, c.o.Decimals) }

// Figure writes an exact decimal as an amount for people: "1,234.50",
// "(62.35)", and with all its decimals if it has more than the currency.
func Figure(d money.Decimal, decimals int) string {
	a, err := d.Exact(max(decimals, d.Scale()))
	if err != nil {
		return d.String()
	}
	return a.Grouped(max(decimals, d.Scale()))
}

// reading passes on what was found wrong while the order was read.
func (c *checker) reading() {
	for _, text := range c.o.Contradictions {
		c.problem("reading", "", text,
			"The order isn't complete, so nothing of it is posted.",
			"Open the order in the store; it is read again by itself when it changes, or read it again now.")
	}
}

// exact tells whether every figure is an exact decimal and not negative where
// it must not be (O11, and discounts are not negative).
func (c *checker) exact() bool {
	o := c.o
	all := make([]money.Decimal, 0, 20+13*len(o.Lines)+3*len(o.Fees))
	all = append(all, o.BaseShipping, o.Discount, o.CouponDiscount, o.StoreCreditPaid, o.GiftCertificatePaid)
	for _, t := range []Taxed{o.Subtotal, o.ShippingCost, o.Handling, o.Wrapping, o.Total} {
		all = append(all, t.Ex, t.Inc, t.Tax)
	}
	for _, l := range o.Lines {
		all = append(all, l.Quantity, l.BasePrice, l.BaseTotal, l.Price.Ex, l.Price.Inc, l.Price.Tax,
			l.Total.Ex, l.Total.Inc, l.Total.Tax, l.Discounted, l.Wrapping.Ex, l.Wrapping.Inc, l.Wrapping.Tax)
	}
	for _, f := range o.Fees {
		all = append(all, f.Cost.Ex, f.Cost.Inc, f.Cost.Tax)
	}
	for _, d := range all {
		if !d.Valid() {
			c.problem("not-exact", "", "A figure of this order has more digits than can be kept exactly.",
				"Nothing of it is posted: a rounded figure could not be proved right.",
				"Look at the order in the store; an amount there can't be right. Exclude it or correct it there.")
			return false
		}
	}
	for _, n := range []struct {
		place string
		d     money.Decimal
	}{
		{"total", o.Total.Inc}, {"total without tax", o.Total.Ex}, {"discount", o.Discount}, {"coupon discount", o.CouponDiscount},
		{"store credit", o.StoreCreditPaid}, {"gift certificate", o.GiftCertificatePaid},
	} {
		if n.d.Sign() < 0 {
			c.problem("negative", n.place, "The "+n.place+" is negative: "+c.figure(n.d)+".",
				"A sale can't be below zero, so it isn't posted.",
				"Look at the order in the store. If it stands for a refund, enter a credit memo by hand and exclude the order.")
		}
	}
	return true
}

// currency checks that the order has one, and that its total is payable in it.
func (c *checker) currency() {
	o := c.o
	if o.Currency == "" {
		c.problem("currency-missing", "", "The store doesn't say in which currency this order is.",
			"Its amounts can't be posted.", "Look at the order in the store, then read it again.")
	}
	if _, err := o.Total.Inc.Exact(o.Decimals); err != nil {
		c.problem("fractions", "total",
			"The order's total "+c.figure(o.Total.Inc)+" has fractions of the smallest coin of "+o.Currency+".",
			"Nobody can have paid it, so it isn't posted.", "Look at the order in the store and correct its total there.")
	}
	if _, err := o.Total.Tax.Exact(o.Decimals); err != nil {
		c.note("tax-fractions", "total", "The order's tax "+c.figure(o.Total.Tax)+" has fractions of a cent; it is rounded once, as a whole.")
	}
	for _, p := range o.Payments {
		if p.OK && p.Currency != "" && p.Currency != o.Currency {
			c.problem("currency-differs", "payments",
				"The order is in "+o.Currency+", but a payment of "+c.figure(p.Amount)+" is in "+p.Currency+".",
				"What was received can't be compared with the total.",
				"Look at the payment in the store. Post it by hand and exclude the order, if it is right.")
			break
		}
	}
}

// complete checks L8 and L11: no page of lines is missing, none was read twice.
func (c *checker) complete() {
	o := c.o
	var sum money.Decimal
	seen := map[int64]bool{}
	for i, l := range o.Lines {
		sum = sum.Add(l.Quantity)
		if l.Quantity.Sign() <= 0 {
			c.problem("line-quantity", o.LinePlace(i), "The quantity is "+l.Quantity.String()+".",
				"A line without a quantity sells nothing, so the order isn't posted.", "Look at the order in the store.")
		}
		if l.ID != 0 && seen[l.ID] {
			c.problem("line-twice", o.LinePlace(i), "This line was read twice.",
				"The sale would be too large.", "Read the order again.")
		}
		seen[l.ID] = true
	}
	c.whole = sum.Equal(money.Int(o.ItemsTotal))
	if c.whole && len(o.Lines) == 0 {
		c.problem("lines-missing", "lines", "The order has no lines.", "What was sold isn't known, so it isn't posted.", "Look at the order in the store.")
	}
	if !c.whole {
		c.problem("lines-missing", "lines",
			"The order says "+money.Int(o.ItemsTotal).String()+" items, its lines have "+sum.String()+".",
			"Lines are missing or were counted twice, so the sale and the stock would be wrong.",
			"Read the order again. If it stays so, look at the order in the store: it may have been changed while it was read.")
	}
}
