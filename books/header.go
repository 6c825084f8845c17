package books

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"countinghouse/day"
	"countinghouse/qbxml"
	"countinghouse/sales"
)

// header fills all of a sale's document but its lines and where its money goes.
func (p *planner) header(kind Kind) (Document, *NewCustomer) {
	o := p.o
	d := Document{
		Kind: kind, Revision: 1, Date: p.day, Memo: mark(o), Currency: o.Currency, Decimals: o.Decimals, Total: p.total,
		ExternalGUID: guid(o.Store, o.ID, kind, 1),
		RefNumber:    p.refNumber(),
	}
	d.Why = append(d.Why,
		Reason{"rule", fmt.Sprintf("The day is the store's: %s in %s", o.Placed.In(p.zone).Format("2 Jan 2006 15:04"), p.zone)})
	if kind == SalesReceipt {
		d.Why = append(d.Why, Reason{"rule", "It is paid, so it is a sales receipt"})
	} else {
		d.Why = append(d.Why, Reason{"rule", "It is paid later, so it is an invoice"})
	}
	d.Why = append(d.Why, p.caseReasons()...)
	customer := p.customer(&d)
	d.BillTo = p.address(&d, o.Billing, "bill-to address")
	if len(o.Shipping) > 0 {
		d.ShipTo = p.address(&d, o.Shipping[0].Address, "ship-to address")
		if len(o.Shipping) > 1 {
			d.Notes = append(d.Notes, sales.Note{Code: "several-destinations", Place: "ship-to address",
				Text: fmt.Sprintf("The order goes to %d addresses; the document shows the first.", len(o.Shipping))})
		}
	}
	p.exchanged(&d)
	p.class(&d)
	p.shipMethod(&d)
	template := p.r.ReceiptTemplate
	if kind == Invoice {
		template = p.r.InvoiceTemplate
		d.PONumber = p.fit(&d, o.PONumber, qbxml.MaxPONumber, "PO number")
		terms, why := p.optional(TermsList, p.r.Terms, "invoices")
		d.Terms, d.Why = terms, append(d.Why, why...)
	}
	ref, why := p.optional(Templates, template, strings.ToLower(kindName(kind))+"s")
	d.Template, d.Why = ref, append(d.Why, why...)
	return d, customer
}

// mark is the memo by which a person, and the program after a lost answer,
// recognizes an order's document.
func mark(o sales.Order) string {
	return fmt.Sprintf("BigCommerce order %d (store %s)", o.ID, o.Store)
}

// refNumber is the prefix and the order's number, which must fit QuickBooks' 11 characters.
func (p *planner) refNumber() string {
	n := fmt.Sprintf("%s%d", p.r.RefPrefix, p.o.ID)
	f := qbxml.Fit(n, qbxml.MaxRefNumber)
	if f.Text != n {
		p.hold(sales.Problem{
			Code: "ref-number", Subject: p.r.RefPrefix,
			What:  fmt.Sprintf("The number %s does not fit QuickBooks' %d characters.", n, qbxml.MaxRefNumber),
			Means: "Under a shortened number the document could not be found again, so nothing is posted.",
			Fix:   "Choose a shorter prefix, of plain letters and digits, in Mapping.",
		})
	}
	return f.Text
}

// guid is the same for the same document of the same order, always: the mark
// that QuickBooks keeps and nobody can edit. It is a version 8 UUID (a hash of
// our own making) in the braces that QuickBooks wants.
func guid(store sales.StoreKey, order sales.OrderID, kind Kind, revision int) string {
	h := sha256.Sum256(fmt.Appendf(nil, "countinghouse\x00%s\x00%d\x00%s\x00%d", store, order, kind, revision))
	h[6] = h[6]&0x0f | 0x80
	h[8] = h[8]&0x3f | 0x80
	return fmt.Sprintf("{%X-%X-%X-%X-%X}", h[0:4], h[4:6], h[6:8], h[8:10], h[10:16])
}

// fit makes a text of one line fit, and notes what a reader would miss.
func (p *planner) fit(d *Document, s string, limit int, place string) string {
	text, notes := fitLine(s, limit, place)
	d.Notes = append(d.Notes, notes...)
	return text
}

func fitLine(s string, limit int, place string) (string, []sales.Note) {
	f := qbxml.Fit(strings.Join(strings.Fields(s), " "), limit)
	var notes []sales.Note
	for _, n := range f.Notes {
		notes = append(notes, sales.Note{Code: "text-changed", Place: place, Text: fmt.Sprintf("%q: %s.", s, n)})
	}
	return f.Text, notes
}

// address makes an address block: who, company, street, in at most five lines.
func (p *planner) address(d *Document, a sales.Address, place string) Address {
	block, notes := fitAddress(a, place)
	d.Notes = append(d.Notes, notes...)
	return block
}

func fitAddress(a sales.Address, place string) (Address, []sales.Note) {
	var notes []sales.Note
	fit := func(s string, limit int, what string) string {
		text, n := fitLine(s, limit, place+", "+what)
		notes = append(notes, n...)
		return text
	}
	var block Address
	for _, l := range []struct{ text, what string }{
		{a.FirstName + " " + a.LastName, "name"}, {a.Company, "company"}, {a.Street1, "street"}, {a.Street2, "second street line"},
	} {
		if t := fit(l.text, qbxml.MaxAddrLine, l.what); t != "" {
			block.Lines = append(block.Lines, t)
		}
	}
	block.City = fit(a.City, qbxml.MaxCity, "city")
	block.State = fit(a.State, qbxml.MaxState, "state")
	block.PostalCode = fit(a.PostalCode, qbxml.MaxPostalCode, "postal code")
	country := a.Country
	if country == "" {
		country = a.CountryISO
	}
	block.Country = fit(country, qbxml.MaxCountry, "country")
	return block, notes
}

// class sets the header's class, which its lines take over.
func (p *planner) class(d *Document) {
	if p.r.Class == "" {
		return
	}
	if !p.l.Company.Classes {
		p.hold(sales.Problem{
			Code: "classes-off", Subject: p.r.Class, What: "The class " + p.r.Class + " is mapped, but class tracking is switched off in QuickBooks.",
			Means: p.short(), Fix: "Switch class tracking on in QuickBooks (Edit, Preferences, Accounting), or remove the class in Mapping.",
		})
		return
	}
	ref, why := p.optional(Classes, p.r.Class, "this store")
	d.Class, d.Why = ref, append(d.Why, why...)
}

// shipMethods are the ways of shipping of an order, each once.
func shipMethods(o sales.Order) []string {
	var list []string
	for _, s := range o.Shipping {
		if m := strings.TrimSpace(s.Method); m != "" && !slices.Contains(list, m) {
			list = append(list, m)
		}
	}
	return list
}

// shipMethod sets the mapped ship method; one that is not mapped is only noted.
func (p *planner) shipMethod(d *Document) {
	methods := shipMethods(p.o)
	if len(methods) == 0 {
		return
	}
	name, ok := pick(p.r.ShipMethods, methods[0])
	if !ok {
		d.Notes = append(d.Notes, sales.Note{Code: "ship-method-unmapped", Place: "ship method",
			Text: fmt.Sprintf("No ship method is mapped for %s, so it is left out.", methods[0])})
		return
	}
	ref, why := p.optional(ShipMethods, name, methods[0])
	d.ShipMethod, d.Why = ref, append(d.Why, why...)
}

// paymentRule is the rule of the order's payment method, or of all others.
func (p *planner) paymentRule() (PaymentRule, bool) {
	return p.r.paymentRule(p.o.PaymentMethod)
}

func (r Rules) paymentRule(method string) (PaymentRule, bool) {
	if rule, ok := r.Payments[method]; ok {
		return rule, true
	}
	best := ""
	for k := range r.Payments {
		if k != "*" && same(k, method) && (best == "" || k < best) {
			best = k
		}
	}
	if best != "" {
		return r.Payments[best], true
	}
	rule, ok := r.Payments["*"]
	return rule, ok
}

// moneyInto sets the payment method and the account that the money goes to.
func (p *planner) moneyInto(d *Document, rule PaymentRule, mapped bool) {
	method := p.o.PaymentMethod
	if method == "" {
		method = "(none)"
	}
	into := p.depositName(rule)
	if !mapped || into == "" {
		if p.total == 0 {
			return // no money moves
		}
		what := fmt.Sprintf("Nothing is mapped for the payment method %s.", method)
		if mapped {
			what = fmt.Sprintf("No account is mapped for money paid by %s.", method)
		}
		p.hold(sales.Problem{
			Code: "payment-unmapped", Subject: method, Place: "payment", What: what,
			Means: fmt.Sprintf("Into which account %s went isn't known. ", p.money(p.total)) + p.short(),
			Fix:   "Choose its payment method and deposit account in Mapping; all orders paid so go on by themselves.",
		})
		return
	}
	ref, why := p.optional(PaymentMethods, rule.Method, "payments by "+method)
	d.PaymentMethod, d.Why = ref, append(d.Why, why...)
	e, ok := p.find(Accounts, into, "money paid by "+method)
	if !ok || !p.accountCurrency(e, "money paid by "+method) {
		return
	}
	if e.Type != "" && e.Type != "Bank" && e.Type != "OtherCurrentAsset" {
		p.hold(sales.Problem{
			Code: "account-kind", Subject: e.FullName, Place: "payment",
			What:  fmt.Sprintf("The account %s, which is mapped for money paid by %s, takes no deposits: its type is %s.", e.FullName, method, e.Type),
			Means: p.short(), Fix: "Choose a bank account, a clearing account of the type other current asset, or Undeposited Funds in Mapping.",
		})
		return
	}
	d.DepositTo = e.Ref()
	d.Why = append(d.Why, Reason{"mapping", fmt.Sprintf("Money paid by %s goes to %s", method, e.FullName)})
}

// receivable sets the account that an invoice, and its payment, stand in.
func (p *planner) receivable(d *Document) {
	name := p.receivableName()
	if name == "" {
		p.unmapped("receivable account", "unpaid orders (accounts receivable)")
		return
	}
	e, ok := p.find(Accounts, name, "unpaid orders")
	if !ok || !p.accountCurrency(e, "unpaid orders") {
		return
	}
	if e.Type != "AccountsReceivable" {
		p.hold(sales.Problem{
			Code: "account-kind", Subject: e.FullName,
			What:  fmt.Sprintf("The account %s, which is mapped for unpaid orders, is no accounts receivable account: its type is %s.", e.FullName, e.Type),
			Means: "QuickBooks refuses invoices on it. " + p.short(), Fix: "Choose the accounts receivable account in Mapping.",
		})
		return
	}
	d.ARAccount = e.Ref()
	d.Why = append(d.Why, Reason{"mapping", "Unpaid orders stand in " + e.FullName})
}

// payment is the document for the money of an invoice: all of it, applied to
// that invoice and no other.
func (p *planner) payment(invoice Document, rule PaymentRule, mapped bool) Document {
	o := p.o
	d := Document{
		Kind: Payment, Revision: 1, Customer: invoice.Customer, CustomerKey: invoice.CustomerKey, Memo: mark(o),
		ARAccount: invoice.ARAccount, AppliesTo: invoice.RefNumber, Total: invoice.Total,
		Currency: invoice.Currency, Decimals: invoice.Decimals, ExternalGUID: guid(o.Store, o.ID, Payment, 1),
		RefNumber: qbxml.Fit(invoice.RefNumber+"-P1", qbxml.MaxPaymentRef).Text,
	}
	why := "The order was seen paid on this day"
	d.Date = day.Of(o.Modified, p.zone)
	if last, ok := o.LastReceipt(); ok {
		d.Date, why = day.Of(last.At, p.zone), "The payment was received on this day"
	}
	if o.Modified.IsZero() || d.Date.Before(invoice.Date) {
		d.Date, why = invoice.Date, "The payment is dated as its invoice, because no later day is known"
	}
	d.Why = append(d.Why, Reason{"rule", why}, Reason{"rule", "It pays the invoice " + invoice.RefNumber + " in full"})
	p.exchanged(&d)
	p.moneyInto(&d, rule, mapped)
	return d
}
