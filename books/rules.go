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

	Customers CustomerRules          `json:"customers" yaml:"customers"`
	Items     ItemRules              `json:"items" yaml:"items"`
	Charges   ChargeRules            `json:"charges" yaml:"charges"`
	Tax       TaxRules               `json:"tax" yaml:"tax"`
	Payments  map[string]PaymentRule `json:"payments,omitempty" yaml:"payments,omitempty"` // by the store's payment method text; "*" is the rest

	ReceivableAccount string            `json:"receivableAccount,omitempty" yaml:"receivable_account,omitempty"`
	Class             string            `json:"class,omitempty" yaml:"class,omitempty"`
	Terms             string            `json:"terms,omitempty" yaml:"terms,omitempty"` // of invoices
	InvoiceTemplate   string            `json:"invoiceTemplate,omitempty" yaml:"invoice_template,omitempty"`
	ReceiptTemplate   string            `json:"receiptTemplate,omitempty" yaml:"receipt_template,omitempty"`
	ShipMethods       map[string]string `json:"shipMethods,omitempty" yaml:"ship_methods,omitempty"` // by the store's text; unmapped ones are left out with a note
}

// CustomerRules say which customer a document names.
type CustomerRules struct {
	// Policy is "each" (one per person, the default) or "one" (One for all).
	Policy string `json:"policy,omitempty" yaml:"policy,omitempty"`
	One    string `json:"one,omitempty" yaml:"one,omitempty"`
	// NameFormat is "first last" (default), "last, first" or "company"
	// (the company where there is one, else "first last").
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
	// Custom is the item of lines without a product (custom products, no SKU);
	// empty holds them.
	Custom string `json:"custom,omitempty" yaml:"custom,omitempty"`
	// Fallback is the item of SKUs that match nothing, only where the
	// bookkeeper chose one; empty holds them.
	Fallback string `json:"fallback,omitempty" yaml:"fallback,omitempty"`
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
	Rounding        string            `json:"rounding,omitempty" yaml:"rounding,omitempty"`
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
}
