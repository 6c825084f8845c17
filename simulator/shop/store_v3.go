package shop

import "slices"

// one answers with {"data":…,"meta":{}}.
func (c *call) one(write func(*enc)) {
	var e enc
	e.open('{')
	e.key("data")
	write(&e)
	e.object("meta")
	e.raw("}}")
	c.send(200, e.b)
}

// many answers with a page of a list; an empty one is 200 in v3.
func many[T any](c *call, list []T, limitAtMost int, row func(*enc, T)) {
	page, limit := c.pageOf(int64(max(limitAtMost, maxLimit)))
	if c.failed() {
		return
	}
	limit = min(limit, limitAtMost)
	rows := cutPage(list, page, limit)
	e := &enc{b: make([]byte, 0, 16<<10)}
	e.open('{')
	e.array("data")
	for _, r := range rows {
		row(e, r)
	}
	e.close(']')
	encodeMeta(e, len(list), len(rows), page, limit)
	e.close('}')
	c.send(200, e.b)
}

// getTaxSettings answers GET /tax/settings.
func getTaxSettings(s *Shop, c *call) {
	c.one(func(e *enc) {
		e.open('{')
		e.bool("tax_entered_with_prices", s.opt.Inclusive)
		e.object("price_display_settings")
		e.str("control_panel_price_display_strategy", "ZONE")
		e.str("invoice_price_display_strategy", "ZONE")
		e.close('}')
		e.str("fallback_strategy", "FIXED")
		e.bool("should_subtract_store_tax", false)
		e.bool("should_use_geolocation_to_determine_guest_shopper_tax_zone", false)
		e.int("guest_shopper_tax_zone_id", 1)
		e.int("store_tax_zone_id", 1)
		e.str("document_submission_strategy", "ON_PAYMENT_CAPTURE")
		e.str("rounding_strategy", "RATE_ROUNDING")
		e.close('}')
	})
}

type channel struct {
	id                                   int64
	name, kind, platform, status, extern string
}

func channels() []channel {
	return []channel{
		{channelStorefront, "Hill Country Dry Goods", "storefront", "bigcommerce", "active", ""},
		{channelPOS, "Congress Avenue counter", "pos", "square", "connected", "LOC-1"},
		{channelAmazon, "Amazon", "marketplace", "amazon", "connected", "A2EUQ1WTGCTBG2"},
	}
}

func getChannels(s *Shop, c *call) {
	kinds, platforms, states, withCurrencies := c.words("type:in"), c.words("platform:in"), c.words("status:in"), c.list("include", "currencies")
	list := slices.DeleteFunc(channels(), func(ch channel) bool {
		return kinds != nil && !kinds[ch.kind] || platforms != nil && !platforms[ch.platform] || states != nil && !states[ch.status]
	})
	many(c, list, maxLimit, func(e *enc, ch channel) {
		e.open('{')
		s.encodeChannel(e, ch, len(withCurrencies) > 0)
		e.close('}')
	})
}

func getChannel(s *Shop, c *call) {
	for _, ch := range channels() {
		if ch.id == c.ids[0] {
			c.one(func(e *enc) {
				e.open('{')
				s.encodeChannel(e, ch, false)
				e.close('}')
			})
			return
		}
	}
	c.fail(404, "Channel not found.")
}

func (s *Shop) encodeChannel(e *enc, ch channel, currencies bool) {
	e.int("id", ch.id)
	e.str("icon_url", "https://example.com/icons/"+ch.platform+".svg")
	e.bool("is_listable_from_ui", true)
	e.bool("is_enabled", true)
	e.bool("is_visible", true)
	e.str("date_created", "2021-05-07T14:54:51Z")
	e.str("date_modified", "2021-05-07T14:54:51Z")
	e.str("external_id", ch.extern)
	e.str("type", ch.kind)
	e.str("platform", ch.platform)
	e.str("name", ch.name)
	e.str("status", ch.status)
	if currencies {
		e.object("currencies")
		e.int("channel_id", ch.id)
		s.encodeAssignment(e)
		e.close('}')
	}
}

func (s *Shop) encodeAssignment(e *enc) {
	e.array("enabled_currencies")
	e.text(s.opt.Currency)
	if s.multiCurrency() {
		e.text(s.secondCurrency())
	}
	e.close(']')
	e.str("default_currency", s.opt.Currency)
}

// getAssignments answers GET /channels/currency-assignments: all on one page.
func getAssignments(s *Shop, c *call) {
	c.one(func(e *enc) {
		e.open('[')
		for _, ch := range channels() {
			e.open('{')
			e.int("channel_id", ch.id)
			s.encodeAssignment(e)
			e.close('}')
		}
		e.close(']')
	})
}

// getRefunds answers GET /orders/payment_actions/refunds; its meta is empty,
// so a reader stops on a short page (bigcommerce-api §4).
func getRefunds(s *Shop, c *call) {
	page, limit := c.page()
	orders, ids := c.numbers("order_id:in"), c.numbers("id:in")
	from, hasFrom := c.date("created:min")
	to, hasTo := c.date("created:max")
	tx, hasTx := c.int("transaction_id")
	if c.failed() {
		return
	}
	s.sendRefunds(c, page, limit, func(r *refund) bool {
		return (orders == nil || orders[r.order]) && (ids == nil || ids[r.id]) && (!hasFrom || r.created >= from) && (!hasTo || r.created <= to) && (!hasTx || r.paidBy(tx))
	})
}

func getOrderRefunds(s *Shop, c *call) {
	s.withOrder(c, func(e *enc, o *order) bool {
		encodeRefunds(e, o.refunds)
		return true
	})
}

func (s *Shop) sendRefunds(c *call, page, limit int, fits func(*refund) bool) {
	s.mu.RLock()
	var list []*refund
	for _, r := range s.refunds {
		if fits(r) && s.found(r.order) != nil {
			list = append(list, r)
		}
	}
	e := &enc{}
	encodeRefunds(e, cutPage(list, page, limit))
	s.mu.RUnlock()
	c.send(200, e.b)
}

func encodeRefunds(e *enc, list []*refund) {
	e.open('{')
	e.array("data")
	for _, r := range list {
		encodeRefund(e, r)
	}
	e.close(']')
	e.object("meta")
	e.raw("}}")
}

// paidBy tells whether a transaction is one of the refund's payments.
func (r *refund) paidBy(transaction int64) bool {
	return slices.ContainsFunc(r.payments, func(p refundPayment) bool { return p.transaction == transaction })
}

func getRefund(s *Shop, c *call) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if r := s.refundByID(c.ids[0]); r != nil && s.found(r.order) != nil {
		c.one(func(e *enc) { encodeRefund(e, r) })
		return
	}
	c.fail(404, "The requested resource was not found.")
}

// encodeRefund writes a refund record.
func encodeRefund(e *enc, r *refund) {
	e.open('{')
	e.int("id", r.id)
	e.int("order_id", r.order)
	e.int("user_id", 0)
	e.date3("created", r.created)
	e.str("reason", r.reason)
	e.float("total_amount", r.total)
	e.float("total_tax", r.tax)
	e.bool("uses_merchant_override_values", r.override)
	e.array("payments")
	for i := range r.payments {
		encodeRefundPayment(e, &r.payments[i])
	}
	e.close(']')
	e.array("items")
	for _, it := range r.items {
		e.open('{')
		e.str("item_type", it.kind)
		e.int("item_id", it.item)
		if it.quantity > 0 {
			e.int("quantity", it.quantity)
		}
		if it.hasAmount {
			e.float("requested_amount", it.amount)
		} else {
			e.null("requested_amount")
		}
		e.str("reason", "")
		if it.adjust != 0 {
			e.array("adjustments")
			e.open('{')
			e.float("amount", it.adjust)
			e.str("description", "Deduction")
			e.raw("}]")
		}
		e.close('}')
	}
	e.raw("]}")
}

func encodeRefundPayment(e *enc, p *refundPayment) {
	e.open('{')
	e.int("id", p.id)
	e.str("provider_id", p.provider)
	e.float("amount", p.amount)
	e.bool("offline", p.offline)
	e.bool("is_declined", p.declined)
	if p.declined {
		e.str("declined_message", "The payment provider declined the refund.")
	} else {
		e.str("declined_message", "")
	}
	if p.transaction > 0 {
		e.digits("transaction_id", p.transaction)
	}
	e.close('}')
}
