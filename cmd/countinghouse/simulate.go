package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"countinghouse/simulator/company"
	"countinghouse/simulator/connector"
	"countinghouse/simulator/shop"
)

type simulateCommand struct {
	Shop      simulateShop      `cmd:"" help:"A BigCommerce store over HTTP."`
	Company   simulateCompany   `cmd:"" help:"A QuickBooks company file over HTTP, for simulate connector --company."`
	Connector simulateConnector `cmd:"" help:"A Web Connector: reads a .qwc file and polls the server."`
}

type simulateShop struct {
	Listen string        `help:"Address to listen on." default:"localhost:8081"`
	Seed   uint64        `help:"The same seed sells the same orders." default:"1"`
	Hash   string        `help:"Store hash." default:"demo"`
	Token  string        `help:"Access token that it expects." default:"shop-token" env:"COUNTINGHOUSE_SHOP_TOKEN"`
	Orders int           `help:"Orders that were sold before it starts." default:"50"`
	Every  time.Duration `help:"Time between new orders; 0 sells none." default:"0s"`
	Events int           `help:"Things that happened before it starts, instead of orders only: sales, payments, edits, refunds, cancellations and more." default:"0"`
	Kinds  string        `help:"What it sells: all, everything (the awkward shapes too), sales (nothing that must not be posted) or plain." enum:"all,everything,sales,plain" default:"all"`
	Land   string        `name:"country" help:"The store's country: US, CA, GB or AU." enum:"US,CA,GB,AU" default:"US"`
	Zone   string        `help:"The store's time zone; by default its country's."`
	Tax    string        `help:"How prices are entered: exclusive or inclusive of tax; by default as is usual in its country." enum:",exclusive,inclusive" default:""`
}

func (c simulateShop) Run(e *env) error {
	mixes := map[string]shop.Mix{"all": shop.MixAll(), "sales": shop.MixSales(), "plain": shop.MixPlain(), "everything": shop.MixEverything()}
	s := shop.New(shop.Options{
		Seed: c.Seed, Hash: c.Hash, Token: c.Token, Country: c.Land, Zone: c.Zone,
		Inclusive: c.Tax == "inclusive", NetPrices: c.Tax == "exclusive",
		Mix: mixes[c.Kinds], BaseURL: "http://" + c.Listen, AnyHookDestination: true, Log: e.log,
	})
	if c.Events > 0 {
		s.Live(c.Events)
	} else {
		s.Sell(c.Orders)
	}
	e.printf("Store %q sells at http://%s (API path http://%s/stores/%s/v3/), %d orders so far.\n", c.Hash, c.Listen, c.Listen, c.Hash, len(s.Orders()))
	if c.Every > 0 {
		go s.Run(e.ctx, c.Every)
	}
	return listenUntil(e.ctx, c.Listen, s.Handler())
}

// listenUntil serves until the context ends.
func listenUntil(ctx context.Context, address string, h http.Handler) error {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("can't listen on %s: %w", address, err)
	}
	return serveUntil(ctx, l, h)
}

func serveUntil(ctx context.Context, l net.Listener, h http.Handler) error {
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	done := make(chan error, 1)
	go func() { done <- srv.Serve(l) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := srv.Shutdown(closing); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}

type simulateCompany struct {
	Listen string `help:"Address to listen on." default:"localhost:8082"`
	Name   string `help:"Company name." default:"Hill Country Goods, LLC"`
	File   string `help:"File that keeps its books from run to run; left out, they are forgotten." type:"path" placeholder:"FILE"`

	Country    string `help:"Edition of QuickBooks: US, CA, UK or AU." enum:"US,CA,UK,AU" default:"US"`
	Currencies bool   `help:"Multi-currency is on."`
	Closed     string `help:"Closing date: nothing is dated on it or before." placeholder:"YYYY-MM-DD"`
}

func (c simulateCompany) Run(e *env) error {
	f, closeFile, err := openBooks(c.File, company.Options{Name: c.Name, Country: c.Country, MultiCurrency: c.Currencies})
	if err != nil {
		return err
	}
	defer closeFile()
	if c.Closed != "" {
		if err := f.SetClosingDate(c.Closed); err != nil {
			return err
		}
	}
	e.printf("Company file %q is open at http://%s. Its trial balance: http://%s/trial-balance\n", f.Name(), c.Listen, c.Listen)
	return listenUntil(e.ctx, c.Listen, company.Handler(f))
}

// openBooks opens a company file with the standard lists, kept in a file if
// one is named.
func openBooks(path string, options company.Options) (*company.File, func(), error) {
	if path == "" {
		f := company.New(options)
		return f, func() {}, seedBooks(f)
	}
	f, fresh, err := company.Open(path, options)
	if err != nil {
		return nil, nil, fmt.Errorf("the simulated company file %s can't be opened: %w", path, err)
	}
	if fresh {
		err = seedBooks(f)
	}
	return f, func() { _ = f.Close() }, err
}

type simulateConnector struct {
	QWC      string        `name:"qwc" required:"" help:"The .qwc file." type:"existingfile" placeholder:"FILE"`
	Password string        `required:"" help:"The Web Connector password." env:"COUNTINGHOUSE_QBWC_PASSWORD"`
	Company  string        `help:"Address of a simulate company; left out, it has a company file of its own." placeholder:"http://localhost:8082"`
	Every    time.Duration `help:"Time between updates; 0 takes the .qwc file's schedule." default:"0s"`
	Once     bool          `help:"One update, then end."`
}

func (c simulateConnector) Run(e *env) error {
	qwc, err := os.ReadFile(c.QWC)
	if err != nil {
		return err
	}
	var processor connector.RequestProcessor
	var own *company.File
	if c.Company != "" {
		processor = company.Dial(c.Company)
	} else {
		own = company.New(company.Options{Name: "Hill Country Goods, LLC"})
		if err := seedBooks(own); err != nil {
			return err
		}
		processor = own.Connect()
	}
	wc, err := connector.New(connector.Options{QWC: qwc, Password: c.Password, Processor: processor, Event: func(ev connector.Event) {
		switch ev.Kind {
		case connector.EventRunEnded, connector.EventRunFailed, connector.EventFault, connector.EventOpened:
			e.printf("%s  %s  %s\n", ev.At.Format("15:04:05"), ev.Kind, ev.Text)
		}
	}})
	if err != nil {
		return err
	}
	if c.Once {
		result, err := wc.Run(e.ctx)
		if err != nil {
			return err
		}
		e.printf("%s: %d requests, %s\n", result.Outcome, result.Requests, result.Message)
	} else if err := wc.Poll(e.ctx, c.Every); err != nil && e.ctx.Err() == nil {
		return err
	}
	if own != nil {
		return own.PrintTrialBalance(e.out)
	}
	return nil
}
