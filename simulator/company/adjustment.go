package company

// adjustmentAdd corrects the quantity, or the value, of stock items against an
// account. More pieces come in at average cost, fewer go out at it.
func (c *call) adjustmentAdd() *refused {
	f, d := c.f, c.d
	where := txnWords[inventoryAdjustment]
	if f.o.NoInventory {
		return refuse(3250, "%s", featureOff)
	}
	top := d.nodes[c.node].child
	t := &txn{kind: inventoryAdjustment}
	var stock shelf
	for n := d.nodes[top].child; n != 0; n = d.nodes[n].next {
		text := d.nodes[n].text
		var refusal *refused
		switch name := d.nodes[n].el.name; name {
		case "AccountRef":
			refusal = c.ordinaryRef(n, &t.account, where)
		case "TxnDate":
			t.date = parseDate(text)
		case "RefNumber":
			t.ref = text
		case "CustomerRef":
			refusal = c.customerRefOf(n, &t.customer, where)
		case "ClassRef":
			if !f.o.Classes {
				return refuse(3250, "%s", featureOff)
			}
			refusal = setRef(d, n, &f.classes, &t.class, "Class", where)
		case "Memo":
			t.memo = text
		case "ExternalGUID":
			t.guid = text
		case "InventorySiteRef":
			refusal = refuse(3250, "%s (%s)", featureOff, name)
		case "InventoryAdjustmentLineAdd":
			refusal = c.adjustmentLine(t, n, &stock)
		}
		if refusal != nil {
			return refusal
		}
	}
	if t.account == 0 {
		return missingElement("AccountRef")
	}
	if t.date == 0 {
		t.date = f.today()
	}
	if refusal := f.openForAdd(t.date, where); refusal != nil {
		return refusal
	}
	if t.ref == "" {
		t.ref = f.nextRef(inventoryAdjustment)
	}
	t.posts = append(t.posts, post{account: t.account - 1, amount: -t.total})
	place, refusal := f.enter(t)
	if refusal != nil {
		return refusal
	}
	c.define(top, place)
	c.wrote = done{'t', place}
	c.begin()
	if !d.includeNone {
		c.only()
		c.adjustmentRet(place, t, true)
	}
	c.finish()
	return nil
}

func (c *call) adjustmentLine(t *txn, n int32, stock *shelf) *refused {
	f, d := c.f, c.d
	where := txnWords[inventoryAdjustment] + " line"
	l := line{hasQty: true, hasSum: true}
	if refusal := setRef(d, d.find(n, "ItemRef"), &f.items, &l.item, "Item", where); refusal != nil {
		return refusal
	}
	if l.item == 0 {
		return missingElement("ItemRef")
	}
	it := f.items.at(l.item - 1)
	if it.kind != inventory && it.kind != assembly {
		return badReference("Item", f.items.fullName(l.item-1), where)
	}
	if it.lock {
		return refuse(3175, "There was an error when saving a %s: its internals could not be locked. They are in use by another user.", where)
	}
	by := d.find(n, "QuantityAdjustment")
	value := by == 0
	if value {
		by = d.find(n, "ValueAdjustment")
	}
	if by == 0 {
		return refuse(3250, "%s", featureOff)
	}
	now := stock.of(l.item, it)
	if text := d.get(by, "NewQuantity"); text != "" {
		l.qty = fixOf(text) - now.qty
	} else {
		l.qty = fixOf(d.get(by, "QuantityDifference"))
	}
	for _, site := range []string{"SerialNumber", "LotNumber", "InventorySiteLocationRef"} {
		if d.find(by, site) != 0 {
			return refuse(3250, "%s (%s)", featureOff, site)
		}
	}
	l.amount = now.costOf(l.qty)
	if l.qty < 0 {
		l.amount = -now.costOf(-l.qty)
	}
	if value {
		if text := d.get(by, "NewValue"); text != "" {
			v, _ := parseDecimal(text, 2)
			l.amount = v - now.value
		} else if text := d.get(by, "ValueDifference"); text != "" {
			l.amount, _ = parseDecimal(text, 2)
		}
	}
	now.qty += l.qty
	now.value += l.amount
	t.total += l.amount
	t.lines = append(t.lines, l)
	t.posts = append(t.posts, post{account: it.asset - 1, amount: l.amount, item: l.item, qty: l.qty})
	return nil
}

// adjustmentRet writes an InventoryAdjustmentRet.
func (c *call) adjustmentRet(place int32, t *txn, lines bool) {
	w, f := c.w, c.f
	w.ret("InventoryAdjustmentRet")
	c.txnTop(&f.register.rows[place], t)
	writeRef(w, "AccountRef", &f.accounts, t.account)
	w.date("TxnDate", t.date)
	w.str("RefNumber", t.ref)
	writeRef(w, "CustomerRef", &f.people, t.customer)
	writeRef(w, "ClassRef", &f.classes, t.class)
	w.str("Memo", t.memo)
	w.str("ExternalGUID", t.guid)
	for i := 0; lines && i < len(t.lines); i++ {
		l := &t.lines[i]
		if !w.open("InventoryAdjustmentLineRet") {
			continue
		}
		c.lineID(place, t, i)
		writeRef(w, "ItemRef", &f.items, l.item)
		w.number("QuantityDifference", l.qty, 0)
		w.cents("ValueDifference", l.amount)
		w.close("InventoryAdjustmentLineRet")
	}
	w.retEnd("InventoryAdjustmentRet")
}
