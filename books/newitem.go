package books

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"countinghouse/qbxml"
	"countinghouse/sales"
)

// longSKU tells whether a SKU can't be an item's name as it stands: QuickBooks'
// names hold 31 characters and no colon.
func longSKU(sku string) bool {
	return qbxml.FitName(sku, qbxml.MaxItemName).Text != sku
}

// skuName is the name that a new item gets: the SKU; one that doesn't fit is
// shortened, with a few letters made of all of it at the end, so that the same
// SKU always has the same name and two SKUs never have one.
func skuName(sku string) string {
	if !longSKU(sku) {
		return sku
	}
	h := sha256.Sum256([]byte(strings.ToUpper(sku)))
	return qbxml.FitNameWith(sku, fmt.Sprintf("~%x", h[:4]), qbxml.MaxItemName).Text
}

// byLongName finds the item that was made for a SKU which is no name.
func (p *planner) byLongName(sku string) []Entry {
	if !longSKU(sku) {
		return nil
	}
	return named(p.l.Items, Items, skuName(sku))
}

// itemTypes are the types of new items in QuickBooks' words.
var itemTypes = map[string]string{"inventory": "Inventory", "non_inventory": "NonInventory", "service": "Service", "other_charge": "OtherCharge"}

// createItem makes an item for a SKU that matches none, as the rules r say.
// The entry stands for it in this plan.
func (p *planner) createItem(r NewItemRules, l sales.Line, sku, place string) (Entry, []Reason, bool) {
	key := string(p.o.Store) + "/sku/" + strings.ToUpper(sku)
	for _, x := range p.newItems {
		if x.Key == key {
			return p.newEntry(x), []Reason{{"rule", "SKU " + sku + " is a new item, which is created first"}}, true
		}
	}
	x := NewItem{Key: key, Type: itemTypes[r.Type], Name: skuName(sku)}
	used := "new items"
	account := func(name, what string, types ...string) Ref {
		e, ok := p.find(Accounts, name, what)
		if !ok {
			return Ref{}
		}
		for _, t := range types {
			if e.Type == t {
				return e.Ref()
			}
		}
		p.hold(sales.Problem{
			Code: "account-kind", Subject: e.FullName, Place: place,
			What:  fmt.Sprintf("The account %s, which is mapped as %s, is of the type %s.", e.FullName, what, e.Type),
			Means: p.short(), Fix: "Choose an account of the right type in Mapping.",
		})
		return Ref{}
	}
	before := len(p.problems)
	x.Account = account(r.Income, "income account of new items", "Income", "OtherIncome")
	if r.Type == "inventory" {
		if !p.l.Company.Inventory {
			p.hold(sales.Problem{
				Code: "inventory-off", What: "New items are to be inventory parts, but inventory is switched off in QuickBooks.",
				Means: p.short(), Fix: "Switch it on in QuickBooks (Edit, Preferences, Items & Inventory), or choose another type for new items in Mapping.",
			})
		}
		x.Cost = account(r.Cost, "cost account of new items", "CostOfGoodsSold", "Expense")
		x.Asset = account(r.Asset, "asset account of new items", "OtherCurrentAsset")
	}
	note := func(what string, f qbxml.Fitted) string {
		for _, n := range f.Notes {
			x.Notes = append(x.Notes, sales.Note{Code: "text-changed", Place: place + ", " + what, Text: n})
		}
		return f.Text
	}
	if !longSKU(sku) {
		x.PartNumber = sku
	} else {
		x.Notes = append(x.Notes, sales.Note{Code: "sku-shortened", Place: place,
			Text: fmt.Sprintf("SKU %s doesn't fit QuickBooks' %d characters, so the new item is named %s.", sku, qbxml.MaxItemName, x.Name)})
		if b := qbxml.Fit(sku, qbxml.MaxBarCode); b.Text == sku {
			x.BarCode = sku
		}
	}
	x.SalesDesc = note("description", qbxml.Fit(strings.Join(strings.Fields(l.Name), " "), qbxml.MaxDesc))
	if code, ok := p.newItemCode(l); ok {
		x.TaxCode = code
	}
	if product := r.productName(l); product != "" {
		p.underProduct(&x, l, product, place)
	} else if r.Parent != "" {
		if e, ok := p.find(Items, r.Parent, "the parent of "+used); ok {
			if e.Type != x.Type {
				p.hold(sales.Problem{
					Code: "item-kind", Subject: e.FullName, Place: place,
					What:  fmt.Sprintf("The item %s, under which new items stand, is %s.", e.FullName, itemKind(e.Type)),
					Means: "QuickBooks keeps sub-items of the parent's type only. " + p.short(), Fix: "Choose a parent of the same type in Mapping.",
				})
			}
			x.Parent = e.Ref()
		}
	}
	if len(p.problems) > before {
		return Entry{}, nil, false
	}
	x.Why = []Reason{{"rule", fmt.Sprintf("No item is SKU %s; new ones are created as %s on %s", sku, itemKind(x.Type), x.Account.FullName)}}
	p.newItems = append(p.newItems, x)
	p.notes = append(p.notes, x.Notes...)
	return p.newEntry(x), []Reason{{"rule", fmt.Sprintf("SKU %s matches no item; the item %s is created first", sku, x.Name)}}, true
}

// productName is the name of the item under which a variant stands: the
// product's; "" if it stands by itself. A name that doesn't fit carries the
// product's number, so that two products never share an item.
func (r NewItemRules) productName(l sales.Line) string {
	if r.Type == "" || r.Variants != "sub" || l.VariantID == 0 || len(l.Options) == 0 || strings.TrimSpace(l.Name) == "" {
		return ""
	}
	name := strings.Join(strings.Fields(l.Name), " ")
	if qbxml.FitName(name, qbxml.MaxItemName).Text == name {
		return name
	}
	return qbxml.FitNameWith(name, fmt.Sprintf("(%d)", l.ProductID), qbxml.MaxItemName).Text
}

// underProduct puts a variant's item under its product's, which is made first
// if there is none. QuickBooks resolves the parent by its name.
func (p *planner) underProduct(x *NewItem, l sales.Line, product, place string) {
	var found []Entry
	for _, e := range named(p.l.Items, Items, product) {
		if same(e.FullName, product) {
			found = append(found, e)
		}
	}
	switch {
	case len(found) == 0:
		key := fmt.Sprintf("%s/product/%d", p.o.Store, l.ProductID)
		x.Parent, x.ParentKey = Ref{FullName: product}, key
		for _, made := range p.newItems {
			if made.Key == key {
				return
			}
		}
		p.newItems = append(p.newItems, NewItem{
			Key: key, Type: x.Type, Name: product, SalesDesc: x.SalesDesc, Account: x.Account, Cost: x.Cost, Asset: x.Asset, TaxCode: x.TaxCode,
			Why: []Reason{{"rule", "Variants stand under an item of their product's name, and there is none yet"}},
		})
	case !found[0].Active || found[0].Type != x.Type:
		what := itemKind(found[0].Type)
		if !found[0].Active {
			what = "inactive"
		}
		p.hold(sales.Problem{
			Code: "item-parent", Subject: product, Place: place,
			What:  fmt.Sprintf("The item %s, under which its variants are to stand, is %s.", product, what),
			Means: "QuickBooks keeps sub-items only under an active item of their own type. " + p.short(),
			Fix:   "Correct the item in QuickBooks, or have variants stand by themselves in Mapping.",
		})
	default:
		x.Parent = found[0].Ref()
	}
}

// newItemCode is the sales tax code that a new item has by default: taxable as
// the store taxed it here. Every line says its own code in any case.
func (p *planner) newItemCode(l sales.Line) (Ref, bool) {
	if !p.l.Company.SalesTax || p.abroad() {
		return Ref{}, false
	}
	taxable := p.taxed(l)
	name := orWord(p.r.Tax.ExemptCode, "Non")
	if taxable {
		name = orWord(p.r.Tax.TaxableCode, "Tax")
	}
	for _, e := range onlyActive(named(p.l.Entries, SalesTaxCodes, name)) {
		if e.Taxable == taxable {
			return e.Ref(), true
		}
	}
	return Ref{}, false
}

// newEntry stands for an item that is to be created.
func (p *planner) newEntry(x NewItem) Entry {
	full := x.Name
	if x.Parent.FullName != "" {
		full = x.Parent.FullName + ":" + x.Name
	}
	return Entry{Kind: Items, Name: x.Name, FullName: full, Active: true, Type: x.Type, Account: x.Account, key: x.Key}
}
