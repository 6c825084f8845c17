package qbxml

import (
	"countinghouse/money"
)

// DepositQueryRq asks for deposits. They have no number: look one up by day and
// account (quickbooks-behaviour §4).
type DepositQueryRq struct {
	Iterator   string
	IteratorID string

	TxnID                   []string
	MaxReturned             int
	ModifiedDateRangeFilter *ModifiedDateRangeFilter
	TxnDateRangeFilter      *TxnDateRangeFilter
	EntityFilter            *RefFilter
	AccountFilter           *RefFilter
	IncludeLineItems        *bool
	IncludeRetElement       []string
	OwnerID                 []string
}

func (q *DepositQueryRq) query() *TxnQuery {
	return &TxnQuery{
		Iterator: q.Iterator, IteratorID: q.IteratorID, TxnID: q.TxnID, MaxReturned: q.MaxReturned,
		ModifiedDateRangeFilter: q.ModifiedDateRangeFilter, TxnDateRangeFilter: q.TxnDateRangeFilter,
		EntityFilter: q.EntityFilter, AccountFilter: q.AccountFilter, IncludeLineItems: q.IncludeLineItems,
		IncludeRetElement: q.IncludeRetElement, OwnerID: q.OwnerID,
	}
}

func (*DepositQueryRq) element() string { return "DepositQueryRq" }

func (q *DepositQueryRq) attributes(w *writer) { q.query().pages(w) }

func (q *DepositQueryRq) appendTo(w *writer) { q.query().write(w, MaxRefNumber, "", nil) }

// ReceivePaymentToDepositQueryRq asks for all that waits in Undeposited Funds.
// It has no filters and is not paged.
type ReceivePaymentToDepositQueryRq struct {
	none
	IncludeRetElement []string
}

func (*ReceivePaymentToDepositQueryRq) element() string { return "ReceivePaymentToDepositQueryRq" }

func (q *ReceivePaymentToDepositQueryRq) appendTo(w *writer) { w.returned(q.IncludeRetElement, nil) }

// DepositRet is a deposit as QuickBooks saved it.
type DepositRet struct {
	Saved
	TxnDate             string
	DepositToAccountRef Ref
	Memo                string
	DepositTotal        money.Amount
	CurrencyRef         Ref
	ExchangeRate        string
	ExternalGUID        string
	DepositLines        []DepositLineRet // only with IncludeLineItems
	DataExt             []DataExtRet
}

// DepositLineRet is a line of a deposit: a document that was deposited, or an
// account.
type DepositLineRet struct {
	TxnType          string // of the document deposited: "SalesReceipt"; empty for a line of its own
	TxnID            string // of the document deposited
	TxnLineID        string // of the deposit's line
	PaymentTxnLineID string // of the line deposited
	EntityRef        Ref
	AccountRef       Ref
	Memo             string
	CheckNumber      string
	PaymentMethodRef Ref
	ClassRef         Ref
	Amount           money.Amount
}

// ReceivePaymentToDepositRet is a payment, sales receipt or the like that waits
// in Undeposited Funds: it is not deposited.
type ReceivePaymentToDepositRet struct {
	TxnID        string
	TxnLineID    string
	TxnType      string
	CustomerRef  Ref
	TxnDate      string
	RefNumber    string
	Amount       money.Amount
	CurrencyRef  Ref
	ExchangeRate string
}
