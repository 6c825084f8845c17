package books

import (
	"strconv"
	"strings"

	"countinghouse/sales"
)

// UsesOf are the lines of the sheet that an order is about, whatever they are
// mapped to: each once, without a value, under the name of UseOf. It is told of
// the order alone, so that orders can be counted once, when they are read, and
// not for each change of the mapping.
func UsesOf(o sales.Order) []SheetLine {
	u := uses{seen: map[SheetLine]bool{}}
	u.add("style", "")
	u.add("currencies", o.Currency)
	if o.Customer.GroupID != 0 {
		u.add("customers.groups", strconv.FormatInt(o.Customer.GroupID, 10))
	}
	for _, l := range o.Lines {
		u.line(o, l)
	}
	u.charges(o)
	u.taxes(o)
	if o.PaymentMethod != "" {
		u.add("payments", o.PaymentMethod)
	}
	for _, p := range o.Payments {
		for _, name := range []string{p.Named, p.Gateway, p.Method} {
			if name != "" {
				u.add("payments", name)
			}
		}
	}
	for _, p := range o.Shipping {
		if p.Method != "" {
			u.add("ship_methods", p.Method)
		}
	}
	if o.Status == sales.AwaitingPayment {
		u.add("receivable_account", "")
	}
	if len(o.Refunds) > 0 {
		u.add("refunds.by", "")
	}
	return u.out
}

// UseOf is a line of the sheet as UsesOf names it: columns of one row count as
// the row, and a SKU is the same whether it is linked or made.
func UseOf(l SheetLine) SheetLine {
	key := l.Key
	if p := sheetPlaces()[key]; p.table != nil {
		key = p.table.Key
	}
	if key == "items.make" {
		key = "items.links"
	}
	return SheetLine{Key: key, Row: strings.ToLower(strings.Join(strings.Fields(l.Row), " "))}
}

// Counted tells whether orders are counted by the line: of others it isn't known.
func Counted(l SheetLine) bool {
	switch u := UseOf(l); u.Key {
	case "payments":
		return u.Row != "*"
	case "style", "currencies", "customers.groups", "items.links", "items.match_by", "items.custom", "tax.rates", "tax.codes", "tax.zero_item", "ship_methods", "receivable_account", "refunds.by",
		"charges.shipping", "charges.handling", "charges.wrapping", "charges.discount", "charges.coupon", "charges.discount_by", "charges.coupon_by", "charges.fees",
		"charges.gift_certificate", "charges.gift_certificate_spent", "charges.store_credit":
		return true
	}
	return false
}

// uses collects lines, each once.
type uses struct {
	seen map[SheetLine]bool
	out  []SheetLine
}

func (u *uses) add(key, row string) {
	l := UseOf(SheetLine{Key: key, Row: row})
	if !u.seen[l] {
		u.seen[l] = true
		u.out = append(u.out, l)
	}
}

func (u *uses) line(o sales.Order, l sales.Line) {
	switch sku := strings.TrimSpace(l.SKU); {
	case l.Type == sales.GiftCertificate:
		u.add("charges.gift_certificate", "")
	case sku == "":
		u.add("items.custom", "")
	default:
		u.add("items.match_by", "")
		u.add("items.links", sku)
	}
	if !l.Wrapping.Inc.IsZero() {
		u.add("charges.wrapping", "")
	}
	for _, d := range l.Discounts {
		if d.Name != "" && d.Code == "" {
			u.add("charges.discount_by", d.Name)
		}
	}
	var rates []string
	for _, t := range o.Taxes {
		if t.LineID == l.ID {
			rates = append(rates, t.Name)
		}
	}
	if o.TaxesRead || !o.Total.Tax.IsZero() {
		u.add("tax.codes", rateKey(rates))
	}
}

func (u *uses) charges(o sales.Order) {
	if !o.ShippingCost.Inc.IsZero() {
		u.add("charges.shipping", "")
	}
	if !o.Handling.Inc.IsZero() {
		u.add("charges.handling", "")
	}
	if !o.Wrapping.Inc.IsZero() {
		u.add("charges.wrapping", "")
	}
	if !o.Discount.IsZero() {
		u.add("charges.discount", "")
	}
	if !o.CouponDiscount.IsZero() || len(o.Coupons) > 0 {
		u.add("charges.coupon", "")
	}
	for _, c := range o.Coupons {
		u.add("charges.coupon_by", c.Code)
	}
	for _, f := range o.Fees {
		u.add("charges.fees", f.Name)
	}
	if !o.GiftCertificatePaid.IsZero() {
		u.add("charges.gift_certificate_spent", "")
	}
	if !o.StoreCreditPaid.IsZero() {
		u.add("charges.store_credit", "")
	}
}

func (u *uses) taxes(o sales.Order) {
	for _, t := range o.Taxes {
		if t.Name != "" {
			u.add("tax.rates", t.Name)
		}
	}
	if o.Total.Tax.IsZero() {
		u.add("tax.zero_item", "")
	}
}
