package qbxml

import (
	"countinghouse/day"
	"countinghouse/money"
)

// InvoiceQueryRq asks for invoices.
type InvoiceQueryRq struct {
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
	PaidStatus              string // All, PaidOnly, NotPaidOnly
	IncludeLineItems        *bool
	IncludeLinkedTxns       *bool
	IncludeRetElement       []string
	OwnerID                 []string
}

func (q *InvoiceQueryRq) query() *TxnQuery {
	return &TxnQuery{
		Iterator: q.Iterator, IteratorID: q.IteratorID, TxnID: q.TxnID, RefNumber: q.RefNumber,
		RefNumberCaseSensitive: q.RefNumberCaseSensitive, MaxReturned: q.MaxReturned,
		ModifiedDateRangeFilter: q.ModifiedDateRangeFilter, TxnDateRangeFilter: q.TxnDateRangeFilter,
		EntityFilter: q.EntityFilter, AccountFilter: q.AccountFilter, RefNumberFilter: q.RefNumberFilter,
		RefNumberRangeFilter: q.RefNumberRangeFilter, IncludeLineItems: q.IncludeLineItems,
		IncludeRetElement: q.IncludeRetElement, OwnerID: q.OwnerID,
	}
}

func (*InvoiceQueryRq) element() string { return "InvoiceQueryRq" }

func (q *InvoiceQueryRq) attributes(w *writer) { q.query().pages(w) }

func (q *InvoiceQueryRq) appendTo(w *writer) {
	q.query().write(w, MaxRefNumber, q.PaidStatus, q.IncludeLinkedTxns)
}

// InvoiceAddRq creates an invoice.
type InvoiceAddRq struct {
	none
	InvoiceAdd        InvoiceAdd
	IncludeRetElement []string
}

// InvoiceAdd is an invoice to be created. Its FOB stands before its ShipDate,
// unlike that of a sales receipt.
type InvoiceAdd struct {
	CustomerRef             Ref // must be given
	ClassRef                Ref
	ARAccountRef            Ref
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
	ExchangeRate            *money.Decimal
	ExternalGUID            string
	LinkToTxnID             []string     // sales orders that it bills, with all their open lines
	SetCredit               []SetCredit  // credits to be applied to it
	Lines                   []TxnLineAdd // at least one, unless LinkToTxnID is given
}

func (*InvoiceAddRq) element() string { return "InvoiceAddRq" }

func (r *InvoiceAddRq) appendTo(w *writer) {
	i := &r.InvoiceAdd
	w.open("InvoiceAdd")
	w.needRef("CustomerRef", i.CustomerRef, MaxCustomerFullName)
	w.ref("ClassRef", i.ClassRef, MaxClassFullName)
	w.ref("ARAccountRef", i.ARAccountRef, MaxAccountFullName)
	w.ref("TemplateRef", i.TemplateRef, MaxTemplateName)
	w.dated(i.TxnDate, i.RefNumber, MaxRefNumber)
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
	w.externalGUID(i.ExternalGUID)
	w.ids("LinkToTxnID", i.LinkToTxnID)
	w.setCredits(i.SetCredit)
	w.needLines("InvoiceLineAdd", len(i.Lines)+len(i.LinkToTxnID))
	w.txnLines(invoiceLines(), i.Lines)
	w.close()
	w.returned(r.IncludeRetElement, nil)
}

// InvoiceRet is an invoice as QuickBooks saved it. Its total is Subtotal +
// SalesTaxTotal; there is no TotalAmount.
type InvoiceRet struct {
	Saved
	CustomerRef             Ref
	ClassRef                Ref
	ARAccountRef            Ref
	TemplateRef             Ref
	TxnDate                 string
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
	AppliedAmount           money.Amount // payments and credits, negative
	BalanceRemaining        money.Amount
	CurrencyRef             Ref
	ExchangeRate            string
	Memo                    string
	IsPaid                  bool
	IsTaxIncluded           bool
	CustomerSalesTaxCodeRef Ref
	Other                   string
	ExternalGUID            string
	LinkedTxns              []LinkedTxn
	Lines                   []TxnLineRet
	DataExt                 []DataExtRet
}

// LinkedTxn is a document that is linked to another: a payment of an invoice.
type LinkedTxn struct {
	TxnID     string
	TxnType   string
	TxnDate   string
	RefNumber string
	LinkType  string
	Amount    money.Amount
}
