package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"countinghouse/books"
)

// What persons delete in QuickBooks is not posted again by itself: their orders
// need a person. That QuickBooks told of it is kept, since it forgets deletions
// after about 90 days (reference: qbxml-rules §8, unconfirmed).

// Deletions are what a visit learned of documents that are gone.
type Deletions struct {
	// Told are those that QuickBooks says were deleted, by TxnID, with when as it
	// writes it. Others' documents may be among them.
	Told map[string]string
	// Gone are those that are not there any more, without a word of it.
	Gone []string
	// Back are those that QuickBooks told of before and that stand: the company
	// file was restored to a day before they were deleted.
	Back []string
}

// DeletedInQuickBooks writes down that somebody deleted documents there: their
// orders need a person, who reads the words. It tells how many of the documents
// are ours and were thought to stand.
func (s *Store) DeletedInQuickBooks(ctx context.Context, key CompanyKey, d Deletions, words func(name, txn string) string) (int, error) {
	txns := append(slices.Collect(maps.Keys(d.Told)), d.Gone...)
	slices.Sort(txns)
	txns = slices.Compact(txns)
	if len(txns)+len(d.Back) == 0 {
		return 0, nil
	}
	var known []settled
	err := s.write(ctx, func(t *tx) error {
		known = known[:0]
		err := inLists(txns, func(list string, args []any) error {
			some, err := t.settledWhere(`WHERE p.company = $1 AND p.state = 'verified' AND p.kind NOT IN ('application', 'customer', 'item', 'customer_update')
				AND p.txn_id <> '' AND p.txn_id IN `+list+` AND p.operation IN ('', 'modify') AND NOT EXISTS (SELECT 1 FROM posting n WHERE n.store = p.store AND n.order_id = p.order_id
					AND n.kind = p.kind AND n.part = p.part AND n.revision > p.revision AND n.state <> 'withdrawn')`, append([]any{string(key)}, args...)...)
			known = append(known, some...)
			return err
		})
		if err != nil {
			return err
		}
		for _, p := range known {
			if err := t.unverify(key, []settled{p}, words(postingName(p.kind, books.Add, p.ref), p.txnID), "differs"); err != nil {
				return err
			}
		}
		if err := t.keepDeleted(key, d.Told); err != nil {
			return err
		}
		return t.undeleted(key, d.Back)
	})
	return len(known), err
}

// keepDeleted keeps that documents of ours were deleted by a person. What
// Countinghouse took out itself is known by its postings.
func (t *tx) keepDeleted(key CompanyKey, told map[string]string) error {
	type row struct{ txn, ref string }
	var ours []row
	err := inLists(slices.Sorted(maps.Keys(told)), func(list string, args []any) error {
		return t.query(`SELECT p.txn_id, max(p.ref) FROM posting p WHERE p.company = $1 AND p.txn_id <> '' AND p.txn_id IN `+list+` AND p.state IN ('posted', 'verified')
			AND p.kind NOT IN ('application', 'customer', 'item', 'customer_update') AND p.part NOT LIKE 'restored/%'
			AND NOT EXISTS (SELECT 1 FROM deleted_there d WHERE d.company = p.company AND d.txn_id = p.txn_id)
			AND NOT EXISTS (SELECT 1 FROM posting n WHERE n.company = p.company AND n.txn_id <> '' AND n.txn_id = p.txn_id AND n.operation = 'delete')
			GROUP BY p.txn_id ORDER BY p.txn_id`, append([]any{string(key)}, args...), func(r *sql.Rows) error {
			var x row
			err := r.Scan(&x.txn, &x.ref)
			ours = append(ours, x)
			return err
		})
	})
	if err != nil || len(ours) == 0 {
		return err
	}
	args := make([]any, 0, 4*len(ours))
	for _, x := range ours {
		args = append(args, string(key), x.txn, told[x.txn], t.at)
		t.log(event{actor: quickbooks, action: "document.deleted_there", company: key, subject: "document " + x.ref, detail: "QuickBooks tells that it was deleted there, " + told[x.txn]})
	}
	return t.insertRows("INSERT INTO deleted_there (company, txn_id, at, told) VALUES", 4, args, " ON CONFLICT (company, txn_id) DO NOTHING")
}

// undeleted forgets that documents were deleted, which stand again: they are
// read back.
func (t *tx) undeleted(key CompanyKey, txns []string) error {
	return inLists(txns, func(list string, args []any) error {
		args = append([]any{string(key)}, args...)
		n, err := t.exec("DELETE FROM deleted_there WHERE company = $1 AND txn_id IN "+list, args...)
		if err != nil || n == 0 {
			return err
		}
		t.log(event{actor: quickbooks, action: "company.undeleted", company: key, subject: "company " + string(key), detail: fmt.Sprintf("%d of the documents that were deleted in QuickBooks stand again", n)})
		back, err := t.settledWhere("WHERE p.company = $1 AND p.state = 'posted' AND p.lane = 'differs' AND p.txn_id <> '' AND p.txn_id IN "+list, args...)
		if err != nil || len(back) == 0 {
			return err
		}
		return t.unverify(key, back, "It was deleted in QuickBooks and stands there again: the company file was restored. It is read back.", "")
	})
}
