package store

import (
	"encoding/json"
	"errors"

	"countinghouse/books"
)

// documents brings the order's postings to what the plan wants, and tells
// their ids, those of list entries first.
func (p *planning) documents(o *plannable, q *planned) ([]PostingID, error) {
	plan := &q.Plan
	written, err := p.planEntries(plan)
	if err != nil {
		return nil, err
	}
	if plan.CustomerUpdate != nil {
		id, err := p.fill(o, q)
		if err != nil {
			return nil, err
		}
		written = append(written, id)
	}
	for i := range plan.Documents {
		d := &plan.Documents[i]
		w := writing{p: p, o: o, doc: d, plan: q}
		var ok bool
		if w.needs, ok, err = p.needs(o, d, plan); err != nil || !ok {
			return nil, errors.Join(err, errors.New("a document needs what isn't there"))
		}
		if d.CustomerKey != "" {
			if w.customer, err = p.customer(d.CustomerKey, plan.Customer); err != nil {
				return nil, err
			}
		}
		e := slot(o, d.Kind, d.Part)
		if err := w.write(e); err != nil {
			return nil, err
		}
		written = append(written, e.id)
	}
	for _, e := range o.postings {
		if e.undoing() {
			continue
		}
		if e.used || e.handedOver() {
			if err := p.refreshed(e); err != nil {
				return nil, err
			}
			continue
		}
		if e.state == Withdrawn {
			continue
		}
		p.orphans = append(p.orphans, e.dependsOn)
		if err := p.losesLinks(e.id); err != nil {
			return nil, err
		}
		if err := p.t.withdraw(settled{id: e.id, company: p.company, store: o.key.store, order: o.key.id, kind: e.kind, part: e.part,
			operation: e.operation, state: e.state, waits: e.waits, stale: e.stale, lane: e.lane, ref: e.ref}); err != nil {
			return nil, err
		}
		e.state = Withdrawn
	}
	return written, nil
}

// refreshed notes that what is on its way was looked at by this plan.
func (p *planning) refreshed(e *existing) error {
	if !e.stale || e.used {
		return nil
	}
	_, err := p.t.exec("UPDATE posting SET stale = 0 WHERE id = $1", int64(e.id))
	return err
}

// slot is the posting for the next document of a kind and part: the first
// revision that was not handed over and that this plan did not take yet, else
// a new one. It is always newer than what was handed over: of what stands, the
// newest revision says.
func slot(o *plannable, kind books.Kind, part string) *existing {
	last, handed := 0, 0
	for _, e := range o.postings {
		if e.kind == kind && e.part == part && (e.used || e.handedOver() || e.undoing()) {
			handed = max(handed, e.revision)
		}
	}
	for _, e := range o.postings {
		if e.kind != kind || e.part != part {
			continue
		}
		if e.revision > handed {
			e.used = true
			return e
		}
		last = max(last, e.revision)
	}
	e := &existing{kind: kind, part: part, revision: last + 1, used: true}
	o.postings = append(o.postings, e)
	return e
}

// writing is one document on its way into its posting.
type writing struct {
	p        *planning
	o        *plannable
	doc      *books.Document
	plan     *planned
	customer resolved
	needs    []need
}

// waits tells whether anything that the document needs isn't in QuickBooks yet.
func (w *writing) waits() bool {
	for _, n := range w.needs {
		if n.waits {
			return true
		}
	}
	return w.customer.waits
}

// fingerprint is of what the document was made of.
func (w *writing) fingerprint() string {
	if w.doc.Fingerprint != "" {
		return w.doc.Fingerprint
	}
	return w.plan.Plan.Fingerprint
}

// stuck tells the refusals that the same bytes can't fare better than: our own
// mistakes, documents that a person changed in QuickBooks, and what was sent
// too often in vain.
func stuck(lane string) bool { return lane == "bug" || lane == laneChanged || lane == laneParked }

// write makes the posting ready as the plan has it.
func (w *writing) write(e *existing) error {
	w.doc.Revision = e.revision
	body, err := json.Marshal(w.doc)
	if err != nil {
		return err
	}
	hash := hashOf(body)
	if e.id == 0 {
		return w.insert(e, string(body), hash)
	}
	t := w.p.t
	if e.dependsOn != w.customer.id && e.dependsOn != 0 {
		w.p.orphans = append(w.p.orphans, e.dependsOn)
	}
	if err := w.p.writeLinks(e.id, w.needs, false); err != nil {
		return err
	}
	waits := w.waits()
	before := countName(e.state, e.waits, e.stale, e.lane)
	state := Ready
	if e.state == Refused && stuck(e.lane) && e.bodyHash == hash {
		state = Refused // the same bytes can't fare better
	}
	changed := e.bodyHash != hash || e.state != state
	if changed && state == Ready {
		err = t.one(`UPDATE posting SET state = 'ready', code = 0, lane = '', reason = '', not_before = '', solo = 0, attempts = 0, txn_id = '',
				edit_sequence = '', txn_number = '', waits = $3, stale = 0, mark = $4, depends_on = $5, customer_key = $6, fingerprint = $7,
				body_hash = $8, ref = $9, total = $10, day = $11, updated = $12, operation = $13, rank = $14, rules_version = $15, undo = 0
			WHERE id = $1 AND state = $2`,
			int64(e.id), string(e.state), flag(waits), w.o.mark, int64(w.customer.id), w.doc.CustomerKey, w.fingerprint(), hash, w.doc.RefNumber,
			int64(w.doc.Total), w.doc.Date.String(), t.at, string(w.doc.Operation), rankOf(w.doc.Kind), w.plan.RulesVersion)
	} else {
		err = t.one("UPDATE posting SET waits = $3, stale = 0, mark = $4, depends_on = $5, fingerprint = $6, rules_version = $7 WHERE id = $1 AND state = $2",
			int64(e.id), string(e.state), flag(waits), w.o.mark, int64(w.customer.id), w.fingerprint(), w.plan.RulesVersion)
	}
	if err != nil {
		return err
	}
	if e.bodyHash != hash {
		if err := t.one("UPDATE posting_body SET body = $2 WHERE posting = $1", int64(e.id), string(body)); err != nil {
			return err
		}
	}
	if changed {
		t.log(postingEvent(system, w.settled(e), state, postingName(w.doc.Kind, w.doc.Operation, w.doc.RefNumber)+", planned again"))
	}
	if state == Ready {
		e.lane = ""
	}
	e.state, e.waits, e.stale, e.bodyHash, e.ref = state, waits, false, hash, w.doc.RefNumber
	e.operation, e.dependsOn, e.undo = w.doc.Operation, w.customer.id, 0
	t.countWork(w.p.company, before, -1)
	t.countWork(w.p.company, countName(e.state, e.waits, e.stale, e.lane), 1)
	return nil
}

func (w *writing) settled(e *existing) settled {
	return settled{id: e.id, company: w.p.company, store: w.o.key.store, order: w.o.key.id}
}

func (w *writing) insert(e *existing, body, hash string) error {
	t, waits := w.p.t, w.waits()
	err := t.row(insertPosting, []any{string(w.p.company), string(w.o.key.store), int64(w.o.key.id), string(w.doc.Kind), w.doc.Part, e.revision,
		string(w.doc.Operation), flag(waits), w.o.mark, rankOf(w.doc.Kind), w.doc.CustomerKey, "", w.fingerprint(), hash, w.doc.RefNumber,
		int64(w.doc.Total), w.doc.Date.String(), int64(w.customer.id), w.plan.RulesVersion, 0, t.at}, &e.id)
	if err != nil {
		return err
	}
	if _, err := t.exec("INSERT INTO posting_body (posting, body) VALUES ($1, $2)", int64(e.id), body); err != nil {
		return err
	}
	if err := w.p.writeLinks(e.id, w.needs, true); err != nil {
		return err
	}
	e.state, e.waits, e.bodyHash, e.ref, e.dependsOn, e.operation = Ready, waits, hash, w.doc.RefNumber, w.customer.id, w.doc.Operation
	t.countWork(w.p.company, countName(Ready, e.waits, false, ""), 1)
	t.log(postingEvent(system, w.settled(e), Ready, postingName(w.doc.Kind, w.doc.Operation, w.doc.RefNumber)))
	return nil
}

// insertPosting makes a ready posting. Where a backup was restored QuickBooks is
// asked first for what may have been posted since (see restored.go).
const insertPosting = `INSERT INTO posting (company, store, order_id, kind, part, revision, operation, state, waits, stale, mark, rank, customer_key,
		name_key, fingerprint, body_hash, ref, total, day, depends_on, rules_version, undo, created, updated, ask)
	VALUES ($1, $2, $3, $4, $5, $6, $7, 'ready', $8, 0, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $21,
		CASE WHEN $7 = '' AND $4 <> 'customer_update' AND EXISTS (SELECT 1 FROM restored_company r WHERE r.company = $1
			AND ($3 <= 0 OR EXISTS (SELECT 1 FROM sales_order o WHERE o.store = $2 AND o.id = $3 AND o.placed < r.asks_until))) THEN 1 ELSE 0 END) RETURNING id`

// fill writes what blank fields of a customer are to be filled with. What was
// handed over already doesn't come again.
func (p *planning) fill(o *plannable, q *planned) (PostingID, error) {
	f := q.Plan.CustomerUpdate
	body, err := json.Marshal(f)
	if err != nil {
		return 0, err
	}
	hash, t := hashOf(body), p.t
	for _, e := range o.postings {
		if e.kind == books.CustomerUpdate && e.bodyHash == hash && e.state != Withdrawn {
			e.used = true
			return e.id, p.freshened(e)
		}
	}
	e := slot(o, books.CustomerUpdate, "")
	if e.id == 0 {
		if err := t.row(insertPosting, []any{string(p.company), string(o.key.store), int64(o.key.id), string(books.CustomerUpdate), "", e.revision, "", 0,
			o.mark, rankFill, "", "", "", hash, f.Customer.FullName, 0, "", 0, q.RulesVersion, 0, t.at}, &e.id); err != nil {
			return 0, err
		}
		if _, err := t.exec("INSERT INTO posting_body (posting, body) VALUES ($1, $2)", int64(e.id), string(body)); err != nil {
			return 0, err
		}
	} else {
		if err := t.one("UPDATE posting_body SET body = $2 WHERE posting = $1", int64(e.id), string(body)); err != nil {
			return 0, err
		}
		if err := t.one(`UPDATE posting SET state = 'ready', code = 0, lane = '', reason = '', not_before = '', solo = 0, attempts = 0, txn_id = '',
				edit_sequence = '', waits = 0, stale = 0, mark = $3, body_hash = $4, ref = $5, updated = $6, rules_version = $7, undo = 0
			WHERE id = $1 AND state = $2`, int64(e.id), string(e.state), o.mark, hash, f.Customer.FullName, t.at, q.RulesVersion); err != nil {
			return 0, err
		}
		t.countWork(p.company, countName(e.state, e.waits, e.stale, e.lane), -1)
	}
	e.state, e.waits, e.stale, e.lane, e.bodyHash, e.ref = Ready, false, false, "", hash, f.Customer.FullName
	t.countWork(p.company, countName(Ready, false, false, ""), 1)
	t.log(postingEvent(system, settled{id: e.id, company: p.company, store: o.key.store, order: o.key.id}, Ready, postingName(books.CustomerUpdate, books.Add, e.ref)))
	return e.id, nil
}

// freshened notes that a posting that stays as it is was looked at by this plan.
func (p *planning) freshened(e *existing) error {
	if !e.stale {
		return nil
	}
	p.t.countWork(p.company, countName(e.state, e.waits, true, e.lane), -1)
	p.t.countWork(p.company, countName(e.state, e.waits, false, e.lane), 1)
	e.stale = false
	_, err := p.t.exec("UPDATE posting SET stale = 0 WHERE id = $1", int64(e.id))
	return err
}
