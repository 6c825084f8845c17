package company

// depositable is an amount that lies in Undeposited Funds: of a transaction as
// a whole (line 0) or of one of its lines.
type depositable struct {
	line   uint32
	amount int64
	entity int32
	method int32
}

// depositables are what a transaction put into Undeposited Funds and what was
// not deposited yet: sales receipts, payments, refunds (negative), payment
// items, lines of journal entries.
func (f *File) depositables(place int32, t *txn) []depositable {
	if t.pending || t.void {
		return nil
	}
	var out []depositable
	add := func(line uint32, amount int64, entity int32) {
		if _, gone := f.register.deposited[lineKey{place, line}]; !gone && amount != 0 {
			out = append(out, depositable{line, amount, entity, t.method})
		}
	}
	r, funds := &f.register.rows[place], f.prefs.Undeposited
	if t.account == funds {
		switch t.kind {
		case salesReceipt, receivePayment:
			add(0, t.total, t.customer)
		case cardRefund:
			add(0, -t.total, t.customer)
		}
	}
	for i := range t.lines {
		l := &t.lines[i]
		switch {
		case t.kind == journalEntry && l.override == funds:
			add(t.lineNum(r, i), l.amount, l.entity)
		case t.kind.isSale() && t.kind != salesOrder && l.item != 0:
			if it := f.items.at(l.item - 1); it.kind == paymentItem && it.income == funds {
				add(t.lineNum(r, i), -l.amount, t.customer)
			}
		}
	}
	return out
}

// waiting calls visit for all that lies in Undeposited Funds, oldest first.
func (f *File) waiting(visit func(place int32, t *txn, x depositable)) {
	for i := range f.register.rows {
		r := &f.register.rows[i]
		if r.deleted || r.void || r.pending {
			continue
		}
		switch r.kind {
		case salesReceipt, receivePayment, cardRefund, invoice, journalEntry, creditMemo:
			t := f.read(int32(i))
			for _, x := range f.depositables(int32(i), &t) {
				visit(int32(i), &t, x)
			}
		}
	}
}

// lineText is the TxnLineID of a depositable.
func (f *File) lineText(place int32, line uint32) string {
	r := &f.register.rows[place]
	if line == 0 {
		line = r.num
	}
	return string(appendID(nil, line, r.created))
}

// toDepositQuery answers ReceivePaymentToDepositQuery.
func (c *call) toDepositQuery() *refused {
	f := c.f
	type wait struct {
		place int32
		x     depositable
	}
	var all []wait
	f.waiting(func(place int32, _ *txn, x depositable) { all = append(all, wait{place, x}) })
	places := make([]int32, len(all))
	for i := range places {
		places[i] = int32(i)
	}
	rows, status, done := c.page(places, 0, "")
	if done {
		return status
	}
	w := c.w
	for _, i := range rows {
		r := &f.register.rows[all[i].place]
		w.ret("ReceivePaymentToDepositRet")
		w.str("TxnID", r.id())
		w.str("TxnLineID", f.lineText(all[i].place, all[i].x.line))
		w.str("TxnType", txnWords[r.kind])
		writeRef(w, "CustomerRef", &f.people, all[i].x.entity)
		w.date("TxnDate", r.date)
		w.str("RefNumber", r.ref)
		w.cents("Amount", all[i].x.amount)
		if t := f.read(all[i].place); f.o.MultiCurrency {
			c.inCurrency(&t, "AmountInHomeCurrency", all[i].x.amount)
		}
		w.retEnd("ReceivePaymentToDepositRet")
	}
	c.finish()
	return status
}

// depositAdd carries payments out of Undeposited Funds, and other amounts, to
// the bank. Its lines have their entries after that of the bank, in order.
func (c *call) depositAdd() *refused {
	f, d := c.f, c.d
	where := txnWords[deposit]
	top := d.nodes[c.node].child
	t := &txn{kind: deposit}
	for n := d.nodes[top].child; n != 0; n = d.nodes[n].next {
		text := d.nodes[n].text
		var refusal *refused
		switch name := d.nodes[n].el.name; name {
		case "TxnDate":
			t.date = parseDate(text)
		case "DepositToAccountRef":
			refusal = setUnlessNone(c, n, &t.account, where, "Bank", "OtherCurrentAsset")
		case "Memo":
			t.memo = text
		case "ExternalGUID":
			t.guid = text
		case "CurrencyRef":
			refusal = c.depositCurrency(t, n)
		case "ExchangeRate":
			refusal = c.exchangeRate(n, &t.exchange)
		case "CashBackInfoAdd":
			refusal = c.cashBack(t, n)
		case "DepositLineAdd":
			refusal = c.depositLine(t, n)
		}
		if refusal != nil {
			return refusal
		}
	}
	switch {
	case t.account == 0:
		return missingElement("DepositToAccountRef")
	case len(t.lines) == 0:
		return missingElement("DepositLineAdd")
	}
	if t.date == 0 {
		t.date = f.today()
	}
	place, refusal := f.enterDeposit(t)
	if refusal != nil {
		return refusal
	}
	c.define(top, place)
	c.wrote = done{'t', place}
	c.begin()
	if !d.includeNone {
		c.only()
		c.depositRet(place, t, true)
	}
	c.finish()
	return nil
}

// enterDeposit sums a deposit up, writes its entries and saves it.
func (f *File) enterDeposit(t *txn) (int32, *refused) {
	where := txnWords[deposit]
	if refusal := f.openForAdd(t.date, where); refusal != nil {
		return 0, refusal
	}
	if refusal := f.depositRate(t); refusal != nil {
		return 0, refusal
	}
	t.total, t.posts = 0, []post{{account: t.account - 1}}
	for i := range t.lines {
		l := &t.lines[i]
		p := post{account: l.override - 1, amount: -f.homeOf(t, l)}
		if l.override == f.prefs.TaxPayable {
			p.person = l.entity
		}
		t.posts = append(t.posts, p)
		t.posts[0].amount -= p.amount
		t.total += l.amount
	}
	if f.accounts.at(t.account-1).currency != 0 {
		t.posts[0].foreign = t.total
	}
	if t.total < 0 {
		return 0, refuse(3180, "There was an error when saving a %s.  QuickBooks error message: Transaction amount must be positive.", where)
	}
	return f.enter(t)
}

// cashBack takes an amount of the deposit to another account. It is the one
// line whose level is 1.
func (c *call) cashBack(t *txn, n int32) *refused {
	l := line{level: 1, hasSum: true, desc: c.d.get(n, "Memo")}
	if refusal := c.ordinaryRef(c.d.find(n, "AccountRef"), &l.override, "Deposit"); refusal != nil {
		return refusal
	}
	if l.override == 0 {
		return missingElement("AccountRef")
	}
	amount, _ := parseDecimal(c.d.get(n, "Amount"), 2)
	if amount < 0 {
		return refuse(3210, "The \"Amount\" field has an invalid value %q.  QuickBooks error message: The amount must be positive.", Cents(amount).String())
	}
	l.amount = -amount
	t.lines = append(t.lines, l)
	return nil
}

func (c *call) depositLine(t *txn, n int32) *refused {
	f, d := c.f, c.d
	where := "Deposit line"
	if id := d.find(n, "PaymentTxnID"); id != 0 {
		place, text, refusal := c.txnRef(id)
		if refusal != nil {
			return refusal
		}
		l, refusal := f.paymentLine(t, place, d.get(n, "PaymentTxnLineID"), text)
		if refusal != nil {
			return refusal
		}
		if memo := d.find(n, "OverrideMemo"); memo != 0 {
			l.desc = d.nodes[memo].text
		}
		if d.find(n, "OverrideClassRef") != 0 && !f.o.Classes {
			return refuse(3250, "%s", featureOff)
		}
		t.lines = append(t.lines, l)
		return nil
	}
	l := line{hasSum: true}
	for k := d.nodes[n].child; k != 0; k = d.nodes[k].next {
		text := d.nodes[k].text
		var refusal *refused
		switch d.nodes[k].el.name {
		case "EntityRef":
			refusal = setRef(d, k, &f.people, &l.entity, "Entity", where)
		case "AccountRef":
			refusal = c.accountRef(k, &l.override, where)
		case "Memo":
			l.desc = text
		case "CheckNumber":
			l.detail = l.detail.with(lineOther1, text)
		case "PaymentMethodRef":
			refusal = setRef(d, k, &f.methods, &l.method, "PaymentMethod", where)
		case "ClassRef":
			if !f.o.Classes {
				return refuse(3250, "%s", featureOff)
			}
			refusal = setRef(d, k, &f.classes, &l.class, "Class", where)
		case "Amount":
			l.amount, _ = parseDecimal(text, 2)
		}
		if refusal != nil {
			return refusal
		}
	}
	if l.override == 0 {
		return missingElement("AccountRef")
	}
	switch a := f.accounts.at(l.override - 1); {
	case a.kind == "AccountsReceivable", a.kind == "AccountsPayable": // choice: receive a payment instead
		return refuse(1030, "A deposit line on accounts receivable or payable is not supported by the simulated company file.")
	case l.override == f.prefs.TaxPayable && !f.isAgency(l.entity):
		return noAgency(txnWords[deposit])
	case a.currency != 0:
		return refuse(3180, "There was an error when saving a Deposit.  QuickBooks error message: The account %q uses another currency.", f.accounts.fullName(l.override-1))
	}
	t.lines = append(t.lines, l)
	return nil
}

// paymentLine is the line that deposits a payment: the line of it that is
// named, or its first one that waits. One that was deposited is as good as
// none (3120).
func (f *File) paymentLine(t *txn, place int32, lineID, id string) (line, *refused) {
	p := f.read(place)
	for _, x := range f.depositables(place, &p) {
		if lineID != "" && lineID != "0" && lineID != f.lineText(place, x.line) {
			continue
		}
		taken := false
		for i := range t.lines {
			taken = taken || t.lines[i].link == place+1 && t.lines[i].linkLine == x.line
		}
		if taken {
			return line{}, refuse(3153, "The payment %q is in the deposit twice.", id)
		}
		amount, refusal := f.intoBank(t, &p, x)
		if refusal != nil {
			return line{}, refusal
		}
		return line{hasSum: true, override: f.prefs.Undeposited, amount: amount, entity: x.entity, method: x.method,
			link: place + 1, linkLine: x.line, desc: p.memo}, nil
	}
	return line{}, notFound(id)
}

// depositRet writes a DepositRet.
func (c *call) depositRet(place int32, t *txn, lines bool) {
	w, f := c.w, c.f
	w.ret("DepositRet")
	c.txnTop(&f.register.rows[place], t)
	w.date("TxnDate", t.date)
	writeRef(w, "DepositToAccountRef", &f.accounts, t.account)
	w.str("Memo", t.memo)
	w.cents("DepositTotal", t.total)
	c.inCurrency(t, "DepositTotalInHomeCurrency", t.total)
	for i := range t.lines {
		if l := &t.lines[i]; l.level == 1 && w.open("CashBackInfoRet") {
			c.lineID(place, t, i)
			writeRef(w, "AccountRef", &f.accounts, l.override)
			w.str("Memo", l.desc)
			w.cents("Amount", -l.amount)
			w.close("CashBackInfoRet")
		}
	}
	w.str("ExternalGUID", t.guid)
	for i := 0; lines && i < len(t.lines); i++ {
		l := &t.lines[i]
		if l.level == 1 || !w.open("DepositLineRet") {
			continue
		}
		if l.link != 0 {
			w.str("TxnType", txnWords[f.register.rows[l.link-1].kind])
			w.str("TxnID", f.register.rows[l.link-1].id())
		}
		c.lineID(place, t, i)
		if l.link != 0 {
			w.str("PaymentTxnLineID", f.lineText(l.link-1, l.linkLine))
		}
		writeRef(w, "EntityRef", &f.people, l.entity)
		writeRef(w, "AccountRef", &f.accounts, l.override)
		w.str("Memo", l.desc)
		w.str("CheckNumber", l.detail.get(lineOther1))
		writeRef(w, "PaymentMethodRef", &f.methods, l.method)
		writeRef(w, "ClassRef", &f.classes, l.class)
		w.cents("Amount", l.amount)
		w.close("DepositLineRet")
	}
	w.retEnd("DepositRet")
}
