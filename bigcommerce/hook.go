package bigcommerce

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Scopes of the webhooks that mean something here (reference:
// bigcommerce-webhooks §2). Any other is taken in and left alone.
const (
	HookOrderCreated       = "store/order/created"
	HookOrderUpdated       = "store/order/updated"
	HookOrderArchived      = "store/order/archived"
	HookRefundCreated      = "store/order/refund/created"
	HookTransactionCreated = "store/order/transaction/created"
	HookTransactionUpdated = "store/order/transaction/updated"
	HookStoreUpdated       = "store/information/updated"
	HookUninstalled        = "store/app/uninstalled"
	HookTrouble            = "store/hook/deliveryException"

	HookProductStock      = "store/product/inventory/updated"
	HookProductStockOrder = "store/product/inventory/order/updated"
	HookSKUStock          = "store/sku/inventory/updated"
	HookSKUStockOrder     = "store/sku/inventory/order/updated"
	// HookStockPlace is of stock by location; its star is literal.
	HookStockPlace = "store/channel/*/inventory/product/stock_changed"
)

// HookHeader is the header that carries our own secret: each hook is made with
// it, and BigCommerce sends it back with every message (bigcommerce-webhooks §5.1).
const HookHeader = "X-Countinghouse-Secret"

// MaxHook is how large the body of a webhook may be (bigcommerce-webhooks §5.3).
const MaxHook = 64 << 10

// hookWindow is how far the time of a signature may be from ours, either way.
const hookWindow = 5 * time.Minute

// ErrForged is a webhook or callback whose origin is not proved. Whoever sent
// it is told no more than that.
var ErrForged = errors.New("it is not proved that this came from BigCommerce")

// HookProof is what proves that a message came from a store's webhooks.
type HookProof struct {
	// Hash is the store's hash: the message must name it as its producer.
	Hash string
	// Secrets are values of HookHeader, any of which is right: while it is
	// being changed, the old one still is.
	Secrets []string
	// Keys are client secrets, any of which may have signed.
	Keys []string
	// Signed accepts nothing without a right signature.
	Signed bool
}

// Hook is a webhook message whose origin is proved. It is a hint and no more:
// it may come twice, late, out of order or never, and what it is about is
// fetched by its number, never taken from it.
type Hook struct {
	ID      string // the message's; the same when it is sent again; "" if the sender gave none
	Scope   string
	Order   int64 // the order that it is about; 0: none is named
	Created time.Time
	// Signed tells that the signature was there and right.
	Signed bool
	// Doubt says for the operator what was not as it should be although the
	// message was accepted; "" for nothing.
	Doubt string
	// Product and Variant are whose stock it is about, 0 if it names none. Set
	// tells that the stock was counted (method absolute), and not moved by a
	// difference, and Quantity what was set then: by it our own settings are
	// told from others'. A hint, as everything in a message; how many there are is read.
	Product, Variant, Quantity int64
	Set                        bool
	// Code is BigCommerce's number of a trouble with deliveries (90001 will try
	// again, 90002 given up, 90003 domain blocked); 0 otherwise.
	Code int64
}

// ParseHook checks where a message comes from and reads it. header is of the
// request, body its raw bytes as they came. A signature (Standard Webhooks:
// HMAC-SHA-256 with the client secret's bytes over id.timestamp.body, at most
// five minutes old or early) always suffices; without a right one our own
// secret does, unless p.Signed. Anything else is ErrForged.
//
// A message that is proved and can't be read is not an error, for it would be
// sent again for two days: its Scope is "" and Doubt says why.
func ParseHook(header http.Header, body []byte, p HookProof, now time.Time) (Hook, error) {
	if len(body) > MaxHook {
		return Hook{}, ErrForged
	}
	signed, doubt := signature(header, body, p.Keys, now)
	if !signed && (p.Signed || !ownSecret(header, p.Secrets)) {
		return Hook{}, ErrForged
	}
	h := Hook{Signed: signed, Doubt: doubt}
	if id := single(header, "Webhook-Id"); plainID(id) {
		h.ID = id
	}
	var e struct {
		Scope    Text            `json:"scope"`
		Producer Text            `json:"producer"`
		Created  ID              `json:"created_at"`
		Data     Maybe[hookData] `json:"data"`
	}
	if b := bytes.TrimSpace(body); len(b) == 0 || b[0] != '{' || json.Unmarshal(b, &e) != nil {
		h.Doubt = "the message is not the JSON that was expected"
		return h, nil
	}
	// One client secret signs for all stores of an app: only the producer tells
	// whose message it is.
	if p.Hash == "" || string(e.Producer) != "stores/"+p.Hash {
		return Hook{}, ErrForged
	}
	h.Scope = short(string(e.Scope), 100)
	h.Order, h.Code = e.Data.Value.order(), int64(e.Data.Value.Code)
	h.Product, h.Variant, h.Quantity, h.Set = e.Data.Value.stock()
	if e.Created > 0 && e.Created < 1<<36 {
		h.Created = time.Unix(int64(e.Created), 0).UTC()
	}
	return h, nil
}

// hookData is data of every kind of message that names an order.
type hookData struct {
	Type      Text `json:"type"`
	ID        ID   `json:"id"`
	OrderID   ID   `json:"order_id"` // of transactions; a string
	ShipsFrom ID   `json:"orderId"`  // of shipments and carts
	Code      ID   `json:"error_code"`
	Product   ID   `json:"product_id"` // of stock by location
	Variant   ID   `json:"variant_id"`
	Inventory Maybe[struct {
		Product ID   `json:"product_id"`
		Variant ID   `json:"variant_id"`
		Method  Text `json:"method"`
		Value   ID   `json:"value"`
	}] `json:"inventory"`
}

// stock is whose stock a message is about.
func (d hookData) stock() (product, variant, quantity int64, set bool) {
	p, v := d.Product, d.Variant
	if i := d.Inventory; i.Set {
		p, v, quantity, set = i.Value.Product, i.Value.Variant, int64(i.Value.Value), i.Value.Method == "absolute"
	}
	return max(int64(p), 0), max(int64(v), 0), quantity, set
}

func (d hookData) order() int64 {
	n := d.OrderID
	switch d.Type {
	case "order":
		n = d.ID
	case "shipment", "cart":
		n = d.ShipsFrom
	case "transaction":
	default:
		n = 0
	}
	return max(int64(n), 0)
}

// signature tells whether one of the signatures is right; if there are some
// and none is, why says so.
func signature(header http.Header, body []byte, keys []string, now time.Time) (ok bool, why string) {
	given := strings.Join(header.Values("Webhook-Signature"), " ")
	if given == "" || len(keys) == 0 {
		return false, ""
	}
	id, stamp := single(header, "Webhook-Id"), single(header, "Webhook-Timestamp")
	at, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || len(stamp) > 12 || stamp[0] < '0' || stamp[0] > '9' || !plainID(id) {
		return false, "its signature lacks an id or a time"
	}
	if age := now.Sub(time.Unix(at, 0)); age > hookWindow || age < -hookWindow {
		return false, "its signature is older or newer than five minutes: compare this machine's clock"
	}
	for _, key := range keys {
		if key == "" {
			continue
		}
		mac := hmac.New(sha256.New, []byte(key))
		mac.Write([]byte(id + "." + stamp + "."))
		mac.Write(body)
		want := base64.StdEncoding.AppendEncode(nil, mac.Sum(nil))
		for _, s := range strings.Fields(given) {
			if s, v1 := strings.CutPrefix(s, "v1,"); v1 && subtle.ConstantTimeCompare([]byte(s), want) == 1 {
				ok = true
			}
		}
	}
	if !ok {
		why = "its signature does not fit the client secret of this store"
	}
	return ok, why
}

// ownSecret tells in constant time whether the message carries one of our secrets.
func ownSecret(header http.Header, secrets []string) bool {
	got := sha256.Sum256([]byte(single(header, HookHeader)))
	ok := 0
	for _, s := range secrets {
		if s != "" {
			want := sha256.Sum256([]byte(s))
			ok |= subtle.ConstantTimeCompare(got[:], want[:])
		}
	}
	return ok == 1
}

// single is the value of a header that must stand once; "" otherwise.
func single(header http.Header, name string) string {
	if v := header.Values(name); len(v) == 1 {
		return v[0]
	}
	return ""
}

// plainID tells whether a message's id is one: short and printable.
func plainID(s string) bool {
	return s != "" && len(s) <= 128 && !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
}
