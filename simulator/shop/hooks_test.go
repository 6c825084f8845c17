package shop

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// inbox receives webhooks.
type inbox struct {
	mu    sync.Mutex
	got   []received
	fails int // refuse so many first
}

type received struct {
	id, stamp, sign, secret, scope string
	body                           []byte
}

func (in *inbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b, _ := io.ReadAll(r.Body)
	var v struct{ Scope string }
	_ = json.Unmarshal(b, &v)
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.fails > 0 {
		in.fails--
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	in.got = append(in.got, received{r.Header.Get("webhook-id"), r.Header.Get("webhook-timestamp"), r.Header.Get("webhook-signature"), r.Header.Get("X-Secret"), v.Scope, b})
}

func (in *inbox) all() []received {
	in.mu.Lock()
	defer in.mu.Unlock()
	return append([]received(nil), in.got...)
}

func listening(t *testing.T, in *inbox, retries []time.Duration, scopes ...string) *client {
	t.Helper()
	srv := httptest.NewServer(in)
	t.Cleanup(srv.Close)
	c := open(t, Options{Seed: 1, AnyHookDestination: true, HookRetries: retries})
	for _, scope := range scopes {
		res, b := c.do("POST", "v3/hooks", fmt.Sprintf(`{"scope":%q,"destination":%q,"headers":{"X-Secret":"own"}}`, scope, srv.URL))
		if res.StatusCode != 200 {
			t.Fatalf("%d %s", res.StatusCode, b)
		}
	}
	return c
}

// The vector of the sheet bigcommerce-webhooks §5.2.
func TestWebhooksAreSignedByTheStandardScheme(t *testing.T) {
	body := `{"scope":"store/order/updated","store_id":"1025646","data":{"type":"order","id":250},"hash":"dd70c0976e06b67aaf671e73f49dcb79230ebf9d","created_at":1714000000,"producer":"stores/abcde"}`
	if got, want := Sign("example-client-secret", "msg_01J0EXAMPLE", "1714000000", []byte(body)), "v1,zEeOcyY2jaj5xtE2xugrHAXRwv7VTrIZZDO3XvQxzoQ="; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestActsAreAnnouncedToTheHooksThatWantThem(t *testing.T) {
	in := &inbox{}
	c := listening(t, in, nil, "store/order/created", "store/order/statusUpdated", "store/order/refund/created", "store/order/transaction/created", "store/order/archived")
	id := c.shop.SellOne(KindBankTransfer)
	for _, act := range []func(int64) error{c.shop.Pay, c.shop.RefundAllowance, c.shop.Archive} {
		if err := act(id); err != nil {
			t.Fatal(err)
		}
	}
	c.shop.WaitHooks()
	count := map[string]int{}
	for _, m := range in.all() {
		count[m.scope]++
		if m.secret != "own" || m.sign != Sign(c.shop.ClientSecret(), m.id, m.stamp, m.body) || m.id == "" {
			t.Errorf("%s: headers %+v", m.scope, m)
		}
		if m.scope == "store/order/transaction/created" && !strings.Contains(string(m.body), fmt.Sprintf(`"order_id":"%d"`, id)) {
			t.Errorf("%s", m.body)
		}
	}
	want := map[string]int{"store/order/created": 1, "store/order/statusUpdated": 3, "store/order/refund/created": 1, "store/order/transaction/created": 1, "store/order/archived": 1}
	if fmt.Sprint(count) != fmt.Sprint(want) {
		t.Errorf("%v, want %v", count, want)
	}
}

func TestRefusedWebhooksComeAgainWithTheSameID(t *testing.T) {
	in := &inbox{fails: 2}
	c := listening(t, in, []time.Duration{time.Millisecond, time.Millisecond}, "store/order/archived")
	if err := c.shop.Archive(c.shop.SellOne(KindPlain)); err != nil {
		t.Fatal(err)
	}
	c.shop.WaitHooks()
	if got := in.all(); len(got) != 1 {
		t.Fatalf("%d messages came through", len(got))
	}
	in.mu.Lock()
	in.fails = 100
	in.mu.Unlock()
	if err := c.shop.Archive(c.shop.SellOne(KindPlain)); err != nil {
		t.Fatal(err)
	}
	c.shop.WaitHooks()
	if hooks := rows(c.get("v3/hooks?is_active=false")); len(hooks) != 1 {
		t.Errorf("a hook that failed to the end is still active: %v", hooks)
	}
	id := number(t, rows(c.get("v3/hooks"))[0], "id")
	if res, b := c.do("PUT", fmt.Sprintf("v3/hooks/%d", id), `{"is_active":true}`); res.StatusCode != 200 || !strings.Contains(string(b), `"is_active":true`) {
		t.Errorf("%d %s", res.StatusCode, b)
	}
}

func TestWebhooksCanBeRepeatedForgedAndLost(t *testing.T) {
	in := &inbox{}
	c := listening(t, in, nil, "store/order/archived")
	c.shop.SetHookFaults(func(n int) HookFault {
		return []HookFault{{Repeat: 2}, {BadSignature: true}, {Drop: true}, {StaleBy: time.Hour}}[n-1]
	})
	for range 4 {
		if err := c.shop.Archive(c.shop.SellOne(KindPlain)); err != nil {
			t.Fatal(err)
		}
	}
	c.shop.WaitHooks()
	ids := map[string]int{}
	bad, stale := 0, 0
	for _, m := range in.all() {
		ids[m.id]++
		if m.sign != Sign(c.shop.ClientSecret(), m.id, m.stamp, m.body) {
			bad++
		}
		if m.stamp != fmt.Sprint(clock().Unix()) {
			stale++
		}
	}
	if len(ids) != 3 || bad != 1 || stale != 1 || len(in.all()) != 5 {
		t.Errorf("ids %v, %d forged, %d stale", ids, bad, stale)
	}
}

func TestHooksAreHeldToThePlatformsRules(t *testing.T) {
	c := open(t, Options{})
	post := func(scope, to string) int {
		res, _ := c.do("POST", "v3/hooks", fmt.Sprintf(`{"scope":%q,"destination":%q}`, scope, to))
		return res.StatusCode
	}
	for _, x := range []struct {
		scope, to string
		want      int
	}{
		{"store/order/updated", "http://books.example.com/w", 422},
		{"store/order/updated", "https://books.example.com:8443/w", 422},
		{"store/order/exploded", "https://books.example.com/w", 422},
		{"store/order/updated", "https://books.example.com/w", 200},
		{"store/order/updated", "https://books.example.com/w", 409},
		{"store/order/created", "https://books.example.com/w", 200},
	} {
		if got := post(x.scope, x.to); got != x.want {
			t.Errorf("%s to %s: %d, want %d", x.scope, x.to, got, x.want)
		}
	}
	id := number(t, rows(c.get("v3/hooks"))[0], "id")
	if res, _ := c.do("DELETE", fmt.Sprintf("v3/hooks/%d", id), ""); res.StatusCode != 200 {
		t.Errorf("delete: %d", res.StatusCode)
	}
	if n := len(rows(c.get("v3/hooks"))); n != 1 {
		t.Errorf("%d hooks are left", n)
	}
}
