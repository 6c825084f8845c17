package books

import (
	"fmt"
	"slices"

	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
)

// CancelPart is the part of what takes the sale of a cancelled order back.
const CancelPart = "cancelled"

// refundedInFull tells whether refunds gave the whole order back: then its sale
// and its refunds tell all, whatever the status says.
func (p *planner) refundedInFull() bool {
	var sum money.Decimal
	for _, r := range p.o.Refunds {
		if !r.Declined() {
			sum = sum.Add(r.Total)
		}
	}
	return len(p.o.Refunds) > 0 && sum.Cmp(p.o.Total.Inc) >= 0
}

// cancelled takes back the sale of an order that was cancelled after posting:
// by the rule if no money came for it, else it is held.
func (p *planner) cancelled(sale *Prior) {
	if p.stands(slot{CreditMemo, CancelPart}) != nil {
		p.credited(sale) // what is taken back stays taken back
		return
	}
	paid := slices.ContainsFunc(p.standing(), func(x *Prior) bool { return x.Kind == Payment || x.Kind == CreditMemo }) || sale.Kind == SalesReceipt
	got, _ := p.o.Received()
	fix := "If it is right, void or reverse the document in QuickBooks; if not, correct the status in the store."
	switch {
	case got.Sign() > 0 && got.Cmp(p.o.Due()) < 0:
		fix = "Pay what came back to the shopper, and take the invoice back by a credit memo in QuickBooks, then exclude the order from further changes; or correct the status in the store."
	case paid || got.Sign() > 0:
		fix = "Refund the money in the store, which then posts the credit memo; or reverse the document in QuickBooks; or correct the status in the store."
	case p.r.Cancelled == "void" || p.r.Cancelled == "credit" && sale.Kind == SalesOrder:
		if order := p.stands(slot{kind: SalesOrder}); !p.closed(sale) && (order == nil || !p.closed(order)) {
			p.takeBack(sale)
			return
		}
		fix = fmt.Sprintf("Its period, or that of its sales order, is closed through %s, so it isn't voided: enter a credit memo in the open one and apply it.", p.l.Company.ClosingDate.Human())
	case p.r.Cancelled == "credit" && len(sale.Document.Lines) > 0:
		p.credited(sale)
		return
	}
	p.afterwards(sale, "cancelled-after-posting", "was cancelled in the store", fix)
	p.alsoChanged(sale)
	p.refundsWait()
}

// takeBack voids an invoice. QuickBooks voids no sales orders, which post
// nothing: they are deleted.
func (p *planner) takeBack(sale *Prior) {
	d := p.asDocument(sale)
	d.Operation, d.Revision = Void, p.revision(slot{sale.Kind, sale.Part})
	if sale.Kind == SalesOrder {
		d.Operation = Delete
	}
	d.Links = []Link{{Use: Changes, Kind: sale.Kind, Part: sale.Part, RefNumber: sale.RefNumber}}
	d.Lines, d.TaxShares, d.Tax, d.Total, d.Notes, d.Charged, d.Fingerprint = nil, nil, 0, 0, nil, nil, ""
	d.Why = []Reason{{"rule", "The order was cancelled before it was paid, so its " + lowerKind(sale.Kind) + " is taken back"}}
	if sale.Kind == SalesOrder && len(p.docs) > 0 {
		d.Links = append(d.Links, Link{Use: Follows, Kind: Invoice, RefNumber: sale.RefNumber})
	}
	p.docs = append(p.docs, d)
	if order := p.stands(slot{kind: SalesOrder}); order != nil && sale.Kind == Invoice {
		p.takeBack(order) // without its invoice it would be open again
	}
}

// credited gives the whole unpaid invoice back by a credit memo with its lines,
// applied to it.
func (p *planner) credited(sale *Prior) {
	if sale.Kind != Invoice {
		return
	}
	print := printOf("cancelled", whole(sale.Document.Fingerprint), sale.Total)
	memo := slot{CreditMemo, CancelPart}
	if s := p.stands(memo); s != nil {
		print = s.Document.Fingerprint // it took back what stood then
	}
	done := p.put(want{slot: memo, print: print, total: sale.Total, build: func(p *planner) Document {
		d := p.asDocument(sale)
		d.Operation, d.Links, d.Charged, d.Notes, d.PONumber, d.Terms, d.ShipMethod, d.Template = Add, nil, nil, nil, "", Ref{}, Ref{}, Ref{}
		d.Date = p.seen(sale.Date)
		d.Memo = mark(p.o) + ", cancelled"
		d.RefNumber = p.numbered("C")
		d.Why = []Reason{{"rule", "The order was cancelled before it was paid, so its invoice is given back whole"}}
		return d
	}})
	if !done {
		return
	}
	p.put(want{slot: slot{Application, CancelPart}, print: print, total: sale.Total, build: func(p *planner) Document {
		return p.application(sale.Total, p.seen(sale.Date), slot{CreditMemo, CancelPart}, "The credit of the cancelled order settles its invoice")
	}})
}

// seen is the day on which the store last changed the order, but none before
// the day of what it changes.
func (p *planner) seen(not day.Day) day.Day {
	on := day.Of(p.o.Modified, p.zone)
	if p.o.Modified.IsZero() || on.Before(not) {
		return not
	}
	return on
}

// reinstated holds an order that is a sale again after its invoice was given back.
func (p *planner) reinstated(sale *Prior) bool {
	memo := p.stands(slot{CreditMemo, CancelPart})
	if memo == nil {
		return false
	}
	p.hold(sales.Problem{
		Code: "reinstated-after-cancelling", What: fmt.Sprintf("%s was cancelled and is now %s in the store.", p.name(), statusName(p.o)),
		Means: fmt.Sprintf("Credit memo %s gave the invoice %s of %s back, so the sale isn't in the books.", memo.RefNumber, sale.RefNumber, p.money(sale.Total)),
		Fix:   "Delete the credit memo in QuickBooks and exclude the order from further changes, or correct the status in the store.",
	})
	return true
}

// lowerKind is a kind within a sentence.
func lowerKind(k Kind) string {
	s := kindName(k)
	return string(s[0]|0x20) + s[1:]
}
