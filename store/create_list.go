package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"
	"time"

	"countinghouse/books"
	"countinghouse/sales"
)

// Creation is an item that was asked for, and what became of it.
type Creation struct {
	Posting PostingID
	Item    books.NewItem
	Store   sales.StoreKey
	Variant int64
	SKU     string
	Title   string
	Link    bool
	State   PostingState
	Lane    string
	Code    int // QuickBooks' status of its last answer
	Reason  string
	Asked   time.Time
	By      string
}

// Open tells that QuickBooks does not have it yet.
func (c Creation) Open() bool { return c.State != Posted && c.State != Verified }

// Sent tells that it left, so that it can't be taken back.
func (c Creation) Sent() bool {
	return c.State == Sent || c.State == Unsure || c.State == Refused && c.Lane == laneUncertain || !c.Open()
}

// CreationPage is a page of what was asked for.
type CreationPage struct {
	Rows []Creation
	Next PostingID // 0: there is none
	// Count are those that are open, Refused those of them that QuickBooks would
	// not have.
	Count, Refused int
}

// Creations lists the items that were asked for, the newest first, those before
// a posting (0: from the first); without all only those that QuickBooks does
// not have yet.
func (s *Store) Creations(ctx context.Context, company CompanyKey, all bool, before PostingID, limit int) (CreationPage, error) {
	var p CreationPage
	limit = pageLimit(limit)
	const from = ` FROM wanted_item w JOIN posting p ON p.store = '' AND p.order_id = 0 AND p.kind = 'item' AND p.part = w.part AND p.company = w.company
		AND p.revision = (SELECT max(q.revision) FROM posting q WHERE q.store = '' AND q.order_id = 0 AND q.kind = 'item' AND q.part = w.part AND q.company = w.company)
		WHERE w.company = $1`
	const open = " AND p.state IN ('ready', 'sent', 'unsure', 'refused')"
	if err := s.row(ctx, "SELECT count(*), coalesce(sum(p.state = 'refused'), 0)"+from+open, []any{string(company)}, &p.Count, &p.Refused); err != nil {
		return p, err
	}
	where := " AND ($2 = 0 OR p.id < $2)"
	if !all {
		where += open
	}
	err := s.query(ctx, `SELECT p.id, w.store, w.variant, w.sku, w.title, w.link, p.state, p.lane, p.code, p.reason, w.asked, w.asked_by,
		(SELECT body FROM posting_body b WHERE b.posting = p.id)`+from+where+" ORDER BY p.id DESC LIMIT $3",
		[]any{string(company), int64(before), limit + 1}, func(r *sql.Rows) error {
			c, err := scanCreation(r)
			if len(p.Rows) == limit {
				p.Next = p.Rows[limit-1].Posting
				return err
			}
			p.Rows = append(p.Rows, c)
			return err
		})
	return p, err
}

func scanCreation(r *sql.Rows) (Creation, error) {
	var c Creation
	var body []byte
	if err := r.Scan(&c.Posting, &c.Store, &c.Variant, &c.SKU, &c.Title, &c.Link, &c.State, &c.Lane, &c.Code, &c.Reason, instant{&c.Asked}, &c.By, &body); err != nil {
		return c, err
	}
	return c, json.Unmarshal(body, &c.Item)
}

// CreationsOf are the items that were asked for wares, by variant.
func (s *Store) CreationsOf(ctx context.Context, key sales.StoreKey, variants []int64) (map[int64]Creation, error) {
	out := map[int64]Creation{}
	err := inLists(variants, func(list string, args []any) error {
		return s.query(ctx, `SELECT p.id, w.store, w.variant, w.sku, w.title, w.link, p.state, p.lane, p.code, p.reason, w.asked, w.asked_by, b.body
			FROM wanted_item w JOIN posting p ON p.store = '' AND p.order_id = 0 AND p.kind = 'item' AND p.part = w.part AND p.company = w.company
			JOIN posting_body b ON b.posting = p.id WHERE w.store = $1 AND w.variant IN `+list+" AND p.state <> 'withdrawn' ORDER BY p.revision",
			append([]any{string(key)}, args...), func(r *sql.Rows) error {
				c, err := scanCreation(r)
				out[c.Variant] = c
				return err
			})
	})
	return out, err
}

// NamesTaken are those of some full names of items that QuickBooks has, or that
// something else is to be made under, folded as names are compared; own are the
// keys of items whose names are left aside.
func (s *Store) NamesTaken(ctx context.Context, company CompanyKey, names []string, own map[string]bool) (map[string]bool, error) {
	out := map[string]bool{}
	err := inLists(folded(names), func(list string, args []any) error {
		return s.query(ctx, "SELECT full_name_key FROM list_entry WHERE company = $1 AND kind = 'item' AND full_name_key IN "+list, append([]any{string(company)}, args...), func(r *sql.Rows) error {
			var k string
			err := r.Scan(&k)
			out[k] = true
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	last := make([]string, len(names))
	for i, n := range names {
		last[i] = n[strings.LastIndexByte(n, ':')+1:]
	}
	err = inLists(folded(last), func(list string, args []any) error {
		return s.query(ctx, `SELECT p.part, b.body FROM posting p JOIN posting_body b ON b.posting = p.id WHERE p.company = $1 AND p.kind = 'item' AND p.order_id = 0
			AND p.operation = '' AND p.state IN ('ready', 'sent', 'unsure') AND p.name_key <> '' AND p.name_key IN `+list, append([]any{string(company)}, args...), func(r *sql.Rows) error {
			var part string
			var body []byte
			var i books.NewItem
			if err := r.Scan(&part, &body); err != nil {
				return err
			}
			err := json.Unmarshal(body, &i)
			if !own[part] {
				out[fold(i.FullName())] = true
			}
			return err
		})
	})
	return out, err
}

// IsAskedFor tells whether an item of a key is on its way into QuickBooks.
func (s *Store) IsAskedFor(ctx context.Context, company CompanyKey, key string) (bool, error) {
	var n int
	err := s.row(ctx, "SELECT count(*) FROM posting WHERE company = $1 AND store = '' AND order_id = 0 AND kind = 'item' AND part = $2 AND operation = '' AND state IN ('ready', 'sent', 'unsure')",
		[]any{string(company), key}, &n)
	return n > 0, err
}

// CreationOf is an item that was asked for, by its key.
func (s *Store) CreationOf(ctx context.Context, company CompanyKey, key string) (Creation, error) {
	var out []Creation
	err := s.query(ctx, `SELECT p.id, w.store, w.variant, w.sku, w.title, w.link, p.state, p.lane, p.code, p.reason, w.asked, w.asked_by, b.body
		FROM wanted_item w JOIN posting p ON p.store = '' AND p.order_id = 0 AND p.kind = 'item' AND p.part = w.part AND p.company = w.company
		JOIN posting_body b ON b.posting = p.id WHERE w.company = $1 AND w.part = $2 ORDER BY p.revision DESC LIMIT 1`,
		[]any{string(company), key}, func(r *sql.Rows) error {
			c, err := scanCreation(r)
			out = append(out, c)
			return err
		})
	if err == nil && len(out) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Creation{}, err
	}
	return out[0], nil
}
