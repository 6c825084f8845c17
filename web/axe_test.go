package web

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// axeVersion is the axe-core that pages are held against; ./test fetches it
// from npm into the cache, so that it stands in no repository of ours.
const axeVersion = "4.11.0"

// axeSource is axe-core's text. Where it was not fetched the test is skipped,
// except in CI.
func axeSource(t testing.TB) string {
	t.Helper()
	path := os.Getenv("COUNTINGHOUSE_AXE")
	if path == "" {
		cache, err := os.UserCacheDir()
		must(t, err)
		path = filepath.Join(cache, "countinghouse", "axe-core-"+axeVersion+".min.js")
	}
	b, err := os.ReadFile(path)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("axe-core is not there: %v; ./test fetches it", err)
		}
		t.Skip("axe-core is not there; ./test fetches it from npm")
	}
	return string(b)
}

// accessible fails for every violation that axe-core finds on the page.
func (s *screen) accessible(where, axe string) {
	s.t.Helper()
	s.do(chromedp.Evaluate[chromedp.Void](axe + "; undefined"))
	// What is still fading in has not its colours yet.
	found := askAwait(s, `Promise.allSettled(document.getAnimations().map(a => a.finished)).then(() => axe.run(document, {resultTypes: ['violations'], rules: {region: {enabled: true}}})).then(r => r.violations.map(v => v.id + ' (' + v.help + '): ' + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + n.html.slice(0, 120)).join(' | ')).join('\n'))`)
	if found != "" {
		s.t.Errorf("%s: axe-core finds\n%s", where, found)
	}
}

// askAwait evaluates what comes later.
func askAwait(s *screen, js string) string {
	s.t.Helper()
	ask[bool](s, `(() => { window.told = null; Promise.resolve(`+js+`).then(v => { window.told = v }, e => { window.told = 'it could not look: ' + e }); return true })()`)
	s.until("axe-core's answer", "window.told !== null")
	return ask[string](s, "window.told")
}

// pagesOfStory are all pages of the house of story, by name. A new page needs
// its line here.
func pagesOfStory() map[string]string {
	return map[string]string{
		"home": "/", "sales": "/sales", "sales-open": "/sales?open=main/10572", "sales-none": "/sales?q=zzz", "sales-wrong": "/sales?from=never&min=abc&q=%25",
		"order": "/orders/main/10183", "invoice": "/orders/main/10180", "order-held": "/orders/main/10531", "order-refused": "/orders/main/10366", "missing": "/orders/main/424242",
		"review": "/review", "review-exclude": "/review?act=exclude", "review-assign": "/review?act=assign", "review-comment": "/review?act=comment", "review-link": "/review?act=adopt", "review-fixed": "/review?tab=fixed", "review-none": "/review?tab=mine",
		"act-undo": "/act?do=undo&o=main/10180", "act-exclude": "/act?do=exclude&o=main/10531&o=main/10540", "act-link": "/act?do=link&o=main/10531", "act-none": "/act?do=exclude",
		"visits": "/activity", "visit": "/activity/visits/3", "audit": "/activity/audit", "mapping": "/mapping", "mapping-channel": "/mapping?channel=Amazon", "mapping-open": "/mapping/open", "mapping-history": "/mapping/history", "mapping-file": "/mapping/file", "mapping-rule": "/mapping/rule?rule=new", "items": "/items", "items-made": "/items/made", "items-create-none": "/items/create", "items-made-store": "/items/made?of=store", "items-sell-none": "/items/sell", "customers": "/customers", "settings": "/settings", "settings-file": "/settings/files/larkspur", "settings-store": "/settings/stores/main",
		"stock": "/stock", "stock-rules": "/stock/rules", "stock-start": "/stock/start", "stock-moved": "/stock/moved", "stock-conflicts": "/stock/conflicts", "reconcile": "/stock/reconcile", "count-sheet": "/stock/sheet",
		"me": "/me", "help": "/help", "menu": "/menu", "books": "/books", "search": "/search",
	}
}

func TestAxeFindsNothingOnAnyPageInEitherTheme(t *testing.T) {
	axe := axeSource(t)
	h := story(t)
	s := look(t, h.url)
	s.size(1280, 1030)
	s.open("/login")
	s.accessible("the login", axe)
	s.signIn()
	for _, theme := range []string{"light", "dark"} {
		s.open("/me")
		s.do(chromedp.Click(chromedp.CSS("input[type=radio][value="+theme+"]")), chromedp.Click(chromedp.CSS("form[action='/theme'] button.button")))
		s.until("the theme", "document.documentElement.dataset.theme === '"+theme+"'")
		for name, path := range pagesOfStory() {
			s.open(path)
			s.accessible(name+" "+theme, axe)
		}
	}
	s.size(390, 844)
	for _, path := range []string{"/", "/sales", "/review", "/orders/main/10183"} {
		s.open(path)
		s.accessible(path+" at 390", axe)
	}
	s.open("/orders/main/10531")
	s.do(chromedp.Click(chromedp.CSS("details.menu summary")))
	s.accessible("an order's open menu", axe)
	if !strings.Contains(ask[string](s, "document.body.innerText"), "Exclude…") {
		t.Error("the menu did not open")
	}
}
