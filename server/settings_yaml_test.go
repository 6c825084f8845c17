package server

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"countinghouse/access"
)

// declaredBy says of every field of the forms of Settings by which key of a
// declaration it is set. "act" is no setting: something that is done, or said of
// what happened, and that a file can't say again and again.
var declaredBy = map[string]map[string]string{
	"/settings/files/books":               {"every": "companies.every_minutes", "quiet_from": "companies.quiet_from", "quiet_to": "companies.quiet_to"},
	"/settings/files/books/connection":    {"name": "companies.name", "company_name": "companies.company_name", "file_path": "companies.file_path", "user": "companies.user"},
	"/settings/files/books/password":      {}, // companies.password names one; here one is made
	"/settings/files/books/place":         {"path": "act"},
	"/settings/files/books/missing":       {"why": "act", "why_again": "act", "count": "act", "do": "act"},
	"/settings/files/books/forget":        {"seen": "act"},
	"/settings/stores/main":               {"every": "stores.poll_seconds", "told": "stores.webhooks", "off": "stores.disabled"},
	"/settings/stores/main/connection":    {"name": "stores.name", "token": "stores.token", "client_id": "stores.client_id", "client_secret": "stores.client_secret"},
	"/settings/alerts":                    {"form": "act", "rows": "act", "kind-": "alerts.off", "held_hours": "alerts.held_hours", "digest_at": "alerts.digest_at", "email-": "alerts.to.email", "of-": "alerts.to.company", "alerts-": "alerts.to.alerts", "digest-": "alerts.to.digest"},
	"/settings/alerts/mail":               {"host": "mail.host", "port": "mail.port", "tls": "mail.tls", "user": "mail.user", "password": "mail.password", "from": "mail.from"},
	"/settings/alerts/test":               {"to": "act"},
	"/settings/backup":                    {"at": "backup.at", "keep": "backup.keep"},
	"/settings/backup/now":                {},
	"/settings/people":                    {"name": "users.name", "email": "users.email", "role": "users.role", "in-": "users.companies"},
	"/settings/people/vera@example.com":   {"name": "users.name", "role": "users.role", "in-": "users.companies", "disabled": "users.disabled"},
	"/settings/people/vera@example.com/*": {"really": "act", "session": "act"},
	"/settings/second-factor":             {"role": "sign_in.second_factor"},
	"/settings/tokens":                    {"name": "act", "role": "act", "every": "act", "company": "act", "until": "act", "file": "act"}, // secrets: docs/configuration.md
	"/settings/app":                       {"store": "users.bigcommerce.store", "email": "users.bigcommerce.email", "person": "act"},
}

// A field of a form of Settings that no declaration can set would have to be
// typed again on every new server: each has its key, and the key is one.
func TestEveryFieldOfSettingsHasAKeyInTheDeclaration(t *testing.T) {
	st := connected(t)
	hash, err := access.HashPassword("correct horse battery")
	must(t, err)
	for _, u := range []access.User{{Email: "tomas@example.com", Name: "Tomas", Role: access.Admin, PasswordHash: hash}, {Email: "vera@example.com", Name: "Vera", Role: access.Viewer, PasswordHash: hash}} {
		must(t, st.SaveUser(t.Context(), operator, u))
	}
	known, err := st.SeeCompanyFile(t.Context(), "books", `C:\Books\a.qbw`)
	if err == nil && known {
		_, err = st.SeeCompanyFile(t.Context(), "books", `D:\Elsewhere\a.qbw`)
	}
	must(t, err)
	h := made(t, st, Listen{Listen: "localhost:8080"}).Handler()
	cookie := ""
	ask := func(method, path, body string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, path, strings.NewReader(body))
		r.RemoteAddr = "127.0.0.1:1234"
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Cookie", cookie)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	w := ask(http.MethodPost, "/login", url.Values{"email": {"tomas@example.com"}, "password": {"correct horse battery"}}.Encode())
	for _, c := range w.Result().Cookies() {
		cookie += c.Name + "=" + c.Value + "; "
	}
	forms := 0
	for _, page := range []string{"/settings", "/settings/files/books", "/settings/stores/main", "/settings/alerts", "/settings/backup", "/settings/people", "/settings/people/new", "/settings/people/vera@example.com", "/settings/tokens", "/settings/app"} {
		w := ask(http.MethodGet, page, "")
		if w.Code != http.StatusOK {
			t.Fatalf("%s answers %d", page, w.Code)
		}
		doc, err := html.Parse(w.Body)
		must(t, err)
		each(doc, "form", func(form *html.Node) {
			action := value(form, "action")
			if !strings.HasPrefix(action, "/settings") || value(form, "method") != "post" {
				return
			}
			forms++
			keys, ok := declaredBy[action]
			if !ok {
				keys, ok = declaredBy[action[:strings.LastIndex(action, "/")]+"/*"]
			}
			if !ok {
				t.Errorf("%s: the form %s is not told of in declaredBy", page, action)
			}
			for _, kind := range []string{"input", "select", "textarea"} {
				each(form, kind, func(n *html.Node) {
					name := rowOf.ReplaceAllString(value(n, "name"), "$1-")
					if name == "" || name == "company" && value(n, "type") == "hidden" {
						return
					}
					switch key, ok := keys[name]; {
					case !ok:
						t.Errorf("%s: the field %q of %s has no key in a declaration; give it one, and declaredBy the line", page, name, action)
					case key != "act" && !isKey(reflect.TypeFor[Declaration](), strings.Split(key, ".")):
						t.Errorf("%s: the field %q of %s is said to be %s, which is no key", page, name, action, key)
					}
				})
			}
		})
	}
	if forms < 15 {
		t.Errorf("only %d forms were found", forms)
	}
}

// rowOf finds the names of fields that stand once for each row.
var rowOf = regexp.MustCompile(`^(kind|email|of|alerts|digest|in)-.*$`)

// isKey tells whether a declaration has a key.
func isKey(of reflect.Type, path []string) bool {
	for of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice {
		of = of.Elem()
	}
	if len(path) == 0 {
		return true
	}
	if of.Kind() != reflect.Struct {
		return false
	}
	for i := range of.NumField() {
		if name, _, _ := strings.Cut(of.Field(i).Tag.Get("yaml"), ","); name == path[0] {
			return isKey(of.Field(i).Type, path[1:])
		}
	}
	return false
}

func each(n *html.Node, name string, do func(*html.Node)) {
	if n.Type == html.ElementNode && n.Data == name {
		do(n)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		each(c, name, do)
	}
}

func value(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
