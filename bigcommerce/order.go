package bigcommerce

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Order is an order as /v2/orders gives it (reference: bigcommerce-api §2.3).
// Only the fields that bookkeeping needs are read; addresses of the shopper's
// network and the like are not.
type Order struct {
	ID             ID   `json:"id"`
	CustomerID     ID   `json:"customer_id"` // 0: guest
	DateCreated    Date `json:"date_created"`
	DateModified   Date `json:"date_modified"` // one second resolution
	DateShipped    Date `json:"date_shipped"`  // none until all of it is shipped
	StatusID       ID   `json:"status_id"`     // the label may be renamed, the id decides
	Status         Text `json:"status"`
	CustomStatus   Text `json:"custom_status"`
	IsDeleted      Flag `json:"is_deleted"` // archived
	ChannelID      ID   `json:"channel_id"`
	OrderSource    Text `json:"order_source"`
	ExternalSource Text `json:"external_source"` // "M-MIG": migrated history
	ExternalID     Text `json:"external_id"`
	// ExternalOrderID is a foreign order id that any app may write.
	ExternalOrderID Text `json:"external_order_id"`
	EbayOrderID     Text `json:"ebay_order_id"` // "0": none
	CustomerMessage Text `json:"customer_message"`
	OrderIsDigital  Flag `json:"order_is_digital"`

	ItemsTotal           Number         `json:"items_total"` // sum of quantities, bundle children included
	ShippingAddressCount Number         `json:"shipping_address_count"`
	BillingAddress       Maybe[Address] `json:"billing_address"`

	SubtotalExTax      Number `json:"subtotal_ex_tax"`
	SubtotalIncTax     Number `json:"subtotal_inc_tax"`
	SubtotalTax        Number `json:"subtotal_tax"`
	BaseShippingCost   Number `json:"base_shipping_cost"`
	ShippingCostExTax  Number `json:"shipping_cost_ex_tax"`
	ShippingCostIncTax Number `json:"shipping_cost_inc_tax"`
	ShippingCostTax    Number `json:"shipping_cost_tax"`
	HandlingCostExTax  Number `json:"handling_cost_ex_tax"`
	HandlingCostIncTax Number `json:"handling_cost_inc_tax"`
	HandlingCostTax    Number `json:"handling_cost_tax"`
	WrappingCostExTax  Number `json:"wrapping_cost_ex_tax"`
	WrappingCostIncTax Number `json:"wrapping_cost_inc_tax"`
	WrappingCostTax    Number `json:"wrapping_cost_tax"`
	TotalExTax         Number `json:"total_ex_tax"`
	TotalIncTax        Number `json:"total_inc_tax"`
	TotalTax           Number `json:"total_tax"`

	DiscountAmount        Number `json:"discount_amount"` // all but coupons
	CouponDiscount        Number `json:"coupon_discount"`
	StoreCreditAmount     Number `json:"store_credit_amount"`
	GiftCertificateAmount Number `json:"gift_certificate_amount"`
	IsTaxInclusivePricing Flag   `json:"is_tax_inclusive_pricing"`
	TaxProviderID         Text   `json:"tax_provider_id"`

	// DefaultCurrencyCode is the transactional currency, in which all amounts
	// are; CurrencyCode is only what was displayed.
	DefaultCurrencyCode      Text   `json:"default_currency_code"`
	CurrencyCode             Text   `json:"currency_code"`
	StoreDefaultCurrencyCode Text   `json:"store_default_currency_code"`
	StoreToTransactionalRate Number `json:"store_default_to_transactional_exchange_rate"`

	PaymentMethod     Text `json:"payment_method"`
	PaymentStatus     Text `json:"payment_status"`
	PaymentProviderID Text `json:"payment_provider_id"`

	Consignments Consignments `json:"consignments"`
	Fees         Fees         `json:"fees"`
}

// Address is a billing or shipping address of an order.
type Address struct {
	FirstName   Text            `json:"first_name"`
	LastName    Text            `json:"last_name"`
	Company     Text            `json:"company"`
	Street1     Text            `json:"street_1"`
	Street2     Text            `json:"street_2"`
	City        Text            `json:"city"`
	State       Text            `json:"state"`
	Zip         Text            `json:"zip"`
	Country     Text            `json:"country"`
	CountryISO2 Text            `json:"country_iso2"`
	Phone       Text            `json:"phone"`
	Email       Text            `json:"email"`
	FormFields  List[FormField] `json:"form_fields"`
}

// FormField is a field that the merchant added to a form: often the place of
// purchase order numbers.
type FormField struct {
	Name  Text `json:"name"`
	Value Text `json:"value"`
}

// OrderQuery selects orders. Bounds are inclusive; zero values do not bound.
type OrderQuery struct {
	MinModified, MaxModified time.Time
	MinCreated, MaxCreated   time.Time
	MinID, MaxID             int64
	StatusID                 *int
	ChannelID                int64
	// Sort is "date_modified:asc", "id:asc"; empty is id ascending.
	Sort  string
	Page  int // from 1
	Limit int // default PageSize
	// Bare leaves out destinations, lines and fees.
	Bare bool
}

// dateForm is ISO 8601 as the OpenAPI file shows it.
const dateForm = "2006-01-02T15:04:05-07:00"

func (q OrderQuery) filters() url.Values {
	v := url.Values{}
	at := func(k string, t time.Time) {
		if !t.IsZero() {
			v.Set(k, t.UTC().Format(dateForm))
		}
	}
	at("min_date_modified", q.MinModified)
	at("max_date_modified", q.MaxModified)
	at("min_date_created", q.MinCreated)
	at("max_date_created", q.MaxCreated)
	num := func(k string, n int64) {
		if n > 0 {
			v.Set(k, strconv.FormatInt(n, 10))
		}
	}
	num("min_id", q.MinID)
	num("max_id", q.MaxID)
	num("channel_id", q.ChannelID)
	if q.StatusID != nil {
		v.Set("status_id", strconv.Itoa(*q.StatusID))
	}
	return v
}

// includes asks for destinations, lines and fees with the orders, so that most
// orders need no call of their own (reference: bigcommerce-api §2.2, §10).
func includes(v url.Values) {
	v.Set("include", "consignments.line_items,fees")
	v.Set("consignment_structure", "object")
}

// OrderRow is one row of a list of orders. Each is read for itself: a row that
// cannot be read has Err and as much of Order as an id, and harms no other.
type OrderRow struct {
	Order Order
	Raw   []byte // as it was sent, to see whether anything changed
	// At is the server's clock when it answered; zero when it tells none.
	At  time.Time
	Err error
}

// maxPageRows is how many times as many rows as were asked for a page may have.
const maxPageRows = 10

// OrderPage is one page of orders.
type OrderPage struct {
	Rows []OrderRow
	// Last tells that no page follows.
	Last bool
	// At is the server's clock when it answered.
	At time.Time
}

// Orders reads one page of orders. Paging is the caller's, because a list that
// changes while it is read must be walked by its sort key, not by page numbers.
func (c *Client) Orders(ctx context.Context, q OrderQuery) (OrderPage, error) {
	v := q.filters()
	if q.Sort != "" {
		v.Set("sort", q.Sort)
	}
	if !q.Bare {
		includes(v)
	}
	limit := q.Limit
	if limit <= 0 {
		limit = PageSize
	}
	var page OrderPage
	k := call{name: "orders", path: "/v2/orders", query: v, scope: ScopeOrders}.page(max(q.Page, 1), limit)
	err := c.get(ctx, k, func(a answer) error {
		var raw rows2[json.RawMessage]
		if err := a.list(&raw); err != nil {
			return err
		}
		if len(raw) > maxPageRows*max(limit, 1) {
			return errTooMany
		}
		page = OrderPage{Rows: make([]OrderRow, len(raw)), At: a.at}
		for i, r := range raw {
			page.Rows[i] = readRow(r, a.at)
		}
		if len(raw) > int(c.largest.Load()) {
			c.largest.Store(int64(len(raw)))
		}
		page.Last = lastPage(len(raw), limit, int(c.largest.Load()))
		return nil
	})
	return page, err
}

func readRow(raw []byte, at time.Time) OrderRow {
	row := OrderRow{Raw: raw, At: at}
	if row.Err = decode(raw, &row.Order); row.Err != nil {
		var id struct {
			ID           ID   `json:"id"`
			DateModified Date `json:"date_modified"`
			DateCreated  Date `json:"date_created"`
			StatusID     ID   `json:"status_id"`
		}
		if json.Unmarshal(raw, &id) != nil {
			id.ID = 0
		}
		row.Order = Order{ID: id.ID, DateModified: id.DateModified, DateCreated: id.DateCreated, StatusID: id.StatusID}
	}
	return row
}

// Order reads one order with its destinations, lines and fees. An archived
// order is found and tells so (IsDeleted); one that was deleted for good is an
// error for which Gone is true.
func (c *Client) Order(ctx context.Context, id int64) (OrderRow, error) {
	v := url.Values{}
	includes(v)
	var row OrderRow
	err := c.get(ctx, call{name: "order", path: orderPath(id, ""), query: v, scope: ScopeOrders}, func(a answer) error {
		var raw json.RawMessage
		if err := must(a, &raw); err != nil {
			return err
		}
		row = readRow(raw, a.at)
		return nil
	})
	return row, err
}

func orderPath(id int64, sub string) string {
	return strings.TrimRight("/v2/orders/"+strconv.FormatInt(id, 10)+"/"+sub, "/")
}

// OrderCount is the number of orders per status.
type OrderCount struct {
	Count    Number              `json:"count"`
	Statuses List[OrderStatusOf] `json:"statuses"`
}

// OrderStatusOf is a status with the number of its orders.
type OrderStatusOf struct {
	ID          ID     `json:"id"`
	Name        Text   `json:"name"`
	SystemLabel Text   `json:"system_label"`
	Count       Number `json:"count"`
}

// OrdersCount counts the orders that the query selects, per status: a cheap
// check of completeness.
func (c *Client) OrdersCount(ctx context.Context, q OrderQuery) (OrderCount, error) {
	return one2[OrderCount](ctx, c, call{name: "order count", path: "/v2/orders/count", query: q.filters(), scope: ScopeOrders})
}

// OrderStatus is a status with the store's own label.
type OrderStatus struct {
	ID          ID   `json:"id"`
	Name        Text `json:"name"`
	SystemLabel Text `json:"system_label"`
	CustomLabel Text `json:"custom_label"`
}

// OrderStatuses lists the statuses.
func (c *Client) OrderStatuses(ctx context.Context) ([]OrderStatus, error) {
	var rows rows2[OrderStatus]
	err := c.get(ctx, call{name: "order statuses", path: "/v2/order_statuses", scope: ScopeOrders}, func(a answer) error {
		rows = nil
		return a.list(&rows)
	})
	return rows, err
}
