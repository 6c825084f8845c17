package books

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"countinghouse/qbxml"
	"countinghouse/sales"
)

// customer finds whom the document names: the customer linked before, by
// e-mail, by name; else a new one is returned. Where it isn't certain who it
// is, the order waits for a person.
func (p *planner) customer(d *Document) *NewCustomer {
	if p.summed != "" {
		p.sharedBy(d, p.r.Customers.One, "daily summaries")
		return nil
	}
	if name, who, ok := p.r.sharedCustomer(p.o); ok {
		p.sharedBy(d, name, who)
		return nil
	}
	key := p.o.CustomerKey()
	if e := p.l.Linked; e != nil {
		p.use(d, *e, "This shopper was linked to the customer "+e.FullName+" before", "mapping")
		return nil
	}
	if c := p.l.PendingCustomer; c != nil {
		d.CustomerKey = c.Key
		d.Why = append(d.Why, Reason{"list", "The customer " + c.Name + " is being created"})
		pending := *c
		return &pending
	}
	if p.byMark(d, key) || !p.decisions.NewCustomer && (p.byEmail(d) || p.byName(d, key)) {
		return nil
	}
	if p.r.Customers.Create == "hold" {
		p.hold(sales.Problem{
			Code: "customer-missing", Subject: p.who(), Place: "customer",
			What:  "QuickBooks has no customer for " + p.who() + ", and new ones are not created by rule.",
			Means: p.short(), Fix: "Choose the customer in Customers, or make it in QuickBooks and let the Web Connector update.",
		})
		return nil
	}
	c := p.create(key)
	if c != nil {
		d.CustomerKey = c.Key
		d.Why = append(d.Why, Reason{"rule", "The customer " + c.Name + " is new to QuickBooks and is created first"})
	}
	return c
}

// who names the shopper for people.
func (p *planner) who() string {
	name := p.o.CustomerName(p.r.Customers.NameFormat)
	if e := p.o.Email(); e != "" && e != name {
		return name + " (" + e + ")"
	}
	return name
}

// sharedCustomer is the customer that stands for many shoppers by rule: one
// for all of the store, or one for the shopper's group.
func (r Rules) sharedCustomer(o sales.Order) (name, who string, ok bool) {
	switch r.Customers.Policy {
	case "one":
		return r.Customers.One, "all orders", true
	case "group":
		group := strconv.FormatInt(o.Customer.GroupID, 10)
		if name := r.Customers.Groups[group]; name != "" {
			return name, "customers of the group " + group, true
		}
		if r.Customers.One != "" {
			return r.Customers.One, "customers of no group with a customer of its own", true
		}
	}
	return "", "", false
}

// sharedBy names the customer that stands for many shoppers.
func (p *planner) sharedBy(d *Document, name, who string) {
	if name == "" {
		p.unmapped("customer", "the one customer of "+who)
		return
	}
	found := named(p.l.Customers, Customers, name)
	active := onlyActive(found)
	switch {
	case len(active) == 1:
		p.use(d, active[0], "Documents of "+who+" name the customer "+active[0].FullName, "mapping")
	case len(found) > 0 && len(active) == 0:
		p.use(d, found[0], "", "mapping")
	default:
		p.hold(sales.Problem{
			Code: "list-missing", Subject: "customer " + name,
			What:  "QuickBooks has no one customer named " + name + ", which is mapped for " + who + ".",
			Means: p.short(), Fix: "Choose another in Mapping, or make it in QuickBooks and let the Web Connector update.",
		})
	}
}

// use names an existing customer on the document, if it can stand there.
func (p *planner) use(d *Document, e Entry, why, by string) {
	if !e.Active {
		p.hold(sales.Problem{
			Code: "customer-inactive", Subject: e.FullName, Place: "customer",
			What:  "The customer " + e.FullName + ", whom this order names, is inactive in QuickBooks.",
			Means: p.short(), Fix: "Make the customer active in QuickBooks, or choose another in Customers.",
		})
		return
	}
	if !p.inCurrency(e) {
		p.hold(sales.Problem{
			Code: "customer-currency", Subject: e.FullName, Place: "customer",
			What:  fmt.Sprintf("The customer %s is kept in %s, the order is in %s.", e.FullName, p.currencyCode(e.Currency), strings.ToUpper(p.o.Currency)),
			Means: "Its amounts would be taken for " + e.Currency + ". " + p.short(), Fix: "Choose another customer in Customers.",
		})
		return
	}
	if p.exemptHere(e) {
		p.hold(sales.Problem{
			Code: "customer-exempt", Subject: e.FullName, Place: "customer",
			What:  fmt.Sprintf("The customer %s is set up as not taxable in QuickBooks, but the store collected %s of tax.", e.FullName, p.money(p.tax)),
			Means: "QuickBooks would compute no tax at all. " + p.short(),
			Fix:   "Correct the customer's tax code in QuickBooks, or post tax as lines of its own.",
		})
		return
	}
	d.Customer = e.Ref()
	d.Why = append(d.Why, Reason{by, why})
	if _, _, shared := p.r.sharedCustomer(p.o); !shared && p.summed == "" { // nor is that of a daily summary one person
		p.update = p.fill(e)
	}
}

// exemptHere tells whether QuickBooks would compute no tax for a customer
// although it should.
func (p *planner) exemptHere(e Entry) bool {
	if p.r.Tax.Treatment != "quickbooks" || p.tax == 0 || e.TaxCode.IsZero() {
		return false
	}
	exempt := p.r.Tax.ExemptCode
	if exempt == "" {
		exempt = "Non"
	}
	for _, c := range p.l.Entries {
		if c.Kind == SalesTaxCodes && refers(e.TaxCode, c) {
			return !c.Taxable
		}
	}
	return same(e.TaxCode.FullName, exempt)
}

// accountNumber is our mark on customers that we made: "BC-main-51207".
func accountNumber(key string) string {
	return "BC-" + strings.ReplaceAll(key, "/", "-")
}

// byMark finds the customer that carries our mark of this shopper.
func (p *planner) byMark(d *Document, key string) bool {
	mark, _ := fitLine(accountNumber(key), qbxml.MaxAccountNumber, "")
	for _, e := range p.candidates() {
		if e.Active && e.Number != "" && same(e.Number, mark) {
			p.use(d, e, "The customer "+e.FullName+" was made for this shopper: its account number is "+e.Number, "list")
			return true
		}
	}
	return false
}

// byEmail finds the customer with the shopper's e-mail address; true also when
// that needs a person.
func (p *planner) byEmail(d *Document) bool {
	email := p.o.Email()
	if email == "" {
		return false
	}
	var found []Entry
	for _, e := range p.candidates() {
		if same(e.Email, email) {
			found = append(found, e)
		}
	}
	active := onlyActive(found)
	switch {
	case len(found) == 0:
		return false
	case len(active) == 1:
		p.use(d, active[0], "The customer "+active[0].FullName+" has the e-mail address "+email, "list")
	case len(active) == 0:
		p.use(d, found[0], "", "list")
	default:
		p.alike(active, "have the e-mail address "+email)
	}
	return true
}

// byName finds the customer with the shopper's name and postal code, if no
// e-mail address speaks against it. The same name alone may be another person:
// that is for a person to say; true also then.
func (p *planner) byName(d *Document, key string) bool {
	var found []Entry
	for _, name := range likelyNames(p.o, p.r) {
		for _, e := range named(p.candidates(), Customers, name) {
			if !p.someoneElse(e, key) && !slices.ContainsFunc(found, func(x Entry) bool { return x.ListID == e.ListID }) {
				found = append(found, e)
			}
		}
	}
	if len(found) == 0 {
		return false
	}
	email, code := p.o.Email(), p.o.Billing.PostalCode
	var sure, alike []Entry
	for _, e := range found {
		if e.Email != "" && email != "" && !same(e.Email, email) || e.PostalCode == "" || code == "" || !samePostalCode(e.PostalCode, code) {
			alike = append(alike, e)
			continue
		}
		sure = append(sure, e)
	}
	active := onlyActive(sure)
	switch {
	case len(active) == 1:
		p.use(d, active[0], "The customer "+active[0].FullName+" has the shopper's name and postal code", "list")
	case len(active) > 1:
		p.alike(active, "have the shopper's name and postal code")
	case len(sure) > 0:
		p.use(d, sure[0], "", "list")
	default:
		p.alike(alike, p.unlike(alike[0], email, code))
	}
	return true
}

// unlike says what speaks against a customer with the shopper's name.
func (p *planner) unlike(e Entry, email, code string) string {
	switch {
	case e.Email != "" && email != "" && !same(e.Email, email):
		return fmt.Sprintf("has the same name, but the e-mail address %s, not %s", e.Email, email)
	case e.PostalCode != "" && code != "":
		return fmt.Sprintf("has the same name, but the postal code %s, not %s", e.PostalCode, code)
	}
	return "has the same name, but neither an e-mail address nor a postal code tells whether it is the same person"
}

// likelyNames are the names under which a person may have entered the shopper.
func likelyNames(o sales.Order, r Rules) []string {
	var names []string
	for _, format := range []string{r.Customers.NameFormat, "first last", "last, first", "company"} {
		n := qbxml.FitName(o.CustomerName(format), qbxml.MaxCustomerName).Text
		if n != "" && !slices.ContainsFunc(names, func(x string) bool { return same(x, n) }) {
			names = append(names, n)
		}
	}
	return names
}

// candidates are the customers that are kept in the order's currency: one
// person has a record for each. One whose currency can't be told stays, so
// that the order is held rather than a second customer made.
func (p *planner) candidates() []Entry {
	return slices.DeleteFunc(slices.Clone(p.l.Customers), func(e Entry) bool { return !p.inCurrency(e) && len(p.currencyCode(e.Currency)) == 3 })
}

// someoneElse tells that a customer carries our mark of another shopper: the
// same name, but known to be another person's record.
func (p *planner) someoneElse(e Entry, key string) bool {
	mark := strings.ToUpper(e.Number)
	prefix := strings.ToUpper(accountNumber(string(p.o.Store) + "/"))
	own, _ := fitLine(accountNumber(key), qbxml.MaxAccountNumber, "")
	return strings.HasPrefix(mark, prefix) && !same(e.Number, own)
}

// samePostalCode compares the first five characters, because many leave out the rest.
func samePostalCode(a, b string) bool {
	short := func(s string) string {
		s = strings.ToUpper(strings.Join(strings.Fields(s), ""))
		if len(s) > 5 {
			s = s[:5]
		}
		return s
	}
	return short(a) == short(b)
}

// alike holds the order for a person to say who it is.
func (p *planner) alike(found []Entry, what string) {
	var names []string
	for _, e := range found {
		name := e.FullName
		if !e.Active {
			name += " (inactive)"
		}
		names = append(names, name)
	}
	p.hold(sales.Problem{
		Code: "customer-unsure", Subject: p.who(), Place: "customer",
		What:  fmt.Sprintf("It isn't certain who %s is in QuickBooks: %s %s.", p.who(), strings.Join(names, ", "), what),
		Means: "On the wrong customer the sale would stand in the wrong history. " + p.short(),
		Fix:   "Choose the customer, or a new one, in Customers.",
	})
}

// create makes a customer under QuickBooks' naming rules.
func (p *planner) create(key string) *NewCustomer {
	o := p.o
	c := &NewCustomer{Key: key}
	if p.foreign() {
		c.Currency = p.currencyRef()
	}
	place := "customer"
	fit := func(s string, limit int, what string) string {
		text, notes := fitLine(s, limit, place+", "+what)
		c.Notes = append(c.Notes, notes...)
		return text
	}
	if !p.nameFor(c) {
		return nil
	}
	first, last := o.PersonName()
	c.FirstName = fit(first, qbxml.MaxFirstName, "first name")
	c.LastName = fit(last, qbxml.MaxLastName, "last name")
	c.CompanyName = fit(o.CompanyName(), qbxml.MaxCompanyName, "company")
	phone := o.Billing.Phone
	if phone == "" {
		phone = o.Customer.Phone
	}
	c.Phone = fit(phone, qbxml.MaxPhone, "phone")
	c.Email = fit(o.Email(), qbxml.MaxEmail, "e-mail")
	c.AccountNumber = fit(accountNumber(key), qbxml.MaxAccountNumber, "account number")
	var notes []sales.Note
	c.BillTo, notes = fitAddress(o.Billing, place+", bill-to address")
	c.Notes = append(c.Notes, notes...)
	if len(o.Shipping) == 1 {
		c.ShipTo, notes = fitAddress(o.Shipping[0].Address, place+", ship-to address")
		c.Notes = append(c.Notes, notes...)
	}
	return c
}

// nameFor gives the new customer a name that no customer, vendor, employee or
// other name bears: the shopper's, else with a suffix that depends on nothing
// but who it is.
func (p *planner) nameFor(c *NewCustomer) bool {
	plain, suffixed, notes := newNames(p.o, p.r)
	for i, name := range []string{plain, suffixed} {
		if _, taken := p.taken(name); taken {
			continue
		}
		c.Name = name
		c.Notes = append(c.Notes, notes...)
		c.Why = append(c.Why, Reason{"rule", "No customer has this shopper's e-mail address or name"})
		if i == 1 {
			bearer, _ := p.taken(plain)
			c.Why = append(c.Why, Reason{"rule", fmt.Sprintf("The name %s is already %s, so a suffix tells them apart", plain, bearer)})
			c.Notes = append(c.Notes, sales.Note{Code: "name-suffix", Place: "customer",
				Text: fmt.Sprintf("The name %s is already %s, so the new customer is %s.", plain, bearer, name)})
		}
		return true
	}
	bearer, _ := p.taken(suffixed)
	p.hold(sales.Problem{
		Code: "customer-name", Subject: p.who(), Place: "customer",
		What:  fmt.Sprintf("Both names for the new customer, %s and %s, are taken in QuickBooks; the second is %s.", plain, suffixed, bearer),
		Means: p.short(), Fix: "Choose the customer in Customers, or rename the other record in QuickBooks.",
	})
	return false
}

// taken tells who bears a name already, active or not: QuickBooks keeps one
// name space for customers, vendors, employees and other names.
func (p *planner) taken(name string) (string, bool) {
	for _, e := range p.l.Customers {
		if same(e.Name, name) && (e.FullName == "" || !strings.Contains(e.FullName, ":")) || same(e.FullName, name) {
			return bearer("a customer", e), true
		}
	}
	for _, e := range p.l.OtherNames {
		if same(e.Name, name) || same(e.FullName, name) {
			word := "an other name"
			switch e.Kind {
			case Vendors:
				word = "a vendor"
			case Employees:
				word = "an employee"
			}
			return bearer(word, e), true
		}
	}
	for _, n := range p.l.PendingNames {
		if same(n, name) {
			return "a customer that is being created", true
		}
	}
	return "", false
}

func bearer(word string, e Entry) string {
	if !e.Active {
		return word + " (inactive)"
	}
	return word
}

// newNames are the two names that a new customer may get.
func newNames(o sales.Order, r Rules) (shown, suffixed string, notes []sales.Note) {
	name := o.CustomerName(r.Customers.NameFormat)
	f := qbxml.FitName(name, qbxml.MaxCustomerName)
	if !strings.ContainsFunc(f.Text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		// Nothing of the name can be written in QuickBooks.
		name = "BigCommerce customer"
		if e := o.Email(); e != "" {
			name = e
		}
		f = qbxml.FitName(name, qbxml.MaxCustomerName)
	}
	for _, n := range f.Notes {
		notes = append(notes, sales.Note{Code: "text-changed", Place: "customer, name", Text: fmt.Sprintf("%q: %s.", name, n)})
	}
	plain, suffix := f.Text, nameSuffix(o)
	if c, ok := r.currencyRule(o.Currency); ok {
		own := c.NameSuffix
		if own == "" {
			own = strings.ToUpper(o.Currency)
		}
		plain, suffix = qbxml.FitNameWith(name, own, qbxml.MaxCustomerName).Text, own+" "+suffix
	}
	return plain, qbxml.FitNameWith(name, suffix, qbxml.MaxCustomerName).Text, notes
}

// nameSuffix tells people of one name apart: the customer's number, or for
// guests a few letters made of the e-mail address, so that the same guest gets
// the same name whichever order comes first.
func nameSuffix(o sales.Order) string {
	switch {
	case o.Customer.ID != 0:
		return "(BC " + strconv.FormatInt(o.Customer.ID, 10) + ")"
	case o.Email() != "":
		h := sha256.Sum256([]byte(o.Email()))
		return fmt.Sprintf("(BC guest %x)", h[:4])
	}
	return fmt.Sprintf("(BC order %d)", o.ID)
}
