package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"countinghouse/sales"
)

// StockConflict is an item of which a person must say whose quantity is right.
type StockConflict struct {
	Item    string         `json:"item"`
	Name    string         `json:"name"`
	Store   sales.StoreKey `json:"store,omitempty"`
	Variant int64          `json:"variant,omitempty"`
	Title   string         `json:"title,omitempty"`
	Books   Count          `json:"books"` // what QuickBooks would have, with what is on its way
	Shop    Count          `json:"shop"`  // what the store would have
	What    string         `json:"what"`
	Found   time.Time      `json:"found"`
	Settled string         `json:"settled,omitempty"` // books or shop; "": a person must decide
}

// saveConflict keeps that a person must decide about an item, or that nobody
// must any more.
func (t *tx) saveConflict(company CompanyKey, c *Compared) error {
	if c.Conflict == "" {
		_, err := t.exec("DELETE FROM stock_conflict WHERE company = $1 AND item = $2", string(company), c.Item)
		return err
	}
	for _, w := range c.Wares {
		n, err := t.exec(`INSERT INTO stock_conflict (company, item, store, variant, books, shop, what, found) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (company, item, store, variant) DO NOTHING`, string(company), c.Item, string(w.Store), w.Variant, int64(c.Books), int64(c.Shop), c.Conflict, t.at)
		if err != nil {
			return err
		}
		if n > 0 {
			t.log(event{action: "stock.conflict", company: company, subject: fmt.Sprintf("store %s, variant %d", w.Store, w.Variant), detail: c.Conflict})
		}
	}
	return nil
}

// StockConflicts are the items of which a person must decide, oldest first.
func (s *Store) StockConflicts(ctx context.Context, company CompanyKey, limit int) ([]StockConflict, error) {
	var out []StockConflict
	err := s.query(ctx, `SELECT c.item, coalesce(e.full_name_key, c.item), c.store, c.variant, coalesce(w.name, ''), coalesce(w.options, ''), c.books, c.shop, c.what, c.found, c.settled FROM stock_conflict c
		LEFT JOIN ware w ON w.store = c.store AND w.variant = c.variant LEFT JOIN list_entry e ON e.company = c.company AND e.kind = 'item' AND e.list_id = c.item
		WHERE c.company = $1 ORDER BY c.found, c.item, c.store, c.variant LIMIT $2`, []any{string(company), pageLimit(limit)}, func(r *sql.Rows) error {
		var c StockConflict
		var name, options string
		err := r.Scan(&c.Item, &c.Name, &c.Store, &c.Variant, &name, &options, &c.Books, &c.Shop, &c.What, instant{&c.Found}, &c.Settled)
		c.Title = Ware{Name: name, Options: options}.Title()
		out = append(out, c)
		return err
	})
	return out, err
}

// SettleStockConflict keeps whose quantity a person said is right: books or
// shop. The other side follows.
func (s *Store) SettleStockConflict(ctx context.Context, by Actor, company CompanyKey, item string, key sales.StoreKey, variant int64, side string) error {
	if side != "books" && side != "shop" {
		return fmt.Errorf("say whether QuickBooks (books) or the store (shop) is right, not %q", side)
	}
	return s.write(ctx, func(t *tx) error {
		if err := t.one("UPDATE stock_conflict SET settled = $5, by = $6 WHERE company = $1 AND item = $2 AND store = $3 AND variant = $4", string(company), item, string(key), variant, side, by.Name); err != nil {
			return err
		}
		t.log(event{actor: by, action: "stock.conflict.settled", company: company, subject: fmt.Sprintf("store %s, variant %d", key, variant), detail: "right is " + side})
		return t.compareItems(company, []string{item})
	})
}
