package bigcommerce

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"countinghouse/internal/bound"
)

// FuzzHook: a webhook is forged unless it carries our secret or a signature,
// whatever its headers and body are; one that is proved is read within bounds.
func FuzzHook(f *testing.F) {
	at := time.Unix(1_700_000_000, 0)
	for _, body := range []string{
		`{"scope":"store/order/created","store_id":"1","data":{"type":"order","id":250},"hash":"x","created_at":1700000000,"producer":"stores/abc123"}`,
		`{"scope":"store/order/transaction/created","data":{"type":"transaction","order_id":"7"},"producer":"stores/abc123"}`,
		`{"scope":"store/hook/deliveryException","data":{"error_code":"90002"},"producer":"stores/abc123"}`,
		`{"producer":"stores/other"}`, `[]`, ``, `{"data":[],"producer":"stores/abc123","created_at":1e300}`,
	} {
		f.Add([]byte(body), "msg_1", "1700000000", "v1,aGVsbG8=", "")
		f.Add([]byte(body), "", "", "", "our-secret")
	}
	f.Fuzz(func(t *testing.T, body []byte, id, stamp, signature, secret string) {
		proof := HookProof{Hash: "abc123", Secrets: []string{"our-secret"}, Keys: []string{"key"}}
		h := http.Header{}
		for name, v := range map[string]string{"Webhook-Id": id, "Webhook-Timestamp": stamp, "Webhook-Signature": signature, HookHeader: secret} {
			if v != "" {
				h.Set(name, v)
			}
		}
		size := len(body) + len(id) + len(stamp) + len(signature) + len(secret)
		var got Hook
		var err error
		bound.Check(t, size, func() { got, err = ParseHook(h, body, proof, at) })
		mac := hmac.New(sha256.New, []byte("key"))
		mac.Write([]byte(id + "." + stamp + "." + string(body)))
		right := strings.Contains(signature, "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
		if err == nil && secret != "our-secret" && !right {
			t.Fatal("a message without proof was taken")
		}
		if got.Signed && !right {
			t.Fatal("a wrong signature counts")
		}
		read(t, got, err, len(body))
		// The same with a right signature.
		signedBy := signed("key", "msg_1", at, body)
		bound.Check(t, size, func() { got, err = ParseHook(signedBy, body, proof, at) })
		read(t, got, err, len(body))
		if err == nil && !got.Signed {
			t.Fatal("a right signature does not count")
		}
		if _, err := ParseHook(signedBy, body, proof, at.Add(hookWindow+time.Second)); err == nil {
			t.Fatal("an old signature counts")
		}
		if _, err := ParseHook(signedBy, append(body[:len(body):len(body)], ' '), proof, at); err == nil {
			t.Fatal("the signature of another body counts")
		}
	})
}

// read fails unless what was read of a message is fit to be kept and shown.
func read(t *testing.T, h Hook, err error, size int) {
	t.Helper()
	if err != nil {
		if !errors.Is(err, ErrForged) || h != (Hook{}) {
			t.Fatalf("%v with %+v", err, h)
		}
		return
	}
	if size > MaxHook {
		t.Fatalf("%d bytes were read", size)
	}
	if h.Order < 0 || !utf8.ValidString(h.Scope) || len([]rune(h.Scope)) > 101 || len(h.ID) > 128 || h.Scope == "" && h.Order != 0 && h.Doubt == "" && h.Created.Year() > 5000 {
		t.Fatalf("%+v", h)
	}
}

// FuzzPayload: a signed payload is forged, whatever it is, unless it is signed
// with the app's secret; what is signed is for this app and now.
func FuzzPayload(f *testing.F) {
	app := AppKeys{ClientID: "app-1", ClientSecret: "secret"}
	at := time.Unix(1_700_000_000, 0)
	for _, claims := range []string{
		`{"iss":"bc","aud":"app-1","sub":"stores/abc123","iat":1699999990,"nbf":1699999990,"exp":1700086390,"jti":"j-1","user":{"id":1,"email":"a@example.com"},"owner":{"id":"2","email":null}}`,
		`{"iss":"bc","aud":"app-1","sub":"stores/../x","iat":1,"exp":9223372036854775807,"jti":""}`, `{}`, `[]`,
	} {
		f.Add(`{"typ":"JWT","alg":"HS256"}`, claims, "")
		f.Add(`{"alg":"none"}`, claims, "e30.e30.")
	}
	sign := func(head, claims string) string {
		signed := base64.RawURLEncoding.EncodeToString([]byte(head)) + "." + base64.RawURLEncoding.EncodeToString([]byte(claims))
		mac := hmac.New(sha256.New, []byte(app.ClientSecret))
		mac.Write([]byte(signed))
		return signed + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
	}
	f.Fuzz(func(t *testing.T, head, claims, raw string) {
		bound.Check(t, len(raw)+2*(len(head)+len(claims)), func() {
			if p, err := VerifyPayload(raw, app, at); err == nil && raw != sign(head, claims) {
				t.Errorf("%q was taken as %+v", raw, p)
			}
			p, err := VerifyPayload(sign(head, claims), app, at)
			if err != nil {
				if !errors.Is(err, ErrForged) || len(err.Error()) > 300 || p != (Payload{}) {
					t.Errorf("%v with %+v", err, p)
				}
				return
			}
			if !storeHash.MatchString(p.Hash) || !plainID(p.ID) || !p.Expires.After(at.Add(-clockSkew)) || p.Issued.After(at.Add(clockSkew)) || p.Expires.Sub(p.Issued) > longestLife {
				t.Errorf("%+v", p)
			}
			if !utf8.ValidString(p.User.Email) || !utf8.ValidString(p.Owner.Email) || len([]rune(p.User.Email)) > 255 {
				t.Errorf("%+v", p)
			}
			if _, err := VerifyPayload(sign(head, claims), AppKeys{ClientID: app.ClientID, ClientSecret: "other"}, at); err == nil {
				t.Error("another app's secret will do")
			}
		})
	})
}

// FuzzGrant: what the token endpoint says, and what the browser brings, give a
// store and a token or are refused.
func FuzzGrant(f *testing.F) {
	f.Add([]byte(`{"access_token":"t0ken","scope":"store_v2_orders_read_only users_basic_information","context":"stores/abc123","account_uuid":"u","user":{"id":1,"email":"a@example.com"},"owner":[]}`), "code=c&scope=s&context=stores%2Fabc123")
	f.Add([]byte(`{"access_token":"a b","context":"stores/"}`), "code=c&code=d&scope=s&context=stores/x")
	f.Fuzz(func(t *testing.T, body []byte, query string) {
		bound.Check(t, len(body)+len(query), func() {
			g, err := readGrant(body)
			if err == nil && (!storeHash.MatchString(g.Hash) || g.Token == "" || strings.ContainsAny(g.Token, " \r\n")) {
				t.Errorf("%+v", g)
			}
			MissingScopes(g.Scopes)
			q, err := url.ParseQuery(query)
			if err != nil {
				return
			}
			if i, err := ParseInstall(q); err == nil && (i.Code == "" || !strings.HasPrefix(i.Context, "stores/") || len(i.Code) > 4096) {
				t.Errorf("%+v", i)
			}
		})
	})
}

func TestTheWorstHooksAndPayloadsAreReadWithinTheBounds(t *testing.T) {
	proof := HookProof{Hash: "abc123", Secrets: []string{"our-secret"}, Keys: []string{"key"}}
	at := time.Unix(1_700_000_000, 0)
	for _, in := range bound.JSON(`{"producer":"stores/abc123","data":`, `}`) {
		for _, body := range []string{in.Text, in.Text[:MaxHook]} {
			bound.Check(t, len(body), func() {
				_, err := ParseHook(signed("key", "m", at, []byte(body)), []byte(body), proof, at)
				if len(body) > MaxHook && !errors.Is(err, ErrForged) {
					t.Errorf("%s: %v", in.Name, err)
				}
				_, _ = VerifyPayload("e30."+body+".e30", AppKeys{"a", "b"}, at)
				_, _ = readGrant([]byte(body))
			})
		}
	}
	h := signed("key", "m", at, nil)
	h.Set("Webhook-Signature", strings.Repeat("v1,a ", bound.MB/5))
	bound.Check(t, bound.MB, func() { _, _ = ParseHook(h, nil, proof, at) })
}
