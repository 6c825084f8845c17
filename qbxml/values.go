package qbxml

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"countinghouse/money"
)

// unescape writes out references to characters; other entities are an error.
func (sc *scanner) unescape(raw string) string {
	amp := strings.IndexByte(raw, '&')
	if amp < 0 {
		return raw
	}
	var b strings.Builder
	b.Grow(len(raw))
	for amp >= 0 {
		b.WriteString(raw[:amp])
		raw = raw[amp:]
		end := strings.IndexByte(raw[:min(len(raw), 12)], ';')
		if end < 0 {
			sc.fail("an & that begins no reference")
			return ""
		}
		r, ok := reference(raw[1:end])
		if !ok {
			sc.fail("the reference %.12s is not known", raw[:end+1])
			return ""
		}
		b.WriteRune(r)
		raw = raw[end+1:]
		amp = strings.IndexByte(raw, '&')
	}
	b.WriteString(raw)
	return b.String()
}

// reference is the character that &name; stands for. Characters that XML does
// not allow, which QuickBooks writes now and then, become U+FFFD.
func reference(name string) (rune, bool) {
	switch name {
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
	digits, base := strings.TrimPrefix(name, "#"), 10
	if digits == name {
		return 0, false
	}
	if hex := strings.TrimPrefix(digits, "x"); hex != digits {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || digits[0] == '+' {
		return 0, false
	}
	r := rune(min(n, utf8.MaxRune+1))
	if !allowed(r) {
		r = utf8.RuneError
	}
	return r, true
}

// allowed tells whether XML 1.0 has the character.
func allowed(r rune) bool {
	return r >= ' ' && utf8.ValidRune(r) && r != 0xFFFE && r != 0xFFFF || r == '\t' || r == '\n' || r == '\r'
}

// wrong records a value that could not be understood.
func (sc *scanner) wrong(name, value, what string) {
	if sc.bad == nil {
		sc.bad = fmt.Errorf("%s is %q, which is not %s", name, clip(value), what)
	}
}

func clip(s string) string {
	if len(s) > 40 {
		return strings.ToValidUTF8(s[:40], "") + "…"
	}
	return s
}

// amount reads an AMTTYPE; empty is 0.
func (sc *scanner) amount() money.Amount {
	name, text := sc.name, strings.TrimSpace(sc.text())
	if text == "" {
		return 0
	}
	a, err := money.ParseAmount(text, 2)
	if err != nil {
		sc.wrong(name, text, "an amount")
	}
	return a
}

// decimal reads a QUANTYPE, PRICETYPE or PERCENTTYPE; empty is 0.
func (sc *scanner) decimal() money.Decimal {
	name, text := sc.name, strings.TrimSpace(sc.text())
	if text == "" {
		return money.Decimal{}
	}
	d, err := money.ParseDecimal(strings.TrimSuffix(text, "%"))
	if err != nil {
		sc.wrong(name, text, "a number")
	}
	return d
}

// int reads an INTTYPE; empty is 0.
func (sc *scanner) int() int {
	name, text := sc.name, strings.TrimSpace(sc.text())
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		sc.wrong(name, text, "a whole number")
	}
	return n
}

// flag reads a BOOLTYPE; empty is false.
func (sc *scanner) flag() bool {
	name, text := sc.name, strings.TrimSpace(sc.text())
	switch strings.ToLower(text) {
	case "true", "1":
		return true
	case "", "false", "0":
		return false
	}
	sc.wrong(name, text, "true or false")
	return false
}

// ref reads a reference.
func (sc *scanner) ref() Ref {
	var r Ref
	for sc.child() {
		switch sc.name {
		case "ListID":
			r.ListID = sc.text()
		case "FullName":
			r.FullName = sc.text()
		default:
			sc.skip()
		}
	}
	return r
}
