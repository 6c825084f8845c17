package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"golang.org/x/net/html"
)

// What a bookkeeper never has to read outside of Technical details: words of
// protocols, identifiers, status numbers; and what the desk's language leaves
// out (blame, noise).
var (
	protocolWords   = regexp.MustCompile(`(?i)\b(qbxml|soap|payload|webhooks?|entity|entities|ticket|queue|requestid|txnid|listid|editsequence|statuscode|status (?:code|number)|stack trace|null|undefined|nan|nil|uuid|guid|session id|sync(?:ed|ing)?|failed|failure|oops|successfully|please|invalid)\b`)
	numbersOfErrors = regexp.MustCompile(`(?i)\b(?:status|code|error|http)[ :#]*\d{3,5}\b|\b0x[0-9a-f]{4,}\b|-2147\d{6}`)
	identifiers     = regexp.MustCompile(`\b[0-9A-F]{4,8}-\d{9,10}\b|\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-|\bTXN-\d|\b(?:%!|\{\{|\[object |map\[)`)
)

// outsideOfTechnical is the text of the page without what is folded under
// Technical details.
func outsideOfTechnical(page *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			b.WriteString(n.Data)
		case n.Type == html.ElementNode && (n.Data == "script" || n.Data == "style"):
			return
		case n.Type == html.ElementNode && technical(n):
			return
		case n.Type == html.ElementNode && !strings.Contains(" b a em span small ", " "+n.Data+" "):
			b.WriteByte('\n')
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(page)
	return b.String()
}

// technical tells whether an element is headed Technical details.
func technical(n *html.Node) bool {
	if n.Data != "details" && attr(n, "class") != "in" {
		return false
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode {
			return (c.Data == "summary" || c.Data == "h3") && strings.HasPrefix(textOf(c), "Technical details")
		}
	}
	return false
}

// plainly fails for every word on the page that is none of a bookkeeper's.
func plainly(t testing.TB, where string, page *html.Node) {
	t.Helper()
	text := outsideOfTechnical(page)
	for _, wrong := range []*regexp.Regexp{protocolWords, numbersOfErrors, identifiers} {
		for _, at := range wrong.FindAllStringIndex(text, -1) {
			t.Errorf("%s: outside of Technical details stands %q: …%s…", where, text[at[0]:at[1]], strings.Join(strings.Fields(text[max(0, at[0]-60):min(len(text), at[1]+60)]), " "))
		}
	}
}

func TestNoPageShowsANumberAnIDOrAProtocolWordOutsideOfTechnicalDetails(t *testing.T) {
	h := story(t)
	for _, who := range []string{"marguerite", "tomas"} {
		h.signIn(who + "@larkspurandpine.com")
		for name, path := range pagesOfStory() {
			a := h.get(path)
			if a.code == http.StatusForbidden {
				t.Errorf("%s as %s is refused: it belongs to pagesOfAdmin and into a state that an admin sees", name, who)
			}
			plainly(t, name+" as "+who, a.page)
		}
		if who == "tomas" {
			for name, path := range pagesOfAdmin() {
				plainly(t, name, h.get(path).page)
			}
		}
	}
	m := mappingWorld(t)
	for name, path := range pagesOfMapping() {
		plainly(t, name, m.get(path).page)
	}
	// The test sees what it is for.
	b, err := html.Parse(strings.NewReader(`<p>Status code 3140</p><p>80000001-1234567890</p><details><summary>Technical details</summary>qbXML</details>`))
	must(t, err)
	text := outsideOfTechnical(b)
	if strings.Contains(text, "qbXML") || !protocolWords.MatchString(text) || !numbersOfErrors.MatchString(text) || !identifiers.MatchString(text) {
		t.Errorf("it reads %q", text)
	}
}

// noPages are the addresses that answer a browser's GET and show no page of
// their own.
func noPages() map[string]string {
	return map[string]string{
		"/static/*": "files", "/settings/qwc/{company}": "a file",
		"/me/second-factor/picture": "a picture", "/activity/visits/{visit}/{seq}/{part}": "one message as it was sent", "/mapping/options": "the choices of a field", "/setup": "leads to the step",
		"/app/auth": "BigCommerce's call", "/app/uninstall": "BigCommerce's call", "/app/remove_user": "BigCommerce's call",
	}
}

func TestEveryPageOfTheRouterIsLookedAt(t *testing.T) {
	h := bare(t)
	router, ok := New(Options{Store: h.store}).(chi.Routes)
	if !ok {
		t.Fatal("the desk is no router")
	}
	shown := map[string]bool{}
	see := func(path string) {
		path, _, _ = strings.Cut(path, "?")
		rc := chi.NewRouteContext()
		if router.Match(rc, http.MethodGet, path) {
			shown[rc.RoutePattern()] = true
		}
	}
	for _, pages := range []map[string]string{pagesOfStory(), pagesOfAdmin(), pagesOfMapping(), pagesOfApp()} {
		for _, path := range pages {
			see(path)
		}
	}
	for _, st := range statesOfPages() {
		see(st.path)
	}
	for _, name := range routesOf(t, h) {
		path, isGet := strings.CutPrefix(name, "GET ")
		file := strings.HasSuffix(path, ".csv") || strings.HasSuffix(path, ".json")
		if _, none := noPages()[path]; isGet && !none && !file && !shown[path] {
			t.Errorf("%s is a page that no test looks at: it needs a line in pagesOfStory", path)
		}
		if _, none := noPages()[path]; isGet && none && shown[path] {
			t.Errorf("%s stands among the pages and among what is none", path)
		}
	}
}
