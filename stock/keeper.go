package stock

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"countinghouse/store"
)

// Options configure a Keeper; the zero value works.
type Options struct {
	Log *slog.Logger
	// Tick is how often Run looks whether something is to be matched. Default 1 s.
	Tick time.Duration
	// HintsEvery is how often suggestions are looked for again after QuickBooks'
	// items changed: a new item may be meant by any product. Default 1 hour.
	HintsEvery time.Duration
	Now        func() time.Time
}

// Keeper keeps the catalogues matched.
type Keeper struct {
	st *store.Store
	o  Options

	mu sync.Mutex // one matching at a time: two would only do the same work

	lists  map[store.CompanyKey]int64 // versions of the lists for which suggestions were looked for
	hinted map[store.CompanyKey]time.Time
	asked  map[store.CompanyKey]time.Time // when it was looked what is made without a person
}

// NewKeeper makes a keeper over the database.
func NewKeeper(st *store.Store, o Options) *Keeper {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Tick <= 0 {
		o.Tick = time.Second
	}
	if o.HintsEvery <= 0 {
		o.HintsEvery = time.Hour
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Keeper{st: st, o: o, lists: map[store.CompanyKey]int64{}, hinted: map[store.CompanyKey]time.Time{}, asked: map[store.CompanyKey]time.Time{}}
}

// Run matches what is to be matched until the context ends.
func (k *Keeper) Run(ctx context.Context) {
	tick := time.NewTicker(k.o.Tick)
	defer tick.Stop()
	for {
		if err := k.round(ctx); err != nil && ctx.Err() == nil {
			k.o.Log.ErrorContext(ctx, "catalogues could not be matched", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// automaticEvery is how often it is looked for what is made without a person.
const automaticEvery = time.Minute

func (k *Keeper) round(ctx context.Context) error {
	companies, err := k.st.Companies(ctx)
	if err != nil {
		return err
	}
	for _, c := range companies {
		if err := k.hintsDue(ctx, c.Key); err != nil {
			return err
		}
		began := k.o.Now()
		n, err := k.Match(ctx, c.Key)
		if err != nil {
			return err
		}
		if n >= batch {
			k.o.Log.InfoContext(ctx, "products matched with QuickBooks' items", "company", c.Key, "products", n, "took", k.o.Now().Sub(began))
		}
		if now := k.o.Now(); now.Sub(k.asked[c.Key]) >= automaticEvery {
			k.asked[c.Key] = now
			if err := k.automatic(ctx, c.Key); err != nil {
				return err
			}
		}
	}
	return nil
}

// hintsDue has suggestions looked for again when items changed since.
func (k *Keeper) hintsDue(ctx context.Context, company store.CompanyKey) error {
	version, err := k.st.ListsVersion(ctx, company)
	if err != nil {
		return err
	}
	was, known := k.lists[company]
	now := k.o.Now()
	if known && (was == version || now.Sub(k.hinted[company]) < k.o.HintsEvery) {
		return nil
	}
	k.lists[company], k.hinted[company] = version, now
	if !known { // what was found before a restart stands
		return nil
	}
	return k.st.HintAgain(ctx, company)
}
