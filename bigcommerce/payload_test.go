package bigcommerce

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"strings"
	"testing"
	"time"
)

var payloadTime = time.Unix(1659031700, 0)

func payloadKeys() AppKeys {
	return AppKeys{ClientID: "U8RphZeDjQc4kLVSzNjePo0CMjq7yOg", ClientSecret: "app-secret"}
}

// jwt signs claims; nil as a value leaves a claim out.
func jwt(t *testing.T, header string, secret string, base map[string]any, change map[string]any) string {
	t.Helper()
	c := maps.Clone(base)
	for k, v := range change {
		if c[k] = v; v == nil {
			delete(c, k)
		}
	}
	b, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	signed := base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + base64.RawURLEncoding.EncodeToString(b)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(signed))
	return signed + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

const hs256 = `{"typ":"JWT","alg":"HS256"}`

// publishedClaims are those of the vendor's example.
func publishedClaims(t *testing.T) map[string]any {
	t.Helper()
	var c map[string]any
	d := json.NewDecoder(strings.NewReader(string(fixture(t, "signed_payload_jwt_claims.json"))))
	d.UseNumber()
	if err := d.Decode(&c); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTheCallbacksPayloadIsRead(t *testing.T) {
	p, err := VerifyPayload(jwt(t, hs256, "app-secret", publishedClaims(t), nil), payloadKeys(), payloadTime)
	want := Payload{
		Hash: "z4zn3wo", ID: "c5f0bcf5-a504-4ae6-8dcc-0e40eaa5a070", Issued: time.Unix(1659031626, 0).UTC(), Expires: time.Unix(1659118026, 0).UTC(),
		User: Person{9876543, "authorized_user@example.com"}, Owner: Person{7654321, "owner@example.com"},
	}
	if err != nil || p != want {
		t.Errorf("%+v, %v", p, err)
	}
}

func TestAPayloadThatIsNotOursToTrustIsRefused(t *testing.T) {
	c := publishedClaims(t)
	good := jwt(t, hs256, "app-secret", c, nil)
	parts := strings.Split(good, ".")
	with := func(k string, v any) string { return jwt(t, hs256, "app-secret", c, map[string]any{k: v}) }
	day := int64(86400)
	at := payloadTime.Unix()
	for name, token := range map[string]string{
		"nothing":                       "",
		"one part":                      parts[0],
		"two parts":                     parts[0] + "." + parts[1],
		"four parts":                    good + "." + parts[2],
		"no signature":                  parts[0] + "." + parts[1] + ".",
		"another signature":             parts[0] + "." + parts[1] + "." + strings.Repeat("A", 43),
		"a signature with padding":      good + "=",
		"part of the signature":         good[:len(good)-4],
		"another secret":                jwt(t, hs256, "other", c, nil),
		"alg none":                      base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`)) + "." + parts[1] + ".",
		"alg none, signed":              jwt(t, `{"alg":"none"}`, "app-secret", c, nil),
		"alg None":                      jwt(t, `{"alg":"None"}`, "app-secret", c, nil),
		"alg hs256":                     jwt(t, `{"alg":"hs256"}`, "app-secret", c, nil),
		"alg HS512":                     jwt(t, `{"alg":"HS512"}`, "app-secret", c, nil),
		"alg RS256":                     jwt(t, `{"alg":"RS256"}`, "app-secret", c, nil),
		"no alg":                        jwt(t, `{}`, "app-secret", c, nil),
		"alg a list":                    jwt(t, `{"alg":["HS256"]}`, "app-secret", c, nil),
		"critical extensions":           jwt(t, `{"alg":"HS256","crit":["exp"]}`, "app-secret", c, nil),
		"another issuer":                with("iss", "bc2"),
		"no issuer":                     with("iss", nil),
		"another app":                   with("aud", "another"),
		"several apps":                  with("aud", []string{payloadKeys().ClientID}),
		"no app":                        with("aud", nil),
		"no store":                      with("sub", nil),
		"a store without its prefix":    with("sub", "z4zn3wo"),
		"a store with a path":           with("sub", "stores/z4zn3wo/../x"),
		"an empty store":                with("sub", "stores/"),
		"expired":                       jwt(t, hs256, "app-secret", c, map[string]any{"iat": at - day, "nbf": at - day, "exp": at - 60}),
		"not valid yet":                 with("nbf", at+61),
		"made in the future":            jwt(t, hs256, "app-secret", c, map[string]any{"iat": at + 61, "exp": at + day}),
		"no end":                        with("exp", nil),
		"no beginning":                  with("iat", nil),
		"a life of a week":              with("exp", at+7*day),
		"an end before its beginning":   with("exp", int64(1659031626)),
		"times as text":                 with("exp", "1659118026"),
		"a time with a fraction":        with("exp", json.Number("1659118026.5")),
		"no id":                         with("jti", nil),
		"an id with a break":            with("jti", "a\nb"),
		"an endless id":                 with("jti", strings.Repeat("a", 129)),
		"endless":                       with("url", strings.Repeat("a", maxPayload)),
		"claims that are no object":     jwt2(t, `[1]`),
		"claims that are no JSON":       jwt2(t, `{`),
		"claims with a number too many": jwt2(t, `{"iss":1e999}`),
	} {
		if p, err := VerifyPayload(token, payloadKeys(), payloadTime); !errors.Is(err, ErrForged) || p != (Payload{}) {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
	}
	for _, k := range []AppKeys{{}, {ClientID: payloadKeys().ClientID}, {ClientSecret: "app-secret"}} {
		if _, err := VerifyPayload(jwt(t, hs256, k.ClientSecret, c, nil), k, payloadTime); !errors.Is(err, ErrForged) {
			t.Errorf("keys %+v: %v", k, err)
		}
	}
}

func jwt2(t *testing.T, claims string) string {
	t.Helper()
	signed := base64.RawURLEncoding.EncodeToString([]byte(hs256)) + "." + base64.RawURLEncoding.EncodeToString([]byte(claims))
	mac := hmac.New(sha256.New, []byte("app-secret"))
	mac.Write([]byte(signed))
	return signed + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func TestAMinuteOfClockDifferenceIsAllowed(t *testing.T) {
	token := jwt(t, hs256, "app-secret", publishedClaims(t), nil)
	for _, c := range []struct {
		at   int64
		want bool
	}{{1659031626 - 61, false}, {1659031626 - 60, true}, {1659118026 + 59, true}, {1659118026 + 60, false}} {
		if _, err := VerifyPayload(token, payloadKeys(), time.Unix(c.at, 0)); (err == nil) != c.want {
			t.Errorf("at %d: %v", c.at, err)
		}
	}
}
