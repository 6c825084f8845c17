package qbxml

import (
	"countinghouse/day"
	"countinghouse/money"
)

// InvoiceModRq changes an invoice.
type InvoiceModRq struct {
	none
	InvoiceMod        InvoiceMod
	IncludeRetElement []string
}

// InvoiceMod is a change of an invoice.
// Only what is set is changed; Clear empties texts, such as "Memo" or
// "BillAddress/Addr2". With Lines, lines that are not among them are deleted;
// without, the lines stay as they are (qbxml-rules §7).
type InvoiceMod struct {
	TxnID                   string
	EditSequence            string // as it was read last: opaque, at most 16
	Clear                   []string
	CustomerRef             Ref
	ClassRef                Ref
	ARAccountRef            Ref // the A/R account of all that it is applied to
	TemplateRef             Ref
	TxnDate                 day.Day
	RefNumber               string // at most 11
	BillAddress             Address
	ShipAddress             Address
	IsPending               *bool
	PONumber                string
	TermsRef                Ref
	DueDate                 day.Day
	SalesRepRef             Ref
	FOB                     string
	ShipDate                day.Day
	ShipMethodRef           Ref
	ItemSalesTaxRef         Ref
	Memo                    string
	CustomerMsgRef          Ref
	IsToBePrinted           *bool
	IsToBeEmailed           *bool
	IsTaxIncluded           *bool // not in the US: the lines' amounts contain the tax
	CustomerSalesTaxCodeRef Ref
	Other                   string
	ExchangeRate            *money.Decimal // home units for one foreign
	SetCredit               []SetCredit    // credits to be applied to it
	Lines                   []TxnLineMod
}

func (*InvoiceModRq) element() string { return "InvoiceModRq" }

func (r *InvoiceModRq) appendTo(w *writer) {
	i := &r.InvoiceMod
	w.open("InvoiceMod")
	w.changed(i.TxnID, i.EditSequence, i.Clear)
	w.ref("CustomerRef", i.CustomerRef, MaxCustomerFullName)
	w.ref("ClassRef", i.ClassRef, MaxClassFullName)
	w.ref("ARAccountRef", i.ARAccountRef, MaxAccountFullName)
	w.ref("TemplateRef", i.TemplateRef, MaxTemplateName)
	w.day("TxnDate", i.TxnDate)
	w.line("RefNumber", i.RefNumber, MaxRefNumber)
	w.address("BillAddress", &i.BillAddress)
	w.address("ShipAddress", &i.ShipAddress)
	w.flag("IsPending", i.IsPending)
	w.text("PONumber", i.PONumber, MaxPONumber)
	w.ref("TermsRef", i.TermsRef, MaxTermsName)
	w.day("DueDate", i.DueDate)
	w.ref("SalesRepRef", i.SalesRepRef, MaxSalesRepInitials)
	w.text("FOB", i.FOB, MaxFOB)
	w.day("ShipDate", i.ShipDate)
	w.ref("ShipMethodRef", i.ShipMethodRef, MaxShipMethodName)
	w.ref("ItemSalesTaxRef", i.ItemSalesTaxRef, MaxSalesTaxItemName)
	w.text("Memo", i.Memo, MaxMemo)
	w.ref("CustomerMsgRef", i.CustomerMsgRef, MaxCustomerMsg)
	w.flag("IsToBePrinted", i.IsToBePrinted)
	w.flag("IsToBeEmailed", i.IsToBeEmailed)
	w.taxIncluded(i.IsTaxIncluded)
	w.taxCode("CustomerSalesTaxCodeRef", i.CustomerSalesTaxCodeRef)
	w.text("Other", i.Other, MaxOther)
	w.rate(i.ExchangeRate)
	w.setCredits(i.SetCredit)
	w.modLines(invoiceLines(), i.Lines)
	w.cleared(i.Clear)
	w.close()
	w.returned(r.IncludeRetElement, nil)
}

// SalesReceiptModRq changes a sales receipt.
type SalesReceiptModRq struct {
	none
	SalesReceiptMod   SalesReceiptMod
	IncludeRetElement []string
}

// SalesReceiptMod is a change of a sales receipt.
// Only what is set is changed; Clear empties texts, such as "Memo" or
// "BillAddress/Addr2". With Lines, lines that are not among them are deleted;
// without, the lines stay as they are (qbxml-rules §7).
type SalesReceiptMod struct {
	TxnID                   string
	EditSequence            string // as it was read last: opaque, at most 16
	Clear                   []string
	CustomerRef             Ref
	ClassRef                Ref
	TemplateRef             Ref
	TxnDate                 day.Day
	RefNumber               string // at most 11
	BillAddress             Address
	ShipAddress             Address
	IsPending               *bool
	CheckNumber             string
	PaymentMethodRef        Ref
	DueDate                 day.Day
	SalesRepRef             Ref
	ShipDate                day.Day
	ShipMethodRef           Ref
	FOB                     string
	ItemSalesTaxRef         Ref
	Memo                    string
	CustomerMsgRef          Ref
	IsToBePrinted           *bool
	IsToBeEmailed           *bool
	IsTaxIncluded           *bool // not in the US
	CustomerSalesTaxCodeRef Ref
	DepositToAccountRef     Ref
	Other                   string
	ExchangeRate            *money.Decimal
	Lines                   []TxnLineMod
}

func (*SalesReceiptModRq) element() string { return "SalesReceiptModRq" }

func (r *SalesReceiptModRq) appendTo(w *writer) {
	s := &r.SalesReceiptMod
	w.open("SalesReceiptMod")
	w.changed(s.TxnID, s.EditSequence, s.Clear)
	w.ref("CustomerRef", s.CustomerRef, MaxCustomerFullName)
	w.ref("ClassRef", s.ClassRef, MaxClassFullName)
	w.ref("TemplateRef", s.TemplateRef, MaxTemplateName)
	w.day("TxnDate", s.TxnDate)
	w.line("RefNumber", s.RefNumber, MaxRefNumber)
	w.address("BillAddress", &s.BillAddress)
	w.address("ShipAddress", &s.ShipAddress)
	w.flag("IsPending", s.IsPending)
	w.text("CheckNumber", s.CheckNumber, MaxCheckNumber)
	w.ref("PaymentMethodRef", s.PaymentMethodRef, MaxPaymentMethodName)
	w.day("DueDate", s.DueDate)
	w.ref("SalesRepRef", s.SalesRepRef, MaxSalesRepInitials)
	w.day("ShipDate", s.ShipDate)
	w.ref("ShipMethodRef", s.ShipMethodRef, MaxShipMethodName)
	w.text("FOB", s.FOB, MaxFOB)
	w.ref("ItemSalesTaxRef", s.ItemSalesTaxRef, MaxSalesTaxItemName)
	w.text("Memo", s.Memo, MaxMemo)
	w.ref("CustomerMsgRef", s.CustomerMsgRef, MaxCustomerMsg)
	w.flag("IsToBePrinted", s.IsToBePrinted)
	w.flag("IsToBeEmailed", s.IsToBeEmailed)
	w.taxIncluded(s.IsTaxIncluded)
	w.taxCode("CustomerSalesTaxCodeRef", s.CustomerSalesTaxCodeRef)
	w.ref("DepositToAccountRef", s.DepositToAccountRef, MaxAccountFullName)
	w.text("Other", s.Other, MaxOther)
	w.rate(s.ExchangeRate)
	w.modLines(salesReceiptLines(), s.Lines)
	w.cleared(s.Clear)
	w.close()
	w.returned(r.IncludeRetElement, nil)
}

// ReceivePaymentModRq changes a payment received.
type ReceivePaymentModRq struct {
	none
	ReceivePaymentMod ReceivePaymentMod
	IncludeRetElement []string
}

// ReceivePaymentMod is a change of a payment. Only what is set is changed;
// Clear empties texts ("Memo"). With AppliedToTxnMod, tell everything that the
// payment pays: like the lines of a document, what is not told may be undone.
type ReceivePaymentMod struct {
	TxnID               string
	EditSequence        string // as it was read last: opaque, at most 16
	Clear               []string
	CustomerRef         Ref
	ARAccountRef        Ref
	TxnDate             day.Day
	RefNumber           string // at most 20
	TotalAmount         *money.Amount
	ExchangeRate        *money.Decimal
	PaymentMethodRef    Ref
	Memo                string
	DepositToAccountRef Ref
	AppliedToTxnMod     []AppliedToTxnMod
}

// AppliedToTxnMod is what a changed payment pays. It has at least one of
// PaymentAmount, SetCredit and DiscountAmount.
type AppliedToTxnMod struct {
	TxnID              string
	PaymentAmount      *money.Amount
	SetCredit          []SetCredit
	DiscountAmount     *money.Amount
	DiscountAccountRef Ref
	DiscountClassRef   Ref
}

func (*ReceivePaymentModRq) element() string { return "ReceivePaymentModRq" }

func (r *ReceivePaymentModRq) appendTo(w *writer) {
	p := &r.ReceivePaymentMod
	w.open("ReceivePaymentMod")
	w.changed(p.TxnID, p.EditSequence, p.Clear)
	w.ref("CustomerRef", p.CustomerRef, MaxCustomerFullName)
	w.ref("ARAccountRef", p.ARAccountRef, MaxAccountFullName)
	w.day("TxnDate", p.TxnDate)
	w.line("RefNumber", p.RefNumber, MaxPaymentRef)
	w.amount("TotalAmount", p.TotalAmount)
	w.rate(p.ExchangeRate)
	w.ref("PaymentMethodRef", p.PaymentMethodRef, MaxPaymentMethodName)
	w.text("Memo", p.Memo, MaxMemo)
	w.ref("DepositToAccountRef", p.DepositToAccountRef, MaxAccountFullName)
	var applied money.Amount
	for i := range p.AppliedToTxnMod {
		a := AppliedToTxnAdd(p.AppliedToTxnMod[i])
		applied += a.write(w, "AppliedToTxnMod", i+1)
	}
	if p.TotalAmount != nil && applied > *p.TotalAmount {
		w.problem("AppliedToTxnMod", "applies %s, but the payment is %s", applied, *p.TotalAmount)
	}
	w.cleared(p.Clear)
	w.close()
	w.returned(r.IncludeRetElement, nil)
}
