package company

import (
	"strings"
	"testing"

	"countinghouse/internal/bound"
)

func TestADocumentThatDoesNotParseRunsNothing(t *testing.T) {
	f, s := newTestFile(t)
	before := len(f.Transactions())
	good := receiptRq(1)
	for name, bad := range map[string]string{
		"element out of order":       strings.Replace(receiptRq(2), "<RefNumber>BC2</RefNumber>", "", 1) + "",
		"unknown element":            strings.Replace(receiptRq(2), "<Memo>", "<PONumber>1</PONumber><Memo>", 1),
		"terms on a receipt":         strings.Replace(receiptRq(2), "<ShipDate>", "<TermsRef><FullName>Net 30</FullName></TermsRef><ShipDate>", 1),
		"one decimal":                strings.Replace(receiptRq(2), "6.50", "6.5", 1),
		"thousands separator":        strings.Replace(receiptRq(2), "6.50", "1,006.50", 1),
		"RefNumber of 12":            strings.Replace(receiptRq(2), "BC2<", "BC2345678901<", 1),
		"ship method of 16":          strings.Replace(receiptRq(2), "UPS Ground<", "UPS Ground Saver<", 1),
		"address line of 42":         strings.Replace(receiptRq(2), "12 Main St", strings.Repeat("x", 42), 1),
		"tax code of 4":              strings.Replace(receiptRq(2), "<FullName>Non<", "<FullName>None<", 1),
		"date with a zone":           strings.Replace(receiptRq(2), "2024-03-09<", "2024-03-09Z<", 1),
		"day that is none":           strings.Replace(receiptRq(2), "2024-03-09<", "2024-02-30<", 1),
		"GUID without braces":        strings.Replace(strings.Replace(receiptRq(2), "{", "", 1), "}", "", 1),
		"emoji":                      strings.Replace(receiptRq(2), "Ana Ortiz", "Ana &#128512;", 1),
		"typographic quote":          strings.Replace(receiptRq(2), "Ana Ortiz", "Ana ’Ortiz", 1),
		"control character":          strings.Replace(receiptRq(2), "Ana Ortiz", "Ana&#7;", 1),
		"unknown entity":             strings.Replace(receiptRq(2), "Ana Ortiz", "Ana&nbsp;Ortiz", 1),
		"no line":                    `<SalesReceiptAddRq><SalesReceiptAdd><RefNumber>1</RefNumber></SalesReceiptAdd></SalesReceiptAddRq>`,
		"capital True":               strings.Replace(receiptRq(2), "<Memo>", "<IsPending>True</IsPending><Memo>", 1),
		"True in its place":          strings.Replace(receiptRq(2), "<PaymentMethodRef>", "<IsPending>True</IsPending><PaymentMethodRef>", 1),
		"IsTaxable":                  strings.Replace(receiptRq(2), "</SalesReceiptLineAdd>", "<IsTaxable>true</IsTaxable></SalesReceiptLineAdd>", 1),
		"TaxAmount":                  strings.Replace(receiptRq(2), "<Amount>6.50</Amount>", "<Amount>6.50</Amount><TaxAmount>1.00</TaxAmount>", 1),
		"IsTaxIncluded":              strings.Replace(receiptRq(2), "<DepositToAccountRef>", "<IsTaxIncluded>true</IsTaxIncluded><DepositToAccountRef>", 1),
		"DiscountLineAdd":            strings.Replace(receiptRq(2), "</SalesReceiptAdd>", "<DiscountLineAdd><Amount>1.00</Amount></DiscountLineAdd></SalesReceiptAdd>", 1),
		"unknown attribute":          strings.Replace(receiptRq(2), "<SalesReceiptAdd>", `<SalesReceiptAdd foo="1">`, 1),
		"text between elements":      strings.Replace(receiptRq(2), "<TxnDate>", "x<TxnDate>", 1),
		"not closed":                 strings.Replace(receiptRq(2), "</SalesReceiptAdd>", "", 1),
		"iterator on a list without": `<AccountQueryRq iterator="Start"><MaxReturned>1</MaxReturned></AccountQueryRq>`,
		"both applications":          `<ReceivePaymentAddRq><ReceivePaymentAdd><CustomerRef/><TotalAmount>1.00</TotalAmount><IsAutoApply>true</IsAutoApply><AppliedToTxnAdd><TxnID>1-1</TxnID></AppliedToTxnAdd></ReceivePaymentAdd></ReceivePaymentAddRq>`,
		"neither application":        `<ReceivePaymentAddRq><ReceivePaymentAdd><CustomerRef/><TotalAmount>1.00</TotalAmount></ReceivePaymentAdd></ReceivePaymentAddRq>`,
		"unknown request":            `<TelepathyQueryRq/>`,
	} {
		if name == "element out of order" {
			bad = strings.Replace(receiptRq(2), "<TxnDate>2024-03-09</TxnDate><RefNumber>BC2</RefNumber>", "<RefNumber>BC2</RefNumber><TxnDate>2024-03-09</TxnDate>", 1)
		}
		if bad == receiptRq(2) {
			t.Errorf("%s: the document was not changed", name)
		}
		if h := refusedDoc(t, s, set("", good, bad)); h.Code != hrParse || !strings.Contains(h.Message, "Line ") {
			t.Errorf("%s: %s %s", name, h.Code, h.Message)
		}
	}
	if got := len(f.Transactions()); got != before {
		t.Errorf("%d transactions were saved from documents that do not parse", got-before)
	}
	if got := statuses(ask(t, s, set("", good))); got != "0" {
		t.Errorf("the good request alone: %s", got)
	}
}

func TestTheEnvelopeIsHeldToItsRules(t *testing.T) {
	_, s := newTestFile(t)
	ok := set("", `<HostQueryRq requestID="1"/>`)
	for name, doc := range map[string]string{
		"no onError":        set(`newMessageSetID="a"`, `<HostQueryRq/>`),
		"rollbackOnError":   set(`onError="rollbackOnError"`, `<HostQueryRq/>`),
		"no qbxml version":  strings.Replace(ok, `<?qbxml version="13.0"?>`, "", 1),
		"version 14":        strings.Replace(ok, "13.0", "14.0", 1),
		"namespace":         strings.Replace(ok, "<QBXML>", `<QBXML xmlns="urn:x">`, 1),
		"document type":     strings.Replace(ok, "<QBXML>", `<!DOCTYPE QBXML><QBXML>`, 1),
		"trailing text":     ok + "x",
		"second root":       ok + "<QBXML/>",
		"not XML":           "hello",
		"empty":             "",
		"truncated":         ok[:len(ok)-20],
		"responses":         strings.ReplaceAll(ok, "MsgsRq", "MsgsRs"),
		"invalid encoding":  strings.Replace(ok, `"1"`, "\"\xff\"", 1),
		"iterator bad word": set("", `<ItemQueryRq iterator="Begin"/>`),
	} {
		if h := refusedDoc(t, s, doc); h.Code != hrParse {
			t.Errorf("%s: %s", name, h.Code)
		}
	}
	for name, doc := range map[string]string{
		"byte order mark": "\ufeff" + ok,
		"lower version":   strings.Replace(ok, "13.0", "12.0", 1),
		"comments":        strings.Replace(ok, "<QBXMLMsgsRq", "<!-- a --><QBXMLMsgsRq", 1),
		"single quotes":   strings.ReplaceAll(ok, `"13.0"`, `'13.0'`),
		"CRLF":            strings.ReplaceAll(ok, "\n", "\r\n"),
	} {
		if got := statuses(ask(t, s, doc)); got != "0" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestATooLongTextMayBeAMatterOfItsRecordOnly(t *testing.T) {
	_, s := newTestFile(t, func(o *Options) { o.TooLongIs3070 = true })
	long := strings.Replace(receiptRq(2), "12 Main St", strings.Repeat("x", 42), 1)
	if got := statuses(ask(t, s, set("", receiptRq(1), long, receiptRq(3)))); got != "0 3070 0" {
		t.Error(got)
	}
}

func TestCharactersOutsideLatin1MayBecomeQuestionMarks(t *testing.T) {
	_, s := newTestFile(t, func(o *Options) { o.QuestionMarks = true })
	answer := ask(t, s, set("", strings.Replace(receiptRq(1), "Ana Ortiz", "Ána ’Ortiz’ &#128512;", 1)))
	if got := value(answer, "Addr1"); got != "Ána ?Ortiz? ?" {
		t.Errorf("%q", got)
	}
}

func TestElementsThatDesktopDoesNotHaveAre3250OnACustomer(t *testing.T) {
	_, s := newTestFile(t)
	for _, el := range []string{"<Suffix>Jr</Suffix>", "<PrintAs>x</PrintAs>", "<Mobile>1</Mobile>", "<Pager>1</Pager>"} {
		if got := statuses(ask(t, s, set("", `<CustomerAddRq><CustomerAdd><Name>X `+el[1:4]+`</Name>`+el+`</CustomerAdd></CustomerAddRq>`))); got != "3250" {
			t.Errorf("%s: %s", el, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(set("", receiptRq(1)))
	f.Add(set(`onError="stopOnError" newMessageSetID="a" oldMessageSetID="b"`, `<ItemQueryRq iterator="Start"><MaxReturned>2</MaxReturned></ItemQueryRq>`))
	f.Add(set("", `<CustomerAddRq requestID="&#233;"><CustomerAdd><Name><![CDATA[a<b]]></Name></CustomerAdd></CustomerAddRq>`))
	g, err := theGrammar()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, doc string) {
		var d document
		var err error
		bound.Check(t, len(doc), func() { err = parse(g, doc, &d, &Options{}) })
		if err != nil {
			return
		}
		for _, rq := range d.requests {
			if rq.node <= 0 || int(rq.node) >= len(d.nodes) {
				t.Fatalf("request %q has no node", rq.name)
			}
		}
	})
}
