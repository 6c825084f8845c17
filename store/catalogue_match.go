package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"

	"countinghouse/books"
	"countinghouse/sales"
)

// maxReason bounds the words about one ware.
const maxReason = 600

// WareMatch is what became of matching one ware.
type WareMatch struct {
	Ware  Ware // as WaresToMatch gave it
	State WareState
	// Item is the ListID that it is or may be; Items are all that it can't tell
	// apart, or that are of no use.
	Item, Reason string
	Items        []string
	// Also is the name of an item by which it is found beside its SKU.
	Also string
	// Hint is that a suggestion is to be looked for.
	Hint bool
}

// WaresToMatch are wares that changed, or whose items did, since they were
// matched.
func (s *Store) WaresToMatch(ctx context.Context, company CompanyKey, limit int) ([]Ware, error) {
	return s.waresAt(ctx, company, 2, limit)
}

// WaresToHint are wares that matched nothing, for which a suggestion is to be
// looked for.
func (s *Store) WaresToHint(ctx context.Context, company CompanyKey, limit int) ([]Ware, error) {
	return s.waresAt(ctx, company, 1, limit)
}

func (s *Store) waresAt(ctx context.Context, company CompanyKey, work, limit int) ([]Ware, error) {
	var out []Ware
	err := s.query(ctx, "SELECT "+wareColumns+" FROM ware w WHERE w.company = $1 AND w.work > 0 AND w.work = $2 ORDER BY w.company, w.work, w.store, w.variant LIMIT $3",
		[]any{string(company), work, limit}, func(r *sql.Rows) error {
			w, err := scanWare(r)
			out = append(out, w)
			return err
		})
	return out, err
}

// Namesakes are the wares of one store that have one SKU, by how the SKU is
// compared. Those that share it with nobody are left out.
func (s *Store) Namesakes(ctx context.Context, company CompanyKey, key sales.StoreKey, skus []string) (map[string][]Ware, error) {
	out := map[string][]Ware{}
	err := inLists(folded(skus), func(list string, args []any) error {
		return s.query(ctx, "SELECT w.sku_key, w.variant, w.sku, w.name, w.options FROM ware w WHERE w.company = $1 AND w.store = $2 AND w.sku_key IN "+list+" ORDER BY w.variant",
			append([]any{string(company), string(key)}, args...), func(r *sql.Rows) error {
				var k string
				w := Ware{Store: key}
				err := r.Scan(&k, &w.Variant, &w.SKU, &w.Name, &w.Options)
				out[k] = append(out[k], w)
				return err
			})
	})
	for k, ws := range out {
		if len(ws) < 2 {
			delete(out, k)
		}
	}
	return out, err
}

// SKUKey is what SKUs and names are compared by.
func SKUKey(sku string) string { return fold(sku) }

// SaveMatches saves what became of wares. One that changed meanwhile is left
// to be matched again. It tells how many were saved.
func (s *Store) SaveMatches(ctx context.Context, company CompanyKey, found []WareMatch) (int, error) {
	saved := 0
	err := s.write(ctx, func(t *tx) error {
		saved = 0
		var items []string // whose place may change
		for i := range found {
			m := &found[i]
			work := 0
			if m.Hint {
				work = 1
			}
			n, err := t.exec(`UPDATE ware SET state = $1, item = $2, reason = $3, also_key = $4, work = $5 WHERE store = $6 AND variant = $7 AND mark = $8 AND work > 0`,
				string(m.State), m.Item, cutText(m.Reason, maxReason), fold(m.Also), work, string(m.Ware.Store), m.Ware.Variant, m.Ware.mark)
			if err != nil {
				return err
			}
			if n == 0 {
				continue
			}
			saved++
			changed, err := t.saveWareItems(company, m)
			if err != nil {
				return err
			}
			items = append(items, changed...)
		}
		slices.Sort(items)
		return t.placeItems(company, slices.Compact(items), false)
	})
	return saved, err
}

// saveWareItems writes which items a ware is, or may be, and tells those for
// which that changed.
func (t *tx) saveWareItems(company CompanyKey, m *WareMatch) ([]string, error) {
	now := slices.Clone(m.Items)
	if m.Item != "" {
		now = append(now, m.Item)
	}
	slices.Sort(now)
	now = slices.Compact(now)
	rank := placeOf(m.State)
	same, n := true, 0
	var was []string
	err := t.query("SELECT list_id, rank FROM ware_match WHERE store = $1 AND variant = $2 ORDER BY list_id", []any{string(m.Ware.Store), m.Ware.Variant}, func(r *sql.Rows) error {
		var id string
		var old Place
		if err := r.Scan(&id, &old); err != nil {
			return err
		}
		same = same && old == rank && n < len(now) && now[n] == id
		n++
		was = append(was, id)
		return nil
	})
	if err != nil || same && n == len(now) {
		return nil, err
	}
	if len(was) > 0 {
		if _, err := t.exec("DELETE FROM ware_match WHERE store = $1 AND variant = $2", string(m.Ware.Store), m.Ware.Variant); err != nil {
			return nil, err
		}
	}
	for _, id := range now {
		if _, err := t.exec("INSERT INTO ware_match (company, list_id, store, variant, rank) VALUES ($1, $2, $3, $4, $5)", string(company), id, string(m.Ware.Store), m.Ware.Variant, int(rank)); err != nil {
			return nil, err
		}
	}
	return append(was, now...), nil
}

// cutText bounds a text, in bytes, without cutting a letter.
func cutText(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && s[most]&0xC0 == 0x80 {
		most--
	}
	return s[:most] + "…"
}

// SaveHints saves what was found for wares that matched nothing: Item and
// Reason of each; no Item is none.
func (s *Store) SaveHints(ctx context.Context, company CompanyKey, found []WareMatch) error {
	return s.write(ctx, func(t *tx) error {
		var items []string
		for i := range found {
			m := &found[i]
			m.State = WareOnly
			if m.Item != "" {
				m.State = WareSuggested
			}
			n, err := t.exec(`UPDATE ware SET state = $1, item = $2, reason = $3, hint = $2, hint_reason = $3, work = 0 WHERE store = $4 AND variant = $5 AND mark = $6 AND work = 1`,
				string(m.State), m.Item, cutText(m.Reason, maxReason), string(m.Ware.Store), m.Ware.Variant, m.Ware.mark)
			if err != nil {
				return err
			}
			if n == 0 {
				continue
			}
			changed, err := t.saveWareItems(company, m)
			if err != nil {
				return err
			}
			items = append(items, changed...)
		}
		slices.Sort(items)
		return t.placeItems(company, slices.Compact(items), false)
	})
}

// HintAgain has suggestions looked for again for all wares that match nothing:
// the items changed.
func (s *Store) HintAgain(ctx context.Context, company CompanyKey) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec("UPDATE ware SET work = 1, mark = mark + 1 WHERE company = $1 AND state IN ('only', 'suggested') AND work = 0", string(company))
		return err
	})
}

// ListsVersion counts the changes of a company file's cached lists.
func (s *Store) ListsVersion(ctx context.Context, company CompanyKey) (int64, error) {
	var v int64
	err := s.row(ctx, "SELECT lists_version FROM company WHERE key = $1", []any{string(company)}, &v)
	return v, err
}

// ItemName is what an active item is called and told by, for suggestions.
type ItemName struct {
	ListID, Name, FullName, PartNumber, BarCode string // folded, but for ListID
}

// ItemNames are active items that no ware is and that a product can be, by
// ListID, those after one.
func (s *Store) ItemNames(ctx context.Context, company CompanyKey, after string, limit int, each func(ItemName)) (last string, err error) {
	// Whether it is active stands in the body only, as json.Marshal writes it.
	err = s.query(ctx, "SELECT list_id, name_key, full_name_key, part_key, barcode_key, place > 0 AND type IN "+goodsTypes+` AND instr(body, '"active":true') > 0 FROM list_entry
		WHERE company = $1 AND kind = 'item' AND list_id > $2 ORDER BY list_id LIMIT $3`, []any{string(company), after, limit}, func(r *sql.Rows) error {
		var n ItemName
		var fits bool
		if err := r.Scan(&n.ListID, &n.Name, &n.FullName, &n.PartNumber, &n.BarCode, &fits); err != nil {
			return err
		}
		last = n.ListID
		if fits {
			each(n)
		}
		return nil
	})
	return last, err
}

// EntriesByID are items by their ListIDs.
func (s *Store) EntriesByID(ctx context.Context, company CompanyKey, ids []string) (map[string]books.Entry, error) {
	out := map[string]books.Entry{}
	err := inLists(ids, func(list string, args []any) error {
		return s.query(ctx, "SELECT body FROM list_entry WHERE company = $1 AND kind = 'item' AND list_id IN "+list, append([]any{string(company)}, args...), func(r *sql.Rows) error {
			var body sql.RawBytes
			if err := r.Scan(&body); err != nil {
				return err
			}
			var e books.Entry
			err := json.Unmarshal(body, &e)
			out[e.ListID] = e
			return err
		})
	})
	return out, err
}

// PlacesOf are where items stand.
func (s *Store) PlacesOf(ctx context.Context, company CompanyKey, ids []string) (map[string]Place, error) {
	out := map[string]Place{}
	err := inLists(ids, func(list string, args []any) error {
		return s.query(ctx, "SELECT list_id, place FROM list_entry WHERE company = $1 AND kind = 'item' AND list_id IN "+list, append([]any{string(company)}, args...), func(r *sql.Rows) error {
			var id string
			var p Place
			err := r.Scan(&id, &p)
			out[id] = p
			return err
		})
	})
	return out, err
}
