package soap

import (
	"context"
	"log/slog"
	"net/http"
)

// Desk says what is to be said to a Web Connector: the state of a visit is
// its own, the endpoint keeps none. Only basic types cross, so that neither
// side imports the other.
//
// An error of the Desk is logged and the Web Connector gets the method's
// polite answer (see each method); only Authenticate's becomes a fault, for
// without a ticket there is no visit that could be continued.
type Desk interface {
	// Authenticate begins a visit. The ticket is never empty, whatever the
	// answer: "" (go on with the file that is open), "none" (no work), "nvu"
	// (not a valid user), "busy", or the full path of a company file.
	// remote is the caller's address; clientVersion is what the Web Connector
	// said of itself just before, empty when it did not say or keeps no cookies.
	Authenticate(ctx context.Context, user, password, remote, clientVersion string) (ticket, answer string, err error)

	// SendRequest gives the next qbXML document, "" for none (the connector
	// then asks LastError) or "NoOp" (it asks again in five seconds). hcp is
	// filled in the first call of a visit only. On error: "".
	SendRequest(ctx context.Context, ticket, hcp, companyFile, country string, major, minor int) (string, error)

	// ReceiveResponse takes QuickBooks' answer, or the HRESULT and message
	// with which it threw. The result is the percentage done: 0 to 99 go on,
	// 100 close, negative: ask LastError, then close. On error: -1. The
	// context is not cancelled when the caller hangs up, for the response is
	// never delivered again.
	ReceiveResponse(ctx context.Context, ticket, response, hresult, message string) (int, error)

	// ConnectionError is told why QuickBooks could not be opened; the result
	// is "done", or the path of a company file to try. On error: "done".
	ConnectionError(ctx context.Context, ticket, hresult, message string) (string, error)

	// LastError is the sentence a person reads in the Web Connector's window.
	// On error, or when empty: a sentence of the endpoint's own.
	LastError(ctx context.Context, ticket string) (string, error)

	// Close ends the visit; the text is shown as its result. It may never be
	// called. On error, or when empty: "OK".
	Close(ctx context.Context, ticket string) (string, error)
}

// Options of the endpoint; the zero value of each field is usable.
type Options struct {
	// Version is what serverVersion answers, for people and logs only.
	Version string

	// MaxBody bounds a request, in bytes; 0 means DefaultMaxBody. A query
	// without limits makes QuickBooks answer with tens of megabytes.
	MaxBody int64

	// PageURL is the public address of this endpoint: written into the WSDL
	// and given as the page of an interactive run. Nil: made from the request,
	// which behind a proxy gives the inner scheme.
	PageURL func(*http.Request) string

	// Log gets every call (debug) and every error; nil logs nothing.
	Log *slog.Logger

	// ClientIP is the caller's address; nil takes the connection's.
	ClientIP func(*http.Request) string
}

// DefaultMaxBody is the limit of a request when Options name none: 64 MB.
const DefaultMaxBody = 64 << 20
