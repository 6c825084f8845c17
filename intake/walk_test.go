package intake

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"countinghouse/bigcommerce"
	"countinghouse/simulator/shop"
)

// open serves a simulated shop and gives a client that does not really wait.
func open(t testing.TB, o shop.Options) (*shop.Shop, *bigcommerce.Client, string) {
	t.Helper()
	s := shop.New(o)
	srv := httptest.NewServer(s.Handler())
	t.Cleanup(func() { srv.Close(); s.Close() })
	k := new(clock)
	c, err := bigcommerce.New(bigcommerce.Options{BaseURL: srv.URL, StoreHash: "demo", Token: "shop-token", Now: k.now, Sleep: k.sleep})
	if err != nil {
		t.Fatal(err)
	}
	return s, c, srv.URL
}

// clock is the real time and what was slept, without sleeping.
type clock struct{ slept atomic.Int64 }

func (k *clock) now() time.Time { return time.Now().Add(time.Duration(k.slept.Load())) }

func (k *clock) sleep(ctx context.Context, d time.Duration) error {
	k.slept.Add(int64(d))
	return ctx.Err()
}

// walked reads a walk to its end; between is called after each page.
func walked(t *testing.T, w *walk, between func(page int)) (ids []int64, through time.Time) {
	t.Helper()
	for {
		l, ok, err := w.next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			return ids, through
		}
		for _, r := range l.rows {
			ids = append(ids, int64(r.Order.ID))
		}
		if !l.through.IsZero() {
			through = l.through
		}
		if between != nil {
			between(w.pages)
		}
	}
}

func missing(all, got []int64) []int64 {
	have := map[int64]bool{}
	for _, id := range got {
		have[id] = true
	}
	return slices.DeleteFunc(slices.Clone(all), func(id int64) bool { return have[id] })
}

func TestWalkReadsEveryOrderInFewCalls(t *testing.T) {
	for _, n := range []int{0, 1, 9, 10, 11, 100, 137} {
		s, c, _ := open(t, shop.Options{Mix: shop.MixPlain()})
		s.Sell(n)
		w := &walk{client: c, query: bigcommerce.OrderQuery{MinModified: time.Now().AddDate(0, 0, -60), Limit: 10}}
		got, through := walked(t, w, nil)
		if m := missing(s.Orders(), got); len(m) > 0 {
			t.Errorf("%d orders: %v are missing", n, m)
		}
		if limit := n/9 + 2; w.pages > limit {
			t.Errorf("%d orders took %d pages of 10, at most %d are needed", n, w.pages, limit)
		}
		if n > 0 && through.IsZero() {
			t.Errorf("%d orders: the walk does not tell how far it came", n)
		}
	}
}

func TestOrderThatChangesBetweenPagesLosesNoOther(t *testing.T) {
	s, c, _ := open(t, shop.Options{Mix: shop.MixPlain()})
	s.Sell(60)
	all := s.Orders()
	w := &walk{client: c, query: bigcommerce.OrderQuery{MinModified: time.Now().AddDate(0, 0, -60), Limit: 10}}
	got, _ := walked(t, w, func(page int) {
		if page < 6 { // orders of pages read already move to the end of the list
			for _, id := range all[(page-1)*5 : page*5] {
				if err := s.Touch(id); err != nil {
					t.Error(err)
				}
			}
		}
	})
	if m := missing(all, got); len(m) > 0 {
		t.Errorf("%v were never seen", m)
	}
}

func TestBulkChangeInOneSecondIsReadWhole(t *testing.T) {
	at := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	now := at.Add(-40 * 24 * time.Hour)
	s, c, _ := open(t, shop.Options{Mix: shop.MixPlain(), Now: func() time.Time { return now }})
	s.Sell(20)
	now = at
	for _, id := range s.Orders() { // twenty orders change within one second
		if err := s.Touch(id); err != nil {
			t.Fatal(err)
		}
	}
	for range 15 {
		now = now.Add(time.Minute)
		s.SellOne(shop.KindPlain)
	}
	w := &walk{client: c, query: bigcommerce.OrderQuery{MinModified: at.AddDate(0, 0, -90), Limit: 6}}
	got, through := walked(t, w, nil)
	if m := missing(s.Orders(), got); len(m) > 0 {
		t.Errorf("%v are missing", m)
	}
	if !through.Equal(now) {
		t.Errorf("read through %v, the last change was at %v", through, now)
	}
}

// unruly serves n orders and heeds only what heeds names.
func unruly(t *testing.T, n int, heeds ...string) *bigcommerce.Client {
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		get := func(k string, def int) int {
			if v, err := strconv.Atoi(q.Get(k)); err == nil && slices.Contains(heeds, k) {
				return v
			}
			return def
		}
		page, limit, minID := get("page", 1), get("limit", 50), get("min_id", 0)
		var rows []string
		for i := 1; i <= n; i++ {
			m := at.Add(time.Duration(i*7919%n) * time.Hour) // not in the order of the ids
			from, err := time.Parse(time.RFC3339, q.Get("min_date_modified"))
			if i < minID || slices.Contains(heeds, "min_date_modified") && err == nil && m.Before(from) {
				continue
			}
			rows = append(rows, fmt.Sprintf(`{"id":%d,"date_modified":%q}`, i, m.Format(time.RFC1123Z)))
		}
		rows = rows[min(len(rows), (page-1)*limit):min(len(rows), page*limit)]
		_, _ = w.Write([]byte("[" + strings.Join(rows, ",") + "]"))
	}))
	t.Cleanup(srv.Close)
	c, err := bigcommerce.New(bigcommerce.Options{BaseURL: srv.URL, StoreHash: "x", Token: "t"})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestServerThatDoesNotSortIsReadByPages(t *testing.T) {
	c := unruly(t, 95, "page", "limit", "min_date_modified")
	w := &walk{client: c, query: bigcommerce.OrderQuery{MinModified: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC), Limit: 10}}
	got, through := walked(t, w, nil)
	if len(got) != 95 || !through.IsZero() {
		t.Errorf("%d rows, through %v: only the end may tell how far it came", len(got), through)
	}
}

func TestServerThatGoesInCirclesIsToldNotFollowed(t *testing.T) {
	c := unruly(t, 400, "limit") // heeds neither page nor bounds
	w := &walk{client: c, query: bigcommerce.OrderQuery{MinModified: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC), Limit: 10}}
	for range 20 {
		_, ok, err := w.next(t.Context())
		if errors.Is(err, errCircles) {
			return
		}
		if err != nil || !ok {
			t.Fatalf("%v %v", ok, err)
		}
	}
	t.Error("it was followed for twenty pages")
}

func TestBackfillWalksByID(t *testing.T) {
	s, c, _ := open(t, shop.Options{Mix: shop.MixPlain()})
	s.Sell(45)
	all := s.Orders()
	w := &walk{client: c, byID: true, query: bigcommerce.OrderQuery{MinCreated: time.Now().AddDate(0, 0, -60), MaxCreated: time.Now(), Limit: 10}}
	got, _ := walked(t, w, func(int) { _ = s.Touch(all[0]) })
	if !slices.Equal(got, all) {
		t.Errorf("got %d of %d: %v", len(got), len(all), got)
	}
}
