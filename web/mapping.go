package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"countinghouse/access"
	"countinghouse/books"
	plans "countinghouse/posting"
	"countinghouse/store"
	"countinghouse/templates"
)

// sheet is what one request about a store's mapping knows.
type sheet struct {
	sc   scene
	shop store.Shop
	edit bool // the person may change it

	channel string // whose exceptions are looked at; "": the sheet of all

	base    books.Rules // as it was read
	read    int64       // version of base; 0: there was none
	newest  books.Rules
	version int64 // of newest

	toast string // what was done by the form that is shown again

	form   sheetForm
	rules  books.Rules       // newest with what the form changes
	errs   map[string]string // by the name of a field
	lists  *plans.EntryBook
	waits  []store.Waiting
	booked *books.Booked
}

// sheetOf reads the mapping of the store that a request names.
func (d *desk) sheetOf(r *http.Request, sc scene) (*sheet, error) {
	s := &sheet{sc: sc, shop: shopOf(sc, r.FormValue("store")), edit: who(r.Context()).May(access.ChangeMapping), errs: map[string]string{}}
	s.channel = channelAsked(r)
	s.lists = plans.NewEntryBook(d.Store, sc.company.Key)
	var err error
	if s.newest, s.version, err = d.Store.Rules(r.Context(), s.shop.Key); err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	s.base, s.read, s.rules = s.newest, s.version, s.newest
	if s.waits, err = d.Store.WaitingOf(r.Context(), sc.company.Key, s.shop.Key); err != nil {
		return nil, err
	}
	return s, nil
}

// channelAsked is the channel that a request is about.
func channelAsked(r *http.Request) string {
	channel, ok := strings.CutPrefix(r.PostFormValue("view"), channelView)
	if !ok {
		channel = r.URL.Query().Get("channel")
	}
	if channel = strings.TrimSpace(channel); len(channel) > 100 {
		return ""
	}
	return channel
}

// planner plans without saving.
func (d *desk) planner() *plans.Planner { return plans.NewPlanner(d.Store, d.Log) }

func (s *sheet) url(path string, query ...string) string {
	q := url.Values{"store": {string(s.shop.Key)}}
	for i := 0; i+1 < len(query); i += 2 {
		q.Set(query[i], query[i+1])
	}
	return path + "?" + q.Encode()
}

// tabs of everything about the mapping.
func (s *sheet) tabs(on string) []templates.Tab {
	open := 0
	for _, w := range s.waits {
		if w.Code != "no-start-date" && len(s.rules.SheetLinesOf(w.Code, w.Subject, s.sc.company.Facts)) > 0 {
			open++
		}
	}
	return []templates.Tab{
		{Word: "The sheet", Href: s.url("/mapping"), On: on == "sheet"},
		{Word: "To map", Href: s.url("/mapping/open"), On: on == "open", Count: open, HasCount: true, Needs: true},
		{Word: "History", Href: s.url("/mapping/history"), On: on == "history"},
		{Word: "As a file", Href: s.url("/mapping/file"), On: on == "file"},
	}
}

// mapping shows the sheet: GET /mapping.
func (d *desk) mapping(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return d.unset(w, r, err, "Mapping", "mapping")
	}
	if len(sc.shops) == 0 {
		return d.mappingWithoutStore(w, r, sc)
	}
	s, err := d.sheetOf(r, sc)
	if err != nil {
		return err
	}
	if s.channel != "" {
		return d.showChannel(w, r, s, http.StatusOK)
	}
	return d.showSheet(w, r, s, http.StatusOK)
}

func (d *desk) mappingWithoutStore(w http.ResponseWriter, r *http.Request, sc scene) error {
	shell, err := d.shellOf(r, sc, "Mapping", "mapping")
	if err != nil {
		return err
	}
	page := templates.Mapping{Shell: shell, Lead: "Where each dollar goes.", Empty: &templates.Empty{Head: "No store yet", Line: "A mapping belongs to a store. Connect one by **countinghouse apply -f**."}}
	return d.render(w, r, http.StatusOK, templates.MappingPage(page))
}

// sheetPage is what the sheet of all and that of a channel have in common.
func (d *desk) sheetPage(r *http.Request, s *sheet, code int) (templates.Mapping, *sheetView, error) {
	ctx := r.Context()
	shell, err := d.mappingShell(r, s, code)
	if err != nil {
		return templates.Mapping{}, nil, err
	}
	v, err := d.view(ctx, s)
	if err != nil {
		return templates.Mapping{}, nil, err
	}
	page := templates.Mapping{Shell: shell, Store: string(s.shop.Key), Read: strconv.FormatInt(s.read, 10), View: "sheet", Tabs: s.tabs("sheet"), Edit: s.edit,
		Actions: []templates.Action{{Word: "Export", Href: s.url("/mapping.csv"), Icon: "download"}}}
	for _, shop := range s.sc.shops {
		page.Stores = append(page.Stores, templates.Choice{Value: string(shop.Key), Word: s.sc.shopName(shop.Key), On: shop.Key == s.shop.Key})
	}
	page.Channels, err = d.channels(ctx, s)
	return page, v, err
}

// showSheet is the sheet with what was typed so far.
func (d *desk) showSheet(w http.ResponseWriter, r *http.Request, s *sheet, code int) error {
	ctx := r.Context()
	page, v, err := d.sheetPage(r, s, code)
	if err != nil {
		return err
	}
	if page.Groups, err = v.groups(ctx); err != nil {
		return err
	}
	if page.Lists, err = v.dataLists(ctx); err != nil {
		return err
	}
	page.Lead = v.lead()
	if page.Bar, err = d.saveBar(ctx, s); err != nil {
		return err
	}
	return d.render(w, r, code, templates.MappingPage(page))
}

// mappingShell is the shell of a page about the mapping: after a refused post
// with what is to be corrected, after a save with what was done.
func (d *desk) mappingShell(r *http.Request, s *sheet, code int) (templates.Shell, error) {
	shell, err := d.shellOf(r, s.sc, "Mapping", "mapping")
	if err != nil {
		return shell, err
	}
	if r.Method != http.MethodGet {
		shell.Path = s.url("/mapping")
	}
	if s.toast != "" {
		shell.Toast = s.toast
	}
	if v := r.URL.Query().Get("saved"); v != "" && r.Method == http.MethodGet {
		if n, err := strconv.ParseInt(v, 10, 64); err == nil && n == s.version {
			shell.Toast = fmt.Sprintf("Version %d of the mapping is saved. Every order that waits is planned again by it.", n)
		}
	}
	if code == http.StatusUnprocessableEntity {
		shell.Title = "Error: " + shell.Title
		shell.Banner = s.banner()
	}
	return shell, nil
}

// banner lists what is to be corrected, with a link to each field.
func (s *sheet) banner() *templates.Banner {
	b := &templates.Banner{Kind: "bad", Focus: true, Head: "The mapping isn’t saved: " + templates.Plural(len(s.errs), "thing to correct", "things to correct")}
	for _, name := range sortedKeys(s.errs) {
		text := s.errs[name]
		if name == "" {
			b.Lines = append(b.Lines, templates.Plain(text))
			continue
		}
		label := text
		if l, ok := lineOf(name); ok {
			label = l.Name() + ": " + text
		}
		b.Links = append(b.Links, templates.Action{Word: label, Href: "#" + fieldID(name)})
	}
	b.Lines = append(b.Lines, "Nothing was changed, and nothing goes to QuickBooks otherwise than before.")
	return b
}

// saveBar tells what is not saved yet and what it releases.
func (d *desk) saveBar(ctx context.Context, s *sheet) (templates.SaveBar, error) {
	bar := templates.SaveBar{Line: "Nothing is changed yet.", Save: "Save", Discard: s.url("/mapping"),
		Why: templates.Control{ID: "why", Name: "why", Value: s.form.why}}
	n := len(s.rules.Changes(s.newest))
	if n == 0 || !s.edit {
		return bar, nil
	}
	bar.Shown = true
	bar.Line = "**" + templates.Plural(n, "change", "changes") + " not saved.**"
	if len(s.errs) > 0 {
		return bar, nil
	}
	e, err := d.planner().Effect(ctx, s.shop.Key, s.newest, s.rules, 1)
	if err != nil {
		return bar, err
	}
	if e.Released > 0 {
		bar.Line += " It releases " + templates.Plural(e.Released, "order", "orders") + ", " + sums(e.ReleasedSums) + ", and alters none already in QuickBooks."
		bar.Save = saveWord(e.Released)
	} else {
		bar.Line += " It releases no order that waits, and alters none already in QuickBooks."
	}
	return bar, nil
}

func saveWord(released int) string {
	if released == 0 {
		return "Save"
	}
	return "Save and post " + templates.Plural(released, "order", "orders")
}

// shopOf finds a store of the scene by its key; the first if there is none.
func shopOf(sc scene, key string) store.Shop {
	for _, s := range sc.shops {
		if string(s.Key) == key {
			return s
		}
	}
	return sc.shops[0]
}

func mapped() templates.Status {
	return templates.Status{Glyph: "verified", Word: "Mapped", Kind: "ok"}
}

func notMapped() templates.Status {
	return templates.Status{Glyph: "held", Word: "Not mapped", Kind: "rev"}
}

// pathName is an entry's name as people read it: "Sales: Textiles".
func pathName(name string) string { return strings.ReplaceAll(name, ":", ": ") }
