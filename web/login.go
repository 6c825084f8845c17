package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"countinghouse/access"
	"countinghouse/store"
	"countinghouse/templates"
)

// wrongLogin is the one message for a wrong e-mail and a wrong password: it
// names nobody.
const wrongLogin = "This e-mail and password don’t belong together."

func (d *desk) login(w http.ResponseWriter, r *http.Request) error {
	next := safeNext(r.FormValue("next"))
	if u := who(r.Context()); u.Email != "" {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return nil
	}
	l := templates.Login{Theme: themeOf(r), Host: r.Host, Next: next}
	if r.FormValue("out") != "" {
		l.Note = "You are signed out."
	}
	return d.render(w, r, http.StatusOK, templates.SignIn(l))
}

func (d *desk) signIn(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return d.loginAgain(w, r, http.StatusUnprocessableEntity, wrongLogin)
	}
	email, password := access.NormalEmail(r.PostFormValue("email")), r.PostFormValue("password")
	try, now := d.try(r, email), d.Now()
	if wait := d.throttle.Wait(try, now); wait > 0 {
		w.Header().Set("Retry-After", fmt.Sprint(int(wait/time.Second)+1))
		return d.loginAgain(w, r, http.StatusTooManyRequests, "Too many wrong tries. Wait "+waitWords(wait)+", then sign in.")
	}
	user, err := d.Store.UserByEmail(r.Context(), email)
	switch {
	case errors.Is(err, store.ErrNotFound):
		access.SpendVerify(password)
		return d.refuseLogin(w, r, try)
	case err != nil:
		return err
	}
	ok, _ := access.VerifyPassword(user.PasswordHash, password)
	if !ok || user.Disabled || !user.Temporary.IsZero() && now.After(user.Temporary) {
		return d.refuseLogin(w, r, try)
	}
	d.throttle.Succeeded(try, now)
	d.tellNewBrowser(r, user, try)
	if err := d.knowBrowser(w, r, user.Email); err != nil {
		return err
	}
	session := d.newSession(r, user)
	if session.Lacks, err = d.nextLack(r, user); err != nil {
		return err
	}
	if user.TwoFactor {
		session.Lacks = access.LacksCode
	}
	if err := d.Store.CreateSession(r.Context(), session); err != nil {
		return err
	}
	return d.enter(w, r, session)
}

func (d *desk) newSession(r *http.Request, u access.User) access.Session {
	return access.NewSession(u.Email, d.ClientIP(r), r.UserAgent(), d.Now())
}

// nextLack is what a person who has shown who she is must still do.
func (d *desk) nextLack(r *http.Request, u access.User) (access.Lack, error) {
	demanded, err := d.Store.FactorDemanded(r.Context())
	return u.NextLack(demanded), err
}

// enter gives the browser its session and leads on: to the page that was wanted,
// or to what the sign-in still lacks.
func (d *desk) enter(w http.ResponseWriter, r *http.Request, session access.Session) error {
	if err := d.giveCookie(w, r, session); err != nil {
		return err
	}
	next := safeNext(r.PostFormValue("next"))
	if session.Lacks != access.Nothing {
		if page := lackPage(session.Lacks); next == "/" {
			next = page
		} else {
			next = page + "?next=" + url.QueryEscape(next)
		}
	}
	http.Redirect(w, r, next, http.StatusSeeOther)
	return nil
}

// giveCookie makes a fresh cookie: what the browser had before the sign-in is
// not used again.
func (d *desk) giveCookie(w http.ResponseWriter, r *http.Request, session access.Session) error {
	c, _ := d.cookies.New(r, d.cookieName())
	c.Values = map[any]any{"id": session.ID}
	return c.Save(r, w)
}

func (d *desk) refuseLogin(w http.ResponseWriter, r *http.Request, try access.Try) error {
	d.throttle.Failed(try, d.Now())
	d.Log.Info("sign-in refused", "remote", d.ClientIP(r))
	return d.loginAgain(w, r, http.StatusUnprocessableEntity, wrongLogin)
}

// loginAgain keeps what was typed, except the password.
func (d *desk) loginAgain(w http.ResponseWriter, r *http.Request, code int, problem string) error {
	hint := "You are not signed in. Type both again; if you don’t know your password, an admin sets a new one."
	if code == http.StatusTooManyRequests {
		hint = "This slows down whoever guesses passwords. What you typed was not looked at."
	}
	return d.render(w, r, code, templates.SignIn(templates.Login{Theme: themeOf(r), Host: r.Host,
		Email: r.PostFormValue("email"), Next: safeNext(r.PostFormValue("next")), Problem: problem, Hint: hint}))
}

func waitWords(wait time.Duration) string {
	if wait <= time.Minute {
		return templates.Plural(int((wait+time.Second-1)/time.Second), "second", "seconds")
	}
	return templates.Plural(int((wait+time.Minute-1)/time.Minute), "minute", "minutes")
}

func (d *desk) signOut(w http.ResponseWriter, r *http.Request) error {
	v, _ := r.Context().Value(visitorKey{}).(visitor)
	if r.PostFormValue("everywhere") != "" {
		if _, err := d.Store.EndSessions(r.Context(), d.actor(r), v.user.Email); err != nil {
			return err
		}
	}
	if err := d.Store.EndSession(r.Context(), v.session.ID); err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	c, _ := d.cookies.New(r, d.cookieName())
	c.Values = map[any]any{}
	c.Options.MaxAge = -1
	if err := c.Save(r, w); err != nil {
		return err
	}
	http.Redirect(w, r, "/login?out=1", http.StatusSeeOther)
	return nil
}

// actor is who does something here, for the audit.
func (d *desk) actor(r *http.Request) store.Actor {
	return store.Actor{Kind: "user", Name: who(r.Context()).Email}
}

// safeNext is where to go after signing in: an address of this desk only.
func safeNext(next string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") || strings.HasPrefix(next, "/login") {
		return "/"
	}
	return next
}

const themeCookie = "theme"

// themeOf is the person's choice: "", "light" or "dark".
func themeOf(r *http.Request) string {
	c, err := r.Cookie(themeCookie)
	if err != nil || (c.Value != "light" && c.Value != "dark") {
		return ""
	}
	return c.Value
}

func (d *desk) theme(w http.ResponseWriter, r *http.Request) error {
	c := &http.Cookie{Name: themeCookie, Path: "/", HttpOnly: true, Secure: d.Secure, SameSite: http.SameSiteLaxMode, MaxAge: 365 * 24 * 3600}
	switch v := r.PostFormValue("theme"); v {
	case "light", "dark":
		c.Value = v
	default:
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
	http.Redirect(w, r, safeNext(r.PostFormValue("back")), http.StatusSeeOther)
	return nil
}
