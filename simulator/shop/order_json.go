package shop

import "strconv"

// view is what a request wants to see of an order beside its own fields.
type view struct {
	consignments bool // the object form
	lineItems    bool // with every line's fields
	fees         bool
}

// link writes a sub-resource as {"url","resource"}.
func (s *Shop) link(e *enc, key string, o *order, path string) {
	e.object(key)
	resource := "/orders/" + strconv.FormatInt(o.id, 10) + "/" + path
	e.str("url", s.opt.BaseURL+"/stores/"+s.opt.Hash+"/v2"+resource)
	e.str("resource", resource)
	e.close('}')
}

// encodeOrder writes the order as GET /orders/{id} does (bigcommerce-api §2.3).
func (s *Shop) encodeOrder(e *enc, o *order, v view) {
	e.open('{')
	e.int("id", o.id)
	e.int("customer_id", o.customerID)
	e.date2("date_created", o.created)
	e.date2("date_modified", o.modified)
	e.date2("date_shipped", o.shippedAt)
	e.int("status_id", int64(o.status))
	e.str("status", statusName(o.status))
	e.triple("subtotal", o.sub)
	e.money("base_shipping_cost", o.baseShip)
	e.triple("shipping_cost", o.ship)
	e.int("shipping_cost_tax_class_id", classShipping)
	var baseHand, baseWrap Money
	for i := range o.dests {
		baseHand += o.dests[i].handBase
	}
	for i := range o.lines {
		baseWrap += o.lines[i].wrapBase
	}
	e.money("base_handling_cost", baseHand)
	e.triple("handling_cost", o.hand)
	e.int("handling_cost_tax_class_id", classShipping)
	e.money("base_wrapping_cost", baseWrap)
	e.triple("wrapping_cost", o.wrap)
	e.int("wrapping_cost_tax_class_id", classWrapping)
	e.money("total_ex_tax", o.tot.ex)
	e.money("total_inc_tax", o.tot.inc)
	e.money("total_tax", o.tot.tax)
	e.bool("is_tax_inclusive_pricing", o.inclusive)
	_, shipped := o.quantity()
	e.int("items_total", o.itemsTotal())
	e.int("items_shipped", shipped)
	e.str("payment_method", o.method)
	e.str("payment_provider_id", o.providerID)
	e.str("payment_status", o.paymentStatus)
	e.money("refunded_amount", 0)
	e.bool("order_is_digital", o.digital())
	e.money("store_credit_amount", o.storeCredit)
	e.money("gift_certificate_amount", o.giftCert)
	e.str("ip_address", "")
	e.str("ip_address_v6", "")
	e.str("geoip_country", o.billing.place.country())
	e.str("geoip_country_iso2", o.billing.place.iso())
	s.encodeCurrency(e, o)
	e.str("staff_notes", o.notes)
	e.str("customer_message", o.message)
	e.money("discount_amount", o.discount)
	e.money("coupon_discount", o.coupon)
	e.int("shipping_address_count", int64(len(o.dests)))
	e.bool("is_deleted", o.archived)
	e.str("ebay_order_id", "0")
	e.str("cart_id", o.cart)
	e.object("billing_address")
	encodeAddress(e, o.billing)
	e.array("form_fields")
	if o.poNumber != "" {
		e.open('{')
		e.str("name", "PO Number")
		e.str("value", o.poNumber)
		e.close('}')
	}
	e.raw("]}")
	e.bool("is_email_opt_in", false)
	e.null("credit_card_type")
	e.str("order_source", o.source)
	e.int("channel_id", o.channel)
	e.optional("external_source", o.externalSource)
	s.encodeParts(e, o, v)
	e.optional("external_id", o.externalID)
	e.null("external_merchant_id")
	e.str("tax_provider_id", o.taxProvider)
	e.str("customer_locale", "en")
	e.str("external_order_id", o.externalOrder)
	e.str("custom_status", statusLabel(o.status))
	e.close('}')
}

// encodeCurrency writes the displayed and the transactional currency; the
// store's own only where it sells in several (bigcommerce-api §2.3).
func (s *Shop) encodeCurrency(e *enc, o *order) {
	id, code := int64(1), s.opt.Currency
	if o.foreign {
		id, code = 2, s.secondCurrency()
	}
	e.int("currency_id", id)
	e.str("currency_code", code)
	e.str("currency_exchange_rate", "1.0000000000")
	e.int("default_currency_id", id)
	e.str("default_currency_code", code)
	switch {
	case o.foreign:
		e.str("store_default_currency_code", s.opt.Currency)
		e.str("store_default_to_transactional_exchange_rate", s.secondRate())
	case s.multiCurrency():
		e.str("store_default_currency_code", s.opt.Currency)
		e.str("store_default_to_transactional_exchange_rate", "1.0000000000")
	default:
		e.str("store_default_currency_code", "")
		e.str("store_default_to_transactional_exchange_rate", "1.0000000000")
	}
}

// encodeParts writes the sub-resources, as links or included.
func (s *Shop) encodeParts(e *enc, o *order, v view) {
	if v.consignments {
		e.key("consignments")
		s.encodeConsignments(e, o, v.lineItems)
	} else {
		s.link(e, "consignments", o, "consignments")
	}
	s.link(e, "products", o, "products")
	s.link(e, "shipping_addresses", o, "shipping_addresses")
	s.link(e, "coupons", o, "coupons")
	if v.fees {
		e.array("fees")
		for i := range o.fees {
			encodeFee(e, &o.fees[i])
		}
		e.close(']')
	} else {
		s.link(e, "fees", o, "fees")
	}
}

func encodeAddress(e *enc, p *person) {
	e.str("first_name", p.first)
	e.str("last_name", p.last)
	e.str("company", p.company)
	e.str("street_1", p.street)
	e.str("street_2", p.street2)
	e.str("city", p.place.city)
	e.str("state", p.place.state)
	e.str("zip", p.place.zip)
	e.str("country", p.place.country())
	e.str("country_iso2", p.place.iso())
	e.str("phone", p.phone)
	e.str("email", p.email)
}

func encodeFee(e *enc, f *fee) {
	e.open('{')
	e.int("id", f.id)
	e.str("type", "custom_fee")
	e.str("display_name_customer", f.name)
	e.str("display_name_merchant", f.name)
	e.str("source", f.source)
	e.money("base_cost", f.base)
	e.triple("cost", f.cost)
	e.null("tax_class_id")
	e.close('}')
}

// encodeAddressRow writes a destination as GET /orders/{id}/shipping_addresses does.
func (s *Shop) encodeAddressRow(e *enc, o *order, i int) {
	d := &o.dests[i]
	n, shipped := o.piecesTo(i)
	e.open('{')
	e.int("id", d.id)
	e.int("order_id", o.id)
	encodeAddress(e, d.person)
	e.int("items_total", n)
	e.int("items_shipped", shipped)
	e.str("shipping_method", d.method)
	e.money("base_cost", d.base)
	e.triple("cost", d.ship)
	e.int("cost_tax_class_id", classShipping)
	e.money("base_handling_cost", d.handBase)
	e.triple("handling_cost", d.hand)
	e.int("handling_cost_tax_class_id", classShipping)
	e.int("shipping_zone_id", zoneID(d.person.place))
	e.str("shipping_zone_name", d.person.place.zone())
	s.link(e, "shipping_quotes", o, "shipping_addresses/"+strconv.FormatInt(d.id, 10)+"/shipping_quotes")
	e.array("form_fields")
	e.raw("]}")
}

func zoneID(p *place) int64 { return int64(p.abbr[0])*26 + int64(p.abbr[1]) }

func (o *order) piecesTo(dest int) (n, shipped int64) {
	for i := range o.lines {
		if o.lines[i].dest == dest {
			n += o.lines[i].quantity
			shipped += o.lines[i].shipped
		}
	}
	return n, shipped
}

// encodeConsignments writes the order by way of fulfilment; amounts are
// numbers here (bigcommerce-api §2.8).
func (s *Shop) encodeConsignments(e *enc, o *order, full bool) {
	e.open('{')
	e.array("pickups")
	if o.pickup {
		s.encodePickup(e, o, full)
	}
	e.close(']')
	e.array("shipping")
	for i := range o.dests {
		s.encodeShipping(e, o, i, full)
	}
	e.close(']')
	e.array("downloads")
	byMail := func(kind string) {
		if !o.has(kind) {
			return
		}
		e.open('{')
		e.str("recipient_email", o.billing.email)
		s.encodeItems(e, o, full, func(l *line) bool { return l.kind == kind })
		e.close('}')
	}
	byMail("digital")
	e.close(']')
	e.object("email")
	e.array("gift_certificates")
	byMail("giftcertificate")
	e.raw("]}}")
}

func (o *order) has(kind string) bool {
	for i := range o.lines {
		if o.lines[i].kind == kind {
			return true
		}
	}
	return false
}

func (s *Shop) encodePickup(e *enc, o *order, full bool) {
	e.open('{')
	e.int("id", o.id)
	e.int("pickup_method_id", pickupMethod)
	e.str("pickup_method_display_name", "Pick up in Austin")
	e.str("collection_instructions", "Bring your ID")
	e.str("collection_time_description", "9am - 6pm")
	e.object("location")
	e.int("id", 1)
	e.str("name", "Congress Avenue")
	e.str("code", "AUS-1")
	e.str("address_line_1", "100 Congress Ave")
	e.str("address_line_2", "")
	home := s.where[0]
	e.str("city", home.city)
	e.str("state", home.state)
	e.str("postal_code", home.zip)
	e.str("country_alpha2", home.iso())
	e.str("email", "austin@example.com")
	e.str("phone", "+1 512-555-0100")
	e.close('}')
	s.encodeItems(e, o, full, func(l *line) bool { return l.kind == "physical" })
	e.close('}')
}

// pickupMethod is the id of the only pickup method.
const pickupMethod = 1

func (s *Shop) encodeShipping(e *enc, o *order, i int, full bool) {
	d := &o.dests[i]
	n, shipped := o.piecesTo(i)
	e.open('{')
	e.int("id", d.id)
	encodeAddress(e, d.person)
	e.array("form_fields")
	e.close(']')
	e.str("shipping_method", d.method)
	s.encodeItems(e, o, full, func(l *line) bool { return l.dest == i })
	e.int("items_total", n)
	e.int("items_shipped", shipped)
	e.float("base_cost", d.base)
	e.float("cost_ex_tax", d.ship.ex)
	e.float("cost_inc_tax", d.ship.inc)
	e.float("cost_tax", d.ship.tax)
	e.int("cost_tax_class_id", classShipping)
	e.float("base_handling_cost", d.handBase)
	e.float("handling_cost_ex_tax", d.hand.ex)
	e.float("handling_cost_inc_tax", d.hand.inc)
	e.float("handling_cost_tax", d.hand.tax)
	e.int("handling_cost_tax_class_id", classShipping)
	e.int("shipping_zone_id", zoneID(d.person.place))
	e.str("shipping_zone_name", d.person.place.zone())
	s.link(e, "shipping_quotes", o, "consignments/shipping/"+strconv.FormatInt(d.id, 10)+"/shipping_quotes")
	e.close('}')
}

// encodeItems writes the lines of a consignment, whole or as links.
func (s *Shop) encodeItems(e *enc, o *order, full bool, of func(*line) bool) {
	e.array("line_items")
	for i := range o.lines {
		l := &o.lines[i]
		switch {
		case !of(l):
		case full:
			s.encodeLine(e, o, l)
		default:
			resource := "/orders/" + strconv.FormatInt(o.id, 10) + "/products/" + strconv.FormatInt(l.id, 10)
			e.open('{')
			e.str("url", s.opt.BaseURL+"/stores/"+s.opt.Hash+"/v2"+resource)
			e.str("resource", resource)
			e.close('}')
		}
	}
	e.close(']')
}
