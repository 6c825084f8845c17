package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"countinghouse/books"
	"countinghouse/sales"
)

// followed tells whether a company file's quantities are followed, and up to
// which message set readings are not believed.
func (t *tx) followed(company CompanyKey) (since int64, ok bool, err error) {
	err = t.row("SELECT since FROM stock_company WHERE company = $1", []any{string(company)}, &since)
	if errors.Is(err, ErrNotFound) {
		return 0, false, nil
	}
	return since, err == nil, err
}

// purposePost is that of message sets that write: what such an answer tells of
// items may be from between two of its documents.
const purposePost = "post"

// stockTold takes in what an answer tells of quantities: the reading of each
// item, with the number of the message set that asked for it, and what
// transactions moved.
func (t *tx) stockTold(company CompanyKey, exchange int64, purpose string, r *Reply) error {
	if len(r.Rows) == 0 && len(r.Moved) == 0 && len(r.Counted) == 0 && len(r.StockMarks) == 0 && len(r.Txns)+len(r.TxnsGone)+len(r.ItemsGone) == 0 {
		return nil
	}
	for name, value := range r.StockMarks {
		if err := t.setStockMark(company, name, value); err != nil {
			return err
		}
	}
	since, ok, err := t.followed(company)
	if err != nil || !ok {
		return err
	}
	if purpose != purposePost && exchange > since {
		for i := range r.Rows {
			if e := &r.Rows[i]; e.Kind == books.Items {
				if err := t.itemRead(company, exchange, e); err != nil {
					return err
				}
			}
		}
	}
	if err := t.itemsGone(company, r.ItemsGone); err != nil {
		return err
	}
	if err := t.txnsTold(company, r.Txns, r.TxnsGone); err != nil {
		return err
	}
	if err := t.askItems(company, append(slices.Clone(r.Moved), r.Counted...)); err != nil {
		return err
	}
	for _, id := range r.Counted {
		if _, err := t.exec("UPDATE stock_item SET counted = $3, work = 1, mark = mark + 1 WHERE company = $1 AND item = $2", string(company), id, t.at); err != nil {
			return err
		}
	}
	return nil
}

// ShopCounted notes that a person counted a ware in its store: an absolute
// quantity that isn't one of ours. It tells whether it is taken for that; what
// we set ourselves comes back as the same news.
func (s *Store) ShopCounted(ctx context.Context, key sales.StoreKey, variant, quantity int64) (bool, error) {
	taken := false
	err := s.write(ctx, func(t *tx) error {
		var ours int
		if err := t.row(`SELECT count(*) FROM (SELECT quantity, state FROM stock_push WHERE store = $1 AND variant = $2 AND state <> 'refused' ORDER BY id DESC LIMIT 3) AS p WHERE p.quantity = $3`,
			[]any{string(key), variant, quantity}, &ours); err != nil || ours > 0 {
			return err
		}
		var item string
		var company CompanyKey
		err := t.row("UPDATE stock_ware SET counted = $3 WHERE store = $1 AND variant = $2 RETURNING company, item", []any{string(key), variant, t.at}, &company, &item)
		if errors.Is(err, ErrNotFound) {
			return nil
		}
		taken = err == nil
		return errors.Join(err, t.compareItems(company, []string{item}))
	})
	return taken, err
}

// itemRead keeps a reading of one item.
func (t *tx) itemRead(company CompanyKey, exchange int64, e *books.Entry) error {
	if !books.Stocked(e.Type) {
		_, err := t.exec("UPDATE stock_item SET ask = 0, exchange = $3, read = $4 WHERE company = $1 AND item = $2", string(company), e.ListID, exchange, t.at)
		return err
	}
	hand, err := CountOf(e.OnHand)
	if err != nil {
		return nil //nolint:nilerr // a quantity that can't be kept exactly is not believed; what was known stays
	}
	promised, err := CountOf(e.OnSalesOrder)
	if err != nil {
		return nil //nolint:nilerr // as above
	}
	ordered, err := CountOf(e.OnOrder)
	if err != nil {
		return nil //nolint:nilerr // as above
	}
	_, err = t.exec(`INSERT INTO stock_item (company, item, on_hand, promised, ordered, exchange, read, work) VALUES ($1, $2, $3, $4, $5, $6, $7, 1)
		ON CONFLICT (company, item) DO UPDATE SET
			work = CASE WHEN `+otherLevel+` THEN 1 ELSE stock_item.work END, mark = CASE WHEN `+otherLevel+` THEN stock_item.mark + 1 ELSE stock_item.mark END,
			on_hand = excluded.on_hand, promised = excluded.promised, ordered = excluded.ordered, exchange = excluded.exchange, read = excluded.read, ask = 0
		WHERE stock_item.exchange < excluded.exchange`,
		string(company), e.ListID, int64(hand), int64(promised), int64(ordered), exchange, t.at)
	return err
}

// otherLevel tells that a reading says something new of an item: another
// quantity, or which documents are in it.
const otherLevel = `(stock_item.exchange = 0 OR stock_item.on_hand <> excluded.on_hand OR stock_item.promised <> excluded.promised
	OR EXISTS (SELECT 1 FROM stock_effect f WHERE f.company = stock_item.company AND f.item = stock_item.item AND f.seen = 0 AND f.kind <> 'promise'))`

// matchStock makes the rows of what stores count, for a company file of which
// nothing was followed before.
func (t *tx) matchStock(company CompanyKey) error {
	if _, err := t.exec(`INSERT INTO stock_ware (store, variant, company, item) SELECT store, variant, company, item FROM ware
		WHERE company = $1 AND state = 'matched' AND tracking <> 'none' ON CONFLICT (store, variant) DO NOTHING`, string(company)); err != nil {
		return err
	}
	if _, err := t.exec(`INSERT INTO stock_item (company, item, ask, work) SELECT DISTINCT company, item, 1, 1 FROM stock_ware WHERE company = $1
		ON CONFLICT (company, item) DO UPDATE SET work = 1, ask = 1`, string(company)); err != nil {
		return err
	}
	_, err := t.exec(`UPDATE stock_ware SET level = coalesce((SELECT sum(on_hand) FROM ware_place p WHERE p.store = stock_ware.store AND p.variant = stock_ware.variant), 0),
		asked = coalesce((SELECT min(read) FROM ware_place p WHERE p.store = stock_ware.store AND p.variant = stock_ware.variant), '') WHERE company = $1`, string(company))
	return err
}

// waresRead keeps what a store was read to have of wares, at all its locations.
func (t *tx) waresRead(key sales.StoreKey, variants []int64) error {
	return inLists(variants, func(list string, args []any) error {
		args = append([]any{string(key)}, args...)
		var items []string
		var company CompanyKey
		err := t.query(`SELECT w.company, w.item FROM stock_ware w WHERE w.store = $1 AND w.variant IN `+list+`
			AND (w.asked = '' OR w.level <> coalesce((SELECT sum(p.on_hand) FROM ware_place p WHERE p.store = w.store AND p.variant = w.variant), 0))`, args, func(r *sql.Rows) error {
			var id string
			err := r.Scan(&company, &id)
			items = append(items, id)
			return err
		})
		if err != nil {
			return err
		}
		if _, err := t.exec(`UPDATE stock_ware SET level = coalesce((SELECT sum(p.on_hand) FROM ware_place p WHERE p.store = stock_ware.store AND p.variant = stock_ware.variant), 0),
			asked = coalesce((SELECT min(p.read) FROM ware_place p WHERE p.store = stock_ware.store AND p.variant = stock_ware.variant), asked)
			WHERE store = $1 AND variant IN `+list, args...); err != nil {
			return err
		}
		slices.Sort(items)
		return t.compareItems(company, slices.Compact(items))
	})
}

// StockItem is an item with all that its quantities follow from.
type StockItem struct {
	Entry books.Entry
	// OnHand, Promised and Ordered are of the last reading; Exchange is the message
	// set that asked for it, 0: none yet.
	OnHand, Promised, Ordered Count
	Exchange                  int64
	Read                      time.Time
	// Explained tells that every movement up to the last reading is known whose it
	// was. Others is what others than we moved in QuickBooks, in all; Agreed how
	// much of that the stores know of.
	Explained      bool
	Others, Agreed Count
	Counted        time.Time // by a person in QuickBooks, since both sides agreed
	// Refused is why QuickBooks would not adjust it, until somebody has it tried
	// again; Alone tells that an adjustment of it with others was refused.
	Refused string
	Alone   bool
	// Open are the movements that the last reading does not hold.
	Open  []OpenEffect
	Wares []StockWare
	// Parts are the members of a group, or the components of an assembly.
	Parts []StockPart
	Mark  int64 // guards what is made of it
}

// OpenEffect is a movement of an item that its last reading does not hold.
type OpenEffect struct {
	Store    sales.StoreKey // "": an adjustment of ours
	Order    sales.OrderID
	Posting  PostingID
	Quantity Count
	Sent     int64 // the message set that it left in; 0: none
	Settled  int64
	Kind     string
	Ref      string
	Placed   time.Time
}

// StockPart is of what an item consists.
type StockPart struct {
	Item StockItem
	Each Count // how much of it one piece holds
}

// StockWare is what a store counts, and what it is in QuickBooks.
type StockWare struct {
	Store    sales.StoreKey
	Variant  int64
	Product  int64
	SKU      string
	Title    string
	Tracking string
	Siblings int // wares of the same product
	Level    int64
	Asked    time.Time // when that was read; zero: never
	// Explained tells that every movement up to the last stable reading is known
	// whose it was: SeenLevel of SeenAt.
	Explained      bool
	SeenLevel      int64
	SeenAt         time.Time
	Others, Agreed int64
	Counted        time.Time // by a person in the store, since both sides agreed
	Joined         bool      // both sides agreed once, or a person settled what differed
	Decided        string    // of a conflict: whose count a person said is right, books or shop; "": none
	Pushing        bool      // Pushed was set, and its reading back isn't explained
	Pushed         int64
	Target         int64
	Parked         string // why it is left alone
	Refused        string // why the store would not set it
	// Taken is what orders moved in the store that no explained reading holds;
	// Later what they will still move. Both are negative for sales.
	Taken, Later int64
	// Newest is when the newest order of it was placed; zero: none is known.
	Newest time.Time
	// Doubt tells that a setting left which may have arrived or not.
	Doubt bool
}

// Quiet tells that every movement of the store up to its last reading is known
// whose it was, and nothing is set there just now.
func (w *StockWare) Quiet() bool {
	return w.Explained && w.Level == w.SeenLevel && w.Taken == 0 && !w.Pushing && !w.Doubt
}

// ItemsToCompare are ListIDs of items whose quantities are to be compared.
func (s *Store) ItemsToCompare(ctx context.Context, company CompanyKey, limit int) ([]string, error) {
	var out []string
	err := s.query(ctx, "SELECT item FROM stock_item WHERE company = $1 AND work = 1 ORDER BY item LIMIT $2", []any{string(company), limit}, func(r *sql.Rows) error {
		var id string
		err := r.Scan(&id)
		out = append(out, id)
		return err
	})
	return out, err
}

// StockTodo tells how many orders wait to be worked out, and how many items to
// be compared.
func (s *Store) StockTodo(ctx context.Context, company CompanyKey) (orders, items int, err error) {
	err = s.row(ctx, "SELECT (SELECT count(*) FROM stock_todo WHERE company = $1), (SELECT count(*) FROM stock_item WHERE company = $1 AND work = 1)", []any{string(company)}, &orders, &items)
	return orders, items, err
}

// StockItems are items with all that their quantities follow from, by ListID;
// those that are not known are left out.
func (s *Store) StockItems(ctx context.Context, company CompanyKey, ids []string) (map[string]*StockItem, error) {
	out, err := s.stockLevels(ctx, company, ids)
	if err != nil {
		return nil, err
	}
	var parts []string
	for _, x := range out {
		for _, m := range x.Entry.Members {
			parts = append(parts, m.ListID)
		}
	}
	slices.Sort(parts)
	if parts = slices.Compact(parts); len(parts) == 0 {
		return out, nil
	}
	levels, err := s.stockLevels(ctx, company, parts)
	if err != nil {
		return nil, err
	}
	for _, x := range out {
		for i, m := range x.Entry.Members {
			part := StockPart{Each: Piece}
			if p := levels[m.ListID]; p != nil {
				part.Item = *p
			}
			if i < len(x.Entry.Quantities) && !x.Entry.Quantities[i].IsZero() {
				if part.Each, err = CountOf(x.Entry.Quantities[i]); err != nil {
					return nil, err
				}
			}
			x.Parts = append(x.Parts, part)
		}
	}
	return out, nil
}

// stockLevels reads items without what they consist of.
func (s *Store) stockLevels(ctx context.Context, company CompanyKey, ids []string) (map[string]*StockItem, error) {
	out := map[string]*StockItem{}
	err := inLists(ids, func(list string, args []any) error {
		args = append([]any{string(company)}, args...)
		// The marks are read first: what changes in between raises them.
		err := s.query(ctx, "SELECT item, on_hand, promised, ordered, exchange, read, exchange <> 0 AND seen_by <> 0 AND seen = on_hand, others, agreed, counted, refused, alone, mark FROM stock_item WHERE company = $1 AND item IN "+list, args, func(r *sql.Rows) error {
			var id string
			x := &StockItem{}
			err := r.Scan(&id, &x.OnHand, &x.Promised, &x.Ordered, &x.Exchange, instant{&x.Read}, &x.Explained, &x.Others, &x.Agreed, instant{&x.Counted}, &x.Refused, &x.Alone, &x.Mark)
			out[id] = x
			return err
		})
		if err != nil {
			return err
		}
		if err := s.openEffects(ctx, list, args, out); err != nil {
			return err
		}
		return s.stockWares(ctx, list, args, out)
	})
	if err != nil {
		return nil, err
	}
	entries, err := s.EntriesByID(ctx, company, ids)
	for id, x := range out {
		x.Entry = entries[id]
		if x.Entry.ListID == "" {
			x.Entry.ListID = id
		}
	}
	return out, err
}

func (s *Store) openEffects(ctx context.Context, list string, args []any, out map[string]*StockItem) error {
	return s.query(ctx, `SELECT e.item, e.store, e.order_id, e.posting, e.quantity, e.sent, e.settled, e.kind, e.ref, e.at FROM stock_effect e
		JOIN stock_item i ON i.company = e.company AND i.item = e.item
		WHERE e.company = $1 AND e.item IN `+list+` AND e.seen = 0 AND NOT (e.kind <> 'promise' AND e.settled > 0 AND e.settled < i.exchange)
		ORDER BY e.at, e.store, e.order_id, e.posting`, args, func(r *sql.Rows) error {
		var id string
		var e OpenEffect
		err := r.Scan(&id, &e.Store, &e.Order, &e.Posting, &e.Quantity, &e.Sent, &e.Settled, &e.Kind, &e.Ref, instant{&e.Placed})
		if x := out[id]; x != nil {
			x.Open = append(x.Open, e)
		}
		return err
	})
}

func (s *Store) stockWares(ctx context.Context, list string, args []any, out map[string]*StockItem) error {
	return s.query(ctx, `SELECT k.item, k.store, k.variant, w.product, w.sku, w.name, w.options, w.tracking, (SELECT count(*) FROM ware o WHERE o.store = w.store AND o.product = w.product),
			k.level, k.asked, k.seen, k.seen_at, k.others, k.agreed, k.counted, k.joined, coalesce((SELECT c.settled FROM stock_conflict c WHERE c.company = k.company AND c.item = k.item AND c.store = k.store AND c.variant = k.variant), ''), k.pushing, k.pushed, k.target, k.parked, k.refused,
			coalesce((SELECT sum(t.quantity - t.seen) FROM stock_taken t WHERE t.store = k.store AND t.variant = k.variant AND (t.seen <> t.quantity OR t.later <> 0)), 0),
			coalesce((SELECT sum(t.later) FROM stock_taken t WHERE t.store = k.store AND t.variant = k.variant AND (t.seen <> t.quantity OR t.later <> 0)), 0),
			coalesce((SELECT max(t.at) FROM stock_taken t WHERE t.store = k.store AND t.variant = k.variant), ''),
			EXISTS (SELECT 1 FROM stock_push p WHERE p.store = k.store AND p.variant = k.variant AND p.state IN ('sent', 'unsure'))
		FROM stock_ware k JOIN ware w ON w.store = k.store AND w.variant = k.variant
		WHERE k.company = $1 AND k.item IN `+list+" ORDER BY k.store, k.variant", args, func(r *sql.Rows) error {
		var id, name, options string
		var w StockWare
		err := r.Scan(&id, &w.Store, &w.Variant, &w.Product, &w.SKU, &name, &options, &w.Tracking, &w.Siblings, &w.Level, instant{&w.Asked}, &w.SeenLevel, instant{&w.SeenAt},
			&w.Others, &w.Agreed, instant{&w.Counted}, &w.Joined, &w.Decided, &w.Pushing, &w.Pushed, &w.Target, &w.Parked, &w.Refused, &w.Taken, &w.Later, instant{&w.Newest}, &w.Doubt)
		w.Title = Ware{Name: name, Options: options}.Title()
		w.Explained = !w.SeenAt.IsZero()
		if x := out[id]; x != nil {
			x.Wares = append(x.Wares, w)
		}
		return err
	})
}

// StockEvent is one movement of a quantity that was seen.
type StockEvent struct {
	ID      int64          `json:"-"`
	Item    string         `json:"item"`
	Store   sales.StoreKey `json:"store,omitempty"` // "": in QuickBooks
	Variant int64          `json:"variant,omitempty"`
	// Kind is start, sale, refund, adjustment, push, others (moved by others than
	// us) or over (a setting that was written over orders of the same moment).
	Kind     string        `json:"kind"`
	Order    sales.OrderID `json:"order,omitempty"`
	Ref      string        `json:"ref,omitempty"`
	Quantity Count         `json:"quantity"`
	Balance  Count         `json:"balance"`
	At       time.Time     `json:"at"`
	Detail   string        `json:"detail,omitempty"`
}

func (t *tx) stockEvent(company CompanyKey, e StockEvent) error {
	at := t.at
	if !e.At.IsZero() {
		at = stamp(e.At)
	}
	_, err := t.exec(`INSERT INTO stock_event (company, item, store, variant, kind, order_id, ref, quantity, balance, at, detail) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		string(company), e.Item, string(e.Store), e.Variant, e.Kind, int64(e.Order), e.Ref, int64(e.Quantity), int64(e.Balance), at, e.Detail)
	return err
}

// ExplainReadings works out for items whose last reading isn't explained yet
// whose movements it holds: documents of ours that were settled before it was
// asked for, and for the rest others than us. While an order waits to be worked
// out, or a document that left before the reading is in doubt, it waits: nobody
// can tell then. It tells how many were explained.
func (s *Store) ExplainReadings(ctx context.Context, company CompanyKey, ids []string) (int, error) {
	n := 0
	err := s.write(ctx, func(t *tx) error {
		var todo int
		if err := t.row("SELECT count(*) FROM stock_todo WHERE company = $1", []any{string(company)}, &todo); err != nil || todo > 0 {
			return err
		}
		for _, id := range ids {
			ok, err := t.explainReading(company, id)
			if err != nil {
				return err
			}
			if ok {
				n++
			}
		}
		return nil
	})
	return n, err
}

func (t *tx) explainReading(company CompanyKey, item string) (bool, error) {
	var hand, seen Count
	var exchange, seenBy int64
	err := t.row("SELECT on_hand, exchange, seen, seen_by FROM stock_item WHERE company = $1 AND item = $2", []any{string(company), item}, &hand, &exchange, &seen, &seenBy)
	if errors.Is(err, ErrNotFound) || err == nil && exchange <= seenBy {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	var events []StockEvent
	doubt := false
	moved := Count(0)
	err = t.query("SELECT store, order_id, quantity, sent, settled, kind, ref, at FROM stock_effect WHERE company = $1 AND item = $2 AND seen = 0 AND kind <> 'promise' ORDER BY settled, at, order_id, posting",
		[]any{string(company), item}, func(r *sql.Rows) error {
			e := StockEvent{Item: item}
			var sent, settled int64
			var store sales.StoreKey
			if err := r.Scan(&store, &e.Order, &e.Quantity, &sent, &settled, &e.Kind, &e.Ref, instant{&e.At}); err != nil {
				return err
			}
			switch {
			case settled > 0 && settled < exchange:
				if e.Detail = ""; store != "" {
					e.Detail = "store " + string(store)
				}
				e.At = t.now
				events = append(events, e)
				moved += e.Quantity
			case sent > 0 && sent <= exchange:
				doubt = true
			}
			return nil
		})
	if err != nil || doubt {
		return false, err
	}
	if _, err := t.exec("UPDATE stock_effect SET seen = 1 WHERE company = $1 AND item = $2 AND seen = 0 AND kind <> 'promise' AND settled > 0 AND settled < $3", string(company), item, exchange); err != nil {
		return false, err
	}
	if seenBy == 0 { // what is in it now is where the account of it begins
		if err := t.stockEvent(company, StockEvent{Item: item, Kind: "start", Quantity: hand, Balance: hand, Detail: "as QuickBooks had it when quantities were first followed"}); err != nil {
			return false, err
		}
		return true, t.one("UPDATE stock_item SET seen = $3, seen_by = $4 WHERE company = $1 AND item = $2", string(company), item, int64(hand), exchange)
	}
	balance := seen
	for _, e := range events {
		balance += e.Quantity
		e.Balance = balance
		if err := t.stockEvent(company, e); err != nil {
			return false, err
		}
	}
	others := hand - seen - moved
	if others != 0 {
		if err := t.stockEvent(company, StockEvent{Item: item, Kind: "others", Quantity: others, Balance: hand, Detail: "in QuickBooks, by others"}); err != nil {
			return false, err
		}
	}
	return true, t.one("UPDATE stock_item SET seen = $3, seen_by = $4, others = others + $5 WHERE company = $1 AND item = $2", string(company), item, int64(hand), exchange, int64(others))
}
