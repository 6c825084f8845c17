package books

import (
	"fmt"
	"slices"

	"countinghouse/day"
	"countinghouse/sales"
)

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
	case !p.r.StartDate.IsZero() && p.day.Before(p.r.StartDate):
		return Exclude, fmt.Sprintf("It was placed on %s, before the go-live day %s.", p.day.Human(), p.r.StartDate.Human())
	case o.Status == sales.Cancelled:
		return Exclude, "It was cancelled before anything was posted."
	case o.Status == sales.Declined:
		return Exclude, "Its payment was declined before anything was posted."
	case o.Archived:
		return Exclude, "It was archived in the store before anything was posted."
	case p.skipped() != "":
		return Exclude, p.skipped()
	case p.r.ZeroTotals == "exclude" && p.total == 0 && o.Total.Inc.IsZero():
		return Exclude, "Its total is 0.00, and free orders are not posted."
	}
	return "", ""
}

// excluded is why a person decided not to post the order; empty: nobody did.
func (p *planner) excluded() string {
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
		p.hold(sales.Problem{
			Code: "refunded", What: p.name() + " has refunds: its status is " + statusName(p.o) + ".",
			Means: "The sale without its refund would overstate income, so neither is posted.",
			Fix:   "Enter the sale and its credit memo by hand, then exclude the order.",
		})
	}
	if known := p.o.Status >= sales.Incomplete && p.o.Status <= sales.PartiallyRefunded; !known {
		p.hold(sales.Problem{
			Code: "status-unknown", Subject: fmt.Sprint(int(p.o.Status)), What: fmt.Sprintf("The store gave an order status that isn't known: %d.", p.o.Status),
			Means: "Whether it is a sale isn't certain.", Fix: "Give the order one of the usual statuses in the store, or exclude it.",
		})
	}
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

// companyHolds checks what the company file and its preferences allow on a day.
func (p *planner) companyHolds(on day.Day) {
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
	if !c.ClosingDate.IsZero() && !on.After(c.ClosingDate) {
		p.hold(sales.Problem{
			Code: "closed-period", Subject: c.ClosingDate.String(),
			What:  fmt.Sprintf("It belongs to %s, and the books are closed through %s.", on.Human(), c.ClosingDate.Human()),
			Means: "A closed period doesn't change unless its accountant says so, so it isn't posted.",
			Fix:   "Open the period in QuickBooks (Edit, Preferences, Accounting), or enter the order by hand in the open one and exclude it.",
		})
	}
}

// tender holds orders that were paid in part by what is a liability.
func (p *planner) tender() {
	for _, t := range []struct {
		name, code string
		zero       bool
		figure     string
	}{
		{"a gift certificate", "gift-certificate-tender", p.o.GiftCertificatePaid.IsZero(), sales.Figure(p.o.GiftCertificatePaid, p.o.Decimals)},
		{"store credit", "store-credit-tender", p.o.StoreCreditPaid.IsZero(), sales.Figure(p.o.StoreCreditPaid, p.o.Decimals)},
	} {
		if !t.zero {
			p.hold(sales.Problem{
				Code: t.code, What: fmt.Sprintf("Of this order %s was paid with %s.", t.figure, t.name),
				Means: "That is no money that arrives: it takes a liability down. Posted as it is, the deposit would be too large.",
				Fix:   "Enter the order by hand with the liability account, then exclude it.",
			})
		}
	}
}

// afterPosting plans what an order that stands in QuickBooks still needs.
func (p *planner) afterPosting() []Document {
	sale := p.sale()
	p.changed(sale)
	switch o := p.o; {
	case o.Status == sales.Cancelled || o.Status == sales.Declined:
		p.afterwards(sale, "cancelled-after-posting", "was cancelled in the store", "If it is right, void or reverse the document in QuickBooks; if not, correct the status in the store.")
	case o.Status == sales.Refunded || o.Status == sales.PartiallyRefunded:
		p.afterwards(sale, "refunded-after-posting", "was refunded in the store", "Enter a credit memo in QuickBooks and apply or refund it there.")
	case o.Archived:
		p.afterwards(sale, "archived-after-posting", "was archived in the store", "If the sale stands, restore the order in the store; if not, void the document in QuickBooks.")
	case o.Status == sales.ManualVerification, o.Status == sales.Disputed:
		p.afterwards(sale, "doubted-after-posting", "is now "+statusName(o)+" in the store", "Look at the payment at the processor. If the money was taken back, reverse the document in QuickBooks.")
	case o.Status == sales.Incomplete || o.Status == sales.Pending:
		p.afterwards(sale, "unsold-after-posting", "is now "+statusName(o)+" in the store", "If it is right, void the document in QuickBooks; if not, correct the status in the store.")
	}
	if len(p.problems) > 0 {
		return nil
	}
	rule, mapped := p.paymentRule()
	paid := p.paid(rule)
	payment := p.has(Payment)
	if !paid && (sale.Kind == SalesReceipt || payment) {
		p.afterwards(sale, "unpaid-after-posting", "is no longer paid: its status is "+statusName(p.o), "If the money did not come, reverse the payment in QuickBooks; if it did, correct the status in the store.")
		return nil
	}
	if sale.Kind != Invoice || !paid || payment || sale.Total == 0 {
		return nil
	}
	if !p.l.Company.Known {
		p.companyHolds(p.day)
		return nil
	}
	invoice := Document{
		RefNumber: sale.RefNumber, Date: sale.Date, Total: sale.Total, Customer: sale.Customer,
		Currency: p.o.Currency, Decimals: p.o.Decimals,
	}
	if sale.Customer.IsZero() {
		invoice.CustomerKey = sale.CustomerKey
	}
	p.receivable(&invoice)
	pay := p.payment(invoice, rule, mapped)
	p.companyHolds(pay.Date)
	p.notes = append(p.notes, pay.Notes...)
	return []Document{pay}
}

// sale is the document that stands for the sale itself.
func (p *planner) sale() Prior {
	for _, x := range p.prior {
		if x.Kind == SalesReceipt || x.Kind == Invoice {
			return x
		}
	}
	return p.prior[0]
}

func (p *planner) has(k Kind) bool {
	return slices.ContainsFunc(p.prior, func(x Prior) bool { return x.Kind == k })
}

// changed holds an order whose money or goods changed after it was posted.
func (p *planner) changed(sale Prior) {
	if sale.Fingerprint == "" && sale.Total == p.total || sale.Fingerprint == p.print {
		return
	}
	what := fmt.Sprintf("%s was changed after it was posted: it was %s, it is %s now.", p.name(), p.money(sale.Total), p.money(p.total))
	if sale.Total == p.total {
		what = fmt.Sprintf("%s was changed after it was posted: its total is still %s, but its lines, charges or taxes are others.", p.name(), p.money(p.total))
	}
	p.hold(sales.Problem{
		Code: "changed-after-posting", What: what,
		Means: fmt.Sprintf("%s %s in QuickBooks still shows the order as it was.", kindName(sale.Kind), sale.RefNumber),
		Fix:   "Compare both and correct the document in QuickBooks, or undo the change in the store.",
	})
}

// afterwards holds an order whose standing in the store changed after posting.
func (p *planner) afterwards(sale Prior, code, what, fix string) {
	p.hold(sales.Problem{
		Code: code, What: p.name() + " " + what + ", after it was posted.",
		Means: fmt.Sprintf("%s %s of %s for %s still stands in QuickBooks.", kindName(sale.Kind), sale.RefNumber, sale.Date.Human(), p.money(sale.Total)),
		Fix:   fix,
	})
}

// kindName is a kind in a bookkeeper's words, at the start of a sentence.
func kindName(k Kind) string {
	switch k {
	case SalesReceipt:
		return "Sales receipt"
	case Invoice:
		return "Invoice"
	case Payment:
		return "Payment"
	case CustomerAdd:
		return "Customer"
	}
	return string(k)
}
