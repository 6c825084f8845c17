package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"countinghouse/intake"
	"countinghouse/sales"
	"countinghouse/stock"
	"countinghouse/store"
)

// itemsCommand is the catalogue: products beside QuickBooks' items.
type itemsCommand struct {
	List    itemsList     `cmd:"" default:"withargs" help:"List one tab: products with the items that they are or may be, or items that no product is."`
	Waiting itemsWaiting  `cmd:"" help:"The SKUs for which orders wait, with how many. Exit code 3 if there are any."`
	Accept  itemsAccept   `cmd:"" help:"Link SKUs to items: one, or all that are suggested. The mapping has them then; waiting orders go on by themselves."`
	Unmatch itemsUnmatch  `cmd:"" help:"Take away the link that a person gave a SKU."`
	Create  itemsCreate   `cmd:"" help:"Have items made in QuickBooks for products that have none, at its next visit."`
	Sell    itemsSell     `cmd:"" help:"Have products made in a store of items, hidden until a person shows them there."`
	Made    itemsMade     `cmd:"" help:"What was asked for and isn't in QuickBooks yet. Exit code 3 if QuickBooks refused some."`
	Undo    itemsUncreate `cmd:"" name:"uncreate" help:"Take back what was asked for, as long as it wasn't sent."`
	Read    itemsRead     `cmd:"" help:"Read the stores' catalogues now, and match them."`
}

// itemView is a row as scripts read it.
type itemView struct {
	Store     string      `json:"store,omitempty"`
	Product   int64       `json:"product,omitempty"`
	Variant   int64       `json:"variant,omitempty"`
	SKU       string      `json:"sku,omitempty"`
	Name      string      `json:"name,omitempty"`
	Options   string      `json:"options,omitempty"`
	State     string      `json:"state"`
	Item      string      `json:"item,omitempty"` // full name of the item that it is, or may be
	ItemType  string      `json:"itemType,omitempty"`
	Reason    string      `json:"reason,omitempty"`
	InStore   *int64      `json:"inStore,omitempty"` // to sell, all places
	StoreRead string      `json:"storeRead,omitempty"`
	Places    []placeView `json:"places,omitempty"`
	OnHand    string      `json:"onHand,omitempty"` // in QuickBooks
	OnSales   string      `json:"onSalesOrder,omitempty"`
	OnOrder   string      `json:"onOrder,omitempty"`
	BooksRead string      `json:"booksRead,omitempty"`
	Waiting   int         `json:"ordersWaiting,omitempty"`
}

type placeView struct {
	Name      string `json:"name"`
	Available int64  `json:"available"`
	OnHand    int64  `json:"onHand"`
}

func itemOf(r store.CatalogueRow) itemView {
	v := itemView{State: "books", Waiting: r.Waiting}
	if w := r.Ware; w != nil {
		v.Store, v.Product, v.Variant, v.SKU, v.Name, v.Options, v.State, v.Reason = string(w.Store), w.Product, w.Variant, w.SKU, w.Name, w.Options, string(w.State), w.Reason
		if n, read, ok := r.Level(); ok {
			v.InStore, v.StoreRead = &n, read.UTC().Format(time.RFC3339)
		}
	}
	for _, p := range r.Places {
		v.Places = append(v.Places, placeView{p.Name, p.Available, p.OnHand})
	}
	if e := r.Item; e != nil {
		v.Item, v.ItemType = e.FullName, e.Type
		if n, ok := r.OnHand(); ok {
			v.OnHand, v.OnSales, v.OnOrder = n.String(), e.OnSalesOrder.String(), e.OnOrder.String()
		}
		if !r.Told.IsZero() {
			v.BooksRead = r.Told.UTC().Format(time.RFC3339)
		}
	}
	return v
}

// ofCompany opens the database and finds the company file that is meant.
func (e *env) ofCompany(key string) (*store.Store, store.CompanyKey, error) {
	st, err := e.open()
	if err != nil || key != "" {
		return st, store.CompanyKey(key), err
	}
	companies, err := st.Companies(e.ctx)
	if err == nil && len(companies) != 1 {
		err = errors.New("name the company file with --company")
	}
	if err != nil {
		return nil, "", errors.Join(err, st.Close())
	}
	return st, companies[0].Key, nil
}

type itemsList struct {
	Company string `help:"Company file (key); needed when there are several." placeholder:"KEY"`
	Tab     string `help:"matched, suggested, store (only there), books (only in QuickBooks), twice, unusable, nosku or other (kinds that no product is)." enum:"matched,suggested,store,books,twice,unusable,nosku,other" default:"suggested"`
	Store   string `help:"Only this store (key)." placeholder:"KEY"`
	Search  string `help:"Only what has this in its SKU or name." placeholder:"TEXT"`
	Type    string `help:"Of items: only this type, such as Inventory." placeholder:"TYPE"`
	Limit   int    `help:"How many rows; 0 for all." default:"100"`
	JSON    bool   `help:"Print JSON, one object a line."`
}

func (c itemsList) Run(e *env) error {
	st, key, err := e.ofCompany(c.Company)
	if err != nil {
		return err
	}
	defer st.Close()
	w := tabwriter.NewWriter(e.out, 0, 4, 2, ' ', 0)
	if !c.JSON {
		fmt.Fprintln(w, "SKU\tPRODUCT\tIN STORE\tITEM\tIN QUICKBOOKS\tWAITING\tWHY")
	}
	enc := json.NewEncoder(e.out)
	enc.SetEscapeHTML(false)
	f := store.CatalogueFilter{Company: key, Tab: store.CatalogueTab(c.Tab), Store: sales.StoreKey(c.Store), Search: c.Search, Type: c.Type, Limit: 500}
	for n := 0; ; {
		p, err := st.CataloguePage(e.ctx, f)
		if err != nil {
			return err
		}
		for _, r := range p.Rows {
			if n++; c.Limit > 0 && n > c.Limit {
				return w.Flush()
			}
			v := itemOf(r)
			if c.JSON {
				if err := enc.Encode(v); err != nil {
					return err
				}
				continue
			}
			level := ""
			if v.InStore != nil {
				level = fmt.Sprint(*v.InStore)
			}
			title := ""
			if r.Ware != nil {
				title = r.Ware.Title()
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%d\t%s\n", v.SKU, title, level, v.Item, v.OnHand, v.Waiting, v.Reason)
		}
		if f.After = p.Next; f.After == "" {
			return w.Flush()
		}
	}
}

type itemsWaiting struct {
	Company string `help:"Company file (key); needed when there are several." placeholder:"KEY"`
	JSON    bool   `help:"Print JSON."`
}

func (c itemsWaiting) Run(e *env) error {
	st, key, err := e.ofCompany(c.Company)
	if err != nil {
		return err
	}
	defer st.Close()
	all, err := st.Awaited(e.ctx, key, 500)
	if err != nil {
		return err
	}
	views := []itemView{}
	for _, a := range all {
		v := itemView{Store: string(a.Store), SKU: a.SKU, State: "unknown", Waiting: a.Orders, Reason: "The store's catalogue has no product of this SKU any more."}
		if a.Row != nil {
			v = itemOf(*a.Row)
			v.SKU, v.Waiting = a.SKU, a.Orders
		}
		views = append(views, v)
	}
	if c.JSON {
		err = e.json(views)
	} else {
		w := tabwriter.NewWriter(e.out, 0, 4, 2, ' ', 0)
		fmt.Fprintln(w, "ORDERS\tSKU\tPRODUCT\tSTATE\tITEM\tWHY")
		for _, v := range views {
			fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\t%s\n", v.Waiting, v.SKU, v.Name, v.State, v.Item, v.Reason)
		}
		err = w.Flush()
	}
	if err == nil && len(views) > 0 {
		err = errAttention
	}
	return err
}

type itemsAccept struct {
	SKU       string `arg:"" optional:"" help:"The SKU."`
	Item      string `arg:"" optional:"" help:"The item's full name; without it, the one that is suggested."`
	Suggested bool   `help:"All that are suggested, up to 1,000 at once."`
	Company   string `help:"Company file (key); needed when there are several." placeholder:"KEY"`
	Store     string `help:"Store (key); needed when several have the SKU." placeholder:"KEY"`
	JSON      bool   `help:"Print JSON."`
}

func (c itemsAccept) Run(e *env) error {
	st, key, err := e.ofCompany(c.Company)
	if err != nil {
		return err
	}
	defer st.Close()
	var links []stock.Link
	switch {
	case c.Suggested && c.SKU != "":
		return errors.New("name a SKU or give --suggested, not both")
	case c.Suggested:
		links, err = stock.Suggested(e.ctx, st, store.CatalogueFilter{Company: key, Store: sales.StoreKey(c.Store)})
		if err == nil && len(links) == 0 {
			err = errors.New("nothing is suggested")
		}
	case c.SKU == "":
		return errors.New("name the SKU, or give --suggested")
	default:
		links, err = c.one(e, st, key)
	}
	if err != nil {
		return err
	}
	return accept(e, st, key, links, c.JSON)
}

func (c itemsAccept) one(e *env, st *store.Store, key store.CompanyKey) ([]stock.Link, error) {
	rows, err := st.WaresBySKU(e.ctx, key, sales.StoreKey(c.Store), c.SKU)
	if err != nil {
		return nil, err
	}
	l := stock.Link{Store: sales.StoreKey(c.Store), SKU: c.SKU, Item: c.Item}
	for _, r := range rows {
		if l.Store != "" && l.Store != r.Ware.Store {
			return nil, fmt.Errorf("several stores have SKU %s: name one with --store", c.SKU)
		}
		l.Store = r.Ware.Store
		if l.Item == "" && r.Ware.State == store.WareSuggested && r.Item != nil {
			l.Item = r.Item.FullName
		}
	}
	switch {
	case l.Store == "":
		return nil, fmt.Errorf("no store has SKU %s; name the store with --store to link it in any case", c.SKU)
	case l.Item == "":
		return nil, fmt.Errorf("nothing is suggested for SKU %s: name the item", c.SKU)
	}
	return []stock.Link{l}, nil
}

// accept links, and tells what was done and how it is taken back.
func accept(e *env, st *store.Store, key store.CompanyKey, links []stock.Link, asJSON bool) error {
	step, err := stock.NewKeeper(st, stock.Options{Log: e.log}).Accept(e.ctx, cli(), key, store.Step{}, links...)
	if err != nil {
		return err
	}
	if asJSON {
		return e.json(map[string]any{"done": step.Head, "links": links})
	}
	e.printf("%s\n", step.Head)
	return nil
}

type itemsUnmatch struct {
	SKU     string `arg:"" help:"The SKU."`
	Company string `help:"Company file (key); needed when there are several." placeholder:"KEY"`
	Store   string `help:"Store (key); needed when there are several." placeholder:"KEY"`
	JSON    bool   `help:"Print JSON."`
}

func (c itemsUnmatch) Run(e *env) error {
	st, key, err := e.ofCompany(c.Company)
	if err != nil {
		return err
	}
	defer st.Close()
	shops, err := st.Shops(e.ctx)
	if err != nil {
		return err
	}
	var links []stock.Link
	for _, s := range shops {
		if s.Company != key || c.Store != "" && string(s.Key) != c.Store {
			continue
		}
		r, _, err := st.Rules(e.ctx, s.Key)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		for sku := range r.Items.Links {
			if store.SKUKey(sku) == store.SKUKey(c.SKU) {
				links = append(links, stock.Link{Store: s.Key, SKU: sku})
			}
		}
	}
	switch {
	case len(links) == 0:
		return fmt.Errorf("no person linked SKU %s. If it is matched all the same, it is by the item's name or part number: link it to another item to change that", c.SKU)
	case len(links) > 1 && c.Store == "":
		return fmt.Errorf("several stores have a link for SKU %s: name one with --store", c.SKU)
	}
	return accept(e, st, key, links, c.JSON)
}

type itemsRead struct {
	Store string `help:"Only this store (key)." placeholder:"KEY"`
	Whole bool   `help:"All of the catalogue, not only what changed: finds what was deleted."`
	JSON  bool   `help:"Print JSON."`
}

func (c itemsRead) Run(e *env) error {
	st, err := e.open()
	if err != nil {
		return err
	}
	defer st.Close()
	shops, err := st.Shops(e.ctx)
	if err != nil {
		return err
	}
	p := intake.NewPoller(st, intake.Options{Log: e.log, UserAgent: "Countinghouse/" + versionText()})
	k := stock.NewKeeper(st, stock.Options{Log: e.log})
	type readView struct {
		Store    string   `json:"store"`
		Products int      `json:"products"`
		Variants int      `json:"variants"`
		Gone     int      `json:"gone"`
		Counted  int      `json:"counted"`
		Calls    int      `json:"calls"`
		Warnings []string `json:"warnings,omitempty"`
	}
	views := []readView{}
	for _, s := range shops {
		if s.Disabled || c.Store != "" && string(s.Key) != c.Store {
			continue
		}
		r, err := p.Catalogue(e.ctx, s.Key, c.Whole)
		if err != nil {
			return fmt.Errorf("store %s: %w", s.Key, err)
		}
		if _, err := k.Match(e.ctx, s.Company); err != nil {
			return err
		}
		views = append(views, readView{string(s.Key), r.Products, r.Wares, r.Gone, r.Counted, r.Calls, r.Warnings})
	}
	if c.JSON {
		return e.json(views)
	}
	for _, v := range views {
		e.printf("%s: %d products with %d variants read, %d gone, stock of %d, in %d calls\n", v.Store, v.Products, v.Variants, v.Gone, v.Counted, v.Calls)
		for _, w := range v.Warnings {
			e.printf("  %s\n", w)
		}
	}
	return nil
}
