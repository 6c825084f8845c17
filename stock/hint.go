package stock

import (
	"cmp"
	"context"
	"fmt"
	"hash/maphash"
	"slices"
	"strings"

	"countinghouse/books"
	"countinghouse/store"
)

// hint looks for what may be meant by wares that matched nothing.
func (k *Keeper) hint(ctx context.Context, company store.CompanyKey) error {
	var all *index
	for {
		wares, err := k.st.WaresToHint(ctx, company, batch)
		if err != nil || len(wares) == 0 {
			return err
		}
		if all == nil {
			if all, err = k.index(ctx, company); err != nil {
				return err
			}
		}
		guesses := make([]guess, len(wares))
		var ids []string
		for i, w := range wares {
			if guesses[i] = all.guess(w); len(guesses[i].items) > 0 {
				ids = append(ids, guesses[i].items...)
			}
		}
		entries, err := k.st.EntriesByID(ctx, company, ids)
		if err != nil {
			return err
		}
		out := make([]store.WareMatch, len(wares))
		for i, w := range wares {
			out[i].Ware = w
			out[i].Item, out[i].Reason = guesses[i].said(w, entries)
		}
		if err := k.st.SaveHints(ctx, company, out); err != nil {
			return err
		}
	}
}

// index tells of hundreds of thousands of items which may be meant, in some
// hundred bytes for each: numbers of words instead of words. What it finds is
// looked at in full before it is suggested.
type index struct {
	hasher
	ids     []string
	whole   []pair  // of squeezed names, part numbers, barcodes
	word    []pair  // of words of full names
	lengths []uint8 // how many words an item's full name has
}

type pair struct {
	hash uint64
	item int32
}

func byHash(a, b pair) int {
	return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.item, b.item))
}

// pageOfNames is how many items are read at once.
const pageOfNames = 5000

func (k *Keeper) index(ctx context.Context, company store.CompanyKey) (*index, error) {
	x := &index{hasher: hasher{maphash.MakeSeed()}}
	last := ""
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		next, err := k.st.ItemNames(ctx, company, last, pageOfNames, x.add)
		if err != nil {
			return nil, err
		}
		if next == "" {
			break
		}
		last = next
	}
	slices.SortFunc(x.whole, byHash)
	slices.SortFunc(x.word, byHash)
	x.whole, x.word = slices.Compact(x.whole), slices.Compact(x.word)
	return x, nil
}

func (x *index) add(n store.ItemName) {
	i := int32(len(x.ids)) //nolint:gosec // QuickBooks holds no two thousand million items
	x.ids = append(x.ids, n.ListID)
	for _, s := range []string{n.Name, n.FullName, n.PartNumber, n.BarCode} {
		if s = squeezed(s); s != "" {
			x.whole = append(x.whole, pair{x.of(s), i})
		}
	}
	all := uniqueWords(n.FullName)
	for _, w := range all {
		x.word = append(x.word, pair{x.of(w), i})
	}
	x.lengths = append(x.lengths, uint8(min(len(all), 255))) //nolint:gosec // bounded
}

func uniqueWords(s string) []string {
	all := words(s)
	slices.Sort(all)
	return slices.Compact(all)
}

// at are the items of a hash.
func at(list []pair, hash uint64) []pair {
	from, _ := slices.BinarySearchFunc(list, hash, func(p pair, h uint64) int { return cmp.Compare(p.hash, h) })
	to := from
	for to < len(list) && list[to].hash == hash {
		to++
	}
	return list[from:to]
}

// guess is what may be meant by a ware: one item, or several of which nobody
// can tell which.
type guess struct {
	by    string // sku, mpn, upc, name
	items []string
}

// How alike names must be, in hundredths: twice the common words of all words.
const (
	nearEnough = 70
	// tooCommon is how many items a word may stand in to be looked for by it.
	tooCommon = 3000
	// maxAlike bounds how many items that may be meant are told.
	maxAlike = 4
)

// guess finds what may be meant, the strongest reason first.
func (x *index) guess(w store.Ware) guess {
	for _, by := range []struct{ by, text string }{{"sku", w.SKU}, {"mpn", w.MPN}, {"upc", w.UPC}} {
		s := squeezed(by.text)
		if s == "" {
			continue
		}
		if g := (guess{by.by, x.idsOf(at(x.whole, x.of(s)))}); len(g.items) > 0 {
			return g
		}
	}
	return guess{"name", x.near(w.Name + " " + labels(w.Options))}
}

func (x *index) idsOf(pairs []pair) []string {
	var out []string
	for _, p := range pairs {
		if len(out) < maxAlike {
			out = append(out, x.ids[p.item])
		}
	}
	return out
}

// near are the items whose names are most alike, if they are alike enough.
func (x *index) near(title string) []string {
	all := uniqueWords(title)
	if len(all) < 2 {
		return nil // one word is in too many names
	}
	common := map[int32]int{}
	var frequent []uint64
	for _, w := range all {
		h := x.of(w)
		list := at(x.word, h)
		if len(list) > tooCommon {
			frequent = append(frequent, h)
			continue
		}
		for _, p := range list {
			common[p.item]++
		}
	}
	for item := range common { // found by its rare words: do the others stand in it as well?
		for _, h := range frequent {
			if _, ok := slices.BinarySearchFunc(x.word, pair{h, item}, byHash); ok {
				common[item]++
			}
		}
	}
	best := 0
	var out []int32
	for item, n := range common {
		score := 200 * n / (len(all) + int(x.lengths[item]))
		if n < 2 || score < nearEnough || score < best {
			continue
		}
		if score > best {
			best, out = score, out[:0]
		}
		out = append(out, item)
	}
	slices.Sort(out)
	var ids []string
	for _, item := range out[:min(len(out), maxAlike)] {
		ids = append(ids, x.ids[item])
	}
	return ids
}

// said is the item that is suggested, and why in words; without one, what a
// person should know.
func (g guess) said(w store.Ware, entries map[string]books.Entry) (item, reason string) {
	var names []string
	var one books.Entry
	for _, id := range g.items {
		if e, ok := entries[id]; ok && fits(e) && g.holds(w, e) {
			one = e
			names = append(names, e.FullName)
		}
	}
	switch len(names) {
	case 0:
		return "", ""
	case 1:
		return one.ListID, g.why(w, one)
	}
	slices.Sort(names)
	return "", "Several items may be meant: " + strings.Join(names, "; ") + ". A person chooses."
}

// holds looks at the item in full: numbers of words can be alike by chance.
func (g guess) holds(w store.Ware, e books.Entry) bool {
	text := map[string]string{"sku": w.SKU, "mpn": w.MPN, "upc": w.UPC}[g.by]
	if g.by != "name" {
		s := squeezed(text)
		return s == squeezed(e.Name) || s == squeezed(e.FullName) || s == squeezed(e.PartNumber) || s == squeezed(e.BarCode)
	}
	return len(commonWords(w, e)) >= 2
}

func commonWords(w store.Ware, e books.Entry) []string {
	have := words(w.Name + " " + labels(w.Options))
	var out []string
	for _, x := range words(e.FullName) {
		if slices.Contains(have, x) && !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

func (g guess) why(w store.Ware, e books.Entry) string {
	s := squeezed(map[string]string{"sku": w.SKU, "mpn": w.MPN, "upc": w.UPC}[g.by])
	what, value := "name", e.Name
	switch {
	case g.by == "name":
		return "The names are alike: both say “" + strings.Join(commonWords(w, e), "”, “") + "”."
	case s == squeezed(e.PartNumber):
		what, value = "part number", e.PartNumber
	case s == squeezed(e.BarCode):
		what, value = "barcode", e.BarCode
	case s != squeezed(e.Name):
		value = e.FullName
	}
	switch g.by {
	case "mpn":
		return fmt.Sprintf("Its part number in the store, %s, is the item’s %s.", w.MPN, what)
	case "upc":
		return fmt.Sprintf("Its barcode in the store, %s, is the item’s %s.", w.UPC, what)
	}
	if strings.EqualFold(strings.TrimSpace(w.SKU), strings.TrimSpace(value)) {
		return fmt.Sprintf("The SKU is the item’s %s; the mapping doesn’t match by it.", what)
	}
	return fmt.Sprintf("The SKU is the item’s %s but for spaces and signs: %s and %s.", what, w.SKU, value)
}
