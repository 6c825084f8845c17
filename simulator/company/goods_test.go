package company

import (
	"strings"
	"testing"
)

func TestAssembliesAndGroupsMoveTheirStock(t *testing.T) {
	f, s := newTestFile(t)
	for _, it := range []Item{
		{Kind: "InventoryAssembly", Name: "GIFT-BOX", Price: "30.00", Cost: "12.00", Account: "Sales:Online Store", Quantity: "10", Members: []string{"Mugs:MUG-BLUE-12", "Mugs:MUG-RED-12"}, MemberQuantities: []string{"2", "1"}},
		{Kind: "Group", Name: "Three and One", Members: []string{"Mugs:MUG-BLUE-12", "Online Wrapping"}, MemberQuantities: []string{"3", "1"}},
	} {
		if _, err := f.AddItem(it); err != nil {
			t.Fatal(err)
		}
	}
	onHand := func(item string) string {
		qty, worth, ok := f.OnHand(item)
		if !ok {
			t.Fatal(item)
		}
		return string(appendFix(nil, fix(qty), 0)) + " worth " + worth.String()
	}
	group := "<SalesReceiptLineGroupAdd><ItemGroupRef><FullName>Three and One</FullName></ItemGroupRef><Quantity>2</Quantity></SalesReceiptLineGroupAdd>"
	answer := ask(t, s, set("", receipt(noRate, lineOf("GIFT-BOX", "<Quantity>4</Quantity><Amount>120.00</Amount>"), group)))
	if statuses(answer) != "0" || value(answer, "TotalAmount") != "179.70" || !strings.Contains(answer, "<Quantity>6</Quantity>") {
		t.Fatal(answer)
	}
	if a, b, c := onHand("GIFT-BOX"), onHand("Mugs:MUG-BLUE-12"), onHand("Mugs:MUG-RED-12"); a != "6 worth 72.00" || b != "494 worth 2025.40" || c != "500 worth 2050.00" {
		t.Error(a, b, c)
	}
	// A return comes back at the average cost of what is on hand now.
	if _, err := f.AddItem(Item{Kind: "Inventory", Name: "VASE", Price: "9.00", Cost: "5.00", Account: "Sales:Online Store", Quantity: "2"}); err != nil {
		t.Fatal(err)
	}
	ask(t, s, set("", receipt(noRate, lineOf("VASE", "<Quantity>1</Quantity><Amount>9.00</Amount>")), memoRq("CM1", part("VASE", "<Quantity>1</Quantity><Amount>9.00</Amount>"), part("GIFT-BOX", "<Quantity>1</Quantity><Amount>30.00</Amount>"))))
	if a, b := onHand("VASE"), onHand("GIFT-BOX"); a != "2 worth 10.00" || b != "7 worth 84.00" {
		t.Error(a, b)
	}
	build, err := f.Build("GIFT-BOX", "2", "")
	if err != nil {
		t.Fatal(err)
	}
	if a, b, c := onHand("GIFT-BOX"), onHand("Mugs:MUG-BLUE-12"), onHand("Mugs:MUG-RED-12"); a != "9 worth 108.60" || b != "490 worth 2009.00" || c != "498 worth 2041.80" {
		t.Error(a, b, c)
	}
	told := ask(t, s, set("", `<BuildAssemblyQueryRq><TxnID>`+build+`</TxnID><IncludeComponentLineItems>true</IncludeComponentLineItems></BuildAssemblyQueryRq>`))
	if strings.Count(told, "<ComponentItemLineRet>") != 2 || !strings.Contains(told, "<QuantityNeeded>4</QuantityNeeded>") || !strings.Contains(told, "<FullName>GIFT-BOX</FullName>") {
		t.Error(told)
	}
	if out := xmllint(t, told); out != "" {
		t.Error(out)
	}
	if err := f.DeleteTxn(build); err != nil {
		t.Fatal(err)
	}
	if a := onHand("GIFT-BOX"); a != "7 worth 84.00" {
		t.Error(a)
	}
	query := ask(t, s, set("", `<ItemGroupQueryRq><FullName>Three and One</FullName></ItemGroupQueryRq>`, `<ItemInventoryAssemblyQueryRq/>`))
	if strings.Count(query, "<ItemGroupLine>") != 2 || !strings.Contains(query, "<Quantity>3</Quantity>") || strings.Count(query, "<ItemInventoryAssemblyLine>") != 2 {
		t.Error(query)
	}
	if out := xmllint(t, answer, query); out != "" {
		t.Error(out)
	}
	balanced(t, f)
}

func TestAnAddressIsChangedLineByLine(t *testing.T) {
	f, s := newTestFile(t)
	id := value(ask(t, s, set("", receiptRq(1))), "TxnID")
	answer := ask(t, s, set("", modRq(t, f, "SalesReceipt", id, "<BillAddress><Addr1>New Name</Addr1><Addr2></Addr2></BillAddress>")))
	if value(answer, "Addr1") != "New Name" || value(answer, "City") != "Lafayette" || strings.Contains(answer, "12 Main St") {
		t.Error(answer)
	}
}

func TestTheSheetsStockCorrectionIsBooked(t *testing.T) {
	f, s := newTestFile(t)
	answer := ask(t, s, example(t, "ia-20240312"))
	if statuses(answer) != "0" || value(answer, "QuantityDifference") != "-2" || value(answer, "ValueDifference") != "-8.20" {
		t.Fatal(answer)
	}
	if a, b := balanceOf(f, "Inventory Shrinkage"), balanceOf(f, "Inventory Asset"); a != "8.20" || b != "4091.80" {
		t.Error(a, b)
	}
	adjust := func(item, by string) string {
		return `<InventoryAdjustmentAddRq><InventoryAdjustmentAdd><AccountRef><FullName>Inventory Shrinkage</FullName></AccountRef><InventoryAdjustmentLineAdd><ItemRef><FullName>` + item + `</FullName></ItemRef>` + by + `</InventoryAdjustmentLineAdd></InventoryAdjustmentAdd></InventoryAdjustmentAddRq>`
	}
	more := ask(t, s, set("", adjust("Mugs:MUG-BLUE-12", "<QuantityAdjustment><NewQuantity>501</NewQuantity></QuantityAdjustment>"),
		adjust("Mugs:MUG-RED-12", "<ValueAdjustment><NewQuantity>500</NewQuantity><NewValue>2000.00</NewValue></ValueAdjustment>"),
		adjust("TSHIRT-M", "<QuantityAdjustment><NewQuantity>1</NewQuantity></QuantityAdjustment>"), `<InventoryAdjustmentQueryRq><IncludeLineItems>true</IncludeLineItems></InventoryAdjustmentQueryRq>`))
	if got := statuses(more); got != "0 0 3140 0" {
		t.Fatal(got, more)
	}
	if qty, worth, _ := f.OnHand("Mugs:MUG-BLUE-12"); qty != 501*100_000 || worth != 205410 {
		t.Error(qty, worth)
	}
	if qty, worth, _ := f.OnHand("Mugs:MUG-RED-12"); qty != 500*100_000 || worth != 200000 {
		t.Error(qty, worth)
	}
	if out := xmllint(t, answer, more); out != "" {
		t.Error(out)
	}
	balanced(t, f)
}

func TestAUserChangesAPayment(t *testing.T) {
	f, s := newTestFile(t)
	invoice := value(ask(t, s, set("", invoiceRq("I1", "100.00"))), "TxnID")
	payment := value(ask(t, s, set("", paymentOf("60.00", appliedTo(invoice, "<PaymentAmount>50.00</PaymentAmount>")))), "TxnID")
	if f.EditPayment(payment, 4999) == nil || f.EditPayment(invoice, 100) == nil {
		t.Error("changed below what it pays")
	}
	if err := f.EditPayment(payment, 5500); err != nil {
		t.Fatal(err)
	}
	if a, b := openOf(t, f, payment), balanceOf(f, "Undeposited Funds"); a != "5.00" || b != "55.00" {
		t.Error(a, b)
	}
	balanced(t, f)
}
