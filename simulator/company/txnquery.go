package company

import (
	"strconv"
	"strings"
	"time"
)

// txnFilter is what a query of transactions asks for.
type txnFilter struct {
	ids, refs     []string
	caseSensitive bool
	max           int
	from, to      uint32 // modified
	fromDay       int32  // TxnDate
	toDay         int32
	entity        *treeFilter
	account       *treeFilter
	criterion     string
	refPattern    string
	lowRef, upRef string
	refRange      bool
	paid          string
	kinds         []string
	posting       string
}

// treeFilter is EntityFilter or AccountFilter: rows, with their children or not.
type treeFilter struct {
	places   map[int32]bool
	children bool
}

// readTxnFilter collects the filters of a query of transactions.
func (c *call) readTxnFilter() (txnFilter, *refused) {
	tf := txnFilter{}
	d := c.d
	for n := d.nodes[c.node].child; n != 0; n = d.nodes[n].next {
		text := d.nodes[n].text
		var refusal *refused
		switch name := d.nodes[n].el.name; name {
		case "TxnID":
			tf.ids = append(tf.ids, text)
		case "RefNumber", "RefNumberCaseSensitive":
			tf.refs, tf.caseSensitive = append(tf.refs, text), name == "RefNumberCaseSensitive"
		case "MaxReturned":
			var err error
			if tf.max, err = strconv.Atoi(text); err != nil || tf.max < 1 {
				return tf, refuse(3210, "The \"MaxReturned\" field has an invalid value %q.", text)
			}
		case "ModifiedDateRangeFilter", "TxnDateRangeFilter", "TransactionModifiedDateRangeFilter", "TransactionDateRangeFilter":
			refusal = c.dateRange(&tf, n)
		case "EntityFilter", "TransactionEntityFilter":
			tf.entity, refusal = tree(c, n, &c.f.people, name)
		case "AccountFilter", "TransactionAccountFilter":
			tf.account, refusal = tree(c, n, &c.f.accounts, name)
		case "RefNumberFilter":
			tf.criterion, tf.refPattern = d.get(n, "MatchCriterion"), fold(d.get(n, "RefNumber"))
		case "RefNumberRangeFilter":
			tf.refRange, tf.lowRef, tf.upRef = true, d.get(n, "FromRefNumber"), d.get(n, "ToRefNumber")
		case "PaidStatus":
			tf.paid = text
		case "TransactionTypeFilter":
			tf.kinds = d.all(n, "TxnTypeFilter")
		case "TransactionPaidStatusFilter":
			tf.paid = map[string]string{"Closed": "PaidOnly", "Open": "NotPaidOnly"}[text]
		case "TransactionPostingStatusFilter":
			tf.posting = text
		case "TransactionItemFilter", "ItemFilter", "TransactionClassFilter", "CurrencyFilter":
			refusal = refuse(1030, "The filter %s is not supported by the simulated company file.", name)
		}
		if refusal != nil {
			return tf, refusal
		}
	}
	if tf.to != 0 && tf.from > tf.to || tf.toDay != 0 && tf.fromDay > tf.toDay {
		return tf, refuse(3031, "The \"from\" date is later than the \"to\" date.")
	}
	return tf, nil
}

func (c *call) dateRange(tf *txnFilter, n int32) *refused {
	d := c.d
	for k := d.nodes[n].child; k != 0; k = d.nodes[k].next {
		text := d.nodes[k].text
		switch d.nodes[k].el.name {
		case "FromModifiedDate", "ToModifiedDate":
			if refusal := c.modified(k, &tf.from, &tf.to); refusal != nil {
				return refusal
			}
		case "FromTxnDate":
			tf.fromDay = parseDate(text)
		case "ToTxnDate":
			tf.toDay = parseDate(text)
		case "DateMacro":
			if text == "All" {
				continue
			}
			from, to, ok := macroDays(text, c.f.o.Now().In(c.f.o.Zone))
			if !ok {
				return refuse(1030, "The date macro %s is not supported by the simulated company file.", text)
			}
			if strings.Contains(d.nodes[n].el.name, "Modified") {
				tf.from, _ = c.f.parseTime(string(appendDate(nil, from)), false)
				tf.to, _ = c.f.parseTime(string(appendDate(nil, to)), true)
			} else {
				tf.fromDay, tf.toDay = from, to
			}
		}
	}
	return nil
}

// macroDays are the days of the date macros that a connector uses.
func macroDays(macro string, now time.Time) (from, to int32, ok bool) {
	y, m, d := now.Date()
	day := func(t time.Time) int32 { return dateOf(t) }
	at := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 12, 0, 0, 0, time.UTC) }
	switch macro {
	case "Today":
		return day(now), day(now), true
	case "Yesterday":
		return day(at(y, m, d-1)), day(at(y, m, d-1)), true
	case "ThisMonth":
		return day(at(y, m, 1)), day(at(y, m+1, 0)), true
	case "ThisMonthToDate":
		return day(at(y, m, 1)), day(now), true
	case "LastMonth":
		return day(at(y, m-1, 1)), day(at(y, m, 0)), true
	case "ThisCalendarYear", "ThisFiscalYear":
		return day(at(y, 1, 1)), day(at(y, 12, 31)), true
	case "ThisCalendarYearToDate", "ThisFiscalYearToDate":
		return day(at(y, 1, 1)), day(now), true
	case "LastCalendarYear", "LastFiscalYear":
		return day(at(y-1, 1, 1)), day(at(y-1, 12, 31)), true
	}
	return 0, 0, false
}

// tree resolves the rows of an EntityFilter or AccountFilter.
func tree[T any, P rowOf[T]](c *call, n int32, l *list[T, P], name string) (*treeFilter, *refused) {
	t := &treeFilter{places: map[int32]bool{}}
	d := c.d
	for k := d.nodes[n].child; k != 0; k = d.nodes[k].next {
		text := d.nodes[k].text
		var place int32
		switch d.nodes[k].el.name {
		case "ListID", "ListIDWithChildren":
			place = l.identified(text)
		case "FullName", "FullNameWithChildren":
			place = l.named(text)
		default:
			return nil, refuse(1030, "The filter %s in %s is not supported by the simulated company file.", d.nodes[k].el.name, name)
		}
		t.children = strings.HasSuffix(d.nodes[k].el.name, "WithChildren")
		if place < 0 {
			return nil, badReference("object", text, name)
		}
		t.places[place] = true
	}
	return t, nil
}

// holds tells whether a place plus one is of the filter.
func holds[T any, P rowOf[T]](t *treeFilter, l *list[T, P], placePlusOne int32) bool {
	for p := placePlusOne; p != 0; p = l.at(p - 1).head().parent {
		if t.places[p-1] {
			return true
		}
		if !t.children {
			return false
		}
	}
	return false
}

// admitsTxn holds a transaction against the filters other than ids and refs.
func (f *File) admitsTxn(tf *txnFilter, place int32) bool {
	r := &f.register.rows[place]
	switch {
	case r.deleted, r.modified < tf.from, tf.to != 0 && r.modified > tf.to,
		r.date < tf.fromDay, tf.toDay != 0 && r.date > tf.toDay,
		tf.posting == "Posting" && (r.pending || r.kind == salesOrder), tf.posting == "NonPosting" && !r.pending && r.kind != salesOrder,
		tf.paid == "PaidOnly" && r.open != 0, tf.paid == "NotPaidOnly" && r.open == 0,
		tf.entity != nil && !holds(tf.entity, &f.people, r.customer):
		return false
	}
	if tf.criterion != "" && !matches(tf.criterion, fold(r.ref), tf.refPattern) || tf.refRange && !inRefRange(r.ref, tf.lowRef, tf.upRef) {
		return false
	}
	if tf.account == nil {
		return true
	}
	for _, p := range f.read(place).posts {
		if holds(tf.account, &f.accounts, p.account+1) {
			return true
		}
	}
	return false
}

// inRefRange compares as numbers when all are digits, else as text
// (qbxml-rules §8).
func inRefRange(ref, low, high string) bool {
	below := func(a, b string) bool {
		if a != "" && b != "" && allDigits(a) && allDigits(b) {
			x, y := strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
			if len(x) != len(y) {
				return len(x) < len(y)
			}
			return x < y
		}
		return fold(a) < fold(b)
	}
	return (low == "" || !below(ref, low)) && (high == "" || !below(high, ref))
}

// find resolves a query of transactions to places. want selects the types.
func (f *File) find(tf *txnFilter, want func(txnKind) bool) (places []int32, missing string) {
	switch {
	case len(tf.ids) > 0:
		for _, id := range tf.ids {
			if p := f.register.identified(id); p >= 0 && want(f.register.rows[p].kind) {
				places = append(places, p)
			} else if missing == "" {
				missing = id
			}
		}
	case len(tf.refs) > 0:
		for _, ref := range tf.refs {
			before := len(places)
			f.register.withRef(ref, tf.caseSensitive, func(p int32) {
				if want(f.register.rows[p].kind) && f.admitsTxn(tf, p) {
					places = append(places, p)
				}
			})
			if len(places) == before && missing == "" {
				missing = ref
			}
		}
	default:
		for i := range f.register.rows {
			if want(f.register.rows[i].kind) && f.admitsTxn(tf, int32(i)) {
				places = append(places, int32(i))
			}
		}
	}
	return places, missing
}

// txnRet writes the Ret of a transaction of any kind that has a query.
func (c *call) txnRet(place int32, t *txn, lines, links bool) {
	switch t.kind {
	case receivePayment:
		c.paymentRet(place, t, lines)
	case cardRefund:
		c.refundRet(place, t, lines)
	case check:
		c.checkRet(place, t, lines, links)
	case inventoryAdjustment:
		c.adjustmentRet(place, t, lines)
	case itemReceipt, bill:
		c.goodsRet(place, t, lines)
	case buildAssembly:
		c.buildRet(place, t, lines)
	case journalEntry:
		c.journalRet(place, t, lines)
	case deposit:
		c.depositRet(place, t, lines)
	default:
		c.saleRet(place, t, lines, links)
	}
}

// txnQuery answers the query of one kind of transaction.
func (c *call) txnQuery(kind txnKind) *refused {
	lines := isTrue(c.d.get(c.node, "IncludeLineItems"), false) || isTrue(c.d.get(c.node, "IncludeComponentLineItems"), false)
	links := isTrue(c.d.get(c.node, "IncludeLinkedTxns"), false)
	return c.queryTxns(func(k txnKind) bool { return k == kind }, func(place int32) {
		t := c.f.read(place)
		c.txnRet(place, &t, lines, links)
	})
}

// transactionQuery answers with a summary row per transaction.
func (c *call) transactionQuery() *refused {
	kinds := []string{}
	if n := c.d.find(c.node, "TransactionTypeFilter"); n != 0 {
		kinds = c.d.all(n, "TxnTypeFilter")
	}
	return c.queryTxns(func(k txnKind) bool { return kindNamed(kinds, k) }, c.transactionRet)
}

func (c *call) queryTxns(want func(txnKind) bool, ret func(int32)) *refused {
	tf, refusal := c.readTxnFilter()
	if refusal != nil {
		return refusal
	}
	rows, status, done, handled := c.turn(tf.max)
	if !handled {
		places, missing := c.f.find(&tf, want)
		rows, status, done = c.page(places, tf.max, missing)
	}
	if done {
		return status
	}
	for _, p := range rows {
		if !c.f.register.rows[p].deleted {
			ret(p)
		}
	}
	c.finish()
	return status
}

func (c *call) transactionRet(place int32) {
	w, f := c.w, c.f
	r, t := &f.register.rows[place], f.read(place)
	w.ret("TransactionRet")
	w.str("TxnType", txnWords[r.kind])
	w.str("TxnID", r.id())
	w.time("TimeCreated", r.created)
	w.time("TimeModified", r.modified)
	writeRef(w, "EntityRef", &f.people, r.customer)
	writeRef(w, "AccountRef", &f.accounts, t.account)
	w.date("TxnDate", r.date)
	w.str("RefNumber", r.ref)
	w.cents("Amount", r.total)
	c.inCurrency(&t, "AmountInHomeCurrency", r.total)
	w.str("Memo", t.memo)
	w.retEnd("TransactionRet")
}

// deletedQuery answers TxnDeletedQuery and ListDeletedQuery.
func (c *call) deletedQuery() *refused {
	f, d := c.f, c.d
	txn := c.name == "TxnDeletedQuery"
	words := d.all(c.node, c.name[:len(c.name)-len("etedQuery")]+"Type")
	var from, to uint32
	if n := d.find(c.node, "DeletedDateRangeFilter"); n != 0 {
		for k := d.nodes[n].child; k != 0; k = d.nodes[k].next {
			if refusal := c.modified(k, &from, &to); refusal != nil {
				return refusal
			}
		}
	}
	var places []int32
	for i, x := range f.deleted {
		if x.Txn != txn || x.Removed < from || to != 0 && x.Removed > to {
			continue
		}
		for _, w := range words {
			if w == x.Word {
				places = append(places, int32(i))
			}
		}
	}
	rows, status, done := c.page(places, 0, "")
	if done {
		return status
	}
	for _, p := range rows {
		x, w := f.deleted[p], c.w
		if txn {
			w.ret("TxnDeletedRet")
			w.str("TxnDelType", x.Word)
			w.str("TxnID", x.ID)
		} else {
			w.ret("ListDeletedRet")
			w.str("ListDelType", x.Word)
			w.str("ListID", x.ID)
		}
		w.time("TimeCreated", x.Created)
		w.time("TimeDeleted", x.Removed)
		if txn {
			w.str("RefNumber", x.Name)
			w.retEnd("TxnDeletedRet")
		} else {
			w.str("FullName", x.Name)
			w.retEnd("ListDeletedRet")
		}
	}
	c.finish()
	return status
}
