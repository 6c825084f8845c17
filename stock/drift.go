package stock

import (
	"context"
	"slices"

	"countinghouse/store"
)

// Drifted is a movement that neither orders nor we made, with what was expected
// before it was found.
type Drifted struct {
	store.StockEvent
	Name     string      `json:"name"` // of the item
	Expected store.Count `json:"expected"`
	// Against tells that the side that moved isn't the one that counts: the
	// movement is undone by the next sending.
	Against bool `json:"against"`
}

// Drift are movements of others, newest first: those before a movement's ID
// (0: from the newest).
func Drift(ctx context.Context, st *store.Store, company store.CompanyKey, before int64, limit int) ([]Drifted, error) {
	rules, _, err := st.StockRules(ctx, company)
	if err != nil {
		return nil, err
	}
	events, err := st.StockMoved(ctx, company, before, limit)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(events))
	for i := range events {
		ids[i] = events[i].Item
	}
	slices.Sort(ids)
	entries, err := st.EntriesByID(ctx, company, slices.Compact(ids))
	if err != nil {
		return nil, err
	}
	out := make([]Drifted, len(events))
	for i, e := range events {
		name := entries[e.Item].FullName
		m := rules.For(name).Master
		out[i] = Drifted{StockEvent: e, Name: name, Expected: e.Balance - e.Quantity,
			Against: m == store.MasterQuickBooks && e.Store != "" || m == store.MasterBigCommerce && e.Store == ""}
	}
	return out, nil
}
