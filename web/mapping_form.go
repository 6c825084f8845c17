package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"countinghouse/books"
	"countinghouse/store"
	"countinghouse/templates"
)

// sheetForm is what was typed into a form of the mapping. The fields that it
// doesn't have stay as they are.
type sheetForm struct {
	do, view, why string
	to            int64             // version to go back to; 0: none
	raw           map[string]string // by the name of the field
	lines         []books.SheetLine // what it sets, other than the version that was read says
	typed         []books.SheetLine // of a channel: the same before its rule is put in its place, or taken out
}

// The name of a field is the key of its line, with the row in brackets:
// "charges.shipping", "payments.*.method[Visa]". The fields of a new row begin
// with newRow and the table's key; takeOut before a row takes it out.
const (
	newRow  = "new:"
	takeOut = "out:"
)

func lineName(l books.SheetLine) string {
	if _, table, ok := books.SheetFieldOf(l.Key); ok && table == nil {
		return l.Key
	}
	return l.Key + "[" + l.Row + "]"
}

// lineOf is the line that a field's name means.
func lineOf(name string) (books.SheetLine, bool) {
	key, row, bracket := strings.Cut(name, "[")
	if bracket {
		rest, closed := strings.CutSuffix(row, "]")
		if !closed {
			return books.SheetLine{}, false
		}
		row = rest
	}
	_, table, ok := books.SheetFieldOf(key)
	if !ok && table == nil || (table == nil) == bracket {
		return books.SheetLine{}, false
	}
	return books.SheetLine{Key: key, Row: row}, true
}

// fieldID is the element's id of a field's name.
func fieldID(name string) string {
	sum := sha256.Sum256([]byte(name))
	return "f" + hex.EncodeToString(sum[:5])
}

// rowID names a row, of whatever column.
func rowID(l books.SheetLine) string {
	if _, table, _ := books.SheetFieldOf(l.Key); table != nil {
		return table.Key + "[" + l.Row + "]"
	}
	return l.Key
}

// readForm takes what was typed; s.base must be the version that was read.
func (s *sheet) readForm(form url.Values) {
	s.form = sheetForm{do: form.Get("do"), view: form.Get("view"), why: strings.TrimSpace(form.Get("why")), raw: map[string]string{}}
	s.form.to, _ = strconv.ParseInt(form.Get("to"), 10, 64)
	set := map[string]string{}
	for name := range form {
		set[name] = form.Get(name)
	}
	used := map[string]bool{}                              // by a button of their own, whatever is ticked
	if q, ok := strings.CutPrefix(s.form.do, "use:"); ok { // a suggestion
		if values, err := url.ParseQuery(q); err == nil {
			for name := range values {
				set[name], used[name] = values.Get(name), true
			}
		}
	}
	if name, ok := strings.CutPrefix(s.form.do, "pick:"); ok && form.Get("pick") != "" {
		set[name] = form.Get("pick")
	}
	if name, ok := strings.CutPrefix(s.form.do, "clear:"); ok { // the store's again
		set[name] = ""
	}
	only := form["only"]
	for _, name := range sortedKeys(set) {
		value := set[name]
		if slot, ok := strings.CutPrefix(name, newRow); ok {
			s.form.raw[name] = value
			s.addRow(slot, value, set)
			continue
		}
		if row, ok := strings.CutPrefix(name, takeOut); ok {
			if l, ok := lineOf(row); ok && value != "" {
				s.form.raw[name] = value
				s.form.lines = append(s.form.lines, l)
			}
			continue
		}
		l, ok := lineOf(name)
		if !ok || len(only) > 0 && !used[name] && !slices.Contains(form["take"], rowID(l)) {
			continue
		}
		s.form.raw[name] = value
		l.Value = s.plainValue(l, value)
		s.setLine(l)
	}
	if s.channel != "" && s.form.to == 0 {
		s.channelLines()
	}
}

// setLine keeps what differs from what was read.
func (s *sheet) setLine(l books.SheetLine) {
	f, table, isField := books.SheetFieldOf(l.Key)
	switch {
	case !isField && table.Ordered: // the place of a rule
		if l.Value == "" || l.Value == l.Row {
			return
		}
	case !isField, f.Means(l.Value, s.base.Value(l.Key, l.Row)):
		return
	}
	s.form.lines = append(s.form.lines, l)
}

// addRow sets a column of a new row, under the name that was typed beside it.
func (s *sheet) addRow(slot, value string, set map[string]string) {
	key, part, _ := strings.Cut(slot, ":")
	_, table, _ := books.SheetFieldOf(key)
	if table == nil || part == "key" {
		return
	}
	row := strings.TrimSpace(set[newRow+key+":key"])
	l := books.SheetLine{Key: part, Row: row}
	f, of, ok := books.SheetFieldOf(part)
	if !ok || of == nil || of.Key != table.Key {
		return
	}
	l.Value = s.plainValue(l, value)
	if f.Means(l.Value, "") {
		return
	}
	if row == "" && key != "tax.codes" {
		s.errs[newRow+key+":key"] = "write " + strings.ToLower(table.RowLabel)
		return
	}
	s.form.lines = append(s.form.lines, l)
}

// plainValue is what was typed as the sheet writes it: a day may be written as
// people do.
func (s *sheet) plainValue(l books.SheetLine, value string) string {
	value = strings.TrimSpace(strings.ReplaceAll(value, "\r\n", "\n"))
	if f, _, ok := books.SheetFieldOf(l.Key); ok && f.Kind == books.SheetDay && value != "" {
		if d, err := readDay(value, today(s.sc)); err == nil {
			return d.String()
		}
	}
	return value
}

// change takes a post: POST /mapping.
func (d *desk) change(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return d.unset(w, r, err, "Mapping", "mapping")
	}
	if len(sc.shops) == 0 {
		return store.ErrNotFound
	}
	s, err := d.sheetOf(r, sc)
	if err != nil {
		return err
	}
	return d.changed(w, r, s, r.PostForm)
}

// changed is what becomes of a form, wherever it came from.
func (d *desk) changed(w http.ResponseWriter, r *http.Request, s *sheet, form url.Values) error {
	ctx := r.Context()
	if read, err := strconv.ParseInt(form.Get("read"), 10, 64); err == nil && read != s.version {
		v, err := d.Store.RulesAt(ctx, s.shop.Key, read)
		if errors.Is(err, store.ErrNotFound) && read == 0 {
			v, err = store.RulesVersion{}, nil
		}
		if err != nil {
			return err
		}
		s.base, s.read = v.Rules, read
	}
	s.readForm(form)
	if s.form.to > 0 {
		v, err := d.Store.RulesAt(ctx, s.shop.Key, s.form.to)
		if err != nil {
			return err
		}
		s.rules = v.Rules
		if s.form.why == "" {
			s.form.why = fmt.Sprintf("Back to version %d", s.form.to)
		}
	} else if err := s.apply(ctx); err != nil {
		return err
	}
	switch do, _, _ := strings.Cut(s.form.do, ":"); do {
	case "find":
		return d.findEntry(w, r, s, form)
	case "create":
		return d.showCreate(w, r, s, form, nil)
	case "made":
		return d.create(w, r, s, form)
	case "effect", "save":
		if s.form.view == "open" && len(s.form.lines) == 0 && len(s.errs) == 0 {
			s.errs[""] = "Nothing is ticked, or what is ticked has no entry of QuickBooks yet."
		}
		switch {
		case len(s.errs) > 0:
			return d.showForm(w, r, s, http.StatusUnprocessableEntity)
		case s.read != s.version && s.form.to == 0:
			return d.showConflict(w, r, s)
		case do == "effect":
			return d.showEffect(w, r, s)
		}
		return d.save(w, r, s)
	}
	s.errs = map[string]string{} // a look is no refusal
	return d.showForm(w, r, s, http.StatusOK)
}

// showForm is the page that the form was on.
func (d *desk) showForm(w http.ResponseWriter, r *http.Request, s *sheet, code int) error {
	switch view, rest, _ := strings.Cut(s.form.view, ":"); view {
	case "rule":
		return d.showRule(w, r, s, rest, code)
	case "open":
		return d.showOpen(w, r, s, code)
	case "channel":
		return d.showChannel(w, r, s, code)
	}
	return d.showSheet(w, r, s, code)
}

// apply sets what the form changes on the newest version, and finds what can't
// be meant: values, entries that aren't in QuickBooks' lists, what is missing.
func (s *sheet) apply(ctx context.Context) error {
	missing, err := s.lists.Lines(ctx, s.form.lines)
	if err != nil {
		return err
	}
	for _, e := range missing {
		s.errs[s.nameOf(e.Line)] = e.Text
	}
	lines := s.form.lines
	if s.read != s.version && !slices.Equal(caseNames(s.base), caseNames(s.newest)) {
		for _, l := range lines {
			if strings.HasPrefix(l.Key, "cases") {
				s.errs[s.nameOf(l)] = "the rules for particular orders were changed meanwhile: look at them again"
			}
		}
	}
	var wrong []books.LineError
	s.rules, wrong = s.newest.With(lines)
	wrong = append(wrong, s.rules.Problems()...)
	for _, e := range wrong {
		name := ""
		if e.Line.Key != "" {
			name = s.nameOf(e.Line)
		}
		if s.errs[name] == "" {
			s.errs[name] = e.Text
		}
	}
	return nil
}

func caseNames(r books.Rules) []string {
	var out []string
	for _, l := range r.Lines() {
		if strings.HasPrefix(l.Key, "cases.") {
			out = append(out, lineName(l)+"="+l.Value)
		}
	}
	return out
}

// nameOf is the field in which a line was typed: one of a new row, if it has
// no field of its own.
func (s *sheet) nameOf(l books.SheetLine) string {
	name := lineName(l)
	_, table, _ := books.SheetFieldOf(l.Key)
	if _, typed := s.form.raw[name]; typed || table == nil {
		return name
	}
	if strings.TrimSpace(s.form.raw[newRow+table.Key+":key"]) == l.Row {
		return newRow + table.Key + ":" + l.Key
	}
	return name
}

func (d *desk) save(w http.ResponseWriter, r *http.Request, s *sheet) error {
	var back []string
	if s.channel != "" {
		back = []string{"channel", s.channel}
	}
	if len(s.rules.Changes(s.newest)) == 0 {
		http.Redirect(w, r, s.url("/mapping", back...), http.StatusSeeOther)
		return nil
	}
	if len(s.form.why) > 500 {
		s.errs["why"] = "write at most 500 characters"
		return d.showForm(w, r, s, http.StatusUnprocessableEntity)
	}
	version, err := d.Store.SaveRulesFrom(r.Context(), d.actor(r), s.shop.Key, s.rules, s.version, s.form.why)
	if errors.Is(err, store.ErrChanged) { // between reading and saving
		again, err := d.sheetOf(r, s.sc)
		if err != nil {
			return err
		}
		return d.changed(w, r, again, s.kept(s.version).values())
	}
	if err != nil {
		return err
	}
	where := s.url("/mapping", append(back, "saved", strconv.FormatInt(version, 10))...)
	if s.form.view == "open" {
		where = s.url("/mapping/open", "saved", strconv.FormatInt(version, 10))
	}
	http.Redirect(w, r, where, http.StatusSeeOther)
	return nil
}

// keptForm are the values that a page between form and saving carries on.
type keptForm []templates.Kept

func (k keptForm) values() url.Values {
	v := url.Values{}
	for _, x := range k {
		v.Add(x.Name, x.Value)
	}
	return v
}

// kept is what the form changes, as one made from the given version.
func (s *sheet) kept(read int64) keptForm {
	out := keptForm{{Name: "store", Value: string(s.shop.Key)}, {Name: "read", Value: strconv.FormatInt(read, 10)}, {Name: "view", Value: s.form.view}, {Name: "why", Value: s.form.why}}
	if s.form.to > 0 {
		return append(out, templates.Kept{Name: "to", Value: strconv.FormatInt(s.form.to, 10)})
	}
	for _, l := range s.form.lines {
		name := lineName(l)
		_, _, isField := books.SheetFieldOf(l.Key)
		if !isField && l.Value == "" {
			out = append(out, templates.Kept{Name: takeOut + name, Value: "yes"})
			continue
		}
		out = append(out, templates.Kept{Name: name, Value: l.Value})
	}
	return out
}
