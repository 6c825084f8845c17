package books

import (
	"strings"

	"countinghouse/sales"
)

// ItemMatch is what a SKU is in QuickBooks, as an order's line finds it.
type ItemMatch struct {
	// Known tells that the SKU is an item, or several, or was linked to one.
	Known bool
	// Usable tells that an order of it can be posted: Entry is its item.
	Usable bool
	Entry  Entry
	// Reason says by what it was found; of one that is of no use, what is wrong
	// with it. For people.
	Reason string
	// Code is the problem's, of one that is of no use: item-ambiguous,
	// item-inactive, item-kind, list-missing, list-inactive, list-ambiguous.
	Code string
	// Candidates are the items that were found, of one that is of no use.
	Candidates []Entry
}

// MatchSKU finds the item of a SKU among items by the very steps by which an
// order's line does. Items are those that the names of ItemKeys find; rules for
// particular orders, and items that are made for new SKUs, are left aside.
func MatchSKU(sku string, r Rules, items []Entry) ItemMatch {
	sku = strings.TrimSpace(sku)
	if sku == "" {
		return ItemMatch{}
	}
	p := &planner{o: sales.Order{Decimals: 2}, r: r, l: Lists{Items: items}}
	e, why, ok, known := p.matched(sku, "")
	m := ItemMatch{Known: known, Usable: known && ok}
	switch {
	case m.Usable:
		m.Entry = e
		m.Reason = why[0].Text
	case known:
		m.Candidates = p.itemsOf(sku)
		if len(p.problems) > 0 {
			m.Code, m.Reason = p.problems[0].Code, p.problems[0].What
		}
	}
	return m
}

// itemsOf are the items that a SKU is found by, whether they are of use or not.
func (p *planner) itemsOf(sku string) []Entry {
	if name, linked := p.r.Items.link(sku); linked {
		return named(p.l.Items, Items, name)
	}
	for _, by := range p.r.Items.matchOrder() {
		if found := p.bySKU(sku, by); len(found) > 0 {
			return found
		}
	}
	return p.byLongName(sku)
}

// ItemKeys are what items are looked up by for a SKU: own by name (all of it,
// or its last level), part number and barcode; also by name only: what a person
// linked it to, or the name of an item made for a long SKU. Either may be "".
func ItemKeys(sku string, r Rules) (own, also string) {
	sku = strings.TrimSpace(sku)
	if name, linked := r.Items.link(sku); linked {
		return "", name
	}
	if longSKU(sku) {
		return sku, skuName(sku)
	}
	return sku, ""
}

// Sellable tells whether an item of a type can stand for a product on a sale.
func Sellable(itemType string) bool { return standsOnLine(itemType) || itemType == "Group" }
