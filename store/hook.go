package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"countinghouse/sales"
	"countinghouse/secret"
)

// Settings of Shop.Webhooks: what BigCommerce may tell of changes.
const (
	HooksYes    = "yes"
	HooksNo     = "no"
	HooksSigned = "signed" // messages without BigCommerce's signature are refused
)

// HookState is how a store's webhooks stand.
type HookState string

// The states of webhooks.
const (
	HooksOn     HookState = "on"     // registered with BigCommerce
	HooksOff    HookState = "off"    // not wanted, or the store is switched off
	HooksLocal  HookState = "local"  // this server has no address that BigCommerce could reach
	HooksFailed HookState = "failed" // BigCommerce did not take them
)

// HookDoor is what lets a store's messages in.
type HookDoor struct {
	Store sales.StoreKey
	Hash  string
	// Secrets are the one that hooks carry now and the one before; opened.
	Secrets []string
	// Made is when the present one was.
	Made time.Time
	// ClientSecret signs the messages of an API account; opened.
	ClientSecret string
	App          bool // the app's client secret signs
	// Signed tells that the setting lets in nothing without a signature.
	Signed bool
	// SignedBy is which client secret (KeyMark) was seen to sign; "": none.
	SignedBy string
}

// KeyMark tells client secrets apart without giving them away.
func KeyMark(clientSecret string) string {
	if clientSecret == "" {
		return ""
	}
	h := sha256.Sum256([]byte("countinghouse client secret\n" + clientSecret))
	return hex.EncodeToString(h[:8])
}

// Hooks is how a store's webhooks stand, for people.
type Hooks struct {
	Store       sales.StoreKey
	Wanted      string // Shop.Webhooks
	State       HookState
	Words       string    // what is wrong; "": nothing
	Destination string    // where they are registered; "": not
	Checked     time.Time // when they were last compared with BigCommerce
	LastEvent   time.Time // zero: none came yet
	Signed      bool      // BigCommerce's signature was seen
	Doubt       string    // what was wrong with messages of late
	Doubted     time.Time
}

// HookEvent is a message that came.
type HookEvent struct {
	Store sales.StoreKey
	ID    string // unique in the store
	Scope string
	Order sales.OrderID // 0: none
	// ToRead has the order looked at even if the store's list says that it did
	// not change.
	ToRead bool
	// SignedBy is the KeyMark of the client secret that signed; "": none did.
	SignedBy string
	// Doubt is what was wrong with it although it was taken.
	Doubt string
}

// HookDoors are the doors of all stores that have ever made webhooks.
func (s *Store) HookDoors(ctx context.Context) ([]HookDoor, error) {
	var out []HookDoor
	err := s.query(ctx, `SELECT s.key, s.hash, s.client_secret, s.app, s.webhooks, h.secret, h.made, h.old_secret, h.signed_by
		FROM shop_hook h JOIN shop s ON s.key = h.store ORDER BY s.key`, nil, func(r *sql.Rows) error {
		var d HookDoor
		var wanted, now, old string
		if err := r.Scan(&d.Store, &d.Hash, &d.ClientSecret, &d.App, &wanted, &now, instant{&d.Made}, &old, &d.SignedBy); err != nil {
			return err
		}
		d.Signed = wanted == HooksSigned
		err := s.openDoor(&d, now, old)
		out = append(out, d)
		return err
	})
	return out, err
}

func (s *Store) openDoor(d *HookDoor, now, old string) error {
	key := string(d.Store)
	var err error
	if d.ClientSecret, err = s.open(d.ClientSecret, secret.Place{Table: "shop", Column: "client_secret", Row: key}); err != nil {
		return fmt.Errorf("client secret of store %s: %w", key, err)
	}
	for column, sealed := range map[string]string{"secret": now, "old_secret": old} {
		plain, err := s.open(sealed, secret.Place{Table: "shop_hook", Column: column, Row: key})
		if err != nil {
			return fmt.Errorf("webhook secret of store %s: %w", key, err)
		}
		if plain != "" {
			d.Secrets = append(d.Secrets, plain)
		}
		if column == "secret" && len(d.Secrets) > 1 { // the present one stands first
			d.Secrets[0], d.Secrets[1] = d.Secrets[1], d.Secrets[0]
		}
	}
	return nil
}

// NewHookSecret makes the secret that a store's webhooks carry from now on and
// returns it; the one before is still let in.
func (s *Store) NewHookSecret(ctx context.Context, key sales.StoreKey) (string, error) {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails, see crypto/rand
	plain := base64.RawURLEncoding.EncodeToString(b[:])
	err := s.write(ctx, func(t *tx) error {
		sealed, err := s.seal(plain, secret.Place{Table: "shop_hook", Column: "secret", Row: string(key)}) // here, where no key is being changed
		if err != nil {
			return err
		}
		var company CompanyKey
		if err := t.row("SELECT company FROM shop WHERE key = $1", []any{string(key)}, &company); err != nil {
			return err
		}
		var before string
		err = t.row("SELECT secret FROM shop_hook WHERE store = $1", []any{string(key)}, &before)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		// Sealed for its new place.
		if before, err = s.open(before, secret.Place{Table: "shop_hook", Column: "secret", Row: string(key)}); err != nil {
			before = "" // its key is gone: nothing can be let in by it
		}
		if before, err = s.seal(before, secret.Place{Table: "shop_hook", Column: "old_secret", Row: string(key)}); err != nil {
			return err
		}
		t.log(event{action: "store.webhook_secret", company: company, subject: "store " + string(key), detail: "a new one was made"})
		_, err = t.exec(`INSERT INTO shop_hook (store, secret, made, old_secret) VALUES ($1, $2, $3, $4)
			ON CONFLICT (store) DO UPDATE SET secret = excluded.secret, made = excluded.made, old_secret = excluded.old_secret`, string(key), sealed, t.at, before)
		return err
	})
	return plain, err
}

// SaveHooks writes down how a store's webhooks stand after they were compared
// with BigCommerce. Only a change leaves an audit row.
func (s *Store) SaveHooks(ctx context.Context, key sales.StoreKey, state HookState, destination, words string) error {
	return s.write(ctx, func(t *tx) error {
		var company CompanyKey
		if err := t.row("SELECT company FROM shop WHERE key = $1", []any{string(key)}, &company); err != nil {
			return err
		}
		var was HookState
		var at, said string
		err := t.row("SELECT state, destination, words FROM shop_hook WHERE store = $1", []any{string(key)}, &was, &at, &said)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		if was != state || at != destination || said != words {
			detail := string(state)
			if words != "" {
				detail += ": " + words
			}
			t.log(event{action: "store.webhooks", company: company, subject: "store " + string(key), detail: detail})
		}
		_, err = t.exec(`INSERT INTO shop_hook (store, secret, made, destination, state, words, checked) VALUES ($1, '', '', $2, $3, $4, $5)
			ON CONFLICT (store) DO UPDATE SET destination = excluded.destination, state = excluded.state, words = excluded.words, checked = excluded.checked`,
			string(key), destination, string(state), words, t.at)
		if err == nil && state == HooksOff { // whether they are signed is learnt anew
			_, err = t.exec("UPDATE shop_hook SET signed_by = '', doubt = '', doubted = '' WHERE store = $1", string(key))
		}
		return err
	})
}

// HookStates are how the webhooks of all stores stand, by key.
func (s *Store) HookStates(ctx context.Context) ([]Hooks, error) {
	var out []Hooks
	err := s.query(ctx, `SELECT s.key, s.webhooks, coalesce(h.state, ''), coalesce(h.words, ''), coalesce(h.destination, ''), coalesce(h.checked, ''),
			coalesce(h.last_event, ''), coalesce(h.signed_by, '') <> '', coalesce(h.doubt, ''), coalesce(h.doubted, '')
		FROM shop s LEFT JOIN shop_hook h ON h.store = s.key ORDER BY s.key`, nil, func(r *sql.Rows) error {
		var h Hooks
		err := r.Scan(&h.Store, &h.Wanted, &h.State, &h.Words, &h.Destination, instant{&h.Checked}, instant{&h.LastEvent}, &h.Signed, &h.Doubt, instant{&h.Doubted})
		out = append(out, h)
		return err
	})
	return out, err
}

// TakeHooks keeps messages that came, and tells of each whether it came for
// the first time. They are many and only say that something may have changed,
// so they leave no audit row.
func (s *Store) TakeHooks(ctx context.Context, events []HookEvent) (first []bool, err error) {
	first = make([]bool, len(events))
	err = s.write(ctx, func(t *tx) error {
		for i, e := range events {
			n, err := t.exec(`INSERT INTO hook_event (store, id, scope, order_id, received, to_read) VALUES ($1, $2, $3, $4, $5, $6)
				ON CONFLICT (store, id) DO NOTHING`, string(e.Store), e.ID, e.Scope, int64(e.Order), t.at, flag(e.ToRead && e.Order > 0))
			if err != nil {
				return err
			}
			if first[i] = n > 0; !first[i] {
				continue
			}
			if _, err := t.exec(`UPDATE shop_hook SET last_event = $2, signed_by = CASE WHEN $3 = '' THEN signed_by ELSE $3 END WHERE store = $1`,
				string(e.Store), t.at, e.SignedBy); err != nil {
				return err
			}
			if e.Doubt == "" {
				continue
			}
			if err := t.doubtHooks(e.Store, e.Doubt); err != nil {
				return err
			}
		}
		return nil
	})
	return first, err
}

// DoubtHooks writes down that messages came whose origin was not proved, or
// not as it should be.
func (s *Store) DoubtHooks(ctx context.Context, key sales.StoreKey, why string) error {
	return s.write(ctx, func(t *tx) error { return t.doubtHooks(key, why) })
}

func (t *tx) doubtHooks(key sales.StoreKey, why string) error {
	var company CompanyKey
	var was string
	err := t.row("SELECT s.company, h.doubt FROM shop_hook h JOIN shop s ON s.key = h.store WHERE h.store = $1", []any{string(key)}, &company, &was)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if was != why {
		t.log(event{action: "store.webhook_doubt", company: company, subject: "store " + string(key), detail: why})
	}
	_, err = t.exec("UPDATE shop_hook SET doubt = $2, doubted = $3 WHERE store = $1", string(key), why, t.at)
	return err
}

// HookedOrders are orders that messages up to a time want looked at, the
// longest waiting first, of those that are known here.
func (s *Store) HookedOrders(ctx context.Context, key sales.StoreKey, until time.Time, limit int) ([]sales.OrderID, error) {
	var out []sales.OrderID
	err := s.query(ctx, `SELECT e.order_id FROM hook_event e WHERE e.store = $1 AND e.to_read = 1 AND e.received <= $2
			AND EXISTS (SELECT 1 FROM sales_order o WHERE o.store = e.store AND o.id = e.order_id)
		GROUP BY e.order_id ORDER BY min(e.received), e.order_id LIMIT $3`, []any{string(key), stamp(until), limit}, func(r *sql.Rows) error {
		var id sales.OrderID
		err := r.Scan(&id)
		out = append(out, id)
		return err
	})
	return out, err
}

// HooksRead writes down that orders were looked at since, so that messages up
// to a time want nothing of them any more.
func (s *Store) HooksRead(ctx context.Context, key sales.StoreKey, until time.Time, ids []sales.OrderID) error {
	if len(ids) == 0 {
		return nil
	}
	return s.write(ctx, func(t *tx) error {
		return inLists(ids, func(list string, args []any) error {
			for i, id := range args {
				if n, ok := id.(sales.OrderID); ok {
					args[i] = int64(n)
				}
			}
			_, err := t.exec("UPDATE hook_event SET to_read = 0 WHERE store = $1 AND to_read = 1 AND received <= $2 AND order_id IN "+list,
				append([]any{string(key), stamp(until)}, args...)...)
			return err
		})
	})
}

// keptHooks is how many messages are kept at most. More come only in a storm,
// and then the oldest can be forgotten: polling finds what they told.
const keptHooks = 200_000

// SweepHooks forgets messages that came before a time, and the oldest beyond
// what is kept, in small steps so that nobody waits for it.
func (s *Store) SweepHooks(ctx context.Context, before time.Time) (int, error) {
	return s.sweepHooks(ctx, before, keptHooks)
}

func (s *Store) sweepHooks(ctx context.Context, before time.Time, keep int) (int, error) {
	swept := 0
	for {
		var bound string
		err := s.row(ctx, "SELECT received FROM hook_event ORDER BY received DESC LIMIT 1 OFFSET $1", []any{keep}, &bound)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return swept, err
		}
		if old := stamp(before); bound < old {
			bound = old
		}
		var n int64
		err = s.write(ctx, func(t *tx) error {
			var err error
			n, err = t.exec(`DELETE FROM hook_event WHERE (store, id) IN
				(SELECT store, id FROM hook_event WHERE received <= $1 ORDER BY received LIMIT 2000)`, bound)
			return err
		})
		swept += int(n)
		if err != nil || n < 2000 {
			return swept, err
		}
	}
}

// Say tells people how it stands in a sentence, and whether something is wrong.
func (h Hooks) Say(now time.Time) (line string, wrong bool) {
	const reading = " Changes are found by reading the store, as often as it is set."
	switch {
	case h.State == HooksFailed:
		return "BigCommerce does not tell of changes: " + h.Words + reading, true
	case h.State == HooksOn && h.Doubt != "" && now.Sub(h.Doubted) < doubtFor:
		return h.Doubt, true
	case h.State == HooksOn:
		return "BigCommerce tells of changes at once.", false
	case h.State == HooksLocal:
		return "This server has no https address that BigCommerce reaches." + reading, false
	case h.State == HooksOff && h.Words != "":
		return h.Words, true
	case h.State == HooksOff:
		return "BigCommerce is not asked to tell of changes." + reading, false
	}
	return "", false
}

// doubtFor is how long what was wrong with messages is told.
const doubtFor = 24 * time.Hour
