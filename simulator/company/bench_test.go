package company

import (
	"fmt"
	"strings"
	"testing"
)

// receiptRq renders a sales receipt of four lines as a connector sends it.
func receiptRq(ref int) string {
	return fmt.Sprintf(`<SalesReceiptAddRq requestID="sr-%d"><SalesReceiptAdd><CustomerRef><ListID>80000A1C-1704067200</ListID></CustomerRef>
<TxnDate>2024-03-09</TxnDate><RefNumber>BC%d</RefNumber><BillAddress><Addr1>Ana Ortiz</Addr1><Addr2>12 Main St</Addr2><City>Lafayette</City><State>LA</State><PostalCode>70501</PostalCode><Country>US</Country></BillAddress>
<PaymentMethodRef><FullName>Visa</FullName></PaymentMethodRef><ShipDate>2024-03-09</ShipDate><ShipMethodRef><FullName>UPS Ground</FullName></ShipMethodRef>
<ItemSalesTaxRef><FullName>Online Zero Tax</FullName></ItemSalesTaxRef><Memo>BigCommerce order %d (store 1)</Memo><DepositToAccountRef><FullName>Undeposited Funds</FullName></DepositToAccountRef>
<ExternalGUID>{3F2504E0-4F89-41D3-9A0C-0305E82C3301}</ExternalGUID>
<SalesReceiptLineAdd><ItemRef><FullName>TSHIRT-M</FullName></ItemRef><Desc>T-shirt, M &amp; blue</Desc><Quantity>3</Quantity><Amount>29.85</Amount><SalesTaxCodeRef><FullName>Non</FullName></SalesTaxCodeRef></SalesReceiptLineAdd>
<SalesReceiptLineAdd><ItemRef><FullName>Online Discount</FullName></ItemRef><Desc>Coupon SPRING</Desc><Amount>-2.99</Amount><SalesTaxCodeRef><FullName>Non</FullName></SalesTaxCodeRef></SalesReceiptLineAdd>
<SalesReceiptLineAdd><ItemRef><FullName>Online Shipping</FullName></ItemRef><Amount>6.50</Amount><SalesTaxCodeRef><FullName>Non</FullName></SalesTaxCodeRef></SalesReceiptLineAdd>
<SalesReceiptLineAdd><ItemRef><FullName>Online Sales Tax</FullName></ItemRef><Desc>Sales tax charged by the store</Desc><Amount>2.69</Amount></SalesReceiptLineAdd>
</SalesReceiptAdd></SalesReceiptAddRq>`, ref, ref, ref)
}

// BenchmarkSalesReceiptAdd measures whole orders: parsing, posting, answering,
// a hundred to a document.
func BenchmarkSalesReceiptAdd(b *testing.B) {
	f, s := newTestFile(b)
	var docs []string
	for i := 0; i < b.N; i += 100 {
		var rq []string
		for k := i; k < min(i+100, b.N); k++ {
			rq = append(rq, receiptRq(k))
		}
		docs = append(docs, set("", rq...))
	}
	b.ReportAllocs()
	b.ResetTimer()
	for _, d := range docs {
		if answer := ask(b, s, d); strings.Contains(answer, `statusSeverity="Error"`) {
			b.Fatal(answer)
		}
	}
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "orders/s")
	if len(f.Transactions()) < b.N {
		b.Fatal("orders are missing")
	}
}
