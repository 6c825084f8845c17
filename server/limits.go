package server

import (
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"countinghouse/bigcommerce"
)

// limits are what one caller, and all of them, may take of the server.
type limits struct {
	header time.Duration // for the head of a request, from the first byte of the connection
	pause  time.Duration // for each portion of a body
	body   time.Duration // for a whole body
	answer time.Duration // for a caller to take its answer
	idle   time.Duration // between two requests
	most   int           // connections, in all
	each   int           // connections from one address that is no proxy
}

// usual are the limits of a server that is reached over the Internet. Answers
// of QuickBooks may be large and lines slow: 64 KB in half a minute is 17
// kbit/s, which every line has.
var usual = limits{
	header: 10 * time.Second, pause: 30 * time.Second, body: 10 * time.Minute, answer: 5 * time.Minute, idle: 2 * time.Minute,
	most: 512, each: 64,
}

// portion is how much of a body must come within limits.pause, in bytes.
const portion = 64 << 10

// httpServer is the listener's side of the limits.
func (l limits) httpServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           l.steady(h),
		ReadHeaderTimeout: l.header,
		ReadTimeout:       l.body,
		WriteTimeout:      l.body + l.answer, // counted from the end of the head
		IdleTimeout:       l.idle,
		MaxHeaderBytes:    64 << 10,
		HTTP2:             &http.HTTP2Config{MaxConcurrentStreams: 64, MaxReceiveBufferPerConnection: 1 << 20, MaxReceiveBufferPerStream: 256 << 10},
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

// steady ends requests whose bodies come drop by drop: they would hold a place
// for as long as a large one over a slow line may take. Webhooks have less time
// than that, of their own.
func (l limits) steady(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Body != nil && r.Body != http.NoBody && !strings.HasPrefix(r.URL.Path, bigcommerce.HookPath) {
			r.Body = &steadyBody{ReadCloser: r.Body, conn: http.NewResponseController(w), limits: l, ends: time.Now().Add(l.body)}
		}
		next.ServeHTTP(w, r)
	})
}

// steadyBody gives each portion of a body its time.
type steadyBody struct {
	io.ReadCloser
	conn   *http.ResponseController
	limits limits
	ends   time.Time
	until  time.Time // when the portion must have come
	left   int       // of the portion
	paused time.Time // when the last Read was over: what we wait for ourselves does not count
}

// Read reads from the body. Deadlines are not there to be set in tests without
// a connection, where nothing needs them.
func (b *steadyBody) Read(p []byte) (int, error) {
	now, before := time.Now(), b.until
	if own := now.Sub(b.paused); !b.paused.IsZero() && own > 0 {
		b.until, b.ends = b.until.Add(own), b.ends.Add(own)
	}
	if b.left <= 0 {
		b.left, b.until = portion, now.Add(b.limits.pause)
	}
	if b.until.After(b.ends) {
		b.until = b.ends
	}
	if b.until.Sub(before) > b.limits.pause/8 {
		_ = b.conn.SetReadDeadline(b.until)
	} else {
		b.until = before // not worth the call
	}
	n, err := b.ReadCloser.Read(p)
	b.left -= n
	b.paused = time.Now()
	if errors.Is(err, io.EOF) {
		// What the handler does now takes as long as it takes.
		_ = b.conn.SetReadDeadline(time.Time{})
	}
	return n, err
}

// listener closes connections beyond the limits at once. Proxies and this
// machine itself may have as many as all together.
func (l limits) listener(inner net.Listener, proxies []netip.Prefix) net.Listener {
	return &limited{Listener: inner, limits: l, proxies: proxies, by: map[netip.Addr]int{}}
}

type limited struct {
	net.Listener
	limits  limits
	proxies []netip.Prefix

	mu  sync.Mutex
	all int
	by  map[netip.Addr]int
}

// Accept gives the next connection that is within the limits.
func (l *limited) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		from := l.counted(c.RemoteAddr())
		if l.enter(from) {
			return &counted{Conn: c, leave: sync.OnceFunc(func() { l.leave(from) })}, nil
		}
		_ = c.Close() // whoever it is comes again
	}
}

// counted is the address by which a connection is counted; the zero address is
// not. Of IPv6 a customer has a whole network of 64 bits.
func (l *limited) counted(a net.Addr) netip.Addr {
	tcp, ok := a.(*net.TCPAddr)
	if !ok {
		return netip.Addr{}
	}
	ip := tcp.AddrPort().Addr().Unmap().WithZone("")
	if ip.IsLoopback() || within(l.proxies, ip.String()) {
		return netip.Addr{}
	}
	if ip.Is6() {
		if net64, err := ip.Prefix(64); err == nil {
			return net64.Addr()
		}
	}
	return ip
}

func (l *limited) enter(from netip.Addr) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.all >= l.limits.most || from.IsValid() && l.by[from] >= l.limits.each {
		return false
	}
	l.all++
	if from.IsValid() {
		l.by[from]++
	}
	return true
}

func (l *limited) leave(from netip.Addr) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all--
	if !from.IsValid() {
		return
	}
	if l.by[from]--; l.by[from] <= 0 {
		delete(l.by, from)
	}
}

// counted is a connection that gives its place back when it is closed.
type counted struct {
	net.Conn
	leave func()
}

// Close closes the connection.
func (c *counted) Close() error {
	defer c.leave()
	return c.Conn.Close()
}
