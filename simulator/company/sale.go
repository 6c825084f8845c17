package company

import (
	"strconv"
	"strings"
)

// The fields of a transaction's detail.
const (
	headBill byte = iota + 1
	headShip
	headCheck
	headFOB
	headPO
	headOther
)

// The fields of a line's detail.
const (
	lineServiceDate byte = iota + 1
	lineOther1
	lineOther2
)

// saleAdd posts a sales receipt, an invoice or a credit memo, or enters a
// sales order.
func (c *call) saleAdd(kind txnKind) *refused {
	f, d := c.f, c.d
	top := d.nodes[c.node].child
	t := &txn{kind: kind}
	if refusal := c.saleHeader(t, top, false); refusal != nil {
		return refusal
	}
	s := seller{c: c, t: t, where: txnWords[kind]}
	for n := d.nodes[top].child; n != 0; n = d.nodes[n].next {
		var refusal *refused
		switch name := d.nodes[n].el.name; {
		case name == "LinkToTxnID":
			refusal = s.order(n)
		case strings.HasSuffix(name, "LineAdd"):
			refusal = s.line(n)
		case strings.HasSuffix(name, "LineGroupAdd"):
			refusal = s.group(n)
		}
		if refusal != nil {
			return refusal
		}
	}
	if refusal := s.total(); refusal != nil {
		return refusal
	}
	credits, refusal := c.credits(top, t.customer, t.account, t.total, nil)
	if refusal != nil {
		return refusal
	}
	f.postSale(t, s.taxes, s.included)
	place, refusal := f.enter(t)
	if refusal != nil {
		return refusal
	}
	f.useCredits(place, credits)
	f.bumpOrders(t)
	c.define(top, place)
	return c.saleDone(place, t)
}

// saleDone answers an Add or a Mod with the sale as it now is.
func (c *call) saleDone(place int32, t *txn) *refused {
	c.wrote = done{'t', place}
	c.begin()
	if !c.d.includeNone {
		c.only()
		c.saleRet(place, t, true, true)
	}
	c.finish()
	return nil
}

// define remembers a defMacro for the session. choice: defining a name again replaces it.
func (c *call) define(top, place int32) {
	if name, ok := c.d.attribute(top, "defMacro"); ok {
		c.s.macros[strings.Clone(name)] = place
	}
}

// saleHeader reads all that stands before the lines. Of a Mod, only what is
// sent changes, and an empty element clears.
func (c *call) saleHeader(t *txn, top int32, mod bool) *refused {
	f, d := c.f, c.d
	where := txnWords[t.kind]
	var detail []byte
	put := func(field byte, text string) {
		if mod {
			t.detail = t.detail.with(field, text)
			return
		}
		detail = keep(detail, field, text)
	}
	if !mod {
		t.print = t.kind == invoice
	}
	for n := d.nodes[top].child; n != 0; n = d.nodes[n].next {
		text := d.nodes[n].text
		var refusal *refused
		switch d.nodes[n].el.name {
		case "CustomerRef":
			refusal = c.customerRefOf(n, &t.customer, where)
		case "TxnDate":
			t.date = parseDate(text)
		case "RefNumber":
			t.ref = text
		case "Memo":
			t.memo = text
		case "PaymentMethodRef":
			refusal = setRef(d, n, &f.methods, &t.method, "PaymentMethod", where)
		case "ShipDate":
			t.shipDate = parseDate(text)
		case "DueDate":
			t.due = parseDate(text)
		case "ShipMethodRef":
			refusal = setRef(d, n, &f.ships, &t.ship, "ShipMethod", where)
		case "ItemSalesTaxRef":
			if f.o.Country != "US" { // the rate is in the lines' codes (QuickBooks sheet §1)
				return refuse(3180, "There was an error when saving a %s.  QuickBooks error message: Transaction is not in balance: the sales tax comes from the tax codes of the lines.", where)
			}
			refusal = c.taxItemRef(n, &t.taxItem, where)
		case "IsTaxIncluded":
			t.inclusive = isTrue(text, t.inclusive)
		case "DepositToAccountRef":
			refusal = c.accountRef(n, &t.account, where, "Bank", "OtherCurrentAsset", "CreditCard")
		case "ARAccountRef":
			refusal = c.accountRef(n, &t.account, where, "AccountsReceivable")
		case "ExternalGUID":
			t.guid = text
		case "BillAddress":
			put(headBill, mergeChildren(t.detail.get(headBill), d, n))
		case "ShipAddress":
			put(headShip, mergeChildren(t.detail.get(headShip), d, n))
		case "CheckNumber":
			put(headCheck, text)
		case "FOB":
			put(headFOB, text)
		case "PONumber":
			put(headPO, text)
		case "Other":
			put(headOther, text)
		case "IsPending":
			t.pending = isTrue(text, t.pending)
		case "IsToBePrinted":
			t.print = isTrue(text, t.print)
		case "IsToBeEmailed":
			t.email = isTrue(text, t.email)
		case "IsFinanceCharge":
			t.financeCharge = isTrue(text, false)
		case "IsManuallyClosed":
			t.closed = isTrue(text, t.closed)
		default:
			refusal = c.rareHeader(t, n, where)
		}
		if refusal != nil {
			return refusal
		}
	}
	if mod {
		return nil
	}
	t.detail = kept(detail)
	return c.headerDefaults(t)
}

func (c *call) rareHeader(t *txn, n int32, where string) *refused {
	f, d := c.f, c.d
	switch d.nodes[n].el.name {
	case "ClassRef":
		if !f.o.Classes {
			return refuse(3250, "%s", featureOff)
		}
		return setRef(d, n, &f.classes, &t.class, "Class", where)
	case "CustomerSalesTaxCodeRef":
		if f.o.NoSalesTax {
			return refuse(3250, "%s", featureOff)
		}
		return setRef(d, n, &f.codes, &t.custCode, "SalesTaxCode", where)
	case "TemplateRef":
		return setRef(d, n, &f.templates, &t.template, "Template", where)
	case "TermsRef":
		return setRef(d, n, &f.terms, &t.terms, "Terms", where)
	case "SalesRepRef":
		return setRef(d, n, &f.reps, &t.rep, "SalesRep", where)
	case "CustomerMsgRef":
		return setRef(d, n, &f.messages, &t.note, "CustomerMsg", where)
	case "ExchangeRate":
		return c.exchangeRate(n, &t.exchange)
	case "CreditCardTxnInfo":
		return refuse(3250, "%s (%s)", featureOff, d.nodes[n].el.name)
	}
	return nil
}

func notFound(id string) *refused {
	return refuse(3120, "Object %q specified in the request cannot be found.  %s", id, noSuchRecord)
}

// customerRefOf resolves a CustomerRef; another kind of name is refused.
func (c *call) customerRefOf(n int32, to *int32, where string) *refused {
	place, refusal := reference(c.d, n, &c.f.people, "Customer", where)
	if refusal != nil {
		return refusal
	}
	if place != 0 {
		if c.f.people.at(place-1).kind != aCustomer {
			return badReference("Customer", c.f.people.fullName(place-1), where)
		}
		if c.f.people.at(place - 1).lock {
			return refuse(3175, "There was an error when saving a %s: its internals could not be locked. They are in use by another user.", where)
		}
	}
	*to = place
	return nil
}

// headerDefaults fills what was not sent from the customer and the preferences.
func (c *call) headerDefaults(t *txn) *refused {
	f := c.f
	if t.customer == 0 && t.kind != salesReceipt {
		return missingElement("CustomerRef")
	}
	if t.date == 0 {
		t.date = f.today()
	}
	if refusal := f.openForAdd(t.date, txnWords[t.kind]); refusal != nil {
		return refusal
	}
	if t.ref == "" {
		t.ref = f.nextRef(t.kind)
	}
	var who *person
	if t.customer != 0 {
		who = f.people.at(t.customer - 1)
		if t.terms == 0 && t.kind != salesReceipt {
			t.terms = who.terms
		}
		if t.taxItem == 0 {
			t.taxItem = who.taxItem
		}
		if t.custCode == 0 {
			t.custCode = who.taxCode
		}
	}
	switch {
	case f.o.Country != "US":
		t.taxItem = 0
	case t.taxItem == 0:
		t.taxItem = f.prefs.TaxItem
	}
	if t.custCode == 0 && f.o.Country == "US" {
		t.custCode = f.prefs.TaxCode
	}
	if t.due == 0 {
		t.due = t.date
		if t.terms != 0 {
			t.due = addDays(t.date, f.terms.at(t.terms-1).days)
		}
	}
	if t.shipDate == 0 {
		t.shipDate = t.date
	}
	switch {
	case t.account != 0:
	case t.kind == salesReceipt:
		t.account = f.prefs.Undeposited
	case t.kind != salesOrder:
		t.account = f.receivablesOf(t.customer)
	}
	if refusal := f.rateOf(t, txnWords[t.kind]); refusal != nil {
		return refusal
	}
	return nil
}

// openForAdd is openDate for what is new. Not confirmed is whether QuickBooks
// refuses to add on or before the closing date: Options tell, default refuse.
func (f *File) openForAdd(on int32, what string) *refused {
	if f.o.AddsWhenClosed && on <= f.prefs.Closing && on >= 19700101 {
		return nil
	}
	return f.openDate(on, what)
}

// openDate refuses days that are closed or that QuickBooks does not know.
func (f *File) openDate(on int32, what string) *refused {
	if on < 19700101 || on > 20380119 {
		return refuse(3020, "There was an error when converting the date value \"%s\" in the field \"TxnDate\".", appendDate(nil, on))
	}
	if on <= f.prefs.Closing {
		return closedPeriod(what)
	}
	return nil
}

func closedPeriod(what string) *refused {
	return refuse(3171, "An attempt was made to modify a %s with a date that is on or before the closing date of the company. "+
		"If you are sure you want to make the change, please ask the QuickBooks Admin to remove the password for the closing date in the QuickBooks preferences.", what)
}

// nextRef is the number that QuickBooks gives to a document without one: one
// more than the highest so far.
func (f *File) nextRef(kind txnKind) string {
	last := 0
	for i := range f.register.rows {
		if r := &f.register.rows[i]; r.kind == kind && !r.deleted {
			if n, err := strconv.Atoi(r.ref); err == nil && n > last {
				last = n
			}
		}
	}
	return strconv.Itoa(last + 1)
}

// componentTax is the tax of one sales tax item on a sale.
type componentTax struct {
	item   int32 // place plus one
	amount int64
}

// total computes the sales tax and the sums, and refuses totals below zero.
func (s *seller) total() *refused {
	f, t := s.c.f, s.t
	t.subtotal = s.sum
	t.total = s.sum
	if f.o.Country != "US" {
		return s.totalByCodes()
	}
	if !f.o.NoSalesTax && t.taxItem != 0 {
		t.percent = f.taxRate(t.taxItem)
		if t.custCode == 0 || f.codes.at(t.custCode-1).taxable {
			s.taxes = f.taxOn(t.taxItem, s.taxable)
		}
		for _, tax := range s.taxes {
			t.tax += tax.amount
		}
	} else {
		t.taxItem, t.custCode, t.percent = 0, 0, 0
	}
	t.total += t.tax
	return t.positive()
}

// positive refuses totals below zero and beyond what AMTTYPE holds.
func (t *txn) positive() *refused {
	switch {
	case t.total < 0:
		return refuse(3180, "There was an error when saving a %s.  QuickBooks error message: Transaction amount must be positive.", txnWords[t.kind])
	case magnitude(t.total) > maxCents || magnitude(t.subtotal) > maxCents:
		return refuse(3040, "There was an error when converting the amount \"%s\" in the field \"TotalAmount\".", Cents(t.total))
	}
	return nil
}

// taxRate is the rate of a sales tax item, or the sum of a group's rates.
func (f *File) taxRate(itemPlusOne int32) fix {
	it := f.items.at(itemPlusOne - 1)
	if it.kind == salesTax {
		return it.price
	}
	sum := fix(0)
	for _, m := range it.extra().members {
		sum += f.taxRate(m.item)
	}
	return sum
}

// taxOn is the tax on a taxable amount by component: each member of a group is
// rounded to the cent by itself (QuickBooks sheet §1).
func (f *File) taxOn(itemPlusOne int32, taxable int64) []componentTax {
	it := f.items.at(itemPlusOne - 1)
	if it.kind == salesTax {
		return []componentTax{{itemPlusOne, percentOf(taxable, it.price)}}
	}
	var out []componentTax
	for _, m := range it.extra().members {
		out = append(out, f.taxOn(m.item, taxable)...)
	}
	return out
}

// postSale writes the sale's entries: the total to the account of deposit or
// to receivables, each line from its item's account, the tax to Sales Tax
// Payable by agency, stock at average cost to cost of goods sold. A credit
// memo is the same the other way round: goods come back at the average cost of
// those on hand. A sales order has no entries. included is the tax within the
// amount of each line, if amounts include tax.
func (f *File) postSale(t *txn, taxes []componentTax, included []int64) {
	t.posts = nil
	sign := int64(1)
	switch t.kind {
	case salesOrder:
		return
	case creditMemo:
		sign = -1
	}
	t.posts = make([]post, 0, 3+len(t.lines)+len(taxes))
	money := post{account: t.account - 1, amount: sign * t.total}
	if t.kind != salesReceipt {
		money.person = t.customer
	}
	t.posts = append(t.posts, money)
	var stock shelf
	var moved []post // home currency in any case
	for i := range t.lines {
		l := &t.lines[i]
		if l.item == 0 || l.level == 1 {
			continue
		}
		it := f.items.at(l.item - 1)
		switch it.kind {
		case subtotalItem:
			continue
		case salesTax:
			t.posts = append(t.posts, post{account: f.prefs.TaxPayable - 1, amount: -sign * l.amount, person: it.agency})
			continue
		}
		account := it.income
		if l.override != 0 {
			account = l.override
		}
		net := l.amount
		if included != nil {
			net -= included[i]
		}
		if net != 0 {
			t.posts = append(t.posts, post{account: account - 1, amount: -sign * net})
		}
		if it.kind == inventory || it.kind == assembly {
			out := fix(sign) * l.qty
			cost := stock.take(l.item, it, out)
			moved = append(moved, post{account: it.cogs - 1, amount: cost}, post{account: it.asset - 1, amount: -cost, item: l.item, qty: -out})
		}
	}
	for _, tax := range taxes {
		if tax.amount != 0 {
			t.posts = append(t.posts, post{account: f.prefs.TaxPayable - 1, amount: -sign * tax.amount, person: f.items.at(tax.item - 1).agency})
		}
	}
	f.toHome(t)
	t.posts = append(t.posts, moved...)
	f.gains(t)
}

// shelf is the stock of the items of one sale as its lines take from it.
type shelf []stocked

type stocked struct {
	place int32
	item  item
}

// of is an item as what was taken before has left it.
func (s *shelf) of(place int32, it *item) *item {
	for i := range *s {
		if (*s)[i].place == place {
			return &(*s)[i].item
		}
	}
	*s = append(*s, stocked{place, *it})
	return &(*s)[len(*s)-1].item
}

// take is the cost of so many more pieces of an item.
func (s *shelf) take(place int32, it *item, qty fix) int64 {
	left := s.of(place, it)
	cost := left.costOf(qty)
	left.qty -= qty
	left.value -= cost
	return cost
}
