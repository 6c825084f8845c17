package intake

import (
	"cmp"
	"reflect"
	"slices"

	"countinghouse/bigcommerce"
	"countinghouse/money"
	"countinghouse/sales"
)

// lines takes the lines from the order's own list where that was read, else
// from the consignments. That none is missing or doubled is for Order.Check; a
// row that came twice word for word, because the list moved while it was
// paged, is one line.
func (t *translator) lines(s *sales.Order, o bigcommerce.Order, d Details) {
	rows := d.Lines.Rows
	if !d.Lines.Read {
		rows, _ = o.Consignments.Lines()
	}
	seen := map[int64]int{} // where in rows
	s.Lines = slices.Grow(s.Lines, len(rows))
	for i, p := range rows {
		if p.ID == 0 && p.Resource != "" {
			continue // a link to a line, which was not followed; the count below tells
		}
		if twin, ok := seen[int64(p.ID)]; ok && reflect.DeepEqual(rows[twin], p) {
			continue
		}
		seen[int64(p.ID)] = i
		l := t.line(p)
		if p.OrderID != 0 && o.ID != 0 && p.OrderID != o.ID {
			t.say("Line %d belongs to order %d.", l.ID, p.OrderID)
		}
		s.Lines = append(s.Lines, l)
	}
	slices.SortStableFunc(s.Lines, func(a, b sales.Line) int { return cmp.Compare(a.ID, b.ID) })
}

func (t *translator) line(p bigcommerce.OrderProduct) sales.Line {
	name := string(first(p.SKU, p.Name))
	place := "Line " + cut(name, 60)
	low := lower(place)
	l := sales.Line{
		ID: int64(p.ID), ProductID: int64(p.ProductID), VariantID: int64(p.VariantID),
		Name: string(p.Name), SKU: string(p.SKU), UPC: string(p.UPC), Type: sales.LineType(p.Type),
		Quantity:      t.number(p.Quantity, "The quantity of ", low),
		BasePrice:     t.number(p.BasePrice, "The base price of ", low),
		BaseTotal:     t.number(p.BaseTotal, "The base total of ", low),
		Price:         t.taxed("The price of ", low, p.PriceExTax, p.PriceIncTax, p.PriceTax),
		Total:         t.taxed("The total of ", low, p.TotalExTax, p.TotalIncTax, p.TotalTax),
		Discounted:    t.number(p.DiscountedTotalIncTax, "The discounted total of ", low),
		HasDiscounted: p.DiscountedTotalIncTax.IsSet(),
		Wrapping:      t.taxed("The gift wrapping of ", low, p.WrappingCostExTax, p.WrappingCostIncTax, p.WrappingCostTax),
		WrappingName:  string(p.WrappingName),
		ParentID:      int64(p.ParentOrderProductID), Bundled: bool(p.IsBundledProduct), AddressID: int64(p.OrderAddressID),
		Refunded: t.whole(p.QuantityRefunded, "The refunded quantity of ", low),
	}
	switch l.Type {
	case sales.Physical, sales.Digital, sales.GiftCertificate:
	default:
		t.say("%s is of a kind that is not known: %q.", place, cut(string(l.Type), 40))
	}
	if !p.TotalExTax.IsSet() || !p.TotalIncTax.IsSet() || !p.TotalTax.IsSet() {
		t.say("%s came without its total.", place)
	}
	if l.ID <= 0 {
		t.say("%s has no number.", place)
	}
	for _, a := range p.AppliedDiscounts {
		l.Discounts = append(l.Discounts, sales.Applied{Name: string(a.Name), Code: string(a.Code), Target: string(a.Target),
			Amount: t.number(a.Amount, "A discount on ", low)})
	}
	for _, opt := range p.ProductOptions {
		if opt.DisplayName != "" || opt.DisplayValue != "" {
			l.Options = append(l.Options, sales.Option{Name: string(opt.DisplayName), Value: string(first(opt.DisplayValue, opt.Value))})
		}
	}
	return l
}

func (t *translator) fees(s *sales.Order, o bigcommerce.Order, d Details) {
	rows := o.Fees.Rows
	if d.Fees.Read {
		rows = d.Fees.Rows
	}
	for _, f := range rows {
		name := string(first(f.DisplayNameMerchant, f.DisplayNameCustomer, f.Type))
		s.Fees = append(s.Fees, sales.Fee{ID: int64(f.ID), Name: name,
			Cost: t.taxed("The fee ", cut(name, 60), f.Net(), f.CostIncTax, f.CostTax)})
	}
	slices.SortStableFunc(s.Fees, func(a, b sales.Fee) int { return cmp.Compare(a.ID, b.ID) })
}

// taxes takes line_amount as the money of a row: priority_amount is equal to
// it in the only published example and its meaning under compounding is open
// (reference: order-arithmetic T2).
func (t *translator) taxes(s *sales.Order, d Details) {
	s.TaxesRead = d.Taxes.Read
	for _, r := range d.Taxes.Rows {
		place := "The tax " + cut(string(r.Name), 60)
		low := lower(place)
		if r.OrderID != 0 && int64(r.OrderID) != int64(s.ID) {
			t.say("%s belongs to order %d.", place, r.OrderID)
		}
		s.Taxes = append(s.Taxes, sales.TaxRow{Name: string(r.Name), Class: string(r.Class),
			Rate: t.number(r.Rate, "The rate of ", low), Amount: t.number(r.LineAmount, place),
			LineID: int64(r.OrderProductID), Kind: string(r.LineItemType), AddressID: int64(r.OrderAddressID),
			Priority: int(t.whole(r.Priority, "The priority of ", low))})
	}
	slices.SortStableFunc(s.Taxes, func(a, b sales.TaxRow) int {
		return cmp.Or(cmp.Compare(a.LineID, b.LineID), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.AddressID, b.AddressID),
			cmp.Compare(a.Priority, b.Priority), cmp.Compare(a.Name, b.Name))
	})
}

// coupons takes the coupons as read, else from the lines (see couponsOnLines).
func (t *translator) coupons(s *sales.Order, d Details) {
	if !d.Coupons.Read {
		if c, whole := couponsOnLines(s.Lines, s.CouponDiscount); whole {
			s.Coupons = c
		}
		return
	}
	for _, c := range d.Coupons.Rows {
		if c.OrderID != 0 && int64(c.OrderID) != int64(s.ID) {
			t.say("Coupon %s belongs to order %d.", cut(string(c.Code), 60), c.OrderID)
		}
		s.Coupons = append(s.Coupons, sales.Coupon{ID: int64(c.ID), Code: string(c.Code),
			Type: int(t.whole(c.Type, "The kind of a coupon")), Discount: t.number(c.Discount, "The discount of coupon ", cut(string(c.Code), 60))})
	}
	slices.SortStableFunc(s.Coupons, func(a, b sales.Coupon) int { return cmp.Compare(a.ID, b.ID) })
}

// couponsOnLines reads the coupons from the discounts that lie on the lines.
// whole tells that they account for the whole coupon discount of the header to
// the last digit: then no part of it fell on shipping, and the list of coupons
// has nothing to add that money depends on.
func couponsOnLines(lines []sales.Line, want money.Decimal) (out []sales.Coupon, whole bool) {
	at := map[string]int{}
	var sum money.Decimal
	for _, l := range lines {
		for _, a := range l.Discounts {
			if a.Code == "" {
				continue
			}
			i, ok := at[a.Code]
			if !ok {
				i = len(out)
				at[a.Code] = i
				out = append(out, sales.Coupon{Code: a.Code, Type: couponPerTotal})
			}
			out[i].Discount = out[i].Discount.Add(a.Amount)
			sum = sum.Add(a.Amount)
		}
	}
	return out, sum.Equal(want)
}

// couponPerTotal is the kind of a coupon that takes from the goods.
const couponPerTotal = 2

func (t *translator) payments(s *sales.Order, d Details) {
	s.PaymentsRead = d.Transactions.Read
	for _, p := range d.Transactions.Rows {
		if p.OrderID != 0 && int64(p.OrderID) != int64(s.ID) {
			t.say("Payment %d belongs to order %d.", p.ID, p.OrderID)
		}
		s.Payments = append(s.Payments, sales.Payment{ID: int64(p.ID), Event: string(p.Event), Method: string(p.Method),
			Gateway: string(p.Gateway), GatewayID: string(p.GatewayTransactionID), Amount: t.number(p.Amount, "The amount of a payment"),
			Currency: string(p.Currency), OK: p.Status == "ok", Test: bool(p.Test), FraudReview: bool(p.FraudReview),
			Named: cmp.Or(string(p.Offline.Value.DisplayName), string(p.Custom.Value.PaymentMethod)),
			At:    p.DateCreated.Time(), RefersTo: int64(p.ReferenceTransactionID),
			CardType: string(p.CreditCard.Value.Type), CardLast4: string(p.CreditCard.Value.Last4)})
	}
	slices.SortStableFunc(s.Payments, func(a, b sales.Payment) int { return cmp.Compare(a.ID, b.ID) })
}
