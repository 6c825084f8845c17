package main

import (
	"errors"
	"fmt"
	"time"

	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/posting"
	"countinghouse/report"
	"countinghouse/sales"
	"countinghouse/server"
	"countinghouse/store"
)

type rehearseCommand struct {
	Store string `help:"The store (key). Default: the only one." placeholder:"KEY"`
	Days  int    `help:"How many days of orders." default:"30"`
	GoOn  bool   `help:"Go on where the last one stopped, if the mapping is the same."`
	Last  bool   `help:"Run none: show the last one, also one that is under way."`
	JSON  bool   `help:"Print JSON."`
}

// Validate refuses what can't be meant.
func (c *rehearseCommand) Validate() error {
	if c.Days < 1 || c.Days > 366 {
		return errors.New("--days is 1 to 366")
	}
	return nil
}

func (c rehearseCommand) Run(e *env) error {
	st, err := e.open()
	if err != nil {
		return err
	}
	defer st.Close()
	shop, err := c.shop(e, st)
	if err != nil {
		return err
	}
	var r store.Rehearsal
	if c.Last {
		if r, err = st.LastRehearsal(e.ctx, shop.Key); errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("%s was never rehearsed", shop.Key)
		}
	} else {
		r, err = c.run(e, st, shop)
	}
	if err != nil {
		return err
	}
	if c.JSON {
		err = e.json(report.RehearsalOf(r))
	} else {
		printRehearsal(e, r)
	}
	if err == nil && attention(r) {
		return errAttention
	}
	return err
}

// attention tells whether a person has to look at it.
func attention(r store.Rehearsal) bool {
	for _, c := range r.Compared {
		if c.Store != c.Books {
			return true
		}
	}
	return r.Held+r.Refused+r.Waiting > 0 || r.State != store.RehearsalDone
}

func (c rehearseCommand) shop(e *env, st *store.Store) (store.Shop, error) {
	if c.Store != "" {
		shop, err := st.Shop(e.ctx, sales.StoreKey(c.Store))
		if errors.Is(err, store.ErrNotFound) {
			err = fmt.Errorf("there is no store %q", c.Store)
		}
		return shop, err
	}
	shops, err := st.Shops(e.ctx)
	switch {
	case err != nil:
		return store.Shop{}, err
	case len(shops) != 1:
		return store.Shop{}, fmt.Errorf("there are %d stores: name one (--store)", len(shops))
	}
	return shops[0], nil
}

func (c rehearseCommand) run(e *env, st *store.Store, shop store.Shop) (store.Rehearsal, error) {
	ready, err := posting.NewPlanner(st, e.log).ListsRead(e.ctx, shop.Company)
	if err != nil {
		return store.Rehearsal{}, err
	}
	own, err := st.Company(e.ctx, shop.Company)
	switch {
	case err != nil:
		return store.Rehearsal{}, err
	case !server.CanRehearse(own.Facts.Country):
		return store.Rehearsal{}, fmt.Errorf("no company file of the edition %s can be simulated; countinghouse check and the mapping's preview tell what the plan would be", own.Facts.Country)
	case !ready:
		return store.Rehearsal{}, errors.New("QuickBooks' lists are not read completely yet: let the Web Connector call first")
	}
	zone := posting.Zone(shop)
	r, err := st.BeginRehearsal(e.ctx, cli(), shop.Key, day.Of(time.Now(), zone).Add(-c.Days), zone, c.GoOn)
	switch {
	case errors.Is(err, store.ErrRehearsing):
		return r, errors.New("a rehearsal is under way already, perhaps begun on the page: wait until it is done, or stop it there; countinghouse rehearse --last shows how far it is")
	case errors.Is(err, store.ErrNotFound):
		return r, fmt.Errorf("%s has no mapping yet", shop.Key)
	case err != nil:
		return r, err
	}
	return server.Rehearse(e.ctx, st, r, func(now store.Rehearsal) {
		if now.State == store.RehearsalRunning {
			fmt.Fprintf(e.errOut, "%d of %d orders\n", now.Done, now.Orders)
		}
	})
}

func printRehearsal(e *env, r store.Rehearsal) {
	e.printf("%s: orders since %s, mapping version %d, %s. %d of %d orders rehearsed.\n", r.Store, r.Since, r.Version, r.State, r.Done, r.Orders)
	if r.Wrong != "" {
		e.printf("%s\n", r.Wrong)
	}
	e.printf("%d posted, %d wait for review, %d refused, %d no sales or left out, %d not posted in time\n", r.Posted, r.Held, r.Refused, r.Excluded, r.Waiting)
	line := func(name string, a money.Amount, decimals int) { e.printf("  %-52s %18s\n", name, a.Grouped(decimals)) }
	head := func(name string, rows int) {
		if rows > 0 {
			e.printf("\n%s\n", name)
		}
	}
	head("THE STORE BESIDE THE BOOKS", len(r.Compared))
	for _, c := range r.Compared {
		line(c.What+", "+c.Currency+", the store", c.Store, c.Decimals)
		line(c.What+", "+c.Currency+", the books", c.Books, c.Decimals)
	}
	head("TRIAL BALANCE, DEBITS LESS CREDITS", len(r.Accounts))
	for _, a := range r.Accounts {
		line(a.Name, a.Amount, 2)
	}
	head("SALES TAX OWED", len(r.Taxes))
	for _, a := range r.Taxes {
		line(a.Name, a.Amount, 2)
	}
	head("RECEIVABLES", len(r.Receivables))
	for _, a := range r.Receivables {
		line(a.Name, a.Amount, 2)
	}
	if r.Others.Amount != 0 {
		line("all others", r.Others.Amount, 2)
	}
	head("WHAT WAITS", len(r.Causes))
	for _, c := range r.Causes {
		e.printf("  %d orders: %s %s (first: %v)\n", c.Orders, c.What, c.Fix, c.First)
	}
}
