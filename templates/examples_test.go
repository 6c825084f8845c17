package templates

import (
	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/store"
)

// The pages of these tests tell of 10 November 2026, as the design's pictures do.

func usd(minor int64, sign ...string) Money {
	m := Money{Amount: money.Amount(minor), Decimals: 2}
	if len(sign) > 0 {
		m.Sign = sign[0]
	}
	return m
}

func exampleShell(title, current string) Shell {
	return Shell{
		Title: title, Current: current, Path: "/", Company: "Larkspur & Pine, LLC", Companies: 1, Review: 7,
		Beat:   Beat{Kind: "ok", Head: "QuickBooks called 10:42", Line: "6 min ago. Next by 10:52"},
		Person: Person{Name: "Marguerite Oduya", Email: "marguerite@larkspurandpine.com", Role: "Bookkeeper"},
		Nav: []NavEntry{
			{Key: "home", Icon: "home", Word: "Home", Href: "/"},
			{Key: "sales", Icon: "sales", Word: "Sales", Href: "/sales"},
			{Key: "review", Icon: "review", Word: "Needs review", Href: "/review"},
			{Key: "customers", Icon: "customers", Word: "Customers", Href: "/customers"},
			{Key: "items", Icon: "items", Word: "Items", Href: "/items"},
			{Key: "mapping", Icon: "mapping", Word: "Mapping", Href: "/mapping"},
			{Key: "activity", Icon: "activity", Word: "Activity", Href: "/activity", Split: true},
			{Key: "settings", Icon: "settings", Word: "Settings", Href: "/settings"},
		},
	}
}

func exampleDays() []ChartDay {
	sums := []int64{4200, 3900, 5500, 6300, 6000, 4900, 4000, 4400, 4700, 5800, 6600, 5800, 3300, 1503}
	days := make([]ChartDay, len(sums))
	for i, s := range sums {
		days[i] = ChartDay{Day: day.New(2026, 10, 28).Add(i), Agree: money.Amount(s * 100), Orders: 30, Decimals: 2, Sign: "$"}
	}
	for i, open := range map[int]int{9: 1, 10: 1, 11: 3, 12: 6} {
		days[i].Opens, days[i].Open = open, money.Amount(open*32000)
	}
	days[9].Open, days[10].Open = 8420, 100
	days[13].Soons, days[13].Soon = 5, 48145
	return days
}

func exampleHome() Home {
	h := Home{Shell: exampleShell("Home", "home"), When: "Tuesday 10 November 2026, 10:48",
		Heading:    "Everything through 5 November agrees to the cent.",
		Lead:       "11 orders of 6 to 9 November, **$2,341.80**, are not in QuickBooks yet. About **13 minutes** of your time puts that right.",
		CausesNote: "6 for you, 13 min", Days: exampleDays(), Month: "November", MonthURL: "/sales?from=2026-11-01", Poll: "every 2s",
		QB: QuickBooks{Chip: Status{"verified", "Connected", "ok"}, Big: "6 minutes ago", Line: "Called 10:42, next by 10:52", From: "00:00", To: "10:48",
			File: "Open, recognised", PostedLast: "3 receipts, 1 payment"},
		Figures: []FigureRow{
			{Word: "In QuickBooks", Count: 14, Today: usd(150285, "$"), Month: usd(4700355, "$")},
			{Word: "Waiting", Count: 5, Today: usd(48145), Month: usd(48145)},
			{Word: "Needs review", Today: usd(0), Month: usd(234180)},
			{Word: "Store", Count: 19, Today: usd(198430, "$"), Month: usd(4982680, "$"), Total: true},
		}}
	for range 65 {
		h.QB.Ticks = append(h.QB.Ticks, TickCalled)
	}
	h.Causes = []CauseRow{
		{ID: "a", Kind: "rev", Head: "No item for SKU BLU-12", Line: "5 orders wait. Suggested: **Throw:Blue 12**", Held: usd(43100), Minutes: 1, Word: "Look", Href: "/review#a", Primary: true},
		{ID: "b", Kind: "bad", Head: "QuickBooks refused order 10366", Line: "The item **Walnut Tray 14** is inactive", Held: usd(8420), Minutes: 1, Word: "Look", Href: "/review#b"},
		{ID: "c", Kind: "rev", Head: "No sales tax item for Travis County MUD", Line: "1 order waits. Tax of 1.00% was collected", Held: usd(-6295), Minutes: 2, Word: "Look", Href: "/review#c"},
	}
	return h
}

func exampleSales() Sales {
	s := Sales{Shell: exampleShell("Sales", "sales"), Poll: "every 2s", LiveURL: "/sales?part=live", CSV: "/sales.csv",
		Tabs:  []Tab{{Word: "All", Count: 480, HasCount: true, On: true, Href: "/sales"}, {Word: "Waiting", Count: 5, HasCount: true, Href: "/sales?state=waiting"}, {Word: "Needs review", Count: 11, HasCount: true, Needs: true, Href: "/sales?state=review"}, {Word: "In QuickBooks", Count: 461, HasCount: true, Href: "/sales?state=posted"}, {Word: "Excluded", Count: 3, HasCount: true, Href: "/sales?state=excluded"}},
		Shown: "1 to 16 of 480", PageSum: "This page 3,231.80", WholeSum: "All $49,970.50", Older: "/sales?after=x",
		From: "1 Nov 2026", Filtered: true, ClearURL: "/sales",
		Channels: []Choice{{"", "All", true}, {"1", "Online", false}, {"2", "Amazon", false}}}
	states := []store.OrderState{store.OrderWaiting, store.OrderWaiting, store.OrderAsking, store.OrderPosted, store.OrderVerified, store.OrderHeld, store.OrderRefused, store.OrderExcluded}
	names := []string{"Ines Calloway", "Peter Vandersloot", "Mercy Okafor", "Bright & Sons Kitchens", "Ruth Adeyemi", "Joana Prates", "Leo Strand", "Daniel Whitcombe"}
	for i := range 16 {
		s.Rows = append(s.Rows, OrderLine{Number: itoa(10572 - i), Href: "/orders/main/" + itoa(10572-i), OpenHref: "/sales?open=main/" + itoa(10572-i), Day: "10 Nov", Customer: names[i%8], Channel: "Online", State: OrderStatus(states[i%8]), Total: usd(int64(5830 + 7410*i)), Document: "Sales receipt BC" + itoa(10572-i)})
	}
	s.Rows[0].Total.Sign = "$"
	return s
}

func exampleOrder() Order {
	o := Order{Shell: exampleShell("Order 10183", "sales"), Number: "10183", State: Status{"verified", "Agrees to the cent", "ok"},
		Context: "Hollis Brandt Interiors, 2 November 2026, larkspurandpine.com. Read back from QuickBooks on 9 November at 06:02.",
		Actions: []Action{{Word: "Print", Icon: "print", Href: "#"}},
		Net:     "In QuickBooks: **443.83**", Heading: "The order and the invoice", QBHead: "QuickBooks, invoice 10183",
		HasQB: true, Agrees: true, StoreSum: usd(44383, "$"), QBSum: usd(44383, "$"), Diff: usd(0),
		Fields: []Field{{Name: "Customer", Value: "Hollis Brandt Interiors"}}, Notes: []string{"The memo was shortened."},
		IDs: []Field{{Name: "TxnID", Value: "1A2B-123456", Mono: true}},
	}
	o.Nodes = []Node{
		{Kind: "done", Glyph: "verified", Head: "Ordered", Lines: []string{"2 Nov, 14:06", "Online store"}, Amount: usd(44383), Has: true},
		{Kind: "done", Glyph: "verified", Head: "Invoice 10183", Lines: []string{"2 Nov, 14:12", "Trans. 48213"}, Amount: usd(44383), Has: true},
		{Kind: "done", Glyph: "verified", Head: "Payment", Lines: []string{"2 Nov, 14:12", "Trans. 48214, Visa"}, Amount: usd(44383), Has: true, Next: true},
		{Kind: "due", Glyph: "wait", Head: "Read back", Lines: []string{"At the next call"}},
	}
	why := []string{"SKU **BLK-21** is the item **Throw:Wool Charcoal**. Matched by SKU.", "QuickBooks sells that item to **4020 Sales: Textiles**.", "No rule for the online store changes it."}
	o.Rows = []MatchRow{
		{StoreText: "4 × Brass Lantern, small", StoreSub: "LAN-04", Store: usd(19200), HasStore: true, QBText: "Lantern Brass S", QBSub: "4010 Sales: Home goods", QB: usd(19200), HasQB: true, Diff: usd(0), Why: why},
		{StoreText: "2 × Wool Throw, charcoal", StoreSub: "BLK-21", Store: usd(17900), HasStore: true, QBText: "Throw:Wool Charcoal", QBSub: "4020 Sales: Textiles", QB: usd(17900), HasQB: true, Diff: usd(0), Why: why},
		{StoreText: "Coupon AUTUMN10", Store: usd(-4350), HasStore: true, QBText: "Discount", QBSub: "4090 Sales discounts", QB: usd(-4350), HasQB: true, Why: why[:1]},
		{StoreText: "Sales tax, Austin TX", StoreSub: "8.25% of 410.00", Store: usd(3383), HasStore: true, QBText: "TX Austin 8.25%", QBSub: "2200 Sales tax payable, Texas Comptroller", QB: usd(3383), HasQB: true, Why: why[:2]},
	}
	o.Ledgers = []Ledger{{Word: "Invoice", Figure: usd(44383), Sum: usd(48733), Agrees: true, Effects: []Effect{
		{Number: "1100", Account: "Accounts receivable", Debit: usd(44383), HasDebit: true},
		{Number: "4090", Account: "Sales discounts", Debit: usd(4350), HasDebit: true},
		{Number: "4010", Account: "Sales: Home goods", Credit: usd(25600), HasCredit: true},
		{Number: "2200", Account: "Sales tax payable", Agency: "Texas Comptroller", Credit: usd(3383), HasCredit: true}}},
		{Word: "Payment", Figure: usd(44383), Sum: usd(44383), Effects: []Effect{{Number: "1499", Account: "Undeposited Funds", Debit: usd(44383), HasDebit: true}}}}
	o.Events = []Event{{Who: "Countinghouse", What: "read back the invoice, no difference", When: "9 Nov, 06:02"}}
	return o
}

func exampleReview() Review {
	r := Review{Shell: exampleShell("Needs review", "review"), Heading: "7 causes hold 11 orders", Lead: "$2,341.80 of sales isn’t in QuickBooks yet. Fix a cause once: all that waited for it posts at the next call."}
	for i, c := range exampleHome().Causes {
		c.Open = i == 0
		c.Means = "Sales are short by these orders until it is put right."
		c.Text = "Link the SKU to an item in the mapping."
		c.Code = "item-missing"
		c.Owner = Owner{Name: "Marguerite Oduya"}
		f := &Fix{CauseID: c.ID, Code: "item-missing", Subject: "BLU-12", Once: "k", Question: "Which item in QuickBooks is “Blue Throw, 12 lb”, SKU BLU-12?", Do: "fix", Primary: "Use it and post 5 orders",
			Others: []ActLink{{Word: "Assign…", Href: "/review"}, {Word: "Exclude…", Href: "/review", Risk: true}}, Rest: 2, Count: 5, MoreURL: "/sales?state=review", Sum: usd(43100),
			Picks: []Selection{{Name: "v0", Label: "Item", Find: &Find{Name: "v0_find", Label: "Search all items", Note: "Its name begins with it."}, Options: []SelectionOption{
				{Value: "=a", Head: "Throw:Blue 12", Tag: "Suggested", Sub: "Same barcode. Sells to 4020 Sales: Textiles.", On: true},
				{Value: "make", Head: "Create BLU-12 in QuickBooks", Sub: "On the account:", SelectName: "v0_account", SelectLabel: "Income account", Select: []Choice{{Value: "s", Word: "Sales"}}}}}}}
		for k := range 3 {
			f.Orders = append(f.Orders, CauseOrder{Number: itoa(10531 - k), Href: "/orders/main/1", Day: "9 Nov", Customer: "Elena Marchetti", Total: usd(6420)})
		}
		c.Fix = f
		r.Rows = append(r.Rows, c)
	}
	return r
}
