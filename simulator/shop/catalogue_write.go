package shop

import (
	"bytes"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// category is a place of the catalogue.
type category struct {
	id   int64
	name string
}

// categories are those of the only tree.
func categories() []category {
	return []category{{23, "Shop All"}, {24, "Clothing"}, {25, "Downloads"}, {26, "Sets"}}
}

// categoriesOf are where a product stands.
func (p *product) categoriesOf() []int64 {
	switch {
	case p.kind == "digital":
		return []int64{23, 25}
	case len(p.children) > 0:
		return []int64{23, 26}
	case len(p.variants) > 1:
		return []int64{23, 24}
	}
	return []int64{23}
}

// getCategories answers GET /catalog/trees/categories. No published file at hand
// describes it; its fields are those of BigCommerce's own clients.
func getCategories(_ *Shop, c *call) {
	many(c, categories(), maxLimit, func(e *enc, x category) {
		e.open('{')
		e.int("category_id", x.id)
		e.int("parent_id", 0)
		e.int("tree_id", 1)
		e.str("name", x.name)
		e.bool("is_visible", true)
		e.close('}')
	})
}

// encodeModifiers writes what a bundle is put together of: a list of products
// that the shopper chooses from, or one list for each fixed part.
func (p *product) encodeModifiers(e *enc) {
	e.array("modifiers")
	for i := range p.children {
		if p.pickList && i > 0 {
			break
		}
		values := p.children[i : i+1]
		if p.pickList {
			values = p.children
		}
		e.open('{')
		e.int("id", p.id*10+int64(i))
		e.int("product_id", p.id)
		e.str("name", "Part-"+strconv.Itoa(i+1))
		e.str("display_name", "Part "+strconv.Itoa(i+1))
		e.str("type", "product_list")
		e.bool("required", true)
		e.int("sort_order", int64(i))
		e.object("config")
		e.bool("product_list_adjusts_inventory", true)
		e.bool("product_list_adjusts_pricing", false)
		e.str("product_list_shipping_calc", "none")
		e.close('}')
		e.array("option_values")
		for j, v := range values {
			e.open('{')
			e.int("id", p.id*100+int64(i*10+j))
			e.int("option_id", p.id*10+int64(i))
			e.str("label", v.product.name)
			e.int("sort_order", int64(j))
			e.object("value_data")
			e.int("product_id", v.product.id)
			e.close('}')
			e.bool("is_default", j == 0)
			e.close('}')
		}
		e.close(']')
		e.close('}')
	}
	e.close(']')
}

// productBody are the fields that POST /catalog/products takes here: what
// Countinghouse could sensibly send. Others are refused, so that a misspelled
// one is found.
type productBody struct {
	Name        *string      `json:"name"`
	Type        *string      `json:"type"`
	SKU         string       `json:"sku"`
	Description string       `json:"description"`
	UPC         string       `json:"upc"`
	MPN         string       `json:"mpn"`
	Price       *json.Number `json:"price"`
	Cost        *json.Number `json:"cost_price"`
	Weight      *json.Number `json:"weight"`
	Visible     *bool        `json:"is_visible"`
	Tracking    string       `json:"inventory_tracking"`
}

// moneyOf reads a figure that isn't below nought, of at most four decimal places.
func moneyOf(n *json.Number) (Money, bool) {
	if n == nil {
		return 0, true
	}
	whole, part, _ := strings.Cut(n.String(), ".")
	if len(part) > 4 || len(whole) > 12 {
		return 0, false
	}
	v, err := strconv.ParseInt(whole+(part + "0000")[:4], 10, 64)
	return Money(v), err == nil && v >= 0
}

// wrong tells what is wrong with a product; "" is nothing.
func (b productBody) wrong() string {
	missing := func(what string) string { return "The field '" + what + "' is required." }
	switch {
	case b.Name == nil || strings.TrimSpace(*b.Name) == "":
		return missing("name")
	case utf8.RuneCountInString(*b.Name) > 250:
		return "name must be no longer than 250 characters."
	case b.Type == nil:
		return missing("type")
	case *b.Type != "physical" && *b.Type != "digital":
		return "type must be physical or digital."
	case b.Price == nil:
		return missing("price")
	case b.Weight == nil:
		return missing("weight")
	case utf8.RuneCountInString(b.SKU) > 255:
		return "sku must be no longer than 255 characters."
	case utf8.RuneCountInString(b.UPC) > 14:
		return "upc must be no longer than 14 characters."
	case b.Tracking != "" && b.Tracking != "none" && b.Tracking != "product" && b.Tracking != "variant":
		return "inventory_tracking must be none, product or variant."
	}
	for what, n := range map[string]*json.Number{"price": b.Price, "cost_price": b.Cost, "weight": b.Weight} {
		if _, ok := moneyOf(n); !ok {
			return what + " is invalid."
		}
	}
	return ""
}

// postProduct answers POST /catalog/products.
func postProduct(s *Shop, c *call) {
	text, err := io.ReadAll(io.LimitReader(c.r.Body, 1<<20))
	var b productBody
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err != nil || !strings.HasPrefix(c.r.Header.Get("Content-Type"), "application/json") || d.Decode(&b) != nil {
		c.fail(422, "JSON data is missing or invalid")
		return
	}
	if problem := b.wrong(); problem != "" {
		c.fail(422, problem)
		return
	}
	s.mu.Lock()
	for _, p := range s.goods.products {
		same := strings.EqualFold(p.name, *b.Name)
		what := "name"
		for _, v := range p.variants {
			if b.SKU != "" && strings.EqualFold(v.sku, b.SKU) {
				same, what = true, "sku"
			}
		}
		if same {
			s.mu.Unlock()
			c.fail(409, "The product "+what+" is a duplicate")
			return
		}
	}
	id := int64(1000)
	for _, p := range s.goods.products {
		id = max(id, p.id+1)
	}
	price, _ := moneyOf(b.Price)
	p := s.goods.blank(id)
	s.setGoods(p, Goods{Name: *b.Name, SKU: b.SKU, UPC: b.UPC, MPN: b.MPN, Price: price, Digital: *b.Type == "digital", Hidden: b.Visible != nil && !*b.Visible, Tracking: b.Tracking})
	p.cost, _ = moneyOf(b.Cost)
	p.weight, _ = moneyOf(b.Weight)
	p.about = b.Description
	if b.Tracking == "" {
		p.counted = "none"
	}
	s.mu.Unlock()
	s.mu.RLock()
	defer s.mu.RUnlock()
	c.one(func(e *enc) { encodeProduct(e, p, nil) })
}

// Draft is a product that shoppers can't see.
type Draft struct {
	ID               int64
	Name, SKU        string
	Price, Cost      Money
	Weight           Money
	Tracking, About  string
	Digital, Visible bool
}

// ProductOf is the product of a SKU; ok is false if there is none, and more
// than one is told by several.
func (s *Shop) ProductOf(sku string) (d Draft, several, ok bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, p := range s.goods.products {
		if p.sku != sku {
			continue
		}
		several = ok
		d, ok = Draft{p.id, p.name, p.sku, p.price, p.cost, p.weight, p.tracking(), p.about, p.kind == "digital", !p.hidden}, true
	}
	return d, several, ok
}
