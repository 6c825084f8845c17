package web

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"countinghouse/access"
	"countinghouse/bigcommerce"
	"countinghouse/simulator/shop"
	"countinghouse/store"
)

// tile is a desk with the app, and a store's control panel that installs and
// opens it.
type tile struct {
	*house
	shop  *shop.Shop
	app   *shop.App
	panel *http.Client // BigCommerce's calls: it reaches the desk by its public name
}

const appSecret = "app-client-secret"

func newTile(t *testing.T, scopes ...string) *tile {
	t.Helper()
	if scopes == nil {
		scopes = bigcommerce.LeastScopes()
	}
	s := shop.New(shop.Options{Hash: "g5cd38", Now: func() time.Time { return noon }})
	api := httptest.NewServer(s.Handler())
	t.Cleanup(func() { api.Close(); s.Close() })
	const public = "http://books.larkspurandpine.com"
	h := &tile{shop: s, house: bare(t, func(o *Options) {
		o.App = bigcommerce.App{AppKeys: bigcommerce.AppKeys{ClientID: "app-id", ClientSecret: appSecret}, LoginURL: api.URL, AuthCallback: public + "/app/auth"}
		o.AppAPI = api.URL
	})}
	here := strings.TrimPrefix(h.url, "http://")
	var d net.Dialer
	transport := &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return d.DialContext(ctx, network, here)
	}}
	t.Cleanup(transport.CloseIdleConnections)
	h.panel = &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	h.app = s.NewApp(shop.AppOptions{ClientID: "app-id", ClientSecret: appSecret, Scopes: scopes, Client: h.panel,
		Auth: public + "/app/auth", Load: public + "/app/load", Uninstall: public + "/app/uninstall", RemoveUser: public + "/app/remove_user"})
	h.furnish()
	return h
}

func (h *tile) install() shop.Page {
	h.t.Helper()
	p, err := h.app.Install(h.t.Context())
	must(h.t, err)
	return p
}

func (h *tile) open(u shop.User) shop.Page {
	h.t.Helper()
	p, err := h.app.Open(h.t.Context(), u)
	must(h.t, err)
	return p
}

// framedPage checks what every page in the control panel's frame must keep to.
func framedPage(t *testing.T, name string, p shop.Page) {
	t.Helper()
	csp := p.Header.Get("Content-Security-Policy")
	if !strings.Contains(csp, "frame-ancestors https://*.mybigcommerce.com https://login.bigcommerce.com") || !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "frame-ancestors 'none'") {
		t.Errorf("%s has the policy %q", name, csp)
	}
	if p.Header.Get("X-Frame-Options") != "" || p.Header.Get("Set-Cookie") != "" || p.Header.Get("Referrer-Policy") != "no-referrer" || p.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%s has the headers %v", name, p.Header)
	}
}

var ticketIn = regexp.MustCompile(`name="ticket" value="([^"]+)"`)

// ticket is what a page offers; "" if nothing.
func ticket(p shop.Page) string {
	m := ticketIn.FindStringSubmatch(p.Body)
	if m == nil {
		return ""
	}
	return m[1]
}

func (h *tile) connectStore() {
	h.t.Helper()
	h.signIn("tomas@larkspurandpine.com")
	a := h.do(http.MethodPost, "/settings/app", url.Values{"do": {"connect"}, "hash": {"g5cd38"}, "key": {"app"}, "name": {"App store"}, "into": {"larkspur"}})
	if a.code != http.StatusSeeOther {
		h.t.Fatalf("connecting answers %d: %s", a.code, a.text())
	}
}

func TestAnInstalledAppBecomesAStoreOnlyByAnAdmin(t *testing.T) {
	h := newTile(t)
	p := h.install()
	framedPage(t, "the install page", p)
	if p.Status != http.StatusOK || !strings.Contains(p.Body, "Nothing is read yet") || strings.Contains(p.Body, "may not read all") {
		t.Errorf("%d %s", p.Status, p.Body)
	}
	shops, err := h.store.Shops(t.Context())
	must(t, err)
	before := len(shops)
	h.signIn("marguerite@larkspurandpine.com")
	if a := h.do(http.MethodPost, "/settings/app", url.Values{"do": {"connect"}, "hash": {"g5cd38"}, "key": {"app"}, "name": {"x"}, "into": {"larkspur"}}); a.code != http.StatusForbidden {
		t.Errorf("a bookkeeper connects a store: %d", a.code)
	}
	h.http = browser(t)
	h.signIn("tomas@larkspurandpine.com")
	wants(t, "the settings", h.see("/settings/app").text(), "Waits for you", "Installed by owner@g5cd38.example", "Nothing is read from it before it is connected")
	a := h.do(http.MethodPost, "/settings/app", url.Values{"do": {"connect"}, "hash": {"g5cd38"}, "key": {"No Key"}, "name": {""}, "into": {"nobody"}})
	if a.code != http.StatusUnprocessableEntity {
		t.Errorf("%d", a.code)
	}
	wants(t, "the form", a.text(), "Nothing was changed: 3 things to correct", "The store needs a name", "A short name is", "Choose the company file")
	wants(t, "what was typed", a.body, `value="No Key"`)
	if a = h.do(http.MethodPost, "/settings/app", url.Values{"do": {"connect"}, "hash": {"g5cd38"}, "key": {"main"}, "name": {"x"}, "into": {"larkspur"}}); a.code != http.StatusUnprocessableEntity {
		t.Errorf("a key that is taken: %d", a.code)
	}
	h.connectStore()
	s, err := h.store.Shop(t.Context(), "app")
	if err != nil || s.Hash != "g5cd38" || !s.App || s.Token == "" || s.Company != "larkspur" || s.PollSeconds != 60 {
		t.Errorf("%+v, %v", s, err)
	}
	wants(t, "the settings", h.see("/settings/app").text(), "App store", "Connected")
	if a = h.do(http.MethodPost, "/settings/app", url.Values{"do": {"connect"}, "hash": {"g5cd38"}}); a.code != http.StatusUnprocessableEntity {
		t.Errorf("connected twice: %d", a.code)
	}
	c, err := bigcommerce.New(bigcommerce.Options{BaseURL: s.APIURL, StoreHash: s.Hash, Token: s.Token})
	must(t, err)
	if _, err := c.Store(t.Context()); err != nil {
		t.Errorf("the token does not read the store: %v", err)
	}
	// Installed once more: the new token is the store's at once.
	if p = h.install(); !strings.Contains(p.Body, "connected already") {
		t.Errorf("%s", p.Body)
	}
	again, err := h.store.Shop(t.Context(), "app")
	if err != nil || again.Token == s.Token {
		t.Errorf("%v", err)
	}
	if shops, err = h.store.Shops(t.Context()); err != nil || len(shops) != before+1 {
		t.Errorf("%d stores, %v", len(shops), err)
	}
	for _, secret := range []string{s.Token, again.Token, appSecret} {
		if strings.Contains(p.Body+h.see("/settings/app").body+h.see("/activity/audit").body, secret) {
			t.Error("a secret is shown")
		}
	}
}

func TestPermissionsThatTheAppLacksAreTold(t *testing.T) {
	h := newTile(t, bigcommerce.ScopeInformation, bigcommerce.ScopeProducts)
	if p := h.install(); !strings.Contains(p.Body, "may not read all") || !strings.Contains(p.Body, bigcommerce.ScopeOrders) || strings.Contains(p.Body, bigcommerce.ScopeProducts) {
		t.Errorf("%s", p.Body)
	}
	h.signIn("tomas@larkspurandpine.com")
	wants(t, "the settings", h.see("/settings/app").text(), "may not read all", bigcommerce.ScopeOrders)
}

func TestAnInstallationThatBigCommerceDoesNotConfirmChangesNothing(t *testing.T) {
	h := newTile(t)
	good := h.app.Code()
	change := func(k, v string) url.Values {
		q := url.Values{}
		for name := range good {
			q.Set(name, good.Get(name))
		}
		q.Set(k, v)
		return q
	}
	for name, q := range map[string]url.Values{
		"nothing": {}, "another code": change("code", "guessed"), "another store": change("context", "stores/other"), "no store": change("context", "x"), "other scopes": change("scope", "all"),
	} {
		a := h.get("/app/auth?" + q.Encode())
		if a.code < 400 || !strings.Contains(a.text(), "The app was not installed") {
			t.Errorf("%s answers %d %s", name, a.code, a.text())
		}
	}
	if i, err := h.store.AppInstalls(t.Context()); err != nil || len(i) != 0 {
		t.Errorf("%+v, %v", i, err)
	}
}

var bo = shop.User{ID: 77, Email: "marguerite@larkspurandpine.com"}

func TestTheTileOpensTheDeskOnlyForWhomAnAdminConnected(t *testing.T) {
	h := newTile(t)
	h.install()
	// The same e-mail is not enough, nor is owning the store.
	for _, u := range []shop.User{bo, {ID: 1, Email: "tomas@larkspurandpine.com"}, h.shop.Owner()} {
		p := h.open(u)
		framedPage(t, "the load page", p)
		if p.Status != http.StatusOK || ticket(p) != "" || !strings.Contains(p.Body, "Sign in to Countinghouse") {
			t.Errorf("%s: %d %s", u.Email, p.Status, p.Body)
		}
	}
	h.signIn("tomas@larkspurandpine.com")
	a := h.do(http.MethodPost, "/settings/app", url.Values{"do": {"person"}, "hash": {"nothing"}, "email": {"no address"}, "person": {"gone@larkspurandpine.com"}})
	if a.code != http.StatusUnprocessableEntity {
		t.Errorf("%d", a.code)
	}
	wants(t, "the form", a.text(), "3 things to correct", "Choose a store that has the app", "This is no e-mail address", "Choose a person who may sign in")
	let := url.Values{"do": {"person"}, "hash": {"g5cd38"}, "email": {"Marguerite@LarkspurAndPine.com"}, "person": {"marguerite@larkspurandpine.com"}}
	if a = h.do(http.MethodPost, "/settings/app", let); a.code != http.StatusSeeOther {
		t.Fatalf("%d %s", a.code, a.text())
	}
	wants(t, "the settings", h.see("/settings/app").text(), "Marguerite Oduya", "Never")

	p := h.open(bo)
	framedPage(t, "the load page", p)
	first := ticket(p)
	if first == "" || !strings.Contains(p.Body, `target="_blank"`) {
		t.Fatalf("%s", p.Body)
	}
	// In a tab of its own it signs in, once.
	h.http = browser(t)
	if a = h.do(http.MethodPost, "/app/open", url.Values{"ticket": {first}}); a.code != http.StatusSeeOther || a.header.Get("Location") != "/" {
		t.Fatalf("%d %s", a.code, a.header.Get("Location"))
	}
	if c := a.header.Get("Set-Cookie"); !strings.Contains(c, "SameSite=Lax") || !strings.Contains(c, "HttpOnly") {
		t.Errorf("the cookie is %q", c)
	}
	wants(t, "the account", h.see("/me").text(), "Marguerite Oduya")
	h.http = browser(t)
	for _, bad := range []string{first, "", "guessed"} {
		if a = h.do(http.MethodPost, "/app/open", url.Values{"ticket": {bad}}); a.code != http.StatusSeeOther || a.header.Get("Location") != "/login" || a.header.Get("Set-Cookie") != "" {
			t.Errorf("%q: %d %s", bad, a.code, a.header.Get("Location"))
		}
	}
	// Nobody is signed in by a link, or by another site's form.
	next := ticket(h.open(bo))
	if a = h.get("/app/open?ticket=" + next); a.code == http.StatusSeeOther || a.header.Get("Set-Cookie") != "" {
		t.Errorf("a link signs in: %d", a.code)
	}
	if a = h.do(http.MethodPost, "/app/open", url.Values{"ticket": {next}}, "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"); a.code != http.StatusForbidden {
		t.Errorf("another site's form signs in: %d", a.code)
	}
	// Another user of BigCommerce who has the address now.
	if p = h.open(shop.User{ID: 78, Email: bo.Email}); ticket(p) != "" || !strings.Contains(p.Body, "nobody takes over an account") {
		t.Errorf("%s", p.Body)
	}
	// Too late.
	h.now = h.now.Add(3 * time.Minute)
	if a = h.do(http.MethodPost, "/app/open", url.Values{"ticket": {next}}); a.header.Get("Location") != "/login" {
		t.Errorf("an old ticket leads to %s", a.header.Get("Location"))
	}
	h.now = noon
	h.signIn("tomas@larkspurandpine.com")
	if a = h.do(http.MethodPost, "/settings/app", url.Values{"do": {"disconnect"}, "hash": {"g5cd38"}, "email": {bo.Email}}); a.code != http.StatusSeeOther {
		t.Errorf("%d", a.code)
	}
	if p = h.open(bo); ticket(p) != "" {
		t.Error("what was taken back still opens")
	}
}

func TestTheSecondFactorIsAskedForFromBigCommerceToo(t *testing.T) {
	h := newTile(t)
	h.install()
	must(t, h.store.SaveAppPerson(t.Context(), tester, "g5cd38", bo.Email, "marguerite@larkspurandpine.com"))
	must(t, h.store.DemandFactor(t.Context(), tester, []access.Role{access.Bookkeeper}))
	h.http = browser(t)
	a := h.do(http.MethodPost, "/app/open", url.Values{"ticket": {ticket(h.open(bo))}})
	if a.code != http.StatusSeeOther || a.header.Get("Location") != "/me/second-factor" {
		t.Errorf("%d %s", a.code, a.header.Get("Location"))
	}
	if a = h.get("/"); a.code != http.StatusSeeOther {
		t.Errorf("without it Home answers %d", a.code)
	}
}

func TestACallbackThatIsForgedOrComesAgainDoesNothing(t *testing.T) {
	h := newTile(t)
	h.install()
	h.connectStore()
	must(t, h.store.SaveAppPerson(t.Context(), tester, "g5cd38", bo.Email, "marguerite@larkspurandpine.com"))
	call := func(path, token string) answer {
		h.http = browser(t)
		return h.get(path + "?signed_payload_jwt=" + url.QueryEscape(token))
	}
	at := noon.Unix()
	forged := map[string]string{
		"nothing":      "",
		"alg none":     h.app.PayloadWith(bo, `{"alg":"none"}`, nil),
		"another app":  h.app.PayloadWith(bo, `{"alg":"HS256"}`, map[string]any{"aud": "another"}),
		"expired":      h.app.PayloadWith(bo, `{"alg":"HS256"}`, map[string]any{"iat": at - 90000, "nbf": at - 90000, "exp": at - 3600}),
		"of no one":    h.app.PayloadWith(bo, `{"alg":"HS256"}`, map[string]any{"iss": nil}),
		"another sign": h.app.Payload(bo) + "x",
	}
	for name, token := range forged {
		for _, path := range []string{"/app/load", "/app/uninstall", "/app/remove_user"} {
			if a := call(path, token); a.code != http.StatusUnauthorized || ticketIn.MatchString(a.body) || path != "/app/load" && a.body != "" {
				t.Errorf("%s, %s: %d %s", path, name, a.code, a.text())
			}
		}
	}
	if s, err := h.store.Shop(t.Context(), "app"); err != nil || s.Token == "" {
		t.Errorf("%+v, %v", s, err)
	}
	token := h.app.Payload(bo)
	if a := call("/app/load", token); !ticketIn.MatchString(a.body) {
		t.Fatalf("%d %s", a.code, a.text())
	}
	if a := call("/app/load", token); a.code != http.StatusUnprocessableEntity || ticketIn.MatchString(a.body) {
		t.Errorf("the same callback again: %d", a.code)
	}
	if a := call("/app/uninstall", token); a.code != http.StatusOK { // it is taken as done, and nothing is
		t.Errorf("%d", a.code)
	}
	if s, err := h.store.Shop(t.Context(), "app"); err != nil || s.Token == "" {
		t.Errorf("a callback of another kind uninstalled: %+v, %v", s, err)
	}
}

// Nothing in a payload says what it is for, and whoever opens the app has one
// in the browser's address: used for uninstalling it changes nothing while the
// store can be read.
func TestAPayloadForOpeningTheAppDoesNotUninstallIt(t *testing.T) {
	h := newTile(t)
	h.install()
	h.connectStore()
	must(t, h.store.SaveAppPerson(t.Context(), tester, "g5cd38", bo.Email, "marguerite@larkspurandpine.com"))
	h.http = browser(t)
	if a := h.get("/app/uninstall?signed_payload_jwt=" + url.QueryEscape(h.app.Payload(bo))); a.code != http.StatusOK || a.body != "" {
		t.Errorf("%d %s", a.code, a.text())
	}
	if s, err := h.store.Shop(t.Context(), "app"); err != nil || s.Token == "" || s.LastError != "" {
		t.Errorf("%+v, %v", s, err)
	}
	if ticket(h.open(bo)) == "" {
		t.Error("who was let in is not any more")
	}
	h.signIn("tomas@larkspurandpine.com")
	wants(t, "the app's settings", h.see("/settings/app").text(), "Connected", "BigCommerce said that the app was uninstalled", "if nobody did, there is nothing to do")
}

func TestUninstallingAndRemovingAUserAreFollowed(t *testing.T) {
	h := newTile(t)
	h.install()
	h.connectStore()
	must(t, h.store.SaveAppPerson(t.Context(), tester, "g5cd38", bo.Email, "marguerite@larkspurandpine.com"))
	h.http = browser(t)
	h.do(http.MethodPost, "/app/open", url.Values{"ticket": {ticket(h.open(bo))}})
	h.see("/")
	p, err := h.app.Remove(t.Context(), bo)
	if err != nil || p.Status != http.StatusOK {
		t.Fatalf("%+v, %v", p, err)
	}
	if a := h.get("/"); a.code != http.StatusSeeOther {
		t.Errorf("who was removed is still signed in: %d", a.code)
	}
	p, err = h.app.Uninstall(t.Context())
	if err != nil || p.Status != http.StatusOK {
		t.Fatalf("%+v, %v", p, err)
	}
	s, err := h.store.Shop(t.Context(), "app")
	if err != nil || s.Token != "" {
		t.Errorf("%+v, %v", s, err)
	}
	h.signIn("tomas@larkspurandpine.com")
	wants(t, "the settings", h.see("/settings").text(), "The app was uninstalled in BigCommerce", "What was read goes on into QuickBooks")
	wants(t, "the app's settings", h.see("/settings/app").text(), "Uninstalled")
}

func TestWithoutAnAppItsAddressesLeadNowhere(t *testing.T) {
	h := bare(t)
	h.furnish()
	for _, path := range []string{"/app/auth", "/app/load", "/app/uninstall", "/app/remove_user"} {
		if a := h.get(path + "?code=a&scope=b&context=stores/c&signed_payload_jwt=a.b.c"); a.code != http.StatusNotFound {
			t.Errorf("%s: %d", path, a.code)
		}
	}
	h.signIn("tomas@larkspurandpine.com")
	wants(t, "the settings", h.see("/settings/app").text(), "This server has no app yet", "None yet")
}

func TestSettingsTellHowChangesAreTold(t *testing.T) {
	h := bare(t)
	h.furnish()
	h.signIn("vera@larkspurandpine.com")
	must(t, h.store.SaveHooks(t.Context(), "main", store.HooksOn, "https://books.larkspurandpine.com/hooks/bigcommerce/main", ""))
	wants(t, "the settings", h.see("/settings").text(), "BigCommerce tells of changes at once.")
	must(t, h.store.SaveHooks(t.Context(), "main", store.HooksFailed, "", "BigCommerce refused the token of this store."))
	wants(t, "the settings", h.see("/settings").text(), "BigCommerce does not tell of changes: BigCommerce refused the token of this store. Changes are found by reading")
}
