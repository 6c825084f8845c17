package books

import (
	"countinghouse/sales"
)

const jarLines = `
	5 × JAR 100.00`

func customerExamples() []example {
	sale := "Undeposited Funds 100.00; Sales (100.00)"
	return []example{
		{
			title: "A shopper whom QuickBooks does not know", shows: "Ana Ortiz, for whom there is no customer.",
			order: jars(701), world: func(w *world) { w.Customers = nil },
			steps: []event{{plan: `new customer Ana Ortiz
				sales receipt BC701, 10 Mar 2026, 100.00` + jarLines, books: sale}},
		},
		{
			title: "Known by e-mail under another name", shows: "The customer Reyes, Ana has the shopper's e-mail address.",
			order: jars(702), world: func(w *world) { w.Customers = []Entry{customer("C-2", "Reyes, Ana", "ANA@example.com")} },
			steps: []event{{plan: `sales receipt BC702, 10 Mar 2026, Reyes, Ana, 100.00` + jarLines, books: sale}},
		},
		{
			title: "Known by name and postal code", shows: "A customer Ortiz, Ana without e-mail, of the same postal code 78701.",
			order: jars(703), world: func(w *world) {
				w.Customers = []Entry{{Kind: Customers, ListID: "C-3", Name: "Ortiz, Ana", FullName: "Ortiz, Ana", PostalCode: "78701", Active: true}}
			},
			steps: []event{{plan: `sales receipt BC703, 10 Mar 2026, Ortiz, Ana, 100.00` + jarLines, books: sale}},
		},
		{
			title: "A look-alike", shows: "A customer Ana Ortiz of another e-mail address; a person then says that it is somebody else.",
			order: jars(704), world: func(w *world) { w.Customers = []Entry{customer("C-4", "Ana Ortiz", "other@example.com")} },
			steps: []event{
				{plan: `held, customer-unsure: It isn't certain who Ana Ortiz (ana@example.com) is in QuickBooks: Ana Ortiz has the same name, but the e-mail address other@example.com, not ana@example.com.`},
				{
					when: "a person decides", decide: func(d *Decisions) { d.NewCustomer = true },
					plan: `new customer Ana Ortiz (BC 51207)
						sales receipt BC704, 10 Mar 2026, 100.00` + jarLines, books: sale,
				},
			},
		},
		{
			title: "A vendor bears the name", shows: "QuickBooks keeps all names in one list, and Ana Ortiz is a vendor.",
			order: jars(705), world: func(w *world) {
				w.Customers, w.OtherNames = nil, []Entry{{Kind: Vendors, ListID: "V-9", Name: "Ana Ortiz", FullName: "Ana Ortiz", Active: true}}
			},
			steps: []event{{plan: `new customer Ana Ortiz (BC 51207)
				sales receipt BC705, 10 Mar 2026, 100.00` + jarLines, books: sale}},
		},
		{
			title: "The customer is inactive", shows: "The customer with the shopper's e-mail address was made inactive.",
			order: jars(706), world: func(w *world) { w.Customers[0].Active = false },
			steps: []event{{plan: `held, customer-inactive: The customer Ana Ortiz, whom this order names, is inactive in QuickBooks.`}},
		},
		{
			title: "One customer for all", shows: "The rules name one customer for all orders of the store.",
			order: jars(707), world: onlineCustomers,
			rules: func(r *Rules) { r.Customers = CustomerRules{Policy: "one", One: "Online customers"} },
			steps: []event{{plan: `sales receipt BC707, 10 Mar 2026, Online customers, 100.00` + jarLines, books: sale}},
		},
		{
			title: "One customer for a customer group", shows: "The shopper is of the customer group 3, which has a customer of its own.",
			order: jars(708, func(o *sales.Order) { o.Customer.GroupID = 3 }), world: func(w *world) { w.Customers = append(w.Customers, customer("C-8", "Wholesale", "")) },
			rules: func(r *Rules) {
				r.Customers = CustomerRules{Policy: "group", Groups: map[string]string{"3": "Wholesale"}}
			},
			steps: []event{{plan: `sales receipt BC708, 10 Mar 2026, Wholesale, 100.00` + jarLines, books: sale}},
		},
	}
}

// sku is five pieces at 20.00 of another SKU.
func sku(id sales.OrderID, s string) sales.Order {
	return sold(id, line(s, 5, "20", "0"))
}

func itemExamples() []example {
	sale := "Undeposited Funds 100.00; Sales (100.00)"
	creates := func(r *Rules) {
		r.Items.Create = NewItemRules{Type: "inventory", Income: "Sales", Cost: "Cost of Goods Sold", Asset: "Inventory Asset"}
	}
	return []example{
		{
			title: "A SKU that is an item's part number", shows: "SKU GJ-500, which is the manufacturer's part number of JAR.",
			order: sku(711, "GJ-500"), world: func(w *world) { w.item("JAR").PartNumber = "GJ-500" },
			steps: []event{{plan: `sales receipt BC711, 10 Mar 2026, 100.00` + jarLines, books: sale}},
		},
		{
			title: "A SKU that nobody knows, then linked by a person", shows: "SKU JAR-OLD, which is no item.",
			order: sku(712, "JAR-OLD"),
			steps: []event{
				{plan: `held, item-missing: QuickBooks has no item for SKU JAR-OLD (Article JAR-OLD).`},
				{
					when: "linked", rules: func(r *Rules) { r.Items.Links = map[string]string{"JAR-OLD": "JAR"} },
					plan: `sales receipt BC712, 10 Mar 2026, 100.00` + jarLines, books: sale,
				},
			},
		},
		{
			title: "A fallback item", shows: "The same, where the bookkeeper chose an item for SKUs that match nothing.",
			order: sku(713, "JAR-OLD"), rules: func(r *Rules) { r.Items.Fallback = "Other goods" },
			steps: []event{{plan: `sales receipt BC713, 10 Mar 2026, 100.00
				5 × Other goods 100.00`, books: sale}},
		},
		{
			title: "A new item", shows: "SKU VASE-1, which is no item, where new ones are created as inventory parts.",
			order: sku(714, "VASE-1"), rules: creates,
			steps: []event{{plan: `new item VASE-1, Inventory on Sales
				sales receipt BC714, 10 Mar 2026, 100.00
				5 × VASE-1 100.00`, books: sale}},
		},
		{
			title: "A new item with a long SKU", shows: "A SKU of 45 characters; QuickBooks' names hold 31.",
			order: sku(715, "BRASS-LANTERN-SMALL-WITH-OAK-HANDLE-AND-GLASS"), rules: creates,
			steps: []event{{plan: `new item BRASS-LANTERN-SMALL-W ~a70f7f29, Inventory on Sales
				sales receipt BC715, 10 Mar 2026, 100.00
				5 × BRASS-LANTERN-SMALL-W ~a70f7f29 100.00`, books: sale}},
		},
		{
			title: "Two items of one SKU", shows: "Two items have the part number GJ-500.",
			order: sku(716, "GJ-500"), world: func(w *world) { w.item("JAR").PartNumber, w.item("BASKET").PartNumber = "GJ-500", "GJ-500" },
			steps: []event{{plan: `held, item-ambiguous: Several items are SKU GJ-500 by their manufacturer's part number: JAR, BASKET.`}},
		},
		{
			title: "An inactive item", shows: "The item JAR was made inactive.",
			order: jars(717), world: func(w *world) { w.item("JAR").Active = false },
			steps: []event{{plan: `held, item-inactive: The item JAR, which is SKU JAR by its name, is inactive in QuickBooks.`}},
		},
	}
}

func styleExamples() []example {
	journal := func(r *Rules) { r.Style, r.Customers.One = "journal", "Online customers" }
	return []example{
		{
			title: "Always invoices", shows: "Paid by card, where the rules want an invoice and a payment for every order.",
			order: lanterns(721), rules: func(r *Rules) { r.Style = "invoice" },
			steps: []event{{
				plan: `invoice BC721, 10 Mar 2026, 94.60` + lanternLines + `
					payment BC721-P1, 10 Mar 2026, 94.60, pays 94.60 of invoice BC721`,
				books: lanternSale + "Undeposited Funds 94.60", stock: "LANTERN -2",
			}},
		},
		{
			title: "Sales order, invoice at shipment", shows: "Paid by card and awaiting shipment: a sales order, which posts nothing, and the money as the customer's credit; shipped two days later.",
			order: lanterns(722, status(sales.AwaitingShipment), paid(1, "purchase", "braintree", "94.60", 10)), rules: func(r *Rules) { r.Style = "order" },
			steps: []event{
				{
					when: "ordered", plan: `sales order BC722, 10 Mar 2026, 94.60` + lanternLines + `
						payment BC722-P1, 10 Mar 2026, 94.60`,
					books: "Undeposited Funds 94.60; Accounts Receivable (94.60)",
				},
				{
					when: "shipped", then: all(status(sales.Shipped), func(o *sales.Order) { o.Modified = march(12, 17) }),
					plan:  `invoice BC722, 12 Mar 2026, 94.60, fulfils sales order BC722, uses 94.60 of payment BC722-P1` + lanternLines,
					books: lanternSale + "Accounts Receivable 94.60", stock: "LANTERN -2",
				},
			},
		},
		{
			title: "Daily summary as a sales receipt", shows: "Two orders of the day paid by card: the lanterns, and five jars.",
			order: lanterns(723), with: []sales.Order{jars(724)}, rules: summaryStyle, world: onlineCustomers,
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
			},
		},
		{
			title: "Daily summary as a journal entry", shows: "A basket of 60.00 with 3.75 of tax, and five jars; items without stock.",
			order: sold(725, line("BASKET", 1, "60", "3.75"), rate("Texas State", "6.25", "3.75", 1)), with: []sales.Order{jars(726)}, rules: journal, world: onlineCustomers,
			steps: []event{{
				plan: `journal entry BCD0310Z4RJ, 10 Mar 2026, Online customers, 163.75
					debit Undeposited Funds 163.75
					credit Sales 160.00
					credit Texas Comptroller 3.75`,
				books: "Undeposited Funds 163.75; Sales (160.00); Texas Comptroller (3.75)",
			}},
		},
		{
			title: "A journal entry moves no stock", shows: "The lanterns are stock, and the rules want journal entries.",
			order: lanterns(727), rules: journal, world: onlineCustomers,
			steps: []event{{plan: `held, journal-stock: The item LANTERN has stock, which a journal entry doesn't move.`}},
		},
		{
			title: "A style for one payment method", shows: "Paid by check, where the method Check is posted as invoice and payment.",
			order: jars(728, by("Check")),
			rules: func(r *Rules) {
				r.Payments["Check"] = PaymentRule{Method: "Check", DepositTo: "Checking", Style: "invoice"}
			},
			steps: []event{{
				plan: `invoice BC728, 10 Mar 2026, 100.00` + jarLines + `
					payment BC728-P1, 10 Mar 2026, 100.00, pays 100.00 of invoice BC728`,
				books: "Checking 100.00; Sales (100.00)",
			}},
		},
		{
			title: "A rule for orders of a channel", shows: "From the channel eBay: one customer, class eBay, its own clearing account.",
			order: jars(729, func(o *sales.Order) { o.ChannelName = "eBay" }),
			world: func(w *world) { w.Customers = append(w.Customers, customer("C-9", "eBay customers", "")) },
			rules: func(r *Rules) {
				r.Cases = []Case{{Name: "eBay", When: Conditions{Channels: []string{"eBay"}}, Then: Actions{Customer: "eBay customers", Class: "eBay", DepositTo: "eBay Clearing"}}}
			},
			steps: []event{{
				plan:  `sales receipt BC729, 10 Mar 2026, eBay customers, class eBay, 100.00` + jarLines,
				books: "eBay Clearing 100.00; Sales (100.00)",
			}},
		},
		{
			title: "A rule that wants approval", shows: "Orders over 90.00 are approved by a person; Mara does.",
			order: jars(730),
			rules: func(r *Rules) {
				r.Cases = []Case{{Name: "large", When: Conditions{Over: dec("90")}, Then: Actions{Approve: "large orders are looked at."}}}
			},
			steps: []event{
				{plan: `held, needs-approval: The rule large wants this order approved, because the total is over 90: large orders are looked at.`},
				{
					when: "approved", decide: func(d *Decisions) { d.Approved = map[string]string{"large": "Mara"} },
					plan: `sales receipt BC730, 10 Mar 2026, 100.00` + jarLines, books: "Undeposited Funds 100.00; Sales (100.00)",
				},
			},
		},
		{
			title: "A rule that leaves orders out", shows: "Samples (SKU JAR*) are given away and not posted.",
			order: jars(731),
			rules: func(r *Rules) {
				r.Cases = []Case{{Name: "samples", When: Conditions{SKUs: []string{"JAR*"}}, Then: Actions{Skip: "samples are given away."}}}
			},
			steps: []event{{plan: `left out: The rule samples leaves it out, because a SKU is JAR: samples are given away.`}},
		},
		{
			title: "A rule for the items of some orders", shows: "Orders to Canada are all posted on one item.",
			order: jars(732, func(o *sales.Order) { o.Billing.CountryISO = "CA" }),
			rules: func(r *Rules) {
				r.Cases = []Case{{Name: "north", When: Conditions{Countries: []string{"CA"}}, Then: Actions{Item: "Other goods"}}}
			},
			steps: []event{{
				plan: `sales receipt BC732, 10 Mar 2026, 100.00
					5 × Other goods 100.00`,
				books: "Undeposited Funds 100.00; Sales (100.00)",
			}},
		},
	}
}
