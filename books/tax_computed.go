package books

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"countinghouse/money"
	"countinghouse/sales"
)

// headerItem sets the header's item to the one mapped item, or to the group
// whose members are exactly the mapped items.
func (p *planner) headerItem(d *Document, t *taxPlan) {
	if len(t.items) == 0 {
		return
	}
	e := t.items[0].entry
	why := fmt.Sprintf("The tax rate %s is %s", strings.Join(t.items[0].names, ", "), e.FullName)
	if len(t.items) > 1 {
		g, ok := p.groupOf(t.items)
		if !ok {
			return
		}
		e = g
		why = "The order's tax rates are together the sales tax group " + g.FullName
	}
	t.group = e
	shares, ok := p.components(e)
	if !ok {
		return
	}
	d.TaxItem, d.TaxShares = e.Ref(), shares
	for _, s := range shares {
		d.TaxRate = d.TaxRate.Add(s.Rate)
	}
	d.Why = append(d.Why, Reason{"mapping", why}, Reason{"rule", "QuickBooks computes the tax, and it is compared with what the store collected"})
}

// groupOf is the group of exactly these items; of several the first by name,
// because they compute the same.
func (p *planner) groupOf(items []taxItem) (Entry, bool) {
	var names []string
	for _, x := range items {
		if x.entry.Type != "SalesTax" {
			p.hold(sales.Problem{
				Code: "tax-group", Subject: x.entry.FullName, Place: "tax",
				What:  "The order was taxed by several rates, one of which is mapped to the group " + x.entry.FullName + ".",
				Means: "QuickBooks takes one item or one group for an order, so it isn't posted.",
				Fix:   "Map each rate to its own sales tax item and make a group of them in QuickBooks, or post tax as lines of its own.",
			})
			return Entry{}, false
		}
		names = append(names, x.entry.FullName)
	}
	var fit []Entry
	for _, g := range p.l.TaxGroups {
		if g.Active && len(g.Members) == len(items) && !slices.ContainsFunc(items, func(x taxItem) bool {
			return !slices.ContainsFunc(g.Members, func(m Ref) bool { return refers(m, x.entry) })
		}) {
			fit = append(fit, g)
		}
	}
	if len(fit) == 0 {
		sort.Strings(names)
		p.hold(sales.Problem{
			Code: "tax-group-missing", Subject: strings.Join(names, " + "), Place: "tax",
			What:  "QuickBooks has no sales tax group of exactly " + strings.Join(names, " and ") + ".",
			Means: "An order takes one item or one group, so QuickBooks can't compute its tax. " + p.short(),
			Fix:   "Make the group in QuickBooks, or post tax as lines of its own.",
		})
		return Entry{}, false
	}
	sort.SliceStable(fit, func(a, b int) bool { return fit[a].FullName < fit[b].FullName })
	return fit[0], true
}

// refers tells whether a reference means an entry.
func refers(r Ref, e Entry) bool {
	if r.ListID != "" && e.ListID != "" {
		return r.ListID == e.ListID
	}
	return same(r.FullName, e.FullName)
}

// components are the sales tax items that a header item computes by, in the
// order of the group.
func (p *planner) components(e Entry) ([]TaxShare, bool) {
	if e.Type != "SalesTaxGroup" {
		return []TaxShare{{Item: e.Ref(), Agency: e.Agency, Rate: e.Rate}}, true
	}
	var shares []TaxShare
	for _, m := range e.Members {
		i := slices.IndexFunc(p.l.Items, func(x Entry) bool { return x.Type == "SalesTax" && refers(m, x) })
		if i < 0 {
			p.hold(sales.Problem{
				Code: "tax-group-unread", Subject: e.FullName, Place: "tax",
				What:  "The sales tax group " + e.FullName + " has the member " + m.FullName + ", whose rate isn't known.",
				Means: "What QuickBooks will compute can't be compared with what was collected. " + p.short(),
				Fix:   "Let the Web Connector update; the items are read again.",
			})
			return nil, false
		}
		x := p.l.Items[i]
		shares = append(shares, TaxShare{Item: x.Ref(), Agency: x.Agency, Rate: x.Rate})
	}
	return shares, true
}

// compareTax predicts what QuickBooks computes (each component of a group
// rounded to the cent on the taxable lines) and compares it with the tax that
// was collected.
func (p *planner) compareTax(d *Document, t *taxPlan) {
	var base, predicted money.Amount
	for _, l := range d.Lines {
		if l.Taxable {
			base += l.Amount
		}
	}
	for i := range d.TaxShares {
		a, err := base.Decimal(p.o.Decimals).Mul(d.TaxShares[i].Rate.Percent()).Round(p.o.Decimals, money.HalfAwayFromZero)
		if err != nil {
			p.hold(sales.Problem{Code: "not-exact", Place: "tax", What: "The tax of the order can't be computed exactly.",
				Means: "It isn't posted.", Fix: "Post tax as lines of its own, in Mapping."})
			return
		}
		d.TaxShares[i].Amount = a
		predicted += a
	}
	d.Tax = predicted
	if diff := p.tax - predicted; diff != 0 {
		p.taxRounding = diff
		p.rounding(d, diff, t, fmt.Sprintf("QuickBooks would compute %s of tax (%s %% of %s by %s), the store collected %s.",
			predicted.Grouped(p.o.Decimals), d.TaxRate, base.Grouped(p.o.Decimals), t.group.FullName, p.tax.Grouped(p.o.Decimals)))
	}
}
