package bigcommerce

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// call is one thing to ask for.
type call struct {
	name  string // noun for statistics and messages
	path  string // "/v2/orders/12/taxes"
	query url.Values
	scope string
	// typed sends a Content-Type although there is no body: the OpenAPI file
	// requires it of one endpoint.
	typed bool
	// method is what is done, "" for GET; body what is sent with it. What is no
	// GET is never tried again within a call: it may have been done already.
	method string
	body   []byte
}

// answer is what came back with a 2xx: Body is empty for 204.
type answer struct {
	status int
	body   []byte
	head   http.Header
	at     time.Time // the server's clock, else ours
}

// errNothing is a success without contents: only 204 says that there is
// nothing; anything else without a body lost it on the way.
var errNothing = errors.New("it is empty")

// list decodes a list, of which 204 is the empty one.
func (a answer) list(v any) error {
	if a.status == http.StatusNoContent {
		return nil
	}
	if len(bytes.TrimSpace(a.body)) == 0 {
		return errNothing
	}
	return decode(a.body, v)
}

// get asks until there is an answer that read accepts, within the rules for
// waiting and trying again. read may be called several times; it sees complete
// bodies only.
func (c *Client) get(ctx context.Context, q call, read func(answer) error) error {
	limited := 0
	for try := 0; ; try++ {
		if err := c.pass(ctx); err != nil {
			return c.stopped(q, err)
		}
		a, err := c.attempt(ctx, q)
		var fault *APIError
		if err == nil {
			if err = read(a); err == nil {
				return nil
			}
			fault = c.unreadable(q, a, err)
		} else if !errors.As(err, &fault) {
			return err
		}
		if ctx.Err() != nil {
			return c.stopped(q, ctx.Err())
		}
		if fault.Kind == Limited {
			limited++
			if limited > max(c.o.LimitRetries, 0) {
				return fault
			}
			try-- // waiting its turn is no failure
			if err := c.waitLimited(ctx, fault, limited); err != nil {
				return c.stopped(q, err)
			}
			continue
		}
		if q.method != "" || try >= c.triesFor(fault) {
			return fault
		}
		pause := max(c.pause(try), min(fault.RetryAfter, c.o.MaxPause))
		c.o.Log.WarnContext(ctx, "bigcommerce call failed, trying again", "call", q.name, "path", q.path,
			"kind", fault.Kind, "status", fault.Status, "try", try+1, "pause", pause)
		c.stats.add(func(s *Stats) { s.Retries++ })
		if err := c.wait(ctx, "BigCommerce did not answer properly", pause); err != nil {
			return c.stopped(q, err)
		}
	}
}

// triesFor is how often a failure is worth trying again within one call. A 500
// is tried again less: BigCommerce asks for pauses of a minute and more there,
// which are the poller's.
func (c *Client) triesFor(e *APIError) int {
	n := max(c.o.Retries, 0)
	switch e.Kind {
	case Unreachable:
		return n
	case BadAnswer:
		if e.Status >= 300 {
			return 0 // a redirect stays one
		}
		return min(n, 2)
	case Unavailable:
		switch e.Status {
		case 502, 504:
			return n
		case 500, 503:
			return min(n, 2)
		}
	}
	return 0
}

// pause doubles from RetryPause to MaxPause; half of it is random, so that
// several clients do not come back at once.
func (c *Client) pause(try int) time.Duration {
	d := c.o.RetryPause << min(try, 20)
	if d <= 0 || d > c.o.MaxPause {
		d = c.o.MaxPause
	}
	return d/2 + c.o.Jitter(d/2)
}

// waitLimited waits out a 429: as long as its headers say and a little more,
// or, without headers, in growing pauses.
func (c *Client) waitLimited(ctx context.Context, e *APIError, n int) error {
	d := e.RetryAfter
	if d == 0 {
		d = min(c.o.OverloadPause<<min(n-1, 10), maxHeaderWait)
	}
	d += c.o.Jitter(min(d/10+50*time.Millisecond, 2*time.Second))
	c.gate.exhausted(d)
	c.stats.add(func(s *Stats) { s.Limited++ })
	return c.wait(ctx, "BigCommerce asks to wait", d)
}

// pass waits until the quota allows a call.
func (c *Client) pass(ctx context.Context) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		d := c.gate.take()
		if d == 0 {
			return nil
		}
		if err := c.wait(ctx, "the store's allowance of calls is used up", d+c.o.Jitter(50*time.Millisecond)); err != nil {
			return err
		}
	}
}

func (c *Client) wait(ctx context.Context, why string, d time.Duration) error {
	if d >= time.Second {
		c.o.Waiting(why, d)
	}
	start := c.o.Now()
	err := c.o.Sleep(ctx, d)
	c.stats.add(func(s *Stats) { s.Waited += c.o.Now().Sub(start) })
	return err
}

// attempt makes one request. Its error is an *APIError.
func (c *Client) attempt(ctx context.Context, q call) (answer, error) {
	defer c.gate.done()
	ctx, cancel := context.WithTimeout(ctx, c.o.Timeout)
	defer cancel()
	u := c.base + q.path
	if len(q.query) > 0 {
		u += "?" + q.query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, orText(q.method, http.MethodGet), u, bytes.NewReader(q.body))
	if err != nil {
		return answer{}, c.fault(q, BadRequest, "", err)
	}
	id := correlation()
	req.Header.Set("X-Auth-Token", c.o.Token)
	req.Header.Set("Accept", "application/json")
	if q.typed || len(q.body) > 0 {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("User-Agent", c.o.UserAgent)
	req.Header.Set("X-Correlation-Id", id)
	c.stats.add(func(s *Stats) { s.Calls++; s.ByCall[q.name]++ })
	start := c.o.Now()
	res, err := c.http.Do(req)
	if err != nil {
		e := c.fault(q, Unreachable, "", withoutURL(err))
		e.Correlation = id
		return answer{}, e
	}
	defer res.Body.Close()
	c.gate.learn(res.Header)
	body, err := io.ReadAll(io.LimitReader(res.Body, c.o.MaxBody+1))
	c.stats.add(func(s *Stats) { s.Bytes += int64(len(body)) })
	c.o.Log.DebugContext(ctx, "bigcommerce call", "call", q.name, "path", q.path, "status", res.StatusCode,
		"took", c.o.Now().Sub(start), "bytes", len(body), "left", res.Header.Get("X-Rate-Limit-Requests-Left"),
		"correlation", id, "request", short(res.Header.Get("X-Request-Id"), 80))
	e := c.judge(q, res, body, err)
	if e != nil {
		e.Correlation, e.Request = id, short(res.Header.Get("X-Request-Id"), 80)
		return answer{}, e
	}
	return answer{status: res.StatusCode, body: bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")), head: res.Header, at: c.serverTime(res.Header)}, nil
}

// judge tells what is wrong with an answer, nil when nothing is.
func (c *Client) judge(q call, res *http.Response, body []byte, readErr error) *APIError {
	switch {
	case readErr != nil && res.StatusCode < 300:
		e := c.fault(q, BadAnswer, fmt.Sprintf("it broke off after %d bytes", len(body)), withoutURL(readErr))
		e.Status = res.StatusCode
		return e
	case int64(len(body)) > c.o.MaxBody:
		e := c.fault(q, BadAnswer, fmt.Sprintf("it is larger than %d MiB", c.o.MaxBody>>20), nil)
		e.Status = res.StatusCode
		return e
	case res.StatusCode >= 200 && res.StatusCode < 300:
		return nil
	}
	return c.refused(q, res, body)
}

// unreadable is the fault of a 2xx answer that could not be decoded.
func (c *Client) unreadable(q call, a answer, err error) *APIError {
	why := "it is not the JSON that was expected"
	var syn *json.SyntaxError
	switch {
	case looksLikeHTML(a.body):
		why, err = "it is a web page instead of data", nil
	case errors.As(err, &syn) && int(syn.Offset) >= len(a.body), errors.Is(err, io.ErrUnexpectedEOF):
		why, err = fmt.Sprintf("it broke off after %d bytes", len(a.body)), nil
	case errors.Is(err, errNothing):
		why, err = "it broke off before its first byte", nil
	case errors.Is(err, errTooMany), errors.Is(err, errTooDeep):
		why, err = err.Error(), nil
	case errors.Is(err, errSamePage):
		why, err = "the list gives the same page again and again", nil
	}
	e := c.fault(q, BadAnswer, why, err)
	e.Status = max(a.status, http.StatusOK)
	return e
}

func (c *Client) fault(q call, k Kind, title string, cause error) *APIError {
	return &APIError{Kind: k, Title: title, Call: q.name, Path: q.path, Scope: q.scope, Cause: cause}
}

// stopped is what the caller gets when its context ended: it finds context.Canceled in it.
func (c *Client) stopped(q call, err error) error {
	return fmt.Errorf("bigcommerce %s: stopped: %w", q.name, err)
}

// serverTime is the Date header, so that a wrong clock of this machine does no harm.
func (c *Client) serverTime(h http.Header) time.Time {
	if t, err := http.ParseTime(h.Get("Date")); err == nil {
		return t.UTC()
	}
	return c.o.Now().UTC()
}

// withoutURL takes the address with its query out of an error of net/http.
func withoutURL(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

func looksLikeHTML(b []byte) bool {
	b = bytes.TrimSpace(b)
	return len(b) > 0 && b[0] == '<'
}

// correlation is a random UUID of version 4.
func correlation() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// decode reads a body into v; an empty one leaves v as it is.
func decode(body []byte, v any) error {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil
	}
	if err := bounded(body); err != nil {
		return err
	}
	if err := json.Unmarshal(body, v); err != nil {
		var ty *json.UnmarshalTypeError
		if errors.As(err, &ty) {
			return fmt.Errorf("%s is a %s", strings.TrimSpace("field "+ty.Field), ty.Value)
		}
		return err
	}
	return nil
}
