package server

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"countinghouse/secret"
	"countinghouse/store"
)

func TestListenSettingsThatCannotWorkAreAllNamed(t *testing.T) {
	err := Listen{TLSCert: "c.pem", MaxBatch: 201, PublicURL: "http://books.example.com", TrustedProxy: []string{"10.0.0.1"}}.Validate()
	if err == nil {
		t.Fatal("it was taken")
	}
	for _, want := range []string{"--tls-cert and --tls-key go together", "--max-batch is 1 to 200", `--public-url "http://books.example.com": the Web Connector needs https`, `"10.0.0.1" is no address range`} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q does not say %q", err, want)
		}
	}
	for _, good := range []string{"", "https://books.example.com", "http://localhost:8080", "http://127.0.0.1:1"} {
		if err := (Listen{MaxBatch: 1, PublicURL: good}).Validate(); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	if _, err := New(nil, Options{Listen: Listen{MaxBatch: 0}}); err == nil {
		t.Error("a server was made of settings that cannot work")
	}
}

func TestThePublicAddressIsAName(t *testing.T) {
	for _, c := range []struct {
		l    Listen
		want string
		tls  bool
	}{
		{Listen{Listen: "localhost:8080"}, "http://localhost:8080", false},
		{Listen{Listen: ":8080"}, "http://localhost:8080", false},
		{Listen{Listen: "0.0.0.0:8080"}, "http://localhost:8080", false},
		{Listen{Listen: "[::]:8080"}, "http://localhost:8080", false},
		{Listen{Listen: "127.0.0.1:8080"}, "http://localhost:8080", false},
		{Listen{Listen: "books.example.com:443", TLSCert: "c"}, "https://books.example.com:443", true},
		{Listen{Listen: ":443", PublicURL: "https://books.example.com/"}, "https://books.example.com", true},
	} {
		if got := c.l.Public(); got != c.want || c.l.secure() != c.tls {
			t.Errorf("%+v is reached at %s, secure %v", c.l, got, c.l.secure())
		}
	}
}

func TestTheKeyIsTheSettingElseItsFileElseMadeOnce(t *testing.T) {
	dir := t.TempDir()
	a, b := secret.NewKey(), secret.NewKey()
	file := filepath.Join(dir, "given.key")
	must(t, os.WriteFile(file, []byte(b.Text()+"\n"), 0o600))
	at := secret.Place{Table: "t"}
	sealedBy := func(c Config) string {
		t.Helper()
		s, err := c.Sealer()
		must(t, err)
		text, err := s.Seal("x", at)
		must(t, err)
		return strings.Split(text, ":")[1]
	}
	data := filepath.Join(dir, "data")
	if got := sealedBy(Config{Data: data, Key: a.Text(), KeyFile: file}); got != a.ID() {
		t.Error("the key of the setting was not taken")
	}
	if got := sealedBy(Config{Data: data, KeyFile: file}); got != b.ID() {
		t.Error("the key of the file was not taken")
	}
	if _, err := os.Stat(filepath.Join(data, "secret.key")); !errors.Is(err, os.ErrNotExist) {
		t.Error("a key was made although one was given")
	}
	first := sealedBy(Config{Data: data})
	if first == a.ID() || first == b.ID() || sealedBy(Config{Data: data}) != first {
		t.Error("the made key is not kept")
	}
	if info, err := os.Stat(filepath.Join(data, "secret.key")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key file is %v, %v", info.Mode(), err)
	}
	if info, err := os.Stat(data); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the data directory is %v, %v", info.Mode(), err)
	}
	if _, err := (Config{Data: data, KeyFile: filepath.Join(dir, "none")}).Sealer(); err == nil {
		t.Error("a key file that is not there was made up")
	}
	if _, err := (Config{Data: data, Key: "short"}).Sealer(); err == nil {
		t.Error("a key that is none was taken")
	}
}

func TestTheSessionKeyOutlivesARestart(t *testing.T) {
	c := Config{Data: t.TempDir()}
	first, err := c.SessionKey()
	must(t, err)
	second, err := c.SessionKey()
	must(t, err)
	if len(first) != 64 || !bytes.Equal(first, second) {
		t.Error("the key changed")
	}
	if info, err := os.Stat(filepath.Join(c.Data, "session.key")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
}

func TestSecretsAreKeptOutOfTheLog(t *testing.T) {
	for _, format := range []string{"text", "json"} {
		r, w, err := os.Pipe()
		must(t, err)
		stderr := os.Stderr
		os.Stderr = w
		log := Config{LogFormat: format, LogLevel: "debug"}.Logger()
		os.Stderr = stderr
		log.Debug("call", "password", "hunter22", "Token", "tok-123", slog.Group("head", "X-Auth-Token", "tok-456", "Cookie", "c=1"), "path", "/v2/store")
		must(t, w.Close())
		var b bytes.Buffer
		_, err = b.ReadFrom(r)
		must(t, err)
		for _, s := range []string{"hunter22", "tok-123", "tok-456", "c=1"} {
			if strings.Contains(b.String(), s) {
				t.Errorf("%s stands in the log: %s", s, &b)
			}
		}
		if !strings.Contains(b.String(), "/v2/store") {
			t.Errorf("the log lost what it may say: %s", &b)
		}
	}
}

var operator = store.Actor{Kind: "cli", Name: "test"}

func declared(t *testing.T, text string) Declaration {
	t.Helper()
	d, err := ReadDeclaration([]byte(text))
	must(t, err)
	return d
}

const twoCompanies = `
companies:
  - {key: a, name: A, user: qbwc-a, password: {env: TEST_QB_PASSWORD}}
  - {key: b, name: B, user: qbwc-a, password: {env: TEST_QB_PASSWORD}}
`

func TestADeclarationIsAppliedWholeOrNotAtAll(t *testing.T) {
	t.Setenv("TEST_QB_PASSWORD", "a long password")
	t.Setenv("TEST_TOKEN", "token-1")
	for name, c := range map[string]struct{ text, says string }{
		"one login for two company files": {twoCompanies, `the user qbwc-a is the login of company "a" already`},
		"one key twice":                   {strings.ReplaceAll(twoCompanies, "key: b", "key: a"), `"a" is declared twice`},
		"a password that is not there": {`companies: [{key: a, name: A, user: u, password: {env: TEST_EMPTY}}]`,
			"the environment variable TEST_EMPTY is empty"},
		"a password of both kinds": {`companies: [{key: a, name: A, user: u, password: {env: A, file: b}}]`, "either env or file"},
		"no password":              {`companies: [{key: a, name: A, user: u}]`, "password is missing"},
		"plain HTTP to the store": {`
companies: [{key: a, name: A, user: u, password: {env: TEST_QB_PASSWORD}}]
stores: [{key: s, company: a, name: S, hash: h, token: {env: TEST_TOKEN}, api_url: "http://shop.example.com"}]`, "is plain HTTP: the token would travel in the clear"},
		"a store without company": {`stores: [{key: s, company: nobody, name: S, hash: h, token: {env: TEST_TOKEN}}]`, `its company "nobody" is not declared`},
		"a role that is none": {`
companies: [{key: a, name: A, user: u, password: {env: TEST_QB_PASSWORD}}]
users: [{email: a@example.com, name: A, role: king, password: {env: TEST_QB_PASSWORD}}]`, "role is one of"},
	} {
		t.Run(name, func(t *testing.T) {
			st, _ := opened(t)
			_, err := Apply(t.Context(), st, operator, declared(t, c.text))
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v does not say %q", err, c.says)
			}
			if got, err := st.Companies(t.Context()); err != nil || len(got) != 0 {
				t.Errorf("%d company files were made of a declaration that was refused, %v", len(got), err)
			}
		})
	}
}

func TestSecretsThatAreLeftOutStayAsTheyWere(t *testing.T) {
	t.Setenv("TEST_QB_PASSWORD", "a long password")
	t.Setenv("TEST_TOKEN", "token-1")
	st, _ := opened(t)
	full := `
companies: [{key: a, name: A, user: u, password: {env: TEST_QB_PASSWORD}}]
stores: [{key: s, company: a, name: S, hash: h, token: {env: TEST_TOKEN}}]
`
	_, err := Apply(t.Context(), st, operator, declared(t, full))
	must(t, err)
	before, err := st.Company(t.Context(), "a")
	must(t, err)
	text, err := Export(t.Context(), st)
	must(t, err)
	if strings.Contains(string(text), "token-1") || strings.Contains(string(text), before.PasswordHash) {
		t.Errorf("secrets were exported:\n%s", text)
	}
	_, err = Apply(t.Context(), st, operator, declared(t, string(text)))
	must(t, err)
	after, err := st.Company(t.Context(), "a")
	must(t, err)
	shop, err := st.Shop(t.Context(), "s")
	must(t, err)
	if after.PasswordHash != before.PasswordHash || after.FileID != before.FileID || after.OwnerID != before.OwnerID || shop.Token != "token-1" {
		t.Errorf("%+v became %+v; the token is %q", before, after, shop.Token)
	}
}

func TestAMisspelledKeyIsNamedWithItsLine(t *testing.T) {
	for text, want := range map[string]string{
		"stores:\n- key: a\n  rules:\n    cases: [{name: x, when: {over: lots}, then: {skip: y}}]\n": "line 4: over: ",
		"stores:\n- key: a\n  rules:\n    start_date: \"2026-13-01\"\n":                              "line 4: start_date: ",
		"stores:\n- key: a\n  rules:\n    tax:\n      allowed: 2.5\n":                                "line 5: allowed is a whole number, not 2.5",
		"stores:\n- key: a\n  poll_seconds: 1.5\n":                                                   "line 3: poll_seconds is a whole number",
	} {
		if _, err := ReadDeclaration([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s is told by %v, want %q", text, err, want)
		}
	}
	_, err := ReadDeclaration([]byte("companies:\n  - key: a\n    nmae: A\n"))
	if err == nil || !strings.Contains(err.Error(), "nmae") || !strings.Contains(err.Error(), "3") {
		t.Errorf("%v", err)
	}
	if _, err := ReadDeclaration(make([]byte, 9<<20)); err == nil {
		t.Error("nine megabytes were taken")
	}
}

// Who may not sign in any more stands in the export: on another server the
// person must not be let in by it.
func TestWhoMayNotSignInIsDeclaredAndExported(t *testing.T) {
	st, _ := opened(t)
	t.Setenv("TEST_USER_PASSWORD", "lantern walnut ferry 82")
	apply := func(text string) {
		t.Helper()
		_, err := Apply(t.Context(), st, operator, declared(t, text))
		must(t, err)
	}
	is := func(disabled bool) {
		t.Helper()
		if u, err := st.UserByEmail(t.Context(), "ana@example.com"); err != nil || u.Disabled != disabled {
			t.Errorf("%v, %v", u.Disabled, err)
		}
	}
	const ana = "users: [{email: ana@example.com, name: Ana, role: viewer, password: {env: TEST_USER_PASSWORD}"
	apply(ana + "}]")
	is(false)
	if text, err := Export(t.Context(), st); err != nil || strings.Contains(string(text), "disabled") {
		t.Errorf("%v\n%s", err, text)
	}
	apply(ana + ", disabled: true}]")
	is(true)
	apply(ana + "}]") // left out it stays
	is(true)
	text, err := Export(t.Context(), st)
	if err != nil || !strings.Contains(string(text), "disabled: true") {
		t.Errorf("%v\n%s", err, text)
	}
	apply(ana + ", disabled: false}]")
	is(false)
	apply(string(text))
	is(true)
}
