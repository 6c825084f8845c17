// Package sales is the language of the shop: what it sold, to whom, how it was
// paid, and whether the figures of an order agree with each other.
//
// It holds values and rules only. Amounts stand here as exact decimals in the
// precision in which the store sent them; they become money.Amount when books
// plans documents.
package sales

import (
	"time"

	"countinghouse/money"
)

// StoreKey is the short name under which an operator connected a store: "main".
type StoreKey string

// OrderID is BigCommerce's order id: the identity of an order within its
// store. It is also the number that the shopper sees.
type OrderID int64

// Status is BigCommerce's order status id (reference: bigcommerce-api §2.4).
// Labels can be renamed by the merchant, so only the id decides.
type Status int

// The order statuses.
const (
	Incomplete         Status = 0
	Pending            Status = 1
	Shipped            Status = 2
	PartiallyShipped   Status = 3
	Refunded           Status = 4
	Cancelled          Status = 5
	Declined           Status = 6
	AwaitingPayment    Status = 7
	AwaitingPickup     Status = 8
	AwaitingShipment   Status = 9
	Completed          Status = 10
	AwaitingFulfilment Status = 11
	ManualVerification Status = 12
	Disputed           Status = 13
	PartiallyRefunded  Status = 14
)

// Word is BigCommerce's own name of a status, for people (reference:
// bigcommerce-api §2.4); a merchant may show another to shoppers.
func (s Status) Word() string {
	words := [...]string{"Incomplete", "Pending", "Shipped", "Partially Shipped", "Refunded", "Cancelled", "Declined", "Awaiting Payment",
		"Awaiting Pickup", "Awaiting Shipment", "Completed", "Awaiting Fulfillment", "Manual Verification Required", "Disputed", "Partially Refunded"}
	if s < 0 || int(s) >= len(words) {
		return "an unknown status"
	}
	return words[s]
}

// Taxed is one charge on both sides of tax. Inc = Ex + Tax in a consistent order.
type Taxed struct {
	Ex  money.Decimal `json:"ex"`
	Inc money.Decimal `json:"inc"`
	Tax money.Decimal `json:"tax"`
}

// Side is the side of tax on which the merchant enters prices, and so the side
// on which the amounts of an order were really computed; the other is derived
// (reference: order-arithmetic §1, §2, "M").
type Side string

// The sides.
const (
	SideUnknown  Side = ""          // no tax on the order: it does not matter
	TaxExclusive Side = "exclusive" // Ex is real
	TaxInclusive Side = "inclusive" // Inc is real
)

// Real is the value on the side that was computed.
func (t Taxed) Real(s Side) money.Decimal {
	if s == TaxInclusive {
		return t.Inc
	}
	return t.Ex
}

// Order is an order as it was sold: everything that the books may need of it.
// It is written as JSON into the store's database, so fields keep their names.
type Order struct {
	Store  StoreKey `json:"store"`
	ID     OrderID  `json:"id"`
	Status Status   `json:"status"`
	// StatusLabel is the merchant's own name of the status, for display.
	StatusLabel string `json:"statusLabel,omitempty"`

	Placed   time.Time `json:"placed"`   // UTC
	Modified time.Time `json:"modified"` // UTC, one second resolution
	// Shipped is when the last of it was sent; zero until all is.
	Shipped  time.Time `json:"shipped,omitzero"`
	Archived bool      `json:"archived,omitempty"`

	ChannelID      int64  `json:"channelId,omitempty"` // 1 is the default storefront
	ChannelName    string `json:"channelName,omitempty"`
	ChannelType    string `json:"channelType,omitempty"`    // pos, marketplace, storefront, marketing
	Source         string `json:"source,omitempty"`         // order_source
	ExternalSource string `json:"externalSource,omitempty"` // "M-MIG" marks imported history
	ExternalID     string `json:"externalId,omitempty"`

	Customer Customer `json:"customer"`
	Billing  Address  `json:"billing"`
	Shipping []Parcel `json:"shipping,omitempty"` // destinations; none for digital orders
	Pickup   bool     `json:"pickup,omitempty"`
	PONumber string   `json:"poNumber,omitempty"`
	Message  string   `json:"message,omitempty"` // the shopper's comment

	// Currency is the transactional currency, in which all amounts of the
	// order are (default_currency_code, never the display currency).
	Currency      string `json:"currency"`
	Decimals      int    `json:"decimals"`
	StoreCurrency string `json:"storeCurrency,omitempty"`
	// ExchangeRate is foreign units for one unit of the store's currency; zero if unknown.
	ExchangeRate money.Decimal `json:"exchangeRate"`

	// InclusiveFlag is the order's own is_tax_inclusive_pricing: a cross-check
	// only, published examples contradict it. StoreInclusive is the store's
	// is_price_entered_with_tax of today.
	InclusiveFlag  bool `json:"inclusiveFlag,omitempty"`
	StoreInclusive bool `json:"storeInclusive,omitempty"`

	Lines      []Line `json:"lines"`
	ItemsTotal int64  `json:"itemsTotal"` // sum of quantities as the header tells it

	Subtotal     Taxed         `json:"subtotal"`
	ShippingCost Taxed         `json:"shippingCost"`
	Handling     Taxed         `json:"handling"`
	Wrapping     Taxed         `json:"wrapping"`
	Total        Taxed         `json:"total"`
	BaseShipping money.Decimal `json:"baseShipping"`

	Discount            money.Decimal `json:"discount"`       // all but coupons, not negative
	CouponDiscount      money.Decimal `json:"couponDiscount"` // not negative
	StoreCreditPaid     money.Decimal `json:"storeCreditPaid"`
	GiftCertificatePaid money.Decimal `json:"giftCertificatePaid"`

	Coupons []Coupon `json:"coupons,omitempty"`
	Fees    []Fee    `json:"fees,omitempty"`

	TaxProvider string   `json:"taxProvider,omitempty"`
	Taxes       []TaxRow `json:"taxes,omitempty"`
	TaxesRead   bool     `json:"taxesRead,omitempty"` // false: the rows were not asked for (no tax on the order)

	PaymentMethod string    `json:"paymentMethod,omitempty"` // display text, editable by the merchant
	PaymentStatus string    `json:"paymentStatus,omitempty"` // proves nothing by itself
	Payments      []Payment `json:"payments,omitempty"`
	PaymentsRead  bool      `json:"paymentsRead,omitempty"`

	// Refunds are all refunds of the order, oldest first.
	Refunds     []Refund `json:"refunds,omitempty"`
	RefundsRead bool     `json:"refundsRead,omitempty"`
	// Gone tells that the store has the order no more: it was deleted.
	Gone bool `json:"gone,omitempty"`

	// Contradictions are what reading the order found wrong before any sum was
	// made: a missing page, lines of another order. Check reports them too.
	Contradictions []string `json:"contradictions,omitempty"`
}

// Customer is who bought. ID 0 is a guest: the billing address is all there is.
type Customer struct {
	ID        int64  `json:"id"`
	Email     string `json:"email,omitempty"`
	FirstName string `json:"firstName,omitempty"`
	LastName  string `json:"lastName,omitempty"`
	Company   string `json:"company,omitempty"`
	Phone     string `json:"phone,omitempty"`
	GroupID   int64  `json:"groupId,omitempty"`
	// ExemptCategory is the tax-exempt code; "" is taxable.
	ExemptCategory string `json:"exemptCategory,omitempty"`
}

// Address is a postal address with the person it names.
type Address struct {
	FirstName  string `json:"firstName,omitempty"`
	LastName   string `json:"lastName,omitempty"`
	Company    string `json:"company,omitempty"`
	Street1    string `json:"street1,omitempty"`
	Street2    string `json:"street2,omitempty"`
	City       string `json:"city,omitempty"`
	State      string `json:"state,omitempty"`
	PostalCode string `json:"postalCode,omitempty"`
	Country    string `json:"country,omitempty"`
	CountryISO string `json:"countryIso,omitempty"` // two letters
	Phone      string `json:"phone,omitempty"`
	Email      string `json:"email,omitempty"`
}

// Parcel is one destination of an order with its own shipping and handling.
type Parcel struct {
	ID         int64   `json:"id"`
	Address    Address `json:"address"`
	Method     string  `json:"method,omitempty"` // "UPS Ground"
	Cost       Taxed   `json:"cost"`
	Handling   Taxed   `json:"handling"`
	ItemsTotal int64   `json:"itemsTotal,omitempty"`
}

// LineType is what kind of thing a line sells.
type LineType string

// The line types.
const (
	Physical        LineType = "physical"
	Digital         LineType = "digital"
	GiftCertificate LineType = "giftcertificate" // a liability, never income
)

// Line is one line of an order. Its totals are before order-level and coupon
// discounts (order-arithmetic L6).
type Line struct {
	ID        int64         `json:"id"`
	ProductID int64         `json:"productId,omitempty"` // 0: a custom line
	VariantID int64         `json:"variantId,omitempty"`
	Name      string        `json:"name"`
	SKU       string        `json:"sku,omitempty"` // as it was when ordered; may be empty
	UPC       string        `json:"upc,omitempty"`
	Type      LineType      `json:"type"`
	Quantity  money.Decimal `json:"quantity"`

	BasePrice money.Decimal `json:"basePrice"` // a unit
	BaseTotal money.Decimal `json:"baseTotal"`
	Price     Taxed         `json:"price"` // a unit
	Total     Taxed         `json:"total"` // the line
	// Discounted is discounted_total_inc_tax: the line with tax after every
	// discount. Newer field: HasDiscounted tells whether the store sent it.
	Discounted    money.Decimal `json:"discounted"`
	HasDiscounted bool          `json:"hasDiscounted,omitempty"`
	Discounts     []Applied     `json:"discounts,omitempty"`

	Wrapping     Taxed  `json:"wrapping"`
	WrappingName string `json:"wrappingName,omitempty"`

	Options   []Option `json:"options,omitempty"`
	ParentID  int64    `json:"parentId,omitempty"` // the bundle or pick-list line it belongs to
	Bundled   bool     `json:"bundled,omitempty"`
	AddressID int64    `json:"addressId,omitempty"`
	Refunded  int64    `json:"refunded,omitempty"` // quantity_refunded
}

// Option is a chosen variant option or modifier: "Colour: Blue".
type Option struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Applied is a discount as it fell on a line.
type Applied struct {
	Name   string        `json:"name,omitempty"`
	Code   string        `json:"code,omitempty"`   // the coupon's; empty for promotions and manual ones
	Target string        `json:"target,omitempty"` // "order" or "product"
	Amount money.Decimal `json:"amount"`
}

// Coupon is a coupon code that was used. Discount is the money it took off.
type Coupon struct {
	ID       int64         `json:"id"`
	Code     string        `json:"code"`
	Type     int           `json:"type"` // 0 per item, 1 percent, 2 per total, 3 shipping, 4 free shipping, 5 promotion
	Discount money.Decimal `json:"discount"`
}

// ReducesShipping tells whether the coupon is of a kind that takes from shipping.
func (c Coupon) ReducesShipping() bool { return c.Type == 3 || c.Type == 4 }

// Fee is an order-level fee; it may be a government charge, so its name is mapped.
type Fee struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
	Cost Taxed  `json:"cost"`
}

// TaxRow is one row of /taxes?details=true: the money of one rate on one thing.
type TaxRow struct {
	Name   string        `json:"name"`            // "Texas State"
	Class  string        `json:"class,omitempty"` // tax class, "Automatic Tax", "API Tax Override"
	Rate   money.Decimal `json:"rate"`            // percent
	Amount money.Decimal `json:"amount"`
	LineID int64         `json:"lineId,omitempty"` // order_product_id, with details
	// Kind is item, shipping, handling, gift-wrapping; "" when not told.
	Kind      string `json:"kind,omitempty"`
	AddressID int64  `json:"addressId,omitempty"`
	Priority  int    `json:"priority,omitempty"`
}

// Payment is one transaction on an order.
type Payment struct {
	ID      int64  `json:"id"`
	Event   string `json:"event"`  // purchase, authorization, capture, refund, void, pending, settled
	Method  string `json:"method"` // credit_card, gift_certificate, store_credit, offline, …
	Gateway string `json:"gateway,omitempty"`
	// Named is the merchant\'s own name of an offline or custom method.
	Named       string        `json:"named,omitempty"`
	GatewayID   string        `json:"gatewayId,omitempty"` // the processor's id: the key to its payout
	Amount      money.Decimal `json:"amount"`
	Currency    string        `json:"currency,omitempty"`
	OK          bool          `json:"ok"`
	Test        bool          `json:"test,omitempty"`
	FraudReview bool          `json:"fraudReview,omitempty"`
	At          time.Time     `json:"at"`
	RefersTo    int64         `json:"refersTo,omitempty"`
	CardType    string        `json:"cardType,omitempty"`
	CardLast4   string        `json:"cardLast4,omitempty"`
}
