package books

import (
	"countinghouse/money"
	"countinghouse/sales"
)

func discountExamples() []example {
	return []example{
		{
			title: "A coupon of so many percent", shows: "10 % off the goods by AUTUMN10: 8.00 off 80.00; tax of 4.50 and 1.44 on the 72.00 that remain.",
			order: sold(651, line("LANTERN", 2, "40", "6.60"), coupon("AUTUMN10", 1, "8"), ship("8", "0"), rate("Texas State", "6.25", "4.50", 1), rate("Austin City", "2", "1.44", 1)),
			steps: []event{{
				plan: `sales receipt BC651, 10 Mar 2026, 85.94
					2 × LANTERN 80.00
					Online coupon (8.00)
					Shipping charged 8.00
					TX State 4.50
					TX Austin 1.44`,
				books: "Undeposited Funds 85.94; Sales (80.00); Discounts Given 8.00; Shipping Income (8.00); Texas Comptroller (4.50); City of Austin (1.44)", stock: "LANTERN -2",
			}},
		},
		{
			title: "A coupon of a fixed sum on taxed and untaxed goods", shows: "10.00 off 80.00 of taxed and 20.00 of untaxed goods: 8.00 of it falls on the taxed ones and lowers their tax to 4.50. QuickBooks computes.",
			order: sold(652, line("LANTERN", 2, "40", "5.00"), line("JAR", 1, "20", "0"), coupon("TENOFF", 2, "10"), rate("Texas State", "6.25", "4.50", 1)), rules: computes,
			steps: []event{{
				plan: `sales receipt BC652, 10 Mar 2026, 94.50
					2 × LANTERN 80.00 Tax
					1 × JAR 20.00
					Online coupon (8.00) Tax
					Online coupon (2.00)
					computes TX State 4.50`,
				books: "Undeposited Funds 94.50; Sales (100.00); Discounts Given 10.00; Texas Comptroller (4.50)", stock: "LANTERN -2",
			}},
		},
		{
			title: "A coupon per piece", shows: "2.50 off each lantern; the store tells that 5.00 fell on the line. 6.25 % of 75.00 are 4.69.",
			order: sold(653, line("LANTERN", 2, "40", "5.00", fell("EACH250", "", "5")), line("JAR", 1, "20", "0"), coupon("EACH250", 0, "5"), rate("Texas State", "6.25", "4.69", 1)), rules: computes,
			steps: []event{{
				plan: `sales receipt BC653, 10 Mar 2026, 99.69
					2 × LANTERN 80.00 Tax
					1 × JAR 20.00
					Online coupon (5.00) Tax
					computes TX State 4.69`,
				books: "Undeposited Funds 99.69; Sales (100.00); Discounts Given 5.00; Texas Comptroller (4.69)", stock: "LANTERN -2",
			}},
		},
		{
			title: "Free shipping by a coupon", shows: "Shipping of 8.00, and a coupon that takes off 8.00.",
			order: lanterns(654, coupon("SHIPFREE", 4, "8")),
			steps: []event{{
				plan: `sales receipt BC654, 10 Mar 2026, 86.60
					2 × LANTERN 80.00
					Online coupon (8.00)
					Shipping charged 8.00
					TX State 5.00
					TX Austin 1.60`,
				books: lanternSale + "Undeposited Funds 86.60; Discounts Given 8.00", stock: "LANTERN -2",
			}},
		},
		{
			title: "Free shipping that is taken off already", shows: "The coupon is listed with 8.00, but the order's shipping is 0.00 already and its coupon discount names nothing.",
			order: sold(655, line("LANTERN", 2, "40", "6.60"), rate("Texas State", "6.25", "5.00", 1), rate("Austin City", "2", "1.60", 1),
				func(o *sales.Order) {
					o.Coupons = []sales.Coupon{{ID: 1, Code: "SHIPFREE", Type: 4, Discount: dec("8")}}
				}),
			steps: []event{{
				plan: `sales receipt BC655, 10 Mar 2026, 86.60
					2 × LANTERN 80.00
					TX State 5.00
					TX Austin 1.60`,
				books: "Undeposited Funds 86.60; Sales (80.00); Texas Comptroller (5.00); City of Austin (1.60)", stock: "LANTERN -2",
			}},
		},
		{
			title: "A promotion with an account of its own", shows: "The promotion Autumn sale took 10.00 off the lanterns; it is mapped to an item of its own. Tax on 70.00.",
			order: sold(656, line("LANTERN", 2, "40", "6.60", fell("", "Autumn sale", "10")), discount("10"), ship("8", "0"), rate("Texas State", "6.25", "4.38", 1), rate("Austin City", "2", "1.40", 1)),
			steps: []event{{
				plan: `sales receipt BC656, 10 Mar 2026, 83.78
					2 × LANTERN 80.00
					Autumn sale (10.00)
					Shipping charged 8.00
					TX State 4.38
					TX Austin 1.40`,
				books: "Undeposited Funds 83.78; Sales (80.00); Promotions 10.00; Shipping Income (8.00); Texas Comptroller (4.38); City of Austin (1.40)", stock: "LANTERN -2",
			}},
		},
		{
			title: "A discount given by hand", shows: "The merchant took 5.00 off five jars of 20.00.",
			order: jars(657, discount("5")),
			steps: []event{{
				plan: `sales receipt BC657, 10 Mar 2026, 95.00
					5 × JAR 100.00
					Online discount (5.00)`,
				books: "Undeposited Funds 95.00; Sales (100.00); Discounts Given 5.00",
			}},
		},
		{
			title: "A coupon with an account of its own", shows: "The code NEWS5 of the newsletter is mapped to a marketing account; another coupon beside it is not.",
			order: jars(658, coupon("NEWS5", 2, "5"), coupon("THREE", 2, "3")),
			steps: []event{{
				plan: `sales receipt BC658, 10 Mar 2026, 92.00
					5 × JAR 100.00
					Newsletter coupon (5.00)
					Online coupon (3.00)`,
				books: "Undeposited Funds 92.00; Sales (100.00); Marketing 5.00; Discounts Given 3.00",
			}},
		},
		{
			title: "A sale price", shows: "Jars at 16.00 instead of 20.00: the price of the line is what was charged, and no discount is told.",
			order: sold(659, line("JAR", 5, "16", "0")),
			steps: []event{{
				plan: `sales receipt BC659, 10 Mar 2026, 80.00
					5 × JAR 80.00`,
				books: "Undeposited Funds 80.00; Sales (80.00)",
			}},
		},
		{
			title: "Lines that tell their discounts alone", shows: "The header names no discount, but the line of 100.00 is told with 93.00 after all discounts, and the total is 93.00.",
			order: jars(660, func(o *sales.Order) { o.Lines[0].Discounted, o.Lines[0].HasDiscounted = dec("93"), true }),
			steps: []event{{
				then: func(o *sales.Order) { o.Total = taxed("93", "93", "0") },
				plan: `sales receipt BC660, 10 Mar 2026, 93.00
					5 × JAR 100.00
					Online discount (7.00)`,
				books: "Undeposited Funds 93.00; Sales (100.00); Discounts Given 7.00",
			}},
		},
		{
			title: "A free order", shows: "A coupon of 100 %: the total is 0.00.",
			order: jars(661, coupon("GIFT", 1, "100")),
			steps: []event{{
				plan: `sales receipt BC661, 10 Mar 2026, 0.00
					5 × JAR 100.00
					Online coupon (100.00)`,
				books: "Sales (100.00); Discounts Given 100.00",
			}},
		},
		{
			title: "A free order, left out", shows: "The same, and the rules leave free orders out.",
			order: jars(662, coupon("GIFT", 1, "100")), rules: func(r *Rules) { r.ZeroTotals = "exclude" },
			steps: []event{{plan: `left out: Its total is 0.00, and free orders are not posted.`}},
		},
	}
}

func option(name, value string) func(*sales.Line) {
	return func(l *sales.Line) { l.Options = append(l.Options, sales.Option{Name: name, Value: value}) }
}

func called(name string) func(*sales.Line) {
	return func(l *sales.Line) { l.Name = name }
}

func ofKind(t sales.LineType) func(*sales.Line) {
	return func(l *sales.Line) { l.Type, l.ProductID = t, 0 }
}

func partOfLine(id int64) func(*sales.Line) {
	return func(l *sales.Line) { l.ParentID, l.Bundled = id, true }
}

func goodsExamples() []example {
	return []example{
		{
			title: "Shipping, handling, gift wrapping and a fee", shows: "Five jars of 20.00, shipping 8.00, handling 4.00, gift wrapping 3.00, a retail delivery fee of 1.50 that is owed to the state.",
			order: jars(671, ship("8", "0"), handling("4", "0"), wrapping("3", "0"), fee("Retail delivery fee", "1.50", "0")),
			steps: []event{{
				plan: `sales receipt BC671, 10 Mar 2026, 116.50
					5 × JAR 100.00
					Shipping charged 8.00
					Handling charged 4.00
					Gift wrapping 3.00
					Retail delivery fee 1.50`,
				books: "Undeposited Funds 116.50; Sales (100.00); Shipping Income (12.00); Wrapping Income (3.00); Delivery Fee Payable (1.50)",
			}},
		},
		{
			title: "A fee that nobody mapped", shows: "A fee named Carbon offset of 2.00: it may be income or owed to somebody.",
			order: jars(672, fee("Carbon offset", "2", "0")),
			steps: []event{{plan: `held, fee-unmapped: No item is mapped for the fee Carbon offset of 2.00.`}},
		},
		{
			title: "A bundle", shows: "A gift basket of 60.00; its parts, a lantern and two wicks, come with 0.00.",
			order: sold(673, line("BASKET", 1, "60", "0"), line("LANTERN", 1, "0", "0", partOfLine(1)), line("WICK", 2, "0", "0", partOfLine(1))),
			steps: []event{{
				plan: `sales receipt BC673, 10 Mar 2026, 60.00
					1 × BASKET 60.00
					1 × LANTERN 0.00
					2 × WICK 0.00`,
				books: "Undeposited Funds 60.00; Sales (60.00)", stock: "LANTERN -1; WICK -2",
			}},
		},
		{
			title: "An item group of QuickBooks", shows: "Two sets at 25.00; in QuickBooks SET is a group of a lantern (40.00) and two jars (10.00 each), so 50.00 are split 2 to 1.",
			order: sold(674, line("SET", 2, "25", "0")),
			world: func(w *world) {
				w.item("LANTERN").Price, w.item("JAR").Price = dec("40"), dec("10")
				g := item("SET", "Group", "")
				g.Account, g.Members, g.Quantities = Ref{}, []Ref{ref("LANTERN"), ref("JAR")}, []money.Decimal{money.Int(1), money.Int(2)}
				w.Items = append(w.Items, g)
			},
			steps: []event{{
				plan: `sales receipt BC674, 10 Mar 2026, 50.00
					2 × LANTERN 33.33
					4 × JAR 16.67`,
				books: "Undeposited Funds 50.00; Sales (50.00)", stock: "LANTERN -2",
			}},
		},
		{
			title: "Options and modifiers", shows: "A lantern in small, engraved; what was chosen stands in the line's description.",
			order: sold(675, line("LANTERN", 1, "45", "0", option("Size", "small"), option("Engraving", "A. O."))),
			steps: []event{{
				plan: `sales receipt BC675, 10 Mar 2026, 45.00
					1 × LANTERN 45.00 “Brass Lantern (Size: small, Engraving: A. O.)”`,
				books: "Undeposited Funds 45.00; Sales (45.00)", stock: "LANTERN -1",
			}},
		},
		{
			title: "A download", shows: "A digital book of 12.00 without a shipping address.",
			order: sold(676, status(sales.Completed), line("EBOOK", 1, "12", "0", ofKind(sales.Digital))),
			steps: []event{{
				plan: `sales receipt BC676, 10 Mar 2026, 12.00
					1 × EBOOK 12.00`,
				books: "Undeposited Funds 12.00; Download Sales (12.00)",
			}},
		},
		{
			title: "A custom product", shows: "A line without SKU, written by hand: Repair of a lamp, 35.00.",
			order: sold(677, line("", 1, "35", "0", called("Repair of a lamp"))),
			steps: []event{{
				plan: `sales receipt BC677, 10 Mar 2026, 35.00
					1 × Custom work 35.00`,
				books: "Undeposited Funds 35.00; Sales (35.00)",
			}},
		},
		{
			title: "Thousands of pieces at less than a cent's precision", shows: "2,500 jars at 0.333.",
			order: sold(678, line("JAR", 2500, "0.333", "0")),
			steps: []event{{
				plan: `sales receipt BC678, 10 Mar 2026, 832.50
					2500 × JAR 832.50`,
				books: "Undeposited Funds 832.50; Sales (832.50)",
			}},
		},
		{
			title: "Two destinations", shows: "Jars to two addresses, shipping 8.00 and 6.00.",
			order: jars(679, ship("14", "0"), func(o *sales.Order) {
				o.Shipping = []sales.Parcel{{ID: 1, Address: o.Billing, Cost: taxed("8", "8", "0")}, {ID: 2, Address: o.Billing, Cost: taxed("6", "6", "0")}}
			}),
			steps: []event{{
				plan: `sales receipt BC679, 10 Mar 2026, 114.00
					5 × JAR 100.00
					Shipping charged 14.00`,
				books: "Undeposited Funds 114.00; Sales (100.00); Shipping Income (14.00)",
			}},
		},
	}
}

func spends(certificate, credit string) partOf {
	return func(o *sales.Order) { o.GiftCertificatePaid, o.StoreCreditPaid = dec(certificate), dec(credit) }
}

func liabilityExamples() []example {
	certificate := line("", 1, "50", "0", ofKind(sales.GiftCertificate), called("Gift Certificate"))
	return []example{
		{
			title: "A gift certificate sold", shows: "Jars and a gift certificate of 50.00: the certificate is owed to its holder and no income.",
			order: jars(681, certificate),
			steps: []event{{
				plan: `sales receipt BC681, 10 Mar 2026, 150.00
					5 × JAR 100.00
					1 × Gift certificates 50.00`,
				books: "Undeposited Funds 150.00; Sales (100.00); Gift Certificates Owed (50.00)",
			}},
		},
		{
			title: "A gift certificate spent", shows: "The lanterns, 30.00 of the 94.60 paid with a gift certificate, the rest by card. It is no discount: the tax stays as it is.",
			order: lanterns(682, spends("30", "0")),
			steps: []event{{
				plan: `sales receipt BC682, 10 Mar 2026, 64.60` + lanternLines + `
					Gift certificates (30.00)`,
				books: lanternSale + "Undeposited Funds 64.60; Gift Certificates Owed 30.00", stock: "LANTERN -2",
			}},
		},
		{
			title: "A gift certificate sold and another spent", shows: "Jars and a new certificate of 50.00, 30.00 paid with an old one.",
			order: jars(683, certificate, spends("30", "0")),
			steps: []event{{
				plan: `sales receipt BC683, 10 Mar 2026, 120.00
					5 × JAR 100.00
					1 × Gift certificates 50.00
					Gift certificates (30.00)`,
				books: "Undeposited Funds 120.00; Sales (100.00); Gift Certificates Owed (20.00)",
			}},
		},
		{
			title: "Store credit spent", shows: "20.00 of 100.00 paid with store credit, the rest by card.",
			order: jars(684, spends("0", "20"), paid(1, "purchase", "braintree", "80.00", 10)),
			steps: []event{{
				plan: `sales receipt BC684, 10 Mar 2026, 80.00
					5 × JAR 100.00
					Store credit (20.00)`,
				books: "Undeposited Funds 80.00; Sales (100.00); Store Credit Owed 20.00",
			}},
		},
		{
			title: "Paid wholly with a gift certificate and store credit", shows: "60.00 with a certificate, 40.00 with store credit: no money arrives.",
			order: jars(685, by("Gift Certificate"), spends("60", "40")),
			steps: []event{{
				plan: `sales receipt BC685, 10 Mar 2026, 0.00
					5 × JAR 100.00
					Gift certificates (60.00)
					Store credit (40.00)`,
				books: "Sales (100.00); Gift Certificates Owed 60.00; Store Credit Owed 40.00",
			}},
		},
		{
			title: "A gift certificate paid all, then the order became more", shows: "Jars of 100.00, and the store says that they are paid, by gift certificate; but of the certificate only 60.00 was spent, and no other payment is told. Then the store says that the rest is awaited.",
			order: jars(688, by("Gift Certificate"), spends("60", "0")),
			steps: []event{
				{
					plan: `held, payment-unclear: The store says that the order is paid and names Gift Certificate, but the gift certificate paid only $60.00 of $100.00. How the other $40.00 were paid isn't told.`,
				},
				{
					when: "awaited", then: status(sales.AwaitingPayment),
					plan: `invoice BC688, 10 Mar 2026, 40.00
						5 × JAR 100.00
						Gift certificates (60.00)`,
					books: "Accounts Receivable 40.00; Sales (100.00); Gift Certificates Owed 60.00",
				},
			},
		},
		{
			title: "Store credit without a place in the books", shows: "20.00 paid with store credit, for which no item is mapped.",
			order: jars(686, spends("0", "20")), rules: func(r *Rules) { r.Charges.StoreCredit = "" },
			steps: []event{{plan: `held, mapping-missing: Nothing is mapped for store credit.`}},
		},
		{
			title: "An unpaid order, partly by gift certificate", shows: "Awaiting payment of 64.60 after a certificate of 30.00; then paid.",
			order: lanterns(687, spends("30", "0"), by("Bank Transfer"), status(sales.AwaitingPayment)),
			steps: []event{
				{
					when: "ordered", plan: `invoice BC687, 10 Mar 2026, 64.60` + lanternLines + `
						Gift certificates (30.00)`,
					books: lanternSale + "Accounts Receivable 64.60; Gift Certificates Owed 30.00", stock: "LANTERN -2",
				},
				{
					when: "paid", then: all(status(sales.AwaitingFulfilment), func(o *sales.Order) { o.Modified = march(12, 17) }),
					plan:  `payment BC687-P1, 12 Mar 2026, 64.60, pays 64.60 of invoice BC687`,
					books: "Checking 64.60; Accounts Receivable (64.60)",
				},
			},
		},
	}
}
