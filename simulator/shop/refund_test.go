package shop

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// tell holds the truth about an order's refunds to itself and to the records
// that the API gives.
func tell(t testing.TB, c *client, id int64) []string {
	t.Helper()
	var fails []string
	fail := func(format string, a ...any) { fails = append(fails, fmt.Sprintf(format, a...)) }
	x, ok := c.shop.Truth(id)
	if !ok {
		t.Fatalf("no order %d", id)
	}
	records := rows(c.get(fmt.Sprintf("v3/orders/%d/payment_actions/refunds", id)))
	if len(records) != len(x.Refunds) {
		return []string{fmt.Sprintf("%d records, %d refunds", len(records), len(x.Refunds))}
	}
	rates, dictated := map[string]Money{}, false
	var total, tax, out Money
	for i, r := range x.Refunds {
		if got := r.Goods + r.GiftCertificates + r.Shipping + r.Handling + r.Wrapping + r.Fees + r.Allowance + r.Adjustment + r.Tax; got != r.Total {
			fail("refund %d: parts make %s of %s", r.ID, got, r.Total)
		}
		dictated = dictated || r.Override
		var byRate, goods, fees, paid, back Money
		for name, m := range r.TaxByRate {
			byRate += m
			rates[name] += m
		}
		if byRate != r.Tax && x.Kind != KindMarketplaceTaxed && x.Tax != 0 {
			fail("refund %d: rates make %s of %s", r.ID, byRate, r.Tax)
		}
		for _, l := range r.Lines {
			goods += l.Net
		}
		for _, m := range r.FeesByName {
			fees += m
		}
		if goods != r.Goods+r.GiftCertificates || fees != r.Fees {
			fail("refund %d: lines make %s, fees %s", r.ID, goods, fees)
		}
		for _, p := range r.Payments {
			paid += p.Amount
		}
		for _, m := range r.Tenders {
			back += m
		}
		if paid != r.Total || back+r.Declined != r.Total {
			fail("refund %d: paid %s, money %s, declined %s of %s", r.ID, paid, back, r.Declined, r.Total)
		}
		total, tax, out = total+r.Total, tax+r.Tax, out+back
		rec := records[i]
		if amount(t, rec, "total_amount").FloatString(4) != r.Total.String() || amount(t, rec, "total_tax").FloatString(4) != r.Tax.String() || number(t, rec, "id") != r.ID {
			fail("refund %d: the record says %v with %v tax", r.ID, rec["total_amount"], rec["total_tax"])
		}
		if n := len(rows(rec["payments"])); n != len(r.Payments) || n == 0 {
			fail("refund %d: %d payments in the record, %d in truth", r.ID, n, len(r.Payments))
		}
	}
	if total != x.Refunded || tax != x.RefundedTax || total > x.Total {
		fail("refunds make %s with %s tax, of %s", total, tax, x.Total)
	}
	for name, m := range rates {
		if m > x.TaxByRate[name] && !dictated {
			fail("%s: %s tax given back of %s", name, m, x.TaxByRate[name])
		}
	}
	var truthOut Money
	for tender, m := range x.TendersOut {
		truthOut += m
		in := x.Tenders[tender]
		for _, p := range x.Payments {
			if p.Marked && p.Tender == tender {
				in += p.Amount
			}
		}
		if m > in && !offlineTender(tender) {
			fail("%s: %s out, %s in", tender, m, in)
		}
	}
	if truthOut != out {
		fail("tenders out make %s, refunds %s", truthOut, out)
	}
	for _, l := range x.Lines {
		var n int64
		for _, r := range x.Refunds {
			for _, rl := range r.Lines {
				if rl.Line == l.ID {
					n += rl.Quantity
				}
			}
		}
		if n != l.Refunded || n > l.Quantity {
			fail("line %d: %d pieces in refunds, %d of %d refunded", l.ID, n, l.Refunded, l.Quantity)
		}
	}
	return fails
}

// rich is a paid order with tax, wrapping, handling and a fee.
func rich(t testing.TB, s *Shop) int64 {
	t.Helper()
	id := s.SellOne(KindKitchenSink)
	x, _ := s.Truth(id)
	if x.Wrapping == 0 || x.Handling == 0 || x.Fees == 0 || x.Tax == 0 || x.Shipping == 0 || x.Discount == 0 || len(x.Lines) < 2 || x.Received() != x.Total {
		t.Fatalf("the order lacks something: %+v", x)
	}
	return id
}

func TestARefundGivesBackExactlyWhatItsPartsCost(t *testing.T) {
	for _, inclusive := range []bool{false, true} {
		c := open(t, Options{Seed: 31, Inclusive: inclusive})
		id := rich(t, c.shop)
		x, _ := c.shop.Truth(id)
		l := x.Lines[0]
		for _, step := range []struct {
			spec RefundSpec
			want func(TruthRefund) bool
		}{
			{RefundSpec{Items: []RefundPart{{Type: RefundProduct, ID: l.ID, Quantity: 1}}}, func(r TruthRefund) bool {
				return len(r.Lines) == 1 && r.Lines[0].Quantity == 1 && r.Lines[0].SKU == l.SKU && r.Goods > 0 && (r.Tax > 0) == (l.Tax > 0)
			}},
			{RefundSpec{Items: []RefundPart{{Type: RefundShipping, Amount: 2 * Unit}}}, func(r TruthRefund) bool { return r.Shipping > 0 && r.Goods == 0 }},
			{RefundSpec{Items: []RefundPart{{Type: RefundShipping}}}, func(r TruthRefund) bool { return r.Shipping+x.Refunded < x.Shipping }},
			{RefundSpec{Items: []RefundPart{{Type: RefundHandling}, {Type: RefundWrapping}, {Type: RefundWrapping}, {Type: RefundFee}}}, func(r TruthRefund) bool {
				return r.Handling == x.Handling && r.Wrapping == x.Wrapping && r.Fees > 0 && len(r.FeesByName) == 1
			}},
			{RefundSpec{Items: []RefundPart{{Type: RefundOrder, Amount: Unit}}}, func(r TruthRefund) bool { return r.Allowance == Unit && r.Tax == 0 && r.Total == Unit }},
			{RefundSpec{Tax: 10 * Cent}, func(r TruthRefund) bool { return r.Tax == 10*Cent && r.Total == 10*Cent && len(r.Lines) == 0 }},
			{RefundSpec{Tax: -10 * Cent}, func(r TruthRefund) bool { return r.Tax == -10*Cent && r.Total == 0 && r.Adjustment == 10*Cent }},
			{RefundSpec{Items: []RefundPart{{Type: RefundProduct, Quantity: 1, Adjust: -50 * Cent}}}, func(r TruthRefund) bool { return r.Adjustment == -50*Cent }},
			{RefundSpec{Items: []RefundPart{{Type: RefundProduct, Quantity: 1, Amount: Unit}}}, func(r TruthRefund) bool {
				return len(r.Lines) == 1 && r.Total >= Unit && r.Total < 2*Unit
			}},
			{RefundSpec{Items: []RefundPart{{Type: RefundProduct, Quantity: 1}}, Override: &RefundOverride{Total: 3 * Unit, Tax: -20 * Cent}}, func(r TruthRefund) bool {
				return r.Override && r.Total == 3*Unit && r.Tax == -20*Cent && r.Lines[0].Quantity == 1
			}},
		} {
			rid, err := c.shop.RefundWith(id, step.spec)
			if err != nil {
				t.Fatalf("inclusive %v: %+v: %v", inclusive, step.spec, err)
			}
			now, _ := c.shop.Truth(id)
			if r := now.Refunds[len(now.Refunds)-1]; r.ID != rid || !step.want(r) {
				t.Errorf("inclusive %v: %+v gave %+v", inclusive, step.spec, r)
			}
		}
		if err := c.shop.Refund(id); err != nil {
			t.Fatal(err)
		}
		if now, _ := c.shop.Truth(id); now.Refunded != now.Total || now.Status != Refunded {
			t.Errorf("inclusive %v: %s of %s refunded, status %d", inclusive, now.Refunded, now.Total, now.Status)
		}
		for _, f := range tell(t, c, id) {
			t.Errorf("inclusive %v: %s", inclusive, f)
		}
	}
}

func TestARefundOfMoreThanIsLeftIsRefused(t *testing.T) {
	c := open(t, Options{Seed: 32})
	id := rich(t, c.shop)
	x, _ := c.shop.Truth(id)
	l := x.Lines[0]
	for name, spec := range map[string]RefundSpec{
		"nothing":              {},
		"more pieces":          {Items: []RefundPart{{Type: RefundProduct, ID: l.ID, Quantity: l.Quantity + 1}}},
		"a dearer piece":       {Items: []RefundPart{{Type: RefundProduct, ID: l.ID, Quantity: 1, Amount: l.Charged + x.Total}}},
		"more than the order":  {Items: []RefundPart{{Type: RefundOrder, Amount: x.Total + Cent}}},
		"more shipping":        {Items: []RefundPart{{Type: RefundShipping, Amount: x.Shipping * 3}}},
		"more tax":             {Tax: x.Tax + Cent},
		"an unknown line":      {Items: []RefundPart{{Type: RefundProduct, ID: 1}}},
		"tax with items":       {Tax: Cent, Items: []RefundPart{{Type: RefundShipping}}},
		"a deduction upwards":  {Items: []RefundPart{{Type: RefundProduct, Adjust: Cent}}},
		"another sum of money": {Items: []RefundPart{{Type: RefundOrder, Amount: Unit}}, Money: []RefundMoney{{"Credit Card", 2 * Unit, false}}},
		"a tender not used":    {Items: []RefundPart{{Type: RefundOrder, Amount: Unit}}, Money: []RefundMoney{{"Gift Certificate", Unit, false}}},
	} {
		if _, err := c.shop.RefundWith(id, spec); !errors.Is(err, ErrState) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if now, _ := c.shop.Truth(id); len(now.Refunds) > 0 || now.Status != x.Status || now.Lines[0].Refunded > 0 {
		t.Errorf("a refused refund left traces: %+v", now.Refunds)
	}
	if err := c.shop.Refund(id); err != nil {
		t.Errorf("after refusals the whole order cannot be refunded: %v", err)
	}
}

func TestRefundsGoToSeveralTenders(t *testing.T) {
	c := open(t, Options{Seed: 33})
	id := c.shop.SellOne(KindCardGiftCredit)
	x, _ := c.shop.Truth(id)
	if len(x.Tenders) != 3 {
		t.Fatalf("tenders %v", x.Tenders)
	}
	card, gift, credit := x.Tenders["Credit Card"], x.Tenders["Gift Certificate"], x.Tenders["Store Credit"]
	rid, err := c.shop.RefundWith(id, RefundSpec{Items: []RefundPart{{Type: RefundOrder, Amount: 6 * Unit}},
		Money: []RefundMoney{{"Credit Card", 2 * Unit, false}, {"Gift Certificate", Unit, false}, {"Store Credit", Unit, false}, {"Cash", Unit, false}, {"Credit Card", Unit, true}}})
	if err != nil {
		t.Fatal(err)
	}
	now, _ := c.shop.Truth(id)
	r := now.Refunds[0]
	if r.Tenders["Credit Card"] != 2*Unit || r.Tenders["Gift Certificate"] != Unit || r.Tenders["Store Credit"] != Unit || r.Tenders["Cash"] != Unit || r.Declined != Unit {
		t.Errorf("%+v", r)
	}
	rec := c.get(fmt.Sprintf("v3/orders/payment_actions/refunds/%d", rid)).(object)["data"].(object)
	got := ""
	for _, p := range rows(rec["payments"]) {
		got += fmt.Sprint(p["provider_id"], " ", p["amount"], " ", p["offline"], " ", p["is_declined"], "; ")
	}
	gateway := x.Payments[len(x.Payments)-1].Gateway
	if want := gateway + " 2 false false; giftcertificate 1 true false; storecredit 1 true false; custom 1 true false; " + gateway + " 1 false true; "; got != want {
		t.Errorf("payments\n%s, want\n%s", got, want)
	}
	if err := c.shop.DeclineRefund(id, rid); err != nil {
		t.Fatal(err)
	}
	if now, _ = c.shop.Truth(id); len(now.Refunds[0].Tenders) != 0 || now.Refunds[0].Declined != 6*Unit {
		t.Errorf("after all was declined: %+v", now.Refunds[0])
	}
	// The rest goes back the way it came: all tenders are whole again.
	if err := c.shop.Refund(id); err != nil {
		t.Fatal(err)
	}
	now, _ = c.shop.Truth(id)
	if now.TendersOut["Credit Card"] > card || now.TendersOut["Gift Certificate"] > gift || now.TendersOut["Store Credit"] > credit {
		t.Errorf("out %v of %v", now.TendersOut, now.Tenders)
	}
	for _, f := range tell(t, c, id) {
		t.Error(f)
	}
	guest := c.shop.SellOne(KindPOS)
	if _, err := c.shop.RefundWith(guest, RefundSpec{Items: []RefundPart{{Type: RefundOrder, Amount: Cent}}, Money: []RefundMoney{{"Store Credit", Cent, false}}}); !errors.Is(err, ErrState) {
		t.Errorf("store credit for a guest: %v", err)
	}
}

func TestTaxIsNeverGivenBackTwice(t *testing.T) {
	for _, inclusive := range []bool{false, true} {
		c := open(t, Options{Seed: 36, Inclusive: inclusive})
		id := rich(t, c.shop)
		x, _ := c.shop.Truth(id)
		for _, spec := range []RefundSpec{{Tax: x.Tax}, {Items: []RefundPart{{Type: RefundProduct, ID: x.Lines[0].ID}, {Type: RefundHandling}}}} {
			if _, err := c.shop.RefundWith(id, spec); err != nil {
				t.Fatal(err)
			}
		}
		now, _ := c.shop.Truth(id)
		if now.RefundedTax != x.Tax || now.Refunds[1].Tax != 0 {
			t.Errorf("inclusive %v: %s tax given back of %s", inclusive, now.RefundedTax, x.Tax)
		}
		for _, f := range tell(t, c, id) {
			t.Error(f)
		}
	}
}

func TestQuietMoneyMovesNoDateUnlessTheStatusChanges(t *testing.T) {
	now := clock()
	c := open(t, Options{Seed: 34, QuietMoney: true, Now: func() time.Time { return now }})
	id := rich(t, c.shop)
	modified := func() time.Time { x, _ := c.shop.Truth(id); return x.Modified }
	at := []time.Time{modified()}
	for range 2 {
		now = now.Add(time.Hour)
		if err := c.shop.RefundAllowance(id); err != nil {
			t.Fatal(err)
		}
		at = append(at, modified())
	}
	if at[1].Equal(at[0]) || !at[2].Equal(at[1]) {
		t.Errorf("modified %v: the first refund changes the status, the second does not", at)
	}
	if list := rows(c.get("v3/orders/payment_actions/refunds?created:min=" + now.UTC().Format("2006-01-02T15:04:05Z"))); len(list) != 1 {
		t.Errorf("%d refunds since then", len(list))
	}
}

func TestRefundedFeesNameTheFeeOrTheOrder(t *testing.T) {
	for _, byOrder := range []bool{false, true} {
		c := open(t, Options{Seed: 35, FeeRefundsNameOrder: byOrder})
		id := c.shop.SellOne(KindTaxedFee)
		if _, err := c.shop.RefundWith(id, RefundSpec{Items: []RefundPart{{Type: RefundFee}}}); err != nil {
			t.Fatal(err)
		}
		item := rows(rows(c.get(fmt.Sprintf("v3/orders/%d/payment_actions/refunds", id)))[0]["items"])[0]
		if got := number(t, item, "item_id"); (got == id) != byOrder {
			t.Errorf("by order %v: item %d of order %d", byOrder, got, id)
		}
	}
}

func TestAnyRefundsOfAnyOrderAddUp(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		now := clock()
		c := open(t, Options{Seed: rapid.Uint64().Draw(rt, "seed"), Inclusive: rapid.Bool().Draw(rt, "inclusive"), Now: func() time.Time { return now }})
		kind := rapid.SampledFrom(everything()).Draw(rt, "kind")
		id := c.shop.SellOne(kind)
		for range rapid.IntRange(1, 6).Draw(rt, "acts") {
			now = now.Add(time.Hour)
			_, _ = c.shop.RefundRandom(id, rapid.Uint64().Draw(rt, "how"))
			if rapid.IntRange(0, 4).Draw(rt, "ship") == 0 {
				_ = c.shop.Ship(id)
			}
		}
		fails := tell(t, c, id)
		fails = append(fails, audit(c, c.get(fmt.Sprintf("v2/orders/%d?include=fees", id)).(object))...)
		if len(fails) > 0 {
			rt.Fatalf("%s order: %v", kind, fails)
		}
	})
}
