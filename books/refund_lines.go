package books

import (
	"fmt"
	"slices"

	"countinghouse/money"
	"countinghouse/sales"
)

// miniature makes of a refund a small order of its own: the lines, charges and
// discounts in proportion to what is refunded of them, and the tax by the
// order's rows in proportion, exactly as much as the store refunded. False if
// the refund's things do not come to its total; then it is held.
func (p *planner) miniature(f *refunding) (*planner, bool) {
	q := *p
	q.problems, q.faults, q.notes, q.docs, q.refund = nil, 0, nil, nil, f
	q.total, _ = f.r.Total.Exact(p.o.Decimals)
	q.tax, _ = f.r.Tax.Exact(p.o.Decimals)
	if f.keptTax != 0 {
		q.total, q.tax = q.total-q.tax, 0
	}
	q.day, q.taxRounding, q.extra = p.refundDay(f), 0, nil
	shares := p.lineDiscounts()
	var best *small
	for _, inclusive := range []bool{p.f.Side == sales.TaxInclusive, p.f.Side != sales.TaxInclusive} {
		for _, keptTaxed := range []bool{false, true} {
			s := &small{p: p, f: f, requestedInc: inclusive, keptTaxed: keptTaxed, shares: shares}
			s.make()
			if best == nil || s.explains(best) {
				best = s
			}
		}
	}
	if !best.fits() {
		if !f.r.Override {
			p.unexplained(best)
			return nil, false
		}
		best.dictated()
	}
	best.settle()
	f.slack = money.Amount(min(best.figures, 5))
	q.o, q.f.Closing, q.f.FeesInTotal = best.o, sales.ClosedPlain, len(best.o.Fees) > 0
	if p.f.Closing == sales.ClosedDiscounted {
		q.f.Closing = sales.ClosedDiscounted
	}
	q.o.Taxes = p.taxRows(best)
	if !q.extraParts(best) {
		p.problems, p.faults = append(p.problems, q.problems...), p.faults+q.faults
		return nil, false
	}
	return &q, true
}

// small is a refund as an order, under one reading of the sums that were asked
// for: with or without tax (order-arithmetic R5).
type small struct {
	p            *planner
	f            *refunding
	requestedInc bool
	// keptTaxed tells that what was kept back is so too, and not without tax.
	keptTaxed bool
	shares    []lineOff
	o         sales.Order
	// allowance, kept and difference are sums without tax; kept is not positive.
	allowance, kept, difference money.Decimal
	// net and gross are what the things come to, figures how many they are.
	net, gross money.Decimal
	figures    int
	weights    []sales.TaxRow
}

// lineOff is what of a discount of the header fell on a line, on the real side.
type lineOff struct {
	off   off
	lines []money.Decimal
	// spread tells that the store did not say it, and that it is spread by us:
	// then the store's own share may be a cent another.
	spread bool
}

// lineDiscounts spreads the order's discounts over its lines: by the store's
// own word where it adds up, else in proportion (order-arithmetic D5). What was
// taken off shipping falls on no line.
func (p *planner) lineDiscounts() []lineOff {
	var list []lineOff
	for _, d := range p.offs() {
		s := lineOff{off: d, lines: make([]money.Decimal, len(p.o.Lines))}
		var told money.Decimal
		weights := make([]money.Decimal, len(p.o.Lines))
		for i, l := range p.o.Lines {
			if d.byLine {
				s.lines[i] = l.Total.Inc.Sub(l.Discounted)
				told = told.Add(s.lines[i])
				continue
			}
			for _, a := range l.Discounts {
				if d.is(a) {
					s.lines[i] = s.lines[i].Add(a.Amount)
				}
			}
			told = told.Add(s.lines[i])
			if l.Type != sales.GiftCertificate {
				weights[i] = l.Total.Real(p.f.Side)
			}
		}
		onShipping := slices.ContainsFunc(p.o.Coupons, func(c sales.Coupon) bool { return d.code != "" && same(c.Code, d.code) && c.ReducesShipping() })
		switch {
		case onShipping:
			s.lines = make([]money.Decimal, len(p.o.Lines))
		case !told.Equal(d.gross):
			s.lines, s.spread = proportion(d.gross, weights), true
		}
		list = append(list, s)
	}
	return list
}

// ratio is what part of an amount with tax is without it.
func net(x money.Decimal, t sales.Taxed) money.Decimal {
	if t.Inc.IsZero() {
		return x
	}
	return x.MulDiv(t.Ex, t.Inc, 6, money.HalfAwayFromZero)
}

func gross(x money.Decimal, t sales.Taxed) money.Decimal {
	if t.Ex.IsZero() {
		return x
	}
	return x.MulDiv(t.Inc, t.Ex, 6, money.HalfAwayFromZero)
}

// both are the two sides of a sum that was asked for, taxed as t.
func (s *small) both(x money.Decimal, t sales.Taxed) sales.Taxed {
	v := sales.Taxed{Ex: x, Inc: gross(x, t)}
	if s.requestedInc {
		v = sales.Taxed{Ex: net(x, t), Inc: x}
	}
	v.Tax = v.Inc.Sub(v.Ex)
	return v
}

func (s *small) add(t sales.Taxed) {
	s.net, s.gross = s.net.Add(t.Ex), s.gross.Add(t.Inc)
	s.figures++
}

// make gathers the refund's things.
func (s *small) make() {
	o := s.p.o
	s.o = o
	s.o.Lines, s.o.Fees, s.o.Coupons, s.o.Taxes = nil, nil, nil, nil
	s.o.Subtotal, s.o.ShippingCost, s.o.Handling, s.o.Wrapping = sales.Taxed{}, sales.Taxed{}, sales.Taxed{}, sales.Taxed{}
	s.o.Discount, s.o.CouponDiscount = money.Decimal{}, money.Decimal{}
	s.o.GiftCertificatePaid, s.o.StoreCreditPaid = s.f.certificate.Decimal(o.Decimals), s.f.credit.Decimal(o.Decimals)
	offs := make([]money.Decimal, len(s.shares))
	for _, x := range s.f.r.Items {
		taxed := sales.Taxed{}
		switch x.Kind {
		case sales.RefundProduct:
			taxed = s.product(x, offs)
		case sales.RefundWrapping:
			i := s.line(x.ID)
			taxed = s.charge(&s.o.Wrapping, x, o.Lines[i].Wrapping, func(r sales.TaxRow) bool {
				return wrappingRow(r) && (r.LineID == x.ID || r.LineID == 0 && goesTo(r, o.Lines[i].AddressID))
			})
		case sales.RefundShipping:
			taxed = s.charge(&s.o.ShippingCost, x, s.parcel(x.ID, true), func(r sales.TaxRow) bool { return r.Kind == "shipping" && goesTo(r, x.ID) })
		case sales.RefundHandling:
			taxed = s.charge(&s.o.Handling, x, s.parcel(x.ID, false), func(r sales.TaxRow) bool { return r.Kind == "handling" && goesTo(r, x.ID) })
		case sales.RefundFee:
			taxed = s.fee(x)
		case sales.RefundOrder:
			s.allowance = s.allowance.Add(x.Requested)
			s.add(sales.Taxed{Ex: x.Requested, Inc: x.Requested})
		}
		if !x.Adjustment.IsZero() {
			kept := sales.Taxed{Ex: x.Adjustment, Inc: x.Adjustment}
			if s.keptTaxed {
				kept = s.both(x.Adjustment, taxed)
			}
			s.kept = s.kept.Add(kept.Ex)
			s.add(kept)
		}
	}
	for k, d := range s.shares {
		if offs[k].IsZero() {
			continue
		}
		s.figures++
		if d.off.part == "coupon" {
			s.o.Coupons = append(s.o.Coupons, sales.Coupon{Code: d.off.code, Type: 2, Discount: offs[k]})
			s.o.CouponDiscount = s.o.CouponDiscount.Add(offs[k])
		} else if !d.off.byLine {
			s.o.Discount = s.o.Discount.Add(offs[k])
		}
	}
}

func (s *small) line(id int64) int {
	return slices.IndexFunc(s.p.o.Lines, func(l sales.Line) bool { return l.ID == id })
}

// product is a line with the quantity that came back, at its full price, less
// its share of the discounts.
func (s *small) product(x sales.RefundItem, offs []money.Decimal) sales.Taxed {
	i := s.line(x.ID)
	l := s.p.o.Lines[i]
	whole := l.Total
	part := func(d money.Decimal) money.Decimal {
		return d.MulDiv(x.Quantity, l.Quantity, 6, money.HalfAwayFromZero)
	}
	if x.HasRequested {
		t := s.both(x.Requested, whole)
		n := l
		n.Quantity, n.Total, n.Discounts, n.Discounted, n.Wrapping = x.Quantity, t, nil, t.Inc, sales.Taxed{}
		s.o.Lines = append(s.o.Lines, n)
		s.add(t)
		s.weigh(s.rowOf(l), t.Ex, whole.Ex)
		return whole
	}
	n := l
	n.Quantity, n.Wrapping = x.Quantity, sales.Taxed{}
	n.Total = sales.Taxed{Ex: part(whole.Ex), Inc: part(whole.Inc)}
	n.Total.Tax = n.Total.Inc.Sub(n.Total.Ex)
	n.Discounted, n.Discounts = part(l.Discounted), nil
	for _, a := range l.Discounts {
		a.Amount = part(a.Amount)
		n.Discounts = append(n.Discounts, a)
	}
	s.o.Lines = append(s.o.Lines, n)
	s.add(n.Total)
	for k, d := range s.shares {
		share := part(d.lines[i])
		offs[k] = offs[k].Add(share)
		if d.spread && !share.IsZero() {
			s.figures += 2
		}
		off := sales.Taxed{Ex: share, Inc: gross(share, whole)}
		if s.p.f.Side == sales.TaxInclusive || d.off.byLine {
			off = sales.Taxed{Ex: net(share, whole), Inc: share}
		}
		s.net, s.gross = s.net.Sub(off.Ex), s.gross.Sub(off.Inc)
	}
	s.weigh(s.rowOf(l), x.Quantity, l.Quantity)
	return whole
}

// rowOf tells the tax rows of a line: its own, or those of all goods where the
// store tells none by line.
func (s *small) rowOf(l sales.Line) func(sales.TaxRow) bool {
	byLine := slices.ContainsFunc(s.p.o.Taxes, func(r sales.TaxRow) bool { return r.LineID != 0 && goodsRow(r) })
	return func(r sales.TaxRow) bool {
		return goodsRow(r) && (r.LineID == l.ID || !byLine && goesTo(r, l.AddressID))
	}
}

// goesTo tells whether a tax row is of a destination, as far as it names one.
func goesTo(r sales.TaxRow, address int64) bool {
	return r.AddressID == 0 || address == 0 || r.AddressID == address
}

// charge is a refunded sum of shipping, handling or wrapping; without a sum the
// whole of it.
func (s *small) charge(into *sales.Taxed, x sales.RefundItem, whole sales.Taxed, row func(sales.TaxRow) bool) sales.Taxed {
	t := whole
	if x.HasRequested {
		t = s.both(x.Requested, whole)
	}
	into.Ex, into.Inc, into.Tax = into.Ex.Add(t.Ex), into.Inc.Add(t.Inc), into.Tax.Add(t.Tax)
	s.add(t)
	s.weigh(row, t.Ex, whole.Ex)
	return whole
}

// parcel is the shipping or handling of a destination; of the whole order where
// the destination tells none.
func (s *small) parcel(id int64, shipping bool) sales.Taxed {
	o := s.p.o
	whole := o.Handling
	if shipping {
		whole = o.ShippingCost
	}
	for _, x := range o.Shipping {
		t := x.Handling
		if shipping {
			t = x.Cost
		}
		if x.ID == id && len(o.Shipping) > 1 && !t.IsZero() {
			return t
		}
	}
	return whole
}

func (s *small) fee(x sales.RefundItem) sales.Taxed {
	o := s.p.o
	i := slices.IndexFunc(o.Fees, func(f sales.Fee) bool { return f.ID == x.ID })
	if i < 0 && len(o.Fees) == 1 {
		i = 0 // one text of the store says that the id is the order's
	}
	if i < 0 {
		s.p.hold(sales.Problem{
			Code: "refund-differs", Place: s.f.r.Name(), What: fmt.Sprintf("The %s is of a fee that the order does not have (number %d).", s.f.r.Name(), x.ID),
			Means: "What went back isn't known, so it isn't posted.", Fix: "Read the order again. If it stays so, enter the credit memo by hand.",
		})
		return sales.Taxed{}
	}
	fee := o.Fees[i]
	whole := fee.Cost
	if x.HasRequested {
		fee.Cost = s.both(x.Requested, whole)
	}
	s.o.Fees = append(s.o.Fees, fee)
	s.add(fee.Cost)
	return whole
}

// weigh notes the tax rows of a thing, as far as it is refunded.
func (s *small) weigh(row func(sales.TaxRow) bool, part, whole money.Decimal) {
	for _, r := range s.p.o.Taxes {
		if !row(r) || r.Amount.IsZero() && r.Rate.IsZero() || whole.IsZero() {
			continue
		}
		r.Amount = r.Amount.MulDiv(part, whole, 6, money.HalfAwayFromZero)
		s.weights = append(s.weights, r)
	}
}

// off is what the things come to less what was refunded, on the side on which
// the store computes.
func (s *small) off() money.Decimal {
	if s.p.f.Side == sales.TaxInclusive && s.figures > 0 { // without things it is tax alone
		return s.gross.Sub(s.f.r.Total)
	}
	return s.net.Sub(s.f.r.Total.Sub(s.f.r.Tax))
}

// fits tells whether the things come to the refund, but for the rounding of each.
func (s *small) fits() bool { return s.withinCents(s.off().Abs()) }

// withinCents tells whether a difference can come of the rounding of each thing.
func (s *small) withinCents(diff money.Decimal) bool {
	return diff.Cmp(money.NewDecimal(min(5*int64(s.figures), 50), s.p.o.Decimals+1)) <= 0
}

// explains tells whether this reading makes more of the refund than another:
// its sum, and then what of it is tax.
func (s *small) explains(than *small) bool {
	if !than.fits() {
		return s.fits() || s.off().Abs().Cmp(than.off().Abs()) < 0
	}
	untaxed := func(x *small) money.Decimal { return x.net.Sub(x.f.r.Total.Sub(x.f.r.Tax)).Abs() }
	return s.fits() && !than.withinCents(untaxed(than)) && untaxed(s).Cmp(untaxed(than)) < 0
}

// dictated takes what a person dictated beside the things as a difference of its own.
func (s *small) dictated() {
	s.difference = s.f.r.Total.Sub(s.f.r.Tax).Sub(s.net)
	s.net = s.net.Add(s.difference)
}

// settle puts what rounding left on the last thing, so that all come to the
// refund without its tax exactly: that figure is the store's own (R3).
func (s *small) settle() {
	left := s.f.r.Total.Sub(s.f.r.Tax).Sub(s.sum())
	inclusive := s.p.f.Side == sales.TaxInclusive || s.p.f.Closing == sales.ClosedDiscounted
	if left.IsZero() || inclusive && (!s.o.Discount.IsZero() || !s.o.CouponDiscount.IsZero() || s.byLine()) {
		return // there the discount is what the goods come to less their full price
	}
	switch n := len(s.o.Lines); {
	case n > 0:
		t := &s.o.Lines[n-1].Total
		t.Ex = t.Ex.Add(left)
	case !s.o.ShippingCost.Ex.IsZero():
		s.o.ShippingCost.Ex = s.o.ShippingCost.Ex.Add(left)
	case !s.o.Handling.Ex.IsZero():
		s.o.Handling.Ex = s.o.Handling.Ex.Add(left)
	case !s.o.Wrapping.Ex.IsZero():
		s.o.Wrapping.Ex = s.o.Wrapping.Ex.Add(left)
	case len(s.o.Fees) > 0:
		f := &s.o.Fees[len(s.o.Fees)-1].Cost
		f.Ex = f.Ex.Add(left)
	default:
		s.difference = s.difference.Add(left)
	}
}

// absorb puts what the store rounded otherwise (at most a cent for each of its
// figures, and five in all) on the largest line of the refund.
func (f *refunding) absorb(parts []part, amounts []money.Amount, left money.Amount) money.Amount {
	largest := -1
	for i, a := range amounts {
		switch parts[i].line.Source.Part {
		case "discount", "coupon":
		default:
			if largest < 0 || a > amounts[largest] {
				largest = i
			}
		}
	}
	if left == 0 || left.Abs() > f.slack || largest < 0 {
		return left
	}
	amounts[largest] += left
	parts[largest].line.Why = append(slices.Clone(parts[largest].line.Why), Reason{"rule", "It is what the store gave back, which it rounded in another way"})
	return 0
}

// byLine tells whether the lines carry discounts that only their own totals tell.
func (s *small) byLine() bool {
	return s.p.f.Closing == sales.ClosedDiscounted && slices.ContainsFunc(s.o.Lines, func(l sales.Line) bool { return !l.Total.Inc.Equal(l.Discounted) })
}

// sum is what will stand on the lines, without tax.
func (s *small) sum() money.Decimal {
	t := money.SumDecimals(s.o.ShippingCost.Ex, s.o.Handling.Ex, s.o.Wrapping.Ex, s.o.FeeSum().Ex, s.allowance, s.kept, s.difference)
	for _, l := range s.o.Lines {
		t = t.Add(l.Total.Ex)
	}
	return t.Sub(s.o.Discount).Sub(s.o.CouponDiscount)
}

// unexplained holds a refund whose things do not come to its total.
func (p *planner) unexplained(s *small) {
	r := s.f.r
	come := s.net.Add(r.Tax)
	if p.f.Side == sales.TaxInclusive {
		come = s.gross
	}
	p.hold(sales.Problem{
		Code: "refund-unexplained", Place: r.Name(),
		What: fmt.Sprintf("What was refunded comes to %s, but %s went back, %s of it tax: amounts differ by %s.", sales.Figure(come.RoundDecimal(p.o.Decimals, money.HalfAwayFromZero), p.o.Decimals),
			sales.Figure(r.Total, p.o.Decimals), sales.Figure(r.Tax, p.o.Decimals), sales.Figure(s.off().Abs().RoundDecimal(p.o.Decimals, money.HalfAwayFromZero), p.o.Decimals)),
		Means: "What the difference was given back for isn't known, so this refund isn't posted.",
		Fix:   "Look at the refund in the store, enter its credit memo by hand, then exclude the order from further changes.",
	})
}

// taxRows is the refund's tax by the order's rates: of what was refunded, in
// proportion; of the whole order where the rows of those things tell nothing.
func (p *planner) taxRows(s *small) []sales.TaxRow {
	if s.f.r.Tax.IsZero() || s.f.keptTax != 0 {
		return nil
	}
	rows := s.weights
	if sum := rowSum(rows); sum.IsZero() {
		rows = p.o.Taxes
	}
	weights := make([]money.Decimal, len(rows))
	for i, r := range rows {
		weights[i] = r.Amount
	}
	rows = slices.Clone(rows)
	for i, a := range proportion(s.f.r.Tax, weights) {
		rows[i].Amount = a
	}
	return rows
}

func rowSum(rows []sales.TaxRow) money.Decimal {
	var t money.Decimal
	for _, r := range rows {
		t = t.Add(r.Amount)
	}
	return t
}

// extraParts are the lines of a refund that no sale has: mere sums, what was
// kept back, and what a person dictated.
func (p *planner) extraParts(s *small) bool {
	add := func(x money.Decimal, item, kind, used, text string) {
		if x.IsZero() {
			return
		}
		if item == "" {
			p.unmapped("item for "+used, used)
			return
		}
		e, ok := p.chargeItem(item, used, true)
		if !ok {
			return
		}
		p.extra = append(p.extra, part{net: x, line: Line{
			Item: e.Ref(), Account: e.Account, Desc: text, Source: Source{Part: kind, Text: text, Amount: p.shown(x)},
			Why: []Reason{{"mapping", upper(used) + " are the item " + e.FullName}},
		}})
	}
	c := p.r.Refunds
	kept := c.Restocking
	if kept == "" {
		kept = c.Allowance
	}
	add(s.allowance, c.Allowance, "allowance", "refunds of a mere sum", "Allowance")
	add(s.kept, kept, "restocking", "sums kept back of refunds", "Kept back")
	add(s.difference, c.Allowance, "allowance", "refunds of a mere sum", "Adjusted by hand in the store")
	return len(p.problems) == 0
}
