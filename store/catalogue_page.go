package store

import (
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/sales"
)

// CatalogueTab is one of the lists into which wares and items fall.
type CatalogueTab string

// The tabs. Every ware is in one of the first six, every item in one of all:
// those that are, or may be, a ware's stand beside it.
const (
	TabMatched   CatalogueTab = "matched"
	TabSuggested CatalogueTab = "suggested"
	TabOnlyStore CatalogueTab = "store" // only in the store
	TabTwice     CatalogueTab = "twice"
	TabUnusable  CatalogueTab = "unusable"
	TabNoSKU     CatalogueTab = "nosku"
	TabOnlyBooks CatalogueTab = "books" // only in QuickBooks
	TabOther     CatalogueTab = "other" // items that no product can be
)

// CatalogueTabs are all tabs in their order.
func CatalogueTabs() []CatalogueTab {
	return []CatalogueTab{TabMatched, TabSuggested, TabOnlyStore, TabOnlyBooks, TabTwice, TabUnusable, TabNoSKU, TabOther}
}

// ware tells the state of a tab's wares; "" for a tab of items.
func (t CatalogueTab) ware() WareState {
	if t == TabOnlyStore {
		return WareOnly
	}
	if t == TabOnlyBooks || t == TabOther {
		return ""
	}
	return WareState(t)
}

func (t CatalogueTab) place() Place {
	if t == TabOther {
		return PlaceOther
	}
	return PlaceOnly
}

// CatalogueFilter selects rows of one tab.
type CatalogueFilter struct {
	Company CompanyKey
	Tab     CatalogueTab
	Store   sales.StoreKey // "": all; items have none
	// Search is looked for within SKUs and names; of items also in part numbers
	// and barcodes.
	Search string
	Type   string // of items; "": all
	After  string // the Next of the page before
	Limit  int
	// RowsOnly leaves out what is the same for every tab.
	RowsOnly bool
}

// CatalogueRow is a ware, with the item that it is or may be; or an item.
type CatalogueRow struct {
	Ware *Ware
	Item *books.Entry
	Told time.Time // when QuickBooks told the item last
	// Places is how many the store has at each of its places.
	Places []WarePlace
	// Waiting is how many orders wait for the SKU.
	Waiting int
	// Bundle is what the product is put together of; nil where it is none.
	Bundle *Bundle
	// Making is the item that was asked for the ware and isn't in QuickBooks yet;
	// nil: none.
	Making *Creation
}

// Level is how many of a ware the store has to sell, at all its places, and
// when it said so; ok is false where it does not count. The catalogue's own
// figure counts only where the places are not known: with several of them it is
// documented in two ways (reference: bigcommerce-api §8).
func (r CatalogueRow) Level() (n int64, read time.Time, ok bool) {
	if r.Ware == nil || r.Ware.Tracking == "none" {
		return 0, time.Time{}, false
	}
	if len(r.Places) == 0 {
		return r.Ware.Level, r.Ware.LevelRead, !r.Ware.LevelRead.IsZero()
	}
	for _, p := range r.Places {
		n += p.Available
		if read.IsZero() || p.Read.Before(read) {
			read = p.Read
		}
	}
	return n, read, true
}

// OnHand is how many QuickBooks has of an item, as of its last word; ok is
// false for kinds that it does not count.
func (r CatalogueRow) OnHand() (n money.Decimal, ok bool) {
	if r.Item == nil || r.Item.Type != "Inventory" && r.Item.Type != "InventoryAssembly" {
		return money.Decimal{}, false
	}
	return r.Item.OnHand, true
}

// CataloguePage is one page of a tab.
type CataloguePage struct {
	Rows []CatalogueRow
	Next string // "": there is none
	// Count is how many rows the tab has under the filter.
	Count int
	// Tabs counts all tabs, without the filter.
	Tabs map[CatalogueTab]int
	// Unsettled is how many wares are still to be compared.
	Unsettled int
	// ItemsRead is when QuickBooks told its items last, WaresRead when the
	// stores' catalogues were read last; zero: not yet.
	ItemsRead, WaresRead time.Time
}

// ErrBadPlace tells that a page's place in a list is none.
var ErrBadPlace = errors.New("that is no place in the list")

type catalogueKey struct {
	Name  string `json:"n"`
	Store string `json:"s,omitempty"`
	ID    string `json:"i"`
}

func (k catalogueKey) text() string {
	b, _ := json.Marshal(k) // three texts can't fail
	return base64.RawURLEncoding.EncodeToString(b)
}

func keyAfter(text string) (catalogueKey, error) {
	var k catalogueKey
	if text == "" {
		return k, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		err = json.Unmarshal(b, &k)
	}
	if err != nil {
		return k, ErrBadPlace
	}
	return k, nil
}

// CataloguePage is a page of a tab, with what stands beside each row.
func (s *Store) CataloguePage(ctx context.Context, f CatalogueFilter) (CataloguePage, error) {
	var p CataloguePage
	f.Limit = pageLimit(f.Limit)
	after, err := keyAfter(f.After)
	if err != nil {
		return p, err
	}
	if f.Tab.ware() == "" {
		err = s.itemRows(ctx, f, after, &p)
	} else {
		err = s.wareRows(ctx, f, after, &p)
	}
	if err != nil || f.RowsOnly {
		return p, err
	}
	return p, s.catalogueCounts(ctx, f, &p)
}

// where is the filter of a tab's wares.
func (f CatalogueFilter) where() (string, []any) {
	args := []any{string(f.Company), string(f.Tab.ware())}
	text := "w.company = $1 AND w.state = $2"
	if f.Store != "" {
		args = append(args, string(f.Store))
		text += fmt.Sprintf(" AND w.store = $%d", len(args))
	}
	if q := fold(f.Search); q != "" {
		args = append(args, q)
		text += fmt.Sprintf(" AND (instr(w.name_key, $%d) > 0 OR instr(w.sku_key, $%d) > 0)", len(args), len(args))
	}
	return text, args
}

func (s *Store) wareRows(ctx context.Context, f CatalogueFilter, after catalogueKey, p *CataloguePage) error {
	where, args := f.where()
	n := len(args)
	args = append(args, after.Name, after.Store, after.ID, f.Limit+1)
	place := ""
	if f.After != "" {
		place = fmt.Sprintf(" AND (w.name_key, w.store, w.variant) > ($%d, $%d, CAST($%d AS INTEGER))", n+1, n+2, n+3)
	}
	var last catalogueKey
	err := s.query(ctx, "SELECT "+wareColumns+", w.name_key FROM ware w WHERE "+where+place+fmt.Sprintf(" ORDER BY w.name_key, w.store, w.variant LIMIT $%d", n+4), args, func(r *sql.Rows) error {
		var name string
		w, err := scanWare(r, &name)
		if len(p.Rows) == f.Limit {
			p.Next = last.text()
			return err
		}
		last = catalogueKey{name, string(w.Store), fmt.Sprint(w.Variant)}
		p.Rows = append(p.Rows, CatalogueRow{Ware: &w})
		return err
	})
	if err != nil {
		return err
	}
	if f.Search != "" || f.Store != "" {
		if p.Count = len(p.Rows); f.After != "" || p.Next != "" { // they are not all
			if err := s.row(ctx, "SELECT count(*) FROM ware w WHERE "+where, args[:n], &p.Count); err != nil {
				return err
			}
		}
	}
	return s.besideWares(ctx, f.Company, p.Rows)
}

// besideWares adds to wares their items, their quantities and who waits.
func (s *Store) besideWares(ctx context.Context, company CompanyKey, rows []CatalogueRow) error {
	var ids, skus []string
	byStore := map[sales.StoreKey][]int64{}
	for _, r := range rows {
		if r.Ware.Item != "" {
			ids = append(ids, r.Ware.Item)
		}
		if r.Ware.SKU != "" {
			skus = append(skus, strings.TrimSpace(r.Ware.SKU))
		}
		byStore[r.Ware.Store] = append(byStore[r.Ware.Store], r.Ware.Variant)
	}
	items, err := s.toldEntries(ctx, company, ids)
	if err != nil {
		return err
	}
	waiting, err := s.waitingFor(ctx, company, skus)
	if err != nil {
		return err
	}
	places := map[wareRef][]WarePlace{}
	for key, variants := range byStore {
		err := inLists(variants, func(list string, args []any) error {
			return s.query(ctx, "SELECT variant, location, name, available, on_hand, read FROM ware_place WHERE store = $1 AND variant IN "+list+" ORDER BY variant, location",
				append([]any{string(key)}, args...), func(r *sql.Rows) error {
					var p WarePlace
					err := r.Scan(&p.Variant, &p.Location, &p.Name, &p.Available, &p.OnHand, instant{&p.Read})
					places[wareRef{key, p.Variant}] = append(places[wareRef{key, p.Variant}], p)
					return err
				})
		})
		if err != nil {
			return err
		}
	}
	making := map[sales.StoreKey]map[int64]Creation{}
	bundles := map[sales.StoreKey]map[int64]*Bundle{}
	for key, variants := range byStore {
		if making[key], err = s.CreationsOf(ctx, key, variants); err != nil {
			return err
		}
		var products []int64
		for _, r := range rows {
			if r.Ware.Store == key {
				products = append(products, r.Ware.Product)
			}
		}
		if bundles[key], err = s.bundlesOf(ctx, key, products); err != nil {
			return err
		}
	}
	for i := range rows {
		r := &rows[i]
		if c, ok := making[r.Ware.Store][r.Ware.Variant]; ok && c.Open() {
			r.Making = &c
		}
		r.Bundle = bundles[r.Ware.Store][r.Ware.Product]
		if e, ok := items[r.Ware.Item]; ok {
			r.Item, r.Told = &e.entry, e.at
		}
		r.Waiting = waiting[waitKey{r.Ware.Store, fold(r.Ware.SKU)}]
		r.Places = places[wareRef{r.Ware.Store, r.Ware.Variant}]
	}
	return nil
}

type wareRef struct {
	store   sales.StoreKey
	variant int64
}

type toldEntry struct {
	entry books.Entry
	at    time.Time
}

func (s *Store) toldEntries(ctx context.Context, company CompanyKey, ids []string) (map[string]toldEntry, error) {
	out := map[string]toldEntry{}
	err := inLists(ids, func(list string, args []any) error {
		return s.query(ctx, "SELECT body, told FROM list_entry WHERE company = $1 AND kind = 'item' AND list_id IN "+list, append([]any{string(company)}, args...), func(r *sql.Rows) error {
			var body []byte
			var e toldEntry
			if err := r.Scan(&body, instant{&e.at}); err != nil {
				return err
			}
			err := json.Unmarshal(body, &e.entry)
			out[e.entry.ListID] = e
			return err
		})
	})
	return out, err
}

type waitKey struct {
	store sales.StoreKey
	sku   string
}

// itemCauses are the causes by which an order waits for its SKU's item.
const itemCauses = "('item-missing', 'item-ambiguous', 'item-inactive', 'item-kind')"

// waitingFor counts the orders that wait for each of some SKUs.
func (s *Store) waitingFor(ctx context.Context, company CompanyKey, skus []string) (map[waitKey]int, error) {
	out := map[waitKey]int{}
	err := inLists(skus, func(list string, args []any) error {
		return s.query(ctx, "SELECT store, subject, count(DISTINCT order_id) FROM problem WHERE company = $1 AND leads = 1 AND code IN "+itemCauses+" AND subject IN "+list+" GROUP BY store, subject",
			append([]any{string(company)}, args...), func(r *sql.Rows) error {
				var k waitKey
				var subject string
				var n int
				err := r.Scan(&k.store, &subject, &n)
				k.sku = fold(subject)
				out[k] = max(out[k], n)
				return err
			})
	})
	return out, err
}

// itemRows are items of a place by their names. Each kind is read along the
// index that holds places and kinds, so that a rare one is as quick as a common.
func (s *Store) itemRows(ctx context.Context, f CatalogueFilter, after catalogueKey, p *CataloguePage) error {
	if f.Store != "" {
		return nil // no item is a store's
	}
	types, err := s.itemKinds(ctx, f, p)
	if err != nil || len(types) == 0 {
		return err
	}
	args := []any{string(f.Company), int(f.Tab.place())}
	where := "company = $1 AND kind = 'item' AND place = $2"
	q := fold(f.Search)
	if q != "" {
		args = append(args, q)
		where += " AND (instr(full_name_key, $3) > 0 OR instr(part_key, $3) > 0 OR instr(barcode_key, $3) > 0)"
	}
	place := ""
	n := len(args)
	args = append(args, f.Limit+1)
	if f.After != "" {
		args = append(args, after.Name, after.ID)
		place = fmt.Sprintf(" AND (full_name_key, list_id) > ($%d, $%d)", n+2, n+3)
	}
	var parts []string
	for _, t := range types {
		args = append(args, t)
		parts = append(parts, fmt.Sprintf("SELECT * FROM (SELECT list_id, full_name_key FROM list_entry WHERE %s%s AND type = $%d ORDER BY full_name_key, list_id LIMIT $%d)", where, place, len(args), n+1))
	}
	var last catalogueKey
	read := 0
	err = s.query(ctx, "SELECT f.full_name_key, f.list_id, e.told, e.body FROM ("+strings.Join(parts, " UNION ALL ")+fmt.Sprintf(" ORDER BY full_name_key, list_id LIMIT $%d) AS f", n+1)+
		" JOIN list_entry e ON e.company = $1 AND e.kind = 'item' AND e.list_id = f.list_id ORDER BY f.full_name_key, f.list_id", args, func(r *sql.Rows) error {
		var k catalogueKey
		var told time.Time
		var body []byte
		if err := r.Scan(&k.Name, &k.ID, instant{&told}, &body); err != nil {
			return err
		}
		if read++; len(p.Rows) == f.Limit {
			p.Next = last.text()
			return nil
		}
		last = k
		e := new(books.Entry)
		err := json.Unmarshal(body, e)
		p.Rows = append(p.Rows, CatalogueRow{Item: e, Told: told})
		return err
	})
	if err != nil || q == "" {
		return err
	}
	if p.Count = read; f.After == "" && read <= f.Limit { // all that there are
		return nil
	}
	p.Count = 0
	args = args[:n:n]
	for _, t := range types {
		var found int
		if err := s.row(ctx, "SELECT count(*) FROM list_entry WHERE "+where+fmt.Sprintf(" AND type = $%d", n+1), append(args, t), &found); err != nil {
			return err
		}
		p.Count += found
	}
	return nil
}

// itemKinds are the kinds of items in a place, of those that are asked for, and
// how many items there are of them.
func (s *Store) itemKinds(ctx context.Context, f CatalogueFilter, p *CataloguePage) (types []string, err error) {
	err = s.query(ctx, "SELECT type, items FROM item_tally WHERE company = $1 AND place = $2 AND items > 0 ORDER BY type", []any{string(f.Company), int(f.Tab.place())}, func(r *sql.Rows) error {
		var t string
		var n int
		err := r.Scan(&t, &n)
		if f.Type == "" || t == f.Type {
			types = append(types, t)
			p.Count += n
		}
		return err
	})
	return types, err
}

// catalogueCounts counts the tabs, and tells when both sides were read.
func (s *Store) catalogueCounts(ctx context.Context, f CatalogueFilter, p *CataloguePage) error {
	p.Tabs = map[CatalogueTab]int{}
	for _, t := range CatalogueTabs() {
		p.Tabs[t] = 0
	}
	err := s.query(ctx, "SELECT state, count(*) FROM ware WHERE company = $1 GROUP BY state", []any{string(f.Company)}, func(r *sql.Rows) error {
		var state WareState
		var n int
		err := r.Scan(&state, &n)
		for _, t := range CatalogueTabs() {
			if t.ware() == state {
				p.Tabs[t] = n
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, t := range []CatalogueTab{TabOnlyBooks, TabOther} {
		var n int
		if err := s.row(ctx, "SELECT coalesce(sum(items), 0) FROM item_tally WHERE company = $1 AND place = $2", []any{string(f.Company), int(t.place())}, &n); err != nil {
			return err
		}
		p.Tabs[t] = n
	}
	if f.Search == "" && f.Store == "" && f.Tab.ware() != "" {
		p.Count = p.Tabs[f.Tab]
	}
	if err := s.row(ctx, "SELECT count(*) FROM ware WHERE company = $1 AND work > 0", []any{string(f.Company)}, &p.Unsettled); err != nil {
		return err
	}
	var items sql.NullString
	if err := s.row(ctx, "SELECT max(finished) FROM list_progress WHERE company = $1 AND kind = 'item'", []any{string(f.Company)}, &items); err != nil {
		return err
	}
	if err := (instant{&p.ItemsRead}).Scan(items.String); err != nil {
		return err
	}
	var wares sql.NullString
	err = s.row(ctx, "SELECT min(c.value) FROM shop s JOIN read_cursor c ON c.store = s.key AND c.name = 'catalogue.read' WHERE s.company = $1 AND s.disabled = 0", []any{string(f.Company)}, &wares)
	if err != nil || wares.String == "" {
		return err
	}
	p.WaresRead, err = time.Parse(time.RFC3339, wares.String)
	return err
}

// WareOf is one ware of a store, with what stands beside it.
func (s *Store) WareOf(ctx context.Context, company CompanyKey, key sales.StoreKey, variant int64) (CatalogueRow, error) {
	var rows []CatalogueRow
	err := s.query(ctx, "SELECT "+wareColumns+" FROM ware w WHERE w.company = $1 AND w.store = $2 AND w.variant = $3", []any{string(company), string(key), variant}, func(r *sql.Rows) error {
		w, err := scanWare(r)
		rows = append(rows, CatalogueRow{Ware: &w})
		return err
	})
	if err == nil && len(rows) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return CatalogueRow{}, err
	}
	return rows[0], s.besideWares(ctx, company, rows)
}

// WaresBySKU are the wares of a company file's stores whose SKU is one of some,
// without regard to case; of one store if it is named.
func (s *Store) WaresBySKU(ctx context.Context, company CompanyKey, key sales.StoreKey, skus ...string) ([]CatalogueRow, error) {
	var rows []CatalogueRow
	err := inLists(folded(skus), func(list string, args []any) error {
		return s.query(ctx, "SELECT "+wareColumns+" FROM ware w WHERE w.company = $1 AND ($2 = '' OR w.store = $2) AND w.sku_key IN "+list+" ORDER BY w.store, w.variant",
			append([]any{string(company), string(key)}, args...), func(r *sql.Rows) error {
				w, err := scanWare(r)
				rows = append(rows, CatalogueRow{Ware: &w})
				return err
			})
	})
	if err != nil {
		return nil, err
	}
	return rows, s.besideWares(ctx, company, rows)
}

// Awaited is a SKU for which orders wait.
type Awaited struct {
	Store    sales.StoreKey
	SKU      string
	Code     string
	Orders   int
	Amount   money.Amount
	Currency string
	// Row is its ware; nil if the store's catalogue has none of that SKU any more.
	Row *CatalogueRow
}

// Awaited are the SKUs for which the most orders wait, at most limit of them.
func (s *Store) Awaited(ctx context.Context, company CompanyKey, limit int) ([]Awaited, error) {
	var out []Awaited
	var skus []string
	err := s.query(ctx, `SELECT store, subject, min(code), min(currency), count(DISTINCT order_id) AS n, sum(total) FROM problem
		WHERE company = $1 AND leads = 1 AND code IN `+itemCauses+` AND subject <> '' GROUP BY store, subject ORDER BY n DESC, store, subject LIMIT $2`,
		[]any{string(company), pageLimit(limit)}, func(r *sql.Rows) error {
			var a Awaited
			err := r.Scan(&a.Store, &a.SKU, &a.Code, &a.Currency, &a.Orders, &a.Amount)
			out, skus = append(out, a), append(skus, a.SKU)
			return err
		})
	if err != nil {
		return nil, err
	}
	rows, err := s.WaresBySKU(ctx, company, "", skus...)
	if err != nil {
		return nil, err
	}
	at := map[waitKey]*CatalogueRow{}
	for i := range rows {
		k := waitKey{rows[i].Ware.Store, fold(rows[i].Ware.SKU)}
		if at[k] == nil {
			at[k] = &rows[i]
		}
	}
	for i := range out {
		out[i].Row = at[waitKey{out[i].Store, fold(out[i].SKU)}]
	}
	return out, nil
}
