package web

import (
	"net/http"
	"strings"
	"testing"
)

func TestEveryAnswerCarriesTheHeadersThatGuardABrowser(t *testing.T) {
	h := story(t)
	in := h.http
	for _, c := range []struct {
		path   string
		client *http.Client
	}{
		{"/", in}, {"/sales", in}, {"/sales.csv", in}, {"/sales.json", in}, {"/orders/main/10180", in}, {"/me", in}, {"/settings", in}, {"/nothing", in}, {"/orders/none/1", in}, {"/settings/people", in},
		{"/login", browser(t)}, {"/", browser(t)}, {"/nothing", browser(t)}, {"/static/nothing.css", browser(t)},
	} {
		h.http = c.client
		a := h.get(c.path)
		csp := a.header.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"} {
			if !strings.Contains(csp, part) {
				t.Errorf("%s: the policy %q lacks %s", c.path, csp, part)
			}
		}
		for _, loose := range []string{"unsafe", "data:", "*", "http:"} {
			if strings.Contains(csp, loose) {
				t.Errorf("%s: the policy %q allows %s", c.path, csp, loose)
			}
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin"} {
			if got := a.header.Get(name); got != want {
				t.Errorf("%s: %s is %q", c.path, name, got)
			}
		}
		if !strings.Contains(a.header.Get("Permissions-Policy"), "camera=()") {
			t.Errorf("%s: Permissions-Policy is %q", c.path, a.header.Get("Permissions-Policy"))
		}
		if !strings.HasPrefix(c.path, "/static") && c.path != "/nothing" && !strings.Contains(a.header.Get("Cache-Control"), "no-store") {
			t.Errorf("%s may be kept: %q", c.path, a.header.Get("Cache-Control"))
		}
		if kind := a.header.Get("Content-Type"); a.body != "" && !strings.Contains(kind, "charset=utf-8") && kind != "application/json" {
			t.Errorf("%s comes as %q", c.path, kind)
		}
		if strings.HasSuffix(c.path, ".json") && !strings.HasPrefix(a.header.Get("Content-Disposition"), "attachment; filename=\"sales-") {
			t.Errorf("%s is no download: %q", c.path, a.header.Get("Content-Disposition"))
		}
		for _, tells := range []string{"Server", "X-Powered-By", "Access-Control-Allow-Origin"} {
			if got := a.header.Get(tells); got != "" {
				t.Errorf("%s: %s: %s", c.path, tells, got)
			}
		}
	}
}
