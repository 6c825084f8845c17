package qbxml

import (
	"fmt"
	"strings"
)

// missingReference is about references to entries that QuickBooks does not
// know. Its words name the kind and the entry, the bookkeeper's task:
//
//	There is an invalid reference to QuickBooks Customer "X" in the Invoice. …
//	There is an invalid reference to a parent "X" in the Customers list. …
//	Object "80000A1C-1704067200" specified in the request cannot be found. …
func (a *Advice) missingReference(code int, response, message string) {
	switch code {
	case 3120:
		a.Name = quotedAfter(message, "object ")
		if a.gone(response) {
			return
		}
	case 3130:
		a.Kind, a.Name = "parent", quotedAfter(message, "a parent ")
	default:
		a.Kind, a.Name = referenceOf(message)
	}
	if a.Name == "" {
		return
	}
	kind := strings.ToLower(spaced(a.Kind))
	if kind == "" {
		kind = "record"
	}
	a.What = fmt.Sprintf("QuickBooks does not know the %s %q that is named here: it was deleted, merged with another, made inactive, or is of another kind.", kind, a.Name)
	if isListID(a.Name) {
		a.What = fmt.Sprintf("QuickBooks does not know the %s with the internal number %s: it was deleted or merged with another.", kind, a.Name)
	}
	a.Fix = fmt.Sprintf("Create it or make it active in QuickBooks, or choose another %s in the mappings. What waits for it is then sent by itself.", kind)
}

// referenceOf reads kind and name out of "invalid reference to QuickBooks KIND "NAME" in the".
func referenceOf(message string) (kind, name string) {
	rest, ok := afterFold(message, "reference to ")
	if !ok {
		return "", ""
	}
	if strings.HasPrefix(asciiLower(rest), "quickbooks ") {
		rest = rest[len("quickbooks "):]
	}
	kind, _, ok = strings.Cut(rest, `"`)
	if !ok || len(kind) > 40 {
		return "", ""
	}
	return strings.TrimSpace(kind), quotedAfter(rest, kind)
}

// quotedAfter is the text in quotes that follows the lead (without regard to
// case). Quotes within the text stay: it ends at the last quote before the
// sentence goes on.
func quotedAfter(message, lead string) string {
	rest, ok := afterFold(message, lead)
	if !ok || !strings.HasPrefix(rest, `"`) {
		return ""
	}
	rest = rest[1:]
	end := -1
	for from := 0; ; {
		at := strings.IndexByte(rest[from:], '"')
		if at < 0 {
			break
		}
		end = from + at
		from = end + 1
		if from == len(rest) || strings.HasPrefix(rest[from:], " in the ") || strings.HasPrefix(rest[from:], " of the ") ||
			strings.HasPrefix(rest[from:], " specified ") || strings.HasPrefix(rest[from:], " has ") || rest[from] == '.' {
			break
		}
	}
	if end < 0 {
		return ""
	}
	return rest[:end]
}

// quotedBefore is the text in quotes that stands before the words.
func quotedBefore(message, words string) string {
	before, _, ok := strings.Cut(message, `"`+words)
	if !ok {
		return ""
	}
	at := strings.LastIndexByte(before, '"')
	if at < 0 {
		return ""
	}
	return before[at+1:]
}

// unquoted is the message without what stands in quotes: names are chosen by
// people and may hold any words.
func unquoted(message string) string {
	var b strings.Builder
	for i, part := range strings.Split(message, `"`) {
		if i%2 == 0 {
			b.WriteString(part)
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// afterFold is what follows sep in s, without regard to the case of ASCII letters.
func afterFold(s, sep string) (string, bool) {
	at := strings.Index(asciiLower(s), asciiLower(sep))
	if at < 0 {
		return "", false
	}
	return s[at+len(sep):], true
}

// asciiLower keeps all lengths, unlike strings.ToLower.
func asciiLower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// spaced writes "SalesTaxCode" as "Sales Tax Code".
func spaced(kind string) string {
	var b strings.Builder
	for i, r := range kind {
		if i > 0 && r >= 'A' && r <= 'Z' && kind[i-1] >= 'a' && kind[i-1] <= 'z' {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// isListID tells whether a name is QuickBooks' internal number, such as
// "80000A1C-1704067200".
func isListID(s string) bool {
	a, b, ok := strings.Cut(s, "-")
	if !ok || len(a) == 0 || len(a) > 8 || len(b) < 9 || len(b) > 11 {
		return false
	}
	for _, c := range []byte(a + b) {
		if (c < '0' || c > '9') && (c < 'A' || c > 'F') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
