package soap

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

const (
	nsEnvelope   = "http://schemas.xmlsoap.org/soap/envelope/"
	nsEnvelope12 = "http://www.w3.org/2003/05/soap-envelope"
	nsIntuit     = "http://developer.intuit.com/"
)

// fault is a call that cannot be answered in the method's own words.
type fault struct {
	code string // Client, Server, VersionMismatch, MustUnderstand
	text string
}

func (f *fault) Error() string { return f.text }

func clientFault(format string, args ...any) *fault {
	return &fault{code: "Client", text: fmt.Sprintf(format, args...)}
}

// call is one request: the method and its parameters, by name. A parameter
// that was not sent is the empty string, as the WSDL allows.
type call struct {
	method string
	values [maxParameters]string // in the order of the method's parameters
	names  []string
}

const maxParameters = 6

// methods are the operations of the Web Connector and the parameters that are
// read of each. serverVersion takes whatever it is sent: sources differ about
// it. getServerVersion and isInteractiveDone are what some of Intuit's texts
// call serverVersion and interactiveDone. Read only.
var methods = map[string][]string{
	"serverVersion":       nil,
	"getServerVersion":    nil,
	"clientVersion":       {"strVersion"},
	"authenticate":        {"strUserName", "strPassword"},
	"sendRequestXML":      {"ticket", "strHCPResponse", "strCompanyFileName", "qbXMLCountry", "qbXMLMajorVers", "qbXMLMinorVers"},
	"receiveResponseXML":  {"ticket", "response", "hresult", "message"},
	"connectionError":     {"ticket", "hresult", "message"},
	"getLastError":        {"ticket"},
	"closeConnection":     {"ticket"},
	"getInteractiveURL":   {"wcTicket", "sessionID"},
	"interactiveRejected": {"wcTicket", "reason"},
	"interactiveDone":     {"wcTicket"},
	"isInteractiveDone":   {"wcTicket"},
}

// text is a parameter as it was sent.
func (c *call) text(name string) string {
	for i, n := range c.names {
		if n == name {
			return c.values[i]
		}
	}
	return ""
}

// integer is a parameter of type int; absent it is 0.
func (c *call) integer(name string) (int, error) {
	s := strings.TrimSpace(c.text(name))
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(s, 10, 32)
	if err != nil {
		return 0, clientFault("%s of %s is not an integer: %.40q", name, c.method, s)
	}
	return int(n), nil
}

// parse reads a request. It changes body, of which nothing is kept: the values
// are copies. Every error is a *fault.
func parse(body []byte) (*call, error) {
	p := parser{s: newScanner(body)}
	c, err := p.envelope()
	var bad *malformed
	if errors.As(err, &bad) {
		return nil, &fault{code: "Client", text: bad.Error()}
	}
	return c, err
}

type parser struct{ s *scanner }

func (p parser) envelope() (*call, error) {
	root, err := p.s.next()
	if err != nil {
		return nil, err
	}
	if string(root.local) != "Envelope" || string(root.space) != nsEnvelope {
		if string(root.space) == nsEnvelope12 {
			return nil, &fault{code: "VersionMismatch", text: "this is SOAP 1.2; the Web Connector's protocol is SOAP 1.1"}
		}
		return nil, clientFault("the request is not a SOAP 1.1 envelope but an element %s in the namespace %q", root.local, root.space)
	}
	var c *call
	for {
		t, err := p.child()
		if err != nil {
			return nil, err
		}
		switch {
		case t.kind == tokenClose:
			if c == nil {
				return nil, clientFault("the SOAP envelope has no body")
			}
			_, err := p.s.next() // nothing but comments may follow
			return c, err
		case string(t.space) == nsEnvelope && string(t.local) == "Header" && c == nil:
			err = p.header()
		case string(t.space) == nsEnvelope && string(t.local) == "Body" && c == nil:
			c, err = p.body()
		default:
			return nil, clientFault("the SOAP envelope has an element %s where none can be", t.local)
		}
		if err != nil {
			return nil, err
		}
	}
}

// header passes over headers; none is known, so none may be mandatory.
func (p parser) header() error {
	for {
		t, err := p.child()
		if err != nil || t.kind == tokenClose {
			return err
		}
		for _, a := range t.attrs {
			if string(a.space) == nsEnvelope && string(a.local) == "mustUnderstand" && string(a.value) != "0" {
				return &fault{code: "MustUnderstand", text: fmt.Sprintf("the SOAP header %s is not understood here", t.local)}
			}
		}
		if err := p.skip(); err != nil {
			return err
		}
	}
}

func (p parser) body() (*call, error) {
	t, err := p.child()
	if err != nil {
		return nil, err
	}
	if t.kind == tokenClose {
		return nil, clientFault("the SOAP body is empty")
	}
	names, known := methods[string(t.local)]
	if !known {
		return nil, clientFault("the Web Connector's service has no method %s", t.local)
	}
	if string(t.space) != nsIntuit {
		return nil, clientFault("the method %s is in the namespace %q; it must be %s", t.local, t.space, nsIntuit)
	}
	c := &call{method: string(t.local), names: names}
	if err := p.parameters(c); err != nil {
		return nil, err
	}
	if t, err = p.child(); err == nil && t.kind != tokenClose {
		return nil, clientFault("the SOAP body has a second element, %s", t.local)
	}
	return c, err
}

func (p parser) parameters(c *call) error {
	var seen [maxParameters]bool
	for {
		t, err := p.child()
		if err != nil || t.kind == tokenClose {
			return err
		}
		at := -1
		for i, n := range c.names {
			if string(t.local) == n {
				at = i
			}
		}
		if at < 0 {
			if err := p.skip(); err != nil {
				return err
			}
			continue
		}
		if string(t.space) != nsIntuit {
			return clientFault("%s of %s is in the namespace %q; it must be %s", t.local, c.method, t.space, nsIntuit)
		}
		if seen[at] {
			return clientFault("%s of %s is given twice", t.local, c.method)
		}
		seen[at] = true
		if c.values[at], err = p.value(c.names[at]); err != nil {
			return err
		}
	}
}

// value reads the text of a parameter up to its end.
func (p parser) value(name string) (string, error) {
	var first []byte
	var all []byte // only when the text is in pieces: around a comment or a CDATA section
	for {
		t, err := p.s.next()
		if err != nil {
			return "", err
		}
		switch {
		case t.kind == tokenClose && all != nil:
			return string(all), nil
		case t.kind == tokenClose:
			return string(first), nil
		case t.kind == tokenOpen:
			return "", clientFault("%s has an element %s inside: what it carries must be escaped text", name, t.local)
		case first == nil:
			first = t.text
		case all == nil:
			all = append(bytes.Clone(first), t.text...)
		default:
			all = append(all, t.text...)
		}
	}
}

// child gives the next element inside of the current one, or its end. Text
// between elements is white space or refused.
func (p parser) child() (token, error) {
	for {
		t, err := p.s.next()
		if err != nil || t.kind != tokenText {
			return t, err
		}
		if len(bytes.Trim(t.text, " \t\n")) > 0 {
			return t, clientFault("text where an element was expected: %.40q", t.text)
		}
	}
}

// skip passes over the rest of the element just opened.
func (p parser) skip() error {
	for depth := 1; depth > 0; {
		t, err := p.s.next()
		if err != nil {
			return err
		}
		switch t.kind {
		case tokenOpen:
			depth++
		case tokenClose:
			depth--
		}
	}
	return nil
}
