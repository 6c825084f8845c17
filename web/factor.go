package web

import (
	"bytes"
	"errors"
	"image/png"
	"net/http"
	"strings"

	"github.com/gorilla/sessions"

	"countinghouse/access"
	"countinghouse/store"
	"countinghouse/templates"
)

func (d *desk) codePage(w http.ResponseWriter, r *http.Request) error {
	if visitorIn(r).session.Lacks != access.LacksCode {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return nil
	}
	return d.askCode(w, r, http.StatusOK, "")
}

func (d *desk) askCode(w http.ResponseWriter, r *http.Request, code int, problem string) error {
	return d.render(w, r, code, templates.CodePage(templates.CodeForm{Theme: themeOf(r), Host: r.Host, Next: safeNext(r.FormValue("next")), Problem: problem, Recovery: r.FormValue("recovery") != ""}))
}

// giveCode takes the second factor. A sign-in stands five wrong codes, and the
// account and address are slowed down as by wrong passwords.
func (d *desk) giveCode(w http.ResponseWriter, r *http.Request) error {
	v := visitorIn(r)
	if v.session.Lacks != access.LacksCode {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return nil
	}
	if err := r.ParseForm(); err != nil {
		return unreadable()
	}
	try, now := d.try(r, v.user.Email), d.Now()
	try.Account = "second factor of " + try.Account
	if wait := d.throttle.Wait(try, now); wait > 0 {
		return d.askCode(w, r, http.StatusTooManyRequests, "Too many wrong codes. Wait "+waitWords(wait)+", then type the one that is shown then.")
	}
	session := d.newSession(r, v.user)
	var err error
	if session.Lacks, err = d.nextLack(r, v.user); err != nil {
		return err
	}
	taken, err := d.spendCode(r, v, session)
	if err != nil {
		return err
	}
	if taken {
		d.throttle.Succeeded(try, now)
		return d.enter(w, r, session)
	}
	d.throttle.Failed(try, now)
	d.Log.Info("second factor refused", "remote", d.ClientIP(r))
	over, err := d.Store.MissCode(r.Context(), v.session.ID)
	if err != nil {
		return err
	}
	if over {
		http.Redirect(w, r, "/login", http.StatusSeeOther)
		return nil
	}
	return d.askCode(w, r, http.StatusUnprocessableEntity, "This code isn’t right, or was used already.")
}

// spendCode takes a code of the telephone or a recovery code, once.
func (d *desk) spendCode(r *http.Request, v visitor, session access.Session) (taken bool, err error) {
	typed := r.PostFormValue("code")
	if r.PostFormValue("recovery") != "" {
		err = d.Store.SpendRecovery(r.Context(), v.user.Email, access.HashRecovery(typed), v.session.ID, session)
	} else {
		plain, inUse, ferr := d.Store.Factor(r.Context(), v.user.Email)
		if ferr != nil {
			return false, ferr
		}
		step, ok := access.FactorStep(plain, typed, d.Now())
		if !ok || !inUse {
			return false, nil
		}
		err = d.Store.SpendStep(r.Context(), v.user.Email, step, v.session.ID, session)
	}
	if errors.Is(err, store.ErrChanged) {
		d.tell(v.user.Email, "A code was used a second time", "After your password a code was typed that was used before: "+d.where(r)+". It was refused.", "Codes are good once. "+notYou)
		return false, nil
	}
	if err == nil && r.PostFormValue("recovery") != "" {
		d.tell(v.user.Email, "You signed in with a recovery code", "One of your recovery codes was used: "+d.where(r)+".", notYou)
	}
	return err == nil, err
}

// factorPage offers a secret for the telephone.
func (d *desk) factorPage(w http.ResponseWriter, r *http.Request) error {
	v := visitorIn(r)
	plain, inUse, err := d.Store.Factor(r.Context(), v.user.Email)
	if inUse {
		http.Redirect(w, r, "/me", http.StatusSeeOther)
		return nil
	}
	if errors.Is(err, store.ErrNotFound) {
		plain = access.NewFactorSecret()
		err = d.Store.OfferFactor(r.Context(), v.user.Email, plain)
	}
	if err != nil {
		return err
	}
	return d.offer(w, r, http.StatusOK, plain, "")
}

func (d *desk) offer(w http.ResponseWriter, r *http.Request, code int, plain, problem string) error {
	v := visitorIn(r)
	key, err := access.FactorKey(plain, v.user.Email, r.Host)
	if err != nil {
		return err
	}
	var groups []string
	for rest := plain; rest != ""; rest = rest[min(4, len(rest)):] {
		groups = append(groups, rest[:min(4, len(rest))])
	}
	return d.render(w, r, code, templates.FactorPage(templates.FactorForm{Theme: themeOf(r), Forced: v.session.Lacks == access.LacksFactor, AskPassword: v.session.Lacks == access.Nothing,
		Secret: strings.Join(groups, " "), Link: key.URL(), Problem: problem}))
}

// factorPicture is the offered secret as a picture; one that is in use is never
// shown again.
func (d *desk) factorPicture(w http.ResponseWriter, r *http.Request) error {
	plain, inUse, err := d.Store.Factor(r.Context(), visitorIn(r).user.Email)
	if err != nil {
		return err
	}
	if inUse {
		return store.ErrNotFound
	}
	key, err := access.FactorKey(plain, visitorIn(r).user.Email, r.Host)
	if err != nil {
		return err
	}
	img, err := key.Image(220, 220)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/png")
	_, _ = w.Write(b.Bytes())
	return nil
}

// confirmFactor puts the offered secret to use, once a code shows that the
// telephone has it.
func (d *desk) confirmFactor(w http.ResponseWriter, r *http.Request) error {
	v := visitorIn(r)
	plain, inUse, err := d.Store.Factor(r.Context(), v.user.Email)
	switch {
	case errors.Is(err, store.ErrNotFound), inUse:
		http.Redirect(w, r, "/me/second-factor", http.StatusSeeOther)
		return nil
	case err != nil:
		return err
	}
	if v.session.Lacks == access.Nothing { // not fresh from the password: a borrowed browser must not do this
		_, problem, err := d.confirmed(r, v, r.PostFormValue("password"))
		if err != nil {
			return err
		}
		if problem != "" {
			return d.offer(w, r, http.StatusUnprocessableEntity, plain, problem)
		}
	}
	step, ok := access.FactorStep(plain, r.PostFormValue("code"), d.Now())
	if !ok {
		return d.offer(w, r, http.StatusUnprocessableEntity, plain, "This isn’t the code that belongs to the secret below. Type the one that the app shows now; its clock must be right.")
	}
	session := d.newSession(r, v.user)
	codes, hashes := recovery()
	if err := d.Store.ConfirmFactor(r.Context(), v.user.Email, step, hashes, v.session.ID, session); err != nil {
		return err
	}
	d.tell(v.user.Email, "A second factor was set up", "It was set up with: "+d.where(r)+". Its codes are asked for from now on.", notYou)
	if err := d.giveCookie(w, r, session); err != nil {
		return err
	}
	return d.showOnce(w, r, strings.Join(codes, " "), "/me/second-factor/recovery")
}

func recovery() (codes, hashes []string) {
	codes = access.NewRecoveryCodes()
	for _, c := range codes {
		hashes = append(hashes, access.HashRecovery(c))
	}
	return codes, hashes
}

func (d *desk) recoveryPage(w http.ResponseWriter, r *http.Request) error {
	return d.render(w, r, http.StatusOK, templates.RecoveryPage(templates.Recovery{Theme: themeOf(r), Codes: strings.Fields(d.shownOnce(w, r))}))
}

// newRecovery makes new recovery codes; the old ones are good no more.
func (d *desk) newRecovery(w http.ResponseWriter, r *http.Request) error {
	v := visitorIn(r)
	u, problem, err := d.confirmed(r, v, r.PostFormValue("password"))
	if err != nil {
		return err
	}
	if problem != "" || !u.TwoFactor {
		return notConfirmed(problem)
	}
	codes, hashes := recovery()
	if err := d.Store.NewRecovery(r.Context(), d.actor(r), u.Email, hashes); err != nil {
		return err
	}
	d.tell(u.Email, "New recovery codes were made", "They were made with: "+d.where(r)+". The old ones are good no more.", notYou)
	return d.showOnce(w, r, strings.Join(codes, " "), "/me/second-factor/recovery")
}

// factorOff takes a person's own second factor away, where her role doesn't ask
// for one.
func (d *desk) factorOff(w http.ResponseWriter, r *http.Request) error {
	v := visitorIn(r)
	u, problem, err := d.confirmed(r, v, r.PostFormValue("password"))
	if err != nil {
		return err
	}
	if problem != "" {
		return notConfirmed(problem)
	}
	demanded, err := d.Store.FactorDemanded(r.Context())
	if err != nil {
		return err
	}
	if u.Demanded(demanded) {
		return notConfirmed("Your role asks for a second factor. An admin can take it away if the telephone is lost; at the next sign-in you set up another one.")
	}
	if _, err := d.Store.ResetFactor(r.Context(), d.actor(r), u.Email); err != nil {
		return err
	}
	d.tell(u.Email, "Your second factor was taken away", "It was done with: "+d.where(r)+". From now on the password alone is asked for.", notYou)
	http.Redirect(w, r, "/login", http.StatusSeeOther)
	return nil
}

func notConfirmed(problem string) error {
	if problem == "" {
		problem = "There is no second factor yet. Set one up first."
	}
	return errStatus{http.StatusUnprocessableEntity, templates.Fault{Code: 422, Head: "The second factor is as it was",
		Lines: []string{templates.Plain(problem)}, Links: []templates.Action{{Word: "Back to your account", Href: "/me"}}}}
}

// What is shown once travels in a cookie that only this server can read, from
// the form's answer to the page that it leads to, and is gone with that page.

func (d *desk) onceName() string { return d.cookieName() + "-once" }

func (d *desk) onceCookie(r *http.Request) *sessions.Session {
	c, _ := d.cookies.New(r, d.onceName())
	o := *d.cookies.Options
	o.MaxAge, o.SameSite = 120, http.SameSiteStrictMode
	c.Options = &o
	return c
}

func (d *desk) showOnce(w http.ResponseWriter, r *http.Request, secret, page string) error {
	c := d.onceCookie(r)
	c.Values = map[any]any{"page": page, "secret": secret, "user": who(r.Context()).Email}
	if err := c.Save(r, w); err != nil {
		return err
	}
	http.Redirect(w, r, page, http.StatusSeeOther)
	return nil
}

// shownOnce takes what is to be shown on this page to this person; "" if there
// is nothing, or no more.
func (d *desk) shownOnce(w http.ResponseWriter, r *http.Request) string {
	c := d.onceCookie(r)
	secret, _ := c.Values["secret"].(string)
	if secret == "" || c.Values["page"] != r.URL.EscapedPath() || c.Values["user"] != who(r.Context()).Email {
		return ""
	}
	c.Values = map[any]any{}
	c.Options.MaxAge = -1
	if err := c.Save(r, w); err != nil {
		return ""
	}
	return secret
}
