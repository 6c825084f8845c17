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
		salesOrderFull(), salesOrderModFull(), customerModFull(),
		&CustomerModRq{CustomerMod: CustomerMod{ListID: "8-1", EditSequence: "1", Clear: []string{"Phone", "ShipAddress/Note"}, Email: "a@example.com"}},
		&JournalEntryAddRq{JournalEntryAdd: JournalEntryAdd{
			TxnDate: day.MustParse("2024-03-15"), RefNumber: "BC0315", IsAdjustment: new(false), IsAmountsEnteredInHomeCurrency: new(false),
			CurrencyRef: named("Euro"), ExchangeRate: decimalOf("1.08"), ExternalGUID: testGUID, Lines: []JournalLineAdd{
				{AccountRef: named("Clearing"), Amount: amountOf("100"), Memo: "orders 1 to 9", ClassRef: named("Online")},
				{Credit: true, AccountRef: named("Sales"), Amount: amountOf("92.50")},
				{Credit: true, AccountRef: named("Sales Tax Payable"), Amount: amountOf("7.50"), EntityRef: named("Dept. of Revenue")},
			},
		}, IncludeRetElement: []string{"TxnID"}},
		&ReceivePaymentToDepositQueryRq{IncludeRetElement: []string{"TxnID"}},
		&CustomDetailReportQueryRq{SummarizeRowsBy: "TotalOnly", IncludeColumn: []string{"TxnID", "ClearedStatus"}},
		&CustomDetailReportQueryRq{
			FromReportDate: day.MustParse("2024-03-01"), ToReportDate: day.MustParse("2024-03-31"),
			ReportAccountFilter: &RefFilter{ListID: []string{"80000001-1"}}, ReportEntityFilter: &RefFilter{FullName: []string{"Ortiz, Ana"}},
			TxnTypeFilter: []string{"Deposit", "Check"}, FromReportModifiedDate: day.MustParse("2024-03-01"), ToReportModifiedDate: day.MustParse("2024-03-31"),
			ReportPostingStatusFilter: "Posting", SummarizeRowsBy: "TotalOnly", IncludeColumn: ReportColumns(), ReportBasis: "Accrual",
		},
		&SalesOrderModRq{SalesOrderMod: SalesOrderMod{TxnID: "1-1", EditSequence: "1", Clear: []string{"Other"}}},
	}
}

func customerModFull() *CustomerModRq {
	c := customerFull().CustomerAdd
	return &CustomerModRq{
		CustomerMod: CustomerMod{
			ListID: "80000A1C-1704067200", EditSequence: "1709911112", Name: c.Name, IsActive: new(true), ClassRef: c.ClassRef, ParentRef: c.ParentRef,
			CompanyName: c.CompanyName, Salutation: c.Salutation, FirstName: c.FirstName, MiddleName: c.MiddleName, LastName: c.LastName,
			JobTitle: c.JobTitle, BillAddress: address(), ShipAddress: address(), Phone: c.Phone, AltPhone: c.AltPhone, Fax: c.Fax,
			Email: c.Email, Cc: c.Cc, Contact: c.Contact, AltContact: c.AltContact, CustomerTypeRef: c.CustomerTypeRef, TermsRef: c.TermsRef,
			SalesRepRef: c.SalesRepRef, SalesTaxCodeRef: c.SalesTaxCodeRef, ItemSalesTaxRef: c.ItemSalesTaxRef, ResaleNumber: c.ResaleNumber,
			AccountNumber: c.AccountNumber, CreditLimit: c.CreditLimit, PreferredPaymentMethodRef: c.PreferredPaymentMethodRef, Notes: c.Notes,
			PreferredDeliveryMethod: c.PreferredDeliveryMethod, PriceLevelRef: c.PriceLevelRef,
		},
		IncludeRetElement: []string{"ListID"},
	}
}
