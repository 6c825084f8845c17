package server

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"countinghouse/access"
	"countinghouse/store"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// opened is a new data directory with its database.
func opened(t *testing.T) (*store.Store, Config) {
	t.Helper()
	c := Config{Data: filepath.Join(t.TempDir(), "data")}
	st, err := c.Open(t.Context(), nil)
	must(t, err)
	t.Cleanup(func() { must(t, st.Close()) })
	return st, c
}

func made(t *testing.T, st *store.Store, l Listen) *Server {
	t.Helper()
	if l.MaxBatch == 0 {
		l.MaxBatch = 200
	}
	s, err := New(st, Options{Listen: l, Version: "test", SessionKey: make([]byte, 64)})
	must(t, err)
	return s
}

func from(h http.Handler, remote, method, path string, head ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	r.RemoteAddr = remote
	for i := 0; i < len(head); i += 2 {
		r.Header.Set(head[i], head[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestPlainHTTPIsRefusedBeyondThisMachine(t *testing.T) {
	st, _ := opened(t)
	open := made(t, st, Listen{Listen: ":8080"}).Handler()
	behind := made(t, st, Listen{Listen: ":8080", TrustedProxy: []string{"10.0.0.0/8"}}).Handler()
	public := made(t, st, Listen{Listen: ":8080", PublicURL: "https://books.example.com"}).Handler()
	demo, err := New(st, Options{Listen: Listen{Listen: ":8080", MaxBatch: 200}, Simulated: true, SessionKey: make([]byte, 64)})
	must(t, err)
	for _, c := range []struct {
		name    string
		h       http.Handler
		remote  string
		refused bool
	}{
		{"this machine", open, "127.0.0.1:1234", false},
		{"this machine, IPv6", open, "[::1]:1234", false},
		{"another machine", open, "192.0.2.7:1234", true},
		{"another machine that claims to be a proxy", open, "10.0.0.7:1234", true},
		{"the declared proxy", behind, "10.0.0.7:1234", false},
		{"past the declared proxy", behind, "192.0.2.7:1234", true},
		{"TLS is done in front", public, "192.0.2.7:1234", false},
		{"a demonstration", demo.Handler(), "192.0.2.7:1234", false},
	} {
		for _, path := range []string{"/qbwc", "/support", "/login", "/qbwc?wsdl"} {
			w := from(c.h, c.remote, http.MethodGet, path, "X-Forwarded-For", "127.0.0.1")
			if c.refused != (w.Code == http.StatusForbidden) {
				t.Errorf("%s: %s is answered %d", c.name, path, w.Code)
			}
			if c.refused && !strings.Contains(w.Body.String(), "passwords would travel in the clear") {
				t.Errorf("%s: the answer is %q", c.name, w.Body)
			}
		}
		if w := from(c.h, c.remote, http.MethodGet, "/health"); w.Code != http.StatusOK || w.Body.String() != "ok\n" {
			t.Errorf("%s: health is %d %q", c.name, w.Code, w.Body)
		}
	}
}

func TestFiguresAreForThisMachineOnly(t *testing.T) {
	st, _ := opened(t)
	must(t, st.SaveCompany(t.Context(), store.Actor{Kind: "cli", Name: "t"}, store.Company{Key: "books", Name: "Books", User: "books", PasswordHash: "x"}))
	h := made(t, st, Listen{Listen: "localhost:8080", PublicURL: "https://books.example.com"}).Handler()
	if w := from(h, "127.0.0.1:9", http.MethodGet, "/metrics"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "go_goroutines") {
		t.Errorf("this machine gets %d", w.Code)
	}
	if w := from(h, "192.0.2.7:9", http.MethodGet, "/metrics"); w.Code != http.StatusNotFound {
		t.Errorf("another machine gets %d", w.Code)
	}
	if w := from(h, "127.0.0.1:9", http.MethodGet, "/metrics", "X-Forwarded-For", "192.0.2.7"); w.Code != http.StatusNotFound {
		t.Errorf("another machine behind a proxy gets %d", w.Code)
	}
}

func TestTheCallerIsTheLastAddressThatIsNoProxy(t *testing.T) {
	trusted, err := proxies([]string{"10.0.0.0/8", "::1/128"})
	must(t, err)
	ip := clientIP(trusted)
	for _, c := range []struct{ remote, forwarded, want string }{
		{"192.0.2.7:5", "", "192.0.2.7"},
		{"192.0.2.7:5", "203.0.113.9", "192.0.2.7"}, // it is no proxy: what it says of others counts nothing
		{"10.1.1.1:5", "203.0.113.9", "203.0.113.9"},
		{"10.1.1.1:5", "127.0.0.1, 203.0.113.9", "203.0.113.9"},
		{"10.1.1.1:5", "203.0.113.9, 10.2.2.2", "203.0.113.9"},
		{"10.1.1.1:5", "nonsense", "10.1.1.1"},
		{"10.1.1.1:5", "", "10.1.1.1"},
		{"[::1]:5", "203.0.113.9", "203.0.113.9"},
		{"[::ffff:10.1.1.1]:5", "203.0.113.9", "203.0.113.9"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.remote
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := ip(r); got != c.want {
			t.Errorf("%s forwarded for %q is %s, want %s", c.remote, c.forwarded, got, c.want)
		}
	}
	if _, err := proxies([]string{"10.0.0.1"}); err == nil {
		t.Error("an address is no range")
	}
}

func TestHeadersOfWhatAnyoneMayRead(t *testing.T) {
	st, _ := opened(t)
	h := made(t, st, Listen{Listen: "localhost:8080"}).Handler()
	for _, path := range []string{"/support", "/qbwc", "/login"} {
		w := from(h, "127.0.0.1:9", http.MethodGet, path)
		if w.Code != http.StatusOK {
			t.Errorf("%s is answered %d", path, w.Code)
		}
		if csp := w.Header().Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") && !strings.Contains(csp, "default-src 'self'") || !strings.Contains(csp, "frame-ancestors 'none'") {
			t.Errorf("%s has the policy %q", path, csp)
		}
		if got := w.Header().Get("X-Content-Type-Options"); got != "nosniff" {
			t.Errorf("%s: %q", path, got)
		}
		for _, c := range w.Result().Cookies() {
			if !c.HttpOnly || c.SameSite == http.SameSiteNoneMode {
				t.Errorf("%s sets %+v", path, c)
			}
		}
	}
}

// selfSigned is a certificate for localhost.
func selfSigned(t *testing.T) (cert, key string, pool *x509.CertPool) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &k.PublicKey, k)
	must(t, err)
	kd, err := x509.MarshalECPrivateKey(k)
	must(t, err)
	dir := t.TempDir()
	cert, key = filepath.Join(dir, "c.pem"), filepath.Join(dir, "k.pem")
	must(t, os.WriteFile(cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	must(t, os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: kd}), 0o600))
	pool = x509.NewCertPool()
	c, err := x509.ParseCertificate(der)
	must(t, err)
	pool.AddCert(c)
	return cert, key, pool
}

// served runs the server on a free port until the test ends.
func served(t *testing.T, st *store.Store, l Listen) (port string, stop func() error) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	_, port, err = net.SplitHostPort(ln.Addr().String())
	must(t, err)
	s := made(t, st, l)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, ln) }()
	stopped := false
	stop = func() error {
		if stopped {
			return nil
		}
		stopped = true
		cancel()
		return <-done
	}
	t.Cleanup(func() { must(t, stop()) })
	return port, stop
}

func TestTLSIsServedAndItsCookiesInsistOnIt(t *testing.T) {
	st, _ := opened(t)
	cert, key, pool := selfSigned(t)
	port, _ := served(t, st, Listen{Listen: "localhost:0", PublicURL: "https://localhost", TLSCert: cert, TLSKey: key})
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, ServerName: "localhost", MinVersion: tls.VersionTLS12}, ForceAttemptHTTP2: true}
	client := &http.Client{Transport: transport}
	defer transport.CloseIdleConnections()
	res, err := client.Get("https://127.0.0.1:" + port + "/login")
	must(t, err)
	_ = res.Body.Close()
	if res.StatusCode != http.StatusOK || res.TLS == nil || res.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("%d, %v", res.StatusCode, res.Header)
	}
	if res, err = http.Get("http://127.0.0.1:" + port + "/login"); err == nil {
		body, _ := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if res.StatusCode == http.StatusOK {
			t.Errorf("plain HTTP on the TLS port is answered %q", body)
		}
	}
	old := &tls.Config{RootCAs: pool, ServerName: "localhost", MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10} //nolint:gosec // that it is refused is the test
	if c, err := tls.Dial("tcp", "127.0.0.1:"+port, old); err == nil {
		_ = c.Close()
		t.Error("TLS 1.1 is spoken")
	}
}

func TestStoppingWaitsForTheCallUnderWay(t *testing.T) {
	st, _ := opened(t)
	hash, err := access.HashPassword("a password")
	must(t, err)
	must(t, st.SaveCompany(t.Context(), store.Actor{Kind: "cli", Name: "t"}, store.Company{Key: "books", Name: "Books", User: "books", PasswordHash: hash}))
	port, stop := served(t, st, Listen{Listen: "localhost:0"})
	body := `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><authenticate xmlns="http://developer.intuit.com/">` +
		`<strUserName>books</strUserName><strPassword>a password</strPassword></authenticate></soap:Body></soap:Envelope>`
	c, err := net.Dial("tcp", "127.0.0.1:"+port)
	must(t, err)
	defer c.Close()
	_, err = fmt.Fprintf(c, "POST /qbwc HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\nContent-Length: %d\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n", len(body))
	must(t, err)
	r := bufio.NewReader(c)
	line, err := r.ReadString('\n') // the endpoint has begun to read the call
	must(t, err)
	if !strings.Contains(line, "100 Continue") {
		t.Fatalf("answered %q", line)
	}
	ended := make(chan error, 1)
	go func() { ended <- stop() }()
	for { // until nobody new is let in
		n, err := net.Dial("tcp", "127.0.0.1:"+port)
		if err != nil {
			break
		}
		_ = n.Close()
	}
	_, err = io.WriteString(c, body)
	must(t, err)
	rest, err := io.ReadAll(r)
	must(t, err)
	if !strings.Contains(string(rest), "<string></string>") {
		t.Errorf("the call under way was answered %q", rest)
	}
	must(t, <-ended)
}

func TestTheListenersLimits(t *testing.T) {
	st, _ := opened(t)
	port, _ := served(t, st, Listen{Listen: "localhost:0"})
	req, err := http.NewRequest(http.MethodGet, "http://127.0.0.1:"+port+"/support", nil)
	must(t, err)
	req.Header.Set("X-Long", strings.Repeat("a", 100<<10))
	res, err := http.DefaultClient.Do(req)
	must(t, err)
	_ = res.Body.Close()
	if res.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("100 KB of headers are answered %d", res.StatusCode)
	}
}
