package company

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestListQueriesFindWhatTheyAreAskedFor(t *testing.T) {
	f, s := newTestFile(t)
	for _, c := range []struct {
		query, status string
		rows          int
	}{
		{`<CustomerQueryRq><FullName>ortiz, ANA</FullName></CustomerQueryRq>`, "0", 1},
		{`<CustomerQueryRq><ListID>80000A1C-1704067200</ListID></CustomerQueryRq>`, "0", 1},
		{`<CustomerQueryRq><FullName>Nobody</FullName></CustomerQueryRq>`, "1", 0},
		{`<CustomerQueryRq><FullName>Nobody</FullName><FullName>Ortiz, Ana</FullName></CustomerQueryRq>`, "500", 1},
		{`<CustomerQueryRq><FullName>Jane Doe</FullName></CustomerQueryRq>`, "1", 0},
		{`<CustomerQueryRq><FullName>Old Customer</FullName></CustomerQueryRq>`, "0", 1},
		{`<CustomerQueryRq/>`, "0", 3},
		{`<CustomerQueryRq><ActiveStatus>All</ActiveStatus></CustomerQueryRq>`, "0", 4},
		{`<CustomerQueryRq><ActiveStatus>InactiveOnly</ActiveStatus></CustomerQueryRq>`, "0", 1},
		{`<CustomerQueryRq><MaxReturned>2</MaxReturned></CustomerQueryRq>`, "0", 2},
		{`<CustomerQueryRq><NameFilter><MatchCriterion>Contains</MatchCriterion><Name>RTIZ</Name></NameFilter></CustomerQueryRq>`, "0", 1},
		{`<CustomerQueryRq><NameFilter><MatchCriterion>EndsWith</MatchCriterion><Name>llc</Name></NameFilter></CustomerQueryRq>`, "0", 1},
		{`<CustomerQueryRq><NameRangeFilter><FromName>P</FromName></NameRangeFilter></CustomerQueryRq>`, "0", 1},
		{`<EntityQueryRq><FullName>Jane Doe</FullName><FullName>Maria Garcia</FullName><FullName>John Smith</FullName></EntityQueryRq>`, "0", 3},
		{`<AccountQueryRq><AccountType>Bank</AccountType></AccountQueryRq>`, "0", 3},
		{`<ItemQueryRq><FullName>Mugs:MUG-BLUE-12</FullName></ItemQueryRq>`, "0", 1},
		{`<ItemInventoryQueryRq><FullName>Online Shipping</FullName></ItemInventoryQueryRq>`, "1", 0},
		{`<ItemSalesTaxGroupQueryRq/>`, "0", 1},
		{`<SalesTaxCodeQueryRq/>`, "0", 2},
		{`<PaymentMethodQueryRq><PaymentMethodType>Visa</PaymentMethodType></PaymentMethodQueryRq>`, "0", 1},
		{`<ShipMethodQueryRq/>`, "0", 8},
		{`<TermsQueryRq/>`, "0", 4},
		{`<ClassQueryRq/>`, "0", 3},
		{`<TemplateQueryRq/>`, "0", 2},
		{`<CustomerMsgQueryRq/>`, "0", 1},
		{`<SalesRepQueryRq/>`, "0", 1},
		{`<DateDrivenTermsQueryRq/>`, "1", 0},
		{`<CreditMemoQueryRq/>`, "1", 0},
	} {
		answer := ask(t, s, set("", c.query))
		if got := statuses(answer); got != c.status {
			t.Errorf("%s: status %s\n%s", c.query, got, answer)
		}
		if got := strings.Count(answer, "<TimeCreated>"); got != c.rows {
			t.Errorf("%s: %d rows, want %d", c.query, got, c.rows)
		}
	}
	_ = f
}

func TestEveryAnswerFollowsTheSchema(t *testing.T) {
	f, s := newTestFile(t, func(o *Options) { o.Classes = true })
	if err := s.Stamp("{6B29FC40-CA47-1067-B31D-00DD010662DA}", "{11111111-2222-3333-4444-555555555555}"); err != nil {
		t.Fatal(err)
	}
	var docs []string
	for _, d := range sheetExamples(t) {
		answer, err := s.ProcessRequest(d)
		if err == nil {
			docs = append(docs, answer)
		}
	}
	hcp, err := s.HCP("{6B29FC40-CA47-1067-B31D-00DD010662DA}")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(hcp, "{11111111-2222-3333-4444-555555555555}") || value(hcp, "ClosingDate") != "" {
		t.Error(hcp)
	}
	docs = append(docs, hcp)
	g, _ := theGrammar()
	for name := range g {
		if strings.HasSuffix(name, "QueryRq") && !strings.Contains(name, "Deleted") && !strings.Contains(name, "Report") {
			docs = append(docs, ask(t, s, set("", "<"+name+` requestID="&lt;é&quot;"/>`)))
		}
	}
	rich := `<CustomerAddRq><CustomerAdd><Name>Rich</Name><ClassRef><FullName>Online</FullName></ClassRef><CompanyName>Rich &amp; Co</CompanyName><FirstName>R</FirstName><JobTitle>CEO</JobTitle>
<BillAddress><Addr1>a</Addr1><City>b</City><State>TX</State><PostalCode>1</PostalCode><Country>US</Country><Note>n</Note></BillAddress><ShipAddress><Addr1>a</Addr1></ShipAddress>
<ShipToAddress><Name>Home</Name><Addr1>a</Addr1><DefaultShipTo>true</DefaultShipTo></ShipToAddress><Phone>1</Phone><Email>a@b.c</Email>
<AdditionalContactRef><ContactName>Main Email</ContactName><ContactValue>a@b.c</ContactValue></AdditionalContactRef><TermsRef><FullName>Net 30</FullName></TermsRef><SalesRepRef><FullName>WEB</FullName></SalesRepRef>
<ResaleNumber>1</ResaleNumber><AccountNumber>BC-1</AccountNumber><CreditLimit>10.00</CreditLimit><PreferredPaymentMethodRef><FullName>Visa</FullName></PreferredPaymentMethodRef>
<JobStatus>Awarded</JobStatus><Notes>x
y</Notes><PreferredDeliveryMethod>Email</PreferredDeliveryMethod><ExternalGUID>{3F2504E0-4F89-41D3-9A0C-0305E82C3301}</ExternalGUID></CustomerAdd></CustomerAddRq>`
	sale := `<SalesReceiptAddRq><SalesReceiptAdd><CustomerRef><FullName>Rich</FullName></CustomerRef><ClassRef><FullName>Wholesale</FullName></ClassRef><TemplateRef><FullName>Custom Sales Receipt</FullName></TemplateRef>
<ShipAddress><Addr1>a</Addr1></ShipAddress><CheckNumber>1</CheckNumber><SalesRepRef><FullName>WEB</FullName></SalesRepRef><FOB>x</FOB><CustomerMsgRef><FullName>Thank you for your business.</FullName></CustomerMsgRef><IsToBeEmailed>true</IsToBeEmailed><Other>o</Other>
<SalesReceiptLineAdd><ItemRef><FullName>Online Product</FullName></ItemRef><Quantity>2</Quantity><Amount>5.00</Amount><ServiceDate>2024-03-01</ServiceDate><Other1>1</Other1><Other2>2</Other2></SalesReceiptLineAdd>
<SalesReceiptLineGroupAdd><ItemGroupRef><FullName>Mug Pair</FullName></ItemGroupRef></SalesReceiptLineGroupAdd>
<SalesReceiptLineAdd><ItemRef><FullName>Subtotal</FullName></ItemRef></SalesReceiptLineAdd><SalesReceiptLineAdd><ItemRef><FullName>Ten Percent Off</FullName></ItemRef></SalesReceiptLineAdd>
<SalesReceiptLineAdd><Desc>note</Desc></SalesReceiptLineAdd></SalesReceiptAdd></SalesReceiptAddRq>`
	answer := ask(t, s, set(`onError="continueOnError" newMessageSetID="m1"`, rich, sale, invoiceRq("I1", "5.00"), customerRq("Jane Doe"),
		`<ItemServiceAddRq><ItemServiceAdd><Name>S1</Name><BarCode><BarCodeValue>123</BarCodeValue></BarCode><SalesAndPurchase><SalesPrice>1</SalesPrice><IncomeAccountRef><FullName>Sales</FullName></IncomeAccountRef><PurchaseCost>0.5</PurchaseCost><ExpenseAccountRef><FullName>Bank Charges</FullName></ExpenseAccountRef></SalesAndPurchase></ItemServiceAdd></ItemServiceAddRq>`,
		`<ItemNonInventoryAddRq><ItemNonInventoryAdd><Name>N1</Name><ManufacturerPartNumber>N-1</ManufacturerPartNumber><SalesOrPurchase><Price>1.25</Price><AccountRef><FullName>Sales</FullName></AccountRef></SalesOrPurchase></ItemNonInventoryAdd></ItemNonInventoryAddRq>`,
		`<ItemOtherChargeAddRq><ItemOtherChargeAdd><Name>O1</Name><SalesOrPurchase><PricePercent>5</PricePercent><AccountRef><FullName>Sales</FullName></AccountRef></SalesOrPurchase></ItemOtherChargeAdd></ItemOtherChargeAddRq>`,
		`<ItemInventoryAddRq><ItemInventoryAdd><Name>V1</Name><ParentRef><FullName>Mugs</FullName></ParentRef><SalesPrice>3.00</SalesPrice><IncomeAccountRef><FullName>Sales</FullName></IncomeAccountRef><COGSAccountRef><FullName>Cost of Goods Sold</FullName></COGSAccountRef><AssetAccountRef><FullName>Inventory Asset</FullName></AssetAccountRef><ReorderPoint>5</ReorderPoint><QuantityOnHand>10</QuantityOnHand><TotalValue>20.00</TotalValue></ItemInventoryAdd></ItemInventoryAddRq>`,
		`<ItemDiscountAddRq><ItemDiscountAdd><Name>D1</Name><DiscountRatePercent>15</DiscountRatePercent><AccountRef><FullName>Sales Discounts</FullName></AccountRef></ItemDiscountAdd></ItemDiscountAddRq>`))
	if got := statuses(answer); got != "0 0 0 3100 0 0 0 0 0" {
		t.Fatalf("%s\n%s", got, answer)
	}
	docs = append(docs, answer)
	receipt := value(answer, "TxnID")
	docs = append(docs,
		ask(t, s, set("", `<TxnVoidRq><TxnVoidType>SalesReceipt</TxnVoidType><TxnID>`+receipt+`</TxnID></TxnVoidRq>`)),
		ask(t, s, set(`onError="stopOnError" newMessageSetID="m1" oldMessageSetID="m1"`)),
		ask(t, s, set(`onError="stopOnError" oldMessageSetID="zz"`)),
		ask(t, s, set("", `<SalesReceiptQueryRq metaData="MetaDataAndResponseData"><IncludeLineItems>true</IncludeLineItems></SalesReceiptQueryRq>`,
			`<ItemQueryRq iterator="Start"><MaxReturned>2</MaxReturned><IncludeRetElement>Name</IncludeRetElement></ItemQueryRq>`,
			`<CustomerQueryRq metaData="MetaDataOnly"/>`, `<TxnDelRq><TxnDelType>SalesReceipt</TxnDelType><TxnID>`+receipt+`</TxnID></TxnDelRq>`,
			`<TxnDeletedQueryRq><TxnDelType>SalesReceipt</TxnDelType></TxnDeletedQueryRq>`)))
	if err := f.DeleteRow(Items, "D1"); err != nil {
		t.Fatal(err)
	}
	docs = append(docs, ask(t, s, set("", `<ListDeletedQueryRq><ListDelType>ItemDiscount</ListDelType></ListDeletedQueryRq>`)))
	if out := xmllint(t, docs...); out != "" {
		t.Error(out)
	}
	balanced(t, f)
}

func TestModifiedSinceIsInclusiveAndInLocalTime(t *testing.T) {
	f, s := newTestFile(t)
	answer := ask(t, s, set("", `<CustomerQueryRq><FullName>Online Customer</FullName></CustomerQueryRq>`))
	stamp, id := value(answer, "TimeModified"), value(answer, "ListID")
	at, err := time.Parse(time.RFC3339, stamp)
	if err != nil || !strings.HasSuffix(stamp, "-06:00") {
		t.Fatalf("%s %v", stamp, err)
	}
	found := func(from string) bool {
		return strings.Contains(ask(t, s, set("", `<CustomerQueryRq><FromModifiedDate>`+from+`</FromModifiedDate></CustomerQueryRq>`)), id)
	}
	if !found(stamp) || !found(stamp[:19]) || !found(at.UTC().Format("2006-01-02T15:04:05+00:00")) || !found(stamp[:10]) {
		t.Error("the row's own time does not find it")
	}
	if found(at.Add(time.Second).Format("2006-01-02T15:04:05-07:00")) {
		t.Error("a second later still finds it")
	}
	if err := f.Rename(Names, "Online Customer", "Web Customer"); err != nil {
		t.Fatal(err)
	}
	if !found(at.Add(time.Second).Format("2006-01-02T15:04:05-07:00")) {
		t.Error("a renamed row is not found as modified")
	}
	if got := value(ask(t, s, set("", `<CustomerQueryRq><ListID>`+id+`</ListID></CustomerQueryRq>`)), "FullName"); got != "Web Customer" {
		t.Error(got)
	}
}

func TestAnIteratorGivesEveryRowOnceAndDiesWithItsSession(t *testing.T) {
	f, s := newTestFile(t)
	if err := f.AddItems(1000, func(i int) Item { return Item{Kind: "NonInventory", Name: fmt.Sprintf("SKU-%04d", i)} }); err != nil {
		t.Fatal(err)
	}
	query := func(attrs, filter string) string {
		return ask(t, s, set("", `<ItemQueryRq `+attrs+`><MaxReturned>300</MaxReturned><ActiveStatus>All</ActiveStatus>`+filter+`<IncludeRetElement>ListID</IncludeRetElement></ItemQueryRq>`))
	}
	attr := func(answer, name string) string {
		_, rest, _ := strings.Cut(answer, name+`="`)
		v, _, _ := strings.Cut(rest, `"`)
		return v
	}
	seen := map[string]int{}
	answer := query(`iterator="Start"`, "")
	id := attr(answer, "iteratorID")
	pages := 1
	for ; ; pages++ {
		for _, part := range strings.Split(answer, "<ListID>")[1:] {
			seen[part[:strings.Index(part, "<")]]++
		}
		if attr(answer, "iteratorRemainingCount") == "0" {
			break
		}
		if pages == 2 {
			if got := statuses(query(`iterator="Continue" iteratorID="`+id+`"`, `<FromModifiedDate>2020-01-01</FromModifiedDate>`)); got != "3391" {
				t.Errorf("another query with the same iterator: %s", got)
			}
		}
		answer = query(`iterator="Continue" iteratorID="`+id+`"`, "")
		if statuses(answer) != "0" || attr(answer, "iteratorID") != id {
			t.Fatal(answer[:200])
		}
	}
	if want := 1000 + len(standardItems); len(seen) != want || pages != (want+299)/300 {
		t.Errorf("%d rows in %d pages, want %d", len(seen), pages, want)
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("%s came %d times", id, n)
		}
	}
	if got := statuses(query(`iterator="Continue" iteratorID="`+id+`"`, "")); got != "3391" {
		t.Errorf("after the last page: %s", got)
	}
	id = attr(query(`iterator="Start"`, ""), "iteratorID")
	if err := s.CloseFile(); err != nil {
		t.Fatal(err)
	}
	s = open(t, f)
	if got := statuses(query(`iterator="Continue" iteratorID="`+id+`"`, "")); got != "3391" {
		t.Errorf("in another session: %s", got)
	}
	id = attr(query(`iterator="Start"`, ""), "iteratorID")
	if got := statuses(query(`iterator="Stop" iteratorID="`+id+`"`, "")); got != "0" {
		t.Errorf("Stop: %s", got)
	}
	if got := statuses(query(`iterator="Continue" iteratorID="`+id+`"`, "")); got != "3391" {
		t.Errorf("after Stop: %s", got)
	}
}

func TestTransactionsAreFoundByNumberDateCustomerAndState(t *testing.T) {
	f, s := newTestFile(t)
	ask(t, s, set("", receiptRq(100482), receiptRq(100483), receiptRq(100483), invoiceRq("bc100484", "5.00"), invoiceRq("BC100484", "6.00")))
	for _, c := range []struct {
		query, status string
		rows          int
	}{
		{`<SalesReceiptQueryRq><RefNumberCaseSensitive>BC100482</RefNumberCaseSensitive><RefNumberCaseSensitive>BC100483</RefNumberCaseSensitive></SalesReceiptQueryRq>`, "0", 3},
		{`<SalesReceiptQueryRq><RefNumberCaseSensitive>BC100482</RefNumberCaseSensitive><RefNumberCaseSensitive>BC9</RefNumberCaseSensitive></SalesReceiptQueryRq>`, "500", 1},
		{`<SalesReceiptQueryRq><RefNumberCaseSensitive>bc100482</RefNumberCaseSensitive></SalesReceiptQueryRq>`, "1", 0},
		{`<SalesReceiptQueryRq><RefNumber>bc100482</RefNumber></SalesReceiptQueryRq>`, "0", 1},
		{`<InvoiceQueryRq><RefNumber>BC100484</RefNumber></InvoiceQueryRq>`, "0", 2},
		{`<InvoiceQueryRq><RefNumberCaseSensitive>bc100484</RefNumberCaseSensitive></InvoiceQueryRq>`, "0", 1},
		{`<InvoiceQueryRq><PaidStatus>PaidOnly</PaidStatus></InvoiceQueryRq>`, "1", 0},
		{`<InvoiceQueryRq><PaidStatus>NotPaidOnly</PaidStatus></InvoiceQueryRq>`, "0", 2},
		{`<InvoiceQueryRq><TxnDateRangeFilter><FromTxnDate>2024-03-10</FromTxnDate><ToTxnDate>2024-03-10</ToTxnDate></TxnDateRangeFilter></InvoiceQueryRq>`, "0", 2},
		{`<SalesReceiptQueryRq><TxnDateRangeFilter><DateMacro>Today</DateMacro></TxnDateRangeFilter></SalesReceiptQueryRq>`, "0", 3},
		{`<SalesReceiptQueryRq><EntityFilter><FullName>Ortiz, Ana</FullName></EntityFilter></SalesReceiptQueryRq>`, "0", 3},
		{`<SalesReceiptQueryRq><EntityFilter><FullName>Online Customer</FullName></EntityFilter></SalesReceiptQueryRq>`, "1", 0},
		{`<SalesReceiptQueryRq><AccountFilter><FullName>Shipping Income</FullName></AccountFilter></SalesReceiptQueryRq>`, "0", 3},
		{`<SalesReceiptQueryRq><AccountFilter><FullNameWithChildren>Sales</FullNameWithChildren></AccountFilter></SalesReceiptQueryRq>`, "0", 3},
		{`<SalesReceiptQueryRq><RefNumberFilter><MatchCriterion>EndsWith</MatchCriterion><RefNumber>83</RefNumber></RefNumberFilter></SalesReceiptQueryRq>`, "0", 2},
		{`<SalesReceiptQueryRq><RefNumberRangeFilter><FromRefNumber>BC100483</FromRefNumber></RefNumberRangeFilter></SalesReceiptQueryRq>`, "0", 2},
		{`<SalesReceiptQueryRq><MaxReturned>2</MaxReturned></SalesReceiptQueryRq>`, "0", 2},
		{`<TransactionQueryRq><RefNumber>BC100483</RefNumber><TransactionTypeFilter><TxnTypeFilter>SalesReceipt</TxnTypeFilter><TxnTypeFilter>CreditMemo</TxnTypeFilter></TransactionTypeFilter></TransactionQueryRq>`, "0", 2},
		{`<TransactionQueryRq><RefNumber>BC100483</RefNumber><TransactionTypeFilter><TxnTypeFilter>Invoice</TxnTypeFilter></TransactionTypeFilter></TransactionQueryRq>`, "1", 0},
		{`<TransactionQueryRq><TransactionTypeFilter><TxnTypeFilter>All</TxnTypeFilter></TransactionTypeFilter></TransactionQueryRq>`, "0", 7},
	} {
		answer := ask(t, s, set("", c.query))
		if got := statuses(answer); got != c.status {
			t.Errorf("%s: status %s\n%s", c.query, got, answer)
		}
		if got := strings.Count(answer, "<TimeCreated>"); got != c.rows {
			t.Errorf("%s: %d rows, want %d", c.query, got, c.rows)
		}
	}
	_ = f
}

func TestOnlyTheElementsAskedForComeBack(t *testing.T) {
	_, s := newTestFile(t)
	ask(t, s, set("", receiptRq(1)))
	answer := ask(t, s, set("", `<SalesReceiptQueryRq><RefNumber>BC1</RefNumber><IncludeLineItems>true</IncludeLineItems><IncludeRetElement>TxnID</IncludeRetElement><IncludeRetElement>TotalAmount</IncludeRetElement></SalesReceiptQueryRq>`))
	_, ret, _ := strings.Cut(answer, "<SalesReceiptRet>")
	ret, _, _ = strings.Cut(ret, "</SalesReceiptRet>")
	if strings.Count(ret, "</") != 2 || !strings.Contains(ret, "<TxnID>") || !strings.Contains(ret, "<TotalAmount>36.05<") {
		t.Error(ret)
	}
	if answer = ask(t, s, set("", `<SalesReceiptQueryRq><RefNumber>BC1</RefNumber></SalesReceiptQueryRq>`)); strings.Contains(answer, "LineRet") {
		t.Error("lines come without IncludeLineItems")
	}
}
