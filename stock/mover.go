package stock

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/sales"
	"countinghouse/store"
)

// Mover keeps quantities of stores and of QuickBooks equal, as the rules of
// each company file say. Nothing is kept in memory between rounds.
type Mover struct {
	st     *store.Store
	stores Stores
	o      MoverOptions

	mu sync.Mutex // one round at a time: intentions are made of what was read in the same round
}

// MoverOptions configure a Mover; the zero value works.
type MoverOptions struct {
	Log *slog.Logger
	// Tick is how often Run looks whether something is to be done. Default 5 s.
	Tick time.Duration
	// ReadEvery is how often all quantities of stores are read that may count for
	// QuickBooks (masters BigCommerce and both). Default 10 minutes.
	ReadEvery time.Duration
	// Apart is how far orders must be from a reading of the store by the clock, so
	// that it is certain on which side of it they fell. Default 5 s.
	Apart time.Duration
	Now   func() time.Time
}

// NewMover makes a mover over the database and the stores.
func NewMover(st *store.Store, stores Stores, o MoverOptions) *Mover {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Tick <= 0 {
		o.Tick = 5 * time.Second
	}
	if o.ReadEvery <= 0 {
		o.ReadEvery = 10 * time.Minute
	}
	if o.Apart <= 0 {
		o.Apart = 5 * time.Second
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Mover{st: st, stores: stores, o: o}
}

// system is the actor of what happens by itself.
var system = store.Actor{Kind: "system", Name: "quantities"}

// Run keeps quantities equal until the context ends.
func (m *Mover) Run(ctx context.Context) {
	tick := time.NewTicker(m.o.Tick)
	defer tick.Stop()
	for {
		companies, err := m.st.Companies(ctx)
		if err != nil && ctx.Err() == nil {
			m.o.Log.ErrorContext(ctx, "company files cannot be listed", "error", err)
		}
		for _, c := range companies {
			res, err := m.Round(ctx, c.Key)
			if err != nil && ctx.Err() == nil {
				m.o.Log.WarnContext(ctx, "quantities could not be kept equal", "company", c.Key, "error", err)
			}
			if res.Pushed+res.Adjusted > 0 {
				m.o.Log.InfoContext(ctx, "quantities sent", "company", c.Key, "set in stores", res.Pushed, "refused", res.Refused, "adjusted in QuickBooks", res.Adjusted)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Result is what a round did.
type Result struct {
	Orders   int // worked out
	Compared int // items
	Pushed   int // quantities set in stores
	Refused  int // of those, by the stores
	Adjusted int // items in adjustments of QuickBooks that are to be sent
}

// Round does for one company file what is to be done now: what orders do is
// worked out, items are compared, what differs is set in the stores, read back
// and corrected, and adjustments of QuickBooks are made ready for its next
// visit. A store that fails doesn't stop the others.
func (m *Mover) Round(ctx context.Context, company store.CompanyKey) (Result, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := &round{m: m, company: company}
	c, err := m.st.Stock(ctx, company)
	if err != nil || c.Began.IsZero() {
		return r.res, err
	}
	if r.rules, _, err = m.st.StockRules(ctx, company); err != nil {
		return r.res, err
	}
	if held, err := m.st.StockGoesOn(ctx, company); err != nil || held != "" { // what is known is of another time, or may be
		return r.res, err
	}
	r.live = !c.Live.IsZero() && c.Paused == ""
	if err := r.settle(ctx); err != nil {
		return r.res, err
	}
	shops, err := m.st.Shops(ctx)
	if err != nil {
		return r.res, err
	}
	var errs []error
	for _, shop := range shops {
		if shop.Company == company && !shop.Disabled && !r.rules.Stores[shop.Key].Off {
			if err := r.store(ctx, shop.Key); err != nil {
				errs = append(errs, fmt.Errorf("store %s: %w", shop.Key, err))
			}
		}
	}
	return r.res, errors.Join(append(errs, r.settle(ctx))...)
}

// round is one round of a company file.
type round struct {
	m       *Mover
	company store.CompanyKey
	rules   store.StockRules
	live    bool
	res     Result
}

// compareAtOnce is how many items are compared at once.
const compareAtOnce = 500

// settle works out what orders do and compares items until nothing waits. What
// changes again and again is left to the next round.
func (r *round) settle(ctx context.Context) error {
	for range 1000 {
		n, err := r.m.WorkOut(ctx, r.company)
		r.res.Orders += n
		if err != nil {
			return err
		}
		ids, err := r.m.st.ItemsToCompare(ctx, r.company, compareAtOnce)
		if err != nil || len(ids) == 0 {
			return err
		}
		if _, err := r.m.st.ExplainReadings(ctx, r.company, ids); err != nil {
			return err
		}
		items, err := r.m.st.StockItems(ctx, r.company, ids)
		if err != nil {
			return err
		}
		if err := r.compare(ctx, ids, items); err != nil && !errors.Is(err, store.ErrChanged) {
			return err
		}
	}
	return nil
}

// compare compares items, makes the adjustments that they need, and keeps what
// their stores should show.
func (r *round) compare(ctx context.Context, ids []string, items map[string]*store.StockItem) error {
	var all []store.Compared
	adjust := adjustment{marks: map[string]int64{}}
	for _, id := range ids {
		x := items[id]
		if x == nil {
			continue
		}
		v := Compare(x, &r.rules)
		c := store.Compared{Item: id, Mark: x.Mark, Wares: v.Wares, Agreed: v.Agreed, Conflict: v.Conflict, Due: v.Adjust}
		if v.Conflict != "" {
			c.Books = v.Figures.Have + v.Figures.Coming
			for i := range x.Wares {
				c.Shop = store.Pieces(x.Wares[i].Level + x.Wares[i].Later)
			}
		}
		for i := range x.Parts {
			if p := x.Parts[i].Item.Entry.ListID; p != "" && (x.Entry.Type == "Group" || v.Rules.Buildable) {
				c.Parts = append(c.Parts, p)
			}
		}
		if r.live && x.Alone && v.Adjust != 0 {
			alone := adjustment{marks: map[string]int64{}}
			alone.add(x, &v)
			if err := r.adjust(ctx, &alone); err != nil {
				return err
			}
		} else if r.live && (v.Adjust != 0 || len(v.Folded) > 0) {
			adjust.add(x, &v)
			if len(adjust.lines) == maxAdjusted {
				if err := r.adjust(ctx, &adjust); err != nil {
					return err
				}
			}
		}
		all = append(all, c)
	}
	if err := r.adjust(ctx, &adjust); err != nil {
		return err
	}
	n, err := r.m.st.SaveCompared(ctx, r.company, all)
	r.res.Compared += n
	return err
}

// maxAdjusted is how many items one adjustment moves.
const maxAdjusted = 200

// adjustment gathers what QuickBooks is to be adjusted by.
type adjustment struct {
	lines []books.Line
	marks map[string]int64
	folds []store.StockFold
}

func (a *adjustment) add(x *store.StockItem, v *Verdict) {
	a.marks[x.Entry.ListID] = x.Mark
	a.folds = append(a.folds, v.Folded...)
	if v.Adjust == 0 {
		return
	}
	a.lines = append(a.lines, books.Line{Item: x.Entry.Ref(), Quantity: v.Adjust.Decimal(),
		Why: []books.Reason{{By: "rule", Text: fmt.Sprintf("QuickBooks had %s, %s are on their way", x.OnHand, v.Figures.Coming)}}})
}

// adjust makes an adjustment ready to be sent.
func (r *round) adjust(ctx context.Context, a *adjustment) error {
	if len(a.marks) == 0 {
		return nil
	}
	doc := books.Document{Date: day.Of(r.m.o.Now(), time.Local), Lines: a.lines}
	if len(a.lines) > 0 {
		company, err := r.m.st.Company(ctx, r.company)
		if err != nil {
			return err
		}
		if d := company.Facts.ClosingDate; !d.IsZero() && !d.Before(doc.Date) {
			doc.Date = d.Add(1)
		}
		accounts, err := r.m.st.EntriesNamed(ctx, r.company, books.Accounts, r.rules.Adjust.Account)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(accounts, func(e books.Entry) bool {
			return e.Active && strings.EqualFold(e.FullName, strings.TrimSpace(r.rules.Adjust.Account))
		})
		if i < 0 {
			return fmt.Errorf("the account %q, to which adjustments of quantities are booked, is missing in QuickBooks or inactive: no quantity is adjusted there. Make it active, or name another in the rules for quantities", r.rules.Adjust.Account)
		}
		doc.AdjustAccount = accounts[i].Ref()
	}
	_, err := r.m.st.SaveAdjustment(ctx, system, r.company, doc, a.marks, a.folds)
	if err == nil {
		r.res.Adjusted += len(a.lines)
	}
	*a = adjustment{marks: map[string]int64{}}
	return err
}

// store does what is to be done for one store.
func (r *round) store(ctx context.Context, key sales.StoreKey) error {
	doubtful, err := r.m.st.DoubtfulPushes(ctx, r.company, key)
	if err != nil {
		return err
	}
	if len(doubtful) > 0 { // an answer was lost, or the program ended in between: the store is asked first
		variants := make([]int64, len(doubtful))
		for i := range doubtful {
			variants[i] = doubtful[i].Variant
		}
		if err := r.read(ctx, key, variants); err != nil {
			return err
		}
		if err := r.orders(ctx, key); err != nil {
			return err
		}
		if err := r.m.st.SettlePushes(ctx, r.company, doubtful); err != nil {
			return err
		}
		if err := r.settle(ctx); err != nil {
			return err
		}
	}
	if err := r.explain(ctx, key); err != nil {
		return err
	}
	if !r.live {
		return nil
	}
	return r.push(ctx, key)
}

// read reads quantities of a store, many at once.
func (r *round) read(ctx context.Context, key sales.StoreKey, variants []int64) error {
	slices.Sort(variants)
	for part := range slices.Chunk(slices.Compact(variants), readAtOnce) {
		if err := r.m.stores.ReadQuantities(ctx, key, part); err != nil {
			return err
		}
	}
	return nil
}

// readAtOnce is how many quantities are read in one call (reference:
// bigcommerce-api §8).
const readAtOnce = 1000

// explain reads what of a store isn't explained twice, with all orders read in
// between and after. What stayed the same, and of which no order was placed
// about then, is as sure as it gets: it is worked out who moved it.
func (r *round) explain(ctx context.Context, key sales.StoreKey) error {
	ids, err := r.m.st.WaresToExplain(ctx, r.company, key, r.m.o.Now().Add(-r.m.o.ReadEvery))
	if err != nil || len(ids) == 0 {
		return err
	}
	if err := r.m.stores.ReadStockSettings(ctx, key); err != nil {
		return err
	}
	first := r.m.o.Now()
	if err := r.read(ctx, key, ids); err != nil {
		return err
	}
	before, err := r.m.st.ShopLevels(ctx, key, ids)
	if err != nil {
		return err
	}
	if err := r.orders(ctx, key); err != nil {
		return err
	}
	last := r.m.o.Now()
	if err := r.read(ctx, key, ids); err != nil {
		return err
	}
	after, err := r.m.st.ShopLevels(ctx, key, ids)
	if err != nil {
		return err
	}
	if err := r.orders(ctx, key); err != nil {
		return err
	}
	placed, err := r.m.st.ShopPlaced(ctx, key, ids, first.Add(-r.m.o.Apart))
	if err != nil {
		return err
	}
	var stable []store.StableReading
	for _, v := range ids {
		level, ok := after[v]
		if was, known := before[v]; ok && known && was == level && !placed[v] {
			stable = append(stable, store.StableReading{Variant: v, Level: level, At: last})
		}
	}
	if err := r.m.st.ExplainShop(ctx, r.company, key, stable); err != nil {
		return err
	}
	return r.settle(ctx)
}

// orders reads all orders of a store and works out what they do.
func (r *round) orders(ctx context.Context, key sales.StoreKey) error {
	if err := r.m.stores.PollOrders(ctx, key); err != nil {
		return err
	}
	return r.settle(ctx)
}

// pushRounds is how often what was set is read back and corrected in one round.
const pushRounds = 3

// push sets what a store shows otherwise than it should. Orders are read
// before, and what is to be set is read before it is set, so that it is worked
// out of what is true; afterwards both are read again, and what an order placed
// in between made wrong is corrected at once.
func (r *round) push(ctx context.Context, key sales.StoreKey) error {
	location := r.rules.Stores[key].Location
	if location == 0 {
		location = 1
	}
	for try := range pushRounds {
		due, err := r.m.st.WaresToPush(ctx, r.company, key, location, mostPushed)
		if err != nil || len(due) == 0 {
			return err
		}
		if try == 0 {
			if err := r.orders(ctx, key); err != nil {
				return err
			}
			if err := r.read(ctx, key, variantsOf(due)); err != nil {
				return err
			}
			if err := r.settle(ctx); err != nil {
				return err
			}
			if due, err = r.m.st.WaresToPush(ctx, r.company, key, location, mostPushed); err != nil {
				return err
			}
		}
		for part := range slices.Chunk(due, MaxSet) {
			if err := r.set(ctx, key, part); err != nil {
				return err
			}
		}
		if err := r.orders(ctx, key); err != nil {
			return err
		}
		if err := r.read(ctx, key, variantsOf(due)); err != nil {
			return err
		}
		if err := r.settle(ctx); err != nil {
			return err
		}
	}
	return nil
}

// mostPushed is how many quantities are set in one round.
const mostPushed = 20_000

func variantsOf(due []store.WarePush) []int64 {
	out := make([]int64, len(due))
	for i := range due {
		out[i] = due[i].Variant
	}
	return out
}

// set sets some quantities in one call. The intention is written down before
// a byte leaves, what came of it after.
func (r *round) set(ctx context.Context, key sales.StoreKey, part []store.WarePush) error {
	all, err := r.m.st.BeginPush(ctx, r.company, part, func(p *store.WarePush) string {
		return fmt.Sprintf("It showed %d. By QuickBooks and the orders on their way it should show %d.", p.Level, p.Target)
	})
	if errors.Is(err, store.ErrChanged) {
		return r.settle(ctx) // an order came in between: the next round sets it
	}
	if err != nil {
		return err
	}
	refused, err := r.m.stores.SetQuantities(ctx, key, "Countinghouse", all)
	done := context.WithoutCancel(ctx)
	switch {
	case errors.Is(err, store.ErrUnanswered):
		return errors.Join(err, r.m.st.EndPush(done, r.company, all, store.PushUnsure, "The answer was lost.", nil))
	case err != nil:
		return errors.Join(err, r.m.st.EndPush(done, r.company, all, store.PushRefused, "Nothing was set.", nil))
	}
	r.res.Pushed += len(all) - len(refused)
	r.res.Refused += len(refused)
	return r.m.st.EndPush(done, r.company, all, store.PushDone, "", refused)
}
