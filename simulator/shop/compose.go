package shop

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
)

// Channels of the store.
const (
	channelStorefront = 1
	channelPOS        = 2
	channelAmazon     = 664179
)

// compose makes the order with the given id as of a moment, without placing
// it. The caller holds the lock: ids are taken.
func (s *Shop) compose(id int64, kind Kind, when int64) *order {
	d := newDice(s.opt.Seed, uint64(id)) //nolint:gosec // ids are positive
	o := &order{id: id, kind: kind, created: when, modified: when, inclusive: s.opt.Inclusive, channel: channelStorefront, source: "www", taxProvider: "BasicTaxProvider"}
	if o.step = Cent; kind == KindForeignCurrency {
		o.step = stepOf(s.opt.SecondCurrency)
	}
	o.cart = d.uuid()
	if d.chance(20) {
		o.source = pick(d, []string{"iphone", "android", "mobile", "ipad"})
	}
	s.buyer(o, d)
	s.bought(o)
	s.fill(o, d)
	s.ways(o, d)
	s.particulars(o, d)
	s.moreParticulars(o, d)
	for i := range o.lines {
		o.lines[i].id = s.next.line
		s.next.line++
	}
	for i := range o.lines {
		if p := o.lines[i].parent; p > 0 { // index+1 until now
			o.lines[i].parent = o.lines[p-1].id
		}
	}
	for i := range o.dests {
		o.dests[i].id = s.next.address
		s.next.address++
	}
	s.settle(o)
	s.shippingCoupons(o)
	for i := range o.lines {
		if o.lines[i].gift > 0 {
			s.sellGift(o, &o.lines[i])
		}
	}
	for i := range o.coupons {
		o.coupons[i].id = s.next.coupon
		o.coupons[i].couponID = int64(o.coupons[i].kind) + 3
		s.next.coupon++
	}
	s.pay(o, d)
	s.age(o, d)
	return o
}

// taxedKinds need a buyer whose state is taxed.
func (k Kind) taxed() bool {
	switch k {
	case KindTaxed, KindExempt, KindFee, KindMarketplaceTaxed, KindTaxedFee, KindKitchenSink:
		return true
	}
	return false
}

// buyer chooses who buys and where they live.
func (s *Shop) buyer(o *order, d dice) {
	where := s.where
	switch {
	case o.kind.taxed():
		where = s.where[:s.nexus]
	case o.kind == KindPlain:
		where = s.where[s.nexus:]
	case d.chance(50):
		where = s.where[:s.nexus]
	}
	if o.kind == KindFee && s.opt.Country == "US" {
		where = s.where[5:6]
	}
	fits := func(p *person) bool {
		for _, w := range where {
			if p.place == w {
				return (p.exempt != "") == (o.kind == KindExempt)
			}
		}
		return false
	}
	var known *person
	if d.chance(60) || o.kind == KindExempt || o.kind == KindStoreCredit || o.kind == KindOnAccount || o.kind == KindCardGiftCredit {
		for range 60 {
			if p := s.customers[d.IntN(len(s.customers))]; fits(p) {
				known = p
				break
			}
		}
	}
	switch {
	case o.kind == KindExempt:
		o.untaxed = true
		o.billing, o.customerID = s.customers[5], s.customers[5].id
	case o.kind == KindPOS:
		o.billing = &person{first: "Walk-in", last: "Customer", place: s.where[0], street: "100 Congress Ave"}
	case o.kind == KindLookAlike, o.kind == KindAwkwardName, o.kind == KindGroupPrice:
		p := s.oneOf(o.kind, d)
		if o.billing, o.customerID = p, p.id; d.chance(25) && p.group == 0 { // not signed in
			g := *p
			g.id = 0
			o.billing, o.customerID = &g, 0
		}
	case known != nil:
		o.billing, o.customerID = known, known.id
	default:
		g := newPerson(d, where, 5000+d.IntN(5000))
		if d.chance(6) { // the same person, not signed in, typing carelessly
			p := s.customers[d.IntN(len(s.customers))]
			if fits(p) {
				g = *p
				g.id, g.email = 0, oddCase(p.email)
			}
		}
		o.billing = &g
	}
}

// bought makes the order that of the person who was asked for.
func (s *Shop) bought(o *order) {
	b := s.next.buyer
	if b == nil {
		return
	}
	p := *o.billing
	if i := b.Customer - 1; i >= 0 && i < int64(len(s.customers)+len(s.alike)) {
		p = *slices.Concat(s.customers, s.alike)[i]
		o.customerID = p.id
	}
	if b.Guest {
		o.customerID, p.id, p.group = 0, 0, 0
	}
	p.first, p.last, p.company, p.email = cmp.Or(b.First, p.first), cmp.Or(b.Last, p.last), cmp.Or(b.Company, p.company), cmp.Or(b.Email, p.email)
	if b.Zip != "" {
		for _, w := range s.where {
			if w.zip == b.Zip {
				p.place = w
			}
		}
	}
	o.billing = &p
}

// oddCase writes an address as shoppers sometimes do.
func oddCase(email string) string {
	b := []byte(email)
	for i := range b {
		if i%3 == 0 && b[i] >= 'a' && b[i] <= 'z' {
			b[i] -= 32
		}
	}
	return string(b)
}

// add appends a line for a variant and returns its index.
func (o *order) add(v *variant, quantity int64) int {
	o.lines = append(o.lines, line{variant: v, name: v.product.name, sku: v.sku, kind: v.product.kind, quantity: quantity, base: v.amount(), class: v.product.taxClass(), dest: -1})
	return len(o.lines) - 1
}

// fill puts goods into the order.
func (s *Shop) fill(o *order, d dice) {
	c := s.goods
	few := func(n int) {
		for range n {
			q := int64(1)
			if d.chance(25) {
				q = int64(d.between(2, 6))
			}
			o.add(pick(d, c.plain), q)
		}
	}
	switch o.kind {
	case KindDigital:
		o.add(pick(d, c.digital), 1)
	case KindGiftCertificateSold:
		worth := Money(d.between(1, 8)*25) * Unit
		o.lines = append(o.lines, line{name: fmt.Sprintf("$%d Gift Certificate", worth/Unit), kind: "giftcertificate", quantity: 1, base: worth, class: classNonTaxable, freeTotal: true, dest: -1, gift: s.next.gift})
		s.next.gift++
		if d.chance(40) {
			few(1)
		}
	case KindBundle:
		v := pick(d, c.bundles)
		parent := o.add(v, int64(d.between(1, 2)))
		for _, child := range v.product.children {
			i := o.add(child, o.lines[parent].quantity)
			o.lines[i].base, o.lines[i].parent = 0, int64(parent+1)
		}
		few(d.between(0, 1))
	case KindCustomLine:
		o.lines = append(o.lines, line{name: "Engraving, " + strconv.Itoa(d.between(1, 20)) + " letters", sku: pick(d, []string{"", "ENGRAVE"}), kind: "physical", quantity: 1, base: Money(d.between(500, 4000)) * Cent, dest: -1})
		few(1)
	case KindNoSKU:
		o.add(pick(d, c.noSKU), int64(d.between(1, 2)))
	case KindHugeQuantity:
		o.add(pick(d, c.pieces), int64(d.between(1000, 9000)))
	case KindManyLines:
		few(d.between(51, 75))
	case KindPlain:
		few(d.between(1, 3))
	case KindSeveralDestinations:
		few(d.between(2, 4))
	default:
		if !s.fillMore(o, d, few) {
			few(d.between(1, 4))
		}
	}
}

// ways decides where the goods go and what that costs.
func (s *Shop) ways(o *order, d dice) {
	switch {
	case o.kind == KindPickup:
		o.pickup = true
		return
	case o.kind == KindPOS, o.digital():
		return
	}
	cost := []Money{595 * Cent, 795 * Cent, 1249 * Cent, 0}
	to := func(p *person) {
		base, method := pick(d, cost), "Flat Rate"
		if base == 0 {
			method = "Free Shipping"
		}
		o.dests = append(o.dests, destination{person: p, method: method, base: base})
	}
	first := o.billing
	if o.kind != KindPlain && o.kind != KindFee && !o.untaxed && d.chance(10) { // a present for somebody else
		g := newPerson(d, s.where, 9000+d.IntN(900))
		first = &g
	}
	to(first)
	if o.kind == KindSeveralDestinations {
		for range d.between(1, 2) {
			g := newPerson(d, s.where, 9000+d.IntN(900))
			to(&g)
		}
	}
	n := 0
	for i := range o.lines {
		if o.lines[i].kind == "physical" {
			o.lines[i].dest = n % len(o.dests)
			n++
		}
	}
	if len(o.dests) > n { // a destination to which nothing goes is none
		o.dests = o.dests[:n]
	}
	if o.kind == KindHandling {
		o.dests[0].handBase = Money(d.between(100, 900)) * Cent
	}
}
