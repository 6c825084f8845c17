package qbxml

import (
	"countinghouse/day"
	"countinghouse/money"
)

// SalesOrderQueryRq asks for sales orders. It has no filter by account: they
// are posted to none.
type SalesOrderQueryRq struct {
	Iterator   string
	IteratorID string

	TxnID                   []string
	RefNumber               []string
	RefNumberCaseSensitive  []string
	MaxReturned             int
	ModifiedDateRangeFilter *ModifiedDateRangeFilter
	TxnDateRangeFilter      *TxnDateRangeFilter
	EntityFilter            *RefFilter
	RefNumberFilter         *RefNumberFilter
	RefNumberRangeFilter    *RefNumberRangeFilter
	IncludeLineItems        *bool
	IncludeLinkedTxns       *bool
	IncludeRetElement       []string
	OwnerID                 []string
}

func (q *SalesOrderQueryRq) query() *TxnQuery {
	return &TxnQuery{
		Iterator: q.Iterator, IteratorID: q.IteratorID, TxnID: q.TxnID, RefNumber: q.RefNumber,
		RefNumberCaseSensitive: q.RefNumberCaseSensitive, MaxReturned: q.MaxReturned,
		ModifiedDateRangeFilter: q.ModifiedDateRangeFilter, TxnDateRangeFilter: q.TxnDateRangeFilter,
		EntityFilter: q.EntityFilter, RefNumberFilter: q.RefNumberFilter, RefNumberRangeFilter: q.RefNumberRangeFilter,
		IncludeLineItems: q.IncludeLineItems, IncludeRetElement: q.IncludeRetElement, OwnerID: q.OwnerID,
	}
}

func (*SalesOrderQueryRq) element() string { return "SalesOrderQueryRq" }

func (q *SalesOrderQueryRq) attributes(w *writer) { q.query().pages(w) }

func (q *SalesOrderQueryRq) appendTo(w *writer) {
	q.query().write(w, MaxRefNumber, "", q.IncludeLinkedTxns)
}

// SalesOrderAddRq creates a sales order (Premier and Enterprise).
type SalesOrderAddRq struct {
	none
	SalesOrderAdd     SalesOrderAdd
	IncludeRetElement []string
}

// SalesOrderAdd is a sales order to be created; it posts nothing until it is
// invoiced (quickbooks-behaviour §2).
type SalesOrderAdd struct {
	CustomerRef             Ref // must be given
	ClassRef                Ref
	TemplateRef             Ref
	TxnDate                 day.Day // must be given
	RefNumber               string  // must be given, at most 11
	BillAddress             Address
	ShipAddress             Address
	PONumber                string
	TermsRef                Ref
	DueDate                 day.Day
	SalesRepRef             Ref
	FOB                     string
	ShipDate                day.Day
	ShipMethodRef           Ref
	ItemSalesTaxRef         Ref
	IsManuallyClosed        *bool // nothing more of it is to be invoiced
	Memo                    string
	CustomerMsgRef          Ref
	IsToBePrinted           *bool
	IsToBeEmailed           *bool
	IsTaxIncluded           *bool // not in the US: the lines' amounts contain the tax
	CustomerSalesTaxCodeRef Ref
	Other                   string
	ExchangeRate            *money.Decimal // home units for one foreign
	ExternalGUID            string         // "{…}"; left out before qbXML 9.0
	Lines                   []TxnLineAdd   // at least one; no ServiceDate, OverrideItemAccountRef and LinkToTxn
}

func (*SalesOrderAddRq) element() string { return "SalesOrderAddRq" }

func (r *SalesOrderAddRq) appendTo(w *writer) {
	o := &r.SalesOrderAdd
	w.open("SalesOrderAdd")
	w.needRef("CustomerRef", o.CustomerRef, MaxCustomerFullName)
	w.ref("ClassRef", o.ClassRef, MaxClassFullName)
	w.ref("TemplateRef", o.TemplateRef, MaxTemplateName)
	w.dated(o.TxnDate, o.RefNumber, MaxRefNumber)
	w.address("BillAddress", &o.BillAddress)
	w.address("ShipAddress", &o.ShipAddress)
	w.text("PONumber", o.PONumber, MaxPONumber)
	w.ref("TermsRef", o.TermsRef, MaxTermsName)
	w.day("DueDate", o.DueDate)
	w.ref("SalesRepRef", o.SalesRepRef, MaxSalesRepInitials)
	w.text("FOB", o.FOB, MaxFOB)
	w.day("ShipDate", o.ShipDate)
	w.ref("ShipMethodRef", o.ShipMethodRef, MaxShipMethodName)
	w.ref("ItemSalesTaxRef", o.ItemSalesTaxRef, MaxSalesTaxItemName)
	w.flag("IsManuallyClosed", o.IsManuallyClosed)
	w.text("Memo", o.Memo, MaxMemo)
	w.ref("CustomerMsgRef", o.CustomerMsgRef, MaxCustomerMsg)
	w.flag("IsToBePrinted", o.IsToBePrinted)
	w.flag("IsToBeEmailed", o.IsToBeEmailed)
	w.taxIncluded(o.IsTaxIncluded)
	w.taxCode("CustomerSalesTaxCodeRef", o.CustomerSalesTaxCodeRef)
	w.text("Other", o.Other, MaxOther)
	w.rate(o.ExchangeRate)
	w.externalGUID(o.ExternalGUID)
	w.needLines("SalesOrderLineAdd", len(o.Lines))
	w.txnLines(salesOrderLines(), o.Lines)
	w.close()
	w.returned(r.IncludeRetElement, nil)
}

// SalesOrderModRq changes a sales order.
type SalesOrderModRq struct {
	none
	SalesOrderMod     SalesOrderMod
	IncludeRetElement []string
}

// SalesOrderMod is a change of a sales order.
// Only what is set is changed; Clear empties texts, such as "Memo" or
// "BillAddress/Addr2". With Lines, lines that are not among them are deleted;
// without, the lines stay as they are (qbxml-rules §7).
type SalesOrderMod struct {
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
	PONumber                string
	TermsRef                Ref
	DueDate                 day.Day
	SalesRepRef             Ref
	FOB                     string
	ShipDate                day.Day
	ShipMethodRef           Ref
	ItemSalesTaxRef         Ref
	IsManuallyClosed        *bool // nothing more of it is to be invoiced
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

func (*SalesOrderModRq) element() string { return "SalesOrderModRq" }

func (r *SalesOrderModRq) appendTo(w *writer) {
	o := &r.SalesOrderMod
	w.open("SalesOrderMod")
	w.changed(o.TxnID, o.EditSequence, o.Clear)
	w.ref("CustomerRef", o.CustomerRef, MaxCustomerFullName)
	w.ref("ClassRef", o.ClassRef, MaxClassFullName)
	w.ref("TemplateRef", o.TemplateRef, MaxTemplateName)
	w.day("TxnDate", o.TxnDate)
	w.line("RefNumber", o.RefNumber, MaxRefNumber)
	w.address("BillAddress", &o.BillAddress)
	w.address("ShipAddress", &o.ShipAddress)
	w.text("PONumber", o.PONumber, MaxPONumber)
	w.ref("TermsRef", o.TermsRef, MaxTermsName)
	w.day("DueDate", o.DueDate)
	w.ref("SalesRepRef", o.SalesRepRef, MaxSalesRepInitials)
	w.text("FOB", o.FOB, MaxFOB)
	w.day("ShipDate", o.ShipDate)
	w.ref("ShipMethodRef", o.ShipMethodRef, MaxShipMethodName)
	w.ref("ItemSalesTaxRef", o.ItemSalesTaxRef, MaxSalesTaxItemName)
	w.flag("IsManuallyClosed", o.IsManuallyClosed)
	w.text("Memo", o.Memo, MaxMemo)
	w.ref("CustomerMsgRef", o.CustomerMsgRef, MaxCustomerMsg)
	w.flag("IsToBePrinted", o.IsToBePrinted)
	w.flag("IsToBeEmailed", o.IsToBeEmailed)
	w.taxIncluded(o.IsTaxIncluded)
	w.taxCode("CustomerSalesTaxCodeRef", o.CustomerSalesTaxCodeRef)
	w.text("Other", o.Other, MaxOther)
	w.rate(o.ExchangeRate)
	w.modLines(salesOrderLines(), o.Lines)
	w.cleared(o.Clear)
	w.close()
	w.returned(r.IncludeRetElement, nil)
}

// SalesOrderRet is a sales order as QuickBooks saved it.
type SalesOrderRet struct {
	Saved
	CustomerRef             Ref
	ClassRef                Ref
	TemplateRef             Ref
	TxnDate                 string // "2026-11-07"
	RefNumber               string
	BillAddress             Address
	ShipAddress             Address
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
	CurrencyRef             Ref
	ExchangeRate            string
	IsManuallyClosed        bool
	IsFullyInvoiced         bool
	Memo                    string
	IsTaxIncluded           bool
	CustomerSalesTaxCodeRef Ref
	Other                   string
	ExternalGUID            string
	LinkedTxns              []LinkedTxn  // only with IncludeLinkedTxns
	Lines                   []TxnLineRet // only with IncludeLineItems, and after an add
	DataExt                 []DataExtRet
}
