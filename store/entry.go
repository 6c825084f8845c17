package store

import (
	"encoding/json"
	"errors"

	"countinghouse/books"
)

// Customers and items that are made for documents. Orders share them: one
// posting for each key, whatever orders name it.

// entryKey names a list entry that is made.
type entryKey struct {
	kind books.Kind
	key  string
}

// newEntry is a customer or item as a plan has it.
type newEntry struct {
	entryKey
	name string
	body any
}

// customerEntry is a plan's customer; nil when it has none of that key.
func customerEntry(key string, c *books.NewCustomer) *newEntry {
	if c == nil || c.Key != key {
		return nil
	}
	return &newEntry{entryKey{books.CustomerAdd, key}, c.Name, c}
}

func itemEntry(key string, items []books.NewItem) *newEntry {
	for i := range items {
		if items[i].Key == key {
			return &newEntry{entryKey{books.ItemAdd, key}, items[i].Name, &items[i]}
		}
	}
	return nil
}

// resolved is the posting that a document must wait for or be linked to.
type resolved struct {
	id    PostingID // 0: none
	waits bool
	ok    bool
}

// planEntries makes the list entries of a plan with documents, and tells their
// postings.
func (p *planning) planEntries(plan *books.Plan) ([]PostingID, error) {
	var written []PostingID
	if len(plan.Documents) == 0 {
		return nil, nil
	}
	add := func(r resolved, err error) error {
		if r.id != 0 {
			written = append(written, r.id)
		}
		return err
	}
	if c := plan.Customer; c != nil {
		if err := add(p.customer(c.Key, c)); err != nil {
			return nil, err
		}
	}
	for i := range plan.Items {
		if err := add(p.item(plan.Items[i].Key, plan)); err != nil {
			return nil, err
		}
	}
	return written, nil
}

// customer finds or makes the posting of a customer.
func (p *planning) customer(key string, c *books.NewCustomer) (resolved, error) {
	return p.entry(entryKey{books.CustomerAdd, key}, customerEntry(key, c))
}

// item finds or makes the posting of an item.
func (p *planning) item(key string, plan *books.Plan) (resolved, error) {
	for i := range plan.Items {
		if x := &plan.Items[i]; x.Key == key && x.ParentKey != "" && x.ParentKey != key { // older entries are sent first
			if _, err := p.item(x.ParentKey, plan); err != nil {
				return resolved{}, err
			}
		}
	}
	return p.entry(entryKey{books.ItemAdd, key}, itemEntry(key, plan.Items))
}

func (p *planning) entry(k entryKey, n *newEntry) (resolved, error) {
	if r, known := p.entries[k]; known && (r.ok || n == nil) {
		return r, nil
	}
	r, err := p.findEntry(k, n)
	if err == nil {
		p.entries[k] = r
	}
	return r, err
}

func (p *planning) findEntry(k entryKey, n *newEntry) (resolved, error) {
	var e existing
	var txn string
	err := p.t.row(`SELECT id, revision, operation, state, waits, lane, ref, body_hash, txn_id FROM posting
		WHERE store = '' AND order_id = 0 AND kind = $1 AND part = $2 AND company = $3 ORDER BY revision DESC LIMIT 1`,
		[]any{string(k.kind), k.key, string(p.company)}, &e.id, &e.revision, &e.operation, &e.state, &e.waits, &e.lane, &e.ref, &e.bodyHash, &txn)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return resolved{}, err
	}
	none := err != nil
	if !none && e.operation == books.Delete && (e.state == Ready || e.state == Refused && e.lane != laneUncertain) {
		// It was to be taken out, and is wanted again before that happened.
		if err := p.t.withdraw(settled{id: e.id, company: p.company, kind: k.kind, part: k.key, operation: e.operation, state: e.state,
			waits: e.waits, lane: e.lane, ref: e.ref}); err != nil {
			return resolved{}, err
		}
		e.state = Withdrawn
	}
	switch {
	case none, e.operation == books.Delete, e.state == Posted, e.state == Verified:
		listed, err := p.listed(k, txn)
		switch {
		case err != nil:
			return resolved{}, err
		case listed && e.operation == books.Delete:
			return resolved{ok: true}, nil
		case listed:
			return resolved{id: e.id, ok: true}, nil
		case n == nil:
			return resolved{}, nil
		}
		return p.addEntry(n, e.revision+1) // it was deleted in QuickBooks since
	case e.state == Ready, e.state == Sent, e.state == Unsure, e.state == Refused && (e.lane == laneUncertain || n == nil):
		return resolved{id: e.id, waits: true, ok: true}, nil
	}
	return p.reviveEntry(&e, k, n)
}

// listed tells whether the entry is in QuickBooks' list: the customer that the
// key is linked to, or the item that was made for it.
func (p *planning) listed(k entryKey, listID string) (bool, error) {
	var n int
	var err error
	if k.kind == books.CustomerAdd {
		err = p.t.row(`SELECT count(*) FROM customer_link l JOIN list_entry e ON e.company = l.company AND e.kind = 'customer' AND e.list_id = l.list_id
			WHERE l.company = $1 AND l.customer_key = $2`, []any{string(p.company), k.key}, &n)
	} else {
		err = p.t.row("SELECT count(*) FROM list_entry WHERE company = $1 AND kind = 'item' AND list_id = $2", []any{string(p.company), listID}, &n)
	}
	return n > 0, err
}

// customerKeyOf is what the column customer_key holds: only customers have one.
func (k entryKey) customerKeyOf() string {
	if k.kind == books.CustomerAdd {
		return k.key
	}
	return ""
}

func (p *planning) addEntry(n *newEntry, revision int) (resolved, error) {
	body, err := json.Marshal(n.body)
	if err != nil {
		return resolved{}, err
	}
	t := p.t
	var id PostingID
	err = t.row(insertPosting, []any{string(p.company), "", 0, string(n.kind), n.key, revision, "", 0, 0, rankEntry, n.customerKeyOf(), fold(n.name),
		"", hashOf(body), n.name, 0, "", 0, 0, 0, t.at}, &id)
	if err != nil {
		return resolved{}, err
	}
	t.countWork(p.company, countName(Ready, false, false, ""), 1)
	t.log(postingEvent(system, settled{id: id, company: p.company}, Ready, postingName(n.kind, books.Add, n.name)))
	_, err = t.exec("INSERT INTO posting_body (posting, body) VALUES ($1, $2)", int64(id), string(body))
	return resolved{id: id, waits: true, ok: true}, err
}

// reviveEntry makes a refused or withdrawn entry ready again, as the plan has
// it now.
func (p *planning) reviveEntry(e *existing, k entryKey, n *newEntry) (resolved, error) {
	t := p.t
	r := resolved{id: e.id, waits: true, ok: true}
	if n != nil {
		body, err := json.Marshal(n.body)
		if err != nil {
			return r, err
		}
		if err := t.one("UPDATE posting_body SET body = $2 WHERE posting = $1", int64(e.id), string(body)); err != nil {
			return r, err
		}
		if err := t.one("UPDATE posting SET name_key = $2, ref = $3, body_hash = $4 WHERE id = $1", int64(e.id), fold(n.name), n.name, hashOf(body)); err != nil {
			return r, err
		}
	}
	if err := t.one(`UPDATE posting SET state = 'ready', code = 0, lane = '', reason = '', not_before = '', solo = 0, updated = $3
		WHERE id = $1 AND state = $2`, int64(e.id), string(e.state), t.at); err != nil {
		return r, err
	}
	t.countWork(p.company, countName(e.state, false, false, e.lane), -1)
	t.countWork(p.company, countName(Ready, false, false, ""), 1)
	t.log(postingEvent(system, settled{id: e.id, company: p.company}, Ready, kindLabel(k.kind)+" again"))
	return r, t.dependents([]PostingID{e.id}, p.touched)
}

// entryPosted brings the cached list to what QuickBooks did with a customer or
// an item: the next order finds what is new, and doesn't find what is gone.
func (t *tx) entryPosted(p settled, o *Outcome) error {
	if p.operation == books.Delete {
		return t.entryGone(p)
	}
	var body []byte
	if err := t.row("SELECT body FROM posting_body WHERE posting = $1", []any{int64(p.id)}, &body); err != nil {
		return err
	}
	if p.kind == books.ItemAdd {
		var i books.NewItem
		if err := json.Unmarshal(body, &i); err != nil {
			return err
		}
		full := i.Name
		if i.Parent.FullName != "" {
			full = i.Parent.FullName + ":" + i.Name
		}
		return t.saveEntries(p.company, []books.Entry{{
			Kind: books.Items, ListID: o.TxnID, Name: i.Name, FullName: full, EditSequence: o.EditSequence, Active: true, Type: i.Type,
			PartNumber: i.PartNumber, BarCode: i.BarCode, Account: i.Account, TaxCode: i.TaxCode, Price: i.Price,
		}}, false)
	}
	var c books.NewCustomer
	if err := json.Unmarshal(body, &c); err != nil {
		return err
	}
	entry := books.Entry{
		Kind: books.Customers, ListID: o.TxnID, Name: c.Name, FullName: c.Name, EditSequence: o.EditSequence, Active: true,
		Number: c.AccountNumber, TaxCode: c.TaxCode, TaxItem: c.TaxItem, Email: c.Email, Company: c.CompanyName,
		FirstName: c.FirstName, LastName: c.LastName, Phone: c.Phone, PostalCode: c.BillTo.PostalCode,
	}
	if err := t.saveEntries(p.company, []books.Entry{entry}, false); err != nil {
		return err
	}
	return t.link(p.company, p.customerKey, o.TxnID, "countinghouse")
}

// entryGone forgets an entry that was deleted in QuickBooks.
func (t *tx) entryGone(p settled) error {
	var listID string
	if err := t.row("SELECT d.txn_id FROM posting_link l JOIN posting d ON d.id = l.needs WHERE l.posting = $1 AND l.use = 'changes'", []any{int64(p.id)}, &listID); err != nil {
		return err
	}
	list := books.Items
	if p.kind == books.CustomerAdd {
		list = books.Customers
		if _, err := t.exec("DELETE FROM customer_link WHERE company = $1 AND list_id = $2", string(p.company), listID); err != nil {
			return err
		}
	}
	n, err := t.exec("DELETE FROM list_entry WHERE company = $1 AND kind = $2 AND list_id = $3", string(p.company), string(list), listID)
	if err != nil || n == 0 {
		return err
	}
	return t.listsChanged(p.company)
}
