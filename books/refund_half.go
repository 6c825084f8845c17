package books

import (
	"fmt"
	"slices"
)

// halfRefunds plans what is left of refunds whose credit memo is in the books
// while the order is held: the money went back whatever holds the order, and
// without its document the account that it left shows too much. What it can't
// tell, because it may have settled the invoice instead, it holds.
func (p *planner) halfRefunds() {
	if slices.ContainsFunc(p.docs, func(d Document) bool { return d.Operation != Add }) {
		return // the order is taken back
	}
	order := make([]int, len(p.o.Refunds))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return int(p.o.Refunds[a].ID - p.o.Refunds[b].ID) })
	for n, i := range order {
		memo := p.stands(slot{CreditMemo, RefundPart(p.o.Refunds[i].ID, 1)})
		if memo != nil && !p.o.Refunds[i].Declined() {
			var waits []backTo
			p.apart(func(q *planner) { waits = q.halfRefund(memo, &refunding{r: p.o.Refunds[i], index: i, number: n + 1}) })
			for _, b := range waits { // what went back besides is posted all the same
				p.refundWaits(p.o.Refunds[i], fmt.Sprintf("Credit memo %s of the %s is in QuickBooks, but %s that went back by %s is not.", memo.RefNumber, p.o.Refunds[i].Name(), p.money(b.amount), wordOr(b.method, "another way")),
					"Whether it settles the invoice or was paid out depends on what holds the order. Until then it stands as the customer's credit.",
					"Settle what holds the order and it goes on by itself; else apply the credit memo to the invoice, or pay it out, by hand.")
			}
		}
	}
}

// halfRefund is one of halfRefunds, of which the credit memo stands. It tells
// what can't be told yet.
func (p *planner) halfRefund(memo *Prior, f *refunding) (waits []backTo) {
	p.refund = f
	none := p.open
	p.goesBack(f, memo.Part, &none)
	if len(p.problems) > 0 || memo.Document.Fingerprint != f.print() {
		return nil // the refund is another by now
	}
	uncertain := p.sale.Kind != SalesReceipt && p.stands(slot{Application, memo.Part}) == nil // it may settle the invoice
	for _, b := range f.money {
		s := slot{b.kind, b.part}
		if p.stands(s) != nil {
			continue
		}
		if b.pay.Offline && uncertain {
			waits = append(waits, b)
			continue
		}
		p.put(want{slot: s, print: printOf("out", b.pay.ID, b.amount), total: b.amount, build: func(p *planner) Document { return p.moneyOut(f, b) }})
	}
	return waits
}
