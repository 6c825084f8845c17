// Package examples reads the complete example orders that BigCommerce has
// published, from wherever their files lie, through the same translation as
// real ones. The files themselves are no part of the project.
package examples

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"go.yaml.in/yaml/v3"

	"countinghouse/bigcommerce"
	"countinghouse/intake"
	"countinghouse/sales"
)

// Example is one published order.
type Example struct {
	Name  string // file and order number: "orders_list.json order 100"
	Order sales.Order
}

// Load reads all examples under a directory that holds fixtures/bigcommerce
// and openapi. Lines that were published as a list of their own are put to
// their order; no other detail was published together with its order, so tax
// rows, coupons and payments are not read.
func Load(dir string) ([]Example, error) {
	var docs []document
	jsons, err := filepath.Glob(filepath.Join(dir, "fixtures", "bigcommerce", "*.json"))
	if err != nil {
		return nil, err
	}
	for _, path := range append(jsons, filepath.Join(dir, "openapi", "orders.v2.oas2.yml")) {
		d, err := read(path)
		if err != nil {
			return nil, err
		}
		docs = append(docs, d)
	}
	lines := map[int64][]bigcommerce.OrderProduct{}
	for _, d := range docs {
		if strings.HasSuffix(d.name, ".json") {
			linesIn(d.root, lines)
		}
	}
	var out []Example
	for _, d := range docs {
		for _, raw := range ordersIn(d.root) {
			e, err := translate(d.name, raw, lines)
			if err != nil {
				return nil, err
			}
			out = append(out, e)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no example order under %s", dir)
	}
	return out, nil
}

type document struct {
	name string
	root any
}

func read(path string) (document, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return document{}, err
	}
	d := document{name: filepath.Base(path)}
	if strings.HasSuffix(path, ".json") {
		dec := json.NewDecoder(strings.NewReader(string(b)))
		dec.UseNumber()
		err = dec.Decode(&d.root)
	} else {
		err = yaml.Unmarshal(b, &d.root)
	}
	if err != nil {
		return d, fmt.Errorf("%s: %w", path, err)
	}
	return d, nil
}

// has tells whether a node is an object with all the keys.
func has(node any, keys ...string) bool {
	m, ok := node.(map[string]any)
	for _, k := range keys {
		if _, has := m[k]; !has {
			return false
		}
	}
	return ok
}

// ordersIn finds every complete order in a document, in the order of its paths.
func ordersIn(node any) (out []any) {
	if has(node, "id", "status_id", "date_created", "total_inc_tax", "total_tax", "items_total", "billing_address") {
		if m := node.(map[string]any); scalar(m["id"]) && scalar(m["total_inc_tax"]) {
			return []any{node} // an order, not the schema of one
		}
	}
	switch n := node.(type) {
	case map[string]any:
		keys := make([]string, 0, len(n))
		for k := range n {
			keys = append(keys, k)
		}
		sort.Strings(keys)
		for _, k := range keys {
			out = append(out, ordersIn(n[k])...)
		}
	case []any:
		for _, v := range n {
			out = append(out, ordersIn(v)...)
		}
	}
	return out
}

func scalar(v any) bool {
	switch v.(type) {
	case nil, map[string]any, []any:
		return false
	}
	return true
}

// linesIn gathers the lists of order lines by the order they belong to.
func linesIn(node any, into map[int64][]bigcommerce.OrderProduct) {
	list, ok := node.([]any)
	if !ok || len(list) == 0 || !has(list[0], "order_id", "quantity", "total_inc_tax") {
		return
	}
	b, err := json.Marshal(list)
	var rows []bigcommerce.OrderProduct
	if err != nil || json.Unmarshal(b, &rows) != nil || len(rows) == 0 {
		return
	}
	into[int64(rows[0].OrderID)] = rows
}

func translate(file string, raw any, lines map[int64][]bigcommerce.OrderProduct) (Example, error) {
	b, err := json.Marshal(raw)
	if err != nil {
		return Example{}, fmt.Errorf("%s: %w", file, err)
	}
	var o bigcommerce.Order
	if err := json.Unmarshal(b, &o); err != nil {
		return Example{}, fmt.Errorf("%s: %w", file, err)
	}
	var d intake.Details
	if ls, ok := lines[int64(o.ID)]; ok {
		d.Lines = intake.Part[bigcommerce.OrderProduct]{Rows: ls, Read: true}
	}
	f := intake.Facts{Store: "example", Currency: "USD", Decimals: map[string]int{"USD": 2},
		Channels: map[int64]intake.Channel{1: {Name: "Storefront", Type: "storefront"}}}
	return Example{Name: fmt.Sprintf("%s order %d", file, o.ID), Order: intake.Translate(f, o, d)}, nil
}
