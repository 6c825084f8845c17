package qbxml

import (
	"strings"
	"testing"

	"countinghouse/day"
)

var adjustmentRetText = `<InventoryAdjustmentRet>` + savedText + refText("AccountRef", "Inventory Shrinkage") + refText("InventorySiteRef", "Main") +
	`<TxnDate>2024-03-12</TxnDate><RefNumber>BCADJ0312</RefNumber>` + refText("CustomerRef", "Ana") + refText("ClassRef", "Online") +
	`<Memo>counted</Memo><ExternalGUID>0</ExternalGUID><InventoryAdjustmentLineRet><TxnLineID>1-2</TxnLineID>` + refText("ItemRef", "Mugs:MUG-BLUE-12") +
	`<LotNumber>L7</LotNumber><QuantityDifference>-2.5</QuantityDifference><ValueDifference>-10.25</ValueDifference></InventoryAdjustmentLineRet>` +
	`<InventoryAdjustmentLineRet><TxnLineID>1-3</TxnLineID>` + refText("ItemRef", "Lamp") +
	`<SerialNumber>S1</SerialNumber><QuantityDifference>1</QuantityDifference><ValueDifference>30.00</ValueDifference></InventoryAdjustmentLineRet>` +
	dataExtText + `</InventoryAdjustmentRet>`

var siteRetText = `<InventorySiteRet>` + listedText + `<Name>Annex</Name><IsActive>true</IsActive>` + refText("ParentSiteRef", "Main") +
	`<IsDefaultSite>true</IsDefaultSite><SiteDesc>second hall</SiteDesc><Phone>1</Phone></InventorySiteRet>`

var itemSitesRetText = `<ItemSitesRet>` + listedText + refText("ItemInventoryAssemblyRef", "Kit") + refText("InventorySiteRef", "Annex") +
	`<ReorderLevel>1</ReorderLevel><QuantityOnHand>7</QuantityOnHand><QuantityOnPurchaseOrders>1</QuantityOnPurchaseOrders><QuantityOnSalesOrders>2</QuantityOnSalesOrders></ItemSitesRet>` +
	`<ItemSitesRet>` + listedText + refText("ItemInventoryRef", "Lamp") + `<QuantityOnHand>-3</QuantityOnHand></ItemSitesRet>`

var receiptRetText = `<ItemReceiptRet>` + savedText + refText("VendorRef", "Mug Makers") + `<TxnDate>2024-03-12</TxnDate><TotalAmount>41.00</TotalAmount><RefNumber>R1</RefNumber><Memo>m</Memo>` +
	`<ExpenseLineRet><TxnLineID>1-2</TxnLineID>` + refText("AccountRef", "Freight") + `</ExpenseLineRet><ItemLineRet><TxnLineID>1-3</TxnLineID>` + refText("ItemRef", "Mug") +
	`<Quantity>10</Quantity></ItemLineRet><ItemGroupLineRet><TxnLineID>1-4</TxnLineID>` + refText("ItemGroupRef", "Pair") + `<TotalAmount>0.00</TotalAmount><ItemLineRet><TxnLineID>1-5</TxnLineID>` +
	refText("ItemRef", "Lamp") + `</ItemLineRet></ItemGroupLineRet></ItemReceiptRet>`

var buildRetText = `<BuildAssemblyRet>` + savedText + refText("ItemInventoryAssemblyRef", "Kit") + `<TxnDate>2024-03-12</TxnDate><RefNumber>7</RefNumber><Memo>m</Memo><IsPending>false</IsPending>` +
	`<QuantityToBuild>2</QuantityToBuild><QuantityCanBuild>5</QuantityCanBuild><QuantityOnHand>9</QuantityOnHand><QuantityOnSalesOrder>0</QuantityOnSalesOrder><ComponentItemLineRet>` + refText("ItemRef", "Mug") + `<QuantityOnHand>3</QuantityOnHand><QuantityNeeded>2</QuantityNeeded></ComponentItemLineRet></BuildAssemblyRet>`

func inventoryRequests() []any {
	out := []any{
		adjustmentFull(),
		&InventoryAdjustmentAddRq{InventoryAdjustmentAdd: InventoryAdjustmentAdd{AccountRef: named("Shrinkage"), TxnDate: day.MustParse("2024-03-12"), RefNumber: "A1",
			Lines: []InventoryAdjustmentLineAdd{{ItemRef: named("Mug"), QuantityDifference: decimalOf("-2")}}}},
		&InventorySiteQueryRq{}, &InventorySiteQueryRq{ListID: []string{"80000001-1"}}, &InventorySiteQueryRq{FullName: []string{"Main"}},
		&InventorySiteQueryRq{ActiveStatus: AllEntries, IncludeRetElement: []string{"Name"}},
		&ItemSitesQueryRq{}, &ItemSitesQueryRq{ListID: []string{"80000001-1"}, IncludeRetElement: []string{"QuantityOnHand"}},
		&ItemSitesQueryRq{Iterator: IteratorStart, ItemTypeFilter: "InventoryAndAssembly", MaxReturned: 100, ActiveStatus: AllEntries},
		&ItemSitesQueryRq{Iterator: IteratorContinue, IteratorID: "{x}", ItemFilter: &RefFilter{ListID: []string{"80000001-1", "80000002-1"}},
			SiteFilter: &RefFilter{FullName: []string{"Annex"}}, MaxReturned: 100},
	}
	for _, kind := range GoodsTxnTypes() {
		out = append(out, &GoodsTxnQueryRq{TxnKind: kind, TxnID: []string{"1A-1", "1B-1"}})
	}
	for _, q := range txnQueries() {
		out = append(out, (*InventoryAdjustmentQueryRq)(&q))
	}
	return out
}

func adjustmentFull() *InventoryAdjustmentAddRq {
	return &InventoryAdjustmentAddRq{
		InventoryAdjustmentAdd: InventoryAdjustmentAdd{
			AccountRef: named("Inventory Shrinkage"), TxnDate: day.MustParse("2024-03-12"), RefNumber: "BCADJ0312", InventorySiteRef: named("Main"),
			CustomerRef: named("Ana"), ClassRef: named("Online"), Memo: "counted in the store", ExternalGUID: testGUID,
			Lines: []InventoryAdjustmentLineAdd{
				{ItemRef: id(1), QuantityDifference: decimalOf("-2")},
				{ItemRef: named("Lamp"), NewQuantity: decimalOf("12.5"), LotNumber: "L7"},
			},
		},
		IncludeRetElement: []string{"TxnID"},
	}
}

func TestAdjustmentIsAsInTheReferenceSheet(t *testing.T) {
	golden(t, "adjustment", encode(t, "ia-20240312", &InventoryAdjustmentAddRq{InventoryAdjustmentAdd: InventoryAdjustmentAdd{
		AccountRef: named("Inventory Shrinkage"), TxnDate: day.MustParse("2024-03-12"), RefNumber: "BCADJ0312",
		Lines: []InventoryAdjustmentLineAdd{{ItemRef: named("Mugs:MUG-BLUE-12"), QuantityDifference: decimalOf("-2")}}}}))
}

func TestAnAdjustmentThatSaysTooLittleIsNotWritten(t *testing.T) {
	bad := adjustmentFull()
	a := &bad.InventoryAdjustmentAdd
	a.AccountRef, a.Lines[0].QuantityDifference, a.Lines[1].QuantityDifference = Ref{}, nil, decimalOf("1")
	_, err := MessageSet{Version: Written(), OnError: StopOnError, Requests: []Request{{ID: "1", Body: bad}}}.Encode()
	if err == nil {
		t.Fatal("written")
	}
	for _, want := range []string{"AccountRef", "InventoryAdjustmentLineAdd[1]", "InventoryAdjustmentLineAdd[2]", "exactly one of NewQuantity and QuantityDifference"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not name %s", err, want)
		}
	}
	for _, body := range []any{adjustmentFull(), &InventorySiteQueryRq{}, &ItemSitesQueryRq{}} {
		if _, err := (MessageSet{Version: Version{Major: 9}, OnError: StopOnError, Requests: []Request{{ID: "1", Body: body}}}).Encode(); err == nil {
			t.Errorf("%T was written for a QuickBooks before sites", body)
		}
		if _, err := (MessageSet{Version: Written(), Country: CountryAU, OnError: StopOnError, Requests: []Request{{ID: "1", Body: body}}}).Encode(); err == nil {
			t.Errorf("%T was written for Australia", body)
		}
	}
}

func TestAdjustmentTellsDifferencesInQuantityAndWorth(t *testing.T) {
	v := oneRet[InventoryAdjustmentRet](t, response(rsText("InventoryAdjustmentAddRs", adjustmentRetText)))
	if v.TxnID != "1A2B-1709999999" || v.RefNumber != "BCADJ0312" || len(v.Lines) != 2 || v.Lines[0].QuantityDifference.String() != "-2.5" ||
		v.Lines[0].ValueDifference != -1025 || v.Lines[0].ItemRef.FullName != "Mugs:MUG-BLUE-12" {
		t.Errorf("%+v", v)
	}
}

func TestDocumentsOfVendorsAndBuildsTellTheirItems(t *testing.T) {
	names := func(v *GoodsTxnRet) string {
		out := v.TxnKind
		for _, r := range v.Items {
			out += " " + r.FullName
		}
		return out
	}
	if s := names(oneRet[GoodsTxnRet](t, response(rsText("ItemReceiptQueryRs", receiptRetText)))); s != "ItemReceipt Mug Pair Lamp" {
		t.Error(s)
	}
	if s := names(oneRet[GoodsTxnRet](t, response(rsText("BuildAssemblyQueryRs", buildRetText)))); s != "BuildAssembly Kit Mug" {
		t.Error(s)
	}
	_, err := MessageSet{Version: Written(), OnError: StopOnError, Requests: []Request{{ID: "1", Body: &GoodsTxnQueryRq{TxnKind: "Deposit"}}}}.Encode()
	if err == nil || !strings.Contains(err.Error(), "moves no goods") || !strings.Contains(err.Error(), "TxnID is missing") {
		t.Error(err)
	}
}

func TestQuantitiesBySiteNameItemAndSite(t *testing.T) {
	rs := decodeText(t, response(rsText("ItemSitesQueryRs", itemSitesRetText)))
	var got []string
	for _, r := range rs.Responses[0].Rets {
		v := r.(*ItemSitesRet)
		got = append(got, v.ItemRef.FullName+"@"+v.InventorySiteRef.FullName+"="+v.QuantityOnHand.String())
	}
	if s := strings.Join(got, " "); s != "Kit@Annex=7 Lamp@=-3" {
		t.Error(s)
	}
}
