package shop

import (
	"strconv"
	"time"
)

// fillMore puts the goods of the further kinds into the order; false if the
// kind has none of its own.
func (s *Shop) fillMore(o *order, d dice, few func(int)) bool {
	c := s.goods
	switch o.kind {
	case KindKitchenSink:
		o.add(c.plain[d.IntN(6)], int64(d.between(2, 4))) // taxable
		o.add(c.plain[6+d.IntN(3)], int64(d.between(1, 2)))
		few(2)
	case KindPricedBundle:
		v := pick(d, c.bundles)
		parent := o.add(v, int64(d.between(1, 3)))
		o.lines[parent].base = 1500 * Cent
		for i, child := range v.product.children {
			at := o.add(child, o.lines[parent].quantity)
			o.lines[at].base, o.lines[at].parent = Money(i)*595*Cent, int64(parent+1)
		}
	case KindModifiers:
		i := o.add(pick(d, c.plain), int64(d.between(1, 3)))
		l := &o.lines[i]
		l.base += Money(d.between(1, 20)) * 25 * Cent
		l.options = []lineOption{{"Engraving", "For Zoë & \"Bear\" – ½ dozen", "Text field"}, {"Gift box", "Yes", "Checkbox"}, {"Wanted on", "1790000000", "Date field"}}
		few(d.between(0, 1))
	case KindGiftSoldAndSpent:
		worth := Money(d.between(1, 4)*25) * Unit
		o.lines = append(o.lines, line{name: "$" + strconv.Itoa(int(worth/Unit)) + " Gift Certificate", kind: "giftcertificate", quantity: 1, base: worth, class: classNonTaxable, freeTotal: true, dest: -1, gift: s.next.gift})
		s.next.gift++
		few(d.between(1, 2))
	case KindDeletedProduct:
		o.add(c.ghost, int64(d.between(1, 3)))
		few(d.between(0, 1))
	case KindLongSKU:
		for _, v := range c.long {
			o.add(v, int64(d.between(1, 2)))
		}
	case KindCaseTwins:
		for _, v := range c.twins {
			o.add(v, int64(d.between(1, 5)))
		}
	case KindHundredLines:
		few(120)
	case KindFreeSample:
		i := o.add(pick(d, c.plain), int64(d.between(1, 3)))
		o.lines[i].base = 0
	case KindFreeLine:
		i := o.add(pick(d, c.plain), 1)
		o.lines[i].base = 0
		few(d.between(1, 2))
	case KindPriceOverride:
		i := o.add(pick(d, c.plain), int64(d.between(1, 5)))
		l := &o.lines[i]
		l.list, l.base = l.base, max(Cent, (l.base*Money(d.between(50, 130))/100).roundCents())
		o.source = "manual"
		few(d.between(0, 2))
	case KindGroupPrice:
		few(d.between(1, 5))
		for i := range o.lines {
			o.lines[i].base = max(Cent, (o.lines[i].base * 9 / 10).roundCents())
		}
	case KindMixedDelivery:
		few(d.between(1, 2))
		o.add(pick(d, c.digital), int64(d.between(1, 2)))
	default:
		return false
	}
	return true
}

// moreParticulars lays on the order what the further kinds are named for.
func (s *Shop) moreParticulars(o *order, d dice) {
	charge := func(name string, base Money, taxed bool) {
		o.fees = append(o.fees, fee{id: s.next.fee, name: name, base: base, source: "AA", taxed: taxed})
		s.next.fee++
	}
	switch o.kind {
	case KindTaxedFee:
		charge("Assembly Fee", Money(d.between(500, 2500))*Cent, true)
		if d.chance(40) {
			charge("Rush Fee", 500*Cent, false)
		}
	case KindKitchenSink:
		o.lines[0].wrapping, o.lines[0].wrapBase = "Kraft paper & twine", 350*Cent*Money(o.lines[0].quantity)
		o.lines[1].wrapping, o.lines[1].wrapBase = "Foil", 275*Cent
		o.dests[0].base, o.dests[0].method = 1249*Cent, "Flat Rate"
		o.dests[0].handBase = Money(d.between(100, 900)) * Cent
		charge("Assembly Fee", 1995*Cent, true)
		charge("Rush Fee", 500*Cent, false)
		s.stack(o)
	case KindStackedDiscounts:
		s.stack(o)
	case KindMidnight:
		o.created = s.midnight(o.created) + int64(d.between(0, 1)) - 1
	case KindClockChange:
		if t := s.clockChange(o.created, d.chance(50)); t > 0 {
			o.created = t + int64(d.between(-3600, 3599))
		}
	}
}

// stack lays several discounts on the order, one after the other.
func (s *Shop) stack(o *order) {
	o.lay(cut{id: "promo10", name: "10% off", code: "SAVE10", target: "product", coupon: 1, percent: 100_000, face: 10 * Unit})
	o.lay(cut{id: "77", name: "Buy one, get 20% off", target: "product", coupon: -1, percent: 200_000, first: true})
	o.lay(cut{id: "c5", name: "$5 off", code: "TAKE5", target: "order", coupon: 2, amount: 5 * Unit, face: 5 * Unit})
	o.lay(cut{id: manualDiscount, name: "Manual Discount", target: "order", coupon: -1, amount: 333 * Cent})
}

// midnight is the last midnight of the store before a moment.
func (s *Shop) midnight(unix int64) int64 {
	t := time.Unix(unix, 0).In(s.zone)
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, s.zone).Unix()
}

// clockChange is the last moment before another at which the store's clocks
// were put forward or back; 0 in zones that have none.
func (s *Shop) clockChange(unix int64, forward bool) int64 {
	offset := func(unix int64) int {
		_, o := time.Unix(unix, 0).In(s.zone).Zone()
		return o
	}
	for day, n := unix, 0; n < 400; day, n = day-86400, n+1 {
		after, before := offset(day), offset(day-86400)
		if after == before || (after > before) != forward {
			continue
		}
		low, high := day-86400, day
		for high-low > 1 {
			if mid := (low + high) / 2; offset(mid) == after {
				high = mid
			} else {
				low = mid
			}
		}
		return high
	}
	return 0
}

// payMore pays for the orders of the further kinds that are paid in a way of
// their own; false if the kind is paid like any other.
func (s *Shop) payMore(o *order, d dice, due Money) bool {
	part := func(m Money) Money { return max(Cent, Money(d.Int64N(max(m.Cents()-1, 1))+1)*Cent) }
	switch o.kind {
	case KindTwoCards:
		first := min(part(due), due)
		s.payBy(o, "purchase", "Credit Card", first)
		if due > first {
			s.payBy(o, "purchase", "Credit Card", due-first)
		}
	case KindCardGiftCredit:
		first, second := due/3/Cent*Cent, due/4/Cent*Cent
		if first > 0 && second > 0 {
			s.payBy(o, "purchase", tenderGift, first)
			if o.customerID > 0 {
				s.payBy(o, "purchase", tenderCredit, second)
			} else {
				s.payBy(o, "purchase", "PayPal", second)
			}
			due -= first + second
		}
		s.payBy(o, "purchase", "Credit Card", due)
		o.method = "Credit Card"
	case KindGiftSoldAndSpent:
		s.payBy(o, "purchase", tenderGift, min(due, part(due)))
		if rest := o.due(); rest > 0 {
			s.payBy(o, "purchase", "Credit Card", rest)
			o.method = "Credit Card"
		}
	case KindPartPaid:
		s.payBy(o, "purchase", pick(d, []string{"Credit Card", "Check"}), part(due))
		if o.due() > 0 {
			o.status = AwaitingPayment
			s.payBy(o, "pending", "Bank Transfer", o.due())
		}
	case KindOverpaid:
		s.payBy(o, "purchase", "Check", due+Money(d.between(1, 2000))*Cent)
	case KindPartCaptured:
		s.payBy(o, "authorization", "Credit Card", due)
		s.capture(o, len(o.transactions)-1, part(due), o.created+3600)
	default:
		return false
	}
	return true
}
