package web

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"countinghouse/day"
)

// screen is a real browser on the desk; all use of chromedp is in this file.
type screen struct {
	t    testing.TB
	ctx  context.Context
	base string
	as   string // who is signed in, and where

	mu       sync.Mutex
	messages []string // errors that the page wrote to the console
}

// look opens a browser; without one the test is skipped, except in CI.
func look(t testing.TB, base string) *screen {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		path, err = exec.LookPath("google-chrome")
	}
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("no browser is installed: apt-get install chromium")
		}
		t.Skip("no browser is installed: apt-get install chromium")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.Flag("disable-gpu", true), chromedp.Flag("hide-scrollbars", true))
	if picturesDir() != "" { // what fades in is not waited for
		opts = append(opts, chromedp.Flag("force-prefers-reduced-motion", true))
	}
	alloc, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(stop)
	ctx, done := chromedp.NewContext(alloc)
	t.Cleanup(done)
	s := &screen{t: t, ctx: ctx, base: base}
	s.do(chromedp.Navigate("about:blank"))
	console := chromedp.Console(ctx)
	go func() {
		for m, err := range console {
			if err != nil {
				return
			}
			// Answers of 4xx that a test asks for are in the log as network errors.
			if (m.Type == chromedp.ConsoleError || m.IsException()) && m.Source != "network" {
				s.mu.Lock()
				s.messages = append(s.messages, m.String())
				s.mu.Unlock()
			}
		}
	}()
	t.Cleanup(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		for _, m := range s.messages {
			t.Errorf("the browser's console says %s", m)
		}
	})
	return s
}

func (s *screen) do(steps ...chromedp.Action[chromedp.Void]) {
	s.t.Helper()
	ctx, cancel := s.ctx, func() {}
	if len(s.base) > 0 && chromedp.FromContext(s.ctx).Target != nil {
		ctx, cancel = context.WithTimeout(s.ctx, 2*time.Minute)
	}
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		s.t.Fatal(err)
	}
}

func (s *screen) open(path string) { s.t.Helper(); s.do(chromedp.Navigate(s.base + path)) }

func ask[T any](s *screen, js string) T {
	s.t.Helper()
	v, err := chromedp.Run(s.ctx, chromedp.Evaluate[T](js))
	if err != nil {
		s.t.Fatalf("%s: %v", js, err)
	}
	return v
}

// until waits for the page to come to a condition.
func (s *screen) until(what, js string) {
	s.t.Helper()
	for range 100 {
		// Between two pages there is no document, or it goes while it is asked:
		// that is no failure, the next one comes.
		yes, err := chromedp.Run(s.ctx, chromedp.Evaluate[bool]("(() => { try { return Boolean("+js+") } catch { return false } })()"))
		if err == nil && yes {
			return
		}
		if err != nil && !strings.Contains(err.Error(), "navigated") && !strings.Contains(err.Error(), "context with specified id") {
			s.t.Fatalf("%s: %v", what, err)
		}
		time.Sleep(100 * time.Millisecond)
	}
	s.t.Fatalf("%s did not come: %s", what, ask[string](s, "document.body.innerText.slice(0, 800)"))
}

func (s *screen) signIn() {
	s.t.Helper()
	s.open("/login")
	s.do(chromedp.SendKeys(chromedp.CSS("#email"), "marguerite@larkspurandpine.com"), chromedp.SendKeys(chromedp.CSS("#password"), password), chromedp.Click(chromedp.CSS("form button.primary")))
	s.until("Home", "location.pathname === '/' && document.readyState === 'complete'")
}

// fits fails if the page is wider than its window, or text leaves its panel.
func (s *screen) fits(where string) {
	s.t.Helper()
	if over := ask[int](s, "document.documentElement.scrollWidth - document.documentElement.clientWidth"); over > 0 {
		s.t.Errorf("%s is %d px wider than the window: %s", where, over, ask[string](s, `[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.tagName + '.' + e.className + ' ' + e.textContent.trim().slice(0, 40)).slice(0, 3).join(' | ')`))
	}
	out := ask[string](s, `[...document.querySelectorAll('.panel')].flatMap(p => { const b = p.getBoundingClientRect(); return [...p.querySelectorAll('td, th, h2, h3, p, b, a, li, summary')].filter(e => { if (e.closest('.vh') || e.matches('.vh')) return false; const r = e.getBoundingClientRect(); return r.width > 0 && (r.right > b.right + 1 || r.left < b.left - 1) }).map(e => e.tagName + ': ' + e.textContent.trim().slice(0, 50)) }).slice(0, 3).join(' | ')`)
	if out != "" {
		s.t.Errorf("%s: outside of their panel: %s", where, out)
	}
}

// legible fails where text has too little contrast with what it stands on,
// where a control has no name, or where two elements share an id.
func (s *screen) legible(where string) {
	s.t.Helper()
	if faint := ask[string](s, `(() => {
		const rgb = c => { const m = c.match(/[\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m };
		const lum = c => [0, 1, 2].map(i => { const v = c[i] / 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4 }).reduce((a, v, i) => a + v * [.2126, .7152, .0722][i], 0);
		const over = (a, b) => [0, 1, 2].map(i => a[i] * a[3] + b[i] * (1 - a[3])).concat(1);
		const ground = e => { const up = []; for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); up.push(c); if (c[3] === 1) break } return up.reverse().reduce((b, c) => over(c, b), [255, 255, 255, 1]) };
		const found = [];
		const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
		while (texts.nextNode()) {
			const e = texts.currentNode.parentElement;
			if (!texts.currentNode.data.trim() || e.closest('.vh, script, svg, .skip, [hidden]') || !e.checkVisibility()) continue;
			const b = ground(e), a = lum(over(rgb(getComputedStyle(e).color), b)), g = lum(b);
			const ratio = (Math.max(a, g) + .05) / (Math.min(a, g) + .05);
			if (ratio < 4.5) found.push(texts.currentNode.data.trim().slice(0, 30) + ' ' + ratio.toFixed(2));
		}
		return [...new Set(found)].slice(0, 5).join(' | ') })()`); faint != "" {
		s.t.Errorf("%s: too faint to read: %s", where, faint)
	}
	if bare := ask[string](s, `[...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary')].filter(e => e.checkVisibility() && !(e.innerText || '').trim() && !e.textContent.trim() && !e.getAttribute('aria-label') && !(e.labels && [...e.labels].some(l => l.textContent.trim()))).map(e => e.outerHTML.slice(0, 80)).join(' | ')`); bare != "" {
		s.t.Errorf("%s: without a name: %s", where, bare)
	}
	if twice := ask[string](s, `[...document.querySelectorAll('[id]')].map(e => e.id).filter((id, i, all) => all.indexOf(id) !== i).join(', ')`); twice != "" {
		s.t.Errorf("%s: ids that stand twice: %s", where, twice)
	}
}

func (s *screen) size(w, h int64) { s.t.Helper(); s.do(chromedp.EmulateViewport(w, h)) }

func TestABrowserSignsInSearchesAndReadsAnOrder(t *testing.T) {
	h := story(t)
	s := look(t, h.url)
	s.size(1280, 1030)
	s.open("/sales")
	s.until("the login", "location.pathname === '/login'")
	s.fits("the login")
	s.do(chromedp.SendKeys(chromedp.CSS("#email"), "marguerite@larkspurandpine.com"), chromedp.SendKeys(chromedp.CSS("#password"), "wrong"), chromedp.Click(chromedp.CSS("form button.primary")))
	s.until("the one message", "document.querySelector('[role=alert]') !== null")
	s.do(chromedp.SendKeys(chromedp.CSS("#password"), password), chromedp.Click(chromedp.CSS("form button.primary")))
	s.until("the page that was asked for", "location.pathname === '/sales' && document.querySelectorAll('tbody tr').length === 10")

	// "/" goes to the search, and one exact match to its page.
	ask[bool](s, "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: '/', bubbles: true, cancelable: true}))")
	s.until("the search field", "document.activeElement.id === 'q'")
	s.do(chromedp.SendKeys(chromedp.CSS("#q"), "adeyemi\r"))
	s.until("the order", "location.pathname === '/orders/main/10184'")
	if got := ask[string](s, "document.querySelector('h1').innerText"); got != "Order 10184" {
		t.Errorf("the order's heading is %q", got)
	}
	// The chain behind a line opens below it.
	if ask[bool](s, "document.querySelector('tr.why').getBoundingClientRect().height > 0") {
		t.Error("the chain is open from the start")
	}
	s.do(chromedp.Click(chromedp.CSS("details.whys summary")))
	s.until("the chain", "document.querySelector('tr.why').getBoundingClientRect().height > 0")
	s.open("/sales?q=brandt")
	s.until("two orders", "document.querySelectorAll('tbody tr').length === 2")
	s.do(chromedp.Click(chromedp.CSS("tbody th a")))
	s.until("the preview", "location.search.includes('open=') && document.querySelector('aside.preview') !== null")
}

func TestPagesFitTheirWindowsInBothThemes(t *testing.T) {
	h := story(t)
	s := look(t, h.url)
	s.size(1280, 1030)
	s.signIn()
	pages := pagesOfStory()
	for _, theme := range []string{"light", "dark"} {
		s.open("/me")
		s.do(chromedp.Click(chromedp.CSS("input[type=radio][value="+theme+"]")), chromedp.Click(chromedp.CSS("form[action='/theme'] button.button")))
		s.until("the theme", "document.documentElement.dataset.theme === '"+theme+"'")
		for _, width := range []int64{1280, 1000, 390} {
			s.size(width, 1030)
			for name, path := range pages {
				s.open(path)
				where := fmt.Sprintf("%s-%d-%s", name, width, theme)
				s.fits(where)
				s.legible(where)
				if width == 390 {
					if small := ask[string](s, `[...document.querySelectorAll('.button, .dock a, .tabs a, .bar a')].filter(e => { const r = e.getBoundingClientRect(); return r.height > 0 && r.height < 40 }).map(e => e.textContent.trim()).join(', ')`); small != "" {
						t.Errorf("%s: too small to touch: %s", where, small)
					}
				}
			}
		}
	}
}

func TestAPageThatIsLookedAtFollowsTheBooks(t *testing.T) {
	h := story(t)
	s := look(t, h.url)
	s.size(1280, 1030)
	s.signIn()
	s.open("/sales?state=waiting")
	s.until("two waiting orders", "document.querySelectorAll('tbody tr').length === 2")
	s.do(chromedp.Click(chromedp.CSS("details.more summary")))
	h.plan(posting, order(10573, day.New(2026, 11, 10), "Leo Strand", "211.90"))
	s.until("the order that arrived", "document.querySelectorAll('tbody tr').length === 3 && document.body.innerText.includes('Leo Strand')")
	if !ask[bool](s, "document.querySelector('details.more').open") {
		t.Error("a fold that was open closed by itself")
	}
	h.call(true)
	s.until("an empty list", "document.body.innerText.includes('Nothing waits')")
	s.until("the heartbeat", "document.querySelector('#beat').innerText.includes('10:48')")
	s.open("/")
	s.until("Home", "document.querySelector('h1') !== null")
	h.plan(held, order(10574, day.New(2026, 11, 10), "Aiko Lind", "5.00"))
	s.until("one more held order", "document.querySelector('#live').innerText.includes('3 orders wait')")
}

func TestWithScriptsOffEverythingStillWorks(t *testing.T) {
	h := story(t)
	// A proxy that takes the scripts away is the same as a browser without them.
	for _, path := range []string{"/", "/sales", "/orders/main/10183", "/review"} {
		a := h.see(path)
		for _, control := range []string{`<form class="seek"`, `href="/sales"`} {
			if !strings.Contains(a.body, control) {
				t.Errorf("%s lacks %s", path, control)
			}
		}
		if strings.Contains(a.body, "hx-post") || strings.Contains(a.body, "hx-boost") {
			t.Errorf("%s changes something by script alone", path)
		}
	}
}
