package soap

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"countinghouse/internal/bound"
)

// What a Web Connector sends, and what other tools send for the same.
func TestTheSameCallIsReadInEveryDress(t *testing.T) {
	const inner = `<receiveResponseXML xmlns="http://developer.intuit.com/"><ticket>t-1</ticket><response>&lt;QBXML&gt;R &amp;amp; D&lt;/QBXML&gt;</response><hresult /><message></message></receiveResponseXML>`
	for name, body := range map[string]string{
		"as QBWC sends it": request(inner),
		"another prefix":   strings.NewReplacer("soap:", "s:", ":soap=", ":s=").Replace(request(inner)),
		"SOAP-ENV":         strings.NewReplacer("soap:", "SOAP-ENV:", ":soap=", ":SOAP-ENV=").Replace(request(inner)),
		"no prefix":        strings.NewReplacer("soap:", "", ":soap=", "=").Replace(request(inner)),
		"prefixed parameters": request(`<i:receiveResponseXML xmlns:i="http://developer.intuit.com/"><i:ticket>t-1</i:ticket><i:response>&lt;QBXML&gt;R &amp;amp; D&lt;/QBXML&gt;</i:response>` +
			`<i:hresult/></i:receiveResponseXML>`),
		"byte order mark":    "\xef\xbb\xbf" + request(inner),
		"no declaration":     strings.TrimPrefix(request(inner), `<?xml version="1.0" encoding="utf-8"?>`),
		"CRLF between":       strings.ReplaceAll(strings.ReplaceAll(request(inner), "<message></message>", "<message/>"), "><", ">\r\n\t<"),
		"CDATA":              request(`<receiveResponseXML xmlns="http://developer.intuit.com/"><ticket><![CDATA[t-1]]></ticket><response><![CDATA[<QBXML>R &amp; D</QBXML>]]></response></receiveResponseXML>`),
		"numeric references": request(`<receiveResponseXML xmlns="http://developer.intuit.com/"><ticket>t&#45;&#x31;</ticket><response>&#60;QBXML&#x3e;R &#38;amp; D&#60;/QBXML&#62;</response></receiveResponseXML>`),
		"in pieces":          request(`<receiveResponseXML xmlns="http://developer.intuit.com/"><ticket>t<!-- x -->-<![CDATA[1]]></ticket><response>&lt;QBXML&gt;<![CDATA[R &amp; D]]><!-- y -->&lt;/QBXML&gt;</response></receiveResponseXML>`),
		"other order":        request(`<receiveResponseXML xmlns="http://developer.intuit.com/"><message/><response>&lt;QBXML&gt;R &amp;amp; D&lt;/QBXML&gt;</response><ticket>t-1</ticket></receiveResponseXML>`),
		"unknown children":   request(`<receiveResponseXML xmlns="http://developer.intuit.com/"><new><deep>1</deep></new><ticket>t-1</ticket><response>&lt;QBXML&gt;R &amp;amp; D&lt;/QBXML&gt;</response></receiveResponseXML>`),
		"a header":           strings.Replace(request(inner), "<soap:Body>", `<soap:Header><w:To xmlns:w="urn:w" soap:mustUnderstand="0">x<y/></w:To></soap:Header><soap:Body>`, 1),
	} {
		t.Run(name, func(t *testing.T) {
			c, err := parse([]byte(body))
			if err != nil {
				t.Fatal(err)
			}
			if c.method != "receiveResponseXML" || c.text("ticket") != "t-1" || c.text("response") != "<QBXML>R &amp; D</QBXML>" || c.text("hresult") != "" || c.text("message") != "" {
				t.Errorf("read %q: ticket %q, response %q, hresult %q, message %q", c.method, c.text("ticket"), c.text("response"), c.text("hresult"), c.text("message"))
			}
		})
	}
}

func TestMissingParametersAreEmpty(t *testing.T) {
	for method, names := range methods {
		c, err := parse([]byte(request(`<` + method + ` xmlns="http://developer.intuit.com/" />`)))
		if err != nil {
			t.Errorf("%s: %v", method, err)
			continue
		}
		for _, n := range names {
			if got := c.text(n); got != "" {
				t.Errorf("%s: %s is %q", method, n, got)
			}
		}
		if n, err := c.integer("qbXMLMajorVers"); n != 0 || err != nil {
			t.Errorf("%s: an absent integer is %d, %v", method, n, err)
		}
	}
}

func TestWhatCannotBeUnderstoodIsOneClearFault(t *testing.T) {
	const ns = ` xmlns="http://developer.intuit.com/"`
	for name, c := range map[string]struct{ body, code, why string }{
		"not XML":                {"ticket=1", "Client", "not well-formed"},
		"empty":                  {"", "Client", "not well-formed"},
		"not SOAP":               {"<html/>", "Client", "not a SOAP 1.1 envelope"},
		"SOAP 1.2":               {`<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body/></e:Envelope>`, "VersionMismatch", "SOAP 1.2"},
		"another envelope":       {`<Envelope xmlns="urn:other"/>`, "Client", "not a SOAP 1.1 envelope"},
		"no body":                {`<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"/>`, "Client", "no body"},
		"empty body":             {request(""), "Client", "body is empty"},
		"text in the body":       {request("hello"), "Client", "text where an element was expected"},
		"body first, header":     {`<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><getLastError` + ns + `/></s:Body><s:Header/></s:Envelope>`, "Client", "where none can be"},
		"two bodies":             {`<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><getLastError` + ns + `/></s:Body><s:Body/></s:Envelope>`, "Client", "where none can be"},
		"two calls":              {request(`<getLastError` + ns + `/><closeConnection` + ns + `/>`), "Client", "second element"},
		"trailing envelope":      {request(`<getLastError`+ns+`/>`) + "<a/>", "Client", "second root"},
		"text behind":            {request(`<getLastError`+ns+`/>`) + "x", "Client", "outside of the root"},
		"unknown method":         {request(`<fireMissiles` + ns + `/>`), "Client", "no method fireMissiles"},
		"method elsewhere":       {request(`<authenticate xmlns="http://developer.intuit.com"/>`), "Client", "is in the namespace"},
		"method nowhere":         {request(`<authenticate/>`), "Client", "is in the namespace"},
		"parameter elsewhere":    {request(`<authenticate` + ns + `><strPassword xmlns="urn:x">p</strPassword></authenticate>`), "Client", "strPassword of authenticate is in the namespace"},
		"parameter twice":        {request(`<authenticate` + ns + `><strPassword>p</strPassword><strPassword>q</strPassword></authenticate>`), "Client", "given twice"},
		"qbXML not escaped":      {request(`<receiveResponseXML` + ns + `><response><QBXML/></response></receiveResponseXML>`), "Client", "must be escaped text"},
		"mandatory header":       {strings.Replace(request(`<getLastError`+ns+`/>`), "<soap:Body>", `<soap:Header><a xmlns="urn:a" soap:mustUnderstand="1"/></soap:Header><soap:Body>`, 1), "MustUnderstand", "header a is not understood"},
		"entity declared":        {`<!DOCTYPE x [<!ENTITY e "v">]>` + request(`<getLastError`+ns+`/>`), "Client", "refused"},
		"text between":           {request(`<authenticate` + ns + `>x<strPassword>p</strPassword></authenticate>`), "Client", "text where an element was expected"},
		"an error after the end": {request(`<getLastError`+ns+`/>`) + "<!-- --", "Client", "comment"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parse([]byte(c.body))
			var f *fault
			if !errors.As(err, &f) {
				t.Fatalf("got %v, not a fault", err)
			}
			if f.code != c.code || !strings.Contains(f.text, c.why) {
				t.Errorf("fault %s: %s; want %s about %q", f.code, f.text, c.code, c.why)
			}
		})
	}
}

// Any text that XML can carry comes through a request and an answer unchanged.
func TestTextSurvivesEscapingBothWays(t *testing.T) {
	letter := rapid.Rune().Filter(isCharacter)
	special := rapid.SampledFrom([]rune("<>&\"']\r\n\t\u0085\u2028é€😀"))
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.OneOf(letter, special)).Draw(t, "text")
		escaped := string(appendText(nil, text))
		c, err := parse([]byte(request(`<receiveResponseXML xmlns="http://developer.intuit.com/"><response>` + escaped + `</response></receiveResponseXML>`)))
		if err != nil {
			t.Fatalf("%q: %v", escaped, err)
		}
		if got := c.text("response"); got != text {
			t.Fatalf("%q became %q by way of %q", text, got, escaped)
		}
	})
}

func TestWhatXMLCannotCarryIsReplacedInAnswers(t *testing.T) {
	for in, want := range map[string]string{
		"a\x00b\x1fc":      "a\ufffdb\ufffdc",
		"caf\xe9 au lait":  "caf\ufffd au lait",
		"\ufffe\uffff\x0c": "\ufffd\ufffd\ufffd",
		"\xff":             "\ufffd",
		"a\r\nb":           "a&#xD;\nb",
		"\ufffd stays":     "\ufffd stays",
		"a & b < c > d":    "a &amp; b &lt; c &gt; d",
		`"quoted" 'too'`:   `"quoted" 'too'`,
		"&amp;":            "&amp;amp;",
	} {
		if got := string(appendText(nil, in)); got != want {
			t.Errorf("%q is written %q, want %q", in, got, want)
		}
	}
}

// FuzzParse: no body makes the reader panic, and every refusal is a fault.
func FuzzParse(f *testing.F) {
	f.Add([]byte(request(`<authenticate xmlns="http://developer.intuit.com/"><strUserName>u</strUserName><strPassword>&#x70;</strPassword></authenticate>`)))
	f.Add([]byte(request(`<sendRequestXML xmlns="http://developer.intuit.com/"><ticket/><qbXMLMajorVers>13</qbXMLMajorVers></sendRequestXML>`)))
	f.Fuzz(func(t *testing.T, body []byte) {
		var c *call
		var err error
		bound.Check(t, len(body), func() { c, err = parse(body) })
		if err == nil {
			if _, known := methods[c.method]; !known {
				t.Fatalf("the method %q came through", c.method)
			}
			return
		}
		var f *fault
		if !errors.As(err, &f) || f.text == "" {
			t.Fatalf("refused by %T: %v", err, err)
		}
	})
}
