package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pressly/goose/v3"

	"countinghouse/secret"
)

// RestoreOptions are what a restore needs beside directory and file.
type RestoreOptions struct {
	Sealer *secret.Sealer
	// WithoutKey restores also where the key does not open the secrets: the
	// stores' tokens must be given again.
	WithoutKey bool
	// Damaged restores also where rows of the audit were changed or removed.
	Damaged bool
	Options
}

// Restored is what a restore did.
type Restored struct {
	StateOf   time.Time // the newest thing that the backup knows
	Schema    int64     // of the backup
	AuditRows int
	LostRows  int64    // audit rows of after the backup; -1: not known
	Kept      string   // the database that was there; empty: there was none
	Companies []string // names of company files
	Orders    int
	Unopened  []string // secrets that the key does not open
}

// Restore puts a backup in the place of a data directory's database. Nobody
// may have that open. The backup is copied, checked, brought to this version's
// schema and marked as restored before it takes its place in one step; what
// was there is kept beside it.
func Restore(ctx context.Context, dir, file string, o RestoreOptions) (Restored, error) {
	var r Restored
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return r, err
	}
	serving, err := LockServer(dir)
	if errors.Is(err, ErrInUse) {
		return r, fmt.Errorf("a server runs on %s: stop it first, nothing was changed (%w)", dir, err)
	}
	if err != nil {
		return r, err
	}
	defer func() { _ = serving.Release() }()
	alone, err := hold(dir, lockFile, true)
	if errors.Is(err, ErrInUse) {
		return r, fmt.Errorf("a command of Countinghouse still works on %s: let it end first, nothing was changed (%w)", dir, err)
	}
	if err != nil {
		return r, err
	}
	defer func() { _ = alone.Release() }()
	if o.Now == nil {
		o.Now = time.Now
	}
	left, err := filepath.Glob(filepath.Join(dir, "restoring-*")) // of a restore that was killed
	if err != nil {
		return r, err
	}
	for _, d := range left {
		if err := os.RemoveAll(d); err != nil {
			return r, err
		}
	}
	work, err := os.MkdirTemp(dir, "restoring-")
	if err != nil {
		return r, err
	}
	defer func() { _ = os.RemoveAll(work) }()
	fresh := filepath.Join(work, FileName)
	if err := copyDatabase(ctx, file, fresh); err != nil {
		return r, fmt.Errorf("%s was not restored, nothing was changed: %w", file, err)
	}
	if err := r.inspect(ctx, fresh, o); err != nil {
		return r, fmt.Errorf("%s was not restored, nothing was changed: %w", file, err)
	}
	if _, err := os.Stat(filepath.Join(dir, FileName)); err == nil {
		if r.Kept, err = keptName(dir, o.Now()); err != nil {
			return r, err
		}
	}
	before, err := readHead(dir)
	if err != nil {
		return r, err
	}
	if err := r.mark(ctx, work, before, o); err != nil {
		return r, err
	}
	if err := r.swap(ctx, dir, fresh); err != nil {
		return r, err
	}
	// A crash before this: the head is of another database, and the next to open
	// this one finds that it was restored, once more.
	return r, errors.Join(os.Rename(filepath.Join(work, HeadFile), filepath.Join(dir, HeadFile)), syncFile(dir))
}

// copyDatabase copies a database file, with what stands in its write-ahead log
// if there is one: a copy made by hand may have it.
func copyDatabase(ctx context.Context, from, to string) error {
	for _, suffix := range []string{"", "-wal"} {
		if err := copyFile(from+suffix, to+suffix); err != nil {
			if suffix != "" && errors.Is(err, os.ErrNotExist) {
				continue
			}
			return fmt.Errorf("the backup can't be read: %w", err)
		}
	}
	return settleFile(ctx, to)
}

// settleFile brings everything of a database into its one file.
func settleFile(ctx context.Context, path string) error {
	db, err := openCopy(path)
	if err != nil {
		return err
	}
	var mode string
	err = db.QueryRowContext(ctx, "PRAGMA journal_mode = DELETE").Scan(&mode)
	if err = errors.Join(err, db.Close()); err != nil {
		return fmt.Errorf("it is no database that can be read: %w", err)
	}
	return nil
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if err == nil {
		err = out.Sync()
	}
	return errors.Join(err, out.Close())
}

// inspect tells whether a copy is a sound database of ours, and what is in it.
func (r *Restored) inspect(ctx context.Context, path string, o RestoreOptions) error {
	db, err := openCopy(path)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	if err := integrity(ctx, db); err != nil {
		return err
	}
	var tables int
	err = db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ($1, 'company', 'posting', 'event')", goose.DefaultTablename).Scan(&tables)
	if err != nil {
		return err
	}
	if tables < 4 {
		return errors.New("it is a database, but none of Countinghouse")
	}
	if err := db.QueryRowContext(ctx, "SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied").Scan(&r.Schema); err != nil {
		return err
	}
	newest, err := newestSchema()
	if err != nil {
		return err
	}
	if r.Schema > newest {
		return fmt.Errorf("%w: its schema is %d, this one knows %d", ErrNewer, r.Schema, newest)
	}
	look := &Store{read: db, reads: map[string]*sql.Stmt{}}
	defer func() {
		for _, st := range look.reads {
			_ = st.Close()
		}
	}()
	var broken []int64
	if r.AuditRows, broken, err = look.VerifyAudit(ctx); err != nil {
		return err
	}
	if len(broken) > 0 && !o.Damaged {
		return fmt.Errorf("rows %v of its audit log were changed, or rows before them removed, outside of Countinghouse. Take an older backup, or say that it is to be restored nevertheless (--damaged)", broken[:min(len(broken), 20)])
	}
	if r.AuditRows > 0 {
		if err := look.row(ctx, "SELECT at FROM event ORDER BY id DESC LIMIT 1", nil, instant{&r.StateOf}); err != nil {
			return err
		}
	}
	if err := look.row(ctx, "SELECT count(*) FROM sales_order", nil, &r.Orders); err != nil {
		return err
	}
	err = look.query(ctx, "SELECT name FROM company ORDER BY key", nil, func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		r.Companies = append(r.Companies, name)
		return err
	})
	if err != nil {
		return err
	}
	if err := r.openSecrets(ctx, look, o.Sealer); err != nil {
		return err
	}
	if len(r.Unopened) > 0 && !o.WithoutKey {
		return fmt.Errorf("the key does not open its secrets (%s). Put the key that belongs to it in place (secret.key, COUNTINGHOUSE_KEY or COUNTINGHOUSE_KEY_FILE); or restore without (--without-key) and give them again by apply", strings.Join(r.Unopened, ", "))
	}
	return nil
}

// openSecrets finds the secrets that the key does not open.
func (r *Restored) openSecrets(ctx context.Context, look *Store, sealer *secret.Sealer) error {
	for _, c := range sealed {
		if ok, err := hasColumn(ctx, look.read, c.table, c.column); err != nil || !ok {
			return err
		}
		err := look.query(ctx, "SELECT "+c.key+", "+c.column+" FROM "+c.table+" WHERE "+c.column+" <> ''", nil, func(rows *sql.Rows) error {
			var key, value string
			if err := rows.Scan(&key, &value); err != nil {
				return err
			}
			err := secret.ErrKey
			if sealer != nil {
				_, err = sealer.Open(value, secret.Place{Table: c.table, Column: c.column, Row: key})
			}
			if err != nil {
				r.Unopened = append(r.Unopened, strings.ReplaceAll(c.column, "_", " ")+" of "+key)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// mark opens the copy where it lies, which brings it to this version's schema,
// and has it treated as restored.
func (r *Restored) mark(ctx context.Context, work string, before *head, o RestoreOptions) error {
	s, err := Open(ctx, work, Options{Sealer: o.Sealer, Now: o.Now, Log: o.Log, restoring: true})
	if err != nil {
		return err
	}
	err = s.write(ctx, func(t *tx) error {
		now, _, err := compareHead(t.row, nil)
		if err != nil {
			return err
		}
		kept := r.Kept
		if kept != "" {
			kept = filepath.Base(kept)
		}
		if err := t.restored("restored", kept, before, now); err != nil {
			return err
		}
		if _, err := t.exec("DELETE FROM installation"); err != nil {
			return err
		}
		_, err = t.exec("INSERT INTO installation (id, made) VALUES ($1, $2)", newGUID(), t.at)
		return err
	})
	if err == nil {
		if s.head, _, err = compareHead(s.reader(ctx), nil); err == nil {
			s.headWritten = 0
		}
	}
	if err == nil {
		var all []Restoration
		if all, err = s.Restorations(ctx); err == nil {
			r.LostRows = all[len(all)-1].LostRows
		}
	}
	if err = errors.Join(err, s.Close()); err != nil {
		return err
	}
	return settleFile(ctx, filepath.Join(work, FileName))
}

// swap keeps the database that is there and puts the new one in its place:
// there is one at every moment.
func (r *Restored) swap(ctx context.Context, dir, fresh string) error {
	path := filepath.Join(dir, FileName)
	if r.Kept != "" {
		if err := keepDatabase(ctx, path, r.Kept); err != nil {
			return fmt.Errorf("the database that is there can't be kept, so nothing was changed: %w", err)
		}
	}
	return os.Rename(fresh, path)
}

// keepDatabase gives a database a second name. One that is damaged keeps its
// write-ahead log beside it.
func keepDatabase(ctx context.Context, path, kept string) error {
	if err := settleFile(ctx, path); err != nil {
		for _, suffix := range []string{"-wal", "-shm"} {
			if err := os.Rename(path+suffix, kept+suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
				return err
			}
		}
	}
	for _, suffix := range []string{"-wal", "-shm"} { // of another database they would spoil the new one
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	if err := os.Link(path, kept); err == nil {
		return nil
	}
	return copyFile(path, kept) // a file system without links
}

// keptName is a free name for the database that is replaced: restores within
// one second are numbered.
func keptName(dir string, now time.Time) (string, error) {
	name := filepath.Join(dir, "countinghouse-before-restore-"+now.UTC().Format("20060102-150405"))
	free := name + ".db"
	for n := 2; ; n++ {
		_, err := os.Lstat(free)
		if errors.Is(err, os.ErrNotExist) {
			return free, nil
		}
		if err != nil {
			return "", err
		}
		free = fmt.Sprintf("%s-%d.db", name, n)
	}
}

// newestSchema is the version of the schema that this program makes.
func newestSchema() (int64, error) {
	entries, err := migrations.ReadDir("migrations/sqlite")
	if err != nil {
		return 0, err
	}
	var versions []int64
	for _, e := range entries {
		v, err := goose.NumericComponent(e.Name())
		if err != nil {
			return 0, err
		}
		versions = append(versions, v)
	}
	return slices.Max(versions), nil
}
