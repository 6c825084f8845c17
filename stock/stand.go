package stock

import (
	"context"
	"fmt"
	"time"

	"countinghouse/store"
)

// Stand is how far a company file's quantities are followed.
type Stand struct {
	Company store.CompanyKey  `json:"company"`
	Master  store.StockMaster `json:"master"`
	Began   time.Time         `json:"began,omitzero"`
	Live    time.Time         `json:"live,omitzero"` // zero: nothing is sent
	LiveBy  string            `json:"liveBy,omitempty"`
	Paused  string            `json:"paused,omitempty"`
	Held    string            `json:"held,omitempty"` // why nothing is sent for now, though nobody stopped it
	Settled time.Time         `json:"settled,omitzero"`

	Followed    int `json:"followed"`
	ToSet       int `json:"toSet"`
	ToAdjust    int `json:"toAdjust"`
	Left        int `json:"leftAlone"`
	Below       int `json:"belowZero"`
	Differences int `json:"differences"` // that nobody settled
	Conflicts   int `json:"conflicts"`
	Todo        int `json:"todo"` // orders and items that are still being worked out

	Rules   store.StockRules `json:"-"`
	Version int64            `json:"-"`
}

// StandOf tells how far a company file's quantities are followed.
func StandOf(ctx context.Context, st *store.Store, company store.CompanyKey) (Stand, error) {
	s := Stand{Company: company}
	c, err := st.Stock(ctx, company)
	if err != nil {
		return s, err
	}
	s.Began, s.Live, s.LiveBy, s.Paused, s.Settled = c.Began, c.Live, c.LiveBy, c.Paused, c.Settled
	if !c.Began.IsZero() {
		if s.Held, err = st.StockHeld(ctx, company); err != nil {
			return s, err
		}
	}
	if s.Rules, s.Version, err = st.StockRules(ctx, company); err != nil {
		return s, err
	}
	s.Master = s.Rules.Master
	p, err := st.StockPage(ctx, store.StockFilter{Company: company, Tab: store.StockBelow, Limit: 1})
	if err != nil {
		return s, err
	}
	s.Followed, s.ToSet, s.ToAdjust, s.Left, s.Below, s.Todo = p.Tabs[store.StockAll], p.Tabs[store.StockShops], p.Tabs[store.StockBooks], p.Tabs[store.StockLeft], p.Tabs[store.StockBelow], p.Todo
	d, err := st.StockDifferences(ctx, store.StockDifferenceFilter{Company: company, Limit: 1})
	if err != nil {
		return s, err
	}
	s.Differences = d.Open
	conflicts, err := st.StockConflicts(ctx, company, 500)
	for _, x := range conflicts {
		if x.Settled == "" {
			s.Conflicts++
		}
	}
	return s, err
}

// Words say it in a sentence.
func (s *Stand) Words() string {
	switch {
	case s.Began.IsZero():
		return "Quantities are not followed: there are no rules for them yet."
	case s.Live.IsZero():
		return fmt.Sprintf("The quantities of %s count. Nothing is sent yet: somebody looks first at what that would change.", s.Rules.Words())
	case s.Held != "":
		return fmt.Sprintf("The quantities of %s count. Sending waits: %s", s.Rules.Words(), s.Held)
	case s.Paused != "":
		return fmt.Sprintf("The quantities of %s count. Sending is stopped: %s", s.Rules.Words(), s.Paused)
	}
	return fmt.Sprintf("The quantities of %s count, and are sent since %s.", s.Rules.Words(), s.Live.UTC().Format("2 Jan 2006"))
}
