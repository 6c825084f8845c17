package shop

import (
	"context"
	"time"
)

// Run sells an order of the mix every so often until the context ends, and in
// between lets the shop live: money arrives, goods are sent, now and then one
// comes back. Webhooks tell of all of it.
func (s *Shop) Run(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for n := uint64(0); ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			s.Sell(1)
			s.liveOn(n)
		}
	}
}

// liveOn does one thing that happens to orders after they were placed, or
// nothing; n chooses.
func (s *Shop) liveOn(n uint64) {
	d := newDice(s.opt.Seed+11, n)
	var err error
	switch d.IntN(12) {
	case 0, 1:
		if id := s.pickOrder(func(o *order) bool { return o.status == AwaitingPayment && o.contradiction == "" }); id > 0 {
			err = s.Pay(id)
		}
	case 2, 3, 4:
		if id := s.pickOrder(func(o *order) bool {
			return (o.status == AwaitingFulfilment || o.status == AwaitingShipment) && len(o.dests) > 0
		}); id > 0 {
			err = s.Ship(id)
		}
	case 5:
		if id := s.pickOrder(func(o *order) bool {
			return o.status == Shipped && o.contradiction == "" && len(o.transactions) > 0 && o.lineLeft() != nil
		}); id > 0 && d.chance(30) {
			err = s.RefundPiece(id)
		}
	}
	if err != nil {
		s.opt.Log.Debug("the shop could not do that", "error", err)
	}
}
