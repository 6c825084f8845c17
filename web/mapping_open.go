package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/sales"
	"countinghouse/store"
	"countinghouse/templates"
)

// suggest finds what a line may become, from what was booked before and from
// QuickBooks' lists.
func (v *sheetView) suggest(ctx context.Context, l books.SheetLine, wait waitSum) (books.Suggestion, bool, error) {
	f, _, ok := books.SheetFieldOf(l.Key)
	if !ok || f.Kind != books.SheetEntry {
		return books.Suggestion{}, false, nil
	}
	if v.s.booked == nil {
		var err error
		if v.s.booked, err = v.d.bookedBy(ctx, v.s.shop.Key); err != nil {
			return books.Suggestion{}, false, err
		}
	}
	u := books.Unmapped{Line: l}
	if wait.orders > 0 {
		if err := v.describe(ctx, &u, wait.first.First); err != nil {
			return books.Suggestion{}, false, err
		}
	}
	from, err := v.candidates(ctx, f, u)
	if err != nil {
		return books.Suggestion{}, false, err
	}
	if l.Key == "payments.*.deposit_to" && v.methods == nil {
		if v.methods, err = v.d.Store.EntriesFitting(ctx, v.s.sc.company.Key, books.PaymentMethods, nil, "", mostChoices); err != nil {
			return books.Suggestion{}, false, err
		}
	}
	g, ok := v.s.booked.Suggest(u, from, v.methods, v.s.sc.company.Facts)
	if !ok {
		return g, false, nil
	}
	if err := v.s.lists.Resolve(ctx, g.Lines); err != nil {
		return g, false, err
	}
	for _, l := range g.Lines { // what would be refused isn't suggested
		f, _, _ := books.SheetFieldOf(l.Key)
		if _, problem, err := v.s.lists.Check(ctx, f, l.Value); err != nil || problem != "" {
			return g, false, err
		}
	}
	return g, true, nil
}

// describe adds what the store calls it, from the first order that waits.
func (v *sheetView) describe(ctx context.Context, u *books.Unmapped, first sales.OrderID) error {
	o, err := v.d.Store.Order(ctx, v.s.shop.Key, first)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, line := range o.Lines {
		if u.Line.Key == "items.links" && strings.EqualFold(strings.TrimSpace(line.SKU), u.Line.Row) {
			u.About, u.Barcode, u.Price = line.Name, line.UPC, line.Price.Ex
		}
	}
	for _, t := range o.Taxes {
		if strings.HasPrefix(u.Line.Key, "tax.") && books.SameName(t.Name, u.Line.Row) {
			u.Rate = t.Rate
		}
	}
	return nil
}

// candidates are the entries that are looked at for a line; those that are
// looked at for all lines are read once.
func (v *sheetView) candidates(ctx context.Context, f books.SheetField, u books.Unmapped) ([]books.Entry, error) {
	id := listID(f)
	if u.Line.Key == "items.links" {
		id += " links"
	}
	from, known := v.from[id]
	if !known {
		var err error
		if from.first, from.whole, err = v.d.firstOf(ctx, v.s.sc, f, u.Line.Key); err != nil {
			return nil, err
		}
		v.from[id] = from
	}
	return v.d.candidates(ctx, v.s.sc, f, u, from.first, from.whole, v.named)
}

// mostOpen is how many things that wait a page shows.
const mostOpen = 50

// openWork is what waits for the mapping: GET /mapping/open.
func (d *desk) openWork(w http.ResponseWriter, r *http.Request) error {
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
	return d.showOpen(w, r, s, http.StatusOK)
}

func (d *desk) showOpen(w http.ResponseWriter, r *http.Request, s *sheet, code int) error {
	ctx := r.Context()
	shell, err := d.mappingShell(r, s, code)
	if err != nil {
		return err
	}
	v, err := d.view(ctx, s)
	if err != nil {
		return err
	}
	page := templates.MappingOpen{Mapping: templates.Mapping{Shell: shell, Store: string(s.shop.Key), Read: strconv.FormatInt(s.version, 10), View: "open", Tabs: s.tabs("open"), Edit: s.edit},
		Nothing: templates.Empty{Head: "Everything has its place", Line: "No order waits for a line of the mapping.", Action: &templates.Action{Word: "See the sheet", Href: s.url("/mapping")}}}
	orders, held, more, suggested := 0, map[string]money.Amount{}, 0, 0
	for _, wait := range s.waits {
		lines := s.newest.SheetLinesOf(wait.Code, wait.Subject, s.sc.company.Facts)
		if len(lines) == 0 || wait.Code == "no-start-date" { // the day is set when everything else is right
			continue
		}
		orders += wait.Orders
		held[wait.Currency] += wait.Amount
		if len(page.Rows) >= mostOpen {
			more++
			continue
		}
		row, err := v.openRow(ctx, wait, lines)
		if err != nil {
			return err
		}
		if row.Reason != "" {
			suggested++
		}
		page.Rows = append(page.Rows, row)
	}
	page.Heading = "Nothing waits for the mapping"
	if n := len(page.Rows) + more; n > 0 {
		verb := " hold "
		if n == 1 {
			verb = " holds "
		}
		page.Heading = templates.Plural(n, "thing that isn’t mapped", "things that aren’t mapped") + verb + templates.Plural(orders, "order", "orders")
		having := templates.Plural(suggested, "has a suggestion", "have a suggestion")
		if suggested == 0 {
			having = "None has a suggestion"
		}
		page.Lead = "**" + sums(held) + "** waits. " + having + ". Tick what is right, fill in the others, and save: all orders that wait for it go on by themselves."
		if more > 0 {
			page.Lead += fmt.Sprintf(" The %d with the most orders are shown.", len(page.Rows))
		}
	}
	if page.Lists, err = v.dataLists(ctx); err != nil {
		return err
	}
	page.Bar = templates.SaveBar{Line: "What is ticked is saved together, as one version.", Save: "Save what is ticked", Discard: s.url("/mapping/open"), Shown: true,
		Why: templates.Control{ID: "why", Name: "why", Value: s.form.why}}
	return d.render(w, r, code, templates.MappingOpenPage(page))
}

// openRow is one thing that waits, with its fields filled by what is
// surely meant; what may be meant has a button.
func (v *sheetView) openRow(ctx context.Context, wait store.Waiting, lines []books.SheetLine) (templates.OpenRow, error) {
	l := lines[0]
	f, table, _ := books.SheetFieldOf(l.Key)
	sum := v.waits[lineName(l)]
	row := templates.OpenRow{What: l.Name(), Sub: causeWords[wait.Code], Orders: templates.Count(wait.Orders), OrdersURL: sum.url, Money: signed(wait.Amount, wait.Currency)}
	if table != nil {
		row.What, row.Sub = rowWord(table, l.Row), table.Label
	}
	row.Tick = templates.Control{Name: "take", Value: rowID(l), ID: fieldID("take" + rowID(l))}
	c := v.control(f, l.Row)
	typed := v.s.form.raw[c.Name] != ""
	if typed {
		c.Value = v.s.form.raw[c.Name]
		row.Tick.Guess = true
	}
	cs := []templates.Control{c}
	if typed && table != nil { // what a suggestion set beside it
		for _, col := range table.Columns {
			if oc := v.control(col, l.Row); col.Key != f.Key && v.s.form.raw[oc.Name] != "" {
				oc.Value, oc.Label, oc.Shown, cs[0].Shown, cs[0].Label = v.s.form.raw[oc.Name], col.Label, true, true, f.Label
				cs = append(cs, oc)
			}
		}
	}
	if l.Value == "" && !typed {
		g, ok, err := v.suggest(ctx, l, sum)
		if err != nil {
			return row, err
		}
		if ok && !g.Sure { // offered, and never filled in
			row.Reason, row.Use = g.Reason, useButton(g)
		} else if ok {
			cs = cs[:0]
			for _, gl := range g.Lines {
				gf, _, _ := books.SheetFieldOf(gl.Key)
				gc := v.control(gf, gl.Row)
				gc.Value, gc.Guess, gc.Shown = gl.Value, true, len(g.Lines) > 1
				if gc.Shown {
					gc.Label = gf.Label
				}
				if e, ok := v.s.lists.Of(gf.List, gl.Value); ok {
					gc.Beside = choice(e).Word
				}
				cs = append(cs, gc)
			}
			row.Reason, row.Tick.Guess = g.Reason, true
		}
	}
	row.Controls = cs
	return row, nil
}

// causeWords say what is wrong with a line that is filled already.
var causeWords = map[string]string{
	"list-missing": "Not in QuickBooks", "list-inactive": "Inactive in QuickBooks", "list-ambiguous": "Several of this name", "item-kind": "An item of the wrong kind",
	"account-kind": "An account of the wrong type", "account-currency": "An account in another currency", "mapping-missing": "Nothing is mapped", "no-start-date": "Nothing is posted without a day",
	"marketplace-tax": "Who pays this tax?", "zero-item": "Not a sales tax item of 0%", "ref-number": "Too long for QuickBooks’ numbers", "tax-code-kind": "A code of the wrong kind",
}
