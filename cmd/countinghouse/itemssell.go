package main

import (
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"

	"countinghouse/books"
	"countinghouse/sales"
	"countinghouse/stock"
	"countinghouse/store"
)

type itemsSell struct {
	Item    []string `arg:"" help:"Full names of items that products are made of, hidden in the store."`
	Store   string   `help:"The store (key); needed when there are several." placeholder:"KEY"`
	Name    string   `help:"The product's name, of one item." placeholder:"NAME"`
	SKU     string   `help:"Its SKU, of one item." placeholder:"SKU"`
	Price   string   `help:"Its price, of one item." placeholder:"PRICE"`
	Weight  string   `help:"Its weight, in the store's unit." placeholder:"WEIGHT"`
	Preview bool     `help:"Show what would be made; nothing is asked for."`
	Company string   `help:"Company file (key); needed when there are several." placeholder:"KEY"`
	JSON    bool     `help:"Print JSON."`
}

// productView is a product that would be made, as scripts read it.
type productView struct {
	Item     string   `json:"item"`
	Store    string   `json:"store"`
	Name     string   `json:"name"`
	SKU      string   `json:"sku"`
	Price    string   `json:"price"`
	Cost     string   `json:"cost,omitempty"`
	Weight   string   `json:"weight"`
	Counted  bool     `json:"counted"`
	Linked   bool     `json:"skuLinked,omitempty"`
	Notes    []string `json:"notes,omitempty"`
	Problems []string `json:"problems,omitempty"`
}

func (c itemsSell) Run(e *env) error {
	if len(c.Item) != 1 && c.Name+c.SKU+c.Price != "" {
		return errors.New("--name, --sku and --price are of one item")
	}
	st, key, err := e.ofCompany(c.Company)
	if err != nil {
		return err
	}
	defer st.Close()
	in, err := c.where(e, st, key)
	if err != nil {
		return err
	}
	found, err := st.EntriesNamed(e.ctx, key, books.Items, c.Item...)
	if err != nil {
		return err
	}
	var ids []string
	edits := map[string]stock.ProductEdit{}
	for _, name := range c.Item {
		n := len(ids)
		for _, x := range found {
			if books.SameName(x.FullName, name) {
				ids = append(ids, x.ListID)
				edits[x.ListID] = stock.ProductEdit{Name: c.Name, SKU: c.SKU, Price: c.Price, Weight: c.Weight}
			}
		}
		if len(ids) == n {
			return fmt.Errorf("QuickBooks has no item %s, as its items were last read", name)
		}
	}
	k := stock.NewKeeper(st, stock.Options{Log: e.log})
	all, err := k.ProposeProducts(e.ctx, key, in, ids, edits)
	if err != nil {
		return err
	}
	views, fine := []productView{}, true
	for _, p := range all {
		n := p.Want.Product
		v := productView{p.Item.FullName, string(in), n.Name, n.SKU, n.Price.String(), "", n.Weight.String(), n.Counted, p.Want.Link, p.Notes, p.Problems}
		if !n.Cost.IsZero() {
			v.Cost = n.Cost.String()
		}
		views, fine = append(views, v), fine && len(p.Problems) == 0
	}
	done := ""
	if fine && !c.Preview {
		step, err := k.CreateProducts(e.ctx, cli(), key, store.Step{}, all)
		if err != nil {
			return err
		}
		done = step.Head
	}
	if c.JSON {
		err = e.json(map[string]any{"done": done, "products": views})
	} else {
		w := tabwriter.NewWriter(e.out, 0, 4, 2, ' ', 0)
		fmt.Fprintln(w, "ITEM\tPRODUCT\tSKU\tPRICE\tWEIGHT\tREMARKS")
		for _, v := range views {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", v.Item, v.Name, v.SKU, v.Price, v.Weight, strings.Join(append(v.Problems, v.Notes...), " "))
		}
		if err = w.Flush(); done != "" {
			e.printf("%s\n", done)
		}
	}
	if err == nil && !fine && !c.Preview {
		err = errors.New("nothing was asked for: some can't be made. Put right what stands beside them")
	}
	return err
}

// where is the store that is meant.
func (c itemsSell) where(e *env, st *store.Store, key store.CompanyKey) (sales.StoreKey, error) {
	shops, err := st.Shops(e.ctx)
	if err != nil {
		return "", err
	}
	var of []sales.StoreKey
	for _, s := range shops {
		if s.Company == key && (c.Store == "" || string(s.Key) == c.Store) {
			of = append(of, s.Key)
		}
	}
	if len(of) != 1 {
		return "", errors.New("name the store with --store")
	}
	return of[0], nil
}
