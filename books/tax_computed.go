package books

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"countinghouse/money"
	"countinghouse/qbxml"
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
		x, ok := p.taxItem(m)
		if !ok {
			p.hold(sales.Problem{
				Code: "tax-group-unread", Subject: e.FullName, Place: "tax",
				What:  "The sales tax group " + e.FullName + " has the member " + m.FullName + ", whose rate isn't known.",
				Means: "What QuickBooks will compute can't be compared with what was collected. " + p.short(),
				Fix:   "Let the Web Connector update; the items are read again.",
			})
			return nil, false
		}
		shares = append(shares, TaxShare{Item: x.Ref(), Agency: x.Agency, Rate: x.Rate})
	}
	return shares, true
}

// taxItem is the sales tax item that a reference means.
func (p *planner) taxItem(r Ref) (Entry, bool) {
	for _, list := range [][]Entry{p.l.Items, p.l.TaxItems} {
		if i := slices.IndexFunc(list, func(x Entry) bool { return x.Type == "SalesTax" && refers(r, x) }); i >= 0 {
			return list[i], true
		}
	}
	return Entry{}, false
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
	collected, ok := p.collected(t, d.TaxShares)
	if !ok {
		return
	}
	if limit := p.r.Tax.Allowed; limit > 0 {
		p.correctShares(d, t, collected, limit)
		return
	}
	if diff := p.tax - predicted; diff != 0 {
		p.taxRounding = diff
		p.rounding(d, diff, t, fmt.Sprintf("QuickBooks would compute %s of tax (%s %% of %s by %s), the store collected %s.",
			predicted.Grouped(p.o.Decimals), d.TaxRate, base.Grouped(p.o.Decimals), t.group.FullName, p.tax.Grouped(p.o.Decimals)))
		return
	}
	for i, s := range d.TaxShares {
		if s.Amount != collected[i] {
			p.hold(sales.Problem{
				Code: "tax-share", Subject: s.Item.FullName, Place: "tax",
				What: fmt.Sprintf("QuickBooks would compute %s for %s, the store collected %s.",
					s.Amount.Grouped(p.o.Decimals), s.Item.FullName, collected[i].Grouped(p.o.Decimals)),
				Means: "The tax as a whole is right, but not what is owed to each agency, so the order isn't posted.",
				Fix:   "Allow a difference of a cent on tax items in Mapping, or post tax as lines of its own.",
			})
		}
	}
}

// collected is what the store collected for each sales tax item that
// QuickBooks computes by: from the store's rates where each item stands for
// rates of its own; where one rate is mapped to a whole group, the tax is
// split in proportion to the items' rates, by largest remainder.
func (p *planner) collected(t *taxPlan, shares []TaxShare) ([]money.Amount, bool) {
	sums := make([]money.Decimal, len(shares))
	known := len(t.items) == len(shares)
	for i, s := range shares {
		k := slices.IndexFunc(t.items, func(x taxItem) bool { return x.entry.Type == "SalesTax" && refers(s.Item, x.entry) })
		if k < 0 {
			known = false
			break
		}
		sums[i] = t.items[k].sum
	}
	if !known {
		weights := make([]money.Decimal, len(shares))
		for i, s := range shares {
			weights[i] = s.Rate
		}
		sums = proportion(p.tax.Decimal(p.o.Decimals), weights)
	}
	amounts, left, err := roundTogether(sums, p.tax, p.o.Decimals)
	if err != nil || left != 0 {
		p.rowsDiffer(money.SumDecimals(sums...))
		return nil, false
	}
	return amounts, true
}

// correctShares sets what QuickBooks computes right, to the cent and for each
// agency, by lines on the tax items themselves; more than the bookkeeper
// allowed holds the order.
func (p *planner) correctShares(d *Document, t *taxPlan, collected []money.Amount, limit money.Amount) {
	for i, s := range d.TaxShares {
		diff := collected[i] - s.Amount
		if diff == 0 {
			continue
		}
		figures := fmt.Sprintf("QuickBooks computes %s for %s (%s %%), the store collected %s.",
			s.Amount.Grouped(p.o.Decimals), s.Item.FullName, s.Rate, collected[i].Grouped(p.o.Decimals))
		if diff.Abs() > limit {
			p.hold(sales.Problem{
				Code: "tax-share", Subject: s.Item.FullName, Place: "tax",
				What:  figures + " The difference is " + p.money(diff.Abs()) + ".",
				Means: fmt.Sprintf("A difference of at most %s for each rate may be set right by itself, so the order isn't posted.", p.money(limit)),
				Fix:   "Look at the order's tax in the store: a rate may have changed. Correct the sales tax item in QuickBooks, or post tax as lines of its own.",
			})
			continue
		}
		text := "Tax as collected: " + s.Item.FullName
		d.Lines = append(d.Lines, Line{
			Item: s.Item, Account: taxPayable(p.l), Agency: s.Agency, Desc: p.fit(d, text, qbxml.MaxDesc, "tax"),
			Amount: diff, TaxCode: t.exempt,
			Source: Source{Part: "tax", Text: text, Amount: diff},
			Why: []Reason{
				{"rule", figures},
				{"mapping", fmt.Sprintf("Differences up to %s stand on the tax item itself, so that its agency is owed what was collected", p.money(limit))},
			},
		})
		p.note("tax-corrected", "tax", figures+" The difference of "+p.money(diff)+" stands on the tax item.")
	}
}
