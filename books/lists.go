package books

import (
	"countinghouse/day"
	"countinghouse/money"
)

// ListKind is one of QuickBooks' lists.
type ListKind string

// The lists that are read and cached.
const (
	Accounts       ListKind = "account"
	Customers      ListKind = "customer"
	Vendors        ListKind = "vendor"
	Employees      ListKind = "employee"
	OtherNames     ListKind = "other_name"
	Items          ListKind = "item" // every kind of item, sales tax items and groups included
	SalesTaxCodes  ListKind = "sales_tax_code"
	PaymentMethods ListKind = "payment_method"
	ShipMethods    ListKind = "ship_method"
	TermsList      ListKind = "terms"
	Classes        ListKind = "class"
	Templates      ListKind = "template"
	Currencies     ListKind = "currency"
)

// Entry is one row of a QuickBooks list, flat: fields that a kind does not
// have are empty.
type Entry struct {
	Kind         ListKind `json:"kind"`
	ListID       string   `json:"listId"`
	Name         string   `json:"name"`     // one level
	FullName     string   `json:"fullName"` // all levels, joined by colons
	EditSequence string   `json:"editSequence,omitempty"`
	Modified     string   `json:"modified,omitempty"` // TimeModified as QuickBooks wrote it
	Active       bool     `json:"active"`

	// Type is the account's type ("Bank", "Income", …) or the item's: Service,
	// NonInventory, OtherCharge, Inventory, InventoryAssembly, FixedAsset,
	// Subtotal, Discount, Payment, SalesTax, SalesTaxGroup, Group.
	Type string `json:"type,omitempty"`
	// Special is QuickBooks' own mark of an account: "UndepositedFunds",
	// "AccountsReceivable", "SalesTaxPayable".
	Special string `json:"special,omitempty"`
	Number  string `json:"number,omitempty"` // account number, customer's account number

	PartNumber string        `json:"partNumber,omitempty"` // items
	BarCode    string        `json:"barCode,omitempty"`
	Account    Ref           `json:"account"`           // items: income (or the one) account
	Rate       money.Decimal `json:"rate"`              // sales tax items: percent
	Agency     Ref           `json:"agency"`            // sales tax items: the vendor
	Members    []Ref         `json:"members,omitempty"` // sales tax groups and item groups
	// Quantities are how many of each member an item group holds.
	Quantities []money.Decimal `json:"quantities,omitempty"`
	Price      money.Decimal   `json:"price"` // items: sales price
	// Desc is what sales lines are filled with, its beginning; BuyCost what one is
	// bought for. Of goods only.
	Desc    string        `json:"desc,omitempty"`
	BuyCost money.Decimal `json:"buyCost,omitzero"`
	TaxCode Ref           `json:"taxCode"`           // items, customers: default code
	Taxable bool          `json:"taxable,omitempty"` // sales tax codes
	TaxItem Ref           `json:"taxItem"`           // customers; sales tax codes (CA, UK, AU): what they compute by
	OnHand  money.Decimal `json:"onHand"`            // inventory items and assemblies
	// OnSalesOrder are promised to customers by open sales orders, OnOrder are
	// ordered from vendors.
	OnSalesOrder money.Decimal `json:"onSalesOrder,omitzero"`
	OnOrder      money.Decimal `json:"onOrder,omitzero"`

	Email      string `json:"email,omitempty"` // customers
	Company    string `json:"company,omitempty"`
	FirstName  string `json:"firstName,omitempty"`
	LastName   string `json:"lastName,omitempty"`
	Phone      string `json:"phone,omitempty"`
	PostalCode string `json:"postalCode,omitempty"`
	Currency   string `json:"currency,omitempty"` // customers, accounts: QuickBooks' name of it, or its code; empty: home

	key string // of an item that is to be created, in a plan
}

// Ref is the reference to the entry.
func (e Entry) Ref() Ref { return Ref{ListID: e.ListID, FullName: e.FullName} }

// Company is what the company file said of itself and its preferences.
type Company struct {
	Name          string  `json:"name"`
	Country       string  `json:"country"` // US, CA, UK, AU
	Product       string  `json:"product,omitempty"`
	HomeCurrency  string  `json:"homeCurrency,omitempty"`
	MultiCurrency bool    `json:"multiCurrency,omitempty"`
	SalesTax      bool    `json:"salesTax,omitempty"` // sales tax is switched on
	Classes       bool    `json:"classes,omitempty"`
	Inventory     bool    `json:"inventory,omitempty"`
	ClosingDate   day.Day `json:"closingDate"`     // zero: none
	Known         bool    `json:"known,omitempty"` // false: QuickBooks has not called yet
}

// Needs is what Plan must be able to look up for one order under given rules.
type Needs struct {
	SKUs      []string // items by name, part number, barcode, as the rules say
	ItemNames []string // items (tax items too) by full name
	ItemIDs   []string // items by ListID: members of tax groups
	// Customer: by e-mail, by name, and by the key of one created before.
	Emails        []string
	CustomerNames []string // also looked up among vendors, employees and other names
	CustomerKey   string
	Names         map[ListKind][]string // accounts, methods, terms, classes, templates, tax codes by full name
}

// Lists is what was found of Needs in the cached lists. Matching is without
// regard to case, as QuickBooks compares.
type Lists struct {
	Company    Company
	Items      []Entry // candidates of SKUs, ItemNames and ItemIDs, inactive ones too, and the members of item groups among them
	Customers  []Entry // candidates by e-mail and name, inactive ones too
	OtherNames []Entry // vendors, employees, other names that use one of CustomerNames
	Entries    []Entry // of Names, and the accounts that Items post to
	// Linked is the customer that CustomerKey was linked to before (created by
	// us or chosen by a person), if it still exists.
	Linked *Entry
	// PendingCustomer is set when a customer of CustomerKey is being created:
	// a posting for it exists and has no ListID yet.
	PendingCustomer *NewCustomer
	// PendingNames are the names of customers that are being created under
	// other keys, so that no name is given twice within one batch.
	PendingNames []string
	// TaxGroups are all sales tax groups, to find one by its members; TaxItems
	// are the items that groups and sales tax codes compute by.
	TaxGroups, TaxItems []Entry
	// Currencies are QuickBooks' currencies: FullName is its name, Number the code.
	Currencies []Entry
}
