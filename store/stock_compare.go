package store

import (
	"context"
	"errors"
	"fmt"

	"countinghouse/sales"
)

// Compared is what came of comparing an item.
type Compared struct {
	Item  string
	Mark  int64
	Wares []ComparedWare
	Parts []string // of what its quantity follows
	// Agreed tells that both sides know of all that moved on either.
	Agreed bool
	// Conflict is why a person must decide, with what each side would have.
	Conflict    string
	Books, Shop Count
	// Due is by how much QuickBooks is to be adjusted, whether it is by now or not.
	Due Count
}

// StockFold is what a ware moved that QuickBooks is told of by an adjustment.
type StockFold struct {
	Store   sales.StoreKey
	Variant int64
	Pieces  int64
}

// ComparedWare is what a ware should show, or why it is left alone.
type ComparedWare struct {
	Store   sales.StoreKey
	Variant int64
	Target  int64
	Parked  string
	// Joins tells that both sides were found to agree for the first time, whatever
	// either moved before; Differs
	// that they don't, and what each has then.
	Joins, Differs bool
	Books          Count
	Shop           int64
}

// SaveCompared keeps what came of comparing items; one that changed meanwhile
// stays to be compared. It tells how many were kept.
func (s *Store) SaveCompared(ctx context.Context, company CompanyKey, all []Compared) (int, error) {
	kept := 0
	err := s.write(ctx, func(t *tx) error {
		for _, c := range all {
			n, err := t.exec("UPDATE stock_item SET work = 0, due = $4 WHERE company = $1 AND item = $2 AND mark = $3", string(company), c.Item, c.Mark, int64(c.Due))
			if err != nil {
				return err
			}
			if n == 0 {
				continue
			}
			kept++
			for _, w := range c.Wares {
				var parked string
				if err := t.row("SELECT parked FROM stock_ware WHERE store = $1 AND variant = $2", []any{string(w.Store), w.Variant}, &parked); errors.Is(err, ErrNotFound) {
					continue
				} else if err != nil {
					return err
				}
				if parked != w.Parked {
					t.log(event{action: "stock.parked", company: company, subject: fmt.Sprintf("store %s, variant %d", w.Store, w.Variant), detail: parkedWords(w.Parked)})
				}
				if _, err := t.exec(`UPDATE stock_ware SET target = $3, parked = $4, joined = CASE WHEN $5 = 1 THEN 1 ELSE joined END,
					agreed = CASE WHEN $5 = 1 THEN others ELSE agreed END, counted = CASE WHEN $5 = 1 THEN '' ELSE counted END WHERE store = $1 AND variant = $2 AND (target <> $3 OR parked <> $4 OR $5 = 1)`,
					string(w.Store), w.Variant, w.Target, w.Parked, flag(w.Joins)); err != nil {
					return err
				}
				if err := t.saveDifference(company, c.Item, &w); err != nil {
					return err
				}
			}
			if err := errors.Join(t.saveMembers(company, c), t.saveConflict(company, &c)); err != nil {
				return err
			}
			if c.Agreed {
				if _, err := t.exec("UPDATE stock_item SET agreed = others, counted = '' WHERE company = $1 AND item = $2 AND (agreed <> others OR counted <> '')", string(company), c.Item); err != nil {
					return err
				}
				if _, err := t.exec("UPDATE stock_ware SET counted = '' WHERE company = $1 AND item = $2 AND counted <> ''", string(company), c.Item); err != nil {
					return err
				}
			}
			// What consists of it follows it.
			if _, err := t.exec(`UPDATE stock_item SET work = 1, mark = mark + 1 WHERE company = $1 AND item IN (SELECT item FROM stock_member WHERE company = $1 AND member = $2)`,
				string(company), c.Item); err != nil {
				return err
			}
		}
		return nil
	})
	return kept, err
}

func parkedWords(why string) string {
	if why == "" {
		return "its quantity is kept up to date again"
	}
	return "its quantity is left alone: " + why
}

func (t *tx) saveMembers(company CompanyKey, c Compared) error {
	if _, err := t.exec("DELETE FROM stock_member WHERE company = $1 AND item = $2", string(company), c.Item); err != nil {
		return err
	}
	for _, m := range c.Parts {
		if _, err := t.exec("INSERT INTO stock_member (company, member, item) VALUES ($1, $2, $3) ON CONFLICT (company, member, item) DO NOTHING", string(company), m, c.Item); err != nil {
			return err
		}
	}
	return nil
}
