package bigcommerce

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"countinghouse/internal/bound"
)

// once makes a client that tries nothing twice and reads a megabyte at most.
func once(o *Options) { o.Retries, o.LimitRetries, o.MaxBody = -1, -1, bound.MB }

// A store that answers without end, or that unpacks to anything, costs no more
// memory than the bound and no more time than the timeout.
func TestAnswersWithoutEndAreCutOff(t *testing.T) {
	piece := bytes.Repeat([]byte(" "), 64<<10)
	forever := func(w io.Writer) {
		for {
			if _, err := w.Write(piece); err != nil {
				return // the client hung up
			}
		}
	}
	for name, h := range map[string]http.HandlerFunc{
		"a body":           func(w http.ResponseWriter, _ *http.Request) { forever(w) },
		"a refusal's body": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden); forever(w) },
		"a limit's body":   func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests); forever(w) },
		"a packed body": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			forever(z)
		},
		"a redirect's body": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "http://192.0.2.1/")
			w.WriteHeader(http.StatusFound)
			forever(w)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, n := serve(t, h)
			c := testClient(t, s.URL, once)
			bound.CheckIn(t, 32*bound.MB, func() {
				_, err := c.Orders(t.Context(), OrderQuery{})
				told(t, err)
				if err == nil {
					t.Error("it was taken")
				}
			})
			if *n != 1 {
				t.Errorf("%d calls", *n)
			}
		})
	}
}

func TestAnAnswerThatComesDropByDropIsCutOff(t *testing.T) {
	s, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := io.WriteString(w, " "); err != nil {
				return
			}
			_ = http.NewResponseController(w).Flush()
		}
	})
	_, err := testClient(t, s.URL, once, func(o *Options) { o.Timeout, o.MaxBody = 50*time.Millisecond, 1<<40 }).Orders(t.Context(), OrderQuery{})
	told(t, err)
	if err == nil {
		t.Error("it was taken")
	}
}

// spoken answers each connection with bytes that no HTTP server would send.
func spoken(t *testing.T, say func(io.Writer)) (base string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				go func() { _, _ = io.Copy(io.Discard, c) }()
				say(c)
			}()
		}
	}()
	return "http://" + l.Addr().String()
}

func TestAnswersThatAreNoHTTPAreToldInWords(t *testing.T) {
	again := func(head, line string) func(io.Writer) {
		return func(w io.Writer) {
			_, err := io.WriteString(w, head)
			for err == nil && line != "" {
				_, err = io.WriteString(w, line)
			}
		}
	}
	for name, say := range map[string]func(io.Writer){
		"nothing":                      again("", ""),
		"words":                        again("hello\r\n\r\n", ""),
		"headers without end":          again("HTTP/1.1 200 OK\r\n", "X-More: "+strings.Repeat("x", 1000)+"\r\n"),
		"one header without end":       again("HTTP/1.1 200 OK\r\nX: ", strings.Repeat("x", 4096)),
		"a status line without end":    again("HTTP/1.1 200 ", strings.Repeat("x", 4096)),
		"hints without end":            again("", "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"),
		"two lengths":                  again("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 9\r\n\r\n[]", ""),
		"a negative length":            again("HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\n[]", ""),
		"chunks of nonsense":           again("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n[]", ""),
		"a chunk's line without end":   again("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", strings.Repeat("x", 4096)),
		"trailers without end":         again("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n2\r\n[]\r\n0\r\n", "X: "+strings.Repeat("x", 1000)+"\r\n"),
		"an encoding that is none":     again("HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 3\r\n\r\n\x8b\x00\x80", ""),
		"packed that is not":           again("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n[]", ""),
		"a switch of protocols":        again("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n", ""),
		"a status past counting":       again("HTTP/1.1 99999 OK\r\n\r\n", ""),
		"a rate that is past counting": again("HTTP/1.1 429 x\r\nX-Rate-Limit-Time-Reset-Ms: 99999999999999999999\r\nRetry-After: 99999999999999999999\r\nContent-Length: 0\r\n\r\n", ""),
	} {
		t.Run(name, func(t *testing.T) {
			c := testClient(t, spoken(t, say), once, func(o *Options) { o.Timeout = 20 * time.Second })
			bound.CheckIn(t, 32*bound.MB, func() {
				_, err := c.Orders(t.Context(), OrderQuery{})
				told(t, err)
				if err == nil {
					t.Error("it was taken")
				}
			})
		})
	}
}

// The token goes nowhere but to the address that was set: not to another host
// or port, not to the same one without TLS, and not in circles.
func TestTheTokenFollowsNoRedirect(t *testing.T) {
	leaked := 0
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Auth-Token") != "" {
			leaked++
		}
	}))
	defer other.Close()
	at := other.Listener.Addr().String()
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, to := range []string{"http://" + at + "/x", "//" + at + "/x", "http://localhost.:" + at[strings.LastIndexByte(at, ':')+1:] + "/", "http://user@" + at + "/"} {
			s, n := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Location", to)
				w.WriteHeader(status)
			})
			_, err := testClient(t, s.URL, once).Orders(t.Context(), OrderQuery{})
			if !IsKind(err, BadAnswer) || *n != 1 {
				t.Errorf("%d to %s: %v after %d calls", status, to, err, *n)
			}
		}
		s, n := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path+"x", status) })
		if _, err := testClient(t, s.URL, once).Orders(t.Context(), OrderQuery{}); err == nil || *n > 5 {
			t.Errorf("%d in circles: %v after %d calls", status, err, *n)
		}
	}
	// From TLS to the same host without.
	secure := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://"+at+"/x", http.StatusFound)
	}))
	defer secure.Close()
	c := testClient(t, secure.URL, once, func(o *Options) { o.Transport = secure.Client().Transport })
	if _, err := c.Orders(t.Context(), OrderQuery{}); !IsKind(err, BadAnswer) {
		t.Errorf("from TLS to none: %v", err)
	}
	if leaked != 0 {
		t.Errorf("the token was sent on %d times", leaked)
	}
}

func TestACertificateThatNobodyVouchesForIsRefused(t *testing.T) {
	calls := 0
	s := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { calls++ }))
	s.Config.ErrorLog = nil
	defer s.Close()
	_, err := testClient(t, s.URL, once).Orders(t.Context(), OrderQuery{})
	told(t, err)
	if !IsKind(err, Unreachable) || !strings.Contains(Words(err), "certificate") || calls != 0 {
		t.Errorf("%v; %d calls came through", err, calls)
	}
}

// The exchange of an app's code for its token goes nowhere else either, and
// reads no more than there can be.
func TestTheExchangeOfACodeFollowsNothingAndReadsLittle(t *testing.T) {
	leaked := 0
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { leaked++ }))
	defer other.Close()
	for name, h := range map[string]http.HandlerFunc{
		"redirect": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
		},
		"without end": func(w http.ResponseWriter, _ *http.Request) {
			for _, err := w.Write(make([]byte, 4096)); err == nil; _, err = w.Write(make([]byte, 4096)) {
			}
		},
		"a web page": func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, "<html>") },
		"no token":   func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, `{"context":"stores/abc"}`) },
		"breaks off": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = fmt.Fprint(w, "{")
		},
		"echoes of it": func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(400); _, _ = io.Copy(w, r.Body) },
	} {
		t.Run(name, func(t *testing.T) {
			s := httptest.NewServer(h)
			defer s.Close()
			app := App{AppKeys: AppKeys{"app-1", "the-app-secret"}, LoginURL: s.URL, AuthCallback: "https://books.example.com/app/auth"}
			bound.CheckIn(t, 16*bound.MB, func() {
				_, err := app.Exchange(context.Background(), Install{Code: "the-code", Scope: "s", Context: "stores/abc"})
				if err == nil || strings.Contains(err.Error(), "the-app-secret") || strings.Contains(err.Error(), "the-code") || len(err.Error()) > 1000 {
					t.Errorf("%v", err)
				}
			})
		})
	}
	if leaked != 0 {
		t.Error("the secret was sent on")
	}
}
