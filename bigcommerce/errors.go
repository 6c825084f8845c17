package bigcommerce

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"time"
)

// Kind is what kind of failure a call met; callers decide by it, not by text.
type Kind string

// The kinds.
const (
	Unauthorized Kind = "unauthorized" // 401: token missing, wrong or deleted. Stop the store.
	Forbidden    Kind = "forbidden"    // 403: scope missing. Stop this resource.
	NotFound     Kind = "not_found"    // 404, 410: gone, or wrong store hash
	Limited      Kind = "limited"      // 429, still so after waiting
	Unavailable  Kind = "unavailable"  // 500, 502, 503, 504, 507, 423, still so after trying again
	Unreachable  Kind = "unreachable"  // no answer: name, connection, TLS, time-out
	BadAnswer    Kind = "bad_answer"   // an answer that cannot be read: HTML, broken off, too large, redirect
	BadRequest   Kind = "bad_request"  // 400, 405, 406, 413, 415, 422: our own mistake
)

// APIError is a call that failed. Error is for logs and scripts; What, Means
// and Fix are for people. It never holds the token or a raw body.
type APIError struct {
	Kind    Kind
	Status  int    // HTTP status; 0 when there was no answer
	Title   string // BigCommerce's own words, one line, bounded
	Message string // more of them
	Call    string // "orders", "taxes": the noun that was asked for
	Path    string // without query values, which may be personal
	Scope   string // the scope that the call needs
	// Correlation is the X-Correlation-Id that was sent, Request what the
	// answer called itself; both help BigCommerce's support.
	Correlation string
	Request     string
	RetryAfter  time.Duration // 0: not told
	Cause       error
}

// Error names kind, status, call and BigCommerce's words.
func (e *APIError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "bigcommerce %s: %s", e.Call, strings.ReplaceAll(string(e.Kind), "_", " "))
	if e.Status != 0 {
		fmt.Fprintf(&b, " (HTTP %d)", e.Status)
	}
	for _, s := range []string{e.Title, e.Message} {
		if s != "" {
			b.WriteString(": " + s)
		}
	}
	if e.Cause != nil {
		b.WriteString(": " + short(e.Cause.Error(), 300))
	}
	return b.String()
}

// Unwrap gives the cause, so that errors.Is finds context.Canceled.
func (e *APIError) Unwrap() error { return e.Cause }

// IsKind tells whether err is an APIError of the kind.
func IsKind(err error, k Kind) bool {
	var e *APIError
	return errors.As(err, &e) && e.Kind == k
}

// Gone tells that what was asked for by its id does not exist any more, or
// never did: a deleted order, a refund, a customer.
func Gone(err error) bool { return IsKind(err, NotFound) }

// What says for people what happened.
func (e *APIError) What() string {
	switch e.Kind {
	case Unauthorized:
		return "BigCommerce refused the token of this store."
	case Forbidden:
		if e.Call == callAdjust {
			return "BigCommerce does not let this token set quantities."
		}
		return fmt.Sprintf("BigCommerce does not let this token read %s.", e.subject())
	case NotFound:
		if e.Call == "store" {
			return "BigCommerce knows no store under this address."
		}
		if e.Call == "order" {
			return fmt.Sprintf("BigCommerce has no order %s any more.", e.Path[strings.LastIndexByte(e.Path, '/')+1:])
		}
		return fmt.Sprintf("BigCommerce could not find %s.", e.subject())
	case Limited:
		return "BigCommerce is limiting this store's calls, and went on doing so after waiting."
	case Unavailable:
		if e.Status == 503 {
			return "BigCommerce says that this store is not available."
		}
		return fmt.Sprintf("BigCommerce had a fault of its own (HTTP %d) while it was asked for %s.", e.Status, e.subject())
	case Unreachable:
		return "BigCommerce could not be reached: " + reachability(e.Cause) + "."
	case BadAnswer:
		w := fmt.Sprintf("The answer for %s could not be read", e.subject())
		if e.Title != "" {
			w += ": " + e.Title
		}
		return w + "."
	}
	return fmt.Sprintf("BigCommerce did not accept the request for %s (HTTP %d)%s.", e.subject(), e.Status, prefixed(": ", e.Title))
}

// Means says for people what follows from it.
func (e *APIError) Means() string {
	switch e.Kind {
	case Unauthorized:
		return "No orders are read from this store until it has a valid token. Nothing is lost: reading goes on where it stopped."
	case Forbidden:
		return "What needs it waits; orders that need it are held. Nothing is lost."
	case NotFound:
		if e.Call == "store" {
			return "No orders can be read."
		}
		if e.Call == "order" {
			return "It was deleted in the store for good; an archived order would still be found. What was posted of it stays in the books until somebody decides."
		}
		return "It was deleted, archived or moved while it was being read."
	case BadRequest:
		if e.Call == callAdjust {
			return "The store shows what it showed before. Items that it does not take are left alone, the others are sent again without them."
		}
		return "This part cannot be read. It is a fault of Countinghouse or a change at BigCommerce."
	}
	return "Orders come later than they should. Nothing is lost: reading goes on where it stopped."
}

// Fix says for people what to do.
func (e *APIError) Fix() string {
	switch e.Kind {
	case Unauthorized:
		return "In BigCommerce, open Settings, Store-level API accounts. Make a new account (a token can be seen only once) and enter its token for this store."
	case Forbidden:
		return fmt.Sprintf("The token lacks the scope %s. Scopes of an account cannot be changed: make a new Store-level API account with it, and enter the new token.", ScopeName(e.Scope))
	case NotFound:
		if e.Call == "store" {
			return "Compare the store hash with the API path in BigCommerce: it is the part after /stores/."
		}
		if e.Call == "order" {
			return "Find out why it was deleted. If the sale did not take place, undo its posting; if it did, leave it and note the reason."
		}
		return "Look at the order in BigCommerce."
	case Limited:
		return "Nothing, unless it lasts: other apps of the store use the same allowance. BigCommerce's control panel lists them."
	case Unavailable:
		if e.Status == 503 {
			return "Nothing, unless it lasts over an hour: then see whether the store is suspended (billing) or BigCommerce's status page tells of maintenance."
		}
		return "Nothing, unless it lasts: then look at BigCommerce's status page."
	case Unreachable:
		return "Check this machine's network, name resolution and clock, and the API address of the store."
	case BadAnswer:
		return "Nothing, unless it lasts: then check that the API address is BigCommerce's and that no proxy answers in its place."
	}
	if e.Call == callAdjust {
		return "Open Items & stock: what is left alone says there what to do."
	}
	return "Report it, with the log lines of this call (correlation " + e.Correlation + ")."
}

// Words joins What, Means and Fix.
func (e *APIError) Words() string { return e.What() + " " + e.Means() + " " + e.Fix() }

// Words is an error as text for people; errors of other kinds are given as they are.
func Words(err error) string {
	var e *APIError
	if errors.As(err, &e) {
		return e.Words()
	}
	if err == nil {
		return ""
	}
	return err.Error()
}

func (e *APIError) subject() string {
	if s, ok := subjects(e.Call); ok {
		return s
	}
	return e.Call
}

func subjects(call string) (string, bool) {
	s, ok := map[string]string{
		"store": "the store's information", "time": "the store's clock", "orders": "orders", "order": "the order",
		"order count": "the number of orders", "order statuses": "the order statuses", "products of order": "the lines of the order",
		"coupons": "the coupons of the order", "taxes": "the tax rows of the order", "fees": "the fees of the order",
		"shipping addresses": "the shipping addresses of the order", "transactions": "the payments of the order",
		"refunds": "refunds", "refunds of order": "the refunds of the order", "refund": "the refund",
		"shipments": "the shipments of the order", "gift certificates": "gift certificates", "store credit": "customers' store credit",
		"customers": "customers", "customer groups": "customer groups", "products": "products",
		"variants": "product variants", "currencies": "currencies", "channels": "channels",
		"tax settings": "the tax settings", "tax classes": "tax classes",
		"hooks": "the webhooks", "hook": "a webhook", "inventory": "how many there are", "locations": "the locations",
		"inventory settings": "when orders move stock", callAdjust: "quantities",
	}[call]
	return s, ok
}

// The scopes that the calls of this package need (reference:
// bigcommerce-auth-and-limits §2); the read-only forms are enough.
const (
	ScopeOrders       = "store_v2_orders_read_only"
	ScopeTransactions = "store_v2_transactions_read_only"
	ScopeCustomers    = "store_v2_customers_read_only"
	ScopeProducts     = "store_v2_products_read_only"
	ScopeInformation  = "store_v2_information_read_only"
	ScopeInventory    = "store_inventory_read_only" // how many there are, by location
	ScopeLocations    = "store_locations_read_only"
	ScopeChannels     = "store_channel_settings_read_only"
	ScopeMarketing    = "store_v2_marketing_read_only" // gift certificates

	// ScopeInventoryWrite is needed only where quantities are sent to the store.
	ScopeInventoryWrite = "store_inventory"
	// ScopeProductsWrite is needed only where products are made in the store.
	ScopeProductsWrite = "store_v2_products"
)

// ScopeName is a scope as the control panel shows it, with its key.
func ScopeName(scope string) string {
	name := map[string]string{
		ScopeOrders: "Orders: read-only", ScopeTransactions: "Order transactions: read-only",
		ScopeCustomers: "Customers: read-only", ScopeProducts: "Products: read-only",
		ScopeInformation: "Information & settings: read-only", ScopeChannels: "Channel settings: read-only",
		ScopeMarketing: "Marketing: read-only", ScopeInventory: "Store Inventory: read-only",
		ScopeLocations: "Store locations: read-only", ScopeInventoryWrite: "Store Inventory: modify", ScopeProductsWrite: "Products: modify",
	}[scope]
	if name == "" {
		return scope
	}
	return fmt.Sprintf("“%s” (%s)", name, scope)
}

func reachability(err error) string {
	var dns *net.DNSError
	var timeout interface{ Timeout() bool }
	switch {
	case err == nil:
		return "no answer"
	case errors.As(err, &dns):
		return "the name " + short(dns.Name, 80) + " could not be resolved"
	case errors.As(err, &timeout) && timeout.Timeout():
		return "no answer in time"
	case strings.Contains(err.Error(), "certificate"):
		return "its certificate was not accepted"
	case strings.Contains(err.Error(), "connection refused"):
		return "the connection was refused"
	}
	return "the connection broke off"
}

func prefixed(p, s string) string {
	if s == "" {
		return ""
	}
	return p + s
}
