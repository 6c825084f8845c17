package bigcommerce

import (
	"context"
	"net/url"
	"strconv"
	"time"
)

// Refund is a refund of an order (reference: bigcommerce-api §4).
type Refund struct {
	ID          ID     `json:"id"`
	OrderID     ID     `json:"order_id"`
	Created     Date   `json:"created"`
	Reason      Text   `json:"reason"`
	TotalAmount Number `json:"total_amount"` // tax included
	TotalTax    Number `json:"total_tax"`    // may be negative
	Override    Flag   `json:"uses_merchant_override_values"`
	// Items is empty where tax alone was refunded.
	Items    List[RefundItem]    `json:"items"`
	Payments List[RefundPayment] `json:"payments"`
}

// RefundItem is a part of an order that was refunded.
type RefundItem struct {
	ItemType        Text   `json:"item_type"` // PRODUCT, GIFT_WRAPPING, SHIPPING, HANDLING, ORDER, FEE
	ItemID          ID     `json:"item_id"`
	Quantity        Number `json:"quantity"`
	RequestedAmount Number `json:"requested_amount"` // null: by quantity
	Reason          Text   `json:"reason"`
	// Adjustments take something off, such as a restocking fee.
	Adjustments List[RefundAdjustment] `json:"adjustments"`
}

// RefundAdjustment is a deduction from what is given back for an item.
type RefundAdjustment struct {
	Amount      Number `json:"amount"` // negative
	Description Text   `json:"description"`
}

// RefundPayment is the money of a refund; a fresh one may still be declined.
type RefundPayment struct {
	ID         ID     `json:"id"`
	ProviderID Text   `json:"provider_id"` // "storecredit", or the gateway's name
	Amount     Number `json:"amount"`
	Offline    Flag   `json:"offline"` // BigCommerce moved no money
	IsDeclined Flag   `json:"is_declined"`
	// DeclinedMessage tells why, in the provider's words.
	DeclinedMessage Text `json:"declined_message"`
	// TransactionID is the refund's transaction; 0 where there is none.
	TransactionID ID `json:"transaction_id"`
}

// Refunds lists the refunds of the store made at or after a time, oldest first.
func (c *Client) Refunds(ctx context.Context, from time.Time) ([]Refund, error) {
	v := url.Values{}
	if !from.IsZero() {
		v.Set("created:min", from.UTC().Format(time.RFC3339))
	}
	return all3[Refund](ctx, c, call{name: "refunds", path: "/v3/orders/payment_actions/refunds", query: v, scope: ScopeOrders}, PageSize)
}

// OrderRefunds lists all refunds of one order, oldest first. Paging parameters
// are not documented for it.
func (c *Client) OrderRefunds(ctx context.Context, order int64) ([]Refund, error) {
	return all3[Refund](ctx, c, call{name: "refunds of order",
		path: "/v3/orders/" + strconv.FormatInt(order, 10) + "/payment_actions/refunds", scope: ScopeOrders}, 0)
}

// Refund reads one refund again: a payment of a fresh one may be declined later.
func (c *Client) Refund(ctx context.Context, id int64) (Refund, error) {
	return one3[Refund](ctx, c, call{name: "refund", path: "/v3/orders/payment_actions/refunds/" + strconv.FormatInt(id, 10), scope: ScopeOrders})
}

// RefundsOf lists all refunds of some orders, 250 orders a call.
func (c *Client) RefundsOf(ctx context.Context, orders []int64) ([]Refund, error) {
	var out []Refund
	for len(orders) > 0 {
		n := min(len(orders), PageSize)
		rows, err := all3[Refund](ctx, c, call{name: "refunds", path: "/v3/orders/payment_actions/refunds",
			query: url.Values{"order_id:in": {joinIDs(orders[:n])}}, scope: ScopeOrders}, PageSize)
		if err != nil {
			return nil, err
		}
		out, orders = append(out, rows...), orders[n:]
	}
	return out, nil
}
