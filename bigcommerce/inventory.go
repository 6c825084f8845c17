package bigcommerce

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// InventoryItem is how many there are of something at each of a store's
// locations (reference: bigcommerce-api §8): of a variant, or of a product that
// is counted as a whole.
type InventoryItem struct {
	Identity  InventoryIdentity    `json:"identity"`
	Locations List[InventoryPlace] `json:"locations"`
}

// InventoryIdentity names what is counted. Of a product that is counted as a
// whole it is not documented whether a variant is named.
type InventoryIdentity struct {
	SKU       Text `json:"sku"`
	VariantID ID   `json:"variant_id"`
	ProductID ID   `json:"product_id"`
}

// InventoryPlace is how many there are at one location.
type InventoryPlace struct {
	LocationID      ID     `json:"location_id"`
	LocationCode    Text   `json:"location_code"`
	LocationName    Text   `json:"location_name"`
	AvailableToSell Number `json:"available_to_sell"`
	OnHand          Number `json:"total_inventory_onhand"`
	Enabled         Flag   `json:"location_enabled"`
	// Settings tell what of it is kept from being sold: an adjustment sets
	// OnHand, shoppers see AvailableToSell, which is less by SafetyStock.
	Settings Maybe[InventoryPlaceSettings] `json:"settings"`
}

// InventoryPlaceSettings are a location's settings of an item.
type InventoryPlaceSettings struct {
	SafetyStock Number `json:"safety_stock"`
}

// InventoryPageSize is the number of rows asked for per page of stock.
const InventoryPageSize = 1000

// InventoryPage is one page of stock.
type InventoryPage struct {
	Rows []InventoryItem
	Last bool
	At   time.Time // the server's clock when it answered
}

// Inventory reads a page of how many there are of everything that is counted,
// from page 1 on.
func (c *Client) Inventory(ctx context.Context, page int) (InventoryPage, error) {
	return c.inventoryPage(ctx, url.Values{}, page)
}

// InventoryOf reads how many there are of some products, all their variants,
// at most PageSize products. What of them is not counted is left out.
func (c *Client) InventoryOf(ctx context.Context, products []int64) ([]InventoryItem, time.Time, error) {
	if len(products) == 0 {
		return nil, time.Time{}, nil
	}
	if len(products) > PageSize {
		return nil, time.Time{}, errors.New("the stock of too many products at once")
	}
	var all []InventoryItem
	var at time.Time // of the first page: nothing is claimed to be newer than that
	for page := 1; page <= maxPages; page++ {
		got, err := c.inventoryPage(ctx, url.Values{"product_id:in": {joinIDs(products)}}, page)
		if err != nil {
			return nil, time.Time{}, err
		}
		all = append(all, got.Rows...)
		if page == 1 {
			at = got.At
		}
		if got.Last {
			break
		}
	}
	return all, at, nil
}

func (c *Client) inventoryPage(ctx context.Context, filter url.Values, page int) (InventoryPage, error) {
	var p InventoryPage
	q := call{name: "inventory", path: "/v3/inventory/items", query: filter, scope: ScopeInventory}.page(max(page, 1), InventoryPageSize)
	err := c.get(ctx, q, func(a answer) error {
		var got page3[InventoryItem]
		if err := a.list(&got); err != nil {
			return err
		}
		if a.status != http.StatusNoContent && !got.Data.set {
			return errNoData
		}
		p = InventoryPage{Rows: got.Data.rows, At: a.at}
		_, more := got.more(page, InventoryPageSize)
		p.Last = !more || len(p.Rows) == 0
		return nil
	})
	return p, err
}

// Location is one of the places where a store keeps stock.
type Location struct {
	ID      ID   `json:"id"` // 1 is the default
	Code    Text `json:"code"`
	Label   Text `json:"label"`
	Enabled Flag `json:"enabled"`
}

// Locations lists the places where the store keeps stock.
func (c *Client) Locations(ctx context.Context) ([]Location, error) {
	return all3[Location](ctx, c, call{name: "locations", path: "/v3/inventory/locations", scope: ScopeLocations}, PageSize)
}

// InventorySettings tell when orders move stock (reference: bigcommerce-api
// §2.10). Channels may differ; these are the store's, or a channel's.
type InventorySettings struct {
	// UpdateStockBehavior is order_placed or order_completed_or_shipped.
	UpdateStockBehavior Text `json:"update_stock_behavior"`
	// EditOrderStockAdjustment tells whether stock follows an edit,
	// RefundOrderStockAdjustment whether it follows a refund or cancellation.
	EditOrderStockAdjustment   Flag `json:"edit_order_stock_adjustment"`
	RefundOrderStockAdjustment Flag `json:"refund_order_stock_adjustment"`
}

// InventorySettings reads when orders move stock; channel 0 asks for the
// store's own settings.
func (c *Client) InventorySettings(ctx context.Context, channel int64) (InventorySettings, error) {
	q := call{name: "inventory settings", path: "/v3/settings/inventory", scope: ScopeInformation}
	if channel > 0 {
		q.query = url.Values{"channel_id": {strconv.FormatInt(channel, 10)}}
	}
	return one3[InventorySettings](ctx, c, q)
}

// MaxAdjustments is how many items one adjustment may have (bigcommerce-api §8).
const MaxAdjustments = 2000

// MaxStock is the largest quantity; larger ones are refused as a whole.
const MaxStock = 2_147_483_647

// StockAdjustment is how many there are to be of something at a location:
// OnHand, from which the store takes its safety stock.
type StockAdjustment struct {
	Location int64
	// Product names what is counted as a whole, Variant what is counted by
	// variant: exactly one is set. The store refuses the other kind.
	Product, Variant int64
	Quantity         int64
}

type adjustmentBody struct {
	Reason string           `json:"reason"`
	Items  []adjustmentItem `json:"items"`
}

type adjustmentItem struct {
	Location int64 `json:"location_id"`
	Product  int64 `json:"product_id,omitempty"`
	Variant  int64 `json:"variant_id,omitempty"`
	Quantity int64 `json:"quantity"`
}

// callAdjust is the noun of writing quantities.
const callAdjust = "adjust"

// SetStock sets quantities, at most MaxAdjustments of them; calls are to be
// made one after another. It is done asynchronously: a reading right after may
// tell the old figure (bigcommerce-api §8). It is never tried again by itself.
// After an error for which MaybeDone is true, read before anything else.
func (c *Client) SetStock(ctx context.Context, reason string, list []StockAdjustment) (transaction string, err error) {
	return c.adjust(ctx, http.MethodPut, "absolute", reason, list, 0)
}

// MoveStock adds to quantities, or takes from them. What is sent twice is
// moved twice: use SetStock wherever the figure is known.
func (c *Client) MoveStock(ctx context.Context, reason string, list []StockAdjustment) (transaction string, err error) {
	return c.adjust(ctx, http.MethodPost, "relative", reason, list, -MaxStock)
}

func (c *Client) adjust(ctx context.Context, method, how, reason string, list []StockAdjustment, least int64) (string, error) {
	if len(list) == 0 || len(list) > MaxAdjustments {
		return "", fmt.Errorf("an adjustment of %d quantities: it takes 1 to %d", len(list), MaxAdjustments)
	}
	body := adjustmentBody{Reason: reason}
	for _, a := range list {
		if (a.Product > 0) == (a.Variant > 0) || a.Location <= 0 || a.Quantity < least || a.Quantity > MaxStock {
			return "", fmt.Errorf("no adjustment that BigCommerce takes: %+v", a)
		}
		body.Items = append(body.Items, adjustmentItem(a))
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return "", err
	}
	var got struct {
		Transaction Text `json:"transaction_id"`
		Data        Maybe[struct {
			Transaction Text `json:"transaction_id"`
		}] `json:"data"`
	}
	q := call{name: callAdjust, path: "/v3/inventory/adjustments/" + how, scope: ScopeInventoryWrite, method: method, body: raw}
	err = c.get(ctx, q, func(a answer) error { return must(a, &got) })
	if got.Transaction == "" {
		got.Transaction = got.Data.Value.Transaction
	}
	return short(string(got.Transaction), 100), err
}

// MaybeDone tells of an error of a write whether it may have been done all the
// same: only BigCommerce's plain refusal proves that it was not. A refusal of
// an adjustment for one of its items is no such proof for the others: whether
// it is all or nothing is not documented.
func MaybeDone(err error) bool {
	var e *APIError
	if !errors.As(err, &e) {
		return err != nil
	}
	switch e.Kind {
	case Unauthorized, Forbidden, NotFound, Limited:
		return false
	case BadRequest:
		return e.Status == http.StatusUnprocessableEntity
	}
	return true
}

// StockRefusal is an item that the store does not let be adjusted.
type StockRefusal struct {
	Product, Variant int64  // as it was named
	Location         int64  // the location itself is refused; then the others are 0
	Why              string // for people: what it means and what to do
}

// RefusedStock finds in the error of an adjustment the items for which it was
// refused; none if it names none.
func RefusedStock(err error) []StockRefusal {
	var e *APIError
	if !errors.As(err, &e) || e.Kind != BadRequest || e.Call != callAdjust {
		return nil
	}
	var out []StockRefusal
	text := e.Title + " " + e.Message
	for _, m := range refusedItem.FindAllStringSubmatchIndex(text, -1) {
		n, err := strconv.ParseInt(text[m[4]:m[5]], 10, 64)
		if err != nil {
			continue
		}
		rest := text[m[1]:]
		if next := refusedItem.FindStringIndex(rest); next != nil {
			rest = rest[:next[0]]
		}
		r := StockRefusal{Why: whyRefused(rest)}
		switch text[m[2]:m[3]] {
		case "variant_id":
			r.Variant = n
		case "product_id":
			r.Product = n
		default:
			r.Location, r.Why = n, "The store does not have this location any more. Choose another location for this item's site."
		}
		out = append(out, r)
	}
	return out
}

var refusedItem = regexp.MustCompile(`(variant_id|product_id|location_id) (\d{1,18})\b`)

// whyRefused puts BigCommerce's reason into the words of who keeps the shelf.
func whyRefused(s string) string {
	switch {
	case strings.Contains(s, "tracked by product"):
		return "The store counts this product as a whole, and not by variant, since the catalogue was read last. It is read again, and its quantity is sent the next time."
	case strings.Contains(s, "tracked by variant"):
		return "The store counts this product by variant, and not as a whole, since the catalogue was read last. It is read again, and its quantities are sent the next time."
	case strings.Contains(s, "not tracked"):
		return "The store does not count this product. Switch its stock tracking on in BigCommerce, or leave it out here."
	case strings.Contains(s, "not found"):
		return "The store does not have this product any more. It is left alone."
	case strings.Contains(s, "absolute adjustment before relative"):
		return "The store never counted this product at this location. Its quantity is set the next time, and not changed by a difference."
	case strings.Contains(s, "below 0"), strings.Contains(s, "not allowed"):
		return "The store takes no quantity below nothing. Count the item, or let nothing be the least that is sent."
	}
	return "The store did not take a quantity for this item. Look whether its stock can be changed in BigCommerce's control panel."
}
