package company

import "strings"

// itemAdd adds an item of one of the kinds that may be added.
func (c *call) itemAdd() *refused {
	f, d := c.f, c.d
	top := d.nodes[c.node].child
	it := item{}
	for k, word := range itemWords {
		if c.name == "Item"+word+"Add" {
			it.kind = itemKind(k)
		}
	}
	it.name = strings.Clone(strings.TrimSpace(d.get(top, "Name")))
	it.inactive = !isTrue(d.get(top, "IsActive"), true)
	more := itemMore{part: strings.Clone(d.get(top, "ManufacturerPartNumber")), guid: strings.Clone(d.get(top, "ExternalGUID"))}
	if code := d.find(top, "BarCode"); code != 0 {
		more.barcode = strings.Clone(d.get(code, "BarCodeValue"))
	}
	if refusal := c.itemRefs(&it, &more, top); refusal != nil {
		return refusal
	}
	if refusal := c.itemMoney(&it, &more, top); refusal != nil {
		return refusal
	}
	if refusal := c.freeItemName(&it, -1); refusal != nil {
		return refusal
	}
	if refusal := c.assemblyParts(&it, &more, top); refusal != nil {
		return refusal
	}
	if more.part != "" || more.barcode != "" || more.guid != "" || more.buyDesc != "" || more.vendor != 0 || more.class != 0 || more.reorder != 0 || more.max != 0 || len(more.members) > 0 {
		it.more = &more
	}
	qty, value, refusal := c.openingStock(&it, top)
	if refusal != nil {
		return refusal
	}
	place := f.items.add(it, f.now())
	f.touch(rowItem, place)
	if qty != 0 || value != 0 {
		on := parseDate(d.get(top, "InventoryDate"))
		if on == 0 {
			on = f.today()
		}
		if refusal := f.openStock(place, qty, value, on); refusal != nil {
			return refusal
		}
	}
	c.wrote = done{'i', place}
	c.begin()
	if !d.includeNone {
		c.only()
		c.itemRet(place)
	}
	c.finish()
	return nil
}

// assemblyParts reads what an assembly is built of: stock items and other
// assemblies, none twice. QuickBooks would not have one without any (choice:
// the schema lets the lines be left out, the form in QuickBooks does not).
func (c *call) assemblyParts(it *item, more *itemMore, top int32) *refused {
	if it.kind != assembly {
		return nil
	}
	f, d := c.f, c.d
	for n := d.nodes[top].child; n != 0; n = d.nodes[n].next {
		if d.nodes[n].el.name != "ItemInventoryAssemblyLine" {
			continue
		}
		place, refusal := reference(d, d.find(n, "ItemInventoryRef"), &f.items, "Item", "ItemInventoryAssembly")
		if refusal != nil {
			return refusal
		}
		if place == 0 {
			return missingElement("ItemInventoryRef")
		}
		if k := f.items.at(place - 1).kind; k != inventory && k != assembly {
			return badReference("Item", f.items.fullName(place-1), "ItemInventoryAssembly")
		}
		for _, m := range more.members {
			if m.item == place {
				return refuse(3180, "There was an error when saving an Items list, element %q.  QuickBooks error message: A component stands twice.", it.name)
			}
		}
		qty := fixOf(d.get(n, "Quantity"))
		if d.find(n, "Quantity") == 0 {
			qty = fixOf("1")
		}
		more.members = append(more.members, member{place, qty})
	}
	if len(more.members) == 0 {
		return missingElement("ItemInventoryAssemblyLine")
	}
	return nil
}

// freeItemName tells whether an item's name is right and not another's; self
// is the place of an item that is there already, else -1.
func (c *call) freeItemName(it *item, self int32) *refused {
	f := c.f
	full := it.name
	if it.parent != 0 {
		full = f.items.fullName(it.parent-1) + ":" + it.name
	}
	switch {
	case it.name == "":
		return missingElement("Name")
	case badName(it.name) != "":
		return refuse(3090, "There was an error when storing %q in the \"Name\" field: it contains %s.", it.name, badName(it.name))
	case it.parent != 0 && f.items.level(it.parent-1) >= 4:
		return refuse(3180, "There was an error when saving an Items list, element %q.  QuickBooks error message: The list has too many levels.", it.name)
	case f.items.named(full) >= 0 && f.items.named(full) != self:
		return refuse(3100, "The name %q of the list element is already in use.", full)
	}
	return nil
}

func (c *call) itemRefs(it *item, more *itemMore, top int32) *refused {
	f, d := c.f, c.d
	for n := d.nodes[top].child; n != 0; n = d.nodes[n].next {
		var refusal *refused
		switch d.nodes[n].el.name {
		case "ParentRef":
			if it.parent, refusal = reference(d, n, &f.items, "Item", "Item"); refusal != nil {
				return refuse(3130, "There is an invalid reference to a parent in the Items list.  %s", noSuchRecord)
			}
			if it.parent != 0 && f.items.at(it.parent-1).kind != it.kind {
				return refuse(3130, "There is an invalid reference to a parent %q in the Items list: it is of another type.", f.items.fullName(it.parent-1))
			}
		case "ClassRef":
			if !f.o.Classes {
				return refuse(3250, "%s", featureOff)
			}
			refusal = setRef(d, n, &f.classes, &more.class, "Class", "Item")
		case "SalesTaxCodeRef":
			refusal = setRef(d, n, &f.codes, &it.taxCode, "SalesTaxCode", "Item")
		case "UnitOfMeasureSetRef":
			refusal = refuse(3250, "%s", featureOff)
		}
		if refusal != nil {
			return refusal
		}
	}
	if it.taxCode == 0 && (it.kind <= assembly || it.kind == discount) {
		it.taxCode = f.prefs.TaxCode
	}
	return nil
}

// itemMoney reads prices and accounts, which stand at the item or within
// SalesOrPurchase or SalesAndPurchase.
func (c *call) itemMoney(it *item, more *itemMore, top int32) *refused {
	d := c.d
	at := top
	if n := d.find(top, "SalesOrPurchase"); n != 0 {
		at = n
	} else if n := d.find(top, "SalesAndPurchase"); n != 0 {
		at, it.buys = n, true
	}
	for n := d.nodes[at].child; n != 0; n = d.nodes[n].next {
		text := d.nodes[n].text
		var refusal *refused
		switch d.nodes[n].el.name {
		case "Desc", "SalesDesc", "ItemDesc":
			it.desc = strings.Clone(text)
		case "Price", "SalesPrice", "DiscountRate":
			it.price = fixOf(text)
		case "PricePercent", "DiscountRatePercent":
			it.price, it.percent = fixOf(text), true
		case "PurchaseDesc":
			more.buyDesc = strings.Clone(text)
		case "PurchaseCost":
			it.cost = fixOf(text)
		case "ReorderPoint", "BuildPoint":
			more.reorder = fixOf(text)
		case "Max":
			more.max = fixOf(text)
		case "PrefVendorRef":
			if refusal = setRef(d, n, &c.f.people, &more.vendor, "Vendor", "Item"); refusal == nil && more.vendor != 0 && c.f.people.at(more.vendor-1).kind != aVendor {
				refusal = badReference("Vendor", c.f.people.fullName(more.vendor-1), "Item")
			}
		case "AccountRef", "IncomeAccountRef":
			refusal = c.ordinaryRef(n, &it.income, "Item")
		case "ExpenseAccountRef":
			refusal = c.ordinaryRef(n, &it.cogs, "Item")
		case "COGSAccountRef":
			refusal = c.accountRef(n, &it.cogs, "Item", "CostOfGoodsSold")
		case "AssetAccountRef":
			refusal = c.accountRef(n, &it.asset, "Item", "OtherCurrentAsset")
		}
		if refusal != nil {
			return refusal
		}
	}
	return it.accountsComplete()
}

// counted tells the kinds of which QuickBooks keeps how many there are.
func (it *item) counted() bool { return it.kind == inventory || it.kind == assembly }

func (it *item) accountsComplete() *refused {
	switch {
	case it.counted() && it.income == 0, it.buys && it.income == 0:
		return missingElement("IncomeAccountRef")
	case it.counted() && it.cogs == 0:
		return missingElement("COGSAccountRef")
	case it.counted() && it.asset == 0:
		return missingElement("AssetAccountRef")
	case it.buys && it.cogs == 0:
		return missingElement("ExpenseAccountRef")
	case it.income == 0:
		return missingElement("AccountRef")
	}
	return nil
}

// accountRef resolves an account, which must be of one of the types if any are given.
func (c *call) accountRef(n int32, to *int32, where string, types ...string) *refused {
	place, refusal := reference(c.d, n, &c.f.accounts, "Account", where)
	if refusal != nil {
		return refusal
	}
	if place != 0 && len(types) > 0 {
		ok := false
		for _, t := range types {
			ok = ok || t == c.f.accounts.at(place-1).kind
		}
		if !ok {
			return badReference("Account", c.f.accounts.fullName(place-1), where)
		}
	}
	*to = place
	return nil
}

// ordinaryRef resolves an account that lines may post to without a name: not
// receivables, payables or Sales Tax Payable, not an account of a foreign
// currency. choice: whether an item may post to Sales Tax Payable is not
// confirmed; here it may not.
func (c *call) ordinaryRef(n int32, to *int32, where string) *refused {
	f := c.f
	var place int32
	if refusal := c.accountRef(n, &place, where); refusal != nil {
		return refusal
	}
	if place != 0 {
		switch a := f.accounts.at(place - 1); {
		case a.kind == "AccountsReceivable", a.kind == "AccountsPayable", a.kind == "NonPosting", place == f.prefs.TaxPayable, a.currency != 0:
			return refuse(3180, "There was an error when saving a %s.  QuickBooks error message: The account %q can't be used here.", where, f.accounts.fullName(place-1))
		}
	}
	*to = place
	return nil
}

func fixOf(s string) fix {
	v, _ := parseDecimal(s, 5)
	return fix(v)
}

// openingStock reads the quantity and value that a new stock item begins with.
func (c *call) openingStock(it *item, top int32) (qty fix, value int64, refusal *refused) {
	qty = fixOf(c.d.get(top, "QuantityOnHand"))
	if v := c.d.get(top, "TotalValue"); v != "" {
		value, _ = parseDecimal(v, 2)
	} else {
		value, _ = extend(qty, it.cost)
	}
	if qty == 0 && value != 0 {
		return 0, 0, refuse(3210, "The \"TotalValue\" field has an invalid value: there is no quantity on hand.")
	}
	return qty, value, nil
}

// openStock books the stock of a new item against Opening Balance Equity, as
// an inventory adjustment.
func (f *File) openStock(place int32, qty fix, value int64, on int32) *refused {
	it := f.items.at(place)
	t := txn{kind: inventoryAdjustment, date: on, account: f.prefs.OpeningEquity, memo: it.name + " Opening balance", total: value,
		lines: []line{{item: place + 1, hasQty: true, qty: qty, hasSum: true, amount: value}},
		posts: []post{{account: it.asset - 1, amount: value, item: place + 1, qty: qty}, {account: f.prefs.OpeningEquity - 1, amount: -value}}}
	_, refusal := f.enter(&t)
	return refusal
}
