package shop

import (
	"bytes"
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // the envelope's hash is SHA-1 by definition
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// event is something that happened to an order.
type event struct {
	scope         string
	order         int64
	before, after Status
	refund        int64
	transaction   int64
	shipment      int64
	what          string
	code          int      // of a delivery exception
	stock         *variant // whose stock moved
	place         int      // where
	value         int64    // by how much, or, absolute, to what
	absolute      bool
}

// HookFault is how one webhook delivery misbehaves.
type HookFault struct {
	Drop         bool          // never sent
	Repeat       int           // sent so many times more, with the same webhook-id
	Delay        time.Duration // sent late: later events overtake it
	BadSignature bool
	NoSignature  bool
	BadSecret    bool          // the headers that the hook was made with are wrong
	Producer     string        // another store's
	StaleBy      time.Duration // the timestamp lies so far back
}

// SetHookFaults lets f decide about the n-th delivery, counted from 1; nil ends it.
func (s *Shop) SetHookFaults(f func(n int) HookFault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hookFault = f
}

// message is one event on its way to one hook.
type message struct {
	id    string
	hook  int64
	scope string
	key   string // signs it
	to    string
	heads map[string]string
	body  []byte
	fault HookFault
}

// postman delivers webhooks: at once, then by the retry schedule; a hook whose
// retries are used up is set inactive (bigcommerce-webhooks §4).
type postman struct {
	shop   *Shop
	ctx    context.Context //nolint:containedctx // the life of all deliveries, ended by Close
	cancel context.CancelFunc
	busy   sync.WaitGroup
	slots  chan struct{}
	count  int // deliveries begun; guarded by Shop.mu
}

func newPostman(s *Shop) *postman {
	ctx, cancel := context.WithCancel(context.Background())
	return &postman{shop: s, ctx: ctx, cancel: cancel, slots: make(chan struct{}, 8)}
}

// Close ends all webhook deliveries that are still waiting for a retry.
func (s *Shop) Close() { s.post.cancel(); s.post.busy.Wait() }

// WaitHooks waits until every webhook was delivered or given up.
func (s *Shop) WaitHooks() { s.post.busy.Wait() }

// announce tells of new orders.
func (s *Shop) announce(made []int64) {
	if len(s.hooks) == 0 {
		return
	}
	for _, id := range made {
		events := []event{{scope: "store/order/created", order: id}, {scope: "store/order/updated", order: id}}
		if o := s.order(id); o.status != Incomplete {
			events = append(events, event{scope: "store/order/statusUpdated", order: id, before: Incomplete, after: o.status})
		}
		s.post.send(events)
	}
}

// send starts the delivery of events to all hooks that want them. The caller
// holds Shop.mu.
func (p *postman) send(events []event) {
	for _, ev := range events {
		for _, h := range p.shop.hooks {
			if !h.active || !h.wants(ev.scope) {
				continue
			}
			p.count++
			m := message{id: "msg_" + strconv.FormatUint(p.shop.opt.Seed, 36) + strconv.Itoa(p.count), hook: h.id, scope: ev.scope, key: p.shop.signer(h.client),
				to: h.destination, heads: h.headers}
			if p.shop.hookFault != nil {
				m.fault = p.shop.hookFault(p.count)
			}
			m.body = p.shop.envelope(ev, m.fault.Producer)
			if m.fault.Drop {
				continue
			}
			p.busy.Add(1)
			go p.deliver(m)
		}
	}
}

// envelope is the body of a webhook (bigcommerce-webhooks §2, §3).
func (s *Shop) envelope(ev event, producer string) []byte {
	var d enc
	d.open('{')
	switch {
	case ev.transaction > 0:
		d.str("type", "transaction")
		d.str("order_id", strconv.FormatInt(ev.order, 10))
		d.str("transaction_id", strconv.FormatInt(ev.transaction, 10))
		d.str("transaction_status", "complete")
		d.str("transaction_type", ev.what)
	case ev.shipment > 0:
		d.str("type", "shipment")
		d.int("id", ev.shipment)
		d.int("orderId", ev.order)
	case ev.code > 0:
		d.str("type", "webhook")
		d.int("id", 123)
		d.int("error_code", int64(ev.code))
		d.str("message", "Non-200 response received when delivering")
	case ev.stock != nil:
		ev.encodeStock(&d)
	case ev.order == 0:
		d.str("type", "store")
	default:
		d.str("type", "order")
		d.int("id", ev.order)
	}
	if ev.refund > 0 {
		d.object("refund")
		d.int("refund_id", ev.refund)
		d.close('}')
	}
	if ev.before != ev.after {
		d.object("status")
		d.int("previous_status_id", int64(ev.before))
		d.int("new_status_id", int64(ev.after))
		d.close('}')
	}
	d.close('}')
	sum := sha1.Sum(d.b) //nolint:gosec // as the platform does
	var e enc
	e.open('{')
	e.str("scope", ev.scope)
	e.str("store_id", "1025646")
	e.key("data").raw(string(d.b))
	e.str("hash", hex.EncodeToString(sum[:]))
	e.int("created_at", s.now())
	e.str("producer", "stores/"+cmp.Or(producer, s.opt.Hash))
	e.close('}')
	return e.b
}

// encodeStock writes what an event of stock tells (bigcommerce-webhooks §2).
func (ev event) encodeStock(d *enc) {
	p := ev.stock.product
	if ev.scope == stockChanged {
		d.int("variant_id", ev.stock.id)
		d.int("product_id", p.id)
		d.int("location_id", int64(ev.place)+1)
		return
	}
	byVariant := p.tracking() == "variant"
	if byVariant {
		d.str("type", "sku")
		d.int("id", ev.stock.id+1000)
	} else {
		d.str("type", "product")
		d.int("id", p.id)
	}
	d.object("inventory")
	d.int("product_id", p.id)
	d.str("method", map[bool]string{true: "absolute", false: "relative"}[ev.absolute])
	d.int("value", ev.value)
	if byVariant {
		d.int("variant_id", ev.stock.id)
	}
	d.close('}')
}

// deliver sends a message until it is taken.
func (p *postman) deliver(m message) {
	defer p.busy.Done()
	if !p.pause(m.fault.Delay) {
		return
	}
	for again := m.fault.Repeat; again > 0; again-- {
		p.attempt(m)
	}
	for i := 0; ; i++ {
		if p.attempt(m) {
			return
		}
		if i == len(p.shop.opt.HookRetries) {
			break
		}
		if i == 0 {
			p.except(m, 90001)
		}
		if !p.pause(p.shop.opt.HookRetries[i]) {
			return
		}
	}
	p.shop.opt.Log.Warn("webhook given up, hook set inactive", "hook", m.hook, "destination", m.to)
	p.shop.mu.Lock()
	defer p.shop.mu.Unlock()
	for i, h := range p.shop.hooks {
		if h.id == m.hook {
			off := *h
			off.active, off.updated = false, p.shop.now()
			p.shop.hooks[i] = &off
		}
	}
	if m.scope != deliveryException {
		p.send([]event{{scope: deliveryException, code: 90002}})
	}
}

// except tells of trouble with a delivery, but not with telling of it.
func (p *postman) except(m message, code int) {
	if m.scope == deliveryException {
		return
	}
	p.shop.mu.Lock()
	defer p.shop.mu.Unlock()
	p.send([]event{{scope: deliveryException, code: code}})
}

// ChangeStore tells the hooks that the store's information changed.
func (s *Shop) ChangeStore() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.post.send([]event{{scope: "store/information/updated"}})
}

func (p *postman) pause(d time.Duration) bool {
	if d <= 0 {
		return p.ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-p.ctx.Done():
		return false
	}
}

// attempt sends once; true if the receiver answered 2xx.
func (p *postman) attempt(m message) bool {
	p.slots <- struct{}{}
	defer func() { <-p.slots }()
	req, err := http.NewRequestWithContext(p.ctx, http.MethodPost, m.to, bytes.NewReader(m.body))
	if err != nil {
		return false
	}
	stamp := strconv.FormatInt(p.shop.opt.Now().Add(-m.fault.StaleBy).Unix(), 10)
	secret := m.key
	if m.fault.BadSignature {
		secret += "?"
	}
	req.Header.Set("Content-Type", "application/json")
	if !p.shop.opt.UnsignedHooks && !m.fault.NoSignature {
		req.Header.Set("Webhook-Id", m.id)
		req.Header.Set("Webhook-Timestamp", stamp)
		req.Header.Set("Webhook-Signature", Sign(secret, m.id, stamp, m.body))
	}
	for k, v := range m.heads {
		if m.fault.BadSecret {
			v += "?"
		}
		req.Header.Set(k, v)
	}
	res, err := p.shop.opt.HookClient.Do(req)
	if err != nil {
		return false
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10))
	_ = res.Body.Close()
	return res.StatusCode >= 200 && res.StatusCode < 300
}

// Sign computes the webhook-signature of the Standard Webhooks scheme as
// bigcommerce-webhooks §5.2 reads it: the key is the client secret's own bytes.
func Sign(secret, id, timestamp string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(id + "." + timestamp + "."))
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
