package qbxml

// HostQueryRq asks which QuickBooks this is and which versions of qbXML it speaks.
type HostQueryRq struct {
	none
	IncludeMaxCapacity bool // also how long lists may get (HostRet.Capacity)
	IncludeRetElement  []string
}

func (*HostQueryRq) element() string { return "HostQueryRq" }

func (q *HostQueryRq) appendTo(w *writer) {
	if q.IncludeMaxCapacity {
		w.open("IncludeListMetaData")
		w.raw("IncludeMaxCapacity", "true")
		w.close()
	}
	w.returned(q.IncludeRetElement, nil)
}

// CompanyQueryRq asks which company file is open. OwnerID asks for the custom
// fields that an application put on it, such as the Web Connector's FileID.
type CompanyQueryRq struct {
	none
	IncludeRetElement []string
	OwnerID           []string
}

func (*CompanyQueryRq) element() string { return "CompanyQueryRq" }

func (q *CompanyQueryRq) appendTo(w *writer) { w.returned(q.IncludeRetElement, q.OwnerID) }

// PreferencesQueryRq asks for the company file's preferences.
type PreferencesQueryRq struct {
	none
	IncludeRetElement []string
}

func (*PreferencesQueryRq) element() string { return "PreferencesQueryRq" }

func (q *PreferencesQueryRq) appendTo(w *writer) { w.returned(q.IncludeRetElement, nil) }

// HostRet tells which QuickBooks answers.
type HostRet struct {
	ProductName           string // "QuickBooks Enterprise Solutions 24.0"
	MajorVersion          string
	MinorVersion          string
	Country               string // US, CA, UK, AU
	SupportedQBXMLVersion []string
	IsAutomaticLogin      bool
	QBFileMode            string // SingleUser, MultiUser
	// Capacity is the most entries that a list may have, by the list's name as
	// in ListMetaData ("Entity", "Item"), when it was asked for.
	Capacity map[string]int
}

// CompanyRet tells which company file is open. Tax numbers, addresses and the
// like are not read: they are personal data that nothing needs.
type CompanyRet struct {
	IsSampleCompany      bool
	CompanyName          string
	LegalCompanyName     string
	AccountantCopyExists bool
	DividingDate         string // of the accountant's copy: days up to it cannot be changed
	DataExt              []DataExtRet
}

// DataExtRet is a custom field.
type DataExtRet struct {
	OwnerID      string // "0" or a GUID in braces; empty when QuickBooks left it out
	DataExtName  string
	DataExtType  string
	DataExtValue string
}

// PreferencesRet is what of the preferences matters to posting.
type PreferencesRet struct {
	AccountNumbers bool   // IsUsingAccountNumbers
	ClassTracking  bool   // IsUsingClassTracking
	ClosingDate    string // "2026-12-31"; empty: the books are not closed

	MultiCurrency   bool   // IsMultiCurrencyOn
	HomeCurrencyRef Ref    // QuickBooks' name of the currency: "US Dollar"
	HomeCurrency    string // its ISO code where the name is known: "USD"

	MultiLocation bool // IsMultiLocationInventoryEnabled: inventory sites
	Inventory     bool // IsUsingInventory

	AutoApplyPayments bool // IsAutoApplyingPayments (of the user interface)
	PriceLevels       bool // IsUsingPriceLevels

	// SalesTax tells whether sales tax is switched on: QuickBooks then tells
	// its SalesTaxPreferences.
	SalesTax                 bool
	DefaultItemSalesTax      Ref
	DefaultTaxableCode       Ref
	DefaultNonTaxableCode    Ref
	PaySalesTax              string // Monthly, Quarterly, Annually
	VendorTaxCodes           bool   // IsUsingVendorTaxCode: CA, UK, AU
	CustomerTaxCodes         bool   // IsUsingCustomerTaxCode: CA, UK, AU
	AmountsIncludeTax        bool   // IsUsingAmountsIncludeTax: IsTaxIncluded may be sent (CA, UK, AU)
	AutomaticLogin           bool   // IsAutomaticLoginAllowed
	PersonalData             bool   // IsPersonalDataAccessAllowed
	SerialOrLotTracking      string // None, SerialNumber, LotNumber
	EnhancedInventoryReceipt bool   // EnhancedInventoryReceivingEnabled
}
