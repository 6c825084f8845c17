package server

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"countinghouse/bigcommerce"
	"countinghouse/store"
)

// connected is a database with a store.
func connected(t *testing.T) *store.Store {
	t.Helper()
	st, _ := opened(t)
	by := store.Actor{Kind: "cli", Name: "t"}
	must(t, st.SaveCompany(t.Context(), by, store.Company{Key: "books", Name: "Books", User: "books", PasswordHash: "x"}))
	must(t, st.SaveShop(t.Context(), by, store.Shop{Key: "main", Company: "books", Name: "Main", Hash: "abcde", Token: "t", APIURL: "https://api.bigcommerce.com"}))
	return st
}

func TestWebhooksComeInWithoutSigningInAndAreCounted(t *testing.T) {
	st := connected(t)
	secret, err := st.NewHookSecret(t.Context(), "main")
	must(t, err)
	must(t, st.SaveHooks(t.Context(), "main", store.HooksOn, "https://books.example.com/hooks/bigcommerce/main", ""))
	h := made(t, st, Listen{Listen: ":8080", PublicURL: "https://books.example.com"}).Handler()
	send := func(path, secret string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(`{"scope":"store/order/updated","data":{"type":"order","id":1},"producer":"stores/abcde"}`))
		r.RemoteAddr = "192.0.2.7:1234"
		r.Header.Set(bigcommerce.HookHeader, secret)
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	for _, c := range []struct {
		path, secret string
		want         int
	}{
		{"/hooks/bigcommerce/main", secret, 200}, {"/hooks/bigcommerce/main/trouble", secret, 200}, {"/hooks/bigcommerce/main", "x", 401},
		{"/hooks/bigcommerce/other", secret, 401}, {"/hooks/bigcommerce/", secret, 401},
	} {
		if w := send(c.path, c.secret); w.Code != c.want || w.Body.Len() > 0 || len(w.Result().Cookies()) > 0 {
			t.Errorf("%s is answered %d %q", c.path, w.Code, w.Body)
		}
	}
	body := from(h, "127.0.0.1:9", http.MethodGet, "/metrics").Body.String()
	for _, want := range []string{
		`countinghouse_webhooks_total{result="taken",store="main"} 1`, `countinghouse_webhooks_total{result="refused",store="main"} 1`,
		`countinghouse_webhook_state{state="on",store="main"} 1`, `countinghouse_webhook_last_seconds{store="main"}`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the figures lack %s:\n%s", want, grep(body, "webhook"))
		}
	}
}

func grep(text, word string) string {
	var out []string
	for line := range strings.Lines(text) {
		if strings.Contains(line, word) {
			out = append(out, line)
		}
	}
	return strings.Join(out, "")
}

func TestAppCredentialsThatCannotWorkAreNamed(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "secret")
	must(t, os.WriteFile(file, []byte("from the file\n"), 0o600))
	public, here := Listen{PublicURL: "https://books.example.com"}, Listen{Listen: "localhost:8080"}
	for _, c := range []struct {
		app    App
		listen Listen
		want   string // part of the error; "": it works
	}{
		{App{}, here, ""},
		{App{ClientID: "id", ClientSecret: "s"}, public, ""},
		{App{ClientID: "id", ClientSecretFile: file}, public, ""},
		{App{ClientID: "id", ClientSecret: "s"}, here, "https address"},
		{App{ClientID: "id"}, public, "go together"},
		{App{ClientSecret: "s"}, public, "go together"},
		{App{ClientID: "id", ClientSecret: "s", ClientSecretFile: file}, public, "name one of them"},
		{App{ClientID: "id", ClientSecretFile: filepath.Join(dir, "none")}, public, "none"},
	} {
		a, err := c.app.Credentials(c.listen)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v", c.app, err)
		}
		if c.app.ClientSecretFile != "" && err == nil && a.ClientSecret != "from the file" {
			t.Errorf("the secret is %q", a.ClientSecret)
		}
	}
}

func TestTheWebhookSettingIsDeclared(t *testing.T) {
	st := connected(t)
	by := store.Actor{Kind: "cli", Name: "t"}
	for text, want := range map[string]string{"no": "no", "yes": "yes", "signed": "signed", `"no"`: "no"} {
		d, err := ReadDeclaration([]byte("stores:\n- {key: main, company: books, name: Main, hash: abcde, webhooks: " + text + "}\n"))
		must(t, err)
		_, err = Apply(t.Context(), st, by, d)
		must(t, err)
		s, err := st.Shop(t.Context(), "main")
		must(t, err)
		if s.Webhooks != want {
			t.Errorf("%s is %q", text, s.Webhooks)
		}
	}
	d, err := ReadDeclaration([]byte("stores:\n- {key: main, company: books, name: Main, hash: abcde, webhooks: maybe}\n"))
	must(t, err)
	if _, err := Apply(t.Context(), st, by, d); err == nil || !strings.Contains(err.Error(), "webhooks is yes, no or signed") {
		t.Errorf("%v", err)
	}
	// Left out, it stays; exported, it is there.
	d, err = ReadDeclaration([]byte("stores:\n- {key: main, company: books, name: Main, hash: abcde}\n"))
	must(t, err)
	s, _ := st.Shop(t.Context(), "main")
	was := s.Webhooks
	_, err = Apply(t.Context(), st, by, d)
	must(t, err)
	if s, _ = st.Shop(t.Context(), "main"); s.Webhooks != was {
		t.Errorf("left out, %q became %q", was, s.Webhooks)
	}
	out, err := Export(t.Context(), st)
	must(t, err)
	if !strings.Contains(string(out), "webhooks: "+was) && !strings.Contains(string(out), `webhooks: "`+was) {
		t.Errorf("exported:\n%s", out)
	}
}
