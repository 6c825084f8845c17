package books

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"countinghouse/qbxml"
	"countinghouse/sales"
)

// header fills all of a sale's document but its lines and where its money goes.
func (p *planner) header(kind Kind, why string) (Document, *NewCustomer) {
	o := p.o
	d := Document{
		Kind: kind, Revision: 1, Date: p.day, Memo: mark(o), Currency: o.Currency, Decimals: o.Decimals, Total: p.total,
		ExternalGUID: guid(o.Store, o.ID, kind, 1),
		RefNumber:    p.refNumber(),
	}
	d.Why = append(d.Why,
		Reason{"rule", fmt.Sprintf("The day is the store's: %s in %s", o.Placed.In(p.zone).Format("2 Jan 2006 15:04"), p.zone)})
	if kind == Invoice && p.atShipment() {
		var why string
		d.Date, why = p.shippedOn()
		d.Why[0] = Reason{"rule", why}
	}
	if why != "" {
		d.Why = append(d.Why, Reason{"rule", why})
	}
	d.Why = append(d.Why, p.caseReasons()...)
	var customer *NewCustomer
	if p.sale.Customer.IsZero() && p.sale.CustomerKey == "" {
		customer = p.customer(&d)
	} else { // the customer of what stands for the order
		d.Customer, d.CustomerKey = p.sale.Customer, p.sale.CustomerKey
	}
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
	template := map[Kind]string{SalesReceipt: p.r.ReceiptTemplate, Invoice: p.r.InvoiceTemplate}[kind]
	if kind != SalesReceipt {
		d.PONumber = p.fit(&d, o.PONumber, qbxml.MaxPONumber, "PO number")
		terms, why := p.optional(TermsList, p.r.Terms, "invoices")
		d.Terms, d.Why = terms, append(d.Why, why...)
	}
	ref, reasons := p.optional(Templates, template, lowerKind(kind)+"s")
	d.Template, d.Why = ref, append(d.Why, reasons...)
	return d, customer
}

// mark is the memo by which a person, and the program after a lost answer,
// recognizes an order's document.
func mark(o sales.Order) string {
	return fmt.Sprintf("BigCommerce order %d (store %s)", o.ID, o.Store)
}

// refNumber is the prefix and the order's number, which must fit QuickBooks' 11 characters.
func (p *planner) refNumber() string {
	return p.numbered("")
}

// numbered is the order's number with what stands behind it: "R1" for a refund.
func (p *planner) numbered(suffix string) string {
	n := fmt.Sprintf("%s%d%s", p.r.RefPrefix, p.o.ID, suffix)
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
	return guidOf(store, order, slot{kind: kind}, revision)
}

// guidOf is the mark of a document that stands for a part of an order.
func guidOf(store sales.StoreKey, order sales.OrderID, s slot, revision int) string {
	text := fmt.Appendf(nil, "countinghouse\x00%s\x00%d\x00%s\x00%d", store, order, s.kind, revision)
	if s.part != "" {
		text = fmt.Appendf(text, "\x00%s", s.part)
	}
	h := sha256.Sum256(text)
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
	rule, ok, _ := r.ruleOf(method)
	return rule, ok
}

// moneyInto sets the payment method and the account that the money goes to.
func (p *planner) moneyInto(d *Document, rule PaymentRule, mapped bool, method string) {
	if method == "" {
		method = "(none)"
	}
	into := p.depositName(rule)
	if !mapped || into == "" {
		if d.Total == 0 {
			return // no money moves
		}
		if !mapped && p.restUntold(d, method) {
			return
		}
		what := fmt.Sprintf("Nothing is mapped for the payment method %s.", method)
		if mapped {
			what = fmt.Sprintf("No account is mapped for money paid by %s.", method)
		}
		p.hold(sales.Problem{
			Code: "payment-unmapped", Subject: method, Place: "payment", What: what,
			Means: fmt.Sprintf("Into which account %s went isn't known. ", p.money(d.Total)) + p.short(),
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

// restUntold holds an order that is paid by the store's word alone, where the
// one method that it names is the gift certificate or store credit and that
// paid only a part (an order that was edited to more; of several methods one is
// shown, bigcommerce-api.md §2.5). What paid the rest is told nowhere: no
// mapping of that name would be true.
func (p *planner) restUntold(d *Document, method string) bool {
	tender, paid := "gift certificate", p.spent(p.o.GiftCertificatePaid)
	if backToCredit(method) {
		tender, paid = "store credit", p.spent(p.o.StoreCreditPaid)
	} else if !backToCertificate(method) {
		return false
	}
	if paid <= 0 || len(p.o.Receipts()) > 0 {
		return false
	}
	p.hold(sales.Problem{
		Code: "payment-unclear", Place: "payment",
		What: fmt.Sprintf("The store says that the order is paid and names %s, but the %s paid only %s of %s. How the other %s were paid isn't told.",
			method, tender, p.money(paid), p.money(p.total), p.money(d.Total)),
		Means: fmt.Sprintf("Into which account %s went, or whether it came at all, isn't known. ", p.money(d.Total)) + p.short(),
		Fix:   "Ask whoever changed the order how the rest was paid. If it was not, set the order to awaiting payment in the store: the rest is then open. If it was, enter what is missing in QuickBooks by hand, then exclude the order.",
	})
	return true
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
