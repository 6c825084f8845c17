package bigcommerce

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Product is a product of the catalogue (reference: bigcommerce-api §7).
type Product struct {
	ID                ID       `json:"id"`
	Name              Text     `json:"name"`
	Type              Text     `json:"type"` // physical, digital
	SKU               Text     `json:"sku"`
	UPC               Text     `json:"upc"`
	MPN               Text     `json:"mpn"`
	Price             Number   `json:"price"`
	TaxClassID        ID       `json:"tax_class_id"`
	InventoryTracking Text     `json:"inventory_tracking"` // none, product, variant
	InventoryLevel    Number   `json:"inventory_level"`    // of several locations it is not told which
	BaseVariantID     ID       `json:"base_variant_id"`    // of a product without options; else null
	IsVisible         Flag     `json:"is_visible"`
	CostPrice         Number   `json:"cost_price"`
	Categories        List[ID] `json:"categories"`
	DateModified      Date     `json:"date_modified"`
}

// productFields are what is read of products: descriptions alone may be
// hundreds of kilobytes.
const productFields = "name,type,sku,upc,mpn,price,tax_class_id,inventory_tracking,inventory_level,base_variant_id,is_visible,cost_price,categories,date_modified"

// ProductPage is one page of products, by id.
type ProductPage struct {
	Rows []Product
	Last bool      // no page follows
	At   time.Time // the server's clock when it answered
}

// ProductPage reads a page of the products modified at or after a time (zero:
// of all), from an id on. A catalogue that changes while it is read is walked by
// the ids, not by page numbers, which would lose rows.
func (c *Client) ProductPage(ctx context.Context, modified time.Time, from int64, limit int) (ProductPage, error) {
	v := url.Values{"sort": {"id"}, "direction": {"asc"}, "include_fields": {productFields}}
	if from > 0 {
		v.Set("id:min", strconv.FormatInt(from, 10))
	}
	if !modified.IsZero() {
		// Without a time part BigCommerce adds the current time of day.
		v.Set("date_modified:min", modified.UTC().Format(dateForm))
	}
	if limit <= 0 {
		limit = PageSize
	}
	var p ProductPage
	q := call{name: "products", path: "/v3/catalog/products", query: v, scope: ScopeProducts}.page(1, limit)
	err := c.get(ctx, q, func(a answer) error {
		var got page3[Product]
		if err := a.list(&got); err != nil {
			return err
		}
		if a.status != http.StatusNoContent && !got.Data.set {
			return errNoData
		}
		if len(got.Data.rows) > maxPageRows*limit {
			return errTooMany
		}
		p = ProductPage{Rows: got.Data.rows, At: a.at}
		_, more := got.more(1, limit)
		p.Last = !more || len(p.Rows) == 0
		return nil
	})
	return p, err
}

// Products lists the products modified at or after a time; zero: all.
func (c *Client) Products(ctx context.Context, modified time.Time) ([]Product, error) {
	v := url.Values{"sort": {"id"}, "direction": {"asc"}}
	if !modified.IsZero() {
		// Without a time part BigCommerce adds the current time of day.
		v.Set("date_modified:min", modified.UTC().Format(dateForm))
	}
	return all3[Product](ctx, c, call{name: "products", path: "/v3/catalog/products", query: v, scope: ScopeProducts}, PageSize)
}

// Variant is a variant of a product; a simple product has one.
type Variant struct {
	ID        ID     `json:"id"`
	ProductID ID     `json:"product_id"`
	SKU       Text   `json:"sku"`
	UPC       Text   `json:"upc"`
	Price     Number `json:"price"`      // null: the product's
	CostPrice Number `json:"cost_price"` // null: the product's
	// InventoryLevel counts where the product is tracked by variant.
	InventoryLevel Number            `json:"inventory_level"`
	OptionValues   List[OptionValue] `json:"option_values"`
}

// OptionValue is what makes a variant: "Colour: Blue".
type OptionValue struct {
	Label             Text `json:"label"`
	OptionDisplayName Text `json:"option_display_name"`
}

// Variants lists the variants of all products.
func (c *Client) Variants(ctx context.Context) ([]Variant, error) {
	return all3[Variant](ctx, c, call{name: "variants", path: "/v3/catalog/variants", scope: ScopeProducts}, PageSize)
}

// VariantsOf lists the variants of some products, at most PageSize of them.
func (c *Client) VariantsOf(ctx context.Context, products []int64) ([]Variant, error) {
	if len(products) == 0 {
		return nil, nil
	}
	if len(products) > PageSize {
		return nil, errors.New("the variants of too many products at once")
	}
	return all3[Variant](ctx, c, call{name: "variants", path: "/v3/catalog/variants", query: url.Values{"product_id:in": {joinIDs(products)}}, scope: ScopeProducts}, PageSize)
}
