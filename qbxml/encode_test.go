package qbxml

import (
	"errors"
	"strings"
	"testing"

	"countinghouse/day"
	"countinghouse/money"
)

func TestDocumentsLookAsAgreed(t *testing.T) {
	sets := map[string]MessageSet{
		"salesreceipt": {Version: Written(), NewID: "bc1-sr-100482-1", OnError: StopOnError, Requests: []Request{{ID: "sr-100482", Body: salesReceiptFull()}}},
		"invoice":      {Version: Written(), NewID: "bc1-inv-100501-1", OnError: StopOnError, Requests: []Request{{ID: "inv-100501", Body: invoiceFull()}}},
		"payment":      {Version: Written(), OnError: StopOnError, Requests: []Request{{ID: "pmt-100501", Body: paymentFull()}}},
		"customer":     {Version: Written(), OnError: StopOnError, Requests: []Request{{ID: "cust-51207", Body: customerFull()}}},
		"creditmemo":   {Version: Written(), NewID: "bc1-cm-100501-1", OnError: StopOnError, Requests: []Request{{ID: "cm-100501", Body: creditMemoFull()}}},
		"salesorder":   {Version: Written(), NewID: "bc1-so-100501-1", OnError: StopOnError, Requests: []Request{{ID: "so-100501", Body: salesOrderFull()}}},
		"edit":         {Version: Written(), NewID: "bc1-mod-100501-1", OnError: StopOnError, Requests: []Request{{ID: "mod-100501", Body: invoiceModFull()}}},
		"australia":    {Version: Written(), Country: CountryAU, OnError: StopOnError, Requests: []Request{{ID: "au", Body: foreignRequests()[2]}}},
		"undo": {Version: Written(), OnError: StopOnError, Requests: []Request{
			{ID: "void", Body: &TxnVoidRq{TxnVoidType: "Invoice", TxnID: "1A2B-1709999999"}},
			{ID: "delete", Body: &TxnDelRq{TxnDelType: "ReceivePayment", TxnID: "1A2C-1709999999"}},
			{ID: "customer", Body: &ListDelRq{ListDelType: "Customer", ListID: "80000A1C-1704067200"}},
			{ID: "clear", Body: &InvoiceModRq{InvoiceMod: InvoiceMod{TxnID: "1A2B-1709999999", EditSequence: "1709911112", Clear: []string{"Memo", "BillAddress/Addr2"}}}},
		}},
		"iterator": {Version: Version{Major: 12}, OnError: ContinueOnError, Requests: []Request{
			{ID: "items-2", Body: &ItemQueryRq{Iterator: IteratorContinue, IteratorID: "{84ff5521-205d-46b6-9d44-7b6b9acb7165}", MaxReturned: 200, ActiveStatus: AllEntries, FromModifiedDate: "2024-03-01T00:00:00", OwnerID: []string{"0"}}},
		}},
		"probe": {Version: Written(), OnError: ContinueOnError, Requests: []Request{
			{ID: "probe-sr", Body: &SalesReceiptQueryRq{RefNumberCaseSensitive: []string{"BC100482", "BC100483"}, IncludeRetElement: []string{"TxnID", "TotalAmount"}}},
			{ID: "probe-any", Body: &TransactionQueryRq{RefNumber: []string{"BC100482"}, TxnTypeFilter: []string{"SalesReceipt", "Invoice", "CreditMemo"}}},
		}},
		"status": {Version: Written(), NewID: "bc1-sr-100482-1", OldID: "bc1-sr-100482-1", OnError: StopOnError},
	}
	for name, set := range sets {
		t.Run(name, func(t *testing.T) {
			doc := mustEncode(t, set)
			golden(t, name, doc)
			if again := mustEncode(t, set); string(again) != string(doc) {
				t.Error("the same set gave other bytes: QuickBooks would answer 9001")
			}
		})
	}
}

// broken is a valid sales receipt with one thing changed.
func broken(change func(*SalesReceiptAdd)) any {
	r := salesReceiptMinimal()
	change(&r.SalesReceiptAdd)
	return r
}

func TestEncodeRefusesWhatQuickBooksCouldNotRead(t *testing.T) {
	long := strings.Repeat("x", 5000)
	tests := []struct {
		name    string
		body    any
		field   string
		problem string
	}{
		{"memo too long", broken(func(s *SalesReceiptAdd) { s.Memo = long }), "SalesReceiptAdd/Memo", "has 5000 characters, QuickBooks takes at most 4095"},
		{"ref number too long", broken(func(s *SalesReceiptAdd) { s.RefNumber = "BC1000000001" }), "SalesReceiptAdd/RefNumber", "has 12 characters, QuickBooks takes at most 11"},
		{"ref number missing", broken(func(s *SalesReceiptAdd) { s.RefNumber = "" }), "SalesReceiptAdd/RefNumber", "is missing"},
		{"day missing", broken(func(s *SalesReceiptAdd) { s.TxnDate = day.Day{} }), "SalesReceiptAdd/TxnDate", "is missing"},
		{"day too late", broken(func(s *SalesReceiptAdd) { s.TxnDate = day.MustParse("2038-01-20") }), "SalesReceiptAdd/TxnDate", "is 2038-01-20, QuickBooks takes days from 1970-01-01 to 2038-01-19"},
		{"day too early", broken(func(s *SalesReceiptAdd) { s.ShipDate = day.New(1969, 12, 30) }), "SalesReceiptAdd/ShipDate", "QuickBooks takes days"},
		{"no lines", broken(func(s *SalesReceiptAdd) { s.Lines = nil }), "SalesReceiptAdd/SalesReceiptLineAdd", "at least one line"},
		{"empty line", broken(func(s *SalesReceiptAdd) { s.Lines = append(s.Lines, TxnLineAdd{}) }), "SalesReceiptAdd/SalesReceiptLineAdd[2]", "is empty"},
		{"address line too long", broken(func(s *SalesReceiptAdd) { s.BillAddress.Addr1 = long[:42] }), "SalesReceiptAdd/BillAddress/Addr1", "has 42 characters"},
		{"emoji", broken(func(s *SalesReceiptAdd) { s.Lines[0].Desc = "Mug 😀" }), "SalesReceiptAdd/SalesReceiptLineAdd[1]/Desc", "contains a character that QuickBooks cannot hold: '😀'"},
		{"control character", broken(func(s *SalesReceiptAdd) { s.Memo = "a\x01" }), "SalesReceiptAdd/Memo", "cannot hold"},
		{"bytes", broken(func(s *SalesReceiptAdd) { s.Memo = "a\xff" }), "SalesReceiptAdd/Memo", "is not valid text"},
		{"carriage return", broken(func(s *SalesReceiptAdd) { s.Memo = "a\r\n" }), "SalesReceiptAdd/Memo", "cannot hold"},
		{"too many decimals", broken(func(s *SalesReceiptAdd) { s.Lines[0].Quantity = decimalOf("0.333333") }), "SalesReceiptAdd/SalesReceiptLineAdd[1]/Quantity", "at most 5 decimals"},
		{"too many digits", broken(func(s *SalesReceiptAdd) { s.Lines[0].Rate = decimalOf("12345678901") }), "SalesReceiptAdd/SalesReceiptLineAdd[1]/Rate", "at most 10 digits"},
		{"inexact", broken(func(s *SalesReceiptAdd) { s.Lines[0].Rate = new(decimalOf("1").Div(money.Int(0), 2, money.Down)) }), "SalesReceiptAdd/SalesReceiptLineAdd[1]/Rate", "is not an exact number"},
		{"amount too large", broken(func(s *SalesReceiptAdd) { s.Lines[0].Amount = new(money.MaxAmount + 1) }), "SalesReceiptAdd/SalesReceiptLineAdd[1]/Amount", "more than 13 digits"},
		{"two prices", broken(func(s *SalesReceiptAdd) {
			s.Lines[0].Rate, s.Lines[0].RatePercent = decimalOf("1"), decimalOf("1")
		}), "SalesReceiptAdd/SalesReceiptLineAdd[1]", "has 2 of Rate, RatePercent and PriceLevelRef"},
		{"group with fields", broken(func(s *SalesReceiptAdd) {
			s.Lines[0].Group = &TxnLineGroupAdd{ItemGroupRef: id(1)}
		}), "SalesReceiptAdd/SalesReceiptLineGroupAdd[1]", "sets fields of a plain line"},
		{"ship method too long", broken(func(s *SalesReceiptAdd) { s.ShipMethodRef = named("UPS Ground Saver") }), "SalesReceiptAdd/ShipMethodRef/FullName", "at most 15"},
		{"ListID too long", broken(func(s *SalesReceiptAdd) { s.CustomerRef.ListID = long[:37] }), "SalesReceiptAdd/CustomerRef/ListID", "at most 36"},
		{"GUID without braces", broken(func(s *SalesReceiptAdd) { s.ExternalGUID = testGUID[1:37] }), "SalesReceiptAdd/ExternalGUID", "not a GUID in braces"},
		{"exchange rate of zero", broken(func(s *SalesReceiptAdd) { s.ExchangeRate = decimalOf("0") }), "SalesReceiptAdd/ExchangeRate", "above zero"},
		{"custom field without value", broken(func(s *SalesReceiptAdd) { s.Lines[0].DataExt = []DataExt{{OwnerID: "0", DataExtName: "x"}} }), "SalesReceiptAdd/SalesReceiptLineAdd[1]/DataExt[1]", "needs OwnerID"},
		{"colon in a name", &CustomerAddRq{CustomerAdd: CustomerAdd{Name: "Ana:Ortiz"}}, "CustomerAdd/Name", "contains a colon"},
		{"line break in a name", &CustomerAddRq{CustomerAdd: CustomerAdd{Name: "Ana\nOrtiz"}}, "CustomerAdd/Name", "contains a tab or a line break"},
		{"spaces around a name", &CustomerAddRq{CustomerAdd: CustomerAdd{Name: " Ana"}}, "CustomerAdd/Name", "begins or ends with a space"},
		{"name missing", &CustomerAddRq{}, "CustomerAdd/Name", "is missing"},
		{"item without accounts", &ItemServiceAddRq{ItemServiceAdd: ItemServiceAdd{Name: "x"}}, "ItemServiceAdd", "exactly one of SalesOrPurchase and SalesAndPurchase"},
		{"invoice without customer", &InvoiceAddRq{InvoiceAdd: InvoiceAdd{TxnDate: day.MustParse("2024-01-01"), RefNumber: "1", Lines: []TxnLineAdd{{Desc: "x"}}}}, "InvoiceAdd/CustomerRef", "is missing"},
		{"payment of nothing", &ReceivePaymentAddRq{ReceivePaymentAdd: ReceivePaymentAdd{CustomerRef: id(1), TxnDate: day.MustParse("2024-01-01"), RefNumber: "1", TotalAmount: amountOf("1")}}, "ReceivePaymentAdd", "exactly one of IsAutoApply and AppliedToTxnAdd"},
		{"payment of more than it is", &ReceivePaymentAddRq{ReceivePaymentAdd: ReceivePaymentAdd{CustomerRef: id(1), TxnDate: day.MustParse("2024-01-01"), RefNumber: "1", TotalAmount: amountOf("1"), AppliedToTxnAdd: []AppliedToTxnAdd{{TxnID: "a", PaymentAmount: amountOf("0.60")}, {TxnID: "b", PaymentAmount: amountOf("0.41")}}}}, "ReceivePaymentAdd/AppliedToTxnAdd", "applies 1.01, but the payment is 1.00"},
		{"two choices of a query", &CustomerQueryRq{ListID: []string{"1"}, ActiveStatus: AllEntries}, "", "has 2 of ListID, FullName and the filters"},
		{"unknown status", &CustomerQueryRq{ActiveStatus: "all"}, "ActiveStatus", "not one of ActiveOnly"},
		{"time of another form", &CustomerQueryRq{FromModifiedDate: "2024-01-01 10:00"}, "FromModifiedDate", "not a time like"},
		{"time in UTC", &CustomerQueryRq{FromModifiedDate: "2024-01-01T10:00:00Z"}, "FromModifiedDate", "not a time like"},
		{"iterator without page", &ItemQueryRq{Iterator: IteratorStart}, "MaxReturned", "an iterator needs the size of a page"},
		{"iterator of names", &ItemQueryRq{Iterator: IteratorStop, IteratorID: "1", FullName: []string{"x"}}, "iterator", "cannot be used with IDs"},
		{"iterator goes on without ID", &ItemQueryRq{Iterator: IteratorContinue, MaxReturned: 1}, "iteratorID", "is missing"},
		{"negative page", &ItemQueryRq{MaxReturned: -1}, "MaxReturned", "at least 1"},
		{"empty number", &SalesReceiptQueryRq{RefNumberCaseSensitive: []string{""}}, "RefNumberCaseSensitive", "is empty"},
		{"long number in a query", &SalesReceiptQueryRq{RefNumber: []string{"123456789012"}}, "RefNumber", "at most 11"},
		{"no kind", &ListDeletedQueryRq{}, "ListDelType", "is missing"},
		{"unknown kind", &TxnDeletedQueryRq{TxnDelType: []string{"Order"}}, "TxnDelType", "not a known kind"},
		{"owner", &CompanyQueryRq{OwnerID: []string{"mine"}}, "OwnerID", "not a GUID"},
		{"no body", nil, "", "not a message of qbXML"},
		{"nil body", (*CustomerQueryRq)(nil), "", "not a message of qbXML"},
		{"foreign body", "text", "", "is string, not a message of qbXML"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { checkRefused(t, tt.body, tt.field, tt.problem) })
	}
}

func checkRefused(t *testing.T, body any, field, problem string) {
	t.Helper()
	good := Request{ID: "good", Body: salesReceiptMinimal()}
	doc, err := MessageSet{Version: Written(), OnError: StopOnError, Requests: []Request{good, {ID: "bad", Body: body}}}.Encode()
	var bad *EncodeError
	if !errors.As(err, &bad) || doc != nil {
		t.Fatalf("got %v and %d bytes", err, len(doc))
	}
	if len(bad.Fields) != 1 {
		t.Fatalf("want one problem, got %v", err)
	}
	f := bad.Fields[0]
	if f.RequestID != "bad" || f.Field != field || !strings.Contains(f.Problem, problem) {
		t.Errorf("got %q %q %q", f.RequestID, f.Field, f.Problem)
	}
	if !strings.Contains(err.Error(), `"bad"`) || !strings.Contains(err.Error(), problem) {
		t.Errorf("the text does not tell: %v", err)
	}
}

func TestEncodeTellsAllProblemsAtOnce(t *testing.T) {
	r := salesReceiptMinimal()
	r.SalesReceiptAdd.RefNumber = "123456789012"
	r.SalesReceiptAdd.BillAddress.City = strings.Repeat("c", 32)
	r.SalesReceiptAdd.Lines[0].Desc = "漢"
	_, err := MessageSet{Version: Version{Major: 14}, NewID: strings.Repeat("n", 24), OldID: "with space", Requests: []Request{
		{ID: "", Body: r}, {ID: strings.Repeat("i", 51), Body: &CustomerAddRq{}}, {ID: "x", Body: &HostQueryRq{}}, {ID: "x", Body: &HostQueryRq{}},
	}}.Encode()
	var bad *EncodeError
	if !errors.As(err, &bad) {
		t.Fatal(err)
	}
	for _, want := range []string{
		"version is 14.0", "onError is", "newMessageSetID has 24", "oldMessageSetID must be of ASCII", "requestID is used twice",
		"requestID is missing", "RefNumber has 12", "City has 32", "Desc contains", "requestID has 51", "CustomerAdd/Name is missing",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not told in: %v", want, err)
		}
	}
	if len(bad.Fields) != 11 {
		t.Errorf("want 11 problems, got %d: %v", len(bad.Fields), err)
	}
}

func TestSetsWithoutSenseAreRefused(t *testing.T) {
	for name, set := range map[string]MessageSet{
		"nothing to do":         {Version: Written(), OnError: StopOnError},
		"only a new ID":         {Version: Written(), OnError: StopOnError, NewID: "a"},
		"rollback":              {Version: Written(), OnError: "rollbackOnError", OldID: "a"},
		"version not known":     {OnError: StopOnError, OldID: "a"},
		"old ID beside a write": {Version: Written(), OnError: StopOnError, OldID: "a", Requests: []Request{{ID: "1", Body: salesReceiptMinimal()}}},
	} {
		if doc, err := set.Encode(); err == nil {
			t.Errorf("%s: written as %s", name, doc)
		}
	}
}

func TestListIDIsPreferredToFullName(t *testing.T) {
	r := salesReceiptMinimal()
	r.SalesReceiptAdd.CustomerRef = Ref{ListID: "80000A1C-1704067200", FullName: "Ana"}
	doc := string(encode(t, "1", r))
	if !strings.Contains(doc, "<CustomerRef><ListID>80000A1C-1704067200</ListID></CustomerRef>") {
		t.Error(doc)
	}
}

func TestNamesOfQuickBooksItselfMayUseWindowsCharacters(t *testing.T) {
	r := salesReceiptMinimal()
	r.SalesReceiptAdd.Lines[0].ItemRef = named("Men’s Shirt €")
	doc := string(encode(t, "1", r))
	if !strings.Contains(doc, "<FullName>Men&#8217;s Shirt &#8364;</FullName>") {
		t.Error(doc)
	}
}

func TestOldVersionsGetNoElementThatTheyDoNotKnow(t *testing.T) {
	r := salesReceiptMinimal()
	r.SalesReceiptAdd.ExternalGUID = testGUID
	doc := string(mustEncode(t, MessageSet{Version: Version{Major: 8}, OnError: StopOnError, Requests: []Request{{ID: "1", Body: r}}}))
	if strings.Contains(doc, "ExternalGUID") || !strings.Contains(doc, `<?qbxml version="8.0"?>`) {
		t.Error(doc)
	}
	r.SalesReceiptAdd.Lines[0].InventorySiteRef = id(1)
	_, err := MessageSet{Version: Version{Major: 9}, OnError: StopOnError, Requests: []Request{{ID: "1", Body: r}}}.Encode()
	if err == nil || !strings.Contains(err.Error(), "InventorySiteRef needs qbXML 10.0, this QuickBooks speaks 9.0") {
		t.Error(err)
	}
}

func TestAmountsAreHundredths(t *testing.T) {
	for text, want := range map[string]string{"12.3": "12.30", "0": "0.00", "-0.05": "-0.05", "9999999999999.99": "9999999999999.99", "-1": "-1.00"} {
		if got := string(appendAmount(nil, *amountOf(text))); got != want {
			t.Errorf("%s is written %s", text, got)
		}
	}
	for _, tt := range []struct {
		minor    money.Amount
		decimals int
		want     money.Amount
		ok       bool
	}{{500, 0, 50000, true}, {12345, 2, 12345, true}, {12340, 3, 1234, true}, {12345, 3, 0, false}, {money.MaxAmount, 0, 0, false}} {
		got, err := Hundredths(tt.minor, tt.decimals)
		if (err == nil) != tt.ok || tt.ok && got != tt.want {
			t.Errorf("Hundredths(%d, %d) = %d, %v", int64(tt.minor), tt.decimals, int64(got), err)
		}
	}
}

func TestVersionIsTheNewestThatBothSpeak(t *testing.T) {
	all := ParseVersions([]string{"1.0", "1.1", "CA2.0", "6.0", "12.0", "13.0", "14.0", "nonsense"})
	if len(all) != 6 {
		t.Fatalf("parsed %v", all)
	}
	for _, tt := range []struct {
		major, minor int
		supported    []Version
		want         string
		ok           bool
	}{
		{13, 0, nil, "13.0", true},
		{16, 0, nil, "13.0", true},
		{12, 0, nil, "12.0", true},
		{6, 0, nil, "6.0", true},
		{5, 1, nil, "5.1", false},
		{0, 0, nil, "0.0", false},
		{0, 0, all, "13.0", true},
		{14, 0, all, "13.0", true},
		{12, 0, all, "12.0", true},
		{13, 0, all[:3], "6.0", true},
		{13, 0, all[:2], "1.1", false},
	} {
		got, err := Choose(tt.major, tt.minor, tt.supported...)
		if (err == nil) != tt.ok || got.String() != tt.want {
			t.Errorf("Choose(%d, %d, %v) = %v, %v", tt.major, tt.minor, tt.supported, got, err)
		}
	}
}
