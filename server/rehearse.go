package server

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"time"

	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/posting"
	"countinghouse/sales"
	simulated "countinghouse/simulator/company"
	"countinghouse/store"
	"countinghouse/web"
)

const (
	// rehearsedAtOnce is how many orders are posted to one simulated company file:
	// with a new one for each part, memory and disk are bounded however many
	// orders there are, and what is done is kept.
	rehearsedAtOnce = 250
	// rehearsedNames and rehearsedCauses bound what is kept by name.
	rehearsedNames, rehearsedCauses = 1000, 200
	// firstRehearsed is how many orders are named for a cause.
	firstRehearsed = 5
	// rehearsalPart bounds the time of one part, so that it gives a sign of life.
	rehearsalPart = 4 * time.Minute
)

// CanRehearse tells whether there is a simulated company file of an edition
// (as QuickBooks names it; empty is not known yet).
func CanRehearse(country string) bool {
	return slices.Contains([]string{"", "US", "CA", "UK", "GB", "AU"}, country)
}

// Rehearse goes on with a rehearsal that was begun, until all its orders are
// posted, somebody stops it or the context ends. Each part is a server of its
// own on a database of its own, the same planner and the same conversation, and
// a QuickBooks that keeps a ledger with the lists of the real one. Nothing of
// it outlives the call but its figures, and nothing of the real books is
// touched. told is called after each part; nil is none.
func Rehearse(ctx context.Context, st *store.Store, r store.Rehearsal, told func(store.Rehearsal)) (store.Rehearsal, error) {
	err := rehearseAll(ctx, st, &r, told)
	switch {
	case errors.Is(err, store.ErrChanged): // stopped, or another one began
		return st.LastRehearsal(context.WithoutCancel(ctx), r.Store)
	case err == nil:
		r.State = store.RehearsalDone
	case ctx.Err() != nil:
		r.State, err = store.RehearsalStopped, ctx.Err()
	default:
		r.State, r.Wrong = store.RehearsalFailed, "It broke off. Nothing was written anywhere; try it again, and show the server’s log to whoever runs it if it breaks off again."
	}
	kept := st.KeepRehearsal(context.WithoutCancel(ctx), r)
	if errors.Is(kept, store.ErrChanged) {
		kept = nil
	}
	if told != nil {
		told(r)
	}
	return r, errors.Join(err, kept)
}

func rehearseAll(ctx context.Context, st *store.Store, r *store.Rehearsal, told func(store.Rehearsal)) error {
	shop, err := st.Shop(ctx, r.Store)
	if err != nil {
		return err
	}
	own, err := st.Company(ctx, shop.Company)
	if err != nil {
		return err
	}
	if !CanRehearse(own.Facts.Country) {
		return web.ErrNoRehearsal
	}
	rules, _, err := st.Rules(ctx, r.Store)
	if err != nil {
		return err
	}
	rules.StartDate = r.Since
	zone := posting.Zone(shop)
	if r.Done == 0 {
		r.LastPlaced, r.LastID = r.Since.Start(zone), 0
	}
	for {
		orders, err := st.OrdersAfter(ctx, r.Store, r.LastPlaced, r.LastID, rehearsedAtOnce)
		if err != nil {
			return err
		}
		if len(orders) == 0 {
			return nil
		}
		if len(orders) == rehearsedAtOnce {
			orders = wholeDays(orders, zone)
		}
		if err := rehearsePart(ctx, st, r, shop, own, rules, orders); err != nil {
			return err
		}
		last := orders[len(orders)-1]
		r.Done, r.LastPlaced, r.LastID = r.Done+len(orders), last.Placed, last.ID
		r.Orders = max(r.Orders, r.Done) // some came meanwhile
		if err := st.KeepRehearsal(ctx, *r); err != nil {
			return err
		}
		if told != nil {
			told(*r)
		}
	}
}

// wholeDays leaves out the last day of orders, which may go on after them,
// unless it is the only one: what is summed up by the day stays one document.
func wholeDays(orders []sales.Order, zone *time.Location) []sales.Order {
	last := day.Of(orders[len(orders)-1].Placed, zone)
	n := slices.IndexFunc(orders, func(o sales.Order) bool { return day.Of(o.Placed, zone) == last })
	if n == 0 {
		return orders
	}
	return orders[:n]
}

// rehearsePart posts some orders and adds their figures.
func rehearsePart(ctx context.Context, st *store.Store, r *store.Rehearsal, shop store.Shop, own store.Company, rules books.Rules, orders []sales.Order) error {
	ctx, cancel := context.WithTimeoutCause(ctx, rehearsalPart, errors.New("a part of a rehearsal took too long"))
	defer cancel()
	file := simulated.New(simulated.Options{Name: own.Facts.Name, Country: own.Facts.Country, Classes: own.Facts.Classes, MultiCurrency: own.Facts.MultiCurrency, NoSalesTax: !own.Facts.SalesTax, Zone: posting.Zone(shop)})
	if err := seedFor(ctx, st, &seeding{file: file, added: map[string]bool{}}, shop.Company, rules, orders); err != nil {
		return err
	}
	part := rehearsedPart{file: file, key: r.Store, company: shop.Company}
	if err := part.run(ctx, shop, own, rules, orders); err != nil {
		return err
	}
	part.figures()
	addPart(r, part.found)
	return nil
}

// addPart adds the figures of a part to those of all.
func addPart(r *store.Rehearsal, p store.Rehearsal) {
	r.Posted, r.Held, r.Refused, r.Excluded, r.Waiting = r.Posted+p.Posted, r.Held+p.Held, r.Refused+p.Refused, r.Excluded+p.Excluded, r.Waiting+p.Waiting
	r.Accounts = addFigures(r.Accounts, p.Accounts)
	slices.SortStableFunc(r.Accounts, func(a, b store.Rehearsed) int {
		if a.Type != b.Type {
			return slices.Index(chartOrder, a.Type) - slices.Index(chartOrder, b.Type)
		}
		return strings.Compare(a.Name, b.Name)
	})
	r.Taxes = addFigures(r.Taxes, p.Taxes)
	r.Receivables = addFigures(r.Receivables, p.Receivables)
	r.Owing = len(r.Receivables)
	slices.SortStableFunc(r.Receivables, func(a, b store.Rehearsed) int {
		if x, y := a.Amount.Abs(), b.Amount.Abs(); x != y {
			if x > y {
				return -1
			}
			return 1
		}
		return strings.Compare(a.Name, b.Name)
	})
	for len(r.Receivables) > rehearsedNames {
		last := len(r.Receivables) - 1
		r.Others.Amount += r.Receivables[last].Amount
		r.Receivables = r.Receivables[:last]
	}
	for _, c := range p.Causes {
		addCause(r, c)
	}
	slices.SortStableFunc(r.Causes, func(a, b store.RehearsedCause) int { return b.Orders - a.Orders })
	for _, c := range p.Compared {
		i := slices.IndexFunc(r.Compared, func(x store.Beside) bool { return x.What == c.What && x.Currency == c.Currency })
		if i < 0 {
			r.Compared = append(r.Compared, c)
			continue
		}
		r.Compared[i].Store += c.Store
		r.Compared[i].Books += c.Books
	}
	slices.SortFunc(r.Compared, func(a, b store.Beside) int {
		return strings.Compare(b.What+a.Currency, a.What+b.Currency) // sales before refunds
	})
}

// chartOrder is the order of the chart of accounts.
var chartOrder = []string{"Bank", "AccountsReceivable", "OtherCurrentAsset", "FixedAsset", "OtherAsset", "AccountsPayable", "CreditCard",
	"OtherCurrentLiability", "LongTermLiability", "Equity", "Income", "CostOfGoodsSold", "Expense", "OtherIncome", "OtherExpense"}

// addFigures adds figures by name; those that come to nothing go.
func addFigures(all, more []store.Rehearsed) []store.Rehearsed {
	at := make(map[string]int, len(all))
	for i, x := range all {
		at[x.Name] = i
	}
	for _, x := range more {
		if i, known := at[x.Name]; known {
			all[i].Amount += x.Amount
			continue
		}
		at[x.Name] = len(all)
		all = append(all, x)
	}
	return slices.DeleteFunc(all, func(x store.Rehearsed) bool { return x.Amount == money.Amount(0) })
}

// addCause adds why orders wait; beyond the bound those with the same code
// count as one.
func addCause(r *store.Rehearsal, c store.RehearsedCause) {
	i := slices.IndexFunc(r.Causes, func(x store.RehearsedCause) bool { return x.Code == c.Code && x.Subject == c.Subject })
	if i < 0 && len(r.Causes) >= rehearsedCauses {
		if i = slices.IndexFunc(r.Causes, func(x store.RehearsedCause) bool { return x.Code == c.Code }); i < 0 {
			i = len(r.Causes) - 1
		}
	}
	if i < 0 {
		r.Causes = append(r.Causes, c)
		return
	}
	x := &r.Causes[i]
	x.Orders += c.Orders
	for _, id := range c.First {
		if len(x.First) < firstRehearsed {
			x.First = append(x.First, id)
		}
	}
}

// rehearse begins a rehearsal of a store's orders since a day, or goes on with
// the last one, behind the page: it ends with the server at the latest.
func (s *Server) rehearse(ctx context.Context, by store.Actor, key sales.StoreKey, from day.Day, goOn bool) error {
	shop, err := s.Store.Shop(ctx, key)
	if err != nil {
		return err
	}
	own, err := s.Store.Company(ctx, shop.Company)
	if err != nil {
		return err
	}
	if !CanRehearse(own.Facts.Country) {
		return web.ErrNoRehearsal
	}
	r, err := s.Store.BeginRehearsal(ctx, by, key, from, posting.Zone(shop), goOn)
	if err != nil {
		return err
	}
	s.rehearsing.Go(func() {
		if _, err := Rehearse(s.life, s.Store, r, nil); err != nil && s.life.Err() == nil {
			s.log.Warn("a rehearsal broke off", slog.String("store", string(key)), slog.Any("error", err))
		}
	})
	return nil
}
