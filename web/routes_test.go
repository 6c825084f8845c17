package web

import (
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"

	"countinghouse/access"
	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/sales"
	"countinghouse/store"
)

var update = flag.Bool("update", false, "write docs/security-routes.md anew")

// Who a route is for, from everybody to the fewest.
const (
	anyone      = "anyone"       // also who is not signed in
	signedIn    = "signed in"    // one's own account: no company file is looked at
	viewer      = "viewer"       // in the company file that the request is about, as the next three
	accountant  = "accountant"   //
	bookkeeper  = "bookkeeper"   //
	admin       = "admin"        //
	serverAdmin = "server admin" // what is of the whole server
)

// routeRow is a route, the least role that may use it, what it then answers,
// and the form of a POST. In form and address {company}, {store}, {id} (an
// order) and {visit} are replaced by those of the company file asked about. A
// new route needs a line here; the rest of the table follows from the role.
type routeRow struct {
	route string
	least string
	code  int
	form  string
}

func routeRows() []routeRow {
	return []routeRow{
		{"GET /static/*", anyone, 404, ""},
		{"GET /login", anyone, 200, ""},
		{"POST /login", anyone, 422, "email={caller}@example.org&password=wrong"},
		{"POST /theme", anyone, 303, "theme=dark"},
		// The app's callbacks, which are proved by BigCommerce's signature; this server has no app.
		{"GET /app/auth", anyone, 404, ""},
		{"GET /app/load", anyone, 404, ""},
		{"GET /app/uninstall", anyone, 404, ""},
		{"GET /app/remove_user", anyone, 404, ""},
		{"POST /app/open", anyone, 404, "ticket=x"},

		{"GET /setup/first", anyone, 404, ""},
		{"POST /setup/first", anyone, 404, ""},
		{"GET /setup", serverAdmin, 303, ""},
		{"GET /setup/{leg}", serverAdmin, 404, ""},
		{"POST /setup/{leg}", serverAdmin, 404, "store={store}"},
		{"GET /me", signedIn, 200, ""},
		{"GET /login/code", signedIn, 303, ""},
		{"POST /login/code", signedIn, 303, "code=000000"},
		{"GET /me/confirm", signedIn, 200, ""},
		{"POST /me/confirm", signedIn, 422, "password=wrong"},
		{"GET /me/password", signedIn, 200, ""},
		{"POST /me/password", signedIn, 422, "old=wrong"},
		{"POST /me/sessions", signedIn, 303, "session=none"},
		{"GET /me/second-factor", signedIn, 200, ""},
		{"POST /me/second-factor", signedIn, 422, "code=x"},
		{"GET /me/second-factor/picture", signedIn, 200, ""},
		{"GET /me/second-factor/recovery", signedIn, 200, ""},
		{"POST /me/second-factor/recovery", signedIn, 422, "password=wrong"},
		{"POST /me/second-factor/off", signedIn, 422, "password=wrong"},
		{"GET /help", signedIn, 200, ""},
		{"GET /menu", signedIn, 200, ""},
		{"GET /books", signedIn, 200, ""},

		{"POST /books", viewer, 303, "company={company}"},
		{"GET /", viewer, 200, ""},
		{"GET /sales", viewer, 200, ""},
		{"GET /sales.csv", viewer, 200, ""},
		{"GET /sales.json", viewer, 200, ""},
		{"POST /sales/views", viewer, 303, "company={company}&name=Mine&query=q%3Da"},
		{"POST /sales/views/{view}/remove", viewer, 303, "company={company}"}, // one that there isn't: nothing to remove
		{"GET /orders/{store}/{id}", viewer, 200, ""},
		{"GET /search", viewer, 200, ""},
		{"GET /review", viewer, 200, ""},
		{"POST /review/fix", bookkeeper, 409, "company={company}&code=nothing&do=fix"},         // no such cause: nothing to do
		{"POST /review/remind", bookkeeper, 422, "company={company}&code=nothing"},             // no such cause: nothing to remind of
		{"GET /act", bookkeeper, 404, ""},                                                      // nothing is asked for
		{"POST /act", bookkeeper, 303, "do=plan&o={store}/{id}&company={company}&back=/sales"}, // looked at again
		{"POST /steps/{step}/undo", bookkeeper, 409, "back=/review"},                           // a step that nothing takes back
		{"GET /customers", viewer, 200, ""},
		{"GET /items", viewer, 200, ""},
		{"GET /items.csv", viewer, 200, ""},
		{"GET /items.json", viewer, 200, ""},
		{"POST /items/accept", bookkeeper, 422, "back=/items"}, // nothing is ticked
		{"GET /items/choose", bookkeeper, 404, ""},             // of no product
		{"POST /items/choose", bookkeeper, 404, "w=none/1"},
		{"GET /items/create", bookkeeper, 422, ""}, // no product is chosen
		{"POST /items/create", bookkeeper, 422, "do=make"},
		{"GET /items/sell", bookkeeper, 422, ""}, // no item is chosen
		{"POST /items/sell", bookkeeper, 422, "do=make"},
		{"GET /items/made", viewer, 200, ""},
		{"POST /items/made", bookkeeper, 404, "key=none"},
		{"GET /stock", viewer, 200, ""},
		{"GET /stock.csv", viewer, 200, ""},
		{"GET /stock.json", viewer, 200, ""},
		{"GET /stock/items/{item}", viewer, 404, ""}, // one that there isn't
		{"POST /stock/again", bookkeeper, 303, ""},
		{"GET /stock/moved", viewer, 200, ""},
		{"GET /stock/conflicts", viewer, 200, ""},
		{"POST /stock/conflicts", bookkeeper, 404, "item=none"},
		{"GET /stock/reconcile", viewer, 200, ""},
		{"POST /stock/reconcile", bookkeeper, 422, "do=counted"}, // nothing was said
		{"POST /stock/reconcile/count", bookkeeper, 422, ""},     // no file
		{"GET /stock/sheet", viewer, 200, ""},
		{"GET /stock/sheet.csv", viewer, 200, ""},
		{"GET /stock/rules", viewer, 200, ""},
		{"POST /stock/rules", bookkeeper, 422, "master=everybody"},
		{"GET /stock/start", viewer, 200, ""},
		{"POST /stock/live", serverAdmin, 422, ""}, // nobody chose whose quantities count
		{"POST /stock/pause", bookkeeper, 422, "do=stop"},
		{"GET /mapping", viewer, 200, ""},
		{"POST /mapping", bookkeeper, 303, "store={store}&do=save"},
		{"GET /mapping/rule", viewer, 200, ""},
		{"GET /mapping/options", viewer, 404, ""},
		{"GET /mapping/open", viewer, 200, ""},
		{"GET /mapping/history", viewer, 200, ""},
		{"GET /mapping/undo", viewer, 404, ""},
		{"POST /mapping/undo", bookkeeper, 404, "store={store}&version=1"},
		{"GET /mapping/file", viewer, 200, ""},
		{"POST /mapping/import", bookkeeper, 422, "store={store}"},
		{"GET /mapping.csv", viewer, 200, ""},
		{"GET /mapping.json", viewer, 200, ""},
		{"GET /activity", viewer, 200, ""},
		{"GET /activity.csv", viewer, 200, ""},
		{"GET /activity.json", viewer, 200, ""},
		{"GET /activity/visits/{visit}", viewer, 200, ""},
		{"GET /activity/visits/{visit}/all.json", viewer, 200, ""},
		{"GET /activity/visits/{visit}/{seq}/{part}", viewer, 200, ""},
		{"GET /activity/audit", accountant, 200, ""},
		{"GET /activity/audit.csv", accountant, 200, ""},
		{"GET /activity/audit.json", accountant, 200, ""},
		{"GET /settings", viewer, 200, ""},
		{"GET /settings/qwc/{company}", serverAdmin, 200, ""},
		{"GET /settings/people", serverAdmin, 200, ""},
		{"GET /settings/people/new", serverAdmin, 200, ""},
		{"POST /settings/people", serverAdmin, 422, "name="},
		{"GET /settings/people/{email}", serverAdmin, 200, ""},
		{"POST /settings/people/{email}", serverAdmin, 303, "name=Vera&role=viewer"},
		{"POST /settings/people/{email}/password", serverAdmin, 303, "really=yes"},
		{"POST /settings/people/{email}/second-factor", serverAdmin, 303, "really=yes"},
		{"POST /settings/people/{email}/sessions", serverAdmin, 303, "session=all"},
		{"POST /settings/second-factor", serverAdmin, 422, "role=king"},
		{"GET /settings/tokens", serverAdmin, 200, ""},
		{"POST /settings/tokens", serverAdmin, 422, "name="},
		{"POST /settings/tokens/{token}/end", serverAdmin, 404, ""}, // one that there isn't
		{"GET /settings/files/{company}", viewer, 200, ""},
		{"POST /settings/files/{company}", bookkeeper, 422, "every=never"},
		{"POST /settings/files/{company}/connection", serverAdmin, 422, "name="},
		{"POST /settings/files/{company}/password", serverAdmin, 303, "really=yes"},
		{"POST /settings/files/{company}/place", serverAdmin, 422, "path=nowhere"},
		{"POST /settings/files/{company}/missing", serverAdmin, 422, "do=again"},
		{"POST /settings/files/{company}/forget", serverAdmin, 422, "seen=Nothing"}, // QuickBooks tells of another one
		{"GET /settings/stores/{store}", viewer, 200, ""},
		{"POST /settings/stores/{store}", bookkeeper, 422, "every=never"},
		{"POST /settings/stores/{store}/connection", serverAdmin, 422, "name="},
		{"GET /settings/alerts", serverAdmin, 200, ""},
		{"POST /settings/alerts", serverAdmin, 422, "held_hours=never"},
		{"POST /settings/alerts/mail", serverAdmin, 422, "host=mail.example.com"},
		{"POST /settings/alerts/test", serverAdmin, 422, "to=nobody"},
		{"GET /settings/backup", serverAdmin, 200, ""},
		{"POST /settings/backup", serverAdmin, 422, "at=never"},
		{"POST /settings/backup/now", serverAdmin, 422, "really=yes"},
		{"GET /settings/app", serverAdmin, 200, ""},
		{"POST /settings/app", serverAdmin, 422, "do=connect"},

		{"POST /logout", signedIn, 303, "everywhere="}, // last: it ends the sign-in
	}
}

// target is whose books a request asks for.
type target struct {
	name   string
	values map[string]string // of the placeholders
}

func (t target) fill(s string) string {
	for k, v := range t.values {
		s = strings.ReplaceAll(s, "{"+k+"}", v)
	}
	return s
}

// caller is somebody who sends requests, by a browser of her own.
type caller struct {
	name   string
	rank   int // 0: not signed in
	client *http.Client
	header []string
}

// expected is the answer to a caller's request about own or other books.
func (row routeRow) expected(c caller, other bool) int {
	ranks := map[string]int{signedIn: 1, viewer: 1, accountant: 2, bookkeeper: 3, admin: 4, serverAdmin: 4}
	ofBooks := slices.Contains([]string{viewer, accountant, bookkeeper, admin}, row.least)
	switch {
	case row.route == "GET /login" && c.rank > 0:
		return http.StatusSeeOther // signed in already
	case row.least == anyone:
		return row.code
	case c.rank == 0:
		return http.StatusSeeOther // to the sign-in
	case ofBooks && other && c.rank < 4:
		return http.StatusNotFound
	case c.rank < ranks[row.least]:
		return http.StatusForbidden
	}
	return row.code
}

// ask sends the route's request about some books.
func (row routeRow) ask(h *house, c caller, to target) answer {
	method, pattern, _ := strings.Cut(row.route, " ")
	path, form := to.fill(pattern), strings.ReplaceAll(to.fill(row.form), "{caller}", url.QueryEscape(c.name))
	ofBooks := row.least != anyone && row.least != signedIn && row.least != serverAdmin
	names := path != pattern || form != row.form
	h.http = c.client
	if method != http.MethodPost {
		if ofBooks && !names {
			path += "?company=" + to.values["company"]
		}
		return h.do(method, path, nil, c.header...)
	}
	values, err := url.ParseQuery(form)
	must(h.t, err)
	if ofBooks && !names {
		values.Set("company", to.values["company"])
	}
	return h.do(method, path, values, c.header...)
}

// twoBooks is a server with two company files, each with a store, an order and
// a visit, and somebody of each role in the first of them.
func twoBooks(t testing.TB) (*house, []target, []caller) {
	h := bare(t)
	h.furnish()
	h.learn()
	h.plan(posting, order(10180, day.New(2026, 11, 5), "Hollis Brandt", "443.83"))
	h.call(true)
	ctx := t.Context()
	hash, err := access.HashPassword(password)
	must(t, err)
	must(t, h.store.SaveCompany(ctx, tester, store.Company{Key: "larkspur", Name: "Larkspur", User: "larkspur", EveryMinutes: 10, PasswordHash: hash}))
	must(t, h.store.SaveCompany(ctx, tester, store.Company{Key: "quarry", Name: "Hidden Quarry", User: "quarry", EveryMinutes: 10, PasswordHash: hash}))
	must(t, h.store.SaveShop(ctx, tester, store.Shop{Key: "pit", Company: "quarry", Name: "hidden-quarry.example", APIURL: "https://api.bigcommerce.com", Hash: "def456", Zone: "America/Chicago", Currency: "USD", Token: "tok-other", PollSeconds: 30}))
	_, err = h.store.SaveRules(ctx, tester, "pit", books.Rules{StartDate: day.New(2026, 10, 1), RefPrefix: "HQ"})
	must(t, err)
	hidden := order(77001, day.New(2026, 11, 5), "Hidden Hannah", "12.34")
	hidden.Store = "pit"
	_, err = h.store.SaveOrders(ctx, "pit", []sales.Order{hidden})
	must(t, err)
	visits, steps := map[store.CompanyKey]string{}, map[store.CompanyKey]string{}
	ticket := ""
	for _, c := range []store.CompanyKey{"larkspur", "quarry"} {
		ticket = rand.Text()
		v, err := h.store.OpenVisit(ctx, c, ticket, "10.0.0.9", "2.3.0.207", 0)
		must(t, err)
		_, err = h.store.MarkSent(ctx, store.Exchange{Visit: v.ID, Purpose: "read", Requests: 1, Request: []byte("<QBXML/>")}, nil)
		must(t, err)
		visits[c] = fmt.Sprint(int64(v.ID))
		step, err := h.store.Do(ctx, tester, store.Step{Company: c, Head: "Nothing"})
		must(t, err)
		steps[c] = fmt.Sprint(int64(step.ID))
	}
	targets := []target{
		{"own", map[string]string{"company": "larkspur", "store": "main", "id": "10180", "visit": visits["larkspur"], "step": steps["larkspur"], "view": "4711", "token": "4711", "seq": "1", "part": "request", "email": "vera@larkspurandpine.com"}},
		{"other", map[string]string{"company": "quarry", "store": "pit", "id": "77001", "visit": visits["quarry"], "step": steps["quarry"], "view": "4711", "token": "4711", "seq": "1", "part": "request", "email": "vera@larkspurandpine.com"}},
	}
	callers := []caller{
		{"nobody", 0, browser(t), nil},
		{"disabled", 0, nil, nil},
		{"Web Connector", 0, browser(t), nil},
		{"viewer", 1, nil, nil}, {"accountant", 2, nil, nil}, {"bookkeeper", 3, nil, nil}, {"admin", 4, nil, nil},
	}
	for i, c := range callers {
		switch c.name {
		case "nobody":
			continue
		case "Web Connector": // its login and its ticket open the Web Connector's endpoint and nothing else
			r, err := http.NewRequestWithContext(ctx, http.MethodGet, h.url, nil)
			must(t, err)
			r.SetBasicAuth("larkspur", password)
			callers[i].header = []string{"Authorization", r.Header.Get("Authorization"), "Cookie", "countinghouse=" + ticket}
			continue
		}
		u := access.User{Email: c.name + "@example.com", Name: "The " + c.name, PasswordHash: hash, Companies: map[string]access.Role{"larkspur": access.Role(c.name)}}
		switch c.name {
		case "admin":
			u.Role, u.Companies = access.Admin, nil
		case "disabled":
			u.Companies = map[string]access.Role{"larkspur": access.Bookkeeper}
		}
		must(t, h.store.SaveUser(ctx, tester, u))
		h.http = browser(t)
		h.signIn(u.Email)
		callers[i].client = h.http
		if c.name == "disabled" {
			u.Disabled = true
			must(t, h.store.SaveUser(ctx, tester, u))
		}
	}
	return h, targets, callers
}

func TestEveryRouteAnswersEachRoleAsTheTableSays(t *testing.T) {
	h, targets, callers := twoBooks(t)
	inTable := map[string]bool{}
	out := []string{"| route | for | " + strings.Join(heads(callers, targets), " | ") + " |", "|---|---|" + strings.Repeat("---|", len(callers)*2)}
	for _, row := range routeRows() {
		if inTable[row.route] {
			t.Errorf("%s stands twice in the table", row.route)
		}
		inTable[row.route] = true
		var cells []string
		for _, c := range callers {
			for i, to := range targets {
				want := row.expected(c, i == 1)
				refused := row.least != anyone && want != row.code
				before := ""
				if refused && strings.HasPrefix(row.route, "POST") {
					before = h.fingerprint()
				}
				a := row.ask(h, c, to)
				if a.code != want || c.rank == 0 && row.least != anyone && !strings.HasPrefix(a.header.Get("Location"), "/login") {
					t.Errorf("%s by %s about %s books answers %d %s, want %d: %.300s", row.route, c.name, to.name, a.code, a.header.Get("Location"), want, a.text())
				}
				if refused {
					wantsNot(t, row.route+" by "+c.name, a.body, "Hidden", "hidden-quarry")
				}
				if a.code == http.StatusForbidden {
					wants(t, row.route, a.text(), "This needs the role of", "Ask an admin", "Nothing was changed.")
				}
				if before != "" && h.fingerprint() != before {
					t.Errorf("%s by %s about %s books was refused and changed the database", row.route, c.name, to.name)
				}
				cells = append(cells, fmt.Sprint(a.code))
			}
		}
		out = append(out, "| "+row.route+" | "+row.least+" | "+strings.Join(cells, " | ")+" |")
	}
	for _, name := range routesOf(t, h) {
		if !inTable[name] {
			t.Errorf("%s is a route without a line in routeRows: say who may use it", name)
		}
		delete(inTable, name)
	}
	for name := range inTable {
		t.Errorf("%s stands in the table and is no route", name)
	}
	writeSection(t, "pages", out)
}

func heads(callers []caller, targets []target) []string {
	var out []string
	for _, c := range callers {
		for _, to := range targets {
			out = append(out, c.name+", "+to.name)
		}
	}
	return out
}

// routesOf are all routes, as the router itself tells them.
func routesOf(t *testing.T, h *house) []string {
	router, ok := New(Options{Store: h.store}).(chi.Routes)
	if !ok {
		t.Fatal("the desk is no router")
	}
	var out []string
	must(t, chi.Walk(router, func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if strings.HasPrefix(route, "/static/") {
			if method != http.MethodGet {
				return nil
			}
			route = "/static/*"
		}
		if strings.HasPrefix(route, apiPath) {
			return nil // programs come there: api_test.go
		}
		out = append(out, method+" "+route)
		return nil
	}))
	return out
}

// writeSection keeps a section of docs/security-routes.md true, or writes it
// with -update.
func writeSection(t *testing.T, name string, lines []string) {
	t.Helper()
	path := filepath.Join("..", "docs", "security-routes.md")
	b, err := os.ReadFile(path)
	must(t, err)
	head, rest, ok := strings.Cut(string(b), "<!-- "+name+" -->\n")
	_, tail, also := strings.Cut(rest, "<!-- end of "+name+" -->")
	if !ok || !also {
		t.Fatalf("%s has no section %s", path, name)
	}
	now := head + "<!-- " + name + " -->\n" + strings.Join(lines, "\n") + "\n<!-- end of " + name + " -->" + tail
	if *update {
		must(t, os.WriteFile(path, []byte(now), 0o644)) //nolint:gosec // a document
	} else if now != string(b) && !t.Failed() {
		t.Errorf("%s is stale: run go test ./web -run 'TheTableSays' -update", path)
	}
}

// fingerprint is the hash of everything that the database holds.
func (h *house) fingerprint() string {
	h.t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(h.dir, store.FileName)+"?mode=ro")
	must(h.t, err)
	defer func() { _ = db.Close() }()
	sum := sha256.New()
	each := func(query string, row func([]any)) {
		rows, err := db.QueryContext(h.t.Context(), query)
		must(h.t, err)
		defer func() { _ = rows.Close() }()
		names, err := rows.Columns()
		must(h.t, err)
		for rows.Next() {
			values, dest := make([]any, len(names)), make([]any, len(names))
			for i := range values {
				dest[i] = &values[i]
			}
			must(h.t, rows.Scan(dest...))
			row(values)
		}
		must(h.t, rows.Err())
	}
	var tables []string
	each("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name", func(v []any) { tables = append(tables, fmt.Sprint(v[0])) })
	for _, table := range tables {
		each(`SELECT * FROM "`+table+`"`, func(v []any) { fmt.Fprintln(sum, append([]any{table}, v...)...) })
	}
	return fmt.Sprintf("%x", sum.Sum(nil))
}

// A form can say that it is about one's own books and name records of others.
func TestAFormAboutOnesOwnBooksReachesNoOthers(t *testing.T) {
	h, targets, callers := twoBooks(t)
	own, other := targets[0].values, targets[1].values
	crossed := target{"crossed", map[string]string{}}
	for k, v := range other {
		crossed.values[k] = v
	}
	crossed.values["company"] = own["company"]
	rows := routeRows()
	for _, form := range []string{
		"do=exclude&why=x&o={store}/{id}", "do=exclude&why=x&o=main/10180&o={store}/{id}", "do=plan&o={store}%2F{id}", "do=retry&o={store}/{id}", "do=approve&o={store}/{id}",
		"do=comment&text=x&o={store}/{id}", "do=undo&how=void&why=x&visit={visit}", "do=undo&how=void&why=x&o={store}/{id}", "do=exclude&why=x&o=main/{id}", "do=exclude&why=x&o={store}/10180",
		"do=exclude&why=x&all=yes&count=1&filter=q%3D77001", "do=exclude&why=x&all=yes&count=1&filter=company%3Dquarry%26store%3Dpit%26q%3D77001",
	} {
		rows = append(rows, routeRow{"POST /act", bookkeeper, 0, form})
	}
	tried := 0
	for _, c := range callers {
		if c.rank == 0 || c.name == "admin" {
			continue
		}
		for _, row := range rows {
			if !strings.HasPrefix(row.route, "POST") || !slices.ContainsFunc([]string{"{store}", "{id}", "{visit}", "{step}"}, func(p string) bool { return strings.Contains(row.route+row.form, p) }) {
				continue
			}
			if !strings.Contains(row.form, "{company}") {
				row.form += "&company={company}"
			}
			before := h.fingerprint()
			a := row.ask(h, c, crossed)
			tried++
			if a.code < 400 || a.code >= 500 {
				t.Errorf("%s with %s by %s answers %d: %.300s", row.route, crossed.fill(row.form), c.name, a.code, a.text())
			}
			wantsNot(t, row.route, a.body, "Hidden", "hidden-quarry")
			if h.fingerprint() != before {
				t.Errorf("%s with %s by %s changed the database", row.route, crossed.fill(row.form), c.name)
			}
		}
	}
	if tried < 40 {
		t.Errorf("only %d forms were tried", tried)
	}
	// The books chosen before don't open anything either.
	for _, c := range callers[3:6] {
		for _, row := range routeRows() {
			if !strings.HasPrefix(row.route, "GET") || strings.Contains(row.route, "{") || row.least == anyone {
				continue
			}
			h.http = c.client
			a := h.get(strings.TrimPrefix(row.route, "GET "), "Cookie", companyCookie+"=quarry")
			wantsNot(t, row.route+" with a cookie of other books", a.body, "Hidden", "hidden-quarry", "77001")
		}
	}
}
