package intake

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"countinghouse/bigcommerce"
	"countinghouse/sales"
	"countinghouse/store"
)

// HookOptions configure Hooks.
type HookOptions struct {
	// PublicURL is the address under which BigCommerce reaches this server.
	PublicURL string
	// Plain lets it be plain http on this machine: for demonstrations.
	Plain bool
	// AppSecret is the client secret of the single-click app, which signs the
	// messages of stores that are connected by it.
	AppSecret string
	// Every is how often the webhooks are compared with what BigCommerce has.
	// Default a day, which the sheet asks for: a quiet store loses its webhooks.
	Every time.Duration
	// Tick is how often Run looks whether a store's settings changed. Default 5 s.
	Tick time.Duration
	// Patience is how long a message may wait to be kept. Default 2 s.
	Patience time.Duration
}

// Hooks are the webhooks of all stores: it has BigCommerce send messages,
// takes them in (bigcommerce.Inbox) and wakes the poller. A message is a hint:
// whether it comes twice, late, never, or about something that is not there,
// polling finds the same.
type Hooks struct {
	st *store.Store
	p  *Poller
	o  HookOptions

	mu     sync.Mutex
	doors  map[sales.StoreKey]store.HookDoor
	loaded time.Time
	states map[sales.StoreKey]*hookState
	queue  []*arrival
	turn   chan struct{} // held by who writes the queue down
	nudged chan struct{}
	counts map[shelf]int64 // in stores, to be written down
}

// hookState is what is kept of a store's webhooks between looks; all of it can be lost.
type hookState struct {
	counts  HookCounts
	refused bool      // since it was last written down
	last    time.Time // a message came
	on      time.Time // registered, as this process knows
	found   time.Time // polling found a change of which no message came
	blamed  time.Time // when that was told last
	look    bool      // to be compared at once
	running bool
	sign    string // of the settings that were compared
	next    time.Time
	fails   int
}

// HookCounts are messages since the server started.
type HookCounts struct{ Taken, Repeated, Refused uint64 }

// arrival is a message that waits to be kept.
type arrival struct {
	event store.HookEvent
	hook  bigcommerce.Hook
	done  chan error
}

// How long things hold.
const (
	doorsFor  = 2 * time.Second // until a changed secret is read again
	keepHooks = 72 * time.Hour  // messages are sent again for two days
	sweepTick = 10 * time.Minute
)

// NewHooks makes the webhooks of a poller's stores.
func NewHooks(st *store.Store, p *Poller, o HookOptions) *Hooks {
	if o.Every <= 0 {
		o.Every = 24 * time.Hour
	}
	if o.Tick <= 0 {
		o.Tick = 5 * time.Second
	}
	if o.Patience <= 0 {
		o.Patience = 2 * time.Second
	}
	h := &Hooks{st: st, p: p, o: o, states: map[sales.StoreKey]*hookState{}, turn: make(chan struct{}, 1), nudged: make(chan struct{}, 1)}
	p.found = h.changesFound
	return h
}

func (h *Hooks) log() *slog.Logger { return h.p.o.Log }

// state is the store's; the lock is held.
func (h *Hooks) state(key sales.StoreKey) *hookState {
	s := h.states[key]
	if s == nil {
		s = &hookState{}
		h.states[key] = s
	}
	return s
}

// door finds what lets a store's messages in. It is remembered for a moment,
// so that a storm of messages, proved or not, does not become one of queries.
func (h *Hooks) door(ctx context.Context, key sales.StoreKey) (store.HookDoor, bool, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if now := h.p.o.Now(); h.doors == nil || now.Sub(h.loaded) >= doorsFor || now.Before(h.loaded) {
		list, err := h.st.HookDoors(ctx)
		switch {
		case err == nil:
			h.doors, h.loaded = map[sales.StoreKey]store.HookDoor{}, now
			for _, d := range list {
				h.doors[d.Store] = d
			}
		case h.doors == nil:
			return store.HookDoor{}, false, err
		}
	}
	d, ok := h.doors[key]
	return d, ok, nil
}

// forgetDoors has them read again.
func (h *Hooks) forgetDoors() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.doors = nil
}

// signer is the client secret that signs a store's messages.
func (h *Hooks) signer(d store.HookDoor) string {
	if d.App {
		return h.o.AppSecret
	}
	return d.ClientSecret
}

// HookProof is what proves the messages of a store. Once BigCommerce was seen
// to sign them, a signature is required (reference: bigcommerce-webhooks §5.2).
func (h *Hooks) HookProof(ctx context.Context, key string) (bigcommerce.HookProof, bool, error) {
	d, ok, err := h.door(ctx, sales.StoreKey(key))
	if err != nil || !ok {
		return bigcommerce.HookProof{}, false, err
	}
	p := bigcommerce.HookProof{Hash: d.Hash, Secrets: d.Secrets, Signed: d.Signed}
	if s := h.signer(d); s != "" {
		p.Keys = []string{s}
		p.Signed = p.Signed || d.SignedBy == store.KeyMark(s)
	}
	return p, true, nil
}

// RefuseHook counts a message that was not proved.
func (h *Hooks) RefuseHook(key string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	s := h.state(sales.StoreKey(key)) // known: nothing else is refused here
	s.counts.Refused++
	s.refused = true
}

// errPatience is a message that could not be kept in time.
var errPatience = errors.New("the database is busy")

// TakeHook keeps a message and wakes the poller. Messages that come at the
// same time are written down together, so that a storm of them costs few
// transactions.
func (h *Hooks) TakeHook(ctx context.Context, key string, m bigcommerce.Hook) error {
	d, ok, err := h.door(ctx, sales.StoreKey(key))
	if err != nil || !ok {
		return errors.Join(err, store.ErrNotFound)
	}
	e := store.HookEvent{Store: d.Store, ID: m.ID, Scope: m.Scope, Order: sales.OrderID(m.Order), Doubt: m.Doubt}
	if m.ID == "" { // whoever gives no id can't be told from one who sends again
		e.ID = fmt.Sprintf("%s %d %d %d %d %d", m.Scope, m.Order, m.Product, m.Variant, m.Created.Unix(), h.p.o.Now().Unix())
	}
	if m.Signed {
		e.SignedBy = store.KeyMark(h.signer(d))
	}
	switch m.Scope {
	case bigcommerce.HookTransactionCreated, bigcommerce.HookTransactionUpdated, bigcommerce.HookRefundCreated, bigcommerce.HookOrderArchived:
		e.ToRead = true // what they tell of need not move the order in the store's list
	}
	a := &arrival{event: e, hook: m, done: make(chan error, 1)}
	h.mu.Lock()
	h.queue = append(h.queue, a)
	h.mu.Unlock()
	patience := time.NewTimer(h.o.Patience)
	defer patience.Stop()
	for {
		select {
		case err := <-a.done:
			return err
		case h.turn <- struct{}{}: // beside the wait: a database that is locked must not hold up the answer
			go func() {
				defer func() { <-h.turn }()
				h.writeDown(ctx)
			}()
		case <-patience.C:
			return errPatience
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// writeDown keeps all messages that wait. One that gave up waiting is kept as
// well: when it comes again, it is known.
func (h *Hooks) writeDown(ctx context.Context) {
	h.mu.Lock()
	batch := h.queue
	h.queue = nil
	h.mu.Unlock()
	if len(batch) == 0 {
		return
	}
	events := make([]store.HookEvent, len(batch))
	for i, a := range batch {
		events[i] = a.event
	}
	// Others wait for this too: the caller's end is not theirs.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), h.o.Patience)
	defer cancel()
	first, err := h.st.TakeHooks(ctx, events)
	now := h.p.o.Now()
	for i, a := range batch {
		if err == nil {
			h.took(a, first[i], now)
		}
		a.done <- err
	}
}

// took does what a message asks for.
func (h *Hooks) took(a *arrival, first bool, now time.Time) {
	key := a.event.Store
	h.mu.Lock()
	s := h.state(key)
	s.last, s.found = now, time.Time{}
	if !first {
		s.counts.Repeated++
		h.mu.Unlock()
		return
	}
	s.counts.Taken++
	switch a.hook.Scope {
	case bigcommerce.HookProductStock, bigcommerce.HookSKUStock:
		h.counted(key, &a.hook)
	}
	if a.event.SignedBy != "" && h.doors[key].SignedBy != a.event.SignedBy {
		h.doors = nil // from now on a signature is required
	}
	h.mu.Unlock()
	switch a.hook.Scope {
	case "":
	case bigcommerce.HookTrouble:
		h.log().Warn("BigCommerce has trouble with its webhooks", "store", key, "code", a.hook.Code)
		if a.hook.Code != 90001 { // given up, or blocked; 90001 will try again
			h.Look(key)
		}
	case bigcommerce.HookStoreUpdated:
		h.p.forgetFacts(key)
		h.p.Hooked(key)
	case bigcommerce.HookUninstalled, bigcommerce.HookOrderCreated, bigcommerce.HookOrderUpdated, bigcommerce.HookOrderArchived,
		bigcommerce.HookRefundCreated, bigcommerce.HookTransactionCreated, bigcommerce.HookTransactionUpdated:
		h.p.Hooked(key)
	case bigcommerce.HookProductStock, bigcommerce.HookSKUStock: // noted above
	default:
		h.log().Debug("a webhook of no interest", "store", key, "scope", a.hook.Scope)
	}
}

// Counts are the messages of each store since the start.
func (h *Hooks) Counts() map[sales.StoreKey]HookCounts {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := map[sales.StoreKey]HookCounts{}
	for key, s := range h.states {
		out[key] = s.counts
	}
	return out
}

// changesFound is told by the poller that it found changes. If messages should
// have told of them and none did, the webhooks are looked at.
func (h *Hooks) changesFound(key sales.StoreKey) {
	now := h.p.o.Now()
	h.mu.Lock()
	defer h.mu.Unlock()
	s := h.state(key)
	// It takes up to a minute until a new webhook fires (bigcommerce-webhooks §1).
	if s.found.IsZero() && !s.on.IsZero() && now.Sub(s.on) > 2*time.Minute && now.Sub(s.last) > time.Minute {
		s.found = now
	}
}

// silence is how long a change may stand that no message told of.
const silence = 10 * time.Minute

// blame tells of what happened in the messages since the last time: refused
// ones, and changes that none told of.
func (h *Hooks) blame(ctx context.Context) {
	now := h.p.o.Now()
	told := map[sales.StoreKey]string{}
	h.mu.Lock()
	for key, s := range h.states {
		switch {
		case s.refused:
			s.refused = false
			told[key] = "Messages came that do not prove to be BigCommerce's. If changes are found late since, the client secret of this store may be wrong."
		case !s.found.IsZero() && now.Sub(s.found) > silence && now.Sub(s.blamed) > time.Hour:
			s.found, s.blamed, s.look = time.Time{}, now, true
			told[key] = "Orders changed, and BigCommerce did not tell. They were found by reading."
		}
	}
	h.mu.Unlock()
	for key, why := range told {
		if err := h.st.DoubtHooks(ctx, key, why); err != nil && ctx.Err() == nil {
			h.log().ErrorContext(ctx, "the state of webhooks can't be written down", "store", key, "error", err)
		}
	}
}

// Look has Run compare a store's webhooks with BigCommerce at once.
func (h *Hooks) Look(key sales.StoreKey) {
	h.mu.Lock()
	h.state(key).look = true
	h.mu.Unlock()
	select {
	case h.nudged <- struct{}{}:
	default:
	}
}
