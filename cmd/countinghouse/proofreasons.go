package main

import (
	"maps"
	"math/big"
	"slices"
	"strings"

	"countinghouse/cmd/countinghouse/internal/truth"
	"countinghouse/simulator/shop"
)

// rightlyOnce is rightly, of an order that left the store's list by what it was
// when it was read.
func (p *proving) rightlyOnce(code string, t shop.Truth) bool {
	return p.rightly(code, t) || (t.Deleted || t.Archived) && slices.ContainsFunc(p.seen[t.ID], func(x shop.Truth) bool { return p.rightly(code, x) })
}

// rightly tells whether an order may be held for a reason, by what happened to it.
func (p *proving) rightly(code string, t shop.Truth) bool {
	dead := t.Status == shop.Cancelled || t.Status == shop.Declined
	money := p.settings.Came(t)
	back := shop.Money(0)
	declined, edited := false, false
	for _, r := range t.Refunds {
		back += r.Total
		declined = declined || r.Declined > 0
	}
	for _, h := range p.w.Shop.Story(t.ID) {
		edited = edited || h.Act == shop.ActEdit
	}
	switch code {
	case "manual-verification", "disputed", "doubted-after-posting":
		return t.Status == shop.ManualVerification || t.Status == shop.Disputed
	case "cancelled-with-money":
		return dead && money.Got > 0
	case "cancelled-after-posting":
		return dead && (back < t.Total || t.Total == 0)
	case "deleted-after-posting":
		return t.Deleted
	case "archived-after-posting":
		return t.Archived
	case "unsold-after-posting":
		return t.Status == shop.Incomplete || t.Status == shop.Pending
	case "unpaid-after-posting": // it was, by the store's word or before it was edited
		return money.Got < money.Due
	case "payment-differs": // the transactions say one thing, the status another
		return truth.SaidPaid(t) && money.Got > 0 && money.Got != money.Due && (edited || money.Got+truth.Cents(t.Reserved/100) < money.Due)
	case "tender-exceeds": // it was edited to less than a certificate had paid
		return money.Due < 0
	case "refund-of-excess": // what was paid too much may be what went back
		return money.Got > money.Due && len(t.Refunds) > 0
	case "refund-waits": // with its order, which is held; or what went back by hand may have settled the invoice of one
		if edited && slices.ContainsFunc(t.Refunds, byHand) {
			return true
		}
		return len(t.Refunds) > 0 && (dead || t.Deleted || t.Archived || t.Status == shop.ManualVerification || t.Status == shop.Disputed || t.Status == shop.Incomplete || t.Status == shop.Pending)
	case "refund-unexplained": // what was refunded was sold for something else by then
		return editedAfterRefund(p.w.Shop.Story(t.ID)) || edited && (t.Kind == shop.KindRefunded || t.Kind == shop.KindPartlyRefunded)
	case "changed-after-posting": // it is not clear what the change was made for
		if len(t.Refunds) > 0 && p.laterByLiability(t) {
			return true
		}
		return edited && (len(t.Refunds) > 0 || money.Got != money.Due || dead || len(t.Payments) > 1 || !t.Sale() || p.w.o.Treatment == "quickbooks" && p.computedElse(t) || t.Status == shop.ManualVerification || t.Status == shop.Disputed)
	case "paid-otherwise": // the status said so, and then the money came in another way
		return slices.ContainsFunc(p.seen[t.ID], func(x shop.Truth) bool { return truth.SaidPaid(x) && p.settings.Came(x).Got == 0 })
	case "tax-rows-missing": // a taxed fee beside goods of several rates: the store tells no rate of fees; or a refund that moves tax of an order that has none
		return t.FeesTax != 0 && p.w.o.Country == "GB" && p.w.o.Treatment == "quickbooks" ||
			len(t.TaxByRate) == 0 && slices.ContainsFunc(t.Refunds, func(r shop.TruthRefund) bool { return r.Tax != 0 })
	case "tax-unmapped": // shipping to places of different rates is one charge
		return t.Kind == shop.KindSeveralDestinations && p.w.o.Country != "" && p.w.o.Treatment == "quickbooks"
	case "tax-group-missing": // it went to places of different states
		return p.w.o.Treatment == "quickbooks" && p.computedElse(t)
	case "gone-from-store": // a refund was declined after it was entered
		return declined
	case "payment-unmapped": // the store names no method at all
		return t.Method == ""
	case "tax-share", "rounding": // QuickBooks would compute another tax, or nobody tells the rate of a fee
		return p.w.o.Treatment == "quickbooks" && (p.computedElse(t) || t.FeesTax != 0 && p.w.o.Country == "GB")
	case "payment-unclear": // what was paid too much is just what a certificate had paid; or one paid all before an edit to more, and what paid the rest is told nowhere
		if edited && truth.SaidPaid(t) && (t.Method == "Gift Certificate" || t.Method == "Store Credit") && t.Tenders[t.Method] > 0 && money.Got == 0 && money.Due > 0 {
			return true
		}
		return money.Got > money.Due && money.Got == truth.Cents(t.Total/100) || p.paidByWordBefore(t, money)
	case "refund-before-start":
		return t.Created.Before(p.w.o.now().AddDate(0, 0, -55))
	case "refund-differs": // a refund of nothing, which moves tax
		return slices.ContainsFunc(t.Refunds, func(r shop.TruthRefund) bool { return r.Total == 0 })
	}
	return t.Contradiction != ""
}

// paidByWordBefore tells whether an order was paid by the store's word when it
// was read, of which the payments that are told now are more than that, and
// none of the first of them together are just that: whether the money of then
// is among them is told nowhere. A sales receipt is of all that is due, so
// payments of all that is due are its money.
func (p *proving) paidByWordBefore(t shop.Truth, now truth.Money) bool {
	return slices.ContainsFunc(p.seen[t.ID], func(x shop.Truth) bool {
		was := p.settings.Came(x)
		if !truth.SaidPaid(x) || was.Got != 0 || was.Due <= 0 || now.Got <= was.Due || now.Got == now.Due && p.w.o.Style == "" {
			return false
		}
		first := truth.Cents(0)
		for _, y := range t.Payments {
			if y.ID == 0 || y.Tender == "Gift Certificate" || y.Tender == "Store Credit" {
				continue
			}
			if first += truth.Cents(y.Amount / 100); first == was.Due {
				return false
			}
		}
		return true
	})
}

// byHand tells that money of a refund went back outside the store.
func byHand(r shop.TruthRefund) bool {
	return slices.ContainsFunc(r.Payments, func(x shop.TruthRefundPayment) bool {
		return x.Offline && !x.Declined && x.Tender != "Gift Certificate" && x.Tender != "Store Credit"
	})
}

// laterByLiability tells whether store credit or a gift certificate paid for a
// part of an order after it was read the first time: what was to be collected
// is another sum then, as after an edit.
func (p *proving) laterByLiability(t shop.Truth) bool {
	paid := func(x shop.Truth) shop.Money { return x.Tenders["Store Credit"] + x.Tenders["Gift Certificate"] }
	return slices.ContainsFunc(p.seen[t.ID], func(x shop.Truth) bool { return paid(x) != paid(t) })
}

// editedAfterRefund tells whether an order was edited after something of it was refunded.
func editedAfterRefund(story []shop.Happening) bool {
	refunded := false
	for _, h := range story {
		refunded = refunded || h.Act == shop.ActRefund
		if h.Act == shop.ActEdit && refunded {
			return true
		}
	}
	return false
}

// taxed is a part of a document on which rates were charged.
type taxed struct {
	base  shop.Money
	rates string // names, sorted
}

// computedElse tells whether tax computed on the sums of a document, as
// QuickBooks does, would differ by more than can be set right from what the
// store collected or gave back: there, each line is rounded by itself, and a
// refund may be dictated.
func (p *proving) computedElse(t shop.Truth) bool {
	charges := rateNames(t.TaxByRate)
	for _, l := range t.Lines { // downloads may be taxed in another place
		if l.Tax != 0 && rateNames(l.TaxByRate) != charges && p.w.o.Country == "CA" {
			return true
		}
	}
	if p.w.o.Country == "GB" {
		charges = "VAT 20%" // beside it there are rates for some goods only
	}
	var parts []taxed
	for _, l := range t.Lines {
		parts = append(parts, taxed{l.Charged, rateNames(l.TaxByRate)})
	}
	add := func(m, tax shop.Money) {
		if tax != 0 {
			parts = append(parts, taxed{m, charges})
		}
	}
	add(t.Shipping, t.ShippingTax)
	add(t.Handling, t.HandlingTax)
	add(t.Wrapping, t.WrappingTax)
	add(t.Fees, t.FeesTax)
	if p.otherTax(parts, t.TaxByRate) {
		return true
	}
	for _, r := range t.Refunds {
		if r.Tax != 0 && p.w.o.Country == "CA" {
			return true // on which cents of price and discount it is computed is not told
		}
		parts = nil
		for _, l := range r.Lines {
			i := slices.IndexFunc(t.Lines, func(x shop.TruthLine) bool { return x.ID == l.Line })
			if i >= 0 {
				parts = append(parts, taxed{l.Net, rateNames(t.Lines[i].TaxByRate)})
			}
		}
		add(r.Shipping, t.ShippingTax)
		add(r.Handling, t.HandlingTax)
		add(r.Wrapping, t.WrappingTax)
		add(r.Fees, t.FeesTax)
		if r.Override || p.otherTax(parts, r.TaxByRate) {
			return true
		}
	}
	return false
}

// rateNames are the rates that were charged, of tiny sums at 0.00 too.
func rateNames(rates map[string]shop.Money) string {
	return strings.Join(slices.Sorted(maps.Keys(rates)), " + ")
}

// otherTax tells whether the parts, those of the same rates taken together,
// make another tax of any rate than was told. In the US a document has one set
// of rates only.
func (p *proving) otherTax(parts []taxed, told map[string]shop.Money) bool {
	sets := map[string]shop.Money{}
	for _, x := range parts {
		if x.rates != "" {
			sets[x.rates] += x.base
		}
	}
	abroad := p.w.o.Country != ""
	if !abroad && len(sets) > 1 {
		return true
	}
	allowed := int64(p.w.o.Allowed)
	if abroad && p.w.o.Country != "AU" {
		allowed = 0 // codes can't be set right
	}
	for _, r := range p.w.Shop.Rates() {
		percent, ok := new(big.Rat).SetString(r.Percent)
		if !ok {
			p.Fatalf("the rate %s is %q", r.Name, r.Percent)
		}
		sum := int64(0) // in cents
		for names, base := range sets {
			if slices.Contains(strings.Split(names, " + "), r.Name) {
				sum += roundCents(new(big.Rat).Mul(percent, big.NewRat(int64(base), 100*100)))
			}
		}
		if d := sum - int64(told[r.Name]/100); max(d, -d) > allowed {
			return true
		}
	}
	return false
}

// roundCents rounds half away from zero.
func roundCents(x *big.Rat) int64 {
	half := big.NewRat(1, 2)
	if x.Sign() < 0 {
		return -roundCents(new(big.Rat).Neg(x))
	}
	x = new(big.Rat).Add(x, half)
	return new(big.Int).Quo(x.Num(), x.Denom()).Int64()
}
