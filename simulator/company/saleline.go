package company

import "strings"

// seller adds up the lines of one sale.
type seller struct {
	c     *call
	t     *txn
	where string

	sum     int64 // of all lines that count, payment items too
	taxable int64
	// since the last subtotal: what a flat discount works on
	scope, scopeTaxable int64
	// the line directly above: what a percentage works on
	above, aboveTaxable int64
	afterSubtotal       bool

	taxes    []componentTax
	included []int64 // the tax within each line's amount, where amounts include tax

	// of a Mod: the version before, its row, and the last line of it that was mentioned
	old  *txn
	row  *row
	last int
}

// sent is what a line element says, before the item's own values fill the gaps.
type sent struct {
	hasSum, hasRate, hasPercent bool
	amount                      int64
	rate                        fix
	same                        bool // a line of a Mod that did not change: its rate and text stay
}

// line reads one line element and counts it.
func (s *seller) line(n int32) *refused {
	l, in := line{}, sent{}
	if link := s.c.d.find(n, "LinkToTxn"); link != 0 {
		return s.orderLine(n, link)
	}
	if refusal := s.read(n, &l, &in); refusal != nil {
		return refusal
	}
	if l.class == 0 {
		l.class = s.t.class
	}
	if l.item == 0 {
		if in.hasSum || in.hasRate || in.hasPercent || l.hasQty {
			return missingElement("ItemRef")
		}
		s.t.lines = append(s.t.lines, l)
		return nil
	}
	return s.count(l, in)
}

// read takes the line element apart.
func (s *seller) read(n int32, l *line, in *sent) *refused {
	c, d, f := s.c, s.c.d, s.c.f
	put := func(field byte, text string) { l.detail = l.detail.with(field, text) }
	for k := d.nodes[n].child; k != 0; k = d.nodes[k].next {
		text := d.nodes[k].text
		var refusal *refused
		switch d.nodes[k].el.name {
		case "ItemRef":
			refusal = setRef(d, k, &f.items, &l.item, "Item", s.where+" line")
		case "Desc":
			l.desc = text
		case "Quantity":
			if text != "" {
				l.hasQty, l.qty = true, fixOf(text)
			}
		case "Rate":
			if text != "" {
				in.hasRate, in.rate = true, fixOf(text)
			}
		case "RatePercent":
			if text != "" {
				in.hasPercent, in.rate = true, fixOf(text)
			}
		case "Amount":
			if text != "" {
				in.hasSum = true
				in.amount, _ = parseDecimal(text, 2)
			}
		case "TaxAmount":
			if l.hasTax = text != ""; l.hasTax {
				l.taxAmount, _ = parseDecimal(text, 2)
			}
		case "SalesTaxCodeRef":
			if f.o.NoSalesTax {
				continue // with sales tax off QuickBooks uses its non-taxable code
			}
			refusal = setRef(d, k, &f.codes, &l.code, "SalesTaxCode", s.where+" line")
		case "OverrideItemAccountRef":
			refusal = c.ordinaryRef(k, &l.override, s.where+" line")
		case "ClassRef":
			if !f.o.Classes {
				return refuse(3250, "%s", featureOff)
			}
			refusal = setRef(d, k, &f.classes, &l.class, "Class", s.where+" line")
		case "ServiceDate":
			put(lineServiceDate, text)
		case "Other1":
			put(lineOther1, text)
		case "Other2":
			put(lineOther2, text)
		case "PriceLevelRef":
			var none int32
			refusal = setRef(d, k, &list[simple, *simple]{}, &none, "PriceLevel", s.where+" line")
		case "UnitOfMeasure", "InventorySiteRef", "InventorySiteLocationRef", "SerialNumber", "LotNumber", "CreditCardTxnInfo", "OverrideUOMSetRef":
			refusal = refuse(3250, "%s (%s)", featureOff, d.nodes[k].el.name)
		case "IsManuallyClosed":
			l.closed = isTrue(text, l.closed)
		case "DataExt":
			refusal = notFound(d.get(k, "DataExtName"))
		}
		if refusal != nil {
			return refusal
		}
	}
	return nil
}

// count applies the rules of the item's kind and adds the line.
func (s *seller) count(l line, in sent) *refused {
	f := s.c.f
	it := f.items.at(l.item - 1)
	if it.lock {
		return refuse(3175, "There was an error when saving a %s: its internals could not be locked. They are in use by another user.", s.where)
	}
	if l.desc == "" && !in.same {
		l.desc = it.desc
	}
	if l.code == 0 && !f.o.NoSalesTax && it.kind != salesTax && it.kind != subtotalItem {
		l.code = it.taxCode
		if l.code == 0 && f.o.Country != "US" {
			l.code = s.t.custCode
		}
		if l.code == 0 && it.kind != paymentItem {
			l.code = f.prefs.TaxCode
		}
	}
	taxed := l.code != 0 && f.codes.at(l.code-1).taxable
	switch it.kind {
	case service, nonInventory, otherCharge, inventory, assembly:
		return s.goods(l, in, it, taxed)
	case discount:
		return s.discount(l, in, it, taxed)
	case subtotalItem:
		if l.hasQty || in.hasSum || in.hasRate || in.hasPercent {
			return s.wrongUse("a subtotal item has no quantity, rate or amount")
		}
		l.hasSum, l.amount = true, s.scope
		s.above, s.aboveTaxable, s.afterSubtotal = s.scope, s.scopeTaxable, true
		s.scope, s.scopeTaxable = 0, 0
		s.t.lines = append(s.t.lines, l)
		return nil
	case paymentItem:
		if !in.hasSum || l.hasQty {
			return s.wrongUse("a payment item has an amount and no quantity")
		}
		l.hasSum, l.amount = true, -int64(magnitude(in.amount))
		s.add(l, 0)
		return nil
	case salesTax:
		if f.o.Country != "US" {
			return badReference("Item", f.items.fullName(l.item-1), s.where+" line")
		}
		if f.o.NoSalesTax {
			return refuse(3250, "%s", featureOff)
		}
		if l.hasQty {
			return s.wrongUse("a sales tax item has no quantity")
		}
		l.code, l.hasSum, l.amount, l.rateKind = 0, true, in.amount, 0
		if !in.hasSum {
			l.amount = percentOf(s.taxable, it.price)
			l.rate, l.rateKind = it.price, 2
		}
		s.add(l, 0)
		return nil
	}
	return badReference("Item", f.items.fullName(l.item-1), s.where+" line")
}

func (s *seller) wrongUse(what string) *refused {
	return refuse(3180, "There was an error when saving a %s.  QuickBooks error message: %s.", s.where, what)
}

// goods counts a line of what is sold (QuickBooks sheet §6): Quantity and
// Rate give Amount; Quantity and Amount give Rate; an Amount wins over a Rate;
// none of them: one piece at the item's price.
func (s *seller) goods(l line, in sent, it *item, taxed bool) *refused {
	price, percent := it.price, it.percent
	if in.hasRate || in.hasPercent {
		price, percent = in.rate, in.hasPercent
	}
	if percent && it.kind != otherCharge {
		return s.wrongUse("only other charges and discounts have a rate in percent")
	}
	if !l.hasQty && (!in.hasSum && !in.hasRate && !percent || it.kind == inventory || it.kind == assembly) {
		l.hasQty, l.qty = true, fixOne
	}
	l.hasSum = true
	ok := true
	switch {
	case in.hasSum:
		l.amount = in.amount
		if l.hasQty && l.qty != 0 && !in.same {
			if l.rate, ok = priceOf(l.amount, l.qty); ok {
				l.rateKind = 1
			}
			ok = true
		}
	case percent:
		l.amount, l.rate, l.rateKind = percentOf(s.above, price), price, 2
	default:
		qty := l.qty
		if !l.hasQty {
			qty = fixOne
		}
		l.amount, ok = extend(qty, price)
		l.rate, l.rateKind = price, 1
	}
	if !ok {
		return refuse(3045, "There was an error when converting the price in the field \"Rate\": the amount is too large.")
	}
	taxable := int64(0)
	if taxed {
		taxable = l.amount
	}
	s.add(l, taxable)
	return nil
}

// discount counts a discount line. A percentage works on the line above (on
// the subtotal, after one), an amount on all lines since the last subtotal;
// either lowers the taxable amount by the taxable share of what it works on,
// if its own code is taxable.
func (s *seller) discount(l line, in sent, it *item, taxed bool) *refused {
	if l.hasQty {
		return s.wrongUse("a discount item has no quantity")
	}
	if in.hasSum && in.amount > 0 {
		// choice: not confirmed whether QuickBooks turns the sign; do not depend on it
		return s.wrongUse("the amount of a discount must be negative")
	}
	base, baseTaxable := s.scope, s.scopeTaxable
	if s.afterSubtotal {
		base, baseTaxable = s.above, s.aboveTaxable
	}
	l.hasSum = true
	switch {
	case in.hasSum:
		l.amount = in.amount
	case in.hasPercent, !in.hasRate && it.percent:
		l.rate, l.rateKind = it.price, 2
		if in.hasPercent {
			l.rate = in.rate
		}
		l.rate = fix(magnitude(int64(l.rate)))
		base, baseTaxable = s.above, s.aboveTaxable
		l.amount = -percentOf(base, l.rate)
		l.rate = -l.rate
	default:
		l.rate, l.rateKind = it.price, 1
		if in.hasRate {
			l.rate = in.rate
		}
		l.rate = -fix(magnitude(int64(l.rate)))
		l.amount, _ = extend(fixOne, l.rate)
	}
	effect := int64(0)
	if taxed {
		if v, ok := mulDiv(l.amount, baseTaxable, base); ok {
			effect = v
		} else {
			effect = l.amount
		}
	}
	s.add(l, effect)
	return nil
}

// add appends a line and carries its sums on.
func (s *seller) add(l line, taxable int64) {
	s.t.lines = append(s.t.lines, l)
	s.sum += l.amount
	s.taxable += taxable
	s.scope += l.amount
	s.scopeTaxable += taxable
	s.above, s.aboveTaxable, s.afterSubtotal = l.amount, taxable, false
}

// group counts an item group: its head, then its members at their own prices
// and tax codes, times the group's quantity.
func (s *seller) group(n int32) *refused { return s.groupOf(n, -1) }

// groupOf is group for a line of the old version, from which it takes what is
// not sent.
func (s *seller) groupOf(n int32, before int) *refused {
	d, f := s.c.d, s.c.f
	head := line{level: 1}
	if before >= 0 {
		head.item, head.hasQty, head.qty = s.old.lines[before].item, true, s.old.lines[before].qty
	}
	for k := d.nodes[n].child; k != 0; k = d.nodes[k].next {
		switch name := d.nodes[k].el.name; name {
		case "ItemGroupRef":
			if refusal := setRef(d, k, &f.items, &head.item, "ItemGroup", s.where+" line"); refusal != nil {
				return refusal
			}
		case "Quantity":
			if d.nodes[k].text != "" {
				head.hasQty, head.qty = true, fixOf(d.nodes[k].text)
			}
		case "UnitOfMeasure", "InventorySiteRef", "InventorySiteLocationRef", "OverrideUOMSetRef":
			return refuse(3250, "%s (%s)", featureOff, name)
		case "DataExt":
			return notFound(d.get(k, "DataExtName"))
		}
	}
	if head.item == 0 {
		return missingElement("ItemGroupRef")
	}
	it := f.items.at(head.item - 1)
	if it.kind != groupItem {
		return badReference("ItemGroup", f.items.fullName(head.item-1), s.where+" line")
	}
	if !head.hasQty {
		head.hasQty, head.qty = true, fixOne
	}
	head.desc, head.hasSum = strings.Clone(it.desc), true
	at := len(s.t.lines)
	s.t.lines = append(s.t.lines, head)
	sumBefore := s.sum
	for _, m := range it.extra().members {
		l := line{level: 2, item: m.item, class: s.t.class}
		if k := f.items.at(m.item - 1).kind; k <= assembly {
			qty, _ := mulDiv(int64(m.qty), int64(head.qty), int64(fixOne))
			l.hasQty, l.qty = true, fix(qty)
		}
		if refusal := s.count(l, sent{}); refusal != nil {
			return refusal
		}
	}
	s.t.lines[at].amount = s.sum - sumBefore
	return nil
}
