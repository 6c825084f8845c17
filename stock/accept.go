package stock

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"countinghouse/books"
	"countinghouse/sales"
	"countinghouse/store"
)

// Link says which item a SKU of a store is. No item takes a link away.
type Link struct {
	Store sales.StoreKey `json:"store"`
	SKU   string         `json:"sku"`
	Item  string         `json:"item"` // full name
}

// ErrLink tells that a link can't be: the words say why.
var ErrLink = errors.New("that can't be linked")

// Accept links SKUs to items, all of them or none, as one step that can be
// taken back (store.TakeBack). It sets what the mapping sheet and Needs review
// set; orders that wait for the SKUs are planned again by themselves.
func (k *Keeper) Accept(ctx context.Context, by store.Actor, company store.CompanyKey, step store.Step, links ...Link) (store.Step, error) {
	var deeds []store.Deed
	at := map[sales.StoreKey]int{}
	var names []string
	for _, l := range links {
		names = append(names, l.Item)
	}
	known, err := k.st.EntriesNamed(ctx, company, books.Items, names...)
	if err != nil {
		return step, err
	}
	for _, l := range links {
		if l.SKU = strings.TrimSpace(l.SKU); l.SKU == "" {
			return step, fmt.Errorf("%w: a product without a SKU can't be linked by it. Give it a SKU in the store", ErrLink)
		}
		if l.Item != "" {
			if l.Item, err = usable(known, l); err != nil {
				return step, err
			}
		}
		i, ok := at[l.Store]
		if !ok {
			shop, err := k.st.Shop(ctx, l.Store)
			if err != nil || shop.Company != company {
				return step, fmt.Errorf("%w: there is no store %s of this company file", ErrLink, l.Store)
			}
			i, at[l.Store] = len(deeds), len(deeds)
			deeds = append(deeds, store.Deed{Kind: store.DeedMap, Store: l.Store})
		}
		deeds[i].Lines = append(deeds[i].Lines, books.SheetLine{Key: "items.links", Row: l.SKU, Value: l.Item})
	}
	if len(deeds) == 0 {
		return step, fmt.Errorf("%w: nothing was chosen", ErrLink)
	}
	step.Company = company
	if step.Head == "" {
		step.Head = headOf(links)
	}
	step, err = k.st.Do(ctx, by, step, deeds...)
	if err != nil {
		return step, err
	}
	_, err = k.Match(ctx, company)
	return step, err
}

// usable is the full name of the item that a link names.
func usable(known []books.Entry, l Link) (string, error) {
	for _, e := range known {
		if !strings.EqualFold(strings.TrimSpace(e.FullName), strings.TrimSpace(l.Item)) {
			continue
		}
		switch {
		case !e.Active:
			return "", fmt.Errorf("%w: SKU %s was not linked. The item %s is inactive in QuickBooks. Make it active there, or choose another", ErrLink, l.SKU, e.FullName)
		case !books.Sellable(e.Type):
			return "", fmt.Errorf("%w: SKU %s was not linked. The item %s can't stand for a product on a sale. Choose a service, non-inventory, other charge or inventory item", ErrLink, l.SKU, e.FullName)
		}
		return e.FullName, nil
	}
	return "", fmt.Errorf("%w: SKU %s was not linked. QuickBooks has no item named %s, as its items were last read", ErrLink, l.SKU, l.Item)
}

func headOf(links []Link) string {
	l := links[0]
	switch {
	case len(links) > 1 && l.Item == "":
		return fmt.Sprintf("The links of %d SKUs were taken away.", len(links))
	case len(links) > 1:
		return fmt.Sprintf("%d SKUs were linked to their items.", len(links))
	case l.Item == "":
		return "The link of SKU " + l.SKU + " was taken away."
	}
	return "SKU " + l.SKU + " is the item " + strings.ReplaceAll(l.Item, ":", ": ") + "."
}

// MaxAtOnce is how many links one step may hold.
const MaxAtOnce = 1000

// Suggested are the links of what is suggested under a filter, at most
// MaxAtOnce of them. Its tab is left aside.
func Suggested(ctx context.Context, st *store.Store, f store.CatalogueFilter) ([]Link, error) {
	f.Tab, f.Limit, f.After = store.TabSuggested, 500, ""
	var out []Link
	seen := map[string]bool{}
	for len(out) < MaxAtOnce {
		p, err := st.CataloguePage(ctx, f)
		if err != nil {
			return nil, err
		}
		for _, r := range p.Rows {
			k := string(r.Ware.Store) + "\n" + store.SKUKey(r.Ware.SKU)
			if r.Item != nil && !seen[k] && len(out) < MaxAtOnce {
				seen[k] = true
				out = append(out, Link{r.Ware.Store, strings.TrimSpace(r.Ware.SKU), r.Item.FullName})
			}
		}
		if f.After = p.Next; f.After == "" {
			break
		}
	}
	return out, nil
}
