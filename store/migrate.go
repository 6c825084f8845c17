package store

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/sqlite/*.sql
var migrations embed.FS

// migrate brings the database to this version's schema: forward only, one
// transaction for each step, after a backup of what was there.
func (s *Store) migrate(ctx context.Context) error {
	files, err := fs.Sub(migrations, "migrations/sqlite")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, s.writeDB, files,
		goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return err
	}
	sources := p.ListSources()
	newest := sources[len(sources)-1].Version
	have, err := s.schemaVersion(ctx)
	switch {
	case err != nil:
		return fmt.Errorf("the file %s is no Countinghouse database: %w", s.path, err)
	case have == newest:
		return nil
	case have > newest:
		return fmt.Errorf("%w: its schema is %d, this one knows %d; start the newer version, or restore the backup made before it was first started", ErrNewer, have, newest)
	case have > 0:
		if err := s.backupBefore(ctx, have); err != nil {
			return err
		}
	}
	if _, err := p.Up(ctx); err != nil {
		// Another process may have done the same at the same time.
		if now, again := s.schemaVersion(ctx); again == nil && now == newest {
			return nil
		}
		return fmt.Errorf("the database could not be brought to this version: %w", err)
	}
	return nil
}

// schemaVersion is the version of the schema that the file has; 0: none.
func (s *Store) schemaVersion(ctx context.Context) (int64, error) {
	var tables int
	err := s.writeDB.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = $1", goose.DefaultTablename).Scan(&tables)
	if err != nil || tables == 0 {
		return 0, err
	}
	var v int64
	err = s.writeDB.QueryRowContext(ctx, "SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied").Scan(&v)
	return v, err
}

// backupBefore copies the database as it was before a migration.
func (s *Store) backupBefore(ctx context.Context, version int64) error {
	dir := filepath.Join(filepath.Dir(s.path), "backups")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("the backup before migrating could not be made: %w", err)
	}
	path := filepath.Join(dir, fmt.Sprintf("before-migration-from-%d-%s.db", version, s.now().Format("20060102T150405.000000Z")))
	if _, err := s.writeDB.ExecContext(ctx, "VACUUM INTO $1", path); err != nil {
		return fmt.Errorf("the backup before migrating could not be made: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return err
	}
	s.log.InfoContext(ctx, "database backed up before its migration", "file", path)
	return nil
}
