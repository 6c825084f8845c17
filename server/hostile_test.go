package server

import (
	"bytes"
	"compress/gzip"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"countinghouse/access"
	"countinghouse/bigcommerce"
	"countinghouse/internal/bound"
	"countinghouse/store"
)

// facing is a server with a company file and a person, over a real listener.
func facing(t *testing.T, l Listen) (address string) {
	t.Helper()
	st, _ := opened(t)
	hash, err := access.HashPassword("a password of books")
	must(t, err)
	must(t, st.SaveCompany(t.Context(), operator, store.Company{Key: "books", Name: "Books", User: "books", PasswordHash: hash}))
	return serving(t, made(t, st, l))
}

// answers fails unless the server still answers what it is asked properly.
func answers(t *testing.T, address string) {
	t.Helper()
	if got := pageOf(t, dialed(t, address), "/health"); got != "200 OK" {
		t.Errorf("afterwards the server answers %q", got)
	}
}

const getHealth = "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

// What could be one request to a proxy and two to us is refused, or ends the
// connection: the second is never answered.
func TestRequestsThatCouldBeReadInTwoWaysAreRefused(t *testing.T) {
	address := facing(t, Listen{Listen: "localhost:0"})
	smuggled := "GET /qbwc HTTP/1.1\r\nHost: localhost\r\n\r\n"
	post := func(head, body string) string {
		return "POST /qbwc HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\n" + head + "\r\n" + body
	}
	for name, c := range map[string]struct{ text, want string }{
		"two lengths":                     {post("Content-Length: 0\r\nContent-Length: 44\r\n", smuggled), "400"},
		"two lengths in one":              {post("Content-Length: 0, 44\r\n", smuggled), "400"},
		"a length with a sign":            {post("Content-Length: +3\r\n", "abc"), "400"},
		"a negative length":               {post("Content-Length: -1\r\n", "abc"), "400"},
		"a length in hex":                 {post("Content-Length: 0x3\r\n", "abc"), "400"},
		"a length past counting":          {post("Content-Length: 99999999999999999999\r\n", "abc"), "400"},
		"a name of a length with a space": {post("Content-Length : 3\r\n", "abc"), "400"},
		"chunked twice":                   {post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), "501"},
		"chunked and something":           {post("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n"), "501"},
		"something and chunked":           {post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), "501"},
		"almost chunked":                  {post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), "501"},
		"chunked behind a control":        {post("Transfer-Encoding: \x0bchunked\r\n", "0\r\n\r\n"), "400"},
		"chunked in HTTP/1.0":             {strings.Replace(post("Transfer-Encoding: chunked\r\n", "0\r\n\r\n"), "HTTP/1.1", "HTTP/1.0", 1), ""},
		"a chunk without a size":          {post("Transfer-Encoding: chunked\r\n", "\r\nabc\r\n0\r\n\r\n"), "400"},
		"a chunk of endless size":         {post("Transfer-Encoding: chunked\r\n", "FFFFFFFFFFFFFFFFF\r\nabc"), "400"},
		"a chunk with a negative size":    {post("Transfer-Encoding: chunked\r\n", "-1\r\nabc\r\n0\r\n\r\n"), "400"},
		"a chunk longer than its size":    {post("Transfer-Encoding: chunked\r\n", "1\r\nabc\r\n0\r\n\r\n"), "400"},
		"a folded header":                 {"GET /health HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\nConnection: close\r\n\r\n", ""},
		"a header without a colon":        {"GET /health HTTP/1.1\r\nHost: localhost\r\nX\r\n\r\n", "400"},
		"a header without a name":         {"GET /health HTTP/1.1\r\nHost: localhost\r\n: x\r\n\r\n", "400"},
		"NUL in a header":                 {"GET /health HTTP/1.1\r\nHost: localhost\r\nX: a\x00b\r\n\r\n", "400"},
		"a bare return in a header":       {"GET /health HTTP/1.1\r\nHost: localhost\r\nX: a\rb\r\n\r\n", "400"},
		"no host":                         {"GET /health HTTP/1.1\r\n\r\n", "400"},
		"two hosts":                       {"GET /health HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n", "400"},
		"a host of other things":          {"GET /health HTTP/1.1\r\nHost: a b\r\n\r\n", "400"},
		"a host with NUL":                 {"GET /health HTTP/1.1\r\nHost: a\x00\r\n\r\n", "400"},
		"no version":                      {"GET /health\r\n\r\n", "400"},
		"a version of its own":            {"GET /health HTTP/9.9\r\nHost: localhost\r\n\r\n", "505"},
		"a line of words":                 {"hello world how are you\r\n\r\n", "400"},
		"HTTP/2 without TLS":              {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", ""},
		"a TLS hello":                     {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + strings.Repeat("x", 600) + "\r\n\r\n", "400"},
		"an endless line":                 {"GET /" + strings.Repeat("a", 100<<10) + " HTTP/1.1\r\nHost: localhost\r\n\r\n", "431"},
		"endless headers":                 {"GET /health HTTP/1.1\r\nHost: localhost\r\n" + strings.Repeat("X: y\r\n", 20<<10) + "\r\n", "431"},
		"NUL in the method":               {"G\x00T /health HTTP/1.1\r\nHost: localhost\r\n\r\n", "400"},
		"NUL in the path":                 {"GET /he\x00lth HTTP/1.1\r\nHost: localhost\r\n\r\n", "400"},
		"a path with a bad escape":        {"GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n", "400"},
		"a path without a slash":          {"GET health HTTP/1.1\r\nHost: localhost\r\n\r\n", "400"},
		"nothing":                         {"", ""},
		"line ends only":                  {strings.Repeat("\r\n", 5000), ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := raw(t, address, c.text)
			if c.want != "" && !strings.HasPrefix(got, "HTTP/1.1 "+c.want) && !strings.HasPrefix(got, "HTTP/1.0 "+c.want) {
				t.Errorf("answered %.200q, want %s", got, c.want)
			}
			if n := strings.Count(got, "HTTP/1."); n > 1 {
				t.Errorf("it was answered %d times: %.400q", n, got)
			}
			answers(t, address)
		})
	}
	// A length beside chunks counts for nothing, and nothing is read behind the
	// chunks on that connection but what a proxy would read there too.
	got := raw(t, address, post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"+getHealth))
	if n := strings.Count(got, "HTTP/1.1 "); n < 1 || n > 2 { // the call, and the question behind the chunks if the connection is kept
		t.Errorf("answered %d times: %.400q", n, got)
	}
}

// No path leads anywhere but where the routes lead, however it is written.
func TestPathsLeadNowhereElse(t *testing.T) {
	address := facing(t, Listen{Listen: "localhost:0"})
	for _, path := range []string{"//", "///", "//health", "/./health", "/x/../health", "/..", "/../../etc/passwd", "/..%2f..%2fetc%2fpasswd", "/%2e%2e/%2e%2e/etc/passwd", "/%2e%2e%2f",
		"/static/../server.go", "/static/..%2f..%2fgo.mod", "/static/%2e%2e/%2e%2e/go.mod", "/static/....//go.mod", "/static/..\\..\\go.mod", "/static/..%5c..%5cgo.mod", "/static/", "/static", "/static//etc/passwd",
		"/static/app.css%00.png", "/%00", "/qbwc%00", "/qbwc/", "/qbwc/x", "/QBWC", "/qbwc;x=1", "/qbwc%2f..%2flogin", "/metrics/", "//metrics", "/%6detrics", "/.git/config", "/secret.key", "/data/secret.key", "/orders/%2e%2e%2f1",
		"/login/../sales", "/login%2f..%2fsales", "/login/..;/sales", "/sales/..%00/", "/%ff%fe", "/%c0%ae%c0%ae/", "/" + strings.Repeat("a/", 5000), "/" + strings.Repeat("%2e%2e%2f", 2000), "/?" + strings.Repeat("a=b&", 10000),
		"/sales?page=" + strings.Repeat("9", 1000), bigcommerce.HookPath + "../../health", bigcommerce.HookPath + "%2e%2e%2fhealth", bigcommerce.HookPath + strings.Repeat("x", 10000), bigcommerce.HookPath + "%00"} {
		got := patient(t, address, "GET "+path+" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
		status, _, _ := strings.Cut(strings.TrimPrefix(got, "HTTP/1.1 "), " ")
		if status == "" || status[0] == '5' && status != "503" || strings.Count(got, "HTTP/1.1 ") != 1 {
			t.Errorf("%.60s is answered %.200q", path, got)
		}
		for _, secret := range []string{"root:", "module countinghouse", "go_goroutines", "package server"} {
			if strings.Contains(got, secret) && !strings.Contains(path, "etrics") { // figures are for this machine, which this is
				t.Errorf("%.60s shows %q", path, secret)
			}
		}
		if to := header(got, "Location"); to != "" {
			u, err := url.Parse(to)
			if err != nil || u.Host != "" || strings.HasPrefix(to, "//") || strings.HasPrefix(to, "/\\") {
				t.Errorf("%.60s leads away to %q", path, to)
			}
		}
	}
	answers(t, address)
}

// header is a header of a raw answer.
func header(answer, name string) string {
	head, _, _ := strings.Cut(answer, "\r\n\r\n")
	for line := range strings.SplitSeq(head, "\r\n") {
		if k, v, ok := strings.Cut(line, ":"); ok && strings.EqualFold(k, name) {
			return strings.TrimSpace(v)
		}
	}
	return ""
}

// Who calls us under another name, or says to have been called so, gets no
// link, form or redirect to it: addresses are the declared one.
func TestTheNameThatIsCalledIsNoAddressOfOurs(t *testing.T) {
	const evil = "evil.example"
	for name, l := range map[string]Listen{
		"here":           {Listen: "localhost:0"},
		"behind a proxy": {Listen: "localhost:0", PublicURL: "https://books.example.com", TrustedProxy: []string{"127.0.0.0/8"}},
	} {
		t.Run(name, func(t *testing.T) {
			address := facing(t, l)
			for _, head := range []string{"Host: " + evil, "Host: localhost\r\nX-Forwarded-Host: " + evil + "\r\nX-Forwarded-Server: " + evil, "Host: localhost\r\nForwarded: host=" + evil + ";proto=https",
				"Host: localhost\r\nX-Original-URL: /metrics\r\nX-Rewrite-URL: http://" + evil + "/", "Host: localhost\r\nX-Forwarded-Prefix: //" + evil, "Host: localhost\r\nX-Forwarded-Proto: javascript\r\nX-Forwarded-Port: 1@" + evil} {
				for _, path := range []string{"/", "/login", "/qbwc", "/qbwc?wsdl", "/support", "/sales", "/nowhere", "//" + evil, "/\\" + evil, "/login?next=//" + evil, "/login?next=https://" + evil, "http://" + evil + "/login"} {
					got := patient(t, address, "GET "+path+" HTTP/1.1\r\n"+head+"\r\nConnection: close\r\n\r\n")
					if to := header(got, "Location"); strings.HasPrefix(to, "http") || strings.HasPrefix(to, "//") || strings.HasPrefix(to, "/\\") {
						t.Errorf("%s with %q leads to %q", path, head, to)
					}
					for _, link := range []string{`href="`, `src="`, `action="`, `location="`, `content="`} {
						for _, scheme := range []string{"http://", "https://", "//", "javascript:"} {
							if strings.Contains(got, link+scheme+evil) || strings.Contains(got, link+"javascript:") {
								t.Errorf("%s with %q links to %s%s%s", path, head, link, scheme, evil)
							}
						}
					}
					if strings.HasPrefix(got, "HTTP/1.1 5") || strings.Contains(got, "go_goroutines") {
						t.Errorf("%s with %q is answered %.200q", path, head, got)
					}
				}
			}
		})
	}
}

// A caller who closes his side while he waits is answered, never with an empty
// "done".
func TestWhoClosesHisSideIsNeverToldThatItIsDone(t *testing.T) {
	address := facing(t, Listen{Listen: "localhost:0"})
	for range 1000 {
		for _, path := range []string{"/support", "/sales", "/qbwc", "/review/decide"} {
			if got := raw(t, address, "PUT "+path+" HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"); strings.HasPrefix(got, "HTTP/1.1 2") {
				t.Fatalf("PUT %s is answered %q", path, got)
			}
		}
	}
}

// Methods that mean nothing here do nothing, and none tells a caller's own
// headers back.
func TestMethodsThatMeanNothingHereDoNothing(t *testing.T) {
	address := facing(t, Listen{Listen: "localhost:0"})
	for _, method := range []string{"TRACE", "TRACK", "DEBUG", "PROPFIND", "MKCOL", "PUT", "DELETE", "PATCH", "CONNECT", "get", "GETT", strings.Repeat("A", 5000)} {
		for _, path := range []string{"/", "/login", "/qbwc", "/support", "/sales", "/static/app.css", bigcommerce.HookPath + "x"} {
			target := path
			if method == "CONNECT" {
				target = "localhost:443"
			}
			got := patient(t, address, method+" "+target+" HTTP/1.1\r\nHost: localhost\r\nX-Mine: told-back\r\nCookie: c=told-back\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
			if !strings.HasPrefix(got, "HTTP/1.1 4") && !strings.HasPrefix(got, "HTTP/1.1 3") && !strings.HasPrefix(got, "HTTP/1.1 501") || strings.Contains(got, "told-back") {
				t.Errorf("%.20s %s is answered %.200q", method, path, got)
			}
		}
	}
	answers(t, address)
}

// Bodies that unpack to a thousand times their size, bodies larger than
// anything that is read, and bodies that never end take no memory to speak of.
func TestBodiesOfAnySizeTakeNoMemoryToSpeakOf(t *testing.T) {
	address := facing(t, Listen{Listen: "localhost:0"})
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	for range 100 {
		_, err := z.Write(make([]byte, bound.MB))
		must(t, err)
	}
	must(t, z.Close())
	form := "application/x-www-form-urlencoded"
	zeros := func(n int64) io.Reader { return io.LimitReader(zero{}, n) }
	for name, c := range map[string]struct {
		path, kind, encoding string
		body                 io.Reader
	}{
		"a bomb for the Web Connector":        {"/qbwc", "text/xml", "gzip", &bomb},
		"a bomb for a form":                   {"/login", form, "gzip", bytes.NewReader(bomb.Bytes())},
		"a bomb for a webhook":                {bigcommerce.HookPath + "x", "application/json", "gzip", bytes.NewReader(bomb.Bytes())},
		"a form of 64 MB":                     {"/login", form, "", zeros(64 * bound.MB)},
		"a form in parts of 64 MB":            {"/login", "multipart/form-data; boundary=x", "", io.MultiReader(strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"email\"; filename=\"f\"\r\n\r\n"), zeros(64*bound.MB))},
		"a form of many fields":               {"/login", form, "", strings.NewReader(strings.Repeat("a=b&", bound.MB))},
		"a webhook of 64 MB":                  {bigcommerce.HookPath + "x", "application/json", "", zeros(64 * bound.MB)},
		"a body of 64 MB where none is":       {"/support", "", "", zeros(64 * bound.MB)},
		"a body of 64 MB for a page":          {"/sales", form, "", zeros(64 * bound.MB)},
		"a body of a wrong type, 64 MB":       {"/qbwc", "image/png", "", zeros(64 * bound.MB)},
		"a form that comes as text/plain":     {"/login", "text/plain", "", zeros(bound.MB)},
		"a type that is none":                 {"/login", "multipart/form-data", "", zeros(bound.MB)},
		"a type with a boundary that is none": {"/login", "multipart/form-data; boundary=" + strings.Repeat("x", 500), "", zeros(bound.MB)},
	} {
		t.Run(name, func(t *testing.T) {
			bound.CheckIn(t, 24*bound.MB, func() { // a login takes 19 by itself
				req, err := http.NewRequest(http.MethodPost, "http://"+address+c.path, c.body)
				must(t, err)
				req.Header.Set("Content-Type", c.kind)
				req.Header.Set("Origin", "http://"+address)
				if c.encoding != "" {
					req.Header.Set("Content-Encoding", c.encoding)
				}
				transport := &http.Transport{}
				defer transport.CloseIdleConnections()
				res, err := transport.RoundTrip(req)
				if err != nil {
					return // the server hung up on it
				}
				_, _ = io.Copy(io.Discard, res.Body)
				_ = res.Body.Close()
				if res.StatusCode < 300 || res.StatusCode == http.StatusInternalServerError && c.path != "/qbwc" {
					t.Errorf("it is answered %s", res.Status)
				}
			})
			answers(t, address)
		})
	}
}

type zero struct{}

func (zero) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// A caller who begins thousands of requests on one connection of HTTP/2 and
// takes each back at once is served no more than the others, and goes.
func TestRequestsThatAreTakenBackAtOnceDoNoHarm(t *testing.T) {
	st, _ := opened(t)
	cert, key, pool := selfSigned(t)
	port, _ := served(t, st, Listen{Listen: "localhost:0", PublicURL: "https://localhost", TLSCert: cert, TLSKey: key})
	address := net.JoinHostPort("127.0.0.1", port)
	config := &tls.Config{RootCAs: pool, ServerName: "localhost", NextProtos: []string{"h2"}, MinVersion: tls.VersionTLS12}
	before := runtime.NumGoroutine()
	bound.CheckIn(t, 64*bound.MB, func() {
		c, err := tls.Dial("tcp", address, config)
		must(t, err)
		defer c.Close()
		if c.ConnectionState().NegotiatedProtocol != "h2" {
			t.Fatal("HTTP/2 is not spoken")
		}
		_, err = io.WriteString(c, http2.ClientPreface)
		must(t, err)
		f := http2.NewFramer(c, c)
		must(t, f.WriteSettings())
		var head bytes.Buffer
		h := hpack.NewEncoder(&head)
		for _, kv := range [][2]string{{":method", "GET"}, {":scheme", "https"}, {":authority", "localhost"}, {":path", "/login"}} {
			must(t, h.WriteField(hpack.HeaderField{Name: kv[0], Value: kv[1]}))
		}
		go func() { _, _ = io.Copy(io.Discard, c) }()
		for id := uint32(1); id < 20_000; id += 2 {
			if f.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: head.Bytes(), EndHeaders: true, EndStream: true}) != nil ||
				f.WriteRSTStream(id, http2.ErrCodeCancel) != nil {
				break // the server has had enough
			}
		}
	})
	if now := runtime.NumGoroutine(); now > before+200 {
		t.Errorf("%d goroutines became %d", before, now)
	}
	transport := &http.Transport{TLSClientConfig: config, ForceAttemptHTTP2: true}
	defer transport.CloseIdleConnections()
	res, err := (&http.Client{Transport: transport}).Get("https://" + address + "/health")
	must(t, err)
	_ = res.Body.Close()
	if res.StatusCode != http.StatusOK || res.ProtoMajor != 2 {
		t.Errorf("afterwards it answers %s by %s", res.Status, fmt.Sprint(res.Proto))
	}
}
