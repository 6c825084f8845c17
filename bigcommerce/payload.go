package bigcommerce

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// AppKeys are the credentials of a single-click app.
type AppKeys struct{ ClientID, ClientSecret string }

// Person is a user of BigCommerce's control panel.
type Person struct {
	ID    int64
	Email string
}

// Payload is what a callback of the app says, once its signature was found
// right: who is signed in to the control panel of which store. What that
// person may do here is not BigCommerce's to say.
type Payload struct {
	Hash    string // of the store
	User    Person // who clicked, was removed, uninstalled
	Owner   Person // of the store
	ID      string // jti: a callback counts once
	Issued  time.Time
	Expires time.Time
}

// Bounds of a signed payload.
const (
	maxPayload  = 8 << 10
	clockSkew   = 60 * time.Second
	longestLife = 25 * time.Hour // BigCommerce gives 24; it bounds how long an id must be remembered
)

// VerifyPayload reads a signed_payload_jwt: HS256 with the app's client secret
// and nothing else, made by BigCommerce for this app, about a store, now valid
// (a minute of clock difference is allowed). Everything else is ErrForged, with
// the reason for the log (reference: bigcommerce-auth-and-limits §3). That its
// ID did not come before is the caller's to see.
func VerifyPayload(token string, app AppKeys, now time.Time) (Payload, error) {
	bad := func(why string) (Payload, error) { return Payload{}, fmt.Errorf("%w: %s", ErrForged, why) }
	if app.ClientID == "" || app.ClientSecret == "" {
		return bad("this server has no app credentials")
	}
	if len(token) > maxPayload {
		return bad("the payload is too long")
	}
	signed, sig, _ := cutLast(token, '.')
	head, body, three := strings.Cut(signed, ".")
	if !three || strings.Contains(body, ".") {
		return bad("the payload does not have three parts")
	}
	var h struct {
		Alg  string          `json:"alg"`
		Crit json.RawMessage `json:"crit"`
	}
	if !part(head, &h) || h.Alg != "HS256" || h.Crit != nil {
		return bad("its algorithm is not HS256")
	}
	got, err := base64.RawURLEncoding.Strict().DecodeString(sig)
	if err != nil {
		return bad("its signature is not base64url")
	}
	mac := hmac.New(sha256.New, []byte(app.ClientSecret))
	mac.Write([]byte(signed))
	if !hmac.Equal(got, mac.Sum(nil)) {
		return bad("its signature does not fit the app's client secret")
	}
	var c claims
	if !part(body, &c) {
		return bad("its claims can't be read")
	}
	return c.check(app, now)
}

type claims struct {
	Iss   string `json:"iss"`
	Aud   string `json:"aud"`
	Sub   string `json:"sub"`
	Iat   int64  `json:"iat"`
	Nbf   int64  `json:"nbf"`
	Exp   int64  `json:"exp"`
	Jti   string `json:"jti"`
	User  person `json:"user"`
	Owner person `json:"owner"`
}

type person struct {
	ID    ID   `json:"id"`
	Email Text `json:"email"`
}

func (p person) person() Person { return Person{int64(p.ID), short(string(p.Email), 254)} }

func (c claims) check(app AppKeys, now time.Time) (Payload, error) {
	iat, nbf, exp := time.Unix(c.Iat, 0), time.Unix(c.Nbf, 0), time.Unix(c.Exp, 0)
	hash, isStore := strings.CutPrefix(c.Sub, "stores/")
	var why string
	switch {
	case c.Iss != "bc":
		why = "it was not issued by BigCommerce"
	case c.Aud != app.ClientID:
		why = "it was made for another app"
	case !isStore || !storeHash.MatchString(hash):
		why = "it names no store"
	case c.Iat <= 0 || c.Exp <= c.Iat || exp.Sub(iat) > longestLife:
		why = "its life is not one day"
	case iat.After(now.Add(clockSkew)) || nbf.After(now.Add(clockSkew)):
		why = "it is not valid yet: compare this machine's clock"
	case !exp.Add(clockSkew).After(now):
		why = "it has expired: compare this machine's clock"
	case !plainID(c.Jti):
		why = "it has no id of its own"
	default:
		return Payload{Hash: hash, User: c.User.person(), Owner: c.Owner.person(), ID: c.Jti, Issued: iat.UTC(), Expires: exp.UTC()}, nil
	}
	return Payload{}, fmt.Errorf("%w: %s", ErrForged, why)
}

// part decodes one part of a token.
func part(s string, v any) bool {
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	return err == nil && json.Unmarshal(b, v) == nil
}

func cutLast(s string, sep byte) (before, after string, ok bool) {
	i := strings.LastIndexByte(s, sep)
	if i < 0 {
		return "", "", false
	}
	return s[:i], s[i+1:], true
}
