package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/sales"
)

// A daily summary is one document for many orders. Its posting has the
// summary's negative id as its order; what each order contributes stands in
// summary_part, which has one row for each order: no order is part of two.

// SummaryDue is a summary that can be made: its day is over, and the orders
// that contribute to it wait for it.
type SummaryDue struct {
	Store sales.StoreKey
	Key   string
	Day   day.Day
	// Number counts the summaries of this key, from 1.
	Number int
	Parts  []SummaryPart
}

// SummaryPart is what one order contributes.
type SummaryPart struct {
	books.Contribution
	hash string
}

// contribute keeps what an order contributes to its day's summary, or forgets
// it when the order has become something else. What is part of a summary
// already stays: the plan knows it (Prior.Summarized).
func (p *planning) contribute(q *planned, o *plannable) error {
	t := p.t
	if q.Plan.Contribution == nil {
		_, err := t.exec("DELETE FROM summary_part WHERE store = $1 AND order_id = $2 AND summary = 0", string(o.key.store), int64(o.key.id))
		return err
	}
	body, err := json.Marshal(q.Plan.Contribution)
	if err != nil {
		return err
	}
	var leaving int
	if err := t.row(`SELECT count(*) FROM summary_part m JOIN posting p ON p.store = m.store AND p.order_id = -m.summary AND p.operation IN ('void', 'delete')
		WHERE m.store = $1 AND m.order_id = $2 AND m.summary > 0 AND (p.state IN ('ready', 'sent', 'unsure') OR p.state = 'refused' AND p.lane = 'uncertain')`,
		[]any{string(o.key.store), int64(o.key.id)}, &leaving); err != nil || leaving > 0 {
		return err // whether its summary stands isn't known: it is planned again when it is
	}
	// Where it was part of a summary that was taken out of QuickBooks it waits anew.
	_, err = t.exec(`INSERT INTO summary_part (store, order_id, company, key, day, hash, body) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (store, order_id) DO UPDATE SET key = excluded.key, day = excluded.day, hash = excluded.hash, body = excluded.body, summary = 0`,
		string(o.key.store), int64(o.key.id), string(p.company), q.Plan.Summary, q.Plan.Contribution.Date.String(), hashOf(body), string(body))
	return err
}

// inSummary tells whether the order is part of a summary that was made.
func (p *planning) inSummary(o *plannable) bool {
	var n int
	err := p.t.row("SELECT count(*) FROM summary_part WHERE store = $1 AND order_id = $2 AND summary > 0", []any{string(o.key.store), int64(o.key.id)}, &n)
	return err == nil && n > 0
}

// SummariesDue are the summaries of a store whose day is at or before the
// given one, with what each order contributes. While an order of such a day is
// still to be planned it is none of them due: it may belong there.
func (s *Store) SummariesDue(ctx context.Context, company CompanyKey, key sales.StoreKey, through day.Day) ([]SummaryDue, error) {
	var out []SummaryDue
	var waiting int
	err := s.row(ctx, "SELECT count(*) FROM sales_order WHERE company = $1 AND store = $2 AND to_plan = 1 AND day <= $3",
		[]any{string(company), string(key), through.String()}, &waiting)
	if err != nil || waiting > 0 {
		return nil, err
	}
	err = s.query(ctx, `SELECT key, day, order_id, hash, body FROM summary_part
		WHERE company = $1 AND store = $2 AND summary = 0 AND day <= $3 ORDER BY day, key, order_id`,
		[]any{string(company), string(key), through.String()}, func(r *sql.Rows) error {
			var k, dayText string
			var part SummaryPart
			var body []byte
			if err := r.Scan(&k, &dayText, &part.Order, &part.hash, &body); err != nil {
				return err
			}
			if err := json.Unmarshal(body, &part.Document); err != nil {
				return err
			}
			if n := len(out); n == 0 || out[n-1].Key != k {
				d, err := day.Parse(dayText)
				if err != nil {
					return err
				}
				out = append(out, SummaryDue{Store: key, Key: k, Day: d})
			}
			last := &out[len(out)-1]
			last.Parts = append(last.Parts, part)
			return nil
		})
	if err != nil {
		return nil, err
	}
	for i := range out {
		if err := s.row(ctx, "SELECT count(*) + 1 FROM summary WHERE store = $1 AND key = $2", []any{string(key), out[i].Key}, &out[i].Number); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// SaveSummary makes the posting of a summary, in one transaction with what
// ties its orders to it. An order that changed meanwhile, or is to be planned
// again, makes it ErrChanged: nothing happened, and the summary is made anew.
func (s *Store) SaveSummary(ctx context.Context, company CompanyKey, due SummaryDue, doc books.Document) error {
	body, err := json.Marshal(doc)
	if err != nil {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		var number int
		if err := t.row("SELECT count(*) + 1 FROM summary WHERE store = $1 AND key = $2", []any{string(due.Store), due.Key}, &number); err != nil {
			return err
		}
		if number != due.Number {
			return ErrChanged
		}
		var id int64
		if err := t.row("INSERT INTO summary (company, store, key, made) VALUES ($1, $2, $3, $4) RETURNING id",
			[]any{string(company), string(due.Store), due.Key, t.at}, &id); err != nil {
			return err
		}
		touched := map[orderKey]bool{}
		for _, p := range due.Parts {
			n, err := t.exec(`UPDATE summary_part SET summary = $1 WHERE store = $2 AND order_id = $3 AND summary = 0 AND hash = $4
				AND EXISTS (SELECT 1 FROM sales_order o WHERE o.store = $2 AND o.id = $3 AND o.to_plan = 0)`, id, string(due.Store), int64(p.Order), p.hash)
			if err != nil {
				return err
			}
			if n != 1 {
				return ErrChanged
			}
			touched[orderKey{due.Store, p.Order}] = true
		}
		var posting PostingID
		var rules int64 // a summary is undone with what the mapping of its time produced
		if err := t.row("SELECT coalesce(max(version), 0) FROM rules WHERE store = $1", []any{string(due.Store)}, &rules); err != nil {
			return err
		}
		err := t.row(insertPosting, []any{string(company), string(due.Store), -id, string(doc.Kind), doc.Part, 1, "", 0, 0, rankOf(doc.Kind), "", "",
			doc.Fingerprint, hashOf(body), doc.RefNumber, int64(doc.Total), doc.Date.String(), 0, rules, 0, t.at}, &posting)
		if err != nil {
			return err
		}
		if _, err := t.exec("INSERT INTO posting_body (posting, body) VALUES ($1, $2)", int64(posting), string(body)); err != nil {
			return err
		}
		t.countWork(company, countName(Ready, false, false, ""), 1)
		for k := range touched {
			t.log(event{action: "order.summarized", company: company, store: k.store, order: k.id, subject: orderSubject(k.id),
				detail: fmt.Sprintf("It is part of %s, with %d orders.", postingName(doc.Kind, doc.Operation, doc.RefNumber), len(due.Parts))})
		}
		return t.derive(touched)
	})
}

// membersOf puts the orders of summaries in their place: what happens to a
// summary happens to each of them.
func (t *tx) membersOf(touched map[orderKey]bool) error {
	for k := range touched {
		if k.id >= 0 {
			continue
		}
		delete(touched, k)
		err := t.query("SELECT store, order_id FROM summary_part WHERE summary = $1", []any{-int64(k.id)}, func(r *sql.Rows) error {
			var m orderKey
			err := r.Scan(&m.store, &m.id)
			touched[m] = true
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// summarized adds to the parts of orders what became of their summaries. A
// contribution that waits counts as ready.
func (t *tx) summarized(parts map[int64][]part, list string, args []any) error {
	return t.query(`SELECT m.order_id, coalesce(p.kind, 'sales_receipt'), coalesce(p.operation, ''), coalesce(p.revision, 1), coalesce(p.state, 'ready'),
			coalesce(p.lane, ''), coalesce(p.ref, ''), coalesce(p.reason, ''), m.day
		FROM summary_part m LEFT JOIN posting p ON m.summary > 0 AND p.store = m.store AND p.order_id = -m.summary
		WHERE m.store = $1 AND m.order_id IN `+list+" ORDER BY m.order_id, p.id", args, func(r *sql.Rows) error {
		var order int64
		var p part
		var dayText string
		if err := r.Scan(&order, &p.kind, &p.operation, &p.revision, &p.state, &p.lane, &p.ref, &p.reason, &dayText); err != nil {
			return err
		}
		if p.summarized = true; p.ref == "" {
			p.summary = dayText
		}
		parts[order] = append(parts[order], p)
		return nil
	})
}

// priorSummaries adds what orders contributed to summaries that were handed to
// QuickBooks to what was handed over for them.
func (s *Store) priorSummaries(ctx context.Context, store, list string, args []any, add func(order int64, p books.Prior)) error {
	return s.query(ctx, `SELECT m.order_id, p.operation, p.revision, p.state, p.ref, p.day, m.body FROM summary_part m
		JOIN posting p ON p.store = m.store AND p.order_id = -m.summary
		WHERE m.store = $1 AND m.order_id IN `+list+` AND m.summary > 0
			AND (p.state IN ('ready', 'sent', 'unsure', 'posted', 'verified') OR p.state = 'refused' AND p.lane = 'uncertain')
		ORDER BY m.order_id, p.id`, append([]any{store}, args...), func(r *sql.Rows) error {
		var order int64
		p := books.Prior{Kind: books.SalesReceipt, Summarized: true}
		var state PostingState
		var dayText string
		var body []byte
		if err := r.Scan(&order, &p.Operation, &p.Revision, &state, &p.RefNumber, &dayText, &body); err != nil {
			return err
		}
		if err := json.Unmarshal(body, &p.Document); err != nil {
			return err
		}
		p.Settled = state == Posted || state == Verified
		p.Total, p.Customer, p.Fingerprint = p.Document.Total, p.Document.Customer, p.Document.Fingerprint
		var err error
		p.Date, err = day.Parse(dayText)
		add(order, p)
		return err
	})
}

// unsummarize takes back summaries of these orders that were not sent: what an
// order contributes is to be decided again. The other orders wait for another
// summary.
func (t *tx) unsummarize(store sales.StoreKey, list string, args []any) error {
	ready, err := t.settledWhere(`WHERE p.store = $1 AND p.state = 'ready' AND p.operation = '' AND p.order_id IN
		(SELECT -m.summary FROM summary_part m WHERE m.store = $1 AND m.summary > 0 AND m.order_id IN `+list+")", args...)
	if err != nil {
		return err
	}
	return t.freeSummaries(store, ready)
}

// freeSummaries withdraws summaries and lets their orders wait for others.
func (t *tx) freeSummaries(store sales.StoreKey, summaries []settled) error {
	for _, p := range summaries {
		if err := t.withdraw(p); err != nil {
			return err
		}
		touched := map[orderKey]bool{{store, p.order}: true}
		if err := t.membersOf(touched); err != nil {
			return err
		}
		if _, err := t.exec("UPDATE summary_part SET summary = 0 WHERE summary = $1", -int64(p.order)); err != nil {
			return err
		}
		if err := t.derive(touched); err != nil {
			return err
		}
	}
	return nil
}

// FreeRefusedSummaries has the orders of summaries that QuickBooks refused
// planned again: what was in the way may be gone, or concerns one order alone.
func (s *Store) FreeRefusedSummaries(ctx context.Context, company CompanyKey) error {
	return s.write(ctx, func(t *tx) error {
		refused, err := t.settledWhere("WHERE p.company = $1 AND p.order_id < 0 AND p.state = 'refused' AND p.lane <> 'uncertain' AND p.operation = ''", string(company))
		if err != nil || len(refused) == 0 {
			return err
		}
		for _, p := range refused {
			touched := map[orderKey]bool{{p.store, p.order}: true}
			if err := t.membersOf(touched); err != nil {
				return err
			}
			if err := t.freeSummaries(p.store, []settled{p}); err != nil {
				return err
			}
			var ids []sales.OrderID
			for k := range touched {
				ids = append(ids, k.id)
			}
			if err := t.mark(company, p.store, ids); err != nil {
				return err
			}
		}
		return nil
	})
}

// SummaryOrders are the orders of the summary whose posting names it as its
// order, a negative number.
func (s *Store) SummaryOrders(ctx context.Context, order sales.OrderID) ([]sales.OrderID, error) {
	if order >= 0 {
		return nil, errors.New("an order is no summary")
	}
	var out []sales.OrderID
	err := s.query(ctx, "SELECT order_id FROM summary_part WHERE summary = $1 ORDER BY order_id", []any{-int64(order)}, func(r *sql.Rows) error {
		var id sales.OrderID
		err := r.Scan(&id)
		out = append(out, id)
		return err
	})
	return out, err
}
