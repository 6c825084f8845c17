package books

import (
	"time"

	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
)

const jarSale = "Sales (100.00); "

// jarsSold is the step in which the jars are posted: paid by card, or not yet.
func jarsSold(number string) event {
	return before(`sales receipt BC`+number+`, 10 Mar 2026, 100.00`+jarLines, jarSale+"Undeposited Funds 100.00", "")
}

func jarsOrdered(number string) event {
	return before(`invoice BC`+number+`, 10 Mar 2026, 100.00`+jarLines, jarSale+"Accounts Receivable 100.00", "")
}

// edited makes it so many jars.
func edited(pieces int64) partOf {
	return func(o *sales.Order) {
		q := money.Int(pieces)
		l := &o.Lines[0]
		l.Quantity, l.BaseTotal, l.Total = q, dec("20").Mul(q), sales.Taxed{Ex: dec("20").Mul(q), Inc: dec("20").Mul(q)}
		o.Modified = march(12, 17)
		add(o)
	}
}

func closedThrough(text string) func(*world) {
	return func(w *world) { w.Company.ClosingDate = day.MustParse(text) }
}

// on12 says that the store last changed the order on 12 March.
func on12(o *sales.Order) { o.Modified = march(12, 17) }

func changeExamples() []example {
	unpaid := status(sales.AwaitingPayment)
	return []example{
		{
			title: "An unpaid order gets more", shows: "Six jars instead of five, after its invoice was posted.",
			order: jars(771, unpaid),
			steps: []event{jarsOrdered("771"), {
				when: "edited", then: edited(6),
				plan: `changed: invoice BC771, 10 Mar 2026, 120.00
					6 × JAR 120.00`,
				books: "Accounts Receivable 20.00; Sales (20.00)",
			}},
		},
		{
			title: "An unpaid order gets less", shows: "Four jars instead of five.",
			order: jars(772, unpaid),
			steps: []event{jarsOrdered("772"), {
				when: "edited", then: edited(4),
				plan: `changed: invoice BC772, 10 Mar 2026, 80.00
					4 × JAR 80.00`,
				books: "Accounts Receivable (20.00); Sales 20.00",
			}},
		},
		{
			title: "A paid order gets other goods of the same price", shows: "Baskets instead of jars; the money stays the same.",
			order: jars(773, paid(1, "purchase", "braintree", "100.00", 10)),
			steps: []event{jarsSold("773"), {
				when: "edited", then: func(o *sales.Order) { o.Lines[0].SKU, o.Lines[0].Name = "BASKET", "Gift Basket" },
				plan: `changed: sales receipt BC773, 10 Mar 2026, 100.00
					5 × BASKET 100.00`,
			}},
		},
		{
			title: "A paid order gets less, and the money does not follow", shows: "Four jars instead of five, but the card was charged 100.00.",
			order: jars(774, paid(1, "purchase", "braintree", "100.00", 10)),
			steps: []event{jarsSold("774"), {
				when: "edited", then: edited(4),
				plan: `held, changed-after-posting: Order 774 was changed after it was posted: it was $100.00, it is $80.00 now.`,
			}},
		},
		{
			title: "An invoice and its payment grow", shows: "Posted as invoice and payment; the order gets a sixth jar, and 20.00 more are paid.",
			order: jars(775, paid(1, "purchase", "braintree", "100.00", 10)), rules: func(r *Rules) { r.Style = "invoice" },
			steps: []event{
				before(`invoice BC775, 10 Mar 2026, 100.00`+jarLines+`
					payment BC775-P1, 10 Mar 2026, 100.00, pays 100.00 of invoice BC775`, jarSale+"Undeposited Funds 100.00", ""),
				{
					when: "edited and paid", then: all(edited(6), paid(2, "purchase", "braintree", "20.00", 12)),
					plan: `changed: invoice BC775, 10 Mar 2026, 120.00
						6 × JAR 120.00
						payment BC775-P2, 12 Mar 2026, 20.00, pays 20.00 of invoice BC775`,
					books: "Undeposited Funds 20.00; Sales (20.00)",
				},
			},
		},
		{
			title: "Edits that a person looks at", shows: "The same edit, where the rules change no document by themselves.",
			order: jars(776, unpaid), rules: func(r *Rules) { r.Edits = "hold" },
			steps: []event{jarsOrdered("776"), {
				when: "edited", then: edited(6),
				plan: `held, changed-after-posting: Order 776 was changed after it was posted: it was $100.00, it is $120.00 now.`,
			}},
		},
		{
			title: "An edit in a closed period", shows: "The order is edited after March was closed.",
			order: jars(777, unpaid),
			steps: []event{jarsOrdered("777"), {
				when: "closed, then edited", then: edited(6), world: closedThrough("2026-03-31"),
				plan: `held, changed-after-posting: Order 777 was changed after it was posted: it was $100.00, it is $120.00 now.`,
			}},
		},
		{
			title: "Cancelled before it was paid: held", shows: "Awaiting payment, then cancelled; the rules say nothing about it.",
			order: jars(781, unpaid),
			steps: []event{jarsOrdered("781"), {
				when: "cancelled", then: all(status(sales.Cancelled), on12),
				plan: `held, cancelled-after-posting: After it was posted, order 781 was cancelled in the store.`,
			}},
		},
		{
			title: "Cancelled before it was paid: voided", shows: "The same, where the rules void such invoices.",
			order: jars(782, unpaid), rules: func(r *Rules) { r.Cancelled = "void" },
			steps: []event{jarsOrdered("782"), {
				when: "cancelled", then: all(status(sales.Cancelled), on12),
				plan: `voided: invoice BC782, 10 Mar 2026`, books: "Accounts Receivable (100.00); Sales 100.00",
			}},
		},
		{
			title: "Cancelled before it was paid: credited", shows: "The same, where the rules give such invoices back by a credit memo.",
			order: jars(783, unpaid), rules: func(r *Rules) { r.Cancelled = "credit" },
			steps: []event{jarsOrdered("783"), {
				when: "cancelled", then: all(status(sales.Cancelled), on12),
				plan: `credit memo BC783C, 12 Mar 2026, 100.00` + jarLines + `
					application of credit BC783C, 12 Mar 2026, 100.00, uses 100.00 of credit memo BC783C, pays 100.00 of invoice BC783`,
				books: "Accounts Receivable (100.00); Sales 100.00",
			}},
		},
		{
			title: "Cancelled after it was paid", shows: "Paid, then cancelled without a refund: where is the money?",
			order: jars(784), rules: func(r *Rules) { r.Cancelled = "void" },
			steps: []event{jarsSold("784"), {
				when: "cancelled", then: all(status(sales.Cancelled), on12),
				plan: `held, cancelled-after-posting: After it was posted, order 784 was cancelled in the store.`,
			}},
		},
		{
			title: "Cancelled and refunded in full", shows: "Paid, refunded in full, then cancelled: the refund tells all.",
			order: jars(785),
			steps: []event{jarsSold("785"), {
				when: "refunded and cancelled", then: all(refund(31, 15, "100.00", "0", pieces(1, 5), to("braintree", "100.00")), status(sales.Cancelled)),
				plan: `credit memo BC785R1, 15 Mar 2026, 100.00` + jarLines + `
					card refund BC785R1, 15 Mar 2026, 100.00, refunds 100.00 of credit memo BC785R1`,
				books: "Sales 100.00; Undeposited Funds (100.00)",
			}},
		},
		{
			title: "Cancelled before anything was posted", shows: "Cancelled before it was looked at; no money is recorded.",
			order: jars(786, status(sales.Cancelled)),
			steps: []event{{plan: `left out: It was cancelled before anything was posted.`}},
		},
		{
			title: "Cancelled before posting, but the money stayed", shows: "The same, but 100.00 were received and did not go back.",
			order: jars(787, status(sales.Cancelled), paid(1, "purchase", "braintree", "100.00", 10)),
			steps: []event{{plan: `held, cancelled-with-money: Order 787 is Cancelled in the store, but 100.00 that were paid for it did not go back.`}},
		},
		{
			title: "Disputed", shows: "The shopper disputes the payment.",
			order: jars(788),
			steps: []event{jarsSold("788"), {
				when: "disputed", then: status(sales.Disputed),
				plan: `held, doubted-after-posting: After it was posted, order 788 became Disputed in the store.`,
			}},
		},
		{
			title: "Deleted in the store", shows: "The order was posted, and the store has it no more.",
			order: jars(789),
			steps: []event{jarsSold("789"), {
				when: "deleted", then: func(o *sales.Order) { o.Gone = true },
				plan: `held, deleted-after-posting: After it was posted, order 789 was deleted in the store.`,
			}},
		},
		{
			title: "Archived in the store", shows: "The order was posted and is archived now.",
			order: jars(790),
			steps: []event{jarsSold("790"), {
				when: "archived", then: func(o *sales.Order) { o.Archived = true },
				plan: `held, archived-after-posting: After it was posted, order 790 was archived in the store.`,
			}},
		},
		{
			title: "No longer paid", shows: "The status said paid and a sales receipt was posted; now it says awaiting payment.",
			order: jars(791),
			steps: []event{jarsSold("791"), {
				when: "the status goes back", then: unpaid,
				plan: `held, unpaid-after-posting: After it was posted, order 791 went back to Awaiting Payment, so it is not paid any more.`,
			}},
		},
		{
			title: "A mapping changes: what stands is not decided again", shows: "The jars are posted; then the payment method and the SKU are mapped otherwise.",
			order: jars(792),
			steps: []event{jarsSold("792"), {
				when: "mapped otherwise", rules: func(r *Rules) {
					r.Payments["Credit Card"] = PaymentRule{DepositTo: "Checking"}
					r.Items.Links = map[string]string{"JAR": "BASKET"}
				},
				plan: `nothing`,
			}},
		},
	}
}

func placed(at time.Time) partOf {
	return func(o *sales.Order) { o.Placed, o.Modified = at, at }
}

func dayExamples() []example {
	sale := jarSale + "Undeposited Funds 100.00"
	return []example{
		{
			title: "Half an hour before midnight", shows: "Placed on 11 March at 4:30 UTC, which is 10 March, 23:30 in the store's zone (Chicago).",
			order: jars(801, placed(march(11, 4).Add(30*time.Minute))),
			steps: []event{{plan: `sales receipt BC801, 10 Mar 2026, 100.00` + jarLines, books: sale}},
		},
		{
			title: "At midnight", shows: "Placed on 11 March at 5:00 UTC, which is midnight in Chicago: the new day.",
			order: jars(802, placed(march(11, 5))),
			steps: []event{{plan: `sales receipt BC802, 11 Mar 2026, 100.00` + jarLines, books: sale}},
		},
		{
			title: "The night before the clocks go forward", shows: "Placed on 8 March 2026 at 5:30 UTC: still winter time, 7 March, 23:30.",
			order: jars(803, placed(march(8, 5).Add(30*time.Minute))),
			steps: []event{{plan: `sales receipt BC803, 7 Mar 2026, 100.00` + jarLines, books: sale}},
		},
		{
			title: "The night after the clocks went forward", shows: "Placed on 9 March 2026 at 5:30 UTC: summer time by now, 9 March, 0:30.",
			order: jars(804, placed(march(9, 5).Add(30*time.Minute))),
			steps: []event{{plan: `sales receipt BC804, 9 Mar 2026, 100.00` + jarLines, books: sale}},
		},
		{
			title: "The night after the clocks went back", shows: "Placed on 2 November 2026 at 5:30 UTC: winter time again, 1 November, 23:30.",
			order: jars(805, placed(time.Date(2026, 11, 2, 5, 30, 0, 0, time.UTC))),
			steps: []event{{plan: `sales receipt BC805, 1 Nov 2026, 100.00` + jarLines, books: sale}},
		},
		{
			title: "A closed period: held", shows: "The order of 10 March comes to light after the books were closed through 31 March.",
			order: jars(806), world: closedThrough("2026-03-31"),
			steps: []event{
				{plan: `held, closed-period: It belongs to 10 Mar 2026, and the books are closed through 31 Mar 2026.`},
				{when: "reopened", world: closedThrough("2026-02-28"), plan: `sales receipt BC806, 10 Mar 2026, 100.00` + jarLines, books: sale},
			},
		},
		{
			title: "A closed period: the first open day", shows: "The same, where such documents are dated the first open day.",
			order: jars(807), world: closedThrough("2026-03-31"), rules: func(r *Rules) { r.ClosedPeriod = "next" },
			steps: []event{{plan: `sales receipt BC807, 1 Apr 2026, 100.00` + jarLines, books: sale}},
		},
		{
			title: "Undone, and posted again", shows: "A person takes the order's documents out of QuickBooks, corrects the mapping, and lets it be posted again.",
			order: jars(808),
			steps: []event{
				jarsSold("808"),
				{
					when: "undone", undo: true, decide: func(d *Decisions) { d.Undone = "Mara: wrong account." },
					plan:  `left out: Its documents were taken out of QuickBooks: Mara: wrong account. It is posted again when a person says so.`,
					books: "Sales 100.00; Undeposited Funds (100.00)",
				},
				{
					when: "posted again", decide: func(d *Decisions) { d.Undone = "" }, rules: func(r *Rules) { r.Payments["Credit Card"] = PaymentRule{DepositTo: "Checking"} },
					plan: `sales receipt BC808, 10 Mar 2026, 100.00` + jarLines, books: jarSale + "Checking 100.00",
				},
			},
		},
		{
			title: "A refund of an order from before the go-live day", shows: "Placed in December, refunded in March.",
			order: jars(809, placed(time.Date(2025, 12, 20, 17, 0, 0, 0, time.UTC)), refund(31, 15, "20.00", "0", pieces(1, 1), to("braintree", "20.00"))),
			steps: []event{{plan: `held, refund-before-start: Order 809 of 20 Dec 2025 was refunded by 20.00 on 15 Mar 2026. It was placed before the go-live day 1 Jan 2026, so its sale was entered otherwise.`}},
		},
	}
}

func currencyExamples() []example {
	rated := func(o *sales.Order) { o.Currency, o.StoreCurrency, o.ExchangeRate = "EUR", "USD", dec("0.8") }
	return []example{
		{
			title: "Euros, at QuickBooks' own rate", shows: "100.00 EUR, paid by card; QuickBooks keeps the currency with the customer, so the shopper has one for euros.",
			order: jars(811, rated), rules: func(r *Rules) { r.Currencies = map[string]CurrencyRule{"EUR": {ReceivableAccount: "Receivable EUR"}} },
			world: euroWorld,
			steps: []event{{plan: `sales receipt BC811, 10 Mar 2026, Ana Ortiz EUR, 100.00` + jarLines, books: jarSale + "Undeposited Funds 100.00"}},
		},
		{
			title: "Euros, at the order's rate", shows: "Awaiting payment of 100.00 EUR; the store tells 0.8 EUR for a dollar, and the rules divide by it: 1.25 dollars for a euro.",
			order: jars(812, rated, status(sales.AwaitingPayment)), world: euroWorld,
			rules: func(r *Rules) {
				r.Currencies = map[string]CurrencyRule{"EUR": {ReceivableAccount: "Receivable EUR", Rate: "divide"}}
			},
			steps: []event{{plan: `invoice BC812, 10 Mar 2026, Ana Ortiz EUR, 100.00 at 1.25` + jarLines, books: jarSale + "Receivable EUR 100.00"}},
		},
		{
			title: "A currency that nobody mapped", shows: "100.00 EUR.",
			order: jars(813, rated),
			steps: []event{{plan: `held, currency: The order is in EUR, the company file in USD, and nothing is mapped for EUR.`}},
		},
		{
			title: "Store credit on an order in another currency", shows: "100.00 EUR, 20.00 of it paid with store credit, which shoppers have in dollars: the store takes one for one.",
			order: jars(815, rated, spends("0", "20")), world: euroWorld,
			rules: func(r *Rules) { r.Currencies = map[string]CurrencyRule{"EUR": {ReceivableAccount: "Receivable EUR"}} },
			steps: []event{{plan: `held, credit-currency: Store credit of 20.00 EUR moves with an order in EUR, but shoppers have it in USD, one for one: the store converts nothing.`}},
		},
		{
			title: "Yen, which have no decimals", shows: "Five jars at 2,000 JPY; the shopper has no customer for yen yet.",
			order: sold(814, func(o *sales.Order) { o.Currency, o.Decimals = "JPY", 0 }, line("JAR", 5, "2000", "0")),
			rules: func(r *Rules) { r.Currencies = map[string]CurrencyRule{"JPY": {}} },
			steps: []event{{plan: `new customer Ana Ortiz JPY
				sales receipt BC814, 10 Mar 2026, 10,000.00
				5 × JAR 10,000.00`, books: "Undeposited Funds 10,000.00; Sales (10,000.00)"}},
		},
	}
}

func contradictionExamples() []example {
	return []example{
		{
			title: "Lines are missing", shows: "The order says six pieces, its lines have five.",
			order: jars(821),
			steps: []event{{then: func(o *sales.Order) { o.ItemsTotal = 6 }, plan: `held, lines-missing: The order says 6 items, its lines have 5.`}},
		},
		{
			title: "A total that nothing explains", shows: "Jars for 100.00, and a total of 95.00.",
			order: jars(822),
			steps: []event{{
				then: func(o *sales.Order) { o.Total = taxed("95", "95", "0") },
				plan: `held, total-unexplained: The parts of the order add up to 100.00 without tax, its total is 95.00: amounts differ by 5.00.`,
			}},
		},
		{
			title: "A total that two things explain", shows: "Jars for 100.00, a fee of 5.00 and a shipping coupon of 5.00, and a total of 100.00.",
			order: jars(823, fee("Retail delivery fee", "5", "0"), coupon("SHIP5", 3, "5")),
			steps: []event{{plan: `held, total-ambiguous: The total 100.00 can be explained in several ways: with its fees; or shipping already has its coupon taken off.`}},
		},
		{
			title: "Fees that no total contains", shows: "A fee of 1.50 on the order, and a total of 100.00 without it.",
			order: jars(824, fee("Retail delivery fee", "1.50", "0")),
			steps: []event{{
				then: func(o *sales.Order) { o.Total = taxed("100", "100", "0") },
				plan: `held, fees-outside: Fees of 1.50 (Retail delivery fee) stand on the order, but its total 100.00 adds up without them.`,
			}},
		},
		{
			title: "Rates that do not add up to the tax", shows: "Rates of 4.90 and 1.60 on an order with 6.60 of tax.",
			order: lanterns(825),
			steps: []event{{
				then: func(o *sales.Order) { o.Taxes[0].Amount = dec("4.90") },
				plan: `held, tax-rows-differ: The tax rates add up to 6.50, but the order's tax is 6.60.`,
			}},
		},
		{
			title: "A line that contradicts itself", shows: "Five jars at 20.00, and a line of 90.00.",
			order: jars(826, func(o *sales.Order) { o.Lines[0].Total, o.Lines[0].BaseTotal = taxed("90", "90", "0"), dec("90") }),
			steps: []event{{plan: `held, line-price: 5 at 20.00 make 100.00 without tax, but the line says 90.00.`}},
		},
		{
			title: "Prices before tax and with tax on one order", shows: "The shipping was entered before tax, the price of the line with tax.",
			order: sold(827, line("JAR", 1, "100", "8.25"), ship("8", "0.66"), rate("Texas combined", "8.25", "8.25", 1), rate("Texas combined", "8.25", "0.66", "shipping")),
			steps: []event{{
				then: func(o *sales.Order) { o.Lines[0].BasePrice, o.Lines[0].BaseTotal = dec("108.25"), dec("108.25") },
				plan: `held, side-contradiction: The order contradicts itself: the shipping price was entered before tax, but the prices of the lines were entered with tax included.`,
			}},
		},
		{
			title: "A payment in another currency", shows: "An order in dollars, a payment in euros.",
			order: jars(828, paid(1, "purchase", "braintree", "100.00", 10)),
			steps: []event{{
				then: func(o *sales.Order) { o.Payments[0].Currency = "EUR" },
				plan: `held, currency-differs: The order is in USD, but a payment of 100.00 is in EUR.`,
			}},
		},
		{
			title: "Several things wrong at once", shows: "A SKU that nobody knows, a payment method that nobody mapped, and a fee without an item: all are told together.",
			order: sold(829, line("VASE-9", 1, "50", "0"), fee("Carbon offset", "2", "0"), by("Klarna")),
			steps: []event{{plan: `
				held, item-missing: QuickBooks has no item for SKU VASE-9 (Article VASE-9).
				held, fee-unmapped: No item is mapped for the fee Carbon offset of 2.00.
				held, payment-unmapped: Nothing is mapped for the payment method Klarna.`}},
		},
	}
}
