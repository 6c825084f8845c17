package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"golang.org/x/crypto/argon2"

	"countinghouse/bigcommerce"
	"countinghouse/intake"
	"countinghouse/posting"
	"countinghouse/secret"
	"countinghouse/server"
	"countinghouse/simulator/company"
	"countinghouse/simulator/connector"
	"countinghouse/simulator/shop"
	"countinghouse/soap"
	"countinghouse/store"
)

// faultWays are the ways of keeping the books in histories with faults: what
// can be in doubt differs by them.
func faultWays() []worldOptions {
	return []worldOptions{
		{Fallback: true, OneCustomer: true},
		{Fallback: true},
		{Fallback: true, Style: "invoice", PaidBy: "payments"},
		{Fallback: true, OneCustomer: true, Style: "order", Cancelled: "credit"},
		{NewItems: true, MissingSKUs: 1000, NoStock: true, OneCustomer: true},
		{Fallback: true, Style: "invoice", RefundBy: "credit", Country: "CA", PaidBy: "payments"},
		{Fallback: true, OneCustomer: true, Cancelled: "void", Treatment: "quickbooks", Allowed: 2},
	}
}

// faultMix is what the stores of histories sell: sales of every sort, and some
// of what must not be posted. What is odd by itself is left to the proof
// without faults, which tells better why it is held.
func faultMix() shop.Mix {
	m := shop.MixSales()
	for _, k := range []shop.Kind{shop.KindRefunded, shop.KindPartlyRefunded, shop.KindCardGiftCredit, shop.KindTwoCards, shop.KindStackedDiscounts,
		shop.KindTaxedFee, shop.KindAuthorized, shop.KindCancelled} {
		m[k] = 8
	}
	return m
}

// faultActs are what happens to their orders.
func faultActs() shop.Acts {
	return shop.ActsOf(shop.ActPay, shop.ActPayPart, shop.ActMarkPaid, shop.ActEdit, shop.ActRefund, shop.ActShip, shop.ActShipPieces, shop.ActComplete,
		shop.ActCancel, shop.ActDecline, shop.ActArchive, shop.ActDelete, shop.ActTouch)
}

// template is a world of one way of keeping the books whose lists were read,
// from which histories begin.
type template struct {
	o        worldOptions
	dir      string
	books    []byte
	password string
	owner    string // the mark of whose connection stands in the company file
	sealer   *secret.Sealer
	qwc      func(address string) ([]byte, error)
}

// templates makes each template once.
type templates struct {
	dir  string
	ways []worldOptions
	mu   sync.Mutex
	all  map[int]*template
}

func newTemplates(dir string) *templates {
	return &templates{dir: dir, ways: faultWays(), all: map[int]*template{}}
}

// Of is the template of a way.
func (t *templates) Of(ctx context.Context, way int) (*template, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if x := t.all[way]; x != nil {
		return x, nil
	}
	o := t.ways[way]
	o.Dir, o.NoPolling, o.AllPayments, o.Mix = filepath.Join(t.dir, fmt.Sprintf("way-%d", way)), true, true, faultMix()
	o.Acts = faultActs()
	clock := newFaultClock()
	clock.Pass(-time.Hour)
	o.Clock = clock.Store
	w, err := newWorld(ctx, o)
	if err != nil {
		return nil, err
	}
	defer w.shutter()
	c, err := w.Store.Company(ctx, worldCompany)
	if err != nil {
		return nil, err
	}
	c.PasswordHash = cheapHash(w.Password)
	if err := w.Store.SaveCompany(ctx, store.Actor{Kind: "system", Name: "bench"}, c); err != nil {
		return nil, err
	}
	x := &template{o: o, dir: o.Dir, password: w.Password, owner: c.OwnerID, qwc: func(address string) ([]byte, error) { return server.QWC(c, address).Encode() }}
	if x.sealer, err = w.config.Sealer(); err != nil {
		return nil, err
	}
	f := &faultWorld{world: w, clock: clock, template: x}
	if err := f.serve(ctx); err != nil {
		return nil, err
	}
	defer f.kill()
	if f.Web, err = f.connector("", w.Books.Connect()); err != nil {
		return nil, err
	}
	for range 2 { // the stamp and the lists, then whatever is left
		if _, err := f.Web.Run(ctx); err != nil {
			return nil, err
		}
	}
	if x.books, err = w.Books.BackUp(); err != nil {
		return nil, err
	}
	if err := w.Store.Close(); err != nil { // so that all of it is in one file
		return nil, err
	}
	t.all[way] = x
	return x, nil
}

// faultWorld is a world in which everything may break. Its server runs in this
// process, without workers of its own, so that what happens is in order; it
// can be ended at any moment as if it had been killed.
type faultWorld struct {
	*world
	clock    *faultClock
	template *template
	disk     *faultDisk
	Other    *company.File // another company file on the same PC
	PC       *desktop

	desk    *posting.Desk
	planner *posting.Planner
	poller  *intake.Poller
	http    *http.Server
	front   front
	shops   *http.Server

	dieAt     int // the commit at which the next process kills itself
	dieBehind bool
	kills     int // of processes
}

// open makes the world of a seed.
func (t *template) open(ctx context.Context, dir string, seed uint64, kill bool) (*faultWorld, error) {
	o := t.o
	clock := newFaultClock()
	o.Dir, o.Seed, o.Clock, o.Log = dir, seed, clock.Store, slog.New(slog.DiscardHandler)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	for from, to := range map[string]string{store.FileName: store.FileName, store.HeadFile: store.HeadFile, "secret.key": "secret.key"} {
		b, err := os.ReadFile(filepath.Join(t.dir, from))
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, to), b, 0o600)
		}
		if err != nil {
			return nil, err
		}
	}
	pc := o.company()
	pc.Now = clock.PC
	books, err := company.Load(bytes.NewReader(t.books), pc)
	if err != nil {
		return nil, err
	}
	f := &faultWorld{clock: clock, template: t, disk: watchDisk(dir), Other: company.New(company.Options{Name: "Lakeside Rentals, Inc.", Path: `C:\Books\Lakeside.qbw`, Now: clock.PC})}
	f.world = &world{o: o, Shop: o.shop(), Books: books, Password: t.password, config: server.Config{Data: dir}}
	f.PC = &desktop{open: books}
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		return nil, err
	}
	f.shopURL = "http://" + l.Addr().String()
	f.shops = &http.Server{Handler: f.Shop.Handler(), ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = f.shops.Serve(l) }()
	if f.o.Process = kill; kill {
		clock.file = clockFile(filepath.Join(dir, "clock"))
		clock.Pass(0)
	}
	if err := f.reopen(ctx); err != nil {
		return nil, errors.Join(err, f.shops.Close())
	}
	s, err := f.Store.Shop(ctx, worldShop)
	if err == nil {
		s.APIURL, s.LoginURL = f.shopURL, f.shopURL
		err = f.Store.SaveShop(ctx, store.Actor{Kind: "system", Name: "bench"}, s)
	}
	if err == nil {
		err = f.serve(ctx)
	}
	if err != nil {
		f.close()
		return nil, err
	}
	return f, nil
}

// reopen opens the database, closing it before if it is open.
func (f *faultWorld) reopen(ctx context.Context) (err error) {
	if f.Store != nil {
		_ = f.Store.Close()
	}
	f.Store, err = store.Open(ctx, f.o.Dir, store.Options{Sealer: f.template.sealer, Now: f.clock.Server, Log: f.o.Log})
	return err
}

// serve begins a life of the server: what an earlier one had in memory is gone.
func (f *faultWorld) serve(ctx context.Context) error {
	f.planner = posting.NewPlanner(f.Store, f.o.Log)
	f.planner.Now = f.clock.Server
	f.desk = posting.NewDesk(f.Store, f.planner, posting.Options{Log: f.o.Log, Now: f.clock.Server, MaxBatch: 8})
	f.poller = intake.NewPoller(f.Store, f.polling())
	if f.o.Process {
		return f.spawn(ctx)
	}
	mux := http.NewServeMux()
	mux.Handle("/qbwc", soap.NewHandler(f.desk, soap.Options{Version: "history", Log: f.o.Log}))
	mux.HandleFunc("/support", func(http.ResponseWriter, *http.Request) {})
	f.front.now = f.mortal(mux)
	if f.http != nil { // the same address as before
		return nil
	}
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		return err
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return err
	}
	f.URL = "http://localhost:" + port
	f.http = &http.Server{Handler: &f.front, ReadHeaderTimeout: 10 * time.Second, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelDebug)}
	go func() { _ = f.http.Serve(l) }()
	return nil
}

// front hands calls to the server that lives now. While one takes the place of
// another, calls wait.
type front struct {
	sync.RWMutex
	now http.Handler
}

func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.RLock()
	defer f.RUnlock()
	f.now.ServeHTTP(w, r)
}

// polling is how the store is read, by the server's clock.
func (f *faultWorld) polling() intake.Options {
	o := f.o.polling()
	o.Now, o.Parallel = f.clock.Server, 1 // one after the other, so that the seed decides
	o.Client = func(c *bigcommerce.Options) {
		c.Now, c.Timeout, c.Retries = f.clock.Server, 2*time.Second, 2
		c.Jitter = func(d time.Duration) time.Duration { return d / 2 }
		c.Sleep = func(ctx context.Context, d time.Duration) error {
			f.clock.Pass(d)
			return ctx.Err()
		}
	}
	return o
}

// mortal answers nothing once the process is dead.
func (f *faultWorld) mortal(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		said := &reply{head: http.Header{}, status: http.StatusOK}
		h.ServeHTTP(said, r)
		if f.disk != nil && f.disk.Dead() {
			panic(http.ErrAbortHandler)
		}
		for k, v := range said.head {
			w.Header()[k] = v
		}
		w.WriteHeader(said.status)
		_, _ = w.Write(said.body.Bytes())
	})
}

// reply keeps an answer until it is sent.
type reply struct {
	head   http.Header
	status int
	body   bytes.Buffer
}

func (r *reply) Header() http.Header         { return r.head }
func (r *reply) WriteHeader(status int)      { r.status = status }
func (r *reply) Write(b []byte) (int, error) { return r.body.Write(b) }

// connector makes a Web Connector that calls from an address of this machine,
// "" for the usual one.
func (f *faultWorld) connector(from string, processor connector.RequestProcessor, change ...func(*connector.Options)) (*connector.Connector, error) {
	qwc, err := f.template.qwc(f.URL)
	if err != nil {
		return nil, err
	}
	dialer := &net.Dialer{Timeout: 5 * time.Second}
	if from != "" {
		dialer.LocalAddr = &net.TCPAddr{IP: net.ParseIP(from)}
	}
	o := connector.Options{QWC: qwc, Password: f.Password, Processor: processor, NoOpWait: time.Millisecond, CallTimeout: 20 * time.Second,
		Client: &http.Client{Transport: &http.Transport{DialContext: dialer.DialContext, MaxIdleConnsPerHost: 1, DisableCompression: true, IdleConnTimeout: time.Minute}}}
	for _, c := range change {
		c(&o)
	}
	return connector.New(o)
}

// restart ends the server's life and begins another one. A server that was
// killed left its database as it was; reopened, nothing of it is in memory.
func (f *faultWorld) restart(ctx context.Context) error {
	f.front.Lock()
	defer f.front.Unlock()
	if err := f.reopen(ctx); err != nil {
		return err
	}
	f.disk.Revive()
	return f.serve(ctx)
}

// spawn begins a life of the server as a process of its own, at the address of
// before.
func (f *faultWorld) spawn(ctx context.Context) error {
	f.slay()
	if f.o.Listen == "" {
		l, err := net.Listen("tcp", "localhost:0")
		if err != nil {
			return err
		}
		_, port, _ := net.SplitHostPort(l.Addr().String())
		_ = l.Close()
		f.o.Listen = "localhost:" + port
		f.URL = "http://" + f.o.Listen
	}
	args := []string{"bench", "victim", "--data", f.o.Dir, "--listen", f.o.Listen, "--clock", string(f.clock.file), "--log-level", "error"}
	if f.dieAt > 0 {
		args = append(args, "--die", strconv.Itoa(f.dieAt))
		if f.dieBehind {
			args = append(args, "--behind")
		}
	}
	dies := f.dieAt > 0
	f.dieAt = 0
	err := f.startProcess(ctx, args...)
	if dies && errors.Is(err, errEnded) { // at a commit of its start
		return f.spawn(ctx)
	}
	return err
}

// slay kills the server's process, if there is one.
func (f *faultWorld) slay() {
	if f.process == nil {
		return
	}
	f.kills++
	_ = f.process.Process.Kill()
	<-f.exited
	f.process = nil
}

// gone tells whether the server's process has ended by itself.
func (f *faultWorld) gone() bool {
	if f.process == nil {
		return false
	}
	select {
	case <-f.exited:
		return true
	default:
		return false
	}
}

// kill ends the server.
func (f *faultWorld) kill() {
	f.slay()
	if f.http != nil {
		_ = f.http.Close()
		f.front.Lock()
		f.front.now = http.NotFoundHandler()
		f.front.Unlock()
	}
}

func (f *faultWorld) close() {
	f.kill()
	if f.shops != nil {
		_ = f.shops.Close()
	}
	f.Shop.Close()
	if f.Store != nil {
		_ = f.Store.Close()
	}
	unwatchDisk(f.o.Dir)
}

// cheapHash is a password hash that costs next to nothing: a history logs in
// often, and how long that takes is not what it is about.
func cheapHash(password string) string {
	salt := []byte("0123456789abcdef")
	key := argon2.IDKey([]byte(password), salt, 1, 8, 1, 32)
	enc := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=8,t=1,p=1$%s$%s", argon2.Version, enc.EncodeToString(salt), enc.EncodeToString(key))
}
