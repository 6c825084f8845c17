package connector

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptrace"
	"strings"
)

// wire lies under the generated client and does what a .NET proxy does and
// that client does not: it sends every parameter, also the empty ones, keeps
// the connection, and reads answers strictly. The faults are played here.
type wire struct {
	client *http.Client
	fault  Fault              // of the call that is made now
	cut    func(size int) int // where its bytes end, if they are cut
	again  func(delivery)     // keeps a call to be delivered once more

	differed bool   // the last call was sent twice and answered in two ways
	long     string // the result of the last call when it was long (long.go)
	sent     int    // bytes of the last call
	received int
}

// maxAnswer bounds an answer, so that a mad server cannot eat the machine.
const maxAnswer = 256 << 20

var (
	errDroppedBefore = errors.New("the connection was closed before the request was sent")
	errDroppedAfter  = errors.New("the connection was closed while waiting for the answer")
	errAnswerLost    = errors.New("the connection was closed while the answer was read")
	errCut           = errors.New("the connection was closed while the call was sent")
)

// newWire makes the wire of one run: its cookies live as long as it does.
func newWire(base *http.Client) (*wire, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	client := *base
	client.Jar = jar
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &wire{client: &client}, nil
}

// Do makes one call for the generated client.
func (w *wire) Do(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	action := req.Header.Get("SOAPAction")
	method := action[strings.LastIndexByte(action, '/')+1:]
	body = complete(method, body)
	w.differed, w.long, w.sent = false, "", len(body)
	send := func(ctx context.Context) (*answer, error) { return w.send(req, ctx, action, body) }

	var got *answer
	switch w.fault {
	case DropBefore:
		return nil, errDroppedBefore
	case DropAfter:
		ctx, cancel := context.WithCancel(req.Context())
		defer cancel()
		ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) { cancel() }})
		_, _ = send(ctx) // whatever came, nobody was there to read it
		return nil, errDroppedAfter
	case CutCall:
		ctx, cancel := context.WithCancel(req.Context())
		defer cancel()
		_, _ = w.post(req, ctx, action, io.MultiReader(bytes.NewReader(body[:w.cut(len(body))]), broken{}), len(body), nil)
		return nil, errCut
	case CutAnswer:
		if _, err := w.post(req, req.Context(), action, bytes.NewReader(body), len(body), w.cut); err != nil {
			return nil, err
		}
		return nil, errAnswerLost
	case ArriveLate:
		w.again(delivery{req, action, body, "authenticate", false})
		return nil, errDroppedBefore
	case LoseAnswer:
		if _, err := send(req.Context()); err != nil {
			return nil, err
		}
		return nil, errAnswerLost
	case SendTwice:
		first, err := send(req.Context())
		if err != nil {
			return nil, err
		}
		if got, err = send(req.Context()); err != nil {
			return nil, err
		}
		w.differed = !bytes.Equal(first.body, got.body)
	default:
		if got, err = send(req.Context()); err != nil {
			return nil, err
		}
		w.repeat(delivery{req: req, action: action, body: body})
	}
	w.received = len(got.body)
	text, err := got.check(method)
	if err != nil {
		return nil, err
	}
	if len(text) >= longText && bytes.IndexByte(text, '<') < 0 {
		if w.long, err = unescape(text); err != nil {
			return nil, err
		}
		got.body = []byte(emptyEnvelope(method))
	}
	return &http.Response{StatusCode: got.status, Header: got.header, Body: io.NopCloser(bytes.NewReader(got.body)), Request: req}, nil
}

// answer is a response as it came over the wire.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// broken is a connection that breaks when it is read.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errCut }

func (w *wire) send(req *http.Request, ctx context.Context, action string, body []byte) (*answer, error) {
	return w.post(req, ctx, action, bytes.NewReader(body), len(body), nil)
}

// post makes the call. With cut only so much of the answer is read, and the
// connection closed.
func (w *wire) post(req *http.Request, ctx context.Context, action string, body io.Reader, size int, cut func(size int) int) (*answer, error) {
	out := req.Clone(ctx)
	out.Close = false // the generated client closes after every call
	out.Body = io.NopCloser(body)
	out.ContentLength = int64(size)
	out.GetBody = nil // net/http must not send a call again by itself
	out.Header.Set("Content-Type", "text/xml; charset=utf-8")
	out.Header.Set("SOAPAction", `"`+action+`"`)
	out.Header.Set("User-Agent", "Mozilla/4.0 (compatible; MSIE 6.0; MS Web Services Client Protocol 4.0.30319.42000)")
	res, err := w.client.Do(out)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close() //nolint:errcheck // it was read, or is given up
	if cut != nil {
		_, err := io.CopyN(io.Discard, res.Body, int64(cut(int(max(res.ContentLength, 0)))))
		return nil, err
	}
	data, err := readAll(res)
	if err != nil {
		return nil, err
	}
	return &answer{status: res.StatusCode, header: res.Header, body: data}, nil
}

func readAll(res *http.Response) ([]byte, error) {
	var b bytes.Buffer
	if n := res.ContentLength; n > 0 && n <= maxAnswer {
		b.Grow(int(n) + bytes.MinRead)
	}
	n, err := b.ReadFrom(io.LimitReader(res.Body, maxAnswer+1))
	if err == nil && n > maxAnswer {
		err = fmt.Errorf("the answer is larger than %d bytes", maxAnswer)
	}
	return b.Bytes(), err
}

// check reads the answer strictly. It returns what stands in the last element
// without elements, still escaped: of all methods but authenticate the result.
func (a *answer) check(method string) ([]byte, error) {
	media, params, err := mime.ParseMediaType(a.header.Get("Content-Type"))
	isXML := err == nil && media == "text/xml"
	switch {
	case a.status == http.StatusInternalServerError && isXML:
		return nil, fmt.Errorf("server was unable to process request: %s", faultText(a.body))
	case a.status != http.StatusOK:
		return nil, fmt.Errorf("the request failed with HTTP status %d: %s", a.status, http.StatusText(a.status))
	case !isXML:
		return nil, fmt.Errorf("client found response content type of %q, but expected text/xml", a.header.Get("Content-Type"))
	case params["charset"] != "" && !strings.EqualFold(params["charset"], "utf-8"):
		return nil, fmt.Errorf("the answer is in %s", params["charset"])
	}
	return checkAnswer(method, a.body)
}

// parameters of each method in the order of the WSDL. A .NET proxy sends every
// one of them, an empty string as an empty element. Read only.
var parameters = map[string][]string{
	"clientVersion":       {"strVersion"},
	"authenticate":        {"strUserName", "strPassword"},
	"sendRequestXML":      {"ticket", "strHCPResponse", "strCompanyFileName", "qbXMLCountry", "qbXMLMajorVers", "qbXMLMinorVers"},
	"receiveResponseXML":  {"ticket", "response", "hresult", "message"},
	"connectionError":     {"ticket", "hresult", "message"},
	"getLastError":        {"ticket"},
	"closeConnection":     {"ticket"},
	"getInteractiveURL":   {"wcTicket", "sessionID"},
	"interactiveRejected": {"wcTicket", "reason"},
	"interactiveDone":     {"wcTicket"},
}

// complete writes the declaration and the empty parameters into a call of the
// generated client, which leaves both out.
func complete(method string, body []byte) []byte {
	out := make([]byte, 0, len(body)+256)
	out = append(out, `<?xml version="1.0" encoding="utf-8"?>`...)
	at := bytes.Index(body, []byte("<"+method))
	if at < 0 {
		return append(out, body...)
	}
	at += bytes.IndexByte(body[at:], '>') + 1
	out, rest := append(out, body[:at]...), body[at:]
	for _, name := range parameters[method] {
		if !bytes.HasPrefix(rest, []byte("<"+name+">")) {
			if strings.HasSuffix(name, "Vers") {
				out = append(out, "<"+name+">0</"+name+">"...)
			} else {
				out = append(out, "<"+name+" />"...)
			}
			continue
		}
		end := []byte("</" + name + ">")
		n := bytes.Index(rest, end) + len(end)
		out, rest = append(out, rest[:n]...), rest[n:]
	}
	return append(out, rest...)
}
