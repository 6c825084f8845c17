package main

import (
	"context"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"countinghouse/server"
	"countinghouse/store"
)

// sealedHouse declares a store with secrets in a data directory.
func sealedHouse(t *testing.T, do func(...string) said) {
	t.Helper()
	t.Setenv("TEST_QB_PASSWORD", "a long password")
	t.Setenv("TEST_TOKEN", "token-very-secret")
	t.Setenv("TEST_CLIENT", "client-very-secret")
	file := filepath.Join(t.TempDir(), "c.yaml")
	body := "companies: [{key: a, name: A, user: qbwc-a, password: {env: TEST_QB_PASSWORD}}]\nstores: [{key: s, company: a, name: S, hash: h, token: {env: TEST_TOKEN}, client_id: c, client_secret: {env: TEST_CLIENT}}]\n"
	if err := os.WriteFile(file, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	do("apply", "-f", file).want(t, exitOK)
}

// secretsOpen tells whether a server that starts now opens every secret.
func secretsOpen(t *testing.T, st *store.Store) {
	t.Helper()
	shop, err := st.Shop(context.Background(), "s")
	if err != nil || shop.Token != "token-very-secret" || shop.ClientSecret != "client-very-secret" {
		t.Fatalf("the secrets don't open: %+v, %v", shop, err)
	}
}

func starts(t *testing.T) *store.Store {
	t.Helper()
	st, err := server.Config{Data: os.Getenv("COUNTINGHOUSE_DATA")}.Open(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	return st
}

func TestANewKeyIsTakenWhileTheServerRuns(t *testing.T) {
	do := command(t)
	sealedHouse(t, do)
	running := starts(t)
	if err := running.OfferFactor(t.Context(), "nobody@example.com", "x"); err == nil {
		t.Error("a second factor of nobody")
	}
	before := do("key")
	before.want(t, exitOK, "2 stored secrets open with")
	first := strings.Fields(before.out)[7]
	out := do("key", "rotate")
	out.want(t, exitOK, "2 stored secrets are sealed with the new key", "retired-"+strings.TrimSuffix(first, ".")+".key")
	secretsOpen(t, running)
	secretsOpen(t, starts(t))
	after := do("key", "show")
	after.want(t, exitOK, "2 stored secrets open with")
	if after.out == before.out {
		t.Errorf("the key is the same: %s", after.out)
	}
	do("check").want(t, exitAttention, "ok         secret.key is its owner's alone", "ok         every stored secret is sealed with the key")
	for _, s := range []said{before, out, after} {
		for _, hidden := range []string{"very-secret"} {
			if strings.Contains(s.out+s.err, hidden) {
				t.Errorf("a secret is printed: %s", s.out)
			}
		}
	}
	if err := os.Chmod(filepath.Join(os.Getenv("COUNTINGHOUSE_DATA"), "secret.key"), 0o644); err != nil {
		t.Fatal(err)
	}
	do("status").want(t, exitFailed, "can be read by others on this machine", "chmod 600")
}

// The test runs its own program as the command, so that it can be killed.
func TestAChangeOfKeysMayBeKilledAtAnyMoment(t *testing.T) {
	if os.Getenv("TEST_BE_THE_COMMAND") != "" {
		os.Exit(run([]string{"key", "rotate"}, os.Stdout, os.Stderr))
	}
	do := command(t)
	sealedHouse(t, do)
	running := starts(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	killed := 0
	for i := range 12 {
		cmd := exec.CommandContext(t.Context(), self, "-test.run", "^TestAChangeOfKeysMayBeKilledAtAnyMoment$")
		cmd.Env = append(os.Environ(), "TEST_BE_THE_COMMAND=yes")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		timer := time.AfterFunc(time.Duration(20+rand.IntN(60)+i*5)*time.Millisecond, func() { _ = cmd.Process.Kill() })
		if cmd.Wait() != nil {
			killed++
		}
		timer.Stop()
		secretsOpen(t, running)
		secretsOpen(t, starts(t))
	}
	t.Logf("%d of 12 changes were killed", killed)
	do("key", "rotate").want(t, exitOK)
	do("check").want(t, exitAttention, "ok         every stored secret is sealed with the key")
	secretsOpen(t, running)
}
