package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"countinghouse/access"
	"countinghouse/sales"
	"countinghouse/secret"
)

// The single-click app: who installed it, which store it became, and which
// person here a user of BigCommerce's control panel is. A callback of
// BigCommerce's never makes a person, gives a role or connects a store: each of
// these is an admin's act here.

// AppState is where an installation stands.
type AppState string

// The states of an installation.
const (
	AppWaits       AppState = "waits" // for an admin to connect it
	AppConnected   AppState = "connected"
	AppUninstalled AppState = "uninstalled"
)

// AppInstall is permission to read a store, given in BigCommerce.
type AppInstall struct {
	Hash               string
	Token              string // for SaveAppInstall only; never read out
	Scopes             []string
	UserID, OwnerID    int64
	User, Owner        string // e-mail
	Account            string
	State              AppState
	Installed, Changed time.Time
	// Doubted is when BigCommerce said that the app was uninstalled, while its
	// token was not refused; zero: it did not.
	Doubted time.Time
}

// AppIsGone is what people read of a store whose app is gone.
const AppIsGone = "The app was uninstalled in BigCommerce, so nothing is read from this store any more. What was read goes on into QuickBooks; later changes and refunds don't come. " +
	"Install the app again, or connect the store by an API account; reading goes on where it stopped."

func tokenPlace(hash string) secret.Place {
	return secret.Place{Table: "app_install", Column: "token", Row: hash}
}

// SaveAppInstall keeps what BigCommerce's token endpoint gave. Where the app is
// connected as a store already, its token is the store's from now on; every
// other waits until an admin connects it. It tells the store's key, "" if it waits.
func (s *Store) SaveAppInstall(ctx context.Context, i AppInstall) (sales.StoreKey, error) {
	var key sales.StoreKey
	err := s.write(ctx, func(t *tx) error {
		sealed, err := s.seal(i.Token, tokenPlace(i.Hash)) // here, where no key is being changed
		if err != nil {
			return err
		}
		var company CompanyKey
		err = t.row("SELECT key, company FROM shop WHERE hash = $1 AND app = 1", []any{i.Hash}, &key, &company)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		state := AppWaits
		if err == nil {
			state = AppConnected
			forShop, err := s.seal(i.Token, secret.Place{Table: "shop", Column: "token", Row: string(key)})
			if err != nil {
				return err
			}
			if err := t.one("UPDATE shop SET token = $2, last_error = '' WHERE key = $1", string(key), forShop); err != nil {
				return err
			}
			sealed = ""
		}
		t.log(event{actor: bigCommerce(i.User), action: "app.installed", company: company, store: key, subject: "app of " + i.Hash, detail: strings.Join(i.Scopes, " ")})
		_, err = t.exec(`INSERT INTO app_install (hash, token, scopes, user_id, user_email, owner_id, owner_email, account, state, installed, changed)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
			ON CONFLICT (hash) DO UPDATE SET token = excluded.token, scopes = excluded.scopes, user_id = excluded.user_id, user_email = excluded.user_email,
				owner_id = excluded.owner_id, owner_email = excluded.owner_email, account = excluded.account, state = excluded.state, doubted = '',
				installed = excluded.installed, changed = excluded.changed`,
			i.Hash, sealed, strings.Join(i.Scopes, " "), i.UserID, i.User, i.OwnerID, i.Owner, i.Account, string(state), t.at)
		return err
	})
	return key, err
}

// bigCommerce is the actor of what somebody did in BigCommerce's control panel.
func bigCommerce(email string) Actor { return Actor{Kind: "bigcommerce", Name: email} }

// AppInstalls are all installations, the newest first, without their tokens.
func (s *Store) AppInstalls(ctx context.Context) ([]AppInstall, error) {
	var out []AppInstall
	err := s.query(ctx, `SELECT hash, scopes, user_id, user_email, owner_id, owner_email, account, state, installed, changed, doubted
		FROM app_install ORDER BY installed DESC, hash`, nil, func(r *sql.Rows) error {
		var i AppInstall
		var scopes string
		err := r.Scan(&i.Hash, &scopes, &i.UserID, &i.User, &i.OwnerID, &i.Owner, &i.Account, &i.State, instant{&i.Installed}, instant{&i.Changed}, instant{&i.Doubted})
		i.Scopes = strings.Fields(scopes)
		out = append(out, i)
		return err
	})
	return out, err
}

// ConnectApp makes a store of an installation that waits, or gives its token to
// the store of that key, which was connected by an API account before.
// ErrChanged when it does not wait.
func (s *Store) ConnectApp(ctx context.Context, by Actor, hash string, shop Shop) error {
	return s.write(ctx, func(t *tx) error {
		var sealed string
		err := t.row("SELECT token FROM app_install WHERE hash = $1 AND state = 'waits'", []any{hash}, &sealed)
		if errors.Is(err, ErrNotFound) {
			return ErrChanged
		}
		if err != nil {
			return err
		}
		if shop.Token, err = s.open(sealed, tokenPlace(hash)); err != nil {
			return err
		}
		shop.Hash, shop.App = hash, true
		if err := t.saveShop(by, shop); err != nil {
			return err
		}
		return t.one("UPDATE app_install SET state = 'connected', token = '', changed = $2 WHERE hash = $1 AND state = 'waits'", hash, t.at)
	})
}

// Callback is what a proved callback of BigCommerce's says.
type Callback struct {
	ID              string    // of its own: it counts once
	Issued, Expires time.Time // it is remembered until it has expired
	Hash            string    // of the store
	UserID          int64     // who opened it, removed it or was removed
	Email           string
}

// ErrSpent: the callback came before, whichever it was for.
var ErrSpent = errors.New("this callback came before")

// spend remembers a callback in the transaction of what it does: what failed
// can be told again. ErrSpent when it came before.
func (t *tx) spend(c Callback) error {
	if _, err := t.exec("DELETE FROM app_once WHERE expires < $1", stamp(t.now.Add(-5*time.Minute))); err != nil {
		return err
	}
	n, err := t.exec("INSERT INTO app_once (id, person, expires) VALUES ($1, '', $2) ON CONFLICT (id) DO NOTHING", "callback "+ticketHash(c.ID), stamp(c.Expires))
	if err == nil && n == 0 {
		return ErrSpent
	}
	return err
}

// IsSpent tells whether a callback came before.
func (s *Store) IsSpent(ctx context.Context, c Callback) (bool, error) {
	var id string
	err := s.row(ctx, "SELECT id FROM app_once WHERE id = $1", []any{"callback " + ticketHash(c.ID)}, &id)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// AppToken is the token that an installation has, connected or not, and the
// address that it reads; empty: none, or none of a store that the app reads.
func (s *Store) AppToken(ctx context.Context, hash string) (token, api string, err error) {
	var key sales.StoreKey
	err = s.row(ctx, "SELECT key FROM shop WHERE hash = $1 AND app = 1", []any{hash}, &key)
	if err == nil {
		shop, err := s.Shop(ctx, key)
		return shop.Token, shop.APIURL, err
	}
	var sealed string
	if errors.Is(err, ErrNotFound) {
		err = s.row(ctx, "SELECT token FROM app_install WHERE hash = $1", []any{hash}, &sealed)
	}
	if errors.Is(err, ErrNotFound) {
		return "", "", nil
	}
	if err != nil {
		return "", "", err
	}
	token, err = s.open(sealed, tokenPlace(hash))
	return token, "", err
}

// UninstallApp forgets the token of an app that was uninstalled, and who may
// open the desk from there; those people are signed out. A callback that was
// made before the app was installed last says nothing of it. Nothing in a
// callback says what it is for, so one that was made for opening the app could
// be told as this one: what BigCommerce does with the token decides. Unless
// that was refused the word is only noted, and the first reading that is
// refused makes it true (AppRefused). ErrSpent when the callback came before.
func (s *Store) UninstallApp(ctx context.Context, c Callback, refused bool) error {
	return s.write(ctx, func(t *tx) error {
		if err := t.spend(c); err != nil {
			return err
		}
		var installed time.Time
		var state AppState
		err := t.row("SELECT installed, state FROM app_install WHERE hash = $1", []any{c.Hash}, instant{&installed}, &state)
		if errors.Is(err, ErrNotFound) || err == nil && (state == AppUninstalled || c.Issued.Before(installed.Add(-clocksApart))) {
			return nil
		}
		if err != nil {
			return err
		}
		if refused {
			return t.uninstall(c.Hash, c.Email)
		}
		t.log(event{actor: bigCommerce(c.Email), action: "app.uninstall_doubted", subject: "app of " + c.Hash, detail: "its token was not refused, so nothing was changed; the first reading that is refused ends it"})
		return t.one("UPDATE app_install SET doubted = $2 WHERE hash = $1", c.Hash, t.at)
	})
}

// wordCounts is how long after the word that an app was uninstalled a refusal is
// taken as its confirmation.
const wordCounts = 48 * time.Hour

// AppRefused says that BigCommerce refused a store's token. True: it said
// shortly before that the app was uninstalled, which is done now.
func (s *Store) AppRefused(ctx context.Context, key sales.StoreKey) (gone bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		gone = false
		var hash, owner string
		err := t.row(`SELECT i.hash, i.owner_email FROM app_install i JOIN shop s ON s.hash = i.hash AND s.app = 1
			WHERE s.key = $1 AND i.state <> 'uninstalled' AND i.doubted > $2`, []any{string(key), stamp(t.now.Add(-wordCounts))}, &hash, &owner)
		if errors.Is(err, ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		gone = true
		return t.uninstall(hash, owner)
	})
	return gone, err
}

// uninstall forgets an installation's token and its people.
func (t *tx) uninstall(hash, email string) error {
	if err := t.one("UPDATE app_install SET state = 'uninstalled', token = '', doubted = '', changed = $2 WHERE hash = $1", hash, t.at); err != nil {
		return err
	}
	var key sales.StoreKey
	var company CompanyKey
	err := t.row("SELECT key, company FROM shop WHERE hash = $1 AND app = 1", []any{hash}, &key, &company)
	if err == nil {
		_, err = t.exec("UPDATE shop SET token = '', last_error = $2 WHERE key = $1", string(key), AppIsGone)
	}
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	t.log(event{actor: bigCommerce(email), action: "app.uninstalled", company: company, store: key, subject: "app of " + hash, detail: "its token was forgotten"})
	return t.dropAppPeople(bigCommerce(email), "hash = $1", hash)
}

// AppPerson says that a user of BigCommerce's control panel is a person here.
type AppPerson struct {
	Hash      string // of the store
	Email     string // of the user in BigCommerce
	UserID    int64  // learnt when the app is first opened; 0 until then
	Person    string // e-mail of the person here
	Connected time.Time
	LastUsed  time.Time
}

// SaveAppPerson says that whoever is signed in to a store's control panel with
// an e-mail address is a person here. Said again, the user's number is learnt anew.
func (s *Store) SaveAppPerson(ctx context.Context, by Actor, hash, email, person string) error {
	email, person = access.NormalEmail(email), access.NormalEmail(person)
	if hash == "" || email == "" {
		return errors.New("a store and the e-mail address used in BigCommerce are needed")
	}
	return s.write(ctx, func(t *tx) error {
		var known string
		if err := t.row("SELECT email FROM person WHERE email = $1", []any{person}, &known); err != nil {
			return err
		}
		t.log(event{actor: by, action: "user.app_connected", subject: "user " + person, detail: "as " + email + " of BigCommerce store " + hash})
		_, err := t.exec(`INSERT INTO app_person (hash, email, person, connected) VALUES ($1, $2, $3, $4)
			ON CONFLICT (hash, email) DO UPDATE SET person = excluded.person, connected = excluded.connected, user_id = 0, last_used = ''`, hash, email, person, t.at)
		return err
	})
}

// AppPeople are all who may open the desk from BigCommerce.
func (s *Store) AppPeople(ctx context.Context) ([]AppPerson, error) {
	var out []AppPerson
	err := s.query(ctx, "SELECT hash, email, user_id, person, connected, last_used FROM app_person ORDER BY person, hash, email", nil, func(r *sql.Rows) error {
		var p AppPerson
		err := r.Scan(&p.Hash, &p.Email, &p.UserID, &p.Person, instant{&p.Connected}, instant{&p.LastUsed})
		out = append(out, p)
		return err
	})
	return out, err
}

// DropAppPerson takes it back; the person is signed out.
func (s *Store) DropAppPerson(ctx context.Context, by Actor, hash, email string) error {
	return s.write(ctx, func(t *tx) error {
		return t.dropAppPeople(by, "hash = $1 AND email = $2", hash, access.NormalEmail(email))
	})
}

// RemoveAppUser takes it back for a user who was removed in BigCommerce. A
// callback from before the admin's word says nothing of it. ErrSpent when the
// callback came before.
func (s *Store) RemoveAppUser(ctx context.Context, c Callback) error {
	return s.write(ctx, func(t *tx) error {
		if err := t.spend(c); err != nil {
			return err
		}
		return t.dropAppPeople(bigCommerce(c.Email), "hash = $1 AND (user_id = $2 AND user_id <> 0 OR user_id = 0 AND email = $3) AND connected < $4",
			c.Hash, c.UserID, access.NormalEmail(c.Email), stamp(c.Issued.Add(clocksApart)))
	})
}

// dropAppPeople takes connections back, and ends what they may have opened.
func (t *tx) dropAppPeople(by Actor, where string, args ...any) error {
	var people, words []string
	err := t.query("DELETE FROM app_person WHERE "+where+" RETURNING person, email, hash", args, func(r *sql.Rows) error {
		var person, email, hash string
		err := r.Scan(&person, &email, &hash)
		people, words = append(people, person), append(words, "as "+email+" of BigCommerce store "+hash)
		return err
	})
	if err != nil {
		return err
	}
	for i, p := range people {
		t.log(event{actor: by, action: "user.app_disconnected", subject: "user " + p, detail: words[i]})
		if _, err := t.exec("DELETE FROM signin WHERE email = $1", p); err != nil {
			return err
		}
		if _, err := t.exec("DELETE FROM app_once WHERE person = $1", p); err != nil {
			return err
		}
	}
	return nil
}

// clocksApart is how much BigCommerce's clock may differ from ours.
const clocksApart = time.Minute

// ErrOtherUser: the e-mail address is connected, and another user of
// BigCommerce's has it now.
var ErrOtherUser = errors.New("another user has this e-mail address now")

// ticketFor is how long a ticket opens the desk.
const ticketFor = 2 * time.Minute

// OpenFromApp tells which person a user of BigCommerce's control panel is, and
// makes the ticket with which the desk is opened once. ErrNotFound: nobody;
// ErrOtherUser; ErrSpent when the callback came before. The user's number is
// learnt the first time, so that the address alone opens nothing afterwards.
func (s *Store) OpenFromApp(ctx context.Context, c Callback) (ticket, person string, err error) {
	email := access.NormalEmail(c.Email)
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails, see crypto/rand
	ticket = base64.RawURLEncoding.EncodeToString(b[:])
	var nobody error // the callback is spent all the same
	err = s.write(ctx, func(t *tx) error {
		nobody, person = nil, ""
		if err := t.spend(c); err != nil {
			return err
		}
		if c.UserID <= 0 || email == "" {
			nobody = ErrNotFound
			return nil
		}
		var known int64
		err := t.row(`SELECT a.user_id, a.person FROM app_person a JOIN person p ON p.email = a.person
			WHERE a.hash = $1 AND a.email = $2 AND p.disabled = 0`, []any{c.Hash, email}, &known, &person)
		switch {
		case errors.Is(err, ErrNotFound):
			nobody = ErrNotFound
			return nil
		case err != nil:
			return err
		case known != 0 && known != c.UserID:
			nobody = ErrOtherUser
			return nil
		}
		if err := t.one("UPDATE app_person SET user_id = $3, last_used = $4 WHERE hash = $1 AND email = $2", c.Hash, email, c.UserID, t.at); err != nil {
			return err
		}
		if known == 0 {
			t.log(event{actor: bigCommerce(email), action: "user.app_opened", subject: "user " + person, detail: fmt.Sprintf("for the first time, as user %d of BigCommerce store %s", c.UserID, c.Hash)})
		}
		_, err = t.exec("INSERT INTO app_once (id, person, expires) VALUES ($1, $2, $3)", "ticket "+ticketHash(ticket), person, stamp(t.now.Add(ticketFor)))
		return err
	})
	if err = errors.Join(err, nobody); err != nil {
		return "", "", err
	}
	return ticket, person, nil
}

// SpendTicket tells whom a ticket signs in, once; ErrNotFound when it was used,
// is too old, or never was.
func (s *Store) SpendTicket(ctx context.Context, ticket string) (person string, err error) {
	err = s.write(ctx, func(t *tx) error {
		return t.row("DELETE FROM app_once WHERE id = $1 AND person <> '' AND expires > $2 RETURNING person", []any{"ticket " + ticketHash(ticket), t.at}, &person)
	})
	return person, err
}
