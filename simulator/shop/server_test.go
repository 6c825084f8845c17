package shop

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// raw sends a GET with chosen headers and without transparent decompression.
func (c *client) raw(path string, head map[string]string) (*http.Response, []byte) {
	c.t.Helper()
	req, err := http.NewRequest("GET", c.url+path, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	for k, v := range head {
		req.Header.Set(k, v)
	}
	res, err := (&http.Client{Transport: &http.Transport{DisableCompression: true, DisableKeepAlives: true}}).Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return res, b
}

func TestMistakesAreAnsweredAsThePlatformDoes(t *testing.T) {
	c := open(t, Options{Seed: 1})
	c.shop.Sell(5)
	for _, x := range []struct {
		method, path string
		status       int
		says         string
	}{
		{"GET", "v2/orders?colour=red", 400, "'colour'"},
		{"GET", "v2/orders?min_id=x", 400, "min_id"},
		{"GET", "v2/orders?min_date_modified=yesterday", 400, "min_date_modified"},
		{"GET", "v2/orders?min_date_modified=2026-11-07T10:00:00+00:00", 400, "%2B"},
		{"GET", "v2/orders?min_total=12.345678", 400, "min_total"},
		{"GET", "v2/orders?sort=total", 400, "sort"},
		{"GET", "v2/orders?sort=id:up", 400, "sort"},
		{"GET", "v2/orders?page=0", 400, "page"},
		{"GET", "v2/orders?limit=251", 413, "250"},
		{"GET", "v2/orders?limit=0", 400, "limit"},
		{"GET", "v2/orders?include=products", 400, "include"},
		{"GET", "v2/orders?include=consignments", 400, "consignment_structure"},
		{"GET", "v2/orders?include=consignments&consignment_structure=array", 400, "consignment_structure"},
		{"GET", "v2/orders?limit=5&limit=6", 400, "twice"},
		{"GET", "v2/orders/1", 404, "not found"},
		{"GET", "v2/orders/1/products", 404, "not found"},
		{"GET", "v2/orders/1001/products/1", 404, "not found"},
		{"GET", "v2/orders/abc", 404, "not found"},
		{"GET", "v2/transactions", 404, "not found"},
		{"GET", "v3/orders", 404, "not found"},
		{"DELETE", "v2/orders", 405, "method"},
		{"POST", "v2/orders", 405, "method"},
		{"PUT", "v2/store", 405, "method"},
		{"PUT", "v2/orders/1001", 400, "body"},
		{"GET", "v3/customers?colour=red", 422, "'colour'"},
		{"GET", "v3/customers?id:in=a", 422, "integer"},
		{"GET", "v3/customers?after=zzz", 422, "cursor"},
		{"GET", "v3/customers?include=money", 422, "include"},
		{"GET", "v3/catalog/products?limit=500", 413, "250"},
		{"GET", "v3/orders/1/transactions", 404, "not found"},
		{"GET", "v3/orders/payment_actions/refunds/1", 404, "not found"},
		{"GET", "v3/hooks/1", 404, "not found"},
	} {
		res, b := c.do(x.method, x.path, "")
		if res.StatusCode != x.status || !strings.Contains(string(b), x.says) {
			t.Errorf("%s %s: %d %s, want %d with %q", x.method, x.path, res.StatusCode, b, x.status, x.says)
		}
		var v any
		if json.Unmarshal(b, &v) != nil {
			t.Errorf("%s %s: the error is no JSON: %s", x.method, x.path, b)
		}
		_, isList := v.([]any)
		if isList != strings.HasPrefix(x.path, "v2") {
			t.Errorf("%s %s: error form of the other version: %s", x.method, x.path, b)
		}
		if res.Header.Get("X-Rate-Limit-Requests-Left") == "" {
			t.Errorf("%s %s: no rate limit headers", x.method, x.path)
		}
	}
}

func TestTokenHashAndScopesGuardTheStore(t *testing.T) {
	c := open(t, Options{Seed: 1, Scopes: []string{"store_v2_orders", "store_v2_information_read_only"}})
	c.shop.Sell(3)
	if res, b := c.raw("v2/store", nil); res.StatusCode != 401 {
		t.Errorf("without a token: %d %s", res.StatusCode, b)
	}
	if res, b := c.raw("v3/customers", map[string]string{"X-Auth-Token": "wrong"}); res.StatusCode != 401 {
		t.Errorf("with a wrong token: %d %s", res.StatusCode, b)
	}
	other := *c
	other.url = strings.Replace(c.url, "/demo/", "/other/", 1)
	for path, want := range map[string]int{
		"v2/store": 200, "v2/orders/1001": 200, "v3/orders/1001/transactions": 403, "v3/customers": 403, "v3/catalog/products": 403,
		"v3/orders/payment_actions/refunds": 200, "v2/time": 200, "v3/channels": 403,
	} {
		if res, b := c.do("GET", path, ""); res.StatusCode != want {
			t.Errorf("%s: %d %s, want %d", path, res.StatusCode, b, want)
		}
		if res, _ := other.do("GET", path, ""); res.StatusCode != 403 {
			t.Errorf("%s of another store: %d, want 403", path, res.StatusCode)
		}
	}
}

func TestEmptyListsAre204InV2And200InV3(t *testing.T) {
	c := open(t, Options{Seed: 1})
	id := c.shop.SellOne(KindPlain)
	for _, path := range []string{"v2/orders?page=9", "v2/orders?status_id=13", fmt.Sprintf("v2/orders/%d/taxes", id), fmt.Sprintf("v2/orders/%d/coupons", id), fmt.Sprintf("v2/orders/%d/shipments", id), "v2/tax_classes?page=2"} {
		if res, b := c.do("GET", path, ""); res.StatusCode != 204 || len(b) > 0 {
			t.Errorf("%s: %d %q, want 204 without a body", path, res.StatusCode, b)
		}
	}
	if list := rows(c.get("v3/customers?id:in=99999")); list == nil || len(list) > 0 {
		t.Errorf("customers: %v, want an empty list", list)
	}
}

func TestListsAreFilteredSortedAndPaged(t *testing.T) {
	c := open(t, Options{Seed: 6})
	c.shop.Sell(130)
	all := c.orders()
	archived := 0
	for _, x := range c.shop.Truths() {
		if x.Archived {
			archived++
		}
	}
	if len(all)+archived != 130 {
		t.Fatalf("%d orders and %d archived, sold 130", len(all), archived)
	}
	if n := len(rows(c.get("v2/orders"))); n != 50 {
		t.Errorf("the default page holds %d orders, want 50", n)
	}
	seen := map[int64]int{}
	last := ""
	for page := 1; page <= 4; page++ {
		for _, o := range rows(c.get(fmt.Sprintf("v2/orders?sort=date_modified:asc&limit=40&page=%d", page))) {
			seen[number(t, o, "id")]++
			at, err := time.Parse(time.RFC1123Z, o["date_modified"].(string))
			if now := at.Format(time.RFC3339); err != nil || now < last {
				t.Errorf("%v comes after %s (%v)", o["date_modified"], last, err)
			} else {
				last = now
			}
		}
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("order %d came %d times", id, n)
		}
	}
	if len(seen) != len(all) {
		t.Errorf("%d orders by pages, want %d", len(seen), len(all))
	}
	middle := all[60]
	since := middle["date_created"].(string)
	for _, o := range rows(c.get("v2/orders?limit=250&min_date_created=" + strings.NewReplacer(" ", "%20", "+", "%2B").Replace(since))) {
		if number(t, o, "id") < number(t, middle, "id") {
			t.Errorf("order %v is older than %s", o["id"], since)
		}
	}
	for _, o := range rows(c.get("v2/orders?limit=250&min_total=100.00&status_id=11")) {
		truth, _ := c.shop.Truth(number(t, o, "id"))
		if truth.Total < 100*Unit || truth.Status != AwaitingFulfilment {
			t.Errorf("order %d does not fit the filter", truth.ID)
		}
	}
	count := c.get("v2/orders/count?status_id=11").(object)
	if n := number(t, count, "count"); n != int64(len(rows(c.get("v2/orders?limit=250&status_id=11")))) {
		t.Errorf("count tells %d", n)
	}
}

func TestLongOrdersNeedASecondPageOfLines(t *testing.T) {
	c := open(t, Options{Seed: 2})
	id := c.shop.SellOne(KindManyLines)
	truth, _ := c.shop.Truth(id)
	first := rows(c.get(fmt.Sprintf("v2/orders/%d/products", id)))
	second := rows(c.get(fmt.Sprintf("v2/orders/%d/products?page=2", id)))
	if len(first) != 50 || len(first)+len(second) != len(truth.Lines) || len(second) == 0 {
		t.Errorf("%d and %d lines, want 50 and the rest of %d", len(first), len(second), len(truth.Lines))
	}
}

func TestCustomersArePagedByCursorToo(t *testing.T) {
	c := open(t, Options{Customers: 23})
	seen := map[int64]bool{}
	path, pages := "v3/customers?limit=10", 0
	for path != "" {
		v := c.get(path).(object)
		for _, p := range rows(v) {
			seen[number(t, p, "id")] = true
		}
		pages++
		cursors := v["meta"].(object)["cursor_pagination"].(object)
		path = ""
		if links := cursors["links"].(object); links["next"] != nil {
			path = "v3/customers?limit=10&after=" + cursors["end_cursor"].(string)
		}
	}
	if want := 23 + len(c.shop.alike); len(seen) != want || pages != (want+9)/10 {
		t.Errorf("%d customers on %d pages", len(seen), pages)
	}
	if list := rows(c.get("v3/customers?email:in=JANE.doe@example.com")); len(list) != 1 {
		t.Errorf("by e-mail: %v", list)
	}
}

func TestTheQuotaIsRealAndTold(t *testing.T) {
	now := clock()
	c := open(t, Options{Quota: 3, Window: 10 * time.Second, Now: func() time.Time { return now }})
	for i := range 3 {
		res, _ := c.do("GET", "v2/time", "")
		if left := res.Header.Get("X-Rate-Limit-Requests-Left"); res.StatusCode != 200 || left != fmt.Sprint(2-i) {
			t.Errorf("request %d: %d, %s left", i, res.StatusCode, left)
		}
	}
	now = now.Add(4 * time.Second)
	res, b := c.do("GET", "v2/time", "")
	if res.StatusCode != 429 || res.Header.Get("X-Rate-Limit-Time-Reset-Ms") != "6000" || res.Header.Get("X-Retry-After") == "" {
		t.Errorf("over the quota: %d %v %s", res.StatusCode, res.Header, b)
	}
	now = now.Add(6 * time.Second)
	if res, _ := c.do("GET", "v2/time", ""); res.StatusCode != 200 {
		t.Errorf("in the next window: %d", res.StatusCode)
	}
}

func TestBigAnswersAreCompressedForThoseWhoAccept(t *testing.T) {
	c := open(t, Options{Seed: 1})
	c.shop.Sell(20)
	plain, want := c.raw("v2/orders", map[string]string{"X-Auth-Token": c.shop.Token()})
	zipped, got := c.raw("v2/orders", map[string]string{"X-Auth-Token": c.shop.Token(), "Accept-Encoding": "gzip"})
	if plain.Header.Get("Content-Encoding") != "" || zipped.Header.Get("Content-Encoding") != "gzip" {
		t.Fatalf("encodings %q and %q", plain.Header.Get("Content-Encoding"), zipped.Header.Get("Content-Encoding"))
	}
	z, err := gzip.NewReader(bytes.NewReader(got))
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(z); err != nil || !bytes.Equal(b, want) {
		t.Errorf("decompressed it differs: %v", err)
	}
}

func TestTheSameSeedSellsTheSame(t *testing.T) {
	a, b := open(t, Options{Seed: 77}), open(t, Options{Seed: 77})
	a.shop.Sell(100)
	for range 4 {
		b.shop.Sell(25)
	}
	for _, x := range a.shop.Truths() {
		y, _ := b.shop.Truth(x.ID)
		if x.Total != y.Total || x.Kind != y.Kind || x.Email != y.Email {
			t.Fatalf("order %d: %s %s %s, then %s %s %s", x.ID, x.Kind, x.Total, x.Email, y.Kind, y.Total, y.Email)
		}
	}
}

func BenchmarkListOfOrders(b *testing.B) {
	for _, mix := range []Mix{MixPlain(), MixAll()} {
		c := open(b, Options{Seed: 1, Mix: mix, NoGzip: true})
		c.shop.Sell(10_000)
		b.Run(fmt.Sprint(len(mix), " kinds"), func(b *testing.B) {
			for b.Loop() {
				for page := 1; page <= 40; page++ {
					_, body := c.do("GET", fmt.Sprintf("v2/orders?sort=date_modified:asc&limit=250&include=consignments.line_items,fees&consignment_structure=object&page=%d", page), "")
					b.SetBytes(int64(len(body) * 40))
				}
			}
		})
	}
}
