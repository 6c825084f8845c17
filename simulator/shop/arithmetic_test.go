package shop

import (
	"fmt"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// books checks one order's answers against the identities of the sheet
// order-arithmetic and collects what fails.
type books struct {
	c         *client
	o         object
	id        int64
	side, off string // "inc_tax" or "ex_tax"; the other one
	lines     []object
	truth     Truth
	edited    bool // prices were changed
	fails     []string
}

func sum(parts ...*big.Rat) *big.Rat {
	s := new(big.Rat)
	for _, p := range parts {
		s.Add(s, p)
	}
	return s
}

func neg(r *big.Rat) *big.Rat { return new(big.Rat).Neg(r) }

func (b *books) same(rule string, left, right *big.Rat) {
	if left.Cmp(right) != 0 {
		b.fails = append(b.fails, fmt.Sprintf("%s: %s is not %s", rule, left.FloatString(4), right.FloatString(4)))
	}
}

func (b *books) of(o object, key string) *big.Rat { return amount(b.c.t, o, key) }

// audit reads everything there is about an order and returns what disagrees.
func audit(c *client, o object) []string { return auditOf(&books{c: c}, o) }

// auditEdited does so for an order whose lines staff changed, and whose money
// is not what it costs now.
func auditEdited(c *client, o object) []string { return auditOf(&books{c: c, edited: true}, o) }

func auditOf(b *books, o object) []string {
	c := b.c
	*b = books{edited: b.edited, c: c, o: o, id: number(c.t, o, "id"), side: "ex_tax", off: "inc_tax"}
	if o["is_tax_inclusive_pricing"].(bool) {
		b.side, b.off = "inc_tax", "ex_tax"
	}
	b.truth, _ = c.shop.Truth(b.id)
	b.lines = rows(c.get(fmt.Sprintf("v2/orders/%d/products?limit=250", b.id)))
	b.checkLines()
	b.checkHeader()
	b.checkTaxes()
	b.checkDiscounts()
	b.checkMoney()
	b.checkRefunds()
	return b.fails
}

func (b *books) checkLines() {
	n := new(big.Rat)
	parents := map[string]bool{}
	for _, l := range b.lines {
		parents[fmt.Sprint(l["id"])] = true
	}
	for _, l := range b.lines {
		for _, p := range []string{"price", "total", "wrapping_cost", "cost_price"} {
			b.same("L1 L2 "+p, b.of(l, p+"_inc_tax"), sum(b.of(l, p+"_ex_tax"), b.of(l, p+"_tax")))
		}
		q := b.of(l, "quantity")
		b.same("L3", b.of(l, "total_"+b.side), new(big.Rat).Mul(b.of(l, "price_"+b.side), q))
		b.same("L4", b.of(l, "base_total"), new(big.Rat).Mul(b.of(l, "base_price"), q))
		if b.truth.Kind != KindPriceOverride && !b.edited {
			b.same("L5", b.of(l, "base_total"), b.of(l, "total_"+b.side))
		}
		n.Add(n, q)
		if p := l["parent_order_product_id"]; p != nil {
			if b.truth.Kind != KindPricedBundle && !b.edited {
				b.same("L10", b.of(l, "total_inc_tax"), new(big.Rat))
			}
			if !parents[fmt.Sprint(p)] {
				b.fails = append(b.fails, fmt.Sprintf("L10: parent %v is not in the order", p))
			}
		}
		if q.Sign() <= 0 {
			b.fails = append(b.fails, "L11: a line without quantity")
		}
	}
	b.same("L8", n, b.of(b.o, "items_total"))
}

func (b *books) total(of []object, key string) *big.Rat {
	s := new(big.Rat)
	for _, o := range of {
		s.Add(s, b.of(o, key))
	}
	return s
}

func (b *books) checkHeader() {
	o := b.o
	for _, c := range []string{"total", "subtotal", "shipping_cost", "handling_cost", "wrapping_cost"} {
		b.same("O1-O3 "+c, b.of(o, c+"_inc_tax"), sum(b.of(o, c+"_ex_tax"), b.of(o, c+"_tax")))
	}
	addresses := rows(b.c.get(fmt.Sprintf("v2/orders/%d/shipping_addresses?limit=250", b.id)))
	fees := rows(o["fees"])
	// Shipping coupons may also be counted in coupon_discount: §5 step 5b.
	again := new(big.Rat)
	if b.c.shop.opt.ShippingCouponsInDiscount {
		for _, c := range rows(b.c.get(fmt.Sprintf("v2/orders/%d/coupons", b.id))) {
			if kind := number(b.c.t, c, "type"); kind == 3 || kind == 4 {
				again.Add(again, b.of(c, "discount"))
			}
		}
	}
	b.same("O4", b.of(o, "total_"+b.side), sum(
		b.of(o, "subtotal_"+b.side), b.of(o, "shipping_cost_"+b.side), b.of(o, "handling_cost_"+b.side), b.of(o, "wrapping_cost_"+b.side),
		neg(b.of(o, "discount_amount")), neg(b.of(o, "coupon_discount")), again, b.total(fees, "cost_"+b.side)))
	b.same("O6", b.of(o, "subtotal_"+b.side), b.total(b.lines, "total_"+b.side))
	b.same("O7 shipping", b.of(o, "shipping_cost_"+b.side), b.total(addresses, "cost_"+b.side))
	b.same("O7 handling", b.of(o, "handling_cost_"+b.side), b.total(addresses, "handling_cost_"+b.side))
	b.same("O8", b.of(o, "wrapping_cost_"+b.side), b.total(b.lines, "wrapping_cost_"+b.side))
	b.same("O10", b.of(o, "total_inc_tax"), sum(
		b.total(b.lines, "discounted_total_inc_tax"), b.of(o, "shipping_cost_inc_tax"), b.of(o, "handling_cost_inc_tax"),
		b.of(o, "wrapping_cost_inc_tax"), b.total(fees, "cost_inc_tax")))
	if b.of(o, "total_inc_tax").Sign() < 0 {
		b.fails = append(b.fails, "O11: negative total")
	}
	for _, a := range addresses {
		b.same("A1", b.of(a, "cost_inc_tax"), sum(b.of(a, "cost_ex_tax"), b.of(a, "cost_tax")))
		b.same("base", b.of(a, "base_cost"), b.of(a, "cost_"+b.side))
	}
	b.same("refunded_amount is always nought", b.of(o, "refunded_amount"), new(big.Rat))
}

func (b *books) checkTaxes() {
	var taxes []object
	for page := 1; len(taxes) == 250*(page-1); page++ {
		taxes = append(taxes, rows(b.c.get(fmt.Sprintf("v2/orders/%d/taxes?details=true&limit=250&page=%d", b.id, page)))...)
	}
	b.same("O9 T1", b.of(b.o, "total_tax"), b.total(taxes, "line_amount"))
	byKind := map[string]*big.Rat{"item": {}, "shipping": {}, "handling": {}, "gift-wrapping": {}}
	byLine, onFees := map[string]*big.Rat{}, new(big.Rat)
	for _, r := range taxes {
		kind := r["line_item_type"].(string)
		byKind[kind].Add(byKind[kind], b.of(r, "line_amount"))
		id, ofLine := r["order_product_id"].(string)
		switch {
		case kind == "item" && !ofLine:
			onFees.Add(onFees, b.of(r, "line_amount"))
		case kind == "item":
			byLine[id] = sum(b.of(r, "line_amount"), orNought(byLine[id]))
		}
	}
	b.same("T5 fees", b.total(rows(b.o["fees"]), "cost_tax"), onFees)
	b.same("T5 shipping", b.of(b.o, "shipping_cost_tax"), byKind["shipping"])
	b.same("T5 handling", b.of(b.o, "handling_cost_tax"), byKind["handling"])
	b.same("T5 wrapping", b.of(b.o, "wrapping_cost_tax"), byKind["gift-wrapping"])
	for _, l := range b.lines {
		// L7, D4: after discounts, tax included.
		full, off := b.of(l, "total_"+b.side), new(big.Rat)
		for _, a := range rows(l["applied_discounts"]) {
			off.Add(off, b.of(a, "amount"))
		}
		want := sum(full, neg(off))
		if b.side == "ex_tax" {
			want = sum(want, orNought(byLine[fmt.Sprint(l["id"])]))
		}
		b.same("L7", b.of(l, "discounted_total_inc_tax"), want)
	}
}

func orNought(r *big.Rat) *big.Rat {
	if r == nil {
		return new(big.Rat)
	}
	return r
}

func (b *books) checkDiscounts() {
	coupons := rows(b.c.get(fmt.Sprintf("v2/orders/%d/coupons", b.id)))
	goods, all, applied, coded := new(big.Rat), new(big.Rat), new(big.Rat), new(big.Rat)
	for _, c := range coupons {
		all.Add(all, b.of(c, "discount"))
		if kind := number(b.c.t, c, "type"); kind != 3 && kind != 4 {
			goods.Add(goods, b.of(c, "discount"))
		}
	}
	for _, l := range b.lines {
		for _, a := range rows(l["applied_discounts"]) {
			applied.Add(applied, b.of(a, "amount"))
			if a["code"] != nil {
				coded.Add(coded, b.of(a, "amount"))
			}
		}
	}
	want := goods
	if b.c.shop.opt.ShippingCouponsInDiscount {
		want = all
	}
	b.same("D1", b.of(b.o, "coupon_discount"), want)
	b.same("D2 coupons", coded, goods)
	b.same("D2", sum(applied, neg(coded)), b.of(b.o, "discount_amount"))
}

func (b *books) checkMoney() {
	got, tenders := new(big.Rat), new(big.Rat)
	paid := false
	for _, tx := range rows(b.c.get(fmt.Sprintf("v3/orders/%d/transactions", b.id))) {
		event := tx["event"].(string)
		if tx["status"] != "ok" || tx["test"] == true || event != "purchase" && event != "capture" {
			continue
		}
		got.Add(got, b.of(tx, "amount"))
		switch tx["method"] {
		case "gift_certificate", "store_credit":
			tenders.Add(tenders, b.of(tx, "amount"))
		default:
			paid = true
		}
	}
	due := b.of(b.o, "total_inc_tax")
	b.same("P2", tenders, sum(b.of(b.o, "store_credit_amount"), b.of(b.o, "gift_certificate_amount")))
	switch k := b.truth.Kind; {
	case b.truth.Channel == channelAmazon: // the marketplace collects by itself
		b.same("no transactions of a marketplace", got, new(big.Rat))
	case b.edited, k == KindPartPaid, k == KindPartCaptured, k == KindOverpaid:
		b.same("P3 by truth", got, money(b.truth.Received()))
	case paid:
		b.same("P3", got, due)
	}
}

func (b *books) checkRefunds() {
	refunds := rows(b.c.get(fmt.Sprintf("v3/orders/payment_actions/refunds?order_id:in=%d", b.id)))
	back := new(big.Rat)
	pieces := map[string]int64{}
	for _, r := range refunds {
		b.same("R1", b.of(r, "total_amount"), b.total(rows(r["payments"]), "amount"))
		back.Add(back, b.of(r, "total_amount"))
		for _, it := range rows(r["items"]) {
			if it["item_type"] == "PRODUCT" {
				pieces[fmt.Sprint(it["item_id"])] += number(b.c.t, it, "quantity")
			}
		}
	}
	for _, l := range b.lines {
		if n := number(b.c.t, l, "quantity_refunded"); n != pieces[fmt.Sprint(l["id"])] {
			b.fails = append(b.fails, fmt.Sprintf("R6: %d pieces refunded, records tell %d", n, pieces[fmt.Sprint(l["id"])]))
		}
	}
	whole := back.Cmp(b.of(b.o, "total_inc_tax")) == 0
	if status := Status(number(b.c.t, b.o, "status_id")); !b.edited && len(refunds) > 0 && whole != (status == Refunded) || back.Cmp(b.of(b.o, "total_inc_tax")) > 0 {
		b.fails = append(b.fails, "R7: status and refunds disagree")
	}
}

func money(m Money) *big.Rat { return big.NewRat(int64(m), int64(Unit)) }

// everything is every kind of order but the one whose tax has no rows.
func everything() []Kind {
	var ks []Kind
	for _, k := range AllKinds() {
		if k != KindMarketplaceTaxed {
			ks = append(ks, k)
		}
	}
	return ks
}

func TestOrdersAddUpOnTheSideOnWhichPricesAreEntered(t *testing.T) {
	for _, o := range []Options{{Seed: 1}, {Seed: 2, Inclusive: true}, {Seed: 3, ShippingCouponsInDiscount: true}, {Seed: 4, Inclusive: true, ShippingCouponsInDiscount: true},
		{Seed: 5, Country: "CA"}, {Seed: 6, Country: "GB"}, {Seed: 7, Country: "AU"}, {Seed: 8, Country: "GB", NetPrices: true}} {
		c := open(t, o)
		for _, k := range everything() {
			c.shop.SellOne(k)
		}
		c.shop.Sell(60)
		for _, order := range c.orders() {
			truth, _ := c.shop.Truth(number(t, order, "id"))
			for _, f := range audit(c, order) {
				t.Errorf("inclusive %v, order %d (%s): %s", o.Inclusive, truth.ID, truth.Kind, f)
			}
		}
	}
}

func TestOrdersStillAddUpWhateverHappensToThem(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := open(t, Options{Seed: rapid.Uint64().Draw(rt, "seed"), Inclusive: rapid.Bool().Draw(rt, "inclusive")})
		kind := rapid.SampledFrom(everything()).Draw(rt, "kind")
		id := c.shop.SellOne(kind)
		for _, act := range rapid.SliceOfN(rapid.SampledFrom([]string{"edit", "pay", "ship", "piece", "allowance", "refund"}), 0, 3).Draw(rt, "acts") {
			switch act {
			case "edit": // staff edits before money came
				if c.get(fmt.Sprintf("v3/orders/%d/transactions", id)) == nil {
					_ = c.shop.Edit(id)
				}
			case "pay":
				_ = c.shop.Pay(id)
			case "ship":
				_ = c.shop.Ship(id)
			case "piece":
				_ = c.shop.RefundPiece(id)
			case "allowance":
				_ = c.shop.RefundAllowance(id)
			case "refund":
				_ = c.shop.Refund(id)
			}
		}
		o := c.get(fmt.Sprintf("v2/orders/%d?include=fees", id)).(object)
		if fails := audit(c, o); len(fails) > 0 {
			rt.Fatalf("%s order: %v", kind, fails)
		}
	})
}

func TestEveryContradictionIsSeenInTheAnswers(t *testing.T) {
	on := map[string]Kind{SpoilCoupon: KindPercentCoupon, SpoilFees: KindFee}
	for _, what := range Spoils() {
		for _, inclusive := range []bool{false, true} {
			c := open(t, Options{Seed: 9, Inclusive: inclusive})
			kind := on[what]
			if kind == "" {
				kind = KindTaxed
			}
			id, err := c.shop.SellContradiction(kind, what)
			if err != nil {
				t.Fatal(err)
			}
			o := c.get(fmt.Sprintf("v2/orders/%d?include=fees", id)).(object)
			if len(audit(c, o)) == 0 {
				t.Errorf("%s (inclusive %v): the order still adds up", what, inclusive)
			}
			if truth, _ := c.shop.Truth(id); truth.Contradiction != what {
				t.Errorf("%s: the truth tells %q", what, truth.Contradiction)
			}
		}
	}
}

func TestTruthAddsUp(t *testing.T) {
	for _, inclusive := range []bool{false, true} {
		s := New(Options{Seed: 5, Inclusive: inclusive, Now: clock})
		s.Sell(600)
		for _, k := range everything() {
			s.SellOne(k)
		}
		for _, x := range s.Truths() {
			if got := x.Items - x.Discount + x.GiftCertificates + x.Shipping + x.Handling + x.Wrapping + x.Fees + x.Tax; got != x.Total {
				t.Errorf("inclusive %v: order %d (%s): parts make %s, total is %s", inclusive, x.ID, x.Kind, got, x.Total)
			}
			var tax Money
			for _, m := range x.TaxByRate {
				tax += m
			}
			if tax != x.Tax {
				t.Errorf("order %d (%s): rates make %s, tax is %s", x.ID, x.Kind, tax, x.Tax)
			}
			if x.Sale() && x.Status != AwaitingPayment && x.Kind != KindOnAccount && x.Kind != KindAuthorized && x.Kind != KindPartCaptured && x.Kind != KindOverpaid && x.Received() != x.Total {
				t.Errorf("order %d (%s, status %d): received %s of %s", x.ID, x.Kind, x.Status, x.Received(), x.Total)
			}
		}
	}
}
