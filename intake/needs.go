package intake

import (
	"slices"
	"strings"

	"countinghouse/bigcommerce"
	"countinghouse/money"
	"countinghouse/sales"
)

// When says when a part that costs a call of its own is read.
type When string

// The choices.
const (
	WhenNeeded When = ""       // only where the order itself does not answer what the books ask
	Always     When = "always" // for every order
	Never      When = "never"
)

// Detail says how much is read of each order beyond the list, which brings
// header, destinations, lines and fees of 250 orders in one call.
//
// The default reads as little as tells the books everything:
//
//   - Lines, destinations and fees: only where the list did not bring them
//     whole (links, missing fields, Σ quantity ≠ items_total).
//   - Tax rows: where total_tax, or the tax of any part, is not 0. Nothing else
//     names the rates, and a published order has a total_tax of 0 beside a
//     subtotal_tax of 25.63: the rows show which is true. One call.
//   - Coupons: where coupon_discount ≠ 0 and the discounts on the lines do not
//     account for all of it by coupon code. Where they do, the list of coupons
//     could only repeat them, so taxed orders with coupons cost one call too.
//   - Transactions: where the header's one payment text cannot be the whole
//     story: store credit or a gift certificate paid a part, the text hints at
//     a test gateway, or the status says paid while payment_status says that
//     the money is not there (authorized, pending, declined, void, held).
//     Always, when the rules judge payment by transactions (paid_by: payments),
//     and for methods on account (later: true), of which the status says nothing.
//   - Customers: where a registered customer's billing address has no e-mail.
//     Read in batches, so Always costs one call for 250 orders; it brings the
//     customer group and the tax exemption.
//
// An untaxed order without coupons so costs 1/250 of a call, a taxed one
// 1 + 1/250, and one paid with a gift certificate 2 + 1/250.
//   - Refunds: where the status or a line says that something was refunded, or
//     the store's list of refunds names the order. Read in batches, one call
//     for 250 orders, and one call a poll for the store's list.
type Detail struct {
	Transactions When
	Customers    When
	Refunds      When
	// OnAccount are payment methods whose transactions are read always.
	OnAccount []string
}

// Need is what must be read for one order.
type Need struct {
	Lines, Addresses, Fees, Taxes, Coupons, Transactions, Customer, Refunds bool
}

// Calls is the number of calls that it costs, customers and refunds aside.
func (n Need) Calls() int {
	c := 0
	for _, b := range []bool{n.Lines, n.Addresses, n.Fees, n.Taxes, n.Coupons, n.Transactions} {
		if b {
			c++
		}
	}
	return c
}

// Needs tells what of an order must be read one by one; see Detail.
func Needs(o bigcommerce.Order, d Detail) Need {
	lines, whole := o.Consignments.Lines()
	n := Need{
		Lines:     !whole || !sumsTo(lines, o.ItemsTotal),
		Addresses: !o.Consignments.Included && !o.ShippingAddressCount.IsZero(),
		Fees:      !o.Fees.Included,
		Taxes:     taxed(o),
	}
	if zeroItems(o) && len(lines) == 0 {
		n.Lines = false
	}
	if !o.CouponDiscount.IsZero() {
		// Lines that are still to be read cannot answer for the coupons yet.
		n.Coupons = n.Lines || !couponsAnswered(lines, o.CouponDiscount)
	}
	n.Transactions = d.Transactions == Always || d.Transactions == WhenNeeded && (paymentUnclear(o) || onAccount(o, d.OnAccount))
	n.Customer = o.CustomerID != 0 && (d.Customers == Always || d.Customers == WhenNeeded && o.BillingAddress.Value.Email == "")
	n.Refunds = d.Refunds == Always || d.Refunds == WhenNeeded && refunded(o)
	if n.Refunds && d.Transactions != Never {
		n.Transactions = true // to which tenders the money went back
	}
	if sales.Status(o.StatusID) == sales.Incomplete {
		// A cart that never became an order is watched, never posted: nothing
		// is asked about it. It changes when it becomes one, and is read again.
		return Need{}
	}
	return n
}

// taxed tells that there is tax anywhere in the header.
func taxed(o bigcommerce.Order) bool {
	for _, n := range []bigcommerce.Number{o.TotalTax, o.SubtotalTax, o.ShippingCostTax, o.HandlingCostTax, o.WrappingCostTax} {
		if !n.IsZero() {
			return true
		}
	}
	return false
}

func zeroItems(o bigcommerce.Order) bool { return o.ItemsTotal.IsSet() && o.ItemsTotal.IsZero() }

func sumsTo(lines []bigcommerce.OrderProduct, want bigcommerce.Number) bool {
	if !want.IsSet() {
		return true
	}
	w, err := want.Decimal()
	var sum money.Decimal
	for _, l := range lines {
		q, e := l.Quantity.Decimal()
		if e != nil {
			return false
		}
		sum = sum.Add(q)
	}
	return err == nil && sum.Equal(w)
}

func couponsAnswered(lines []bigcommerce.OrderProduct, discount bigcommerce.Number) bool {
	want, err := discount.Decimal()
	if err != nil {
		return false
	}
	var t translator
	ls := make([]sales.Line, 0, len(lines))
	for _, p := range lines {
		ls = append(ls, t.line(p))
		if len(t.wrong) > 0 {
			return false
		}
	}
	_, whole := couponsOnLines(ls, want)
	return whole
}

func onAccount(o bigcommerce.Order, methods []string) bool {
	return slices.ContainsFunc(methods, func(m string) bool { return strings.EqualFold(m, strings.TrimSpace(string(o.PaymentMethod))) })
}

// paymentUnclear tells that the header's payment text may not be the whole
// story; see Detail.
func paymentUnclear(o bigcommerce.Order) bool {
	if !o.StoreCreditAmount.IsZero() || !o.GiftCertificateAmount.IsZero() {
		return true
	}
	if strings.Contains(strings.ToLower(string(o.PaymentMethod)), "test") {
		return true
	}
	if !paidStatus(sales.Status(o.StatusID)) || o.TotalIncTax.IsZero() {
		return false
	}
	switch strings.ToLower(string(o.PaymentStatus)) {
	case "", "captured", "paid", "refunded", "partially refunded":
		return false
	}
	return true
}

// paidStatus is BigCommerce's own list of statuses that count as paid
// (reference: bigcommerce-api §2.4).
func paidStatus(s sales.Status) bool {
	switch s {
	case sales.Shipped, sales.PartiallyShipped, sales.AwaitingPickup, sales.AwaitingShipment, sales.Completed, sales.AwaitingFulfilment:
		return true
	}
	return false
}
