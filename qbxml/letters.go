package qbxml

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// clusterLen is the length in bytes of the first visible character of s: a
// base with its combining marks, variation selectors, skin tones and what
// zero-width joiners tie to it; a flag is two regional indicators. So an
// emoji family counts, and is replaced, as one character.
func clusterLen(s string) int {
	r, n := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError || r < ' ' {
		return n
	}
	flag := regional(r)
	for n < len(s) {
		next, size := utf8.DecodeRuneInString(s[n:])
		switch {
		case next == '\u200D' && r > 0xFF:
			n += size
			if n < len(s) {
				_, joined := utf8.DecodeRuneInString(s[n:])
				n += joined
			}
		case flag && regional(next):
			flag = false
			n += size
		case unicode.In(next, unicode.M) || next >= 0x1F3FB && next <= 0x1F3FF:
			n += size
		default:
			return n
		}
	}
	return n
}

func regional(r rune) bool { return r >= 0x1F1E6 && r <= 0x1F1FF }

// invisible tells of characters that show nothing and may be left out:
// formatting, non-characters, tags.
func invisible(r rune) bool {
	return unicode.In(r, unicode.Cf, unicode.Cs) || unicode.Is(unicode.Noncharacter_Code_Point, r)
}

// latin writes a letter with its marks within ISO-8859-1: composed as far as
// it goes ("ế" is "ê"), the rest of the marks dropped, ligatures and wide
// forms taken apart. False when that is not possible.
func latin(c string) (string, bool) {
	var out []rune
	for _, r := range norm.NFKD.String(c) {
		if unicode.In(r, unicode.M) {
			if len(out) == 0 {
				continue
			}
			both := []rune(norm.NFC.String(string([]rune{out[len(out)-1], r})))
			if len(both) == 1 && both[0] <= 0xFF {
				out[len(out)-1] = both[0]
			}
			continue
		}
		t, ok := letter(r)
		if !ok {
			return "", false
		}
		out = append(out, []rune(t)...)
	}
	return string(out), len(out) > 0
}

// letter writes one decomposed character within ISO-8859-1.
func letter(r rune) (string, bool) {
	if r >= ' ' && r < 0x7F || r > 0xA0 && r <= 0xFF && r != 0xAD {
		return string(r), true
	}
	if t, ok := typographic(r); ok {
		return t, true
	}
	for i, with := range []rune(withoutMarks) {
		if r == with {
			return plainLetters[i : i+1], true
		}
	}
	switch r {
	case 'œ':
		return "oe", true
	case 'Œ':
		return "OE", true
	case 'ẞ':
		return "SS", true
	}
	return "", false
}

// Letters that Unicode does not take apart into a plain one and a mark, and
// below each its nearest neighbor.
const (
	withoutMarks = "łŁđĐɖƉħĦıȷĸŋŊŧŦƀɓƁɗƊƙƘƴƳəɛǝƏƐƎɔƆƒ"
	plainLetters = "lLdDdDhHijknNtTbbBdDkKyYeeeEEEoOf"
)

// typographic is the plain form of a character that word processors make of a
// plain one; "" for those that show nothing. False for all others.
func typographic(r rune) (string, bool) {
	switch r {
	case '‘', '’', '‚', '‛', '′', '‵', 'ʹ', 'ʻ', 'ʼ', 'ʽ', 'ˈ', '＇':
		return "'", true
	case '“', '”', '„', '‟', '″', '‶', 'ʺ', '〝', '〞', '＂':
		return `"`, true
	case '‐', '‑', '‒', '–', '—', '―', '−', '﹘', '﹣', '－', '⁃':
		return "-", true
	case '•', '‣', '∙', '◦', '●', '▪', '★', '☆':
		return "*", true
	case '\u00A0', '\u1680', '\u2000', '\u2001', '\u2002', '\u2003', '\u2004', '\u2005', '\u2006',
		'\u2007', '\u2008', '\u2009', '\u200A', '\u202F', '\u205F', '\u3000':
		return " ", true
	case '\u00AD', '\u200B', '\u200C', '\u200E', '\u200F', '\u2060', '\uFEFF':
		return "", true
	}
	return sign(r)
}

// sign writes signs and currencies in letters.
func sign(r rune) (string, bool) {
	switch r {
	case '‹':
		return "<", true
	case '›':
		return ">", true
	case '…', '⋯':
		return "...", true
	case '‥':
		return "..", true
	case '⁄', '∕':
		return "/", true
	case '∶':
		return ":", true
	case '˜', '∼', '≈':
		return "~", true
	case 'ˆ':
		return "^", true
	case '™':
		return "(TM)", true
	case '℠':
		return "(SM)", true
	case '℗':
		return "(P)", true
	case '№':
		return "No.", true
	case '€':
		return "EUR", true
	case '₺':
		return "TRY", true
	case '₤':
		return "£", true
	case '†', '‡':
		return "+", true
	case '‰':
		return "o/oo", true
	case '→', '⇒':
		return "->", true
	case '←', '⇐':
		return "<-", true
	case '≤':
		return "<=", true
	case '≥':
		return ">=", true
	case '≠':
		return "!=", true
	}
	return "", false
}
