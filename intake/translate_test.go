package intake

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"countinghouse/bigcommerce"
	"countinghouse/money"
	"countinghouse/sales"
)

func orderOf(t testing.TB, text string) bigcommerce.Order {
	t.Helper()
	var o bigcommerce.Order
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		t.Fatal(err)
	}
	return o
}

func rowsOf[T any](t testing.TB, text string) Part[T] {
	t.Helper()
	var rows []T
	if err := json.Unmarshal([]byte(text), &rows); err != nil {
		t.Fatal(err)
	}
	return Part[T]{Rows: rows, Read: true}
}

const wholeLine = `{"id":238,"order_id":7,"product_id":77,"variant_id":9,"order_address_id":0,"name":"Brass Lantern","sku":"BL-1","upc":"1","type":"physical",
 "quantity":2,"quantity_refunded":0,"base_price":"10.0000","price_ex_tax":"10.0000","price_inc_tax":"10.8000","price_tax":"0.8000",
 "base_total":"20.0000","total_ex_tax":"20.0000","total_inc_tax":"21.6000","total_tax":"1.6000","discounted_total_inc_tax":"19.4400",
 "applied_discounts":[{"id":"c","amount":"2.0000","name":"Autumn","code":"AUTUMN10","target":"order"}],
 "wrapping_name":"Red","wrapping_cost_ex_tax":"1.0000","wrapping_cost_inc_tax":"1.0800","wrapping_cost_tax":"0.0800",
 "product_options":[{"display_name":"Size","display_value":"Small"},{"display_name":"Letters","value":"AB"}],"parent_order_product_id":null,"is_bundled_product":false}`

const wholeOrder = `{"id":7,"customer_id":12,"date_created":"Tue, 05 Mar 2019 21:40:11 +0000","date_modified":"Mon, 11 Mar 2019 15:17:25 +0000",
 "status_id":11,"status":"Awaiting Fulfillment","custom_status":"To pack","channel_id":1,"order_source":"www","external_source":null,"external_id":null,"ebay_order_id":"0",
 "items_total":2,"shipping_address_count":1,
 "subtotal_ex_tax":"20.0000","subtotal_inc_tax":"21.6000","subtotal_tax":"1.6000","base_shipping_cost":"5.0000",
 "shipping_cost_ex_tax":"5.0000","shipping_cost_inc_tax":"5.4000","shipping_cost_tax":"0.4000",
 "handling_cost_ex_tax":"0.0000","handling_cost_inc_tax":"0.0000","handling_cost_tax":"0.0000",
 "wrapping_cost_ex_tax":"1.0000","wrapping_cost_inc_tax":"1.0800","wrapping_cost_tax":"0.0800",
 "total_ex_tax":"24.0000","total_inc_tax":"25.9200","total_tax":"1.9200","discount_amount":"0.0000","coupon_discount":"2.0000",
 "store_credit_amount":"0.0000","gift_certificate_amount":"0.0000","is_tax_inclusive_pricing":false,"tax_provider_id":"BasicTaxProvider",
 "default_currency_code":"usd","currency_code":"EUR","currency_exchange_rate":"0.9","store_default_currency_code":"","store_default_to_transactional_exchange_rate":"1.0000000000",
 "payment_method":"Credit Card","payment_status":"captured","customer_message":"Thanks",
 "billing_address":{"first_name":"Ana","last_name":"Silva","company":"Silva Ltd","street_1":"1 Main St","city":"Austin","state":"Texas","zip":"78751","country":"United States","country_iso2":"us","phone":"555","email":"ana@example.com",
  "form_fields":[{"name":"P.O. Number","value":"4711"}]},
 "consignments":{"pickups":[],"shipping":[{"id":51,"first_name":"Ben","city":"Dallas","shipping_method":"UPS Ground","items_total":2,"cost_ex_tax":5.0,"cost_inc_tax":5.4,"cost_tax":0.4,"handling_cost_ex_tax":0,"handling_cost_inc_tax":0,"handling_cost_tax":0,"line_items":[` + wholeLine + `]}],"downloads":[],"email":{"gift_certificates":[]}},
 "fees":[]}`

func dec(s string) money.Decimal { return money.MustDecimal(s) }

func TestOrderIsTranslatedWhole(t *testing.T) {
	f := Facts{Store: "main", Currency: "USD", Decimals: map[string]int{"USD": 2}, Inclusive: true,
		Channels: map[int64]Channel{1: {Name: "Shop", Type: "storefront"}}}
	d := Details{
		Taxes: rowsOf[bigcommerce.OrderTax](t, `[{"id":2,"order_id":7,"name":"Texas","class":"Default","rate":"8.0000","priority":1,"line_amount":"0.4000","line_item_type":"shipping","order_address_id":51},
		 {"id":1,"order_id":7,"name":"Texas","class":"Default","rate":"8.0000","line_amount":"1.5200","order_product_id":238,"line_item_type":"item"}]`),
		Transactions: rowsOf[bigcommerce.Transaction](t, `[{"id":5,"order_id":"7","event":"purchase","method":"credit_card","amount":25.92,"currency":"USD","gateway":"stripe","gateway_transaction_id":"ch_1","status":"ok","test":false,"date_created":"2019-03-05T21:41:00+00:00","credit_card":{"card_type":"visa","card_last4":"4242"}}]`),
		Customer:     &bigcommerce.Customer{ID: 12, Email: "other@example.com", CustomerGroupID: 3, TaxExemptCategory: "RESALE"},
	}
	got := Translate(f, orderOf(t, wholeOrder), d)
	want := sales.Order{
		Store: "main", ID: 7, Status: sales.AwaitingFulfilment, StatusLabel: "To pack",
		Placed: time.Date(2019, 3, 5, 21, 40, 11, 0, time.UTC), Modified: time.Date(2019, 3, 11, 15, 17, 25, 0, time.UTC),
		ChannelID: 1, ChannelName: "Shop", ChannelType: "storefront", Source: "www",
		Customer: sales.Customer{ID: 12, Email: "ana@example.com", FirstName: "Ana", LastName: "Silva", Company: "Silva Ltd", Phone: "555", GroupID: 3, ExemptCategory: "RESALE"},
		Billing: sales.Address{FirstName: "Ana", LastName: "Silva", Company: "Silva Ltd", Street1: "1 Main St", City: "Austin", State: "Texas", PostalCode: "78751",
			Country: "United States", CountryISO: "US", Phone: "555", Email: "ana@example.com"},
		Shipping: []sales.Parcel{{ID: 51, Address: sales.Address{FirstName: "Ben", City: "Dallas"}, Method: "UPS Ground",
			Cost: sales.Taxed{Ex: dec("5"), Inc: dec("5.4"), Tax: dec("0.4")}, ItemsTotal: 2}},
		PONumber: "4711", Message: "Thanks", Currency: "USD", Decimals: 2, StoreCurrency: "USD", ExchangeRate: dec("1"), StoreInclusive: true,
		Lines: []sales.Line{{ID: 238, ProductID: 77, VariantID: 9, Name: "Brass Lantern", SKU: "BL-1", UPC: "1", Type: sales.Physical, Quantity: dec("2"),
			BasePrice: dec("10"), BaseTotal: dec("20"), Price: sales.Taxed{Ex: dec("10"), Inc: dec("10.8"), Tax: dec("0.8")},
			Total: sales.Taxed{Ex: dec("20"), Inc: dec("21.6"), Tax: dec("1.6")}, Discounted: dec("19.44"), HasDiscounted: true,
			Discounts: []sales.Applied{{Name: "Autumn", Code: "AUTUMN10", Target: "order", Amount: dec("2")}},
			Wrapping:  sales.Taxed{Ex: dec("1"), Inc: dec("1.08"), Tax: dec("0.08")}, WrappingName: "Red",
			Options: []sales.Option{{Name: "Size", Value: "Small"}, {Name: "Letters", Value: "AB"}}, AddressID: 51}},
		ItemsTotal: 2,
		Subtotal:   sales.Taxed{Ex: dec("20"), Inc: dec("21.6"), Tax: dec("1.6")}, ShippingCost: sales.Taxed{Ex: dec("5"), Inc: dec("5.4"), Tax: dec("0.4")},
		Wrapping: sales.Taxed{Ex: dec("1"), Inc: dec("1.08"), Tax: dec("0.08")}, Total: sales.Taxed{Ex: dec("24"), Inc: dec("25.92"), Tax: dec("1.92")},
		BaseShipping: dec("5"), CouponDiscount: dec("2"),
		Coupons:     []sales.Coupon{{Code: "AUTUMN10", Type: 2, Discount: dec("2")}},
		TaxProvider: "BasicTaxProvider",
		Taxes: []sales.TaxRow{{Name: "Texas", Class: "Default", Rate: dec("8"), Amount: dec("0.4"), Kind: "shipping", AddressID: 51, Priority: 1},
			{Name: "Texas", Class: "Default", Rate: dec("8"), Amount: dec("1.52"), LineID: 238, Kind: "item"}},
		TaxesRead: true, PaymentMethod: "Credit Card", PaymentStatus: "captured",
		Payments: []sales.Payment{{ID: 5, Event: "purchase", Method: "credit_card", Gateway: "stripe", GatewayID: "ch_1", Amount: dec("25.92"), Currency: "USD", OK: true,
			At: time.Date(2019, 3, 5, 21, 41, 0, 0, time.UTC), CardType: "visa", CardLast4: "4242"}},
		PaymentsRead: true,
	}
	equal := cmp.Comparer(func(a, b money.Decimal) bool { return a.Equal(b) })
	if diff := cmp.Diff(want, got, equal); diff != "" {
		t.Error(diff)
	}
}

func TestDisplayCurrencyNeverEntersTheOrder(t *testing.T) {
	o := orderOf(t, `{"id":1,"default_currency_code":"EUR","currency_code":"JPY","currency_exchange_rate":"160","store_default_currency_code":"USD","store_default_to_transactional_exchange_rate":"0.849"}`)
	s := Translate(Facts{Currency: "USD", Decimals: map[string]int{"EUR": 2}}, o, Details{})
	if s.Currency != "EUR" || s.StoreCurrency != "USD" || s.ExchangeRate.String() != "0.849" || s.Decimals != 2 {
		t.Errorf("%s %s %s %d", s.Currency, s.StoreCurrency, s.ExchangeRate, s.Decimals)
	}
	o = orderOf(t, `{"id":1,"default_currency_code":"EUR","store_default_currency_code":"","store_default_to_transactional_exchange_rate":"1.0000000000"}`)
	if s := Translate(Facts{Currency: "USD"}, o, Details{}); !s.ExchangeRate.IsZero() {
		t.Errorf("a rate of 1 that belongs to no currency was taken: %s", s.ExchangeRate)
	}
	o = orderOf(t, `{"id":1,"default_currency_code":"KWD"}`)
	if s := Translate(Facts{Currency: "KWD"}, o, Details{}); s.Decimals != 3 {
		t.Errorf("the dinar has 3 decimals, not %d", s.Decimals)
	}
}

func TestContradictionsOfReadingAreNamed(t *testing.T) {
	with := func(old, now string) bigcommerce.Order { return orderOf(t, strings.Replace(wholeOrder, old, now, 1)) }
	for name, c := range map[string]struct {
		o    bigcommerce.Order
		d    Details
		says string
	}{
		"amount that is no number": {with(`"subtotal_ex_tax":"20.0000"`, `"subtotal_ex_tax":"twenty"`), Details{}, `The subtotal without tax is not a number that can be read: "twenty".`},
		"half an item":             {with(`"items_total":2,"shipping_address`, `"items_total":2.5,"shipping_address`), Details{}, "The number of items is not a whole number: 2.5."},
		"no date":                  {with(`"Tue, 05 Mar 2019 21:40:11 +0000"`, `"yesterday"`), Details{}, `The day of the order cannot be read: date_created is "yesterday".`},
		"no total":                 {with(`"total_inc_tax":"25.9200",`, ``), Details{}, "The order came without its total or without the tax in it."},
		"currency that is none":    {with(`"usd"`, `"dollars"`), Details{}, "The currency of the order cannot be read"},
		"line of another order":    {with(`"id":238,"order_id":7`, `"id":238,"order_id":8`), Details{}, "Line 238 belongs to order 8."},
		"unknown kind of line":     {with(`"type":"physical"`, `"type":"subscription"`), Details{}, `Line BL-1 is of a kind that is not known: "subscription".`},
		"taxes of another order":   {orderOf(t, wholeOrder), Details{Taxes: rowsOf[bigcommerce.OrderTax](t, `[{"name":"Texas","order_id":9,"line_amount":"1"}]`)}, "The tax Texas belongs to order 9."},
		"coupon of another order":  {orderOf(t, wholeOrder), Details{Coupons: rowsOf[bigcommerce.OrderCoupon](t, `[{"code":"X","order_id":9,"discount":1}]`)}, "Coupon X belongs to order 9."},
		"payment of another order": {orderOf(t, wholeOrder), Details{Transactions: rowsOf[bigcommerce.Transaction](t, `[{"id":5,"order_id":"9"}]`)}, "Payment 5 belongs to order 9."},
		"what could not be read":   {orderOf(t, wholeOrder), Details{Failed: []string{"The taxes are gone."}}, "The taxes are gone."},
	} {
		s := Translate(Facts{Store: "main", Currency: "USD"}, c.o, c.d)
		if len(s.Contradictions) != 1 || !strings.Contains(s.Contradictions[0], c.says) {
			t.Errorf("%s: %q", name, s.Contradictions)
		}
	}
	if s := Translate(Facts{Currency: "USD"}, orderOf(t, wholeOrder), Details{}); len(s.Contradictions) != 0 {
		t.Errorf("a good order: %q", s.Contradictions)
	}
}

func TestOrderInWhichRowsComeDoesNotChangeTheOrder(t *testing.T) {
	second := strings.NewReplacer(`"id":238`, `"id":100`, `BL-1`, `ZZ-9`).Replace(wholeLine)
	o := orderOf(t, wholeOrder)
	a := Translate(Facts{}, o, Details{Lines: rowsOf[bigcommerce.OrderProduct](t, "["+wholeLine+","+second+"]")})
	b := Translate(Facts{}, o, Details{Lines: rowsOf[bigcommerce.OrderProduct](t, "["+second+","+wholeLine+","+second+"]")})
	ja, _ := json.Marshal(a)
	jb, _ := json.Marshal(b)
	if string(ja) != string(jb) {
		t.Errorf("a row that came twice or earlier made another order:\n%s\n%s", ja, jb)
	}
	if len(a.Lines) != 2 || a.Lines[0].ID != 100 {
		t.Errorf("%+v", a.Lines)
	}
}

func TestOnlyWhatIsNeededIsRead(t *testing.T) {
	untaxed := strings.NewReplacer(`"total_tax":"1.9200"`, `"total_tax":"0.0000"`, `"coupon_discount":"2.0000"`, `"coupon_discount":"0.0000"`,
		`"subtotal_tax":"1.6000"`, `"subtotal_tax":"0"`, `"shipping_cost_tax":"0.4000"`, `"shipping_cost_tax":"0"`, `"wrapping_cost_tax":"0.0800"`, `"wrapping_cost_tax":""`).Replace(wholeOrder)
	with := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(untaxed) }
	for name, c := range map[string]struct {
		text string
		d    Detail
		want Need
	}{
		"untaxed, no coupon":               {untaxed, Detail{}, Need{}},
		"taxed":                            {with(`"total_tax":"0.0000"`, `"total_tax":"1.9200"`), Detail{}, Need{Taxes: true}},
		"taxed parts, untaxed total":       {with(`"subtotal_tax":"0"`, `"subtotal_tax":"25.63"`), Detail{}, Need{Taxes: true}},
		"tax that is no number":            {with(`"total_tax":"0.0000"`, `"total_tax":"?"`), Detail{}, Need{Taxes: true}},
		"coupon, told on the lines":        {with(`"coupon_discount":"0.0000"`, `"coupon_discount":"2.0000"`), Detail{}, Need{}},
		"coupon, lines tell another sum":   {with(`"coupon_discount":"0.0000"`, `"coupon_discount":"7.0000"`), Detail{}, Need{Coupons: true}},
		"coupon, manual discount on line":  {with(`"coupon_discount":"0.0000"`, `"coupon_discount":"2.0000"`, `"code":"AUTUMN10"`, `"code":null`), Detail{}, Need{Coupons: true}},
		"gift certificate spent":           {with(`"gift_certificate_amount":"0.0000"`, `"gift_certificate_amount":"5"`), Detail{}, Need{Transactions: true}},
		"store credit spent":               {with(`"store_credit_amount":"0.0000"`, `"store_credit_amount":5`), Detail{}, Need{Transactions: true}},
		"test gateway":                     {with(`"Credit Card"`, `"Test Payment Gateway"`), Detail{}, Need{Transactions: true}},
		"paid status, money only reserved": {with(`"captured"`, `"authorized"`), Detail{}, Need{Transactions: true}},
		"paid status, offline":             {with(`"captured"`, `""`), Detail{}, Need{}},
		"not paid and says so":             {with(`"captured"`, `"pending"`, `"status_id":11`, `"status_id":7`), Detail{}, Need{}},
		"rules go by transactions":         {untaxed, Detail{Transactions: Always}, Need{Transactions: true}},
		"never":                            {with(`"captured"`, `"declined"`), Detail{Transactions: Never}, Need{}},
		"lines are links":                  {with(`"line_items":[`+strings.Replace(wholeLine, `"wrapping_cost_tax":"0.0800"`, `"wrapping_cost_tax":""`, 1)+`]`, `"line_items":[{"url":"u","resource":"/orders/7/products/238"}]`), Detail{}, Need{Lines: true}},
		"a line lacks a field":             {with(`"base_total":"20.0000",`, ``), Detail{}, Need{Lines: true}},
		"lines do not make up the items":   {with(`"items_total":2,"shipping_address`, `"items_total":3,"shipping_address`), Detail{}, Need{Lines: true}},
		"no consignments":                  {with(`"consignments":{`, `"consignments":{"url":"u","resource":"/orders/7/consignments"},"x":{`), Detail{}, Need{Lines: true, Addresses: true}},
		"no fees":                          {with(`"fees":[]`, `"fees":{"url":"u","resource":"/orders/7/fees"}`), Detail{}, Need{Fees: true}},
		"registered, no e-mail":            {with(`"ana@example.com"`, `""`), Detail{}, Need{Customer: true}},
		"guest, no e-mail":                 {with(`"ana@example.com"`, `""`, `"customer_id":12`, `"customer_id":0`), Detail{}, Need{}},
		"registered, always":               {untaxed, Detail{Customers: Always}, Need{Customer: true}},
		"never became an order":            {with(`"status_id":11`, `"status_id":0`, `"total_tax":"0.0000"`, `"total_tax":"1"`, `"fees":[]`, `"fees":{"resource":"x"}`), Detail{Transactions: Always}, Need{}},
	} {
		if got := Needs(orderOf(t, c.text), c.d); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
	if n := (Need{Lines: true, Taxes: true, Customer: true}).Calls(); n != 2 {
		t.Errorf("%d calls", n)
	}
}

func TestPurchaseOrderNumberIsFoundByTheNamesOfItsField(t *testing.T) {
	for name, is := range map[string]bool{"PO": true, "P.O. Number": true, "PO #": true, "Your purchase order no.": true, "Customer PO Number": true,
		"Purchase Order Number": true, "Post office box": false, "Position": false, "Order notes": false, "PO Box": false} {
		got := poNumber([]bigcommerce.FormField{{Name: bigcommerce.Text(name), Value: " 4711 "}})
		if (got == "4711") != is {
			t.Errorf("%q gave %q", name, got)
		}
	}
}
