package qbxml

import "strings"

// The Rets of these tests hold every element that this package reads, and
// some that it passes over; they are valid by Intuit's schema.

const listedText = `<ListID>80000A1C-1704067200</ListID><TimeCreated>2024-01-01T10:00:00-05:00</TimeCreated>` +
	`<TimeModified>2024-03-09T11:22:33-05:00</TimeModified><EditSequence>1709911112</EditSequence>`

const addressText = `<Addr1>Ana Ortiz</Addr1><Addr2>12 Rue de l&#39;&#201;glise</Addr2><Addr3>c</Addr3><Addr4>d</Addr4><Addr5>e</Addr5>` +
	`<City>Lafayette</City><State>LA</State><PostalCode>70501</PostalCode><Country>US</Country><Note>n</Note>`

const dataExtText = `<DataExtRet><OwnerID>0</OwnerID><DataExtName>Web ID</DataExtName><DataExtType>STR255TYPE</DataExtType><DataExtValue>51207</DataExtValue></DataExtRet>`

func refText(tag, name string) string {
	return "<" + tag + "><ListID>80000001-1</ListID><FullName>" + name + "</FullName></" + tag + ">"
}

const savedText = `<TxnID>1A2B-1709999999</TxnID><TimeCreated>2024-03-09T11:22:33-05:00</TimeCreated>` +
	`<TimeModified>2024-03-09T11:22:34-05:00</TimeModified><EditSequence>1709911112</EditSequence><TxnNumber>4711</TxnNumber>`

func lineText(tag string) string {
	return "<" + tag + `><TxnLineID>1A2C-1709999999</TxnLineID>` + refText("ItemRef", "Mugs:MUG-BLUE-12") +
		`<Desc>Blue mug, 12 oz</Desc><Quantity>3</Quantity><UnitOfMeasure>each</UnitOfMeasure><Rate>9.95</Rate>` + refText("ClassRef", "Online") +
		`<Amount>29.85</Amount><TaxAmount>2.71</TaxAmount><ServiceDate>2024-03-09</ServiceDate>` + refText("SalesTaxCodeRef", "Non") +
		`<Other1>o1</Other1><Other2>o2</Other2>` + dataExtText + "</" + tag + ">"
}

func percentText(tag string) string {
	return "<" + tag + `><TxnLineID>1A2D-1709999999</TxnLineID>` + refText("ItemRef", "Coupon") + `<RatePercent>-10.0</RatePercent><Amount>-2.99</Amount></` + tag + ">"
}

func groupText(group, line string) string {
	return "<" + group + `><TxnLineID>1A2E-1</TxnLineID>` + refText("ItemGroupRef", "Set") + `<Desc>a set</Desc><Quantity>2</Quantity>` +
		`<IsPrintItemsInGroup>false</IsPrintItemsInGroup><TotalAmount>20.00</TotalAmount>` + lineText(line) + percentText(line) + "</" + group + ">"
}

var salesReceiptRetText = `<SalesReceiptRet>` + savedText + refText("CustomerRef", "Ortiz, Ana (BC 51207)") + refText("ClassRef", "Online") +
	refText("TemplateRef", "Custom Sales Receipt") + `<TxnDate>2024-03-09</TxnDate><RefNumber>BC100482</RefNumber><BillAddress>` + addressText +
	`</BillAddress><BillAddressBlock><Addr1>Ana Ortiz</Addr1></BillAddressBlock><ShipAddress>` + addressText + `</ShipAddress>` +
	`<IsPending>true</IsPending><CheckNumber>123</CheckNumber>` + refText("PaymentMethodRef", "Visa") + `<DueDate>2024-03-09</DueDate><ShipDate>2024-03-10</ShipDate>` +
	refText("ShipMethodRef", "UPS Ground") + `<Subtotal>47.86</Subtotal>` + refText("ItemSalesTaxRef", "State Tax") +
	`<SalesTaxPercentage>8.25</SalesTaxPercentage><SalesTaxTotal>2.69</SalesTaxTotal><TotalAmount>50.55</TotalAmount>` + refText("CurrencyRef", "US Dollar") +
	`<ExchangeRate>1</ExchangeRate><Memo>BigCommerce order 100482 &amp; more</Memo><IsToBePrinted>false</IsToBePrinted><IsTaxIncluded>true</IsTaxIncluded>` + refText("CustomerSalesTaxCodeRef", "Tax") +
	refText("DepositToAccountRef", "Undeposited Funds") + `<Other>other</Other><ExternalGUID>{3F2504E0-4F89-41D3-9A0C-0305E82C3301}</ExternalGUID>` +
	lineText("SalesReceiptLineRet") + percentText("SalesReceiptLineRet") + groupText("SalesReceiptLineGroupRet", "SalesReceiptLineRet") +
	dataExtText + `</SalesReceiptRet>`

var invoiceRetText = `<InvoiceRet>` + savedText + refText("CustomerRef", "Ortiz, Ana") + refText("ClassRef", "Online") + refText("ARAccountRef", "Accounts Receivable") +
	refText("TemplateRef", "Intuit Product Invoice") + `<TxnDate>2024-03-10</TxnDate><RefNumber>BC100501</RefNumber><BillAddress>` + addressText + `</BillAddress><ShipAddress>` +
	addressText + `</ShipAddress><IsPending>1</IsPending><PONumber>PO-7781</PONumber>` + refText("TermsRef", "Net 30") +
	`<DueDate>2024-04-09</DueDate><ShipDate>2024-03-11</ShipDate>` + refText("ShipMethodRef", "UPS Ground") + `<Subtotal>99.50</Subtotal>` + refText("ItemSalesTaxRef", "State Tax") +
	`<SalesTaxPercentage>8.25</SalesTaxPercentage><SalesTaxTotal>8.21</SalesTaxTotal><AppliedAmount>-7.71</AppliedAmount><BalanceRemaining>100.00</BalanceRemaining>` +
	refText("CurrencyRef", "US Dollar") + `<ExchangeRate>1.00</ExchangeRate><Memo>m</Memo><IsPaid>true</IsPaid><IsTaxIncluded>true</IsTaxIncluded>` + refText("CustomerSalesTaxCodeRef", "Tax") +
	`<Other>other</Other><ExternalGUID>0</ExternalGUID><LinkedTxn><TxnID>1B-1</TxnID><TxnType>ReceivePayment</TxnType><TxnDate>2024-03-11</TxnDate>` +
	`<RefNumber>P1</RefNumber><LinkType>AMTTYPE</LinkType><Amount>-7.71</Amount></LinkedTxn>` + lineText("InvoiceLineRet") + percentText("InvoiceLineRet") +
	groupText("InvoiceLineGroupRet", "InvoiceLineRet") + dataExtText + `</InvoiceRet>`

var paymentRetText = `<ReceivePaymentRet>` + savedText + refText("CustomerRef", "Ortiz, Ana") + refText("ARAccountRef", "Accounts Receivable") +
	`<TxnDate>2024-03-10</TxnDate><RefNumber>BC100501-P1</RefNumber><TotalAmount>99.50</TotalAmount>` + refText("CurrencyRef", "US Dollar") +
	`<ExchangeRate>1</ExchangeRate>` + refText("PaymentMethodRef", "PayPal") + `<Memo>m</Memo>` + refText("DepositToAccountRef", "Undeposited Funds") +
	`<UnusedPayment>1.00</UnusedPayment><UnusedCredits>2.00</UnusedCredits><ExternalGUID>0</ExternalGUID><AppliedToTxnRet><TxnID>1A2B-1</TxnID><TxnType>Invoice</TxnType>` +
	`<TxnDate>2024-03-10</TxnDate><RefNumber>BC100501</RefNumber><BalanceRemaining>0.50</BalanceRemaining><Amount>98.50</Amount><DiscountAmount>0.25</DiscountAmount></AppliedToTxnRet>` +
	dataExtText + `</ReceivePaymentRet>`

const linkedText = `<LinkedTxn><TxnID>1B-1</TxnID><TxnType>Invoice</TxnType><TxnDate>2024-03-11</TxnDate><RefNumber>P1</RefNumber><LinkType>AMTTYPE</LinkType><Amount>-7.71</Amount></LinkedTxn>`

var creditMemoRetText = `<CreditMemoRet>` + savedText + refText("CustomerRef", "Ortiz, Ana") + refText("ClassRef", "Online") + refText("ARAccountRef", "Accounts Receivable") +
	refText("TemplateRef", "Custom Credit Memo") + `<TxnDate>2024-03-15</TxnDate><RefNumber>BC100501R1</RefNumber><BillAddress>` + addressText + `</BillAddress><ShipAddress>` +
	addressText + `</ShipAddress><IsPending>true</IsPending><PONumber>PO-7781</PONumber>` + refText("TermsRef", "Net 30") +
	`<DueDate>2024-04-09</DueDate><ShipDate>2024-03-11</ShipDate>` + refText("ShipMethodRef", "UPS Ground") + `<Subtotal>9.95</Subtotal>` + refText("ItemSalesTaxRef", "State Tax") +
	`<SalesTaxPercentage>8.25</SalesTaxPercentage><SalesTaxTotal>0.82</SalesTaxTotal><TotalAmount>10.77</TotalAmount><CreditRemaining>3.06</CreditRemaining>` +
	refText("CurrencyRef", "US Dollar") + `<ExchangeRate>1.00</ExchangeRate><Memo>m</Memo><IsTaxIncluded>true</IsTaxIncluded>` + refText("CustomerSalesTaxCodeRef", "Tax") +
	`<Other>other</Other><ExternalGUID>0</ExternalGUID>` + linkedText + lineText("CreditMemoLineRet") + percentText("CreditMemoLineRet") +
	groupText("CreditMemoLineGroupRet", "CreditMemoLineRet") + dataExtText + `</CreditMemoRet>`

var refundRetText = `<ARRefundCreditCardRet>` + savedText + refText("CustomerRef", "Ortiz, Ana") + refText("RefundFromAccountRef", "Undeposited Funds") +
	refText("ARAccountRef", "Accounts Receivable") + `<TxnDate>2024-03-15</TxnDate><RefNumber>BC100501R1</RefNumber><TotalAmount>7.71</TotalAmount>` +
	refText("CurrencyRef", "US Dollar") + `<ExchangeRate>1</ExchangeRate><Address>` + addressText + `</Address>` + refText("PaymentMethodRef", "Visa") +
	`<Memo>m</Memo><ExternalGUID>0</ExternalGUID><RefundAppliedToTxnRet><TxnID>1C-1</TxnID><TxnType>CreditMemo</TxnType><TxnDate>2024-03-15</TxnDate>` +
	`<RefNumber>BC100501R1</RefNumber><CreditRemaining>3.06</CreditRemaining><RefundAmount>7.71</RefundAmount></RefundAppliedToTxnRet>` + dataExtText + `</ARRefundCreditCardRet>`

var checkRetText = `<CheckRet>` + savedText + refText("AccountRef", "Checking") + refText("PayeeEntityRef", "Ortiz, Ana") + `<RefNumber>1001</RefNumber><TxnDate>2024-03-15</TxnDate>` +
	`<Amount>9.95</Amount>` + refText("CurrencyRef", "US Dollar") + `<ExchangeRate>1</ExchangeRate><Memo>m</Memo><IsToBePrinted>true</IsToBePrinted><IsTaxIncluded>true</IsTaxIncluded>` +
	refText("SalesTaxCodeRef", "GST") + `<ExternalGUID>0</ExternalGUID>` + linkedText + `<ExpenseLineRet><TxnLineID>1C-2</TxnLineID>` + refText("AccountRef", "Accounts Receivable") +
	`<Amount>9.95</Amount><TaxAmount>0.90</TaxAmount><Memo>lm</Memo>` + refText("CustomerRef", "Ortiz, Ana") + refText("ClassRef", "Online") + refText("SalesTaxCodeRef", "GST") +
	`</ExpenseLineRet><ItemLineRet><TxnLineID>1C-3</TxnLineID>` + refText("ItemRef", "Mug") + `<Quantity>2</Quantity></ItemLineRet>` + dataExtText + `</CheckRet>`

var salesOrderRetText = `<SalesOrderRet>` + savedText + refText("CustomerRef", "Ortiz, Ana") + refText("ClassRef", "Online") +
	refText("TemplateRef", "Custom Sales Order") + `<TxnDate>2024-03-15</TxnDate><RefNumber>BC100501</RefNumber><BillAddress>` + addressText + `</BillAddress><ShipAddress>` +
	addressText + `</ShipAddress><PONumber>PO-7781</PONumber>` + refText("TermsRef", "Net 30") +
	`<DueDate>2024-04-09</DueDate><ShipDate>2024-03-11</ShipDate>` + refText("ShipMethodRef", "UPS Ground") + `<Subtotal>9.95</Subtotal>` + refText("ItemSalesTaxRef", "State Tax") +
	`<SalesTaxPercentage>8.25</SalesTaxPercentage><SalesTaxTotal>0.82</SalesTaxTotal><TotalAmount>10.77</TotalAmount>` + refText("CurrencyRef", "US Dollar") +
	`<ExchangeRate>1.00</ExchangeRate><IsManuallyClosed>true</IsManuallyClosed><IsFullyInvoiced>true</IsFullyInvoiced><Memo>m</Memo><IsTaxIncluded>true</IsTaxIncluded>` +
	refText("CustomerSalesTaxCodeRef", "Tax") + `<Other>other</Other><ExternalGUID>0</ExternalGUID>` + linkedText +
	`<SalesOrderLineRet><TxnLineID>1A2C-1</TxnLineID>` + refText("ItemRef", "Mug") + `<Quantity>3</Quantity><Amount>9.95</Amount><Invoiced>2</Invoiced>` +
	`<IsManuallyClosed>true</IsManuallyClosed></SalesOrderLineRet>` + strings.ReplaceAll(groupText("SalesOrderLineGroupRet", "SalesOrderLineRet"), `<ServiceDate>2024-03-09</ServiceDate>`, "") + dataExtText + `</SalesOrderRet>`

var customerRetText = `<CustomerRet>` + listedText + `<Name>Ana</Name><FullName>Web:Ana</FullName><IsActive>true</IsActive>` + refText("ClassRef", "Online") + refText("ParentRef", "Web") +
	`<Sublevel>1</Sublevel><CompanyName>Ortiz</CompanyName><Salutation>Ms</Salutation><FirstName>Ana</FirstName><MiddleName>M</MiddleName><LastName>Ortiz</LastName><BillAddress>` + addressText +
	`</BillAddress><ShipAddress>` + addressText + `</ShipAddress><ShipToAddress><Name>Home</Name><Addr1>x</Addr1></ShipToAddress><Phone>337-555-0142</Phone><Email>ana@example.com</Email>` + refText("TermsRef", "Net 30") +
	`<Balance>10.00</Balance><TotalBalance>12.00</TotalBalance>` + refText("SalesTaxCodeRef", "Tax") + refText("ItemSalesTaxRef", "State Tax") +
	`<AccountNumber>BC-51207</AccountNumber>` + refText("PreferredPaymentMethodRef", "Visa") + `<Notes>notes</Notes><ExternalGUID>0</ExternalGUID>` + refText("CurrencyRef", "US Dollar") + dataExtText + `</CustomerRet>`

func itemText(kind, inner string) string {
	return "<Item" + kind + "Ret>" + inner + "</Item" + kind + "Ret>"
}

var itemRetTexts = []string{
	itemText("Service", listedText+`<Name>Wrap</Name><FullName>Extras:Wrap</FullName><BarCodeValue>123</BarCodeValue><IsActive>false</IsActive>`+refText("ClassRef", "Online")+refText("ParentRef", "Extras")+`<Sublevel>1</Sublevel>`+refText("SalesTaxCodeRef", "Tax")+`<SalesOrPurchase><Desc>d</Desc><Price>2.50</Price>`+refText("AccountRef", "Sales")+`</SalesOrPurchase>`),
	itemText("NonInventory", listedText+`<Name>Mug</Name><FullName>Mug</FullName><ManufacturerPartNumber>M-1</ManufacturerPartNumber><SalesAndPurchase><SalesDesc>s</SalesDesc><SalesPrice>9.95</SalesPrice>`+refText("IncomeAccountRef", "Sales")+`<PurchaseDesc>p</PurchaseDesc><PurchaseCost>4.00</PurchaseCost>`+refText("ExpenseAccountRef", "Cost")+refText("PrefVendorRef", "V")+`</SalesAndPurchase>`),
	itemText("OtherCharge", listedText+`<Name>Shipping</Name><FullName>Shipping</FullName><SalesOrPurchase><PricePercent>5.0</PricePercent>`+refText("AccountRef", "Shipping Income")+`</SalesOrPurchase>`),
	itemText("Inventory", listedText+`<Name>Lamp</Name><FullName>Lamp</FullName><SalesDesc>lamp</SalesDesc><SalesPrice>30.00</SalesPrice>`+refText("IncomeAccountRef", "Sales")+refText("COGSAccountRef", "COGS")+refText("AssetAccountRef", "Inventory Asset")+`<QuantityOnHand>12.5</QuantityOnHand><AverageCost>11.12345</AverageCost><QuantityOnOrder>3</QuantityOnOrder><QuantityOnSalesOrder>2</QuantityOnSalesOrder><ExternalGUID>0</ExternalGUID>`+dataExtText),
	itemText("InventoryAssembly", listedText+`<Name>Kit</Name><FullName>Kit</FullName>`+refText("IncomeAccountRef", "Sales")+refText("COGSAccountRef", "COGS")+refText("AssetAccountRef", "Inventory Asset")+`<QuantityOnHand>1</QuantityOnHand><ItemInventoryAssemblyLine>`+refText("ItemInventoryRef", "Lamp")+`<Quantity>2</Quantity></ItemInventoryAssemblyLine>`),
	itemText("FixedAsset", listedText+`<Name>Van</Name><AcquiredAs>New</AcquiredAs>`+refText("AssetAccountRef", "Vehicles")+`<FixedAssetSalesInfo><SalesDesc>sold</SalesDesc><SalesDate>2024-01-01</SalesDate></FixedAssetSalesInfo><AssetDesc>a van</AssetDesc>`),
	itemText("Subtotal", listedText+`<Name>Subtotal</Name><ItemDesc>sub</ItemDesc>`),
	itemText("Discount", listedText+`<Name>Coupon</Name><FullName>Coupon</FullName><ItemDesc>c</ItemDesc><DiscountRatePercent>10.0</DiscountRatePercent>`+refText("AccountRef", "Discounts")),
	itemText("Payment", listedText+`<Name>Prepaid</Name>`+refText("DepositToAccountRef", "Undeposited Funds")+refText("PaymentMethodRef", "Visa")),
	itemText("SalesTax", listedText+`<Name>State Tax</Name><IsActive>true</IsActive><TaxRate>8.25</TaxRate>`+refText("TaxVendorRef", "Dept. of Revenue")),
	itemText("SalesTaxGroup", listedText+`<Name>City+State</Name>`+refText("ItemSalesTaxRef", "State Tax")+refText("ItemSalesTaxRef", "City Tax")),
	itemText("Group", listedText+`<Name>Set</Name><IsPrintItemsInGroup>true</IsPrintItemsInGroup><ItemGroupLine>`+refText("ItemRef", "Mug")+`<Quantity>2</Quantity></ItemGroupLine>`),
}

var accountRetText = `<AccountRet>` + listedText + `<Name>Checking</Name><FullName>Bank:Checking</FullName><IsActive>true</IsActive>` + refText("ParentRef", "Bank") +
	`<Sublevel>1</Sublevel><AccountType>Bank</AccountType><SpecialAccountType>UndepositedFunds</SpecialAccountType><AccountNumber>1000</AccountNumber><Desc>d</Desc>` +
	`<Balance>-10.50</Balance><TotalBalance>20.00</TotalBalance>` + refText("SalesTaxCodeRef", "Tax") + refText("CurrencyRef", "US Dollar") + dataExtText + `</AccountRet>`

const vendorRest = `<CompanyName>c</CompanyName><FirstName>f</FirstName><LastName>l</LastName>`

var journalRetText = `<JournalEntryRet>` + savedText + `<TxnDate>2024-03-15</TxnDate><RefNumber>BC0315</RefNumber><IsAdjustment>true</IsAdjustment>` + refText("CurrencyRef", "Euro") +
	`<ExchangeRate>1.08</ExchangeRate><ExternalGUID>0</ExternalGUID><JournalDebitLine><TxnLineID>1-2</TxnLineID>` + refText("AccountRef", "Clearing") +
	`<Amount>5.00</Amount><Memo>m</Memo>` + refText("EntityRef", "Ana") + refText("ClassRef", "Online") + `</JournalDebitLine><JournalCreditLine><TxnLineID>1-3</TxnLineID>` +
	refText("AccountRef", "Sales") + `<Amount>5.00</Amount></JournalCreditLine>` + dataExtText + `</JournalEntryRet>`

var depositRetText = `<DepositRet>` + savedText + `<TxnDate>2024-03-16</TxnDate>` + refText("DepositToAccountRef", "Checking") + `<Memo>Payout po_7781</Memo><DepositTotal>96.38</DepositTotal>` +
	refText("CurrencyRef", "US Dollar") + `<ExchangeRate>1</ExchangeRate><ExternalGUID>0</ExternalGUID><DepositLineRet><TxnType>ReceivePayment</TxnType><TxnID>1A-1</TxnID>` +
	`<TxnLineID>2-1</TxnLineID><PaymentTxnLineID>1A-2</PaymentTxnLineID>` + refText("EntityRef", "Ana") + refText("AccountRef", "Undeposited Funds") + `<Memo>m</Memo><CheckNumber>5</CheckNumber>` +
	refText("PaymentMethodRef", "Visa") + refText("ClassRef", "Online") + `<Amount>99.50</Amount></DepositLineRet><DepositLineRet><TxnLineID>2-2</TxnLineID>` + refText("AccountRef", "Fees") +
	`<Amount>-3.12</Amount></DepositLineRet>` + dataExtText + `</DepositRet>`

const reportText = `<ReportRet><ReportTitle>Custom Transaction Detail Report</ReportTitle><ReportSubtitle>March 2024</ReportSubtitle><ReportBasis>Accrual</ReportBasis><NumRows>4</NumRows><NumColumns>15</NumColumns>` +
	`<NumColTitleRows>1</NumColTitleRows><ColDesc colID="1" dataType="STRTYPE"><ColTitle titleRow="1"/><ColType>Blank</ColType></ColDesc><ColDesc colID="2" dataType="IDTYPE"><ColTitle titleRow="1" value="Trans ID"/><ColType>TxnID</ColType></ColDesc>` +
	`<ColDesc colID="3" dataType="STRTYPE"><ColTitle titleRow="1" value="Clr"/><ColType>ClearedStatus</ColType></ColDesc><ColDesc colID="4" dataType="AMTTYPE"><ColTitle titleRow="1" value="Amount"/><ColType>Amount</ColType></ColDesc>` +
	`<ColDesc colID="5" dataType="STRTYPE"><ColTitle titleRow="1"/><ColType>TxnType</ColType></ColDesc><ColDesc colID="6" dataType="STRTYPE"><ColTitle titleRow="1"/><ColType>TxnNumber</ColType></ColDesc>` +
	`<ColDesc colID="7" dataType="DATETYPE"><ColTitle titleRow="1"/><ColType>Date</ColType></ColDesc><ColDesc colID="8" dataType="STRTYPE"><ColTitle titleRow="1"/><ColType>RefNumber</ColType></ColDesc>` +
	`<ColDesc colID="9" dataType="STRTYPE"><ColTitle titleRow="1"/><ColType>Name</ColType></ColDesc><ColDesc colID="10" dataType="STRTYPE"><ColTitle titleRow="1"/><ColType>Account</ColType></ColDesc>` +
	`<ColDesc colID="11" dataType="STRTYPE"><ColTitle titleRow="1"/><ColType>SplitAccount</ColType></ColDesc><ColDesc colID="12" dataType="STRTYPE"><ColTitle titleRow="1"/><ColType>Memo</ColType></ColDesc>` +
	`<ColDesc colID="13" dataType="STRTYPE"><ColTitle titleRow="1"/><ColType>PaidStatus</ColType></ColDesc><ColDesc colID="14" dataType="DATETIMETYPE"><ColTitle titleRow="1"/><ColType>ModifiedTime</ColType></ColDesc>` +
	`<ColDesc colID="15" dataType="STRTYPE"><ColTitle titleRow="1"/><ColType>LastModifiedBy</ColType></ColDesc><ReportData><TextRow rowNumber="1" value="Checking"/>` +
	`<DataRow rowNumber="2"><RowData rowType="account" value="Checking"/><ColData colID="2" value="1A-1"/><ColData colID="3" value="Cleared"/><ColData colID="4" value="-1234.50"/><ColData colID="5" value="Check"/><ColData colID="6" value="4711"/>` +
	`<ColData colID="7" value="2024-03-15"/><ColData colID="8" value="1001"/><ColData colID="9" value="Ana &amp; Ben"/><ColData colID="10" value="Checking"/><ColData colID="11" value="A/R"/><ColData colID="12" value="m"/>` +
	`<ColData colID="13" value="Paid"/><ColData colID="14" value="2024-03-16T00:00:00"/><ColData colID="15" value="Admin"/></DataRow>` +
	`<DataRow rowNumber="3"><ColData colID="2" value="1A-2"/><ColData colID="4" value=""/></DataRow><TotalRow rowNumber="4"><ColData colID="4" value="-1234.50"/></TotalRow></ReportData></ReportRet>`

// rsTexts are one response of each kind of query with its Rets.
func rsTexts() map[string]string {
	return map[string]string{
		"SalesReceiptQueryRs":        salesReceiptRetText,
		"InvoiceQueryRs":             invoiceRetText,
		"ReceivePaymentQueryRs":      paymentRetText,
		"CreditMemoQueryRs":          creditMemoRetText,
		"CheckQueryRs":               checkRetText,
		"ARRefundCreditCardQueryRs":  refundRetText,
		"TxnVoidRs":                  `<TxnVoidType>Invoice</TxnVoidType><TxnID>1-1</TxnID><TimeCreated>2024-01-01T00:00:00-05:00</TimeCreated><TimeModified>2024-01-02T00:00:00-05:00</TimeModified><RefNumber>BC1</RefNumber>`,
		"TxnDelRs":                   `<TxnDelType>ReceivePayment</TxnDelType><TxnID>1-1</TxnID><TimeDeleted>2024-01-02T00:00:00-05:00</TimeDeleted><RefNumber>BC1</RefNumber>`,
		"ListDelRs":                  `<ListDelType>Customer</ListDelType><ListID>8-1</ListID><TimeDeleted>2024-01-02T00:00:00-05:00</TimeDeleted><FullName>Ana</FullName>`,
		"JournalEntryQueryRs":        journalRetText,
		"DepositQueryRs":             depositRetText,
		"InventoryAdjustmentQueryRs": adjustmentRetText,
		"InventorySiteQueryRs":       siteRetText,
		"ItemSitesQueryRs":           itemSitesRetText,
		"ItemReceiptQueryRs":         receiptRetText,
		"BuildAssemblyQueryRs":       buildRetText,
		"CustomDetailReportQueryRs":  reportText,
		"ReceivePaymentToDepositQueryRs": `<ReceivePaymentToDepositRet><TxnID>1A-1</TxnID><TxnLineID>1A-2</TxnLineID><TxnType>ReceivePayment</TxnType>` + refText("CustomerRef", "Ana") +
			`<TxnDate>2024-03-15</TxnDate><RefNumber>P1</RefNumber><Amount>99.50</Amount>` + refText("CurrencyRef", "US Dollar") + `<ExchangeRate>1</ExchangeRate></ReceivePaymentToDepositRet>`,
		"CurrencyQueryRs": `<CurrencyRet>` + listedText + `<Name>Euro</Name><IsActive>true</IsActive><CurrencyCode>EUR</CurrencyCode><CurrencyFormat><ThousandSeparator>Comma</ThousandSeparator><DecimalPlaces>2</DecimalPlaces></CurrencyFormat>` +
			`<IsUserDefinedCurrency>true</IsUserDefinedCurrency><ExchangeRate>1.08123</ExchangeRate><AsOfDate>2024-03-15</AsOfDate></CurrencyRet>`,
		"SalesOrderQueryRs": salesOrderRetText,
		"CustomerQueryRs":   customerRetText,
		"AccountQueryRs":    accountRetText,
		"VendorQueryRs": `<VendorRet>` + listedText + `<Name>Dept. of Revenue</Name><IsActive>true</IsActive><IsTaxAgency>true</IsTaxAgency>` + vendorRest + `<Email>v@example.com</Email>` +
			refText("CurrencyRef", "US Dollar") + `</VendorRet>`,
		"EmployeeQueryRs":      `<EmployeeRet>` + listedText + `<Name>Eve</Name><IsActive>true</IsActive><SSN>x</SSN></EmployeeRet>`,
		"OtherNameQueryRs":     `<OtherNameRet>` + listedText + `<Name>Otto</Name><IsActive>true</IsActive>` + vendorRest + `<Email>o@example.com</Email></OtherNameRet>`,
		"SalesTaxCodeQueryRs":  `<SalesTaxCodeRet>` + listedText + `<Name>Tax</Name><IsActive>true</IsActive><IsTaxable>true</IsTaxable><Desc>Taxable</Desc>` + refText("ItemPurchaseTaxRef", "GST in") + refText("ItemSalesTaxRef", "GST out") + `</SalesTaxCodeRet>`,
		"PaymentMethodQueryRs": `<PaymentMethodRet>` + listedText + `<Name>Visa</Name><IsActive>true</IsActive><PaymentMethodType>Visa</PaymentMethodType></PaymentMethodRet>`,
		"ShipMethodQueryRs":    `<ShipMethodRet>` + listedText + `<Name>UPS Ground</Name><IsActive>true</IsActive></ShipMethodRet>`,
		"TermsQueryRs": `<StandardTermsRet>` + listedText + `<Name>Net 30</Name><IsActive>true</IsActive><StdDueDays>30</StdDueDays><DiscountPct>2.5</DiscountPct></StandardTermsRet>` +
			`<DateDrivenTermsRet>` + listedText + `<Name>1st</Name><DayOfMonthDue>1</DayOfMonthDue></DateDrivenTermsRet>`,
		"ClassQueryRs":       `<ClassRet>` + listedText + `<Name>Web</Name><FullName>Online:Web</FullName><IsActive>true</IsActive>` + refText("ParentRef", "Online") + `<Sublevel>1</Sublevel></ClassRet>`,
		"TemplateQueryRs":    `<TemplateRet>` + listedText + `<Name>Custom</Name><IsActive>true</IsActive><TemplateType>SalesReceipt</TemplateType></TemplateRet>`,
		"ListDeletedQueryRs": `<ListDeletedRet><ListDelType>Customer</ListDelType><ListID>8-1</ListID><TimeCreated>2024-01-01T00:00:00-05:00</TimeCreated><TimeDeleted>2024-01-02T00:00:00-05:00</TimeDeleted><FullName>Ana</FullName></ListDeletedRet>`,
		"TxnDeletedQueryRs":  `<TxnDeletedRet><TxnDelType>Invoice</TxnDelType><TxnID>1-1</TxnID><TimeCreated>2024-01-01T00:00:00-05:00</TimeCreated><TimeDeleted>2024-01-02T00:00:00-05:00</TimeDeleted><RefNumber>BC1</RefNumber></TxnDeletedRet>`,
		"TransactionQueryRs": `<TransactionRet><TxnType>CreditMemo</TxnType><TxnID>1-1</TxnID><TxnLineID>1-2</TxnLineID><TimeCreated>2024-01-01T00:00:00-05:00</TimeCreated><TimeModified>2024-01-02T00:00:00-05:00</TimeModified>` +
			refText("EntityRef", "Ana") + refText("AccountRef", "A/R") + `<TxnDate>2024-01-01</TxnDate><RefNumber>BC1</RefNumber><Amount>-5.00</Amount>` + refText("CurrencyRef", "Euro") + `<ExchangeRate>1.1</ExchangeRate><AmountInHomeCurrency>-5.50</AmountInHomeCurrency><Memo>m</Memo></TransactionRet>`,
		"HostQueryRs": `<HostRet><ProductName>QuickBooks Enterprise Solutions 24.0</ProductName><MajorVersion>34</MajorVersion><MinorVersion>0</MinorVersion><Country>US</Country>` +
			`<SupportedQBXMLVersion>1.0</SupportedQBXMLVersion><SupportedQBXMLVersion>13.0</SupportedQBXMLVersion><IsAutomaticLogin>true</IsAutomaticLogin><QBFileMode>MultiUser</QBFileMode></HostRet>`,
		"CompanyQueryRs": `<CompanyRet><IsSampleCompany>true</IsSampleCompany><CompanyName>Larkspur &amp; Co.</CompanyName><LegalCompanyName>Larkspur LLC</LegalCompanyName><Address>` + addressText + `</Address>` +
			`<EIN>12-3456789</EIN><AccountantCopy><AccountantCopyExists>true</AccountantCopyExists><DividingDate>2023-12-31</DividingDate></AccountantCopy>` + dataExtText + `</CompanyRet>`,
		"PreferencesQueryRs": preferencesText,
	}
}

const preferencesText = `<PreferencesRet><AccountingPreferences><IsUsingAccountNumbers>true</IsUsingAccountNumbers><IsRequiringAccounts>true</IsRequiringAccounts>` +
	`<IsUsingClassTracking>true</IsUsingClassTracking><IsUsingAuditTrail>true</IsUsingAuditTrail><IsAssigningJournalEntryNumbers>true</IsAssigningJournalEntryNumbers>` +
	`<ClosingDate>2023-12-31</ClosingDate></AccountingPreferences><FinanceChargePreferences><AnnualInterestRate>0</AnnualInterestRate><MinFinanceCharge>0</MinFinanceCharge><GracePeriod>0</GracePeriod>` +
	`<IsAssessingForOverdueCharges>false</IsAssessingForOverdueCharges><CalculateChargesFrom>DueDate</CalculateChargesFrom><IsMarkedToBePrinted>false</IsMarkedToBePrinted></FinanceChargePreferences>` +
	`<MultiCurrencyPreferences><IsMultiCurrencyOn>true</IsMultiCurrencyOn><HomeCurrencyRef><ListID>80000001-1</ListID><FullName>US Dollar</FullName></HomeCurrencyRef></MultiCurrencyPreferences>` +
	`<MultiLocationInventoryPreferences><IsMultiLocationInventoryAvailable>true</IsMultiLocationInventoryAvailable><IsMultiLocationInventoryEnabled>true</IsMultiLocationInventoryEnabled></MultiLocationInventoryPreferences>` +
	`<PurchasesAndVendorsPreferences><IsUsingInventory>true</IsUsingInventory><DaysBillsAreDue>10</DaysBillsAreDue><IsAutomaticallyUsingDiscounts>false</IsAutomaticallyUsingDiscounts></PurchasesAndVendorsPreferences>` +
	`<SalesAndCustomersPreferences><IsTrackingReimbursedExpensesAsIncome>false</IsTrackingReimbursedExpensesAsIncome><IsAutoApplyingPayments>true</IsAutoApplyingPayments><PriceLevels><IsUsingPriceLevels>true</IsUsingPriceLevels></PriceLevels></SalesAndCustomersPreferences>` +
	`<SalesTaxPreferences><DefaultItemSalesTaxRef><FullName>State Tax</FullName></DefaultItemSalesTaxRef><PaySalesTax>Monthly</PaySalesTax><DefaultTaxableSalesTaxCodeRef><FullName>Tax</FullName></DefaultTaxableSalesTaxCodeRef>` +
	`<DefaultNonTaxableSalesTaxCodeRef><FullName>Non</FullName></DefaultNonTaxableSalesTaxCodeRef><IsUsingVendorTaxCode>true</IsUsingVendorTaxCode><IsUsingCustomerTaxCode>true</IsUsingCustomerTaxCode><IsUsingAmountsIncludeTax>true</IsUsingAmountsIncludeTax></SalesTaxPreferences><CurrentAppAccessRights><IsAutomaticLoginAllowed>true</IsAutomaticLoginAllowed>` +
	`<IsPersonalDataAccessAllowed>true</IsPersonalDataAccessAllowed></CurrentAppAccessRights><ItemsAndInventoryPreferences><EnhancedInventoryReceivingEnabled>true</EnhancedInventoryReceivingEnabled>` +
	`<IsTrackingSerialOrLotNumber>None</IsTrackingSerialOrLotNumber></ItemsAndInventoryPreferences></PreferencesRet>`
