package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"countinghouse/sales"
)

// Words of StockMark.
const (
	// MarkTransactions is the newest TimeModified of the transactions that were
	// read, as QuickBooks wrote it; MarkTransactionsRead is when that was last
	// looked for, by our clock.
	MarkTransactions     = "transactions"
	MarkTransactionsRead = "transactions.read"
	// MarkSwept is when every item was last asked for.
	MarkSwept = "swept"
)

// txnGone is the time of change of a transaction that was deleted.
const txnGone = "gone"

// How long transactions are remembered: as long as QuickBooks tells of
// deletions (qbxml-rules §8), and what is ours, whose items are known from its
// postings, as long as it may be listed again.
const (
	keepTxns    = 120 * 24 * time.Hour
	keepOurTxns = 7 * 24 * time.Hour
)

// StockTxn is a transaction of QuickBooks that moves goods.
type StockTxn struct {
	ID       string   // TxnID
	Modified string   // TimeModified as QuickBooks wrote it
	Items    []string // ListIDs
}

// StockTxnsRead are the times of change at which transactions were read last,
// by TxnID; what was never read is not among them.
func (s *Store) StockTxnsRead(ctx context.Context, company CompanyKey, ids []string) (map[string]string, error) {
	out := map[string]string{}
	err := inLists(ids, func(list string, args []any) error {
		return s.query(ctx, "SELECT txn, modified FROM stock_txn WHERE company = $1 AND txn IN "+list, append([]any{string(company)}, args...), func(r *sql.Rows) error {
			var id, modified string
			err := r.Scan(&id, &modified)
			out[id] = modified
			return err
		})
	})
	return out, err
}

// OurTxns tells which transactions of QuickBooks are postings of ours.
func (s *Store) OurTxns(ctx context.Context, company CompanyKey, ids []string) (map[string]bool, error) {
	out := map[string]bool{}
	err := inLists(ids, func(list string, args []any) error {
		return s.query(ctx, "SELECT txn_id FROM posting WHERE company = $1 AND txn_id <> '' AND txn_id IN "+list, append([]any{string(company)}, args...), func(r *sql.Rows) error {
			var id string
			err := r.Scan(&id)
			out[id] = true
			return err
		})
	})
	return out, err
}

// SweepStock has the quantity of every item asked for again, and forgets what
// needs not be remembered any more of transactions.
func (s *Store) SweepStock(ctx context.Context, company CompanyKey) error {
	return s.write(ctx, func(t *tx) error {
		if _, ok, err := t.followed(company); err != nil || !ok {
			return err
		}
		if err := t.askAll(company); err != nil {
			return err
		}
		if err := t.setStockMark(company, MarkSwept, t.at); err != nil {
			return err
		}
		if _, err := t.exec("DELETE FROM stock_txn WHERE company = $1 AND read < $2", string(company), stamp(t.now.Add(-keepTxns))); err != nil {
			return err
		}
		_, err := t.exec(`DELETE FROM stock_txn WHERE company = $1 AND read < $2
			AND EXISTS (SELECT 1 FROM posting p WHERE p.company = stock_txn.company AND p.txn_id = stock_txn.txn AND p.txn_id <> '')`, string(company), stamp(t.now.Add(-keepOurTxns)))
		return err
	})
}

func (t *tx) setStockMark(company CompanyKey, name, value string) error {
	_, err := t.exec("INSERT INTO stock_mark (company, name, value) VALUES ($1, $2, $3) ON CONFLICT (company, name) DO UPDATE SET value = excluded.value",
		string(company), name, value)
	return err
}

// txnsTold takes in what was read of transactions, and which are gone: the
// items that they move now or moved before are asked for. Of one that is gone
// and was never read nobody knows what it moved: every item is asked for.
func (t *tx) txnsTold(company CompanyKey, read []StockTxn, gone []string) error {
	var moved []string
	for _, x := range read {
		before, _, err := t.txnItems(company, x.ID)
		if err != nil {
			return err
		}
		items := slices.Compact(slices.Sorted(slices.Values(x.Items)))
		moved = append(append(moved, before...), items...)
		if err := t.keepTxn(company, x.ID, x.Modified, items); err != nil {
			return err
		}
	}
	all := false
	for _, id := range gone {
		before, known, err := t.txnItems(company, id)
		if err != nil {
			return err
		}
		if known == txnGone {
			continue
		}
		all = all || known == ""
		moved = append(moved, before...)
		if err := t.keepTxn(company, id, txnGone, before); err != nil {
			return err
		}
	}
	if all {
		return t.askAll(company)
	}
	slices.Sort(moved)
	return t.askItems(company, slices.Compact(moved))
}

func (t *tx) keepTxn(company CompanyKey, id, modified string, items []string) error {
	_, err := t.exec(`INSERT INTO stock_txn (company, txn, modified, items, read) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (company, txn) DO UPDATE SET modified = excluded.modified, items = excluded.items, read = excluded.read`,
		string(company), id, modified, strings.Join(items, " "), t.at)
	return err
}

// txnItems are the items that a transaction moved when it was read last, or,
// of one of ours, that its posting moved. Known is its time of change then,
// "ours", or empty.
func (t *tx) txnItems(company CompanyKey, id string) (items []string, known string, err error) {
	var text string
	err = t.query("SELECT modified, items FROM stock_txn WHERE company = $1 AND txn = $2", []any{string(company), id}, func(r *sql.Rows) error { return r.Scan(&known, &text) })
	if err != nil || known != "" {
		return strings.Fields(text), known, err
	}
	err = t.query(`SELECT coalesce(e.item, '') FROM posting p LEFT JOIN stock_effect e ON e.company = p.company AND e.store = p.store AND e.order_id = p.order_id AND e.posting = p.id
		WHERE p.company = $1 AND p.txn_id = $2 AND p.txn_id <> ''`, []any{string(company), id}, func(r *sql.Rows) error {
		var item string
		if err := r.Scan(&item); err != nil {
			return err
		}
		if known = "ours"; item != "" {
			items = append(items, item)
		}
		return nil
	})
	return items, known, err
}

// itemsGone ends the asking for items that QuickBooks does not have any more.
func (t *tx) itemsGone(company CompanyKey, ids []string) error {
	return inLists(ids, func(list string, args []any) error {
		_, err := t.exec("UPDATE stock_item SET ask = 0 WHERE company = $1 AND item IN "+list, append([]any{string(company)}, args...)...)
		return err
	})
}

// VariantsCounted are the variants of a product that a store counts and whose
// quantities are followed: of one that is counted as a whole those that stand
// for it.
func (s *Store) VariantsCounted(ctx context.Context, key sales.StoreKey, product int64) ([]int64, error) {
	var out []int64
	err := s.query(ctx, "SELECT w.variant FROM stock_ware w JOIN ware x ON x.store = w.store AND x.variant = w.variant WHERE w.store = $1 AND x.product = $2 ORDER BY w.variant",
		[]any{string(key), product}, func(r *sql.Rows) error {
			var v int64
			err := r.Scan(&v)
			out = append(out, v)
			return err
		})
	return out, err
}
