package main

import (
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"countinghouse/access"
	"countinghouse/day"
	"countinghouse/report"
	"countinghouse/store"
)

// tokenCommand manages the tokens with which programs read the JSON API.
type tokenCommand struct {
	List tokenListCommand `cmd:"" default:"1" help:"List tokens, with when each was last used."`
	Add  tokenAddCommand  `cmd:"" help:"Make a token. It is printed this once and kept nowhere."`
	End  tokenEndCommand  `cmd:"" help:"End a token for good."`
}

type tokenListCommand struct {
	JSON bool `help:"Print JSON."`
}

func (c tokenListCommand) Run(e *env) error {
	st, err := e.open()
	if err != nil {
		return err
	}
	defer st.Close()
	tokens, err := st.Tokens(e.ctx)
	if err != nil {
		return err
	}
	rows := []report.Token{}
	for _, t := range tokens {
		rows = append(rows, report.TokenOf(t))
	}
	if c.JSON {
		return e.json(rows)
	}
	w := tabwriter.NewWriter(e.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "NUMBER\tNAME\tROLE\tCOMPANY FILES\tGOOD UNTIL\tLAST USED")
	for i, r := range rows {
		until := tokens[i].Ends.UTC().Format(time.DateOnly)
		switch {
		case r.Ended != "":
			until = "ended " + r.Ended
		case !tokens[i].Good(time.Now()):
			until += ", over"
		}
		fmt.Fprintf(w, "%d\t%s (…%s)\t%s\t%s\t%s\t%s\n", r.ID, r.Name, r.Hint, r.Role, orText(strings.Join(r.Companies, " "), "all"), until, orText(r.LastUsed, "never"))
	}
	return w.Flush()
}

type tokenAddCommand struct {
	Name    string   `arg:"" help:"What it is for."`
	Role    string   `help:"What it may see: viewer, or accountant, who also sees who did what." enum:"viewer,accountant" default:"viewer"`
	Company []string `help:"Company file (key) that it may see; may be given several times. Default: every one." placeholder:"KEY"`
	Until   string   `help:"Last day, in UTC, like 2027-01-31; a year ahead at most. Default: 90 days." placeholder:"DAY"`
	JSON    bool     `help:"Print JSON."`
}

// madeJSON is a token that was just made, for scripts: the one place where it
// stands in clear.
type madeJSON struct {
	report.Token
	Plain string `json:"token"`
}

func (c tokenAddCommand) Run(e *env) error {
	ends := time.Now().Add(access.TokenUsual)
	if c.Until != "" {
		last, err := day.Parse(c.Until)
		if err != nil {
			return err
		}
		ends = last.Start(time.UTC).AddDate(0, 0, 1)
	}
	st, err := e.open()
	if err != nil {
		return err
	}
	defer st.Close()
	plain := access.NewToken()
	id, err := st.AddToken(e.ctx, cli(), plain, access.Token{Name: c.Name, Role: access.Role(c.Role), Companies: c.Company, Ends: ends})
	if err != nil {
		return err
	}
	made, err := st.TokenOf(e.ctx, id)
	if err != nil {
		return err
	}
	if c.JSON {
		return e.json(madeJSON{report.TokenOf(made), plain})
	}
	e.printf("%s\n", plain)
	fmt.Fprintf(e.errOut, "This is token %d, good until %s. It is shown this once; keep it as a password. countinghouse token end %d ends it.\n", id, report.Stamp(made.Ends), id)
	return nil
}

type tokenEndCommand struct {
	Number int64 `arg:"" help:"The token's number, as the list shows it."`
	JSON   bool  `help:"Print JSON."`
}

func (c tokenEndCommand) Run(e *env) error {
	st, err := e.open()
	if err != nil {
		return err
	}
	defer st.Close()
	switch err := st.EndToken(e.ctx, cli(), c.Number); {
	case errors.Is(err, store.ErrNotFound):
		return fmt.Errorf("there is no token %d; countinghouse token lists them", c.Number)
	case errors.Is(err, store.ErrChanged):
		return fmt.Errorf("token %d was ended before; nothing was changed", c.Number)
	case err != nil:
		return err
	}
	ended, err := st.TokenOf(e.ctx, c.Number)
	if err != nil {
		return err
	}
	if c.JSON {
		return e.json(report.TokenOf(ended))
	}
	e.printf("The token %q is ended.\n", ended.Name)
	return nil
}
