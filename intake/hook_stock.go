package intake

import (
	"context"

	"countinghouse/bigcommerce"
	"countinghouse/sales"
	"countinghouse/store"
)

// Where both sides count, a store's count of its stock wins over movements
// before it. That somebody counted is told by nothing but a webhook (method
// absolute; reference: bigcommerce-webhooks §2): reading shows only that the
// quantity is another one. It is a hint, as everything in a message: when it is
// lost, the count is taken for a movement, which comes to the same quantity
// unless the other side moved too.

// stockHookScopes are what BigCommerce is asked to tell besides, where both
// sides count. Each of our own settings comes back by them, and every other
// store is spared that.
func stockHookScopes() map[string]bool {
	return map[string]bool{bigcommerce.HookProductStock: false, bigcommerce.HookSKUStock: false}
}

// scopesOf are what a store's webhooks are to tell; see hookScopes.
func (h *Hooks) scopesOf(ctx context.Context, shop store.Shop) (map[string]bool, error) {
	all := hookScopes()
	rules, _, err := h.st.StockRules(ctx, shop.Company)
	if err != nil {
		return nil, err
	}
	if rules.Uses(store.MasterBoth) {
		for scope, needed := range stockHookScopes() {
			all[scope] = needed
		}
	}
	return all, nil
}

// shelf is what a store counts: a variant, or a product as a whole.
type shelf struct {
	store            sales.StoreKey
	product, variant int64
}

// counted notes a count until it is written down; the lock is held. Of several
// counts of one thing the last is kept.
func (h *Hooks) counted(key sales.StoreKey, m *bigcommerce.Hook) {
	if !m.Set || m.Product == 0 && m.Variant == 0 {
		return
	}
	if h.counts == nil {
		h.counts = map[shelf]int64{}
	}
	if len(h.counts) < mostCounts {
		h.counts[shelf{key, m.Product, m.Variant}] = m.Quantity
	}
}

// mostCounts bounds what waits to be written down.
const mostCounts = 50_000

// writeCounts writes down what was counted in stores.
func (h *Hooks) writeCounts(ctx context.Context) {
	h.mu.Lock()
	all := h.counts
	h.counts = nil
	h.mu.Unlock()
	for x, quantity := range all {
		variants := []int64{x.variant}
		if x.variant == 0 {
			var err error
			if variants, err = h.st.VariantsCounted(ctx, x.store, x.product); err != nil {
				h.log().WarnContext(ctx, "a count in a store can't be noted", "store", x.store, "error", err)
				continue
			}
		}
		for _, v := range variants {
			if _, err := h.st.ShopCounted(ctx, x.store, v, quantity); err != nil && ctx.Err() == nil {
				h.log().WarnContext(ctx, "a count in a store can't be noted", "store", x.store, "error", err)
			}
		}
	}
}
