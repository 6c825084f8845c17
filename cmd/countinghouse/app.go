package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"countinghouse/access"
	"countinghouse/report"
	"countinghouse/store"
)

// appCommand says who opens the desk from BigCommerce's control panel.
type appCommand struct {
	People appPeopleCommand `cmd:"" default:"1" help:"List who opens the desk from BigCommerce."`
	Allow  appAllowCommand  `cmd:"" help:"Say that a user of a store's control panel is a person here."`
	Remove appRemoveCommand `cmd:"" help:"Take it back; the person is signed out."`
}

type appPeopleCommand struct {
	JSON bool `help:"Print JSON."`
}

func (c appPeopleCommand) Run(e *env) error {
	st, err := e.open()
	if err != nil {
		return err
	}
	defer st.Close()
	people, err := st.AppPeople(e.ctx)
	if err != nil {
		return err
	}
	shops, err := st.Shops(e.ctx)
	if err != nil {
		return err
	}
	rows := []report.AppPerson{}
	for _, p := range people {
		rows = append(rows, report.AppPersonOf(p, shops))
	}
	if c.JSON {
		return e.json(rows)
	}
	w := tabwriter.NewWriter(e.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "PERSON\tSTORE\tIN BIGCOMMERCE\tLAST OPENED")
	for _, r := range rows {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", r.Person, orText(r.Store, r.Hash), r.Email, orText(r.LastUsed, "never"))
	}
	return w.Flush()
}

// appUser is a user of a store's control panel.
type appUser struct {
	Store string `required:"" help:"Store (key), or the hash of one that is not connected here yet." placeholder:"KEY"`
	As    string `required:"" help:"E-mail address with which the user signs in to BigCommerce." placeholder:"EMAIL"`
}

// hash is that of the store, which must be known: one that is connected, or has
// installed the app.
func (a appUser) hash(e *env, st *store.Store) (string, error) {
	shops, err := st.Shops(e.ctx)
	if err != nil {
		return "", err
	}
	for _, s := range shops {
		if string(s.Key) == a.Store || s.Hash == a.Store {
			return s.Hash, nil
		}
	}
	installs, err := st.AppInstalls(e.ctx)
	if err != nil {
		return "", err
	}
	if slices.ContainsFunc(installs, func(i store.AppInstall) bool { return i.Hash == a.Store }) {
		return a.Store, nil
	}
	return "", fmt.Errorf("no store %q is connected, and none with this hash has installed the app", a.Store)
}

type appAllowCommand struct {
	Person string `arg:"" help:"E-mail address of the person here."`
	appUser
}

func (c appAllowCommand) Run(e *env) error {
	if !strings.Contains(c.As, "@") {
		return fmt.Errorf("--as %s is no e-mail address", c.As)
	}
	return onPerson(e, c.Person, func(st *store.Store, u access.User) error {
		if u.Disabled {
			return fmt.Errorf("%s may not sign in; countinghouse user enable %s lets her", u.Email, u.Email)
		}
		hash, err := c.hash(e, st)
		if err != nil {
			return err
		}
		if err := st.SaveAppPerson(e.ctx, cli(), hash, c.As, u.Email); err != nil {
			return err
		}
		e.printf("Whoever is signed in to the control panel of %s as %s opens the desk as %s.\n", c.Store, access.NormalEmail(c.As), u.Email)
		return nil
	})
}

type appRemoveCommand struct{ appUser }

func (c appRemoveCommand) Run(e *env) error {
	st, err := e.open()
	if err != nil {
		return err
	}
	defer st.Close()
	hash, err := c.hash(e, st)
	if err != nil {
		return err
	}
	people, err := st.AppPeople(e.ctx)
	if err != nil {
		return err
	}
	as := access.NormalEmail(c.As)
	if !slices.ContainsFunc(people, func(p store.AppPerson) bool { return p.Hash == hash && p.Email == as }) {
		return errors.New(as + " opens the desk from no control panel of " + c.Store + "; countinghouse app lists who does")
	}
	if err := st.DropAppPerson(e.ctx, cli(), hash, as); err != nil {
		return err
	}
	e.printf("%s opens the desk from %s no more.\n", as, c.Store)
	return nil
}
