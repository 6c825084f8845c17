package server

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"time"

	"countinghouse/access"
	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/sales"
	simulated "countinghouse/simulator/company"
	"countinghouse/simulator/connector"
	"countinghouse/store"
)

// rehearsalRuns bounds the calls of the simulated Web Connector for one part.
const rehearsalRuns = 60

// rehearsedPart is one part of a rehearsal: a server that lives for some orders.
type rehearsedPart struct {
	file    *simulated.File
	key     sales.StoreKey
	company store.CompanyKey
	store   *store.Store
	found   store.Rehearsal // its figures alone
}

func (r *rehearsedPart) run(ctx context.Context, shop store.Shop, own store.Company, rules books.Rules, orders []sales.Order) error {
	dir, err := os.MkdirTemp("", "countinghouse-rehearsal-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	log := slog.New(slog.DiscardHandler)
	if r.store, err = store.Open(ctx, dir, store.Options{Log: log}); err != nil {
		return err
	}
	defer func() { _ = r.store.Close() }()
	password := access.NewPassword()
	hash, err := access.HashPassword(password)
	if err != nil {
		return err
	}
	by := store.Actor{Kind: "system", Name: "rehearsal"}
	c := store.Company{Key: r.company, Name: own.Name, User: "rehearsal", PasswordHash: hash, EveryMinutes: 1}
	if err := r.store.SaveCompany(ctx, by, c); err != nil {
		return err
	}
	// Disabled: nothing is read from the store, its orders are here.
	if err := r.store.SaveShop(ctx, by, store.Shop{Key: r.key, Company: r.company, Name: shop.Name, APIURL: shop.APIURL, Hash: shop.Hash, PollSeconds: 3600, Zone: shop.Zone, Currency: shop.Currency, Inclusive: shop.Inclusive, Disabled: true}); err != nil {
		return err
	}
	if _, err := r.store.SaveRules(ctx, by, r.key, rules); err != nil {
		return err
	}
	if _, err := r.store.SaveOrders(ctx, r.key, orders); err != nil {
		return err
	}
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		return err
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return err
	}
	url := "http://localhost:" + port
	srv, err := New(r.store, Options{Listen: Listen{Listen: "localhost:" + port, Lease: 5 * time.Minute, Patience: time.Nanosecond, Aim: 10 * time.Second, MaxBatch: 64}, Log: log, ListsEvery: time.Hour, Simulated: true}) //nolint:contextcheck // e-mails outlive the request that they tell of
	if err != nil {
		_ = l.Close()
		return err
	}
	serving, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = srv.Serve(serving, l) // it ends when the rehearsal does
	}()
	defer func() { stop(); <-ended }()
	if c, err = r.store.Company(ctx, r.company); err != nil {
		return err
	}
	qwc, err := QWC(c, url).Encode()
	if err != nil {
		return err
	}
	caller, err := connector.New(connector.Options{QWC: qwc, Password: password, Processor: r.file.Connect(), NoOpWait: 50 * time.Millisecond})
	if err != nil {
		return err
	}
	for range rehearsalRuns {
		result, err := caller.Run(ctx)
		if err != nil {
			return err
		}
		if result.Outcome == connector.InvalidUser || result.Outcome == connector.NotOpened || result.Outcome == connector.Failed {
			return fmt.Errorf("the simulated Web Connector ended %q: %s %s", result.Outcome, result.LastError, result.Message)
		}
		if err := srv.Planner.All(ctx); err != nil {
			return err
		}
		ready, err := srv.Planner.ListsRead(ctx, r.company)
		if err != nil {
			return err
		}
		work, err := r.store.WorkCounts(ctx, r.company)
		if err != nil {
			return err
		}
		if ready && work.ToPlan+work.Ready+work.Blocked+work.Sent+work.Unsure == 0 {
			return r.count(ctx, orders)
		}
	}
	return r.count(ctx, orders) // what is left over waits; the counts say so
}

// count reads what came of the orders while their database is open.
func (r *rehearsedPart) count(ctx context.Context, orders []sales.Order) error {
	states, err := r.store.OrderStates(ctx, r.key)
	if err != nil {
		return err
	}
	compared := map[string]*store.Beside{}
	compare := func(what, currency string, decimals int) *store.Beside {
		k := what + currency
		if compared[k] == nil {
			compared[k] = &store.Beside{What: what, Currency: currency, Decimals: decimals}
		}
		return compared[k]
	}
	f := &r.found
	for i := range orders {
		o := &orders[i]
		switch states[o.ID] {
		case store.OrderPosted, store.OrderVerified:
			f.Posted++
			if err := toldByStore(o, compare); err != nil {
				return err
			}
		case store.OrderHeld:
			f.Held++
		case store.OrderRefused:
			f.Refused++
		case store.OrderExcluded, store.OrderWatched:
			f.Excluded++
		default:
			f.Waiting++
		}
	}
	err = r.store.StandingDocuments(ctx, r.key, func(d books.Document) {
		what := store.BesideSales
		if d.Kind == books.CreditMemo {
			what = store.BesideRefunds
		}
		compare(what, d.Currency, d.Decimals).Books += d.Total
	})
	if err != nil {
		return err
	}
	for _, c := range compared {
		f.Compared = append(f.Compared, *c)
	}
	return r.causes(ctx)
}

// toldByStore adds what the store itself says that an order came to.
func toldByStore(o *sales.Order, compare func(what, currency string, decimals int) *store.Beside) error {
	amount, err := o.Total.Inc.Sub(o.StoreCreditPaid).Sub(o.GiftCertificatePaid).Round(o.Decimals, money.HalfAwayFromZero)
	if err != nil {
		return err
	}
	compare(store.BesideSales, o.Currency, o.Decimals).Store += amount
	for _, x := range o.Refunds {
		back, err := x.Total.Round(o.Decimals, money.HalfAwayFromZero)
		if err != nil {
			return err
		}
		compare(store.BesideRefunds, o.Currency, o.Decimals).Store += back
	}
	return nil
}

// causes are why orders wait or were refused.
func (r *rehearsedPart) causes(ctx context.Context) error {
	held, err := r.store.Causes(ctx, r.company)
	if err != nil {
		return err
	}
	refused, err := r.store.RefusedCauses(ctx, r.company)
	if err != nil {
		return err
	}
	for _, c := range refused {
		if err := r.store.Explain(ctx, r.company, &c); err != nil {
			return err
		}
		held = append(held, c)
	}
	for _, c := range held {
		r.found.Causes = append(r.found.Causes, store.RehearsedCause{Code: c.Code, Subject: c.Subject, What: c.What, Fix: c.Fix, Orders: c.Orders, First: c.FirstOrders})
	}
	return nil
}

// figures are the reports of the simulated QuickBooks.
func (r *rehearsedPart) figures() {
	f := &r.found
	for _, b := range r.file.TrialBalance() {
		f.Accounts = append(f.Accounts, store.Rehearsed{Name: b.Account, Type: b.Type, Amount: money.Amount(b.Debit) - money.Amount(b.Credit)})
	}
	for _, t := range r.file.TaxLiability() {
		f.Taxes = append(f.Taxes, store.Rehearsed{Name: t.Agency, Amount: money.Amount(t.Owed)})
	}
	for _, c := range r.file.Receivables() {
		f.Receivables = append(f.Receivables, store.Rehearsed{Name: c.Customer, Amount: money.Amount(c.Balance)})
	}
}
