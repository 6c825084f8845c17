package qbxml

import (
	"countinghouse/day"
	"countinghouse/money"
)

// ReceivePaymentQueryRq asks for payments received.
type ReceivePaymentQueryRq TxnQuery

func (*ReceivePaymentQueryRq) element() string { return "ReceivePaymentQueryRq" }

func (q *ReceivePaymentQueryRq) attributes(w *writer) { (*TxnQuery)(q).pages(w) }

func (q *ReceivePaymentQueryRq) appendTo(w *writer) {
	(*TxnQuery)(q).write(w, MaxPaymentRef, "", nil)
}

// ReceivePaymentAddRq creates a payment received.
type ReceivePaymentAddRq struct {
	none
	ReceivePaymentAdd ReceivePaymentAdd
	IncludeRetElement []string
}

// ReceivePaymentAdd is a payment to be created. It has exactly one of
// IsAutoApply and AppliedToTxnAdd. Automatic application may pay the oldest
// invoice instead of the right one, so false is the only use of IsAutoApply: it
// leaves the payment unapplied.
type ReceivePaymentAdd struct {
	CustomerRef         Ref // must be given: the invoice's customer
	ARAccountRef        Ref // the invoice's A/R account
	TxnDate             day.Day
	RefNumber           string // at most 20
	TotalAmount         *money.Amount
	ExchangeRate        *money.Decimal
	PaymentMethodRef    Ref
	Memo                string
	DepositToAccountRef Ref
	ExternalGUID        string
	IsAutoApply         *bool
	AppliedToTxnAdd     []AppliedToTxnAdd
}

// AppliedToTxnAdd applies a part of the payment to an invoice. It has at least
// one of PaymentAmount, SetCredit and DiscountAmount.
type AppliedToTxnAdd struct {
	TxnID              string // of the invoice, which must not be paid
	PaymentAmount      *money.Amount
	SetCredit          []SetCredit // credits to be applied to the invoice as well
	DiscountAmount     *money.Amount
	DiscountAccountRef Ref
	DiscountClassRef   Ref
}

// SetCredit applies a part of a credit memo or of an unused payment.
type SetCredit struct {
	CreditTxnID   string        // of the credit memo, payment or the like
	TxnLineID     string        // of a credit with several lines (a journal entry)
	AppliedAmount *money.Amount // above zero
	Override      *bool         // true: what the credit was applied to before is replaced
}

// setCredits writes credits to be applied.
func (w *writer) setCredits(credits []SetCredit) {
	for i := range credits {
		c := &credits[i]
		w.openNth("SetCredit", i+1)
		w.needID("CreditTxnID", c.CreditTxnID)
		w.id("TxnLineID", c.TxnLineID)
		w.aboveZero("AppliedAmount", c.AppliedAmount)
		w.flag("Override", c.Override)
		w.close()
	}
}

func (*ReceivePaymentAddRq) element() string { return "ReceivePaymentAddRq" }

func (r *ReceivePaymentAddRq) appendTo(w *writer) {
	p := &r.ReceivePaymentAdd
	w.open("ReceivePaymentAdd")
	w.needRef("CustomerRef", p.CustomerRef, MaxCustomerFullName)
	w.ref("ARAccountRef", p.ARAccountRef, MaxAccountFullName)
	w.dated(p.TxnDate, p.RefNumber, MaxPaymentRef)
	if p.TotalAmount == nil {
		w.problem("TotalAmount", "is missing")
	}
	w.amount("TotalAmount", p.TotalAmount)
	w.rate(p.ExchangeRate)
	w.ref("PaymentMethodRef", p.PaymentMethodRef, MaxPaymentMethodName)
	w.text("Memo", p.Memo, MaxMemo)
	w.ref("DepositToAccountRef", p.DepositToAccountRef, MaxAccountFullName)
	w.externalGUID(p.ExternalGUID)
	p.application(w)
	w.close()
	w.returned(r.IncludeRetElement, nil)
}

// application writes what the payment pays, which must not be more than it has.
func (p *ReceivePaymentAdd) application(w *writer) {
	if (p.IsAutoApply != nil) == (len(p.AppliedToTxnAdd) > 0) {
		w.problem("", "needs exactly one of IsAutoApply and AppliedToTxnAdd")
	}
	w.flag("IsAutoApply", p.IsAutoApply)
	var applied money.Amount
	for i := range p.AppliedToTxnAdd {
		applied += p.AppliedToTxnAdd[i].write(w, "AppliedToTxnAdd", i+1)
	}
	if p.TotalAmount != nil && applied > *p.TotalAmount {
		w.problem("AppliedToTxnAdd", "applies %s, but the payment is %s", applied, *p.TotalAmount)
	}
}

// write writes an application and returns how much of the payment it takes.
func (a *AppliedToTxnAdd) write(w *writer, tag string, n int) (applied money.Amount) {
	w.openNth(tag, n)
	w.needID("TxnID", a.TxnID)
	if a.PaymentAmount == nil && a.DiscountAmount == nil && len(a.SetCredit) == 0 {
		w.problem("PaymentAmount", "is missing")
	}
	if a.PaymentAmount != nil {
		applied = *a.PaymentAmount
	}
	w.amount("PaymentAmount", a.PaymentAmount)
	w.setCredits(a.SetCredit)
	w.amount("DiscountAmount", a.DiscountAmount)
	w.ref("DiscountAccountRef", a.DiscountAccountRef, MaxAccountFullName)
	w.ref("DiscountClassRef", a.DiscountClassRef, MaxClassFullName)
	w.close()
	return applied
}

// ReceivePaymentRet is a payment as QuickBooks saved it.
type ReceivePaymentRet struct {
	Saved
	CustomerRef         Ref
	ARAccountRef        Ref
	TxnDate             string
	RefNumber           string
	TotalAmount         money.Amount
	CurrencyRef         Ref
	ExchangeRate        string
	PaymentMethodRef    Ref
	Memo                string
	DepositToAccountRef Ref
	UnusedPayment       money.Amount
	UnusedCredits       money.Amount
	ExternalGUID        string
	AppliedToTxn        []AppliedToTxnRet
	DataExt             []DataExtRet
}

// AppliedToTxnRet is what a payment pays.
type AppliedToTxnRet struct {
	TxnID            string
	TxnType          string
	TxnDate          string
	RefNumber        string
	BalanceRemaining money.Amount
	Amount           money.Amount
	DiscountAmount   money.Amount
}
