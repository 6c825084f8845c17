package company

// txnHead writes what the Ret of a customer's transaction begins with.
func (c *call) txnHead(r *row, t *txn) {
	c.txnTop(r, t)
	writeRef(c.w, "CustomerRef", &c.f.people, t.customer)
}

// txnTop writes what every transaction Ret begins with.
func (c *call) txnTop(r *row, t *txn) {
	w := c.w
	if w.wants("TxnID") {
		w.start("TxnID")
		w.b = appendID(w.b, r.num, r.created)
		w.end("TxnID")
	}
	w.time("TimeCreated", r.created)
	w.time("TimeModified", r.modified)
	w.int("EditSequence", int64(r.seq))
	w.int("TxnNumber", int64(t.number))
}

// saleRet writes the Ret of a sale in the schema's order.
func (c *call) saleRet(place int32, t *txn, lines, links bool) {
	w, f := c.w, c.f
	r := &f.register.rows[place]
	name := txnWords[t.kind] + "Ret"
	receipt, owed := t.kind == salesReceipt, t.kind == invoice || t.kind == creditMemo
	w.ret(name)
	c.txnHead(r, t)
	writeRef(w, "ClassRef", &f.classes, t.class)
	if owed {
		writeRef(w, "ARAccountRef", &f.accounts, t.account)
	}
	writeRef(w, "TemplateRef", &f.templates, t.template)
	w.date("TxnDate", t.date)
	w.str("RefNumber", t.ref)
	if t.detail != "" {
		w.writeAddress("BillAddress", t.detail.get(headBill))
		w.writeAddress("ShipAddress", t.detail.get(headShip))
	}
	if t.kind != salesOrder {
		w.boolean("IsPending", t.pending)
	}
	if t.kind == invoice {
		w.boolean("IsFinanceCharge", t.financeCharge)
	}
	if receipt {
		w.str("CheckNumber", t.detail.get(headCheck))
		writeRef(w, "PaymentMethodRef", &f.methods, t.method)
	} else {
		w.str("PONumber", t.detail.get(headPO))
		writeRef(w, "TermsRef", &f.terms, t.terms)
	}
	w.date("DueDate", t.due)
	writeRef(w, "SalesRepRef", &f.reps, t.rep)
	if !receipt {
		w.str("FOB", t.detail.get(headFOB))
	}
	w.date("ShipDate", t.shipDate)
	writeRef(w, "ShipMethodRef", &f.ships, t.ship)
	if receipt {
		w.str("FOB", t.detail.get(headFOB))
	}
	c.saleSums(r, t)
	if t.kind == salesOrder {
		w.boolean("IsManuallyClosed", t.closed)
		w.boolean("IsFullyInvoiced", f.fullyInvoiced(place, t))
	}
	w.str("Memo", t.memo)
	if t.kind == invoice {
		w.boolean("IsPaid", r.open == 0 && !t.pending)
	}
	writeRef(w, "CustomerMsgRef", &f.messages, t.note)
	w.boolean("IsToBePrinted", t.print)
	w.boolean("IsToBeEmailed", t.email)
	if f.o.Country != "US" {
		w.boolean("IsTaxIncluded", t.inclusive)
	}
	writeRef(w, "CustomerSalesTaxCodeRef", &f.codes, t.custCode)
	if receipt {
		writeRef(w, "DepositToAccountRef", &f.accounts, t.account)
	}
	w.str("Other", t.detail.get(headOther))
	w.str("ExternalGUID", t.guid)
	if links && !receipt {
		c.linkedTxns(place, t)
	}
	if lines {
		c.saleLines(place, t)
	}
	w.retEnd(name)
}

// saleSums writes a sale's subtotal, tax and total, and what is open of it.
func (c *call) saleSums(r *row, t *txn) {
	w, f := c.w, c.f
	w.cents("Subtotal", t.subtotal)
	writeRef(w, "ItemSalesTaxRef", &f.items, t.taxItem)
	if t.taxItem != 0 || f.o.Country == "US" {
		w.number("SalesTaxPercentage", t.percent, 2)
	}
	w.cents("SalesTaxTotal", t.tax)
	if t.kind == invoice {
		w.cents("AppliedAmount", r.open-t.total)
		w.cents("BalanceRemaining", r.open)
		c.inCurrency(t, "BalanceRemainingInHomeCurrency", r.open)
		return
	}
	w.cents("TotalAmount", t.total)
	if t.kind == creditMemo {
		w.cents("CreditRemaining", r.open)
		c.inCurrency(t, "CreditRemainingInHomeCurrency", r.open)
		return
	}
	c.inCurrency(t, "TotalAmountInHomeCurrency", t.total)
}

// linkedTxns writes what a transaction is linked to: the credits that paid it,
// as negative amounts; what it paid itself; the orders or invoices that its
// lines come from or went into.
func (c *call) linkedTxns(place int32, t *txn) {
	f := c.f
	for _, credit := range f.creditors(place) {
		for _, a := range f.read(credit).applied {
			if a.charge == place {
				c.linkedTxn(credit, "AMTTYPE", -a.amount)
			}
		}
	}
	for _, a := range t.applied {
		c.linkedTxn(a.charge, "AMTTYPE", a.amount)
	}
	switch t.kind {
	case invoice:
		orders := map[int32]bool{}
		for i := range t.lines {
			if l := t.lines[i].link; l != 0 && !orders[l] {
				orders[l] = true
				c.linkedTxn(l-1, "QUANTYPE", f.register.rows[l-1].total)
			}
		}
	case salesOrder:
		for _, i := range f.invoicesOf(place) {
			c.linkedTxn(i, "QUANTYPE", f.register.rows[i].total)
		}
	}
}

func (c *call) linkedTxn(place int32, kind string, amount int64) {
	w := c.w
	if !w.open("LinkedTxn") {
		return
	}
	r := &c.f.register.rows[place]
	w.str("TxnID", r.id())
	w.str("TxnType", txnWords[r.kind])
	w.date("TxnDate", r.date)
	w.str("RefNumber", r.ref)
	w.str("LinkType", kind)
	w.cents("Amount", amount)
	w.close("LinkedTxn")
}

// invoicesOf are the invoices that took lines of an order.
func (f *File) invoicesOf(order int32) []int32 {
	var out []int32
	for i := range f.register.rows {
		r := &f.register.rows[i]
		if r.kind != invoice || r.deleted || r.customer != f.register.rows[order].customer {
			continue
		}
		t := f.read(int32(i))
		for k := range t.lines {
			if t.lines[k].link == order+1 {
				out = append(out, int32(i))
				break
			}
		}
	}
	return out
}

func (c *call) saleLines(place int32, t *txn) {
	w := c.w
	name := txnWords[t.kind] + "LineRet"
	group := txnWords[t.kind] + "LineGroupRet"
	for i := 0; i < len(t.lines); i++ {
		if t.lines[i].level != 1 {
			c.saleLine(place, t, i, name)
			continue
		}
		if !w.open(group) {
			continue
		}
		l := &t.lines[i]
		c.lineID(place, t, i)
		writeRef(w, "ItemGroupRef", &c.f.items, l.item)
		w.str("Desc", l.desc)
		w.number("Quantity", l.qty, 0)
		w.boolean("IsPrintItemsInGroup", false)
		w.cents("TotalAmount", l.amount)
		for i+1 < len(t.lines) && t.lines[i+1].level == 2 {
			i++
			c.saleLine(place, t, i, name)
		}
		w.close(group)
	}
}

func (c *call) lineID(place int32, t *txn, i int) {
	w, r := c.w, &c.f.register.rows[place]
	w.start("TxnLineID")
	w.b = appendID(w.b, t.lineNum(r, i), r.created)
	w.end("TxnLineID")
}

func (c *call) saleLine(place int32, t *txn, i int, name string) {
	w, f, l := c.w, c.f, &t.lines[i]
	if !w.open(name) {
		return
	}
	c.lineID(place, t, i)
	writeRef(w, "ItemRef", &f.items, l.item)
	w.str("Desc", l.desc)
	if l.hasQty {
		w.number("Quantity", l.qty, 0)
	}
	switch l.rateKind {
	case 1:
		w.number("Rate", l.rate, 2)
	case 2:
		w.number("RatePercent", l.rate, 2)
	}
	writeRef(w, "ClassRef", &f.classes, l.class)
	if l.hasSum {
		w.cents("Amount", l.amount)
	}
	if l.hasTax {
		w.cents("TaxAmount", l.taxAmount)
	}
	if t.kind != salesOrder {
		w.str("ServiceDate", l.detail.get(lineServiceDate))
	}
	writeRef(w, "SalesTaxCodeRef", &f.codes, l.code)
	if t.kind == salesOrder {
		if l.hasQty {
			w.number("Invoiced", f.register.invoiced[lineKey{place, t.lineNum(&f.register.rows[place], i)}], 0)
		}
		w.boolean("IsManuallyClosed", l.closed)
	}
	w.str("Other1", l.detail.get(lineOther1))
	w.str("Other2", l.detail.get(lineOther2))
	w.close(name)
}

// paymentRet writes a ReceivePaymentRet.
func (c *call) paymentRet(place int32, t *txn, lines bool) {
	w, f := c.w, c.f
	r := &f.register.rows[place]
	w.ret("ReceivePaymentRet")
	c.txnHead(r, t)
	writeRef(w, "ARAccountRef", &f.accounts, t.template)
	w.date("TxnDate", t.date)
	w.str("RefNumber", t.ref)
	w.cents("TotalAmount", t.total)
	c.inCurrency(t, "TotalAmountInHomeCurrency", t.total)
	writeRef(w, "PaymentMethodRef", &f.methods, t.method)
	w.str("Memo", t.memo)
	writeRef(w, "DepositToAccountRef", &f.accounts, t.account)
	w.cents("UnusedPayment", r.open)
	if w.wants("UnusedCredits") {
		w.cents("UnusedCredits", f.otherCredits(t.customer))
	}
	w.str("ExternalGUID", t.guid)
	if lines {
		for _, a := range t.applied {
			c.appliedRet(a)
		}
	}
	w.retEnd("ReceivePaymentRet")
}

// otherCredits is what a customer has open in credit memos and journal entries.
func (f *File) otherCredits(customer int32) int64 {
	sum := int64(0)
	for _, i := range f.register.credits {
		r := &f.register.rows[i]
		if r.credit && r.customer == customer && !r.deleted && !r.pending {
			sum += r.open
		}
	}
	return sum
}

// appliedRet writes an AppliedToTxnRet, with the credits that the charge has
// beside the payment.
func (c *call) appliedRet(a application) {
	w, f := c.w, c.f
	if !w.open("AppliedToTxnRet") {
		return
	}
	r := &f.register.rows[a.charge]
	w.str("TxnID", r.id())
	w.str("TxnType", txnWords[r.kind])
	w.date("TxnDate", r.date)
	w.str("RefNumber", r.ref)
	w.cents("BalanceRemaining", r.open)
	w.cents("Amount", a.amount)
	if a.discount != 0 {
		w.cents("DiscountAmount", a.discount)
		writeRef(w, "DiscountAccountRef", &f.accounts, a.account)
	}
	for _, credit := range f.creditors(a.charge) {
		if f.register.rows[credit].kind == receivePayment {
			continue
		}
		for _, x := range f.read(credit).applied {
			if x.charge == a.charge {
				c.linkedTxn(credit, "AMTTYPE", -x.amount)
			}
		}
	}
	w.close("AppliedToTxnRet")
}

// refundRet writes an ARRefundCreditCardRet.
func (c *call) refundRet(place int32, t *txn, lines bool) {
	w, f := c.w, c.f
	r := &f.register.rows[place]
	w.ret("ARRefundCreditCardRet")
	c.txnHead(r, t)
	writeRef(w, "RefundFromAccountRef", &f.accounts, t.account)
	writeRef(w, "ARAccountRef", &f.accounts, t.template)
	w.date("TxnDate", t.date)
	w.str("RefNumber", t.ref)
	w.cents("TotalAmount", t.total)
	c.inCurrency(t, "TotalAmountInHomeCurrency", t.total)
	w.writeAddress("Address", t.detail.get(headBill))
	writeRef(w, "PaymentMethodRef", &f.methods, t.method)
	w.str("Memo", t.memo)
	w.str("ExternalGUID", t.guid)
	if lines {
		for _, u := range f.creditsOf(place) {
			if !w.open("RefundAppliedToTxnRet") {
				continue
			}
			cr := &f.register.rows[u.credit]
			w.str("TxnID", cr.id())
			w.str("TxnType", txnWords[cr.kind])
			w.date("TxnDate", cr.date)
			w.str("RefNumber", cr.ref)
			w.cents("CreditRemaining", cr.open)
			w.cents("RefundAmount", u.amount)
			w.close("RefundAppliedToTxnRet")
		}
	}
	w.retEnd("ARRefundCreditCardRet")
}

// checkRet writes a CheckRet.
func (c *call) checkRet(place int32, t *txn, lines, links bool) {
	w, f := c.w, c.f
	w.ret("CheckRet")
	c.txnTop(&f.register.rows[place], t)
	writeRef(w, "AccountRef", &f.accounts, t.account)
	writeRef(w, "PayeeEntityRef", &f.people, t.customer)
	w.str("RefNumber", t.ref)
	w.date("TxnDate", t.date)
	w.cents("Amount", t.total)
	c.inCurrency(t, "AmountInHomeCurrency", t.total)
	w.str("Memo", t.memo)
	w.writeAddress("Address", t.detail.get(headBill))
	w.boolean("IsToBePrinted", t.print)
	w.str("ExternalGUID", t.guid)
	if links {
		for _, u := range f.creditsOf(place) {
			c.linkedTxn(u.credit, "AMTTYPE", -u.amount)
		}
	}
	for i := 0; lines && i < len(t.lines); i++ {
		l := &t.lines[i]
		if !w.open("ExpenseLineRet") {
			continue
		}
		c.lineID(place, t, i)
		writeRef(w, "AccountRef", &f.accounts, l.override)
		w.cents("Amount", l.amount)
		w.str("Memo", l.desc)
		writeRef(w, "CustomerRef", &f.people, l.entity)
		writeRef(w, "ClassRef", &f.classes, l.class)
		w.close("ExpenseLineRet")
	}
	w.retEnd("CheckRet")
}
