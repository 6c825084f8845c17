package bigcommerce

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"countinghouse/internal/bound"
)

// said is a BigCommerce that answers everything alike, without a network.
type said struct {
	status int
	head   http.Header
	body   []byte
}

func (s said) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: s.status, Header: s.head, Body: io.NopCloser(bytes.NewReader(s.body)), Request: r, ProtoMajor: 1, ProtoMinor: 1}, nil
}

// client reads from what was said, without a pause or a second try.
func (s said) client(t testing.TB) *Client {
	t.Helper()
	clock := newClock()
	c, err := New(Options{StoreHash: "abc123", Token: testToken, Retries: -1, LimitRetries: -1, Transport: s, Now: clock.now,
		Sleep: func(context.Context, time.Duration) error { return errors.New("no time") }})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// calls are all calls of the client.
func calls(c *Client) []func(context.Context) error {
	at := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	return []func(context.Context) error{
		func(ctx context.Context) error { _, err := c.Orders(ctx, OrderQuery{}); return err },
		func(ctx context.Context) error { _, err := c.Order(ctx, 7); return err },
		func(ctx context.Context) error { _, err := c.OrdersCount(ctx, OrderQuery{}); return err },
		func(ctx context.Context) error { _, err := c.OrderStatuses(ctx); return err },
		func(ctx context.Context) error { _, err := c.OrderProducts(ctx, 7); return err },
		func(ctx context.Context) error { _, err := c.OrderShippingAddresses(ctx, 7); return err },
		func(ctx context.Context) error { _, err := c.OrderFees(ctx, 7); return err },
		func(ctx context.Context) error { _, err := c.OrderTaxes(ctx, 7); return err },
		func(ctx context.Context) error { _, err := c.OrderCoupons(ctx, 7); return err },
		func(ctx context.Context) error { _, err := c.OrderShipments(ctx, 7); return err },
		func(ctx context.Context) error { _, err := c.OrderGiftCertificates(ctx, 7); return err },
		func(ctx context.Context) error { _, err := c.Transactions(ctx, 7); return err },
		func(ctx context.Context) error { _, err := c.Refunds(ctx, at); return err },
		func(ctx context.Context) error { _, err := c.OrderRefunds(ctx, 7); return err },
		func(ctx context.Context) error { _, err := c.Refund(ctx, 7); return err },
		func(ctx context.Context) error { _, err := c.RefundsOf(ctx, []int64{7}); return err },
		func(ctx context.Context) error { _, err := c.Customers(ctx, []int64{12}); return err },
		func(ctx context.Context) error { _, err := c.CustomerGroups(ctx); return err },
		func(ctx context.Context) error { _, err := c.StoreCredits(ctx); return err },
		func(ctx context.Context) error { _, err := c.GiftCertificates(ctx, 0); return err },
		func(ctx context.Context) error { _, err := c.Products(ctx, at); return err },
		func(ctx context.Context) error { _, err := c.Variants(ctx); return err },
		func(ctx context.Context) error { _, err := c.ProductPage(ctx, at, 1, 0); return err },
		func(ctx context.Context) error { _, err := c.VariantsOf(ctx, []int64{7}); return err },
		func(ctx context.Context) error { _, err := c.Inventory(ctx, 1); return err },
		func(ctx context.Context) error { _, err := c.Store(ctx); return err },
		func(ctx context.Context) error { _, err := c.Time(ctx); return err },
		func(ctx context.Context) error { _, err := c.Currencies(ctx); return err },
		func(ctx context.Context) error { _, err := c.Channels(ctx); return err },
		func(ctx context.Context) error { _, err := c.TaxSettings(ctx); return err },
		func(ctx context.Context) error { _, err := c.TaxClasses(ctx); return err },
	}
}

// told fails unless an error says in words what happened, what it means and
// what to do, at bearable length and without the token.
func told(t testing.TB, err error) {
	t.Helper()
	if err == nil {
		return
	}
	var e *APIError
	if !errors.As(err, &e) {
		t.Fatalf("refused by %T: %v", err, err)
	}
	if e.What() == "" || e.Means() == "" || e.Fix() == "" {
		t.Errorf("%+v has no words", e)
	}
	if s := e.Error() + e.Words(); strings.Contains(s, testToken) || len(s) > 10_000 {
		t.Errorf("the words have %d bytes: %.300q", len(s), s)
	}
}

// FuzzAnswers: whatever comes over the wire to any call is read within bounds,
// or refused in words.
func FuzzAnswers(f *testing.F) {
	type seed struct {
		status int
		limits string
		body   string
	}
	for _, s := range []seed{
		{200, "", `[{"id":7,"items_total":2,"total_inc_tax":"1.5","billing_address":{"form_fields":[{"name":"PO","value":"1"}]},"consignments":{"shipping":[{"line_items":[{"id":3}]}]},"fees":[]}]`},
		{200, "", `[{"id":238,"product_options":[{"display_name":"a"}],"applied_discounts":[{"amount":"1"}]}]`},
		{200, "", `{"data":[{"id":5,"amount":2.5,"credit_card":{"card_last4":"4242"},"store_credit":{"remaining_balance":1}}],"meta":{"pagination":{"total":1,"current_page":1,"total_pages":2}}}`},
		{200, "", `{"data":[{"id":1,"items":[{"item_type":"PRODUCT","adjustments":[{"amount":1}]}],"payments":[{"id":1}]}],"meta":{}}`},
		{200, "", `{"data":[{"id":1}],"meta":{"cursor_pagination":{"end_cursor":"c","links":{"next":"?after=c"}}}}`},
		{200, "", `{"id":"abc","timezone":{"name":"UTC","raw_offset":0},"currency":"USD","time":1700000000}`},
		{200, "", `{"count":"1","statuses":[{"id":1,"count":1}],"fees":[{"id":1}],"resource":"/x"}`},
		{204, "", ``},
		{429, "5", `{"status":429,"title":"limited"}`},
		{422, "", `{"errors":{"name":"error.expected.jsstring"},"title":"bad"}`},
		{404, "", `[{"status":404,"message":"gone"}]`},
		{503, "", `<html>`},
		{302, "", ``},
	} {
		for _, call := range []byte{0, 1, 4, 11, 13, 16, 20, 22} {
			if s.status != 200 && call > 0 {
				continue
			}
			f.Add(call, uint16(s.status), s.limits, []byte(s.body))
		}
	}
	f.Fuzz(func(t *testing.T, call byte, status uint16, limits string, body []byte) {
		s := said{status: 200 + int(status)%400, head: http.Header{}, body: body}
		for _, h := range []string{"X-Rate-Limit-Requests-Left", "X-Rate-Limit-Time-Reset-Ms", "X-Rate-Limit-Requests-Quota", "X-Rate-Limit-Time-Window-Ms", "Retry-After", "Date"} {
			if limits != "" {
				s.head.Set(h, limits)
			}
		}
		bound.Check(t, len(body)+len(limits), func() {
			all := calls(s.client(t))
			told(t, all[int(call)%len(all)](context.Background()))
		})
	})
}

func TestTheWorstAnswersAreReadWithinTheBounds(t *testing.T) {
	const orders, lines, transactions, refunds = 0, 4, 11, 13 // of calls
	reads := func(name, text string, status int, which ...int) {
		t.Run(name, func(t *testing.T) {
			for _, i := range which {
				bound.Check(t, len(text), func() {
					told(t, calls(said{status: status, head: http.Header{}, body: []byte(text)}.client(t))[i](t.Context()))
				})
			}
		})
	}
	for _, in := range bound.JSON("", "") {
		reads(in.Name, in.Text, http.StatusOK, orders)
		reads("refused with "+in.Name, in.Text, http.StatusUnprocessableEntity, orders)
	}
	for _, around := range []struct {
		open, end string
		call      int
	}{
		{`[{"id":7,"consignments":{"shipping":[{"line_items":`, `}]}}]`, orders},
		{`[{"id":7,"total_inc_tax":`, `}]`, orders},
		{`{"data":[{"id":7,"items":`, `}],"meta":{}}`, refunds},
		{`{"data":`, `,"meta":{}}`, transactions},
	} {
		for _, in := range bound.JSON(around.open, around.end) {
			reads(around.open+" "+in.Name, in.Text, http.StatusOK, around.call)
		}
	}
	for _, n := range bound.Numbers() {
		reads(n.Name+", bare", `[{"id":7,"total_inc_tax":`+n.Text+`}]`, http.StatusOK, orders)
		reads(n.Name+", quoted", `[{"id":7,"total_inc_tax":"`+n.Text+`"}]`, http.StatusOK, orders)
	}
	list := func(name, row string) {
		rows := strings.Repeat(row+",", bound.MB/(len(row)+1))
		rows = rows[:len(rows)-1]
		reads("rows of "+name, "["+rows+"]", http.StatusOK, orders, lines)
		reads("data of "+name, `{"data":[`+rows+`],"meta":{}}`, http.StatusOK, transactions, refunds)
	}
	for _, row := range []string{`{}`, `{"id":1}`, `{"a":{}}`, `{"form_fields":[{}]}`, `{"line_items":[{},{}]}`, `{"fees":[{}],"consignments":{"shipping":[{}]}}`, `[]`, `[{}]`, `null`, `0`, `""`} {
		list(row, row)
	}
	for _, row := range []string{`{"id":1`, `{"fees":{}`, `{"line_items":[]`, `{"items":[{}]`, `{"consignments":{"shipping":[{}]}`} {
		least := (rowBytes + 1) * (1 + strings.Count(row, "[{"))
		list("as many as is let through of "+row, row+strings.Repeat(" ", max(least-len(row), 0))+"}")
	}
}

// An answer that is far larger in memory than on the wire is refused, in
// words: not one row of BigCommerce's is as small as these.
func TestAnswersOfManyEmptyRowsAreRefused(t *testing.T) {
	for _, text := range []string{"[" + strings.Repeat("{},", 1<<18) + "{}]", "[" + strings.Repeat("null,", 1<<18) + "{}]", `[{"id":7,"fees":[` + strings.Repeat("[],", 1<<18) + "{}]}]"} {
		_, err := said{status: 200, head: http.Header{}, body: []byte(text)}.client(t).Orders(t.Context(), OrderQuery{})
		if !IsKind(err, BadAnswer) || !strings.Contains(err.Error(), "it has more rows than its size can hold") {
			t.Errorf("%v", err)
		}
	}
	deep := "[" + strings.Repeat(`{"a":[`, 40) + strings.Repeat("]}", 40) + "]"
	_, err := said{status: 200, head: http.Header{}, body: []byte(deep)}.client(t).Orders(t.Context(), OrderQuery{})
	if !IsKind(err, BadAnswer) || !strings.Contains(err.Error(), "nested deeper than any that BigCommerce sends") {
		t.Errorf("%v", err)
	}
	// What looks like rows within a text counts for nothing.
	quoted := `[{"id":7,"customer_message":"` + strings.Repeat(`{},[\"{`, 100_000) + `"}]`
	page, err := said{status: 200, head: http.Header{}, body: []byte(quoted)}.client(t).Orders(t.Context(), OrderQuery{})
	if err != nil || len(page.Rows) != 1 || len(page.Rows[0].Order.CustomerMessage) != 600_000 {
		t.Errorf("%v", err)
	}
}
