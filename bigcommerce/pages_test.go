package bigcommerce

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// v2list serves n tax rows in pages of at most most rows.
func v2list(n, most int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		page, _ := strconv.Atoi(r.URL.Query().Get("page"))
		limit, _ := strconv.Atoi(r.URL.Query().Get("limit"))
		limit = min(limit, most)
		var rows []string
		for i := (page-1)*limit + 1; i <= min(page*limit, n); i++ {
			rows = append(rows, fmt.Sprintf(`{"id":%d}`, i))
		}
		if len(rows) == 0 {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		_, _ = w.Write([]byte("[" + strings.Join(rows, ",") + "]"))
	}
}

func TestListsAreReadToTheirEnd(t *testing.T) {
	for _, c := range []struct{ rows, most, calls int }{
		{0, 250, 1}, {1, 250, 1}, {249, 250, 1}, {250, 250, 2}, {251, 250, 2}, {700, 250, 3},
		{700, 200, 4}, {51, 50, 2}, {100, 50, 3}, {120, 50, 3}, // a server that caps the page size loses no rows
	} {
		s, n := serve(t, v2list(c.rows, c.most))
		got, err := testClient(t, s.URL).OrderTaxes(t.Context(), 7)
		if err != nil || len(got) != c.rows || *n != c.calls {
			t.Errorf("%+v: %d rows in %d calls, %v", c, len(got), *n, err)
		}
		for i, r := range got {
			if int(r.ID) != i+1 {
				t.Fatalf("%+v: row %d is %d", c, i, r.ID)
			}
		}
	}
}

func TestServerThatKnowsNoPagesDoesNotLoop(t *testing.T) {
	page := func(n int) http.HandlerFunc {
		return body(200, "["+strings.TrimSuffix(strings.Repeat(`{"id":1},`, n), ",")+"]")
	}
	s, n := serve(t, page(50))
	got, err := testClient(t, s.URL).OrderTaxes(t.Context(), 7)
	if err != nil || len(got) != 50 || *n != 2 {
		t.Errorf("%d rows in %d calls, %v", len(got), *n, err)
	}
	s, n = serve(t, page(250))
	if _, err := testClient(t, s.URL).OrderTaxes(t.Context(), 7); !IsKind(err, BadAnswer) || *n != 2 {
		t.Errorf("a full page for ever: %v, %d calls", err, *n)
	}
}

func TestV3ListsFollowPagesAndCursors(t *testing.T) {
	var asked []string
	ask := func(h http.HandlerFunc) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { asked = append(asked, r.URL.RawQuery); h(w, r) }
	}
	s, _ := serve(t,
		ask(body(200, `{"data":[{"id":1}],"meta":{"pagination":{"current_page":1,"total_pages":2},"cursor_pagination":{"end_cursor":"c1","links":{"next":"?after=c1"}}}}`)),
		ask(body(200, `{"data":[{"id":2}],"meta":{"cursor_pagination":{"end_cursor":"c2","links":{}}}}`)))
	got, err := testClient(t, s.URL).Customers(t.Context(), []int64{1, 2})
	if err != nil || len(got) != 2 || got[1].ID != 2 {
		t.Fatalf("%v %v", got, err)
	}
	if !strings.Contains(asked[1], "after=c1") || strings.Contains(asked[1], "page=") {
		t.Errorf("the cursor was not followed: %v", asked)
	}

	asked = nil
	s, _ = serve(t,
		ask(body(200, `{"data":[{"id":1,"order_id":"7"}],"meta":{"pagination":{"current_page":1,"total_pages":2}}}`)),
		ask(body(200, `{"data":[{"id":2,"order_id":"7"}],"meta":{"pagination":{"current_page":2,"total_pages":2}}}`)))
	tx, err := testClient(t, s.URL).Transactions(t.Context(), 7)
	if err != nil || len(tx) != 2 || tx[1].OrderID != 7 {
		t.Fatalf("%v %v", tx, err)
	}
	if asked[0] != "" || asked[1] != "page=2" {
		t.Errorf("transactions document no paging parameters; asked %v", asked)
	}

	s, n := serve(t, body(200, `{"data":[{"id":1}],"meta":{}}`)) // refunds: an empty meta
	if rs, err := testClient(t, s.URL).Refunds(t.Context(), newClock().now()); err != nil || len(rs) != 1 || *n != 1 {
		t.Errorf("%v %v in %d calls", rs, err, *n)
	}
	s, n = serve(t, body(204, ``))
	if tx, err := testClient(t, s.URL).Transactions(t.Context(), 7); err != nil || len(tx) != 0 || *n != 1 {
		t.Errorf("204: %v %v in %d calls", tx, err, *n)
	}
}

func TestManyCustomersAreReadInBatches(t *testing.T) {
	s, n := serve(t, func(w http.ResponseWriter, r *http.Request) {
		ids := strings.Split(r.URL.Query().Get("id:in"), ",")
		if len(ids) > 250 {
			t.Errorf("%d ids in one call", len(ids))
		}
		_, _ = w.Write([]byte(`{"data":[{"id":` + ids[0] + `}],"meta":{"pagination":{"total_pages":1}}}`))
	})
	ids := make([]int64, 600)
	for i := range ids {
		ids[i] = int64(i + 1)
	}
	got, err := testClient(t, s.URL).Customers(t.Context(), ids)
	if err != nil || len(got) != 3 || *n != 3 {
		t.Errorf("%d rows, %d calls, %v", len(got), *n, err)
	}
}

func TestOneOddRowDoesNotBreakThePage(t *testing.T) {
	s, _ := serve(t, body(200, `[{"id":1,"items_total":2},{"id":2,"consignments":{"shipping":[5]},"date_modified":"Tue, 05 Mar 2019 21:40:11 +0000"},{"id":3}]`))
	p, err := testClient(t, s.URL).Orders(t.Context(), OrderQuery{})
	if err != nil || len(p.Rows) != 3 {
		t.Fatalf("%v", err)
	}
	if p.Rows[0].Err != nil || p.Rows[2].Err != nil || p.Rows[2].Order.ID != 3 {
		t.Error("good rows were harmed")
	}
	if bad := p.Rows[1]; bad.Err == nil || bad.Order.ID != 2 || bad.Order.DateModified.Time().IsZero() {
		t.Errorf("%+v", bad)
	}
}

func TestASuccessWithoutContentsIsABrokenAnswerAndNotAnEmptyList(t *testing.T) {
	lists := map[string]func(*Client) (int, error){
		"orders": func(c *Client) (int, error) {
			p, err := c.Orders(t.Context(), OrderQuery{})
			return len(p.Rows), err
		},
		"taxes": func(c *Client) (int, error) {
			rows, err := c.OrderTaxes(t.Context(), 7)
			return len(rows), err
		},
		"fees": func(c *Client) (int, error) {
			rows, err := c.OrderFees(t.Context(), 7)
			return len(rows), err
		},
		"transactions": func(c *Client) (int, error) {
			rows, err := c.Transactions(t.Context(), 7)
			return len(rows), err
		},
	}
	for name, read := range lists {
		for _, b := range []string{"", " \n"} {
			s, _ := serve(t, body(200, b))
			_, err := read(testClient(t, s.URL))
			if !IsKind(err, BadAnswer) || !strings.Contains(Words(err), "broke off before its first byte") {
				t.Errorf("%s: 200 with %q: %v", name, b, err)
			}
		}
		s, n := serve(t, body(204, ""))
		if got, err := read(testClient(t, s.URL)); err != nil || got != 0 || *n != 1 {
			t.Errorf("%s: 204: %d rows, %v in %d calls", name, got, err, *n)
		}
	}
	s, _ := serve(t, body(200, `{"meta":{}}`))
	if _, err := testClient(t, s.URL).Transactions(t.Context(), 7); !IsKind(err, BadAnswer) {
		t.Errorf("a list of v3 without its data: %v", err)
	}
	s, _ = serve(t, body(200, `{"data":null,"meta":{}}`))
	if rows, err := testClient(t, s.URL).Transactions(t.Context(), 7); err != nil || len(rows) != 0 {
		t.Errorf("a list of v3 that says null: %v %v", rows, err)
	}
}
