package shop

import (
	"fmt"
	"slices"
)

// EditSpec is what staff changes on an order in the control panel. Nil and
// zero fields stay as they are; every amount is computed anew, payments stay.
type EditSpec struct {
	Lines []EditLine
	// Discount is the manual discount on the order, in place of the one before;
	// 0 takes it away. It is money of the side on which prices are entered.
	Discount *Money
	Shipping *Money // of the first destination
	Handling *Money
	// Fees replaces all fees, as PUT does (bigcommerce-api §2.10).
	Fees *[]EditFee
	// Email, First, Last and Company change the billing address.
	Email, First, Last, Company *string
	// Place is the index in Places to which billing and first destination move;
	// tax is that of the new place.
	Place *int
}

// EditLine changes a line, or adds one.
type EditLine struct {
	ID     int64 // 0 adds a line
	Remove bool
	// Quantity is the new one; 0 stays, of an added line is 1.
	Quantity int64
	// Price is the new price of a piece; nil stays, of an added line is the catalogue's.
	Price *Money
	// SKU of an added line; one that is in no catalogue, or "", makes a custom line.
	SKU, Name string
}

// EditFee is a fee of an order.
type EditFee struct {
	Name   string
	Amount Money // on the side on which prices are entered
	Taxed  bool
}

// Place is where shoppers live: EditSpec.Place counts them.
type Place struct{ City, State, Zip, Country string }

// Places are the places to which the shop sells, those with tax first.
func (s *Shop) Places() []Place {
	all := make([]Place, len(s.where))
	for i, p := range s.where {
		all[i] = Place{p.city, p.abbr, p.zip, p.iso()}
	}
	return all
}

// EditWith changes an order. Discounts on touched lines are cleared (reference:
// bigcommerce-api §2.10). A line cannot lose pieces that were sent or refunded,
// nor an order money that was refunded: ErrState, and nothing is changed.
func (s *Shop) EditWith(id int64, spec EditSpec) error {
	return s.act(id, func(o *order) ([]event, error) { return nil, s.edit(o, spec) })
}

// Edit is one piece more of the first line.
func (s *Shop) Edit(id int64) error {
	return s.act(id, func(o *order) ([]event, error) {
		if len(o.lines) == 0 {
			return nil, ErrState
		}
		return nil, s.edit(o, EditSpec{Lines: []EditLine{{ID: o.lines[0].id, Quantity: o.lines[0].quantity + 1}}})
	})
}

func (s *Shop) edit(o *order, spec EditSpec) error {
	if o.contradiction != "" || len(o.lines) == 0 {
		return fmt.Errorf("%w: it does not add up, or has no lines", ErrState)
	}
	n := o.draft()
	for _, l := range spec.Lines {
		if err := s.editLine(n, l); err != nil {
			return err
		}
	}
	if len(n.lines) == 0 {
		return fmt.Errorf("%w: no line would be left", ErrState)
	}
	if err := s.editCharges(n, spec); err != nil {
		return err
	}
	if err := s.editPeople(n, spec); err != nil {
		return err
	}
	n.whole()
	if spec.Discount != nil {
		n.layManual(*spec.Discount)
	}
	s.settle(n)
	if back, _ := n.refunded(); n.tot.inc < back || n.tot.inc < 0 {
		return fmt.Errorf("%w: %s was refunded, the total would be %s", ErrState, back, n.tot.inc)
	}
	for _, left := range n.taxLeft() {
		if left.amount < 0 {
			return fmt.Errorf("%w: more tax of %s was refunded than there would be", ErrState, left.name)
		}
	}
	*o = *n
	return nil
}

// draft is a copy of which lines, destinations, coupons, fees and tax rows may change.
func (o *order) draft() *order {
	n := *o
	n.lines, n.dests, n.coupons, n.fees, n.taxes = slices.Clone(o.lines), slices.Clone(o.dests), slices.Clone(o.coupons), slices.Clone(o.fees), slices.Clone(o.taxes)
	for i := range n.lines {
		n.lines[i].applied = slices.Clone(n.lines[i].applied)
	}
	return &n
}

func (s *Shop) editLine(o *order, e EditLine) error {
	if e.ID == 0 {
		return s.addLine(o, e)
	}
	i := slices.IndexFunc(o.lines, func(l line) bool { return l.id == e.ID })
	if i < 0 || o.lines[i].kind == "giftcertificate" {
		return fmt.Errorf("%w: it has no such line that could be edited", ErrState)
	}
	l := &o.lines[i]
	if e.Remove {
		return o.removeLine(i)
	}
	if e.Quantity != 0 {
		if e.Quantity < max(l.shipped, l.refunded, 1) {
			return fmt.Errorf("%w: %d pieces were sent, %d refunded", ErrState, l.shipped, l.refunded)
		}
		if l.wrapBase > 0 {
			l.wrapBase = l.wrapBase / Money(l.quantity) * Money(e.Quantity)
		}
		l.quantity = e.Quantity
	}
	if e.Price != nil {
		if *e.Price < 0 {
			return fmt.Errorf("%w: a price of %s", ErrState, *e.Price)
		}
		if l.list == 0 {
			l.list = l.base
		}
		l.base = *e.Price
	}
	o.clearDiscounts(l, "")
	return nil
}

// removeLine takes a line away, and with a bundle its children.
func (o *order) removeLine(i int) error {
	id := o.lines[i].id
	gone := func(l *line) bool { return l.id == id || l.parent == id }
	for j := range o.lines {
		if l := &o.lines[j]; gone(l) {
			if l.shipped > 0 || l.refunded > 0 || l.wrapBack > 0 {
				return fmt.Errorf("%w: %d pieces were sent, %d refunded", ErrState, l.shipped, l.refunded)
			}
			o.clearDiscounts(l, "")
		}
	}
	o.lines = slices.DeleteFunc(o.lines, func(l line) bool { return gone(&l) })
	return nil
}

func (s *Shop) addLine(o *order, e EditLine) error {
	var l line
	if v := s.goods.bySKU(e.SKU); v != nil {
		l = line{variant: v, name: v.product.name, sku: v.sku, kind: v.product.kind, base: v.amount(), class: v.product.taxClass()}
	} else if e.Price != nil {
		l = line{name: e.Name, sku: e.SKU, kind: "physical"}
	} else {
		return fmt.Errorf("%w: no goods with SKU %q, and no price", ErrState, e.SKU)
	}
	l.dest = -1
	if l.kind == "physical" {
		l.dest = o.firstDest()
	}
	l.quantity = max(e.Quantity, 1)
	if e.Price != nil {
		if *e.Price < 0 {
			return fmt.Errorf("%w: a price of %s", ErrState, *e.Price)
		}
		l.list, l.base = l.base, *e.Price
	}
	l.id = s.next.line
	s.next.line++
	o.lines = append(o.lines, l)
	return nil
}

// clearDiscounts takes discounts off a line: all, or those of an id.
func (o *order) clearDiscounts(l *line, id string) {
	l.applied = slices.DeleteFunc(l.applied, func(a applied) bool {
		switch {
		case id != "" && a.id != id:
			return false
		case a.code == "":
			o.discount -= a.amount
			return true
		}
		o.coupon -= a.amount
		for i := range o.coupons {
			if o.coupons[i].code == a.code {
				o.coupons[i].discount -= a.amount
			}
		}
		return true
	})
}

// layManual puts a manual discount in the place of the one before.
func (o *order) layManual(amount Money) {
	for i := range o.lines {
		o.clearDiscounts(&o.lines[i], manualDiscount)
	}
	if amount > 0 {
		o.lay(cut{id: manualDiscount, name: "Manual Discount", target: "order", coupon: -1, amount: amount})
	}
}

func (s *Shop) editCharges(o *order, spec EditSpec) error {
	set := func(to *Money, from *Money, back Money) error {
		if from == nil {
			return nil
		}
		if len(o.dests) == 0 || *from < back || *from < 0 {
			return fmt.Errorf("%w: no address, or %s of it was refunded", ErrState, back)
		}
		*to = *from
		return nil
	}
	var first destination
	if len(o.dests) > 0 {
		first = o.dests[0]
	}
	if err := set(&first.base, spec.Shipping, first.shipBack); err != nil {
		return err
	}
	if err := set(&first.handBase, spec.Handling, first.handBack); err != nil {
		return err
	}
	if len(o.dests) > 0 {
		o.dests[0] = first
	}
	if spec.Fees == nil {
		return nil
	}
	for _, f := range o.fees {
		if f.back > 0 {
			return fmt.Errorf("%w: %s of the fee %s was refunded", ErrState, f.back, f.name)
		}
	}
	o.fees = nil
	for _, f := range *spec.Fees {
		if f.Amount < 0 || len(o.fees) == 5 {
			return fmt.Errorf("%w: at most five fees, none negative", ErrState)
		}
		o.fees = append(o.fees, fee{id: s.next.fee, name: f.Name, base: f.Amount, taxed: f.Taxed, source: "AA"})
		s.next.fee++
	}
	return nil
}

func (s *Shop) editPeople(o *order, spec EditSpec) error {
	p := *o.billing
	for to, from := range map[*string]*string{&p.email: spec.Email, &p.first: spec.First, &p.last: spec.Last, &p.company: spec.Company} {
		if from != nil {
			*to = *from
		}
	}
	if spec.Place != nil {
		if *spec.Place < 0 || *spec.Place >= len(s.where) {
			return fmt.Errorf("%w: no such place", ErrState)
		}
		p.place = s.where[*spec.Place]
		if len(o.dests) > 0 {
			to := *o.dests[0].person
			to.place = p.place
			o.dests[0].person = &to
		}
	}
	o.billing = &p
	return nil
}

// bySKU finds what is sold under a SKU; nil for none.
func (c *catalogue) bySKU(sku string) *variant {
	if sku == "" {
		return nil
	}
	for _, p := range c.products {
		for _, v := range p.variants {
			if v.sku == sku {
				return v
			}
		}
	}
	return nil
}
