package qbxml

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"countinghouse/day"
	"countinghouse/money"
)

// storable tells whether QuickBooks, which keeps text in the Windows Latin
// code page, can hold the character. Fit stays within ISO-8859-1; names that
// come from QuickBooks may use the rest of windows-1252.
func storable(r rune) bool {
	if r < 0x7F {
		return r >= ' '
	}
	return r >= 0xA0 && r <= 0xFF || r > 0xFF && strings.ContainsRune("€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ", r)
}

// appendEscaped appends text as pure ASCII: markup escaped once, everything
// above 127 as a decimal character reference.
func appendEscaped(b []byte, s string) []byte {
	from := 0 // what comes before it is written
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf && c != '&' && c != '<' && c != '>' && c != '"' {
			i++
			continue
		}
		b = append(b, s[from:i]...)
		switch c {
		case '&':
			b = append(b, "&amp;"...)
			i++
		case '<':
			b = append(b, "&lt;"...)
			i++
		case '>':
			b = append(b, "&gt;"...)
			i++
		case '"':
			b = append(b, "&quot;"...)
			i++
		default:
			r, size := utf8.DecodeRuneInString(s[i:])
			b = append(b, '&', '#')
			b = strconv.AppendInt(b, int64(r), 10)
			b = append(b, ';')
			i += size
		}
		from = i
	}
	return append(b, s[from:]...)
}

// appendAmount appends an amount of hundredths.
func appendAmount(b []byte, a money.Amount) []byte {
	u := uint64(a)
	if a < 0 {
		b = append(b, '-')
		u = -u
	}
	b = strconv.AppendUint(b, u/100, 10)
	return append(b, '.', byte('0'+u%100/10), byte('0'+u%10))
}

func inRange(d day.Day) bool {
	return !d.Before(day.New(1970, 1, 1)) && !d.After(day.New(2038, 1, 19))
}

func isDateTime(s string) bool {
	if len(s) < 10 {
		return false
	}
	d, err := day.Parse(s[:10])
	if err != nil || !inRange(d) {
		return false
	}
	switch len(s) {
	case 10:
		return true
	case 19:
		return shaped(s[10:], "T00:00:00")
	case 25:
		return shaped(s[10:], "T00:00:00+00:00") || shaped(s[10:], "T00:00:00-00:00")
	}
	return false
}

// shaped tells whether s is like the pattern, in which 0 is any digit.
func shaped(s, pattern string) bool {
	if len(s) != len(pattern) {
		return false
	}
	for i := range len(s) {
		digit := s[i] >= '0' && s[i] <= '9'
		if pattern[i] == '0' && !digit || pattern[i] != '0' && s[i] != pattern[i] {
			return false
		}
	}
	return true
}

func isGUID(s string) bool {
	if s == "0" {
		return true
	}
	if len(s) != 38 || s[0] != '{' || s[37] != '}' {
		return false
	}
	for i, c := range []byte(s[1:37]) {
		hyphen := i == 8 || i == 13 || i == 18 || i == 23
		hex := c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
		if hyphen && c != '-' || !hyphen && !hex {
			return false
		}
	}
	return true
}
