package bigcommerce

import (
	"context"
	"net/url"
	"strconv"
)

// GiftCertificate is a certificate with what is left on it: the sub-ledger of
// that liability (reference: bigcommerce-api §9). Merchants can change both by
// hand, without any order.
type GiftCertificate struct {
	ID           ID     `json:"id"`
	Code         Text   `json:"code"`
	Amount       Number `json:"amount"` // as sold
	Balance      Number `json:"balance"`
	Status       Text   `json:"status"` // active, pending, disabled, expired
	CurrencyCode Text   `json:"currency_code"`
	OrderID      ID     `json:"order_id"` // 0: not sold by an order
	CustomerID   ID     `json:"customer_id"`
	PurchaseDate Text   `json:"purchase_date"` // Unix seconds
	ExpiryDate   Text   `json:"expiry_date"`   // Unix seconds; "0" for none
}

// GiftCertificates lists the certificates whose id is at least from, by id.
func (c *Client) GiftCertificates(ctx context.Context, from int64) ([]GiftCertificate, error) {
	v := url.Values{}
	if from > 0 {
		v.Set("min_id", strconv.FormatInt(from, 10))
	}
	return all2[GiftCertificate](ctx, c, call{name: "gift certificates", path: "/v2/gift_certificates", query: v, scope: ScopeMarketing})
}

// OrderGiftCertificates lists the certificates that an order sold.
func (c *Client) OrderGiftCertificates(ctx context.Context, order int64) ([]GiftCertificate, error) {
	return all2[GiftCertificate](ctx, c, call{name: "gift certificates", path: "/v2/gift_certificates",
		query: url.Values{"order_id": {strconv.FormatInt(order, 10)}}, scope: ScopeMarketing})
}
