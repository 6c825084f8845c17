package server

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"countinghouse/store"
)

// Backups are the daily backups that the server makes by itself.
type Backups struct {
	BackupAt   string `help:"When a backup is made every day, in the server's time zone; empty: never." default:"03:15" env:"COUNTINGHOUSE_BACKUP_AT" placeholder:"03:15"`
	BackupKeep int    `help:"How many daily backups are kept." default:"7" env:"COUNTINGHOUSE_BACKUP_KEEP"`
	BackupDir  string `help:"Directory of the daily backups, on another disk if there is one. Default: backups in the data directory." env:"COUNTINGHOUSE_BACKUP_DIR" type:"path"`
}

// Validate finds every setting that cannot work.
func (b Backups) Validate() error {
	var errs []error
	if _, err := time.Parse("15:04", b.BackupAt); b.BackupAt != "" && err != nil {
		errs = append(errs, errors.New("--backup-at is a time of the day such as 03:15, or empty"))
	}
	if b.BackupAt != "" && b.BackupKeep < 1 {
		errs = append(errs, errors.New("--backup-keep is at least 1"))
	}
	return errors.Join(errs...)
}

// retryBackup is how soon a backup that failed is tried again.
const retryBackup = time.Hour

// due tells whether a daily backup is to be made now: its time has come since
// the last good one, and one that failed lies far enough back. Without any the
// first is due at the first such time after began.
func (b Backups) due(now, began, good, tried time.Time) bool {
	at, err := time.Parse("15:04", b.BackupAt)
	if err != nil {
		return false
	}
	last := time.Date(now.Year(), now.Month(), now.Day(), at.Hour(), at.Minute(), 0, 0, now.Location())
	if last.After(now) {
		last = time.Date(now.Year(), now.Month(), now.Day()-1, at.Hour(), at.Minute(), 0, 0, now.Location())
	}
	if good.IsZero() {
		good = began
	}
	return good.Before(last) && (tried.Before(last) || now.Sub(tried) >= retryBackup || tried.After(now))
}

// BackupDirIn is the directory of the daily backups of a data directory.
func (b Backups) BackupDirIn(data string) string {
	if b.BackupDir != "" {
		return b.BackupDir
	}
	return filepath.Join(data, "backups")
}

// planned are the settings with what an admin said of them on the page.
func (b Backups) planned(ctx context.Context, st *store.Store) (Backups, error) {
	b.BackupDir = b.BackupDirIn(st.Dir())
	p, err := st.BackupPlan(ctx)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return b, nil
	case err == nil:
		b.BackupAt, b.BackupKeep = p.At, max(p.Keep, 1)
	}
	return b, err
}

// keepBackups makes the daily backups, and those that somebody asks for, until
// the context ends.
func (s *Server) keepBackups(ctx context.Context) {
	began := time.Now()
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		var by *store.Actor
		select {
		case <-ctx.Done():
			return
		case who := <-s.backupAsked:
			by = &who
		case <-tick.C:
		}
		b, err := s.backups.planned(ctx, s.Store)
		switch {
		case err != nil:
			s.log.ErrorContext(ctx, "the backups can't be looked up", "error", err)
		case by != nil:
			s.backupAsDaily(ctx, b, *by)
		case b.BackupAt != "":
			s.backupIfDue(ctx, b, time.Now(), began)
		}
	}
}

// backupNow has a backup made soon, without waiting for it; false: one is asked
// for already.
func (s *Server) backupNow(by store.Actor) bool {
	select {
	case s.backupAsked <- by:
		return true
	default:
		return false
	}
}

// backupAsDaily makes a backup that gives way to later ones like the daily ones.
func (s *Server) backupAsDaily(ctx context.Context, b Backups, by store.Actor) {
	made, err := s.Store.BackupDaily(ctx, by, b.BackupDir, max(b.BackupKeep, 1))
	if err != nil {
		s.log.ErrorContext(ctx, "a backup that was asked for failed", "error", err)
		return
	}
	s.log.InfoContext(ctx, "a backup was made", "file", made.File, "bytes", made.Bytes)
}

// backupIfDue makes the daily backup if its time has come.
func (s *Server) backupIfDue(ctx context.Context, b Backups, now, began time.Time) {
	good, tried, err := s.Store.LastDaily(ctx)
	if err != nil {
		s.log.ErrorContext(ctx, "the backups can't be looked up", "error", err)
		return
	}
	if !b.due(now, began, good.At.In(now.Location()), tried.At.In(now.Location())) {
		return
	}
	made, err := s.Store.BackupDaily(ctx, store.Actor{Kind: "system", Name: "countinghouse"}, b.BackupDir, b.BackupKeep)
	if err != nil {
		s.log.ErrorContext(ctx, "the daily backup failed, it is tried again in an hour", "error", err)
		return
	}
	s.log.InfoContext(ctx, "the daily backup was made", "file", made.File, "bytes", made.Bytes)
}
