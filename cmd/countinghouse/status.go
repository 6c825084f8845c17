package main

import (
	"errors"
	"fmt"
	"time"

	"countinghouse/bigcommerce"
	"countinghouse/books"
	"countinghouse/posting"
	"countinghouse/report"
	"countinghouse/store"
)

type statusCommand struct {
	JSON bool `help:"Print JSON."`
}

func (c statusCommand) Run(e *env) error {
	st, err := e.open()
	if err != nil {
		return err
	}
	defer st.Close()
	views, err := report.Statuses(e.ctx, st, func(store.CompanyKey) bool { return true })
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

func printStatus(e *env, v report.Status) {
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
	printRestored(e, v.Restored)
	printBackup(e, v.Backup)
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
