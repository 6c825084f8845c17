package qbxml

import (
	"countinghouse/day"
	"countinghouse/money"
)

// CreditMemoQueryRq asks for credit memos.
type CreditMemoQueryRq LinkedTxnQuery

func (*CreditMemoQueryRq) element() string { return "CreditMemoQueryRq" }

func (q *CreditMemoQueryRq) attributes(w *writer) { (*LinkedTxnQuery)(q).query().pages(w) }

func (q *CreditMemoQueryRq) appendTo(w *writer) {
	(*LinkedTxnQuery)(q).query().write(w, MaxRefNumber, "", q.IncludeLinkedTxns)
}

// CreditMemoAddRq creates a credit memo.
type CreditMemoAddRq struct {
	none
	CreditMemoAdd     CreditMemoAdd
	IncludeRetElement []string
}

// CreditMemoAdd is a credit memo to be created: its lines are as they were
// sold, with amounts above zero (qbxml-rules §2, quickbooks-behaviour §5).
type CreditMemoAdd struct {
	CustomerRef             Ref // must be given
	ClassRef                Ref
	ARAccountRef            Ref // the A/R account of all that it is applied to
	TemplateRef             Ref
	TxnDate                 day.Day // must be given
	RefNumber               string  // must be given, at most 11
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
	ExternalGUID            string         // "{…}"; left out before qbXML 9.0
	Lines                   []TxnLineAdd   // at least one; no PriceRuleConflict, no LinkToTxn
}

func (*CreditMemoAddRq) element() string { return "CreditMemoAddRq" }

func (r *CreditMemoAddRq) appendTo(w *writer) {
	c := &r.CreditMemoAdd
	w.open("CreditMemoAdd")
	w.needRef("CustomerRef", c.CustomerRef, MaxCustomerFullName)
	w.ref("ClassRef", c.ClassRef, MaxClassFullName)
	w.ref("ARAccountRef", c.ARAccountRef, MaxAccountFullName)
	w.ref("TemplateRef", c.TemplateRef, MaxTemplateName)
	w.dated(c.TxnDate, c.RefNumber, MaxRefNumber)
	w.address("BillAddress", &c.BillAddress)
	w.address("ShipAddress", &c.ShipAddress)
	w.flag("IsPending", c.IsPending)
	w.text("PONumber", c.PONumber, MaxPONumber)
	w.ref("TermsRef", c.TermsRef, MaxTermsName)
	w.day("DueDate", c.DueDate)
	w.ref("SalesRepRef", c.SalesRepRef, MaxSalesRepInitials)
	w.text("FOB", c.FOB, MaxFOB)
	w.day("ShipDate", c.ShipDate)
	w.ref("ShipMethodRef", c.ShipMethodRef, MaxShipMethodName)
	w.ref("ItemSalesTaxRef", c.ItemSalesTaxRef, MaxSalesTaxItemName)
	w.text("Memo", c.Memo, MaxMemo)
	w.ref("CustomerMsgRef", c.CustomerMsgRef, MaxCustomerMsg)
	w.flag("IsToBePrinted", c.IsToBePrinted)
	w.flag("IsToBeEmailed", c.IsToBeEmailed)
	w.taxIncluded(c.IsTaxIncluded)
	w.taxCode("CustomerSalesTaxCodeRef", c.CustomerSalesTaxCodeRef)
	w.text("Other", c.Other, MaxOther)
	w.rate(c.ExchangeRate)
	w.externalGUID(c.ExternalGUID)
	w.needLines("CreditMemoLineAdd", len(c.Lines))
	w.txnLines(creditMemoLines(), c.Lines)
	w.close()
	w.returned(r.IncludeRetElement, nil)
}

// CreditMemoModRq changes a credit memo.
type CreditMemoModRq struct {
	none
	CreditMemoMod     CreditMemoMod
	IncludeRetElement []string
}

// CreditMemoMod is a change of a credit memo.
// Only what is set is changed; Clear empties texts, such as "Memo" or
// "BillAddress/Addr2". With Lines, lines that are not among them are deleted;
// without, the lines stay as they are (qbxml-rules §7).
type CreditMemoMod struct {
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
	Lines                   []TxnLineMod
}

func (*CreditMemoModRq) element() string { return "CreditMemoModRq" }

func (r *CreditMemoModRq) appendTo(w *writer) {
	c := &r.CreditMemoMod
	w.open("CreditMemoMod")
	w.changed(c.TxnID, c.EditSequence, c.Clear)
	w.ref("CustomerRef", c.CustomerRef, MaxCustomerFullName)
	w.ref("ClassRef", c.ClassRef, MaxClassFullName)
	w.ref("ARAccountRef", c.ARAccountRef, MaxAccountFullName)
	w.ref("TemplateRef", c.TemplateRef, MaxTemplateName)
	w.day("TxnDate", c.TxnDate)
	w.line("RefNumber", c.RefNumber, MaxRefNumber)
	w.address("BillAddress", &c.BillAddress)
	w.address("ShipAddress", &c.ShipAddress)
	w.flag("IsPending", c.IsPending)
	w.text("PONumber", c.PONumber, MaxPONumber)
	w.ref("TermsRef", c.TermsRef, MaxTermsName)
	w.day("DueDate", c.DueDate)
	w.ref("SalesRepRef", c.SalesRepRef, MaxSalesRepInitials)
	w.text("FOB", c.FOB, MaxFOB)
	w.day("ShipDate", c.ShipDate)
	w.ref("ShipMethodRef", c.ShipMethodRef, MaxShipMethodName)
	w.ref("ItemSalesTaxRef", c.ItemSalesTaxRef, MaxSalesTaxItemName)
	w.text("Memo", c.Memo, MaxMemo)
	w.ref("CustomerMsgRef", c.CustomerMsgRef, MaxCustomerMsg)
	w.flag("IsToBePrinted", c.IsToBePrinted)
	w.flag("IsToBeEmailed", c.IsToBeEmailed)
	w.taxIncluded(c.IsTaxIncluded)
	w.taxCode("CustomerSalesTaxCodeRef", c.CustomerSalesTaxCodeRef)
	w.text("Other", c.Other, MaxOther)
	w.rate(c.ExchangeRate)
	w.modLines(creditMemoLines(), c.Lines)
	w.cleared(c.Clear)
	w.close()
	w.returned(r.IncludeRetElement, nil)
}

// CreditMemoRet is a credit memo as QuickBooks saved it.
type CreditMemoRet struct {
	Saved
	CustomerRef             Ref
	ClassRef                Ref
	ARAccountRef            Ref
	TemplateRef             Ref
	TxnDate                 string // "2026-11-07"
	RefNumber               string
	BillAddress             Address
	ShipAddress             Address
	IsPending               bool
	PONumber                string
	TermsRef                Ref
	DueDate                 string
	ShipDate                string
	ShipMethodRef           Ref
	Subtotal                money.Amount
	ItemSalesTaxRef         Ref
	SalesTaxPercentage      money.Decimal
	SalesTaxTotal           money.Amount
	TotalAmount             money.Amount
	CreditRemaining         money.Amount // what is neither applied nor refunded
	CurrencyRef             Ref
	ExchangeRate            string
	Memo                    string
	IsTaxIncluded           bool
	CustomerSalesTaxCodeRef Ref
	Other                   string
	ExternalGUID            string
	LinkedTxns              []LinkedTxn  // only with IncludeLinkedTxns
	Lines                   []TxnLineRet // only with IncludeLineItems, and after an add
	DataExt                 []DataExtRet
}
