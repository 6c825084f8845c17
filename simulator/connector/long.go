package connector

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"
)

// The generated client reads escaped text at some twenty megabytes a second,
// and a request of hundreds of orders is nothing but escaped text. So the wire
// takes a long result out of its answer, once the answer was found in order,
// and hands the generated client the same answer with an empty one.

// longText is from where on a result is taken out.
const longText = 4096

// emptyEnvelope is the answer of a method with an empty result.
func emptyEnvelope(method string) string {
	return `<e:Envelope xmlns:e="` + soapSpace + `"><e:Body><` + method + `Response xmlns="` + intuitSpace + `"><` + method + `Result></` + method + `Result></` + method + `Response></e:Body></e:Envelope>`
}

// unescape reads character data as XML 1.0 says. It changes b.
func unescape(b []byte) (string, error) {
	if !utf8.Valid(b) {
		return "", errors.New("the answer is not valid UTF-8")
	}
	w := 0
	for r := 0; r < len(b); {
		c := b[r]
		switch {
		case c == '&':
			n := bytes.IndexByte(b[r:min(len(b), r+16)], ';')
			if n < 0 {
				return "", errors.New("the answer has an & that begins no entity")
			}
			char, err := entity(b[r+1 : r+n])
			if err != nil {
				return "", err
			}
			w += utf8.EncodeRune(b[w:r+n+1], char)
			r += n + 1
			continue
		case c == '\r':
			if r+1 < len(b) && b[r+1] == '\n' {
				r++
			}
			c = '\n'
		case c < ' ' && c != '\t' && c != '\n':
			return "", fmt.Errorf("the answer has the character 0x%02X", c)
		case c == '>' && r > 1 && b[r-1] == ']' && b[r-2] == ']':
			return "", errors.New("the answer has ]]> outside of a CDATA section")
		}
		b[w] = c
		w++
		r++
	}
	return string(b[:w]), nil
}

// entity is the character of an entity or a numeric reference.
func entity(name []byte) (rune, error) {
	switch string(name) {
	case "lt":
		return '<', nil
	case "gt":
		return '>', nil
	case "amp":
		return '&', nil
	case "quot":
		return '"', nil
	case "apos":
		return '\'', nil
	}
	var n uint64
	err := errors.New("no number")
	if len(name) > 2 && name[0] == '#' && name[1] == 'x' {
		n, err = strconv.ParseUint(string(name[2:]), 16, 21)
	} else if len(name) > 1 && name[0] == '#' {
		n, err = strconv.ParseUint(string(name[1:]), 10, 21)
	}
	r := rune(n)
	if err != nil || !utf8.ValidRune(r) || r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff {
		return 0, fmt.Errorf("the answer has the undefined entity &%s;", name)
	}
	return r, nil
}
