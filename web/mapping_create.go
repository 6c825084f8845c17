package web

import (
	"errors"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"countinghouse/books"
	"countinghouse/store"
	"countinghouse/templates"
)

// makeField begins the names of the fields of a new entry.
const makeField = "make"

// createFor is for what an entry is asked for on the sheet: the button's value
// behind "create:" or "made:" names the field. ErrNotFound: nothing is made there.
func (s *sheet) createFor(name string) (newFor, books.SheetLine, error) {
	l, ok := lineOf(name)
	if slot, isNew := strings.CutPrefix(name, newRow); isNew {
		_, key, _ := strings.Cut(slot, ":")
		l, ok = books.SheetLine{Key: key, Row: strings.TrimSpace(s.form.raw[newRow+strings.TrimSuffix(slot, ":"+key)+":key"])}, true
	}
	f, _, isField := books.SheetFieldOf(l.Key)
	n := newFor{field: f, prefix: makeField, called: strings.TrimSpace(s.form.raw[name])}
	if !ok || !isField || !n.makes(s.sc) || s.channel != "" {
		return n, l, store.ErrNotFound
	}
	if n.called == "" {
		n.called = l.Row
	}
	if n.called == "" || n.called == "*" {
		n.called = f.Label
	}
	return n, l, nil
}

// withoutEntry are the values of a form without those of the new entry.
func withoutEntry(form url.Values, but ...string) url.Values {
	out := maps.Clone(form)
	for name := range out {
		if strings.HasPrefix(name, makeField+"_") {
			out.Del(name)
		}
	}
	for _, name := range append(but, "do", "pick", "find", "once") {
		out.Del(name)
	}
	return out
}

// showCreate asks what the new entry is to be; nothing is changed by looking.
func (d *desk) showCreate(w http.ResponseWriter, r *http.Request, s *sheet, form url.Values, wrong []correction) error {
	_, name, _ := strings.Cut(s.form.do, ":")
	n, l, err := s.createFor(name)
	if err != nil {
		return err
	}
	code := http.StatusOK
	shell, err := d.mappingShell(r, s, code)
	if err != nil {
		return err
	}
	if len(wrong) > 0 {
		code = http.StatusUnprocessableEntity
		shell.Title = "Error: " + shell.Title
		shell.Banner = &templates.Banner{Kind: "bad", Focus: true, Head: "Nothing is created: " + templates.Plural(len(wrong), "thing to correct", "things to correct"), Lines: []string{"QuickBooks is asked for nothing, and the mapping is as it was."}}
		for _, c := range wrong {
			shell.Banner.Links = append(shell.Banner.Links, templates.Action{Word: c.word + ": " + c.text, Href: "#f-" + c.field})
		}
	}
	if w, ok := s.wait(l); ok && n.field.Key == "tax.rates" {
		if o, err := d.Store.Order(r.Context(), s.shop.Key, w.First); err == nil {
			for _, t := range o.Taxes {
				if books.SameName(t.Name, l.Row) {
					n.rate = t.Rate
				}
			}
		} else if !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	page := templates.MappingCreate{Shell: shell, Name: name, Heading: "Create in QuickBooks: " + l.Name(), Once: once(),
		Lead: "QuickBooks is asked for it at its next call. Once it is there, **" + templates.Plain(l.Name()) + "** is mapped to it by itself, and orders that wait for it post. If QuickBooks has one of this name already, it is used."}
	if page.Fields, err = d.makeFields(r.Context(), s.sc, n, form, wrong); err != nil {
		return err
	}
	for _, k := range sortedKeys(withoutEntry(form)) {
		for _, v := range form[k] {
			page.Kept = append(page.Kept, templates.Kept{Name: k, Value: v})
		}
	}
	return d.render(w, r, code, templates.MappingCreatePage(page))
}

// wait is what waits for a line of the sheet.
func (s *sheet) wait(l books.SheetLine) (store.Waiting, bool) {
	for _, w := range s.waits {
		for _, x := range s.newest.SheetLinesOf(w.Code, w.Subject, s.sc.company.Facts) {
			if lineName(x) == lineName(l) {
				return w, true
			}
		}
	}
	return store.Waiting{}, false
}

// create has an entry made for a line of the sheet. What else was typed stays
// typed, and isn't saved by it.
func (d *desk) create(w http.ResponseWriter, r *http.Request, s *sheet, form url.Values) error {
	_, name, _ := strings.Cut(s.form.do, ":")
	n, l, err := s.createFor(name)
	if err != nil {
		return err
	}
	x, wrong, err := d.newEntry(r.Context(), s.sc, n, form)
	if err != nil {
		return err
	}
	l.Value = x.Name
	lines := []books.SheetLine{l}
	for _, other := range s.form.lines { // the rest of its row, which it may need
		if rowID(other) == rowID(l) && other.Key != l.Key {
			lines = append(lines, other)
		}
	}
	then := store.Deed{Kind: store.DeedMap, Store: s.shop.Key, Lines: lines}
	if len(wrong) == 0 {
		if text := s.sc.unmapped([]about{{rules: s.newest}}, []store.Deed{then}); text != "" {
			wrong = append(wrong, correction{n.prefix + "_name", "Name in QuickBooks", text})
		}
	}
	var step store.Step
	if len(wrong) == 0 {
		step, err = d.do(r, s.sc, store.Step{Once: form.Get("once"), Head: madeHead([]books.NewEntry{x}, l.Name()) + "."}, entryDeed(s.sc, []books.NewEntry{x}, []store.Deed{then})...)
		if errors.Is(err, store.ErrEntryAsked) {
			wrong, err = append(wrong, correction{n.prefix + "_name", "Name in QuickBooks", "QuickBooks is asked for an entry of this name already. Wait for the next call, then choose it from the list."}), nil
		}
		if err != nil {
			return err
		}
	}
	if len(wrong) > 0 {
		return d.showCreate(w, r, s, form, wrong)
	}
	rest := withoutEntry(form, name)
	for _, other := range lines[1:] {
		rest.Del(lineName(other))
	}
	again, err := d.sheetOf(r, s.sc)
	if err != nil {
		return err
	}
	again.readForm(rest)
	if len(again.form.lines) > 0 { // what isn't saved yet is not lost
		again.toast = step.Head + " What else you changed isn’t saved yet."
		if err := again.apply(r.Context()); err != nil {
			return err
		}
		again.errs = map[string]string{}
		return d.showForm(w, r, again, http.StatusOK)
	}
	back := s.url("/mapping")
	if s.form.view == "open" {
		back = s.url("/mapping/open")
	}
	return did(w, r, back, step.ID)
}
