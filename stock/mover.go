package stock

import (
	"log/slog"
	"sync"
	"time"

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
	Now  func() time.Time
}

// NewMover makes a mover over the database and the stores.
func NewMover(st *store.Store, stores Stores, o MoverOptions) *Mover {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Tick <= 0 {
		o.Tick = 5 * time.Second
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Mover{st: st, stores: stores, o: o}
}
