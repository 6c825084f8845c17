package company

// A sales order posts nothing. An invoice takes its lines over: all of them by
// LinkToTxnID in the header, or one by one by LinkToTxn on a line. An order of
// which every line was invoiced, or that was closed by hand, is closed.

// orderRef finds the sales order that an invoice takes from.
func (s *seller) orderRef(n int32) (int32, *refused) {
	c := s.c
	f := c.f
	place, id, refusal := c.txnRef(n)
	if refusal != nil {
		return 0, refusal
	}
	r := &f.register.rows[place]
	if r.kind != salesOrder || s.t.kind != invoice {
		return 0, notFound(id)
	}
	if r.lock {
		return 0, refuse(3175, "There was an error when saving a %s: its internals could not be locked. They are in use by another user.", s.where)
	}
	if !f.related(r.customer, s.t.customer) {
		return 0, refuse(3180, "There was an error when saving a %s.  QuickBooks error message: The sales order %q is of another customer.", s.where, id)
	}
	o := f.read(place)
	if o.closed || f.fullyInvoiced(place, &o) {
		return 0, refuse(3180, "There was an error when saving a %s.  QuickBooks error message: The sales order %q is closed.", s.where, id)
	}
	return place, nil
}

// order takes over all that is left of a sales order.
func (s *seller) order(n int32) *refused {
	f := s.c.f
	place, refusal := s.orderRef(n)
	if refusal != nil {
		return refusal
	}
	o := f.read(place)
	r := &f.register.rows[place]
	for i := range o.lines {
		l := o.lines[i]
		num := o.lineNum(r, i)
		if l.closed || f.lineInvoiced(place, num, &l) {
			continue
		}
		if refusal := s.take(place, num, l, sent{same: true}, nil); refusal != nil {
			return refusal
		}
	}
	s.sumGroups()
	return nil
}

// orderLine reads an InvoiceLineAdd with LinkToTxn: the item and all that is
// not sent come from the order's line. choice: an ItemRef beside it is refused.
func (s *seller) orderLine(n, link int32) *refused {
	d, f := s.c.d, s.c.f
	if d.find(n, "ItemRef") != 0 {
		return refuse(3153, "An invoice line that is linked to a sales order takes its item from there: ItemRef can't be set.")
	}
	place, refusal := s.orderRef(d.find(link, "TxnID"))
	if refusal != nil {
		return refusal
	}
	o := f.read(place)
	r := &f.register.rows[place]
	id := d.get(link, "TxnLineID")
	num, _, _ := parseID(id)
	at := o.lineAt(r, num)
	if at < 0 || o.lines[at].level == 1 {
		return notFound(id)
	}
	l := o.lines[at]
	if l.closed || f.lineInvoiced(place, num, &l) {
		return refuse(3180, "There was an error when saving a %s.  QuickBooks error message: The line %q of the sales order is closed.", s.where, id)
	}
	l.level = 0
	in := sent{}
	return s.take(place, num, l, in, func(l *line, in *sent) *refused { return s.read(n, l, in) })
}

// take adds a line of an order with what is left to invoice of it.
func (s *seller) take(place int32, num uint32, l line, in sent, change func(*line, *sent) *refused) *refused {
	f := s.c.f
	l.num, l.link, l.linkLine, l.closed = 0, place+1, num, false
	for i := range s.t.lines {
		if s.t.lines[i].link == l.link && s.t.lines[i].linkLine == num {
			return refuse(3153, "A line of a sales order can be linked only once.")
		}
	}
	before := l
	if done := f.register.invoiced[lineKey{place, num}]; l.hasQty && done != 0 {
		l.qty -= done
	}
	left := l.qty
	if change != nil {
		if refusal := change(&l, &in); refusal != nil {
			return refusal
		}
	}
	if l.item == 0 || l.level == 1 {
		s.t.lines = append(s.t.lines, l)
		return nil
	}
	if l.hasQty && left > 0 && l.qty > left {
		return refuse(3210, "The \"Quantity\" field has an invalid value.  QuickBooks error message: You cannot invoice more than is left of the sales order.")
	}
	switch {
	case in.hasSum || in.hasRate || in.hasPercent:
	case f.items.at(l.item-1).kind == subtotalItem:
	case l.qty == before.qty || before.qty == 0:
		in = s.asBefore(&before)
	case before.rateKind == 2:
		in.hasPercent, in.rate = true, before.rate
	default: // a part of the line at the line's price
		amount, _ := mulDiv(before.amount, int64(l.qty), int64(before.qty))
		in = sent{hasSum: true, amount: amount, same: true}
	}
	return s.count(l, in)
}

// lineInvoiced tells whether nothing is left to invoice of an order's line. A
// line without a quantity is invoiced once it was taken over.
func (f *File) lineInvoiced(place int32, num uint32, l *line) bool {
	done := f.register.invoiced[lineKey{place, num}]
	if !l.hasQty {
		return done > 0
	}
	return done >= l.qty
}

// fullyInvoiced tells whether every line of an order was invoiced. Lines that
// are only text or a sum do not count.
func (f *File) fullyInvoiced(place int32, o *txn) bool {
	r := &f.register.rows[place]
	some := false
	for i := range o.lines {
		l := &o.lines[i]
		if l.item == 0 || l.level == 1 || f.items.at(l.item-1).kind == subtotalItem {
			continue
		}
		some = true
		if !l.closed && !f.lineInvoiced(place, o.lineNum(r, i), l) {
			return false
		}
	}
	return some
}

// bumpOrders gives the orders that a new invoice takes from a new EditSequence.
func (f *File) bumpOrders(t *txn) {
	last := int32(0)
	for i := range t.lines {
		if l := t.lines[i].link; l != 0 && l != last && t.kind == invoice {
			f.bump(l - 1)
			last = l
		}
	}
}

// onOrders is how much of each item open sales orders still promise.
func (f *File) onOrders() map[int32]fix {
	out := map[int32]fix{}
	for _, i := range f.register.orders {
		r := &f.register.rows[i]
		if r.deleted || r.void {
			continue
		}
		o := f.read(i)
		for k := range o.lines {
			l := &o.lines[k]
			if !o.closed && !l.closed && l.item != 0 && l.level != 1 && l.hasQty {
				if left := l.qty - f.register.invoiced[lineKey{i, o.lineNum(r, k)}]; left > 0 {
					out[l.item] += left
				}
			}
		}
	}
	return out
}
