package books

import (
	"countinghouse/sales"
)

// before is a step in which an order is posted as it was placed.
func before(plan, books, stock string) event {
	return event{when: "sold", plan: plan, books: books, stock: stock}
}

// lanternsSold is the step in which the lanterns, paid by card, are posted.
func lanternsSold(number string) event {
	return before(`sales receipt BC`+number+`, 10 Mar 2026, 94.60`+lanternLines, lanternSale+"Undeposited Funds 94.60", "LANTERN -2")
}

// One lantern with its tax, as a refund gives it back.
const (
	lanternLine = `
		1 × LANTERN 40.00
		TX State 2.50
		TX Austin 0.80`
	lanternBack = "Sales 40.00; Texas Comptroller 2.50; City of Austin 0.80; "
)

func refundExamples() []example {
	dictated := func(r *sales.Refund) { r.Override = true }
	return []example{
		{
			title: "The whole order refunded", shows: "Five days later everything is refunded to the card: both lanterns, the shipping, the tax.",
			order: lanterns(741),
			steps: []event{lanternsSold("741"), {
				when: "refunded", then: all(refund(31, 15, "94.60", "6.60", pieces(1, 2), sum(sales.RefundShipping, "8"), to("braintree", "94.60")), status(sales.Refunded)),
				plan: `credit memo BC741R1, 15 Mar 2026, 94.60` + lanternLines + `
					card refund BC741R1, 15 Mar 2026, 94.60, refunds 94.60 of credit memo BC741R1`,
				books: "Sales 80.00; Shipping Income 8.00; Texas Comptroller 5.00; City of Austin 1.60; Undeposited Funds (94.60)", stock: "LANTERN 2",
			}},
		},
		{
			title: "One piece of two refunded", shows: "One lantern is refunded with its tax: 43.30.",
			order: lanterns(742),
			steps: []event{lanternsSold("742"), {
				when: "refunded", then: refund(31, 15, "43.30", "3.30", pieces(1, 1), to("braintree", "43.30")),
				plan: `credit memo BC742R1, 15 Mar 2026, 43.30` + lanternLine + `
					card refund BC742R1, 15 Mar 2026, 43.30, refunds 43.30 of credit memo BC742R1`,
				books: lanternBack + "Undeposited Funds (43.30)", stock: "LANTERN 1",
			}},
		},
		{
			title: "Only the shipping refunded", shows: "The shipping of 8.00 goes back.",
			order: lanterns(743),
			steps: []event{lanternsSold("743"), {
				when: "refunded", then: refund(31, 15, "8.00", "0", sum(sales.RefundShipping, "8"), to("braintree", "8.00")),
				plan: `credit memo BC743R1, 15 Mar 2026, 8.00
					Shipping charged 8.00
					card refund BC743R1, 15 Mar 2026, 8.00, refunds 8.00 of credit memo BC743R1`,
				books: "Shipping Income 8.00; Undeposited Funds (8.00)",
			}},
		},
		{
			title: "Only the tax refunded", shows: "The shopper turns out to be exempt: 6.60 of tax go back.",
			order: lanterns(744),
			steps: []event{lanternsSold("744"), {
				when: "refunded", then: refund(31, 15, "6.60", "6.60", sum(sales.RefundTax, "6.60"), to("braintree", "6.60")),
				plan: `credit memo BC744R1, 15 Mar 2026, 6.60
					TX State 5.00
					TX Austin 1.60
					card refund BC744R1, 15 Mar 2026, 6.60, refunds 6.60 of credit memo BC744R1`,
				books: "Texas Comptroller 5.00; City of Austin 1.60; Undeposited Funds (6.60)",
			}},
		},
		{
			title: "An allowance", shows: "5.00 for a scratch: a mere sum, without goods and without tax.",
			order: lanterns(745),
			steps: []event{lanternsSold("745"), {
				when: "refunded", then: refund(31, 15, "5.00", "0", sum(sales.RefundOrder, "5"), to("braintree", "5.00")),
				plan: `credit memo BC745R1, 15 Mar 2026, 5.00
					Allowance 5.00
					card refund BC745R1, 15 Mar 2026, 5.00, refunds 5.00 of credit memo BC745R1`,
				books: "Returns and Allowances 5.00; Undeposited Funds (5.00)",
			}},
		},
		{
			title: "Refunded to store credit", shows: "One lantern goes back as store credit: no money leaves, the shop owes it.",
			order: lanterns(746),
			steps: []event{lanternsSold("746"), {
				when: "refunded", then: refund(31, 15, "43.30", "3.30", pieces(1, 1), to("storecredit", "43.30"), offline),
				plan: `credit memo BC746R1, 15 Mar 2026, 0.00` + lanternLine + `
					Store credit (43.30)`,
				books: lanternBack + "Store Credit Owed (43.30)", stock: "LANTERN 1",
			}},
		},
		{
			title: "Refunded to several tenders", shows: "Paid with 60.00 by card and 34.60 by PayPal; everything goes back to both.",
			order: lanterns(747, paid(1, "purchase", "braintree", "60.00", 10), paid(2, "purchase", "paypal", "34.60", 10)),
			steps: []event{
				before(`invoice BC747, 10 Mar 2026, 94.60`+lanternLines+`
					payment BC747-P1, 10 Mar 2026, 60.00, pays 60.00 of invoice BC747
					payment BC747-P2, 10 Mar 2026, 34.60, pays 34.60 of invoice BC747`, lanternSale+"Undeposited Funds 60.00; PayPal Clearing 34.60", "LANTERN -2"),
				{
					when: "refunded", then: all(refund(31, 15, "94.60", "6.60", pieces(1, 2), sum(sales.RefundShipping, "8"), to("braintree", "60.00"), to("paypal", "34.60")), status(sales.Refunded)),
					plan: `credit memo BC747R1, 15 Mar 2026, 94.60` + lanternLines + `
						card refund BC747R1, 15 Mar 2026, 60.00, refunds 60.00 of credit memo BC747R1
						card refund BC747R1B, 15 Mar 2026, 34.60, refunds 34.60 of credit memo BC747R1`,
					books: "Sales 80.00; Shipping Income 8.00; Texas Comptroller 5.00; City of Austin 1.60; Undeposited Funds (60.00); PayPal Clearing (34.60)", stock: "LANTERN 2",
				},
			},
		},
		{
			title: "Refunded offline by check", shows: "Paid by check; the merchant sends a check of 43.30 for one lantern.",
			order: lanterns(748, by("Check")),
			steps: []event{
				before(`sales receipt BC748, 10 Mar 2026, 94.60`+lanternLines, lanternSale+"Checking 94.60", "LANTERN -2"),
				{
					when: "refunded", then: refund(31, 15, "43.30", "3.30", pieces(1, 1), to("custom", "43.30"), offline),
					plan: `credit memo BC748R1, 15 Mar 2026, 43.30` + lanternLine + `
						check BC748R1, 15 Mar 2026, 43.30, refunds 43.30 of credit memo BC748R1`,
					books: lanternBack + "Checking (43.30)", stock: "LANTERN 1",
				},
			},
		},
		{
			title: "A refund that stays the customer's credit", shows: "One lantern is refunded; the rules leave refunds as credit.",
			order: lanterns(749), rules: func(r *Rules) { r.Refunds.By = "credit" },
			steps: []event{lanternsSold("749"), {
				when: "refunded", then: refund(31, 15, "43.30", "3.30", pieces(1, 1), to("braintree", "43.30")),
				plan:  `credit memo BC749R1, 15 Mar 2026, 43.30` + lanternLine,
				books: lanternBack + "Accounts Receivable (43.30)", stock: "LANTERN 1",
			}},
		},
		{
			title: "A refund of an invoice that is not paid", shows: "On account; before anything is paid one lantern comes back. The credit settles that part of the invoice.",
			order: lanterns(750, by("Purchase Order"), status(sales.Shipped)),
			steps: []event{
				before(`invoice BC750, 10 Mar 2026, 94.60`+lanternLines, lanternSale+"Accounts Receivable 94.60", "LANTERN -2"),
				{
					when: "refunded", then: refund(31, 15, "43.30", "3.30", pieces(1, 1)),
					plan: `credit memo BC750R1, 15 Mar 2026, 43.30` + lanternLine + `
						application of credit BC750R1, 15 Mar 2026, 43.30, uses 43.30 of credit memo BC750R1, pays 43.30 of invoice BC750`,
					books: lanternBack + "Accounts Receivable (43.30)", stock: "LANTERN 1",
				},
			},
		},
		{
			title: "Refunded before the sale was posted", shows: "The order comes with its refund: both are posted, each on its day.",
			order: lanterns(751, refund(31, 15, "43.30", "3.30", pieces(1, 1), to("braintree", "43.30"))),
			steps: []event{{
				plan: `sales receipt BC751, 10 Mar 2026, 94.60` + lanternLines + `
					credit memo BC751R1, 15 Mar 2026, 43.30` + lanternLine + `
					card refund BC751R1, 15 Mar 2026, 43.30, refunds 43.30 of credit memo BC751R1`,
				books: "Sales (40.00); Shipping Income (8.00); Texas Comptroller (2.50); City of Austin (0.80); Undeposited Funds 51.30", stock: "LANTERN -1",
			}},
		},
		{
			title: "A second refund", shows: "One lantern is refunded on the 15th, the other on the 20th.",
			order: lanterns(752),
			steps: []event{
				lanternsSold("752"),
				{
					when: "the first", then: refund(31, 15, "43.30", "3.30", pieces(1, 1), to("braintree", "43.30")),
					plan: `credit memo BC752R1, 15 Mar 2026, 43.30` + lanternLine + `
						card refund BC752R1, 15 Mar 2026, 43.30, refunds 43.30 of credit memo BC752R1`,
					books: lanternBack + "Undeposited Funds (43.30)", stock: "LANTERN 1",
				},
				{
					when: "the second", then: refund(32, 20, "43.30", "3.30", pieces(1, 1), to("braintree", "43.30")),
					plan: `credit memo BC752R2, 20 Mar 2026, 43.30` + lanternLine + `
						card refund BC752R2, 20 Mar 2026, 43.30, refunds 43.30 of credit memo BC752R2`,
					books: lanternBack + "Undeposited Funds (43.30)", stock: "LANTERN 1",
				},
			},
		},
		{
			title: "Goods that do not come back to stock", shows: "One lantern arrived broken: refunded, and by the rules refunded goods are not restocked.",
			order: lanterns(753), rules: func(r *Rules) { r.Refunds.Restock = "no" },
			steps: []event{lanternsSold("753"), {
				when: "refunded", then: refund(31, 15, "43.30", "3.30", pieces(1, 1), to("braintree", "43.30")),
				plan: `credit memo BC753R1, 15 Mar 2026, 43.30
					1 × Goods lost 40.00
					TX State 2.50
					TX Austin 0.80
					card refund BC753R1, 15 Mar 2026, 43.30, refunds 43.30 of credit memo BC753R1`,
				books: "Returns and Allowances 40.00; Texas Comptroller 2.50; City of Austin 0.80; Undeposited Funds (43.30)",
			}},
		},
		{
			title: "Restocked or not, asked each time", shows: "One lantern is refunded; the rules ask a person whether it went back to stock, who says that it did.",
			order: lanterns(754), rules: func(r *Rules) { r.Refunds.Restock = "ask" },
			steps: []event{
				lanternsSold("754"),
				{
					when: "refunded", then: refund(31, 15, "43.30", "3.30", pieces(1, 1), to("braintree", "43.30")),
					plan: `held, restock-undecided: The refund 31 has goods that may have come back: Brass Lantern.`,
				},
				{
					when: "a person says that it is back", decide: func(d *Decisions) { d.Restock = map[int64]map[int64]bool{31: {1: true}} },
					plan: `credit memo BC754R1, 15 Mar 2026, 43.30` + lanternLine + `
						card refund BC754R1, 15 Mar 2026, 43.30, refunds 43.30 of credit memo BC754R1`,
					books: lanternBack + "Undeposited Funds (43.30)", stock: "LANTERN 1",
				},
			},
		},
		{
			title: "A declined refund", shows: "The processor declined the refund: no money went back.",
			order: lanterns(755),
			steps: []event{lanternsSold("755"), {
				when: "declined", then: refund(31, 15, "43.30", "3.30", pieces(1, 1), to("braintree", "43.30"), declined), plan: `nothing`,
			}},
		},
		{
			title: "A restocking fee kept back", shows: "One lantern is refunded less 5.00: 35.00 and 2.89 of tax.",
			order: lanterns(756),
			steps: []event{lanternsSold("756"), {
				when: "refunded", then: refund(31, 15, "37.89", "2.89", pieces(1, 1, "5"), to("braintree", "37.89")),
				plan: `credit memo BC756R1, 15 Mar 2026, 37.89
					1 × LANTERN 40.00
					Restocking fee (5.00)
					TX State 2.19
					TX Austin 0.70
					card refund BC756R1, 15 Mar 2026, 37.89, refunds 37.89 of credit memo BC756R1`,
				books: "Sales 40.00; Restocking Income (5.00); Texas Comptroller 2.19; City of Austin 0.70; Undeposited Funds (37.89)", stock: "LANTERN 1",
			}},
		},
		{
			title: "A refund that does not add up", shows: "50.00 went back for one lantern with its tax, which come to 43.30.",
			order: lanterns(757),
			steps: []event{lanternsSold("757"), {
				when: "refunded", then: refund(31, 15, "50.00", "3.30", pieces(1, 1), to("braintree", "50.00")),
				plan: `held, refund-unexplained: What was refunded comes to 43.30, but 50.00 went back, 3.30 of it tax: amounts differ by 6.70.`,
			}},
		},
		{
			title: "A refund of a sum that the merchant dictated", shows: "The same, and the store tells that a person dictated the sum.",
			order: lanterns(758),
			steps: []event{lanternsSold("758"), {
				when: "refunded", then: refund(31, 15, "50.00", "3.30", pieces(1, 1), to("braintree", "50.00"), dictated),
				plan: `credit memo BC758R1, 15 Mar 2026, 50.00
					1 × LANTERN 40.00
					Allowance 6.70
					TX State 2.50
					TX Austin 0.80
					card refund BC758R1, 15 Mar 2026, 50.00, refunds 50.00 of credit memo BC758R1`,
				books: lanternBack + "Returns and Allowances 6.70; Undeposited Funds (50.00)", stock: "LANTERN 1",
			}},
		},
		{
			title: "A refund of goods that were discounted", shows: "A coupon had taken 10 % off both lanterns; one is refunded at 36.00 with 2.97 of tax.",
			order: sold(759, line("LANTERN", 2, "40", "6.60"), coupon("AUTUMN10", 1, "8"), ship("8", "0"), rate("Texas State", "6.25", "4.50", 1), rate("Austin City", "2", "1.44", 1)),
			steps: []event{
				before(`sales receipt BC759, 10 Mar 2026, 85.94
					2 × LANTERN 80.00
					Online coupon (8.00)
					Shipping charged 8.00
					TX State 4.50
					TX Austin 1.44`, "Undeposited Funds 85.94; Sales (80.00); Discounts Given 8.00; Shipping Income (8.00); Texas Comptroller (4.50); City of Austin (1.44)", "LANTERN -2"),
				{
					when: "refunded", then: refund(31, 15, "38.97", "2.97", pieces(1, 1), to("braintree", "38.97")),
					plan: `credit memo BC759R1, 15 Mar 2026, 38.97
						1 × LANTERN 40.00
						Online coupon (4.00)
						TX State 2.25
						TX Austin 0.72
						card refund BC759R1, 15 Mar 2026, 38.97, refunds 38.97 of credit memo BC759R1`,
					books: "Sales 40.00; Discounts Given (4.00); Texas Comptroller 2.25; City of Austin 0.72; Undeposited Funds (38.97)", stock: "LANTERN 1",
				},
			},
		},
		{
			title: "Refunded by status alone", shows: "Somebody sets the status to refunded; the store has no record of a refund.",
			order: lanterns(760),
			steps: []event{lanternsSold("760"), {
				when: "the status is set", then: all(status(sales.Refunded), func(o *sales.Order) { o.RefundsRead = true }),
				plan: `held, refunded-after-posting: After it was posted, order 760 became Refunded, but the store has no record of a refund: somebody set the status by hand.`,
			}},
		},
	}
}
