package main

import (
	"errors"
	"fmt"
	"slices"

	"countinghouse/books"
	"countinghouse/posting"
	"countinghouse/sales"
	"countinghouse/store"
)

type explainCommand struct {
	ID    int64  `arg:"" help:"Order number."`
	Store string `help:"Store (key); needed when several stores have the number." placeholder:"KEY"`
	JSON  bool   `help:"Print JSON."`
}

// explainView is an explanation as scripts read it.
type explainView struct {
	Store string `json:"store"`
	ID    int64  `json:"id"`
	// Outcome, Reason and Problems are of planning the order as it is now.
	Outcome  books.Outcome     `json:"outcome"`
	Reason   string            `json:"reason,omitempty"`
	Problems []sales.Problem   `json:"problems"`
	Notes    []sales.Note      `json:"notes"`
	Rules    []books.CaseTrial `json:"rules"`
	// Standing is what was handed to QuickBooks before, Planned what would be now.
	Standing []explainedDocument `json:"standing"`
	Planned  []explainedDocument `json:"planned"`
}

type explainedDocument struct {
	Document books.Document    `json:"document"`
	Effects  []books.Effect    `json:"effects"`
	Tax      []books.TaxEffect `json:"tax"`
	Stock    []books.StockMove `json:"stock"`
}

func (c explainCommand) Run(e *env) error {
	st, err := e.open()
	if err != nil {
		return err
	}
	defer st.Close()
	shops, err := shopsOf(e, st, c.Store)
	if err != nil {
		return err
	}
	planner := posting.NewPlanner(st, e.log)
	var found []posting.Explanation
	for _, key := range shops {
		x, err := planner.Explain(e.ctx, key, sales.OrderID(c.ID))
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		found = append(found, x)
	}
	switch {
	case len(found) == 0:
		return fmt.Errorf("order %d was not read from any store; countinghouse sync reads the stores now", c.ID)
	case len(found) > 1:
		return fmt.Errorf("several stores have an order %d; name one with --store", c.ID)
	}
	view := explained(found[0])
	if c.JSON {
		return e.json(view)
	}
	printExplanation(e, view)
	return nil
}

func explained(x posting.Explanation) explainView {
	o := x.Planned.Order
	v := explainView{
		Store: string(o.Store), ID: int64(o.ID), Outcome: x.Plan.Outcome, Reason: x.Plan.Reason,
		Problems: append([]sales.Problem{}, x.Plan.Problems...), Notes: append([]sales.Note{}, x.Plan.Notes...),
		Rules:    append([]books.CaseTrial{}, x.Rules.TryCases(o)...),
		Standing: []explainedDocument{}, Planned: []explainedDocument{},
	}
	one := func(d books.Document) explainedDocument {
		return explainedDocument{d, books.Effects(d, x.Lists), books.TaxEffects(d, x.Lists), books.Stock(d, x.Lists)}
	}
	for _, p := range standing(x.Planned.Prior) {
		d := p.Document
		if p.Summarized {
			d.RefNumber = p.RefNumber
			d.Why = append([]books.Reason{{By: "rule", Text: "It is the order's part of this daily summary"}}, d.Why...)
		}
		v.Standing = append(v.Standing, one(d))
	}
	for _, d := range x.Plan.Documents {
		v.Planned = append(v.Planned, one(d))
	}
	return v
}

// standing is what stands in QuickBooks of what was handed over: of each
// document its newest revision, unless that took it out.
func standing(prior []books.Prior) []books.Prior {
	type document struct {
		kind       books.Kind
		part       string
		summarized bool
	}
	var out []books.Prior
	at := map[document]int{}
	for _, p := range prior {
		k := document{p.Kind, p.Part, p.Summarized}
		i, known := at[k]
		switch {
		case p.Kind == books.CustomerAdd || p.Kind == books.ItemAdd || p.Kind == books.CustomerUpdate:
		case !known:
			at[k] = len(out)
			out = append(out, p)
		case p.Revision > out[i].Revision:
			out[i] = p
		}
	}
	return slices.DeleteFunc(out, func(p books.Prior) bool { return p.Operation == books.Void || p.Operation == books.Delete })
}

func printExplanation(e *env, v explainView) {
	e.printf("Order %d of store %s\n", v.ID, v.Store)
	if v.Reason != "" {
		e.printf("  %s\n", v.Reason)
	}
	for _, t := range v.Rules {
		if t.Met {
			e.printf("  rule %s applies, because %s: %s\n", t.Name, t.Why, t.Changes)
		} else {
			e.printf("  rule %s does not apply: %s\n", t.Name, t.Why)
		}
	}
	for _, p := range v.Problems {
		e.printf("\n  ! %s\n    %s\n    %s\n", p.What, p.Means, p.Fix)
	}
	if len(v.Standing) > 0 {
		e.printf("\nStands in QuickBooks\n")
	}
	for _, d := range v.Standing {
		printExplained(e, d)
	}
	switch {
	case len(v.Planned) > 0:
		e.printf("\nWould be posted now\n")
	case len(v.Standing) > 0 && len(v.Problems) == 0:
		e.printf("\nNothing more is to be posted.\n")
	}
	for _, d := range v.Planned {
		printExplained(e, d)
	}
	if len(v.Notes) > 0 {
		e.printf("\nWorth knowing\n")
		for _, n := range v.Notes {
			e.printf("  - %s\n", n.Text)
		}
	}
}

func printExplained(e *env, x explainedDocument) {
	d := x.Document
	e.printf("\n%s %s, %s", kindWords(d.Kind), d.RefNumber, d.Date.Human())
	if d.Customer.FullName != "" {
		e.printf(", %s", d.Customer.FullName)
	}
	if d.Operation == books.Modify {
		e.printf(" (changed)")
	}
	e.printf("\n")
	printWhy(e, d.Why)
	printLines(e, &d, d.Decimals)
	if len(x.Effects) > 0 {
		e.printf("  %-44s %14s %14s\n", "", "debit", "credit")
	}
	for _, f := range x.Effects {
		name := f.Account.FullName
		if !f.Agency.IsZero() {
			name += ", " + f.Agency.FullName
		}
		e.printf("  %-44s %14s %14s\n", name, orBlank(f.Debit, d.Decimals), orBlank(f.Credit, d.Decimals))
	}
	for _, t := range x.Tax {
		e.printf("  tax owed to %s: %s\n", t.Agency.FullName, t.Amount.Grouped(d.Decimals))
	}
	for _, s := range x.Stock {
		e.printf("  stock of %s: %s\n", s.Item.FullName, s.Quantity)
	}
}
