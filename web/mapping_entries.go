package web

import (
	"net/http"
	"net/url"
	"strings"

	"countinghouse/books"
	plans "countinghouse/posting"
	"countinghouse/store"
	"countinghouse/templates"
)

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
	return strings.ReplaceAll(string(k), "_", " ") + "s"
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
	return templates.Choice{Value: plans.EntryName(e), Word: strings.TrimSpace(word)}
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
		row := templates.BooksFile{Key: plans.EntryName(e), Name: pathName(plans.EntryName(e)), Line: choice(e).Word, On: !e.Active}
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
	if n := (newFor{field: f}); n.makes(s.sc) && s.channel == "" {
		page.Create = []string{"create:" + name, "Create a new one in QuickBooks…"}
	}
	return d.render(w, r, http.StatusOK, templates.MappingFindPage(page))
}
