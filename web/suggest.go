package web

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"countinghouse/books"
	"countinghouse/sales"
	"countinghouse/templates"
)

// shortList is how many entries a native list holds; a longer one is searched.
const shortList = 200

// bookedOrders is how many orders suggestions look back on.
const bookedOrders = 500

// bookedBy is what was booked how, of the newest orders of a store.
func (d *desk) bookedBy(ctx context.Context, key sales.StoreKey) (*books.Booked, error) {
	docs, err := d.Store.BookedDocuments(ctx, key, bookedOrders)
	if err != nil {
		return nil, err
	}
	b := books.BookedBy(docs)
	return &b, nil
}

// suggest finds the entries that a want may mean, the likeliest first, two at
// most. Only what is sure may be chosen before a person did.
func (d *desk) suggest(ctx context.Context, sc scene, a about, w want, all []books.Entry) ([]books.Suggestion, error) {
	if len(w.lines) == 0 {
		return nil, nil
	}
	u := books.Unmapped{Line: w.lines[0], About: w.about, Barcode: w.barcode, Rate: w.rate}
	if all == nil {
		f, _, _ := books.SheetFieldOf(u.Line.Key)
		f.Types = w.types
		first, whole, err := d.firstOf(ctx, sc, f, u.Line.Key)
		if err != nil {
			return nil, err
		}
		if all, err = d.candidates(ctx, sc, f, u, first, whole, nil); err != nil {
			return nil, err
		}
	}
	booked, err := d.bookedBy(ctx, a.cause.Store)
	if err != nil {
		return nil, err
	}
	return booked.Suggestions(u, all, 2), nil
}

// firstOf are the entries of a list that are looked at for every line with a key:
// those of a short list, which are the whole of it. The first of very many say
// nothing, but for what goods are sold as.
func (d *desk) firstOf(ctx context.Context, sc scene, f books.SheetField, line string) (first []books.Entry, whole bool, err error) {
	const few = 500
	n, err := d.Store.CountEntries(ctx, sc.company.Key, f.List, f.Types, few)
	if err == nil && (n < few || f.List == books.Items && line != "items.links") {
		most := few
		if n >= few {
			most = 100
		}
		first, err = d.Store.EntriesFitting(ctx, sc.company.Key, f.List, f.Types, "", most)
	}
	return first, n < few, err
}

// candidates are the entries of a list that are looked at for a line: of a long
// list those that are found by its number, and by what its name has in common;
// those are kept in named, unless it is nil, since lines have it in common too.
func (d *desk) candidates(ctx context.Context, sc scene, f books.SheetField, u books.Unmapped, first []books.Entry, whole bool, named map[string][]books.Entry) ([]books.Entry, error) {
	if whole {
		return first, nil
	}
	key, out := sc.company.Key, first[:len(first):len(first)]
	if f.List == books.Items && u.Line.Row != "" {
		found, err := d.Store.EntriesBySKU(ctx, key, u.Line.Row)
		if err != nil {
			return nil, err
		}
		for _, e := range found {
			if len(f.Types) == 0 || slices.Contains(f.Types, e.Type) {
				out = append(out, e)
			}
		}
	}
	for _, part := range partsOf(u) {
		// What begins so: the index leads to it, where what holds it anywhere
		// would be looked for in every name, for every line.
		found, known := named[string(f.List)+" "+part]
		if !known {
			var err error
			if found, err = d.Store.Entries(ctx, key, f.List, part, 100); err != nil {
				return nil, err
			}
			if named != nil {
				named[string(f.List)+" "+part] = found
			}
		}
		for _, e := range found {
			if len(f.Types) == 0 || slices.Contains(f.Types, e.Type) {
				out = append(out, e)
			}
		}
	}
	return out, nil
}

// partsOf are what a name in QuickBooks may have in common with a line:
// a number without its last part, and the longest word.
func partsOf(u books.Unmapped) []string {
	var out []string
	add := func(s string) {
		if s = strings.TrimSpace(s); len(s) >= 3 && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	if i := strings.LastIndexAny(u.Line.Row, "-_. /"); i > 2 {
		add(u.Line.Row[:i])
	}
	for _, called := range []string{u.Line.Row, u.About} {
		words := strings.FieldsFunc(called, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		slices.SortStableFunc(words, func(a, b string) int { return len(b) - len(a) })
		for _, w := range words[:min(len(words), 1)] {
			add(w)
		}
	}
	return out
}

// entrySub says about an entry what tells it from others: its account, its
// rate and agency, its e-mail address.
func entrySub(e books.Entry, numbers map[string]string) string {
	var parts []string
	if !e.Rate.IsZero() {
		parts = append(parts, e.Rate.String()+"%")
	}
	if e.Agency.FullName != "" {
		parts = append(parts, "owed to "+e.Agency.FullName)
	}
	if e.Account.FullName != "" {
		parts = append(parts, "posts to "+account(e.Account.FullName, numbers))
	}
	if e.Kind == books.Accounts && e.Number != "" {
		parts = append(parts, "account "+e.Number)
	}
	for _, p := range []string{e.Company, e.Email, e.PostalCode} {
		if p != "" && !strings.EqualFold(p, e.FullName) {
			parts = append(parts, p)
		}
	}
	if !e.Active {
		parts = append(parts, "inactive in QuickBooks")
	}
	said := strings.Join(parts, ", ")
	if said == "" {
		return ""
	}
	return upperFirst(said) + "."
}

// choicesOf are the entries of a short list for a native select.
func choicesOf(entries []books.Entry, value func(books.Entry) string, chosen, none string) []templates.Choice {
	out := []templates.Choice{{Word: none, On: chosen == ""}}
	for _, e := range entries {
		if e.Active {
			word := strings.ReplaceAll(e.FullName, ":", ": ")
			if e.Number != "" && e.Kind == books.Accounts {
				word = e.Number + " " + word
			}
			if !e.Rate.IsZero() {
				word += ", " + e.Rate.String() + "%"
			}
			out = append(out, templates.Choice{Value: value(e), Word: word, On: chosen == value(e)})
		}
	}
	return out
}
