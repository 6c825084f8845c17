package soap

import "bytes"

// startTag reads a start tag or an empty element.
func (s *scanner) startTag() (token, error) {
	start := s.pos
	if len(s.open) == 0 && s.rooted {
		return token{}, s.fail(start, "a second root element")
	}
	if len(s.open) >= maxDepth {
		return token{}, s.fail(start, "elements nested more than %d deep", maxDepth)
	}
	s.pos++
	name, err := s.name()
	if err != nil {
		return token{}, err
	}
	outer := len(s.bindings)
	s.attrs, s.raw = s.attrs[:0], s.raw[:0]
	for {
		before := s.pos
		s.skipSpace()
		if s.pos >= len(s.b) {
			return token{}, s.fail(start, "the tag <%s does not end", name)
		}
		c := s.b[s.pos]
		if c == '>' {
			s.pos++
			break
		}
		if c == '/' {
			if s.pos+1 >= len(s.b) || s.b[s.pos+1] != '>' {
				return token{}, s.fail(s.pos, "a / inside of the tag <%s", name)
			}
			s.pos += 2
			s.empty = true
			break
		}
		if s.pos == before {
			return token{}, s.fail(s.pos, "no space before an attribute of <%s", name)
		}
		if err := s.attribute(); err != nil {
			return token{}, err
		}
	}
	s.rooted = true
	s.open = append(s.open, element{name: name, bindings: outer})
	t := token{kind: tokenOpen, attrs: s.attrs}
	if t.space, t.local, err = s.resolve(name, true, start); err != nil {
		return token{}, err
	}
	for i := range s.attrs {
		a := &s.attrs[i]
		if a.space, a.local, err = s.resolve(a.local, false, start); err != nil {
			return token{}, err
		}
	}
	return t, nil
}

func (s *scanner) endTag() (token, error) {
	start := s.pos
	s.pos += 2
	name, err := s.name()
	if err != nil {
		return token{}, err
	}
	s.skipSpace()
	if s.pos >= len(s.b) || s.b[s.pos] != '>' {
		return token{}, s.fail(start, "the end tag </%s is not closed", name)
	}
	s.pos++
	if len(s.open) == 0 {
		return token{}, s.fail(start, "an end tag </%s> too many", name)
	}
	if o := s.open[len(s.open)-1].name; !bytes.Equal(o, name) {
		return token{}, s.fail(start, "<%s> is ended by </%s>", o, name)
	}
	return s.close(), nil
}

// close ends the innermost element.
func (s *scanner) close() token {
	last := s.open[len(s.open)-1]
	s.open = s.open[:len(s.open)-1]
	s.bindings = s.bindings[:last.bindings]
	return token{kind: tokenClose}
}

// attribute reads one attribute: a namespace binding, or into s.attrs.
func (s *scanner) attribute() error {
	start := s.pos
	name, err := s.name()
	if err != nil {
		return err
	}
	s.skipSpace()
	if s.pos >= len(s.b) || s.b[s.pos] != '=' {
		return s.fail(start, "the attribute %s has no value", name)
	}
	s.pos++
	s.skipSpace()
	if s.pos >= len(s.b) || s.b[s.pos] != '"' && s.b[s.pos] != '\'' {
		return s.fail(start, "the value of the attribute %s is not quoted", name)
	}
	quote := s.b[s.pos]
	s.pos++
	value, err := s.text(quote)
	if err != nil {
		return err
	}
	if s.pos >= len(s.b) {
		return s.fail(start, "the value of the attribute %s does not end", name)
	}
	s.pos++
	for _, r := range s.raw {
		if bytes.Equal(r, name) {
			return s.fail(start, "the attribute %s is given twice", name)
		}
	}
	if s.raw = append(s.raw, name); len(s.raw) > maxAttrs {
		return s.fail(start, "more than %d attributes", maxAttrs)
	}
	prefix, local, prefixed := bytes.Cut(name, []byte(":"))
	switch {
	case !prefixed && string(name) == "xmlns":
		s.bindings = append(s.bindings, binding{nil, value})
	case prefixed && string(prefix) == "xmlns":
		if len(value) == 0 || string(local) == "xmlns" || string(local) == "xml" {
			return s.fail(start, "the prefix %s cannot be declared so", local)
		}
		s.bindings = append(s.bindings, binding{local, value})
	default:
		s.attrs = append(s.attrs, attr{local: name, value: value})
	}
	return nil
}

// resolve splits a name as written into namespace and local name. An element
// without a prefix is in the default namespace, an attribute in none.
func (s *scanner) resolve(name []byte, isElement bool, at int) (space, local []byte, err error) {
	prefix, local, prefixed := bytes.Cut(name, []byte(":"))
	if !prefixed {
		if !isElement {
			return nil, name, nil
		}
		prefix, local = nil, name
	}
	for i := len(s.bindings) - 1; i >= 0; i-- {
		if bytes.Equal(s.bindings[i].prefix, prefix) {
			return s.bindings[i].uri, local, nil
		}
	}
	if prefixed {
		return nil, nil, s.fail(at, "the prefix %s is not declared", prefix)
	}
	return nil, local, nil
}

// name reads a name of ASCII characters with at most one colon; there is no
// other in this protocol.
func (s *scanner) name() ([]byte, error) {
	n := nameLength(s.b[s.pos:])
	name := s.b[s.pos : s.pos+n]
	switch {
	case n == 0:
		return nil, s.fail(s.pos, "a name was expected")
	case n > maxName:
		return nil, s.fail(s.pos, "a name longer than %d characters", maxName)
	case s.pos+n < len(s.b) && s.b[s.pos+n] >= 0x80:
		return nil, s.fail(s.pos, "a name with characters outside of ASCII")
	}
	if prefix, local, ok := bytes.Cut(name, []byte(":")); ok && (len(prefix) == 0 || nameLength(local) != len(local) || len(local) == 0 || bytes.IndexByte(local, ':') >= 0) {
		return nil, s.fail(s.pos, "the name %s has a colon where none can be", name)
	}
	s.pos += n
	return name, nil
}

func (s *scanner) skipSpace() {
	for s.pos < len(s.b) && isSpace(s.b[s.pos]) {
		s.pos++
	}
}
