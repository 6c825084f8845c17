package web

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"countinghouse/access"
	"countinghouse/bigcommerce"
	"countinghouse/sales"
	"countinghouse/store"
	"countinghouse/templates"
)

// The single-click app's callbacks. What BigCommerce says is believed of
// BigCommerce only: that somebody installed the app, who is signed in to the
// control panel, that the app or a user is gone. Whose store it becomes here and
// who that is here, an admin says in Settings. The pages are shown in a frame of
// the control panel, where browsers keep no cookie of ours: so they use none,
// and the desk is opened in a tab of its own, by a ticket that is good once.

// appRoutes are the app's addresses.
func (d *desk) appRoutes() []route {
	get, post := http.MethodGet, http.MethodPost
	return []route{
		{get, "/app/auth", true, "", d.appInstall},
		{get, "/app/load", true, "", d.appLoad},
		{get, "/app/uninstall", true, "", d.appUninstall},
		{get, "/app/remove_user", true, "", d.appRemoveUser},
		{post, "/app/open", true, "", d.appOpen},
		{get, "/settings/app", false, access.Connect, d.appSettings},
		{post, "/settings/app", false, access.Connect, d.appChange},
	}
}

// appHosts may show the app's pages in a frame: the control panel's hosts
// (reference: bigcommerce-auth-and-limits §3, inferred).
const appHosts = "https://*.mybigcommerce.com https://login.bigcommerce.com"

// framed lets the control panel show the answer in a frame, and keeps the
// address, which holds the callback's proof, from going anywhere.
func framed(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Security-Policy", strings.Replace(policy, "frame-ancestors 'none'", "frame-ancestors "+appHosts, 1))
	h.Del("X-Frame-Options")
	h.Set("Referrer-Policy", "no-referrer")
}

// door shows a page in the control panel's frame.
func (d *desk) door(w http.ResponseWriter, r *http.Request, code int, p templates.AppDoor) error {
	framed(w)
	p.Theme = themeOf(r)
	return d.render(w, r, code, templates.AppDoorPage(p))
}

// noApp is what the addresses answer while the server has no app.
func noApp() error {
	return missing("There is nothing at this address", "This server has no BigCommerce app. Stores are connected by API accounts.", "")
}

// exchanges is how many installations are under way at most: each waits for
// BigCommerce, and anybody can ask for one.
const exchanges = 4

// appInstall trades the code that the browser brings for the store's token.
func (d *desk) appInstall(w http.ResponseWriter, r *http.Request) error {
	if d.App.ClientID == "" {
		return noApp()
	}
	in, err := bigcommerce.ParseInstall(r.URL.Query())
	if err != nil {
		d.Log.Info("an installation of the app was refused", "remote", d.ClientIP(r), "error", err)
		return d.door(w, r, http.StatusUnprocessableEntity, templates.AppDoor{Head: "The app was not installed", Lines: []string{
			"This page was not opened by BigCommerce, or not wholly. Nothing was changed. Open **Apps** in BigCommerce and install the app again."}})
	}
	select {
	case d.exchanging <- struct{}{}:
		defer func() { <-d.exchanging }()
	default:
		return d.door(w, r, http.StatusServiceUnavailable, templates.AppDoor{Head: "The app was not installed", Lines: []string{
			"Several installations are under way. Nothing was changed. Wait a minute and install the app again."}})
	}
	g, err := d.App.Exchange(r.Context(), in)
	if err != nil {
		d.Log.Warn("an installation of the app failed", "remote", d.ClientIP(r), "error", err)
		return d.door(w, r, http.StatusBadGateway, templates.AppDoor{Head: "The app was not installed", Lines: []string{
			"BigCommerce gave no permission to read the store. Nothing was changed. Install the app again; if it stays, tell whoever runs this server to look into its log."}})
	}
	key, err := d.Store.SaveAppInstall(r.Context(), store.AppInstall{Hash: g.Hash, Token: g.Token, Scopes: g.Scopes, Account: g.Account,
		UserID: g.User.ID, User: g.User.Email, OwnerID: g.Owner.ID, Owner: g.Owner.Email})
	if err != nil {
		return err
	}
	p := templates.AppDoor{Head: "The app is installed", Link: "/settings/app"}
	if key != "" {
		p.Lines = append(p.Lines, "This store is connected already; reading goes on with the new permission.")
	} else {
		p.Lines = append(p.Lines, "Nothing is read yet. **An admin of Countinghouse connects the store**: Settings, BigCommerce app.")
	}
	if line := missingScopes(g.Scopes); line != "" {
		p.Lines = append(p.Lines, line)
	}
	return d.door(w, r, http.StatusOK, p)
}

// missingScopes names the permissions that an installation lacks.
func missingScopes(granted []string) string {
	var names []string
	for _, s := range bigcommerce.MissingScopes(granted) {
		names = append(names, bigcommerce.ScopeName(s))
	}
	if len(names) == 0 {
		return ""
	}
	return "The app may not read all that is needed. What needs it will be held. Add these to the app’s profile and install it again: " + strings.Join(names, ", ") + "."
}

// proved reads the payload of a callback. It counts once, together with what is
// done for it.
func (d *desk) proved(r *http.Request) (store.Callback, error) {
	token := ""
	if v := r.URL.Query()["signed_payload_jwt"]; len(v) == 1 {
		token = v[0]
	}
	p, err := bigcommerce.VerifyPayload(token, d.App.AppKeys, d.Now())
	return store.Callback{ID: p.ID, Issued: p.Issued, Expires: p.Expires, Hash: p.Hash, UserID: p.User.ID, Email: p.User.Email}, err
}

// appLoad is the app's tile: it offers to open the desk to whom an admin
// connected with the user of the control panel.
func (d *desk) appLoad(w http.ResponseWriter, r *http.Request) error {
	if d.App.ClientID == "" {
		return noApp()
	}
	c, err := d.proved(r)
	if errors.Is(err, bigcommerce.ErrForged) {
		d.Log.Info("a callback of the app was refused", "remote", d.ClientIP(r), "error", err)
		return d.door(w, r, http.StatusUnauthorized, templates.AppDoor{Head: "This was not opened by BigCommerce", Lines: []string{
			"It is not proved who you are, so nothing is shown. Open the app in BigCommerce’s control panel."}})
	}
	if err != nil {
		return err
	}
	ticket, person, err := d.Store.OpenFromApp(r.Context(), c)
	switch {
	case errors.Is(err, store.ErrSpent):
		return d.door(w, r, http.StatusUnprocessableEntity, templates.AppDoor{Head: "Open the app again", Lines: []string{
			"This page is good once. Close it and open the app anew in BigCommerce."}})
	case errors.Is(err, store.ErrNotFound):
		return d.door(w, r, http.StatusOK, templates.AppDoor{Head: "Sign in to Countinghouse", Link: "/", Lines: []string{
			"You are signed in to BigCommerce as **" + templates.Plain(c.Email) + "**. Here you sign in by yourself, with your own e-mail and password.",
			"An admin can let you in from BigCommerce directly: Settings, BigCommerce app."}})
	case errors.Is(err, store.ErrOtherUser):
		d.Log.Warn("the app was opened by another user of a connected e-mail", "store", c.Hash, "user", c.UserID)
		return d.door(w, r, http.StatusOK, templates.AppDoor{Head: "Sign in to Countinghouse", Link: "/", Lines: []string{
			"**" + templates.Plain(c.Email) + "** was another user of BigCommerce before. So that nobody takes over an account with an e-mail address, an admin has to let you in anew: Settings, BigCommerce app."}})
	case err != nil:
		return err
	}
	return d.door(w, r, http.StatusOK, templates.AppDoor{Head: "Countinghouse", Ticket: ticket, Lines: []string{
		"You open it as **" + templates.Plain(person) + "**, in a tab of its own. This offer is good for two minutes."}})
}

// appOpen signs in whom a ticket names, in the browser's own tab. What else a
// sign-in needs, such as the second factor, it needs here too.
func (d *desk) appOpen(w http.ResponseWriter, r *http.Request) error {
	if d.App.ClientID == "" {
		return noApp()
	}
	person, err := d.Store.SpendTicket(r.Context(), r.PostFormValue("ticket"))
	if errors.Is(err, store.ErrNotFound) {
		http.Redirect(w, r, "/login", http.StatusSeeOther)
		return nil
	}
	if err != nil {
		return err
	}
	user, err := d.Store.UserByEmail(r.Context(), person)
	if err != nil || user.Disabled {
		http.Redirect(w, r, "/login", http.StatusSeeOther)
		return nil
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

// appUninstall forgets the token of a store whose owner removed the app.
// BigCommerce's server calls; nobody reads the answer. Nothing in a payload says
// which callback it was made for, and whoever opens the app has one in the
// browser's address: so BigCommerce is asked what the token is still good for.
func (d *desk) appUninstall(w http.ResponseWriter, r *http.Request) error {
	return d.told(w, r, func(c store.Callback) error {
		if spent, err := d.Store.IsSpent(r.Context(), c); err != nil || spent {
			return err
		}
		refused, err := d.appRefused(r, c.Hash)
		if err != nil {
			return err
		}
		return d.Store.UninstallApp(r.Context(), c, refused)
	})
}

// askingFor bounds the question whether a token still reads its store.
const askingFor = 10 * time.Second

// appRefused tells whether BigCommerce refuses an installation's token. False:
// it does not, or can't be asked now.
func (d *desk) appRefused(r *http.Request, hash string) (bool, error) {
	token, api, err := d.Store.AppToken(r.Context(), hash)
	if err != nil || token == "" {
		return err == nil, err
	}
	if api == "" {
		api = d.appDefaults("", "", "").APIURL
	}
	select {
	case d.exchanging <- struct{}{}:
		defer func() { <-d.exchanging }()
	default:
		return false, nil
	}
	ctx, cancel := context.WithTimeout(r.Context(), askingFor)
	defer cancel()
	client, err := bigcommerce.New(bigcommerce.Options{BaseURL: api, StoreHash: hash, Token: token})
	if err != nil {
		return false, err
	}
	_, err = client.Store(ctx)
	return bigcommerce.IsKind(err, bigcommerce.Unauthorized), nil
}

// appRemoveUser takes the way in from a user who was removed in BigCommerce.
func (d *desk) appRemoveUser(w http.ResponseWriter, r *http.Request) error {
	return d.told(w, r, func(c store.Callback) error { return d.Store.RemoveAppUser(r.Context(), c) })
}

// told answers a callback of BigCommerce's server: 200 when it was done, also
// before; 401 without a word when it is not proved.
func (d *desk) told(w http.ResponseWriter, r *http.Request, do func(store.Callback) error) error {
	if d.App.ClientID == "" {
		return noApp()
	}
	c, err := d.proved(r)
	if errors.Is(err, bigcommerce.ErrForged) {
		d.Log.Info("a callback of the app was refused", "remote", d.ClientIP(r), "error", err)
		w.WriteHeader(http.StatusUnauthorized)
		return nil
	}
	if err == nil {
		err = do(c)
	}
	if errors.Is(err, store.ErrSpent) {
		return nil
	}
	return err
}

// appShop is the store that an installation is, or may become.
func appShop(shops []store.Shop, hash string) (store.Shop, bool) {
	for _, s := range shops {
		if s.Hash == hash {
			return s, true
		}
	}
	return store.Shop{}, false
}

// appKey tells whether a short name can stand in addresses and files.
func appKey(s string) bool {
	return s != "" && len(s) <= 32 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-_") == ""
}

// appDefaults are those of a store that is connected here.
func (d *desk) appDefaults(key, name, company string) store.Shop {
	api := d.AppAPI
	if api == "" {
		api = bigcommerce.DefaultBaseURL
	}
	login := d.App.LoginURL
	if login == "" {
		login = bigcommerce.DefaultLoginURL
	}
	return store.Shop{Key: sales.StoreKey(key), Name: name, Company: store.CompanyKey(company), APIURL: api, LoginURL: login, PollSeconds: 60}
}
