package soap

import (
	"net/http"
	"slices"
	"testing"
)

// The envelope is written out here once more, so that a change of the bytes on
// the wire cannot pass unseen.
const (
	goldenHead = `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>`
	goldenTail = `</soap:Body></soap:Envelope>`
)

func in(method, parameters string) string {
	return request(`<` + method + ` xmlns="http://developer.intuit.com/">` + parameters + `</` + method + `>`)
}

func TestEveryAnswerByteForByte(t *testing.T) {
	const ns = ` xmlns="http://developer.intuit.com/"`
	for name, c := range map[string]struct {
		desk   scripted
		call   string
		heard  []string
		answer string
	}{
		"serverVersion": {
			call:   in("serverVersion", ""),
			answer: `<serverVersionResponse` + ns + `><serverVersionResult>Test 1.0 &amp; up</serverVersionResult></serverVersionResponse>`,
		},
		"serverVersion with parameters": {
			call:   in("serverVersion", "<strVersion>2</strVersion><ticket>t</ticket>"),
			answer: `<serverVersionResponse` + ns + `><serverVersionResult>Test 1.0 &amp; up</serverVersionResult></serverVersionResponse>`,
		},
		"getServerVersion": {
			call:   in("getServerVersion", "<ticket>t</ticket>"),
			answer: `<getServerVersionResponse` + ns + `><getServerVersionResult>Test 1.0 &amp; up</getServerVersionResult></getServerVersionResponse>`,
		},
		"clientVersion": {
			call:   in("clientVersion", "<strVersion>2.1.0.30</strVersion>"),
			answer: `<clientVersionResponse` + ns + `><clientVersionResult></clientVersionResult></clientVersionResponse>`,
		},
		"authenticate, open file": {
			desk:   scripted{ticket: "T-1"},
			call:   in("authenticate", "<strUserName>qbwc-northwind</strUserName><strPassword>a&lt;b&amp;c</strPassword>"),
			heard:  []string{"authenticate", "qbwc-northwind", "a<b&c", "192.0.2.7", ""},
			answer: `<authenticateResponse` + ns + `><authenticateResult><string>T-1</string><string></string></authenticateResult></authenticateResponse>`,
		},
		"authenticate, path": {
			desk:   scripted{ticket: "T-1", answer: `C:\Books & Co\x.qbw`},
			call:   in("authenticate", ""),
			heard:  []string{"authenticate", "", "", "192.0.2.7", ""},
			answer: `<authenticateResponse` + ns + `><authenticateResult><string>T-1</string><string>C:\Books &amp; Co\x.qbw</string></authenticateResult></authenticateResponse>`,
		},
		"authenticate, nvu": {
			desk:   scripted{ticket: "T-1", answer: "nvu"},
			call:   in("authenticate", "<strUserName>x</strUserName>"),
			heard:  []string{"authenticate", "x", "", "192.0.2.7", ""},
			answer: `<authenticateResponse` + ns + `><authenticateResult><string>T-1</string><string>nvu</string></authenticateResult></authenticateResponse>`,
		},
		"authenticate, none": {
			desk:   scripted{ticket: "T-1", answer: "none"},
			call:   in("authenticate", "<strUserName>x</strUserName>"),
			answer: `<authenticateResponse` + ns + `><authenticateResult><string>T-1</string><string>none</string></authenticateResult></authenticateResponse>`,
		},
		"sendRequestXML": {
			desk: scripted{request: "<?xml version=\"1.0\"?>\r\n<QBXML a='1'>R &amp; D é</QBXML>"},
			call: in("sendRequestXML", "<ticket>T-1</ticket><strHCPResponse>&lt;hcp/&gt;</strHCPResponse><strCompanyFileName>C:\\x.qbw</strCompanyFileName><qbXMLCountry>US</qbXMLCountry>"+
				"<qbXMLMajorVers> 8 </qbXMLMajorVers><qbXMLMinorVers>0</qbXMLMinorVers>"),
			heard:  []string{"sendRequestXML", "T-1", "<hcp/>", `C:\x.qbw`, "US", "8", "0"},
			answer: `<sendRequestXMLResponse` + ns + `><sendRequestXMLResult>&lt;?xml version="1.0"?&gt;&#xD;` + "\n" + `&lt;QBXML a='1'&gt;R &amp;amp; D é&lt;/QBXML&gt;</sendRequestXMLResult></sendRequestXMLResponse>`,
		},
		"sendRequestXML, nothing": {
			call:   in("sendRequestXML", "<ticket>T-1</ticket>"),
			heard:  []string{"sendRequestXML", "T-1", "", "", "", "0", "0"},
			answer: `<sendRequestXMLResponse` + ns + `><sendRequestXMLResult></sendRequestXMLResult></sendRequestXMLResponse>`,
		},
		"receiveResponseXML": {
			desk:   scripted{percent: 40},
			call:   in("receiveResponseXML", "<ticket>T-1</ticket><response>&lt;QBXML/&gt;</response><hresult /><message />"),
			heard:  []string{"receiveResponseXML", "T-1", "<QBXML/>", "", ""},
			answer: `<receiveResponseXMLResponse` + ns + `><receiveResponseXMLResult>40</receiveResponseXMLResult></receiveResponseXMLResponse>`,
		},
		"receiveResponseXML, zero": {
			call:   in("receiveResponseXML", "<ticket>T-1</ticket><response /><hresult>0x80040400</hresult><message>QuickBooks found an error.</message>"),
			heard:  []string{"receiveResponseXML", "T-1", "", "0x80040400", "QuickBooks found an error."},
			answer: `<receiveResponseXMLResponse` + ns + `><receiveResponseXMLResult>0</receiveResponseXMLResult></receiveResponseXMLResponse>`,
		},
		"receiveResponseXML, negative": {
			desk:   scripted{percent: -101},
			call:   in("receiveResponseXML", ""),
			answer: `<receiveResponseXMLResponse` + ns + `><receiveResponseXMLResult>-101</receiveResponseXMLResult></receiveResponseXMLResponse>`,
		},
		"receiveResponseXML, too much": {
			desk:   scripted{percent: 250},
			call:   in("receiveResponseXML", ""),
			answer: `<receiveResponseXMLResponse` + ns + `><receiveResponseXMLResult>100</receiveResponseXMLResult></receiveResponseXMLResponse>`,
		},
		"connectionError": {
			desk:   scripted{retry: "done"},
			call:   in("connectionError", "<ticket>T-1</ticket><hresult>0x80040414</hresult><message>modal dialog</message>"),
			heard:  []string{"connectionError", "T-1", "0x80040414", "modal dialog"},
			answer: `<connectionErrorResponse` + ns + `><connectionErrorResult>done</connectionErrorResult></connectionErrorResponse>`,
		},
		"connectionError, the open file": {
			call:   in("connectionError", ""),
			answer: `<connectionErrorResponse` + ns + `><connectionErrorResult></connectionErrorResult></connectionErrorResponse>`,
		},
		"getLastError": {
			desk:   scripted{last: " Order 1001:\r\n tax < due "},
			call:   in("getLastError", "<ticket>T-1</ticket>"),
			heard:  []string{"getLastError", "T-1"},
			answer: `<getLastErrorResponse` + ns + `><getLastErrorResult>Order 1001: tax &lt; due</getLastErrorResult></getLastErrorResponse>`,
		},
		"getLastError, none": {
			call:   in("getLastError", "<ticket>T-1</ticket>"),
			answer: `<getLastErrorResponse` + ns + `><getLastErrorResult>The server recorded no error. Its Activity page shows what happened in this run.</getLastErrorResult></getLastErrorResponse>`,
		},
		"getLastError, NoOp": {
			desk:   scripted{last: "NoOp"},
			call:   in("getLastError", "<ticket>T-1</ticket>"),
			answer: `<getLastErrorResponse` + ns + `><getLastErrorResult>NoOp</getLastErrorResult></getLastErrorResponse>`,
		},
		"closeConnection": {
			desk:   scripted{bye: "12 orders posted, 1 needs attention"},
			call:   in("closeConnection", "<ticket>T-1</ticket>"),
			heard:  []string{"closeConnection", "T-1"},
			answer: `<closeConnectionResponse` + ns + `><closeConnectionResult>12 orders posted, 1 needs attention</closeConnectionResult></closeConnectionResponse>`,
		},
		"closeConnection, no text": {
			call:   in("closeConnection", "<ticket>T-1</ticket>"),
			answer: `<closeConnectionResponse` + ns + `><closeConnectionResult>OK</closeConnectionResult></closeConnectionResponse>`,
		},
		"getInteractiveURL": {
			call:   in("getInteractiveURL", "<wcTicket>T-1</wcTicket><sessionID>s</sessionID>"),
			answer: `<getInteractiveURLResponse` + ns + `><getInteractiveURLResult>https://orders.example.com/qbwc</getInteractiveURLResult></getInteractiveURLResponse>`,
		},
		"interactiveRejected": {
			call:   in("interactiveRejected", "<wcTicket>T-1</wcTicket><reason>no</reason>"),
			answer: `<interactiveRejectedResponse` + ns + `><interactiveRejectedResult>This application never needs a person at the Web Connector.</interactiveRejectedResult></interactiveRejectedResponse>`,
		},
		"interactiveDone": {
			call:   in("interactiveDone", "<wcTicket>T-1</wcTicket>"),
			answer: `<interactiveDoneResponse` + ns + `><interactiveDoneResult>Done</interactiveDoneResult></interactiveDoneResponse>`,
		},
		"isInteractiveDone": {
			call:   in("isInteractiveDone", "<wcTicket>T-1</wcTicket>"),
			answer: `<isInteractiveDoneResponse` + ns + `><isInteractiveDoneResult>Done</isInteractiveDoneResult></isInteractiveDoneResponse>`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := post(NewHandler(&c.desk, Options{Version: "Test 1.0 & up"}), c.call)
			if w.Code != http.StatusOK {
				t.Errorf("status %d", w.Code)
			}
			if got := w.Header().Get("Content-Type"); got != "text/xml; charset=utf-8" {
				t.Errorf("content type %q", got)
			}
			if got, want := w.Body.String(), goldenHead+c.answer+goldenTail; got != want {
				t.Errorf("answered\n%s\nwant\n%s", got, want)
			}
			if c.heard != nil && !slices.Equal(c.desk.heard, c.heard) {
				t.Errorf("the desk heard %q, want %q", c.desk.heard, c.heard)
			}
		})
	}
}
