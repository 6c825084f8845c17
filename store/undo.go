package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
)

// UndoScope is what is to be taken out of QuickBooks again: exactly one of a
// posting, an order (Store and Order), a visit of the Web Connector, or all
// that a version of a store's rules produced (Store and RulesVersion).
type UndoScope struct {
	Posting      PostingID
	Store        sales.StoreKey
	Order        sales.OrderID
	Visit        VisitID
	RulesVersion int64
}

// String names the scope for people.
func (u UndoScope) String() string {
	switch {
	case u.Posting != 0:
		return fmt.Sprintf("posting %d", u.Posting)
	case u.Visit != 0:
		return fmt.Sprintf("visit %d", u.Visit)
	case u.Order != 0:
		return fmt.Sprintf("order %d of store %s", u.Order, u.Store)
	}
	return fmt.Sprintf("rules version %d of store %s", u.RulesVersion, u.Store)
}

func (u UndoScope) check() error {
	given := 0
	for _, is := range []bool{u.Posting != 0, u.Visit != 0, u.Order != 0, u.RulesVersion != 0} {
		if is {
			given++
		}
	}
	if given != 1 || (u.Order != 0 || u.RulesVersion != 0) != (u.Store != "") {
		return errors.New("name one posting, one order of a store, one visit, or one rules version of a store")
	}
	return nil
}

// UndoStep is one thing to be taken out, or the reason why it stays.
type UndoStep struct {
	Posting PostingID // what put it there
	Store   sales.StoreKey
	Order   sales.OrderID
	Kind    books.Kind
	Part    string
	// Name is for people: "Invoice BC100482".
	Name  string
	Total money.Amount
	Day   day.Day
	// Operation is what is done: Void, Delete, or Modify back to what it was
	// before. Add: nothing is done.
	Operation books.Operation
	// Withdrawn tells that it was never sent: it simply won't be.
	Withdrawn bool
	// Why is why it stays, or what else there is to know; for people.
	Why string
	// Undo is the posting that does it; 0: none, or not yet. With Operation Add
	// it is one of an earlier undo that is under way.
	Undo  PostingID
	State PostingState // of Undo
}

// Stays tells whether the step leaves something in QuickBooks that was to be
// taken out.
func (u *UndoStep) Stays() bool { return u.Operation == books.Add && !u.Withdrawn && u.Undo == 0 }

// UnderWay tells whether an earlier undo takes it out already.
func (u *UndoStep) UnderWay() bool { return u.Operation == books.Add && u.Undo != 0 }

// UndoPlan is what an undo does.
type UndoPlan struct {
	ID     UndoID // 0: only looked at
	Scope  string
	Choice books.Operation
	Orders int
	// Steps are in the order in which they are done: what depends on another
	// goes first.
	Steps []UndoStep
	Stays int // steps that leave something there
	// Done and Open count the steps that QuickBooks confirmed, and that are
	// still under way; of an undo that was begun.
	Done, Open int
}

// PreviewUndo tells what Undo would do and what stays, and why, as far as it
// is known here. Whether somebody edited, deposited or reconciled a document is
// asked of QuickBooks before it is touched. Choice is books.Void or
// books.Delete.
func (s *Store) PreviewUndo(ctx context.Context, scope UndoScope, choice books.Operation) (UndoPlan, error) {
	u, err := undoing(func(query string, args []any, scan func(*sql.Rows) error) error {
		return s.query(ctx, query, args, scan)
	}, scope, choice)
	if err != nil {
		return UndoPlan{}, err
	}
	return u.plan, nil
}

// Undo takes out of QuickBooks what is in the scope, as far as it can be: the
// postings that do it are ready afterwards and go out with the next visit,
// those that depend on others first. The orders stay out until Redo. Choice is
// books.Void or books.Delete; what QuickBooks cannot void (payments, sales
// orders) is deleted in any case. Why is for people and needed. Where nothing
// stands it is ErrNothingStands, and nothing changes.
func (s *Store) Undo(ctx context.Context, by Actor, scope UndoScope, choice books.Operation, why string) (UndoPlan, error) {
	if why = strings.TrimSpace(why); why == "" {
		return UndoPlan{}, errors.New("say why it is taken out of QuickBooks")
	}
	var plan UndoPlan
	err := s.write(ctx, func(t *tx) error {
		u, err := undoing(t.query, scope, choice)
		if err != nil {
			return err
		}
		if len(u.plan.Steps) == 0 {
			return ErrNothingStands
		}
		if err := u.carryOut(t, by, why); err != nil {
			return err
		}
		plan = u.plan
		return nil
	})
	return plan, err
}

// ErrNothingStands tells that nothing of what is to be undone is in QuickBooks
// or on its way there.
var ErrNothingStands = errors.New("nothing of it stands in QuickBooks")

// querier runs a query, of a transaction or of the read pool.
type querier func(query string, args []any, scan func(*sql.Rows) error) error

// undoRow is a posting as an undo looks at it.
type undoRow struct {
	id        PostingID
	company   CompanyKey
	store     sales.StoreKey
	order     sales.OrderID
	kind      books.Kind
	part      string
	revision  int
	operation books.Operation
	state     PostingState
	lane      string
	ref       string
	total     money.Amount
	day       day.Day
	txnID     string
	undo      UndoID
	dependsOn PostingID
	waits     bool
	inScope   bool
	needs     []undoLink
}

type undoLink struct {
	needs PostingID
	use   books.LinkUse
}

func (r *undoRow) settled() bool { return r.state == Posted || r.state == Verified }

// handedOver tells whether QuickBooks has it or may have it.
func (r *undoRow) handedOver() bool {
	return r.settled() || r.state == Sent || r.state == Unsure || r.state == Refused && r.lane == laneUncertain
}

func (r *undoRow) name() string { return postingName(r.kind, books.Add, r.ref) }

// undo is the work of one undo.
type undo struct {
	plan    UndoPlan
	scope   UndoScope
	company CompanyKey
	closing day.Day
	rows    map[PostingID]*undoRow
	orders  []orderKey
	byOrder map[orderKey][]*undoRow
	query   querier
	// steps by the posting that stands for a document or entry.
	steps map[PostingID]*UndoStep
}

const undoColumns = `SELECT p.id, p.company, p.store, p.order_id, p.kind, p.part, p.revision, p.operation, p.state, p.lane, p.ref, p.total, p.day, p.txn_id,
	p.undo, p.depends_on, p.waits FROM posting p `

func scanUndo(r *sql.Rows) (*undoRow, error) {
	var u undoRow
	var dayText string
	err := r.Scan(&u.id, &u.company, &u.store, &u.order, &u.kind, &u.part, &u.revision, &u.operation, &u.state, &u.lane, &u.ref, &u.total, &dayText, &u.txnID,
		&u.undo, &u.dependsOn, &u.waits)
	if err != nil {
		return nil, err
	}
	return &u, u.day.UnmarshalText([]byte(dayText))
}

// undoing loads what is in the scope and decides what is done with it.
func undoing(query querier, scope UndoScope, choice books.Operation) (*undo, error) {
	if err := scope.check(); err != nil {
		return nil, err
	}
	if choice != books.Void && choice != books.Delete {
		return nil, fmt.Errorf("documents are taken out by void or delete, not by %q", choice)
	}
	u := &undo{scope: scope, query: query, rows: map[PostingID]*undoRow{}, byOrder: map[orderKey][]*undoRow{}, steps: map[PostingID]*UndoStep{},
		plan: UndoPlan{Scope: scope.String(), Choice: choice}}
	if err := u.load(); err != nil {
		return nil, err
	}
	if len(u.rows) == 0 {
		if err := u.inSummary(); err != nil {
			return nil, err
		}
		return nil, fmt.Errorf("%s: %w", scope, ErrNotFound)
	}
	for _, k := range u.orders {
		u.decideOrder(u.byOrder[k])
	}
	if err := u.decideEntries(); err != nil {
		return nil, err
	}
	u.sort()
	if scope.Order > 0 && !slices.ContainsFunc(u.plan.Steps, func(s UndoStep) bool { return !isEntry(s.Kind) && s.Kind != books.CustomerUpdate }) {
		if err := u.inSummary(); err != nil { // what it had of its own is out
			return nil, err
		}
	}
	return u, nil
}

// inSummary tells of an order without postings of its own that it is part of a
// daily summary, which is only taken out as a whole.
func (u *undo) inSummary() error {
	var found error
	err := u.query(`SELECT p.id, p.kind, p.ref FROM summary_part m JOIN posting p ON p.store = m.store AND p.order_id = -m.summary AND p.operation = ''
		WHERE m.store = $1 AND m.order_id = $2 AND m.summary > 0 AND p.state <> 'withdrawn' AND NOT EXISTS (SELECT 1 FROM posting v
			WHERE v.store = p.store AND v.order_id = p.order_id AND v.operation IN ('void', 'delete') AND v.state IN ('posted', 'verified'))`, []any{string(u.scope.Store), int64(u.scope.Order)}, func(r *sql.Rows) error {
		var id PostingID
		var kind books.Kind
		var ref string
		err := r.Scan(&id, &kind, &ref)
		found = fmt.Errorf("%s is part of the daily summary %s, with other orders: undo posting %d, which is all of it", u.scope, lowerFirst(postingName(kind, books.Add, ref)), id)
		return err
	})
	return errors.Join(err, found)
}

// load reads the postings in the scope and all others of their orders.
func (u *undo) load() error {
	var ids []int64
	inScope := map[PostingID]bool{}
	collect := func(r *sql.Rows) error {
		var id PostingID
		err := r.Scan(&id)
		inScope[id] = true
		ids = append(ids, int64(id))
		return err
	}
	var err error
	switch s := u.scope; {
	case s.Posting != 0:
		err = u.query("SELECT id FROM posting WHERE id = $1", []any{int64(s.Posting)}, collect)
	case s.Visit != 0:
		err = u.query("SELECT DISTINCT x.posting FROM exchange e JOIN exchange_posting x ON x.exchange = e.id WHERE e.visit = $1 AND e.purpose = 'post'", []any{int64(s.Visit)}, collect)
	case s.Order != 0:
		err = u.query("SELECT id FROM posting WHERE store = $1 AND order_id = $2", []any{string(s.Store), int64(s.Order)}, collect)
	default:
		err = u.query("SELECT id FROM posting WHERE store = $1 AND rules_version = $2", []any{string(s.Store), s.RulesVersion}, collect)
	}
	if err != nil {
		return err
	}
	orders := map[sales.StoreKey][]int64{}
	seen := map[orderKey]bool{}
	err = inLists(ids, func(list string, args []any) error {
		return u.query(undoColumns+"WHERE p.id IN "+list, args, func(r *sql.Rows) error {
			row, err := scanUndo(r)
			if err != nil {
				return err
			}
			u.company = row.company
			k := orderKey{row.store, row.order}
			if row.order == 0 || seen[k] {
				u.rows[row.id] = row
				row.inScope = true
				return nil
			}
			seen[k] = true
			orders[k.store] = append(orders[k.store], int64(k.id))
			return nil
		})
	})
	if err != nil {
		return err
	}
	for store, list := range orders {
		if err := u.loadOrders(store, list, inScope); err != nil {
			return err
		}
	}
	slices.SortFunc(u.orders, func(a, b orderKey) int { return int(a.id - b.id) })
	u.plan.Orders = len(u.orders)
	if len(u.rows) == 0 {
		return nil
	}
	return u.query("SELECT facts FROM company WHERE key = $1", []any{string(u.company)}, func(r *sql.Rows) error {
		var text []byte
		var facts books.Company
		if err := r.Scan(&text); err != nil {
			return err
		}
		err := json.Unmarshal(text, &facts)
		u.closing = facts.ClosingDate
		return err
	})
}

func (u *undo) loadOrders(store sales.StoreKey, ids []int64, inScope map[PostingID]bool) error {
	err := inLists(ids, func(list string, args []any) error {
		return u.query(undoColumns+"WHERE p.store = $1 AND p.order_id IN "+list+" ORDER BY p.order_id, p.id", append([]any{string(store)}, args...), func(r *sql.Rows) error {
			row, err := scanUndo(r)
			if err != nil {
				return err
			}
			row.inScope = inScope[row.id]
			k := orderKey{row.store, row.order}
			if len(u.byOrder[k]) == 0 {
				u.orders = append(u.orders, k)
			}
			u.rows[row.id] = row
			u.byOrder[k] = append(u.byOrder[k], row)
			return nil
		})
	})
	if err != nil {
		return err
	}
	return inLists(ids, func(list string, args []any) error {
		return u.query(`SELECT l.posting, l.needs, l.use FROM posting p JOIN posting_link l ON l.posting = p.id
			WHERE p.store = $1 AND p.order_id IN `+list+" ORDER BY l.posting, l.needs", append([]any{string(store)}, args...), func(r *sql.Rows) error {
			var id PostingID
			var l undoLink
			err := r.Scan(&id, &l.needs, &l.use)
			if row := u.rows[id]; row != nil {
				row.needs = append(row.needs, l)
			}
			return err
		})
	})
}

// UndoStatus tells how far an undo is.
func (s *Store) UndoStatus(ctx context.Context, id UndoID) (UndoPlan, error) {
	p := UndoPlan{ID: id}
	if err := s.row(ctx, "SELECT scope, choice FROM undo WHERE id = $1", []any{int64(id)}, &p.Scope, &p.Choice); err != nil {
		return p, err
	}
	orders := map[orderKey]bool{}
	err := s.query(ctx, `SELECT p.id, p.store, p.order_id, p.kind, p.part, p.ref, p.total, p.day, p.operation, p.state, p.reason FROM posting p
		WHERE p.undo = $1 AND p.undo > 0 ORDER BY p.id`, []any{int64(id)}, func(r *sql.Rows) error {
		var u UndoStep
		var ref, dayText string
		if err := r.Scan(&u.Undo, &u.Store, &u.Order, &u.Kind, &u.Part, &ref, &u.Total, &dayText, &u.Operation, &u.State, &u.Why); err != nil {
			return err
		}
		u.Name = postingName(u.Kind, books.Add, ref)
		switch u.State {
		case Posted, Verified:
			p.Done++
		case Refused, Withdrawn:
			p.Stays++
		case Ready, Sent, Unsure:
			p.Open++
		}
		if k, ok := orderOf(u.Store, u.Order); ok {
			orders[k] = true
		}
		p.Steps = append(p.Steps, u)
		return u.Day.UnmarshalText([]byte(dayText))
	})
	p.Orders = len(orders)
	return p, err
}

// undoneText is what Decisions.Undone says.
func undoneText(by Actor, at time.Time, why string) string {
	if !strings.ContainsAny(why[len(why)-1:], ".!?") { // words follow
		why += "."
	}
	return fmt.Sprintf("%s on %s: %s", by.Name, at.Format("2 January 2006"), why)
}
