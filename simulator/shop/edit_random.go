package shop

// EditRandom edits an order in some way that fits it; how chooses. ErrState
// tells that the edit was refused, and the order is as it was.
func (s *Shop) EditRandom(id int64, how uint64) error {
	return s.act(id, func(o *order) ([]event, error) {
		return nil, s.edit(o, s.someEdit(o, newDice(s.opt.Seed+19, how)))
	})
}

// someEdit throws an edit.
func (s *Shop) someEdit(o *order, d dice) EditSpec {
	if len(o.lines) == 0 {
		return EditSpec{}
	}
	l := &o.lines[d.IntN(len(o.lines))]
	money := func(low, high int) *Money { m := Money(d.between(low, high)) * Cent; return &m }
	switch d.IntN(10) {
	case 0, 1:
		return EditSpec{Lines: []EditLine{{ID: l.id, Quantity: int64(d.between(1, 6))}}}
	case 2:
		return EditSpec{Lines: []EditLine{{ID: l.id, Price: money(1, 9000)}}}
	case 3:
		return EditSpec{Lines: []EditLine{{SKU: pick(d, s.goods.plain).sku, Quantity: int64(d.between(1, 3))}}}
	case 4:
		return EditSpec{Lines: []EditLine{{ID: l.id, Remove: true}}}
	case 5:
		return EditSpec{Discount: money(0, 2000)}
	case 6:
		return EditSpec{Shipping: money(0, 2500)}
	case 7:
		email := "changed" + d.hex(4) + "@example.com"
		return EditSpec{Email: &email}
	case 8:
		place := d.IntN(len(s.where))
		return EditSpec{Place: &place}
	}
	return EditSpec{Lines: []EditLine{{Name: "Alteration", Price: money(500, 4000)}, {ID: l.id, Quantity: l.quantity + 1}}}
}
