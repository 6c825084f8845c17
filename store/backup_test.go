package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"countinghouse/secret"
)

// operator is who backs up and restores in tests.
var operator = Actor{Kind: "cli", Name: "ana"}

// away opens a database in a directory and gives back how to close it.
func away(t *testing.T, dir string, c *clock) *Store {
	t.Helper()
	sealer, err := secret.LoadOrCreate(filepath.Join(dir, "secret.key"))
	must(t, err)
	s, err := Open(t.Context(), dir, Options{Sealer: sealer, Now: c.now})
	must(t, err)
	return s
}

// founded is a closed data directory with a company file, a store and an
// order with a posting that is ready.
func founded(t *testing.T) (string, *clock) {
	t.Helper()
	dir, c := t.TempDir(), newClock()
	s := away(t, dir, c)
	must(t, s.SaveCompany(t.Context(), tester, Company{Key: "larkspur", Name: "Larkspur", User: "larkspur", EveryMinutes: 10}))
	must(t, s.SaveShop(t.Context(), tester, Shop{Key: "main", Company: "larkspur", Name: "Main", Zone: "UTC", Currency: "USD", Token: "tok-123"}))
	saveOrders(t, s, order(1, "10.00"))
	planAll(t, s, receipts)
	must(t, s.Close())
	return dir, c
}

func raw(t *testing.T, dir string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, FileName))
	must(t, err)
	for _, q := range statements {
		_, err := db.Exec(q)
		must(t, err)
	}
	must(t, db.Close())
}

func restoreOptions(t *testing.T, dir string, c *clock) RestoreOptions {
	t.Helper()
	sealer, err := secret.LoadOrCreate(filepath.Join(dir, "secret.key"))
	must(t, err)
	return RestoreOptions{Sealer: sealer, Options: Options{Now: c.now}}
}

func TestBackupIsWholeOrNotThere(t *testing.T) {
	dir, c := founded(t)
	s := away(t, dir, c)
	file := filepath.Join(t.TempDir(), "b.db")
	made, err := s.Backup(t.Context(), operator, file, false)
	must(t, err)
	if made.Bytes == 0 || len(made.Keys) != 1 {
		t.Errorf("the backup is %+v", made)
	}
	if _, err := s.Backup(t.Context(), operator, file, false); err == nil || !strings.Contains(err.Error(), "exists already") {
		t.Errorf("an existing file was not refused: %v", err)
	}
	_, err = s.Backup(t.Context(), operator, file, true)
	must(t, err)
	if _, err := s.Backup(t.Context(), operator, filepath.Join(dir, FileName), true); err == nil {
		t.Error("the database itself was overwritten")
	}
	// A disk that is full, or a directory that can't be written, leaves nothing.
	gone := filepath.Join(t.TempDir(), "no such", "b.db")
	if _, err := s.Backup(t.Context(), operator, gone, false); err == nil {
		t.Error("a backup into a directory that isn't there succeeded")
	}
	good, tried, err := s.LastBackups(t.Context())
	must(t, err)
	if good.File != file || tried.File != gone || tried.Error == "" {
		t.Errorf("the last good backup is %+v, the last that was tried %+v", good, tried)
	}
	entries, err := os.ReadDir(filepath.Dir(file))
	must(t, err)
	if len(entries) != 1 {
		t.Errorf("beside the backup stands %v", entries)
	}
	info, err := os.Stat(file)
	must(t, err)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the backup has the rights %v", info.Mode().Perm())
	}
	must(t, s.Close())
}

func TestDailyBackupsGiveWayToNewerOnesAndToNothingElse(t *testing.T) {
	dir, c := founded(t)
	s := away(t, dir, c)
	to := filepath.Join(t.TempDir(), "backups")
	for range 5 {
		c.forward(24 * time.Hour)
		_, err := s.BackupDaily(t.Context(), operator, to, 3)
		must(t, err)
		must(t, os.WriteFile(filepath.Join(to, "countinghouse-mine.db"), []byte("x"), 0o600))
	}
	entries, err := os.ReadDir(to)
	must(t, err)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	want := "[countinghouse-20261110-100000.db countinghouse-20261111-100000.db countinghouse-20261112-100000.db countinghouse-mine.db]"
	if fmt.Sprint(names) != want {
		t.Errorf("there are %v, want %v", names, want)
	}
	if _, err := s.BackupDaily(t.Context(), operator, to, 0); err == nil {
		t.Error("none is to be kept, and nobody minds")
	}
	must(t, s.Close())
}

func TestRestoresWithinOneSecondEachKeepWhatWasThere(t *testing.T) {
	dir, now := t.TempDir(), time.Now()
	for n := range 20 {
		name, err := keptName(dir, now)
		must(t, err)
		if _, err := os.Lstat(name); !errors.Is(err, os.ErrNotExist) {
			t.Fatalf("restore %d would overwrite %s (%v)", n+1, name, err)
		}
		must(t, os.WriteFile(name, nil, 0o600))
	}
}

func TestRestorePutsTheBackupInPlaceAndKeepsWhatWasThere(t *testing.T) {
	dir, c := founded(t)
	s := away(t, dir, c)
	file := filepath.Join(t.TempDir(), "b.db")
	_, err := s.Backup(t.Context(), operator, file, false)
	must(t, err)
	saveOrders(t, s, order(2, "20.00"))
	planAll(t, s, receipts)
	if _, err := Restore(t.Context(), dir, file, restoreOptions(t, dir, c)); !errors.Is(err, ErrInUse) {
		t.Errorf("an open database was replaced: %v", err)
	}
	must(t, s.Close())
	server, err := LockServer(dir)
	must(t, err)
	if _, err := LockServer(dir); !errors.Is(err, ErrInUse) {
		t.Errorf("a second server may run: %v", err)
	}
	if _, err := Restore(t.Context(), dir, file, restoreOptions(t, dir, c)); !errors.Is(err, ErrInUse) || !strings.Contains(err.Error(), "stop it first") {
		t.Errorf("the database of a server was replaced: %v", err)
	}
	must(t, server.Release())
	r, err := Restore(t.Context(), dir, file, restoreOptions(t, dir, c))
	must(t, err)
	if r.Orders != 1 || len(r.Companies) != 1 || r.LostRows < 1 || r.Kept == "" {
		t.Errorf("the restore tells %+v", r)
	}
	s = away(t, dir, c)
	if _, err := s.PlannedOrder(t.Context(), "main", 2); !errors.Is(err, ErrNotFound) {
		t.Errorf("what came after the backup is there: %v", err)
	}
	all, err := s.Restorations(t.Context())
	must(t, err)
	if len(all) != 1 || all[0].How != "restored" || all[0].LostRows != r.LostRows || !all[0].Explained() {
		t.Errorf("the restorations are %+v", all)
	}
	a, err := s.CheckAudit(t.Context())
	must(t, err)
	if !a.Whole() {
		t.Errorf("the restored audit is %+v", a)
	}
	must(t, s.Close())
	kept, err := sql.Open("sqlite", r.Kept)
	must(t, err)
	var n int
	must(t, kept.QueryRow("SELECT count(*) FROM sales_order").Scan(&n))
	must(t, kept.Close())
	if n != 2 {
		t.Errorf("the database that was kept has %d orders, want 2", n)
	}
	entries, err := filepath.Glob(filepath.Join(dir, "restoring-*"))
	must(t, err)
	if len(entries) > 0 {
		t.Errorf("%v is left", entries)
	}
}

func TestRestoreRefusesWhatIsNotOursOrDamagedAndChangesNothing(t *testing.T) {
	dir, c := founded(t)
	s := away(t, dir, c)
	good := filepath.Join(t.TempDir(), "good.db")
	_, err := s.Backup(t.Context(), operator, good, false)
	must(t, err)
	must(t, s.Close())
	whole, err := os.ReadFile(good)
	must(t, err)
	changed := func(name string, body []byte, statements ...string) string {
		d := t.TempDir()
		must(t, os.WriteFile(filepath.Join(d, FileName), body, 0o600))
		if len(statements) > 0 {
			raw(t, d, statements...)
		}
		file := filepath.Join(d, name)
		must(t, os.Rename(filepath.Join(d, FileName), file))
		return file
	}
	torn := bytes.Clone(whole)
	for i := len(torn) / 2; i < len(torn)/2+5000; i++ {
		torn[i] = 0xAA
	}
	other := restoreOptions(t, dir, c)
	other.Sealer, err = secret.NewSealer(secret.NewKey())
	must(t, err)
	for _, x := range []struct {
		what, file, says string
		o                RestoreOptions
	}{
		{"a file that isn't there", filepath.Join(dir, "none.db"), "can't be read", RestoreOptions{}},
		{"no database", changed("text.db", []byte(strings.Repeat("no database at all\n", 500))), "no database", RestoreOptions{}},
		{"a database of something else", changed("else.db", nil, "CREATE TABLE recipes (name TEXT)"), "none of Countinghouse", RestoreOptions{}},
		{"a torn file", changed("torn.db", torn), "not restored", RestoreOptions{}},
		{"half of a file", changed("half.db", whole[:len(whole)/2]), "was not restored, nothing was changed: it is no database that can be read", RestoreOptions{}},
		{"a newer version's", changed("newer.db", whole, "UPDATE goose_db_version SET version_id = 999 WHERE id = (SELECT max(id) FROM goose_db_version)"), "newer version", RestoreOptions{}},
		{"an audit with a changed row", changed("audit.db", whole, "UPDATE event SET detail = 'nothing' WHERE id = 2"), "rows [2] of its audit log", RestoreOptions{}},
		{"another key", good, "token of main", other},
	} {
		o := x.o
		if o.Sealer == nil {
			o = restoreOptions(t, dir, c)
		}
		if _, err := Restore(t.Context(), dir, x.file, o); err == nil || !strings.Contains(err.Error(), x.says) {
			t.Errorf("%s: %v", x.what, err)
		}
	}
	s = away(t, dir, c)
	if all, err := s.Restorations(t.Context()); err != nil || len(all) > 0 {
		t.Errorf("something was restored: %v %v", all, err)
	}
	must(t, s.Close())
	other.WithoutKey = true
	r, err := Restore(t.Context(), dir, good, other)
	must(t, err)
	if fmt.Sprint(r.Unopened) != "[token of main]" {
		t.Errorf("without a key are %v", r.Unopened)
	}
}

// A database that a person puts in place by hand is noticed, whatever copy it
// is, once something left for QuickBooks or the server ran for a minute.
func TestDatabasePutBackByHandIsNoticed(t *testing.T) {
	for name, replace := range map[string]func(t *testing.T, dir, copied string){
		"copied over": func(t *testing.T, dir, copied string) {
			must(t, os.Remove(filepath.Join(dir, FileName)))
			must(t, copyFile(copied, filepath.Join(dir, FileName)))
		},
		"and written to since": func(t *testing.T, dir, copied string) {
			must(t, os.Remove(filepath.Join(dir, FileName)))
			must(t, copyFile(copied, filepath.Join(dir, FileName)))
			head, err := os.ReadFile(filepath.Join(dir, HeadFile))
			must(t, err)
			c := newClock()
			s := away(t, dir, c)
			for i := range 40 {
				must(t, s.Audit(t.Context(), tester, "test.done", "x", fmt.Sprint(i)))
			}
			must(t, s.Close())
			raw(t, dir, "DELETE FROM restoration") // as if that had been another program
			must(t, os.WriteFile(filepath.Join(dir, HeadFile), head, 0o600))
		},
		"without its head file": func(t *testing.T, dir, copied string) {
			must(t, os.Remove(filepath.Join(dir, FileName)))
			must(t, os.Remove(filepath.Join(dir, HeadFile)))
			must(t, copyFile(copied, filepath.Join(dir, FileName)))
		},
		"with a torn head file": func(t *testing.T, dir, copied string) {
			must(t, os.WriteFile(filepath.Join(dir, HeadFile), []byte(`{"data`), 0o600))
		},
		"lost and made anew": func(t *testing.T, dir, copied string) {
			must(t, os.Remove(filepath.Join(dir, FileName)))
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir, c := founded(t)
			copied := filepath.Join(t.TempDir(), "copy.db")
			must(t, copyFile(filepath.Join(dir, FileName), copied))
			s := away(t, dir, c)
			v, err := s.OpenVisit(t.Context(), "larkspur", "ticket", "10.0.0.1", "2.3", time.Minute)
			must(t, err)
			ready, err := s.ClaimReady(t.Context(), "larkspur", 10)
			must(t, err)
			_, err = s.MarkSent(t.Context(), Exchange{Visit: v.ID, SetID: "s1", Purpose: "post", Requests: 1, Request: []byte("x")}, []PostingID{ready[0].ID})
			must(t, err)
			// The head file was written before anything left: the process may be killed now.
			head, err := readHead(dir)
			must(t, err)
			if rows, _, err := s.VerifyAudit(t.Context()); err != nil || head.AuditRows != int64(rows) {
				t.Errorf("the head file tells of %d rows when %d are there (%v)", head.AuditRows, rows, err)
			}
			must(t, s.Close())
			replace(t, dir, copied)
			s = away(t, dir, c)
			all, err := s.Restorations(t.Context())
			must(t, err)
			if len(all) != 1 || all[0].How != "found" || all[0].Explained() {
				t.Errorf("it was not noticed: %+v", all)
			}
			must(t, s.Close())
			s = away(t, dir, c) // noticed once
			if all, err = s.Restorations(t.Context()); err != nil || len(all) != 1 {
				t.Errorf("it is noticed again and again: %+v %v", all, err)
			}
			n, err := s.ConfirmRestorations(t.Context(), operator, "I put last night's copy back.")
			must(t, err)
			if all, err = s.Restorations(t.Context()); err != nil || n != 1 || !all[0].Explained() {
				t.Errorf("a person said that it is right: %+v %v", all, err)
			}
			must(t, s.Close())
		})
	}
}

func TestNothingIsNoticedWhereNothingWasPutBack(t *testing.T) {
	dir, c := founded(t)
	for i := range 4 {
		s := away(t, dir, c)
		o := away(t, dir, c) // a command beside the server
		saveOrders(t, s, order(10+i, "10.00"))
		must(t, o.Audit(t.Context(), tester, "test.done", "x", ""))
		must(t, s.Audit(t.Context(), tester, "test.done", "x", ""))
		must(t, s.Close())
		must(t, o.Audit(t.Context(), tester, "test.done", "x", ""))
		if i < 3 {
			must(t, o.Close())
			continue
		}
		// Killed: neither the head file nor the write-ahead log is settled.
		killed := t.TempDir()
		for _, name := range []string{FileName, FileName + "-wal", HeadFile, "secret.key"} {
			must(t, copyFile(filepath.Join(dir, name), filepath.Join(killed, name)))
		}
		must(t, o.Close())
		k := away(t, killed, c)
		if all, err := k.Restorations(t.Context()); err != nil || len(all) > 0 {
			t.Errorf("a killed server's database counts as restored: %+v %v", all, err)
		}
		must(t, k.Close())
	}
	s := away(t, dir, c)
	if all, err := s.Restorations(t.Context()); err != nil || len(all) > 0 {
		t.Errorf("it counts as restored: %+v %v", all, err)
	}
	must(t, s.Close())
}

// What a restored database would do first is held back until QuickBooks was
// asked, and nothing bears a number or an id that was used before.
func TestRestoredDatabaseSendsNothingUnasked(t *testing.T) {
	dir, c := founded(t)
	s := away(t, dir, c)
	saveOrders(t, s, order(2, "20.00"), order(3, "30.00"))
	planAll(t, s, receipts)
	v, err := s.OpenVisit(t.Context(), "larkspur", "ticket", "10.0.0.1", "2.3", time.Minute)
	must(t, err)
	ready, err := s.ClaimReady(t.Context(), "larkspur", 10)
	must(t, err)
	_, err = s.MarkSent(t.Context(), Exchange{Visit: v.ID, SetID: "s1", Purpose: "post", Requests: 1, Request: []byte("x")}, []PostingID{ready[0].ID})
	must(t, err)
	must(t, s.SetCursor(t.Context(), "main", "orders.modified", "2026-11-07T09:00:00Z"))
	file := filepath.Join(t.TempDir(), "b.db") // one is sent and not answered
	_, err = s.Backup(t.Context(), operator, file, false)
	must(t, err)
	saveOrders(t, s, order(4, "40.00"))
	planAll(t, s, receipts)
	used, err := s.postings(t.Context(), "WHERE 1 = 1")
	must(t, err)
	var top PostingID
	for _, p := range used {
		top = max(top, p.ID)
	}
	must(t, s.Close())
	c.forward(time.Hour)
	_, err = Restore(t.Context(), dir, file, restoreOptions(t, dir, c))
	must(t, err)
	s = away(t, dir, c)
	defer func() { must(t, s.Close()) }()
	late := order(5, "50.00") // bought before the restore, read after it
	late.Placed = c.now().Add(-time.Minute)
	next := order(6, "60.00")
	next.Placed = c.now().Add(48 * time.Hour)
	saveOrders(t, s, late, next)
	c.forward(time.Second)
	planAll(t, s, receipts)
	sendable, err := s.ClaimReady(t.Context(), "larkspur", 10)
	must(t, err)
	if len(sendable) != 1 || sendable[0].Order != 6 {
		t.Errorf("sent would be %+v, want the order alone that was bought after the restore", namesOf(sendable))
	}
	ask, err := s.ToAsk(t.Context(), "larkspur", 10)
	must(t, err)
	if len(ask) != 4 {
		t.Errorf("asked about are %v, want four", namesOf(ask))
	}
	for _, p := range append(sendable, ask...) {
		if p.Order >= 5 && p.ID <= top {
			t.Errorf("posting %d has a number that was used before", p.ID)
		}
	}
	v, err = s.OpenVisit(t.Context(), "larkspur", "ticket-2", "10.0.0.1", "2.3", time.Minute)
	must(t, err)
	if _, err := s.MarkSent(t.Context(), Exchange{Visit: v.ID, SetID: "s2", Purpose: "post", Requests: 1, Request: []byte("x")}, []PostingID{ask[0].ID}); !errors.Is(err, ErrChanged) {
		t.Errorf("what is to be asked about was sent: %v", err)
	}
	if cursor, err := s.Cursor(t.Context(), "main", "orders.modified"); err != nil || cursor != "2026-11-06T09:00:00Z" {
		t.Errorf("the store is read on from %s (%v)", cursor, err)
	}
	progress, err := s.ListsProgress(t.Context(), "larkspur")
	must(t, err)
	if len(progress) > 0 {
		t.Errorf("lists count as read: %v", progress)
	}
	r, err := s.RestoredCompany(t.Context(), "larkspur")
	must(t, err)
	if r.Looked || len(r.Unread) != 1 || r.ToAsk != 4 {
		t.Errorf("the company file is %+v", r)
	}
	checkInvariants(t, s)
}

func namesOf(postings []Posting) []string {
	var out []string
	for i := range postings {
		out = append(out, postings[i].Name())
	}
	return out
}

// What a person ended or took away since the backup does not come back to life.
func TestRestoreSignsEverybodyOut(t *testing.T) {
	dir, c := founded(t)
	s := away(t, dir, c)
	must(t, s.write(t.Context(), func(t *tx) error {
		if _, err := t.exec("INSERT INTO person (email, name, role, password_hash, disabled, created) VALUES ('a@b.c', 'A', 'admin', 'x', 0, '')"); err != nil {
			return err
		}
		_, err := t.exec("INSERT INTO signin (id_hash, email, created, last_seen, remote, user_agent) VALUES ('h', 'a@b.c', '', '', '', '')")
		return err
	}))
	file := filepath.Join(t.TempDir(), "b.db")
	_, err := s.Backup(t.Context(), operator, file, false)
	must(t, err)
	must(t, s.Close())
	_, err = Restore(t.Context(), dir, file, restoreOptions(t, dir, c))
	must(t, err)
	s = away(t, dir, c)
	defer func() { must(t, s.Close()) }()
	var n int
	must(t, s.row(t.Context(), "SELECT count(*) FROM signin", nil, &n))
	if n != 0 {
		t.Errorf("%d sessions live again", n)
	}
}

func TestRestoreMigratesABackupOfAnOlderVersion(t *testing.T) {
	old, dir, c := t.TempDir(), t.TempDir(), newClock()
	oldDatabase(t, old, 3)
	r, err := Restore(t.Context(), dir, filepath.Join(old, FileName), restoreOptions(t, dir, c))
	must(t, err)
	if r.Schema != 3 || r.Kept != "" {
		t.Errorf("the restore tells %+v", r)
	}
	s := away(t, dir, c)
	if all, err := s.Restorations(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("the restorations are %+v %v", all, err)
	}
	must(t, s.Close())
}

func TestCheckFindsEveryKindOfMeddlingWithTheAudit(t *testing.T) {
	for name, x := range map[string]struct {
		statements []string
		found      func(a AuditState) bool
	}{
		"a row changed":    {[]string{"UPDATE event SET detail = 'nothing' WHERE id = 3"}, func(a AuditState) bool { return fmt.Sprint(a.Broken) == "[3]" }},
		"a row removed":    {[]string{"DELETE FROM event WHERE id = 3"}, func(a AuditState) bool { return fmt.Sprint(a.Broken) == "[4]" }},
		"the first row":    {[]string{"DELETE FROM event WHERE id = 1"}, func(a AuditState) bool { return fmt.Sprint(a.Broken) == "[2]" }},
		"a row inserted":   {[]string{"UPDATE event SET id = id + 1000 WHERE id > 2", "INSERT INTO event SELECT 3, at, actor_kind, actor_name, action, company, store, order_id, subject, detail, hash FROM event WHERE id = 2", "UPDATE event SET id = id - 999 WHERE id > 1000"}, func(a AuditState) bool { return len(a.Broken) > 1 && a.Broken[0] == 3 }},
		"two rows swapped": {[]string{"UPDATE event SET id = -1 WHERE id = 2", "UPDATE event SET id = 2 WHERE id = 3", "UPDATE event SET id = 3 WHERE id = -1"}, func(a AuditState) bool { return len(a.Broken) > 1 && a.Broken[0] == 2 }},
		"a row's hash":     {[]string{"UPDATE event SET hash = x'00' WHERE id = 4"}, func(a AuditState) bool { return fmt.Sprint(a.Broken) == "[4 5]" }},
		"the end cut off":  {[]string{"DELETE FROM event WHERE id > (SELECT max(id) FROM event) - 2"}, func(a AuditState) bool { return len(a.Broken) == 0 && a.Cut == 2 }},
		"everything":       {[]string{"DELETE FROM event"}, func(a AuditState) bool { return a.Cut > 4 }},
	} {
		t.Run(name, func(t *testing.T) {
			dir, c := founded(t)
			s := away(t, dir, c)
			for range 3 {
				must(t, s.Audit(t.Context(), tester, "test.done", "x", "y"))
			}
			if a, err := s.CheckAudit(t.Context()); err != nil || !a.Whole() {
				t.Fatalf("an untouched audit is %+v %v", a, err)
			}
			s.keepHead()
			raw(t, dir, x.statements...) // while the server runs
			a, err := s.CheckAudit(t.Context())
			must(t, err)
			if a.Whole() || !x.found(a) {
				t.Errorf("found was %+v", a)
			}
			must(t, s.Close())
		})
	}
}

// Who cuts off the end, or writes the whole chain anew, while nothing runs is
// found out at the next start.
func TestAuditThatWasCutOrForgedWhileNothingRanIsFoundAtTheStart(t *testing.T) {
	for name, meddle := range map[string]func(t *testing.T, dir string){
		"cut":    func(t *testing.T, dir string) { raw(t, dir, "DELETE FROM event WHERE id > 3") },
		"forged": func(t *testing.T, dir string) { raw(t, dir, "DELETE FROM event", forged(5)) },
	} {
		t.Run(name, func(t *testing.T) {
			dir, c := founded(t)
			meddle(t, dir)
			s := away(t, dir, c)
			defer func() { must(t, s.Close()) }()
			a, err := s.CheckAudit(t.Context())
			must(t, err)
			if len(a.Restorations) != 1 || a.Restorations[0].Explained() {
				t.Errorf("nobody noticed: %+v", a)
			}
		})
	}
}

// forged is an audit of n rows whose chain is right, made by who knows how.
func forged(n int) string {
	var rows []string
	var prev [32]byte
	before := []byte{}
	for id := int64(1); id <= int64(n); id++ {
		prev, _ = chain(nil, before, id, "2026-11-01T00:00:00.000000Z", Actor{"system", "x"}, "a", "", "", 0, "", "")
		before = prev[:]
		rows = append(rows, fmt.Sprintf("(%d, '2026-11-01T00:00:00.000000Z', 'system', 'x', 'a', '', '', 0, '', '', x'%x')", id, prev))
	}
	return "INSERT INTO event (id, at, actor_kind, actor_name, action, company, store, order_id, subject, detail, hash) VALUES " + strings.Join(rows, ", ")
}

func TestAKilledProcessLetsGoOfItsLocks(t *testing.T) {
	// The operating system does it; what is tested is that no file stays that counts.
	dir, c := founded(t)
	must(t, os.WriteFile(filepath.Join(dir, serverLock), nil, 0o600))
	must(t, os.WriteFile(filepath.Join(dir, lockFile), nil, 0o600))
	l, err := LockServer(dir)
	must(t, err)
	must(t, l.Release())
	file := filepath.Join(t.TempDir(), "b.db")
	s := away(t, dir, c)
	_, err = s.Backup(context.Background(), operator, file, false)
	must(t, err)
	must(t, s.Close())
	_, err = Restore(t.Context(), dir, file, restoreOptions(t, dir, c))
	must(t, err)
}
