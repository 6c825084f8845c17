package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// lostReason is what people read of a posting whose answer never came.
const lostReason = "QuickBooks' answer did not arrive. It is asked whether it saved this before anything is sent again."

// OpenVisit begins a visit of the Web Connector. Only one at a time works on a
// company file: while one from another address called within the lease it is
// ErrBusy; one that stopped calling is lost, and so is one from the same
// address, since a Web Connector runs one update at a time on its PC
// (reference: qbwc-protocol §1). Whatever was sent and not answered is in
// doubt from here on.
func (s *Store) OpenVisit(ctx context.Context, key CompanyKey, ticket, remote, clientVersion string, lease time.Duration) (Visit, error) {
	var v Visit
	if ticket == "" {
		return v, errors.New("a visit needs a ticket")
	}
	err := s.write(ctx, func(t *tx) error {
		if err := t.one("UPDATE company SET last_call = $2 WHERE key = $1", string(key), t.at); err != nil {
			if errors.Is(err, ErrChanged) {
				err = ErrNotFound
			}
			return err
		}
		var open VisitID
		var last time.Time
		var from string
		err := t.row("SELECT id, last_call, remote_addr FROM visit WHERE company = $1 AND state = 'open'", []any{string(key)}, &open, instant{&last}, &from)
		switch {
		case err == nil && from != remote && within(t.now, last, lease):
			return ErrBusy
		case err == nil:
			if err := t.endVisit(open, key, "lost", "It stopped calling; another visit took over."); err != nil {
				return err
			}
		case !errors.Is(err, ErrNotFound):
			return err
		}
		if err := t.doubt(key, "WHERE p.company = $1 AND p.state = 'sent'", string(key)); err != nil {
			return err
		}
		v = Visit{Company: key, Ticket: ticket, Started: t.now, LastCall: t.now, RemoteAddr: remote, ClientVersion: clientVersion, State: "open"}
		if err := t.row(`INSERT INTO visit (company, ticket_hash, started, last_call, remote_addr, client_version, state)
			VALUES ($1, $2, $3, $3, $4, $5, 'open') RETURNING id`, []any{string(key), ticketHash(ticket), t.at, remote, clientVersion}, &v.ID); err != nil {
			return err
		}
		t.log(event{actor: Actor{Kind: "connector", Name: remote}, action: "visit.opened", company: key, subject: fmt.Sprintf("visit %d", v.ID), detail: "Web Connector " + clientVersion})
		return nil
	})
	return v, err
}

// within tells whether an instant is less than a span away. One that seems to
// come is so too, since the clock may have been set back, but never for longer
// than the span: nothing waits for ever for a clock to catch up.
func within(now, then time.Time, span time.Duration) bool {
	age := now.Sub(then)
	return -span < age && age < span
}

// ticketHash is what the database keeps of a ticket, which is as good as a
// password while its visit lasts.
func ticketHash(ticket string) string {
	h := sha256.Sum256([]byte(ticket))
	return hex.EncodeToString(h[:])
}

// doubt turns sent postings into unsure ones.
func (t *tx) doubt(company CompanyKey, where string, args ...any) error {
	lost, err := t.settledWhere(where, args...)
	if err != nil || len(lost) == 0 {
		return err
	}
	ids := make([]PostingID, len(lost))
	touched := map[orderKey]bool{}
	for i, p := range lost {
		ids[i] = p.id
		if p.order != 0 {
			touched[orderKey{p.store, p.order}] = true
		}
		t.log(postingEvent(system, p, Unsure, postingName(p.kind, p.operation, p.ref)+": its answer never came"))
	}
	err = inLists(rawIDs(ids), func(list string, args []any) error {
		_, err := t.exec("UPDATE posting SET state = 'unsure', code = 0, lane = $1, reason = $2, updated = $3 WHERE state = $4 AND id IN "+list,
			append([]any{laneUncertain, lostReason, t.at, string(Sent)}, args...)...)
		return err
	})
	if err != nil {
		return err
	}
	t.countWork(company, countName(Sent, false, false, ""), -len(lost))
	t.countWork(company, countName(Unsure, false, false, ""), len(lost))
	if err := t.dependents(ids, touched); err != nil {
		return err
	}
	return t.derive(touched)
}

// endVisit ends an open visit; what it sent and got no answer for is in doubt.
func (t *tx) endVisit(id VisitID, company CompanyKey, state, message string) error {
	if err := t.abandon(id, company); err != nil {
		return err
	}
	if err := t.one(`UPDATE visit SET state = $2, ended = $3, message = CASE WHEN $4 <> '' THEN $4 ELSE message END WHERE id = $1 AND state = 'open'`,
		int64(id), state, t.at, message); err != nil {
		return err
	}
	t.log(event{actor: system, action: "visit." + state, company: company, subject: fmt.Sprintf("visit %d", id), detail: message})
	return nil
}

// abandon closes the exchange of a visit that was sent and not answered.
func (t *tx) abandon(id VisitID, company CompanyKey) error {
	var x int64
	err := t.row("SELECT id FROM exchange WHERE visit = $1 AND answered_at = ''", []any{int64(id)}, &x)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := t.one("UPDATE exchange SET answered_at = $2, message = $3 WHERE id = $1", x, t.at, "No answer came."); err != nil {
		return err
	}
	return t.doubt(company, "WHERE p.company = $1 AND p.state = 'sent' AND p.exchange = $2", string(company), x)
}

const visitColumns = `SELECT id, company, started, ended, last_call, remote_addr, client_version, state, sent, posted, refused, verified, rows_read,
	trips, busy_us, message FROM visit`

func (v *Visit) dest(busy *int64) []any {
	return []any{&v.ID, &v.Company, instant{&v.Started}, instant{&v.Ended}, instant{&v.LastCall}, &v.RemoteAddr, &v.ClientVersion, &v.State,
		&v.Sent, &v.Posted, &v.Refused, &v.Verified, &v.Read, &v.Trips, busy, &v.Message}
}

// VisitByTicket finds a visit, also one that is over, by the ticket that was
// given out for it.
func (s *Store) VisitByTicket(ctx context.Context, ticket string) (Visit, error) {
	v := Visit{Ticket: ticket}
	var busy int64
	err := s.row(ctx, visitColumns+" WHERE ticket_hash = $1", []any{ticketHash(ticket)}, v.dest(&busy)...)
	v.Busy = time.Duration(busy) * time.Microsecond
	if err != nil {
		return Visit{}, err
	}
	return v, nil
}

// CalledFrom tells whether one of a company file's last thousand visits came
// from an address.
func (s *Store) CalledFrom(ctx context.Context, key CompanyKey, remote string) (bool, error) {
	var n int
	err := s.row(ctx, "SELECT count(*) FROM (SELECT remote_addr FROM visit WHERE company = $1 ORDER BY id DESC LIMIT 1000) v WHERE v.remote_addr = $2",
		[]any{string(key), remote}, &n)
	return n > 0, err
}

// VisitCompany is the company file that a visit was of.
func (s *Store) VisitCompany(ctx context.Context, id VisitID) (CompanyKey, error) {
	var c CompanyKey
	err := s.row(ctx, "SELECT company FROM visit WHERE id = $1", []any{int64(id)}, &c)
	return c, err
}

// TouchVisit notes that an open visit called; ErrChanged when it is over.
func (s *Store) TouchVisit(ctx context.Context, id VisitID) error {
	return s.write(ctx, func(t *tx) error {
		return t.one("UPDATE visit SET last_call = $2 WHERE id = $1 AND state = 'open'", int64(id), t.at)
	})
}

// CloseVisit ends a visit as closed, refused or lost. To end one that is over
// already changes nothing.
func (s *Store) CloseVisit(ctx context.Context, id VisitID, state, message string) error {
	if !slices.Contains([]string{"closed", "refused", "lost"}, state) {
		return fmt.Errorf("a visit can't end as %q", state)
	}
	return s.write(ctx, func(t *tx) error {
		var company CompanyKey
		var now string
		if err := t.row("SELECT company, state FROM visit WHERE id = $1", []any{int64(id)}, &company, &now); err != nil || now != "open" {
			return err
		}
		return t.endVisit(id, company, state, message)
	})
}

// SetVisitMessage keeps the last words to the Web Connector.
func (s *Store) SetVisitMessage(ctx context.Context, id VisitID, message string) error {
	return s.write(ctx, func(t *tx) error {
		return t.one("UPDATE visit SET message = $2, last_call = $3 WHERE id = $1", int64(id), message, t.at)
	})
}

// VisitsPage lists visits, newest first.
func (s *Store) VisitsPage(ctx context.Context, f VisitFilter) (VisitsPage, error) {
	limit := pageLimit(f.Limit)
	var q filter
	q.add("1 = 1")
	f.narrow(&q)
	var page VisitsPage
	some := func(list string, args []any) error {
		return s.query(ctx, sqlText(visitColumns, "WHERE", strings.Join(q.conds, " AND "))+list+" ORDER BY started DESC, id DESC LIMIT "+strconv.Itoa(limit+1), append(slices.Clone(q.args), args...), func(r *sql.Rows) error {
			v, err := scanVisit(r)
			page.Rows = append(page.Rows, v)
			return err
		})
	}
	var err error
	if f.Order == 0 {
		err = some("", nil)
	} else {
		var of []int64
		if of, err = s.visitsOf(ctx, f.Order); err == nil {
			err = inLists(of, func(list string, args []any) error { return some(" AND id IN "+list, args) })
		}
		slices.SortFunc(page.Rows, func(a, b Visit) int { return cmp.Or(b.Started.Compare(a.Started), cmp.Compare(b.ID, a.ID)) })
	}
	if len(page.Rows) > limit {
		page.Rows = page.Rows[:limit]
		page.Next = page.Rows[limit-1].ID
	}
	return page, err
}

func scanVisit(r *sql.Rows) (Visit, error) {
	var v Visit
	var busy int64
	err := r.Scan(v.dest(&busy)...)
	v.Busy = time.Duration(busy) * time.Microsecond
	return v, err
}

// VisitStory is a visit with everything that was said in it, bodies included.
func (s *Store) VisitStory(ctx context.Context, id VisitID) (Visit, []Exchange, error) {
	var v Visit
	var busy int64
	if err := s.row(ctx, visitColumns+" WHERE id = $1", []any{int64(id)}, v.dest(&busy)...); err != nil {
		return Visit{}, nil, err
	}
	v.Busy = time.Duration(busy) * time.Microsecond
	xs, err := s.exchanges(ctx, "WHERE x.visit = $1 ORDER BY x.seq", int64(id))
	return v, xs, err
}
