package posting

import (
	"context"
	"errors"
	"time"

	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/sales"
	"countinghouse/store"
)

// summaryAfter is how long after the end of a store's day its summaries are
// made: late payments and corrections of the evening are in by then.
const summaryAfter = 3 * time.Hour

// refusedSummariesAfter is how long a summary that QuickBooks refused is left
// for people to see before its orders are planned again.
const refusedSummariesAfter = 30 * time.Minute

// summaries makes the daily summaries that are due, of every store of the
// company file, and tells how many.
func (p *Planner) summaries(ctx context.Context, key store.CompanyKey) (int, error) {
	shops, err := p.store.Shops(ctx)
	if err != nil {
		return 0, err
	}
	made := 0
	known := map[sales.StoreKey]*shopRules{}
	for _, shop := range shops {
		if shop.Company != key {
			continue
		}
		r, err := p.rules(ctx, known, shop.Key)
		if err != nil {
			return made, err
		}
		through := day.Of(p.Now().Add(-summaryAfter), r.zone).Add(-1)
		due, err := p.store.SummariesDue(ctx, key, shop.Key, through)
		if err != nil {
			return made, err
		}
		for _, x := range due {
			parts := make([]books.Contribution, len(x.Parts))
			for i, c := range x.Parts {
				parts[i] = c.Contribution
			}
			doc, err := books.MakeSummary(shop.Key, x.Key, r.rules.RefPrefix, x.Number, parts)
			if err != nil {
				return made, err
			}
			err = p.store.SaveSummary(ctx, key, x, doc)
			if errors.Is(err, store.ErrChanged) {
				continue // an order of it changed meanwhile: next time
			}
			if err != nil {
				return made, err
			}
			made++
		}
	}
	if made == 0 && p.refusedDue(key) {
		return 0, p.store.FreeRefusedSummaries(ctx, key)
	}
	return made, nil
}

// refusedDue tells now and then that refused summaries are to be looked at.
func (p *Planner) refusedDue(key store.CompanyKey) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.Now()
	if last, ok := p.freed[key]; ok && now.Sub(last) < refusedSummariesAfter {
		return false
	}
	_, ok := p.freed[key]
	p.freed[key] = now
	return ok
}
