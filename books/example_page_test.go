package books

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"countinghouse/money"
)

// The page of the book: the examples as Markdown, between two markers of
// docs/accounting.md. Written anew by
//
//	go test ./books -run TestThePageShowsTheExamplesAsTheyAre -update

var update = flag.Bool("update", false, "write the examples into docs/accounting.md")

const (
	page      = "../docs/accounting.md"
	pageBegin = "<!-- examples: begin. Written by the tests of package books, not by hand. -->\n"
	pageEnd   = "<!-- examples: end -->\n"
)

func TestThePageShowsTheExamplesAsTheyAre(t *testing.T) {
	b, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, begun := strings.Cut(string(b), pageBegin)
	old, tail, ended := strings.Cut(rest, pageEnd)
	if !begun || !ended {
		t.Fatalf("%s has no markers for the examples", page)
	}
	now := examplesPage(t)
	if *update {
		if err := os.WriteFile(page, []byte(head+pageBegin+now+pageEnd+tail), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if old != now {
		t.Errorf("the examples of %s are stale: go test ./books -run %s -update", page, t.Name())
	}
}

// signed are quantities without a sign.
var signed = regexp.MustCompile(` (\d)`)

func examplesPage(t *testing.T) string {
	b, n := &strings.Builder{}, 0
	b.WriteString("\n| examples | of |\n|---|---|\n")
	for _, c := range chapters() {
		fmt.Fprintf(b, "| %d to %d | %s |\n", n+1, n+len(c.examples), c.title)
		n += len(c.examples)
	}
	n = 0
	for _, c := range chapters() {
		fmt.Fprintf(b, "\n### %s\n", c.title)
		for _, x := range c.examples {
			n++
			fmt.Fprintf(b, "\n#### %d. %s\n\n%s\n", n, x.title, x.shows)
			for _, e := range x.run(t) {
				e.page(b)
			}
		}
	}
	b.WriteString("\n")
	return b.String()
}

// page writes one event.
func (c told) page(b *strings.Builder) {
	if c.step.when != "" {
		fmt.Fprintf(b, "\n**%s%s**\n", strings.ToUpper(c.step.when[:1]), c.step.when[1:])
	}
	if n := c.plan.Customer; n != nil {
		fmt.Fprintf(b, "\nFirst the customer *%s* is created.\n", n.Name)
	}
	for _, n := range c.plan.Items {
		fmt.Fprintf(b, "\nFirst the item *%s* is created: %s, income to %s.\n", n.Name, itemKind(n.Type), n.Account.FullName)
	}
	whole := !c.step.undo
	for _, d := range c.docs {
		whole = whole && d.Operation == Add
	}
	for _, d := range c.docs {
		c.document(b, d, whole)
	}
	if !whole {
		fmt.Fprintf(b, "\n| what changes in the accounts | debit | credit |\n|---|---:|---:|\n")
		for _, name := range slices.Sorted(maps.Keys(nonzero(c.book))) {
			row(b, name, c.book[name])
		}
	}
	effects(b, "Tax owed", nonzero(c.taxes))
	if s := stockWords(c.stock); s != "" {
		fmt.Fprintf(b, "\nStock: %s\n", signed.ReplaceAllString(strings.ReplaceAll(s, " -", " −"), " +$1"))
	}
	for _, x := range c.plan.Problems {
		fmt.Fprintf(b, "\n> **Held.** %s\n>\n> %s\n>\n> *To do:* %s\n", x.What, x.Means, x.Fix)
	}
	for _, x := range c.plan.Notes {
		fmt.Fprintf(b, "\nNoted: %s\n", x.Text)
	}
	switch {
	case c.plan.Outcome == Exclude:
		fmt.Fprintf(b, "\nNothing is posted. %s\n", c.plan.Reason)
	case c.plan.Outcome == Watch:
		fmt.Fprintf(b, "\nNothing is posted yet. %s\n", c.plan.Reason)
	case len(c.docs)+len(c.plan.Problems) == 0:
		b.WriteString("\nNothing is posted.\n")
	}
}

// document writes a document: its lines, and its debits and credits.
func (c told) document(b *strings.Builder, d Document, whole bool) {
	head := d.head()
	fmt.Fprintf(b, "\n*%s%s*", strings.ToUpper(head[:1]), head[1:])
	if _, more, late := strings.Cut(d.Memo, ", of "); late {
		fmt.Fprintf(b, " (memo: of %s)", more)
	}
	if c.contained > 0 {
		fmt.Fprintf(b, " (memo: %s)", d.Memo)
	}
	b.WriteString("\n")
	if len(d.Lines) > 0 && d.Kind != Journal {
		fmt.Fprintf(b, "\n| line | item | quantity | amount |\n|---|---|---:|---:|\n")
		for _, l := range d.Lines {
			quantity, code := "", ""
			if !l.Quantity.IsZero() {
				quantity = l.Quantity.String()
			}
			if l.Taxable {
				code = ", code " + l.TaxCode.FullName
			}
			if l.TaxAmount != 0 {
				code += ", tax " + l.TaxAmount.Grouped(d.Decimals)
			}
			fmt.Fprintf(b, "| %s | %s%s | %s | %s |\n", l.Desc, l.Item.FullName, code, quantity, l.Amount.Grouped(d.Decimals))
		}
		for _, s := range d.TaxShares {
			fmt.Fprintf(b, "| computed by QuickBooks, %s %% | %s | | %s |\n", s.Rate, s.Item.FullName, s.Amount.Grouped(d.Decimals))
		}
	}
	rows := Effects(d, c.lists)
	if !whole || len(rows) == 0 {
		return
	}
	in := ""
	if d.Currency != "USD" {
		in = ", " + d.Currency
	}
	fmt.Fprintf(b, "\n| account | debit%s | credit%s |\n|---|---:|---:|\n", in, in)
	for _, e := range rows {
		name := e.Account.FullName
		if !e.Agency.IsZero() {
			name += ", " + e.Agency.FullName
		}
		row(b, name, e.Debit-e.Credit)
	}
}

func row(b *strings.Builder, name string, a money.Amount) {
	if a > 0 {
		fmt.Fprintf(b, "| %s | %s | |\n", name, a.Grouped(2))
	} else {
		fmt.Fprintf(b, "| %s | | %s |\n", name, (-a).Grouped(2))
	}
}

// effects writes what changes, by name, with its sign.
func effects(b *strings.Builder, word string, m map[string]money.Amount) {
	var list []string
	for _, k := range slices.Sorted(maps.Keys(m)) {
		sign := "+"
		if m[k] < 0 {
			sign = "−"
		}
		list = append(list, k+" "+sign+m[k].Abs().Grouped(2))
	}
	if len(list) > 0 {
		fmt.Fprintf(b, "\n%s: %s\n", word, strings.Join(list, ", "))
	}
}
