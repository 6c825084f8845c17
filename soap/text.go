package soap

import (
	"bytes"
	"unicode/utf8"
)

// What a byte of character data may mean; everything else is copied.
const (
	plain   = iota
	special // < & ] quotes and line ends: looked at one by one
	illegal // control characters that XML 1.0 has no place for
	wide    // 0xEF: may begin U+FFFE or U+FFFF, which are no characters
)

// classes is read only.
var classes = func() (c [256]byte) {
	for i := range 0x20 {
		c[i] = illegal
	}
	c['\t'], c['\n'] = plain, plain
	for _, b := range []byte("<&]\"'\r") {
		c[b] = special
	}
	c[0xef] = wide
	return c
}()

// text reads character data up to stop, which is '<' for content and the quote
// for the value of an attribute, and unescapes it in place. It does not take
// stop itself. Content may also end with the document.
func (s *scanner) text(stop byte) ([]byte, error) {
	b := s.b
	start, r := s.pos, s.pos
	for r < len(b) && classes[b[r]] == plain { // what needs no copying
		r++
	}
	w := r
	for r < len(b) {
		c := b[r]
		switch classes[c] {
		case plain:
			b[w] = c
			w++
			r++
			continue
		case illegal:
			return nil, s.fail(r, "the control character 0x%02X", c)
		case wide:
			if r+2 < len(b) && b[r+1] == 0xbf && b[r+2] >= 0xbe {
				return nil, s.fail(r, "a character that XML does not have")
			}
		case special:
			if c == stop {
				s.pos = r
				return b[start:w], nil
			}
			switch c {
			case '<':
				return nil, s.fail(r, "a < in the value of an attribute")
			case '&':
				read, wrote, err := s.reference(r, w)
				if err != nil {
					return nil, err
				}
				r, w = r+read, w+wrote
				continue
			case '\r':
				if r+1 < len(b) && b[r+1] == '\n' {
					r++
				}
				c = '\n'
			case ']':
				if stop == '<' && r+2 < len(b) && b[r+1] == ']' && b[r+2] == '>' {
					return nil, s.fail(r, "]]> outside of a CDATA section")
				}
			}
		}
		b[w] = c
		w++
		r++
	}
	s.pos = r
	return b[start:w], nil
}

// reference unescapes the reference at r to w and tells the lengths of both.
func (s *scanner) reference(r, w int) (read, wrote int, err error) {
	b := s.b[r:]
	if len(b) >= 4 { // the two of which escaped XML consists
		if b[1] == 'l' && b[2] == 't' && b[3] == ';' {
			s.b[w] = '<'
			return 4, 1, nil
		}
		if b[1] == 'g' && b[2] == 't' && b[3] == ';' {
			s.b[w] = '>'
			return 4, 1, nil
		}
	}
	end := bytes.IndexByte(b[:min(len(b), 40)], ';')
	if end < 0 {
		return 0, 0, s.fail(r, "an & that begins no reference")
	}
	var c rune
	switch name := b[1:end]; {
	case string(name) == "amp":
		c = '&'
	case string(name) == "quot":
		c = '"'
	case string(name) == "apos":
		c = '\''
	case string(name) == "lt":
		c = '<'
	case string(name) == "gt":
		c = '>'
	case len(name) > 1 && name[0] == '#':
		if c = number(name[1:]); c < 0 {
			return 0, 0, s.fail(r, "the reference &%s; is no character of XML", name)
		}
	default:
		return 0, 0, s.fail(r, "the entity &%.40s; is not defined", name)
	}
	return end + 1, utf8.EncodeRune(s.b[w:r+end+1], c), nil
}

// number reads the digits of a numeric reference; -1 when they are none, or
// mean what XML 1.0 has no character for.
func number(digits []byte) rune {
	base := rune(10)
	if digits[0] == 'x' {
		base, digits = 16, digits[1:]
	}
	if len(digits) == 0 {
		return -1
	}
	var n rune
	for _, d := range digits {
		var v rune
		switch {
		case d >= '0' && d <= '9':
			v = rune(d - '0')
		case base == 16 && d >= 'a' && d <= 'f':
			v = rune(d-'a') + 10
		case base == 16 && d >= 'A' && d <= 'F':
			v = rune(d-'A') + 10
		default:
			return -1
		}
		if n = n*base + v; n > utf8.MaxRune {
			return -1
		}
	}
	if !isCharacter(n) {
		return -1
	}
	return n
}

// characters checks text that is not unescaped: comments, CDATA, instructions.
func (s *scanner) characters(b []byte, at int) error {
	for i, c := range b {
		switch {
		case classes[c] == illegal:
			return s.fail(at+i, "the control character 0x%02X", c)
		case classes[c] == wide && i+2 < len(b) && b[i+1] == 0xbf && b[i+2] >= 0xbe:
			return s.fail(at+i, "a character that XML does not have")
		}
	}
	return nil
}

// newlines makes every line end a line feed, in place, as XML 1.0 §2.11 says.
func newlines(b []byte) []byte {
	w := bytes.IndexByte(b, '\r')
	if w < 0 {
		return b
	}
	for r := w; r < len(b); r++ {
		c := b[r]
		if c == '\r' {
			if r+1 < len(b) && b[r+1] == '\n' {
				continue
			}
			c = '\n'
		}
		b[w] = c
		w++
	}
	return b[:w]
}

// isCharacter tells whether XML 1.0 has the character.
func isCharacter(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r <= 0xd7ff || r >= 0xe000 && r <= 0xfffd || r >= 0x10000 && r <= utf8.MaxRune
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// nameLength is the length of the ASCII name at the beginning of b, colons
// included; 0 when there is none.
func nameLength(b []byte) int {
	for i, c := range b {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == ':'
		if letter || i > 0 && (c >= '0' && c <= '9' || c == '-' || c == '.') {
			continue
		}
		return i
	}
	return len(b)
}
