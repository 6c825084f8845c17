package intake

import (
	"testing"
	"time"

	"countinghouse/money"
	"countinghouse/simulator/shop"
	"countinghouse/store"
)

// wants asks for a product in the store.
func (h *house) wants(p store.NewProduct) store.Step {
	h.t.Helper()
	step, err := h.st.Do(h.t.Context(), store.Actor{Kind: "cli", Name: "test"}, store.Step{Company: "books"}, store.Deed{Kind: store.DeedProduct, Company: "books", Products: []store.WantedProduct{{Store: "main", ListID: "1", Product: p}}})
	must(h.t, err)
	return step
}

// only is what became of the product that was asked for.
func (h *house) only() store.WantedProduct {
	h.t.Helper()
	all, err := h.st.WantedProducts(h.t.Context(), "books", true, 10)
	must(h.t, err)
	if len(all) != 1 {
		h.t.Fatalf("%+v", all)
	}
	return all[0]
}

func lamp() store.NewProduct {
	return store.NewProduct{Name: "Desk lamp", SKU: "LAMP-9", Description: "Brass & <oak>", Price: money.MustDecimal("49.95"), Cost: money.MustDecimal("20.5"), Weight: money.MustDecimal("1.25"), Counted: true}
}

func TestAnItemBecomesAHiddenProduct(t *testing.T) {
	h := newHouse(t, shop.Options{}, func(*Options) {})
	h.wants(lamp())
	n, err := h.p.MakeProducts(t.Context(), "main")
	must(t, err)
	d, several, ok := h.shop.ProductOf("LAMP-9")
	if n != 1 || !ok || several || d.Visible || d.Name != "Desk lamp" || d.Price != 4995*shop.Cent || d.Cost != 2050*shop.Cent || d.Weight != 12500 || d.Tracking != "product" || d.About != "<p>Brass &amp; &lt;oak&gt;</p>" {
		t.Errorf("%d made: %+v", n, d)
	}
	if w := h.only(); w.State != store.Posted || w.Made != d.ID {
		t.Errorf("%+v", w)
	}
	if n, err = h.p.MakeProducts(t.Context(), "main"); n != 0 || err != nil {
		t.Errorf("%d more, %v", n, err)
	}
}

func TestALostAnswerMakesNoSecondProduct(t *testing.T) {
	for _, done := range []bool{true, false} { // the store carried it out, or not
		var later time.Duration
		h := newHouse(t, shop.Options{}, func(o *Options) { o.Now = func() time.Time { return time.Now().Add(later) } })
		h.wants(lamp())
		h.shop.SetFaults(func(r shop.FaultRequest) shop.Fault {
			if r.Method == "POST" {
				return shop.Fault{Status: 504, Done: done}
			}
			return shop.Fault{}
		})
		if _, err := h.p.MakeProducts(t.Context(), "main"); err == nil {
			t.Error("nothing was said of the lost answer")
		}
		if w := h.only(); w.State != store.Unsure {
			t.Fatalf("%+v", w)
		}
		h.shop.SetFaults(nil)
		if n, err := h.p.MakeProducts(t.Context(), "main"); err != nil || (n == 1) != done {
			t.Errorf("made %d, %v", n, err)
		}
		later = 2 * time.Minute
		_, err := h.p.MakeProducts(t.Context(), "main")
		must(t, err)
		_, several, ok := h.shop.ProductOf("LAMP-9")
		if w := h.only(); !ok || several || w.State != store.Posted {
			t.Errorf("%t %t %+v", ok, several, w)
		}
	}
}

func TestAProductThatTheStoreFailsAtEachTimeIsParked(t *testing.T) {
	var later time.Duration
	h := newHouse(t, shop.Options{}, func(o *Options) { o.Now = func() time.Time { return time.Now().Add(later) } })
	h.wants(lamp())
	sent := 0
	h.shop.SetFaults(func(r shop.FaultRequest) shop.Fault {
		if r.Method == "POST" {
			sent++
			return shop.Fault{Status: 500}
		}
		return shop.Fault{}
	})
	for range 12 {
		_, _ = h.p.MakeProducts(t.Context(), "main") // the store's error is told each time
		later = 2 * time.Minute
	}
	if w := h.only(); w.State != store.Refused || w.Reason == "" || sent != productTries {
		t.Fatalf("sent %d times: %+v", sent, w)
	}
	h.shop.SetFaults(nil)
	h.wants(lamp()) // a person has it tried again
	if n, err := h.p.MakeProducts(t.Context(), "main"); n != 1 || err != nil {
		t.Errorf("made %d, %v", n, err)
	}
}

func TestWhyTheStoreRefusesAProductIsTold(t *testing.T) {
	h := newHouse(t, shop.Options{}, func(*Options) {})
	p := lamp()
	p.Name = "Enamel Camp Mug" // the store has one
	h.wants(p)
	_, err := h.p.MakeProducts(t.Context(), "main")
	must(t, err)
	if w := h.only(); w.State != store.Refused || w.Reason == "" {
		t.Errorf("%+v", w)
	}
	p.Name, p.UPC = "Desk lamp", "123456789012345"
	step := h.wants(p) // anew
	_, err = h.p.MakeProducts(t.Context(), "main")
	must(t, err)
	if w := h.only(); w.State != store.Refused || w.Reason != "The store would not have it. It says: upc must be no longer than 14 characters. Put that right, and try again." {
		t.Errorf("%+v", w)
	}
	_, err = h.st.TakeBack(t.Context(), store.Actor{Kind: "cli", Name: "test"}, step.ID)
	must(t, err)
	if all, err := h.st.WantedProducts(t.Context(), "books", true, 10); err != nil || len(all) != 0 {
		t.Errorf("%+v %v", all, err)
	}
}
