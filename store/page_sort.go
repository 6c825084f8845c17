package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
)

// OrderSort is what a list of orders is sorted by: one of OrderSorts, with a "-"
// before it to have the last, the newest or the greatest first. "" is "-date".
// Orders of the same customer, number or total stand by their date, in the same
// direction; those of one state or channel always newest first.
type OrderSort string

// OrderSorts are what lists of orders can be sorted by.
func OrderSorts() []OrderSort {
	return []OrderSort{"date", "number", "customer", "channel", "state", "total"}
}

// Parts are what is sorted by, and whether the last comes first.
func (o OrderSort) Parts() (by OrderSort, down bool) {
	if o == "" {
		return "date", true
	}
	rest, down := strings.CutPrefix(string(o), "-")
	return OrderSort(rest), down
}

// Known tells whether lists can be sorted so.
func (o OrderSort) Known() bool {
	by, _ := o.Parts()
	return slices.Contains(OrderSorts(), by)
}

// grouped tells that what is sorted by has few values: a list is those of each,
// one after the other.
func (o OrderSort) grouped() bool { return o == "state" || o == "channel" }

// listLimits bound the work for one page of a list of orders.
type listLimits struct {
	// Few orders are sorted as they are read, more are walked in the order of an
	// index; the customer stands in no index of days, so fewer are few without a
	// state.
	few, fewCustomers int
	// counted is how many orders a list by amount, or of refunds, counts: beyond
	// it the page says "more than". A list as long as that is found by walking it
	// in its order; a shorter one is read whole along the index of amounts.
	counted int
	// found is how many orders that a search finds are counted, and sorted by
	// anything. Of one that finds more, pages are read from the index of words.
	found int
	// narrow is how many orders of the states asked for are told apart from those
	// that a wide search finds, and stream how many it may find.
	narrow, stream int
	// looked is how many found orders one page looks at for those that the rest of
	// the filter asks for; it says how far it looked.
	looked int
}

// limits are chosen such that none of them takes 50 ms on a slow machine.
func limits() listLimits {
	return listLimits{few: 40_000, fewCustomers: 10_000, counted: 2000, found: 2000, narrow: 30_000, stream: 100_000, looked: 6000}
}

// compare orders rows as the list has them, or the other way round.
func (o OrderSort) compare(backwards bool) func(a, b OrderRow) int {
	by, down := o.Parts()
	return func(a, b OrderRow) int {
		c := cmp.Or(a.Placed.Compare(b.Placed), cmp.Compare(a.Store, b.Store), cmp.Compare(a.ID, b.ID))
		if by.grouped() {
			if k := by.group(&a).compare(by.group(&b)); k != 0 {
				c = k
			} else if !down {
				c = -c
			}
		}
		switch by {
		case "number":
			c = cmp.Or(cmp.Compare(a.ID, b.ID), c)
		case "customer":
			c = cmp.Or(strings.Compare(noCase(a.Customer), noCase(b.Customer)), c)
		case "total":
			c = cmp.Or(cmp.Compare(a.Total, b.Total), c)
		}
		if down != backwards {
			return -c
		}
		return c
	}
}

// noCase is what the database compares names by: the letters A to Z without
// regard to case.
func noCase(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// orderGroup is a value of what a list is grouped by.
type orderGroup struct {
	rank int
	name string
}

func (g orderGroup) compare(o orderGroup) int {
	return cmp.Or(cmp.Compare(g.rank, o.rank), strings.Compare(noCase(g.name), noCase(o.name)), strings.Compare(g.name, o.name))
}

// group is the group that an order is in.
func (o OrderSort) group(r *OrderRow) orderGroup {
	if o == "channel" {
		return orderGroup{0, r.Channel}
	}
	return orderGroup{stateRank(r.State), ""}
}

// ranked are the states as an order goes through them; those of a line are one
// to people.
func ranked() [][]OrderState {
	return [][]OrderState{{OrderNew, OrderWaiting}, {OrderAsking}, {OrderHeld}, {OrderRefused}, {OrderPosted}, {OrderVerified}, {OrderExcluded}, {OrderWatched}}
}

func stateRank(s OrderState) int {
	return slices.IndexFunc(ranked(), func(of []OrderState) bool { return slices.Contains(of, s) })
}

// cursor is a place in a list: the order that stands before the page, or, where
// it was turned back, after it.
type cursor struct {
	set, backwards bool
	row            OrderRow // what the list is sorted by, when it was placed, its store and number
}

// place is the text of OrderFilter.After for an order.
func (o OrderSort) place(r *OrderRow, backwards bool) string {
	direction, key := "n", ""
	if backwards {
		direction = "p"
	}
	switch by, _ := o.Parts(); by {
	case "customer":
		key = r.Customer
	case "total":
		key = strconv.FormatInt(int64(r.Total), 10)
	case "state":
		key = string(r.State)
	case "channel":
		key = r.Channel
	}
	text := direction + "~" + stamp(r.Placed) + "~" + string(r.Store) + "~" + strconv.FormatInt(int64(r.ID), 10)
	if by, _ := o.Parts(); by != "date" && by != "number" {
		text += "~" + base64.RawURLEncoding.EncodeToString([]byte(key))
	}
	return text
}

// cursor reads OrderFilter.After.
func (f OrderFilter) cursor() (cursor, error) {
	var c cursor
	if !f.Sort.Known() {
		return c, fmt.Errorf("orders are not sorted by %q", f.Sort)
	}
	if f.After == "" {
		return c, nil
	}
	bad := fmt.Errorf("%q is no place in the list of orders", f.After)
	parts := strings.Split(f.After, "~")
	if len(parts) < 4 || len(parts) > 5 || parts[0] != "n" && parts[0] != "p" {
		return c, bad
	}
	placed, err := time.Parse(stampLayout, parts[1])
	id, wrong := strconv.ParseInt(parts[3], 10, 64)
	if err != nil || wrong != nil {
		return c, bad
	}
	c = cursor{true, parts[0] == "p", OrderRow{Placed: placed, Store: sales.StoreKey(parts[2]), ID: sales.OrderID(id)}}
	by, _ := f.Sort.Parts()
	if by == "date" || by == "number" || len(parts) == 4 && f.Search != "" { // what is wide is not sorted
		return c, nil
	}
	if len(parts) != 5 {
		return c, bad
	}
	text, err := base64.RawURLEncoding.DecodeString(parts[4])
	if err != nil {
		return c, bad
	}
	switch by {
	case "customer":
		c.row.Customer = string(text)
	case "total":
		n, err := strconv.ParseInt(string(text), 10, 64)
		if err != nil {
			return c, bad
		}
		c.row.Total = money.Amount(n)
	case "state":
		if c.row.State = OrderState(text); stateRank(c.row.State) < 0 {
			return c, bad
		}
	case "channel":
		c.row.Channel = string(text)
	}
	return c, nil
}

func ascending(down bool) string {
	if down {
		return "DESC"
	}
	return "ASC"
}

// afterPlace has orders of a store come after a place in time: at the same
// instant those of stores that stand after it come whole, others not at all.
func (q *filter) afterPlace(store string, at *OrderRow, down bool) {
	cond, args := afterPlace(store, at, down)
	q.add(cond, args...)
}

func afterPlace(store string, at *OrderRow, down bool) (string, []any) {
	op, placed := ">", stamp(at.Placed)
	if down {
		op = "<"
	}
	c := strings.Compare(store, string(at.Store))
	if down {
		c = -c
	}
	switch {
	case c == 0:
		return "placed " + op + "= ? AND (placed " + op + " ? OR id " + op + " ?)", []any{placed, placed, int64(at.ID)}
	case c > 0:
		return "placed " + op + "= ?", []any{placed}
	}
	return "placed " + op + " ?", []any{placed}
}

// afterKey is the same for a list that is sorted by key.
func (q *filter) afterKey(key string, value any, store string, at *OrderRow, down bool) {
	op := ">"
	if down {
		op = "<"
	}
	cond, args := afterPlace(store, at, down)
	q.add(key+" "+op+"= ? AND ("+key+" <> ? OR "+cond+")", append([]any{value, value}, args...)...)
}

// sortKey is the column that a list is sorted by, and its value at a place.
func (o OrderSort) sortKey(at *OrderRow) (column string, value any) {
	switch o {
	case "number":
		return "id", int64(at.ID)
	case "total":
		return "total", int64(at.Total)
	}
	return "customer COLLATE NOCASE", at.Customer
}

// sortedRows are the first orders of a list after a place, of each store and
// state at least as many as asked for; n is how many there are at most.
func (s *Store) sortedRows(ctx context.Context, f OrderFilter, stores []string, at cursor, n, limit int) ([]OrderRow, error) {
	by, down := f.Sort.Parts()
	if by.grouped() {
		return s.groupedRows(ctx, f, stores, at, limit)
	}
	down = down != at.backwards
	var rows []OrderRow
	if by == "date" {
		for _, store := range stores {
			for _, state := range statesOf(f) {
				some, err := s.orderRows(ctx, f, store, state, at, down, limit)
				if err != nil {
					return nil, err
				}
				rows = append(rows, some...)
			}
		}
		return rows, nil
	}
	for _, store := range stores {
		var ids []sales.OrderID
		var err error
		switch {
		case n <= s.most.fewCustomers || n <= s.most.few && (by != "customer" || len(f.States) > 0):
			ids, err = s.fewSorted(ctx, f, store, at, down, limit)
		case by == "number":
			ids, err = s.numbered(ctx, f, store, at, down, limit)
		default:
			ids, err = s.walked(ctx, f, store, at, down, limit)
		}
		if err != nil {
			return nil, err
		}
		some, err := s.OrderRows(ctx, sales.StoreKey(store), ids)
		if err != nil {
			return nil, err
		}
		rows = append(rows, some...)
	}
	return rows, nil
}

// fewSorted are the numbers of the first orders of a list, of which all are read.
func (s *Store) fewSorted(ctx context.Context, f OrderFilter, store string, at cursor, down bool, limit int) ([]sales.OrderID, error) {
	by, _ := f.Sort.Parts()
	var out []sales.OrderID
	for _, state := range statesOf(f) {
		index := "sales_order_placed"
		switch {
		case state != "":
			index = "sales_order_state"
		case f.Channel != "":
			index = "sales_order_channel"
		}
		q := f.conditions(store, state)
		ids, err := s.idsAlong(ctx, index, q, by, store, at, down, limit)
		if err != nil {
			return nil, err
		}
		out = append(out, ids...)
	}
	return out, nil
}

// walked are the numbers of the first orders of a list that is walked along the
// index of its order, whatever else is asked of the orders.
func (s *Store) walked(ctx context.Context, f OrderFilter, store string, at cursor, down bool, limit int) ([]sales.OrderID, error) {
	by, _ := f.Sort.Parts()
	q := f.conditions(store, "")
	q.states(f)
	return s.idsAlong(ctx, "sales_order_"+string(by), q, by, store, at, down, limit)
}

// idsAlong reads the first numbers of a list along an index. It is named, since
// the planner can't know that what is asked besides leaves enough orders, or few.
func (s *Store) idsAlong(ctx context.Context, index string, q filter, by OrderSort, store string, at cursor, down bool, limit int) ([]sales.OrderID, error) {
	column, value := by.sortKey(&at.row)
	if at.set {
		q.afterKey(column, value, store, &at.row, down)
	}
	direction := ascending(down)
	var out []sales.OrderID
	err := s.query(ctx, sqlText("SELECT id FROM sales_order INDEXED BY", index, "WHERE", strings.Join(q.conds, " AND "),
		"ORDER BY", column, direction, ", store", direction, ", placed", direction, ", id", direction, "LIMIT ?"), append(q.args, limit), func(r *sql.Rows) error {
		var id sales.OrderID
		err := r.Scan(&id)
		out = append(out, id)
		return err
	})
	return out, err
}

// numbered are the numbers of the first orders of a list by their numbers. They
// nearly follow the days, so the days are read in the order of the greatest (or
// least) number in each, until no other can have one that comes before.
func (s *Store) numbered(ctx context.Context, f OrderFilter, store string, at cursor, down bool, limit int) ([]sales.OrderID, error) {
	type dayOf struct {
		day  string
		span span
	}
	var days []dayOf
	q := f.tallied(store)
	q.args = append(q.args, store)
	err := s.query(ctx, sqlText("SELECT n.day, n.least, n.most FROM (SELECT day FROM tally WHERE", strings.Join(q.conds, " AND "), "GROUP BY day HAVING sum(orders) > 0) AS t",
		"JOIN number_span n ON n.store = ? AND n.day = t.day"), q.args, func(r *sql.Rows) error {
		var d dayOf
		err := r.Scan(&d.day, &d.span.least, &d.span.most)
		if !at.set || down && d.span.least <= at.row.ID || !down && d.span.most >= at.row.ID {
			days = append(days, d)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	order := func(a, b sales.OrderID) int {
		if down {
			return cmp.Compare(b, a)
		}
		return cmp.Compare(a, b)
	}
	best := func(d dayOf) sales.OrderID {
		if down {
			return d.span.most
		}
		return d.span.least
	}
	slices.SortFunc(days, func(a, b dayOf) int { return order(best(a), best(b)) })
	var out []sales.OrderID
	for _, d := range days {
		if len(out) >= limit && order(out[limit-1], best(d)) < 0 {
			break
		}
		g := f
		if g.From, err = day.Parse(d.day); err != nil {
			return nil, err
		}
		g.To = g.From
		ids, err := s.fewSorted(ctx, g, store, at, down, limit)
		if err != nil {
			return nil, err
		}
		out = append(out, ids...)
		slices.SortFunc(out, order)
	}
	return out[:min(len(out), limit)], nil
}

// states asks for the states of a filter, if it has some.
func (q *filter) states(f OrderFilter) {
	if len(f.States) == 0 {
		return
	}
	states := statesOf(f)
	args := make([]any, len(states))
	for i, st := range states {
		args[i] = string(st)
	}
	q.add("state IN (?"+strings.Repeat(", ?", len(states)-1)+")", args...)
}

// tallied are the conditions of a filter, without amounts, refunds and words, on
// the tally of a store.
func (f OrderFilter) tallied(store string) filter {
	var q filter
	q.add("company = (SELECT company FROM shop WHERE key = ?)", store)
	q.add("day >= ? AND day <= ?", f.From.String(), lastDay(f.To))
	q.add("store = ?", store)
	q.states(f)
	if f.Channel != "" || f.noChannel {
		q.add("channel = ?", f.Channel)
	}
	return q
}

// groupedRows are the first orders of a list that is grouped by state or channel.
func (s *Store) groupedRows(ctx context.Context, f OrderFilter, stores []string, at cursor, limit int) ([]OrderRow, error) {
	by, down := f.Sort.Parts()
	groups, err := s.groups(ctx, f, stores, by)
	if err != nil {
		return nil, err
	}
	if down != at.backwards {
		slices.Reverse(groups)
	}
	var rows []OrderRow
	for _, g := range groups {
		place := at
		if at.set {
			c := g.group.compare(by.group(&at.row))
			if down != at.backwards {
				c = -c
			}
			if c < 0 {
				continue
			}
			place.set = c == 0
		}
		for _, store := range stores {
			for _, state := range statesOf(g.filter) {
				some, err := s.orderRows(ctx, g.filter, store, state, place, !at.backwards, limit)
				if err != nil {
					return nil, err
				}
				rows = append(rows, some...)
			}
		}
		if len(rows) >= limit {
			break
		}
	}
	return rows, nil
}

// groupOf is a group of a list with the filter that finds its orders.
type groupOf struct {
	group  orderGroup
	filter OrderFilter
}

// groups are the groups of a list that may hold orders, the first first.
func (s *Store) groups(ctx context.Context, f OrderFilter, stores []string, by OrderSort) ([]groupOf, error) {
	var out []groupOf
	if by == "state" {
		for rank, states := range ranked() {
			g := f
			g.States = slices.DeleteFunc(states, func(st OrderState) bool { return len(f.States) > 0 && !slices.Contains(f.States, st) })
			if len(g.States) > 0 {
				out = append(out, groupOf{orderGroup{rank, ""}, g})
			}
		}
		return out, nil
	}
	seen := map[string]bool{}
	for _, store := range stores {
		q := f.tallied(store)
		err := s.query(ctx, sqlText("SELECT channel FROM tally WHERE", strings.Join(q.conds, " AND "), "GROUP BY channel HAVING sum(orders) > 0"), q.args, func(r *sql.Rows) error {
			g := f
			err := r.Scan(&g.Channel)
			if g.noChannel = g.Channel == ""; !seen[g.Channel] {
				seen[g.Channel] = true
				out = append(out, groupOf{orderGroup{0, g.Channel}, g})
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	slices.SortFunc(out, func(a, b groupOf) int { return a.group.compare(b.group) })
	return out, nil
}
