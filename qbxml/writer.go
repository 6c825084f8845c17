package qbxml

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"countinghouse/day"
	"countinghouse/money"
)

// writer appends elements and checks every value on the way, collecting all
// problems. What it wrote is used only when there are none. Every method
// writes nothing for an absent (zero, nil) value.
type writer struct {
	b       []byte
	version Version
	country string // of the company file: "" and "US" are the same

	clear, emptied []string // of a change: texts to be emptied, and those that were

	request  string // requestID
	message  string // element of the request
	path     []step // open elements below the message
	problems []*FieldError
}

// step is an open element; n counts from 1 among its repeats, 0 for single ones.
type step struct {
	tag string
	n   int
}

// problem records what is wrong with a field of the open element.
func (w *writer) problem(field, format string, args ...any) {
	var p strings.Builder
	for _, s := range w.path {
		p.WriteString(s.tag)
		if s.n > 0 {
			fmt.Fprintf(&p, "[%d]", s.n)
		}
		p.WriteByte('/')
	}
	p.WriteString(field)
	w.problems = append(w.problems, &FieldError{
		RequestID: w.request, Message: w.message, Field: strings.TrimSuffix(p.String(), "/"),
		Problem: fmt.Sprintf(format, args...),
	})
}

// open starts an element that has children.
func (w *writer) open(tag string) { w.openNth(tag, 0) }

// openNth starts the nth (from 1) of repeated elements.
func (w *writer) openNth(tag string, n int) {
	w.path = append(w.path, step{tag, n})
	w.start(tag)
}

// close ends the element that was opened last.
func (w *writer) close() {
	last := w.path[len(w.path)-1]
	w.path = w.path[:len(w.path)-1]
	w.end(last.tag)
}

func (w *writer) start(tag string) {
	w.b = append(w.b, '<')
	w.b = append(w.b, tag...)
	w.b = append(w.b, '>')
}

func (w *writer) end(tag string) {
	w.b = append(w.b, '<', '/')
	w.b = append(w.b, tag...)
	w.b = append(w.b, '>')
}

// raw writes an element whose value needs no escaping.
func (w *writer) raw(tag, value string) {
	w.start(tag)
	w.b = append(w.b, value...)
	w.end(tag)
}

// text writes free text of at most limit characters; 0 is no limit.
func (w *writer) text(tag, value string, limit int) {
	if value == "" {
		if len(w.clear) > 0 && w.empties(tag) {
			w.raw(tag, "")
		}
		return
	}
	w.check(tag, value, limit, true)
	w.start(tag)
	w.b = appendEscaped(w.b, value)
	w.end(tag)
}

// line writes text that cannot hold tabs and line breaks.
func (w *writer) line(tag, value string, limit int) {
	if value == "" {
		return
	}
	w.check(tag, value, limit, false)
	w.start(tag)
	w.b = appendEscaped(w.b, value)
	w.end(tag)
}

// lines writes a repeated element.
func (w *writer) lines(tag string, values []string, limit int) {
	for _, v := range values {
		if v == "" {
			w.problem(tag, "is empty")
		}
		w.line(tag, v, limit)
	}
}

// name writes the Name of a list entry, one level, which must not be missing.
func (w *writer) name(value string, limit int) {
	const tag = "Name"
	switch {
	case value == "":
		w.problem(tag, "is missing")
	case strings.Contains(value, ":"):
		w.problem(tag, "contains a colon, which QuickBooks uses to separate the levels of a name")
	case strings.TrimSpace(value) != value:
		w.problem(tag, "begins or ends with a space")
	}
	w.line(tag, value, limit)
}

// id writes a ListID or TxnID.
func (w *writer) id(tag, value string) { w.line(tag, value, MaxID) }

// ids writes a repeated ListID or TxnID.
func (w *writer) ids(tag string, values []string) { w.lines(tag, values, MaxID) }

// check tells whether QuickBooks can hold the text.
func (w *writer) check(tag, value string, limit int, breaks bool) {
	n := 0
	for i, r := range value {
		n++
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(value[i:], "\uFFFD"):
			w.problem(tag, "is not valid text (UTF-8)")
			return
		case r == '\n' || r == '\t':
			if !breaks {
				w.problem(tag, "contains a tab or a line break")
				return
			}
		case !storable(r):
			w.problem(tag, "contains a character that QuickBooks cannot hold: %q", r)
			return
		}
	}
	if limit > 0 && n > limit {
		w.problem(tag, "has %d characters, QuickBooks takes at most %d", n, limit)
	}
}

// ref writes a reference: by ListID when it is known, else by full name, of at
// most limit characters. QuickBooks would use the ListID of both.
func (w *writer) ref(tag string, r Ref, limit int) {
	if r.IsZero() {
		return
	}
	w.open(tag)
	if r.ListID != "" {
		w.id("ListID", r.ListID)
	} else {
		w.line("FullName", r.FullName, limit)
	}
	w.close()
}

// needRef is ref for a reference that must be there.
func (w *writer) needRef(tag string, r Ref, limit int) {
	if r.IsZero() {
		w.problem(tag, "is missing")
	}
	w.ref(tag, r, limit)
}

// needID writes a TxnID, TxnLineID or ListID that must be there.
func (w *writer) needID(tag, value string) {
	if value == "" {
		w.problem(tag, "is missing")
	}
	w.id(tag, value)
}

// needLines records a problem when a document has no lines.
func (w *writer) needLines(tag string, n int) {
	if n == 0 {
		w.problem(tag, "is missing, there must be at least one line")
	}
}

// needAmount is amount for one that must be there.
func (w *writer) needAmount(tag string, a *money.Amount) {
	if a == nil {
		w.problem(tag, "is missing")
	}
	w.amount(tag, a)
}

// aboveZero is amount for one that must be there and above zero.
func (w *writer) aboveZero(tag string, a *money.Amount) {
	if a != nil && *a <= 0 {
		w.problem(tag, "is %s, it must be above zero", *a)
	}
	w.needAmount(tag, a)
}

// amount writes an AMTTYPE, always with two decimals.
func (w *writer) amount(tag string, a *money.Amount) {
	if a == nil {
		return
	}
	if a.Abs() > money.MaxAmount || *a == -*a && *a != 0 {
		w.problem(tag, "has more than 13 digits before the point")
	}
	w.start(tag)
	w.b = appendAmount(w.b, *a)
	w.end(tag)
}

// decimal writes a QUANTYPE, PRICETYPE or PERCENTTYPE.
func (w *writer) decimal(tag string, d *money.Decimal) {
	if d == nil {
		return
	}
	text := d.String()
	whole, _, _ := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	switch {
	case !d.Valid():
		w.problem(tag, "is not an exact number")
	case d.Scale() > MaxQuantityScale:
		w.problem(tag, "is %s, QuickBooks takes at most %d decimals", text, MaxQuantityScale)
	case len(whole) > MaxQuantityWhole:
		w.problem(tag, "is %s, QuickBooks takes at most %d digits before the point", text, MaxQuantityWhole)
	}
	w.raw(tag, text)
}

// rate writes ExchangeRate, a FLOATTYPE that must be above zero.
func (w *writer) rate(d *money.Decimal) {
	const tag = "ExchangeRate"
	if d == nil {
		return
	}
	if !d.Valid() || d.Sign() <= 0 {
		w.problem(tag, "is %s, it must be above zero", d)
	}
	w.raw(tag, d.String())
}

// day writes a DATETYPE within the range that QuickBooks can use.
func (w *writer) day(tag string, d day.Day) {
	if d.IsZero() {
		return
	}
	if !inRange(d) {
		w.problem(tag, "is %s, QuickBooks takes days from 1970-01-01 to 2038-01-19", d)
	}
	w.raw(tag, d.String())
}

// dateTime writes a DATETIMETYPE: a day, or local time of the QuickBooks PC
// "2026-11-07T10:00:00", with an offset only when QuickBooks gave it so.
func (w *writer) dateTime(tag, value string) {
	if value == "" {
		return
	}
	if !isDateTime(value) {
		w.problem(tag, "is %q, not a time like 2026-11-07T10:00:00", value)
		return
	}
	w.raw(tag, value)
}

// flag writes a BOOLTYPE.
func (w *writer) flag(tag string, v *bool) {
	if v != nil {
		w.raw(tag, strconv.FormatBool(*v))
	}
}

// maxReturned writes the size of a page; 0 is none.
func (w *writer) maxReturned(n int) {
	if n == 0 {
		return
	}
	if n < 0 {
		w.problem("MaxReturned", "is %d, it must be at least 1", n)
	}
	w.raw("MaxReturned", strconv.Itoa(n))
}

// enum writes one of the allowed words.
func (w *writer) enum(tag, value string, allowed ...string) {
	if value == "" {
		return
	}
	if !slices.Contains(allowed, value) {
		w.problem(tag, "is %q, not one of %s", value, strings.Join(allowed, ", "))
		return
	}
	w.raw(tag, value)
}

// guid writes a GUIDTYPE, "{8-4-4-4-12}" or "0".
func (w *writer) guid(tag, value string) {
	if value == "" {
		return
	}
	if !isGUID(value) {
		w.problem(tag, "is %q, not a GUID in braces", value)
		return
	}
	w.raw(tag, value)
}

// externalGUID writes ExternalGUID to versions that know it.
func (w *writer) externalGUID(value string) {
	if !w.version.Less(externalGUIDSince()) {
		w.guid("ExternalGUID", value)
	}
}

// since records a problem when the document's version is older than an element.
func (w *writer) since(v Version, tag string, used bool) {
	if used && w.version.Less(v) {
		w.problem(tag, "needs qbXML %s, this QuickBooks speaks %s", v, w.version)
	}
}

// one records a problem when more than one of a choice is given.
func (w *writer) one(names string, given ...bool) {
	if n := trueCount(given); n > 1 {
		w.problem("", "has %d of %s, at most one is allowed", n, names)
	}
}

func trueCount(flags []bool) int {
	n := 0
	for _, f := range flags {
		if f {
			n++
		}
	}
	return n
}
