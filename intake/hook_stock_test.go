package intake

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"countinghouse/bigcommerce"
	"countinghouse/simulator/shop"
	"countinghouse/store"
)

func (h *post) quantitiesBy(m store.StockMaster) {
	h.t.Helper()
	_, err := h.st.SaveStockRules(h.t.Context(), store.Actor{Kind: "user", Name: "test"}, "books", store.StockRules{Master: m, Adjust: store.StockAdjust{Account: "Inventory Shrinkage"}}, -1, "")
	must(h.t, err)
}

// Counts are asked for only where both sides count: every quantity that is set
// comes back by such a message.
func TestStoresTellOfCountsOnlyWhereBothSidesCount(t *testing.T) {
	h := newPost(t, shop.Options{})
	for _, tt := range []struct {
		master store.StockMaster
		more   int
	}{{store.MasterQuickBooks, 0}, {store.MasterBoth, 2}, {store.MasterBigCommerce, 0}} {
		h.quantitiesBy(tt.master)
		s, err := h.st.Shop(t.Context(), "main")
		must(t, err)
		if !h.hooks.due(t.Context(), s) {
			t.Errorf("%s: nothing is due", tt.master)
		}
		err = h.compare()
		h.hooks.looked(t.Context(), s, err)
		must(t, err)
		if n := len(h.registered()); n != len(hookScopes())+tt.more {
			t.Errorf("%s: %d webhooks", tt.master, n)
		}
	}
}

func TestACountInTheStoreIsNotedAndAMovementIsNot(t *testing.T) {
	h := newPost(t, shop.Options{})
	h.quantitiesBy(store.MasterBoth)
	must(t, h.compare())
	send := func(scope, inventory string) {
		t.Helper()
		body := fmt.Sprintf(`{"scope":%q,"store_id":"1","data":{"type":"sku","id":5,"inventory":%s},"hash":"x","created_at":%d,"producer":"stores/%s"}`, scope, inventory, time.Now().Unix(), h.shop.Hash())
		if got := h.send("main", http.Header{bigcommerce.HookHeader: {h.secret()}}, body); got != http.StatusOK {
			t.Fatalf("%d", got)
		}
	}
	send(bigcommerce.HookSKUStock, `{"product_id":7,"method":"absolute","value":12,"variant_id":70}`)
	send(bigcommerce.HookSKUStock, `{"product_id":7,"method":"absolute","value":3,"variant_id":71}`)
	send(bigcommerce.HookSKUStock, `{"product_id":7,"method":"relative","value":-2,"variant_id":72}`)
	send(bigcommerce.HookProductStock, `{"product_id":8,"method":"absolute","value":0}`)
	h.hooks.mu.Lock()
	got := fmt.Sprint(len(h.hooks.counts), h.hooks.counts[shelf{"main", 7, 70}], h.hooks.counts[shelf{"main", 7, 71}], h.hooks.counts[shelf{"main", 8, 0}])
	h.hooks.mu.Unlock()
	if got != "3 12 3 0" {
		t.Errorf("noted are %s", got)
	}
	h.hooks.writeCounts(context.Background())
	if len(h.hooks.counts) != 0 {
		t.Errorf("%d still wait", len(h.hooks.counts))
	}
}
