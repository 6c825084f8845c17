package connector

import (
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// office is a trivial QuickBooks: it answers every request with its name.
type office struct {
	openErr    []error // of each try to open, then none
	processErr error
	hcpErr     error
	stampErr   error
	closeErr   error

	calls []string
}

func (o *office) note(format string, args ...any) {
	o.calls = append(o.calls, fmt.Sprintf(format, args...))
}

func (o *office) OpenFile(app, path string) (string, string, int, int, error) {
	o.note("open %s %q", app, path)
	if len(o.openErr) > 0 {
		err := o.openErr[0]
		o.openErr = o.openErr[1:]
		if err != nil {
			return "", "", 0, 0, err
		}
	}
	if path == "" {
		path = `C:\Books\open.qbw`
	}
	return path, "US", 13, 0, nil
}

func (o *office) Stamp(owner, file string) error {
	o.note("stamp %s %s", owner, file)
	return o.stampErr
}

func (o *office) HCP(owner string) (string, error) {
	o.note("hcp %s", owner)
	return "<QBXML>host & co</QBXML>", o.hcpErr
}

func (o *office) ProcessRequest(qbxml string) (string, error) {
	o.note("process %s", qbxml)
	return "<Rs>" + qbxml + "</Rs>", o.processErr
}

func (o *office) CloseFile() error {
	o.note("close")
	return o.closeErr
}

// quickbooksError is an error with an HRESULT, as a company simulator has.
type quickbooksError struct{ code, text string }

func (e quickbooksError) Error() string   { return e.text }
func (e quickbooksError) HResult() string { return e.code }

// server is a SOAP server written for these tests only: the inside of the
// Result element for every method, several for one that is called repeatedly.
type server struct {
	answers map[string][]string // "!" before one: it is the whole response body
	support int                 // status of the support page, 200 if zero

	mu     sync.Mutex
	heard  []string // "method p1|p2|..."
	raw    []string
	header []http.Header
	count  map[string]int
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet {
		if s.support == http.StatusFound {
			http.Redirect(w, r, "/login", s.support)
		} else if s.support != 0 {
			w.WriteHeader(s.support)
		}
		return
	}
	data, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	var e struct {
		Body struct {
			Call struct {
				XMLName xml.Name
				Values  []struct {
					XMLName xml.Name
					Text    string `xml:",chardata"`
				} `xml:",any"`
			} `xml:",any"`
		}
	}
	if err := xml.Unmarshal(data, &e); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	method := e.Body.Call.XMLName.Local
	var values []string
	for _, v := range e.Body.Call.Values {
		values = append(values, v.Text)
	}
	s.mu.Lock()
	if s.count == nil {
		s.count = map[string]int{}
	}
	answers := s.answers[method]
	answer := ""
	if n := s.count[method]; len(answers) > 0 {
		answer = answers[min(n, len(answers)-1)]
	}
	s.count[method]++
	s.heard = append(s.heard, method+" "+strings.Join(values, "|"))
	s.raw = append(s.raw, string(data))
	s.header = append(s.header, r.Header.Clone())
	s.mu.Unlock()
	w.Header().Set("Content-Type", "text/xml; charset=utf-8")
	if method == "clientVersion" {
		http.SetCookie(w, &http.Cookie{Name: "crumb", Value: "1", Path: "/"})
	}
	body, whole := strings.CutPrefix(answer, "!")
	if !whole {
		body = envelope(method, answer)
	}
	if strings.Contains(body, ":Fault>") {
		w.WriteHeader(http.StatusInternalServerError)
	}
	io.WriteString(w, body) //nolint:errcheck // a caller who hangs up is part of the tests
}

func envelope(method, result string) string {
	return `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><` + method + `Response xmlns="http://developer.intuit.com/"><` +
		method + `Result>` + result + `</` + method + `Result></` + method + `Response></soap:Body></soap:Envelope>`
}

// ordinary is a server with two requests to send.
func ordinary() *server {
	return &server{answers: map[string][]string{
		"serverVersion":      {"Test 1"},
		"authenticate":       {"<string>T-1</string><string></string>"},
		"sendRequestXML":     {"&lt;one/&gt;", "&lt;two/&gt;"},
		"receiveResponseXML": {"50", "100"},
		"getLastError":       {"something is wrong"},
		"connectionError":    {"done"},
		"closeConnection":    {"OK"},
	}}
}

const (
	owner = "{7C0B4E62-51F3-4B0A-9F0E-3D2A6C9E4B11}"
	file  = "{E2B7A5D4-08C9-4F6B-8C35-91D04A7F2C66}"
)

// qwcFor is a .qwc file for a server that listens on this machine.
func qwcFor(address string) string {
	return `<?xml version="1.0" encoding="utf-8"?>
<QBWCXML>
  <AppName>Test &amp; Co</AppName>
  <AppID></AppID>
  <AppURL>` + address + `/qbwc</AppURL>
  <AppDescription>d</AppDescription>
  <AppSupport>` + address + `/support</AppSupport>
  <UserName>user</UserName>
  <OwnerID>` + owner + `</OwnerID>
  <FileID>` + file + `</FileID>
  <QBType>QBFS</QBType>
  <Scheduler>
    <RunEveryNMinutes>10</RunEveryNMinutes>
  </Scheduler>
</QBWCXML>`
}

// start serves s and makes a connector for it.
func start(t *testing.T, s http.Handler, o Options) *Connector {
	t.Helper()
	srv := httptest.NewServer(s)
	t.Cleanup(srv.Close)
	if o.QWC == nil {
		o.QWC = []byte(qwcFor(strings.Replace(srv.URL, "127.0.0.1", "localhost", 1)))
	}
	o.Password = "secret <&>"
	o.NoOpWait = time.Millisecond
	o.InteractiveWait = time.Millisecond
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
