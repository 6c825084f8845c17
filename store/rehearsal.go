package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
)

// RehearsalState is how far a rehearsal is.
type RehearsalState string

// The states of a rehearsal. One that runs gives a sign of life after each part
// of the orders; without one for a while whatever ran it has died, and it is as
// if it had been stopped.
const (
	RehearsalRunning RehearsalState = "running"
	RehearsalStopped RehearsalState = "stopped" // by a person, or with the server; it can go on
	RehearsalFailed  RehearsalState = "failed"  // something broke; Wrong says what
	RehearsalDone    RehearsalState = "done"
)

// RehearsalLife is how long a rehearsal may go without a sign of life.
const RehearsalLife = 5 * time.Minute

// ErrRehearsing tells that a rehearsal is under way: there is one at a time,
// since each is a whole server and a company file in memory.
var ErrRehearsing = errors.New("a rehearsal is under way already")

// Rehearsal is a store's orders posted to a simulated company file with the
// lists of the real one, so far. Amounts are in the home currency unless one is
// named.
type Rehearsal struct {
	Store sales.StoreKey `json:"-"`
	Run   int64          `json:"-"`
	State RehearsalState `json:"-"`
	At    time.Time      `json:"-"` // the last sign of life

	Since   day.Day   `json:"since"`   // orders placed on this day of the store or later
	Version int64     `json:"version"` // of the mapping
	Began   time.Time `json:"began"`
	Ended   time.Time `json:"ended,omitzero"`
	By      string    `json:"by"`
	Wrong   string    `json:"wrong,omitempty"` // why it failed, for people

	// Orders are to be rehearsed, Done were; the rest is counted among these.
	Orders   int `json:"orders"`
	Done     int `json:"done"`
	Posted   int `json:"posted"`
	Held     int `json:"held"`
	Refused  int `json:"refused"`
	Excluded int `json:"excluded"` // no sales, or left out by a rule
	Waiting  int `json:"waiting"`  // neither: what they need came in no time

	// LastPlaced and LastID are the last order that was rehearsed.
	LastPlaced time.Time     `json:"lastPlaced,omitzero"`
	LastID     sales.OrderID `json:"lastId,omitempty"`

	// Accounts is the trial balance, debits less credits; Taxes what is owed to
	// agencies; Receivables who owes, the largest of them, and Others the sum of
	// the rest.
	Accounts    []Rehearsed `json:"accounts,omitempty"`
	Taxes       []Rehearsed `json:"taxes,omitempty"`
	Receivables []Rehearsed `json:"receivables,omitempty"`
	Others      Rehearsed   `json:"others,omitzero"` // its Name is empty
	Owing       int         `json:"owing,omitempty"` // customers who owe or have a credit

	Causes   []RehearsedCause `json:"causes,omitempty"` // why orders wait or were refused, most orders first
	Compared []Beside         `json:"compared,omitempty"`
}

// Rehearsed is one figure of a rehearsal. Type is of an account.
type Rehearsed struct {
	Name   string       `json:"name"`
	Type   string       `json:"type,omitempty"`
	Amount money.Amount `json:"amount"`
}

// RehearsedCause is why orders of a rehearsal wait (or, with the code
// CauseRefused, what the simulated QuickBooks said no to).
type RehearsedCause struct {
	Code    string          `json:"code"`
	Subject string          `json:"subject,omitempty"`
	What    string          `json:"what"`
	Fix     string          `json:"fix,omitempty"`
	Orders  int             `json:"orders"`
	First   []sales.OrderID `json:"first,omitempty"` // a few of them
}

// Beside is a figure as the store itself tells it beside what the books have
// of the same orders, in a currency of the store.
type Beside struct {
	What     string       `json:"what"` // see the constants
	Currency string       `json:"currency"`
	Decimals int          `json:"decimals"`
	Store    money.Amount `json:"store"`
	Books    money.Amount `json:"books"`
}

// What is compared, of the orders that were posted.
const (
	BesideSales   = "sales"   // with tax, less what gift certificates and store credit paid
	BesideRefunds = "refunds" // with tax
)

// Alive tells whether something works on it at a moment.
func (r Rehearsal) Alive(now time.Time) bool {
	return r.State == RehearsalRunning && now.Sub(r.At) < RehearsalLife
}

// Resumable tells whether it can go on where it stopped, with a mapping's version.
func (r Rehearsal) Resumable(now time.Time, version int64) bool {
	return r.State != RehearsalDone && !r.Alive(now) && r.Done > 0 && r.Done < r.Orders && r.Version == version
}

// LastRehearsal is a store's last one; ErrNotFound if there was none.
func (s *Store) LastRehearsal(ctx context.Context, key sales.StoreKey) (Rehearsal, error) {
	r := Rehearsal{Store: key}
	var body []byte
	if err := s.row(ctx, "SELECT run, state, at, body FROM rehearsal WHERE store = $1", []any{string(key)}, &r.Run, &r.State, instant{&r.At}, &body); err != nil {
		return r, err
	}
	return r, json.Unmarshal(body, &r)
}

// BeginRehearsal begins one of the orders since a day, or goes on with the one
// that stopped, if it is of the same mapping. ErrRehearsing while any is under way.
func (s *Store) BeginRehearsal(ctx context.Context, by Actor, key sales.StoreKey, since day.Day, zone *time.Location, goOn bool) (Rehearsal, error) {
	var r Rehearsal
	_, version, err := s.Rules(ctx, key)
	if err != nil {
		return r, err
	}
	old, err := s.LastRehearsal(ctx, key)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return r, err
	}
	now := s.now()
	r = Rehearsal{Since: since, Version: version, Began: now}
	if goOn && err == nil && old.Resumable(now, version) {
		r = old
		r.Wrong = ""
	} else if err := s.row(ctx, "SELECT count(*) FROM sales_order WHERE store = $1 AND placed >= $2", []any{string(key), stamp(since.Start(zone))}, &r.Orders); err != nil {
		return r, err
	}
	r.Store, r.State, r.At, r.By, r.Ended = key, RehearsalRunning, now, by.Name, time.Time{}
	body, err := json.Marshal(r)
	if err != nil {
		return r, err
	}
	err = s.write(ctx, func(t *tx) error {
		var other string
		if err := t.row("SELECT store FROM rehearsal WHERE state = 'running' AND at > $1 LIMIT 1", []any{stamp(t.now.Add(-RehearsalLife))}, &other); !errors.Is(err, ErrNotFound) {
			if err == nil {
				err = ErrRehearsing
			}
			return err
		}
		if _, err := t.exec(`INSERT INTO rehearsal (store, run, state, at, body) VALUES ($1, 1, 'running', $2, $3)
			ON CONFLICT (store) DO UPDATE SET run = rehearsal.run + 1, state = excluded.state, at = excluded.at, body = excluded.body`, string(key), t.at, string(body)); err != nil {
			return err
		}
		if err := t.row("SELECT run FROM rehearsal WHERE store = $1", []any{string(key)}, &r.Run); err != nil {
			return err
		}
		detail := fmt.Sprintf("Of the orders since %s, to a simulated company file.", r.Since.Human())
		if r.Done > 0 {
			detail = fmt.Sprintf("It goes on after %d of %d orders.", r.Done, r.Orders)
		}
		t.log(event{actor: by, action: "rehearsal.begun", store: key, subject: "store " + string(key), detail: detail})
		return nil
	})
	return r, err
}

// KeepRehearsal writes down how far a rehearsal is, or with another state that
// it ended. ErrChanged if it was stopped, or another one began, meanwhile.
func (s *Store) KeepRehearsal(ctx context.Context, r Rehearsal) error {
	return s.write(ctx, func(t *tx) error {
		if r.State != RehearsalRunning {
			r.Ended = t.now
		}
		body, err := json.Marshal(r)
		if err != nil {
			return err
		}
		if err := t.one("UPDATE rehearsal SET state = $1, at = $2, body = $3 WHERE store = $4 AND run = $5 AND state = 'running'",
			string(r.State), t.at, string(body), string(r.Store), r.Run); err != nil || r.State == RehearsalRunning {
			return err
		}
		detail := fmt.Sprintf("%d of %d orders: %d posted, %d wait for review, %d refused.", r.Done, r.Orders, r.Posted, r.Held, r.Refused)
		if r.Wrong != "" {
			detail += " " + r.Wrong
		}
		t.log(event{actor: Actor{Kind: "system", Name: "rehearsal"}, action: "rehearsal." + string(r.State), store: r.Store, subject: "store " + string(r.Store), detail: detail})
		return nil
	})
}

// StopRehearsal has it end after the part that is under way; what was rehearsed
// stays, and it can go on. ErrChanged if none runs.
func (s *Store) StopRehearsal(ctx context.Context, by Actor, key sales.StoreKey) error {
	return s.write(ctx, func(t *tx) error {
		if err := t.one("UPDATE rehearsal SET state = 'stopped', at = $1 WHERE store = $2 AND state = 'running'", t.at, string(key)); err != nil {
			return err
		}
		t.log(event{actor: by, action: "rehearsal.stopped", store: key, subject: "store " + string(key), detail: "What was rehearsed so far is kept."})
		return nil
	})
}

// OrdersAfter are orders of a store in the order in which they were placed,
// those after one (by its time and number), limit at most.
func (s *Store) OrdersAfter(ctx context.Context, key sales.StoreKey, placed time.Time, id sales.OrderID, limit int) ([]sales.Order, error) {
	var out []sales.Order
	err := s.query(ctx, `SELECT b.body FROM sales_order o JOIN order_body b ON b.store = o.store AND b.order_id = o.id
		WHERE o.store = $1 AND (o.placed, o.id) > ($2, $3) ORDER BY o.placed, o.id LIMIT $4`, []any{string(key), stamp(placed), int64(id), limit}, func(r *sql.Rows) error {
		var body sql.RawBytes
		if err := r.Scan(&body); err != nil {
			return err
		}
		var o sales.Order
		err := json.Unmarshal(body, &o)
		out = append(out, o)
		return err
	})
	return out, err
}

// OrderStates are the states of all orders of a store: for small databases,
// such as a rehearsal's.
func (s *Store) OrderStates(ctx context.Context, key sales.StoreKey) (map[sales.OrderID]OrderState, error) {
	out := map[sales.OrderID]OrderState{}
	err := s.query(ctx, "SELECT id, state FROM sales_order WHERE store = $1", []any{string(key)}, func(r *sql.Rows) error {
		var id sales.OrderID
		var state OrderState
		err := r.Scan(&id, &state)
		out[id] = state
		return err
	})
	return out, err
}

// StandingDocuments are the documents of a store that QuickBooks confirmed, as
// they were handed over: for small databases, such as a rehearsal's.
func (s *Store) StandingDocuments(ctx context.Context, key sales.StoreKey, each func(books.Document)) error {
	return s.query(ctx, `SELECT b.body FROM posting p JOIN posting_body b ON b.posting = p.id
		WHERE p.store = $1 AND p.state IN ('posted', 'verified') AND p.kind IN ('sales_receipt', 'invoice', 'credit_memo')`, []any{string(key)}, func(r *sql.Rows) error {
		var body sql.RawBytes
		if err := r.Scan(&body); err != nil {
			return err
		}
		var d books.Document
		err := json.Unmarshal(body, &d)
		each(d)
		return err
	})
}
