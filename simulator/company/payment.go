package company

// creditUse is a SetCredit: so much of a credit is applied to a charge.
type creditUse struct {
	credit int32 // place in the register
	amount int64
}

// credits reads the SetCredit elements within n: credit memos, payments with
// an unapplied rest, journal entries to a customer's credit. What they give
// together must not exceed due. taken is what the request took of them before.
func (c *call) credits(n, customer, account int32, due int64, taken map[int32]int64) ([]creditUse, *refused) {
	f, d := c.f, c.d
	var out []creditUse
	for k := d.nodes[n].child; k != 0; k = d.nodes[k].next {
		if d.nodes[k].el.name != "SetCredit" {
			continue
		}
		amount, ok := parseDecimal(d.get(k, "AppliedAmount"), 2)
		if !ok {
			return nil, missingElement("AppliedAmount")
		}
		if taken == nil {
			taken = map[int32]int64{}
		}
		place, refusal := c.creditOf(d.find(k, "CreditTxnID"), customer, account, amount, taken, "AppliedAmount", d.nodes[c.node].el.name[:len(c.name)])
		if refusal != nil {
			return nil, refusal
		}
		if line := d.get(k, "TxnLineID"); line != "" {
			num, _, _ := parseID(line)
			if t := f.read(place); t.lineAt(&f.register.rows[place], num) < 0 {
				return nil, notFound(line)
			}
		}
		if due -= amount; due < 0 {
			return nil, refuse(3210, "The \"AppliedAmount\" field has an invalid value %q.  QuickBooks error message: You cannot pay more than the amount due.", Cents(amount).String())
		}
		out = append(out, creditUse{place, amount})
	}
	return out, nil
}

// creditOf finds a credit of a customer of which so much is left: SetCredit, a
// refund and a check use one. field is the element that names the amount.
func (c *call) creditOf(n, customer, account int32, amount int64, taken map[int32]int64, field, where string) (int32, *refused) {
	f := c.f
	place, id, refusal := c.txnRef(n)
	if refusal != nil {
		return 0, refusal
	}
	r := &f.register.rows[place]
	t := f.read(place)
	itsAccount, itsCustomer := f.receivableAccount(&t)
	switch {
	case !r.credit || r.void || r.pending || itsCustomer == 0 || !f.related(itsCustomer, customer):
		return 0, notFound(id)
	case r.lock:
		return 0, refuse(3175, "There was an error when saving a %s: its internals could not be locked. They are in use by another user.", where)
	case itsAccount != account:
		return 0, refuse(3180, "There was an error when saving a %s.  QuickBooks error message: All transactions must use the same accounts receivable account.", where)
	case amount <= 0:
		return 0, refuse(3210, "The %q field has an invalid value %q.  QuickBooks error message: The amount must be positive.", field, Cents(amount).String())
	case amount > r.open-taken[place]:
		return 0, refuse(3210, "The %q field has an invalid value %q.  QuickBooks error message: You cannot use more than the remaining credit.", field, Cents(amount).String())
	}
	taken[place] += amount
	return place, nil
}

// useCredits applies credits to a charge.
func (f *File) useCredits(charge int32, credits []creditUse) {
	for _, u := range credits {
		f.connect(u.credit, application{charge: charge, amount: u.amount})
		f.bump(charge)
	}
}

// paying is what a payment's request says.
type paying struct {
	total    int64
	hasTotal bool
	credits  []applyCredit
	taken    map[int32]int64 // of credits
}

type applyCredit struct {
	charge int32
	creditUse
}

// paymentAdd posts a customer's payment. In its transaction the field account
// is where the money goes and template the receivables account.
//
// choice: a request that only sets credits, with no TotalAmount or one of
// zero, applies them and makes no payment: its Ret has no TxnID, so that a
// connector does not come to depend on one.
func (c *call) paymentAdd() *refused {
	f, d := c.f, c.d
	top := d.nodes[c.node].child
	t := &txn{kind: receivePayment}
	p := paying{taken: map[int32]int64{}}
	if refusal := c.paymentHeader(t, &p, top, false); refusal != nil {
		return refusal
	}
	switch {
	case t.customer == 0:
		return missingElement("CustomerRef")
	case p.total < 0:
		return refuse(3210, "The \"TotalAmount\" field has an invalid value %q.  QuickBooks error message: The amount must be positive.", Cents(p.total).String())
	}
	t.total = p.total
	if auto := d.find(top, "IsAutoApply"); auto != 0 {
		if isTrue(d.nodes[auto].text, false) {
			c.autoApply(t)
		}
	} else if refusal := c.applyTo(t, &p, top, "AppliedToTxnAdd"); refusal != nil {
		return refusal
	}
	switch {
	case t.total == 0 && len(t.applied) == 0 && len(p.credits) > 0:
		return c.creditsOnly(t, &p)
	case !p.hasTotal:
		return missingElement("TotalAmount")
	case t.total == 0 && len(t.applied) == 0:
		return refuse(3180, "There was an error when saving a ReceivePayment.  QuickBooks error message: Transaction amount must be positive.")
	}
	f.postPayment(t)
	place, refusal := f.enter(t)
	if refusal != nil {
		return refusal
	}
	f.applyCredits(p.credits)
	c.define(top, place)
	return c.paymentDone(place)
}

func (f *File) applyCredits(credits []applyCredit) {
	for _, a := range credits {
		f.useCredits(a.charge, []creditUse{a.creditUse})
	}
}

// paymentDone answers an Add or a Mod with the payment as it now is.
func (c *call) paymentDone(place int32) *refused {
	c.wrote = done{'t', place}
	c.begin()
	if !c.d.includeNone {
		c.only()
		t := c.f.read(place)
		c.paymentRet(place, &t, true)
	}
	c.finish()
	return nil
}

// creditsOnly applies credits without a payment.
func (c *call) creditsOnly(t *txn, p *paying) *refused {
	f := c.f
	f.applyCredits(p.credits)
	c.wrote = done{kind: 'x'}
	c.begin()
	if !c.d.includeNone {
		c.only()
		w := c.w
		w.ret("ReceivePaymentRet")
		writeRef(w, "CustomerRef", &f.people, t.customer)
		writeRef(w, "ARAccountRef", &f.accounts, t.template)
		w.date("TxnDate", t.date)
		w.cents("TotalAmount", 0)
		seen := map[int32]bool{}
		for _, a := range p.credits {
			if !seen[a.charge] {
				seen[a.charge] = true
				c.appliedRet(application{charge: a.charge})
			}
		}
		w.retEnd("ReceivePaymentRet")
	}
	c.finish()
	return nil
}

// postPayment writes a payment's entries: money in, discounts given, and the
// customer's receivables down by both.
func (f *File) postPayment(t *txn) {
	receivable := t.total
	t.posts = []post{{account: t.account - 1, amount: t.total}}
	for _, a := range t.applied {
		if a.discount != 0 {
			t.posts = append(t.posts, post{account: a.account - 1, amount: a.discount})
			receivable += a.discount
		}
	}
	t.posts = append(t.posts, post{account: t.template - 1, amount: -receivable, person: t.customer})
	f.toHome(t)
	f.gains(t)
}

func (c *call) paymentHeader(t *txn, p *paying, top int32, mod bool) (refusal *refused) {
	f, d := c.f, c.d
	where := "ReceivePayment"
	if !mod {
		t.account = f.prefs.Undeposited
	}
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
			if text != "" {
				t.date = parseDate(text)
			}
		case "RefNumber":
			t.ref = text
		case "TotalAmount":
			p.total, p.hasTotal = parseDecimal(text, 2)
		case "PaymentMethodRef":
			refusal = setRef(d, n, &f.methods, &t.method, "PaymentMethod", where)
		case "Memo":
			t.memo = text
		case "ExternalGUID":
			t.guid = text
		case "ExchangeRate":
			refusal = c.exchangeRate(n, &t.exchange)
		case "CreditCardTxnInfo", "CreditCardTxnInfoMod":
			refusal = refuse(3250, "%s (%s)", featureOff, d.nodes[n].el.name)
		}
		if refusal != nil {
			return refusal
		}
	}
	if t.date == 0 {
		t.date = f.today()
	}
	if t.template == 0 {
		t.template = f.receivablesOf(t.customer)
	}
	if refusal := f.rateOf(t, where); refusal != nil {
		return refusal
	}
	if mod {
		return f.openDate(t.date, where)
	}
	return f.openForAdd(t.date, where)
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

// applyTo reads the AppliedToTxnAdd or AppliedToTxnMod elements. What the
// payment has more than it applies stays to the customer's credit.
func (c *call) applyTo(t *txn, p *paying, top int32, element string) *refused {
	d := c.d
	left := t.total
	due := map[int32]int64{} // what the request takes of each charge
	for n := d.nodes[top].child; n != 0; n = d.nodes[n].next {
		if d.nodes[n].el.name != element {
			continue
		}
		a, refusal := c.application(t, n)
		if refusal != nil {
			return refusal
		}
		open := c.f.register.rows[a.charge].open - due[a.charge]
		if a.amount+a.discount > open {
			return refuse(3210, "The \"PaymentAmount\" field has an invalid value %q.  QuickBooks error message: You cannot pay more than the amount due.", Cents(a.amount).String())
		}
		credits, refusal := c.credits(n, t.customer, t.template, open-a.amount-a.discount, p.taken)
		if refusal != nil {
			return refusal
		}
		due[a.charge] += a.amount + a.discount
		for _, u := range credits {
			due[a.charge] += u.amount
			p.credits = append(p.credits, applyCredit{a.charge, u})
		}
		left -= a.amount
		if a.amount+a.discount > 0 {
			t.applied = append(t.applied, a)
		}
	}
	if left < 0 {
		return refuse(3210, "The \"PaymentAmount\" field has an invalid value.  QuickBooks error message: The amounts applied are more than the total of the payment.")
	}
	return nil
}

// application reads one AppliedToTxnAdd. A paid invoice is as good as none:
// 3120 (QuickBooks sheet §3).
func (c *call) application(t *txn, n int32) (application, *refused) {
	f, d := c.f, c.d
	a := application{}
	place, id, refusal := c.txnRef(d.find(n, "TxnID"))
	if refusal != nil {
		return a, refusal
	}
	a.charge = place
	r := &f.register.rows[place]
	charge := f.read(place)
	account, customer := f.receivableAccount(&charge)
	if r.credit || r.void || r.pending || r.open <= 0 || customer == 0 || !f.related(customer, t.customer) {
		return a, notFound(id)
	}
	if r.lock {
		return a, refuse(3175, "There was an error when saving a ReceivePayment: its internals could not be locked. They are in use by another user.")
	}
	if account != t.template {
		return a, refuse(3180, "There was an error when saving a ReceivePayment.  QuickBooks error message: All transactions must use the same accounts receivable account.")
	}
	if d.find(n, "TxnLineDetail") != 0 {
		return a, refuse(3250, "%s (TxnLineDetail)", featureOff)
	}
	refusal = c.applied(&a, n)
	return a, refusal
}

func (c *call) applied(a *application, n int32) *refused {
	d := c.d
	amount, hasAmount := parseDecimal(d.get(n, "PaymentAmount"), 2)
	off, hasOff := parseDecimal(d.get(n, "DiscountAmount"), 2)
	switch {
	case !hasAmount && !hasOff && d.find(n, "SetCredit") == 0:
		return missingElement("PaymentAmount")
	case amount < 0 || off < 0:
		return refuse(3210, "The \"PaymentAmount\" field has an invalid value %q.  QuickBooks error message: The amount must be positive.", Cents(amount).String())
	}
	a.amount, a.discount = amount, off
	if off != 0 {
		if refusal := c.ordinaryRef(d.find(n, "DiscountAccountRef"), &a.account, "ReceivePayment"); refusal != nil {
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

// paymentMod changes a payment. If any AppliedToTxnMod is sent, they are all
// of its applications from then on; a SetCredit in them is added.
func (c *call) paymentMod() *refused {
	f, d := c.f, c.d
	top := d.nodes[c.node].child
	place, old, refusal := c.toChange(top, receivePayment)
	if refusal != nil {
		return refusal
	}
	t := old
	p := paying{taken: map[int32]int64{}}
	if refusal := c.paymentHeader(&t, &p, top, true); refusal != nil {
		return refusal
	}
	if p.hasTotal {
		if p.total < 0 {
			return refuse(3210, "The \"TotalAmount\" field has an invalid value %q.  QuickBooks error message: The amount must be positive.", Cents(p.total).String())
		}
		t.total = p.total
	}
	if t.customer == 0 {
		return missingElement("CustomerRef")
	}
	refunded := f.refundedOf(&old)
	if d.find(top, "AppliedToTxnMod") != 0 {
		kept := refunded.applied
		t.applied = append([]application(nil), kept...)
		// what the old version paid is open again while the new one is read
		for i := range old.applied {
			f.applyOne(place, &old.applied[i], -1)
		}
		refusal = c.applyTo(&t, &p, top, "AppliedToTxnMod")
		for i := range old.applied {
			f.applyOne(place, &old.applied[i], 1)
		}
		if refusal != nil {
			return refusal
		}
	}
	sum := int64(0)
	for _, a := range t.applied {
		sum += a.amount
	}
	switch {
	case sum > t.total:
		return refuse(3210, "The \"TotalAmount\" field has an invalid value %q.  QuickBooks error message: The amounts applied are more than the total of the payment.", Cents(t.total).String())
	case t.exchange != old.exchange && len(old.applied) > 0:
		return cannotModify("ReceivePayment", "This transaction is linked to others: its exchange rate can't be changed.")
	case t.customer != old.customer && len(t.applied) > 0:
		return cannotModify("ReceivePayment", "This transaction is linked to others: its customer can't be changed.")
	case t.template != old.template && len(t.applied) > 0:
		return cannotModify("ReceivePayment", "This transaction is linked to others: its accounts receivable account can't be changed.")
	}
	f.postPayment(&t)
	if refusal := f.replaceTxn(place, &t); refusal != nil {
		return refusal
	}
	f.applyCredits(p.credits)
	return c.paymentDone(place)
}

// refundedOf is a payment with only those applications that refunds made.
func (f *File) refundedOf(t *txn) txn {
	out := *t
	out.applied = nil
	for _, a := range t.applied {
		if owns(f.register.rows[a.charge].kind) {
			out.applied = append(out.applied, a)
		}
	}
	return out
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
// the oldest open ones.
func (c *call) autoApply(t *txn) {
	f := c.f
	left := t.total
	var open []int32
	for i := range f.register.rows {
		r := &f.register.rows[i]
		if r.kind != invoice || r.deleted || r.pending || r.open <= 0 || r.customer != t.customer {
			continue
		}
		if r.open == left {
			t.applied = []application{{charge: int32(i), amount: left}}
			return
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
		t.applied = append(t.applied, application{charge: i, amount: amount})
		left -= amount
	}
}
