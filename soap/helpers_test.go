package soap

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// scripted is a Desk that says what it is told to and keeps what it heard.
type scripted struct {
	ticket, answer string
	request        string
	percent        int
	retry          string
	last           string
	bye            string
	err            error
	panics         bool

	heard []string
	ctx   context.Context
}

func (d *scripted) hear(ctx context.Context, parts ...string) {
	if d.panics {
		panic("the desk broke")
	}
	d.ctx = ctx
	d.heard = parts
}

func (d *scripted) Authenticate(ctx context.Context, user, password, remote, clientVersion string) (string, string, error) {
	d.hear(ctx, "authenticate", user, password, remote, clientVersion)
	return d.ticket, d.answer, d.err
}

func (d *scripted) SendRequest(ctx context.Context, ticket, hcp, companyFile, country string, major, minor int) (string, error) {
	d.hear(ctx, "sendRequestXML", ticket, hcp, companyFile, country, string(rune('0'+major)), string(rune('0'+minor)))
	return d.request, d.err
}

func (d *scripted) ReceiveResponse(ctx context.Context, ticket, response, hresult, message string) (int, error) {
	d.hear(ctx, "receiveResponseXML", ticket, response, hresult, message)
	return d.percent, d.err
}

func (d *scripted) ConnectionError(ctx context.Context, ticket, hresult, message string) (string, error) {
	d.hear(ctx, "connectionError", ticket, hresult, message)
	return d.retry, d.err
}

func (d *scripted) LastError(ctx context.Context, ticket string) (string, error) {
	d.hear(ctx, "getLastError", ticket)
	return d.last, d.err
}

func (d *scripted) Close(ctx context.Context, ticket string) (string, error) {
	d.hear(ctx, "closeConnection", ticket)
	return d.bye, d.err
}

// request wraps the inside of a SOAP body as the Web Connector does.
func request(body string) string {
	return `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"><soap:Body>` + body + `</soap:Body></soap:Envelope>`
}

// post sends a request to a handler without a network.
func post(h http.Handler, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "https://orders.example.com/qbwc", strings.NewReader(body))
	r.Header.Set("Content-Type", "text/xml; charset=utf-8")
	r.RemoteAddr = "192.0.2.7:50000"
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// sharedFile reads a file of the reference data beside the project.
func sharedFile(t *testing.T, name string) []byte {
	t.Helper()
	dir := os.Getenv("COUNTINGHOUSE_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared")
	}
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("reference data is missing: %v", err)
		}
		t.Skipf("reference data is missing: %v", err)
	}
	return data
}
