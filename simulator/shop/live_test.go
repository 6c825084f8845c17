package shop

import (
	"fmt"
	"reflect"
	"runtime"
	"testing"
	"time"
)

func TestTheSameOptionsLiveTheSameLife(t *testing.T) {
	o := Options{Seed: 61, Mix: MixEverything(), Now: clock, History: 90 * 24 * time.Hour}
	a, b := New(o), New(o)
	first, second := a.Live(1500), b.Live(1500)
	if !reflect.DeepEqual(first, second) || !reflect.DeepEqual(a.Truths(), b.Truths()) {
		t.Fatal("two lives of one seed differ")
	}
	acts := map[Act]int{}
	for i, h := range first {
		acts[h.Act]++
		if i > 0 && h.At.Before(first[i-1].At) || h.At.After(clock()) {
			t.Errorf("%v after %v", h, first[max(i-1, 0)])
		}
	}
	for x := range ActsAll() {
		if acts[x] == 0 {
			t.Errorf("%s never happened in %v", x, acts)
		}
	}
	o.Seed = 62
	if other := New(o).Live(1500); reflect.DeepEqual(first, other) {
		t.Error("another seed lives the same life")
	}
	more := a.Live(10)
	if all := a.Happened(); len(all) != 1510 || all[1509] != more[9] {
		t.Errorf("%d things happened", len(all))
	}
}

func TestWhateverHappensTheTruthAddsUp(t *testing.T) {
	for _, o := range []Options{{Seed: 63}, {Seed: 64, Inclusive: true}, {Seed: 65, Country: "CA"}, {Seed: 66, Country: "GB"}, {Seed: 67, Country: "AU"}} {
		o.Mix, o.History = MixEverything(), 90*24*time.Hour
		c := open(t, o)
		c.shop.Live(500)
		refunds := 0
		for _, x := range c.shop.Truths() {
			if got := x.Items - x.Discount + x.GiftCertificates + x.Shipping + x.Handling + x.Wrapping + x.Fees + x.Tax; got != x.Total {
				t.Errorf("%s: order %d (%s): parts make %s of %s", o.Country, x.ID, x.Kind, got, x.Total)
			}
			refunds += len(x.Refunds)
			if x.Deleted {
				continue
			}
			for _, f := range tell(t, c, x.ID) {
				t.Errorf("%s: order %d (%s): %s: %v", o.Country, x.ID, x.Kind, f, c.shop.Story(x.ID))
			}
			o := c.get(fmt.Sprintf("v2/orders/%d?include=fees", x.ID)).(object)
			for _, f := range auditEdited(c, o) {
				t.Errorf("order %d (%s): %s: %v", x.ID, x.Kind, f, c.shop.Story(x.ID))
			}
		}
		if refunds < 30 {
			t.Errorf("only %d refunds", refunds)
		}
	}
}

func TestALifeOfSomeActsHasNoOthers(t *testing.T) {
	s := New(Options{Seed: 69, Now: clock, Acts: ActsOf(ActPay, ActRefund)})
	n := 0
	for _, h := range s.Live(300) {
		switch h.Act {
		case ActSale, ActPay:
		case ActRefund:
			n++
			if x, _ := s.Truth(h.Order); len(x.Refunds) == 0 || h.Refund == 0 {
				t.Errorf("%+v", h)
			}
		default:
			t.Errorf("%s happened", h.Act)
		}
	}
	if n < 10 {
		t.Errorf("%d refunds", n)
	}
}

func TestALifeCanBeReadWhileItIsLived(t *testing.T) {
	c := open(t, Options{Seed: 70, Mix: MixEverything(), Now: clock})
	done := make(chan struct{})
	go func() { defer close(done); c.shop.Live(800) }()
	for reading := true; reading; {
		select {
		case <-done:
			reading = false
		default:
		}
		for _, path := range []string{"v2/orders?limit=250&sort=date_modified:desc&include=consignments.line_items,fees&consignment_structure=object",
			"v3/orders/payment_actions/refunds?limit=250", "v2/gift_certificates", "v3/customers?include=storecredit"} {
			c.get(path)
		}
		c.shop.Truths()
	}
	if n := len(c.shop.Happened()); n != 800 {
		t.Errorf("%d things happened", n)
	}
}

// BenchmarkLive tells events a second and bytes per order.
func BenchmarkLive(b *testing.B) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	s := New(Options{Seed: 68, Mix: MixEverything(), Now: clock, History: 90 * 24 * time.Hour})
	b.ResetTimer()
	s.Live(b.N)
	b.StopTimer()
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(len(s.orders)), "B/order")
	b.ReportMetric(float64(len(s.orders))/float64(b.N), "orders/event")
}
