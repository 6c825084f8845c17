package bigcommerce

import "context"

// OrderProduct is a line of an order (reference: bigcommerce-api §2.6). Its
// totals are before order-level and coupon discounts.
type OrderProduct struct {
	ID             ID     `json:"id"`
	OrderID        ID     `json:"order_id"`
	ProductID      ID     `json:"product_id"` // 0: custom line
	VariantID      ID     `json:"variant_id"`
	OrderAddressID ID     `json:"order_address_id"`
	Name           Text   `json:"name"`
	SKU            Text   `json:"sku"`
	UPC            Text   `json:"upc"`
	Type           Text   `json:"type"` // physical, digital, giftcertificate
	Quantity       Number `json:"quantity"`
	// QuantityRefunded counts; refund_amount is always 0 and not read.
	QuantityRefunded Number `json:"quantity_refunded"`
	QuantityShipped  Number `json:"quantity_shipped"`
	// GiftCertificateID is set on the line of a certificate that was sold.
	GiftCertificateID ID `json:"gift_certificate_id"`

	BasePrice   Number `json:"base_price"`
	PriceExTax  Number `json:"price_ex_tax"`
	PriceIncTax Number `json:"price_inc_tax"`
	PriceTax    Number `json:"price_tax"`
	BaseTotal   Number `json:"base_total"`
	TotalExTax  Number `json:"total_ex_tax"`
	TotalIncTax Number `json:"total_inc_tax"`
	TotalTax    Number `json:"total_tax"`
	// DiscountedTotalIncTax is newer than many published examples.
	DiscountedTotalIncTax Number                `json:"discounted_total_inc_tax"`
	AppliedDiscounts      List[AppliedDiscount] `json:"applied_discounts"`

	WrappingName       Text   `json:"wrapping_name"`
	WrappingCostExTax  Number `json:"wrapping_cost_ex_tax"`
	WrappingCostIncTax Number `json:"wrapping_cost_inc_tax"`
	WrappingCostTax    Number `json:"wrapping_cost_tax"`

	ProductOptions       List[ProductOption] `json:"product_options"`
	ParentOrderProductID ID                  `json:"parent_order_product_id"`
	IsBundledProduct     Flag                `json:"is_bundled_product"`

	// Resource is set on a link to a line instead of the line.
	Resource Text `json:"resource"`
}

// Complete tells whether the line carries every field that the books need.
// Lines inside consignments may be links only, or shortened.
func (p OrderProduct) Complete() bool {
	if p.ID <= 0 || p.Type == "" || !p.Quantity.IsSet() {
		return false
	}
	for _, n := range []Number{p.BasePrice, p.PriceExTax, p.PriceIncTax, p.PriceTax, p.BaseTotal, p.TotalExTax, p.TotalIncTax, p.TotalTax} {
		if !n.IsSet() {
			return false
		}
	}
	return true
}

// AppliedDiscount is a discount as it fell on a line.
type AppliedDiscount struct {
	ID     Text   `json:"id"`
	Amount Number `json:"amount"`
	Name   Text   `json:"name"`
	Code   Text   `json:"code"`   // of the coupon; null for manual and automatic ones
	Target Text   `json:"target"` // order or product
}

// ProductOption is an option that the shopper chose.
type ProductOption struct {
	DisplayName  Text `json:"display_name"`
	DisplayValue Text `json:"display_value"`
	Value        Text `json:"value"`
}

// OrderProducts reads all lines of an order, all pages: by default a page has
// only 50.
func (c *Client) OrderProducts(ctx context.Context, order int64) ([]OrderProduct, error) {
	return all2[OrderProduct](ctx, c, call{name: "products of order", path: orderPath(order, "products"), scope: ScopeOrders, typed: true})
}
