package web

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"countinghouse/access"
	"countinghouse/day"
	"countinghouse/internal/bound"
)

// FuzzForms: whatever is sent to any route by somebody who may do everything,
// in the address, the query or the form, is answered or refused in words. No
// page has a script or a link of the sender's, none leads away from here.
func FuzzForms(f *testing.F) {
	h, targets, callers := twoBooks(f)
	admin := callers[slices.IndexFunc(callers, func(c caller) bool { return c.name == "admin" })]
	var rows []routeRow
	for _, row := range routeRows() {
		switch row.route {
		case "POST /logout", "POST /login", "POST /me/sessions", "POST /me/password", "POST /me/second-factor/off", "POST /settings/second-factor":
			// They end the sign-in, or take a tenth of a second for a password.
		default:
			rows = append(rows, row)
		}
	}
	for i, row := range rows {
		_, pattern, _ := strings.Cut(row.route, " ")
		f.Add(uint16(i), targets[0].fill(pattern), "company=larkspur", targets[0].fill(row.form))
	}
	for i, s := range []string{"q=<script>x</script>&page=2&from=1%2F2&to=yesterday&min=1,5&status=held", "company=nobody&store=%ff%00", "page=-1&page=99999999999999999999&sort=%27--", "do=save&version=1&key=items.links&row=%22%3E%3Cb%3E&value=1&back=//evil.example"} {
		for _, path := range []string{"/sales", "/mapping", "/review", "/orders/main/10180", "/activity"} {
			f.Add(uint16(i*7), path, s, s)
		}
	}
	f.Fuzz(func(t *testing.T, which uint16, path, query, form string) {
		row := rows[int(which)%len(rows)]
		method, pattern, _ := strings.Cut(row.route, " ")
		if !strings.HasPrefix(path, "/") {
			path = targets[0].fill(pattern)
		}
		u := url.URL{Path: path, RawQuery: query}
		req, err := http.NewRequestWithContext(t.Context(), method, h.url+"/", strings.NewReader(form))
		must(t, err)
		req.URL.Path, req.URL.RawQuery = u.Path, u.RawQuery
		if method == http.MethodPost {
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		} else {
			req.Body, req.ContentLength = http.NoBody, 0
		}
		bound.CheckIn(t, 64*bound.MB, func() {
			res, err := admin.client.Do(req)
			if err != nil {
				if strings.Contains(err.Error(), "net/http: ") {
					return // no client sends it
				}
				t.Fatal(err)
			}
			defer func() { _ = res.Body.Close() }()
			body, err := io.ReadAll(res.Body)
			must(t, err)
			if res.StatusCode >= 500 || len(body) > 8*bound.MB {
				t.Errorf("%s %q?%q with %q answers %d and %d bytes: %.2000s", method, path, query, form, res.StatusCode, len(body), body)
			}
			harmless(t, res, string(body))
		})
	})
}

// harmless fails when an answer leads away, or has a script that is not ours.
func harmless(t testing.TB, res *http.Response, body string) {
	t.Helper()
	if to := res.Header.Get("Location"); to != "" {
		if u, err := url.Parse(to); err != nil || u.Host != "" || u.Scheme != "" || strings.HasPrefix(to, "//") || strings.HasPrefix(to, "/\\") {
			t.Errorf("it leads away to %q", to)
		}
	}
	if !strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		return
	}
	page, err := html.Parse(strings.NewReader(body))
	must(t, err)
	find(page, func(n *html.Node) bool {
		if n.Data == "script" && (attr(n, "src") == "" || !strings.HasPrefix(attr(n, "src"), "/static/")) {
			t.Errorf("a script stands in the page: %.300s", textOf(n))
		}
		for _, a := range n.Attr {
			v := strings.ToLower(strings.TrimSpace(a.Val))
			switch {
			case strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "srcdoc":
				t.Errorf("%s=%q stands in the page", a.Key, a.Val)
			case (a.Key == "href" || a.Key == "src" || a.Key == "action" || a.Key == "formaction") && (strings.HasPrefix(v, "javascript:") || strings.HasPrefix(v, "data:text") || strings.HasPrefix(v, "//") || strings.HasPrefix(v, "/\\")):
				t.Errorf("%s=%q stands in the page", a.Key, a.Val)
			}
		}
		return false
	})
}

// FuzzTyped: what people type for days, amounts and addresses is read or
// refused in words that can be shown.
func FuzzTyped(f *testing.F) {
	for _, s := range []string{"today", "11/10/2026", "Nov 10", "10 November 2026", "2026-11-10", "31/31", "1,234.50", "(62.35)", "$5", "-0", "1e5", "a@example.com", "٣", "yesterday", "9999-99-99", "0.005"} {
		f.Add(s)
	}
	today := day.New(2026, 11, 10)
	f.Fuzz(func(t *testing.T, s string) {
		bound.Check(t, len(s), func() {
			if d, err := typedDay(s, today); err == nil && !d.IsZero() && (d.Before(day.New(1970, 1, 1)) || d.String() == "") {
				t.Errorf("%q is the day %v", s, d)
			} else if err != nil && (err.Error() == "" || len(err.Error()) > 1000) {
				t.Errorf("%.100q is refused by %d bytes", s, len(err.Error()))
			}
			a, err := typedAmount(s)
			if err != nil && (err.Error() == "" || len(err.Error()) > 1000) {
				t.Errorf("%.100q is refused by %d bytes", s, len(err.Error()))
			}
			if err == nil {
				if again, err := typedAmount(a.Text(2)); err != nil || again != a {
					t.Errorf("%q is %s, which is %s (%v)", s, a.Text(2), again.Text(2), err)
				}
			}
			if e := access.NormalEmail(s); access.NormalEmail(e) != e {
				t.Errorf("%q is normal as %q, and that as %q", s, e, access.NormalEmail(e))
			}
			if next := safeNext(s); strings.HasPrefix(next, "//") || strings.HasPrefix(next, "/\\") || !strings.HasPrefix(next, "/") {
				t.Errorf("%q leads to %q", s, next)
			}
		})
	})
}
