package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// typing gives a command something on standard input.
func typing(t *testing.T, text string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "stdin")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	before := os.Stdin
	os.Stdin = f
	t.Cleanup(func() { os.Stdin = before; _ = f.Close() })
}

func TestPeopleAreManagedFromTheShell(t *testing.T) {
	do := command(t)
	t.Setenv("TEST_QB_PASSWORD", "a long password")
	file := filepath.Join(t.TempDir(), "c.yaml")
	if err := os.WriteFile(file, []byte("companies: [{key: a, name: A, user: qbwc-a, password: {env: TEST_QB_PASSWORD}}]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	do("apply", "-f", file).want(t, exitOK)
	typing(t, "too short\n")
	do("user", "add", "ana@example.com", "--name", "Ana", "--role", "admin").want(t, exitFailed, "the password is not taken", "use 12 or more")
	typing(t, "violet tractor nine\n")
	do("user", "add", "ana@example.com", "--name", "Ana", "--role", "admin").want(t, exitOK, "ana@example.com may sign in.")
	typing(t, "violet tractor nine\n")
	do("user", "add", "ben@example.com", "--name", "Ben", "--in", "nobody=viewer").want(t, exitFailed, `there is no company file "nobody"`)
	do("user", "add", "ben@example.com", "--name", "Ben").want(t, exitFailed, "name a role")
	do("user", "add", "ben@example.com", "--name", "Ben", "--in", "a=admin").want(t, exitFailed, "an admin is one of the whole server")
	typing(t, "violet tractor nine\n")
	do("user", "add", "ben@example.com", "--name", "Ben", "--in", "a=bookkeeper").want(t, exitOK)
	do("user").want(t, exitOK, "ben@example.com  Ben   a=bookkeeper  no             yes")
	do("user", "role", "ben@example.com", "--role", "viewer", "--in", "a=accountant").want(t, exitOK, "open sign-ins are ended")
	do("user", "disable", "ben@example.com").want(t, exitOK, "may not sign in any more")
	do("user", "disable", "ana@example.com").want(t, exitFailed, "ana@example.com is the only admin")
	do("user", "second-factor", "ben@example.com").want(t, exitOK, "has no second factor")
	do("user", "sign-out", "ben@example.com").want(t, exitOK, "0 sign-ins")
	typing(t, "qwertyuiop123\n")
	do("user", "password", "ben@example.com").want(t, exitFailed, "guessed first")
	typing(t, "tractor violet eight\n")
	do("user", "password", "ben@example.com").want(t, exitOK, "open sign-ins are ended")
	do("user", "role", "nobody@example.com", "--role", "viewer").want(t, exitFailed, "nobody signs in as")
	var rows []struct {
		Email, Role            string
		Companies              map[string]string
		SecondFactor, Disabled bool
	}
	if err := json.Unmarshal([]byte(do("user", "list", "--json").out), &rows); err != nil || len(rows) != 2 || rows[1].Role != "viewer" || rows[1].Companies["a"] != "accountant" || !rows[1].Disabled {
		t.Errorf("%+v, %v", rows, err)
	}
	do("user", "enable", "ben@example.com").want(t, exitOK, "may sign in")

	// The same by a declaration; roles by company file come out and go in again.
	out := do("export")
	out.want(t, exitOK, "role: viewer", "a: accountant")
	if strings.Contains(out.out, "argon2") {
		t.Errorf("hashes are exported: %s", out.out)
	}
	if err := os.WriteFile(file, []byte(out.out+"sign_in: {second_factor: [admin, bookkeeper]}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	do("apply", "-f", file).want(t, exitOK)
	do("export").want(t, exitOK, "second_factor:", "- admin", "- bookkeeper")
	if err := os.WriteFile(file, []byte("users: [{email: cy@example.com, name: C, companies: {b: viewer, a: admin}, password: {env: TEST_QB_PASSWORD}}]\nsign_in: {second_factor: [king]}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	do("apply", "-f", file).want(t, exitFailed, `the company file "b" is not declared`, "companies: a: the role is one of", `not "king"`)
}
