package books

// SheetKind is how a line of the mapping sheet is filled in.
type SheetKind string

// The kinds of lines. Every value is a text, as a person types it and as a
// spreadsheet holds it.
const (
	SheetChoice SheetKind = "choice" // one of Choices; the first is the default
	SheetText   SheetKind = "text"
	SheetDay    SheetKind = "day"    // 2026-11-01
	SheetCount  SheetKind = "count"  // a whole number; of cents where Hint says so
	SheetAmount SheetKind = "amount" // an exact decimal
	SheetLines  SheetKind = "lines"  // several texts, each on a line of its own
	SheetEntry  SheetKind = "entry"  // full name of an entry of List
	SheetSwitch SheetKind = "switch" // yes or nothing
)

// SheetOption is one value of a choice, with its words.
type SheetOption struct{ Value, Word string }

// SheetField is one line of the mapping sheet, or one column of a table.
type SheetField struct {
	// Key is the path of the setting as the declaration has it: "charges.shipping",
	// "payments.*.method", "cases.when.channels".
	Key         string
	Label, Hint string
	Kind        SheetKind
	Choices     []SheetOption
	// List and Types are the QuickBooks entries that fit; no types: all. Liability
	// asks for an item whose account is one.
	List      ListKind
	Types     []string
	Liability bool
	// Needed says that orders which need it are held while it is empty; Empty
	// are the words for that, or for what holds otherwise.
	Needed bool
	Empty  string
}

// SheetTable is a part of the sheet with as many rows as the store has names.
type SheetTable struct {
	Key         string // "tax.rates"
	Label, Hint string
	RowLabel    string // what the rows are: "Rate in the store"
	Columns     []SheetField
	// Ordered says that rows have a number in place of a name, and an order.
	Ordered bool
}

// SheetPart is a field or a table.
type SheetPart struct {
	Field *SheetField
	Table *SheetTable
}

// SheetGroup is a part of the sheet as an accountant thinks of it.
type SheetGroup struct {
	ID         string // anchor
	Head, Hint string
	Parts      []SheetPart
}

// SheetLine is one value of the sheet. Row is the name in the store of a
// table's row, or the number of an ordered one.
type SheetLine struct {
	Key   string `json:"key"`
	Row   string `json:"row,omitempty"`
	Value string `json:"value"`
}

// Kinds of entries that fit.
var (
	itemsSold        = []string{"Inventory", "InventoryAssembly", "NonInventory", "Service", "OtherCharge", "Group"}
	itemsCharged     = []string{"OtherCharge", "Service", "NonInventory"}
	itemsTakenOff    = []string{"OtherCharge", "Service", "NonInventory", "Discount"}
	itemsTax         = []string{"SalesTax", "SalesTaxGroup", "OtherCharge", "Service"}
	accountsPaidTo   = []string{"Bank", "OtherCurrentAsset"}
	accountsPaidFrom = []string{"Bank", "OtherCurrentAsset", "CreditCard"}
)

func pickable(value, word string) SheetOption { return SheetOption{value, word} }

func chosen(key, label, hint string, options ...SheetOption) SheetPart {
	return SheetPart{Field: &SheetField{Key: key, Label: label, Hint: hint, Kind: SheetChoice, Choices: options}}
}

func typed(kind SheetKind, key, label, hint string) SheetPart {
	return SheetPart{Field: &SheetField{Key: key, Label: label, Hint: hint, Kind: kind}}
}

func entered(key, label, hint string, list ListKind, types []string, empty string) SheetPart {
	return SheetPart{Field: &SheetField{Key: key, Label: label, Hint: hint, Kind: SheetEntry, List: list, Types: types, Empty: empty}}
}

// needed is an entry without which orders are held.
func needed(key, label, hint string, list ListKind, types []string) SheetPart {
	p := entered(key, label, hint, list, types, "Orders with it are held")
	p.Field.Needed = true
	return p
}

func liability(p SheetPart) SheetPart {
	p.Field.Liability = true
	return p
}

func column(p SheetPart) SheetField { return *p.Field }

func table(key, label, hint, rowLabel string, columns ...SheetPart) SheetPart {
	t := SheetTable{Key: key, Label: label, Hint: hint, RowLabel: rowLabel}
	for _, c := range columns {
		t.Columns = append(t.Columns, column(c))
	}
	return SheetPart{Table: &t}
}

// documentStyles are the choices of a document's style; first is what an
// empty choice means.
func documentStyles(first string) []SheetOption {
	out := []SheetOption{{"", first}, {"receipt", "Sales receipt when paid, else invoice"}, {"invoice", "Always invoice and payments"},
		{"order", "Sales order, invoiced at shipment"}, {"summary", "One sales receipt a day"}, {"journal", "One journal entry a day"}}
	if first == "" {
		return out[1:]
	}
	return out
}

// Sheet is the whole mapping sheet: every setting of Rules has its place.
func Sheet() []SheetGroup {
	return []SheetGroup{
		{"start", "Start", "Which orders, from which day, under which number", sheetStart()},
		{"sell", "What you sell", "Income account, item by item", sheetItems()},
		{"tax", "Sales tax", "Sales tax item, and through it the agency", sheetTax()},
		{"charges", "Shipping, discounts and fees", "The item of everything that is no product", sheetCharges()},
		{"paid", "How customers paid", "Payment method, and where the money lands", sheetPayments()},
		{"gift", "Gift certificates and store credit", "Liabilities, never income", sheetGifts()},
		{"refunds", "Refunds", "How money and goods go back", sheetRefunds()},
		{"customers", "Customers", "Whom a document names", sheetCustomers()},
		{"documents", "Documents", "Style, accounts, terms and forms", sheetDocuments()},
		{"currencies", "Other currencies", "Sales in money that is not the company file’s", sheetCurrencies()},
		{"cases", "Exceptions", "Rules for a channel, a customer group, a country, an amount", sheetCases()},
	}
}

func sheetStart() []SheetPart {
	return []SheetPart{
		typed(SheetDay, "start_date", "Orders placed from", "Earlier ones are never posted; without a day nothing is"),
		typed(SheetText, "ref_prefix", "Letters before QuickBooks’ number", "Up to 5, such as BC for BC10482"),
		chosen("paid_by", "What makes an order paid", "", pickable("status", "The store’s order status"), pickable("payments", "Its transactions alone")),
		chosen("read_payments", "Transactions are read", "", pickable("needed", "Where the order leaves a question"), pickable("always", "Of every order")),
		chosen("zero_totals", "Free orders", "", pickable("post", "Posted"), pickable("exclude", "Left out")),
		typed(SheetLines, "exclude_channels", "Channels that are left out", "Channel numbers, one on each line"),
		table("exclude_orders", "Orders that are left out", "Entered by hand, tests", "Order number", typed(SheetText, "exclude_orders", "Reason", "")),
	}
}

func sheetItems() []SheetPart {
	return []SheetPart{
		chosen("items.match_by", "Products with an item in QuickBooks", "Where the store’s SKU is looked for", matchChoices()...),
		table("items.links", "SKUs that are called otherwise", "These win over what is looked for", "SKU in the store", entered("items.links", "Item", "", Items, itemsSold, "")),
		needed("items.custom", "Products without a SKU", "Custom products", Items, itemsSold),
		table("items.make", "SKUs that become new items", "Made as non-inventory parts when an order needs them", "SKU in the store", entered("items.make", "Income account", "", Accounts, []string{"Income", "OtherIncome"}, "")),
		entered("items.fallback", "SKUs that match nothing", "Where none is created", Items, itemsSold, "Orders with them are held"),
		chosen("items.create.type", "New items for SKUs that match nothing", "", pickable("", "None: the order is held"), pickable("inventory", "Inventory parts"),
			pickable("non_inventory", "Non-inventory parts"), pickable("service", "Service items"), pickable("other_charge", "Other charges")),
		entered("items.create.income", "Income account of new items", "", Accounts, []string{"Income", "OtherIncome"}, ""),
		entered("items.create.cost", "Cost account of new items", "Of inventory parts", Accounts, []string{"CostOfGoodsSold", "Expense"}, ""),
		entered("items.create.asset", "Asset account of new items", "Of inventory parts", Accounts, []string{"OtherCurrentAsset"}, ""),
		entered("items.create.parent", "New items stand under", "An item of the same type", Items, itemsSold, "Under none"),
		chosen("items.create.variants", "New variants of a product", "", pickable("flat", "Items of their own"), pickable("sub", "Under an item of the product’s name")),
	}
}

// matchChoices are the orders in which a SKU may be looked for.
func matchChoices() []SheetOption {
	return []SheetOption{{"name\npart_number", "Item name, then part number"}, {"name", "Item name"}, {"part_number", "Part number"}, {"barcode", "Barcode"},
		{"name\npart_number\nbarcode", "Item name, part number, barcode"}, {"name\nbarcode\npart_number", "Item name, barcode, part number"}, {"name\nbarcode", "Item name, then barcode"},
		{"part_number\nname", "Part number, then item name"}, {"part_number\nbarcode", "Part number, then barcode"}, {"part_number\nname\nbarcode", "Part number, item name, barcode"},
		{"part_number\nbarcode\nname", "Part number, barcode, item name"}, {"barcode\nname", "Barcode, then item name"}, {"barcode\npart_number", "Barcode, then part number"},
		{"barcode\nname\npart_number", "Barcode, item name, part number"}, {"barcode\npart_number\nname", "Barcode, part number, item name"}}
}

func sheetTax() []SheetPart {
	return []SheetPart{
		chosen("tax.treatment", "How tax is written", "", pickable("line", "As lines, exactly as collected"), pickable("quickbooks", "QuickBooks computes it, compared to the cent")),
		table("tax.rates", "Sales tax rates", "Through the item to the agency", "Rate in the store", entered("tax.rates", "Sales tax item", "", Items, itemsTax, "")),
		needed("tax.zero_item", "Orders without tax", "A sales tax item of 0%", Items, []string{"SalesTax"}),
		typed(SheetCount, "tax.allowed", "Cents that may differ, for each rate", "Where QuickBooks computes; 0 to 25, set right on the tax item"),
		entered("tax.taxable_code", "Code of taxable lines", "", SalesTaxCodes, nil, "Tax"),
		entered("tax.exempt_code", "Code of lines without tax", "", SalesTaxCodes, nil, "Non"),
		table("tax.codes", "Sales tax codes", "Canada, the UK, Australia: rates on a line, joined by “ + ”", "Rates on a line", entered("tax.codes", "Sales tax code", "", SalesTaxCodes, nil, "")),
		chosen("tax.marketplace", "Tax on a marketplace’s orders", "", pickable("hold", "Held until you say"), pickable("own", "Yours, as any other"), pickable("item", "On an item of its own"),
			pickable("leave out", "The marketplace pays it: left out")),
		entered("tax.marketplace_item", "Item of a marketplace’s tax", "", Items, itemsCharged, ""),
	}
}

func sheetCharges() []SheetPart {
	return []SheetPart{
		needed("charges.shipping", "Shipping charged to the customer", "", Items, itemsCharged),
		needed("charges.handling", "Handling", "", Items, itemsCharged),
		needed("charges.wrapping", "Gift wrapping", "", Items, itemsCharged),
		needed("charges.discount", "Discounts and promotions", "", Items, itemsTakenOff),
		entered("charges.coupon", "Coupons", "", Items, itemsTakenOff, "As discounts"),
		table("charges.discount_by", "Promotions with items of their own", "", "Promotion", entered("charges.discount_by", "Item of the promotion", "", Items, itemsTakenOff, "")),
		table("charges.coupon_by", "Coupon codes with items of their own", "", "Code", entered("charges.coupon_by", "Item of the coupon", "", Items, itemsTakenOff, "")),
		table("charges.fees", "Fees", "One that is not here holds the order", "Fee in the store", entered("charges.fees", "Item of the fee", "", Items, itemsCharged, "")),
		typed(SheetCount, "charges.rounding_limit", "Cents of rounding that may be posted", "0 to 100; 0 holds the order instead"),
		entered("charges.rounding", "Rounding differences", "", Items, itemsCharged, "None allowed"),
	}
}

func sheetPayments() []SheetPart {
	return []SheetPart{table("payments", "Ways of paying", "The store’s words or a gateway; * is every other way", "In the store",
		entered("payments.*.method", "Payment method", "", PaymentMethods, nil, "None"),
		entered("payments.*.deposit_to", "Money goes to", "", Accounts, accountsPaidTo, ""),
		typed(SheetSwitch, "payments.*.later", "Paid later, on account", ""),
		entered("payments.*.refund_from", "Refunds come from", "", Accounts, accountsPaidFrom, "As money goes to"),
		chosen("payments.*.refund_by", "Refunds are", "", pickable("", "As refunds say"), pickable("card", "Card refunds"), pickable("check", "Checks"), pickable("credit", "Left as credit")),
		chosen("payments.*.style", "Document of orders paid so", "", documentStyles("As every other")...))}
}

func sheetGifts() []SheetPart {
	return []SheetPart{
		liability(needed("charges.gift_certificate", "Gift certificates sold", "An item on a liability account", Items, itemsCharged)),
		liability(entered("charges.gift_certificate_spent", "Gift certificates spent", "", Items, itemsCharged, "As those sold")),
		liability(needed("charges.store_credit", "Store credit, spent and given back", "An item on a liability account", Items, itemsCharged)),
	}
}

func sheetRefunds() []SheetPart {
	return []SheetPart{
		chosen("refunds.by", "Money goes back by", "Where the way of paying says nothing", pickable("card", "Card refund"), pickable("check", "Check"), pickable("credit", "The customer’s credit")),
		chosen("refunds.restock", "Refunded goods go back to stock", "", pickable("yes", "Yes"), pickable("no", "No"), pickable("ask", "Ask me each time")),
		entered("refunds.not_restocked", "Goods that don’t go back", "An item without stock", Items, itemsCharged, ""),
		needed("refunds.allowance", "Refunds of a mere sum", "", Items, itemsTakenOff),
		entered("refunds.restocking", "What is kept back of a refund", "", Items, itemsCharged, "As refunds of a mere sum"),
		entered("refunds.template", "Form of credit memos", "", Templates, nil, "QuickBooks’ own"),
	}
}

func sheetCustomers() []SheetPart {
	return []SheetPart{
		chosen("customers.policy", "Who stands on a document", "", pickable("each", "Each person"), pickable("one", "One customer for all"), pickable("group", "One for each customer group")),
		entered("customers.one", "The one customer", "For all, for other groups, for daily summaries", Customers, nil, ""),
		table("customers.groups", "Customer groups", "", "Group number in the store", entered("customers.groups", "Customer", "", Customers, nil, "")),
		chosen("customers.create", "Somebody QuickBooks doesn’t know", "", pickable("yes", "Created in QuickBooks"), pickable("hold", "Held for review")),
		typed(SheetText, "customers.name_format", "Name of a new customer", "first last; last, first; company; or a pattern: {last}, {first} ({id})"),
		chosen("customers.fill", "Blank fields of known customers", "", pickable("no", "Left as they are"), pickable("blanks", "Filled from the order")),
	}
}

func sheetDocuments() []SheetPart {
	return []SheetPart{
		chosen("style", "Document of a sale", "", documentStyles("")...),
		chosen("closed_period", "What belongs to a closed period", "", pickable("hold", "Held for review"), pickable("next", "Dated the first open day")),
		chosen("edits", "Orders edited after posting", "", pickable("modify", "Their document is changed"), pickable("hold", "Held for review")),
		chosen("cancelled", "Unpaid invoices of cancelled orders", "", pickable("hold", "Held for review"), pickable("void", "Voided"), pickable("credit", "Given back by a credit memo")),
		needed("receivable_account", "Unpaid invoices", "Accounts receivable", Accounts, []string{"AccountsReceivable"}),
		entered("class", "Class of every document", "", Classes, nil, "None"),
		entered("terms", "Terms of invoices", "", TermsList, nil, "None"),
		entered("invoice_template", "Form of invoices", "", Templates, nil, "QuickBooks’ own"),
		entered("receipt_template", "Form of sales receipts", "", Templates, nil, "QuickBooks’ own"),
		table("ship_methods", "Shipping methods", "What is not mapped is left out", "In the store", entered("ship_methods", "Ship method", "", ShipMethods, nil, "")),
	}
}

func sheetCurrencies() []SheetPart {
	return []SheetPart{table("currencies", "Currencies that are posted", "One that is not here holds the order", "Code",
		entered("currencies.*.receivable_account", "Accounts receivable", "", Accounts, []string{"AccountsReceivable"}, ""),
		entered("currencies.*.deposit_to", "Money goes to", "", Accounts, accountsPaidTo, "As the way of paying says"),
		chosen("currencies.*.rate", "Exchange rate", "", pickable("quickbooks", "QuickBooks’ own of the day"), pickable("divide", "The order’s, divided by"), pickable("multiply", "The order’s, multiplied by")),
		typed(SheetText, "currencies.*.name_suffix", "Behind customers’ names", "Left out: the code"))}
}

func sheetCases() []SheetPart {
	p := table("cases", "Rules for particular orders", "Tried in order; a later one wins", "Place",
		typed(SheetText, "cases.name", "Name", "Stands on the document"),
		typed(SheetLines, "cases.when.channels", "Channel is", "Name, type or number; one on each line"),
		typed(SheetLines, "cases.when.sources", "Source is", ""),
		typed(SheetLines, "cases.when.statuses", "Status is", "The store’s word or number"),
		typed(SheetLines, "cases.when.groups", "Customer group is", "Number"),
		typed(SheetLines, "cases.when.methods", "Paid by", ""),
		typed(SheetLines, "cases.when.countries", "Shipped to", "Countries by two letters"),
		typed(SheetLines, "cases.when.skus", "A SKU is", "* at the end is any rest"),
		typed(SheetAmount, "cases.when.over", "Total is over", ""),
		typed(SheetAmount, "cases.when.under", "Total is under", ""),
		chosen("cases.when.guest", "The shopper is", "", pickable("", "Anybody"), pickable("yes", "A guest"), pickable("no", "Registered")),
		chosen("cases.then.style", "Document", "", documentStyles("As every other")...),
		entered("cases.then.customer", "Customer", "", Customers, nil, "As every other"),
		entered("cases.then.class", "Class", "", Classes, nil, "As every other"),
		entered("cases.then.terms", "Terms", "", TermsList, nil, "As every other"),
		entered("cases.then.template", "Form", "", Templates, nil, "As every other"),
		entered("cases.then.item", "Item of all products", "", Items, itemsSold, "As every other"),
		entered("cases.then.deposit_to", "Money goes to", "", Accounts, accountsPaidTo, "As every other"),
		chosen("cases.then.tax", "Tax", "", pickable("", "As every other"), pickable("line", "Lines, exactly as collected"), pickable("quickbooks", "QuickBooks computes it"), pickable("own", "Yours, as any other"),
			pickable("leave out", "The marketplace pays it: left out"), pickable("marketplace", "On the item of a marketplace’s tax")),
		typed(SheetText, "cases.then.approve", "Needs approval, because", ""),
		chosen("cases.then.approve_by", "Approved by", "", pickable("admin", "An admin"), pickable("bookkeeper", "A bookkeeper, too")),
		typed(SheetText, "cases.then.skip", "Left out, because", ""),
		typed(SheetSwitch, "cases.stop", "Later rules are not tried", ""))
	p.Table.Ordered = true
	return []SheetPart{p}
}
