package bigcommerce

import (
	"context"
	"net/url"
)

// OrderTax is the money of one tax rate on one thing (reference: bigcommerce-api §2.7).
type OrderTax struct {
	ID             ID     `json:"id"`
	OrderID        ID     `json:"order_id"` // may be missing under automatic tax
	OrderAddressID ID     `json:"order_address_id"`
	SalesTaxID     Text   `json:"sales_tax_id"`
	TaxClassID     Text   `json:"tax_class_id"`
	Name           Text   `json:"name"`
	Class          Text   `json:"class"`
	Rate           Number `json:"rate"` // percent
	Priority       Number `json:"priority"`
	PriorityAmount Number `json:"priority_amount"`
	LineAmount     Number `json:"line_amount"` // the money
	OrderProductID ID     `json:"order_product_id"`
	LineItemType   Text   `json:"line_item_type"` // item, shipping, handling, gift-wrapping
}

// OrderTaxes reads the tax rows of an order, with what each is on.
func (c *Client) OrderTaxes(ctx context.Context, order int64) ([]OrderTax, error) {
	return all2[OrderTax](ctx, c, call{name: "taxes", path: orderPath(order, "taxes"),
		query: url.Values{"details": {"true"}}, scope: ScopeOrders})
}
