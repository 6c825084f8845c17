package main

import (
	"errors"
	"fmt"
	"text/tabwriter"

	"countinghouse/report"
	"countinghouse/store"
)

// reviewCommand lists what needs somebody, and gives causes to persons.
type reviewCommand struct {
	Company string `help:"Company file (key); needed when there are several." placeholder:"KEY"`
	Assign  string `help:"E-mail of the person who looks after the cause that --code and --subject name; nobody takes it away." placeholder:"EMAIL"`
	Code    string `help:"Code of the cause, as the list shows it." placeholder:"CODE"`
	Subject string `help:"Subject of the cause, as the list shows it." placeholder:"TEXT"`
	Note    string `help:"A note for the person."`
	JSON    bool   `help:"Print JSON."`
}

func (c reviewCommand) Run(e *env) error {
	st, err := e.open()
	if err != nil {
		return err
	}
	defer st.Close()
	key := store.CompanyKey(c.Company)
	if key == "" {
		companies, err := st.Companies(e.ctx)
		if err != nil {
			return err
		}
		if len(companies) != 1 {
			return errors.New("name the company file with --company")
		}
		key = companies[0].Key
	}
	if c.Assign != "" {
		return c.assign(e, st, key)
	}
	views, err := report.Causes(e.ctx, st, key)
	if err != nil {
		return err
	}
	if c.JSON {
		return e.json(views)
	}
	w := tabwriter.NewWriter(e.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "ORDERS\tAMOUNT\tCODE\tSUBJECT\tOWNER\tWHAT TO DO")
	for _, v := range views {
		fmt.Fprintf(w, "%d\t%s %s\t%s\t%s\t%s\t%s\n", v.Orders, v.Amount, v.Currency, v.Code, v.Subject, v.Owner, v.Fix)
	}
	return w.Flush()
}

func (c reviewCommand) assign(e *env, st *store.Store, key store.CompanyKey) error {
	if c.Code == "" {
		return errors.New("name the cause by --code and, if it has one, --subject")
	}
	email := c.Assign
	if email == "nobody" {
		email = ""
	}
	err := st.Assign(e.ctx, cli(), key, c.Code, c.Subject, email, c.Note)
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("nobody who may sign in has the e-mail address %s", c.Assign)
	}
	if err == nil && c.JSON {
		return e.json(map[string]string{"code": c.Code, "subject": c.Subject, "owner": email, "note": c.Note})
	}
	if err == nil {
		e.printf("Noted.\n")
	}
	return err
}
