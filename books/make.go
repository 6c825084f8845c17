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
// It makes the whole target (every document that should stand for the order as
// it is now) and compares it with what stands. What is missing is added, what
// was made of other figures of the store is changed, what is not wanted any
// more is taken back as the rules say. What stands is not decided again because
// a mapping changed.
//
// A plan that posts is proved: every reference resolves to an active entry,
// every text fits, and the lines and tax of each document add up to the total
// and tax of the order or refund to the cent. Everything else is held with all
// its reasons at once, watched, or excluded. A held plan may have documents:
// they are right whatever becomes of what is held, and are posted.
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

	if plan.Outcome, plan.Reason = p.decided(); plan.Outcome != "" {
		return plan
	}
	plan.Customer = p.target()
	plan.Documents = p.docs
	for i := range p.docs {
		p.notes = append(p.notes, p.docs[i].Notes...)
	}
	if plan.Customer != nil {
		p.notes = append(p.notes, plan.Customer.Notes...)
	}
	p.contribute(&plan)
	plan.CustomerUpdate, plan.Items = p.update, p.newItems
	plan.Notes = p.notes
	plan.Outcome = Post
	if len(p.problems) > 0 {
		plan.Outcome, plan.Problems = Hold, p.problems
	}
	if len(plan.Documents) == 0 && plan.Contribution == nil {
		plan.Customer, plan.CustomerUpdate, plan.Items = nil, nil, nil
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
	// summed is the style of the daily summary that the sale is part of; "" is none.
	summed string
	// applied are the cases that the order meets.
	applied []AppliedCase
	// taxRounding is what of the tax stands on a visible rounding line.
	taxRounding money.Amount

	// docs are the documents that are still to be posted, wanted what should
	// stand, sale the document of the sale as it stands or will.
	docs   []Document
	wanted map[slot]bool
	sale   Document
	open   money.Amount // what of the invoice is not settled yet
	// stood is the total of the sale that stands, while its figures are the
	// order's: no mapping makes another one due. Checked tells that the company
	// file was asked whether it allows new documents.
	stood   *money.Amount
	checked bool
	// extra are parts of a document beside the order's own.
	extra []part
	// refund is set where what is planned is one refund, as a sale turned round.
	refund *refunding

	problems []sales.Problem
	faults   int // how often something was held, told already or not
	notes    []sales.Note
}

// hold records a problem, once.
func (p *planner) hold(x sales.Problem) {
	p.faults++
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

// short says what the books lack until the order (or refund) is posted: the
// second part of a message.
func (p *planner) short() string {
	if f := p.refund; f != nil {
		total, _ := f.r.Total.Round(p.o.Decimals, money.HalfAwayFromZero)
		return fmt.Sprintf("Sales are %s too high until the refund of %s is posted.", p.money(total), p.refundDay(f).Human())
	}
	if p.stood != nil { // the sale is in the books as it is
		return "The money is missing in the books until its payment is posted."
	}
	return fmt.Sprintf("Sales of %s are %s short until it is posted.", p.day.Human(), p.money(p.total))
}

// name is the order in words.
func (p *planner) name() string { return fmt.Sprintf("Order %d", p.o.ID) }

// prove checks a finished document against the order (or refund) once more:
// what reaches the books is its total and tax, less what was paid with a
// liability, or nothing (order-arithmetic §5.8).
func (p *planner) prove(d *Document) {
	var lines, tax, spent money.Amount
	for _, l := range d.Lines {
		lines += l.Amount
		switch l.Source.Part {
		case "tax":
			tax += l.Amount
		case certificateSpent, creditSpent:
			spent -= l.Amount
		}
	}
	if lines+d.Tax+spent == p.total && d.Total == p.total-spent && tax+d.Tax+p.taxRounding == p.tax {
		return
	}
	p.hold(sales.Problem{
		Code: "document-differs",
		What: fmt.Sprintf("The document would come to %s with %s of tax, the order says %s with %s.",
			p.money(lines+d.Tax+spent), p.money(tax+d.Tax), p.money(p.total), p.money(p.tax)),
		Means: "It isn't posted: the books would differ from what the shopper paid.",
		Fix:   "Post the order by hand and exclude it, or send its story to whoever looks after this program.",
	})
}

// documentsOf leaves out what is no document.
func documentsOf(prior []Prior) []Prior {
	var docs []Prior
	for _, x := range prior {
		switch x.Kind {
		case CustomerAdd, CustomerUpdate, ItemAdd:
		default:
			if x.Kind == Payment && x.Part == "" { // of the first version, which knew one payment an order
				x.Part = PaymentPart(0)
			}
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
	return o.Status.Word()
}

// same compares names as QuickBooks does: without regard to case.
func same(a, b string) bool { return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b)) }
