package books

import (
	"countinghouse/sales"
)

// computes says that QuickBooks computes the tax.
func computes(r *Rules) { r.Tax.Treatment = "quickbooks" }

func taxExamples() []example {
	return []example{
		{
			title: "Tax as lines, prices before tax (the 2013 sample)", shows: "2 × 280.00, a coupon of 28.00, shipping 20.00; 6.25 % on 532.00 and on the shipping: 33.25 + 1.25.",
			order: sold(601, line("BASKET", 2, "280", "35.00"), coupon("FIVE", 1, "28"), ship("20", "1.25"), rate("Texas State", "6.25", "33.25", 1), rate("Texas State", "6.25", "1.25", "shipping")),
			steps: []event{{
				plan: `sales receipt BC601, 10 Mar 2026, 586.50
					2 × BASKET 560.00
					Online coupon (28.00)
					Shipping charged 20.00
					TX State 34.50`,
				books: "Undeposited Funds 586.50; Sales (560.00); Discounts Given 28.00; Shipping Income (20.00); Texas Comptroller (34.50)",
			}},
		},
		{
			title: "Prices with tax included (the published order 247)", shows: "Lines of 45.00, 15.74, 940.00 and a free part, shipping 8.00, all with 8.25 % of tax in them: 1,008.74 with 76.88 of tax.",
			order: sold(247, inclusivePrices, line("JAR", 1, "45.00", "3.43"), line("WICK", 2, "7.87", "1.20"), line("BASKET", 4, "235.00", "71.64"), line("JAR", 4, "0", "0"), ship("8.00", "0.61"),
				rate("Texas combined", "8.25", "3.43", 1), rate("Texas combined", "8.25", "1.20", 2), rate("Texas combined", "8.25", "71.64", 3), rate("Texas combined", "8.25", "0.61", "shipping")),
			steps: []event{{
				plan: `sales receipt BC247, 10 Mar 2026, 1,008.74
					1 × JAR 41.57
					2 × WICK 14.54
					4 × BASKET 868.36
					4 × JAR 0.00
					Shipping charged 7.39
					TX Combined 76.88`,
				books: "Undeposited Funds 1,008.74; Sales (924.47); Shipping Income (7.39); Texas Comptroller (76.88)", stock: "WICK -2",
			}},
		},
		{
			title: "Tax included, with two discounts (the published order 218)", shows: "67.84 of goods and 12.00 of shipping with tax in them, less a discount of 5.00 and a coupon of 5.00: 69.84 with 5.31 of tax; awaiting payment.",
			order: sold(218, inclusivePrices, status(sales.AwaitingPayment), line("LANTERN", 3, "19.28", "4.4081"), line("JAR", 1, "10", "0.7526"), ship("12", "0.91"), discount("5"), coupon("S2549JM0Y", 2, "5"),
				rate("Texas combined", "8.25", "4.40", "item"), rate("Texas combined", "8.25", "0.91", "shipping")),
			steps: []event{{
				plan: `invoice BC218, 10 Mar 2026, 69.84
					3 × LANTERN 53.43
					1 × JAR 9.25
					Online discount (4.62)
					Online coupon (4.62)
					Shipping charged 11.09
					TX Combined 5.31`,
				books: "Accounts Receivable 69.84; Sales (62.68); Discounts Given 9.24; Shipping Income (11.09); Texas Comptroller (5.31)", stock: "LANTERN -3",
			}},
		},
		{
			title: "QuickBooks computes the tax", shows: "The lanterns at 6.25 % and 2 %; QuickBooks computes by the group of both items, and it comes to what was collected.",
			order: lanterns(604), rules: computes,
			steps: []event{{
				plan: `sales receipt BC604, 10 Mar 2026, 94.60
					2 × LANTERN 80.00 Tax
					Shipping charged 8.00
					computes TX State 5.00, TX Austin 1.60`,
				books: lanternSale + "Undeposited Funds 94.60", stock: "LANTERN -2",
			}},
		},
		{
			title: "A cent of difference, not allowed", shows: "The store collected 5.01 and 1.59 on 80.00, where QuickBooks computes 5.00 and 1.60.",
			order: sold(605, line("LANTERN", 2, "40", "6.60"), rate("Texas State", "6.25", "5.01", 1), rate("Austin City", "2", "1.59", 1), ship("8", "0")), rules: computes,
			steps: []event{{plan: `
				held, tax-share: QuickBooks would compute 5.00 for TX State, the store collected 5.01.
				held, tax-share: QuickBooks would compute 1.60 for TX Austin, the store collected 1.59.`}},
		},
		{
			title: "A cent of difference, set right on the tax items", shows: "The same, and differences of one cent a rate are allowed.",
			order: sold(606, line("LANTERN", 2, "40", "6.60"), rate("Texas State", "6.25", "5.01", 1), rate("Austin City", "2", "1.59", 1), ship("8", "0")),
			rules: func(r *Rules) { r.Tax.Treatment, r.Tax.Allowed = "quickbooks", 1 },
			steps: []event{{
				plan: `sales receipt BC606, 10 Mar 2026, 94.60
					2 × LANTERN 80.00 Tax
					Shipping charged 8.00
					TX State 0.01
					TX Austin (0.01)
					computes TX State 5.00, TX Austin 1.60`,
				books: "Undeposited Funds 94.60; Sales (80.00); Shipping Income (8.00); Texas Comptroller (5.01); City of Austin (1.59)", stock: "LANTERN -2",
			}},
		},
		{
			title: "Tax on shipping, handling, wrapping and a fee", shows: "80.00 of goods, shipping 8.00, handling 4.00, gift wrapping 3.20 and a delivery fee of 1.60, all taxed with 6.25 %: 5.00 + 0.50 + 0.25 + 0.20 + 0.10.",
			order: sold(607, line("LANTERN", 2, "40", "5.00"), ship("8", "0.50"), handling("4", "0.25"), wrapping("3.20", "0.20"), fee("Retail delivery fee", "1.60", "0.10"),
				rate("Texas State", "6.25", "5.00", 1), rate("Texas State", "6.25", "0.50", "shipping"), rate("Texas State", "6.25", "0.25", "handling"), rate("Texas State", "6.25", "0.20", "gift-wrapping"), rate("Texas State", "6.25", "0.10", "fee")),
			rules: computes,
			steps: []event{{
				plan: `sales receipt BC607, 10 Mar 2026, 102.85
					2 × LANTERN 80.00 Tax
					Shipping charged 8.00 Tax
					Handling charged 4.00 Tax
					Gift wrapping 3.20 Tax
					Retail delivery fee 1.60 Tax
					computes TX State 6.05`,
				books: "Undeposited Funds 102.85; Sales (80.00); Shipping Income (12.00); Wrapping Income (3.20); Delivery Fee Payable (1.60); Texas Comptroller (6.05)", stock: "LANTERN -2",
			}},
		},
		{
			title: "An exempt customer", shows: "A reseller with a tax-exempt category: no tax on the order.",
			order: sold(608, line("LANTERN", 2, "40", "0"), ship("8", "0"), func(o *sales.Order) { o.Customer.ExemptCategory = "RESALE" }), rules: computes,
			steps: []event{{
				plan: `sales receipt BC608, 10 Mar 2026, 88.00
					2 × LANTERN 80.00
					Shipping charged 8.00`,
				books: "Undeposited Funds 88.00; Sales (80.00); Shipping Income (8.00)", stock: "LANTERN -2",
			}},
		},
		{
			title: "A line without tax beside taxed ones", shows: "Lanterns taxed with 6.25 %, a jar of 20.00 not taxed.",
			order: sold(609, line("LANTERN", 2, "40", "5.00"), line("JAR", 1, "20", "0"), rate("Texas State", "6.25", "5.00", 1)), rules: computes,
			steps: []event{{
				plan: `sales receipt BC609, 10 Mar 2026, 105.00
					2 × LANTERN 80.00 Tax
					1 × JAR 20.00
					computes TX State 5.00`,
				books: "Undeposited Funds 105.00; Sales (100.00); Texas Comptroller (5.00)", stock: "LANTERN -2",
			}},
		},
		{
			title: "A rate that nobody mapped", shows: "Taxed with 5 % by a rate named Oklahoma.",
			order: jars(610, rate("Oklahoma", "5", "5.00", 1), func(o *sales.Order) {
				o.Lines[0].Total, o.Lines[0].Price = taxed("100", "105", "5"), taxed("20", "21", "1")
			}),
			steps: []event{{plan: `held, tax-unmapped: No sales tax item is mapped for the store's rate Oklahoma (5 %).`}},
		},
		{
			title: "Tax, and no rate told for it", shows: "8.25 of tax on 100.00, but the store tells no rates.",
			order: jars(611, func(o *sales.Order) {
				o.Lines[0].Total, o.Lines[0].Price = taxed("100", "108.25", "8.25"), taxed("20", "21.65", "1.65")
			},
				rate("Texas combined", "8.25", "8.25", 1)),
			steps: []event{{
				then: func(o *sales.Order) { o.Taxes = nil },
				plan: `held, tax-rows-missing: The order has $8.25 of tax, but the store tells no rate for it.`,
			}},
		},
		{
			title: "Sales tax is switched off in QuickBooks", shows: "The lanterns with 6.60 of tax.",
			order: lanterns(612), world: func(w *world) { w.Company.SalesTax = false },
			steps: []event{{plan: `held, sales-tax-off: The order has $6.60 of tax, but sales tax is switched off in QuickBooks.`}},
		},
	}
}

// amazonOrder came from a marketplace.
func amazonOrder(id sales.OrderID) sales.Order {
	return lanterns(id, func(o *sales.Order) { o.ChannelType, o.ChannelName, o.Source = "marketplace", "Amazon", "amazon" })
}

func marketExamples() []example {
	return []example{
		{
			title: "Marketplace tax, undecided", shows: "The lanterns, sold on Amazon, with 6.60 of tax.",
			order: amazonOrder(621),
			steps: []event{{plan: `held, marketplace-tax: The order came from the marketplace Amazon and has $6.60 of tax.`}},
		},
		{
			title: "Marketplace tax that is the seller's own", shows: "The same, and the seller pays this tax itself.",
			order: amazonOrder(622), rules: func(r *Rules) { r.Tax.Marketplace = "own" },
			steps: []event{{
				plan:  `sales receipt BC622, 10 Mar 2026, 94.60` + lanternLines,
				books: lanternSale + "Undeposited Funds 94.60", stock: "LANTERN -2",
			}},
		},
		{
			title: "Marketplace tax on an item of its own", shows: "The same; the tax comes with the money and goes back to the marketplace through a clearing account.",
			order: amazonOrder(623), rules: func(r *Rules) { r.Tax.Marketplace, r.Tax.MarketplaceItem = "item", "Marketplace tax" },
			steps: []event{{
				plan: `sales receipt BC623, 10 Mar 2026, 94.60
					2 × LANTERN 80.00
					Shipping charged 8.00
					Marketplace tax 6.60`,
				books: "Undeposited Funds 94.60; Sales (80.00); Shipping Income (8.00); Marketplace Tax Clearing (6.60)", stock: "LANTERN -2",
			}},
		},
		{
			title: "Marketplace tax left out", shows: "The same; the marketplace keeps the tax, so neither it nor its money is posted.",
			order: amazonOrder(624), rules: func(r *Rules) { r.Tax.Marketplace = "leave out" },
			steps: []event{{
				plan: `sales receipt BC624, 10 Mar 2026, 88.00
					2 × LANTERN 80.00
					Shipping charged 8.00`,
				books: "Undeposited Funds 88.00; Sales (80.00); Shipping Income (8.00)", stock: "LANTERN -2",
			}},
		},
	}
}

// edition makes the company file one of another country, with the codes of its
// lines and the items that they compute by.
func edition(country, home string, rates map[string]string, codes map[string][]string) func(*world) {
	return func(w *world) {
		w.Company.Country, w.Company.HomeCurrency = country, home
		keep := w.Entries[:0]
		for _, e := range w.Entries {
			if e.Kind != SalesTaxCodes {
				keep = append(keep, e)
			}
		}
		w.Entries = keep
		for name, percent := range rates {
			w.Items = append(w.Items, taxItem0(name, percent, map[string]string{"CA": "Revenue Agency", "UK": "HMRC", "AU": "ATO"}[country]))
		}
		for code, of := range codes {
			e := entry(SalesTaxCodes, code, "")
			switch len(of) {
			case 0:
			case 1:
				e.Taxable, e.TaxItem = true, ref(of[0])
			default:
				e.Taxable = true
				g := entry(Items, code+" group", "SalesTaxGroup")
				for _, m := range of {
					g.Members = append(g.Members, ref(m))
				}
				w.TaxGroups = append(w.TaxGroups, g)
				e.TaxItem = g.Ref()
			}
			w.Entries = append(w.Entries, e)
		}
		w.TaxItems = w.Items
	}
}

func inMoneyOf(code string) partOf { return func(o *sales.Order) { o.Currency = code } }

func abroadExamples() []example {
	canada := edition("CA", "CAD", map[string]string{"GST": "5", "PST BC": "7"}, map[string][]string{"E": nil, "G": {"GST"}, "S": {"GST", "PST BC"}})
	kingdom := edition("UK", "GBP", map[string]string{"VAT standard": "20"}, map[string][]string{"E": nil, "S": {"VAT standard"}, "Z": {}})
	australia := edition("AU", "AUD", map[string]string{"GST": "10"}, map[string][]string{"FRE": nil, "GST": {"GST"}})
	return []example{
		{
			title: "Canada: GST and PST by the codes of the lines", shows: "In CAD: lanterns of 80.00 with GST 5 % and PST 7 %, a jar of 20.00 with GST only, shipping 8.00 with GST.",
			order: sold(631, inMoneyOf("CAD"), line("LANTERN", 2, "40", "9.60"), line("JAR", 1, "20", "1.00"), ship("8", "0.40"),
				rate("GST", "5", "4.00", 1), rate("PST", "7", "5.60", 1), rate("GST", "5", "1.00", 2), rate("GST", "5", "0.40", "shipping")),
			world: canada,
			rules: func(r *Rules) {
				r.Tax = TaxRules{Treatment: "quickbooks", Codes: map[string]string{"": "E", "GST": "G", "GST + PST": "S"}}
			},
			steps: []event{{
				plan: `sales receipt BC631, 10 Mar 2026, 119.00
					2 × LANTERN 80.00 S
					1 × JAR 20.00 G
					Shipping charged 8.00 G
					computes GST 1.40, GST 4.00, PST BC 5.60`,
				books: "Undeposited Funds 119.00; Sales (100.00); Shipping Income (8.00); Revenue Agency (11.00)", stock: "LANTERN -2",
			}},
		},
		{
			title: "United Kingdom: VAT included in the prices", shows: "In GBP: lanterns of 2 × 48.00 with 20 % VAT in them, postage 6.00 with 1.00 of VAT; a coupon of 12.00 with the VAT in it.",
			order: sold(632, inclusivePrices, inMoneyOf("GBP"), line("LANTERN", 2, "48", "16.00"), ship("6", "1.00"), coupon("TWELVE", 2, "12"),
				rate("VAT", "20", "14.00", 1), rate("VAT", "20", "1.00", "shipping")),
			world: kingdom,
			rules: func(r *Rules) {
				r.Tax = TaxRules{Treatment: "quickbooks", Codes: map[string]string{"": "E", "VAT": "S"}}
			},
			steps: []event{{
				plan: `sales receipt BC632, 10 Mar 2026, 90.00
					2 × LANTERN 80.00 S
					Online coupon (10.00) S
					Shipping charged 5.00 S
					computes VAT standard 15.00`,
				books: "Undeposited Funds 90.00; Sales (80.00); Discounts Given 10.00; Shipping Income (5.00); HMRC (15.00)", stock: "LANTERN -2",
			}},
		},
		{
			title: "Australia: GST included, by the codes of the lines", shows: "In AUD, GST included: lanterns 2 × 44.03 with 8.01 of GST, a jar of 10.04 with 0.91; together 8.92, which is 10 % of the 89.18 without it.",
			order: sold(633, inclusivePrices, inMoneyOf("AUD"), line("LANTERN", 2, "44.03", "8.01"), line("JAR", 1, "10.04", "0.91"), rate("GST", "10", "8.01", 1), rate("GST", "10", "0.91", 2)),
			world: australia,
			rules: func(r *Rules) {
				r.Tax = TaxRules{Treatment: "quickbooks", Allowed: 2, Codes: map[string]string{"": "FRE", "GST": "GST"}}
			},
			steps: []event{{
				plan: `sales receipt BC633, 10 Mar 2026, 98.10
					2 × LANTERN 80.05 GST
					1 × JAR 9.13 GST
					computes GST 8.92`,
				books: "Undeposited Funds 98.10; Sales (89.18); ATO (8.92)", stock: "LANTERN -2",
			}},
		},
		{
			title: "Australia: the tax of each line as collected, where the codes compute a cent otherwise", shows: "In AUD before tax: three jars of 0.33, each on a line of its own, 0.03 of GST on each line: 0.09, where 10 % of 0.99 is 0.10.",
			order: sold(634, inMoneyOf("AUD"), line("JAR", 1, "0.33", "0.03"), line("JAR", 1, "0.33", "0.03"), line("JAR", 1, "0.33", "0.03"),
				rate("GST", "10", "0.03", 1), rate("GST", "10", "0.03", 2), rate("GST", "10", "0.03", 3)),
			world: australia,
			rules: func(r *Rules) {
				r.Tax = TaxRules{Treatment: "quickbooks", Allowed: 2, Codes: map[string]string{"": "FRE", "GST": "GST"}}
			},
			steps: []event{{
				plan: `sales receipt BC634, 10 Mar 2026, 1.08
					1 × JAR 0.33 GST with tax of 0.03
					1 × JAR 0.33 GST with tax of 0.03
					1 × JAR 0.33 GST with tax of 0.03
					computes GST 0.09`,
				books: "Undeposited Funds 1.08; Sales (0.99); ATO (0.09)",
			}},
		},
		{
			title: "Australia: GST as a line of its own", shows: "In AUD: 100.00 of jars with 10.00 of GST; the tax stands on an item of a liability account.",
			order: sold(635, inMoneyOf("AUD"), line("JAR", 5, "20", "10.00"), rate("GST", "10", "10.00", 1)),
			world: func(w *world) {
				australia(w)
				w.Items = append(w.Items, item("GST collected", "OtherCharge", "GST Owed"))
				w.Entries = append(w.Entries, entry(Accounts, "GST Owed", "OtherCurrentLiability"))
			},
			rules: func(r *Rules) {
				r.Tax = TaxRules{Codes: map[string]string{"": "FRE"}, Rates: map[string]string{"GST": "GST collected"}}
			},
			steps: []event{{
				plan: `sales receipt BC635, 10 Mar 2026, 110.00
					5 × JAR 100.00
					GST collected 10.00`,
				books: "Undeposited Funds 110.00; Sales (100.00); GST Owed (10.00)",
			}},
		},
		{
			title: "Canada: a set of rates without a code", shows: "In CAD: jars taxed with GST and PST together, for which no code is mapped.",
			order: sold(636, inMoneyOf("CAD"), line("JAR", 5, "20", "12.00"), rate("GST", "5", "5.00", 1), rate("PST", "7", "7.00", 1)),
			world: canada,
			rules: func(r *Rules) {
				r.Tax = TaxRules{Treatment: "quickbooks", Codes: map[string]string{"": "E", "GST": "G"}}
			},
			steps: []event{{plan: `held, tax-unmapped: No sales tax code is mapped for lines taxed by GST + PST.`}},
		},
	}
}
