package qbxml

import "countinghouse/day"

// orderLines are lines with what sales orders take.
func orderLines() []TxnLineAdd {
	lines := linesFull()
	lines[0].ServiceDate, lines[0].OverrideItemAccountRef, lines[0].IsManuallyClosed = day.Day{}, Ref{}, new(false)
	return lines
}

func salesOrderFull() *SalesOrderAddRq {
	i := invoiceFull().InvoiceAdd
	return &SalesOrderAddRq{
		SalesOrderAdd: SalesOrderAdd{
			CustomerRef: i.CustomerRef, ClassRef: i.ClassRef, TemplateRef: i.TemplateRef, TxnDate: i.TxnDate, RefNumber: i.RefNumber,
			BillAddress: address(), ShipAddress: address(), PONumber: i.PONumber, TermsRef: i.TermsRef, DueDate: i.DueDate,
			SalesRepRef: i.SalesRepRef, FOB: i.FOB, ShipDate: i.ShipDate, ShipMethodRef: i.ShipMethodRef, ItemSalesTaxRef: i.ItemSalesTaxRef,
			IsManuallyClosed: new(false), Memo: i.Memo, CustomerMsgRef: i.CustomerMsgRef, IsToBePrinted: new(true), IsToBeEmailed: new(false),
			CustomerSalesTaxCodeRef: i.CustomerSalesTaxCodeRef, Other: i.Other, ExchangeRate: i.ExchangeRate, ExternalGUID: testGUID,
			Lines: orderLines(),
		},
		IncludeRetElement: []string{"TxnID"},
	}
}

func salesOrderModFull() *SalesOrderModRq {
	o := salesOrderFull().SalesOrderAdd
	return &SalesOrderModRq{
		SalesOrderMod: SalesOrderMod{
			TxnID: "1A2B-1709999999", EditSequence: "1709911112", CustomerRef: o.CustomerRef, ClassRef: o.ClassRef, TemplateRef: o.TemplateRef,
			TxnDate: o.TxnDate, RefNumber: o.RefNumber, BillAddress: address(), ShipAddress: address(), PONumber: o.PONumber,
			TermsRef: o.TermsRef, DueDate: o.DueDate, SalesRepRef: o.SalesRepRef, FOB: o.FOB, ShipDate: o.ShipDate,
			ShipMethodRef: o.ShipMethodRef, ItemSalesTaxRef: o.ItemSalesTaxRef, IsManuallyClosed: new(true), Memo: o.Memo,
			CustomerMsgRef: o.CustomerMsgRef, IsToBePrinted: new(false), IsToBeEmailed: new(false),
			CustomerSalesTaxCodeRef: o.CustomerSalesTaxCodeRef, Other: o.Other, ExchangeRate: o.ExchangeRate, Lines: modLinesOf(orderLines()),
		},
		IncludeRetElement: []string{"TxnID"},
	}
}

func orderRequests() []any {
	return []any{
		salesOrderFull(), salesOrderModFull(),
		&SalesOrderModRq{SalesOrderMod: SalesOrderMod{TxnID: "1-1", EditSequence: "1", Clear: []string{"Other"}}},
	}
}
