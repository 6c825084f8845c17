package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"countinghouse/books"
	"countinghouse/store"
	"countinghouse/templates"
)

// entryBook looks up entries of QuickBooks' lists for the sheet, each once.
type entryBook struct {
	d       *desk
	company store.CompanyKey
	named   map[string][]books.Entry // by list and folded name
	empty   map[books.ListKind]bool  // lists that were not read yet
}

func entryKey(kind books.ListKind, name string) string {
	return string(kind) + "|" + strings.ToLower(strings.Join(strings.Fields(name), " "))
}

// entryName is the name by which a mapping names an entry.
func entryName(e books.Entry) string {
	if e.FullName != "" {
		return e.FullName
	}
	return e.Name
}

// resolve looks up all entries that lines name.
func (b *entryBook) resolve(ctx context.Context, lines []books.SheetLine) error {
	wanted := map[books.ListKind][]string{}
	for _, l := range lines {
		f, _, ok := books.SheetFieldOf(l.Key)
		if !ok || f.Kind != books.SheetEntry || l.Value == "" {
			continue
		}
		if _, known := b.named[entryKey(f.List, l.Value)]; !known {
			b.named[entryKey(f.List, l.Value)] = nil
			wanted[f.List] = append(wanted[f.List], l.Value)
		}
	}
	for kind, names := range wanted {
		found, err := b.d.Store.EntriesNamed(ctx, b.company, kind, names...)
		if err != nil {
			return err
		}
		for _, name := range names {
			b.named[entryKey(kind, name)] = pickNamed(found, name)
		}
	}
	return nil
}

// pickNamed are the entries of that full name, else of that last level.
func pickNamed(found []books.Entry, name string) []books.Entry {
	var full, last []books.Entry
	for _, e := range found {
		switch {
		case books.SameName(entryName(e), name):
			full = append(full, e)
		case books.SameName(e.Name, name):
			last = append(last, e)
		}
	}
	if len(full) > 0 {
		return full
	}
	return last
}

// of is the entry that a name means, if it is one.
func (b *entryBook) of(kind books.ListKind, name string) (books.Entry, bool) {
	found := b.named[entryKey(kind, name)]
	for _, e := range found {
		if e.Active {
			return e, true
		}
	}
	if len(found) > 0 {
		return found[0], true
	}
	return books.Entry{}, false
}

// unread tells whether a list was never read: then nothing is known to be missing.
func (b *entryBook) unread(ctx context.Context, kind books.ListKind) (bool, error) {
	if b.empty == nil {
		b.empty = map[books.ListKind]bool{}
	}
	if known, ok := b.empty[kind]; ok {
		return known, nil
	}
	n, err := b.d.Store.CountEntries(ctx, b.company, kind, nil, 1)
	b.empty[kind] = n == 0
	return n == 0, err
}

func (b *entryBook) accountOf(ctx context.Context, item books.Entry) (books.Entry, error) {
	if item.Account.FullName == "" {
		return books.Entry{}, nil
	}
	found, err := b.d.Store.EntriesNamed(ctx, b.company, books.Accounts, item.Account.FullName)
	for _, e := range found {
		if e.ListID == item.Account.ListID || item.Account.ListID == "" && books.SameName(e.FullName, item.Account.FullName) {
			return e, err
		}
	}
	return books.Entry{}, err
}

// check tells which entry a name means, or why it can't stand in a field.
func (b *entryBook) check(ctx context.Context, f books.SheetField, name string) (books.Entry, string, error) {
	found := b.named[entryKey(f.List, name)]
	var active []books.Entry
	for _, e := range found {
		if e.Active {
			active = append(active, e)
		}
	}
	switch {
	case len(found) == 0:
		unread, err := b.unread(ctx, f.List)
		if unread || err != nil {
			return books.Entry{}, "", err // looked up when QuickBooks told its lists
		}
		return books.Entry{}, fmt.Sprintf("QuickBooks has no %s named “%s”: choose one of its list", entryWord(f.List), name), nil
	case len(active) > 1:
		return books.Entry{}, fmt.Sprintf("several are named “%s”: write the whole name, such as %s", name, entryName(active[0])), nil
	case len(active) == 0:
		return books.Entry{}, f.Fits(found[0], books.Entry{}), nil
	}
	account := books.Entry{}
	if f.Liability {
		var err error
		if account, err = b.accountOf(ctx, active[0]); err != nil {
			return books.Entry{}, "", err
		}
	}
	return active[0], f.Fits(active[0], account), nil
}

// entryWord is an entry of a list in a bookkeeper's words.
func entryWord(k books.ListKind) string { return strings.ReplaceAll(string(k), "_", " ") }

// listsWord are the entries of a list.
func listsWord(k books.ListKind) string {
	switch k {
	case books.TermsList:
		return "terms"
	case books.Classes:
		return "classes"
	case books.Currencies:
		return "currencies"
	}
	return entryWord(k) + "s"
}

// How many choices a page carries for one field, and for all together.
const (
	mostChoices  = 200
	allChoices   = 900
	fewerChoices = 30
)

// listID is the element that holds the choices of fields with the same entries.
func listID(f books.SheetField) string {
	return "l-" + string(f.List) + "-" + strings.Join(f.Types, "-")
}

// choice is an entry as a field offers it.
func choice(e books.Entry) templates.Choice {
	word := books.Beside(e)
	if e.Number != "" && e.Kind == books.Accounts {
		word = e.Number + " " + word
	}
	return templates.Choice{Value: entryName(e), Word: strings.TrimSpace(word)}
}

// options answers more choices for a field while somebody types:
// GET /mapping/options?key=charges.shipping&q=ship.
func (d *desk) options(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return err
	}
	f, _, ok := books.SheetFieldOf(r.URL.Query().Get("key"))
	if !ok || f.Kind != books.SheetEntry {
		return store.ErrNotFound
	}
	found, err := d.Store.EntriesFitting(r.Context(), sc.company.Key, f.List, f.Types, r.URL.Query().Get("q"), 50)
	if err != nil {
		return err
	}
	var out []templates.Choice
	for _, e := range found {
		if e.Active {
			out = append(out, choice(e))
		}
	}
	return d.render(w, r, http.StatusOK, templates.DataOptions(out))
}

// findEntry is the search of an entry as a page of its own, for lists that are
// longer than a field offers. It carries all that was typed.
func (d *desk) findEntry(w http.ResponseWriter, r *http.Request, s *sheet, form url.Values) error {
	_, name, _ := strings.Cut(s.form.do, ":")
	l, ok := lineOf(name)
	if slot, isNew := strings.CutPrefix(name, newRow); isNew {
		_, key, _ := strings.Cut(slot, ":")
		l, ok = books.SheetLine{Key: key, Row: s.form.raw[newRow+strings.TrimSuffix(slot, ":"+key)+":key"]}, true
	}
	f, _, isField := books.SheetFieldOf(l.Key)
	if !ok || !isField || f.Kind != books.SheetEntry {
		return store.ErrNotFound
	}
	shell, err := d.mappingShell(r, s, http.StatusOK)
	if err != nil {
		return err
	}
	search, asked := form.Get("find"), form.Has("find")
	if !asked {
		search = s.form.raw[name]
	}
	found, err := d.Store.EntriesFitting(r.Context(), s.sc.company.Key, f.List, f.Types, search, 50)
	if err != nil {
		return err
	}
	if len(found) == 0 && !asked && search != "" { // what stood there leads nowhere
		search = ""
		if found, err = d.Store.EntriesFitting(r.Context(), s.sc.company.Key, f.List, f.Types, "", 50); err != nil {
			return err
		}
	}
	page := templates.MappingFind{Shell: shell, Store: string(s.shop.Key), Name: name, Search: search, Heading: "Find for: " + f.Label, Lead: templates.Plain(l.Name()) + ". Nothing is saved by choosing."}
	for _, n := range sortedKeys(form) {
		if n == "do" || n == "pick" || n == "find" {
			continue
		}
		for _, v := range form[n] {
			page.Kept = append(page.Kept, templates.Kept{Name: n, Value: v})
		}
	}
	for _, e := range found {
		row := templates.BooksFile{Key: entryName(e), Name: pathName(entryName(e)), Line: choice(e).Word, On: !e.Active}
		if row.On {
			row.Line = "Inactive in QuickBooks"
		}
		page.Found = append(page.Found, row)
	}
	page.Note = "Nothing of QuickBooks’ " + listsWord(f.List) + " has “" + search + "” in its name."
	if len(found) > 0 {
		page.Note = templates.Plural(len(found), "found", "found")
		if len(found) == 50 {
			page.Note = "The first 50; write more of the name for others"
		}
	}
	return d.render(w, r, http.StatusOK, templates.MappingFindPage(page))
}
