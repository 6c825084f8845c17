package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"countinghouse/access"
	"countinghouse/report"
)

func TestTokensAreMadeListedAndEndedFromTheShell(t *testing.T) {
	do := command(t)
	t.Setenv("TEST_QB_PASSWORD", "a long password")
	file := filepath.Join(t.TempDir(), "c.yaml")
	if err := os.WriteFile(file, []byte("companies: [{key: a, name: A, user: qbwc-a, password: {env: TEST_QB_PASSWORD}}]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	do("apply", "-f", file).want(t, exitOK)
	made := do("token", "add", "Reports", "--company", "a")
	made.want(t, exitOK, "It is shown this once")
	if plain := strings.TrimSpace(made.out); !access.LooksLikeToken(plain) {
		t.Errorf("what it prints is no token alone: %q", plain)
	}
	do("token", "add", "Reports", "--company", "nobody").want(t, exitFailed, `there is no company file "nobody"`)
	do("token", "add", "Reports", "--until", "2020-01-01").want(t, exitFailed, "must be to come")
	do("token", "add", "Reports", "--until", "2099-01-01").want(t, exitFailed, "a year at most")
	do("token", "add", "Reports", "--role", "admin").want(t, exitUsage, "must be one of")
	var got madeJSON
	if err := json.Unmarshal([]byte(do("token", "add", "Auditor", "--role", "accountant", "--json").out), &got); err != nil || !access.LooksLikeToken(got.Plain) || got.Role != "accountant" || got.ID != 2 {
		t.Errorf("%+v %v", got, err)
	}
	do("token").want(t, exitOK, "Reports (…"+strings.TrimSpace(made.out)[52:]+")", "viewer", "never")
	do("token", "end", "2").want(t, exitOK, `The token "Auditor" is ended.`)
	do("token", "end", "2").want(t, exitFailed, "was ended before")
	do("token", "end", "7").want(t, exitFailed, "there is no token 7")
	var rows []report.Token
	if err := json.Unmarshal([]byte(do("token", "list", "--json").out), &rows); err != nil || len(rows) != 2 || rows[0].Ended == "" || rows[1].Ended != "" || strings.Join(rows[1].Companies, " ") != "a" {
		t.Errorf("%+v %v", rows, err)
	}
	if strings.Contains(do("token", "list", "--json").out+do("export").out, got.Plain) {
		t.Error("a token is shown again")
	}
}
