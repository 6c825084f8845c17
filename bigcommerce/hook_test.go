package bigcommerce

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The vector of the sheet bigcommerce-webhooks §5.2.
const vectorBody = `{"scope":"store/order/updated","store_id":"1025646","data":{"type":"order","id":250},"hash":"dd70c0976e06b67aaf671e73f49dcb79230ebf9d","created_at":1714000000,"producer":"stores/abcde"}`

var vectorTime = time.Unix(1714000000, 0)

func vectorProof() HookProof {
	return HookProof{Hash: "abcde", Secrets: []string{"own secret"}, Keys: []string{"example-client-secret"}}
}

// head makes headers of pairs.
func head(pairs ...string) http.Header {
	h := http.Header{}
	for i := 0; i+1 < len(pairs); i += 2 {
		h.Add(pairs[i], pairs[i+1])
	}
	return h
}

func vectorHead() http.Header {
	return head("Webhook-Id", "msg_01J0EXAMPLE", "Webhook-Timestamp", "1714000000", "Webhook-Signature", "v1,zEeOcyY2jaj5xtE2xugrHAXRwv7VTrIZZDO3XvQxzoQ=")
}

// signed are the headers of a message that key signed.
func signed(key, id string, at time.Time, body []byte) http.Header {
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(id + "." + stamp + "." + string(body)))
	return head("Webhook-Id", id, "Webhook-Timestamp", stamp, "Webhook-Signature", "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
}

func TestAWebhookSignedByTheStandardSchemeIsRead(t *testing.T) {
	h, err := ParseHook(vectorHead(), []byte(vectorBody), HookProof{Hash: "abcde", Keys: []string{"example-client-secret"}, Signed: true}, vectorTime)
	want := Hook{ID: "msg_01J0EXAMPLE", Scope: HookOrderUpdated, Order: 250, Created: vectorTime.UTC(), Signed: true}
	if err != nil || h != want {
		t.Errorf("%+v, %v", h, err)
	}
}

func TestAWebhookWithoutProofIsRefused(t *testing.T) {
	with := func(change func(http.Header)) http.Header {
		h := vectorHead()
		change(h)
		return h
	}
	key := vectorProof().Keys[0]
	other := strings.Replace(vectorBody, "250", "251", 1)
	foreign := strings.Replace(vectorBody, "stores/abcde", "stores/fghij", 1)
	only := func(p HookProof) HookProof { p.Signed = true; return p }
	for name, c := range map[string]struct {
		head  http.Header
		body  string
		proof HookProof
		now   time.Time
		want  bool
	}{
		"as signed":                    {vectorHead(), vectorBody, vectorProof(), vectorTime, true},
		"nothing at all":               {head(), vectorBody, vectorProof(), vectorTime, false},
		"no keys and no secrets":       {vectorHead(), vectorBody, HookProof{Hash: "abcde"}, vectorTime, false},
		"empty keys and secrets":       {head(HookHeader, ""), vectorBody, HookProof{Hash: "abcde", Keys: []string{""}, Secrets: []string{""}}, vectorTime, false},
		"signed with the empty key":    {signed("", "a", vectorTime, []byte(vectorBody)), vectorBody, HookProof{Hash: "abcde", Keys: []string{""}}, vectorTime, false},
		"another body":                 {vectorHead(), other, vectorProof(), vectorTime, false},
		"a blank more":                 {vectorHead(), vectorBody + " ", vectorProof(), vectorTime, false},
		"another key":                  {signed("other", "msg_1", vectorTime, []byte(vectorBody)), vectorBody, vectorProof(), vectorTime, false},
		"another id":                   {with(func(h http.Header) { h.Set("Webhook-Id", "msg_2") }), vectorBody, vectorProof(), vectorTime, false},
		"another time":                 {with(func(h http.Header) { h.Set("Webhook-Timestamp", "1714000001") }), vectorBody, vectorProof(), vectorTime, false},
		"no id":                        {with(func(h http.Header) { h.Del("Webhook-Id") }), vectorBody, vectorProof(), vectorTime, false},
		"two ids":                      {with(func(h http.Header) { h.Add("Webhook-Id", "x") }), vectorBody, vectorProof(), vectorTime, false},
		"a time with a sign":           {signedStamp(key, "+1714000000"), vectorBody, vectorProof(), vectorTime, false},
		"a time that is none":          {signedStamp(key, "soon"), vectorBody, vectorProof(), vectorTime, false},
		"an endless time":              {signedStamp(key, "99999999999999999999"), vectorBody, vectorProof(), vectorTime, false},
		"five minutes late":            {vectorHead(), vectorBody, vectorProof(), vectorTime.Add(5 * time.Minute), true},
		"more than five minutes late":  {vectorHead(), vectorBody, vectorProof(), vectorTime.Add(5*time.Minute + time.Second), false},
		"more than five minutes early": {vectorHead(), vectorBody, vectorProof(), vectorTime.Add(-5*time.Minute - time.Second), false},
		"one of several signatures":    {with(func(h http.Header) { h.Set("Webhook-Signature", "v2,abc v1,AAAA "+h.Get("Webhook-Signature")) }), vectorBody, vectorProof(), vectorTime, true},
		"in a second header":           {with(func(h http.Header) { h["Webhook-Signature"] = append([]string{"v1,AAAA"}, h["Webhook-Signature"]...) }), vectorBody, vectorProof(), vectorTime, true},
		"only of another version": {with(func(h http.Header) {
			h.Set("Webhook-Signature", strings.Replace(h.Get("Webhook-Signature"), "v1,", "v2,", 1))
		}), vectorBody, vectorProof(), vectorTime, false},
		"without its version":               {with(func(h http.Header) { h.Set("Webhook-Signature", strings.TrimPrefix(h.Get("Webhook-Signature"), "v1,")) }), vectorBody, vectorProof(), vectorTime, false},
		"without its padding":               {with(func(h http.Header) { h.Set("Webhook-Signature", strings.TrimRight(h.Get("Webhook-Signature"), "=")) }), vectorBody, vectorProof(), vectorTime, false},
		"the second of two keys":            {vectorHead(), vectorBody, HookProof{Hash: "abcde", Keys: []string{"new", key}}, vectorTime, true},
		"signed, of another store":          {signed(key, "m", vectorTime, []byte(foreign)), foreign, vectorProof(), vectorTime, false},
		"own secret":                        {head(HookHeader, "own secret"), vectorBody, vectorProof(), vectorTime, true},
		"own secret, of another store":      {head(HookHeader, "own secret"), foreign, vectorProof(), vectorTime, false},
		"own secret, twice":                 {head(HookHeader, "own secret", HookHeader, "own secret"), vectorBody, vectorProof(), vectorTime, false},
		"part of the own secret":            {head(HookHeader, "own secre"), vectorBody, vectorProof(), vectorTime, false},
		"old secret while it is changed":    {head(HookHeader, "old"), vectorBody, HookProof{Hash: "abcde", Secrets: []string{"new", "old"}}, vectorTime, true},
		"own secret where signing is asked": {head(HookHeader, "own secret"), vectorBody, only(vectorProof()), vectorTime, false},
		"signed where signing is asked":     {vectorHead(), vectorBody, only(vectorProof()), vectorTime, true},
		"a store without a hash":            {head(HookHeader, "own secret"), strings.Replace(vectorBody, "abcde", "", 1), HookProof{Secrets: []string{"own secret"}}, vectorTime, false},
		"too long":                          {head(HookHeader, "own secret"), vectorBody + strings.Repeat(" ", MaxHook), vectorProof(), vectorTime, false},
	} {
		_, err := ParseHook(c.head, []byte(c.body), c.proof, c.now)
		if (err == nil) != c.want || err != nil && !errors.Is(err, ErrForged) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func signedStamp(key, stamp string) http.Header {
	h := signed(key, "m", vectorTime, nil)
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte("m." + stamp + "." + vectorBody))
	h.Set("Webhook-Timestamp", stamp)
	h.Set("Webhook-Signature", "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	return h
}

// A client secret that was entered wrong must not refuse everything: then the
// hooks would be switched off after two days. It is told instead.
func TestAWrongSignatureBesideTheRightSecretIsTold(t *testing.T) {
	h := signed("another", "msg_1", vectorTime, []byte(vectorBody))
	h.Set(HookHeader, "own secret")
	got, err := ParseHook(h, []byte(vectorBody), vectorProof(), vectorTime)
	if err != nil || got.Signed || !strings.Contains(got.Doubt, "client secret") {
		t.Errorf("%+v, %v", got, err)
	}
	h = vectorHead()
	h.Set(HookHeader, "own secret")
	got, err = ParseHook(h, []byte(vectorBody), vectorProof(), vectorTime.Add(time.Hour))
	if err != nil || got.Signed || !strings.Contains(got.Doubt, "clock") {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestAProvedMessageThatCantBeReadIsTakenAndLeftAlone(t *testing.T) {
	for _, body := range []string{"", "null", "[]", "{", `"text"`, "\x00", `{"scope":`, strings.Repeat("[", 60_000)} {
		h, err := ParseHook(head(HookHeader, "own secret"), []byte(body), vectorProof(), vectorTime)
		if err != nil || h.Scope != "" || h.Doubt == "" {
			t.Errorf("%.20q: %+v, %v", body, h, err)
		}
	}
	odd := `{"scope":{"a":1},"producer":"stores/abcde","created_at":"yesterday","data":[1,2]}`
	if h, err := ParseHook(head(HookHeader, "own secret"), []byte(odd), vectorProof(), vectorTime); err != nil || h.Scope != "" || h.Order != 0 || !h.Created.IsZero() {
		t.Errorf("%+v, %v", h, err)
	}
}

func TestPublishedWebhooksAreRead(t *testing.T) {
	orders := map[string]int64{
		"webhook_order_created.json": 250, "webhook_order_refund_created.json": 250, "webhook_order_statusUpdated.json": 250,
		"webhook_order_transaction_created.json": 250, "webhook_shipment_created.json": 251, "webhook_cart_converted.json": 252,
		"webhook_customer_created.json": 0, "webhook_store_information_updated.json": 0, "webhook_delivery_exception.json": 0,
	}
	files, err := filepath.Glob(filepath.Join(sharedDir(t), "fixtures", "bigcommerce", "webhook_*.json"))
	if err != nil || len(files) < 20 {
		t.Fatalf("%d samples, %v", len(files), err)
	}
	for _, f := range files {
		name := filepath.Base(f)
		if name == "webhook_create_response_docs.json" {
			continue // an answer, no message
		}
		body := bytes.ReplaceAll(fixture(t, name), []byte("{store_hash}"), []byte("abcde"))
		h, err := ParseHook(signed("example-client-secret", "m", vectorTime, body), body, vectorProof(), vectorTime)
		if err != nil || !h.Signed || !strings.HasPrefix(h.Scope, "store/") {
			t.Errorf("%s: %+v, %v", name, h, err)
		}
		if want, told := orders[name]; told && h.Order != want {
			t.Errorf("%s is about order %d, not %d", name, h.Order, want)
		}
		if name == "webhook_delivery_exception.json" && h.Code != 90001 {
			t.Errorf("%s: code %d", name, h.Code)
		}
	}
}

// What the published samples and the simulated store tell of stock is read:
// whose it is, and whether it was counted.
func TestMessagesOfStockNameWhatWasMoved(t *testing.T) {
	for body, want := range map[string]string{
		`{"scope":"store/product/inventory/updated","producer":"stores/abc123","data":{"type":"product","id":167,"inventory":{"product_id":167,"method":"absolute","value":100000000}}}`:         "167/0 100000000 true",
		`{"scope":"store/sku/inventory/order/updated","producer":"stores/abc123","data":{"type":"sku","id":461,"inventory":{"product_id":206,"method":"relative","value":-5,"variant_id":509}}}`: "206/509 -5 false",
		`{"scope":"store/channel/*/inventory/product/stock_changed","producer":"stores/abc123","data":{"variant_id":127,"product_id":113,"location_id":2}}`:                                      "113/127 0 false",
		`{"scope":"store/sku/inventory/updated","producer":"stores/abc123","data":{"type":"sku","id":461,"inventory":{"product_id":-1,"method":7,"variant_id":"x"}}}`:                            "0/0 0 false",
		`{"scope":"store/order/updated","producer":"stores/abc123","data":{"type":"order","id":12}}`:                                                                                             "0/0 0 false",
	} {
		h, err := ParseHook(http.Header{HookHeader: {"s"}}, []byte(body), HookProof{Hash: "abc123", Secrets: []string{"s"}}, time.Now())
		if got := fmt.Sprintf("%d/%d %d %v", h.Product, h.Variant, h.Quantity, h.Set); err != nil || got != want {
			t.Errorf("%s: %s (%v), want %s", body, got, err, want)
		}
	}
}
