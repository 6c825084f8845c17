package shop

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// installed is an app whose server exchanges codes as it should.
func installed(t *testing.T, scopes ...string) (*client, *App, *client) {
	t.Helper()
	c := open(t, Options{Seed: 1, AnyHookDestination: true, HookRetries: []time.Duration{time.Millisecond}})
	var app *App
	var token string
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if code := r.URL.Query().Get("code"); code != "" {
			_, b := exchange(t, c, app.o, code, nil)
			var v struct {
				Token string `json:"access_token"`
			}
			if err := json.Unmarshal(b, &v); err != nil || v.Token == "" {
				t.Errorf("%s", b)
			}
			token = v.Token
		}
	}))
	t.Cleanup(srv.Close)
	app = c.shop.NewApp(AppOptions{ClientID: "app", ClientSecret: "app-secret", Scopes: scopes, Auth: srv.URL + "/auth", Load: srv.URL + "/load", Uninstall: srv.URL + "/uninstall"})
	if p, err := app.Install(t.Context()); err != nil || p.Status != 200 {
		t.Fatalf("%+v, %v", p, err)
	}
	return c, app, &client{t: t, shop: c.shop, url: c.url, token: token}
}

// exchange asks for a token; change alters the request, "" takes a field out.
func exchange(t *testing.T, c *client, o AppOptions, code string, change map[string]string) (int, []byte) {
	t.Helper()
	q := map[string]string{"client_id": o.ClientID, "client_secret": o.ClientSecret, "code": code, "scope": strings.Join(o.Scopes, " "),
		"context": "stores/" + c.shop.Hash(), "grant_type": "authorization_code", "redirect_uri": o.Auth}
	for k, v := range change {
		if q[k] = v; v == "" {
			delete(q, k)
		}
	}
	b, _ := json.Marshal(q)
	res, err := http.Post(strings.TrimSuffix(c.url, "/stores/"+c.shop.Hash()+"/")+"/oauth2/token", "application/json", strings.NewReader(string(b)))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err = io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, b
}

func TestAnAppsCodeIsExchangedOnceAndOnlyAsAsked(t *testing.T) {
	c, app, as := installed(t, scopeInformation, scopeOrders)
	for name, change := range map[string]map[string]string{
		"another secret": {"client_secret": "x"}, "another app": {"client_id": "x"}, "another address": {"redirect_uri": "https://x"}, "no address": {"redirect_uri": ""},
		"another store": {"context": "stores/x"}, "other scopes": {"scope": scopeOrders}, "another grant": {"grant_type": "refresh"}, "a field too many": {"state": "x"}, "another code": {"code": "x"},
	} {
		if status, b := exchange(t, c, app.o, app.Code().Get("code"), change); status < 400 || strings.Contains(string(b), "access_token") {
			t.Errorf("%s: %d %s", name, status, b)
		}
	}
	code := app.Code().Get("code")
	if status, b := exchange(t, c, app.o, code, nil); status != 200 || !strings.Contains(string(b), `"context":"stores/demo"`) {
		t.Errorf("%d %s", status, b)
	}
	if status, _ := exchange(t, c, app.o, code, nil); status != 400 {
		t.Errorf("a code worked twice: %d", status)
	}
	if res, _ := as.do("GET", "v2/store", ""); res.StatusCode != 401 {
		t.Errorf("the token before still works: %d", res.StatusCode)
	}
}

func TestAnAppSeesItsOwnWebhooksOnlyAndLosesThemWithItself(t *testing.T) {
	in := &inbox{}
	srv := httptest.NewServer(in)
	defer srv.Close()
	c, app, as := installed(t, scopeInformation)
	for _, x := range []*client{c, as} {
		if res, b := x.do("POST", "v3/hooks", fmt.Sprintf(`{"scope":"store/order/archived","destination":%q}`, srv.URL)); res.StatusCode != 200 {
			t.Fatalf("%d %s", res.StatusCode, b)
		}
		if n := len(rows(x.get("v3/hooks"))); n != 1 {
			t.Errorf("%d webhooks are seen", n)
		}
	}
	if res, _ := as.do("GET", "v2/orders", ""); res.StatusCode != 403 {
		t.Errorf("without the scope: %d", res.StatusCode)
	}
	if res, _ := as.do("DELETE", fmt.Sprintf("v3/hooks/%d", number(t, rows(c.get("v3/hooks"))[0], "id")), ""); res.StatusCode != 404 {
		t.Errorf("another's webhook: %d", res.StatusCode)
	}
	id := c.shop.SellOne(KindPlain)
	if err := c.shop.Archive(id); err != nil {
		t.Fatal(err)
	}
	c.shop.WaitHooks()
	keys := map[string]bool{}
	for _, m := range in.all() {
		for _, key := range []string{"app-secret", c.shop.ClientSecret()} {
			if m.sign == Sign(key, m.id, m.stamp, m.body) {
				keys[key] = true
			}
		}
	}
	if len(keys) != 2 {
		t.Errorf("signed with %v", keys)
	}
	if _, err := app.Uninstall(t.Context()); err != nil {
		t.Fatal(err)
	}
	if res, _ := as.do("GET", "v2/store", ""); res.StatusCode != 401 {
		t.Errorf("the token of an app that is gone: %d", res.StatusCode)
	}
	if n := len(rows(c.get("v3/hooks"))); n != 1 {
		t.Errorf("%d webhooks of the account are left", n)
	}
}

func TestTroubleWithDeliveriesIsTold(t *testing.T) {
	in, trouble := &inbox{fails: 1000}, &inbox{}
	a, b := httptest.NewServer(in), httptest.NewServer(trouble)
	defer a.Close()
	defer b.Close()
	c := open(t, Options{Seed: 1, AnyHookDestination: true, HookRetries: []time.Duration{time.Millisecond, time.Millisecond}})
	make := func(scope, to string) int {
		res, _ := c.do("POST", "v3/hooks", fmt.Sprintf(`{"scope":%q,"destination":%q}`, scope, to))
		return res.StatusCode
	}
	if s := make("store/order/archived", a.URL); s != 200 {
		t.Fatal(s)
	}
	if s := make(deliveryException, a.URL); s != 422 {
		t.Errorf("at the address of another: %d", s)
	}
	if s := make(deliveryException, b.URL); s != 200 {
		t.Errorf("%d", s)
	}
	if s := make("store/order/updated", b.URL); s != 422 {
		t.Errorf("another at its address: %d", s)
	}
	if err := c.shop.Archive(c.shop.SellOne(KindPlain)); err != nil {
		t.Fatal(err)
	}
	c.shop.WaitHooks()
	var codes []string
	for _, m := range trouble.all() {
		for _, code := range []string{"90001", "90002"} {
			if strings.Contains(string(m.body), code) {
				codes = append(codes, code)
			}
		}
	}
	if len(codes) != 2 {
		t.Errorf("told of %v", codes)
	}
	if off := rows(c.get("v3/hooks?is_active=false")); len(off) != 1 {
		t.Errorf("%d webhooks are off", len(off))
	}
}
