package qbxml

import (
	"fmt"
	"reflect"
	"strings"

	"countinghouse/money"
)

// The two ways in which QuickBooks goes on after a request that failed. The
// third of the schema, rollbackOnError, is not implemented by QuickBooks.
const (
	StopOnError     = "stopOnError"
	ContinueOnError = "continueOnError"
)

// MessageSet is one document to QuickBooks: requests that run in order. A
// request that fails does not undo those before it.
type MessageSet struct {
	Version Version // see Choose
	// Country is the edition of the company file (HostRet.Country): US, CA, UK
	// or AU; empty is US. What an edition does not take is refused.
	Country string
	// NewID has QuickBooks remember the outcome of the set, OldID asks for it
	// or forgets it (error recovery, qbxml-rules §6). At most 23 ASCII characters.
	NewID, OldID string
	OnError      string // StopOnError or ContinueOnError
	Requests     []Request
}

// Request is one message of a set.
type Request struct {
	ID string // comes back with the response: unique in the set, at most 50 characters
	// Body is a pointer to one of the ...Rq types of this package.
	Body any
}

// message is what every ...Rq type can do: tell its element, its attributes
// beside requestID, and append its children in schema order.
type message interface {
	element() string
	attributes(w *writer)
	appendTo(w *writer)
}

// none is for messages without attributes of their own.
type none struct{}

func (none) attributes(*writer) {}

// FieldError is one reason why a request cannot be sent.
type FieldError struct {
	RequestID string // empty when it is about the set
	Message   string // "SalesReceiptAddRq"
	Field     string // "SalesReceiptAdd/SalesReceiptLineAdd[2]/Desc"
	Problem   string // "has 4100 characters, QuickBooks takes at most 4095"
}

// Error tells the field and the problem; the request is told by EncodeError.
func (e *FieldError) Error() string {
	if e.Field == "" {
		return e.Message + " " + e.Problem
	}
	return e.Field + " " + e.Problem
}

// EncodeError tells everything for which QuickBooks could not read a set.
// Nothing of the set was written.
type EncodeError struct{ Fields []*FieldError }

// Error tells all problems, each with its request.
func (e *EncodeError) Error() string {
	var b strings.Builder
	b.WriteString("the message set cannot be written as qbXML: ")
	for i, f := range e.Fields {
		if i > 0 {
			b.WriteString("; ")
		}
		if f.RequestID != "" {
			fmt.Fprintf(&b, "%s %q: ", f.Message, f.RequestID)
		}
		b.WriteString(f.Error())
	}
	return b.String()
}

// Encode writes the document as pure ASCII. It is checked as it is written:
// when QuickBooks could not read it, the result is an *EncodeError with all
// problems and no bytes. The same set always gives the same bytes.
func (m MessageSet) Encode() ([]byte, error) {
	w := &writer{version: m.Version, country: m.Country, b: make([]byte, 0, 512+1536*len(m.Requests)), path: make([]step, 0, 8)}
	m.check(w)
	w.b = append(w.b, `<?xml version="1.0" encoding="utf-8"?><?qbxml version="`...)
	w.b = append(w.b, m.Version.String()...)
	w.b = append(w.b, `"?>`+"\n"+`<QBXML><QBXMLMsgsRq`...)
	w.attribute("newMessageSetID", m.NewID)
	w.attribute("oldMessageSetID", m.OldID)
	w.attribute("onError", m.OnError)
	w.b = append(w.b, '>', '\n')
	for _, r := range m.Requests {
		w.append(r)
	}
	w.b = append(w.b, "</QBXMLMsgsRq></QBXML>\n"...)
	if len(w.problems) > 0 {
		return nil, &EncodeError{Fields: w.problems}
	}
	return w.b, nil
}

// check is about the set itself.
func (m MessageSet) check(w *writer) {
	w.message = "QBXMLMsgsRq"
	if m.Version.Less(Oldest()) || Written().Less(m.Version) {
		w.problem("version", "is %s, it must be from %s to %s", m.Version, Oldest(), Written())
	}
	switch m.Country {
	case "", CountryUS, CountryCA, CountryUK, CountryAU:
	default:
		w.problem("Country", "is %q, not one of US, CA, UK, AU", m.Country)
	}
	if m.OnError != StopOnError && m.OnError != ContinueOnError {
		w.problem("onError", "is %q, it must be %s or %s", m.OnError, StopOnError, ContinueOnError)
	}
	checkSetID(w, "newMessageSetID", m.NewID)
	checkSetID(w, "oldMessageSetID", m.OldID)
	switch {
	case len(m.Requests) == 0 && m.OldID == "":
		w.problem("", "has no requests")
	case len(m.Requests) > 0 && m.OldID != "" && m.NewID == "":
		w.problem("oldMessageSetID", "with requests needs a newMessageSetID")
	}
	seen := make(map[string]bool, len(m.Requests))
	for _, r := range m.Requests {
		if seen[r.ID] && r.ID != "" {
			w.request = r.ID
			w.problem("requestID", "is used twice in the set")
			w.request = ""
		}
		seen[r.ID] = true
	}
}

func checkSetID(w *writer, field, id string) {
	if len(id) > MaxMessageSetID {
		w.problem(field, "has %d characters, QuickBooks takes at most %d", len(id), MaxMessageSetID)
	}
	for _, c := range []byte(id) {
		if c <= ' ' || c >= 0x7F {
			w.problem(field, "must be of ASCII characters without spaces")
			return
		}
	}
}

// append writes one request.
func (w *writer) append(r Request) {
	w.request, w.message = r.ID, "request"
	body, ok := r.Body.(message)
	if !ok || reflect.ValueOf(r.Body).IsNil() {
		w.problem("", "is %T, not a message of qbXML", r.Body)
		return
	}
	w.message = body.element()
	if r.ID == "" {
		w.problem("requestID", "is missing")
	}
	w.check("requestID", r.ID, MaxRequestID, false)
	w.b = append(w.b, '<')
	w.b = append(w.b, w.message...)
	w.attribute("requestID", r.ID)
	body.attributes(w)
	w.b = append(w.b, '>')
	body.appendTo(w)
	w.end(w.message)
	w.b = append(w.b, '\n')
}

// attribute writes an attribute of the tag that is being written.
func (w *writer) attribute(name, value string) {
	if value == "" {
		return
	}
	w.b = append(w.b, ' ')
	w.b = append(w.b, name...)
	w.b = append(w.b, '=', '"')
	w.b = appendEscaped(w.b, value)
	w.b = append(w.b, '"')
}

// Ref refers to an entry of a list: by ListID when it is known (it stays when
// names change), else by full name, all levels joined with colons. The zero
// Ref is absent.
type Ref struct {
	ListID   string
	FullName string
}

// IsZero tells whether it refers to nothing.
func (r Ref) IsZero() bool { return r.ListID == "" && r.FullName == "" }

// Address is a postal address; the zero Address is absent.
type Address struct {
	Addr1, Addr2, Addr3, Addr4, Addr5 string // at most 41 characters each
	City                              string
	State                             string
	PostalCode                        string
	Country                           string
	Note                              string
}

func (w *writer) address(tag string, a *Address) {
	if *a == (Address{}) && !w.emptiesWithin(tag) {
		return
	}
	w.open(tag)
	w.addressLines(a)
	w.close()
}

// emptiesWithin tells whether a text within an element is to be emptied.
func (w *writer) emptiesWithin(tag string) bool {
	for _, name := range w.clear {
		if rest, ok := strings.CutPrefix(name, tag); ok && strings.HasPrefix(rest, "/") {
			return true
		}
	}
	return false
}

func (w *writer) addressLines(a *Address) {
	w.text("Addr1", a.Addr1, MaxAddrLine)
	w.text("Addr2", a.Addr2, MaxAddrLine)
	w.text("Addr3", a.Addr3, MaxAddrLine)
	w.text("Addr4", a.Addr4, MaxAddrLine)
	w.text("Addr5", a.Addr5, MaxAddrLine)
	w.text("City", a.City, MaxCity)
	w.text("State", a.State, MaxState)
	w.text("PostalCode", a.PostalCode, MaxPostalCode)
	w.text("Country", a.Country, MaxCountry)
	w.text("Note", a.Note, MaxAddressNote)
}

// Hundredths is an amount of a currency with the given decimals in the unit of
// this package: all amounts in qbXML have two decimals (AMTTYPE), so they are
// whole hundredths here, in requests as in responses, whatever the currency.
// An amount that two decimals cannot hold is an error.
func Hundredths(a money.Amount, decimals int) (money.Amount, error) {
	if decimals == 2 {
		return a, nil
	}
	h, err := a.Decimal(decimals).Exact(2)
	if err != nil {
		return 0, fmt.Errorf("QuickBooks amounts have two decimals: %w", err)
	}
	return h, nil
}
