package shop

import "strconv"

// manualDiscount is the id of the discount that staff gave.
const manualDiscount = "manual-discount"

// particulars lays on the order what its kind is named for.
func (s *Shop) particulars(o *order, d dice) {
	percent := func(n int) cut {
		return cut{id: "promo" + strconv.Itoa(n), name: strconv.Itoa(n) + "% off", code: "SAVE" + strconv.Itoa(n), target: "product", coupon: 1, percent: rate(n * 10_000), face: Money(n) * Unit}
	}
	switch o.kind {
	case KindPercentCoupon:
		o.lay(percent(pick(d, []int{5, 10, 15, 25})))
	case KindFree:
		o.lay(percent(100))
		for i := range o.dests {
			o.dests[i].base, o.dests[i].method = 0, "Free Shipping"
		}
	case KindTotalCoupon:
		n := pick(d, []int{5, 10, 20})
		o.lay(cut{id: "c" + strconv.Itoa(n), name: "$" + strconv.Itoa(n) + " off", code: "TAKE" + strconv.Itoa(n), target: "order", coupon: 2, amount: Money(n) * Unit, face: Money(n) * Unit})
	case KindItemCoupon:
		o.lay(cut{id: "item1", name: "$1 off each item", code: "EACH1", target: "product", coupon: 0, perItem: Unit, face: Unit})
	case KindPromotion:
		o.lay(cut{id: "77", name: "Buy one, get 20% off", target: "product", coupon: -1, percent: 200_000, first: true})
	case KindOrderPromotion:
		o.lay(cut{id: "78", name: "Summer: $7.77 off", target: "order", coupon: -1, amount: 777 * Cent})
	case KindManualDiscount:
		o.lay(cut{id: manualDiscount, name: "Manual Discount", target: "order", coupon: -1, amount: Money(d.between(100, 2500)) * Cent})
		o.source, o.notes = "manual", "Agreed on the phone."
	case KindWrapping:
		o.lines[0].wrapping = "Kraft paper & twine"
		o.lines[0].wrapBase = 350 * Cent * Money(o.lines[0].quantity)
	case KindFee:
		charge := fee{id: s.next.fee, name: "Colorado Retail Delivery Fee", base: s.where[5].deliveryFee, source: "AA"}
		if charge.base == 0 {
			charge.name, charge.base = "Environmental Handling Fee", 125*Cent
		}
		o.fees = append(o.fees, charge)
		s.next.fee++
		if d.chance(30) {
			o.fees = append(o.fees, fee{id: s.next.fee, name: "Rush Fee", base: 500 * Cent, source: "AA"})
			s.next.fee++
		}
	case KindMarketplace, KindMarketplaceTaxed:
		o.channel, o.source, o.untaxed = channelAmazon, "amazon", o.kind == KindMarketplace
		o.externalID = "111-" + strconv.Itoa(1000000+d.IntN(8999999)) + "-" + strconv.Itoa(1000000+d.IntN(8999999))
		masked := *o.billing
		masked.email, masked.phone = d.hex(14)+"@marketplace.example.com", ""
		o.billing, o.customerID = &masked, 0
	case KindPOS:
		o.channel, o.source, o.externalSource = channelPOS, "external", "POS"
	case KindForeignCurrency:
		o.foreign = true
	case KindMigrated:
		o.source, o.externalSource = "external", "M-MIG"
	case KindArchived:
		o.archived = true
	case KindOrdinary:
		if d.chance(8) {
			o.lay(percent(10))
		}
		if d.chance(3) {
			o.message = "Please leave it at the door – thanks ☺"
		}
	case KindOnAccount:
		o.poNumber = "PO-" + strconv.Itoa(10000+d.IntN(89999))
	}
}

// shippingCoupons lays coupons of types 3 and 4, which make shipping cheaper
// rather than goods: the cost of shipping is net of them (order-arithmetic §6).
func (s *Shop) shippingCoupons(o *order) {
	if o.kind != KindShippingCoupon && o.kind != KindFreeShipping || len(o.dests) == 0 {
		return
	}
	if o.dests[0].base == 0 {
		o.dests[0].base, o.dests[0].method = 795*Cent, "Flat Rate"
	}
	c := coupon{code: "SHIPFREE", kind: 4}
	for i := range o.dests {
		off := o.dests[i].base
		if o.kind == KindShippingCoupon {
			c.code, c.kind, c.face = "SHIP3", 3, 3*Unit
			off = min(off, 3*Unit)
		}
		o.dests[i].base -= off
		c.discount += off
	}
	o.coupons = append(o.coupons, c)
	if s.opt.ShippingCouponsInDiscount {
		o.coupon += c.discount
	}
	s.settle(o)
}
