package shop

import (
	"errors"
	"slices"
)

// ErrNoProduct tells that the catalogue has no such product or variant.
var ErrNoProduct = errors.New("no such product")

// inventoryLimit is the largest page of stock (bigcommerce-api §8).
const inventoryLimit = 1000

// stockPlace is one of the store's places.
type stockPlace struct {
	id         int64
	code, name string
}

func (s *Shop) stockPlaces() []stockPlace {
	all := []stockPlace{{1, "BC-LOCATION-1", "Default location"}, {2, "ANNEX", "Annex"}, {3, "COUNTER", "Counter"}, {4, "BARN", "Barn"}}
	return all[:min(max(s.opt.Locations, 1), len(all))]
}

// getInventory answers GET /inventory/items: what is counted, by location.
func getInventory(s *Shop, c *call) {
	s.inventory(c, 0)
}

// getLocationInventory answers GET /inventory/locations/{id}/items.
func getLocationInventory(s *Shop, c *call) { s.inventory(c, c.ids[0]) }

// inventory lists stock: at all locations, or at one.
func (s *Shop) inventory(c *call, only int64) {
	skus, variants, products := c.words("sku:in"), c.numbers("variant_id:in"), c.numbers("product_id:in")
	ids, codes := c.numbers("location_id:in"), c.words("location_code:in")
	s.mu.RLock()
	defer s.mu.RUnlock()
	places := slices.DeleteFunc(s.stockPlaces(), func(p stockPlace) bool {
		return ids != nil && !ids[p.id] || codes != nil && !codes[p.code] || only != 0 && p.id != only
	})
	if only != 0 && len(places) == 0 {
		c.fail(404, "Location was not found")
		return
	}
	list := slices.DeleteFunc(s.goods.heldIn(), func(v *variant) bool {
		return skus != nil && !skus[v.stockSKU()] || variants != nil && !variants[v.id] || products != nil && !products[v.product.id]
	})
	many(c, list, inventoryLimit, func(e *enc, v *variant) {
		e.open('{')
		v.encodeIdentity(e)
		if only != 0 {
			v.encodeShelf(e, places[0])
			e.close('}')
			return
		}
		e.array("locations")
		for _, p := range places {
			e.open('{')
			e.int("location_id", p.id)
			e.str("location_code", p.code)
			e.str("location_name", p.name)
			e.bool("location_enabled", !s.closed[p.id])
			v.encodeShelf(e, p)
			e.close('}')
		}
		e.raw("]}")
	})
}

func (v *variant) encodeIdentity(e *enc) {
	e.object("identity")
	e.str("sku", v.stockSKU())
	e.int("variant_id", v.id)
	e.int("product_id", v.product.id)
	e.close('}')
}

// encodeShelf writes how many there are at a location.
func (v *variant) encodeShelf(e *enc, p stockPlace) {
	x := v.at[p.id-1]
	e.int("available_to_sell", x.available())
	e.int("total_inventory_onhand", x.onHand)
	e.object("settings")
	e.int("safety_stock", x.safety)
	e.bool("is_in_stock", x.available() > 0)
	e.int("warning_level", 0)
	e.str("bin_picking_number", "")
	e.close('}')
}

// Goods describes a product to be added or changed.
type Goods struct {
	Name, SKU, UPC, MPN string
	Price               Money
	Digital, Hidden     bool
	Tracking            string // none, product, variant; "" as usual for its kind
	Stock, Away         int    // of a product without options, at the first and the second location
	// Variants are its variants; none is a simple product.
	Variants []GoodsVariant
}

// GoodsVariant is one variant of Goods.
type GoodsVariant struct {
	Option, Label, SKU, UPC string
	Price                   Money // 0 takes the product's
	Stock, Away             int
}

// AddGoods adds a product to the catalogue, and returns the product's and its
// variants' ids.
func (s *Shop) AddGoods(g Goods) (product int64, variants []int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := int64(1000)
	if n := len(s.goods.products); n > 0 {
		id = max(id, s.goods.products[n-1].id+1)
	}
	p := s.goods.blank(id)
	s.setGoods(p, g)
	for _, v := range p.variants {
		variants = append(variants, v.id)
	}
	return id, variants
}

// ChangeGoods gives a product other properties; its variants keep their ids by
// their places.
func (s *Shop) ChangeGoods(id int64, g Goods) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.goods.byID[id]
	if p == nil {
		return ErrNoProduct
	}
	s.setGoods(p, g)
	return nil
}

func (s *Shop) setGoods(p *product, g Goods) {
	p.name, p.sku, p.upc, p.mpn, p.price, p.hidden, p.counted, p.kind = g.Name, g.SKU, g.UPC, g.MPN, g.Price, g.Hidden, g.Tracking, "physical"
	if g.Digital {
		p.kind = "digital"
	}
	p.brand, p.modified = "Hill Country", s.now()
	was := p.variants
	p.variants = nil
	add := func(i int, v variant) {
		v.id, v.product = p.id*1000+int64(i), p
		if i < len(was) {
			v.id = was[i].id
		}
		p.variants = append(p.variants, &v)
	}
	if len(g.Variants) == 0 {
		add(0, variant{sku: g.SKU, upc: g.UPC, at: stocked(g.Stock, g.Away)})
	}
	for i, v := range g.Variants {
		add(i, variant{sku: v.SKU, upc: v.UPC, price: v.Price, at: stocked(v.Stock, v.Away),
			options: []option{{id: p.id*10 + int64(i), optionID: p.id, name: v.Option, label: v.Label}}})
	}
}

// RemoveGoods deletes a product.
func (s *Shop) RemoveGoods(id int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.goods.byID[id] == nil {
		return ErrNoProduct
	}
	delete(s.goods.byID, id)
	s.goods.products = slices.DeleteFunc(s.goods.products, func(p *product) bool { return p.id == id })
	return nil
}

// SetStock counts a variant anew at the first and the second location, without
// touching the product's time of change: whether counting moves it is not
// documented.
func (s *Shop) SetStock(variant int64, stock, away int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, _, err := s.shelfOf(variant, 1)
	if err != nil {
		return err
	}
	for i, n := range []int{stock, away}[:min(len(s.stockPlaces()), 2)] {
		if v.at[i].onHand != int64(n) {
			s.moved(v, i, int64(n), MovedByCount, 0, true)
		}
	}
	return nil
}

// WareTruth is what the catalogue has of one variant.
type WareTruth struct {
	Product, Variant int64
	SKU, Name        string
	Counted          bool
	Stock            int // at all locations
}

// Wares is all that the catalogue has, by product.
func (s *Shop) Wares() []WareTruth {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var out []WareTruth
	for _, p := range s.goods.products {
		for _, v := range p.variants {
			w := WareTruth{Product: p.id, Variant: v.id, SKU: v.sku, Name: p.name}
			if w.Counted = p.tracking() != "none"; w.Counted {
				for i := range s.stockPlaces() {
					w.Stock += int(v.holder().at[i].onHand)
				}
			}
			out = append(out, w)
		}
	}
	return out
}

// blank adds a product that has nothing but its id.
func (c *catalogue) blank(id int64) *product {
	p := &product{id: id}
	c.products = append(c.products, p)
	c.byID[id] = p
	return p
}
