package intake

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"countinghouse/bigcommerce"
	"countinghouse/sales"
	"countinghouse/store"
)

// Options configure a Poller; the zero value works.
type Options struct {
	Log       *slog.Logger
	UserAgent string
	// Saved is called after each page of orders was saved, from the polling
	// goroutine; it must not block.
	Saved func()
	// Progress is called as a poll goes on, one call at a time.
	Progress func(Progress)
	// Detail says what costs a call of its own; see Detail.
	Detail Detail
	// Overlap is how far behind the mark a poll begins. Default 10 minutes.
	Overlap time.Duration
	// LeadDays is how many days before the rules' start date the first poll
	// begins, so that orders placed near it in any zone are there. Default 7.
	LeadDays int
	// From is where the first poll begins when the rules have no start date.
	// Default 30 days ago.
	From time.Time
	// Parallel is how many orders are read in detail at once. Default 3, which
	// BigCommerce's limits bear; one page of the list is read besides.
	Parallel int
	// PageSize is the number of orders per page. Default bigcommerce.PageSize.
	PageSize int
	// Client may change how the client of a store is made: waits, transport.
	Client func(*bigcommerce.Options)
	// SweepEvery is how often the store's list is held against what stands
	// here, to find orders that vanished from it. Default a day.
	SweepEvery time.Duration
	// CatalogueEvery is how often a store's catalogue is read: what changed, and
	// all of it once in SweepEvery. Default 10 minutes.
	CatalogueEvery time.Duration
	// StockEvery is how often it is read how many there are. Default 1 hour.
	StockEvery time.Duration
	// Tick is how often Run looks which store is due. Default 1 s.
	Tick time.Duration
	// Settle is how long after a message of BigCommerce's a store is polled: one
	// checkout gives several within a second (reference: bigcommerce-webhooks
	// §6). Default 2 s.
	Settle time.Duration
	// Apart is the least time from poll to poll that messages cause, however
	// many there are. Default 10 s.
	Apart time.Duration
	Now   func() time.Time
}

// Progress tells how far a poll is.
type Progress struct {
	Shop                               sales.StoreKey
	Pages, Orders, New, Changed, Calls int
	Through                            time.Time // changes up to here are read
	Waiting                            string    // why it stands still; empty: it does not
	WaitingFor                         time.Duration
}

// Result is what a poll brought.
type Result struct {
	Pages   int
	Orders  int // read and saved
	New     int
	Changed int
	Same    int // read again, nothing in them changed
	Skipped int // rows of the overlap that stand as they were read before
	// Held are orders of which a part could not be read; they are read again.
	Held    int
	Calls   int               // API calls, all kinds
	Stats   bigcommerce.Stats // by kind
	Through time.Time
	// Warnings are for people: scopes that are missing, a zone that is not known.
	Warnings []string
	Took     time.Duration
}

// Poller brings the orders of all stores in.
type Poller struct {
	st *store.Store
	o  Options

	mu    sync.Mutex
	shops map[sales.StoreKey]*shopState
	woken map[sales.StoreKey]bool
	hooks map[sales.StoreKey]time.Time // when the first message came that no poll answers yet
	wake  chan struct{}
	found func(sales.StoreKey) // told that a poll brought changes
	tell  sync.Mutex           // one Progress call at a time
}

// shopState is what the poller keeps of a store between polls. All of it can be
// lost: it only saves calls.
type shopState struct {
	turn chan struct{} // held while a poll runs
	// reading is held while the catalogue is read.
	reading chan struct{}
	sign    string // of the connection; another one makes a new client
	client  *bigcommerce.Client
	facts   Facts
	factAt  time.Time
	notes   []string // warnings of reading the facts
	// seen are the rows that stand saved as they were read, by content. It
	// covers the overlap, so that polling again costs no call per order.
	seen map[sales.OrderID]row
	// stale tells that the store said that it changed; guarded by Poller.mu.
	stale bool
	// refunds are those of late that stand saved as they were read, by content.
	refunds map[int64]uint64
}

type row struct {
	sum      uint64
	modified time.Time
}

// Cursor names in the store.
const (
	markCursor  = "orders.modified" // all changes up to here are saved
	sinceCursor = "orders.since"    // and back to here
	againCursor = "orders.again"    // orders to be read again, JSON list of ids
	storeCursor = "store.id"        // what the store called itself when it was first read
)

// NewPoller makes a poller over the database.
func NewPoller(st *store.Store, o Options) *Poller {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Saved == nil {
		o.Saved = func() {}
	}
	if o.Progress == nil {
		o.Progress = func(Progress) {}
	}
	if o.Overlap <= 0 {
		o.Overlap = 10 * time.Minute
	}
	if o.LeadDays <= 0 {
		o.LeadDays = 7
	}
	if o.Parallel <= 0 {
		o.Parallel = 3
	}
	if o.PageSize <= 0 {
		o.PageSize = bigcommerce.PageSize
	}
	if o.SweepEvery <= 0 {
		o.SweepEvery = sweepEvery
	}
	if o.CatalogueEvery <= 0 {
		o.CatalogueEvery = 10 * time.Minute
	}
	if o.StockEvery <= 0 {
		o.StockEvery = time.Hour
	}
	if o.Tick <= 0 {
		o.Tick = time.Second
	}
	if o.Settle <= 0 {
		o.Settle = 2 * time.Second
	}
	if o.Apart <= 0 {
		o.Apart = 10 * time.Second
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Poller{st: st, o: o, shops: map[sales.StoreKey]*shopState{}, woken: map[sales.StoreKey]bool{}, hooks: map[sales.StoreKey]time.Time{},
		wake: make(chan struct{}, 1), found: func(sales.StoreKey) {}}
}

// Poll reads every order of the store that changed since the last poll. It
// waits for a poll of the same store that is under way. What was saved stays
// saved when it fails or is stopped, and the next poll goes on from there.
func (p *Poller) Poll(ctx context.Context, key sales.StoreKey) (Result, error) {
	return p.session(ctx, key, func(ctx context.Context, r *run) error {
		if err := r.readAgain(ctx); err != nil {
			return err
		}
		if err := r.poll(ctx); err != nil {
			return err
		}
		if r.res.New+r.res.Changed > 0 {
			p.found(key)
		}
		if err := r.readHooked(ctx); err != nil {
			return err
		}
		if err := r.watchRefunds(ctx); err != nil {
			return err
		}
		return r.sweep(ctx)
	})
}

// Backfill reads every order placed in a time, both ends included, whenever it
// changed. The mark of polling stays where it is.
func (p *Poller) Backfill(ctx context.Context, key sales.StoreKey, from, to time.Time) (Result, error) {
	return p.session(ctx, key, func(ctx context.Context, r *run) error {
		w := &walk{client: r.client, byID: true, query: bigcommerce.OrderQuery{MinCreated: from, MaxCreated: to, Limit: p.o.PageSize}}
		return r.follow(ctx, w, func(time.Time) error { return nil })
	})
}

// session does the work of one store: client, facts, rules, the turn, and what
// is noted at the end.
func (p *Poller) session(ctx context.Context, key sales.StoreKey, work func(context.Context, *run) error) (res Result, err error) {
	shop, err := p.st.Shop(ctx, key)
	if err != nil {
		return res, fmt.Errorf("store %s: %w", key, err)
	}
	s := p.state(key)
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return res, ctx.Err()
	}
	start := p.o.Now()
	r := &run{p: p, s: s, shop: shop, res: &res, began: start, read: map[sales.OrderID]bool{}}
	err = p.attempt(ctx, r, work)
	if r.client != nil {
		res.Stats = r.client.Stats().Since(r.before)
		res.Calls = res.Stats.Calls
	}
	res.Took = p.o.Now().Sub(start)
	if ctx.Err() != nil {
		return res, errors.Join(err, ctx.Err()) // stopped, which is no fault of the store
	}
	words := strings.Join(res.Warnings, "\n")
	if err != nil {
		words = bigcommerce.Words(err)
		if shop.App && bigcommerce.IsKind(err, bigcommerce.Unauthorized) {
			gone, e := p.st.AppRefused(ctx, key)
			if e != nil {
				return res, errors.Join(err, e)
			}
			if gone {
				words = store.AppIsGone
			}
		}
	}
	if e := p.st.SaveShopPoll(ctx, key, p.o.Now(), words); e != nil {
		err = errors.Join(err, e)
	}
	p.o.Log.InfoContext(ctx, "store polled", "store", key, "orders", res.Orders, "new", res.New, "changed", res.Changed,
		"held", res.Held, "calls", res.Calls, "took", res.Took, "error", errText(err))
	return res, err
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func (p *Poller) attempt(ctx context.Context, r *run, work func(context.Context, *run) error) error {
	client, err := p.clientOf(r.s, r.shop)
	if err != nil {
		return err
	}
	r.client, r.before = client, client.Stats()
	if p.o.Now().Sub(r.s.factAt) >= factsFor || p.factsWanted(r.shop.Key) {
		f, zone, notes, err := readFacts(ctx, client, r.shop)
		if err != nil {
			return err
		}
		if err := r.sameStore(ctx, f.hash); err != nil {
			return err
		}
		if err := p.st.SaveShopFacts(ctx, r.shop.Key, zone, f.Currency, f.Inclusive); err != nil {
			return err
		}
		r.s.facts, r.s.notes, r.s.factAt, r.shop.Zone = f, notes, p.o.Now(), zone
	}
	r.rules, _, err = p.st.Rules(ctx, r.shop.Key)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	detail := p.o.Detail
	if r.rules.PaidBy == "payments" || r.rules.ReadPayments == "always" {
		detail.Transactions = Always
	}
	for method, rule := range r.rules.Payments {
		switch {
		case rule.Later && method == "*":
			detail.Transactions = Always
		case rule.Later:
			detail.OnAccount = append(detail.OnAccount, method)
		}
	}
	r.fetch = newFetcher(client, r.s.facts, detail)
	err = work(ctx, r)
	r.res.Held = len(r.fetch.again)
	r.res.Warnings = append(slices.Clone(r.s.notes), slices.Sorted(maps.Keys(r.fetch.warn))...)
	return errors.Join(err, r.saveAgain(ctx))
}

func (p *Poller) state(key sales.StoreKey) *shopState {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.shops[key]
	if s == nil {
		s = &shopState{turn: make(chan struct{}, 1), reading: make(chan struct{}, 1), seen: map[sales.OrderID]row{}}
		p.shops[key] = s
	}
	return s
}

// clientOf keeps a client as long as the connection stays the same, because it
// remembers the quota.
func (p *Poller) clientOf(s *shopState, shop store.Shop) (*bigcommerce.Client, error) {
	sign := connection(shop)
	if s.client != nil && s.sign == sign {
		return s.client, nil
	}
	if shop.App && shop.Token == "" {
		return nil, fmt.Errorf("%s", store.AppIsGone)
	}
	o := bigcommerce.Options{BaseURL: shop.APIURL, StoreHash: shop.Hash, Token: shop.Token, UserAgent: p.o.UserAgent, Log: p.o.Log}
	o.Waiting = func(why string, d time.Duration) {
		p.report(Progress{Shop: shop.Key, Waiting: why, WaitingFor: d})
	}
	if p.o.Client != nil {
		p.o.Client(&o)
	}
	c, err := bigcommerce.New(o)
	if err != nil {
		return nil, err
	}
	s.client, s.sign, s.factAt = c, sign, time.Time{}
	s.seen = map[sales.OrderID]row{}
	return c, nil
}

func connection(s store.Shop) string { return s.APIURL + "\x00" + s.Hash + "\x00" + s.Token }

func (p *Poller) report(g Progress) {
	p.tell.Lock()
	defer p.tell.Unlock()
	p.o.Progress(g)
}

// start is where the first poll of a store begins.
func (r *run) start() time.Time {
	if !r.rules.StartDate.IsZero() {
		zone, err := time.LoadLocation(r.shop.Zone)
		if err != nil {
			zone = time.UTC
		}
		return r.rules.StartDate.Add(-r.p.o.LeadDays).Start(zone).UTC()
	}
	if !r.p.o.From.IsZero() {
		return r.p.o.From.UTC()
	}
	return r.p.o.Now().AddDate(0, 0, -30).UTC()
}
