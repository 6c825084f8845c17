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

// keepBackups makes the daily backups until the context ends.
func (s *Server) keepBackups(ctx context.Context) {
	b := s.backups
	if b.BackupAt == "" {
		return
	}
	if b.BackupDir == "" {
		b.BackupDir = filepath.Join(s.Store.Dir(), "backups")
	}
	began := time.Now()
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			s.backupIfDue(ctx, b, time.Now(), began)
		}
	}
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
