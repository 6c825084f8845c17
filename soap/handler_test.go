package soap

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestAnErrorOfTheDeskIsAnsweredPolitely(t *testing.T) {
	for method, want := range map[string]string{
		"sendRequestXML":     "<sendRequestXMLResult></sendRequestXMLResult>",
		"receiveResponseXML": "<receiveResponseXMLResult>-1</receiveResponseXMLResult>",
		"connectionError":    "<connectionErrorResult>done</connectionErrorResult>",
		"getLastError":       "<getLastErrorResult>The server had an internal error; nothing is lost.",
		"closeConnection":    "<closeConnectionResult>OK</closeConnectionResult>",
	} {
		desk := &scripted{err: errors.New("secret path /data"), percent: 50, request: "x", retry: "x", last: "x", bye: "x"}
		w := post(NewHandler(desk, Options{}), in(method, "<ticket>t</ticket>"))
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), want) || strings.Contains(w.Body.String(), "secret") {
			t.Errorf("%s: %d %s", method, w.Code, w.Body)
		}
	}
	w := post(NewHandler(&scripted{err: errors.New("secret"), ticket: "T"}, Options{}), in("authenticate", ""))
	if w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), "<faultcode>soap:Server</faultcode>") || strings.Contains(w.Body.String(), "secret") {
		t.Errorf("authenticate: %d %s", w.Code, w.Body)
	}
}

func TestFaultByteForByte(t *testing.T) {
	w := post(NewHandler(&scripted{}, Options{}), request(`<a xmlns="urn:&lt;x"/>`))
	want := goldenHead + `<soap:Fault><faultcode>soap:Client</faultcode><faultstring>the Web Connector's service has no method a</faultstring><detail></detail></soap:Fault>` + goldenTail
	if w.Code != http.StatusInternalServerError || w.Body.String() != want || w.Header().Get("Content-Type") != "text/xml; charset=utf-8" {
		t.Errorf("%d %s\n%s\nwant\n%s", w.Code, w.Header(), w.Body, want)
	}
}

func TestAPanicIsAFaultThatTellsNothing(t *testing.T) {
	h := NewHandler(&scripted{panics: true}, Options{})
	for _, method := range []string{"authenticate", "sendRequestXML", "receiveResponseXML", "connectionError", "getLastError", "closeConnection"} {
		w := post(h, in(method, ""))
		if w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), "<faultcode>soap:Server</faultcode>") || strings.Contains(w.Body.String(), "broke") {
			t.Errorf("%s: %d %s", method, w.Code, w.Body)
		}
	}
	if w := post(h, in("serverVersion", "")); w.Code != http.StatusOK {
		t.Errorf("the next call: %d", w.Code)
	}
}

func TestAnIntegerThatIsNoneIsAFault(t *testing.T) {
	for _, bad := range []string{"13.0", "x", "99999999999", "1 3"} {
		w := post(NewHandler(&scripted{request: "x"}, Options{}), in("sendRequestXML", "<qbXMLMajorVers>"+bad+"</qbXMLMajorVers>"))
		if w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), "not an integer") {
			t.Errorf("%q: %d %s", bad, w.Code, w.Body)
		}
	}
}

func TestADeskWithoutTicketStillGivesOne(t *testing.T) {
	h := NewHandler(&scripted{answer: "nvu"}, Options{})
	first, second := post(h, in("authenticate", "")).Body.String(), post(h, in("authenticate", "")).Body.String()
	if strings.Contains(first, "<string></string>") || !strings.Contains(first, "<string>nvu</string>") || first == second {
		t.Errorf("answered %s\nthen %s", first, second)
	}
}

func TestTheResponseIsKeptWhenTheCallerHangsUp(t *testing.T) {
	desk := &scripted{percent: 10}
	h := NewHandler(desk, Options{})
	for method, kept := range map[string]bool{"receiveResponseXML": true, "closeConnection": true, "connectionError": true, "sendRequestXML": false} {
		ctx, hangUp := context.WithCancel(t.Context())
		r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/qbwc", strings.NewReader(in(method, "")))
		r.Header.Set("Content-Type", "text/xml")
		hangUp()
		h.ServeHTTP(httptest.NewRecorder(), r)
		if got := desk.ctx.Err() == nil; got != kept {
			t.Errorf("%s: the context lives on: %v", method, got)
		}
	}
}

func TestMethodsAndTypesOfHTTP(t *testing.T) {
	h := NewHandler(&scripted{}, Options{})
	good := in("serverVersion", "")
	for name, c := range map[string]struct {
		method, contentType, encoding string
		status                        int
		says                          string
	}{
		"PUT":           {http.MethodPut, "text/xml", "", http.StatusMethodNotAllowed, "POST"},
		"DELETE":        {http.MethodDelete, "text/xml", "", http.StatusMethodNotAllowed, "POST"},
		"OPTIONS":       {http.MethodOptions, "", "", http.StatusMethodNotAllowed, "POST"},
		"text/xml":      {http.MethodPost, "text/xml", "", http.StatusOK, "serverVersionResult"},
		"quoted":        {http.MethodPost, `text/xml; charset="UTF-8"`, "", http.StatusOK, "serverVersionResult"},
		"soap 1.2 type": {http.MethodPost, `application/soap+xml; charset=utf-8; action="x"`, "", http.StatusOK, "serverVersionResult"},
		"none":          {http.MethodPost, "", "", http.StatusOK, "serverVersionResult"},
		"form":          {http.MethodPost, "application/x-www-form-urlencoded", "", http.StatusUnsupportedMediaType, "text/xml"},
		"json":          {http.MethodPost, "application/json", "", http.StatusUnsupportedMediaType, "text/xml"},
		"other charset": {http.MethodPost, "text/xml; charset=windows-1252", "", http.StatusInternalServerError, "only UTF-8"},
		"gzip":          {http.MethodPost, "text/xml", "gzip", http.StatusInternalServerError, "compressed"},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest(c.method, "/qbwc", strings.NewReader(good))
			r.Header.Set("Content-Type", c.contentType)
			if c.encoding != "" {
				r.Header.Set("Content-Encoding", c.encoding)
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != c.status || !strings.Contains(w.Body.String(), c.says) {
				t.Errorf("%d %s", w.Code, w.Body)
			}
			if c.status == http.StatusMethodNotAllowed && w.Header().Get("Allow") != "GET, HEAD, POST" {
				t.Errorf("Allow: %q", w.Header().Get("Allow"))
			}
		})
	}
}

func TestABodyBeyondTheLimitIsAFault(t *testing.T) {
	h := NewHandler(&scripted{percent: 1}, Options{MaxBody: 2000})
	fits := in("receiveResponseXML", "<response>"+strings.Repeat("x", 1000)+"</response>")
	fits += strings.Repeat(" ", 2000-len(fits))
	if w := post(h, fits); w.Code != http.StatusOK {
		t.Errorf("a body of exactly the limit: %d %s", w.Code, w.Body)
	}
	for name, r := range map[string]*http.Request{
		"declared": httptest.NewRequest(http.MethodPost, "/qbwc", strings.NewReader(fits+" ")),
		"chunked":  httptest.NewRequest(http.MethodPost, "/qbwc", io.MultiReader(strings.NewReader(fits), strings.NewReader(" "))),
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), "larger than 2000 bytes") {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
}

func TestLargeResponsesComeThrough(t *testing.T) {
	desk := &scripted{percent: 7}
	h := NewHandler(desk, Options{})
	for _, lines := range []int{550_000, 30_000, 30_000, 30_000, 30_000, 30_000} { // 20 MB, then as many as there are places
		text := strings.Repeat("<CustomerRet>Zoë & Sons</CustomerRet>\n", lines)
		escaped := strings.Repeat("&lt;CustomerRet&gt;Zoë &amp; Sons&lt;/CustomerRet&gt;\n", lines)
		w := post(h, in("receiveResponseXML", "<response>"+escaped+"</response>"))
		if w.Code != http.StatusOK || desk.heard[2] != text {
			t.Fatalf("%d, %d bytes of %d arrived", w.Code, len(desk.heard[2]), len(text))
		}
	}
}

func TestARequestThatBreaksOffIsNotActedUpon(t *testing.T) {
	desk := &scripted{ticket: "t"}
	r := httptest.NewRequest(http.MethodPost, "/qbwc", io.MultiReader(strings.NewReader(in("authenticate", "")), brokenReader{}))
	w := httptest.NewRecorder()
	NewHandler(desk, Options{}).ServeHTTP(w, r)
	if w.Code != http.StatusBadRequest || desk.heard != nil {
		t.Errorf("%d, the desk heard %q", w.Code, desk.heard)
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestTheClientsVersionTravelsInACookie(t *testing.T) {
	for _, c := range []struct{ said, heard string }{
		{"34.0.10012.78", "34.0.10012.78"},
		{"2.1.0.30", "2.1.0.30"},
		{"", ""},
		{"1.0; Domain=evil", ""},
		{strings.Repeat("9", 100), ""},
		{"<b>", ""},
	} {
		desk := &scripted{ticket: "t"}
		h := NewHandler(desk, Options{})
		first := post(h, in("clientVersion", "<strVersion>"+escapedText(c.said)+"</strVersion>"))
		r := httptest.NewRequest(http.MethodPost, "https://orders.example.com/qbwc", strings.NewReader(in("authenticate", "")))
		for _, cookie := range first.Result().Cookies() {
			r.AddCookie(cookie)
		}
		h.ServeHTTP(httptest.NewRecorder(), r)
		if got := desk.heard[4]; got != c.heard {
			t.Errorf("%q arrived as %q, want %q", c.said, got, c.heard)
		}
	}
}

func TestThePageIsForPeople(t *testing.T) {
	h := NewHandler(&scripted{}, Options{Version: "<v1>", PageURL: func(*http.Request) string { return "https://a.example/?x=1&y=<2>" }})
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(method, "/qbwc", nil))
		if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "text/html; charset=utf-8" {
			t.Errorf("%s: %d %q", method, w.Code, w.Header().Get("Content-Type"))
		}
		if body := w.Body.String(); method == http.MethodHead && body != "" ||
			method == http.MethodGet && (!strings.Contains(body, "&lt;v1&gt;") || !strings.Contains(body, "x=1&amp;y=&lt;2&gt;") || strings.Contains(body, "<v1>")) {
			t.Errorf("%s: %s", method, body)
		}
		if csp := w.Header().Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") {
			t.Errorf("%s: CSP %q", method, csp)
		}
	}
}

func TestConcurrentCallsDoNotMix(t *testing.T) {
	srv := httptest.NewServer(NewHandler(echo{}, Options{}))
	defer srv.Close()
	errs := make(chan error)
	const callers = 8
	for i := range callers {
		go func() {
			var err error
			for j := range 50 {
				text := fmt.Sprintf("<q%d.%d>%s", i, j, strings.Repeat("é&", i*100+j))
				res, e := srv.Client().Post(srv.URL, "text/xml", strings.NewReader(in("closeConnection", "<ticket>"+escapedText(text)+"</ticket>")))
				if e != nil {
					err = e
					break
				}
				b, e := io.ReadAll(res.Body)
				res.Body.Close()
				if want := "<closeConnectionResult>" + string(appendText(nil, text)) + "</"; e != nil || !strings.Contains(string(b), want) {
					err = fmt.Errorf("reading: %w; read %.200s", e, b)
				}
			}
			errs <- err
		}()
	}
	for range callers {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}

// echo says goodbye with the ticket, and nothing else.
type echo struct{ Desk }

func (echo) Close(_ context.Context, ticket string) (string, error) { return ticket, nil }
