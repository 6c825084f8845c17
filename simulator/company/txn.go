package company

import (
	"encoding/binary"
	"sort"
)

// txnKind is the type of a transaction.
type txnKind uint8

const (
	salesReceipt txnKind = iota + 1
	invoice
	receivePayment
	inventoryAdjustment
	creditMemo
	cardRefund
	check
	salesOrder
	journalEntry
	deposit
	buildAssembly
	itemReceipt
	bill
)

var txnWords = [...]string{"", "SalesReceipt", "Invoice", "ReceivePayment", "InventoryAdjustment", "CreditMemo", "ARRefundCreditCard",
	"Check", "SalesOrder", "JournalEntry", "Deposit", "BuildAssembly", "ItemReceipt", "Bill"}

// isSale tells whether the transaction has lines of items and sales tax.
func (k txnKind) isSale() bool {
	return k == salesReceipt || k == invoice || k == creditMemo || k == salesOrder
}

// txn is one transaction in full. At rest it is a compact record (row.rec).
// References are places plus one; 0 is none.
type txn struct {
	kind                           txnKind
	number                         int32 // TxnNumber
	date, due, shipDate            int32 // YYYYMMDD
	customer, class, template      int32
	account                        int32 // A/R account, or the account of deposit
	method, ship, terms, rep, note int32 // note: customer message
	taxItem, custCode              int32
	pending, void, print, email    bool
	financeCharge                  bool
	inclusive                      bool  // amounts include tax
	closed                         bool  // sales orders: closed by hand
	adjusting                      bool  // journal entries
	exchange                       int64 // home currency for one foreign unit, in hundred-millionths; 0: home currency
	percent                        fix   // SalesTaxPercentage
	subtotal, tax, total           int64
	ref, memo, guid                string
	detail                         kept // fields of headerFields
	lines                          []line
	posts                          []post
	applied                        []application
}

// line is one line of a sale. Its TxnLineID has the number txn.num+1+place.
type line struct {
	level    uint8 // 0 a line, 1 the head of an item group, 2 its member
	item     int32
	class    int32
	code     int32
	override int32
	hasQty   bool
	rateKind uint8 // 0 none, 1 Rate, 2 RatePercent
	hasSum   bool  // has an amount; description lines have none
	qty      fix
	rate     fix
	amount   int64
	desc     string
	detail   kept // fields of lineFields

	num       uint32 // of its TxnLineID, if it is not txn.num+1+place
	entity    int32  // journal entries, checks, deposits: the name of the line
	method    int32  // deposits
	link      int32  // the sales order or the payment that it comes from; plus one
	linkLine  uint32 // number of that transaction's line
	closed    bool   // sales orders: closed by hand
	hasTax    bool   // Australia: the tax was sent
	taxAmount int64
}

// post is one entry of the ledger; debits are positive.
type post struct {
	account int32 // place
	amount  int64
	person  int32 // customer of an A/R entry, agency of a tax entry; plus one
	item    int32 // stock entries; plus one
	qty     fix
	foreign int64 // the amount in the account's or the customer's currency, if it is not the home currency
	cleared uint8 // bank accounts: 0 not cleared, 1 pending, 2 cleared
}

// application is the part of a credit (a payment, a credit memo, a journal
// entry) that pays a charge: an invoice, or a refund of the credit. It is kept
// with the credit.
type application struct {
	charge   int32 // place in the register
	amount   int64
	discount int64
	account  int32 // of the discount
}

// row is a transaction at rest.
type row struct {
	rec                          string
	ref                          string // shares memory with rec
	num, created, modified, seq  uint32
	total, open                  int64 // open: left to pay, or unapplied
	date, customer, sameRef      int32 // sameRef: previous row with the same hash of ref, plus one
	kind                         txnKind
	void, pending, deleted, lock bool
	credit                       bool // what is open is the customer's, not the company's
}

// register is all transactions, by increasing number.
type register struct {
	rows  []row
	byRef map[uint64]int32  // hash of the folded RefNumber -> last row plus one
	paid  map[int32][]int32 // charge -> credits applied to it, once for each application
	// deposited tells which deposit a payment went into, invoiced how much of a
	// sales order's line was invoiced.
	deposited map[lineKey]int32
	invoiced  map[lineKey]fix
	orders    []int32 // sales orders, also those that are gone
	credits   []int32 // credit memos and journal entries, also those that are gone
	next      uint32  // next free number
	count     int32   // TxnNumber of the last
}

// lineKey is a line of a transaction; line 0 is the transaction itself.
type lineKey struct {
	txn  int32
	line uint32
}

func (r *row) id() string { return string(appendID(nil, r.num, r.created)) }

// identified finds a transaction by its TxnID. -1: none, or deleted.
func (g *register) identified(id string) int32 {
	num, created, ok := parseID(id)
	if !ok {
		return -1
	}
	i := sort.Search(len(g.rows), func(i int) bool { return g.rows[i].num >= num })
	if i == len(g.rows) || g.rows[i].num != num || g.rows[i].created != created || g.rows[i].deleted || g.rows[i].id() != id {
		return -1
	}
	return int32(i)
}

// withRef calls visit for every transaction of that RefNumber, newest first.
func (g *register) withRef(ref string, caseSensitive bool, visit func(place int32)) {
	for p := g.byRef[foldHash(ref)]; p != 0; p = g.rows[p-1].sameRef {
		r := &g.rows[p-1]
		if r.deleted {
			continue
		}
		if r.ref == ref || !caseSensitive && sameFold(r.ref, ref) {
			visit(p - 1)
		}
	}
}

func (g *register) enterRef(place int32) {
	r := &g.rows[place]
	h := foldHash(r.ref)
	r.sameRef = g.byRef[h]
	g.byRef[h] = place + 1
}

// reindexRefs is for the rare change of a RefNumber.
func (g *register) reindexRefs() {
	clear(g.byRef)
	for i := range g.rows {
		g.enterRef(int32(i))
	}
}

// seal writes the transaction as a record.
func (t *txn) seal() string {
	b := make([]byte, 0, 128+len(t.memo)+len(t.detail)+48*len(t.lines))
	b = append(b, byte(t.kind), flags(t.pending, t.void, t.print, t.email, t.financeCharge, t.inclusive, t.closed, t.adjusting))
	b = keepText(b, t.ref)
	for _, v := range []int32{t.number, t.date, t.due, t.shipDate, t.customer, t.class, t.template, t.account,
		t.method, t.ship, t.terms, t.rep, t.note, t.taxItem, t.custCode} {
		b = binary.AppendUvarint(b, uint64(v))
	}
	for _, v := range []int64{int64(t.percent), t.subtotal, t.tax, t.total} {
		b = binary.AppendVarint(b, v)
	}
	for _, s := range []string{t.memo, t.guid, string(t.detail)} {
		b = keepText(b, s)
	}
	b = binary.AppendUvarint(b, uint64(len(t.lines)))
	for i := range t.lines {
		b = t.lines[i].seal(b)
	}
	b = binary.AppendUvarint(b, uint64(len(t.posts)))
	for _, p := range t.posts {
		b = binary.AppendUvarint(b, uint64(p.account))
		b = binary.AppendVarint(b, p.amount)
		b = binary.AppendUvarint(b, uint64(p.person))
		b = binary.AppendUvarint(b, uint64(p.item))
		if p.item != 0 {
			b = binary.AppendVarint(b, int64(p.qty))
		}
	}
	b = binary.AppendUvarint(b, uint64(len(t.applied)))
	for _, a := range t.applied {
		b = binary.AppendUvarint(b, uint64(a.charge))
		b = binary.AppendVarint(b, a.amount)
		b = binary.AppendVarint(b, a.discount)
		b = binary.AppendUvarint(b, uint64(a.account))
	}
	return string(t.sealMore(b))
}

func (l *line) seal(b []byte) []byte {
	b = append(b, l.level|l.rateKind<<2|flags(l.hasQty, l.hasSum, l.class != 0, l.override != 0)<<4)
	b = binary.AppendUvarint(b, uint64(l.item))
	b = binary.AppendUvarint(b, uint64(l.code))
	if l.class != 0 {
		b = binary.AppendUvarint(b, uint64(l.class))
	}
	if l.override != 0 {
		b = binary.AppendUvarint(b, uint64(l.override))
	}
	if l.hasQty {
		b = binary.AppendVarint(b, int64(l.qty))
	}
	if l.rateKind != 0 {
		b = binary.AppendVarint(b, int64(l.rate))
	}
	if l.hasSum {
		b = binary.AppendVarint(b, l.amount)
	}
	return keepText(keepText(b, l.desc), string(l.detail))
}

func flags(bits ...bool) byte {
	var b byte
	for i, on := range bits {
		if on {
			b |= 1 << i
		}
	}
	return b
}

func keepText(b []byte, s string) []byte {
	b = binary.AppendUvarint(b, uint64(len(s)))
	return append(b, s...)
}

// reader takes a record apart. Records are our own; a damaged one (of a damaged
// file) reads as zeros, never beyond its end.
type reader struct {
	s   string
	bad bool
}

func (r *reader) byte() byte {
	if r.s == "" {
		r.bad = true
		return 0
	}
	c := r.s[0]
	r.s = r.s[1:]
	return c
}

func (r *reader) uint() uint64 {
	v, n := uvarint(r.s)
	if n == 0 {
		r.bad = true
	}
	r.s = r.s[n:]
	return v
}

func (r *reader) int() int64 {
	v, n := varint(r.s)
	if n == 0 {
		r.bad = true
	}
	r.s = r.s[n:]
	return v
}

func (r *reader) place() int32 { return int32(r.uint()) }

func (r *reader) text() string {
	n := r.uint()
	if n > uint64(len(r.s)) {
		r.bad, r.s = true, ""
		return ""
	}
	t := r.s[:n]
	r.s = r.s[n:]
	return t
}

// count is a number of things that take at least a byte each.
func (r *reader) count() int {
	n := r.uint()
	if n > uint64(len(r.s)) {
		r.bad = true
		return 0
	}
	return int(n)
}

// openTxn reads a record. Texts share its memory.
func openTxn(rec string) (t txn, ok bool) {
	r := reader{s: rec}
	t.kind = txnKind(r.byte())
	f := r.byte()
	t.pending, t.void, t.print, t.email, t.financeCharge = f&1 != 0, f&2 != 0, f&4 != 0, f&8 != 0, f&16 != 0
	t.inclusive, t.closed, t.adjusting = f&32 != 0, f&64 != 0, f&128 != 0
	t.ref = r.text()
	for _, v := range []*int32{&t.number, &t.date, &t.due, &t.shipDate, &t.customer, &t.class, &t.template, &t.account,
		&t.method, &t.ship, &t.terms, &t.rep, &t.note, &t.taxItem, &t.custCode} {
		*v = r.place()
	}
	t.percent = fix(r.int())
	t.subtotal, t.tax, t.total = r.int(), r.int(), r.int()
	t.memo, t.guid = r.text(), r.text()
	t.detail = kept(r.text())
	t.lines = make([]line, r.count())
	for i := range t.lines {
		t.lines[i].open(&r)
	}
	t.posts = make([]post, r.count())
	for i := range t.posts {
		p := &t.posts[i]
		p.account, p.amount, p.person, p.item = r.place(), r.int(), r.place(), r.place()
		if p.item != 0 {
			p.qty = fix(r.int())
		}
	}
	t.applied = make([]application, r.count())
	for i := range t.applied {
		t.applied[i] = application{r.place(), r.int(), r.int(), r.place()}
	}
	t.openMore(&r)
	return t, !r.bad && int(t.kind) < len(txnWords)
}

func (l *line) open(r *reader) {
	f := r.byte()
	l.level, l.rateKind = f&3, f>>2&3
	l.hasQty, l.hasSum = f&16 != 0, f&32 != 0
	l.item, l.code = r.place(), r.place()
	if f&64 != 0 {
		l.class = r.place()
	}
	if f&128 != 0 {
		l.override = r.place()
	}
	if l.hasQty {
		l.qty = fix(r.int())
	}
	if l.rateKind != 0 {
		l.rate = fix(r.int())
	}
	if l.hasSum {
		l.amount = r.int()
	}
	l.desc, l.detail = r.text(), kept(r.text())
}
