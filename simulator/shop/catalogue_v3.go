package shop

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// getProducts answers GET /catalog/products (bigcommerce-api §7).
func getProducts(s *Shop, c *call) {
	ids, skus := c.numbers("id:in"), c.words("sku:in")
	idMin, _ := c.int("id:min")
	from, hasFrom := c.date("date_modified:min")
	to, hasTo := c.date("date_modified:max")
	include := c.list("include", "variants", "images", "custom_fields", "bulk_pricing_rules", "primary_image", "modifiers", "options", "videos", "channels")
	sku, hasSKU := c.query["sku"]
	name, hasName := c.query["name"]
	visible, hasVisible := c.query["is_visible"]
	c.list("sort", "id", "name", "date_modified", "sku", "price", "total_sold", "calculated_price")
	c.list("direction", "asc", "desc")
	limit := maxLimit
	if slices.Contains(include, "options") || slices.Contains(include, "modifiers") {
		limit = 10
	}
	only := c.list("include_fields", productFields()...)
	s.mu.RLock()
	defer s.mu.RUnlock()
	list := slices.DeleteFunc(slices.Clone(s.goods.products), func(p *product) bool {
		return ids != nil && !ids[p.id] || skus != nil && !skus[p.sku] || p.id < idMin || hasSKU && p.sku != sku || hasName && p.name != name ||
			hasFrom && p.modified < from || hasTo && p.modified > to || hasVisible && (visible == "true" || visible == "1") == p.hidden
	})
	slices.SortStableFunc(list, productOrder(c.query["sort"], c.query["direction"] == "desc"))
	many(c, list, limit, func(e *enc, p *product) { encodeFields(e, p, include, only) })
}

// productFields are what include_fields may name (the published enumeration).
func productFields() []string {
	return strings.Fields(`name type sku description weight width depth height price cost_price retail_price sale_price map_price tax_class_id product_tax_code calculated_price
		categories brand_id option_set_id option_set_display inventory_level inventory_warning_level inventory_tracking reviews_rating_sum reviews_count total_sold
		fixed_cost_shipping_price is_free_shipping is_visible is_featured related_products warranty bin_picking_number layout_file upc mpn gtin date_last_imported search_keywords
		availability availability_description condition is_condition_shown order_quantity_minimum order_quantity_maximum page_title meta_keywords meta_description date_created
		date_modified view_count preorder_release_date preorder_message is_preorder_only is_price_hidden price_hidden_label custom_url base_variant_id`)
}

// encodeFields writes a product with its id, what was included, and only the
// fields that were asked for; all of them if none were.
func encodeFields(e *enc, p *product, include, only []string) {
	if len(only) == 0 {
		encodeProduct(e, p, include)
		return
	}
	var whole enc
	encodeProduct(&whole, p, include)
	var fields map[string]json.RawMessage
	if json.Unmarshal(whole.b, &fields) != nil {
		return // what encodeProduct writes is JSON
	}
	e.open('{')
	e.int("id", p.id)
	for _, k := range append(slices.Clone(only), include...) {
		if v, ok := fields[k]; ok {
			e.key(k).raw(string(v))
		}
	}
	e.close('}')
}

func productOrder(key string, down bool) func(a, b *product) int {
	return func(a, b *product) int {
		if down {
			a, b = b, a
		}
		switch key {
		case "name":
			return strings.Compare(a.name, b.name)
		case "sku":
			return strings.Compare(a.sku, b.sku)
		case "date_modified":
			return int(a.modified - b.modified)
		case "price", "calculated_price":
			return int(a.price - b.price)
		}
		return int(a.id - b.id)
	}
}

func getProduct(s *Shop, c *call) {
	include := c.list("include", "variants", "images", "custom_fields", "bulk_pricing_rules", "primary_image", "modifiers", "options", "videos", "channels")
	if c.failed() {
		return
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	p := s.goods.byID[c.ids[0]]
	if p == nil {
		c.fail(404, "A product was not found with an id of "+strconv.FormatInt(c.ids[0], 10))
		return
	}
	c.one(func(e *enc) { encodeProduct(e, p, include) })
}

// encodeProduct writes a product of the catalogue.
func encodeProduct(e *enc, p *product, include []string) {
	e.open('{')
	e.int("id", p.id)
	e.str("name", p.name)
	e.str("type", p.kind)
	e.str("sku", p.sku)
	about := p.about
	if about == "" {
		about = "<p>" + strings.NewReplacer("<", "&lt;", "&", "&amp;").Replace(p.name) + "</p>"
	}
	e.str("description", about)
	e.float("weight", p.weight)
	e.float("width", 0)
	e.float("depth", 0)
	e.float("height", 0)
	e.float("price", p.price)
	e.float("cost_price", p.cost)
	e.float("retail_price", 0)
	e.float("sale_price", 0)
	e.float("map_price", 0)
	e.int("tax_class_id", p.taxClass())
	e.str("product_tax_code", "")
	e.float("calculated_price", p.price)
	e.array("categories")
	for _, id := range p.categoriesOf() {
		e.number(id)
	}
	e.close(']')
	e.int("brand_id", 36)
	e.int("inventory_level", p.level())
	e.int("inventory_warning_level", 0)
	e.str("inventory_tracking", p.tracking())
	e.bool("is_free_shipping", false)
	e.bool("is_visible", !p.hidden)
	e.bool("is_featured", false)
	e.str("bin_picking_number", "")
	e.str("upc", p.upc)
	e.str("mpn", p.mpn)
	e.str("gtin", "")
	e.str("availability", "available")
	e.str("condition", "New")
	e.date3("date_created", p.modified-86400*90)
	e.date3("date_modified", p.modified)
	if len(p.variants) == 1 && len(p.variants[0].options) == 0 {
		e.int("base_variant_id", p.variants[0].id)
	}
	if slices.Contains(include, "variants") {
		e.array("variants")
		for _, v := range p.variants {
			encodeVariant(e, v)
		}
		e.close(']')
	}
	for _, k := range []string{"images", "custom_fields", "bulk_pricing_rules", "options", "videos"} {
		if slices.Contains(include, k) {
			e.array(k)
			e.close(']')
		}
	}
	if slices.Contains(include, "modifiers") {
		p.encodeModifiers(e)
	}
	if slices.Contains(include, "channels") {
		e.array("channels")
		e.number(channelStorefront)
		e.close(']')
	}
	e.close('}')
}

// getVariants answers GET /catalog/variants: of all products.
func getVariants(s *Shop, c *call) {
	products := c.numbers("product_id:in")
	id, hasID := c.int("id")
	sku, hasSKU := c.query["sku"]
	upc, hasUPC := c.query["upc"]
	s.mu.RLock()
	defer s.mu.RUnlock()
	var list []*variant
	for _, p := range s.goods.products {
		for _, v := range p.variants {
			if (products == nil || products[p.id]) && (!hasID || v.id == id) && (!hasSKU || v.sku == sku) && (!hasUPC || upc == v.upc) {
				list = append(list, v)
			}
		}
	}
	many(c, list, maxLimit, encodeVariant)
}

func getProductVariants(s *Shop, c *call) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	p := s.goods.byID[c.ids[0]]
	if p == nil {
		c.fail(404, "A product was not found with an id of "+strconv.FormatInt(c.ids[0], 10))
		return
	}
	many(c, p.variants, maxLimit, encodeVariant)
}

// encodeVariant writes a variant; null takes the product's value.
func encodeVariant(e *enc, v *variant) {
	base := len(v.options) == 0
	e.open('{')
	e.int("id", v.id)
	e.int("product_id", v.product.id)
	e.str("sku", v.sku)
	if base {
		e.null("sku_id")
	} else {
		e.int("sku_id", v.id+1000)
	}
	if v.price != 0 {
		e.float("price", v.price)
	} else {
		e.null("price")
	}
	e.float("calculated_price", v.amount())
	e.null("sale_price")
	e.null("retail_price")
	e.null("weight")
	e.null("width")
	e.null("height")
	e.null("depth")
	e.bool("is_free_shipping", false)
	e.null("fixed_cost_shipping_price")
	e.bool("purchasing_disabled", false)
	e.str("purchasing_disabled_message", "")
	e.null("cost_price")
	e.str("upc", v.upc)
	e.int("inventory_level", v.level())
	e.int("inventory_warning_level", 0)
	e.str("bin_picking_number", "")
	e.array("option_values")
	for _, o := range v.options {
		e.open('{')
		e.int("id", o.id)
		e.str("label", o.label)
		e.int("option_id", o.optionID)
		e.str("option_display_name", o.name)
		e.close('}')
	}
	e.raw("]}")
}
