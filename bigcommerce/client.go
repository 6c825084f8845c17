// Package bigcommerce speaks BigCommerce's REST API, and knows nothing else of
// Countinghouse than exact decimals. Of a store's orders and money it only reads:
// every such call is a GET, and may be repeated. What it changes are its own
// webhooks and, where accounting is to say how many there are, quantities.
//
// It keeps to the store's quota by the headers of the answers, leaves a part
// of it to the store's other apps, waits where BigCommerce asks for it, tries
// again what is safe to try again, and tells apart what went wrong in words
// for people (APIError). Types hold what BigCommerce sends in any of its forms
// (Number, Date, ID, List, Maybe); one odd value never breaks a whole page.
//
// Source of the rules: the reference sheets bigcommerce-api and
// bigcommerce-auth-and-limits, made from BigCommerce's public OpenAPI files.
package bigcommerce

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"time"
)

// DefaultBaseURL is BigCommerce's API host, the same for every store.
const DefaultBaseURL = "https://api.bigcommerce.com"

// Options configure a Client. Only StoreHash and Token are needed.
type Options struct {
	BaseURL   string // DefaultBaseURL; any server that speaks like BigCommerce
	StoreHash string // the part of the API path after /stores/
	Token     string // X-Auth-Token; never logged, never in errors
	UserAgent string // names the product, which BigCommerce asks for

	// Timeout is for one attempt, answer read to its end. Default 60 s.
	Timeout time.Duration
	// MaxBody bounds an answer after unpacking. Default 32 MiB: a page of 250
	// orders with all their lines has some five.
	MaxBody int64
	// Retries is how often a failed read is tried again. Default 3; -1: never.
	Retries int
	// RetryPause is the first pause before that; it doubles, with jitter, up
	// to MaxPause. Defaults 1 s and 30 s. Longer waits are the caller's: it
	// polls again later.
	RetryPause time.Duration
	MaxPause   time.Duration
	// OverloadPause is the first wait after a 429 without rate headers, which
	// means that the platform is overloaded; it doubles. Default 30 s.
	OverloadPause time.Duration
	// LimitRetries is how many 429 in a row one call waits out. Default 3; -1: none.
	LimitRetries int
	// ReservePercent of the quota is left to the store's other apps. Default 15; -1: none.
	ReservePercent int

	// Now, Sleep and Jitter replace the clock in tests. Jitter gets a duration
	// and gives a random part of it.
	Now    func() time.Time
	Sleep  func(context.Context, time.Duration) error
	Jitter func(time.Duration) time.Duration
	// Waiting is told before a wait of a second or more, for progress displays.
	Waiting func(why string, d time.Duration)

	Log       *slog.Logger
	Transport http.RoundTripper // default: a transport of its own with 8 kept connections
}

// Client reads one store. It is safe for use by several goroutines.
type Client struct {
	o     Options
	base  string // https://api.bigcommerce.com/stores/abc
	http  *http.Client
	gate  gate
	stats counters
	// largest is the longest page of orders seen: it tells whether the server
	// caps pages below the limit that was asked for.
	largest atomic.Int64
}

var hashForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// New checks the options and makes a client; it does not call anyone.
func New(o Options) (*Client, error) {
	base, err := checkBase(o.BaseURL)
	if err != nil {
		return nil, err
	}
	if !hashForm.MatchString(o.StoreHash) {
		return nil, fmt.Errorf("store hash %q: it is the letters and digits after /stores/ in BigCommerce's API path", short(o.StoreHash, 80))
	}
	if o.Token == "" {
		return nil, fmt.Errorf("no token for store %s: enter the access token of a Store-level API account", o.StoreHash)
	}
	if strings.ContainsFunc(o.Token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, fmt.Errorf("the token of store %s holds a space, a line break or another character that no token has", o.StoreHash)
	}
	o.defaults()
	c := &Client{o: o, base: base + "/stores/" + o.StoreHash}
	c.http = &http.Client{Transport: o.Transport, CheckRedirect: sameHostOnly}
	c.gate = gate{now: o.Now, reserve: max(o.ReservePercent, 0)}
	return c, nil
}

func (o *Options) defaults() {
	def := func(d *time.Duration, v time.Duration) {
		if *d <= 0 {
			*d = v
		}
	}
	def(&o.Timeout, 60*time.Second)
	def(&o.RetryPause, time.Second)
	def(&o.MaxPause, 30*time.Second)
	def(&o.OverloadPause, 30*time.Second)
	num := func(n *int, v int) {
		if *n == 0 {
			*n = v
		}
	}
	num(&o.Retries, 3)
	num(&o.LimitRetries, 3)
	num(&o.ReservePercent, 15)
	if o.MaxBody <= 0 {
		o.MaxBody = 32 << 20
	}
	if o.UserAgent == "" {
		o.UserAgent = "Countinghouse"
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	if o.Jitter == nil {
		o.Jitter = func(d time.Duration) time.Duration { return time.Duration(rand.Int64N(int64(d) + 1)) }
	}
	if o.Waiting == nil {
		o.Waiting = func(string, time.Duration) {}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Transport == nil {
		o.Transport = &http.Transport{
			Proxy: http.ProxyFromEnvironment, MaxIdleConnsPerHost: 8, MaxConnsPerHost: 8,
			IdleConnTimeout: 90 * time.Second, TLSHandshakeTimeout: 15 * time.Second,
			ForceAttemptHTTP2: true, MaxResponseHeaderBytes: 256 << 10,
		}
	}
}

// checkBase accepts https addresses, and plain http only to this machine: the
// token would travel in the clear.
func checkBase(s string) (string, error) {
	if s == "" {
		s = DefaultBaseURL
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Opaque != "" {
		return "", fmt.Errorf("API address %q is no address like %s", short(s, 120), DefaultBaseURL)
	}
	if u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return "", fmt.Errorf("API address of host %q must hold no user, query or fragment", u.Host)
	}
	switch u.Scheme {
	case "https":
	case "http":
		if !loopback(u.Hostname()) {
			return "", fmt.Errorf("API address %q must begin with https://: over http the token would travel in the clear", short(s, 120))
		}
	default:
		return "", fmt.Errorf("API address %q must begin with https://", short(s, 120))
	}
	return strings.TrimRight(u.Scheme+"://"+u.Host+u.EscapedPath(), "/"), nil
}

func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

var apiPath = regexp.MustCompile(`^(.*?)/stores/([^/]+)(/v[23])?/?$`)

// SplitAPIPath takes apart the API path that the control panel shows, such as
// "https://api.bigcommerce.com/stores/abc123/v3/".
func SplitAPIPath(s string) (baseURL, hash string, err error) {
	m := apiPath.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil || !hashForm.MatchString(m[2]) {
		return "", "", fmt.Errorf("%q is no API path like https://api.bigcommerce.com/stores/abc123/v3/", short(s, 120))
	}
	base, err := checkBase(m[1])
	return base, m[2], err
}

// sameHostOnly keeps the token from following a redirect to another host.
func sameHostOnly(req *http.Request, via []*http.Request) error {
	first := via[0].URL
	if len(via) > 3 || req.URL.Host != first.Host || req.URL.Scheme != first.Scheme {
		return http.ErrUseLastResponse
	}
	return nil
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
