package company

import (
	"strconv"
	"strings"
)

// simpleAdd adds a row to one of the short lists: a payment method, a shipping
// method, a class, terms.
func (c *call) simpleAdd() *refused {
	f, d := c.f, c.d
	top := d.nodes[c.node].child
	var l List
	var ret func(int32)
	row := simple{}
	switch c.name {
	case "PaymentMethodAdd":
		l, ret = PaymentMethods, c.methodRet
		if row.word = strings.Clone(d.get(top, "PaymentMethodType")); row.word == "" {
			row.word = "Other"
		}
	case "ShipMethodAdd":
		l, ret = ShipMethods, c.plainRet(&f.ships, "ShipMethodRet")
	case "ClassAdd":
		if !f.o.Classes {
			return refuse(3250, "%s", featureOff)
		}
		l, ret = Classes, c.classRet
	default:
		l, ret = Terms, c.termsRet
		if days := d.get(top, "StdDueDays"); days != "" {
			n, err := strconv.ParseInt(days, 10, 32)
			if err != nil || n < 0 {
				return refuse(3030, "There was an error when converting the integer value %q in the field \"StdDueDays\".", days)
			}
			row.days = int32(n)
		}
	}
	at := 0
	for i, s := range smallLists {
		if s == l {
			at = i
		}
	}
	rows := f.small(at)
	row.name = strings.Clone(strings.TrimSpace(d.get(top, "Name")))
	row.inactive = !isTrue(d.get(top, "IsActive"), true)
	if n := d.find(top, "ParentRef"); n != 0 {
		if refusal := setRef(d, n, rows, &row.parent, string(l), string(l)); refusal != nil {
			return refuse(3130, "There is an invalid reference to a parent in the %s list.  %s", l, noSuchRecord)
		}
	}
	full := row.name
	if row.parent != 0 {
		if full = rows.fullName(row.parent-1) + ":" + row.name; rows.level(row.parent-1) >= 4 {
			return refuse(3180, "There was an error when saving a %s list, element %q.  QuickBooks error message: The list has too many levels.", l, row.name)
		}
	}
	if refusal := freeIn(row.name, full, rows.named(full)); refusal != nil {
		return refusal
	}
	place := rows.add(row, f.now())
	f.touch(rowSimple+byte(at), place)
	return c.rowDone(place, ret)
}

// freeIn checks the name of a new row: at is who has it, -1: nobody.
func freeIn(name, full string, at int32) *refused {
	switch {
	case name == "":
		return missingElement("Name")
	case badName(name) != "":
		return refuse(3090, "There was an error when storing %q in the \"Name\" field: it contains %s.", name, badName(name))
	case at >= 0: // inactive rows keep their names
		return refuse(3100, "The name %q of the list element is already in use.", full)
	}
	return nil
}

// rowDone answers an Add with the row as it now is.
func (c *call) rowDone(place int32, ret func(int32)) *refused {
	c.wrote = done{kind: 'x'}
	c.begin()
	if !c.d.includeNone {
		c.only()
		ret(place)
	}
	c.finish()
	return nil
}

// accountAdd adds an account without an opening balance.
func (c *call) accountAdd() *refused {
	f, d := c.f, c.d
	top := d.nodes[c.node].child
	a := account{kind: strings.Clone(d.get(top, "AccountType")), number: strings.Clone(d.get(top, "AccountNumber")), desc: strings.Clone(d.get(top, "Desc"))}
	a.name = strings.Clone(strings.TrimSpace(d.get(top, "Name")))
	a.inactive = !isTrue(d.get(top, "IsActive"), true)
	for _, el := range []string{"OpenBalance", "OpenBalanceDate", "CurrencyRef", "DetailAccountType", "BankNumber", "SalesTaxCodeRef", "TaxLineID"} {
		if d.find(top, el) != 0 {
			return refuse(1030, "The element %s is not supported by the simulated company file.", el)
		}
	}
	if a.kind == "NonPosting" { // QuickBooks makes these itself
		return refuse(3180, "There was an error when saving an Accounts list, element %q.  QuickBooks error message: An account of this type can't be created.", a.name)
	}
	if n := d.find(top, "ParentRef"); n != 0 {
		if refusal := setRef(d, n, &f.accounts, &a.parent, "Account", "Account"); refusal != nil {
			return refusal
		}
		if a.parent != 0 && f.accounts.at(a.parent-1).kind != a.kind {
			return refuse(3130, "There is an invalid reference to a parent %q in the Accounts list: it is of another type.", f.accounts.fullName(a.parent-1))
		}
	}
	full := a.name
	if a.parent != 0 {
		full = f.accounts.fullName(a.parent-1) + ":" + a.name
	}
	if refusal := freeIn(a.name, full, f.accounts.named(full)); refusal != nil {
		return refusal
	}
	place := f.accounts.add(a, f.now())
	f.touch(rowAccount, place)
	return c.rowDone(place, c.accountRet)
}

// taxItemAdd adds a sales tax item, whose agency must be a vendor.
func (c *call) taxItemAdd() *refused {
	f, d := c.f, c.d
	top := d.nodes[c.node].child
	if f.prefs.TaxItem == 0 { // sales tax is switched off
		return refuse(3250, "%s", featureOff)
	}
	it := item{kind: salesTax, price: fixOf(d.get(top, "TaxRate")), percent: true}
	it.name = strings.Clone(strings.TrimSpace(d.get(top, "Name")))
	it.desc = strings.Clone(d.get(top, "ItemDesc"))
	it.inactive = !isTrue(d.get(top, "IsActive"), true)
	for _, el := range []string{"BarCode", "ClassRef", "SalesTaxReturnLineRef", "ExternalGUID"} {
		if d.find(top, el) != 0 {
			return refuse(1030, "The element %s is not supported by the simulated company file.", el)
		}
	}
	if n := d.find(top, "TaxVendorRef"); n != 0 {
		if refusal := setRef(d, n, &f.people, &it.agency, "Vendor", "Item"); refusal != nil {
			return refusal
		}
	}
	switch {
	case it.agency == 0: // choice: QuickBooks' own form asks for one; that qbXML does too is not confirmed
		return missingElement("TaxVendorRef")
	case f.people.at(it.agency-1).kind != aVendor:
		return badReference("Vendor", f.people.fullName(it.agency-1), "Item")
	}
	if refusal := c.freeItemName(&it, -1); refusal != nil {
		return refusal
	}
	place := f.items.add(it, f.now())
	f.touch(rowItem, place)
	c.wrote = done{'i', place}
	c.begin()
	if !d.includeNone {
		c.only()
		c.itemRet(place)
	}
	c.finish()
	return nil
}
