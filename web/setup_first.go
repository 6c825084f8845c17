package web

import (
	"crypto/subtle"
	"errors"
	"net/http"
	"net/mail"
	"strings"

	"countinghouse/access"
	"countinghouse/store"
	"countinghouse/templates"
)

// The first account is made in the browser by whoever holds the invitation that
// the server printed when it started on an empty database. Somebody who only
// reaches the server gets nowhere.

// invited tells whether a request holds the invitation, while nobody may sign
// in yet.
func (d *desk) invited(r *http.Request) (bool, error) {
	if d.FirstToken == "" || subtle.ConstantTimeCompare([]byte(r.FormValue("token")), []byte(d.FirstToken)) != 1 {
		return false, nil
	}
	people, err := d.Store.Users(r.Context())
	return len(people) == 0, err
}

func notInvited() error {
	return errStatus{http.StatusNotFound, templates.Fault{Code: 404, Head: "This invitation doesn’t hold", Lines: []string{
		"The first account was made already, or the address is not the one that the server printed when it was started last. Sign in, or start the server again and open the address that it prints."},
		Links: []templates.Action{{Word: "Sign in", Href: "/login"}}}}
}

// first is the form of the first account: GET /setup/first?token=….
func (d *desk) first(w http.ResponseWriter, r *http.Request) error {
	ok, err := d.invited(r)
	if err != nil {
		return err
	}
	if !ok {
		return notInvited()
	}
	return d.render(w, r, http.StatusOK, templates.FirstPage(templates.First{Theme: themeOf(r), Token: d.FirstToken}))
}

// makeFirst makes the first account: POST /setup/first.
func (d *desk) makeFirst(w http.ResponseWriter, r *http.Request) error {
	ok, err := d.invited(r)
	if err != nil {
		return err
	}
	if !ok {
		return notInvited()
	}
	f := templates.First{Theme: themeOf(r), Token: d.FirstToken, Name: strings.TrimSpace(r.PostFormValue("name")), Email: strings.TrimSpace(r.PostFormValue("email"))}
	fail := func(field, text string) {
		f.Problems = append(f.Problems, templates.FormProblem{Field: field, Text: text})
	}
	if f.Name == "" {
		fail("name", "Write your name, as others know you.")
	}
	if a, err := mail.ParseAddress(f.Email); err != nil || a.Address != f.Email {
		fail("email", "Write your e-mail address, such as tomas@example.com.")
	}
	password := r.PostFormValue("password")
	for _, p := range access.CheckPassword(password, f.Name, f.Email) {
		fail("password", p)
	}
	if len(f.Problems) > 0 {
		return d.render(w, r, http.StatusUnprocessableEntity, templates.FirstPage(f))
	}
	hash, err := access.HashPassword(password)
	if err != nil {
		return err
	}
	err = d.Store.SaveFirstAdmin(r.Context(), store.Actor{Kind: "user", Name: access.NormalEmail(f.Email)}, access.User{Email: f.Email, Name: f.Name, Role: access.Admin, PasswordHash: hash})
	if errors.Is(err, store.ErrChanged) {
		return notInvited()
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/login?next=%2Fsetup", http.StatusSeeOther)
	return nil
}
