package company

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// unescape resolves character and predefined entity references. bad names what
// is not one.
func unescape(s string) (text, bad string) {
	i := strings.IndexByte(s, '&')
	if i < 0 {
		return s, ""
	}
	b := make([]byte, 0, len(s))
	for i >= 0 {
		b = append(b, s[:i]...)
		end := strings.IndexByte(s[i:], ';')
		if end < 0 {
			return "", "& without ;"
		}
		ref := s[i+1 : i+end]
		r, ok := charRef(ref)
		if !ok {
			return "", "&" + ref + ";"
		}
		b = utf8.AppendRune(b, r)
		s = s[i+end+1:]
		i = strings.IndexByte(s, '&')
	}
	return string(append(b, s...)), ""
}

func charRef(ref string) (rune, bool) {
	switch ref {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	digits, ok := strings.CutPrefix(ref, "#")
	if !ok {
		return 0, false
	}
	base := 10
	if hex, isHex := strings.CutPrefix(digits, "x"); isHex {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || n > utf8.MaxRune {
		return 0, false
	}
	return rune(n), true
}

// foreign finds the first character that a company file cannot hold: outside
// ISO-8859-1, or a control character other than tab, LF and CR.
// reference: qbxml-rules §5.
func foreign(s string) (at int, r rune) {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 0x20 && c < 0x7f {
			continue
		}
		if c < utf8.RuneSelf {
			if c == '\t' || c == '\n' || c == '\r' {
				continue
			}
			return i, rune(c)
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r > 0xff || r < 0xa0 || (r == utf8.RuneError && size == 1) {
			return i, r
		}
		i += size - 1
	}
	return -1, 0
}

// questionMarks replaces what foreign would find.
func questionMarks(s string) string {
	for {
		at, _ := foreign(s)
		if at < 0 {
			return s
		}
		_, size := utf8.DecodeRuneInString(s[at:])
		s = s[:at] + "?" + s[at+size:]
	}
}

// appendEscaped writes text content or an attribute value.
func appendEscaped(b []byte, s string) []byte {
	from := 0
	for i := 0; i < len(s); i++ {
		var ref string
		switch s[i] {
		case '&':
			ref = "&amp;"
		case '<':
			ref = "&lt;"
		case '>':
			ref = "&gt;"
		case '"':
			ref = "&quot;"
		case '\r':
			ref = "&#13;"
		default:
			continue
		}
		b = append(b, s[from:i]...)
		b = append(b, ref...)
		from = i + 1
	}
	return append(b, s[from:]...)
}

// foldRune is the lower case of a letter of ISO-8859-1.
func foldRune(r rune) rune {
	switch {
	case r >= 'A' && r <= 'Z', r >= 0xc0 && r <= 0xde && r != 0xd7:
		return r + 0x20
	}
	return r
}

// sameFold compares names without regard to case, as QuickBooks does.
// It covers ISO-8859-1, the characters that a file can hold.
func sameFold(a, b string) bool {
	if a == b {
		return true
	}
	for a != "" && b != "" {
		ra, na := utf8.DecodeRuneInString(a)
		rb, nb := utf8.DecodeRuneInString(b)
		if foldRune(ra) != foldRune(rb) {
			return false
		}
		a, b = a[na:], b[nb:]
	}
	return a == b
}

// foldHash is the same for names that sameFold holds to be the same.
func foldHash(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= utf8.RuneSelf {
			for _, r := range s[i:] {
				h = (h ^ uint64(foldRune(r))) * 1099511628211
			}
			return h
		}
		if c >= 'A' && c <= 'Z' {
			c += 0x20
		}
		h = (h ^ uint64(c)) * 1099511628211
	}
	return h
}

func fold(s string) string {
	return strings.Map(foldRune, s)
}
