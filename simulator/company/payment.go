package company

// paymentAdd posts a customer's payment. In its transaction the field account
// is where the money goes and template the receivables account.
func (c *call) paymentAdd() *refused {
	f, d := c.f, c.d
	top := d.nodes[c.node].child
	t := &txn{kind: receivePayment}
	total, hasTotal, refusal := c.paymentHeader(t, top)
	if refusal != nil {
		return refusal
	}
	switch {
	case t.customer == 0:
		return missingElement("CustomerRef")
	case !hasTotal:
		return missingElement("TotalAmount")
	case total < 0:
		return refuse(3210, "The \"TotalAmount\" field has an invalid value %q.  QuickBooks error message: The amount must be positive.", Cents(total).String())
	}
	t.total = total
	left := total
	if auto := d.find(top, "IsAutoApply"); auto != 0 {
		if isTrue(d.nodes[auto].text, false) {
			left = c.autoApply(t)
		}
	} else if left, refusal = c.applyTo(t, top); refusal != nil {
		return refusal
	}
	if total == 0 && len(t.applied) == 0 {
		return refuse(3180, "There was an error when saving a ReceivePayment.  QuickBooks error message: Transaction amount must be positive.")
	}
	receivable := t.total
	t.posts = []post{{account: t.account - 1, amount: t.total}}
	for _, a := range t.applied {
		if a.discount != 0 {
			t.posts = append(t.posts, post{account: a.account - 1, amount: a.discount})
			receivable += a.discount
		}
	}
	t.posts = append(t.posts, post{account: t.template - 1, amount: -receivable, person: t.customer})
	place, refusal := f.enter(t)
	if refusal != nil {
		return refusal
	}
	f.apply(place, t.applied, 1)
	f.register.rows[place].open = left
	c.define(top, place)
	c.wrote = done{'t', place}
	c.begin()
	if !d.includeNone {
		c.only()
		c.paymentRet(place, t, true)
	}
	c.finish()
	return nil
}

func (c *call) paymentHeader(t *txn, top int32) (total int64, hasTotal bool, refusal *refused) {
	f, d := c.f, c.d
	where := "ReceivePayment"
	t.account, t.template = f.prefs.Undeposited, f.prefs.AR
	for n := d.nodes[top].child; n != 0; n = d.nodes[n].next {
		text := d.nodes[n].text
		switch d.nodes[n].el.name {
		case "CustomerRef":
			refusal = c.customerRefOf(n, &t.customer, where)
		case "ARAccountRef":
			refusal = setUnlessNone(c, n, &t.template, where, "AccountsReceivable")
		case "DepositToAccountRef":
			refusal = setUnlessNone(c, n, &t.account, where, "Bank", "OtherCurrentAsset", "CreditCard")
		case "TxnDate":
			t.date = parseDate(text)
		case "RefNumber":
			t.ref = text
		case "TotalAmount":
			total, hasTotal = parseDecimal(text, 2)
		case "PaymentMethodRef":
			refusal = setRef(d, n, &f.methods, &t.method, "PaymentMethod", where)
		case "Memo":
			t.memo = text
		case "ExternalGUID":
			t.guid = text
		case "ExchangeRate", "CreditCardTxnInfo":
			refusal = refuse(3250, "%s (%s)", featureOff, d.nodes[n].el.name)
		}
		if refusal != nil {
			return 0, false, refusal
		}
	}
	if t.date == 0 {
		t.date = f.today()
	}
	return total, hasTotal, f.openDate(t.date, where)
}

// setUnlessNone resolves an account and keeps the default when the element is empty.
func setUnlessNone(c *call, n int32, to *int32, where string, types ...string) *refused {
	var place int32
	refusal := c.accountRef(n, &place, where, types...)
	if place != 0 {
		*to = place
	}
	return refusal
}

// applyTo reads the AppliedToTxnAdd elements; left is what stays unapplied.
func (c *call) applyTo(t *txn, top int32) (left int64, refusal *refused) {
	d := c.d
	left = t.total
	taken := map[int32]int64{}
	for n := d.nodes[top].child; n != 0; n = d.nodes[n].next {
		if d.nodes[n].el.name != "AppliedToTxnAdd" {
			continue
		}
		a, refusal := c.application(t, n)
		if refusal != nil {
			return 0, refusal
		}
		open := c.f.register.rows[a.invoice].open - taken[a.invoice]
		if a.amount+a.discount > open {
			return 0, refuse(3210, "The \"PaymentAmount\" field has an invalid value %q.  QuickBooks error message: You cannot pay more than the amount due.", Cents(a.amount).String())
		}
		taken[a.invoice] += a.amount + a.discount
		left -= a.amount
		t.applied = append(t.applied, a)
	}
	if left < 0 {
		return 0, refuse(3210, "The \"PaymentAmount\" field has an invalid value.  QuickBooks error message: The amounts applied are more than the total of the payment.")
	}
	return left, nil
}

// application reads one AppliedToTxnAdd. A paid invoice is as good as none:
// 3120 (QuickBooks sheet §3).
func (c *call) application(t *txn, n int32) (application, *refused) {
	f, d := c.f, c.d
	a := application{}
	idNode := d.find(n, "TxnID")
	id := d.nodes[idNode].text
	if macro, ok := d.attribute(idNode, "useMacro"); ok {
		place, defined := c.s.macros[macro]
		if !defined {
			return a, refuse(9100, "The macro %q is not defined.", macro)
		}
		a.invoice = place
		if r := &f.register.rows[place]; r.deleted {
			return a, notFound(macro)
		}
	} else {
		if _, _, ok := parseID(id); !ok && id != "" {
			return a, refuse(3000, "The given object ID %q in the field \"txn id\" is invalid.", id)
		}
		a.invoice = f.register.identified(id)
	}
	if a.invoice < 0 {
		return a, notFound(id)
	}
	r := &f.register.rows[a.invoice]
	if r.kind != invoice || r.void || r.pending || r.open == 0 || !f.related(r.customer, t.customer) {
		return a, notFound(r.id())
	}
	if r.lock {
		return a, refuse(3175, "There was an error when saving a ReceivePayment: its internals could not be locked. They are in use by another user.")
	}
	if inv := f.read(a.invoice); inv.account != t.template {
		return a, refuse(3180, "There was an error when saving a ReceivePayment.  QuickBooks error message: All transactions must use the same accounts receivable account.")
	}
	if credit := d.find(n, "SetCredit"); credit != 0 {
		return a, notFound(d.get(credit, "CreditTxnID"))
	}
	if d.find(n, "TxnLineDetail") != 0 {
		return a, refuse(3250, "%s (TxnLineDetail)", featureOff)
	}
	refusal := c.applied(&a, n)
	return a, refusal
}

func (c *call) applied(a *application, n int32) *refused {
	d := c.d
	amount, hasAmount := parseDecimal(d.get(n, "PaymentAmount"), 2)
	off, hasOff := parseDecimal(d.get(n, "DiscountAmount"), 2)
	switch {
	case !hasAmount && !hasOff:
		return missingElement("PaymentAmount")
	case amount < 0 || off < 0:
		return refuse(3210, "The \"PaymentAmount\" field has an invalid value %q.  QuickBooks error message: The amount must be positive.", Cents(amount).String())
	}
	a.amount, a.discount = amount, off
	if off != 0 {
		if refusal := c.accountRef(d.find(n, "DiscountAccountRef"), &a.account, "ReceivePayment"); refusal != nil {
			return refusal
		}
		if a.account == 0 {
			return missingElement("DiscountAccountRef")
		}
		if d.find(n, "DiscountClassRef") != 0 && !c.f.o.Classes {
			return refuse(3250, "%s", featureOff)
		}
	}
	return nil
}

// related tells whether a payment of one customer may pay the other's invoice:
// the same customer, or one is a job under the other.
func (f *File) related(a, b int32) bool {
	for x := a; x != 0; x = f.people.at(x - 1).parent {
		if x == b {
			return true
		}
	}
	for x := b; x != 0; x = f.people.at(x - 1).parent {
		if x == a {
			return true
		}
	}
	return false
}

// autoApply applies a payment to the invoice of exactly its amount, else to
// the oldest open ones; it returns what is left.
func (c *call) autoApply(t *txn) int64 {
	f := c.f
	left := t.total
	var open []int32
	for i := range f.register.rows {
		r := &f.register.rows[i]
		if r.kind != invoice || r.deleted || r.pending || r.open <= 0 || r.customer != t.customer {
			continue
		}
		if r.open == left {
			t.applied = []application{{invoice: int32(i), amount: left}}
			return 0
		}
		at := len(open)
		open = append(open, int32(i))
		for at > 0 && f.register.rows[open[at-1]].date > r.date {
			open[at], open[at-1] = open[at-1], open[at]
			at--
		}
	}
	for _, i := range open {
		if left == 0 {
			break
		}
		amount := min(left, f.register.rows[i].open)
		t.applied = append(t.applied, application{invoice: i, amount: amount})
		left -= amount
	}
	return left
}
