package books

import (
	"fmt"
	"strings"

	"countinghouse/sales"
)

// matchOrder is where SKUs are looked for, in order.
func (r ItemRules) matchOrder() []string {
	if len(r.MatchBy) == 0 {
		return []string{"name", "part_number"}
	}
	return r.MatchBy
}

// link is the item that a person chose for a SKU.
func (r ItemRules) link(sku string) (string, bool) {
	if name, ok := r.Links[sku]; ok {
		return name, true
	}
	// Several spellings that differ in case only: the first by name, so that
	// the plan does not depend on the order of a map.
	var key string
	for k := range r.Links {
		if same(k, sku) && (key == "" || k < key) {
			key = k
		}
	}
	return r.Links[key], key != ""
}

// itemOf finds the item of a line. If there is none it holds the order, with
// the SKU as the thing to put right once for all orders.
func (p *planner) itemOf(i int) (Entry, []Reason, bool) {
	l := p.o.Lines[i]
	place := p.o.LinePlace(i)
	if e, why, ok := p.asSold(l); ok {
		return e, why, true
	}
	if l.Type == sales.GiftCertificate {
		return p.certificateItem(place)
	}
	sku := strings.TrimSpace(l.SKU)
	if all := p.r.Items.all; all != "" {
		e, ok := p.find(Items, all, "all products of such orders")
		return e, []Reason{{"rule", "A rule says that all products of this order are the item " + e.FullName}}, ok && p.onLine(e, sku, place)
	}
	if sku == "" {
		if p.r.Items.Custom == "" {
			p.hold(sales.Problem{
				Code: "item-missing", Subject: "", Place: place,
				What:  fmt.Sprintf("%s on order %d has no SKU, and no item is mapped for products without one.", l.Name, p.o.ID),
				Means: p.short(), Fix: "Give the product a SKU in the store, or choose an item for products without SKU in Mapping.",
			})
			return Entry{}, nil, false
		}
		e, ok := p.find(Items, p.r.Items.Custom, "products without SKU")
		return e, []Reason{{"mapping", "Products without SKU are the item " + e.FullName}}, ok && p.onLine(e, "", place)
	}
	if e, why, ok, known := p.matched(sku, place); known {
		return e, why, ok
	}
	if r := p.r.Items.newItem(sku); r.Type != "" {
		return p.createItem(r, l, sku, place)
	}
	if p.r.Items.Fallback != "" {
		e, ok := p.find(Items, p.r.Items.Fallback, "SKUs that match no item")
		return e, []Reason{{"mapping", fmt.Sprintf("SKU %s matches no item; those are the item %s", sku, e.FullName)}}, ok && p.onLine(e, sku, place)
	}
	p.hold(sales.Problem{
		Code: "item-missing", Subject: sku, Place: place,
		What:  fmt.Sprintf("QuickBooks has no item for SKU %s (%s).", sku, l.Name),
		Means: p.short(), Fix: "Link the SKU to an item in Mapping, or make the item in QuickBooks; all orders that wait for it go on by themselves.",
	})
	return Entry{}, nil, false
}

// matched finds the item of a SKU: the one that a person linked it to, else by
// what the rules match by, else the one that was made for a SKU too long for a
// name. known tells that there is one, ok that it can be used; else the order
// is held.
func (p *planner) matched(sku, place string) (e Entry, why []Reason, ok, known bool) {
	if name, linked := p.r.Items.link(sku); linked {
		e, ok := p.find(Items, name, "SKU "+sku)
		return e, []Reason{{"mapping", fmt.Sprintf("SKU %s was linked to the item %s by a person", sku, e.FullName)}}, ok && p.onLine(e, sku, place), true
	}
	for _, by := range p.r.Items.matchOrder() {
		found := p.bySKU(sku, by)
		if len(found) == 0 {
			continue
		}
		e, ok := p.onlyOne(found, sku, by, place)
		return e, []Reason{{"list", fmt.Sprintf("SKU %s is the item %s, matched by %s", sku, e.FullName, matchWord(by))}}, ok && p.onLine(e, sku, place), true
	}
	if found := p.byLongName(sku); len(found) > 0 {
		e, ok := p.onlyOne(found, sku, "name", place)
		return e, []Reason{{"list", fmt.Sprintf("SKU %s, which is too long for a name, is the item %s", sku, e.FullName)}}, ok && p.onLine(e, sku, place), true
	}
	return Entry{}, nil, false, false
}

// newItem says what item is made for a SKU that matches none: by a person's
// word for this one, else by the rule; of no type, none is made.
func (r ItemRules) newItem(sku string) NewItemRules {
	if account, ok := pick(r.Make, sku); ok {
		return NewItemRules{Type: "non_inventory", Income: account}
	}
	return r.Create
}

// certificateItem is the item of gift certificates sold: a liability.
func (p *planner) certificateItem(place string) (Entry, []Reason, bool) {
	if p.r.Charges.GiftCertificate == "" {
		p.hold(sales.Problem{
			Code: "mapping-missing", Subject: "gift certificate item", Place: place,
			What:  "A gift certificate was sold, and no item is mapped for that.",
			Means: "It is owed to its holder, not income. " + p.short(),
			Fix:   "Make an other charge item on a liability account in QuickBooks and choose it in Mapping.",
		})
		return Entry{}, nil, false
	}
	e, ok := p.chargeItem(p.r.Charges.GiftCertificate, "gift certificates sold", false)
	if !ok {
		return e, nil, false
	}
	if a := accountOf(p.l, e.Account); a.Type != "" && !strings.HasSuffix(a.Type, "Liability") {
		p.hold(sales.Problem{
			Code: "item-kind", Subject: e.FullName, Place: place,
			What:  "The item for gift certificates, " + e.FullName + ", posts to " + a.FullName + ", which is no liability account.",
			Means: "A gift certificate sold is owed to its holder; it must not become income.",
			Fix:   "Choose an item on a liability account in Mapping.",
		})
		return e, nil, false
	}
	return e, []Reason{{"mapping", "Gift certificates sold are the item " + e.FullName}}, true
}

// bySKU are the items whose name, part number or barcode is the SKU.
func (p *planner) bySKU(sku, by string) []Entry {
	if by == "name" {
		return named(p.l.Items, Items, sku)
	}
	var found []Entry
	for _, e := range p.l.Items {
		if by == "part_number" && same(e.PartNumber, sku) || by == "barcode" && same(e.BarCode, sku) {
			found = append(found, e)
		}
	}
	return found
}

func matchWord(by string) string {
	switch by {
	case "part_number":
		return "manufacturer's part number"
	case "barcode":
		return "barcode"
	}
	return "name"
}

// onlyOne is the one active item among those found for a SKU.
func (p *planner) onlyOne(found []Entry, sku, by, place string) (Entry, bool) {
	active := onlyActive(found)
	switch len(active) {
	case 1:
		return active[0], true
	case 0:
		p.hold(sales.Problem{
			Code: "item-inactive", Subject: sku, Place: place,
			What:  fmt.Sprintf("The item %s, which is SKU %s by its %s, is inactive in QuickBooks.", found[0].FullName, sku, matchWord(by)),
			Means: p.short(), Fix: "Make it active in QuickBooks, or link the SKU to another item in Mapping.",
		})
		return Entry{}, false
	}
	var names []string
	for _, e := range active {
		names = append(names, e.FullName)
	}
	p.hold(sales.Problem{
		Code: "item-ambiguous", Subject: sku, Place: place,
		What:  fmt.Sprintf("Several items are SKU %s by their %s: %s.", sku, matchWord(by), strings.Join(names, ", ")),
		Means: p.short(), Fix: "Link the SKU to one of them in Mapping.",
	})
	return Entry{}, false
}

// onLine holds items that cannot carry a product on a sales line.
func (p *planner) onLine(e Entry, sku, place string) bool {
	if standsOnLine(e.Type) || e.Type == "Group" {
		return true
	}
	what := "The item " + e.FullName
	if sku != "" {
		what += ", chosen for SKU " + sku + ","
	}
	subject := sku
	if subject == "" {
		subject = e.FullName
	}
	p.hold(sales.Problem{
		Code: "item-kind", Subject: subject, Place: place,
		What:  what + " is " + itemKind(e.Type) + ".",
		Means: "It can't stand for a product on a sale. " + p.short(),
		Fix:   "Link the SKU to a service, non-inventory, other charge or inventory item in Mapping.",
	})
	return false
}

// accountOf is the list entry of an account, as far as it was looked up.
func accountOf(l Lists, r Ref) Entry {
	for _, e := range l.Entries {
		if e.Kind == Accounts && (e.ListID != "" && e.ListID == r.ListID || r.ListID == "" && same(e.FullName, r.FullName)) {
			return e
		}
	}
	return Entry{FullName: r.FullName, ListID: r.ListID}
}
