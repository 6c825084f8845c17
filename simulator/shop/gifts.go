package shop

import "strconv"

// gift is a gift certificate.
type gift struct {
	id, order, customer     int64
	code, currency          string
	amount, balance         Money
	bought                  int64
	from, fromMail, to, too string
}

// sellGift makes the certificate of a line.
func (s *Shop) sellGift(o *order, l *line) {
	p := o.billing
	name := p.first + " " + p.last
	s.gifts = append(s.gifts, &gift{id: l.gift, order: o.id, customer: o.customerID, code: giftCode(l.gift), currency: s.currencyOf(o),
		amount: l.base, balance: l.base, bought: o.created, from: name, fromMail: p.email, to: "Friend of " + p.first, too: "friend@example.com"})
}

func giftCode(id int64) string {
	return "GIFT-" + strconv.FormatInt(id*7919%100000, 10) + "-" + strconv.FormatInt(id, 10)
}

// redeem spends a certificate that was sold before the shop's first order:
// code and what remains on it are given.
func (s *Shop) redeem(o *order, t *transaction, code string, remaining Money) {
	t.code, t.remaining = code, remaining
	s.next.gift++
	s.gifts = append(s.gifts, &gift{id: s.next.gift - 1, code: code, currency: s.currencyOf(o), amount: t.amount + remaining, balance: remaining,
		bought: o.created - 90*86400, from: "A Friend", fromMail: "friend@example.com", to: o.billing.first, too: o.billing.email})
}

// giveBackGift puts refunded money on a certificate again.
func (s *Shop) giveBackGift(code string, m Money) {
	for i := len(s.gifts) - 1; i >= 0; i-- {
		if s.gifts[i].code == code {
			s.gifts[i].balance += m
			return
		}
	}
}

// getGifts answers GET /gift_certificates (bigcommerce-api §9).
func getGifts(s *Shop, c *call) {
	page, limit := c.page()
	from, _ := c.int("min_id")
	to, hasTo := c.int("max_id")
	of, hasOrder := c.int("order_id")
	code, hasCode := c.query["code"]
	c.list("sort", "id")
	down := len(c.list("direction", "asc", "desc")) > 0 && c.query["direction"] == "desc"
	if c.failed() {
		return
	}
	s.mu.RLock()
	var list []*gift
	for i := range s.gifts {
		g := s.gifts[i]
		if down {
			g = s.gifts[len(s.gifts)-1-i]
		}
		if g.id >= from && (!hasTo || g.id <= to) && (!hasOrder || g.order == of) && (!hasCode || g.code == code) {
			list = append(list, g)
		}
	}
	rows := cutPage(list, page, limit)
	e := &enc{}
	e.open('[')
	for _, g := range rows {
		e.open('{')
		e.int("id", g.id)
		e.int("customer_id", g.customer)
		e.int("order_id", g.order)
		e.str("code", g.code)
		e.str("from_name", g.from)
		e.str("from_email", g.fromMail)
		e.str("to_name", g.to)
		e.str("to_email", g.too)
		e.str("template", "celebration.html")
		e.str("message", "")
		e.money("amount", g.amount)
		e.money("balance", g.balance)
		e.str("status", "active")
		e.digits("purchase_date", g.bought)
		e.str("expiry_date", "0")
		e.str("currency_code", g.currency)
		e.close('}')
	}
	s.mu.RUnlock()
	if len(rows) == 0 {
		c.none()
		return
	}
	e.close(']')
	c.send(200, e.b)
}
