package shop

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// FaultRequest is a request about which a fault is decided.
type FaultRequest struct {
	Method string
	Path   string // below /stores/{hash}: "v2/orders"
	Query  string
	Call   int // counts all requests from 1
	Seen   int // counts requests with this path from 1
}

// Fault is how one answer misbehaves; the zero value behaves.
type Fault struct {
	// Before runs first: it may change orders, so that a list changes between two pages.
	Before func()
	// Delay passes before the answer.
	Delay time.Duration
	// Status refuses with this status and an error body of the version's form.
	Status int
	// HTML makes that body an HTML page, as gateways in front send.
	HTML bool
	// NoLimitHeaders leaves the rate limit headers out: a 429 without them
	// means an overloaded platform (bigcommerce-auth-and-limits §4).
	NoLimitHeaders bool
	// Cut breaks the connection after half of the body.
	Cut bool
	// CutSilently ends the body at half as if it were whole.
	CutSilently bool
	// CutAt is where Cut and CutSilently cut, in thousandths of the body; 0 is
	// the half.
	CutAt int
	// Redirect leads to another address (302), as a gateway or a moved store does.
	Redirect string
	// Done carries the request out before Status refuses it: what was written
	// stands, and its answer is lost.
	Done bool
	// Page answers 200 with an HTML page, as a proxy that wants a login does.
	Page bool
}

// none tells that nothing goes wrong.
func (f Fault) none() bool {
	return f.Before == nil && f.Delay == 0 && f.Status == 0 && !f.Cut && !f.CutSilently && f.Redirect == "" && !f.Page
}

// Faults decides about each request; see SetFaults.
type Faults func(FaultRequest) Fault

// SetFaults lets f decide about every request from now on; nil ends all faults.
// It is called without any lock held, so it may use the shop.
func (s *Shop) SetFaults(f Faults) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = f
	s.calls, s.seen = 0, map[string]int{}
}

// FaultOn does f to the nth request (from 1) whose path ends in suffix; nth 0
// means every one.
func FaultOn(suffix string, nth int, f Fault) Faults {
	return func(r FaultRequest) Fault {
		if strings.HasSuffix(r.Path, suffix) && (nth == 0 || r.Seen == nth) {
			return f
		}
		return Fault{}
	}
}

// FaultBurst refuses requests from..from+n-1, counted from 1, with a status.
func FaultBurst(status, from, n int) Faults {
	return func(r FaultRequest) Fault {
		if r.Call >= from && r.Call < from+n {
			return Fault{Status: status}
		}
		return Fault{}
	}
}

// FaultFlapping lets up requests through, refuses down of them with 503, and
// so on.
func FaultFlapping(up, down int) Faults {
	return func(r FaultRequest) Fault {
		if (r.Call-1)%(up+down) >= up {
			return Fault{Status: http.StatusServiceUnavailable}
		}
		return Fault{}
	}
}

// FaultWeather does something to perThousand of the requests: server errors,
// HTML pages, 429 of both kinds, cut bodies. The same seed gives the same weather.
func FaultWeather(seed uint64, perThousand int) Faults {
	return func(r FaultRequest) Fault {
		d := newDice(seed, uint64(r.Call)) //nolint:gosec // counts are positive
		if d.IntN(1000) >= perThousand {
			return Fault{}
		}
		return pick(d, []Fault{
			{Status: 500}, {Status: 502, HTML: true}, {Status: 503}, {Status: 504, HTML: true}, {Status: 429}, {Status: 429, NoLimitHeaders: true},
			{Cut: true}, {CutSilently: true}, {Delay: 50 * time.Millisecond},
		})
	}
}

// FaultFirst asks each in turn and takes the first fault that is none's.
func FaultFirst(of ...Faults) Faults {
	return func(r FaultRequest) Fault {
		for _, f := range of {
			if x := f(r); !x.none() {
				return x
			}
		}
		return Fault{}
	}
}

// misbehave does what a fault asks for; true if that was the answer.
func (s *Shop) misbehave(w http.ResponseWriter, r *http.Request) bool {
	s.mu.Lock()
	f := s.faults
	if f == nil {
		s.mu.Unlock()
		return false
	}
	_, path, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/stores/"), "/")
	s.calls++
	s.seen[path]++
	req := FaultRequest{Method: r.Method, Path: path, Query: r.URL.RawQuery, Call: s.calls, Seen: s.seen[path]}
	s.mu.Unlock()
	fault := f(req)
	if fault.Before != nil {
		fault.Before()
	}
	if fault.Delay > 0 {
		select {
		case <-time.After(fault.Delay):
		case <-r.Context().Done():
		}
	}
	switch {
	case fault.Redirect != "":
		http.Redirect(w, r, fault.Redirect, http.StatusFound)
	case fault.Page:
		fault.Status, fault.HTML = http.StatusOK, true
		s.refuse(w, r, fault)
	case fault.Status > 0:
		if fault.Done {
			s.serve(&record{head: http.Header{}, status: 200}, r, routes())
		}
		s.refuse(w, r, fault)
	case fault.Cut || fault.CutSilently:
		s.cut(w, r, fault)
	default:
		return false
	}
	return true
}

// refuse answers with an error of the platform.
func (s *Shop) refuse(w http.ResponseWriter, r *http.Request, f Fault) {
	if !f.NoLimitHeaders {
		left, reset := 100, 2*time.Second
		if f.Status == http.StatusTooManyRequests {
			left, reset = 0, 200*time.Millisecond
			w.Header().Set("X-Retry-After", "1")
		}
		s.limitHeaders(w, left, reset)
	}
	if f.HTML {
		page := "<html><head><title>" + strconv.Itoa(f.Status) + " " + http.StatusText(f.Status) + "</title></head><body><center><h1>" + http.StatusText(f.Status) + "</h1></center></body></html>\n"
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(f.Status)
		_, _ = w.Write([]byte(page))
		return
	}
	c := &call{w: w, r: r, v2: strings.Contains(r.URL.Path, "/v2/")}
	c.fail(f.Status, http.StatusText(f.Status))
}

// cut answers with the first part of the true answer.
func (s *Shop) cut(w http.ResponseWriter, r *http.Request, f Fault) {
	whole := &record{head: http.Header{}, status: 200}
	s.serve(whole, r, routes())
	for k, v := range whole.head {
		w.Header()[k] = v
	}
	part := 500
	if f.CutAt > 0 {
		part = min(f.CutAt, 999)
	}
	half := whole.body.Bytes()[:whole.body.Len()*part/1000]
	size := whole.body.Len()
	if f.CutSilently {
		size = len(half)
	}
	if a, ok := w.(*answer); ok {
		a.wants = false
	}
	if size > 0 {
		// Fewer bytes than announced: the server closes the connection.
		w.Header().Set("Content-Length", strconv.Itoa(size))
	}
	w.WriteHeader(whole.status)
	_, _ = w.Write(half)
}

// record keeps an answer.
type record struct {
	head   http.Header
	status int
	body   bytes.Buffer
}

func (r *record) Header() http.Header         { return r.head }
func (r *record) WriteHeader(status int)      { r.status = status }
func (r *record) Write(b []byte) (int, error) { return r.body.Write(b) }
