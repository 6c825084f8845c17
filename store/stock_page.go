package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"

	"countinghouse/sales"
)

// StockTab is one of the lists of quantities.
type StockTab string

// The lists.
const (
	StockAll   StockTab = "all"   // every product that a store counts and that is an item
	StockShops StockTab = "store" // what is to be set in a store
	StockBooks StockTab = "books" // what QuickBooks is to be adjusted by
	StockLeft  StockTab = "left"  // what is left alone, or was refused
	StockBelow StockTab = "below" // what is below nought in QuickBooks
)

// StockTabs are the lists in their order.
func StockTabs() []StockTab {
	return []StockTab{StockAll, StockShops, StockBooks, StockLeft, StockBelow}
}

// items tells that a list's rows are items and not products.
func (t StockTab) items() bool { return t == StockBooks || t == StockBelow }

// StockFilter selects rows of one list.
type StockFilter struct {
	Company CompanyKey
	Tab     StockTab
	Store   sales.StoreKey // "": all; items have none
	Search  string         // within SKUs and names
	After   string         // the Next of the page before
	Limit   int
}

// StockRef is a row of a list: a product of a store with its item, or an item.
type StockRef struct {
	Item    string
	Store   sales.StoreKey // "": the item itself
	Variant int64
}

// StockPage is one page of a list.
type StockPage struct {
	Refs []StockRef
	Next string // "": there is none
	// Count is how many rows the list has under the filter, Tabs of all lists
	// without it.
	Count int
	Tabs  map[StockTab]int
	// Todo is how many orders and items are still to be worked out.
	Todo int
}

// where is the filter of a list; FROM names the ware w and its row k, or the
// item i and its entry e.
func (f StockFilter) where() (from, where string, args []any) {
	args = []any{string(f.Company)}
	if f.Tab.items() {
		from, where = "stock_item i", "i.company = $1 AND i.due <> 0"
		if f.Tab == StockBelow {
			where = "i.company = $1 AND i.on_hand < 0"
		}
		if f.Store != "" {
			where += " AND 1 = 0" // no item is a store's
		}
		if q := fold(f.Search); q != "" {
			args = append(args, q)
			from += " JOIN list_entry e ON e.company = i.company AND e.kind = 'item' AND e.list_id = i.item"
			where += fmt.Sprintf(" AND instr(e.full_name_key, $%d) > 0", len(args))
		}
		return from, where, args
	}
	from = "stock_ware k JOIN ware w ON w.store = k.store AND w.variant = k.variant"
	switch f.Tab {
	case StockShops:
		where = "k.company = $1 AND k.target <> k.level AND k.parked = '' AND k.refused = '' AND k.asked <> ''"
	case StockLeft:
		where = "k.company = $1 AND (k.parked <> '' OR k.refused <> '')"
	default:
		from = "ware w JOIN stock_ware k ON k.store = w.store AND k.variant = w.variant"
		where = "w.company = $1 AND w.state = 'matched'"
	}
	if f.Store != "" {
		args = append(args, string(f.Store))
		where += fmt.Sprintf(" AND k.store = $%d", len(args))
	}
	if q := fold(f.Search); q != "" {
		args = append(args, q)
		where += fmt.Sprintf(" AND (instr(w.name_key, $%d) > 0 OR instr(w.sku_key, $%d) > 0)", len(args), len(args))
	}
	return from, where, args
}

// StockPage is a page of a list of quantities: all of them by name, the others
// by store and product as the store numbers them.
func (s *Store) StockPage(ctx context.Context, f StockFilter) (StockPage, error) {
	p := StockPage{Tabs: map[StockTab]int{}}
	f.Limit = pageLimit(f.Limit)
	after, err := keyAfter(f.After)
	if err != nil {
		return p, err
	}
	if err := s.stockCounts(ctx, f, &p); err != nil {
		return p, err
	}
	from, where, args := f.where()
	if f.Search != "" || f.Store != "" {
		if err := s.row(ctx, "SELECT count(*) FROM "+from+" WHERE "+where, args, &p.Count); err != nil {
			return p, err
		}
	}
	n := len(args)
	columns, order := "k.item, k.store, k.variant, w.name_key", "k.store, k.variant"
	args = append(args, after.Store, after.ID)
	place := fmt.Sprintf(" AND (k.store, k.variant) > ($%d, CAST($%d AS INTEGER))", n+1, n+2)
	switch {
	case f.Tab.items():
		columns, order = "i.item, '', 0, ''", "i.item"
		place = fmt.Sprintf(" AND ($%d = '' AND i.item > $%d)", n+1, n+2)
	case f.Tab == StockAll || f.Tab == "":
		order = "w.name_key, w.store, w.variant"
		args = append(args, after.Name)
		place = fmt.Sprintf(" AND (w.name_key, w.store, w.variant) > ($%d, $%d, CAST($%d AS INTEGER))", n+3, n+1, n+2)
	}
	if f.After == "" {
		args, place = args[:n], ""
	}
	args = append(args, f.Limit+1)
	var last catalogueKey
	err = s.query(ctx, "SELECT "+columns+" FROM "+from+" WHERE "+where+place+" ORDER BY "+order+" LIMIT $"+strconv.Itoa(len(args)), args, func(r *sql.Rows) error {
		var ref StockRef
		var name string
		err := r.Scan(&ref.Item, &ref.Store, &ref.Variant, &name)
		if len(p.Refs) == f.Limit {
			p.Next = last.text()
			return err
		}
		last = catalogueKey{Name: name, Store: string(ref.Store), ID: strconv.FormatInt(ref.Variant, 10)}
		if f.Tab.items() {
			last.ID = ref.Item
		}
		p.Refs = append(p.Refs, ref)
		return err
	})
	return p, err
}

// stockCounts counts the lists, each along an index of its own.
func (s *Store) stockCounts(ctx context.Context, f StockFilter, p *StockPage) error {
	for tab, q := range map[StockTab]string{
		StockAll:   "SELECT count(*) FROM stock_ware WHERE company = $1",
		StockShops: "SELECT count(*) FROM stock_ware WHERE company = $1 AND target <> level AND parked = '' AND refused = '' AND asked <> ''",
		StockBooks: "SELECT count(*) FROM stock_item WHERE company = $1 AND due <> 0",
		StockLeft:  "SELECT count(*) FROM stock_ware WHERE company = $1 AND (parked <> '' OR refused <> '')",
		StockBelow: "SELECT count(*) FROM stock_item WHERE company = $1 AND on_hand < 0",
	} {
		var n int
		if err := s.row(ctx, q, []any{string(f.Company)}, &n); err != nil {
			return err
		}
		p.Tabs[tab] = n
	}
	p.Count = p.Tabs[f.Tab]
	orders, items, err := s.StockTodo(ctx, f.Company)
	p.Todo = orders + items
	return err
}

// StockSum is what all movements of a kind come to on one side, since the
// account of it begins.
type StockSum struct {
	Store    sales.StoreKey `json:"store,omitempty"` // "": QuickBooks
	Variant  int64          `json:"variant,omitempty"`
	Kind     string         `json:"kind"`
	Quantity Count          `json:"quantity"`
	Times    int            `json:"times"`
}

// sinceStart picks the movements of a side since its account begins: a product
// that became another item begins anew.
const sinceStart = `v.id >= (SELECT coalesce(max(o.id), 0) FROM stock_event o WHERE o.company = v.company AND o.item = v.item AND o.kind = 'start' AND o.store = v.store AND o.variant = v.variant)`

// StockSums are the sums of an item's movements, by side and kind.
func (s *Store) StockSums(ctx context.Context, company CompanyKey, item string) ([]StockSum, error) {
	var out []StockSum
	err := s.query(ctx, `SELECT v.store, v.variant, v.kind, sum(v.quantity), count(*) FROM stock_event v WHERE v.company = $1 AND v.item = $2 AND `+sinceStart+`
		GROUP BY v.store, v.variant, v.kind ORDER BY v.store, v.variant, min(v.id)`, []any{string(company), item}, func(r *sql.Rows) error {
		var x StockSum
		err := r.Scan(&x.Store, &x.Variant, &x.Kind, &x.Quantity, &x.Times)
		out = append(out, x)
		return err
	})
	return out, err
}

// StockEvents are movements of an item on both sides, newest first, those
// before a movement's ID (0: from the newest).
func (s *Store) StockEvents(ctx context.Context, company CompanyKey, item string, before int64, limit int) ([]StockEvent, error) {
	return s.stockEvents(ctx, "v.company = $1 AND v.item = $2 AND ($3 = 0 OR v.id < $3) AND "+sinceStart+" ORDER BY v.id DESC LIMIT $4", string(company), item, before, pageLimit(limit))
}

// StockMoved are movements that neither orders nor we made, of all items, newest
// first: those before a movement's ID (0: from the newest).
func (s *Store) StockMoved(ctx context.Context, company CompanyKey, before int64, limit int) ([]StockEvent, error) {
	return s.stockEvents(ctx, "v.company = $1 AND v.kind IN ('others', 'over') AND ($2 = 0 OR v.id < $2) ORDER BY v.id DESC LIMIT $3", string(company), before, pageLimit(limit))
}

func (s *Store) stockEvents(ctx context.Context, where string, args ...any) ([]StockEvent, error) {
	var out []StockEvent
	err := s.query(ctx, "SELECT v.id, v.item, v.store, v.variant, v.kind, v.order_id, v.ref, v.quantity, v.balance, v.at, v.detail FROM stock_event v WHERE "+where, args, func(r *sql.Rows) error {
		var e StockEvent
		err := r.Scan(&e.ID, &e.Item, &e.Store, &e.Variant, &e.Kind, &e.Order, &e.Ref, &e.Quantity, &e.Balance, instant{&e.At}, &e.Detail)
		out = append(out, e)
		return err
	})
	return out, err
}
