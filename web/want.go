package web

import (
	"strings"

	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/store"
)

// want is one thing that a person chooses to put a cause right: an entry of
// one of QuickBooks' lists, and the cells of the mapping where its name goes.
type want struct {
	name     string // of the form's field
	cells    []books.Setting
	list     books.ListKind
	types    []string // of items and accounts; none: all
	label    string   // "Item"
	optional bool
	hints    []string      // what it is called in the store
	rate     money.Decimal // of a tax
	makeSKU  string        // a new item may be made for it
	customer bool          // who bought: the value is an id, and no cell is set
	mayBeNew bool          // a customer of whom nobody has a record
	fixed    []fixedOption // a choice that is no entry
}

type fixedOption struct{ value, head, sub string }

var (
	soldTypes    = []string{"Inventory", "InventoryAssembly", "NonInventory", "Service", "OtherCharge", "Group"}
	chargeTypes  = []string{"OtherCharge", "Service", "NonInventory"}
	offTypes     = []string{"OtherCharge", "Service", "NonInventory", "Discount"}
	depositTypes = []string{"Bank", "OtherCurrentAsset"}
	incomeTypes  = []string{"Income", "OtherIncome"}
)

// about is what of a store a cause is looked at with.
type about struct {
	cause   store.Cause
	rules   books.Rules
	country string
	story   store.OrderStory // of its first order
}

// chargeCells are the cells behind the words of "nothing is mapped for".
var chargeCells = map[string]books.Field{
	"shipping item": books.ChargeShipping, "handling item": books.ChargeHandling, "gift wrapping item": books.ChargeWrapping,
	"discount item": books.ChargeDiscount, "gift certificate item": books.ChargeGift, "store credit item": books.ChargeCredit,
	"item for tax of marketplaces": books.TaxMarketplace, "item for goods that do not come back": books.RefundLost,
}

// wantsOf are the choices that put a cause right; none if it takes more than
// a choice.
func wantsOf(a about) []want {
	c := a.cause
	one := func(w want, f books.Field, key string) []want {
		w.name, w.cells = "v0", []books.Setting{{Field: f, Key: key}}
		return []want{w}
	}
	switch c.Code {
	case "item-missing", "item-inactive", "item-ambiguous":
		w := want{list: books.Items, types: soldTypes, label: "Item", hints: append([]string{c.Subject}, productNames(a)...)}
		if c.Subject == "" {
			return one(w, books.ItemCustom, "")
		}
		if c.Code == "item-missing" {
			w.makeSKU = c.Subject
		}
		return one(w, books.ItemLink, c.Subject)
	case "item-kind":
		if used := a.rules.Uses(books.Items, c.Subject); len(used) > 0 {
			return replacing(books.Items, used, "Item", chargeTypes)
		}
		return one(want{list: books.Items, types: soldTypes, label: "Item", hints: append([]string{c.Subject}, productNames(a)...)}, books.ItemLink, c.Subject)
	case "tax-unmapped":
		if strings.HasPrefix(c.What, "No sales tax code") {
			return one(want{list: books.SalesTaxCodes, label: "Sales tax code", hints: []string{c.Subject}}, books.TaxCode, c.Subject)
		}
		return one(want{list: books.Items, types: taxTypes(a), label: "Sales tax item", hints: []string{c.Subject}, rate: rateOf(a)}, books.TaxRate, c.Subject)
	case "zero-item":
		return replacing(books.Items, a.rules.Uses(books.Items, c.Subject), "Sales tax item of 0%", []string{"SalesTax"})
	case "fee-unmapped":
		return one(want{list: books.Items, types: chargeTypes, label: "Item", hints: []string{c.Subject}}, books.ChargeFee, c.Subject)
	case "payment-unmapped":
		return paymentWants(c)
	case "mapping-missing":
		return missingWants(c, one)
	case "account-kind":
		return replacing(books.Accounts, a.rules.Uses(books.Accounts, c.Subject), "Account", nil)
	case "list-missing", "list-inactive", "list-ambiguous":
		word, name, _ := strings.Cut(c.Subject, " ")
		for _, k := range []books.ListKind{books.SalesTaxCodes, books.PaymentMethods, books.ShipMethods} { // two words and three
			if full := strings.ReplaceAll(string(k), "_", " "); strings.HasPrefix(c.Subject, full+" ") {
				word, name = string(k), strings.TrimPrefix(c.Subject, full+" ")
			}
		}
		list := books.ListKind(word)
		return replacing(list, a.rules.Uses(list, name), upperFirst(strings.ReplaceAll(word, "_", " ")), nil)
	case "customer-unsure":
		return []want{{name: "v0", list: books.Customers, label: "Customer", customer: true, mayBeNew: true}}
	case "customer-missing", "customer-inactive", "customer-currency":
		return []want{{name: "v0", list: books.Customers, label: "Customer", customer: true}}
	case "closed-period":
		return []want{{name: "v0", label: "What belongs to a closed period", cells: []books.Setting{{Field: books.ClosedPeriod}},
			fixed: []fixedOption{{"next", "Date it the first open day", "With a memo that names its own day. So does all that belongs to a closed period from now on."}}}}
	}
	return nil
}

func missingWants(c store.Cause, one func(want, books.Field, string) []want) []want {
	hints := []string{strings.TrimSuffix(c.Subject, " item")}
	switch c.Subject {
	case "receivable account":
		return one(want{list: books.Accounts, types: []string{"AccountsReceivable"}, label: "Account", hints: hints}, books.Receivable, "")
	case "customer":
		return one(want{list: books.Customers, label: "Customer"}, books.TheCustomer, "")
	case "sales tax item of 0 %":
		return one(want{list: books.Items, types: []string{"SalesTax"}, label: "Sales tax item of 0%", hints: []string{"zero", "no tax", "exempt"}}, books.TaxZero, "")
	}
	if f, ok := chargeCells[c.Subject]; ok {
		types := chargeTypes
		if f == books.ChargeDiscount {
			types = offTypes
		}
		return one(want{list: books.Items, types: types, label: "Item", hints: hints}, f, "")
	}
	switch {
	case strings.Contains(c.Subject, "gift certificate"):
		return one(want{list: books.Items, types: chargeTypes, label: "Item", hints: []string{"gift certificate", "gift card"}}, books.ChargeGift, "")
	case strings.Contains(c.Subject, "store credit"):
		return one(want{list: books.Items, types: chargeTypes, label: "Item", hints: []string{"store credit"}}, books.ChargeCredit, "")
	case strings.Contains(c.Subject, "kept back"):
		return one(want{list: books.Items, types: chargeTypes, label: "Item", hints: []string{"restocking"}}, books.RefundRestocking, "")
	case strings.HasPrefix(c.Subject, "item for "):
		return one(want{list: books.Items, types: offTypes, label: "Item", hints: []string{"refund allowance", "returns"}}, books.RefundAllowance, "")
	}
	return nil
}

func paymentWants(c store.Cause) []want {
	method := c.Subject
	if method == "(none)" {
		method = "*"
	}
	money := want{list: books.Accounts, types: depositTypes, label: "Account that the money goes to", hints: []string{"undeposited funds", method, method + " clearing"}}
	if c.Place == "refund" {
		money.name, money.label, money.cells = "v0", "Account that refunds are paid from", []books.Setting{{Field: books.PaymentRefund, Key: method}}
		return []want{money}
	}
	money.name, money.cells = "v1", []books.Setting{{Field: books.PaymentDeposit, Key: method}}
	return []want{
		{name: "v0", list: books.PaymentMethods, label: "Payment method", optional: true, hints: []string{method}, cells: []books.Setting{{Field: books.PaymentMethodOf, Key: method}}},
		money,
	}
}

// replacing puts another entry wherever the mapping names one.
func replacing(list books.ListKind, used []books.Setting, label string, types []string) []want {
	if len(used) == 0 {
		return nil
	}
	w := want{name: "v0", cells: used, list: list, types: types, label: label, hints: []string{used[0].Value, used[0].Key}}
	if types == nil {
		w.types = typesOf(used[0].Field)
	}
	return []want{w}
}

// typesOf are the types of entries that fit a cell.
func typesOf(f books.Field) []string {
	switch f {
	case books.ItemLink, books.ItemCustom, books.ItemFallback:
		return soldTypes
	case books.TaxRate:
		return []string{"SalesTax", "SalesTaxGroup"}
	case books.TaxZero:
		return []string{"SalesTax"}
	case books.ChargeDiscount, books.ChargeCoupon, books.ChargeDiscountBy, books.ChargeCouponBy:
		return offTypes
	case books.PaymentDeposit, books.PaymentRefund:
		return depositTypes
	case books.Receivable:
		return []string{"AccountsReceivable"}
	case books.ItemMake:
		return incomeTypes
	case books.PaymentMethodOf, books.TheCustomer, books.TheClass, books.TheTerms, books.TaxCode:
		return nil
	}
	return chargeTypes
}

func taxTypes(a about) []string {
	switch {
	case a.country != "" && a.country != "US":
		return chargeTypes
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

// productNames are what the store calls the product of a cause's SKU.
func productNames(a about) []string {
	for _, l := range a.story.Order.Lines {
		if strings.EqualFold(strings.TrimSpace(l.SKU), a.cause.Subject) {
			return []string{l.Name, l.UPC}
		}
	}
	return nil
}

// question is what a person is asked about a cause.
func question(a about, wants []want) string {
	c := a.cause
	names := productNames(a)
	switch {
	case len(wants) == 0:
		return ""
	case wants[0].customer:
		return "Who in QuickBooks is " + c.Subject + "?"
	case wants[0].makeSKU != "" || wants[0].cells[0].Field == books.ItemLink:
		if len(names) > 0 && names[0] != "" {
			return "Which item in QuickBooks is “" + names[0] + "”, SKU " + c.Subject + "?"
		}
		return "Which item in QuickBooks is SKU " + c.Subject + "?"
	case wants[0].cells[0].Field == books.ItemCustom:
		return "Which item stands for products without a SKU?"
	case wants[0].cells[0].Field == books.TaxRate:
		rate := ""
		if r := rateOf(a); !r.IsZero() {
			rate = ", " + r.String() + "%"
		}
		return "Which sales tax item in QuickBooks is the store’s rate " + c.Subject + rate + "?"
	case wants[0].cells[0].Field == books.TaxCode && c.Subject == "":
		return "Which sales tax code have lines without tax?"
	case wants[0].cells[0].Field == books.TaxCode:
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
