package web

import (
	"context"
	"fmt"
	"strings"

	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/sales"
	"countinghouse/store"
	"countinghouse/templates"
)

// accountNumbers are the numbers of the company file's accounts by full name.
func (d *desk) accountNumbers(ctx context.Context, sc scene) (map[string]string, error) {
	entries, err := d.Store.Entries(ctx, sc.company.Key, books.Accounts, "", 500)
	if err != nil {
		return nil, err
	}
	numbers := make(map[string]string, len(entries))
	for _, e := range entries {
		if e.Number != "" {
			numbers[strings.ToLower(e.FullName)] = e.Number
		}
	}
	return numbers, nil
}

// account writes an account as accountants do: "4020 Sales: Textiles".
func account(name string, numbers map[string]string) string {
	if name == "" {
		return ""
	}
	shown := strings.ReplaceAll(name, ":", ": ")
	if n := numbers[strings.ToLower(name)]; n != "" {
		return n + " " + shown
	}
	return shown
}

// documentRows set each line of the document beside what of the order it stands for.
func documentRows(st store.OrderStory, doc books.Document, numbers map[string]string) []templates.MatchRow {
	var rows []templates.MatchRow
	for _, l := range doc.Lines {
		row := templates.MatchRow{StoreText: l.Source.Text, StoreSub: l.Source.SKU, Store: amountOf(l.Source.Amount, doc.Decimals), HasStore: true,
			QBText: l.Item.FullName, QBSub: joinedBy(", ", account(l.Account.FullName, numbers), l.Agency.FullName),
			QB: amountOf(l.Amount, doc.Decimals), HasQB: true, Diff: amountOf(l.Amount-l.Source.Amount, doc.Decimals)}
		if row.StoreText == "" {
			row.StoreText = l.Desc
		}
		for _, why := range l.Why {
			row.Why = append(row.Why, whyText(why))
		}
		rows = append(rows, row)
	}
	if doc.Tax != 0 || len(doc.TaxShares) > 0 {
		rows = append(rows, taxRow(st, doc, numbers))
	}
	return rows
}

// taxRow is the tax that QuickBooks computes by the document's sales tax item.
func taxRow(st store.OrderStory, doc books.Document, numbers map[string]string) templates.MatchRow {
	charged := st.Plan.Tax
	for _, l := range doc.Lines {
		if l.Source.Part == "tax" {
			charged -= l.Amount
		}
	}
	var agencies []string
	for _, s := range doc.TaxShares {
		if s.Agency.FullName != "" {
			agencies = append(agencies, s.Agency.FullName)
		}
	}
	row := templates.MatchRow{StoreText: "Sales tax", Store: amountOf(charged, doc.Decimals), HasStore: true, QBText: doc.TaxItem.FullName,
		QBSub: joinedBy(", ", account("Sales Tax Payable", numbers), listed(agencies)), QB: amountOf(doc.Tax, doc.Decimals), HasQB: true, Diff: amountOf(doc.Tax-charged, doc.Decimals)}
	for _, t := range st.Order.Taxes {
		if name := strings.TrimSpace(t.Name); name != "" && !strings.Contains(row.StoreSub, name) {
			row.StoreSub = joinedBy(", ", row.StoreSub, name)
		}
	}
	for _, s := range doc.TaxShares {
		row.Why = append(row.Why, fmt.Sprintf("QuickBooks computes %s%% by **%s** on the taxable lines: %s.", s.Rate, templates.Plain(s.Item.FullName), amountOf(s.Amount, doc.Decimals).Text()))
	}
	return row
}

// whyText is one link of the chain, with who chose it.
func whyText(r books.Reason) string {
	text := sentence(templates.Plain(r.Text))
	switch r.By {
	case "default":
		return text + " That is the default."
	case "rule":
		return text + " That is a rule."
	}
	return text
}

// sentence ends a text with a full stop.
func sentence(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".!?") {
		return s
	}
	return s + "."
}

// storeRows are what the store sold, for an order that has no document yet.
func storeRows(o sales.Order) []templates.MatchRow {
	var rows []templates.MatchRow
	add := func(text, sub string, x money.Decimal, always bool) {
		a, err := x.Round(o.Decimals, money.HalfAwayFromZero)
		if err != nil || (a == 0 && !always) {
			return
		}
		rows = append(rows, templates.MatchRow{StoreText: text, StoreSub: sub, Store: amountOf(a, o.Decimals), HasStore: true})
	}
	for _, l := range o.Lines {
		name := l.Quantity.String() + " × " + l.Name
		for _, opt := range l.Options {
			name += ", " + opt.Value
		}
		add(name, l.SKU, l.Total.Ex, true)
	}
	for _, c := range o.Coupons {
		add("Coupon "+c.Code, "", c.Discount.Neg(), false)
	}
	add("Discount", "", o.Discount.Neg(), false)
	add("Shipping", shipMethod(o), o.ShippingCost.Ex, false)
	add("Handling", "", o.Handling.Ex, false)
	add("Gift wrapping", "", o.Wrapping.Ex, false)
	for _, f := range o.Fees {
		add(f.Name, "Fee", f.Cost.Ex, false)
	}
	add("Sales tax", taxNames(o), o.Total.Tax, false)
	return rows
}

func shipMethod(o sales.Order) string {
	for _, p := range o.Shipping {
		if p.Method != "" {
			return p.Method
		}
	}
	return ""
}

func taxNames(o sales.Order) string {
	var names []string
	for _, t := range o.Taxes {
		if t.Name != "" && !strings.Contains(strings.Join(names, "\n"), t.Name) {
			names = append(names, t.Name)
		}
	}
	return strings.Join(names, ", ")
}

// documentFields are the header of the document, as QuickBooks names its fields.
func documentFields(doc books.Document) []templates.Field {
	var out []templates.Field
	add := func(name, value string) {
		if value != "" {
			out = append(out, templates.Field{Name: name, Value: value})
		}
	}
	add("Customer", doc.Customer.FullName)
	add("Date", doc.Date.Human())
	add("Number", doc.RefNumber)
	add("Bill to", address(doc.BillTo))
	add("Ship to", address(doc.ShipTo))
	add("P.O. number", doc.PONumber)
	add("Terms", doc.Terms.FullName)
	add("Ship via", doc.ShipMethod.FullName)
	add("Payment method", doc.PaymentMethod.FullName)
	add("Deposit to", strings.ReplaceAll(doc.DepositTo.FullName, ":", ": "))
	add("Class", doc.Class.FullName)
	add("Template", doc.Template.FullName)
	add("Sales tax item", doc.TaxItem.FullName)
	add("Memo", doc.Memo)
	for _, why := range doc.Why {
		add("Why", sentence(why.Text))
	}
	return out
}

func address(a books.Address) string {
	return strings.TrimSpace(joinedBy(", ", append(append([]string{}, a.Lines...), a.City, joinedBy(" ", a.State, a.PostalCode), a.Country)...))
}

// ledgersOf are the debits and credits of the order's documents, the sale first.
func (d *desk) ledgersOf(ctx context.Context, sc scene, st store.OrderStory, numbers map[string]string) ([]templates.Ledger, error) {
	rules, _, err := d.Store.Rules(ctx, st.Order.Store)
	if err != nil {
		return nil, err
	}
	lists, err := d.Store.Lists(ctx, sc.company.Key, books.NeedsOf(st.Order, rules))
	if err != nil {
		return nil, err
	}
	var out []templates.Ledger
	for _, f := range standingOf(st) {
		l := templates.Ledger{Word: kindWord(f.doc.Kind), Figure: shown(f.doc), Agrees: f.posting.State == store.Verified}
		var debits money.Amount
		for _, e := range books.Effects(f.doc, lists) {
			debits += e.Debit
			row := templates.Effect{Number: numbers[strings.ToLower(e.Account.FullName)], Account: strings.ReplaceAll(e.Account.FullName, ":", ": "), Agency: e.Agency.FullName,
				Debit: amountOf(e.Debit, f.doc.Decimals), Credit: amountOf(e.Credit, f.doc.Decimals), HasDebit: e.Debit != 0, HasCredit: e.Credit != 0}
			l.Effects = append(l.Effects, row)
		}
		if len(l.Effects) == 0 {
			continue
		}
		l.Sum = templates.Money{Amount: debits, Decimals: f.doc.Decimals, Sign: templates.Sign(f.doc.Currency)}
		out = append(out, l)
	}
	return out, nil
}
