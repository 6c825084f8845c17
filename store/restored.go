package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"
)

// A database that was put back knows nothing of what was posted after the
// backup. So from then on whatever may have been posted is asked about before
// it is sent (posting.ask), QuickBooks' lists and the stores are read again,
// and what QuickBooks made, changed or deleted since is looked at.

// Restoration is one time that a backup was put in place.
type Restoration struct {
	ID  int64
	At  time.Time
	How string // restored: by the command; found: noticed when it was opened; told: a person said so
	// StateOf is when the newest thing happened that the database knew.
	StateOf time.Time
	// AuditRows it had; LostRows were written after it, -1 where that isn't known.
	AuditRows, LostRows int64
	Kept                string // name of the database that was there before; empty: none was kept
	Confirmed           time.Time
	ConfirmedBy         string
}

// Explained tells whether a person knows of it: it was done by the command,
// told, or confirmed afterwards.
func (r *Restoration) Explained() bool { return r.How != "found" || !r.Confirmed.IsZero() }

const (
	// clockMargin is how far the clocks of the store, of this server and of the
	// QuickBooks PC may be apart.
	clockMargin = 24 * time.Hour
	// numbersApart is how far the numbers of postings and message sets jump, so
	// that none of them is used for a second thing (reference: qbxml-rules §6).
	numbersApart = 1_000_000
)

// restoredReason is what people read of what was on its way in the backup.
const restoredReason = "A backup of Countinghouse was restored. QuickBooks is asked whether it has this before it is sent."

// restored has the database treated as one that was put back.
func (t *tx) restored(how, kept string, before *head, now head) error {
	var stateOf time.Time
	if now.AuditRows > 0 {
		if err := t.row("SELECT at FROM event WHERE id = $1", []any{now.AuditRows}, instant{&stateOf}); err != nil {
			return err
		}
	}
	lost, numbers := int64(-1), now.Numbers
	if before != nil {
		numbers = max(numbers, before.Numbers)
		if before.Database == now.Database && before.AuditRows >= now.AuditRows {
			lost = before.AuditRows - now.AuditRows
		}
	}
	var id int64
	if err := t.row(`INSERT INTO restoration (at, how, state_of, audit_rows, lost_rows, kept, confirmed, confirmed_by) VALUES ($1, $2, $3, $4, $5, $6, '', '') RETURNING id`,
		[]any{t.at, how, stamp(stateOf), now.AuditRows, lost, kept}, &id); err != nil {
		return err
	}
	t.log(event{action: "database.restored", subject: fmt.Sprintf("restoration %d", id), detail: restoredDetail(how, stateOf, lost)})
	if err := t.jump(numbers); err != nil {
		return err
	}
	// Sessions and tokens that were ended since must not live again.
	if _, err := t.exec("DELETE FROM signin"); err != nil {
		return err
	}
	if err := t.endTokens(); err != nil {
		return err
	}
	if err := t.readAgain(); err != nil {
		return err
	}
	var companies []CompanyKey
	err := t.query("SELECT key FROM company ORDER BY key", nil, func(r *sql.Rows) error {
		var k CompanyKey
		err := r.Scan(&k)
		companies = append(companies, k)
		return err
	})
	if err != nil {
		return err
	}
	for _, k := range companies {
		if err := t.restoredCompany(k, stateOf); err != nil {
			return err
		}
	}
	return nil
}

func restoredDetail(how string, stateOf time.Time, lost int64) string {
	words := map[string]string{"restored": "A backup was restored", "told": "A person said that a backup was put in place",
		"found": "The database is not the one that worked here last: a backup was put in its place"}[how]
	if !stateOf.IsZero() {
		words += ", of " + stateOf.UTC().Format("2 January 2006 15:04 UTC")
	}
	if lost > 0 {
		words += fmt.Sprintf("; %d rows of this log were written after it", lost)
	}
	return words + "."
}

// jump has new postings, message sets, visits, undos and summaries numbered
// from the next million on.
func (t *tx) jump(numbers int64) error {
	for _, table := range []string{"posting", "exchange", "visit", "undo", "summary"} {
		var top int64
		if err := t.row("SELECT coalesce(max(id), 0) FROM "+table, nil, &top); err != nil {
			return err
		}
		numbers = max(numbers, top)
	}
	numbers = (numbers/numbersApart + 1) * numbersApart
	for _, table := range []string{"posting", "exchange", "visit", "undo", "summary"} {
		// SQLite keeps the numbers that it gave out in a table of its own.
		if _, err := t.exec("DELETE FROM sqlite_sequence WHERE name = $1", table); err != nil {
			return err
		}
		if _, err := t.exec("INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)", table, numbers); err != nil {
			return err
		}
	}
	return nil
}

// readAgain has all lists read in full, and the stores from before the backup.
func (t *tx) readAgain() error {
	if _, err := t.exec("DELETE FROM list_progress"); err != nil {
		return err
	}
	type cursor struct{ store, name, value string }
	var cursors []cursor
	err := t.query("SELECT store, name, value FROM read_cursor", nil, func(r *sql.Rows) error {
		var c cursor
		err := r.Scan(&c.store, &c.name, &c.value)
		cursors = append(cursors, c)
		return err
	})
	if err != nil {
		return err
	}
	for _, c := range cursors {
		at, err := time.Parse(time.RFC3339, c.value)
		if err != nil || !strings.HasSuffix(c.name, ".modified") {
			continue // no instant up to which something was read
		}
		if err := t.one("UPDATE read_cursor SET value = $3 WHERE store = $1 AND name = $2", c.store, c.name, at.Add(-clockMargin).UTC().Format(time.RFC3339)); err != nil {
			return err
		}
	}
	return nil
}

// restoredCompany has a company file asked before anything is sent to it.
func (t *tx) restoredCompany(key CompanyKey, since time.Time) error {
	if since.IsZero() {
		since = t.now
	}
	if err := t.holdStock(key); err != nil {
		return err
	}
	_, err := t.exec(`INSERT INTO restored_company (company, restored, since, asks_until) VALUES ($1, $2, $3, $4)
		ON CONFLICT (company) DO UPDATE SET restored = excluded.restored, asks_until = excluded.asks_until, stores_read = '', looked = '', reread = '',
			since = CASE WHEN restored_company.looked = '' AND restored_company.since < excluded.since THEN restored_company.since ELSE excluded.since END`,
		string(key), t.at, stamp(since), stamp(t.now.Add(clockMargin)))
	if err != nil {
		return err
	}
	if _, err := t.exec("DELETE FROM restored_document WHERE company = $1", string(key)); err != nil {
		return err
	}
	var open []VisitID
	err = t.query("SELECT id FROM visit WHERE company = $1 AND state = 'open'", []any{string(key)}, func(r *sql.Rows) error {
		var id VisitID
		err := r.Scan(&id)
		open = append(open, id)
		return err
	})
	if err != nil {
		return err
	}
	for _, id := range open {
		if err := t.endVisit(id, key, "lost", "A backup of Countinghouse was restored."); err != nil {
			return err
		}
	}
	if err := t.doubt(key, "WHERE p.company = $1 AND p.state = 'sent'", string(key)); err != nil {
		return err
	}
	if err := t.askAgain(key); err != nil {
		return err
	}
	_, err = t.exec(`UPDATE posting SET ask = 1 WHERE company = $1 AND operation = '' AND kind <> 'customer_update' AND state IN ('ready', 'refused', 'withdrawn')`, string(key))
	return err
}

// askAgain makes what was in doubt in the backup ready, to be asked about as
// all else: since then it may have been changed, voided and posted again.
func (t *tx) askAgain(key CompanyKey) error {
	unsure, err := t.settledWhere("WHERE p.company = $1 AND p.state = 'unsure'", string(key))
	if err != nil || len(unsure) == 0 {
		return err
	}
	touched := map[orderKey]bool{}
	ids := make([]PostingID, len(unsure))
	for i, p := range unsure {
		ids[i] = p.id
		if k, ok := orderOf(p.store, p.order); ok {
			touched[k] = true
		}
		t.countWork(key, countName(Unsure, p.waits, p.stale, p.lane), -1)
		t.countWork(key, countName(Ready, p.waits, p.stale, ""), 1)
		t.log(postingEvent(system, p, Ready, postingName(p.kind, p.operation, p.ref)+": it was in doubt in the backup"))
	}
	if _, err := t.exec("UPDATE posting SET state = 'ready', lane = '', reason = $2, code = 0, not_before = '', updated = $3 WHERE company = $1 AND state = 'unsure'",
		string(key), restoredReason, t.at); err != nil {
		return err
	}
	if err := t.dependents(ids, touched); err != nil {
		return err
	}
	return t.derive(touched)
}

// Restorations are the times that a backup was put in place, oldest first.
func (s *Store) Restorations(ctx context.Context) ([]Restoration, error) {
	var out []Restoration
	err := s.query(ctx, "SELECT id, at, how, state_of, audit_rows, lost_rows, kept, confirmed, confirmed_by FROM restoration ORDER BY id", nil, func(r *sql.Rows) error {
		var v Restoration
		err := r.Scan(&v.ID, instant{&v.At}, &v.How, instant{&v.StateOf}, &v.AuditRows, &v.LostRows, &v.Kept, instant{&v.Confirmed}, &v.ConfirmedBy)
		out = append(out, v)
		return err
	})
	return out, err
}

// ConfirmRestorations writes down that a person knows of the restorations that
// were only noticed. It tells how many.
func (s *Store) ConfirmRestorations(ctx context.Context, by Actor, why string) (int, error) {
	var n int64
	err := s.write(ctx, func(t *tx) error {
		var err error
		n, err = t.exec("UPDATE restoration SET confirmed = $1, confirmed_by = $2 WHERE how = 'found' AND confirmed = ''", t.at, by.Name)
		if err == nil && n > 0 {
			t.log(event{actor: by, action: "database.restore_confirmed", subject: "database", detail: why})
		}
		return err
	})
	return int(n), err
}

// TellRestored has the database treated as restored, on the word of a person:
// a snapshot of the whole machine can't be noticed.
func (s *Store) TellRestored(ctx context.Context, by Actor, why string) error {
	return s.write(ctx, func(t *tx) error {
		now, _, err := compareHead(t.row, nil)
		if err != nil {
			return err
		}
		t.log(event{actor: by, action: "database.told_restored", subject: "database", detail: why})
		return t.restored("told", "", nil, now)
	})
}

// RestoredCompany is a company file of which QuickBooks may have more than the
// restored database knows.
type RestoredCompany struct {
	Restored time.Time
	// Since is from when on what QuickBooks did may not be known.
	Since time.Time
	// Looked: QuickBooks told all that was made or changed since; Reread: and
	// what the database knew of it was given back to be read.
	Looked, Reread bool
	// Unread are the stores that were not read again since, with what hinders it.
	Unread []Shop
	// ToAsk is how many postings QuickBooks is still to be asked about; Open how
	// many documents of QuickBooks nothing here stands for yet.
	ToAsk, Open int
}

// RestoredCompany tells what a restored database still has to find out about a
// company file; ErrNotFound when it was never restored.
func (s *Store) RestoredCompany(ctx context.Context, key CompanyKey) (RestoredCompany, error) {
	var v RestoredCompany
	var storesRead, looked, reread string
	if err := s.row(ctx, "SELECT restored, since, stores_read, looked, reread FROM restored_company WHERE company = $1", []any{string(key)},
		instant{&v.Restored}, instant{&v.Since}, &storesRead, &looked, &reread); err != nil {
		return v, err
	}
	v.Looked, v.Reread = looked != "", reread != ""
	if err := s.row(ctx, "SELECT count(*) FROM posting WHERE company = $1 AND ask = 1 AND state = 'ready'", []any{string(key)}, &v.ToAsk); err != nil {
		return v, err
	}
	if err := s.row(ctx, "SELECT count(*) FROM restored_document WHERE company = $1 AND deleted = '' AND homeless = 0", []any{string(key)}, &v.Open); err != nil || storesRead != "" {
		return v, err
	}
	err := s.query(ctx, `SELECT key, name, last_error FROM shop WHERE company = $1 AND disabled = 0 AND (last_poll < $2 OR last_error <> '') ORDER BY key`,
		[]any{string(key), stamp(v.Restored)}, func(r *sql.Rows) error {
			var shop Shop
			err := r.Scan(&shop.Key, &shop.Name, &shop.LastError)
			v.Unread = append(v.Unread, shop)
			return err
		})
	return v, err
}
