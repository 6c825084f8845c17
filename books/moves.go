package books

import (
	"slices"

	"countinghouse/money"
	"countinghouse/sales"
)

// Moved is a quantity of an item that QuickBooks counts: negative left the
// stock, positive came back.
type Moved struct {
	Item     Ref
	Quantity money.Decimal
	// Back tells that it is of a refund, not of the sale.
	Back bool
	// LineID is the order's line.
	LineID int64
}

// Stocked tells whether QuickBooks counts the pieces of an item of a type.
func Stocked(itemType string) bool { return itemType == "Inventory" || itemType == "InventoryAssembly" }

// Moves are what an order as it is now does to the quantities of QuickBooks'
// items when all of it is posted, by the same steps by which its lines find
// their items when it is: sold lines leave, lines of refunds come back as the
// rules and persons decide. Lines whose item nobody knows yet are left out. It
// is for orders that have no documents to tell it; of those that have, their
// documents do (Document.Moves).
func Moves(o sales.Order, r Rules, l Lists, d Decisions) []Moved {
	if o.Gone {
		return nil
	}
	switch o.Status {
	case sales.Incomplete, sales.Cancelled, sales.Declined:
		return nil
	default:
	}
	p := &planner{o: o, l: l, decisions: d}
	p.r, p.applied = r.For(o)
	if o.Decimals < 2 {
		p.o.Decimals = 2
	}
	var out []Moved
	of := map[int64][]Moved{}
	for i, line := range o.Lines {
		e, _, ok := p.itemOf(i)
		if !ok {
			continue
		}
		var moved []Moved
		if e.Type == "Group" {
			members, ok := p.membersOf(e, line, "")
			if !ok {
				continue
			}
			for _, m := range members {
				if Stocked(m.entry.Type) {
					moved = append(moved, Moved{Item: m.entry.Ref(), Quantity: m.quantity.Neg(), LineID: line.ID})
				}
			}
		} else if Stocked(e.Type) && e.ListID != "" {
			moved = []Moved{{Item: e.Ref(), Quantity: line.Quantity.Neg(), LineID: line.ID}}
		}
		of[line.ID] = moved
		out = append(out, moved...)
	}
	for i := range o.Refunds {
		if !o.Refunds[i].Declined() {
			out = append(out, p.returned(&o.Refunds[i], of)...)
		}
	}
	return out
}

// returned are the goods of a refund that go back to stock.
func (p *planner) returned(r *sales.Refund, of map[int64][]Moved) []Moved {
	var out []Moved
	for _, x := range r.Items {
		i := slices.IndexFunc(p.o.Lines, func(l sales.Line) bool { return l.ID == x.ID })
		if x.Kind != sales.RefundProduct || i < 0 || p.o.Lines[i].Type != sales.Physical || p.o.Lines[i].Quantity.IsZero() {
			continue
		}
		back, decided := p.decisions.Restock[r.ID][x.ID]
		if !decided {
			back = p.r.Refunds.Restock != "no" && p.r.Refunds.Restock != "ask"
		}
		if !back {
			continue
		}
		for _, m := range of[x.ID] { // as much of each member as was refunded of the line
			m.Quantity, m.Back = m.Quantity.Neg().MulDiv(x.Quantity, p.o.Lines[i].Quantity, 5, money.HalfAwayFromZero), true
			out = append(out, m)
		}
	}
	return out
}

// Moves are what a document does to the quantities of QuickBooks' items. Kinds
// are of the items as they were read; counts tells for a ListID whether
// QuickBooks counts it.
func (d *Document) Moves(counts func(listID string) bool) []Moved {
	if d.Operation == Void || d.Operation == Delete {
		return nil
	}
	sign := money.Int(-1)
	switch d.Kind {
	case SalesReceipt, Invoice:
	case CreditMemo, Adjustment:
		sign = money.Int(1)
	default:
		return nil
	}
	var out []Moved
	for i := range d.Lines {
		x := &d.Lines[i]
		if x.Item.ListID == "" || x.Quantity.IsZero() || !counts(x.Item.ListID) {
			continue
		}
		out = append(out, Moved{Item: x.Item, Quantity: sign.Mul(x.Quantity), Back: d.Kind == CreditMemo, LineID: x.Source.LineID})
	}
	return out
}

// PartGUID is the mark (ExternalGUID) of a document that is of no order.
func PartGUID(company string, kind Kind, part string) string {
	return guidOf(sales.StoreKey(company), 0, slot{kind, part}, 1)
}
