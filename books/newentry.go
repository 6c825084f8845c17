package books

import (
	"fmt"
	"slices"
	"strings"

	"countinghouse/money"
	"countinghouse/qbxml"
)

// NewEntry is an entry that a person has made in one of QuickBooks' lists, for
// a line of the mapping: a payment method, a class, an item for a charge.
// Items for SKUs that an order needs are made on the way, see NewItem.
type NewEntry struct {
	List ListKind `json:"list"`
	// Type is an item's or an account's, as Entry has it; "" for other lists.
	Type string `json:"type,omitempty"`
	Name string `json:"name"` // one level
	Desc string `json:"desc,omitempty"`
	// Account is where an item posts to, by full name.
	Account string `json:"account,omitempty"`
	// Rate, in percent, and Agency, a vendor's full name, are a sales tax item's.
	Rate   money.Decimal `json:"rate,omitzero"`
	Agency string        `json:"agency,omitempty"`
	Days   int           `json:"days,omitempty"` // in which terms are due, 0 to 999
}

// Which kinds of items and accounts are made, the likeliest first. What takes
// more than a name and an account (stock, groups, bank connections) is made in
// QuickBooks itself.
var (
	madeItems    = []string{"OtherCharge", "Service", "NonInventory", "Discount", "SalesTax"}
	madeAccounts = []string{"OtherCurrentAsset", "Bank", "Income", "OtherIncome", "Expense", "CostOfGoodsSold", "OtherCurrentLiability"}
)

// incomeOf are the accounts that a made item may post to: income, and for what
// is owed a liability.
var (
	accountsSold  = []string{"Income", "OtherIncome"}
	accountsOwed  = []string{"OtherCurrentLiability"}
	accountsGiven = []string{"Income", "OtherIncome", "Expense", "CostOfGoodsSold"}
)

// Makes are the types that can be made in QuickBooks for a field of the sheet,
// the likeliest first; one empty type for lists without types, none where
// nothing can be made.
func (f SheetField) Makes(c Company) []string {
	if f.Kind != SheetEntry {
		return nil
	}
	fit := func(all []string) []string {
		out := slices.Clone(all)
		return slices.DeleteFunc(out, func(t string) bool { return len(f.Types) > 0 && !slices.Contains(f.Types, t) })
	}
	switch f.List {
	case PaymentMethods, Classes, TermsList, ShipMethods, Customers:
		return []string{""}
	case Accounts:
		return fit(madeAccounts)
	case Items:
		out := fit(madeItems)
		if strings.HasPrefix(f.Key, "items.") { // goods are parts before they are charges
			out = fit([]string{"NonInventory", "Service", "OtherCharge"})
		}
		switch {
		case c.Country != "" && c.Country != "US": // elsewhere the rate lives in the code, and sales tax items hang on returns
			if strings.HasPrefix(f.Key, "tax.") {
				return nil
			}
			out = slices.DeleteFunc(out, func(t string) bool { return t == "SalesTax" })
		case strings.HasPrefix(f.Key, "tax."): // a rate is owed to an agency
			return slices.DeleteFunc(out, func(t string) bool { return t != "SalesTax" })
		default:
			out = slices.DeleteFunc(out, func(t string) bool { return t == "SalesTax" })
		}
		return out
	}
	return nil
}

// MakesOn are the types of the accounts that a made item of the field may post
// to; none where it has no account.
func (f SheetField) MakesOn() []string {
	switch {
	case f.List != Items || strings.HasPrefix(f.Key, "tax.rates") || f.Key == "tax.zero_item":
		return nil
	case f.Liability:
		return accountsOwed
	case strings.Contains(f.Key, "discount"), strings.Contains(f.Key, "coupon"), strings.Contains(f.Key, "refunds."), strings.Contains(f.Key, "rounding"):
		return accountsGiven
	}
	return accountsSold
}

// longestName is how many characters the names of a list hold.
func longestName(list ListKind) int {
	switch list {
	case Customers, Vendors:
		return qbxml.MaxCustomerName
	case ShipMethods:
		return qbxml.MaxShipMethodName
	}
	return qbxml.MaxItemName
}

// NewName is a name that a new entry of a list can have, made of what the store
// says.
func NewName(list ListKind, called string) string {
	return qbxml.FitName(called, longestName(list)).Text
}

// EntryProblem is what is wrong with one part of a new entry.
type EntryProblem struct {
	Part string // "type", "name", "account", "rate", "agency", "days"
	Text string
}

// Problems are all that is wrong with a new entry for a field of the sheet, as
// far as it can be told without QuickBooks' lists.
func (x NewEntry) Problems(f SheetField, c Company) []EntryProblem {
	var out []EntryProblem
	wrong := func(part, text string, args ...any) {
		out = append(out, EntryProblem{part, fmt.Sprintf(text, args...)})
	}
	makes := f.Makes(c)
	if x.List != f.List || len(makes) == 0 {
		wrong("type", "nothing can be made in QuickBooks for this line from here; make it there")
		return out
	}
	if !slices.Contains(makes, x.Type) {
		wrong("type", "choose what kind of entry it is to be")
	}
	limit := longestName(x.List)
	switch name := strings.TrimSpace(x.Name); {
	case name == "":
		wrong("name", "write its name")
	case strings.Contains(name, ":"):
		wrong("name", "QuickBooks uses the colon between a name and what stands under it; write the name without one, or make it in QuickBooks")
	case len([]rune(name)) > limit:
		wrong("name", "it has %d characters; QuickBooks keeps %d of such a name", len([]rune(name)), limit)
	case qbxml.FitName(name, limit).Text != name:
		wrong("name", "QuickBooks would not keep it as it is written; write it like “%s”", qbxml.FitName(name, limit).Text)
	}
	if x.List == Items && x.Type != "SalesTax" && x.Account == "" {
		wrong("account", "choose the account that it posts to")
	}
	if x.Type == "SalesTax" {
		if x.Rate.Sign() < 0 || x.Rate.Cmp(money.Int(100)) >= 0 {
			wrong("rate", "write the rate in percent, like 8.25")
		}
		if f.Key == "tax.zero_item" && !x.Rate.IsZero() {
			wrong("rate", "it is for orders without tax: its rate is 0")
		}
		if x.Agency == "" { // QuickBooks' own form asks for one, of 0% as well
			wrong("agency", "choose to whom the tax is owed")
		}
	}
	if x.Days < 0 || x.Days > 999 {
		wrong("days", "write in how many days it is due, 0 to 999")
	}
	return out
}

// Entry is the new entry as the lists have it once it is made; its ListID is
// QuickBooks'.
func (x NewEntry) Entry() Entry {
	return Entry{Kind: x.List, Name: x.Name, FullName: x.Name, Type: x.Type, Active: true, Rate: x.Rate, Account: Ref{FullName: x.Account}, Agency: Ref{FullName: x.Agency}}
}

// Called is what people call it within a sentence: "payment method PayPal".
func (x NewEntry) Called() string {
	noun := map[string]string{"SalesTax": "sales tax item", "Discount": "discount item", "OtherCharge": "other charge item", "Service": "service item", "NonInventory": "non-inventory part"}[x.Type]
	if noun == "" {
		noun = strings.ReplaceAll(string(x.List), "_", " ")
	}
	return noun + " " + x.Name
}
