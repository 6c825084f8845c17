package qbxml

import "countinghouse/money"

// CustomerQueryRq asks for customers and jobs.
type CustomerQueryRq PagedOwnedListQuery

func (*CustomerQueryRq) element() string { return "CustomerQueryRq" }

func (q *CustomerQueryRq) attributes(w *writer) { (*PagedOwnedListQuery)(q).pages(w) }

func (q *CustomerQueryRq) appendTo(w *writer) { (*PagedOwnedListQuery)(q).list().write(w, q.OwnerID) }

// CustomerAddRq creates a customer or job.
type CustomerAddRq struct {
	none
	CustomerAdd       CustomerAdd
	IncludeRetElement []string
}

// CustomerAdd is a customer to be created. Elements that US Desktop does not
// take (Suffix, PrintAs, Mobile, Pager) are not there, nor are card numbers.
type CustomerAdd struct {
	Name        string // unique among customers, vendors, employees and other names; no colon
	IsActive    *bool
	ClassRef    Ref
	ParentRef   Ref
	CompanyName string
	Salutation  string
	FirstName   string
	MiddleName  string
	LastName    string
	JobTitle    string
	BillAddress Address
	ShipAddress Address

	Phone    string
	AltPhone string
	Fax      string
	Email    string
	Cc       string
	Contact  string

	AltContact                string
	CustomerTypeRef           Ref
	TermsRef                  Ref
	SalesRepRef               Ref
	SalesTaxCodeRef           Ref
	ItemSalesTaxRef           Ref
	ResaleNumber              string
	AccountNumber             string
	CreditLimit               *money.Amount
	PreferredPaymentMethodRef Ref
	Notes                     string
	PreferredDeliveryMethod   string // None, Email, Fax
	PriceLevelRef             Ref
	ExternalGUID              string // "{…}"; left out before qbXML 9.0
	CurrencyRef               Ref
}

func (*CustomerAddRq) element() string { return "CustomerAddRq" }

func (r *CustomerAddRq) appendTo(w *writer) {
	c := &r.CustomerAdd
	w.open("CustomerAdd")
	w.name(c.Name, MaxCustomerName)
	w.flag("IsActive", c.IsActive)
	w.ref("ClassRef", c.ClassRef, MaxClassFullName)
	w.ref("ParentRef", c.ParentRef, MaxCustomerFullName)
	w.text("CompanyName", c.CompanyName, MaxCompanyName)
	w.text("Salutation", c.Salutation, MaxSalutation)
	w.text("FirstName", c.FirstName, MaxFirstName)
	w.text("MiddleName", c.MiddleName, MaxMiddleName)
	w.text("LastName", c.LastName, MaxLastName)
	w.text("JobTitle", c.JobTitle, MaxJobTitle)
	w.address("BillAddress", &c.BillAddress)
	w.address("ShipAddress", &c.ShipAddress)
	w.text("Phone", c.Phone, MaxPhone)
	w.text("AltPhone", c.AltPhone, MaxPhone)
	w.text("Fax", c.Fax, MaxPhone)
	w.text("Email", c.Email, MaxEmail)
	w.text("Cc", c.Cc, MaxEmail)
	w.text("Contact", c.Contact, MaxContact)
	w.text("AltContact", c.AltContact, MaxContact)
	w.ref("CustomerTypeRef", c.CustomerTypeRef, MaxClassFullName)
	w.ref("TermsRef", c.TermsRef, MaxTermsName)
	w.ref("SalesRepRef", c.SalesRepRef, MaxSalesRepInitials)
	w.taxCode("SalesTaxCodeRef", c.SalesTaxCodeRef)
	w.ref("ItemSalesTaxRef", c.ItemSalesTaxRef, MaxSalesTaxItemName)
	w.text("ResaleNumber", c.ResaleNumber, MaxResaleNumber)
	w.text("AccountNumber", c.AccountNumber, MaxAccountNumber)
	w.amount("CreditLimit", c.CreditLimit)
	w.ref("PreferredPaymentMethodRef", c.PreferredPaymentMethodRef, MaxPaymentMethodName)
	w.text("Notes", c.Notes, MaxNotes)
	w.enum("PreferredDeliveryMethod", c.PreferredDeliveryMethod, "None", "Email", "Fax")
	w.ref("PriceLevelRef", c.PriceLevelRef, MaxPriceLevelName)
	w.externalGUID(c.ExternalGUID)
	w.ref("CurrencyRef", c.CurrencyRef, MaxCurrencyName)
	w.close()
	w.returned(r.IncludeRetElement, nil)
}

// CustomerRet is a customer or job. Card numbers are not read.
type CustomerRet struct {
	Listed
	FullName                  string // of a job: "Customer:Job"
	ParentRef                 Ref
	Sublevel                  int
	ClassRef                  Ref
	CompanyName               string
	FirstName                 string
	MiddleName                string
	LastName                  string
	BillAddress               Address
	ShipAddress               Address
	Phone                     string
	Email                     string
	TermsRef                  Ref
	Balance                   money.Amount
	TotalBalance              money.Amount
	SalesTaxCodeRef           Ref
	ItemSalesTaxRef           Ref
	AccountNumber             string
	PreferredPaymentMethodRef Ref
	Notes                     string
	ExternalGUID              string
	CurrencyRef               Ref // absent: home currency
	DataExt                   []DataExtRet
}
