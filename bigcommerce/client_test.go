package bigcommerce

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

const testToken = "secret-token-of-the-store"

// clock is a clock that only moves when someone sleeps.
type clock struct {
	mu    sync.Mutex
	at    time.Time
	slept []time.Duration
}

func newClock() *clock { return &clock{at: time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
	c.slept = append(c.slept, d)
	return ctx.Err()
}

func (c *clock) total() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	var t time.Duration
	for _, d := range c.slept {
		t += d
	}
	return t
}

func testClient(t *testing.T, base string, with ...func(*Options)) *Client {
	t.Helper()
	k := newClock()
	o := Options{BaseURL: base, StoreHash: "abc123", Token: testToken, Now: k.now, Sleep: k.sleep,
		Jitter: func(d time.Duration) time.Duration { return 0 }}
	for _, w := range with {
		w(&o)
	}
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// serve answers the nth request with the nth handler; the last one goes on answering.
func serve(t *testing.T, hs ...http.HandlerFunc) (*httptest.Server, *int) {
	t.Helper()
	var mu sync.Mutex
	n := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		h := hs[min(n, len(hs)-1)]
		n++
		mu.Unlock()
		h(w, r)
	}))
	t.Cleanup(s.Close)
	return s, &n
}

func body(status int, b string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(b))
	}
}

func TestAddressMustBeHTTPSExceptOnThisMachine(t *testing.T) {
	for base, ok := range map[string]bool{
		"": true, "https://api.bigcommerce.com": true, "https://proxy.example/bc/": true,
		"http://127.0.0.1:9000": true, "http://localhost:1": true, "http://[::1]:80": true,
		"http://api.bigcommerce.com": false, "http://127.0.0.1.evil.example": false, "http://10.0.0.1": false,
		"ftp://x": false, "api.bigcommerce.com": false, "https://u:p@api.bigcommerce.com": false, "https://x/?a=b": false,
	} {
		_, err := New(Options{BaseURL: base, StoreHash: "abc", Token: "t"})
		if (err == nil) != ok {
			t.Errorf("%q: %v", base, err)
		}
	}
	for _, o := range []Options{{StoreHash: "", Token: "t"}, {StoreHash: "../x", Token: "t"}, {StoreHash: "a", Token: ""}, {StoreHash: "a", Token: "a\nb"}} {
		if _, err := New(o); err == nil || strings.Contains(err.Error(), "a\nb") {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

func TestAPIPathOfTheControlPanelIsTakenApart(t *testing.T) {
	base, hash, err := SplitAPIPath(" https://api.bigcommerce.com/stores/a1b2c3/v3/ ")
	if err != nil || base != "https://api.bigcommerce.com" || hash != "a1b2c3" {
		t.Errorf("%q %q %v", base, hash, err)
	}
	for _, s := range []string{"a1b2c3", "https://api.bigcommerce.com/", "http://api.bigcommerce.com/stores/a/v3"} {
		if _, _, err := SplitAPIPath(s); err == nil {
			t.Errorf("%q was accepted", s)
		}
	}
}

func TestErrorsOfBothFormsAreToldInWords(t *testing.T) {
	html := "<html><head><title>502 Bad Gateway</title></head></html>"
	for _, c := range []struct {
		name   string
		status int
		body   string
		kind   Kind
		title  string
		says   string // What, Means or Fix must say
		not    string
	}{
		{"401 v3", 401, `{"status":401,"title":"Unauthorized","type":"x"}`, Unauthorized, "Unauthorized", "refused the token", ""},
		{"403 v2", 403, `[{"status":403,"message":"You don't have a required scope to access the endpoint"}]`, Forbidden, "You don't have a required scope to access the endpoint", "“Orders: read-only” (store_v2_orders_read_only)", ""},
		{"404 v2", 404, `[{"status":404,"message":"The requested resource was not found."}]`, NotFound, "The requested resource was not found.", "the order", ""},
		{"status of HTTP wins", 400, `[{"status":404,"message":"The field 'x' cannot be written to."}]`, BadRequest, "The field 'x' cannot be written to.", "did not accept", ""},
		{"422 fields", 422, `{"status":422,"title":"JSON data is missing or invalid","errors":{"b":"two","a":"one"}}`, BadRequest, "JSON data is missing or invalid", "", ""},
		{"503 in data", 503, `{"data":[{"order_id":1,"status":503,"error":"Tax service gone away"}],"meta":{}}`, Unavailable, "Tax service gone away", "suspended", ""},
		{"502 HTML", 502, html, Unavailable, "", "HTTP 502", "html"},
		{"500 empty", 500, ``, Unavailable, "", "fault of its own", ""},
		{"token echoed", 400, `{"title":"bad token ` + testToken + `"}`, BadRequest, "bad token [token]", "", testToken},
		{"302", 302, ``, BadAnswer, "it was sent on to another address, which is never followed with a token", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, _ := serve(t, body(c.status, c.body))
			_, err := testClient(t, s.URL).OrderTaxes(t.Context(), 7)
			var e *APIError
			if !errors.As(err, &e) {
				t.Fatalf("got %v", err)
			}
			if e.Kind != c.kind || e.Title != c.title || e.Status != c.status {
				t.Errorf("kind %s, title %q, status %d", e.Kind, e.Title, e.Status)
			}
			all := e.Words() + e.Error()
			if !strings.Contains(all, c.says) || c.not != "" && strings.Contains(all, c.not) {
				t.Errorf("words: %s", all)
			}
			if e.What() == "" || e.Means() == "" || e.Fix() == "" {
				t.Error("What, Means and Fix must all say something")
			}
			if len(e.Correlation) != 36 {
				t.Errorf("correlation %q", e.Correlation)
			}
		})
	}
}

func TestRefusalsAreNotRepeated(t *testing.T) {
	for _, status := range []int{400, 401, 403, 404, 405, 413, 422, 501, 507} {
		s, n := serve(t, body(status, `{}`))
		_, err := testClient(t, s.URL).Store(t.Context())
		if err == nil || *n != 1 {
			t.Errorf("%d: %d calls, %v", status, *n, err)
		}
	}
}

func TestFaultsOfTheServerAreTriedAgainWithGrowingPauses(t *testing.T) {
	for status, tries := range map[int]int{500: 3, 502: 4, 503: 3, 504: 4} {
		s, n := serve(t, body(status, `{}`))
		k := newClock()
		c := testClient(t, s.URL, func(o *Options) { o.Now, o.Sleep = k.now, k.sleep })
		_, err := c.Store(t.Context())
		if !IsKind(err, Unavailable) || *n != tries {
			t.Errorf("%d: %d calls, %v", status, *n, err)
		}
		for i, d := range k.slept {
			if want := 500 * time.Millisecond << i; d != want {
				t.Errorf("%d: pause %d is %v, want %v without jitter", status, i, d, want)
			}
		}
	}
	s, n := serve(t, body(502, `{}`), body(200, `{"id":"abc123","currency":"USD"}`))
	c := testClient(t, s.URL)
	st, err := c.Store(t.Context())
	if err != nil || st.Currency != "USD" || *n != 2 || c.Stats().Retries != 1 {
		t.Errorf("%+v, %v, %d calls, %+v", st, err, *n, c.Stats())
	}
}

func TestPausesHaveACeiling(t *testing.T) {
	c := testClient(t, "http://localhost:1", func(o *Options) { o.Jitter = func(d time.Duration) time.Duration { return d } })
	for try := range 70 {
		if p := c.pause(try); p <= 0 || p > 30*time.Second {
			t.Fatalf("try %d: %v", try, p)
		}
	}
}

func TestLimitedCallWaitsAsLongAsTheHeadersSay(t *testing.T) {
	limited := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Rate-Limit-Time-Reset-Ms", "7000")
		w.Header().Set("X-Rate-Limit-Requests-Left", "0")
		w.Header().Set("X-Rate-Limit-Requests-Quota", "150")
		w.Header().Set("X-Retry-After", "9")
		body(429, `{"status":429,"title":"Too many requests"}`)(w, r)
	}
	s, n := serve(t, limited, body(200, `{"id":"abc123"}`))
	k := newClock()
	var told time.Duration
	c := testClient(t, s.URL, func(o *Options) {
		o.Now, o.Sleep = k.now, k.sleep
		o.Waiting = func(_ string, d time.Duration) { told += d }
	})
	if _, err := c.Store(t.Context()); err != nil || *n != 2 {
		t.Fatalf("%v, %d calls", err, *n)
	}
	if k.total() != 9*time.Second || told != 9*time.Second {
		t.Errorf("waited %v, told %v; the longer of reset and retry-after is 9s", k.total(), told)
	}
	if st := c.Stats(); st.Limited != 1 || st.Waited != 9*time.Second || st.Calls != 2 {
		t.Errorf("%+v", st)
	}
}

func TestLimitWithoutHeadersBacksOffFromThirtySeconds(t *testing.T) {
	s, n := serve(t, body(429, ``))
	k := newClock()
	c := testClient(t, s.URL, func(o *Options) { o.Now, o.Sleep = k.now, k.sleep })
	_, err := c.Store(t.Context())
	if !IsKind(err, Limited) || *n != 4 {
		t.Fatalf("%v, %d calls", err, *n)
	}
	if want := (30 + 60 + 120) * time.Second; k.total() != want {
		t.Errorf("waited %v, want %v", k.total(), want)
	}
}

func TestReserveOfTheQuotaIsLeftToOthers(t *testing.T) {
	left, window := 20, 0
	k := newClock()
	var most int
	end := k.now().Add(30 * time.Second)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !k.now().Before(end) {
			left, end = 20, k.now().Add(30*time.Second)
			window++
		}
		left--
		most = max(most, 20-left)
		w.Header().Set("X-Rate-Limit-Time-Reset-Ms", fmt.Sprint(end.Sub(k.now()).Milliseconds()))
		w.Header().Set("X-Rate-Limit-Requests-Left", fmt.Sprint(left))
		w.Header().Set("X-Rate-Limit-Requests-Quota", "20")
		body(200, `{"id":"abc123"}`)(w, r)
	}))
	defer s.Close()
	c := testClient(t, s.URL, func(o *Options) { o.Now, o.Sleep = k.now, k.sleep })
	for range 60 {
		if _, err := c.Store(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if most > 17 {
		t.Errorf("%d of 20 calls used in one window; 15 %% are to be left", most)
	}
	if window != 3 {
		t.Errorf("60 calls at 17 a window took %d refills, want 3", window)
	}
}

func TestGateHoldsUnderParallelCalls(t *testing.T) {
	var mu sync.Mutex
	left := 30
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		left--
		l := left
		mu.Unlock()
		w.Header().Set("X-Rate-Limit-Time-Reset-Ms", "30000")
		w.Header().Set("X-Rate-Limit-Requests-Left", fmt.Sprint(l))
		w.Header().Set("X-Rate-Limit-Requests-Quota", "30")
		body(200, `{"id":"abc123"}`)(w, r)
	}))
	defer s.Close()
	ctx, cancel := context.WithCancel(t.Context())
	c := testClient(t, s.URL, func(o *Options) {
		o.Now = time.Now
		o.Sleep = func(ctx context.Context, d time.Duration) error { cancel(); <-ctx.Done(); return ctx.Err() }
	})
	if _, err := c.Store(t.Context()); err != nil { // the first answer tells the quota
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 5 {
		wg.Go(func() {
			for ctx.Err() == nil {
				if _, err := c.Store(ctx); err != nil && !errors.Is(err, context.Canceled) {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	mu.Lock()
	defer mu.Unlock()
	if left < 4 {
		t.Errorf("%d left, 4 are the reserve", left)
	}
}

func TestTokenIsNotSentToAnotherHost(t *testing.T) {
	got := 0
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { got++ }))
	defer other.Close()
	s, n := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL, http.StatusMovedPermanently)
	})
	_, err := testClient(t, s.URL).Store(t.Context())
	if !IsKind(err, BadAnswer) || got != 0 || *n != 1 {
		t.Errorf("%v; the other host got %d calls, ours %d", err, got, *n)
	}
}

func TestBrokenAnswersAreTriedAgainAndThenTold(t *testing.T) {
	whole := `[{"id":1},{"id":2}]`
	cut := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", fmt.Sprint(len(whole)))
		_, _ = w.Write([]byte(whole[:10]))
	}
	for name, c := range map[string]struct {
		first http.HandlerFunc
		says  string
	}{
		"connection breaks":      {cut, "it broke off after 10 bytes"},
		"JSON ends too early":    {body(200, whole[:10]), "it broke off after 10 bytes"},
		"a web page":             {body(200, "<!doctype html><title>Login</title>"), "a web page instead of data"},
		"an object, not a list":  {body(200, `{"a":1}`), "not the JSON"},
		"larger than the bounds": {body(200, "["+strings.Repeat(" ", 2<<20)+"]"), "larger than 1 MiB"},
	} {
		t.Run(name, func(t *testing.T) {
			bound := func(o *Options) { o.MaxBody = 1 << 20 }
			s, n := serve(t, c.first, body(200, whole))
			p, err := testClient(t, s.URL, bound).Orders(t.Context(), OrderQuery{})
			if err != nil || len(p.Rows) != 2 || *n != 2 {
				t.Errorf("one bad answer: %v, %d rows, %d calls", err, len(p.Rows), *n)
			}
			s, n = serve(t, c.first)
			_, err = testClient(t, s.URL, bound).Orders(t.Context(), OrderQuery{})
			var e *APIError
			if !errors.As(err, &e) || e.Kind != BadAnswer || !strings.Contains(e.What(), c.says) || *n != 3 {
				t.Errorf("bad answers only: %v, %d calls", err, *n)
			}
			if strings.Contains(err.Error(), "<") {
				t.Errorf("HTML in the error: %v", err)
			}
		})
	}
}

func TestPackedAnswersAreReadAndBounded(t *testing.T) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write([]byte(`{"id":"abc123","name":"` + strings.Repeat("x", 3<<20) + `"}`))
	_ = z.Close()
	s, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(b.Bytes())
	})
	if st, err := testClient(t, s.URL).Store(t.Context()); err != nil || len(st.Name) != 3<<20 {
		t.Errorf("%v", err)
	}
	_, err := testClient(t, s.URL, func(o *Options) { o.MaxBody = 1 << 20 }).Store(t.Context())
	if !IsKind(err, BadAnswer) {
		t.Errorf("a small body that unpacks to 3 MiB passed a bound of 1 MiB: %v", err)
	}
}

func TestUnreachableServerIsToldAndContextStops(t *testing.T) {
	s, _ := serve(t, body(200, `{}`))
	addr := s.URL
	s.Close()
	_, err := testClient(t, addr).Store(t.Context())
	var e *APIError
	if !errors.As(err, &e) || e.Kind != Unreachable || !strings.Contains(e.What(), "refused") {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := testClient(t, addr).Store(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	slow, _ := serve(t, func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	_, err = testClient(t, slow.URL, func(o *Options) { o.Timeout, o.Retries = 30*time.Millisecond, -1 }).Store(t.Context())
	if !errors.As(err, &e) || e.Kind != Unreachable || !strings.Contains(e.What(), "in time") {
		t.Errorf("%v", err)
	}
}

func TestLogsAndErrorsNeverHoldTheToken(t *testing.T) {
	var buf bytes.Buffer
	log := slog.New(slog.NewTextHandler(&buf, &slog.HandlerOptions{Level: slog.LevelDebug}))
	s, _ := serve(t, body(500, `{"title":"`+testToken+`"}`), body(401, `[{"message":"`+testToken+`"}]`))
	_, err := testClient(t, s.URL, func(o *Options) { o.Log = log }).Customers(t.Context(), []int64{1})
	if strings.Contains(buf.String()+err.Error()+Words(err), testToken) {
		t.Errorf("log %s\nerror %v", buf.String(), err)
	}
	if !strings.Contains(buf.String(), "bigcommerce call") {
		t.Error("nothing was logged, so nothing was tested")
	}
}
