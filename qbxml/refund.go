package qbxml

import (
	"countinghouse/day"
	"countinghouse/money"
)

// ARRefundCreditCardQueryRq asks for refunds to cards.
type ARRefundCreditCardQueryRq TxnQuery

func (*ARRefundCreditCardQueryRq) element() string { return "ARRefundCreditCardQueryRq" }

func (q *ARRefundCreditCardQueryRq) attributes(w *writer) { (*TxnQuery)(q).pages(w) }

func (q *ARRefundCreditCardQueryRq) appendTo(w *writer) {
	(*TxnQuery)(q).write(w, MaxRefNumber, "", nil)
}

// ARRefundCreditCardAddRq creates a refund to a card.
type ARRefundCreditCardAddRq struct {
	none
	ARRefundCreditCardAdd ARRefundCreditCardAdd
	IncludeRetElement     []string
}

// ARRefundCreditCardAdd is a refund to be created: it pays out what is left of
// credit memos or payments (quickbooks-behaviour §5). Card data
// (CreditCardTxnInfo) are not sent on purpose.
type ARRefundCreditCardAdd struct {
	CustomerRef           Ref     // must be given: the credit's customer
	RefundFromAccountRef  Ref     // where the money leaves; absent: Undeposited Funds
	ARAccountRef          Ref     // the credit's A/R account
	TxnDate               day.Day // must be given
	RefNumber             string  // must be given, at most 11
	Address               Address
	PaymentMethodRef      Ref
	Memo                  string
	ExchangeRate          *money.Decimal
	ExternalGUID          string
	RefundAppliedToTxnAdd []RefundAppliedToTxnAdd // at least one
}

// RefundAppliedToTxnAdd pays out a part of a credit, at most what is left of it.
type RefundAppliedToTxnAdd struct {
	TxnID        string        // of the credit memo, payment or the like
	RefundAmount *money.Amount // above zero
}

func (*ARRefundCreditCardAddRq) element() string { return "ARRefundCreditCardAddRq" }

func (r *ARRefundCreditCardAddRq) appendTo(w *writer) {
	a := &r.ARRefundCreditCardAdd
	w.open("ARRefundCreditCardAdd")
	w.needRef("CustomerRef", a.CustomerRef, MaxCustomerFullName)
	w.ref("RefundFromAccountRef", a.RefundFromAccountRef, MaxAccountFullName)
	w.ref("ARAccountRef", a.ARAccountRef, MaxAccountFullName)
	w.dated(a.TxnDate, a.RefNumber, MaxRefNumber)
	w.address("Address", &a.Address)
	w.ref("PaymentMethodRef", a.PaymentMethodRef, MaxPaymentMethodName)
	w.text("Memo", a.Memo, MaxMemo)
	w.rate(a.ExchangeRate)
	w.externalGUID(a.ExternalGUID)
	if len(a.RefundAppliedToTxnAdd) == 0 {
		w.problem("RefundAppliedToTxnAdd", "is missing, a refund pays out at least one credit")
	}
	for i, p := range a.RefundAppliedToTxnAdd {
		w.openNth("RefundAppliedToTxnAdd", i+1)
		w.needID("TxnID", p.TxnID)
		w.aboveZero("RefundAmount", p.RefundAmount)
		w.close()
	}
	w.close()
	w.returned(r.IncludeRetElement, nil)
}

// ARRefundCreditCardRet is a refund as QuickBooks saved it.
type ARRefundCreditCardRet struct {
	Saved
	CustomerRef          Ref
	RefundFromAccountRef Ref
	ARAccountRef         Ref
	TxnDate              string
	RefNumber            string
	TotalAmount          money.Amount
	CurrencyRef          Ref
	ExchangeRate         string
	PaymentMethodRef     Ref
	Memo                 string
	ExternalGUID         string
	RefundAppliedToTxn   []RefundAppliedToTxnRet
	DataExt              []DataExtRet
}

// RefundAppliedToTxnRet is a credit that a refund pays out.
type RefundAppliedToTxnRet struct {
	TxnID           string
	TxnType         string // "CreditMemo"
	TxnDate         string
	RefNumber       string
	CreditRemaining money.Amount // after the refund
	RefundAmount    money.Amount
}
