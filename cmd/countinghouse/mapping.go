package main

import (
	"errors"
	"fmt"
	"time"

	"countinghouse/books"
	"countinghouse/posting"
	"countinghouse/report"
	"countinghouse/sales"
	"countinghouse/store"
)

// mappingCommand takes the mapping sheet of a store out as a table, and in.
type mappingCommand struct {
	Export  mappingExport  `cmd:"" help:"Print the mapping sheet of a store as a table (CSV) for a spreadsheet."`
	Import  mappingImport  `cmd:"" help:"Set the lines of the mapping sheet that a table names; the others stay. Nothing is saved if one line is wrong."`
	History mappingHistory `cmd:"" help:"The versions of a mapping: who changed what, when and why."`
}

type mappingStore struct {
	Store string `help:"Store (key); needed when there are several." placeholder:"KEY"`
}

func (c mappingStore) of(e *env, st *store.Store) (sales.StoreKey, error) {
	shops, err := shopsOf(e, st, c.Store)
	switch {
	case err != nil:
		return "", err
	case len(shops) == 0:
		return "", errors.New("no store is connected yet")
	case len(shops) > 1:
		return "", errors.New("there are several stores; name one with --store")
	}
	return shops[0], nil
}

type mappingExport struct {
	mappingStore
	JSON bool `help:"Print JSON."`
}

func (c mappingExport) Run(e *env) error {
	st, err := e.open()
	if err != nil {
		return err
	}
	defer st.Close()
	key, err := c.of(e, st)
	if err != nil {
		return err
	}
	rules, version, err := rulesOf(e, st, key)
	if err != nil {
		return err
	}
	if c.JSON {
		sheet, err := report.SheetOf(e.ctx, st, key, version, rules, time.Now())
		if err != nil {
			return err
		}
		return e.json(sheet)
	}
	_, err = e.out.Write(books.MappingCSV(rules))
	return err
}

func rulesOf(e *env, st *store.Store, key sales.StoreKey) (books.Rules, int64, error) {
	rules, version, err := st.Rules(e.ctx, key)
	if errors.Is(err, store.ErrNotFound) {
		return books.Rules{}, 0, nil
	}
	return rules, version, err
}

type mappingImport struct {
	mappingStore
	File    string `arg:"" help:"CSV file, or - for standard input."`
	Why     string `help:"Why; it stands in the history."`
	Preview bool   `help:"Only tell what would change, and what that would alter."`
	JSON    bool   `help:"Print JSON."`
}

// importJSON is what an import changed, for scripts.
type importJSON struct {
	Store   sales.StoreKey `json:"store"`
	Version int64          `json:"version"` // that holds now
	Saved   bool           `json:"saved"`
	Changes []changeJSON   `json:"changes"`
	// Released orders that wait would be posted; of the newest ones Differ would come out otherwise.
	Released int `json:"released"`
	Differ   int `json:"differ"`
	Newest   int `json:"newest"`
}

type changeJSON struct {
	Key string `json:"key"`
	Row string `json:"row,omitempty"`
	Was string `json:"was"`
	Now string `json:"now"`
}

// previewOrders is how many of the newest orders an import is tried on.
const previewOrders = 200

func (c mappingImport) Run(e *env) error {
	body, err := readFile(c.File)
	if err != nil {
		return err
	}
	lines, err := books.ParseMappingCSV(body)
	if err != nil {
		return fmt.Errorf("nothing of %s was taken:\n%w", c.File, err)
	}
	st, err := e.open()
	if err != nil {
		return err
	}
	defer st.Close()
	key, err := c.of(e, st)
	if err != nil {
		return err
	}
	shop, err := st.Shop(e.ctx, key)
	if err != nil {
		return err
	}
	was, version, err := rulesOf(e, st, key)
	if err != nil {
		return err
	}
	wrong, err := posting.NewEntryBook(st, shop.Company).Lines(e.ctx, lines)
	if err != nil {
		return err
	}
	will, more := was.With(lines)
	wrong = append(append(wrong, more...), will.Problems()...)
	if len(wrong) > 0 {
		var errs []error
		for _, w := range wrong {
			errs = append(errs, w)
		}
		return fmt.Errorf("nothing of %s was taken:\n%w", c.File, errors.Join(errs...))
	}
	effect, err := posting.NewPlanner(st, e.log).Effect(e.ctx, key, was, will, previewOrders)
	if err != nil {
		return err
	}
	out := importJSON{Store: key, Version: version, Changes: []changeJSON{}, Released: effect.Released, Differ: effect.Differ, Newest: effect.Orders}
	for _, x := range will.Changes(was) {
		out.Changes = append(out.Changes, changeJSON{x.Line.Key, x.Line.Row, x.Was, x.Now})
	}
	if !c.Preview && len(out.Changes) > 0 {
		if out.Version, err = st.SaveRulesFrom(e.ctx, cli(), key, will, version, c.Why); errors.Is(err, store.ErrChanged) {
			return errors.New("the mapping was changed meanwhile by somebody else; nothing was saved, run it again")
		} else if err != nil {
			return err
		}
		out.Saved = true
	}
	if c.JSON {
		return e.json(out)
	}
	for _, x := range will.Changes(was) {
		e.printf("%s\n", x)
	}
	e.printf("%d of the newest %d orders would come out otherwise; %d of %d that need review would be posted. What is in QuickBooks stays.\n", effect.Differ, effect.Orders, effect.Released, effect.Waiting)
	switch {
	case len(out.Changes) == 0:
		e.printf("Nothing changes: the sheet says this already.\n")
	case c.Preview:
		e.printf("Nothing was saved.\n")
	default:
		e.printf("Saved as version %d of store %s.\n", out.Version, key)
	}
	return nil
}

type mappingHistory struct {
	mappingStore
	JSON bool `help:"Print JSON."`
}

// versionJSON is one version of a mapping, for scripts.
type versionJSON struct {
	Version int64        `json:"version"`
	Saved   string       `json:"saved"`
	By      string       `json:"by"`
	Why     string       `json:"why,omitempty"`
	Changes []changeJSON `json:"changes"`
}

func (c mappingHistory) Run(e *env) error {
	st, err := e.open()
	if err != nil {
		return err
	}
	defer st.Close()
	key, err := c.of(e, st)
	if err != nil {
		return err
	}
	versions, err := st.RulesHistory(e.ctx, key, 0, 500)
	if err != nil {
		return err
	}
	out := []versionJSON{}
	for i, v := range versions {
		row := versionJSON{Version: v.Version, Saved: v.Saved.UTC().Format("2006-01-02T15:04:05Z"), By: v.By, Why: v.Why, Changes: []changeJSON{}}
		var before books.Rules
		if i+1 < len(versions) {
			before = versions[i+1].Rules
		}
		changes := v.Rules.Changes(before)
		for _, x := range changes {
			row.Changes = append(row.Changes, changeJSON{x.Line.Key, x.Line.Row, x.Was, x.Now})
		}
		out = append(out, row)
		if c.JSON {
			continue
		}
		e.printf("Version %d, %s, by %s", v.Version, v.Saved.UTC().Format("2 Jan 2006 15:04 UTC"), v.By)
		if v.Why != "" {
			e.printf(": %s", v.Why)
		}
		e.printf("\n")
		for _, x := range changes {
			e.printf("  %s\n", x)
		}
	}
	if c.JSON {
		return e.json(out)
	}
	if len(out) == 0 {
		e.printf("Nothing is mapped for store %s yet.\n", key)
	}
	return nil
}
