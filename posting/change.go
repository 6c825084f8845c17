package posting

import (
	"slices"

	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/qbxml"
	"countinghouse/store"
)

// modify is the request that brings a document to what the order says now. It
// is made of what was read a moment ago: its EditSequence, and the lines that
// stay. Nil for kinds that are never changed.
func modify(p *store.Posting, f *found) any {
	d := p.Document
	switch v := f.ret.(type) {
	case *qbxml.SalesReceiptRet:
		return &qbxml.SalesReceiptModRq{SalesReceiptMod: qbxml.SalesReceiptMod{
			TxnID: f.id, EditSequence: f.editSequence,
			Clear:       clearing(d, v.Memo, "", v.BillAddress, v.ShipAddress),
			CustomerRef: customerOf(p), ClassRef: wire(d.Class), TemplateRef: wire(d.Template), TxnDate: d.Date, RefNumber: d.RefNumber,
			BillAddress: address(d.BillTo), ShipAddress: address(d.ShipTo), PaymentMethodRef: wire(d.PaymentMethod), ShipMethodRef: wire(d.ShipMethod),
			ItemSalesTaxRef: wire(d.TaxItem), Memo: d.Memo, IsTaxIncluded: d.TaxIncluded, DepositToAccountRef: wire(d.DepositTo),
			ExchangeRate: rate(d), Lines: modLines(p, f.lines),
		}}
	case *qbxml.InvoiceRet:
		return &qbxml.InvoiceModRq{InvoiceMod: qbxml.InvoiceMod{
			TxnID: f.id, EditSequence: f.editSequence,
			Clear:       clearing(d, v.Memo, v.PONumber, v.BillAddress, v.ShipAddress),
			CustomerRef: customerOf(p), ClassRef: wire(d.Class), ARAccountRef: wire(d.ARAccount), TemplateRef: wire(d.Template),
			TxnDate: d.Date, RefNumber: d.RefNumber, BillAddress: address(d.BillTo), ShipAddress: address(d.ShipTo), PONumber: d.PONumber,
			TermsRef: wire(d.Terms), ShipMethodRef: wire(d.ShipMethod), ItemSalesTaxRef: wire(d.TaxItem), Memo: d.Memo, IsTaxIncluded: d.TaxIncluded,
			ExchangeRate: rate(d), SetCredit: credits(p), Lines: modLines(p, f.lines),
		}}
	case *qbxml.CreditMemoRet:
		return &qbxml.CreditMemoModRq{CreditMemoMod: qbxml.CreditMemoMod{
			TxnID: f.id, EditSequence: f.editSequence,
			Clear:       clearing(d, v.Memo, v.PONumber, v.BillAddress, v.ShipAddress),
			CustomerRef: customerOf(p), ClassRef: wire(d.Class), ARAccountRef: wire(d.ARAccount), TemplateRef: wire(d.Template),
			TxnDate: d.Date, RefNumber: d.RefNumber, BillAddress: address(d.BillTo), ShipAddress: address(d.ShipTo), PONumber: d.PONumber,
			ShipMethodRef: wire(d.ShipMethod), ItemSalesTaxRef: wire(d.TaxItem), Memo: d.Memo, IsTaxIncluded: d.TaxIncluded,
			ExchangeRate: rate(d), Lines: modLines(p, f.lines),
		}}
	case *qbxml.SalesOrderRet:
		return &qbxml.SalesOrderModRq{SalesOrderMod: qbxml.SalesOrderMod{
			TxnID: f.id, EditSequence: f.editSequence,
			Clear:       clearing(d, v.Memo, v.PONumber, v.BillAddress, v.ShipAddress),
			CustomerRef: customerOf(p), ClassRef: wire(d.Class), TemplateRef: wire(d.Template),
			TxnDate: d.Date, RefNumber: d.RefNumber, BillAddress: address(d.BillTo), ShipAddress: address(d.ShipTo), PONumber: d.PONumber,
			TermsRef: wire(d.Terms), ShipMethodRef: wire(d.ShipMethod), ItemSalesTaxRef: wire(d.TaxItem), Memo: d.Memo, IsTaxIncluded: d.TaxIncluded,
			ExchangeRate: rate(d), Lines: modLines(p, f.lines),
		}}
	case *qbxml.ReceivePaymentRet:
		total := d.Total
		m := qbxml.ReceivePaymentMod{
			TxnID: f.id, EditSequence: f.editSequence, Clear: clearing(d, v.Memo, "", qbxml.Address{}, qbxml.Address{}),
			TxnDate: d.Date, RefNumber: d.RefNumber, TotalAmount: &total, ExchangeRate: rate(d), PaymentMethodRef: wire(d.PaymentMethod),
			Memo: d.Memo, DepositToAccountRef: wire(d.DepositTo),
		}
		for i := range p.Links {
			if l := &p.Links[i]; l.Use == books.Pays {
				m.AppliedToTxnMod = append(m.AppliedToTxnMod, qbxml.AppliedToTxnMod{TxnID: l.TxnID, PaymentAmount: amountOf(p, l)})
			}
		}
		var none money.Amount
		for _, a := range v.AppliedToTxn { // what is not told would stay as it is
			if !slices.ContainsFunc(m.AppliedToTxnMod, func(x qbxml.AppliedToTxnMod) bool { return x.TxnID == a.TxnID }) {
				m.AppliedToTxnMod = append(m.AppliedToTxnMod, qbxml.AppliedToTxnMod{TxnID: a.TxnID, PaymentAmount: &none})
			}
		}
		return &qbxml.ReceivePaymentModRq{ReceivePaymentMod: m}
	}
	return nil
}

// clearing names the texts that the document has and should not have any more:
// what is not sent would stay as it is.
func clearing(d *books.Document, memo, number string, bill, ship qbxml.Address) []string {
	var out []string
	gone := func(name, now, before string) {
		if now == "" && before != "" {
			out = append(out, name)
		}
	}
	gone("Memo", d.Memo, memo)
	gone("PONumber", d.PONumber, number)
	for _, a := range []struct {
		name        string
		now, before qbxml.Address
	}{{"BillAddress", address(d.BillTo), bill}, {"ShipAddress", address(d.ShipTo), ship}} {
		gone(a.name+"/Addr1", a.now.Addr1, a.before.Addr1)
		gone(a.name+"/Addr2", a.now.Addr2, a.before.Addr2)
		gone(a.name+"/Addr3", a.now.Addr3, a.before.Addr3)
		gone(a.name+"/Addr4", a.now.Addr4, a.before.Addr4)
		gone(a.name+"/Addr5", a.now.Addr5, a.before.Addr5)
		gone(a.name+"/City", a.now.City, a.before.City)
		gone(a.name+"/State", a.now.State, a.before.State)
		gone(a.name+"/PostalCode", a.now.PostalCode, a.before.PostalCode)
		gone(a.name+"/Country", a.now.Country, a.before.Country)
	}
	return out
}

// modLines are the lines of a changed document. A line that is still there
// keeps its TxnLineID, in the order in which QuickBooks has them, which is what
// it insists on; the others are new, and what is not named is deleted.
func modLines(p *store.Posting, saved []savedLine) []qbxml.TxnLineMod {
	adds := lines(p)
	kept := keptLines(p, saved)
	out := make([]qbxml.TxnLineMod, len(adds))
	for i := range adds {
		id := qbxml.NewLine
		if kept[i] >= 0 {
			id = saved[kept[i]].id
		}
		out[i] = qbxml.TxnLineMod{TxnLineID: id, TxnLineAdd: adds[i]}
	}
	return out
}

// keptLines finds for each line of the document the saved line that it
// continues, or -1: the most lines of the same items in the same order.
func keptLines(p *store.Posting, saved []savedLine) []int {
	lines := p.Document.Lines
	same := func(i, k int) bool {
		l, s := &lines[i], &saved[k]
		item := itemOf(p, l)
		alike := item.ListID != "" && item.ListID == s.item.ListID || item.ListID == "" && item.FullName == s.item.FullName
		// A text or a quantity that is to go can't be emptied on a line: a new one takes its place.
		return alike && (l.Desc != "" || s.desc == "") && (!l.Quantity.IsZero() || s.quantity.IsZero())
	}
	// best[i][k] is how many lines from i on can continue saved lines from k on.
	best := make([][]int, len(lines)+1)
	for i := range best {
		best[i] = make([]int, len(saved)+1)
	}
	for i := len(lines) - 1; i >= 0; i-- {
		for k := len(saved) - 1; k >= 0; k-- {
			best[i][k] = max(best[i+1][k], best[i][k+1])
			if same(i, k) {
				best[i][k] = max(best[i][k], best[i+1][k+1]+1)
			}
		}
	}
	kept := make([]int, len(lines))
	for i, k := 0, 0; i < len(lines); {
		switch {
		case k < len(saved) && same(i, k) && best[i][k] == best[i+1][k+1]+1:
			kept[i] = k
			i, k = i+1, k+1
		case k < len(saved) && best[i][k] == best[i][k+1]:
			k++
		default:
			kept[i] = -1
			i++
		}
	}
	return kept
}

// fillMod is the request that fills a customer's blank fields; nil when none
// of them is blank any more.
func fillMod(p *store.Posting, c *qbxml.CustomerRet) any {
	f := p.Fill
	m := qbxml.CustomerMod{ListID: c.ListID, EditSequence: c.EditSequence}
	some := false
	fill := func(to *string, now, text string) {
		if now == "" && text != "" {
			*to, some = text, true
		}
	}
	fill(&m.CompanyName, c.CompanyName, f.CompanyName)
	fill(&m.FirstName, c.FirstName, f.FirstName)
	fill(&m.LastName, c.LastName, f.LastName)
	fill(&m.Phone, c.Phone, f.Phone)
	fill(&m.Email, c.Email, f.Email)
	if c.BillAddress == (qbxml.Address{}) && !f.BillTo.IsZero() {
		m.BillAddress, some = address(f.BillTo), true
	}
	if c.ShipAddress == (qbxml.Address{}) && !f.ShipTo.IsZero() {
		m.ShipAddress, some = address(f.ShipTo), true
	}
	if !some {
		return nil
	}
	return &qbxml.CustomerModRq{CustomerMod: m}
}
