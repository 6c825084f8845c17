package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"countinghouse/books"
	"countinghouse/sales"
)

// StockOrder is an order of which it is to be worked out what it does to
// quantities, with all that was or will be made of it in QuickBooks.
type StockOrder struct {
	PlannedOrder
	Outcome books.Outcome
	State   OrderState
	ToPlan  bool // it changed, and no plan knows it yet
	// Postings are its documents in QuickBooks and on their way there, oldest first;
	// withdrawn ones are not among them.
	Postings []StockPosting
	// Waits is what it will contribute to a daily summary that was not made yet.
	Waits *books.Document
	mark  int64
}

// StockPosting is one posting as far as it moves quantities.
type StockPosting struct {
	ID    PostingID
	State PostingState
	Lane  string
	// Sent is the number of the message set that it left in last, Settled that of
	// the newest when QuickBooks was known to have it; 0: none.
	Sent, Settled int64
	Ref           string
	// Document is what it says; of a part of a daily summary what the order
	// contributed.
	Document books.Document
}

// Doubtful tells that QuickBooks may have it, and that nobody knows.
func (p *StockPosting) Doubtful() bool {
	return p.State == Sent || p.State == Unsure || p.State == Refused && p.Lane == laneUncertain
}

// Done tells that QuickBooks has it.
func (p *StockPosting) Done() bool { return p.State == Posted || p.State == Verified }

// StockEffect is what a posting (0: none yet) does to an item.
type StockEffect struct {
	Item     string // ListID
	Posting  PostingID
	Quantity Count
	Sent     int64
	Settled  int64
	Kind     string // sale, refund
	Ref      string
}

// StockTaken is what an order does to what its store counts.
type StockTaken struct {
	Variant int64
	// Ordered is how many the order has now. Moved is what the store has moved by
	// now (negative: left the stock), Later what it still will, and Maybe what it
	// may have moved besides.
	Ordered, Moved, Later, Maybe int64
	// Returned is what part refunds put back as readings showed; it is in Moved.
	Returned int64
}

// StockEffects are what an order does to both sides.
type StockEffects struct {
	Order   StockOrder
	Effects []StockEffect
	Taken   []StockTaken
}

// StockOrders are orders whose effects on quantities are to be worked out.
func (s *Store) StockOrders(ctx context.Context, company CompanyKey, limit int) ([]StockOrder, error) {
	type key struct {
		store sales.StoreKey
		id    sales.OrderID
	}
	marks := map[key]int64{}
	byStore := map[sales.StoreKey][]int64{}
	err := s.query(ctx, "SELECT store, order_id, mark FROM stock_todo WHERE company = $1 AND order_id > 0 ORDER BY store, order_id LIMIT $2", []any{string(company), limit}, func(r *sql.Rows) error {
		var k key
		var mark int64
		err := r.Scan(&k.store, &k.id, &mark)
		marks[k] = mark
		byStore[k.store] = append(byStore[k.store], int64(k.id))
		return err
	})
	if err != nil || len(marks) == 0 {
		return nil, err
	}
	var out []StockOrder
	for store, ids := range byStore {
		at := map[int64]int{}
		err := inLists(ids, func(list string, args []any) error {
			planned, err := s.planned(ctx, "WHERE o.store = $1 AND o.id IN "+list+" ORDER BY o.id", append([]any{string(store)}, args...)...)
			for _, p := range planned {
				at[int64(p.Order.ID)] = len(out)
				out = append(out, StockOrder{PlannedOrder: p, mark: marks[key{store, p.Order.ID}]})
			}
			if err != nil {
				return err
			}
			if err := s.query(ctx, "SELECT id, outcome, state, to_plan FROM sales_order WHERE store = $1 AND id IN "+list, append([]any{string(store)}, args...), func(r *sql.Rows) error {
				var id int64
				var outcome books.Outcome
				var state OrderState
				var toPlan bool
				if err := r.Scan(&id, &outcome, &state, &toPlan); err != nil {
					return err
				}
				if i, ok := at[id]; ok {
					out[i].Outcome, out[i].State, out[i].ToPlan = outcome, state, toPlan
				}
				return nil
			}); err != nil {
				return err
			}
			return s.stockPostings(ctx, store, list, args, func(order int64) *StockOrder {
				if i, ok := at[order]; ok {
					return &out[i]
				}
				return nil
			})
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// stockPostings adds the postings of orders that may move quantities.
func (s *Store) stockPostings(ctx context.Context, store sales.StoreKey, list string, args []any, of func(int64) *StockOrder) error {
	scan := func(r *sql.Rows) error {
		var order int64
		var p StockPosting
		var kind books.Kind
		var part string
		var revision int
		var operation books.Operation
		var body []byte
		if err := r.Scan(&order, &p.ID, &kind, &part, &revision, &operation, &p.State, &p.Lane, &p.Sent, &p.Settled, &p.Ref, &body); err != nil {
			return err
		}
		o := of(order)
		if o == nil {
			return nil
		}
		if err := json.Unmarshal(body, &p.Document); err != nil {
			return err
		}
		p.Document.Kind, p.Document.Part, p.Document.Revision, p.Document.Operation = kind, part, revision, operation
		o.Postings = append(o.Postings, p)
		return nil
	}
	err := s.query(ctx, `SELECT p.order_id, p.id, p.kind, p.part, p.revision, p.operation, p.state, p.lane, p.exchange, coalesce(x.exchange, 0), p.ref, b.body
		FROM posting p JOIN posting_body b ON b.posting = p.id LEFT JOIN stock_settled x ON x.posting = p.id
		WHERE p.store = $1 AND p.order_id IN `+list+` AND p.state <> 'withdrawn' AND p.kind IN ('sales_receipt', 'invoice', 'credit_memo', 'sales_order')
		ORDER BY p.order_id, p.id`, append([]any{string(store)}, args...), scan)
	if err != nil {
		return err
	}
	// Of a daily summary each order has what it contributed.
	err = s.query(ctx, `SELECT m.order_id, p.id, p.kind, 'summary', p.revision, p.operation, p.state, p.lane, p.exchange, coalesce(x.exchange, 0), p.ref, m.body
		FROM summary_part m JOIN posting p ON p.store = m.store AND p.order_id = -m.summary LEFT JOIN stock_settled x ON x.posting = p.id
		WHERE m.store = $1 AND m.order_id IN `+list+` AND m.summary > 0 AND p.state <> 'withdrawn' ORDER BY m.order_id, p.id`, append([]any{string(store)}, args...), scan)
	if err != nil {
		return err
	}
	return s.query(ctx, "SELECT order_id, body FROM summary_part WHERE store = $1 AND order_id IN "+list+" AND summary = 0", append([]any{string(store)}, args...), func(r *sql.Rows) error {
		var order int64
		var body []byte
		if err := r.Scan(&order, &body); err != nil {
			return err
		}
		if o := of(order); o != nil {
			o.Waits = new(books.Document)
			return json.Unmarshal(body, o.Waits)
		}
		return nil
	})
}

// SaveStockEffects keeps what orders do to quantities, in place of what was
// known of them. An order that changed meanwhile stays to be worked out.
func (s *Store) SaveStockEffects(ctx context.Context, company CompanyKey, all []StockEffects) error {
	return s.write(ctx, func(t *tx) error {
		var items []string
		for i := range all {
			e := &all[i]
			key, id := e.Order.Order.Store, e.Order.Order.ID
			n, err := t.exec("DELETE FROM stock_todo WHERE company = $1 AND store = $2 AND order_id = $3 AND mark = $4", string(company), string(key), int64(id), e.Order.mark)
			if err != nil {
				return err
			}
			if n == 0 {
				continue
			}
			touched, err := t.saveEffects(company, e)
			if err != nil {
				return err
			}
			items = append(items, touched...)
			if err := t.saveTaken(e); err != nil {
				return err
			}
		}
		slices.Sort(items)
		return t.compareItems(company, slices.Compact(items))
	})
}

// knownEffect is a row that stands.
type knownEffect struct {
	quantity      Count
	sent, settled int64
	seen          bool
}

// saveEffects brings the rows of one order to what it does. What an explained
// reading holds stays as it is. It tells the items.
func (t *tx) saveEffects(company CompanyKey, e *StockEffects) ([]string, error) {
	key, id := e.Order.Order.Store, e.Order.Order.ID
	type row struct {
		item    string
		posting PostingID
	}
	known := map[row]knownEffect{}
	err := t.query("SELECT item, posting, quantity, sent, settled, seen FROM stock_effect WHERE company = $1 AND store = $2 AND order_id = $3",
		[]any{string(company), string(key), int64(id)}, func(r *sql.Rows) error {
			var k row
			var x knownEffect
			err := r.Scan(&k.item, &k.posting, &x.quantity, &x.sent, &x.settled, &x.seen)
			known[k] = x
			return err
		})
	if err != nil {
		return nil, err
	}
	var items, ask []string
	for i := range e.Effects {
		x := &e.Effects[i]
		k := row{x.Item, x.Posting}
		was, ok := known[k]
		delete(known, k)
		if ok && (was.seen || was.quantity == x.Quantity && was.sent == x.Sent && was.settled == x.Settled) {
			continue
		}
		items = append(items, x.Item)
		if x.Settled != 0 && was.settled != x.Settled {
			ask = append(ask, x.Item)
		}
		if _, err := t.exec(`INSERT INTO stock_effect (company, item, store, order_id, posting, quantity, sent, settled, kind, ref, at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (company, item, store, order_id, posting) DO UPDATE SET
			quantity = excluded.quantity, sent = excluded.sent, settled = excluded.settled, kind = excluded.kind, ref = excluded.ref`,
			string(company), x.Item, string(key), int64(id), int64(x.Posting), int64(x.Quantity), x.Sent, x.Settled, x.Kind, x.Ref, stamp(e.Order.Order.Placed)); err != nil {
			return nil, err
		}
	}
	for k, was := range known {
		if was.seen {
			continue
		}
		items = append(items, k.item)
		if _, err := t.exec("DELETE FROM stock_effect WHERE company = $1 AND item = $2 AND store = $3 AND order_id = $4 AND posting = $5",
			string(company), k.item, string(key), int64(id), int64(k.posting)); err != nil {
			return nil, err
		}
	}
	if err := t.knowItems(company, items); err != nil {
		return nil, err
	}
	return items, t.askItems(company, ask)
}

// knowItems makes rows for items that have none yet; they are asked for.
func (t *tx) knowItems(company CompanyKey, items []string) error {
	for _, id := range items {
		if _, err := t.exec("INSERT INTO stock_item (company, item, ask) VALUES ($1, $2, 1) ON CONFLICT (company, item) DO NOTHING", string(company), id); err != nil {
			return err
		}
	}
	return nil
}

// askItems has QuickBooks asked for items.
func (t *tx) askItems(company CompanyKey, items []string) error {
	if err := t.knowItems(company, items); err != nil {
		return err
	}
	return inLists(items, func(list string, args []any) error {
		_, err := t.exec("UPDATE stock_item SET ask = 1 WHERE company = $1 AND item IN "+list, append([]any{string(company)}, args...)...)
		return err
	})
}

// saveTaken brings what an order does to its store's stock up to date.
func (t *tx) saveTaken(e *StockEffects) error {
	key, id := e.Order.Order.Store, e.Order.Order.ID
	known, err := stockTaken(t.query, key, id)
	if err != nil {
		return err
	}
	for _, x := range e.Taken {
		was, ok := known[x.Variant]
		delete(known, x.Variant)
		if ok && was.Moved == x.Moved && was.Later == x.Later && was.Maybe == x.Maybe {
			continue
		}
		if _, err := t.exec(`INSERT INTO stock_taken (store, variant, order_id, first, quantity, later, maybe, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (store, variant, order_id) DO UPDATE SET quantity = excluded.quantity, later = excluded.later, maybe = excluded.maybe`,
			string(key), x.Variant, int64(id), x.Ordered, x.Moved, x.Later, x.Maybe, stamp(e.Order.Order.Placed)); err != nil {
			return err
		}
	}
	for v := range known {
		if _, err := t.exec("UPDATE stock_taken SET quantity = 0, later = 0, maybe = 0 WHERE store = $1 AND variant = $2 AND order_id = $3", string(key), v, int64(id)); err != nil {
			return err
		}
	}
	return nil
}

// StockTakenBy is what is noted of an order by now, by variant: Ordered is what
// it had when it was first noted.
func (s *Store) StockTakenBy(ctx context.Context, key sales.StoreKey, id sales.OrderID) (map[int64]StockTaken, error) {
	return stockTaken(func(q string, args []any, scan func(*sql.Rows) error) error { return s.query(ctx, q, args, scan) }, key, id)
}

func stockTaken(query func(string, []any, func(*sql.Rows) error) error, key sales.StoreKey, id sales.OrderID) (map[int64]StockTaken, error) {
	out := map[int64]StockTaken{}
	err := query("SELECT variant, first, quantity, later, maybe, returned FROM stock_taken WHERE store = $1 AND order_id = $2", []any{string(key), int64(id)}, func(r *sql.Rows) error {
		var x StockTaken
		err := r.Scan(&x.Variant, &x.Ordered, &x.Moved, &x.Later, &x.Maybe, &x.Returned)
		out[x.Variant] = x
		return err
	})
	return out, err
}

// AdjustmentsTold brings what adjustments of ours do to items to the states of
// their postings.
func (s *Store) AdjustmentsTold(ctx context.Context, company CompanyKey) error {
	var n int
	if err := s.row(ctx, "SELECT count(*) FROM stock_todo WHERE company = $1 AND order_id = 0", []any{string(company)}, &n); err != nil || n == 0 {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		if _, err := t.exec("DELETE FROM stock_todo WHERE company = $1 AND order_id = 0", string(company)); err != nil {
			return err
		}
		var touched []string
		err := t.query(`SELECT e.item FROM stock_effect e JOIN posting p ON p.id = e.posting WHERE e.company = $1 AND e.store = '' AND e.order_id = 0 AND e.seen = 0`,
			[]any{string(company)}, func(r *sql.Rows) error {
				var id string
				err := r.Scan(&id)
				touched = append(touched, id)
				return err
			})
		if err != nil || len(touched) == 0 {
			return err
		}
		if _, err := t.exec(`UPDATE stock_effect SET
			sent = (SELECT CASE WHEN p.state IN ('sent', 'unsure', 'posted', 'verified', 'refused') THEN p.exchange ELSE 0 END FROM posting p WHERE p.id = stock_effect.posting),
			settled = coalesce((SELECT x.exchange FROM stock_settled x JOIN posting p ON p.id = x.posting WHERE x.posting = stock_effect.posting AND p.state IN ('posted', 'verified')), 0)
			WHERE company = $1 AND store = '' AND order_id = 0 AND seen = 0`, string(company)); err != nil {
			return err
		}
		if err := t.adjustmentsRefused(company); err != nil {
			return err
		}
		// What QuickBooks refused, or nobody sends any more, does nothing.
		if _, err := t.exec(`DELETE FROM stock_effect WHERE company = $1 AND store = '' AND order_id = 0 AND seen = 0
			AND EXISTS (SELECT 1 FROM posting p WHERE p.id = stock_effect.posting AND (p.state = 'withdrawn' OR p.state = 'refused' AND p.lane <> 'uncertain'))`, string(company)); err != nil {
			return err
		}
		slices.Sort(touched)
		touched = slices.Compact(touched)
		if err := t.askItems(company, touched); err != nil {
			return err
		}
		return t.compareItems(company, touched)
	})
}

// SaveAdjustment makes the posting of an adjustment of quantities in
// QuickBooks: its lines have items and differences. It is sent with the next
// visit, as every document, and counts as on its way from here on. The number
// is given here. Folds are what wares moved of which QuickBooks knows by it.
// ErrChanged when an order waits to be worked out, or one of
// the items changed since it was compared: nothing happened then.
func (s *Store) SaveAdjustment(ctx context.Context, by Actor, company CompanyKey, doc books.Document, marks map[string]int64, folds []StockFold) (PostingID, error) {
	var id PostingID
	err := s.write(ctx, func(t *tx) error {
		var todo int
		var live, paused string
		if err := t.row("SELECT (SELECT count(*) FROM stock_todo WHERE company = $1), live, paused FROM stock_company WHERE company = $1", []any{string(company)}, &todo, &live, &paused); err != nil {
			return err
		}
		held, err := stockHeld(t.row, company)
		if err != nil {
			return err
		}
		if todo > 0 || live == "" || paused != "" || held != "" {
			return ErrChanged
		}
		for item, mark := range marks {
			var now int64
			if err := t.row("SELECT mark FROM stock_item WHERE company = $1 AND item = $2", []any{string(company), item}, &now); err != nil {
				return err
			}
			if now != mark {
				return ErrChanged
			}
		}
		for _, f := range folds {
			if err := t.one("UPDATE stock_ware SET agreed = agreed + $3, counted = '' WHERE store = $1 AND variant = $2", string(f.Store), f.Variant, f.Pieces); err != nil {
				return err
			}
		}
		if len(doc.Lines) == 0 { // a count that says what was there already
			for item := range marks {
				if err := t.compareItems(company, []string{item}); err != nil {
					return err
				}
			}
			return nil
		}
		id, err = t.adjust(by, company, doc)
		return err
	})
	return id, err
}

// adjust makes the posting of an adjustment and notes what it does.
func (t *tx) adjust(by Actor, company CompanyKey, doc books.Document) (PostingID, error) {
	rules, _, err := t.stockRules(company)
	if err != nil {
		return 0, err
	}
	prefix := rules.Adjust.Prefix
	if prefix == "" {
		prefix = "BCQ"
	}
	doc.Kind, doc.Revision = books.Adjustment, 1
	// Numbers follow the clock, and not the ones before: a restored backup has
	// forgotten the last of them.
	for n := t.now.Unix() - 1_577_836_800; ; n++ {
		doc.RefNumber = prefix + strings.ToUpper(strconv.FormatInt(max(n, 0), 36))
		doc.Part = fmt.Sprintf("%s/stock/%s", company, doc.RefNumber)
		var taken int
		if err := t.row("SELECT count(*) FROM posting WHERE store = '' AND order_id = 0 AND kind = $1 AND part = $2", []any{string(doc.Kind), doc.Part}, &taken); err != nil {
			return 0, err
		}
		if taken == 0 {
			break
		}
	}
	doc.ExternalGUID = books.PartGUID(string(company), doc.Kind, doc.Part)
	doc.Memo = strings.TrimSpace(rules.Adjust.Reason + " Countinghouse " + doc.RefNumber)
	body, err := json.Marshal(doc)
	if err != nil {
		return 0, err
	}
	var id PostingID
	if err := t.row(insertPosting, []any{string(company), "", 0, string(doc.Kind), doc.Part, 1, "", 0, 0, rankOf(doc.Kind), "", "",
		"", hashOf(body), doc.RefNumber, 0, doc.Date.String(), 0, 0, 0, t.at}, &id); err != nil {
		return 0, err
	}
	if _, err := t.exec("INSERT INTO posting_body (posting, body) VALUES ($1, $2)", int64(id), string(body)); err != nil {
		return 0, err
	}
	t.countWork(company, countName(Ready, false, false, ""), 1)
	var items []string
	for _, l := range doc.Lines {
		q, err := CountOf(l.Quantity)
		if err != nil {
			return 0, err
		}
		items = append(items, l.Item.ListID)
		if _, err := t.exec(`INSERT INTO stock_effect (company, item, store, order_id, posting, quantity, sent, settled, kind, ref, at) VALUES ($1, $2, '', 0, $3, $4, 0, 0, 'adjustment', $5, $6)`,
			string(company), l.Item.ListID, int64(id), int64(q), doc.RefNumber, t.at); err != nil {
			return 0, err
		}
	}
	t.log(event{actor: by, action: "stock.adjusted", company: company, subject: fmt.Sprintf("posting %d", id),
		detail: fmt.Sprintf("%s of %d items is to be sent to QuickBooks", postingName(doc.Kind, books.Add, doc.RefNumber), len(doc.Lines))})
	return id, t.compareItems(company, items)
}
