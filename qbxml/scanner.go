package qbxml

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Bounds of what is read.
const (
	// MaxResponse is the longest document in bytes: 200,000 items come in pages,
	// so a whole page of the longest entries is far below it.
	MaxResponse = 64 << 20
	// maxResponses is the largest number of answers in a document: a message
	// set has as many as it has requests, which are hundreds at most.
	maxResponses = 10_000
	maxDepth     = 64
	maxName      = 128
)

// ErrMalformed tells that a text is no well-formed XML, or has what QuickBooks
// never sends (a DTD, own entities, content after the root).
var ErrMalformed = errors.New("not well-formed XML")

// scanner walks over a document by hand: a tenth of the time of encoding/xml.
// The idiom is
//
//	for sc.child() {
//		switch sc.name {
//		case "Name":
//			v.Name = sc.text()
//		default:
//			sc.skip()
//		}
//	}
//
// where every child must be consumed by text, skip, or a loop of its own. After
// an error child tells false everywhere, so that all loops end.
//
// Texts are parts of the document: they keep it in memory as long as they live.
type scanner struct {
	s     string
	pos   int
	name  string   // of the element that child found
	attrs string   // its attributes, raw
	stack []string // open elements
	empty bool     // the last one is self-closing
	err   error    // the document cannot be read on
	bad   error    // the first value of the current Ret that could not be understood
}

// fail ends the reading.
func (sc *scanner) fail(format string, args ...any) {
	if sc.err == nil {
		line := 1 + strings.Count(sc.s[:min(sc.pos, len(sc.s))], "\n")
		sc.err = fmt.Errorf("%w: line %d: %s", ErrMalformed, line, fmt.Sprintf(format, args...))
	}
}

// child moves to the next child of the element that is open; false at its end.
func (sc *scanner) child() bool {
	if sc.err != nil {
		return false
	}
	if sc.empty {
		sc.pop()
		return false
	}
	for {
		at := strings.IndexByte(sc.s[sc.pos:], '<')
		if at < 0 {
			sc.pos = len(sc.s)
			sc.fail("ends within %s", sc.inside())
			return false
		}
		if len(sc.stack) == 0 && strings.TrimSpace(sc.s[sc.pos:sc.pos+at]) != "" {
			sc.fail("text before the document")
			return false
		}
		sc.pos += at
		switch sc.next() {
		case '/':
			sc.endTag()
			return false
		case '!':
			if !sc.skipDeclaration() {
				return false
			}
		case '?':
			if !sc.skipTo("?>") {
				return false
			}
		default:
			if !sc.startTag() {
				return false
			}
			if sc.empty && strings.HasSuffix(sc.name, "Ret") {
				// A record without a single field tells nothing. Passed over,
				// a megabyte of them does not become hundreds in memory.
				sc.pop()
				continue
			}
			return true
		}
	}
}

// next is the character after '<'.
func (sc *scanner) next() byte {
	if sc.pos+1 < len(sc.s) {
		return sc.s[sc.pos+1]
	}
	return 0
}

func (sc *scanner) inside() string {
	if len(sc.stack) == 0 {
		return "the document"
	}
	return "<" + sc.stack[len(sc.stack)-1] + ">"
}

func (sc *scanner) pop() {
	sc.empty = false
	sc.stack = sc.stack[:len(sc.stack)-1]
}

// startTag reads a start tag at pos and opens its element.
func (sc *scanner) startTag() bool {
	i := sc.pos + 1
	for i < len(sc.s) && isNameByte(sc.s[i]) {
		i++
	}
	name := sc.s[sc.pos+1 : i]
	if name == "" || len(name) > maxName || name[0] >= '0' && name[0] <= '9' || name[0] == '-' || name[0] == '.' {
		sc.fail("a tag without a proper name")
		return false
	}
	start := i
	for i < len(sc.s) && sc.s[i] != '>' && sc.s[i] != '/' {
		if i = sc.attribute(i); i < 0 {
			return false
		}
	}
	attrs := sc.s[start:i]
	if i < len(sc.s) && sc.s[i] == '/' {
		sc.empty = true
		i++
	}
	if i >= len(sc.s) || sc.s[i] != '>' {
		sc.fail("the tag <%s> is not closed", name)
		return false
	}
	if len(sc.stack) >= maxDepth {
		sc.fail("more than %d elements within one another", maxDepth)
		return false
	}
	sc.stack = append(sc.stack, name)
	sc.name, sc.attrs, sc.pos = name, attrs, i+1
	return true
}

// attribute moves over spaces, or spaces and one attribute, from i; -1 after an error.
func (sc *scanner) attribute(i int) int {
	start := i
	for i < len(sc.s) && isSpace(sc.s[i]) {
		i++
	}
	if i >= len(sc.s) || sc.s[i] == '>' || sc.s[i] == '/' {
		return i
	}
	from := i
	for i < len(sc.s) && isNameByte(sc.s[i]) {
		i++
	}
	if i == from || from == start {
		sc.fail("a broken tag")
		return -1
	}
	for i < len(sc.s) && isSpace(sc.s[i]) {
		i++
	}
	if i >= len(sc.s) || sc.s[i] != '=' {
		sc.fail("an attribute without a value")
		return -1
	}
	i++
	for i < len(sc.s) && isSpace(sc.s[i]) {
		i++
	}
	if i >= len(sc.s) || sc.s[i] != '"' && sc.s[i] != '\'' {
		sc.fail("an attribute without quotes")
		return -1
	}
	end := strings.IndexByte(sc.s[i+1:], sc.s[i])
	if end < 0 || strings.IndexByte(sc.s[i+1:i+1+end], '<') >= 0 {
		sc.fail("an attribute without a closing quote")
		return -1
	}
	return i + end + 2
}

// endTag reads an end tag at pos, which must end the element that is open.
func (sc *scanner) endTag() {
	end := strings.IndexByte(sc.s[sc.pos:], '>')
	if end < 0 {
		sc.fail("ends within a tag")
		return
	}
	name := strings.TrimRight(sc.s[sc.pos+2:sc.pos+end], " \t\r\n")
	if len(sc.stack) == 0 || name != sc.stack[len(sc.stack)-1] {
		sc.fail("</%.40s> where the end of %s belongs", name, sc.inside())
		return
	}
	sc.pos += end + 1
	sc.pop()
}

// skipDeclaration moves over a comment or, as far as text is passed over, a
// CDATA section; declarations are refused.
func (sc *scanner) skipDeclaration() bool {
	rest := sc.s[sc.pos:]
	switch {
	case strings.HasPrefix(rest, "<!--"):
		return sc.skipTo("-->")
	case strings.HasPrefix(rest, "<![CDATA[") && len(sc.stack) > 0:
		return sc.skipTo("]]>")
	}
	sc.fail("a declaration (DTD or entity), which QuickBooks never sends")
	return false
}

// skipTo moves behind the next occurrence of end.
func (sc *scanner) skipTo(end string) bool {
	at := strings.Index(sc.s[sc.pos+2:], end)
	if at < 0 {
		sc.fail("ends before %q", end)
		return false
	}
	sc.pos += 2 + at + len(end)
	return true
}

// skip consumes the element that was opened last, with all it contains.
func (sc *scanner) skip() {
	depth := len(sc.stack)
	for sc.err == nil && len(sc.stack) >= depth {
		sc.child()
	}
}

// text consumes the element that was opened last and returns its text. What
// other elements it contains is left out.
func (sc *scanner) text() string {
	if sc.err != nil {
		return ""
	}
	if sc.empty {
		sc.pop()
		return ""
	}
	if at := strings.IndexByte(sc.s[sc.pos:], '<'); at >= 0 && sc.pos+at+1 < len(sc.s) && sc.s[sc.pos+at+1] == '/' {
		raw := sc.s[sc.pos : sc.pos+at]
		sc.pos += at
		sc.endTag()
		return sc.unescape(raw)
	}
	return sc.mixedText()
}

// mixedText is text with comments, CDATA sections or elements in it.
func (sc *scanner) mixedText() string {
	var b strings.Builder
	for sc.err == nil {
		at := strings.IndexByte(sc.s[sc.pos:], '<')
		if at < 0 {
			sc.fail("ends within %s", sc.inside())
			return ""
		}
		b.WriteString(sc.unescape(sc.s[sc.pos : sc.pos+at]))
		sc.pos += at
		rest := sc.s[sc.pos:]
		switch {
		case strings.HasPrefix(rest, "</"):
			sc.endTag()
			return b.String()
		case strings.HasPrefix(rest, "<![CDATA["):
			from := sc.pos + len("<![CDATA[")
			if sc.skipTo("]]>") {
				b.WriteString(sc.s[from : sc.pos-len("]]>")])
			}
		case strings.HasPrefix(rest, "<!"):
			sc.skipDeclaration()
		case strings.HasPrefix(rest, "<?"):
			sc.skipTo("?>")
		default:
			if sc.startTag() {
				sc.skip()
			}
		}
	}
	return ""
}

// attr is an attribute of the element that was opened last.
func (sc *scanner) attr(name string) string {
	rest := sc.attrs
	for {
		rest = strings.TrimLeft(rest, " \t\r\n")
		at := strings.IndexByte(rest, '=')
		if at < 0 {
			return ""
		}
		key := strings.TrimRight(rest[:at], " \t\r\n")
		rest = strings.TrimLeft(rest[at+1:], " \t\r\n")
		if rest == "" {
			return ""
		}
		end := strings.IndexByte(rest[1:], rest[0])
		if end < 0 {
			return ""
		}
		if key == name {
			return strings.Clone(sc.unescape(rest[1 : 1+end]))
		}
		rest = rest[end+2:]
	}
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func isNameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-' || c == '.' || c == ':' ||
		c >= utf8.RuneSelf
}
