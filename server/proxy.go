package server

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// clientIP tells who called: the address of the connection or, if that is a
// declared proxy, the last address in X-Forwarded-For that is none.
func clientIP(trusted []netip.Prefix) func(*http.Request) string {
	return func(r *http.Request) string {
		host, _, err := net.SplitHostPort(r.RemoteAddr)
		if err != nil {
			host = r.RemoteAddr
		}
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		for i := len(hops) - 1; i >= 0 && within(trusted, host); i-- {
			hop := strings.TrimSpace(hops[i])
			if _, err := netip.ParseAddr(hop); err != nil {
				break
			}
			host = hop
		}
		return host
	}
}

// proxies reads address ranges.
func proxies(ranges []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, p := range ranges {
		prefix, err := netip.ParsePrefix(p)
		if err != nil {
			return nil, fmt.Errorf("trusted proxy %q: %w", p, err)
		}
		out = append(out, prefix)
	}
	return out, nil
}

// plainHTTP is what a caller on another machine reads.
const plainHTTP = `This server was called by plain HTTP from another machine, and refuses that: passwords would travel in the clear.
Give it a certificate (--tls-cert and --tls-key). Behind a reverse proxy that does TLS, name the https address that the proxy serves (--public-url), or the proxy (--trusted-proxy).
On this machine itself http://localhost works.
`

// plainOnlyHere refuses plain HTTP from other machines, except from a declared
// proxy; the health of the server is everybody's.
func plainOnlyHere(trusted []netip.Prefix, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, _ := net.SplitHostPort(r.RemoteAddr)
		if r.TLS == nil && !loopback(host) && !within(trusted, host) && r.URL.Path != "/health" {
			w.Header().Set("X-Content-Type-Options", "nosniff")
			w.Header().Set("Cache-Control", "no-store")
			http.Error(w, plainHTTP, http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func within(prefixes []netip.Prefix, host string) bool {
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	for _, p := range prefixes {
		if p.Contains(addr.Unmap()) {
			return true
		}
	}
	return false
}

// localOnly answers callers on this machine only.
func localOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, _ := net.SplitHostPort(r.RemoteAddr)
		if !loopback(host) || r.Header.Get("X-Forwarded-For") != "" {
			http.NotFound(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}
