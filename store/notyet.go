package store

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"countinghouse/access"
	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/sales"
	"countinghouse/secret"
)

var errNotBuilt = errors.New("not built yet")

// Options are what a store needs beside its directory.
type Options struct {
	Sealer *secret.Sealer
	Now    func() time.Time
	Log    *slog.Logger
}

// Store is the database.
type Store struct{ now func() time.Time }

func Open(ctx context.Context, dir string, o Options) (*Store, error) { return nil, errNotBuilt }
func (s *Store) Close() error                                         { return errNotBuilt }

func (s *Store) SaveCompany(ctx context.Context, by Actor, c Company) error { return errNotBuilt }
func (s *Store) Company(ctx context.Context, key CompanyKey) (Company, error) {
	return Company{}, errNotBuilt
}
func (s *Store) Companies(ctx context.Context) ([]Company, error) { return nil, errNotBuilt }
func (s *Store) CompanyByUser(ctx context.Context, user string) (Company, error) {
	return Company{}, errNotBuilt
}
func (s *Store) LearnCompany(ctx context.Context, v VisitID, key CompanyKey, facts books.Company, path string, major, minor int) error {
	return errNotBuilt
}
func (s *Store) StopCompany(ctx context.Context, key CompanyKey, reason string) error {
	return errNotBuilt
}

// TouchCompany notes that QuickBooks called.
func (s *Store) TouchCompany(ctx context.Context, key CompanyKey) error { return errNotBuilt }

func (s *Store) SaveShop(ctx context.Context, by Actor, shop Shop) error { return errNotBuilt }
func (s *Store) Shop(ctx context.Context, key sales.StoreKey) (Shop, error) {
	return Shop{}, errNotBuilt
}
func (s *Store) Shops(ctx context.Context) ([]Shop, error) { return nil, errNotBuilt }
func (s *Store) SaveShopFacts(ctx context.Context, key sales.StoreKey, zone, currency string, inclusive bool) error {
	return errNotBuilt
}
func (s *Store) SaveShopPoll(ctx context.Context, key sales.StoreKey, at time.Time, errText string) error {
	return errNotBuilt
}
func (s *Store) SaveRules(ctx context.Context, by Actor, key sales.StoreKey, r books.Rules) (int64, error) {
	return 0, errNotBuilt
}
func (s *Store) Rules(ctx context.Context, key sales.StoreKey) (books.Rules, int64, error) {
	return books.Rules{}, 0, errNotBuilt
}

func (s *Store) SaveOrders(ctx context.Context, key sales.StoreKey, orders []sales.Order) (OrdersSaved, error) {
	return OrdersSaved{}, errNotBuilt
}
func (s *Store) Order(ctx context.Context, key sales.StoreKey, id sales.OrderID) (sales.Order, error) {
	return sales.Order{}, errNotBuilt
}
func (s *Store) Cursor(ctx context.Context, key sales.StoreKey, name string) (string, error) {
	return "", errNotBuilt
}
func (s *Store) SetCursor(ctx context.Context, key sales.StoreKey, name, value string) error {
	return errNotBuilt
}

func (s *Store) OrdersToPlan(ctx context.Context, key CompanyKey, limit int) ([]PlannedOrder, error) {
	return nil, errNotBuilt
}
func (s *Store) Lists(ctx context.Context, key CompanyKey, n books.Needs) (books.Lists, error) {
	return books.Lists{}, errNotBuilt
}
func (s *Store) SavePlans(ctx context.Context, key CompanyKey, plans []PlanResult) (int, error) {
	return 0, errNotBuilt
}
func (s *Store) PlanAgain(ctx context.Context, key CompanyKey, why string) (int, error) {
	return 0, errNotBuilt
}

// PlanOrder marks one order to be planned again, on demand of a person.
func (s *Store) PlanOrder(ctx context.Context, by Actor, key sales.StoreKey, id sales.OrderID) error {
	return errNotBuilt
}

// RetryPosting lets a refused posting be tried again after a person decided so.
func (s *Store) RetryPosting(ctx context.Context, by Actor, id PostingID) error { return errNotBuilt }

// LinkCustomer links who bought to a customer of QuickBooks that a person chose.
func (s *Store) LinkCustomer(ctx context.Context, by Actor, key CompanyKey, customerKey, listID string) error {
	return errNotBuilt
}

func (s *Store) OpenVisit(ctx context.Context, key CompanyKey, ticket, remote, clientVersion string, lease time.Duration) (Visit, error) {
	return Visit{}, errNotBuilt
}
func (s *Store) VisitByTicket(ctx context.Context, ticket string) (Visit, error) {
	return Visit{}, errNotBuilt
}
func (s *Store) TouchVisit(ctx context.Context, id VisitID) error { return errNotBuilt }
func (s *Store) CloseVisit(ctx context.Context, id VisitID, state, message string) error {
	return errNotBuilt
}
func (s *Store) SetVisitMessage(ctx context.Context, id VisitID, message string) error {
	return errNotBuilt
}
func (s *Store) ClaimReady(ctx context.Context, key CompanyKey, limit int) ([]Posting, error) {
	return nil, errNotBuilt
}
func (s *Store) MarkSent(ctx context.Context, x Exchange, postings []PostingID) (int64, error) {
	return 0, errNotBuilt
}
func (s *Store) Answer(ctx context.Context, exchange int64, r Reply) error { return errNotBuilt }

// Settle applies outcomes that no exchange brought: postings that cannot be sent.
func (s *Store) Settle(ctx context.Context, outcomes []Outcome) error { return errNotBuilt }
func (s *Store) Pending(ctx context.Context, v VisitID) (Exchange, error) {
	return Exchange{}, errNotBuilt
}
func (s *Store) LastExchange(ctx context.Context, v VisitID) (Exchange, error) {
	return Exchange{}, errNotBuilt
}

// ExchangePostings are the postings that a message set sent and that are still in it.
func (s *Store) ExchangePostings(ctx context.Context, exchange int64) ([]Posting, error) {
	return nil, errNotBuilt
}
func (s *Store) UnsurePostings(ctx context.Context, key CompanyKey, limit int) ([]Posting, error) {
	return nil, errNotBuilt
}
func (s *Store) UnverifiedPostings(ctx context.Context, key CompanyKey, limit int) ([]Posting, error) {
	return nil, errNotBuilt
}
func (s *Store) ListProgress(ctx context.Context, key CompanyKey, kind books.ListKind) (ListProgress, error) {
	return ListProgress{}, errNotBuilt
}
func (s *Store) ListsProgress(ctx context.Context, key CompanyKey) ([]ListProgress, error) {
	return nil, errNotBuilt
}
func (s *Store) Entries(ctx context.Context, key CompanyKey, kind books.ListKind, search string, limit int) ([]books.Entry, error) {
	return nil, errNotBuilt
}
func (s *Store) WorkCounts(ctx context.Context, key CompanyKey) (Work, error) {
	return Work{}, errNotBuilt
}

func (s *Store) OrdersPage(ctx context.Context, f OrderFilter) (OrdersPage, error) {
	return OrdersPage{}, errNotBuilt
}
func (s *Store) OrderStory(ctx context.Context, key sales.StoreKey, id sales.OrderID) (OrderStory, error) {
	return OrderStory{}, errNotBuilt
}
func (s *Store) Causes(ctx context.Context, key CompanyKey) ([]Cause, error) { return nil, errNotBuilt }
func (s *Store) VisitsPage(ctx context.Context, f VisitFilter) (VisitsPage, error) {
	return VisitsPage{}, errNotBuilt
}
func (s *Store) VisitStory(ctx context.Context, id VisitID) (Visit, []Exchange, error) {
	return Visit{}, nil, errNotBuilt
}
func (s *Store) Events(ctx context.Context, f EventFilter) (EventsPage, error) {
	return EventsPage{}, errNotBuilt
}
func (s *Store) DayFigures(ctx context.Context, key CompanyKey, from, to day.Day) ([]DayFigure, error) {
	return nil, errNotBuilt
}
func (s *Store) StateFigures(ctx context.Context, key CompanyKey, from, to day.Day) (map[OrderState]Figure, error) {
	return nil, errNotBuilt
}
func (s *Store) Stats(ctx context.Context) (Stats, error) { return Stats{}, errNotBuilt }

// SaveUser makes or changes a person, by e-mail.
func (s *Store) SaveUser(ctx context.Context, by Actor, u access.User) error { return errNotBuilt }
func (s *Store) UserByEmail(ctx context.Context, email string) (access.User, error) {
	return access.User{}, errNotBuilt
}
func (s *Store) Users(ctx context.Context) ([]access.User, error) { return nil, errNotBuilt }

// SetPassword changes a person's password hash and ends all their sessions.
func (s *Store) SetPassword(ctx context.Context, by Actor, email, hash string) error {
	return errNotBuilt
}

// CreateSession writes down a sign-in (access.NewSession).
func (s *Store) CreateSession(ctx context.Context, session access.Session) error { return errNotBuilt }

// Session finds a sign-in that is not over and whose person may still sign in;
// ErrNotFound otherwise. It notes, once a minute, that it was used.
func (s *Store) Session(ctx context.Context, id string) (access.Session, access.User, error) {
	return access.Session{}, access.User{}, errNotBuilt
}
func (s *Store) EndSession(ctx context.Context, id string) error { return errNotBuilt }

// EndSessions signs a person out everywhere and tells how many sessions that ended.
func (s *Store) EndSessions(ctx context.Context, by Actor, email string) (int, error) {
	return 0, errNotBuilt
}
func (s *Store) Audit(ctx context.Context, by Actor, action, subject, detail string) error {
	return errNotBuilt
}

// VerifyAudit recomputes the chain of the audit and names the rows that break it.
func (s *Store) VerifyAudit(ctx context.Context) (rows int, broken []int64, err error) {
	return 0, nil, errNotBuilt
}
func (s *Store) Backup(ctx context.Context, path string) error { return errNotBuilt }
