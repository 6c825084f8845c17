package books

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Problems are what Validate finds, at the lines of the sheet and in a
// bookkeeper's words. What has no line of its own stands at the zero line.
func (r Rules) Problems() []LineError {
	err := r.Validate()
	if err == nil {
		return nil
	}
	all := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		all = joined.Unwrap()
	}
	var out []LineError
	for _, e := range all {
		out = append(out, sheetProblem(e.Error()))
	}
	slices.SortStableFunc(out, func(a, b LineError) int {
		return strings.Compare(a.Line.Key+"\x00"+a.Line.Row, b.Line.Key+"\x00"+b.Line.Row)
	})
	return out
}

var (
	caseProblem = regexp.MustCompile(`^cases\[(\d+)\]\.?([a-z_.]*)`)
	keyProblem  = regexp.MustCompile(`^[a-z_]+(\.[a-z_]+)*`)
	rowProblem  = regexp.MustCompile(`^(payments|currencies)\.(.*)(?:\.(refund_by|style|rate) is one of|: deposit_to is missing)`)
)

// words of a line's problem, where those of Validate are of the declaration.
var problemWords = map[string]string{
	"customers.one":          "name the customer: one customer for all, and daily summaries, need it",
	"customers.groups":       "name the customer of at least one group",
	"customers.name_format":  "it may have {first}, {last}, {company}, {email} and {id}, or be first last, last, first, or company",
	"items.create.income":    "new items need an income account",
	"items.create.cost":      "inventory parts need a cost account and an asset account",
	"ref_prefix":             "at most 5 plain characters without spaces, since QuickBooks’ numbers hold 11",
	"charges.rounding_limit": "write 0 to 100 cents",
	"charges.rounding":       "choose the item that takes the difference, or allow none",
	"tax.allowed":            "write 0 to 25 cents for each rate",
	"tax.marketplace_item":   "choose the item that takes the tax",
	"tax.taxable_code":       "a sales tax code has at most 3 characters",
	"tax.exempt_code":        "a sales tax code has at most 3 characters",
	"refunds.not_restocked":  "goods that don’t go back to stock need an item",
	"payments.*.deposit_to":  "choose the account that the money comes to, or say that it is paid later",
	"cases.when.countries":   "write countries by two letters, such as US",
	"cases.when.skus":        "* alone is every SKU: leave the condition out",
	"cases.then":             "say what it does: a rule without an action changes nothing",
}

// sheetProblem finds the line that an error of Validate is about.
func sheetProblem(text string) LineError {
	places := sheetPlaces()
	var l SheetLine
	if m := caseProblem.FindStringSubmatch(text); m != nil {
		n, _ := strconv.Atoi(m[1])
		l = SheetLine{Key: "cases." + m[2], Row: strconv.Itoa(n + 1)}
		switch {
		case m[2] == "name" && strings.Contains(text, "missing"):
			return LineError{l, "name the rule: an approval is remembered by its name"}
		case m[2] == "name":
			return LineError{l, "another rule has this name: an approval is remembered by it"}
		case m[2] == "then":
			l.Key = "cases.then.skip"
			return LineError{l, problemWords["cases.then"]}
		}
	} else if m := rowProblem.FindStringSubmatch(text); m != nil {
		l = SheetLine{Key: m[1] + ".*." + m[3], Row: m[2]}
		if m[3] == "" {
			l.Key = m[1] + ".*.deposit_to"
		}
	} else {
		l = SheetLine{Key: keyProblem.FindString(text)}
	}
	p, ok := places[l.Key]
	switch {
	case !ok:
		return LineError{Text: text}
	case problemWords[l.Key] != "":
		return LineError{l, problemWords[l.Key]}
	case p.field != nil && p.field.Kind == SheetChoice:
		return LineError{l, "this is none of its choices"}
	}
	return LineError{l, text}
}

// Fits tells why an entry can't stand in a line; "" if it can. Account is the
// account that an item posts to, if it is known.
func (f SheetField) Fits(e, account Entry) string {
	switch {
	case e.Kind != f.List:
		return e.FullName + " is no " + listName(f.List)
	case !e.Active:
		return e.FullName + " is inactive in QuickBooks: make it active there, or choose another"
	case len(f.Types) > 0 && e.Type != "" && !slices.Contains(f.Types, e.Type):
		if f.List == Items {
			return fmt.Sprintf("%s is %s: choose %s", e.FullName, itemKind(e.Type), f.wanted())
		}
		return fmt.Sprintf("%s is an account of the type %s: choose %s", e.FullName, accountKind(e.Type), f.wanted())
	case f.Liability && account.Type != "" && !strings.HasSuffix(account.Type, "Liability"):
		return fmt.Sprintf("%s posts to %s, which is no liability account: what is owed must not become income", e.FullName, account.FullName)
	}
	return ""
}

// wanted are the kinds of entries that fit, in words.
func (f SheetField) wanted() string {
	var words []string
	for _, t := range f.Types {
		if f.List == Items {
			words = append(words, itemKind(t))
		} else {
			words = append(words, "one of the type "+accountKind(t))
		}
	}
	words = slices.Compact(words)
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

// accountKind is an account's type in QuickBooks' own words.
func accountKind(t string) string {
	switch t {
	case "AccountsReceivable":
		return "accounts receivable"
	case "AccountsPayable":
		return "accounts payable"
	case "OtherCurrentAsset":
		return "other current asset"
	case "OtherCurrentLiability":
		return "other current liability"
	case "LongTermLiability":
		return "long term liability"
	case "CostOfGoodsSold":
		return "cost of goods sold"
	case "CreditCard":
		return "credit card"
	case "FixedAsset":
		return "fixed asset"
	case "OtherAsset":
		return "other asset"
	case "OtherIncome":
		return "other income"
	case "OtherExpense":
		return "other expense"
	case "NonPosting":
		return "non-posting"
	}
	return strings.ToLower(t)
}

// SheetChange is one line that two sheets say differently.
type SheetChange struct {
	Line     SheetLine // the value as it is now
	Was, Now string    // in words; "none" where nothing stood
}

// String is the change in words.
func (c SheetChange) String() string { return c.Line.Name() + ": " + c.Was + " → " + c.Now }

// Changes are the lines in which the rules differ from earlier ones, in the
// order of the sheet. Rules for particular orders are compared place by place.
func (r Rules) Changes(from Rules) []SheetChange {
	was, now := map[SheetLine]string{}, map[SheetLine]string{}
	var order []SheetLine
	for i, lines := range [][]SheetLine{r.Lines(), from.Lines()} {
		for _, l := range lines {
			at := SheetLine{Key: l.Key, Row: l.Row}
			if i == 0 {
				now[at] = l.Value
			} else {
				was[at] = l.Value
			}
			order = append(order, at)
		}
	}
	var out []SheetChange
	seen := map[SheetLine]bool{}
	places := sheetPlaces()
	for _, at := range order {
		if seen[at] {
			continue
		}
		seen[at] = true
		if f := places[at.Key].field; f.Means(now[at], was[at]) && (places[at.Key].table == nil || was[at] != "" && now[at] != "") {
			continue
		}
		before, after := SheetLine{at.Key, at.Row, was[at]}, SheetLine{at.Key, at.Row, now[at]}
		out = append(out, SheetChange{after, before.Word(), after.Word()})
	}
	rank := map[string]int{}
	for _, g := range Sheet() {
		for _, p := range g.Parts {
			if p.Field != nil {
				rank[p.Field.Key] = len(rank)
				continue
			}
			for _, c := range p.Table.Columns {
				if rank[c.Key] == 0 {
					rank[c.Key] = len(rank)
				}
			}
		}
	}
	slices.SortStableFunc(out, func(a, b SheetChange) int {
		if a.Line.Row != b.Line.Row && places[a.Line.Key].table == places[b.Line.Key].table {
			return strings.Compare(a.Line.Row, b.Line.Row)
		}
		return rank[a.Line.Key] - rank[b.Line.Key]
	})
	return out
}

// SheetLinesOf are the lines of the sheet that put a cause right which holds
// orders, with their present values; none if a mapping doesn't.
func (r Rules) SheetLinesOf(code, subject string, c Company) []SheetLine {
	at := func(key, row string) []SheetLine { return []SheetLine{{key, row, r.Value(key, row)}} }
	switch code {
	case "tax-unmapped":
		if c.Country != "" && c.Country != "US" && r.Tax.Treatment == "quickbooks" {
			return at("tax.codes", subject)
		}
		return at("tax.rates", subject)
	case "fee-unmapped":
		return at("charges.fees", subject)
	case "payment-unmapped":
		if subject == "(none)" {
			subject = "*"
		}
		return at("payments.*.deposit_to", subject)
	case "item-missing", "item-inactive", "item-ambiguous":
		if subject == "" {
			return at("items.custom", "")
		}
		return at("items.links", subject)
	case "currency":
		return at("currencies.*.receivable_account", subject)
	case "marketplace-tax":
		return at("tax.marketplace", "")
	case "zero-item":
		return at("tax.zero_item", "")
	case "no-start-date":
		return at("start_date", "")
	case "ref-number":
		return at("ref_prefix", "")
	case "mapping-missing":
		if key := missingLines[subject]; key != "" {
			return at(key, "")
		}
	case "list-missing", "list-inactive", "list-ambiguous":
		_, name, _ := strings.Cut(subject, " ")
		for _, kind := range []ListKind{SalesTaxCodes, PaymentMethods, ShipMethods} {
			if rest, ok := strings.CutPrefix(subject, listName(kind)+" "); ok {
				name = rest
			}
		}
		return r.naming(name)
	case "item-kind", "account-kind", "account-currency", "tax-code-kind":
		return r.naming(subject)
	}
	return nil
}

// naming are the lines that name an entry.
func (r Rules) naming(name string) []SheetLine {
	var out []SheetLine
	for _, l := range r.Lines() {
		if f := sheetPlaces()[l.Key].field; f.Kind == SheetEntry && SameName(l.Value, name) {
			out = append(out, l)
		}
	}
	return out
}

// Naming are the lines that name an entry of one of QuickBooks' lists, in the
// order of the sheet: what is to be changed where it can't be used any more.
func (r Rules) Naming(list ListKind, name string) []SheetLine {
	return slices.DeleteFunc(r.naming(name), func(l SheetLine) bool { return sheetPlaces()[l.Key].field.List != list })
}

// Spelled is a line with its row as it stands in the rules already, whatever
// its case, and with what stands there now: the store writes "Visa" and "VISA"
// for one and the same.
func (r Rules) Spelled(l SheetLine) SheetLine {
	if p := sheetPlaces()[l.Key]; p.table != nil && !p.table.Ordered && l.Row != "" {
		rows := p.table.Rows(r)
		if i := slices.IndexFunc(rows, func(row string) bool { return same(row, l.Row) }); i >= 0 && !slices.Contains(rows, l.Row) {
			l.Row = rows[i]
		}
	}
	l.Value = r.Value(l.Key, l.Row)
	return l
}

// missingLines are the lines of what a plan finds unmapped, by its own words.
var missingLines = map[string]string{
	"customer": "customers.one", "receivable account": "receivable_account", "discount item": "charges.discount", "gift certificate item": "charges.gift_certificate",
	"item for tax of marketplaces": "tax.marketplace_item", "item for goods that do not come back": "refunds.not_restocked", "sales tax item of 0 %": "tax.zero_item",
	"shipping item": "charges.shipping", "handling item": "charges.handling", "gift wrapping item": "charges.wrapping",
	"store credit item":              "charges.store_credit",
	"item for refunds of a mere sum": "refunds.allowance", "item for sums kept back of refunds": "refunds.allowance",
}
