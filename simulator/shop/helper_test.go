package shop

import (
	"cmp"
	"encoding/json"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// clock is a fixed moment, so that every run sells the same orders.
func clock() time.Time { return time.Date(2026, 11, 7, 18, 30, 0, 0, time.UTC) }

// client reads a shop over real HTTP.
type client struct {
	t    testing.TB
	shop *Shop
	url  string
	// token it comes with; default the shop's own.
	token string
}

func open(t testing.TB, o Options) *client {
	t.Helper()
	if o.Now == nil {
		o.Now = clock
	}
	s := New(o)
	srv := httptest.NewServer(s.Handler())
	t.Cleanup(func() { srv.Close(); s.Close() })
	return &client{t: t, shop: s, url: srv.URL + "/stores/" + s.Hash() + "/"}
}

// do sends a request with the right token and returns the whole answer.
func (c *client) do(method, path, body string) (*http.Response, []byte) {
	c.t.Helper()
	req, err := http.NewRequest(method, c.url+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("X-Auth-Token", cmp.Or(c.token, c.shop.Token()))
	req.Header.Set("Accept", "application/json")
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := http.DefaultClient.Do(req)
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

// get reads JSON with numbers kept as text; nil for 204.
func (c *client) get(path string) any {
	c.t.Helper()
	res, b := c.do("GET", path, "")
	switch res.StatusCode {
	case http.StatusNoContent:
		return nil
	case http.StatusOK:
	default:
		c.t.Fatalf("GET %s: %d %s", path, res.StatusCode, b)
	}
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		c.t.Fatalf("GET %s: %v in %s", path, err, b)
	}
	return v
}

type object = map[string]any

// rows is a list of objects; none for 204.
func rows(v any) []object {
	list, _ := v.([]any)
	if o, ok := v.(object); ok {
		list, _ = o["data"].([]any)
	}
	out := make([]object, len(list))
	for i := range list {
		out[i], _ = list[i].(object)
	}
	return out
}

// amount reads a string or number exactly.
func amount(t testing.TB, o object, key string) *big.Rat {
	t.Helper()
	text, ok := o[key].(string)
	if n, isNumber := o[key].(json.Number); isNumber {
		text, ok = n.String(), true
	}
	r, valid := new(big.Rat).SetString(text)
	if !ok || !valid {
		t.Fatalf("%s is no amount: %v", key, o[key])
	}
	return r
}

func number(t testing.TB, o object, key string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(string(o[key].(json.Number)), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// orders reads all orders, page by page, lines and fees included.
func (c *client) orders() []object {
	c.t.Helper()
	var all []object
	for page := 1; ; page++ {
		list := rows(c.get("v2/orders?limit=250&include=consignments.line_items,fees&consignment_structure=object&page=" + strconv.Itoa(page)))
		all = append(all, list...)
		if len(list) < 250 {
			return all
		}
	}
}

// sharedDir is where the reference data lies; tests that need it are skipped
// without it, but never in CI.
func sharedDir(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("COUNTINGHOUSE_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	if _, err := os.Stat(filepath.Join(dir, "openapi")); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("reference data is missing: %v", err)
		}
		t.Skipf("reference data is missing: %v", err)
	}
	return dir
}
