package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"countinghouse/server"
	"countinghouse/simulator/shop"
)

func TestBackupAndRestoreSayWhatTheyDidAndWhatIsNeeded(t *testing.T) {
	do := command(t)
	dir := os.Getenv("COUNTINGHOUSE_DATA")
	t.Setenv("TEST_QB_PASSWORD", "a long password")
	t.Setenv("TEST_TOKEN", "token-1")
	yaml := filepath.Join(t.TempDir(), "c.yaml")
	if err := os.WriteFile(yaml, []byte(strings.Replace(refusingStore, "ADDRESS", "https://api.bigcommerce.com", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	do("apply", "-f", yaml).want(t, exitOK)
	do("status").want(t, exitOK, "There is no backup yet.")
	file := filepath.Join(t.TempDir(), "b.db")
	do("backup", file).want(t, exitOK, "was copied to "+file, "the key ", "secret.key", "and not in the copy")
	do("backup", file).want(t, exitFailed, "exists already", "--replace")
	do("backup", file, "--replace").want(t, exitOK)
	do("backup", file, "--replace", "--keep", "3").want(t, exitUsage, "--replace is for a file")
	var made struct {
		File, At, KeyFrom string
		Bytes             int64
		Keys, Removed     []string
	}
	daily := filepath.Join(t.TempDir(), "daily")
	if err := json.Unmarshal([]byte(do("backup", daily, "--keep", "2", "--json").out), &made); err != nil || made.Bytes == 0 || len(made.Keys) != 1 || filepath.Dir(made.File) != daily {
		t.Errorf("%+v, %v", made, err)
	}
	do("status").want(t, exitOK, "The last backup is of ", made.File)
	do("restore").want(t, exitUsage, "name the backup to restore")
	do("restore", "--in-place").want(t, exitUsage, "say why")
	do("restore", filepath.Join(dir, "none.db")).want(t, exitFailed, "can't be read")
	do("--key", strings.Repeat("A", 43)+"=", "restore", file).want(t, exitFailed, "nothing was changed", "the key does not open its secrets (token of s)", "--without-key")
	r := do("restore", file)
	r.want(t, exitOK, "Restored: the state of ", "with 0 orders, for A.", "is kept as ", "Start the server.", "Everybody has to sign in again.")
	do("status").want(t, exitOK, "was restored on ", "Nothing is sent until the store s was read again")
	check := do("check")
	if !strings.Contains(check.out, "ok         a backup of ") || !strings.Contains(check.out, "ok         the audit log is whole") {
		t.Errorf("check says: %s", check.out)
	}
	do("restore", "--confirm", "--why", "x").want(t, exitFailed, "no restore waits to be confirmed")
	// By hand, as people do.
	copied, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "countinghouse.db"), copied, 0o600); err != nil {
		t.Fatal(err)
	}
	do("check").want(t, exitAttention, "missing    a backup of ", "restore --confirm")
	do("restore", "--confirm", "--why", "I copied it.").want(t, exitOK, "was meant")
	if check := do("check"); !strings.Contains(check.out, "ok         a backup of ") {
		t.Errorf("check says: %s", check.out)
	}
	do("restore", "--in-place", "--why", "The virtual machine was set back.").want(t, exitOK, "counts as restored", "QuickBooks is asked")
}

func TestCheckFindsAuditRowsThatWereRemoved(t *testing.T) {
	do := command(t)
	do("status").want(t, exitOK)
	file := filepath.Join(os.Getenv("COUNTINGHOUSE_DATA"), "b.db")
	for range 3 {
		do("backup", file, "--replace").want(t, exitOK) // each leaves a row
	}
	meddle := func(q string) {
		t.Helper()
		db, err := sql.Open("sqlite", filepath.Join(os.Getenv("COUNTINGHOUSE_DATA"), "countinghouse.db"))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
	meddle("DELETE FROM event WHERE id = (SELECT max(id) FROM event)")
	do("check").want(t, exitAttention, "1 rows of the audit log were written after it", "If not, rows of the audit log were removed.")
	meddle("UPDATE event SET detail = 'nothing' WHERE id = 2")
	do("check").want(t, exitAttention, "missing    the audit log is whole", "Rows [2] were changed")
}

// A server holds its data directory: no second one, and no restore, until it
// ended, however it ended.
func TestARunningServerIsNotRestoredUnderAndAKilledOneLetsGo(t *testing.T) {
	w := openWorld(t, worldOptions{Seed: 3, Mix: shop.MixPlain(), NoPolling: true, Process: true})
	if err := w.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Setenv("COUNTINGHOUSE_DATA", w.o.Dir)
	do := func(args ...string) said {
		var out, errOut strings.Builder
		code := run(args, &out, &errOut)
		return said{out.String(), errOut.String(), code}
	}
	file := filepath.Join(t.TempDir(), "b.db")
	do("backup", file).want(t, exitOK)
	do("restore", file).want(t, exitFailed, "a server runs on", "stop it first")
	do("serve", "--listen", "localhost:0").want(t, exitFailed, "another server runs on")
	w.StopServer()                                                                    // kill -9
	do("restore", file).want(t, exitFailed, "a command of Countinghouse still works") // the test itself has it open
	if err := w.Store.Close(); err != nil {
		t.Fatal(err)
	}
	do("restore", file).want(t, exitOK, "Restored: ")
	if err := w.reopen(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := w.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// reopen opens the database again, after another was put in its place.
func (w *world) reopen(ctx context.Context) (err error) {
	w.Store, err = w.config.Open(ctx, w.o.Log)
	return err
}

// killed runs the program as a process and kills it (kill -9) after a while;
// false: it had ended before.
func killed(t *testing.T, after time.Duration, args ...string) bool {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), self, args...)
	c.Env = append(os.Environ(), asMain+"=1")
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		_ = c.Wait() // it was killed, or what it did is looked at
		close(ended)
	}()
	select {
	case <-ended:
		return false
	case <-time.After(after):
		_ = c.Process.Kill()
		<-ended
		return true
	}
}

// Backup and restore may be killed at any moment: there is a whole backup or
// none, and a database at every moment, the old or the new one; the new one
// counts as restored.
func TestBackupAndRestoreMayBeKilledAtAnyMoment(t *testing.T) {
	do := command(t)
	dir := os.Getenv("COUNTINGHOUSE_DATA")
	t.Setenv("TEST_QB_PASSWORD", "a long password")
	t.Setenv("TEST_TOKEN", "token-1")
	yaml := filepath.Join(t.TempDir(), "c.yaml")
	if err := os.WriteFile(yaml, []byte(strings.Replace(refusingStore, "ADDRESS", "https://api.bigcommerce.com", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	do("apply", "-f", yaml).want(t, exitOK)
	good := filepath.Join(t.TempDir(), "good.db")
	do("backup", good).want(t, exitOK)
	began := time.Now()
	killed(t, time.Minute, "restore", good)
	whole := time.Since(began)
	rounds, cut := 10, map[string]int{}
	for i := range rounds {
		after := whole * time.Duration(i+1) / time.Duration(rounds+1)
		file := filepath.Join(t.TempDir(), "b.db")
		if killed(t, after, "backup", file) {
			cut["backup"]++
		}
		if _, err := os.Stat(file); err == nil {
			do("restore", file).want(t, exitOK, "for A.")
		}
		if killed(t, after, "restore", good) {
			cut["restore"]++
		}
		st, err := server.Config{Data: dir}.Open(t.Context(), discard())
		if err != nil {
			t.Fatalf("after %s the database can't be opened: %v", after, err)
		}
		companies, err := st.Companies(t.Context())
		if err != nil || len(companies) != 1 {
			t.Errorf("after %s there are %d company files: %v", after, len(companies), err)
		}
		for _, c := range companies {
			if _, err := st.RestoredCompany(t.Context(), c.Key); err != nil {
				t.Errorf("after %s nobody knows that it was restored: %v", after, err)
			}
		}
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	}
	do("restore", good).want(t, exitOK)
	left, err := filepath.Glob(filepath.Join(dir, "restoring-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("%v is left (%v)", left, err)
	}
	if cut["restore"] < 3 {
		t.Errorf("hardly anything was killed in time: %v", cut)
	}
}
