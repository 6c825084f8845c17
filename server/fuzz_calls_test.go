package server

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"countinghouse/access"
	"countinghouse/internal/bound"
	"countinghouse/store"
)

const soapHead = `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>`
const soapTail = `</soap:Body></soap:Envelope>`

func spoken(method, inside string) string {
	return soapHead + `<` + method + ` xmlns="http://developer.intuit.com/">` + inside + `</` + method + `>` + soapTail
}

// FuzzCalls: whatever comes to the Web Connector's address, over real HTTP and
// with a real desk behind it, is answered by what SOAP or HTTP has for it.
// TICKET in a body is the ticket of a visit that is open.
func FuzzCalls(f *testing.F) {
	ctx := context.Background()
	st, err := Config{Data: filepath.Join(f.TempDir(), "data")}.Open(ctx, nil)
	must(f, err)
	hash, err := access.HashPassword("a password of books")
	must(f, err)
	must(f, st.SaveCompany(ctx, operator, store.Company{Key: "books", Name: "Books", User: "books", PasswordHash: hash}))
	must(f, st.SaveCompany(ctx, operator, store.Company{Key: "other", Name: "Other", User: "open visits", PasswordHash: hash}))
	s, err := New(st, Options{Listen: Listen{Listen: "localhost:0", MaxBatch: 200, TrustedProxy: []string{"127.0.0.0/8"}}, Version: "test", SessionKey: make([]byte, 64)})
	must(f, err)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	must(f, err)
	running, stop := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- s.Serve(running, ln) }()
	defer func() { stop(); must(f, <-done); must(f, st.Close()) }()
	address := "http://" + ln.Addr().String() + "/qbwc"

	const login = `<strUserName>books</strUserName><strPassword>a password of books</strPassword>`
	for _, body := range []string{
		spoken("authenticate", login), spoken("authenticate", `<strUserName>x</strUserName><strPassword/>`), spoken("serverVersion", ``), spoken("clientVersion", `<strVersion>2.3</strVersion>`),
		spoken("sendRequestXML", `<ticket>TICKET</ticket><strHCPResponse>&lt;QBXML/&gt;</strHCPResponse><strCompanyFileName>C:\x.qbw</strCompanyFileName><qbXMLCountry>US</qbXMLCountry><qbXMLMajorVers>13</qbXMLMajorVers><qbXMLMinorVers>0</qbXMLMinorVers>`),
		spoken("receiveResponseXML", `<ticket>TICKET</ticket><response>&lt;QBXML&gt;&lt;QBXMLMsgsRs&gt;&lt;HostQueryRs statusCode="0"&gt;&lt;HostRet&gt;&lt;Country&gt;US&lt;/Country&gt;&lt;/HostRet&gt;&lt;/HostQueryRs&gt;&lt;/QBXMLMsgsRs&gt;&lt;/QBXML&gt;</response><hresult/><message/>`),
		spoken("receiveResponseXML", `<ticket>TICKET</ticket><response/><hresult>0x80040400</hresult><message>broken</message>`),
		spoken("connectionError", `<ticket>TICKET</ticket><hresult>0x80040414</hresult><message>a dialog</message>`),
		spoken("getLastError", `<ticket>TICKET</ticket>`), spoken("closeConnection", `<ticket>TICKET</ticket>`), spoken("getInteractiveURL", `<wcTicket>TICKET</wcTicket><sessionID/>`),
		`<a/>`, ``, soapHead,
	} {
		f.Add("text/xml; charset=utf-8", "", []byte(body))
	}
	f.Add("text/xml", "gzip", []byte("\x1f\x8b"))
	f.Add("multipart/related; boundary=x", "", []byte("--x--"))
	visit := spoken("authenticate", `<strUserName>open visits</strUserName><strPassword>a password of books</strPassword>`)
	n := 0 // each comes from another address: wrong passwords slow down only their own
	f.Fuzz(func(t *testing.T, kind, encoding string, body []byte) {
		n++
		ip := fmt.Sprintf("10.%d.%d.%d", n>>16&255, n>>8&255, n&255)
		ticket := ""
		if bytes.Contains(body, []byte("TICKET")) {
			if _, got := answered(t, address, "11.1.1.1", "text/xml", "", []byte(visit)); len(got) > 0 {
				ticket = got[0]
			}
			body = bytes.ReplaceAll(body, []byte("TICKET"), []byte(ticket))
		}
		// A login costs 19 MB by itself.
		bound.CheckIn(t, bound.Memory(len(body))+40*bound.MB, func() {
			status, strings := answered(t, address, ip, kind, encoding, body)
			switch status {
			case http.StatusOK, http.StatusInternalServerError, http.StatusUnsupportedMediaType, http.StatusBadRequest, 0:
			default:
				t.Errorf("answered %d %q", status, strings)
			}
		})
		if status, _ := answered(t, address, ip, "text/xml", "", []byte(spoken("serverVersion", ""))); status != http.StatusOK {
			t.Errorf("afterwards the server answers %d", status)
		}
	})
}

// answered posts a body and gives the texts of the answer, which is XML where
// it says so. Status 0 is a request that no client can send.
func answered(t *testing.T, address, ip, kind, encoding string, body []byte) (int, []string) {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	req.Header.Set("X-Forwarded-For", ip)
	if encoding != "" {
		req.Header.Set("Content-Encoding", encoding)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		if strings.Contains(err.Error(), "invalid header field value") {
			return 0, nil
		}
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(res.Header.Get("Content-Type"), "text/xml") {
		if res.StatusCode < 400 {
			t.Errorf("answered %d %s %.200q", res.StatusCode, res.Header.Get("Content-Type"), text)
		}
		return res.StatusCode, nil
	}
	var texts []string
	for d := xml.NewDecoder(bytes.NewReader(text)); ; {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return res.StatusCode, texts
		}
		if err != nil {
			t.Fatalf("the answer is no XML: %v in %.300q", err, text)
		}
		if c, ok := tok.(xml.CharData); ok && strings.TrimSpace(string(c)) != "" {
			texts = append(texts, string(c))
		}
	}
}
