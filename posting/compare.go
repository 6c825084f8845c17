package posting

import (
	"fmt"
	"strings"

	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/qbxml"
	"countinghouse/store"
)

// differences tells how a saved record differs from the posting, for people.
// All asks for everything that a person may have changed in QuickBooks, not
// only for money, goods and dates.
func differences(q *store.Posting, f *found, all bool) []string {
	c := comparing{}
	switch q.Kind {
	case books.CustomerAdd:
		if v, ok := f.ret.(*qbxml.CustomerRet); ok {
			c.text("the name", q.Customer.Name, v.Name)
		}
		return c.out
	case books.ItemAdd:
		c.text("the name", itemName(q.Item), f.ref)
		c.text("the kind", q.Item.Type, f.itemType)
		return c.out
	default:
	}
	d := q.Document
	c.text("the date", d.Date.String(), f.date)
	c.text("the number", d.RefNumber, f.ref)
	what := "the total"
	if f.kind == books.Payment {
		what = "the amount"
	}
	c.amount(what, totalOf(d), f.total)
	if all {
		if q.CustomerListID != "" && f.customer.ListID != "" && f.customer.ListID != q.CustomerListID {
			c.out = append(c.out, "the customer is "+f.customer.FullName)
		}
		if f.kind != books.Journal {
			c.text("the memo", memoOf(d), f.memo)
		}
		if d.DepositTo.ListID != "" && f.depositTo.ListID != "" && d.DepositTo.ListID != f.depositTo.ListID {
			c.out = append(c.out, fmt.Sprintf("its account is %s, not %s", f.depositTo.FullName, d.DepositTo.FullName))
		}
	}
	switch q.Kind {
	case books.SalesReceipt, books.Invoice, books.CreditMemo, books.SalesOrder:
		c.amount("the sales tax", d.Tax, f.tax)
		c.lines(d, f.lines, all)
	case books.Journal:
		c.journal(d, f.lines)
	case books.Adjustment:
		c.pieces(d, f.lines)
	case books.Payment:
		c.links(q, f, books.Pays, "applied to")
	case books.CardRefund, books.Check:
		c.links(q, f, books.Refunds, "paid out of")
	default:
	}
	return c.out
}

// comparing gathers differences.
type comparing struct{ out []string }

func (c *comparing) text(what, planned, saved string) {
	if !strings.EqualFold(planned, saved) {
		c.out = append(c.out, fmt.Sprintf("%s is %s, the order says %s", what, orNone(saved), orNone(planned)))
	}
}

func (c *comparing) amount(what string, planned, saved money.Amount) {
	if planned != saved {
		c.out = append(c.out, fmt.Sprintf("%s is %s, the order says %s", what, saved.Grouped(2), planned.Grouped(2)))
	}
}

// lines compares lines one by one.
func (c *comparing) lines(doc *books.Document, saved []savedLine, all bool) {
	if len(saved) != len(doc.Lines) {
		c.out = append(c.out, fmt.Sprintf("it has %d lines, the order makes %d", len(saved), len(doc.Lines)))
		return
	}
	for i := range doc.Lines {
		l, r := &doc.Lines[i], &saved[i]
		if r.amount != l.Amount {
			c.out = append(c.out, fmt.Sprintf("line %d (%s) is %s, the order says %s", i+1, l.Source.Text, r.amount.Grouped(2), l.Amount.Grouped(2)))
		}
		if l.Item.ListID != "" && r.item.ListID != "" && l.Item.ListID != r.item.ListID {
			c.out = append(c.out, fmt.Sprintf("line %d is the item %s, the order says %s", i+1, r.item.FullName, l.Item.FullName))
		}
		if all && !l.Quantity.IsZero() && !r.quantity.Equal(l.Quantity) {
			c.out = append(c.out, fmt.Sprintf("line %d has the quantity %s, the order says %s", i+1, r.quantity, l.Quantity))
		}
		if all && l.Desc != "" && strings.TrimSpace(r.desc) != strings.TrimSpace(l.Desc) {
			c.out = append(c.out, fmt.Sprintf("line %d reads %q", i+1, r.desc))
		}
	}
}

// journal compares the debits and credits of a journal entry, in any order.
func (c *comparing) journal(doc *books.Document, saved []savedLine) {
	type entry struct {
		account string
		debit   bool
		amount  money.Amount
	}
	count := map[entry]int{}
	for _, l := range saved {
		count[entry{l.account.ListID, l.debit, l.amount}]++
	}
	for i := range doc.Lines {
		l := &doc.Lines[i]
		k := entry{l.Account.ListID, l.Debit, l.Amount}
		if count[k]--; count[k] < 0 {
			side := "credit"
			if l.Debit {
				side = "debit"
			}
			c.out = append(c.out, fmt.Sprintf("there is no %s of %s to %s", side, l.Amount.Grouped(2), l.Account.FullName))
		}
	}
	if len(saved) != len(doc.Lines) {
		c.out = append(c.out, fmt.Sprintf("it has %d lines, the order makes %d", len(saved), len(doc.Lines)))
	}
}

// totalOf is the total that QuickBooks tells of a document: of a journal entry
// the sum of its debits, in which discounts stand beside the money.
func totalOf(d *books.Document) money.Amount {
	if d.Kind != books.Journal {
		return d.Total
	}
	var sum money.Amount
	for i := range d.Lines {
		if d.Lines[i].Debit {
			sum += d.Lines[i].Amount
		}
	}
	return sum
}

// links compares what a payment or refund is applied to.
func (c *comparing) links(q *store.Posting, f *found, use books.LinkUse, words string) {
	some := false
	for i := range q.Links {
		l := &q.Links[i]
		if l.Use != use {
			continue
		}
		some = true
		want := l.Amount
		if want == 0 {
			want = q.Total
		}
		if got := f.linkedTo(l.TxnID); got != want {
			c.out = append(c.out, fmt.Sprintf("%s of it are %s its %s, the order says %s", got.Grouped(2), words, strings.ReplaceAll(string(l.Kind), "_", " "), want.Grouped(2)))
		}
	}
	if some || q.Operation != books.Modify {
		return
	}
	for _, l := range f.links { // it was changed to be the customer's credit
		if l.amount != 0 {
			c.out = append(c.out, fmt.Sprintf("%s of it are %s %s, the order says 0.00", l.amount.Grouped(2), words, l.ref))
		}
	}
}

// linkedTo is how much of a document is linked to another.
func (f *found) linkedTo(id string) money.Amount {
	var sum money.Amount
	for _, l := range f.links {
		if l.id == id {
			sum += l.amount
		}
	}
	return sum
}

func orNone(s string) string {
	if s == "" {
		return "empty"
	}
	return s
}

// savedWords says what QuickBooks has of a document.
func savedWords(f *found) string {
	var lines []string
	for i := range f.lines {
		l := &f.lines[i]
		name := l.item.FullName
		if name == "" {
			name = orText(l.desc, l.account.FullName)
		}
		lines = append(lines, lineWords(l.quantity, name, l.amount))
	}
	return documentWords(f.date, f.ref, lines, f.tax, f.total)
}

// plannedWords says what the order makes of a document.
func plannedWords(d *books.Document) string {
	var lines []string
	for i := range d.Lines {
		l := &d.Lines[i]
		lines = append(lines, lineWords(l.Quantity, orText(l.Item.FullName, orText(l.Desc, l.Account.FullName)), l.Amount))
	}
	return documentWords(d.Date.String(), d.RefNumber, lines, d.Tax, d.Total)
}

func orText(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func lineWords(quantity money.Decimal, name string, amount money.Amount) string {
	if quantity.IsZero() {
		return name + " " + amount.Grouped(2)
	}
	return quantity.String() + " × " + name + " " + amount.Grouped(2)
}

// mostLines is how many lines are told one by one.
const mostLines = 12

func documentWords(date, ref string, lines []string, tax, total money.Amount) string {
	if d, err := day.Parse(date); err == nil {
		date = d.Human()
	}
	if len(lines) > mostLines {
		lines = append(lines[:mostLines:mostLines], fmt.Sprintf("and %d more lines", len(lines)-mostLines))
	}
	text := "number " + orNone(ref) + " of " + date + ": "
	if len(lines) > 0 {
		text += strings.Join(lines, "; ") + "; "
	}
	if tax != 0 {
		text += "sales tax " + tax.Grouped(2) + "; "
	}
	return text + "total " + total.Grouped(2)
}
