package intake

import (
	"testing"
	"time"

	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
	"countinghouse/simulator/shop"
	"countinghouse/store"
)

func TestRefundsComeInWithTheirOrders(t *testing.T) {
	h := newHouse(t, shop.Options{Seed: 3, Mix: shop.Mix{shop.KindTaxed: 1}})
	id := h.shop.SellOne(shop.KindTaxed)
	h.poll()
	for n := 1; n <= 2; n++ {
		must(t, h.shop.RefundAllowance(id))
		h.poll()
		o := h.order(id)
		if !o.RefundsRead || len(o.Refunds) != n {
			t.Fatalf("after %d refunds: %+v", n, o.Refunds)
		}
	}
	truth, _ := h.shop.Truth(id)
	o := h.order(id)
	sum := o.Refunds[0].Total.Add(o.Refunds[1].Total)
	if want := money.MustDecimal(truth.Refunded.String()); !sum.Equal(want) {
		t.Errorf("refunds of %s, the shop gave back %s", sum, truth.Refunded)
	}
	if o.Refunds[0].ID >= o.Refunds[1].ID || len(o.Refunds[0].Payments) == 0 || o.Refunds[0].Items[0].Kind != sales.RefundOrder || !o.PaymentsRead {
		t.Errorf("%+v", o.Refunds)
	}
}

// order is an order as it is stored.
func (h *house) order(id int64) sales.Order {
	h.t.Helper()
	o, err := h.st.Order(h.t.Context(), "main", sales.OrderID(id))
	must(h.t, err)
	return o
}

func TestPollingAgainReadsNoRefundTwice(t *testing.T) {
	h := newHouse(t, shop.Options{Seed: 4, Mix: shop.Mix{shop.KindRefunded: 1, shop.KindPartlyRefunded: 1}})
	h.shop.Sell(20)
	h.later()
	h.poll()
	for _, id := range h.shop.Orders() {
		if o := h.order(id); len(o.Refunds) != 1 {
			t.Fatalf("order %d has %d refunds", id, len(o.Refunds))
		}
	}
	if again := h.poll(); again.Orders != 0 || again.Changed != 0 || again.Calls > 3 {
		t.Errorf("polling again: %+v", again)
	}
}

func TestAnOrderThatVanishedIsReadByItsNumber(t *testing.T) {
	now := time.Now()
	h := newHouse(t, shop.Options{Seed: 5, Mix: shop.Mix{shop.KindPlain: 1}}, func(o *Options) { o.Now = func() time.Time { return now } })
	h.shop.Sell(5)
	h.poll()
	id := h.shop.Orders()[2]
	must(t, h.shop.Archive(id))
	h.poll()
	if h.order(id).Archived {
		t.Fatal("the list tells of archived orders, so nothing is tested")
	}
	now = now.Add(25 * time.Hour)
	h.poll()
	if !h.order(id).Archived {
		t.Error("that it was archived was not seen within a day")
	}
	for _, other := range h.shop.Orders() {
		if o := h.order(other); other != id && (o.Archived || o.Gone) {
			t.Errorf("order %d is taken for one that vanished", other)
		}
	}
	orders, err := h.st.OrdersToPlan(t.Context(), store.CompanyKey("books"), 10)
	must(t, err)
	if len(orders) == 0 {
		t.Error("nothing is planned again")
	}
}

// A refund of a sum is on no line, and staff may set any status afterwards: what
// was refunded once is read whenever the order is.
func TestARefundIsNotForgottenWhenItsOrderMovesOn(t *testing.T) {
	h := newHouse(t, shop.Options{Seed: 6, Mix: shop.Mix{shop.KindTaxed: 1}})
	id := h.shop.SellOne(shop.KindTaxed)
	must(t, h.shop.RefundAllowance(id))
	h.poll()
	must(t, h.shop.Complete(id))
	h.poll()
	if o := h.order(id); o.Status != sales.Completed || len(o.Refunds) != 1 || !o.RefundsRead {
		t.Errorf("its status is %d, and it has %d refunds", o.Status, len(o.Refunds))
	}
	late := h.shop.SellOne(shop.KindTaxed) // refunded and moved on before it is read at all
	must(t, h.shop.RefundAllowance(late))
	must(t, h.shop.Complete(late))
	h.poll()
	must(t, h.shop.Touch(late))
	h.poll()
	if o := h.order(late); len(o.Refunds) != 1 {
		t.Errorf("the late order has %d refunds", len(o.Refunds))
	}
}

func TestTransactionsOfEveryOrderAreReadWhereTheRulesWantIt(t *testing.T) {
	for want, rules := range map[bool]books.Rules{false: {}, true: {ReadPayments: "always"}} {
		h := newHouse(t, shop.Options{Seed: 6, Mix: shop.Mix{shop.KindPlain: 1}})
		rules.StartDate = day.Of(time.Now().AddDate(0, 0, -40), time.UTC)
		_, err := h.st.SaveRules(t.Context(), store.Actor{Kind: "cli", Name: "test"}, "main", rules)
		must(t, err)
		id := h.shop.SellOne(shop.KindPlain)
		h.poll()
		if o := h.order(id); o.PaymentsRead != want {
			t.Errorf("read_payments %q: transactions read is %v", rules.ReadPayments, o.PaymentsRead)
		}
	}
}
