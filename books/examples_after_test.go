package books

import (
	"countinghouse/money"
	"countinghouse/sales"
)

// onlineCustomers is the customer of daily summaries.
func onlineCustomers(w *world) {
	w.Customers = append(w.Customers, customer("C-7", "Online customers", ""))
}

func summaryStyle(r *Rules) { r.Style, r.Customers.One = "summary", "Online customers" }

// particularRefunds are refunds of orders that are not posted the usual way.
func particularRefunds() []example {
	canada := edition("CA", "CAD", map[string]string{"GST": "5", "PST BC": "7"}, map[string][]string{"E": nil, "G": {"GST"}, "S": {"GST", "PST BC"}})
	return []example{
		{
			title: "A refund where QuickBooks computes the tax", shows: "One of two lanterns, sold with computed tax, is refunded.",
			order: lanterns(841), rules: computes,
			steps: []event{
				before(`sales receipt BC841, 10 Mar 2026, 94.60
					2 × LANTERN 80.00 Tax
					Shipping charged 8.00
					computes TX State 5.00, TX Austin 1.60`, lanternSale+"Undeposited Funds 94.60", "LANTERN -2"),
				{
					when: "refunded", then: refund(31, 15, "43.30", "3.30", pieces(1, 1), to("braintree", "43.30")),
					plan: `credit memo BC841R1, 15 Mar 2026, 43.30
						1 × LANTERN 40.00 Tax
						computes TX State 2.50, TX Austin 0.80
						card refund BC841R1, 15 Mar 2026, 43.30, refunds 43.30 of credit memo BC841R1`,
					books: lanternBack + "Undeposited Funds (43.30)", stock: "LANTERN 1",
				},
			},
		},
		{
			title: "A refund with tax included", shows: "Five jars at 21.65 with 8.25 % of tax in it; two come back for 43.30, 3.30 of it tax.",
			order: sold(842, inclusivePrices, line("JAR", 5, "21.65", "8.25"), rate("Texas combined", "8.25", "8.25", 1)),
			steps: []event{
				before(`sales receipt BC842, 10 Mar 2026, 108.25
					5 × JAR 100.00
					TX Combined 8.25`, jarSale+"Texas Comptroller (8.25); Undeposited Funds 108.25", ""),
				{
					when: "refunded", then: refund(31, 15, "43.30", "3.30", pieces(1, 2), to("braintree", "43.30")),
					plan: `credit memo BC842R1, 15 Mar 2026, 43.30
						2 × JAR 40.00
						TX Combined 3.30
						card refund BC842R1, 15 Mar 2026, 43.30, refunds 43.30 of credit memo BC842R1`,
					books: "Sales 40.00; Texas Comptroller 3.30; Undeposited Funds (43.30)",
				},
			},
		},
		{
			title: "A refund in Canada", shows: "In CAD: lanterns with GST and PST, a jar with GST only; the jar comes back for 20.00 and 1.00 of GST.",
			order: sold(843, inMoneyOf("CAD"), line("LANTERN", 2, "40", "9.60"), line("JAR", 1, "20", "1.00"), rate("GST", "5", "4.00", 1), rate("PST", "7", "5.60", 1), rate("GST", "5", "1.00", 2)),
			world: canada,
			rules: func(r *Rules) {
				r.Tax = TaxRules{Treatment: "quickbooks", Codes: map[string]string{"": "E", "GST": "G", "GST + PST": "S"}}
			},
			steps: []event{
				before(`sales receipt BC843, 10 Mar 2026, 110.60
					2 × LANTERN 80.00 S
					1 × JAR 20.00 G
					computes GST 1.00, GST 4.00, PST BC 5.60`, jarSale+"Revenue Agency (10.60); Undeposited Funds 110.60", "LANTERN -2"),
				{
					when: "refunded", then: refund(31, 15, "21.00", "1.00", pieces(2, 1), to("braintree", "21.00")),
					plan: `credit memo BC843R1, 15 Mar 2026, 21.00
						1 × JAR 20.00 G
						computes GST 1.00
						card refund BC843R1, 15 Mar 2026, 21.00, refunds 21.00 of credit memo BC843R1`,
					books: "Sales 20.00; Revenue Agency 1.00; Undeposited Funds (21.00)",
				},
			},
		},
		{
			title: "A refund where the marketplace keeps the tax", shows: "Sold on Amazon, whose tax is left out; one lantern is refunded with 43.30, 3.30 of it tax that the marketplace gives back.",
			order: amazonOrder(844), rules: func(r *Rules) { r.Tax.Marketplace = "leave out" },
			steps: []event{
				before(`sales receipt BC844, 10 Mar 2026, 88.00
					2 × LANTERN 80.00
					Shipping charged 8.00`, "Undeposited Funds 88.00; Sales (80.00); Shipping Income (8.00)", "LANTERN -2"),
				{
					when: "refunded", then: refund(31, 15, "43.30", "3.30", pieces(1, 1), to("braintree", "43.30")),
					plan: `credit memo BC844R1, 15 Mar 2026, 40.00
						1 × LANTERN 40.00
						card refund BC844R1, 15 Mar 2026, 40.00, refunds 40.00 of credit memo BC844R1`,
					books: "Sales 40.00; Undeposited Funds (40.00)", stock: "LANTERN 1",
				},
			},
		},
		{
			title: "Handling, wrapping and a fee refunded", shows: "Of jars with handling 4.00, wrapping 3.00 and a delivery fee of 1.50, only these three go back.",
			order: jars(845, handling("4", "0"), wrapping("3", "0"), fee("Retail delivery fee", "1.50", "0")),
			steps: []event{
				before(`sales receipt BC845, 10 Mar 2026, 108.50
					5 × JAR 100.00
					Handling charged 4.00
					Gift wrapping 3.00
					Retail delivery fee 1.50`, jarSale+"Shipping Income (4.00); Wrapping Income (3.00); Delivery Fee Payable (1.50); Undeposited Funds 108.50", ""),
				{
					when: "refunded", then: refund(31, 15, "8.50", "0", sum(sales.RefundHandling, "4"), sum(sales.RefundWrapping, "3"), sum(sales.RefundFee, "1.50"), to("braintree", "8.50")),
					plan: `credit memo BC845R1, 15 Mar 2026, 8.50
						Handling charged 4.00
						Gift wrapping 3.00
						Retail delivery fee 1.50
						card refund BC845R1, 15 Mar 2026, 8.50, refunds 8.50 of credit memo BC845R1`,
					books: "Shipping Income 4.00; Wrapping Income 3.00; Delivery Fee Payable 1.50; Undeposited Funds (8.50)",
				},
			},
		},
		{
			title: "A refund of one of two sets", shows: "Two sets (an item group of a lantern and two jars) were sold for 50.00; one comes back for 25.00.",
			order: sold(846, line("SET", 2, "25", "0")),
			world: func(w *world) {
				w.item("LANTERN").Price, w.item("JAR").Price = dec("40"), dec("10")
				g := item("SET", "Group", "")
				g.Account, g.Members, g.Quantities = Ref{}, []Ref{ref("LANTERN"), ref("JAR")}, []money.Decimal{money.Int(1), money.Int(2)}
				w.Items = append(w.Items, g)
			},
			steps: []event{
				before(`sales receipt BC846, 10 Mar 2026, 50.00
					2 × LANTERN 33.33
					4 × JAR 16.67`, "Undeposited Funds 50.00; Sales (50.00)", "LANTERN -2"),
				{
					when: "refunded", then: refund(31, 15, "25.00", "0", pieces(1, 1), to("braintree", "25.00")),
					plan: `credit memo BC846R1, 15 Mar 2026, 25.00
						1 × LANTERN 16.67
						2 × JAR 8.33
						card refund BC846R1, 15 Mar 2026, 25.00, refunds 25.00 of credit memo BC846R1`,
					books: "Sales 25.00; Undeposited Funds (25.00)", stock: "LANTERN 1",
				},
			},
		},
		{
			title: "Refunded to the gift certificate and the card", shows: "The lanterns were paid with a certificate of 30.00 and 64.60 by card; everything goes back to where it came from.",
			order: lanterns(847, spends("30", "0")),
			steps: []event{
				before(`sales receipt BC847, 10 Mar 2026, 64.60`+lanternLines+`
					Gift certificates (30.00)`, lanternSale+"Undeposited Funds 64.60; Gift Certificates Owed 30.00", "LANTERN -2"),
				{
					when: "refunded", then: all(refund(31, 15, "94.60", "6.60", pieces(1, 2), sum(sales.RefundShipping, "8"), to("giftcertificate", "30.00"), to("braintree", "64.60")), status(sales.Refunded)),
					plan: `credit memo BC847R1, 15 Mar 2026, 64.60` + lanternLines + `
						Gift certificates (30.00)
						card refund BC847R1, 15 Mar 2026, 64.60, refunds 64.60 of credit memo BC847R1`,
					books: "Sales 80.00; Shipping Income 8.00; Texas Comptroller 5.00; City of Austin 1.60; Gift Certificates Owed (30.00); Undeposited Funds (64.60)", stock: "LANTERN 2",
				},
			},
		},
		{
			title: "A refund in euros", shows: "100.00 EUR were paid by card; one jar is refunded.",
			order: jars(848, func(o *sales.Order) { o.Currency, o.StoreCurrency, o.ExchangeRate = "EUR", "USD", dec("0.8") }),
			world: euroWorld, rules: func(r *Rules) {
				r.Currencies = map[string]CurrencyRule{"EUR": {ReceivableAccount: "Receivable EUR"}}
			},
			steps: []event{
				before(`sales receipt BC848, 10 Mar 2026, Ana Ortiz EUR, 100.00`+jarLines, jarSale+"Undeposited Funds 100.00", ""),
				{
					when: "refunded", then: refund(31, 15, "20.00", "0", pieces(1, 1), to("braintree", "20.00")),
					plan: `credit memo BC848R1, 15 Mar 2026, Ana Ortiz EUR, 20.00
						1 × JAR 20.00
						card refund BC848R1, 15 Mar 2026, Ana Ortiz EUR, 20.00, refunds 20.00 of credit memo BC848R1`,
					books: "Sales 20.00; Undeposited Funds (20.00)",
				},
			},
		},
		{
			title: "A refund of an order that is part of a daily summary", shows: "The lanterns were posted with the day's other orders; one is refunded: the refund has documents of its own.",
			order: lanterns(849), with: []sales.Order{jars(850)}, rules: summaryStyle, world: onlineCustomers,
			steps: []event{
				{
					when: "the day",
					plan: `sales receipt BCD0310OJVJ, 10 Mar 2026, Online customers, 194.60
						2 × LANTERN 80.00
						Shipping charged 8.00
						TX State 5.00
						TX Austin 1.60
						5 × JAR 100.00`,
					books: "Undeposited Funds 194.60; Sales (180.00); Shipping Income (8.00); Texas Comptroller (5.00); City of Austin (1.60)", stock: "LANTERN -2",
				},
				{
					when: "refunded", then: refund(31, 15, "43.30", "3.30", pieces(1, 1), to("braintree", "43.30")),
					plan: `credit memo BC849R1, 15 Mar 2026, Online customers, 43.30` + lanternLine + `
						card refund BC849R1, 15 Mar 2026, Online customers, 43.30, refunds 43.30 of credit memo BC849R1`,
					books: lanternBack + "Undeposited Funds (43.30)", stock: "LANTERN 1",
				},
			},
		},
		{
			title: "A refund in a closed period", shows: "Refunded on 15 March, seen after March was closed; such documents are dated the first open day.",
			order: jars(851), rules: func(r *Rules) { r.ClosedPeriod = "next" },
			steps: []event{jarsSold("851"), {
				when: "closed, then refunded", world: closedThrough("2026-03-31"), then: refund(31, 15, "20.00", "0", pieces(1, 1), to("braintree", "20.00")),
				plan: `credit memo BC851R1, 1 Apr 2026, 20.00
					1 × JAR 20.00
					card refund BC851R1, 1 Apr 2026, 20.00, refunds 20.00 of credit memo BC851R1`,
				books: "Sales 20.00; Undeposited Funds (20.00)",
			}},
		},
		{
			title: "Two refunds, one of which is unclear", shows: "One jar for 20.00, and 30.00 for another: the second is held, the first is posted.",
			order: jars(852),
			steps: []event{jarsSold("852"), {
				when: "refunded", then: all(refund(31, 15, "20.00", "0", pieces(1, 1), to("braintree", "20.00")), refund(32, 16, "30.00", "0", pieces(1, 1), to("braintree", "30.00"))),
				plan: `credit memo BC852R1, 15 Mar 2026, 20.00
					1 × JAR 20.00
					card refund BC852R1, 15 Mar 2026, 20.00, refunds 20.00 of credit memo BC852R1
					held, refund-unexplained: What was refunded comes to 20.00, but 30.00 went back, 0.00 of it tax: amounts differ by 10.00.`,
				books: "Sales 20.00; Undeposited Funds (20.00)",
			}},
		},
		{
			title: "Given back outside the store", shows: "The card took the money; for one lantern the merchant gives it back by another way (the store marks the refund offline), so the gateway's account is left alone. Then all other ways are mapped to checks from the bank.",
			order: lanterns(857, paid(1, "purchase", "braintree", "94.60", 10)),
			steps: []event{
				lanternsSold("857"),
				{
					when: "refunded", then: refund(31, 15, "43.30", "3.30", pieces(1, 1), to("braintree", "43.30"), offline),
					plan:  `held, payment-unmapped: No account is mapped for money that goes back by a way outside the store.`,
					means: "From which account $43.30 went isn't known, so the refund isn't posted.",
				},
				{
					when: "mapped", rules: func(r *Rules) { r.Payments["*"] = PaymentRule{DepositTo: "Checking", RefundBy: "check"} },
					plan: `credit memo BC857R1, 15 Mar 2026, 43.30` + lanternLine + `
						check BC857R1, 15 Mar 2026, 43.30, refunds 43.30 of credit memo BC857R1`,
					books: lanternBack + "Checking (43.30)", stock: "LANTERN 1",
				},
			},
		},
		{
			title: "The store rewrites the order when it refunds", shows: "One lantern is refunded, and the store then tells the order with half of its tax and total. The sale stays as it was posted.",
			order: lanterns(858),
			steps: []event{lanternsSold("858"), {
				when: "refunded", then: all(refund(31, 15, "43.30", "3.30", pieces(1, 1), to("braintree", "43.30")), func(o *sales.Order) {
					o.Taxes[0].Amount, o.Taxes[1].Amount, o.Total = dec("2.50"), dec("0.80"), taxed("48", "51.30", "3.30")
				}),
				plan: `credit memo BC858R1, 15 Mar 2026, 43.30` + lanternLine + `
					card refund BC858R1, 15 Mar 2026, 43.30, refunds 43.30 of credit memo BC858R1`,
				books: lanternBack + "Undeposited Funds (43.30)", stock: "LANTERN 1",
			}},
		},
		{
			title: "A refund that waits for a mapping", shows: "An allowance of 5.00, for which no item is mapped; then one is.",
			order: jars(854), rules: func(r *Rules) { r.Refunds.Allowance = "" },
			steps: []event{
				jarsSold("854"),
				{
					when: "refunded", then: refund(31, 15, "5.00", "0", sum(sales.RefundOrder, "5"), to("braintree", "5.00")),
					plan: `held, mapping-missing: Nothing is mapped for refunds of a mere sum.`, means: "Sales are $5.00 too high until the refund of 15 Mar 2026 is posted.",
				},
				{
					when: "mapped", rules: func(r *Rules) { r.Refunds.Allowance = "Allowance" },
					plan: `credit memo BC854R1, 15 Mar 2026, 5.00
						Allowance 5.00
						card refund BC854R1, 15 Mar 2026, 5.00, refunds 5.00 of credit memo BC854R1`,
					books: "Returns and Allowances 5.00; Undeposited Funds (5.00)",
				},
			},
		},
		{
			title: "A refund by check from an account that is no bank", shows: "The rules pay refunds by check, and the card's money is mapped to Undeposited Funds.",
			order: jars(855), rules: func(r *Rules) { r.Refunds.By = "check" },
			steps: []event{jarsSold("855"), {
				when: "refunded", then: refund(31, 15, "20.00", "0", pieces(1, 1), to("braintree", "20.00")),
				plan: `held, account-kind: The account Undeposited Funds, which is mapped for refunds by braintree, pays nothing out that way: its type is OtherCurrentAsset.`,
			}},
		},
		{
			title: "A refund part of which was declined", shows: "One jar: 12.00 went back to the card, 8.00 by PayPal were declined and stay the customer's credit.",
			order: jars(856),
			steps: []event{jarsSold("856"), {
				when: "refunded", then: refund(31, 15, "20.00", "0", pieces(1, 1), to("braintree", "12.00"), to("paypal", "8.00"), func(r *sales.Refund) { r.Payments[1].Declined = true }),
				plan: `credit memo BC856R1, 15 Mar 2026, 20.00
					1 × JAR 20.00
					card refund BC856R1, 15 Mar 2026, 12.00, refunds 12.00 of credit memo BC856R1`,
				books: "Sales 20.00; Undeposited Funds (12.00); Accounts Receivable (8.00)",
			}},
		},
		{
			title: "More refunded than was sold", shows: "Six of five jars are refunded.",
			order: jars(853),
			steps: []event{jarsSold("853"), {
				when: "refunded", then: refund(31, 15, "120.00", "0", pieces(1, 6), to("braintree", "120.00")),
				plan: `
					held, refund-differs: With the refund 31, 6 of line 1 are refunded, but 5 were sold.
					held, refund-differs: With the refund 31, refunds come to 120.00, but the order was of 100.00.`,
			}},
		},
	}
}

// euroWorld has a receivable account and a customer for euros.
func euroWorld(w *world) {
	ar := entry(Accounts, "Receivable EUR", "AccountsReceivable")
	ar.Currency = "EUR"
	w.Entries = append(w.Entries, ar)
	known := customer("C-20", "Ana Ortiz EUR", "ana@example.com")
	known.Currency = "EUR"
	w.Customers = append(w.Customers, known)
}

// laterExamples are further changes after posting.
func laterExamples() []example {
	unpaid := status(sales.AwaitingPayment)
	return []example{
		{
			title: "An invoice that was paid gets less", shows: "Posted as invoice and payment of 100.00; then four jars instead of five: 20.00 stay the customer's credit.",
			order: jars(861, paid(1, "purchase", "braintree", "100.00", 10)), rules: func(r *Rules) { r.Style = "invoice" },
			steps: []event{
				before(`invoice BC861, 10 Mar 2026, 100.00`+jarLines+`
					payment BC861-P1, 10 Mar 2026, 100.00, pays 100.00 of invoice BC861`, jarSale+"Undeposited Funds 100.00", ""),
				{
					when: "edited", then: edited(4),
					plan: `changed: payment BC861-P1, 10 Mar 2026, 100.00, pays 80.00 of invoice BC861
						changed: invoice BC861, 10 Mar 2026, 80.00
						4 × JAR 80.00`,
					books: "Sales 20.00; Accounts Receivable (20.00)",
				},
			},
		},
		{
			title: "A sales order is edited, then shipped", shows: "Not paid; six jars instead of five before they ship.",
			order: jars(862, unpaid), rules: func(r *Rules) { r.Style = "order" },
			steps: []event{
				{when: "ordered", plan: `sales order BC862, 10 Mar 2026, 100.00` + jarLines},
				{when: "edited", then: edited(6), plan: `changed: sales order BC862, 10 Mar 2026, 120.00
					6 × JAR 120.00`},
				{
					when: "shipped and paid", then: all(status(sales.Shipped), paid(1, "purchase", "braintree", "120.00", 13)),
					plan: `invoice BC862, 13 Mar 2026, 120.00, fulfils sales order BC862
						6 × JAR 120.00
						payment BC862-P1, 13 Mar 2026, 120.00, pays 120.00 of invoice BC862`,
					books: "Sales (120.00); Undeposited Funds 120.00",
				},
			},
		},
		{
			title: "A cancelled sales order", shows: "Not paid, posted as a sales order, then cancelled; the rules void such documents. QuickBooks voids no sales orders.",
			order: jars(863, unpaid), rules: func(r *Rules) { r.Style, r.Cancelled = "order", "void" },
			steps: []event{
				{when: "ordered", plan: `sales order BC863, 10 Mar 2026, 100.00` + jarLines},
				{when: "cancelled", then: all(status(sales.Cancelled), on12), plan: `deleted: sales order BC863, 10 Mar 2026`},
			},
		},
		{
			title: "Cancelled, and then a sale again", shows: "The unpaid invoice was given back by a credit memo; then the merchant takes the order up again.",
			order: jars(864, unpaid), rules: func(r *Rules) { r.Cancelled = "credit" },
			steps: []event{
				jarsOrdered("864"),
				{
					when: "cancelled", then: all(status(sales.Cancelled), on12),
					plan: `credit memo BC864C, 12 Mar 2026, 100.00` + jarLines + `
						application of credit BC864C, 12 Mar 2026, 100.00, uses 100.00 of credit memo BC864C, pays 100.00 of invoice BC864`,
					books: "Accounts Receivable (100.00); Sales 100.00",
				},
				{
					when: "taken up again", then: unpaid,
					plan: `held, reinstated-after-cancelling: Order 864 was cancelled and is now Awaiting Payment in the store.`,
				},
			},
		},
		{
			title: "Voided, and then a sale again", shows: "The unpaid invoice was voided; then the merchant takes the order up again, and it is posted anew.",
			order: jars(865, unpaid), rules: func(r *Rules) { r.Cancelled = "void" },
			steps: []event{
				jarsOrdered("865"),
				{
					when: "cancelled", then: all(status(sales.Cancelled), on12),
					plan: `voided: invoice BC865, 10 Mar 2026`, books: "Accounts Receivable (100.00); Sales 100.00",
				},
				{
					when: "taken up again", then: unpaid,
					plan: `invoice BC865, 10 Mar 2026, 100.00` + jarLines, books: "Accounts Receivable 100.00; Sales (100.00)",
				},
			},
		},
		{
			title: "A payment that the store shows no more", shows: "An invoice and its two payments are posted; then the store shows only the first.",
			order: jars(866, paid(1, "purchase", "braintree", "60.00", 10), paid(2, "purchase", "paypal", "40.00", 10)),
			steps: []event{
				before(`invoice BC866, 10 Mar 2026, 100.00`+jarLines+`
					payment BC866-P1, 10 Mar 2026, 60.00, pays 60.00 of invoice BC866
					payment BC866-P2, 10 Mar 2026, 40.00, pays 40.00 of invoice BC866`, jarSale+"Undeposited Funds 60.00; PayPal Clearing 40.00", ""),
				{
					when: "one is gone", then: all(unpaid, func(o *sales.Order) { o.Payments = o.Payments[:1] }),
					plan: `held, gone-from-store: The store no longer shows what payment BC866-P2 of 10 Mar 2026 for $40.00 was posted for.`,
				},
			},
		},
		{
			title: "Transactions that are found after the status was believed", shows: "Posted as paid by the status; later the card's transaction of the whole sum is read: it is that money.",
			order: jars(867),
			steps: []event{jarsSold("867"), {when: "the transaction is read", then: paid(1, "purchase", "braintree", "100.00", 10), plan: `nothing`}},
		},
		{
			title: "An invoice is paid in a way that nobody mapped", shows: "Awaiting payment by Klarna, then paid; then Klarna is mapped.",
			order: jars(871, by("Klarna"), unpaid),
			steps: []event{
				jarsOrdered("871"),
				{
					when: "paid", then: all(status(sales.Completed), on12), plan: `held, payment-unmapped: Nothing is mapped for the payment method Klarna.`,
					means: "Into which account $100.00 went isn't known. The money is missing in the books until its payment is posted.",
				},
				{
					when: "mapped", rules: func(r *Rules) { r.Payments["Klarna"] = PaymentRule{DepositTo: "Checking"} },
					plan: `payment BC871-P1, 12 Mar 2026, 100.00, pays 100.00 of invoice BC871`, books: "Checking 100.00; Accounts Receivable (100.00)",
				},
			},
		},
		{
			title: "Transactions that went elsewhere than the status let believe", shows: "Posted as paid by credit card by the status; later a PayPal payment is read, which goes to another account.",
			order: jars(872),
			steps: []event{jarsSold("872"), {
				when: "the transaction is read", then: paid(1, "purchase", "paypal", "100.00", 10),
				plan: `held, paid-otherwise: Sales receipt BC872 was posted as paid into Undeposited Funds, because the status was that of a paid order. The store now shows a payment of $100.00 by paypal, which goes to PayPal Clearing.`,
			}},
		},
		{
			title: "Only transactions are believed", shows: "Awaiting fulfillment without any transaction, where only transactions make an order paid; then the transaction comes.",
			order: jars(868), rules: func(r *Rules) { r.PaidBy = "payments" },
			steps: []event{
				{when: "ordered", plan: `invoice BC868, 10 Mar 2026, 100.00` + jarLines, books: jarSale + "Accounts Receivable 100.00"},
				{
					when: "the transaction comes", then: paid(1, "purchase", "braintree", "100.00", 11),
					plan: `payment BC868-P1, 11 Mar 2026, 100.00, pays 100.00 of invoice BC868`, books: "Undeposited Funds 100.00; Accounts Receivable (100.00)",
				},
			},
		},
		{
			title: "An edit of an order that is part of a daily summary", shows: "The jars are part of a summary; then there are six instead of five.",
			order: jars(869), rules: summaryStyle, world: onlineCustomers,
			steps: []event{
				{
					when: "the day", plan: `sales receipt BCD0310OJVJ, 10 Mar 2026, Online customers, 100.00` + jarLines, books: jarSale + "Undeposited Funds 100.00",
				},
				{
					when: "edited", then: edited(6),
					plan: `held, changed-after-posting: Order 869 was changed after it was posted: it was $100.00, it is $120.00 now.`,
				},
			},
		},
		{
			title: "Imported history", shows: "The order was migrated into the store from another shop.",
			order: jars(870, func(o *sales.Order) { o.ExternalSource = "M-MIG" }),
			steps: []event{{plan: `left out: It is history that was imported into the store, no new sale.`}},
		},
	}
}
