package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/sales"
)

// WareState is where a ware of a store stands beside QuickBooks' items. Every
// ware is in exactly one, every item in exactly one Place.
type WareState string

// The states.
const (
	WareNew       WareState = "new"       // read, not compared yet
	WareMatched   WareState = "matched"   // an order of it finds this item
	WareSuggested WareState = "suggested" // an order of it finds none; this one may be meant
	WareOnly      WareState = "only"      // only in the store
	WareTwice     WareState = "twice"     // its SKU is several items, or several wares
	WareUnusable  WareState = "unusable"  // the item found is inactive, missing or of a kind that can't stand for a product
	WareNoSKU     WareState = "nosku"
)

// Place is where an item of QuickBooks stands beside the stores' wares.
type Place int

// The places. Of several wares the least counts.
const (
	PlaceMatched Place = iota
	PlaceTwice
	PlaceUnusable
	PlaceSuggested
	PlaceOnly
	PlaceOther // a kind that no product can be: a tax, a subtotal, a discount
)

// placeOf is the place that a ware's state gives to its items.
func placeOf(s WareState) Place {
	switch s {
	case WareMatched:
		return PlaceMatched
	case WareTwice:
		return PlaceTwice
	case WareUnusable:
		return PlaceUnusable
	case WareSuggested:
		return PlaceSuggested
	}
	return PlaceOnly
}

// Ware is what can be sold and counted in a store: a variant of a product, of
// which a simple product has one.
type Ware struct {
	Store    sales.StoreKey
	Variant  int64
	Product  int64
	SKU      string
	Name     string // the product's
	Options  string // "Size Small, Colour Blue"; empty for a simple product
	UPC, MPN string // barcode; manufacturer's part number
	Price    money.Decimal
	Cost     money.Decimal // what it is bought for; zero: not told
	Category string        // names of categories, divided by CategorySeparator
	Kind     string        // physical, digital
	Tracking string        // none, product, variant: where the store counts it
	Visible  bool
	// Level is how many the catalogue says there are, LevelRead when; zero: it
	// does not say.
	Level     int64
	LevelRead time.Time
	Modified  time.Time

	State  WareState
	Item   string // ListID of the item that it is, or may be
	Reason string // why, for people
	// Hint is the item that was suggested last, which stays known while another
	// is linked.
	Hint, HintReason string

	mark int64
}

// Title is the name with the options.
func (w Ware) Title() string {
	if w.Options == "" {
		return w.Name
	}
	return w.Name + ", " + w.Options
}

// goodsTypes are the kinds of items that a product can be.
const goodsTypes = "('Service', 'NonInventory', 'OtherCharge', 'Inventory', 'InventoryAssembly', 'Group')"

// placeItems works out where items stand, and notes that QuickBooks told them
// just now if told is set.
func (t *tx) placeItems(company CompanyKey, ids []string, told bool) error {
	const place = `coalesce((SELECT min(m.rank) FROM ware_match m WHERE m.company = list_entry.company AND m.list_id = list_entry.list_id),
		CASE WHEN type IN ` + goodsTypes + ` THEN 4 ELSE 5 END)`
	return inLists(ids, func(list string, args []any) error {
		var err error
		if told {
			_, err = t.exec("UPDATE list_entry SET place = "+place+", told = $1 WHERE company = $2 AND kind = 'item' AND list_id IN "+list, append([]any{t.at, string(company)}, args...)...)
		} else {
			_, err = t.exec("UPDATE list_entry SET place = "+place+" WHERE company = $1 AND kind = 'item' AND place <> "+place+" AND list_id IN "+list, append([]any{string(company)}, args...)...)
		}
		return err
	})
}

// itemsTold has what QuickBooks told of items take its place beside the wares:
// those that were, or now may be, one of them are matched again.
func (t *tx) itemsTold(company CompanyKey, entries []books.Entry, changed bool) error {
	var ids, keys []string
	for i := range entries {
		if e := &entries[i]; e.Kind == books.Items {
			ids = append(ids, e.ListID)
			keys = append(keys, fold(e.Name), fold(e.FullName), fold(e.PartNumber), fold(e.BarCode))
		}
	}
	if len(ids) == 0 {
		return nil
	}
	if err := t.placeItems(company, ids, true); err != nil || !changed {
		return err
	}
	return t.rematch(company, ids, keys)
}

// toMatch marks wares to be matched again.
const toMatch = "UPDATE ware SET work = 2, mark = mark + 1 WHERE "

// rematch marks the wares that are, may be or can't tell apart one of some
// items, and those that are found by one of some keys.
func (t *tx) rematch(company CompanyKey, ids, keys []string) error {
	keys = slices.DeleteFunc(keys, func(k string) bool { return k == "" })
	slices.Sort(keys)
	keys = slices.Compact(keys)
	err := inLists(ids, func(list string, args []any) error {
		_, err := t.exec(toMatch+"(store, variant) IN (SELECT store, variant FROM ware_match WHERE company = $1 AND list_id IN "+list+")", append([]any{string(company)}, args...)...)
		return err
	})
	if err != nil {
		return err
	}
	return inLists(keys, func(list string, args []any) error {
		if _, err := t.exec(toMatch+"company = $1 AND sku_key IN "+list, append([]any{string(company)}, args...)...); err != nil {
			return err
		}
		_, err := t.exec(toMatch+"company = $1 AND also_key <> '' AND also_key IN "+list, append([]any{string(company)}, args...)...)
		return err
	})
}

// rulesMatch has wares matched again whose matching a new version of a store's
// mapping may change.
func (t *tx) rulesMatch(company CompanyKey, key sales.StoreKey, old, now books.ItemRules) error {
	if !slices.Equal(old.MatchBy, now.MatchBy) {
		_, err := t.exec(toMatch+"company = $1 AND store = $2", string(company), string(key))
		return err
	}
	var keys []string
	for sku, name := range now.Links {
		if was, ok := old.Links[sku]; !ok || was != name {
			keys = append(keys, fold(sku))
		}
	}
	for sku := range old.Links {
		if _, ok := now.Links[sku]; !ok {
			keys = append(keys, fold(sku))
		}
	}
	return t.rematch(company, nil, keys)
}

// SaveProducts saves what a store says of products: their wares, in place of
// those that were known of them. Generation is of the reading of the whole
// catalogue, see EndCatalogue.
func (s *Store) SaveProducts(ctx context.Context, key sales.StoreKey, generation int64, products []int64, wares []Ware) error {
	return s.write(ctx, func(t *tx) error {
		var company CompanyKey
		if err := t.row("SELECT company FROM shop WHERE key = $1", []any{string(key)}, &company); err != nil {
			return err
		}
		was := map[int64]string{}
		err := inLists(products, func(list string, args []any) error {
			return t.query("SELECT variant, sku_key FROM ware WHERE store = $1 AND product IN "+list, append([]any{string(key)}, args...), func(r *sql.Rows) error {
				var v int64
				var k string
				err := r.Scan(&v, &k)
				was[v] = k
				return err
			})
		})
		if err != nil {
			return err
		}
		var again []string
		args := make([]any, 0, 23*len(wares))
		seen := map[int64]bool{}
		for i := range wares {
			w := &wares[i]
			if seen[w.Variant] {
				continue
			}
			seen[w.Variant] = true
			k := fold(w.SKU)
			if before, known := was[w.Variant]; !known || before != k {
				again = append(again, k, before)
			}
			delete(was, w.Variant)
			args = append(args, string(key), w.Variant, w.Product, string(company), w.SKU, k, w.Name, w.Options, fold(w.Title()), w.UPC, w.MPN, w.Price.String(), w.Kind,
				tracking(w.Tracking), flag(w.Visible), w.Level, stamp(w.LevelRead), stamp(w.Modified), generation, 2, string(WareNew), w.Cost.String(), w.Category)
		}
		err = t.insertRows("INSERT INTO ware (store, variant, product, company, sku, sku_key, name, options, name_key, upc, mpn, price, kind, tracking, visible, level, level_read, modified, generation, work, state, cost, category) VALUES", 23, args, `
			ON CONFLICT (store, variant) DO UPDATE SET product = excluded.product, sku = excluded.sku, sku_key = excluded.sku_key, name = excluded.name, options = excluded.options,
			name_key = excluded.name_key, upc = excluded.upc, mpn = excluded.mpn, price = excluded.price, kind = excluded.kind, tracking = excluded.tracking, visible = excluded.visible,
			level = excluded.level, level_read = excluded.level_read, cost = excluded.cost, category = excluded.category, modified = excluded.modified, generation = excluded.generation,
			work = CASE WHEN `+otherWare+` THEN 2 ELSE ware.work END, mark = CASE WHEN `+otherWare+` THEN ware.mark + 1 ELSE ware.mark END,
			hint = CASE WHEN `+otherWare+` THEN '' ELSE ware.hint END, hint_reason = CASE WHEN `+otherWare+` THEN '' ELSE ware.hint_reason END`)
		if err != nil {
			return err
		}
		gone := make([]int64, 0, len(was))
		for v, k := range was {
			gone, again = append(gone, v), append(again, k)
		}
		slices.Sort(gone)
		if err := t.removeWares(company, key, gone); err != nil {
			return err
		}
		return t.rematch(company, nil, again)
	})
}

// otherWare tells that a ware is found otherwise than before.
const otherWare = "(ware.sku <> excluded.sku OR ware.name <> excluded.name OR ware.options <> excluded.options OR ware.upc <> excluded.upc OR ware.mpn <> excluded.mpn)"

func tracking(s string) string {
	if s == "product" || s == "variant" {
		return s
	}
	return "none"
}

// removeWares takes away what a store does not have any more.
func (t *tx) removeWares(company CompanyKey, key sales.StoreKey, gone []int64) error {
	return inLists(gone, func(list string, args []any) error {
		args = append([]any{string(key)}, args...)
		var items []string
		err := t.query("SELECT list_id FROM ware_match WHERE store = $1 AND variant IN "+list, args, func(r *sql.Rows) error {
			var id string
			err := r.Scan(&id)
			items = append(items, id)
			return err
		})
		if err == nil {
			_, err = t.exec("DELETE FROM ware WHERE store = $1 AND variant IN "+list, args...)
		}
		if err != nil {
			return err
		}
		slices.Sort(items)
		return t.placeItems(company, slices.Compact(items), false)
	})
}

// maxGone is how many wares may vanish from a catalogue at once, beside half of it.
const maxGone = 1000

// EndCatalogue ends a reading of the whole catalogue: what that generation did
// not see is gone. It tells how many. More than half of many is not believed:
// nothing is taken away then.
func (s *Store) EndCatalogue(ctx context.Context, key sales.StoreKey, generation int64) (int, error) {
	removed := 0
	err := s.write(ctx, func(t *tx) error {
		var company CompanyKey
		var all int
		if err := t.row("SELECT company FROM shop WHERE key = $1", []any{string(key)}, &company); err != nil {
			return err
		}
		if err := t.row("SELECT count(*) FROM ware WHERE store = $1", []any{string(key)}, &all); err != nil {
			return err
		}
		var gone []int64
		var keys []string
		err := t.query("SELECT variant, sku_key FROM ware WHERE store = $1 AND generation < $2 ORDER BY variant", []any{string(key), generation}, func(r *sql.Rows) error {
			var v int64
			var k string
			err := r.Scan(&v, &k)
			gone, keys = append(gone, v), append(keys, k)
			return err
		})
		if err != nil || len(gone) == 0 {
			return err
		}
		if len(gone) > maxGone && len(gone) > all/2 {
			return fmt.Errorf("%d of %d products and variants are missing from the store's catalogue: it isn't believed, and nothing was changed", len(gone), all)
		}
		removed = len(gone)
		if err := t.removeWares(company, key, gone); err != nil {
			return err
		}
		t.log(event{actor: Actor{Kind: "system", Name: "catalogue"}, action: "catalogue.gone", company: company, subject: "store " + string(key),
			detail: fmt.Sprintf("%d products or variants are not in the store any more", removed)})
		return t.rematch(company, nil, keys)
	})
	return removed, err
}

// WarePlace is how many of a ware there are at one of a store's places.
type WarePlace struct {
	Variant   int64
	Location  int64
	Name      string
	Available int64 // to sell
	OnHand    int64
	Read      time.Time
}

// SaveWarePlaces saves how many of wares a store says there are, at all its
// places, in place of what it said of them before. Wares that aren't known are
// left out.
func (s *Store) SaveWarePlaces(ctx context.Context, key sales.StoreKey, places []WarePlace) error {
	return s.SaveWarePlacesOf(ctx, key, nil, places)
}

// SaveWarePlacesOf is SaveWarePlaces for wares that were asked for: those of
// which the store told no place have none any more.
func (s *Store) SaveWarePlacesOf(ctx context.Context, key sales.StoreKey, asked []int64, places []WarePlace) error {
	return s.write(ctx, func(t *tx) error {
		variants := slices.Clone(asked)
		for _, p := range places {
			variants = append(variants, p.Variant)
		}
		slices.Sort(variants)
		variants = slices.Compact(variants)
		known := map[int64]bool{}
		err := inLists(variants, func(list string, args []any) error {
			args = append([]any{string(key)}, args...)
			if err := t.query("SELECT variant FROM ware WHERE store = $1 AND variant IN "+list, args, func(r *sql.Rows) error {
				var v int64
				err := r.Scan(&v)
				known[v] = true
				return err
			}); err != nil {
				return err
			}
			_, err := t.exec("DELETE FROM ware_place WHERE store = $1 AND variant IN "+list, args...)
			return err
		})
		if err != nil {
			return err
		}
		args := make([]any, 0, 7*len(places))
		for _, p := range places {
			if known[p.Variant] {
				args = append(args, string(key), p.Variant, p.Location, p.Name, p.Available, p.OnHand, stamp(p.Read))
			}
		}
		if err := t.insertRows("INSERT INTO ware_place (store, variant, location, name, available, on_hand, read) VALUES", 7, args,
			" ON CONFLICT (store, variant, location) DO UPDATE SET name = excluded.name, available = excluded.available, on_hand = excluded.on_hand, read = excluded.read"); err != nil {
			return err
		}
		return t.waresRead(key, variants)
	})
}

// CountWares tells how many wares of a store are known.
func (s *Store) CountWares(ctx context.Context, key sales.StoreKey) (int, error) {
	var n int
	err := s.row(ctx, "SELECT count(*) FROM ware WHERE store = $1", []any{string(key)}, &n)
	return n, err
}

// wareColumns are what scanWare reads.
const wareColumns = "w.store, w.variant, w.product, w.sku, w.name, w.options, w.upc, w.mpn, w.price, w.kind, w.tracking, w.visible, w.level, w.level_read, w.modified, w.state, w.item, w.reason, w.hint, w.hint_reason, w.mark, w.cost, w.category"

func scanWare(r *sql.Rows, more ...any) (Ware, error) {
	var w Ware
	var price, cost string
	err := r.Scan(append([]any{&w.Store, &w.Variant, &w.Product, &w.SKU, &w.Name, &w.Options, &w.UPC, &w.MPN, &price, &w.Kind, &w.Tracking, &w.Visible, &w.Level, instant{&w.LevelRead},
		instant{&w.Modified}, &w.State, &w.Item, &w.Reason, &w.Hint, &w.HintReason, &w.mark, &cost, &w.Category}, more...)...)
	if err == nil && strings.TrimSpace(price) != "" {
		w.Price, err = money.ParseDecimal(price)
	}
	if err == nil && strings.TrimSpace(cost) != "" {
		w.Cost, err = money.ParseDecimal(cost)
	}
	return w, err
}
