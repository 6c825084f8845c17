package posting

import (
	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/qbxml"
	"countinghouse/store"
)

// customerAdd is the request that creates a customer.
func customerAdd(p *store.Posting) *qbxml.CustomerAddRq {
	c := p.Customer
	return &qbxml.CustomerAddRq{CustomerAdd: qbxml.CustomerAdd{
		Name: c.Name, CompanyName: c.CompanyName, FirstName: c.FirstName, LastName: c.LastName,
		BillAddress: address(c.BillTo), ShipAddress: address(c.ShipTo),
		Phone: c.Phone, Email: c.Email, TermsRef: wire(c.Terms),
		SalesTaxCodeRef: wire(c.TaxCode), ItemSalesTaxRef: wire(c.TaxItem), AccountNumber: c.AccountNumber,
	}}
}

// salesReceiptAdd is the request that adds a sales receipt.
func salesReceiptAdd(p *store.Posting) *qbxml.SalesReceiptAddRq {
	d := p.Document
	add := qbxml.SalesReceiptAdd{
		CustomerRef: customerOf(p), ClassRef: wire(d.Class), TemplateRef: wire(d.Template),
		TxnDate: d.Date, RefNumber: d.RefNumber,
		BillAddress: address(d.BillTo), ShipAddress: address(d.ShipTo),
		PaymentMethodRef: wire(d.PaymentMethod), ShipMethodRef: wire(d.ShipMethod),
		ItemSalesTaxRef: wire(d.TaxItem), Memo: d.Memo, DepositToAccountRef: wire(d.DepositTo),
		ExternalGUID: d.ExternalGUID,
	}
	add.Lines = lines(d)
	return &qbxml.SalesReceiptAddRq{SalesReceiptAdd: add}
}

// invoiceAdd is the request that adds an invoice.
func invoiceAdd(p *store.Posting) *qbxml.InvoiceAddRq {
	d := p.Document
	add := qbxml.InvoiceAdd{
		CustomerRef: customerOf(p), ClassRef: wire(d.Class), ARAccountRef: wire(d.ARAccount), TemplateRef: wire(d.Template),
		TxnDate: d.Date, RefNumber: d.RefNumber,
		BillAddress: address(d.BillTo), ShipAddress: address(d.ShipTo),
		PONumber: d.PONumber, TermsRef: wire(d.Terms), ShipMethodRef: wire(d.ShipMethod),
		ItemSalesTaxRef: wire(d.TaxItem), Memo: d.Memo,
		ExternalGUID: d.ExternalGUID,
	}
	add.Lines = lines(d)
	return &qbxml.InvoiceAddRq{InvoiceAdd: add}
}

// receivePaymentAdd is the request that adds a payment, applied to its invoice
// and to nothing else: QuickBooks' own choice would be the oldest open one.
func receivePaymentAdd(p *store.Posting) *qbxml.ReceivePaymentAddRq {
	d := p.Document
	total := d.Total
	return &qbxml.ReceivePaymentAddRq{ReceivePaymentAdd: qbxml.ReceivePaymentAdd{
		CustomerRef: customerOf(p), ARAccountRef: wire(d.ARAccount), TxnDate: d.Date, RefNumber: d.RefNumber,
		TotalAmount: &total, PaymentMethodRef: wire(d.PaymentMethod), Memo: d.Memo, DepositToAccountRef: wire(d.DepositTo),
		ExternalGUID:    d.ExternalGUID,
		AppliedToTxnAdd: []qbxml.AppliedToTxnAdd{{TxnID: linked(p, books.Pays), PaymentAmount: &total}},
	}}
}

// lines are the lines of a sale: quantity and amount, never a rate, so that
// QuickBooks computes the rate and keeps the amount (reference:
// quickbooks-behaviour §6), and always a tax code of our own.
func lines(d *books.Document) []qbxml.TxnLineAdd {
	out := make([]qbxml.TxnLineAdd, 0, len(d.Lines))
	for i := range d.Lines {
		l := &d.Lines[i]
		amount := l.Amount
		line := qbxml.TxnLineAdd{
			ItemRef: wire(l.Item), Desc: l.Desc, ClassRef: wire(l.Class), Amount: &amount, SalesTaxCodeRef: wire(l.TaxCode),
		}
		if !l.Quantity.IsZero() {
			q := l.Quantity
			line.Quantity = &q
		}
		out = append(out, line)
	}
	return out
}

// customerOf is the customer of a document: the one that it named, or the one
// that was created for it meanwhile.
func customerOf(p *store.Posting) qbxml.Ref {
	if p.CustomerListID != "" {
		return qbxml.Ref{ListID: p.CustomerListID}
	}
	return wire(p.Document.Customer)
}

func address(a books.Address) qbxml.Address {
	out := qbxml.Address{City: a.City, State: a.State, PostalCode: a.PostalCode, Country: a.Country}
	for i, to := range []*string{&out.Addr1, &out.Addr2, &out.Addr3, &out.Addr4, &out.Addr5} {
		if i < len(a.Lines) {
			*to = a.Lines[i]
		}
	}
	return out
}

// savedTotal is the total of a document as QuickBooks tells it: an invoice has
// no total of its own in the answer.
func savedTotal(ret any) (money.Amount, bool) {
	switch v := ret.(type) {
	case *qbxml.SalesReceiptRet:
		return v.TotalAmount, true
	case *qbxml.InvoiceRet:
		return v.Subtotal + v.SalesTaxTotal, true
	case *qbxml.ReceivePaymentRet:
		return v.TotalAmount, true
	}
	return 0, false
}

// linked is the TxnID of the document that another names for a use; empty
// when it names none.
func linked(p *store.Posting, use books.LinkUse) string {
	for _, l := range p.Links {
		if l.Use == use {
			return l.TxnID
		}
	}
	return ""
}
