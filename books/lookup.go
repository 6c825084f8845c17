package books

import (
	"slices"
	"strings"

	"countinghouse/sales"
)

// listName is a list's entry in a bookkeeper's words.
func listName(k ListKind) string {
	switch k {
	case SalesTaxCodes, PaymentMethods, ShipMethods:
		return strings.ReplaceAll(string(k), "_", " ")
	}
	return string(k) // account, customer, item, terms, class, template
}

// named are the entries of a name: those of that full name, else of that last level.
func named(entries []Entry, kind ListKind, name string) []Entry {
	var full, last []Entry
	for _, e := range entries {
		if e.Kind != "" && e.Kind != kind {
			continue
		}
		switch {
		case same(e.FullName, name):
			full = append(full, e)
		case same(e.Name, name):
			last = append(last, e)
		}
	}
	if len(full) > 0 {
		return full
	}
	return last
}

// onlyActive are the active ones among entries.
func onlyActive(entries []Entry) []Entry {
	return slices.DeleteFunc(slices.Clone(entries), func(e Entry) bool { return !e.Active })
}

// find resolves the name of a mapping to the active entry of a list. If there
// is none, or more than one, it holds the order, naming list and name; used
// tells what the entry is for.
func (p *planner) find(kind ListKind, name, used string) (Entry, bool) {
	list := p.l.Entries
	if kind == Items {
		list = p.l.Items
	}
	found := named(list, kind, name)
	active := onlyActive(found)
	word := listName(kind)
	switch {
	case len(active) == 1:
		return active[0], true
	case len(active) > 1:
		p.hold(sales.Problem{
			Code: "list-ambiguous", Subject: word + " " + name,
			What:  "Several entries of QuickBooks are the " + word + " " + name + ", which is mapped for " + used + ".",
			Means: p.short(), Fix: "Choose one of them in Mapping by its full name.",
		})
	case len(found) > 0:
		p.hold(sales.Problem{
			Code: "list-inactive", Subject: word + " " + name,
			What:  "The " + word + " " + name + ", which is mapped for " + used + ", is inactive in QuickBooks.",
			Means: p.short(), Fix: "Make it active in QuickBooks, or choose another in Mapping.",
		})
	default:
		p.hold(sales.Problem{
			Code: "list-missing", Subject: word + " " + name,
			What:  "QuickBooks has no " + word + " named " + name + ", which is mapped for " + used + ".",
			Means: p.short(), Fix: "Choose another in Mapping, or make it in QuickBooks and let the Web Connector update.",
		})
	}
	return Entry{}, false
}

// unmapped holds an order for which a mapping of the sheet is empty.
func (p *planner) unmapped(what, used string) {
	p.hold(sales.Problem{
		Code: "mapping-missing", Subject: what,
		What:  "Nothing is mapped for " + used + ".",
		Means: p.short(), Fix: "Choose the " + what + " in Mapping; all orders that wait for it go on by themselves.",
	})
}

// optional resolves a mapping that may be empty.
func (p *planner) optional(kind ListKind, name, used string) (Ref, []Reason) {
	if name == "" {
		return Ref{}, nil
	}
	e, ok := p.find(kind, name, used)
	if !ok {
		return Ref{}, nil
	}
	return e.Ref(), []Reason{{By: "mapping", Text: "The " + listName(kind) + " of " + used + " is " + e.FullName}}
}

// standsOnLine are the kinds of items that carry an amount on a sales line.
func standsOnLine(itemType string) bool {
	switch itemType {
	case "Service", "NonInventory", "OtherCharge", "Inventory", "InventoryAssembly":
		return true
	}
	return false
}

// chargeItem resolves the item of a charge: one that moves no stock.
// Discounts may also stand on a Discount item.
func (p *planner) chargeItem(name, used string, discount bool) (Entry, bool) {
	e, ok := p.find(Items, name, used)
	if !ok {
		return e, false
	}
	switch e.Type {
	case "Service", "NonInventory", "OtherCharge":
		return e, true
	case "Discount":
		if discount {
			return e, true
		}
	}
	want := "a service, non-inventory or other charge item"
	if discount {
		want = "an other charge, service or discount item"
	}
	p.hold(sales.Problem{
		Code: "item-kind", Subject: e.FullName,
		What:  "The item " + e.FullName + ", which is mapped for " + used + ", is " + itemKind(e.Type) + ".",
		Means: p.short(), Fix: "Choose " + want + " in Mapping.",
	})
	return e, false
}

// itemKind is the kind of an item in QuickBooks' own words.
func itemKind(t string) string {
	switch t {
	case "Inventory":
		return "an inventory part"
	case "InventoryAssembly":
		return "an inventory assembly"
	case "SalesTax":
		return "a sales tax item"
	case "SalesTaxGroup":
		return "a sales tax group"
	case "Group":
		return "an item group, which posts its members at QuickBooks' own prices"
	case "Subtotal", "Discount", "Payment":
		return "a " + strings.ToLower(t) + " item"
	case "FixedAsset":
		return "a fixed asset"
	}
	return "of the kind " + t
}
