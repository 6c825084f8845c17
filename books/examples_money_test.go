package books

import (
	"time"

	"countinghouse/day"
	"countinghouse/sales"
)

// chapter is a group of examples.
type chapter struct {
	title    string
	examples []example
}

func chapters() []chapter {
	return []chapter{
		{"Paid, unpaid, and in several ways", moneyExamples()},
		{"Sales tax in the United States", taxExamples()},
		{"Sales tax of marketplaces", marketExamples()},
		{"Canada, the United Kingdom and Australia", abroadExamples()},
		{"Coupons, promotions and discounts", discountExamples()},
		{"Goods and charges", goodsExamples()},
		{"Gift certificates and store credit", liabilityExamples()},
		{"Customers", customerExamples()},
		{"Items", itemExamples()},
		{"Document styles and rules for particular orders", styleExamples()},
		{"Refunds", refundExamples()},
		{"Refunds of particular orders", particularRefunds()},
		{"Changes after posting", append(changeExamples(), laterExamples()...)},
		{"Days, closed periods, undo", dayExamples()},
		{"Foreign currencies", currencyExamples()},
		{"Orders that contradict themselves", contradictionExamples()},
	}
}

// What the lanterns' order comes to on any document.
const (
	lanternLines = `
		2 × LANTERN 80.00
		Shipping charged 8.00
		TX State 5.00
		TX Austin 1.60`
	lanternSale = "Sales (80.00); Shipping Income (8.00); Texas Comptroller (5.00); City of Austin (1.60); "
)

func moneyExamples() []example {
	return []example{
		{
			title: "Paid by card", shows: "Two lanterns at 40.00, shipping 8.00, Texas 6.25 % and Austin 2 % on the lanterns; awaiting fulfillment, paid by credit card.",
			order: lanterns(501),
			steps: []event{{
				plan:  `sales receipt BC501, 10 Mar 2026, 94.60` + lanternLines,
				books: lanternSale + "Undeposited Funds 94.60", stock: "LANTERN -2",
			}},
		},
		{
			title: "Paid by a wallet with an account of its own", shows: "The same, paid by PayPal, whose money is mapped to a clearing account.",
			order: lanterns(502, by("PayPal")),
			steps: []event{{
				plan:  `sales receipt BC502, 10 Mar 2026, 94.60` + lanternLines,
				books: lanternSale + "PayPal Clearing 94.60", stock: "LANTERN -2",
			}},
		},
		{
			title: "Unpaid, then paid by bank transfer", shows: "Awaiting payment by bank transfer; two days later the merchant sets it to awaiting fulfillment.",
			order: lanterns(503, by("Bank Transfer"), status(sales.AwaitingPayment)),
			steps: []event{
				{
					when: "ordered", plan: `invoice BC503, 10 Mar 2026, 94.60` + lanternLines,
					books: lanternSale + "Accounts Receivable 94.60", stock: "LANTERN -2",
				},
				{
					when: "the money came", then: all(status(sales.AwaitingFulfilment), func(o *sales.Order) { o.Modified = march(12, 17) }),
					plan:  `payment BC503-P1, 12 Mar 2026, 94.60, pays 94.60 of invoice BC503`,
					books: "Checking 94.60; Accounts Receivable (94.60)",
				},
			},
		},
		{
			title: "On account: the status does not tell that the money came", shows: "A purchase order on account (the method is marked later): shipped, and only weeks after is a payment recorded.",
			order: lanterns(504, by("Purchase Order"), status(sales.Shipped)),
			steps: []event{
				{
					when: "shipped", plan: `invoice BC504, 10 Mar 2026, 94.60` + lanternLines,
					books: lanternSale + "Accounts Receivable 94.60", stock: "LANTERN -2",
				},
				{
					when: "a payment is recorded", then: paid(7, "purchase", "custom", "94.60", 27),
					plan:  `payment BC504-P1, 27 Mar 2026, 94.60, pays 94.60 of invoice BC504`,
					books: "Checking 94.60; Accounts Receivable (94.60)",
				},
			},
		},
		{
			title: "Paid in parts", shows: "Awaiting payment with 50.00 received by card, the other 44.60 three days later.",
			order: lanterns(505, status(sales.AwaitingPayment), paid(1, "purchase", "braintree", "50.00", 10)),
			steps: []event{
				{
					when: "a first part",
					plan: `invoice BC505, 10 Mar 2026, 94.60` + lanternLines + `
						payment BC505-P1, 10 Mar 2026, 50.00, pays 50.00 of invoice BC505`,
					books: lanternSale + "Accounts Receivable 44.60; Undeposited Funds 50.00", stock: "LANTERN -2",
				},
				{
					when: "the rest", then: all(status(sales.AwaitingFulfilment), paid(2, "purchase", "braintree", "44.60", 13)),
					plan:  `payment BC505-P2, 13 Mar 2026, 44.60, pays 44.60 of invoice BC505`,
					books: "Undeposited Funds 44.60; Accounts Receivable (44.60)",
				},
			},
		},
		{
			title: "Paid too much", shows: "100.00 were received for 94.60.",
			order: lanterns(506, paid(1, "purchase", "braintree", "100.00", 10)),
			steps: []event{{
				plan: `invoice BC506, 10 Mar 2026, 94.60` + lanternLines + `
					payment BC506-P1, 10 Mar 2026, 100.00, pays 94.60 of invoice BC506`,
				books: lanternSale + "Undeposited Funds 100.00; Accounts Receivable (5.40)", stock: "LANTERN -2",
			}},
		},
		{
			title: "Said to be paid, but too little came", shows: "Awaiting fulfillment, but the transactions show 90.00 for 94.60.",
			order: lanterns(507, paid(1, "purchase", "braintree", "90.00", 10)),
			steps: []event{{plan: `held, payment-differs: Payments of 90.00 were received, but 94.60 was due.`}},
		},
		{
			title: "Authorized, captured at shipment", shows: "The card is only authorized; two days later the order is shipped and the money is captured.",
			order: lanterns(508, paid(1, "authorization", "braintree", "94.60", 10)),
			steps: []event{
				{
					when: "authorized", plan: `invoice BC508, 10 Mar 2026, 94.60` + lanternLines,
					books: lanternSale + "Accounts Receivable 94.60", stock: "LANTERN -2",
				},
				{
					when: "captured", then: all(status(sales.Shipped), paid(2, "capture", "braintree", "94.60", 12)),
					plan:  `payment BC508-P1, 12 Mar 2026, 94.60, pays 94.60 of invoice BC508`,
					books: "Undeposited Funds 94.60; Accounts Receivable (94.60)",
				},
			},
		},
		{
			title: "Two tenders on one order", shows: "60.00 by card and 34.60 by PayPal.",
			order: lanterns(509, paid(1, "purchase", "braintree", "60.00", 10), paid(2, "purchase", "paypal", "34.60", 10)),
			steps: []event{{
				plan: `invoice BC509, 10 Mar 2026, 94.60` + lanternLines + `
					payment BC509-P1, 10 Mar 2026, 60.00, pays 60.00 of invoice BC509
					payment BC509-P2, 10 Mar 2026, 34.60, pays 34.60 of invoice BC509`,
				books: lanternSale + "Undeposited Funds 60.00; PayPal Clearing 34.60", stock: "LANTERN -2",
			}},
		},
		{
			title: "Paid offline by check", shows: "Awaiting fulfillment, payment method Check, whose money is mapped to the bank account.",
			order: lanterns(510, by("Check")),
			steps: []event{{
				plan:  `sales receipt BC510, 10 Mar 2026, 94.60` + lanternLines,
				books: lanternSale + "Checking 94.60", stock: "LANTERN -2",
			}},
		},
		{
			title: "The money is there, the status does not say so", shows: "Awaiting payment, but a card purchase of the whole sum is recorded.",
			order: lanterns(511, status(sales.AwaitingPayment), paid(1, "purchase", "braintree", "94.60", 10)),
			steps: []event{{
				plan:  `sales receipt BC511, 10 Mar 2026, 94.60` + lanternLines,
				books: lanternSale + "Undeposited Funds 94.60", stock: "LANTERN -2",
			}},
		},
		{
			title: "A payment method that nobody mapped", shows: "Paid by Klarna.",
			order: lanterns(512, by("Klarna")),
			steps: []event{
				{plan: `held, payment-unmapped: Nothing is mapped for the payment method Klarna.`},
				{
					when: "mapped", rules: func(r *Rules) { r.Payments["Klarna"] = PaymentRule{DepositTo: "Checking"} },
					plan:  `sales receipt BC512, 10 Mar 2026, 94.60` + lanternLines,
					books: lanternSale + "Checking 94.60", stock: "LANTERN -2",
				},
			},
		},
		{
			title: "Not paid by anybody yet: incomplete and pending", shows: "The shopper left at the payment page (incomplete); another order is pending.",
			order: lanterns(513, status(sales.Incomplete)),
			steps: []event{
				{when: "incomplete", plan: `watched: The shopper reached the payment page and went no further, so nothing was sold.`},
				{when: "pending", then: status(sales.Pending), plan: `watched: The order is begun but not paid, so nothing was sold yet.`},
			},
		},
		{
			title: "Test money", shows: "Paid through the test gateway.",
			order: lanterns(514, by("Test Payment Gateway")),
			steps: []event{{plan: `left out: It was paid with test money: no money moved.`}},
		},
		{
			title: "Before the go-live day", shows: "Placed on 31 December 2025; the go-live day is 1 January 2026.",
			order: lanterns(515, func(o *sales.Order) { o.Placed = time.Date(2025, 12, 31, 20, 0, 0, 0, time.UTC) }),
			steps: []event{{plan: `left out: It was placed on 31 Dec 2025, before the go-live day 1 Jan 2026.`}},
		},
		{
			title: "Declined", shows: "The card was declined.",
			order: lanterns(516, status(sales.Declined)),
			steps: []event{{plan: `left out: Its payment was declined before anything was posted.`}},
		},
		{
			title: "Waiting for verification", shows: "Manual verification required, then released.",
			order: lanterns(517, status(sales.ManualVerification)),
			steps: []event{
				{when: "waiting", plan: `held, manual-verification: Order 517 waits for verification in the store, often because of suspected fraud.`},
				{
					when: "released", then: status(sales.AwaitingFulfilment),
					plan:  `sales receipt BC517, 10 Mar 2026, 94.60` + lanternLines,
					books: lanternSale + "Undeposited Funds 94.60", stock: "LANTERN -2",
				},
			},
		},
		{
			title: "Entered by hand before", shows: "Any order; a person excluded it with a reason.",
			order: lanterns(518),
			rules: func(r *Rules) {
				r.ExcludeOrders = map[sales.OrderID]string{518: "entered by hand as invoice 4711."}
				r.StartDate = day.MustParse("2026-01-01")
			},
			steps: []event{{plan: `left out: A person excluded it: entered by hand as invoice 4711.`}},
		},
	}
}
