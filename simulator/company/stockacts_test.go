package company

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestUsersMoveStockByReceiptsCountsAndSales(t *testing.T) {
	f, s := newTestFile(t)
	const blue = "Mugs:MUG-BLUE-12"
	onHand := func() string {
		q, worth, _ := f.OnHand(blue)
		return string(appendFix(nil, fix(q), 0)) + " worth " + worth.String()
	}
	var ids []string
	for _, step := range []struct {
		do   func() (string, error)
		want string
	}{
		{func() (string, error) {
			return f.ReceiveGoods("Mug Makers Inc", "", false, Pieces{Item: blue, Quantity: "100", Cost: "5.00"})
		}, "600 worth 2550.00"},
		{func() (string, error) {
			return f.ReceiveGoods("Mug Makers Inc", "", true, Pieces{Item: blue, Quantity: "200"})
		}, "800 worth 3370.00"},
		{func() (string, error) { return f.CountItem(blue, "790", "") }, "790 worth 3327.87"},
		{func() (string, error) { return f.MoveItem(blue, "10", "") }, "800 worth 3369.99"},
		{func() (string, error) {
			return f.SellOverTheCounter(Pieces{Item: blue, Quantity: "80"}, 79600, "")
		}, "720 worth 3032.99"},
	} {
		id, err := step.do()
		if err != nil || onHand() != step.want {
			t.Fatalf("%s (%v), want %s", onHand(), err, step.want)
		}
		ids = append(ids, id)
	}
	answer := ask(t, s, set("", `<TransactionQueryRq><TransactionTypeFilter><TxnTypeFilter>ItemReceipt</TxnTypeFilter><TxnTypeFilter>Bill</TxnTypeFilter><TxnTypeFilter>InventoryAdjustment</TxnTypeFilter><TxnTypeFilter>SalesReceipt</TxnTypeFilter></TransactionTypeFilter></TransactionQueryRq>`))
	for _, id := range ids {
		if !strings.Contains(answer, "<TxnID>"+id+"</TxnID>") {
			t.Errorf("%s is not told: %s", id, answer)
		}
	}
	if out := xmllint(t, answer); out != "" {
		t.Error(out)
	}
	whole := ask(t, s, set("", `<ItemReceiptQueryRq><TxnID>`+ids[0]+`</TxnID><IncludeLineItems>true</IncludeLineItems></ItemReceiptQueryRq>`,
		`<BillQueryRq><TxnID>`+ids[1]+`</TxnID><IncludeLineItems>true</IncludeLineItems></BillQueryRq>`))
	if strings.Count(whole, "<FullName>Mugs:MUG-BLUE-12</FullName>") != 2 || !strings.Contains(whole, "<Quantity>100</Quantity>") {
		t.Error(whole)
	}
	if out := xmllint(t, whole); out != "" {
		t.Error(out)
	}
	if err := f.DeleteTxn(ids[0]); err != nil || !strings.HasPrefix(onHand(), "620 ") {
		t.Errorf("%s, %v", onHand(), err)
	}
	gone := ask(t, s, set("", `<TxnDeletedQueryRq><TxnDelType>ItemReceipt</TxnDelType></TxnDeletedQueryRq>`))
	if !strings.Contains(gone, ids[0]) {
		t.Error(gone)
	}
	var debit, credit Cents
	for _, b := range f.TrialBalance() {
		debit, credit = debit+b.Debit, credit+b.Credit
	}
	if debit != credit {
		t.Errorf("debits %s, credits %s", debit, credit)
	}
	for _, err := range []error{
		second(f.ReceiveGoods("Nobody", "", false, Pieces{Item: blue, Quantity: "1"})), second(f.ReceiveGoods("Mug Makers Inc", "", false)),
		second(f.CountItem("TSHIRT-M", "1", "")), second(f.CountItem("No Such", "1", "")), second(f.MoveItem(blue, "many", "")), second(f.CountItem(blue, "1", "tomorrow")),
	} {
		if err == nil {
			t.Error("taken")
		}
	}
}

func second(_ string, err error) error { return err }

// Whether an item's time of change moves with its quantity is not confirmed:
// the file can do either.
func TestAnItemsTimeMovesWithItsQuantityOnlyIfAsked(t *testing.T) {
	for _, moves := range []bool{false, true} {
		now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
		f, s := newTestFile(t, func(o *Options) { o.Now, o.StockMovesItems = func() time.Time { return now }, moves })
		now = now.Add(time.Hour)
		query := set("", fmt.Sprintf(`<ItemInventoryQueryRq><FromModifiedDate>%s</FromModifiedDate></ItemInventoryQueryRq>`, now.In(time.FixedZone("", -6*3600)).Format("2006-01-02T15:04:05")))
		if n := strings.Count(ask(t, s, query), "<ItemInventoryRet>"); n != 0 {
			t.Fatalf("%d items changed before anything happened", n)
		}
		id, err := f.MoveItem("Mugs:MUG-BLUE-12", "1", "")
		if err != nil {
			t.Fatal(err)
		}
		ask(t, s, set("", receipt(noRate, lineOf("Mugs:MUG-RED-12", "<Quantity>1</Quantity><Amount>9.95</Amount>"))))
		answer := ask(t, s, query)
		if n := strings.Count(answer, "<ItemInventoryRet>"); n != map[bool]int{false: 0, true: 2}[moves] {
			t.Errorf("%v: %d items changed", moves, n)
		}
		now = now.Add(time.Hour)
		if err := f.EditMemo(id, "no quantity"); err != nil {
			t.Fatal(err)
		}
		later := set("", fmt.Sprintf(`<ItemInventoryQueryRq><FromModifiedDate>%s</FromModifiedDate></ItemInventoryQueryRq>`, now.In(time.FixedZone("", -6*3600)).Format("2006-01-02T15:04:05")))
		if n := strings.Count(ask(t, s, later), "<ItemInventoryRet>"); n != 0 {
			t.Errorf("%d items changed by a memo", n)
		}
		if err := f.DeleteTxn(id); err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(ask(t, s, later), "<ItemInventoryRet>"); n != map[bool]int{false: 0, true: 1}[moves] {
			t.Errorf("%v: %d items changed by what was deleted", moves, n)
		}
	}
}

func TestWithoutInventoryNothingIsCorrected(t *testing.T) {
	f, s := newTestFile(t)
	f.o.NoInventory = true
	answer := ask(t, s, set("", `<InventoryAdjustmentAddRq><InventoryAdjustmentAdd><AccountRef><FullName>Inventory Shrinkage</FullName></AccountRef><InventoryAdjustmentLineAdd><ItemRef><FullName>Mugs:MUG-BLUE-12</FullName></ItemRef><QuantityAdjustment><QuantityDifference>1</QuantityDifference></QuantityAdjustment></InventoryAdjustmentLineAdd></InventoryAdjustmentAdd></InventoryAdjustmentAddRq>`,
		`<PreferencesQueryRq/>`))
	if !strings.Contains(answer, `statusCode="3250"`) || !strings.Contains(answer, "<IsUsingInventory>false</IsUsingInventory>") {
		t.Error(answer)
	}
}
