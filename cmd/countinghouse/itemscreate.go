package main

import (
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"countinghouse/books"
	"countinghouse/sales"
	"countinghouse/stock"
	"countinghouse/store"
)

type itemsCreate struct {
	SKU      []string `arg:"" optional:"" help:"SKUs that items are made for."`
	All      bool     `help:"All that are only in the store, up to 1,000 at once."`
	Store    string   `help:"Only this store (key)." placeholder:"KEY"`
	Search   string   `help:"With --all: only what has this in its SKU or name." placeholder:"TEXT"`
	Company  string   `help:"Company file (key); needed when there are several." placeholder:"KEY"`
	Type     string   `help:"inventory, assembly, non_inventory, service or other_charge; without it the rules for new items say (apply, create)." enum:",inventory,assembly,non_inventory,service,other_charge" default:""`
	Income   string   `help:"Income account." placeholder:"ACCOUNT"`
	Cost     string   `help:"Account of the cost of goods sold; of what isn't counted, the expense account." placeholder:"ACCOUNT"`
	Asset    string   `help:"Inventory asset account." placeholder:"ACCOUNT"`
	Parent   string   `help:"The item that they stand under." placeholder:"ITEM"`
	Variants string   `help:"flat (by themselves) or sub (under an item of the product's name)." enum:",flat,sub" default:""`
	Named    string   `help:"What they are called by: sku or title." enum:",sku,title" default:""`
	TaxCode  string   `help:"Sales tax code." placeholder:"CODE"`
	Name     string   `help:"The name of the item, of one SKU." placeholder:"NAME"`
	Preview  bool     `help:"Show what would be made; nothing is asked for."`
	Skip     bool     `help:"Leave out what can't be made."`
	JSON     bool     `help:"Print JSON."`
}

// proposalView is an item that would be made, as scripts read it.
type proposalView struct {
	Store    string   `json:"store"`
	SKU      string   `json:"sku"`
	Product  string   `json:"product"`
	Item     string   `json:"item"`
	Type     string   `json:"type,omitempty"`
	Income   string   `json:"income,omitempty"`
	Cost     string   `json:"cost,omitempty"`
	Asset    string   `json:"asset,omitempty"`
	Price    string   `json:"price,omitempty"`
	BuyCost  string   `json:"buyCost,omitempty"`
	Parts    []string `json:"parts,omitempty"`
	First    string   `json:"madeFirst,omitempty"` // the item that it stands under
	Linked   bool     `json:"skuLinked,omitempty"`
	Notes    []string `json:"notes,omitempty"`
	Problems []string `json:"problems,omitempty"`
}

func proposalOf(p stock.Proposal) proposalView {
	i := p.Want.Item
	v := proposalView{Store: string(p.Want.Store), SKU: p.Want.SKU, Product: p.Want.Title, Item: p.FullName(), Type: i.Type, Income: i.Account.FullName, Cost: i.Cost.FullName, Asset: i.Asset.FullName,
		Linked: p.Want.Link, Notes: p.Notes, Problems: p.Problems}
	if !i.Price.IsZero() {
		v.Price = i.Price.String()
	}
	if !i.BuyCost.IsZero() {
		v.BuyCost = i.BuyCost.String()
	}
	for _, part := range i.Parts {
		v.Parts = append(v.Parts, part.Item.FullName)
	}
	if p.Under != nil {
		v.First = p.Under.Item.FullName()
	}
	return v
}

func (c itemsCreate) Run(e *env) error {
	st, key, err := e.ofCompany(c.Company)
	if err != nil {
		return err
	}
	defer st.Close()
	refs, err := c.refs(e, st, key)
	if err != nil {
		return err
	}
	edits := map[stock.WareRef]stock.ItemEdit{}
	for _, ref := range refs {
		edits[ref] = stock.ItemEdit{Name: c.Name, Rule: store.ItemRule{Type: c.Type, Income: c.Income, Cost: c.Cost, Asset: c.Asset, Parent: c.Parent, Variants: c.Variants, Name: c.Named, TaxCode: c.TaxCode}}
	}
	k := stock.NewKeeper(st, stock.Options{Log: e.log})
	all, err := k.Propose(e.ctx, key, refs, edits)
	if err != nil {
		return err
	}
	views := []proposalView{}
	fine := all[:0:0]
	for _, p := range all {
		views = append(views, proposalOf(p))
		if len(p.Problems) == 0 {
			fine = append(fine, p)
		}
	}
	done := ""
	switch {
	case c.Preview, len(fine) < len(all) && !c.Skip, len(fine) == 0:
	default:
		step, err := k.Create(e.ctx, cli(), key, store.Step{}, fine)
		if err != nil {
			return err
		}
		done = step.Head
	}
	if c.JSON {
		err = e.json(map[string]any{"done": done, "items": views})
	} else {
		w := tabwriter.NewWriter(e.out, 0, 4, 2, ' ', 0)
		fmt.Fprintln(w, "SKU\tPRODUCT\tITEM\tKIND\tACCOUNT\tPRICE\tREMARKS")
		for _, v := range views {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", v.SKU, v.Product, v.Item, v.Type, v.Income, v.Price, strings.Join(append(v.Problems, v.Notes...), " "))
		}
		if err = w.Flush(); done != "" {
			e.printf("%s\n", done)
		}
	}
	if err == nil && done == "" && !c.Preview {
		err = errors.New("nothing was asked for: some can't be made. Put right what stands beside them, or give --skip")
	}
	return err
}

func (c itemsCreate) refs(e *env, st *store.Store, key store.CompanyKey) ([]stock.WareRef, error) {
	switch {
	case c.All && len(c.SKU) > 0:
		return nil, errors.New("name SKUs or give --all, not both")
	case c.Name != "" && len(c.SKU) != 1:
		return nil, errors.New("--name is of one SKU")
	case c.All:
		refs, err := stock.OnlyInStore(e.ctx, st, store.CatalogueFilter{Company: key, Tab: store.TabOnlyStore, Store: sales.StoreKey(c.Store), Search: c.Search}, stock.MaxCreate)
		if err == nil && len(refs) == 0 {
			err = errors.New("nothing is only in the store")
		}
		return refs, err
	case len(c.SKU) == 0:
		return nil, errors.New("name SKUs, or give --all")
	}
	rows, err := st.WaresBySKU(e.ctx, key, sales.StoreKey(c.Store), c.SKU...)
	if err != nil {
		return nil, err
	}
	found := map[string]bool{}
	var refs []stock.WareRef
	for _, r := range rows {
		found[store.SKUKey(r.Ware.SKU)] = true
		refs = append(refs, stock.WareRef{Store: r.Ware.Store, Variant: r.Ware.Variant})
	}
	for _, sku := range c.SKU {
		if !found[store.SKUKey(sku)] {
			return nil, fmt.Errorf("no store has SKU %s", sku)
		}
	}
	return refs, nil
}

type itemsMade struct {
	All     bool   `help:"Also what QuickBooks has by now."`
	Company string `help:"Company file (key); needed when there are several." placeholder:"KEY"`
	JSON    bool   `help:"Print JSON."`
}

// creationView is an item that was asked for, as scripts read it.
type creationView struct {
	Store  string `json:"store,omitempty"`
	SKU    string `json:"sku,omitempty"`
	Item   string `json:"item"`
	Type   string `json:"type"`
	State  string `json:"state"`
	Reason string `json:"reason,omitempty"`
	Asked  string `json:"asked"`
	By     string `json:"by"`
}

func (c itemsMade) Run(e *env) error {
	st, key, err := e.ofCompany(c.Company)
	if err != nil {
		return err
	}
	defer st.Close()
	views := []creationView{}
	refused := 0
	for before := store.PostingID(0); ; {
		p, err := st.Creations(e.ctx, key, c.All, before, 500)
		if err != nil {
			return err
		}
		refused = p.Refused
		for _, x := range p.Rows {
			views = append(views, creationView{string(x.Store), x.SKU, x.Item.FullName(), x.Item.Type, string(x.State), x.Reason, x.Asked.UTC().Format(time.RFC3339), x.By})
		}
		if before = p.Next; before == 0 {
			break
		}
	}
	if c.JSON {
		err = e.json(views)
	} else {
		w := tabwriter.NewWriter(e.out, 0, 4, 2, ' ', 0)
		fmt.Fprintln(w, "SKU\tITEM\tKIND\tSTATE\tWHY")
		for _, v := range views {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", v.SKU, v.Item, v.Type, v.State, v.Reason)
		}
		err = w.Flush()
	}
	if err == nil && refused > 0 {
		err = errAttention
	}
	return err
}

type itemsUncreate struct {
	SKU     string `arg:"" help:"The SKU whose item isn't to be made."`
	Store   string `help:"Store (key); needed when several have the SKU." placeholder:"KEY"`
	Company string `help:"Company file (key); needed when there are several." placeholder:"KEY"`
	JSON    bool   `help:"Print JSON."`
}

func (c itemsUncreate) Run(e *env) error {
	st, key, err := e.ofCompany(c.Company)
	if err != nil {
		return err
	}
	defer st.Close()
	var found []store.Creation
	for before := store.PostingID(0); ; {
		p, err := st.Creations(e.ctx, key, false, before, 500)
		if err != nil {
			return err
		}
		for _, x := range p.Rows {
			if store.SKUKey(x.SKU) == store.SKUKey(c.SKU) && (c.Store == "" || string(x.Store) == c.Store) {
				found = append(found, x)
			}
		}
		if before = p.Next; before == 0 {
			break
		}
	}
	switch {
	case len(found) == 0:
		return fmt.Errorf("no item that QuickBooks doesn't have yet was asked for SKU %s", c.SKU)
	case len(found) > 1:
		return fmt.Errorf("several stores have SKU %s: name one with --store", c.SKU)
	}
	x := found[0]
	step, err := st.Do(e.ctx, cli(), store.Step{Company: key, Head: "The item " + x.Item.FullName() + " isn't made."}, store.Deed{Kind: store.DeedUncreate, Company: key,
		Create: []store.WantedItem{{Item: books.NewItem{Key: x.Item.Key, Name: x.Item.Name, Parent: x.Item.Parent}, Store: x.Store, Variant: x.Variant, SKU: x.SKU}}})
	if err != nil {
		return err
	}
	if c.JSON {
		return e.json(map[string]string{"done": step.Head})
	}
	e.printf("%s\n", step.Head)
	return nil
}
