package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Ending is how a message set came to its end, as far as is known.
type Ending string

// The endings of a message set.
const (
	// Unanswered: nothing came back, so QuickBooks may be at work on it still.
	Unanswered Ending = ""
	// Failed: it ended, and nothing says what became of its requests.
	Failed Ending = "failed"
	// Answered: QuickBooks said what became of its requests.
	Answered Ending = "answered"
)

// DoubtfulSet is a message set of which something is in doubt.
type DoubtfulSet struct {
	Exchange int64
	SetID    string
	Ending   Ending
	SentAt   time.Time // when it was sent last
	Sends    int       // how often its bytes were sent
	// Whole tells that all of its postings are in doubt: nobody heard or decided
	// anything about any of them.
	Whole    bool
	Postings []PostingID // those in doubt, by id
}

// DoubtfulSets are the message sets of a company file of which something is in
// doubt, oldest first.
func (s *Store) DoubtfulSets(ctx context.Context, key CompanyKey) ([]DoubtfulSet, error) {
	unsure := map[int64][]PostingID{}
	err := s.query(ctx, "SELECT exchange, id FROM posting WHERE company = $1 AND state = 'unsure' AND exchange > 0 ORDER BY id", []any{string(key)}, func(r *sql.Rows) error {
		var x int64
		var id PostingID
		err := r.Scan(&x, &id)
		unsure[x] = append(unsure[x], id)
		return err
	})
	if err != nil || len(unsure) == 0 {
		return nil, err
	}
	ids := make([]int64, 0, len(unsure))
	for id := range unsure {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	var out []DoubtfulSet
	return out, inLists(ids, func(list string, args []any) error {
		return s.query(ctx, `SELECT x.id, x.set_id, x.ending, x.sent_at,
				(SELECT count(*) FROM exchange y WHERE y.set_id = x.set_id AND y.set_id <> '' AND y.purpose = 'post'),
				(SELECT count(*) FROM exchange_posting m WHERE m.exchange = x.id)
			FROM exchange x WHERE x.id IN `+list+" ORDER BY x.id", args, func(r *sql.Rows) error {
			var d DoubtfulSet
			var members int
			err := r.Scan(&d.Exchange, &d.SetID, &d.Ending, instant{&d.SentAt}, &d.Sends, &members)
			d.Postings = unsure[d.Exchange]
			d.Whole = members == len(d.Postings)
			out = append(out, d)
			return err
		})
	})
}

// Exchange finds one exchange, bodies included.
func (s *Store) Exchange(ctx context.Context, id int64) (Exchange, error) {
	return s.oneExchange(ctx, "WHERE x.id = $1", id)
}

// SendAgain commits that the very bytes of an exchange leave once more, before
// one of them does. All of its postings go from unsure to sent, or nothing
// happens and it is ErrChanged: something became known of one of them. That an
// order was edited meanwhile does not matter: what it says now follows as a
// change.
func (s *Store) SendAgain(ctx context.Context, x Exchange, of int64) (int64, error) {
	packed, err := s.deflate(x.Request)
	if err != nil {
		return 0, err
	}
	var id int64
	err = s.write(ctx, func(t *tx) error {
		var members int
		var setID string
		if err := t.row("SELECT set_id, (SELECT count(*) FROM exchange_posting WHERE exchange = x.id) FROM exchange x WHERE id = $1", []any{of}, &setID, &members); err != nil {
			return err
		}
		if setID == "" || setID != x.SetID {
			return errors.New("a message set is sent again under its own ID only")
		}
		var company CompanyKey
		var err error
		if id, company, err = t.leaves(x, packed, members, of); err != nil {
			return err
		}
		doubtful, err := t.settledWhere("WHERE p.company = $1 AND p.state = 'unsure' AND p.exchange = $2", string(company), of)
		if err != nil {
			return err
		}
		if len(doubtful) != members || members == 0 {
			return ErrChanged
		}
		ids := make([]PostingID, len(doubtful))
		touched := map[orderKey]bool{}
		for i, p := range doubtful {
			ids[i] = p.id
			if k, ok := orderOf(p.store, p.order); ok {
				touched[k] = true
			}
			t.log(postingEvent(system, p, Sent, postingName(p.kind, p.operation, p.ref)+", sent again unchanged, set "+x.SetID))
		}
		n, err := t.exec(`UPDATE posting SET state = 'sent', exchange = $1, sent_at = $2, updated = $3, lane = '', reason = '', not_before = '', attempts = attempts + 1
			WHERE company = $4 AND state = 'unsure' AND exchange = $5`, id, stamp(x.SentAt), t.at, string(company), of)
		if err != nil {
			return err
		}
		if int(n) != members {
			return fmt.Errorf("%d of %d postings of a message set were marked as sent again", n, members)
		}
		t.countWork(company, countName(Unsure, false, false, ""), -members)
		t.countWork(company, countName(Sent, false, false, ""), members)
		if err := t.join(id, ids); err != nil {
			return err
		}
		if err := t.dependents(ids, touched); err != nil {
			return err
		}
		return t.derive(touched)
	})
	if err != nil {
		return 0, err
	}
	return id, nil
}
