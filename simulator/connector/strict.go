package connector

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// What follows reads the tags of an answer as a .NET proxy does, before the
// generated client reads its values: that client forgives results that are
// missing or in another namespace, which make the real one crash, go on as if
// told 0, or see an empty array (reference: qbwc-protocol §2, §9.13). It only
// looks at tags; whether the rest is XML the generated client finds out.

const (
	soapSpace   = "http://schemas.xmlsoap.org/soap/envelope/"
	intuitSpace = "http://developer.intuit.com/"
)

type tag struct{ space, local string }

func (t tag) String() string { return "{" + t.space + "}" + t.local }

// checkAnswer says what in an answer a .NET proxy could not read. It returns
// the text of the last element without elements, as it is written.
func checkAnswer(method string, body []byte) (text []byte, err error) {
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	if len(body) == 0 || body[0] != '<' {
		return nil, fmt.Errorf("text in front of the envelope: %.60q", body)
	}
	want := []tag{{soapSpace, "Envelope"}, {soapSpace, "Body"}, {intuitSpace, method + "Response"}, {intuitSpace, method + "Result"}}
	count := make([]int, len(want)+1)
	err = walk(body, func(depth int, t tag) error {
		switch {
		case depth < len(want) && t == want[depth]:
			count[depth]++
		case depth == 1 && t == tag{soapSpace, "Header"} && count[1] == 0:
		case depth == 4 && method == "authenticate" && t == tag{intuitSpace, "string"}:
			count[4]++
		case depth < len(want):
			return fmt.Errorf("the answer has %s where %s was expected", t, want[depth])
		default:
			return fmt.Errorf("the answer has an element %s inside of its result", t)
		}
		return nil
	}, func(b []byte) { text = b })
	if err != nil {
		return nil, err
	}
	for i, n := range count[:len(want)] {
		if n != 1 {
			return nil, fmt.Errorf("the answer has %d elements %s", n, want[i])
		}
	}
	switch {
	case method == "authenticate" && count[4] < 2:
		return nil, fmt.Errorf("index was outside the bounds of the array: authenticateResult has %d strings", count[4])
	case method == "receiveResponseXML":
		return text, checkPercent(string(text))
	}
	return text, nil
}

func checkPercent(s string) error {
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 32)
	switch {
	case err != nil:
		return fmt.Errorf("input string was not in a correct format: receiveResponseXMLResult is %q", s)
	case n > 100:
		return fmt.Errorf("receiveResponseXMLResult is %d", n)
	}
	return nil
}

// walker goes over the tags of an answer.
type walker struct {
	b     []byte
	at    int
	stack []level
	leaf  int  // where the text of the element just opened begins, -1 when it was not the last tag
	ended bool // the root element was closed
	open  func(depth int, t tag) error
	text  func([]byte) // what stands in an element without elements
}

// level is an open element: its name as written, the namespaces in force.
type level struct {
	name   string
	spaces map[string]string
}

func walk(b []byte, open func(int, tag) error, text func([]byte)) error {
	w := &walker{b: b, leaf: -1, open: open, text: text}
	for {
		i := bytes.IndexByte(b[w.at:], '<')
		if i < 0 {
			break
		}
		if err := w.markup(w.at + i); err != nil {
			return err
		}
	}
	switch {
	case !w.ended:
		return errors.New("the answer ends too early")
	case len(bytes.TrimSpace(b[w.at:])) > 0:
		return errors.New("text behind the envelope")
	}
	return nil
}

// markup takes what begins with '<' at start.
func (w *walker) markup(start int) error {
	rest := w.b[start:]
	for _, m := range [...]struct{ begin, end string }{{"<![CDATA[", "]]>"}, {"<!--", "-->"}} {
		if bytes.HasPrefix(rest, []byte(m.begin)) {
			n := bytes.Index(rest, []byte(m.end))
			if n < 0 {
				return fmt.Errorf("%s does not end", m.begin)
			}
			w.at = start + n + len(m.end)
			return nil
		}
	}
	n := bytes.IndexByte(rest, '>')
	if n < 0 {
		return errors.New("a tag does not end")
	}
	w.at = start + n + 1
	switch inside := string(rest[1:n]); {
	case strings.HasPrefix(inside, "!"):
		return errors.New("the answer has a document type")
	case strings.HasPrefix(inside, "?"):
		if start > 0 && strings.HasPrefix(inside, "?xml ") {
			return errors.New("the XML declaration is not at the beginning")
		}
		return nil
	case strings.HasPrefix(inside, "/"):
		return w.endTag(strings.TrimSpace(inside[1:]), start)
	default:
		return w.startTag(inside)
	}
}

func (w *walker) endTag(name string, start int) error {
	last := len(w.stack) - 1
	if last < 0 || w.stack[last].name != name {
		return fmt.Errorf("the end tag </%s> ends nothing", name)
	}
	if w.leaf >= 0 {
		w.text(w.b[w.leaf:start])
	}
	w.leaf, w.stack, w.ended = -1, w.stack[:last], last == 0
	return nil
}

func (w *walker) startTag(inside string) error {
	if w.ended {
		return errors.New("a second root element")
	}
	var spaces map[string]string
	if n := len(w.stack); n > 0 {
		spaces = w.stack[n-1].spaces
	}
	name, t, spaces, err := names(strings.TrimSuffix(inside, "/"), spaces)
	if err != nil {
		return err
	}
	if err := w.open(len(w.stack), t); err != nil {
		return err
	}
	if strings.HasSuffix(inside, "/") {
		w.text(nil)
		w.leaf, w.ended = -1, len(w.stack) == 0
		return nil
	}
	w.leaf, w.stack = w.at, append(w.stack, level{name, spaces})
	return nil
}

// names reads what stands inside a start tag: its name as written and
// resolved, and the namespaces in force inside of it.
func names(inside string, spaces map[string]string) (string, tag, map[string]string, error) {
	name, attrs, _ := strings.Cut(strings.NewReplacer("\n", " ", "\t", " ", "\r", " ").Replace(inside), " ")
	if strings.Contains(attrs, "xmlns") {
		inner := map[string]string{}
		for k, v := range spaces {
			inner[k] = v
		}
		// Attributes are read by encoding/xml: a start tag is a document of
		// its own when it is closed.
		d := xml.NewDecoder(strings.NewReader("<a " + attrs + "/>"))
		for {
			t, err := d.RawToken()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return "", tag{}, nil, err
			}
			if s, ok := t.(xml.StartElement); ok {
				for _, a := range s.Attr {
					switch {
					case a.Name.Space == "xmlns":
						inner[a.Name.Local] = a.Value
					case a.Name.Space == "" && a.Name.Local == "xmlns":
						inner[""] = a.Value
					}
				}
			}
		}
		spaces = inner
	}
	prefix, local, prefixed := strings.Cut(name, ":")
	if !prefixed {
		prefix, local = "", name
	}
	space, declared := spaces[prefix]
	if prefixed && !declared {
		return "", tag{}, nil, fmt.Errorf("the prefix %s is not declared", prefix)
	}
	return name, tag{space, local}, spaces, nil
}

// faultText is the sentence of a fault, or the beginning of what came instead.
func faultText(body []byte) string {
	var e struct {
		Fault struct {
			Code string `xml:"faultcode"`
			Text string `xml:"faultstring"`
		} `xml:"Body>Fault"`
	}
	if err := xml.Unmarshal(body, &e); err != nil || e.Fault.Text == "" {
		return fmt.Sprintf("%.200q", body)
	}
	return e.Fault.Text
}
