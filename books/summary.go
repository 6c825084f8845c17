package books

import (
	"cmp"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"slices"
	"strings"

	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/qbxml"
	"countinghouse/sales"
)

// contribute takes the sale's receipt out of the plan's documents when it is
// part of a daily summary. An order for which an item must be made first has a
// receipt of its own: the summary does not wait for it.
func (p *planner) contribute(plan *Plan) {
	i := slices.IndexFunc(plan.Documents, func(d Document) bool { return d.Kind == SalesReceipt && d.Part == "" && d.Operation == Add })
	if p.summed == "" || i < 0 {
		return
	}
	d := plan.Documents[i]
	if slices.ContainsFunc(d.Lines, func(l Line) bool { return l.ItemKey != "" }) {
		return
	}
	if before := p.faults; p.summed == "journal" {
		for _, m := range Stock(d, p.l) {
			p.hold(sales.Problem{
				Code: "journal-stock", Subject: m.Item.FullName,
				What:  fmt.Sprintf("The item %s has stock, which a journal entry doesn't move.", m.Item.FullName),
				Means: p.short(), Fix: "Post such orders by a daily sales receipt or one by one, in Mapping, or link the SKU to an item without stock.",
			})
		}
		if p.faults > before {
			plan.Documents = nil
			return
		}
	}
	plan.Documents = slices.Delete(slices.Clone(plan.Documents), i, i+1)
	plan.Contribution, plan.Summary = &d, p.summaryKey(d)
}

// summaryKey names the summary that a sale is part of: its day, style and
// payment method, and all that a document has only once.
func (p *planner) summaryKey(d Document) string {
	method := p.o.PaymentMethod
	if method == "" {
		method = "(none)"
	}
	once := printOf(d.Customer, d.Class, d.PaymentMethod, d.DepositTo, d.TaxItem, d.Currency, d.ExchangeRate, d.Template)
	return fmt.Sprintf("%s/%s/%s/%s", d.Date, p.summed, strings.ToLower(method), once[:8])
}

// SummaryPart is the part of the document of a summary: its key and number.
func SummaryPart(key string, number int) string { return fmt.Sprintf("summary/%s/%d", key, number) }

// Contribution is what one order adds to a daily summary.
type Contribution struct {
	Order    sales.OrderID
	Document Document
}

// MakeSummary makes the one document of a day's sales by one payment method:
// lines of the same item, account and tax code are added up. It is pure; the
// total is the sum of what the orders contribute, to the cent. Number counts
// the summaries of a key: orders that were held on the day come in a later one.
func MakeSummary(store sales.StoreKey, key, prefix string, number int, parts []Contribution) (Document, error) {
	if len(parts) == 0 {
		return Document{}, fmt.Errorf("the summary %s has no orders", key)
	}
	parts = slices.Clone(parts)
	slices.SortFunc(parts, func(a, b Contribution) int { return cmp.Compare(a.Order, b.Order) })
	first := parts[0].Document
	words := strings.SplitN(key, "/", 4)
	style, method := "summary", ""
	if len(words) == 4 {
		style, method = words[1], words[2]
	}
	d := Document{
		Kind: SalesReceipt, Part: SummaryPart(key, number), Revision: 1, Customer: first.Customer, Date: first.Date,
		Class: first.Class, Template: first.Template, PaymentMethod: first.PaymentMethod, DepositTo: first.DepositTo, TaxItem: first.TaxItem,
		Currency: first.Currency, Decimals: first.Decimals, ExchangeRate: first.ExchangeRate,
	}
	d.ExternalGUID = guidOf(store, 0, slot{SalesReceipt, d.Part}, 1)
	d.RefNumber = summaryNumber(prefix, d.Date, key, number)
	prints := make([]any, 0, len(parts))
	for _, c := range parts {
		x := c.Document
		if x.Customer != d.Customer || x.Date != d.Date || x.DepositTo != d.DepositTo || x.Class != d.Class || x.Currency != d.Currency || x.Tax != 0 {
			return d, fmt.Errorf("order %d does not belong to the summary %s", c.Order, key)
		}
		d.Total += x.Total
		prints = append(prints, c.Order, x.Fingerprint)
		d.add(x.Lines)
	}
	d.Fingerprint = printOf(prints...)
	d.describe(parts)
	d.Memo = summaryMemo(store, d.Date, method, parts)
	d.Why = []Reason{{"rule", fmt.Sprintf("Paid sales of %s by %s are one document: it has %d orders", d.Date.Human(), orWord(method, "no method"), len(parts))}}
	var sum money.Amount
	for _, l := range d.Lines {
		sum += l.Amount
	}
	if sum != d.Total {
		return d, fmt.Errorf("the summary %s comes to %s, its orders to %s", key, sum, d.Total)
	}
	if style == "journal" {
		d.journal()
	}
	return d, nil
}

// add adds lines up: those of one item, account and code stand together, sales
// apart from what was taken off.
func (d *Document) add(lines []Line) {
	for _, l := range lines {
		i := slices.IndexFunc(d.Lines, func(x Line) bool {
			return x.Item == l.Item && x.Account == l.Account && x.Agency == l.Agency && x.TaxCode == l.TaxCode && x.Class == l.Class &&
				x.Source.Part == l.Source.Part && (x.Amount < 0) == (l.Amount < 0) && x.Quantity.IsZero() == l.Quantity.IsZero()
		})
		if i < 0 {
			l.Source = Source{Part: l.Source.Part, SKU: l.Source.SKU, Amount: l.Amount}
			l.Why = []Reason{{"rule", "The sum of what the orders of the day have on this item"}}
			d.Lines = append(d.Lines, l)
			continue
		}
		x := &d.Lines[i]
		x.Amount, x.Quantity, x.Source.Amount = x.Amount+l.Amount, x.Quantity.Add(l.Quantity), x.Source.Amount+l.Amount
	}
}

// describe says on each line of how many orders it is.
func (d *Document) describe(parts []Contribution) {
	for i := range d.Lines {
		l := &d.Lines[i]
		n := 0
		for _, c := range parts {
			if slices.ContainsFunc(c.Document.Lines, func(x Line) bool { return x.Item == l.Item && x.Source.Part == l.Source.Part }) {
				n++
			}
		}
		word := "orders"
		if n == 1 {
			word = "order"
		}
		l.Desc = qbxml.Fit(fmt.Sprintf("%s, %d %s", l.Item.FullName, n, word), qbxml.MaxDesc).Text
		l.Source.Text = l.Desc
	}
}

// journal turns the document into a journal entry: the money on one side, what
// it was for on the other.
func (d *Document) journal() {
	lines := []Line{{Account: d.DepositTo, Amount: d.Total, Debit: true, Desc: "Money received", Class: d.Class,
		Source: Source{Part: "money", Text: "Money received", Amount: d.Total}, Why: []Reason{{"mapping", "Money of this payment method goes to " + d.DepositTo.FullName}}}}
	if d.Total < 0 {
		lines[0].Amount, lines[0].Debit = -d.Total, false
	}
	for _, l := range d.Lines {
		if l.Amount == 0 {
			continue
		}
		x := Line{Account: l.Account, Agency: l.Agency, Entity: l.Agency, Amount: l.Amount, Desc: l.Desc, Class: l.Class, Source: l.Source, Why: l.Why}
		if l.Amount < 0 {
			x.Amount, x.Debit = -l.Amount, true
		}
		i := slices.IndexFunc(lines, func(y Line) bool {
			return y.Account == x.Account && y.Entity == x.Entity && y.Class == x.Class && y.Debit == x.Debit
		})
		if i > 0 {
			lines[i].Amount += x.Amount
			lines[i].Desc = qbxml.Fit(lines[i].Desc+"; "+x.Desc, qbxml.MaxDesc).Text
			continue
		}
		lines = append(lines, x)
	}
	if d.Total == 0 {
		lines = lines[1:]
	}
	d.Kind, d.Lines = Journal, lines
	d.TaxItem, d.PaymentMethod, d.Template = Ref{}, Ref{}, Ref{}
}

// summaryNumber is QuickBooks' number of a summary: prefix, month and day, and
// a few letters that tell summaries of a day apart; at most 11 characters.
func summaryNumber(prefix string, on day.Day, key string, number int) string {
	h := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", key, number))
	if len(prefix) > 2 {
		prefix = prefix[:2]
	}
	date := on.String() // 2026-11-25
	return fmt.Sprintf("%sD%s%s%s", prefix, date[5:7], date[8:10], base32.StdEncoding.EncodeToString(h[:])[:4])
}

// summaryMemo names the day, the method and the orders, as many as fit.
func summaryMemo(store sales.StoreKey, on day.Day, method string, parts []Contribution) string {
	head := fmt.Sprintf("BigCommerce sales of %s by %s (store %s), %d orders:", on.Human(), orWord(method, "no method"), store, len(parts))
	b := strings.Builder{}
	b.WriteString(head)
	for i, c := range parts {
		next := fmt.Sprintf(" %d", c.Order)
		if b.Len()+len(next) > qbxml.MaxMemo-20 {
			fmt.Fprintf(&b, " and %d more", len(parts)-i)
			break
		}
		b.WriteString(next)
	}
	return qbxml.Fit(b.String(), qbxml.MaxMemo).Text
}
