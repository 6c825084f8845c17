package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"countinghouse/books"
	"countinghouse/sales"
)

// The states that a posting may go to by an outcome, from each state. ready to
// sent is MarkSent's alone; withdrawn and what comes back of it are SavePlans'.
//
// Ready to Posted is for what turned out to be so already: a document to be
// deleted that is gone, a blank field that somebody filled. Ready to Ready
// puts off. Sent to Withdrawn is for list entries that QuickBooks would not
// delete because something uses them: they stay.
var nextStates = map[PostingState][]PostingState{
	Ready:  {Ready, Posted, Refused},
	Sent:   {Ready, Unsure, Posted, Refused, Withdrawn},
	Unsure: {Ready, Unsure, Posted, Refused},
	Posted: {Posted, Verified},
}

func mayBecome(from, to PostingState) bool { return slices.Contains(nextStates[from], to) }

// laneUncertain marks a refused posting that may nevertheless be in
// QuickBooks: nothing is sent for it again until a person decides.
const laneUncertain = "uncertain"

// laneChanged marks a refused change, void or deletion of a document that a
// person changed, deposited or closed in QuickBooks: a person decides.
const laneChanged = "changed"

// laneParked marks a refused posting that was sent several times, that QuickBooks
// never said anything of and does not have: a person looks at it.
const laneParked = "parked"

// settled is a posting as it was before an outcome.
type settled struct {
	id          PostingID
	company     CompanyKey
	store       sales.StoreKey
	order       sales.OrderID
	kind        books.Kind
	part        string
	operation   books.Operation
	undo        UndoID
	state       PostingState
	waits       bool
	stale       bool
	mark        int64
	orderMark   int64 // 0: no order
	lane        string
	ref         string
	customerKey string
	txnID       string
	exchange    int64
}

const settledColumns = `SELECT p.id, p.company, p.store, p.order_id, p.kind, p.part, p.operation, p.undo, p.state, p.waits, p.stale, p.mark, coalesce(o.mark, 0), p.lane, p.ref,
	p.customer_key, p.txn_id, p.exchange FROM posting p LEFT JOIN sales_order o ON o.store = p.store AND o.id = p.order_id`

func (t *tx) settledWhere(where string, args ...any) ([]settled, error) {
	var out []settled
	err := t.query(settledColumns+" "+where, args, func(r *sql.Rows) error {
		var p settled
		err := r.Scan(&p.id, &p.company, &p.store, &p.order, &p.kind, &p.part, &p.operation, &p.undo, &p.state, &p.waits, &p.stale, &p.mark, &p.orderMark, &p.lane, &p.ref,
			&p.customerKey, &p.txnID, &p.exchange)
		out = append(out, p)
		return err
	})
	return out, err
}

func (t *tx) settledByID(ids []PostingID) (map[PostingID]settled, error) {
	found := make(map[PostingID]settled, len(ids))
	err := inLists(rawIDs(ids), func(list string, args []any) error {
		some, err := t.settledWhere("WHERE p.id IN "+list, args...)
		for _, p := range some {
			found[p.id] = p
		}
		return err
	})
	return found, err
}

// settling is the work of one transaction that applies outcomes.
type settling struct {
	t        *tx
	exchange int64 // whose reply it is; 0: none
	counts   struct{ posted, refused, verified int }
	touched  map[orderKey]bool
	released []PostingID // dependencies that are in QuickBooks now
	affected []PostingID // list entries whose dependents' orders change state
	replan   map[orderKey]CompanyKey
	made     []settled // items that are in QuickBooks now
}

// Settle applies outcomes that no exchange brought: postings that can't be
// sent as they are.
func (s *Store) Settle(ctx context.Context, outcomes []Outcome) error {
	return s.write(ctx, func(t *tx) error {
		w := t.settling(0)
		if err := w.apply(outcomes); err != nil {
			return err
		}
		return w.finish()
	})
}

func (t *tx) settling(exchange int64) *settling {
	return &settling{t: t, exchange: exchange, touched: map[orderKey]bool{}, replan: map[orderKey]CompanyKey{}}
}

// apply guards and applies outcomes: each posting must still be in the state
// that the outcome starts from, and what answers a message set must have been
// in that set last. Otherwise nothing at all is changed.
func (w *settling) apply(outcomes []Outcome) error {
	ids := make([]PostingID, len(outcomes))
	for i, o := range outcomes {
		ids[i] = o.Posting
	}
	have, err := w.t.settledByID(ids)
	if err != nil {
		return err
	}
	groups := map[likeness][]any{}
	seen := make(map[PostingID]bool, len(outcomes))
	for i := range outcomes {
		o := &outcomes[i]
		p, ok := have[o.Posting]
		switch {
		case !ok:
			return fmt.Errorf("posting %d: %w", o.Posting, ErrNotFound)
		case seen[o.Posting]:
			return fmt.Errorf("posting %d has two outcomes", o.Posting)
		case !mayBecome(o.From, o.To):
			return fmt.Errorf("posting %d can't go from %s to %s", o.Posting, o.From, o.To)
		case o.To == Withdrawn && (!isEntry(p.kind) || p.operation != books.Delete):
			return fmt.Errorf("posting %d can't be withdrawn: it is no deletion of a list entry", o.Posting)
		case p.state != o.From, o.From == Sent && p.exchange != w.exchange:
			return ErrChanged
		case o.To == Posted && o.TxnID == "" && p.txnID == "":
			return fmt.Errorf("posting %d is posted without QuickBooks' id", o.Posting)
		}
		seen[o.Posting] = true
		l := o.likeness()
		groups[l] = append(groups[l], int64(o.Posting), o.TxnID, o.EditSequence, o.TxnNumber)
		w.t.countWork(p.company, countName(p.state, p.waits, p.stale, p.lane), -1)
		w.t.countWork(p.company, countName(o.To, p.waits, p.stale, o.Lane), 1)
		w.t.log(postingEvent(quickbooks, p, o.To, outcomeDetail(p, o)))
		w.follow(p, o)
		if o.RefNumber != "" && o.RefNumber != p.ref {
			if err := w.t.renumbered(p, o.RefNumber); err != nil {
				return err
			}
		}
		if o.To == Posted && o.From != Posted && isEntry(p.kind) {
			if err := w.t.entryPosted(p, o); err != nil {
				return err
			}
			if p.kind == books.ItemAdd && p.operation == books.Add {
				w.made = append(w.made, p)
			}
		}
	}
	for l, rows := range groups {
		if err := w.t.update(l, rows); err != nil {
			return err
		}
	}
	return nil
}

// likeness is all of an outcome but whose it is: outcomes that are alike, as
// those of a batch mostly are, are written by one statement.
type likeness struct {
	from, to  PostingState
	code      int
	lane      string
	reason    string
	solo      bool
	notBefore string
	attempt   bool
}

func (o *Outcome) likeness() likeness {
	return likeness{o.From, o.To, o.Code, o.Lane, o.Reason, o.Solo, stamp(o.NotBefore), o.Attempt}
}

// update writes outcomes that are alike; rows are the posting, TxnID,
// EditSequence and TxnNumber of each, and an empty one leaves what there is.
func (t *tx) update(l likeness, rows []any) error {
	const cols = 4
	posted, verified := "", ""
	if l.to == Posted && l.from != Posted {
		posted = t.at
	}
	if l.to == Verified {
		verified = t.at
	}
	n, err := t.overRows(`UPDATE posting SET state = $1, code = $2, lane = $3, reason = $4, solo = $5, not_before = $6, attempts = attempts + $7, updated = $8,
			posted_at = CASE WHEN $9 <> '' THEN $9 ELSE posted_at END, verified_at = CASE WHEN $10 <> '' THEN $10 ELSE verified_at END,
			txn_id = CASE WHEN v.column2 <> '' THEN v.column2 ELSE txn_id END,
			edit_sequence = CASE WHEN v.column3 <> '' THEN v.column3 ELSE edit_sequence END,
			txn_number = CASE WHEN v.column4 <> '' THEN v.column4 ELSE txn_number END FROM (VALUES`,
		[]any{string(l.to), l.code, l.lane, l.reason, flag(l.solo), l.notBefore, flag(l.attempt), t.at, posted, verified},
		cols, rows, ") AS v WHERE posting.id = v.column1 AND posting.state = '"+string(l.from)+"'") // one of four constants
	if err == nil && int(n) != len(rows)/cols {
		err = ErrChanged
	}
	return err
}

// renumbered keeps the number that a document has in QuickBooks, where a person
// gave it another: by that one it is found, changed and compared from here on.
func (t *tx) renumbered(p settled, ref string) error {
	var body []byte
	if err := t.row("SELECT body FROM posting_body WHERE posting = $1", []any{int64(p.id)}, &body); err != nil {
		return err
	}
	var d books.Document
	if err := json.Unmarshal(body, &d); err != nil {
		return err
	}
	d.RefNumber = ref
	body, err := json.Marshal(&d)
	if err != nil {
		return err
	}
	if err := t.one("UPDATE posting_body SET body = $2 WHERE posting = $1", int64(p.id), string(body)); err != nil {
		return err
	}
	return t.one("UPDATE posting SET ref = $2, body_hash = $3 WHERE id = $1", int64(p.id), ref, hashOf(body))
}

// follow notes what else an outcome changes.
func (w *settling) follow(p settled, o *Outcome) {
	switch o.To {
	case Posted:
		if o.From != Posted {
			w.counts.posted++
			w.released = append(w.released, p.id)
		}
	case Refused:
		w.counts.refused++
	case Verified:
		w.counts.verified++
	case Ready, Unsure, Sent, Withdrawn:
	}
	k, ok := orderOf(p.store, p.order)
	if !ok {
		if o.To != Verified {
			w.affected = append(w.affected, p.id)
		}
		return
	}
	w.touched[k] = true
	if p.order < 0 && p.operation != books.Add && (o.To == Posted || o.To == Refused) {
		w.replan[k] = p.company // its orders may wait to know whether it stands
	}
	if (o.To == Ready || o.To == Refused) && p.mark != p.orderMark && p.undo == 0 {
		// The order was planned, or marked to be, while this was on its way and
		// counted as handed over. It doesn't any more: that plan is void.
		w.replan[k] = p.company
	}
}

// finish lets go what waited for what is posted now, and brings the orders to
// their new states.
func (w *settling) finish() error {
	t := w.t
	if err := t.release(w.released); err != nil {
		return err
	}
	if err := t.wantedMade(w.made); err != nil {
		return err
	}
	if err := t.dependents(w.affected, w.touched); err != nil {
		return err
	}
	for k, company := range w.replan {
		members := map[orderKey]bool{k: true} // the orders of a daily summary
		if err := t.membersOf(members); err != nil {
			return err
		}
		for m := range members {
			if err := t.mark(company, m.store, []sales.OrderID{m.id}); err != nil {
				return err
			}
		}
	}
	return t.derive(w.touched)
}

func (t *tx) link(company CompanyKey, customerKey, listID, by string) error {
	_, err := t.exec(`INSERT INTO customer_link (company, customer_key, list_id, linked, linked_by) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (company, customer_key) DO UPDATE SET list_id = excluded.list_id, linked = excluded.linked, linked_by = excluded.linked_by`,
		string(company), customerKey, listID, t.at, by)
	return err
}

func postingEvent(by Actor, p settled, to PostingState, detail string) event {
	return event{actor: by, action: "posting." + string(to), company: p.company, store: p.store, order: p.order,
		subject: fmt.Sprintf("posting %d", p.id), detail: detail}
}

func outcomeDetail(p settled, o *Outcome) string {
	text := postingName(p.kind, p.operation, p.ref)
	if o.TxnID != "" {
		text += ", " + o.TxnID
	}
	if o.Code != 0 {
		text += fmt.Sprintf(", status %d", o.Code)
	}
	if o.Reason != "" {
		text += ": " + o.Reason
	}
	return text
}

// RetryPosting lets a refused posting be tried again after a person decided
// so: its order is planned again, and a document whose outcome was uncertain
// counts as not in QuickBooks.
func (s *Store) RetryPosting(ctx context.Context, by Actor, id PostingID) error {
	return s.write(ctx, func(t *tx) error {
		have, err := t.settledByID([]PostingID{id})
		if err != nil {
			return err
		}
		p, ok := have[id]
		if !ok {
			return ErrNotFound
		}
		if p.state != Refused || p.kind == books.Adjustment { // an adjustment is made anew, of what was read since
			return ErrChanged
		}
		if err := t.one("UPDATE posting SET lane = '', updated = $2 WHERE id = $1 AND state = 'refused'", int64(id), t.at); err != nil {
			return err
		}
		t.log(postingEvent(by, p, "retried", postingName(p.kind, p.operation, p.ref)))
		if p.undo != 0 { // no plan makes it: it is tried again as it is
			return t.again(p)
		}
		if !isEntry(p.kind) {
			return t.mark(p.company, p.store, []sales.OrderID{p.order})
		}
		if wanted, err := t.isWanted(p); err != nil || wanted { // a person asked for it, so it doesn't wait for an order's plan
			return errors.Join(err, t.again(p))
		}
		touched := map[orderKey]bool{}
		if err := t.dependents([]PostingID{id}, touched); err != nil {
			return err
		}
		for k := range touched {
			if err := t.mark(p.company, k.store, []sales.OrderID{k.id}); err != nil {
				return err
			}
		}
		return nil
	})
}

// again makes a refused posting ready as it is.
func (t *tx) again(p settled) error {
	if err := t.one("UPDATE posting SET state = 'ready', code = 0, lane = '', reason = '', attempts = 0, not_before = '', updated = $2 WHERE id = $1 AND state = 'refused'",
		int64(p.id), t.at); err != nil {
		return err
	}
	t.countWork(p.company, countName(Refused, p.waits, p.stale, p.lane), -1)
	t.countWork(p.company, countName(Ready, p.waits, p.stale, ""), 1)
	touched := map[orderKey]bool{}
	if k, ok := orderOf(p.store, p.order); ok {
		touched[k] = true
	} else if err := t.dependents([]PostingID{p.id}, touched); err != nil { // an item: the orders that wait for it do so again
		return err
	}
	return t.derive(touched)
}
