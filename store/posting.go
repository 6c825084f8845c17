package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/sales"
)

// postingColumns reads whole postings: with the customer that was made for
// them, the one that their key is linked to, and their contents.
const postingColumns = `SELECT p.id, p.company, p.store, p.order_id, p.kind, p.part, p.operation, p.revision, p.state, p.customer_key, p.fingerprint, p.ref,
	p.total, p.day, p.depends_on, coalesce(d.txn_id, ''), coalesce(l.list_id, ''), p.rules_version, p.undo, p.attempts, p.solo, p.not_before, p.txn_id,
	p.edit_sequence, p.txn_number, p.code, p.lane, p.reason, p.created, p.updated, p.sent_at, p.posted_at, p.verified_at, p.exchange, b.body
	FROM posting p
	JOIN posting_body b ON b.posting = p.id
	LEFT JOIN posting d ON d.id = p.depends_on
	LEFT JOIN customer_link l ON l.company = p.company AND l.customer_key = p.customer_key AND p.customer_key <> ''`

func scanPosting(r *sql.Rows) (Posting, error) {
	var p Posting
	var customerKey, dayText, made, link string
	var body []byte
	err := r.Scan(&p.ID, &p.Company, &p.Store, &p.Order, &p.Kind, &p.Part, &p.Operation, &p.Revision, &p.State, &customerKey, &p.Fingerprint, &p.RefNumber,
		&p.Total, &dayText, &p.DependsOn, &made, &link, &p.RulesVersion, &p.Undo, &p.Attempts, &p.Solo, instant{&p.NotBefore}, &p.TxnID,
		&p.EditSequence, &p.TxnNumber, &p.Code, &p.Lane, &p.Reason, instant{&p.Created}, instant{&p.Updated}, instant{&p.SentAt},
		instant{&p.PostedAt}, instant{&p.VerifiedAt}, &p.Exchange, &body)
	if err != nil {
		return p, err
	}
	if err := p.Day.UnmarshalText([]byte(dayText)); err != nil {
		return p, err
	}
	switch p.Kind {
	case books.CustomerAdd:
		p.Customer = new(books.NewCustomer)
		return p, json.Unmarshal(body, p.Customer)
	case books.ItemAdd:
		p.Item = new(books.NewItem)
		return p, json.Unmarshal(body, p.Item)
	case books.CustomerUpdate:
		p.Fill = new(books.CustomerFill)
		if err := json.Unmarshal(body, p.Fill); err != nil {
			return p, err
		}
		p.CustomerListID = p.Fill.Customer.ListID
		return p, nil
	default:
	}
	p.Document = new(books.Document)
	if err := json.Unmarshal(body, p.Document); err != nil {
		return p, err
	}
	p.CustomerListID = p.Document.Customer.ListID
	for _, known := range []string{link, made} {
		if known != "" {
			p.CustomerListID = known
		}
	}
	return p, nil
}

func (s *Store) postings(ctx context.Context, where string, args ...any) ([]Posting, error) {
	var out []Posting
	err := s.query(ctx, postingColumns+" "+where, args, func(r *sql.Rows) error {
		p, err := scanPosting(r)
		out = append(out, p)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, s.loadLinks(func(query string, args []any, scan func(*sql.Rows) error) error {
		return s.query(ctx, query, args, scan)
	}, out)
}

// LongestPause is the longest that a posting is put off for. One that is put
// off for longer is so by a clock that was set back since, and is due.
const LongestPause = 2 * time.Hour

// ClaimReady reads what can be sent now: ready, not waiting for another
// posting, for a time, for a new plan of its order, or to be asked about first. List entries come before
// documents before payments before what takes them out again, older before
// younger. A claim is either one
// posting that is to travel alone, or none such. Nothing is changed: MarkSent
// guards what is really sent.
func (s *Store) ClaimReady(ctx context.Context, key CompanyKey, limit int) ([]Posting, error) {
	if limit <= 0 {
		return nil, nil
	}
	out, err := s.postings(ctx, `WHERE p.company = $1 AND p.state = 'ready' AND p.waits = 0 AND p.stale = 0 AND p.ask = 0
		AND (p.not_before <= $2 OR p.not_before > $3) ORDER BY p.rank, p.id LIMIT $4`, string(key), stamp(s.now()), stamp(s.now().Add(LongestPause)), limit)
	if err != nil || len(out) == 0 || out[0].Solo {
		return out[:min(len(out), 1)], err
	}
	together := out[:0]
	for _, p := range out {
		if !p.Solo {
			together = append(together, p)
		}
	}
	return together, nil
}

// UnsurePostings are those whose answer never came, oldest first, each with
// the message set that it was last in.
func (s *Store) UnsurePostings(ctx context.Context, key CompanyKey, limit int) ([]Posting, error) {
	out, err := s.postings(ctx, "WHERE p.company = $1 AND p.state = 'unsure' ORDER BY p.id LIMIT $2", string(key), limit)
	if err != nil {
		return nil, err
	}
	sets := map[int64]string{}
	for i := range out {
		x := out[i].Exchange
		if _, known := sets[x]; !known && x != 0 {
			var set string
			if err := s.row(ctx, "SELECT set_id FROM exchange WHERE id = $1", []any{x}, &set); err != nil {
				return nil, err
			}
			sets[x] = set
		}
		out[i].SetID = sets[x]
	}
	return out, nil
}

// UnverifiedPostings are those that QuickBooks took and that were not read
// back yet, oldest first; without those already found to differ.
func (s *Store) UnverifiedPostings(ctx context.Context, key CompanyKey, limit int) ([]Posting, error) {
	out, err := s.postings(ctx, "WHERE p.company = $1 AND p.state = 'posted' AND p.lane = '' ORDER BY p.id LIMIT $2", string(key), limit)
	if err != nil {
		return nil, err
	}
	return out, s.markSuperseded(ctx, out)
}

// markSuperseded finds the postings whose document was changed by a later one.
func (s *Store) markSuperseded(ctx context.Context, postings []Posting) error {
	at := make(map[PostingID]int, len(postings))
	ids := make([]int64, len(postings))
	for i := range postings {
		at[postings[i].ID], ids[i] = i, int64(postings[i].ID)
	}
	return inLists(ids, func(list string, args []any) error {
		return s.query(ctx, `SELECT p.id FROM posting p WHERE p.id IN `+list+` AND EXISTS (SELECT 1 FROM posting n WHERE n.store = p.store
			AND n.order_id = p.order_id AND n.kind = p.kind AND n.part = p.part AND n.revision > p.revision AND n.company = p.company
			AND (n.state IN ('sent', 'unsure', 'posted', 'verified') OR n.state = 'refused' AND n.lane = 'uncertain'))`, args, func(r *sql.Rows) error {
			var id PostingID
			err := r.Scan(&id)
			postings[at[id]].Superseded = true
			return err
		})
	})
}

// TxnsOfOrder are the documents of an order that QuickBooks is known to have
// or to have had, by TxnID.
func (s *Store) TxnsOfOrder(ctx context.Context, key sales.StoreKey, id sales.OrderID) (map[string]PostingID, error) {
	out := map[string]PostingID{}
	err := s.query(ctx, "SELECT txn_id, id FROM posting WHERE store = $1 AND order_id = $2 AND txn_id <> ''", []any{string(key), int64(id)}, func(r *sql.Rows) error {
		var txn string
		var id PostingID
		err := r.Scan(&txn, &id)
		out[txn] = id
		return err
	})
	return out, err
}

// ExchangePostings are the postings that a message set sent and that were in
// none since.
func (s *Store) ExchangePostings(ctx context.Context, exchange int64) ([]Posting, error) {
	return s.postings(ctx, `JOIN exchange_posting x ON x.posting = p.id AND x.exchange = $1 WHERE p.exchange = $1 ORDER BY p.rank, p.id`, exchange)
}

// Name is what people call the posting: "Invoice BC100482 (void)".
func (p *Posting) Name() string { return postingName(p.Kind, p.Operation, p.RefNumber) }

// Posting finds one posting.
func (s *Store) Posting(ctx context.Context, id PostingID) (Posting, error) {
	out, err := s.postings(ctx, "WHERE p.id = $1", int64(id))
	if err == nil && len(out) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Posting{}, err
	}
	return out[0], nil
}

// OrdersToPlan are orders that wait for a plan, oldest first, with what was
// already handed to QuickBooks for each (every revision of every document) and
// what persons decided. A posting that QuickBooks refused but may nevertheless
// have counts as handed over: nothing is sent for it again until a person
// decides.
func (s *Store) OrdersToPlan(ctx context.Context, key CompanyKey, limit int) ([]PlannedOrder, error) {
	return s.planned(ctx, "WHERE o.company = $1 AND o.to_plan = 1 ORDER BY o.placed, o.store, o.id LIMIT $2", string(key), limit)
}

// PlannedOrder is one order as OrdersToPlan gives it, whether it is to be
// planned or not.
func (s *Store) PlannedOrder(ctx context.Context, key sales.StoreKey, id sales.OrderID) (PlannedOrder, error) {
	out, err := s.planned(ctx, "WHERE o.store = $1 AND o.id = $2", string(key), int64(id))
	if err == nil && len(out) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return PlannedOrder{}, err
	}
	return out[0], nil
}

func (s *Store) planned(ctx context.Context, where string, args ...any) ([]PlannedOrder, error) {
	var out []PlannedOrder
	type id struct {
		store string
		order int64
	}
	at := map[id]int{}
	byStore := map[string][]int64{}
	// The marks are read before the postings: what changes in between raises
	// the mark, and SavePlans leaves the order alone.
	err := s.query(ctx, `SELECT o.store, o.id, o.mark, o.modified, b.body, coalesce(x.body, '') FROM sales_order o
		JOIN order_body b ON b.store = o.store AND b.order_id = o.id
		LEFT JOIN order_decision x ON x.store = o.store AND x.order_id = o.id `+where, args, func(r *sql.Rows) error {
		var k id
		var p PlannedOrder
		var body, decided []byte
		var modified time.Time
		if err := r.Scan(&k.store, &k.order, &p.Version, instant{&modified}, &body, &decided); err != nil {
			return err
		}
		o, err := decodeOrder(body, modified)
		if err != nil {
			return fmt.Errorf("order %d of store %s: %w", k.order, k.store, err)
		}
		p.Order = o
		if p.Decisions, err = decodeDecisions(decided); err != nil {
			return fmt.Errorf("decisions about order %d of store %s: %w", k.order, k.store, err)
		}
		at[k] = len(out)
		out = append(out, p)
		byStore[k.store] = append(byStore[k.store], k.order)
		return nil
	})
	if err != nil {
		return nil, err
	}
	for store, ids := range byStore {
		err := inLists(ids, func(list string, args []any) error {
			return s.query(ctx, `SELECT p.order_id, p.kind, p.part, p.revision, p.operation, p.state, p.ref, p.day, p.total, p.customer_key, p.fingerprint,
					coalesce(l.list_id, ''), b.body
				FROM posting p JOIN posting_body b ON b.posting = p.id
				LEFT JOIN customer_link l ON l.company = p.company AND l.customer_key = p.customer_key AND p.customer_key <> ''
				WHERE p.store = $1 AND p.order_id IN `+list+` AND p.kind <> 'customer_update'
					AND (p.state IN ('sent', 'unsure', 'posted', 'verified') OR p.state = 'refused' AND p.lane = 'uncertain')
				ORDER BY p.order_id, p.id`, append([]any{store}, args...), func(r *sql.Rows) error {
				order, prior, err := scanPrior(r)
				i := at[id{store, order}]
				out[i].Prior = append(out[i].Prior, prior)
				return err
			})
		})
		if err != nil {
			return nil, err
		}
		err = inLists(ids, func(list string, args []any) error {
			return s.priorSummaries(ctx, store, list, args, func(order int64, p books.Prior) {
				i := at[id{store, order}]
				out[i].Prior = append(out[i].Prior, p)
			})
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func scanPrior(r *sql.Rows) (int64, books.Prior, error) {
	var p books.Prior
	var order int64
	var state PostingState
	var dayText, link string
	var body []byte
	if err := r.Scan(&order, &p.Kind, &p.Part, &p.Revision, &p.Operation, &state, &p.RefNumber, &dayText, &p.Total, &p.CustomerKey, &p.Fingerprint,
		&link, &body); err != nil {
		return 0, p, err
	}
	if err := json.Unmarshal(body, &p.Document); err != nil {
		return 0, p, err
	}
	p.Settled = state == Posted || state == Verified
	p.Customer = p.Document.Customer
	if link != "" {
		p.Customer.ListID = link
	}
	var err error
	if dayText != "" {
		p.Date, err = day.Parse(dayText)
	}
	return order, p, err
}
