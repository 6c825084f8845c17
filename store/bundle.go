package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"

	"countinghouse/sales"
)

// Bundle is what a product is put together of in the store: the products of its
// product-list modifiers, which an order adds as lines of their own (reference:
// bigcommerce-api §7).
type Bundle struct {
	// Parts are what it always, or by choice, holds, one of each.
	Parts []BundlePart `json:"parts"`
	// Choice tells that the shopper chooses some of them.
	Choice bool `json:"choice,omitempty"`
	// Stock and Price tell that the store moves the parts' stock, or adds their
	// prices, when it is sold.
	Stock bool `json:"stock,omitempty"`
	Price bool `json:"price,omitempty"`
}

// BundlePart is a product within a bundle.
type BundlePart struct {
	Product int64 `json:"product"`
	// What stands of it in the catalogue now, filled in when it is read: its only
	// variant, 0 where it has several or none; and the item that it is.
	Variant int64  `json:"-"`
	Title   string `json:"-"`
	SKU     string `json:"-"`
	Item    string `json:"-"`
}

// ProductMore is what is read of products one by one.
type ProductMore struct {
	Product  int64
	Modified string // as ProductsToRead told it
	Bundle   *Bundle
}

// ProductsToRead are products whose modifiers were not read since they changed,
// at most limit of them, with the times of their changes.
func (s *Store) ProductsToRead(ctx context.Context, key sales.StoreKey, limit int) ([]ProductMore, error) {
	var out []ProductMore
	err := s.query(ctx, `SELECT DISTINCT w.product, w.modified FROM ware w LEFT JOIN product_more m ON m.store = w.store AND m.product = w.product
		WHERE w.store = $1 AND (m.product IS NULL OR m.modified <> w.modified) ORDER BY w.product LIMIT $2`, []any{string(key), limit}, func(r *sql.Rows) error {
		var p ProductMore
		err := r.Scan(&p.Product, &p.Modified)
		out = append(out, p)
		return err
	})
	return out, err
}

// SaveProductMore saves what was read of products one by one.
func (s *Store) SaveProductMore(ctx context.Context, key sales.StoreKey, read []ProductMore) error {
	return s.write(ctx, func(t *tx) error {
		args := make([]any, 0, 4*len(read))
		for _, p := range read {
			body := ""
			if p.Bundle != nil {
				b, err := json.Marshal(p.Bundle)
				if err != nil {
					return err
				}
				body = string(b)
			}
			args = append(args, string(key), p.Product, p.Modified, body)
		}
		return t.insertRows("INSERT INTO product_more (store, product, modified, bundle) VALUES", 4, args,
			" ON CONFLICT (store, product) DO UPDATE SET modified = excluded.modified, bundle = excluded.bundle")
	})
}

// bundlesOf are the bundles among some products, with what their parts are now.
func (s *Store) bundlesOf(ctx context.Context, key sales.StoreKey, products []int64) (map[int64]*Bundle, error) {
	out := map[int64]*Bundle{}
	slices.Sort(products)
	err := inLists(slices.Compact(products), func(list string, args []any) error {
		return s.query(ctx, "SELECT product, bundle FROM product_more WHERE store = $1 AND bundle <> '' AND product IN "+list, append([]any{string(key)}, args...), func(r *sql.Rows) error {
			var product int64
			var body []byte
			if err := r.Scan(&product, &body); err != nil {
				return err
			}
			b := new(Bundle)
			out[product] = b
			return json.Unmarshal(body, b)
		})
	})
	if err != nil || len(out) == 0 {
		return out, err
	}
	var parts []int64
	for _, b := range out {
		for _, p := range b.Parts {
			parts = append(parts, p.Product)
		}
	}
	slices.Sort(parts)
	now := map[int64][]Ware{}
	err = inLists(slices.Compact(parts), func(list string, args []any) error {
		return s.query(ctx, "SELECT "+wareColumns+" FROM ware w WHERE w.store = $1 AND w.product IN "+list+" ORDER BY w.variant", append([]any{string(key)}, args...), func(r *sql.Rows) error {
			w, err := scanWare(r)
			now[w.Product] = append(now[w.Product], w)
			return err
		})
	})
	for _, b := range out {
		for i := range b.Parts {
			p := &b.Parts[i]
			wares := now[p.Product]
			if len(wares) > 0 {
				p.Title = wares[0].Name
			}
			if len(wares) == 1 {
				p.Variant, p.SKU = wares[0].Variant, wares[0].SKU
				if wares[0].State == WareMatched {
					p.Item = wares[0].Item
				}
			}
		}
	}
	return out, err
}
