// Package books is the language of the accountant: what QuickBooks should
// say. It holds the mapping rules and the one pure function, Plan, that turns
// an order into documents; posting, preview, rehearsal and the daily tie-out
// all use that same function.
package books

import (
	"strconv"

	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
)

// Kind is the kind of a posting: a document, or a list entry that one needs.
type Kind string

// The kinds of postings.
const (
	CustomerAdd    Kind = "customer"
	CustomerUpdate Kind = "customer_update" // fills fields of a customer that are blank
	ItemAdd        Kind = "item"
	SalesReceipt   Kind = "sales_receipt"
	SalesOrder     Kind = "sales_order" // non-posting
	Invoice        Kind = "invoice"
	Payment        Kind = "payment" // QuickBooks: Receive Payments
	CreditMemo     Kind = "credit_memo"
	CardRefund     Kind = "card_refund" // QuickBooks: AR Refund Credit Card; pays a credit memo out
	Check          Kind = "check"       // pays a credit memo out by check or bank transfer
	// Application applies a credit memo, or an unapplied payment, to an
	// invoice. It moves no money and is no transaction of its own.
	Application Kind = "application"
	Journal     Kind = "journal" // QuickBooks: journal entry
	// Adjustment is of no order: it moves quantities only (QuickBooks: Adjust
	// Quantity/Value on Hand). Its lines have items and quantities, which are
	// differences; its account is Document.AdjustAccount.
	Adjustment Kind = "adjustment"
)

// Operation is what a posting does to its document in QuickBooks.
type Operation string

// The operations. Each but Add is a revision of its own of the same document
// (kind and part), and names what it changes by a link of use Changes.
const (
	Add    Operation = ""
	Modify Operation = "modify" // the whole document as it should be now
	Void   Operation = "void"   // the record stays, with zero amounts
	Delete Operation = "delete"
)

// LinkUse is what one document does to another.
type LinkUse string

// The uses. The first document waits until the other is in QuickBooks.
const (
	Pays    LinkUse = "pays"    // a payment (or application) to its invoice, with the amount
	Refunds LinkUse = "refunds" // a card refund or check to its credit memo, with the amount
	Uses    LinkUse = "uses"    // an application or invoice to the credit memo or unapplied payment whose credit it takes, with the amount
	Fulfils LinkUse = "fulfils" // an invoice to its sales order
	Changes LinkUse = "changes" // a modify, void or delete to the document that it changes
	Follows LinkUse = "follows" // only the order in time: after it
)

// Link is what a document needs of another document of the same order.
type Link struct {
	Use  LinkUse `json:"use"`
	Kind Kind    `json:"kind"`
	Part string  `json:"part,omitempty"`
	// RefNumber is for people.
	RefNumber string       `json:"refNumber,omitempty"`
	Amount    money.Amount `json:"amount,omitempty"`
}

// The parts of an order that have documents of their own. The sale itself is
// the empty part.

// PaymentPart is the part of one payment: by the store's transaction, or 0
// where the store's status alone says that the order was paid.
func PaymentPart(transaction int64) string { return "payment/" + strconv.FormatInt(transaction, 10) }

// RefundPart is the part of one refund, by the store's refund id; several
// documents of one kind (a tender each) tell themselves apart by n, from 1.
func RefundPart(refund int64, n int) string {
	part := "refund/" + strconv.FormatInt(refund, 10)
	if n > 1 {
		part += "/" + strconv.Itoa(n)
	}
	return part
}

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
	// Part is what of the order the document stands for: "" is the sale,
	// "refund/12" a refund, "payment/863" a payment. Kind, part and revision
	// are a document's identity within its order.
	Part string `json:"part,omitempty"`
	// Revision counts the postings of a kind and part that an order has had; 1 is the first.
	Revision  int       `json:"revision"`
	Operation Operation `json:"operation,omitempty"`
	// Fingerprint is of the store's figures that this document was made of:
	// while it stays the same, what stands in QuickBooks stays as it is.
	Fingerprint string `json:"fingerprint,omitempty"`
	Links       []Link `json:"links,omitempty"`

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
	// RefundFrom is the account that a card refund or a check takes the money from.
	RefundFrom Ref `json:"refundFrom"`
	// AdjustAccount takes the value of what an adjustment of quantities moves.
	AdjustAccount Ref `json:"adjustAccount,omitzero"`
	// LeftOpen is what of a credit memo stays the customer's credit by the rules.
	LeftOpen money.Amount `json:"leftOpen,omitempty"`
	// Charged is what the store told when the document of a sale was made.
	Charged *Charged `json:"charged,omitempty"`
	// TaxIncluded tells QuickBooks whether the line amounts contain their tax
	// (CA, UK, AU); nil in the US, where it isn't asked.
	TaxIncluded *bool `json:"taxIncluded,omitempty"`

	Why   []Reason     `json:"why,omitempty"`   // decisions of the header
	Notes []sales.Note `json:"notes,omitempty"` // texts that were shortened or changed, and why
}

// Charged are the figures of an order that the store may rewrite when it
// refunds: totals and tax rows are read once, at posting, and refunds are
// planned by these (reference: order-arithmetic T8, R8).
type Charged struct {
	Total    sales.Taxed    `json:"total"`
	Shipping sales.Taxed    `json:"shipping"`
	Handling sales.Taxed    `json:"handling"`
	Wrapping sales.Taxed    `json:"wrapping"`
	Taxes    []sales.TaxRow `json:"taxes,omitempty"`
	// Payments are the transactions that were known, by the store's numbers.
	Payments []int64 `json:"payments,omitempty"`
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
	Item Ref `json:"item"`
	// ItemKey is set when the item is still to be created: the key of one of
	// Plan.Items. The document then waits for that posting's ListID.
	ItemKey string `json:"itemKey,omitempty"`
	Account Ref    `json:"account"` // where the item posts: income, expense or liability
	Agency  Ref    `json:"agency"`  // of a sales tax item: whose the tax is
	Desc    string `json:"desc,omitempty"`
	// Quantity is zero for lines without one (discounts, charges, tax).
	Quantity money.Decimal `json:"quantity"`
	Amount   money.Amount  `json:"amount"` // always sent; the rate follows from it
	TaxCode  Ref           `json:"taxCode"`
	Taxable  bool          `json:"taxable,omitempty"`
	// TaxAmount is the line's own tax where QuickBooks takes one (AU only).
	TaxAmount money.Amount `json:"taxAmount,omitempty"`
	Class     Ref          `json:"class"`
	// Debit and Entity are for the lines of a journal entry: whether Amount is
	// a debit, and whose (customer or tax agency) it is.
	Debit  bool `json:"debit,omitempty"`
	Entity Ref  `json:"entity"`

	// Source is what of the order the line stands for.
	Source Source   `json:"source"`
	Why    []Reason `json:"why,omitempty"` // the chain that chose item, account and tax
}

// Source is a part of an order.
type Source struct {
	// Part is line, discount, coupon, shipping, handling, wrapping, fee, tax,
	// gift_certificate (sold), gift_certificate_spent, store_credit, allowance,
	// restocking or rounding.
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
	Currency      Ref          `json:"currency"` // foreign only
	Notes         []sales.Note `json:"notes,omitempty"`
	Why           []Reason     `json:"why,omitempty"`
}

// NewItem is an item to be created. Texts fit QuickBooks' fields.
type NewItem struct {
	// Key is the identity of the item within the company file's postings: "main/sku/BLU-12".
	Key string `json:"key"`
	// Type is Inventory, InventoryAssembly, NonInventory, Service or OtherCharge.
	Type       string `json:"type"`
	Name       string `json:"name"` // one level, at most 31 characters
	Parent     Ref    `json:"parent"`
	ParentKey  string `json:"parentKey,omitempty"` // of Plan.Items, where the parent is made first
	PartNumber string `json:"partNumber,omitempty"`
	BarCode    string `json:"barCode,omitempty"`
	SalesDesc  string `json:"salesDesc,omitempty"`
	Account    Ref    `json:"account"` // income
	// Cost is the account of the cost of goods sold; of what isn't counted, the
	// expense account, where the item is bought as well as sold.
	Cost    Ref `json:"cost"`
	Asset   Ref `json:"asset"` // inventory and assemblies only
	TaxCode Ref `json:"taxCode"`
	// Price is what one is sold for and BuyCost what one is bought for, in the
	// company file's currency; zero: not told.
	Price   money.Decimal `json:"price,omitzero"`
	BuyCost money.Decimal `json:"buyCost,omitzero"`
	BuyDesc string        `json:"buyDesc,omitempty"`
	// Parts are what an assembly is built of.
	Parts []NewPart `json:"parts,omitempty"`

	Notes []sales.Note `json:"notes,omitempty"`
	Why   []Reason     `json:"why,omitempty"`
}

// NewPart is a part of an assembly that is to be created.
type NewPart struct {
	Item     Ref           `json:"item"`
	Quantity money.Decimal `json:"quantity"` // for one assembly
}

// FullName is the item's name with its parents' before it.
func (i NewItem) FullName() string {
	if i.Parent.FullName != "" {
		return i.Parent.FullName + ":" + i.Name
	}
	return i.Name
}

// CustomerFill are the fields of a customer's record that are blank in
// QuickBooks and known from the store. What stands there is never overwritten.
type CustomerFill struct {
	Customer    Ref     `json:"customer"`
	CompanyName string  `json:"companyName,omitempty"`
	FirstName   string  `json:"firstName,omitempty"`
	LastName    string  `json:"lastName,omitempty"`
	BillTo      Address `json:"billTo"`
	ShipTo      Address `json:"shipTo"`
	Phone       string  `json:"phone,omitempty"`
	Email       string  `json:"email,omitempty"`
}

// Effect is one debit or credit of a document.
type Effect struct {
	Account Ref          `json:"account"`
	Agency  Ref          `json:"agency"` // for sales tax: whose it is
	Debit   money.Amount `json:"debit"`
	Credit  money.Amount `json:"credit"`
}
