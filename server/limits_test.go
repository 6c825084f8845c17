package server

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// pipes is a listener whose connections are in memory, so that the clock of a
// test can stand in for waiting.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
}

func (p pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}
func (p pipes) Close() error   { close(p.done); return nil }
func (p pipes) Addr() net.Addr { return &net.TCPAddr{} }

// talk runs the listener's side of the usual limits over a handler that reads
// a body to its end, and gives the caller's side of one connection.
func talk(t *testing.T, h http.HandlerFunc, with func(c net.Conn)) {
	synctest.Test(t, func(t *testing.T) {
		p := pipes{make(chan net.Conn), make(chan struct{})}
		srv := usual.httpServer(h, slog.New(slog.DiscardHandler))
		go func() { _ = srv.Serve(p) }()
		ours, theirs := net.Pipe()
		p.conns <- theirs
		with(ours)
		_ = ours.Close()
		if err := srv.Close(); err != nil {
			t.Error(err)
		}
	})
}

func reads(w http.ResponseWriter, r *http.Request) {
	n, err := io.Copy(io.Discard, r.Body)
	if err != nil {
		http.Error(w, "gone", http.StatusBadRequest)
		return
	}
	_, _ = fmt.Fprintf(w, "%d bytes", n)
}

func TestAHeadThatComesDropByDropIsCutOff(t *testing.T) {
	talk(t, reads, func(c net.Conn) {
		began := time.Now()
		go func() { _, _ = io.Copy(io.Discard, c) }()
		for {
			if _, err := io.WriteString(c, "G"); err != nil {
				break
			}
			time.Sleep(time.Second)
		}
		if took := time.Since(began); took > usual.header+2*time.Second {
			t.Errorf("the connection was held for %v", took)
		}
	})
}

func TestABodyThatComesDropByDropIsCutOff(t *testing.T) {
	talk(t, reads, func(c net.Conn) {
		began := time.Now()
		go func() { _, _ = io.Copy(io.Discard, c) }()
		_, err := io.WriteString(c, "POST /qbwc HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n")
		for err == nil {
			time.Sleep(time.Second)
			_, err = io.WriteString(c, "x")
		}
		if took := time.Since(began); took > usual.pause+2*time.Second {
			t.Errorf("the connection was held for %v", took)
		}
	})
}

func TestALargeBodyOverASlowLineComesThrough(t *testing.T) {
	talk(t, reads, func(c net.Conn) {
		const pieces = 2000 // of 8 KB, two in a second: 16 MB in over a quarter of an hour is too slow, 4 MB is not
		size := pieces / 4 * 8 << 10
		answer := make(chan string, 1)
		go func() {
			line, _ := bufio.NewReader(c).ReadString('\n')
			answer <- line
		}()
		_, err := fmt.Fprintf(c, "POST /qbwc HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n", size)
		for range size / (8 << 10) {
			if err != nil {
				break
			}
			time.Sleep(time.Second)
			_, err = c.Write(make([]byte, 8<<10))
		}
		if line := <-answer; !strings.Contains(line, "200 OK") || err != nil {
			t.Errorf("answered %q, %v", line, err)
		}
	})
}

func TestTheWorkOnARequestTakesAsLongAsItTakes(t *testing.T) {
	var ended chan error // made under the test's clock
	slow := func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		time.Sleep(4 * usual.pause)
		ended <- r.Context().Err()
	}
	talk(t, slow, func(c net.Conn) {
		ended = make(chan error, 1)
		answer := make(chan string, 1)
		go func() {
			line, _ := bufio.NewReader(c).ReadString('\n')
			answer <- line
		}()
		_, _ = io.WriteString(c, "POST /qbwc HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc")
		if err := <-ended; err != nil {
			t.Errorf("the work was cut off: %v", err)
		}
		if line := <-answer; !strings.Contains(line, "200 OK") {
			t.Errorf("answered %q", line)
		}
	})
}

func TestAConnectionWithoutRequestsIsClosed(t *testing.T) {
	talk(t, reads, func(c net.Conn) {
		r := bufio.NewReader(c)
		go func() { _, _ = io.WriteString(c, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n") }()
		res, err := http.ReadResponse(r, nil)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, res.Body)
		began := time.Now()
		if _, err := r.ReadByte(); err == nil || time.Since(began) > usual.idle+time.Second {
			t.Errorf("after %v: %v", time.Since(began), err)
		}
	})
}

func TestConnectionsAreCountedByAddressAndInAll(t *testing.T) {
	l := usual.listener(nil, []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}).(*limited)
	at := func(s string) netip.Addr { return l.counted(net.TCPAddrFromAddrPort(netip.MustParseAddrPort(s))) }
	for range usual.each {
		if !l.enter(at("192.0.2.7:1")) {
			t.Fatal("refused below the limit")
		}
	}
	if l.enter(at("192.0.2.7:9")) || l.enter(at("[::ffff:192.0.2.7]:9")) {
		t.Error("one address has more than its share")
	}
	if !l.enter(at("192.0.2.8:1")) {
		t.Error("another address has none")
	}
	l.leave(at("192.0.2.8:1"))
	for range usual.each { // one network of IPv6 is one customer
		if !l.enter(at("[2001:db8:1:2::7]:1")) {
			t.Fatal("refused below the limit")
		}
	}
	if l.enter(at("[2001:db8:1:2:ffff::9%eth0]:1")) || !l.enter(at("[2001:db8:1:3::7]:1")) {
		t.Error("networks of IPv6 are not told apart")
	}
	for l.all < usual.most { // a proxy, and this machine, may have all that is left
		if !l.enter(at("10.1.1.1:1")) {
			t.Fatal("a proxy is refused below the limit")
		}
	}
	if l.enter(at("10.1.1.1:1")) || l.enter(at("127.0.0.1:1")) || l.enter(at("192.0.2.9:1")) {
		t.Error("there are more than the most")
	}
	for range usual.each {
		l.leave(at("192.0.2.7:1"))
	}
	if !l.enter(at("192.0.2.7:1")) || len(l.by) != 3 {
		t.Errorf("what left still counts: %v", l.by)
	}
}

// Connections beyond the limit are closed at once, over a real listener; who
// leaves makes room.
func TestConnectionsBeyondTheLimitAreClosed(t *testing.T) {
	st, _ := opened(t)
	s := made(t, st, Listen{Listen: "localhost:0"})
	s.limits.most = 3
	address := serving(t, s)
	var held []net.Conn
	for range 3 {
		c := dialed(t, address)
		held = append(held, c)
		if got := pageOf(t, c, "/health"); got != "200 OK" { // it has its place
			t.Fatalf("answered %q", got)
		}
	}
	c := dialed(t, address)
	if b, err := io.ReadAll(c); len(b) > 0 { // closed by reset or in order
		t.Errorf("one too many got %q, %v", b, err)
	}
	must(t, held[0].Close())
	for got := ""; got != "200 OK"; { // until its place is free
		n := dialed(t, address)
		got = pageOf(t, n, "/health")
		_ = n.Close()
	}
}

func dialed(t *testing.T, address string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", address)
	must(t, err)
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// pageOf is the status of a page, "" when there was no answer.
func pageOf(t *testing.T, c net.Conn, path string) string {
	t.Helper()
	if _, err := io.WriteString(c, "GET "+path+" HTTP/1.1\r\nHost: localhost\r\n\r\n"); err != nil {
		return ""
	}
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return ""
	}
	_, _ = io.Copy(io.Discard, res.Body)
	_ = res.Body.Close()
	return res.Status
}

// serving runs a server on a free port until the test ends.
func serving(t *testing.T, s *Server) (address string) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, ln) }()
	t.Cleanup(func() {
		cancel()
		must(t, <-done)
	})
	return ln.Addr().String()
}

// raw sends bytes that no HTTP client would, and gives what came back until
// the server closed the connection.
func raw(t *testing.T, address, text string) string {
	t.Helper()
	c := dialed(t, address)
	go func() {
		_, _ = io.WriteString(c, text)
		_ = c.(*net.TCPConn).CloseWrite()
	}()
	var b bytes.Buffer
	_, _ = io.Copy(&b, c) // a reset ends it too
	return b.String()
}

// patient is raw of who keeps his side open until he is answered, so that he
// is never taken for gone: for whole requests that close the connection.
func patient(t *testing.T, address, text string) string {
	t.Helper()
	c := dialed(t, address)
	go func() { _, _ = io.WriteString(c, text) }()
	var b bytes.Buffer
	_, _ = io.Copy(&b, c)
	return b.String()
}
