package report

import (
	"context"
	"time"

	"countinghouse/store"
)

// Status is a company file's state as scripts read it.
type Status struct {
	Company  string         `json:"company"`
	Name     string         `json:"name"`
	Known    bool           `json:"known"`
	LastCall string         `json:"lastCall,omitempty"`
	Stopped  string         `json:"stopped,omitempty"`
	Orders   map[string]int `json:"orders"`
	Postings map[string]int `json:"postings"`
	ToPlan   int            `json:"toPlan"`
	Agrees   bool           `json:"agrees"` // every order that belongs in the books is there, and agrees to the cent
	Causes   []StatusCause  `json:"causes"`
	// Refused are orders of which QuickBooks, or what a person did there, refused something.
	Refused []Refused `json:"refused"`
	Stores  []Store   `json:"stores"`
	// Backup is the last backup of the database; nil: there was none.
	Backup *Backup `json:"backup"`
	// Restored tells what is still to be found out after a restore; nil: there was none.
	Restored *Restored `json:"restored,omitempty"`
}

// StatusCause is a cause, how many orders wait for it and how much that is.
type StatusCause struct {
	Code    string `json:"code"`
	Subject string `json:"subject,omitempty"`
	What    string `json:"what"`
	Fix     string `json:"fix"`
	Orders  int    `json:"orders"`
	Amount  string `json:"amount"`
}

// Refused is an order of which QuickBooks refused something.
type Refused struct {
	Store  string `json:"store"`
	Order  int64  `json:"order"`
	Reason string `json:"reason"`
}

// mostRefused is how many refused orders status tells one by one.
const mostRefused = 20

// Store is a connected store, and how its reading goes.
type Store struct {
	Key      string `json:"key"`
	Name     string `json:"name"`
	LastPoll string `json:"lastPoll,omitempty"`
	Error    string `json:"error,omitempty"`
	// Webhooks is on, off, local or failed; Told says it for people.
	Webhooks    string `json:"webhooks,omitempty"`
	Told        string `json:"told,omitempty"`
	ToldWrong   bool   `json:"toldWrong,omitempty"`
	LastMessage string `json:"lastMessage,omitempty"`
}

// Statuses are the states of the company files that sees lets through.
func Statuses(ctx context.Context, st *store.Store, sees func(store.CompanyKey) bool) ([]Status, error) {
	companies, err := st.Companies(ctx)
	if err != nil {
		return nil, err
	}
	stats, err := st.Stats(ctx)
	if err != nil {
		return nil, err
	}
	shops, err := st.Shops(ctx)
	if err != nil {
		return nil, err
	}
	hooks, err := st.HookStates(ctx)
	if err != nil {
		return nil, err
	}
	views := []Status{}
	backup, err := BackupOf(ctx, st)
	if err != nil {
		return nil, err
	}
	for _, c := range companies {
		if !sees(c.Key) {
			continue
		}
		v := Status{
			Company: string(c.Key), Name: c.Name, Known: c.Facts.Known, LastCall: Stamp(c.LastCall), Stopped: c.Stopped,
			Orders: map[string]int{}, Postings: map[string]int{}, Causes: []StatusCause{}, Refused: []Refused{}, Stores: []Store{},
		}
		for _, s := range stats.Companies {
			if s.Company != c.Key {
				continue
			}
			v.ToPlan = s.ToPlan
			for state, n := range s.Orders {
				v.Orders[string(state)] = n
			}
			for state, n := range s.Postings {
				v.Postings[string(state)] = n
			}
		}
		open := v.ToPlan
		for _, state := range []store.OrderState{store.OrderNew, store.OrderHeld, store.OrderWaiting, store.OrderAsking, store.OrderRefused, store.OrderPosted} {
			open += v.Orders[string(state)]
		}
		v.Agrees = open == 0
		causes, err := st.Causes(ctx, c.Key)
		if err != nil {
			return nil, err
		}
		for _, k := range causes {
			v.Causes = append(v.Causes, StatusCause{Code: k.Code, Subject: k.Subject, What: k.What, Fix: k.Fix, Orders: k.Orders, Amount: k.Amount.Text(2)})
		}
		refused, err := st.OrdersPage(ctx, store.OrderFilter{Company: c.Key, States: []store.OrderState{store.OrderRefused}, Limit: mostRefused})
		if err != nil {
			return nil, err
		}
		for _, r := range refused.Rows {
			v.Refused = append(v.Refused, Refused{Store: string(r.Store), Order: int64(r.ID), Reason: r.Reason})
		}
		for _, s := range shops {
			if s.Company == c.Key {
				row := Store{Key: string(s.Key), Name: s.Name, LastPoll: Stamp(s.LastPoll), Error: s.LastError}
				for _, h := range hooks {
					if h.Store == s.Key {
						row.Webhooks, row.LastMessage = string(h.State), Stamp(h.LastEvent)
						row.Told, row.ToldWrong = h.Say(time.Now())
					}
				}
				v.Stores = append(v.Stores, row)
			}
		}
		v.Backup = backup
		if v.Restored, err = RestoredOf(ctx, st, c.Key); err != nil {
			return nil, err
		}
		views = append(views, v)
	}
	return views, nil
}
