package intake

import (
	"context"
	"errors"
	"sync"
	"time"

	"countinghouse/bigcommerce"
	"countinghouse/sales"
	"countinghouse/store"
)

// Intervals of polling.
const (
	defaultPoll = 5 * time.Minute
	// shortestPoll keeps a slip in the settings from eating the store's quota.
	shortestPoll = 5 * time.Second
	// firstRetry doubles with every failure in a row up to longestRetry:
	// BigCommerce asks for growing pauses of at least a minute after its own
	// faults (reference: bigcommerce-auth-and-limits §5).
	firstRetry   = time.Minute
	longestRetry = 30 * time.Minute
)

// due is when a store is polled next.
type due struct {
	at       time.Time
	failures int
	sign     string // of its connection: a corrected token is tried at once
	running  bool
	started  time.Time // when it was polled last
}

// Run polls every store at its interval until the context ends, then waits for
// the polls under way to stop. Stores are polled beside each other; a store
// that fails is left alone for longer and longer, and does not disturb others.
func (p *Poller) Run(ctx context.Context) {
	var (
		wg   sync.WaitGroup
		mu   sync.Mutex
		next = map[sales.StoreKey]*due{}
	)
	defer wg.Wait()
	tick := time.NewTicker(p.o.Tick)
	defer tick.Stop()
	for {
		shops, err := p.st.Shops(ctx)
		if err != nil && ctx.Err() == nil {
			p.o.Log.ErrorContext(ctx, "stores cannot be listed", "error", err)
		}
		for _, shop := range shops {
			mu.Lock()
			d := next[shop.Key]
			if d == nil {
				d = &due{}
				next[shop.Key] = d
			}
			if sign := connection(shop); d.sign != sign {
				d.sign, d.at, d.failures = sign, time.Time{}, 0
			}
			start := !shop.Disabled && !d.running && (p.wanted(shop.Key) || !p.o.Now().Before(d.at) || d.failures == 0 && p.told(shop.Key, d.started))
			if start {
				d.running, d.started = true, p.o.Now()
				p.answered(shop.Key)
			}
			mu.Unlock()
			if !start {
				continue
			}
			wg.Go(func() {
				_, err := p.Poll(ctx, shop.Key)
				mu.Lock()
				defer mu.Unlock()
				d.running = false
				d.after(p.o.Now(), shop, err)
			})
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-p.wake:
		}
	}
}

// after sets when the store is polled next.
func (d *due) after(now time.Time, shop store.Shop, err error) {
	every := max(time.Duration(shop.PollSeconds)*time.Second, shortestPoll)
	if shop.PollSeconds <= 0 {
		every = defaultPoll
	}
	if err == nil || errors.Is(err, context.Canceled) {
		d.failures, d.at = 0, now.Add(every)
		return
	}
	wait := min(firstRetry<<min(d.failures, 10), longestRetry)
	var e *bigcommerce.APIError
	if errors.As(err, &e) {
		wait = max(wait, e.RetryAfter)
	}
	d.failures++
	d.at = now.Add(max(wait, every))
}

// Wake has Run poll a store at once, or right after the poll under way.
func (p *Poller) Wake(key sales.StoreKey) {
	p.mu.Lock()
	p.woken[key] = true
	p.mu.Unlock()
	select {
	case p.wake <- struct{}{}:
	default: // it is awake already
	}
}

// wanted tells once that a store was woken.
func (p *Poller) wanted(key sales.StoreKey) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	w := p.woken[key]
	delete(p.woken, key)
	return w
}

// Hooked is Wake for a message of BigCommerce's: the store is polled when its
// messages had time to come in, never more often than Options.Apart however
// many there are, and not before its time while it can't be read.
func (p *Poller) Hooked(key sales.StoreKey) {
	p.mu.Lock()
	_, waits := p.hooks[key]
	if !waits {
		p.hooks[key] = p.o.Now()
	}
	p.mu.Unlock()
	if !waits {
		time.AfterFunc(p.o.Settle, func() {
			select {
			case p.wake <- struct{}{}:
			default:
			}
		})
	}
}

// told tells that messages of the store came and that it is time to read what
// they are about.
func (p *Poller) told(key sales.StoreKey, last time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	at, waits := p.hooks[key]
	now := p.o.Now()
	return waits && now.Sub(at) >= p.o.Settle && now.Sub(last) >= p.o.Apart
}

// answered forgets the messages before a poll that begins now.
func (p *Poller) answered(key sales.StoreKey) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.hooks, key)
}

// forgetFacts has the next poll read the store's own information.
func (p *Poller) forgetFacts(key sales.StoreKey) {
	s := p.state(key)
	p.mu.Lock()
	defer p.mu.Unlock()
	s.stale = true
}

// factsWanted tells once that they are to be read.
func (p *Poller) factsWanted(key sales.StoreKey) bool {
	s := p.state(key)
	p.mu.Lock()
	defer p.mu.Unlock()
	stale := s.stale
	s.stale = false
	return stale
}

// hookedAtOnce is how many orders that messages named are read by their number
// in one poll.
const hookedAtOnce = 50

// readHooked reads the orders of which messages came that the store's list
// need not tell: payments, refunds, archiving. Those that this poll read
// already, and those that are not known here, cost nothing.
func (r *run) readHooked(ctx context.Context) error {
	ids, err := r.p.st.HookedOrders(context.WithoutCancel(ctx), r.shop.Key, r.began, hookedAtOnce)
	if err != nil || len(ids) == 0 {
		return err
	}
	var fresh []sales.OrderID
	for _, id := range ids {
		if !r.read[id] {
			fresh = append(fresh, id)
		}
	}
	if err := r.reread(ctx, fresh); err != nil {
		return err
	}
	return r.p.st.HooksRead(context.WithoutCancel(ctx), r.shop.Key, r.began, ids)
}
