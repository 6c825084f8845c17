package store

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"strings"
	"time"

	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/sales"
)

// VisitTrouble is a kind of failure of a visit.
type VisitTrouble string

// The kinds of failure.
const (
	TroubleAny        VisitTrouble = "any"
	TroubleRefused    VisitTrouble = "refused"    // QuickBooks refused a document
	TroubleUnanswered VisitTrouble = "unanswered" // QuickBooks could not answer a message set
	TroubleLost       VisitTrouble = "lost"       // it broke off
	TroubleTurned     VisitTrouble = "turned"     // it was turned away: the wrong company file, or writing is stopped
)

// narrow puts what a filter asks of visits into a query. What is wrong with
// visits is asked for in the words of the index that holds few of them.
func (f VisitFilter) narrow(q *filter) {
	if f.Company != "" {
		q.add("company = ?", string(f.Company))
	}
	if f.Before > 0 {
		q.add("(started, id) < (SELECT b.started, b.id FROM visit b WHERE b.id = ?)", int64(f.Before))
	}
	if !f.From.IsZero() {
		q.add("started >= ?", stamp(f.From))
	}
	if !f.Until.IsZero() {
		q.add("started < ?", stamp(f.Until))
	}
	if f.Worked {
		q.add("(sent > 0 OR posted > 0 OR refused > 0)")
	}
	if f.Read {
		q.add("rows_read > 0")
	}
	if f.Trouble != "" {
		q.add("(refused > 0 OR state IN ('lost', 'refused') OR unanswered > 0)")
	}
	switch f.Trouble {
	case TroubleRefused:
		q.add("refused > 0")
	case TroubleLost:
		q.add("state = 'lost'")
	case TroubleTurned:
		q.add("state = 'refused'")
	case TroubleUnanswered:
		q.add("unanswered > 0")
	case TroubleAny:
	}
}

// visitsOf are the visits that handed over something of an order, of whichever
// store: of itself, or of the daily summary that it is part of.
func (s *Store) visitsOf(ctx context.Context, id sales.OrderID) ([]int64, error) {
	var out []int64
	err := s.query(ctx, `SELECT DISTINCT x.visit FROM (SELECT s.key AS store, $1 AS order_id FROM shop s UNION ALL SELECT store, -summary FROM summary_part
			WHERE store IN (SELECT key FROM shop) AND order_id = $1 AND summary > 0) AS o
		CROSS JOIN posting p ON p.store = o.store AND p.order_id = o.order_id CROSS JOIN exchange_posting ep ON ep.posting = p.id CROSS JOIN exchange x ON x.id = ep.exchange`,
		[]any{int64(id)}, func(r *sql.Rows) error {
			var v int64
			err := r.Scan(&v)
			out = append(out, v)
			return err
		})
	return out, err
}

// VisitDocument is something that a visit handed to QuickBooks.
type VisitDocument struct {
	Posting   PostingID
	Store     sales.StoreKey
	Order     sales.OrderID // negative: a daily summary
	Kind      books.Kind
	Operation books.Operation
	RefNumber string
	Total     money.Amount
	Decimals  int
	State     PostingState // where it stands now
	Reason    string
}

// Name names the document as people do.
func (d *VisitDocument) Name() string { return postingName(d.Kind, d.Operation, d.RefNumber) }

// VisitDocuments are the documents of a visit in the order in which they went
// out, at most limit, and how many there are.
func (s *Store) VisitDocuments(ctx context.Context, id VisitID, limit int) (out []VisitDocument, total int, err error) {
	err = s.row(ctx, "SELECT count(DISTINCT ep.posting) FROM exchange x JOIN exchange_posting ep ON ep.exchange = x.id WHERE x.visit = $1", []any{int64(id)}, &total)
	if err != nil {
		return nil, 0, err
	}
	err = s.query(ctx, `SELECT p.id, p.store, p.order_id, p.kind, p.operation, p.ref, p.total, coalesce(o.decimals, 2), p.state, p.reason
		FROM exchange x JOIN exchange_posting ep ON ep.exchange = x.id JOIN posting p ON p.id = ep.posting LEFT JOIN sales_order o ON o.store = p.store AND o.id = p.order_id
		WHERE x.visit = $1 GROUP BY p.id ORDER BY min(x.seq), p.id LIMIT $2`, []any{int64(id), limit}, func(r *sql.Rows) error {
		var d VisitDocument
		err := r.Scan(&d.Posting, &d.Store, &d.Order, &d.Kind, &d.Operation, &d.RefNumber, &d.Total, &d.Decimals, &d.State, &d.Reason)
		out = append(out, d)
		return err
	})
	return out, total, err
}

// eventFrom is the number of the first audit row of a time or later, one more
// than the last if there is none: numbers grow with time and leave out none, so
// it is found by halves among any number of rows.
func (s *Store) eventFrom(ctx context.Context, at time.Time) (int64, error) {
	var last int64
	err := s.row(ctx, "SELECT id FROM event ORDER BY id DESC LIMIT 1", nil, &last)
	if errors.Is(err, ErrNotFound) {
		return 1, nil
	}
	low, high := int64(1), last+1 // the row is in [low, high]
	for err == nil && low < high {
		mid := low + (high-low)/2
		var when time.Time
		if err = s.row(ctx, "SELECT at FROM event WHERE id >= $1 ORDER BY id LIMIT 1", []any{mid}, instant{&when}); when.Before(at) {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low, err
}

// Change is one thing that a change altered.
type Change struct {
	What, Was, Now string
	Secret         bool // Was and Now are nobody's to see
}

// Changes reads the detail of an audit row that tells what was changed, from
// what to what; none for a row that tells something else.
func (e Event) Changes() []Change {
	var out []Change
	rest := e.Detail
	for rest != "" {
		what, after, ok := strings.Cut(rest, ": \"")
		if !ok || strings.Contains(what, "; ") {
			var part string
			part, rest, _ = strings.Cut(rest, "; ")
			what, ok = strings.CutSuffix(part, " changed")
			if !ok {
				return nil
			}
			out = append(out, Change{What: what, Secret: true})
			continue
		}
		c := Change{What: what}
		var tail string
		if c.Now, tail, ok = unquoted(`"` + after); !ok {
			return nil
		}
		if tail, ok = strings.CutPrefix(tail, ", was "); !ok {
			return nil
		}
		if c.Was, tail, ok = unquoted(tail); !ok {
			return nil
		}
		if rest, ok = strings.CutPrefix(tail, "; "); !ok && tail != "" {
			return nil
		}
		out = append(out, c)
	}
	return out
}

// unquoted takes the quoted text at the beginning of s.
func unquoted(s string) (text, rest string, ok bool) {
	q, err := strconv.QuotedPrefix(s)
	if err != nil {
		return "", "", false
	}
	text, err = strconv.Unquote(q)
	return text, s[len(q):], err == nil
}
