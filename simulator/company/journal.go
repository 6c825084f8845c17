package company

// journalAdd posts a journal entry. In its transaction the field customer is
// that of the line on receivables, if there is one; each line has an entry.
func (c *call) journalAdd() *refused {
	f, d := c.f, c.d
	where := txnWords[journalEntry]
	top := d.nodes[c.node].child
	t := &txn{kind: journalEntry}
	for n := d.nodes[top].child; n != 0; n = d.nodes[n].next {
		text := d.nodes[n].text
		var refusal *refused
		switch name := d.nodes[n].el.name; name {
		case "TxnDate":
			t.date = parseDate(text)
		case "RefNumber":
			t.ref = text
		case "IsAdjustment":
			t.adjusting = isTrue(text, false)
		case "IsHomeCurrencyAdjustment", "IsAmountsEnteredInHomeCurrency", "CurrencyRef", "ExchangeRate":
			refusal = refuse(3250, "%s (%s)", featureOff, name)
		case "ExternalGUID":
			t.guid = text
		case "JournalDebitLine":
			refusal = c.journalLine(t, n, 1)
		case "JournalCreditLine":
			refusal = c.journalLine(t, n, -1)
		}
		if refusal != nil {
			return refusal
		}
	}
	if t.date == 0 {
		t.date = f.today()
	}
	if refusal := f.openForAdd(t.date, where); refusal != nil {
		return refusal
	}
	if t.ref == "" {
		t.ref = f.nextRef(journalEntry)
	}
	if refusal := f.postJournal(t); refusal != nil {
		return refusal
	}
	place, refusal := f.enter(t)
	if refusal != nil {
		return refusal
	}
	c.define(top, place)
	c.wrote = done{'t', place}
	c.begin()
	if !d.includeNone {
		c.only()
		c.journalRet(place, t, true)
	}
	c.finish()
	return nil
}

// journalLine reads a debit (sign 1) or a credit line.
func (c *call) journalLine(t *txn, n int32, sign int64) *refused {
	f, d := c.f, c.d
	where := "JournalEntry line"
	l := line{hasSum: true, level: 0, rateKind: 0}
	for k := d.nodes[n].child; k != 0; k = d.nodes[k].next {
		text := d.nodes[k].text
		var refusal *refused
		switch name := d.nodes[k].el.name; name {
		case "TxnLineID":
			refusal = refuse(3151, "The element TxnLineID can't be set in an Add request.")
		case "AccountRef":
			refusal = c.accountRef(k, &l.override, where)
		case "Amount":
			l.amount, _ = parseDecimal(text, 2)
			if l.amount < 0 {
				refusal = refuse(3210, "The \"Amount\" field has an invalid value %q.  QuickBooks error message: The amount must be positive.", text)
			}
		case "Memo":
			l.desc = text
		case "EntityRef":
			refusal = setRef(d, k, &f.people, &l.entity, "Entity", where)
		case "ClassRef":
			if !f.o.Classes {
				return refuse(3250, "%s", featureOff)
			}
			refusal = setRef(d, k, &f.classes, &l.class, "Class", where)
		case "ItemSalesTaxRef":
			refusal = c.taxItemRef(k, &l.item, where)
		case "TaxAmount":
			refusal = refuse(3250, "%s (%s)", featureOff, name)
		}
		if refusal != nil {
			return refusal
		}
	}
	if l.override == 0 {
		return missingElement("AccountRef")
	}
	l.amount *= sign
	l.closed = sign < 0 // which of the two kinds of line it is, for amounts of zero
	t.lines = append(t.lines, l)
	return nil
}

// postJournal checks the lines of a journal entry and writes their entries.
func (f *File) postJournal(t *txn) *refused {
	where := txnWords[journalEntry]
	sum, owed := int64(0), 0
	t.posts = make([]post, 0, len(t.lines))
	for i := range t.lines {
		l := &t.lines[i]
		p := post{account: l.override - 1, amount: l.amount}
		var kind personKind
		if l.entity != 0 {
			kind = f.people.at(l.entity - 1).kind
		}
		switch a := f.accounts.at(l.override - 1); {
		case a.currency != 0: // choice: entries of foreign accounts come from their documents
			return refuse(1030, "A journal entry in a foreign currency is not supported by the simulated company file.")
		case a.kind == "AccountsReceivable" && kind != aCustomer:
			return refuse(3180, "There was an error when saving a %s.  QuickBooks error message: When you use Accounts Receivable, you must choose a customer in the Name field.", where)
		case a.kind == "AccountsPayable" && kind != aVendor:
			return refuse(3180, "There was an error when saving a %s.  QuickBooks error message: When you use Accounts Payable, you must choose a vendor in the Name field.", where)
		case a.kind == "AccountsReceivable" && f.people.at(l.entity-1).currency != 0:
			return refuse(3180, "There was an error when saving a %s.  QuickBooks error message: The customer and the accounts receivable account must use the same currency.", where)
		case a.kind == "AccountsReceivable" || a.kind == "AccountsPayable":
			owed++
			p.person, t.customer = l.entity, l.entity
		case l.override == f.prefs.TaxPayable && !f.isAgency(l.entity):
			return noAgency(where)
		case l.override == f.prefs.TaxPayable:
			p.person = l.entity
			if l.item != 0 && f.items.at(l.item-1).agency != l.entity {
				return refuse(3180, "There was an error when saving a %s.  QuickBooks error message: The sales tax item is of another agency.", where)
			}
		}
		sum += l.amount
		if l.amount > 0 {
			t.total += l.amount
		}
		t.posts = append(t.posts, p)
	}
	switch {
	case sum != 0:
		return refuse(3180, "There was an error when saving a %s.  QuickBooks error message: Transaction is not in balance.  Make sure the amounts in the debit column equal those in the credit column.", where)
	case owed > 1:
		return refuse(3180, "There was an error when saving a %s.  QuickBooks error message: A transaction can have only one accounts receivable or accounts payable line.", where)
	}
	return nil
}

// isAgency tells whether a name (plus one) is a sales tax agency.
func (f *File) isAgency(who int32) bool {
	return who != 0 && f.people.at(who-1).kind == aVendor && f.people.at(who-1).agency
}

func noAgency(where string) *refused {
	return refuse(3180, "There was an error when saving a %s.  QuickBooks error message: When you use Sales Tax Payable, you must choose a sales tax agency in the Name field.", where)
}

// journalRet writes a JournalEntryRet.
func (c *call) journalRet(place int32, t *txn, lines bool) {
	w, f := c.w, c.f
	w.ret("JournalEntryRet")
	c.txnTop(&f.register.rows[place], t)
	w.date("TxnDate", t.date)
	w.str("RefNumber", t.ref)
	w.boolean("IsAdjustment", t.adjusting)
	w.str("ExternalGUID", t.guid)
	for i := 0; lines && i < len(t.lines); i++ {
		l := &t.lines[i]
		name := "JournalDebitLine"
		if l.closed {
			name = "JournalCreditLine"
		}
		if !w.open(name) {
			continue
		}
		c.lineID(place, t, i)
		writeRef(w, "AccountRef", &f.accounts, l.override)
		w.cents("Amount", int64(magnitude(l.amount)))
		w.str("Memo", l.desc)
		writeRef(w, "EntityRef", &f.people, l.entity)
		writeRef(w, "ClassRef", &f.classes, l.class)
		writeRef(w, "ItemSalesTaxRef", &f.items, l.item)
		w.close(name)
	}
	w.retEnd("JournalEntryRet")
}
