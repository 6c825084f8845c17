package main

import (
	"errors"
	"fmt"

	"countinghouse/store"
)

// fileCommand tells from where a company file was opened, and takes a person's
// word that a new place is the same file.
type fileCommand struct {
	Company string `arg:"" help:"Key of the company file."`
	Same    string `help:"This place has the same file: it was moved or renamed, or another PC names its place so." placeholder:"PATH"`
	JSON    bool   `help:"Print the places as JSON."`
}

func (c fileCommand) Run(e *env) error {
	st, err := e.open()
	if err != nil {
		return err
	}
	defer st.Close()
	key := store.CompanyKey(c.Company)
	if _, err := st.Company(e.ctx, key); errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("there is no company file %q; countinghouse export shows which there are", c.Company)
	} else if err != nil {
		return err
	}
	if c.Same != "" {
		err := st.AcceptCompanyFile(e.ctx, cli(), key, c.Same)
		if errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("the company file was never opened from %s; countinghouse file %s shows from where it was", c.Same, c.Company)
		}
		if err != nil {
			return err
		}
	}
	files, err := st.CompanyFiles(e.ctx, key)
	if err != nil {
		return err
	}
	if c.JSON {
		return e.json(files)
	}
	if len(files) == 0 {
		e.printf("QuickBooks has not opened it yet.\n")
	}
	for _, f := range files {
		state := "not confirmed: nothing is written while it is open from there"
		switch {
		case f.By != "":
			state = "confirmed by " + f.By
		case !f.Accepted.IsZero():
			state = "the first or the declared place"
		}
		e.printf("%s\n  first seen %s; %s\n", f.Path, f.Seen.Format("2006-01-02 15:04"), state)
	}
	return nil
}
