package company

import "strconv"

// seqText is an EditSequence as it is written.
func seqText(seq uint32) string { return strconv.FormatUint(uint64(seq), 10) }

// itemRet writes an item as its kind's Ret, in the schema's order.
func (c *call) itemRet(place int32) {
	w, f := c.w, c.f
	it := f.items.at(place)
	more := it.extra()
	ret := "Item" + itemWords[it.kind] + "Ret"
	w.ret(ret)
	w.head(&it.entry)
	w.str("Name", it.name)
	tree := false
	switch it.kind {
	case service, nonInventory, otherCharge, inventory, assembly, discount:
		tree = true
		if w.wants("FullName") {
			w.str("FullName", f.items.fullName(place))
		}
	}
	w.str("BarCodeValue", more.barcode)
	w.boolean("IsActive", !it.inactive)
	if it.kind != subtotalItem && it.kind != salesTaxGroup && it.kind != groupItem {
		writeRef(w, "ClassRef", &f.classes, more.class)
	}
	if tree {
		writeTree(w, &f.items, place)
	}
	switch it.kind {
	case service, nonInventory, otherCharge:
		w.str("ManufacturerPartNumber", more.part)
		c.taxCodeRef(it.taxCode)
		c.saleOrBuy(it, &more)
	case inventory, assembly:
		c.stockRet(place, it, &more)
	case subtotalItem:
		w.str("ItemDesc", it.desc)
	case discount:
		w.str("ItemDesc", it.desc)
		c.taxCodeRef(it.taxCode)
		if it.percent {
			w.number("DiscountRatePercent", it.price, 2)
		} else {
			w.number("DiscountRate", it.price, 2)
		}
		writeRef(w, "AccountRef", &f.accounts, it.income)
	case paymentItem:
		w.str("ItemDesc", it.desc)
		writeRef(w, "DepositToAccountRef", &f.accounts, it.income)
		writeRef(w, "PaymentMethodRef", &f.methods, more.method)
	case salesTax:
		w.str("ItemDesc", it.desc)
		w.number("TaxRate", it.price, 2)
		writeRef(w, "TaxVendorRef", &f.people, it.agency)
	case fixedAsset:
		w.str("AcquiredAs", "New")
		writeRef(w, "AssetAccountRef", &f.accounts, it.asset)
		w.str("AssetDesc", truncate(it.desc, 50))
	case salesTaxGroup, groupItem:
		w.str("ItemDesc", it.desc)
	}
	if it.kind == groupItem {
		w.boolean("IsPrintItemsInGroup", false)
	}
	w.str("ExternalGUID", more.guid)
	c.membersRet(it, &more)
	w.retEnd(ret)
}

func (c *call) membersRet(it *item, more *itemMore) {
	w, f := c.w, c.f
	for _, m := range more.members {
		switch it.kind {
		case salesTaxGroup:
			writeRef(w, "ItemSalesTaxRef", &f.items, m.item)
		case groupItem:
			if w.open("ItemGroupLine") {
				writeRef(w, "ItemRef", &f.items, m.item)
				w.number("Quantity", m.qty, 0)
				w.close("ItemGroupLine")
			}
		case assembly:
			if w.open("ItemInventoryAssemblyLine") {
				writeRef(w, "ItemInventoryRef", &f.items, m.item)
				w.number("Quantity", m.qty, 0)
				w.close("ItemInventoryAssemblyLine")
			}
		}
	}
}

func (c *call) taxCodeRef(code int32) {
	if !c.f.o.NoSalesTax {
		writeRef(c.w, "SalesTaxCodeRef", &c.f.codes, code)
	}
}

func (c *call) saleOrBuy(it *item, more *itemMore) {
	w, f := c.w, c.f
	if it.buys {
		if w.open("SalesAndPurchase") {
			w.str("SalesDesc", it.desc)
			w.number("SalesPrice", it.price, 2)
			writeRef(w, "IncomeAccountRef", &f.accounts, it.income)
			w.str("PurchaseDesc", more.buyDesc)
			w.number("PurchaseCost", it.cost, 2)
			writeRef(w, "ExpenseAccountRef", &f.accounts, it.cogs)
			writeRef(w, "PrefVendorRef", &f.people, more.vendor)
			w.close("SalesAndPurchase")
		}
		return
	}
	if w.open("SalesOrPurchase") {
		w.str("Desc", it.desc)
		if it.percent {
			w.number("PricePercent", it.price, 2)
		} else {
			w.number("Price", it.price, 2)
		}
		writeRef(w, "AccountRef", &f.accounts, it.income)
		w.close("SalesOrPurchase")
	}
}

func (c *call) stockRet(place int32, it *item, more *itemMore) {
	w, f := c.w, c.f
	w.str("ManufacturerPartNumber", more.part)
	c.taxCodeRef(it.taxCode)
	w.str("SalesDesc", it.desc)
	w.number("SalesPrice", it.price, 2)
	writeRef(w, "IncomeAccountRef", &f.accounts, it.income)
	w.str("PurchaseDesc", more.buyDesc)
	w.number("PurchaseCost", it.cost, 2)
	writeRef(w, "COGSAccountRef", &f.accounts, it.cogs)
	writeRef(w, "PrefVendorRef", &f.people, more.vendor)
	writeRef(w, "AssetAccountRef", &f.accounts, it.asset)
	if more.reorder != 0 {
		if it.kind == assembly {
			w.number("BuildPoint", more.reorder, 0)
		} else {
			w.number("ReorderPoint", more.reorder, 0)
		}
	}
	if more.max != 0 {
		w.number("Max", more.max, 0)
	}
	w.number("QuantityOnHand", it.qty, 0)
	w.number("AverageCost", it.averageCost(), 2)
	w.number("QuantityOnOrder", 0, 0)
	if w.wants("QuantityOnSalesOrder") {
		if c.ordered == nil {
			c.ordered = c.f.onOrders()
		}
		w.number("QuantityOnSalesOrder", c.ordered[place+1], 0)
	}
}

// averageCost of one piece; without stock, the purchase cost.
func (it *item) averageCost() fix {
	if it.qty > 0 && it.value > 0 {
		if c, ok := priceOf(it.value, it.qty); ok {
			return c
		}
	}
	return it.cost
}

// costOf is what so many pieces cost at average cost. Selling all that is on
// hand takes the whole value, so that no cents stay behind.
func (it *item) costOf(qty fix) int64 {
	if qty == it.qty && it.qty > 0 {
		return it.value
	}
	if it.qty > 0 && it.value > 0 {
		v, _ := mulDiv(it.value, int64(qty), int64(it.qty))
		return v
	}
	v, _ := extend(qty, it.cost)
	return v
}
