package company

import (
	"strings"
	"time"
	"unicode/utf8"
)

// element reads one element, from its "<" on, by its grammar, and adds it and
// what is in it to the document.
func (s *scanner) element(el *element) (int32, bool) {
	s.at += 1 + len(el.name)
	var allowed []string
	if el.content != nil {
		allowed = el.content.attrs
	}
	first, ok := s.attributes(allowed)
	if !ok || first != 0 && !s.checkAttributes(first) {
		return 0, false
	}
	n := int32(len(s.doc.nodes))
	s.doc.nodes = append(s.doc.nodes, node{el: el, attr: first})
	switch us := s.options.Country == "US"; {
	case el.refuse == notInDesktop, el.refuse == notInUS && us, el.refuse == onlyInAustralia && s.options.Country != "AU":
		return 0, s.fail("element %q is not supported by the %s edition", el.name, s.options.Country)
	case el.refuse == notInThisEdition:
		s.doc.requests[len(s.doc.requests)-1].missing = el.name
	}
	empty := s.emptyTag()
	if !empty {
		s.at++
	}
	if el.kind == complexKind {
		return n, s.children(n, el, empty)
	}
	text := ""
	if !empty {
		if text, ok = s.text(el.name); !ok {
			return 0, false
		}
	}
	s.doc.nodes[n].text = text
	return n, s.checkValue(el, text)
}

func (s *scanner) checkAttributes(first int32) bool {
	for i := first; i != 0; i = s.doc.attrs[i-1].next {
		a := s.doc.attrs[i-1]
		switch {
		case a.name == "iterator" && a.value != "Start" && a.value != "Continue" && a.value != "Stop",
			a.name == "metaData" && a.value != "NoMetaData" && a.value != "MetaDataOnly" && a.value != "MetaDataAndResponseData":
			return s.fail("%q is not a value of attribute %q", a.value, a.name)
		}
	}
	return true
}

func (s *scanner) children(n int32, el *element, empty bool) bool {
	state, last := 0, int32(0)
	for !empty {
		if !s.misc(nil) {
			return false
		}
		if strings.HasPrefix(s.rest(), "</") {
			break
		}
		name := s.tagName()
		if name == "" {
			return s.fail("text is not allowed within %q", el.name)
		}
		to := -1
		var next *element
		for _, st := range el.content.states[state] {
			if st.el.name == name {
				next, to = st.el, st.to
				break
			}
		}
		if to < 0 {
			return s.fail("element %q is not expected here within %q", name[:min(60, len(name))], el.name)
		}
		child, ok := s.element(next)
		if !ok {
			return false
		}
		if last == 0 {
			s.doc.nodes[n].child = child
		} else {
			s.doc.nodes[last].next = child
		}
		state, last = to, child
	}
	if !el.content.complete[state] {
		return s.fail("element %q is not complete", el.name)
	}
	return empty || s.close(el.name)
}

// text reads character data up to and including the end tag of name.
func (s *scanner) text(name string) (string, bool) {
	var joined []byte
	parts := 0
	text := ""
	for {
		end := strings.IndexByte(s.rest(), '<')
		if end < 0 {
			return "", s.fail("the document ends within %q", name)
		}
		part, rest := s.rest()[:end], s.rest()[end:]
		cleaned, ok := s.clean(part)
		if !ok {
			return "", false
		}
		s.at += end
		switch {
		case strings.HasPrefix(rest, "<![CDATA["):
			stop := strings.Index(rest[9:], "]]>")
			if stop < 0 {
				return "", s.fail("CDATA is not closed")
			}
			joined = append(append(joined, cleaned...), rest[9:9+stop]...)
			s.at += 9 + stop + 3
		case strings.HasPrefix(rest, "<!--"):
			joined = append(joined, cleaned...)
			if !s.misc(nil) {
				return "", false
			}
		default:
			if parts == 0 {
				text = cleaned
			} else {
				text = string(append(joined, cleaned...))
			}
			if parts > 0 {
				if at, r := foreign(text); at >= 0 {
					return "", s.fail("invalid character U+%04X", r)
				}
			}
			return text, s.close(name)
		}
		parts++
	}
}

// taxCodeLength is the length of a sales tax code in the schema, and of nothing
// else that a request may hold; in Australia it is 6 (qbxml-rules §4).
const taxCodeLength = 3

// checkValue holds an element's text against its type.
func (s *scanner) checkValue(el *element, v string) bool {
	ok := true
	switch el.kind {
	case strKind, idKind:
		most := el.max
		if most == taxCodeLength && s.options.Country == "AU" {
			most = 6
		}
		if most > 0 && len(v) > most && utf8.RuneCountInString(v) > most {
			if s.options.TooLongIs3070 {
				if rq := &s.doc.requests[len(s.doc.requests)-1]; rq.tooLong == "" {
					rq.tooLong = el.name
				}
				return true
			}
			return s.fail("the text of %q is too long: %d characters, at most %d", el.name, utf8.RuneCountInString(v), most)
		}
	case boolKind:
		ok = v == "" || v == "true" || v == "false" || v == "1" || v == "0"
	case dateKind:
		ok = v == "" || isDate(v)
	case datetimeKind:
		ok = v == "" || isDateTime(v)
	case amtKind:
		ok = v == "" || isNumber(v, 13, 2, true)
	case priceKind:
		ok = v == "" || isNumber(v, 10, 5, false)
	case intKind:
		ok = isNumber(v, 18, 0, true)
	case floatKind:
		ok = v == "" || isNumber(v, 18, 18, false)
	case guidKind:
		ok = isGUID(v)
	case enumKind:
		ok = false
		for _, word := range el.enum {
			if word == v {
				return true
			}
		}
	}
	if !ok {
		return s.fail("%q is not a value of %q", v[:min(60, len(v))], el.name)
	}
	return true
}

// isNumber tells whether v is [+-]digits[.digits]; exact: as many decimals as places or none.
func isNumber(v string, whole, places int, exact bool) bool {
	if v != "" && (v[0] == '+' || v[0] == '-') {
		v = v[1:]
	}
	front, back, dot := strings.Cut(v, ".")
	if len(front) < 1 || len(front) > whole || !allDigits(front) {
		return false
	}
	if !dot {
		return true
	}
	if exact {
		return places > 0 && len(back) == places && allDigits(back)
	}
	return len(back) >= 1 && len(back) <= places && allDigits(back)
}

func allDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// isDate tells whether v is a day of the calendar, YYYY-MM-DD, without a zone.
func isDate(v string) bool {
	if len(v) != 10 || v[4] != '-' || v[7] != '-' || !allDigits(v[:4]) || !allDigits(v[5:7]) || !allDigits(v[8:]) {
		return false
	}
	_, err := time.Parse(time.DateOnly, v)
	return err == nil
}

// isDateTime tells whether v has the form of DATETIMETYPE: no Z, no fractions.
func isDateTime(v string) bool {
	rest, ok := digits(v, 4, 4)
	for _, sep := range []byte{'-', '-', 'T', ':', ':'} {
		if !ok {
			return false
		}
		if rest == "" {
			return sep != '-'
		}
		if rest[0] != sep {
			return false
		}
		rest, ok = digits(rest[1:], 1, 2)
	}
	if !ok || rest == "" {
		return ok
	}
	if rest[0] != '+' && rest[0] != '-' {
		return false
	}
	if rest, ok = digits(rest[1:], 1, 2); !ok || rest == "" || rest[0] != ':' {
		return false
	}
	rest, ok = digits(rest[1:], 1, 2)
	return ok && rest == ""
}

// digits consumes from least to most digits.
func digits(v string, least, most int) (rest string, ok bool) {
	n := 0
	for n < len(v) && n < most && v[n] >= '0' && v[n] <= '9' {
		n++
	}
	return v[n:], n >= least
}

func isGUID(v string) bool {
	if v == "0" {
		return true
	}
	if len(v) != 38 || v[0] != '{' || v[37] != '}' {
		return false
	}
	for i, c := range []byte(v[1:37]) {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			if c != '-' {
				return false
			}
		} else if (c < '0' || c > '9') && (c < 'a' || c > 'f') && (c < 'A' || c > 'F') {
			return false
		}
	}
	return true
}
