package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"countinghouse/books"
)

// MarkSent commits that a message set leaves, before a byte of it does. All of
// its postings go from ready to sent, or nothing happens and it is ErrChanged:
// one of them was withdrawn, waits for a new plan of its order, was planned
// anew since it was rendered, or is on its way already. For reads the list is empty. An earlier exchange of the visit
// that was never answered is given up; its postings are in doubt.
func (s *Store) MarkSent(ctx context.Context, x Exchange, postings []PostingID) (int64, error) {
	packed, err := s.deflate(x.Request)
	if err != nil {
		return 0, err
	}
	ids := slices.Clone(postings)
	slices.Sort(ids)
	if len(slices.Compact(ids)) != len(postings) {
		return 0, errors.New("a posting stands twice in a message set")
	}
	var id int64
	err = s.write(ctx, func(t *tx) error {
		var company CompanyKey
		var err error
		if id, company, err = t.leaves(x, packed, len(ids), 0); err != nil {
			return err
		}
		return t.sent(company, id, ids, x)
	})
	if err != nil {
		return 0, err
	}
	return id, nil
}

// leaves writes down that a message set leaves in an open visit.
func (t *tx) leaves(x Exchange, packed []byte, postings int, again int64) (id int64, company CompanyKey, err error) {
	var seq int
	err = t.row(`SELECT v.company, coalesce((SELECT max(seq) FROM exchange WHERE visit = v.id), 0) + 1 FROM visit v WHERE v.id = $1 AND v.state = 'open'`,
		[]any{int64(x.Visit)}, &company, &seq)
	if errors.Is(err, ErrNotFound) {
		return 0, "", fmt.Errorf("visit %d is over: %w", x.Visit, ErrChanged)
	}
	if err != nil {
		return 0, "", err
	}
	if err := t.abandon(x.Visit, company); err != nil {
		return 0, "", err
	}
	if err := t.row(`INSERT INTO exchange (visit, seq, set_id, purpose, requests, sent_at, again) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
		[]any{int64(x.Visit), seq, x.SetID, x.Purpose, x.Requests, stamp(t.sentAt(x)), again}, &id); err != nil {
		return 0, "", err
	}
	if _, err := t.exec("INSERT INTO exchange_body (exchange, side, body) VALUES ($1, 'request', $2)", id, packed); err != nil {
		return 0, "", err
	}
	return id, company, t.one("UPDATE visit SET last_call = $2, trips = trips + 1, sent = sent + $3 WHERE id = $1", int64(x.Visit), t.at, postings)
}

func (t *tx) sentAt(x Exchange) time.Time {
	if x.SentAt.IsZero() {
		return t.now
	}
	return x.SentAt
}

// sent moves postings from ready to sent, all of them or none.
func (t *tx) sent(company CompanyKey, exchange int64, ids []PostingID, x Exchange) error {
	if err := t.unchanged(ids, x.Contents); err != nil {
		return err
	}
	changed := 0
	err := inLists(rawIDs(ids), func(list string, args []any) error {
		return t.query(`UPDATE posting SET state = 'sent', exchange = $1, sent_at = $2, updated = $3, lane = '', reason = '', not_before = $4
			WHERE company = $5 AND state = 'ready' AND waits = 0 AND stale = 0 AND ask = 0 AND id IN `+list+` RETURNING id, store, order_id, kind, operation, ref`,
			append([]any{exchange, stamp(t.sentAt(x)), t.at, "", string(company)}, args...), func(r *sql.Rows) error {
				var p settled
				if err := r.Scan(&p.id, &p.store, &p.order, &p.kind, &p.operation, &p.ref); err != nil {
					return err
				}
				p.company = company
				changed++
				t.log(postingEvent(system, p, Sent, postingName(p.kind, p.operation, p.ref)+", set "+x.SetID))
				return nil
			})
	})
	if err != nil {
		return err
	}
	if changed != len(ids) {
		return ErrChanged
	}
	t.countWork(company, countName(Ready, false, false, ""), -changed)
	t.countWork(company, countName(Sent, false, false, ""), changed)
	return t.join(exchange, ids)
}

// unchanged tells by ErrChanged that a posting was planned anew since it was
// rendered. Equal instants are asked for, not older ones: the clock may have
// been set back in between.
func (t *tx) unchanged(ids []PostingID, rendered map[PostingID]time.Time) error {
	if len(rendered) == 0 {
		return nil
	}
	return inLists(rawIDs(ids), func(list string, args []any) error {
		return t.query("SELECT id, updated FROM posting WHERE id IN "+list, args, func(r *sql.Rows) error {
			var id PostingID
			var updated time.Time
			if err := r.Scan(&id, instant{&updated}); err != nil {
				return err
			}
			if was, told := rendered[id]; told && !was.Equal(updated) {
				return ErrChanged
			}
			return nil
		})
	})
}

// join notes that postings were in an exchange.
func (t *tx) join(exchange int64, ids []PostingID) error {
	args := make([]any, 0, 2*len(ids))
	for _, id := range ids {
		args = append(args, exchange, int64(id))
	}
	return t.insertRows("INSERT INTO exchange_posting (exchange, posting) VALUES", 2, args, " ON CONFLICT (exchange, posting) DO NOTHING")
}

// Answer writes what came back for an exchange and everything that it means,
// in one transaction. An exchange that was answered before, or whose visit is
// over, is ErrChanged and nothing happens: what QuickBooks said too late is
// settled by asking it. So is an outcome whose posting is in another state
// than it starts from.
func (s *Store) Answer(ctx context.Context, exchange int64, r Reply) error {
	packed, err := s.deflate(r.Response)
	if err != nil {
		return err
	}
	if r.Unanswered == "" {
		r.Unanswered = Unsure
	}
	return s.write(ctx, func(t *tx) error {
		var visit VisitID
		var company CompanyKey
		var answered, state, purpose string
		var sent time.Time
		err := t.row(`SELECT x.visit, v.company, x.answered_at, v.state, x.purpose, x.sent_at FROM exchange x JOIN visit v ON v.id = x.visit WHERE x.id = $1`,
			[]any{exchange}, &visit, &company, &answered, &state, &purpose, instant{&sent})
		if err != nil {
			return err
		}
		if answered != "" || state != "open" {
			return ErrChanged
		}
		at := r.AnsweredAt
		if at.IsZero() {
			at = t.now
		}
		if r.HResult != "" {
			if err := t.one("UPDATE visit SET unanswered = unanswered + 1 WHERE id = $1", int64(visit)); err != nil {
				return err
			}
		}
		if err := t.one("UPDATE exchange SET answered_at = $2, hresult = $3, message = $4, ending = $5 WHERE id = $1 AND answered_at = ''", exchange, stamp(at), r.HResult, r.Message, string(r.Ending)); err != nil {
			return err
		}
		if r.Response != nil {
			if _, err := t.exec("INSERT INTO exchange_body (exchange, side, body) VALUES ($1, 'response', $2)", exchange, packed); err != nil {
				return err
			}
		}
		if err := t.askedFirst(company, &r); err != nil {
			return err
		}
		counts, err := t.outcomes(exchange, company, &r)
		if err != nil {
			return err
		}
		if err := t.adjustmentsAsked(r.Asked); err != nil {
			return err
		}
		if err := t.lists(company, &r); err != nil {
			return err
		}
		if err := t.stockTold(company, exchange, purpose, &r); err != nil {
			return err
		}
		busy := time.Duration(0)
		if r.Response != nil || r.HResult != "" {
			busy = max(at.Sub(sent), 0)
		}
		return t.one(`UPDATE visit SET last_call = $2, posted = posted + $3, refused = refused + $4, verified = verified + $5, rows_read = rows_read + $6,
			busy_us = busy_us + $7 WHERE id = $1`, int64(visit), t.at, counts.posted, counts.refused, counts.verified, len(r.Rows), busy.Microseconds())
	})
}

// outcomes applies what a reply says of postings; what it says nothing of
// becomes Unanswered.
func (t *tx) outcomes(exchange int64, company CompanyKey, r *Reply) (struct{ posted, refused, verified int }, error) {
	w := t.settling(exchange)
	if err := w.apply(r.Outcomes); err != nil {
		return w.counts, err
	}
	ids := slices.Clone(r.Concerns)
	for i := range r.Outcomes {
		ids = append(ids, r.Outcomes[i].Posting)
	}
	if err := t.join(exchange, ids); err != nil {
		return w.counts, err
	}
	left, err := t.settledWhere("WHERE p.company = $1 AND p.state = 'sent' AND p.exchange = $2", string(company), exchange)
	if err != nil {
		return w.counts, err
	}
	rest := make([]Outcome, 0, len(left))
	for _, p := range left {
		o := Outcome{Posting: p.id, From: Sent, To: r.Unanswered}
		if r.Unanswered == Unsure {
			o.Lane, o.Reason = laneUncertain, "QuickBooks' answer did not mention this. It is asked whether it saved it before anything is sent again."
		}
		rest = append(rest, o)
	}
	if err := w.apply(rest); err != nil {
		return w.counts, err
	}
	return w.counts, w.finish()
}

// lists applies what a reply says of lists and of the company file.
func (t *tx) lists(company CompanyKey, r *Reply) error {
	if err := t.saveEntries(company, r.Rows, true); err != nil {
		return err
	}
	if len(r.Deleted) > 0 {
		err := inLists(r.Deleted, func(list string, args []any) error {
			_, err := t.exec("DELETE FROM list_entry WHERE company = $1 AND kind = $2 AND list_id IN "+list, append([]any{string(company), string(r.Kind)}, args...)...)
			return err
		})
		if err != nil {
			return err
		}
		if err := t.listsChanged(company); err != nil {
			return err
		}
		if err := t.rematch(company, r.Deleted, nil); err != nil { // of other lists than items none is a product's
			return err
		}
		t.log(event{actor: quickbooks, action: "list.deleted", company: company, subject: "list " + string(r.Kind), detail: strings.Join(r.Deleted, ", ")})
	}
	for _, p := range r.Progress {
		if err := t.saveProgress(company, p); err != nil {
			return err
		}
	}
	if r.Facts == nil {
		return nil
	}
	facts, err := json.Marshal(r.Facts)
	if err != nil {
		return err
	}
	t.log(event{actor: quickbooks, action: "company.facts", company: company, subject: "company " + string(company), detail: r.Facts.Name})
	return t.one("UPDATE company SET facts = $2 WHERE key = $1", string(company), string(facts))
}

func (t *tx) saveProgress(company CompanyKey, p ListProgress) error {
	_, err := t.exec(`INSERT INTO list_progress (company, kind, modified_from, modified_seen, iterator_id, remaining, done, started, finished, rows_read)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (company, kind) DO UPDATE SET modified_from = excluded.modified_from,
			modified_seen = excluded.modified_seen, iterator_id = excluded.iterator_id, remaining = excluded.remaining, done = excluded.done,
			started = excluded.started, finished = excluded.finished, rows_read = excluded.rows_read`,
		string(company), string(p.Kind), p.ModifiedFrom, p.ModifiedSeen, p.IteratorID, p.Remaining, flag(p.Done), stamp(p.Started), stamp(p.Finished), p.Rows)
	return err
}

// ListProgress is how far a list was read; the zero progress when never.
func (s *Store) ListProgress(ctx context.Context, key CompanyKey, kind books.ListKind) (ListProgress, error) {
	all, err := s.listProgress(ctx, "WHERE company = $1 AND kind = $2", string(key), string(kind))
	if err != nil || len(all) == 0 {
		return ListProgress{Kind: kind}, err
	}
	return all[0], nil
}

// ListsProgress is how far each list was read that was begun at all.
func (s *Store) ListsProgress(ctx context.Context, key CompanyKey) ([]ListProgress, error) {
	return s.listProgress(ctx, "WHERE company = $1 ORDER BY kind", string(key))
}

func (s *Store) listProgress(ctx context.Context, where string, args ...any) ([]ListProgress, error) {
	var out []ListProgress
	err := s.query(ctx, "SELECT kind, modified_from, modified_seen, iterator_id, remaining, done, started, finished, rows_read FROM list_progress "+where, args, func(r *sql.Rows) error {
		var p ListProgress
		err := r.Scan(&p.Kind, &p.ModifiedFrom, &p.ModifiedSeen, &p.IteratorID, &p.Remaining, &p.Done, instant{&p.Started}, instant{&p.Finished}, &p.Rows)
		out = append(out, p)
		return err
	})
	return out, err
}

// Pending is the exchange of a visit that was sent and not answered.
func (s *Store) Pending(ctx context.Context, v VisitID) (Exchange, error) {
	return s.oneExchange(ctx, "WHERE x.visit = $1 AND x.answered_at = ''", int64(v))
}

// LastExchange is the newest exchange of a visit.
func (s *Store) LastExchange(ctx context.Context, v VisitID) (Exchange, error) {
	return s.oneExchange(ctx, "WHERE x.visit = $1 ORDER BY x.seq DESC LIMIT 1", int64(v))
}

func (s *Store) oneExchange(ctx context.Context, where string, arg any) (Exchange, error) {
	xs, err := s.exchanges(ctx, where, arg)
	if err != nil {
		return Exchange{}, err
	}
	if len(xs) == 0 {
		return Exchange{}, ErrNotFound
	}
	return xs[0], nil
}

func (s *Store) exchanges(ctx context.Context, where string, args ...any) ([]Exchange, error) {
	var out []Exchange
	err := s.query(ctx, `SELECT x.id, x.visit, x.seq, x.set_id, x.purpose, x.requests, x.hresult, x.message, x.sent_at, x.answered_at, x.ending, x.again, q.body, a.body
		FROM exchange x LEFT JOIN exchange_body q ON q.exchange = x.id AND q.side = 'request'
		LEFT JOIN exchange_body a ON a.exchange = x.id AND a.side = 'response' `+where, args, func(r *sql.Rows) error {
		var x Exchange
		var request, response []byte
		err := r.Scan(&x.ID, &x.Visit, &x.Seq, &x.SetID, &x.Purpose, &x.Requests, &x.HResult, &x.Message, instant{&x.SentAt}, instant{&x.AnsweredAt}, &x.Ending, &x.Again, &request, &response)
		if err != nil {
			return err
		}
		if request != nil {
			if x.Request, err = inflate(request); err != nil {
				return err
			}
		}
		if response != nil {
			if x.Response, err = inflate(response); err != nil {
				return err
			}
		}
		out = append(out, x)
		return nil
	})
	return out, err
}
