package web

import (
	"net/http"
	"net/url"
	"time"

	"countinghouse/access"
	"countinghouse/templates"
)

// Whoever manages people or connections has shown who she is a short while ago:
// a browser that was left open must not be enough to give somebody else a way
// in. A form that was opened in time may be sent a little later.
const (
	freshToOpen = 30 * time.Minute
	freshToSend = time.Hour
)

// stale tells whether the person must show once more who she is for this route.
func (d *desk) stale(r *http.Request, v visitor, rt route) bool {
	if rt.may != access.ManageUsers && (rt.may != access.Connect || r.Method != http.MethodPost) || !v.user.May(rt.may) {
		return false
	}
	limit := freshToOpen
	if r.Method == http.MethodPost {
		limit = freshToSend
	}
	return d.Now().Sub(v.session.Created) > limit
}

// askAgain leads to the page that asks for the password, and from there back.
func (d *desk) askAgain(w http.ResponseWriter, r *http.Request) {
	next := r.URL.RequestURI()
	if r.Method == http.MethodPost { // the form's page, to be filled in again
		next = "/settings"
		if from, err := url.Parse(r.Referer()); err == nil && from.Host == r.Host {
			next = safeNext(from.RequestURI())
		}
	}
	if r.Header.Get("HX-Request") != "" {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	http.Redirect(w, r, "/me/confirm?next="+url.QueryEscape(next), http.StatusSeeOther)
}

func (d *desk) confirmPage(w http.ResponseWriter, r *http.Request) error {
	return d.render(w, r, http.StatusOK, templates.ConfirmPage(templates.ConfirmForm{Theme: themeOf(r), Next: safeNext(r.FormValue("next"))}))
}

// confirm looks at the password and goes on under a new sign-in.
func (d *desk) confirm(w http.ResponseWriter, r *http.Request) error {
	v := visitorIn(r)
	u, problem, err := d.confirmed(r, v, r.PostFormValue("password"))
	if err != nil {
		return err
	}
	if problem != "" {
		return d.render(w, r, http.StatusUnprocessableEntity, templates.ConfirmPage(templates.ConfirmForm{Theme: themeOf(r), Next: safeNext(r.PostFormValue("next")), Problem: problem}))
	}
	session := d.newSession(r, u)
	if err := d.Store.RenewSession(r.Context(), v.session.ID, session); err != nil {
		return err
	}
	return d.enter(w, r, session)
}
