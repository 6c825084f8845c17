package sales

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"sort"
	"strconv"
)

// Fingerprint is a hash of the money and the goods of the order: lines,
// charges, discounts, fees, taxes, total and currency. Two readings of an order
// with one fingerprint are the same sale; its status, dates, addresses and
// payments may differ. It does not depend on the order in which the store
// lists lines, coupons, fees and taxes.
func (o Order) Fingerprint() string {
	h := sha256.New()
	row(h, "order", string(o.Store), strconv.FormatInt(int64(o.ID), 10), o.Currency)
	for _, t := range []Taxed{o.ShippingCost, o.Handling, o.Wrapping, o.Total} {
		row(h, "charge", t.Ex.String(), t.Inc.String(), t.Tax.String())
	}
	row(h, "discounts", o.Discount.String(), o.CouponDiscount.String(), o.StoreCreditPaid.String(), o.GiftCertificatePaid.String())

	var rows []string
	for _, l := range o.Lines {
		rows = append(rows, fmt.Sprintf("line\x1f%d\x1f%s\x1f%s\x1f%s\x1f%s\x1f%s\x1f%s", l.ID, l.SKU, l.Type, l.Quantity, l.Total.Ex, l.Total.Inc, l.Total.Tax))
	}
	for _, c := range o.Coupons {
		rows = append(rows, fmt.Sprintf("coupon\x1f%s\x1f%s", c.Code, c.Discount))
	}
	for _, f := range o.Fees {
		rows = append(rows, fmt.Sprintf("fee\x1f%s\x1f%s\x1f%s", f.Name, f.Cost.Ex, f.Cost.Inc))
	}
	for _, t := range o.Taxes {
		rows = append(rows, fmt.Sprintf("tax\x1f%s\x1f%d\x1f%s\x1f%s", t.Name, t.LineID, t.Kind, t.Amount))
	}
	sort.Strings(rows)
	for _, r := range rows {
		row(h, r)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// row writes fields so that no two different lists of fields read the same.
func row(w io.Writer, fields ...string) {
	for _, f := range fields {
		fmt.Fprintf(w, "%d:%s", len(f), f) // a hash never fails to take bytes
	}
	fmt.Fprint(w, "\n")
}
