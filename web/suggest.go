package web

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"

	"countinghouse/books"
	"countinghouse/templates"
)

// suggestion is an entry that may be meant, and why, in words.
type suggestion struct {
	entry  books.Entry
	reason string
	score  int
}

// shortList is how many entries a native list holds; a longer one is searched.
const shortList = 200

// suggest finds the entries that a want may mean, the likeliest first, two at
// most. Short lists are looked through whole; of long ones what begins alike.
func (d *desk) suggest(ctx context.Context, sc scene, w want, all []books.Entry, long bool) ([]suggestion, error) {
	pool := slices.Clone(all)
	if long {
		for _, try := range beginnings(w.hints) {
			found, err := d.Store.EntriesOf(ctx, sc.company.Key, w.list, w.types, try, 50)
			if err != nil {
				return nil, err
			}
			pool = append(pool, found...)
		}
	}
	var out []suggestion
	seen := map[string]bool{}
	for _, e := range pool {
		if s := likeness(w, e); s.score > 0 && e.Active && !seen[e.ListID] {
			seen[e.ListID] = true
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b suggestion) int { return cmp.Compare(b.score, a.score) })
	return out[:min(len(out), 2)], nil
}

// beginnings are what names in QuickBooks may begin with: the hints, their
// first words, and a number without its last part.
func beginnings(hints []string) []string {
	var out []string
	add := func(s string) {
		if s = strings.TrimSpace(s); len(s) >= 2 && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	for _, h := range hints {
		add(h)
		if i := strings.LastIndexAny(h, "-_. /"); i > 2 {
			add(h[:i])
		}
		if ws := tokens(h); len(ws) > 1 {
			add(ws[0] + " " + ws[1])
			add(ws[0])
		}
	}
	return out
}

// tokens are the words and numbers of a name, in lower case.
func tokens(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// squeezed is a name without what people write differently.
func squeezed(s string) string { return strings.Join(tokens(s), "") }

// likeness tells how well an entry fits what the store calls it, and by what.
func likeness(w want, e books.Entry) suggestion {
	s := suggestion{entry: e}
	sameRate := !w.rate.IsZero() && e.Rate.Equal(w.rate)
	for _, h := range w.hints {
		if strings.TrimSpace(h) == "" {
			continue
		}
		switch k := squeezed(h); {
		case k == "":
			continue
		case strings.EqualFold(e.BarCode, h):
			s.better(100, "Same barcode")
		case strings.EqualFold(e.PartNumber, h):
			s.better(100, "Same part number")
		case squeezed(e.FullName) == k || squeezed(e.Name) == k:
			s.better(95, "Same name")
		case len(k) >= 4 && strings.HasPrefix(squeezed(e.Name), k), len(squeezed(e.Name)) >= 4 && strings.HasPrefix(k, squeezed(e.Name)):
			s.better(60, "Its name begins alike")
		}
		if shared := sharedWords(h, e.FullName); len(shared) > 0 {
			s.better(20+10*len(shared), "It shares "+quoted(shared))
		}
	}
	if sameRate {
		reason := "Same rate, " + e.Rate.String() + "%"
		if s.score > 0 {
			reason = "Same rate, " + e.Rate.String() + "%; " + lowerFirst(s.reason)
		}
		s.better(s.score+50, reason)
	}
	return s
}

func (s *suggestion) better(score int, reason string) {
	if score > s.score {
		s.score, s.reason = score, reason
	}
}

// sharedWords are the words of three letters and more, or numbers, that stand in both.
func sharedWords(a, b string) []string {
	var out []string
	have := tokens(b)
	for _, t := range tokens(a) {
		if (len(t) >= 3 || strings.ContainsFunc(t, unicode.IsDigit)) && slices.Contains(have, t) && !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

func quoted(ws []string) string {
	out := make([]string, len(ws))
	for i, w := range ws {
		out[i] = "“" + w + "”"
	}
	return listed(out)
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
