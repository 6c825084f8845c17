package web

import (
	"slices"
	"strings"

	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/sales"
	"countinghouse/store"
)

// want is one thing that a person chooses to put a cause right: an entry of
// one of QuickBooks' lists, and the lines of the mapping sheet where its name goes.
type want struct {
	name     string // of the form's field
	lines    []books.SheetLine
	list     books.ListKind
	types    []string // of items and accounts; none: all
	label    string   // "Item"
	optional bool
	about    string        // more of what it is called: the product's name, the entry that can't be used any more
	barcode  string        // of the product
	rate     money.Decimal // of a tax
	makeSKU  string        // a new item may be made for it
	customer bool          // who bought: the value is an id, and no line is set
	mayBeNew bool          // a customer of whom nobody has a record
	fixed    []fixedOption // a choice that is no entry
}

type fixedOption struct{ value, head, sub string }

var incomeTypes = []string{"Income", "OtherIncome"}

// about is what of a store a cause is looked at with.
type about struct {
	cause store.Cause
	rules books.Rules
	facts books.Company
	story store.OrderStory // of its first order
}

// wantsOf are the choices that put a cause right; none if it takes more than
// a choice. Which lines of the sheet they set, the sheet tells.
func wantsOf(a about) []want {
	c := a.cause
	switch c.Code {
	case "item-missing", "item-inactive", "item-ambiguous":
		w := itemWant(a)
		if c.Code == "item-missing" && c.Subject != "" {
			w.makeSKU = c.Subject
		}
		return []want{w}
	case "payment-unmapped":
		return paymentWants(a)
	case "tax-unmapped":
		lines := a.linesOf()
		if strings.HasPrefix(c.What, "No sales tax code") {
			lines = []books.SheetLine{{Key: "tax.codes", Row: c.Subject}}
		}
		w := choosing(lines)
		if w[0].rate = rateOf(a); lines[0].Key == "tax.rates" {
			w[0].types = taxTypes(a)
		}
		return w
	case "item-kind":
		if w := choosing(a.linesOf()); w != nil {
			return w
		}
		return []want{itemWant(a)}
	case "zero-item":
		if w := choosing(a.rules.Naming(books.Items, c.Subject)); w != nil {
			return w
		}
		return choosing(a.linesOf())
	case "fee-unmapped", "mapping-missing", "account-kind", "list-missing", "list-inactive", "list-ambiguous":
		return choosing(a.linesOf())
	case "customer-unsure":
		return []want{{name: "v0", list: books.Customers, label: "Customer", customer: true, mayBeNew: true}}
	case "customer-missing", "customer-inactive", "customer-currency":
		return []want{{name: "v0", list: books.Customers, label: "Customer", customer: true}}
	case "closed-period":
		return []want{{name: "v0", label: "What belongs to a closed period", lines: []books.SheetLine{{Key: "closed_period"}},
			fixed: []fixedOption{{"next", "Date it the first open day", "With a memo that names its own day. So does all that belongs to a closed period from now on."}}}}
	}
	return nil
}

// linesOf are the lines of the sheet that put the cause right.
func (a about) linesOf() []books.SheetLine {
	return a.rules.SheetLinesOf(a.cause.Code, a.cause.Subject, a.facts)
}

// choosing is the choice of one entry for all of some lines; none if there are
// none, or if one of them is no entry.
func choosing(lines []books.SheetLine) []want {
	if len(lines) == 0 {
		return nil
	}
	w := want{name: "v0", lines: lines, about: lines[0].Value}
	for i, l := range lines {
		f, _, ok := books.SheetFieldOf(l.Key)
		switch {
		case !ok || f.Kind != books.SheetEntry:
			return nil
		case i == 0:
			w.list, w.types, w.label = f.List, f.Types, labelOf(f)
		case f.List != w.list:
			w.lines = lines[:i:i] // an entry of the same name in another list: the cause leads to it next
			return []want{w}
		case len(w.types) == 0:
			w.types = f.Types
		case len(f.Types) > 0: // what stands in all of them must fit all
			w.types = slices.DeleteFunc(slices.Clone(w.types), func(t string) bool { return !slices.Contains(f.Types, t) })
		}
	}
	return []want{w}
}

// labelOf is what the chosen entry is called.
func labelOf(f books.SheetField) string {
	switch f.Key {
	case "tax.rates":
		return "Sales tax item"
	case "tax.zero_item":
		return "Sales tax item of 0%"
	case "payments.*.deposit_to":
		return "Account that the money goes to"
	case "payments.*.refund_from":
		return "Account that refunds are paid from"
	}
	return upperFirst(strings.ReplaceAll(string(f.List), "_", " "))
}

// itemWant is the item of a SKU, or of products without one.
func itemWant(a about) want {
	line := books.SheetLine{Key: "items.links", Row: a.cause.Subject}
	if a.cause.Subject == "" {
		line.Key = "items.custom"
	}
	w := choosing([]books.SheetLine{line})[0]
	if l, ok := productOf(a); ok {
		w.about, w.barcode = l.Name, l.UPC
	}
	return w
}

func paymentWants(a about) []want {
	lines := a.linesOf()
	row := lines[0].Row
	if a.cause.Place == "refund" {
		return choosing([]books.SheetLine{{Key: "payments.*.refund_from", Row: row}})
	}
	method := choosing([]books.SheetLine{{Key: "payments.*.method", Row: row}})[0]
	method.optional = true
	account := choosing(lines)[0]
	account.name = "v1"
	return []want{method, account}
}

func taxTypes(a about) []string {
	switch {
	case a.facts.Country != "" && a.facts.Country != "US":
		return []string{"OtherCharge", "Service", "NonInventory"}
	case a.rules.Tax.Treatment == "quickbooks":
		return []string{"SalesTax", "SalesTaxGroup"}
	}
	return []string{"SalesTax"}
}

// rateOf is the percent of the store's rate that a cause is about.
func rateOf(a about) money.Decimal {
	for _, t := range a.story.Order.Taxes {
		if strings.EqualFold(strings.TrimSpace(t.Name), strings.TrimSpace(a.cause.Subject)) {
			return t.Rate
		}
	}
	return money.Decimal{}
}

// productOf is the line of the first order that a cause's SKU stands on.
func productOf(a about) (sales.Line, bool) {
	i := slices.IndexFunc(a.story.Order.Lines, func(l sales.Line) bool { return strings.EqualFold(strings.TrimSpace(l.SKU), a.cause.Subject) })
	if i < 0 {
		return sales.Line{}, false
	}
	return a.story.Order.Lines[i], true
}

// question is what a person is asked about a cause.
func question(a about, wants []want) string {
	c := a.cause
	switch {
	case len(wants) == 0:
		return ""
	case wants[0].customer:
		return "Who in QuickBooks is " + c.Subject + "?"
	case wants[0].lines[0].Key == "items.links" && strings.HasPrefix(c.Code, "item-"):
		if l, ok := productOf(a); ok && l.Name != "" {
			return "Which item in QuickBooks is “" + l.Name + "”, SKU " + c.Subject + "?"
		}
		return "Which item in QuickBooks is SKU " + c.Subject + "?"
	case strings.HasPrefix(c.Code, "item-") && wants[0].lines[0].Key == "items.custom":
		return "Which item stands for products without a SKU?"
	case c.Code == "tax-unmapped" && wants[0].lines[0].Key == "tax.rates":
		rate := ""
		if r := rateOf(a); !r.IsZero() {
			rate = ", " + r.String() + "%"
		}
		return "Which sales tax item in QuickBooks is the store’s rate " + c.Subject + rate + "?"
	case c.Code == "tax-unmapped" && c.Subject == "":
		return "Which sales tax code have lines without tax?"
	case c.Code == "tax-unmapped":
		return "Which sales tax code in QuickBooks is " + c.Subject + "?"
	case c.Code == "fee-unmapped":
		return "As which item does the fee " + c.Subject + " stand in QuickBooks?"
	case c.Code == "payment-unmapped":
		return "How does money paid by " + c.Subject + " come into QuickBooks?"
	case c.Code == "closed-period":
		return "May it be dated into the open period?"
	case c.Code == "mapping-missing":
		return "Which is the " + c.Subject + "?"
	}
	return "What stands in its place?"
}
