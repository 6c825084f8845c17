package intake

import (
	"errors"
	"strings"
	"testing"

	"countinghouse/simulator/shop"
	"countinghouse/store"
)

// Whether a refusal of one item is one of all isn't documented, so what was
// sent beside it may have been set, whatever becomes of the next call.
func TestQuantitiesSentBesideARefusedOneMayHaveBeenSet(t *testing.T) {
	h := newHouse(t, shop.Options{}, func(*Options) {})
	good := h.shop.StockLevels()[0] // counted as a whole, as all of its products are
	calls := 0
	h.shop.SetFaults(func(r shop.FaultRequest) shop.Fault {
		if strings.Contains(r.Path, "adjustments") {
			if calls++; calls > 1 {
				return shop.Fault{Status: 403}
			}
		}
		return shop.Fault{}
	})
	refused, err := h.p.SetQuantities(t.Context(), "main", "test", []store.PlaceQuantity{
		{Variant: good.Variant, Product: good.Product, Location: 1, Tracking: "product", Quantity: 3},
		{Variant: 987654, Product: 987654, Location: 1, Tracking: "variant", Quantity: 3},
	})
	if len(refused) != 1 || refused[0].Variant != 987654 || calls != 2 || !errors.Is(err, store.ErrUnanswered) {
		t.Errorf("%d calls: %+v, %v", calls, refused, err)
	}
}
