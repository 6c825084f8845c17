package qbxml

import "strings"

func (sc *scanner) host() *HostRet {
	v := &HostRet{}
	for sc.child() {
		switch sc.name {
		case "ProductName":
			v.ProductName = sc.text()
		case "MajorVersion":
			v.MajorVersion = sc.text()
		case "MinorVersion":
			v.MinorVersion = sc.text()
		case "Country":
			v.Country = sc.text()
		case "SupportedQBXMLVersion":
			v.SupportedQBXMLVersion = append(v.SupportedQBXMLVersion, sc.text())
		case "IsAutomaticLogin":
			v.IsAutomaticLogin = sc.flag()
		case "QBFileMode":
			v.QBFileMode = sc.text()
		case "ListMetaData":
			v.Capacity = sc.capacity()
		default:
			sc.skip()
		}
	}
	return v
}

// capacity reads ListMetaData: AccountMetaData, MaxCapacity and so on.
func (sc *scanner) capacity() map[string]int {
	m := map[string]int{}
	for sc.child() {
		list := strings.TrimSuffix(sc.name, "MetaData")
		for sc.child() {
			if sc.name == "MaxCapacity" {
				m[list] = sc.int()
				continue
			}
			sc.skip()
		}
	}
	return m
}

func (sc *scanner) company() *CompanyRet {
	v := &CompanyRet{}
	for sc.child() {
		switch sc.name {
		case "IsSampleCompany":
			v.IsSampleCompany = sc.flag()
		case "CompanyName":
			v.CompanyName = sc.text()
		case "LegalCompanyName":
			v.LegalCompanyName = sc.text()
		case "AccountantCopy":
			for sc.child() {
				switch sc.name {
				case "AccountantCopyExists":
					v.AccountantCopyExists = sc.flag()
				case "DividingDate":
					v.DividingDate = sc.text()
				default:
					sc.skip()
				}
			}
		case "DataExtRet":
			v.DataExt = append(v.DataExt, sc.dataExt())
		default:
			sc.skip()
		}
	}
	return v
}

func (sc *scanner) preferences() *PreferencesRet {
	v := &PreferencesRet{}
	for sc.child() {
		switch sc.name {
		case "SalesTaxPreferences":
			v.SalesTax = true
			for sc.child() {
				sc.salesTaxPreference(v)
			}
		case "AccountingPreferences", "MultiCurrencyPreferences", "MultiLocationInventoryPreferences",
			"PurchasesAndVendorsPreferences", "SalesAndCustomersPreferences", "CurrentAppAccessRights",
			"ItemsAndInventoryPreferences":
			for sc.child() {
				sc.preference(v)
			}
		default:
			sc.skip()
		}
	}
	v.HomeCurrency = currencyCode(v.HomeCurrencyRef.FullName)
	return v
}

func (sc *scanner) salesTaxPreference(v *PreferencesRet) {
	switch sc.name {
	case "DefaultItemSalesTaxRef":
		v.DefaultItemSalesTax = sc.ref()
	case "DefaultTaxableSalesTaxCodeRef":
		v.DefaultTaxableCode = sc.ref()
	case "DefaultNonTaxableSalesTaxCodeRef":
		v.DefaultNonTaxableCode = sc.ref()
	case "PaySalesTax":
		v.PaySalesTax = sc.text()
	case "IsUsingVendorTaxCode":
		v.VendorTaxCodes = sc.flag()
	case "IsUsingCustomerTaxCode":
		v.CustomerTaxCodes = sc.flag()
	case "IsUsingAmountsIncludeTax":
		v.AmountsIncludeTax = sc.flag()
	default:
		sc.skip()
	}
}

func (sc *scanner) preference(v *PreferencesRet) {
	switch sc.name {
	case "IsUsingAccountNumbers":
		v.AccountNumbers = sc.flag()
	case "IsUsingClassTracking":
		v.ClassTracking = sc.flag()
	case "ClosingDate":
		v.ClosingDate = sc.text()
	case "IsMultiCurrencyOn":
		v.MultiCurrency = sc.flag()
	case "HomeCurrencyRef":
		v.HomeCurrencyRef = sc.ref()
	case "IsMultiLocationInventoryEnabled":
		v.MultiLocation = sc.flag()
	case "IsUsingInventory":
		v.Inventory = sc.flag()
	case "IsAutoApplyingPayments":
		v.AutoApplyPayments = sc.flag()
	case "PriceLevels":
		for sc.child() {
			if sc.name == "IsUsingPriceLevels" {
				v.PriceLevels = sc.flag()
				continue
			}
			sc.skip()
		}
	case "IsAutomaticLoginAllowed":
		v.AutomaticLogin = sc.flag()
	case "IsPersonalDataAccessAllowed":
		v.PersonalData = sc.flag()
	case "IsTrackingSerialOrLotNumber":
		v.SerialOrLotTracking = sc.text()
	case "EnhancedInventoryReceivingEnabled":
		v.EnhancedInventoryReceipt = sc.flag()
	default:
		sc.skip()
	}
}

// currencyCode is the ISO code of a currency by the name that QuickBooks has
// for it; empty when it is not one of those here.
func currencyCode(name string) string {
	switch strings.ToLower(strings.TrimSpace(name)) {
	case "us dollar", "u.s. dollar":
		return "USD"
	case "canadian dollar":
		return "CAD"
	case "euro":
		return "EUR"
	case "british pound sterling", "british pound", "pound sterling":
		return "GBP"
	case "australian dollar":
		return "AUD"
	case "new zealand dollar":
		return "NZD"
	case "mexican peso":
		return "MXN"
	case "japanese yen":
		return "JPY"
	case "swiss franc":
		return "CHF"
	case "chinese yuan renminbi":
		return "CNY"
	case "indian rupee":
		return "INR"
	}
	return ""
}
