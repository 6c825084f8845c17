// Package store is the database: one method for each business event, one
// transaction and its audit rows in each method that changes something.
//
// It runs on SQLite in one file of the data directory. All SQL stands in place
// and keeps to what SQLite and PostgreSQL have in common; only the schema files
// in migrations differ by engine. Everything is committed with
// synchronous=FULL: forgetting that a document was sent is how one gets posted
// twice.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"countinghouse/day"
	"countinghouse/secret"
)

// FileName is the database's name in the data directory.
const FileName = "countinghouse.db"

// Options are what a store needs beside its directory.
type Options struct {
	// Sealer seals tokens and client secrets. Without one, saving a secret is
	// an error.
	Sealer *secret.Sealer
	Now    func() time.Time // default time.Now; for tests
	Log    *slog.Logger     // default: silent

	restoring bool // the database lies outside of its directory, and was looked at
}

// Store is the database. It is safe for concurrent use, also by several
// processes at once (the server and a command).
type Store struct {
	path   string
	sealer *secret.Sealer
	clock  func() time.Time
	log    *slog.Logger

	writeDB *sql.DB
	w       *writer
	read    *sql.DB

	mu    sync.RWMutex
	reads map[string]*sql.Stmt // prepared on the read pool, by their text

	deflaters sync.Pool

	most listLimits

	listsMu sync.Mutex
	lists   map[CompanyKey]*remembered

	usesDay day.Day // the last day on which uses were forgotten; the writer's

	lock        *Lock
	headMu      sync.Mutex
	head        head
	headWritten int64 // audit rows that the head file tells of
}

// readers is the number of connections for reading.
const readers = 4

// Open opens the database of a data directory, making it when there is none.
// An older database is backed up (backups/ in the directory) and brought to
// this version's schema; one made by a newer version is ErrNewer. One that is
// not what worked in the directory last was restored: see recognise. While a
// backup is being restored there it is ErrInUse.
func Open(ctx context.Context, dir string, o Options) (*Store, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Store{path: filepath.Join(dir, FileName), sealer: o.Sealer, clock: o.Now, log: o.Log, reads: map[string]*sql.Stmt{}, lists: map[CompanyKey]*remembered{}, most: limits()}
	lock, err := hold(dir, lockFile, false)
	if err != nil {
		return nil, err
	}
	s.lock = lock
	if err := s.openFile(ctx); err != nil {
		return nil, errors.Join(err, lock.Release())
	}
	if o.restoring {
		return s, nil
	}
	if err := s.recognise(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if err := s.countUses(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// openFile opens the database's file.
func (s *Store) openFile(ctx context.Context) error {
	// Made here so that only its owner can read it; SQLite gives -wal and -shm the same rights.
	f, err := os.OpenFile(s.path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if s.writeDB, err = sql.Open("sqlite", s.dsn(false)); err != nil {
		return err
	}
	s.writeDB.SetMaxOpenConns(1)
	if err := s.migrate(ctx); err != nil {
		return errors.Join(err, s.writeDB.Close())
	}
	conn, err := s.writeDB.Conn(ctx)
	if err != nil {
		return errors.Join(err, s.writeDB.Close())
	}
	s.w = newWriter(conn)
	if s.read, err = sql.Open("sqlite", s.dsn(true)); err != nil {
		return errors.Join(err, s.w.close(), s.writeDB.Close())
	}
	s.read.SetMaxOpenConns(readers)
	s.read.SetMaxIdleConns(readers)
	return nil
}

// dsn names the file and its settings; busy_timeout comes first, so that the
// others already wait for another process.
func (s *Store) dsn(readOnly bool) string {
	q := url.Values{}
	q["_pragma"] = []string{"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)",
		"journal_size_limit(67108864)", "cache_size(-8000)"}
	if readOnly {
		q["_pragma"] = []string{"busy_timeout(10000)", "query_only(1)", "cache_size(-4000)"}
	} else {
		q.Set("_txlock", "immediate")
	}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: s.path}).EscapedPath(), RawQuery: q.Encode()}).String()
}

// Close ends all work and closes the file.
func (s *Store) Close() error {
	s.keepHead()
	var errs []error
	s.mu.Lock()
	for _, st := range s.reads {
		errs = append(errs, st.Close())
	}
	s.reads = map[string]*sql.Stmt{}
	s.mu.Unlock()
	return errors.Join(append(errs, s.read.Close(), s.w.close(), s.writeDB.Close(), s.lock.Release())...)
}

// now is the clock, read once in each method, in the precision of the database.
func (s *Store) now() time.Time { return s.clock().UTC().Truncate(time.Microsecond) }

// prepared is a statement on the read pool; nil when too many are kept already.
func (s *Store) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	s.mu.RLock()
	st, full := s.reads[query], len(s.reads) >= maxStatements
	s.mu.RUnlock()
	if st != nil {
		return st, nil
	}
	if full { // texts made of filters are many: the rest is prepared each time
		return nil, nil
	}
	st, err := s.read.PrepareContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("%w in %s", err, query)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if other := s.reads[query]; other != nil {
		return other, st.Close()
	}
	s.reads[query] = st
	return st, nil
}

// maxStatements bounds how many statements stay prepared.
const maxStatements = 300

// query runs a query on the read pool and gives each row to scan.
func (s *Store) query(ctx context.Context, query string, args []any, scan func(*sql.Rows) error) error {
	st, err := s.prepared(ctx, query)
	if err != nil {
		return err
	}
	var rows *sql.Rows
	if st == nil {
		rows, err = s.read.QueryContext(ctx, query, args...)
	} else {
		rows, err = st.QueryContext(ctx, args...)
	}
	if err != nil {
		return err
	}
	return each(rows, scan)
}

// row runs a query for one row on the read pool; no row is ErrNotFound.
func (s *Store) row(ctx context.Context, query string, args []any, dest ...any) error {
	st, err := s.prepared(ctx, query)
	if err != nil {
		return err
	}
	if st == nil {
		return found(s.read.QueryRowContext(ctx, query, args...).Scan(dest...))
	}
	return found(st.QueryRowContext(ctx, args...).Scan(dest...))
}

func each(rows *sql.Rows, scan func(*sql.Rows) error) error {
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// found turns "no rows" into ErrNotFound.
func found(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	return err
}
