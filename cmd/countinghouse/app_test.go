package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"countinghouse/report"
)

func TestWhoOpensTheDeskFromBigCommerceIsSetFromTheShellAndDeclared(t *testing.T) {
	do := command(t)
	t.Setenv("TEST_QB_PASSWORD", "a long password")
	t.Setenv("TEST_TOKEN", "token-1")
	t.Setenv("TEST_PASSWORD", "violet tractor nine")
	file := filepath.Join(t.TempDir(), "c.yaml")
	declare := func(users string) said {
		t.Helper()
		body := "companies: [{key: a, name: A, user: qbwc-a, password: {env: TEST_QB_PASSWORD}}]\nstores: [{key: s, company: a, name: S, hash: abc123, token: {env: TEST_TOKEN}}]\nusers:\n" + users
		if err := os.WriteFile(file, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
		return do("apply", "-f", file)
	}
	people := func() string {
		t.Helper()
		var rows []report.AppPerson
		if err := json.Unmarshal([]byte(do("app", "people", "--json").out), &rows); err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, r := range rows {
			out = append(out, r.Person+" is "+r.Email+" of "+r.Store)
		}
		return strings.Join(out, "; ")
	}
	const ana, ben = "  - {email: ana@example.com, name: Ana, role: admin, password: {env: TEST_PASSWORD}", "  - {email: ben@example.com, name: Ben, role: viewer, password: {env: TEST_PASSWORD}"
	declare(ana+", bigcommerce: [{store: nobody, email: ana@shop.example}]}\n").want(t, exitFailed, `the store "nobody" is not declared`)
	declare(ana+", bigcommerce: [{email: ana@shop.example}, {store: s, email: ana}]}\n").want(t, exitFailed, "name the store by its key", "email is missing or no address")
	declare(ana+", bigcommerce: [{store: s, email: A@shop.example}]}\n"+ben+", bigcommerce: [{store: s, email: a@shop.example}]}\n").want(t, exitFailed, "a@shop.example is declared twice")
	declare(ana+", bigcommerce: [{store: s, email: Ana@Shop.example}]}\n"+ben+"}\n").want(t, exitOK)
	if got := people(); got != "ana@example.com is ana@shop.example of s" {
		t.Error(got)
	}
	do("app", "allow", "ben@example.com", "--store", "s", "--as", "ben@shop.example").want(t, exitOK, "opens the desk as ben@example.com")
	do("app", "allow", "ben@example.com", "--store", "nothing", "--as", "ben@shop.example").want(t, exitFailed, `no store "nothing" is connected`)
	do("app", "allow", "nobody@example.com", "--store", "s", "--as", "x@shop.example").want(t, exitFailed, "nobody signs in as")
	do("app").want(t, exitOK, "ben@example.com  s", "never")
	out := do("export").out
	if !strings.Contains(out, "bigcommerce:") || !strings.Contains(out, "email: ben@shop.example") {
		t.Errorf("the export leaves it out: %s", out)
	}
	// What is not spoken of stays, also applied twice; a list is the whole.
	for range 2 {
		declare(ana+"}\n"+ben+", bigcommerce: [{hash: abc123, email: ben@shop.example}]}\n").want(t, exitOK)
	}
	if got := people(); got != "ana@example.com is ana@shop.example of s; ben@example.com is ben@shop.example of s" {
		t.Error(got)
	}
	declare(ana+", bigcommerce: []}\n"+ben+", bigcommerce: [{store: s, email: ana@shop.example}]}\n").want(t, exitOK)
	if got := people(); got != "ben@example.com is ana@shop.example of s" {
		t.Error(got)
	}
	do("app", "remove", "--store", "s", "--as", "ana@shop.example").want(t, exitOK, "no more")
	do("app", "remove", "--store", "s", "--as", "ana@shop.example").want(t, exitFailed, "opens the desk from no control panel")
	if got := people(); got != "" {
		t.Error(got)
	}
	if err := os.WriteFile(file, []byte(out), 0o600); err != nil {
		t.Fatal(err)
	}
	do("apply", "-f", file).want(t, exitOK)
	if got := people(); got != "ana@example.com is ana@shop.example of s; ben@example.com is ben@shop.example of s" {
		t.Errorf("what was exported brings back %s", got)
	}
}
