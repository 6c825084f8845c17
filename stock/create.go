package stock

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/qbxml"
	"countinghouse/sales"
	"countinghouse/store"
)

// WareRef names a ware of a store.
type WareRef struct {
	Store   sales.StoreKey
	Variant int64
}

// ItemEdit is what a person says otherwise of an item that is proposed; empty
// fields stay as they are proposed.
type ItemEdit struct {
	Name string // one level, at most 31 characters
	// Rule replaces the rule of the ware, where its Type is set.
	Rule store.ItemRule
}

// Proposal is the item that would be made of a product, shown before it is.
type Proposal struct {
	Row  store.CatalogueRow // the ware
	Rule store.ItemRule
	Want store.WantedItem
	// Under is the item that is made first, for it to stand under; nil: none is.
	Under *store.WantedItem
	// Notes tell what came out otherwise than the store has it.
	Notes []string
	// Problems are why it can't be made, each with what to do.
	Problems []string
}

// FullName is the name that the item will have, with its parents' before it.
func (p Proposal) FullName() string { return p.Want.Item.FullName() }

// MaxCreate is how many items one step may ask for.
const MaxCreate = 1000

// ErrCreate tells that items can't be made: the words say why.
var ErrCreate = errors.New("nothing was asked for")

// proposing is the work of one Propose.
type proposing struct {
	k       *Keeper
	company store.Company
	rules   store.CreateRules
	shops   map[sales.StoreKey]store.Shop
	links   map[sales.StoreKey]*linked
	named   map[books.ListKind]map[string][]books.Entry
	used    map[string]bool // full names that are given to others here
	taken   map[string]bool // that QuickBooks has, or will have
	under   map[string]*store.WantedItem
	items   map[string]books.Entry
}

// Propose says what items would be made of wares, as the company file's rules
// and a person's edits say. Nothing is changed.
func (k *Keeper) Propose(ctx context.Context, company store.CompanyKey, refs []WareRef, edits map[WareRef]ItemEdit) ([]Proposal, error) {
	x := &proposing{k: k, shops: map[sales.StoreKey]store.Shop{}, links: map[sales.StoreKey]*linked{}, named: map[books.ListKind]map[string][]books.Entry{},
		used: map[string]bool{}, under: map[string]*store.WantedItem{}}
	var err error
	if x.company, err = k.st.Company(ctx, company); err != nil {
		return nil, err
	}
	if x.rules, err = k.st.CreateRules(ctx, company); err != nil {
		return nil, err
	}
	var out []Proposal
	own := map[string]bool{}
	for _, ref := range refs {
		row, err := k.st.WareOf(ctx, company, ref.Store, ref.Variant)
		if errors.Is(err, store.ErrNotFound) {
			continue // it went from the store meanwhile
		}
		if err != nil {
			return nil, err
		}
		p := Proposal{Row: row, Rule: x.rules.RuleFor(*row.Ware, row.Bundle != nil)}
		if e := edits[ref]; e.Rule.Type != "" {
			p.Rule = e.Rule
		}
		p.Want = store.WantedItem{Store: ref.Store, Variant: ref.Variant, SKU: strings.TrimSpace(row.Ware.SKU), Title: row.Ware.Title()}
		p.Want.Item.Key = string(ref.Store) + "/sku/" + strings.ToUpper(p.Want.SKU)
		p.Want.Item.Name = clean(edits[ref].Name)
		own[p.Want.Item.Key] = true
		out = append(out, p)
	}
	if err := x.look(ctx, out); err != nil {
		return nil, err
	}
	var names []string
	for i := range out {
		if err := x.shape(ctx, &out[i]); err != nil {
			return nil, err
		}
		names = append(names, x.candidates(&out[i])...)
	}
	if x.taken, err = k.st.NamesTaken(ctx, company, names, own); err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for i := range out {
		p := &out[i]
		x.name(p)
		if key := p.Want.Item.Key; seen[key] && p.Want.SKU != "" {
			p.fault("Another product that is chosen has the same SKU, and an item is found by its SKU. Give one of them another SKU in the store.")
		} else {
			seen[key] = true
		}
	}
	return out, nil
}

func (p *Proposal) fault(format string, args ...any) {
	p.Problems = append(p.Problems, fmt.Sprintf(format, args...))
}

func (p *Proposal) note(format string, args ...any) {
	p.Notes = append(p.Notes, fmt.Sprintf(format, args...))
}

func clean(s string) string { return strings.Join(strings.Fields(s), " ") }

// look reads what the proposals name: accounts, tax codes, parents, parts.
func (x *proposing) look(ctx context.Context, all []Proposal) error {
	want := map[books.ListKind][]string{}
	var parts []string
	for i := range all {
		p := &all[i]
		r := p.Rule
		want[books.Accounts] = append(want[books.Accounts], r.Income, r.Cost, r.Asset)
		want[books.SalesTaxCodes] = append(want[books.SalesTaxCodes], r.TaxCode)
		want[books.Items] = append(want[books.Items], r.Parent, parentName(r, *p.Row.Ware))
		if p.Row.Bundle != nil {
			for _, part := range p.Row.Bundle.Parts {
				parts = append(parts, part.Item)
			}
		}
		if _, known := x.shops[p.Want.Store]; !known {
			shop, err := x.k.st.Shop(ctx, p.Want.Store)
			if err != nil {
				return err
			}
			x.shops[p.Want.Store] = shop
		}
	}
	for kind, names := range want {
		found, err := x.k.st.EntriesNamed(ctx, x.company.Key, kind, names...)
		if err != nil {
			return err
		}
		x.named[kind] = map[string][]books.Entry{}
		for _, e := range found {
			full := e.FullName
			if full == "" {
				full = e.Name
			}
			put(x.named[kind], full, e)
		}
	}
	var err error
	x.items, err = x.k.st.EntriesByID(ctx, x.company.Key, parts)
	return err
}

// shape fills in all of a proposal but its name.
func (x *proposing) shape(ctx context.Context, p *Proposal) error {
	w, i, r := p.Row.Ware, &p.Want.Item, p.Rule
	switch {
	case p.Want.SKU == "":
		p.fault("It has no SKU in the store, by which orders would find the item. Give it a SKU there.")
	case w.State == store.WareMatched:
		p.fault("It has its item already: %s.", nameOf(p.Row.Item))
	case w.State == store.WareTwice:
		p.fault("%s Give each its own SKU first.", w.Reason)
	case w.State == store.WareUnusable:
		p.fault("%s Put that right, or link the product to another item.", w.Reason)
	}
	i.Type = r.QuickBooksType()
	if i.Type == "" {
		p.fault("It isn’t said yet as what items are made. Choose the kind and its accounts here, or once for all in the rules for new items.")
		return nil
	}
	i.Account = x.account(p, r.Income, "income account", "Income", "OtherIncome")
	switch {
	case r.Counted():
		if x.company.Facts.Known && !x.company.Facts.Inventory {
			p.fault("Inventory is switched off in QuickBooks. Switch it on there (Edit, Preferences, Items & Inventory), or choose another kind.")
		}
		i.Cost = x.account(p, r.Cost, "account of the cost of goods sold", "CostOfGoodsSold")
		i.Asset = x.account(p, r.Asset, "inventory asset account", "OtherCurrentAsset")
	case r.Cost != "":
		i.Cost = x.account(p, r.Cost, "expense account", "CostOfGoodsSold", "Expense", "OtherExpense")
	}
	if r.TaxCode != "" {
		if e, ok := one(x.named[books.SalesTaxCodes], r.TaxCode); ok {
			i.TaxCode = e.Ref()
		} else {
			p.fault("QuickBooks has no active sales tax code %s. Choose another, or leave it empty.", r.TaxCode)
		}
	}
	i.PartNumber, i.BarCode = x.marks(p)
	desc := qbxml.Fit(clean(w.Title()), qbxml.MaxDesc)
	i.SalesDesc = desc.Text
	if !i.Cost.IsZero() {
		i.BuyDesc = desc.Text
	}
	p.Notes = append(p.Notes, desc.Notes...)
	x.prices(p)
	x.parent(p)
	if i.Type == "InventoryAssembly" {
		x.build(p)
	}
	l, err := x.k.rulesOf(ctx, x.links, w.Store)
	if err != nil {
		return err
	}
	own, also := books.ItemKeys(p.Want.SKU, l.of(p.Want.SKU))
	if own == "" { // a person linked it to something that isn't there
		p.fault("SKU %s is linked to %s. Take that link away first.", p.Want.SKU, also)
	}
	return nil
}

// account finds an account of one of the types.
func (x *proposing) account(p *Proposal, name, what string, types ...string) books.Ref {
	if name == "" {
		p.fault("The %s is missing. Choose one.", what)
		return books.Ref{}
	}
	e, ok := one(x.named[books.Accounts], name)
	if !ok {
		p.fault("QuickBooks has no active account %s, which is to be the %s. Choose another.", name, what)
		return books.Ref{}
	}
	for _, t := range types {
		if e.Type == t {
			return e.Ref()
		}
	}
	p.fault("The account %s can’t be the %s: it is of another type. Choose another.", e.FullName, what)
	return books.Ref{}
}

// one is the active entry of a full name.
func one(named map[string][]books.Entry, name string) (books.Entry, bool) {
	for _, e := range named[store.SKUKey(name)] {
		if e.Active {
			return e, true
		}
	}
	return books.Entry{}, false
}

func nameOf(e *books.Entry) string {
	if e == nil {
		return "an item"
	}
	return strings.ReplaceAll(e.FullName, ":", ": ")
}

// marks are the part number and the barcode: the SKU is one of them, so that it
// finds the item whatever the item is called.
func (x *proposing) marks(p *Proposal) (part, barcode string) {
	sku, upc := p.Want.SKU, qbxml.Fit(strings.TrimSpace(p.Row.Ware.UPC), qbxml.MaxBarCode).Text
	hasPart := p.Want.Item.Type != "Service" && p.Want.Item.Type != "OtherCharge"
	if hasPart && qbxml.Fit(sku, qbxml.MaxPartNumber).Text == sku {
		return sku, upc
	}
	if qbxml.Fit(sku, qbxml.MaxBarCode).Text == sku {
		return "", sku
	}
	return "", upc
}

// prices are what one is sold and bought for, where the store's figures say it:
// in the company file's currency, without tax.
func (x *proposing) prices(p *Proposal) {
	w, i, shop := p.Row.Ware, &p.Want.Item, x.shops[p.Want.Store]
	if home := homeCurrency(x.company.Facts); shop.Currency != "" && shop.Currency != home {
		p.note("The store’s prices are in %s and the books in %s, so the item gets none.", shop.Currency, home)
		return
	}
	fits := func(d money.Decimal, what string) money.Decimal {
		if d.Sign() <= 0 {
			return money.Decimal{}
		}
		if r := d.RoundDecimal(5, money.HalfAwayFromZero); !r.Equal(d) {
			p.note("The %s %s is rounded to %s: QuickBooks keeps five decimal places.", what, d, r)
			return r
		}
		return d
	}
	if shop.Inclusive && w.Price.Sign() > 0 {
		p.note("The store’s price %s is with tax, so the item gets no sales price. Orders post what was paid in any case.", w.Price)
	} else {
		i.Price = fits(w.Price, "price")
	}
	if !i.Cost.IsZero() {
		i.BuyCost = fits(w.Cost, "cost")
	}
}

// homeCurrency is the currency that a company file keeps its books in.
func homeCurrency(c books.Company) string {
	if len(c.HomeCurrency) == 3 {
		return strings.ToUpper(c.HomeCurrency)
	}
	return map[string]string{"CA": "CAD", "UK": "GBP", "AU": "AUD"}[c.Country] + map[bool]string{true: "USD"}[c.Country == "" || c.Country == "US"]
}

// parentName is the name of the item that a variant stands under; "" if it
// stands by itself. A name that doesn't fit carries the product's number, so
// that two products never share an item; orders that make their items name it
// the same way (books, NewItemRules.Variants).
func parentName(r store.ItemRule, w store.Ware) string {
	name := clean(w.Name)
	if r.Variants != "sub" || w.Options == "" || name == "" {
		return ""
	}
	if qbxml.FitName(name, qbxml.MaxItemName).Text == name {
		return name
	}
	return qbxml.FitNameWith(name, fmt.Sprintf("(%d)", w.Product), qbxml.MaxItemName).Text
}

// parent puts the item under another.
func (x *proposing) parent(p *Proposal) {
	i, w := &p.Want.Item, *p.Row.Ware
	name, made := parentName(p.Rule, w), true
	if name == "" {
		name, made = p.Rule.Parent, false
	}
	if name == "" {
		return
	}
	found := x.named[books.Items][store.SKUKey(name)]
	switch {
	case len(found) == 0 && made:
		key := fmt.Sprintf("%s/product/%d", w.Store, w.Product)
		if x.under[key] == nil {
			u := store.WantedItem{Title: w.Name, Item: books.NewItem{Key: key, Type: i.Type, Name: name, SalesDesc: qbxml.Fit(clean(w.Name), qbxml.MaxDesc).Text,
				Account: i.Account, Cost: i.Cost, Asset: i.Asset, TaxCode: i.TaxCode}}
			x.under[key] = &u
		}
		p.Under = x.under[key]
		if p.Under.Item.Type != i.Type {
			p.fault("QuickBooks keeps sub-items of their parent’s kind only, and other variants of the product are another kind.")
		}
		if i.Type == "InventoryAssembly" {
			p.fault("An assembly can’t stand under an item that is built of nothing. Have the variants stand by themselves.")
		}
		i.Parent, i.ParentKey = books.Ref{FullName: name}, key
	case len(found) == 0:
		p.fault("QuickBooks has no item %s, under which it is to stand. Choose another, or none.", name)
	case !found[0].Active:
		p.fault("The item %s, under which it is to stand, is inactive in QuickBooks. Make it active there, or choose another.", name)
	case found[0].Type != i.Type:
		p.fault("The item %s, under which it is to stand, is of another kind, and QuickBooks keeps sub-items of their parent’s kind only. Choose another, or none.", name)
	default:
		i.Parent = found[0].Ref()
	}
}

// build takes an assembly's parts from the store's bundle.
func (x *proposing) build(p *Proposal) {
	b := p.Row.Bundle
	switch {
	case b == nil || len(b.Parts) == 0:
		p.fault("The store doesn’t say what it is put together of, and an assembly is built of something. Make the assembly in QuickBooks, or choose another kind.")
		return
	case b.Choice:
		p.fault("The shopper chooses what it is put together of, so no assembly has fixed parts. Choose another kind.")
		return
	}
	for _, part := range b.Parts {
		e, ok := x.items[part.Item]
		switch {
		case !ok:
			p.fault("Its part %s has no item yet. Link or create that first.", part.Title)
		case e.Type != "Inventory" && e.Type != "InventoryAssembly":
			p.fault("Its part %s is the item %s, which QuickBooks doesn’t count. Assemblies are built of inventory items.", part.Title, e.FullName)
		default:
			p.Want.Item.Parts = append(p.Want.Item.Parts, books.NewPart{Item: e.Ref(), Quantity: money.Int(1)})
		}
	}
}
