package stock

import (
	"context"
	"errors"
	"fmt"
	"html"
	"strings"
	"unicode/utf8"

	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/sales"
	"countinghouse/store"
)

// ProductEdit is what a person says otherwise of a product that is proposed;
// empty texts stay as they are proposed.
type ProductEdit struct {
	Name, SKU, Price, Weight string
}

// ProductProposal is the product that would be made of an item, shown before it
// is. It is hidden from shoppers until a person shows it in the store.
type ProductProposal struct {
	Item     books.Entry
	Want     store.WantedProduct
	Notes    []string
	Problems []string
}

// BigCommerce's bounds (reference: bigcommerce-api §7).
const (
	maxProductName = 250
	maxProductSKU  = 255
	maxProductUPC  = 14
)

func (p *ProductProposal) fault(format string, args ...any) {
	p.Problems = append(p.Problems, fmt.Sprintf(format, args...))
}

func (p *ProductProposal) note(format string, args ...any) {
	p.Notes = append(p.Notes, fmt.Sprintf(format, args...))
}

// ProposeProducts says what products would be made in a store of items, by their
// ListIDs. Nothing is changed.
func (k *Keeper) ProposeProducts(ctx context.Context, company store.CompanyKey, key sales.StoreKey, items []string, edits map[string]ProductEdit) ([]ProductProposal, error) {
	c, err := k.st.Company(ctx, company)
	if err != nil {
		return nil, err
	}
	shop, err := k.st.Shop(ctx, key)
	if err != nil || shop.Company != company {
		return nil, errors.Join(err, store.ErrNotFound)
	}
	rules, err := k.st.CreateRules(ctx, company)
	if err != nil {
		return nil, err
	}
	found, err := k.st.EntriesByID(ctx, company, items)
	if err != nil {
		return nil, err
	}
	l, err := k.rulesOf(ctx, map[sales.StoreKey]*linked{}, key)
	if err != nil {
		return nil, err
	}
	var out []ProductProposal
	names, skus := map[string]bool{}, map[string]bool{}
	var all []string
	for _, id := range items {
		e, ok := found[id]
		if !ok {
			continue
		}
		p := ProductProposal{Item: e, Want: store.WantedProduct{Company: company, Store: key, ListID: id, Item: e.FullName}}
		p.shape(c, shop, rules.Products, edits[id])
		n, s := store.SKUKey(p.Want.Product.Name), store.SKUKey(p.Want.Product.SKU)
		switch {
		case names[n]:
			p.fault("Another item that is chosen makes a product of the same name. Give one of them another name.")
		case skus[s]:
			p.fault("Another item that is chosen makes a product of the same SKU. Give one of them another SKU.")
		}
		names[n], skus[s] = true, true
		all = append(all, p.Want.Product.SKU)
		p.Want.Link = !books.MatchSKU(p.Want.Product.SKU, l.of(p.Want.Product.SKU), []books.Entry{e}).Usable
		out = append(out, p)
	}
	rows, err := k.st.WaresBySKU(ctx, company, key, all...)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		for i := range out {
			if p := &out[i]; store.SKUKey(p.Want.Product.SKU) == store.SKUKey(r.Ware.SKU) {
				p.fault("The store has %s of SKU %s already. Link that one to the item, or choose another SKU.", r.Ware.Title(), r.Ware.SKU)
			}
		}
	}
	return out, nil
}

// shape fills in a proposal.
func (p *ProductProposal) shape(c store.Company, shop store.Shop, rule store.ProductRule, edit ProductEdit) {
	e, n := p.Item, &p.Want.Product
	switch {
	case !e.Active:
		p.fault("The item is inactive in QuickBooks. Make it active there first.")
	case !books.Sellable(e.Type) || e.Type == "Group":
		p.fault("An item of this kind can’t be sold by itself.")
	}
	n.Name = clean(edit.Name)
	if n.Name == "" {
		if n.Name = clean(e.Desc); n.Name == "" {
			n.Name = clean(strings.ReplaceAll(e.FullName, ":", " "))
		}
		if r := []rune(n.Name); len(r) > maxProductName {
			n.Name = strings.TrimSpace(string(r[:maxProductName]))
			p.note("The name is shortened to the store’s %d characters.", maxProductName)
		}
	}
	if utf8.RuneCountInString(n.Name) > maxProductName {
		p.fault("The store’s names have at most %d characters. Shorten it.", maxProductName)
	}
	if n.SKU = clean(edit.SKU); n.SKU == "" {
		if n.SKU = strings.TrimSpace(e.PartNumber); n.SKU == "" {
			n.SKU = e.Name
		}
	}
	if utf8.RuneCountInString(n.SKU) > maxProductSKU {
		p.fault("The store’s SKUs have at most %d characters. Shorten it.", maxProductSKU)
	}
	n.Description = e.Desc
	if html.EscapeString(n.Description) == html.EscapeString(n.Name) {
		n.Description = ""
	}
	if len(e.BarCode) > maxProductUPC {
		p.note("The barcode %s is longer than the store’s %d characters, so it is left out.", e.BarCode, maxProductUPC)
	} else {
		n.UPC = e.BarCode
	}
	n.MPN = e.PartNumber
	n.Digital = e.Type == "Service" || e.Type == "OtherCharge"
	n.Counted = (e.Type == "Inventory" || e.Type == "InventoryAssembly") && rule.Tracking != "none"
	p.figures(c, shop, rule, edit)
}

// figures are the price, the cost and the weight.
func (p *ProductProposal) figures(c store.Company, shop store.Shop, rule store.ProductRule, edit ProductEdit) {
	e, n := p.Item, &p.Want.Product
	fits := func(text, what string, to *money.Decimal) {
		d, err := money.ParseDecimal(strings.TrimSpace(text))
		switch {
		case err != nil:
			p.fault("The %s %q is no figure. Write it like 12.50.", what, text)
		case d.Sign() < 0:
			p.fault("The %s can’t be below nought.", what)
		case d.Scale() > 4:
			p.fault("The store keeps four decimal places, and the %s %s has more. Round it.", what, d)
		default:
			*to = d
		}
	}
	home := homeCurrency(c.Facts)
	same := shop.Currency == "" || shop.Currency == home
	switch {
	case edit.Price != "":
		fits(edit.Price, "price", &n.Price)
	case !same:
		p.fault("The books are in %s and the store’s prices in %s. Write its price.", home, shop.Currency)
	case shop.Inclusive && !e.Price.IsZero():
		p.fault("The store’s prices are with tax, and the item’s price %s is without. Write its price.", e.Price)
	case e.Price.IsZero():
		p.note("The item has no sales price in QuickBooks, so the product costs nothing until somebody says what it costs.")
	default:
		fits(e.Price.String(), "price", &n.Price)
	}
	if same && !e.BuyCost.IsZero() && e.BuyCost.Sign() > 0 {
		n.Cost = e.BuyCost.RoundDecimal(4, money.HalfAwayFromZero)
		if !n.Cost.Equal(e.BuyCost) {
			p.note("The cost %s is rounded to %s: the store keeps four decimal places.", e.BuyCost, n.Cost)
		}
	}
	n.Weight = rule.Weight
	if edit.Weight != "" {
		fits(edit.Weight, "weight", &n.Weight)
	}
	if !n.Digital && n.Weight.IsZero() {
		p.note("It weighs nothing, by which the store can’t reckon its shipping. Say the weight here or in the store.")
	}
}

// CreateProducts asks for the products of proposals, all of them or none, as one
// step that can be taken back until they are sent. The store makes them within
// a minute, hidden.
func (k *Keeper) CreateProducts(ctx context.Context, by store.Actor, company store.CompanyKey, step store.Step, all []ProductProposal) (store.Step, error) {
	switch {
	case len(all) == 0:
		return step, fmt.Errorf("%w: nothing was chosen", ErrCreate)
	case len(all) > MaxCreate:
		return step, fmt.Errorf("%w: at most %d products are asked for at once", ErrCreate, MaxCreate)
	}
	d := store.Deed{Kind: store.DeedProduct, Company: company}
	for _, p := range all {
		if len(p.Problems) > 0 {
			return step, fmt.Errorf("%w: %s: %s", ErrCreate, p.Item.FullName, p.Problems[0])
		}
		d.Products = append(d.Products, p.Want)
	}
	step.Company = company
	if step.Head == "" {
		step.Head = fmt.Sprintf("%d products are made in the store, hidden.", len(all))
		if len(all) == 1 {
			step.Head = "The product " + all[0].Want.Product.Name + " is made in the store, hidden."
		}
	}
	step, err := k.st.Do(ctx, by, step, d)
	if errors.Is(err, store.ErrWanted) {
		err = fmt.Errorf("%w: %w", ErrCreate, err)
	}
	return step, err
}
