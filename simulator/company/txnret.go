package company

// txnHead writes what every transaction Ret begins with.
func (c *call) txnHead(r *row, t *txn) {
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
	writeRef(w, "CustomerRef", &c.f.people, t.customer)
}

// saleRet writes a SalesReceiptRet or an InvoiceRet in the schema's order.
func (c *call) saleRet(place int32, t *txn, lines, links bool) {
	w, f := c.w, c.f
	r := &f.register.rows[place]
	name := "SalesReceiptRet"
	if t.kind == invoice {
		name = "InvoiceRet"
	}
	w.ret(name)
	c.txnHead(r, t)
	writeRef(w, "ClassRef", &f.classes, t.class)
	if t.kind == invoice {
		writeRef(w, "ARAccountRef", &f.accounts, t.account)
	}
	writeRef(w, "TemplateRef", &f.templates, t.template)
	w.date("TxnDate", t.date)
	w.str("RefNumber", t.ref)
	if t.detail != "" {
		w.writeAddress("BillAddress", t.detail.get(headBill))
		w.writeAddress("ShipAddress", t.detail.get(headShip))
	}
	w.boolean("IsPending", t.pending)
	if t.kind == invoice {
		w.boolean("IsFinanceCharge", t.financeCharge)
		w.str("PONumber", t.detail.get(headPO))
		writeRef(w, "TermsRef", &f.terms, t.terms)
	} else {
		w.str("CheckNumber", t.detail.get(headCheck))
		writeRef(w, "PaymentMethodRef", &f.methods, t.method)
	}
	w.date("DueDate", t.due)
	writeRef(w, "SalesRepRef", &f.reps, t.rep)
	if t.kind == invoice {
		w.str("FOB", t.detail.get(headFOB))
	}
	w.date("ShipDate", t.shipDate)
	writeRef(w, "ShipMethodRef", &f.ships, t.ship)
	if t.kind == salesReceipt {
		w.str("FOB", t.detail.get(headFOB))
	}
	w.cents("Subtotal", t.subtotal)
	writeRef(w, "ItemSalesTaxRef", &f.items, t.taxItem)
	w.number("SalesTaxPercentage", t.percent, 2)
	w.cents("SalesTaxTotal", t.tax)
	if t.kind == invoice {
		w.cents("AppliedAmount", r.open-t.total)
		w.cents("BalanceRemaining", r.open)
	} else {
		w.cents("TotalAmount", t.total)
	}
	w.str("Memo", t.memo)
	if t.kind == invoice {
		w.boolean("IsPaid", r.open == 0 && !t.pending)
	}
	writeRef(w, "CustomerMsgRef", &f.messages, t.note)
	w.boolean("IsToBePrinted", t.print)
	w.boolean("IsToBeEmailed", t.email)
	writeRef(w, "CustomerSalesTaxCodeRef", &f.codes, t.custCode)
	if t.kind == salesReceipt {
		writeRef(w, "DepositToAccountRef", &f.accounts, t.account)
	}
	w.str("Other", t.detail.get(headOther))
	w.str("ExternalGUID", t.guid)
	if links && t.kind == invoice {
		c.linkedTxns(place)
	}
	if lines {
		c.saleLines(r, t)
	}
	w.retEnd(name)
}

// linkedTxns writes the payments of an invoice, with what they paid of it as a
// negative amount.
func (c *call) linkedTxns(place int32) {
	w := c.w
	for _, payment := range c.f.register.paid[place] {
		p := c.f.read(payment)
		r := &c.f.register.rows[payment]
		for _, a := range p.applied {
			if a.invoice != place || !w.open("LinkedTxn") {
				continue
			}
			w.str("TxnID", r.id())
			w.str("TxnType", txnWords[r.kind])
			w.date("TxnDate", p.date)
			w.str("RefNumber", p.ref)
			w.str("LinkType", "AMTTYPE")
			w.cents("Amount", -a.amount)
			w.close("LinkedTxn")
		}
	}
}

func (c *call) saleLines(r *row, t *txn) {
	w := c.w
	name := txnWords[t.kind] + "LineRet"
	group := txnWords[t.kind] + "LineGroupRet"
	for i := 0; i < len(t.lines); i++ {
		if t.lines[i].level != 1 {
			c.saleLine(r, t, i, name)
			continue
		}
		if !w.open(group) {
			continue
		}
		l := &t.lines[i]
		c.lineID(r, i)
		writeRef(w, "ItemGroupRef", &c.f.items, l.item)
		w.str("Desc", l.desc)
		w.number("Quantity", l.qty, 0)
		w.boolean("IsPrintItemsInGroup", false)
		w.cents("TotalAmount", l.amount)
		for i+1 < len(t.lines) && t.lines[i+1].level == 2 {
			i++
			c.saleLine(r, t, i, name)
		}
		w.close(group)
	}
}

func (c *call) lineID(r *row, i int) {
	w := c.w
	w.start("TxnLineID")
	w.b = appendID(w.b, r.num+1+uint32(i), r.created)
	w.end("TxnLineID")
}

func (c *call) saleLine(r *row, t *txn, i int, name string) {
	w, f, l := c.w, c.f, &t.lines[i]
	if !w.open(name) {
		return
	}
	c.lineID(r, i)
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
	w.str("ServiceDate", l.detail.get(lineServiceDate))
	writeRef(w, "SalesTaxCodeRef", &f.codes, l.code)
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
	writeRef(w, "PaymentMethodRef", &f.methods, t.method)
	w.str("Memo", t.memo)
	writeRef(w, "DepositToAccountRef", &f.accounts, t.account)
	w.cents("UnusedPayment", r.open)
	w.cents("UnusedCredits", 0)
	w.str("ExternalGUID", t.guid)
	if lines {
		for _, a := range t.applied {
			c.appliedRet(a)
		}
	}
	w.retEnd("ReceivePaymentRet")
}

func (c *call) appliedRet(a application) {
	w := c.w
	if !w.open("AppliedToTxnRet") {
		return
	}
	inv := &c.f.register.rows[a.invoice]
	w.str("TxnID", inv.id())
	w.str("TxnType", txnWords[inv.kind])
	w.date("TxnDate", inv.date)
	w.str("RefNumber", inv.ref)
	w.cents("BalanceRemaining", inv.open)
	w.cents("Amount", a.amount)
	if a.discount != 0 {
		w.cents("DiscountAmount", a.discount)
		writeRef(w, "DiscountAccountRef", &c.f.accounts, a.account)
	}
	w.close("AppliedToTxnRet")
}
