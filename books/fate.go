package books

import (
	"fmt"
	"slices"

	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
)

// decided tells whether nothing (more) of the order is posted at all, by a
// person's word or because it is no sale; "" if it is to be planned.
func (p *planner) decided() (Outcome, string) {
	if len(p.standing()) == 0 {
		if outcome, reason := p.unsold(); outcome != "" {
			return outcome, reason
		}
	}
	switch {
	case p.decisions.Undone != "":
		return Exclude, "Its documents were taken out of QuickBooks: " + p.decisions.Undone + " It is posted again when a person says so."
	case p.excluded() != "":
		return Exclude, "A person excluded it: " + p.excluded()
	}
	return "", ""
}

// unsold tells whether an order of which nothing was posted is no sale, or no
// sale yet, and why; "" if it is to be posted.
func (p *planner) unsold() (Outcome, string) {
	o := p.o
	switch {
	case o.Status == sales.Incomplete:
		return Watch, "The shopper reached the payment page and went no further, so nothing was sold."
	case o.Status == sales.Pending:
		return Watch, "The order is begun but not paid, so nothing was sold yet."
	case p.excluded() != "":
		return Exclude, "A person excluded it: " + p.excluded()
	case o.ExternalSource == "M-MIG":
		return Exclude, "It is history that was imported into the store, no new sale."
	case o.TestMoney():
		return Exclude, "It was paid with test money: no money moved."
	case slices.Contains(p.r.ExcludeChannels, o.ChannelID):
		return Exclude, fmt.Sprintf("Orders of the channel %s are not posted.", channelName(o))
	case !p.r.StartDate.IsZero() && p.day.Before(p.r.StartDate) && !p.refundedAfterStart():
		return Exclude, fmt.Sprintf("It was placed on %s, before the go-live day %s.", p.day.Human(), p.r.StartDate.Human())
	case p.decisions.Undone != "":
		return "", "" // decided says it
	case o.Status == sales.Cancelled && !p.keepsMoney():
		return Exclude, "It was cancelled" + p.history()
	case o.Status == sales.Declined && !p.keepsMoney():
		return Exclude, "Its payment was declined" + p.history()
	case o.Gone:
		return Exclude, "It was deleted in the store" + p.history()
	case o.Archived:
		return Exclude, "It was archived in the store" + p.history()
	case p.skipped() != "":
		return Exclude, p.skipped()
	case p.r.ZeroTotals == "exclude" && p.total == 0 && o.Total.Inc.IsZero() && len(o.Refunds) == 0:
		return Exclude, "Its total is 0.00, and free orders are not posted."
	}
	return "", ""
}

// history ends the sentence on why an order is not posted.
func (p *planner) history() string {
	if len(p.prior) > 0 {
		return ", and nothing of it stands in QuickBooks any more."
	}
	return " before anything was posted."
}

// refundedAfterStart tells whether an order from before the go-live day was
// refunded since: the one thing of it that belongs to these books. It is held.
func (p *planner) refundedAfterStart() bool {
	for _, r := range p.o.Refunds {
		on := day.Of(r.Created, p.zone)
		if r.Declined() || on.Before(p.r.StartDate) {
			continue
		}
		p.hold(sales.Problem{
			Code: "refund-before-start", Place: r.Name(),
			What: fmt.Sprintf("%s of %s was refunded by %s on %s. It was placed before the go-live day %s, so its sale was entered otherwise.",
				p.name(), p.day.Human(), sales.Figure(r.Total, p.o.Decimals), on.Human(), p.r.StartDate.Human()),
			Means: "How the sale was entered isn't known here, so its refund isn't posted.",
			Fix:   "Enter the refund in QuickBooks by hand, then exclude the order.",
		})
		return true
	}
	return false
}

// keepsMoney tells that an order that is no sale any more still has money of
// the shopper: it was paid, and not all of it went back. It is held.
func (p *planner) keepsMoney() bool {
	got, known := p.o.Received()
	var credit money.Decimal
	for _, r := range p.o.Refunds {
		for _, x := range r.Payments {
			switch {
			case x.Declined:
			case backToCredit(x.Provider), backToCertificate(x.Provider):
				credit = credit.Add(x.Amount)
			default:
				got = got.Sub(x.Amount)
			}
		}
	}
	if !known || got.Sign() <= 0 {
		return false
	}
	if got.Cmp(credit) <= 0 && p.refundedInFull() {
		return true // the money stayed and is owed: sale and refund tell it
	}
	p.hold(sales.Problem{
		Code: "cancelled-with-money", What: fmt.Sprintf("%s is %s in the store, but %s that were paid for it did not go back.", p.name(), statusName(p.o), sales.Figure(got, p.o.Decimals)),
		Means: "The money is the shopper's or the shop's, and the store doesn't say whose; nothing of the order is posted.",
		Fix:   "Refund it in the store, or correct the order's status there. If neither is right, enter it by hand and exclude the order.",
	})
	return true
}

// excluded is why a person decided not to post the order; empty: nobody did.
func (p *planner) excluded() string {
	if p.decisions.Excluded != "" {
		return p.decisions.Excluded
	}
	why, ok := p.r.ExcludeOrders[p.o.ID]
	if ok && why == "" {
		return "no reason was given."
	}
	return why
}

func channelName(o sales.Order) string {
	if o.ChannelName != "" {
		return o.ChannelName
	}
	return fmt.Sprintf("number %d", o.ChannelID)
}

// start holds the order while no go-live day is set.
func (p *planner) start() {
	if p.r.StartDate.IsZero() {
		p.hold(sales.Problem{
			Code: "no-start-date", What: "The go-live day isn't set.",
			Means: "Nothing of this store is posted until it is certain from which day on: older orders may stand in the books already.",
			Fix:   "Set the go-live day in Mapping.",
		})
	}
}

// statusHolds holds what the store itself left to a person, and refunds.
func (p *planner) statusHolds() {
	switch p.o.Status {
	case sales.ManualVerification:
		p.hold(sales.Problem{
			Code: "manual-verification", What: p.name() + " waits for verification in the store, often because of suspected fraud.",
			Means: p.short(), Fix: "Verify or cancel it in the store; it goes on by itself then.",
		})
	case sales.Disputed:
		p.hold(sales.Problem{
			Code: "disputed", What: "The payment of order " + fmt.Sprint(p.o.ID) + " is disputed.",
			Means: "The money may have been taken back, so the sale isn't posted.",
			Fix:   "Look at the dispute at the payment processor. Post the order by hand with what became of it, then exclude it.",
		})
	case sales.Refunded, sales.PartiallyRefunded:
		if len(p.o.Refunds) > 0 {
			break
		}
		p.hold(sales.Problem{
			Code: "refunded", What: p.name() + " is " + statusName(p.o) + ", but the store " + p.noRefund() + ".",
			Means: "The sale without its refund would overstate income, so neither is posted.",
			Fix:   "Refund the order in the store by its refund action, or correct its status there; else enter the sale and its credit memo by hand, then exclude the order.",
		})
	}
	if known := p.o.Status >= sales.Incomplete && p.o.Status <= sales.PartiallyRefunded; !known {
		p.hold(sales.Problem{
			Code: "status-unknown", Subject: fmt.Sprint(int(p.o.Status)), What: fmt.Sprintf("The store gave an order status that isn't known: %d.", p.o.Status),
			Means: "Whether it is a sale isn't certain.", Fix: "Give the order one of the usual statuses in the store, or exclude it.",
		})
	}
}

// noRefund says that no refund is known, and why.
func (p *planner) noRefund() string {
	if p.o.RefundsRead {
		return "has no record of a refund: somebody set the status by hand"
	}
	return "has not told its refunds yet"
}

// dated holds an order whose day is none that books can have.
func (p *planner) dated() {
	if p.day.Before(day.New(1970, 1, 1)) || p.day.After(day.New(2038, 1, 18)) {
		p.hold(sales.Problem{
			Code: "no-date", What: fmt.Sprintf("The store says that the order was placed on %s.", p.o.Placed.Format("2 Jan 2006")),
			Means: "That is no day of these books, so it isn't posted.", Fix: "Look at the order in the store. Post it by hand and exclude it.",
		})
	}
}

// companyHolds checks what the company file and its preferences allow.
func (p *planner) companyHolds() {
	p.checked = true
	c := p.l.Company
	if !c.Known {
		p.hold(sales.Problem{
			Code: "quickbooks-unknown", What: "QuickBooks has not called yet.",
			Means: "Its accounts, items and customers aren't known, so nothing can be planned.",
			Fix:   "Start the Web Connector on the accounting PC and let it update once.",
		})
		return
	}
	if !same(c.Country, "US") && !p.abroad() {
		p.hold(sales.Problem{
			Code: "country", Subject: c.Country, What: fmt.Sprintf("The company file is of the %s edition of QuickBooks, which is none of US, CA, UK and AU.", c.Country),
			Means: "How sales tax works there isn't known, so nothing is posted.", Fix: "Use a company file of one of these editions.",
		})
	}
	p.currencyHolds()
}

// freshHolds holds what is in the way of an order of which nothing stands yet.
func (p *planner) freshHolds() {
	p.approvals()
	p.linking()
	p.start()
	p.dated()
	p.statusHolds()
	p.companyHolds()
	p.marketplace()
	for _, x := range p.f.Problems {
		if x.Code != "payment-differs" { // the payments are judged by the rules
			p.hold(x)
		}
	}
	p.notes = append(p.notes, p.f.Notes...)
}

// doubted holds an order whose standing in the store came into doubt after it
// was posted, or takes it back by the rules; then nothing more is planned.
func (p *planner) doubted(sale *Prior) bool {
	o := p.o
	switch {
	case o.Gone:
		p.afterwards(sale, "deleted-after-posting", "was deleted in the store", "If the sale stands, exclude the order from further changes; if not, void the document in QuickBooks.")
	case o.Status == sales.Cancelled || o.Status == sales.Declined:
		if p.refundedInFull() {
			return false
		}
		p.cancelled(sale)
		return true
	case (o.Status == sales.Refunded || o.Status == sales.PartiallyRefunded) && len(o.Refunds) == 0 && (o.RefundsRead || !slices.ContainsFunc(p.standing(), ofRefund)):
		p.afterwards(sale, "refunded-after-posting", "became "+statusName(o)+", but the store "+p.noRefund(),
			"Refund it in the store by its refund action, or correct its status there; else enter a credit memo in QuickBooks and exclude the order from further changes.")
	case o.Archived:
		p.afterwards(sale, "archived-after-posting", "was archived in the store", "If the sale stands, restore the order in the store; if not, void the document in QuickBooks.")
	case o.Status == sales.ManualVerification, o.Status == sales.Disputed:
		p.afterwards(sale, "doubted-after-posting", "became "+statusName(o)+" in the store", "Look at the payment at the processor. If the money was taken back, reverse the document in QuickBooks.")
	case o.Status == sales.Incomplete || o.Status == sales.Pending:
		p.afterwards(sale, "unsold-after-posting", "became "+statusName(o)+" in the store", "If it is right, void the document in QuickBooks; if not, correct the status in the store.")
	default:
		return false
	}
	p.alsoChanged(sale)
	p.refundsWait()
	return true
}

// alsoChanged tells, beside what holds the order, that its figures are others.
func (p *planner) alsoChanged(sale *Prior) {
	if print := p.salePrint(); !p.asWanted(sale, want{slot: slot{sale.Kind, ""}, print: print, total: p.due()}) && !p.refundedSince(sale, print) {
		p.changed(sale, p.due(), "")
	}
}

// refundsWait tells, beside what holds the order, which refunds wait with it.
func (p *planner) refundsWait() {
	for _, r := range p.o.Refunds {
		if r.Declined() || p.stands(slot{CreditMemo, RefundPart(r.ID, 1)}) != nil {
			continue
		}
		p.refundWaits(r, fmt.Sprintf("The %s gave %s back on %s.", r.Name(), sales.Figure(r.Total, p.o.Decimals), day.Of(r.Created, p.zone).Human()),
			"It isn't posted while the order is held, so what was returned is missing in the books.",
			"Settle what holds the order and the refund goes on by itself; else enter its credit memo by hand.")
	}
}

// refundWaits holds a refund, or a part of it, with its order.
func (p *planner) refundWaits(r sales.Refund, what, means, fix string) {
	p.hold(sales.Problem{Code: "refund-waits", Place: r.Name(), What: what, Means: means, Fix: fix})
}

// afterwards holds an order whose standing in the store changed after posting.
func (p *planner) afterwards(sale *Prior, code, what, fix string) {
	p.hold(sales.Problem{
		Code: code, What: fmt.Sprintf("After it was posted, order %d %s.", p.o.ID, what),
		Means: fmt.Sprintf("%s %s of %s for %s still stands in QuickBooks.", kindName(sale.Kind), sale.RefNumber, sale.Date.Human(), p.money(sale.Total)),
		Fix:   fix,
	})
}

// kindName is a kind in a bookkeeper's words, at the start of a sentence.
func kindName(k Kind) string {
	switch k {
	case CustomerAdd, CustomerUpdate:
		return "Customer"
	case ItemAdd:
		return "Item"
	case SalesReceipt:
		return "Sales receipt"
	case SalesOrder:
		return "Sales order"
	case Invoice:
		return "Invoice"
	case Payment:
		return "Payment"
	case CreditMemo:
		return "Credit memo"
	case CardRefund:
		return "Card refund"
	case Check:
		return "Check"
	case Application:
		return "Application of credit"
	case Journal:
		return "Journal entry"
	case Adjustment:
		return "Inventory adjustment"
	}
	return string(k)
}
