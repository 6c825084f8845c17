package bigcommerce

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"
)

// HookPath is where messages of a store's webhooks come in: HookPath and the
// store's key. Notices about the deliveries themselves must have an address of
// their own, which is the same and hookTrouble (bigcommerce-webhooks §2).
const (
	HookPath    = "/hooks/bigcommerce/"
	hookTrouble = "/trouble"
)

// HookAddress is where BigCommerce is to send the messages of a scope.
func HookAddress(public, store, scope string) string {
	a := strings.TrimRight(public, "/") + HookPath + store
	if scope == HookTrouble {
		a += hookTrouble
	}
	return a
}

// Inbox takes messages in.
type Inbox interface {
	// HookProof is what proves the messages of a store; ok is false when there
	// is no such store.
	HookProof(ctx context.Context, store string) (p HookProof, ok bool, err error)
	// TakeHook keeps a message. Only after that is BigCommerce told that it
	// arrived. It must not take long.
	TakeHook(ctx context.Context, store string, h Hook) error
	// RefuseHook is told that a message for a known store was not proved. It
	// must not write anything: anybody can send such messages.
	RefuseHook(store string)
}

// Bounds of receiving.
const (
	hooksAtOnce  = 256              // requests under way; more are sent again later
	hookReadTime = 10 * time.Second // for the body
)

// NewReceiver is the handler of HookPath. It answers 200 to every message that
// is proved, also to those that mean nothing here, because BigCommerce switches
// off what refuses (bigcommerce-webhooks §4); 401 without a word to what is
// not; 503 when a message can't be kept now, and is to come again.
func NewReceiver(in Inbox, log *slog.Logger) http.Handler {
	return &receiver{in: in, log: log, slots: make(chan struct{}, hooksAtOnce), now: time.Now}
}

type receiver struct {
	in    Inbox
	log   *slog.Logger
	slots chan struct{}
	now   func() time.Time
}

// ServeHTTP takes one message.
func (rc *receiver) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	select {
	case rc.slots <- struct{}{}:
		defer func() { <-rc.slots }()
	default:
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(rc.take(w, r))
}

// take gives the status to answer.
func (rc *receiver) take(w http.ResponseWriter, r *http.Request) int {
	ctx := r.Context()
	store := strings.TrimSuffix(strings.TrimPrefix(r.URL.Path, HookPath), hookTrouble)
	if store == "" || len(store) > 64 || r.Header.Get(HookHeader) == "" && r.Header.Get("Webhook-Signature") == "" {
		return http.StatusUnauthorized // before anything of it is read
	}
	proof, known, err := rc.in.HookProof(ctx, store)
	switch {
	case err != nil:
		rc.log.ErrorContext(ctx, "webhook: its store can't be looked up", "store", store, "error", err)
		return http.StatusServiceUnavailable
	case !known:
		return http.StatusUnauthorized
	}
	_ = http.NewResponseController(w).SetReadDeadline(rc.now().Add(hookReadTime)) // where it can't be set, the server's own holds
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxHook))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return rc.refuse(r, store)
	case err != nil:
		return http.StatusBadRequest // it broke off
	}
	h, err := ParseHook(r.Header, body, proof, rc.now())
	if err != nil {
		return rc.refuse(r, store)
	}
	if err := rc.in.TakeHook(ctx, store, h); err != nil {
		if ctx.Err() == nil {
			rc.log.WarnContext(ctx, "webhook: it can't be kept now and is to come again", "store", store, "scope", h.Scope, "error", err)
		}
		return http.StatusServiceUnavailable
	}
	return http.StatusOK
}

func (rc *receiver) refuse(r *http.Request, store string) int {
	rc.log.DebugContext(r.Context(), "webhook: its origin is not proved", "store", store)
	rc.in.RefuseHook(store)
	return http.StatusUnauthorized
}
