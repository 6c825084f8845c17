package qbxml

import (
	"fmt"

	"countinghouse/day"
)

const testGUID = "{3F2504E0-4F89-41D3-9A0C-0305E82C3301}"

func address() Address {
	return Address{
		Addr1: "Ana Ortiz", Addr2: "12 Rue de l'Église", Addr3: "Apt <3> & \"4\"", Addr4: "four", Addr5: "five",
		City: "Lafayette", State: "LA", PostalCode: "70501", Country: "US", Note: "ring twice",
	}
}

func lineFull() TxnLineAdd {
	return TxnLineAdd{
		ItemRef: named("Mugs:MUG-BLUE-12"), Desc: "Blue mug\n12 oz", Quantity: decimalOf("3"), UnitOfMeasure: "each",
		Rate: decimalOf("9.95"), ClassRef: named("Online"), Amount: amountOf("29.85"), PriceRuleConflict: "Zero",
		InventorySiteRef: named("Main"), InventorySiteLocationRef: named("Shelf"), SerialNumber: "S1",
		ServiceDate: day.MustParse("2026-11-07"), SalesTaxCodeRef: named("Non"), OverrideItemAccountRef: named("Sales:Online"),
		Other1: "o1", Other2: "o2", DataExt: []DataExt{{OwnerID: "0", DataExtName: "Color", DataExtValue: "blue"}},
	}
}

func linesFull() []TxnLineAdd {
	percent, priced, lot, group := TxnLineAdd{}, TxnLineAdd{}, TxnLineAdd{}, TxnLineAdd{}
	percent.ItemRef, percent.RatePercent = id(1), decimalOf("-10")
	priced.ItemRef, priced.PriceLevelRef = id(2), named("Wholesale")
	lot.ItemRef, lot.LotNumber, lot.Amount = id(3), "L1", amountOf("0.00")
	group.Group = &TxnLineGroupAdd{
		ItemGroupRef: named("Set"), Quantity: decimalOf("0.5"), UnitOfMeasure: "each", InventorySiteRef: id(9),
		InventorySiteLocationRef: id(10), DataExt: []DataExt{{OwnerID: testGUID, DataExtName: "x", DataExtValue: "y"}},
	}
	return []TxnLineAdd{lineFull(), percent, priced, lot, group, {Desc: "a note only"}}
}

func salesReceiptFull() *SalesReceiptAddRq {
	return &SalesReceiptAddRq{
		SalesReceiptAdd: SalesReceiptAdd{
			CustomerRef: named("Ortiz, Ana (BC 51207)"), ClassRef: named("Online"), TemplateRef: named("Custom Sales Receipt"),
			TxnDate: day.MustParse("2024-03-09"), RefNumber: "BC100482", BillAddress: address(), ShipAddress: address(),
			IsPending: new(false), CheckNumber: "123", PaymentMethodRef: named("Visa"), DueDate: day.MustParse("2024-03-10"),
			SalesRepRef: named("AB"), ShipDate: day.MustParse("2024-03-11"), ShipMethodRef: named("UPS Ground"), FOB: "Dock",
			ItemSalesTaxRef: named("Online Zero Tax"), Memo: "BigCommerce order 100482", CustomerMsgRef: named("Thank you!"),
			IsToBePrinted: new(false), IsToBeEmailed: new(true), CustomerSalesTaxCodeRef: named("Tax"),
			DepositToAccountRef: named("Undeposited Funds"), Other: "other", ExchangeRate: decimalOf("1.25"),
			ExternalGUID: testGUID, Lines: linesFull(),
		},
		IncludeRetElement: []string{"TxnID", "EditSequence"},
	}
}

func salesReceiptMinimal() *SalesReceiptAddRq {
	return &SalesReceiptAddRq{SalesReceiptAdd: SalesReceiptAdd{
		TxnDate: day.MustParse("2024-03-09"), RefNumber: "1", Lines: []TxnLineAdd{{ItemRef: id(1), Amount: amountOf("1")}},
	}}
}

func invoiceFull() *InvoiceAddRq {
	return &InvoiceAddRq{
		InvoiceAdd: InvoiceAdd{
			CustomerRef: id(7), ClassRef: named("Online"), ARAccountRef: named("Accounts Receivable"), TemplateRef: named("Intuit Product Invoice"),
			TxnDate: day.MustParse("2024-03-10"), RefNumber: "BC100501", BillAddress: address(), ShipAddress: address(),
			IsPending: new(true), PONumber: "PO-7781", TermsRef: named("Net 30"), DueDate: day.MustParse("2024-04-09"),
			SalesRepRef: named("AB"), FOB: "Dock", ShipDate: day.MustParse("2024-03-11"), ShipMethodRef: named("UPS Ground"),
			ItemSalesTaxRef: named("State Tax"), Memo: "memo", CustomerMsgRef: named("Thanks"), IsToBePrinted: new(true),
			IsToBeEmailed: new(false), CustomerSalesTaxCodeRef: named("Tax"), Other: "other", ExchangeRate: decimalOf("0.9"),
			ExternalGUID: testGUID, LinkToTxnID: []string{"1A2B-1709999999"}, Lines: linesFull(),
		},
		IncludeRetElement: []string{"TxnID"},
	}
}

func invoiceMinimal() *InvoiceAddRq {
	return &InvoiceAddRq{InvoiceAdd: InvoiceAdd{
		CustomerRef: id(7), TxnDate: day.MustParse("2024-03-10"), RefNumber: "2", Lines: []TxnLineAdd{{Desc: "note"}},
	}}
}

func paymentFull() *ReceivePaymentAddRq {
	return &ReceivePaymentAddRq{
		ReceivePaymentAdd: ReceivePaymentAdd{
			CustomerRef: id(7), ARAccountRef: named("Accounts Receivable"), TxnDate: day.MustParse("2024-03-10"),
			RefNumber: "BC100501-PAYMENT-123", TotalAmount: amountOf("99.50"), ExchangeRate: decimalOf("1"),
			PaymentMethodRef: named("PayPal"), Memo: "memo", DepositToAccountRef: named("Undeposited Funds"), ExternalGUID: testGUID,
			AppliedToTxnAdd: []AppliedToTxnAdd{{
				TxnID: "1A2B-1709999999", PaymentAmount: amountOf("99.50"), DiscountAmount: amountOf("0.50"),
				DiscountAccountRef: named("Discounts"), DiscountClassRef: named("Online"),
			}},
		},
		IncludeRetElement: []string{"TxnID"},
	}
}

func paymentMinimal() *ReceivePaymentAddRq {
	return &ReceivePaymentAddRq{ReceivePaymentAdd: ReceivePaymentAdd{
		CustomerRef: id(7), TxnDate: day.MustParse("2024-03-10"), RefNumber: "P1", TotalAmount: amountOf("5"), IsAutoApply: new(false),
	}}
}

func customerFull() *CustomerAddRq {
	return &CustomerAddRq{
		CustomerAdd: CustomerAdd{
			Name: "Ortiz, Ana (BC 51207)", IsActive: new(true), ClassRef: named("Online"), ParentRef: named("Web"),
			CompanyName: "Ortiz & Söhne", Salutation: "Ms", FirstName: "Ana", MiddleName: "M", LastName: "Ortiz", JobTitle: "Owner",
			BillAddress: address(), ShipAddress: address(), Phone: "337-555-0142", AltPhone: "1", Fax: "2", Email: "ana@example.com",
			Cc: "b@example.com", Contact: "Ana", AltContact: "Ben", CustomerTypeRef: named("Web"), TermsRef: named("Net 30"),
			SalesRepRef: named("AB"), SalesTaxCodeRef: named("Tax"), ItemSalesTaxRef: named("State Tax"), ResaleNumber: "R1",
			AccountNumber: "BC-51207", CreditLimit: amountOf("1000"), PreferredPaymentMethodRef: named("Visa"), Notes: "notes",
			PreferredDeliveryMethod: "Email", PriceLevelRef: named("Wholesale"), ExternalGUID: testGUID, CurrencyRef: named("US Dollar"),
		},
		IncludeRetElement: []string{"ListID"},
	}
}

func accountings() (*SalesOrPurchase, *SalesOrPurchase, *SalesAndPurchase) {
	return &SalesOrPurchase{Desc: "d", Price: decimalOf("9.95"), AccountRef: named("Sales")},
		&SalesOrPurchase{Desc: "d", PricePercent: decimalOf("-10"), AccountRef: named("Sales")},
		&SalesAndPurchase{
			SalesDesc: "s", SalesPrice: decimalOf("9.95123"), IncomeAccountRef: named("Sales"), PurchaseDesc: "p",
			PurchaseCost: decimalOf("4"), ExpenseAccountRef: named("Cost"), PrefVendorRef: named("Vendor"),
		}
}

func itemRequests() []any {
	one, percent, both := accountings()
	rets := []string{"ListID"}
	return []any{
		&ItemServiceAddRq{ItemServiceAdd: ItemServiceAdd{Name: "Wrapping", BarCodeValue: "123", IsActive: new(true), ClassRef: named("C"), ParentRef: named("P"), SalesTaxCodeRef: named("Non"), SalesOrPurchase: one, ExternalGUID: testGUID}, IncludeRetElement: rets},
		&ItemServiceAddRq{ItemServiceAdd: ItemServiceAdd{Name: "Both", SalesAndPurchase: both}},
		&ItemNonInventoryAddRq{ItemNonInventoryAdd: ItemNonInventoryAdd{Name: "Mug", BarCodeValue: "123", IsActive: new(true), ParentRef: named("P"), ClassRef: named("C"), ManufacturerPartNumber: "M1", SalesTaxCodeRef: named("Non"), SalesAndPurchase: both, ExternalGUID: testGUID}, IncludeRetElement: rets},
		&ItemNonInventoryAddRq{ItemNonInventoryAdd: ItemNonInventoryAdd{Name: "Mug", SalesOrPurchase: one}},
		&ItemOtherChargeAddRq{ItemOtherChargeAdd: ItemOtherChargeAdd{Name: "Shipping", BarCodeValue: "1", IsActive: new(true), ClassRef: named("C"), ParentRef: named("P"), SalesTaxCodeRef: named("Non"), SalesOrPurchase: percent, ExternalGUID: testGUID}, IncludeRetElement: rets},
		&ItemOtherChargeAddRq{ItemOtherChargeAdd: ItemOtherChargeAdd{Name: "Shipping", SalesAndPurchase: both}},
		&ItemInventoryAddRq{ItemInventoryAdd: ItemInventoryAdd{
			Name: "Lamp", BarCodeValue: "1", IsActive: new(false), ClassRef: named("C"), ParentRef: named("P"), ManufacturerPartNumber: "M",
			SalesTaxCodeRef: named("Tax"), SalesDesc: "s", SalesPrice: decimalOf("1"), IncomeAccountRef: named("Sales"), PurchaseDesc: "p",
			PurchaseCost: decimalOf("0.33333"), COGSAccountRef: named("COGS"), PrefVendorRef: named("V"), AssetAccountRef: named("Inventory"),
			ReorderPoint: decimalOf("5"), Max: decimalOf("50"), QuantityOnHand: decimalOf("10"), TotalValue: amountOf("3.33"),
			InventoryDate: day.MustParse("2024-01-01"), ExternalGUID: testGUID}, IncludeRetElement: rets},
		&ItemInventoryAssemblyAddRq{ItemInventoryAssemblyAdd: ItemInventoryAssemblyAdd{
			Name: "Set", BarCodeValue: "1", IsActive: new(true), ClassRef: named("C"), ParentRef: named("P"), ManufacturerPartNumber: "M",
			SalesTaxCodeRef: named("Tax"), SalesDesc: "s", SalesPrice: decimalOf("1"), IncomeAccountRef: named("Sales"), PurchaseDesc: "p",
			PurchaseCost: decimalOf("0.33333"), COGSAccountRef: named("COGS"), PrefVendorRef: named("V"), AssetAccountRef: named("Inventory"),
			BuildPoint: decimalOf("5"), Max: decimalOf("50"), ExternalGUID: testGUID,
			ItemInventoryAssemblyLine: []ItemInventoryAssemblyLine{{named("Lamp"), decimalOf("2")}, {id(4), nil}}}, IncludeRetElement: rets},
		&ItemDiscountAddRq{ItemDiscountAdd: ItemDiscountAdd{Name: "Coupon", BarCodeValue: "1", IsActive: new(true), ClassRef: named("C"), ParentRef: named("P"), ItemDesc: "d", SalesTaxCodeRef: named("Tax"), DiscountRate: decimalOf("5"), AccountRef: named("Discounts"), ExternalGUID: testGUID}, IncludeRetElement: rets},
		&ItemDiscountAddRq{ItemDiscountAdd: ItemDiscountAdd{Name: "Coupon", DiscountRatePercent: decimalOf("10"), AccountRef: named("Discounts")}},
		&ItemSalesTaxAddRq{ItemSalesTaxAdd: ItemSalesTaxAdd{Name: "TX Travis", IsActive: new(true), ItemDesc: "d", TaxRate: decimalOf("8.25"), TaxVendorRef: named("Comptroller")}, IncludeRetElement: rets},
		&PaymentMethodAddRq{PaymentMethodAdd: ListEntryAdd{Name: "PayPal", IsActive: new(true)}, IncludeRetElement: rets},
		&ShipMethodAddRq{ShipMethodAdd: ListEntryAdd{Name: "UPS Ground", IsActive: new(true)}, IncludeRetElement: rets},
		&ClassAddRq{ClassAdd: ClassAdd{Name: "Online", IsActive: new(true), ParentRef: named("Sales")}, IncludeRetElement: rets},
		&StandardTermsAddRq{StandardTermsAdd: StandardTermsAdd{Name: "Net 30", IsActive: new(true), StdDueDays: new(30)}, IncludeRetElement: rets},
		&AccountAddRq{AccountAdd: AccountAdd{Name: "PayPal", IsActive: new(true), ParentRef: named("Clearing"), AccountType: "OtherCurrentAsset", Desc: "d"}, IncludeRetElement: rets},
	}
}

// listQueries are all forms of a paged query with custom fields; the others
// are made of them.
func listQueries() []PagedOwnedListQuery {
	rets, owners := []string{"ListID", "Name"}, []string{"0", testGUID}
	return []PagedOwnedListQuery{
		{},
		{ListID: []string{"80000001-1", "80000002-1"}, IncludeRetElement: rets, OwnerID: owners},
		{FullName: []string{"Ana", "Ben"}},
		{
			Iterator: IteratorStart, MaxReturned: 200, ActiveStatus: AllEntries, FromModifiedDate: "2024-03-01T00:00:00",
			ToModifiedDate: "2024-03-02T10:00:00-05:00", NameFilter: &NameFilter{MatchCriterion: "StartsWith", Name: "A"},
			IncludeRetElement: rets, OwnerID: owners,
		},
		{Iterator: IteratorContinue, IteratorID: "{84ff5521-205d-46b6-9d44-7b6b9acb7165}", MaxReturned: 200, ActiveStatus: InactiveOnly, NameRangeFilter: &NameRangeFilter{FromName: "A", ToName: "M"}},
		{Iterator: IteratorStop, IteratorID: "x", FromModifiedDate: "2024-03-01"},
	}
}

func queryRequests() []any {
	var out []any
	for _, q := range listQueries() {
		customer, vendor, item, tax, group := q, q, q, q, q
		out = append(out, (*CustomerQueryRq)(&customer), (*VendorQueryRq)(&vendor), (*ItemQueryRq)(&item),
			(*ItemSalesTaxQueryRq)(&tax), (*ItemSalesTaxGroupQueryRq)(&group))
		out = append(out, &EntityQueryRq{
			Iterator: q.Iterator, IteratorID: q.IteratorID, ListID: q.ListID, FullName: q.FullName, MaxReturned: q.MaxReturned,
			ActiveStatus: q.ActiveStatus, FromModifiedDate: q.FromModifiedDate, ToModifiedDate: q.ToModifiedDate,
			NameFilter: q.NameFilter, NameRangeFilter: q.NameRangeFilter, IncludeRetElement: q.IncludeRetElement,
		})
		owned := OwnedListQuery{
			ListID: q.ListID, FullName: q.FullName, MaxReturned: q.MaxReturned, ActiveStatus: q.ActiveStatus,
			FromModifiedDate: q.FromModifiedDate, ToModifiedDate: q.ToModifiedDate, NameFilter: q.NameFilter,
			NameRangeFilter: q.NameRangeFilter, IncludeRetElement: q.IncludeRetElement, OwnerID: q.OwnerID,
		}
		out = append(out, (*EmployeeQueryRq)(&owned), (*OtherNameQueryRq)(&owned))
		plain := owned.list()
		out = append(out, (*SalesTaxCodeQueryRq)(plain), (*ShipMethodQueryRq)(plain), (*StandardTermsQueryRq)(plain),
			(*TermsQueryRq)(plain), (*ClassQueryRq)(plain), (*PaymentMethodQueryRq)(plain), (*CurrencyQueryRq)(plain))
		account := &AccountQueryRq{
			ListID: q.ListID, FullName: q.FullName, MaxReturned: q.MaxReturned, ActiveStatus: q.ActiveStatus,
			FromModifiedDate: q.FromModifiedDate, ToModifiedDate: q.ToModifiedDate, NameFilter: q.NameFilter,
			NameRangeFilter: q.NameRangeFilter, IncludeRetElement: q.IncludeRetElement, OwnerID: q.OwnerID,
		}
		if len(q.ListID)+len(q.FullName) == 0 {
			account.AccountType = AccountTypes()
		}
		out = append(out, account)
	}
	return append(out,
		&HostQueryRq{}, &HostQueryRq{IncludeMaxCapacity: true, IncludeRetElement: []string{"Country"}},
		&CompanyQueryRq{}, &CompanyQueryRq{OwnerID: []string{testGUID}, IncludeRetElement: []string{"CompanyName"}},
		&PreferencesQueryRq{}, &PreferencesQueryRq{IncludeRetElement: []string{"SalesTaxPreferences"}},
		&TemplateQueryRq{}, &TemplateQueryRq{IncludeRetElement: []string{"Name"}},
		&ListDeletedQueryRq{ListDelType: ListDelTypes(), DeletedDateRangeFilter: &DeletedDateRangeFilter{"2024-01-01", "2024-02-01T00:00:00"}, IncludeRetElement: []string{"ListID"}},
		&ListDeletedQueryRq{ListDelType: []string{"Customer"}},
		&TxnDeletedQueryRq{TxnDelType: TxnDelTypes(), DeletedDateRangeFilter: &DeletedDateRangeFilter{"2024-01-01", ""}, IncludeRetElement: []string{"TxnID"}},
		&TxnDeletedQueryRq{TxnDelType: []string{"Invoice"}},
	)
}

func txnQueries() []TxnQuery {
	rets := []string{"TxnID", "RefNumber"}
	return []TxnQuery{
		{},
		{TxnID: []string{"1A-1", "1B-1"}, IncludeLineItems: new(true), IncludeRetElement: rets, OwnerID: []string{"0"}},
		{RefNumber: []string{"BC100482"}},
		{RefNumberCaseSensitive: []string{"BC100482", "BC100483"}, IncludeLineItems: new(false)},
		{
			Iterator: IteratorStart, MaxReturned: 100, TxnDateRangeFilter: &TxnDateRangeFilter{day.MustParse("2024-01-01"), day.MustParse("2024-01-31")},
			EntityFilter: &RefFilter{ListID: []string{"80000001-1"}}, AccountFilter: &RefFilter{FullName: []string{"Undeposited Funds"}},
			RefNumberFilter: &RefNumberFilter{"StartsWith", "BC"},
		},
		{
			Iterator: IteratorContinue, IteratorID: "{x}", MaxReturned: 100, ModifiedDateRangeFilter: &ModifiedDateRangeFilter{"2024-01-01T00:00:00", "2024-02-01"},
			RefNumberRangeFilter: &RefNumberRangeFilter{"1", "9"},
		},
	}
}

func txnRequests() []any {
	var out []any
	for i, q := range txnQueries() {
		receipt, payment := q, q
		invoice := &InvoiceQueryRq{
			Iterator: q.Iterator, IteratorID: q.IteratorID, TxnID: q.TxnID, RefNumber: q.RefNumber, RefNumberCaseSensitive: q.RefNumberCaseSensitive,
			MaxReturned: q.MaxReturned, ModifiedDateRangeFilter: q.ModifiedDateRangeFilter, TxnDateRangeFilter: q.TxnDateRangeFilter,
			EntityFilter: q.EntityFilter, AccountFilter: q.AccountFilter, RefNumberFilter: q.RefNumberFilter,
			RefNumberRangeFilter: q.RefNumberRangeFilter, IncludeLineItems: q.IncludeLineItems, IncludeLinkedTxns: q.IncludeLineItems,
			IncludeRetElement: q.IncludeRetElement, OwnerID: q.OwnerID,
		}
		if i > 3 {
			invoice.PaidStatus = "NotPaidOnly"
		}
		refund := q
		linked := LinkedTxnQuery{
			Iterator: q.Iterator, IteratorID: q.IteratorID, TxnID: q.TxnID, RefNumber: q.RefNumber, RefNumberCaseSensitive: q.RefNumberCaseSensitive,
			MaxReturned: q.MaxReturned, ModifiedDateRangeFilter: q.ModifiedDateRangeFilter, TxnDateRangeFilter: q.TxnDateRangeFilter,
			EntityFilter: q.EntityFilter, AccountFilter: q.AccountFilter, RefNumberFilter: q.RefNumberFilter,
			RefNumberRangeFilter: q.RefNumberRangeFilter, IncludeLineItems: q.IncludeLineItems, IncludeLinkedTxns: q.IncludeLineItems,
			IncludeRetElement: q.IncludeRetElement, OwnerID: q.OwnerID,
		}
		credit, check, journal := linked, linked, q
		if len(q.RefNumber)+len(q.RefNumberCaseSensitive) == 0 {
			out = append(out, &DepositQueryRq{
				Iterator: q.Iterator, IteratorID: q.IteratorID, TxnID: q.TxnID, MaxReturned: q.MaxReturned,
				ModifiedDateRangeFilter: q.ModifiedDateRangeFilter, TxnDateRangeFilter: q.TxnDateRangeFilter, EntityFilter: q.EntityFilter,
				AccountFilter: q.AccountFilter, IncludeLineItems: q.IncludeLineItems, IncludeRetElement: q.IncludeRetElement, OwnerID: q.OwnerID,
			})
		}
		order := &SalesOrderQueryRq{
			Iterator: q.Iterator, IteratorID: q.IteratorID, TxnID: q.TxnID, RefNumber: q.RefNumber, RefNumberCaseSensitive: q.RefNumberCaseSensitive,
			MaxReturned: q.MaxReturned, ModifiedDateRangeFilter: q.ModifiedDateRangeFilter, TxnDateRangeFilter: q.TxnDateRangeFilter,
			EntityFilter: q.EntityFilter, RefNumberFilter: q.RefNumberFilter, RefNumberRangeFilter: q.RefNumberRangeFilter,
			IncludeLineItems: q.IncludeLineItems, IncludeLinkedTxns: q.IncludeLineItems, IncludeRetElement: q.IncludeRetElement, OwnerID: q.OwnerID,
		}
		out = append(out, (*SalesReceiptQueryRq)(&receipt), (*ReceivePaymentQueryRq)(&payment), invoice, (*CreditMemoQueryRq)(&credit),
			(*CheckQueryRq)(&check), (*ARRefundCreditCardQueryRq)(&refund), order, (*JournalEntryQueryRq)(&journal))
	}
	return append(out,
		&TransactionQueryRq{},
		&TransactionQueryRq{TxnID: []string{"1A-1"}, IncludeRetElement: []string{"TxnID"}},
		&TransactionQueryRq{RefNumber: []string{"BC1", "BC2"}, TxnTypeFilter: []string{"SalesReceipt", "Invoice"}},
		&TransactionQueryRq{RefNumberCaseSensitive: []string{"BC1"}},
		&TransactionQueryRq{
			Iterator: IteratorStart, MaxReturned: 50, RefNumberFilter: &RefNumberFilter{"Contains", "1"}, TxnTypeFilter: TxnTypes(),
			TransactionModifiedDateRangeFilter: &ModifiedDateRangeFilter{"2024-01-01", "2024-01-02"},
			TransactionDateRangeFilter:         &TxnDateRangeFilter{FromTxnDate: day.MustParse("2024-01-01")},
			TransactionEntityFilter:            &RefFilter{ListID: []string{"80000001-1"}}, TransactionAccountFilter: &RefFilter{FullName: []string{"Checking"}},
			TransactionDetailLevelFilter: "SummaryOnly", TransactionPostingStatusFilter: "Either", TransactionPaidStatusFilter: "Open",
		},
		&TransactionQueryRq{Iterator: IteratorContinue, IteratorID: "{x}", MaxReturned: 50, RefNumberRangeFilter: &RefNumberRangeFilter{"1", "2"}},
	)
}

// allRequests is every type of request, full and minimal, by a name for each.
func allRequests() map[string]any {
	all := []any{
		salesReceiptFull(), salesReceiptMinimal(), invoiceFull(), invoiceMinimal(), paymentFull(), paymentMinimal(),
		customerFull(), &CustomerAddRq{CustomerAdd: CustomerAdd{Name: "Ana"}},
	}
	all = append(all, itemRequests()...)
	all = append(all, queryRequests()...)
	all = append(all, txnRequests()...)
	all = append(all, creditRequests()...)
	all = append(all, orderRequests()...)
	all = append(all, inventoryRequests()...)
	out := make(map[string]any, len(all))
	for i, r := range all {
		out[fmt.Sprintf("%03d-%s", i, r.(message).element())] = r
	}
	return out
}
