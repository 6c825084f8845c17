package bigcommerce

import (
	"context"
	"strconv"
)

// Transaction is one event of money on an order (reference: bigcommerce-api §3).
// Tokens and card numbers beyond the last four digits are not read.
type Transaction struct {
	ID                     ID                `json:"id"`
	OrderID                ID                `json:"order_id"` // a string in the answer
	Event                  Text              `json:"event"`
	Method                 Text              `json:"method"`
	Amount                 Number            `json:"amount"`
	Currency               Text              `json:"currency"`
	Gateway                Text              `json:"gateway"`
	GatewayTransactionID   Text              `json:"gateway_transaction_id"`
	Status                 Text              `json:"status"` // ok, error
	Test                   Flag              `json:"test"`
	FraudReview            Flag              `json:"fraud_review"`
	ReferenceTransactionID ID                `json:"reference_transaction_id"`
	DateCreated            Date              `json:"date_created"`
	CreditCard             Maybe[CreditCard] `json:"credit_card"`
	// GiftCertificate and StoreCredit are set where these are the means of payment.
	GiftCertificate Maybe[CertificateSpent] `json:"gift_certificate"`
	StoreCredit     Maybe[CreditSpent]      `json:"store_credit"`
	// Offline and Custom name a method of the merchant's own.
	Offline Maybe[OfflineMethod] `json:"offline"`
	Custom  Maybe[CustomMethod]  `json:"custom"`
}

// CertificateSpent is a gift certificate as a payment left it.
type CertificateSpent struct {
	Code             Text   `json:"code"`
	StartingBalance  Number `json:"starting_balance"`
	RemainingBalance Number `json:"remaining_balance"`
}

// CreditSpent is a customer's store credit as a payment left it.
type CreditSpent struct {
	RemainingBalance Number `json:"remaining_balance"`
}

// OfflineMethod is the name of an offline method as the shopper saw it.
type OfflineMethod struct {
	DisplayName Text `json:"display_name"`
}

// CustomMethod is the name of a custom method.
type CustomMethod struct {
	PaymentMethod Text `json:"payment_method"`
}

// CreditCard is what the books may show of a card.
type CreditCard struct {
	Type  Text `json:"card_type"`
	Last4 Text `json:"card_last4"`
}

// Transactions reads the transactions of an order. No paging parameters are
// documented, yet the answers carry page numbers: they are followed.
func (c *Client) Transactions(ctx context.Context, order int64) ([]Transaction, error) {
	return all3[Transaction](ctx, c, call{name: "transactions",
		path: "/v3/orders/" + strconv.FormatInt(order, 10) + "/transactions", scope: ScopeTransactions}, 0)
}
