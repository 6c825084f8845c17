package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"countinghouse/access"
	"countinghouse/store"
)

const fresh = "violet tractor nine"

// post sends a form.
func (h *house) post(path string, pairs ...string) answer {
	h.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return h.do(http.MethodPost, path, form)
}

// leads tells where an answer leads.
func leads(t *testing.T, what string, a answer, want string) {
	t.Helper()
	if a.code != http.StatusSeeOther || a.header.Get("Location") != want {
		t.Fatalf("%s answers %d %q, want a way to %q: %.600s", what, a.code, a.header.Get("Location"), want, a.text())
	}
}

func (h *house) cookie() string {
	h.t.Helper()
	here, err := url.Parse(h.url)
	must(h.t, err)
	for _, c := range h.http.Jar.Cookies(here) {
		if c.Name == "countinghouse" {
			return c.Value
		}
	}
	return ""
}

func TestChangingThePasswordAsksForTheOldOneAndEndsEveryOtherSignIn(t *testing.T) {
	h := bare(t)
	h.furnish()
	elsewhere := browser(t)
	h.http = elsewhere
	h.signIn("marguerite@larkspurandpine.com")
	h.http = browser(t)
	h.signIn("marguerite@larkspurandpine.com")
	before := h.cookie()
	for _, c := range []struct{ old, fresh, again, says string }{
		{"wrong", fresh, fresh, "This is not your password"},
		{password, "short", "short", "It has 5 characters"},
		{password, "marguerite oduya", "marguerite oduya", "guessed first"},
		{password, fresh, fresh + "x", "The two new passwords differ"},
		{password, strings.Repeat("long word ", 200), strings.Repeat("long word ", 200), "longer than 1024"},
	} {
		a := h.post("/me/password", "old", c.old, "new", c.fresh, "again", c.again)
		if a.code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", c.says, a.code)
		}
		wants(t, "the form", a.text(), c.says, "The password is as it was")
		wants(t, "the title", a.element("title"), "Error:")
		if c.fresh != "short" && strings.Contains(a.body, c.fresh) {
			t.Error("the password comes back")
		}
	}
	leads(t, "the change", h.post("/me/password", "old", password, "new", fresh, "again", fresh), "/")
	if h.cookie() == before {
		t.Error("the sign-in goes on under its old id")
	}
	h.see("/")
	here, err := url.Parse(h.url)
	must(t, err)
	mine := h.http
	old := browser(t)
	old.Jar.SetCookies(here, []*http.Cookie{{Name: "countinghouse", Value: before, Path: "/"}})
	for name, c := range map[string]*http.Client{"the other browser": elsewhere, "the cookie from before": old} {
		h.http = c
		leads(t, name, h.get("/"), "/login?next=%2F")
	}
	h.http = browser(t)
	if a := h.post("/login", "email", "marguerite@larkspurandpine.com", "password", password); a.code != http.StatusUnprocessableEntity {
		t.Errorf("the old password still answers %d", a.code)
	}
	leads(t, "the new password", h.post("/login", "email", "marguerite@larkspurandpine.com", "password", fresh), "/")
	h.http = mine
	h.see("/me")
}

func TestOnesOwnSignInsAreListedAndEnded(t *testing.T) {
	h := bare(t)
	h.furnish()
	sign := func(agent string) *http.Client {
		h.http = browser(t)
		a := h.do(http.MethodPost, "/login", url.Values{"email": {"vera@larkspurandpine.com"}, "password": {password}}, "User-Agent", agent)
		leads(t, "the sign-in", a, "/")
		return h.http
	}
	phone := sign("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit Version/19 Safari/605.1.15")
	pc := sign("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0")
	curl := sign("curl/8.0 <b>bold</b>")
	mine := sign("Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36")
	a := h.see("/me")
	wants(t, "the page", a.text(), "Safari on iPhone", "Firefox on Windows", "Another program", "Chrome on Linux", "This one", "127.0.0.1", "10 Nov")
	key := regexp.MustCompile(`value="([0-9a-f]+)" aria-label="End the sign-in on Safari on iPhone"`).FindStringSubmatch(a.body)
	if key == nil {
		t.Fatalf("no button ends the telephone's: %s", a.body)
	}
	// Another person can't end it, nor find out that it is there.
	h.http = browser(t)
	h.signIn("marguerite@larkspurandpine.com")
	leads(t, "another's", h.post("/me/sessions", "session", key[1]), "/me")
	h.http = phone
	h.see("/")
	h.http = mine
	leads(t, "ending one", h.post("/me/sessions", "session", key[1]), "/me")
	h.http = phone
	leads(t, "the ended one", h.get("/"), "/login?next=%2F")
	h.http = pc
	h.see("/")
	h.http = mine
	leads(t, "ending all others", h.post("/me/sessions", "session", "all"), "/me")
	h.see("/me")
	for _, c := range []*http.Client{pc, curl} {
		h.http = c
		leads(t, "another", h.get("/"), "/login?next=%2F")
	}
}

// secretOf is the secret that the set-up page shows.
func secretOf(t *testing.T, a answer) string {
	t.Helper()
	m := regexp.MustCompile(`<code>([A-Z2-7 ]{20,})</code>`).FindStringSubmatch(a.body)
	if m == nil {
		t.Fatalf("no secret: %s", a.text())
	}
	return strings.ReplaceAll(m[1], " ", "")
}

func codeAt(t *testing.T, secret string, at time.Time) string {
	t.Helper()
	code, err := totp.GenerateCode(secret, at)
	must(t, err)
	return code
}

// enrolled signs in and sets a second factor up.
func enrolled(t *testing.T, h *house, email string) (secret string, recovery []string) {
	t.Helper()
	h.signIn(email)
	secret = secretOf(t, h.see("/me/second-factor"))
	if again := secretOf(t, h.see("/me/second-factor")); again != secret {
		t.Error("the offered secret changes while it is typed in")
	}
	pic := h.see("/me/second-factor/picture")
	if pic.header.Get("Content-Type") != "image/png" || !strings.HasPrefix(pic.body, "\x89PNG") || pic.header.Get("Cache-Control") != "no-store" {
		t.Errorf("the picture: %v", pic.header)
	}
	if a := h.post("/me/second-factor", "code", codeAt(t, secret, h.now), "password", "wrong"); a.code != http.StatusUnprocessableEntity || !strings.Contains(a.text(), "This is not your password") {
		t.Errorf("without the password it answers %d", a.code)
	}
	if a := h.post("/me/second-factor", "code", "12345", "password", password); a.code != http.StatusUnprocessableEntity {
		t.Errorf("a wrong first code answers %d", a.code)
	}
	leads(t, "the first code", h.post("/me/second-factor", "code", codeAt(t, secret, h.now), "password", password), "/me/second-factor/recovery")
	a := h.see("/me/second-factor/recovery")
	for _, m := range regexp.MustCompile(`<code>([a-z2-7-]{27})</code>`).FindAllStringSubmatch(a.body, -1) {
		recovery = append(recovery, m[1])
	}
	if len(recovery) != access.RecoveryCodes {
		t.Fatalf("%d recovery codes: %s", len(recovery), a.text())
	}
	wants(t, "the codes a second time", h.see("/me/second-factor/recovery").text(), "They were shown already")
	return secret, recovery
}

func TestTheSecondFactorIsAskedForAndNoCodeIsGoodTwice(t *testing.T) {
	h := bare(t)
	h.furnish()
	secret, recovery := enrolled(t, h, "marguerite@larkspurandpine.com")
	if a := h.get("/me/second-factor/picture"); a.code != http.StatusNotFound {
		t.Errorf("the secret in use is shown again: %d", a.code)
	}
	halfway := func() {
		t.Helper()
		h.http = browser(t)
		a := h.post("/login", "email", "marguerite@larkspurandpine.com", "password", password, "next", "/sales")
		leads(t, "the password", a, "/login/code?next=%2Fsales")
	}
	halfway()
	for _, path := range []string{"/", "/sales", "/me", "/me/password", "/me/second-factor", "/settings", "/help"} {
		leads(t, path+" half-way", h.get(path), "/login/code")
	}
	if a := h.get("/nothing"); a.code != http.StatusNotFound || strings.Contains(a.text(), "Larkspur") {
		t.Errorf("half-way, an error page tells the books: %d %s", a.code, a.text())
	}
	// The step of the first code was used for the set-up.
	if a := h.post("/login/code", "code", codeAt(t, secret, h.now)); a.code != http.StatusUnprocessableEntity {
		t.Fatalf("a code is taken twice: %d", a.code)
	}
	h.now = h.now.Add(time.Minute)
	code := codeAt(t, secret, h.now)
	before := h.cookie()
	leads(t, "the code", h.post("/login/code", "code", code[:3]+" "+code[3:], "next", "/sales"), "/sales")
	if h.cookie() == before {
		t.Error("the half-way sign-in goes on under its id")
	}
	h.see("/sales")
	halfway()
	if a := h.post("/login/code", "code", code); a.code != http.StatusUnprocessableEntity {
		t.Errorf("a code is taken twice: %d", a.code)
	}
	if a := h.post("/login/code", "code", codeAt(t, secret, h.now.Add(-access.FactorPeriod))); a.code != http.StatusUnprocessableEntity {
		t.Errorf("an older code is taken after a newer one: %d", a.code)
	}
	leads(t, "a recovery code", h.post("/login/code", "code", strings.ToUpper(recovery[0]), "recovery", "yes"), "/")
	wants(t, "the account", h.see("/me").text(), "9 recovery codes are left")
	halfway()
	if a := h.post("/login/code", "code", recovery[0], "recovery", "yes"); a.code != http.StatusUnprocessableEntity {
		t.Errorf("a recovery code is taken twice: %d", a.code)
	}
	// Five wrong ones, and the password is asked for again.
	halfway()
	var last answer
	for range 5 {
		last = h.post("/login/code", "code", "nothing")
		h.now = h.now.Add(5 * time.Minute / 2)
	}
	leads(t, "the fifth wrong code", last, "/login")
	leads(t, "after it", h.get("/"), "/login?next=%2F")
}

func TestHalfASignInIsOverAfterAQuarterOfAnHour(t *testing.T) {
	h := bare(t)
	h.furnish()
	secret, _ := enrolled(t, h, "marguerite@larkspurandpine.com")
	h.http = browser(t)
	leads(t, "the password", h.post("/login", "email", "marguerite@larkspurandpine.com", "password", password), "/login/code")
	h.now = h.now.Add(access.HalfwayLimit)
	leads(t, "too late", h.post("/login/code", "code", codeAt(t, secret, h.now)), "/login?next=%2F")
}

func TestAnAdminDemandsTheSecondFactorAndTakesALostOneAway(t *testing.T) {
	h := bare(t)
	h.furnish()
	h.signIn("tomas@larkspurandpine.com")
	leads(t, "the demand", h.post("/settings/second-factor", "role", "bookkeeper"), "/settings/people")
	admin := h.http
	h.http = browser(t)
	leads(t, "a bookkeeper without one", h.post("/login", "email", "marguerite@larkspurandpine.com", "password", password), "/me/second-factor")
	leads(t, "another page", h.get("/sales"), "/me/second-factor")
	secret := secretOf(t, h.see("/me/second-factor"))
	h.see("/me/second-factor/picture")
	leads(t, "the first code", h.post("/me/second-factor", "code", codeAt(t, secret, h.now)), "/me/second-factor/recovery")
	h.see("/me/second-factor/recovery")
	h.see("/sales")
	if a := h.post("/me/second-factor/off", "password", password); a.code != http.StatusUnprocessableEntity {
		t.Errorf("what is demanded can be switched off: %d", a.code)
	}
	bookkeeper := h.http
	h.http = browser(t)
	h.signIn("vera@larkspurandpine.com") // a viewer is not asked
	h.see("/")
	h.http = admin
	wants(t, "the list", h.see("/settings/people").text(), "Marguerite Oduya marguerite@larkspurandpine.com Bookkeeper Second factor")
	leads(t, "the reset", h.post("/settings/people/marguerite@larkspurandpine.com/second-factor"), "/settings/people/marguerite@larkspurandpine.com")
	h.http = bookkeeper
	leads(t, "the sign-in of before", h.get("/"), "/login?next=%2F")
	leads(t, "signing in anew", h.post("/login", "email", "marguerite@larkspurandpine.com", "password", password), "/me/second-factor")
	if again := secretOf(t, h.see("/me/second-factor")); again == secret {
		t.Error("the lost secret is offered again")
	}
}

func TestRecoveryCodesAreMadeAnewAndTheFactorTakenAwayByPasswordOnly(t *testing.T) {
	h := bare(t)
	h.furnish()
	_, recovery := enrolled(t, h, "vera@larkspurandpine.com")
	for _, path := range []string{"/me/second-factor/recovery", "/me/second-factor/off"} {
		if a := h.post(path, "password", "wrong"); a.code != http.StatusUnprocessableEntity {
			t.Errorf("%s with a wrong password answers %d", path, a.code)
		}
	}
	leads(t, "new codes", h.post("/me/second-factor/recovery", "password", password), "/me/second-factor/recovery")
	a := h.see("/me/second-factor/recovery")
	wantsNot(t, "the new codes", a.body, recovery...)
	here := h.http
	h.http = browser(t)
	leads(t, "the password", h.post("/login", "email", "vera@larkspurandpine.com", "password", password), "/login/code")
	if a := h.post("/login/code", "code", recovery[3], "recovery", "yes"); a.code != http.StatusUnprocessableEntity {
		t.Errorf("an old recovery code answers %d", a.code)
	}
	h.http = here
	leads(t, "taking it away", h.post("/me/second-factor/off", "password", password), "/login")
	h.http = browser(t)
	h.signIn("vera@larkspurandpine.com")
	h.see("/")
}

func TestAPersonIsAddedWithAPasswordForOneSignIn(t *testing.T) {
	h := bare(t)
	h.furnish()
	must(t, h.store.SaveCompany(t.Context(), tester, store.Company{Key: "quarry", Name: "Quarry", User: "quarry", EveryMinutes: 10}))
	h.signIn("tomas@larkspurandpine.com")
	a := h.post("/settings/people", "name", "", "email", "no address", "role", "")
	if a.code != http.StatusUnprocessableEntity {
		t.Fatalf("an empty form answers %d", a.code)
	}
	wants(t, "the form", a.text(), "Nothing was changed: 3 things to correct", "The name is missing", "no e-mail address", "needs a role")
	a = h.post("/settings/people", "name", "Ben", "email", "vera@larkspurandpine.com", "role", "viewer", "in-quarry", "admin")
	wants(t, "the form", a.text(), "signs in with this e-mail already", "needs a role")
	leads(t, "adding", h.post("/settings/people", "name", "Ben Okri", "email", " Ben@Example.com", "role", "", "in-quarry", "bookkeeper"), "/settings/people/ben@example.com")
	a = h.see("/settings/people/ben@example.com")
	m := regexp.MustCompile(`first sign-in is <code>([a-z2-7-]{19})</code>`).FindStringSubmatch(a.body)
	if m == nil {
		t.Fatalf("no password is shown: %s", a.text())
	}
	wantsNot(t, "the page a second time", h.see("/settings/people/ben@example.com").body, m[1])
	wants(t, "the list", h.see("/settings/people").text(), "Ben Okri", "Bookkeeper of Quarry", "Never")
	admin := h.http

	h.http = browser(t)
	leads(t, "the first sign-in", h.post("/login", "email", "ben@example.com", "password", m[1]), "/me/password")
	leads(t, "any page", h.get("/"), "/me/password")
	wants(t, "the page", h.see("/me/password").text(), "made for you")
	if a := h.post("/me/password", "old", m[1], "new", m[1], "again", m[1]); a.code != http.StatusUnprocessableEntity {
		t.Errorf("the temporary one may be kept: %d", a.code)
	}
	leads(t, "the own password", h.post("/me/password", "old", m[1], "new", fresh, "again", fresh), "/")
	wants(t, "his books", h.see("/").text(), "Quarry")
	wantsNot(t, "his books", h.see("/books").text(), "Larkspur")
	ben := h.http

	// A change of the role ends the sign-in.
	h.http = admin
	leads(t, "the change", h.post("/settings/people/ben@example.com", "name", "Ben Okri", "role", "", "in-quarry", "viewer"), "/settings/people/ben@example.com")
	h.http = ben
	leads(t, "after the change", h.get("/"), "/login?next=%2F")
	leads(t, "signing in again", h.post("/login", "email", "ben@example.com", "password", fresh), "/")
	h.http = admin
	leads(t, "ending", h.post("/settings/people/ben@example.com/sessions", "session", "all"), "/settings/people/ben@example.com")
	h.http = ben
	leads(t, "after it was ended", h.get("/"), "/login?next=%2F")
	h.http = admin
	leads(t, "disabling", h.post("/settings/people/ben@example.com", "name", "Ben Okri", "role", "viewer", "disabled", "yes"), "/settings/people/ben@example.com")
	h.http = ben
	if a := h.post("/login", "email", "ben@example.com", "password", fresh); a.code != http.StatusUnprocessableEntity {
		t.Errorf("a disabled person signs in: %d", a.code)
	}
	h.http = admin
	a = h.post("/settings/people/tomas@larkspurandpine.com", "name", "Tomas", "role", "viewer")
	wants(t, "the only admin", a.text(), "This is the only admin")
	if a := h.post("/settings/people/tomas@larkspurandpine.com/password"); a.code != http.StatusUnprocessableEntity {
		t.Errorf("resetting one's own password answers %d", a.code)
	}
	if a := h.get("/settings/people/nobody@example.com"); a.code != http.StatusNotFound {
		t.Errorf("nobody's page answers %d", a.code)
	}
	wants(t, "the audit", h.see("/activity/audit").text(), "Tomas Reyes")
}

func TestATemporaryPasswordIsNotGoodForEver(t *testing.T) {
	h := bare(t)
	h.furnish()
	h.signIn("tomas@larkspurandpine.com")
	leads(t, "the reset", h.post("/settings/people/vera@larkspurandpine.com/password"), "/settings/people/vera@larkspurandpine.com")
	m := regexp.MustCompile(`first sign-in is <code>([a-z2-7-]{19})</code>`).FindStringSubmatch(h.see("/settings/people/vera@larkspurandpine.com").body)
	if m == nil {
		t.Fatal("no password is shown")
	}
	h.http = browser(t)
	if a := h.post("/login", "email", "vera@larkspurandpine.com", "password", password); a.code != http.StatusUnprocessableEntity {
		t.Errorf("the password of before answers %d", a.code)
	}
	h.now = h.now.Add(access.TemporaryLimit + time.Second)
	if a := h.post("/login", "email", "vera@larkspurandpine.com", "password", m[1]); a.code != http.StatusUnprocessableEntity {
		t.Errorf("after a week it answers %d", a.code)
	}
}

func TestBooksThatOneMayNotSeeAreAsIfTheyWereNotThere(t *testing.T) {
	h := bare(t)
	h.furnish()
	must(t, h.store.SaveCompany(t.Context(), tester, store.Company{Key: "quarry", Name: "Quarry", User: "quarry", EveryMinutes: 10}))
	u, err := h.store.UserByEmail(t.Context(), "vera@larkspurandpine.com")
	must(t, err)
	u.Role, u.Companies = "", map[string]access.Role{"quarry": access.Viewer}
	must(t, h.store.SaveUser(t.Context(), tester, u))
	h.signIn("vera@larkspurandpine.com")
	wants(t, "Home", h.see("/").text(), "Quarry")
	for _, path := range []string{"/?company=larkspur", "/?company=nothing", "/orders/main/1", "/orders/nothing/1"} {
		a := h.get(path)
		if a.code != http.StatusNotFound {
			t.Errorf("%s answers %d", path, a.code)
		}
		wantsNot(t, path, a.text(), "Larkspur", "larkspurandpine.com ")
	}
	one, two := h.get("/?company=larkspur"), h.get("/?company=nothing")
	if strings.ReplaceAll(one.body, "larkspur", "nothing") != strings.ReplaceAll(two.body, "larkspur", "nothing") {
		t.Error("books that one may not see answer otherwise than books that are not there")
	}
}

func TestAStrangerWhoGuessesKeepsNobodyOut(t *testing.T) {
	h := bare(t, func(o *Options) { o.ClientIP = func(r *http.Request) string { return r.Header.Get("X-From") } })
	h.furnish()
	login := func(from, pass string) answer {
		return h.do(http.MethodPost, "/login", url.Values{"email": {"vera@larkspurandpine.com"}, "password": {pass}}, "X-From", from)
	}
	mine, stranger := h.http, browser(t)
	leads(t, "the first sign-in", login("203.0.113.5", password), "/")
	leads(t, "signing out", h.post("/logout"), "/login?out=1")
	h.http = stranger
	refused := 0
	for i := range 40 {
		if a := login("198.51.100."+strings.Repeat("1", 1+i%3)+string(rune('0'+i%10)), "guess"); a.code == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused == 0 {
		t.Fatal("nothing slows the stranger down")
	}
	h.http = mine
	leads(t, "the known browser, elsewhere", login("192.0.2.200", password), "/")
	h.http = browser(t)
	leads(t, "a new browser where she signed in before", login("203.0.113.5", password), "/")
	h.http = browser(t)
	if a := login("192.0.2.99", password); a.code != http.StatusTooManyRequests {
		t.Errorf("a strange browser from a strange address answers %d", a.code)
	}
	h.now = h.now.Add(time.Minute)
	leads(t, "a minute later", login("192.0.2.99", password), "/")
}

func TestABrowserThatWasLeftOpenGivesNobodyRights(t *testing.T) {
	h := bare(t)
	h.furnish()
	h.signIn("tomas@larkspurandpine.com")
	h.see("/settings/people")
	h.now = h.now.Add(freshToOpen + time.Second)
	leads(t, "the list", h.get("/settings/people"), "/me/confirm?next=%2Fsettings%2Fpeople")
	h.see("/sales")
	h.now = h.now.Add(freshToSend)
	for _, path := range []string{"/settings/people", "/settings/people/vera@larkspurandpine.com/password", "/settings/second-factor"} {
		a := h.do(http.MethodPost, path, url.Values{"name": {"Eve"}, "email": {"eve@example.com"}, "role": {"admin"}}, "Referer", h.url+"/settings/people/new")
		leads(t, path, a, "/me/confirm?next=%2Fsettings%2Fpeople%2Fnew")
	}
	users, err := h.store.Users(t.Context())
	must(t, err)
	if len(users) != 5 {
		t.Errorf("there are %d people", len(users))
	}
	if a := h.post("/me/confirm", "password", "wrong", "next", "/settings/people"); a.code != http.StatusUnprocessableEntity {
		t.Errorf("a wrong password answers %d", a.code)
	}
	id := h.cookie()
	leads(t, "the password", h.post("/me/confirm", "password", password, "next", "/settings/people"), "/settings/people")
	if h.cookie() == id {
		t.Error("the sign-in goes on under its old id")
	}
	h.see("/settings/people")
	// Who may not do it anyway is told so, not asked for a password.
	h.signIn("vera@larkspurandpine.com")
	h.now = h.now.Add(2 * time.Hour)
	if a := h.get("/settings/people"); a.code != http.StatusForbidden {
		t.Errorf("a viewer is answered %d", a.code)
	}
}

func TestWhoseWayOfSigningInChangesIsTold(t *testing.T) {
	type letter struct{ to, subject, text string }
	var sent []letter
	h := bare(t, func(o *Options) {
		o.Tell = func(to, subject string, lines []string) {
			sent = append(sent, letter{to, subject, strings.Join(lines, " ")})
		}
	})
	h.furnish()
	told := func(what string, want ...string) {
		t.Helper()
		var got []string
		for _, l := range sent {
			got = append(got, l.to+": "+l.subject)
			wantsNot(t, "the letter", l.text+l.subject, password, fresh)
		}
		if strings.Join(got, "; ") != strings.Join(want, "; ") {
			t.Errorf("%s: told %q, want %q", what, got, want)
		}
		sent = nil
	}
	const vera = "vera@larkspurandpine.com"
	h.signIn(vera)
	told("the very first sign-in")
	h.post("/logout")
	h.signIn(vera)
	told("again in the same browser")
	h.http = browser(t)
	h.signIn(vera)
	told("another browser", vera+": You signed in from a new browser")
	leads(t, "the change", h.post("/me/password", "old", password, "new", fresh, "again", fresh), "/")
	told("the password", vera+": Your password was changed")
	h.see("/me/second-factor")
	secret, _, err := h.store.Factor(t.Context(), vera)
	must(t, err)
	leads(t, "the factor", h.post("/me/second-factor", "code", codeAt(t, secret, h.now), "password", fresh), "/me/second-factor/recovery")
	told("the factor", vera+": A second factor was set up")
	h.post("/logout")
	h.post("/login", "email", vera, "password", fresh)
	if a := h.post("/login/code", "code", codeAt(t, secret, h.now)); a.code != http.StatusUnprocessableEntity {
		t.Errorf("a code is taken twice: %d", a.code)
	}
	told("a code a second time", vera+": A code was used a second time")
	h.http = browser(t)
	h.signIn("tomas@larkspurandpine.com")
	leads(t, "the reset", h.post("/settings/people/"+vera+"/second-factor"), "/settings/people/"+vera)
	leads(t, "the reset", h.post("/settings/people/"+vera+"/password"), "/settings/people/"+vera)
	told("what an admin did", vera+": An admin took your second factor away", vera+": An admin made you a new password")
	leads(t, "nothing to take away", h.post("/settings/people/"+vera+"/second-factor"), "/settings/people/"+vera)
	told("nothing happened")
}
