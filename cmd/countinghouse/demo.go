package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"countinghouse/simulator/connector"
	"countinghouse/simulator/shop"
)

type demoCommand struct {
	Listen string        `help:"Address of the server; port 0 takes a free one." default:"localhost:8080" env:"COUNTINGHOUSE_LISTEN"`
	Every  time.Duration `help:"Time between orders." default:"700ms"`
	Calls  time.Duration `help:"Time between calls of the Web Connector." default:"3s"`
	Orders int           `help:"Orders that were sold before it starts." default:"60"`
	Seed   uint64        `help:"The same seed sells the same orders." default:"7"`
	For    time.Duration `help:"End by itself after this time; 0 runs until Ctrl-C." default:"0s"`
	Keep   bool          `help:"Keep the demo's directory."`
}

func (c demoCommand) Run(e *env) error {
	dir, err := os.MkdirTemp("", "countinghouse-demo-")
	if err != nil {
		return err
	}
	if !c.Keep {
		defer os.RemoveAll(dir)
	}
	ctx := e.ctx
	if c.For > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, c.For)
		defer cancel()
	}
	// What it prints for people is not drowned in what the server logs, unless
	// somebody asked for that.
	log := e.log
	if !log.Enabled(ctx, slog.LevelDebug) {
		log = slog.New(quiet{log.Handler()})
	}
	w, err := newWorld(ctx, worldOptions{Dir: dir, Listen: c.Listen, Seed: c.Seed, Mix: demoMix(), MissingSKUs: 1, Log: log})
	if err != nil {
		return err
	}
	defer w.Close()
	w.Shop.Sell(c.Orders)
	if err := w.Start(ctx); err != nil {
		return err
	}
	e.printf("\nCountinghouse demo\n\n  Open      %s\n  Sign in   %s\n  Password  %s\n\n", w.URL, demoUser, w.Password)
	e.printf("A simulated store sells an order every %s; a simulated Web Connector calls every %s\nfor a simulated company file. Everything is in %s. Ctrl-C ends it.\n\n", c.Every, c.Calls, dir)

	selling, stopSelling := context.WithCancel(ctx)
	defer stopSelling()
	go sell(selling, w, c.Every)
	err = w.Poll(ctx, c.Calls, func(r connector.RunResult) {
		if r.Requests > 0 {
			e.printf("%s  QuickBooks called: %d requests. %s\n", time.Now().Format("15:04:05"), r.Requests, r.Message)
		}
	})
	if err != nil && ctx.Err() == nil {
		return err
	}
	stopSelling()
	// What was sold last still goes into the books before the two are compared.
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	e.printf("\nThe store stops selling; what is left goes into the books.\n")
	if err := w.Settle(closing); err != nil {
		return err
	}
	return w.Report(closing, e.out)
}

// quiet is a handler of warnings and errors only.
type quiet struct{ slog.Handler }

func (q quiet) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && q.Handler.Enabled(ctx, l)
}

func (q quiet) WithAttrs(as []slog.Attr) slog.Handler { return quiet{q.Handler.WithAttrs(as)} }

func (q quiet) WithGroup(name string) slog.Handler { return quiet{q.Handler.WithGroup(name)} }

// sell sells an order every so often; now and then an unpaid one is paid.
func sell(ctx context.Context, w *world, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for n := 1; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			w.Shop.Sell(1)
			if n%8 == 0 {
				w.PaySome(1)
			}
			if n%6 == 0 {
				w.refundOne(uint64(n)) //nolint:gosec // counts are positive
			}
		}
	}
}

// demoMix is a good day of a store, and of what is awkward the things that a
// bookkeeper asks about first: refunds, several tenders, certificates sold and
// spent, store credit, fees.
func demoMix() shop.Mix {
	m := shop.MixSales()
	for kind, weight := range map[shop.Kind]int{
		shop.KindRefunded: 12, shop.KindPartlyRefunded: 12, shop.KindAllowance: 6, shop.KindGiftSoldAndSpent: 8, shop.KindTwoCards: 8,
		shop.KindCardGiftCredit: 8, shop.KindStackedDiscounts: 8, shop.KindTaxedFee: 8, shop.KindCancelled: 8, shop.KindAuthorized: 6,
	} {
		m[kind] = weight
	}
	return m
}

// refundOne gives something back of one of the newest paid orders.
func (w *world) refundOne(how uint64) {
	orders := w.Shop.Orders()
	for i := len(orders) - 1; i >= max(len(orders)-30, 0); i -= 3 {
		if t, ok := w.Shop.Truth(orders[i]); ok && t.Sale() && len(t.Refunds) == 0 && t.Received() > 0 && t.Due() <= 0 {
			if _, err := w.Shop.RefundRandom(t.ID, how); err == nil {
				return
			}
		}
	}
}

// freeListener listens where it was asked, or on any free port if that is taken.
func freeListener(address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err == nil {
		return l, nil
	}
	l, other := net.Listen("tcp", "localhost:0")
	if other != nil {
		return nil, fmt.Errorf("can't listen on %s: %w", address, err)
	}
	return l, nil
}

// serveLocal serves a handler on a free local port until the context ends.
func serveLocal(ctx context.Context, h http.Handler) (string, error) {
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		return "", err
	}
	go func() { _ = serveUntil(ctx, l, h) }()
	return "http://" + l.Addr().String(), nil
}
