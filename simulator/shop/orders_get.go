package shop

import "slices"

// withOrder finds the order of the path and runs the encoder under the lock.
// write returns whether there was anything to tell.
func (s *Shop) withOrder(c *call, write func(*enc, *order) bool) {
	s.mu.RLock()
	o := s.found(c.ids[0])
	if o == nil {
		s.mu.RUnlock()
		c.fail(404, "The requested resource was not found.")
		return
	}
	e := &enc{b: make([]byte, 0, 8<<10)}
	ok := write(e, o)
	s.mu.RUnlock()
	if !ok {
		c.none()
		return
	}
	c.send(200, e.b)
}

// rows writes a page of n rows as a bare array; an empty page is 204.
func (s *Shop) rows(c *call, count func(*order) int, row func(*enc, *order, int)) {
	page, limit := c.page()
	if c.failed() {
		return
	}
	s.withOrder(c, func(e *enc, o *order) bool {
		n, from := count(o), (page-1)*limit
		if from < 0 || from >= n {
			return false
		}
		e.open('[')
		for i := from; i < min(from+limit, n); i++ {
			row(e, o, i)
		}
		e.close(']')
		return true
	})
}

func getOrder(s *Shop, c *call) {
	v := c.view()
	if c.failed() {
		return
	}
	s.withOrder(c, func(e *enc, o *order) bool { s.encodeOrder(e, o, v); return true })
}

func getLines(s *Shop, c *call) {
	s.rows(c, func(o *order) int { return len(o.lines) }, func(e *enc, o *order, i int) { s.encodeLine(e, o, &o.lines[i]) })
}

// child answers with one row of an order; find tells its index or -1.
func (s *Shop) child(c *call, find func(*order) int, row func(*enc, *order, int)) {
	e := &enc{}
	s.mu.RLock()
	if o := s.found(c.ids[0]); o != nil {
		if i := find(o); i >= 0 {
			row(e, o, i)
		}
	}
	s.mu.RUnlock()
	if len(e.b) == 0 {
		c.fail(404, "The requested resource was not found.")
		return
	}
	c.send(200, e.b)
}

func getLine(s *Shop, c *call) {
	s.child(c, func(o *order) int {
		return slices.IndexFunc(o.lines, func(l line) bool { return l.id == c.ids[1] })
	}, func(e *enc, o *order, i int) { s.encodeLine(e, o, &o.lines[i]) })
}

func getCoupons(s *Shop, c *call) {
	s.rows(c, func(o *order) int { return len(o.coupons) }, func(e *enc, o *order, i int) { encodeCoupon(e, o, &o.coupons[i]) })
}

func getTaxes(s *Shop, c *call) {
	details := c.query["details"] == "true"
	s.rows(c, func(o *order) int { return len(o.taxes) }, func(e *enc, o *order, i int) { s.encodeTax(e, o, i, details) })
}

func getAddresses(s *Shop, c *call) {
	s.rows(c, func(o *order) int { return len(o.dests) }, func(e *enc, o *order, i int) { s.encodeAddressRow(e, o, i) })
}

func getShipments(s *Shop, c *call) {
	s.rows(c, func(o *order) int { return len(o.shipments) }, func(e *enc, o *order, i int) { encodeShipment(e, o, &o.shipments[i]) })
}

func getAddress(s *Shop, c *call) {
	s.child(c, func(o *order) int {
		return slices.IndexFunc(o.dests, func(d destination) bool { return d.id == c.ids[1] })
	}, s.encodeAddressRow)
}

// getNothing answers for what no order of this shop has: messages.
func getNothing(s *Shop, c *call) { s.withOrder(c, func(*enc, *order) bool { return false }) }

// getFees answers as the published example does: {"fees":[...]}.
func getFees(s *Shop, c *call) {
	s.withOrder(c, func(e *enc, o *order) bool {
		e.open('{')
		e.array("fees")
		for i := range o.fees {
			encodeFee(e, &o.fees[i])
		}
		e.raw("]}")
		return true
	})
}

func getConsignments(s *Shop, c *call) {
	full := len(c.list("include", "consignments.line_items")) > 0
	if c.failed() {
		return
	}
	s.withOrder(c, func(e *enc, o *order) bool { s.encodeConsignments(e, o, full); return true })
}

// getTransactions answers with all rows on one page of 50 or more; an order
// without any is 204, as the specification allows (bigcommerce-api §1).
func getTransactions(s *Shop, c *call) {
	page, limit := c.page()
	if c.failed() {
		return
	}
	s.withOrder(c, func(e *enc, o *order) bool {
		if len(o.transactions) == 0 {
			return false
		}
		e.open('{')
		e.array("data")
		rows := cutPage(o.transactions, page, limit)
		for i := range rows {
			s.encodeTransaction(e, o, &rows[i])
		}
		e.close(']')
		encodeMeta(e, len(o.transactions), len(rows), page, limit)
		e.close('}')
		return true
	})
}

// encodeTransaction writes a transaction (bigcommerce-api §3).
func (s *Shop) encodeTransaction(e *enc, o *order, t *transaction) {
	e.open('{')
	e.int("id", t.id)
	e.digits("order_id", o.id)
	e.str("event", t.event)
	e.str("method", t.method)
	e.float("amount", t.amount)
	e.str("currency", s.currencyOf(o))
	e.str("gateway", t.gateway)
	e.optional("gateway_transaction_id", t.gatewayID)
	e.str("status", t.status)
	e.bool("test", t.test)
	e.bool("fraud_review", false)
	if t.reference > 0 {
		e.int("reference_transaction_id", t.reference)
	} else {
		e.null("reference_transaction_id")
	}
	e.date3("date_created", t.at)
	e.str("payment_method_id", t.gateway+"."+t.method)
	if t.last4 == "" {
		e.null("credit_card")
	} else {
		e.object("credit_card")
		e.str("card_type", t.card)
		e.str("card_iin", "411111")
		e.str("card_last4", t.last4)
		e.int("card_expiry_month", 4)
		e.int("card_expiry_year", 2031)
		e.close('}')
	}
	s.encodeTender(e, t)
	e.null("custom_provider_field_result")
	e.null("payment_instrument_token")
	e.close('}')
}

// encodeTender writes the object that describes other means than cards.
func (s *Shop) encodeTender(e *enc, t *transaction) {
	if t.method == "gift_certificate" {
		e.object("gift_certificate")
		e.str("code", t.code)
		e.float("original_balance", t.amount+t.remaining)
		e.float("starting_balance", t.amount+t.remaining)
		e.float("remaining_balance", t.remaining)
		e.str("status", "active")
		e.close('}')
	} else {
		e.null("gift_certificate")
	}
	if t.method == "store_credit" {
		e.object("store_credit")
		e.float("remaining_balance", t.remaining)
		e.close('}')
	} else {
		e.null("store_credit")
	}
	if t.method == "offline" {
		e.object("offline")
		e.str("display_name", t.display)
		e.close('}')
	} else {
		e.null("offline")
	}
	if t.method == "custom" {
		e.object("custom")
		e.str("payment_method", t.display)
		e.close('}')
	} else {
		e.null("custom")
	}
}

// encodeMeta writes "meta":{"pagination":{…}}.
func encodeMeta(e *enc, total, count, page, limit int) {
	e.object("meta")
	encodePagination(e, total, count, page, limit)
	e.close('}')
}

func encodePagination(e *enc, total, count, page, limit int) {
	pages := (total + limit - 1) / limit
	e.object("pagination")
	e.int("total", int64(total))
	e.int("count", int64(count))
	e.int("per_page", int64(limit))
	e.int("current_page", int64(page))
	e.int("total_pages", int64(pages))
	e.object("links")
	link := func(name string, n int) {
		e.key(name)
		e.raw(`"?page=`)
		e.b = appendInt(e.b, n)
		e.raw(`&limit=`)
		e.b = appendInt(e.b, limit)
		e.raw(`"`)
	}
	if page > 1 {
		link("previous", page-1)
	}
	link("current", page)
	if page < pages {
		link("next", page+1)
	}
	e.raw("}}")
}
