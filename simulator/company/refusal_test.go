package company

import (
	"strings"
	"testing"
)

// line and receipt render short documents.
func lineOf(item, rest string) string {
	return "<SalesReceiptLineAdd><ItemRef><FullName>" + item + "</FullName></ItemRef>" + rest + "</SalesReceiptLineAdd>"
}

func receipt(header string, lines ...string) string {
	return "<SalesReceiptAddRq><SalesReceiptAdd>" + header + strings.Join(lines, "") + "</SalesReceiptAdd></SalesReceiptAddRq>"
}

const (
	nonTax  = "<SalesTaxCodeRef><FullName>Non</FullName></SalesTaxCodeRef>"
	noRate  = "<ItemSalesTaxRef><FullName>Online Zero Tax</FullName></ItemSalesTaxRef>"
	someRef = "<RefNumber>R1</RefNumber>"
)

func TestRefusalsCarryTheirStatusAndSaveNothing(t *testing.T) {
	f, s := newTestFile(t)
	if err := f.MakeInactive(Items, "Engraving"); err != nil {
		t.Fatal(err)
	}
	if err := f.Lock(Items, "TSHIRT-M", true); err != nil {
		t.Fatal(err)
	}
	shirt := lineOf("Online Product", "<Amount>10.00</Amount>"+nonTax)
	cases := []struct{ name, request, status, words string }{
		{"unknown item", receipt(someRef, lineOf("NOPE", "")), "3140", `QuickBooks Item "NOPE" in the SalesReceipt line`},
		{"inactive item", receipt(someRef, lineOf("Engraving", "")), "3140", `QuickBooks Item "Engraving"`},
		{"tax group on a line", receipt(someRef, lineOf("Austin", "<Amount>1.00</Amount>")), "3140", `"Austin"`},
		{"item group on a plain line", receipt(someRef, lineOf("Mug Pair", "")), "3140", `"Mug Pair"`},
		{"unknown customer", receipt("<CustomerRef><FullName>Nobody</FullName></CustomerRef>", shirt), "3140", `QuickBooks Customer "Nobody" in the SalesReceipt.`},
		{"a vendor as customer", receipt("<CustomerRef><FullName>Jane Doe</FullName></CustomerRef>", shirt), "3140", `"Jane Doe"`},
		{"inactive customer", receipt("<CustomerRef><FullName>Old Customer</FullName></CustomerRef>", shirt), "3140", `"Old Customer"`},
		{"malformed ListID", receipt("<CustomerRef><ListID>abc</ListID></CustomerRef>", shirt), "3000", `"abc"`},
		{"ListID of nobody", receipt("<CustomerRef><ListID>8000FFFF-1704067200</ListID></CustomerRef>", shirt), "3140", "8000FFFF-1704067200"},
		{"unknown payment method", receipt("<PaymentMethodRef><FullName>Bitcoin</FullName></PaymentMethodRef>", shirt), "3140", "PaymentMethod"},
		{"unknown ship method", receipt("<ShipMethodRef><FullName>Pigeon</FullName></ShipMethodRef>", shirt), "3140", "ShipMethod"},
		{"unknown deposit account", receipt("<DepositToAccountRef><FullName>Mattress</FullName></DepositToAccountRef>", shirt), "3140", "Account"},
		{"income account for deposit", receipt("<DepositToAccountRef><FullName>Sales</FullName></DepositToAccountRef>", shirt), "3140", `"Sales"`},
		{"unknown tax code", receipt(someRef, lineOf("Online Product", "<Amount>1.00</Amount><SalesTaxCodeRef><FullName>Foo</FullName></SalesTaxCodeRef>")), "3140", "SalesTaxCode"},
		{"plain item as tax item", receipt("<ItemSalesTaxRef><FullName>TSHIRT-M</FullName></ItemSalesTaxRef>", shirt), "3140", "ItemSalesTax"},
		{"class tracking off", receipt("<ClassRef><FullName>Online</FullName></ClassRef>", shirt), "3250", "not enabled"},
		{"multicurrency off", receipt("<ExchangeRate>1.1</ExchangeRate>", shirt), "3250", "not enabled"},
		{"unit of measure off", receipt(someRef, lineOf("Online Product", "<UnitOfMeasure>box</UnitOfMeasure>")), "3250", ""},
		{"negative total", receipt(noRate, lineOf("Online Product", "<Amount>-0.01</Amount>"+nonTax)), "3180", "must be positive"},
		{"quantity of a discount", receipt(noRate, shirt, lineOf("Online Discount", "<Quantity>1</Quantity><Amount>-1.00</Amount>")), "3180", ""},
		{"amount of a subtotal", receipt(noRate, shirt, lineOf("Subtotal", "<Amount>1.00</Amount>")), "3180", ""},
		{"amount without an item", receipt(noRate, "<SalesReceiptLineAdd><Desc>x</Desc><Amount>1.00</Amount></SalesReceiptLineAdd>"), "3150", "ItemRef"},
		{"locked item", receipt(noRate, lineOf("TSHIRT-M", "")), "3175", "in use by another user"},
		{"date out of range", receipt("<TxnDate>1901-01-01</TxnDate>", shirt), "3020", ""},
		{"requestID of 51", strings.Replace(receipt(someRef, shirt), "<SalesReceiptAddRq>", `<SalesReceiptAddRq requestID="`+strings.Repeat("x", 51)+`">`, 1), "1060", ""},
		{"invoice without customer", `<InvoiceAddRq><InvoiceAdd><CustomerRef/></InvoiceAdd></InvoiceAddRq>`, "3150", "CustomerRef"},
		{"payment of an unknown invoice", paymentRq("7FFF-1709999999", "1.00", "1.00"), "3120", "cannot be found"},
		{"payment with a malformed id", paymentRq("zzz", "1.00", "1.00"), "3000", ""},
		{"undefined macro", strings.Replace(paymentRq("x", "1.00", "1.00"), "<TxnID>x</TxnID>", `<TxnID useMacro="TxnID:a"/>`, 1), "9100", ""},
		{"name of a vendor", customerRq("Jane Doe"), "3100", `"Jane Doe"`},
		{"name of an employee in other case", customerRq("MARIA GARCIA"), "3100", ""},
		{"name of an inactive customer", customerRq("Old Customer"), "3100", ""},
		{"colon in a name", customerRq("a:b"), "3090", "colon"},
		{"empty name", customerRq("  "), "3150", ""},
		{"unknown parent", strings.Replace(customerRq("Job"), "</Name>", "</Name><ParentRef><FullName>Nobody</FullName></ParentRef>", 1), "3130", `"Nobody"`},
		{"currency of a customer", strings.Replace(customerRq("C"), "</CustomerAdd>", "<CurrencyRef><FullName>Euro</FullName></CurrencyRef></CustomerAdd>", 1), "3250", ""},
		{"name of an item of another kind", `<ItemServiceAddRq><ItemServiceAdd><Name>online shipping</Name><SalesOrPurchase><AccountRef><FullName>Sales</FullName></AccountRef></SalesOrPurchase></ItemServiceAdd></ItemServiceAddRq>`, "3100", ""},
		{"item without account", `<ItemServiceAddRq><ItemServiceAdd><Name>S1</Name><SalesOrPurchase/></ItemServiceAdd></ItemServiceAddRq>`, "3150", "AccountRef"},
		{"stock item without COGS", `<ItemInventoryAddRq><ItemInventoryAdd><Name>S1</Name><IncomeAccountRef><FullName>Sales</FullName></IncomeAccountRef></ItemInventoryAdd></ItemInventoryAddRq>`, "3150", "COGSAccountRef"},
		{"assembly of nothing", `<ItemInventoryAssemblyAddRq><ItemInventoryAssemblyAdd><Name>A1</Name><IncomeAccountRef><FullName>Sales</FullName></IncomeAccountRef><COGSAccountRef><FullName>Cost of Goods Sold</FullName></COGSAccountRef><AssetAccountRef><FullName>Inventory Asset</FullName></AssetAccountRef></ItemInventoryAssemblyAdd></ItemInventoryAssemblyAddRq>`, "3150", "ItemInventoryAssemblyLine"},
		{"assembly of a service", `<ItemInventoryAssemblyAddRq><ItemInventoryAssemblyAdd><Name>A1</Name><IncomeAccountRef><FullName>Sales</FullName></IncomeAccountRef><COGSAccountRef><FullName>Cost of Goods Sold</FullName></COGSAccountRef><AssetAccountRef><FullName>Inventory Asset</FullName></AssetAccountRef><ItemInventoryAssemblyLine><ItemInventoryRef><FullName>online shipping</FullName></ItemInventoryRef></ItemInventoryAssemblyLine></ItemInventoryAssemblyAdd></ItemInventoryAssemblyAddRq>`, "3140", ""},
		{"unknown customer to change", `<CustomerModRq><CustomerMod><ListID>80000001-1</ListID><EditSequence>1</EditSequence></CustomerMod></CustomerModRq>`, "3120", ""},
		{"stale edit sequence", `<CustomerModRq><CustomerMod><ListID>80000A1C-1704067200</ListID><EditSequence>1</EditSequence><Phone>1</Phone></CustomerMod></CustomerModRq>`, "3200", "out-of-date"},
		{"unknown transaction to delete", `<TxnDelRq><TxnDelType>Invoice</TxnDelType><TxnID>1-1</TxnID></TxnDelRq>`, "3120", ""},
		{"MaxReturned of 0", `<CustomerQueryRq><MaxReturned>0</MaxReturned></CustomerQueryRq>`, "3210", ""},
		{"month 13", `<CustomerQueryRq><FromModifiedDate>2024-13-01</FromModifiedDate></CustomerQueryRq>`, "3030", ""},
		{"from after to", `<CustomerQueryRq><FromModifiedDate>2024-02-01</FromModifiedDate><ToModifiedDate>2024-01-01</ToModifiedDate></CustomerQueryRq>`, "3031", ""},
		{"iterator of another session", `<CustomerQueryRq iterator="Continue" iteratorID="{84ff5521-205d-46b6-9d44-7b6b9acb7165}"><MaxReturned>1</MaxReturned></CustomerQueryRq>`, "3391", ""},
	}
	before := len(f.Transactions())
	for _, c := range cases {
		answer := ask(t, s, set("", c.request))
		if got := statuses(answer); got != c.status {
			t.Errorf("%s: status %s, want %s\n%s", c.name, got, c.status, answer)
		}
		if message, _, _ := strings.Cut(strings.ReplaceAll(answer, "&quot;", `"`), "</"); !strings.Contains(message, c.words) {
			t.Errorf("%s: %q is not in %s", c.name, c.words, message)
		}
		if !strings.Contains(answer, `statusSeverity="Error"`) {
			t.Errorf("%s: not an error: %s", c.name, answer)
		}
	}
	if got := len(f.Transactions()); got != before {
		t.Errorf("%d transactions were saved", got-before)
	}
	balanced(t, f)
}

func customerRq(name string) string {
	return "<CustomerAddRq><CustomerAdd><Name>" + name + "</Name></CustomerAdd></CustomerAddRq>"
}

func paymentRq(invoice, total, amount string) string {
	return "<ReceivePaymentAddRq><ReceivePaymentAdd><CustomerRef><FullName>Ortiz, Ana</FullName></CustomerRef><RefNumber>P1</RefNumber><TotalAmount>" + total +
		"</TotalAmount><AppliedToTxnAdd><TxnID>" + invoice + "</TxnID><PaymentAmount>" + amount + "</PaymentAmount></AppliedToTxnAdd></ReceivePaymentAdd></ReceivePaymentAddRq>"
}

func TestOneRefusedRecordStopsTheOthersOnlyWithStopOnError(t *testing.T) {
	good, bad := receiptRq(1), receipt(someRef, lineOf("NOPE", ""))
	f, s := newTestFile(t)
	if got := statuses(ask(t, s, set(`onError="continueOnError"`, good, bad, good))); got != "0 3140 0" {
		t.Error(got)
	}
	if n := f.CountByRef("SalesReceipt", "BC1"); n != 2 {
		t.Errorf("%d receipts", n)
	}
	f, s = newTestFile(t)
	if got := statuses(ask(t, s, set(`onError="stopOnError"`, good, bad, good))); got != "0 3140" {
		t.Error(got)
	}
	if n := f.CountByRef("SalesReceipt", "BC1"); n != 1 {
		t.Errorf("%d receipts", n)
	}
	// A query that finds nothing is no error.
	if got := statuses(ask(t, s, set(`onError="stopOnError"`, `<CustomerQueryRq><FullName>Nobody</FullName></CustomerQueryRq>`, good))); got != "1 0" {
		t.Error(got)
	}
}

func TestTheClosingDateRefusesItsDayAndBefore(t *testing.T) {
	f, s := newTestFile(t)
	if err := f.SetClosingDate("2024-03-09"); err != nil {
		t.Fatal(err)
	}
	answer := ask(t, s, set("", receiptRq(1), strings.Replace(receiptRq(2), "<TxnDate>2024-03-09", "<TxnDate>2024-03-10", 1), `<PreferencesQueryRq/>`))
	if got := statuses(answer); got != "3171 0 0" {
		t.Error(got)
	}
	if !strings.Contains(answer, "closing date") || value(answer, "ClosingDate") != "2024-03-09" {
		t.Error(answer)
	}
}

func TestSalesTaxSwitchedOff(t *testing.T) {
	f, s := newTestFile(t, func(o *Options) { o.NoSalesTax = true })
	answer := ask(t, s, set("", receipt(someRef, lineOf("Online Product", "<Amount>10.00</Amount>")), receipt(noRate, lineOf("Online Product", "")), `<PreferencesQueryRq/>`))
	if got := statuses(answer); got != "0 3250 0" {
		t.Fatal(got)
	}
	if value(answer, "TotalAmount") != "10.00" || strings.Contains(answer, "SalesTaxPreferences") || len(f.TaxLiability()) != 0 {
		t.Error(answer)
	}
}

func TestLinesDoNotPostToAccountsThatNeedAName(t *testing.T) {
	f, s := newTestFile(t)
	for _, account := range []string{"Accounts Receivable", "Accounts Payable", "Sales Tax Payable"} {
		item := `<ItemServiceAddRq><ItemServiceAdd><Name>S ` + account + `</Name><SalesOrPurchase><AccountRef><FullName>` + account + `</FullName></AccountRef></SalesOrPurchase></ItemServiceAdd></ItemServiceAddRq>`
		over := receipt(noRate, lineOf("TSHIRT-M", "<OverrideItemAccountRef><FullName>"+account+"</FullName></OverrideItemAccountRef>"))
		deposit := "<DepositAddRq><DepositAdd><DepositToAccountRef><FullName>Checking</FullName></DepositToAccountRef><DepositLineAdd><AccountRef><FullName>" + account + "</FullName></AccountRef><Amount>1.00</Amount></DepositLineAdd></DepositAdd></DepositAddRq>"
		for _, rq := range []string{item, over, deposit} {
			if got := statuses(ask(t, s, set("", rq))); got != "3180" && got != "1030" {
				t.Errorf("%s: %s for %s", account, got, rq)
			}
		}
	}
	balanced(t, f)
}
