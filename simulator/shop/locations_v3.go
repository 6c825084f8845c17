package shop

import "slices"

// getLocations answers GET /inventory/locations (bigcommerce-api §8).
func getLocations(s *Shop, c *call) {
	ids, codes := c.numbers("location_id:in"), c.words("location_code:in")
	standard, hasStandard := c.query["is_default"]
	active, hasActive := c.query["is_active"]
	types := c.words("type_id:in")
	s.mu.RLock()
	defer s.mu.RUnlock()
	list := slices.DeleteFunc(s.stockPlaces(), func(p stockPlace) bool {
		return ids != nil && !ids[p.id] || codes != nil && !codes[p.code] || hasStandard && (standard == "true") != (p.id == 1) ||
			hasActive && (active == "true") == s.closed[p.id] || types != nil && !types["PHYSICAL"]
	})
	many(c, list, inventoryLimit, s.encodeLocation)
}

func (s *Shop) encodeLocation(e *enc, p stockPlace) {
	e.open('{')
	e.int("id", p.id)
	e.str("code", p.code)
	e.str("label", p.name)
	e.str("description", "")
	e.bool("managed_by_external_source", false)
	e.str("type_id", "PHYSICAL")
	e.bool("enabled", !s.closed[p.id])
	e.str("time_zone", s.opt.Zone)
	e.date3("created_at", s.goods.since)
	e.date3("updated_at", s.goods.since)
	e.bool("storefront_visibility", p.id == 1)
	e.close('}')
}

// CloseLocation switches a location off, or on again: its stock stays, and is
// told as that of a location that is not enabled.
func (s *Shop) CloseLocation(location int64, closed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed == nil {
		s.closed = map[int64]bool{}
	}
	s.closed[location] = closed
}

// getInventorySettings answers GET /settings/inventory.
func getInventorySettings(s *Shop, c *call) {
	c.int("channel_id")
	if c.failed() {
		return
	}
	s.mu.RLock()
	set := s.moving
	s.mu.RUnlock()
	c.one(func(e *enc) {
		e.open('{')
		e.str("product_out_of_stock_behavior", "do_nothing")
		e.str("option_out_of_stock_behavior", "do_nothing")
		e.str("update_stock_behavior", map[bool]string{true: "order_completed_or_shipped", false: "order_placed"}[set.AtShipment])
		e.bool("edit_order_stock_adjustment", !set.IgnoreEdits)
		e.bool("refund_order_stock_adjustment", !set.KeepRefunds)
		e.str("stock_level_display", "dont_show")
		e.str("default_out_of_stock_message", "")
		e.bool("hide_in_product_filtering", false)
		e.bool("show_pre_order_stock_levels", false)
		e.bool("show_out_of_stock_message", false)
		e.close('}')
	})
}
