package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"

	"countinghouse/access"
	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/report"
	"countinghouse/sales"
	"countinghouse/store"
)

// apiRow is a route of the API and the least role of a token that may use it.
type apiRow struct{ route, least string }

const anyToken = "any token"

func apiRows() []apiRow {
	return []apiRow{
		{"GET /api/v1/token", anyToken}, {"GET /api/v1/status", anyToken},
		{"GET /api/v1/orders", viewer}, {"GET /api/v1/orders/{store}/{id}", viewer}, {"GET /api/v1/review", viewer},
		{"GET /api/v1/visits", viewer}, {"GET /api/v1/visits/{visit}", viewer}, {"GET /api/v1/audit", accountant},
		{"GET /api/v1/mapping/{store}", viewer}, {"GET /api/v1/items", viewer}, {"GET /api/v1/customers", viewer},
	}
}

// token makes a token of the house.
func (h *house) token(by store.Actor, t access.Token) string {
	h.t.Helper()
	if t.Name == "" {
		t.Name = "reports"
	}
	if t.Role == "" {
		t.Role = access.Viewer
	}
	if t.Ends.IsZero() {
		t.Ends = h.now.Add(access.TokenUsual)
	}
	plain := access.NewToken()
	_, err := h.store.AddToken(h.t.Context(), by, plain, t)
	must(h.t, err)
	return plain
}

// ask reads from the API with a token.
func (h *house) ask(token, path string, into any) answer {
	h.t.Helper()
	h.http = browser(h.t)
	a := h.get(path, "Authorization", "Bearer "+token)
	if into != nil {
		if a.code != http.StatusOK {
			h.t.Fatalf("GET %s answers %d: %s", path, a.code, a.body)
		}
		if err := json.Unmarshal([]byte(a.body), into); err != nil {
			h.t.Fatalf("GET %s is no JSON: %v: %.200s", path, err, a.body)
		}
	}
	return a
}

// fault reads an error of the API, which must be whole.
func (a answer) fault(t *testing.T, what string) apiFault {
	t.Helper()
	var v struct{ Error apiFault }
	if err := json.Unmarshal([]byte(a.body), &v); err != nil {
		t.Fatalf("%s: the error is no JSON: %v: %.200s", what, err, a.body)
	}
	if v.Error.What == "" || v.Error.Means == "" || v.Error.Fix == "" || !strings.HasPrefix(a.header.Get("Content-Type"), "application/json") {
		t.Errorf("%s: the error does not say what, what it means and what to do: %s", what, a.body)
	}
	return v.Error
}

func TestEveryAPIRouteAnswersEachTokenAsTheTableSays(t *testing.T) {
	h, targets, people := twoBooks(t)
	ended := h.token(tester, access.Token{Companies: []string{"larkspur"}})
	list, err := h.store.Tokens(t.Context())
	must(t, err)
	must(t, h.store.EndToken(t.Context(), tester, list[0].ID))
	own := []string{"larkspur"}
	viewers, accountants, whole := h.token(tester, access.Token{Companies: own}), h.token(tester, access.Token{Role: access.Accountant, Companies: own}), h.token(tester, access.Token{Role: access.Accountant})
	over := h.token(tester, access.Token{Companies: own, Ends: h.now.Add(time.Minute)})
	h.now = h.now.Add(2 * time.Minute)
	ofViewer := h.token(store.Actor{Kind: "user", Name: "viewer@example.com"}, access.Token{Role: access.Accountant})
	callers := []struct {
		caller
		query string
		whole bool
	}{
		{caller: caller{"nobody", 0, browser(t), nil}},
		{caller: caller{"admin's sign-in", 0, people[6].client, nil}},
		{caller: caller{"Web Connector", 0, browser(t), people[2].header}},
		{caller: caller{"token in the address", 0, browser(t), nil}, query: "access_token=" + whole},
		{caller: caller{"ended token", 0, browser(t), []string{"Authorization", "Bearer " + ended}}},
		{caller: caller{"token that is over", 0, browser(t), []string{"Authorization", "Bearer " + over}}},
		{caller: caller{"viewer's", 1, browser(t), []string{"Authorization", "Bearer " + viewers}}},
		{caller: caller{"accountant's", 2, browser(t), []string{"Authorization", "Bearer " + accountants}}},
		{caller: caller{"accountant's, made by a viewer", 1, browser(t), []string{"Authorization", "Bearer " + ofViewer}}},
		{caller: caller{"accountant's of all files", 2, browser(t), []string{"Authorization", "Bearer " + whole}}, whole: true},
	}
	var names []string
	for _, c := range callers {
		names = append(names, c.name+", own", c.name+", other")
	}
	out := []string{"| route | for | " + strings.Join(names, " | ") + " |", "|---|---|" + strings.Repeat("---|", len(names))}
	inTable := map[string]bool{}
	for _, row := range apiRows() {
		inTable[row.route] = true
		h.now = h.now.Add(time.Hour) // wrong tokens are forgotten
		var cells []string
		for _, c := range callers {
			for i, to := range targets {
				want := http.StatusOK
				switch {
				case c.rank == 0:
					want = http.StatusUnauthorized
				case i == 1 && !c.whole && row.route != "GET /api/v1/token":
					want = http.StatusNotFound
				case row.least == accountant && c.rank < 2:
					want = http.StatusForbidden
				}
				pattern := strings.TrimPrefix(row.route, "GET ")
				path, sep := to.fill(pattern), "?"
				if path == pattern && row.route != "GET /api/v1/token" {
					path, sep = path+"?company="+to.values["company"], "&"
				}
				if c.query != "" {
					path += sep + c.query
				}
				h.http = c.client
				a := h.get(path, c.header...)
				if a.code != want {
					t.Errorf("%s by %s about %s books answers %d, want %d: %.300s", row.route, c.name, to.name, a.code, want, a.body)
				}
				if want != http.StatusOK {
					wantsNot(t, row.route+" by "+c.name, a.body, "Hidden", "hidden-quarry", "quarry", "Hollis")
					_ = a.fault(t, row.route)
				}
				if want == http.StatusUnauthorized && !strings.HasPrefix(a.header.Get("WWW-Authenticate"), "Bearer") {
					t.Errorf("%s by %s does not say that a token is needed", row.route, c.name)
				}
				for _, head := range []string{"Set-Cookie", "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "Location"} {
					if a.header.Get(head) != "" {
						t.Errorf("%s by %s answers with %s", row.route, c.name, head)
					}
				}
				if a.header.Get("Cache-Control") != "no-store" {
					t.Errorf("%s by %s may be kept: %q", row.route, c.name, a.header.Get("Cache-Control"))
				}
				cells = append(cells, fmt.Sprint(a.code))
			}
		}
		out = append(out, "| "+row.route+" | "+row.least+" | "+strings.Join(cells, " | ")+" |")
	}
	for _, name := range apiRoutesOf(t, h) {
		if !inTable[name] {
			t.Errorf("%s is a route without a line in apiRows: say which tokens may use it", name)
		}
		delete(inTable, name)
	}
	for name := range inTable {
		t.Errorf("%s stands in the table and is no route", name)
	}
	writeSection(t, "api", out)
}

func apiRoutesOf(t *testing.T, h *house) []string {
	router, ok := New(Options{Store: h.store}).(chi.Routes)
	if !ok {
		t.Fatal("the desk is no router")
	}
	var out []string
	must(t, chi.Walk(router, func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if strings.HasPrefix(route, apiPath) {
			out = append(out, method+" "+route)
		}
		return nil
	}))
	return out
}

func TestTheAPITellsAMistypedQuestionInsteadOfEverything(t *testing.T) {
	h, _, _ := twoBooks(t)
	whole, own := h.token(tester, access.Token{Role: access.Accountant}), h.token(tester, access.Token{Role: access.Accountant, Companies: []string{"larkspur"}})
	for path, want := range map[string]string{
		"orders?form=2026-11-01":    "It takes company, q, store,",
		"orders?state=held":         "“held” is none of waiting, review",
		"orders?from=31+Febuary":    "is not a day like",
		"orders?min=abc&max=2":      "is not an amount like",
		"orders?limit=0":            "1 to 500",
		"orders?limit=501":          "1 to 500",
		"orders?limit=ten":          "1 to 500",
		"orders?q=%2B%2B":           "has no letter and no figure",
		"orders?q=a&q=b":            "more than once",
		"visits?did=nothing":        "is none of posted, read",
		"visits?trouble=fire":       "is none of any, refused",
		"visits?order=abc":          "no order number",
		"audit?what=everything":     "is none of rules",
		"audit?to=1+Nov&from=2+Nov": "is before",
		"items?q=a&after=b":         "no further pages",
		"token?x=1":                 "It takes company.",
	} {
		a := h.ask(own, apiPath+"/"+path, nil)
		if f := a.fault(t, path); a.code != http.StatusUnprocessableEntity || !strings.Contains(f.What+" "+f.Fix, want) {
			t.Errorf("%s answers %d %+v, want %q", path, a.code, f, want)
		}
	}
	a := h.ask(whole, apiPath+"/orders", nil)
	if f := a.fault(t, "no company"); a.code != http.StatusUnprocessableEntity || !strings.Contains(f.Fix, "larkspur, quarry") {
		t.Errorf("without a company file it answers %d %+v", a.code, f)
	}
	for _, path := range []string{"orders?store=pit", "orders?company=larkspur&store=pit", "orders/main/99999", "orders/main/x", "visits/x", "mapping/nothing", "nothing", "orders?company=nobody"} {
		if a := h.ask(own, apiPath+"/"+path, nil); a.code != http.StatusNotFound {
			t.Errorf("%s answers %d: %s", path, a.code, a.body)
		} else {
			_ = a.fault(t, path)
		}
	}
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodOptions} {
		before := h.fingerprint()
		a := h.do(method, apiPath+"/orders", nil, "Authorization", "Bearer "+own, "Origin", "https://elsewhere.example")
		if f := a.fault(t, method); a.code != http.StatusMethodNotAllowed || f.What != "The API only reads" || a.header.Get("Access-Control-Allow-Methods") != "" || h.fingerprint() != before {
			t.Errorf("%s answers %d %+v", method, a.code, f)
		}
	}
}

func TestWrongTokensAreSlowedDownAndTheRightOneIsNot(t *testing.T) {
	h := story(t)
	good := h.token(tester, access.Token{})
	if a := h.ask(good, apiPath+"/token", nil); a.code != http.StatusOK {
		t.Fatal(a.body)
	}
	slowed := 0
	for range 30 {
		a := h.ask(access.NewToken(), apiPath+"/token", nil)
		_ = a.fault(t, "a wrong token")
		if a.code == http.StatusTooManyRequests {
			slowed++
			if a.header.Get("Retry-After") == "" {
				t.Error("it does not say how long to wait")
			}
		} else if a.code != http.StatusUnauthorized {
			t.Errorf("a wrong token is answered %d", a.code)
		}
	}
	if slowed != 10 {
		t.Errorf("of 30 wrong tokens %d were slowed down, want the last 10", slowed)
	}
	if a := h.ask(good, apiPath+"/token", nil); a.code != http.StatusOK {
		t.Errorf("who comes as always must wait: %d", a.code)
	}
	h.http = browser(t)
	if a := h.get("/login"); a.code != http.StatusOK {
		t.Errorf("signing in is closed by wrong tokens: %d", a.code)
	}
}

func TestATokenIsAnsweredAFewTimesAtOnce(t *testing.T) {
	b := busy{n: map[int64]int{}}
	for range apiAtOnce {
		if !b.enter(7) {
			t.Fatal("it is refused too early")
		}
	}
	if b.enter(7) || !b.enter(8) {
		t.Error("a token is answered without end, or makes another wait")
	}
	b.leave(8)
	b.leave(7)
	if !b.enter(7) || len(b.n) != 1 {
		t.Errorf("what is answered counts still: %v", b.n)
	}
}

// Lists come page by page, each row once, as the page at the desk filters them.
func TestTheAPIListsEverythingOncePageByPage(t *testing.T) {
	h := bare(t)
	h.furnish()
	h.learn()
	var orders []sales.Order
	for i := range 23 {
		orders = append(orders, order(1000+i, day.New(2026, 11, 9), "Ana Okafor", "1.00"))
	}
	h.plan(posting, orders...)
	var entries []books.Entry
	for i := range 23 {
		entries = append(entries, books.Entry{Kind: books.Items, ListID: fmt.Sprintf("8000%04d-1", i), Name: fmt.Sprintf("Widget %d", i%7), FullName: fmt.Sprintf("Widget %d", i%7), Active: true, Type: "Service"})
	}
	h.entries(entries...)
	token := h.token(tester, access.Token{})
	walk := func(path, key string) map[string]int {
		seen := map[string]int{}
		for path != "" {
			var page struct {
				Company string
				Rows    []map[string]any
				Next    string
			}
			h.ask(token, path, &page)
			if page.Company != "larkspur" || len(page.Rows) == 0 || len(page.Rows) > 5 {
				t.Fatalf("%s: %d rows of %q", path, len(page.Rows), page.Company)
			}
			for _, r := range page.Rows {
				seen[fmt.Sprint(r[key])]++
			}
			path = page.Next
		}
		return seen
	}
	for path, want := range map[string]struct {
		key string
		n   int
	}{"orders?limit=5": {"id", 23}, "orders?limit=5&from=2026-11-09&q=okafor": {"id", 23}, "items?limit=5": {"listId", 0}} {
		seen := walk(apiPath+"/"+path, want.key)
		for k, n := range seen {
			if n != 1 {
				t.Errorf("%s tells %s %d times", path, k, n)
			}
		}
		if want.n == 0 {
			for _, e := range entries {
				if seen[e.ListID] != 1 {
					t.Errorf("%s leaves out %s", path, e.ListID)
				}
			}
		} else if len(seen) != want.n {
			t.Errorf("%s tells %d rows, want %d", path, len(seen), want.n)
		}
	}
}

// What a token reads is what the command line prints.
func TestTheAPITellsWhatTheStoreHolds(t *testing.T) {
	h := story(t)
	token := h.token(tester, access.Token{Role: access.Accountant})
	ctx := t.Context()
	same := func(path string, want any) {
		t.Helper()
		var b bytes.Buffer
		must(t, report.Write(&b, want))
		if a := h.ask(token, apiPath+path, nil); a.code != http.StatusOK || a.body != b.String() {
			t.Errorf("%s answers %d:\n%.400s\nwant\n%.400s", path, a.code, a.body, b.String())
		}
	}
	s, err := h.store.OrderStory(ctx, "main", 10366)
	must(t, err)
	same("/orders/main/10366", report.StoryOf(s, false))
	same("/orders/main/10366?wire=1", report.StoryOf(s, true))
	causes, err := report.Causes(ctx, h.store, "larkspur")
	must(t, err)
	same("/review", rowsOf[report.Cause]{"larkspur", causes, ""})
	rules, version, err := h.store.Rules(ctx, "main")
	must(t, err)
	sheet, err := report.SheetOf(ctx, h.store, "main", version, rules, h.now)
	must(t, err)
	same("/mapping/main", sheet)
	all, err := report.Statuses(ctx, h.store, func(store.CompanyKey) bool { return true })
	must(t, err)
	same("/status", all)
	var rights report.Rights
	h.ask(token, apiPath+"/token", &rights)
	if rights.Name != "reports" || rights.Roles["larkspur"] != "accountant" {
		t.Errorf("the token is told %+v", rights)
	}
	var visit report.VisitStory
	h.ask(token, apiPath+"/visits/3?wire=1", &visit)
	if len(visit.Documents) != 2 || visit.Documents[0].Order+visit.Documents[1].Order != 10366+10567 || visit.Refused != 1 || len(visit.Wire) == 0 || visit.Wire[0].Request == "" {
		t.Errorf("the visit is %+v", visit)
	}
}

func TestTheAuditByTokenIsOfOneCompanyFileOnly(t *testing.T) {
	h := story(t)
	token := h.token(tester, access.Token{Role: access.Accountant})
	var page rowsOf[report.AuditRow]
	h.ask(token, apiPath+"/audit?limit=500", &page)
	if len(page.Rows) < 20 {
		t.Fatalf("%d rows", len(page.Rows))
	}
	for _, r := range page.Rows {
		if strings.HasPrefix(r.Action, "session.") || strings.HasPrefix(r.Action, "user.") || strings.HasPrefix(r.Action, "token.") {
			t.Errorf("it tells %s of %s, which is an admin's to see", r.Action, r.Subject)
		}
	}
}

func TestAFaultOfTheAPIIsJSONToo(t *testing.T) {
	var log bytes.Buffer
	h := story(t)
	d := &desk{Options: Options{Store: h.store, Log: slog.New(slog.NewTextHandler(&log, nil)), Now: func() time.Time { return h.now }}}
	w := recordAPIPanic(d)
	if w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), `"reference"`) || strings.Contains(w.Body.String(), "<") || !strings.Contains(log.String(), "broken") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
