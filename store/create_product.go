package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/sales"
)

// Products that are made in a store of items that QuickBooks has. They go the
// way of postings: written down as sent before the call leaves; an answer that
// was lost is asked about by SKU before anything is sent again.

// NewProduct is a product that is to be made, hidden until a person shows it.
type NewProduct struct {
	Name        string        `json:"name"`
	Digital     bool          `json:"digital,omitempty"`
	SKU         string        `json:"sku"`
	Description string        `json:"description,omitempty"` // text, not HTML
	UPC         string        `json:"upc,omitempty"`
	MPN         string        `json:"mpn,omitempty"`
	Price       money.Decimal `json:"price"`
	Cost        money.Decimal `json:"cost,omitzero"`
	Weight      money.Decimal `json:"weight,omitzero"`
	Counted     bool          `json:"counted,omitempty"` // the store counts how many there are
}

// WantedProduct is a product that was asked for, and what became of it.
type WantedProduct struct {
	ID      int64
	Company CompanyKey
	Store   sales.StoreKey
	ListID  string // the item
	Item    string // its full name; filled in when it is listed
	Product NewProduct
	// Link has the SKU linked to the item: nothing else would tell that it is it.
	Link     bool
	State    PostingState
	Reason   string
	Attempts int
	Made     int64 // the store's number of it
	Asked    time.Time
	By       string
	Updated  time.Time // when its state changed last
}

// DeedProduct and DeedUnproduct ask for products, and take that back.
const (
	DeedProduct   DeedKind = "product"   // Company, Products
	DeedUnproduct DeedKind = "unproduct" // Company, Products: their stores and SKUs
)

func (t *tx) doProduct(by Actor, d Deed) (*Deed, error) {
	back := Deed{Kind: DeedUnproduct, Company: d.Company}
	for _, p := range d.Products {
		var n int
		if err := t.row("SELECT count(*) FROM ware WHERE store = $1 AND company = $2 AND sku_key = $3", []any{string(p.Store), string(d.Company), fold(p.Product.SKU)}, &n); err != nil {
			return nil, err
		}
		if n > 0 {
			return nil, fmt.Errorf("%w: the store has a product of SKU %s already. Link it to the item", ErrWanted, p.Product.SKU)
		}
		var state PostingState
		err := t.row("SELECT state FROM wanted_product WHERE store = $1 AND sku_key = $2 AND state <> 'withdrawn'", []any{string(p.Store), fold(p.Product.SKU)}, &state)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return nil, err
		}
		if err == nil && (state == Sent || state == Unsure) {
			return nil, fmt.Errorf("%w: the product of SKU %s is on its way into the store already", ErrWanted, p.Product.SKU)
		}
		body, err := json.Marshal(p.Product)
		if err != nil {
			return nil, err
		}
		// One that was refused, or went from the store again, is asked for anew.
		if _, err := t.exec("UPDATE wanted_product SET state = 'withdrawn', updated = $3 WHERE store = $1 AND sku_key = $2 AND state <> 'withdrawn'", string(p.Store), fold(p.Product.SKU), t.at); err != nil {
			return nil, err
		}
		if _, err := t.exec(`INSERT INTO wanted_product (company, store, list_id, sku, sku_key, body, state, link, asked, asked_by, updated) VALUES ($1, $2, $3, $4, $5, $6, 'ready', $7, $8, $9, $8)`,
			string(d.Company), string(p.Store), p.ListID, p.Product.SKU, fold(p.Product.SKU), string(body), flag(p.Link), t.at, by.Name); err != nil {
			return nil, err
		}
		t.log(event{actor: by, action: "product.asked_for", company: d.Company, store: p.Store, subject: "product " + p.Product.Name, detail: "hidden, of SKU " + p.Product.SKU})
		back.Products = append(back.Products, WantedProduct{Store: p.Store, Product: NewProduct{SKU: p.Product.SKU, Name: p.Product.Name}})
	}
	if len(back.Products) == 0 {
		return nil, nil
	}
	return &back, nil
}

func (t *tx) doUnproduct(by Actor, d Deed) (*Deed, error) {
	for _, p := range d.Products {
		n, err := t.exec("UPDATE wanted_product SET state = 'withdrawn', updated = $4 WHERE store = $1 AND company = $2 AND sku_key = $3 AND state IN ('ready', 'refused')",
			string(p.Store), string(d.Company), fold(p.Product.SKU), t.at)
		if err != nil {
			return nil, err
		}
		if n == 0 {
			return nil, fmt.Errorf("%w: the product of SKU %s was sent to the store already. Delete it there if it isn't wanted; shoppers don't see it", ErrWanted, p.Product.SKU)
		}
		t.log(event{actor: by, action: "product.not_asked_for", company: d.Company, store: p.Store, subject: "product " + p.Product.Name})
	}
	return nil, nil
}

const wantedProductColumns = `SELECT p.id, p.company, p.store, p.list_id, coalesce((SELECT body FROM list_entry e WHERE e.company = p.company AND e.kind = 'item' AND e.list_id = p.list_id), ''),
	p.body, p.link, p.state, p.reason, p.attempts, p.product, p.asked, p.asked_by, p.updated FROM wanted_product p WHERE `

func (s *Store) wantedProducts(ctx context.Context, where string, args ...any) ([]WantedProduct, error) {
	var out []WantedProduct
	err := s.query(ctx, wantedProductColumns+where, args, func(r *sql.Rows) error {
		var p WantedProduct
		var item, body string
		if err := r.Scan(&p.ID, &p.Company, &p.Store, &p.ListID, &item, &body, &p.Link, &p.State, &p.Reason, &p.Attempts, &p.Made, instant{&p.Asked}, &p.By, instant{&p.Updated}); err != nil {
			return err
		}
		if item != "" {
			var e books.Entry
			if err := json.Unmarshal([]byte(item), &e); err != nil {
				return err
			}
			p.Item = e.FullName
		}
		err := json.Unmarshal([]byte(body), &p.Product)
		out = append(out, p)
		return err
	})
	return out, err
}

// WantedProducts are products that were asked for, the newest first, at most
// limit of them; without all only those that the store does not have yet.
func (s *Store) WantedProducts(ctx context.Context, company CompanyKey, all bool, limit int) ([]WantedProduct, error) {
	where := "p.company = $1 AND p.state IN ('ready', 'sent', 'unsure', 'refused') ORDER BY p.id DESC LIMIT $2"
	if all {
		where = "p.company = $1 AND p.state <> 'withdrawn' ORDER BY p.id DESC LIMIT $2"
	}
	return s.wantedProducts(ctx, where, string(company), pageLimit(limit))
}

// ProductsToMake are a store's products that are to be sent, or asked about,
// what is in doubt first.
func (s *Store) ProductsToMake(ctx context.Context, key sales.StoreKey, limit int) ([]WantedProduct, error) {
	return s.wantedProducts(ctx, "p.store = $1 AND p.state IN ('unsure', 'sent', 'ready') ORDER BY p.state DESC, p.id LIMIT $2", string(key), pageLimit(limit))
}

// ProductSent writes down that the call that makes a product leaves now.
// ErrChanged if it isn't to be made any more.
func (s *Store) ProductSent(ctx context.Context, id int64) error {
	return s.productTo(ctx, id, Ready, Sent, 0, "")
}

// ProductUnsure notes that an answer did not come; ProductAgain that the store
// does not have it, so that it may be sent again.
func (s *Store) ProductUnsure(ctx context.Context, id int64, why string) error {
	return s.productTo(ctx, id, Sent, Unsure, 0, why)
}

// ProductAgain lets a product be sent again that the store was asked for and
// does not have, or that it could not take now.
func (s *Store) ProductAgain(ctx context.Context, id int64, from PostingState, why string) error {
	return s.productTo(ctx, id, from, Ready, 0, why)
}

// ProductRefused notes why the store would not have a product.
func (s *Store) ProductRefused(ctx context.Context, id int64, from PostingState, why string) error {
	return s.productTo(ctx, id, from, Refused, 0, why)
}

// ProductMade notes that the store has a product, under its number. Its SKU is
// linked to its item where nothing else would tell that it is it.
func (s *Store) ProductMade(ctx context.Context, id int64, from PostingState, product int64) error {
	return s.productTo(ctx, id, from, Posted, product, "")
}

func (s *Store) productTo(ctx context.Context, id int64, from, to PostingState, product int64, why string) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec("UPDATE wanted_product SET state = $3, reason = $4, product = $5, attempts = attempts + $6, updated = $7 WHERE id = $1 AND state = $2",
			id, string(from), string(to), why, product, flag(to == Sent), t.at)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrChanged
		}
		var p WantedProduct
		var item []byte
		if err := t.row("SELECT w.company, w.store, w.list_id, w.sku, w.link, coalesce(e.body, '') FROM wanted_product w LEFT JOIN list_entry e ON e.company = w.company AND e.kind = 'item' AND e.list_id = w.list_id WHERE w.id = $1",
			[]any{id}, &p.Company, &p.Store, &p.ListID, &p.Product.SKU, &p.Link, &item); err != nil {
			return err
		}
		t.log(event{actor: system, action: "product." + string(to), company: p.Company, store: p.Store, subject: "product of SKU " + p.Product.SKU, detail: strings.TrimSpace(why)})
		if to != Posted || !p.Link || len(item) == 0 {
			return nil
		}
		var e books.Entry
		if err := json.Unmarshal(item, &e); err != nil {
			return err
		}
		_, err = t.doMap(system, Deed{Kind: DeedMap, Store: p.Store, Lines: []books.SheetLine{{Key: "items.links", Row: p.Product.SKU, Value: e.FullName}}})
		if errors.Is(err, ErrRules) {
			return nil //nolint:nilerr // that it is there counts; the link is chosen by hand
		}
		return err
	})
}
