package books

import (
	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
)

// Rules is the mapping sheet of one store: where each dollar goes. Names are
// full names of QuickBooks list entries. The zero Rules maps nothing, so every
// order is held with what is missing.
type Rules struct {
	// StartDate is the go-live day: orders placed before it are never posted.
	// Without one nothing is posted.
	StartDate day.Day `json:"startDate" yaml:"start_date"`
	// RefPrefix stands before the order number in QuickBooks' number: "BC".
	RefPrefix string `json:"refPrefix,omitempty" yaml:"ref_prefix,omitempty"`
	// ReadPayments says of which orders the store's transactions are read:
	// "needed" (default: where the order itself leaves a question about its
	// money) or "always" (one call more for each order; only so are all part
	// payments, several cards and overpayments seen).
	ReadPayments string `json:"readPayments,omitempty" yaml:"read_payments,omitempty"`
	// PaidBy says what makes an order paid: "status" (the store's order status)
	// or "payments" (its transactions). Default: status, and a note when the two disagree.
	PaidBy string `json:"paidBy,omitempty" yaml:"paid_by,omitempty"`
	// ZeroTotals says what to do with free orders: "post" (default) or "exclude".
	ZeroTotals string `json:"zeroTotals,omitempty" yaml:"zero_totals,omitempty"`
	// ExcludeChannels are channel ids whose orders are not posted.
	ExcludeChannels []int64 `json:"excludeChannels,omitempty" yaml:"exclude_channels,omitempty"`

	// ExcludeOrders are orders that a person decided not to post, with the
	// reason: entered by hand, a test.
	ExcludeOrders map[sales.OrderID]string `json:"excludeOrders,omitempty" yaml:"exclude_orders,omitempty"`

	// Style is the document of a sale: "receipt" (the default: a sales receipt
	// when paid, else an invoice and its payments), "invoice" (always invoice and
	// payments), "order" (a sales order, which becomes an invoice at shipment),
	// "summary" (one sales receipt a day and payment method) or "journal" (the
	// same as a journal entry).
	Style string `json:"style,omitempty" yaml:"style,omitempty"`
	// ClosedPeriod says what becomes of what belongs to a closed period: "hold"
	// (default) or "next" (the first open day, with a memo naming the original).
	ClosedPeriod string `json:"closedPeriod,omitempty" yaml:"closed_period,omitempty"`
	// Edits says what becomes of a document whose order was edited after posting:
	// "modify" (default: it is changed, if its period is open and nobody changed
	// it in QuickBooks) or "hold".
	Edits string `json:"edits,omitempty" yaml:"edits,omitempty"`
	// Cancelled says what becomes of the unpaid invoice (or sales order) of an
	// order that was cancelled: "hold" (default), "void", or "credit" (a credit memo applied to it).
	Cancelled string      `json:"cancelled,omitempty" yaml:"cancelled,omitempty"`
	Refunds   RefundRules `json:"refunds" yaml:"refunds,omitempty"`
	// Cases are rules for particular orders, tried in order.
	Cases []Case `json:"cases,omitempty" yaml:"cases,omitempty"`
	// Currencies are the currencies, other than the company file's own, that are
	// posted: by code. An order in any other is held.
	Currencies map[string]CurrencyRule `json:"currencies,omitempty" yaml:"currencies,omitempty"`

	Customers CustomerRules          `json:"customers" yaml:"customers"`
	Items     ItemRules              `json:"items" yaml:"items"`
	Charges   ChargeRules            `json:"charges" yaml:"charges"`
	Tax       TaxRules               `json:"tax" yaml:"tax"`
	Payments  map[string]PaymentRule `json:"payments,omitempty" yaml:"payments,omitempty"` // by the store's payment method text or a transaction's gateway; "*" is the rest

	ReceivableAccount string            `json:"receivableAccount,omitempty" yaml:"receivable_account,omitempty"`
	Class             string            `json:"class,omitempty" yaml:"class,omitempty"`
	Terms             string            `json:"terms,omitempty" yaml:"terms,omitempty"` // of invoices
	InvoiceTemplate   string            `json:"invoiceTemplate,omitempty" yaml:"invoice_template,omitempty"`
	ReceiptTemplate   string            `json:"receiptTemplate,omitempty" yaml:"receipt_template,omitempty"`
	ShipMethods       map[string]string `json:"shipMethods,omitempty" yaml:"ship_methods,omitempty"` // by the store's text; unmapped ones are left out with a note

	// What cases said of one order, see For.
	depositTo string
	taxCase   string
}

// RefundRules say how money and goods that go back are posted.
type RefundRules struct {
	// By is how money is paid out when the payment method says nothing: "card"
	// (default: a card refund against the credit memo), "check", or "credit"
	// (the credit memo stays open).
	By string `json:"by,omitempty" yaml:"by,omitempty"`
	// Restock says whether refunded goods go back to stock: "yes" (default),
	// "no", or "ask" (each refund with goods that have stock waits for a person).
	Restock string `json:"restock,omitempty" yaml:"restock,omitempty"`
	// NotRestocked is the item of refunded goods that do not come back: one
	// without stock, on the account for returns.
	NotRestocked string `json:"notRestocked,omitempty" yaml:"not_restocked,omitempty"`
	// Allowance is the item of refunds of a mere sum (the store's order-level refund).
	Allowance string `json:"allowance,omitempty" yaml:"allowance,omitempty"`
	// Restocking is the item of what is kept back of a refund; default: as Allowance.
	Restocking string `json:"restocking,omitempty" yaml:"restocking,omitempty"`
	// Template of credit memos.
	Template string `json:"template,omitempty" yaml:"template,omitempty"`
}

// CurrencyRule says how sales in a foreign currency are posted. QuickBooks
// keeps the currency with the customer and the accounts.
type CurrencyRule struct {
	ReceivableAccount string `json:"receivableAccount,omitempty" yaml:"receivable_account,omitempty"`
	DepositTo         string `json:"depositTo,omitempty" yaml:"deposit_to,omitempty"` // default: as the payment method says
	// Rate is "quickbooks" (default: none is sent, QuickBooks takes its own of
	// the day), or "divide" or "multiply": the order's own exchange rate, by
	// which its amounts are divided (or multiplied) to come to the company
	// file's currency. BigCommerce documents a division, but one connector
	// multiplies (order-arithmetic C2): look at both results before choosing.
	Rate string `json:"rate,omitempty" yaml:"rate,omitempty"`
	// NameSuffix stands after the names of customers of this currency; default the code.
	NameSuffix string `json:"nameSuffix,omitempty" yaml:"name_suffix,omitempty"`
}

// Case is a rule for particular orders: when all conditions hold, its actions
// are taken. Empty conditions are not looked at.
type Case struct {
	Name string     `json:"name" yaml:"name"`
	When Conditions `json:"when" yaml:"when"`
	Then Actions    `json:"then" yaml:"then"`
	// Stop ends the list: later cases are not tried.
	Stop bool `json:"stop,omitempty" yaml:"stop,omitempty"`
}

// Conditions are looked at without regard to case; a list is met by any of its values.
type Conditions struct {
	Channels  []string      `json:"channels,omitempty" yaml:"channels,omitempty"` // name, type or number
	Sources   []string      `json:"sources,omitempty" yaml:"sources,omitempty"`
	Statuses  []string      `json:"statuses,omitempty" yaml:"statuses,omitempty"`   // the store's word or number
	Groups    []string      `json:"groups,omitempty" yaml:"groups,omitempty"`       // customer group numbers
	Methods   []string      `json:"methods,omitempty" yaml:"methods,omitempty"`     // payment methods
	Countries []string      `json:"countries,omitempty" yaml:"countries,omitempty"` // two letters, of the destination
	SKUs      []string      `json:"skus,omitempty" yaml:"skus,omitempty"`           // with * at the end for a beginning
	Over      money.Decimal `json:"over,omitzero" yaml:"over,omitempty"`            // total with tax is more than
	Under     money.Decimal `json:"under,omitzero" yaml:"under,omitempty"`          // total with tax is less than
	Guest     string        `json:"guest,omitempty" yaml:"guest,omitempty"`         // yes or no
}

// Actions of a case. Empty ones change nothing.
type Actions struct {
	Style    string `json:"style,omitempty" yaml:"style,omitempty"`
	Customer string `json:"customer,omitempty" yaml:"customer,omitempty"` // full name: one for all of these
	Class    string `json:"class,omitempty" yaml:"class,omitempty"`
	Terms    string `json:"terms,omitempty" yaml:"terms,omitempty"`
	Template string `json:"template,omitempty" yaml:"template,omitempty"`
	// Item is the item of all products of such orders, instead of one by SKU.
	Item      string `json:"item,omitempty" yaml:"item,omitempty"`
	DepositTo string `json:"depositTo,omitempty" yaml:"deposit_to,omitempty"`
	// Tax is a treatment, or "leave out" for tax that a marketplace pays itself
	// and that is not the seller's, or "marketplace": to the tax rules' own item for it.
	Tax string `json:"tax,omitempty" yaml:"tax,omitempty"`
	// Approve holds the order until a person approves it, with this as the reason.
	Approve string `json:"approve,omitempty" yaml:"approve,omitempty"`
	// ApproveBy is who may: "admin" (default) or "bookkeeper".
	ApproveBy string `json:"approveBy,omitempty" yaml:"approve_by,omitempty"`
	// Skip leaves the order out, with this as the reason.
	Skip string `json:"skip,omitempty" yaml:"skip,omitempty"`
}

// CustomerRules say which customer a document names.
type CustomerRules struct {
	// Policy is "each" (one per person, the default), "one" (One for all of
	// this store) or "group" (by the store's customer group, One for the rest).
	Policy string            `json:"policy,omitempty" yaml:"policy,omitempty"`
	One    string            `json:"one,omitempty" yaml:"one,omitempty"`
	Groups map[string]string `json:"groups,omitempty" yaml:"groups,omitempty"` // group number to customer
	// Fill says whether blank fields of a known customer are filled from the
	// order: "no" (default) or "blanks". Nothing is ever overwritten.
	Fill string `json:"fill,omitempty" yaml:"fill,omitempty"`
	// NameFormat is "first last" (default), "last, first" or "company"
	// (the company where there is one, else "first last"), or a pattern of
	// {first}, {last}, {company}, {email}, {id}: "{last}, {first} ({id})".
	NameFormat string `json:"nameFormat,omitempty" yaml:"name_format,omitempty"`
	// Create says whether unknown customers are created: "yes" (default) or "hold".
	Create string `json:"create,omitempty" yaml:"create,omitempty"`
}

// ItemRules say which item a product is.
type ItemRules struct {
	// MatchBy is where a SKU is looked for, in order: name, part_number,
	// barcode. Default: name, then part_number.
	MatchBy []string `json:"matchBy,omitempty" yaml:"match_by,omitempty"`
	// Links are SKUs linked by a person: SKU to item full name. They win.
	Links map[string]string `json:"links,omitempty" yaml:"links,omitempty"`
	all   string            // of all products of one order, by a case
	// Custom is the item of lines without a product (custom products, no SKU);
	// empty holds them.
	Custom string `json:"custom,omitempty" yaml:"custom,omitempty"`
	// Create makes items for SKUs that match nothing; its zero value holds them.
	Create NewItemRules `json:"create" yaml:"create,omitempty"`
	// Make are SKUs for which a person asked for a new item, with the income
	// account that it sells to: it is made as a non-inventory part when an order
	// needs it and nothing matches the SKU.
	Make map[string]string `json:"make,omitempty" yaml:"make,omitempty"`
	// Fallback is the item of SKUs that match nothing, only where the
	// bookkeeper chose one; empty holds them.
	Fallback string `json:"fallback,omitempty" yaml:"fallback,omitempty"`
}

// NewItemRules say what item is made for a SKU that matches none.
type NewItemRules struct {
	// Type is inventory, non_inventory, service or other_charge; "" makes none.
	Type string `json:"type,omitempty" yaml:"type,omitempty"`
	// Accounts, by full name: income; cost of goods sold and asset for inventory.
	Income string `json:"income,omitempty" yaml:"income,omitempty"`
	Cost   string `json:"cost,omitempty" yaml:"cost,omitempty"`
	Asset  string `json:"asset,omitempty" yaml:"asset,omitempty"`
	// Parent is the item that new ones stand under; "" is none.
	Parent string `json:"parent,omitempty" yaml:"parent,omitempty"`
	// Variants says how variants of a product stand: "flat" (default: as any
	// other item) or "sub" (under an item of the product's name, which is made
	// if there is none; Parent is then of products without variants).
	Variants string `json:"variants,omitempty" yaml:"variants,omitempty"`
}

// ChargeRules are the items of everything on an order that is no product.
type ChargeRules struct {
	Shipping        string            `json:"shipping,omitempty" yaml:"shipping,omitempty"`
	Handling        string            `json:"handling,omitempty" yaml:"handling,omitempty"`
	Wrapping        string            `json:"wrapping,omitempty" yaml:"wrapping,omitempty"`
	Discount        string            `json:"discount,omitempty" yaml:"discount,omitempty"`
	Coupon          string            `json:"coupon,omitempty" yaml:"coupon,omitempty"`                    // default: as Discount
	Fees            map[string]string `json:"fees,omitempty" yaml:"fees,omitempty"`                        // by the fee's name
	GiftCertificate string            `json:"giftCertificate,omitempty" yaml:"gift_certificate,omitempty"` // sold: a liability
	// GiftCertificateSpent is the item of certificates that pay for an order;
	// default: as GiftCertificate. StoreCredit is that of store credit, spent or given.
	GiftCertificateSpent string `json:"giftCertificateSpent,omitempty" yaml:"gift_certificate_spent,omitempty"`
	StoreCredit          string `json:"storeCredit,omitempty" yaml:"store_credit,omitempty"`
	// DiscountBy and CouponBy give discounts and coupon codes items of their own, by name or code.
	DiscountBy map[string]string `json:"discountBy,omitempty" yaml:"discount_by,omitempty"`
	CouponBy   map[string]string `json:"couponBy,omitempty" yaml:"coupon_by,omitempty"`
	Rounding   string            `json:"rounding,omitempty" yaml:"rounding,omitempty"`
	// RoundingLimit is the largest difference, in minor units, that may be
	// posted on the Rounding item. Default 0: no such line at all.
	RoundingLimit money.Amount `json:"roundingLimit,omitempty" yaml:"rounding_limit,omitempty"`
}

// TaxRules say how the store's sales tax gets into the books.
type TaxRules struct {
	// Treatment is "line" (exact amounts as lines on the agencies' tax items
	// under a zero header item) or "quickbooks" (QuickBooks computes by the
	// mapped tax item, and it is compared to the cent). Default: line.
	Treatment string `json:"treatment,omitempty" yaml:"treatment,omitempty"`
	// Allowed is the largest difference, in minor units and for each rate,
	// between what QuickBooks computes and what the store collected that is set
	// right by a line on the tax item itself, so that amount and agency are
	// right. Under "quickbooks" only. Default 0: a difference holds the order.
	Allowed money.Amount `json:"allowed,omitempty" yaml:"allowed,omitempty"`
	// Codes are for company files of Canada, the UK and Australia, where the
	// rate lives in the sales tax code of each line: the store's rate names on
	// the line, sorted and joined by " + ", to the code. "" is the code of lines
	// without tax.
	Codes map[string]string `json:"codes,omitempty" yaml:"codes,omitempty"`
	// Marketplace says what becomes of tax on orders of a marketplace: "hold"
	// (default), "own" (it is the seller's as any other), "item" (it goes to
	// MarketplaceItem) or "leave out" (the marketplace keeps it: neither the tax
	// nor its money is posted).
	Marketplace     string `json:"marketplace,omitempty" yaml:"marketplace,omitempty"`
	MarketplaceItem string `json:"marketplaceItem,omitempty" yaml:"marketplace_item,omitempty"`
	// Rates maps the store's rate names to sales tax items (or, under
	// "quickbooks", to a group). A rate that is not here holds the order.
	Rates map[string]string `json:"rates,omitempty" yaml:"rates,omitempty"`
	// ZeroItem is a sales tax item of 0 %: the header under "line", and of
	// orders without tax.
	ZeroItem string `json:"zeroItem,omitempty" yaml:"zero_item,omitempty"`
	// TaxableCode and ExemptCode are the sales tax codes of lines. Default Tax and Non.
	TaxableCode string `json:"taxableCode,omitempty" yaml:"taxable_code,omitempty"`
	ExemptCode  string `json:"exemptCode,omitempty" yaml:"exempt_code,omitempty"`
}

// PaymentRule is where the money of a payment method goes.
type PaymentRule struct {
	Method    string `json:"method,omitempty" yaml:"method,omitempty"`        // QuickBooks payment method
	DepositTo string `json:"depositTo,omitempty" yaml:"deposit_to,omitempty"` // bank, clearing or Undeposited Funds
	// Later says that the method is on account: the store's status does not
	// tell whether the money came. Such an order is an invoice, and its payment
	// is posted only when the store's transactions show the money.
	Later bool `json:"later,omitempty" yaml:"later,omitempty"`
	// RefundFrom is the account that refunds are paid from; default DepositTo.
	RefundFrom string `json:"refundFrom,omitempty" yaml:"refund_from,omitempty"`
	// RefundBy is card, check or credit; default: as the refund rules say.
	RefundBy string `json:"refundBy,omitempty" yaml:"refund_by,omitempty"`
	// Style is the document style of orders paid so; default: the store's.
	Style string `json:"style,omitempty" yaml:"style,omitempty"`
}
