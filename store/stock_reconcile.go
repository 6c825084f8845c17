package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"countinghouse/sales"
)

// StockDifference is a product of which both sides differ, before they are kept
// equal: a person says which is right.
type StockDifference struct {
	Item    string
	Store   sales.StoreKey
	Variant int64
	// Books is what QuickBooks has with what is on its way there, Shop what the
	// store has, less what it will still move.
	Books Count
	Shop  int64
	Found time.Time
	// Choice is what a person said: books, shop or count; "": nobody yet. Counted
	// is what she counted.
	Choice  string
	Counted int64
	By      string
}

// The choices.
const (
	ChooseBooks = "books" // QuickBooks is right: the store follows
	ChooseShop  = "shop"  // the store is right: QuickBooks is adjusted
	ChooseCount = "count" // neither: a person counted
)

// saveDifference keeps that both sides of a ware differ, or that they don't.
func (t *tx) saveDifference(company CompanyKey, item string, w *ComparedWare) error {
	if !w.Differs {
		_, err := t.exec("DELETE FROM stock_difference WHERE company = $1 AND store = $2 AND variant = $3 AND choice = ''", string(company), string(w.Store), w.Variant)
		return err
	}
	_, err := t.exec(`INSERT INTO stock_difference (company, store, variant, item, books, shop, found) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (company, store, variant) DO UPDATE SET item = excluded.item, books = excluded.books, shop = excluded.shop, choice = '', counted = 0, by = ''`,
		string(company), string(w.Store), w.Variant, item, int64(w.Books), w.Shop, t.at)
	return err
}

// StockDifferenceFilter selects differences.
type StockDifferenceFilter struct {
	Company CompanyKey
	Settled bool           // those that were settled; else those that wait
	Store   sales.StoreKey // "": all
	Search  string         // within SKUs and names
	More    string         // books or shop: which side has more; "": either
	After   string
	Limit   int
}

// StockDifferencePage is one page of differences.
type StockDifferencePage struct {
	Rows []StockDifference
	Next string
	// Count is how many there are under the filter; Open and Settled without it.
	Count, Open, Settled int
}

// StockDifferences are products of which both sides differ, by store and product.
func (s *Store) StockDifferences(ctx context.Context, f StockDifferenceFilter) (StockDifferencePage, error) {
	var p StockDifferencePage
	f.Limit = pageLimit(f.Limit)
	after, err := keyAfter(f.After)
	if err != nil {
		return p, err
	}
	if err := s.row(ctx, "SELECT (SELECT count(*) FROM stock_difference WHERE company = $1 AND choice = ''), (SELECT count(*) FROM stock_difference WHERE company = $1 AND choice <> '')",
		[]any{string(f.Company)}, &p.Open, &p.Settled); err != nil {
		return p, err
	}
	args := []any{string(f.Company)}
	where := "d.company = $1 AND d.choice = ''"
	p.Count = p.Open
	if f.Settled {
		where, p.Count = "d.company = $1 AND d.choice <> ''", p.Settled
	}
	if f.Store != "" {
		args = append(args, string(f.Store))
		where += fmt.Sprintf(" AND d.store = $%d", len(args))
	}
	switch f.More {
	case ChooseBooks:
		where += " AND d.books > d.shop * 100000"
	case ChooseShop:
		where += " AND d.books < d.shop * 100000"
	}
	if q := fold(f.Search); q != "" {
		args = append(args, q)
		where += fmt.Sprintf(" AND EXISTS (SELECT 1 FROM ware w WHERE w.store = d.store AND w.variant = d.variant AND (instr(w.name_key, $%d) > 0 OR instr(w.sku_key, $%d) > 0))", len(args), len(args))
	}
	if f.Store != "" || f.More != "" || f.Search != "" {
		if err := s.row(ctx, "SELECT count(*) FROM stock_difference d WHERE "+where, args, &p.Count); err != nil {
			return p, err
		}
	}
	if f.After != "" {
		args = append(args, after.Store, after.ID)
		where += fmt.Sprintf(" AND (d.store, d.variant) > ($%d, CAST($%d AS INTEGER))", len(args)-1, len(args))
	}
	args = append(args, f.Limit+1)
	var last catalogueKey
	err = s.query(ctx, "SELECT d.item, d.store, d.variant, d.books, d.shop, d.found, d.choice, d.counted, d.by FROM stock_difference d WHERE "+where+fmt.Sprintf(" ORDER BY d.store, d.variant LIMIT $%d", len(args)), args, func(r *sql.Rows) error {
		var d StockDifference
		err := r.Scan(&d.Item, &d.Store, &d.Variant, &d.Books, &d.Shop, instant{&d.Found}, &d.Choice, &d.Counted, &d.By)
		if len(p.Rows) == f.Limit {
			p.Next = last.text()
			return err
		}
		last = catalogueKey{Store: string(d.Store), ID: fmt.Sprint(d.Variant)}
		p.Rows = append(p.Rows, d)
		return err
	})
	return p, err
}

// StockSettlement is a person's word on one product, with what follows from it.
type StockSettlement struct {
	StockDifference
	Mark int64 // of the item when it was worked out
	// Moves is how many pieces QuickBooks is adjusted by.
	Moves int64
}

// ErrTwiceRight tells that two products of one item can't both say how many of
// it there are.
var ErrTwiceRight = errors.New("another product is the same item, and its quantity was taken for the item's already: of one item only one figure can be right")

// SettleStock keeps which side a person said is right. QuickBooks is
// adjusted by Moves with the next sending, and the store follows; while nothing
// is sent a person may say otherwise. ErrChanged when the item changed since
// it was worked out.
func (s *Store) SettleStock(ctx context.Context, by Actor, company CompanyKey, x StockSettlement) error {
	return s.write(ctx, func(t *tx) error {
		var mark int64
		if err := t.row("SELECT mark FROM stock_item WHERE company = $1 AND item = $2", []any{string(company), x.Item}, &mark); err != nil {
			return err
		}
		var todo int
		if err := t.row("SELECT count(*) FROM stock_todo WHERE company = $1", []any{string(company)}, &todo); err != nil {
			return err
		}
		if mark != x.Mark || todo > 0 {
			return ErrChanged
		}
		if x.Choice != ChooseBooks {
			var twice int
			if err := t.row("SELECT count(*) FROM stock_difference WHERE company = $1 AND item = $2 AND choice IN ('shop', 'count') AND NOT (store = $3 AND variant = $4)",
				[]any{string(company), x.Item, string(x.Store), x.Variant}, &twice); err != nil {
				return err
			}
			if twice > 0 {
				return ErrTwiceRight
			}
		}
		if err := t.one("UPDATE stock_ware SET joined = 1, agreed = others - $4, counted = '' WHERE company = $1 AND store = $2 AND variant = $3", string(company), string(x.Store), x.Variant, x.Moves); err != nil {
			return err
		}
		if _, err := t.exec(`INSERT INTO stock_difference (company, store, variant, item, books, shop, found, choice, counted, by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
			ON CONFLICT (company, store, variant) DO UPDATE SET item = excluded.item, books = excluded.books, shop = excluded.shop, choice = excluded.choice, counted = excluded.counted, by = excluded.by`,
			string(company), string(x.Store), x.Variant, x.Item, int64(x.Books), x.Shop, t.at, x.Choice, x.Counted, by.Name); err != nil {
			return err
		}
		words := map[string]string{ChooseBooks: "QuickBooks is right", ChooseShop: "the store is right", ChooseCount: fmt.Sprintf("%d were counted", x.Counted)}[x.Choice]
		if words == "" {
			return fmt.Errorf("say whether QuickBooks (books) or the store (shop) is right, or what was counted, not %q", x.Choice)
		}
		t.log(event{actor: by, action: "stock.settled", company: company, subject: fmt.Sprintf("store %s, variant %d", x.Store, x.Variant),
			detail: fmt.Sprintf("%s: QuickBooks had %s with what is on its way, the store %d", words, x.Books, x.Shop)})
		return t.compareItems(company, []string{x.Item})
	})
}

// StockUnjoined are products of which nobody knows yet whether both sides agree:
// their quantities are still being read or worked out. Both tells of which
// items, by full name, both sides count.
func (s *Store) StockUnjoined(ctx context.Context, company CompanyKey, both func(item string) bool) (int, error) {
	n := 0
	err := s.query(ctx, `SELECT coalesce(e.full_name_key, k.item) FROM stock_ware k LEFT JOIN list_entry e ON e.company = k.company AND e.kind = 'item' AND e.list_id = k.item
		WHERE k.company = $1 AND k.joined = 0 AND k.parked = ''`, []any{string(company)}, func(r *sql.Rows) error {
		var name string
		err := r.Scan(&name)
		if both(name) {
			n++
		}
		return err
	})
	return n, err
}

// StockReconciled writes down that every difference was settled, after which
// both sides may be kept equal. ErrUnsettled when one is not.
func (s *Store) StockReconciled(ctx context.Context, by Actor, company CompanyKey) error {
	return s.write(ctx, func(t *tx) error {
		var open int
		if err := t.row("SELECT count(*) FROM stock_difference WHERE company = $1 AND choice = ''", []any{string(company)}, &open); err != nil {
			return err
		}
		if open > 0 {
			return ErrUnsettled
		}
		if err := t.one("UPDATE stock_company SET settled = $2 WHERE company = $1", string(company), t.at); err != nil {
			return err
		}
		t.log(event{actor: by, action: "stock.reconciled", company: company, subject: "company " + string(company), detail: "Every difference of quantities was settled."})
		return nil
	})
}
