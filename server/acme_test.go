package server

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// authority is a certificate authority that speaks ACME (RFC 8555), as strict
// as a real one in what matters here: every request is signed by its account,
// with a nonce that was given out once and the address it is sent to, and a name
// is certified only after the server that has it answered a challenge
// (RFC 8737 over TLS, or by plain HTTP).
type authority struct {
	t    *testing.T
	srv  *httptest.Server
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
	dial string // where all names lead, for TLS
	http string // the same for plain HTTP

	mu       sync.Mutex
	nonces   map[string]bool
	account  *ecdsa.PublicKey
	order    map[string]*acmeOrder
	issued   int
	asked    []string // how names were proven
	refuseTL bool     // the challenge over TLS is not offered
}

type acmeOrder struct {
	name, token string
	valid       bool
	chain       []byte
}

func newAuthority(t *testing.T) *authority {
	a := &authority{t: t, nonces: map[string]bool{}, order: map[string]*acmeOrder{}}
	var err error
	a.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test authority"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &a.key.PublicKey, a.key)
	must(t, err)
	a.cert, err = x509.ParseCertificate(der)
	must(t, err)
	a.srv = httptest.NewTLSServer(a)
	t.Cleanup(a.srv.Close)
	return a
}

func (a *authority) roots() *x509.CertPool {
	p := x509.NewCertPool()
	p.AddCert(a.cert)
	return p
}

func (a *authority) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	url := a.srv.URL
	nonce := rand.Text()
	a.nonces[nonce] = true
	w.Header().Set("Replay-Nonce", nonce)
	reply := func(code int, v any) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(code)
		_ = json.NewEncoder(w).Encode(v)
	}
	if r.URL.Path == "/directory" {
		reply(200, map[string]any{"newNonce": url + "/nonce", "newAccount": url + "/account", "newOrder": url + "/order", "revokeCert": url + "/revoke", "keyChange": url + "/key"})
		return
	}
	if r.URL.Path == "/nonce" {
		return
	}
	payload, err := a.signed(r)
	if err != nil {
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(http.StatusBadRequest)
		_ = json.NewEncoder(w).Encode(map[string]any{"type": "urn:ietf:params:acme:error:malformed", "detail": err.Error()})
		return
	}
	part, id, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	o := a.order[id]
	if id != "" && o == nil {
		http.NotFound(w, r)
		return
	}
	switch part {
	case "account":
		w.Header().Set("Location", url+"/accounts/1")
		reply(http.StatusCreated, map[string]any{"status": "valid"})
	case "order":
		if id == "" {
			var ask struct {
				Identifiers []struct{ Type, Value string }
			}
			if err := json.Unmarshal(payload, &ask); err != nil || len(ask.Identifiers) != 1 || ask.Identifiers[0].Type != "dns" {
				http.Error(w, "no order", http.StatusBadRequest)
				return
			}
			id = rand.Text()
			o = &acmeOrder{name: ask.Identifiers[0].Value, token: rand.Text()}
			a.order[id] = o
			w.Header().Set("Location", url+"/order/"+id)
			reply(http.StatusCreated, a.orderJSON(id, o))
			return
		}
		w.Header().Set("Location", url+"/order/"+id)
		reply(200, a.orderJSON(id, o))
	case "authz":
		status := "pending"
		if o.valid {
			status = "valid"
		}
		cs := []map[string]string{{"type": "http-01", "url": url + "/http/" + id, "token": o.token, "status": status}}
		if !a.refuseTL {
			cs = append(cs, map[string]string{"type": "tls-alpn-01", "url": url + "/tls/" + id, "token": o.token, "status": status})
		}
		reply(200, map[string]any{"status": status, "identifier": map[string]string{"type": "dns", "value": o.name}, "challenges": cs})
	case "tls", "http":
		prove := a.overTLS
		if part == "http" {
			prove = a.overHTTP
		}
		if err := prove(r.Context(), o); err != nil {
			a.t.Errorf("the challenge by %s: %v", part, err)
		} else {
			o.valid = true
			a.asked = append(a.asked, part)
		}
		reply(200, map[string]string{"type": map[string]string{"tls": "tls-alpn-01", "http": "http-01"}[part], "url": url + r.URL.Path, "token": o.token, "status": "processing"})
	case "finalize":
		if err := a.certify(o, payload); err != nil {
			a.t.Error(err)
			http.Error(w, err.Error(), http.StatusForbidden)
			return
		}
		w.Header().Set("Location", url+"/order/"+id)
		reply(200, a.orderJSON(id, o))
	case "cert":
		w.Header().Set("Content-Type", "application/pem-certificate-chain")
		_, _ = w.Write(o.chain)
	default:
		http.NotFound(w, r)
	}
}

func (a *authority) orderJSON(id string, o *acmeOrder) map[string]any {
	v := map[string]any{"status": "pending", "identifiers": []map[string]string{{"type": "dns", "value": o.name}}, "authorizations": []string{a.srv.URL + "/authz/" + id}, "finalize": a.srv.URL + "/finalize/" + id}
	if o.valid {
		v["status"] = "ready"
	}
	if o.chain != nil {
		v["status"], v["certificate"] = "valid", a.srv.URL+"/cert/"+id
	}
	return v
}

// signed checks the signature of a request and gives its payload.
func (a *authority) signed(r *http.Request) ([]byte, error) {
	var jws struct{ Protected, Payload, Signature string }
	if err := json.NewDecoder(io.LimitReader(r.Body, 1<<20)).Decode(&jws); err != nil {
		return nil, err
	}
	enc := base64.RawURLEncoding
	head, err := enc.DecodeString(jws.Protected)
	if err != nil {
		return nil, err
	}
	var h struct {
		Alg, Nonce, URL, Kid string
		Jwk                  *struct{ Kty, Crv, X, Y string }
	}
	if err := json.Unmarshal(head, &h); err != nil {
		return nil, err
	}
	if !a.nonces[h.Nonce] || h.URL != a.srv.URL+r.URL.Path || h.Alg != "ES256" {
		return nil, fmt.Errorf("nonce, address or algorithm: %s", head)
	}
	delete(a.nonces, h.Nonce)
	key := a.account
	if h.Jwk != nil {
		x, err := enc.DecodeString(h.Jwk.X)
		if err != nil {
			return nil, err
		}
		y, err := enc.DecodeString(h.Jwk.Y)
		if err != nil {
			return nil, err
		}
		if key, err = ecdsa.ParseUncompressedPublicKey(elliptic.P256(), append(append([]byte{4}, x...), y...)); err != nil {
			return nil, err
		}
		a.account = key
	}
	sig, err := enc.DecodeString(jws.Signature)
	if err != nil || len(sig) != 64 || key == nil {
		return nil, fmt.Errorf("signature: %w", err)
	}
	sum := sha256.Sum256([]byte(jws.Protected + "." + jws.Payload))
	if !ecdsa.Verify(key, sum[:], new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:])) {
		return nil, fmt.Errorf("the signature is wrong")
	}
	return enc.DecodeString(jws.Payload)
}

// authorization is what the server must show for a token (RFC 8555 §8.1).
func (a *authority) authorization(token string) string {
	enc := base64.RawURLEncoding
	point, err := a.account.Bytes() // 4, then both coordinates
	must(a.t, err)
	sum := sha256.Sum256(fmt.Appendf(nil, `{"crv":"P-256","kty":"EC","x":"%s","y":"%s"}`, enc.EncodeToString(point[1:33]), enc.EncodeToString(point[33:])))
	return token + "." + enc.EncodeToString(sum[:])
}

func (a *authority) overTLS(ctx context.Context, o *acmeOrder) error {
	d := tls.Dialer{Config: &tls.Config{ServerName: o.name, NextProtos: []string{"acme-tls/1"}, InsecureSkipVerify: true}} //nolint:gosec // the challenge's certificate is nobody's
	conn, err := d.DialContext(ctx, "tcp", a.dial)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	state := conn.(*tls.Conn).ConnectionState()
	want := sha256.Sum256([]byte(a.authorization(o.token)))
	for _, e := range state.PeerCertificates[0].Extensions {
		var got []byte
		if e.Id.Equal(asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 1, 31}) {
			if _, err := asn1.Unmarshal(e.Value, &got); err == nil && bytes.Equal(got, want[:]) && state.NegotiatedProtocol == "acme-tls/1" {
				return nil
			}
		}
	}
	return fmt.Errorf("the server did not answer for %s", o.name)
}

func (a *authority) overHTTP(ctx context.Context, o *acmeOrder) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+a.http+"/.well-known/acme-challenge/"+o.token, nil)
	if err != nil {
		return err
	}
	req.Host = o.name
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	if err != nil || string(b) != a.authorization(o.token) {
		return fmt.Errorf("answered %d %q, %w", res.StatusCode, b, err)
	}
	return nil
}

func (a *authority) certify(o *acmeOrder, payload []byte) error {
	var ask struct{ CSR string }
	if err := json.Unmarshal(payload, &ask); err != nil || !o.valid {
		return fmt.Errorf("not proven: %w", err)
	}
	der, err := base64.RawURLEncoding.DecodeString(ask.CSR)
	if err != nil {
		return err
	}
	csr, err := x509.ParseCertificateRequest(der)
	if err != nil || csr.CheckSignature() != nil || len(csr.DNSNames) != 1 || csr.DNSNames[0] != o.name {
		return fmt.Errorf("a request for %v, %w", csr, err)
	}
	a.issued++
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(int64(100 + a.issued)), DNSNames: csr.DNSNames, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(90 * 24 * time.Hour), KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	leaf, err := x509.CreateCertificate(rand.Reader, tmpl, a.cert, csr.PublicKey, crypto.Signer(a.key))
	if err != nil {
		return err
	}
	o.chain = append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: leaf}), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.cert.Raw})...)
	return nil
}

// up runs a server until the test ends, or stop is called.
func up(t *testing.T, s *Server, l net.Listener) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, l) }()
	var once sync.Once
	stop = func() {
		once.Do(func() {
			cancel()
			if err := <-done; err != nil {
				t.Errorf("the server ended: %v", err)
			}
		})
	}
	t.Cleanup(stop)
	return stop
}

// secured asks over TLS whether the server works, as somebody who trusts roots.
func secured(t *testing.T, roots *x509.CertPool, at, name string, top uint16) (*x509.Certificate, error) {
	t.Helper()
	tr := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, ServerName: name, MaxVersion: top, MinVersion: tls.VersionTLS10}, DisableKeepAlives: true} //nolint:gosec // it is to be refused
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://"+at+"/health", nil)
	must(t, err)
	req.Host = name
	res, err := (&http.Client{Transport: tr, Timeout: 20 * time.Second}).Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("it answers %d", res.StatusCode)
	}
	return res.TLS.PeerCertificates[0], nil
}

func TestCertificatesComeFromAnAuthorityAndStay(t *testing.T) {
	for _, way := range []string{"tls", "http"} {
		t.Run(way, func(t *testing.T) {
			a := newAuthority(t)
			a.refuseTL = way == "http"
			st, c := opened(t)
			free, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "localhost:0")
			must(t, err)
			a.http = free.Addr().String()
			must(t, free.Close())
			listen := Listen{Listen: ":443", ACMEDomain: []string{"books.example.com"}, ACMEDirectory: a.srv.URL + "/directory", ACMEListen: a.http, MaxBatch: 64}
			if listen.Public() != "https://books.example.com" || !listen.secure() {
				t.Errorf("it is reached at %s", listen.Public())
			}
			begin := func() func() {
				s, err := New(st, Options{Listen: listen, SessionKey: make([]byte, 64), CertCache: c.CertCache(), acmeClient: a.srv.Client()})
				must(t, err)
				l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "localhost:0")
				must(t, err)
				a.dial = l.Addr().String()
				return up(t, s, l)
			}
			stop := begin()
			if way == "http" { // its listener comes up beside
				waitFor(t, a.http)
			}
			got, err := secured(t, a.roots(), a.dial, "books.example.com", tls.VersionTLS13)
			if err != nil {
				t.Fatal(err)
			}
			if got.DNSNames[0] != "books.example.com" || a.issued != 1 || len(a.asked) != 1 || a.asked[0] != way {
				t.Errorf("a certificate for %v, %d were issued after %v", got.DNSNames, a.issued, a.asked)
			}
			if _, err := secured(t, a.roots(), a.dial, "other.example.com", tls.VersionTLS13); err == nil || a.issued != 1 || len(a.order) != 1 {
				t.Errorf("a stranger's name is asked for: %v, %d orders", err, len(a.order))
			}
			if _, err := secured(t, a.roots(), a.dial, "books.example.com", tls.VersionTLS11); err == nil {
				t.Error("TLS 1.1 is spoken")
			}
			if way == "http" {
				res, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Get("http://" + a.http + "/sales") //nolint:noctx // local
				must(t, err)
				_ = res.Body.Close()
				if res.StatusCode != http.StatusFound || !strings.HasPrefix(res.Header.Get("Location"), "https://") {
					t.Errorf("plain HTTP answers %d %s", res.StatusCode, res.Header.Get("Location"))
				}
			}
			stop()
			// After a restart the certificate is there, without asking again.
			begin()
			again, err := secured(t, a.roots(), a.dial, "books.example.com", tls.VersionTLS12)
			if err != nil || again.SerialNumber.Cmp(got.SerialNumber) != 0 || a.issued != 1 {
				t.Errorf("after a restart: %v, %d were issued", err, a.issued)
			}
		})
	}
}

// waitFor waits until somebody listens at an address.
func waitFor(t *testing.T, at string) {
	t.Helper()
	for range 1000 {
		conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", at)
		if err == nil {
			_ = conn.Close()
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("nobody listens at %s", at)
}
