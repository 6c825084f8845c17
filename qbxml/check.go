package qbxml

import (
	"countinghouse/day"
	"countinghouse/money"
)

// CheckQueryRq asks for checks.
type CheckQueryRq LinkedTxnQuery

func (*CheckQueryRq) element() string { return "CheckQueryRq" }

func (q *CheckQueryRq) attributes(w *writer) { (*LinkedTxnQuery)(q).query().pages(w) }

func (q *CheckQueryRq) appendTo(w *writer) {
	(*LinkedTxnQuery)(q).query().write(w, MaxRefNumber, "", q.IncludeLinkedTxns)
}

// CheckAddRq creates a check.
type CheckAddRq struct {
	none
	CheckAdd          CheckAdd
	IncludeRetElement []string
}

// CheckAdd is a check, or another payment out of a bank account, to be
// created. To pay out a credit memo its ExpenseLineAdd names the A/R account
// and the customer, and ApplyCheckToTxnAdd the credit (quickbooks-behaviour §5).
type CheckAdd struct {
	AccountRef         Ref // must be given: the bank account
	PayeeEntityRef     Ref
	RefNumber          string  // the check's number, at most 11; must be given unless it is to be printed
	TxnDate            day.Day // must be given
	Memo               string
	Address            Address
	IsToBePrinted      *bool
	IsTaxIncluded      *bool // not in the US
	SalesTaxCodeRef    Ref   // not in the US
	ExchangeRate       *money.Decimal
	ExternalGUID       string
	ApplyCheckToTxnAdd []ApplyCheckToTxnAdd
	ExpenseLineAdd     []ExpenseLineAdd // at least one
}

// ApplyCheckToTxnAdd applies a part of the check to a credit.
type ApplyCheckToTxnAdd struct {
	TxnID  string
	Amount *money.Amount // above zero
}

// ExpenseLineAdd is a line of a check: an account and an amount.
type ExpenseLineAdd struct {
	AccountRef      Ref           // must be given
	Amount          *money.Amount // must be given
	TaxAmount       *money.Amount // AU only
	Memo            string        // at most 4095
	CustomerRef     Ref           // with an A/R account: must be given
	ClassRef        Ref
	SalesTaxCodeRef Ref // not in the US
}

func (*CheckAddRq) element() string { return "CheckAddRq" }

func (r *CheckAddRq) appendTo(w *writer) {
	c := &r.CheckAdd
	w.open("CheckAdd")
	w.needRef("AccountRef", c.AccountRef, MaxAccountFullName)
	w.ref("PayeeEntityRef", c.PayeeEntityRef, MaxCustomerFullName)
	if c.RefNumber == "" && (c.IsToBePrinted == nil || !*c.IsToBePrinted) {
		w.problem("RefNumber", "is missing")
	}
	w.line("RefNumber", c.RefNumber, MaxRefNumber)
	if c.TxnDate.IsZero() {
		w.problem("TxnDate", "is missing")
	}
	w.day("TxnDate", c.TxnDate)
	w.text("Memo", c.Memo, MaxMemo)
	w.address("Address", &c.Address)
	w.flag("IsToBePrinted", c.IsToBePrinted)
	w.taxIncluded(c.IsTaxIncluded)
	w.notUS("SalesTaxCodeRef", !c.SalesTaxCodeRef.IsZero())
	w.taxCode("SalesTaxCodeRef", c.SalesTaxCodeRef)
	w.rate(c.ExchangeRate)
	w.externalGUID(c.ExternalGUID)
	c.appendLines(w)
	w.close()
	w.returned(r.IncludeRetElement, nil)
}

// appendLines writes what the check is for and which credits it pays out,
// which must not be more than it has.
func (c *CheckAdd) appendLines(w *writer) {
	var applied, total money.Amount
	for i, p := range c.ApplyCheckToTxnAdd {
		w.openNth("ApplyCheckToTxnAdd", i+1)
		w.needID("TxnID", p.TxnID)
		w.aboveZero("Amount", p.Amount)
		if p.Amount != nil {
			applied += *p.Amount
		}
		w.close()
	}
	w.needLines("ExpenseLineAdd", len(c.ExpenseLineAdd))
	for i := range c.ExpenseLineAdd {
		l := &c.ExpenseLineAdd[i]
		w.openNth("ExpenseLineAdd", i+1)
		w.needRef("AccountRef", l.AccountRef, MaxAccountFullName)
		w.needAmount("Amount", l.Amount)
		if l.Amount != nil {
			total += *l.Amount
		}
		w.taxAmount(l.TaxAmount)
		w.text("Memo", l.Memo, MaxMemo)
		w.ref("CustomerRef", l.CustomerRef, MaxCustomerFullName)
		w.ref("ClassRef", l.ClassRef, MaxClassFullName)
		w.notUS("SalesTaxCodeRef", !l.SalesTaxCodeRef.IsZero())
		w.taxCode("SalesTaxCodeRef", l.SalesTaxCodeRef)
		w.close()
	}
	if applied > total {
		w.problem("ApplyCheckToTxnAdd", "applies %s, but the check is %s", applied, total)
	}
}

// CheckRet is a check as QuickBooks saved it.
type CheckRet struct {
	Saved
	AccountRef      Ref
	PayeeEntityRef  Ref
	RefNumber       string
	TxnDate         string
	Amount          money.Amount
	CurrencyRef     Ref
	ExchangeRate    string
	Memo            string
	IsToBePrinted   bool
	IsTaxIncluded   bool
	SalesTaxCodeRef Ref
	ExternalGUID    string
	LinkedTxns      []LinkedTxn      // only with IncludeLinkedTxns
	ExpenseLines    []ExpenseLineRet // only with IncludeLineItems, and after an add
	Items           []Ref            // of its lines of items, a group's members too
	DataExt         []DataExtRet
}

// ExpenseLineRet is a line of a check as QuickBooks saved it.
type ExpenseLineRet struct {
	TxnLineID       string
	AccountRef      Ref
	Amount          money.Amount
	TaxAmount       money.Amount
	Memo            string
	CustomerRef     Ref
	ClassRef        Ref
	SalesTaxCodeRef Ref
}
