package bigcommerce

import "context"

// OrderCoupon is a coupon code that was used on an order.
type OrderCoupon struct {
	ID       ID     `json:"id"`
	CouponID ID     `json:"coupon_id"`
	OrderID  ID     `json:"order_id"`
	Code     Text   `json:"code"`
	Amount   Number `json:"amount"` // the face: 5 is 5 % or 5.00
	Type     Number `json:"type"`   // 0 per item, 1 percent, 2 per total, 3 shipping, 4 free shipping, 5 promotion
	Discount Number `json:"discount"`
}

// OrderCoupons reads the coupons of an order.
func (c *Client) OrderCoupons(ctx context.Context, order int64) ([]OrderCoupon, error) {
	return all2[OrderCoupon](ctx, c, call{name: "coupons", path: orderPath(order, "coupons"), scope: ScopeOrders})
}
