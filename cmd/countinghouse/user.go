package main

import (
	"bufio"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"countinghouse/access"
	"countinghouse/store"
)

type userCommand struct {
	List     userListCommand     `cmd:"" default:"1" help:"List people."`
	Add      userAddCommand      `cmd:"" help:"Add a person; the password is read from standard input."`
	Role     userRoleCommand     `cmd:"" help:"Give a person other roles; ends their sign-ins."`
	Password userPasswordCommand `cmd:"" help:"Set a person's password, read from standard input; ends their sign-ins."`
	Factor   userFactorCommand   `cmd:"" name:"second-factor" help:"Take a person's second factor away, as when a telephone is lost; ends their sign-ins."`
	SignOut  userSignOutCommand  `cmd:"" help:"End a person's sign-ins."`
	Disable  userDisableCommand  `cmd:"" help:"Let a person sign in no more; ends their sign-ins."`
	Enable   userEnableCommand   `cmd:"" help:"Let a person sign in again."`
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
	type row struct {
		Email, Name, Role string
		Companies         map[string]access.Role `json:",omitempty"`
		SecondFactor      bool
		Disabled          bool
	}
	rows := make([]row, 0, len(users))
	for _, u := range users {
		rows = append(rows, row{u.Email, u.Name, string(u.Role), u.Companies, u.TwoFactor, u.Disabled})
	}
	if c.JSON {
		return e.json(rows)
	}
	w := tabwriter.NewWriter(e.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "E-MAIL\tNAME\tROLE\tSECOND FACTOR\tSIGNS IN")
	for _, r := range rows {
		roles := []string{}
		if r.Role != "" {
			roles = append(roles, r.Role)
		}
		for _, c := range slices.Sorted(maps.Keys(r.Companies)) {
			roles = append(roles, c+"="+string(r.Companies[c]))
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", r.Email, r.Name, strings.Join(roles, " "), yesNo(r.SecondFactor), yesNo(!r.Disabled))
	}
	return w.Flush()
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// roleFlags name a person's roles.
type roleFlags struct {
	Role string            `help:"Role in every company file: admin, bookkeeper, accountant or viewer." enum:"admin,bookkeeper,accountant,viewer," default:""`
	In   map[string]string `help:"Role in one company file, in place of --role; may be given several times." placeholder:"COMPANY=ROLE"`
}

func (f roleFlags) put(u *access.User) error {
	u.Role, u.Companies = access.Role(f.Role), nil
	for company, role := range f.In {
		if u.Companies == nil {
			u.Companies = map[string]access.Role{}
		}
		u.Companies[company] = access.Role(role)
	}
	if u.Role == "" && len(u.Companies) == 0 {
		return errors.New("name a role: --role for every company file, or --in COMPANY=ROLE")
	}
	return u.Valid()
}

type userAddCommand struct {
	Email string `arg:"" help:"E-mail address: the login."`
	Name  string `required:"" help:"The person's name."`
	roleFlags
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
	u := access.User{Email: c.Email, Name: c.Name}
	if err := c.put(&u); err != nil {
		return err
	}
	if u.PasswordHash, err = readPassword(e, u); err != nil {
		return err
	}
	if err := st.SaveUser(e.ctx, cli(), u); err != nil {
		return err
	}
	e.printf("%s may sign in.\n", c.Email)
	return nil
}

// onPerson opens the database, finds a person and does something about her.
func onPerson(e *env, email string, do func(*store.Store, access.User) error) error {
	st, err := e.open()
	if err != nil {
		return err
	}
	defer st.Close()
	u, err := st.UserByEmail(e.ctx, email)
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("nobody signs in as %s", email)
	}
	if err != nil {
		return err
	}
	return do(st, u)
}

type userRoleCommand struct {
	Email string `arg:"" help:"E-mail address."`
	roleFlags
}

func (c userRoleCommand) Run(e *env) error {
	return onPerson(e, c.Email, func(st *store.Store, u access.User) error {
		if err := c.put(&u); err != nil {
			return err
		}
		if err := st.SaveUser(e.ctx, cli(), u); err != nil {
			return err
		}
		e.printf("The roles of %s are set, and open sign-ins are ended.\n", u.Email)
		return nil
	})
}

type userPasswordCommand struct {
	Email string `arg:"" help:"E-mail address."`
}

func (c userPasswordCommand) Run(e *env) error {
	return onPerson(e, c.Email, func(st *store.Store, u access.User) error {
		hash, err := readPassword(e, u)
		if err != nil {
			return err
		}
		if err := st.SetPassword(e.ctx, cli(), u.Email, hash, time.Time{}); err != nil {
			return err
		}
		e.printf("The password of %s is set, and open sign-ins are ended.\n", c.Email)
		return nil
	})
}

type userFactorCommand struct {
	Email string `arg:"" help:"E-mail address."`
}

func (c userFactorCommand) Run(e *env) error {
	return onPerson(e, c.Email, func(st *store.Store, u access.User) error {
		had, err := st.ResetFactor(e.ctx, cli(), u.Email)
		if err != nil {
			return err
		}
		if !had {
			e.printf("%s has no second factor; nothing was changed.\n", u.Email)
			return nil
		}
		e.printf("The second factor of %s is taken away, and open sign-ins are ended. Where the role asks for one, another is set up at the next sign-in.\n", u.Email)
		return nil
	})
}

type userSignOutCommand struct {
	Email string `arg:"" help:"E-mail address."`
}

func (c userSignOutCommand) Run(e *env) error {
	return onPerson(e, c.Email, func(st *store.Store, u access.User) error {
		n, err := st.EndSessions(e.ctx, cli(), u.Email)
		if err == nil {
			e.printf("%d sign-ins of %s are ended.\n", n, u.Email)
		}
		return err
	})
}

type userDisableCommand struct {
	Email string `arg:"" help:"E-mail address."`
}

func (c userDisableCommand) Run(e *env) error { return disable(e, c.Email, true) }

type userEnableCommand struct {
	Email string `arg:"" help:"E-mail address."`
}

func (c userEnableCommand) Run(e *env) error { return disable(e, c.Email, false) }

func disable(e *env, email string, disabled bool) error {
	return onPerson(e, email, func(st *store.Store, u access.User) error {
		u.Disabled = disabled
		if err := st.SaveUser(e.ctx, cli(), u); err != nil {
			return err
		}
		if disabled {
			e.printf("%s may not sign in any more, and open sign-ins are ended.\n", u.Email)
			return nil
		}
		e.printf("%s may sign in.\n", u.Email)
		return nil
	})
}

// readPassword reads a person's own password and refuses one that is guessed
// first.
func readPassword(e *env, u access.User) (string, error) {
	if info, err := os.Stdin.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
		fmt.Fprint(e.errOut, "Password: ")
	}
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if err != nil && line == "" {
		return "", errors.New("no password came on standard input")
	}
	password := strings.TrimRight(line, "\r\n")
	if problems := access.CheckPassword(password, u.Name, u.Email); len(problems) > 0 {
		return "", fmt.Errorf("the password is not taken. %s", strings.Join(problems, " "))
	}
	return access.HashPassword(password)
}
