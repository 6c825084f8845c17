package books

import (
	"fmt"
	"slices"
	"strings"

	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
)

// refunding is one refund on its way into documents. It is planned as a sale
// turned round: its goods, charges, discounts and taxes are a small order of
// their own, for which the credit memo is made as a sale's document is.
type refunding struct {
	r      sales.Refund
	index  int // in the order's refunds
	number int // from 1, by the store's refund id
	// sold are the lines of the sale's document, by line id; lost the lines
	// whose goods do not go back to stock.
	sold map[int64]Line
	lost map[int64]bool
	// money is what goes back outside the liabilities, by tender.
	money            []backTo
	credit, applied  money.Amount // to store credit and certificates; to the open invoice
	certificate      money.Amount
	slack            money.Amount // what the store's rounding may differ by
	keptTax          money.Amount // of a marketplace, left out as in the sale; as the tax, it may be negative
	leftOpen, unsent money.Amount // by rule; declined, or not paid at all
}

// backTo is money that goes back to one tender.
type backTo struct {
	pay    sales.RefundPayment
	part   string
	number int // of the payment among those that are money, from 1
	amount money.Amount
	kind   Kind
	rule   PaymentRule
	mapped bool
	method string
}

// refunds plans the documents of every refund, each held by itself: what can't
// be explained holds its own documents and no others.
func (p *planner) refunds() {
	order := make([]int, len(p.o.Refunds))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return int(p.o.Refunds[a].ID - p.o.Refunds[b].ID) })
	for n, i := range order {
		r := p.o.Refunds[i]
		if r.Declined() {
			p.note("refund-declined", r.Name(), fmt.Sprintf("The refund of %s was declined: no money went back, and nothing is posted for it.", sales.Figure(r.Total, p.o.Decimals)))
			continue
		}
		left := p.open
		if p.apart(func(q *planner) { q.oneRefund(i, n+1, &left) }) {
			p.open = left
		}
	}
}

// oneRefund plans a credit memo, what of it settles the open invoice, and the
// money that went out. Open is what of the invoice is not settled; it is lowered.
func (p *planner) oneRefund(i, number int, open *money.Amount) {
	f := &refunding{r: p.o.Refunds[i], index: i, number: number}
	p.refund = f
	part := RefundPart(f.r.ID, 1)
	p.wanted[slot{CreditMemo, part}], p.wanted[slot{Application, part}] = true, true
	for _, x := range p.o.CheckRefund(i) {
		p.hold(x)
	}
	if p.stands(slot{CreditMemo, part}) == nil {
		p.excess(f)
	}
	if len(p.problems) > 0 {
		p.keepMoneyOf(f)
		return
	}
	p.goesBack(f, part, open)
	total := p.refundTotal(f)
	if !p.put(want{slot: slot{CreditMemo, part}, print: f.print(), total: total, build: func(p *planner) Document { return p.creditMemo(f) }}) {
		p.keepMoneyOf(f)
		return
	}
	if f.applied > 0 {
		on := day.Of(f.r.Created, p.zone)
		p.put(want{slot: slot{Application, part}, print: printOf("applied", f.r.ID, f.applied), total: f.applied, build: func(p *planner) Document {
			return p.application(f.applied, on, slot{CreditMemo, part}, "The refund settles what was open on the invoice")
		}})
	}
	for _, b := range f.money {
		p.put(want{slot: slot{b.kind, b.part}, print: printOf("out", b.pay.ID, b.amount), total: b.amount, build: func(p *planner) Document { return p.moneyOut(f, b) }})
	}
}

// excess holds a mere sum that may be what was paid too much: then it is the
// customer's own credit that goes back, and no allowance.
func (p *planner) excess(f *refunding) {
	over := -p.due()
	for _, t := range p.receipts() {
		over += t.amount
	}
	total, err := f.r.Total.Exact(p.o.Decimals)
	mere := !slices.ContainsFunc(f.r.Items, func(x sales.RefundItem) bool { return x.Kind != sales.RefundOrder })
	if err != nil || over <= 0 || total > over || !mere || len(f.r.Items) == 0 {
		return
	}
	p.hold(sales.Problem{
		Code: "refund-of-excess", Place: f.r.Name(),
		What:  fmt.Sprintf("The %s gave a mere sum of %s back, and %s more was paid than the order came to.", f.r.Name(), p.money(total), p.money(over)),
		Means: "If it is what was paid too much, it is the customer's own credit and no allowance, so it isn't posted.",
		Fix:   "Pay the credit of the payment out in QuickBooks, or enter a credit memo if it is an allowance; then exclude the order from further changes.",
	})
}

// keepMoneyOf leaves what stands of a refund that is held as it is.
func (p *planner) keepMoneyOf(f *refunding) {
	prefix := RefundPart(f.r.ID, 1)
	for _, s := range p.standing() {
		if s.Part == prefix || strings.HasPrefix(s.Part, prefix+"/") {
			p.wanted[slot{s.Kind, s.Part}] = true
		}
	}
}

// print is of what the credit memo is made of. Payments of the refund count
// only as far as they are lines of it.
func (f *refunding) print() string {
	figures := []any{"refund", f.r.ID, f.r.Total, f.r.Tax, f.r.Override, f.credit, f.certificate}
	for _, x := range f.r.Items {
		figures = append(figures, x.Kind, x.ID, x.Quantity, x.Requested, x.HasRequested, x.Adjustment)
	}
	return printOf(figures...)
}

// refundTotal is the refund's total less what goes to store credit and certificates.
func (p *planner) refundTotal(f *refunding) money.Amount {
	total, _ := f.r.Total.Exact(p.o.Decimals)
	return total - f.keptTax - f.credit - f.certificate
}

// goesBack splits a refund's money: to the liabilities, to the invoice as far
// as it is open (what the store did not move itself), and out to each tender.
func (p *planner) goesBack(f *refunding, part string, open *money.Amount) {
	exact := func(x money.Decimal) money.Amount {
		a, err := x.Exact(p.o.Decimals)
		if err != nil {
			p.hold(sales.Problem{
				Code: "fractions", Place: f.r.Name(), What: fmt.Sprintf("A payment of %s of the %s has fractions of the smallest coin.", sales.Figure(x, p.o.Decimals), f.r.Name()),
				Means: "It can't be posted to the cent.", Fix: "Look at the refund in the store, and enter its credit memo by hand.",
			})
		}
		return a
	}
	if p.leftOut() > 0 {
		f.keptTax = exact(f.r.Tax)
	} else {
		p.taxAsSold()
	}
	kept := f.keptTax
	offline := money.Amount(0)
	var out []backTo
	number := 0 // also of those that were declined, so that each keeps its own
	for _, pay := range f.r.Payments {
		amount := exact(pay.Amount)
		if !backToCredit(pay.Provider) && !backToCertificate(pay.Provider) {
			number++
		}
		if !pay.Declined {
			part := min(kept, amount)
			amount, kept = amount-part, kept-part
		}
		switch {
		case pay.Declined:
			f.unsent += amount
		case amount == 0:
		case backToCredit(pay.Provider):
			f.credit += amount
		case backToCertificate(pay.Provider):
			f.certificate += amount
		default:
			if pay.Offline {
				offline += amount
			}
			out = append(out, backTo{pay: pay, amount: amount, part: RefundPart(f.r.ID, number), number: number})
		}
	}
	if len(f.r.Payments) == 0 {
		f.unsent = exact(f.r.Total) - f.keptTax
		offline = f.unsent
	}
	if f.unsent > 0 {
		p.note("refund-unsent", f.r.Name(), fmt.Sprintf("Of the %s, %s was declined, or the store tells no payment of it: it stays the customer's credit as far as no invoice takes it, and goes out when the store shows that it was paid.", f.r.Name(), p.money(f.unsent)))
	}
	f.applied = min(offline, *open)
	if s := p.stands(slot{Application, part}); s != nil {
		f.applied = s.Total
	} else {
		*open -= f.applied
	}
	settled := f.applied
	left := money.Amount(0) // by rule, of the credit memo that stands
	memo := p.stands(slot{CreditMemo, part})
	if memo != nil {
		left = memo.Document.LeftOpen
	}
	for _, b := range out {
		if b.pay.Offline {
			taken := min(settled, b.amount)
			settled, b.amount = settled-taken, b.amount-taken
		}
		if b.amount == 0 {
			continue
		}
		b.rule, b.mapped, b.method = p.refundRule(b.pay)
		b.kind = p.outKind(b, memo != nil && left >= b.amount)
		if b.kind == "" {
			f.leftOpen += b.amount
			left -= b.amount
			continue
		}
		f.money = append(f.money, b)
	}
}

// refundRule is how money of a refund goes out: by its provider, else by the
// order's method. What the merchant gave back by another way never left the
// account of the gateway that took it (order-arithmetic R10).
func (p *planner) refundRule(pay sales.RefundPayment) (PaymentRule, bool, string) {
	took := func(x sales.Payment) bool { return x.Method != "offline" && x.Method != "custom" && x.Gateway != "" }
	if !pay.Offline || !slices.ContainsFunc(p.o.Receipts(), took) {
		return p.r.ruleOf(pay.Provider, p.o.PaymentMethod)
	}
	if slices.ContainsFunc(p.o.Receipts(), func(x sales.Payment) bool { return took(x) && same(x.Gateway, pay.Provider) }) {
		rule, ok := p.r.Payments["*"]
		return rule, ok, "a way outside the store"
	}
	return p.r.ruleOf(pay.Provider)
}

// backToCredit and backToCertificate tell whether a refund's provider is no
// money, but the liability to the shopper.
func backToCredit(provider string) bool { return plainName(provider) == "storecredit" }

func backToCertificate(provider string) bool { return plainName(provider) == "giftcertificate" }

func plainName(s string) string {
	return strings.ToLower(strings.NewReplacer("_", "", " ", "", "-", "").Replace(s))
}

// outKind is how money goes out: as it did, if it did, else by the rule of the
// tender or of all refunds. "" leaves it as the customer's credit.
func (p *planner) outKind(b backTo, wasLeft bool) Kind {
	for _, k := range []Kind{CardRefund, Check} {
		if p.latest(slot{k, b.part}) != nil {
			return k
		}
	}
	by := b.rule.RefundBy
	if by == "" {
		by = p.r.Refunds.By
	}
	switch {
	case wasLeft || by == "credit":
		return ""
	case by == "check":
		return Check
	}
	return CardRefund
}

// creditMemo is the document of what was refunded.
func (p *planner) creditMemo(f *refunding) Document {
	d := Document{
		Kind: CreditMemo, Customer: p.sale.Customer, CustomerKey: p.sale.CustomerKey, Date: p.refundDay(f), RefNumber: p.refundNumber(f, 1),
		Memo: fmt.Sprintf("%s, refund %d", mark(p.o), f.r.ID), ARAccount: p.sale.ARAccount, LeftOpen: f.leftOpen,
	}
	if reason := strings.Join(strings.Fields(f.r.Reason), " "); reason != "" {
		d.Memo = p.fit(&d, d.Memo+": "+reason, 1000, "memo")
	}
	d.Why = append(d.Why, Reason{"rule", fmt.Sprintf("The refund was made on %s (the store's day)", d.Date.Human())})
	d.BillTo = p.address(&d, p.o.Billing, "bill-to address")
	p.exchanged(&d)
	p.class(&d)
	ref, why := p.optional(Templates, p.r.Refunds.Template, "credit memos")
	d.Template, d.Why = ref, append(d.Why, why...)
	if d.ARAccount.IsZero() {
		p.receivable(&d)
	}
	if f.unsent > 0 {
		d.Why = append(d.Why, Reason{"rule", fmt.Sprintf("%s of it was not paid out by the store: it stays the customer's credit, as far as no invoice takes it", p.money(f.unsent))})
	}
	if f.leftOpen > 0 {
		d.Why = append(d.Why, Reason{"mapping", fmt.Sprintf("%s of it stays the customer's credit, by the rule for refunds", p.money(f.leftOpen))})
	}
	p.soldToActive()
	p.restock(f)
	small, ok := p.miniature(f)
	if !ok || len(p.problems) > 0 {
		return d
	}
	small.lines(&d)
	p.problems, p.faults, p.notes = append(p.problems, small.problems...), p.faults+small.faults, append(p.notes, small.notes...)
	p.newItems = small.newItems
	return d
}

// soldToActive holds what goes back to a customer who is inactive by now.
func (p *planner) soldToActive() {
	known := p.l.Customers
	if p.l.Linked != nil {
		known = append(slices.Clone(known), *p.l.Linked)
	}
	if i := slices.IndexFunc(known, func(e Entry) bool { return refers(p.sale.Customer, e) }); i >= 0 && !known[i].Active && !p.sale.Customer.IsZero() {
		p.hold(sales.Problem{
			Code: "customer-inactive", Subject: known[i].FullName, Place: "customer", What: "The customer " + known[i].FullName + ", to whom it was sold, is inactive in QuickBooks by now.",
			Means: "QuickBooks takes no document for it, so the refund isn't posted.", Fix: "Make the customer active in QuickBooks, at least until this is posted.",
		})
	}
}

// refundDay is the store's day of a refund, but none before the sale's.
func (p *planner) refundDay(f *refunding) day.Day {
	on := day.Of(f.r.Created, p.zone)
	if f.r.Created.IsZero() || on.Before(p.sale.Date) {
		return p.sale.Date
	}
	return on
}

// refundNumber is the order's number and R1, R2 …; the second and third
// payment of money of one refund are R1B, R1C.
func (p *planner) refundNumber(f *refunding, n int) string {
	suffix := fmt.Sprintf("R%d", f.number)
	if n > 1 {
		suffix += string(rune('A' + min(n, 26) - 1))
	}
	return p.numbered(suffix)
}

// moneyOut pays a credit memo out to one tender.
func (p *planner) moneyOut(f *refunding, b backTo) Document {
	memo := p.refundNumber(f, 1)
	d := Document{
		Kind: b.kind, Customer: p.sale.Customer, CustomerKey: p.sale.CustomerKey, Date: p.refundDay(f), RefNumber: p.refundNumber(f, b.number),
		Memo: fmt.Sprintf("%s, refund %d", mark(p.o), f.r.ID), ARAccount: p.sale.ARAccount, Total: b.amount, Currency: p.o.Currency, Decimals: p.o.Decimals,
		Links: []Link{{Use: Refunds, Kind: CreditMemo, Part: RefundPart(f.r.ID, 1), RefNumber: memo, Amount: b.amount}},
		Why:   []Reason{{"rule", fmt.Sprintf("%s of the refund went back by %s", p.money(b.amount), wordOr(b.method, "the order's payment method"))}},
	}
	if d.ARAccount.IsZero() {
		p.receivable(&d)
	}
	p.exchanged(&d)
	p.moneyFrom(&d, b)
	return d
}

// moneyFrom sets the account that a refund is paid from, and its method.
func (p *planner) moneyFrom(d *Document, b backTo) {
	method := wordOr(b.method, "(none)")
	from := b.rule.RefundFrom
	if from == "" {
		from = p.depositName(b.rule)
	}
	if !b.mapped || from == "" {
		p.hold(sales.Problem{
			Code: "payment-unmapped", Subject: method, Place: "refund", What: fmt.Sprintf("No account is mapped for money that goes back by %s.", method),
			Means: fmt.Sprintf("From which account %s went isn't known, so the refund isn't posted.", p.money(d.Total)),
			Fix:   "Choose the account that refunds of this payment method are paid from in Mapping; all such refunds go on by themselves.",
		})
		return
	}
	e, ok := p.find(Accounts, from, "refunds by "+method)
	if !ok || !p.accountCurrency(e, "refunds by "+method) {
		return
	}
	if bank := e.Type == "" || e.Type == "Bank"; !bank && (d.Kind == Check || e.Type != "OtherCurrentAsset" && e.Type != "CreditCard") {
		fix := "Choose a bank account, a clearing account of the type other current asset, or Undeposited Funds in Mapping."
		if d.Kind == Check {
			fix = "Choose a bank account for refunds of this payment method in Mapping, or have them posted as card refunds."
		}
		p.hold(sales.Problem{
			Code: "account-kind", Subject: e.FullName, Place: "refund",
			What:  fmt.Sprintf("The account %s, which is mapped for refunds by %s, pays nothing out that way: its type is %s.", e.FullName, method, e.Type),
			Means: "QuickBooks refuses it, so the refund isn't posted.", Fix: fix,
		})
		return
	}
	d.RefundFrom = e.Ref()
	d.Why = append(d.Why, Reason{"mapping", fmt.Sprintf("Refunds by %s are paid from %s", method, e.FullName)})
	if d.Kind == CardRefund {
		ref, why := p.optional(PaymentMethods, b.rule.Method, "refunds by "+method)
		d.PaymentMethod, d.Why = ref, append(d.Why, why...)
	}
}

func wordOr(s, other string) string {
	if strings.TrimSpace(s) == "" {
		return other
	}
	return s
}

// restock decides for each refunded line with stock whether its goods came
// back: by a person's word, else by the rule.
func (p *planner) restock(f *refunding) {
	f.sold, f.lost = p.soldLines(), map[int64]bool{}
	told := p.decisions.Restock[f.r.ID]
	var ask []string
	for _, x := range f.r.Items {
		i := slices.IndexFunc(p.o.Lines, func(l sales.Line) bool { return l.ID == x.ID })
		if x.Kind != sales.RefundProduct || i < 0 || !p.stocked(f, p.o.Lines[i]) {
			continue
		}
		back, decided := told[x.ID]
		switch {
		case decided:
			f.lost[x.ID] = !back
		case p.r.Refunds.Restock == "no":
			f.lost[x.ID] = true
		case p.r.Refunds.Restock == "ask":
			ask = append(ask, p.o.Lines[i].Name)
		}
	}
	if len(ask) > 0 {
		p.hold(sales.Problem{
			Code: "restock-undecided", Place: f.r.Name(), What: fmt.Sprintf("The %s has goods that may have come back: %s.", f.r.Name(), strings.Join(ask, ", ")),
			Means: "Back in stock or lost makes another cost of goods, so the refund isn't posted until somebody says so.", Fix: "Say for each line whether it went back to stock.",
		})
	}
}

// soldLines are the lines of the sale's document as it stands, by the order's
// lines; item groups, which stand by their members, are left out.
func (p *planner) soldLines() map[int64]Line {
	sold, lines := map[int64]Line{}, map[int64]int{}
	for _, l := range p.sale.Lines {
		if l.Source.LineID != 0 && (l.Source.Part == "line" || l.Source.Part == "gift_certificate") {
			lines[l.Source.LineID]++
			sold[l.Source.LineID] = l
		}
	}
	for id, n := range lines {
		if n > 1 {
			delete(sold, id)
		}
	}
	return sold
}

// stocked tells whether a line's item has stock.
func (p *planner) stocked(f *refunding, l sales.Line) bool {
	if l.Type != sales.Physical {
		return false
	}
	s, ok := f.sold[l.ID]
	if !ok {
		return true
	}
	for _, e := range p.l.Items {
		if refers(s.Item, e) {
			return e.Type == "Inventory" || e.Type == "InventoryAssembly"
		}
	}
	return true
}

// asSold is the item of a line that stands in a document already: the one under
// which it was sold, whatever is mapped now; of a refunded line that does not
// come back the one for such goods.
func (p *planner) asSold(l sales.Line) (Entry, []Reason, bool) {
	f := p.refund
	if f == nil {
		f = &refunding{sold: p.soldLines()}
		if s := f.sold[l.ID]; s.Source.SKU != l.SKU {
			return Entry{}, nil, false
		}
	}
	if f.lost[l.ID] {
		why := []Reason{{"rule", "The goods do not go back to stock"}}
		if p.r.Refunds.NotRestocked == "" {
			p.unmapped("item for goods that do not come back", "refunded goods that do not go back to stock")
			return Entry{}, why, true
		}
		e, _ := p.chargeItem(p.r.Refunds.NotRestocked, "refunded goods that do not go back to stock", false)
		return e, append(why, Reason{"mapping", "Such goods are the item " + e.FullName}), true
	}
	s, ok := f.sold[l.ID]
	if !ok {
		return Entry{}, nil, false
	}
	name := s.Item.FullName
	if name == "" {
		name = "the item that is being created"
	}
	if i := slices.IndexFunc(p.l.Items, func(e Entry) bool { return refers(s.Item, e) }); i >= 0 && !p.l.Items[i].Active {
		p.hold(sales.Problem{
			Code: "item-inactive", Subject: name, What: fmt.Sprintf("The item %s, as which %s was sold, is inactive in QuickBooks by now.", name, l.Name),
			Means: "QuickBooks takes no document with it, so nothing is posted or changed.", Fix: "Make it active in QuickBooks, at least until this is posted.",
		})
	}
	return Entry{ListID: s.Item.ListID, FullName: s.Item.FullName, Account: s.Account, Active: true, key: s.ItemKey},
		[]Reason{{"rule", "It was sold as " + name}}, true
}
