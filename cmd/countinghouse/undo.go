package main

import (
	"errors"
	"fmt"
	"text/tabwriter"

	"countinghouse/books"
	"countinghouse/sales"
	"countinghouse/store"
)

// undoScope is what undo and redo are about: exactly one of its flags.
type undoScope struct {
	Posting int64  `help:"One posting, by its number (see countinghouse order --json)." placeholder:"N" xor:"scope"`
	Order   int64  `help:"All of one order." placeholder:"N" xor:"scope"`
	Visit   int64  `help:"All that a visit of the Web Connector posted (see Activity)." placeholder:"N" xor:"scope"`
	Rules   int64  `help:"All that a version of a store's mapping produced." placeholder:"VERSION" xor:"scope"`
	Store   string `help:"Store (key), for --order and --rules; needed when there are several." placeholder:"KEY"`
}

func (c undoScope) resolve(e *env, st *store.Store) (store.UndoScope, error) {
	s := store.UndoScope{Posting: store.PostingID(c.Posting), Visit: store.VisitID(c.Visit), Order: sales.OrderID(c.Order), RulesVersion: c.Rules}
	if c.Posting+c.Visit+c.Order+c.Rules == 0 {
		return s, errors.New("name what: --order, --visit, --rules or --posting")
	}
	if c.Order == 0 && c.Rules == 0 {
		return s, nil
	}
	shops, err := shopsOf(e, st, c.Store)
	if err != nil {
		return s, err
	}
	if len(shops) > 1 && c.Order != 0 { // the number may be of one of them only
		var have []sales.StoreKey
		for _, key := range shops {
			if _, err := st.Order(e.ctx, key, s.Order); err == nil {
				have = append(have, key)
			}
		}
		shops = have
	}
	switch len(shops) {
	case 0:
		return s, fmt.Errorf("order %d was not read from any store", c.Order)
	case 1:
		s.Store = shops[0]
		return s, nil
	}
	return s, errors.New("there are several stores; name one with --store")
}

type undoCommand struct {
	undoScope
	Delete  bool   `help:"Delete the documents instead of voiding them. Customers and items that were made for them are deleted too, if nothing uses them."`
	Why     string `help:"Why; it stands in the audit and with the orders."`
	Preview bool   `help:"Only tell what would be done, and what stays and why."`
	JSON    bool   `help:"Print JSON."`
}

// undoView is an undo as scripts read it.
type undoView struct {
	ID     int64          `json:"id,omitempty"`
	Scope  string         `json:"scope"`
	Choice string         `json:"choice"`
	Orders int            `json:"orders"`
	Stays  int            `json:"stays"`
	Steps  []undoStepView `json:"steps"`
}

type undoStepView struct {
	Posting  int64  `json:"posting"`
	Store    string `json:"store,omitempty"`
	Order    int64  `json:"order,omitempty"`
	Document string `json:"document"`
	Total    string `json:"total,omitempty"`
	Day      string `json:"day,omitempty"`
	// Does is void, delete, modify, withdraw, under way, or stays.
	Does string `json:"does"`
	Why  string `json:"why,omitempty"`
	Undo int64  `json:"undo,omitempty"`
}

func undoViewOf(p store.UndoPlan) undoView {
	v := undoView{ID: int64(p.ID), Scope: p.Scope, Choice: string(p.Choice), Orders: p.Orders, Stays: p.Stays, Steps: []undoStepView{}}
	for i := range p.Steps {
		s := &p.Steps[i]
		step := undoStepView{Posting: int64(s.Posting), Store: string(s.Store), Order: int64(s.Order), Document: s.Name, Does: string(s.Operation), Why: s.Why, Undo: int64(s.Undo)}
		if s.Order != 0 {
			step.Total, step.Day = s.Total.Text(2), s.Day.String()
		}
		switch {
		case s.Withdrawn:
			step.Does = "withdraw"
		case s.UnderWay():
			step.Does = "under way"
		case s.Stays():
			step.Does = "stays"
		}
		v.Steps = append(v.Steps, step)
	}
	return v
}

func (c undoCommand) Run(e *env) error {
	st, err := e.open()
	if err != nil {
		return err
	}
	defer st.Close()
	scope, err := c.resolve(e, st)
	if err != nil {
		return err
	}
	choice := books.Void
	if c.Delete {
		choice = books.Delete
	}
	var plan store.UndoPlan
	if c.Preview {
		plan, err = st.PreviewUndo(e.ctx, scope, choice)
	} else {
		plan, err = st.Undo(e.ctx, cli(), scope, choice, c.Why)
	}
	switch {
	case errors.Is(err, store.ErrNotFound):
		return fmt.Errorf("nothing was posted for %s", scope)
	case errors.Is(err, store.ErrNothingStands):
		return fmt.Errorf("nothing of %s stands in QuickBooks: it was taken out already, or never sent", scope)
	}
	if err != nil {
		return err
	}
	if err := c.print(e, plan); err != nil {
		return err
	}
	if plan.Stays > 0 {
		return errAttention
	}
	return nil
}

func (c undoCommand) print(e *env, plan store.UndoPlan) error {
	view := undoViewOf(plan)
	if c.JSON {
		return e.json(view)
	}
	w := tabwriter.NewWriter(e.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "ORDER\tDOCUMENT\tTOTAL\tDAY\tDOES\tWHY")
	does, kept := 0, 0
	for _, s := range view.Steps {
		order := ""
		if s.Order == 0 && s.Does == "stays" {
			kept++ // list entries: counted below
			continue
		}
		if s.Order != 0 {
			order = fmt.Sprint(s.Order)
		}
		if s.Does != "stays" && s.Does != "under way" {
			does++
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", order, s.Document, s.Total, s.Day, s.Does, s.Why)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if kept > 0 {
		e.printf("\n%d customers and items stay in their lists: voided or other documents name them.\n", kept)
	}
	switch {
	case c.Preview:
		e.printf("\nOf %d orders, %d documents and entries would be taken out; %d stay. QuickBooks is asked before each whether somebody edited, deposited or reconciled it.\n", plan.Orders, does, plan.Stays)
	default:
		e.printf("\nUndo %d: of %d orders, %d documents and entries are taken out with the next updates of the Web Connector; %d stay.\nThe orders are not posted again until countinghouse redo says so.\n", plan.ID, plan.Orders, does, plan.Stays)
	}
	return nil
}

type redoCommand struct {
	undoScope
	Why  string `help:"Why; it stands in the audit."`
	JSON bool   `help:"Print JSON."`
}

func (c redoCommand) Run(e *env) error {
	st, err := e.open()
	if err != nil {
		return err
	}
	defer st.Close()
	scope, err := c.resolve(e, st)
	if err != nil {
		return err
	}
	n, err := st.Redo(e.ctx, cli(), scope, c.Why)
	if err != nil {
		return err
	}
	if c.JSON {
		return e.json(map[string]any{"scope": scope.String(), "orders": n})
	}
	if n == 0 {
		return fmt.Errorf("nothing of %s was undone", scope)
	}
	e.printf("%d orders are planned again as they are now, and go out with the next update.\n", n)
	return nil
}
