package shop

// The ways in which an order can be made not to add up: the name of each is
// the label that Truth gives.
const (
	SpoilTotal     = "total"                     // 5.00 more than its parts (O4)
	SpoilTax       = "total tax is zero"         // as in a published example (O1 holds, O9 fails)
	SpoilTaxRow    = "tax row missing"           // O9
	SpoilCoupon    = "coupon not deducted"       // seen in a public document
	SpoilFees      = "fees in no total"          // seen in a public document
	SpoilLine      = "line total"                // L2
	SpoilItems     = "items total"               // L8: as if a page were missing
	SpoilPayments  = "payments differ"           // P3
	SpoilDiscounts = "discounted totals differ"  // O10
	SpoilShipping  = "shipping of another order" // O3, O7
)

// Spoils lists all ways in which an order can be made not to add up.
func Spoils() []string {
	return []string{SpoilTotal, SpoilTax, SpoilTaxRow, SpoilCoupon, SpoilFees, SpoilLine, SpoilItems, SpoilPayments, SpoilDiscounts, SpoilShipping}
}

// contradict spoils an order in some way that fits it.
func (s *Shop) contradict(o *order, d dice) {
	ways := Spoils()
	d.Shuffle(len(ways), func(i, j int) { ways[i], ways[j] = ways[j], ways[i] })
	for _, what := range ways {
		if spoil(o, what) {
			return
		}
	}
}

// spoil makes the order disagree with itself in one way; false if that way
// does not fit the order, which is then unchanged.
func spoil(o *order, what string) bool {
	ok := false
	switch what {
	case SpoilTotal:
		o.tot.ex, o.tot.inc, ok = o.tot.ex+5*Unit, o.tot.inc+5*Unit, true
	case SpoilTax:
		if ok = o.tot.tax > 0; ok {
			o.tot.ex, o.tot.tax = o.tot.inc, 0
		}
	case SpoilTaxRow:
		if n := len(o.taxes); n > 0 && o.taxes[n-1].amount > 0 {
			o.taxes, ok = o.taxes[:n-1], true
		}
	case SpoilCoupon:
		if ok = o.coupon > 0 && o.laid() > 0; ok {
			off := o.laid()
			o.tot.ex, o.tot.inc = o.tot.ex+off, o.tot.inc+off
		}
	case SpoilFees:
		if ok = len(o.fees) > 0; ok {
			o.tot.ex, o.tot.inc = o.tot.ex-o.fees[0].cost.ex, o.tot.inc-o.fees[0].cost.inc
		}
	case SpoilLine:
		if ok = len(o.lines) > 0 && o.lines[0].total.inc > 0; ok {
			o.lines[0].total.inc += 10 * Cent
			o.lines[0].total.ex -= 20 * Cent
		}
	case SpoilItems:
		// The header counts one piece more than the lines hold: see itemsTotal.
		ok = len(o.lines) > 0
	case SpoilPayments:
		for i := range o.transactions {
			if t := &o.transactions[i]; t.received() && t.amount > Unit {
				t.amount, ok = t.amount-Unit, true
				break
			}
		}
	case SpoilDiscounts:
		if ok = len(o.lines) > 0 && o.lines[0].charged.inc > Unit; ok {
			o.lines[0].charged.inc -= Unit
		}
	case SpoilShipping:
		if ok = len(o.dests) > 0; ok {
			o.ship.inc, o.ship.ex = o.ship.inc+3*Unit, o.ship.ex+2*Unit
		}
	}
	if ok {
		o.contradiction = what
	}
	return ok
}

// itemsTotal is the header's count of pieces.
func (o *order) itemsTotal() int64 {
	n, _ := o.quantity()
	if o.contradiction == SpoilItems {
		n++
	}
	return n
}
