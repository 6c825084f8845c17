package posting

import (
	"fmt"
	"strings"

	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/qbxml"
	"countinghouse/store"
)

// adjustmentAdd is the request that moves quantities: always by differences, so
// that it says the same whatever happens to the items meanwhile.
func adjustmentAdd(p *store.Posting) *qbxml.InventoryAdjustmentAddRq {
	d := p.Document
	add := qbxml.InventoryAdjustmentAdd{AccountRef: wire(d.AdjustAccount), TxnDate: d.Date, RefNumber: d.RefNumber, ClassRef: wire(d.Class),
		Memo: d.Memo, ExternalGUID: d.ExternalGUID}
	for i := range d.Lines {
		q := d.Lines[i].Quantity
		add.Lines = append(add.Lines, qbxml.InventoryAdjustmentLineAdd{ItemRef: wire(d.Lines[i].Item), QuantityDifference: &q})
	}
	return &qbxml.InventoryAdjustmentAddRq{InventoryAdjustmentAdd: add}
}

// adjustmentFound is an adjustment as QuickBooks has it. It has no total: what
// its pieces are worth, QuickBooks computes.
func adjustmentFound(v *qbxml.InventoryAdjustmentRet) found {
	f := txn(books.Adjustment, v.Saved, v.RefNumber, v.Memo, v.ExternalGUID, v.TxnDate, v.CustomerRef, 0, v)
	f.depositTo = v.AccountRef
	for _, l := range v.Lines {
		f.lines = append(f.lines, savedLine{id: l.TxnLineID, item: l.ItemRef, quantity: l.QuantityDifference})
	}
	return f
}

// pieces compares what an adjustment moves of each item, in any order.
func (c *comparing) pieces(doc *books.Document, saved []savedLine) {
	type sums struct {
		name       string
		want, have money.Decimal
	}
	var order []string
	by := map[string]*sums{}
	of := func(id, name string) *sums {
		key := orText(id, strings.ToLower(name))
		if by[key] == nil {
			by[key] = &sums{name: name}
			order = append(order, key)
		}
		return by[key]
	}
	for i := range doc.Lines {
		x := of(doc.Lines[i].Item.ListID, doc.Lines[i].Item.FullName)
		x.want = x.want.Add(doc.Lines[i].Quantity)
	}
	for i := range saved {
		x := of(saved[i].item.ListID, saved[i].item.FullName)
		x.name, x.have = orText(saved[i].item.FullName, x.name), x.have.Add(saved[i].quantity)
	}
	for _, key := range order {
		if x := by[key]; !x.want.Equal(x.have) {
			c.out = append(c.out, fmt.Sprintf("it moves %s of %s, not %s", x.have, x.name, x.want))
		}
	}
}
