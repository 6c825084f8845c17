package company

import "strings"

// customerAdd adds a customer or, with a ParentRef, a job.
func (c *call) customerAdd() *refused {
	f, d := c.f, c.d
	top := d.find(c.node, "CustomerAdd")
	p := person{kind: aCustomer}
	if refusal := c.customerFields(&p, top, "Customer"); refusal != nil {
		return refusal
	}
	if refusal := c.freeName(&p, -1); refusal != nil {
		return refusal
	}
	if p.taxCode == 0 && f.o.Country == "US" {
		p.taxCode = f.prefs.TaxCode
	}
	if p.taxItem == 0 && f.o.Country == "US" {
		p.taxItem = f.prefs.TaxItem
	}
	place := f.people.add(p, f.now())
	if p.parent != 0 {
		f.people.at(p.parent - 1).hasJobs = true
		f.touch(rowPerson, p.parent-1)
	}
	f.touch(rowPerson, place)
	return c.personDone(place)
}

// personDone answers an Add or Mod with the row as it now is.
func (c *call) personDone(place int32) *refused {
	c.wrote = done{'p', place}
	c.begin()
	if !c.d.includeNone {
		c.only()
		c.personRet(place)
	}
	c.finish()
	return nil
}

// freeName checks a person's name against the one name space of customers,
// vendors, employees and other names, inactive ones too; self may keep its own.
func (c *call) freeName(p *person, self int32) *refused {
	f := c.f
	full := p.name
	if p.parent != 0 {
		full = f.people.fullName(p.parent-1) + ":" + p.name
		if f.people.level(p.parent-1) >= 4 {
			return refuse(3180, "There was an error when saving a Customers list, element %q.  QuickBooks error message: The list has too many levels.", p.name)
		}
	}
	switch {
	case p.name == "":
		return missingElement("Name")
	case badName(p.name) != "":
		return refuse(3090, "There was an error when storing %q in the \"Name\" field: it contains %s.", p.name, badName(p.name))
	case len([]rune(full)) > 209:
		return refuse(3070, "The string %q in the field \"FullName\" is too long.", full)
	}
	if at := f.people.named(full); at >= 0 && at != self {
		return refuse(3100, "The name %q of the list element is already in use.", full)
	}
	return nil
}

// customerFields takes the fields of CustomerAdd or CustomerMod over into p.
func (c *call) customerFields(p *person, top int32, where string) *refused {
	f, d := c.f, c.d
	p.name = strings.Clone(strings.TrimSpace(pick(d, top, "Name", p.name)))
	p.inactive = !isTrue(d.get(top, "IsActive"), !p.inactive)
	repeated := map[byte]bool{}
	for n := d.nodes[top].child; n != 0; n = d.nodes[n].next {
		var refusal *refused
		switch name := d.nodes[n].el.name; name {
		case "ClassRef":
			if !f.o.Classes {
				return refuse(3250, "%s", featureOff)
			}
			refusal = setRef(d, n, &f.classes, &p.class, "Class", where)
		case "ParentRef":
			refusal = c.parentRef(n, p)
		case "TermsRef":
			refusal = setRef(d, n, &f.terms, &p.terms, "Terms", where)
		case "SalesRepRef":
			refusal = setRef(d, n, &f.reps, &p.rep, "SalesRep", where)
		case "SalesTaxCodeRef":
			refusal = setRef(d, n, &f.codes, &p.taxCode, "SalesTaxCode", where)
		case "ItemSalesTaxRef":
			if f.o.Country == "CA" || f.o.Country == "UK" { // QuickBooks sheet §1
				return refuse(3250, "%s (ItemSalesTaxRef)", featureOff)
			}
			refusal = c.taxItemRef(n, &p.taxItem, where)
		case "PreferredPaymentMethodRef":
			refusal = setRef(d, n, &f.methods, &p.method, "PaymentMethod", where)
		case "CustomerTypeRef", "JobTypeRef", "PriceLevelRef":
			var none int32
			refusal = setRef(d, n, &list[simple, *simple]{}, &none, strings.TrimSuffix(name, "Ref"), where)
		case "CurrencyRef":
			refusal = c.personCurrency(n, p, where)
		case "OpenBalance", "Contacts", "ContactsMod", "AdditionalNotes", "AdditionalNotesMod", "CreditCardInfo":
			refusal = refuse(1030, "The element %s is not supported by the simulated company file.", name)
		default:
			pf, ok := personFieldOf(name)
			if !ok {
				continue
			}
			c.keepField(p, pf, n, repeated)
		}
		if refusal != nil {
			return refusal
		}
	}
	return nil
}

func (c *call) keepField(p *person, pf personField, n int32, repeated map[byte]bool) {
	d := c.d
	switch pf.form {
	case 't':
		p.detail = p.detail.with(pf.field, d.nodes[n].text)
	case 'a':
		p.detail = p.detail.with(pf.field, mergeChildren(p.detail.get(pf.field), d, n))
	case 'r':
		if !repeated[pf.field] {
			p.detail = p.detail.with(pf.field, "")
			repeated[pf.field] = true
		}
		p.detail = kept(keep([]byte(p.detail), pf.field, keepChildren(d, n)))
	}
}

// pick is the element's text, or otherwise when the element is absent.
func pick(d *document, n int32, name, otherwise string) string {
	if c := d.find(n, name); c != 0 {
		return d.nodes[c].text
	}
	return otherwise
}

func setRef[T any, P rowOf[T]](d *document, n int32, l *list[T, P], to *int32, what, where string) *refused {
	place, refusal := reference(d, n, l, what, where)
	if refusal == nil {
		*to = place
	}
	return refusal
}

// parentRef resolves a customer's parent, which must be a customer itself.
func (c *call) parentRef(n int32, p *person) *refused {
	place, refusal := reference(c.d, n, &c.f.people, "Customer", "Customer")
	if refusal != nil && refusal.code != 3000 || place != 0 && c.f.people.at(place-1).kind != aCustomer {
		name := c.d.get(n, "FullName")
		if name == "" {
			name = c.d.get(n, "ListID")
		}
		return refuse(3130, "There is an invalid reference to a parent %q in the Customers list.  %s", name, noSuchRecord)
	}
	p.parent = place
	return refusal
}

// taxItemRef resolves a header's or customer's ItemSalesTaxRef: a sales tax
// item or a group of them.
func (c *call) taxItemRef(n int32, to *int32, where string) *refused {
	if c.f.o.NoSalesTax {
		return refuse(3250, "%s", featureOff)
	}
	place, refusal := reference(c.d, n, &c.f.items, "ItemSalesTax", where)
	if refusal != nil {
		return refusal
	}
	if place != 0 {
		if k := c.f.items.at(place - 1).kind; k != salesTax && k != salesTaxGroup {
			return badReference("ItemSalesTax", c.f.items.fullName(place-1), where)
		}
	}
	*to = place
	return nil
}

// customerMod changes a customer: only the elements that are sent, an empty
// one clears; the EditSequence must be the current one (3200).
func (c *call) customerMod() *refused {
	f, d := c.f, c.d
	top := d.find(c.node, "CustomerMod")
	id := d.get(top, "ListID")
	place := f.people.identified(id)
	if place < 0 || f.people.at(place).kind != aCustomer {
		return refuse(3120, "Object %q specified in the request cannot be found.  %s", id, noSuchRecord)
	}
	old := f.people.at(place)
	if old.lock {
		return refuse(3175, "There was an error when modifying a Customer: its internals could not be locked. They are in use by another user.")
	}
	if seq := d.get(top, "EditSequence"); seq != editSequence(&old.entry) {
		return refuse(3200, "The provided edit sequence %q is out-of-date.", seq)
	}
	p := *old
	if refusal := c.customerFields(&p, top, "Customer"); refusal != nil {
		return refusal
	}
	if p.parent != old.parent {
		return refuse(1030, "Moving a customer to another parent is not supported by the simulated company file.")
	}
	if refusal := c.freeName(&p, place); refusal != nil {
		return refusal
	}
	if p.name != old.name {
		f.renamePerson(place, p.name)
	}
	f.changed(&p.entry)
	*f.people.at(place) = p
	f.touch(rowPerson, place)
	return c.personDone(place)
}

func editSequence(e *entry) string { return seqText(e.seq) }
