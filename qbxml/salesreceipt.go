package qbxml

import (
	"countinghouse/day"
	"countinghouse/money"
)

// SalesReceiptQueryRq asks for sales receipts.
type SalesReceiptQueryRq TxnQuery

func (*SalesReceiptQueryRq) element() string { return "SalesReceiptQueryRq" }

func (q *SalesReceiptQueryRq) attributes(w *writer) { (*TxnQuery)(q).pages(w) }

func (q *SalesReceiptQueryRq) appendTo(w *writer) { (*TxnQuery)(q).write(w, MaxRefNumber, "", nil) }

// SalesReceiptAddRq creates a sales receipt.
type SalesReceiptAddRq struct {
	none
	SalesReceiptAdd   SalesReceiptAdd
	IncludeRetElement []string // what of the SalesReceiptRet comes back; none: all
}

// SalesReceiptAdd is a sales receipt to be created. It has no PONumber and no
// TermsRef; card data (CreditCardTxnInfo) are not sent on purpose.
type SalesReceiptAdd struct {
	CustomerRef             Ref // may be absent
	ClassRef                Ref
	TemplateRef             Ref
	TxnDate                 day.Day // must be given: QuickBooks would take the day of posting
	RefNumber               string  // must be given, at most 11: QuickBooks would take its next number
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
	IsTaxIncluded           *bool // not in the US: the lines' amounts contain the tax
	CustomerSalesTaxCodeRef Ref
	DepositToAccountRef     Ref
	Other                   string
	ExchangeRate            *money.Decimal // home units for one foreign
	ExternalGUID            string         // "{…}"; left out before qbXML 9.0
	Lines                   []TxnLineAdd   // at least one
}

func (*SalesReceiptAddRq) element() string { return "SalesReceiptAddRq" }

func (r *SalesReceiptAddRq) appendTo(w *writer) {
	s := &r.SalesReceiptAdd
	w.open("SalesReceiptAdd")
	w.ref("CustomerRef", s.CustomerRef, MaxCustomerFullName)
	w.ref("ClassRef", s.ClassRef, MaxClassFullName)
	w.ref("TemplateRef", s.TemplateRef, MaxTemplateName)
	w.dated(s.TxnDate, s.RefNumber, MaxRefNumber)
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
	w.externalGUID(s.ExternalGUID)
	w.needLines("SalesReceiptLineAdd", len(s.Lines))
	w.txnLines(salesReceiptLines(), s.Lines)
	w.close()
	w.returned(r.IncludeRetElement, nil)
}

// dated writes TxnDate and RefNumber, which QuickBooks would make up if they
// were missing.
func (w *writer) dated(d day.Day, number string, limit int) {
	if d.IsZero() {
		w.problem("TxnDate", "is missing")
	}
	w.day("TxnDate", d)
	if number == "" {
		w.problem("RefNumber", "is missing")
	}
	w.line("RefNumber", number, limit)
}

// SalesReceiptRet is a sales receipt as QuickBooks saved it.
type SalesReceiptRet struct {
	Saved
	CustomerRef             Ref
	ClassRef                Ref
	TemplateRef             Ref
	TxnDate                 string // "2026-11-07"
	RefNumber               string
	BillAddress             Address
	ShipAddress             Address
	IsPending               bool
	CheckNumber             string
	PaymentMethodRef        Ref
	ShipDate                string
	ShipMethodRef           Ref
	Subtotal                money.Amount
	ItemSalesTaxRef         Ref
	SalesTaxPercentage      money.Decimal
	SalesTaxTotal           money.Amount
	TotalAmount             money.Amount
	CurrencyRef             Ref
	ExchangeRate            string
	Memo                    string
	IsTaxIncluded           bool
	CustomerSalesTaxCodeRef Ref
	DepositToAccountRef     Ref
	Other                   string
	ExternalGUID            string
	Lines                   []TxnLineRet // only with IncludeLineItems, and after an add
	DataExt                 []DataExtRet
}
