package books

import (
	"strings"

	"countinghouse/qbxml"
)

// fill are the fields of a known customer that are blank in QuickBooks and
// told by the order; nil if there are none or the rules want none. What stands
// in QuickBooks is never overwritten.
func (p *planner) fill(e Entry) *CustomerFill {
	if p.r.Customers.Fill != "blanks" || !e.Active || e.ListID == "" {
		return nil
	}
	o := p.o
	f := &CustomerFill{Customer: e.Ref()}
	changed := false
	set := func(to *string, has, value string, limit int) {
		if strings.TrimSpace(has) != "" || strings.TrimSpace(value) == "" {
			return
		}
		if text, _ := fitLine(value, limit, ""); text != "" {
			*to, changed = text, true
		}
	}
	first, last := o.PersonName()
	if e.FirstName == "" && e.LastName == "" { // half a name would be a guess
		set(&f.FirstName, "", first, qbxml.MaxFirstName)
		set(&f.LastName, "", last, qbxml.MaxFirstName)
	}
	set(&f.CompanyName, e.Company, o.CompanyName(), qbxml.MaxCompanyName)
	set(&f.Phone, e.Phone, o.Billing.Phone, qbxml.MaxPhone)
	set(&f.Email, e.Email, o.Email(), qbxml.MaxEmail)
	// The cached list tells of an address only its postal code: without one it
	// may be blank. What is filled is decided by the record as it is read then.
	if bill, _ := fitAddress(o.Billing, ""); e.PostalCode == "" && bill.PostalCode != "" {
		f.BillTo, changed = bill, true
		if len(o.Shipping) == 1 {
			f.ShipTo, _ = fitAddress(o.Shipping[0].Address, "")
		}
	}
	if !changed {
		return nil
	}
	return f
}
