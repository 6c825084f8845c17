package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
)

// place is where an order stands in lists, newest first: the key of paging.
type place struct {
	placed string
	store  string
	id     int64
}

func (p place) compare(q place) int {
	if c := strings.Compare(p.placed, q.placed); c != 0 {
		return c
	}
	if c := strings.Compare(p.store, q.store); c != 0 {
		return c
	}
	return int(min(max(p.id-q.id, -1), 1))
}

// cursor is the text of OrderFilter.After: the direction and the place.
func (p place) cursor(backwards bool) string {
	direction := "n"
	if backwards {
		direction = "p"
	}
	return direction + "~" + p.placed + "~" + p.store + "~" + strconv.FormatInt(p.id, 10)
}

func parseCursor(text string) (p place, backwards bool, err error) {
	if text == "" {
		return p, false, nil
	}
	parts := strings.Split(text, "~")
	if len(parts) == 4 && (parts[0] == "n" || parts[0] == "p") {
		if _, err = time.Parse(stampLayout, parts[1]); err == nil {
			p.placed, p.store = parts[1], parts[2]
			p.id, err = strconv.ParseInt(parts[3], 10, 64)
			return p, parts[0] == "p", err
		}
	}
	return p, false, fmt.Errorf("%q is no place in the list of orders", text)
}

// OrdersPage lists orders, newest first. Each combination of store and state
// is read along its own index and merged, so a page costs the same among a
// million orders as among a hundred.
func (s *Store) OrdersPage(ctx context.Context, f OrderFilter) (OrdersPage, error) {
	page := OrdersPage{Sum: map[string]money.Amount{}}
	at, backwards, err := parseCursor(f.After)
	if err != nil {
		return page, err
	}
	stores, err := s.storesOf(ctx, f)
	if err != nil || len(stores) == 0 {
		return page, err
	}
	limit := pageLimit(f.Limit)
	var rows []OrderRow
	for _, store := range stores {
		for _, state := range statesOf(f) {
			some, err := s.orderRows(ctx, f, store, state, at, backwards, limit+1)
			if err != nil {
				return page, err
			}
			rows = append(rows, some...)
		}
	}
	slices.SortFunc(rows, func(a, b OrderRow) int {
		if backwards {
			return a.place().compare(b.place())
		}
		return b.place().compare(a.place())
	})
	more := len(rows) > limit
	rows = rows[:min(len(rows), limit)]
	if backwards {
		slices.Reverse(rows)
	}
	page.Rows = rows
	if len(rows) > 0 {
		if more || backwards {
			page.Next = rows[len(rows)-1].place().cursor(false)
		}
		if f.After != "" && (more || !backwards) {
			page.Prev = rows[0].place().cursor(true)
		}
	}
	return page, s.countOrders(ctx, f, stores, &page)
}

func (r OrderRow) place() place { return place{stamp(r.Placed), string(r.Store), int64(r.ID)} }

func (s *Store) storesOf(ctx context.Context, f OrderFilter) ([]string, error) {
	if f.Store != "" {
		return []string{string(f.Store)}, nil
	}
	if f.Company == "" {
		return nil, errors.New("orders are listed of a store or of a company file")
	}
	var out []string
	err := s.query(ctx, "SELECT key FROM shop WHERE company = $1 ORDER BY key", []any{string(f.Company)}, func(r *sql.Rows) error {
		var k string
		err := r.Scan(&k)
		out = append(out, k)
		return err
	})
	return out, err
}

// statesOf are the states to read, each along its index; "" reads all at once.
func statesOf(f OrderFilter) []OrderState {
	if len(f.States) == 0 {
		return []OrderState{""}
	}
	states := slices.Clone(f.States)
	slices.Sort(states)
	return slices.Compact(states)
}

// conditions are what a filter asks of the orders of one store.
func (f OrderFilter) conditions(store string, state OrderState) (filter, string) {
	var q filter
	from := "sales_order o"
	q.add("o.store = ?", store)
	if state != "" {
		q.add("o.state = ?", string(state))
	}
	// Days are cut in the store's zone: the instants that may fall on them are
	// within 14 hours of the day in UTC. This bounds the index, the day decides.
	if !f.From.IsZero() {
		q.add("o.placed >= ? AND o.day >= ?", stamp(f.From.Start(time.UTC).Add(-14*time.Hour)), f.From.String())
	}
	if !f.To.IsZero() {
		q.add("o.placed < ? AND o.day <= ?", stamp(f.To.Add(1).Start(time.UTC).Add(14*time.Hour)), f.To.String())
	}
	if f.Channel != "" {
		q.add("o.channel = ?", f.Channel)
	}
	if f.MinTotal != nil {
		q.add("o.total >= ?", int64(*f.MinTotal))
	}
	if f.MaxTotal != nil {
		q.add("o.total <= ?", int64(*f.MaxTotal))
	}
	for i, w := range words(f.Search) {
		if len(w) > maxWord {
			w = strings.ToValidUTF8(w[:maxWord], "")
		}
		if i == 0 {
			from = "(SELECT DISTINCT store, order_id FROM order_word WHERE store = ? AND word >= ? AND word < ?) AS w JOIN sales_order o ON o.store = w.store AND o.id = w.order_id"
			q.args = append([]any{store, w, w + "\U0010FFFF"}, q.args...)
			continue
		}
		q.add("o.id IN (SELECT order_id FROM order_word WHERE store = ? AND word >= ? AND word < ?)", store, w, w+"\U0010FFFF")
	}
	return q, from
}

// sqlText numbers the parameters of a whole statement.
func sqlText(parts ...string) string {
	f := filter{conds: []string{strings.Join(parts, " ")}}
	return f.text(0)
}

func (s *Store) orderRows(ctx context.Context, f OrderFilter, store string, state OrderState, at place, backwards bool, limit int) ([]OrderRow, error) {
	q, from := f.conditions(store, state)
	direction := "DESC"
	if backwards {
		direction = "ASC"
	}
	if at.placed != "" {
		// Rows of this store that stand after the place: at the same instant
		// those of lesser stores come whole, those of greater ones not at all.
		switch c := strings.Compare(store, at.store); {
		case !backwards && c == 0:
			q.add("o.placed <= ? AND (o.placed < ? OR o.id < ?)", at.placed, at.placed, at.id)
		case !backwards && c < 0:
			q.add("o.placed <= ?", at.placed)
		case !backwards:
			q.add("o.placed < ?", at.placed)
		case c == 0:
			q.add("o.placed >= ? AND (o.placed > ? OR o.id > ?)", at.placed, at.placed, at.id)
		case c > 0:
			q.add("o.placed >= ?", at.placed)
		default:
			q.add("o.placed > ?", at.placed)
		}
	}
	var rows []OrderRow
	text := sqlText(`SELECT o.store, o.id, o.state, o.status, o.placed, o.day, o.customer, o.channel, o.currency, o.decimals, o.total, o.tax,
		o.reason, o.document, o.problems FROM`, from, "WHERE", strings.Join(q.conds, " AND "), "ORDER BY o.placed "+direction+", o.id "+direction, "LIMIT ?")
	err := s.query(ctx, text, append(q.args, limit), func(r *sql.Rows) error {
		row, err := scanOrderRow(r)
		rows = append(rows, row)
		return err
	})
	return rows, err
}

func scanOrderRow(r *sql.Rows) (OrderRow, error) {
	var o OrderRow
	var dayText string
	if err := r.Scan(&o.Store, &o.ID, &o.State, &o.Status, instant{&o.Placed}, &dayText, &o.Customer, &o.Channel, &o.Currency, &o.Decimals,
		&o.Total, &o.Tax, &o.Reason, &o.Document, &o.Problems); err != nil {
		return o, err
	}
	var err error
	if dayText != "" {
		o.Day, err = day.Parse(dayText)
	}
	return o, err
}

// countOrders counts and sums what the filter finds: from the tally where the
// filter asks for nothing but stores, states and days.
func (s *Store) countOrders(ctx context.Context, f OrderFilter, stores []string, page *OrdersPage) error {
	add := func(r *sql.Rows) error {
		var currency string
		var n int
		var sum money.Amount
		if err := r.Scan(&currency, &n, &sum); err != nil {
			return err
		}
		page.Count += n
		if n != 0 {
			page.Sum[currency] += sum
		}
		return nil
	}
	simple := strings.TrimSpace(f.Search) == "" && f.Channel == "" && f.MinTotal == nil && f.MaxTotal == nil
	for _, store := range stores {
		if simple {
			var q filter
			q.add("company = (SELECT company FROM shop WHERE key = ?)", store)
			q.add("day >= ? AND day <= ?", f.From.String(), lastDay(f.To))
			q.add("store = ?", store)
			if len(f.States) > 0 {
				marks := make([]string, 0, len(f.States))
				for _, state := range statesOf(f) {
					marks = append(marks, "?")
					q.args = append(q.args, string(state))
				}
				q.add("state IN (" + strings.Join(marks, ", ") + ")")
			}
			err := s.query(ctx, sqlText("SELECT currency, sum(orders), sum(total) FROM tally WHERE", strings.Join(q.conds, " AND "), "GROUP BY currency"), q.args, add)
			if err != nil {
				return err
			}
			continue
		}
		for _, state := range statesOf(f) {
			q, from := f.conditions(store, state)
			err := s.query(ctx, sqlText("SELECT o.currency, count(*), sum(o.total) FROM", from, "WHERE", strings.Join(q.conds, " AND "), "GROUP BY o.currency"), q.args, add)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// OrderStory is everything about one order: what the store says, what was
// planned, what was said to QuickBooks about it and what happened to it.
func (s *Store) OrderStory(ctx context.Context, key sales.StoreKey, id sales.OrderID) (OrderStory, error) {
	var st OrderStory
	var body, planBody []byte
	var ids string
	var modified time.Time
	args := []any{string(key), int64(id)}
	err := s.row(ctx, `SELECT b.body, o.modified, o.state, o.reason, o.to_plan, o.version, o.first_read, coalesce(p.body, ''), coalesce(p.planned, ''), coalesce(p.postings, '')
		FROM sales_order o JOIN order_body b ON b.store = o.store AND b.order_id = o.id
		LEFT JOIN order_plan p ON p.store = o.store AND p.order_id = o.id WHERE o.store = $1 AND o.id = $2`, args,
		&body, instant{&modified}, &st.State, &st.Reason, &st.ToPlan, &st.Version, instant{&st.Read}, &planBody, instant{&st.PlanTime}, &ids)
	if err != nil {
		return st, err
	}
	if st.Order, err = decodeOrder(body, modified); err != nil {
		return st, err
	}
	if st.Postings, err = s.postings(ctx, `WHERE p.store = $1 AND p.order_id = $2 AND p.kind <> 'customer' ORDER BY p.id`, args...); err != nil {
		return st, err
	}
	if err := s.storyCustomers(ctx, &st); err != nil {
		return st, err
	}
	if len(planBody) > 0 {
		if err := json.Unmarshal(planBody, &st.Plan); err != nil {
			return st, err
		}
		fillPlan(&st, ids)
	}
	st.Problems = st.Plan.Problems
	err = s.query(ctx, eventColumns+" WHERE store = $1 AND order_id = $2 AND order_id <> 0 ORDER BY id", args, func(r *sql.Rows) error {
		e, err := scanEvent(r)
		st.Events = append(st.Events, e)
		return err
	})
	if err != nil {
		return st, err
	}
	return st, s.storyExchanges(ctx, &st)
}

// storyCustomers puts the customers that the order's documents waited for
// before the documents.
func (s *Store) storyCustomers(ctx context.Context, st *OrderStory) error {
	var ids []int64
	for _, p := range st.Postings {
		if p.Kind != books.Payment && p.DependsOn != 0 && !slices.Contains(ids, int64(p.DependsOn)) {
			ids = append(ids, int64(p.DependsOn))
		}
	}
	var customers []Posting
	err := inLists(ids, func(list string, args []any) error {
		some, err := s.postings(ctx, "WHERE p.id IN "+list+" ORDER BY p.id", args...)
		customers = append(customers, some...)
		return err
	})
	st.Postings = append(customers, st.Postings...)
	return err
}

// fillPlan puts the documents back into a plan that was kept without them.
func fillPlan(st *OrderStory, ids string) {
	for _, text := range strings.Fields(ids) {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			continue
		}
		for _, p := range st.Postings {
			switch {
			case p.ID != PostingID(n):
			case p.Customer != nil:
				st.Plan.Customer = p.Customer
			case p.Document != nil:
				st.Plan.Documents = append(st.Plan.Documents, *p.Document)
			}
		}
	}
}

func (s *Store) storyExchanges(ctx context.Context, st *OrderStory) error {
	ids := make([]int64, len(st.Postings))
	for i, p := range st.Postings {
		ids[i] = int64(p.ID)
	}
	seen := map[int64]bool{}
	err := inLists(ids, func(list string, args []any) error {
		xs, err := s.exchanges(ctx, "WHERE x.id IN (SELECT exchange FROM exchange_posting WHERE posting IN "+list+") ORDER BY x.id", args...)
		for _, x := range xs {
			if !seen[x.ID] {
				seen[x.ID] = true
				st.Exchanges = append(st.Exchanges, x)
			}
		}
		return err
	})
	return err
}

// firstOrders is how many orders a cause names.
const firstOrders = 5

// Causes groups held orders by what would let them go, the most orders first.
func (s *Store) Causes(ctx context.Context, key CompanyKey) ([]Cause, error) {
	var out []Cause
	at := map[string]int{}
	most := map[string]int{}
	// An order with the same problem in two lines counts once.
	err := s.query(ctx, `SELECT c.code, c.subject, o.currency, count(*), sum(o.total) FROM
			(SELECT DISTINCT code, subject, store, order_id FROM problem WHERE company = $1) AS c
			JOIN sales_order o ON o.store = c.store AND o.id = c.order_id AND o.state = 'held'
		GROUP BY c.code, c.subject, o.currency`, []any{string(key)}, func(r *sql.Rows) error {
		var c Cause
		if err := r.Scan(&c.Code, &c.Subject, &c.Currency, &c.Orders, &c.Amount); err != nil {
			return err
		}
		k := c.Code + "|" + c.Subject
		i, known := at[k]
		if !known {
			at[k], most[k] = len(out), c.Orders
			out = append(out, c)
			return nil
		}
		out[i].Orders += c.Orders
		if c.Orders > most[k] {
			most[k] = c.Orders
			out[i].Currency, out[i].Amount = c.Currency, c.Amount
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for i := range out {
		if err := s.firstOrders(ctx, key, &out[i]); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(out, func(a, b Cause) int {
		if a.Orders != b.Orders {
			return b.Orders - a.Orders
		}
		return strings.Compare(a.Code+"|"+a.Subject, b.Code+"|"+b.Subject)
	})
	return out, nil
}

func (s *Store) firstOrders(ctx context.Context, key CompanyKey, c *Cause) error {
	return s.query(ctx, `SELECT p.store, p.order_id, min(p.what), min(p.means), min(p.fix) FROM problem p
			JOIN sales_order o ON o.store = p.store AND o.id = p.order_id AND o.state = 'held'
		WHERE p.company = $1 AND p.code = $2 AND p.subject = $3 GROUP BY p.store, p.order_id ORDER BY p.store, p.order_id LIMIT $4`,
		[]any{string(key), c.Code, c.Subject, firstOrders}, func(r *sql.Rows) error {
			var store sales.StoreKey
			var id sales.OrderID
			var what, means, fix string
			if err := r.Scan(&store, &id, &what, &means, &fix); err != nil {
				return err
			}
			if len(c.FirstOrders) == 0 {
				c.Store, c.What, c.Means, c.Fix = store, what, means, fix
			}
			if store == c.Store {
				c.FirstOrders = append(c.FirstOrders, id)
			}
			return nil
		})
}
