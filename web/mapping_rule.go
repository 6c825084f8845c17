package web

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"countinghouse/books"
	"countinghouse/sales"
	"countinghouse/store"
	"countinghouse/templates"
)

// rule is one rule for particular orders: GET /mapping/rule?rule=3, or new.
func (d *desk) rule(w http.ResponseWriter, r *http.Request) error {
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
	which := strings.TrimPrefix(r.URL.Query().Get("rule"), "rule:")
	return d.showRule(w, r, s, which, http.StatusOK)
}

// caseTable is the table of rules for particular orders.
func caseTable() *books.SheetTable {
	for _, g := range books.Sheet() {
		for _, p := range g.Parts {
			if p.Table != nil && p.Table.Ordered {
				return p.Table
			}
		}
	}
	return nil
}

func (d *desk) showRule(w http.ResponseWriter, r *http.Request, s *sheet, which string, code int) error {
	ctx := r.Context()
	n, err := strconv.Atoi(which)
	isNew := err != nil || n > len(s.newest.Cases)
	if isNew {
		n = len(s.newest.Cases) + 1
	}
	if n < 1 {
		return store.ErrNotFound
	}
	shell, err := d.mappingShell(r, s, code)
	if err != nil {
		return err
	}
	v, err := d.view(ctx, s)
	if err != nil {
		return err
	}
	row := strconv.Itoa(n)
	page := templates.MappingRule{Heading: "A new rule", Try: r.URL.Query().Get("try"),
		Mapping: templates.Mapping{Shell: shell, Store: string(s.shop.Key), Read: strconv.FormatInt(s.version, 10), View: "rule:" + row, Edit: s.edit, Lead: "It holds for orders that meet all of its conditions."}}
	for _, f := range caseTable().Columns {
		c := v.control(f, row)
		c.Label, c.Shown, c.Hint = f.Label, true, f.Hint
		if c.Kind == "lines" {
			c.Hint = strings.TrimPrefix(strings.TrimSuffix(c.Hint, "; one on each line")+". One on each line", ". ")
		}
		if strings.HasPrefix(f.Key, "cases.when.") || f.Key == "cases.name" {
			page.When = append(page.When, c)
		} else {
			page.Then = append(page.Then, c)
		}
	}
	if !isNew {
		page.Heading = "Rule " + row
		if name := s.newest.Cases[n-1].Name; name != "" {
			page.Heading = "Rule " + name
		}
		place := "cases[" + row + "]"
		page.Remove = takeOut + place
		page.Move = templates.Control{Name: place, ID: fieldID(place), Label: "Place in the order", Shown: true, Kind: "count", Value: row, Hint: fmt.Sprintf("1 is tried first; there are %d", len(s.newest.Cases)), Error: s.errs[place]}
	}
	if page.Lists, err = v.dataLists(ctx); err != nil {
		return err
	}
	if page.Bar, err = d.saveBar(ctx, s); err != nil {
		return err
	}
	page.Bar.Discard = s.url("/mapping") + "#cases"
	if page.Try != "" {
		if err := d.tryRules(r, s, &page); err != nil {
			return err
		}
	}
	return d.render(w, r, code, templates.MappingRulePage(page))
}

// tryRules tells what each rule says of one order.
func (d *desk) tryRules(r *http.Request, s *sheet, page *templates.MappingRule) error {
	id, err := strconv.ParseInt(strings.TrimSpace(page.Try), 10, 64)
	if err != nil {
		page.TriedHead = "“" + page.Try + "” is not an order’s number."
		return nil
	}
	o, err := d.Store.Order(r.Context(), s.shop.Key, sales.OrderID(id))
	if errors.Is(err, store.ErrNotFound) {
		page.TriedHead = fmt.Sprintf("Order %d was not read from this store.", id)
		return nil
	}
	if err != nil {
		return err
	}
	trials := s.newest.TryCases(o)
	page.TriedHead = fmt.Sprintf("Order %d", id)
	if len(trials) == 0 {
		page.TriedHead += ": there are no rules yet."
	}
	for _, t := range trials {
		text := "Doesn’t apply: " + t.Why
		if t.Met {
			text = "Applies, because " + t.Why + ": " + t.Changes
		}
		page.Tried = append(page.Tried, templates.Field{Name: t.Name, Value: text})
	}
	return nil
}
