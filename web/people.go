package web

import (
	"errors"
	"net/http"
	"net/mail"
	"net/url"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"countinghouse/access"
	"countinghouse/store"
	"countinghouse/templates"
)

// People: who may sign in, for admins.

func personURL(email string) string { return "/settings/people/" + url.PathEscape(email) }

// rolesLine tells a person's roles in words.
func rolesLine(u access.User, companies []store.Company) string {
	if u.Role == access.Admin {
		return "Admin"
	}
	var parts []string
	for _, c := range companies {
		if r, ok := u.Companies[string(c.Key)]; ok {
			parts = append(parts, roleWord(r)+" of "+companyName(c))
		}
	}
	switch {
	case u.Role != "" && len(parts) > 0:
		return roleWord(u.Role) + "; " + strings.Join(parts, ", ")
	case u.Role != "":
		return roleWord(u.Role)
	case len(parts) == 0:
		return "No role"
	}
	return strings.Join(parts, ", ")
}

func (d *desk) people(w http.ResponseWriter, r *http.Request) error {
	s, err := d.shell(r, "People", "settings")
	if err != nil {
		return err
	}
	users, err := d.Store.Users(r.Context())
	if err != nil {
		return err
	}
	companies, err := d.Store.Companies(r.Context())
	if err != nil {
		return err
	}
	demanded, err := d.Store.FactorDemanded(r.Context())
	if err != nil {
		return err
	}
	page := templates.People{Shell: s}
	now := d.localNow(r)
	for _, u := range users {
		row := templates.PersonRow{Name: u.Name, Email: u.Email, Href: personURL(u.Email), Roles: rolesLine(u, companies), Factor: u.TwoFactor, Disabled: u.Disabled, Last: moment(u.LastLogin, now)}
		if row.Name == "" {
			row.Name = u.Email
		}
		if row.Last == "" {
			row.Last = "Never"
		}
		page.Rows = append(page.Rows, row)
	}
	for _, role := range access.Roles() {
		page.Demand = append(page.Demand, templates.Pick{Value: string(role), Word: roleWord(role), On: slices.Contains(demanded, role)})
	}
	return d.render(w, r, http.StatusOK, templates.PeoplePage(page))
}

// demandFactor says of which roles a second factor is asked.
func (d *desk) demandFactor(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return unreadable()
	}
	var roles []access.Role
	for _, v := range r.PostForm["role"] {
		role := access.Role(v)
		if !role.Valid() {
			return notARole()
		}
		roles = append(roles, role)
	}
	if err := d.Store.DemandFactor(r.Context(), d.actor(r), roles); err != nil {
		return err
	}
	http.Redirect(w, r, "/settings/people", http.StatusSeeOther)
	return nil
}

func notARole() error {
	return errStatus{http.StatusUnprocessableEntity, templates.Fault{Code: 422, Head: "There is no such role", Lines: []string{
		"Nothing was changed. Choose among admin, bookkeeper, accountant and viewer on the page of people."}, Links: []templates.Action{{Word: "Back to People", Href: "/settings/people"}}}}
}

// personForm is the form of a person as she is, or as it was typed.
func (d *desk) personForm(r *http.Request, u access.User, isNew bool) (templates.PersonForm, error) {
	f := templates.PersonForm{New: isNew, Self: u.Email == who(r.Context()).Email, Heading: "Add a person", Action: "/settings/people", Name: u.Name, Email: u.Email, Disabled: u.Disabled}
	if !isNew {
		f.Heading, f.Action = u.Name, personURL(u.Email)
		if u.Name == "" {
			f.Heading = u.Email
		}
	}
	var err error
	if f.Shell, err = d.shell(r, f.Heading, "settings"); err != nil {
		return f, err
	}
	companies, err := d.Store.Companies(r.Context())
	if err != nil {
		return f, err
	}
	f.Role = []templates.Pick{{Value: "", Word: "No role, only those below", On: u.Role == ""}}
	for _, role := range access.Roles() {
		f.Role = append(f.Role, templates.Pick{Value: string(role), Word: roleWord(role), On: u.Role == role})
	}
	for _, c := range companies {
		row := templates.FileRole{Key: string(c.Key), Name: companyName(c), Role: []templates.Pick{{Value: "", Word: "As above"}}}
		for _, role := range access.Roles() {
			if role != access.Admin {
				row.Role = append(row.Role, templates.Pick{Value: string(role), Word: roleWord(role), On: u.Companies[string(c.Key)] == role})
			}
		}
		f.Files = append(f.Files, row)
	}
	f.Factor = "None is set up."
	if u.TwoFactor {
		f.Factor, f.Resets = "A code from the telephone is asked for at each sign-in. If the telephone is lost, take it away here; every sign-in ends, and another one can be set up.", true
	}
	if !isNew {
		f.Sessions, err = d.sessionRows(r, u.Email, visitorIn(r).session.Key, d.localNow(r))
	}
	return f, err
}

func (d *desk) newPerson(w http.ResponseWriter, r *http.Request) error {
	f, err := d.personForm(r, access.User{}, true)
	if err != nil {
		return err
	}
	return d.render(w, r, http.StatusOK, templates.PersonPage(f))
}

// personOf is the person of an address.
func (d *desk) personOf(r *http.Request) (access.User, error) {
	email, err := url.PathUnescape(chi.URLParam(r, "email"))
	if err != nil {
		return access.User{}, store.ErrNotFound
	}
	return d.Store.UserByEmail(r.Context(), email)
}

func (d *desk) person(w http.ResponseWriter, r *http.Request) error {
	u, err := d.personOf(r)
	if err != nil {
		return err
	}
	f, err := d.personForm(r, u, false)
	if err != nil {
		return err
	}
	f.Once = d.shownOnce(w, r)
	return d.render(w, r, http.StatusOK, templates.PersonPage(f))
}

// typedPerson puts what was typed over a person, and tells what is wrong with it.
func (d *desk) typedPerson(r *http.Request, u access.User, isNew bool) (access.User, []templates.FormProblem, error) {
	var problems []templates.FormProblem
	add := func(field, text string) {
		problems = append(problems, templates.FormProblem{Field: field, Text: text})
	}
	if err := r.ParseForm(); err != nil {
		return u, nil, unreadable()
	}
	u.Name, u.Role = strings.TrimSpace(r.PostFormValue("name")), access.Role(r.PostFormValue("role"))
	if u.Name == "" {
		add("name", "The name is missing. Type it as colleagues know it.")
	}
	if len(u.Name) > 100 {
		add("name", "The name is longer than 100 characters. Shorten it.")
	}
	if isNew {
		u.Email = access.NormalEmail(r.PostFormValue("email"))
		if a, err := mail.ParseAddress(u.Email); err != nil || a.Address != u.Email || len(u.Email) > 254 || strings.ContainsAny(u.Email, "/\\?#%") {
			add("email", "This is no e-mail address such as ana@example.com. Type the person’s own.")
		} else if _, err := d.Store.UserByEmail(r.Context(), u.Email); err == nil {
			add("email", "Somebody signs in with this e-mail already. Change that person instead.")
		} else if !errors.Is(err, store.ErrNotFound) {
			return u, nil, err
		}
	}
	companies, err := d.Store.Companies(r.Context())
	if err != nil {
		return u, nil, err
	}
	u.Companies = map[string]access.Role{}
	for _, c := range companies {
		if role := access.Role(r.PostFormValue("in-" + string(c.Key))); role != "" {
			u.Companies[string(c.Key)] = role
		}
	}
	probe := u
	probe.Email = "somebody"
	if probe.Valid() != nil {
		add("role", "The person needs a role. Choose one for every company file, or one in some of them.")
	}
	if !isNew && u.Email != who(r.Context()).Email {
		u.Disabled = r.PostFormValue("disabled") != ""
	}
	return u, problems, nil
}

func (d *desk) personAgain(w http.ResponseWriter, r *http.Request, u access.User, isNew bool, problems []templates.FormProblem) error {
	f, err := d.personForm(r, u, isNew)
	if err != nil {
		return err
	}
	f.Problems, f.Title = problems, "Error: "+f.Title
	return d.render(w, r, http.StatusUnprocessableEntity, templates.PersonPage(f))
}

func (d *desk) addPerson(w http.ResponseWriter, r *http.Request) error {
	u, problems, err := d.typedPerson(r, access.User{}, true)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return d.personAgain(w, r, u, true, problems)
	}
	plain := access.NewPassword()
	if u.PasswordHash, err = access.HashPassword(plain); err != nil {
		return err
	}
	u.Temporary = d.Now().Add(access.TemporaryLimit)
	if err := d.Store.SaveUser(r.Context(), d.actor(r), u); err != nil {
		return err
	}
	return d.showOnce(w, r, plain, personURL(u.Email))
}

func (d *desk) savePerson(w http.ResponseWriter, r *http.Request) error {
	u, err := d.personOf(r)
	if err != nil {
		return err
	}
	u, problems, err := d.typedPerson(r, u, false)
	if err != nil {
		return err
	}
	if len(problems) == 0 {
		switch err := d.Store.SaveUser(r.Context(), d.actor(r), u); {
		case errors.Is(err, store.ErrLastAdmin):
			problems = []templates.FormProblem{{Field: "role", Text: "This is the only admin: without one nobody could manage people. Make another one first."}}
		case err != nil:
			return err
		}
	}
	if len(problems) > 0 {
		return d.personAgain(w, r, u, false, problems)
	}
	http.Redirect(w, r, personURL(u.Email), http.StatusSeeOther)
	return nil
}

func (d *desk) resetPassword(w http.ResponseWriter, r *http.Request) error {
	u, err := d.personOf(r)
	if err != nil {
		return err
	}
	if u.Email == who(r.Context()).Email {
		return errStatus{http.StatusUnprocessableEntity, templates.Fault{Code: 422, Head: "This is your own password", Lines: []string{
			"A new one would sign you out before you could read it. Change it on your account’s page. Nothing was changed."}, Links: []templates.Action{{Word: "Change the password", Href: "/me/password"}}}}
	}
	plain := access.NewPassword()
	hash, err := access.HashPassword(plain)
	if err != nil {
		return err
	}
	if err := d.Store.SetPassword(r.Context(), d.actor(r), u.Email, hash, d.Now().Add(access.TemporaryLimit)); err != nil {
		return err
	}
	d.tell(u.Email, "An admin made you a new password", who(r.Context()).Name+" made it and tells it to you. The old one is good no more, and you are signed out everywhere.", "If you didn’t ask for it, ask them why.")
	return d.showOnce(w, r, plain, personURL(u.Email))
}

func (d *desk) resetFactor(w http.ResponseWriter, r *http.Request) error {
	u, err := d.personOf(r)
	if err != nil {
		return err
	}
	had, err := d.Store.ResetFactor(r.Context(), d.actor(r), u.Email)
	if err != nil {
		return err
	}
	if had {
		d.tell(u.Email, "An admin took your second factor away", who(r.Context()).Name+" took it away, as when a telephone is lost. You are signed out everywhere.", "If you didn’t ask for it, ask them why.")
	}
	http.Redirect(w, r, personURL(u.Email), http.StatusSeeOther)
	return nil
}

func (d *desk) endTheirSessions(w http.ResponseWriter, r *http.Request) error {
	u, err := d.personOf(r)
	if err != nil {
		return err
	}
	if key := r.PostFormValue("session"); key == "all" {
		_, err = d.Store.EndSessions(r.Context(), d.actor(r), u.Email)
	} else {
		err = d.Store.EndOneSession(r.Context(), d.actor(r), u.Email, key)
	}
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	http.Redirect(w, r, personURL(u.Email), http.StatusSeeOther)
	return nil
}
