package shop

import (
	"strconv"
	"time"
)

func appendInt(b []byte, n int) []byte { return strconv.AppendInt(b, int64(n), 10) }

// statusText is a row of /order_statuses.
type statusText struct{ name, label, text string }

// statusTexts are the statuses by id. The merchant has renamed one of them.
var statusTexts = [...]statusText{
	Incomplete:         {"Incomplete", "Incomplete", "An incomplete order happens when a shopper reached the payment page, but did not complete the transaction."},
	Pending:            {"Pending", "Pending", "Customer started the checkout process, but did not complete it."},
	Shipped:            {"Shipped", "Shipped", "Order has been shipped, but receipt has not been confirmed; seller has used the Ship Items action."},
	PartiallyShipped:   {"Partially Shipped", "Partially Shipped", "Only some items in the order have been shipped."},
	Refunded:           {"Refunded", "Refunded", "Seller has used the Refund action."},
	Cancelled:          {"Cancelled", "Cancelled", "Seller has cancelled an order, due to a stock inconsistency or other reasons."},
	Declined:           {"Declined", "Declined", "Seller has marked the order as declined for lack of manual payment, or other reasons."},
	AwaitingPayment:    {"Awaiting Payment", "Awaiting Payment", "Customer has completed checkout process, but payment has yet to be confirmed."},
	AwaitingPickup:     {"Awaiting Pickup", "Awaiting Pickup", "Order has been pulled, and is awaiting customer pickup from a seller-specified location."},
	AwaitingShipment:   {"Awaiting Shipment", "Packed", "Order has been pulled and packaged, and is awaiting collection from a shipping provider."},
	Completed:          {"Completed", "Completed", "Client has paid for their digital product and their file(s) are available for download."},
	AwaitingFulfilment: {"Awaiting Fulfillment", "Awaiting Fulfillment", "Customer has completed the checkout process and payment has been confirmed."},
	ManualVerification: {"Manual Verification Required", "Manual Verification Required", "Order is on hold while some aspect needs to be manually confirmed."},
	Disputed:           {"Disputed", "Disputed", "Customer has initiated a dispute resolution process for the PayPal transaction that paid for the order."},
	PartiallyRefunded:  {"Partially Refunded", "Partially Refunded", "Seller has partially refunded the order."},
}

func statusName(s Status) string  { return statusTexts[s].name }
func statusLabel(s Status) string { return statusTexts[s].label }

// statusOrder is the order of the control panel.
func statusOrder() []Status {
	return []Status{Incomplete, Pending, AwaitingPayment, AwaitingFulfilment, AwaitingShipment, AwaitingPickup, PartiallyShipped, Completed, Shipped, Cancelled, Declined, Refunded, Disputed, ManualVerification, PartiallyRefunded}
}

// encodeStatus writes the fields of a status into an open object.
func encodeStatus(e *enc, st Status) {
	t := statusTexts[st]
	e.int("id", int64(st))
	e.str("name", t.name)
	e.str("system_label", t.name)
	e.str("custom_label", t.label)
	e.str("system_description", t.text)
}

func getStatuses(_ *Shop, c *call) {
	var e enc
	e.open('[')
	for _, st := range statusOrder() {
		e.open('{')
		encodeStatus(&e, st)
		e.close('}')
	}
	e.close(']')
	c.send(200, e.b)
}

func getStatus(_ *Shop, c *call) {
	if c.ids[0] > int64(PartiallyRefunded) {
		c.fail(404, "The requested resource was not found.")
		return
	}
	var e enc
	e.open('{')
	encodeStatus(&e, Status(c.ids[0]))
	e.close('}')
	c.send(200, e.b)
}

// offsets are the zone's distances from UTC in winter and in summer, in seconds.
func (s *Shop) offsets() (winter, summer int64) {
	year := s.opt.Now().Year()
	_, a := time.Date(year, 1, 1, 12, 0, 0, 0, s.zone).Zone()
	_, b := time.Date(year, 7, 1, 12, 0, 0, 0, s.zone).Zone()
	return int64(min(a, b)), int64(max(a, b))
}

// getStore answers GET /store (bigcommerce-api §9).
func getStore(s *Shop, c *call) {
	winter, summer := s.offsets()
	host := "store-" + s.opt.Hash + ".example.com"
	var e enc
	e.open('{')
	e.str("id", s.opt.Hash)
	e.str("account_uuid", "8d4d492f-17a1-4d95-b396-e1c5720815a5")
	e.str("domain", host)
	e.str("secure_url", "https://"+host)
	e.str("control_panel_base_url", "https://"+host)
	e.str("status", "live")
	e.str("name", "Hill Country Dry Goods")
	e.str("first_name", "Jane")
	e.str("last_name", "Doe")
	home := s.where[0]
	e.str("address", "100 Congress Ave, "+home.city+", "+home.state+" "+home.zip)
	e.str("country", home.country())
	e.str("country_code", home.iso())
	e.str("phone", "512-555-0100")
	e.str("admin_email", "owner@example.com")
	e.str("order_email", "orders@example.com")
	e.str("favicon_url", "")
	e.object("timezone")
	e.str("name", s.opt.Zone)
	e.int("raw_offset", winter)
	e.int("dst_offset", summer)
	e.bool("dst_correction", winter != summer)
	e.object("date_format")
	e.str("display", "M jS Y")
	e.str("export", "M jS Y")
	e.str("extended_display", "M jS Y @ g:i A")
	e.raw("}}")
	e.str("language", "en")
	e.str("currency", s.opt.Currency)
	e.str("currency_symbol", currencySign(s.opt.Currency))
	e.str("decimal_separator", ".")
	e.str("thousands_separator", ",")
	e.int("decimal_places", 2)
	e.str("currency_symbol_location", "left")
	e.str("weight_units", "Ounces")
	e.str("dimension_units", "Inches")
	e.int("dimension_decimal_places", 2)
	e.str("dimension_decimal_token", ".")
	e.str("dimension_thousands_token", ",")
	e.str("plan_name", "Standard")
	e.str("plan_level", "Standard")
	e.bool("plan_is_trial", false)
	e.str("industry", "Gifts")
	e.array("logo")
	e.close(']')
	e.bool("is_price_entered_with_tax", s.opt.Inclusive)
	e.int("store_id", 1025646)
	e.int("default_channel_id", channelStorefront)
	e.int("default_site_id", 1000)
	e.array("active_comparison_modules")
	e.close(']')
	e.object("features")
	e.bool("stencil_enabled", true)
	e.bool("sitewidehttps_enabled", true)
	e.str("facebook_catalog_id", "")
	e.str("checkout_type", "optimized")
	e.bool("wishlists_enabled", false)
	e.bool("graphql_storefront_api_enabled", true)
	e.bool("shopper_consent_tracking_enabled", false)
	e.bool("multi_storefront_enabled", false)
	e.raw("}}")
	c.send(200, e.b)
}

func getTime(s *Shop, c *call) {
	var e enc
	e.open('{')
	e.int("time", s.now())
	e.close('}')
	c.send(200, e.b)
}

func currencySign(code string) string {
	switch code {
	case "EUR":
		return "€"
	case "GBP":
		return "£"
	}
	return "$"
}

// getCurrencies answers GET /currencies: the store's own, and the second one
// where it sells in several.
func getCurrencies(s *Shop, c *call) {
	page, limit := c.page()
	if c.failed() {
		return
	}
	codes := []string{s.opt.Currency}
	if s.multiCurrency() {
		codes = append(codes, s.secondCurrency())
	}
	codes = cutPage(codes, page, limit)
	if len(codes) == 0 {
		c.none()
		return
	}
	var e enc
	e.open('[')
	for _, code := range codes {
		own := code == s.opt.Currency
		e.open('{')
		e.int("id", map[bool]int64{true: 1, false: 2}[own])
		e.bool("is_default", own)
		e.str("country_iso2", code[:2])
		e.str("currency_code", code)
		e.str("currency_exchange_rate", map[bool]string{true: "1.0000000000", false: s.secondRate()}[own])
		e.bool("auto_update", false)
		e.str("token_location", "left")
		e.str("token", currencySign(code))
		e.str("decimal_token", ".")
		e.str("thousands_token", ",")
		e.int("decimal_places", decimalsOf(code))
		e.str("name", code)
		e.bool("enabled", true)
		e.bool("is_transactional", true)
		e.str("last_updated", "2026-01-01T00:00:00.000Z")
		e.close('}')
	}
	e.close(']')
	c.send(200, e.b)
}

// getTaxClasses answers GET /tax_classes; ids are strings here, and the
// default class 0 is not listed.
func getTaxClasses(s *Shop, c *call) {
	page, limit := c.page()
	if c.failed() {
		return
	}
	all := []string{"Non-Taxable Products", "Shipping", "Gift Wrapping"}
	if s.opt.Country == "GB" {
		all = append(all, "Reduced Rate")
	}
	names := cutPage(all, page, limit)
	if len(names) == 0 {
		c.none()
		return
	}
	var e enc
	e.open('[')
	for i, name := range names {
		e.open('{')
		e.str("id", strconv.Itoa((page-1)*limit+i+1))
		e.str("name", name)
		e.str("created_at", "2019-01-20T21:34:57.903+00:00")
		e.str("updated_at", "2019-01-20T21:34:57.903+00:00")
		e.close('}')
	}
	e.close(']')
	c.send(200, e.b)
}

// getGroups answers GET /customer_groups.
func getGroups(_ *Shop, c *call) {
	page, limit := c.page()
	if c.failed() {
		return
	}
	if page > 1 || limit < 1 {
		c.none()
		return
	}
	c.send(200, []byte(`[{"id":1,"name":"On account","is_default":false,"category_access":{"type":"all"},"discount_rules":[]},`+
		`{"id":3,"name":"Wholesale","is_default":false,"category_access":{"type":"all"},"discount_rules":[{"type":"all","method":"percent","amount":"10.0000"}]},`+
		`{"id":2,"name":"Guests","is_default":false,"category_access":{"type":"all"},"discount_rules":[],"is_group_for_guests":true}]`))
}
