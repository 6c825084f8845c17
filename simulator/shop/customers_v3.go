package shop

import (
	"cmp"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
)

// getCustomers answers GET /customers: filters, includes, and both kinds of
// paging: by page, and by cursor with after or before (bigcommerce-api §1, §6).
func getCustomers(s *Shop, c *call) {
	fits := c.customerFilter()
	include := c.list("include", "addresses", "storecredit", "attributes", "formfields", "shopper_profile_id", "segment_ids")
	sort := c.list("sort", "date_created:asc", "date_created:desc", "last_name:asc", "last_name:desc", "date_modified:asc", "date_modified:desc")
	page, limit := c.page()
	after, before := c.cursor("after"), c.cursor("before")
	if c.failed() {
		return
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	list := slices.DeleteFunc(slices.Concat(s.customers, s.alike), func(p *person) bool { return !fits(p) })
	if len(sort) > 0 {
		slices.SortStableFunc(list, customerOrder(sort[0]))
	}
	rows := cutPage(list, page, limit)
	byCursor := after > 0 || before > 0
	if byCursor {
		rows = around(list, after, before, limit)
	}
	e := &enc{b: make([]byte, 0, 16<<10)}
	e.open('{')
	e.array("data")
	for _, p := range rows {
		encodeCustomer(e, p, p.credit+s.credits[p.id], include)
	}
	e.close(']')
	e.object("meta")
	if !byCursor {
		encodePagination(e, len(list), len(rows), page, limit)
	}
	if byCursor || page == 1 {
		encodeCursors(e, list, rows, limit)
	}
	e.raw("}}")
	c.send(200, e.b)
}

// around is the rows after or before the customer that a cursor names.
func around(list []*person, after, before int64, limit int) []*person {
	i := slices.IndexFunc(list, func(p *person) bool { return p.id == max(after, before) })
	switch {
	case i < 0:
		return nil
	case after > 0:
		return list[i+1 : min(i+1+limit, len(list))]
	}
	return list[max(0, i-limit):i]
}

// cursors are opaque to clients; here they hold the customer's id.
func cursorOf(p *person) string {
	return base64.RawURLEncoding.EncodeToString([]byte("customer:" + strconv.FormatInt(p.id, 10)))
}

func (c *call) cursor(name string) int64 {
	text, ok := c.query[name]
	if !ok {
		return 0
	}
	b, err := base64.RawURLEncoding.DecodeString(text)
	id, found := strings.CutPrefix(string(b), "customer:")
	n, err2 := strconv.ParseInt(id, 10, 64)
	if err != nil || err2 != nil || !found {
		c.bad("Query parameter \"" + name + "\" is no cursor.")
		return 0
	}
	return n
}

func encodeCursors(e *enc, list, rows []*person, limit int) {
	e.object("cursor_pagination")
	e.int("count", int64(len(rows)))
	e.int("per_page", int64(limit))
	if len(rows) > 0 {
		first, last := rows[0], rows[len(rows)-1]
		e.str("start_cursor", cursorOf(first))
		e.str("end_cursor", cursorOf(last))
		e.object("links")
		if first != list[0] {
			e.str("previous", "?before="+cursorOf(first)+"&limit="+strconv.Itoa(limit))
		}
		if last != list[len(list)-1] {
			e.str("next", "?after="+cursorOf(last)+"&limit="+strconv.Itoa(limit))
		}
		e.close('}')
	}
	e.close('}')
}

func (c *call) customerFilter() func(*person) bool {
	ids, emails, companies, names, groups := c.numbers("id:in"), c.words("email:in"), c.words("company:in"), c.words("name:in"), c.numbers("customer_group_id:in")
	phones := c.words("phone:in")
	like := strings.ToLower(c.query["name:like"])
	from, hasFrom := c.date("date_created:min")
	to, hasTo := c.date("date_created:max")
	mod, hasMod := c.date("date_modified:min")
	modTo, hasModTo := c.date("date_modified:max")
	return func(p *person) bool {
		name := p.first + " " + p.last
		byMail := emails == nil
		for m := range emails {
			byMail = byMail || strings.EqualFold(m, p.email)
		}
		return byMail && (ids == nil || ids[p.id]) && (companies == nil || companies[p.company]) && (names == nil || names[name]) &&
			(groups == nil || groups[p.group]) && (phones == nil || phones[p.phone]) && strings.Contains(strings.ToLower(name), like) &&
			(!hasFrom || p.created >= from) && (!hasTo || p.created <= to) && (!hasMod || p.created >= mod) && (!hasModTo || p.created <= modTo)
	}
}

func customerOrder(sort string) func(a, b *person) int {
	key, direction, _ := strings.Cut(sort, ":")
	return func(a, b *person) int {
		if direction == "desc" {
			a, b = b, a
		}
		if key == "last_name" {
			return strings.Compare(a.last, b.last)
		}
		return cmp.Compare(a.created, b.created)
	}
}

func encodeCustomer(e *enc, p *person, credit Money, include []string) {
	e.open('{')
	e.int("id", p.id)
	e.str("email", p.email)
	e.str("first_name", p.first)
	e.str("last_name", p.last)
	e.str("company", p.company)
	e.str("phone", p.phone)
	e.str("notes", "")
	e.str("tax_exempt_category", p.exempt)
	e.int("customer_group_id", p.group)
	e.date3("date_created", p.created)
	e.date3("date_modified", p.created)
	e.int("address_count", 1)
	e.int("attribute_count", 0)
	e.object("authentication")
	e.bool("force_password_reset", false)
	e.close('}')
	e.str("registration_ip_address", "")
	e.bool("accepts_product_review_abandoned_cart_emails", false)
	e.int("origin_channel_id", channelStorefront)
	e.array("channel_ids")
	e.number(channelStorefront)
	e.close(']')
	for _, what := range include {
		switch what {
		case "addresses":
			encodeCustomerAddress(e, p)
		case "storecredit":
			e.array("store_credit_amounts")
			e.open('{')
			e.float("amount", credit)
			e.raw("}]")
		case "attributes", "segment_ids":
			e.array(what)
			e.close(']')
		case "formfields":
			e.array("form_fields")
			e.close(']')
		}
	}
	e.close('}')
}

func encodeCustomerAddress(e *enc, p *person) {
	e.array("addresses")
	e.open('{')
	e.int("id", p.id+9000)
	e.int("customer_id", p.id)
	e.str("first_name", p.first)
	e.str("last_name", p.last)
	e.str("company", p.company)
	e.str("address1", p.street)
	e.str("address2", p.street2)
	e.str("city", p.place.city)
	e.str("state_or_province", p.place.state)
	e.str("postal_code", p.place.zip)
	e.str("country_code", p.place.iso())
	e.str("country", p.place.country())
	e.str("phone", p.phone)
	e.str("address_type", "residential")
	e.raw("}]")
}
