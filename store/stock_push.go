package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"countinghouse/sales"
)

// PlaceQuantity is a quantity to be set at one of a store's locations, whatever
// it is there by now.
type PlaceQuantity struct {
	Push     PushID // the intention that stands for it
	Variant  int64
	Product  int64
	Location int64
	// Tracking is where the store counts it: product or variant (reference:
	// bigcommerce-api §8: another identity is refused with 422).
	Tracking string
	Quantity int64
}

// PlaceRefusal is one that the store would not set, with why, for people.
type PlaceRefusal struct {
	Variant int64
	Reason  string
}

// ErrUnanswered wraps the error of a setting of quantities whose answer never
// came: it may have been done or not. Any other error means that nothing was
// set.
var ErrUnanswered = errors.New("nobody knows whether the store did it")

// PushID is one quantity that was set in a store.
type PushID int64

// PushState is the state of a quantity that is set in a store.
type PushState string

// The states of a push. It is written down as sent before a byte leaves.
const (
	PushSent    PushState = "sent"
	PushUnsure  PushState = "unsure" // the answer never came: the store is read before anything else is set
	PushDone    PushState = "done"
	PushRefused PushState = "refused"
)

// Push is one quantity that was set in a store, or is being set.
type Push struct {
	ID          PushID
	Store       sales.StoreKey
	Variant     int64
	Location    int64
	Item        string
	Was         int64 // at all locations, as read before
	Quantity    int64 // at all locations, as it is to be
	State       PushState
	Reason      string // of refused
	Why         string // how the figure came to be
	Sent, Ended time.Time
}

// WarePush is what of a store differs from what it should show.
type WarePush struct {
	StockWare
	Item string
	// At is what is to be set at Location, so that all locations together come to
	// the target.
	Location, At int64
}

// WaresToPush are wares of a store that show another quantity than they should,
// smallest first: what is nearly sold out matters most. Those that are left
// alone, and those whose items wait to be compared, are not among them.
func (s *Store) WaresToPush(ctx context.Context, company CompanyKey, key sales.StoreKey, location int64, limit int) ([]WarePush, error) {
	var out []WarePush
	err := s.query(ctx, `SELECT k.item, k.store, k.variant, w.product, w.sku, w.name, w.options, w.tracking, k.level, k.asked, k.pushing, k.pushed, k.target,
			coalesce((SELECT p.location FROM ware_place p WHERE p.store = k.store AND p.variant = k.variant ORDER BY p.location <> $3, p.location LIMIT 1), 0),
			coalesce((SELECT sum(p.on_hand) FROM ware_place p WHERE p.store = k.store AND p.variant = k.variant), 0)
				- coalesce((SELECT p.on_hand FROM ware_place p WHERE p.store = k.store AND p.variant = k.variant ORDER BY p.location <> $3, p.location LIMIT 1), 0)
		FROM stock_ware k JOIN ware w ON w.store = k.store AND w.variant = k.variant JOIN stock_item i ON i.company = k.company AND i.item = k.item
		WHERE k.company = $1 AND k.store = $2 AND k.parked = '' AND k.refused = '' AND k.asked <> ''
			AND NOT EXISTS (SELECT 1 FROM stock_push p WHERE p.store = k.store AND p.variant = k.variant AND p.state IN ('sent', 'unsure')) AND k.target <> k.level AND i.work = 0 AND i.exchange > 0
		ORDER BY k.target, k.variant LIMIT $4`, []any{string(company), string(key), location, limit}, func(r *sql.Rows) error {
		var p WarePush
		var name, options string
		var elsewhere int64
		err := r.Scan(&p.Item, &p.Store, &p.Variant, &p.Product, &p.SKU, &name, &options, &p.Tracking, &p.Level, instant{&p.Asked}, &p.Pushing, &p.Pushed, &p.Target, &p.Location, &elsewhere)
		p.Title = Ware{Name: name, Options: options}.Title()
		p.At = p.Target - elsewhere
		out = append(out, p)
		return err
	})
	return out, err
}

// BeginPush writes down that quantities are about to be set, before a byte
// leaves. ErrChanged, and nothing happened, when an order waits to be worked
// out, an item to be compared, or nothing may be sent.
func (s *Store) BeginPush(ctx context.Context, company CompanyKey, all []WarePush, why func(*WarePush) string) ([]PlaceQuantity, error) {
	var out []PlaceQuantity
	err := s.write(ctx, func(t *tx) error {
		var todo int
		if err := t.row("SELECT count(*) FROM stock_todo WHERE company = $1", []any{string(company)}, &todo); err != nil {
			return err
		}
		var live, paused string
		if err := t.row("SELECT live, paused FROM stock_company WHERE company = $1", []any{string(company)}, &live, &paused); err != nil {
			return err
		}
		held, err := stockHeld(t.row, company)
		if err != nil {
			return err
		}
		if todo > 0 || live == "" || paused != "" || held != "" {
			return ErrChanged
		}
		for i := range all {
			p := &all[i]
			var stands int
			if err := t.row(`SELECT count(*) FROM stock_ware k JOIN stock_item i ON i.company = k.company AND i.item = k.item
				WHERE k.store = $1 AND k.variant = $2 AND k.target = $3 AND k.level = $4 AND k.parked = '' AND k.refused = '' AND i.work = 0`, []any{string(p.Store), p.Variant, p.Target, p.Level}, &stands); err != nil {
				return err
			}
			if stands == 0 {
				return ErrChanged
			}
			q := PlaceQuantity{Variant: p.Variant, Product: p.Product, Location: p.Location, Tracking: p.Tracking, Quantity: p.At}
			if err := t.row(`INSERT INTO stock_push (company, store, variant, location, item, was, quantity, state, reason, why, sent) VALUES ($1, $2, $3, $4, $5, $6, $7, 'sent', '', $8, $9) RETURNING id`,
				[]any{string(company), string(p.Store), p.Variant, p.Location, p.Item, p.Level, p.Target, why(p), t.at}, &q.Push); err != nil {
				return err
			}
			out = append(out, q)
		}
		if len(all) > 0 {
			t.log(event{action: "stock.pushed", company: company, store: "", subject: "store " + string(all[0].Store), detail: fmt.Sprintf("%d quantities are set in the store", len(all))})
		}
		return nil
	})
	return out, err
}

// EndPush writes down what became of quantities that were set: PushDone, but
// for those that the store refused; PushUnsure when no answer came; PushRefused
// with a reason when nothing was done. What was done, or may have been, is read
// back before it is believed.
func (s *Store) EndPush(ctx context.Context, company CompanyKey, all []PlaceQuantity, state PushState, reason string, refused []PlaceRefusal) error {
	no := map[int64]string{}
	for _, r := range refused {
		no[r.Variant] = r.Reason
	}
	return s.write(ctx, func(t *tx) error {
		for i := range all {
			to, why := state, reason
			if words, ok := no[all[i].Variant]; ok {
				to, why = PushRefused, words
			}
			if err := t.endPush(company, all[i].Push, to, why, to == PushRefused && no[all[i].Variant] != ""); err != nil {
				return err
			}
		}
		if state != PushDone || len(refused) > 0 {
			t.log(event{action: "stock.push." + string(state), company: company, subject: "company " + string(company), detail: fmt.Sprintf("%d quantities, %d refused. %s", len(all), len(refused), reason)})
		}
		return nil
	})
}

// endPush ends one push; park leaves its ware alone from here on.
func (t *tx) endPush(company CompanyKey, id PushID, to PushState, why string, park bool) error {
	var key sales.StoreKey
	var variant, quantity int64
	var item string
	err := t.row("UPDATE stock_push SET state = $2, reason = $3, ended = $4 WHERE id = $1 AND state IN ('sent', 'unsure') RETURNING store, variant, quantity, item", []any{int64(id), string(to), why, t.at},
		&key, &variant, &quantity, &item)
	if errors.Is(err, ErrNotFound) {
		return ErrChanged
	}
	if err != nil {
		return err
	}
	switch to {
	case PushDone: // it shows what was set until it is read: reading it back explains it
		if _, err := t.exec("UPDATE stock_ware SET pushing = 1, pushed = $3, level = $3 WHERE store = $1 AND variant = $2", string(key), variant, quantity); err != nil {
			return err
		}
	case PushRefused:
		if park {
			if _, err := t.exec("UPDATE stock_ware SET refused = $3 WHERE store = $1 AND variant = $2", string(key), variant, why); err != nil {
				return err
			}
			t.log(event{action: "stock.parked", company: company, subject: fmt.Sprintf("store %s, variant %d", key, variant), detail: parkedWords(why)})
		}
	case PushSent, PushUnsure:
	}
	return nil
}

// latest is how long a quantity that was set may take to show: BigCommerce does
// it in the background (reference: bigcommerce-api §8).
const latest = 2 * time.Minute

// notArrived is for a ware that shows what it would if nothing had been set: it
// may come still. After a while it is taken for lost, and set again.
func (t *tx) notArrived(company CompanyKey, key sales.StoreKey, variant int64, item string) (string, error) {
	var ended time.Time
	err := t.row("SELECT ended FROM stock_push WHERE store = $1 AND variant = $2 AND state = 'done' ORDER BY id DESC LIMIT 1", []any{string(key), variant}, instant{&ended})
	if err != nil && !errors.Is(err, ErrNotFound) {
		return "", err
	}
	if age := t.now.Sub(ended); age >= 0 && age < latest {
		return "", nil
	}
	t.log(event{action: "stock.push.lost", company: company, subject: fmt.Sprintf("store %s, variant %d", key, variant), detail: "What was set doesn't show in the store; it is set again"})
	return item, t.one("UPDATE stock_ware SET pushing = 0 WHERE store = $1 AND variant = $2", string(key), variant)
}

// StockAgain has quantities tried again that a store would not set, or that
// QuickBooks would not adjust: of one
// variant, or of all of the store (variant 0).
func (s *Store) StockAgain(ctx context.Context, by Actor, company CompanyKey, key sales.StoreKey, variant int64) (int, error) {
	n := int64(0)
	err := s.write(ctx, func(t *tx) error {
		var err error
		n, err = t.exec("UPDATE stock_ware SET refused = '' WHERE company = $1 AND store = $2 AND refused <> '' AND ($3 = 0 OR variant = $3)", string(company), string(key), variant)
		if err != nil {
			return err
		}
		m, err := t.exec(`UPDATE stock_item SET refused = '', alone = 1, work = 1, mark = mark + 1 WHERE company = $1 AND refused <> ''
			AND item IN (SELECT k.item FROM stock_ware k WHERE k.company = $1 AND k.store = $2 AND ($3 = 0 OR k.variant = $3))`, string(company), string(key), variant)
		n += m
		if err == nil && n > 0 {
			t.log(event{actor: by, action: "stock.again", company: company, subject: "store " + string(key), detail: fmt.Sprintf("%d quantities that the store or QuickBooks would not set are tried again", n)})
		}
		return err
	})
	return int(n), err
}

// DoubtfulPushes are variants of a store of which a setting left that may have
// arrived or not, as after a crash: they are read before anything else is set.
func (s *Store) DoubtfulPushes(ctx context.Context, company CompanyKey, key sales.StoreKey) ([]Push, error) {
	return s.pushes(ctx, "WHERE company = $1 AND store = $2 AND state IN ('sent', 'unsure') ORDER BY id", string(company), string(key))
}

// SettlePushes ends settings that were in doubt, after the store and its orders
// were read: one was done if the store shows its quantity, or that less what
// orders took since. One that doesn't show yet may still come for a while, and
// stays in doubt; after that what is set next follows from the reading alone.
func (s *Store) SettlePushes(ctx context.Context, company CompanyKey, doubtful []Push) error {
	return s.write(ctx, func(t *tx) error {
		n := 0
		for i := range doubtful {
			p := &doubtful[i]
			arrived, err := t.arrived(p)
			if err != nil {
				return err
			}
			age := t.now.Sub(p.Sent)
			if !arrived && age >= 0 && age < latest {
				continue
			}
			to, why := PushDone, "The answer was lost; the store was read, and it shows the quantity."
			if !arrived {
				to, why = PushRefused, "The answer was lost; the store was read, and it shows another quantity. What it should show is worked out anew."
			}
			level := int64(0)
			if err := t.row("SELECT coalesce(max(level), 0) FROM stock_ware WHERE store = $1 AND variant = $2", []any{string(p.Store), p.Variant}, &level); err != nil {
				return err
			}
			if err := t.endPush(company, p.ID, to, why, false); err != nil {
				return err
			}
			if _, err := t.exec("UPDATE stock_ware SET level = $3 WHERE store = $1 AND variant = $2", string(p.Store), p.Variant, level); err != nil { // what was read, and not what was set
				return err
			}
			n++
		}
		if n > 0 {
			t.log(event{action: "stock.push.settled", company: company, subject: "company " + string(company), detail: fmt.Sprintf("%d settings whose answer was lost were settled by reading the store", n)})
		}
		return nil
	})
}

// arrived tells whether a ware shows what was set in it, rather than what it
// would show without.
func (t *tx) arrived(p *Push) (bool, error) {
	var level, seen int64
	var seenAt string
	err := t.row("SELECT level, seen, seen_at FROM stock_ware WHERE store = $1 AND variant = $2", []any{string(p.Store), p.Variant}, &level, &seen, &seenAt)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	taken := int64(0)
	if err == nil {
		err = t.row("SELECT coalesce(sum(quantity - seen), 0) FROM stock_taken WHERE store = $1 AND variant = $2 AND seen <> quantity", []any{string(p.Store), p.Variant}, &taken)
	}
	if err != nil || level == p.Quantity || seenAt == "" {
		return level == p.Quantity, err
	}
	off := func(from int64) int64 { // how far the level is from a figure and what orders may have taken of it
		lo, hi := from+min(taken, 0), from+max(taken, 0)
		return max(lo-level, level-hi, 0)
	}
	return level != seen+taken && off(p.Quantity) <= off(seen), nil
}

// Pushes are the newest settings of a ware, newest first.
func (s *Store) Pushes(ctx context.Context, key sales.StoreKey, variant int64, limit int) ([]Push, error) {
	return s.pushes(ctx, "WHERE store = $1 AND variant = $2 ORDER BY id DESC LIMIT $3", string(key), variant, pageLimit(limit))
}

func (s *Store) pushes(ctx context.Context, where string, args ...any) ([]Push, error) {
	var out []Push
	err := s.query(ctx, "SELECT id, store, variant, location, item, was, quantity, state, reason, why, sent, ended FROM stock_push "+where, args, func(r *sql.Rows) error {
		var p Push
		err := r.Scan(&p.ID, &p.Store, &p.Variant, &p.Location, &p.Item, &p.Was, &p.Quantity, &p.State, &p.Reason, &p.Why, instant{&p.Sent}, instant{&p.Ended})
		out = append(out, p)
		return err
	})
	return out, err
}

// StableReading is a quantity of a store that was read the same twice, with all
// orders read in between and after.
type StableReading struct {
	Variant int64
	Level   int64
	At      time.Time
}

// ExplainShop works out whose movements stable readings of a store hold: those
// of orders, by the store's own settings; of our own settings; and for the rest
// others than us. While an order waits to be worked out nothing is explained.
func (s *Store) ExplainShop(ctx context.Context, company CompanyKey, key sales.StoreKey, readings []StableReading) error {
	return s.write(ctx, func(t *tx) error {
		var todo int
		if err := t.row("SELECT count(*) FROM stock_todo WHERE company = $1", []any{string(company)}, &todo); err != nil || todo > 0 {
			return err
		}
		var items []string
		for _, r := range readings {
			item, err := t.explainWare(company, key, r)
			if err != nil {
				return err
			}
			if item != "" {
				items = append(items, item)
			}
		}
		slices.Sort(items)
		return t.compareItems(company, slices.Compact(items))
	})
}

// explainWare works out one reading; it tells the item if something moved.
func (t *tx) explainWare(company CompanyKey, key sales.StoreKey, r StableReading) (string, error) {
	var item, seenAt string
	var seen, pushed int64
	var pushing bool
	err := t.row("SELECT item, seen, seen_at, pushing, pushed FROM stock_ware WHERE store = $1 AND variant = $2 AND company = $3", []any{string(key), r.Variant, string(company)}, &item, &seen, &seenAt, &pushing, &pushed)
	if errors.Is(err, ErrNotFound) || err == nil && stamp(r.At) < seenAt {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	where := []any{string(key), r.Variant}
	var doubtful int
	if err := t.row("SELECT count(*) FROM stock_push WHERE store = $1 AND variant = $2 AND state IN ('sent', 'unsure')", where, &doubtful); err != nil || doubtful > 0 {
		return "", err // nobody knows yet whether what was set is in it
	}
	var events []StockEvent
	taken := int64(0)
	err = t.query("SELECT order_id, quantity - seen FROM stock_taken WHERE store = $1 AND variant = $2 AND seen <> quantity ORDER BY at, order_id", where, func(rows *sql.Rows) error {
		e := StockEvent{Item: item, Store: key, Variant: r.Variant, Kind: "sale"}
		var n int64
		if err := rows.Scan(&e.Order, &n); err != nil {
			return err
		}
		if n > 0 {
			e.Kind = "refund"
		}
		e.Quantity = Pieces(n)
		events = append(events, e)
		taken += n
		return nil
	})
	if err != nil {
		return "", err
	}
	if pushing && r.Level == seen+taken && r.Level != pushed+taken {
		return t.notArrived(company, key, r.Variant, item)
	}
	if _, err := t.exec("UPDATE stock_taken SET seen = quantity WHERE store = $1 AND variant = $2 AND seen <> quantity", where...); err != nil {
		return "", err
	}
	done := func(others int64) (string, error) {
		err := t.one("UPDATE stock_ware SET seen = $3, seen_at = $4, pushing = 0, others = others + $5 WHERE store = $1 AND variant = $2", string(key), r.Variant, r.Level, stamp(r.At), others)
		if others != 0 || len(events) > 0 || pushing || seenAt == "" {
			return item, err
		}
		return "", err
	}
	if seenAt == "" {
		events = nil
		if err := t.stockEvent(company, StockEvent{Item: item, Store: key, Variant: r.Variant, Kind: "start", Quantity: Pieces(r.Level), Balance: Pieces(r.Level), Detail: "as the store had it when quantities were first followed"}); err != nil {
			return "", err
		}
		return done(0)
	}
	balance := Pieces(seen)
	put := func(e StockEvent) error {
		balance += e.Quantity
		e.Item, e.Store, e.Variant, e.Balance = item, key, r.Variant, balance
		return t.stockEvent(company, e)
	}
	orders := func() error {
		for _, e := range events {
			if err := put(e); err != nil {
				return err
			}
		}
		return nil
	}
	set := func() error {
		n := Pieces(pushed) - balance
		if n == 0 {
			return nil
		}
		return put(StockEvent{Kind: "push", Quantity: n, Detail: "set by Countinghouse"})
	}
	others := r.Level - seen - taken
	maybe := int64(0)
	if err := t.row("SELECT coalesce(sum(maybe), 0) FROM stock_taken WHERE store = $1 AND variant = $2 AND maybe <> 0", where, &maybe); err != nil {
		return "", err
	}
	if others > 0 && !pushing && (others == maybe || r.Level == 0) {
		// A part refund put its goods back after all; or more was sold than there
		// was, and the store shows none rather than less.
		kind, detail := "refund", "by part refunds"
		if others != maybe {
			kind, detail = "over", "more was sold than there was"
		}
		events = append(events, StockEvent{Kind: kind, Quantity: Pieces(others), Detail: detail})
		taken, others = taken+others, 0
		if kind == "refund" {
			if _, err := t.exec("UPDATE stock_taken SET quantity = quantity + maybe, seen = seen + maybe, returned = returned + maybe, maybe = 0 WHERE store = $1 AND variant = $2 AND maybe <> 0", where...); err != nil {
				return "", err
			}
		}
	}
	steps := []func() error{orders}
	switch off := r.Level - pushed; {
	case pushing && off == taken: // the orders came after what was set, or there are none
		others, steps = 0, []func() error{set, orders}
	case pushing: // of orders of the same moment some were written over
		others, steps = off, []func() error{orders, set}
		if off >= min(taken, 0) && off <= max(taken, 0) {
			others = 0
			steps = append(steps, func() error {
				if off == 0 {
					return nil
				}
				return put(StockEvent{Kind: "over", Quantity: Pieces(off), Detail: "by orders of the moment when it was set"})
			})
		}
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return "", err
		}
	}
	if others != 0 {
		if err := put(StockEvent{Kind: "others", Quantity: Pieces(others), Detail: "in the store, by others"}); err != nil {
			return "", err
		}
	}
	return done(others)
}

// WaresToExplain are variants of a store of whose quantities it isn't known who
// moved them last, and those of items for which stores count that were read
// before an instant: what a person moves there is seen by reading only.
func (s *Store) WaresToExplain(ctx context.Context, company CompanyKey, key sales.StoreKey, before time.Time) ([]int64, error) {
	rules, _, err := s.StockRules(ctx, company)
	if err != nil {
		return nil, err
	}
	counts := rules.uses(MasterBigCommerce) || rules.uses(MasterBoth)
	var out []int64
	err = s.query(ctx, `SELECT variant FROM stock_ware k WHERE company = $1 AND store = $2 AND (seen_at = '' OR asked = '' OR level <> seen OR pushing = 1
		OR EXISTS (SELECT 1 FROM stock_taken t WHERE t.store = k.store AND t.variant = k.variant AND t.seen <> t.quantity) OR $3 = 1 AND asked < $4) ORDER BY variant`,
		[]any{string(company), string(key), flag(counts), stamp(before)}, func(r *sql.Rows) error {
			var v int64
			err := r.Scan(&v)
			out = append(out, v)
			return err
		})
	return out, err
}

// ShopLevels are what a store was read to have of variants.
func (s *Store) ShopLevels(ctx context.Context, key sales.StoreKey, variants []int64) (map[int64]int64, error) {
	out := map[int64]int64{}
	err := inLists(variants, func(list string, args []any) error {
		return s.query(ctx, "SELECT variant, level FROM stock_ware WHERE store = $1 AND asked <> '' AND variant IN "+list, append([]any{string(key)}, args...), func(r *sql.Rows) error {
			var v, n int64
			err := r.Scan(&v, &n)
			out[v] = n
			return err
		})
	})
	return out, err
}

// ShopPlaced tells of which variants orders were placed since an instant.
func (s *Store) ShopPlaced(ctx context.Context, key sales.StoreKey, variants []int64, since time.Time) (map[int64]bool, error) {
	out := map[int64]bool{}
	err := inLists(variants, func(list string, args []any) error {
		return s.query(ctx, "SELECT DISTINCT variant FROM stock_taken WHERE store = $1 AND at >= $2 AND variant IN "+list, append([]any{string(key), stamp(since)}, args...), func(r *sql.Rows) error {
			var v int64
			err := r.Scan(&v)
			out[v] = true
			return err
		})
	})
	return out, err
}

// WareIdentity is what a store calls what it counts: a variant, or its whole
// product.
type WareIdentity struct {
	Product  int64
	Tracking string
}

// WareIdentities are what a store calls variants; those that it doesn't have
// are left out.
func (s *Store) WareIdentities(ctx context.Context, key sales.StoreKey, variants []int64) (map[int64]WareIdentity, error) {
	out := map[int64]WareIdentity{}
	err := inLists(variants, func(list string, args []any) error {
		return s.query(ctx, "SELECT variant, product, tracking FROM ware WHERE store = $1 AND variant IN "+list, append([]any{string(key)}, args...), func(r *sql.Rows) error {
			var v int64
			var w WareIdentity
			err := r.Scan(&v, &w.Product, &w.Tracking)
			out[v] = w
			return err
		})
	})
	return out, err
}
