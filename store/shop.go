package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"countinghouse/sales"
	"countinghouse/secret"
)

// SaveShop makes or changes a connected store, by its key. Empty secrets,
// zone and currency stay as they are. A store that has orders can't move to
// another company file: what was posted stands in the first.
func (s *Store) SaveShop(ctx context.Context, by Actor, shop Shop) error {
	return s.write(ctx, func(t *tx) error { return t.saveShop(by, shop) })
}

func (t *tx) saveShop(by Actor, shop Shop) error {
	s := t.s
	if shop.Key == "" {
		return errors.New("a store needs a key")
	}
	old, err := s.scanShop(t.row, shop.Key)
	isNew := errors.Is(err, ErrNotFound)
	if err != nil && !isNew {
		return err
	}
	changed := diff{}
	if !isNew {
		if err := t.mayMove(old, shop); err != nil {
			return err
		}
		keep(&shop.Token, old.Token)
		keep(&shop.ClientSecret, old.ClientSecret)
		keep(&shop.Zone, old.Zone)
		keep(&shop.Currency, old.Currency)
		keep(&shop.Webhooks, old.Webhooks)
		changed = shopDiff(old, shop)
		if len(changed) == 0 {
			return nil
		}
	}
	keep(&shop.Webhooks, HooksYes)
	token, err := s.seal(shop.Token, secret.Place{Table: "shop", Column: "token", Row: string(shop.Key)})
	if err != nil {
		return err
	}
	clientSecret, err := s.seal(shop.ClientSecret, secret.Place{Table: "shop", Column: "client_secret", Row: string(shop.Key)})
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO shop (key, company, name, api_url, login_url, hash, token, client_id, client_secret, poll_seconds,
			zone, currency, inclusive, disabled, created, webhooks, app)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
		ON CONFLICT (key) DO UPDATE SET company = excluded.company, name = excluded.name, api_url = excluded.api_url,
			login_url = excluded.login_url, hash = excluded.hash, token = excluded.token, client_id = excluded.client_id,
			client_secret = excluded.client_secret, poll_seconds = excluded.poll_seconds, zone = excluded.zone,
			currency = excluded.currency, disabled = excluded.disabled, webhooks = excluded.webhooks, app = excluded.app`,
		string(shop.Key), string(shop.Company), shop.Name, shop.APIURL, shop.LoginURL, shop.Hash, token, shop.ClientID, clientSecret,
		shop.PollSeconds, shop.Zone, shop.Currency, flag(shop.Inclusive), flag(shop.Disabled), t.at, shop.Webhooks, flag(shop.App))
	e := event{actor: by, action: "store.changed", company: shop.Company, subject: "store " + string(shop.Key), detail: changed.String()}
	if isNew {
		e.action, e.detail = "store.added", shop.Name
	}
	t.log(e)
	return err
}

func (t *tx) mayMove(old, shop Shop) error {
	if old.Company == shop.Company {
		return nil
	}
	var orders int
	if err := t.row("SELECT count(*) FROM (SELECT 1 FROM sales_order WHERE store = $1 LIMIT 1) AS some", []any{string(shop.Key)}, &orders); err != nil {
		return err
	}
	if orders > 0 {
		return fmt.Errorf("store %s has orders for company file %s and can't move to %s: connect it again under another key", shop.Key, old.Company, shop.Company)
	}
	return nil
}

func shopDiff(old, shop Shop) diff {
	d := diff{}
	d.text("company", string(old.Company), string(shop.Company))
	d.text("name", old.Name, shop.Name)
	d.text("API address", old.APIURL, shop.APIURL)
	d.text("login address", old.LoginURL, shop.LoginURL)
	d.text("store hash", old.Hash, shop.Hash)
	d.secret("token", old.Token, shop.Token)
	d.text("client id", old.ClientID, shop.ClientID)
	d.secret("client secret", old.ClientSecret, shop.ClientSecret)
	d.text("polling", fmt.Sprint(old.PollSeconds), fmt.Sprint(shop.PollSeconds))
	d.text("time zone", old.Zone, shop.Zone)
	d.text("currency", old.Currency, shop.Currency)
	d.text("disabled", fmt.Sprint(old.Disabled), fmt.Sprint(shop.Disabled))
	d.text("webhooks", old.Webhooks, shop.Webhooks)
	d.text("connected by the app", fmt.Sprint(old.App), fmt.Sprint(shop.App))
	return d
}

func keep(now *string, old string) {
	if *now == "" {
		*now = old
	}
}

func (s *Store) seal(plain string, at secret.Place) (string, error) {
	if plain == "" {
		return "", nil
	}
	if s.sealer == nil {
		return "", errors.New("there is no key to seal secrets with")
	}
	return s.sealer.Seal(plain, at)
}

func (s *Store) open(sealed string, at secret.Place) (string, error) {
	if sealed == "" {
		return "", nil
	}
	if s.sealer == nil {
		return "", secret.ErrKey
	}
	return s.sealer.Open(sealed, at)
}

const shopColumns = `SELECT key, company, name, api_url, login_url, hash, token, client_id, client_secret, poll_seconds, zone, currency,
	inclusive, disabled, last_poll, last_error, webhooks, app FROM shop`

func (shop *Shop) dest() []any {
	return []any{&shop.Key, &shop.Company, &shop.Name, &shop.APIURL, &shop.LoginURL, &shop.Hash, &shop.Token, &shop.ClientID, &shop.ClientSecret,
		&shop.PollSeconds, &shop.Zone, &shop.Currency, &shop.Inclusive, &shop.Disabled, instant{&shop.LastPoll}, &shop.LastError,
		&shop.Webhooks, &shop.App}
}

func (s *Store) scanShop(row rowReader, key sales.StoreKey) (Shop, error) {
	var shop Shop
	if err := row(shopColumns+" WHERE key = $1", []any{string(key)}, shop.dest()...); err != nil {
		return Shop{}, err
	}
	return s.openShop(shop)
}

func (s *Store) openShop(shop Shop) (Shop, error) {
	var err error
	if shop.Token, err = s.open(shop.Token, secret.Place{Table: "shop", Column: "token", Row: string(shop.Key)}); err != nil {
		return shop, fmt.Errorf("token of store %s: %w", shop.Key, err)
	}
	if shop.ClientSecret, err = s.open(shop.ClientSecret, secret.Place{Table: "shop", Column: "client_secret", Row: string(shop.Key)}); err != nil {
		return shop, fmt.Errorf("client secret of store %s: %w", shop.Key, err)
	}
	return shop, nil
}

// Shop finds a connected store, its secrets opened.
func (s *Store) Shop(ctx context.Context, key sales.StoreKey) (Shop, error) {
	return s.scanShop(s.reader(ctx), key)
}

// Shops are all connected stores, by key.
func (s *Store) Shops(ctx context.Context) ([]Shop, error) {
	var out []Shop
	err := s.query(ctx, shopColumns+" ORDER BY key", nil, func(r *sql.Rows) error {
		var shop Shop
		if err := r.Scan(shop.dest()...); err != nil {
			return err
		}
		shop, err := s.openShop(shop)
		out = append(out, shop)
		return err
	})
	return out, err
}

// SaveShopFacts writes down what the store said of itself. A new time zone
// moves days, so what isn't posted yet is planned again.
func (s *Store) SaveShopFacts(ctx context.Context, key sales.StoreKey, zone, currency string, inclusive bool) error {
	return s.write(ctx, func(t *tx) error {
		old, err := s.scanShop(t.row, key)
		if err != nil || old.Zone == zone && old.Currency == currency && old.Inclusive == inclusive {
			return err
		}
		d := diff{}
		d.text("time zone", old.Zone, zone)
		d.text("currency", old.Currency, currency)
		d.text("prices with tax", fmt.Sprint(old.Inclusive), fmt.Sprint(inclusive))
		t.log(event{action: "store.facts", company: old.Company, subject: "store " + string(key), detail: d.String()})
		if err := t.one("UPDATE shop SET zone = $2, currency = $3, inclusive = $4 WHERE key = $1", string(key), zone, currency, flag(inclusive)); err != nil {
			return err
		}
		if old.Zone != zone {
			_, err = t.markStates(old.Company, key, unsettled)
		}
		return err
	})
}

// SaveShopPoll writes down that the store was polled, and what went wrong
// (empty: nothing). It happens every minute, so only a change of what is wrong
// leaves an audit row.
func (s *Store) SaveShopPoll(ctx context.Context, key sales.StoreKey, at time.Time, errText string) error {
	return s.write(ctx, func(t *tx) error {
		var company CompanyKey
		var old string
		if err := t.row("SELECT company, last_error FROM shop WHERE key = $1", []any{string(key)}, &company, &old); err != nil {
			return err
		}
		if old != errText {
			e := event{action: "store.poll_failed", company: company, subject: "store " + string(key), detail: errText}
			if errText == "" {
				e.action, e.detail = "store.poll_recovered", "It failed with: "+old
			}
			t.log(e)
		}
		return t.one("UPDATE shop SET last_poll = $2, last_error = $3 WHERE key = $1", string(key), stamp(at), errText)
	})
}

// Cursor is how far something of a store was read; ErrNotFound before it began.
func (s *Store) Cursor(ctx context.Context, key sales.StoreKey, name string) (string, error) {
	var value string
	err := s.row(ctx, "SELECT value FROM read_cursor WHERE store = $1 AND name = $2", []any{string(key), name}, &value)
	return value, err
}

// SetCursor moves a cursor. It moves with every page, so it leaves no audit row.
func (s *Store) SetCursor(ctx context.Context, key sales.StoreKey, name, value string) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(`INSERT INTO read_cursor (store, name, value) VALUES ($1, $2, $3)
			ON CONFLICT (store, name) DO UPDATE SET value = excluded.value`, string(key), name, value)
		return err
	})
}

// ChangeCursor moves a cursor by what stands there, with nobody between; an
// error of change leaves it as it is.
func (s *Store) ChangeCursor(ctx context.Context, key sales.StoreKey, name string, change func(value string) (string, error)) error {
	return s.write(ctx, func(t *tx) error {
		var value string
		if err := t.row("SELECT value FROM read_cursor WHERE store = $1 AND name = $2", []any{string(key), name}, &value); err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		value, err := change(value)
		if err != nil {
			return err
		}
		_, err = t.exec(`INSERT INTO read_cursor (store, name, value) VALUES ($1, $2, $3)
			ON CONFLICT (store, name) DO UPDATE SET value = excluded.value`, string(key), name, value)
		return err
	})
}

// hashOf is a short content hash.
func hashOf(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:16])
}
