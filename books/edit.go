package books

import (
	"fmt"

	"countinghouse/money"
	"countinghouse/sales"
)

// edit changes a document whose figures in the store are others now, or holds
// it with both figures.
func (p *planner) edit(s *Prior, w want) bool {
	switch {
	case s.Summarized:
		p.changed(s, w.total, fmt.Sprintf("It is part of the daily summary %s, which isn't changed by itself.", s.RefNumber))
		return false
	case p.r.Edits == "hold":
		p.changed(s, w.total, "")
		return false
	case p.closed(s):
		p.changed(s, w.total, fmt.Sprintf("It is of %s, and the books are closed through %s, so it isn't changed.", s.Date.Human(), p.l.Company.ClosingDate.Human()))
		return false
	}
	switch s.Kind {
	case SalesReceipt, Invoice, SalesOrder, Payment:
	default: // money that went back, and credit that was used
		p.changed(s, w.total, "What was paid out or applied with it would not fit any more, so it isn't changed.")
		return false
	}
	before := p.faults
	d := w.build(p)
	if p.faults > before {
		p.changed(s, w.total, "It can't be changed by itself, for the reasons given beside.")
		return false
	}
	was := p.asDocument(s)
	d.Kind, d.Part, d.Fingerprint, d.Revision, d.Operation = s.Kind, s.Part, w.print, p.revision(w.slot), Modify
	d.RefNumber, d.Date, d.Customer, d.CustomerKey = was.RefNumber, was.Date, was.Customer, was.CustomerKey
	if was.Memo != "" {
		d.Memo = was.Memo
	}
	for _, kept := range []struct{ now, was *Ref }{{&d.ARAccount, &was.ARAccount}, {&d.DepositTo, &was.DepositTo}, {&d.PaymentMethod, &was.PaymentMethod}} {
		if !kept.was.IsZero() {
			*kept.now = *kept.was
		}
	}
	d.ExternalGUID = p.firstGUID(w.slot)
	links := []Link{{Use: Changes, Kind: s.Kind, Part: s.Part, RefNumber: s.RefNumber}}
	for _, l := range d.Links {
		if l.Use == Pays || l.Use == Follows { // credit that an invoice took, it has
			links = append(links, l)
		}
	}
	d.Links = links
	d.Why = append(d.Why, Reason{"rule", fmt.Sprintf("The order was changed after posting: this was %s, it is %s now", p.money(s.Total), p.money(d.Total))})
	p.docs = append(p.docs, d)
	return true
}

// firstGUID is the mark that the document has carried since it was made.
func (p *planner) firstGUID(s slot) string {
	guid, revision := "", 0
	for i := range p.prior {
		x := &p.prior[i]
		if (slot{x.Kind, x.Part}) == s && x.Operation == Add && x.Revision > revision {
			guid, revision = x.Document.ExternalGUID, x.Revision
		}
	}
	if guid == "" {
		return guidOf(p.o.Store, p.o.ID, s, max(revision, 1))
	}
	return guid
}

// changed holds a document that shows the order as it was, with both figures.
func (p *planner) changed(s *Prior, now money.Amount, why string) {
	what := fmt.Sprintf("%s was changed after it was posted: it was %s, it is %s now.", p.name(), p.money(s.Total), p.money(now))
	switch {
	case s.Part != "":
		what = fmt.Sprintf("%s %s was posted with %s, the store says %s now.", kindName(s.Kind), s.RefNumber, p.money(s.Total), p.money(now))
	case s.Total+spentOn(&s.Document) == p.total && s.Total != now: // the same sale, paid for otherwise
		what = fmt.Sprintf("%s comes to %s as before, but of that a gift certificate or store credit pays %s now; it was %s when it was posted.", p.name(), p.money(p.total), p.money(p.total-now), p.money(spentOn(&s.Document)))
	case s.Total == now:
		what = fmt.Sprintf("%s was changed after it was posted: its total is still %s, but its lines, charges or taxes are others.", p.name(), p.money(now))
	}
	means := fmt.Sprintf("%s %s in QuickBooks still shows the order as it was.", kindName(s.Kind), s.RefNumber)
	if why != "" {
		means += " " + why
	}
	p.hold(sales.Problem{Code: "changed-after-posting", What: what, Means: means,
		Fix: "Compare both and correct the document in QuickBooks, then exclude the order from further changes; or undo the change in the store."})
}

// refundedSince tells whether the figures of the sale differ from those that
// were posted only by what the store itself may rewrite when it refunds: tax
// rows and totals (order-arithmetic T8, R8). The sale then stays as it is,
// because the refunds have documents of their own, and those are planned by
// the figures of which the sale was made.
func (p *planner) refundedSince(s *Prior, print string) bool {
	was := s.Document.Fingerprint
	if len(p.o.Refunds) == 0 || goods(was) == "" || goods(was) != goods(print) || whole(was) == whole(print) {
		return false
	}
	total := s.Total + spentOn(&s.Document)
	if c := s.Document.Charged; c != nil {
		total, _ = c.Total.Inc.Round(p.o.Decimals, money.HalfAwayFromZero)
	}
	left, computed := total, total // after all refunds, and after those that nobody dictated
	for _, r := range p.o.Refunds {
		if a, err := r.Total.Exact(p.o.Decimals); err == nil && !r.Declined() {
			left -= a
			if !r.Override {
				computed -= a
			}
		}
	}
	if p.total != total && p.total != left && p.total != computed {
		return false
	}
	if c := s.Document.Charged; c != nil {
		p.asCharged(*c)
	}
	p.note("rewritten-by-refund", "total", "The store rewrote the order's tax or total when it was refunded. The sale stays as it was posted; its refunds have documents of their own.")
	return true
}

// charged are the figures that the store may rewrite, as they are now.
func (p *planner) charged() *Charged {
	o := p.o
	c := &Charged{Total: o.Total, Shipping: o.ShippingCost, Handling: o.Handling, Wrapping: o.Wrapping, Taxes: o.Taxes}
	for _, x := range o.Receipts() {
		c.Payments = append(c.Payments, x.ID)
	}
	return c
}

// asCharged puts the figures of which the sale was made back.
func (p *planner) asCharged(c Charged) {
	o := &p.o
	o.Total, o.ShippingCost, o.Handling, o.Wrapping, o.Taxes = c.Total, c.Shipping, c.Handling, c.Wrapping, c.Taxes
	p.total, _ = o.Total.Inc.Round(o.Decimals, money.HalfAwayFromZero)
	p.tax, _ = o.Total.Tax.Round(o.Decimals, money.HalfAwayFromZero)
	p.print, p.f = o.Fingerprint(), o.Check()
}
