package soap

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// A request is read by this scanner and not by encoding/xml, for one reason:
// receiveResponseXML carries megabytes of XML escaped inside XML, of which
// every tenth byte begins an entity. It works in place: text is unescaped into
// the body's own buffer, where it always fits, for no reference is shorter
// than what it stands for.

// tokenKind is what next found.
type tokenKind int

const (
	tokenEnd   tokenKind = iota // end of the document
	tokenOpen                   // a start tag; an empty element gives tokenOpen and tokenClose
	tokenClose                  // an end tag
	tokenText                   // character data or CDATA, unescaped; never empty
)

// token is one piece of the document. Its bytes lie in the scanner's buffer.
type token struct {
	kind         tokenKind
	space, local []byte // of a tag: the namespace's name and the local name
	text         []byte
	attrs        []attr // of tokenOpen; valid until the next call
}

// attr is one attribute that declares no namespace.
type attr struct{ space, local, value []byte }

// Bounds that no request of a Web Connector comes near. They keep a hostile
// document from costing more than its length.
const (
	maxDepth = 64
	maxAttrs = 32
	maxName  = 256
)

// malformed is the one complaint about a request that is not XML.
type malformed struct {
	at   int
	what string
}

func (e *malformed) Error() string {
	return fmt.Sprintf("the request is not well-formed XML: %s (at byte %d)", e.what, e.at)
}

// element is an open element: its name as written, and how many namespace
// bindings were in force outside of it.
type element struct {
	name     []byte
	bindings int
}

type binding struct{ prefix, uri []byte }

type scanner struct {
	b        []byte
	pos      int
	open     []element
	bindings []binding
	attrs    []attr
	raw      [][]byte // names of the attributes of the tag being read, as written
	rooted   bool     // the root element was seen
	empty    bool     // the tag just given was an empty element: its end comes next
	started  bool
}

// newScanner reads b, which it changes.
func newScanner(b []byte) *scanner {
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	return &scanner{b: b, bindings: append(make([]binding, 0, 8), binding{[]byte("xml"), []byte("http://www.w3.org/XML/1998/namespace")})}
}

func (s *scanner) fail(at int, format string, args ...any) error {
	return &malformed{at: at, what: fmt.Sprintf(format, args...)}
}

// next gives the next token. Comments and processing instructions are checked
// and left out, and so is white space outside of the root element.
func (s *scanner) next() (token, error) {
	if !s.started {
		s.started = true
		if err := s.begin(); err != nil {
			return token{}, err
		}
	}
	if s.empty {
		s.empty = false
		return s.close(), nil
	}
	for {
		if s.pos >= len(s.b) {
			if len(s.open) > 0 {
				return token{}, s.fail(s.pos, "it ends inside of <%s>", s.open[len(s.open)-1].name)
			}
			if !s.rooted {
				return token{}, s.fail(s.pos, "it has no element")
			}
			return token{kind: tokenEnd}, nil
		}
		if s.b[s.pos] != '<' && len(s.open) == 0 {
			if s.skipSpace(); s.pos < len(s.b) && s.b[s.pos] != '<' {
				return token{}, s.fail(s.pos, "text outside of the root element")
			}
			continue
		}
		if s.b[s.pos] != '<' {
			text, err := s.text('<')
			return token{kind: tokenText, text: text}, err
		}
		t, found, err := s.markup()
		if err != nil || found {
			return t, err
		}
	}
}

// begin checks what concerns the whole document: its characters are valid
// UTF-8, and its declaration, if any, names an encoding that is.
func (s *scanner) begin() error {
	if len(s.b) > 1 && (s.b[0] == 0xff && s.b[1] == 0xfe || s.b[0] == 0xfe && s.b[1] == 0xff || s.b[0] == 0 || s.b[1] == 0) {
		return s.fail(0, "it is in UTF-16; only UTF-8 is read here")
	}
	if !bytes.HasPrefix(s.b, []byte("<?xml")) || len(s.b) < 6 || !isSpace(s.b[5]) {
		return s.utf8()
	}
	end := bytes.Index(s.b, []byte("?>"))
	if end < 0 {
		return s.fail(0, "the XML declaration does not end")
	}
	if err := s.declaration(s.b[5:end]); err != nil {
		return err
	}
	s.pos = end + 2
	return s.utf8()
}

func (s *scanner) utf8() error {
	if utf8.Valid(s.b) {
		return nil
	}
	at := 0
	for rest := s.b; len(rest) > 0; {
		r, n := utf8.DecodeRune(rest)
		if r == utf8.RuneError && n == 1 {
			break
		}
		at, rest = at+n, rest[n:]
	}
	return s.fail(at, "a byte there is not valid UTF-8")
}

// declaration reads version, encoding and standalone, in this order.
func (s *scanner) declaration(d []byte) error {
	order := []string{"version", "encoding", "standalone"}
	seen := 0
	for {
		rest := bytes.TrimLeft(d, " \t\r\n")
		if len(rest) == 0 {
			if seen == 0 {
				return s.fail(0, "the XML declaration names no version")
			}
			return nil
		}
		if len(rest) == len(d) {
			return s.fail(0, "the XML declaration cannot be read")
		}
		name, after, ok := bytes.Cut(rest, []byte("="))
		name = bytes.TrimRight(name, " \t\r\n")
		after = bytes.TrimLeft(after, " \t\r\n")
		if !ok || len(after) == 0 || after[0] != '"' && after[0] != '\'' {
			return s.fail(0, "the XML declaration cannot be read")
		}
		end := bytes.IndexByte(after[1:], after[0])
		if end < 0 {
			return s.fail(0, "the XML declaration cannot be read")
		}
		value := after[1 : 1+end]
		at := -1
		for i := seen; i < len(order); i++ {
			if string(name) == order[i] {
				at = i
			}
		}
		if at < 0 || seen == 0 && at != 0 {
			return s.fail(0, "the XML declaration cannot be read at %.20q", name)
		}
		seen = at + 1
		switch {
		case at == 0 && string(value) != "1.0":
			return s.fail(0, "it says XML version %.20q; only 1.0 is read here", value)
		case at == 1 && !bytes.EqualFold(value, []byte("utf-8")) && !bytes.EqualFold(value, []byte("us-ascii")):
			return s.fail(0, "it says encoding %.40q; only UTF-8 is read here", value)
		case at == 2 && string(value) != "yes" && string(value) != "no":
			return s.fail(0, "standalone is neither yes nor no")
		}
		d = after[end+2:]
	}
}

// markup reads what begins with '<'. found is false for what gives no token.
func (s *scanner) markup() (t token, found bool, err error) {
	rest := s.b[s.pos:]
	switch {
	case len(rest) < 2:
		return t, false, s.fail(s.pos, "it ends after <")
	case rest[1] == '/':
		t, err = s.endTag()
		return t, true, err
	case rest[1] == '?':
		return t, false, s.instruction()
	case bytes.HasPrefix(rest, []byte("<!--")):
		return t, false, s.comment()
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		text, err := s.cdata()
		return token{kind: tokenText, text: text}, len(text) > 0, err
	case rest[1] == '!':
		return t, false, s.fail(s.pos, "document types and entities are refused")
	}
	t, err = s.startTag()
	return t, true, err
}

func (s *scanner) comment() error {
	start := s.pos
	body := s.b[s.pos+4:]
	end := bytes.Index(body, []byte("--"))
	if end < 0 || end+2 >= len(body) {
		return s.fail(start, "a comment does not end")
	}
	if body[end+2] != '>' {
		return s.fail(s.pos+4+end, "-- inside of a comment")
	}
	s.pos += 4 + end + 3
	return s.characters(body[:end], start)
}

func (s *scanner) instruction() error {
	start := s.pos
	body := s.b[s.pos+2:]
	end := bytes.Index(body, []byte("?>"))
	if end < 0 {
		return s.fail(start, "a processing instruction does not end")
	}
	target := nameLength(body[:end])
	if target == 0 || target < end && !isSpace(body[target]) {
		return s.fail(start, "a processing instruction without a name")
	}
	if bytes.EqualFold(body[:target], []byte("xml")) {
		return s.fail(start, "an XML declaration that is not at the very beginning")
	}
	if bytes.IndexByte(body[:target], ':') >= 0 {
		return s.fail(start, "a colon in the name of a processing instruction")
	}
	s.pos += 2 + end + 2
	return s.characters(body[:end], start)
}

func (s *scanner) cdata() ([]byte, error) {
	start := s.pos
	if len(s.open) == 0 {
		return nil, s.fail(start, "a CDATA section outside of the root element")
	}
	body := s.b[s.pos+9:]
	end := bytes.Index(body, []byte("]]>"))
	if end < 0 {
		return nil, s.fail(start, "a CDATA section does not end")
	}
	if err := s.characters(body[:end], start); err != nil {
		return nil, err
	}
	s.pos += 9 + end + 3
	return newlines(body[:end]), nil
}
