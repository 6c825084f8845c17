package store

import (
	"database/sql"

	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/sales"
)

// What a document needs of others: the documents that it pays, changes or
// follows, and the items that are made for its lines. The customer that is
// made for it stands in posting.depends_on, since nearly every document of a
// new customer has just that.

// need is one posting that another waits for.
type need struct {
	id     PostingID
	use    books.LinkUse
	amount money.Amount
	waits  bool // it isn't in QuickBooks yet
}

// linksOf are the links of a document with those that go without saying: what
// a change changes, and the invoice of a payment that names it by its number.
func linksOf(d *books.Document) []books.Link {
	links := d.Links
	has := func(use books.LinkUse) bool {
		for _, l := range links {
			if l.Use == use {
				return true
			}
		}
		return false
	}
	if d.Operation != books.Add && !has(books.Changes) {
		links = append(links[:len(links):len(links)], books.Link{Use: books.Changes, Kind: d.Kind, Part: d.Part, RefNumber: d.RefNumber})
	}
	if d.Kind == books.Payment && d.AppliesTo != "" && d.Operation == books.Add && !has(books.Pays) {
		links = append(links[:len(links):len(links)], books.Link{Use: books.Pays, Kind: books.Invoice, RefNumber: d.AppliesTo, Amount: d.Total})
	}
	return links
}

// hasLinks tells whether a document has rows in posting_link.
func hasLinks(d *books.Document) bool {
	if len(linksOf(d)) > 0 {
		return true
	}
	for i := range d.Lines {
		if d.Lines[i].ItemKey != "" {
			return true
		}
	}
	return false
}

// standing is the posting that stands for a document: the newest revision that
// was handed over or that this plan makes. What takes a document away stands
// for it only where nothing but the order in time is asked.
func standing(o *plannable, l books.Link) *existing {
	var last *existing
	for _, e := range o.postings {
		if e.kind == l.Kind && e.part == l.Part && (e.used || e.handedOver()) {
			last = e
		}
	}
	if last != nil && l.Use != books.Follows && (last.operation == books.Void || last.operation == books.Delete) {
		return nil
	}
	return last
}

// needs are what a document waits for, apart from its customer. It is false
// when something is neither in the plan before it nor in QuickBooks.
func (p *planning) needs(o *plannable, d *books.Document, plan *books.Plan) ([]need, bool, error) {
	var out []need
	for _, l := range linksOf(d) {
		e := standing(o, l)
		if e == nil {
			return nil, false, nil
		}
		out = append(out, need{e.id, l.Use, l.Amount, e.state != Posted && e.state != Verified})
	}
	if d.Operation == books.Add { // it stands once: what takes the earlier one out goes first
		for _, e := range o.postings {
			if e.kind == d.Kind && e.part == d.Part && (e.operation == books.Void || e.operation == books.Delete) &&
				(e.used || e.handedOver()) && e.state != Posted && e.state != Verified {
				out = append(out, need{e.id, books.Follows, 0, true})
			}
		}
	}
	if e := saleBefore(o, d); e != nil {
		out = append(out, need{e.id, books.Follows, 0, true})
	}
	seen := map[string]bool{}
	for i := range d.Lines {
		key := d.Lines[i].ItemKey
		if key == "" || seen[key] {
			continue
		}
		seen[key] = true
		r, err := p.item(key, plan)
		if err != nil || !r.ok {
			return nil, false, err
		}
		out = append(out, need{r.id, books.Follows, 0, r.waits})
	}
	return out, true, nil
}

// saleBefore is the sale that must be in QuickBooks before the credit memo of a
// refund: one that QuickBooks refuses, and that is then changed, would leave a
// refund of nothing in the books. It is nil where it is there already.
func saleBefore(o *plannable, d *books.Document) *existing {
	if d.Kind != books.CreditMemo || d.Operation != books.Add {
		return nil
	}
	for _, e := range o.postings {
		if (e.kind == books.SalesReceipt || e.kind == books.Invoice) && e.part == "" && e.operation == books.Add && (e.used || e.handedOver()) && e.state != Posted && e.state != Verified {
			return e
		}
	}
	return nil
}

// writeLinks writes what a posting needs, in place of what it needed before.
func (p *planning) writeLinks(id PostingID, needs []need, fresh bool) error {
	if !fresh {
		if err := p.losesLinks(id); err != nil {
			return err
		}
		if _, err := p.t.exec("DELETE FROM posting_link WHERE posting = $1", int64(id)); err != nil {
			return err
		}
	}
	rows := make([]any, 0, 4*len(needs))
	for _, n := range needs {
		rows = append(rows, int64(id), int64(n.id), string(n.use), int64(n.amount))
	}
	return p.t.insertRows("INSERT INTO posting_link (posting, needs, use, amount) VALUES", 4, rows,
		" ON CONFLICT (posting, needs, use) DO UPDATE SET amount = posting_link.amount + excluded.amount")
}

// losesLinks notes that a posting may not need any more what it needed: an
// item that nobody else waits for is not made.
func (p *planning) losesLinks(id PostingID) error {
	return p.t.query("SELECT needs FROM posting_link WHERE posting = $1", []any{int64(id)}, func(r *sql.Rows) error {
		var n PostingID
		err := r.Scan(&n)
		p.orphans = append(p.orphans, n)
		return err
	})
}

// loadLinks fills in what postings need, as it is now.
func (s *Store) loadLinks(query func(string, []any, func(*sql.Rows) error) error, postings []Posting) error {
	at := map[PostingID]int{}
	var ids []int64
	for i := range postings {
		if d := postings[i].Document; d != nil && (hasLinks(d) || postings[i].Revision > 1) || postings[i].Undo != 0 {
			at[postings[i].ID] = i
			ids = append(ids, int64(postings[i].ID))
		}
	}
	return inLists(ids, func(list string, args []any) error {
		return query(`SELECT l.posting, l.use, l.needs, l.amount, d.kind, d.part, d.state, d.txn_id, d.edit_sequence
			FROM posting_link l JOIN posting d ON d.id = l.needs WHERE l.posting IN `+list+" ORDER BY l.posting, l.needs, l.use", args, func(r *sql.Rows) error {
			var id PostingID
			var l PostingLink
			if err := r.Scan(&id, &l.Use, &l.Posting, &l.Amount, &l.Kind, &l.Part, &l.State, &l.TxnID, &l.EditSequence); err != nil {
				return err
			}
			postings[at[id]].Links = append(postings[at[id]].Links, l)
			return nil
		})
	})
}

// release lets postings go that waited for these, if all else that they need
// is in QuickBooks too.
func (t *tx) release(ids []PostingID) error {
	const met = ` AND waits = 1
		AND NOT EXISTS (SELECT 1 FROM posting d WHERE d.id = posting.depends_on AND d.state NOT IN ('posted', 'verified'))
		AND NOT EXISTS (SELECT 1 FROM posting_link l JOIN posting d ON d.id = l.needs WHERE l.posting = posting.id AND d.state NOT IN ('posted', 'verified'))
		RETURNING company, state, stale`
	return inLists(rawIDs(ids), func(list string, args []any) error {
		freed := map[CompanyKey]int{}
		count := func(r *sql.Rows) error {
			var company CompanyKey
			var state PostingState
			var stale bool
			err := r.Scan(&company, &state, &stale)
			if state == Ready && !stale {
				freed[company]++
			}
			return err
		}
		err := t.query("UPDATE posting SET waits = 0 WHERE depends_on IN "+list+" AND depends_on > 0"+met, args, count)
		if err == nil {
			err = t.query("UPDATE posting SET waits = 0 WHERE id IN (SELECT posting FROM posting_link WHERE needs IN "+list+")"+met, args, count)
		}
		for company, n := range freed {
			t.countWork(company, countBlocked, -n)
			t.countWork(company, countName(Ready, false, false, ""), n)
		}
		return err
	})
}

// dependents adds the orders whose postings wait for, or were made for, these
// list entries.
func (t *tx) dependents(ids []PostingID, touched map[orderKey]bool) error {
	return inLists(rawIDs(ids), func(list string, args []any) error {
		add := func(r *sql.Rows) error {
			var k orderKey
			err := r.Scan(&k.store, &k.id)
			if k.id != 0 {
				touched[k] = true
			}
			return err
		}
		err := t.query("SELECT store, order_id FROM posting WHERE depends_on IN "+list+" AND depends_on > 0 AND state = 'ready'", args, add)
		if err != nil {
			return err
		}
		return t.query(`SELECT p.store, p.order_id FROM posting_link l JOIN posting p ON p.id = l.posting
			WHERE l.needs IN `+list+" AND p.state = 'ready'", args, add)
	})
}

// isEntry tells the kinds that make an entry of one of QuickBooks' lists,
// which orders share.
func isEntry(k books.Kind) bool { return k == books.CustomerAdd || k == books.ItemAdd }

// The ranks: what is sent first. Within a rank the older goes first; what
// needs another waits for it in any case.
const (
	rankEntry    = iota // customers and items
	rankDocument        // sales, credit memos, journals
	rankMoney           // payments, refunds, applications
	rankFill            // fields of customers
	rankUndo            // what takes documents out again
	rankUnlist          // what takes list entries out again: QuickBooks refuses while something uses them
	ranks
)

func rankOf(k books.Kind) int {
	switch k {
	case books.CustomerAdd, books.ItemAdd:
		return rankEntry
	case books.Payment, books.CardRefund, books.Check, books.Application:
		return rankMoney
	case books.CustomerUpdate:
		return rankFill
	case books.SalesReceipt, books.SalesOrder, books.Invoice, books.CreditMemo, books.Journal, books.Adjustment:
	}
	return rankDocument
}

// kindLabel is what people call a kind of posting.
func kindLabel(k books.Kind) string {
	switch k {
	case books.CustomerAdd:
		return "Customer"
	case books.CustomerUpdate:
		return "Customer's blank fields"
	case books.ItemAdd:
		return "Item"
	case books.SalesReceipt:
		return "Sales receipt"
	case books.SalesOrder:
		return "Sales order"
	case books.Invoice:
		return "Invoice"
	case books.Payment:
		return "Payment"
	case books.CreditMemo:
		return "Credit memo"
	case books.CardRefund:
		return "Card refund"
	case books.Check:
		return "Check"
	case books.Application:
		return "Application of credit"
	case books.Journal:
		return "Journal entry"
	case books.Adjustment:
		return "Inventory adjustment"
	}
	return string(k)
}

// postingName names a posting for the audit and for lists.
func postingName(k books.Kind, op books.Operation, ref string) string {
	name := kindLabel(k)
	if ref != "" {
		name += " " + ref
	}
	switch op {
	case books.Add:
	case books.Modify:
		name += " (changed)"
	case books.Void:
		name += " (void)"
	case books.Delete:
		name += " (deleted)"
	}
	return name
}

// orderOf is the order of a posting; none for a list entry.
func orderOf(store sales.StoreKey, order sales.OrderID) (orderKey, bool) {
	return orderKey{store, order}, order != 0
}
