package qbxml

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"countinghouse/internal/bound"
	"countinghouse/money"
)

func rsText(name, inner string) string {
	return fmt.Sprintf(`<%s requestID="r" statusCode="0" statusSeverity="Info" statusMessage="Status OK">%s</%s>`, name, inner, name)
}

func TestAnswersOfTheseTestsAreValidByIntuitsSchema(t *testing.T) {
	docs := map[string][]byte{"items": []byte(response(rsText("ItemQueryRs", strings.Join(itemRetTexts, ""))))}
	for name, inner := range rsTexts() {
		docs[name] = []byte(response(rsText(name, inner)))
	}
	validate(t, docs)
}

// TestEveryFieldOfARetIsRead sees to it that no field is forgotten: each is
// filled by one of the answers of these tests.
func TestEveryFieldOfARetIsRead(t *testing.T) {
	filled, types := map[string]bool{}, map[reflect.Type]bool{}
	texts := rsTexts()
	texts["ItemQueryRs"] = strings.Join(itemRetTexts, "")
	texts["HostQueryRs2"] = `<HostRet><ListMetaData><ItemMetaData><MaxCapacity>14500</MaxCapacity></ItemMetaData></ListMetaData></HostRet>`
	for name, inner := range texts {
		rs := decodeText(t, response(rsText(name, inner)))
		r := rs.Responses[0]
		if r.Err != nil || len(r.Rets) == 0 {
			t.Errorf("%s: %v, %d rets", name, r.Err, len(r.Rets))
		}
		for _, ret := range r.Rets {
			types[reflect.TypeOf(ret).Elem()] = true
			seeFilled(reflect.ValueOf(ret).Elem(), filled)
		}
	}
	for typ := range types {
		eachField(typ, func(owner reflect.Type, f reflect.StructField) {
			if !filled[owner.Name()+"."+f.Name] {
				t.Errorf("%s.%s is never filled", owner.Name(), f.Name)
			}
		})
	}
	if len(types) != 37 {
		t.Errorf("%d types of Ret were read", len(types))
	}
}

func seeFilled(v reflect.Value, filled map[string]bool) {
	switch v.Kind() {
	case reflect.Slice:
		for i := range v.Len() {
			seeFilled(v.Index(i), filled)
		}
	case reflect.Struct:
		if v.Type().PkgPath() != reflect.TypeFor[Ref]().PkgPath() {
			return
		}
		for i := range v.NumField() {
			if !v.Field(i).IsZero() {
				filled[v.Type().Name()+"."+v.Type().Field(i).Name] = true
				seeFilled(v.Field(i), filled)
			}
		}
	}
}

func oneRet[T any](t *testing.T, doc string) *T {
	t.Helper()
	r := decodeText(t, doc).Responses[0]
	if r.Err != nil || len(r.Rets) != 1 {
		t.Fatalf("error %v, %d rets", r.Err, len(r.Rets))
	}
	ret, ok := r.Rets[0].(*T)
	if !ok {
		t.Fatalf("got %T", r.Rets[0])
	}
	return ret
}

func TestSalesReceiptIsReadWithItsLines(t *testing.T) {
	v := oneRet[SalesReceiptRet](t, response(rsText("SalesReceiptAddRs", salesReceiptRetText)))
	if v.TxnID != "1A2B-1709999999" || v.EditSequence != "1709911112" || v.TxnNumber != "4711" || v.TotalAmount != 5055 ||
		v.SalesTaxTotal != 269 || v.SalesTaxPercentage.String() != "8.25" || v.TxnDate != "2024-03-09" || !v.IsPending {
		t.Errorf("%+v", v)
	}
	if v.Memo != "BigCommerce order 100482 & more" || v.BillAddress.Addr2 != "12 Rue de l'Église" {
		t.Errorf("memo %q, address %q", v.Memo, v.BillAddress.Addr2)
	}
	if len(v.Lines) != 3 {
		t.Fatalf("%d lines", len(v.Lines))
	}
	first, second, group := v.Lines[0], v.Lines[1], v.Lines[2]
	if first.Amount != 2985 || first.Quantity.String() != "3" || first.Rate.String() != "9.95" || first.ItemRef.FullName != "Mugs:MUG-BLUE-12" || first.Group {
		t.Errorf("%+v", first)
	}
	if second.Amount != -299 || second.RatePercent.String() != "-10" || !second.Quantity.IsZero() {
		t.Errorf("%+v", second)
	}
	if !group.Group || group.Amount != 2000 || group.ItemRef.FullName != "Set" || len(group.Members) != 2 || group.Members[0].Amount != 2985 {
		t.Errorf("%+v", group)
	}
}

func TestEveryKindOfItemIsReadFlat(t *testing.T) {
	rs := decodeText(t, response(rsText("ItemQueryRs", strings.Join(itemRetTexts, ""))))
	got := map[string]*ItemRet{}
	for _, ret := range rs.Responses[0].Rets {
		i := ret.(*ItemRet)
		got[i.Kind] = i
	}
	if len(got) != 12 {
		t.Fatalf("%d kinds", len(got))
	}
	ref := func(name string) Ref { return Ref{"80000001-1", name} }
	for _, tt := range []struct {
		kind, full    string
		income, other Ref
		members       int
	}{
		{"Service", "Extras:Wrap", ref("Sales"), Ref{}, 0},
		{"NonInventory", "Mug", ref("Sales"), got["NonInventory"].ExpenseAccount, 0},
		{"OtherCharge", "Shipping", ref("Shipping Income"), Ref{}, 0},
		{"Inventory", "Lamp", ref("Sales"), got["Inventory"].COGSAccount, 0},
		{"InventoryAssembly", "Kit", ref("Sales"), got["InventoryAssembly"].AssetAccount, 1},
		{"FixedAsset", "Van", Ref{}, got["FixedAsset"].AssetAccount, 0},
		{"Subtotal", "Subtotal", Ref{}, Ref{}, 0},
		{"Discount", "Coupon", ref("Discounts"), Ref{}, 0},
		{"Payment", "Prepaid", ref("Undeposited Funds"), Ref{}, 0},
		{"SalesTax", "State Tax", Ref{}, got["SalesTax"].TaxVendor, 0},
		{"SalesTaxGroup", "City+State", Ref{}, Ref{}, 2},
		{"Group", "Set", Ref{}, Ref{}, 1},
	} {
		i := got[tt.kind]
		if i == nil || i.FullName != tt.full || i.IncomeAccount != tt.income || len(i.Members) != tt.members {
			t.Errorf("%s: %+v", tt.kind, i)
		}
		hasOther := map[string]bool{"NonInventory": true, "Inventory": true, "InventoryAssembly": true, "FixedAsset": true, "SalesTax": true}
		if hasOther[tt.kind] == tt.other.IsZero() {
			t.Errorf("%s: second reference %v", tt.kind, tt.other)
		}
	}
	if s := got["Service"]; s.IsActive || s.ParentRef.FullName != "Extras" || s.Price.String() != "2.5" || s.Desc != "d" {
		t.Errorf("%+v", s)
	}
	if i := got["Inventory"]; !i.IsActive || i.QuantityOnHand.String() != "12.5" || i.AverageCost.String() != "11.12345" {
		t.Errorf("%+v", i)
	}
	if tax := got["SalesTax"]; tax.TaxRate.String() != "8.25" || tax.TaxVendor.FullName != "Dept. of Revenue" {
		t.Errorf("%+v", tax)
	}
	if van := got["FixedAsset"]; van.Desc != "a van" {
		t.Errorf("what was sold with it is not its description: %q", van.Desc)
	}
}

func TestStatusAndIteratorAreRead(t *testing.T) {
	rs := decodeText(t, `<?xml version="1.0" encoding="windows-1252"?>
<QBXML>
<QBXMLMsgsRs newMessageSetID='bc1-1' messageSetStatusCode="600">
<ItemQueryRs requestID="items-1" statusCode="0" statusSeverity="Info" statusMessage="Status OK" retCount="0" iteratorRemainingCount="1234" iteratorID="{84ff}"/>
<CustomerQueryRs requestID="q&quot;2" statusCode="1" statusSeverity="Info" statusMessage="A &lt;query&gt; did not find &#233;"  ></CustomerQueryRs>
<SalesReceiptAddRs requestID="s" statusCode="0" statusSeverity="Info"><ErrorRecovery><TxnID>1A-1</TxnID><TxnNumber>7</TxnNumber><EditSequence>5</EditSequence><ExternalGUID>0</ExternalGUID></ErrorRecovery></SalesReceiptAddRs>
<CustomerAddRs requestID="c" statusCode="0" statusSeverity="Info"><ErrorRecovery><ListID>8-1</ListID><OwnerID>0</OwnerID><Other/></ErrorRecovery></CustomerAddRs>
</QBXMLMsgsRs>
</QBXML>
<!-- the end -->`)
	want := &ResponseSet{NewMessageSetID: "bc1-1", MessageSetStatus: 600, HasStatus: true, Responses: []Response{
		{Name: "ItemQueryRs", RequestID: "items-1", Severity: "Info", Message: "Status OK", IteratorID: "{84ff}", IteratorRemaining: 1234, HasIterator: true},
		{Name: "CustomerQueryRs", RequestID: `q"2`, StatusCode: 1, Severity: "Info", Message: "A <query> did not find é"},
		{Name: "SalesReceiptAddRs", RequestID: "s", Severity: "Info", Recovery: &ErrorRecovery{TxnID: "1A-1", TxnNumber: "7", EditSequence: "5", ExternalGUID: "0"}},
		{Name: "CustomerAddRs", RequestID: "c", Severity: "Info", Recovery: &ErrorRecovery{ListID: "8-1", OwnerID: "0"}},
	}}
	if diff := cmp.Diff(want, rs); diff != "" {
		t.Error(diff)
	}
}

func TestUnknownAndUnorderedElementsArePassedOver(t *testing.T) {
	v := oneRet[CustomerRet](t, response(rsText("CustomerQueryRs", `<NewThing><Name>no</Name><Deep><Deeper/></Deep></NewThing><CustomerRet><Email>a@b.c</Email>`+
		`<Unknown><Name>not the name</Name></Unknown><!-- a remark --><Name>Ana <![CDATA[& <Ben>]]> x<!-- y --> z<b>not</b></Name><ListID>1</ListID><?pi?></CustomerRet>`)))
	if v.Name != "Ana & <Ben> x z" || v.Email != "a@b.c" || v.ListID != "1" || !v.IsActive {
		t.Errorf("%+v", v)
	}
}

func TestOneValueThatIsNoneDoesNotLoseTheOthers(t *testing.T) {
	good := `<SalesReceiptRet><TxnID>%s</TxnID><TotalAmount>1.00</TotalAmount></SalesReceiptRet>`
	for name, tt := range map[string]struct{ bad, want string }{
		"amount":       {`<TotalAmount>12.3x</TotalAmount>`, `in SalesReceiptRet: TotalAmount is "12.3x", which is not an amount`},
		"cents":        {`<TotalAmount>12.345</TotalAmount>`, `TotalAmount is "12.345", which is not an amount`},
		"thousands":    {`<Subtotal>1,234.50</Subtotal>`, `Subtotal is "1,234.50"`},
		"exponent":     {`<Subtotal>1e5</Subtotal>`, `Subtotal is "1e5"`},
		"huge":         {`<Subtotal>99999999999999999999</Subtotal>`, `Subtotal is`},
		"line":         {`<SalesReceiptLineRet><Quantity>many</Quantity></SalesReceiptLineRet>`, `Quantity is "many", which is not a number`},
		"percent":      {`<SalesTaxPercentage>%</SalesTaxPercentage>`, `SalesTaxPercentage is "%"`},
		"bool":         {`<IsPending>perhaps</IsPending>`, `IsPending is "perhaps", which is not true or false`},
		"two problems": {`<IsPending>first</IsPending><TotalAmount>second</TotalAmount>`, `IsPending is "first"`},
	} {
		t.Run(name, func(t *testing.T) {
			text := rsText("SalesReceiptQueryRs", fmt.Sprintf(good, "a")+`<SalesReceiptRet><TxnID>bad</TxnID>`+tt.bad+`</SalesReceiptRet>`+fmt.Sprintf(good, "b"))
			rs := decodeText(t, response(text+rsText("SalesReceiptAddRs", fmt.Sprintf(good, "c"))))
			r := rs.Responses[0]
			if r.Err == nil || !strings.Contains(r.Err.Error(), tt.want) {
				t.Errorf("error is %v", r.Err)
			}
			if len(r.Rets) != 2 || r.Rets[0].(*SalesReceiptRet).TxnID != "a" || r.Rets[1].(*SalesReceiptRet).TxnID != "b" {
				t.Errorf("%d rets", len(r.Rets))
			}
			if next := rs.Responses[1]; next.Err != nil || len(next.Rets) != 1 {
				t.Errorf("the next response: %v", next.Err)
			}
		})
	}
}

func TestStatusThatIsNoneIsAnErrorOfItsResponse(t *testing.T) {
	for name, attrs := range map[string]string{
		"missing":  ``,
		"text":     `statusCode="ok"`,
		"iterator": `statusCode="0" iteratorRemainingCount="many"`,
	} {
		r := decodeText(t, response(`<CustomerQueryRs requestID="1" `+attrs+`/>`)).Responses[0]
		if r.Err == nil || r.HasIterator || name != "iterator" && r.StatusCode != -1 {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

func TestAmountsAreReadInEveryFormOfQuickBooks(t *testing.T) {
	for text, want := range map[string]money.Amount{
		"12.30": 1230, "12": 1200, "-12.3": -1230, "0.00": 0, "": 0, " 5.00 ": 500, "+1.00": 100, "12.300": 1230, "9999999999999.99": 999999999999999,
	} {
		v := oneRet[SalesReceiptRet](t, response(rsText("SalesReceiptQueryRs", `<SalesReceiptRet><TotalAmount>`+text+`</TotalAmount></SalesReceiptRet>`)))
		if v.TotalAmount != want {
			t.Errorf("%q is read as %s", text, v.TotalAmount)
		}
	}
}

func TestWhatQuickBooksNeverSendsIsRefused(t *testing.T) {
	deep := strings.Repeat("<a>", 70) + strings.Repeat("</a>", 70)
	for name, doc := range map[string]string{
		"empty":               "",
		"spaces":              " \n ",
		"text":                "not XML at all",
		"html":                "<html><body>Not found</body></html>",
		"a request":           `<QBXML><QBXMLMsgsRq onError="stopOnError"/></QBXML>`,
		"another root":        `<X><QBXMLMsgsRs/></X>`,
		"cut off":             response(rsText("SalesReceiptQueryRs", salesReceiptRetText))[:900],
		"cut in a tag":        `<QBXML><QBXMLMsgsRs`,
		"cut in an attribute": `<QBXML><QBXMLMsgsRs newMessageSetID="a`,
		"crossed tags":        `<QBXML><QBXMLMsgsRs><A statusCode="0"><b></A></b></QBXMLMsgsRs></QBXML>`,
		"broken tag":          `<QBXML><QBXMLMsgsRs><HostQueryRs statusCode="0"><HostRet><Country>US<Country></HostRet></HostQueryRs></QBXMLMsgsRs></QBXML>`,
		"DTD":                 `<!DOCTYPE QBXML SYSTEM "http://example.com/x.dtd">` + response(""),
		"DTD inside":          `<QBXML><!DOCTYPE x><QBXMLMsgsRs/></QBXML>`,
		"entity":              response(rsText("CustomerQueryRs", `<CustomerRet><Name>&secret;</Name></CustomerRet>`)),
		"lone ampersand":      response(rsText("CustomerQueryRs", `<CustomerRet><Name>A & B</Name></CustomerRet>`)),
		"bad reference":       response(rsText("CustomerQueryRs", `<CustomerRet><Name>&#x;</Name></CustomerRet>`)),
		"signed reference":    response(rsText("CustomerQueryRs", `<CustomerRet><Name>&#+65;</Name></CustomerRet>`)),
		"second root":         response("") + response(""),
		"text after":          response("") + "x",
		"CDATA after":         response("") + "<![CDATA[x]]>",
		"text before":         "x" + response(""),
		"too deep":            response(deep),
		"too deep in text":    response(rsText("CustomerQueryRs", `<CustomerRet><Name>x`+deep+`</Name></CustomerRet>`)),
		"unquoted":            `<QBXML><QBXMLMsgsRs a=b/></QBXML>`,
		"no value":            `<QBXML><QBXMLMsgsRs a/></QBXML>`,
		"glued attributes":    `<QBXML><QBXMLMsgsRs a="1"b="2"/></QBXML>`,
		"tag in attribute":    `<QBXML><QBXMLMsgsRs a="<b>"/></QBXML>`,
		"bad name":            `<QBXML><QBXMLMsgsRs><1a/></QBXMLMsgsRs></QBXML>`,
		"open comment":        `<QBXML><QBXMLMsgsRs><!-- </QBXMLMsgsRs></QBXML>`,
		"set status":          `<QBXML><QBXMLMsgsRs messageSetStatusCode="bad"/></QBXML>`,
	} {
		rs, err := Decode(strings.NewReader(doc))
		if err == nil || rs != nil {
			t.Errorf("%s: was read as %+v", name, rs)
			continue
		}
		if !errors.Is(err, ErrMalformed) && !errors.Is(err, ErrNoResponse) {
			t.Errorf("%s: %v is neither", name, err)
		}
	}
}

func TestADocumentWithoutAnEndIsRefusedByItsLength(t *testing.T) {
	if _, err := Decode(&endless{}); !errors.Is(err, ErrTooLong) {
		t.Error(err)
	}
}

type endless struct{}

func (*endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

func TestAReaderThatFailsIsTold(t *testing.T) {
	cause := errors.New("the line was cut")
	if _, err := Decode(failing{cause}); !errors.Is(err, cause) {
		t.Error(err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestCharactersThatXMLDoesNotAllowDoNotLoseAnAnswer(t *testing.T) {
	doc := "\uFEFF" + response(rsText("CustomerQueryRs", "<CustomerRet><Name>a\x01b&#x1F;c\xffd</Name><Email>x&#128512;</Email></CustomerRet>"))
	v := oneRet[CustomerRet](t, doc)
	if v.Name != "a\uFFFDb\uFFFDc\uFFFDd" || v.Email != "x😀" {
		t.Errorf("%q %q", v.Name, v.Email)
	}
}

func TestLenientReadingGivesWhatWasWhole(t *testing.T) {
	text := response(rsText("HostQueryRs", `<HostRet><Country>US</Country></HostRet>`) + rsText("CompanyQueryRs", `<CompanyRet><CompanyName>L<CompanyName></CompanyRet>`))
	rs, err := DecodeLenient(strings.NewReader(text))
	if err == nil || len(rs.Responses) != 1 || rs.Responses[0].Rets[0].(*HostRet).Country != "US" {
		t.Errorf("%v %+v", err, rs)
	}
	if rs, err := DecodeLenient(strings.NewReader("")); err == nil || rs == nil {
		t.Errorf("%v %+v", err, rs)
	}
}

func TestHostCompanyAndPreferencesAreReadFromTheFirstCall(t *testing.T) {
	rs := decodeText(t, response(rsText("HostQueryRs", rsTexts()["HostQueryRs"])+rsText("CompanyQueryRs", rsTexts()["CompanyQueryRs"])+rsText("PreferencesQueryRs", preferencesText)))
	host := rs.Responses[0].Rets[0].(*HostRet)
	company := rs.Responses[1].Rets[0].(*CompanyRet)
	prefs := rs.Responses[2].Rets[0].(*PreferencesRet)
	if len(ParseVersions(host.SupportedQBXMLVersion)) != 2 || host.QBFileMode != "MultiUser" {
		t.Errorf("%+v", host)
	}
	if company.CompanyName != "Larkspur & Co." || len(company.DataExt) != 1 || company.DataExt[0].DataExtValue != "51207" || company.DividingDate != "2023-12-31" {
		t.Errorf("%+v", company)
	}
	if !prefs.SalesTax || prefs.ClosingDate != "2023-12-31" || prefs.HomeCurrency != "USD" || prefs.DefaultNonTaxableCode.FullName != "Non" || !prefs.PriceLevels {
		t.Errorf("%+v", prefs)
	}
	off := oneRet[PreferencesRet](t, response(rsText("PreferencesQueryRs", `<PreferencesRet><AccountingPreferences/></PreferencesRet>`)))
	if off.SalesTax || off.ClosingDate != "" {
		t.Errorf("sales tax is off when its preferences are not there: %+v", off)
	}
}

func FuzzDecode(f *testing.F) {
	// Short ones: the fuzzer spends its time on making long ones shorter.
	f.Add(`<QBXML><QBXMLMsgsRs><SalesReceiptAddRs statusCode="0"><SalesReceiptRet><TxnID>1</TxnID><TotalAmount>1.5</TotalAmount></SalesReceiptRet></SalesReceiptAddRs></QBXMLMsgsRs></QBXML>`)
	f.Add(`<QBXML><QBXMLMsgsRs><ItemQueryRs><ItemServiceRet><Name>&amp;&#65;</Name></ItemServiceRet></ItemQueryRs></QBXMLMsgsRs></QBXML>`)
	f.Add(`<QBXML><QBXMLMsgsRs><CreditMemoAddRs statusCode="0"><CreditMemoRet><TxnID>1</TxnID><CreditRemaining>1.5</CreditRemaining><LinkedTxn><Amount>1</Amount></LinkedTxn><CreditMemoLineRet><TxnLineID>2</TxnLineID></CreditMemoLineRet></CreditMemoRet></CreditMemoAddRs></QBXMLMsgsRs></QBXML>`)
	f.Add(`<QBXML><QBXMLMsgsRs><ARRefundCreditCardAddRs statusCode="0"><ARRefundCreditCardRet><RefundAppliedToTxnRet><RefundAmount>1</RefundAmount></RefundAppliedToTxnRet></ARRefundCreditCardRet></ARRefundCreditCardAddRs></QBXMLMsgsRs></QBXML>`)
	f.Add(`<QBXML><QBXMLMsgsRs><CheckQueryRs statusCode="0"><CheckRet><Amount>1</Amount><ExpenseLineRet><Amount>1</Amount></ExpenseLineRet></CheckRet></CheckQueryRs></QBXMLMsgsRs></QBXML>`)
	f.Add(`<QBXML><QBXMLMsgsRs><SalesOrderModRs statusCode="0"><SalesOrderRet><IsFullyInvoiced>true</IsFullyInvoiced><SalesOrderLineRet><Invoiced>1.5</Invoiced></SalesOrderLineRet></SalesOrderRet></SalesOrderModRs></QBXMLMsgsRs></QBXML>`)
	f.Add(`<QBXML><QBXMLMsgsRs><TxnVoidRs statusCode="0"><TxnVoidType>Invoice</TxnVoidType><TxnID>1</TxnID></TxnVoidRs></QBXMLMsgsRs></QBXML>`)
	f.Add(`<QBXML><QBXMLMsgsRs><TxnDelRs statusCode="0"><TxnDelType>Invoice</TxnDelType><TxnID>1</TxnID></TxnDelRs></QBXMLMsgsRs></QBXML>`)
	f.Add(`<QBXML><QBXMLMsgsRs><ListDelRs statusCode="0"><ListDelType>Customer</ListDelType><ListID>1</ListID></ListDelRs></QBXMLMsgsRs></QBXML>`)
	f.Add(`<QBXML><QBXMLMsgsRs><JournalEntryQueryRs statusCode="0"><JournalEntryRet><JournalDebitLine><Amount>1</Amount></JournalDebitLine><JournalCreditLine/></JournalEntryRet></JournalEntryQueryRs></QBXMLMsgsRs></QBXML>`)
	f.Add(`<QBXML><QBXMLMsgsRs><DepositQueryRs statusCode="0"><DepositRet><DepositTotal>1</DepositTotal><DepositLineRet><Amount>1</Amount></DepositLineRet></DepositRet></DepositQueryRs></QBXMLMsgsRs></QBXML>`)
	f.Add(`<QBXML><QBXMLMsgsRs><ReceivePaymentToDepositQueryRs statusCode="0"><ReceivePaymentToDepositRet><Amount>1</Amount></ReceivePaymentToDepositRet></ReceivePaymentToDepositQueryRs></QBXMLMsgsRs></QBXML>`)
	f.Add(`<QBXML><QBXMLMsgsRs><CurrencyQueryRs statusCode="0"><CurrencyRet><CurrencyFormat><DecimalPlaces>2</DecimalPlaces></CurrencyFormat></CurrencyRet></CurrencyQueryRs></QBXMLMsgsRs></QBXML>`)
	f.Add(`<QBXML><QBXMLMsgsRs><CustomDetailReportQueryRs statusCode="0"><ReportRet><NumRows>1</NumRows><ColDesc colID="2"><ColType>Amount</ColType></ColDesc><ReportData><DataRow><ColData colID="2" value="1.5"/></DataRow></ReportData></ReportRet></CustomDetailReportQueryRs></QBXMLMsgsRs></QBXML>`)
	f.Add(`<QBXML><QBXMLMsgsRs newMessageSetID='a' messageSetStatusCode="0"><X statusCode="0"><![CDATA[]]><a/></X></QBXMLMsgsRs></QBXML>`)
	f.Fuzz(func(t *testing.T, doc string) {
		var rs *ResponseSet
		var err error
		bound.Check(t, len(doc), func() { rs, err = Decode(strings.NewReader(doc)) })
		if (err == nil) == (rs == nil) {
			t.Fatalf("%v and %v", rs, err)
		}
		if err != nil {
			return
		}
		for _, r := range rs.Responses {
			if !strings.Contains(doc, "<"+r.Name) {
				t.Errorf("%q is not in the document", r.Name)
			}
			Advise(r)
			for _, ret := range r.Rets {
				if report, ok := ret.(*ReportRet); ok && len(report.ClearedTxns()) > len(report.Rows) {
					t.Error("more documents are cleared than there are rows")
				}
			}
		}
	})
}
