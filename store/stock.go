package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"countinghouse/money"
	"countinghouse/sales"
)

// Count is a quantity in hundred-thousandths of a piece: QuickBooks keeps five
// decimals (reference: qbxml-rules, QUANTYPE). Stores count whole pieces.
type Count int64

// Piece is one piece.
const Piece Count = 100_000

// Pieces are n whole pieces.
func Pieces(n int64) Count { return Count(n) * Piece }

// CountOf is a decimal as a count; one with more than five decimals, or too
// large, is an error.
func CountOf(d money.Decimal) (Count, error) {
	a, err := d.Exact(5)
	if err != nil {
		return 0, fmt.Errorf("%s is no quantity: it has more than five decimals, or is too large", d)
	}
	return Count(a), nil
}

// Decimal is the count as a decimal.
func (c Count) Decimal() money.Decimal { return money.NewDecimal(int64(c), 5) }

// Floor is the whole pieces, rounded down: -0.5 is -1.
func (c Count) Floor() int64 {
	n := int64(c / Piece)
	if c%Piece < 0 {
		n--
	}
	return n
}

// String writes the count without needless noughts: "7", "-2.5".
func (c Count) String() string {
	s := c.Decimal().Fixed(5)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// MarshalJSON writes the count as a number: 7, -2.5.
func (c Count) MarshalJSON() ([]byte, error) { return []byte(c.String()), nil }

// StockMaster says whose quantity counts.
type StockMaster string

// The masters.
const (
	MasterNone        StockMaster = ""            // neither: quantities are only shown
	MasterQuickBooks  StockMaster = "quickbooks"  // the stores show what QuickBooks has
	MasterBigCommerce StockMaster = "bigcommerce" // QuickBooks is adjusted to what the store has
	MasterBoth        StockMaster = "both"        // what moves on either side moves the other
)

// StockCompany is how far a company file's quantities are followed.
type StockCompany struct {
	Company CompanyKey
	Began   time.Time // zero: they are not followed, and nothing is sent
	// Live is when a person let the first quantities be sent, having seen what
	// that would change; zero: nothing is sent.
	Live   time.Time
	LiveBy string
	// Settled is when every difference was settled, before which two-way is not
	// begun; zero: not.
	Settled time.Time
	// Paused says for people why nothing is sent although it is live; "": it is.
	Paused string
	// Since: message sets up to this number are no readings to rely on.
	Since int64
}

// Stock is how far a company file's quantities are followed; the zero value
// when they are not.
func (s *Store) Stock(ctx context.Context, company CompanyKey) (StockCompany, error) {
	c := StockCompany{Company: company}
	err := s.row(ctx, "SELECT since, began, live, live_by, settled, paused FROM stock_company WHERE company = $1", []any{string(company)},
		&c.Since, instant{&c.Began}, instant{&c.Live}, &c.LiveBy, instant{&c.Settled}, &c.Paused)
	if errors.Is(err, ErrNotFound) {
		err = nil
	}
	return c, err
}

// followStock begins to follow the quantities of a company file: every order
// that is not wholly in QuickBooks is looked at, and all items are asked for
// anew, since what was on its way before was not noted.
func (t *tx) followStock(by Actor, company CompanyKey) error {
	n, err := t.exec(`INSERT INTO stock_company (company, since, began) VALUES ($1, (SELECT coalesce(max(id), 0) FROM exchange), $2)
		ON CONFLICT (company) DO NOTHING`, string(company), t.at)
	if err != nil || n == 0 {
		return err
	}
	if _, err := t.exec(`INSERT INTO stock_todo (company, store, order_id, mark) SELECT company, store, id, 1 FROM sales_order
		WHERE company = $1 AND store IN (SELECT key FROM shop WHERE company = $1) AND state NOT IN ('verified', 'excluded')
		ON CONFLICT (company, store, order_id) DO NOTHING`, string(company)); err != nil {
		return err
	}
	if err := t.askAll(company); err != nil {
		return err
	}
	if err := t.matchStock(company); err != nil {
		return err
	}
	t.log(event{actor: by, action: "stock.followed", company: company, subject: "company " + string(company), detail: "Quantities are followed from here on."})
	return nil
}

// StockGoesLive lets quantities be sent, by a person who saw what the first
// sending would change. Two-way is refused while a difference is not settled:
// ErrUnsettled.
func (s *Store) StockGoesLive(ctx context.Context, by Actor, company CompanyKey) error {
	return s.write(ctx, func(t *tx) error {
		rules, _, err := t.stockRules(company)
		if err != nil {
			return err
		}
		if rules.uses(MasterBoth) {
			var settled string
			if err := t.row("SELECT settled FROM stock_company WHERE company = $1", []any{string(company)}, &settled); err != nil {
				return err
			}
			if settled == "" {
				return ErrUnsettled
			}
		}
		if rules.Master == MasterNone && len(rules.Exceptions) == 0 {
			return errors.New("nobody chose whose quantities count. Choose QuickBooks, BigCommerce or both first")
		}
		if err := t.one("UPDATE stock_company SET live = CASE WHEN live = '' THEN $2 ELSE live END, live_by = CASE WHEN live = '' THEN $3 ELSE live_by END WHERE company = $1",
			string(company), t.at, by.Name); err != nil {
			return err
		}
		t.log(event{actor: by, action: "stock.live", company: company, subject: "company " + string(company), detail: "Quantities are sent from here on: master " + rules.Words() + "."})
		return t.compareAll(company)
	})
}

// StockPause stops the sending of quantities, or lets it go on with an empty
// reason.
func (s *Store) StockPause(ctx context.Context, by Actor, company CompanyKey, why string) error {
	return s.write(ctx, func(t *tx) error {
		if why == "" {
			if err := t.refusedAgain(company); err != nil {
				return err
			}
		}
		n, err := t.exec("UPDATE stock_company SET paused = $2 WHERE company = $1 AND paused <> $2", string(company), why)
		if err != nil || n == 0 {
			return err
		}
		detail := "Sending of quantities goes on."
		if why != "" {
			detail = "Sending of quantities is stopped: " + why
		}
		t.log(event{actor: by, action: "stock.paused", company: company, subject: "company " + string(company), detail: detail})
		return t.compareAll(company)
	})
}

// ErrUnsettled tells that two-way can't begin: differences are not settled.
var ErrUnsettled = errors.New("both sides can't be kept equal yet: there are differences that nobody settled. Settle each of them under Reconcile first; nothing was switched on")

// compareAll has every item compared again.
func (t *tx) compareAll(company CompanyKey) error {
	_, err := t.exec("UPDATE stock_item SET work = 1, mark = mark + 1 WHERE company = $1", string(company))
	return err
}

// compareItems has items compared again.
func (t *tx) compareItems(company CompanyKey, items []string) error {
	return inLists(items, func(list string, args []any) error {
		_, err := t.exec("UPDATE stock_item SET work = 1, mark = mark + 1 WHERE company = $1 AND item IN "+list, append([]any{string(company)}, args...)...)
		return err
	})
}

// askAll has every item that QuickBooks counts asked for.
func (t *tx) askAll(company CompanyKey) error {
	_, err := t.exec(`INSERT INTO stock_item (company, item, ask) SELECT company, list_id, 1 FROM list_entry
		WHERE company = $1 AND kind = 'item' AND type IN ('Inventory', 'InventoryAssembly')
		ON CONFLICT (company, item) DO UPDATE SET ask = 1`, string(company))
	return err
}

// AskAllItems has the quantity of every item asked for again: the sweep of
// quiet hours.
func (s *Store) AskAllItems(ctx context.Context, company CompanyKey) error {
	return s.write(ctx, func(t *tx) error { return t.askAll(company) })
}

// ItemsToAsk are the ListIDs whose quantities are to be asked for, at most so
// many: items of documents that were posted, of transactions that QuickBooks
// told of (Reply.Moved), and all of them in a sweep. What is answered (any
// ItemInventoryRet or ItemInventoryAssemblyRet among Reply.Rows) isn't asked
// for any more.
func (s *Store) ItemsToAsk(ctx context.Context, company CompanyKey, limit int) ([]string, error) {
	var out []string
	err := s.query(ctx, "SELECT item FROM stock_item WHERE company = $1 AND ask = 1 ORDER BY item LIMIT $2", []any{string(company), limit}, func(r *sql.Rows) error {
		var id string
		err := r.Scan(&id)
		out = append(out, id)
		return err
	})
	return out, err
}

// StockMark is a word that says how far something of QuickBooks' quantities is
// read ("transactions": FromModifiedDate of the next TransactionQuery); ""
// when it was never set. Reply.StockMarks sets it.
func (s *Store) StockMark(ctx context.Context, company CompanyKey, name string) (string, error) {
	var v string
	err := s.row(ctx, "SELECT value FROM stock_mark WHERE company = $1 AND name = $2", []any{string(company), name}, &v)
	if errors.Is(err, ErrNotFound) {
		err = nil
	}
	return v, err
}

// StockShop is how a store moves its stock by orders, by its own settings
// (GET /settings/inventory: update_stock_behavior, edit_order_stock_adjustment,
// refund_order_stock_adjustment).
type StockShop struct {
	Store sales.StoreKey
	// Placed: when an order is placed; else when it is shipped or completed.
	Placed bool
	// Edits: when an order is edited. Refunds: when it is refunded or cancelled.
	Edits, Refunds bool
	Read           time.Time // zero: never read; then Placed and Edits and Refunds are taken to be true
}

// SaveStockShop keeps how a store moves its stock by orders.
func (s *Store) SaveStockShop(ctx context.Context, x StockShop) error {
	return s.write(ctx, func(t *tx) error {
		var company CompanyKey
		if err := t.row("SELECT company FROM shop WHERE key = $1", []any{string(x.Store)}, &company); err != nil {
			return err
		}
		was, err := t.stockShop(x.Store)
		if err != nil {
			return err
		}
		if _, err := t.exec(`INSERT INTO stock_shop (store, placed, edits, refunds, read) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (store) DO UPDATE SET placed = excluded.placed, edits = excluded.edits, refunds = excluded.refunds, read = excluded.read`,
			string(x.Store), flag(x.Placed), flag(x.Edits), flag(x.Refunds), t.at); err != nil {
			return err
		}
		if was.Placed == x.Placed && was.Edits == x.Edits && was.Refunds == x.Refunds {
			return nil
		}
		t.log(event{action: "stock.shop", company: company, subject: "store " + string(x.Store),
			detail: fmt.Sprintf("The store moves its stock when an order is placed: %t (else when it is shipped or completed); when it is edited: %t; when it is refunded or cancelled: %t", x.Placed, x.Edits, x.Refunds)})
		return nil
	})
}

func (t *tx) stockShop(key sales.StoreKey) (StockShop, error) {
	x := StockShop{Store: key, Placed: true, Edits: true, Refunds: true}
	err := t.row("SELECT placed, edits, refunds, read FROM stock_shop WHERE store = $1", []any{string(key)}, &x.Placed, &x.Edits, &x.Refunds, instant{&x.Read})
	if errors.Is(err, ErrNotFound) {
		err = nil
	}
	return x, err
}

// StockShop is how a store moves its stock by orders.
func (s *Store) StockShop(ctx context.Context, key sales.StoreKey) (StockShop, error) {
	x := StockShop{Store: key, Placed: true, Edits: true, Refunds: true}
	err := s.row(ctx, "SELECT placed, edits, refunds, read FROM stock_shop WHERE store = $1", []any{string(key)}, &x.Placed, &x.Edits, &x.Refunds, instant{&x.Read})
	if errors.Is(err, ErrNotFound) {
		err = nil
	}
	return x, err
}
