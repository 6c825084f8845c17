package qbxml

import (
	"fmt"
	"strings"
	"testing"

	"countinghouse/day"
)

// BenchmarkEncode200SalesReceipts writes 200 receipts with four lines each: the
// largest message set that posting sends.
func BenchmarkEncode200SalesReceipts(b *testing.B) {
	set := MessageSet{Version: Written(), OnError: ContinueOnError, NewID: "chabcdef"}
	for i := range 200 {
		line := TxnLineAdd{ItemRef: id(i), Desc: "Brass Lantern, small", Quantity: decimalOf("4"), Amount: amountOf("1447.80"), SalesTaxCodeRef: id(1)}
		set.Requests = append(set.Requests, Request{ID: fmt.Sprintf("p%d", i), Body: &SalesReceiptAddRq{SalesReceiptAdd: SalesReceiptAdd{
			CustomerRef: id(i), TemplateRef: id(2), TxnDate: day.MustParse("2026-11-07"), RefNumber: fmt.Sprint(i + 1),
			BillAddress: address(), ShipAddress: address(), PaymentMethodRef: id(3), ShipMethodRef: id(4), ItemSalesTaxRef: id(5),
			Memo: "BigCommerce order 100482 (store main)", DepositToAccountRef: id(6), ExternalGUID: testGUID,
			Lines: []TxnLineAdd{line, line, line, line},
		}}})
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := set.Encode(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkDecode200SalesReceipts reads the answers to them.
func BenchmarkDecode200SalesReceipts(b *testing.B) {
	var doc strings.Builder
	for i := range 200 {
		fmt.Fprintf(&doc, `<SalesReceiptAddRs requestID="p%d" statusCode="0" statusSeverity="Info" statusMessage="Status OK">%s</SalesReceiptAddRs>`, i, salesReceiptRetText)
	}
	text := response(doc.String())
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		rs, err := Decode(strings.NewReader(text))
		if err != nil || len(rs.Responses) != 200 || len(rs.Responses[7].Rets) != 1 {
			b.Fatal(err)
		}
	}
}

func BenchmarkFit(b *testing.B) {
	for name, s := range map[string]string{"plain": "Brass Lantern, small (4 pieces)", "letters": "Łódź, “Zażółć” gęślą jaźń 😀"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Fit(s, MaxDesc)
			}
		})
	}
}
