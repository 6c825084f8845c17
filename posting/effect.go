package posting

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/sales"
	"countinghouse/store"
)

// Effect is what other rules would make of the orders that are there. Nothing
// of it is saved.
type Effect struct {
	// Waiting are the orders looked at that need review; Released of them would
	// be posted, in money by currency.
	Waiting, Released int
	ReleasedSums      map[string]money.Amount
	// Orders are the newest ones, planned anew by both as if nothing stood yet;
	// Differ of them come out otherwise.
	Orders, Differ int
	Held, Freed    int // of those: held only by the new rules, only by the old ones
	Documents      []CountChange
	Accounts       []AccountChange
	Examples       []OrderChange // the first of those that differ
}

// CountChange is how many documents of a kind there are before and after.
type CountChange struct {
	Kind     books.Kind
	Was, Now int
}

// AccountChange is what the orders do to an account: debit less credit, in
// minor units of Currency.
type AccountChange struct {
	Account, Currency string
	Decimals          int
	Was, Now          money.Amount
}

// OrderChange is one order that comes out otherwise, in words.
type OrderChange struct {
	Order    sales.OrderID
	Was, Now string
}

// maxExamples bounds the orders that an effect names.
const maxExamples = 12

// maxReleasable bounds the held orders that are looked at.
const maxReleasable = 500

// Effect tells what will would make of a store's orders that was doesn't: of
// those that need review, and of the newest ones.
func (p *Planner) Effect(ctx context.Context, key sales.StoreKey, was, will books.Rules, newest int) (Effect, error) {
	e := Effect{ReleasedSums: map[string]money.Amount{}}
	shop, err := p.store.Shop(ctx, key)
	if err != nil {
		return e, err
	}
	held, err := p.store.HeldOrders(ctx, key, maxReleasable)
	if err != nil {
		return e, err
	}
	x := effect{p: p, company: shop.Company, zone: Zone(shop), out: &e}
	for i := range held {
		o := &held[i]
		plan, _, err := x.plan(ctx, o.Order, will, o.Prior, o.Decisions)
		if err != nil {
			return e, err
		}
		e.Waiting++
		if plan.Outcome == books.Post {
			e.Released++
			e.ReleasedSums[o.Order.Currency] += plan.Total
		}
	}
	orders, err := p.store.NewestOrders(ctx, key, newest)
	if err != nil {
		return e, err
	}
	counts := map[books.Kind]*CountChange{}
	accounts := map[string]*AccountChange{}
	for i := range orders {
		if err := x.compare(ctx, &orders[i], was, will, counts, accounts); err != nil {
			return e, err
		}
	}
	for _, c := range counts {
		if c.Was != c.Now {
			e.Documents = append(e.Documents, *c)
		}
	}
	for _, a := range accounts {
		if a.Was != a.Now {
			e.Accounts = append(e.Accounts, *a)
		}
	}
	slices.SortFunc(e.Documents, func(a, b CountChange) int { return strings.Compare(string(a.Kind), string(b.Kind)) })
	slices.SortFunc(e.Accounts, func(a, b AccountChange) int {
		return strings.Compare(a.Account+"|"+a.Currency, b.Account+"|"+b.Currency)
	})
	return e, nil
}

// effect is the work of one Effect.
type effect struct {
	p       *Planner
	company store.CompanyKey
	zone    *time.Location
	out     *Effect
}

func (x *effect) plan(ctx context.Context, o sales.Order, r books.Rules, prior []books.Prior, d books.Decisions) (books.Plan, books.Lists, error) {
	lists, err := x.p.store.Lists(ctx, x.company, books.NeedsOf(o, r))
	if err != nil {
		return books.Plan{}, lists, err
	}
	return books.MakePlan(o, r, lists, x.zone, prior, d), lists, nil
}

// compare plans one order by both rules as if it were new: what stands already
// is never decided again, and would hide the difference.
func (x *effect) compare(ctx context.Context, o *store.PlannedOrder, was, will books.Rules, counts map[books.Kind]*CountChange, accounts map[string]*AccountChange) error {
	decisions := o.Decisions
	decisions.Undone = ""
	a, aLists, err := x.plan(ctx, o.Order, was, nil, decisions)
	if err != nil {
		return err
	}
	b, bLists, err := x.plan(ctx, o.Order, will, nil, decisions)
	if err != nil {
		return err
	}
	x.out.Orders++
	x.count(documentsOf(a), aLists, counts, accounts, func(c *CountChange) { c.Was++ }, func(c *AccountChange, m money.Amount) { c.Was += m })
	x.count(documentsOf(b), bLists, counts, accounts, func(c *CountChange) { c.Now++ }, func(c *AccountChange, m money.Amount) { c.Now += m })
	before, after := planWords(a, aLists), planWords(b, bLists)
	if before == after {
		return nil
	}
	x.out.Differ++
	switch {
	case a.Outcome != books.Hold && b.Outcome == books.Hold:
		x.out.Held++
	case a.Outcome == books.Hold && b.Outcome != books.Hold:
		x.out.Freed++
	}
	if len(x.out.Examples) < maxExamples {
		shortBefore, shortAfter := apart(before, after)
		x.out.Examples = append(x.out.Examples, OrderChange{o.Order.ID, shortBefore, shortAfter})
	}
	return nil
}

// documentsOf are the documents of a plan, and what it adds to a summary.
func documentsOf(p books.Plan) []books.Document {
	if p.Outcome == books.Hold {
		return nil
	}
	docs := p.Documents
	if p.Contribution != nil {
		docs = append(slices.Clip(docs), *p.Contribution)
	}
	return docs
}

func (x *effect) count(docs []books.Document, l books.Lists, counts map[books.Kind]*CountChange, accounts map[string]*AccountChange, one func(*CountChange), post func(*AccountChange, money.Amount)) {
	for _, d := range docs {
		if counts[d.Kind] == nil {
			counts[d.Kind] = &CountChange{Kind: d.Kind}
		}
		one(counts[d.Kind])
		for _, e := range books.Effects(d, l) {
			k := e.Account.FullName + "|" + d.Currency
			if accounts[k] == nil {
				accounts[k] = &AccountChange{Account: e.Account.FullName, Currency: d.Currency, Decimals: d.Decimals}
			}
			post(accounts[k], e.Debit-e.Credit)
		}
	}
}

// planWords is a plan as lines of text; two plans with the same text do the
// same in QuickBooks.
func planWords(p books.Plan, l books.Lists) string {
	switch p.Outcome {
	case books.Exclude, books.Watch:
		return "Not posted: " + p.Reason
	case books.Hold:
		var why []string
		for _, x := range p.Problems {
			why = append(why, x.What)
		}
		return "Needs review: " + strings.Join(why, " ")
	}
	var out []string
	for _, d := range documentsOf(p) {
		head := books.KindName(d.Kind)
		for _, w := range []string{d.Customer.FullName, d.Date.Human(), d.Class.FullName, d.Terms.FullName, d.Template.FullName, d.PaymentMethod.FullName, d.ShipMethod.FullName} {
			if w != "" {
				head += ", " + w
			}
		}
		out = append(out, head)
		for _, line := range d.Lines {
			out = append(out, fmt.Sprintf("%s %s", line.Item.FullName, line.Amount.Grouped(d.Decimals)))
		}
		for _, e := range books.Effects(d, l) {
			amount := e.Debit - e.Credit
			out = append(out, e.Account.FullName+" "+amount.Grouped(d.Decimals))
		}
	}
	return strings.Join(out, "\n")
}

// apart are the lines that only one of two texts has.
func apart(a, b string) (string, string) {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	only := func(these, those []string) string {
		var out []string
		rest := slices.Clone(those)
		for _, line := range these {
			if i := slices.Index(rest, line); i >= 0 {
				rest = slices.Delete(rest, i, i+1)
				continue
			}
			if !slices.Contains(out, line) {
				out = append(out, line)
			}
		}
		return strings.Join(out, "\n")
	}
	return only(x, y), only(y, x)
}
