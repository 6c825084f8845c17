package server

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

func TestARenewedCertificateIsServedWithoutARestart(t *testing.T) {
	st, _ := opened(t)
	cert, key, pool := selfSigned(t)
	s := made(t, st, Listen{Listen: ":8443", TLSCert: cert, TLSKey: key})
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "localhost:0")
	must(t, err)
	up(t, s, l)
	at := l.Addr().String()
	first, err := secured(t, pool, at, "localhost", tls.VersionTLS13)
	must(t, err)
	if _, err := secured(t, pool, at, "localhost", tls.VersionTLS11); err == nil {
		t.Error("TLS 1.1 is spoken")
	}
	// Half of a renewal: the key does not belong to the certificate yet.
	newCert, newKey, newPool := selfSigned(t)
	put := func(from, to string) {
		b, err := os.ReadFile(from)
		must(t, err)
		must(t, os.WriteFile(to, b, 0o600))
		at := time.Now().Add(time.Hour) // a file system may count coarsely
		must(t, os.Chtimes(to, at, at))
	}
	put(newCert, cert)
	until := time.Now().Add(3 * lookAgain)
	for time.Now().Before(until) {
		if got, err := secured(t, pool, at, "localhost", tls.VersionTLS13); err != nil || !got.Equal(first) {
			t.Fatalf("half a renewal is served: %v", err)
		}
	}
	put(newKey, key)
	var renewed *x509.Certificate
	for until = time.Now().Add(30 * lookAgain); time.Now().Before(until); {
		if renewed, err = secured(t, newPool, at, "localhost", tls.VersionTLS13); err == nil {
			break
		}
	}
	if err != nil || renewed.Equal(first) {
		t.Fatalf("the renewed certificate is not served: %v", err)
	}
}

func TestTLSSettingsThatCannotWorkAreNamed(t *testing.T) {
	for name, l := range map[string]Listen{
		"exclude each other":       {TLSCert: "a", TLSKey: "b", ACMEDomain: []string{"books.example.com"}, ACMEDirectory: "https://a.example"},
		"is no host name":          {ACMEDomain: []string{"192.0.2.1"}, ACMEDirectory: "https://a.example"},
		"is no https address":      {ACMEDomain: []string{"books.example.com"}, ACMEDirectory: "http://a.example"},
		"can't be used":            {TLSCert: "none.pem", TLSKey: "none.pem"},
		"--tls-key go together":    {TLSKey: "b"},
		"the Web Connector needs ": {PublicURL: "http://books.example.com"},
	} {
		l.MaxBatch = 64
		err := l.Validate()
		if err == nil {
			_, err = newTLS(l, t.TempDir(), nil, nil)
		}
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%v does not say %q", err, name)
		}
	}
}

func TestEveryAnswerOverTLSInsistsOnIt(t *testing.T) {
	st, _ := opened(t)
	secure := made(t, st, Listen{Listen: ":8080", PublicURL: "https://books.example.com"}).Handler()
	open := made(t, st, Listen{Listen: "localhost:8080"}).Handler()
	for _, path := range []string{"/", "/login", "/qbwc", "/support", "/health", "/metrics", "/nothing", "/static/nothing.css", "/hooks/bigcommerce/main", "/.well-known/acme-challenge/x"} {
		w := from(secure, "127.0.0.1:9", http.MethodGet, path)
		if got := w.Header().Values("Strict-Transport-Security"); len(got) != 1 || got[0] != "max-age=31536000; includeSubDomains" {
			t.Errorf("%s: %q", path, got)
		}
		for _, name := range []string{"X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Cross-Origin-Resource-Policy"} {
			if got := w.Header().Values(name); len(got) != 1 {
				t.Errorf("%s: %s: %q", path, name, got)
			}
		}
		if got := from(open, "127.0.0.1:9", http.MethodGet, path).Header().Get("Strict-Transport-Security"); got != "" {
			t.Errorf("%s over plain HTTP insists on TLS: %q", path, got)
		}
	}
}
