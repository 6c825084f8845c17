package qbxml

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Maximum lengths, counted in characters (code points) of the final text, not
// in bytes and not in the escaped form (qbxml-rules §4; qbXML 13.0 schema).
const (
	MaxCustomerName     = 41  // customers, vendors, employees, other names
	MaxCustomerFullName = 209 // five levels of 41 and four colons
	MaxCompanyName      = 41
	MaxSalutation       = 15
	MaxFirstName        = 25
	MaxMiddleName       = 5
	MaxLastName         = 25
	MaxJobTitle         = 41
	MaxContact          = 41

	MaxAddrLine    = 41 // Addr1 … Addr5
	MaxCity        = 31
	MaxState       = 21
	MaxPostalCode  = 13
	MaxCountry     = 31
	MaxAddressNote = 41

	MaxPhone         = 21 // also AltPhone and Fax
	MaxEmail         = 1023
	MaxAccountNumber = 99 // of a customer
	MaxNotes         = 4095
	MaxResaleNumber  = 15
	MaxShipToName    = 41

	MaxItemName      = 31 // one level
	MaxItemFullName  = 159
	MaxPartNumber    = 31 // ManufacturerPartNumber
	MaxDesc          = 4095
	MaxBarCode       = 50
	MaxUnitOfMeasure = 31
	MaxLotNumber     = 40

	MaxClassName       = 31
	MaxClassFullName   = 159
	MaxAccountName     = 31 // of a ledger account, one level
	MaxAccountFullName = 159
	MaxAccountNumberGL = 7
	MaxAccountDesc     = 200

	MaxTermsName         = 31
	MaxPaymentMethodName = 31
	MaxTemplateName      = 31
	MaxPriceLevelName    = 31
	MaxSiteName          = 31
	MaxShipMethodName    = 15
	MaxSalesRepInitials  = 5
	MaxSalesTaxCode      = 3
	MaxSalesTaxCodeAU    = 6  // of company files of Australia (qbxml-rules §4)
	MaxSalesTaxItemName  = 31 // items and groups
	MaxCustomerMsg       = 101
	MaxCurrencyName      = 64
	MaxFOB               = 13

	MaxRefNumber   = 11 // sales receipts, invoices, credit memos, adjustments
	MaxPaymentRef  = 20 // ReceivePayment only
	MaxPONumber    = 25
	MaxCheckNumber = 25 // of a sales receipt
	MaxMemo        = 4095
	MaxOther       = 29 // Other of a header, Other1 and Other2 of a line

	MaxID            = 36 // ListID, TxnID, TxnLineID
	MaxDataExtName   = 31
	MaxRetElement    = 50 // IncludeRetElement
	MaxRequestID     = 50
	MaxMessageSetID  = 23 // newMessageSetID, oldMessageSetID: ASCII (qbxml-rules §6)
	MaxEditSequence  = 16
	MaxQuantityWhole = 10 // digits in front of the point of a Quantity, Rate or Cost
	MaxQuantityScale = 5  // decimals of a Quantity, Rate or Cost
)

// Fitted is a text that QuickBooks can hold, with what was done to make it so.
type Fitted struct {
	Text string
	// Notes says in words for a bookkeeper what was changed and why; it is
	// empty when a reader sees no difference.
	Notes []string
}

// Fit makes free text (memo, description, address line) fit for QuickBooks:
// composed (NFC), typographic characters written plainly, Latin letters that
// a Windows code page lacks written by their nearest neighbors, everything
// else that QuickBooks cannot hold as '?', control characters removed, ends
// trimmed, and at most limit characters (qbxml-rules §5). Line breaks stay, as
// LF. The result is unchanged when fitted again.
func Fit(s string, limit int) Fitted { return fit(s, limit, false) }

// FitName is Fit for the name of a list entry: the colon, which separates
// levels, becomes '-'; tabs and line breaks become spaces; runs of spaces
// become one, because QuickBooks loses them in comparison.
func FitName(s string, limit int) Fitted { return fit(s, limit, true) }

// FitNameWith is FitName for "name suffix", where the name gives way and the
// suffix, which makes the name unique, is kept whole at the end:
// "Hubert Blaine Wolfeschlegelstein (BC 51207)".
func FitNameWith(name, suffix string, limit int) Fitted {
	end := FitName(suffix, limit)
	n := utf8.RuneCountInString(end.Text)
	if n == 0 {
		return FitName(name, limit)
	}
	start := FitName(name, max(limit-n-1, 0))
	if start.Text == "" {
		return Fitted{Text: end.Text, Notes: append(start.Notes, end.Notes...)}
	}
	return Fitted{Text: start.Text + " " + end.Text, Notes: append(start.Notes, end.Notes...)}
}

func fit(s string, limit int, name bool) Fitted {
	if plain(s, limit, name) {
		return Fitted{Text: s}
	}
	whole := s
	s = readable(s, limit)
	f := fitter{name: name, out: make([]byte, 0, len(s))}
	f.text(norm.NFC.String(strings.ToValidUTF8(s, "\uFFFD")))
	text := string(f.out)
	if trimmed := tidy(text, name); trimmed != text {
		f.spaces = true
		text = trimmed
	}
	notes := f.notes()
	if n := utf8.RuneCountInString(text); n > limit || len(s) < len(whole) {
		n += utf8.RuneCountInString(whole[len(s):])
		text = strings.TrimRight(firstRunes(text, limit), " \t\n")
		notes = append(notes, fmt.Sprintf("shortened from %d to %d characters", n, utf8.RuneCountInString(text)))
	}
	return Fitted{Text: text, Notes: notes}
}

// readable is as much of s as is looked at: far more than limit characters,
// whatever they are made of. The megabytes that somebody puts into a field of
// a form are not worth the work.
func readable(s string, limit int) string {
	most := 16*min(limit, 1<<20) + 4096
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most]
}

// plain tells whether s is printable ASCII that needs no change at all.
func plain(s string, limit int, name bool) bool {
	if len(s) > limit {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c < ' ' || c >= 0x7F:
			return false
		case c == ' ' && (i == 0 || i == len(s)-1 || name && s[i-1] == ' '):
			return false
		case c == ':' && name:
			return false
		}
	}
	return true
}

// tidy trims the ends and, in names, makes one space of many.
func tidy(s string, name bool) string {
	if name {
		return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' }), " ")
	}
	return strings.Trim(s, " \t\n")
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n <= 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// fitter writes a composed text character by character and remembers what it changed.
type fitter struct {
	name bool
	out  []byte

	lost      []string // clusters written as '?'
	spelled   []string // letters written by others: "ł as l"
	plainly   []string // typographic characters
	invisible int      // removed
	colons    int
	spaces    bool
	breaks    bool // tabs and line breaks that became spaces
}

func (f *fitter) text(s string) {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	for len(s) > 0 {
		n := clusterLen(s)
		f.cluster(s[:n])
		s = s[n:]
	}
}

// cluster writes one visible character: a base with the marks and joiners that follow it.
func (f *fitter) cluster(c string) {
	r, size := utf8.DecodeRuneInString(c)
	marks := c[size:]
	if marks == "" && f.single(r) {
		return
	}
	if t, ok := typographic(r); ok {
		switch {
		case t == "":
			f.invisible++
		case t != " ": // a reader sees no difference between spaces
			f.plainly = append(f.plainly, c)
		}
		f.add(t)
		return
	}
	if r == '\u200D' || unicode.Is(unicode.Variation_Selector, r) || invisible(r) {
		f.invisible++
		return
	}
	if t, ok := latin(c); ok {
		if t != c {
			f.spelled = append(f.spelled, c+" as "+t)
		}
		f.add(t)
		return
	}
	f.lost = append(f.lost, c)
	f.add("?")
}

// single writes the characters that need no thought; false for the others.
func (f *fitter) single(r rune) bool {
	switch {
	case r == '\n' || r == '\r' || r == '\t' || r == '\u0085' || r == '\u2028' || r == '\u2029':
		switch {
		case f.name:
			f.breaks = true
			f.add(" ")
		case r == '\t':
			f.add("\t")
		default:
			f.add("\n")
		}
		return true
	case r < ' ' || r >= 0x7F && r <= 0x9F:
		f.invisible++
		return true
	case r < 0x7F || r > 0xA0 && r <= 0xFF && r != 0xAD:
		f.add(string(r))
		return true
	}
	return false
}

// add appends t; a colon, also one that stood for a wide colon, is no part of a name.
func (f *fitter) add(t string) {
	if f.name && strings.Contains(t, ":") {
		f.colons += strings.Count(t, ":")
		t = strings.ReplaceAll(t, ":", "-")
	}
	f.out = append(f.out, t...)
}

func (f *fitter) notes() []string {
	var n []string
	if len(f.lost) > 0 {
		n = append(n, fmt.Sprintf("%s that QuickBooks cannot hold %s replaced by a question mark: %s",
			count(len(f.lost), "character"), were(len(f.lost)), listed(f.lost)))
	}
	if len(f.spelled) > 0 {
		n = append(n, fmt.Sprintf("%s that QuickBooks cannot hold %s written plainly: %s",
			count(len(f.spelled), "letter"), were(len(f.spelled)), listed(f.spelled)))
	}
	if len(f.plainly) > 0 {
		n = append(n, "typographic characters were written plainly: "+strings.Join(unique(f.plainly), " "))
	}
	if f.invisible > 0 {
		n = append(n, fmt.Sprintf("%s removed", count(f.invisible, "invisible character")))
	}
	if f.colons > 0 {
		n = append(n, "colon replaced by a hyphen, because QuickBooks separates the levels of a name by colons")
	}
	switch {
	case f.breaks:
		n = append(n, "line breaks and extra spaces removed")
	case f.spaces:
		n = append(n, "extra spaces removed")
	}
	return n
}

func unique(list []string) []string {
	seen := make(map[string]bool, len(list))
	out := make([]string, 0, len(list))
	for _, s := range list {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

// listed names each of the list once, at most ten.
func listed(list []string) string {
	u := unique(list)
	if len(u) > 10 {
		return strings.Join(u[:10], ", ") + " …"
	}
	return strings.Join(u, ", ")
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func were(n int) string {
	if n == 1 {
		return "was"
	}
	return "were"
}
