package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"countinghouse/secret"
)

// BackupMade is a backup that was written, or tried.
type BackupMade struct {
	At    time.Time
	File  string
	Bytes int64
	Daily bool // one of those that replace each other
	Error string
	// Removed are older daily backups that gave way to it.
	Removed []string
	// Keys are the keys (secret.Key.ID) that open the secrets in it.
	Keys []string
}

// Backup writes a complete, consistent copy of the database to a file, while
// everything else goes on. The copy is written beside the file, brought to the
// disk and checked before it takes the file's name: there is never half a
// backup. An existing file is replaced only if told to.
func (s *Store) Backup(ctx context.Context, by Actor, path string, replace bool) (BackupMade, error) {
	b, err := s.backup(ctx, path, replace)
	if err != nil {
		return b, errors.Join(err, s.noteBackup(ctx, by, b, err))
	}
	return b, s.noteBackup(ctx, by, b, nil)
}

// dailyName is the name of a daily backup; its time is UTC.
const dailyName = "countinghouse-20060102-150405.db"

// isPartial is a backup that was not finished; it may still be written to for
// partialFor.
var isPartial = regexp.MustCompile(`^\.countinghouse-\d{8}-\d{6}\.db-.*\.partial$`)

const partialFor = 24 * time.Hour

var isDaily = regexp.MustCompile(`^countinghouse-\d{8}-\d{6}\.db$`)

// BackupDaily writes a backup with the date in its name to a directory, and
// then removes the oldest of its kind until keep are left. Other files of the
// directory are left alone.
func (s *Store) BackupDaily(ctx context.Context, by Actor, dir string, keep int) (BackupMade, error) {
	if keep < 1 {
		return BackupMade{}, errors.New("at least one backup must be kept")
	}
	b, err := s.daily(ctx, dir, keep)
	b.Daily = true
	return b, errors.Join(err, s.noteBackup(ctx, by, b, err))
}

func (s *Store) daily(ctx context.Context, dir string, keep int) (BackupMade, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return BackupMade{At: s.now()}, fmt.Errorf("the directory for backups can't be made: %w", err)
	}
	b, err := s.backup(ctx, filepath.Join(dir, s.now().Format(dailyName)), false)
	if err != nil {
		return b, err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return b, err
	}
	var old []string
	for _, e := range entries { // by name, which is by time
		switch {
		case !e.Type().IsRegular():
		case isDaily.MatchString(e.Name()):
			old = append(old, e.Name())
		case isPartial.MatchString(e.Name()): // of a process that was killed
			if info, err := e.Info(); err == nil && s.now().Sub(info.ModTime()) > partialFor {
				_ = os.Remove(filepath.Join(dir, e.Name()))
			}
		}
	}
	slices.Sort(old)
	for len(old) > keep {
		if err := os.Remove(filepath.Join(dir, old[0])); err != nil {
			return b, fmt.Errorf("an old backup can't be removed: %w", err)
		}
		b.Removed, old = append(b.Removed, old[0]), old[1:]
	}
	return b, nil
}

func (s *Store) backup(ctx context.Context, path string, replace bool) (BackupMade, error) {
	b := BackupMade{At: s.now(), File: path}
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return b, fmt.Errorf("%s is a directory; name a file in it", path)
	case err == nil && !replace:
		return b, fmt.Errorf("%s exists already; name a new file, or say that it may be replaced (--replace)", path)
	case err == nil && s.isOwn(info):
		return b, fmt.Errorf("%s is the database itself", path)
	}
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, "."+filepath.Base(path)+"-*.partial") // made with 0600; VACUUM INTO takes an empty file
	if err != nil {
		return b, fmt.Errorf("the backup can't be written: %w", err)
	}
	partial := f.Name()
	if err := f.Close(); err != nil {
		return b, err
	}
	if err := s.copyTo(ctx, partial, &b); err != nil {
		return b, errors.Join(err, os.Remove(partial))
	}
	if err := os.Rename(partial, path); err != nil {
		return b, errors.Join(fmt.Errorf("the backup can't be put in place: %w", err), os.Remove(partial))
	}
	return b, syncFile(dir)
}

// isOwn tells whether a file is the open database.
func (s *Store) isOwn(info os.FileInfo) bool {
	own, err := os.Stat(s.path)
	return err == nil && os.SameFile(own, info)
}

// copyTo writes the copy, brings it to the disk and checks it.
func (s *Store) copyTo(ctx context.Context, path string, b *BackupMade) error {
	from, err := openCopy(s.path) // a connection of its own, so that nobody who writes waits for it
	if err != nil {
		return err
	}
	_, err = from.ExecContext(ctx, "VACUUM INTO $1", path)
	if err = errors.Join(err, from.Close()); err != nil {
		return fmt.Errorf("the backup could not be written: %w", err)
	}
	if err := syncFile(path); err != nil {
		return fmt.Errorf("the backup could not be brought to the disk: %w", err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	b.Bytes = info.Size()
	db, err := openCopy(path)
	if err != nil {
		return err
	}
	err = integrity(ctx, db)
	if err == nil {
		b.Keys, err = keysOf(ctx, db)
	}
	if err = errors.Join(err, db.Close()); err != nil {
		return fmt.Errorf("the backup was written, but is not sound, and was thrown away: %w", err)
	}
	return nil
}

// noteBackup writes down what became of a backup.
func (s *Store) noteBackup(ctx context.Context, by Actor, b BackupMade, failed error) error {
	words := ""
	if failed != nil {
		words = failed.Error()
	}
	return s.write(context.WithoutCancel(ctx), func(t *tx) error {
		e := event{actor: by, action: "backup.made", subject: "database", detail: fmt.Sprintf("%s, %d bytes", b.File, b.Bytes)}
		if failed != nil {
			e.action, e.detail = "backup.failed", words
		}
		t.log(e)
		if _, err := t.exec("INSERT INTO backup_made (at, file, bytes, daily, error) VALUES ($1, $2, $3, $4, $5)", stamp(b.At), b.File, b.Bytes, flag(b.Daily), words); err != nil {
			return err
		}
		_, err := t.exec("DELETE FROM backup_made WHERE id <= (SELECT max(id) FROM backup_made) - $1 AND id < (SELECT max(id) FROM backup_made WHERE error = '')", keptBackups)
		return err
	})
}

// keptBackups is how many backups the database remembers.
const keptBackups = 100

// LastBackups are the last backup that is good, and the last that was tried;
// both are zero when there was none.
func (s *Store) LastBackups(ctx context.Context) (good, tried BackupMade, err error) {
	return s.lastBackups(ctx, 0)
}

// LastDaily is LastBackups of those that replace each other.
func (s *Store) LastDaily(ctx context.Context) (good, tried BackupMade, err error) {
	return s.lastBackups(ctx, 1)
}

func (s *Store) lastBackups(ctx context.Context, daily int) (good, tried BackupMade, err error) {
	read := func(b *BackupMade, and string) error {
		err := s.row(ctx, "SELECT at, file, bytes, daily, error FROM backup_made WHERE daily >= $1"+and+" ORDER BY id DESC LIMIT 1", []any{daily},
			instant{&b.At}, &b.File, &b.Bytes, &b.Daily, &b.Error)
		if errors.Is(err, ErrNotFound) {
			err = nil
		}
		return err
	}
	return good, tried, errors.Join(read(&good, " AND error = ''"), read(&tried, ""))
}

// Dir is the data directory.
func (s *Store) Dir() string { return filepath.Dir(s.path) }

// openCopy opens a database file with one connection and plain settings.
func openCopy(path string) (*sql.DB, error) {
	q := url.Values{"_pragma": {"busy_timeout(2000)"}}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String())
	if err == nil {
		db.SetMaxOpenConns(1)
	}
	return db, err
}

// integrity has SQLite look through the whole file.
func integrity(ctx context.Context, db *sql.DB) error {
	var faults []string
	for _, check := range []string{"PRAGMA integrity_check(5)", "PRAGMA foreign_key_check"} {
		rows, err := db.QueryContext(ctx, check)
		if err != nil {
			return fmt.Errorf("it can't be read as a database: %w", err)
		}
		columns, err := rows.Columns()
		if err != nil {
			return err
		}
		err = each(rows, func(r *sql.Rows) error {
			values := make([]any, len(columns))
			for i := range values {
				values[i] = new(any)
			}
			if err := r.Scan(values...); err != nil {
				return err
			}
			text := fmt.Sprint(*values[0].(*any))
			if len(columns) > 1 {
				text = "a row of " + text + " names what isn't there"
			}
			if text != "ok" {
				faults = append(faults, text)
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("it can't be read as a database: %w", err)
		}
	}
	if len(faults) > 0 {
		return fmt.Errorf("the file is damaged: %s", strings.Join(faults[:min(len(faults), 5)], "; "))
	}
	return nil
}

// keysOf are the keys that open the secrets of a database.
func keysOf(ctx context.Context, db *sql.DB) ([]string, error) {
	var keys []string
	for _, c := range sealed {
		if ok, err := hasColumn(ctx, db, c.table, c.column); err != nil || !ok {
			return keys, err
		}
		rows, err := db.QueryContext(ctx, "SELECT "+c.column+" FROM "+c.table+" WHERE "+c.column+" <> ''")
		if err != nil {
			return nil, err
		}
		err = each(rows, func(r *sql.Rows) error {
			var v string
			err := r.Scan(&v)
			if id := secret.KeyID(v); id != "" && !slices.Contains(keys, id) {
				keys = append(keys, id)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(keys)
	return keys, nil
}

// hasColumn tells whether a database, perhaps of an older schema, has a column.
func hasColumn(ctx context.Context, db *sql.DB, table, column string) (bool, error) {
	var n int
	err := db.QueryRowContext(ctx, "SELECT count(*) FROM pragma_table_info($1) WHERE name = $2", table, column).Scan(&n)
	return n > 0, err
}

// syncFile brings a file, or the names in a directory, to the disk.
func syncFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	err = f.Sync()
	if info, serr := f.Stat(); serr == nil && info.IsDir() {
		err = nil // some systems can't bring a directory to the disk by itself
	}
	return errors.Join(err, f.Close())
}
