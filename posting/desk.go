// Package posting takes documents out: it plans orders, queues what QuickBooks
// should hold, converses with QuickBooks through the Web Connector, and reads
// back what was saved.
//
// Desk answers the Web Connector's calls; soap declares the interface that it
// satisfies and neither imports the other. Everything that must survive a
// crash is in the store before a byte leaves; what a session keeps in memory
// can be lost at any moment and is rebuilt from the store.
package posting

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"log/slog"
	"net"
	"strings"
	"sync"
	"time"

	"countinghouse/access"
	"countinghouse/books"
	"countinghouse/store"
)

// Options are the desk's settings; the zero value takes the defaults.
type Options struct {
	Log *slog.Logger
	Now func() time.Time
	// Lease is how long a visit that stopped calling keeps the company file to
	// itself against another PC. Default five minutes.
	Lease time.Duration
	// Aim is how long one round trip should keep QuickBooks busy; batches grow
	// and shrink towards it. Default ten seconds.
	Aim time.Duration
	// MaxBatch is the largest number of requests in one message set. Default 64:
	// what a call costs grows with every record of a set, and a call should
	// stay far below the 50 ms asked for also on a busy machine.
	MaxBatch int
	// ListsEvery is how old the cached QuickBooks lists may be before a visit
	// without other work reads them again. Default ten minutes.
	ListsEvery time.Duration
	// StockEvery is how old what is known of QuickBooks' quantities may be before
	// a visit without other work asks which transactions moved some. Default five
	// minutes.
	StockEvery time.Duration
	// PageSize is how many rows an iterator asks for at a time. Default 500.
	PageSize int
	// RepeatWindow is how soon a second sendRequestXML for the same turn counts
	// as the same call sent again by the HTTP layer, and gets the same bytes
	// (reference: qbwc-protocol §9.12). Later it means that the answer was lost.
	// Default five seconds.
	RepeatWindow time.Duration
	// Patience is how long QuickBooks may be at work on a message set whose
	// answer never came, a dialog on its screen included: what it may be at work
	// on is not made anew before. Default ten minutes. Sent again unchanged,
	// which QuickBooks recognises, it is after a tenth of that.
	Patience time.Duration
	// Zone decides quiet hours where no store told its own. Default UTC.
	Zone *time.Location
}

func (o Options) withDefaults() Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Lease == 0 {
		o.Lease = 5 * time.Minute
	}
	if o.Aim == 0 {
		o.Aim = 10 * time.Second
	}
	if o.MaxBatch <= 0 {
		o.MaxBatch = 64
	}
	if o.ListsEvery == 0 {
		o.ListsEvery = 10 * time.Minute
	}
	if o.StockEvery == 0 {
		o.StockEvery = 5 * time.Minute
	}
	if o.PageSize <= 0 {
		o.PageSize = 500
	}
	if o.Patience == 0 {
		o.Patience = 10 * time.Minute
	}
	if o.RepeatWindow == 0 {
		o.RepeatWindow = 5 * time.Second
	}
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	return o
}

// Desk answers the Web Connector.
type Desk struct {
	store   *store.Store
	planner *Planner
	log     *slog.Logger
	o       Options

	mu       sync.Mutex
	sessions map[string]*session // by ticket
	batch    map[store.CompanyKey]*batchSize
	// unchanged: held orders were planned again since a list last changed.
	unchanged map[store.CompanyKey]bool
	logins    *access.Throttle
	// seen is when a set in doubt was first seen here, for those that a clock
	// which was set back says were sent in time to come.
	seen map[int64]time.Time
}

// NewDesk is a desk over the store. The planner is asked to plan orders when a
// visit has nothing else to do.
func NewDesk(st *store.Store, planner *Planner, o Options) *Desk {
	o = o.withDefaults()
	return &Desk{
		store: st, planner: planner, log: o.Log, o: o,
		sessions:  map[string]*session{},
		batch:     map[store.CompanyKey]*batchSize{},
		unchanged: map[store.CompanyKey]bool{},
		logins:    access.NewThrottle(),
		seen:      map[int64]time.Time{},
	}
}

// session is what the desk keeps in memory of one visit.
type session struct {
	mu      sync.Mutex
	company store.Company
	visit   store.Visit

	checked bool   // the company file was recognised in this visit
	path    string // from where it was opened; empty: not told
	refusal string // why nothing may be sent in this visit; for people
	message string // last words, for getLastError and closeConnection

	pending *set // sent and not answered
	next    *set // prepared, not sent
	percent int  // the last answer, repeated when the response is delivered again

	lists     map[string]bool           // list kinds read in this visit
	iterators map[books.ListKind]string // iterators under way: they die with the visit
	doubts
	done     int  // requests answered in this visit
	noVerify bool // reading back gave nothing: not again in this visit
	noExtras bool // QuickBooks could not read the questions about deposits and reconciliations
	readings map[store.PostingID]*reading
	back     lookingBack // after a restore
	known    knownCheck  // is the file what it was?
	stock    stockCheck  // how many there are of what
	making   making      // entries that persons have made
	// linksAsked: documents that orders are to be linked to were asked for.
	linksAsked bool
}

// Authenticate checks the Web Connector's login and opens a visit. The ticket
// is never empty, whatever the answer (reference: qbwc-protocol §3.3).
func (d *Desk) Authenticate(ctx context.Context, user, password, remote, clientVersion string) (ticket, answer string, err error) {
	ticket = newTicket()
	host := hostOf(remote)
	now := d.o.Now()
	company, err := d.store.CompanyByUser(ctx, user)
	unknown := errors.Is(err, store.ErrNotFound)
	if err != nil && !unknown {
		return ticket, "", err
	}
	try := access.Try{Account: user, Place: host}
	if !unknown { // from where it called before, strangers' guesses don't slow it down
		if try.Known, err = d.store.CalledFrom(ctx, company.Key, host); err != nil {
			return ticket, "", err
		}
	}
	if wait := d.logins.Wait(try, now); wait > 0 {
		d.log.WarnContext(ctx, "web connector login throttled", "remote", host)
		return ticket, "nvu", nil
	}
	if unknown {
		access.SpendVerify(password) // an unknown name takes as long as a wrong password
		d.logins.Failed(try, now)
		return ticket, "nvu", nil
	}
	if ok, _ := access.VerifyPassword(company.PasswordHash, password); !ok {
		d.logins.Failed(try, now)
		d.log.WarnContext(ctx, "web connector login refused", "company", company.Key, "remote", host)
		return ticket, "nvu", nil
	}
	d.logins.Succeeded(try, now)
	return d.open(ctx, company, ticket, host, clientVersion)
}

// open opens the visit of a login that was right.
func (d *Desk) open(ctx context.Context, company store.Company, ticket, host, clientVersion string) (string, string, error) {
	if quiet, err := d.quiet(ctx, company); err != nil {
		return ticket, "", err
	} else if quiet {
		return ticket, "none", d.store.TouchCompany(ctx, company.Key)
	}
	if _, err := d.store.FreeLocked(ctx, company.Key, lockedAgain); err != nil {
		return ticket, "", err
	}
	due, err := d.anythingDue(ctx, company)
	if err != nil {
		return ticket, "", err
	}
	if !due {
		return ticket, "none", d.store.TouchCompany(ctx, company.Key)
	}
	visit, err := d.store.OpenVisit(ctx, company.Key, ticket, host, clientVersion, d.o.Lease)
	if errors.Is(err, store.ErrBusy) {
		return ticket, "busy", nil
	}
	if err != nil {
		return ticket, "", err
	}
	d.mu.Lock()
	for t, s := range d.sessions { // older visits of this company are over
		if s.company.Key == company.Key {
			delete(d.sessions, t)
		}
	}
	d.sessions[ticket] = newSession(company, visit)
	d.mu.Unlock()
	return ticket, company.FilePath, nil
}

func newSession(company store.Company, visit store.Visit) *session {
	return &session{company: company, visit: visit, lists: map[string]bool{},
		iterators: map[books.ListKind]string{}, doubts: newDoubts(), readings: map[store.PostingID]*reading{}, making: newMaking()}
}

// anythingDue tells whether a visit has something to do: otherwise QuickBooks
// is left alone.
func (d *Desk) anythingDue(ctx context.Context, company store.Company) (bool, error) {
	if !company.Facts.Known || company.Stopped != "" {
		return true, nil
	}
	w, err := d.store.WorkCounts(ctx, company.Key)
	if err != nil {
		return false, err
	}
	if w.ToPlan+w.Ready+w.Sent+w.Unsure+w.Posted > 0 {
		return true, nil
	}
	if back, err := d.restoredDue(ctx, company.Key); err != nil || back {
		return back, err
	}
	if entries, err := d.store.EntriesToMake(ctx, company.Key, 1); err != nil || len(entries) > 0 {
		return len(entries) > 0, err
	}
	if due, err := d.stockDue(ctx, company); err != nil || due {
		return due, err
	}
	if links, err := d.store.LinksToAsk(ctx, company.Key, 1); err != nil || len(links) > 0 {
		return len(links) > 0, err
	}
	return d.listsDue(ctx, company)
}

// quiet tells whether it is the company file's quiet hours, which are of the
// zone of its first store: there the people are who said them.
func (d *Desk) quiet(ctx context.Context, c store.Company) (bool, error) {
	if c.QuietFrom == "" || c.QuietTo == "" || c.QuietFrom == c.QuietTo {
		return false, nil
	}
	shops, err := d.store.Shops(ctx)
	if err != nil {
		return false, err
	}
	zone := d.o.Zone
	for _, shop := range shops {
		if shop.Company == c.Key && shop.Zone != "" {
			zone = Zone(shop)
			break
		}
	}
	now := d.o.Now().In(zone).Format("15:04")
	if c.QuietFrom < c.QuietTo {
		return now >= c.QuietFrom && now < c.QuietTo, nil
	}
	return now >= c.QuietFrom || now < c.QuietTo, nil
}

// errUnknownTicket: no visit has this ticket, or it is over.
var errUnknownTicket = errors.New("unknown ticket")

// session finds the visit of a ticket, from memory or, after a restart, from
// the store.
func (d *Desk) session(ctx context.Context, ticket string) (*session, error) {
	d.mu.Lock()
	s := d.sessions[ticket]
	d.mu.Unlock()
	if s != nil {
		return s, nil
	}
	if ticket == "" {
		return nil, errUnknownTicket
	}
	visit, err := d.store.VisitByTicket(ctx, ticket)
	if errors.Is(err, store.ErrNotFound) || err == nil && visit.State != "open" {
		return nil, errUnknownTicket
	}
	if err != nil {
		return nil, err
	}
	company, err := d.store.Company(ctx, visit.Company)
	if err != nil {
		return nil, err
	}
	s = newSession(company, visit)
	if err := d.restore(ctx, s); err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if other := d.sessions[ticket]; other != nil {
		return other, nil
	}
	d.sessions[ticket] = s
	return s, nil
}

// LastError answers getLastError: one line for people, never empty.
func (d *Desk) LastError(ctx context.Context, ticket string) (string, error) {
	s, err := d.session(ctx, ticket)
	if errors.Is(err, errUnknownTicket) {
		return sessionOver, nil
	}
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.refusal != "":
		return s.refusal, nil
	case s.message != "":
		return s.message, nil
	}
	return "No work: everything that is ready is in QuickBooks.", nil
}

// Close answers closeConnection. It may come twice, or never; both do no harm.
func (d *Desk) Close(ctx context.Context, ticket string) (string, error) {
	s, err := d.session(ctx, ticket)
	if errors.Is(err, errUnknownTicket) {
		return "OK", nil
	}
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pending != nil {
		if err := d.lost(ctx, s); err != nil {
			return "", err
		}
	}
	words, state := s.closing(), "closed"
	if s.refusal != "" {
		words, state = s.refusal, "refused"
	}
	if err := d.store.CloseVisit(ctx, s.visit.ID, state, words); err != nil {
		return "", err
	}
	d.mu.Lock()
	delete(d.sessions, ticket)
	d.mu.Unlock()
	return words, nil
}

// sessionOver is what a call with a ticket of no open visit is told.
const sessionOver = "This session is unknown or over. The next update starts a new one; nothing is lost."

func newTicket() string {
	var b [20]byte
	_, _ = rand.Read(b[:]) // never fails, see crypto/rand
	return base32.StdEncoding.EncodeToString(b[:])
}

// hostOf is the address without its port: the PC that calls.
func hostOf(remote string) string {
	if host, _, err := net.SplitHostPort(remote); err == nil {
		return host
	}
	return strings.TrimSpace(remote)
}
