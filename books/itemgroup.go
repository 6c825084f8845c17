package books

import (
	"fmt"
	"slices"

	"countinghouse/money"
	"countinghouse/sales"
)

// member is one item of an item group on a line, with its part of the line.
type member struct {
	entry    Entry
	quantity money.Decimal
	net      money.Decimal // of the line, without tax
}

// membersOf are the members of an item group that a line sells. QuickBooks
// would post a group at its members' own prices, so the members are posted
// themselves: the line's amount is split by their sales prices, each times its
// quantity (reference: quickbooks-behaviour §6, item groups).
func (p *planner) membersOf(group Entry, l sales.Line, place string) ([]member, bool) {
	hold := func(code, what, fix string) ([]member, bool) {
		p.hold(sales.Problem{Code: code, Subject: group.FullName, Place: place, What: what, Means: p.short(), Fix: fix})
		return nil, false
	}
	if len(group.Members) == 0 || len(group.Quantities) != len(group.Members) {
		return hold("group-unread", "The members of the item group "+group.FullName+" aren't known.", "Let the Web Connector update; the items are read again.")
	}
	list := make([]member, len(group.Members))
	weights := make([]money.Decimal, len(group.Members))
	var all money.Decimal
	for i, m := range group.Members {
		k := slices.IndexFunc(p.l.Items, func(e Entry) bool { return refers(m, e) })
		if k < 0 {
			return hold("group-unread", fmt.Sprintf("The member %s of the item group %s isn't known.", m.FullName, group.FullName), "Let the Web Connector update; the items are read again.")
		}
		e := p.l.Items[k]
		if !e.Active || !standsOnLine(e.Type) {
			word := itemKind(e.Type)
			if !e.Active {
				word = "inactive"
			}
			return hold("group-member", fmt.Sprintf("The member %s of the item group %s is %s.", e.FullName, group.FullName, word), "Correct the group in QuickBooks, or link the SKU to another item in Mapping.")
		}
		q := group.Quantities[i]
		if q.IsZero() {
			q = money.Int(1)
		}
		list[i] = member{entry: e, quantity: q.Mul(l.Quantity)}
		weights[i] = e.Price.Mul(q)
		all = all.Add(weights[i])
	}
	if all.Sign() <= 0 && !l.Total.Ex.IsZero() {
		return hold("group-prices", "The members of the item group "+group.FullName+" have no sales prices, by which what was paid could be split.",
			"Give the members sales prices in QuickBooks, or link the SKU to another item in Mapping.")
	}
	for i, s := range proportion(l.Total.Ex, weights) {
		list[i].net = s
	}
	return list, true
}
