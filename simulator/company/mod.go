package company

import (
	"strings"
)

// toChange finds the transaction that a Mod is about and tells what keeps it
// from being changed: its EditSequence is not the present one (3200), it is in
// a closed period (3171), void, or deposited. choice: QuickBooks lets some
// fields of a deposited transaction be changed; here none, so that a connector
// does not come to depend on which.
func (c *call) toChange(top int32, kind txnKind) (int32, txn, *refused) {
	f, d := c.f, c.d
	what := txnWords[kind]
	place, id, refusal := c.txnRef(d.find(top, "TxnID"))
	if refusal != nil {
		return 0, txn{}, refusal
	}
	r := &f.register.rows[place]
	if r.kind != kind {
		return 0, txn{}, notFound(id)
	}
	if r.lock {
		return 0, txn{}, refuse(3175, "There was an error when modifying a %s: its internals could not be locked. They are in use by another user.", what)
	}
	if seq := d.get(top, "EditSequence"); seq != seqText(r.seq) {
		return 0, txn{}, refuse(3200, "The provided edit sequence %q is out-of-date.", seq)
	}
	if r.date <= f.prefs.Closing {
		return 0, txn{}, closedPeriod(what)
	}
	if r.void {
		return 0, txn{}, cannotModify(what, "This transaction has been voided.")
	}
	if at, ok := f.depositOf(place); ok {
		return 0, txn{}, cannotModify(what, "This transaction has been deposited. Change or delete the deposit of "+string(appendDate(nil, f.register.rows[at].date))+" first.")
	}
	return place, f.read(place), nil
}

func cannotModify(what, why string) *refused {
	return refuse(3170, "There was an error when modifying a %s.  QuickBooks error message: %s", what, why)
}

// txnRef resolves an element with a TxnID, or with the macro of one.
func (c *call) txnRef(n int32) (place int32, id string, refusal *refused) {
	id = c.d.nodes[n].text
	if macro, ok := c.d.attribute(n, "useMacro"); ok {
		place, defined := c.s.macros[macro]
		if !defined {
			return 0, macro, refuse(9100, "The macro %q is not defined.", macro)
		}
		if c.f.register.rows[place].deleted {
			return 0, macro, notFound(macro)
		}
		return place, c.f.register.rows[place].id(), nil
	}
	if _, _, ok := parseID(id); !ok && id != "" {
		return 0, id, refuse(3000, "The given object ID %q in the field \"txn id\" is invalid.", id)
	}
	if place = c.f.register.identified(id); place < 0 {
		return 0, id, notFound(id)
	}
	return place, id, nil
}

// saleMod changes a sale: only the elements that are sent. If any line is
// sent, lines that are not mentioned are deleted.
func (c *call) saleMod(kind txnKind) *refused {
	f, d := c.f, c.d
	top := d.nodes[c.node].child
	place, old, refusal := c.toChange(top, kind)
	if refusal != nil {
		return refusal
	}
	t := old
	t.lines, t.posts = nil, nil
	if refusal := c.saleHeader(&t, top, true); refusal != nil {
		return refusal
	}
	if refusal := c.modDefaults(&old, &t, top); refusal != nil {
		return refusal
	}
	s := seller{c: c, t: &t, where: txnWords[kind], old: &old, row: &f.register.rows[place], last: -1}
	if refusal := s.modLines(top); refusal != nil {
		return refusal
	}
	t.tax = 0
	if refusal := s.total(); refusal != nil {
		return refusal
	}
	if refusal := f.stillLinked(place, &old, &t); refusal != nil {
		return refusal
	}
	open := f.register.rows[place].open + t.total - old.total
	credits, refusal := c.credits(top, t.customer, t.account, open, nil)
	if refusal != nil {
		return refusal
	}
	s.number()
	f.repost(&old, &t, s.taxes, s.included)
	if refusal := f.replaceTxn(place, &t); refusal != nil {
		return refusal
	}
	f.useCredits(place, credits)
	f.bumpOrders(&t)
	return c.saleDone(place, &t)
}

// modDefaults restores what a document cannot be without.
func (c *call) modDefaults(old, t *txn, top int32) *refused {
	f, d := c.f, c.d
	if t.customer == 0 && t.kind != salesReceipt {
		return missingElement("CustomerRef")
	}
	if t.date == 0 {
		t.date = old.date
	}
	if refusal := f.openDate(t.date, txnWords[t.kind]); refusal != nil {
		return refusal
	}
	if t.account == 0 {
		t.account = old.account
	}
	if refusal := f.rateOf(t, txnWords[t.kind]); refusal != nil {
		return refusal
	}
	if t.shipDate == 0 {
		t.shipDate = t.date
	}
	if t.due == 0 || t.terms != 0 && d.find(top, "DueDate") == 0 && (t.terms != old.terms || t.date != old.date) {
		t.due = t.date
		if t.terms != 0 {
			t.due = addDays(t.date, f.terms.at(t.terms-1).days)
		}
	}
	return nil
}

// stillLinked tells whether what is linked to a sale still fits its new
// version: what is applied must not exceed the total, the customer and the
// account of receivables must stay, and what was invoiced of an order too.
func (f *File) stillLinked(place int32, old, t *txn) *refused {
	g := &f.register
	what := txnWords[t.kind]
	linked := len(g.paid[place]) > 0 || len(old.applied) > 0
	switch {
	case g.rows[place].open+t.total-old.total < 0 && t.kind != salesReceipt && t.kind != salesOrder:
		return cannotModify(what, "The amount that is applied is more than the new total.")
	case linked && t.customer != old.customer:
		return cannotModify(what, "This transaction is linked to others: its customer can't be changed.")
	case linked && t.account != old.account:
		return cannotModify(what, "This transaction is linked to others: its accounts receivable account can't be changed.")
	case linked && t.exchange != old.exchange:
		return cannotModify(what, "This transaction is linked to others: its exchange rate can't be changed.")
	case linked && t.pending:
		return cannotModify(what, "This transaction is linked to others: it can't be made pending.")
	}
	if t.kind != salesOrder {
		return nil
	}
	r := &g.rows[place]
	for i := range old.lines {
		num := old.lineNum(r, i)
		invoiced := g.invoiced[lineKey{place, num}]
		if invoiced == 0 {
			continue
		}
		fits := false
		for k := range t.lines {
			l := &t.lines[k]
			fits = fits || l.num == num && l.item == old.lines[i].item && l.qty >= invoiced
		}
		if !fits || t.customer != old.customer {
			return cannotModify(what, "This transaction is linked to others: a line was invoiced.")
		}
	}
	return nil
}

// repost works out the entries of a sale's new version as if the old one had
// not been. Where the same goods are sold, their cost stays what it was.
func (f *File) repost(old, t *txn, taxes []componentTax, included []int64) {
	if !old.pending {
		f.post(old.posts, -1)
	}
	f.postSale(t, taxes, included)
	if !old.pending {
		f.post(old.posts, 1)
	}
	var before, after []int
	for i := range old.posts {
		if old.posts[i].item != 0 {
			before = append(before, i)
		}
	}
	for i := range t.posts {
		if t.posts[i].item != 0 {
			after = append(after, i)
		}
	}
	if len(before) != len(after) {
		return
	}
	for i := range after {
		a, b := &old.posts[before[i]], &t.posts[after[i]]
		if a.item != b.item || a.qty != b.qty {
			return
		}
	}
	for i := range after { // the cost of goods sold stands before the stock's entry
		at := after[i]
		t.posts[at].amount = old.posts[before[i]].amount
		t.posts[at-1].amount = -old.posts[before[i]].amount
	}
}

// modLines reads the lines of a Mod; without any, the present ones stay.
func (s *seller) modLines(top int32) *refused {
	d := s.c.d
	any := false
	for n := d.nodes[top].child; n != 0; n = d.nodes[n].next {
		var refusal *refused
		switch name := d.nodes[n].el.name; {
		case strings.HasSuffix(name, "LineMod"):
			any = true
			refusal = s.change(n, 0)
		case strings.HasSuffix(name, "LineGroupMod"):
			any = true
			refusal = s.changeGroup(n)
		}
		if refusal != nil {
			return refusal
		}
	}
	if any {
		return nil
	}
	for i := range s.old.lines {
		if refusal := s.stay(i); refusal != nil {
			return refusal
		}
	}
	s.sumGroups()
	return nil
}

// newLine marks a line that gets its number when the Mod is saved.
const newLine = ^uint32(0)

// stay counts a line of the old version again.
func (s *seller) stay(i int) *refused {
	l := s.old.lines[i]
	l.num = s.old.lineNum(s.row, i)
	if l.item == 0 || l.level == 1 {
		s.t.lines = append(s.t.lines, l)
		return nil
	}
	return s.count(l, s.asBefore(&l))
}

// asBefore is what was said of a line when it was written: percentages and
// subtotals are computed again, amounts stay.
func (s *seller) asBefore(l *line) sent {
	switch {
	case s.c.f.items.at(l.item-1).kind == subtotalItem:
		return sent{same: true}
	case l.rateKind == 2 && s.c.f.items.at(l.item-1).kind == salesTax:
		return sent{same: true}
	case l.rateKind == 2:
		return sent{hasPercent: true, rate: l.rate, same: true}
	}
	return sent{hasSum: true, amount: l.amount, same: true}
}

// oldLine finds the line of the old version that a ...Mod names. -1: it is a
// new one. Lines must come in their stored order (3290).
func (s *seller) oldLine(n int32, level uint8) (int, *refused) {
	id := s.c.d.get(n, "TxnLineID")
	if id == "-1" {
		return -1, nil
	}
	num, created, ok := parseID(id)
	if !ok {
		return 0, refuse(3000, "The given object ID %q in the field \"txn line id\" is invalid.", id)
	}
	at := s.old.lineAt(s.row, num)
	if at < 0 || created != s.row.created || s.old.lines[at].level != level {
		return 0, notFound(id)
	}
	if at <= s.last {
		return 0, refuse(3290, "The order of the lines conflicts with the stored order: line %q.", id)
	}
	s.last = at
	return at, nil
}

// change reads one ...LineMod.
func (s *seller) change(n int32, level uint8) *refused {
	at, refusal := s.oldLine(n, level)
	if refusal != nil {
		return refusal
	}
	if at < 0 {
		from := len(s.t.lines)
		refusal := s.line(n)
		for i := from; refusal == nil && i < len(s.t.lines); i++ {
			s.t.lines[i].num, s.t.lines[i].level = newLine, level
		}
		return refusal
	}
	before := s.old.lines[at]
	l, in := before, sent{}
	l.num = s.old.lineNum(s.row, at)
	if refusal := s.read(n, &l, &in); refusal != nil {
		return refusal
	}
	if l.item == 0 {
		if in.hasSum || in.hasRate || in.hasPercent || l.hasQty {
			return missingElement("ItemRef")
		}
		l.hasSum, l.amount, l.rateKind, l.code = false, 0, 0, 0
		s.t.lines = append(s.t.lines, l)
		return nil
	}
	d := s.c.d
	if d.find(n, "TaxAmount") == 0 && (in.hasSum || in.hasRate || in.hasPercent || l.item != before.item || l.qty != before.qty || l.code != before.code) {
		l.hasTax, l.taxAmount = false, 0
	}
	switch {
	case l.item != before.item:
		l.rate, l.rateKind, l.amount, l.hasSum = 0, 0, 0, false
		if d.find(n, "Desc") == 0 {
			l.desc = ""
		}
		if d.find(n, "SalesTaxCodeRef") == 0 {
			l.code = 0
		}
		if d.find(n, "OverrideItemAccountRef") == 0 {
			l.override = 0
		}
	case in.hasSum || in.hasRate || in.hasPercent:
		l.rateKind = 0
	case l.qty != before.qty || l.hasQty != before.hasQty:
		switch before.rateKind {
		case 1:
			in.hasRate, in.rate = true, before.rate
		case 2:
			in.hasPercent, in.rate = true, before.rate
		default:
			in.hasSum, in.amount = true, before.amount
		}
	default:
		in = s.asBefore(&l)
	}
	return s.count(l, in)
}

// changeGroup reads one ...LineGroupMod. Without lines of its own the group
// keeps its members; another quantity or group builds them anew.
func (s *seller) changeGroup(n int32) *refused {
	d := s.c.d
	at, refusal := s.oldLine(n, 1)
	if refusal != nil {
		return refusal
	}
	members := false
	for k := d.nodes[n].child; k != 0; k = d.nodes[k].next {
		members = members || strings.HasSuffix(d.nodes[k].el.name, "LineMod")
	}
	from := len(s.t.lines)
	if at < 0 || d.find(n, "ItemGroupRef") != 0 || fixOf(d.get(n, "Quantity")) != 0 && fixOf(d.get(n, "Quantity")) != s.old.lines[at].qty {
		if members {
			return refuse(3153, "A group that is new or changes its quantity can't have lines of its own in the same request.")
		}
		if refusal := s.groupOf(n, at); refusal != nil {
			return refusal
		}
		for i := from; i < len(s.t.lines); i++ {
			s.t.lines[i].num = newLine
		}
		if at >= 0 {
			s.t.lines[from].num = s.old.lineNum(s.row, at)
		}
		return nil
	}
	if refusal := s.stay(at); refusal != nil {
		return refusal
	}
	if members {
		for k := d.nodes[n].child; k != 0; k = d.nodes[k].next {
			if strings.HasSuffix(d.nodes[k].el.name, "LineMod") {
				if refusal := s.change(k, 2); refusal != nil {
					return refusal
				}
			}
		}
	} else {
		for i := at + 1; i < len(s.old.lines) && s.old.lines[i].level == 2; i++ {
			if refusal := s.stay(i); refusal != nil {
				return refusal
			}
			s.last = i
		}
	}
	s.sumGroups()
	return nil
}

// sumGroups makes the amount of each group the sum of its members.
func (s *seller) sumGroups() {
	for i := range s.t.lines {
		if s.t.lines[i].level != 1 {
			continue
		}
		sum := int64(0)
		for k := i + 1; k < len(s.t.lines) && s.t.lines[k].level == 2; k++ {
			sum += s.t.lines[k].amount
		}
		s.t.lines[i].amount = sum
	}
}

// number gives new lines their numbers; a kept line has its own, which is left
// out where it follows from the line's place.
func (s *seller) number() {
	g := &s.c.f.register
	for i := range s.t.lines {
		l := &s.t.lines[i]
		if l.num == newLine || l.num == 0 {
			l.num = g.next
			g.next++
		}
		if l.num == s.row.num+1+uint32(i) {
			l.num = 0
		}
	}
}
