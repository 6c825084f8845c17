package books

import (
	"fmt"
	"slices"
	"strings"

	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/qbxml"
	"countinghouse/sales"
)

// tender is money that came for an order: by one transaction of the store, or
// by its status alone.
type tender struct {
	part   string
	id     int64
	amount money.Amount
	pay    sales.Payment
	rule   PaymentRule
	mapped bool
	method string // for people
	// stands is its document, if it has one.
	stands *Prior
}

// moneyIn is what came for an order.
type moneyIn struct {
	tenders []tender
	sum     money.Amount
	// settled tells that all that is due has come; wasSettled that what stands
	// in QuickBooks says so by the store's word alone.
	settled    bool
	wasSettled bool
	all        []tender // every transaction, also those within what stands
	rule       tender   // of the order's own method
}

// moneyIn judges what came. Transactions are the money itself; where there are
// none, the store's status tells (by the rules) that all came. What the status
// told once is not paid a second time by transactions that are found later.
func (p *planner) moneyIn(rule PaymentRule, mapped bool, sale *Prior) *moneyIn {
	m := &moneyIn{rule: tender{rule: rule, mapped: mapped, method: p.o.PaymentMethod}}
	receipts := p.receipts()
	standing := p.notTold(receipts)
	if !p.o.PaymentsRead { // what was posted of them once, they are still
		receipts = append(receipts, standing...)
	}
	byStatus := p.stands(slot{Payment, PaymentPart(0)})
	var covered money.Amount
	switch {
	case sale != nil && sale.Kind == SalesReceipt:
		covered = sale.Total
	case byStatus != nil:
		covered = byStatus.Total
		m.tenders = append(m.tenders, tender{part: PaymentPart(0), amount: covered, rule: rule, mapped: mapped, method: p.o.PaymentMethod, stands: byStatus})
	}
	m.wasSettled = sale != nil && sale.Kind == SalesReceipt || byStatus != nil
	got := money.Amount(0)
	for _, t := range receipts {
		got += t.amount
	}
	m.all = receipts
	p.judge(m, rule, got)
	if covered > 0 && got > 0 {
		receipts = p.uncovered(receipts, covered, sale)
	}
	if sale != nil && sale.Kind == SalesReceipt {
		m.sum, m.tenders = p.due(), receipts
		if got > 0 { // else it is by the store's status
			m.sum = got
			for _, t := range receipts {
				m.sum -= t.amount
			}
		}
		return m
	}
	m.tenders = append(m.tenders, receipts...)
	switch {
	case got == 0 && byStatus != nil:
		m.tenders[0].amount = p.due()
	case got == 0 && m.settled && p.due() > 0 && len(standing) == 0:
		m.tenders = append(m.tenders, tender{part: PaymentPart(0), amount: p.due(), rule: rule, mapped: mapped, method: p.o.PaymentMethod})
	}
	for _, t := range m.tenders {
		m.sum += t.amount
	}
	return m
}

// notTold are the payments that stand by transactions which are not among those
// that the store tells.
func (p *planner) notTold(told []tender) []tender {
	var list []tender
	for _, s := range p.standing() {
		if s.Kind != Payment || s.Part == PaymentPart(0) || slices.ContainsFunc(told, func(t tender) bool { return t.part == s.Part }) {
			continue
		}
		t := tender{part: s.Part, amount: s.Total, stands: s}
		t.rule, t.mapped = p.paymentRule()
		list = append(list, t)
	}
	return list
}

// judge tells whether all that is due has come, and what contradicts.
func (p *planner) judge(m *moneyIn, rule PaymentRule, got money.Amount) {
	status := p.o.Paid("status") || m.wasSettled && p.refundedInFull()
	due := p.due()
	_, known := p.o.Received()
	rest, err := p.o.Authorized().Exact(p.o.Decimals)
	reserved := err == nil && got < due && got+rest >= due // it is taken when the goods go
	for _, x := range p.f.Problems {
		if x.Code == "payment-differs" {
			if !m.wasSettled && (rule.Later || p.r.PaidBy == "payments" || reserved) {
				p.note("partly-paid", "payments", x.What+" The rest is open on the invoice.")
				continue
			}
			p.hold(x)
		}
	}
	switch {
	case due == 0 && (status || p.total != 0 || m.wasSettled), got > 0 && got >= due:
		m.settled = true
	case got > 0:
	case p.o.NotCome():
		if status {
			p.note("authorized", "payments", fmt.Sprintf("The status is %s, but the money has not come, it is only reserved, or was given up or refused: an invoice is posted, and its payment when the money is taken.", statusName(p.o)))
		}
	case m.wasSettled: // no mapping changes what stands
		m.settled = status
	case rule.Later, p.r.PaidBy == "payments":
	default:
		m.settled = status
	}
	noted := slices.ContainsFunc(p.f.Notes, func(n sales.Note) bool { return n.Code == "paid-disagree" })
	if known && !noted && got > 0 && due > 0 && status != (got >= due) {
		text := fmt.Sprintf("The status is %s, but payments of %s are recorded", statusName(p.o), p.money(got))
		if len(p.problems) == 0 {
			text += "; what came is posted"
		}
		p.note("paid-disagree", "payments", text+".")
	}
}

// receipts are the store's transactions that brought money, oldest first.
func (p *planner) receipts() []tender {
	pays := p.o.Receipts()
	slices.SortStableFunc(pays, func(a, b sales.Payment) int {
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		return int(a.ID - b.ID)
	})
	var list []tender
	for _, x := range pays {
		amount, err := x.Amount.Abs().Exact(p.o.Decimals)
		if err != nil {
			p.hold(sales.Problem{
				Code: "fractions", Place: "payments", What: fmt.Sprintf("The payment of %s has fractions of the smallest coin of %s.", sales.Figure(x.Amount, p.o.Decimals), p.o.Currency),
				Means: "Nobody can have paid it, so it isn't posted.", Fix: "Look at the order's payments in the store.",
			})
			continue
		}
		if amount == 0 {
			continue
		}
		t := tender{part: PaymentPart(x.ID), id: x.ID, amount: amount, pay: x}
		t.rule, t.mapped, t.method = p.r.ruleOf(x.Named, x.Gateway, p.o.PaymentMethod)
		t.stands = p.stands(slot{Payment, t.part})
		list = append(list, t)
	}
	out := p.leftOut()
	for i := len(list) - 1; i >= 0 && out > 0; i-- { // what a marketplace keeps for the tax never comes
		part := min(out, list[i].amount)
		list[i].amount, out = list[i].amount-part, out-part
	}
	return slices.DeleteFunc(list, func(t tender) bool { return t.amount == 0 })
}

// ruleOf is the rule of a transaction, by the first of the names that is
// mapped: the merchant's own name of the method, the gateway, then the order's
// payment method text, which names only one of the ways in which it was paid.
func (r Rules) ruleOf(names ...string) (PaymentRule, bool, string) {
	for _, n := range names {
		if n == "" {
			continue
		}
		if rule, ok := r.namedRule(n); ok {
			return rule, true, n
		}
	}
	rule, ok := r.Payments["*"]
	return rule, ok, firstOf(names)
}

func firstOf(names []string) string {
	for _, n := range names {
		if n != "" {
			return n
		}
	}
	return ""
}

// namedRule is the rule of exactly that method or gateway, without regard to case.
func (r Rules) namedRule(name string) (PaymentRule, bool) {
	if rule, ok := r.Payments[name]; ok && name != "*" {
		return rule, true
	}
	best := ""
	for k := range r.Payments {
		if k != "*" && same(k, name) && (best == "" || k < best) {
			best = k
		}
	}
	rule, ok := r.Payments[best]
	return rule, ok && best != ""
}

// uncovered leaves out the transactions that are the money of what was posted
// by the store's word: the first ones that make exactly that sum.
func (p *planner) uncovered(receipts []tender, covered money.Amount, sale *Prior) []tender {
	var own, rest []tender
	var sum money.Amount
	for _, t := range receipts {
		if t.stands != nil {
			own = append(own, t)
			continue
		}
		rest = append(rest, t)
		sum += t.amount
	}
	switch {
	case sum == 0:
		return own
	case sum <= covered, sale != nil && sale.Kind == SalesReceipt && sum == p.due():
		if sum <= covered {
			p.otherwise(rest, sale)
		}
		if sale == nil || sale.Kind != SalesReceipt {
			p.note("found-later", "payments", fmt.Sprintf("Payments of %s were found; they are the money that was posted by the order's status.", p.money(sum)))
		}
		return own
	}
	left := covered
	for i, t := range rest {
		if left -= t.amount; left == 0 {
			return append(own, rest[i+1:]...)
		}
	}
	p.hold(sales.Problem{
		Code: "payment-unclear", Place: "payments", What: fmt.Sprintf("The order was posted as paid, %s, because the store's status said so. Now the store shows payments of %s.", p.money(covered), p.money(sum)),
		Means: fmt.Sprintf("Whether the %s are a part of them or other money isn't told, so nothing is added: more may have come than QuickBooks has.", p.money(covered)),
		Fix:   "Look at the order's payments in the store. Enter in QuickBooks what is missing, or correct what was posted, then exclude the order from further changes.",
	})
	return own
}

// otherwise holds an order of which the store's status said that it was paid,
// when the payments that are found later went to another account than was
// posted.
func (p *planner) otherwise(found []tender, sale *Prior) {
	s := sale
	if s == nil || s.Kind != SalesReceipt {
		s = p.stands(slot{Payment, PaymentPart(0)})
	}
	if s == nil || s.Document.DepositTo.IsZero() {
		return
	}
	usual, _ := p.paymentRule()
	for _, t := range found {
		into := p.depositName(t.rule)
		if c := s.Document.Charged; c != nil && slices.Contains(c.Payments, t.id) || same(into, p.depositName(usual)) {
			continue // it was known, or only the mapping is another now
		}
		if !t.mapped || into == "" || same(into, s.Document.DepositTo.FullName) {
			continue
		}
		p.hold(sales.Problem{
			Code: "paid-otherwise", Place: "payments", What: fmt.Sprintf("%s %s was posted as paid into %s, because the status was that of a paid order. The store now shows a payment of %s by %s, which goes to %s.",
				kindName(s.Kind), s.RefNumber, s.Document.DepositTo.FullName, p.money(t.amount), t.method, into),
			Means: "The money stands on the wrong account.", Fix: "Change the account of the document in QuickBooks, then exclude the order from further changes.",
		})
	}
}

// oneTender tells whether all money goes by one method to one account.
func (m *moneyIn) oneTender() bool {
	for _, t := range m.all {
		a, b := t.rule, m.all[0].rule
		if t.mapped != m.all[0].mapped || !same(a.Method, b.Method) || !same(a.DepositTo, b.DepositTo) {
			return false
		}
	}
	return true
}

// into is how the money of a sales receipt came.
func (m *moneyIn) into() (PaymentRule, bool, string) {
	t := m.rule
	if len(m.all) > 0 {
		t = m.all[0]
	}
	return t.rule, t.mapped, t.method
}

// creditUsed is what of an invoice is settled by credit, not by payments.
func (p *planner) creditUsed(sale *Prior) money.Amount {
	var sum money.Amount
	for _, l := range sale.Document.Links {
		if l.Use == Uses {
			sum += l.Amount
		}
	}
	return sum + p.applications(true)
}

// applications is what stands applied to the invoice from the credit of refunds,
// or with payments from all credit.
func (p *planner) applications(payments bool) money.Amount {
	var sum money.Amount
	for _, s := range p.standing() {
		if s.Kind == Application && (payments || !strings.HasPrefix(s.Part, "payment/")) {
			sum += s.Total
		}
	}
	return sum
}

// payments plans the documents of the money, each applied to the invoice as far
// as that is open; the rest stays the customer's credit.
func (p *planner) payments(m *moneyIn, kind Kind) {
	open := p.due() - p.applications(false)
	if kind != Invoice {
		open = 0 // a sales order takes no payment, and a sales receipt has its own
	}
	for i := range m.tenders {
		t := &m.tenders[i]
		applied := min(t.amount, max(open, 0))
		unapplied := t.unapplied()
		switch {
		case kind != Invoice:
			applied = 0
		case unapplied:
			open -= p.useCredit(t, applied)
			applied = 0
		default:
			open -= applied
		}
		p.put(want{slot: slot{Payment, t.part}, print: printOf("payment", t.amount, applied), total: t.amount, build: func(p *planner) Document {
			return p.payment(t, applied)
		}})
	}
	p.open = max(open, 0)
}

// unapplied tells whether the money stands as the customer's credit.
func (t *tender) unapplied() bool {
	return t.stands != nil && t.stands.Document.Fingerprint != "" && !slices.ContainsFunc(t.stands.Document.Links, func(l Link) bool { return l.Use == Pays })
}

// uses are the payments that stand as credit and that a new invoice takes.
func (p *planner) uses(m *moneyIn) []Link {
	var links []Link
	open := p.due()
	for i := range m.tenders {
		t := &m.tenders[i]
		amount := min(t.amount, open)
		open -= amount
		if t.unapplied() && amount > 0 {
			links = append(links, Link{Use: Uses, Kind: Payment, Part: t.part, RefNumber: t.stands.RefNumber, Amount: amount})
		}
	}
	return links
}

// useCredit applies a payment that stands unapplied to the invoice (a new
// invoice takes it when it is made, one that stands gets an application), and
// tells how much of it is applied then.
func (p *planner) useCredit(t *tender, amount money.Amount) money.Amount {
	s := p.stands(slot{kind: Invoice})
	if s == nil {
		return amount // the new invoice uses it
	}
	var used money.Amount
	for _, l := range s.Document.Links {
		if l.Use == Uses && l.Part == t.part {
			used += l.Amount
		}
	}
	n := 1
	for part := t.part; ; part = fmt.Sprintf("%s/%d", t.part, n) {
		have := p.stands(slot{Application, part})
		if have == nil && p.latest(slot{Application, part}) == nil {
			break
		}
		p.wanted[slot{Application, part}] = true
		if have != nil {
			used += have.Total
		}
		n++
	}
	if amount <= used {
		return used
	}
	part := t.part
	if n > 1 {
		part = fmt.Sprintf("%s/%d", t.part, n)
	}
	amount -= used
	p.put(want{slot: slot{Application, part}, print: printOf("application", part, amount), total: amount, build: func(p *planner) Document {
		return p.application(amount, p.sale.Date, slot{Payment, t.part}, "The payment was posted before the invoice was open for it, which takes it now")
	}})
	return used + amount
}

// application applies credit to the invoice of the sale.
func (p *planner) application(amount money.Amount, on day.Day, credit slot, why string) Document {
	ref := ""
	if s := p.stands(credit); s != nil {
		ref = s.RefNumber
	}
	for _, d := range p.docs {
		if d.Kind == credit.kind && d.Part == credit.part {
			ref = d.RefNumber
			on = d.Date
		}
	}
	return Document{
		Date: on, RefNumber: ref, Memo: mark(p.o), Customer: p.sale.Customer, CustomerKey: p.sale.CustomerKey, ARAccount: p.sale.ARAccount,
		AppliesTo: p.sale.RefNumber, Total: amount, Currency: p.o.Currency, Decimals: p.o.Decimals, Why: []Reason{{"rule", why}},
		Links: []Link{
			{Use: Uses, Kind: credit.kind, Part: credit.part, RefNumber: ref, Amount: amount},
			{Use: Pays, Kind: Invoice, RefNumber: p.sale.RefNumber, Amount: amount},
		},
	}
}

// payment is the document of money that came.
func (p *planner) payment(t *tender, applied money.Amount) Document {
	d := Document{
		Kind: Payment, Customer: p.sale.Customer, CustomerKey: p.sale.CustomerKey, Memo: mark(p.o), ARAccount: p.sale.ARAccount,
		Total: t.amount, Currency: p.o.Currency, Decimals: p.o.Decimals, RefNumber: p.paymentNumber(),
	}
	why := "The order was seen paid on this day"
	d.Date = day.Of(p.o.Modified, p.zone)
	if !t.pay.At.IsZero() {
		d.Date, why = day.Of(t.pay.At, p.zone), "The payment was received on this day"
	}
	first := p.sale.Date
	if p.atShipment() && p.day.Before(first) {
		first = p.day // it may be paid before it ships
	}
	if d.Date.Before(first) || p.o.Modified.IsZero() && t.pay.At.IsZero() {
		d.Date, why = p.sale.Date, "The payment is dated as its sale, because no later day is known"
	}
	d.Why = append(d.Why, Reason{"rule", why})
	if applied > 0 {
		d.AppliesTo = p.sale.RefNumber
		d.Links = append(d.Links, Link{Use: Pays, Kind: Invoice, RefNumber: p.sale.RefNumber, Amount: applied})
		d.Why = append(d.Why, Reason{"rule", p.paysWhy(t.amount, applied)})
	} else {
		d.Why = append(d.Why, Reason{"rule", "It stays the customer's credit: there is no open invoice of the order"})
	}
	if d.ARAccount.IsZero() {
		p.receivable(&d)
	}
	p.exchanged(&d)
	p.moneyInto(&d, t.rule, t.mapped, t.method)
	return d
}

func (p *planner) paysWhy(amount, applied money.Amount) string {
	switch {
	case applied < amount:
		return fmt.Sprintf("It pays %s of the invoice %s; the rest stays the customer's credit", p.money(applied), p.sale.RefNumber)
	case applied < p.due():
		return fmt.Sprintf("It pays %s of the invoice %s", p.money(applied), p.sale.RefNumber)
	}
	return "It pays the invoice " + p.sale.RefNumber + " in full"
}

// paymentNumber is the first number of the order that no payment has.
func (p *planner) paymentNumber() string {
	base := p.refNumber()
	taken := func(n string) bool {
		return slices.ContainsFunc(p.docs, func(d Document) bool { return d.Kind == Payment && strings.EqualFold(d.RefNumber, n) }) ||
			slices.ContainsFunc(p.prior, func(x Prior) bool { return x.Kind == Payment && strings.EqualFold(x.RefNumber, n) })
	}
	for n := 1; ; n++ {
		if ref := qbxml.Fit(fmt.Sprintf("%s-P%d", base, n), qbxml.MaxPaymentRef).Text; !taken(ref) {
			return ref
		}
	}
}
