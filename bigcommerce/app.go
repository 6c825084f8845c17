package bigcommerce

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// DefaultLoginURL is where BigCommerce exchanges an app's code for a token.
const DefaultLoginURL = "https://login.bigcommerce.com"

// storeHash is the form of a hash in an app's context.
var storeHash = regexp.MustCompile(`^[a-z0-9]{1,64}$`)

// App is a single-click app, as its profile in the Developer Portal has it.
type App struct {
	AppKeys
	LoginURL string // DefaultLoginURL
	// AuthCallback is this server's address for installing, exactly as it
	// stands in the app's profile.
	AuthCallback string
	UserAgent    string
	// Transport is for tests; default http.DefaultTransport.
	Transport http.RoundTripper
}

// Install is what the browser brings when somebody installs the app. None of
// it is proved: only what Exchange gives back is.
type Install struct{ Code, Scope, Context, Account string }

// ParseInstall reads the query of the install callback.
func ParseInstall(q url.Values) (Install, error) {
	i := Install{Code: q.Get("code"), Scope: q.Get("scope"), Context: q.Get("context"), Account: q.Get("account_uuid")}
	for name, v := range map[string]string{"code": i.Code, "scope": i.Scope, "context": i.Context} {
		if v == "" || len(v) > 4096 || len(q[name]) != 1 {
			return Install{}, fmt.Errorf("the callback's %s is missing, given twice or too long", name)
		}
	}
	if hash, ok := strings.CutPrefix(i.Context, "stores/"); !ok || !storeHash.MatchString(hash) {
		return Install{}, errors.New("the callback names no store")
	}
	return i, nil
}

// Grant is what BigCommerce's token endpoint answered: permission to read a store.
type Grant struct {
	Hash        string // of the store, as the token endpoint names it
	Token       string // never logged
	Scopes      []string
	User, Owner Person
	Account     string // account_uuid
}

// exchangeTime bounds the exchange: the browser waits for it.
const exchangeTime = 15 * time.Second

// Exchange trades the code of an installation for its token. The code works
// once, so it is never tried again. Errors never hold code, secret or token.
func (a App) Exchange(ctx context.Context, i Install) (Grant, error) {
	base, err := checkBase(orText(a.LoginURL, DefaultLoginURL))
	if err != nil {
		return Grant{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, exchangeTime)
	defer cancel()
	body, err := json.Marshal(map[string]string{
		"client_id": a.ClientID, "client_secret": a.ClientSecret, "code": i.Code, "scope": i.Scope, "context": i.Context,
		"grant_type": "authorization_code", "redirect_uri": a.AuthCallback,
	})
	if err != nil {
		return Grant{}, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/oauth2/token", bytes.NewReader(body))
	if err != nil {
		return Grant{}, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", orText(a.UserAgent, "Countinghouse"))
	client := http.Client{Transport: a.Transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		return Grant{}, fmt.Errorf("BigCommerce could not be reached: %s", reachability(withoutURL(err)))
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, 256<<10))
	if res.StatusCode != http.StatusOK {
		title, message := errorWords(answer)
		words := strings.NewReplacer(a.ClientSecret, "[secret]", i.Code, "[code]").Replace(short(title+prefixed(" ", message), 200))
		return Grant{}, fmt.Errorf("BigCommerce did not give a token (HTTP %d)%s", res.StatusCode, prefixed(": ", words))
	}
	if err != nil {
		return Grant{}, errors.New("BigCommerce's answer with the token broke off")
	}
	return readGrant(answer)
}

// readGrant reads the answer of the token endpoint.
func readGrant(body []byte) (Grant, error) {
	var t struct {
		Token   Text          `json:"access_token"`
		Scope   Text          `json:"scope"`
		Context Text          `json:"context"`
		Account Text          `json:"account_uuid"`
		User    Maybe[person] `json:"user"`
		Owner   Maybe[person] `json:"owner"`
	}
	if json.Unmarshal(body, &t) != nil {
		return Grant{}, errors.New("BigCommerce's answer with the token can't be read")
	}
	hash, ok := strings.CutPrefix(string(t.Context), "stores/")
	if !ok || !storeHash.MatchString(hash) {
		return Grant{}, errors.New("BigCommerce's answer with the token names no store")
	}
	token := string(t.Token)
	if token == "" || len(token) > 512 || strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return Grant{}, errors.New("BigCommerce's answer holds no token")
	}
	return Grant{
		Hash: hash, Token: token, Scopes: strings.Fields(short(string(t.Scope), 4096)), Account: short(string(t.Account), 64),
		User: t.User.Value.person(), Owner: t.Owner.Value.person(),
	}, nil
}

// LeastScopes are the permissions without which orders can't be read
// (reference: bigcommerce-auth-and-limits §2).
func LeastScopes() []string {
	return []string{ScopeOrders, ScopeTransactions, ScopeCustomers, ScopeProducts, ScopeInformation}
}

// MissingScopes are those of LeastScopes that were not granted. The form that
// may change things contains the one that may read.
func MissingScopes(granted []string) []string {
	var out []string
	for _, s := range LeastScopes() {
		if !slices.Contains(granted, s) && !slices.Contains(granted, strings.TrimSuffix(s, "_read_only")) {
			out = append(out, s)
		}
	}
	return out
}

func orText(s, def string) string {
	if s == "" {
		return def
	}
	return s
}
