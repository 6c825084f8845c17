package books

import (
	"slices"
	"sort"

	"countinghouse/money"
	"countinghouse/sales"
)

// part is one thing that an order charged or took off, on its way to a line:
// net of tax, exact, not yet rounded.
type part struct {
	line    Line
	net     money.Decimal
	taxable bool
	// key names the rates that were charged on it, where the rate lives in the
	// line's sales tax code: "GST + PST".
	key string
}

// roundTogether rounds exact figures to whole minor units so that they sum to
// the target: each is cut down, and the units that remain go to the largest
// remainders, earlier ones first (order-arithmetic §6: "rounded together").
// A figure that is whole already is never touched; what cannot be spread is
// left over, and is for a person or a visible rounding line.
func roundTogether(xs []money.Decimal, target money.Amount, decimals int) (parts []money.Amount, left money.Amount, err error) {
	type rest struct {
		i int
		r money.Decimal
	}
	parts = make([]money.Amount, len(xs))
	var rests []rest
	left = target
	for i, x := range xs {
		a, err := floor(x, decimals)
		if err != nil {
			return nil, 0, err
		}
		parts[i] = a
		left -= a
		if r := x.Sub(a.Decimal(decimals)); !r.IsZero() {
			rests = append(rests, rest{i, r})
		}
	}
	sort.SliceStable(rests, func(a, b int) bool { return rests[a].r.Cmp(rests[b].r) > 0 })
	for _, r := range rests {
		if left <= 0 {
			break
		}
		parts[r.i]++
		left--
	}
	return parts, left, nil
}

// floor is the largest amount that is not above x.
func floor(x money.Decimal, decimals int) (money.Amount, error) {
	a, err := x.Round(decimals, money.Down)
	if err == nil && x.Cmp(a.Decimal(decimals)) < 0 {
		a--
	}
	return a, err
}

// off is one discount of the header on the store's real side, not negative.
type off struct {
	gross money.Decimal
	text  string
	code  string // of a coupon
	name  string // of a promotion or manual discount, where the lines tell one for all of it
	part  string // "discount" or "coupon"
	// byLine tells that it is what the lines' own totals after discounts lack.
	byLine bool
	// named tells that it is only what the lines tell under its name.
	named bool
}

// is tells whether what fell on a line is of this discount.
func (d off) is(a sales.Applied) bool {
	return same(a.Code, d.code) && (!d.named || same(a.Name, d.name))
}

// offs are the order's discounts, each coupon apart. Coupons that the shipping
// already has taken off are left out when the total says so.
func (p *planner) offs() []off {
	o := p.o
	if p.f.Closing == sales.ClosedDiscounted {
		// The header's discounts are explanation only; the lines decide.
		var gross money.Decimal
		for _, l := range o.Lines {
			gross = gross.Add(l.Total.Inc.Sub(l.Discounted))
		}
		if gross.IsZero() {
			return nil
		}
		return []off{{gross: gross, text: "Discounts", part: "discount", byLine: true}}
	}
	var list []off
	list = append(list, p.promotions()...)
	netShipping := p.f.Closing == sales.ClosedShippingNet
	var all, goods money.Decimal
	for _, c := range o.Coupons {
		all = all.Add(c.Discount)
		if !c.ReducesShipping() {
			goods = goods.Add(c.Discount)
		}
	}
	onlyGoods := netShipping || (!all.Equal(o.CouponDiscount) && goods.Equal(o.CouponDiscount))
	left := o.CouponDiscount
	for _, c := range o.Coupons {
		if c.ReducesShipping() && onlyGoods || c.Discount.IsZero() {
			if c.ReducesShipping() && netShipping && all.Equal(o.CouponDiscount) {
				left = left.Sub(c.Discount)
			}
			continue
		}
		list = append(list, off{gross: c.Discount, text: "Coupon " + c.Code, code: c.Code, part: "coupon"})
		left = left.Sub(c.Discount)
	}
	if !left.IsZero() { // the store names no coupon, or they differ by a fraction
		if n := len(list); n > 0 && list[n-1].part == "coupon" {
			list[n-1].gross = list[n-1].gross.Add(left)
		} else {
			list = append(list, off{gross: left, text: "Coupons", part: "coupon"})
		}
	}
	return list
}

// promotions are the discount of the header. Where it has items of its own by
// name, and the lines tell the promotions that it is made of to the cent, each
// stands apart.
func (p *planner) promotions() []off {
	o := p.o
	if o.Discount.IsZero() {
		return nil
	}
	whole := []off{{gross: o.Discount, text: "Discount", part: "discount"}}
	if len(p.r.Charges.DiscountBy) == 0 {
		return whole
	}
	var list []off
	var told money.Decimal
	for _, l := range o.Lines {
		for _, a := range l.Discounts {
			if a.Code != "" || a.Amount.IsZero() {
				continue
			}
			told = told.Add(a.Amount)
			i := slices.IndexFunc(list, func(x off) bool { return same(x.name, a.Name) })
			if i < 0 {
				i = len(list)
				text := a.Name
				if text == "" {
					text = "Discount"
				}
				list = append(list, off{text: text, name: a.Name, part: "discount", named: true})
			}
			list[i].gross = list[i].gross.Add(a.Amount)
		}
	}
	if !told.Equal(o.Discount) {
		return whole
	}
	return list
}

// discountNets are what the discounts take off net of tax, each in its taxable
// and its exempt part, both not positive. Before tax they are money as they
// stand; with tax included (or known by the lines only) they are what the
// goods come to less their full price, without the tax in it
// (order-arithmetic §6, D3). False if they cannot be explained.
func (p *planner) discountNets(offs []off, goods, charges money.Decimal, taxable []bool) (nets [][2]money.Decimal, ok bool) {
	nets = make([][2]money.Decimal, len(offs))
	var grossTaxable, grossExempt money.Decimal
	for k, d := range offs {
		t := p.taxableShare(d, taxable)
		nets[k] = [2]money.Decimal{t.Neg(), d.gross.Sub(t).Neg()}
		grossTaxable, grossExempt = grossTaxable.Add(t), grossExempt.Add(d.gross.Sub(t))
	}
	if p.f.Side != sales.TaxInclusive && p.f.Closing != sales.ClosedDiscounted {
		return nets, true
	}
	if len(offs) == 0 {
		return nets, true
	}
	net := p.total.Decimal(p.o.Decimals).Sub(p.tax.Decimal(p.o.Decimals))
	whole := net.Sub(goods).Sub(charges) // all discounts, net: not positive
	limit := money.NewDecimal(5, p.o.Decimals)
	gross := grossTaxable.Add(grossExempt)
	if whole.Cmp(limit) > 0 || whole.Abs().Cmp(gross.Add(limit)) > 0 {
		p.hold(sales.Problem{
			Code: "discount-unexplained", Place: "discount",
			What: "Discounts of " + sales.Figure(gross, p.o.Decimals) + " with tax would be " + sales.Figure(whole.Abs(), p.o.Decimals) +
				" without it, by the order's tax of " + p.money(p.tax) + ".",
			Means: "The tax doesn't fit the discount, so sales and tax would be wrong and the order isn't posted.",
			Fix:   "Look at the order's tax in the store. It may have been changed by another program; post it by hand and exclude it.",
		})
		return nil, false
	}
	// Exempt goods carry no tax, so what was taken off them is net already.
	rest := whole.Add(grossExempt)
	weights := make([]money.Decimal, len(offs))
	for k := range offs {
		weights[k] = nets[k][0].Abs()
	}
	if grossTaxable.IsZero() {
		rest, weights = whole, nil
		for k := range offs {
			weights = append(weights, nets[k][1].Abs())
			nets[k][1] = money.Decimal{}
		}
		for k, s := range proportion(rest, weights) {
			nets[k][1] = s
		}
		return nets, true
	}
	for k, s := range proportion(rest, weights) {
		nets[k][0] = s
	}
	return nets, true
}

// proportion splits x by weights into figures of at most six decimals that sum to it.
func proportion(x money.Decimal, weights []money.Decimal) []money.Decimal {
	shares := make([]money.Decimal, len(weights))
	total := money.SumDecimals(weights...)
	last := -1
	for i, w := range weights {
		if !w.IsZero() {
			last = i
		}
	}
	if last < 0 {
		if len(shares) > 0 {
			shares[0] = x
		}
		return shares
	}
	left := x
	for i, w := range weights[:last] {
		shares[i] = x.MulDiv(w, total, 6, money.HalfAwayFromZero)
		left = left.Sub(shares[i])
	}
	shares[last] = left
	return shares
}

// taxableShare is what of a discount fell on taxable lines: by the store's own
// word line by line where it adds up, else in proportion to the lines (D5).
func (p *planner) taxableShare(d off, taxable []bool) money.Decimal {
	if !slices.Contains(taxable, false) {
		return d.gross
	}
	if !slices.Contains(taxable, true) {
		return money.Decimal{}
	}
	var told, toldTaxable, base, baseTaxable money.Decimal
	for i, l := range p.o.Lines {
		if d.byLine {
			told = told.Add(l.Total.Inc.Sub(l.Discounted))
			if taxable[i] {
				toldTaxable = toldTaxable.Add(l.Total.Inc.Sub(l.Discounted))
			}
			continue
		}
		for _, a := range l.Discounts {
			if !d.is(a) {
				continue
			}
			told = told.Add(a.Amount)
			if taxable[i] {
				toldTaxable = toldTaxable.Add(a.Amount)
			}
		}
		if l.Type == sales.GiftCertificate {
			continue
		}
		t := l.Total.Real(p.f.Side)
		base = base.Add(t)
		if taxable[i] {
			baseTaxable = baseTaxable.Add(t)
		}
	}
	if told.Equal(d.gross) && !told.IsZero() {
		return toldTaxable
	}
	if base.IsZero() {
		return d.gross
	}
	return proportion(d.gross, []money.Decimal{baseTaxable, base.Sub(baseTaxable)})[0]
}

// taxed tells for a line whether tax was charged on it: by its tax rows where
// the store tells them by line, else by its own tax.
func (p *planner) taxed(l sales.Line) bool {
	byLine := false
	for _, r := range p.o.Taxes {
		if r.LineID != 0 && goodsRow(r) {
			byLine = true
			if r.LineID == l.ID && (!r.Rate.IsZero() || !r.Amount.IsZero()) {
				return true
			}
		}
	}
	if byLine && l.ID != 0 {
		return false
	}
	return !l.Total.Tax.IsZero()
}

// goodsRow tells a row of goods from those of charges, which may name a line as
// well (bigcommerce-api §2.7: handling does).
func goodsRow(r sales.TaxRow) bool {
	return !wrappingRow(r) && r.Kind != "shipping" && r.Kind != "handling" && r.Kind != "fee"
}

func wrappingRow(r sales.TaxRow) bool { return r.Kind == "gift-wrapping" || r.Kind == "wrapping" }
