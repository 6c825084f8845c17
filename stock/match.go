package stock

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"countinghouse/books"
	"countinghouse/sales"
	"countinghouse/store"
)

// batch is how many wares are matched at once.
const batch = 500

// Match matches all wares of a company file that changed, or whose items or
// links did, and looks for suggestions for those that match nothing. It tells
// how many it looked at. Stopped half-way, the rest is matched the next time.
func (k *Keeper) Match(ctx context.Context, company store.CompanyKey) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	known := map[sales.StoreKey]*linked{}
	all := 0
	for {
		if err := ctx.Err(); err != nil {
			return all, err
		}
		wares, err := k.st.WaresToMatch(ctx, company, batch)
		if err != nil {
			return all, err
		}
		if len(wares) == 0 {
			return all, k.hint(ctx, company)
		}
		found, err := k.matchBatch(ctx, company, known, wares)
		if err != nil {
			return all, err
		}
		saved, err := k.st.SaveMatches(ctx, company, found)
		if err != nil {
			return all, err
		}
		if all += saved; saved < len(found) { // some changed meanwhile, by other rules perhaps
			clear(known)
		}
	}
}

// linked are a store's rules, with its links by how SKUs are compared: looking
// for a SKU among thousands of links would cost more than all else.
type linked struct {
	rules books.Rules
	links map[string]map[string]string
}

func (k *Keeper) rulesOf(ctx context.Context, known map[sales.StoreKey]*linked, key sales.StoreKey) (*linked, error) {
	if l := known[key]; l != nil {
		return l, nil
	}
	r, _, err := k.st.Rules(ctx, key)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	l := &linked{rules: r, links: map[string]map[string]string{}}
	for sku, name := range r.Items.Links {
		f := store.SKUKey(sku)
		if l.links[f] == nil {
			l.links[f] = map[string]string{}
		}
		l.links[f][sku] = name
	}
	known[key] = l
	return l, nil
}

// of are the rules with the links of one SKU only.
func (l *linked) of(sku string) books.Rules {
	r := l.rules
	r.Items.Links = l.links[store.SKUKey(sku)]
	return r
}

// matchBatch says what each of some wares is.
func (k *Keeper) matchBatch(ctx context.Context, company store.CompanyKey, known map[sales.StoreKey]*linked, wares []store.Ware) ([]store.WareMatch, error) {
	out := make([]store.WareMatch, len(wares))
	var skus, names, hints []string
	byStore := map[sales.StoreKey][]string{}
	for i, w := range wares {
		out[i].Ware = w
		sku := strings.TrimSpace(w.SKU)
		if sku == "" {
			continue
		}
		l, err := k.rulesOf(ctx, known, w.Store)
		if err != nil {
			return nil, err
		}
		own, also := books.ItemKeys(sku, l.of(sku))
		out[i].Also = also
		skus, names, hints = append(skus, own), append(names, also), append(hints, w.Hint)
		byStore[w.Store] = append(byStore[w.Store], sku)
	}
	items, err := k.itemsFor(ctx, company, skus, names)
	if err != nil {
		return nil, err
	}
	hinted, err := k.st.EntriesByID(ctx, company, hints)
	if err != nil {
		return nil, err
	}
	twins := map[sales.StoreKey]map[string][]store.Ware{}
	for key, s := range byStore {
		if twins[key], err = k.st.Namesakes(ctx, company, key, s); err != nil {
			return nil, err
		}
	}
	for i := range out {
		m := &out[i]
		sku := strings.TrimSpace(m.Ware.SKU)
		if sku == "" {
			m.State, m.Reason = store.WareNoSKU, "It has no SKU in the store, so nothing tells which item it is."
			continue
		}
		stand(m, books.MatchSKU(sku, known[m.Ware.Store].of(sku), items.found(sku, m.Also)))
		if others := twins[m.Ware.Store][store.SKUKey(sku)]; len(others) > 1 {
			shared(m, others)
		} else if e := hinted[m.Ware.Hint]; m.Hint && m.Ware.Hint != "" && fits(e) {
			// What was suggested before a person linked something else, or before
			// the link was taken back.
			m.State, m.Item, m.Reason, m.Hint = store.WareSuggested, m.Ware.Hint, m.Ware.HintReason, false
		}
	}
	return out, nil
}

// fits tells whether an item can be suggested for a product.
func fits(e books.Entry) bool { return e.Active && books.Sellable(e.Type) }

// stand says where a ware stands by what its SKU is.
func stand(m *store.WareMatch, is books.ItemMatch) {
	m.Reason = is.Reason
	switch {
	case is.Usable:
		m.State, m.Item = store.WareMatched, is.Entry.ListID
		return
	case !is.Known:
		m.State, m.Hint = store.WareOnly, true
		return
	case is.Code == "item-ambiguous" || is.Code == "list-ambiguous":
		m.State = store.WareTwice
	default:
		m.State = store.WareUnusable
	}
	for _, e := range is.Candidates {
		m.Items = append(m.Items, e.ListID)
	}
}

// shared says of a ware whose SKU others have too that nobody can tell whose
// an order or a count is.
func shared(m *store.WareMatch, others []store.Ware) {
	var names []string
	for _, o := range others {
		if o.Variant != m.Ware.Variant && len(names) < 3 {
			names = append(names, o.Title())
		}
	}
	more := ""
	if n := len(others) - 1 - len(names); n > 0 {
		more = fmt.Sprintf(" and %d more", n)
	}
	is := "It matches no item."
	if m.State == store.WareMatched {
		is = "Orders of all of them go to the same item."
	}
	if m.Item != "" {
		m.Items = append(m.Items, m.Item)
	}
	m.State, m.Item, m.Hint = store.WareTwice, "", false
	m.Reason = fmt.Sprintf("SKU %s is also of %s%s in the store. %s", m.Ware.SKU, strings.Join(names, "; "), more, is)
}

// found are items of QuickBooks by what they are found by.
type found struct{ full, name, part, barcode map[string][]books.Entry }

// itemsFor looks items up: by name, part number and barcode for SKUs, by name
// only for names.
func (k *Keeper) itemsFor(ctx context.Context, company store.CompanyKey, skus, names []string) (found, error) {
	f := found{map[string][]books.Entry{}, map[string][]books.Entry{}, map[string][]books.Entry{}, map[string][]books.Entry{}}
	seen := map[string]bool{}
	add := func(entries []books.Entry) {
		for _, e := range entries {
			if seen[e.ListID] {
				continue
			}
			seen[e.ListID] = true
			put(f.full, e.FullName, e)
			put(f.name, e.Name, e)
			put(f.part, e.PartNumber, e)
			put(f.barcode, e.BarCode, e)
		}
	}
	entries, err := k.st.EntriesBySKU(ctx, company, skus...)
	if err != nil {
		return f, err
	}
	add(entries)
	entries, err = k.st.EntriesNamed(ctx, company, books.Items, names...)
	add(entries)
	return f, err
}

func put(m map[string][]books.Entry, key string, e books.Entry) {
	if k := store.SKUKey(key); k != "" {
		m[k] = append(m[k], e)
	}
}

// found are the items that a SKU, or the name beside it, may find.
func (f found) found(sku, also string) []books.Entry {
	var out []books.Entry
	seen := map[string]bool{}
	add := func(entries []books.Entry) {
		for _, e := range entries {
			if !seen[e.ListID] {
				seen[e.ListID] = true
				out = append(out, e)
			}
		}
	}
	k := store.SKUKey(sku)
	for _, m := range []map[string][]books.Entry{f.full, f.name, f.part, f.barcode} {
		add(m[k])
	}
	if k = store.SKUKey(also); k != "" {
		add(f.full[k])
		add(f.name[k])
	}
	return out
}
