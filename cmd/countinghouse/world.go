package main

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"countinghouse/access"
	"countinghouse/intake"
	"countinghouse/money"
	"countinghouse/posting"
	"countinghouse/server"
	"countinghouse/simulator/company"
	"countinghouse/simulator/connector"
	"countinghouse/simulator/shop"
	"countinghouse/store"
)

// The names in a world.
const (
	worldCompany = store.CompanyKey("demo")
	worldShop    = "demo"
	demoUser     = "demo@countinghouse.example"
	worldQBUser  = "qbwc-demo"
)

// worldOptions describe a world.
type worldOptions struct {
	Dir    string // data directory
	Listen string // of the server; empty takes a free port
	Seed   uint64
	Mix    shop.Mix
	// OneCustomer posts all orders to one customer.
	OneCustomer bool
	// Treatment of tax: line (default) or quickbooks, with the cents allowed.
	Treatment string
	Allowed   money.Amount
	// Style of documents, PaidBy and Cancelled as in the rules.
	Style, PaidBy, Cancelled string
	// RefundBy and Restock as in the rules for refunds.
	RefundBy, Restock string
	// Fallback gives SKUs that match nothing an item.
	Fallback bool
	// AllPayments reads the transactions of every order, and looks at each poll
	// what is gone from the list.
	AllPayments bool
	// Items is how many further items QuickBooks has.
	Items int
	// MissingSKUs is how many of the store's SKUs QuickBooks does not know.
	MissingSKUs int
	// NoPolling leaves reading the store to PollShop.
	NoPolling bool
	// Process runs the server as a process of its own.
	Process   bool
	Inclusive bool
	// Acts are what may happen to orders; default all that can.
	Acts shop.Acts
	// NoStock keeps no stock of any item.
	NoStock bool
	// Country of store and company file: US (default), CA, GB or AU.
	Country string
	// NewItems makes items for SKUs that match none, variants under their product.
	NewItems bool
	// Currencies lets the store sell in a second currency, and QuickBooks keep several.
	Currencies bool
	// StockMoves gives an item of QuickBooks another time of change when its
	// quantity moves, and keeps the movements of the store's stock.
	StockMoves bool
	// Clock is everybody's clock; nil is time.Now.
	Clock func() time.Time
	Fault connector.FaultPlan
	Event func(connector.Event)
	Log   *slog.Logger
}

// now is the clock of the world.
func (o worldOptions) now() time.Time {
	if o.Clock != nil {
		return o.Clock()
	}
	return time.Now()
}

// world is a whole installation with the other side of every wire simulated:
// what the demo shows, the bench measures and the history tests torment.
type world struct {
	o        worldOptions
	Shop     *shop.Shop
	Books    *company.File
	Store    *store.Store
	Server   *server.Server
	Web      *connector.Connector
	URL      string
	Password string

	// Ahead is how far the planner's clock is ahead, so that days end.
	Ahead time.Duration

	config  server.Config
	key     []byte
	shopURL string
	process *exec.Cmd
	exited  chan struct{} // closed when the process is gone
	stop    context.CancelFunc
	serving sync.WaitGroup
	shutter context.CancelFunc // closes the shop
}

// newWorld makes the shop, the company file and the declared settings; Start
// starts the server.
func newWorld(ctx context.Context, o worldOptions) (*world, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Mix == nil {
		o.Mix = shop.MixSales()
	}
	w := &world{o: o, Password: randomWord(10), config: server.Config{Data: o.Dir}}
	w.Shop = o.shop()
	w.Books = company.New(o.company())
	if err := stockBooks(w.Books, w.Shop, o); err != nil {
		return nil, err
	}
	var err error
	if w.Books.Country() != "US" {
		if err := stockTaxesAbroad(w.Books, w.Shop); err != nil {
			return nil, err
		}
	}
	open, shutter := context.WithCancel(context.WithoutCancel(ctx)) // the shop outlives the demo's end, to be read once more
	w.shutter = shutter
	if w.shopURL, err = serveLocal(open, w.Shop.Handler()); err != nil {
		return nil, err
	}
	if w.Store, err = w.openStore(ctx); err != nil {
		return nil, err
	}
	if w.key, err = w.config.SessionKey(); err != nil {
		return nil, err
	}
	return w, w.declare(ctx)
}

// shop is the world's store.
func (o worldOptions) shop() *shop.Shop {
	return shop.New(shop.Options{Seed: o.Seed, Hash: worldShop, Mix: o.Mix, Acts: o.Acts, Inclusive: o.Inclusive, Country: o.Country,
		AnyHookDestination: true, KeepStockMoves: o.StockMoves, Now: o.Clock, Log: o.Log})
}

// company is what the world's company file is made with.
func (o worldOptions) company() company.Options {
	return company.Options{Name: "Hill Country Goods, LLC", Seed: int64(o.Seed), Country: edition(o.Country), MultiCurrency: o.Currencies, StockMovesItems: o.StockMoves, Now: o.Clock} //nolint:gosec // any seed will do
}

// openStore opens the database, by the world's clock.
func (w *world) openStore(ctx context.Context) (*store.Store, error) {
	if err := os.MkdirAll(w.o.Dir, 0o700); err != nil {
		return nil, err
	}
	sealer, err := w.config.Sealer()
	if err != nil {
		return nil, err
	}
	return store.Open(ctx, w.o.Dir, store.Options{Sealer: sealer, Now: w.o.Clock, Log: w.o.Log})
}

// declare sets everything up as an operator would, but with secrets at hand.
func (w *world) declare(ctx context.Context) error {
	by := store.Actor{Kind: "system", Name: "demo"}
	hash, err := access.HashPassword(w.Password)
	if err != nil {
		return err
	}
	if err := w.Store.SaveCompany(ctx, by, store.Company{
		Key: worldCompany, Name: w.Books.Name(), User: worldQBUser, PasswordHash: hash, EveryMinutes: 1,
	}); err != nil {
		return err
	}
	if err := w.Store.SaveShop(ctx, by, store.Shop{
		Key: worldShop, Company: worldCompany, Name: "hillcountry.example", APIURL: w.shopURL, LoginURL: w.shopURL,
		Hash: worldShop, Token: "shop-token", PollSeconds: 1, Disabled: w.o.NoPolling,
	}); err != nil {
		return err
	}
	rules := worldRules(w.Shop, w.o)
	if _, err := w.Store.SaveRules(ctx, by, worldShop, rules); err != nil {
		return err
	}
	return w.Store.SaveUser(ctx, by, access.User{Email: demoUser, Name: "Dana Demo", Role: access.Admin, PasswordHash: hash})
}

// Start starts the server and makes the Web Connector that calls it.
func (w *world) Start(ctx context.Context) error {
	address := w.o.Listen
	if address == "" {
		address = "localhost:0"
	}
	l, err := freeListener(address)
	if err != nil {
		return err
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return err
	}
	w.URL = "http://localhost:" + port
	w.o.Listen = "localhost:" + port
	if w.o.Process {
		_ = l.Close()
		err = w.startProcess(ctx)
	} else {
		err = w.startHere(ctx, l)
	}
	if err != nil {
		return err
	}
	return w.connect(ctx)
}

func (w *world) listen() server.Listen {
	return server.Listen{Listen: w.o.Listen, Lease: 5 * time.Minute, Patience: worldPatience, Aim: 10 * time.Second, MaxBatch: 64}
}

func (w *world) startHere(ctx context.Context, l net.Listener) error {
	s, err := server.New(w.Store, server.Options{ //nolint:contextcheck // e-mails outlive the request that they tell of
		Listen: w.listen(), Version: versionText(), Log: w.o.Log, SessionKey: w.key, ListsEvery: time.Minute,
		Simulated: true,
	})
	if err != nil {
		return err
	}
	w.Server = s
	ctx, w.stop = context.WithCancel(context.WithoutCancel(ctx))
	w.serving.Go(func() {
		if err := s.Serve(ctx, l); err != nil && ctx.Err() == nil {
			w.o.Log.Error("the server stopped", "error", err)
		}
	})
	return nil
}

// worldPatience is the patience with a batch whose answer never came: visits
// follow each other within milliseconds, and QuickBooks is never at work on a
// batch when its run is over.
const worldPatience = time.Nanosecond

// asMain tells a test binary that it is run as the command itself.
const asMain = "COUNTINGHOUSE_AS_MAIN"

// startProcess runs this very binary as the server.
func (w *world) startProcess(ctx context.Context, args ...string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if len(args) == 0 {
		args = []string{"serve", "--data", w.o.Dir, "--listen", w.o.Listen, "--patience", worldPatience.String(), "--log-level", "error"}
	}
	w.process = exec.CommandContext(context.WithoutCancel(ctx), self, args...)
	w.process.Stderr = os.Stderr
	w.process.Env = append(os.Environ(), asMain+"=1")
	if err := w.process.Start(); err != nil {
		return err
	}
	process, exited := w.process, make(chan struct{})
	w.exited = exited
	go func() {
		defer close(exited)
		_ = process.Wait() // how it ended is of no interest: it is killed in the end
	}()
	for began := time.Now(); time.Since(began) < 20*time.Second; {
		if c, err := net.DialTimeout("tcp", w.o.Listen, time.Second); err == nil {
			return c.Close()
		}
		select {
		case <-exited:
			return errEnded
		case <-time.After(20 * time.Millisecond):
		}
	}
	return errors.New("the server did not start within 20 seconds")
}

// errEnded is a server process that ended before it listened.
var errEnded = errors.New("the server ended at its start")

// ProcessID is the server's process.
func (w *world) ProcessID() int {
	if w.process != nil {
		return w.process.Process.Pid
	}
	return os.Getpid()
}

// connect makes the Web Connector from the .qwc file that an operator would download.
func (w *world) connect(ctx context.Context) error {
	c, err := w.Store.Company(ctx, worldCompany)
	if err != nil {
		return err
	}
	qwc, err := server.QWC(c, w.URL).Encode()
	if err != nil {
		return err
	}
	w.Web, err = connector.New(connector.Options{
		QWC: qwc, Password: w.Password, Processor: w.Books.Connect(), Fault: w.o.Fault, Event: w.o.Event,
		NoOpWait: 50 * time.Millisecond,
	})
	return err
}

// Visits has the Web Connector call n times, and plans in between.
func (w *world) Visits(ctx context.Context, n int) error {
	for range n {
		result, err := w.Web.Run(ctx)
		if err != nil {
			return err
		}
		if result.Outcome == connector.InvalidUser || result.Outcome == connector.NotOpened || result.Outcome == connector.Failed {
			return fmt.Errorf("the Web Connector's update ended %q: %s %s", result.Outcome, result.LastError, result.Message)
		}
		if err := w.Planned(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Poll has the Web Connector call on schedule until the context ends.
func (w *world) Poll(ctx context.Context, every time.Duration, told func(connector.RunResult)) error {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		result, err := w.Web.Run(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			w.o.Log.Warn("the Web Connector's update broke off", "error", err)
		} else {
			told(result)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// PollShop reads the store now.
func (w *world) PollShop(ctx context.Context) (intake.Result, error) {
	return intake.NewPoller(w.Store, w.o.polling()).Poll(ctx, worldShop)
}

// polling is how the store is read.
func (o worldOptions) polling() intake.Options {
	p := intake.Options{Log: o.Log, Now: o.Clock}
	if o.AllPayments {
		p.Detail.Transactions, p.SweepEvery = intake.Always, time.Nanosecond
	}
	return p
}

// Planned waits until every order is planned.
func (w *world) Planned(ctx context.Context) error {
	if w.process == nil {
		p := posting.NewPlanner(w.Store, w.o.Log)
		p.Now = func() time.Time { return w.o.now().Add(w.Ahead) }
		return p.All(ctx)
	}
	stuck, before := 0, -1
	for {
		work, err := w.Store.WorkCounts(ctx, worldCompany)
		if err != nil || work.ToPlan == 0 {
			return err
		}
		// Nothing is planned while lists are read for the first time.
		if stuck++; work.ToPlan != before {
			stuck, before = 0, work.ToPlan
		} else if stuck > 100 {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// Settle reads the store and has the Web Connector call until nothing is left
// to do.
func (w *world) Settle(ctx context.Context) error {
	for range 40 {
		if _, err := w.PollShop(ctx); err != nil {
			return err
		}
		if err := w.Visits(ctx, 1); err != nil {
			return err
		}
		work, err := w.Store.WorkCounts(ctx, worldCompany)
		if err != nil {
			return err
		}
		if work.ToPlan+work.Ready+work.Blocked+work.Sent+work.Unsure+work.Posted == 0 {
			return nil
		}
	}
	return errors.New("work is left after forty visits of the Web Connector")
}

// PaySome lets up to n orders that await payment be paid.
func (w *world) PaySome(n int) {
	for _, t := range w.Shop.Truths() {
		if n > 0 && t.Status == shop.AwaitingPayment && t.Contradiction == "" {
			if w.Shop.Pay(t.ID) == nil {
				n--
			}
		}
	}
}

// StopServer stops the server as an operator would.
func (w *world) StopServer() {
	if w.stop != nil {
		w.stop()
		w.serving.Wait()
		w.stop = nil
	}
	if w.process != nil {
		_ = w.process.Process.Kill()
		<-w.exited
		w.process = nil
	}
}

// Close stops everything.
func (w *world) Close() {
	w.StopServer()
	w.shutter()
	w.Shop.Close()
	_ = w.Store.Close()
}

// randomWord is a password that can be typed.
func randomWord(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails, see crypto/rand
	return strings.ToLower(base32.StdEncoding.EncodeToString(b))[:n]
}
