// Package web is the desk in the browser: signing in, Home, Sales, one order's
// story, what needs review, Activity, Mapping and Settings; and the JSON API
// for programs that have a token.
//
// Every page works with scripts off; scripts only ask again for the part of a
// page that changes by itself. What a page shows is decided here, how it looks
// in package templates.
package web

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/gorilla/sessions"

	"countinghouse/access"
	"countinghouse/alert"
	"countinghouse/bigcommerce"
	"countinghouse/static"
	"countinghouse/store"
)

// Options are what the desk needs.
type Options struct {
	Store *store.Store
	// SessionKey authenticates and encrypts the session cookie, at least 32
	// bytes; keep it. Empty: a random one, and everybody signs in again after
	// a restart.
	SessionKey []byte
	// BaseURL is the address under which this server is reached from outside,
	// "https://books.example.com"; it stands in the .qwc file. Empty: the
	// address of the request.
	BaseURL string
	// Secure says that browsers reach the server by HTTPS: cookies are then
	// bound to it. Without it only for a server on the same machine.
	Secure  bool
	Version string
	Log     *slog.Logger
	Now     func() time.Time
	// Planned waits until the orders of a company file that are to be planned
	// are planned, a moment at most. Nil: nobody plans them at once.
	Planned func(context.Context, store.CompanyKey)
	// Tell sends a person an e-mail about her account, without waiting for it;
	// nil: nobody is told.
	Tell func(email, subject string, lines []string)
	// ClientIP is the caller's address, behind a proxy too. Default: the peer's.
	ClientIP func(*http.Request) string
	// Rehearse posts orders to a simulated company file; nil: there is none.
	Rehearse Rehearse
	// FirstToken is the invitation by which the first account is made in the
	// browser, while there is none; empty: it is made on the command line.
	FirstToken string
	// App is the single-click app; without a client id there is none. AppAPI is
	// the API address of stores that it connects; default BigCommerce's.
	App    bigcommerce.App
	AppAPI string
	// Mail is the mail server that the operator named; without a host an admin
	// names one on the page of alerts.
	Mail alert.Mail
	// BackupAt, BackupKeep and BackupDir are the operator's settings of backups;
	// the first two hold until an admin says otherwise.
	BackupAt   string
	BackupKeep int
	BackupDir  string
	// BackupNow has a backup made without waiting for it; false: one is asked for
	// already. Nil: none can be asked for here.
	BackupNow func(store.Actor) bool
}

type desk struct {
	Options
	cookies    *sessions.CookieStore
	browsers   *sessions.CookieStore // of the cookies by which browsers are known
	throttle   *access.Throttle
	exchanging chan struct{}    // held by installations of the app under way
	tokens     *access.Throttle // of wrong tokens of the API
	underWay   busy
}

// New is the whole desk, to be mounted at "/". Static files are served under
// static.Prefix.
func New(o Options) http.Handler {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	if o.ClientIP == nil {
		o.ClientIP = peer
	}
	d := &desk{Options: o, exchanging: make(chan struct{}, exchanges), cookies: cookieStore(o, "session", access.AbsoluteLimit), browsers: cookieStore(o, "browser", browserLimit), throttle: access.NewThrottle(), tokens: access.NewThrottle(), underWay: busy{n: map[int64]int{}}}
	r := chi.NewRouter()
	r.Use(d.recovered, securityHeaders(o.Secure), compressed, middleware.GetHead)
	r.Handle(static.Prefix+"*", static.Handler())
	r.Group(func(r chi.Router) {
		r.Use(d.sameOrigin)
		for _, route := range append(d.routes(), d.appRoutes()...) {
			r.Method(route.method, route.path, d.guarded(route))
		}
	})
	for _, route := range d.apiRoutes() {
		r.Method(route.method, route.path, d.apiGuarded(route))
	}
	r.NotFound(d.notFound)
	r.MethodNotAllowed(d.notFound)
	return r
}

// route is one address of the desk, and who may use it.
type route struct {
	method, path string
	// anyone says that nobody needs to be signed in. Otherwise may is what the
	// person's role must allow: on the server, or in the company file that the
	// request is about (books.go tells which).
	anyone bool
	may    access.Action
	handle func(http.ResponseWriter, *http.Request) error
}

// routes are all addresses, with who may use each.
func (d *desk) routes() []route {
	get, post := http.MethodGet, http.MethodPost
	return []route{
		{get, "/login", true, "", d.login},
		{post, "/login", true, "", d.signIn},
		{get, "/login/code", false, access.OwnAccount, d.codePage},
		{post, "/login/code", false, access.OwnAccount, d.giveCode},
		{post, "/logout", false, access.OwnAccount, d.signOut},

		{get, "/setup/first", true, "", d.first},
		{post, "/setup/first", true, "", d.makeFirst},
		{get, "/setup", false, access.Connect, d.startSetup},
		{get, "/setup/{leg}", false, access.Connect, d.setupStep},
		{post, "/setup/{leg}", false, access.Connect, d.takeStep},

		{get, "/", false, access.See, d.home},
		{get, "/sales", false, access.See, d.sales},
		{get, "/sales.csv", false, access.See, d.salesCSV},
		{get, "/sales.json", false, access.See, d.salesJSON},
		{post, "/sales/views", false, access.See, d.saveView},
		{post, "/sales/views/{view}/remove", false, access.See, d.removeView},
		{get, "/orders/{store}/{id}", false, access.See, d.order},
		{get, "/search", false, access.See, d.search},
		{get, "/review", false, access.See, d.review},
		{post, "/review/fix", false, access.DecideOrders, d.fix},
		{post, "/review/remind", false, access.DecideOrders, d.remind},
		{get, "/act", false, access.DecideOrders, d.askAct},
		{post, "/act", false, access.DecideOrders, d.carryOut},
		{post, "/steps/{step}/undo", false, access.DecideOrders, d.undoStep},
		{get, "/customers", false, access.See, d.customers},
		{get, "/items", false, access.See, d.items},
		{get, "/items.csv", false, access.See, d.itemsCSV},
		{get, "/items.json", false, access.See, d.itemsJSON},
		{post, "/items/accept", false, access.ChangeMapping, d.acceptItems},
		{get, "/items/choose", false, access.ChangeMapping, d.itemChoose},
		{post, "/items/choose", false, access.ChangeMapping, d.doItemChoose},
		{get, "/items/create", false, access.ChangeMapping, d.itemCreate},
		{post, "/items/create", false, access.ChangeMapping, d.doItemCreate},
		{get, "/items/sell", false, access.ChangeMapping, d.itemSell},
		{post, "/items/sell", false, access.ChangeMapping, d.doItemSell},
		{get, "/items/made", false, access.See, d.itemMade},
		{post, "/items/made", false, access.ChangeMapping, d.doItemMade},
		{get, "/stock", false, access.See, d.stock},
		{get, "/stock.csv", false, access.See, d.stockCSV},
		{get, "/stock.json", false, access.See, d.stockJSON},
		{get, "/stock/items/{item}", false, access.See, d.stockWhy},
		{post, "/stock/again", false, access.ChangeSettings, d.stockAgain},
		{get, "/stock/moved", false, access.See, d.stockMoved},
		{get, "/stock/conflicts", false, access.See, d.stockConflicts},
		{post, "/stock/conflicts", false, access.ChangeSettings, d.settleConflict},
		{get, "/stock/reconcile", false, access.See, d.reconcile},
		{post, "/stock/reconcile", false, access.ChangeSettings, d.settleDifferences},
		{post, "/stock/reconcile/count", false, access.ChangeSettings, d.takeCount},
		{get, "/stock/sheet", false, access.See, d.sheet},
		{get, "/stock/sheet.csv", false, access.See, d.sheetCSV},
		{get, "/stock/rules", false, access.See, d.stockRules},
		{post, "/stock/rules", false, access.ChangeSettings, d.saveStockRules},
		{get, "/stock/start", false, access.See, d.stockStart},
		{post, "/stock/live", false, access.Connect, d.stockLive},
		{post, "/stock/pause", false, access.ChangeSettings, d.stockPause},
		{get, "/mapping", false, access.See, d.mapping},
		{post, "/mapping", false, access.ChangeMapping, d.change},
		{get, "/mapping/rule", false, access.See, d.rule},
		{get, "/mapping/options", false, access.See, d.options},
		{get, "/mapping/open", false, access.See, d.openWork},
		{get, "/mapping/history", false, access.See, d.history},
		{get, "/mapping/undo", false, access.See, d.undoOf},
		{post, "/mapping/undo", false, access.DecideOrders, d.undo},
		{get, "/mapping/file", false, access.See, d.mappingFile},
		{post, "/mapping/import", false, access.ChangeMapping, d.takeFile},
		{get, "/mapping.csv", false, access.See, d.mappingCSV},
		{get, "/mapping.json", false, access.See, d.mappingJSON},
		{get, "/activity", false, access.See, d.visits},
		{get, "/activity.csv", false, access.See, d.visitsCSV},
		{get, "/activity.json", false, access.See, d.visitsJSON},
		{get, "/activity/visits/{visit}", false, access.See, d.visit},
		{get, "/activity/visits/{visit}/all.json", false, access.See, d.visitJSON},
		{get, "/activity/visits/{visit}/{seq}/{part}", false, access.See, d.exchange},
		{get, "/activity/audit", false, access.SeeAudit, d.audit},
		{get, "/activity/audit.csv", false, access.SeeAudit, d.auditCSV},
		{get, "/activity/audit.json", false, access.SeeAudit, d.auditJSON},
		{get, "/settings", false, access.See, d.settings},
		{get, "/settings/qwc/{company}", false, access.Connect, d.qwc},
		{get, "/settings/files/{company}", false, access.See, d.fileSettings},
		{post, "/settings/files/{company}", false, access.ChangeSettings, d.saveSchedule},
		{post, "/settings/files/{company}/connection", false, access.Connect, d.saveConnection},
		{post, "/settings/files/{company}/password", false, access.Connect, d.renewConnector},
		{post, "/settings/files/{company}/place", false, access.Connect, d.acceptPlace},
		{post, "/settings/files/{company}/missing", false, access.Connect, d.sayMissing},
		{post, "/settings/files/{company}/forget", false, access.Connect, d.forgetFile},
		{get, "/settings/stores/{store}", false, access.See, d.storeSettings},
		{post, "/settings/stores/{store}", false, access.ChangeSettings, d.saveReading},
		{post, "/settings/stores/{store}/connection", false, access.Connect, d.saveToken},
		{get, "/settings/alerts", false, access.Connect, d.alertSettings},
		{post, "/settings/alerts", false, access.Connect, d.saveAlerts},
		{post, "/settings/alerts/mail", false, access.Connect, d.saveMail},
		{post, "/settings/alerts/test", false, access.Connect, d.testMail},
		{get, "/settings/backup", false, access.Connect, d.backupSettings},
		{post, "/settings/backup", false, access.Connect, d.saveBackup},
		{post, "/settings/backup/now", false, access.Connect, d.makeBackup},

		{get, "/books", false, access.OwnAccount, d.books},
		{post, "/books", false, access.See, d.chooseBooks},
		{get, "/me", false, access.OwnAccount, d.me},
		{get, "/me/confirm", false, access.OwnAccount, d.confirmPage},
		{post, "/me/confirm", false, access.OwnAccount, d.confirm},
		{get, "/me/password", false, access.OwnAccount, d.passwordPage},
		{post, "/me/password", false, access.OwnAccount, d.changePassword},
		{post, "/me/sessions", false, access.OwnAccount, d.endMySessions},
		{get, "/me/second-factor", false, access.OwnAccount, d.factorPage},
		{post, "/me/second-factor", false, access.OwnAccount, d.confirmFactor},
		{get, "/me/second-factor/picture", false, access.OwnAccount, d.factorPicture},
		{get, "/me/second-factor/recovery", false, access.OwnAccount, d.recoveryPage},
		{post, "/me/second-factor/recovery", false, access.OwnAccount, d.newRecovery},
		{post, "/me/second-factor/off", false, access.OwnAccount, d.factorOff},

		{get, "/settings/people", false, access.ManageUsers, d.people},
		{get, "/settings/people/new", false, access.ManageUsers, d.newPerson},
		{post, "/settings/people", false, access.ManageUsers, d.addPerson},
		{get, "/settings/people/{email}", false, access.ManageUsers, d.person},
		{post, "/settings/people/{email}", false, access.ManageUsers, d.savePerson},
		{post, "/settings/people/{email}/password", false, access.ManageUsers, d.resetPassword},
		{post, "/settings/people/{email}/second-factor", false, access.ManageUsers, d.resetFactor},
		{post, "/settings/people/{email}/sessions", false, access.ManageUsers, d.endTheirSessions},
		{post, "/settings/second-factor", false, access.ManageUsers, d.demandFactor},
		{get, "/settings/tokens", false, access.ManageUsers, d.tokenList},
		{post, "/settings/tokens", false, access.ManageUsers, d.makeToken},
		{post, "/settings/tokens/{token}/end", false, access.ManageUsers, d.endToken},

		{post, "/theme", true, "", d.theme},
		{get, "/help", false, access.OwnAccount, d.help},
		{get, "/menu", false, access.OwnAccount, d.menu},
	}
}

func peer(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// cookieStore makes the two keys of a cookie from the one that is kept; use
// tells apart the cookies that are made for different things.
func cookieStore(o Options, use string, age time.Duration) *sessions.CookieStore {
	secret := o.SessionKey
	if len(secret) == 0 {
		secret = make([]byte, 32)
		_, _ = rand.Read(secret) // never fails, see crypto/rand
	}
	sign := sha256.Sum256(append([]byte("countinghouse "+use+" authentication\x00"), secret...))
	seal := sha256.Sum256(append([]byte("countinghouse "+use+" encryption\x00"), secret...))
	cs := sessions.NewCookieStore(sign[:], seal[:])
	cs.Options = &sessions.Options{Path: "/", HttpOnly: true, Secure: o.Secure, SameSite: http.SameSiteLaxMode, MaxAge: int(age / time.Second)}
	cs.MaxAge(cs.Options.MaxAge)
	return cs
}
