package web

import (
	"context"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"countinghouse/books"
	"countinghouse/store"
	"countinghouse/templates"
)

// A channel's exceptions from the sheet are a rule for particular orders whose
// one condition is the channel. Its page shows them as lines of the sheet: what
// the channel doesn't say for itself is the store's, and shown as such.

// channelView is the start of the view of a channel's form.
const channelView = "channel:"

// mostChannels is how many channels have a tab of their own.
const mostChannels = 12

// ofChannel tells whether a rule is about a channel and nothing else.
func ofChannel(c books.Case, channel string) bool {
	return len(c.When.Channels) == 1 && strings.EqualFold(strings.TrimSpace(c.When.Channels[0]), channel) && reflect.DeepEqual(c.When, books.Conditions{Channels: c.When.Channels})
}

// channelRow is the place of a channel's own rule; one behind the last if it
// has none.
func channelRow(r books.Rules, channel string) (row string, has bool) {
	i := slices.IndexFunc(r.Cases, func(c books.Case) bool { return ofChannel(c, channel) })
	if i < 0 {
		return strconv.Itoa(len(r.Cases) + 1), false
	}
	return strconv.Itoa(i + 1), true
}

// exceptions is how many lines a channel says for itself.
func exceptions(r books.Rules, channel string) int {
	row, has := channelRow(r, channel)
	n := 0
	for _, f := range caseTable().Columns {
		if has && strings.HasPrefix(f.Key, "cases.then.") && r.Value(f.Key, row) != "" {
			n++
		}
	}
	return n
}

// channels are the tabs of a sheet's channels: those that orders came from, and
// those that have a rule; none where all orders come from one place.
func (d *desk) channels(ctx context.Context, s *sheet) ([]templates.Tab, error) {
	used, err := d.Store.ChannelsUsed(ctx, s.shop.Key, today(s.sc).Add(-store.UseDays))
	if err != nil {
		return nil, err
	}
	var names []string
	add := func(name string) {
		if name != "" && len(names) < mostChannels && !slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) }) {
			names = append(names, name)
		}
	}
	add(s.channel)
	for _, c := range used {
		add(c.Name)
	}
	for _, c := range s.newest.Cases {
		if len(c.When.Channels) == 1 && ofChannel(c, c.When.Channels[0]) {
			add(strings.TrimSpace(c.When.Channels[0]))
		}
	}
	if len(names) == 0 || len(names) == 1 && len(used) == 1 && s.channel == "" && exceptions(s.newest, names[0]) == 0 {
		return nil, nil
	}
	slices.Sort(names)
	tabs := []templates.Tab{{Word: "All channels", Href: s.url("/mapping"), On: s.channel == ""}}
	for _, n := range names {
		own := exceptions(s.newest, n)
		tabs = append(tabs, templates.Tab{Word: n, Href: s.url("/mapping", "channel", n), On: strings.EqualFold(n, s.channel), Count: own, HasCount: own > 0})
	}
	return tabs, nil
}

// inherited is what holds for a line that the channel doesn't say for itself.
func inherited(r books.Rules, f books.SheetField) string {
	word := func(key string) string { return books.SheetLine{Key: key, Value: r.Value(key, "")}.Word() }
	switch strings.TrimPrefix(f.Key, "cases.then.") {
	case "style":
		return word("style")
	case "customer":
		if r.Customers.Policy == "one" {
			return r.Customers.One
		}
		return word("customers.policy")
	case "class":
		return word("class")
	case "terms":
		return word("terms")
	case "template":
		if r.InvoiceTemplate == "" && r.ReceiptTemplate == "" {
			return "QuickBooks’ own"
		}
		return "its forms"
	case "item":
		return "each product’s own item"
	case "deposit_to":
		return "the account of each way of paying"
	case "tax":
		return word("tax.treatment")
	case "approve":
		return "no approval is needed"
	case "approve_by":
		return "An admin"
	}
	return "posted like any other"
}

// showChannel is the sheet of one channel, with what was typed so far.
func (d *desk) showChannel(w http.ResponseWriter, r *http.Request, s *sheet, code int) error {
	ctx := r.Context()
	row, has := channelRow(s.newest, s.channel)
	s.errs = atRow(s.errs, row, has)
	page, v, err := d.sheetPage(r, s, code)
	if err != nil {
		return err
	}
	// A new rule goes before all others when it is saved, and one that says
	// nothing any more goes; till then it stands where its fields are.
	shown := *s
	shown.rules, _ = s.newest.With(slices.DeleteFunc(s.form.typed, func(l books.SheetLine) bool { return l.Key == "cases" }))
	v.s = &shown
	page.View, page.Channel = channelView+s.channel, s.channel
	uses, err := d.Store.LineUses(ctx, s.shop.Key, today(s.sc).Add(-store.UseDays), s.channel, []books.SheetLine{{Key: "style"}})
	if err != nil {
		return err
	}
	orders := uses[books.SheetLine{Key: "style"}]
	group := templates.SheetGroup{ID: "own", Head: s.channel, Hint: "What is empty stays as the store’s sheet says"}
	own := 0
	for _, f := range caseTable().Columns {
		if !strings.HasPrefix(f.Key, "cases.then.") {
			continue
		}
		line := v.channelLine(f, row)
		if shown.rules.Value(f.Key, row) != "" {
			own++
			line.Orders = templates.Count(orders)
		}
		group.Rows = append(group.Rows, line)
	}
	page.Groups = []templates.SheetGroup{group}
	if more := d.otherRules(&shown, v); len(more) > 0 {
		page.Groups = append(page.Groups, templates.SheetGroup{ID: "more", Head: "Rules that ask for more", Hint: "For some of its orders; a later rule wins", Rows: more})
	}
	if !has && s.edit { // what the first exception makes
		page.Kept = []templates.Kept{{Name: "cases.name[" + row + "]", Value: s.channel}, {Name: "cases.when.channels[" + row + "]", Value: s.channel}, {Name: "cases[" + row + "]", Value: "1"}}
	}
	page.Lead = "Where each dollar of **" + templates.Plain(s.channel) + "** goes. " + templates.Plural(orders, "order", "orders") + " came from it in 90 days. " +
		map[bool]string{true: "It says nothing for itself: everything is the store’s.", false: templates.Plural(own, "line is", "lines are") + " its own; all others are the store’s."}[own == 0]
	if page.Lists, err = v.dataLists(ctx); err != nil {
		return err
	}
	if page.Bar, err = d.saveBar(ctx, s); err != nil {
		return err
	}
	page.Bar.Discard = s.url("/mapping", "channel", s.channel)
	return d.render(w, r, code, templates.MappingPage(page))
}

// atRow names errors of a new rule, which goes to the first place, by the place
// where its fields are.
func atRow(errs map[string]string, row string, has bool) map[string]string {
	if has || row == "1" {
		return errs
	}
	out := map[string]string{}
	for name, text := range errs {
		if key, ok := strings.CutSuffix(name, "[1]"); ok && strings.HasPrefix(key, "cases.") {
			name = key + "[" + row + "]"
		}
		out[name] = text
	}
	return out
}

// channelLine is one line that a channel may say for itself.
func (v *sheetView) channelLine(f books.SheetField, row string) templates.SheetRow {
	c := v.control(f, row)
	c.Label = f.Label
	store := inherited(v.s.rules, f)
	c.Empty = "As the store: " + store
	for i := range c.Choices {
		if f.Choices[0].Value == "" && c.Choices[i].Value == "" {
			c.Choices[i].Word = "As the store: " + lowerFirst(store)
		}
	}
	out := templates.SheetRow{Store: f.Label, StoreSub: f.Hint, Controls: []templates.Control{c}, Unsaved: c.Unsaved}
	value := v.s.rules.Value(f.Key, row)
	if value == "" && f.Key == "cases.then.approve_by" {
		return out
	}
	if value == "" && c.Error == "" {
		out.Note = "The store’s"
		if c.Unsaved {
			out.State, out.Note = templates.Status{Glyph: "wait", Word: "Not saved yet", Kind: "new"}, ""
		}
		return out
	}
	if v.s.edit {
		out.Clear = "clear:" + c.Name
	}
	switch {
	case c.Error != "":
	case c.Unsaved:
		out.State = templates.Status{Glyph: "wait", Word: "Not saved yet", Kind: "new"}
	default:
		out.State = templates.Status{Glyph: "verified", Word: "Its own", Kind: "ok"}
	}
	return out
}

// otherRules are the rules that name the channel and ask for more than it.
func (d *desk) otherRules(s *sheet, v *sheetView) []templates.SheetRow {
	var rows []templates.SheetRow
	for i, c := range s.rules.Cases {
		names := slices.ContainsFunc(c.When.Channels, func(n string) bool { return strings.EqualFold(strings.TrimSpace(n), s.channel) })
		if names && !ofChannel(c, s.channel) {
			rows = append(rows, v.caseRow(i))
		}
	}
	return rows
}

// channelLines makes of what was typed about a channel what it means for its
// rule: without any exception there is none.
func (s *sheet) channelLines() {
	s.form.typed = slices.Clone(s.form.lines)
	row, has := channelRow(s.base, s.channel)
	set := map[string]string{}
	for _, l := range s.form.lines {
		if l.Row != row {
			continue
		}
		if _, _, isField := books.SheetFieldOf(l.Key); !isField && l.Value == "" {
			return // it is taken out already
		}
		set[l.Key] = l.Value
	}
	for _, f := range caseTable().Columns {
		if !strings.HasPrefix(f.Key, "cases.then.") {
			continue
		}
		value, typed := set[f.Key]
		if !typed {
			value = s.base.Value(f.Key, row)
		}
		if value != "" && f.Key != "cases.then.approve_by" {
			return
		}
	}
	s.form.lines = slices.DeleteFunc(s.form.lines, func(l books.SheetLine) bool { return l.Row == row && strings.HasPrefix(l.Key, "cases") })
	if has {
		s.form.lines = append(s.form.lines, books.SheetLine{Key: "cases", Row: row})
	}
}
