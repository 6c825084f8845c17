package store

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"countinghouse/money"
	"countinghouse/sales"
)

// fold is the key under which names are compared, as QuickBooks does: without
// regard to case, with single spaces. It is made here and not by SQL, whose
// lower-casing knows ASCII only and differs between engines.
func fold(s string) string {
	ascii, plain := true, true
	space := true // a space here would be leading, or a second one
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 0x80 {
			ascii = false
			break
		}
		if c >= 'A' && c <= 'Z' || c < ' ' || c == ' ' && space {
			plain = false
		}
		space = c == ' '
	}
	if ascii && plain && !(space && s != "") {
		return s
	}
	if !ascii {
		s = norm.NFC.String(s)
	}
	return strings.Join(strings.Fields(strings.ToLower(s)), " ")
}

// words cuts a text into folded search words.
func words(s string) []string {
	return strings.FieldsFunc(fold(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !strings.ContainsRune("@.-_+#'", r)
	})
}

// maxWords and maxWord bound what one order adds to the search.
const (
	maxWords = 40
	maxWord  = 64
)

// orderWords are the words by which an order is found: its number, who bought,
// e-mail, references, SKUs, and its total as a figure.
func orderWords(o sales.Order, total money.Amount) []string {
	seen := make(map[string]bool, 16)
	out := make([]string, 0, 16)
	add := func(text string) {
		for _, w := range words(text) {
			w = strings.Trim(w, ".-'")
			if len(w) > maxWord {
				w = strings.ToValidUTF8(w[:maxWord], "")
			}
			if w != "" && !seen[w] && len(out) < maxWords {
				seen[w] = true
				out = append(out, w)
			}
		}
	}
	add(strconv.FormatInt(int64(o.ID), 10))
	add(total.Text(o.Decimals))
	add(o.Email())
	first, last := o.PersonName()
	add(first + " " + last)
	add(o.CompanyName())
	add(o.Customer.FirstName + " " + o.Customer.LastName)
	add(o.PONumber)
	add(o.ExternalID)
	for _, l := range o.Lines {
		add(l.SKU)
	}
	return out
}
