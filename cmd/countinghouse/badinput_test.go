package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"countinghouse/books"
	"countinghouse/sales"
	"countinghouse/simulator/company"
	"countinghouse/simulator/shop"
	"countinghouse/store"
)

// trouble is one case of bad input: a world in which a few orders wait, and
// what is done to it. Afterwards each of the orders must be in the books once.
type trouble struct {
	name string
	do   func(*victim)
}

// TestBadInputIsAnsweredClearlyAndHarmsNothing sends every kind of bad input
// over real HTTP to a real server and database, with the simulators on the
// other side. Each case asserts the exact answer; then, the fault gone, that
// its orders are in the company file exactly once and nothing else changed.
func TestBadInputIsAnsweredClearlyAndHarmsNothing(t *testing.T) {
	w := openWorld(t, worldOptions{Seed: 21, Mix: shop.MixPlain(), OneCustomer: true, NoPolling: true})
	if err := w.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	proxy := intercept(t, w)
	if err := w.Settle(t.Context()); err != nil { // QuickBooks' lists are known
		t.Fatal(err)
	}
	for _, group := range [][]trouble{badCalls(), badAnswersOfQuickBooks(), badAnswersToQuestions(), badAnswersOfTheStore()} {
		for _, c := range group {
			t.Run(c.name, func(t *testing.T) {
				v := &victim{t: t, w: w, proxy: proxy}
				c.do(v)
				v.recovers()
			})
		}
	}
	onlyOnce(t, w)
	if n, broken, err := w.Store.VerifyAudit(t.Context()); err != nil || len(broken) > 0 || n == 0 {
		t.Errorf("the audit of %d rows is broken at %v: %v", n, broken, err)
	}
}

// victim is the world in one case, with one conversation of a Web Connector
// that is spoken by hand.
type victim struct {
	t     *testing.T
	w     *world
	proxy *interceptor

	orders   []int64
	ticket   string
	session  *company.Session
	request  string // the set of documents that the server has sent
	response string // what QuickBooks said, once it carried the set out
}

// sell puts n orders in front of the Web Connector: sold, read and planned.
func (v *victim) sell(n int) {
	v.t.Helper()
	v.orders = append(v.orders, v.w.Shop.Sell(n)...)
	if _, err := v.w.PollShop(v.t.Context()); err != nil {
		v.t.Fatal(err)
	}
	if err := v.w.Planned(v.t.Context()); err != nil {
		v.t.Fatal(err)
	}
}

// login begins a visit by hand.
func (v *victim) login() {
	v.t.Helper()
	got := v.call("authenticate", "strUserName", worldQBUser, "strPassword", v.w.Password)
	if len(got.strings) != 2 || got.strings[0] == "" || got.strings[1] != "" {
		v.t.Fatalf("the login was answered %+v", got)
	}
	v.ticket = got.strings[0]
	v.session = v.w.Books.Connect()
	if _, _, _, _, err := v.session.OpenFile("Countinghouse", ""); err != nil {
		v.t.Fatal(err)
	}
}

// ask is sendRequestXML as the Web Connector calls it.
func (v *victim) ask(hcp string) string {
	v.t.Helper()
	return v.call("sendRequestXML", "ticket", v.ticket, "strHCPResponse", hcp, "strCompanyFileName", v.w.Books.Path(),
		"qbXMLCountry", "US", "qbXMLMajorVers", "13", "qbXMLMinorVers", "0").result
}

func (v *victim) hcp() string {
	v.t.Helper()
	c, err := v.w.Store.Company(v.t.Context(), worldCompany)
	if err != nil {
		v.t.Fatal(err)
	}
	hcp, err := v.session.HCP(c.OwnerID)
	if err != nil {
		v.t.Fatal(err)
	}
	return hcp
}

// give is receiveResponseXML; the percentage is its answer.
func (v *victim) give(response, hresult, message string) int {
	v.t.Helper()
	got := v.call("receiveResponseXML", "ticket", v.ticket, "response", response, "hresult", hresult, "message", message)
	n, err := strconv.Atoi(got.result)
	if err != nil {
		v.t.Fatalf("receiveResponseXML was answered %+v", got)
	}
	return n
}

func (v *victim) lastError() string { return v.call("getLastError", "ticket", v.ticket).result }
func (v *victim) closes() string    { return v.call("closeConnection", "ticket", v.ticket).result }

// documentsOut sells n orders and talks until the server has handed out the
// set that posts them; QuickBooks has not seen it yet.
func (v *victim) documentsOut(n int) {
	v.t.Helper()
	v.sell(n)
	v.login()
	hcp := v.hcp()
	for range 20 {
		v.request = v.ask(hcp)
		hcp = ""
		if strings.Count(v.request, "<SalesReceiptAddRq") == n {
			return
		}
		if v.request == "" {
			break
		}
		v.execute()
		if p := v.give(v.response, "", ""); p < 0 || p > 99 {
			v.t.Fatalf("%d %% before the documents were sent: %s", p, v.lastError())
		}
	}
	v.t.Fatalf("the server sent no set of %d documents, but %.200q: %s", n, v.request, v.lastError())
}

// execute has QuickBooks carry out what was sent.
func (v *victim) execute() {
	v.t.Helper()
	var err error
	if v.response, err = v.session.ProcessRequest(v.request); err != nil {
		v.t.Fatal(err)
	}
}

// says fails unless a text is exactly this.
func (v *victim) says(what, got, want string) {
	v.t.Helper()
	if got != want {
		v.t.Errorf("%s is %q, want %q", what, got, want)
	}
}

// tells fails unless a text says this.
func (v *victim) tells(what, got, want string) {
	v.t.Helper()
	if !strings.Contains(got, want) {
		v.t.Errorf("%s is %q, which does not say %q", what, got, want)
	}
}

// work counts what waits, and fails unless it is this.
func (v *victim) work(ready, sent, unsure int) {
	v.t.Helper()
	got, err := v.w.Store.WorkCounts(v.t.Context(), worldCompany)
	if err != nil {
		v.t.Fatal(err)
	}
	if got.Ready != ready || got.Sent != sent || got.Unsure != unsure {
		v.t.Errorf("%d are ready, %d sent, %d in doubt; want %d, %d, %d", got.Ready, got.Sent, got.Unsure, ready, sent, unsure)
	}
}

// recovers fails unless all of the case's orders end in the books, once.
func (v *victim) recovers() {
	v.t.Helper()
	if len(v.orders) == 0 {
		v.t.Fatal("no order was at stake")
	}
	if err := v.w.Settle(v.t.Context()); err != nil {
		v.t.Fatal(err)
	}
	for _, id := range v.orders {
		story, err := v.w.Store.OrderStory(v.t.Context(), worldShop, sales.OrderID(id))
		if err != nil {
			v.t.Fatalf("order %d: %v", id, err)
		}
		if story.State != store.OrderVerified {
			v.t.Errorf("order %d ended %s: %s", id, story.State, story.Reason)
		}
		documents := 0
		for _, p := range story.Postings {
			if p.Kind != books.CustomerAdd {
				documents++
				if n := v.w.Books.CountByRef("SalesReceipt", p.RefNumber); n != 1 {
					v.t.Errorf("order %d stands %d times in the company file as %s", id, n, p.RefNumber)
				}
			}
		}
		if documents != 1 {
			v.t.Errorf("order %d has %d documents", id, documents)
		}
	}
}

// soapAnswer is an answer taken apart by another reader than the server's.
type soapAnswer struct {
	status    int
	result    string
	strings   []string // of authenticate
	faultCode string
	fault     string
}

func (v *victim) call(method string, params ...string) soapAnswer {
	v.t.Helper()
	return v.post("text/xml; charset=utf-8", envelopeOf(method, params...))
}

func envelopeOf(method string, params ...string) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><` +
		method + ` xmlns="http://developer.intuit.com/">`)
	for i := 0; i < len(params); i += 2 {
		b.WriteString("<" + params[i] + ">")
		_ = xml.EscapeText(&b, []byte(params[i+1])) // a strings.Builder does not fail
		b.WriteString("</" + params[i] + ">")
	}
	b.WriteString("</" + method + "></soap:Body></soap:Envelope>")
	return b.String()
}

func (v *victim) post(contentType, body string) soapAnswer {
	v.t.Helper()
	req, err := http.NewRequestWithContext(v.t.Context(), http.MethodPost, v.w.URL+"/qbwc", strings.NewReader(body))
	if err != nil {
		v.t.Fatal(err)
	}
	req.Header.Set("Content-Type", contentType)
	return v.send(req)
}

// raw sends bytes that no HTTP client would, and gives what came back.
func (v *victim) raw(text string) string {
	v.t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(v.w.URL, "http://"))
	if err != nil {
		v.t.Fatal(err)
	}
	defer c.Close()
	if _, err := io.WriteString(c, text); err != nil {
		v.t.Fatal(err)
	}
	if err := c.(*net.TCPConn).CloseWrite(); err != nil {
		v.t.Fatal(err)
	}
	got, err := io.ReadAll(c)
	if err != nil {
		v.t.Fatal(err)
	}
	return string(got)
}

func (v *victim) send(req *http.Request) soapAnswer {
	v.t.Helper()
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		v.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	out := soapAnswer{status: res.StatusCode}
	if !strings.HasPrefix(res.Header.Get("Content-Type"), "text/xml") {
		out.result = strings.TrimSpace(string(text))
		return out
	}
	var name string
	for d := xml.NewDecoder(bytes.NewReader(text)); ; {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			v.t.Fatalf("the answer is no XML: %v in %.300q", err, text)
		}
		switch x := tok.(type) {
		case xml.StartElement:
			name = x.Name.Local
			if name == "string" {
				out.strings = append(out.strings, "")
			}
		case xml.EndElement:
			name = ""
		case xml.CharData:
			switch {
			case name == "string":
				out.strings[len(out.strings)-1] += string(x)
			case name == "faultcode":
				out.faultCode = string(x)
			case name == "faultstring":
				out.fault = string(x)
			case strings.HasSuffix(name, "Result"):
				out.result += string(x)
			}
		}
	}
}

// refusedAs fails unless a call was answered by this fault, as HTTP 500.
func (v *victim) refusedAs(got soapAnswer, code, text string) {
	v.t.Helper()
	if got.status != http.StatusInternalServerError || got.faultCode != "soap:"+code {
		v.t.Errorf("answered %+v, want HTTP 500 with a fault of soap:%s", got, code)
	}
	v.tells("the fault", got.fault, text)
}

const overTicket = "This session is unknown or over. The next update starts a new one; nothing is lost."

// overFor fails unless every call with the ticket is answered as the protocol
// wants it of a session that is not there: politely, with no work handed out.
func (v *victim) overFor(ticket string) {
	v.t.Helper()
	is := func(want string, method string, params ...string) {
		v.t.Helper()
		got := v.call(method, append([]string{"ticket", ticket}, params...)...)
		if got.status != http.StatusOK {
			v.t.Errorf("%s: HTTP %d", method, got.status)
		}
		v.says(method, got.result, want)
	}
	is("", "sendRequestXML", "strHCPResponse", "", "strCompanyFileName", v.w.Books.Path(), "qbXMLCountry", "US", "qbXMLMajorVers", "13", "qbXMLMinorVers", "0")
	is(overTicket, "getLastError")
	is("-1", "receiveResponseXML", "response", v.response, "hresult", "", "message", "")
	is("done", "connectionError", "hresult", "0x80040414", "message", "a dialog is open")
	is("OK", "closeConnection")
}

// badCalls are faults of a caller: logins, tickets and what is no SOAP call.
// Where a set is out, the rest of the visit goes on as if nothing was said.
func badCalls() []trouble {
	notMine := func(user, password string) func(*victim) {
		return func(v *victim) {
			v.sell(2)
			if password == "" {
				password = v.w.Password
			}
			got := v.call("authenticate", "strUserName", user, "strPassword", password)
			if got.status != http.StatusOK || len(got.strings) != 2 || len(got.strings[0]) < 20 || got.strings[1] != "nvu" {
				v.t.Fatalf("answered %+v, want a ticket and nvu", got)
			}
			v.overFor(got.strings[0])
			v.work(2, 0, 0)
		}
	}
	// goesOn does what it is told while a set is out, and then delivers the
	// answer to that set in the same visit.
	goesOn := func(bad func(*victim)) func(*victim) {
		return func(v *victim) {
			v.documentsOut(2)
			v.execute()
			bad(v)
			v.work(0, 2, 0)
			if p := v.give(v.response, "", ""); p < 1 || p > 99 {
				v.t.Errorf("%d %% after the true answer: %s", p, v.lastError())
			}
			v.work(0, 0, 0)
		}
	}
	fault := func(body, code, text string) func(*victim) {
		return goesOn(func(v *victim) { v.refusedAs(v.post("text/xml", body), code, text) })
	}
	receive := func(inside string) string {
		return `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>` + inside + `</soap:Body></soap:Envelope>`
	}
	const dtd = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>`
	return []trouble{
		{"wrong password", notMine(worldQBUser, "guessed")},
		{"empty password", notMine(worldQBUser, " ")},
		{"unknown user", notMine("nobody", "")},
		{"the user of no company, empty", notMine("", "x")},
		{"wrong ticket", goesOn(func(v *victim) { v.overFor("never given") })},
		{"no ticket", goesOn(func(v *victim) { v.overFor("") })},
		{"ticket of a closed session", func(v *victim) {
			v.documentsOut(2)
			v.execute()
			if p := v.give(v.response, "", ""); p < 1 || p > 99 {
				v.t.Errorf("%d %%", p)
			}
			v.says("closeConnection", v.closes(), "OK. 2 posted.")
			v.overFor(v.ticket)
			v.sell(1)
			v.overFor(v.ticket)
			v.work(1, 0, 0)
		}},
		{"ticket of a session that another login ended", func(v *victim) {
			v.documentsOut(2)
			v.execute()
			late, response := v.ticket, v.response
			v.login()
			v.work(0, 0, 2)
			next := v.ask(v.hcp())
			if strings.Contains(next, "AddRq") || next == "" {
				v.t.Errorf("after a lost answer it is asked first, not %.200q", next)
			}
			v.response = response
			v.overFor(late)
			v.work(0, 0, 2)
		}},
		{"malformed SOAP", fault(receive(`<receiveResponseXML xmlns="http://developer.intuit.com/"><ticket>`), "Client", "the request is not well-formed XML: <ticket> is ended by </soap:Body> (at byte 146)")},
		{"no XML at all", fault(`ticket=abc`, "Client", "the request is not well-formed XML: text outside of the root element (at byte 0)")},
		{"nothing at all", fault(``, "Client", "the request is not well-formed XML: it has no element")},
		{"a DTD", fault(dtd+receive(`<getLastError xmlns="http://developer.intuit.com/"><ticket>&b;</ticket></getLastError>`), "Client", "document types and entities are refused")},
		{"an entity of its own", fault(receive(`<getLastError xmlns="http://developer.intuit.com/"><ticket>&b;</ticket></getLastError>`), "Client", "the entity &b; is not defined")},
		{"a byte that is no UTF-8", fault(receive("<getLastError xmlns=\"http://developer.intuit.com/\"><ticket>\xe9</ticket></getLastError>"), "Client", "not valid UTF-8")},
		{"an unknown operation", fault(receive(`<dropTables xmlns="http://developer.intuit.com/"/>`), "Client", "the Web Connector's service has no method dropTables")},
		{"a foreign namespace", fault(receive(`<getLastError xmlns="http://example.com/"/>`), "Client", "must be http://developer.intuit.com/")},
		{"an empty body", fault(receive(``), "Client", "the SOAP body is empty")},
		{"SOAP 1.2", fault(`<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body/></e:Envelope>`, "VersionMismatch", "the Web Connector's protocol is SOAP 1.1")},
		{"a version that is no number", goesOn(func(v *victim) {
			v.refusedAs(v.call("sendRequestXML", "ticket", v.ticket, "qbXMLMajorVers", "thirteen"), "Client", `qbXMLMajorVers of sendRequestXML is not an integer: "thirteen"`)
		})},
		{"oversized SOAP, announced", goesOn(func(v *victim) {
			// Nothing of it need be sent: its length is enough.
			got := v.raw("POST /qbwc HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\nContent-Length: 67108865\r\n\r\n<soap")
			v.tells("the answer", got, "HTTP/1.1 500 Internal Server Error")
			v.tells("the answer", got, "the request is larger than 67108864 bytes: ask QuickBooks for less at a time")
		})},
		{"another content type", goesOn(func(v *victim) {
			got := v.post("application/json", `{}`)
			if got.status != http.StatusUnsupportedMediaType {
				v.t.Errorf("HTTP %d", got.status)
			}
			v.says("the answer", got.result, "The QuickBooks Web Connector sends text/xml; this is something else.")
		})},
		{"a request that breaks off", goesOn(func(v *victim) {
			v.raw("POST /qbwc HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\nContent-Length: 5000\r\n\r\n<soap:Envelope")
		})},
		{"a method that HTTP does not use here", goesOn(func(v *victim) {
			req, err := http.NewRequestWithContext(v.t.Context(), http.MethodPut, v.w.URL+"/qbwc", strings.NewReader("x"))
			if err != nil {
				v.t.Fatal(err)
			}
			if got := v.send(req); got.status != http.StatusMethodNotAllowed {
				v.t.Errorf("HTTP %d", got.status)
			}
		})},
	}
}
