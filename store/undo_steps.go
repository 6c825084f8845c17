package store

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"countinghouse/books"
)

// documentKey names a document within its order.
type documentKey struct {
	kind books.Kind
	part string
}

// decideOrder decides what is done with each document of an order.
func (u *undo) decideOrder(rows []*undoRow) {
	revisions := map[documentKey][]*undoRow{}
	var documents []documentKey
	for _, r := range rows {
		if r.state == Withdrawn || r.state == Refused && r.lane != laneUncertain && r.undo != 0 {
			continue
		}
		k := documentKey{r.kind, r.part}
		if revisions[k] == nil {
			documents = append(documents, k)
		}
		revisions[k] = append(revisions[k], r)
	}
	for _, k := range documents {
		u.decideDocument(revisions[k])
	}
	if u.keepDoubted(rows) {
		return
	}
	// What depends on another goes first; if it stays, so does the other.
	for range documents {
		if !u.keepNeeded(rows, revisions) {
			return
		}
	}
}

// keepDoubted keeps all of an order of which something is on its way, or in
// doubt: taken out by halves, what turns out to stand would be a sale without
// its money. It tells whether that is so.
func (u *undo) keepDoubted(rows []*undoRow) bool {
	if !slices.ContainsFunc(rows, func(r *undoRow) bool { return r.order != 0 && r.undo == 0 && r.handedOver() && !r.settled() }) {
		return false
	}
	for _, r := range rows {
		if s := u.steps[r.id]; s != nil && s.Undo == 0 && (s.Withdrawn || s.Operation != books.Add) {
			s.Withdrawn, s.Operation = false, books.Add
			s.Why = "It isn't certain yet whether QuickBooks has another document of the order. It is asked at the next update; undo the order after that."
		}
	}
	return true
}

// decideDocument decides about one document by its revisions, oldest first.
func (u *undo) decideDocument(revisions []*undoRow) {
	if !slices.ContainsFunc(revisions, func(r *undoRow) bool { return r.inScope }) {
		return
	}
	var current *undoRow // the newest that QuickBooks has or may have
	var already *undoRow // what takes it out, of an undo before
	for _, r := range revisions {
		switch {
		case r.handedOver():
			current, already = r, nil
		case r.state == Ready && r.undo != 0:
			already = r
		}
	}
	for _, r := range revisions {
		if r.inScope && !r.handedOver() && r.undo == 0 { // ready or refused: it isn't there
			u.step(r, UndoStep{Withdrawn: true})
		}
	}
	if current == nil || current.kind == books.CustomerUpdate && !current.inScope {
		return
	}
	step := UndoStep{Operation: u.plan.Choice}
	switch {
	case current.kind == books.CustomerUpdate:
		step = UndoStep{Why: "The fields that were filled stay: they were blank before, and are right whatever becomes of the sale."}
	case current.kind == books.Application && u.released(current):
		return // the credit is out already
	case current.kind == books.Application:
		step = UndoStep{Why: "It goes with the credit that it applies. By itself it is taken back in QuickBooks: open the invoice there, Apply Credits, and clear it."}
	case current.operation == books.Void || current.operation == books.Delete:
		if current.settled() {
			return // it is out already
		}
		step = UndoStep{Undo: current.id, Why: "It is being taken out already."}
	case already != nil && already.operation != books.Modify && current.settled():
		step = UndoStep{Undo: already.id, Why: "It is being taken out already."}
	case !current.settled():
		step = UndoStep{Why: "It isn't certain yet whether QuickBooks has it. It is asked at the next update; undo it after that."}
	case !u.closing.IsZero() && !current.day.After(u.closing):
		step = UndoStep{Why: fmt.Sprintf("It is dated %s, and the books are closed through %s. Reopen the period in QuickBooks, or enter a correction in the open one.",
			current.day.Human(), u.closing.Human())}
	case !current.inScope:
		step = UndoStep{Why: "It was changed since. Undo its order instead."}
	case current.operation == books.Modify && !base(revisions, current).inScope:
		if already != nil {
			step = UndoStep{Undo: already.id, Why: "It is being changed back already."}
			break
		}
		step.Operation = books.Modify
		step.Why = "It goes back to what it was before the change."
	case current.kind == books.Payment || current.kind == books.SalesOrder:
		if step.Operation == books.Void {
			step.Why = "QuickBooks cannot void it, so it is deleted."
		}
		step.Operation = books.Delete
	}
	u.step(current, step)
}

// base is the revision that made the document as it stands: the last add.
func base(revisions []*undoRow, current *undoRow) *undoRow {
	add := current
	for _, r := range revisions {
		if r.operation == books.Add && r.handedOver() && r.revision <= current.revision {
			add = r
		}
	}
	return add
}

func (u *undo) step(r *undoRow, s UndoStep) {
	s.Posting, s.Store, s.Order, s.Kind, s.Part, s.Name, s.Total, s.Day = r.id, r.store, r.order, r.kind, r.part, r.name(), r.total, r.day
	u.steps[r.id] = &s
}

// keepNeeded keeps documents that another one needs which stays. It tells
// whether it changed anything.
func (u *undo) keepNeeded(rows []*undoRow, revisions map[documentKey][]*undoRow) bool {
	changed := false
	for _, k := range sortedKeys(revisions) {
		for _, r := range revisions[k] {
			s := u.steps[r.id]
			if s == nil || s.Operation != books.Void && s.Operation != books.Delete {
				continue
			}
			for _, d := range u.dependents(rows, k) {
				if u.goes(d) {
					continue
				}
				s.Operation, changed = books.Add, true
				s.Why = fmt.Sprintf("It is needed by %s, which stays.", lowerFirst(d.name()))
				if t := u.steps[d.id]; t != nil && t.Why != "" && d.kind != books.Application {
					s.Why = fmt.Sprintf("It is needed by %s. %s", lowerFirst(d.name()), t.Why)
				}
				break
			}
		}
	}
	return changed
}

func sortedKeys(m map[documentKey][]*undoRow) []documentKey {
	keys := make([]documentKey, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b documentKey) int {
		return strings.Compare(string(a.kind)+" "+a.part, string(b.kind)+" "+b.part)
	})
	return keys
}

// dependents are the standing documents of the order that must be out before
// the document: those that pay, refund or fulfil it, and the credit that it
// took when it was made, which goes with what gave it.
func (u *undo) dependents(rows []*undoRow, k documentKey) []*undoRow {
	var out []*undoRow
	stands := func(r *undoRow) bool {
		return r.handedOver() && r.operation != books.Void && r.operation != books.Delete && standsYet(rows, r)
	}
	for _, r := range rows {
		if !stands(r) || r.kind == books.Application && u.released(r) {
			continue
		}
		for _, l := range r.needs {
			n := u.rows[l.needs]
			switch {
			case n == nil || l.use == books.Follows || l.use == books.Changes:
			case l.use == books.Uses && r.kind != books.Application:
				if r.kind == k.kind && r.part == k.part && stands(n) {
					out = append(out, n)
				}
			case n.kind == k.kind && n.part == k.part && !slices.Contains(out, r):
				out = append(out, r)
			}
		}
	}
	return out
}

// standsYet tells whether no later revision took the document out.
func standsYet(rows []*undoRow, r *undoRow) bool {
	for _, q := range rows {
		if q.kind == r.kind && q.part == r.part && q.revision > r.revision && q.settled() && (q.operation == books.Void || q.operation == books.Delete) {
			return false
		}
	}
	return true
}

// released tells whether the credit that an application applies was taken out.
func (u *undo) released(r *undoRow) bool {
	for _, l := range r.needs {
		if n := u.rows[l.needs]; l.use == books.Uses && n != nil {
			return !standsYet(u.byOrder[orderKey{r.store, r.order}], n)
		}
	}
	return false
}

// goes tells whether a document is taken out by this undo: an application is
// with the credit that it applies.
func (u *undo) goes(r *undoRow) bool {
	if r.kind != books.Application {
		s := u.steps[r.id]
		if s == nil {
			// An earlier revision: the step is at the newest of the document.
			for _, q := range u.byOrder[orderKey{r.store, r.order}] {
				if t := u.steps[q.id]; t != nil && q.kind == r.kind && q.part == r.part && q.revision > r.revision {
					s = t
				}
			}
		}
		return s != nil && (s.Operation == books.Void || s.Operation == books.Delete || s.UnderWay() && u.rows[s.Undo].operation != books.Modify)
	}
	for _, l := range r.needs {
		if n := u.rows[l.needs]; l.use == books.Uses && n != nil {
			return u.goes(n)
		}
	}
	return false
}

// decideEntries decides about the customers and items that were made for what
// is taken out: they are deleted with documents that are deleted, if nothing
// else that Countinghouse posted names them. QuickBooks has the last word.
func (u *undo) decideEntries() error {
	entries := map[PostingID][]PostingID{} // with the documents that are deleted
	for id, s := range u.steps {
		r := u.rows[id]
		if r.order == 0 || s.Stays() {
			continue
		}
		for _, q := range u.byOrder[orderKey{r.store, r.order}] {
			if q.kind == r.kind && q.part == r.part {
				if q.dependsOn != 0 {
					entries[q.dependsOn] = append(entries[q.dependsOn], id)
				}
				for _, l := range q.needs {
					if u.rows[l.needs] == nil || u.rows[l.needs].order == 0 {
						entries[l.needs] = append(entries[l.needs], id)
					}
				}
			}
		}
	}
	ids := make([]int64, 0, len(entries))
	for id := range entries {
		ids = append(ids, int64(id))
	}
	slices.Sort(ids)
	for id, r := range u.rows { // entries named by the scope itself
		if r.order == 0 && entries[id] == nil {
			ids = append(ids, int64(id))
		}
	}
	err := inLists(ids, func(list string, args []any) error {
		return u.query(undoColumns+"WHERE p.order_id = 0 AND p.operation = '' AND p.state IN ('posted', 'verified') AND p.id IN "+list, args, func(r *sql.Rows) error {
			row, err := scanUndo(r)
			if err == nil {
				u.rows[row.id] = row
			}
			return err
		})
	})
	if err != nil {
		return err
	}
	for _, raw := range ids {
		r := u.rows[PostingID(raw)]
		if r == nil || r.order != 0 || !r.settled() || r.operation != books.Add || u.steps[r.id] != nil {
			continue
		}
		used, err := u.usedElsewhere(r)
		if err != nil {
			return err
		}
		u.decideEntry(r, used, entries[r.id])
	}
	return nil
}

func (u *undo) decideEntry(r *undoRow, used int, documents []PostingID) {
	voided := slices.ContainsFunc(documents, func(id PostingID) bool {
		s := u.steps[id]
		return s.Operation == books.Void || s.UnderWay() && u.rows[s.Undo].operation == books.Void
	})
	switch {
	case used > 0:
		u.step(r, UndoStep{Why: fmt.Sprintf("It stays: %d other documents name it.", used)})
	case voided:
		u.step(r, UndoStep{Why: "It stays: voided documents still name it."})
	default:
		u.step(r, UndoStep{Operation: books.Delete, Why: "It is deleted if nothing in QuickBooks uses it."})
	}
}

// usedElsewhere counts the documents that were made with the entry and that
// this undo does not take out.
func (u *undo) usedElsewhere(r *undoRow) (int, error) {
	users := map[orderKey]map[documentKey]bool{}
	collect := func(rows *sql.Rows) error {
		row, err := scanUndo(rows)
		if err != nil || row.order == 0 || row.state == Withdrawn || row.operation == books.Void || row.operation == books.Delete {
			return err
		}
		if u.goes(row) || u.steps[row.id] != nil && u.steps[row.id].Withdrawn {
			return nil
		}
		k := orderKey{row.store, row.order}
		if !standsYet(u.byOrder[k], row) {
			return nil
		}
		if users[k] == nil {
			users[k] = map[documentKey]bool{}
		}
		users[k][documentKey{row.kind, row.part}] = true
		return nil
	}
	if err := u.query(undoColumns+"WHERE p.depends_on = $1 AND p.depends_on > 0", []any{int64(r.id)}, collect); err != nil {
		return 0, err
	}
	if err := u.query(undoColumns+"WHERE p.id IN (SELECT posting FROM posting_link WHERE needs = $1)", []any{int64(r.id)}, collect); err != nil {
		return 0, err
	}
	n := 0
	for _, documents := range users {
		n += len(documents)
	}
	return n, nil
}

// sort puts the steps into the order in which they are done.
func (u *undo) sort() {
	u.plan.Steps, u.plan.Stays = nil, 0
	for _, s := range u.steps {
		u.plan.Steps = append(u.plan.Steps, *s)
		if s.Stays() && s.Kind != books.CustomerUpdate && !isEntry(s.Kind) && !u.goes(u.rows[s.Posting]) {
			u.plan.Stays++
		}
	}
	slices.SortFunc(u.plan.Steps, func(a, b UndoStep) int {
		if x, y := isEntry(a.Kind), isEntry(b.Kind); x != y {
			if x {
				return 1
			}
			return -1
		}
		if a.Order != b.Order {
			return int(a.Order - b.Order)
		}
		if x, y := undoRank(a.Kind), undoRank(b.Kind); x != y {
			return x - y
		}
		return int(b.Posting - a.Posting)
	})
}

// undoRank: what depends on another goes first.
func undoRank(k books.Kind) int {
	switch k {
	case books.Application, books.CardRefund, books.Check, books.Payment:
		return 0
	case books.CreditMemo:
		return 1
	case books.Invoice, books.SalesReceipt, books.Journal:
		return 2
	case books.SalesOrder:
		return 3
	case books.CustomerUpdate, books.CustomerAdd, books.ItemAdd:
	}
	return 4
}

// lowerFirst is a name within a sentence.
func lowerFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
