package intake

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"countinghouse/bigcommerce"
	"countinghouse/internal/bound"
	"countinghouse/sales"
)

// wire is a BigCommerce that answers by the last part of the path, without a
// network, and each part once: nothing comes from it that was not counted.
type wire map[string][]byte

func (w wire) RoundTrip(r *http.Request) (*http.Response, error) {
	part := r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]
	if strings.Contains(r.URL.Path, "payment_actions") {
		part = "refunds"
	}
	status, body := http.StatusOK, w[part]
	if len(body) == 0 {
		status = http.StatusNoContent
	}
	delete(w, part)
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(body)), Request: r, ProtoMajor: 1, ProtoMinor: 1}, nil
}

// size is how much comes over the wire.
func (w wire) size() int {
	n := 0
	for _, b := range w {
		n += len(b)
	}
	return n
}

// read reads the store and one page of its orders as a poll does.
func (w wire) read(t testing.TB, detail Detail) ([]bigcommerce.OrderRow, []sales.Order, error) {
	t.Helper()
	c, err := bigcommerce.New(bigcommerce.Options{StoreHash: "abc123", Token: "token", Retries: -1, LimitRetries: -1, Transport: w,
		Sleep: func(context.Context, time.Duration) error { return errors.New("no time") }})
	if err != nil {
		t.Fatal(err)
	}
	page, err := c.Orders(context.Background(), bigcommerce.OrderQuery{})
	if err != nil {
		return nil, nil, err
	}
	f := Facts{Store: "main", Currency: "USD", Decimals: map[string]int{"USD": 2}}
	orders, err := newFetcher(c, f, detail).all(context.Background(), page.Rows, 1)
	return page.Rows, orders, err
}

// sound fails unless an order is good or says in words why not, and can be kept.
func sound(t testing.TB, s sales.Order) {
	t.Helper()
	found := s.Check()
	if s.ID <= 0 && len(s.Contradictions) == 0 {
		t.Error("an order without a number was taken as good")
	}
	for _, p := range found.Problems {
		if p.Code == "" || p.What == "" || p.Means == "" || p.Fix == "" {
			t.Errorf("a problem without words: %+v", p)
		}
	}
	for _, n := range found.Notes {
		if n.Text == "" {
			t.Errorf("a note without words: %+v", n)
		}
	}
	for i := range s.Refunds {
		for _, p := range s.CheckRefund(i) {
			if p.What == "" || p.Means == "" || p.Fix == "" {
				t.Errorf("a problem of a refund without words: %+v", p)
			}
		}
	}
	kept, err := json.Marshal(s)
	if err != nil {
		if found.OK() {
			t.Errorf("cannot be kept, and nothing says why: %v", err)
		}
		return
	}
	var again sales.Order
	if err := json.Unmarshal(kept, &again); err != nil {
		t.Errorf("what was kept cannot be read: %v", err)
		return
	}
	if twice, err := json.Marshal(again); err != nil || !bytes.Equal(kept, twice) {
		t.Errorf("what was kept changed: %v\n%.2000s\n%.2000s", err, kept, twice)
	}
	if again.Fingerprint() != s.Fingerprint() {
		t.Error("an order that was kept is another one when it is read")
	}
}

// FuzzOrders: whatever a store says of its orders and their parts, in bytes
// over the wire, becomes orders that are good or say why they are not.
func FuzzOrders(f *testing.F) {
	transactions := `{"data":[{"id":5,"order_id":"7","event":"purchase","method":"credit_card","amount":25.92,"currency":"USD","status":"ok","date_created":"2019-03-05T21:41:00+00:00"}],"meta":{}}`
	refunds := `{"data":[{"id":1,"order_id":7,"created":"2019-03-06T00:00:00+00:00","total_amount":1.5,"items":[{"item_type":"PRODUCT","item_id":238,"quantity":1,"requested_amount":null}],"payments":[{"id":1,"provider_id":"card","amount":1.5}]}],"meta":{}}`
	customers := `{"data":[{"id":12,"email":"a@example.com","tax_exempt_category":"X"}],"meta":{}}`
	taxes := `[{"order_id":7,"name":"Texas","line_amount":"1e3","rate":"8","order_product_id":238}]`
	f.Add([]byte("["+wholeOrder+"]"), []byte("["+wholeLine+"]"), []byte(taxes), []byte(transactions), []byte(refunds), []byte(customers))
	f.Add([]byte(`[{"id":7,"status_id":14,"payment_status":"refunded","customer_id":12,"coupon_discount":"1"}]`), []byte(`[{"id":238,"quantity":"1.5","type":"digital"}]`), []byte(`[]`), []byte(`{"data":[]}`), []byte(refunds), []byte(customers))
	f.Add([]byte(`[{"id":-1,"consignments":"","fees":{}},{"id":8,"fees":[{"cost_exc_tax":"1"}],"total_inc_tax":"1e2"}]`), []byte(`[{}]`), []byte(`[{}]`), []byte(``), []byte(``), []byte(``))
	f.Fuzz(func(t *testing.T, orders, lines, taxes, transactions, refunds, customers []byte) {
		w := wire{"orders": orders, "products": lines, "taxes": taxes, "transactions": transactions, "refunds": refunds, "customers": customers}
		bound.CheckIn(t, bound.Memory(w.size())*2, func() {
			rows, out, err := w.read(t, Detail{Transactions: Always, Refunds: Always, Customers: Always})
			if err != nil {
				if bigcommerce.Words(err) == "" {
					t.Errorf("%v has no words", err)
				}
				return
			}
			if len(out) != len(rows) {
				t.Errorf("%d rows became %d orders", len(rows), len(out))
			}
			for _, s := range out {
				sound(t, s)
			}
		})
	})
}

// The worst that a store can say of one order, by the size of what it says.
func TestTheWorstOrdersAreReadWithinTheBounds(t *testing.T) {
	// As many rows as a megabyte may hold: the reader refuses smaller ones.
	numbered := func(row string) string {
		var b strings.Builder
		for i := 1; b.Len() < bound.MB; i++ {
			if i > 1 {
				b.WriteByte(',')
			}
			one := strings.ReplaceAll(row, "#", strconv.Itoa(i))
			b.WriteString(one)
			b.WriteString(strings.Repeat(" ", max(84*(1+strings.Count(one, "[{")+strings.Count(one, "},{"))-len(one), 0)))
		}
		return "[" + b.String() + "]"
	}
	text := strings.Repeat("x", bound.MB)
	for name, w := range map[string]wire{
		"many orders":               {"orders": []byte(numbered(`{"id":#,"x":"` + text[:420] + `"}`))},
		"many orders without sense": {"orders": []byte(numbered(`{"id":#,"fees":5,"total_tax":"x","x":"` + text[:420] + `"}`))},
		"many lines":                {"products": []byte(numbered(`{"id":1}`))},
		"many lines, numbered":      {"products": []byte(numbered(`{"id":#,"type":"physical","quantity":1}`))},
		"lines of wrong numbers":    {"products": []byte(numbered(`{"id":#,"quantity":"x","base_price":"y"}`))},
		"lines of other orders":     {"products": []byte(numbered(`{"id":#,"order_id":#,"parent_order_product_id":#}`))},
		"lines within one another":  {"products": []byte(numbered(`{"id":1#,"parent_order_product_id":#,"quantity":1,"total_tax":"1"}`))},
		"a line of many discounts":  {"products": []byte(`[{"id":1,"applied_discounts":` + numbered(`{"code":"c#","amount":"0.01","target":"x"}`) + `}]`)},
		"a line of a huge name":     {"products": []byte(`[{"id":1,"name":"` + text + `"}]`)},
		"a line of a huge kind":     {"products": []byte(`[{"id":1,"type":"` + text + `"}]`)},
		"many taxes":                {"taxes": []byte(numbered(`{"id":1}`))},
		"taxes of wrong numbers":    {"taxes": []byte(numbered(`{"order_product_id":#,"line_amount":"x","rate":"y"}`))},
		"many taxes, numbered":      {"taxes": []byte(numbered(`{"order_product_id":#,"line_amount":"0.01","name":"#"}`))},
		"many payments":             {"transactions": []byte(`{"data":` + numbered(`{"id":1}`) + `}`)},
		"many payments, numbered":   {"transactions": []byte(`{"data":` + numbered(`{"id":#,"event":"purchase","amount":0.01,"status":"ok"}`) + `}`)},
		"many refunds":              {"refunds": []byte(`{"data":` + numbered(`{"id":#,"order_id":7,"total_amount":"0.01"}`) + `}`)},
		"a refund of many items":    {"refunds": []byte(`{"data":[{"id":1,"order_id":7,"items":` + numbered(`{"item_type":"PRODUCT","item_id":#,"quantity":1}`) + `}]}`)},
		"a huge city":               {"orders": []byte(`[{"id":7,"consignments":{"shipping":[{"city":"` + text + `","cost_tax":"x","line_items":[]}]}}]`)},
		"a huge message":            {"orders": []byte(`[{"id":7,"customer_message":"` + text + `"}]`)},
		"a huge number":             {"orders": []byte(`[{"id":7,"total_tax":"` + text + `","total_inc_tax":1` + strings.Repeat("0", bound.MB/2) + `}]`)},
		"a huge date":               {"orders": []byte(`[{"id":7,"date_created":"` + text + `"}]`)},
		"many fees":                 {"orders": []byte(`[{"id":7,"fees":` + numbered(`{"id":#,"cost_ex_tax":"0.01","type":"f#"}`) + `}]`)},
		"many destinations":         {"orders": []byte(`[{"id":7,"consignments":{"shipping":` + numbered(`{"id":#,"cost_tax":"x","city":"c","line_items":[]}`) + `}}]`)},
		"many fields of a form":     {"orders": []byte(`[{"id":7,"billing_address":{"form_fields":` + numbered(`{"name":"Your purchase order #","value":"4"}`) + `}}]`)},
	} {
		t.Run(name, func(t *testing.T) {
			if w["orders"] == nil {
				w["orders"] = []byte(`[{"id":7,"status_id":14,"customer_id":12,"items_total":1,"total_tax":"1","coupon_discount":"1","consignments":{"shipping":[{"line_items":[{"id":1}]}]}}]`)
			}
			bound.CheckIn(t, bound.Memory(w.size()), func() {
				_, out, err := w.read(t, Detail{Transactions: Always, Refunds: Always, Customers: Always})
				if err != nil || len(out) == 0 {
					t.Errorf("%d orders, %v: nothing was put to the test", len(out), err)
				}
				for _, s := range out {
					s.Check()
					for _, c := range s.Contradictions {
						if strings.Contains(c, "could not be read") {
							t.Errorf("nothing was put to the test: %s", c)
						}
					}
				}
			})
		})
	}
}
