package company

import "strings"

// hostQuery answers with what the program is: QuickBooks Enterprise 2014, the
// last whose version table is sourced (qbxml-rules §1).
func (c *call) hostQuery() *refused {
	c.begin()
	c.only()
	w := c.w
	w.ret("HostRet")
	w.str("ProductName", "QuickBooks Enterprise Solutions 14.0 (simulated)")
	w.str("MajorVersion", "24")
	w.str("MinorVersion", "0")
	w.str("Country", c.f.o.Country)
	for _, v := range supportedVersions {
		w.str("SupportedQBXMLVersion", v)
	}
	w.boolean("IsAutomaticLogin", false)
	w.str("QBFileMode", "MultiUser")
	if meta := c.d.find(c.node, "IncludeListMetaData"); meta != 0 && isTrue(c.d.get(meta, "IncludeMaxCapacity"), false) && w.open("ListMetaData") {
		for _, l := range listCapacities {
			w.open(l.name)
			w.int("MaxCapacity", l.max)
			w.close(l.name)
		}
		w.close("ListMetaData")
	}
	w.retEnd("HostRet")
	c.finish()
	return nil
}

// listCapacities of Enterprise (QuickBooks sheet §8), in schema order.
var listCapacities = [...]struct {
	name string
	max  int64
}{
	{"AccountMetaData", 100_000}, {"BillingRateMetaData", 100}, {"ClassMetaData", 100_000}, {"CustomerMsgMetaData", 50},
	{"CustomerTypeMetaData", 10_000}, {"EntityMetaData", 1_000_000}, {"ItemMetaData", 1_000_000}, {"JobTypeMetaData", 10_000},
	{"PaymentMethodMetaData", 10_000}, {"PayrollItemMetaData", 10_000}, {"PriceLevelMetaData", 750}, {"SalesRepMetaData", 10_000},
	{"SalesTaxCodeMetaData", 10_000}, {"ShipMethodMetaData", 10_000}, {"TemplateMetaData", 10_000}, {"TermsMetaData", 10_000},
	{"ToDoMetaData", 10_000}, {"VehicleMetaData", 10_000}, {"VendorTypeMetaData", 10_000},
}

func (c *call) companyQuery() *refused {
	c.begin()
	c.only()
	w := c.w
	w.ret("CompanyRet")
	w.boolean("IsSampleCompany", false)
	w.str("CompanyName", c.f.o.Name)
	w.str("LegalCompanyName", c.f.o.Name)
	if w.open("Address") {
		w.str("Addr1", c.f.o.Name)
		w.str("Addr2", "100 Congress Ave")
		w.str("City", "Austin")
		w.str("State", "TX")
		w.str("PostalCode", "78701")
		w.close("Address")
	}
	w.str("FirstMonthFiscalYear", "January")
	w.str("FirstMonthIncomeTaxYear", "January")
	w.str("TaxForm", "OtherOrNone")
	if w.open("AccountantCopy") {
		w.boolean("AccountantCopyExists", false)
		w.close("AccountantCopy")
	}
	for _, owner := range c.d.all(c.node, "OwnerID") {
		if id, ok := c.f.prefs.Stamps[strings.ToLower(owner)]; ok {
			c.dataExt(owner, "AppLock", "LOCKED:"+strings.ToUpper(c.s.app)+":0")
			c.dataExt(owner, "FileID", id)
		}
	}
	w.retEnd("CompanyRet")
	c.finish()
	return nil
}

func (c *call) dataExt(owner, name, value string) {
	if !c.w.open("DataExtRet") {
		return
	}
	c.w.str("OwnerID", owner)
	c.w.str("DataExtName", name)
	c.w.str("DataExtType", "STR255TYPE")
	c.w.str("DataExtValue", value)
	c.w.close("DataExtRet")
}

func (c *call) preferencesQuery() *refused {
	c.begin()
	c.only()
	w, f := c.w, c.f
	w.ret("PreferencesRet")
	if w.open("AccountingPreferences") {
		w.boolean("IsUsingAccountNumbers", false)
		w.boolean("IsRequiringAccounts", true)
		w.boolean("IsUsingClassTracking", f.o.Classes)
		w.boolean("IsUsingAuditTrail", true)
		w.boolean("IsAssigningJournalEntryNumbers", true)
		w.date("ClosingDate", f.prefs.Closing)
		w.close("AccountingPreferences")
	}
	if w.open("MultiCurrencyPreferences") {
		w.boolean("IsMultiCurrencyOn", f.o.MultiCurrency)
		if f.o.MultiCurrency {
			writeRef(w, "HomeCurrencyRef", &f.money, f.prefs.Home)
		}
		w.close("MultiCurrencyPreferences")
	}
	if w.open("MultiLocationInventoryPreferences") {
		w.boolean("IsMultiLocationInventoryAvailable", false)
		w.boolean("IsMultiLocationInventoryEnabled", false)
		w.close("MultiLocationInventoryPreferences")
	}
	if w.open("PurchasesAndVendorsPreferences") {
		w.boolean("IsUsingInventory", !f.o.NoInventory)
		w.int("DaysBillsAreDue", 10)
		w.boolean("IsAutomaticallyUsingDiscounts", false)
		w.close("PurchasesAndVendorsPreferences")
	}
	if w.open("SalesAndCustomersPreferences") {
		w.boolean("IsTrackingReimbursedExpensesAsIncome", false)
		w.boolean("IsAutoApplyingPayments", true)
		w.close("SalesAndCustomersPreferences")
	}
	c.taxPreferences()
	if w.open("CurrentAppAccessRights") {
		w.boolean("IsAutomaticLoginAllowed", true)
		w.str("AutomaticLoginUserName", "Web Connector")
		w.boolean("IsPersonalDataAccessAllowed", false)
		w.close("CurrentAppAccessRights")
	}
	if w.open("ItemsAndInventoryPreferences") {
		w.boolean("EnhancedInventoryReceivingEnabled", false)
		w.str("IsTrackingSerialOrLotNumber", "None")
		w.boolean("FIFOEnabled", false)
		w.boolean("IsRSBEnabled", false)
		w.boolean("IsBarcodeEnabled", false)
		w.close("ItemsAndInventoryPreferences")
	}
	w.retEnd("PreferencesRet")
	c.finish()
	return nil
}

// taxPreferences is missing altogether while sales tax is off.
func (c *call) taxPreferences() {
	w, f := c.w, c.f
	if f.o.NoSalesTax || f.prefs.TaxItem == 0 || !w.open("SalesTaxPreferences") {
		return
	}
	writeRef(w, "DefaultItemSalesTaxRef", &f.items, f.prefs.TaxItem)
	w.str("PaySalesTax", "Monthly")
	writeRef(w, "DefaultTaxableSalesTaxCodeRef", &f.codes, f.prefs.TaxCode)
	writeRef(w, "DefaultNonTaxableSalesTaxCodeRef", &f.codes, f.prefs.NonCode)
	w.boolean("IsUsingVendorTaxCode", false)
	w.boolean("IsUsingCustomerTaxCode", true)
	if f.o.Country != "US" {
		w.boolean("IsUsingAmountsIncludeTax", true)
	}
	w.close("SalesTaxPreferences")
}
