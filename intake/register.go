package intake

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"countinghouse/bigcommerce"
	"countinghouse/sales"
	"countinghouse/store"
)

// secretFor is how long a webhook secret is used before a new one takes its place.
const secretFor = 90 * 24 * time.Hour

// hookScopes are what BigCommerce is asked to tell. Those with false it may
// refuse: they are not in its published files (bigcommerce-webhooks §2).
func hookScopes() map[string]bool {
	return map[string]bool{
		bigcommerce.HookOrderCreated: true, bigcommerce.HookOrderUpdated: true, bigcommerce.HookOrderArchived: true, bigcommerce.HookRefundCreated: true,
		bigcommerce.HookTransactionCreated: false, bigcommerce.HookTransactionUpdated: false,
		bigcommerce.HookStoreUpdated: false, bigcommerce.HookUninstalled: false, bigcommerce.HookTrouble: false,
	}
}

// reachable tells whether BigCommerce can send to the address: https on port
// 443, by a name (bigcommerce-webhooks §1).
func reachable(public string, plain bool) bool {
	u, err := url.Parse(public)
	if err != nil || u.Host == "" {
		return false
	}
	if plain {
		return true
	}
	return u.Scheme == "https" && (u.Port() == "" || u.Port() == "443") && strings.Contains(u.Hostname(), ".") && !strings.HasPrefix(u.Hostname(), "127.")
}

// Run keeps the webhooks of all stores as they should be until the context
// ends: after a change of settings, once a day, and when something is wrong.
func (h *Hooks) Run(ctx context.Context) {
	var wg sync.WaitGroup
	defer wg.Wait()
	tick := time.NewTicker(h.o.Tick)
	defer tick.Stop()
	var swept time.Time
	for {
		shops, err := h.st.Shops(ctx)
		if err != nil && ctx.Err() == nil {
			h.log().ErrorContext(ctx, "stores cannot be listed", "error", err)
		}
		for _, shop := range shops {
			if h.due(ctx, shop) {
				wg.Go(func() { h.looked(ctx, shop, h.compare(ctx, shop)) })
			}
		}
		h.blame(ctx)
		h.writeCounts(ctx)
		if now := h.p.o.Now(); now.Sub(swept) >= sweepTick {
			swept = now
			if _, err := h.st.SweepHooks(ctx, now.Add(-keepHooks)); err != nil && ctx.Err() == nil {
				h.log().ErrorContext(ctx, "old webhooks can't be swept", "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-h.nudged:
		}
	}
}

// due tells that a store's webhooks are to be compared now; looked ends it.
func (h *Hooks) due(ctx context.Context, shop store.Shop) bool {
	scopes, err := h.scopesOf(ctx, shop)
	if err != nil && ctx.Err() == nil {
		h.log().ErrorContext(ctx, "rules for quantities can't be read", "store", shop.Key, "error", err)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	s := h.state(shop.Key)
	sign := fmt.Sprintf("%s\x00%s\x00%d", connection(shop), shop.Webhooks, len(scopes))
	if shop.Disabled {
		sign += "\x00off"
	}
	if s.running || s.sign == sign && !s.look && h.p.o.Now().Before(s.next) {
		return false
	}
	if s.sign != sign {
		s.fails = 0
	}
	s.running, s.look, s.sign = true, false, sign
	return true
}

func (h *Hooks) looked(ctx context.Context, shop store.Shop, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	s := h.state(shop.Key)
	s.running = false
	if err == nil {
		s.fails, s.next = 0, h.p.o.Now().Add(h.o.Every)
		return
	}
	wait := min(firstRetry<<min(s.fails, 10), 6*time.Hour)
	var e *bigcommerce.APIError
	if errors.As(err, &e) {
		wait = max(wait, e.RetryAfter)
	}
	s.fails++
	s.next = h.p.o.Now().Add(min(wait, h.o.Every))
	if ctx.Err() == nil {
		h.log().WarnContext(ctx, "webhooks could not be compared with BigCommerce", "store", shop.Key, "error", err, "again", s.next)
	}
}

// compare brings a store's webhooks at BigCommerce to what they should be, and
// writes down how they stand.
func (h *Hooks) compare(ctx context.Context, shop store.Shop) error {
	before, err := h.standing(ctx, shop.Key)
	if err != nil {
		return err
	}
	wanted := shop.Webhooks != store.HooksNo && !shop.Disabled
	if wanted && reachable(h.o.PublicURL, h.o.Plain) {
		err := h.register(ctx, shop, before.Destination)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			return errors.Join(err, h.st.SaveHooks(ctx, shop.Key, store.HooksFailed, before.Destination, refusal(err)))
		}
		h.mu.Lock()
		if s := h.state(shop.Key); s.on.IsZero() {
			s.on = h.p.o.Now()
		}
		h.mu.Unlock()
		return h.st.SaveHooks(ctx, shop.Key, store.HooksOn, h.address(shop.Key), "")
	}
	h.mu.Lock()
	h.state(shop.Key).on = time.Time{}
	h.mu.Unlock()
	state := store.HooksOff
	if wanted {
		state = store.HooksLocal
	}
	if before.Destination == "" && before.State == "" && state == store.HooksOff {
		return nil // they never were
	}
	if before.Destination == "" {
		return h.st.SaveHooks(ctx, shop.Key, state, "", "")
	}
	if err := h.remove(ctx, shop, before.Destination); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		// What still comes is taken and does nothing.
		return errors.Join(err, h.st.SaveHooks(ctx, shop.Key, state, before.Destination, "They could not be removed in BigCommerce yet: "+refusal(err)))
	}
	return h.st.SaveHooks(ctx, shop.Key, state, "", "")
}

func (h *Hooks) address(key sales.StoreKey) string {
	return bigcommerce.HookAddress(h.o.PublicURL, string(key), "")
}

func (h *Hooks) standing(ctx context.Context, key sales.StoreKey) (store.Hooks, error) {
	all, err := h.st.HookStates(ctx)
	if err != nil {
		return store.Hooks{}, err
	}
	i := slices.IndexFunc(all, func(s store.Hooks) bool { return s.Store == key })
	if i < 0 {
		return store.Hooks{}, store.ErrNotFound
	}
	return all[i], nil
}

// refusal is an error in words for people.
func refusal(err error) string {
	var e *bigcommerce.APIError
	if errors.As(err, &e) {
		return e.What()
	}
	return cut(err.Error(), 200)
}

// secret is what the store's webhooks carry; a new one when there is none, or
// it is old.
func (h *Hooks) secret(ctx context.Context, key sales.StoreKey) (string, error) {
	h.forgetDoors()
	d, ok, err := h.door(ctx, key)
	if err != nil {
		return "", err
	}
	if ok && len(d.Secrets) > 0 && h.p.o.Now().Sub(d.Made) < secretFor {
		return d.Secrets[0], nil
	}
	defer h.forgetDoors() // it is let in before BigCommerce knows it
	return h.st.NewHookSecret(ctx, key)
}

func (h *Hooks) client(shop store.Shop) (*bigcommerce.Client, error) {
	o := bigcommerce.Options{BaseURL: shop.APIURL, StoreHash: shop.Hash, Token: shop.Token, UserAgent: h.p.o.UserAgent, Log: h.p.o.Log}
	if h.p.o.Client != nil {
		h.p.o.Client(&o)
	}
	return bigcommerce.New(o)
}

// register makes what is missing, switches on what BigCommerce switched off,
// and removes what has an address of before. Webhooks with other addresses are
// another program's that uses the same account, and stay.
func (h *Hooks) register(ctx context.Context, shop store.Shop, before string) error {
	c, err := h.client(shop)
	if err != nil {
		return err
	}
	secret, err := h.secret(ctx, shop.Key)
	if err != nil {
		return err
	}
	list, err := c.Hooks(ctx)
	if err != nil {
		return err
	}
	scopes, err := h.scopesOf(ctx, shop)
	if err != nil {
		return err
	}
	have := map[string]bool{}
	for _, r := range list {
		scope, to := string(r.Scope), string(r.Destination)
		_, asked := scopes[scope]
		switch {
		case asked && !have[scope] && to == bigcommerce.HookAddress(h.o.PublicURL, string(shop.Key), scope):
			have[scope] = true
			if r.Active && r.Secret() == secret {
				continue
			}
			h.log().InfoContext(ctx, "webhook brought to what it should be", "store", shop.Key, "scope", scope, "was active", bool(r.Active))
			if err := c.UpdateHook(ctx, r.ID, scope, to, secret); err != nil {
				return err
			}
		case h.ours(shop.Key, to, before):
			if err := c.DeleteHook(ctx, r.ID); err != nil {
				return err
			}
		}
	}
	for scope, needed := range scopes {
		if have[scope] {
			continue
		}
		err := c.CreateHook(ctx, scope, bigcommerce.HookAddress(h.o.PublicURL, string(shop.Key), scope), secret)
		if err != nil && !needed && bigcommerce.IsKind(err, bigcommerce.BadRequest) {
			h.log().InfoContext(ctx, "BigCommerce does not tell of everything", "store", shop.Key, "scope", scope, "error", err)
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// ours tells that a webhook's address is this server's, now or before.
func (h *Hooks) ours(key sales.StoreKey, to, before string) bool {
	for _, scope := range []string{"", bigcommerce.HookTrouble} {
		if to == bigcommerce.HookAddress(h.o.PublicURL, string(key), scope) {
			return true
		}
	}
	return before != "" && (to == before || strings.HasPrefix(to, before+"/"))
}

// remove takes the store's webhooks back.
func (h *Hooks) remove(ctx context.Context, shop store.Shop, before string) error {
	c, err := h.client(shop)
	if err != nil {
		return err
	}
	list, err := c.Hooks(ctx)
	if err != nil {
		return err
	}
	for _, r := range list {
		if h.ours(shop.Key, string(r.Destination), before) {
			if err := c.DeleteHook(ctx, r.ID); err != nil {
				return err
			}
		}
	}
	return nil
}
