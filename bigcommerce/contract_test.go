package bigcommerce

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// sharedDir finds the reference data, which is no part of the project. Without
// it tests are skipped, except in CI.
func sharedDir(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("COUNTINGHOUSE_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared")
	}
	if _, err := os.Stat(filepath.Join(dir, "openapi")); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("reference data is missing: set COUNTINGHOUSE_SHARED (%v)", err)
		}
		t.Skip("reference data is not here; set COUNTINGHOUSE_SHARED")
	}
	return dir
}

// loadSpec reads one of BigCommerce's OpenAPI files. Two have an empty field
// in info, which would fail their own format.
func loadSpec(t *testing.T, file string) *openapi3.T {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromFile(filepath.Join(sharedDir(t), "openapi", file))
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	if doc.Info.Version == "" {
		doc.Info.Version = "unnamed"
	}
	if doc.Info.License != nil && doc.Info.License.Name == "" {
		doc.Info.License.Name = "unnamed"
	}
	if file == "orders.v2.oas2.yml" {
		// The text of the parameter says to add the direction; its enumeration forgot it.
		sort := doc.Components.Parameters["sort"].Value.Schema.Value
		for _, f := range slices.Clone(sort.Enum) {
			sort.Enum = append(sort.Enum, f.(string)+":asc", f.(string)+":desc")
		}
	}
	return doc
}

// specs are the files by the API version that their paths stand under.
var specs = map[string][]string{
	"v2": {"orders.v2.oas2.yml", "customers.v2.yml", "currencies.v2.yml", "store_information.v2.yml", "tax_classes.v2.yml", "marketing.v2.yml"},
	"v3": {"orders.v3.yml", "customers.v3.yml", "channels.v3.yml", "tax_settings.v3.yml",
		"catalog/products_catalog.v3.yml", "catalog/product-variants_catalog.v3.yml", "inventory.v3.yml", "locations.v3.yml", "settings.v3.yml"},
}

// operation finds what is done to a path like /v2/orders/7/taxes. Literal paths win
// over those with parameters.
func operation(docs map[string][]*openapi3.T, path string, method string) (*routers.Route, map[string]string) {
	version, rest, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	var best *routers.Route
	var bestParams map[string]string
	for _, doc := range docs[version] {
		for template, item := range doc.Paths.Map() {
			names := regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(template, -1)
			m := regexp.MustCompile("^" + regexp.MustCompile(`\{\w+\}`).ReplaceAllString(template, `([^/]+)`) + "$").FindStringSubmatch("/" + rest)
			if m == nil || item.GetOperation(method) == nil || best != nil && len(names) >= len(bestParams) {
				continue
			}
			params := map[string]string{}
			for i, n := range names {
				params[n[1]] = m[i+1]
			}
			best = &routers.Route{Spec: doc, Path: template, PathItem: item, Method: method, Operation: item.GetOperation(method)}
			bestParams = params
		}
	}
	return best, bestParams
}

// everyCall makes every call that the client can make, with everything that
// it can ask for.
func everyCall(c *Client) map[string]func(context.Context) error {
	at := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	status := 11
	all := OrderQuery{MinModified: at, MaxModified: at.Add(time.Hour), MinCreated: at, MaxCreated: at, MinID: 1, MaxID: 9,
		StatusID: &status, ChannelID: 1, Sort: "date_modified:asc", Page: 2}
	return map[string]func(context.Context) error{
		"Store":  func(ctx context.Context) error { _, e := c.Store(ctx); return e },
		"Time":   func(ctx context.Context) error { _, e := c.Time(ctx); return e },
		"Orders": func(ctx context.Context) error { _, e := c.Orders(ctx, all); return e },
		"OrdersBare": func(ctx context.Context) error {
			_, e := c.Orders(ctx, OrderQuery{Bare: true, Sort: "id:asc"})
			return e
		},
		"Order":                  func(ctx context.Context) error { _, e := c.Order(ctx, 7); return e },
		"OrdersCount":            func(ctx context.Context) error { _, e := c.OrdersCount(ctx, all); return e },
		"OrderStatuses":          func(ctx context.Context) error { _, e := c.OrderStatuses(ctx); return e },
		"OrderProducts":          func(ctx context.Context) error { _, e := c.OrderProducts(ctx, 7); return e },
		"OrderShippingAddresses": func(ctx context.Context) error { _, e := c.OrderShippingAddresses(ctx, 7); return e },
		"OrderFees":              func(ctx context.Context) error { _, e := c.OrderFees(ctx, 7); return e },
		"OrderTaxes":             func(ctx context.Context) error { _, e := c.OrderTaxes(ctx, 7); return e },
		"OrderCoupons":           func(ctx context.Context) error { _, e := c.OrderCoupons(ctx, 7); return e },
		"Transactions":           func(ctx context.Context) error { _, e := c.Transactions(ctx, 7); return e },
		"Refunds":                func(ctx context.Context) error { _, e := c.Refunds(ctx, at); return e },
		"OrderRefunds":           func(ctx context.Context) error { _, e := c.OrderRefunds(ctx, 7); return e },
		"Refund":                 func(ctx context.Context) error { _, e := c.Refund(ctx, 7); return e },
		"OrderShipments":         func(ctx context.Context) error { _, e := c.OrderShipments(ctx, 7); return e },
		"GiftCertificates":       func(ctx context.Context) error { _, e := c.GiftCertificates(ctx, 12); return e },
		"OrderGiftCertificates":  func(ctx context.Context) error { _, e := c.OrderGiftCertificates(ctx, 7); return e },
		"StoreCredits":           func(ctx context.Context) error { _, e := c.StoreCredits(ctx); return e },
		"Customers":              func(ctx context.Context) error { _, e := c.Customers(ctx, []int64{1, 2}); return e },
		"CustomerGroups":         func(ctx context.Context) error { _, e := c.CustomerGroups(ctx); return e },
		"Products":               func(ctx context.Context) error { _, e := c.Products(ctx, at); return e },
		"ProductPage":            func(ctx context.Context) error { _, e := c.ProductPage(ctx, at, 7, 0); return e },
		"VariantsOf":             func(ctx context.Context) error { _, e := c.VariantsOf(ctx, []int64{7, 8}); return e },
		"Inventory":              func(ctx context.Context) error { _, e := c.Inventory(ctx, 1); return e },
		"InventoryOf":            func(ctx context.Context) error { _, _, e := c.InventoryOf(ctx, []int64{7}); return e }, // the file types the list as one number
		"Locations":              func(ctx context.Context) error { _, e := c.Locations(ctx); return e },
		"InventorySettings":      func(ctx context.Context) error { _, e := c.InventorySettings(ctx, 1); return e },
		"SetStock": func(ctx context.Context) error {
			_, e := c.SetStock(ctx, "count", []StockAdjustment{{Location: 1, Product: 7, Quantity: 3}, {Location: 2, Variant: 8, Quantity: 0}})
			return e
		},
		"MoveStock": func(ctx context.Context) error {
			_, e := c.MoveStock(ctx, "delivery", []StockAdjustment{{Location: 1, Variant: 8, Quantity: -3}})
			return e
		},
		"Variants":    func(ctx context.Context) error { _, e := c.Variants(ctx); return e },
		"Currencies":  func(ctx context.Context) error { _, e := c.Currencies(ctx); return e },
		"Channels":    func(ctx context.Context) error { _, e := c.Channels(ctx); return e },
		"TaxSettings": func(ctx context.Context) error { _, e := c.TaxSettings(ctx); return e },
		"TaxClasses":  func(ctx context.Context) error { _, e := c.TaxClasses(ctx); return e },
	}
}

func TestEveryRequestIsAsTheOpenAPIFilesSay(t *testing.T) {
	docs := map[string][]*openapi3.T{}
	for v, files := range specs {
		for _, f := range files {
			docs[v] = append(docs[v], loadSpec(t, f))
		}
	}
	var seen []*http.Request
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		seen = append(seen, r)
		w.Header().Set("Content-Type", "application/json")
		path := strings.TrimPrefix(r.URL.Path, "/stores/abc123")
		switch {
		case strings.HasPrefix(path, "/v3"):
			_, _ = w.Write([]byte(`{"data":null,"meta":{}}`))
		case path == "/v2/store", path == "/v2/time", path == "/v2/orders/7", path == "/v2/orders/count":
			_, _ = w.Write([]byte(`{"id":7}`))
		default:
			w.WriteHeader(http.StatusNoContent)
		}
	}))
	defer srv.Close()
	c := testClient(t, srv.URL)
	called := 0
	for name, do := range everyCall(c) {
		called++
		if err := do(t.Context()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(seen) != called {
		t.Errorf("%d calls made %d requests", called, len(seen))
	}
	for _, r := range seen {
		checkRequest(t, docs, r)
	}
}

func checkRequest(t *testing.T, docs map[string][]*openapi3.T, r *http.Request) {
	t.Helper()
	path := strings.TrimPrefix(r.URL.Path, "/stores/abc123")
	route, params := operation(docs, path, r.Method)
	if route == nil {
		t.Errorf("%s is in no OpenAPI file", path)
		return
	}
	in := &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route,
		Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc}}
	if err := openapi3filter.ValidateRequest(t.Context(), in); err != nil {
		t.Errorf("%s: %v", r.URL, err)
	}
	known := map[string]bool{}
	for _, ps := range []openapi3.Parameters{route.PathItem.Parameters, route.Operation.Parameters} {
		for _, p := range ps {
			known[p.Value.Name] = p.Value.In == "query" || known[p.Value.Name]
		}
	}
	for k := range r.URL.Query() {
		if !known[k] {
			t.Errorf("%s: the OpenAPI file knows no parameter %q", r.URL, k)
		}
	}
	for h, want := range map[string]string{"X-Auth-Token": testToken, "Accept": "application/json", "Accept-Encoding": "gzip"} {
		if r.Header.Get(h) != want {
			t.Errorf("%s: header %s is %q", r.URL, h, r.Header.Get(h))
		}
	}
	if r.Header.Get("User-Agent") != "Countinghouse" || len(r.Header.Get("X-Correlation-Id")) != 36 {
		t.Errorf("%s: user agent %q, correlation %q", r.URL, r.Header.Get("User-Agent"), r.Header.Get("X-Correlation-Id"))
	}
}

// undocumented are field names that we read although the OpenAPI files do not
// have them, each with its source.
var undocumented = map[string]string{
	"Fee.cost_exc_tax":           "spelt so in the published fee example",
	"OrderProduct.resource":      "of the link that stands where lines are not included",
	"Order.custom_status":        "in every published example of an order",
	"ShippingAddress.line_items": "of the shipping consignment, which is the same row with its lines",
	"consignmentsJSON.resource":  "of the link that stands where consignments are not included",
}

func TestFieldNamesAreThoseOfTheOpenAPIFiles(t *testing.T) {
	cases := []struct {
		value any
		path  string // the GET whose answer it is, or
		named string // the component schema
	}{
		{Order{}, "/v2/orders/7", ""},
		{Address{}, "", "orders.v2.oas2.yml#billingAddress_Resp"},
		{OrderProduct{}, "/v2/orders/7/products", ""},
		{ShippingAddress{}, "/v2/orders/7/shipping_addresses", ""},
		{OrderTax{}, "/v2/orders/7/taxes", ""},
		{OrderCoupon{}, "/v2/orders/7/coupons", ""},
		{Fee{}, "/v2/orders/7/fees", ""},
		{consignmentsJSON{}, "/v2/orders/7/consignments", ""},
		{OrderStatus{}, "/v2/order_statuses", ""},
		{OrderCount{}, "/v2/orders/count", ""},
		{Store{}, "/v2/store", ""},
		{Currency{}, "/v2/currencies", ""},
		{TaxClass{}, "/v2/tax_classes", ""},
		{CustomerGroup{}, "/v2/customer_groups", ""},
		{Transaction{}, "/v3/orders/7/transactions", ""},
		{Refund{}, "/v3/orders/payment_actions/refunds", ""},
		{Refund{}, "/v3/orders/7/payment_actions/refunds", ""},
		{RefundItem{}, "", "orders.v3.yml#RefundItem"},
		{RefundAdjustment{}, "", "orders.v3.yml#RefundItemAdjustment"},
		{RefundPayment{}, "", "orders.v3.yml#RefundPayment"},
		{Shipment{}, "/v2/orders/7/shipments", ""},
		{GiftCertificate{}, "/v2/gift_certificates", ""},
		{StoreCredit{}, "/v3/customers", ""},
		{Customer{}, "/v3/customers", ""},
		{Product{}, "/v3/catalog/products", ""},
		{Variant{}, "/v3/catalog/variants", ""},
		{InventoryItem{}, "/v3/inventory/items", ""},
		{InventoryIdentity{}, "", "inventory.v3.yml#ItemResponse/identity"},
		{InventoryPlace{}, "", "inventory.v3.yml#ItemResponse/locations"},
		{InventoryPlaceSettings{}, "", "inventory.v3.yml#ItemResponse/locations/settings"},
		{adjustmentBody{}, "", "inventory.v3.yml#AdjustmentsAbsoluteRequest"},
		{adjustmentItem{}, "", "inventory.v3.yml#AdjustmentsRelativeRequest/items"},
		{Location{}, "/v3/inventory/locations", ""},
		{InventorySettings{}, "/v3/settings/inventory", ""},
		{Channel{}, "/v3/channels", ""},
		{TaxSettings{}, "/v3/tax/settings", ""},
	}
	docs := map[string][]*openapi3.T{}
	byFile := map[string]*openapi3.T{}
	for v, files := range specs {
		for _, f := range files {
			byFile[f] = loadSpec(t, f)
			docs[v] = append(docs[v], byFile[f])
		}
	}
	for _, c := range cases {
		ty := reflect.TypeOf(c.value)
		var schema *openapi3.SchemaRef
		if c.named != "" {
			file, name, _ := strings.Cut(c.named, "#")
			name, parts, _ := strings.Cut(name, "/")
			schema = byFile[file].Components.Schemas[name]
			for part := range strings.SplitSeq(parts, "/") {
				if parts == "" {
					break
				}
				if schema.Value.Items != nil {
					schema = schema.Value.Items
				}
				schema = schema.Value.Properties[part]
			}
		} else {
			route, _ := operation(docs, c.path, http.MethodGet)
			if route == nil {
				t.Fatalf("%s is in no OpenAPI file", c.path)
			}
			schema = route.Operation.Responses.Status(200).Value.Content.Get("application/json").Schema
		}
		props := map[string]bool{}
		properties(schema, props, 0)
		if len(props) < 2 {
			t.Errorf("%s: the schema that it is compared with has only %d fields", ty.Name(), len(props))
		}
		checkTags(t, ty, props)
	}
}

// properties gathers the property names of a schema, of the rows of a list, and
// of what stands in the data of a v3 answer.
func properties(s *openapi3.SchemaRef, into map[string]bool, depth int) {
	if s == nil || s.Value == nil || depth > 12 {
		return
	}
	for _, l := range []openapi3.SchemaRefs{s.Value.AllOf, s.Value.OneOf, s.Value.AnyOf} {
		for _, m := range l {
			properties(m, into, depth+1)
		}
	}
	properties(s.Value.Items, into, depth+1)
	for name, p := range s.Value.Properties {
		into[name] = true
		if name == "data" {
			properties(p, into, depth+1)
		}
	}
}

func checkTags(t *testing.T, ty reflect.Type, props map[string]bool) {
	t.Helper()
	for i := range ty.NumField() {
		f := ty.Field(i)
		tag, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous && tag == "" {
			checkTags(t, f.Type, props)
			continue
		}
		if tag == "" || tag == "-" {
			continue
		}
		if _, ok := undocumented[ty.Name()+"."+tag]; !ok && !props[tag] {
			t.Errorf("%s.%s: the OpenAPI file has no field %q", ty.Name(), f.Name, tag)
		}
	}
}

func TestFilterDatesCarryTheirZone(t *testing.T) {
	q := OrderQuery{MinModified: time.Date(2026, 1, 2, 3, 4, 5, 0, time.FixedZone("", 3600))}
	got := q.filters().Encode()
	if want := "min_date_modified=" + url.QueryEscape("2026-01-02T02:04:05+00:00"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if !strings.Contains(got, "%2B") {
		t.Errorf("the plus sign must be encoded: %s", got)
	}
}
