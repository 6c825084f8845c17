package bigcommerce

import (
	"context"
	"net/url"
	"time"
)

// Refund is a refund of an order (reference: bigcommerce-api §4).
type Refund struct {
	ID          ID              `json:"id"`
	OrderID     ID              `json:"order_id"`
	Created     Date            `json:"created"`
	Reason      Text            `json:"reason"`
	TotalAmount Number          `json:"total_amount"` // tax included
	TotalTax    Number          `json:"total_tax"`    // may be negative
	Override    Flag            `json:"uses_merchant_override_values"`
	Items       []RefundItem    `json:"items"`
	Payments    []RefundPayment `json:"payments"`
}

// RefundItem is a part of an order that was refunded.
type RefundItem struct {
	ItemType        Text   `json:"item_type"` // PRODUCT, GIFT_WRAPPING, SHIPPING, HANDLING, ORDER, FEE
	ItemID          ID     `json:"item_id"`
	Quantity        Number `json:"quantity"`
	RequestedAmount Number `json:"requested_amount"` // null: by quantity
	Reason          Text   `json:"reason"`
}

// RefundPayment is the money of a refund; a fresh one may still be declined.
type RefundPayment struct {
	ID         ID     `json:"id"`
	ProviderID Text   `json:"provider_id"`
	Amount     Number `json:"amount"`
	Offline    Flag   `json:"offline"`
	IsDeclined Flag   `json:"is_declined"`
}

// Refunds lists the refunds of the store made at or after a time, oldest first.
func (c *Client) Refunds(ctx context.Context, from time.Time) ([]Refund, error) {
	v := url.Values{}
	if !from.IsZero() {
		v.Set("created:min", from.UTC().Format(time.RFC3339))
	}
	return all3[Refund](ctx, c, call{name: "refunds", path: "/v3/orders/payment_actions/refunds", query: v, scope: ScopeOrders}, PageSize)
}
