package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"

	"countinghouse/access"
	"countinghouse/store"
)

type userCommand struct {
	List     userListCommand     `cmd:"" default:"1" help:"List people."`
	Add      userAddCommand      `cmd:"" help:"Add a person; the password is read from standard input."`
	Password userPasswordCommand `cmd:"" help:"Set a person's password, read from standard input; ends their sessions."`
}

type userListCommand struct {
	JSON bool `help:"Print JSON."`
}

func (c userListCommand) Run(e *env) error {
	st, err := e.open()
	if err != nil {
		return err
	}
	defer st.Close()
	users, err := st.Users(e.ctx)
	if err != nil {
		return err
	}
	type row struct{ Email, Name, Role string }
	rows := make([]row, 0, len(users))
	for _, u := range users {
		rows = append(rows, row{u.Email, u.Name, string(u.Role)})
	}
	if c.JSON {
		return e.json(rows)
	}
	w := tabwriter.NewWriter(e.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "E-MAIL\tNAME\tROLE")
	for _, r := range rows {
		fmt.Fprintf(w, "%s\t%s\t%s\n", r.Email, r.Name, r.Role)
	}
	return w.Flush()
}

type userAddCommand struct {
	Email string `arg:"" help:"E-mail address: the login."`
	Name  string `required:"" help:"The person's name."`
	Role  string `required:"" help:"admin, bookkeeper, accountant or viewer." enum:"admin,bookkeeper,accountant,viewer"`
}

func (c userAddCommand) Run(e *env) error {
	st, err := e.open()
	if err != nil {
		return err
	}
	defer st.Close()
	switch _, err := st.UserByEmail(e.ctx, c.Email); {
	case err == nil:
		return fmt.Errorf("%s is there already; set a password with countinghouse user password", c.Email)
	case !errors.Is(err, store.ErrNotFound):
		return err
	}
	hash, err := readPassword(e)
	if err != nil {
		return err
	}
	if err := st.SaveUser(e.ctx, cli(), access.User{Email: c.Email, Name: c.Name, Role: access.Role(c.Role), PasswordHash: hash}); err != nil {
		return err
	}
	e.printf("%s may sign in as %s.\n", c.Email, c.Role)
	return nil
}

type userPasswordCommand struct {
	Email string `arg:"" help:"E-mail address."`
}

func (c userPasswordCommand) Run(e *env) error {
	st, err := e.open()
	if err != nil {
		return err
	}
	defer st.Close()
	u, err := st.UserByEmail(e.ctx, c.Email)
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("nobody signs in as %s", c.Email)
	}
	if err != nil {
		return err
	}
	if u.PasswordHash, err = readPassword(e); err != nil {
		return err
	}
	if err := st.SaveUser(e.ctx, cli(), u); err != nil {
		return err
	}
	if _, err := st.EndSessions(e.ctx, cli(), u.Email); err != nil {
		return err
	}
	e.printf("The password of %s is set, and open sessions are ended.\n", c.Email)
	return nil
}

func readPassword(e *env) (string, error) {
	if info, err := os.Stdin.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
		fmt.Fprint(e.errOut, "Password: ")
	}
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if err != nil && line == "" {
		return "", errors.New("no password came on standard input")
	}
	return access.HashPassword(strings.TrimRight(line, "\r\n"))
}
