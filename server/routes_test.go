package server

import (
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"

	"countinghouse/access"
	"countinghouse/bigcommerce"
	"countinghouse/store"
)

var update = flag.Bool("update", false, "write docs/security-routes.md anew")

// What is beside the pages: programs come here, each with a proof of its own,
// and a person's sign-in opens none of it.

// machine is a request of a route beside the pages, and how each caller is
// answered. Its columns are those of machineCallers; want has one word for all
// of them, or one for each.
type machine struct {
	route string // as the router tells it; * for every method
	what  string
	ask   func(t *testing.T, h http.Handler, c machineCaller) string
	want  []string
}

type machineCaller struct {
	name           string
	cookies        []*http.Cookie
	user, password string // what it would give as the Web Connector's login
	secret         string // what it would give as a webhook's
}

// plain asks by GET, from another machine or from this one.
func plain(path, remote string) func(*testing.T, http.Handler, machineCaller) string {
	return func(_ *testing.T, h http.Handler, c machineCaller) string {
		return fmt.Sprint(asked(h, c, http.MethodGet, path, remote, "", nil).Code)
	}
}

func asked(h http.Handler, c machineCaller, method, path, remote, body string, head http.Header) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.RemoteAddr = remote
	if head != nil {
		r.Header = head
	}
	for _, k := range c.cookies {
		r.AddCookie(k)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// webConnector logs in with what the caller has, to its own or another company file.
func webConnector(user string) func(*testing.T, http.Handler, machineCaller) string {
	return func(_ *testing.T, h http.Handler, c machineCaller) string {
		name := c.user
		if user != "" {
			name = user
		}
		w := asked(h, c, http.MethodPost, "/qbwc", "192.0.2.80:1", `<?xml version="1.0"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><authenticate xmlns="http://developer.intuit.com/"><strUserName>`+
			name+`</strUserName><strPassword>`+c.password+`</strPassword></authenticate></soap:Body></soap:Envelope>`,
			http.Header{"Content-Type": {"text/xml; charset=utf-8"}, "Soapaction": {`"http://developer.intuit.com/authenticate"`}})
		switch {
		case w.Code != http.StatusOK:
			return fmt.Sprint(w.Code)
		case strings.Contains(w.Body.String(), "<string>nvu</string>"):
			return "refused"
		}
		return "let in"
	}
}

// webhook brings a message with what the caller has.
func webhook(shop, hash string) func(*testing.T, http.Handler, machineCaller) string {
	return func(_ *testing.T, h http.Handler, c machineCaller) string {
		head := http.Header{"Content-Type": {"application/json"}}
		if c.secret != "" {
			head.Set(bigcommerce.HookHeader, c.secret)
		}
		body := `{"scope":"store/order/updated","store_id":"1","producer":"stores/` + hash + `","hash":"x","created_at":1795606000,"data":{"type":"order","id":7}}`
		return fmt.Sprint(asked(h, c, http.MethodPost, bigcommerce.HookPath+shop, "192.0.2.90:1", body, head).Code)
	}
}

func machines() []machine {
	all := func(s string) []string { return []string{s} }
	only := func(i int, yes, no string) []string { // the caller of a column, and nobody else
		out := slices.Repeat(all(no), 8)
		out[i] = yes
		return out
	}
	const far, near = "192.0.2.70:1", "127.0.0.1:1"
	return []machine{
		{"* /qbwc", "looking at it", plain("/qbwc", far), all("200")},
		{"* /qbwc", "logging in to one's own company file", webConnector(""), only(6, "let in", "refused")},
		{"* /qbwc", "logging in to another company file", webConnector("qbwc-quarry"), all("refused")},
		{"GET /support", "", plain("/support", far), all("200")},
		{"GET /health", "", plain("/health", far), all("200")},
		{"* /metrics", "from another machine", plain("/metrics", far), all("404")},
		{"* /metrics", "from this machine", plain("/metrics", near), all("200")},
		{"* " + bigcommerce.HookPath + "*", "about one's own store", webhook("main", "abc123"), only(7, "200", "401")},
		{"* " + bigcommerce.HookPath + "*", "about another store", webhook("pit", "def456"), all("401")},
	}
}

func machineCallers(t *testing.T, st *store.Store, h http.Handler) []machineCaller {
	ctx := t.Context()
	hash, err := access.HashPassword("violet tractor nine")
	must(t, err)
	other, err := access.HashPassword("another tractor ten")
	must(t, err)
	must(t, st.SaveCompany(ctx, operator, store.Company{Key: "larkspur", Name: "Larkspur", User: "qbwc-larkspur", EveryMinutes: 10, PasswordHash: hash}))
	must(t, st.SaveCompany(ctx, operator, store.Company{Key: "quarry", Name: "Quarry", User: "qbwc-quarry", EveryMinutes: 10, PasswordHash: other}))
	must(t, st.SaveShop(ctx, operator, store.Shop{Key: "main", Company: "larkspur", Name: "A", APIURL: "http://127.0.0.1:1", Hash: "abc123", Token: "t", PollSeconds: 30}))
	must(t, st.SaveShop(ctx, operator, store.Shop{Key: "pit", Company: "quarry", Name: "B", APIURL: "http://127.0.0.1:1", Hash: "def456", Token: "t", PollSeconds: 30}))
	secret, err := st.NewHookSecret(ctx, "main")
	must(t, err)
	_, err = st.NewHookSecret(ctx, "pit")
	must(t, err)
	out := []machineCaller{{name: "nobody", user: "nobody", password: "guess"}}
	for _, role := range []string{"disabled", "viewer", "accountant", "bookkeeper", "admin"} {
		u := access.User{Email: role + "@example.com", Name: role, Role: access.Role(role), PasswordHash: hash}
		if role == "disabled" {
			u.Role = access.Admin
		}
		must(t, st.SaveUser(ctx, operator, u))
		w := asked(h, machineCaller{}, http.MethodPost, "/login", "192.0.2.70:1", url.Values{"email": {u.Email}, "password": {"violet tractor nine"}}.Encode(), http.Header{"Content-Type": {"application/x-www-form-urlencoded"}})
		if w.Code != http.StatusSeeOther {
			t.Fatalf("%s is not let in: %d %s", role, w.Code, w.Body)
		}
		out = append(out, machineCaller{name: role, cookies: w.Result().Cookies(), user: u.Email, password: "violet tractor nine"})
	}
	u, err := st.UserByEmail(ctx, "disabled@example.com")
	must(t, err)
	u.Disabled = true
	must(t, st.SaveUser(ctx, operator, u))
	return append(out, machineCaller{name: "Web Connector", user: "qbwc-larkspur", password: "violet tractor nine"}, machineCaller{name: "BigCommerce", user: "nobody", password: "guess", secret: secret})
}

func TestProgramsAreLetInByTheirOwnProofOnly(t *testing.T) {
	st, _ := opened(t)
	s := made(t, st, Listen{Listen: ":8080", PublicURL: "https://books.example.com"})
	h := s.Handler()
	callers := machineCallers(t, st, h)
	go s.Hooks.Run(t.Context()) // it keeps what comes in
	head := []string{"route", "asked for"}
	for _, c := range callers {
		head = append(head, c.name)
	}
	lines := []string{"| " + strings.Join(head, " | ") + " |", strings.Repeat("|---", len(head)) + "|"}
	inTable := map[string]bool{}
	for _, m := range machines() {
		inTable[m.route] = true
		row := []string{m.route, m.what}
		for i, c := range callers {
			want := m.want[0]
			if len(m.want) > 1 {
				want = m.want[i]
			}
			got := m.ask(t, h, c)
			if got != want {
				t.Errorf("%s, %s, by %s: %s, want %s", m.route, m.what, c.name, got, want)
			}
			row = append(row, got)
		}
		lines = append(lines, "| "+strings.Join(row, " | ")+" |")
	}
	path := filepath.Join("..", "docs", "security-routes.md")
	b, err := os.ReadFile(path)
	must(t, err)
	// Every route of the whole server stands in one of the two tables.
	seen := map[string]bool{}
	must(t, chi.Walk(h.(chi.Routes), func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		seen[method+" "+route], seen["* "+route] = true, true
		if !inTable["* "+route] && !inTable[method+" "+route] && !strings.Contains(string(b), "| "+method+" "+route+" |") && !strings.HasPrefix(route, "/static/") {
			t.Errorf("%s %s stands in no table: say in machines, or in routeRows of package web, who may use it", method, route)
		}
		return nil
	}))
	for route := range inTable {
		if !seen[route] {
			t.Errorf("%s stands in the table and is no route", route)
		}
	}
	writeSection(t, path, string(b), "programs", lines)
}

// writeSection keeps a section of a document true, or writes it with -update.
func writeSection(t *testing.T, path, text, name string, lines []string) {
	t.Helper()
	head, rest, ok := strings.Cut(text, "<!-- "+name+" -->\n")
	_, tail, also := strings.Cut(rest, "<!-- end of "+name+" -->")
	if !ok || !also {
		t.Fatalf("%s has no section %s", path, name)
	}
	now := head + "<!-- " + name + " -->\n" + strings.Join(lines, "\n") + "\n<!-- end of " + name + " -->" + tail
	if *update {
		must(t, os.WriteFile(path, []byte(now), 0o644)) //nolint:gosec // a document
	} else if now != text && !t.Failed() {
		t.Errorf("%s is stale: run go test ./server -run ProgramsAreLetIn -update", path)
	}
}
