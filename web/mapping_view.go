package web

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/store"
	"countinghouse/templates"
)

// waitSum is what waits for one line of the sheet.
type waitSum struct {
	orders   int
	amount   money.Amount
	currency string
	url      string
	first    store.Waiting
}

// sheetView draws the lines of a sheet, with what was typed so far.
type sheetView struct {
	d       *desk
	s       *sheet
	waits   map[string]waitSum // by the name of the field
	offered map[string]books.SheetField
	ids     []string // of offered, in order
	from    map[string]firstEntries
	named   map[string][]books.Entry     // by list and beginning
	making  map[string]store.WantedEntry // by makingKey
	methods []books.Entry
	mapped  int
	all     int
}

// firstEntries are the entries of a list that are looked at for all lines.
type firstEntries struct {
	first []books.Entry
	whole bool
}

func (d *desk) view(ctx context.Context, s *sheet) (*sheetView, error) {
	v := &sheetView{d: d, s: s, waits: map[string]waitSum{}, offered: map[string]books.SheetField{}, from: map[string]firstEntries{}, named: map[string][]books.Entry{}}
	for _, w := range s.waits {
		for _, l := range s.newest.SheetLinesOf(w.Code, w.Subject, s.sc.company.Facts) {
			name := lineName(l)
			sum := v.waits[name]
			if sum.orders == 0 {
				sum.currency, sum.first = w.Currency, w
				sum.url = "/sales?state=review"
				if w.Subject != "" {
					sum.url += "&q=" + url.QueryEscape(w.Subject)
				}
			}
			sum.orders += w.Orders
			if w.Currency == sum.currency {
				sum.amount += w.Amount
			}
			v.waits[name] = sum
		}
	}
	var err error
	if v.making, err = d.making(ctx, s.sc); err != nil {
		return nil, err
	}
	lines := append(s.rules.Lines(), s.newest.Lines()...)
	return v, s.lists.Resolve(ctx, lines)
}

// value is what a field shows: what was typed, as it was typed if it can't be
// meant, else what the rules say with it.
func (v *sheetView) value(f books.SheetField, l books.SheetLine) string {
	name := lineName(l)
	if raw, typed := v.s.form.raw[name]; typed && v.s.errs[name] != "" {
		return raw
	}
	value := v.s.rules.Value(l.Key, l.Row)
	if f.Kind == books.SheetDay && value != "" {
		if d, err := day.Parse(value); err == nil {
			return d.Human()
		}
	}
	return value
}

// control is the field of a line.
func (v *sheetView) control(f books.SheetField, row string) templates.Control {
	l := books.SheetLine{Key: f.Key, Row: row}
	name := lineName(l)
	l.Value = v.value(f, l)
	c := templates.Control{Name: name, ID: fieldID(name), Label: l.Name(), Kind: string(f.Kind), Value: l.Value, Empty: f.Empty, Error: v.s.errs[name], Read: !v.s.edit,
		Unsaved: !f.Means(v.s.rules.Value(l.Key, l.Row), v.s.newest.Value(l.Key, l.Row))}
	if l.Value != "" {
		c.Word = l.Word()
	}
	v.dress(&c, f, l.Value)
	v.creates(&c, f, l)
	return c
}

// creates offers to make what a field lacks in QuickBooks, and tells how far it is.
func (v *sheetView) creates(c *templates.Control, f books.SheetField, l books.SheetLine) {
	if w, ok := v.making[makingKey(v.s.shop.Key, l)]; ok {
		c.Hint, _ = makingWords(w)
		if w.State != store.EntryRefused {
			return
		}
	}
	_, waits := v.waits[lineName(l)]
	if !v.s.edit || v.s.channel != "" || c.Error == "" && (l.Value != "" || !f.Needed && !waits) || !(newFor{field: f}).makes(v.s.sc) {
		return
	}
	c.Create = []string{"create:" + c.Name, "Create in QuickBooks…"}
	if l.Value != "" && c.Error != "" {
		c.Create[1] = "Create “" + l.Value + "” in QuickBooks…"
	}
}

// dress adds what a kind of field needs.
func (v *sheetView) dress(c *templates.Control, f books.SheetField, value string) {
	switch f.Kind {
	case books.SheetChoice:
		found := false
		for _, o := range f.Choices {
			on := f.Means(o.Value, value) && !found
			found = found || on
			c.Choices = append(c.Choices, templates.Choice{Value: o.Value, Word: o.Word, On: on})
			if on {
				c.Word = o.Word
			}
		}
		if !found {
			c.Choices = append(c.Choices, templates.Choice{Value: value, Word: strings.ReplaceAll(value, "\n", ", "), On: true})
		}
	case books.SheetEntry:
		id := listID(f)
		if _, known := v.offered[id]; !known {
			v.offered[id] = f
			v.ids = append(v.ids, id)
		}
		c.List, c.Search = id, v.s.url("/mapping/options", "key", f.Key)+"&q="
		c.Word = pathName(c.Word)
		if e, ok := v.s.lists.Of(f.List, value); ok && value != "" {
			c.Beside = choice(e).Word
		}
	}
}

// dataLists are the choices of all fields that were drawn; where they are many
// the rest is found by typing or by the button.
func (v *sheetView) dataLists(ctx context.Context) ([]templates.DataList, error) {
	if !v.s.edit {
		return nil, nil
	}
	var out []templates.DataList
	sum := 0
	for _, id := range v.ids {
		f := v.offered[id]
		found, err := v.d.Store.EntriesFitting(ctx, v.s.sc.company.Key, f.List, f.Types, "", mostChoices+1)
		if err != nil {
			return nil, err
		}
		l := templates.DataList{ID: id}
		for _, e := range found {
			if e.Active {
				l.Entries = append(l.Entries, choice(e))
			}
		}
		if len(found) > mostChoices || sum+len(l.Entries) > allChoices {
			l.Entries = l.Entries[:min(len(l.Entries), fewerChoices)]
		}
		sum += len(l.Entries)
		out = append(out, l)
	}
	return out, nil
}

// searched tells which lists are longer than the page offers.
func (v *sheetView) searched(ctx context.Context, groups []templates.SheetGroup) error {
	long := map[string]bool{}
	for _, id := range v.ids {
		f := v.offered[id]
		n, err := v.d.Store.CountEntries(ctx, v.s.sc.company.Key, f.List, f.Types, fewerChoices+1)
		if err != nil {
			return err
		}
		long[id] = n > fewerChoices
	}
	mark := func(cs []templates.Control) {
		for i := range cs {
			cs[i].Find = cs[i].List != "" && long[cs[i].List]
		}
	}
	for _, g := range groups {
		for _, r := range g.Rows {
			mark(r.Controls)
			mark(r.More)
		}
	}
	return nil
}

func (v *sheetView) groups(ctx context.Context) ([]templates.SheetGroup, error) {
	var out []templates.SheetGroup
	for _, g := range books.Sheet() {
		group := templates.SheetGroup{ID: g.ID, Head: g.Head, Hint: g.Hint}
		for _, p := range g.Parts {
			switch {
			case p.Field != nil:
				row, err := v.fieldRow(ctx, *p.Field)
				if err != nil {
					return nil, err
				}
				group.Rows = append(group.Rows, row)
			case p.Table.Ordered:
				group.Rows = append(group.Rows, v.caseRows()...)
			default:
				rows, err := v.tableRows(ctx, p.Table)
				if err != nil {
					return nil, err
				}
				group.Rows = append(group.Rows, rows...)
			}
		}
		out = append(out, group)
	}
	if err := v.used(ctx, out); err != nil {
		return nil, err
	}
	return out, v.searched(ctx, out)
}

// used tells of each row how many orders of the last days are about it.
func (v *sheetView) used(ctx context.Context, groups []templates.SheetGroup) error {
	var lines []books.SheetLine
	each := func(do func(*templates.SheetRow, books.SheetLine)) {
		for _, g := range groups {
			for i := range g.Rows {
				if len(g.Rows[i].Controls) == 0 || g.Rows[i].Waits != "" {
					continue
				}
				if l, ok := lineOf(g.Rows[i].Controls[0].Name); ok && books.Counted(l) {
					do(&g.Rows[i], l)
				}
			}
		}
	}
	each(func(_ *templates.SheetRow, l books.SheetLine) { lines = append(lines, l) })
	found, err := v.d.Store.LineUses(ctx, v.s.shop.Key, today(v.s.sc).Add(-store.UseDays), "", lines)
	each(func(r *templates.SheetRow, l books.SheetLine) { r.Orders = templates.Count(found[books.UseOf(l)]) })
	return err
}

func (v *sheetView) fieldRow(ctx context.Context, f books.SheetField) (templates.SheetRow, error) {
	c := v.control(f, "")
	row := templates.SheetRow{Store: f.Label, StoreSub: f.Hint, Controls: []templates.Control{c}, Unsaved: c.Unsaved}
	err := v.state(ctx, &row, f, books.SheetLine{Key: f.Key}, c)
	return row, err
}

// state says whether a line is mapped, and what waits for it.
func (v *sheetView) state(ctx context.Context, row *templates.SheetRow, f books.SheetField, l books.SheetLine, c templates.Control) error {
	wait, waits := v.waits[lineName(l)]
	if waits {
		row.Waits, row.WaitsURL = templates.Plural(wait.orders, "waits", "wait"), wait.url
	}
	counts := f.Kind == books.SheetEntry && (f.Needed || l.Row != "")
	if counts {
		v.all++
	}
	value := v.s.rules.Value(l.Key, l.Row)
	switch {
	case c.Error != "":
	case v.made(row, l):
	case c.Unsaved:
		row.State = templates.Status{Glyph: "wait", Word: "Not saved yet", Kind: "new"}
	case f.Kind != books.SheetEntry:
		if waits {
			row.State = templates.Status{Glyph: "held", Word: "Decide", Kind: "rev"}
		}
	case value == "":
		if !f.Needed && !waits && l.Row == "" {
			return nil
		}
		if f.Needed || waits {
			row.State = notMapped()
		}
		return v.suggestInto(ctx, row, l, wait)
	default:
		e, ok := v.s.lists.Of(f.List, value)
		unread, err := v.s.lists.Unread(ctx, f.List)
		switch {
		case err != nil:
			return err
		case !ok && !unread:
			row.State, row.Note = templates.Status{Glyph: "refused", Word: "Not in QuickBooks", Kind: "bad"}, "Orders with it are held"
		case ok && !e.Active:
			row.State, row.Note = templates.Status{Glyph: "held", Word: "Inactive", Kind: "rev"}, "Make it active in QuickBooks, or choose another"
		default:
			row.State = mapped()
			if counts {
				v.mapped++
			}
		}
	}
	return nil
}

// made says of a line whose entry is being made how far it is.
func (v *sheetView) made(row *templates.SheetRow, l books.SheetLine) bool {
	w, ok := v.making[makingKey(v.s.shop.Key, l)]
	if !ok || w.State == store.EntryRefused {
		return false
	}
	row.State = templates.Status{Glyph: "wait", Word: "Being created", Kind: "wait"}
	return true
}

// suggestInto offers what a line that is empty may become.
func (v *sheetView) suggestInto(ctx context.Context, row *templates.SheetRow, l books.SheetLine, wait waitSum) error {
	if !v.s.edit {
		return nil
	}
	g, ok, err := v.suggest(ctx, l, wait)
	if !ok || err != nil {
		return err
	}
	row.Use, row.Note = useButton(g), g.Reason
	return nil
}

// useButton is the value of the button that fills a suggestion in, and its words.
func useButton(g books.Suggestion) []string {
	q := url.Values{}
	for _, l := range g.Lines {
		q.Set(lineName(l), l.Value)
	}
	return []string{"use:" + q.Encode(), "Use " + pathName(g.Name)}
}

// mostTableRows is how many rows of one table a page shows.
const mostTableRows = 50

func (v *sheetView) tableRows(ctx context.Context, t *books.SheetTable) ([]templates.SheetRow, error) {
	rows := []templates.SheetRow{{Store: t.Label, StoreSub: t.Hint, Part: true}}
	saved, now := t.Rows(v.s.newest), t.Rows(v.s.rules)
	names := slices.Clone(saved)
	first, touched := map[string]bool{}, map[string]bool{} // those that should be seen, and must
	for _, name := range now {
		if !slices.Contains(saved, name) {
			names = append(names, name)
			first[name] = true
		}
	}
	for field := range v.waits {
		l, _ := lineOf(field)
		if _, of, _ := books.SheetFieldOf(l.Key); of == nil || of.Key != t.Key {
			continue
		}
		first[l.Row] = true
		if !slices.Contains(names, l.Row) {
			names = append(names, l.Row)
		}
	}
	for _, l := range v.s.form.lines {
		if _, of, _ := books.SheetFieldOf(l.Key); of != nil && of.Key == t.Key {
			first[l.Row], touched[l.Row] = true, true
		}
	}
	slices.Sort(names)
	left := 0
	for _, name := range names {
		if len(rows) > mostTableRows && !first[name] || len(rows) > 2*mostTableRows && !touched[name] {
			left++
			continue
		}
		row, err := v.tableRow(ctx, t, name)
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	if left > 0 {
		rows = append(rows, templates.SheetRow{Under: true, Store: "and " + templates.Plural(left, "more", "more"), QB: "They stand in the table as a file",
			Link: &templates.Action{Word: "As a file", Href: v.s.url("/mapping/file")}})
	}
	if v.s.edit {
		v.newTableRow(t, &rows[0])
	} else if len(rows) == 1 {
		return nil, nil // nothing to read
	}
	return rows, nil
}

// inRow is how many columns of a table are seen without opening More.
const inRow = 2

// rowWord is a row's name as people read it.
func rowWord(t *books.SheetTable, row string) string {
	switch {
	case row == "*" && t.Key == "payments":
		return "Every other way of paying"
	case row == "" && t.Key == "tax.codes":
		return "Lines without tax"
	}
	return row
}

func (v *sheetView) tableRow(ctx context.Context, t *books.SheetTable, name string) (templates.SheetRow, error) {
	row := templates.SheetRow{Store: rowWord(t, name), Under: true, Remove: takeOut + t.Key + "[" + name + "]"}
	for i, f := range t.Columns {
		c := v.control(f, name)
		c.Shown = len(t.Columns) > 1
		if c.Shown {
			c.Label = f.Label
		}
		row.Unsaved = row.Unsaved || c.Unsaved
		if i < inRow || c.Error != "" {
			row.Controls = append(row.Controls, c)
		} else if v.s.edit || c.Value != "" {
			row.More = append(row.More, c)
		}
	}
	main := t.Columns[0]
	if len(t.Columns) > 1 && t.Columns[1].Key == "payments.*.deposit_to" {
		main = t.Columns[1]
	}
	c := v.control(main, name)
	c.Unsaved = row.Unsaved
	return row, v.state(ctx, &row, main, books.SheetLine{Key: main.Key, Row: name}, c)
}

// newTableRow puts the fields of a new row beside the head of a table.
func (v *sheetView) newTableRow(t *books.SheetTable, row *templates.SheetRow) {
	field := func(part, label string) templates.Control {
		name := newRow + t.Key + ":" + part
		c := templates.Control{Name: name, ID: fieldID(name), Label: "New in " + t.Label + ": " + label, Empty: label, Error: v.s.errs[name], Kind: "text"}
		if v.unplaced(t) {
			c.Value = v.s.form.raw[name]
		}
		return c
	}
	row.New = []templates.Control{field("key", t.RowLabel)}
	for _, f := range t.Columns[:min(len(t.Columns), inRow)] {
		c := field(f.Key, f.Label)
		c.Kind = string(f.Kind)
		v.dress(&c, f, c.Value)
		row.New = append(row.New, c)
	}
}

// unplaced tells whether the new row of a table could not be set: it is shown
// as it was typed, and otherwise as a row of its own.
func (v *sheetView) unplaced(t *books.SheetTable) bool {
	for name := range v.s.errs {
		if strings.HasPrefix(name, newRow+t.Key+":") {
			return true
		}
	}
	return false
}

// caseRows are the rules for particular orders, each with a page of its own.
func (v *sheetView) caseRows() []templates.SheetRow {
	var rows []templates.SheetRow
	for i := range v.s.rules.Cases {
		rows = append(rows, v.caseRow(i))
	}
	if v.s.edit {
		rows = append(rows, templates.SheetRow{Store: "A new rule", StoreSub: "For a channel, a customer group, a country, an amount, a SKU", Link: &templates.Action{Word: "Add a rule", Href: v.s.url("/mapping/rule", "rule", "new")}})
	} else if len(rows) == 0 {
		rows = append(rows, templates.SheetRow{Store: "None", QB: "Every order goes by the sheet"})
	}
	return rows
}

// caseRow is one rule for particular orders, by its place from 0.
func (v *sheetView) caseRow(i int) templates.SheetRow {
	n := fmt.Sprint(i + 1)
	c := v.s.rules.Cases[i]
	name := c.Name
	if name == "" {
		name = "Rule " + n
	}
	row := templates.SheetRow{Store: name, StoreSub: v.caseWords(n, "cases.when."), QB: v.caseWords(n, "cases.then."), Under: true}
	if v.s.edit {
		row.Link = &templates.Action{Word: "Change this rule", Href: v.s.url("/mapping/rule", "rule", n), Quiet: true}
	}
	if c.Stop {
		row.QBSub = "Later rules are not tried"
	}
	return row
}

// caseWords are conditions or actions of a rule in words.
func (v *sheetView) caseWords(n, part string) string {
	var words []string
	for _, l := range v.s.rules.Lines() {
		if f, _, ok := books.SheetFieldOf(l.Key); ok && l.Row == n && strings.HasPrefix(l.Key, part) {
			words = append(words, f.Label+" "+l.Word())
		}
	}
	if len(words) == 0 && part == "cases.when." {
		return "Every order"
	}
	return strings.Join(words, "; ")
}

// lead says how much is mapped and what waits.
func (v *sheetView) lead() string {
	lead := fmt.Sprintf("Where each dollar of **%s** goes. %d of %d lines are mapped.", templates.Plain(v.s.sc.shopName(v.s.shop.Key)), v.mapped, v.all)
	if len(v.waits) > 0 {
		orders, money := 0, map[string]money.Amount{}
		for _, w := range v.waits {
			orders += w.orders
			money[w.currency] += w.amount
		}
		verb := " hold "
		if len(v.waits) == 1 {
			verb = " holds "
		}
		lead += " **" + templates.Plural(len(v.waits), "line", "lines") + verb + templates.Plural(orders, "order", "orders") + ", " + sums(money) + ".**"
	}
	return lead
}
