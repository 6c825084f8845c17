package books

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"countinghouse/money"
)

// Unmapped is something of the store that waits for its line of the sheet.
type Unmapped struct {
	Line SheetLine
	// About is more of what it is called: the product's name, or the entry that
	// stood there. Barcode is the product's.
	About, Barcode string
	// Rate is a tax rate's percent, Price what a product was sold for; zero: not known.
	Rate, Price money.Decimal
}

// Suggestion is what a line may become, and why, in words.
type Suggestion struct {
	Lines  []SheetLine
	Entry  Entry
	Name   string // of the entry
	Detail string // its account or agency
	Reason string
	// Sure tells that so much speaks for this entry, and as much for no other,
	// that it may be chosen unasked: the same name, part number or barcode, or
	// nearly all documents before. What is not sure is offered with its reason,
	// and a person chooses it.
	Sure bool
}

// Booked counts what was booked how, from documents that QuickBooks has.
type Booked struct {
	of      map[SheetLine]map[string]int // by line without a value
	deposit map[string]int
}

// BookedBy counts documents.
func BookedBy(docs []Document) Booked {
	b := Booked{map[SheetLine]map[string]int{}, map[string]int{}}
	count := func(key, row string, e Ref) {
		if e.FullName == "" {
			return
		}
		at := SheetLine{Key: key, Row: row}
		if b.of[at] == nil {
			b.of[at] = map[string]int{}
		}
		b.of[at][e.FullName]++
	}
	for _, d := range docs {
		if d.DepositTo.FullName != "" {
			b.deposit[d.DepositTo.FullName]++
		}
		for _, l := range d.Lines {
			switch l.Source.Part {
			case "line":
				if l.Source.SKU != "" {
					count("items.links", strings.TrimSpace(l.Source.SKU), l.Item)
				} else {
					count("items.custom", "", l.Item)
				}
			case "tax":
				count("tax.rates", l.Source.Text, l.Item)
			case "fee":
				count("charges.fees", l.Source.Text, l.Item)
			case "shipping", "handling", "wrapping", "discount", "coupon", "gift_certificate", "store_credit":
				count("charges."+l.Source.Part, "", l.Item)
			}
		}
	}
	return b
}

// most is what was booked most, with how often and of how many.
func most(counts map[string]int) (name string, times, all int) {
	for n, c := range counts {
		all += c
		if c > times || c == times && n < name {
			name, times = n, c
		}
	}
	return name, times, all
}

// enough is the weight from which a suggestion stands beside its line on the
// mapping's sheet; what speaks less for an entry is shown to who chooses in
// Needs review, and no more.
const enough = 140

// mostly tells whether what was booked so speaks for booking it so again
// unasked: three times at least, and nine in ten.
func mostly(times, all int) bool { return times >= 3 && 10*times >= 9*all }

// Suggest finds the one thing that a line may become among entries that fit it;
// false if nothing, or too little, or the same for two, speaks for any. Methods
// are QuickBooks' payment methods, looked at for ways of paying.
func (b Booked) Suggest(u Unmapped, from, methods []Entry, c Company) (Suggestion, bool) {
	best := b.guesses(u, from)
	if len(best) == 0 || best[0].weight < enough || len(best) > 1 && best[0].weight == best[1].weight { // two alike: a person looks
		return Suggestion{}, false
	}
	s := best[0].suggestion(u)
	if u.Line.Key == "payments.*.deposit_to" {
		for _, m := range methods {
			if m.Active && likeness(u.Line.Row, m.Name) == sameName {
				s.Lines = append(s.Lines, SheetLine{"payments.*.method", u.Line.Row, m.FullName})
				s.Name = m.FullName + ", to " + s.Name
				break
			}
		}
	}
	return s, true
}

// Suggestions are the entries that a line may mean, the likeliest first, as
// many as asked for: also those for which little speaks.
func (b Booked) Suggestions(u Unmapped, from []Entry, most int) []Suggestion {
	var out []Suggestion
	best := b.guesses(u, from)
	for i, g := range best {
		if i == most {
			break
		}
		s := g.suggestion(u)
		if len(best) > 1 && best[0].weight == best[1].weight { // two alike: a person looks
			s.Sure = false
		}
		out = append(out, s)
	}
	return out
}

// guesses are the active entries for which something speaks, the likeliest first.
func (b Booked) guesses(u Unmapped, from []Entry) []guess {
	f, _, ok := SheetFieldOf(u.Line.Key)
	if !ok || f.Kind != SheetEntry {
		return nil
	}
	var out []guess
	seen := map[string]bool{}
	for _, e := range from {
		if !e.Active || e.ListID != "" && seen[e.ListID] {
			continue
		}
		seen[e.ListID] = true
		if g := b.weigh(u, f, e); g.weight > 0 {
			out = append(out, g)
		}
	}
	slices.SortStableFunc(out, func(x, y guess) int { return y.weight - x.weight })
	return out
}

func (g guess) suggestion(u Unmapped) Suggestion {
	return Suggestion{Lines: []SheetLine{{u.Line.Key, u.Line.Row, g.entry.FullName}}, Entry: g.entry, Name: g.entry.FullName, Detail: Beside(g.entry), Reason: g.reason, Sure: g.sure}
}

// Beside is what stands beside an entry's name: its account, agency or type.
func Beside(e Entry) string {
	switch {
	case e.Agency.FullName != "":
		return e.Agency.FullName
	case e.Account.FullName != "":
		return e.Account.FullName
	case e.Kind == Accounts:
		return accountKind(e.Type)
	}
	return ""
}

type guess struct {
	entry  Entry
	weight int
	reason string
	sure   bool // it may be chosen unasked
}

// weigh is how much speaks for one entry, by the strongest reason.
func (b Booked) weigh(u Unmapped, f SheetField, e Entry) guess {
	g := guess{entry: e}
	take := func(weight int, reason string) {
		if weight > g.weight {
			g.weight, g.reason, g.sure = weight, reason, weight >= 700
		}
	}
	if name, times, all := most(b.of[SheetLine{Key: u.Line.Key, Row: u.Line.Row}]); times > 0 && SameName(name, e.FullName) {
		weight := 1000
		if !mostly(times, all) {
			weight = 650
		}
		take(weight, fmt.Sprintf("Booked so %d of %d times", times, all))
	}
	if u.Line.Key == "payments.*.deposit_to" {
		if name, times, all := most(b.deposit); times > 0 && SameName(name, e.FullName) {
			take(300, fmt.Sprintf("Money of other orders went there %d of %d times", times, all))
		}
		if e.Special == "UndepositedFunds" {
			take(enough+5, "QuickBooks’ own account for money that isn’t deposited yet")
		}
	}
	row := u.Line.Row
	if f.List == Items && row != "" && (same(e.PartNumber, row) || same(e.BarCode, row)) {
		take(900, map[bool]string{true: "Same part number", false: "Same barcode"}[same(e.PartNumber, row)])
	}
	if f.List == Items && u.Barcode != "" && same(e.BarCode, u.Barcode) {
		take(900, "Same barcode")
	}
	named := max(likeness(row, e.Name), likeness(row, e.FullName), likeness(u.About, e.Name))
	rated := !u.Rate.IsZero() && !e.Rate.IsZero() && u.Rate.Cmp(e.Rate) == 0
	priced := !u.Price.IsZero() && !e.Price.IsZero() && u.Price.Cmp(e.Price) == 0
	switch {
	case named == sameName && !rated && !u.Rate.IsZero() && !e.Rate.IsZero():
		take(620, fmt.Sprintf("Same name, but its rate is %s%% and the store’s %s%%", e.Rate, u.Rate))
	case named == sameName && rated:
		take(800, "Same name and rate")
	case named == sameName:
		take(700, "Same name")
	case named == sameWords && rated:
		take(600, "Same words and rate")
	case named == sameWords && priced:
		take(500, "Same words and price")
	case named == sameWords:
		take(400, "Same words in its name")
	case len(wordsOf(e.Name)) > 1 && likeness(e.Name, u.About) == sameWords:
		take(350, "Its name is in the product’s name")
	case rated && f.List == Items && u.Line.Key == "tax.rates" && len(row) > 0:
		take(200, "Same rate")
	}
	b.weakly(u, e, take)
	for _, word := range usual[u.Line.Key] {
		if slices.Contains(wordsOf(e.FullName), word) {
			take(150, "Its name says "+word)
		}
	}
	return g
}

// weakly is what speaks a little for an entry: a name that begins alike, as
// numbers of one product's kinds do, and single words.
func (b Booked) weakly(u Unmapped, e Entry, take func(int, string)) {
	for _, called := range []string{u.Line.Row, u.About} {
		x, name := strings.Join(wordsOf(called), ""), strings.Join(wordsOf(e.Name), "")
		if len(x) >= 4 && strings.HasPrefix(name, x) || len(name) >= 4 && strings.HasPrefix(x, name) {
			take(130, "Its name begins alike")
		}
		var shared []string
		for _, w := range wordsOf(called) {
			if (len([]rune(w)) >= 3 || strings.ContainsFunc(w, unicode.IsDigit)) && slices.Contains(wordsOf(e.FullName), w) && !slices.Contains(shared, "“"+w+"”") {
				shared = append(shared, "“"+w+"”")
			}
		}
		if n := len(shared); n > 0 {
			take(min(20+10*n, 120), "It shares "+strings.Join(shared, ", "))
		}
	}
}

// usual are words that names of such items have.
var usual = map[string][]string{
	"charges.shipping": {"shipping", "freight", "postage", "delivery"}, "charges.handling": {"handling"}, "charges.wrapping": {"wrapping", "wrap"},
	"charges.discount": {"discount", "discounts", "promotion"}, "charges.coupon": {"coupon", "coupons"}, "charges.gift_certificate": {"certificate", "certificates", "voucher"},
	"charges.store_credit": {"credit"}, "charges.rounding": {"rounding"}, "refunds.allowance": {"allowance", "allowances", "returns"}, "refunds.restocking": {"restocking"}, "receivable_account": {"receivable"},
	"items.custom": {"custom"}, "tax.zero_item": {"exempt", "out", "zero"},
}

// How alike two names are.
const (
	sameWords = 1 + iota // all words of the first are in the second
	sameName
)

func likeness(a, b string) int {
	x, y := wordsOf(a), wordsOf(b)
	switch {
	case len(x) == 0 || len(y) == 0:
		return 0
	case strings.Join(x, "") == strings.Join(y, ""):
		return sameName
	}
	for _, w := range x {
		if !slices.Contains(y, w) {
			return 0
		}
	}
	if len(x) < 2 && len([]rune(x[0])) < 4 {
		return 0 // "TX" is in too many names
	}
	return sameWords
}

// wordsOf are the words and figures of a name, in lower case.
func wordsOf(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}
