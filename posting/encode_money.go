package posting

import (
	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/qbxml"
	"countinghouse/store"
)

// amountOf is how much a link is about; the whole posting where it says nothing.
func amountOf(p *store.Posting, l *store.PostingLink) *money.Amount {
	a := l.Amount
	if a == 0 {
		a = p.Document.Total
	}
	return &a
}

// credits are the credits that a posting takes: of credit memos and of
// payments that are not used up.
func credits(p *store.Posting) []qbxml.SetCredit {
	var out []qbxml.SetCredit
	for i := range p.Links {
		if l := &p.Links[i]; l.Use == books.Uses {
			out = append(out, qbxml.SetCredit{CreditTxnID: l.TxnID, AppliedAmount: amountOf(p, l)})
		}
	}
	return out
}

// receivePaymentAdd is the request that adds a payment, applied to the
// invoices that it names and to nothing else: QuickBooks' own choice would be
// the oldest open one. What is not applied stays a credit of the customer.
func receivePaymentAdd(p *store.Posting) *qbxml.ReceivePaymentAddRq {
	d := p.Document
	total := d.Total
	add := qbxml.ReceivePaymentAdd{
		CustomerRef: customerOf(p), ARAccountRef: wire(d.ARAccount), TxnDate: d.Date, RefNumber: d.RefNumber,
		TotalAmount: &total, ExchangeRate: rate(d), PaymentMethodRef: wire(d.PaymentMethod), Memo: d.Memo,
		DepositToAccountRef: wire(d.DepositTo), ExternalGUID: d.ExternalGUID,
	}
	for i := range p.Links {
		if l := &p.Links[i]; l.Use == books.Pays {
			add.AppliedToTxnAdd = append(add.AppliedToTxnAdd, qbxml.AppliedToTxnAdd{TxnID: l.TxnID, PaymentAmount: amountOf(p, l)})
		}
	}
	if len(add.AppliedToTxnAdd) == 0 {
		no := false
		add.IsAutoApply = &no
	} else {
		add.AppliedToTxnAdd[0].SetCredit = credits(p)
	}
	return &qbxml.ReceivePaymentAddRq{ReceivePaymentAdd: add}
}

// applicationAdd is the request that applies credit to an invoice: a payment
// of nothing that only sets credits. QuickBooks makes no transaction of it.
func applicationAdd(p *store.Posting) *qbxml.ReceivePaymentAddRq {
	d := p.Document
	var none money.Amount
	add := qbxml.ReceivePaymentAdd{
		CustomerRef: customerOf(p), ARAccountRef: wire(d.ARAccount), TxnDate: d.Date, RefNumber: d.RefNumber, TotalAmount: &none,
	}
	if l := link(p, books.Pays); l != nil {
		add.AppliedToTxnAdd = []qbxml.AppliedToTxnAdd{{TxnID: l.TxnID, SetCredit: credits(p)}}
	}
	return &qbxml.ReceivePaymentAddRq{ReceivePaymentAdd: add}
}

// cardRefundAdd is the request that pays a credit out to a card.
func cardRefundAdd(p *store.Posting) *qbxml.ARRefundCreditCardAddRq {
	d := p.Document
	add := qbxml.ARRefundCreditCardAdd{
		CustomerRef: customerOf(p), RefundFromAccountRef: wire(d.RefundFrom), ARAccountRef: wire(d.ARAccount), TxnDate: d.Date, RefNumber: d.RefNumber,
		Address: address(d.BillTo), PaymentMethodRef: wire(d.PaymentMethod), Memo: d.Memo, ExchangeRate: rate(d), ExternalGUID: d.ExternalGUID,
	}
	for i := range p.Links {
		if l := &p.Links[i]; l.Use == books.Refunds {
			add.RefundAppliedToTxnAdd = append(add.RefundAppliedToTxnAdd, qbxml.RefundAppliedToTxnAdd{TxnID: l.TxnID, RefundAmount: amountOf(p, l)})
		}
	}
	return &qbxml.ARRefundCreditCardAddRq{ARRefundCreditCardAdd: add}
}

// checkAdd is the request that pays a credit out by check or bank transfer: to
// the receivables account and the customer, applied to the credit.
func checkAdd(p *store.Posting) *qbxml.CheckAddRq {
	d := p.Document
	total := d.Total
	add := qbxml.CheckAdd{
		AccountRef: wire(d.RefundFrom), PayeeEntityRef: customerOf(p), RefNumber: d.RefNumber, TxnDate: d.Date, Memo: d.Memo,
		Address: address(d.BillTo), ExchangeRate: rate(d), ExternalGUID: d.ExternalGUID,
		ExpenseLineAdd: []qbxml.ExpenseLineAdd{{AccountRef: wire(d.ARAccount), Amount: &total, Memo: d.Memo, CustomerRef: customerOf(p), ClassRef: wire(d.Class)}},
	}
	for i := range p.Links {
		if l := &p.Links[i]; l.Use == books.Refunds {
			add.ApplyCheckToTxnAdd = append(add.ApplyCheckToTxnAdd, qbxml.ApplyCheckToTxnAdd{TxnID: l.TxnID, Amount: amountOf(p, l)})
		}
	}
	return &qbxml.CheckAddRq{CheckAdd: add}
}

// journalAdd is the request that adds a journal entry. It has no memo of its
// own: each line has one, which is how it is known as ours.
func journalAdd(p *store.Posting) *qbxml.JournalEntryAddRq {
	d := p.Document
	add := qbxml.JournalEntryAdd{TxnDate: d.Date, RefNumber: d.RefNumber, ExchangeRate: rate(d), ExternalGUID: d.ExternalGUID}
	for i := range d.Lines {
		l := &d.Lines[i]
		amount := l.Amount
		memo := l.Desc
		if memo == "" {
			memo = d.Memo
		}
		entity := wire(l.Entity)
		if entity.IsZero() && p.CustomerListID != "" && d.CustomerKey != "" {
			entity = qbxml.Ref{ListID: p.CustomerListID}
		}
		add.Lines = append(add.Lines, qbxml.JournalLineAdd{Credit: !l.Debit, AccountRef: wire(l.Account), Amount: &amount, Memo: memo, EntityRef: entity, ClassRef: wire(l.Class)})
	}
	return &qbxml.JournalEntryAddRq{JournalEntryAdd: add}
}

// itemAdd is the request that makes an item, with the accounts that the
// mapping names. Prices stay the store's.
func itemAdd(p *store.Posting) any {
	i := p.Item
	accounting := func() (*qbxml.SalesOrPurchase, *qbxml.SalesAndPurchase) {
		if i.Cost.IsZero() {
			return &qbxml.SalesOrPurchase{Desc: i.SalesDesc, Price: figure(i.Price), AccountRef: wire(i.Account)}, nil
		}
		return nil, &qbxml.SalesAndPurchase{SalesDesc: i.SalesDesc, SalesPrice: figure(i.Price), IncomeAccountRef: wire(i.Account),
			PurchaseDesc: i.BuyDesc, PurchaseCost: figure(i.BuyCost), ExpenseAccountRef: wire(i.Cost)}
	}
	switch i.Type {
	case "Inventory":
		return &qbxml.ItemInventoryAddRq{ItemInventoryAdd: qbxml.ItemInventoryAdd{
			Name: i.Name, BarCodeValue: i.BarCode, ParentRef: wire(i.Parent), ManufacturerPartNumber: i.PartNumber, SalesTaxCodeRef: wire(i.TaxCode),
			SalesDesc: i.SalesDesc, SalesPrice: figure(i.Price), IncomeAccountRef: wire(i.Account), PurchaseDesc: i.BuyDesc, PurchaseCost: figure(i.BuyCost),
			COGSAccountRef: wire(i.Cost), AssetAccountRef: wire(i.Asset),
		}}
	case "InventoryAssembly":
		add := qbxml.ItemInventoryAssemblyAdd{
			Name: i.Name, BarCodeValue: i.BarCode, ParentRef: wire(i.Parent), ManufacturerPartNumber: i.PartNumber, SalesTaxCodeRef: wire(i.TaxCode),
			SalesDesc: i.SalesDesc, SalesPrice: figure(i.Price), IncomeAccountRef: wire(i.Account), PurchaseDesc: i.BuyDesc, PurchaseCost: figure(i.BuyCost),
			COGSAccountRef: wire(i.Cost), AssetAccountRef: wire(i.Asset),
		}
		for _, part := range i.Parts {
			add.ItemInventoryAssemblyLine = append(add.ItemInventoryAssemblyLine, qbxml.ItemInventoryAssemblyLine{ItemInventoryRef: wire(part.Item), Quantity: figure(part.Quantity)})
		}
		return &qbxml.ItemInventoryAssemblyAddRq{ItemInventoryAssemblyAdd: add}
	case "NonInventory":
		one, both := accounting()
		return &qbxml.ItemNonInventoryAddRq{ItemNonInventoryAdd: qbxml.ItemNonInventoryAdd{
			Name: i.Name, BarCodeValue: i.BarCode, ParentRef: wire(i.Parent), ManufacturerPartNumber: i.PartNumber, SalesTaxCodeRef: wire(i.TaxCode),
			SalesOrPurchase: one, SalesAndPurchase: both,
		}}
	case "OtherCharge":
		one, both := accounting()
		return &qbxml.ItemOtherChargeAddRq{ItemOtherChargeAdd: qbxml.ItemOtherChargeAdd{
			Name: i.Name, BarCodeValue: i.BarCode, ParentRef: wire(i.Parent), SalesTaxCodeRef: wire(i.TaxCode), SalesOrPurchase: one, SalesAndPurchase: both,
		}}
	default:
		one, both := accounting()
		return &qbxml.ItemServiceAddRq{ItemServiceAdd: qbxml.ItemServiceAdd{
			Name: i.Name, BarCodeValue: i.BarCode, ParentRef: wire(i.Parent), SalesTaxCodeRef: wire(i.TaxCode), SalesOrPurchase: one, SalesAndPurchase: both,
		}}
	}
}

// figure is one that is sent; nil for none.
func figure(d money.Decimal) *money.Decimal {
	if d.IsZero() {
		return nil
	}
	return &d
}

// removal is the request that takes something out of QuickBooks.
func removal(p *store.Posting) any {
	switch {
	case isEntry(p.Kind):
		return &qbxml.ListDelRq{ListDelType: element(p), ListID: target(p)}
	case p.Operation == books.Void:
		return &qbxml.TxnVoidRq{TxnVoidType: element(p), TxnID: target(p)}
	}
	return &qbxml.TxnDelRq{TxnDelType: element(p), TxnID: target(p)}
}
