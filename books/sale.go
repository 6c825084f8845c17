package books

import (
	"fmt"
	"slices"
	"strings"

	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
)

// target plans every document that should stand for the order, in the order of
// their dependence, and tells the customer that is to be created first.
func (p *planner) target() *NewCustomer {
	p.wanted = map[slot]bool{}
	p.f = p.o.Check()
	order := p.stands(slot{kind: SalesOrder})
	sale := p.stands(slot{kind: Invoice})
	if sale == nil {
		sale = p.stands(slot{kind: SalesReceipt})
	}
	last := sale
	if last == nil {
		last = order
	}
	if last == nil {
		p.freshHolds()
		if !p.l.Company.Known {
			return nil // nothing can be looked up yet
		}
	} else {
		p.sale = p.asDocument(last)
		if p.doubted(last) || p.reinstated(last) {
			p.halfRefunds()
			return nil
		}
		print := p.salePrint()
		if p.asWanted(last, want{slot: slot{last.Kind, ""}, print: print, total: p.due()}) || p.refundedSince(last, print) {
			p.stood = &last.Total
		} else {
			p.marketplace()
		}
	}
	customer := p.saleAndMoney(order, sale)
	if p.faults > 0 {
		p.docs = nil // sale and payments stand or fall together
		if last != nil {
			p.halfRefunds()
			p.readWrong()
		}
		return nil
	}
	p.refunds()
	p.unwanted()
	if last != nil && len(p.docs) > 0 { // what was read wrong is not posted by half
		p.readWrong()
	}
	return customer
}

// readWrong holds what is still to be posted of an order that could not be read
// whole.
func (p *planner) readWrong() {
	before := p.faults
	for _, x := range p.f.Problems {
		if x.Code == "reading" {
			p.hold(x)
		}
	}
	if p.faults > before {
		p.docs, p.newItems, p.update = nil, nil, nil
	}
}

// saleAndMoney plans the sale's document and those of the money that came for
// it. What stands for the sale already says how: no mapping changes that.
func (p *planner) saleAndMoney(order, sale *Prior) *NewCustomer {
	rule, mapped := p.paymentRule()
	came := p.moneyIn(rule, mapped, sale)
	if sale != nil {
		p.wanted[slot{kind: SalesOrder}] = true // it was fulfilled
		p.standingSale(sale, came)
		return nil
	}
	if order != nil && !came.settled && came.wasSettled {
		p.unpaid(order)
		return nil
	}
	kind, why := SalesReceipt, "It is paid, so it is a sales receipt"
	switch style := p.r.Style; {
	case order != nil && !p.shipped(), order == nil && style == "order" && !p.shipped():
		kind, why = SalesOrder, "It is not shipped yet, so it is a sales order"
	case order != nil, style == "order":
		kind, why = Invoice, "It is shipped, so it is an invoice"
	case style == "invoice":
		kind, why = Invoice, "Sales are invoices by the rules"
	case rule.Later && p.due() > 0:
		kind, why = Invoice, "It is on account, so it is an invoice"
	case !came.settled:
		kind, why = Invoice, "It is paid later, so it is an invoice"
	case !came.oneTender():
		kind, why = Invoice, "It was paid in several ways, so it is an invoice and a payment for each"
	case came.sum > p.due():
		kind, why = Invoice, "More was paid than was due, so it is an invoice and a payment"
	}
	if kind == SalesReceipt && order == nil && (p.r.Style == "summary" || p.r.Style == "journal") {
		p.summed, why = p.r.Style, "It is paid and part of a daily summary by the rules"
	}
	if order != nil && p.stood == nil && !p.consistent(order) {
		return nil
	}
	var customer *NewCustomer
	if order != nil && (kind == SalesOrder || order.Document.Fingerprint != "") {
		p.putSale(SalesOrder, "It is not shipped yet, so it is a sales order", came, &customer)
	}
	if kind != SalesOrder || order == nil {
		p.putSale(kind, why, came, &customer)
	}
	if kind != SalesReceipt {
		p.payments(came, kind)
	}
	return customer
}

// standingSale brings a sale that stands, and its payments, to the order's
// figures of now.
func (p *planner) standingSale(sale *Prior, came *moneyIn) {
	if !came.settled && came.wasSettled && p.faults == 0 {
		p.unpaid(sale)
		return
	}
	p.wanted[slot{sale.Kind, ""}] = true
	if p.stood != nil {
		p.payments(came, sale.Kind)
		return
	}
	switch {
	case !p.consistent(sale):
		return
	case len(p.o.Refunds) > 0:
		p.changed(sale, p.due(), "It was refunded as well, so what the change was made for isn't certain.")
		return
	case sale.Kind == SalesReceipt && (came.sum != p.due() || !came.oneTender()):
		p.changed(sale, p.due(), fmt.Sprintf("The receipt takes in %s.", p.money(came.sum)))
		return
	case sale.Kind == SalesReceipt && p.otherWay(sale, came):
		p.changed(sale, p.due(), "Its payments came in another way than the receipt shows.")
		return
	case sale.Kind == Invoice && p.creditUsed(sale) > 0 && p.due() < sale.Total:
		p.changed(sale, p.due(), "Credit was applied to it, so it isn't lowered by itself.")
		return
	}
	if p.due() < sale.Total { // first the payments are taken off it, as far as they are too much
		p.payments(came, sale.Kind)
		p.putSale(sale.Kind, "", came, nil)
		return
	}
	p.putSale(sale.Kind, "", came, nil)
	p.payments(came, sale.Kind)
}

// consistent tells whether the figures that an order was changed to agree with
// each other; if not, it is held with what stands.
func (p *planner) consistent(s *Prior) bool {
	others := func(x sales.Problem) bool { return x.Code != "payment-differs" } // payments are judged by the rules
	if !slices.ContainsFunc(p.f.Problems, others) {
		return true
	}
	p.changed(s, p.due(), "The figures of the order contradict each other, as told beside, so it isn't changed.")
	for _, x := range p.f.Problems {
		if others(x) {
			p.hold(x)
		}
	}
	return false
}

// otherWay tells whether the transactions of a changed order went to another
// account than the receipt that stands for it says.
func (p *planner) otherWay(sale *Prior, came *moneyIn) bool {
	rule, mapped, _ := came.into()
	into := sale.Document.DepositTo.FullName
	return len(came.all) > 0 && sale.Total != p.due() && into != "" && (!mapped || !same(p.depositName(rule), into))
}

// unpaid holds an order that was posted as paid by its status and is no longer.
func (p *planner) unpaid(sale *Prior) {
	p.afterwards(sale, "unpaid-after-posting", "went back to "+statusName(p.o)+", so it is not paid any more",
		"If the money did not come, reverse the payment in QuickBooks; if it did, correct the status in the store.")
}

// putSale plans the document of the sale itself.
func (p *planner) putSale(kind Kind, why string, came *moneyIn, customer **NewCustomer) {
	done := p.put(want{slot: slot{kind: kind}, print: p.salePrint(), total: p.due(), build: func(p *planner) Document {
		d, c := p.header(kind, why)
		if customer != nil && c != nil {
			*customer = c
		}
		p.lines(&d)
		d.Charged = p.charged()
		switch kind {
		case SalesReceipt:
			rule, mapped, method := came.into()
			p.moneyInto(&d, rule, mapped, method)
		case Invoice:
			p.receivable(&d)
			if p.stands(slot{kind: SalesOrder}) != nil {
				d.Links = append(d.Links, Link{Use: Fulfils, Kind: SalesOrder, RefNumber: d.RefNumber})
			}
			d.Links = append(d.Links, p.uses(came)...)
			for _, x := range p.docs { // payments that were taken off it first
				if x.Operation == Modify {
					d.Links = append(d.Links, Link{Use: Follows, Kind: x.Kind, Part: x.Part, RefNumber: x.RefNumber})
				}
			}
		}
		return d
	}})
	if done && len(p.docs) > 0 {
		if d := p.docs[len(p.docs)-1]; d.Kind == kind && d.Part == "" {
			p.sale = d
		}
	}
}

// shipped tells whether the goods have left, so that a sales order becomes an
// invoice. What was refunded was a sale.
func (p *planner) shipped() bool {
	switch p.o.Status {
	case sales.Shipped, sales.PartiallyShipped, sales.Completed, sales.Refunded, sales.PartiallyRefunded:
		return true
	}
	return slices.ContainsFunc(p.o.Refunds, func(r sales.Refund) bool { return !r.Declined() })
}

// atShipment tells that the sale is made when the goods leave: until then it is
// a sales order.
func (p *planner) atShipment() bool {
	return p.r.Style == "order" || p.latest(slot{kind: SalesOrder}) != nil
}

// shippedOn is the store's day on which the goods left, and how it is known:
// the store tells it when all of them have, before that the order's last change
// is it. No sale is older than its order.
func (p *planner) shippedOn() (on day.Day, why string) {
	on, why = p.seen(p.day), "The order was seen shipped on this day"
	if !p.o.Shipped.IsZero() {
		on, why = day.Of(p.o.Shipped, p.zone), "The goods were sent on this day"
	}
	if on.Before(p.day) {
		on = p.day
	}
	return on, why
}

// due is what was to be collected outside the store: the total less gift
// certificates and store credit.
func (p *planner) due() money.Amount {
	if p.stood != nil {
		return *p.stood
	}
	return p.total - p.spent(p.o.GiftCertificatePaid) - p.spent(p.o.StoreCreditPaid)
}

// leftOut is what of the order's total is not posted, because a marketplace
// keeps it: neither the tax nor its money.
func (p *planner) leftOut() money.Amount {
	whole, err := p.o.Due().Exact(p.o.Decimals)
	if err != nil {
		return 0
	}
	return max(whole-p.due(), 0)
}

// ofRefund tells whether a document is one of a refund.
func ofRefund(s *Prior) bool { return strings.HasPrefix(s.Part, "refund/") }

// unwanted holds what stands in QuickBooks and should not any more.
func (p *planner) unwanted() {
	for _, s := range p.standing() {
		if p.wanted[slot{s.Kind, s.Part}] || ofRefund(s) && !p.o.RefundsRead {
			continue // it should stand, or the store was not asked
		}
		p.hold(sales.Problem{
			Code:  "gone-from-store",
			What:  fmt.Sprintf("The store no longer shows what %s %s of %s for %s was posted for.", lowerKind(s.Kind), s.RefNumber, s.Date.Human(), p.money(s.Total)),
			Means: "It still stands in QuickBooks; whether the money moved isn't certain.",
			Fix:   "Look at the payments and refunds of the order in the store and at the processor. If it is wrong, void it in QuickBooks, then exclude the order from further changes.",
		})
	}
}
