package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"countinghouse/day"
	"countinghouse/report"
	"countinghouse/sales"
	"countinghouse/store"
)

type ordersCommand struct {
	Store  string   `help:"Only this store (key)." placeholder:"KEY"`
	State  []string `help:"Only these states: new, watched, excluded, held, waiting, asking, refused, posted, verified." placeholder:"STATE"`
	Search string   `help:"Order number, customer, e-mail, SKU, amount or QuickBooks number."`
	From   string   `help:"First day, like 2026-11-01." placeholder:"DAY"`
	To     string   `help:"Last day." placeholder:"DAY"`
	Sort   string   `help:"Sort each store's orders by date, number, customer, channel, state or total; with a - before it the last, the newest or the greatest first." default:"-date" placeholder:"COLUMN"`
	Limit  int      `help:"How many at most; 0 is all." default:"100"`
	JSON   bool     `help:"Print JSON."`
}

// orderStates are the states that --state takes.
func orderStates() []store.OrderState {
	return []store.OrderState{
		store.OrderNew, store.OrderWatched, store.OrderExcluded, store.OrderHeld, store.OrderWaiting,
		store.OrderAsking, store.OrderRefused, store.OrderPosted, store.OrderVerified,
	}
}

func (c ordersCommand) filter() (store.OrderFilter, error) {
	f := store.OrderFilter{Store: sales.StoreKey(c.Store), Search: c.Search, Sort: store.OrderSort(c.Sort), Limit: 500}
	var err error
	if !f.Sort.Known() {
		return f, fmt.Errorf("--sort %s: orders can be sorted by %v, with or without a - before it", c.Sort, store.OrderSorts())
	}
	if c.From != "" {
		if f.From, err = day.Parse(c.From); err != nil {
			return f, err
		}
	}
	if c.To != "" {
		if f.To, err = day.Parse(c.To); err != nil {
			return f, err
		}
	}
	for _, s := range c.State {
		for _, one := range strings.Split(s, ",") {
			if !slices.Contains(orderStates(), store.OrderState(one)) {
				return f, fmt.Errorf("--state %s: there is no such state; there are %v", one, orderStates())
			}
			f.States = append(f.States, store.OrderState(one))
		}
	}
	return f, nil
}

func (c ordersCommand) Run(e *env) error {
	f, err := c.filter()
	if err != nil {
		return err
	}
	st, err := e.open()
	if err != nil {
		return err
	}
	defer st.Close()
	shops, err := shopsOf(e, st, c.Store)
	if err != nil {
		return err
	}
	rows := []report.Order{}
	for _, key := range shops {
		f.Store, f.After = key, ""
		for c.Limit == 0 || len(rows) < c.Limit {
			page, err := st.OrdersPage(e.ctx, f)
			if err != nil {
				return err
			}
			if by, _ := f.Sort.Parts(); page.Wide && by != "date" && f.After == "" {
				fmt.Fprintf(e.errOut, "Too many orders of %s are found to sort them by %s: they stand newest first. Add a word, or days, to the search.\n", key, by)
			}
			for _, r := range page.Rows {
				if c.Limit == 0 || len(rows) < c.Limit {
					rows = append(rows, report.OrderOf(r))
				}
			}
			if f.After = page.Next; page.Next == "" {
				break
			}
		}
	}
	if c.JSON {
		return e.json(rows)
	}
	w := tabwriter.NewWriter(e.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "STORE\tORDER\tDAY\tCUSTOMER\tTOTAL\tSTATE\tDOCUMENT OR REASON")
	for _, r := range rows {
		note := r.Document
		if note == "" || r.State == string(store.OrderHeld) || r.State == string(store.OrderRefused) {
			note = r.Reason
		}
		fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%s\t%s\t%s\n", r.Store, r.ID, r.Day, r.Customer, r.Total, r.State, note)
	}
	return w.Flush()
}

// shopsOf are the stores that a command is about: the named one, or all.
func shopsOf(e *env, st *store.Store, key string) ([]sales.StoreKey, error) {
	shops, err := st.Shops(e.ctx)
	if err != nil {
		return nil, err
	}
	var keys []sales.StoreKey
	for _, s := range shops {
		if key == "" || string(s.Key) == key {
			keys = append(keys, s.Key)
		}
	}
	if key != "" && len(keys) == 0 {
		return nil, fmt.Errorf("there is no store %q; countinghouse export shows which there are", key)
	}
	return keys, nil
}

type orderCommand struct {
	ID    int64  `arg:"" help:"Order number."`
	Store string `help:"Store (key); needed when several stores have the number." placeholder:"KEY"`
	Wire  bool   `help:"Also the requests to QuickBooks and its answers."`
	JSON  bool   `help:"Print JSON."`
}

func (c orderCommand) Run(e *env) error {
	st, err := e.open()
	if err != nil {
		return err
	}
	defer st.Close()
	shops, err := shopsOf(e, st, c.Store)
	if err != nil {
		return err
	}
	var stories []store.OrderStory
	for _, key := range shops {
		story, err := st.OrderStory(e.ctx, key, sales.OrderID(c.ID))
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		stories = append(stories, story)
	}
	switch {
	case len(stories) == 0:
		return fmt.Errorf("order %d was not read from any store; countinghouse sync reads the stores now", c.ID)
	case len(stories) > 1:
		return fmt.Errorf("several stores have an order %d; name one with --store", c.ID)
	}
	if c.JSON {
		return e.json(report.StoryOf(stories[0], c.Wire))
	}
	printStory(e, stories[0], c.Wire)
	return nil
}
