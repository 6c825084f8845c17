package books

import (
	"fmt"
	"slices"
	"strings"

	"countinghouse/money"
	"countinghouse/qbxml"
	"countinghouse/sales"
)

// lines fills the document's lines: products, discounts, charges, fees, a
// rounding line if the rules allow one and the order needs it, and tax.
func (p *planner) lines(d *Document) {
	d.Currency, d.Decimals, d.Total = p.o.Currency, p.o.Decimals, p.total
	if p.abroad() {
		d.TaxIncluded = new(bool) // the lines are without it
	}
	taxable := make([]bool, len(p.o.Lines))
	for i, l := range p.o.Lines {
		taxable[i] = p.taxed(l)
	}
	parts := p.products(d, taxable)
	var goods, charged money.Decimal
	for _, x := range parts {
		goods = goods.Add(x.net)
	}
	charges := append(p.charges(d), p.extra...)
	for _, x := range charges {
		charged = charged.Add(x.net)
	}
	discounts := p.discounts(d, goods, charged, taxable)
	parts = append(parts, discounts...)
	parts = append(parts, charges...)
	tax := p.taxPlan(d)
	if tax.byCode {
		p.resolveCodes(tax, parts)
	}
	if len(p.problems) > 0 {
		return // what is in the way is known; there is nothing to add up
	}
	nets := make([]money.Decimal, len(parts))
	for i := range parts {
		nets[i] = parts[i].net
	}
	amounts, left, err := roundTogether(nets, p.total-p.tax, p.o.Decimals)
	if err != nil {
		p.hold(sales.Problem{
			Code: "not-exact", What: "An amount of the order can't be kept exactly.",
			Means: "Nothing of it is posted: a rounded figure could not be proved right.", Fix: "Look at the order in the store; an amount there can't be right.",
		})
		return
	}
	if p.refund != nil {
		left = p.refund.absorb(parts, amounts, left)
	}
	for i := range parts {
		if off := parts[i].line.Source.Part; amounts[i] == 0 && (off == "discount" || off == "coupon") {
			continue // less than half a cent of it falls on this side of tax
		}
		parts[i].line.Amount = amounts[i]
		parts[i].line.Taxable = parts[i].taxable && tax.computed
		parts[i].line.TaxCode = tax.code(parts[i].line.Taxable)
		if tax.byCode {
			parts[i].line.TaxCode, parts[i].line.Taxable = tax.codes[parts[i].key].entry.Ref(), parts[i].key != ""
		}
		d.Lines = append(d.Lines, parts[i].line)
	}
	if left != 0 {
		p.rounding(d, left, tax, fmt.Sprintf("The lines come to %s without tax, the order to %s.",
			(p.total-p.tax-left).Grouped(p.o.Decimals), (p.total-p.tax).Grouped(p.o.Decimals)))
	}
	p.applyTax(d, tax)
	p.tenders(d, tax.code(false))
	if len(p.problems) == 0 {
		p.prove(d)
	}
}

// products are the lines of the order, at full price without tax. A line at
// nought is posted too: the pieces of a bundle move stock.
func (p *planner) products(d *Document, taxable []bool) []part {
	var parts []part
	for i, l := range p.o.Lines {
		e, why, ok := p.itemOf(i)
		if !ok {
			continue
		}
		kind := "line"
		if l.Type == sales.GiftCertificate {
			kind = "gift_certificate"
		}
		line := Line{
			Item: e.Ref(), ItemKey: e.key, Account: e.Account, Desc: p.fit(d, l.Description(), qbxml.MaxDesc, p.o.LinePlace(i)),
			Quantity: l.Quantity, Why: why,
			Source: Source{Part: kind, LineID: l.ID, SKU: l.SKU, Text: l.Quantity.String() + " × " + optionText(l), Amount: p.shown(l.Total.Real(p.f.Side))},
		}
		if l.ParentID != 0 {
			line.Why = append(line.Why, Reason{"rule", "It is part of another line; it stands here for the stock that it moves"})
		}
		if p.f.Side == sales.TaxInclusive && !l.Total.Tax.IsZero() {
			line.Why = append(line.Why, Reason{"rule", fmt.Sprintf("The price %s includes tax of %s, which is taken out",
				sales.Figure(l.Total.Inc, p.o.Decimals), sales.Figure(l.Total.Tax, p.o.Decimals))})
		}
		if e.Type != "Group" {
			parts = append(parts, part{line: line, net: l.Total.Ex, taxable: taxable[i], key: p.lineKey(l)})
			continue
		}
		members, ok := p.membersOf(e, l, p.o.LinePlace(i))
		for k, m := range members {
			if !ok {
				break
			}
			one := line
			one.Item, one.Account, one.Quantity = m.entry.Ref(), m.entry.Account, m.quantity
			if k > 0 {
				one.Desc, one.Source.Amount = p.fit(d, m.entry.FullName+", part of "+l.Description(), qbxml.MaxDesc, p.o.LinePlace(i)), 0
			}
			one.Why = append(slices.Clone(why), Reason{"rule", fmt.Sprintf("%s is an item group: its members are posted, with the price split by their own", e.FullName)})
			parts = append(parts, part{line: one, net: m.net, taxable: taxable[i], key: p.lineKey(l)})
		}
	}
	return parts
}

// optionText is a line's name and chosen values: "Brass Lantern, small".
func optionText(l sales.Line) string {
	text := l.Name
	for _, o := range l.Options {
		if v := strings.TrimSpace(o.Value); v != "" {
			text += ", " + v
		}
	}
	return text
}

// shown is an exact figure as an amount for display only.
func (p *planner) shown(x money.Decimal) money.Amount {
	a, err := x.Round(p.o.Decimals, money.HalfAwayFromZero)
	if err != nil {
		return 0
	}
	return a
}

// charges are shipping, handling, gift wrapping and fees, without tax.
func (p *planner) charges(d *Document) []part {
	o := p.o
	var parts []part
	add := func(kind, word, item, text string, t sales.Taxed, taxable bool) {
		if t.Ex.IsZero() && t.Inc.IsZero() {
			return
		}
		if item == "" {
			p.unmapped(word+" item", word)
			return
		}
		e, ok := p.chargeItem(item, word, false)
		if !ok {
			return
		}
		parts = append(parts, part{net: t.Ex, taxable: taxable, key: p.chargeKey(kind, t), line: Line{
			Item: e.Ref(), Account: e.Account, Desc: p.fit(d, text, qbxml.MaxDesc, word),
			Source: Source{Part: kind, Text: text, Amount: p.shown(t.Real(p.f.Side))},
			Why:    []Reason{{"mapping", upper(word) + " is the item " + e.FullName}},
		}})
	}
	ship := "Shipping"
	if m := shipMethods(o); len(m) > 0 {
		ship += ": " + strings.Join(m, ", ")
	}
	add("shipping", "shipping", p.r.Charges.Shipping, ship, o.ShippingCost, p.chargeTaxed("shipping", o.ShippingCost))
	add("handling", "handling", p.r.Charges.Handling, "Handling", o.Handling, p.chargeTaxed("handling", o.Handling))
	add("wrapping", "gift wrapping", p.r.Charges.Wrapping, wrapText(o), o.Wrapping, p.chargeTaxed("gift-wrapping", o.Wrapping))
	if p.f.FeesInTotal || !p.f.OK() { // an order that is held tells its unmapped fees as well
		for _, f := range o.Fees {
			if f.Cost.Ex.IsZero() && f.Cost.Inc.IsZero() {
				continue
			}
			item, ok := p.r.Charges.fee(f.Name)
			if !ok {
				p.hold(sales.Problem{
					Code: "fee-unmapped", Subject: f.Name, Place: "fee " + f.Name,
					What:  fmt.Sprintf("No item is mapped for the fee %s of %s.", f.Name, sales.Figure(f.Cost.Inc, o.Decimals)),
					Means: "It may be income or a charge that is owed to the state. " + p.short(),
					Fix:   "Choose an item for it in Mapping; all orders with this fee go on by themselves.",
				})
				continue
			}
			add("fee", "the fee "+f.Name, item, f.Name, f.Cost, !f.Cost.Tax.IsZero())
		}
	}
	return parts
}

// fee is the item of a fee by its name.
func (c ChargeRules) fee(name string) (string, bool) {
	return pick(c.Fees, name)
}

// pick finds the value of a key without regard to case; of several spellings
// the exact one, else the first by name, so that a plan does not depend on the
// order of a map. Empty values are as good as none.
func pick(m map[string]string, key string) (string, bool) {
	if v := m[key]; v != "" {
		return v, true
	}
	best := ""
	for k, v := range m {
		if v != "" && same(k, key) && (best == "" || k < best) {
			best = k
		}
	}
	return m[best], best != ""
}

// chargeTaxed tells whether a charge was taxed: by its own tax, or by a rate of
// its tax rows of which so little comes to nothing. A rate without money on more
// than that is of a destination to which nothing was charged.
func (p *planner) chargeTaxed(kind string, t sales.Taxed) bool {
	return !t.Tax.IsZero() || slices.ContainsFunc(p.o.Taxes, func(r sales.TaxRow) bool {
		return r.Kind == kind && (!r.Amount.IsZero() || !r.Rate.IsZero() && p.tiny(t, r))
	})
}

// tiny tells that a rate on a charge comes to less than half a cent.
func (p *planner) tiny(t sales.Taxed, r sales.TaxRow) bool {
	tax, err := t.Ex.Mul(r.Rate.Percent()).Round(p.o.Decimals, money.HalfAwayFromZero)
	return err == nil && tax == 0
}

// idle tells that a tax row is of a destination of which nothing was taxed (of
// the kind, unless that is ""): goods without tax were sent there, or any free of
// charge. Its rate is no rate of the order, or of the charge.
func (p *planner) idle(r sales.TaxRow, kind string) bool {
	return r.Amount.IsZero() && r.AddressID != 0 && !slices.ContainsFunc(p.o.Taxes, func(x sales.TaxRow) bool {
		return x.AddressID == r.AddressID && (kind == "" || x.Kind == kind) && !x.Amount.IsZero()
	})
}

func wrapText(o sales.Order) string {
	var names []string
	for _, l := range o.Lines {
		if n := strings.TrimSpace(l.WrappingName); n != "" && !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	if len(names) == 0 {
		return "Gift wrapping"
	}
	return "Gift wrapping: " + strings.Join(names, ", ")
}

// upper starts a sentence with a word.
func upper(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// discounts are lines with negative amounts: the order's discount and each
// coupon. Where QuickBooks computes the tax, a discount on both taxable and
// exempt goods is two lines, so that it lowers the right part of the base.
func (p *planner) discounts(d *Document, goods, charged money.Decimal, taxable []bool) []part {
	offs := p.offs()
	if p.byCode() {
		return p.discountsByCode(d, offs)
	}
	nets, ok := p.discountNets(offs, goods, charged, taxable)
	var parts []part
	for k, x := range offs {
		line, found := p.discountLine(d, x)
		if !found || !ok {
			continue
		}
		why := line.Why
		onTaxable, onExempt := nets[k][0], nets[k][1]
		if p.r.Tax.Treatment != "quickbooks" || onTaxable.IsZero() || onExempt.IsZero() {
			parts = append(parts, part{line: line, net: onTaxable.Add(onExempt), taxable: !onTaxable.IsZero()})
			continue
		}
		exempt := line
		exempt.Why = append(slices.Clone(why), Reason{"rule", "This part of the discount fell on goods without tax"})
		line.Why = append(slices.Clone(why), Reason{"rule", "This part of the discount fell on taxed goods and lowers their tax"})
		parts = append(parts, part{line: line, net: onTaxable, taxable: true}, part{line: exempt, net: onExempt})
	}
	return parts
}

// discountLine is the line of one discount of the header, without its amount.
func (p *planner) discountLine(d *Document, x off) (Line, bool) {
	item, word, why := p.discountItem(x)
	if item == "" {
		p.unmapped("discount item", "discounts and coupons")
		return Line{}, false
	}
	e, found := p.chargeItem(item, word, true)
	if !found {
		return Line{}, false
	}
	reasons := []Reason{{"mapping", why + " the item " + e.FullName}}
	if e.Type == "Discount" {
		reasons = append(reasons, Reason{"list", e.FullName + " is a discount item: it takes a negative amount and no quantity"})
		p.note("discount-item", x.text, e.FullName+" is a discount item. An other charge item on the same account shows the discount without touching the lines above it.")
	}
	if p.f.Side == sales.TaxInclusive {
		reasons = append(reasons, Reason{"rule", fmt.Sprintf("The store took off %s with tax; the tax in it is taken out", sales.Figure(x.gross, p.o.Decimals))})
	}
	return Line{
		Item: e.Ref(), Account: e.Account, Desc: p.fit(d, x.text, qbxml.MaxDesc, "discount"), Why: reasons,
		Source: Source{Part: x.part, Text: x.text, Amount: p.shown(x.gross.Neg())},
	}, true
}

// discountItem is the item of a discount: its own by name or code, else that
// of all coupons or discounts.
func (p *planner) discountItem(x off) (item, word, why string) {
	c := p.r.Charges
	if x.part == "coupon" {
		if own, ok := pick(c.CouponBy, x.code); ok && x.code != "" {
			return own, "coupon " + x.code, "Coupon " + x.code + " is"
		}
		if c.Coupon != "" {
			return c.Coupon, "coupons", "Coupons are"
		}
		return c.Discount, "discounts", "Discounts are"
	}
	if own, ok := pick(c.DiscountBy, x.name); ok && x.name != "" {
		return own, "discount " + x.name, "The discount " + x.name + " is"
	}
	return c.Discount, "discounts", "Discounts are"
}

// rounding adds a visible line for a difference within the bookkeeper's limit,
// else holds the order with both figures. The default limit is nought.
func (p *planner) rounding(d *Document, diff money.Amount, tax *taxPlan, figures string) {
	limit := p.r.Charges.RoundingLimit
	if diff.Abs() > limit || p.r.Charges.Rounding == "" {
		p.hold(sales.Problem{
			Code: "rounding", Place: "total",
			What:  figures + " The difference is " + p.money(diff.Abs()) + ".",
			Means: fmt.Sprintf("The limit for a rounding line is %s, so the order isn't posted.", p.money(limit)),
			Fix:   "Look at the order in the store. If such differences are right for you, set a rounding item and a limit in Mapping, or post tax as lines of its own.",
		})
		return
	}
	e, ok := p.chargeItem(p.r.Charges.Rounding, "rounding differences", false)
	if !ok {
		return
	}
	d.Lines = append(d.Lines, Line{
		Item: e.Ref(), Account: e.Account, Desc: "Rounding difference", Amount: diff, TaxCode: tax.code(false),
		Source: Source{Part: "rounding", Text: "Rounding difference", Amount: diff},
		Why: []Reason{
			{"rule", figures},
			{"mapping", fmt.Sprintf("Differences up to %s are posted to the item %s", p.money(limit), e.FullName)},
		},
	})
	p.note("rounding", "total", figures+" The difference of "+p.money(diff)+" is posted on a line of its own.")
}
