package stock

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"countinghouse/books"
	"countinghouse/qbxml"
	"countinghouse/store"
)

// candidates are the full names that an item may get, the best first: what a
// person wrote, or the SKU or the title, and the same with the variant's number.
func (x *proposing) candidates(p *Proposal) []string {
	under := ""
	if p.Want.Item.Parent.FullName != "" {
		under = p.Want.Item.Parent.FullName + ":"
	}
	if p.Want.Item.Name != "" {
		return []string{under + p.Want.Item.Name}
	}
	if p.Want.SKU == "" {
		return nil
	}
	number := fmt.Sprintf("(%d)", p.Want.Variant)
	name, also := books.ItemKeys(p.Want.SKU, books.Rules{})
	if also != "" {
		name = also
	}
	if p.Rule.Name == "title" {
		name = qbxml.FitName(clean(p.Row.Ware.Title()), qbxml.MaxItemName).Text
	}
	if name == "" {
		return nil
	}
	return []string{under + name, under + qbxml.FitNameWith(name, number, qbxml.MaxItemName).Text}
}

// name gives an item a name that is nobody else's, or says why the one that a
// person wrote can't be.
func (x *proposing) name(p *Proposal) {
	i := &p.Want.Item
	written := i.Name
	names := x.candidates(p)
	if len(names) == 0 {
		return
	}
	cut := 0
	if i.Parent.FullName != "" {
		cut = len(i.Parent.FullName) + 1
	}
	if written != "" {
		if n := utf8.RuneCountInString(written); n > qbxml.MaxItemName {
			p.fault("The name %s has %d characters, and QuickBooks’ names of items have at most %d. Shorten it.", written, n, qbxml.MaxItemName)
			return
		}
		if f := qbxml.FitName(written, qbxml.MaxItemName); f.Text != written {
			p.fault("The name %s can’t stand in QuickBooks as it is: no colon, and no characters that QuickBooks doesn’t know. %s would do.", written, f.Text)
			return
		}
	}
	for n, full := range names {
		k := store.SKUKey(full)
		if x.taken[k] || x.used[k] {
			continue
		}
		x.used[k] = true
		i.Name = full[cut:]
		switch {
		case written != "":
		case n > 0:
			p.note("The name %s is taken, so it carries the product’s number.", names[0][cut:])
		case p.Rule.Name == "title" && i.Name != clean(p.Row.Ware.Title()):
			p.note("The title doesn’t fit QuickBooks’ %d characters for names; the description has all of it.", qbxml.MaxItemName)
		case p.Rule.Name != "title" && i.Name != p.Want.SKU:
			p.note("SKU %s doesn’t fit QuickBooks’ %d characters for names, so it is shortened.", p.Want.SKU, qbxml.MaxItemName)
		}
		x.link(p)
		return
	}
	i.Name = names[0][cut:]
	if x.used[store.SKUKey(names[0])] {
		p.fault("Another product that is chosen gets the name %s as well. Choose another name.", names[0])
		return
	}
	p.fault("QuickBooks has, or is getting, an item named %s. Link the product to it, or choose another name.", names[0])
}

// link has the SKU linked to its item where nothing else would find it.
func (x *proposing) link(p *Proposal) {
	l := x.links[p.Want.Store]
	if l == nil {
		return
	}
	i := p.Want.Item
	e := books.Entry{Kind: books.Items, ListID: "new", Name: i.Name, FullName: i.FullName(), Active: true, Type: i.Type, PartNumber: i.PartNumber, BarCode: i.BarCode, Account: i.Account}
	p.Want.Link = !books.MatchSKU(p.Want.SKU, l.of(p.Want.SKU), []books.Entry{e}).Usable
}

// Create asks for the items of proposals, all of them or none, as one step that
// can be taken back until they are sent. QuickBooks makes them at its next
// visit; orders that wait for them go on by themselves then. What is asked for
// already stays, as it is asked for now.
func (k *Keeper) Create(ctx context.Context, by store.Actor, company store.CompanyKey, step store.Step, all []Proposal) (store.Step, error) {
	if len(all) == 0 {
		return step, fmt.Errorf("%w: nothing was chosen", ErrCreate)
	}
	if len(all) > MaxCreate {
		return step, fmt.Errorf("%w: at most %d items are asked for at once", ErrCreate, MaxCreate)
	}
	d := store.Deed{Kind: store.DeedCreate, Company: company}
	under := map[string]bool{}
	for _, p := range all {
		if len(p.Problems) > 0 {
			return step, fmt.Errorf("%w: %s: %s", ErrCreate, orWord(p.Want.SKU, p.Want.Title), p.Problems[0])
		}
		if p.Under != nil && !under[p.Under.Item.Key] {
			under[p.Under.Item.Key] = true
			if asked, err := k.st.IsAskedFor(ctx, company, p.Under.Item.Key); err != nil {
				return step, err
			} else if !asked { // it is on its way for another variant
				d.Create = append(d.Create, *p.Under)
			}
		}
	}
	for _, p := range all {
		d.Create = append(d.Create, p.Want)
	}
	step.Company = company
	if step.Head == "" {
		step.Head = fmt.Sprintf("%d items are made in QuickBooks at its next visit.", len(all))
		if len(all) == 1 {
			step.Head = fmt.Sprintf("The item %s is made in QuickBooks at its next visit.", nameOf(&books.Entry{FullName: all[0].FullName()}))
		}
	}
	step, err := k.st.Do(ctx, by, step, d)
	if errors.Is(err, store.ErrWanted) {
		err = fmt.Errorf("%w: %w", ErrCreate, err)
	}
	return step, err
}

func orWord(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// OnlyInStore are the wares of a list under a filter for which items can be
// made, at most limit of them: those with a SKU that match nothing.
func OnlyInStore(ctx context.Context, st *store.Store, f store.CatalogueFilter, limit int) ([]WareRef, error) {
	if !slices.Contains([]store.CatalogueTab{store.TabOnlyStore, store.TabSuggested}, f.Tab) {
		f.Tab = store.TabOnlyStore
	}
	f.Limit, f.After = 500, ""
	var out []WareRef
	for len(out) < limit {
		p, err := st.CataloguePage(ctx, f)
		if err != nil {
			return nil, err
		}
		for _, r := range p.Rows {
			if r.Making == nil && len(out) < limit {
				out = append(out, WareRef{r.Ware.Store, r.Ware.Variant})
			}
		}
		if f.After = p.Next; f.After == "" {
			break
		}
	}
	return out, nil
}

// automatic asks for the items of what is only in a store, where the rules have
// that done without a person. What can't be made is left for a person to see.
func (k *Keeper) automatic(ctx context.Context, company store.CompanyKey) error {
	rules, err := k.st.CreateRules(ctx, company)
	if err != nil || !rules.Automatic {
		return err
	}
	page, err := k.st.CataloguePage(ctx, store.CatalogueFilter{Company: company, Tab: store.TabOnlyStore, Limit: 1})
	if err != nil || page.Unsettled > 0 || page.ItemsRead.IsZero() { // what is still compared may be found yet
		return err
	}
	refs, err := OnlyInStore(ctx, k.st, store.CatalogueFilter{Company: company, Tab: store.TabOnlyStore}, MaxCreate)
	if err != nil || len(refs) == 0 {
		return err
	}
	all, err := k.Propose(ctx, company, refs, nil)
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(p Proposal) bool { return len(p.Problems) > 0 })
	if len(all) == 0 {
		return nil
	}
	_, err = k.Create(ctx, store.Actor{Kind: "system", Name: "rules for new items"}, company, store.Step{}, all)
	if errors.Is(err, ErrCreate) { // somebody was faster; it is looked at anew
		return nil
	}
	return err
}
