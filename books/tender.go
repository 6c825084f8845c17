package books

import (
	"fmt"
	"strings"

	"countinghouse/money"
	"countinghouse/qbxml"
	"countinghouse/sales"
)

// The parts of lines that are no sale but a liability spent (on a refund:
// given back): gift certificates and store credit.
const (
	certificateSpent = "gift_certificate_spent"
	creditSpent      = "store_credit"
)

// spent is a liability that was spent, as an amount; fractions are held by tenders.
func (p *planner) spent(x money.Decimal) money.Amount {
	a, _ := x.Round(p.o.Decimals, money.HalfAwayFromZero)
	return a
}

// spentOn is what a document's lines take from liabilities.
func spentOn(d *Document) money.Amount {
	var sum money.Amount
	for _, l := range d.Lines {
		if l.Source.Part == certificateSpent || l.Source.Part == creditSpent {
			sum -= l.Amount
		}
	}
	return sum
}

// tenders adds what was paid with gift certificates and store credit, as
// negative lines on the liabilities, so that the document's total is what was
// to be collected elsewhere (order-arithmetic §8).
func (p *planner) tenders(d *Document, exempt Ref) {
	if p.f.Closing == sales.ClosedNetOfCertificate || p.f.Closing == sales.ClosedNetOfCredit {
		p.hold(sales.Problem{
			Code: "total-net-of-tender", Place: "total", What: fmt.Sprintf("The order's total %s adds up only after what was paid with a gift certificate or store credit is taken off.", p.money(p.total)),
			Means: "Whether the sale is of that total or of more isn't certain, so it isn't posted.", Fix: "Look at the order's payments in the store. Enter it by hand and exclude it.",
		})
		return
	}
	c := p.r.Charges
	item := c.GiftCertificateSpent
	if item == "" {
		item = c.GiftCertificate
	}
	p.tenderLine(d, exempt, p.o.GiftCertificatePaid, item, certificateSpent, "gift certificate item", "gift certificates spent", "Gift certificate")
	p.tenderLine(d, exempt, p.o.StoreCreditPaid, c.StoreCredit, creditSpent, "store credit item", "store credit", "Store credit")
	if d.Total < 0 {
		p.hold(sales.Problem{
			Code: "tender-exceeds", Place: "total", What: fmt.Sprintf("Gift certificates and store credit of %s are more than the order's total %s.", p.money(p.total-d.Total), p.money(p.total)),
			Means: "A sale can't be below zero, so it isn't posted.", Fix: "Look at the order's payments in the store.",
		})
	}
}

func (p *planner) tenderLine(d *Document, exempt Ref, x money.Decimal, item, part, what, used, text string) {
	if x.IsZero() {
		return
	}
	amount, err := x.Exact(p.o.Decimals)
	if err != nil {
		p.hold(sales.Problem{
			Code: "fractions", Place: used, What: fmt.Sprintf("The amount %s of %s has fractions of the smallest coin.", sales.Figure(x, p.o.Decimals), used),
			Means: "It can't be taken from the liability to the cent, so nothing is posted.", Fix: "Look at the order in the store.",
		})
		return
	}
	if part == creditSpent && p.o.StoreCurrency != "" && !same(p.o.StoreCurrency, p.o.Currency) {
		p.hold(sales.Problem{
			Code: "credit-currency", Place: used, What: fmt.Sprintf("Store credit of %s moves with an order in %s, but shoppers have it in %s, one for one: the store converts nothing.",
				p.money(amount), strings.ToUpper(p.o.Currency), strings.ToUpper(p.o.StoreCurrency)),
			Means: "What is owed to the shopper changes by another value than the sale, and on which account the difference belongs isn't certain, so it isn't posted.",
			Fix:   "Enter it in QuickBooks by hand with its difference of currencies, then exclude the order.",
		})
		return
	}
	if item == "" {
		p.unmapped(what, used)
		return
	}
	e, ok := p.chargeItem(item, used, false)
	if !ok || !p.onLiability(e, used) {
		return
	}
	why := fmt.Sprintf("%s are no money that arrives: they take a liability down", upper(used))
	if p.refund != nil {
		why = fmt.Sprintf("What goes back as %s is owed to the shopper: no money leaves", used)
	}
	d.Lines = append(d.Lines, Line{
		Item: e.Ref(), Account: e.Account, Desc: p.fit(d, text, qbxml.MaxDesc, used), Amount: -amount, TaxCode: exempt,
		Source: Source{Part: part, Text: text, Amount: -amount},
		Why:    []Reason{{"mapping", upper(used) + " are the item " + e.FullName}, {"rule", why}},
	})
	d.Total -= amount
}

// onLiability holds an item for gift certificates or store credit that does
// not post to a liability.
func (p *planner) onLiability(e Entry, used string) bool {
	a := accountOf(p.l, e.Account)
	if a.Type == "" || strings.HasSuffix(a.Type, "Liability") {
		return true
	}
	p.hold(sales.Problem{
		Code: "item-kind", Subject: e.FullName,
		What:  "The item " + e.FullName + ", which is mapped for " + used + ", posts to " + a.FullName + ", which is no liability account.",
		Means: "What is owed to the shopper must not become income or cost. " + p.short(), Fix: "Choose an item on a liability account in Mapping.",
	})
	return false
}
