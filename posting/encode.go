package posting

import (
	"slices"

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
		CurrencyRef: wire(c.Currency),
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
		ItemSalesTaxRef: wire(d.TaxItem), Memo: d.Memo, IsTaxIncluded: d.TaxIncluded, DepositToAccountRef: wire(d.DepositTo),
		ExchangeRate: rate(d), ExternalGUID: d.ExternalGUID,
	}
	add.Lines = lines(p)
	return &qbxml.SalesReceiptAddRq{SalesReceiptAdd: add}
}

// invoiceAdd is the request that adds an invoice. Credits are applied to it at
// once; lines of a sales order that it fulfils come from there.
func invoiceAdd(p *store.Posting, r *reading) *qbxml.InvoiceAddRq {
	d := p.Document
	add := qbxml.InvoiceAdd{
		CustomerRef: customerOf(p), ClassRef: wire(d.Class), ARAccountRef: wire(d.ARAccount), TemplateRef: wire(d.Template),
		TxnDate: d.Date, RefNumber: d.RefNumber,
		BillAddress: address(d.BillTo), ShipAddress: address(d.ShipTo),
		PONumber: d.PONumber, TermsRef: wire(d.Terms), ShipMethodRef: wire(d.ShipMethod),
		ItemSalesTaxRef: wire(d.TaxItem), Memo: d.Memo, IsTaxIncluded: d.TaxIncluded,
		ExchangeRate: rate(d), ExternalGUID: d.ExternalGUID, SetCredit: credits(p),
	}
	add.Lines = lines(p)
	if l := link(p, books.Fulfils); l != nil {
		fulfil(&add, p, r, l.TxnID)
	}
	return &qbxml.InvoiceAddRq{InvoiceAdd: add}
}

// fulfil takes the lines of an invoice from its sales order: the whole order
// where the invoice is all of it, else line by line. A line that the order
// does not have stays a line of its own.
func fulfil(add *qbxml.InvoiceAdd, p *store.Posting, r *reading, order string) {
	d := p.Document
	used := make([]bool, len(r.order.lines))
	whole := len(d.Lines) == len(r.order.lines)
	for i := range d.Lines {
		l := &d.Lines[i]
		at := -1
		for k := range r.order.lines {
			o := &r.order.lines[k]
			if !used[k] && o.item.ListID != "" && o.item.ListID == itemOf(p, l).ListID && o.quantity.Cmp(o.invoiced.Add(l.Quantity)) >= 0 && (at < 0 || o.desc == l.Desc) {
				if at = k; o.desc == l.Desc {
					break
				}
			}
		}
		if at < 0 {
			whole = false
			continue
		}
		o := &r.order.lines[at]
		used[at] = true
		whole = whole && at == i && o.amount == l.Amount && o.quantity.Equal(l.Quantity) && o.invoiced.IsZero()
		line := &add.Lines[i]
		line.ItemRef, line.LinkToTxn = qbxml.Ref{}, &qbxml.LinkToTxn{TxnID: order, TxnLineID: o.id}
	}
	if whole {
		add.LinkToTxnID, add.Lines = []string{order}, nil
	}
}

// creditMemoAdd is the request that adds a credit memo.
func creditMemoAdd(p *store.Posting) *qbxml.CreditMemoAddRq {
	d := p.Document
	return &qbxml.CreditMemoAddRq{CreditMemoAdd: qbxml.CreditMemoAdd{
		CustomerRef: customerOf(p), ClassRef: wire(d.Class), ARAccountRef: wire(d.ARAccount), TemplateRef: wire(d.Template),
		TxnDate: d.Date, RefNumber: d.RefNumber,
		BillAddress: address(d.BillTo), ShipAddress: address(d.ShipTo),
		PONumber: d.PONumber, ShipMethodRef: wire(d.ShipMethod),
		ItemSalesTaxRef: wire(d.TaxItem), Memo: d.Memo, IsTaxIncluded: d.TaxIncluded,
		ExchangeRate: rate(d), ExternalGUID: d.ExternalGUID, Lines: lines(p),
	}}
}

// salesOrderAdd is the request that adds a sales order, which posts nothing.
func salesOrderAdd(p *store.Posting) *qbxml.SalesOrderAddRq {
	d := p.Document
	return &qbxml.SalesOrderAddRq{SalesOrderAdd: qbxml.SalesOrderAdd{
		CustomerRef: customerOf(p), ClassRef: wire(d.Class), TemplateRef: wire(d.Template),
		TxnDate: d.Date, RefNumber: d.RefNumber,
		BillAddress: address(d.BillTo), ShipAddress: address(d.ShipTo),
		PONumber: d.PONumber, TermsRef: wire(d.Terms), ShipMethodRef: wire(d.ShipMethod),
		ItemSalesTaxRef: wire(d.TaxItem), Memo: d.Memo, IsTaxIncluded: d.TaxIncluded,
		ExchangeRate: rate(d), ExternalGUID: d.ExternalGUID, Lines: lines(p),
	}}
}

// rate is the exchange rate of a document in another currency; nil: not sent.
func rate(d *books.Document) *money.Decimal {
	if d.ExchangeRate.IsZero() {
		return nil
	}
	r := d.ExchangeRate
	return &r
}

// itemOf is the item of a line: the one that it names, or the one that was
// made for it meanwhile.
func itemOf(p *store.Posting, l *books.Line) qbxml.Ref {
	if l.ItemKey != "" {
		for i := range p.Links {
			if x := &p.Links[i]; x.Kind == books.ItemAdd && x.Part == l.ItemKey && x.TxnID != "" {
				return qbxml.Ref{ListID: x.TxnID}
			}
		}
	}
	return wire(l.Item)
}

// lines are the lines of a sale: quantity and amount, never a rate, so that
// QuickBooks computes the rate and keeps the amount (reference:
// quickbooks-behaviour §6), and always a tax code of our own.
func lines(p *store.Posting) []qbxml.TxnLineAdd {
	d := p.Document
	out := make([]qbxml.TxnLineAdd, 0, len(d.Lines))
	// Where the tax of one line is told, that of every taxed line is, 0.00 too:
	// QuickBooks would compute it.
	told := slices.ContainsFunc(d.Lines, func(l books.Line) bool { return l.TaxAmount != 0 })
	for i := range d.Lines {
		l := &d.Lines[i]
		amount := l.Amount
		line := qbxml.TxnLineAdd{
			ItemRef: itemOf(p, l), Desc: l.Desc, ClassRef: wire(l.Class), Amount: &amount, SalesTaxCodeRef: wire(l.TaxCode),
		}
		if !l.Quantity.IsZero() {
			q := l.Quantity
			line.Quantity = &q
		}
		if told && l.Taxable {
			tax := l.TaxAmount
			line.TaxAmount = &tax
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
