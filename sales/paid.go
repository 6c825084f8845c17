package sales

import (
	"strings"

	"countinghouse/money"
)

// Paid tells whether the order is paid, judged by "payments" (its
// transactions, with gift certificates and store credit) or by "status" (its
// order status, also when by is empty). The two can disagree: a merchant sets
// any status by hand. Refunded orders were paid.
func (o Order) Paid(by string) bool {
	if by == "payments" {
		received, known := o.Received()
		return known && received.Cmp(o.Due()) >= 0
	}
	switch o.Status {
	case Shipped, PartiallyShipped, AwaitingPickup, AwaitingShipment, Completed, AwaitingFulfilment, Refunded, PartiallyRefunded:
		return true
	}
	return false
}

// Due is what was to be collected outside the store: the total less gift
// certificates and store credit (order-arithmetic P2).
func (o Order) Due() money.Decimal {
	return o.Total.Inc.Sub(o.GiftCertificatePaid).Sub(o.StoreCreditPaid)
}

// Tender tells whether a payment is a gift certificate or store credit: a
// liability taken down, no money that arrives.
func (p Payment) Tender() bool {
	return p.Method == "gift_certificate" || p.Method == "store_credit" || p.Gateway == "giftcertificate" || p.Gateway == "storecredit"
}

// Received is the money that came in by the order's transactions: purchases
// and captures, and what was settled where neither precedes it; never
// authorizations, pending or void ones, test money, or gift certificates and
// store credit. Known is false when the transactions were not read, or there
// are none (reference: bigcommerce-api §3).
func (o Order) Received() (sum money.Decimal, known bool) {
	for _, p := range o.Receipts() {
		sum = sum.Add(p.Amount.Abs())
	}
	return sum, o.PaymentsRead && len(o.Payments) > 0
}

// Electronic tells that the order's transactions were read and that all of them
// are of cards and wallets: then they tell all the money that came, whatever
// the status says. Of methods of the merchant's own the status alone may tell.
func (o Order) Electronic() bool {
	some := false
	for _, p := range o.Payments {
		switch {
		case p.Test || p.Tender() || p.Event == "refund":
		case p.Method == "offline" || p.Method == "custom":
			return false
		default:
			some = true
		}
	}
	return o.PaymentsRead && some
}

// NotCome tells that no money came: what was paid by card or wallet was only
// authorized, voided or refused (bigcommerce-api §3).
func (o Order) NotCome() bool { return o.Electronic() && len(o.Receipts()) == 0 }

// Authorized is what of the order's money is reserved on cards, and neither
// taken nor given up yet.
func (o Order) Authorized() (open money.Decimal) {
	for _, a := range o.Payments {
		if a.Event != "authorization" || !a.money() {
			continue
		}
		left := a.Amount.Abs()
		for _, p := range o.Payments {
			if p.RefersTo == a.ID && a.ID != 0 && p.money() && (p.Event == "capture" || p.Event == "void") {
				left = left.Sub(p.Amount.Abs())
			}
		}
		if left.Sign() > 0 {
			open = open.Add(left)
		}
	}
	return open
}

// Receipts are the payments that brought money, in the store's order.
func (o Order) Receipts() []Payment {
	taken := map[int64]bool{} // by id: what a capture or settlement refers to
	for _, p := range o.Payments {
		if p.money() && (p.Event == "purchase" || p.Event == "capture") {
			taken[p.ID] = true
			if p.RefersTo != 0 {
				taken[p.RefersTo] = true
			}
		}
	}
	var got []Payment
	taking := len(taken) > 0
	for _, p := range o.Payments {
		if !p.money() {
			continue
		}
		switch p.Event {
		case "purchase", "capture":
			got = append(got, p)
		case "settled":
			if taken[p.RefersTo] || (p.RefersTo == 0 && taking) {
				continue
			}
			got = append(got, p)
		}
	}
	return got
}

func (p Payment) money() bool { return p.OK && !p.Test && !p.Tender() }

// LastReceipt is the payment that completed the order; false if none is known.
func (o Order) LastReceipt() (Payment, bool) {
	var last Payment
	for _, p := range o.Receipts() {
		if !p.At.IsZero() && (last.At.IsZero() || p.At.After(last.At)) {
			last = p
		}
	}
	return last, !last.At.IsZero()
}

// TestMoney tells whether the order was paid by the test gateway or a payment
// of it is marked as a test.
func (o Order) TestMoney() bool {
	if strings.Contains(strings.ToLower(o.PaymentMethod), "test payment gateway") {
		return true
	}
	for _, p := range o.Payments {
		if p.Test || p.Gateway == "testgateway" {
			return true
		}
	}
	return false
}

// payments checks P1 to P3 where transactions were read: what came in, with
// gift certificates and store credit, is the total of a paid order.
func (c *checker) payments() {
	o := c.o
	got, known := o.Received()
	if !known {
		return
	}
	due := o.Due()
	tender := o.GiftCertificatePaid.Add(o.StoreCreditPaid)
	switch {
	case within(got, due, c.half()):
	case got.IsZero():
		if o.Paid("status") {
			c.note("paid-disagree", "payments", "The status says that the order is paid, but no payment of it has brought money yet.")
		}
	case !tender.IsZero() && within(got, o.Total.Inc, c.half()):
		c.problem("payment-net", "payments",
			"Payments of "+c.figure(got)+" and "+c.figure(tender)+" of gift certificates or store credit make "+c.figure(got.Add(tender))+", but the total is "+c.figure(o.Total.Inc)+".",
			"The total seems to be what was left to pay, so the sale isn't certain and isn't posted.", "Look at the order's payments in the store.")
	case !o.Paid("status") && got.Cmp(due) < 0:
		c.note("partly-paid", "payments", "Of "+c.figure(due)+", "+c.figure(got)+" has been received so far.")
	case got.Cmp(due) > 0:
		c.note("overpaid", "payments", "Payments of "+c.figure(got)+" were received, "+c.figure(got.Sub(due))+" more than the "+c.figure(due)+" that were due.")
	default:
		c.problem("payment-differs", "payments",
			"Payments of "+c.figure(got)+" were received, but "+c.figure(due)+" was due.",
			"Money received and sale differ by "+c.figure(got.Sub(due).Abs())+", so the order isn't posted.",
			"Look at the order's payments in the store and at the processor. Collect or refund the difference, or correct the order.")
	}
}
