package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"

	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/sales"
)

// strangerPart begins the part of postings that stand for documents which
// QuickBooks has and nothing else here stands for; its TxnID follows.
const strangerPart = "restored/"

// Strangers finds the documents of after the backup that bear the mark of an
// order and that nothing here stands for: the order was cancelled since, or
// was posted otherwise. They are never posted again, nor is anything taken out
// for them by itself: the order waits for a person who is told.
func (s *Store) Strangers(ctx context.Context, key CompanyKey) error {
	var open []RestoredDocument
	err := s.query(ctx, `SELECT txn_id, kind, ref, memo, day, total FROM restored_document d WHERE company = $1 AND deleted = '' AND homeless = 0
		AND EXISTS (SELECT 1 FROM restored_company r WHERE r.company = d.company AND r.reread <> '') ORDER BY txn_id`, []any{string(key)}, func(r *sql.Rows) error {
		var d RestoredDocument
		err := r.Scan(&d.TxnID, &d.Kind, &d.Ref, &d.Memo, &d.Day, &d.Total)
		open = append(open, d)
		return err
	})
	if err != nil || len(open) == 0 {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		touched := map[orderKey]bool{}
		for i := range open {
			if err := t.stranger(key, &open[i], touched); err != nil {
				return err
			}
		}
		return t.derive(touched)
	})
}

// stranger looks at one document that nothing seemed to stand for.
func (t *tx) stranger(key CompanyKey, d *RestoredDocument, touched map[orderKey]bool) error {
	done := func() error {
		_, err := t.exec("DELETE FROM restored_document WHERE company = $1 AND txn_id = $2", string(key), d.TxnID)
		return err
	}
	store, order, ours := books.MarkedOrder(d.Memo)
	if !ours || d.Kind == "" || d.Total == 0 && strings.HasPrefix(strings.ToUpper(d.Memo), "VOID") {
		return done() // a person's own, or void: it says nothing in the books
	}
	var known int
	if err := t.row("SELECT count(*) FROM posting WHERE company = $1 AND txn_id <> '' AND txn_id = $2", []any{string(key), d.TxnID}, &known); err != nil {
		return err
	}
	if known > 0 {
		return done()
	}
	var mark int64
	var toPlan bool
	err := t.query("SELECT mark, to_plan FROM sales_order WHERE store = $1 AND id = $2 AND company = $3", []any{string(store), int64(order), string(key)}, func(r *sql.Rows) error {
		known++
		return r.Scan(&mark, &toPlan)
	})
	if err != nil {
		return err
	}
	if known == 0 {
		t.log(event{actor: quickbooks, action: "company.unknown_document", company: key, subject: "company " + string(key), detail: d.Words() + " is of no order that is known here."})
		return t.one("UPDATE restored_document SET homeless = 1 WHERE company = $1 AND txn_id = $2", string(key), d.TxnID)
	}
	var asked, told int
	if err := t.row(`SELECT coalesce(sum(CASE WHEN state IN ('ready', 'sent', 'unsure') THEN 1 ELSE 0 END), 0), coalesce(sum(CASE WHEN state = 'refused' AND lane = 'uncertain' THEN 1 ELSE 0 END), 0)
		FROM posting WHERE store = $1 AND order_id = $2 AND kind = $3 AND ref = $4`, []any{string(store), int64(order), string(d.Kind), d.Ref}, &asked, &told); err != nil {
		return err
	}
	switch {
	case toPlan || asked > 0: // it may find its posting yet
		return nil
	case told > 0:
		return done()
	}
	if err := t.writeStranger(key, store, order, mark, d); err != nil {
		return err
	}
	touched[orderKey{store, order}] = true
	return done()
}

// writeStranger makes the posting that tells a person.
func (t *tx) writeStranger(key CompanyKey, store sales.StoreKey, order sales.OrderID, mark int64, d *RestoredDocument) error {
	doc := books.Document{Kind: d.Kind, Part: strangerPart + d.TxnID, Revision: 1, RefNumber: d.Ref, Memo: d.Memo, Total: d.Total, Decimals: 2}
	if on, err := day.Parse(d.Day); err == nil {
		doc.Date = on
	}
	body, err := json.Marshal(doc)
	if err != nil {
		return err
	}
	var id PostingID
	if err := t.row(insertPosting, []any{string(key), string(store), int64(order), string(d.Kind), doc.Part, 1, "", 0, mark, rankOf(d.Kind), "", "", "",
		hashOf(body), d.Ref, int64(d.Total), doc.Date.String(), 0, 0, 0, t.at}, &id); err != nil {
		return err
	}
	if _, err := t.exec("INSERT INTO posting_body (posting, body) VALUES ($1, $2)", int64(id), string(body)); err != nil {
		return err
	}
	reason := fmt.Sprintf("A backup of Countinghouse was restored, and QuickBooks has %s of this order, posted after the backup, which the order as it is now does not make. Nothing was changed. If it is right there, exclude the order here and try again; if not, void it in QuickBooks and try again.", d.Words())
	if err := t.one("UPDATE posting SET state = 'refused', lane = $2, reason = $3, txn_id = $4, ask = 0 WHERE id = $1", int64(id), laneUncertain, reason, d.TxnID); err != nil {
		return err
	}
	t.countWork(key, countName(Refused, false, false, laneUncertain), 1)
	t.log(postingEvent(quickbooks, settled{id: id, company: key, store: store, order: order}, Refused, reason))
	return nil
}

// Words name the document: "invoice BC17 of 7 November 2026 with 25.00".
func (d *RestoredDocument) Words() string {
	text := strings.ToLower(postingName(d.Kind, books.Add, ""))
	if d.Ref != "" {
		text += " " + d.Ref
	}
	return text + " of " + humanDay(d.Day) + " with " + d.Total.Grouped(2)
}

// UnknownDocuments are those of after the backup that bear the mark of an
// order which is not known here: it was deleted in the store since.
func (s *Store) UnknownDocuments(ctx context.Context, key CompanyKey) ([]RestoredDocument, error) {
	var out []RestoredDocument
	err := s.query(ctx, "SELECT txn_id, kind, ref, memo, day, total FROM restored_document WHERE company = $1 AND deleted = '' AND homeless = 1 ORDER BY day, ref", []any{string(key)}, func(r *sql.Rows) error {
		var d RestoredDocument
		err := r.Scan(&d.TxnID, &d.Kind, &d.Ref, &d.Memo, &d.Day, &d.Total)
		out = append(out, d)
		return err
	})
	return out, err
}
