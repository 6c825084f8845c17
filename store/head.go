package store

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// HeadFile stands beside the database and tells how far it was: which
// database it is, how many rows its audit has, and the hash of the last. A
// database that is behind it, or another one, was put in its place; audit rows
// that were cut off at the end are missed by it.
//
// It is written before anything leaves for QuickBooks, when the store is
// closed, and by the server every minute. It is never ahead of the database,
// which is committed before.
const HeadFile = "head.json"

// head is what the head file holds.
type head struct {
	Database  string    `json:"database"`
	AuditRows int64     `json:"auditRows"`
	AuditHash string    `json:"auditHash"`
	Numbers   int64     `json:"numbers"` // the highest number of a posting or a message set
	Written   time.Time `json:"written"`
}

func readHead(dir string) (*head, error) {
	b, err := os.ReadFile(filepath.Join(dir, HeadFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var h head
	if err := json.Unmarshal(b, &h); err != nil {
		return nil, nil // torn or meddled with: as good as none
	}
	return &h, nil
}

// writeHead puts the head file in place in one step.
func writeHead(dir string, h head) error {
	b, err := json.Marshal(h)
	if err != nil {
		return err
	}
	return replaceFile(filepath.Join(dir, HeadFile), bytes.NewReader(append(b, '\n')))
}

// keepHead writes down how far the database is, if that changed. That it can't
// be written is no reason to stop: it is a second net.
func (s *Store) keepHead() {
	s.headMu.Lock()
	defer s.headMu.Unlock()
	h := s.head
	if h.Database == "" || h.AuditRows == s.headWritten {
		return
	}
	h.Written = s.now()
	if err := writeHead(filepath.Dir(s.path), h); err != nil {
		s.log.Error("the head file can't be written", "error", err)
		return
	}
	s.headWritten = h.AuditRows
}

// KeepHead writes the head file every so often, until the context ends.
func (s *Store) KeepHead(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			s.keepHead()
		}
	}
}

// committed notes how far a transaction brought the database; what hands
// something out has the head file written first.
func (s *Store) committed(t *tx) {
	if t.last.AuditRows == 0 {
		return
	}
	s.headMu.Lock()
	s.head.AuditRows, s.head.AuditHash = t.last.AuditRows, t.last.AuditHash
	s.head.Numbers = max(s.head.Numbers, t.last.Numbers)
	s.headMu.Unlock()
	if t.sends {
		s.keepHead()
	}
}

// recognise finds out whether this is the database that worked here last. One
// that is not, or that is behind, is treated as restored from here on.
func (s *Store) recognise(ctx context.Context) error {
	h, err := readHead(filepath.Dir(s.path)) // before the database, which only grows
	if err != nil {
		return err
	}
	now, same, err := compareHead(s.reader(ctx), h)
	if err != nil {
		return err
	}
	if !same {
		err = s.write(ctx, func(t *tx) error {
			if h, err = readHead(filepath.Dir(s.path)); err != nil { // another process may have been first
				return err
			}
			if now, same, err = compareHead(t.row, h); err != nil || same {
				return err
			}
			if now.Database != "" || h != nil {
				if err := t.restored("found", "", h, now); err != nil {
					return err
				}
			}
			if _, err := t.exec("DELETE FROM installation"); err != nil {
				return err
			}
			now.Database = newGUID()
			if _, err := t.exec("INSERT INTO installation (id, made) VALUES ($1, $2)", now.Database, t.at); err != nil {
				return err
			}
			// Before the commit: whoever sees the new database sees its head.
			return writeHead(filepath.Dir(s.path), head{now.Database, now.AuditRows, now.AuditHash, now.Numbers, t.now})
		})
		if err != nil {
			return err
		}
		if now, _, err = compareHead(s.reader(ctx), nil); err != nil {
			return err
		}
	}
	s.headMu.Lock()
	s.head = now
	s.headMu.Unlock()
	return nil
}

// compareHead reads how far the database is, and tells whether that is where
// the head file says, or further.
func compareHead(row rowReader, h *head) (now head, same bool, err error) {
	if err := row("SELECT id FROM installation", nil, &now.Database); err != nil && !errors.Is(err, ErrNotFound) {
		return now, false, err
	}
	var hash []byte
	if err := row("SELECT id, hash FROM event ORDER BY id DESC LIMIT 1", nil, &now.AuditRows, &hash); err != nil && !errors.Is(err, ErrNotFound) {
		return now, false, err
	}
	now.AuditHash = hex.EncodeToString(hash)
	var sets int64
	if err := row("SELECT coalesce(max(id), 0) FROM posting", nil, &now.Numbers); err != nil {
		return now, false, err
	}
	if err := row("SELECT coalesce(max(id), 0) FROM exchange", nil, &sets); err != nil {
		return now, false, err
	}
	now.Numbers = max(now.Numbers, sets)
	if h == nil || now.Database != h.Database || now.AuditRows < h.AuditRows {
		return now, false, nil
	}
	if h.AuditRows == 0 {
		return now, true, nil
	}
	err = row("SELECT hash FROM event WHERE id = $1", []any{h.AuditRows}, &hash)
	if errors.Is(err, ErrNotFound) {
		return now, false, nil
	}
	return now, hex.EncodeToString(hash) == h.AuditHash, err
}

// AuditState is what a check of the audit found.
type AuditState struct {
	Rows int
	// Broken are rows that were changed, inserted or moved, or before which
	// rows are missing.
	Broken []int64
	// Cut is how many rows are missing at the end, by the head file.
	Cut int64
	// Forked tells that the row where the head file was written is another now.
	Forked bool
	// Restorations are the times that a backup was put in place, oldest first.
	Restorations []Restoration
}

// Whole tells whether nothing was meddled with.
func (a *AuditState) Whole() bool { return len(a.Broken) == 0 && a.Cut == 0 && !a.Forked }

// CheckAudit recomputes the chain of the audit and holds its end against the
// head file. Rows that were cut off since the head file was written last (at
// most a minute before, with a server running) can't be told from rows that
// were never written, and who can write both files can forge both.
func (s *Store) CheckAudit(ctx context.Context) (AuditState, error) {
	var a AuditState
	h, err := readHead(filepath.Dir(s.path))
	if err != nil {
		return a, err
	}
	if a.Rows, a.Broken, err = s.VerifyAudit(ctx); err != nil {
		return a, err
	}
	if h != nil {
		now, same, err := compareHead(s.reader(ctx), h)
		if err != nil {
			return a, err
		}
		if now.Database == h.Database && !same {
			a.Cut = max(h.AuditRows-now.AuditRows, 0)
			a.Forked = a.Cut == 0
		}
	}
	a.Restorations, err = s.Restorations(ctx)
	return a, err
}

// replaceFile writes a file beside the path, waits for the disk and puts it in
// place in one step.
func replaceFile(path string, from *bytes.Reader) error {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*") // made with 0600
	if err != nil {
		return err
	}
	_, err = from.WriteTo(f)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("%s can't be written: %w", path, err), os.Remove(f.Name()))
	}
	return nil
}
