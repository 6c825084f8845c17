package company

import "fmt"

// What a user does with stock in QuickBooks.

// Pieces are so many of an item, by its full name. Numbers are decimal texts.
type Pieces struct {
	Item, Quantity string
	Cost           string // of a piece; default the item's
}

// ReceiveGoods enters goods that came from a vendor on a day (YYYY-MM-DD; "" is
// today): an item receipt, or with its bill a bill. It returns the TxnID.
func (f *File) ReceiveGoods(vendor, day string, billed bool, goods ...Pieces) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	who := f.people.named(vendor)
	if who < 0 || f.people.at(who).kind != aVendor {
		return "", fmt.Errorf("vendor %q: %w", vendor, ErrNotFound)
	}
	t := &txn{kind: itemReceipt, customer: who + 1}
	if billed {
		t.kind = bill
	}
	for i := range f.accounts.rows {
		if f.accounts.rows[i].kind == "AccountsPayable" && t.account == 0 {
			t.account = int32(i) + 1
		}
	}
	if t.account == 0 || len(goods) == 0 {
		return "", fmt.Errorf("a receipt needs goods, and the file an account of payables")
	}
	for _, g := range goods {
		place, qty, err := f.piecesOf(g)
		if err != nil {
			return "", err
		}
		it := f.items.at(place)
		cost := it.cost
		if g.Cost != "" {
			cost = fixOf(g.Cost)
		}
		worth, ok := extend(qty, cost)
		if !ok || qty <= 0 {
			return "", fmt.Errorf("%+v cannot be received", g)
		}
		t.total += worth
		t.lines = append(t.lines, line{item: place + 1, hasQty: true, qty: qty, hasSum: true, amount: worth})
		t.posts = append(t.posts, post{account: it.asset - 1, amount: worth, item: place + 1, qty: qty})
	}
	t.posts = append(t.posts, post{account: t.account - 1, amount: -t.total})
	return f.enterBy(t, day)
}

// piecesOf finds the stock item and the quantity.
func (f *File) piecesOf(g Pieces) (int32, fix, error) {
	place := f.items.named(g.Item)
	if place < 0 {
		place = f.items.identified(g.Item)
	}
	if place < 0 {
		return 0, 0, fmt.Errorf("item %q: %w", g.Item, ErrNotFound)
	}
	if k := f.items.at(place).kind; k != inventory && k != assembly {
		return 0, 0, fmt.Errorf("of %q no stock is kept", g.Item)
	}
	qty, ok := parseDecimal(g.Quantity, 5)
	if !ok {
		return 0, 0, fmt.Errorf("%q is not a quantity", g.Quantity)
	}
	return place, fix(qty), nil
}

// enterBy enters what a user made, on a day.
func (f *File) enterBy(t *txn, day string) (string, error) {
	if t.date = f.today(); day != "" {
		if !isDate(day) {
			return "", fmt.Errorf("%q is not a date", day)
		}
		t.date = parseDate(day)
	}
	t.ref = f.nextRef(t.kind)
	place, refusal := f.enter(t)
	if refusal != nil {
		return "", fmt.Errorf("%s", refusal.message)
	}
	return f.register.rows[place].id(), f.flush()
}

// CountItem is a user who counted: so many of an item there are. MoveItem is
// one who adds or takes some. Both are inventory adjustments against Inventory
// Shrinkage, on a day (YYYY-MM-DD; "" is today); the TxnID is returned.
func (f *File) CountItem(item, quantity, day string) (string, error) {
	return f.adjustBy(Pieces{Item: item, Quantity: quantity}, day, true)
}

// MoveItem adds pieces, or takes some; see CountItem.
func (f *File) MoveItem(item, by, day string) (string, error) {
	return f.adjustBy(Pieces{Item: item, Quantity: by}, day, false)
}

func (f *File) adjustBy(g Pieces, day string, count bool) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	place, qty, err := f.piecesOf(g)
	if err != nil {
		return "", err
	}
	against := f.accounts.named("Inventory Shrinkage")
	if against < 0 {
		return "", fmt.Errorf("account %q: %w", "Inventory Shrinkage", ErrNotFound)
	}
	it := f.items.at(place)
	if count {
		qty -= it.qty
	}
	worth := it.costOf(qty)
	if qty < 0 {
		worth = -it.costOf(-qty)
	}
	t := &txn{kind: inventoryAdjustment, account: against + 1, total: worth,
		lines: []line{{item: place + 1, hasQty: true, qty: qty, hasSum: true, amount: worth}},
		posts: []post{{account: it.asset - 1, amount: worth, item: place + 1, qty: qty}, {account: against, amount: -worth}}}
	return f.enterBy(t, day)
}

// SellOverTheCounter is a user's cash sale of pieces of an item, without a
// customer and without tax, on a day (YYYY-MM-DD; "" is today).
func (f *File) SellOverTheCounter(g Pieces, amount Cents, day string) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	place, qty, err := f.piecesOf(g)
	if err != nil {
		return "", err
	}
	it := f.items.at(place)
	cost, sum := it.costOf(qty), int64(amount)
	t := &txn{kind: salesReceipt, account: f.prefs.Undeposited, subtotal: sum, total: sum,
		lines: []line{{item: place + 1, code: f.prefs.NonCode, hasQty: true, qty: qty, hasSum: true, amount: sum, desc: it.desc}},
		posts: []post{{account: f.prefs.Undeposited - 1, amount: sum}, {account: it.income - 1, amount: -sum},
			{account: it.cogs - 1, amount: cost}, {account: it.asset - 1, amount: -cost, item: place + 1, qty: -qty}}}
	return f.enterBy(t, day)
}

// moved gives the items whose quantity a change of entries moves another time,
// if the file does that (Options.StockMovesItems).
func (f *File) moved(before, after []post) {
	if !f.o.StockMovesItems {
		return
	}
	by := map[int32]fix{}
	for _, p := range before {
		by[p.item] -= p.qty
	}
	for _, p := range after {
		by[p.item] += p.qty
	}
	for item, qty := range by {
		if item != 0 && qty != 0 {
			f.changed(f.items.at(item - 1).head())
			f.touch(rowItem, item-1)
		}
	}
}

// goodsRet writes the Ret of goods received: an ItemReceiptRet or a BillRet.
func (c *call) goodsRet(place int32, t *txn, lines bool) {
	w, f := c.w, c.f
	name := txnWords[t.kind] + "Ret"
	w.ret(name)
	c.txnTop(&f.register.rows[place], t)
	writeRef(w, "VendorRef", &f.people, t.customer)
	writeRef(w, "APAccountRef", &f.accounts, t.account)
	w.date("TxnDate", t.date)
	if t.kind == bill {
		w.date("DueDate", t.date)
		w.cents("AmountDue", t.total)
	} else {
		w.cents("TotalAmount", t.total)
	}
	w.str("RefNumber", t.ref)
	w.str("Memo", t.memo)
	if t.kind == bill {
		w.boolean("IsPaid", false)
	}
	for i := 0; lines && i < len(t.lines); i++ {
		l := &t.lines[i]
		if !w.open("ItemLineRet") {
			continue
		}
		c.lineID(place, t, i)
		writeRef(w, "ItemRef", &f.items, l.item)
		w.number("Quantity", l.qty, 0)
		w.cents("Amount", l.amount)
		w.close("ItemLineRet")
	}
	if t.kind == bill {
		w.cents("OpenAmount", t.total)
	}
	w.retEnd(name)
}

// buildRet writes a BuildAssemblyRet. What it took of the components stands in
// its entries.
func (c *call) buildRet(place int32, t *txn, lines bool) {
	w, f := c.w, c.f
	built := &t.lines[0]
	it := f.items.at(built.item - 1)
	w.ret("BuildAssemblyRet")
	c.txnTop(&f.register.rows[place], t)
	writeRef(w, "ItemInventoryAssemblyRef", &f.items, built.item)
	w.date("TxnDate", t.date)
	w.str("RefNumber", t.ref)
	w.str("Memo", t.memo)
	w.boolean("IsPending", t.pending)
	w.number("QuantityToBuild", built.qty, 0)
	w.number("QuantityCanBuild", 0, 0)
	w.number("QuantityOnHand", it.qty, 0)
	w.number("QuantityOnSalesOrder", 0, 0)
	for _, p := range t.posts {
		if !lines || p.item == 0 || p.item == built.item || !w.open("ComponentItemLineRet") {
			continue
		}
		writeRef(w, "ItemRef", &f.items, p.item)
		w.number("QuantityOnHand", f.items.at(p.item-1).qty, 0)
		w.number("QuantityNeeded", -p.qty, 0)
		w.close("ComponentItemLineRet")
	}
	w.retEnd("BuildAssemblyRet")
}
