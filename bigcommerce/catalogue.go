package bigcommerce

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"countinghouse/money"
)

// ModifierPage is how many products are told at once with their modifiers
// (reference: bigcommerce-api §7).
const ModifierPage = 10

// Modifier is a choice at a product that makes no variant. One of the type
// product_list adds other products to the order (reference: bigcommerce-api §7).
type Modifier struct {
	Type         Text                  `json:"type"`
	Required     Flag                  `json:"required"`
	Config       Maybe[ModifierConfig] `json:"config"`
	OptionValues List[ModifierValue]   `json:"option_values"`
}

// ModifierConfig says what a product list does when it is sold.
type ModifierConfig struct {
	AdjustsInventory Flag `json:"product_list_adjusts_inventory"`
	AdjustsPricing   Flag `json:"product_list_adjusts_pricing"`
}

// ModifierValue is one of a modifier's choices.
type ModifierValue struct {
	ValueData Maybe[ModifierData] `json:"value_data"`
}

// ModifierData is what a choice stands for.
type ModifierData struct {
	ProductID ID `json:"product_id"`
}

// IsProductList tells whether the modifier adds products.
func (m Modifier) IsProductList() bool { return strings.HasPrefix(string(m.Type), "product_list") }

// Modified is a product with its modifiers.
type Modified struct {
	ID        ID             `json:"id"`
	Modifiers List[Modifier] `json:"modifiers"`
}

// ModifiersOf lists the modifiers of some products, at most ModifierPage of them.
func (c *Client) ModifiersOf(ctx context.Context, products []int64) ([]Modified, error) {
	if len(products) == 0 {
		return nil, nil
	}
	if len(products) > ModifierPage {
		return nil, errors.New("the modifiers of too many products at once")
	}
	return all3[Modified](ctx, c, call{name: "modifiers", path: "/v3/catalog/products", scope: ScopeProducts,
		query: url.Values{"id:in": {joinIDs(products)}, "include": {"modifiers"}, "include_fields": {"name"}}}, ModifierPage)
}

// Category is where products stand in the store.
type Category struct {
	ID   ID   `json:"category_id"`
	Name Text `json:"name"`
}

// Categories lists the store's categories, those of all its trees.
func (c *Client) Categories(ctx context.Context) ([]Category, error) {
	return all3[Category](ctx, c, call{name: "categories", path: "/v3/catalog/trees/categories", scope: ScopeProducts}, PageSize)
}

// NewProduct is a product to be created. It is a draft: hidden from shoppers.
type NewProduct struct {
	Name, Type  string // Type: physical, digital
	SKU         string
	Description string // HTML
	UPC, MPN    string
	Price, Cost money.Decimal
	Weight      money.Decimal // in the store's unit
	Tracking    string        // none, product
}

// ErrTaken tells that another product has the name, or the SKU.
var ErrTaken = errors.New("the store has a product of that name or SKU")

// CreateProduct makes a hidden product and tells its id. What MaybeDone says of
// an error may have been made; ErrTaken was not.
func (c *Client) CreateProduct(ctx context.Context, p NewProduct) (int64, error) {
	number := func(d money.Decimal) json.Number { return json.Number(d.String()) }
	body := map[string]any{"name": p.Name, "type": p.Type, "sku": p.SKU, "price": number(p.Price), "weight": number(p.Weight), "is_visible": false, "inventory_tracking": p.Tracking}
	for k, v := range map[string]string{"description": p.Description, "upc": p.UPC, "mpn": p.MPN} {
		if v != "" {
			body[k] = v
		}
	}
	if !p.Cost.IsZero() {
		body["cost_price"] = number(p.Cost)
	}
	text, err := json.Marshal(body)
	if err != nil {
		return 0, err
	}
	var id int64
	err = c.get(ctx, call{name: "product", path: "/v3/catalog/products", method: http.MethodPost, body: text, scope: ScopeProductsWrite}, func(a answer) error {
		var got struct {
			Data struct {
				ID ID `json:"id"`
			} `json:"data"`
		}
		if err := decode(a.body, &got); err != nil {
			return err
		}
		if id = int64(got.Data.ID); id <= 0 {
			return errNoData
		}
		return nil
	})
	var e *APIError
	if errors.As(err, &e) && e.Status == http.StatusConflict {
		return 0, errors.Join(ErrTaken, err)
	}
	return id, err
}

// ProductsBySKU lists the products that have a SKU, or a variant that has it.
func (c *Client) ProductsBySKU(ctx context.Context, sku string) ([]Product, error) {
	found, err := all3[Product](ctx, c, call{name: "products", path: "/v3/catalog/products", query: url.Values{"sku": {sku}, "include_fields": {productFields}}, scope: ScopeProducts}, PageSize)
	if err != nil || len(found) > 0 {
		return found, err
	}
	variants, err := all3[Variant](ctx, c, call{name: "variants", path: "/v3/catalog/variants", query: url.Values{"sku": {sku}}, scope: ScopeProducts}, PageSize)
	for _, v := range variants {
		found = append(found, Product{ID: v.ProductID, SKU: v.SKU})
	}
	return found, err
}
