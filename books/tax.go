package books

import (
	"fmt"
	"slices"
	"strings"

	"countinghouse/money"
	"countinghouse/qbxml"
	"countinghouse/sales"
)

// taxPlan is how the order's tax gets into the document.
type taxPlan struct {
	off      bool // sales tax is switched off in the company file, or the order has none
	computed bool // QuickBooks computes it from the header item
	taxable  Ref
	exempt   Ref
	items    []taxItem // mapped items with what the store charged by them
	group    Entry     // header item where QuickBooks computes
	// byCode tells that the rate lives in the sales tax code of each line (CA,
	// UK, AU); codes are then the codes by the names of the rates.
	byCode bool
	codes  map[string]lineCode
}

// taxItem is a mapped sales tax item and the store's rates that it stands for.
type taxItem struct {
	entry Entry
	rates []string // "Texas State 6.25 %"
	names []string // of the rates, for the reasons
	sum   money.Decimal
}

// code is the sales tax code of a line.
func (t *taxPlan) code(taxable bool) Ref {
	if taxable {
		return t.taxable
	}
	return t.exempt
}

// taxPlan resolves what the order's tax needs: codes, the header item, and a
// mapped item for every rate.
func (p *planner) taxPlan(d *Document) *taxPlan {
	t := &taxPlan{}
	if !p.l.Company.SalesTax {
		t.off = true
		if p.tax != 0 {
			p.hold(sales.Problem{
				Code: "sales-tax-off", What: fmt.Sprintf("The order has %s of tax, but sales tax is switched off in QuickBooks.", p.money(p.tax)),
				Means: "The tax can't be posted to its agency, so the order isn't posted.",
				Fix:   "Switch sales tax on in QuickBooks (Edit, Preferences, Sales Tax), then let the Web Connector update.",
			})
		}
		return t
	}
	if p.byCode() && !p.marketTax {
		t.byCode = true
		if p.tax != 0 {
			p.rowsReadable()
		}
		return t
	}
	if p.abroad() {
		return p.taxAbroad(t)
	}
	t.exempt = p.taxCode(p.r.Tax.ExemptCode, "Non", false)
	if p.tax == 0 {
		p.zeroItem(d, "orders without tax")
		return t
	}
	if p.marketTax {
		p.zeroItem(d, "orders whose tax a marketplace collected")
		p.marketItem(t)
		return t
	}
	if !p.rowsReadable() {
		return t
	}
	t.computed = p.r.Tax.Treatment == "quickbooks" && p.summed == "" && !p.taxAlone() // the cents of many orders would not add up
	if t.computed {
		t.taxable = p.taxCode(p.r.Tax.TaxableCode, "Tax", true)
	}
	t.items = p.taxItems(t.computed)
	if !t.computed {
		p.zeroItem(d, "orders whose tax stands on lines of its own")
		return t
	}
	p.headerItem(d, t)
	return t
}

// taxAlone tells that a refund is of tax and of nothing else: there is nothing
// that QuickBooks could compute it of.
func (p *planner) taxAlone() bool {
	return p.refund != nil && !slices.ContainsFunc(p.refund.r.Items, func(x sales.RefundItem) bool { return x.Kind != sales.RefundTax })
}

// taxCode resolves a sales tax code of lines.
func (p *planner) taxCode(name, standard string, taxable bool) Ref {
	if name == "" {
		name = standard
	}
	used := "lines without tax"
	if taxable {
		used = "taxed lines"
	}
	e, ok := p.find(SalesTaxCodes, name, used)
	if ok && e.Taxable != taxable {
		is := "taxable"
		if taxable {
			is = "not taxable"
		}
		p.hold(sales.Problem{
			Code: "tax-code-kind", Subject: name, What: fmt.Sprintf("The sales tax code %s, which is mapped for %s, is %s in QuickBooks.", name, used, is),
			Means: "QuickBooks would compute tax where there is none, or none where there is. " + p.short(),
			Fix:   "Choose another code in Mapping.",
		})
	}
	return e.Ref()
}

// zeroItem sets the header's item to the one of 0 %.
func (p *planner) zeroItem(d *Document, used string) {
	if p.r.Tax.ZeroItem == "" {
		p.unmapped("sales tax item of 0 %", used)
		return
	}
	e, ok := p.find(Items, p.r.Tax.ZeroItem, used)
	if !ok {
		return
	}
	if e.Type != "SalesTax" || !e.Rate.IsZero() {
		p.hold(sales.Problem{
			Code: "zero-item", Subject: e.FullName,
			What:  fmt.Sprintf("The item %s, which is mapped for %s, is no sales tax item of 0 %%.", e.FullName, used),
			Means: "QuickBooks would add tax on top. " + p.short(), Fix: "Choose a sales tax item of 0 % in Mapping, or make one in QuickBooks.",
		})
		return
	}
	d.TaxItem, d.TaxRate = e.Ref(), money.Decimal{}
	d.Why = append(d.Why, Reason{"mapping", upper(used) + " carry the sales tax item " + e.FullName + " of 0 %"})
}

// rowsReadable tells whether the store told by which rates the tax was charged.
func (p *planner) rowsReadable() bool {
	if len(p.o.Taxes) > 0 {
		return true
	}
	what := fmt.Sprintf("The order has %s of tax, but the store tells no rate for it.", p.money(p.tax))
	switch {
	case p.refund != nil:
		p.hold(sales.Problem{
			Code: "tax-rows-missing", Place: p.refund.r.Name(),
			What:  fmt.Sprintf("The %s moves %s of tax, but the order has no tax now, so the store tells no rate for it.", p.refund.r.Name(), p.money(p.tax)),
			Means: "By which agency less is owed isn't known, so the refund isn't posted.",
			Fix:   "Look at the order and its refund in the store. Enter the credit memo and what was paid out by hand, then exclude the order from further changes.",
		})
		return false
	case !p.o.TaxesRead:
		what = fmt.Sprintf("The order has %s of tax, but its rates were not read from the store.", p.money(p.tax))
	}
	p.hold(sales.Problem{
		Code: "tax-rows-missing", Place: "tax", What: what,
		Means: "To which agency it is owed isn't known, so the order isn't posted.",
		Fix:   "Read the order again. If it stays so, post it by hand and exclude it.",
	})
	return false
}

// taxItems are the mapped items of all rates that charged anything; all that
// are missing are held at once.
func (p *planner) taxItems(groups bool) []taxItem {
	var items []taxItem
	at := map[string]int{}
	seen := map[string]int{} // rate name to index in items; -1: held
	for _, row := range p.o.Taxes {
		if row.Amount.IsZero() && (!groups || row.Rate.IsZero() || p.idle(row, "")) {
			continue // where QuickBooks computes, a rate that came to less than half a cent counts
		}
		i, known := seen[row.Name]
		if !known {
			i = -1
			e, ok := Entry{}, false
			if p.refund != nil && !groups {
				e, ok = p.taxedAs(strings.TrimSpace(row.Name) + " " + row.Rate.String() + " %")
				e.Rate = row.Rate
			}
			if !ok {
				e, ok = p.rateItem(row, groups)
			}
			if ok {
				key := e.ListID + "\x00" + strings.ToLower(e.FullName)
				if n, there := at[key]; there {
					i = n
				} else {
					i = len(items)
					at[key] = i
					items = append(items, taxItem{entry: e})
				}
				items[i].names = append(items[i].names, row.Name)
				if e.Type == "SalesTax" && !e.Rate.Equal(row.Rate) {
					p.note("rate-differs", "tax", fmt.Sprintf("The store's rate %s is %s %%, the sales tax item %s has %s %% in QuickBooks.",
						row.Name, row.Rate, e.FullName, e.Rate))
				}
			}
			seen[row.Name] = i
		}
		if i < 0 {
			continue
		}
		items[i].sum = items[i].sum.Add(row.Amount)
		if r := strings.TrimSpace(row.Name) + " " + row.Rate.String() + " %"; !slices.Contains(items[i].rates, r) {
			items[i].rates = append(items[i].rates, r)
		}
	}
	return items
}

// rateItem is the sales tax item (or, where QuickBooks computes, group) that a
// rate of the store is mapped to.
func (p *planner) rateItem(row sales.TaxRow, groups bool) (Entry, bool) {
	name, ok := pick(p.r.Tax.Rates, row.Name)
	if !ok {
		p.hold(sales.Problem{
			Code: "tax-unmapped", Subject: row.Name, Place: "tax",
			What:  fmt.Sprintf("No sales tax item is mapped for the store's rate %s (%s %%).", row.Name, row.Rate),
			Means: "To which agency the tax is owed isn't known. " + p.short(),
			Fix:   "Choose the sales tax item in Mapping; all orders with this rate go on by themselves.",
		})
		return Entry{}, false
	}
	e, ok := p.find(Items, name, "the tax rate "+row.Name)
	if !ok {
		return e, false
	}
	if e.Type == "SalesTax" && !p.abroad() || groups && e.Type == "SalesTaxGroup" {
		return e, true
	}
	if p.abroad() {
		return e, p.liabilityItem(e, "the tax rate "+row.Name)
	}
	fix := "Choose a sales tax item in Mapping."
	if e.Type == "SalesTaxGroup" {
		fix = "Choose the group's members for the store's rates in Mapping: a group can't stand on a line of its own."
	}
	p.hold(sales.Problem{
		Code: "item-kind", Subject: e.FullName,
		What:  fmt.Sprintf("The item %s, which is mapped for the tax rate %s, is %s.", e.FullName, row.Name, itemKind(e.Type)),
		Means: p.short(), Fix: fix,
	})
	return e, false
}

// applyTax adds the tax lines, or compares what QuickBooks will compute.
func (p *planner) applyTax(d *Document, t *taxPlan) {
	switch {
	case t.off || p.tax == 0:
	case t.byCode:
		p.compareCodes(d, t)
	case t.computed:
		p.compareTax(d, t)
	default:
		p.taxLines(d, t)
	}
}

// taxLines puts the tax on lines of its own, exactly as it was collected.
func (p *planner) taxLines(d *Document, t *taxPlan) {
	sums := make([]money.Decimal, len(t.items))
	for i := range t.items {
		sums[i] = t.items[i].sum
	}
	amounts, left, err := roundTogether(sums, p.tax, p.o.Decimals)
	if err != nil || left != 0 {
		p.rowsDiffer(money.SumDecimals(sums...))
		return
	}
	for i, x := range t.items {
		text := strings.Join(x.rates, ", ")
		d.Lines = append(d.Lines, Line{
			Item: x.entry.Ref(), Account: p.taxAccount(x.entry), Agency: x.entry.Agency, Desc: p.fit(d, text, qbxml.MaxDesc, "tax"),
			Amount: amounts[i], TaxCode: t.exempt,
			Source: Source{Part: "tax", Text: text, Amount: p.shown(x.sum)},
			Why: []Reason{
				{"mapping", fmt.Sprintf("The tax rate %s is the sales tax item %s", strings.Join(x.names, ", "), x.entry.FullName)},
				{"rule", "The tax is posted exactly as the store collected it"},
			},
		})
	}
}

// rowsDiffer holds an order whose rates do not add up to its tax.
func (p *planner) rowsDiffer(sum money.Decimal) {
	p.hold(sales.Problem{
		Code: "tax-rows-differ", Place: "tax",
		What:  fmt.Sprintf("The tax rates add up to %s, but the order's tax is %s.", sales.Figure(sum, p.o.Decimals), p.money(p.tax)),
		Means: "The tax would be owed in the wrong amount, so the order isn't posted.",
		Fix:   "Look at the order's tax in the store. If it was changed by hand, post it by hand and exclude it.",
	})
}

// taxPayable is the account that QuickBooks keeps sales tax in.
func taxPayable(l Lists) Ref {
	for _, e := range named(l.Entries, Accounts, "Sales Tax Payable") {
		return e.Ref()
	}
	return Ref{FullName: "Sales Tax Payable"}
}
