package shop

import (
	"compress/gzip"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// call is one request on its way through the store.
type call struct {
	w       http.ResponseWriter
	r       *http.Request
	v2      bool
	ids     []int64 // numbers in the path
	query   map[string]string
	problem *problem
	account *account // whose token it came with
}

// problem is an answer that refuses.
type problem struct {
	status int
	title  string
}

// route is one path of the API below /stores/{hash}.
type route struct {
	method  string
	path    string   // segments; # stands for a number
	scopes  []string // any one of them opens it
	params  []string // accepted in the query
	handler func(*Shop, *call)
}

// Scopes (reference: bigcommerce-auth-and-limits §2). A modify scope opens
// what its read-only form opens.
const (
	scopeOrders       = "store_v2_orders_read_only"
	scopeTransactions = "store_v2_transactions_read_only"
	scopeCustomers    = "store_v2_customers_read_only"
	scopeProducts     = "store_v2_products_read_only"
	scopeInventory    = "store_inventory_read_only"
	scopeLocations    = "store_locations_read_only"
	scopeInformation  = "store_v2_information_read_only"
	scopeChannels     = "store_channel_settings_read_only"
	scopeMarketing    = "store_v2_marketing_read_only"
	scopeOrdersWrite  = "store_v2_orders"

	scopeInventoryWrite = "store_inventory"
	scopeProductsWrite  = "store_v2_products"
)

// Handler serves the store's API at /stores/{hash}/v2/... and /v3/..., and the
// token endpoint of apps at /oauth2/token.
func (s *Shop) Handler() http.Handler {
	table := routes()
	zip := &sync.Pool{New: func() any {
		w, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed)
		return w
	}}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", s.opt.Now().UTC().Format(http.TimeFormat)) // the store's clock, not the machine's
		out := &answer{ResponseWriter: w, zip: zip, wants: !s.opt.NoGzip && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip")}
		if s.misbehave(out, r) {
			return
		}
		if r.URL.Path == "/oauth2/token" {
			s.tokenEndpoint(out, r)
			return
		}
		s.serve(out, r, table)
	})
}

func (s *Shop) serve(w http.ResponseWriter, r *http.Request, table []route) {
	c := &call{w: w, r: r, account: s.accountOf(r.Header.Get("X-Auth-Token"))}
	left, reset, ok := s.meter.take(s.opt.Now())
	s.limitHeaders(w, left, reset)
	rest, found := strings.CutPrefix(r.URL.Path, "/stores/")
	hash, rest, deep := strings.Cut(rest, "/")
	version, path, _ := strings.Cut(rest, "/")
	c.v2 = version == "v2"
	s.mu.Lock()
	s.served++
	s.settleStock(false)
	s.mu.Unlock()
	switch {
	case !found || !deep || version != "v2" && version != "v3":
		c.fail(http.StatusNotFound, "The requested resource was not found.")
		return
	case hash != s.opt.Hash:
		c.fail(http.StatusForbidden, "You don't have access to this store.")
		return
	case c.account == nil:
		c.fail(http.StatusUnauthorized, "Unauthorized - the v3 Auth client ID or token in the request are not a valid combination for this store.")
		return
	case !ok:
		w.Header().Set("X-Retry-After", strconv.Itoa(int(reset.Seconds())+1))
		c.fail(http.StatusTooManyRequests, "Too many requests")
		return
	}
	s.dispatch(c, version+"/"+strings.TrimSuffix(path, "/"), table)
}

// dispatch finds the route; a path that exists with other methods only is 405.
func (s *Shop) dispatch(c *call, path string, table []route) {
	segments := strings.Split(path, "/")
	var allowed []string
	for i := range table {
		rt := &table[i]
		ids, ok := match(rt.path, segments)
		if !ok {
			continue
		}
		method := c.r.Method
		if method == http.MethodHead {
			method = http.MethodGet
		}
		if rt.method != method {
			allowed = append(allowed, rt.method)
			continue
		}
		if !c.account.permitted(rt.scopes) {
			c.fail(http.StatusForbidden, "You don't have a required scope to access the endpoint")
			return
		}
		c.ids = ids
		if c.readQuery(rt.params); c.failed() {
			return
		}
		rt.handler(s, c)
		return
	}
	if len(allowed) > 0 {
		c.w.Header().Set("Allow", strings.Join(allowed, ", "))
		c.fail(http.StatusMethodNotAllowed, "The requested method is not supported by this resource.")
		return
	}
	c.fail(http.StatusNotFound, "The requested resource was not found.")
}

// match compares a path with a pattern, whose # stands for a positive number.
func match(pattern string, segments []string) ([]int64, bool) {
	var ids []int64
	for _, seg := range segments {
		want, rest, more := strings.Cut(pattern, "/")
		switch {
		case want == "#":
			n, err := strconv.ParseInt(seg, 10, 64)
			if err != nil || n < 0 {
				return nil, false
			}
			ids = append(ids, n)
		case want != seg || want == "":
			return nil, false
		}
		if pattern = rest; !more {
			pattern = ""
		}
	}
	return ids, pattern == ""
}

func (a *account) permitted(any []string) bool {
	if a.scopes == nil || len(any) == 0 {
		return true
	}
	for _, scope := range any {
		if slices.Contains(a.scopes, scope) || slices.Contains(a.scopes, strings.TrimSuffix(scope, "_read_only")) {
			return true
		}
	}
	return false
}

// readQuery takes the parameters; one that the route does not know is refused.
func (c *call) readQuery(known []string) {
	c.query = map[string]string{}
	for k, v := range c.r.URL.Query() {
		switch {
		case !slices.Contains(known, k):
			c.bad("The field '" + k + "' is not supported by this resource.")
		case len(v) > 1:
			c.bad("The field '" + k + "' is given twice.")
		default:
			c.query[k] = v[0]
		}
	}
}

// bad notes a mistake of the client: 400 of v2, 422 of v3.
func (c *call) bad(title string) {
	if c.problem == nil {
		status := http.StatusUnprocessableEntity
		if c.v2 {
			status = http.StatusBadRequest
		}
		c.problem = &problem{status, title}
	}
}

// failed answers with the noted mistake, if there is one.
func (c *call) failed() bool {
	if c.problem == nil {
		return false
	}
	c.fail(c.problem.status, c.problem.title)
	return true
}

// fail answers with an error body of the version's form
// (bigcommerce-auth-and-limits §5).
func (c *call) fail(status int, title string) {
	var e enc
	if c.v2 {
		e.open('[')
	}
	e.open('{')
	e.int("status", int64(status))
	if c.v2 {
		e.str("message", title)
		e.raw("}]")
	} else {
		e.str("title", title)
		e.str("type", "/api-docs/getting-started/api-status-codes")
		e.object("errors")
		e.raw("}}")
	}
	c.send(status, e.b)
}

func (c *call) send(status int, body []byte) {
	c.w.Header().Set("Content-Type", "application/json")
	c.w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	c.w.WriteHeader(status)
	if c.r.Method != http.MethodHead {
		_, _ = c.w.Write(body)
	}
}

// none is the empty list of v2: 204 without a body.
func (c *call) none() { c.w.WriteHeader(http.StatusNoContent) }

// answer compresses bodies for clients that accept it.
type answer struct {
	http.ResponseWriter
	zip   *sync.Pool
	wants bool
	big   bool
}

// small bodies are not worth compressing.
const worthGzip = 1024

func (a *answer) WriteHeader(status int) {
	h := a.Header()
	if n, err := strconv.Atoi(h.Get("Content-Length")); a.wants && err == nil && n >= worthGzip {
		a.big = true
		h.Del("Content-Length")
		h.Set("Content-Encoding", "gzip")
		h.Set("Vary", "Accept-Encoding")
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(b []byte) (int, error) {
	if !a.big {
		return a.ResponseWriter.Write(b)
	}
	z, _ := a.zip.Get().(*gzip.Writer)
	defer a.zip.Put(z)
	z.Reset(a.ResponseWriter)
	if _, err := z.Write(b); err != nil {
		return 0, err
	}
	return len(b), z.Close()
}

// Unwrap lets http.ResponseController reach the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// meter counts requests in fixed windows, as the platform applies its quota.
type meter struct {
	mu     sync.Mutex
	quota  int
	window time.Duration
	start  time.Time
	used   int
}

func newMeter(quota int, window time.Duration) *meter { return &meter{quota: quota, window: window} }

// take spends one request; ok is false when none was left.
func (m *meter) take(now time.Time) (left int, reset time.Duration, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if now.Sub(m.start) >= m.window || now.Before(m.start) {
		m.start, m.used = now, 0
	}
	ok = m.used < m.quota
	if ok {
		m.used++
	}
	return m.quota - m.used, m.window - now.Sub(m.start), ok
}

func (s *Shop) limitHeaders(w http.ResponseWriter, left int, reset time.Duration) {
	h := w.Header()
	h.Set("X-Rate-Limit-Time-Window-Ms", strconv.FormatInt(s.meter.window.Milliseconds(), 10))
	h.Set("X-Rate-Limit-Time-Reset-Ms", strconv.FormatInt(reset.Milliseconds(), 10))
	h.Set("X-Rate-Limit-Requests-Quota", strconv.Itoa(s.meter.quota))
	h.Set("X-Rate-Limit-Requests-Left", strconv.Itoa(left))
}

// SetQuota changes the rate limit from the next request on.
func (s *Shop) SetQuota(quota int, window time.Duration) {
	s.meter.mu.Lock()
	defer s.meter.mu.Unlock()
	s.meter.quota, s.meter.window, s.meter.used = quota, window, 0
	s.meter.start = s.opt.Now()
}
