package company

import "strings"

// The fields of a person's detail.
const (
	fieldCompany byte = iota + 1
	fieldSalutation
	fieldFirst
	fieldMiddle
	fieldLast
	fieldJobTitle
	fieldBill
	fieldShip
	fieldShipTo
	fieldPhone
	fieldAltPhone
	fieldFax
	fieldEmail
	fieldCc
	fieldContact
	fieldAltContact
	fieldMoreContact
	fieldTaxCountry
	fieldResale
	fieldAccountNumber
	fieldCreditLimit
	fieldJobStatus
	fieldJobStart
	fieldJobProjected
	fieldJobEnd
	fieldJobDesc
	fieldNotes
	fieldWithParent
	fieldDelivery
	fieldPrefDelivery
	fieldGUID
	fieldTaxRegistration
)

// personField binds an element of CustomerAdd and CustomerRet to a field.
type personField struct {
	field byte
	name  string
	form  byte // 't' text, 'a' an address, 'r' a repeated aggregate
}

// namedFields stand in CustomerRet between Sublevel and CustomerTypeRef.
var namedFields = [...]personField{
	{fieldCompany, "CompanyName", 't'}, {fieldSalutation, "Salutation", 't'}, {fieldFirst, "FirstName", 't'},
	{fieldMiddle, "MiddleName", 't'}, {fieldLast, "LastName", 't'}, {fieldJobTitle, "JobTitle", 't'},
	{fieldBill, "BillAddress", 'a'}, {fieldShip, "ShipAddress", 'a'}, {fieldShipTo, "ShipToAddress", 'r'},
	{fieldPhone, "Phone", 't'}, {fieldAltPhone, "AltPhone", 't'}, {fieldFax, "Fax", 't'}, {fieldEmail, "Email", 't'},
	{fieldCc, "Cc", 't'}, {fieldContact, "Contact", 't'}, {fieldAltContact, "AltContact", 't'},
	{fieldMoreContact, "AdditionalContactRef", 'r'},
}

// businessFields stand between ItemSalesTaxRef and PreferredPaymentMethodRef,
// restFields after it.
var (
	businessFields = [...]personField{
		{fieldTaxCountry, "SalesTaxCountry", 't'}, {fieldResale, "ResaleNumber", 't'},
		{fieldAccountNumber, "AccountNumber", 't'}, {fieldCreditLimit, "CreditLimit", 't'},
	}
	restFields = [...]personField{
		{fieldJobStatus, "JobStatus", 't'}, {fieldJobStart, "JobStartDate", 't'}, {fieldJobProjected, "JobProjectedEndDate", 't'},
		{fieldJobEnd, "JobEndDate", 't'}, {fieldJobDesc, "JobDesc", 't'}, {fieldNotes, "Notes", 't'},
		{fieldWithParent, "IsStatementWithParent", 't'}, {fieldDelivery, "DeliveryMethod", 't'},
		{fieldPrefDelivery, "PreferredDeliveryMethod", 't'}, {fieldGUID, "ExternalGUID", 't'},
		{fieldTaxRegistration, "TaxRegistrationNumber", 't'},
	}
)

// personFieldOf finds the field of an element.
func personFieldOf(name string) (personField, bool) {
	for _, table := range [...][]personField{namedFields[:], businessFields[:], restFields[:]} {
		for _, p := range table {
			if p.name == name {
				return p, true
			}
		}
	}
	return personField{}, false
}

// addressNames are the elements of an address, in order; field i+1 of its kept.
var addressNames = [...]string{"Addr1", "Addr2", "Addr3", "Addr4", "Addr5", "City", "State", "PostalCode", "Country", "Note",
	"Name", "DefaultShipTo", "ContactName", "ContactValue"}

// keepChildren packs an aggregate of texts.
func keepChildren(d *document, n int32) string {
	var b []byte
	for c := d.nodes[n].child; c != 0; c = d.nodes[c].next {
		for i, name := range addressNames {
			if name == d.nodes[c].el.name {
				b = keep(b, byte(i+1), d.nodes[c].text)
				break
			}
		}
	}
	return string(b)
}

// mergeChildren packs an aggregate of texts over what it was before: what is
// not sent stays, an empty element clears.
func mergeChildren(before string, d *document, n int32) string {
	if before == "" {
		return keepChildren(d, n)
	}
	k := kept(before)
	for c := d.nodes[n].child; c != 0; c = d.nodes[c].next {
		for i, name := range addressNames {
			if name == d.nodes[c].el.name {
				k = k.with(byte(i+1), d.nodes[c].text)
			}
		}
	}
	return string(k)
}

// writeAddress writes an address and its block, as QuickBooks gives both.
func (w *out) writeAddress(name, packed string) {
	if packed == "" {
		return
	}
	k := kept(packed)
	if w.open(name) {
		for i, n := range addressNames[:10] {
			w.str(n, k.get(byte(i+1)))
		}
		w.close(name)
	}
	if !w.open(name + "Block") {
		return
	}
	lines := 0
	add := func(s string) {
		if s != "" && lines < 5 {
			w.str(addressNames[lines], truncate(s, 41))
			lines++
		}
	}
	for i := range 5 {
		add(k.get(byte(i + 1)))
	}
	city, region := k.get(6), strings.TrimSpace(k.get(7)+" "+k.get(8))
	switch {
	case city != "" && region != "":
		add(city + ", " + region)
	default:
		add(city + region)
	}
	add(k.get(9))
	w.close(name + "Block")
}

func truncate(s string, max int) string {
	r := []rune(s)
	if len(r) > max {
		return string(r[:max])
	}
	return s
}

func (w *out) personFields(k kept, fields []personField) {
	for _, p := range fields {
		if k == "" || !w.wants(p.name) && p.form != 'a' {
			continue
		}
		switch p.form {
		case 't':
			w.str(p.name, k.get(p.field))
		case 'a':
			w.writeAddress(p.name, k.get(p.field))
		case 'r':
			for rest := k; rest != ""; {
				field, text, next := rest.first()
				if field == p.field && w.open(p.name) {
					w.repeated(kept(text))
					w.close(p.name)
				}
				rest = next
			}
		}
	}
}

// repeated writes a ShipToAddress or an AdditionalContactRef.
func (w *out) repeated(k kept) {
	w.str("Name", k.get(11))
	for i, n := range addressNames[:10] {
		w.str(n, k.get(byte(i+1)))
	}
	w.str("DefaultShipTo", k.get(12))
	w.str("ContactName", k.get(13))
	w.str("ContactValue", k.get(14))
}

// personRet writes a row of the names' lists as its kind's Ret.
func (c *call) personRet(place int32) {
	p := c.f.people.at(place)
	switch p.kind {
	case aCustomer:
		c.customerRet(place)
	case aVendor:
		c.vendorRet(p)
	case anEmployee:
		c.w.ret("EmployeeRet")
		c.nameHead(p)
		c.w.str("FirstName", p.detail.get(fieldFirst))
		c.w.str("LastName", p.detail.get(fieldLast))
		c.w.str("Phone", p.detail.get(fieldPhone))
		c.w.str("Email", p.detail.get(fieldEmail))
		c.w.retEnd("EmployeeRet")
	case anOtherName:
		c.w.ret("OtherNameRet")
		c.nameHead(p)
		c.w.str("CompanyName", p.detail.get(fieldCompany))
		c.w.str("FirstName", p.detail.get(fieldFirst))
		c.w.str("LastName", p.detail.get(fieldLast))
		c.w.str("Phone", p.detail.get(fieldPhone))
		c.w.str("Email", p.detail.get(fieldEmail))
		c.w.retEnd("OtherNameRet")
	}
}

func (c *call) nameHead(p *person) {
	c.w.head(&p.entry)
	c.w.str("Name", p.name)
	c.w.boolean("IsActive", !p.inactive)
}

func (c *call) vendorRet(p *person) {
	w := c.w
	w.ret("VendorRet")
	c.nameHead(p)
	w.boolean("IsTaxAgency", p.agency)
	w.str("CompanyName", p.detail.get(fieldCompany))
	w.str("FirstName", p.detail.get(fieldFirst))
	w.str("LastName", p.detail.get(fieldLast))
	w.writeAddress("VendorAddress", p.detail.get(fieldBill))
	w.str("Phone", p.detail.get(fieldPhone))
	w.str("Email", p.detail.get(fieldEmail))
	w.str("AccountNumber", p.detail.get(fieldAccountNumber))
	w.cents("Balance", p.taxOwed)
	w.retEnd("VendorRet")
}

func (c *call) customerRet(place int32) {
	w, f, p := c.w, c.f, c.f.people.at(place)
	w.ret("CustomerRet")
	w.head(&p.entry)
	w.str("Name", p.name)
	if w.wants("FullName") {
		w.str("FullName", f.people.fullName(place))
	}
	w.boolean("IsActive", !p.inactive)
	writeRef(w, "ClassRef", &f.classes, p.class)
	writeTree(w, &f.people, place)
	w.personFields(p.detail, namedFields[:])
	writeRef(w, "TermsRef", &f.terms, p.terms)
	writeRef(w, "SalesRepRef", &f.reps, p.rep)
	w.cents("Balance", p.balance)
	if w.wants("TotalBalance") {
		w.cents("TotalBalance", f.totalBalance(place))
	}
	if !f.o.NoSalesTax {
		writeRef(w, "SalesTaxCodeRef", &f.codes, p.taxCode)
		writeRef(w, "ItemSalesTaxRef", &f.items, p.taxItem)
	}
	w.personFields(p.detail, businessFields[:])
	writeRef(w, "PreferredPaymentMethodRef", &f.methods, p.method)
	if p.detail.get(fieldJobStatus) == "" {
		w.str("JobStatus", "None")
	}
	w.personFields(p.detail, restFields[:])
	c.currencyRef(p.currency)
	w.retEnd("CustomerRet")
}

// totalBalance is a customer's balance with that of its jobs.
func (f *File) totalBalance(place int32) int64 {
	p := f.people.at(place)
	total := p.balance
	if !p.hasJobs {
		return total
	}
	for i := range f.people.rows {
		if f.people.rows[i].parent == place+1 {
			total += f.totalBalance(int32(i))
		}
	}
	return total
}
