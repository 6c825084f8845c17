package bigcommerce

import "context"

// Shipment is a parcel of an order (reference: bigcommerce-api §2.9). What the
// merchant paid for it is an expense of his own, no part of the order.
type Shipment struct {
	ID                   ID                 `json:"id"`
	OrderID              ID                 `json:"order_id"`
	OrderAddressID       ID                 `json:"order_address_id"`
	DateCreated          Date               `json:"date_created"`
	TrackingNumber       Text               `json:"tracking_number"`
	TrackingCarrier      Text               `json:"tracking_carrier"`
	ShippingProvider     Text               `json:"shipping_provider"`
	ShippingMethod       Text               `json:"shipping_method"`
	MerchantShippingCost Number             `json:"merchant_shipping_cost"`
	Items                List[ShipmentItem] `json:"items"`
}

// ShipmentItem is the pieces of a line that a parcel held.
type ShipmentItem struct {
	OrderProductID ID     `json:"order_product_id"` // the line
	ProductID      ID     `json:"product_id"`
	Quantity       Number `json:"quantity"`
}

// OrderShipments lists the shipments of an order; none is an empty list.
func (c *Client) OrderShipments(ctx context.Context, order int64) ([]Shipment, error) {
	return all2[Shipment](ctx, c, call{name: "shipments", path: orderPath(order, "shipments"), scope: ScopeOrders})
}
