package shop

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// sold is an order of a kind, as it is and as the API tells it.
func sold(t *testing.T, c *client, kind Kind) (Truth, object, []object) {
	t.Helper()
	id := c.shop.SellOne(kind)
	x, _ := c.shop.Truth(id)
	o := c.get(fmt.Sprintf("v2/orders/%d?include=fees", id)).(object)
	return x, o, rows(c.get(fmt.Sprintf("v2/orders/%d/products?limit=250", id)))
}

func TestEachAwkwardKindIsWhatItsNameSays(t *testing.T) {
	c := open(t, Options{Seed: 71, Zone: "America/Chicago"})
	want := func(kind Kind, ok bool, what any) {
		t.Helper()
		if !ok {
			t.Errorf("%s: %v", kind, what)
		}
	}
	x, o, _ := sold(t, c, KindTaxedFee)
	want(x.Kind, x.Fees > 0 && rows(o["fees"])[0]["cost_tax"] != "0.0000", o["fees"])

	x, o, _ = sold(t, c, KindStackedDiscounts)
	want(x.Kind, x.Discount > 0 && o["discount_amount"] != "0.0000" && o["coupon_discount"] != "0.0000", o["discount_amount"])

	x, _, lines := sold(t, c, KindPriceOverride)
	want(x.Kind, lines[0]["base_price"] != lines[0]["price_ex_tax"], lines[0]["base_price"])

	x, _, _ = sold(t, c, KindGroupPrice)
	want(x.Kind, x.Group == 3 && x.Discount == 0, x.Group)

	x, _, lines = sold(t, c, KindPricedBundle)
	want(x.Kind, lines[2]["parent_order_product_id"] != nil && lines[2]["total_ex_tax"] != "0.0000", lines[2])

	x, _, lines = sold(t, c, KindModifiers)
	want(x.Kind, len(rows(lines[0]["product_options"])) >= 3, lines[0]["product_options"])

	x, o, lines = sold(t, c, KindMixedDelivery)
	want(x.Kind, o["order_is_digital"] == false && lines[len(lines)-1]["type"] == "digital", o["order_is_digital"])

	x, _, _ = sold(t, c, KindFreeSample)
	want(x.Kind, x.Items == 0 && x.Discount == 0 && x.Total == x.Shipping+x.Tax, x.Total)

	x, _, lines = sold(t, c, KindFreeLine)
	want(x.Kind, lines[0]["total_inc_tax"] == "0.0000" && x.Items > 0, lines[0])

	x, _, lines = sold(t, c, KindHundredLines)
	want(x.Kind, len(lines) == 120, len(lines))

	x, _, lines = sold(t, c, KindDeletedProduct)
	res, _ := c.do("GET", fmt.Sprintf("v3/catalog/products/%v", lines[0]["product_id"]), "")
	want(x.Kind, res.StatusCode == 404 && x.Lines[0].ProductID == 99, res.StatusCode)

	x, _, _ = sold(t, c, KindLongSKU)
	a, b := x.Lines[0].SKU, x.Lines[1].SKU
	want(x.Kind, len(a) > 31 && a[:31] == b[:31] && a != b, a+" "+b)

	x, _, _ = sold(t, c, KindCaseTwins)
	a, b = x.Lines[0].SKU, x.Lines[1].SKU
	want(x.Kind, strings.EqualFold(a, b) && a != b, a+" "+b)

	x, o, _ = sold(t, c, KindGiftSoldAndSpent)
	want(x.Kind, x.GiftCertificates > 0 && x.Tenders["Gift Certificate"] > 0 && o["gift_certificate_amount"] != "0.0000", x.Tenders)

	x, _, _ = sold(t, c, KindTwoCards)
	want(x.Kind, len(x.Payments) == 2 && x.Received() == x.Total, x.Payments)

	x, _, _ = sold(t, c, KindPartPaid)
	want(x.Kind, x.Status == AwaitingPayment && x.Received() > 0 && x.Due() > 0, x.Payments)

	x, _, _ = sold(t, c, KindOverpaid)
	want(x.Kind, x.Due() < 0, x.Due())

	x, _, _ = sold(t, c, KindPartCaptured)
	want(x.Kind, x.Received() > 0 && x.Due() > 0 && x.Reserved == x.Due(), x.Reserved)

	for range 6 {
		x, _, _ = sold(t, c, KindMidnight)
		local := x.Created.In(c.shop.zone).Format("15:04:05")
		want(x.Kind, local == "00:00:00" || local == "23:59:59", local)

		x, _, _ = sold(t, c, KindClockChange)
		_, before := x.Created.Add(-2 * time.Hour).In(c.shop.zone).Zone()
		_, after := x.Created.Add(2 * time.Hour).In(c.shop.zone).Zone()
		want(x.Kind, before != after, x.Created)
	}
	names, latin := 0, 0
	for range 40 {
		x, _, _ = sold(t, c, KindAwkwardName)
		if utf8.RuneCountInString(x.Name) >= 60 {
			names++
		}
		if x.Name[0] < utf8.RuneSelf {
			latin++
		}
	}
	want(KindAwkwardName, names > 0 && latin < 40, names)
	by := map[string]map[string]bool{}
	mails := map[string]map[string]bool{}
	for range 60 {
		x, _, _ = sold(t, c, KindLookAlike)
		add := func(m map[string]map[string]bool, k, v string) {
			if m[k] == nil {
				m[k] = map[string]bool{}
			}
			m[k][v] = true
		}
		add(by, x.Name+x.Zip, strings.ToLower(x.Email))
		add(mails, strings.ToLower(x.Email), x.Name)
	}
	sameName, sameMail := 0, 0
	for _, m := range by {
		sameName = max(sameName, len(m))
	}
	for _, m := range mails {
		sameMail = max(sameMail, len(m))
	}
	want(KindLookAlike, sameName > 1 && sameMail > 1, fmt.Sprint(sameName, sameMail))
}

func TestEachCountryTaxesAsItsRatesSay(t *testing.T) {
	for country, rates := range map[string]map[string]string{
		"CA": {"HST ON": "13.0000", "GST": "5.0000", "PST BC": "7.0000", "QST": "9.9750"},
		"GB": {"VAT 20%": "20.0000", "VAT 5%": "5.0000", "VAT 0%": "0.0000"},
		"AU": {"GST": "10.0000"},
	} {
		c := open(t, Options{Seed: 72, Country: country})
		st := c.get("v2/store").(object)
		home := countries[country]
		if st["country_code"] != country || st["currency"] != home.currency || st["is_price_entered_with_tax"] != home.inclusive {
			t.Errorf("%s: store %v %v %v", country, st["country_code"], st["currency"], st["is_price_entered_with_tax"])
		}
		told := map[string]string{}
		for _, r := range c.shop.Rates() {
			told[r.Name] = r.Percent
		}
		for name, percent := range rates {
			if told[name] != percent {
				t.Errorf("%s: %s is %q", country, name, told[name])
			}
		}
		seen := map[string]bool{}
		for range 150 {
			id := c.shop.SellOne(KindTaxed)
			x, _ := c.shop.Truth(id)
			for _, l := range x.Lines {
				var sum, percent Money
				for name := range l.TaxByRate {
					seen[name] = true
					var whole, part int64
					_, _ = fmt.Sscanf(told[name], "%d.%d", &whole, &part)
					percent += Money(whole*10000 + part)
				}
				// The tax of all rates together, each within half a cent.
				gross := l.Charged + l.Tax
				sum = Money(divide(int64(gross)*int64(percent), int64(percent)+1_000_000))
				if !home.inclusive {
					sum = Money(divide(int64(l.Charged)*int64(percent), 1_000_000))
				}
				if d := l.Tax - sum; d > Cent || d < -Cent {
					t.Errorf("%s: order %d: %s tax on %s at %s", country, id, l.Tax, l.Charged, percent)
				}
			}
		}
		for name := range rates {
			if !seen[name] {
				t.Errorf("%s: nothing was sold at %s", country, name)
			}
		}
		free := 0
		for range 10 {
			id := c.shop.SellOne(KindPlain) // to another country
			if x, _ := c.shop.Truth(id); x.Country != country && x.Tax == 0 {
				free++
			}
		}
		if free != 10 {
			t.Errorf("%s: %d of 10 exports are free of tax", country, free)
		}
	}
	if s := New(Options{Country: "GB", NetPrices: true}); s.opt.Inclusive {
		t.Error("net prices are inclusive")
	}
}

func TestABuyerCanBeGiven(t *testing.T) {
	c := open(t, Options{Seed: 73})
	id := c.shop.SellTo(KindTaxed, Buyer{Guest: true, First: "Ida", Last: "Same", Email: "ida@example.com", Zip: "75201"})
	if x, _ := c.shop.Truth(id); x.CustomerID != 0 || x.Name != "Ida Same" || x.Email != "ida@example.com" || x.Zip != "75201" {
		t.Errorf("%+v", x)
	}
	id = c.shop.SellTo(KindTaxed, Buyer{Customer: 2})
	if x, _ := c.shop.Truth(id); x.CustomerID != 2 || x.Email != "jane.d@example.org" {
		t.Errorf("%+v", x)
	}
	when := time.Date(2026, 11, 1, 6, 30, 0, 0, time.UTC) // 1:30 of the night when clocks go back, for the first time
	id = c.shop.SellAt(KindTaxed, when)
	if x, _ := c.shop.Truth(id); !x.Created.Equal(when) || x.Day != "2026-11-01" || !x.Modified.Equal(clock()) {
		t.Errorf("created %s, modified %s", x.Created, x.Modified)
	}
}

func TestTheTruthIsWhatTheAPITells(t *testing.T) {
	c := open(t, Options{Seed: 74, Mix: MixEverything(), MultiCurrency: true, History: 60 * 24 * time.Hour})
	c.shop.Live(300)
	for _, k := range AllKinds() {
		c.shop.SellOne(k)
	}
	for _, x := range c.shop.Truths() {
		if x.Deleted {
			continue
		}
		o := c.get(fmt.Sprintf("v2/orders/%d", x.ID)).(object)
		same := func(what string, got any, want string) {
			if s, _ := got.(string); s != want {
				t.Errorf("order %d (%s): %s is %v, the truth is %s", x.ID, x.Kind, what, got, want)
			}
		}
		same("total", o["total_inc_tax"], x.Total.String())
		same("tax", o["total_tax"], x.Tax.String())
		same("shipping", o["shipping_cost_ex_tax"], x.Shipping.String())
		same("wrapping", o["wrapping_cost_ex_tax"], x.Wrapping.String())
		same("currency", o["default_currency_code"], x.Currency)
		same("shipping tax", o["shipping_cost_tax"], x.ShippingTax.String())
		same("handling tax", o["handling_cost_tax"], x.HandlingTax.String())
		same("wrapping tax", o["wrapping_cost_tax"], x.WrappingTax.String())
		tax, coupons, others := x.ShippingTax+x.HandlingTax+x.WrappingTax+x.FeesTax, Money(0), Money(0)
		for _, l := range x.Lines {
			tax += l.Tax
			for _, d := range l.Discounts {
				if d.Code != "" {
					coupons += d.Amount
				} else {
					others += d.Amount
				}
			}
		}
		same("tax of the parts", o["total_tax"], tax.String())
		same("coupons", o["coupon_discount"], coupons.String())
		same("other discounts", o["discount_amount"], others.String())
		if x.Rate != "" {
			same("rate", o["store_default_to_transactional_exchange_rate"], x.Rate)
		}
		in := map[string]string{}
		for _, r := range rows(c.get(fmt.Sprintf("v3/orders/%d/transactions", x.ID))) {
			if e := r["event"]; (e == "purchase" || e == "capture") && r["status"] == "ok" && r["test"] == false {
				in[fmt.Sprint(r["id"])] = amount(t, r, "amount").FloatString(4)
			}
		}
		for _, p := range x.Payments {
			if p.ID > 0 && in[fmt.Sprint(p.ID)] != p.Amount.String() {
				t.Errorf("order %d: payment %d is %s, the truth is %s", x.ID, p.ID, in[fmt.Sprint(p.ID)], p.Amount)
			}
			delete(in, fmt.Sprint(p.ID))
		}
		if len(in) > 0 {
			t.Errorf("order %d: the truth does not tell of %v", x.ID, in)
		}
		byRate := map[string]Money{}
		for page := 1; ; page++ {
			list := rows(c.get(fmt.Sprintf("v2/orders/%d/taxes?limit=250&page=%d", x.ID, page)))
			for _, r := range list {
				m := amount(t, r, "line_amount")
				byRate[r["name"].(string)] += Money(m.Num().Int64() * int64(Unit) / m.Denom().Int64())
			}
			if len(list) < 250 {
				break
			}
		}
		for name, m := range x.TaxByRate {
			if byRate[name] != m {
				t.Errorf("order %d: %s is %s, the truth is %s", x.ID, name, byRate[name], m)
			}
		}
	}
}
