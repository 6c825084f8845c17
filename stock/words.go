package stock

import (
	"hash/maphash"
	"strings"
	"unicode"
)

// words are the words and figures of a text, in lower case.
func words(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// squeezed is a text without what people write differently: case, spaces, signs.
func squeezed(s string) string { return strings.Join(words(s), "") }

// labels are options without the names of the choices: "Size: Small, Colour:
// Blue" says Small and Blue.
func labels(options string) string {
	var out []string
	for _, o := range strings.Split(options, ", ") {
		if _, label, ok := strings.Cut(o, ": "); ok {
			o = label
		}
		out = append(out, o)
	}
	return strings.Join(out, " ")
}

// hasher makes numbers of texts, others in each process.
type hasher struct{ seed maphash.Seed }

func (h hasher) of(s string) uint64 { return maphash.String(h.seed, s) }
