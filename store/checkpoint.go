package store

import (
	"context"
	"time"
)

// SQLite writes every commit to its log first and copies the log's pages into
// the database file from time to time (a checkpoint). Left to itself it does so
// within whatever commit passes a thousand pages, and whoever made that commit
// waits for all the others' pages. Here a goroutine does it beside the writing.
// What a commit promises is the log's: that does not change.

const (
	// checkpointEvery is the least time between two checkpoints: pages that
	// many commits change are copied once.
	checkpointEvery = 400 * time.Millisecond
	// longLog is how many pages the log may have before the writing is held up
	// for a moment, so that the log is copied to its end and begins anew.
	longLog = 4096
	// ownCheckpoint is how many pages the log must have for a commit to copy
	// them itself: only when the goroutine can't follow.
	ownCheckpoint = "20000"
)

// checkpoints copies the log into the database file after commits, until the
// store is closed.
func (s *Store) checkpoints(ctx context.Context) {
	pause := time.NewTimer(0)
	defer pause.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.committed:
		}
		if err := s.checkpoint(ctx, longLog); err != nil && ctx.Err() == nil {
			s.log.WarnContext(ctx, "the database's log could not be copied, it is tried again after the next change", "error", err)
		}
		pause.Reset(checkpointEvery)
		select {
		case <-ctx.Done():
			return
		case <-pause.C:
		}
	}
}

// checkpoint copies what it can without holding up anybody. Commits made
// meanwhile lengthen the log; when it has as many pages as is long, they wait
// while the little that is left is copied.
func (s *Store) checkpoint(ctx context.Context, long int) error {
	pages, err := s.copyLog(ctx)
	if err != nil || pages < long {
		return err
	}
	select {
	case <-s.w.slot:
	case <-ctx.Done():
		return nil
	}
	defer func() { s.w.slot <- struct{}{} }()
	_, err = s.copyLog(ctx)
	return err
}

// copyLog runs a checkpoint that waits for nobody, and tells how many pages
// the log has.
func (s *Store) copyLog(ctx context.Context) (pages int, err error) {
	var busy, copied int
	err = s.read.QueryRowContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)").Scan(&busy, &pages, &copied)
	return pages, err
}
