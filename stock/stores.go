package stock

import (
	"context"

	"countinghouse/sales"
	"countinghouse/store"
)

// Stores reads and sets what stores count. Its calls of one store never
// overlap: BigCommerce wants batches of stock one after another (reference:
// bigcommerce-auth-and-limits, concurrency caps).
type Stores interface {
	// PollOrders reads every order that changed, to the end. Only without an
	// error all orders up to the call are known.
	PollOrders(ctx context.Context, key sales.StoreKey) error
	// ReadQuantities reads how many there are of variants at all locations, up to
	// 1,000 in a call, and saves it (store.SaveWarePlaces). What the store does
	// not count is saved as having no place.
	ReadQuantities(ctx context.Context, key sales.StoreKey, variants []int64) error
	// SetQuantities sets quantities, whatever they are: at most MaxSet of them, in
	// one call. What the store refuses by itself is told, and the others are set
	// nevertheless. An error that wraps store.ErrUnanswered leaves open whether
	// anything was set; after any other nothing was.
	SetQuantities(ctx context.Context, key sales.StoreKey, reason string, all []store.PlaceQuantity) ([]store.PlaceRefusal, error)
	// ReadStockSettings reads how the store moves its stock by orders, and saves it
	// (store.SaveStockShop).
	ReadStockSettings(ctx context.Context, key sales.StoreKey) error
}

// MaxSet is how many quantities are set in one call (reference:
// bigcommerce-api §8).
const MaxSet = 2000
