package soap

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Handler is the endpoint; mount it at the path that the .qwc file names,
// outside of everything that redirects, asks for a login or checks origins.
type Handler struct {
	desk    Desk
	o       Options
	log     *slog.Logger
	buffers sync.Pool
	large   places // one for each request body that is large
}

const (
	// smallBody is what any caller may send; larger bodies are read a few at a
	// time, since an unknown caller sends them too.
	smallBody   = 256 << 10
	largeBodies = 4
	largeOfOne  = 2 // from one address, so that nobody has them all
	// firstBuffer is what a body gets before anything of it has come.
	firstBuffer = 16 << 10
	// keptBuffer is the largest buffer that is kept for the next call.
	keptBuffer = 4 << 20
)

// NewHandler makes the endpoint: POST is the Web Connector, GET a page for
// people, GET with ?wsdl the service description.
func NewHandler(desk Desk, o Options) http.Handler {
	if o.MaxBody <= 0 {
		o.MaxBody = DefaultMaxBody
	}
	if o.Version == "" {
		o.Version = "Countinghouse"
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.PageURL == nil {
		o.PageURL = requestURL
	}
	if o.ClientIP == nil {
		o.ClientIP = remoteHost
	}
	h := &Handler{desk: desk, o: o, log: o.Log, large: newPlaces(largeBodies, largeOfOne)}
	h.buffers.New = func() any { return new(bytes.Buffer) }
	return h
}

// ServeHTTP answers one call. A request that is no SOAP at all gets a plain
// HTTP error, one that is and cannot be understood a fault.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		h.page(w, r)
	case http.MethodPost:
		h.post(w, r)
	default:
		w.Header().Set("Allow", "GET, HEAD, POST")
		http.Error(w, "This address takes POST from the QuickBooks Web Connector and GET from people.", http.StatusMethodNotAllowed)
	}
}

func (h *Handler) post(w http.ResponseWriter, r *http.Request) {
	began := time.Now()
	if !isXML(r.Header.Get("Content-Type")) {
		http.Error(w, "The QuickBooks Web Connector sends text/xml; this is something else.", http.StatusUnsupportedMediaType)
		return
	}
	in := h.buffer()
	defer h.release(in)
	c, err := h.read(w, r, in)
	if errors.Is(err, errGone) {
		http.Error(w, "The request broke off before its end.", http.StatusBadRequest)
		return
	}
	out := h.buffer()
	defer h.release(out)
	status := http.StatusOK
	if err == nil {
		err = h.answer(w, r, c, out)
	}
	if err != nil {
		f := faultOf(err)
		method := ""
		if c != nil {
			method = c.method
		}
		h.log.Warn("web connector call answered by a fault", "method", method, "remote", h.o.ClientIP(r), "fault", f.text)
		status = http.StatusInternalServerError
		out.Reset()
		out.Write(appendFault(out.AvailableBuffer(), f))
	}
	head := w.Header()
	head.Set("Content-Type", "text/xml; charset=utf-8")
	head.Set("Cache-Control", "no-store")
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Content-Length", strconv.Itoa(out.Len()))
	w.WriteHeader(status)
	sent, err := w.Write(out.Bytes())
	if err != nil {
		h.log.Warn("web connector did not take its answer", "remote", h.o.ClientIP(r), "error", err)
	}
	if c != nil {
		h.log.Debug("web connector call", "method", c.method, "status", status, "read", in.Len(), "wrote", sent, "took", time.Since(began))
	}
}

// errGone is a request that broke off before it was complete.
var errGone = errors.New("the request broke off")

// read reads the request and takes it apart; a panic in it is a fault.
func (h *Handler) read(w http.ResponseWriter, r *http.Request, in *bytes.Buffer) (c *call, err error) {
	defer h.recover(&err)
	if _, params, perr := mime.ParseMediaType(r.Header.Get("Content-Type")); perr == nil {
		if cs := params["charset"]; cs != "" && !strings.EqualFold(cs, "utf-8") && !strings.EqualFold(cs, "us-ascii") {
			return nil, clientFault("the request is in %.40q; only UTF-8 is read here", cs)
		}
	}
	if enc := r.Header.Get("Content-Encoding"); enc != "" && !strings.EqualFold(enc, "identity") {
		return nil, clientFault("the request is compressed (%.40q); only plain requests are read here", enc)
	}
	if r.ContentLength > h.o.MaxBody {
		w.Header().Set("Connection", "close")
		return nil, h.tooLarge()
	}
	body := http.MaxBytesReader(w, r.Body, h.o.MaxBody)
	in.Grow(int(min(max(r.ContentLength, 0), firstBuffer)) + bytes.MinRead)
	_, err = in.ReadFrom(io.LimitReader(body, smallBody+1))
	if err == nil && in.Len() > smallBody {
		who := h.o.ClientIP(r)
		if !h.large.take(r.Context(), who) {
			return nil, errGone
		}
		defer h.large.give(who)
		in.Grow(int(min(max(r.ContentLength, 0), keptBuffer)) + bytes.MinRead)
		_, err = in.ReadFrom(body)
	}
	var limit *http.MaxBytesError
	switch {
	case errors.As(err, &limit):
		return nil, h.tooLarge()
	case err != nil:
		h.log.Warn("web connector call broke off", "remote", h.o.ClientIP(r), "read", in.Len(), "error", err)
		return nil, errGone
	}
	return parse(in.Bytes())
}

func (h *Handler) tooLarge() error {
	return clientFault("the request is larger than %d bytes: ask QuickBooks for less at a time", h.o.MaxBody)
}

// recover turns a panic into a fault that tells nothing of our insides.
func (h *Handler) recover(err *error) {
	v := recover()
	if v == nil {
		return
	}
	if e, ok := v.(error); ok && errors.Is(e, http.ErrAbortHandler) {
		panic(v)
	}
	h.log.Error("web connector call panicked", "panic", fmt.Sprint(v), "stack", string(debug.Stack()))
	*err = &fault{code: "Server", text: "internal error of the server; its log says more"}
}

// faultOf gives every error that is to be answered the form of a fault. What
// is not a fault already is internal and stays so.
func faultOf(err error) *fault {
	var f *fault
	if errors.As(err, &f) {
		return f
	}
	return &fault{code: "Server", text: "internal error of the server; its log says more"}
}

func (h *Handler) buffer() *bytes.Buffer {
	b := h.buffers.Get().(*bytes.Buffer)
	b.Reset()
	return b
}

func (h *Handler) release(b *bytes.Buffer) {
	if b.Cap() <= keptBuffer {
		h.buffers.Put(b)
	}
}

// isXML tells whether a content type can be SOAP 1.1. An absent one is let
// through: the body tells soon enough.
func isXML(contentType string) bool {
	if contentType == "" {
		return true
	}
	media, _, _ := strings.Cut(contentType, ";")
	media = strings.ToLower(strings.TrimSpace(media))
	return media == "text/xml" || media == "application/soap+xml" || media == "application/xml"
}

func remoteHost(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
