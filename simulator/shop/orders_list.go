package shop

import (
	"cmp"
	"slices"
	"strings"
)

// listParams are the parameters of GET /orders (bigcommerce-api §2.2).
func listParams() []string {
	return append(filterParams(), "sort", "page", "limit", "include", "consignment_structure")
}

func filterParams() []string {
	return []string{
		"min_id", "max_id", "min_total", "max_total", "customer_id", "email", "status_id", "cart_id", "payment_method",
		"min_date_created", "max_date_created", "min_date_modified", "max_date_modified", "channel_id", "external_order_id",
	}
}

// filter reads the list's filters into one test.
func (c *call) filter() func(*order) bool {
	var tests []func(*order) bool
	add := func(t func(*order) bool) { tests = append(tests, t) }
	number := func(name string, test func(o *order, n int64) bool) {
		if n, ok := c.int(name); ok {
			add(func(o *order) bool { return test(o, n) })
		}
	}
	date := func(name string, test func(o *order, n int64) bool) {
		if n, ok := c.date(name); ok {
			add(func(o *order) bool { return test(o, n) })
		}
	}
	text := func(name string, test func(o *order, s string) bool) {
		if v, ok := c.query[name]; ok {
			add(func(o *order) bool { return test(o, v) })
		}
	}
	number("min_id", func(o *order, n int64) bool { return o.id >= n })
	number("max_id", func(o *order, n int64) bool { return o.id <= n })
	number("customer_id", func(o *order, n int64) bool { return o.customerID == n })
	number("status_id", func(o *order, n int64) bool { return int64(o.status) == n })
	number("channel_id", func(o *order, n int64) bool { return o.channel == n })
	date("min_date_created", func(o *order, n int64) bool { return o.created >= n })
	date("max_date_created", func(o *order, n int64) bool { return o.created <= n })
	date("min_date_modified", func(o *order, n int64) bool { return o.modified >= n })
	date("max_date_modified", func(o *order, n int64) bool { return o.modified <= n })
	if m, ok := c.money("min_total"); ok {
		add(func(o *order) bool { return o.tot.inc >= m })
	}
	if m, ok := c.money("max_total"); ok {
		add(func(o *order) bool { return o.tot.inc <= m })
	}
	text("email", func(o *order, v string) bool { return strings.EqualFold(o.billing.email, v) })
	text("cart_id", func(o *order, v string) bool { return o.cart == v })
	text("payment_method", func(o *order, v string) bool { return o.method == v })
	text("external_order_id", func(o *order, v string) bool { return o.externalOrder == v })
	return func(o *order) bool {
		if o.archived || o.deleted { // archived orders have left the list; reading by id still finds them
			return false
		}
		for _, t := range tests {
			if !t(o) {
				return false
			}
		}
		return true
	}
}

// view reads include and consignment_structure.
func (c *call) view() view {
	var v view
	for _, w := range c.list("include", "consignments", "consignments.line_items", "fees") {
		switch w {
		case "fees":
			v.fees = true
		case "consignments.line_items":
			v.consignments, v.lineItems = true, true
		case "consignments":
			v.consignments = true
		}
	}
	structure, given := c.query["consignment_structure"]
	if given && structure != "object" || v.consignments && !given {
		c.bad("The field 'consignment_structure' is invalid: included consignments need the value 'object'.")
	}
	return v
}

// sortedOrders is the list of all orders in one order, as of a version.
type sortedOrders struct {
	version uint64
	list    []*order
}

// inOrder is all orders sorted as asked; lists are kept until an order changes,
// since a client reads the same list page by page. The caller holds s.mu for
// reading, so the version stands still.
func (s *Shop) inOrder(sort string) []*order {
	key, direction, _ := strings.Cut(sort, ":")
	if key == "" || key == "id" && direction != "desc" {
		return s.orders
	}
	s.sortMu.Lock()
	defer s.sortMu.Unlock()
	if kept := s.sorted[sort]; kept.version == s.version && kept.list != nil {
		return kept.list
	}
	list := slices.Clone(s.orders)
	less := func(a, b *order) int {
		switch key {
		case "customer_id":
			return cmp.Compare(a.customerID, b.customerID)
		case "date_created":
			return cmp.Compare(a.created, b.created)
		case "date_modified":
			return cmp.Compare(a.modified, b.modified)
		case "status_id":
			return cmp.Compare(a.status, b.status)
		case "channel_id":
			return cmp.Compare(a.channel, b.channel)
		case "external_id":
			return cmp.Compare(a.externalID, b.externalID)
		}
		return cmp.Compare(a.id, b.id)
	}
	slices.SortStableFunc(list, func(a, b *order) int {
		if direction == "desc" {
			a, b = b, a
		}
		return less(a, b)
	})
	s.sorted[sort] = sortedOrders{s.version, list}
	return list
}

// sort checks the sort parameter.
func (c *call) sort() string {
	text := c.query["sort"]
	key, direction, _ := strings.Cut(text, ":")
	keys := []string{"", "id", "customer_id", "date_created", "date_modified", "status_id", "channel_id", "external_id"}
	if !slices.Contains(keys, key) || direction != "" && direction != "asc" && direction != "desc" || text != "" && key == "" {
		c.bad("The field 'sort' is invalid.")
	}
	return text
}

// orderSize is about what an order with its lines takes in bytes.
const orderSize = 7 << 10

// listOrders answers GET /orders.
func listOrders(s *Shop, c *call) {
	page, limit := c.page()
	fits, v, sort := c.filter(), c.view(), c.sort()
	if c.failed() {
		return
	}
	s.mu.RLock()
	skip := (page - 1) * limit
	e := &enc{b: make([]byte, 0, limit*orderSize)}
	e.open('[')
	n := 0
	for _, o := range s.inOrder(sort) {
		if n == limit {
			break
		}
		if !fits(o) {
			continue
		}
		if skip > 0 {
			skip--
			continue
		}
		s.encodeOrder(e, o, v)
		n++
	}
	s.mu.RUnlock()
	if n == 0 {
		c.none()
		return
	}
	e.close(']')
	c.send(200, e.b)
}

// countOrders answers GET /orders/count.
func countOrders(s *Shop, c *call) {
	fits := c.filter()
	if c.failed() {
		return
	}
	var counts [int(PartiallyRefunded) + 1]int64
	var total int64
	s.mu.RLock()
	for _, o := range s.orders {
		if fits(o) {
			counts[o.status]++
			total++
		}
	}
	s.mu.RUnlock()
	var e enc
	e.open('{')
	e.array("statuses")
	for i, st := range statusOrder() {
		e.open('{')
		encodeStatus(&e, st)
		e.int("count", counts[st])
		e.int("sort_order", int64(i))
		e.close('}')
	}
	e.close(']')
	e.int("count", total)
	e.close('}')
	c.send(200, e.b)
}
