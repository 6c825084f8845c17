package qbxml

import (
	"slices"
	"strings"

	"countinghouse/day"
	"countinghouse/money"
)

// CustomDetailReportQueryRq asks for the report of single documents by account
// (CustomTxnDetail). It is the only way to see whether a document was cleared
// or reconciled with a bank statement: no Ret of a document tells it (qbXML
// 13.0 schema). It cannot be asked for by TxnID; bound it by days, accounts and
// types.
type CustomDetailReportQueryRq struct {
	none
	FromReportDate, ToReportDate day.Day // days of the documents, both included; none: QuickBooks' default period
	ReportAccountFilter          *RefFilter
	ReportEntityFilter           *RefFilter
	TxnTypeFilter                []string // see TxnTypes
	// FromReportModifiedDate and ToReportModifiedDate bound the days of the last change.
	FromReportModifiedDate, ToReportModifiedDate day.Day
	ReportPostingStatusFilter                    string // Either, NonPosting, Posting
	SummarizeRowsBy                              string // must be given; "TotalOnly": one plain list
	// IncludeColumn are the columns, at least one; see ReportColumns for those
	// that TxnDetailRow has.
	IncludeColumn []string
	ReportBasis   string // Accrual, Cash, None
}

// ReportColumns are the columns that TxnDetailRow has.
func ReportColumns() []string {
	return []string{
		"TxnID", "TxnType", "TxnNumber", "Date", "RefNumber", "Name", "Account", "SplitAccount", "Memo", "Amount",
		"ClearedStatus", "PaidStatus", "ModifiedTime", "LastModifiedBy",
	}
}

func (*CustomDetailReportQueryRq) element() string { return "CustomDetailReportQueryRq" }

func (q *CustomDetailReportQueryRq) appendTo(w *writer) {
	w.raw("CustomDetailReportType", "CustomTxnDetail")
	w.raw("DisplayReport", "false")
	w.days("ReportPeriod", "ReportDate", q.FromReportDate, q.ToReportDate)
	w.refFilter("ReportAccountFilter", q.ReportAccountFilter)
	w.refFilter("ReportEntityFilter", q.ReportEntityFilter)
	if len(q.TxnTypeFilter) > 0 {
		w.open("ReportTxnTypeFilter")
		w.kinds("TxnTypeFilter", q.TxnTypeFilter, TxnTypes())
		w.close()
	}
	w.days("ReportModifiedDateRangeFilter", "ReportModifiedDate", q.FromReportModifiedDate, q.ToReportModifiedDate)
	w.enum("ReportPostingStatusFilter", q.ReportPostingStatusFilter, "Either", "NonPosting", "Posting")
	w.kind("SummarizeRowsBy", q.SummarizeRowsBy, []string{"TotalOnly", "Account", "Customer", "Day", "Month", "PaymentMethod"})
	w.kinds("IncludeColumn", q.IncludeColumn, ReportColumns())
	w.enum("ReportBasis", q.ReportBasis, "Accrual", "Cash", "None")
}

// days writes two days that bound a report; what is the name of both.
func (w *writer) days(tag, what string, from, to day.Day) {
	if from.IsZero() && to.IsZero() {
		return
	}
	w.open(tag)
	if !from.IsZero() && !to.IsZero() && to.Before(from) {
		w.problem("To"+what, "is before From%s", what)
	}
	w.day("From"+what, from)
	w.day("To"+what, to)
	w.close()
}

// ReportRet is the answer to CustomDetailReportQueryRq.
type ReportRet struct {
	ReportTitle string
	NumRows     int
	Columns     []string       // the types of the columns: "TxnID"
	Rows        []TxnDetailRow // rows of data; headings and totals are left out
}

// TxnDetailRow is the posting of a document to one account, as far as its
// columns were asked for.
type TxnDetailRow struct {
	TxnID          string
	TxnType        string // in words of the edition: "Sales Receipt"
	TxnNumber      string
	Date           string // "2026-11-07"
	RefNumber      string
	Name           string
	Account        string
	SplitAccount   string
	Memo           string
	Amount         money.Amount
	ClearedStatus  string // see IsCleared
	PaidStatus     string
	ModifiedTime   string
	LastModifiedBy string
}

// IsCleared tells whether the posting is marked as cleared, or is being
// reconciled now. Which words and marks QuickBooks writes for it is not
// confirmed, so everything but nothing and "NotCleared" counts: what may be
// reconciled must not be touched.
func (r TxnDetailRow) IsCleared() bool {
	s := strings.ToLower(strings.ReplaceAll(strings.TrimSpace(r.ClearedStatus), " ", ""))
	return s != "" && s != "notcleared" && s != "uncleared"
}

// ClearedTxns are the TxnIDs of the documents of which a posting is cleared.
func (r *ReportRet) ClearedTxns() []string {
	var out []string
	for i := range r.Rows {
		if row := &r.Rows[i]; row.IsCleared() && row.TxnID != "" {
			out = append(out, row.TxnID)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (sc *scanner) report() *ReportRet {
	v := &ReportRet{}
	columns := map[string]string{} // type by colID
	for sc.child() {
		switch sc.name {
		case "ReportTitle":
			v.ReportTitle = sc.text()
		case "NumRows":
			v.NumRows = sc.int()
		case "ColDesc":
			id := sc.attr("colID")
			for sc.child() {
				if sc.name != "ColType" {
					sc.skip()
					continue
				}
				columns[id] = sc.text()
				v.Columns = append(v.Columns, columns[id])
			}
		case "ReportData":
			for sc.child() {
				if sc.name != "DataRow" {
					sc.skip()
					continue
				}
				v.Rows = append(v.Rows, sc.detailRow(columns))
			}
		default:
			sc.skip()
		}
	}
	return v
}

func (sc *scanner) detailRow(columns map[string]string) TxnDetailRow {
	var v TxnDetailRow
	for sc.child() {
		if sc.name == "ColData" {
			sc.detail(&v, columns[sc.attr("colID")], sc.attr("value"))
		}
		sc.skip()
	}
	return v
}

// detail puts the value of a column where it belongs.
func (sc *scanner) detail(v *TxnDetailRow, column, value string) {
	switch column {
	case "TxnID":
		v.TxnID = value
	case "TxnType":
		v.TxnType = value
	case "TxnNumber":
		v.TxnNumber = value
	case "Date":
		v.Date = value
	case "RefNumber":
		v.RefNumber = value
	case "Name":
		v.Name = value
	case "Account":
		v.Account = value
	case "SplitAccount":
		v.SplitAccount = value
	case "Memo":
		v.Memo = value
	case "Amount":
		if value = strings.TrimSpace(value); value == "" {
			return
		}
		a, err := money.ParseAmount(value, 2)
		if err != nil {
			sc.wrong(column, value, "an amount")
		}
		v.Amount = a
	case "ClearedStatus":
		v.ClearedStatus = value
	case "PaidStatus":
		v.PaidStatus = value
	case "ModifiedTime":
		v.ModifiedTime = value
	case "LastModifiedBy":
		v.LastModifiedBy = value
	}
}
