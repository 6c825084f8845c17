package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"countinghouse/books"
	"countinghouse/sales"
)

// carryOut writes the decisions and the postings of an undo.
func (u *undo) carryOut(t *tx, by Actor, why string) error {
	err := t.row("INSERT INTO undo (company, scope, choice, why, asked, asked_by) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
		[]any{string(u.company), u.plan.Scope, string(u.plan.Choice), why, t.at, by.Name}, &u.plan.ID)
	if err != nil {
		return err
	}
	touched := map[orderKey]bool{}
	made := map[PostingID]PostingID{} // the undo's posting, by the posting that stands
	for i := range u.plan.Steps {
		s := &u.plan.Steps[i]
		r := u.rows[s.Posting]
		if k, ok := orderOf(s.Store, s.Order); ok && (!s.Stays() || u.goes(r)) {
			touched[k] = true
		}
		if s.UnderWay() {
			made[r.id] = s.Undo
		}
		if s.Operation == books.Add {
			continue
		}
		if s.Undo, err = u.write(t, s, r, made); err != nil {
			return fmt.Errorf("%s of order %d: %w", s.Name, s.Order, err)
		}
		s.State = Ready
		made[r.id] = s.Undo
		u.plan.Open++
	}
	t.log(event{actor: by, action: "undo.begun", company: u.company, subject: fmt.Sprintf("undo %d", u.plan.ID),
		detail: fmt.Sprintf("%s: %d documents and entries are taken out, %d stay. %s", u.plan.Scope, u.plan.Open, u.plan.Stays, why)})
	if err := t.membersOf(touched); err != nil { // the orders of a daily summary
		return err
	}
	for k := range touched {
		err := t.decide(by, k.store, k.id, "order.undone", why, func(d *books.Decisions) error {
			d.Undone = undoneText(by, t.now, why)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return t.derive(touched)
}

// write makes the posting that carries out one step.
func (u *undo) write(t *tx, s *UndoStep, r *undoRow, made map[PostingID]PostingID) (PostingID, error) {
	body, doc, err := u.body(t, s, r)
	if err != nil {
		return 0, err
	}
	ref, total, dayText := r.ref, r.total, r.day.String()
	if doc != nil {
		ref, total, dayText = doc.RefNumber, doc.Total, doc.Date.String()
	}
	var revision int
	if err := t.row("SELECT max(revision) FROM posting WHERE store = $1 AND order_id = $2 AND kind = $3 AND part = $4",
		[]any{string(r.store), int64(r.order), string(r.kind), r.part}, &revision); err != nil {
		return 0, err
	}
	var mark int64
	if r.order > 0 { // a summary is of no one order
		if err := t.row("SELECT mark FROM sales_order WHERE store = $1 AND id = $2", []any{string(r.store), int64(r.order)}, &mark); err != nil {
			return 0, err
		}
	}
	rank := rankUndo
	if r.order == 0 {
		rank = rankUnlist
	}
	follows := u.follows(s, r, made)
	customerKey := ""
	if r.kind == books.CustomerAdd {
		customerKey = r.part
	}
	var id PostingID
	if err := t.row(insertPosting, []any{string(r.company), string(r.store), int64(r.order), string(r.kind), r.part, revision + 1, string(s.Operation),
		flag(len(follows) > 0), mark, rank, customerKey, "", "", hashOf(body), ref, int64(total), dayText, 0, 0, int64(u.plan.ID), t.at}, &id); err != nil {
		return 0, err
	}
	if _, err := t.exec("INSERT INTO posting_body (posting, body) VALUES ($1, $2)", int64(id), string(body)); err != nil {
		return 0, err
	}
	rows := []any{int64(id), int64(r.id), string(books.Changes), 0}
	for _, f := range follows {
		rows = append(rows, int64(id), int64(f), string(books.Follows), 0)
	}
	if err := t.insertRows("INSERT INTO posting_link (posting, needs, use, amount) VALUES", 4, rows, " ON CONFLICT (posting, needs, use) DO NOTHING"); err != nil {
		return 0, err
	}
	t.countWork(r.company, countName(Ready, len(follows) > 0, false, ""), 1)
	t.log(postingEvent(system, settled{id: id, company: r.company, store: r.store, order: r.order}, Ready, postingName(r.kind, s.Operation, r.ref)))
	return id, nil
}

// body is what the undo's posting holds: the document as it stands, or as it
// was before the change that is taken back.
func (u *undo) body(t *tx, s *UndoStep, r *undoRow) ([]byte, *books.Document, error) {
	from := r
	if s.Operation == books.Modify {
		for _, q := range u.byOrder[orderKey{r.store, r.order}] {
			if q.kind == r.kind && q.part == r.part && q.revision < r.revision && q.settled() && (q.operation == books.Add || q.operation == books.Modify) && !q.inScope {
				from = q
			}
		}
	}
	var body []byte
	if err := t.row("SELECT body FROM posting_body WHERE posting = $1", []any{int64(from.id)}, &body); err != nil {
		return nil, nil, err
	}
	if r.order == 0 {
		return body, nil, nil
	}
	var d books.Document
	if err := json.Unmarshal(body, &d); err != nil {
		return nil, nil, err
	}
	d.Operation = s.Operation
	d.Links = []books.Link{{Use: books.Changes, Kind: r.kind, Part: r.part, RefNumber: r.ref}}
	body, err := json.Marshal(d)
	return body, &d, err
}

// follows are the undo's postings that must be done before: those of what
// depends on the document, or of what names the list entry.
func (u *undo) follows(s *UndoStep, r *undoRow, made map[PostingID]PostingID) []PostingID {
	var out []PostingID
	if r.order == 0 {
		for id, done := range made {
			q := u.rows[id]
			if q.order == 0 {
				continue
			}
			for _, v := range u.byOrder[orderKey{q.store, q.order}] {
				if v.kind == q.kind && v.part == q.part && (v.dependsOn == r.id || hasNeed(v, r.id)) {
					out = append(out, done)
					break
				}
			}
		}
		return out
	}
	if s.Operation == books.Modify {
		return nil
	}
	rows := u.byOrder[orderKey{r.store, r.order}]
	for _, d := range u.dependents(rows, documentKey{r.kind, r.part}) {
		if d.kind == books.Application { // it goes with its credit
			for _, l := range d.needs {
				if l.use == books.Uses {
					out = append(out, u.madeFor(rows, l.needs, made)...)
				}
			}
			continue
		}
		out = append(out, u.madeFor(rows, d.id, made)...)
	}
	if r.kind == books.Invoice { // a payment that it took as credit goes first: QuickBooks takes out no invoice that is paid
		for _, q := range rows {
			for _, l := range q.needs {
				if q.kind == r.kind && q.part == r.part && l.use == books.Uses {
					out = append(out, u.madeFor(rows, l.needs, made)...)
				}
			}
		}
	}
	return out
}

// madeFor is the undo's posting for the document of a posting, whichever of
// its revisions that is.
func (u *undo) madeFor(rows []*undoRow, id PostingID, made map[PostingID]PostingID) []PostingID {
	r := u.rows[id]
	for _, q := range rows {
		if r != nil && q.kind == r.kind && q.part == r.part && made[q.id] != 0 {
			return []PostingID{made[q.id]}
		}
	}
	return nil
}

func hasNeed(r *undoRow, id PostingID) bool {
	for _, l := range r.needs {
		if l.needs == id {
			return true
		}
	}
	return false
}

// Redo lets orders be posted again that an undo took out: the whole order for
// each that has something in the scope. What the undo has not sent yet is
// withdrawn. It tells how many orders.
func (s *Store) Redo(ctx context.Context, by Actor, scope UndoScope, why string) (int, error) {
	if err := scope.check(); err != nil {
		return 0, err
	}
	n := 0
	err := s.write(ctx, func(t *tx) error {
		u := &undo{scope: scope, query: t.query, rows: map[PostingID]*undoRow{}, byOrder: map[orderKey][]*undoRow{}, steps: map[PostingID]*UndoStep{}}
		if err := u.load(); err != nil {
			return err
		}
		n = 0
		touched, orders := map[orderKey]bool{}, map[orderKey]bool{}
		if scope.Order != 0 { // it may have no posting of its own, in a daily summary
			orders[orderKey{scope.Store, scope.Order}] = true
		}
		for _, k := range u.orders {
			orders[k] = true
			if k.id < 0 { // a daily summary
				if err := t.withdrawUndo(k); err != nil {
					return err
				}
			}
		}
		if err := t.membersOf(orders); err != nil {
			return err
		}
		for k := range orders {
			undone := false
			err := t.decide(by, k.store, k.id, "order.redone", why, func(d *books.Decisions) error {
				undone, d.Undone = d.Undone != "", ""
				if !undone {
					return errNotUndone
				}
				return nil
			})
			if errors.Is(err, errNotUndone) || errors.Is(err, ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			if err := t.withdrawUndo(k); err != nil {
				return err
			}
			touched[k] = true
			n++
		}
		return t.derive(touched)
	})
	return n, err
}

var errNotUndone = errors.New("the order was not undone")

// withdrawUndo takes back what an undo of the order did not send.
func (t *tx) withdrawUndo(k orderKey) error {
	open, err := t.settledWhere("WHERE p.store = $1 AND p.order_id = $2 AND p.undo > 0 AND (p.state = 'ready' OR p.state = 'refused' AND p.lane <> 'uncertain')",
		string(k.store), int64(k.id))
	if err != nil {
		return err
	}
	for _, p := range open {
		if err := t.withdraw(p); err != nil {
			return err
		}
	}
	return t.entriesStay(open)
}

// entriesStay withdraws the deletion of list entries that waited for what is
// not taken out.
func (t *tx) entriesStay(withdrawn []settled) error {
	ids := make([]PostingID, len(withdrawn))
	for i, p := range withdrawn {
		ids[i] = p.id
	}
	return inLists(rawIDs(ids), func(list string, args []any) error {
		lost, err := t.settledWhere(`WHERE p.order_id = 0 AND p.undo > 0 AND p.state = 'ready' AND p.id IN (SELECT posting FROM posting_link WHERE needs IN `+list+")", args...)
		if err != nil {
			return err
		}
		for _, p := range lost {
			if err := t.withdraw(p); err != nil {
				return err
			}
		}
		return nil
	})
}

// Undone tells whether an order's documents were taken out, and the words of
// who did it; empty: no.
func (s *Store) Undone(ctx context.Context, key sales.StoreKey, id sales.OrderID) (string, error) {
	d, err := s.Decisions(ctx, key, id)
	return d.Undone, err
}
