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
