package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// wrongForms are forms with everything wrong that a person can type into them,
// for routes where the line of routeRows has no such form or less of it. {…} is
// replaced as there. A route that has none answers nothing with an error page.
func wrongForms() map[string][]string {
	const long = "too-long-"
	return map[string][]string{
		"POST /login":                               {"email=nobody&password=", "email=nobody@example.com&password=wrong"},
		"POST /me/password":                         {"old=wrong&new=short&again=other", "old={password}&new=aaaaaaaaaaaaaa&again=aaaaaaaaaaaaaa"},
		"POST /me/second-factor":                    {"code=&password=", "code=12&password=wrong"},
		"POST /settings/people":                     {"name=&email=nobody&role=king", "name=A&email=vera@larkspurandpine.com&role=viewer", "name=A&email=b@example.com"},
		"POST /settings/people/{email}":             {"name=&role=king", "name=Vera"},
		"POST /settings/tokens":                     {"name=&role=king&until=never", "name=" + long + strings.Repeat("x", 300) + "&role=viewer&every=yes&until=2020-01-01"},
		"POST /settings/files/{company}":            {"every=0&quiet_from=25:00&quiet_to=", "every=10&quiet_from=22:00&quiet_to=22:00"},
		"POST /settings/files/{company}/connection": {"name=&user=&company_name=" + strings.Repeat("x", 300) + "&file_path=" + strings.Repeat("x", 600), "name=A&user=quarry"},
		"POST /settings/files/{company}/missing":    {"do=again&why_again=", "do=neither", "do=wrong&why=" + strings.Repeat("x", 600)},
		"POST /settings/stores/{store}":             {"every=0&told=maybe", "every=60&told=signed"},
		"POST /settings/stores/{store}/connection":  {"name=&token=" + strings.Repeat("x", 600) + "&client_id=" + strings.Repeat("x", 300)},
		"POST /settings/alerts":                     {"held_hours=0&digest_at=late&email-0=nobody&of-0=none&email-1=a@example.com&email-2=b@example.com&alerts-2=yes&email-3=b@example.com&alerts-3=yes", "held_hours=24&email-0=a@example.com&digest-0=yes"},
		"POST /settings/alerts/mail":                {"host=http://mail&port=x&tls=maybe&from=nobody&password=p", "host=mail.example.com&port=25&tls=none&user=u&from=a@example.com", "host=mail.example.com&port=70000&tls=tls&user=u&from=a@example.com"},
		"POST /settings/alerts/test":                {"to=", "to=a@example.com"},
		"POST /settings/backup":                     {"at=25:00&keep=0", "at=&keep=x"},
		"POST /review/fix":                          {"company={company}&code=nothing&do=exclude", "company={company}&code=nothing&do=undo"},
		"POST /act":                                 {"do=exclude&o={store}/{id}&company={company}&why=", "do=undo&o={store}/{id}&company={company}&why=", "do=link&o={store}/{id}&company={company}&number="},
		"POST /mapping":                             {"store={store}&do=save&ref_prefix=TOOLONG&charges.handling=Nowhere"},
		"POST /mapping/import":                      {"store={store}&text=nonsense"},
		"POST /setup/{leg}":                         nil, // by the pages of set-up below
		"POST /settings/second-factor":              {"role=king"},
	}
}

// does finds what a person is told to do, or what is taken instead.
var does = regexp.MustCompile(`(?i)\b(type|choose|paste|change|see|search|confirm|say|look|leave|empty|give|name|shorten|copy|tick|untick|press|ask|use|write|wait|open|go|try|sign|take|enter|set|save|make|send|close|add|put|map|link|select|start|begin|correct|read it|there is nothing (left )?to do|is (a|one|in) |at most|like |such as |as in )\b`)

// means finds what it means: that nothing happened, or what did.
var means = regexp.MustCompile(`(?i)\b(nothing|not|isn’t|aren’t|wasn’t|weren’t|didn’t|don’t|can’t|no |none|stays?|only)\b`)

// Every form that can't be taken says what happened, what it means and what to
// do, and shows no number, id or protocol word; so does every page that refuses.
func TestEveryErrorOfEveryFormSaysWhatHappenedWhatItMeansAndWhatToDo(t *testing.T) {
	forms := wrongForms()
	looked := 0
	h, targets, callers := twoBooks(t)
	boss := callers[len(callers)-1]
	try := func(row routeRow, form string) {
		row.form = strings.ReplaceAll(form, "{password}", url.QueryEscape(password))
		a := row.ask(h, boss, targets[0])
		if a.code < 400 || a.code == http.StatusNotFound && strings.HasPrefix(row.route, "POST /app/") {
			return
		}
		looked++
		where := row.route + " with " + form
		if len(where) > 160 {
			where = where[:160] + "…"
		}
		plainly(t, where, a.page)
		sound(t, where, a)
	}
	for _, row := range routeRows() {
		if !strings.HasPrefix(row.route, "POST ") || row.route == "POST /logout" {
			continue
		}
		try(row, row.form)
		for _, form := range forms[row.route] {
			try(row, form)
		}
		delete(forms, row.route)
	}
	for route := range forms {
		t.Errorf("%s is no route", route)
	}
	m := mappingWorld(t)
	m.signIn("tomas@larkspurandpine.com")
	for path, form := range map[string]url.Values{
		"/setup/store": {"store": {"main"}, "name": {""}, "path": {"abc"}}, "/setup/live": {"store": {"main"}, "from": {"soon"}}, "/mapping/undo": {"store": {"main"}, "version": {"1"}, "why": {""}},
	} {
		a := m.do(http.MethodPost, path, form)
		if a.code >= 400 {
			looked++
			plainly(t, path, a.page)
			sound(t, path, a)
		}
	}
	if looked < 40 {
		t.Errorf("only %d errors were looked at", looked)
	}
}

// sound holds one error page: a form's banner and each of its errors, or the
// words of a page that refuses.
func sound(t testing.TB, where string, a answer) {
	t.Helper()
	banner := find(a.page, func(n *html.Node) bool { return attr(n, "role") == "alert" })
	if banner == nil {
		main := find(a.page, func(n *html.Node) bool { return n.Data == "main" })
		if main == nil {
			t.Errorf("%s answers %d without a page: %.200s", where, a.code, a.body)
			return
		}
		banner = main
	}
	head := find(banner, func(n *html.Node) bool { return n.Data == "h1" || n.Data == "h2" })
	if head == nil || len(strings.Fields(textOf(head))) < 2 {
		t.Errorf("%s: nothing says what happened: %s", where, textOf(banner))
		return
	}
	if !means.MatchString(textOf(banner)) {
		t.Errorf("%s: nothing says what it means: %s", where, textOf(banner))
	}
	each := 0
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode && n.Data == "a" && strings.HasPrefix(attr(n, "href"), "#f-") {
			each++
			if text := textOf(n); !does.MatchString(text) || len(strings.Fields(text)) < 4 {
				t.Errorf("%s: it does not say what to do: %q", where, text)
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(banner)
	if each == 0 && !does.MatchString(textOf(banner)) {
		t.Errorf("%s: it does not say what to do: %s", where, textOf(banner))
	}
}
