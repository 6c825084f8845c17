package main

import (
	"errors"
	"fmt"
	"text/tabwriter"

	"countinghouse/sales"
	"countinghouse/stock"
	"countinghouse/store"
)

type stockRules struct {
	ofStock
	JSON bool `help:"Print JSON."`
}

func (c stockRules) Run(e *env) error {
	st, key, err := e.ofCompany(c.Company)
	if err != nil {
		return err
	}
	defer st.Close()
	rules, version, err := st.StockRules(e.ctx, key)
	if err != nil {
		return err
	}
	if c.JSON {
		return e.json(struct {
			Company store.CompanyKey `json:"company"`
			Version int64            `json:"version"`
			Rules   store.StockRules `json:"rules"`
		}{key, version, rules})
	}
	if version == 0 {
		e.printf("There are no rules for quantities yet: nothing is followed, and nothing is sent.\n")
		return nil
	}
	e.printf("Version %d: the quantities of %s count.\n", version, rules.Words())
	for _, l := range stock.RuleLines(&rules) {
		e.printf("  %s: %s\n", l[0], l[1])
	}
	return nil
}

type stockStatus struct {
	ofStock
	JSON bool `help:"Print JSON."`
}

func (c stockStatus) Run(e *env) error {
	st, key, err := e.ofCompany(c.Company)
	if err != nil {
		return err
	}
	defer st.Close()
	s, err := stock.StandOf(e.ctx, st, key)
	if err != nil {
		return err
	}
	if c.JSON {
		err = e.json(s)
	} else {
		e.printf("%s\n", s.Words())
		e.printf("Followed: %d products. To be set in stores: %d. To be adjusted in QuickBooks: %d. Left alone: %d. Below zero: %d.\n", s.Followed, s.ToSet, s.ToAdjust, s.Left, s.Below)
		e.printf("To be decided: %d differences, %d conflicts. Still being worked out: %d.\n", s.Differences, s.Conflicts, s.Todo)
	}
	if err == nil && (s.Differences+s.Conflicts > 0 || s.Paused != "") {
		err = errAttention
	}
	return err
}

type stockLive struct {
	ofStock
	Seen bool `help:"You have seen what the first sending would change. Needed."`
	JSON bool `help:"Print JSON."`
}

func (c stockLive) Run(e *env) error {
	if !c.Seen {
		return errors.New("look first at what this changes (countinghouse stock list --tab store, --tab books), then give --seen")
	}
	return c.change(e, c.JSON, func(st *store.Store, key store.CompanyKey) error { return st.StockGoesLive(e.ctx, cli(), key) })
}

// change does something, and prints how far quantities are followed then.
func (c ofStock) change(e *env, asJSON bool, do func(*store.Store, store.CompanyKey) error) error {
	st, key, err := e.ofCompany(c.Company)
	if err != nil {
		return err
	}
	defer st.Close()
	if err := do(st, key); err != nil {
		return err
	}
	s, err := stock.StandOf(e.ctx, st, key)
	if err != nil {
		return err
	}
	if asJSON {
		return e.json(s)
	}
	e.printf("%s\n", s.Words())
	return nil
}

type stockPause struct {
	ofStock
	Why  string `help:"Why; it is shown to people." required:""`
	JSON bool   `help:"Print JSON."`
}

func (c stockPause) Run(e *env) error {
	return c.change(e, c.JSON, func(st *store.Store, key store.CompanyKey) error { return st.StockPause(e.ctx, cli(), key, c.Why) })
}

type stockGoOn struct {
	ofStock
	JSON bool `help:"Print JSON."`
}

func (c stockGoOn) Run(e *env) error {
	return c.change(e, c.JSON, func(st *store.Store, key store.CompanyKey) error { return st.StockPause(e.ctx, cli(), key, "") })
}

type stockAgain struct {
	ofStock
	Store  string `help:"Store (key)." required:"" placeholder:"KEY"`
	Number int64  `help:"Number of the product in the store; 0 for all."`
	JSON   bool   `help:"Print JSON."`
}

func (c stockAgain) Run(e *env) error {
	return c.change(e, c.JSON, func(st *store.Store, key store.CompanyKey) error {
		n, err := st.StockAgain(e.ctx, cli(), key, sales.StoreKey(c.Store), c.Number)
		if err == nil && !c.JSON {
			e.printf("%d are tried again.\n", n)
		}
		return err
	})
}

// stockReconcile settles what differs before both sides are kept equal.
type stockReconcile struct {
	List   reconcileList   `cmd:"" default:"withargs" help:"What differs. Exit code 3 while something isn't settled."`
	Settle reconcileSettle `cmd:"" help:"Say which side is right, of one product or of all."`
	Sheet  reconcileSheet  `cmd:"" help:"Print a count sheet (CSV): fill in its column counted."`
	Count  reconcileCount  `cmd:"" help:"Read a count sheet that was filled in."`
	End    reconcileEnd    `cmd:"" help:"Everything is settled: both sides may be kept equal."`
}

// differenceView is a difference as scripts read it.
type differenceView struct {
	Store   sales.StoreKey `json:"store"`
	Number  int64          `json:"number"`
	SKU     string         `json:"sku"`
	Name    string         `json:"name"`
	Item    string         `json:"item"`
	Books   store.Count    `json:"quickbooks"` // with what is on its way
	Shop    int64          `json:"inStore"`
	Choice  string         `json:"choice,omitempty"`
	Counted *int64         `json:"counted,omitempty"`
	By      string         `json:"by,omitempty"`
}

type reconcileList struct {
	ofStock
	Settled bool   `help:"What was settled already."`
	Store   string `help:"Only this store (key)." placeholder:"KEY"`
	More    string `help:"Only where this side has more: books or shop." enum:",books,shop" default:""`
	Search  string `help:"Only what has this in its SKU or name." placeholder:"TEXT"`
	JSON    bool   `help:"Print JSON."`
}

func (c reconcileList) Run(e *env) error {
	st, key, err := e.ofCompany(c.Company)
	if err != nil {
		return err
	}
	defer st.Close()
	f := store.StockDifferenceFilter{Company: key, Settled: c.Settled, Store: sales.StoreKey(c.Store), More: c.More, Search: c.Search, Limit: 500}
	views := []differenceView{}
	open := 0
	for {
		p, err := st.StockDifferences(e.ctx, f)
		if err != nil {
			return err
		}
		open = p.Open
		for _, d := range p.Rows {
			v := differenceView{Store: d.Store, Number: d.Variant, Item: d.Item, Books: d.Books, Shop: d.Shop, Choice: d.Choice, By: d.By}
			if d.Choice == store.ChooseCount {
				v.Counted = &d.Counted
			}
			row, err := st.WareOf(e.ctx, key, d.Store, d.Variant)
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				return err
			}
			if err == nil {
				v.SKU, v.Name = row.Ware.SKU, row.Ware.Title()
				if row.Item != nil {
					v.Item = row.Item.FullName
				}
			}
			views = append(views, v)
		}
		if f.After = p.Next; f.After == "" {
			break
		}
	}
	if c.JSON {
		err = e.json(views)
	} else {
		w := tabwriter.NewWriter(e.out, 0, 4, 2, ' ', 0)
		fmt.Fprintln(w, "STORE\tNUMBER\tSKU\tPRODUCT\tITEM\tIN QUICKBOOKS\tIN STORE\tRIGHT IS\tCOUNTED")
		for _, v := range views {
			fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%s\t%s\t%d\t%s\t%s\n", v.Store, v.Number, v.SKU, v.Name, v.Item, v.Books, v.Shop, v.Choice, orNone(v.Counted))
		}
		err = w.Flush()
	}
	if err == nil && open > 0 {
		err = errAttention
	}
	return err
}

type reconcileSettle struct {
	ofStock
	Right   string `arg:"" enum:"books,shop" help:"Which side is right: books (QuickBooks; the store follows) or shop (the store; QuickBooks is adjusted)."`
	SKU     string `arg:"" optional:"" help:"The product's SKU; without it give --all."`
	All     bool   `help:"Everything that differs, under the filters."`
	Store   string `help:"Only this store (key)." placeholder:"KEY"`
	More    string `help:"Of all: only where this side has more: books or shop." enum:",books,shop" default:""`
	Counted *int64 `help:"What was counted of the SKU, instead of either side's figure."`
	JSON    bool   `help:"Print JSON."`
}

func (c reconcileSettle) Run(e *env) error {
	if c.All == (c.SKU != "") {
		return errors.New("name a SKU, or give --all")
	}
	st, key, err := e.ofCompany(c.Company)
	if err != nil {
		return err
	}
	defer st.Close()
	if c.All {
		n, not, err := stock.SettleAll(e.ctx, st, cli(), store.StockDifferenceFilter{Company: key, Store: sales.StoreKey(c.Store), More: c.More}, c.Right)
		return settled(e, c.JSON, n, not, err)
	}
	rows, err := st.WaresBySKU(e.ctx, key, sales.StoreKey(c.Store), c.SKU)
	if err != nil {
		return err
	}
	if len(rows) != 1 {
		return fmt.Errorf("%d products have the SKU %s: name the store with --store, or settle them on the page", len(rows), c.SKU)
	}
	s := stock.Settling{Store: rows[0].Ware.Store, Variant: rows[0].Ware.Variant, Choice: c.Right}
	if c.Counted != nil {
		s.Choice, s.Counted = store.ChooseCount, *c.Counted
	}
	n, not, err := stock.Settle(e.ctx, st, cli(), key, []stock.Settling{s})
	return settled(e, c.JSON, n, not, err)
}

// settled prints how many were settled, and which were not.
func settled(e *env, asJSON bool, n int, not []stock.Unsettled, err error) error {
	if err != nil {
		return err
	}
	if asJSON {
		if not == nil {
			not = []stock.Unsettled{}
		}
		err = e.json(map[string]any{"settled": n, "not": not})
	} else {
		e.printf("%d settled.\n", n)
		for _, u := range not {
			e.printf("Not %s (%d of store %s): %s\n", u.Name, u.Variant, u.Store, u.Why)
		}
	}
	if err == nil && len(not) > 0 {
		err = errAttention
	}
	return err
}

type reconcileSheet struct {
	ofStock
	All   bool   `help:"All products that are followed, not only those that differ."`
	Store string `help:"Only this store (key)." placeholder:"KEY"`
}

func (c reconcileSheet) Run(e *env) error {
	st, key, err := e.ofCompany(c.Company)
	if err != nil {
		return err
	}
	defer st.Close()
	return stock.WriteSheet(e.ctx, e.out, st, store.StockDifferenceFilter{Company: key, Store: sales.StoreKey(c.Store)}, c.All)
}

type reconcileCount struct {
	ofStock
	File string `arg:"" help:"CSV file, or - for standard input."`
	JSON bool   `help:"Print JSON."`
}

func (c reconcileCount) Run(e *env) error {
	body, err := readFile(c.File)
	if err != nil {
		return err
	}
	all, bad := stock.ReadSheet(body)
	if len(bad) > 0 {
		return fmt.Errorf("nothing of %s was taken:\n%w", c.File, errors.Join(bad...))
	}
	st, key, err := e.ofCompany(c.Company)
	if err != nil {
		return err
	}
	defer st.Close()
	n, not, err := stock.Settle(e.ctx, st, cli(), key, all)
	return settled(e, c.JSON, n, not, err)
}

type reconcileEnd struct {
	ofStock
	JSON bool `help:"Print JSON."`
}

func (c reconcileEnd) Run(e *env) error {
	return c.change(e, c.JSON, func(st *store.Store, key store.CompanyKey) error {
		return stock.EndReconciliation(e.ctx, st, cli(), key)
	})
}

// stockConflicts are counts of both sides.
type stockConflicts struct {
	ofStock
	Settle string `help:"Settle the conflict of this SKU; say with --right whose count is right." placeholder:"SKU"`
	Right  string `help:"books or shop." enum:",books,shop" default:""`
	Store  string `help:"Store (key), when several have the SKU." placeholder:"KEY"`
	JSON   bool   `help:"Print JSON."`
}

func (c stockConflicts) Run(e *env) error {
	if (c.Settle == "") != (c.Right == "") {
		return errors.New("give --settle SKU and --right books|shop together")
	}
	st, key, err := e.ofCompany(c.Company)
	if err != nil {
		return err
	}
	defer st.Close()
	if c.Settle != "" {
		rows, err := st.WaresBySKU(e.ctx, key, sales.StoreKey(c.Store), c.Settle)
		if err != nil {
			return err
		}
		if len(rows) != 1 || rows[0].Item == nil {
			return fmt.Errorf("%d products have the SKU %s: name the store with --store", len(rows), c.Settle)
		}
		err = st.SettleStockConflict(e.ctx, cli(), key, rows[0].Item.ListID, rows[0].Ware.Store, rows[0].Ware.Variant, c.Right)
		if errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("nothing is to be decided of SKU %s", c.Settle)
		}
		if err != nil {
			return err
		}
	}
	all, err := st.StockConflicts(e.ctx, key, 500)
	if err != nil {
		return err
	}
	open := 0
	for _, x := range all {
		if x.Settled == "" {
			open++
		}
	}
	if c.JSON {
		if all == nil {
			all = []store.StockConflict{}
		}
		err = e.json(all)
	} else {
		w := tabwriter.NewWriter(e.out, 0, 4, 2, ' ', 0)
		fmt.Fprintln(w, "PRODUCT\tITEM\tIN QUICKBOOKS\tIN STORE\tRIGHT IS\tWHAT")
		for _, x := range all {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", x.Title, x.Name, x.Books, x.Shop, x.Settled, x.What)
		}
		err = w.Flush()
	}
	if err == nil && open > 0 {
		err = errAttention
	}
	return err
}
