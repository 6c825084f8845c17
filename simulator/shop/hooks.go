package shop

import (
	"encoding/json"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// hook is a registered webhook.
type hook struct {
	id                 int64
	client             string // who made it
	scope, destination string
	headers            map[string]string
	active             bool
	created, updated   int64
}

// hookBody is what a client sends to make or change a hook.
type hookBody struct {
	Scope       *string           `json:"scope"`
	Destination *string           `json:"destination"`
	IsActive    *bool             `json:"is_active"`
	Headers     map[string]string `json:"headers"`
}

// scopes of events that the shop sends.
func hookScopes() []string {
	return []string{
		"store/order/created", "store/order/updated", "store/order/statusUpdated", "store/order/archived", "store/order/refund/created",
		"store/order/transaction/created", "store/order/transaction/updated", "store/order/*", "store/shipment/created", "store/customer/created",
		"store/customer/updated", "store/product/updated", "store/product/created", "store/sku/updated", "store/sku/created", "store/information/updated",
		"store/app/uninstalled", "store/product/inventory/updated", "store/product/inventory/order/updated", "store/sku/inventory/updated",
		"store/sku/inventory/order/updated", stockChanged, deliveryException,
	}
}

const deliveryException = "store/hook/deliveryException"

func (h *hook) wants(scope string) bool {
	if rest, ok := strings.CutSuffix(h.scope, "*"); ok {
		return strings.HasPrefix(scope, rest)
	}
	return h.scope == scope
}

func (s *Shop) encodeHook(e *enc, h *hook) {
	e.open('{')
	e.int("id", h.id)
	e.str("client_id", h.client)
	e.str("store_hash", s.opt.Hash)
	e.int("created_at", h.created)
	e.int("updated_at", h.updated)
	e.str("scope", h.scope)
	e.str("destination", h.destination)
	e.bool("is_active", h.active)
	e.object("headers")
	names := make([]string, 0, len(h.headers))
	for k := range h.headers {
		names = append(names, k)
	}
	slices.Sort(names)
	for _, k := range names {
		e.sep()
		e.b = append(appendString(e.b, k), ':')
		e.b = appendString(e.b, h.headers[k])
	}
	e.raw("}}")
}

func getHooks(s *Shop, c *call) {
	s.mu.RLock()
	list := slices.DeleteFunc(slices.Clone(s.hooks), func(h *hook) bool {
		active, hasActive := c.query["is_active"]
		scope, hasScope := c.query["scope"]
		dest, hasDest := c.query["destination"]
		return h.client != c.account.clientID || hasActive && strconv.FormatBool(h.active) != active || hasScope && h.scope != scope || hasDest && h.destination != dest
	})
	copies := make([]hook, len(list))
	for i, h := range list {
		copies[i] = *h
	}
	s.mu.RUnlock()
	many(c, copies, maxLimit, func(e *enc, h hook) { s.encodeHook(e, &h) })
}

// hookBodyOf reads the request; nil after an answer was given.
func (c *call) hookBodyOf() *hookBody {
	body, err := io.ReadAll(io.LimitReader(c.r.Body, 64<<10))
	var b hookBody
	if err != nil || json.Unmarshal(body, &b) != nil {
		c.fail(400, "Input is invalid.")
		return nil
	}
	return &b
}

// check holds a hook to the rules of bigcommerce-webhooks §1.
func (s *Shop) check(h *hook) (status int, title string) {
	u, err := url.Parse(h.destination)
	switch {
	case !slices.Contains(hookScopes(), h.scope):
		return 422, "The scope '" + h.scope + "' is not valid."
	case err != nil || u.Host == "":
		return 422, "The destination is no URL."
	case !s.opt.AnyHookDestination && (u.Scheme != "https" || u.Port() != "" && u.Port() != "443"):
		return 422, "The destination must be https on port 443."
	}
	same := 0
	for _, o := range s.hooks {
		if o.id == h.id || o.client != h.client {
			continue
		}
		if (o.scope == deliveryException || h.scope == deliveryException) && (o.destination == h.destination || o.scope == h.scope) {
			return 422, "Delivery exceptions need one destination of their own."
		}
		if o.scope == h.scope {
			if same++; o.destination == h.destination {
				return 409, "A hook with this scope and destination exists already."
			}
		}
	}
	if same >= 10 {
		return 422, "There may be at most 10 hooks of a scope."
	}
	return 0, ""
}

func (h *hook) fill(b *hookBody) {
	if b.Scope != nil {
		h.scope = *b.Scope
	}
	if b.Destination != nil {
		h.destination = *b.Destination
	}
	if b.IsActive != nil {
		h.active = *b.IsActive
	}
	if b.Headers != nil {
		h.headers = b.Headers
	}
}

func postHook(s *Shop, c *call) {
	b := c.hookBodyOf()
	if b == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	h := &hook{id: s.next.hook, client: c.account.clientID, active: true, created: s.now(), updated: s.now()}
	h.fill(b)
	if status, title := s.check(h); status > 0 {
		c.fail(status, title)
		return
	}
	s.next.hook++
	s.hooks = append(s.hooks, h)
	c.one(func(e *enc) { s.encodeHook(e, h) })
}

// withHook runs do on the hook of the path, under the lock.
func (s *Shop) withHook(c *call, do func(i int, h *hook)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.hooks, func(h *hook) bool { return h.id == c.ids[0] && h.client == c.account.clientID })
	if i < 0 {
		c.fail(404, "Hook with id "+strconv.FormatInt(c.ids[0], 10)+" not found")
		return
	}
	do(i, s.hooks[i])
}

func getHook(s *Shop, c *call) {
	s.withHook(c, func(_ int, h *hook) { c.one(func(e *enc) { s.encodeHook(e, h) }) })
}

func putHook(s *Shop, c *call) {
	b := c.hookBodyOf()
	if b == nil {
		return
	}
	s.withHook(c, func(i int, h *hook) {
		changed := *h
		changed.fill(b)
		changed.updated = s.now()
		if status, title := s.check(&changed); status > 0 {
			c.fail(status, title)
			return
		}
		s.hooks[i] = &changed
		c.one(func(e *enc) { s.encodeHook(e, &changed) })
	})
}

func deleteHook(s *Shop, c *call) {
	s.withHook(c, func(i int, h *hook) {
		s.hooks = slices.Delete(s.hooks, i, i+1)
		c.one(func(e *enc) { s.encodeHook(e, h) })
	})
}
