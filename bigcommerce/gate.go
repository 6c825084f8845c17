package bigcommerce

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// gate keeps the calls of a client within the store's quota, as the headers of
// the answers tell it (reference: bigcommerce-auth-and-limits §4). All apps of
// a store share the quota, so a reserve of it is left alone, and the headers
// decide, never a plan's number.
type gate struct {
	now     func() time.Time
	reserve int // percent

	mu       sync.Mutex
	quota    int       // 0: not told yet
	left     int       // what is left in the window, less the calls on their way
	inflight int       // calls that left and were not answered
	until    time.Time // when the quota refills
}

// resetSlack is how much two answers of one window may differ in the time at
// which they see it end.
const resetSlack = time.Second

// take asks for leave to make a call. It is 0 when the call may go now, else
// how long to wait before asking again.
func (g *gate) take() time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.quota > 0 {
		now := g.now()
		if !now.Before(g.until) { // the window is over
			g.left = g.quota - g.inflight
			g.until = time.Time{}
		}
		if !g.until.IsZero() && g.left <= g.quota*g.reserve/100 {
			return g.until.Sub(now)
		}
	}
	g.left--
	g.inflight++
	return 0
}

// done gives a call back without having learnt anything.
func (g *gate) done() {
	g.mu.Lock()
	g.inflight--
	g.mu.Unlock()
}

// learn reads the headers of an answer.
func (g *gate) learn(h http.Header) {
	quota, ok1 := headerInt(h, "X-Rate-Limit-Requests-Quota")
	left, ok2 := headerInt(h, "X-Rate-Limit-Requests-Left")
	reset, ok3 := headerInt(h, "X-Rate-Limit-Time-Reset-Ms")
	if !ok1 || !ok2 || !ok3 || quota <= 0 {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	until := g.now().Add(time.Duration(reset) * time.Millisecond)
	left -= max(g.inflight-1, 0) // the answered call is counted already
	if g.quota == 0 || until.After(g.until.Add(resetSlack)) || left < g.left {
		g.left = left
	}
	if until.After(g.until) {
		g.until = until
	}
	g.quota = quota
}

// exhausted notes that BigCommerce said 429: nobody calls before then.
func (g *gate) exhausted(wait time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if until := g.now().Add(wait); until.After(g.until) {
		g.until = until
	}
	g.left = 0
	g.quota = max(g.quota, 1)
}

// maxHeaderWait bounds what a header can make us wait; BigCommerce's windows are 30 s.
const maxHeaderWait = 10 * time.Minute

// limitWait is how long an answer 429 asks to wait; ok is false when it does not say.
func limitWait(h http.Header) (d time.Duration, ok bool) {
	if ms, has := headerInt(h, "X-Rate-Limit-Time-Reset-Ms"); has && ms >= 0 {
		d, ok = time.Duration(ms)*time.Millisecond, true
	}
	if after := retryAfter(h); after > 0 {
		d, ok = max(d, after), true
	}
	return min(d, maxHeaderWait), ok
}

// retryAfter reads X-Retry-After or Retry-After, in seconds; 0: not told.
func retryAfter(h http.Header) time.Duration {
	for _, k := range []string{"X-Retry-After", "Retry-After"} {
		if s, ok := headerInt(h, k); ok && s > 0 {
			return min(time.Duration(s)*time.Second, maxHeaderWait)
		}
	}
	return 0
}

func headerInt(h http.Header, key string) (int, bool) {
	n, err := strconv.Atoi(strings.TrimSpace(h.Get(key)))
	return n, err == nil && n >= 0 && n < 1<<31
}
