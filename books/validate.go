package books

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"countinghouse/sales"
)

// Validate finds every setting of the rules that could not be meant, all at
// once. It does not look into QuickBooks' lists: whether a name exists there
// is seen when the lists are read, and by countinghouse check.
func (r Rules) Validate() error {
	var errs []error
	fail := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	oneOf := func(name, value string, allowed ...string) {
		if value != "" && !slices.Contains(allowed, value) {
			fail("%s is one of %s, not %q", name, strings.Join(allowed, ", "), value)
		}
	}
	oneOf("read_payments", r.ReadPayments, "needed", "always")
	oneOf("paid_by", r.PaidBy, "status", "payments")
	oneOf("zero_totals", r.ZeroTotals, "post", "exclude")
	named := map[string]int{}
	for i, c := range r.Cases {
		c.validate(fmt.Sprintf("cases[%d]", i), fail, oneOf)
		if first, twice := named[strings.ToLower(c.Name)]; twice && c.Name != "" {
			fail("cases[%d].name %q is that of cases[%d] too: an approval is remembered by it", i, c.Name, first)
		} else {
			named[strings.ToLower(c.Name)] = i
		}
	}
	oneOf("customers.policy", r.Customers.Policy, "each", "one", "group")
	oneOf("customers.fill", r.Customers.Fill, "no", "blanks")
	if f := r.Customers.NameFormat; strings.Contains(f, "{") {
		if bad := sales.UnknownField(f); bad != "" {
			fail("customers.name_format: %s is none of {first}, {last}, {company}, {email}, {id}", bad)
		}
	} else {
		oneOf("customers.name_format", f, "first last", "last, first", "company")
	}
	if r.Customers.Policy == "group" && len(r.Customers.Groups) == 0 {
		fail("customers.groups is missing: policy \"group\" needs the customer of each group")
	}
	oneOf("items.create.type", r.Items.Create.Type, "inventory", "non_inventory", "service", "other_charge")
	oneOf("items.create.variants", r.Items.Create.Variants, "flat", "sub")
	if c := r.Items.Create; c.Type != "" && c.Income == "" {
		fail("items.create.income is missing: new items need an income account")
	}
	if c := r.Items.Create; c.Type == "inventory" && (c.Cost == "" || c.Asset == "") {
		fail("items.create.cost and asset are missing: inventory items need both accounts")
	}
	oneOf("customers.create", r.Customers.Create, "yes", "hold")
	oneOf("tax.treatment", r.Tax.Treatment, "line", "quickbooks")
	oneOf("style", r.Style, styles...)
	if (r.Style == "summary" || r.Style == "journal") && r.Customers.One == "" {
		fail("customers.one is missing: daily summaries need the customer whom they name")
	}
	oneOf("closed_period", r.ClosedPeriod, "hold", "next")
	oneOf("edits", r.Edits, "modify", "hold")
	oneOf("cancelled", r.Cancelled, "hold", "void", "credit")
	oneOf("refunds.by", r.Refunds.By, "card", "check", "credit")
	oneOf("refunds.restock", r.Refunds.Restock, "yes", "no", "ask")
	for _, m := range r.Items.MatchBy {
		oneOf("items.match_by", m, "name", "part_number", "barcode")
	}
	if r.Customers.Policy == "one" && r.Customers.One == "" {
		fail("customers.one is missing: policy \"one\" needs the name of the customer")
	}
	if len(r.RefPrefix) > 5 || strings.ContainsFunc(r.RefPrefix, func(c rune) bool { return c <= ' ' || c > '~' }) {
		fail("ref_prefix is at most 5 plain characters, since QuickBooks' numbers hold 11")
	}
	if r.Charges.RoundingLimit < 0 || r.Charges.RoundingLimit > 100 {
		fail("charges.rounding_limit is 0 to 100 cents")
	}
	if r.Charges.RoundingLimit > 0 && r.Charges.Rounding == "" {
		fail("charges.rounding is missing: a rounding limit needs the item that takes the difference")
	}
	if r.Tax.Allowed < 0 || r.Tax.Allowed > 25 {
		fail("tax.allowed is 0 to 25 cents for each rate")
	}
	oneOf("tax.marketplace", r.Tax.Marketplace, "hold", "own", "item", "leave out")
	if r.Tax.Marketplace == "item" && r.Tax.MarketplaceItem == "" {
		fail("tax.marketplace_item is missing: marketplace \"item\" needs the item that takes the tax")
	}
	for code, c := range r.Currencies {
		oneOf("currencies."+code+".rate", c.Rate, "quickbooks", "divide", "multiply")
	}
	if n := len(r.Tax.TaxableCode); n > 3 {
		fail("tax.taxable_code is at most 3 characters")
	}
	if n := len(r.Tax.ExemptCode); n > 3 {
		fail("tax.exempt_code is at most 3 characters")
	}
	if r.Refunds.Restock == "no" && r.Refunds.NotRestocked == "" {
		fail("refunds.not_restocked is missing: goods that do not go back to stock need an item")
	}
	for name, p := range r.Payments {
		oneOf("payments."+name+".refund_by", p.RefundBy, "card", "check", "credit")
		oneOf("payments."+name+".style", p.Style, styles...)
		if p.DepositTo == "" && !p.Later {
			fail("payments.%s: deposit_to is missing: the account that the money comes to", name)
		}
	}
	return errors.Join(errs...)
}

// Named is a QuickBooks list entry that the rules name, and what for.
type Named struct {
	Use      string
	Kind     ListKind
	FullName string
}

// Names are all list entries that the rules name, so that they can be looked
// up before going live.
func (r Rules) Names() []Named {
	var out []Named
	add := func(use string, kind ListKind, name string) {
		if name != "" {
			out = append(out, Named{Use: use, Kind: kind, FullName: name})
		}
	}
	if r.Customers.One != "" {
		add("customer of all orders", Customers, r.Customers.One)
	}
	for _, group := range slices.Sorted(maps.Keys(r.Customers.Groups)) {
		add("customer of group "+group, Customers, r.Customers.Groups[group])
	}
	if c := r.Items.Create; c.Type != "" {
		add("income account of new items", Accounts, c.Income)
		add("cost account of new items", Accounts, c.Cost)
		add("asset account of new items", Accounts, c.Asset)
		add("parent of new items", Items, c.Parent)
	}
	for _, sku := range slices.Sorted(maps.Keys(r.Items.Make)) {
		add("income account of the new item "+sku, Accounts, r.Items.Make[sku])
	}
	for i, c := range r.Cases {
		use := "rule " + orWord(c.Name, fmt.Sprint(i+1))
		add(use, Customers, c.Then.Customer)
		add(use, Classes, c.Then.Class)
		add(use, TermsList, c.Then.Terms)
		add(use, Templates, c.Then.Template)
		add(use, Items, c.Then.Item)
		add(use, Accounts, c.Then.DepositTo)
	}
	add("item of lines without SKU", Items, r.Items.Custom)
	add("item of unknown SKUs", Items, r.Items.Fallback)
	for _, sku := range slices.Sorted(maps.Keys(r.Items.Links)) {
		add("item of SKU "+sku, Items, r.Items.Links[sku])
	}
	add("shipping", Items, r.Charges.Shipping)
	add("handling", Items, r.Charges.Handling)
	add("gift wrapping", Items, r.Charges.Wrapping)
	add("discounts", Items, r.Charges.Discount)
	add("coupons", Items, r.Charges.Coupon)
	add("gift certificates sold", Items, r.Charges.GiftCertificate)
	add("gift certificates spent", Items, r.Charges.GiftCertificateSpent)
	add("store credit", Items, r.Charges.StoreCredit)
	add("rounding", Items, r.Charges.Rounding)
	add("refunded goods that do not come back", Items, r.Refunds.NotRestocked)
	add("refunds of a mere sum", Items, r.Refunds.Allowance)
	add("sums kept back of refunds", Items, r.Refunds.Restocking)
	add("template of credit memos", Templates, r.Refunds.Template)
	for _, fee := range slices.Sorted(maps.Keys(r.Charges.Fees)) {
		add("fee "+fee, Items, r.Charges.Fees[fee])
	}
	for _, code := range slices.Sorted(maps.Keys(r.Charges.CouponBy)) {
		add("coupon "+code, Items, r.Charges.CouponBy[code])
	}
	for _, name := range slices.Sorted(maps.Keys(r.Charges.DiscountBy)) {
		add("discount "+name, Items, r.Charges.DiscountBy[name])
	}
	for _, rate := range slices.Sorted(maps.Keys(r.Tax.Rates)) {
		add("sales tax "+rate, Items, r.Tax.Rates[rate])
	}
	add("sales tax of 0 %", Items, r.Tax.ZeroItem)
	add("tax of marketplaces", Items, r.Tax.MarketplaceItem)
	for _, key := range slices.Sorted(maps.Keys(r.Tax.Codes)) {
		add("sales tax code of "+orWord(key, "lines without tax"), SalesTaxCodes, r.Tax.Codes[key])
	}
	for _, code := range slices.Sorted(maps.Keys(r.Currencies)) {
		add("accounts receivable in "+code, Accounts, r.Currencies[code].ReceivableAccount)
		add("account that "+code+" comes to", Accounts, r.Currencies[code].DepositTo)
	}
	add("code of taxable lines", SalesTaxCodes, r.Tax.TaxableCode)
	add("code of exempt lines", SalesTaxCodes, r.Tax.ExemptCode)
	for _, method := range slices.Sorted(maps.Keys(r.Payments)) {
		add("payment method of "+method, PaymentMethods, r.Payments[method].Method)
		add("account that "+method+" comes to", Accounts, r.Payments[method].DepositTo)
		add("account that refunds by "+method+" are paid from", Accounts, r.Payments[method].RefundFrom)
	}
	add("accounts receivable", Accounts, r.ReceivableAccount)
	add("class", Classes, r.Class)
	add("terms of invoices", TermsList, r.Terms)
	add("template of invoices", Templates, r.InvoiceTemplate)
	add("template of sales receipts", Templates, r.ReceiptTemplate)
	for _, method := range slices.Sorted(maps.Keys(r.ShipMethods)) {
		add("ship method "+method, ShipMethods, r.ShipMethods[method])
	}
	return out
}

// SameName tells whether two list names are the same to QuickBooks, which
// compares without regard to case.
func SameName(a, b string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}

func orWord(s, word string) string {
	if s == "" {
		return word
	}
	return s
}
