package shop

import (
	"encoding/json"
	"fmt"

	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// levels are how many there are, by variant and location.
func (c *client) levels() map[[2]int64]int64 {
	out := map[[2]int64]int64{}
	for _, l := range c.shop.StockLevels() {
		out[[2]int64{l.Variant, l.Location}] = l.OnHand
	}
	return out
}

// one adds a product of which there are so many, and tells its variant.
func (c *client) one(g Goods) int64 {
	g.Name, g.Price = g.SKU, Cent
	_, v := c.shop.AddGoods(g)
	return v[0]
}

// out is what an order has taken of each variant that holds stock, worked out
// from its status and lines alone.
func (s *Shop) out(o *order) map[int64]int64 {
	sum := map[int64]int64{}
	if o.status == Incomplete || o.status == Cancelled || o.status == Declined || o.status == Refunded {
		return sum
	}
	for _, l := range o.lines {
		if l.variant != nil && l.variant.holder() != nil {
			sum[l.variant.holder().id] += l.quantity
		}
	}
	return sum
}

// Whatever happens, stock is what it was at the beginning, less what every
// order has out now, plus what people and the API did.
func TestStockIsWhatOrdersLeft(t *testing.T) {
	for seed := range uint64(6) {
		c := open(t, Options{Seed: seed, Acts: ActsStock(), KeepStockMoves: true, Locations: 2})
		want := c.levels()
		c.shop.Live(400)
		for _, o := range c.shop.orders {
			for v, n := range c.shop.out(o) {
				want[[2]int64{v, 1}] -= n
			}
		}
		people := 0
		for _, m := range c.shop.StockMoves() {
			if m.Why != MovedByOrder {
				people++
				want[[2]int64{m.Variant, m.Location}] += m.By
			} else if m.Order == 0 || m.Location != 1 {
				t.Errorf("%+v", m)
			}
		}
		for k, n := range c.levels() {
			if want[k] != n {
				t.Errorf("seed %d: of variant %d at location %d there are %d, it should be %d", seed, k[0], k[1], n, want[k])
			}
		}
		if people < 20 {
			t.Errorf("people touched stock %d times", people)
		}
	}
}

func TestSettingsSayWhenOrdersMoveStock(t *testing.T) {
	steps := func(c *client, v int64) []int64 {
		at := func() int64 { return c.levels()[[2]int64{v, 1}] }
		id := c.shop.SellOne(KindPlain)
		sku := "BEAD"
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(c.shop.EditWith(id, EditSpec{Lines: []EditLine{{SKU: sku, Quantity: 5}}}))
		out := []int64{at()}
		x, _ := c.shop.Truth(id)
		line := x.Lines[len(x.Lines)-1].ID
		must(c.shop.EditWith(id, EditSpec{Lines: []EditLine{{ID: line, Quantity: 7}}}))
		out = append(out, at())
		must(c.shop.Ship(id))
		out = append(out, at())
		if _, err := c.shop.RefundWith(id, RefundSpec{Items: []RefundPart{{Type: RefundProduct, ID: line, Quantity: 2}}}); err != nil {
			t.Fatal(err)
		}
		out = append(out, at())
		must(c.shop.SetStatus(id, Refunded))
		return append(out, at())
	}
	for name, tt := range map[string]struct {
		o    Options
		want string
	}{
		"as usual":         {Options{}, "[95 93 93 93 100]"},
		"at shipment":      {Options{Inventory: InventorySettings{AtShipment: true}}, "[100 100 93 93 100]"},
		"edits ignored":    {Options{Inventory: InventorySettings{IgnoreEdits: true}}, "[100 100 100 100 100]"},
		"refunds ignored":  {Options{Inventory: InventorySettings{KeepRefunds: true}}, "[95 93 93 93 93]"},
		"part refunds too": {Options{PartRefundsRestock: true}, "[95 93 93 95 100]"},
	} {
		c := open(t, tt.o)
		if got := fmt.Sprint(steps(c, c.one(Goods{SKU: "BEAD", Stock: 100}))); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
	c := open(t, Options{})
	id := c.shop.SellOne(KindTaxed)
	before := fmt.Sprint(c.levels())
	for _, do := range []func(int64) error{c.shop.Cancel, c.shop.AwaitPayment, c.shop.Touch} {
		if err := do(id); err != nil {
			t.Fatal(err)
		}
	}
	if now := fmt.Sprint(c.levels()); now != before {
		t.Errorf("cancelled and taken up again: %s, it was %s", now, before)
	}
}

func TestAdjustmentsAreAsStrictAsTheReferenceSaysOrStricter(t *testing.T) {
	c := open(t, Options{Locations: 2})
	whole := c.one(Goods{SKU: "WHOLE", Stock: 5})
	product := c.shop.goods.products[len(c.shop.goods.products)-1].id
	sizes, _ := c.shop.AddGoods(Goods{Name: "Clog", SKU: "CLOG", Price: Unit, Variants: []GoodsVariant{{SKU: "CLOG-7", Stock: 1}, {SKU: "CLOG-8", Stock: 2}}})
	clog := c.shop.goods.byID[sizes].variants[1].id
	loose := c.one(Goods{SKU: "LOOSE", Tracking: "none"})
	fresh := c.one(Goods{SKU: "FRESH"})
	c.shop.goods.byID[c.shop.goods.products[len(c.shop.goods.products)-1].id].variants[0].at[0].counted = false
	item := func(rest string) string { return `{"items":[{"location_id":1,` + rest + `}]}` }
	for _, tt := range []struct {
		path, body string
		status     int
		says       string
	}{
		{"absolute", item(fmt.Sprintf(`"product_id":%d,"quantity":7`, product)), 200, "transaction_id"},
		{"absolute", item(fmt.Sprintf(`"variant_id":%d,"quantity":7`, clog)), 200, "transaction_id"},
		{"absolute", item(`"sku":"CLOG-7","quantity":0`), 200, "transaction_id"},
		{"relative", item(fmt.Sprintf(`"variant_id":%d,"quantity":-3`, clog)), 200, "transaction_id"},
		{"absolute", item(fmt.Sprintf(`"variant_id":%d,"quantity":7`, whole)), 422, "is tracked by product, please update stock by product id"},
		{"absolute", item(fmt.Sprintf(`"product_id":%d,"quantity":7`, sizes)), 422, "is tracked by variant"},
		{"absolute", item(fmt.Sprintf(`"variant_id":%d,"quantity":7`, loose)), 422, "is not tracked"},
		{"absolute", item(`"variant_id":4711,"quantity":7`), 422, "variant_id 4711 was not found"},
		{"absolute", item(`"sku":"CLOG-7","quantity":-1`), 422, "below 0"},
		{"absolute", item(`"sku":"CLOG-7","quantity":2147483648`), 422, "must not be above"},
		{"absolute", item(`"sku":"CLOG-7","quantity":1.5`), 422, "invalid"},
		{"absolute", item(`"sku":"CLOG-7"`), 422, "quantity is required"},
		{"absolute", item(`"quantity":7`), 422, "one of sku, variant_id, product_id"},
		{"absolute", item(fmt.Sprintf(`"sku":"CLOG-8","variant_id":%d,"quantity":7`, clog)), 422, "one of sku, variant_id, product_id"},
		{"absolute", item(`"sku":"CLOG-7","quantity":1,"note":"x"`), 422, "invalid"},
		{"absolute", `{"items":[{"sku":"CLOG-7","quantity":1}]}`, 422, "location_id is required"},
		{"absolute", `{"items":[{"location_id":3,"sku":"CLOG-7","quantity":1}]}`, 422, "location_id 3 was not found"},
		{"absolute", `{"items":[{"location_id":1,"sku":"CLOG-7","quantity":1},{"location_id":1,"sku":"CLOG-7","quantity":2}]}`, 422, "twice"},
		{"absolute", `{"items":[]}`, 422, "must not be empty"},
		{"absolute", `[]`, 422, "invalid"},
		{"absolute", `{"items":[` + strings.Repeat(`{"location_id":1,"sku":"x","quantity":1},`, 2000) + `{"location_id":1,"sku":"x","quantity":1}]}`, 413, "2000"},
		{"relative", item(fmt.Sprintf(`"product_id":%d,"quantity":7`, c.shop.goods.products[len(c.shop.goods.products)-1].id)), 422, "requires absolute adjustment before relative"},
		{"relative", item(`"sku":"CLOG-7","quantity":-1`), 422, "not allowed"},
	} {
		method := map[string]string{"absolute": http.MethodPut, "relative": http.MethodPost}[tt.path]
		before := fmt.Sprint(c.levels())
		res, b := c.do(method, "v3/inventory/adjustments/"+tt.path, tt.body)
		if res.StatusCode != tt.status || !strings.Contains(string(b), tt.says) {
			t.Errorf("%s %.120s: %d %s, want %d %s", tt.path, tt.body, res.StatusCode, b, tt.status, tt.says)
		}
		if tt.status != 200 && fmt.Sprint(c.levels()) != before {
			t.Errorf("%s %.120s was refused and moved stock", tt.path, tt.body)
		}
	}
	now := c.levels()
	if now[[2]int64{whole, 1}] != 7 || now[[2]int64{clog, 1}] != 4 || now[[2]int64{clog, 2}] != 0 || now[[2]int64{fresh, 1}] != 0 {
		t.Errorf("%v", now)
	}
	c.token = "wrong"
	if res, _ := c.do(http.MethodPut, "v3/inventory/adjustments/absolute", item(`"sku":"CLOG-7","quantity":1`)); res.StatusCode != 401 {
		t.Error(res.StatusCode)
	}
}

func TestReadScopeDoesNotWriteStock(t *testing.T) {
	c := open(t, Options{Scopes: []string{"store_inventory_read_only", "store_locations_read_only"}})
	c.one(Goods{SKU: "BEAD", Stock: 5})
	if res, _ := c.do(http.MethodPut, "v3/inventory/adjustments/absolute", `{"items":[{"location_id":1,"sku":"BEAD","quantity":1}]}`); res.StatusCode != 403 {
		t.Error(res.StatusCode)
	}
	if res, _ := c.do("GET", "v3/inventory/locations", ""); res.StatusCode != 200 {
		t.Error(res.StatusCode)
	}
}

func TestAnAdjustmentMayBeDoneLateAndItsAnswerLost(t *testing.T) {
	c := open(t, Options{StockLag: 2})
	v := c.one(Goods{SKU: "BEAD", Stock: 5})
	put := func(n int) int {
		res, _ := c.do(http.MethodPut, "v3/inventory/adjustments/absolute", fmt.Sprintf(`{"reason":"count","items":[{"location_id":1,"sku":"BEAD","quantity":%d}]}`, n))
		return res.StatusCode
	}
	read := func() string {
		_, b := c.do("GET", fmt.Sprintf("v3/inventory/items?variant_id:in=%d", v), "")
		var a struct {
			Data []struct {
				Locations []struct{ Available_to_sell int }
			}
		}
		if json.Unmarshal(b, &a) != nil || len(a.Data) != 1 {
			t.Fatalf("%s", b)
		}
		return fmt.Sprint(a.Data[0].Locations[0].Available_to_sell)
	}
	if put(9) != 200 || read() != "5" || read() != "9" {
		t.Error("the adjustment is to be seen two requests later")
	}
	c.shop.SetFaults(FaultOn("adjustments/absolute", 1, Fault{Status: 504, Done: true}))
	if put(11) != 504 {
		t.Error("no answer was lost")
	}
	c.shop.SettleStock()
	if read() != "11" {
		t.Error("what was lost is the answer, not the adjustment")
	}
}

func TestStockAnswersMatchThePublishedSchemas(t *testing.T) {
	c := seeded(t, Options{Seed: 22, Locations: 3})
	if err := c.shop.SetSafetyStock(c.shop.Wares()[0].Variant, 2, 4); err != nil {
		t.Fatal(err)
	}
	c.shop.CloseLocation(3, true)
	for _, x := range []struct{ file, path, get string }{
		{"inventory.v3.yml", "/inventory/items", "v3/inventory/items?limit=1000"},
		{"inventory.v3.yml", "/inventory/locations/{location_id}/items", "v3/inventory/locations/2/items?limit=1000"},
		{"locations.v3.yml", "/inventory/locations", "v3/inventory/locations?limit=1000"},
		{"settings.v3.yml", "/settings/inventory", "v3/settings/inventory"},
	} {
		spec := load(t, x.file)
		spec.check(x.path, c.body(x.get), x.get)
		spec.onlyStrangers()
	}
	var a struct {
		Data []struct {
			Available_to_sell, Total_inventory_onhand int
			Settings                                  struct{ Safety_stock int }
		}
	}
	_ = json.Unmarshal(c.body("v3/inventory/locations/2/items"), &a)
	if x := a.Data[0]; x.Available_to_sell != -4 || x.Settings.Safety_stock != 4 || x.Total_inventory_onhand != 0 {
		t.Errorf("%+v", x)
	}
}

// The published examples of requests are understood.
func TestPublishedAdjustmentsAreWellFormed(t *testing.T) {
	loader := openapi3.NewLoader()
	doc, err := loader.LoadFromFile(filepath.Join(sharedDir(t), "openapi", "inventory.v3.yml"))
	if err != nil {
		t.Fatal(err)
	}
	c := open(t, Options{Locations: 3})
	for path, op := range map[string]*openapi3.Operation{
		"absolute": doc.Paths.Value("/inventory/adjustments/absolute").Put, "relative": doc.Paths.Value("/inventory/adjustments/relative").Post} {
		for name, x := range op.RequestBody.Value.Content.Get("application/json").Examples {
			b, err := json.Marshal(x.Value.Value)
			if err != nil {
				t.Fatal(err)
			}
			method := map[string]string{"absolute": http.MethodPut, "relative": http.MethodPost}[path]
			if res, got := c.do(method, "v3/inventory/adjustments/"+path, string(b)); res.StatusCode != 422 || !strings.Contains(string(got), "variant_id 1 was not found") {
				t.Errorf("%s: %d %s", name, res.StatusCode, got)
			}
		}
	}
}

func TestStockIsToldByWebhooks(t *testing.T) {
	in := &inbox{}
	c := listening(t, in, nil, "store/product/inventory/updated", "store/product/inventory/order/updated", "store/sku/inventory/updated", stockChanged)
	v := c.one(Goods{SKU: "BEAD", Stock: 5})
	_, sizes := c.shop.AddGoods(Goods{Name: "Clog", SKU: "CLOG", Price: Unit, Variants: []GoodsVariant{{SKU: "CLOG-7", Stock: 1}, {SKU: "CLOG-8"}}})
	for _, err := range []error{c.shop.CountStock(v, 1, 9), c.shop.MoveStock(sizes[1], 1, 3)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	id := c.shop.SellOne(KindPlain)
	if err := c.shop.EditWith(id, EditSpec{Lines: []EditLine{{SKU: "BEAD", Quantity: 2}}}); err != nil {
		t.Fatal(err)
	}
	c.shop.WaitHooks()
	says := map[string]string{}
	for _, r := range in.all() {
		var e struct{ Data json.RawMessage }
		_ = json.Unmarshal(r.body, &e)
		says[r.scope] += string(e.Data) + "\n"
	}
	for scope, want := range map[string]string{
		"store/product/inventory/updated":       fmt.Sprintf(`"inventory":{"product_id":%d,"method":"absolute","value":9}`, v/1000),
		"store/product/inventory/order/updated": fmt.Sprintf(`"inventory":{"product_id":%d,"method":"relative","value":-2}`, v/1000),
		"store/sku/inventory/updated":           fmt.Sprintf(`"method":"relative","value":3,"variant_id":%d`, sizes[1]),
		stockChanged:                            fmt.Sprintf(`{"variant_id":%d,"product_id":%d,"location_id":1}`, v, v/1000),
	} {
		if !strings.Contains(says[scope], want) {
			t.Errorf("%s says %s, not %s", scope, says[scope], want)
		}
	}
	for file, scope := range map[string]string{"webhook_product_inventory_updated.json": "store/product/inventory/updated", "webhook_sku_inventory_updated.json": "store/sku/inventory/updated"} {
		b, err := os.ReadFile(filepath.Join(sharedDir(t), "fixtures", "bigcommerce", file))
		if err != nil {
			t.Fatal(err)
		}
		var published struct {
			Data struct{ Inventory map[string]any }
		}
		var ours struct{ Inventory map[string]any }
		_ = json.Unmarshal(b, &published)
		_ = json.Unmarshal([]byte(strings.SplitN(says[scope], "\n", 2)[0]), &ours)
		for k := range published.Data.Inventory {
			if _, there := ours.Inventory[k]; !there {
				t.Errorf("%s: the published example has %s, ours has not: %v", scope, k, ours)
			}
		}
	}
}

// What is counted in another way is told and adjusted in that way.
func TestAProductCountedAsAWholeIsOneRow(t *testing.T) {
	c := open(t, Options{})
	id, v := c.shop.AddGoods(Goods{Name: "Clog", SKU: "CLOG", Price: Unit, Tracking: "product", Variants: []GoodsVariant{{SKU: "CLOG-7", Stock: 6}, {SKU: "CLOG-8"}}})

	order := c.shop.SellOne(KindPlain)
	if err := c.shop.EditWith(order, EditSpec{Lines: []EditLine{{SKU: "CLOG-8", Quantity: 2}, {SKU: "CLOG-7"}}}); err != nil {
		t.Fatal(err)
	}
	_, b := c.do("GET", fmt.Sprintf("v3/inventory/items?product_id:in=%d", id), "")
	if strings.Count(string(b), `"identity"`) != 1 || !strings.Contains(string(b), `"sku":"CLOG"`) || !strings.Contains(string(b), `"available_to_sell":3`) {
		t.Errorf("%s", b)
	}
	if err := c.shop.SetTracking(id, "variant"); err != nil {
		t.Fatal(err)
	}
	_, b = c.do("GET", fmt.Sprintf("v3/inventory/items?product_id:in=%d", id), "")
	if strings.Count(string(b), `"identity"`) != 2 {
		t.Errorf("%s", b)
	}
	if c.shop.SetTracking(id, "sometimes") == nil || c.shop.CountStock(v[1], 2, 1) == nil {
		t.Error("no such tracking, no such location")
	}
}
