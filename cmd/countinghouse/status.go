package main

import (
	"errors"
	"fmt"
	"time"

	"countinghouse/bigcommerce"
	"countinghouse/books"
	"countinghouse/posting"
	"countinghouse/store"
)

type statusCommand struct {
	JSON bool `help:"Print JSON."`
}

// statusView is a company file's state as scripts read it.
type statusView struct {
	Company  string         `json:"company"`
	Name     string         `json:"name"`
	Known    bool           `json:"known"`
	LastCall string         `json:"lastCall,omitempty"`
	Stopped  string         `json:"stopped,omitempty"`
	Orders   map[string]int `json:"orders"`
	Postings map[string]int `json:"postings"`
	ToPlan   int            `json:"toPlan"`
	Agrees   bool           `json:"agrees"` // every order that belongs in the books is there, and agrees to the cent
	Causes   []causeView    `json:"causes"`
	// Refused are orders of which QuickBooks, or what a person did there, refused something.
	Refused []refusedView `json:"refused"`
	Stores  []storeView   `json:"stores"`
	// Backup is the last backup of the database; nil: there was none.
	Backup *lastBackup `json:"backup"`
	// Restored tells what is still to be found out after a restore; nil: there was none.
	Restored *restoredView `json:"restored,omitempty"`
}

type causeView struct {
	Code    string `json:"code"`
	Subject string `json:"subject,omitempty"`
	What    string `json:"what"`
	Fix     string `json:"fix"`
	Orders  int    `json:"orders"`
	Amount  string `json:"amount"`
}

type refusedView struct {
	Store  string `json:"store"`
	Order  int64  `json:"order"`
	Reason string `json:"reason"`
}

// mostRefused is how many refused orders status tells one by one.
const mostRefused = 20

type storeView struct {
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

func (c statusCommand) Run(e *env) error {
	st, err := e.open()
	if err != nil {
		return err
	}
	defer st.Close()
	views, err := statusViews(e, st)
	if err != nil {
		return err
	}
	if c.JSON {
		return e.json(views)
	}
	if len(views) == 0 {
		e.printf("No company file is declared yet. See docs/countinghouse.example.yaml and countinghouse apply.\n")
	}
	for _, v := range views {
		printStatus(e, v)
	}
	return nil
}

func statusViews(e *env, st *store.Store) ([]statusView, error) {
	companies, err := st.Companies(e.ctx)
	if err != nil {
		return nil, err
	}
	stats, err := st.Stats(e.ctx)
	if err != nil {
		return nil, err
	}
	shops, err := st.Shops(e.ctx)
	if err != nil {
		return nil, err
	}
	hooks, err := st.HookStates(e.ctx)
	if err != nil {
		return nil, err
	}
	views := []statusView{}
	backup, err := lastBackupOf(e, st)
	if err != nil {
		return nil, err
	}
	for _, c := range companies {
		v := statusView{
			Company: string(c.Key), Name: c.Name, Known: c.Facts.Known, LastCall: stamp(c.LastCall), Stopped: c.Stopped,
			Orders: map[string]int{}, Postings: map[string]int{}, Causes: []causeView{}, Refused: []refusedView{}, Stores: []storeView{},
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
		causes, err := st.Causes(e.ctx, c.Key)
		if err != nil {
			return nil, err
		}
		for _, k := range causes {
			v.Causes = append(v.Causes, causeView{Code: k.Code, Subject: k.Subject, What: k.What, Fix: k.Fix, Orders: k.Orders, Amount: k.Amount.Text(2)})
		}
		refused, err := st.OrdersPage(e.ctx, store.OrderFilter{Company: c.Key, States: []store.OrderState{store.OrderRefused}, Limit: mostRefused})
		if err != nil {
			return nil, err
		}
		for _, r := range refused.Rows {
			v.Refused = append(v.Refused, refusedView{Store: string(r.Store), Order: int64(r.ID), Reason: r.Reason})
		}
		for _, s := range shops {
			if s.Company == c.Key {
				row := storeView{Key: string(s.Key), Name: s.Name, LastPoll: stamp(s.LastPoll), Error: s.LastError}
				for _, h := range hooks {
					if h.Store == s.Key {
						row.Webhooks, row.LastMessage = string(h.State), stamp(h.LastEvent)
						row.Told, row.ToldWrong = h.Say(time.Now())
					}
				}
				v.Stores = append(v.Stores, row)
			}
		}
		v.Backup = backup
		if v.Restored, err = restoredOf(e, st, c.Key); err != nil {
			return nil, err
		}
		views = append(views, v)
	}
	return views, nil
}

func printStatus(e *env, v statusView) {
	e.printf("%s (%s)\n", v.Name, v.Company)
	switch v.LastCall {
	case "":
		e.printf("  QuickBooks has never called. Add the .qwc file (countinghouse qwc %s) in the Web Connector.\n", v.Company)
	default:
		e.printf("  QuickBooks last called %s.\n", v.LastCall)
	}
	if v.Stopped != "" {
		e.printf("  Stopped: %s\n", v.Stopped)
	}
	read := 0
	for _, n := range v.Orders {
		read += n
	}
	switch {
	case read == 0:
		e.printf("  No order was read yet.\n")
	case v.Agrees:
		e.printf("  Every order agrees to the cent: %d in QuickBooks.\n", v.Orders[string(store.OrderVerified)])
	default:
		for _, s := range orderStates() {
			if n := v.Orders[string(s)]; n > 0 {
				e.printf("  %6d %s\n", n, s)
			}
		}
	}
	for _, k := range v.Causes {
		e.printf("  ! %d orders, %s: %s %s\n", k.Orders, k.Amount, k.What, k.Fix)
	}
	for _, r := range v.Refused {
		e.printf("  ! order %d of store %s: %s\n", r.Order, r.Store, r.Reason)
	}
	if n := v.Orders[string(store.OrderRefused)] - len(v.Refused); n > 0 {
		e.printf("  ! and %d more orders that QuickBooks refused: countinghouse orders --state refused\n", n)
	}
	for _, s := range v.Stores {
		if s.Error != "" {
			e.printf("  ! store %s: %s\n", s.Key, s.Error)
		}
		switch {
		case s.ToldWrong:
			e.printf("  ! store %s: %s\n", s.Key, s.Told)
		case s.Told != "":
			e.printf("    store %s: %s\n", s.Key, s.Told)
		}
	}
	v.Restored.print(e)
	v.Backup.print(e)
}

type checkCommand struct {
	JSON bool `help:"Print JSON."`
}

// checkItem is one thing that was looked at before going live.
type checkItem struct {
	Company string `json:"company,omitempty"`
	Store   string `json:"store,omitempty"`
	OK      bool   `json:"ok"`
	What    string `json:"what"`
	Fix     string `json:"fix,omitempty"`
}

func (c checkCommand) Run(e *env) error {
	st, err := e.open()
	if err != nil {
		return err
	}
	defer st.Close()
	items, err := checks(e, st)
	if err != nil {
		return err
	}
	if c.JSON {
		if err := e.json(items); err != nil {
			return err
		}
	}
	bad := 0
	for _, i := range items {
		mark := "ok     "
		if !i.OK {
			mark = "missing"
			bad++
		}
		if !c.JSON {
			e.printf("%s  %s%s  %s\n", mark, i.Company, i.Store, i.What)
			if !i.OK {
				e.printf("         %s\n", i.Fix)
			}
		}
	}
	if bad > 0 {
		return errAttention
	}
	return nil
}

// checks looks at everything that going live needs.
func checks(e *env, st *store.Store) ([]checkItem, error) {
	companies, err := st.Companies(e.ctx)
	if err != nil {
		return nil, err
	}
	var items []checkItem
	if len(companies) == 0 {
		items = append(items, checkItem{What: "a company file", Fix: "Declare one under companies: and apply it."})
	}
	for _, c := range companies {
		items = append(items,
			checkItem{Company: string(c.Key), OK: !c.LastCall.IsZero(), What: "QuickBooks has called", Fix: "Add the .qwc file in the Web Connector (countinghouse qwc " + string(c.Key) + ") and press Update Selected."},
			checkItem{Company: string(c.Key), OK: c.Facts.Known, What: "the company file was recognised", Fix: orText(c.Stopped, "It is recognised at QuickBooks' first call.")})
	}
	keys, err := keyChecks(e, st)
	if err != nil {
		return nil, err
	}
	items = append(items, keys...)
	shops, err := st.Shops(e.ctx)
	if err != nil {
		return nil, err
	}
	if len(shops) == 0 {
		items = append(items, checkItem{What: "a store", Fix: "Declare one under stores: and apply it."})
	}
	for _, s := range shops {
		items = append(items,
			checkItem{Store: string(s.Key), OK: !s.LastPoll.IsZero() && s.Zone != "", What: "the store was read", Fix: "countinghouse sync"},
			checkItem{Store: string(s.Key), OK: s.LastError == "", What: "the last reading went well", Fix: s.LastError})
		missing, err := mappingChecks(e, st, s)
		if err != nil {
			return nil, err
		}
		items = append(items, missing...)
	}
	audit, err := auditChecks(e, st)
	return append(items, audit...), err
}

// mappingChecks looks whether every name in a store's mapping stands in
// QuickBooks' lists and is active.
func mappingChecks(e *env, st *store.Store, s store.Shop) ([]checkItem, error) {
	rules, _, err := st.Rules(e.ctx, s.Key)
	if errors.Is(err, store.ErrNotFound) {
		return []checkItem{{Store: string(s.Key), What: "a mapping", Fix: "Declare rules: for the store and apply them."}}, nil
	}
	if err != nil {
		return nil, err
	}
	items := []checkItem{{Store: string(s.Key), OK: !rules.StartDate.IsZero(), What: "the go-live day is set", Fix: "Set start_date in the store's rules: orders before it are never posted."}}
	company, err := st.Company(e.ctx, s.Company)
	if err != nil || !company.Facts.Known {
		return items, err
	}
	for _, n := range rules.Names() {
		found, err := st.Entries(e.ctx, s.Company, n.Kind, n.FullName, 50)
		if err != nil {
			return nil, err
		}
		item := checkItem{Store: string(s.Key), What: fmt.Sprintf("%s: %q", n.Use, n.FullName), Fix: "QuickBooks has no such entry in its list. Correct the name, or make the entry in QuickBooks."}
		for _, f := range found {
			if books.SameName(f.FullName, n.FullName) {
				item.OK = f.Active
				item.Fix = "It is inactive in QuickBooks. Make it active there, or choose another."
			}
		}
		items = append(items, item)
	}
	return items, nil
}

func orText(s, def string) string {
	if s == "" {
		return def
	}
	return s
}

type syncCommand struct {
	Store string `help:"Only this store (key)." placeholder:"KEY"`
}

func (c syncCommand) Run(e *env) error {
	st, err := e.open()
	if err != nil {
		return err
	}
	defer st.Close()
	keys, err := shopsOf(e, st, c.Store)
	if err != nil {
		return err
	}
	if len(keys) == 0 {
		return errors.New("no store is declared yet; see docs/countinghouse.example.yaml and countinghouse apply")
	}
	poller := newPoller(e, st)
	failed := false
	for _, key := range keys {
		began := time.Now()
		result, err := poller.Poll(e.ctx, key)
		if err != nil {
			failed = true
			fmt.Fprintf(e.errOut, "Store %s: %s\n", key, bigcommerce.Words(err))
			continue
		}
		e.printf("Store %s: %d orders read, %d new, %d changed, in %s.\n", key, result.Orders, result.New, result.Changed, time.Since(began).Round(time.Millisecond))
		for _, w := range result.Warnings {
			e.printf("  ! %s\n", w)
		}
	}
	if err := posting.NewPlanner(st, e.log).All(e.ctx); err != nil {
		return err
	}
	if failed {
		return errAttention
	}
	return nil
}
