package main

import (
	"math/big"
	"slices"
	"strings"
	"time"

	"countinghouse/cmd/countinghouse/internal/truth"
	"countinghouse/simulator/shop"
)

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
		return dead && back < t.Total
	case "deleted-after-posting":
		return t.Deleted
	case "archived-after-posting":
		return t.Archived
	case "unsold-after-posting":
		return t.Status == shop.Incomplete || t.Status == shop.Pending
	case "unpaid-after-posting": // it was, by the store's word or before it was edited
		return money.Got < money.Due
	case "payment-differs": // the transactions say one thing, the status another
		return truth.SaidPaid(t) && money.Got > 0 && money.Got != money.Due
	case "refund-unexplained": // what was refunded was sold for something else by then
		return editedAfterRefund(p.w.Shop.Story(t.ID))
	case "changed-after-posting": // it is not clear what the change was made for
		return edited && (len(t.Refunds) > 0 || money.Got != money.Due || dead || len(t.Payments) > 1)
	case "tax-group-missing": // it went to places of different states
		return p.w.o.Treatment == "quickbooks" && p.computedElse(t)
	case "gone-from-store": // a refund was declined after it was entered
		return declined
	case "payment-unmapped": // the store names no method at all
		return t.Method == ""
	case "tax-share", "rounding": // QuickBooks would compute another tax
		return p.w.o.Treatment == "quickbooks" && p.computedElse(t)
	case "payment-unclear": // what was paid too much is just what a certificate had paid
		return money.Got > money.Due && money.Got == truth.Cents(t.Total/100)
	case "refund-before-start":
		return t.Created.Before(time.Now().AddDate(0, 0, -55))
	case "refund-differs": // a refund of nothing, which moves tax
		return slices.ContainsFunc(t.Refunds, func(r shop.TruthRefund) bool { return r.Total == 0 })
	}
	return t.Contradiction != ""
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

// computedElse tells whether tax computed on the sums of a document, as
// QuickBooks does, would differ by more than is allowed from what the store
// collected or gave back: there, each line is rounded by itself, a refund may
// be dictated, and parts of one order may have different rates.
func (p *proving) computedElse(t shop.Truth) bool {
	var base shop.Money
	rates := ""
	for _, l := range t.Lines {
		if l.Tax == 0 {
			continue
		}
		base += l.Charged
		if k := rateNames(l.TaxByRate); rates == "" || rates == k {
			rates = k
		} else {
			return true
		}
	}
	for _, x := range [][2]shop.Money{{t.Shipping, t.ShippingTax}, {t.Handling, t.HandlingTax}, {t.Wrapping, t.WrappingTax}, {t.Fees, t.FeesTax}} {
		if x[1] != 0 {
			base += x[0]
		}
	}
	if rateNames(t.TaxByRate) != rates || p.otherTax(base, t.TaxByRate) {
		return true
	}
	for _, r := range t.Refunds {
		var back shop.Money
		for _, l := range r.Lines {
			if l.Tax != 0 {
				back += l.Net
			}
		}
		for _, x := range [][2]shop.Money{{r.Shipping, t.ShippingTax}, {r.Handling, t.HandlingTax}, {r.Wrapping, t.WrappingTax}, {r.Fees, t.FeesTax}} {
			if x[1] != 0 {
				back += x[0]
			}
		}
		if r.Override || p.otherTax(back, r.TaxByRate) {
			return true
		}
	}
	return false
}

func rateNames(rates map[string]shop.Money) string {
	var names []string
	for n, m := range rates {
		if m != 0 {
			names = append(names, n)
		}
	}
	slices.Sort(names)
	return strings.Join(names, " + ")
}

// otherTax tells whether any rate makes of the base another tax than was told.
func (p *proving) otherTax(base shop.Money, told map[string]shop.Money) bool {
	for _, r := range p.w.Shop.Rates() {
		m := told[r.Name]
		if m == 0 {
			continue
		}
		percent, ok := new(big.Rat).SetString(r.Percent)
		if !ok {
			p.Fatalf("the rate %s is %q", r.Name, r.Percent)
		}
		cents := new(big.Rat).Mul(percent, big.NewRat(int64(base), 100*100))
		off := new(big.Rat).Sub(cents, big.NewRat(int64(m), 100))
		// QuickBooks rounds what it computes: half a cent more does not show.
		if off.Abs(off).Cmp(new(big.Rat).SetFrac64(2*int64(p.w.o.Allowed)+1, 2)) >= 0 {
			return true
		}
	}
	return false
}
