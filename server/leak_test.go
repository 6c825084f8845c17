package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"countinghouse/access"
	"countinghouse/bigcommerce"
	"countinghouse/store"
)

// listener is a log that several write at once.
type listener struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *listener) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// client is a browser or program that remembers everything it was answered.
type client struct {
	t       *testing.T
	h       http.Handler
	cookies map[string]string
	heard   *[]string // answers, without the pages that are there to show a secret
	secrets map[string]string
}

func (c *client) do(method, path, kind, body string, shows bool) *httptest.ResponseRecorder {
	c.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.RemoteAddr = "192.0.2.70:1"
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	for k, v := range c.cookies {
		r.AddCookie(&http.Cookie{Name: k, Value: v})
	}
	w := httptest.NewRecorder()
	c.h.ServeHTTP(w, r)
	for _, k := range w.Result().Cookies() {
		c.cookies[k.Name] = k.Value
		if len(k.Value) > 20 {
			c.secrets["a cookie, "+k.Value[:6]] = k.Value
		}
	}
	text := fmt.Sprint(method, path, w.Code, w.Header().Get("Location"))
	if !shows {
		text += w.Body.String()
	}
	*c.heard = append(*c.heard, text)
	return w
}

func (c *client) form(path string, pairs ...string) *httptest.ResponseRecorder {
	c.t.Helper()
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return c.do(http.MethodPost, path, "application/x-www-form-urlencoded", v.Encode(), false)
}

func soapCall(method, args string) string {
	return `<?xml version="1.0"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><` + method + ` xmlns="http://developer.intuit.com/">` + args + `</` + method + `></soap:Body></soap:Envelope>`
}

// A known secret goes through every good and bad way that we could think of, at
// the most talkative level; then everything that came out is searched for it.
func TestNoSecretComesOutInLogsPagesExportsOrTheDatabase(t *testing.T) {
	secrets := map[string]string{
		"the Web Connector's password": "wc-violet-tractor-77", "a person's password": "mauve-lantern-in-the-rain", "a wrong password": "wrong-guess-of-somebody",
		"the store's token": "tok-6f1d9a2c77ee", "the store's client secret": "client-8a81b7", "a new password": "teal kettle on the moor",
	}
	t.Setenv("TEST_WC", secrets["the Web Connector's password"])
	t.Setenv("TEST_TOKEN", secrets["the store's token"])
	t.Setenv("TEST_CLIENT", secrets["the store's client secret"])
	t.Setenv("TEST_PERSON", secrets["a person's password"])
	// A store that refuses, and says aloud what it was sent.
	loud := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusUnauthorized)
		_ = json.NewEncoder(w).Encode(map[string]any{"status": 401, "title": "You sent " + r.Header.Get("X-Auth-Token"), "detail": fmt.Sprint(r.Header), "errors": map[string]string{"token": r.Header.Get("X-Auth-Token")}})
	}))
	defer loud.Close()
	var log listener
	logger := slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: redact}))
	c := Config{Data: filepath.Join(t.TempDir(), "data")}
	st, err := c.Open(t.Context(), logger)
	must(t, err)
	defer func() { must(t, st.Close()) }()
	_, err = Apply(t.Context(), st, operator, declared(t, `
companies: [{key: a, name: A, user: qbwc-a, password: {env: TEST_WC}}]
stores: [{key: s, company: a, name: S, hash: h, token: {env: TEST_TOKEN}, client_id: c, client_secret: {env: TEST_CLIENT}, api_url: "`+loud.URL+`"}]
users: [{email: ana@example.com, name: Ana, role: admin, password: {env: TEST_PERSON}}]
`))
	must(t, err)
	sessionKey, err := c.SessionKey()
	must(t, err)
	keyFile, err := os.ReadFile(c.KeyPath())
	must(t, err)
	secrets["the key"], secrets["the session key"] = strings.TrimSpace(string(keyFile)), string(sessionKey)
	s, err := New(st, Options{Listen: Listen{Listen: ":8080", PublicURL: "https://books.example.com", MaxBatch: 64}, Version: "test", Log: logger, SessionKey: sessionKey})
	must(t, err)
	if secrets["the webhooks' secret"], err = st.NewHookSecret(t.Context(), "s"); err != nil {
		t.Fatal(err)
	}
	var heard []string
	b := &client{t: t, h: s.Handler(), cookies: map[string]string{}, heard: &heard, secrets: secrets}

	// Signing in: wrong in several ways, then right; the password in the wrong field.
	b.form("/login", "email", "ana@example.com", "password", secrets["a wrong password"])
	b.form("/login", "email", "nobody@example.com", "password", secrets["a person's password"])
	b.do(http.MethodPost, "/login", "application/x-www-form-urlencoded", "password="+url.QueryEscape(secrets["a person's password"])+"&%zz", false)
	b.do(http.MethodPost, "/login", "text/plain", secrets["a person's password"], false)
	if w := b.form("/login", "email", "ana@example.com", "password", secrets["a person's password"]); w.Code != http.StatusSeeOther {
		t.Fatalf("signing in answers %d", w.Code)
	}
	// A second factor.
	w := b.do(http.MethodGet, "/me/second-factor", "", "", true)
	m := regexp.MustCompile(`<code>([A-Z2-7 ]{20,})</code>`).FindStringSubmatch(w.Body.String())
	if m == nil {
		t.Fatal("no secret is offered")
	}
	secrets["the second factor's secret"] = strings.ReplaceAll(m[1], " ", "")
	b.do(http.MethodGet, "/me/second-factor/picture", "", "", true)
	b.do(http.MethodPost, "/me/second-factor", "application/x-www-form-urlencoded", "code=000000&password="+secrets["a wrong password"], true) // it offers the secret once more
	code, err := totp.GenerateCode(secrets["the second factor's secret"], time.Now())
	must(t, err)
	if w := b.form("/me/second-factor", "code", code, "password", secrets["a person's password"]); w.Code != http.StatusSeeOther {
		t.Fatalf("setting up answers %d", w.Code)
	}
	w = b.do(http.MethodGet, "/me/second-factor/recovery", "", "", true)
	for i, m := range regexp.MustCompile(`<code>([a-z2-7-]{27})</code>`).FindAllStringSubmatch(w.Body.String(), -1) {
		secrets[fmt.Sprint("recovery code ", i)] = m[1]
	}
	// Changing the password, people, pages.
	b.form("/me/password", "old", secrets["a wrong password"], "new", secrets["a new password"], "again", "x")
	b.form("/me/password", "old", secrets["a person's password"], "new", secrets["a new password"], "again", secrets["a new password"])
	b.form("/settings/people", "name", "Ben", "email", "ben@example.com", "role", "viewer")
	w = b.do(http.MethodGet, "/settings/people/ben@example.com", "", "", true)
	if m = regexp.MustCompile(`<code>([a-z2-7-]{19})</code>`).FindStringSubmatch(w.Body.String()); m == nil {
		t.Fatalf("no password is shown: %d", w.Code)
	}
	secrets["a temporary password"] = m[1]
	for _, path := range []string{"/", "/me", "/settings", "/settings/people", "/settings/people/ben@example.com", "/activity", "/activity/audit", "/sales", "/sales.json", "/sales.csv", "/mapping", "/settings/qwc/a", "/nothing", "/me/second-factor/recovery"} {
		b.do(http.MethodGet, path, "", "", false)
	}
	other := &client{t: t, h: s.Handler(), cookies: map[string]string{}, heard: &heard, secrets: secrets}
	other.form("/login", "email", "ben@example.com", "password", secrets["a temporary password"])
	other.form("/login", "email", "ana@example.com", "password", secrets["a new password"])
	other.form("/login/code", "code", "123456")
	other.form("/login/code", "code", secrets["recovery code 0"]+"x", "recovery", "yes")
	other.form("/login/code", "code", secrets["recovery code 1"], "recovery", "yes")
	other.do(http.MethodGet, "/?session="+"x", "", "", false)
	// The Web Connector: wrong, right, with a ticket of its own and of nobody.
	xml := "text/xml; charset=utf-8"
	login := func(password string) string {
		w := b.do(http.MethodPost, "/qbwc", xml, soapCall("authenticate", "<strUserName>qbwc-a</strUserName><strPassword>"+password+"</strPassword>"), true)
		if m := regexp.MustCompile(`<string>([^<]{16,})</string>`).FindStringSubmatch(w.Body.String()); m != nil {
			return m[1]
		}
		return ""
	}
	login(secrets["a wrong password"])
	ticket := login(secrets["the Web Connector's password"])
	if ticket == "" {
		t.Fatal("no ticket")
	}
	secrets["the ticket"] = ticket
	for _, call := range []string{
		soapCall("sendRequestXML", "<ticket>"+ticket+"</ticket><strHCPResponse></strHCPResponse><strCompanyFileName></strCompanyFileName><qbXMLCountry>US</qbXMLCountry><qbXMLMajorVers>16</qbXMLMajorVers><qbXMLMinorVers>0</qbXMLMinorVers>"),
		soapCall("receiveResponseXML", "<ticket>"+ticket+"</ticket><response>not xml</response><hresult></hresult><message></message>"),
		soapCall("getLastError", "<ticket>"+ticket+"</ticket>"), soapCall("connectionError", "<ticket>"+ticket+"</ticket><hresult>0x80040408</hresult><message>it is closed</message>"),
		soapCall("closeConnection", "<ticket>"+ticket+"</ticket>"), soapCall("getLastError", "<ticket>x"+ticket+"</ticket>"), soapCall("noSuchCall", "<ticket>"+ticket+"</ticket>"),
		"<ticket>" + ticket, soapCall("authenticate", "<strUserName>"+secrets["the Web Connector's password"]+"</strUserName><strPassword>x</strPassword>"),
	} {
		b.do(http.MethodPost, "/qbwc", xml, call, false)
	}
	// Webhooks: with a wrong secret and, forged, with the right one in the body.
	r := httptest.NewRequest(http.MethodPost, bigcommerce.HookPath+"s", strings.NewReader(`{"scope":"`+secrets["the webhooks' secret"]+`"}`))
	r.RemoteAddr = "192.0.2.90:1"
	r.Header.Set(bigcommerce.HookHeader, secrets["the webhooks' secret"]+"x")
	s.Handler().ServeHTTP(httptest.NewRecorder(), r)
	// The store is read, and shouts the token.
	if _, err := s.Poller.Poll(t.Context(), "s"); err == nil {
		t.Error("the loud store was read")
	} else {
		heard = append(heard, err.Error())
	}
	for _, path := range []string{"/", "/settings", "/activity/audit"} {
		b.do(http.MethodGet, path, "", "", false)
	}
	w = httptest.NewRecorder()
	r = httptest.NewRequest(http.MethodGet, "/metrics", nil)
	r.RemoteAddr = "127.0.0.1:1"
	s.Handler().ServeHTTP(w, r)
	heard = append(heard, w.Body.String())
	export, err := Export(t.Context(), st)
	must(t, err)
	heard = append(heard, string(export))
	for _, form := range []string{"%v", "%+v", "%#v"} {
		heard = append(heard, fmt.Sprintf(form, logger), fmt.Sprintf(form, access.NewSession("a", "b", "c", time.Now()).User))
	}

	if log.b.Len() == 0 {
		t.Error("nothing was logged at all")
	}
	search := func(where, text string) {
		t.Helper()
		for what, secret := range secrets {
			if strings.Contains(text, secret) || strings.Contains(text, url.QueryEscape(secret)) {
				at := max(strings.Index(text, secret)-120, 0)
				t.Errorf("%s comes out in %s: …%s", what, where, text[at:min(len(text), at+300)])
			}
		}
	}
	search("the log", log.b.String())
	for _, text := range heard {
		search("an answer", text)
	}
	files, err := filepath.Glob(filepath.Join(c.Data, store.FileName+"*"))
	must(t, err)
	for _, path := range files {
		f, err := os.Open(path)
		must(t, err)
		body, err := io.ReadAll(f)
		must(t, f.Close())
		must(t, err)
		search(filepath.Base(path), string(body))
	}
	if len(secrets) < 20 || len(files) == 0 {
		t.Errorf("%d secrets were looked for in %d files", len(secrets), len(files))
	}
}
