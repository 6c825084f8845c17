package company

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// node is one element of a request document, already checked by the grammar.
type node struct {
	el    *element
	text  string
	attr  int32 // first attribute in document.attrs, plus one
	child int32 // first child, 0: none (node 0 is never a child)
	next  int32 // next sibling
}

type attribute struct {
	name, value string
	next        int32
}

// request is one ...Rq element of the message set.
type request struct {
	name string // "SalesReceiptAddRq"
	node int32
	// tooLong names the first field whose text is too long, where Options say
	// that this is a matter of the record (3070) and not of the document.
	tooLong string
	// missing names an element that this edition does not have (3250).
	missing string
}

// document is a parsed message set. Its strings share memory with the text.
type document struct {
	nodes        []node
	attrs        []attribute
	requests     []request
	onError      string
	newID, oldID string
	includeNone  bool
}

func (d *document) reset() {
	d.nodes = append(d.nodes[:0], node{})
	d.attrs, d.requests = d.attrs[:0], d.requests[:0]
	d.onError, d.newID, d.oldID, d.includeNone = "", "", "", false
}

// find is the first child of that name, 0 if there is none.
func (d *document) find(n int32, name string) int32 {
	for c := d.nodes[n].child; c != 0; c = d.nodes[c].next {
		if d.nodes[c].el.name == name {
			return c
		}
	}
	return 0
}

// get is the text of the first child of that name, "" if there is none.
func (d *document) get(n int32, name string) string {
	if c := d.find(n, name); c != 0 {
		return d.nodes[c].text
	}
	return ""
}

// all are the texts of all children of that name.
func (d *document) all(n int32, name string) []string {
	var texts []string
	for c := d.nodes[n].child; c != 0; c = d.nodes[c].next {
		if d.nodes[c].el.name == name {
			texts = append(texts, d.nodes[c].text)
		}
	}
	return texts
}

func (d *document) attribute(n int32, name string) (string, bool) {
	for i := d.nodes[n].attr; i != 0; i = d.attrs[i-1].next {
		if d.attrs[i-1].name == name {
			return d.attrs[i-1].value, true
		}
	}
	return "", false
}

// isTrue reads a BOOLTYPE; empty and absent are otherwise.
func isTrue(s string, otherwise bool) bool {
	switch s {
	case "true", "1":
		return true
	case "false", "0":
		return false
	}
	return otherwise
}

// scanner reads one request document strictly. It stops at the first error.
type scanner struct {
	g       grammar
	src     string
	at      int
	doc     *document
	options *Options
	err     error
}

// parse reads a request document. An error means 0x80040400: nothing of it may run.
func parse(g grammar, src string, doc *document, o *Options) error {
	doc.reset()
	s := scanner{g: g, src: src, doc: doc, options: o}
	s.document()
	return s.err
}

func (s *scanner) fail(format string, args ...any) bool {
	if s.err == nil {
		line := 1 + strings.Count(s.src[:min(s.at, len(s.src))], "\n")
		column := s.at - strings.LastIndexByte(s.src[:min(s.at, len(s.src))], '\n')
		s.err = fmt.Errorf("QuickBooks found an error when parsing the provided XML text stream. Line %d, position %d: %s",
			line, column, fmt.Sprintf(format, args...))
	}
	return false
}

func (s *scanner) rest() string { return s.src[s.at:] }

func (s *scanner) space() {
	for s.at < len(s.src) {
		switch s.src[s.at] {
		case ' ', '\t', '\r', '\n':
			s.at++
		default:
			return
		}
	}
}

// misc skips white space and comments; processing instructions are given to pi.
func (s *scanner) misc(pi func(target, body string)) bool {
	for {
		s.space()
		switch {
		case strings.HasPrefix(s.rest(), "<!--"):
			end := strings.Index(s.rest()[4:], "-->")
			if end < 0 {
				return s.fail("unclosed comment")
			}
			s.at += 4 + end + 3
		case strings.HasPrefix(s.rest(), "<?"):
			end := strings.Index(s.rest()[2:], "?>")
			if end < 0 || pi == nil {
				return s.fail("unexpected processing instruction")
			}
			target, body, _ := strings.Cut(s.rest()[2:2+end], " ")
			pi(target, body)
			s.at += 2 + end + 2
		case strings.HasPrefix(s.rest(), "<!"):
			return s.fail("a document type is not allowed")
		default:
			return true
		}
	}
}

func (s *scanner) document() bool {
	if !utf8.ValidString(s.src) {
		return s.fail("the text is not in the declared encoding")
	}
	s.src = strings.TrimPrefix(s.src, "\ufeff")
	version := ""
	if !s.misc(func(target, body string) {
		if target == "qbxml" {
			version = strings.TrimSpace(body)
		}
	}) {
		return false
	}
	if !knownVersion(version) {
		return s.fail("the qbXML processing instruction is missing, or its version is not supported: %q", version)
	}
	if !s.open("QBXML") {
		return false
	}
	if attr, ok := s.attributes(nil); !ok || attr != 0 {
		return s.fail("QBXML has no attributes")
	}
	if s.emptyTag() {
		return s.fail("QBXML is empty")
	}
	s.at++
	if !s.misc(nil) || !s.open("QBXMLMsgsRq") {
		return false
	}
	if !s.messageSet() {
		return false
	}
	if !s.misc(nil) || !s.close("QBXML") || !s.misc(nil) {
		return false
	}
	if s.at != len(s.src) {
		return s.fail("text after the end of the document")
	}
	return true
}

// knownVersion tells whether the processing instruction's body names a version
// from 1.0 to 13.0.
func knownVersion(body string) bool {
	v, ok := strings.CutPrefix(body, "version=")
	if !ok || len(v) < 2 || v[0] != '"' && v[0] != '\'' || v[len(v)-1] != v[0] {
		return false
	}
	for _, known := range supportedVersions {
		if v[1:len(v)-1] == known {
			return true
		}
	}
	return false
}

// supportedVersions are those that HostQuery tells of.
var supportedVersions = [...]string{"1.0", "1.1", "2.0", "2.1", "3.0", "4.0", "4.1", "5.0", "6.0", "7.0", "8.0", "9.0", "10.0", "11.0", "12.0", "13.0"}

var messageSetAttributes = []string{"newMessageSetID", "oldMessageSetID", "onError", "responseData"}

func (s *scanner) messageSet() bool {
	first, ok := s.attributes(messageSetAttributes)
	if !ok {
		return false
	}
	set := node{attr: first}
	s.doc.nodes[0] = set
	s.doc.onError, _ = s.doc.attribute(0, "onError")
	s.doc.newID, _ = s.doc.attribute(0, "newMessageSetID")
	s.doc.oldID, _ = s.doc.attribute(0, "oldMessageSetID")
	data, hasData := s.doc.attribute(0, "responseData")
	s.doc.includeNone = data == "includeNone"
	switch {
	case s.doc.onError != "stopOnError" && s.doc.onError != "continueOnError":
		return s.fail("onError %q is missing or not supported", s.doc.onError)
	case hasData && data != "includeNone" && data != "includeAll":
		return s.fail("responseData %q is unknown", data)
	}
	if s.emptyTag() {
		return true
	}
	s.at++
	for {
		if !s.misc(nil) {
			return false
		}
		if strings.HasPrefix(s.rest(), "</") {
			return s.close("QBXMLMsgsRq")
		}
		name := s.tagName()
		el, ok := s.g[name]
		if !ok {
			return s.fail("element %q is not a request that this company file knows", name)
		}
		s.doc.requests = append(s.doc.requests, request{name: el.name})
		n, ok := s.element(el)
		if !ok {
			return false
		}
		s.doc.requests[len(s.doc.requests)-1].node = n
	}
}

// tagName is the name in the start tag at the current place, not consumed.
func (s *scanner) tagName() string {
	if s.at >= len(s.src) || s.src[s.at] != '<' {
		return ""
	}
	end := s.at + 1
	for end < len(s.src) {
		switch s.src[end] {
		case ' ', '\t', '\r', '\n', '/', '>', '<':
			return s.src[s.at+1 : end]
		}
		end++
	}
	return s.src[s.at+1:]
}

// open consumes "<name".
func (s *scanner) open(name string) bool {
	if got := s.tagName(); got != name {
		return s.fail("element %q where %q is expected", got, name)
	}
	s.at += 1 + len(name)
	return true
}

// close consumes "</name>".
func (s *scanner) close(name string) bool {
	rest := s.rest()
	if !strings.HasPrefix(rest, "</") || !strings.HasPrefix(rest[2:], name) {
		return s.fail("the end of %q is expected", name)
	}
	s.at += 2 + len(name)
	s.space()
	if s.at >= len(s.src) || s.src[s.at] != '>' {
		return s.fail("the end of %q is expected", name)
	}
	s.at++
	return true
}

// emptyTag consumes "/>" if the start tag ends so; else it stands on ">".
func (s *scanner) emptyTag() bool {
	if s.src[s.at] == '/' {
		s.at += 2
		return true
	}
	return false
}

// attributes reads up to ">" or "/>", not consumed, and returns the first one's
// place in document.attrs plus one.
func (s *scanner) attributes(allowed []string) (first int32, ok bool) {
	for {
		s.space()
		if s.at >= len(s.src) {
			return 0, s.fail("the document ends within a tag")
		}
		switch c := s.src[s.at]; {
		case c == '>', c == '/' && strings.HasPrefix(s.rest(), "/>"):
			return first, true
		}
		eq := strings.IndexByte(s.rest(), '=')
		if eq < 0 {
			return 0, s.fail("an attribute without a value")
		}
		name := strings.TrimSpace(s.rest()[:eq])
		known := false
		for _, a := range allowed {
			known = known || a == name
		}
		if !known {
			return 0, s.fail("attribute %q is not allowed here", name[:min(40, len(name))])
		}
		for i := first; i != 0; i = s.doc.attrs[i-1].next {
			if s.doc.attrs[i-1].name == name {
				return 0, s.fail("attribute %q twice", name)
			}
		}
		s.at += eq + 1
		s.space()
		value, ok := s.quoted()
		if !ok {
			return 0, false
		}
		s.doc.attrs = append(s.doc.attrs, attribute{name, value, first})
		first = int32(len(s.doc.attrs))
	}
}

func (s *scanner) quoted() (string, bool) {
	rest := s.rest()
	if rest == "" || rest[0] != '"' && rest[0] != '\'' {
		return "", s.fail("an attribute's value must be quoted")
	}
	end := strings.IndexByte(rest[1:], rest[0])
	if end < 0 || strings.IndexByte(rest[1:1+end], '<') >= 0 {
		return "", s.fail("an attribute's value is not closed")
	}
	s.at += end + 2
	return s.clean(rest[1 : 1+end])
}

// clean resolves references and refuses characters that the file cannot hold.
func (s *scanner) clean(raw string) (string, bool) {
	text, bad := unescape(raw)
	if bad != "" {
		return "", s.fail("reference %q is not known", bad)
	}
	if at, r := foreign(text); at >= 0 {
		if r < 0xa0 || !s.options.QuestionMarks {
			return "", s.fail("invalid character U+%04X", r)
		}
		text = questionMarks(text)
	}
	return text, true
}
