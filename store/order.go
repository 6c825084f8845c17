package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
)

// orderRecord is an order as it is written.
type orderRecord struct {
	id       sales.OrderID
	body     []byte // without Modified, which stands in its own column
	hash     string
	modified string
	status   sales.Status
	placed   string
	day      string
	customer string
	email    string
	channel  string
	currency string
	decimals int
	total    money.Amount
	tax      money.Amount
	refunds  int
	words    []string
	order    *sales.Order // of which it was read off
	seat     int64        // see seat.go
}

// newRecord reads off an order what lists show and search finds. Amounts that
// the currency cannot express are rounded for display; whether the order may
// be posted at all is decided by its plan.
func newRecord(o sales.Order, zone *time.Location) (orderRecord, error) {
	modified := o.Modified
	o.Modified = time.Time{}
	body, err := json.Marshal(o)
	if err != nil {
		return orderRecord{}, fmt.Errorf("order %d can't be written: %w", o.ID, err)
	}
	r := orderRecord{
		order: &o, id: o.ID, body: body, hash: hashOf(body), modified: stamp(modified), status: o.Status, placed: stamp(o.Placed),
		day: day.Of(o.Placed, zone).String(), customer: o.CustomerName("company"), email: o.Email(),
		channel: channelOf(o), currency: o.Currency, decimals: o.Decimals, refunds: len(o.Refunds),
	}
	r.total = totalOf(&o)
	if r.tax, err = o.Total.Tax.Round(o.Decimals, money.HalfAwayFromZero); err != nil {
		r.tax = 0
	}
	r.words = orderWords(o, r.total)
	return r, nil
}

// totalOf is what an order comes to, as the store tells it; 0 for a figure that
// is none.
func totalOf(o *sales.Order) money.Amount {
	total, err := o.Total.Inc.Round(o.Decimals, money.HalfAwayFromZero)
	if err != nil {
		return 0
	}
	return total
}

func channelOf(o sales.Order) string {
	if o.ChannelName != "" {
		return o.ChannelName
	}
	if o.ChannelID > 1 {
		return fmt.Sprintf("channel %d", o.ChannelID)
	}
	return ""
}

// storedOrder is what the database holds of an order already.
type storedOrder struct {
	version  int64
	hash     string
	modified string
	state    OrderState
	day      string
	currency string
	channel  string
	total    money.Amount
	placed   string
	seat     int64
}

// SaveOrders writes a page of orders as the store tells them, in one
// transaction. An order whose contents are the same stays as it is; a changed
// one gets a new version, keeps what it said before, and is marked to be
// planned. A reading older than what is stored is left out.
func (s *Store) SaveOrders(ctx context.Context, key sales.StoreKey, orders []sales.Order) (OrdersSaved, error) {
	var saved OrdersSaved
	shop, err := s.Shop(ctx, key)
	if err != nil {
		return saved, err
	}
	records, err := newRecords(orders, key, shop.location())
	if err != nil {
		return saved, err
	}
	err = s.write(ctx, func(t *tx) error {
		saved = OrdersSaved{}
		have, err := t.storedOrders(key, records)
		if err != nil {
			return err
		}
		var added []*orderRecord
		var marked []sales.OrderID
		for i := range records {
			r := &records[i]
			old, ok := have[r.id]
			switch {
			case !ok:
				added = append(added, r)
				saved.New++
			case r.modified < old.modified:
				saved.Same++
			case r.hash == old.hash:
				saved.Same++
				if r.modified > old.modified {
					if err := t.one("UPDATE sales_order SET modified = $3 WHERE store = $1 AND id = $2", string(key), int64(r.id), r.modified); err != nil {
						return err
					}
				}
			default:
				if err := t.changeOrder(shop, r, old); err != nil {
					return err
				}
				marked = append(marked, r.id)
				saved.Changed++
			}
		}
		if err := t.addOrders(shop, added); err != nil {
			return err
		}
		return t.mark(shop.Company, key, marked)
	})
	return saved, err
}

// location is the store's time zone; UTC until it is known.
func (shop *Shop) location() *time.Location {
	if shop.Zone != "" {
		if zone, err := time.LoadLocation(shop.Zone); err == nil {
			return zone
		}
	}
	return time.UTC
}

// newRecords prepares orders; of one that comes twice the newer reading counts.
func newRecords(orders []sales.Order, key sales.StoreKey, zone *time.Location) ([]orderRecord, error) {
	records := make([]orderRecord, 0, len(orders))
	at := make(map[sales.OrderID]int, len(orders))
	for _, o := range orders {
		if o.Store != key {
			return nil, fmt.Errorf("order %d is of store %q, not of %q", o.ID, o.Store, key)
		}
		if o.ID <= 0 {
			return nil, fmt.Errorf("an order has the number %d", o.ID)
		}
		r, err := newRecord(o, zone)
		if err != nil {
			return nil, err
		}
		if i, ok := at[r.id]; ok {
			if r.modified >= records[i].modified {
				records[i] = r
			}
			continue
		}
		at[r.id] = len(records)
		records = append(records, r)
	}
	return records, nil
}

func (t *tx) storedOrders(key sales.StoreKey, records []orderRecord) (map[sales.OrderID]storedOrder, error) {
	ids := make([]int64, len(records))
	for i, r := range records {
		ids[i] = int64(r.id)
	}
	have := make(map[sales.OrderID]storedOrder)
	err := inLists(ids, func(list string, args []any) error {
		return t.query("SELECT id, version, hash, modified, state, day, currency, channel, total, placed, seat FROM sales_order WHERE store = $1 AND id IN "+list,
			append([]any{string(key)}, args...), func(r *sql.Rows) error {
				var id int64
				var o storedOrder
				err := r.Scan(&id, &o.version, &o.hash, &o.modified, &o.state, &o.day, &o.currency, &o.channel, &o.total, &o.placed, &o.seat)
				have[sales.OrderID(id)] = o
				return err
			})
	})
	return have, err
}

func (t *tx) addOrders(shop Shop, added []*orderRecord) error {
	if err := t.seated(added); err != nil {
		return err
	}
	var rows, bodies []any
	key := string(shop.Key)
	for _, r := range added {
		rows = append(rows, key, int64(r.id), string(shop.Company), r.hash, int(r.status), r.placed, r.modified, r.day, r.customer, r.email,
			r.channel, r.currency, r.decimals, int64(r.total), int64(r.tax), t.at,
			1, 1, 1, string(OrderNew), "", "", "", "", 0, "", r.refunds, r.seat)
		bodies = append(bodies, key, int64(r.id), string(r.body))
		t.spanned(spanKey{shop.Key, r.day}, r.id)
		t.count(tallyKey{shop.Company, r.day, shop.Key, OrderNew, r.currency, r.channel}, 1, r.total)
		t.use(r.order, 1)
		t.log(event{action: "order.read", company: shop.Company, store: shop.Key, order: r.id, subject: orderSubject(r.id),
			detail: fmt.Sprintf("%s, %s %s, %s", r.customer, r.total.Grouped(r.decimals), r.currency, r.day)})
	}
	t.countWork(shop.Company, countToPlan, len(added))
	return errors.Join(
		t.insertRows(`INSERT INTO sales_order (store, id, company, hash, status, placed, modified, day, customer, email, channel, currency,
			decimals, total, tax, first_read, version, mark, to_plan, state, outcome, plan_reason, reason, document, problems, planned, refunds, seat) VALUES`, 28, rows, ""),
		t.insertRows("INSERT INTO order_body (store, order_id, body) VALUES", 3, bodies, ""),
		t.spell(shop.Key, added))
}

func orderSubject(id sales.OrderID) string { return fmt.Sprintf("order %d", id) }

// changeOrder writes what an order says now and keeps what it said before.
func (t *tx) changeOrder(shop Shop, r *orderRecord, old storedOrder) error {
	key := string(shop.Key)
	var body string
	if err := t.row("SELECT body FROM order_body WHERE store = $1 AND order_id = $2", []any{key, int64(r.id)}, &body); err != nil {
		return err
	}
	var before sales.Order
	if err := json.Unmarshal([]byte(body), &before); err != nil {
		return err
	}
	packed, err := t.s.deflate([]byte(body))
	if err != nil {
		return err
	}
	if _, err := t.exec("INSERT INTO order_version (store, order_id, version, replaced, body) VALUES ($1, $2, $3, $4, $5)",
		key, int64(r.id), old.version, t.at, packed); err != nil {
		return err
	}
	if err := t.one("UPDATE order_body SET body = $3 WHERE store = $1 AND order_id = $2", key, int64(r.id), string(r.body)); err != nil {
		return err
	}
	r.seat = old.seat
	if r.placed != old.placed {
		if err := t.seated([]*orderRecord{r}); err != nil {
			return err
		}
	}
	if err := t.one(`UPDATE sales_order SET version = version + 1, hash = $3, status = $4, placed = $5, modified = $6, day = $7, customer = $8,
		email = $9, channel = $10, currency = $11, decimals = $12, total = $13, tax = $14, refunds = $15, seat = $16 WHERE store = $1 AND id = $2`,
		key, int64(r.id), r.hash, int(r.status), r.placed, r.modified, r.day, r.customer, r.email, r.channel, r.currency, r.decimals,
		int64(r.total), int64(r.tax), r.refunds, r.seat); err != nil {
		return err
	}
	if err := t.changeWords(shop.Key, r, before, old); err != nil {
		return err
	}
	t.spanned(spanKey{shop.Key, r.day}, r.id)
	t.count(tallyKey{shop.Company, old.day, shop.Key, old.state, old.currency, old.channel}, -1, -old.total)
	t.count(tallyKey{shop.Company, r.day, shop.Key, old.state, r.currency, r.channel}, 1, r.total)
	t.use(&before, -1)
	t.use(r.order, 1)
	t.log(event{action: "order.changed", company: shop.Company, store: shop.Key, order: r.id, subject: orderSubject(r.id),
		detail: whatChanged(before, old, r)})
	return nil
}

// whatChanged says in a few words how an order differs from before.
func whatChanged(before sales.Order, old storedOrder, r *orderRecord) string {
	d := diff{}
	if before.Status != r.status {
		d = append(d, fmt.Sprintf("status %s, was %s", r.status.Word(), before.Status.Word()))
	}
	if old.total != r.total || old.currency != r.currency {
		d = append(d, fmt.Sprintf("total %s %s, was %s %s", r.total.Grouped(r.decimals), r.currency, old.total.Grouped(before.Decimals), old.currency))
	}
	if old.day != r.day {
		d = append(d, fmt.Sprintf("day %s, was %s", humanDay(r.day), humanDay(old.day)))
	}
	if len(d) == 0 {
		return "The store changed its details."
	}
	return d.String()
}

// humanDay writes a stored day for people.
func humanDay(stored string) string {
	d, err := day.Parse(stored)
	if err != nil {
		return stored
	}
	return d.Human()
}

// changeWords has an order found by what it says now.
func (t *tx) changeWords(key sales.StoreKey, r *orderRecord, before sales.Order, old storedOrder) error {
	if r.seat == old.seat && r.channel == old.channel && slices.Equal(orderWords(before, totalOf(&before)), r.words) {
		return nil
	}
	if err := t.unspell(old.seat); err != nil {
		return err
	}
	return t.spell(key, []*orderRecord{r})
}

// Order is an order as the store last told it.
func (s *Store) Order(ctx context.Context, key sales.StoreKey, id sales.OrderID) (sales.Order, error) {
	var o sales.Order
	var body []byte
	var modified time.Time
	err := s.row(ctx, `SELECT b.body, o.modified FROM sales_order o JOIN order_body b ON b.store = o.store AND b.order_id = o.id
		WHERE o.store = $1 AND o.id = $2`, []any{string(key), int64(id)}, &body, instant{&modified})
	if err != nil {
		return o, err
	}
	return decodeOrder(body, modified)
}

// OrderIDs are the orders of a store placed in a time, both ends included,
// that the store is not known to have lost.
func (s *Store) OrderIDs(ctx context.Context, key sales.StoreKey, from, to time.Time) ([]sales.OrderID, error) {
	var out []sales.OrderID
	err := s.query(ctx, `SELECT o.id FROM sales_order o JOIN order_body b ON b.store = o.store AND b.order_id = o.id
		WHERE o.store = $1 AND o.placed >= $2 AND o.placed <= $3 AND b.body NOT LIKE '%"gone":true%' AND b.body NOT LIKE '%"archived":true%' ORDER BY o.id`,
		[]any{string(key), stamp(from), stamp(to)}, func(r *sql.Rows) error {
			var id int64
			err := r.Scan(&id)
			out = append(out, sales.OrderID(id))
			return err
		})
	return out, err
}

func decodeOrder(body []byte, modified time.Time) (sales.Order, error) {
	var o sales.Order
	if err := json.NewDecoder(bytes.NewReader(body)).Decode(&o); err != nil {
		return o, err
	}
	o.Modified = modified
	return o, nil
}
