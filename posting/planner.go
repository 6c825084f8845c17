package posting

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"countinghouse/books"
	"countinghouse/sales"
	"countinghouse/store"
)

// planChunk is how many orders are planned in one transaction.
const planChunk = 100

// Planner turns orders into postings: it looks up what books.MakePlan needs,
// and saves what it says.
type Planner struct {
	store *store.Store
	log   *slog.Logger
	wake  chan struct{}
	// Now is the clock by which days end; time.Now unless a test sets it.
	Now func() time.Time

	mu    sync.Mutex
	freed map[store.CompanyKey]time.Time // when refused summaries were looked at
}

// NewPlanner is a planner over the store.
func NewPlanner(st *store.Store, log *slog.Logger) *Planner {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Planner{store: st, log: log, wake: make(chan struct{}, 1), Now: time.Now, freed: map[store.CompanyKey]time.Time{}}
}

// Wake has Run look for orders at once.
func (p *Planner) Wake() {
	select {
	case p.wake <- struct{}{}:
	default: // it is awake already
	}
}

// Run plans the orders of every company file as they come, until the context
// ends.
func (p *Planner) Run(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		if err := p.All(ctx); err != nil && ctx.Err() == nil {
			p.log.ErrorContext(ctx, "planning stopped, it is tried again", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-p.wake:
		case <-tick.C:
		}
	}
}

// All plans every order of every company file that waits for it.
func (p *Planner) All(ctx context.Context) error {
	companies, err := p.store.Companies(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, c := range companies {
		for {
			n, err := p.Some(ctx, c.Key)
			if err != nil {
				errs = append(errs, fmt.Errorf("company %s: %w", c.Key, err))
			}
			if n == 0 || err != nil {
				break
			}
		}
	}
	return errors.Join(errs...)
}

// Some plans one chunk of a company file's orders and tells how many. While
// QuickBooks' lists are being read for the first time nothing is planned: an
// entry that is not there yet may still come.
func (p *Planner) Some(ctx context.Context, key store.CompanyKey) (int, error) {
	if ready, err := p.listsReady(ctx, key); err != nil || !ready {
		return 0, err
	}
	orders, err := p.store.OrdersToPlan(ctx, key, planChunk)
	if err != nil {
		return 0, err
	}
	if len(orders) == 0 {
		return p.summaries(ctx, key)
	}
	shops := map[sales.StoreKey]*shopRules{}
	fresh := newCustomers{}
	results := make([]store.PlanResult, 0, len(orders))
	for i := range orders {
		o := &orders[i]
		rules, err := p.rules(ctx, shops, o.Order.Store)
		if err != nil {
			return 0, err
		}
		plan, err := p.plan(ctx, key, o, rules, fresh)
		if err != nil {
			return 0, err
		}
		results = append(results, store.PlanResult{Store: o.Order.Store, Order: o.Order.ID, Version: o.Version, Plan: plan, RulesVersion: rules.version})
	}
	return p.store.SavePlans(ctx, key, results)
}

func (p *Planner) listsReady(ctx context.Context, key store.CompanyKey) (bool, error) {
	company, err := p.store.Company(ctx, key)
	if err != nil || !company.Facts.Known {
		return err == nil, err // every order is held until QuickBooks has called
	}
	all, err := p.store.ListsProgress(ctx, key)
	return listsRead(company.Facts, all), err
}

// shopRules are what planning must know of a store.
type shopRules struct {
	rules   books.Rules
	version int64
	zone    *time.Location
}

func (p *Planner) rules(ctx context.Context, known map[sales.StoreKey]*shopRules, key sales.StoreKey) (*shopRules, error) {
	if r := known[key]; r != nil {
		return r, nil
	}
	shop, err := p.store.Shop(ctx, key)
	if err != nil {
		return nil, err
	}
	rules, version, err := p.store.Rules(ctx, key)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	r := &shopRules{rules: rules, version: version, zone: Zone(shop)}
	known[key] = r
	return r, nil
}

// Zone is the store's time zone, in which the day of an order is cut. UTC
// until the store's information was read.
func Zone(shop store.Shop) *time.Location {
	if shop.Zone == "" {
		return time.UTC
	}
	zone, err := time.LoadLocation(shop.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// plan plans one order.
func (p *Planner) plan(ctx context.Context, key store.CompanyKey, o *store.PlannedOrder, r *shopRules, fresh newCustomers) (books.Plan, error) {
	lists, err := p.store.Lists(ctx, key, books.NeedsOf(o.Order, r.rules))
	if err != nil {
		return books.Plan{}, err
	}
	fresh.addTo(&lists, o.Order.CustomerKey())
	plan := books.MakePlan(o.Order, r.rules, lists, r.zone, o.Prior, o.Decisions)
	if plan.Customer != nil && len(plan.Documents) > 0 {
		fresh[plan.Customer.Key] = plan.Customer
	}
	return plan, nil
}

// newCustomers are the customers that this chunk creates: their names are
// taken although no list shows them yet.
type newCustomers map[string]*books.NewCustomer

func (n newCustomers) addTo(l *books.Lists, key string) {
	for k, c := range n {
		switch {
		case k != key:
			l.PendingNames = append(l.PendingNames, c.Name)
		case l.PendingCustomer == nil:
			l.PendingCustomer = c
		}
	}
}

// Explanation is an order with all that its plan was made of.
type Explanation struct {
	Planned store.PlannedOrder
	Rules   books.Rules // of the store, before cases
	Lists   books.Lists
	Plan    books.Plan
}

// Explain plans one order as it stands, without saving anything: for preview
// and for the command line.
func (p *Planner) Explain(ctx context.Context, key sales.StoreKey, id sales.OrderID) (Explanation, error) {
	var x Explanation
	shop, err := p.store.Shop(ctx, key)
	if err != nil {
		return x, err
	}
	if x.Planned, err = p.store.PlannedOrder(ctx, key, id); err != nil {
		return x, err
	}
	r, err := p.rules(ctx, map[sales.StoreKey]*shopRules{}, key)
	if err != nil {
		return x, err
	}
	x.Rules = r.rules
	if x.Lists, err = p.store.Lists(ctx, shop.Company, books.NeedsOf(x.Planned.Order, r.rules)); err != nil {
		return x, err
	}
	x.Plan = books.MakePlan(x.Planned.Order, r.rules, x.Lists, r.zone, x.Planned.Prior, x.Planned.Decisions)
	return x, nil
}
