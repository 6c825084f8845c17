package web

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"countinghouse/access"
	"countinghouse/report"
	"countinghouse/store"
)

// The JSON API: what the command line prints as JSON, for programs that have a
// token. It reads and changes nothing, knows no cookie, and answers other sites'
// pages no more than any page here does.

// apiPath begins the API's addresses.
const apiPath = "/api/v1"

// apiRoutes are the API's addresses. Those of access.OwnAccount are open to every
// good token, the others are of one company file.
func (d *desk) apiRoutes() []route {
	get := http.MethodGet
	return []route{
		{get, apiPath + "/token", false, access.OwnAccount, d.apiToken},
		{get, apiPath + "/status", false, access.OwnAccount, d.apiStatus},
		{get, apiPath + "/orders", false, access.See, d.apiOrders},
		{get, apiPath + "/orders/{store}/{id}", false, access.See, d.apiOrder},
		{get, apiPath + "/review", false, access.See, d.apiReview},
		{get, apiPath + "/visits", false, access.See, d.apiVisits},
		{get, apiPath + "/visits/{visit}", false, access.See, d.apiVisit},
		{get, apiPath + "/audit", false, access.SeeAudit, d.apiAudit},
		{get, apiPath + "/mapping/{store}", false, access.See, d.apiMapping},
		{get, apiPath + "/items", false, access.See, d.apiItems},
		{get, apiPath + "/customers", false, access.See, d.apiCustomers},
	}
}

// isAPI tells whether an address is the API's, whose errors are JSON too.
func isAPI(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/api/") }

// apiFault is an answer that is an error: what happened, what it means, what to do.
type apiFault struct {
	code  int
	What  string `json:"what"`
	Means string `json:"means"`
	Fix   string `json:"fix"`
	// Reference names what stands in the server's log about it.
	Reference string `json:"reference,omitempty"`
}

func (f apiFault) Error() string { return f.What }

const nothingTold = "Nothing was told, and nothing was changed."

var (
	errNoToken = apiFault{code: http.StatusUnauthorized, What: "A token is needed", Means: nothingTold,
		Fix: "Send the header Authorization: Bearer, followed by a token. An admin makes one under Settings, API tokens."}
	errBadToken = apiFault{code: http.StatusUnauthorized, What: "This token opens nothing", Means: "It is mistyped, over or ended, or whoever made it may not sign in any more. " + nothingTold,
		Fix: "Ask an admin for another one. Under Settings, API tokens, each stands with its end."}
	errAPINothing = apiFault{code: http.StatusNotFound, What: "There is nothing at this address", Means: "It may be mistyped, or belong to a company file that the token may not see.",
		Fix: "The addresses and what each takes are in docs/api.md; /api/v1/token tells which company files the token may see."}
	errAPIReads = apiFault{code: http.StatusMethodNotAllowed, What: "The API only reads", Means: "Nothing was changed.",
		Fix: "Ask by GET. What changes something is done at the desk or on the command line, where it is written down who did it."}
)

// apiWrong is a question that can't be answered as it was asked.
func apiWrong(what, fix string) apiFault {
	return apiFault{code: http.StatusUnprocessableEntity, What: what, Means: nothingTold, Fix: fix}
}

// apiFail answers with an error.
func (d *desk) apiFail(w http.ResponseWriter, r *http.Request, err error) {
	var f apiFault
	switch {
	case errors.As(err, &f):
	case errors.Is(err, store.ErrNotFound):
		f = errAPINothing
	case r.Context().Err() != nil:
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	default:
		ref := reference()
		d.Log.Error("an answer of the API could not be made", "path", r.URL.Path, "reference", ref, "error", err)
		f = apiBroken(ref)
	}
	switch f.code {
	case http.StatusUnauthorized:
		w.Header().Set("WWW-Authenticate", `Bearer realm="Countinghouse"`)
	case http.StatusMethodNotAllowed:
		w.Header().Set("Allow", http.MethodGet)
	}
	apiAnswer(w, f.code, map[string]apiFault{"error": f})
}

func apiBroken(ref string) apiFault {
	return apiFault{code: http.StatusInternalServerError, What: "The answer could not be made", Means: "Reading changes nothing: nothing in the books was touched.",
		Fix: "Ask again; if it stays, give the reference to whoever runs this server.", Reference: ref}
}

// apiAnswer writes a value as JSON, or nothing of it if that can't be done.
func apiAnswer(w http.ResponseWriter, code int, v any) {
	var b strings.Builder
	if err := report.Write(&b, v); err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	_, _ = w.Write([]byte(b.String()))
}

// apiAtOnce is how many requests of one token are answered at a time.
const apiAtOnce = 4

// busy counts the requests of each token that are under way.
type busy struct {
	mu sync.Mutex
	n  map[int64]int
}

func (b *busy) enter(token int64) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.n[token] >= apiAtOnce {
		return false
	}
	b.n[token]++
	return true
}

func (b *busy) leave(token int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.n[token]--; b.n[token] <= 0 {
		delete(b.n, token)
	}
}

// apiGuarded lets in whoever has a good token that may it.
func (d *desk) apiGuarded(rt route) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Header.Del("Cookie") // no sign-in and no choice of a browser counts here
		token, bearer, err := d.bearer(w, r)
		if err != nil {
			d.apiFail(w, r, err)
			return
		}
		if !d.underWay.enter(token.ID) {
			w.Header().Set("Retry-After", "1")
			d.apiFail(w, r, apiFault{code: http.StatusTooManyRequests, What: "The token asks for too much at once", Means: nothingTold,
				Fix: fmt.Sprintf("Wait for answers: %d requests of a token are answered at a time.", apiAtOnce)})
			return
		}
		defer d.underWay.leave(token.ID)
		v := visitor{user: bearer, token: token}
		if r, err = d.apiEntered(r, v, rt); err == nil {
			err = rt.handle(w, r)
		}
		if err != nil {
			d.Log.Info("a request of the API was not answered", "path", r.URL.Path, "token", token.Name, "number", token.ID, "remote", d.ClientIP(r), "why", refusal(err))
			d.apiFail(w, r, err)
		}
	}
}

// bearer finds the token that a request shows. Wrong ones are slowed down by
// place, as wrong passwords are.
func (d *desk) bearer(w http.ResponseWriter, r *http.Request) (access.Token, access.User, error) {
	scheme, plain, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if plain = strings.TrimSpace(plain); !strings.EqualFold(scheme, "Bearer") || plain == "" {
		return access.Token{}, access.User{}, errNoToken
	}
	sum := sha256.Sum256([]byte(plain))
	ip := d.ClientIP(r)
	try, now := access.Try{Account: hex.EncodeToString(sum[:8]), Place: ip}, d.Now()
	if wait := d.tokens.Wait(try, now); wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(wait/time.Second)+1))
		return access.Token{}, access.User{}, apiFault{code: http.StatusTooManyRequests, What: "Too many wrong tokens came from this address", Means: "This one was not looked at. " + nothingTold,
			Fix: "Wait for as long as the header Retry-After says, then try again with the right one."}
	}
	token, bearer, err := d.Store.Bearer(r.Context(), plain, ip)
	if errors.Is(err, store.ErrNotFound) {
		d.tokens.Failed(try, now)
		d.Log.Warn("a token was refused", "remote", ip)
		return access.Token{}, access.User{}, errBadToken
	}
	if err == nil {
		d.tokens.Succeeded(try, now)
	}
	return token, bearer, err
}

// apiEntered lets a token into a route, by its role in the company file that
// the request is about. One that it may not see is the same as none.
func (d *desk) apiEntered(r *http.Request, v visitor, rt route) (*http.Request, error) {
	if rt.may == access.OwnAccount {
		return withScene(r, v, scene{now: d.Now().UTC()}, nil), nil
	}
	several := false
	sc, err := d.choose(r, v.user, func(r *http.Request, shops []store.Shop, sees func(store.CompanyKey) bool) ([]store.CompanyKey, error) {
		named, err := d.named(r, shops, sees)
		several = len(named) == 0
		return named, err
	})
	switch {
	case errors.Is(err, errNoCompany), errors.Is(err, errNoneGiven):
		return r, apiFault{code: http.StatusForbidden, What: "The token may see no company file", Means: nothingTold, Fix: "Whoever made it sees none any more, or none is set up. Ask an admin for another one."}
	case err != nil:
		return r, err
	case several && len(sc.companies) > 1:
		var keys []string
		for _, c := range sc.companies {
			keys = append(keys, string(c.Key))
		}
		return r, apiWrong("It isn’t said of which company file", "Add company= and one of: "+strings.Join(keys, ", ")+".")
	case !v.user.MayIn(string(sc.company.Key), rt.may):
		return r, apiFault{code: http.StatusForbidden, What: "The token’s role does not show who did what", Means: nothingTold, Fix: "Ask an admin for a token with the role of an accountant."}
	}
	if shop := r.URL.Query().Get("store"); shop != "" && !slices.ContainsFunc(sc.shops, func(s store.Shop) bool { return string(s.Key) == shop }) {
		return r, errAPINothing
	}
	return withScene(r, v, sc, nil), nil
}
