package shop

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// account is who calls the API: a store-level account, or an app that was
// installed. Webhooks are seen only by the account that made them.
type account struct {
	clientID, secret, token string
	scopes                  []string // nil: all
}

// clientID is the store-level account's id.
const clientID = "m9r6keqmo7h7f23btnpwernbez1kglkl"

// accountOf finds whose token it is; nil: nobody's.
func (s *Shop) accountOf(token string) *account {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, a := range s.accounts {
		if token != "" && hmac.Equal([]byte(a.token), []byte(token)) {
			return a
		}
	}
	return nil
}

// signer is the client secret that signs an account's webhooks; the caller
// holds Shop.mu.
func (s *Shop) signer(client string) string {
	for _, a := range s.accounts {
		if a.clientID == client {
			return a.secret
		}
	}
	return ""
}

// AppOptions are an app's profile in the Developer Portal.
type AppOptions struct {
	ClientID, ClientSecret string
	Scopes                 []string
	// The addresses of its callbacks; Uninstall and RemoveUser may be empty.
	Auth, Load, Uninstall, RemoveUser string
	// Client calls them; default one with a 10 s timeout that follows no redirect.
	Client *http.Client
}

// App is a single-click app that the store's owner may install.
type App struct {
	shop  *Shop
	o     AppOptions
	codes map[string]string // code to the scopes that the merchant accepted; guarded by Shop.mu
	n     int
}

// User is somebody who is signed in to the control panel.
type User struct {
	ID    int64
	Email string
}

// Owner is the store's owner.
func (s *Shop) Owner() User { return User{ID: 7654321, Email: "owner@" + s.opt.Hash + ".example"} }

// NewApp makes an app that can be installed in this store.
func (s *Shop) NewApp(o AppOptions) *App {
	if o.Client == nil {
		o.Client = &http.Client{Timeout: 10 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	}
	a := &App{shop: s, o: o, codes: map[string]string{}}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.apps = append(s.apps, a)
	return a
}

// Page is what a callback answered.
type Page struct {
	Status int
	Header http.Header
	Body   string
}

// fetch calls a callback.
func (a *App) fetch(ctx context.Context, address string, q url.Values) (Page, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"?"+q.Encode(), nil)
	if err != nil {
		return Page{}, err
	}
	res, err := a.o.Client.Do(req)
	if err != nil {
		return Page{}, err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	return Page{res.StatusCode, res.Header, string(b)}, err
}

// Code is a code as the merchant's browser brings it to the auth callback
// after the scopes were accepted. It works once.
func (a *App) Code() url.Values {
	a.shop.mu.Lock()
	defer a.shop.mu.Unlock()
	a.n++
	code := "code" + strconv.Itoa(a.n) + strconv.FormatUint(a.shop.opt.Seed, 36)
	scope := strings.Join(a.o.Scopes, " ")
	a.codes[code] = scope
	return url.Values{"code": {code}, "scope": {scope}, "context": {"stores/" + a.shop.opt.Hash}, "account_uuid": {"12345678-90ab-cdef-1234-567890abcdef"}}
}

// Install has the owner install the app: the browser opens the auth callback.
func (a *App) Install(ctx context.Context) (Page, error) { return a.fetch(ctx, a.o.Auth, a.Code()) }

// Open has a user click the app's tile: the browser opens the load callback.
func (a *App) Open(ctx context.Context, u User) (Page, error) {
	return a.fetch(ctx, a.o.Load, url.Values{"signed_payload_jwt": {a.Payload(u)}})
}

// Remove takes a user's access to the app away.
func (a *App) Remove(ctx context.Context, u User) (Page, error) {
	return a.fetch(ctx, a.o.RemoveUser, url.Values{"signed_payload_jwt": {a.Payload(u)}})
}

// Uninstall removes the app from the store: its token ends, its webhooks are
// deleted, and it is told.
func (a *App) Uninstall(ctx context.Context) (Page, error) {
	s := a.shop
	s.mu.Lock()
	s.post.send([]event{{scope: "store/app/uninstalled"}})
	s.hooks = slices.DeleteFunc(s.hooks, func(h *hook) bool { return h.client == a.o.ClientID })
	s.accounts = slices.DeleteFunc(s.accounts, func(c *account) bool { return c.clientID == a.o.ClientID })
	s.mu.Unlock()
	if a.o.Uninstall == "" {
		return Page{}, nil
	}
	return a.fetch(ctx, a.o.Uninstall, url.Values{"signed_payload_jwt": {a.Payload(s.Owner())}})
}

// Payload is a signed_payload_jwt about a user
// (bigcommerce-auth-and-limits §3).
func (a *App) Payload(u User) string { return a.PayloadWith(u, `{"typ":"JWT","alg":"HS256"}`, nil) }

// PayloadWith is Payload with another header, and with claims changed (nil
// takes one out), for forgeries.
func (a *App) PayloadWith(u User, header string, change map[string]any) string {
	s := a.shop
	s.mu.Lock()
	a.n++
	id := fmt.Sprintf("c5f0bcf5-a504-4ae6-8dcc-%012d", a.n)
	s.mu.Unlock()
	now := s.opt.Now().Unix()
	claims := map[string]any{
		"aud": a.o.ClientID, "iss": "bc", "iat": now, "nbf": now - 5, "exp": now + 86400, "jti": id, "sub": "stores/" + s.opt.Hash,
		"user":  map[string]any{"id": u.ID, "email": u.Email, "locale": "en-US"},
		"owner": map[string]any{"id": s.Owner().ID, "email": s.Owner().Email},
		"url":   "/", "channel_id": nil,
	}
	for k, v := range change {
		if claims[k] = v; v == nil {
			delete(claims, k)
		}
	}
	body, _ := json.Marshal(claims) // of texts and numbers only
	part := base64.RawURLEncoding.EncodeToString
	signed := part([]byte(header)) + "." + part(body)
	mac := hmac.New(sha256.New, []byte(a.o.ClientSecret))
	mac.Write([]byte(signed))
	return signed + "." + part(mac.Sum(nil))
}

// tokenEndpoint is https://login.bigcommerce.com/oauth2/token.
func (s *Shop) tokenEndpoint(w http.ResponseWriter, r *http.Request) {
	fail := func(status int, why string) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(map[string]string{"error": why})
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	var q struct {
		ClientID     *string `json:"client_id"`
		ClientSecret *string `json:"client_secret"`
		Code         *string `json:"code"`
		Scope        *string `json:"scope"`
		Context      *string `json:"context"`
		GrantType    *string `json:"grant_type"`
		RedirectURI  *string `json:"redirect_uri"`
	}
	d := json.NewDecoder(io.LimitReader(r.Body, 64<<10))
	d.DisallowUnknownFields()
	switch {
	case r.Method != http.MethodPost:
		fail(http.StatusMethodNotAllowed, "method_not_allowed")
		return
	case kind != "application/json" || d.Decode(&q) != nil:
		fail(http.StatusBadRequest, "invalid_request")
		return
	}
	for _, v := range []*string{q.ClientID, q.ClientSecret, q.Code, q.Scope, q.Context, q.GrantType, q.RedirectURI} {
		if v == nil {
			fail(http.StatusBadRequest, "invalid_request")
			return
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.apps, func(a *App) bool { return a.o.ClientID == *q.ClientID })
	if i < 0 || s.apps[i].o.ClientSecret != *q.ClientSecret {
		fail(http.StatusUnauthorized, "invalid_client")
		return
	}
	a := s.apps[i]
	scope, known := a.codes[*q.Code]
	delete(a.codes, *q.Code) // it works once, also where the rest is wrong
	if !known || *q.GrantType != "authorization_code" || *q.RedirectURI != a.o.Auth || *q.Context != "stores/"+s.opt.Hash || *q.Scope != scope {
		fail(http.StatusBadRequest, "invalid_grant")
		return
	}
	a.n++
	c := &account{clientID: a.o.ClientID, secret: a.o.ClientSecret, token: "apptoken" + strconv.Itoa(a.n) + strconv.FormatUint(s.opt.Seed, 36), scopes: strings.Fields(scope)}
	s.accounts = append(slices.DeleteFunc(s.accounts, func(o *account) bool { return o.clientID == a.o.ClientID }), c)
	person := func(u User) map[string]any {
		return map[string]any{"id": u.ID, "username": u.Email, "email": u.Email}
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{
		"access_token": c.token, "scope": scope, "context": "stores/" + s.opt.Hash, "account_uuid": "12345678-90ab-cdef-1234-567890abcdef",
		"user": person(s.Owner()), "owner": person(s.Owner()),
	})
}
