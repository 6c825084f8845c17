package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"countinghouse/sales"
)

// event is an audit row about to be written.
type event struct {
	actor   Actor
	action  string
	company CompanyKey
	store   sales.StoreKey
	order   sales.OrderID
	subject string
	detail  string
}

// system is the actor of what happens by itself.
var system = Actor{Kind: "system", Name: "countinghouse"}

// quickbooks is the actor of what QuickBooks said through the Web Connector.
var quickbooks = Actor{Kind: "connector", Name: "QuickBooks"}

// log adds an audit row to the transaction.
func (t *tx) log(e event) {
	if e.actor == (Actor{}) {
		e.actor = system
	}
	t.events = append(t.events, e)
	t.sends = t.sends || e.action == actionSent
}

// actionSent is that of a posting that leaves for QuickBooks.
const actionSent = "posting." + string(Sent)

// flushEvents writes the audit rows, each chained to the one before.
func (t *tx) flushEvents() error {
	if len(t.events) == 0 {
		return nil
	}
	var id int64
	prev := make([]byte, 0, sha256.Size)
	err := t.row("SELECT id, hash FROM event ORDER BY id DESC LIMIT 1", nil, &id, &prev)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	const cols = 11
	args := make([]any, 0, len(t.events)*cols)
	var buf []byte
	for _, e := range t.events {
		id++
		var h [sha256.Size]byte
		h, buf = chain(buf, prev, id, t.at, e.actor, e.action, e.company, e.store, e.order, e.subject, e.detail)
		prev = h[:]
		args = append(args, id, t.at, e.actor.Kind, e.actor.Name, e.action, string(e.company), string(e.store), int64(e.order), e.subject, e.detail, prev)
	}
	t.last.AuditRows, t.last.AuditHash = id, hex.EncodeToString(prev)
	if t.sends {
		if err := t.row("SELECT max(id) FROM exchange", nil, &t.last.Numbers); err != nil {
			return err
		}
	}
	return t.insertRows("INSERT INTO event (id, at, actor_kind, actor_name, action, company, store, order_id, subject, detail, hash) VALUES", cols, args, "")
}

// chain is the hash of an audit row: of the hash before it and of its own
// contents, each with its length so that no two rows read the same. buf is
// scratch space.
func chain(buf, prev []byte, id int64, at string, a Actor, action string, company CompanyKey, store sales.StoreKey, order sales.OrderID, subject, detail string) ([sha256.Size]byte, []byte) {
	buf = append(buf[:0], prev...)
	buf = binary.BigEndian.AppendUint64(buf, uint64(id))
	buf = binary.BigEndian.AppendUint64(buf, uint64(order))
	for _, f := range [...]string{at, a.Kind, a.Name, action, string(company), string(store), subject, detail} {
		buf = binary.BigEndian.AppendUint32(buf, uint32(len(f)))
		buf = append(buf, f...)
	}
	return sha256.Sum256(buf), buf
}

// Audit writes down something that happened outside the store's own methods:
// a sign-in, a download of the .qwc file.
func (s *Store) Audit(ctx context.Context, by Actor, action, subject, detail string) error {
	return s.write(ctx, func(t *tx) error {
		t.log(event{actor: by, action: action, subject: subject, detail: detail})
		return nil
	})
}

// VerifyAudit recomputes the chain of the audit and names the rows that were
// changed, inserted or moved, or before which rows are missing. Rows cut off at
// the end it can't tell from rows never written: see CheckAudit.
func (s *Store) VerifyAudit(ctx context.Context) (rows int, broken []int64, err error) {
	var prev, buf []byte
	var last int64
	err = s.query(ctx, "SELECT id, at, actor_kind, actor_name, action, company, store, order_id, subject, detail, hash FROM event ORDER BY id", nil, func(r *sql.Rows) error {
		var e Event
		var at string
		var company CompanyKey
		var hash []byte
		if err := r.Scan(&e.ID, &at, &e.Actor.Kind, &e.Actor.Name, &e.Action, &company, &e.Store, &e.Order, &e.Subject, &e.Detail, &hash); err != nil {
			return err
		}
		var want [sha256.Size]byte
		want, buf = chain(buf, prev, e.ID, at, e.Actor, e.Action, company, e.Store, e.Order, e.Subject, e.Detail)
		if e.ID != last+1 || string(want[:]) != string(hash) {
			broken = append(broken, e.ID)
		}
		rows, last, prev = rows+1, e.ID, append(prev[:0], hash...)
		return nil
	})
	return rows, broken, err
}

// Events reads the audit, newest first.
func (s *Store) Events(ctx context.Context, f EventFilter) (EventsPage, error) {
	limit := pageLimit(f.Limit)
	var q filter
	if f.Before > 0 {
		q.add("id < ?", f.Before)
	}
	if f.Store != "" {
		q.add("store = ?", string(f.Store))
	}
	if f.Order != 0 {
		q.add("order_id = ? AND order_id <> 0", int64(f.Order))
		if f.Store == "" { // the index is by store
			q.add("store IN (SELECT key FROM shop)")
		}
	}
	for _, bound := range []struct {
		at   time.Time
		cond string
	}{{f.From, "id >= ?"}, {f.Until, "id < ?"}} {
		if bound.at.IsZero() {
			continue
		}
		id, err := s.eventFrom(ctx, bound.at)
		if err != nil {
			return EventsPage{}, err
		}
		q.add(bound.cond, id)
	}
	if f.Company != "" {
		q.add("company = ?", string(f.Company))
	}
	if f.Person != "" {
		q.add("actor_kind = 'user' AND actor_name = ?", f.Person)
	}
	if f.Actor != "" {
		q.add("actor_name = ?", f.Actor)
	}
	switch {
	case strings.Contains(f.Action, "."):
		q.add("action = ?", f.Action)
	case f.Action != "":
		q.add("action >= ? AND action < ?", f.Action+".", f.Action+"/")
	}
	if f.Action != "" && !strings.HasPrefix(f.Action, "order") && !strings.HasPrefix(f.Action, "posting") {
		q.add("order_id = 0") // few rows, with an index of their own
	}
	q.add("id > 0")
	var page EventsPage
	err := s.query(ctx, eventColumns+" WHERE "+q.text(0)+" ORDER BY id DESC LIMIT "+q.next(), append(q.args, limit+1), func(r *sql.Rows) error {
		e, err := scanEvent(r)
		page.Rows = append(page.Rows, e)
		return err
	})
	if len(page.Rows) > limit {
		page.Rows = page.Rows[:limit]
		page.Next = page.Rows[limit-1].ID
	}
	return page, err
}

const eventColumns = "SELECT id, at, actor_kind, actor_name, action, store, order_id, subject, detail FROM event"

func scanEvent(r *sql.Rows) (Event, error) {
	var e Event
	err := r.Scan(&e.ID, instant{&e.At}, &e.Actor.Kind, &e.Actor.Name, &e.Action, &e.Store, &e.Order, &e.Subject, &e.Detail)
	return e, err
}

func pageLimit(n int) int {
	if n <= 0 {
		return 50
	}
	return min(n, 500)
}
