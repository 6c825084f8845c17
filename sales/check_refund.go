package sales

import (
	"fmt"
	"slices"

	"countinghouse/money"
)

// Declined tells that every payment of the refund was refused: no money went
// back, and the store waits for another try.
func (r Refund) Declined() bool {
	for _, p := range r.Payments {
		if !p.Declined {
			return false
		}
	}
	return len(r.Payments) > 0
}

// Name is the refund in words.
func (r Refund) Name() string { return fmt.Sprintf("refund %d", r.ID) }

// CheckRefund holds the figures of one refund (its index in Refunds) against
// each other, the order, and the refunds before it, and returns every
// contradiction (reference: order-arithmetic §10). What its things come to is
// for the planner, which knows what they were sold for.
func (o Order) CheckRefund(i int) []Problem {
	c := &checker{o: o}
	r := o.Refunds[i]
	problem := func(what, means, fix string) { c.problem("refund-differs", r.Name(), what, means, fix) }
	all := []money.Decimal{r.Total, r.Tax}
	for _, x := range r.Items {
		all = append(all, x.Quantity, x.Requested, x.Adjustment)
	}
	var paid money.Decimal
	for _, p := range r.Payments {
		all = append(all, p.Amount)
		paid = paid.Add(p.Amount)
	}
	for _, d := range all {
		if !d.Valid() {
			problem("A figure of "+r.Name()+" has more digits than can be kept exactly.", "Nothing of it is posted: a rounded figure could not be proved right.",
				"Look at the refund in the store, and enter its credit memo by hand.")
			return c.f.Problems
		}
	}
	for _, d := range []money.Decimal{r.Total, r.Tax} {
		if _, err := d.Exact(o.Decimals); err != nil {
			problem("The figure "+c.figure(d)+" of "+r.Name()+" has fractions of the smallest coin of "+o.Currency+".",
				"Nobody can have got it back, so the refund isn't posted.", "Look at the refund in the store, and enter its credit memo by hand.")
		}
	}
	if r.Total.Sign() <= 0 {
		problem("The "+r.Name()+" is of "+c.figure(r.Total)+".", "What went back isn't known, so it isn't posted.", "Look at the refund in the store.")
	}
	if len(r.Payments) > 0 && !paid.Equal(r.Total) { // R1
		problem("The "+r.Name()+" is of "+c.figure(r.Total)+", but "+c.figure(paid)+" was paid back.",
			"What went back and to where isn't certain, so it isn't posted.", "Look at the refund in the store and at the processor, and enter its credit memo by hand.")
	}
	if mere := len(r.Items) > 0 && !slices.ContainsFunc(r.Items, func(x RefundItem) bool { return x.Kind != RefundOrder }); mere && !r.Tax.IsZero() && !r.Override { // R4
		problem("The "+r.Name()+" is of a mere sum, but "+c.figure(r.Tax)+" of it is called tax.",
			"Such a sum has no tax in it; whether the tax owed gets less isn't certain, so it isn't posted.", "Look at the refund in the store, enter its credit memo by hand, then exclude the order from further changes.")
	}
	c.refundedLines(i)
	var sum money.Decimal
	for k := 0; k <= i; k++ {
		if !o.Refunds[k].Declined() {
			sum = sum.Add(o.Refunds[k].Total)
		}
	}
	if sum.Cmp(o.Total.Inc) > 0 { // R7
		problem("With the "+r.Name()+", refunds come to "+c.figure(sum)+", but the order was of "+c.figure(o.Total.Inc)+".",
			"More would go back than was sold, so it isn't posted.", "Look at the order's refunds in the store. If it is right, enter the credit memo by hand.")
	}
	return c.f.Problems
}

// refundedLines checks that the refund's goods were sold, and not refunded
// more than once (R6).
func (c *checker) refundedLines(i int) {
	o, r := c.o, c.o.Refunds[i]
	sold, before := map[int64]money.Decimal{}, map[int64]money.Decimal{}
	for _, l := range o.Lines {
		sold[l.ID] = l.Quantity
	}
	for k := 0; k <= i; k++ {
		if o.Refunds[k].Declined() {
			continue
		}
		for _, x := range o.Refunds[k].Items {
			if x.Kind == RefundProduct {
				before[x.ID] = before[x.ID].Add(x.Quantity)
			}
		}
	}
	for _, x := range r.Items {
		if x.Kind != RefundProduct && x.Kind != RefundWrapping {
			continue
		}
		quantity, known := sold[x.ID]
		switch {
		case !known:
			c.problem("refund-differs", r.Name(), fmt.Sprintf("The %s is of a line that the order does not have (number %d).", r.Name(), x.ID),
				"What came back isn't known, so it isn't posted.", "Read the order again. If it stays so, enter the credit memo by hand.")
		case x.Kind == RefundProduct && (quantity.Sign() <= 0 || x.Quantity.Sign() < 0):
			c.problem("refund-differs", r.Name(), fmt.Sprintf("The %s gives %s of %s of line %d back.", r.Name(), x.Quantity, quantity, x.ID),
				"What came back isn't known, so it isn't posted.", "Look at the refund in the store, and enter its credit memo by hand.")
		case x.Kind == RefundProduct && before[x.ID].Cmp(quantity) > 0:
			c.problem("refund-differs", r.Name(), fmt.Sprintf("With the %s, %s of line %d are refunded, but %s were sold.", r.Name(), before[x.ID], x.ID, quantity),
				"More would come back than went out, so it isn't posted.", "Look at the order's refunds in the store.")
		}
	}
}
