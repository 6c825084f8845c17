package company

import "strings"

// refundAdd pays a credit out to a customer's card. In its transaction the
// field account is where the money comes from and template the receivables
// account, as in a payment. It is a charge to the customer that the credit
// pays in full.
func (c *call) refundAdd() *refused {
	f, d := c.f, c.d
	where := "ARRefundCreditCard"
	top := d.nodes[c.node].child
	t := &txn{kind: cardRefund, account: f.prefs.Undeposited}
	var detail []byte
	for n := d.nodes[top].child; n != 0; n = d.nodes[n].next {
		text := d.nodes[n].text
		var refusal *refused
		switch name := d.nodes[n].el.name; name {
		case "CustomerRef":
			refusal = c.customerRefOf(n, &t.customer, where)
		case "RefundFromAccountRef":
			refusal = setUnlessNone(c, n, &t.account, where, "Bank", "OtherCurrentAsset", "CreditCard")
		case "ARAccountRef":
			refusal = setUnlessNone(c, n, &t.template, where, "AccountsReceivable")
		case "TxnDate":
			t.date = parseDate(text)
		case "RefNumber":
			t.ref = text
		case "Address":
			detail = keep(detail, headBill, keepChildren(d, n))
		case "PaymentMethodRef":
			refusal = setRef(d, n, &f.methods, &t.method, "PaymentMethod", where)
		case "Memo":
			t.memo = text
		case "ExternalGUID":
			t.guid = text
		case "ExchangeRate":
			refusal = c.exchangeRate(n, &t.exchange)
		case "CreditCardTxnInfo":
			refusal = refuse(3250, "%s (%s)", featureOff, name)
		}
		if refusal != nil {
			return refusal
		}
	}
	t.detail = kept(detail)
	if t.customer == 0 {
		return missingElement("CustomerRef")
	}
	if t.date == 0 {
		t.date = f.today()
	}
	if refusal := f.openForAdd(t.date, where); refusal != nil {
		return refusal
	}
	if t.ref == "" {
		t.ref = f.nextRef(cardRefund)
	}
	if t.template == 0 {
		t.template = f.receivablesOf(t.customer)
	}
	if refusal := f.rateOf(t, where); refusal != nil {
		return refusal
	}
	var uses []creditUse
	taken := map[int32]int64{}
	for n := d.nodes[top].child; n != 0; n = d.nodes[n].next {
		if d.nodes[n].el.name != "RefundAppliedToTxnAdd" {
			continue
		}
		amount, ok := parseDecimal(d.get(n, "RefundAmount"), 2)
		if !ok {
			return missingElement("RefundAmount")
		}
		place, refusal := c.creditOf(d.find(n, "TxnID"), t.customer, t.template, amount, taken, "RefundAmount", where)
		if refusal != nil {
			return refusal
		}
		t.total += amount
		uses = append(uses, creditUse{place, amount})
	}
	t.posts = []post{{account: t.account - 1, amount: -t.total}, {account: t.template - 1, amount: t.total, person: t.customer}}
	f.toHome(t)
	place, refusal := f.enter(t)
	if refusal != nil {
		return refusal
	}
	f.useCredits(place, uses)
	c.define(top, place)
	c.wrote = done{'t', place}
	c.begin()
	if !d.includeNone {
		c.only()
		c.refundRet(place, t, true)
	}
	c.finish()
	return nil
}

// checkAdd writes a check. A check that pays a credit out has an expense line
// on the receivables account with the customer, to which the credit is
// applied. choice: without such a line ApplyCheckToTxnAdd is refused.
func (c *call) checkAdd() *refused {
	f, d := c.f, c.d
	top := d.nodes[c.node].child
	t := &txn{kind: check}
	if refusal := c.checkHeader(t, top, false); refusal != nil {
		return refusal
	}
	for n := d.nodes[top].child; n != 0; n = d.nodes[n].next {
		switch name := d.nodes[n].el.name; name {
		case "ExpenseLineAdd":
			l := line{hasSum: true}
			if refusal := c.expense(t, &l, n); refusal != nil {
				return refusal
			}
			t.lines = append(t.lines, l)
		case "ItemLineAdd", "ItemGroupLineAdd":
			return refuse(1030, "The element %s is not supported by the simulated company file.", name)
		}
	}
	uses, refusal := c.checkTotal(t, top, "ApplyCheckToTxnAdd", 0)
	if refusal != nil {
		return refusal
	}
	place, refusal := f.enter(t)
	if refusal != nil {
		return refusal
	}
	f.useCredits(place, uses)
	c.define(top, place)
	return c.checkDone(place)
}

func (c *call) checkDone(place int32) *refused {
	c.wrote = done{'t', place}
	c.begin()
	if !c.d.includeNone {
		c.only()
		t := c.f.read(place)
		c.checkRet(place, &t, true, true)
	}
	c.finish()
	return nil
}

// checkHeader reads what stands before the lines of a check. In its
// transaction the field customer is the payee, of any of the names' lists.
func (c *call) checkHeader(t *txn, top int32, mod bool) *refused {
	f, d := c.f, c.d
	where := "Check"
	for n := d.nodes[top].child; n != 0; n = d.nodes[n].next {
		text := d.nodes[n].text
		var refusal *refused
		switch name := d.nodes[n].el.name; name {
		case "AccountRef":
			refusal = setUnlessNone(c, n, &t.account, where, "Bank")
		case "PayeeEntityRef":
			refusal = setRef(d, n, &f.people, &t.customer, "Entity", where)
		case "RefNumber":
			t.ref = text
		case "TxnDate":
			if text != "" {
				t.date = parseDate(text)
			}
		case "Memo":
			t.memo = text
		case "Address":
			t.detail = t.detail.with(headBill, mergeChildren(t.detail.get(headBill), d, n))
		case "IsToBePrinted":
			t.print = isTrue(text, t.print)
		case "ExternalGUID":
			t.guid = text
		case "ExchangeRate":
			refusal = c.exchangeRate(n, &t.exchange)
		case "SalesTaxCodeRef", "IsTaxIncluded":
			refusal = refuse(3250, "%s (%s)", featureOff, name)
		}
		if refusal != nil {
			return refusal
		}
	}
	if t.account == 0 {
		return missingElement("AccountRef")
	}
	if t.date == 0 {
		t.date = f.today()
	}
	opened := f.openForAdd
	if mod {
		opened = f.openDate
	}
	if refusal := opened(t.date, where); refusal != nil {
		return refusal
	}
	if t.ref == "" && !mod && !t.print {
		t.ref = f.nextRef(check)
	}
	return nil
}

// expense reads an expense line of a check.
func (c *call) expense(t *txn, l *line, n int32) *refused {
	f, d := c.f, c.d
	where := "Check line"
	for k := d.nodes[n].child; k != 0; k = d.nodes[k].next {
		text := d.nodes[k].text
		var refusal *refused
		switch name := d.nodes[k].el.name; name {
		case "AccountRef":
			refusal = c.accountRef(k, &l.override, where)
		case "Amount":
			if text != "" {
				l.amount, _ = parseDecimal(text, 2)
			}
		case "Memo":
			l.desc = text
		case "CustomerRef":
			refusal = c.customerRefOf(k, &l.entity, where)
		case "ClassRef":
			if !f.o.Classes {
				return refuse(3250, "%s", featureOff)
			}
			refusal = setRef(d, k, &f.classes, &l.class, "Class", where)
		case "SalesTaxCodeRef", "TaxAmount":
			refusal = refuse(3250, "%s (%s)", featureOff, name)
		case "DataExt":
			refusal = notFound(d.get(k, "DataExtName"))
		}
		if refusal != nil {
			return refusal
		}
	}
	if l.override == 0 {
		return missingElement("AccountRef")
	}
	if f.accounts.at(l.override-1).kind == "AccountsReceivable" {
		if l.entity == 0 && t.customer != 0 && f.people.at(t.customer-1).kind == aCustomer {
			l.entity = t.customer
		}
		if l.entity == 0 {
			return refuse(3180, "There was an error when saving a Check.  QuickBooks error message: You must specify a customer in the accounts receivable line.")
		}
	}
	return nil
}

// checkTotal sums a check up, writes its entries, and reads the credits that
// it pays out. used is what other applications take of it.
func (c *call) checkTotal(t *txn, top int32, element string, used int64) ([]creditUse, *refused) {
	f, d := c.f, c.d
	t.total, t.posts = 0, []post{{account: t.account - 1}}
	receivables := 0
	for i := range t.lines {
		l := &t.lines[i]
		p := post{account: l.override - 1, amount: l.amount}
		switch a := f.accounts.at(l.override - 1); {
		case a.kind == "AccountsReceivable":
			p.person = l.entity
			receivables++
			if t.customer == 0 {
				t.customer = l.entity
			}
			if l.entity != t.customer {
				return nil, refuse(3180, "There was an error when saving a Check.  QuickBooks error message: The customer of the accounts receivable line must be the payee.")
			}
			if f.people.at(l.entity-1).currency != a.currency {
				return nil, refuse(3180, "There was an error when saving a Check.  QuickBooks error message: The customer and the accounts receivable account must use the same currency.")
			}
		case a.kind == "AccountsPayable": // choice: bills are paid otherwise
			return nil, refuse(1030, "A check line on accounts payable is not supported by the simulated company file.")
		case l.override == f.prefs.TaxPayable && !f.isAgency(t.customer):
			return nil, noAgency("Check")
		case l.override == f.prefs.TaxPayable:
			p.person = t.customer
		case a.currency != 0:
			return nil, refuse(3180, "There was an error when saving a Check.  QuickBooks error message: The account %q uses another currency.", f.accounts.fullName(p.account))
		}
		t.posts = append(t.posts, p)
		t.total += l.amount
	}
	t.posts[0].amount = -t.total
	if refusal := f.rateOf(t, "Check"); refusal != nil {
		return nil, refusal
	}
	f.toHome(t)
	switch {
	case t.total < 0:
		return nil, refuse(3180, "There was an error when saving a Check.  QuickBooks error message: Transaction amount must be positive.")
	case receivables > 1:
		return nil, refuse(3180, "There was an error when saving a Check.  QuickBooks error message: A transaction can have only one accounts receivable line.")
	}
	due, _ := f.receivable(t)
	due -= used
	account, customer := f.receivableAccount(t)
	var uses []creditUse
	taken := map[int32]int64{}
	for n := d.nodes[top].child; n != 0; n = d.nodes[n].next {
		if d.nodes[n].el.name != element {
			continue
		}
		if customer == 0 {
			return nil, refuse(3180, "There was an error when saving a Check.  QuickBooks error message: A check that is applied must have a line on the accounts receivable account with the customer.")
		}
		id := d.find(n, "TxnID")
		amount, ok := parseDecimal(d.get(n, "Amount"), 2)
		if !ok { // all that is left of the credit, as far as the check goes
			place, _, refusal := c.txnRef(id)
			if refusal != nil {
				return nil, refusal
			}
			amount = min(c.f.register.rows[place].open, due)
		}
		place, refusal := c.creditOf(id, customer, account, amount, taken, "Amount", "Check")
		if refusal != nil {
			return nil, refusal
		}
		if due -= amount; due < 0 {
			return nil, refuse(3210, "The \"Amount\" field has an invalid value %q.  QuickBooks error message: You cannot apply more than the amount of the check.", Cents(amount).String())
		}
		uses = append(uses, creditUse{place, amount})
	}
	return uses, nil
}

// checkMod changes a check. If any ApplyCheckToTxnMod is sent, they are all of
// its applications from then on.
func (c *call) checkMod() *refused {
	f, d := c.f, c.d
	top := d.nodes[c.node].child
	place, old, refusal := c.toChange(top, check)
	if refusal != nil {
		return refusal
	}
	t := old
	if refusal := c.checkHeader(&t, top, true); refusal != nil {
		return refusal
	}
	if refusal := c.checkLines(place, &old, &t, top); refusal != nil {
		return refusal
	}
	reapply := d.find(top, "ApplyCheckToTxnMod") != 0
	before, _ := f.receivable(&old)
	used := before - f.register.rows[place].open
	var present []creditUse
	if reapply { // the credits are free while the new applications are read
		present, used = f.creditsOf(place), 0
	}
	for _, u := range present {
		f.applyOne(u.credit, &application{charge: place, amount: u.amount}, -1)
	}
	uses, refusal := c.checkTotal(&t, top, "ApplyCheckToTxnMod", used)
	for _, u := range present {
		f.applyOne(u.credit, &application{charge: place, amount: u.amount}, 1)
	}
	if refusal == nil {
		after, credit := f.receivable(&t)
		oldAccount, oldCustomer := f.receivableAccount(&old)
		account, customer := f.receivableAccount(&t)
		switch {
		case after < used || credit:
			refusal = cannotModify("Check", "The amount that is applied is more than the new total.")
		case used > 0 && (account != oldAccount || customer != oldCustomer):
			refusal = cannotModify("Check", "This transaction is linked to others: its customer can't be changed.")
		}
	}
	if refusal != nil {
		return refusal
	}
	if reapply {
		f.release(place)
	}
	if refusal := f.replaceTxn(place, &t); refusal != nil {
		return refusal
	}
	f.useCredits(place, uses)
	return c.checkDone(place)
}

// creditsOf is what credits paid of a charge.
func (f *File) creditsOf(charge int32) []creditUse {
	var out []creditUse
	for _, credit := range f.creditors(charge) {
		for _, a := range f.read(credit).applied {
			if a.charge == charge {
				out = append(out, creditUse{credit, a.amount})
			}
		}
	}
	return out
}

// creditors are the credits that paid a charge, each once, in order.
func (f *File) creditors(charge int32) []int32 {
	var out []int32
	for _, c := range f.register.paid[charge] {
		known := false
		for _, o := range out {
			known = known || o == c
		}
		if !known {
			out = append(out, c)
		}
	}
	return out
}

// checkLines reads the expense lines of a CheckMod.
func (c *call) checkLines(place int32, old, t *txn, top int32) *refused {
	f, d := c.f, c.d
	g := &f.register
	r := &g.rows[place]
	any, last := false, -1
	var lines []line
	for n := d.nodes[top].child; n != 0; n = d.nodes[n].next {
		switch name := d.nodes[n].el.name; {
		case name == "ClearExpenseLines" && isTrue(d.nodes[n].text, false):
			any = true
		case strings.HasPrefix(name, "Item"):
			return refuse(1030, "The element %s is not supported by the simulated company file.", name)
		case name == "ExpenseLineMod":
			any = true
			l := line{hasSum: true, num: newLine}
			if id := d.get(n, "TxnLineID"); id != "-1" {
				num, created, _ := parseID(id)
				at := old.lineAt(r, num)
				switch {
				case at < 0 || created != r.created:
					return notFound(id)
				case at <= last:
					return refuse(3290, "The order of the lines conflicts with the stored order: line %q.", id)
				}
				last = at
				l = old.lines[at]
				l.num = num
			}
			if refusal := c.expense(t, &l, n); refusal != nil {
				return refusal
			}
			lines = append(lines, l)
		}
	}
	if !any {
		return nil
	}
	for i := range lines {
		if lines[i].num == newLine {
			lines[i].num = g.next
			g.next++
		}
	}
	t.lines = lines
	return nil
}
