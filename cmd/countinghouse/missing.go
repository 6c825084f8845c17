package main

import (
	"errors"
	"fmt"
	"strings"

	"countinghouse/report"
	"countinghouse/store"
)

type missingCommand struct {
	Company   string `help:"Only this company file (key)." placeholder:"KEY"`
	PostAgain bool   `help:"The restored file is the one to go on with: what is missing in it is posted again, and nothing else."`
	WrongFile bool   `help:"The wrong file was open: nothing changes, writing goes on when what is missing is there again."`
	Why       string `help:"Why, for the audit log."`
	JSON      bool   `help:"Print JSON."`
}

// missingView is what a company file has lost as scripts read it.
type missingView struct {
	Company string       `json:"company"`
	Stopped string       `json:"stopped"`
	Missing []missingRow `json:"missing"`
}

type missingRow struct {
	Posting int64  `json:"posting"`
	Store   string `json:"store,omitempty"`
	Order   int64  `json:"order,omitempty"`
	Name    string `json:"name"`
	Day     string `json:"day,omitempty"`
	Total   string `json:"total,omitempty"`
	Posted  string `json:"posted"`
	TxnID   string `json:"txnId"`
}

// Validate refuses what contradicts itself.
func (c *missingCommand) Validate() error {
	switch {
	case c.PostAgain && c.WrongFile:
		return errors.New("either --post-again or --wrong-file")
	case (c.PostAgain || c.WrongFile) && strings.TrimSpace(c.Why) == "":
		return errors.New("say why (--why)")
	}
	return nil
}

func (c missingCommand) Run(e *env) error {
	st, err := e.open()
	if err != nil {
		return err
	}
	defer st.Close()
	views, err := missingViews(e, st, store.CompanyKey(c.Company))
	if err != nil {
		return err
	}
	if c.PostAgain || c.WrongFile {
		return c.decide(e, st, views)
	}
	if c.JSON {
		if err := e.json(views); err != nil {
			return err
		}
	} else {
		printMissing(e, views)
	}
	if len(views) > 0 {
		return errAttention
	}
	return nil
}

func missingViews(e *env, st *store.Store, only store.CompanyKey) ([]missingView, error) {
	companies, err := st.Companies(e.ctx)
	if err != nil {
		return nil, err
	}
	views, known := []missingView{}, only == ""
	for _, c := range companies {
		if only != "" && c.Key != only {
			continue
		}
		known = true
		rows, err := st.Missing(e.ctx, c.Key)
		if err != nil {
			return nil, err
		}
		if len(rows) == 0 {
			continue
		}
		v := missingView{Company: string(c.Key), Stopped: c.Stopped}
		for i := range rows {
			p := &rows[i]
			row := missingRow{Posting: int64(p.ID), Store: string(p.Store), Order: int64(p.Order), Name: p.Name(), Posted: report.Stamp(p.PostedAt), TxnID: p.TxnID}
			if p.Document != nil {
				row.Day, row.Total = p.Day.String(), p.Total.Text(p.Document.Decimals)
			}
			v.Missing = append(v.Missing, row)
		}
		views = append(views, v)
	}
	if !known {
		return nil, fmt.Errorf("there is no company file %q", only)
	}
	return views, nil
}

func printMissing(e *env, views []missingView) {
	if len(views) == 0 {
		e.printf("Nothing is missing: QuickBooks has what was posted, or its restore was not noticed yet.\n")
	}
	for _, v := range views {
		e.printf("%s: %s\n", v.Company, v.Stopped)
		for _, r := range v.Missing {
			e.printf("  %s  %s  %s\n", r.Posted, r.Name, strings.TrimSpace(r.Day+" "+r.Total))
		}
	}
}

// decide writes down what a person says of the file.
func (c missingCommand) decide(e *env, st *store.Store, views []missingView) error {
	switch {
	case len(views) == 0:
		return errors.New("nothing is missing in any company file")
	case len(views) > 1:
		return errors.New("more than one company file misses something: name one (--company)")
	}
	key := store.CompanyKey(views[0].Company)
	if c.WrongFile {
		if err := st.AwaitRightFile(e.ctx, cli(), key, c.Why); err != nil {
			return err
		}
		if c.JSON {
			return e.json(map[string]int{"waiting": len(views[0].Missing)})
		}
		e.printf("Nothing was changed. Open the right company file in QuickBooks and update: writing goes on when all %d are there again.\n", len(views[0].Missing))
		return nil
	}
	n, err := st.PostMissingAgain(e.ctx, cli(), key, c.Why)
	if err != nil {
		return err
	}
	if c.JSON {
		return e.json(map[string]int{"again": n})
	}
	e.printf("%d documents and entries are posted again with the next update of the Web Connector; QuickBooks is asked about each before. Nothing else changes.\n", n)
	return nil
}
