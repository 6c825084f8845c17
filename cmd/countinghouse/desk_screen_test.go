package main

import (
	"context"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// screen is a browser on a world's desk; it counts what a person presses.
type screen struct {
	t      testing.TB
	ctx    context.Context
	base   string
	clicks int
}

// look opens a browser; with scripts off it runs none of the pages' own.
// Without a browser the test is skipped, except in CI.
func look(t testing.TB, base string, scripts bool) *screen {
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
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.Flag("disable-gpu", true))
	alloc, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(stop)
	ctx, done := chromedp.NewContext(alloc)
	t.Cleanup(done)
	s := &screen{t: t, ctx: ctx, base: base}
	s.do(chromedp.Navigate("about:blank"), chromedp.EmulateViewport(1280, 1000))
	if !scripts {
		s.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
			return err
		}))
	}
	return s
}

func (s *screen) do(steps ...chromedp.Action[chromedp.Void]) {
	s.t.Helper()
	if err := chromedp.Do(s.ctx, steps...); err != nil {
		s.t.Fatal(err)
	}
}

func (s *screen) open(path string) {
	s.t.Helper()
	s.do(chromedp.Navigate(s.base + path))
	s.clicks = 0
}

func seen[T any](s *screen, js string) T {
	s.t.Helper()
	v, err := chromedp.Run(s.ctx, chromedp.Evaluate[T](js))
	if err != nil {
		s.t.Fatalf("%s: %v", js, err)
	}
	return v
}

// text is what stands on the page.
func (s *screen) text() string { s.t.Helper(); return seen[string](s, "document.body.innerText") }

// until waits for the page to come to a condition.
func (s *screen) until(what, js string) {
	s.t.Helper()
	for range 150 {
		if seen[bool](s, "(() => { try { return document.readyState === 'complete' && Boolean("+js+") } catch { return false } })()") {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	s.t.Fatalf("%s did not come: %.1500s", what, s.text())
}

// shows waits for words on the page.
func (s *screen) shows(words string) {
	s.t.Helper()
	s.until(words, "document.body.innerText.includes("+strconv.Quote(words)+")")
}

// press clicks on what a selector finds, of several the one with the words.
func (s *screen) press(selector, words string) {
	s.t.Helper()
	s.clicks++
	find := "[...document.querySelectorAll(" + strconv.Quote(selector) + ")].find(e => (e.innerText || e.textContent || '').includes(" + strconv.Quote(words) + "))"
	s.until(selector+" “"+words+"”", find)
	seen[bool](s, "(() => { document.querySelectorAll('[data-press]').forEach(e => e.removeAttribute('data-press')); "+find+".setAttribute('data-press', ''); return true })()")
	s.do(chromedp.Click(chromedp.CSS("[data-press]")))
}

func (s *screen) write(selector, text string) {
	s.t.Helper()
	s.do(chromedp.SendKeys(chromedp.CSS(selector), text))
}

// signIn signs a person in, whoever was before.
func (s *screen) signIn(email, password string) {
	s.t.Helper()
	s.open("/me")
	if !seen[bool](s, "location.pathname === '/login'") {
		s.press("form[action='/logout'] button", "Sign out")
		s.until("the login", "location.pathname === '/login'")
	}
	s.write("#email", email)
	s.write("#password", password)
	s.press("form button.primary", "")
	s.until("a page behind the login", "location.pathname !== '/login'")
}

// within fails if something took more clicks than it may.
func (s *screen) within(most int, what string) {
	s.t.Helper()
	if s.clicks > most {
		s.t.Errorf("%s took %d clicks, at most %d", what, s.clicks, most)
	}
}

// causes are the heads of Needs review that begin so.
func (s *screen) causes(begins string) []string {
	s.t.Helper()
	s.open("/review")
	var out []string
	for _, head := range strings.Split(seen[string](s, "[...document.querySelectorAll('.cause-head a')].map(e => e.innerText).join('\\n')"), "\n") {
		if strings.HasPrefix(head, begins) {
			out = append(out, head)
		}
	}
	return out
}
