package qbxml

import (
	"slices"

	"countinghouse/day"
	"countinghouse/money"
)

// ModifiedDateRangeFilter bounds the times of modification, in local time of
// the QuickBooks PC; either may be empty.
type ModifiedDateRangeFilter struct{ FromModifiedDate, ToModifiedDate string }

// TxnDateRangeFilter bounds the dates of documents, both days included.
// QuickBooks takes only one of the two and a DateMacro.
type TxnDateRangeFilter struct {
	FromTxnDate, ToTxnDate day.Day
}

// RefFilter bounds the documents to those of some customers or accounts: by
// ListID or by full name, not both.
type RefFilter struct {
	ListID   []string
	FullName []string
}

// RefNumberFilter finds numbers by a part of them.
type RefNumberFilter struct {
	MatchCriterion string // StartsWith, Contains, EndsWith
	RefNumber      string
}

// RefNumberRangeFilter finds numbers between two, compared as numbers when
// both consist of digits.
type RefNumberRangeFilter struct{ FromRefNumber, ToRefNumber string }

// TxnQuery is what queries of documents share. Use one of TxnID, RefNumber,
// RefNumberCaseSensitive, or the filters after them. RefNumbers are not
// unique; more documents than numbers may come.
type TxnQuery struct {
	Iterator   string // "", IteratorStart, IteratorContinue, IteratorStop
	IteratorID string

	TxnID                   []string
	RefNumber               []string // without regard to case
	RefNumberCaseSensitive  []string
	MaxReturned             int
	ModifiedDateRangeFilter *ModifiedDateRangeFilter // or TxnDateRangeFilter
	TxnDateRangeFilter      *TxnDateRangeFilter
	EntityFilter            *RefFilter
	AccountFilter           *RefFilter
	RefNumberFilter         *RefNumberFilter // or RefNumberRangeFilter
	RefNumberRangeFilter    *RefNumberRangeFilter
	IncludeLineItems        *bool // QuickBooks' default: no
	IncludeRetElement       []string
	OwnerID                 []string
}

// LinkedTxnQuery is a TxnQuery that can also tell what each document is linked
// to (quickbooks-behaviour §3, qbxml-rules §8).
type LinkedTxnQuery struct {
	Iterator   string
	IteratorID string

	TxnID                   []string
	RefNumber               []string
	RefNumberCaseSensitive  []string
	MaxReturned             int
	ModifiedDateRangeFilter *ModifiedDateRangeFilter
	TxnDateRangeFilter      *TxnDateRangeFilter
	EntityFilter            *RefFilter
	AccountFilter           *RefFilter
	RefNumberFilter         *RefNumberFilter
	RefNumberRangeFilter    *RefNumberRangeFilter
	IncludeLineItems        *bool
	IncludeLinkedTxns       *bool // QuickBooks' default: no
	IncludeRetElement       []string
	OwnerID                 []string
}

func (q *LinkedTxnQuery) query() *TxnQuery {
	return &TxnQuery{
		Iterator: q.Iterator, IteratorID: q.IteratorID, TxnID: q.TxnID, RefNumber: q.RefNumber,
		RefNumberCaseSensitive: q.RefNumberCaseSensitive, MaxReturned: q.MaxReturned,
		ModifiedDateRangeFilter: q.ModifiedDateRangeFilter, TxnDateRangeFilter: q.TxnDateRangeFilter,
		EntityFilter: q.EntityFilter, AccountFilter: q.AccountFilter, RefNumberFilter: q.RefNumberFilter,
		RefNumberRangeFilter: q.RefNumberRangeFilter, IncludeLineItems: q.IncludeLineItems,
		IncludeRetElement: q.IncludeRetElement, OwnerID: q.OwnerID,
	}
}

// pages writes the iterator.
func (q *TxnQuery) pages(w *writer) {
	w.iterator(q.Iterator, q.IteratorID, q.MaxReturned, len(q.TxnID)+len(q.RefNumber)+len(q.RefNumberCaseSensitive) > 0)
}

// write writes the query; paid and linked are of invoices only.
func (q *TxnQuery) write(w *writer, refLimit int, paid string, linked *bool) {
	filtered := q.MaxReturned != 0 || q.ModifiedDateRangeFilter != nil || q.TxnDateRangeFilter != nil || q.EntityFilter != nil ||
		q.AccountFilter != nil || q.RefNumberFilter != nil || q.RefNumberRangeFilter != nil || paid != ""
	w.one("TxnID, RefNumber, RefNumberCaseSensitive and the filters",
		len(q.TxnID) > 0, len(q.RefNumber) > 0, len(q.RefNumberCaseSensitive) > 0, filtered)
	w.ids("TxnID", q.TxnID)
	w.lines("RefNumber", q.RefNumber, refLimit)
	w.lines("RefNumberCaseSensitive", q.RefNumberCaseSensitive, refLimit)
	w.maxReturned(q.MaxReturned)
	w.one("ModifiedDateRangeFilter and TxnDateRangeFilter", q.ModifiedDateRangeFilter != nil, q.TxnDateRangeFilter != nil)
	w.modifiedRange("ModifiedDateRangeFilter", q.ModifiedDateRangeFilter)
	w.dateRange("TxnDateRangeFilter", q.TxnDateRangeFilter)
	w.refFilter("EntityFilter", q.EntityFilter)
	w.refFilter("AccountFilter", q.AccountFilter)
	w.one("RefNumberFilter and RefNumberRangeFilter", q.RefNumberFilter != nil, q.RefNumberRangeFilter != nil)
	w.refNumbers(q.RefNumberFilter, q.RefNumberRangeFilter)
	w.enum("PaidStatus", paid, "All", "PaidOnly", "NotPaidOnly")
	w.flag("IncludeLineItems", q.IncludeLineItems)
	w.flag("IncludeLinkedTxns", linked)
	w.returned(q.IncludeRetElement, q.OwnerID)
}

func (w *writer) modifiedRange(tag string, f *ModifiedDateRangeFilter) {
	if f == nil {
		return
	}
	w.open(tag)
	w.dateTime("FromModifiedDate", f.FromModifiedDate)
	w.dateTime("ToModifiedDate", f.ToModifiedDate)
	w.close()
}

func (w *writer) dateRange(tag string, f *TxnDateRangeFilter) {
	if f == nil {
		return
	}
	w.open(tag)
	if !f.FromTxnDate.IsZero() && !f.ToTxnDate.IsZero() && f.ToTxnDate.Before(f.FromTxnDate) {
		w.problem("ToTxnDate", "is before FromTxnDate")
	}
	w.day("FromTxnDate", f.FromTxnDate)
	w.day("ToTxnDate", f.ToTxnDate)
	w.close()
}

func (w *writer) refFilter(tag string, f *RefFilter) {
	if f == nil {
		return
	}
	w.open(tag)
	if (len(f.ListID) > 0) == (len(f.FullName) > 0) {
		w.problem("", "needs exactly one of ListID and FullName")
	}
	w.ids("ListID", f.ListID)
	w.lines("FullName", f.FullName, MaxCustomerFullName)
	w.close()
}

func (w *writer) refNumbers(part *RefNumberFilter, between *RefNumberRangeFilter) {
	if part != nil {
		w.open("RefNumberFilter")
		w.needEnum("MatchCriterion", part.MatchCriterion, "StartsWith", "Contains", "EndsWith")
		w.needLine("RefNumber", part.RefNumber)
		w.close()
	}
	if between != nil {
		w.open("RefNumberRangeFilter")
		w.line("FromRefNumber", between.FromRefNumber, 0)
		w.line("ToRefNumber", between.ToRefNumber, 0)
		w.close()
	}
}

// TransactionQueryRq asks for documents of several types at once, in summary.
type TransactionQueryRq struct {
	Iterator   string
	IteratorID string

	TxnID                              []string
	MaxReturned                        int
	RefNumber                          []string // or one of the next three
	RefNumberCaseSensitive             []string
	RefNumberFilter                    *RefNumberFilter
	RefNumberRangeFilter               *RefNumberRangeFilter
	TransactionModifiedDateRangeFilter *ModifiedDateRangeFilter
	TransactionDateRangeFilter         *TxnDateRangeFilter
	TransactionEntityFilter            *RefFilter
	TransactionAccountFilter           *RefFilter
	TxnTypeFilter                      []string // SalesReceipt, Invoice, …; see TxnTypes
	TransactionDetailLevelFilter       string   // All, SummaryOnly, AllExceptSummary
	TransactionPostingStatusFilter     string   // Either, NonPosting, Posting
	TransactionPaidStatusFilter        string   // Either, Closed, Open
	IncludeRetElement                  []string
}

// TxnTypes are the types that TransactionQueryRq may ask for.
func TxnTypes() []string {
	return []string{
		"All", "ARRefundCreditCard", "Bill", "BillPaymentCheck", "BillPaymentCreditCard", "BuildAssembly", "Charge", "Check",
		"CreditCardCharge", "CreditCardCredit", "CreditMemo", "Deposit", "Estimate", "InventoryAdjustment", "Invoice",
		"ItemReceipt", "JournalEntry", "LiabilityAdjustment", "Paycheck", "PayrollLiabilityCheck", "PurchaseOrder",
		"ReceivePayment", "SalesOrder", "SalesReceipt", "SalesTaxPaymentCheck", "Transfer", "VendorCredit", "YTDAdjustment",
	}
}

func (*TransactionQueryRq) element() string { return "TransactionQueryRq" }

func (q *TransactionQueryRq) attributes(w *writer) {
	w.iterator(q.Iterator, q.IteratorID, q.MaxReturned, len(q.TxnID) > 0)
}

func (q *TransactionQueryRq) appendTo(w *writer) {
	numbers := len(q.RefNumber)+len(q.RefNumberCaseSensitive) > 0 || q.RefNumberFilter != nil || q.RefNumberRangeFilter != nil
	filtered := q.MaxReturned != 0 || numbers || q.TransactionModifiedDateRangeFilter != nil ||
		q.TransactionDateRangeFilter != nil || q.TransactionEntityFilter != nil || q.TransactionAccountFilter != nil ||
		len(q.TxnTypeFilter) > 0 || q.TransactionDetailLevelFilter != "" || q.TransactionPostingStatusFilter != "" ||
		q.TransactionPaidStatusFilter != ""
	w.one("TxnID and the filters", len(q.TxnID) > 0, filtered)
	w.one("RefNumber, RefNumberCaseSensitive, RefNumberFilter and RefNumberRangeFilter",
		len(q.RefNumber) > 0, len(q.RefNumberCaseSensitive) > 0, q.RefNumberFilter != nil, q.RefNumberRangeFilter != nil)
	w.ids("TxnID", q.TxnID)
	w.maxReturned(q.MaxReturned)
	w.lines("RefNumber", q.RefNumber, MaxPaymentRef)
	w.lines("RefNumberCaseSensitive", q.RefNumberCaseSensitive, MaxPaymentRef)
	w.refNumbers(q.RefNumberFilter, q.RefNumberRangeFilter)
	w.modifiedRange("TransactionModifiedDateRangeFilter", q.TransactionModifiedDateRangeFilter)
	w.dateRange("TransactionDateRangeFilter", q.TransactionDateRangeFilter)
	w.refFilter("TransactionEntityFilter", q.TransactionEntityFilter)
	w.refFilter("TransactionAccountFilter", q.TransactionAccountFilter)
	if len(q.TxnTypeFilter) > 0 {
		w.open("TransactionTypeFilter")
		w.kinds("TxnTypeFilter", q.TxnTypeFilter, TxnTypes())
		w.close()
	}
	w.enum("TransactionDetailLevelFilter", q.TransactionDetailLevelFilter, "All", "SummaryOnly", "AllExceptSummary")
	w.enum("TransactionPostingStatusFilter", q.TransactionPostingStatusFilter, "Either", "NonPosting", "Posting")
	w.enum("TransactionPaidStatusFilter", q.TransactionPaidStatusFilter, "Either", "Closed", "Open")
	w.returned(q.IncludeRetElement, nil)
}

// TxnDeletedQueryRq asks which documents were deleted; QuickBooks remembers
// about 90 days.
type TxnDeletedQueryRq struct {
	none
	TxnDelType             []string // see TxnDelTypes; at least one
	DeletedDateRangeFilter *DeletedDateRangeFilter
	IncludeRetElement      []string
}

// TxnDelTypes are the types of documents that TxnDeletedQueryRq may ask for.
func TxnDelTypes() []string {
	unable := []string{"All", "LiabilityAdjustment", "Paycheck", "PayrollLiabilityCheck", "Transfer", "YTDAdjustment"}
	return slices.DeleteFunc(TxnTypes(), func(t string) bool { return slices.Contains(unable, t) })
}

func (*TxnDeletedQueryRq) element() string { return "TxnDeletedQueryRq" }

func (q *TxnDeletedQueryRq) appendTo(w *writer) {
	w.kinds("TxnDelType", q.TxnDelType, TxnDelTypes())
	q.DeletedDateRangeFilter.appendTo(w)
	w.returned(q.IncludeRetElement, nil)
}

// TransactionRet is a document of any type, in summary.
type TransactionRet struct {
	TxnType              string // "SalesReceipt"
	TxnID                string
	TxnLineID            string
	TimeCreated          string
	TimeModified         string
	EntityRef            Ref
	AccountRef           Ref
	TxnDate              string
	RefNumber            string
	Amount               money.Amount
	CurrencyRef          Ref
	ExchangeRate         string
	AmountInHomeCurrency money.Amount
	Memo                 string
}

// TxnDeletedRet is a document that was deleted.
type TxnDeletedRet struct {
	TxnDelType  string
	TxnID       string
	TimeCreated string
	TimeDeleted string
	RefNumber   string
}

// Saved is what every document has. With IncludeRetElement only what was asked
// for is there.
type Saved struct {
	TxnID        string
	TimeCreated  string // as QuickBooks writes it
	TimeModified string
	EditSequence string
	TxnNumber    string // running number of the company file
}
