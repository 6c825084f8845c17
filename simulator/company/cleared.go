package company

import "strconv"

// The bank's side of an entry: not cleared, marked in a reconciliation that is
// not finished, reconciled.
var clearedWords = [...]string{"NotCleared", "Pending", "Cleared"}

// clearedMod answers ClearedStatusMod. choice: the EditSequence stays; only a
// report tells of the status, so that who must not change what was reconciled
// has to look there.
func (c *call) clearedMod() *refused {
	f, d := c.f, c.d
	top := d.nodes[c.node].child
	place, _, refusal := c.txnRef(d.find(top, "TxnID"))
	if refusal != nil {
		return refusal
	}
	lineID := ""
	if n := d.find(top, "TxnLineID"); n != 0 {
		lineID = d.nodes[n].text
	}
	for status, word := range clearedWords {
		if word == d.get(top, "ClearedStatus") {
			if refusal := f.clear(place, lineID, uint8(status)); refusal != nil {
				return refusal
			}
		}
	}
	c.wrote = done{'t', place}
	c.begin()
	c.w.b = c.w.b[:len(c.w.b)-2] // this Rs has no content
	c.w.b = append(c.w.b, " />\n"...)
	return nil
}

// clear sets the cleared status of a transaction's first entry, or of that of
// a line.
func (f *File) clear(place int32, lineID string, status uint8) *refused {
	t := f.read(place)
	r := &f.register.rows[place]
	at := 0
	if lineID != "" && lineID != r.id() {
		num, _, _ := parseID(lineID)
		i := t.lineAt(r, num)
		switch {
		case i < 0:
			return notFound(lineID)
		case t.kind == journalEntry:
			at = i
		default:
			at = i + 1
		}
	} else if t.kind == journalEntry {
		for i := range t.posts {
			if f.clears(&t.posts[i]) {
				at = i
				break
			}
		}
	}
	if at >= len(t.posts) || t.kind.isSale() && at > 0 || !f.clears(&t.posts[at]) {
		return refuse(3180, "There was an error when saving the cleared status.  QuickBooks error message: Only entries of accounts that are reconciled have one.")
	}
	t.posts[at].cleared = status
	f.settle(place, &t)
	return nil
}

// clears tells whether an entry is of an account that is reconciled.
func (f *File) clears(p *post) bool {
	switch f.accounts.at(p.account).kind {
	case "Bank", "CreditCard", "OtherCurrentAsset", "OtherCurrentLiability":
		return true
	}
	return false
}

// keepCleared carries the cleared status over to the new version of a
// transaction, entry by entry of the same account.
func keepCleared(old, t *txn) {
	for i := range t.posts {
		if i < len(old.posts) && old.posts[i].account == t.posts[i].account {
			t.posts[i].cleared = old.posts[i].cleared
		}
	}
}

// reportColumn is a column of a custom detail report: its title and what it
// shows of an entry (i; 0 is the transaction's own) of a transaction.
type reportColumn struct {
	title string
	value func(f *File, r *row, t *txn, i int) string
}

var reportColumns = map[string]reportColumn{
	"TxnType":   {"Type", func(_ *File, r *row, _ *txn, _ int) string { return txnWords[r.kind] }},
	"TxnID":     {"Trans ID", func(_ *File, r *row, _ *txn, _ int) string { return r.id() }},
	"TxnNumber": {"Trans #", func(_ *File, _ *row, t *txn, _ int) string { return strconv.Itoa(int(t.number)) }},
	"Date":      {"Date", func(_ *File, r *row, _ *txn, _ int) string { return string(appendDate(nil, r.date)) }},
	"RefNumber": {"Num", func(_ *File, r *row, _ *txn, _ int) string { return r.ref }},
	"Memo":      {"Memo", func(_ *File, _ *row, t *txn, _ int) string { return t.memo }},
	"Name":      {"Name", func(f *File, r *row, _ *txn, _ int) string { return f.customerName(r.customer) }},
	"Account": {"Account", func(f *File, _ *row, t *txn, i int) string {
		return f.accounts.fullName(t.posts[i].account)
	}},
	"ClearedStatus": {"Clr", func(_ *File, _ *row, t *txn, i int) string { return clearedWords[t.posts[i].cleared] }},
	"Amount":        {"Amount", func(_ *File, _ *row, t *txn, i int) string { return Cents(t.posts[i].amount).String() }},
	"Debit": {"Debit", func(_ *File, _ *row, t *txn, i int) string {
		if t.posts[i].amount < 0 {
			return ""
		}
		return Cents(t.posts[i].amount).String()
	}},
	"Credit": {"Credit", func(_ *File, _ *row, t *txn, i int) string {
		if t.posts[i].amount >= 0 {
			return ""
		}
		return Cents(-t.posts[i].amount).String()
	}},
	"OpenBalance":  {"Open Balance", func(_ *File, r *row, _ *txn, _ int) string { return Cents(r.open).String() }},
	"ModifiedTime": {"Entered/Last Modified", func(f *File, r *row, _ *txn, _ int) string { return string(appendTime(nil, r.modified, f.o.Zone)) }},
	"PaidStatus": {"Paid", func(_ *File, r *row, _ *txn, _ int) string {
		if r.open == 0 {
			return "Paid"
		}
		return "Unpaid"
	}},
}

// reportQuery answers CustomDetailReportQuery with one row for each entry of
// the transactions that its filters admit.
func (c *call) reportQuery() *refused {
	f, d := c.f, c.d
	tf := txnFilter{}
	level := "All"
	for n := d.nodes[c.node].child; n != 0; n = d.nodes[n].next {
		text := d.nodes[n].text
		var refusal *refused
		switch name := d.nodes[n].el.name; name {
		case "ReportPeriod":
			tf.fromDay, tf.toDay = parseDate(d.get(n, "FromReportDate")), parseDate(d.get(n, "ToReportDate"))
		case "ReportDateMacro":
			if text != "All" {
				var ok bool
				if tf.fromDay, tf.toDay, ok = macroDays(text, f.o.Now().In(f.o.Zone)); !ok {
					return refuse(1030, "The date macro %s is not supported by the simulated company file.", text)
				}
			}
		case "ReportAccountFilter":
			tf.account, refusal = tree(c, n, &f.accounts, name)
		case "ReportEntityFilter":
			tf.entity, refusal = tree(c, n, &f.people, name)
		case "ReportTxnTypeFilter":
			tf.kinds = d.all(n, "TxnTypeFilter")
		case "ReportDetailLevelFilter":
			level = text
		case "ReportModifiedDateRangeFilter":
			tf.from, _ = f.parseTime(orDay(d.get(n, "FromReportModifiedDate"), "1970-01-02"), false)
			tf.to, _ = f.parseTime(orDay(d.get(n, "ToReportModifiedDate"), "2038-01-01"), true)
		case "ReportItemFilter", "ReportClassFilter", "ReportModifiedDateRangeMacro":
			refusal = refuse(1030, "The filter %s is not supported by the simulated company file.", name)
		}
		if refusal != nil {
			return refusal
		}
	}
	columns := d.all(c.node, "IncludeColumn")
	for _, name := range columns {
		if _, ok := reportColumns[name]; !ok {
			return refuse(1030, "The column %s is not supported by the simulated company file.", name)
		}
	}
	c.begin()
	c.report(columns, func(visit func(r *row, t *txn, i int)) {
		for at := range f.register.rows {
			r := &f.register.rows[at]
			if r.kind == salesOrder || r.pending || !f.admitsTxn(&tf, int32(at)) || !kindNamed(tf.kinds, r.kind) {
				continue
			}
			t := f.read(int32(at))
			for i := range t.posts {
				if tf.account != nil && !holds(tf.account, &f.accounts, t.posts[i].account+1) ||
					level == "SummaryOnly" && i > 0 || level == "AllExceptSummary" && i == 0 {
					continue
				}
				visit(r, &t, i)
			}
		}
	})
	c.finish()
	return nil
}

func orDay(day, otherwise string) string {
	if day == "" {
		return otherwise
	}
	return day
}

func kindNamed(words []string, k txnKind) bool {
	for _, w := range words {
		if w == "All" || w == txnWords[k] {
			return true
		}
	}
	return len(words) == 0
}

// report writes a ReportRet: its columns, then a DataRow for each that rows visits.
func (c *call) report(columns []string, rows func(visit func(r *row, t *txn, i int))) {
	f, w := c.f, c.w
	n := 0
	rows(func(*row, *txn, int) { n++ })
	w.only, w.depth = nil, 1
	w.ret("ReportRet")
	w.str("ReportTitle", "Custom Transaction Detail Report")
	w.str("ReportSubtitle", "All Transactions")
	w.str("ReportBasis", "Accrual")
	w.int("NumRows", int64(n))
	w.int("NumColumns", int64(len(columns)))
	w.int("NumColTitleRows", 1)
	for i, name := range columns {
		w.b = append(strconv.AppendInt(append(w.b, `<ColDesc colID="`...), int64(i+1), 10), `" dataType="STRTYPE">`...)
		w.b = append(appendEscaped(append(w.b, `<ColTitle titleRow="1" value="`...), reportColumns[name].title), `" />`...)
		w.str("ColType", name)
		w.b = append(w.b, "</ColDesc>\n"...)
	}
	if n > 0 {
		w.b = append(w.b, "<ReportData>\n"...)
		n = 0
		rows(func(r *row, t *txn, i int) {
			n++
			w.b = append(strconv.AppendInt(append(w.b, `<DataRow rowNumber="`...), int64(n), 10), `">`...)
			for k, name := range columns {
				v := reportColumns[name].value(f, r, t, i)
				if v == "" {
					continue
				}
				w.b = append(strconv.AppendInt(append(w.b, `<ColData colID="`...), int64(k+1), 10), `" value="`...)
				w.b = append(appendEscaped(w.b, v), `" />`...)
			}
			w.b = append(w.b, "</DataRow>\n"...)
		})
		w.b = append(w.b, "</ReportData>\n"...)
	}
	w.retEnd("ReportRet")
	w.depth = 0
}
