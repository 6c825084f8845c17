// Package server assembles everything: listeners, the Web Connector's
// endpoint, the pages, the workers that poll the stores and plan orders,
// metrics and shutdown.
package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/go-chi/chi/v5"

	"countinghouse/alert"
	"countinghouse/bigcommerce"
	"countinghouse/intake"
	"countinghouse/posting"
	"countinghouse/soap"
	"countinghouse/stock"
	"countinghouse/store"
	"countinghouse/web"
)

// Server is the whole of it.
type Server struct {
	Store   *store.Store
	Planner *posting.Planner
	Poller  *intake.Poller
	Keeper  *stock.Keeper
	Mover   *stock.Mover
	Desk    *posting.Desk
	Hooks   *intake.Hooks
	alerts  *alert.Watch
	telling sync.WaitGroup // e-mails about accounts that are under way
	// life ends with the server, and with it the rehearsals behind a page.
	life       context.Context
	die        context.CancelFunc
	rehearsing sync.WaitGroup

	listen  Listen
	backups Backups
	// backupAsked holds who asked for a backup that is not begun yet.
	backupAsked chan store.Actor
	log         *slog.Logger
	handler     http.Handler
	tls         *tlsSide // nil: plain HTTP
	limits      limits
	trusted     []netip.Prefix // declared proxies
}

// Options are what a server is made of beside its store.
type Options struct {
	Listen  Listen
	Backups Backups // none without a time of the day
	Version string
	Log     *slog.Logger
	// SessionKey protects the browser's cookie; see Config.SessionKey.
	SessionKey []byte
	// ListsEvery is how old the cached QuickBooks lists may be before a visit
	// without other work reads them; zero takes the desk's default.
	ListsEvery time.Duration
	// CertCache is the directory for certificates that an authority gives.
	CertCache  string
	acmeClient *http.Client // reaches the authority; nil: as usual. For tests
	// Simulated tells that all of it is a demonstration: no password is worth
	// anything, so plain HTTP is answered from anywhere, also by the store.
	Simulated bool
	// App are the credentials of the single-click app; empty: there is none.
	App App
	// FirstToken is the invitation by which the first account is made in the
	// browser; empty: it is made on the command line.
	FirstToken string
	// Mail sends alerts and digests; without a host the mail server is the one
	// that an admin names on the page.
	Mail alert.Mail
	// Now is the clock; nil is time.Now. For tests.
	Now func() time.Time
}

// polling are the options of the poller. A demonstration does not wait for
// more messages: its store sends them at once.
func (o Options) polling(saved func()) intake.Options {
	p := intake.Options{Log: o.Log, UserAgent: "Countinghouse/" + o.Version, Saved: saved, Now: o.Now}
	if o.Simulated {
		p.Settle, p.Apart = 300*time.Millisecond, time.Second
	}
	return p
}

// New assembles a server over an open store.
func New(st *store.Store, o Options) (*Server, error) {
	listen, version, log := o.Listen, o.Version, o.Log
	if err := errors.Join(listen.Validate(), o.Backups.Validate()); err != nil {
		return nil, err
	}
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	s := &Server{Store: st, listen: listen, backups: o.Backups, backupAsked: make(chan store.Actor, 1), log: log, limits: usual}
	s.life, s.die = context.WithCancel(context.Background())
	s.Planner = posting.NewPlanner(st, log)
	s.Desk = posting.NewDesk(st, s.Planner, posting.Options{
		Log: log, Lease: listen.Lease, Patience: listen.Patience, Aim: listen.Aim, MaxBatch: listen.MaxBatch, ListsEvery: o.ListsEvery, Now: o.Now,
	})
	if o.Now != nil {
		s.Planner.Now = o.Now
	}
	s.Poller = intake.NewPoller(st, o.polling(s.Planner.Wake))
	s.Keeper = stock.NewKeeper(st, stock.Options{Log: log, Now: o.Now})
	s.Mover = stock.NewMover(st, s.Poller, stock.MoverOptions{Log: log, Now: o.Now})
	s.alerts = alert.New(st, alert.Options{Mail: o.Mail, Link: listen.Public(), Log: log})
	s.Hooks = intake.NewHooks(st, s.Poller, intake.HookOptions{PublicURL: listen.Public(), Plain: o.Simulated, AppSecret: o.App.ClientSecret})
	trusted, err := proxies(listen.TrustedProxy)
	if err != nil {
		return nil, err
	}
	if s.tls, err = newTLS(listen, o.CertCache, log, o.acmeClient); err != nil {
		return nil, err
	}
	s.trusted = trusted
	ip := clientIP(trusted)
	pages := web.New(web.Options{
		Store: st, Log: log, Version: version, BaseURL: listen.Public(), Secure: listen.secure(), ClientIP: ip,
		SessionKey: o.SessionKey, Tell: s.teller(o.Mail), Planned: s.planned, App: o.App.client(listen, version), AppAPI: o.App.APIURL, FirstToken: o.FirstToken, Rehearse: s.rehearse,
		Mail: o.Mail, BackupAt: o.Backups.BackupAt, BackupKeep: o.Backups.BackupKeep, BackupDir: o.Backups.BackupDirIn(st.Dir()), BackupNow: s.backupNow,
	})
	r := chi.NewRouter()
	r.Use(guarded(listen.secure()))
	// Who may use it: the Web Connector, by its own login; anyone may read the page.
	r.Handle("/qbwc", soap.NewHandler(s.Desk, soap.Options{Version: version, Log: log, ClientIP: ip, PageURL: func(*http.Request) string { return listen.Public() + "/qbwc" }}))
	// Who may use it: anyone; the Web Connector wants an answer when the application is added.
	r.Get("/support", support)
	// Who may use it: anyone; says only whether the server works.
	r.Get("/health", s.health)
	// Who may use it: this machine only; figures hold no customer data.
	r.Handle("/metrics", localOnly(metricsHandler(st, s.Hooks, log)))
	// Who may use it: BigCommerce, by a signature or the secret that its webhooks carry.
	r.Handle(bigcommerce.HookPath+"*", bigcommerce.NewReceiver(s.Hooks, log))
	// Everything else are the pages, which tell for each route who may use it.
	r.Mount("/", pages)
	s.handler = r
	if !listen.secure() && !o.Simulated {
		s.handler = plainOnlyHere(trusted, r)
	}
	return s, nil
}

// Handler is the server's handler, for tests and for the demo.
func (s *Server) Handler() http.Handler { return s.handler }

// Run listens and works until the context ends, then lets what is under way
// come to its end.
func (s *Server) Run(ctx context.Context) error {
	l, err := net.Listen("tcp", s.listen.Listen)
	if err != nil {
		return fmt.Errorf("can't listen on %s: %w", s.listen.Listen, err)
	}
	return s.Serve(ctx, l)
}

// Serve is Run on a listener that is open already.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	srv := s.limits.httpServer(s.handler, s.log)
	l = s.limits.listener(l, s.trusted)
	var workers sync.WaitGroup
	workers.Go(func() { s.Planner.Run(ctx) })
	workers.Go(func() { s.Poller.Run(ctx) })
	workers.Go(func() { s.Poller.RunCatalogues(ctx) })
	workers.Go(func() { s.Keeper.Run(ctx) })
	workers.Go(func() { s.Mover.Run(ctx) })
	workers.Go(func() { s.Store.KeepHead(ctx, time.Minute) })
	workers.Go(func() { s.keepBackups(ctx) })
	workers.Go(func() { s.Hooks.Run(ctx) })
	workers.Go(func() { s.alerts.Run(ctx) })
	workers.Go(func() { s.answerChallenges(ctx) })
	failed := make(chan error, 1)
	go func() {
		if s.tls != nil {
			srv.TLSConfig = s.tls.config
			failed <- srv.ServeTLS(l, "", "")
			return
		}
		failed <- srv.Serve(l)
	}()
	s.log.InfoContext(ctx, "countinghouse is up", "listen", l.Addr().String(), "public", s.listen.Public())
	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
		err = fmt.Errorf("the listener stopped: %w", err)
	}
	stop()
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
	defer cancel()
	err = errors.Join(err, srv.Shutdown(closing))
	workers.Wait()
	s.die()
	s.rehearsing.Wait()
	s.telling.Wait()
	return err
}

// guarded gives every answer, also that of a program's endpoint, the headers
// that hold for all; the pages add theirs.
func guarded(secure bool) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			h := w.Header()
			h.Set("X-Content-Type-Options", "nosniff")
			h.Set("X-Frame-Options", "DENY")
			h.Set("Referrer-Policy", "same-origin")
			h.Set("Cross-Origin-Resource-Policy", "same-origin")
			if secure {
				h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
			}
			next.ServeHTTP(w, r)
		})
	}
}

// secure tells whether browsers reach the server by https, so that cookies
// may insist on it.
func (l Listen) secure() bool { return len(l.Public()) > 5 && l.Public()[:6] == "https:" }

// support is the page that the .qwc file names: the Web Connector looks
// whether it answers, people who open it read what this is.
func support(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Referrer-Policy", "no-referrer")
	_, _ = fmt.Fprint(w, `<!doctype html><html lang="en"><meta charset="utf-8"><title>Countinghouse support</title>
<h1>Countinghouse</h1><p>This address belongs to the connection between your online store and QuickBooks. The Web Connector on the QuickBooks PC calls it.</p>
<p>If an update does not work: keep the company file open in QuickBooks, close its dialogs, and press Update Selected in the Web Connector. <a href="/">Open Countinghouse</a> to see what waits and why.</p></html>`)
}

// health answers 200 when the database can be read, 503 otherwise.
func (s *Server) health(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 3*time.Second)
	defer cancel()
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if _, err := s.Store.Companies(ctx); err != nil {
		s.log.ErrorContext(ctx, "health: the database can't be read", "error", err)
		http.Error(w, "the database can't be read", http.StatusServiceUnavailable)
		return
	}
	_, _ = fmt.Fprintln(w, "ok")
}
