package books

import (
	"fmt"
	"slices"
	"strings"

	"countinghouse/money"
	"countinghouse/sales"
)

// In company files of Canada, the UK and Australia the rate lives in the sales
// tax code of each line, which points to a tax item or group; headers carry no
// tax item (reference: quickbooks-behaviour §1, "CA, UK, AU"). Amounts are
// posted without tax, as everywhere; QuickBooks adds the tax by the codes.

// lineCode is a sales tax code with the items that it computes by.
type lineCode struct {
	entry  Entry
	shares []TaxShare
}

// abroad tells whether the company file is of an edition whose rates live in codes.
func (p *planner) abroad() bool {
	switch strings.ToUpper(p.l.Company.Country) {
	case "CA", "UK", "AU":
		return true
	}
	return false
}

// byCode tells whether QuickBooks computes the tax by the codes of the lines.
func (p *planner) byCode() bool {
	return p.abroad() && p.summed == "" && !p.marketTax && p.l.Company.SalesTax && p.r.Tax.Treatment == "quickbooks"
}

// taxAbroad resolves what exact tax lines need outside the US: the code of
// lines without tax, and an item on a liability account for every rate.
func (p *planner) taxAbroad(t *taxPlan) *taxPlan {
	if c, ok := p.codeFor(""); ok {
		t.exempt = c.Ref()
	}
	switch {
	case p.tax == 0:
	case p.marketTax:
		p.marketItem(t)
	case p.rowsReadable():
		t.items = p.taxItems(false)
	}
	return t
}

// liabilityItem holds what no tax can stand on as a line of its own.
func (p *planner) liabilityItem(e Entry, used string) bool {
	kind := e.Type == "OtherCharge" || e.Type == "Service"
	a := accountOf(p.l, e.Account)
	if kind && (a.Type == "" || strings.HasSuffix(a.Type, "Liability")) {
		return true
	}
	what := fmt.Sprintf("The item %s, which is mapped for %s, is %s.", e.FullName, used, itemKind(e.Type))
	if kind {
		what = fmt.Sprintf("The item %s, which is mapped for %s, posts to %s, which is no liability account.", e.FullName, used, a.FullName)
	}
	p.hold(sales.Problem{
		Code: "item-kind", Subject: e.FullName, What: what,
		Means: "Tax that was collected is owed, it must not become income. " + p.short(),
		Fix:   "Choose an other charge item on the liability account of this tax in Mapping, or have QuickBooks compute the tax by codes.",
	})
	return false
}

// taxAccount is where a tax line posts.
func (p *planner) taxAccount(e Entry) Ref {
	if e.Type != "SalesTax" && !e.Account.IsZero() {
		return e.Account
	}
	return taxPayable(p.l)
}

// codeFor is the mapped sales tax code of lines with these rates.
func (p *planner) codeFor(key string) (Entry, bool) {
	used := "lines without tax"
	if key != "" {
		used = "lines taxed by " + key
	}
	name, ok := p.r.Tax.Codes[""], p.r.Tax.Codes[""] != ""
	if key != "" {
		name, ok = pick(p.r.Tax.Codes, key)
	}
	if !ok {
		p.hold(sales.Problem{
			Code: "tax-unmapped", Subject: key, Place: "tax",
			What:  "No sales tax code is mapped for " + used + ".",
			Means: "Without it QuickBooks would compute another tax. " + p.short(),
			Fix:   "Choose the sales tax code in Mapping; all orders with these rates go on by themselves.",
		})
		return Entry{}, false
	}
	return p.find(SalesTaxCodes, name, used)
}

// rateKey joins the names of rates: the key of TaxRules.Codes.
func rateKey(names []string) string {
	slices.Sort(names)
	return strings.Join(slices.Compact(names), " + ")
}

// counts tells whether a tax row says that its rate was charged: it has money
// or a rate, or it is a rate of 0 % that has a code of its own (zero-rated
// goods are not exempt ones).
func (p *planner) counts(r sales.TaxRow) bool {
	if !r.Amount.IsZero() || !r.Rate.IsZero() {
		return true
	}
	_, own := pick(p.r.Tax.Codes, r.Name)
	return own && r.Name != ""
}

// lineKey names the rates that were charged on a line.
func (p *planner) lineKey(l sales.Line) string {
	if !p.byCode() {
		return ""
	}
	var names, all []string
	byLine := false
	for _, r := range p.o.Taxes {
		if !p.counts(r) {
			continue
		}
		all = append(all, r.Name)
		byLine = byLine || r.LineID != 0 && goodsRow(r)
		if r.LineID == l.ID && l.ID != 0 && goodsRow(r) {
			names = append(names, r.Name)
		}
	}
	if !byLine && !l.Total.Tax.IsZero() {
		return rateKey(all)
	}
	return rateKey(names)
}

// chargeKey names the rates that were charged on shipping, handling, wrapping
// or a fee: those of the destinations where it was taxed. Rows for fees are documented nowhere: a taxed fee without any has
// the rates of the goods, if those have all the same.
func (p *planner) chargeKey(kind string, t sales.Taxed) string {
	if !p.byCode() {
		return ""
	}
	var names []string
	for _, r := range p.o.Taxes {
		if !p.counts(r) || r.Kind != kind && !(kind == "wrapping" && wrappingRow(r)) {
			continue
		}
		if r.Amount.IsZero() && !r.Rate.IsZero() && (t.Tax.IsZero() && !p.tiny(t, r) || p.idle(r, r.Kind)) {
			continue
		}
		names = append(names, r.Name)
	}
	if len(names) > 0 {
		return rateKey(names)
	}
	if t.Tax.IsZero() {
		return ""
	}
	var keys []string
	for _, l := range p.o.Lines {
		if k := p.lineKey(l); k != "" && !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	if len(keys) == 0 { // no goods are taxed: whatever rates the order has
		for _, r := range p.o.Taxes {
			if p.counts(r) {
				names = append(names, r.Name)
			}
		}
		keys = append(keys, rateKey(names))
	}
	if len(keys) != 1 || keys[0] == "" {
		p.hold(sales.Problem{
			Code: "tax-rows-missing", Place: kind, What: fmt.Sprintf("The store tells no rate for the tax of %s on %s.", sales.Figure(t.Tax, p.o.Decimals), kind),
			Means: "Which sales tax code it has isn't known, so the order isn't posted.", Fix: "Post tax as lines of its own, in Mapping.",
		})
		return ""
	}
	return keys[0]
}

// resolveCodes finds the code, and what it computes by, of every set of rates
// that stands on the document.
func (p *planner) resolveCodes(t *taxPlan, parts []part) {
	t.codes = map[string]lineCode{}
	for _, x := range parts {
		if _, known := t.codes[x.key]; known {
			continue
		}
		c := lineCode{}
		t.codes[x.key] = c
		e, ok := p.codeFor(x.key)
		if !ok {
			continue
		}
		c.entry = e
		if x.key != "" && !e.TaxItem.IsZero() {
			if c.shares, ok = p.codeShares(e); !ok {
				continue
			}
		}
		t.codes[x.key] = c
	}
	if c, ok := t.codes[""]; ok {
		t.exempt = c.entry.Ref()
	}
}

// codeShares are the items that a sales tax code computes by.
func (p *planner) codeShares(code Entry) ([]TaxShare, bool) {
	if x, ok := p.taxItem(code.TaxItem); ok {
		return p.components(x)
	}
	if i := slices.IndexFunc(p.l.TaxGroups, func(y Entry) bool { return refers(code.TaxItem, y) }); i >= 0 {
		return p.components(p.l.TaxGroups[i])
	}
	p.hold(sales.Problem{
		Code: "tax-group-unread", Subject: code.FullName, Place: "tax",
		What:  "The sales tax code " + code.FullName + " computes by the item " + code.TaxItem.FullName + ", whose rate isn't known.",
		Means: "What QuickBooks will compute can't be compared with what was collected. " + p.short(),
		Fix:   "Let the Web Connector update; the items are read again.",
	})
	return nil, false
}

// discountsByCode are the lines of the discounts, each split by the rates of
// the goods that it fell on, so that it lowers the right part of each base.
func (p *planner) discountsByCode(d *Document, offs []off) []part {
	keys := make([]string, len(p.o.Lines))
	var order []string
	for i, l := range p.o.Lines {
		keys[i] = p.lineKey(l)
		if !slices.Contains(order, keys[i]) {
			order = append(order, keys[i])
		}
	}
	gross := make([]map[string]money.Decimal, len(offs)) // by key, not negative
	after := make([]money.Decimal, len(p.o.Lines))       // lines after all discounts, on the real side
	for i, l := range p.o.Lines {
		after[i] = l.Total.Real(p.f.Side)
	}
	for k, x := range offs {
		gross[k] = map[string]money.Decimal{}
		for i, s := range p.lineShares(x) {
			gross[k][keys[i]] = gross[k][keys[i]].Add(s)
			after[i] = after[i].Sub(s)
		}
	}
	nets := p.codeNets(order, keys, after, offs, gross)
	var parts []part
	for k, x := range offs {
		line, ok := p.discountLine(d, x)
		if !ok {
			continue
		}
		for _, key := range order {
			if n := nets[k][key]; !n.IsZero() {
				l := line
				if len(order) > 1 && key != "" {
					l.Why = append(slices.Clone(line.Why), Reason{"rule", "This part of the discount fell on goods taxed by " + key + " and lowers their tax"})
				}
				parts = append(parts, part{line: l, net: n, taxable: key != "", key: key})
			}
		}
	}
	return parts
}

// codeNets is what each discount takes off the goods of each set of rates, net
// of tax, not positive. Before tax it is the money itself; with tax included,
// what the goods come to after discounts, less the tax that was charged on
// them, less their full price without tax.
func (p *planner) codeNets(order, keys []string, after []money.Decimal, offs []off, gross []map[string]money.Decimal) []map[string]money.Decimal {
	nets := make([]map[string]money.Decimal, len(offs))
	for k := range offs {
		nets[k] = map[string]money.Decimal{}
		for key, g := range gross[k] {
			nets[k][key] = g.Neg()
		}
	}
	if p.f.Side != sales.TaxInclusive && p.f.Closing != sales.ClosedDiscounted {
		return nets
	}
	for _, key := range order {
		if key == "" {
			continue // no tax in it: net as it stands
		}
		net, tax, rows := money.Decimal{}, money.Decimal{}, false
		for i, l := range p.o.Lines {
			if keys[i] == key {
				net = net.Add(after[i]).Sub(l.Total.Ex)
			}
		}
		for _, r := range p.o.Taxes {
			if r.LineID == 0 || !goodsRow(r) {
				continue
			}
			i := slices.IndexFunc(p.o.Lines, func(l sales.Line) bool { return l.ID == r.LineID })
			if rows = true; i >= 0 && keys[i] == key {
				tax = tax.Add(r.Amount)
			}
		}
		if !rows { // one set of rates on all goods: the order's tax but for its charges
			tax = p.tax.Decimal(p.o.Decimals)
			for _, c := range []sales.Taxed{p.o.ShippingCost, p.o.Handling, p.o.Wrapping} {
				tax = tax.Sub(c.Tax)
			}
			if p.f.FeesInTotal {
				tax = tax.Sub(p.o.FeeSum().Tax)
			}
		}
		weights := make([]money.Decimal, len(offs))
		for k := range offs {
			weights[k] = gross[k][key]
		}
		if len(offs) > 0 {
			for k, s := range proportion(net.Sub(tax), weights) {
				nets[k][key] = s
			}
		}
	}
	return nets
}

// lineShares is what of a discount fell on each line, on the real side: by the
// store's own word where it adds up, else in proportion to the lines
// (order-arithmetic D5).
func (p *planner) lineShares(x off) []money.Decimal {
	shares := make([]money.Decimal, len(p.o.Lines))
	weights := make([]money.Decimal, len(p.o.Lines))
	var told money.Decimal
	for i, l := range p.o.Lines {
		if x.byLine {
			shares[i] = l.Total.Inc.Sub(l.Discounted)
			continue
		}
		for _, a := range l.Discounts {
			if x.is(a) {
				shares[i] = shares[i].Add(a.Amount)
				told = told.Add(a.Amount)
			}
		}
		if l.Type != sales.GiftCertificate {
			weights[i] = l.Total.Real(p.f.Side)
		}
	}
	if x.byLine || told.Equal(x.gross) && !told.IsZero() {
		return shares
	}
	return proportion(x.gross, weights)
}

// compareCodes predicts what QuickBooks computes by the codes (each item of a
// code on the sum of its lines, rounded to the cent) and compares it with the
// tax that was collected. An Australian file takes the tax of each line as it
// was collected.
func (p *planner) compareCodes(d *Document, t *taxPlan) {
	base := map[string]money.Amount{}
	var order []string
	for _, l := range d.Lines {
		for key, c := range t.codes {
			if key != "" && l.TaxCode == c.entry.Ref() {
				if _, seen := base[key]; !seen {
					order = append(order, key)
				}
				base[key] += l.Amount
				break
			}
		}
	}
	slices.Sort(order)
	var predicted money.Amount
	for _, key := range order {
		for _, s := range t.codes[key].shares {
			a, err := base[key].Decimal(p.o.Decimals).Mul(s.Rate.Percent()).Round(p.o.Decimals, money.HalfAwayFromZero)
			if err != nil {
				p.hold(sales.Problem{Code: "not-exact", Place: "tax", What: "The tax of the order can't be computed exactly.",
					Means: "It isn't posted.", Fix: "Post tax as lines of its own, in Mapping."})
				return
			}
			s.Amount = a
			d.TaxShares = append(d.TaxShares, s)
			predicted += a
		}
	}
	d.Tax = predicted
	d.Why = append(d.Why, Reason{"rule", "QuickBooks computes the tax by the codes of the lines, and it is compared with what the store collected"})
	diff := p.tax - predicted
	if diff == 0 {
		p.agenciesHold(d)
		return
	}
	figures := fmt.Sprintf("QuickBooks would compute %s of tax by the codes of the lines, the store collected %s.", predicted.Grouped(p.o.Decimals), p.tax.Grouped(p.o.Decimals))
	if limit := p.r.Tax.Allowed; strings.EqualFold(p.l.Company.Country, "AU") && diff.Abs() <= limit*money.Amount(max(1, len(d.TaxShares))) {
		p.ownTaxAmounts(d, figures)
		return
	}
	p.taxRounding = diff
	p.rounding(d, diff, t, figures)
}

// agenciesHold holds a document whose tax is right as a whole, but not what each
// rate's agency is owed: no line can set that right where codes compute. Rates
// are told apart by their percentage, as names are the store's.
func (p *planner) agenciesHold(d *Document) {
	if strings.EqualFold(p.l.Company.Country, "AU") && p.r.Tax.Allowed > 0 {
		return // one tax, which has one agency
	}
	off := map[string]money.Decimal{}
	for _, r := range p.o.Taxes {
		off[r.Rate.String()] = off[r.Rate.String()].Add(r.Amount)
	}
	for _, s := range d.TaxShares {
		k := s.Rate.String()
		off[k] = off[k].Sub(s.Amount.Decimal(p.o.Decimals))
	}
	cent := money.NewDecimal(1, p.o.Decimals)
	for _, s := range d.TaxShares {
		if diff, told := off[s.Rate.String()]; told && diff.Abs().Cmp(cent) >= 0 { // a refund's tax is told as a whole: less than a cent is its rounding
			p.hold(sales.Problem{
				Code: "tax-share", Subject: s.Item.FullName, Place: "tax",
				What: fmt.Sprintf("QuickBooks would compute %s for %s, the store collected %s.", s.Amount.Grouped(p.o.Decimals), s.Item.FullName,
					sales.Figure(s.Amount.Decimal(p.o.Decimals).Add(diff), p.o.Decimals)),
				Means: "The tax as a whole is right, but not what is owed to each agency, so the order isn't posted.",
				Fix:   "Post tax as lines of its own, in Mapping.",
			})
		}
	}
}

// ownTaxAmounts tells QuickBooks the tax of each line as it was collected, in
// proportion to the lines of each rate, by largest remainder.
func (p *planner) ownTaxAmounts(d *Document, figures string) {
	weights := make([]money.Decimal, len(d.Lines))
	for i, l := range d.Lines {
		if l.Taxable {
			weights[i] = l.Amount.Decimal(p.o.Decimals)
		}
	}
	amounts, left, err := roundTogether(proportion(p.tax.Decimal(p.o.Decimals), weights), p.tax, p.o.Decimals)
	if err != nil || left != 0 {
		p.rowsDiffer(p.tax.Decimal(p.o.Decimals))
		return
	}
	for i := range d.Lines {
		d.Lines[i].TaxAmount = amounts[i]
	}
	computed := make([]money.Decimal, len(d.TaxShares))
	for i, x := range d.TaxShares {
		computed[i] = x.Amount.Decimal(p.o.Decimals)
	}
	shares, left, err := roundTogether(proportion(p.tax.Decimal(p.o.Decimals), computed), p.tax, p.o.Decimals)
	if err != nil || left != 0 {
		p.rowsDiffer(p.tax.Decimal(p.o.Decimals))
		return
	}
	for i := range shares {
		d.TaxShares[i].Amount = shares[i]
	}
	d.Tax = p.tax
	p.note("tax-corrected", "tax", figures+" The tax of each line is sent as it was collected.")
}
