package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/sales"
)

// How many orders a line of the mapping sheet is about is counted when they are
// read, for each day, line and channel: with a million orders nothing else
// answers while somebody waits. Only days that are looked at are counted.

// UseDays is over how many days the sheet tells what it is used for.
const UseDays = 90

// keptUses are the days that are counted: some more than are looked at, since
// an order may be changed after its day has gone out of sight.
const keptUses = UseDays + 10

// usesCounted is the setting that tells that orders of earlier builds are counted.
const usesCounted = "line uses counted"

type useKey struct {
	store         sales.StoreKey
	day, line, in string // line: key and row; in: the channel
}

// useName is how a line stands in the table of uses.
func useName(l books.SheetLine) string { return l.Key + "\t" + l.Row }

// use counts an order for (or with n -1 no more for) the lines it is about.
func (t *tx) use(o *sales.Order, n int) {
	placed := day.Of(o.Placed, time.UTC)
	if placed.Before(day.Of(t.now, time.UTC).Add(-keptUses)) {
		return
	}
	for _, l := range books.UsesOf(*o) {
		t.uses[useKey{o.Store, placed.String(), useName(l), channelOf(*o)}] += n
	}
}

// flushUses writes them. With the first of a day the days are forgotten that
// went out of sight, so that a server that runs for years keeps no more of them.
func (t *tx) flushUses() error {
	if today := day.Of(t.now, time.UTC); len(t.uses) > 0 && t.s.usesDay != today {
		t.s.usesDay = today // guarded by the writer's slot; undone with the transaction, it waits for tomorrow
		if _, err := t.exec("DELETE FROM line_use WHERE day < $1", today.Add(-keptUses).String()); err != nil {
			return err
		}
	}
	var args []any
	for k, n := range t.uses {
		if n != 0 {
			args = append(args, string(k.store), k.line, k.day, k.in, n)
		}
	}
	clear(t.uses)
	return t.insertRows("INSERT INTO line_use (store, line, day, channel, orders) VALUES", 5, args,
		" ON CONFLICT (store, line, day, channel) DO UPDATE SET orders = line_use.orders + excluded.orders")
}

// countUses counts the orders that an earlier build read, once, and forgets
// days that nobody looks at any more.
func (s *Store) countUses(ctx context.Context) error {
	first := day.Of(s.now(), time.UTC).Add(-keptUses)
	var old int
	counted, err := s.setting(ctx, usesCounted)
	if err == nil {
		err = s.row(ctx, "SELECT count(*) FROM (SELECT 1 FROM line_use WHERE day < $1 LIMIT 1) AS old", []any{first.String()}, &old)
	}
	if err != nil || counted != "" && old == 0 {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		if _, err := t.exec("DELETE FROM line_use WHERE day < $1", first.String()); err != nil {
			return err
		}
		var done string
		if err := t.row("SELECT value FROM setting WHERE name = $1", []any{usesCounted}, &done); !errors.Is(err, ErrNotFound) {
			return err
		}
		const most = 500
		var keys []string
		if err := t.query("SELECT key FROM shop ORDER BY key", nil, func(r *sql.Rows) error {
			var k string
			err := r.Scan(&k)
			keys = append(keys, k)
			return err
		}); err != nil {
			return err
		}
		for _, key := range keys {
			placed, id := first.String(), int64(0)
			for {
				n := 0
				err := t.query(`SELECT o.placed, o.id, b.body FROM sales_order o JOIN order_body b ON b.store = o.store AND b.order_id = o.id
					WHERE o.store = $1 AND (o.placed, o.id) > ($2, $3) ORDER BY o.placed, o.id LIMIT $4`, []any{key, placed, id, most}, func(r *sql.Rows) error {
					var body sql.RawBytes
					if err := r.Scan(&placed, &id, &body); err != nil {
						return err
					}
					var o sales.Order
					if err := json.Unmarshal(body, &o); err != nil {
						return err
					}
					n++
					t.use(&o, 1)
					return nil
				})
				if err != nil {
					return err
				}
				if err := t.flushUses(); err != nil { // the map stays small
					return err
				}
				if n < most {
					break
				}
			}
		}
		return t.set(usesCounted, t.at)
	})
}

// LineUses tells how many orders since a day (inclusive, by UTC) lines of the
// sheet are about, by the names that books.UseOf gives them; in a channel only,
// if one is named. Lines that no order is about are not in it.
func (s *Store) LineUses(ctx context.Context, key sales.StoreKey, since day.Day, channel string, lines []books.SheetLine) (map[books.SheetLine]int, error) {
	out := map[books.SheetLine]int{}
	named := map[string]books.SheetLine{}
	var names []string
	for _, l := range lines {
		u := books.UseOf(l)
		if _, known := named[useName(u)]; !known {
			named[useName(u)] = u
			names = append(names, useName(u))
		}
	}
	err := inLists(names, func(list string, args []any) error {
		where, more := "", []any{string(key), since.String()}
		if channel != "" {
			where, more = " AND channel = $3", append(more, channel)
		}
		return s.query(ctx, "SELECT line, sum(orders) FROM line_use WHERE store = $1 AND day >= $2"+where+" AND line IN "+list+" GROUP BY line", append(more, args...), func(r *sql.Rows) error {
			var name string
			var n int
			err := r.Scan(&name, &n)
			out[named[name]] = n
			return err
		})
	})
	return out, err
}

// ChannelUse is a channel of a store with its orders.
type ChannelUse struct {
	Name   string
	Orders int
}

// ChannelsUsed are the channels that orders of a store came from since a day
// (inclusive, by UTC), the one with the most orders first; "" is the store itself.
func (s *Store) ChannelsUsed(ctx context.Context, key sales.StoreKey, since day.Day) ([]ChannelUse, error) {
	var out []ChannelUse
	err := s.query(ctx, `SELECT channel, sum(orders) AS n FROM line_use WHERE store = $1 AND line = $2 AND day >= $3
		GROUP BY channel HAVING sum(orders) > 0 ORDER BY n DESC, channel`, []any{string(key), useName(books.SheetLine{Key: "style"}), since.String()}, func(r *sql.Rows) error {
		var c ChannelUse
		err := r.Scan(&c.Name, &c.Orders)
		out = append(out, c)
		return err
	})
	return out, err
}
