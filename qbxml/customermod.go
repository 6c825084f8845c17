package qbxml

import "countinghouse/money"

// CustomerModRq changes a customer or job.
type CustomerModRq struct {
	none
	CustomerMod       CustomerMod
	IncludeRetElement []string
}

// CustomerMod is a change of a customer. Only what is set is changed; Clear
// empties texts, such as "Phone" or "BillAddress/Addr2" (qbxml-rules §7).
type CustomerMod struct {
	ListID                    string
	EditSequence              string // as it was read last: opaque, at most 16
	Clear                     []string
	Name                      string // at most 41, no colon
	IsActive                  *bool
	ClassRef                  Ref
	ParentRef                 Ref
	CompanyName               string
	Salutation                string
	FirstName                 string
	MiddleName                string
	LastName                  string
	JobTitle                  string
	BillAddress               Address
	ShipAddress               Address
	Phone                     string
	AltPhone                  string
	Fax                       string
	Email                     string
	Cc                        string
	Contact                   string
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
}

func (*CustomerModRq) element() string { return "CustomerModRq" }

func (r *CustomerModRq) appendTo(w *writer) {
	c := &r.CustomerMod
	w.open("CustomerMod")
	w.needID("ListID", c.ListID)
	w.sequence(c.EditSequence)
	w.clear = c.Clear
	if c.Name != "" {
		w.name(c.Name, MaxCustomerName)
	}
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
	w.cleared(c.Clear)
	w.close()
	w.returned(r.IncludeRetElement, nil)
}
