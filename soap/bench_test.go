package soap

import (
	"bytes"
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// receipts is qbXML like QuickBooks' answers, about n bytes of it.
func receipts(n int) string {
	const one = `<SalesReceiptAddRs requestID="4711" statusCode="0" statusSeverity="Info" statusMessage="Status OK"><SalesReceiptRet><TxnID>3A2F-1197711234</TxnID><TimeCreated>2026-11-07T10:00:00-08:00</TimeCreated><CustomerRef><ListID>80000012-1197711111</ListID><FullName>Caf&#233; Zo&#235; &amp; Sons</FullName></CustomerRef><RefNumber>BC-1001</RefNumber><TotalAmount>123.45</TotalAmount></SalesReceiptRet></SalesReceiptAddRs>` + "\n"
	return `<?xml version="1.0" ?>` + "\n<QBXML>\n<QBXMLMsgsRs>\n" + strings.Repeat(one, n/len(one)) + "</QBXMLMsgsRs>\n</QBXML>\n"
}

func escapedText(s string) string {
	var b bytes.Buffer
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		panic(err)
	}
	return b.String()
}

func BenchmarkDecodeReceiveResponse500KB(b *testing.B) {
	body := []byte(request(`<receiveResponseXML xmlns="http://developer.intuit.com/"><ticket>t</ticket><response>` + escapedText(receipts(500_000)) + `</response><hresult /><message /></receiveResponseXML>`))
	buf := make([]byte, len(body))
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		copy(buf, body)
		c, err := parse(buf)
		if err != nil || len(c.text("response")) < 400_000 {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncodeSendRequest500KB(b *testing.B) {
	text := receipts(500_000)
	out := make([]byte, 0, 2*len(text))
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		out = appendResult(out[:0], "sendRequestXML", text)
	}
}

func BenchmarkHandlerReceiveResponse100KB(b *testing.B) {
	body := request(`<receiveResponseXML xmlns="http://developer.intuit.com/"><ticket>t</ticket><response>` + escapedText(receipts(100_000)) + `</response><hresult /><message /></receiveResponseXML>`)
	h := NewHandler(&scripted{percent: 50}, Options{})
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		r := httptest.NewRequest(http.MethodPost, "/qbwc", strings.NewReader(body))
		r.Header.Set("Content-Type", "text/xml; charset=utf-8")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			b.Fatal(w.Body)
		}
	}
}
