package company

// seedSpecial makes what every company file has from its first day.
func (f *File) seedSpecial() {
	for _, a := range []Account{
		{Name: "Accounts Receivable", Type: "AccountsReceivable", Special: "AccountsReceivable"},
		{Name: "Undeposited Funds", Type: "OtherCurrentAsset", Special: "UndepositedFunds"},
		{Name: "Sales Tax Payable", Type: "OtherCurrentLiability", Special: "SalesTaxPayable"},
		{Name: "Opening Balance Equity", Type: "Equity", Special: "OpeningBalanceEquity"},
		{Name: "Retained Earnings", Type: "Equity", Special: "RetainedEarnings"},
	} {
		_, _ = f.addAccount(a) // cannot fail: fixed names, empty list
	}
	if f.o.MultiCurrency {
		f.seedCurrencies()
	}
	if f.o.Country == "US" {
		_, _ = f.addSimple(TaxCodes, "Tax", "taxable")
		_, _ = f.addSimple(TaxCodes, "Non", "")
	} else {
		_, _ = f.addSimple(TaxCodes, taxesOf[f.o.Country].exempt, "")
	}
	_, _ = f.addSimple(Templates, "Intuit Product Invoice", "Invoice")
	_, _ = f.addSimple(Templates, "Custom Sales Receipt", "SalesReceipt")
	f.prefs.AR = f.accounts.named("Accounts Receivable") + 1
	f.prefs.Undeposited = f.accounts.named("Undeposited Funds") + 1
	f.prefs.TaxPayable = f.accounts.named("Sales Tax Payable") + 1
	f.prefs.OpeningEquity = f.accounts.named("Opening Balance Equity") + 1
	f.prefs.TaxCode, f.prefs.NonCode = f.codes.named("Tax")+1, f.codes.named("Non")+1
	if f.o.Country != "US" {
		f.prefs.TaxCode, f.prefs.NonCode = 0, f.codes.named(taxesOf[f.o.Country].exempt)+1
	}
}

// SeedStandard fills a new file with what a store's company file has: a chart
// of accounts, tax agencies with items and a group, payment and ship methods,
// terms, classes, the items that a store's orders are posted with, and a few
// names that collide with shoppers' names. The most common tax item is
// "Austin" (8.25 %), as a file in Texas would have it: who sends no
// ItemSalesTaxRef gets that tax.
func SeedStandard(f *File) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, a := range standardAccounts {
		if _, err := f.addAccount(a); err != nil {
			return err
		}
	}
	for _, s := range standardSmall {
		for _, r := range s.rows {
			if _, err := f.addSimple(s.list, r[0], r[1]); err != nil {
				return err
			}
		}
	}
	if f.o.MultiCurrency {
		if err := f.seedReceivables(); err != nil {
			return err
		}
	}
	if f.o.Country != "US" {
		return f.seedAbroad()
	}
	for _, p := range standardNames {
		if _, err := f.addPerson(p); err != nil {
			return err
		}
	}
	for _, it := range standardItems {
		if _, err := f.addItem(it); err != nil {
			return err
		}
	}
	f.prefs.TaxItem = f.items.named("Austin") + 1
	f.touch(rowPrefs, 0)
	return f.flush()
}

var standardAccounts = [...]Account{
	{Name: "Checking", Type: "Bank"},
	{Name: "PayPal", Type: "Bank"},
	{Name: "Savings", Type: "Bank"},
	{Name: "Inventory Asset", Type: "OtherCurrentAsset", Special: "InventoryAssets"},
	{Name: "Accounts Payable", Type: "AccountsPayable", Special: "AccountsPayable"},
	{Name: "Gift Cards Outstanding", Type: "OtherCurrentLiability"},
	{Name: "Store Credit Outstanding", Type: "OtherCurrentLiability"},
	{Name: "Sales Tax Collected Online", Type: "OtherCurrentLiability"},
	{Name: "Sales", Type: "Income"},
	{Name: "Sales:Online Store", Type: "Income"},
	{Name: "Sales:Wholesale", Type: "Income"},
	{Name: "Shipping Income", Type: "Income"},
	{Name: "Handling Income", Type: "Income"},
	{Name: "Sales Discounts", Type: "Income"},
	{Name: "Cost of Goods Sold", Type: "CostOfGoodsSold", Special: "CostOfGoodsSold"},
	{Name: "Merchant Fees", Type: "Expense"},
	{Name: "Bank Charges", Type: "Expense"},
	{Name: "Inventory Shrinkage", Type: "Expense"},
	{Name: "Rounding", Type: "Expense"},
}

var standardSmall = [...]struct {
	list List
	rows [][2]string
}{
	{PaymentMethods, [][2]string{{"Cash", "Cash"}, {"Check", "Check"}, {"Visa", "Visa"}, {"MasterCard", "MasterCard"}, {"Discover", "Discover"},
		{"American Express", "AmericanExpress"}, {"Credit Card", "OtherCreditCard"}, {"PayPal", "Other"}, {"Gift Card", "GiftCard"}, {"Store Credit", "Other"}, {"Bank Transfer", "ECheck"}}},
	{ShipMethods, [][2]string{{"UPS Ground", ""}, {"UPS", ""}, {"FedEx", ""}, {"USPS", ""}, {"USPS Priority", ""}, {"DHL", ""}, {"Pickup", ""}, {"Free Shipping", ""}}},
	{Terms, [][2]string{{"Due on receipt", "0"}, {"Net 15", "15"}, {"Net 30", "30"}, {"Net 60", "60"}}},
	{Classes, [][2]string{{"Online", ""}, {"Online:BigCommerce", ""}, {"Wholesale", ""}}},
	{CustomerMsgs, [][2]string{{"Thank you for your business.", ""}}},
	{SalesReps, [][2]string{{"WEB", ""}}},
}

var standardNames = [...]Person{
	{Kind: "Vendor", Name: "Texas Comptroller", TaxAgency: true},
	{Kind: "Vendor", Name: "City of Austin", TaxAgency: true},
	{Kind: "Vendor", Name: "Austin MTA", TaxAgency: true},
	{Kind: "Vendor", Name: "Louisiana Dept of Revenue", TaxAgency: true},
	{Kind: "Vendor", Name: "CA Dept of Tax and Fee Admin", TaxAgency: true},
	{Kind: "Vendor", Name: "NY Tax and Finance", TaxAgency: true},
	{Kind: "Vendor", Name: "Mug Makers Inc", Company: "Mug Makers Inc"},
	{Kind: "Vendor", Name: "Jane Doe", First: "Jane", Last: "Doe"},
	{Kind: "Employee", Name: "Maria Garcia", First: "Maria", Last: "Garcia"},
	{Kind: "OtherName", Name: "John Smith", First: "John", Last: "Smith"},
	{Name: "Online Customer"},
	{Name: "Wholesale Partner LLC", Company: "Wholesale Partner LLC", Terms: "Net 30", TaxCode: "Non"},
	{Name: "Old Customer", Inactive: true},
}

var standardItems = [...]Item{
	{Kind: "SalesTax", Name: "Out of State", Desc: "Out-of-state sale, exempt from sales tax", Price: "0", Agency: "Texas Comptroller"},
	{Kind: "SalesTax", Name: "Online Zero Tax", Desc: "Sales tax is a line of its own", Price: "0", Agency: "Texas Comptroller"},
	{Kind: "SalesTax", Name: "Texas State Tax", Desc: "Texas sales tax", Price: "6.25", Agency: "Texas Comptroller"},
	{Kind: "SalesTax", Name: "Austin City Tax", Desc: "City of Austin sales tax", Price: "1.0", Agency: "City of Austin"},
	{Kind: "SalesTax", Name: "Austin MTA Tax", Desc: "Austin transit sales tax", Price: "1.0", Agency: "Austin MTA"},
	{Kind: "SalesTax", Name: "Louisiana State Tax", Desc: "Louisiana sales tax", Price: "4.45", Agency: "Louisiana Dept of Revenue"},
	{Kind: "SalesTax", Name: "California State Tax", Desc: "California sales tax", Price: "7.25", Agency: "CA Dept of Tax and Fee Admin"},
	{Kind: "SalesTax", Name: "New York City Tax", Desc: "New York City sales tax", Price: "8.875", Agency: "NY Tax and Finance"},
	{Kind: "SalesTax", Name: "Online Sales Tax", Desc: "Sales tax charged by the store", Price: "0", Agency: "Texas Comptroller"},
	{Kind: "SalesTaxGroup", Name: "Austin", Desc: "Austin, Texas combined sales tax", Members: []string{"Texas State Tax", "Austin City Tax", "Austin MTA Tax"}},
	{Kind: "OtherCharge", Name: "Online Shipping", Desc: "Shipping", Account: "Shipping Income", TaxCode: "Non"},
	{Kind: "OtherCharge", Name: "Online Handling", Desc: "Handling", Account: "Handling Income", TaxCode: "Non"},
	{Kind: "OtherCharge", Name: "Online Wrapping", Desc: "Gift wrapping", Account: "Handling Income"},
	{Kind: "OtherCharge", Name: "Online Rounding", Desc: "Rounding difference", Account: "Rounding", TaxCode: "Non"},
	{Kind: "OtherCharge", Name: "Gift Card Sold", Desc: "Gift card", Account: "Gift Cards Outstanding", TaxCode: "Non"},
	{Kind: "OtherCharge", Name: "Gift Card Redeemed", Desc: "Gift card redeemed", Account: "Gift Cards Outstanding", TaxCode: "Non"},
	{Kind: "OtherCharge", Name: "Store Credit Redeemed", Desc: "Store credit redeemed", Account: "Store Credit Outstanding", TaxCode: "Non"},
	{Kind: "Discount", Name: "Online Discount", Desc: "Discount", Price: "0", Account: "Sales Discounts"},
	{Kind: "Discount", Name: "Ten Percent Off", Desc: "10 % discount", Price: "10", Percent: true, Account: "Sales Discounts"},
	{Kind: "Subtotal", Name: "Subtotal", Desc: "Subtotal"},
	{Kind: "Payment", Name: "Payment Received", Desc: "Payment"},
	{Kind: "NonInventory", Name: "Online Product", Desc: "Product without an item of its own", Account: "Sales:Online Store"},
	{Kind: "Service", Name: "Engraving", Desc: "Engraving", Price: "12.50", Account: "Sales:Online Store"},
	{Kind: "Inventory", Name: "Mugs", Desc: "Mugs", Price: "0", Account: "Sales:Online Store"},
	{Kind: "Inventory", Name: "Mugs:MUG-BLUE-12", Desc: "Blue mug, 12 oz", Price: "9.95", Cost: "4.10", Account: "Sales:Online Store", Quantity: "500", PartNumber: "MUG-BLUE-12"},
	{Kind: "Inventory", Name: "Mugs:MUG-RED-12", Desc: "Red mug, 12 oz", Price: "9.95", Cost: "4.10", Account: "Sales:Online Store", Quantity: "500", PartNumber: "MUG-RED-12"},
	{Kind: "NonInventory", Name: "TSHIRT-M", Desc: "T-shirt, M", Price: "19.00", Account: "Sales:Online Store", PartNumber: "TSHIRT-M"},
	{Kind: "Group", Name: "Mug Pair", Desc: "A blue and a red mug", Members: []string{"Mugs:MUG-BLUE-12", "Mugs:MUG-RED-12"}},
}
