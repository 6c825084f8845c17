package sales

import (
	"time"

	"countinghouse/money"
)

// Refund is one refund of an order (reference: bigcommerce-api §4,
// order-arithmetic §10). Its amounts are in the order's currency.
type Refund struct {
	ID      int64     `json:"id"`
	Created time.Time `json:"created"` // UTC
	Reason  string    `json:"reason,omitempty"`
	// Total is what the shopper gets back, tax included; Tax the part of it that
	// is tax, which may be negative.
	Total money.Decimal `json:"total"`
	Tax   money.Decimal `json:"tax"`
	// Override tells that a person dictated amount and tax.
	Override bool            `json:"override,omitempty"`
	Items    []RefundItem    `json:"items,omitempty"`
	Payments []RefundPayment `json:"payments,omitempty"`
}

// RefundItemKind is what kind of thing was refunded.
type RefundItemKind string

// The kinds, as the store names them.
const (
	RefundProduct  RefundItemKind = "PRODUCT"
	RefundWrapping RefundItemKind = "GIFT_WRAPPING"
	RefundShipping RefundItemKind = "SHIPPING"
	RefundHandling RefundItemKind = "HANDLING"
	RefundFee      RefundItemKind = "FEE"
	RefundOrder    RefundItemKind = "ORDER" // a mere sum: no tax, no goods
	RefundTax      RefundItemKind = "TAX"
)

// RefundItem is one thing that was refunded.
type RefundItem struct {
	Kind RefundItemKind `json:"kind"`
	// ID is the order's line (product, wrapping), address (shipping, handling),
	// fee or order.
	ID       int64         `json:"id"`
	Quantity money.Decimal `json:"quantity"` // products only
	// Requested is the sum that was asked for; HasRequested is false for things
	// refunded by quantity. Whether it contains tax in a tax-inclusive store is
	// told nowhere: see order-arithmetic R5.
	Requested    money.Decimal `json:"requested"`
	HasRequested bool          `json:"hasRequested,omitempty"`
	// Adjustment is what was deducted, as a restocking charge; not positive.
	Adjustment money.Decimal `json:"adjustment"`
	Reason     string        `json:"reason,omitempty"`
}

// RefundPayment is the money of a refund that went to one tender.
type RefundPayment struct {
	ID       int64         `json:"id"`
	Provider string        `json:"provider,omitempty"` // braintree, storecredit, giftcertificate, a custom method
	Amount   money.Decimal `json:"amount"`
	// Offline tells that the store moved no money: the merchant did, or it is store credit.
	Offline  bool `json:"offline,omitempty"`
	Declined bool `json:"declined,omitempty"`
}
