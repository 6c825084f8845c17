package bigcommerce

import (
	"context"
	"net/url"
	"time"
)

// Product is a product of the catalogue (reference: bigcommerce-api §7).
type Product struct {
	ID                ID     `json:"id"`
	Name              Text   `json:"name"`
	Type              Text   `json:"type"`
	SKU               Text   `json:"sku"`
	UPC               Text   `json:"upc"`
	Price             Number `json:"price"`
	TaxClassID        ID     `json:"tax_class_id"`
	InventoryTracking Text   `json:"inventory_tracking"` // none, product, variant
	BaseVariantID     ID     `json:"base_variant_id"`
	IsVisible         Flag   `json:"is_visible"`
	DateModified      Date   `json:"date_modified"`
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
	ID           ID                `json:"id"`
	ProductID    ID                `json:"product_id"`
	SKU          Text              `json:"sku"`
	UPC          Text              `json:"upc"`
	Price        Number            `json:"price"` // null: the product's
	OptionValues List[OptionValue] `json:"option_values"`
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
