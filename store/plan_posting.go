package store

import (
	"encoding/json"
	"errors"

	"countinghouse/books"
)

// documents brings the order's postings to the documents that the plan wants,
// and tells their ids, the customer's first if there is one.
func (p *planning) documents(o *plannable, plan *books.Plan, docs []books.Document) ([]PostingID, error) {
	var written []PostingID
	if plan.Customer != nil && len(docs) > 0 {
		c, err := p.customer(plan.Customer.Key, plan.Customer)
		if err != nil {
			return nil, err
		}
		if c.id != 0 {
			written = append(written, c.id)
		}
	}
	invoice := latestInvoice(o.postings)
	for i := range docs {
		d := &docs[i]
		waitsFor, err := p.dependency(d, plan, invoice)
		if err != nil {
			return nil, err
		}
		e := slot(o, d.Kind)
		w := writing{p: p, o: o, doc: d, plan: plan, waitsFor: waitsFor}
		if err := w.write(e); err != nil {
			return nil, err
		}
		written = append(written, e.id)
		if d.Kind == books.Invoice {
			invoice = e
		}
	}
	for _, e := range o.postings {
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
		if err := p.t.withdraw(settled{id: e.id, company: p.company, store: o.key.store, order: o.key.id, kind: e.kind, state: e.state,
			waits: e.waits, stale: e.stale, lane: e.lane, ref: e.ref}); err != nil {
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

// slot is the posting for the next document of a kind: the first revision that
// was not handed over and that this plan did not take yet, else a new one.
func slot(o *plannable, kind books.Kind) *existing {
	last := 0
	for _, e := range o.postings {
		if e.kind != kind {
			continue
		}
		if !e.used && !e.handedOver() {
			e.used = true
			return e
		}
		last = max(last, e.revision)
	}
	e := &existing{kind: kind, revision: last + 1, used: true}
	o.postings = append(o.postings, e)
	return e
}

func latestInvoice(postings []*existing) *existing {
	var invoice *existing
	for _, e := range postings {
		if e.kind == books.Invoice && e.handedOver() {
			invoice = e
		}
	}
	return invoice
}

// resolved is the posting that a document must wait for or be linked to.
type resolved struct {
	id    PostingID // 0: none
	waits bool
	ok    bool
}

// dependency finds what a document waits for: a payment for its invoice, any
// other document for its customer.
func (p *planning) dependency(d *books.Document, plan *books.Plan, invoice *existing) (resolved, error) {
	if d.Kind == books.Payment {
		if invoice == nil {
			return resolved{}, errors.New("a payment without an invoice")
		}
		return resolved{id: invoice.id, waits: invoice.state != Posted && invoice.state != Verified, ok: true}, nil
	}
	if d.CustomerKey == "" {
		return resolved{ok: true}, nil
	}
	return p.customer(d.CustomerKey, plan.Customer)
}

// customer finds or makes the posting of a customer. One customer is shared by
// all orders that name its key.
func (p *planning) customer(key string, c *books.NewCustomer) (resolved, error) {
	if r, known := p.customers[key]; known && (r.ok || c == nil || c.Key != key) {
		return r, nil
	}
	r, err := p.findCustomer(key, c)
	if err == nil {
		p.customers[key] = r
	}
	return r, err
}

func (p *planning) findCustomer(key string, c *books.NewCustomer) (resolved, error) {
	if c != nil && c.Key != key {
		c = nil
	}
	t := p.t
	var e existing
	err := t.row(`SELECT id, revision, state, lane, body_hash FROM posting WHERE company = $1 AND customer_key = $2 AND kind = 'customer'
		ORDER BY revision DESC LIMIT 1`, []any{string(p.company), key}, &e.id, &e.revision, &e.state, &e.lane, &e.bodyHash)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return resolved{}, err
	}
	none := err != nil
	switch {
	case none, e.state == Posted, e.state == Verified:
		linked, err := p.linked(key)
		switch {
		case err != nil:
			return resolved{}, err
		case linked:
			return resolved{id: e.id, ok: true}, nil
		case c == nil:
			return resolved{}, nil
		}
		return p.addCustomer(c, e.revision+1) // it was deleted in QuickBooks since
	case e.state == Ready, e.state == Sent, e.state == Unsure, e.state == Refused && (e.lane == laneUncertain || c == nil):
		return resolved{id: e.id, waits: true, ok: true}, nil
	}
	return p.reviveCustomer(&e, c)
}

// linked tells whether the customer key has a customer that is in QuickBooks.
func (p *planning) linked(key string) (bool, error) {
	var n int
	err := p.t.row(`SELECT count(*) FROM customer_link l JOIN list_entry e ON e.company = l.company AND e.kind = 'customer' AND e.list_id = l.list_id
		WHERE l.company = $1 AND l.customer_key = $2`, []any{string(p.company), key}, &n)
	return n > 0, err
}

func (p *planning) addCustomer(c *books.NewCustomer, revision int) (resolved, error) {
	body, err := json.Marshal(c)
	if err != nil {
		return resolved{}, err
	}
	t := p.t
	var id PostingID
	err = t.row(`INSERT INTO posting (company, store, order_id, kind, revision, state, waits, stale, mark, rank, customer_key, name_key, fingerprint,
			body_hash, ref, total, day, created, updated)
		VALUES ($1, '', 0, 'customer', $2, 'ready', 0, 0, 0, 0, $3, $4, '', $5, $6, 0, '', $7, $7) RETURNING id`,
		[]any{string(p.company), revision, c.Key, fold(c.Name), hashOf(body), c.Name, t.at}, &id)
	if err != nil {
		return resolved{}, err
	}
	t.countWork(p.company, countName(Ready, false, false, ""), 1)
	t.log(postingEvent(system, settled{id: id, company: p.company}, Ready, "Customer "+c.Name))
	_, err = t.exec("INSERT INTO posting_body (posting, body) VALUES ($1, $2)", int64(id), string(body))
	return resolved{id: id, waits: true, ok: true}, err
}

// reviveCustomer makes a refused or withdrawn customer ready again, as the
// plan has it now.
func (p *planning) reviveCustomer(e *existing, c *books.NewCustomer) (resolved, error) {
	t := p.t
	r := resolved{id: e.id, waits: true, ok: true}
	if c != nil {
		body, err := json.Marshal(c)
		if err != nil {
			return r, err
		}
		if err := t.one("UPDATE posting_body SET body = $2 WHERE posting = $1", int64(e.id), string(body)); err != nil {
			return r, err
		}
		if err := t.one("UPDATE posting SET name_key = $2, ref = $3, body_hash = $4 WHERE id = $1", int64(e.id), fold(c.Name), c.Name, hashOf(body)); err != nil {
			return r, err
		}
	}
	if err := t.one(`UPDATE posting SET state = 'ready', code = 0, lane = '', reason = '', not_before = '', solo = 0, updated = $3
		WHERE id = $1 AND state = $2`, int64(e.id), string(e.state), t.at); err != nil {
		return r, err
	}
	t.countWork(p.company, countName(e.state, false, false, e.lane), -1)
	t.countWork(p.company, countName(Ready, false, false, ""), 1)
	t.log(postingEvent(system, settled{id: e.id, company: p.company}, Ready, "Customer again"))
	return r, t.dependents([]PostingID{e.id}, p.touched)
}

// writing is one document on its way into its posting.
type writing struct {
	p        *planning
	o        *plannable
	doc      *books.Document
	plan     *books.Plan
	waitsFor resolved
}

// write makes the posting ready as the plan has it.
func (w *writing) write(e *existing) error {
	body, err := json.Marshal(w.doc)
	if err != nil {
		return err
	}
	hash := hashOf(body)
	if e.id == 0 {
		return w.insert(e, string(body), hash)
	}
	t := w.p.t
	if e.dependsOn != w.waitsFor.id && e.dependsOn != 0 {
		w.p.orphans = append(w.p.orphans, e.dependsOn)
	}
	before := countName(e.state, e.waits, e.stale, e.lane)
	state := Ready
	if e.state == Refused && e.lane == "bug" && e.bodyHash == hash {
		state = Refused // the same bytes can't fare better
	}
	changed := e.bodyHash != hash || e.state != state
	if changed && state == Ready {
		err = t.one(`UPDATE posting SET state = 'ready', code = 0, lane = '', reason = '', not_before = '', solo = 0, txn_id = '', edit_sequence = '',
				txn_number = '', waits = $3, stale = 0, mark = $4, depends_on = $5, customer_key = $6, fingerprint = $7, body_hash = $8, ref = $9,
				total = $10, day = $11, updated = $12 WHERE id = $1 AND state = $2`,
			int64(e.id), string(e.state), flag(w.waitsFor.waits), w.o.mark, int64(w.waitsFor.id), w.doc.CustomerKey, w.plan.Fingerprint, hash, w.doc.RefNumber,
			int64(w.doc.Total), w.doc.Date.String(), t.at)
	} else {
		err = t.one("UPDATE posting SET waits = $3, stale = 0, mark = $4, depends_on = $5, fingerprint = $6 WHERE id = $1 AND state = $2",
			int64(e.id), string(e.state), flag(w.waitsFor.waits), w.o.mark, int64(w.waitsFor.id), w.plan.Fingerprint)
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
		t.log(postingEvent(system, w.settled(e), state, kindLabel(w.doc.Kind)+" "+w.doc.RefNumber+", planned again"))
	}
	if state == Ready {
		e.lane = ""
	}
	e.state, e.waits, e.stale, e.bodyHash, e.ref = state, w.waitsFor.waits, false, hash, w.doc.RefNumber
	t.countWork(w.p.company, before, -1)
	t.countWork(w.p.company, countName(e.state, e.waits, e.stale, e.lane), 1)
	return nil
}

func (w *writing) settled(e *existing) settled {
	return settled{id: e.id, company: w.p.company, store: w.o.key.store, order: w.o.key.id}
}

func (w *writing) insert(e *existing, body, hash string) error {
	t := w.p.t
	rank := 1
	if w.doc.Kind == books.Payment {
		rank = 2
	}
	err := t.row(`INSERT INTO posting (company, store, order_id, kind, revision, state, waits, stale, mark, rank, customer_key, name_key, fingerprint,
			body_hash, ref, total, day, depends_on, created, updated)
		VALUES ($1, $2, $3, $4, $5, 'ready', $6, 0, $7, $8, $9, '', $10, $11, $12, $13, $14, $15, $16, $16) RETURNING id`,
		[]any{string(w.p.company), string(w.o.key.store), int64(w.o.key.id), string(w.doc.Kind), e.revision, flag(w.waitsFor.waits), w.o.mark, rank,
			w.doc.CustomerKey, w.plan.Fingerprint, hash, w.doc.RefNumber, int64(w.doc.Total), w.doc.Date.String(), int64(w.waitsFor.id), t.at}, &e.id)
	if err != nil {
		return err
	}
	if _, err := t.exec("INSERT INTO posting_body (posting, body) VALUES ($1, $2)", int64(e.id), body); err != nil {
		return err
	}
	e.state, e.waits, e.bodyHash, e.ref, e.dependsOn = Ready, w.waitsFor.waits, hash, w.doc.RefNumber, w.waitsFor.id
	t.countWork(w.p.company, countName(Ready, e.waits, false, ""), 1)
	t.log(postingEvent(system, w.settled(e), Ready, kindLabel(w.doc.Kind)+" "+w.doc.RefNumber))
	return nil
}
