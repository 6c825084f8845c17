package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"countinghouse/access"
)

// Who may use which route is in the table of routes_test.go.

func TestAWrongPasswordNamesNobody(t *testing.T) {
	h := bare(t)
	var first string
	for _, c := range [][2]string{{"marguerite@larkspurandpine.com", "wrong"}, {"nobody@larkspurandpine.com", "wrong"}, {"gone@larkspurandpine.com", password}} {
		a := h.do(http.MethodPost, "/login", url.Values{"email": {c[0]}, "password": {c[1]}})
		if a.code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", c[0], a.code)
		}
		wants(t, "the login", a.text(), wrongLogin)
		wants(t, "the title", a.element("title"), "Error:")
		if strings.Contains(a.body, c[1]) {
			t.Error("the password comes back")
		}
		wants(t, "the form", a.body, `value="`+c[0]+`"`)
		text := a.text()
		if first == "" {
			first = text
		}
		if text != first {
			t.Errorf("the answers differ: %q and %q", first, text)
		}
		if len(a.header.Values("Set-Cookie")) > 0 {
			t.Error("a refused login sets a cookie")
		}
	}
}

func TestGuessingIsSlowedDown(t *testing.T) {
	h := bare(t)
	var a answer
	for range 8 {
		a = h.do(http.MethodPost, "/login", url.Values{"email": {"marguerite@larkspurandpine.com"}, "password": {"wrong"}})
	}
	if a.code != http.StatusTooManyRequests || a.header.Get("Retry-After") == "" {
		t.Fatalf("the eighth guess answers %d", a.code)
	}
	wants(t, "the login", a.text(), "Too many wrong tries. Wait 1 second, then sign in.")
	if a := h.do(http.MethodPost, "/login", url.Values{"email": {"marguerite@larkspurandpine.com"}, "password": {password}}); a.code != http.StatusTooManyRequests {
		t.Errorf("the right password while waiting answers %d", a.code)
	}
	h.now = h.now.Add(time.Hour)
	h.signIn("marguerite@larkspurandpine.com")
}

func TestSigningInGoesBackToThePageAndOnlyHere(t *testing.T) {
	h := bare(t)
	h.furnish()
	a := h.get("/sales?state=review")
	if a.code != http.StatusSeeOther || a.header.Get("Location") != "/login?next=%2Fsales%3Fstate%3Dreview" {
		t.Fatalf("%d %s", a.code, a.header.Get("Location"))
	}
	for next, want := range map[string]string{"/sales?state=review": "/sales?state=review", "https://evil.example": "/", "//evil.example": "/", "///evil.example": "/", "/%2f%2fevil.example": "/%2f%2fevil.example", "https:evil.example": "/", "javascript:alert(1)": "/", " /sales": "/", "/\t/evil.example": "/", "/sales\r\nSet-Cookie: a=b": "/", "/\\evil.example": "/", "": "/", "/login": "/"} {
		h.http = browser(t)
		a := h.do(http.MethodPost, "/login", url.Values{"email": {"Marguerite@LarkspurAndPine.com "}, "password": {password}, "next": {next}})
		if a.code != http.StatusSeeOther || a.header.Get("Location") != want {
			t.Errorf("next %q leads to %d %q", next, a.code, a.header.Get("Location"))
		}
		c := a.header.Get("Set-Cookie")
		if !strings.Contains(c, "HttpOnly") || !strings.Contains(c, "SameSite=Lax") {
			t.Errorf("the cookie is %q", c)
		}
	}
	if a := h.get("/", "HX-Request", "true"); a.code != http.StatusOK {
		t.Errorf("signed in: %d", a.code)
	}
	h.http = browser(t)
	if a := h.get("/?part=live", "HX-Request", "true"); a.code != http.StatusUnauthorized || a.body != "" {
		t.Errorf("a fragment without a session answers %d", a.code)
	}
}

func TestSigningOutEndsTheSessionOnTheServer(t *testing.T) {
	h := bare(t)
	h.furnish()
	h.signIn("marguerite@larkspurandpine.com")
	kept := h.http
	here, err := url.Parse(h.url)
	must(t, err)
	cookies := kept.Jar.Cookies(here)
	if a := h.do(http.MethodPost, "/logout", url.Values{}); a.code != http.StatusSeeOther {
		t.Fatalf("signing out answers %d", a.code)
	}
	h.http = browser(t)
	h.http.Jar.SetCookies(here, cookies)
	if a := h.get("/"); a.code != http.StatusSeeOther {
		t.Errorf("the cookie from before still opens the desk: %d", a.code)
	}
	one, two := browser(t), browser(t)
	h.http = one
	h.signIn("marguerite@larkspurandpine.com")
	h.http = two
	h.signIn("marguerite@larkspurandpine.com")
	h.do(http.MethodPost, "/logout", url.Values{"everywhere": {"yes"}})
	h.http = one
	if a := h.get("/"); a.code != http.StatusSeeOther {
		t.Errorf("signing out everywhere left one signed in: %d", a.code)
	}
}

func TestASessionEndsWhenItIsIdle(t *testing.T) {
	h := bare(t)
	h.furnish()
	h.signIn("marguerite@larkspurandpine.com")
	h.now = h.now.Add(access.IdleLimit + time.Minute)
	if a := h.get("/"); a.code != http.StatusSeeOther {
		t.Errorf("after the idle limit: %d", a.code)
	}
}

func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	h := bare(t)
	h.furnish()
	h.signIn("marguerite@larkspurandpine.com")
	here := strings.TrimPrefix(h.url, "http://")
	before := h.fingerprint()
	for _, head := range [][]string{
		{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"},
		{"Sec-Fetch-Site", "cross-site"},
		{"Sec-Fetch-Site", "same-site"}, // another host of the same domain is another site here
		{"Sec-Fetch-Site", "same-site", "Origin", "http://shop." + here},
		{"Sec-Fetch-Site", "nonsense"},
		{"Origin", "https://evil.example"},
		{"Origin", "null"},
		{"Origin", "http://" + here + ".evil.example"},
		{"Origin", "http://evil.example/" + here},
		{"Origin", "http://" + here + "@evil.example"},
		{"Origin", "http://127.0.0.1:1"},
		{"Origin", "file://"},
	} {
		for _, path := range []string{"/logout", "/books", "/me/sessions", "/theme", "/login", "/settings/people"} {
			a := h.do(http.MethodPost, path, url.Values{"everywhere": {"yes"}, "session": {"all"}, "company": {"larkspur"}}, head...)
			if a.code != http.StatusForbidden {
				t.Errorf("%s with %q answers %d", path, head, a.code)
				continue
			}
			wants(t, "the answer", a.text(), "This form came from another site", "nothing was changed")
			if len(a.header.Values("Set-Cookie")) > 0 || a.header.Get("Access-Control-Allow-Origin") != "" {
				t.Errorf("%s with %q answers %v", path, head, a.header)
			}
		}
	}
	if h.fingerprint() != before {
		t.Error("a form that was refused changed the database")
	}
	h.see("/")
	for _, head := range [][]string{{"Sec-Fetch-Site", "same-origin", "Origin", h.url}, {"Origin", h.url}, {"Sec-Fetch-Site", "none"}, {}} {
		if a := h.do(http.MethodPost, "/me/sessions", url.Values{"session": {"none"}}, head...); a.code != http.StatusSeeOther {
			t.Errorf("a form of this site with %q answers %d", head, a.code)
		}
	}
}

func TestTheSecureCookieIsBoundToTheHost(t *testing.T) {
	h := bare(t, func(o *Options) { o.Secure = true })
	a := h.do(http.MethodPost, "/login", url.Values{"email": {"tomas@larkspurandpine.com"}, "password": {password}})
	if n := len(a.header.Values("Set-Cookie")); n != 2 {
		t.Fatalf("%d cookies are set", n)
	}
	for _, c := range a.header.Values("Set-Cookie") {
		if !strings.HasPrefix(c, "__Host-countinghouse") || !strings.Contains(c, "; Secure") || !strings.Contains(c, "Path=/") || !strings.Contains(c, "HttpOnly") || !strings.Contains(c, "SameSite=Lax") || strings.Contains(c, "Domain") {
			t.Errorf("the cookie is %q", c)
		}
		if strings.Contains(c, "tomas") {
			t.Error("the cookie names the person")
		}
	}
	if a.header.Get("Strict-Transport-Security") == "" {
		t.Error("no HSTS")
	}
}

func TestTheThemeIsACookieRenderedIntoThePage(t *testing.T) {
	h := bare(t)
	h.furnish()
	h.signIn("vera@larkspurandpine.com")
	a := h.do(http.MethodPost, "/theme", url.Values{"theme": {"dark"}, "back": {"/sales"}})
	if a.code != http.StatusSeeOther || a.header.Get("Location") != "/sales" {
		t.Fatalf("%d %s", a.code, a.header.Get("Location"))
	}
	if !strings.Contains(h.see("/").body, `data-theme="dark"`) {
		t.Error("dark is not in the page")
	}
	h.do(http.MethodPost, "/theme", url.Values{"theme": {"system"}})
	if strings.Contains(h.see("/").body, "data-theme") {
		t.Error("the system's choice is not left to it")
	}
}

func TestErrorPagesSayWhatIsCertain(t *testing.T) {
	h := bare(t)
	h.furnish()
	h.signIn("vera@larkspurandpine.com")
	a := h.get("/orders/main/424242")
	if a.code != http.StatusNotFound {
		t.Errorf("%d", a.code)
	}
	wants(t, "an order that is not there", a.text(), "Order 424242 isn’t here")
	wants(t, "the search", a.body, `value="424242"`)
	for _, path := range []string{"/nothing", "/orders/main/abc", "/orders/none/1", "/settings/nothing"} {
		if a := h.get(path); a.code != http.StatusNotFound {
			t.Errorf("%s answers %d", path, a.code)
		}
	}
}

func TestABrokenPageTellsAReference(t *testing.T) {
	h := bare(t)
	d := &desk{Options: Options{Store: h.store, Log: quietLog(), Now: time.Now}}
	w := recordPanic(d)
	if w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), "nothing was sent to QuickBooks") || !strings.Contains(w.Body.String(), "Reference") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
