// Package books is the language of the accountant: what QuickBooks should
// say. It holds the mapping rules and the one pure function, Plan, that turns
// an order into documents; posting, preview, rehearsal and the daily tie-out
// all use that same function.
package books

import (
	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
)

// Kind is the kind of a posting: a document, or a list entry that one needs.
type Kind string

// The kinds of postings.
const (
	CustomerAdd  Kind = "customer"
	SalesReceipt Kind = "sales_receipt"
	Invoice      Kind = "invoice"
	Payment      Kind = "payment" // QuickBooks: Receive Payments
)

// Ref names an entry of one of QuickBooks' lists. ListID is what is sent;
// FullName is what people read. A Ref without either is no reference.
type Ref struct {
	ListID   string `json:"listId,omitempty"`
	FullName string `json:"fullName,omitempty"`
}

// IsZero tells whether it refers to nothing.
func (r Ref) IsZero() bool { return r.ListID == "" && r.FullName == "" }

// Address is an address block as QuickBooks prints it; lengths already fit.
type Address struct {
	Lines      []string `json:"lines,omitempty"` // Addr1 to Addr5
	City       string   `json:"city,omitempty"`
	State      string   `json:"state,omitempty"`
	PostalCode string   `json:"postalCode,omitempty"`
	Country    string   `json:"country,omitempty"`
}

// IsZero tells whether the block is empty.
func (a Address) IsZero() bool {
	return len(a.Lines) == 0 && a.City == "" && a.State == "" && a.PostalCode == "" && a.Country == ""
}

// Document is one QuickBooks transaction as it should be: every text fits,
// every reference resolves, the lines and the tax sum to Total.
type Document struct {
	Kind Kind `json:"kind"`
	// Revision counts the documents of a kind that an order has had; 1 is the first.
	Revision int `json:"revision"`

	Customer Ref `json:"customer"`
	// CustomerKey is set when the customer is still to be created: the key of
	// Plan.Customer. The document then waits for that posting's ListID.
	CustomerKey string `json:"customerKey,omitempty"`

	Date      day.Day `json:"date"`
	RefNumber string  `json:"refNumber"` // at most 11 characters, 20 for payments
	Memo      string  `json:"memo,omitempty"`

	BillTo   Address `json:"billTo"`
	ShipTo   Address `json:"shipTo"`
	PONumber string  `json:"poNumber,omitempty"` // invoices only: a sales receipt has none

	Class         Ref           `json:"class"`
	Template      Ref           `json:"template"`
	Terms         Ref           `json:"terms"` // invoices only
	ShipMethod    Ref           `json:"shipMethod"`
	PaymentMethod Ref           `json:"paymentMethod"`
	DepositTo     Ref           `json:"depositTo"` // sales receipts and payments
	ARAccount     Ref           `json:"arAccount"` // invoices and payments
	TaxItem       Ref           `json:"taxItem"`   // ItemSalesTaxRef of the header
	TaxRate       money.Decimal `json:"taxRate"`   // percent of TaxItem, all components
	ExternalGUID  string        `json:"externalGuid"`

	Currency     string        `json:"currency"`
	Decimals     int           `json:"decimals"`
	ExchangeRate money.Decimal `json:"exchangeRate"` // home units for one foreign; zero: not sent

	Lines []Line `json:"lines,omitempty"`
	// Tax is what QuickBooks is expected to compute by TaxItem on the taxable
	// lines; tax that stands as lines of its own is in Lines.
	Tax   money.Amount `json:"tax"`
	Total money.Amount `json:"total"`
	// TaxShares say what of Tax each sales tax item of TaxItem computes.
	TaxShares []TaxShare `json:"taxShares,omitempty"`
	// AppliesTo is the number of the invoice that a payment pays, for people;
	// the TxnID is known once that invoice is posted.
	AppliesTo string `json:"appliesTo,omitempty"`

	Why   []Reason     `json:"why,omitempty"`   // decisions of the header
	Notes []sales.Note `json:"notes,omitempty"` // texts that were shortened or changed, and why
}

// TaxShare is what QuickBooks computes for one sales tax item of a document.
type TaxShare struct {
	Item   Ref           `json:"item"`
	Agency Ref           `json:"agency"`
	Rate   money.Decimal `json:"rate"` // percent
	Amount money.Amount  `json:"amount"`
}

// Line is one line of a document.
type Line struct {
	Item    Ref    `json:"item"`
	Account Ref    `json:"account"` // where the item posts: income, expense or liability
	Agency  Ref    `json:"agency"`  // of a sales tax item: whose the tax is
	Desc    string `json:"desc,omitempty"`
	// Quantity is zero for lines without one (discounts, charges, tax).
	Quantity money.Decimal `json:"quantity"`
	Amount   money.Amount  `json:"amount"` // always sent; the rate follows from it
	TaxCode  Ref           `json:"taxCode"`
	Taxable  bool          `json:"taxable,omitempty"`
	Class    Ref           `json:"class"`

	// Source is what of the order the line stands for.
	Source Source   `json:"source"`
	Why    []Reason `json:"why,omitempty"` // the chain that chose item, account and tax
}

// Source is a part of an order.
type Source struct {
	// Part is line, discount, coupon, shipping, handling, wrapping, fee, tax,
	// gift_certificate or rounding.
	Part   string       `json:"part"`
	LineID int64        `json:"lineId,omitempty"`
	Text   string       `json:"text"` // "4 × Brass Lantern, small", "Coupon AUTUMN10"
	SKU    string       `json:"sku,omitempty"`
	Amount money.Amount `json:"amount"` // the store's figure
}

// Reason is one link of the chain that explains a choice.
type Reason struct {
	// By is who chose: mapping, list, rule, default.
	By   string `json:"by"`
	Text string `json:"text"` // "SKU BLK-21 is the item Throw:Wool Charcoal, matched by name"
}

// NewCustomer is a customer to be created. Texts fit QuickBooks' fields.
type NewCustomer struct {
	// Key is the identity of the customer within the company file's postings:
	// "main/51207" for a registered customer, "main/guest/ana@example.com" for a guest.
	Key           string       `json:"key"`
	Name          string       `json:"name"` // unique among customers, vendors, employees and other names
	CompanyName   string       `json:"companyName,omitempty"`
	FirstName     string       `json:"firstName,omitempty"`
	LastName      string       `json:"lastName,omitempty"`
	BillTo        Address      `json:"billTo"`
	ShipTo        Address      `json:"shipTo"`
	Phone         string       `json:"phone,omitempty"`
	Email         string       `json:"email,omitempty"`
	AccountNumber string       `json:"accountNumber,omitempty"` // our mark: "BC-main-51207"
	Terms         Ref          `json:"terms"`
	TaxCode       Ref          `json:"taxCode"`
	TaxItem       Ref          `json:"taxItem"`
	Notes         []sales.Note `json:"notes,omitempty"`
	Why           []Reason     `json:"why,omitempty"`
}

// Effect is one debit or credit of a document.
type Effect struct {
	Account Ref          `json:"account"`
	Agency  Ref          `json:"agency"` // for sales tax: whose it is
	Debit   money.Amount `json:"debit"`
	Credit  money.Amount `json:"credit"`
}
