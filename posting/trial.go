package posting

import (
	"context"
	"slices"
	"strings"

	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
	"countinghouse/store"
)

// Trial is what a store's orders since a day would be in the books, planned by
// its mapping as if it were live since then. Nothing of it is saved or sent.
type Trial struct {
	From                  day.Day
	Orders, Posts, Held   int
	Left                  int // not sales, or left out by a rule
	PostsSums, HeldSums   map[string]money.Amount
	Documents             []CountChange // Now counts
	Accounts, TaxByAgency []AccountChange
	Problems              []TrialProblem // what holds orders, most orders first
	AccountTypes          map[string]string
	MoreOrders            bool // there are more than were planned
}

// TrialProblem is why orders would be held.
type TrialProblem struct {
	Code, Subject, What string
	Orders              int
}

// trialOrders bounds the orders of a trial.
const trialOrders = 500

// ListsRead tells whether QuickBooks' lists were read completely.
func (p *Planner) ListsRead(ctx context.Context, key store.CompanyKey) (bool, error) {
	company, err := p.store.Company(ctx, key)
	if err != nil || !company.Facts.Known {
		return false, err
	}
	return p.listsReady(ctx, key)
}

// Trial plans the newest orders of a store since a day, 500 at most.
func (p *Planner) Trial(ctx context.Context, key sales.StoreKey, from day.Day) (Trial, error) {
	t := Trial{From: from, PostsSums: map[string]money.Amount{}, HeldSums: map[string]money.Amount{}, AccountTypes: map[string]string{}}
	shop, err := p.store.Shop(ctx, key)
	if err != nil {
		return t, err
	}
	r, err := p.rules(ctx, map[sales.StoreKey]*shopRules{}, key)
	if err != nil {
		return t, err
	}
	rules := r.rules
	rules.StartDate = from
	orders, err := p.store.NewestOrders(ctx, key, trialOrders)
	if err != nil {
		return t, err
	}
	var e Effect
	x := effect{p: p, company: shop.Company, zone: r.zone, out: &e}
	counts, accounts, taxes := map[books.Kind]*CountChange{}, map[string]*AccountChange{}, map[string]*AccountChange{}
	problems := map[string]*TrialProblem{}
	for i := range orders {
		o := orders[i].Order
		if day.Of(o.Placed, r.zone).Before(from) {
			continue
		}
		t.Orders++
		plan, lists, err := x.plan(ctx, o, rules, nil, orders[i].Decisions)
		if err != nil {
			return t, err
		}
		switch plan.Outcome {
		case books.Post:
			t.Posts++
			t.PostsSums[o.Currency] += plan.Total
		case books.Hold:
			t.Held++
			t.HeldSums[o.Currency] += plan.Total
		default:
			t.Left++
		}
		seen := map[string]bool{}
		for _, pr := range plan.Problems {
			k := pr.Code + "|" + pr.Subject
			if problems[k] == nil {
				problems[k] = &TrialProblem{Code: pr.Code, Subject: pr.Subject, What: pr.What}
			}
			if !seen[k] {
				problems[k].Orders++
				seen[k] = true
			}
		}
		docs := documentsOf(plan)
		x.count(docs, lists, counts, accounts, func(c *CountChange) { c.Now++ }, func(c *AccountChange, m money.Amount) { c.Now += m })
		t.owed(docs, lists, taxes)
		for _, a := range lists.Entries {
			if a.Kind == books.Accounts {
				t.AccountTypes[a.FullName] = a.Type
			}
		}
	}
	t.MoreOrders = len(orders) == trialOrders && t.Orders == trialOrders
	for _, c := range counts {
		t.Documents = append(t.Documents, *c)
	}
	t.Accounts, t.TaxByAgency = sorted(accounts), sorted(taxes)
	for _, pr := range problems {
		t.Problems = append(t.Problems, *pr)
	}
	slices.SortFunc(t.Documents, func(a, b CountChange) int { return strings.Compare(string(a.Kind), string(b.Kind)) })
	slices.SortFunc(t.Problems, func(a, b TrialProblem) int {
		if a.Orders != b.Orders {
			return b.Orders - a.Orders
		}
		return strings.Compare(a.Code+a.Subject, b.Code+b.Subject)
	})
	return t, nil
}

// owed adds what documents add to what is owed to sales tax agencies.
func (t *Trial) owed(docs []books.Document, l books.Lists, taxes map[string]*AccountChange) {
	for _, d := range docs {
		for _, e := range books.TaxEffects(d, l) {
			k := e.Agency.FullName + "|" + d.Currency
			if taxes[k] == nil {
				taxes[k] = &AccountChange{Account: e.Agency.FullName, Currency: d.Currency, Decimals: d.Decimals}
			}
			taxes[k].Now += e.Amount
		}
	}
}

func sorted(m map[string]*AccountChange) []AccountChange {
	var out []AccountChange
	for _, a := range m {
		if a.Now != 0 {
			out = append(out, *a)
		}
	}
	slices.SortFunc(out, func(a, b AccountChange) int {
		return strings.Compare(a.Account+"|"+a.Currency, b.Account+"|"+b.Currency)
	})
	return out
}
