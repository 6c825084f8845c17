package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// said is what a command printed, and its exit code.
type said struct {
	out, err string
	code     int
}

// command runs the program as a shell does, in a data directory of its own.
func command(t *testing.T) func(args ...string) said {
	t.Helper()
	t.Setenv("COUNTINGHOUSE_DATA", filepath.Join(t.TempDir(), "data"))
	return func(args ...string) said {
		t.Helper()
		var out, errOut bytes.Buffer
		code := run(args, &out, &errOut)
		return said{out.String(), errOut.String(), code}
	}
}

func (s said) want(t *testing.T, code int, texts ...string) {
	t.Helper()
	if s.code != code {
		t.Errorf("exit code %d, want %d: %s%s", s.code, code, s.out, s.err)
	}
	for _, text := range texts {
		if !strings.Contains(s.out+s.err, text) {
			t.Errorf("it does not say %q: %s%s", text, s.out, s.err)
		}
	}
}

func TestCommandsSayWhatIsWrongAndExitByTheTable(t *testing.T) {
	do := command(t)
	do("version").want(t, exitOK, "countinghouse ")
	do("--help").want(t, exitOK, "serve", "apply")
	do("nonsense").want(t, exitUsage, "unexpected argument nonsense", "See countinghouse --help.")
	do("order", "abc").want(t, exitUsage)
	do("serve", "--tls-cert", "c.pem").want(t, exitUsage, "--tls-cert and --tls-key go together")
	do("serve", "--public-url", "http://books.example.com").want(t, exitUsage, "the Web Connector needs https")
	do("serve", "--max-batch", "0").want(t, exitUsage, "--max-batch is 1 to 200")
	do("--key", "short", "status").want(t, exitFailed, "it must be 32")
	do("status").want(t, exitOK, "No company file is declared yet.")
	do("check").want(t, exitAttention, "missing    a company file", "missing    a store")
	do("order", "999").want(t, exitFailed, "order 999 was not read from any store", "countinghouse sync")
	do("qwc", "nobody").want(t, exitFailed, `there is no company file "nobody"`)
	do("orders", "--state", "odd").want(t, exitFailed, "there is no such state")
	do("apply", "-f", filepath.Join(t.TempDir(), "none.yaml")).want(t, exitFailed, "none.yaml")
	do("health", "--url", "http://127.0.0.1:1").want(t, exitAttention, "does not answer")
}

const refusingStore = `
companies: [{key: a, name: A, user: qbwc-a, password: {env: TEST_QB_PASSWORD}}]
stores: [{key: s, company: a, name: S, hash: h, token: {env: TEST_TOKEN}, api_url: "ADDRESS"}]
`

func TestAStoreThatWasNeverReadIsToldAsSuch(t *testing.T) {
	do := command(t)
	t.Setenv("TEST_QB_PASSWORD", "a long password")
	t.Setenv("TEST_TOKEN", "token-1")
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) }))
	defer srv.Close()
	file := filepath.Join(t.TempDir(), "c.yaml")
	if err := os.WriteFile(file, []byte(strings.Replace(refusingStore, "ADDRESS", srv.URL, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	do("apply", "-f", file).want(t, exitOK, "1 company files, 1 stores")
	sync := do("--log-level", "error", "sync")
	sync.want(t, exitAttention, "BigCommerce refused the token of this store.")
	for _, word := range []string{"bigcommerce store", "401", "token-1"} {
		if strings.Contains(sync.err, word) {
			t.Errorf("sync speaks of %q to people: %s", word, sync.err)
		}
	}
	check := do("check")
	check.want(t, exitAttention, "missing  s  the store was read", "missing  s  the last reading went well")
	status := do("status")
	status.want(t, exitOK, "No order was read yet.")
	if strings.Contains(status.out, "Every order agrees") {
		t.Errorf("nothing was read, and it says: %s", status.out)
	}
	var v []struct {
		Company string `json:"company"`
		Agrees  bool   `json:"agrees"`
	}
	if err := json.Unmarshal([]byte(do("status", "--json").out), &v); err != nil || len(v) != 1 || v[0].Company != "a" {
		t.Errorf("%+v, %v", v, err)
	}
	do("qwc", "a").want(t, exitOK, "<AppURL>http://localhost:8080/qbwc</AppURL>", "<UserName>qbwc-a</UserName>")
	do("qwc", "a", "--public-url", "https://192.0.2.1").want(t, exitFailed, "QBWC1001")
}

func TestAFlagWinsOverTheEnvironmentAndThatOverTheDefault(t *testing.T) {
	do := command(t) // sets COUNTINGHOUSE_DATA
	given := filepath.Join(t.TempDir(), "given")
	do("--data", given, "status").want(t, exitOK)
	if _, err := os.Stat(filepath.Join(given, "countinghouse.db")); err != nil {
		t.Errorf("the flag was not heeded: %v", err)
	}
	if _, err := os.Stat(os.Getenv("COUNTINGHOUSE_DATA")); err == nil {
		t.Error("the environment won over the flag")
	}
	do("status").want(t, exitOK)
	if _, err := os.Stat(filepath.Join(os.Getenv("COUNTINGHOUSE_DATA"), "countinghouse.db")); err != nil {
		t.Errorf("the environment was not heeded: %v", err)
	}
	t.Setenv("COUNTINGHOUSE_MAX_BATCH", "500")
	do("serve").want(t, exitUsage, "--max-batch is 1 to 200")
}
