package bigcommerce

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
)

func published(t *testing.T) url.Values {
	t.Helper()
	var m map[string]string
	if err := json.Unmarshal(fixture(t, "oauth_callback_query.json"), &m); err != nil {
		t.Fatal(err)
	}
	q := url.Values{}
	for k, v := range m {
		q.Set(k, v)
	}
	return q
}

// tokens is a token endpoint that answers so.
func tokens(t *testing.T, status int, body string) (App, *[]map[string]string) {
	t.Helper()
	var asked []map[string]string
	s, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		var m map[string]string
		if r.URL.Path != "/oauth2/token" || r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/json" || json.Unmarshal(b, &m) != nil {
			t.Errorf("%s %s %s", r.Method, r.URL, b)
		}
		asked = append(asked, m)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	})
	return App{AppKeys: AppKeys{"id", "hidden-secret"}, LoginURL: s.URL, AuthCallback: "https://books.example.com/app/auth"}, &asked
}

func TestTheCodeOfAnInstallationIsExchangedAsPublished(t *testing.T) {
	app, asked := tokens(t, 200, string(fixture(t, "oauth_token_response.json")))
	in, err := ParseInstall(published(t))
	if err != nil {
		t.Fatal(err)
	}
	g, err := app.Exchange(t.Context(), in)
	want := Grant{Hash: "g5cd38", Token: "xxxxalphanumstringxxxx", Scopes: []string{"store_v2_orders", "store_channel_listings_read_only"},
		User: Person{24654, "merchant@example.com"}, Owner: Person{12345, "owner@example.com"}, Account: "12345678-90ab-cdef-1234-567890abcdef"}
	if err != nil || !reflect.DeepEqual(g, want) {
		t.Errorf("%+v, %v", g, err)
	}
	if len(*asked) != 1 || !reflect.DeepEqual((*asked)[0], map[string]string{
		"client_id": "id", "client_secret": "hidden-secret", "code": "qr6h3thvbvag2ffq", "context": "stores/g5cd38",
		"scope": "store_v2_orders store_channel_listings_read_only", "grant_type": "authorization_code", "redirect_uri": "https://books.example.com/app/auth",
	}) {
		t.Errorf("asked %v", *asked)
	}
}

func TestAnInstallCallbackMustBeWhole(t *testing.T) {
	for _, change := range []func(url.Values){
		func(q url.Values) { q.Del("code") }, func(q url.Values) { q.Del("scope") }, func(q url.Values) { q.Del("context") },
		func(q url.Values) { q.Add("code", "another") }, func(q url.Values) { q.Set("code", strings.Repeat("a", 5000)) },
		func(q url.Values) { q.Set("context", "g5cd38") }, func(q url.Values) { q.Set("context", "stores/") }, func(q url.Values) { q.Set("context", "stores/a/b") },
	} {
		q := published(t)
		change(q)
		if i, err := ParseInstall(q); err == nil {
			t.Errorf("%v was read as %+v", q, i)
		}
	}
}

func TestATokenThatWasNotGivenIsToldWithoutSecrets(t *testing.T) {
	for _, c := range []struct {
		status int
		body   string
	}{
		{400, `{"error":"invalid code hidden-secret qr6h3thvbvag2ffq"}`}, {401, ``}, {500, `<html>`}, {302, ``}, {200, ``}, {200, `[]`}, {200, `{"access_token":""}`},
		{200, `{"access_token":"a","context":"stores/../x"}`}, {200, `{"access_token":"a b","context":"stores/a"}`}, {200, `{"access_token":"a"}`},
		{200, strings.Repeat(" ", 300<<10)},
	} {
		app, asked := tokens(t, c.status, c.body)
		in, err := ParseInstall(published(t))
		if err != nil {
			t.Fatal(err)
		}
		g, err := app.Exchange(t.Context(), in)
		if err == nil || g.Token != "" || strings.Contains(err.Error(), "hidden-secret") || strings.Contains(err.Error(), in.Code) {
			t.Errorf("%d %.40q: %+v, %v", c.status, c.body, g, err)
		}
		if len(*asked) != 1 {
			t.Errorf("asked %d times: a code works once", len(*asked))
		}
	}
}

func TestMissingPermissionsAreNamed(t *testing.T) {
	if got := MissingScopes(LeastScopes()); got != nil {
		t.Errorf("%v", got)
	}
	got := MissingScopes([]string{"store_v2_orders", ScopeTransactions, "store_v2_customers_read_only_not", ScopeInformation})
	if !reflect.DeepEqual(got, []string{ScopeCustomers, ScopeProducts}) {
		t.Errorf("%v", got)
	}
}
