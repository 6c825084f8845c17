package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"

	"github.com/a-h/templ"

	"countinghouse/access"
	"countinghouse/store"
	"countinghouse/templates"
)

// errStatus is an answer that is no page: the house's words for a code.
type errStatus struct {
	code  int
	fault templates.Fault
}

func (e errStatus) Error() string { return fmt.Sprintf("%d: %s", e.code, e.fault.Head) }

// missing is what an address answers that leads to nothing.
func missing(head, line, search string) error {
	return errStatus{http.StatusNotFound, templates.Fault{Code: 404, Head: head, Lines: []string{line}, Search: search}}
}

type visitor struct {
	session access.Session
	user    access.User
	token   access.Token // of a program that asks the API; it has no session
}

type visitorKey struct{}

// who is the signed-in person of a request.
func who(ctx context.Context) access.User {
	v, _ := ctx.Value(visitorKey{}).(visitor)
	return v.user
}

func (d *desk) cookieName() string {
	if d.Secure {
		return "__Host-countinghouse"
	}
	return "countinghouse"
}

// visitorOf reads the cookie; the row of the session decides. A sign-in that
// still lacks something is told, but does not count.
func (d *desk) visitorOf(r *http.Request) (visitor, bool) {
	c, err := d.cookies.Get(r, d.cookieName())
	if err != nil {
		return visitor{}, false
	}
	id, _ := c.Values["id"].(string)
	if id == "" {
		return visitor{}, false
	}
	session, user, err := d.Store.Session(r.Context(), id)
	if err != nil {
		if !errors.Is(err, store.ErrNotFound) {
			d.Log.Error("session could not be read", "error", err)
		}
		return visitor{}, false
	}
	return visitor{session: session, user: user}, !user.Disabled && session.Lacks == access.Nothing
}

// lackPage is where a person gives what the sign-in still lacks.
func lackPage(l access.Lack) string {
	switch l {
	case access.LacksCode:
		return "/login/code"
	case access.LacksPassword:
		return "/me/password"
	case access.LacksFactor:
		return "/me/second-factor"
	}
	return "/"
}

// halfway tells whether the route is one of the few that a sign-in opens that
// still lacks something: the page where it is given, and the way out.
func (v visitor) halfway(rt route) bool {
	if v.session.Lacks == access.Nothing || v.user.Disabled {
		return false
	}
	page := lackPage(v.session.Lacks)
	return rt.path == page || rt.path == "/logout" || rt.path == page+"/picture"
}

// guarded lets in who may use the route, and answers errors in words.
func (d *desk) guarded(rt route) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v, ok := d.visitorOf(r)
		var err error
		if ok {
			r = r.WithContext(context.WithValue(r.Context(), visitorKey{}, v))
		}
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Add("Vary", "HX-Request, Cookie")
		half := !ok && v.halfway(rt)
		if half {
			r = r.WithContext(context.WithValue(r.Context(), visitorKey{}, v))
		}
		switch {
		case rt.anyone, half:
		case !ok && r.Header.Get("HX-Request") != "":
			w.WriteHeader(http.StatusUnauthorized)
			return
		case !ok && v.session.Lacks != access.Nothing:
			http.Redirect(w, r, lackPage(v.session.Lacks), http.StatusSeeOther)
			return
		case !ok:
			next := r.URL.RequestURI()
			if r.Method != http.MethodGet {
				next = "/"
			}
			http.Redirect(w, r, "/login?next="+url.QueryEscape(next), http.StatusSeeOther)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, bodyLimit(rt.path))
		if ok && !rt.anyone {
			if d.stale(r, v, rt) {
				d.askAgain(w, r)
				return
			}
			if r, err = d.entered(r, v, rt); err != nil {
				d.Log.Info("a request was refused", "route", rt.method+" "+rt.path, "person", v.user.Email, "remote", d.ClientIP(r), "why", refusal(err))
				d.fail(w, r, err)
				return
			}
		}
		if err := rt.handle(w, r); err != nil {
			d.fail(w, r, err)
		}
	}
}

// maxForm bounds what a form may send, in bytes.
const maxForm = 64 << 10

// entered lets a person into a route: by the role on the server, or by the role
// in the company file that the request is about. A company file that the person
// may not see is the same as none.
func (d *desk) entered(r *http.Request, v visitor, rt route) (*http.Request, error) {
	if r.Method != http.MethodGet && !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		if err := r.ParseForm(); err != nil {
			return r, unreadable()
		}
	}
	sc, err := d.findScene(r, v.user)
	if errors.Is(err, store.ErrNotFound) && rt.may == access.OwnAccount {
		sc, err = d.sceneBut(r, v.user) // it names a company file in vain; the page isn't about one
	}
	staged := withScene(r, v, sc, err)
	if rt.may.OfServer() {
		if !v.user.May(rt.may) {
			return staged, forbidden(v.user, rt.may)
		}
		if errors.Is(err, store.ErrNotFound) {
			return staged, err
		}
		return staged, nil
	}
	switch {
	case errors.Is(err, errNoCompany):
		if r.Method != http.MethodGet || !v.user.May(rt.may) {
			return staged, forbidden(v.user, rt.may)
		}
		return staged, nil // the page says that there is none
	case err != nil:
		return staged, err
	case !v.user.MayIn(string(sc.company.Key), rt.may):
		return staged, forbidden(v.user.At(string(sc.company.Key)), rt.may)
	}
	return staged, nil
}

// refusal is why somebody was not let in, for the log.
func refusal(err error) string {
	var st errStatus
	switch {
	case errors.As(err, &st):
		return st.fault.Head
	case errors.Is(err, store.ErrNotFound):
		return "it names what the person may not see, or what there isn't"
	}
	return err.Error()
}

func unreadable() error {
	return errStatus{http.StatusRequestEntityTooLarge, templates.Fault{Code: 413, Head: "The form could not be read",
		Lines: []string{"It is larger than a form of this page can be, or was cut off on its way. Nothing was changed. Go back and send it again."},
		Links: []templates.Action{{Word: "Go Home", Href: "/"}}}}
}

func forbidden(u access.User, a access.Action) error {
	need := "the role of an admin"
	switch a {
	case access.SeeAudit:
		need = "the role of an accountant, a bookkeeper or an admin"
	case access.ChangeMapping, access.DecideOrders, access.ChangeSettings:
		need = "the role of a bookkeeper or an admin"
	}
	return errStatus{http.StatusForbidden, templates.Fault{Code: 403, Head: "This needs " + need,
		Lines: []string{"You are signed in as **" + templates.Plain(u.Name) + "**, " + hereRole(u) + ". Ask an admin to do it, or to change your role. Nothing was changed."},
		Links: []templates.Action{{Word: "Go Home", Href: "/"}}}}
}

// fail answers with the page of an error.
func (d *desk) fail(w http.ResponseWriter, r *http.Request, err error) {
	var st errStatus
	switch {
	case errors.As(err, &st):
	case errors.Is(err, errNoneGiven):
		st = errStatus{http.StatusForbidden, noneGiven()}
	case errors.Is(err, store.ErrNotFound):
		errors.As(missing("There is nothing at this address", "It may have been typed wrong, or belong to another company file. Search for the order or customer, or go to Home.", ""), &st)
	case r.Context().Err() != nil: // gone, or only done with sending: nothing said would read as done
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	default:
		ref := reference()
		d.Log.Error("a page could not be made", "path", r.URL.Path, "reference", ref, "error", err)
		st = broken(ref)
	}
	if r.Header.Get("HX-Request") != "" {
		w.WriteHeader(st.code)
		return
	}
	r = r.WithContext(context.WithoutCancel(r.Context()))
	theme := themeOf(r)
	v, _ := r.Context().Value(visitorKey{}).(visitor)
	if u := v.user; u.Email != "" && v.session.Lacks == access.Nothing {
		if st, ok := r.Context().Value(sceneKey{}).(staged); ok && errors.Is(st.err, store.ErrNotFound) {
			// The shell around the page is that of the books the person may see.
			sc, err := d.sceneBut(r, u)
			r = withScene(r, v, sc, err)
		}
		if s, err := d.shell(r, st.fault.Head, ""); err == nil {
			_ = d.render(w, r, st.code, templates.FaultPage(s, st.fault))
			return
		}
	}
	_ = d.render(w, r, st.code, templates.FaultAlone(theme, st.fault))
}

func broken(ref string) errStatus {
	return errStatus{http.StatusInternalServerError, templates.Fault{Code: 500, Head: "This page could not be made",
		Lines:     []string{"Looking at a page changes nothing: nothing was sent to QuickBooks, and nothing in the books was touched. Try it again; if it stays, give the reference to whoever runs this server."},
		Reference: ref, Links: []templates.Action{{Word: "Go Home", Href: "/"}}}}
}

func reference() string {
	var b [4]byte
	_, _ = rand.Read(b[:]) // never fails, see crypto/rand
	return strings.ToUpper(hex.EncodeToString(b[:]))
}

func (d *desk) notFound(w http.ResponseWriter, r *http.Request) {
	if isAPI(r) && r.Method != http.MethodGet && r.Method != http.MethodHead {
		d.apiFail(w, r, errAPIReads)
		return
	}
	if isAPI(r) {
		d.apiFail(w, r, errAPINothing)
		return
	}
	v, ok := d.visitorOf(r)
	if ok {
		r = r.WithContext(context.WithValue(r.Context(), visitorKey{}, v))
	}
	d.fail(w, r, missing("There is nothing at this address", "It may have been typed wrong. Search for an order, a customer or an amount.", ""))
}

// render writes a whole page, or nothing of it if it could not be made.
func (d *desk) render(w http.ResponseWriter, r *http.Request, code int, c templ.Component) error {
	var b bytes.Buffer
	if err := c.Render(r.Context(), &b); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(code)
	_, _ = w.Write(b.Bytes())
	return nil
}

// sameOrigin refuses forms that another site sent in a person's name.
func (d *desk) sameOrigin(next http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.Log.Warn("a form from another site was refused", "path", r.URL.Path, "origin", r.Header.Get("Origin"), "remote", d.ClientIP(r))
		d.fail(w, r, errStatus{http.StatusForbidden, templates.Fault{Code: 403, Head: "This form came from another site",
			Lines: []string{"For your safety it was not accepted, and nothing was changed. Open the page here and send it again."},
			Links: []templates.Action{{Word: "Go Home", Href: "/"}}}})
	}))
	return guard.Handler(next)
}

// recovered turns a fault of the program into the page of an error.
func (d *desk) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if e, ok := p.(error); ok && errors.Is(e, http.ErrAbortHandler) {
				panic(p)
			}
			ref := reference()
			d.Log.Error("a page broke", "path", r.URL.Path, "reference", ref, "panic", p, "stack", string(debug.Stack()))
			if isAPI(r) {
				d.apiFail(w, r, apiBroken(ref))
				return
			}
			_ = d.render(w, r, http.StatusInternalServerError, templates.FaultAlone(themeOf(r), broken(ref).fault))
		}()
		next.ServeHTTP(w, r)
	})
}

// policy lets a page use this server's own files and nothing else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func securityHeaders(secure bool) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			h := w.Header()
			h.Set("Content-Security-Policy", policy)
			h.Set("X-Content-Type-Options", "nosniff")
			h.Set("X-Frame-Options", "DENY")
			h.Set("Referrer-Policy", "same-origin")
			h.Set("Cross-Origin-Opener-Policy", "same-origin")
			h.Set("Cross-Origin-Resource-Policy", "same-origin")
			h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()")
			if secure {
				h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
			}
			next.ServeHTTP(w, r)
		})
	}
}

// compressed packs pages and files for browsers that take it.
func compressed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Vary", "Accept-Encoding")
		if r.Method != http.MethodGet || !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			next.ServeHTTP(w, r)
			return
		}
		z := &zipped{ResponseWriter: w}
		defer z.close()
		next.ServeHTTP(z, r)
	})
}

// zipped packs what follows a header of status 200; other answers are small.
type zipped struct {
	http.ResponseWriter
	gz    *gzip.Writer
	wrote bool
}

func (z *zipped) WriteHeader(code int) {
	if !z.wrote && code == http.StatusOK {
		z.Header().Set("Content-Encoding", "gzip")
		z.Header().Del("Content-Length")
		z.gz = gzip.NewWriter(z.ResponseWriter)
	}
	z.wrote = true
	z.ResponseWriter.WriteHeader(code)
}

func (z *zipped) Write(b []byte) (int, error) {
	if !z.wrote {
		z.WriteHeader(http.StatusOK)
	}
	if z.gz != nil {
		return z.gz.Write(b)
	}
	return z.ResponseWriter.Write(b)
}

func (z *zipped) close() {
	if z.gz != nil {
		_ = z.gz.Close()
	}
}
