package books

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"countinghouse/money"
	"countinghouse/sales"
)

// The book of examples: kinds of orders and events, each with the documents
// that are posted for it and what they do to the accounts. What is expected
// stands in the tables (examples_*_test.go) and was worked out by hand from the
// orders; docs/accounting.md shows the same for people.

// example is one kind of order, and what happens to it.
type example struct {
	title string
	shows string // what the store shows
	order sales.Order
	with  []sales.Order // other orders of the same day, for daily summaries
	world func(*world)
	rules func(*Rules)
	steps []event
}

// event is one look at the order: when it is placed, and after each event.
type event struct {
	when   string // what happened, for people; "" for an order that is just placed
	then   func(*sales.Order)
	world  func(*world)
	rules  func(*Rules)
	decide func(*Decisions)
	// undo takes out of QuickBooks what stands, as a person's undo does.
	undo bool
	// plan is what is to be posted, a line each, as told by told; books what the
	// accounts change by: debits, and credits in parentheses. Both by hand.
	plan  string
	books string
	stock string
	// means is what a held order's first problem says of the books, where it matters.
	means string
}

// told is what one step came to.
type told struct {
	step      event
	plan      Plan
	docs      []Document // those of the plan, or the day's summary
	book      map[string]money.Amount
	stock     map[string]money.Decimal
	taxes     map[string]money.Amount
	lists     Lists
	contained int // orders of the summary
}

// file is a company file in miniature, with what stands of one order.
type file struct {
	live  map[slot]Document
	prior []Prior
}

func (f *file) put(d Document, p Plan, summary string) {
	s := slot{d.Kind, d.Part}
	if d.Operation == Void || d.Operation == Delete {
		delete(f.live, s)
	} else {
		f.live[s] = d
	}
	x := Prior{Kind: d.Kind, Part: d.Part, Revision: d.Revision, Operation: d.Operation, Settled: true, Document: d, RefNumber: d.RefNumber,
		Date: d.Date, Total: d.Total, Customer: d.Customer, CustomerKey: d.CustomerKey, Fingerprint: p.Fingerprint}
	if summary != "" {
		x.Summarized, x.RefNumber = true, summary
	}
	f.prior = append(f.prior, x)
}

// undo voids all that stands.
func (f *file) undo() {
	for s, d := range f.live {
		revision := 0
		for _, x := range f.prior {
			if (slot{x.Kind, x.Part}) == s {
				revision = max(revision, x.Revision)
			}
		}
		f.prior = append(f.prior, Prior{Kind: d.Kind, Part: d.Part, Revision: revision + 1, Operation: Void, Settled: true, Document: Document{Kind: d.Kind, Part: d.Part}})
		delete(f.live, s)
	}
}

// balances are the accounts (tax by its agency) and stock of what stands.
func (f *file) balances(l Lists) (book, taxes map[string]money.Amount, stock map[string]money.Decimal) {
	book, taxes, stock = map[string]money.Amount{}, map[string]money.Amount{}, map[string]money.Decimal{}
	for _, d := range f.live {
		for _, e := range Effects(d, l) {
			name := e.Account.FullName
			if !e.Agency.IsZero() {
				name = e.Agency.FullName
				taxes[name] += e.Credit - e.Debit
			}
			book[name] += e.Debit - e.Credit
		}
		for _, m := range Stock(d, l) {
			stock[m.Item.FullName] = stock[m.Item.FullName].Add(m.Quantity)
		}
	}
	return book, taxes, stock
}

// run plays an example through.
func (x example) run(t *testing.T) []told {
	t.Helper()
	w, r, o, d := exampleWorld(), exampleRules(), x.order, Decisions{}
	if x.world != nil {
		x.world(w)
	}
	apply(x.rules, &r)
	f := &file{live: map[slot]Document{}}
	var out []told
	for _, s := range x.steps {
		o = cloned(o)
		apply(s.then, &o)
		apply(s.rules, &r)
		apply(s.decide, &d)
		if s.world != nil {
			s.world(w)
		}
		if err := r.Validate(); err != nil {
			t.Fatalf("%s: %v", x.title, err)
		}
		l := w.look(NeedsOf(o, r))
		was, wasTaxes, wasStock := f.balances(l)
		if s.undo {
			f.undo()
		}
		c := told{step: s, lists: l, plan: MakePlan(o, r, l, chicago(t), f.prior, d)}
		c.docs = c.plan.Documents
		if c.plan.Contribution != nil {
			x.summarize(t, w, r, f, &c)
		} else {
			for _, doc := range c.docs {
				f.put(doc, c.plan, "")
			}
		}
		c.book, c.taxes, c.stock = f.balances(l)
		for k, a := range was {
			c.book[k] -= a
		}
		for k, a := range wasTaxes {
			c.taxes[k] -= a
		}
		for k, q := range wasStock {
			c.stock[k] = c.stock[k].Sub(q)
		}
		out = append(out, c)
	}
	return out
}

// apply changes something, if there is anything to change.
func apply[T any](change func(*T), x *T) {
	if change != nil {
		change(x)
	}
}

// summarize makes the day's document of the order and those beside it.
func (x example) summarize(t *testing.T, w *world, r Rules, f *file, c *told) {
	t.Helper()
	parts := []Contribution{{x.order.ID, *c.plan.Contribution}}
	for _, o := range x.with {
		p := w.plan(t, o, r)
		if p.Contribution == nil || p.Summary != c.plan.Summary {
			t.Fatalf("%s: order %d is not part of the same summary: %s %s", x.title, o.ID, p.Summary, codes(p))
		}
		parts = append(parts, Contribution{o.ID, *p.Contribution})
	}
	d, err := MakeSummary(x.order.Store, c.plan.Summary, r.RefPrefix, 1, parts)
	if err != nil {
		t.Fatalf("%s: %v", x.title, err)
	}
	c.docs, c.contained = []Document{d}, len(parts)
	f.live[slot{d.Kind, d.Part}] = d
	own := *c.plan.Contribution
	f.prior = append(f.prior, Prior{Kind: own.Kind, Revision: 1, Settled: true, Summarized: true, Document: own, RefNumber: d.RefNumber, Date: own.Date,
		Total: own.Total, Customer: own.Customer, Fingerprint: c.plan.Fingerprint})
}

// cloned is an order that can be changed without the one before.
func cloned(o sales.Order) sales.Order {
	o.Lines, o.Fees, o.Coupons, o.Taxes = slices.Clone(o.Lines), slices.Clone(o.Fees), slices.Clone(o.Coupons), slices.Clone(o.Taxes)
	o.Payments, o.Refunds, o.Shipping = slices.Clone(o.Payments), slices.Clone(o.Refunds), slices.Clone(o.Shipping)
	return o
}

// words tells a step as the tables expect it.
func (c told) words() []string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if n := c.plan.Customer; n != nil {
		say("new customer %s", n.Name)
	}
	for _, n := range c.plan.Items {
		say("new item %s, %s on %s", n.Name, n.Type, n.Account.FullName)
	}
	for _, d := range c.docs {
		say("%s", d.head())
		for _, l := range d.Lines {
			say("%s", l.words(d))
		}
		if d.Tax != 0 {
			say("%s", sharesOf(d))
		}
	}
	for _, x := range c.plan.Problems {
		say("held, %s: %s", x.Code, x.What)
	}
	switch c.plan.Outcome {
	case Exclude:
		say("left out: %s", c.plan.Reason)
	case Watch:
		say("watched: %s", c.plan.Reason)
	}
	if len(out) == 0 {
		say("nothing")
	}
	return out
}

// head is a document in a line.
func (d Document) head() string {
	text := map[Operation]string{Modify: "changed: ", Void: "voided: ", Delete: "deleted: "}[d.Operation] + lowerKind(d.Kind) + " " + d.RefNumber + ", " + d.Date.Human()
	switch d.Customer.FullName {
	case "", "Ana Ortiz":
	default:
		text += ", " + d.Customer.FullName
	}
	if !d.Class.IsZero() {
		text += ", class " + d.Class.FullName
	}
	if d.Operation == Add || d.Operation == Modify {
		text += ", " + d.Total.Grouped(d.Decimals)
	}
	if !d.ExchangeRate.IsZero() {
		text += " at " + d.ExchangeRate.String()
	}
	for _, l := range d.Links {
		switch l.Use {
		case Changes, Follows:
		case Fulfils:
			text += ", fulfils " + lowerKind(l.Kind) + " " + l.RefNumber
		default:
			text += fmt.Sprintf(", %s %s of %s %s", l.Use, l.Amount.Grouped(d.Decimals), lowerKind(l.Kind), l.RefNumber)
		}
	}
	return text
}

// words is a line: quantity, item, amount, and the code of taxed ones.
func (l Line) words(d Document) string {
	if d.Kind == Journal {
		side := "credit "
		if l.Debit {
			side = "debit "
		}
		name := l.Account.FullName
		if !l.Agency.IsZero() {
			name = l.Agency.FullName
		}
		return side + name + " " + l.Amount.Grouped(d.Decimals)
	}
	text := l.Item.FullName + " " + l.Amount.Grouped(d.Decimals)
	if !l.Quantity.IsZero() {
		text = l.Quantity.String() + " × " + text
	}
	if l.Taxable {
		text += " " + l.TaxCode.FullName
	}
	if strings.Contains(l.Desc, "(") {
		text += " “" + l.Desc + "”"
	}
	if l.TaxAmount != 0 {
		text += " with tax of " + l.TaxAmount.Grouped(d.Decimals)
	}
	return text
}

// sharesOf is what QuickBooks computes.
func sharesOf(d Document) string {
	var list []string
	for _, s := range d.TaxShares {
		list = append(list, s.Item.FullName+" "+s.Amount.Grouped(d.Decimals))
	}
	return "computes " + strings.Join(list, ", ")
}

// accountsIn reads "Sales (80.00); Checking 94.60": debits, and credits in parentheses.
func accountsIn(t *testing.T, text string) map[string]money.Amount {
	t.Helper()
	out := map[string]money.Amount{}
	for part := range strings.SplitSeq(text, ";") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		i := strings.LastIndex(part, " ")
		figure := strings.ReplaceAll(part[i+1:], ",", "")
		inner, credit := strings.CutPrefix(strings.TrimSuffix(figure, ")"), "(")
		a, err := dec(inner).Exact(2)
		if err != nil {
			t.Fatalf("%q: %v", part, err)
		}
		if credit {
			a = -a
		}
		if _, twice := out[part[:i]]; twice {
			t.Fatalf("%q stands twice in %q", part[:i], text)
		}
		out[part[:i]] = a
	}
	return out
}

// nonzero leaves out what did not change.
func nonzero(m map[string]money.Amount) map[string]money.Amount {
	out := map[string]money.Amount{}
	for k, a := range m {
		if a != 0 {
			out[k] = a
		}
	}
	return out
}

func stockWords(m map[string]money.Decimal) string {
	var list []string
	for k, q := range m {
		if !q.IsZero() {
			list = append(list, k+" "+q.String())
		}
	}
	slices.Sort(list)
	return strings.Join(list, "; ")
}

// linesIn are the lines of an expectation without what indents them.
func linesIn(text string) []string {
	var out []string
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		out = append(out, strings.TrimSpace(line))
	}
	return out
}

func TestEveryExampleIsPostedAsTheBookSays(t *testing.T) {
	titles := map[string]bool{}
	count := 0
	for _, chapter := range chapters() {
		for _, x := range chapter.examples {
			if count++; titles[x.title] || x.title == "" || x.shows == "" || len(x.steps) == 0 {
				t.Errorf("example %d, %q: its title is missing or not its own, or it tells nothing", count, x.title)
			}
			titles[x.title] = true
			t.Run(x.title, func(t *testing.T) {
				for i, c := range x.run(t) {
					if d := cmp.Diff(linesIn(c.step.plan), c.words()); d != "" {
						t.Errorf("step %d, documents:\n%s", i+1, d)
					}
					if m := c.step.means; m != "" && (len(c.plan.Problems) == 0 || c.plan.Problems[0].Means != m) {
						t.Errorf("step %d: it means %+v, the book says %q", i+1, c.plan.Problems, m)
					}
					want := accountsIn(t, c.step.books)
					var sum money.Amount
					for _, a := range want {
						sum += a
					}
					if sum != 0 {
						t.Errorf("step %d: what the book expects is %s out of balance", i+1, sum)
					}
					if d := cmp.Diff(want, nonzero(c.book)); d != "" {
						t.Errorf("step %d, debits and credits:\n%s", i+1, d)
					}
					if got := stockWords(c.stock); got != c.step.stock {
						t.Errorf("step %d: stock %q, the book says %q", i+1, got, c.step.stock)
					}
					for _, d := range c.docs {
						var debit, credit money.Amount
						for _, e := range Effects(d, c.lists) {
							debit, credit = debit+e.Debit, credit+e.Credit
						}
						if debit != credit {
							t.Errorf("step %d: %s has debits of %s and credits of %s", i+1, d.head(), debit, credit)
						}
						if d.Kind != Journal { // whose lines have accounts instead of items
							fits(t, d)
						}
					}
				}
			})
		}
	}
	if count < 70 {
		t.Errorf("the book has %d examples", count)
	}
}
