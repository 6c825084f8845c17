package web

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"countinghouse/access"
	"countinghouse/store"
	"countinghouse/templates"
)

// me is the person's own page.
func (d *desk) me(w http.ResponseWriter, r *http.Request) error {
	v := visitorIn(r)
	sc, err := d.scene(r)
	if err != nil && !errors.Is(err, errNoCompany) && !errors.Is(err, errNoneGiven) {
		return err
	}
	s, err := d.shellOf(r, sc, "Your account", "")
	if err != nil {
		return err
	}
	u, err := d.Store.UserByEmail(r.Context(), v.user.Email)
	if err != nil {
		return err
	}
	a := templates.Account{Shell: s, FactorOn: u.TwoFactor, Factor: "By e-mail and password."}
	for _, c := range sc.companies {
		a.Roles = append(a.Roles, templates.Field{Name: companyName(c), Value: roleWord(u.In(string(c.Key)))})
	}
	if len(a.Roles) == 0 {
		a.Roles = []templates.Field{{Name: "No company file", Value: "None is given to you yet; an admin does that"}}
	}
	if a.FactorOn {
		a.Factor = "By e-mail, password and a code from your telephone."
		left, err := d.Store.RecoveryLeft(r.Context(), u.Email)
		if err != nil {
			return err
		}
		a.Left = templates.Plural(left, "recovery code is", "recovery codes are") + " left."
	}
	demanded, err := d.Store.FactorDemanded(r.Context())
	if err != nil {
		return err
	}
	a.Asked = u.Demanded(demanded)
	if a.Sessions, err = d.sessionRows(r, u.Email, v.session.Key, sc.now); err != nil {
		return err
	}
	return d.render(w, r, http.StatusOK, templates.MePage(a))
}

// visitorIn is the signed-in person with her sign-in.
func visitorIn(r *http.Request) visitor {
	v, _ := r.Context().Value(visitorKey{}).(visitor)
	return v
}

func (d *desk) sessionRows(r *http.Request, email, here string, now time.Time) ([]templates.SessionRow, error) {
	all, err := d.Store.Sessions(r.Context(), email)
	if err != nil {
		return nil, err
	}
	var rows []templates.SessionRow
	for _, s := range all {
		rows = append(rows, templates.SessionRow{Key: s.Key, Device: device(s.UserAgent), From: s.Remote, Since: moment(s.Created, now), Last: moment(s.LastSeen, now), Here: s.Key == here})
	}
	return rows, nil
}

// device is a browser's own description in few words; it can claim anything.
func device(agent string) string {
	browser, system := "", ""
	for _, b := range [][2]string{{"Edg/", "Edge"}, {"OPR/", "Opera"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}} {
		if browser == "" && strings.Contains(agent, b[0]) {
			browser = b[1]
		}
	}
	for _, o := range [][2]string{{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"Mac OS X", "Mac"}, {"Linux", "Linux"}} {
		if system == "" && strings.Contains(agent, o[0]) {
			system = o[1]
		}
	}
	switch {
	case browser != "" && system != "":
		return browser + " on " + system
	case browser+system != "":
		return browser + system
	}
	return "Another program"
}

// endMySessions ends one of the person's other sign-ins, or all others.
func (d *desk) endMySessions(w http.ResponseWriter, r *http.Request) error {
	v := visitorIn(r)
	var err error
	if key := r.PostFormValue("session"); key == "all" {
		_, err = d.Store.EndOtherSessions(r.Context(), d.actor(r), v.user.Email, v.session.ID)
	} else {
		err = d.Store.EndOneSession(r.Context(), d.actor(r), v.user.Email, key)
	}
	if err != nil && !errors.Is(err, store.ErrNotFound) { // ended in the meantime is ended
		return err
	}
	http.Redirect(w, r, "/me", http.StatusSeeOther)
	return nil
}

func (d *desk) passwordForm(r *http.Request, problems []templates.FormProblem) templates.PasswordForm {
	return templates.PasswordForm{Theme: themeOf(r), Forced: visitorIn(r).session.Lacks == access.LacksPassword, Problems: problems,
		LeastText: "At least 12 characters. A few words in a row are easy to keep in mind; figures and marks are not needed."}
}

func (d *desk) passwordPage(w http.ResponseWriter, r *http.Request) error {
	return d.render(w, r, http.StatusOK, templates.PasswordPage(d.passwordForm(r, nil)))
}

func (d *desk) changePassword(w http.ResponseWriter, r *http.Request) error {
	v := visitorIn(r)
	if err := r.ParseForm(); err != nil {
		return unreadable()
	}
	old, fresh, again := r.PostFormValue("old"), r.PostFormValue("new"), r.PostFormValue("again")
	u, problem, err := d.confirmed(r, v, old)
	if err != nil {
		return err
	}
	var problems []templates.FormProblem
	add := func(field, text string) {
		problems = append(problems, templates.FormProblem{Field: field, Text: text})
	}
	if problem != "" {
		add("old", problem)
	}
	for _, text := range access.CheckPassword(fresh, d.ownWords(r, u)...) {
		add("new", text)
	}
	if fresh != again {
		add("again", "The two new passwords differ. Type the same twice.")
	}
	if fresh == old && len(problems) == 0 {
		add("new", "It is the password until now. Choose another one.")
	}
	if len(problems) > 0 {
		return d.render(w, r, http.StatusUnprocessableEntity, templates.PasswordPage(d.passwordForm(r, problems)))
	}
	hash, err := access.HashPassword(fresh)
	if err != nil {
		return err
	}
	session := d.newSession(r, u)
	u.Temporary = time.Time{}
	if session.Lacks, err = d.nextLack(r, u); err != nil {
		return err
	}
	if err := d.Store.ChangePassword(r.Context(), hash, v.session.ID, session); err != nil {
		return err
	}
	d.tell(u.Email, "Your password was changed", "It was changed with: "+d.where(r)+". Everywhere else you are signed out.", notYou)
	return d.enter(w, r, session)
}

// confirmed looks at the password once more, before something that a borrowed
// browser must not do. Guesses are slowed down as at the sign-in.
func (d *desk) confirmed(r *http.Request, v visitor, password string) (u access.User, problem string, err error) {
	try, now := d.try(r, v.user.Email), d.Now()
	if wait := d.throttle.Wait(try, now); wait > 0 {
		return u, "Too many wrong tries. Wait " + waitWords(wait) + ", then type it again.", nil
	}
	if u, err = d.Store.UserByEmail(r.Context(), v.user.Email); err != nil {
		return u, "", err
	}
	if ok, _ := access.VerifyPassword(u.PasswordHash, password); !ok {
		d.throttle.Failed(try, now)
		d.Log.Info("password confirmation refused", "remote", d.ClientIP(r))
		return u, "This is not your password. Type it as you do to sign in.", nil
	}
	d.throttle.Succeeded(try, now)
	return u, "", nil
}

// ownWords are what a guesser knows of a person: her name, her e-mail and the
// books that she works on.
func (d *desk) ownWords(r *http.Request, u access.User) []string {
	words := []string{u.Name, u.Email}
	companies, err := d.Store.Companies(r.Context())
	if err != nil {
		return words
	}
	for _, c := range companies {
		words = append(words, c.Name, companyName(c))
	}
	return slices.Compact(words)
}
