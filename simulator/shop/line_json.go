package shop

import "strconv"

// encodeLine writes a line as GET /orders/{id}/products does (bigcommerce-api §2.6).
func (s *Shop) encodeLine(e *enc, o *order, l *line) {
	var productID, variantID int64
	var cost, weight Money
	brand := ""
	if l.variant != nil {
		p := l.variant.product
		productID, variantID, cost, weight, brand = p.id, l.variant.id, p.cost, p.weight, p.brand
	}
	e.open('{')
	e.int("id", l.id)
	e.int("order_id", o.id)
	e.int("product_id", productID)
	e.int("variant_id", variantID)
	method := int64(0)
	if o.pickup && l.kind == "physical" {
		method = pickupMethod
	}
	e.int("order_pickup_method_id", method)
	e.int("order_address_id", o.addressID(l.dest))
	e.str("name", l.name)
	e.str("name_customer", l.name)
	e.str("name_merchant", l.name)
	e.str("sku", l.sku)
	e.str("upc", "")
	e.str("type", l.kind)
	base := l.base
	if l.list > 0 { // staff changed the price
		base = l.list
	}
	e.money("base_price", base)
	e.triple("price", l.price)
	e.money("base_total", base*Money(l.quantity))
	e.triple("total", l.total)
	e.money("weight", weight)
	e.money("width", 0)
	e.money("height", 0)
	e.money("depth", 0)
	e.int("quantity", l.quantity)
	e.money("base_cost_price", cost)
	e.money("cost_price_inc_tax", cost)
	e.money("cost_price_ex_tax", cost)
	e.money("cost_price_tax", 0)
	encodeLineState(e, o, l)
	e.str("brand", brand)
	encodeApplied(e, l)
	encodeOptions(e, o, l)
	e.array("configurable_fields")
	e.close(']')
	if l.gift > 0 {
		e.int("gift_certificate_id", l.gift)
	} else {
		e.null("gift_certificate_id")
	}
	e.money("discounted_total_inc_tax", l.charged.inc)
	e.close('}')
}

// encodeLineState writes what became of a line, its wrapping and its kin.
func encodeLineState(e *enc, o *order, l *line) {
	e.bool("is_refunded", l.refunded > 0)
	e.int("quantity_refunded", l.refunded)
	e.money("refund_amount", 0)
	e.int("return_id", 0)
	if l.wrapBase > 0 {
		e.int("wrapping_id", 1)
	} else {
		e.int("wrapping_id", 0)
	}
	e.str("wrapping_name", l.wrapping)
	e.money("base_wrapping_cost", l.wrapBase)
	e.triple("wrapping_cost", l.wrap)
	e.str("wrapping_message", "")
	e.int("quantity_shipped", l.shipped)
	e.null("event_name")
	e.null("event_date")
	e.money("fixed_shipping_cost", 0)
	e.str("ebay_item_id", "")
	e.str("ebay_transaction_id", "")
	if l.variant != nil && len(l.variant.options) > 0 {
		e.int("option_set_id", l.variant.product.id)
	} else {
		e.null("option_set_id")
	}
	if l.parent > 0 {
		e.int("parent_order_product_id", l.parent)
	} else {
		e.null("parent_order_product_id")
	}
	e.bool("is_bundled_product", l.parent > 0)
	e.str("bin_picking_number", "")
	e.optional("external_id", o.externalID)
}

func (o *order) addressID(dest int) int64 {
	if dest < 0 {
		return 0
	}
	return o.dests[dest].id
}

func encodeApplied(e *enc, l *line) {
	e.array("applied_discounts")
	for i := range l.applied {
		a := &l.applied[i]
		e.open('{')
		e.str("id", a.id)
		e.money("amount", a.amount)
		e.str("name", a.name)
		e.optional("code", a.code)
		e.str("target", a.target)
		e.close('}')
	}
	e.close(']')
}

// encodeOptions writes a variant's choices, and on a pick-list parent the pick.
func encodeOptions(e *enc, o *order, l *line) {
	e.array("product_options")
	one := func(id, option int64, name, label, value, kind, style string) {
		e.open('{')
		e.int("id", id)
		e.int("option_id", option)
		e.int("order_product_id", l.id)
		e.int("product_option_id", option)
		e.str("display_name", name)
		e.str("display_name_customer", name)
		e.str("display_name_merchant", name)
		e.str("display_value", label)
		e.str("display_value_customer", label)
		e.str("display_value_merchant", label)
		e.str("value", value)
		e.str("type", kind)
		e.str("name", name)
		e.str("display_style", style)
		e.close('}')
	}
	for i, c := range l.options {
		one(l.id*10+5+int64(i), 70+int64(i), c.name, c.value, c.value, c.kind, "")
	}
	if l.variant != nil {
		for i, c := range l.variant.options {
			one(l.id*10+int64(i), c.optionID, c.name, c.label, strconv.FormatInt(c.id, 10), "Multiple choice", "Dropdown")
		}
		if l.variant.product.pickList {
			for i := range o.lines {
				if c := &o.lines[i]; c.parent == l.id {
					one(l.id*10+int64(i), 90, "Pick "+strconv.Itoa(i), c.name, strconv.FormatInt(c.variant.product.id, 10), "Product Pick List", "Radio")
				}
			}
		}
	}
	e.close(']')
}

// encodeTax writes a tax row (bigcommerce-api §2.7).
func (s *Shop) encodeTax(e *enc, o *order, i int, details bool) {
	t := &o.taxes[i]
	class := [...]string{"Default Tax Class", "Non-Taxable Products", "Shipping", "Gift Wrapping", "Reduced Rate"}[t.class]
	e.open('{')
	e.int("id", o.firstID+int64(i))
	e.int("order_id", o.id)
	e.int("order_address_id", o.addressID(t.dest))
	e.int("tax_rate_id", t.rate.id)
	e.str("sales_tax_id", strconv.FormatInt(t.rate.id, 10))
	e.int("tax_class_id", t.class)
	e.str("name", t.rate.name)
	e.str("class", class)
	e.money("rate", Money(t.rate.rate))
	e.int("priority", 0)
	e.money("priority_amount", t.amount)
	e.money("line_amount", t.amount)
	method := int64(0)
	if o.pickup && t.dest < 0 {
		method = pickupMethod
	}
	e.int("order_pickup_method_id", method)
	if details && !s.opt.NoTaxDetail {
		kind := t.kind
		if kind == "fee" { // no kind is documented for fees: an item of no line
			kind = "item"
		}
		if t.line >= 0 {
			e.str("order_product_id", strconv.FormatInt(o.lines[t.line].id, 10))
		} else {
			e.null("order_product_id")
		}
		e.str("line_item_type", kind)
	}
	e.close('}')
}

// encodeCoupon writes a coupon of an order.
func encodeCoupon(e *enc, o *order, c *coupon) {
	e.open('{')
	e.int("id", c.id)
	e.int("coupon_id", c.couponID)
	e.int("order_id", o.id)
	e.str("code", c.code)
	e.float("amount", c.face)
	e.int("type", int64(c.kind))
	e.float("discount", c.discount)
	e.close('}')
}

// encodeShipment writes a shipment (bigcommerce-api §2.9).
func encodeShipment(e *enc, o *order, p *shipment) {
	e.open('{')
	e.int("id", p.id)
	e.int("order_id", o.id)
	e.int("customer_id", o.customerID)
	e.int("order_address_id", o.addressID(p.dest))
	e.date2("date_created", p.created)
	e.str("tracking_number", p.tracking)
	e.money("merchant_shipping_cost", 0)
	e.str("shipping_method", o.dests[p.dest].method)
	e.str("comments", "")
	e.str("shipping_provider", "usps")
	e.str("tracking_carrier", "")
	e.str("tracking_link", "")
	e.object("billing_address")
	encodeAddress(e, o.billing)
	e.close('}')
	e.object("shipping_address")
	encodeAddress(e, o.dests[p.dest].person)
	e.close('}')
	e.array("items")
	for _, it := range p.items {
		e.open('{')
		e.int("order_product_id", it.id)
		e.int("product_id", it.product)
		e.int("quantity", it.quantity)
		e.close('}')
	}
	e.close(']')
	e.str("shipping_provider_display_name", "USPS")
	e.str("generated_tracking_link", "https://tools.example.com/track?n="+p.tracking)
	e.close('}')
}
