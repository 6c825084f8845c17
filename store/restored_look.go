package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"countinghouse/books"
	"countinghouse/money"
)

// RestoredDocument is what QuickBooks told of a document that was made,
// changed or deleted since the backup.
type RestoredDocument struct {
	TxnID          string
	Kind           books.Kind // empty: none that Countinghouse makes
	Ref, Memo, Day string
	Total          money.Amount // never negative
	Deleted        string       // when, as QuickBooks writes it; empty: it is there
}

// Looked is a page of what QuickBooks told of the time since the backup.
type Looked struct {
	Documents []RestoredDocument
	All       bool // it was the last page
}

// Asked is a posting that QuickBooks was asked about before it is sent.
type Asked struct {
	Posting  PostingID
	Contents time.Time // Updated of the posting as it was asked about
	Again    bool      // it is asked about once more before it is sent
}

// askedFirst applies what a reply says of the time since a backup. A posting
// that was planned anew meanwhile is ErrChanged.
func (t *tx) askedFirst(company CompanyKey, r *Reply) error {
	for _, a := range r.Asked {
		err := t.one("UPDATE posting SET ask = $3 WHERE id = $1 AND company = $2 AND state = 'ready' AND stale = 0 AND ask = 1 AND updated = $4",
			int64(a.Posting), string(company), flag(a.Again), stamp(a.Contents))
		if err != nil {
			return err
		}
	}
	if len(r.Asked) > 0 {
		for i := range r.Outcomes { // what was a stranger has found its posting
			o := &r.Outcomes[i]
			if o.To != Posted || o.TxnID == "" {
				continue
			}
			strange, err := t.settledWhere("WHERE p.company = $1 AND p.txn_id <> '' AND p.txn_id = $2 AND p.part = $3 AND p.state = 'refused'", string(company), o.TxnID, strangerPart+o.TxnID)
			if err != nil {
				return err
			}
			for _, p := range strange {
				if err := t.withdraw(p); err != nil {
					return err
				}
			}
		}
	}
	if r.Looked == nil {
		return nil
	}
	args := make([]any, 0, 8*len(r.Looked.Documents))
	for _, d := range r.Looked.Documents {
		args = append(args, string(company), d.TxnID, string(d.Kind), d.Ref, d.Memo, d.Day, int64(d.Total), d.Deleted)
	}
	err := t.insertRows("INSERT INTO restored_document (company, txn_id, kind, ref, memo, day, total, deleted) VALUES", 8, args,
		` ON CONFLICT (company, txn_id) DO UPDATE SET kind = excluded.kind, ref = excluded.ref, memo = excluded.memo, day = excluded.day,
			total = excluded.total, deleted = excluded.deleted`)
	if err != nil || !r.Looked.All {
		return err
	}
	t.log(event{actor: quickbooks, action: "company.looked_back", company: company, subject: "company " + string(company), detail: "QuickBooks told what was made, changed or deleted since the backup."})
	return t.one("UPDATE restored_company SET looked = $2, stores_read = CASE WHEN stores_read = '' THEN $2 ELSE stores_read END WHERE company = $1", string(company), t.at)
}

// mostTold is how many documents a posting may be compared with.
const mostTold = 24

// RestoredDocuments are those documents of the time since the backup that
// postings may be: with their number, their memo, or their day and total, and
// not known yet.
func (s *Store) RestoredDocuments(ctx context.Context, key CompanyKey, postings []Posting) (map[PostingID][]RestoredDocument, error) {
	out := map[PostingID][]RestoredDocument{}
	for i := range postings {
		p := &postings[i]
		if p.Document == nil {
			continue
		}
		memo := p.Document.Memo
		err := s.query(ctx, `SELECT txn_id, kind, ref, memo, day, total, deleted FROM restored_document d WHERE company = $1
			AND (ref = $2 AND ref <> '' OR memo <> '' AND memo IN ($3, $4) OR day = $5 AND total = $6 AND kind = $7)
			AND NOT EXISTS (SELECT 1 FROM posting p WHERE p.company = d.company AND p.txn_id <> '' AND p.txn_id = d.txn_id AND p.part NOT LIKE 'restored/%')
			ORDER BY CASE WHEN ref = $2 OR memo IN ($3, $4) THEN 0 ELSE 1 END, txn_id LIMIT $8`,
			[]any{string(key), p.RefNumber, memo, "VOID: " + memo, p.Day.String(), int64(p.Total), string(p.Kind), mostTold}, func(r *sql.Rows) error {
				var d RestoredDocument
				err := r.Scan(&d.TxnID, &d.Kind, &d.Ref, &d.Memo, &d.Day, &d.Total, &d.Deleted)
				out[p.ID] = append(out[p.ID], d)
				return err
			})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// KnownTxns are those of the documents that postings of the company file
// stand for already.
func (s *Store) KnownTxns(ctx context.Context, key CompanyKey, txns []string) (map[string]PostingID, error) {
	out := map[string]PostingID{}
	txns = slices.DeleteFunc(slices.Clone(txns), func(id string) bool { return id == "" })
	return out, inLists(txns, func(list string, args []any) error {
		return s.query(ctx, "SELECT txn_id, id FROM posting WHERE company = $1 AND txn_id <> '' AND part NOT LIKE 'restored/%' AND txn_id IN "+list, append([]any{string(key)}, args...), func(r *sql.Rows) error {
			var txn string
			var id PostingID
			err := r.Scan(&txn, &id)
			out[txn] = id
			return err
		})
	})
}

// RereadRestored has what the database knew as posted, and what QuickBooks
// changed or deleted since the backup, read back once more. It does so once
// after each restore.
func (s *Store) RereadRestored(ctx context.Context, key CompanyKey) error {
	return s.write(ctx, func(t *tx) error {
		err := t.one("UPDATE restored_company SET reread = $2 WHERE company = $1 AND looked <> '' AND reread = ''", string(key), t.at)
		if errors.Is(err, ErrChanged) {
			return nil
		}
		if err != nil {
			return err
		}
		verified, err := t.settledWhere(`WHERE p.company = $1 AND p.state = 'verified' AND p.txn_id <> '' AND p.txn_id IN (SELECT txn_id FROM restored_document WHERE company = $1)
			AND NOT EXISTS (SELECT 1 FROM posting n WHERE n.store = p.store AND n.order_id = p.order_id AND n.kind = p.kind AND n.part = p.part
				AND n.revision > p.revision AND n.state IN ('posted', 'verified'))`, string(key))
		if err != nil {
			return err
		}
		// What is known by now, or none of ours, needs no further look.
		if _, err := t.exec(`DELETE FROM restored_document WHERE company = $1 AND deleted = '' AND EXISTS
			(SELECT 1 FROM posting p WHERE p.company = restored_document.company AND p.txn_id <> '' AND p.txn_id = restored_document.txn_id)`, string(key)); err != nil {
			return err
		}
		if len(verified) == 0 {
			return nil
		}
		return t.unverify(key, verified, "QuickBooks changed or deleted it since the backup that was restored; it is read back again.", "")
	})
}

// unverify makes verified postings posted again.
func (t *tx) unverify(key CompanyKey, verified []settled, why, lane string) error {
	touched := map[orderKey]bool{}
	ids := make([]PostingID, len(verified))
	for i, p := range verified {
		ids[i] = p.id
		if k, ok := orderOf(p.store, p.order); ok {
			touched[k] = true
		}
		t.countWork(key, countName(p.state, p.waits, p.stale, p.lane), -1)
		t.countWork(key, countName(Posted, p.waits, p.stale, lane), 1)
		t.log(postingEvent(system, p, Posted, postingName(p.kind, p.operation, p.ref)+": "+why))
	}
	err := inLists(rawIDs(ids), func(list string, args []any) error {
		_, err := t.exec("UPDATE posting SET state = 'posted', lane = $1, reason = $2, updated = $3 WHERE state IN ('verified', 'posted') AND id IN "+list, append([]any{lane, why, t.at}, args...)...)
		return err
	})
	if err != nil {
		return err
	}
	return t.derive(touched)
}

// ToAsk are the postings that QuickBooks is to be asked about before they are
// sent, in the order of ClaimReady.
func (s *Store) ToAsk(ctx context.Context, key CompanyKey, limit int) ([]Posting, error) {
	return s.postings(ctx, `WHERE p.company = $1 AND p.state = 'ready' AND p.waits = 0 AND p.stale = 0 AND p.ask = 1
		AND p.not_before <= $2 ORDER BY p.rank, p.id LIMIT $3`, string(key), stamp(s.now()), limit)
}
