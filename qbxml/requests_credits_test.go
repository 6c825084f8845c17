package qbxml

import "countinghouse/day"

func creditMemoFull() *CreditMemoAddRq {
	i := invoiceFull().InvoiceAdd
	return &CreditMemoAddRq{
		CreditMemoAdd: CreditMemoAdd{
			CustomerRef: i.CustomerRef, ClassRef: i.ClassRef, ARAccountRef: i.ARAccountRef, TemplateRef: i.TemplateRef,
			TxnDate: i.TxnDate, RefNumber: "BC100501R1", BillAddress: address(), ShipAddress: address(), IsPending: new(false),
			PONumber: i.PONumber, TermsRef: i.TermsRef, DueDate: i.DueDate, SalesRepRef: i.SalesRepRef, FOB: i.FOB,
			ShipDate: i.ShipDate, ShipMethodRef: i.ShipMethodRef, ItemSalesTaxRef: i.ItemSalesTaxRef, Memo: i.Memo,
			CustomerMsgRef: i.CustomerMsgRef, IsToBePrinted: new(false), IsToBeEmailed: new(false),
			CustomerSalesTaxCodeRef: i.CustomerSalesTaxCodeRef, Other: i.Other, ExchangeRate: i.ExchangeRate,
			ExternalGUID: testGUID, Lines: creditLines(),
		},
		IncludeRetElement: []string{"TxnID"},
	}
}

// creditLines are lines without what credit memos do not take.
func creditLines() []TxnLineAdd {
	lines := linesFull()
	lines[0].PriceRuleConflict = ""
	return lines
}

func creditMemoMinimal() *CreditMemoAddRq {
	return &CreditMemoAddRq{CreditMemoAdd: CreditMemoAdd{
		CustomerRef: id(7), TxnDate: day.MustParse("2024-03-15"), RefNumber: "R1", Lines: []TxnLineAdd{{ItemRef: id(1), Amount: amountOf("9.95")}},
	}}
}

func setCredits() []SetCredit {
	return []SetCredit{
		{CreditTxnID: "1C-1", AppliedAmount: amountOf("5.00")},
		{CreditTxnID: "1D-1", TxnLineID: "1D-2", AppliedAmount: amountOf("0.01"), Override: new(true)},
	}
}

// modLinesOf are the lines of a changed document: one kept, one changed with
// every field, one new, and groups.
func modLinesOf(lines []TxnLineAdd) []TxnLineMod {
	full := lines[0]
	full.DataExt = nil
	return []TxnLineMod{
		{TxnLineID: "1A2C-1"},
		{TxnLineID: "1A2C-2", TxnLineAdd: full},
		{TxnLineID: NewLine, TxnLineAdd: TxnLineAdd{ItemRef: id(4), Quantity: decimalOf("1"), Amount: amountOf("2.00")}},
		{TxnLineID: "1A2C-3", ModGroup: &TxnLineGroupMod{Members: []TxnLineMod{{TxnLineID: "1A2C-4"}, {TxnLineID: NewLine, TxnLineAdd: TxnLineAdd{Desc: "x"}}}}},
		{TxnLineID: NewLine, ModGroup: &TxnLineGroupMod{ItemGroupRef: named("Set"), Quantity: decimalOf("2"), UnitOfMeasure: "each"}},
		{TxnLineID: NewLine, TxnLineAdd: TxnLineAdd{Desc: "a note"}},
	}
}

func invoiceModFull() *InvoiceModRq {
	i := invoiceFull().InvoiceAdd
	return &InvoiceModRq{
		InvoiceMod: InvoiceMod{
			TxnID: "1A2B-1709999999", EditSequence: "1709911112", CustomerRef: i.CustomerRef, ClassRef: i.ClassRef,
			ARAccountRef: i.ARAccountRef, TemplateRef: i.TemplateRef, TxnDate: i.TxnDate, RefNumber: i.RefNumber,
			BillAddress: address(), ShipAddress: address(), IsPending: new(false), PONumber: i.PONumber, TermsRef: i.TermsRef,
			DueDate: i.DueDate, SalesRepRef: i.SalesRepRef, FOB: i.FOB, ShipDate: i.ShipDate, ShipMethodRef: i.ShipMethodRef,
			ItemSalesTaxRef: i.ItemSalesTaxRef, Memo: i.Memo, CustomerMsgRef: i.CustomerMsgRef, IsToBePrinted: new(false),
			IsToBeEmailed: new(false), CustomerSalesTaxCodeRef: i.CustomerSalesTaxCodeRef, Other: i.Other,
			ExchangeRate: i.ExchangeRate, SetCredit: setCredits(), Lines: modLinesOf(linesFull()),
		},
		IncludeRetElement: []string{"TxnID"},
	}
}

func creditMemoModFull() *CreditMemoModRq {
	i := invoiceModFull().InvoiceMod
	return &CreditMemoModRq{
		CreditMemoMod: CreditMemoMod{
			TxnID: i.TxnID, EditSequence: i.EditSequence, CustomerRef: i.CustomerRef, ClassRef: i.ClassRef, ARAccountRef: i.ARAccountRef,
			TemplateRef: i.TemplateRef, TxnDate: i.TxnDate, RefNumber: i.RefNumber, BillAddress: address(), ShipAddress: address(),
			IsPending: new(false), PONumber: i.PONumber, TermsRef: i.TermsRef, DueDate: i.DueDate, SalesRepRef: i.SalesRepRef, FOB: i.FOB,
			ShipDate: i.ShipDate, ShipMethodRef: i.ShipMethodRef, ItemSalesTaxRef: i.ItemSalesTaxRef, Memo: i.Memo,
			CustomerMsgRef: i.CustomerMsgRef, IsToBePrinted: new(false), IsToBeEmailed: new(true),
			CustomerSalesTaxCodeRef: i.CustomerSalesTaxCodeRef, Other: i.Other, ExchangeRate: i.ExchangeRate, Lines: modLinesOf(creditLines()),
		},
		IncludeRetElement: []string{"TxnID"},
	}
}

func salesReceiptModFull() *SalesReceiptModRq {
	s := salesReceiptFull().SalesReceiptAdd
	return &SalesReceiptModRq{
		SalesReceiptMod: SalesReceiptMod{
			TxnID: "1A2B-1709999999", EditSequence: "1709911112", CustomerRef: s.CustomerRef, ClassRef: s.ClassRef, TemplateRef: s.TemplateRef,
			TxnDate: s.TxnDate, RefNumber: s.RefNumber, BillAddress: address(), ShipAddress: address(), IsPending: new(false),
			CheckNumber: s.CheckNumber, PaymentMethodRef: s.PaymentMethodRef, DueDate: s.DueDate, SalesRepRef: s.SalesRepRef,
			ShipDate: s.ShipDate, ShipMethodRef: s.ShipMethodRef, FOB: s.FOB, ItemSalesTaxRef: s.ItemSalesTaxRef, Memo: s.Memo,
			CustomerMsgRef: s.CustomerMsgRef, IsToBePrinted: new(false), IsToBeEmailed: new(true),
			CustomerSalesTaxCodeRef: s.CustomerSalesTaxCodeRef, DepositToAccountRef: s.DepositToAccountRef, Other: s.Other,
			ExchangeRate: s.ExchangeRate, Lines: modLinesOf(linesFull()),
		},
		IncludeRetElement: []string{"TxnID"},
	}
}

func creditRequests() []any {
	linked := invoiceMinimal()
	linked.InvoiceAdd.LinkToTxnID = []string{"1E-1", "1E-2"}
	linked.InvoiceAdd.SetCredit = setCredits()
	linked.InvoiceAdd.Lines = []TxnLineAdd{{Quantity: decimalOf("2"), LinkToTxn: &LinkToTxn{TxnID: "1E-3", TxnLineID: "1E-4"}}}
	several := paymentMinimal()
	several.ReceivePaymentAdd.IsAutoApply = nil
	several.ReceivePaymentAdd.AppliedToTxnAdd = []AppliedToTxnAdd{
		{TxnID: "1F-1", PaymentAmount: amountOf("2.00"), SetCredit: setCredits()},
		{TxnID: "1F-2", PaymentAmount: amountOf("3.00")},
		{TxnID: "1F-3", SetCredit: setCredits()},
	}
	return []any{
		creditMemoFull(), creditMemoMinimal(), creditMemoModFull(), invoiceModFull(), salesReceiptModFull(), linked, several,
		&InvoiceModRq{InvoiceMod: InvoiceMod{TxnID: "1-1", EditSequence: "1", Clear: []string{"Memo", "BillAddress/Addr2"}}},
		&SalesReceiptModRq{SalesReceiptMod: SalesReceiptMod{TxnID: "1-1", EditSequence: "1", Clear: []string{"CheckNumber"}}},
		&CreditMemoModRq{CreditMemoMod: CreditMemoMod{TxnID: "1-1", EditSequence: "1", Clear: []string{"PONumber"}}},
		&ReceivePaymentModRq{ReceivePaymentMod: ReceivePaymentMod{TxnID: "1-1", EditSequence: "1", Clear: []string{"Memo"}}},
		&ReceivePaymentModRq{ReceivePaymentMod: ReceivePaymentMod{
			TxnID: "1A2B-1709999999", EditSequence: "1709911112", CustomerRef: id(7), ARAccountRef: named("Accounts Receivable"),
			TxnDate: day.MustParse("2024-03-10"), RefNumber: "BC100501-PAYMENT-123", TotalAmount: amountOf("99.50"),
			ExchangeRate: decimalOf("1"), PaymentMethodRef: named("PayPal"), Memo: "memo", DepositToAccountRef: named("Undeposited Funds"),
			AppliedToTxnMod: []AppliedToTxnMod{{
				TxnID: "1A2B-1", PaymentAmount: amountOf("99.50"), SetCredit: setCredits(), DiscountAmount: amountOf("0.50"),
				DiscountAccountRef: named("Discounts"), DiscountClassRef: named("Online"),
			}},
		}, IncludeRetElement: []string{"TxnID"}},
		&ARRefundCreditCardAddRq{ARRefundCreditCardAdd: ARRefundCreditCardAdd{
			CustomerRef: id(7), RefundFromAccountRef: named("Undeposited Funds"), ARAccountRef: named("Accounts Receivable"),
			TxnDate: day.MustParse("2024-03-15"), RefNumber: "BC100501R1", Address: address(), PaymentMethodRef: named("Visa"), Memo: "memo",
			ExchangeRate: decimalOf("1"), ExternalGUID: testGUID, RefundAppliedToTxnAdd: []RefundAppliedToTxnAdd{
				{TxnID: "1C-1", RefundAmount: amountOf("9.95")}, {TxnID: "1C-2", RefundAmount: amountOf("1")},
			},
		}, IncludeRetElement: []string{"TxnID"}},
		&CheckAddRq{CheckAdd: CheckAdd{
			AccountRef: named("Checking"), PayeeEntityRef: id(7), RefNumber: "1001", TxnDate: day.MustParse("2024-03-15"), Memo: "memo",
			Address: address(), IsToBePrinted: new(false), ExchangeRate: decimalOf("1"), ExternalGUID: testGUID,
			ApplyCheckToTxnAdd: []ApplyCheckToTxnAdd{{TxnID: "1C-1", Amount: amountOf("9.95")}},
			ExpenseLineAdd: []ExpenseLineAdd{{
				AccountRef: named("Accounts Receivable"), Amount: amountOf("9.95"), Memo: "refund", CustomerRef: id(7), ClassRef: named("Online"),
			}},
		}, IncludeRetElement: []string{"TxnID"}},
		&CheckAddRq{CheckAdd: CheckAdd{
			AccountRef: named("Checking"), TxnDate: day.MustParse("2024-03-15"), IsToBePrinted: new(true),
			ExpenseLineAdd: []ExpenseLineAdd{{AccountRef: named("Fees"), Amount: amountOf("1")}},
		}},
		&TxnVoidRq{TxnVoidType: "Invoice", TxnID: "1A2B-1"}, &TxnDelRq{TxnDelType: "ReceivePayment", TxnID: "1A2B-1"},
		&ListDelRq{ListDelType: "Customer", ListID: "80000A1C-1704067200"},
	}
}

// foreignRequests are those that only files of Canada, the UK and Australia
// take; they are of Australia, which takes the most.
func foreignRequests() []any {
	taxed := func(lines []TxnLineAdd) []TxnLineAdd {
		for i := range lines { // Australia has no inventory sites
			lines[i].InventorySiteRef, lines[i].InventorySiteLocationRef = Ref{}, Ref{}
			if g := lines[i].Group; g != nil {
				g.InventorySiteRef, g.InventorySiteLocationRef = Ref{}, Ref{}
			}
		}
		lines[0].TaxAmount, lines[0].SalesTaxCodeRef = amountOf("2.71"), named("GST")
		return lines
	}
	receipt, invoice, credit := salesReceiptFull(), invoiceFull(), creditMemoFull()
	receipt.SalesReceiptAdd.IsTaxIncluded, receipt.SalesReceiptAdd.Lines = new(true), taxed(linesFull())
	invoice.InvoiceAdd.IsTaxIncluded, invoice.InvoiceAdd.Lines = new(false), taxed(linesFull())
	credit.CreditMemoAdd.IsTaxIncluded, credit.CreditMemoAdd.Lines = new(true), taxed(creditLines())
	receiptMod, invoiceMod, creditMod := salesReceiptModFull(), invoiceModFull(), creditMemoModFull()
	receiptMod.SalesReceiptMod.IsTaxIncluded, receiptMod.SalesReceiptMod.Lines = new(true), modLinesOf(taxed(linesFull()))
	invoiceMod.InvoiceMod.IsTaxIncluded, invoiceMod.InvoiceMod.Lines = new(true), modLinesOf(taxed(linesFull()))
	creditMod.CreditMemoMod.IsTaxIncluded, creditMod.CreditMemoMod.Lines = new(true), modLinesOf(taxed(creditLines()))
	order, orderMod := salesOrderFull(), salesOrderModFull()
	order.SalesOrderAdd.IsTaxIncluded, order.SalesOrderAdd.Lines = new(true), taxed(orderLines())
	orderMod.SalesOrderMod.IsTaxIncluded, orderMod.SalesOrderMod.Lines = new(true), modLinesOf(taxed(orderLines()))
	return []any{
		order, orderMod, receipt, invoice, credit, receiptMod, invoiceMod, creditMod,
		&CheckAddRq{CheckAdd: CheckAdd{
			AccountRef: named("Checking"), RefNumber: "1", TxnDate: day.MustParse("2024-03-15"), IsTaxIncluded: new(true), SalesTaxCodeRef: named("GST"),
			ExpenseLineAdd: []ExpenseLineAdd{{AccountRef: named("Fees"), Amount: amountOf("1"), TaxAmount: amountOf("0.10"), SalesTaxCodeRef: named("GST")}},
		}},
	}
}
