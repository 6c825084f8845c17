package books

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
)

// MakePlan tells what should stand in QuickBooks for an order under the rules,
// given what is in QuickBooks' lists and what was handed over before. It is
// pure: the same arguments give the same plan, byte for byte. Zone is the
// store's, in which the order's day is cut.
//
// A plan that posts is proved: every reference resolves to an active entry,
// every text fits, and the lines and tax of each document add up to the
// order's total and tax to the cent. Everything else is held with all its
// reasons at once, watched, or excluded.
func MakePlan(o sales.Order, r Rules, l Lists, zone *time.Location, prior []Prior, d Decisions) Plan {
	if zone == nil {
		zone = time.UTC
	}
	p := &planner{o: o, r: r, l: l, zone: zone, prior: documentsOf(prior), decisions: d, day: day.Of(o.Placed, zone), print: o.Fingerprint()}
	p.r, p.applied = r.For(o)
	if o.Decimals < 2 {
		p.o.Decimals = 2 // QuickBooks keeps two
	}
	p.total, _ = o.Total.Inc.Round(p.o.Decimals, money.HalfAwayFromZero)
	p.tax, _ = o.Total.Tax.Round(p.o.Decimals, money.HalfAwayFromZero)
	plan := Plan{Day: p.day, Total: p.total, Tax: p.tax, Fingerprint: p.print}

	if len(p.prior) == 0 {
		if plan.Outcome, plan.Reason = p.unsold(); plan.Outcome != "" {
			return plan
		}
		plan.Customer, plan.Documents = p.fresh()
	} else {
		plan.Documents = p.afterPosting()
	}
	plan.CustomerUpdate, plan.Items = p.update, p.newItems
	plan.Notes = p.notes
	plan.Outcome = Post
	if len(p.problems) > 0 {
		plan.Outcome, plan.Customer, plan.CustomerUpdate, plan.Items, plan.Documents, plan.Problems = Hold, nil, nil, nil, nil, p.problems
	}
	return plan
}

// planner makes the plan of one order and gathers what is in its way.
type planner struct {
	o     sales.Order
	r     Rules
	l     Lists
	zone  *time.Location
	prior []Prior
	// decisions are what persons decided about the order.
	decisions Decisions
	day       day.Day
	total     money.Amount
	tax       money.Amount
	print     string // the order's fingerprint
	f         sales.Findings
	// exchange is home units for one of the order's currency; zero is not sent.
	exchange money.Decimal
	// marketTax tells that all of the tax goes to the item for tax of marketplaces.
	marketTax bool
	// update fills what is blank in the record of a known customer.
	update *CustomerFill
	// newItems are to be created first.
	newItems []NewItem
	// applied are the cases that the order meets.
	applied []AppliedCase
	// taxRounding is what of the tax stands on a visible rounding line.
	taxRounding money.Amount

	problems []sales.Problem
	notes    []sales.Note
}

// hold records a problem, once.
func (p *planner) hold(x sales.Problem) {
	if !slices.Contains(p.problems, x) {
		p.problems = append(p.problems, x)
	}
}

func (p *planner) note(code, place, text string) {
	p.notes = append(p.notes, sales.Note{Code: code, Place: place, Text: text})
}

// money writes an amount of the order for people, with its currency: "$84.20",
// "84.20 CAD".
func (p *planner) money(a money.Amount) string {
	text := a.Grouped(p.o.Decimals)
	if !strings.EqualFold(p.o.Currency, "USD") {
		return text + " " + p.o.Currency
	}
	if inside, negative := strings.CutPrefix(text, "("); negative {
		return "($" + inside
	}
	return "$" + text
}

// short says what the books lack until the order is posted: the second part
// of a message.
func (p *planner) short() string {
	return fmt.Sprintf("Sales of %s are %s short until it is posted.", p.day.Human(), p.money(p.total))
}

// name is the order in words.
func (p *planner) name() string { return fmt.Sprintf("Order %d", p.o.ID) }

// fresh plans an order of which nothing stands in QuickBooks yet.
func (p *planner) fresh() (*NewCustomer, []Document) {
	p.approvals()
	p.start()
	p.dated()
	p.statusHolds()
	p.companyHolds(p.day)
	p.marketplace()
	p.f = p.o.Check()
	for _, x := range p.f.Problems {
		p.hold(x)
	}
	p.notes = append(p.notes, p.f.Notes...)
	p.tender()
	if !p.l.Company.Known {
		return nil, nil // nothing can be looked up yet
	}
	rule, mapped := p.paymentRule()
	paid := p.paid(rule)
	kind := Invoice
	if paid && !rule.Later {
		kind = SalesReceipt
	}
	doc, customer := p.header(kind)
	p.lines(&doc)
	if kind == Invoice {
		p.receivable(&doc)
	} else {
		p.moneyInto(&doc, rule, mapped)
	}
	docs := []Document{doc}
	if kind == Invoice && paid && p.total != 0 {
		docs = append(docs, p.payment(doc, rule, mapped))
	}
	for i := range docs {
		p.notes = append(p.notes, docs[i].Notes...)
	}
	if customer != nil {
		p.notes = append(p.notes, customer.Notes...)
	}
	return customer, docs
}

// paid judges by the rule whether the order is paid, and tells when status and
// payments disagree. On account only the money itself proves it, and money that
// is only reserved has not come, whatever the status says (order-arithmetic
// §15.1).
func (p *planner) paid(rule PaymentRule) bool {
	if rule.Later {
		return p.o.Paid("payments")
	}
	if p.o.Reserved() {
		if p.o.Paid("status") {
			p.note("authorized", "payments", fmt.Sprintf("The status is %s, but the money is only reserved and has not come: an invoice is posted, and its payment when the money is taken.", statusName(p.o)))
		}
		return false
	}
	paid := p.o.Paid(p.r.PaidBy)
	got, known := p.o.Received()
	noted := slices.ContainsFunc(p.f.Notes, func(n sales.Note) bool { return n.Code == "paid-disagree" })
	if known && !noted && p.total > 0 && p.o.Paid("status") != p.o.Paid("payments") {
		judge := "status"
		if p.r.PaidBy == "payments" {
			judge = "payments"
		}
		p.note("paid-disagree", "payments", fmt.Sprintf("The status is %s, but payments of %s are recorded; the %s decides.",
			statusName(p.o), sales.Figure(got, p.o.Decimals), judge))
	}
	return paid
}

// prove checks a finished document against the order once more: what reaches
// the books is the order's total and tax, or nothing (order-arithmetic §5.8).
func (p *planner) prove(d *Document) {
	var lines, tax money.Amount
	for _, l := range d.Lines {
		lines += l.Amount
		if l.Source.Part == "tax" {
			tax += l.Amount
		}
	}
	if lines+d.Tax == p.total && d.Total == p.total && tax+d.Tax+p.taxRounding == p.tax {
		return
	}
	p.hold(sales.Problem{
		Code: "document-differs",
		What: fmt.Sprintf("The document would come to %s with %s of tax, the order says %s with %s.",
			p.money(lines+d.Tax), p.money(tax+d.Tax), p.money(p.total), p.money(p.tax)),
		Means: "It isn't posted: the books would differ from what the shopper paid.",
		Fix:   "Post the order by hand and exclude it, or send its story to whoever looks after this program.",
	})
}

// documentsOf leaves out what is no document.
func documentsOf(prior []Prior) []Prior {
	var docs []Prior
	for _, x := range prior {
		if x.Kind != CustomerAdd {
			docs = append(docs, x)
		}
	}
	return docs
}

// statusName is the merchant's name of the order's status, else ours.
func statusName(o sales.Order) string {
	if o.StatusLabel != "" {
		return o.StatusLabel
	}
	return fmt.Sprintf("number %d", o.Status)
}

// same compares names as QuickBooks does: without regard to case.
func same(a, b string) bool { return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b)) }
