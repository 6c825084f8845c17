package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"countinghouse/books"
	"countinghouse/sales"
)

// When the company file itself was restored QuickBooks has lost the newest of
// what was posted, without a trace of its deletion. Then nothing is written
// until a person has said what the file is.

// Done is a posting that QuickBooks carried out, with what became of its
// document later.
type Done struct {
	Posting
	// Over: a later revision took it out, or made it anew since, so that what
	// QuickBooks called it then is not what stands for the document.
	Over bool
	// Deleted is when a person deleted the document in QuickBooks, as QuickBooks
	// told once; empty: it never did.
	Deleted string
}

// NewestDone are postings that QuickBooks carried out, the newest first, from
// after the one that is given on (nil: from the newest). Blank fields of
// customers are left out: they can't be missed.
func (s *Store) NewestDone(ctx context.Context, key CompanyKey, after *Done, limit int) ([]Done, error) {
	where, args := "", []any{string(key), limit}
	if after != nil {
		where = " AND (p.posted_at < $3 OR p.posted_at = $3 AND p.id < $4)"
		args = append(args, stamp(after.PostedAt), int64(after.ID))
	}
	postings, err := s.postings(ctx, `WHERE p.company = $1 AND p.posted_at <> '' AND p.state IN ('posted', 'verified') AND p.kind <> 'customer_update'`+where+
		" ORDER BY p.posted_at DESC, p.id DESC LIMIT $2", args...)
	if err != nil {
		return nil, err
	}
	out := make([]Done, len(postings))
	at := make(map[PostingID]int, len(postings))
	ids := make([]int64, len(postings))
	for i := range postings {
		out[i].Posting = postings[i]
		at[postings[i].ID], ids[i] = i, int64(postings[i].ID)
	}
	return out, inLists(ids, func(list string, args []any) error {
		err := s.query(ctx, `SELECT p.id, d.at FROM posting p JOIN deleted_there d ON d.company = p.company AND d.txn_id = p.txn_id WHERE p.txn_id <> '' AND p.id IN `+list, args, func(r *sql.Rows) error {
			var id PostingID
			var when string
			err := r.Scan(&id, &when)
			out[at[id]].Deleted = when
			return err
		})
		if err != nil {
			return err
		}
		return s.query(ctx, `SELECT p.id, n.operation, n.revision > p.revision FROM posting p JOIN posting n ON n.company = p.company AND n.store = p.store AND n.order_id = p.order_id
			AND n.kind = p.kind AND n.part = p.part AND n.state <> 'withdrawn' WHERE p.id IN `+list, args, func(r *sql.Rows) error {
			var id PostingID
			var op books.Operation
			var later bool
			err := r.Scan(&id, &op, &later)
			out[at[id]].Over = out[at[id]].Over || later && op != books.Modify
			return err
		})
	})
}

// MissingPosting is a posting that QuickBooks carried out and has no trace of.
type MissingPosting struct {
	Posting
	Found time.Time
}

// Missing are the postings that a company file has lost, oldest first.
func (s *Store) Missing(ctx context.Context, key CompanyKey) ([]MissingPosting, error) {
	postings, err := s.postings(ctx, "JOIN missing m ON m.posting = p.id WHERE m.company = $1 ORDER BY p.posted_at, p.id", string(key))
	if err != nil {
		return nil, err
	}
	found := map[PostingID]time.Time{}
	err = s.query(ctx, "SELECT posting, found FROM missing WHERE company = $1", []any{string(key)}, func(r *sql.Rows) error {
		var id PostingID
		var at time.Time
		err := r.Scan(&id, instant{&at})
		found[id] = at
		return err
	})
	out := make([]MissingPosting, len(postings))
	for i := range postings {
		out[i] = MissingPosting{postings[i], found[postings[i].ID]}
	}
	return out, err
}

// CountMissing is how many postings a company file has lost.
func (s *Store) CountMissing(ctx context.Context, key CompanyKey) (int, error) {
	var n int
	err := s.row(ctx, "SELECT count(*) FROM missing WHERE company = $1", []any{string(key)}, &n)
	return n, err
}

// SaveMissing writes down what a company file has lost, in place of what was
// missed before, and stops it with these words.
func (s *Store) SaveMissing(ctx context.Context, key CompanyKey, ids []PostingID, words string) error {
	return s.write(ctx, func(t *tx) error {
		before, err := t.missingIDs(key)
		if err != nil {
			return err
		}
		same := len(before) == len(ids)
		for _, id := range ids {
			same = same && before[id]
		}
		if same {
			return nil
		}
		if _, err := t.exec("DELETE FROM missing WHERE company = $1", string(key)); err != nil {
			return err
		}
		args := make([]any, 0, 3*len(ids))
		for _, id := range ids {
			args = append(args, int64(id), string(key), t.at)
		}
		if err := t.insertRows("INSERT INTO missing (posting, company, found) VALUES", 3, args, ""); err != nil {
			return err
		}
		t.log(event{actor: quickbooks, action: "company.restored", company: key, subject: "company " + string(key), detail: words})
		return nil
	})
}

func (t *tx) missingIDs(key CompanyKey) (map[PostingID]bool, error) {
	out := map[PostingID]bool{}
	err := t.query("SELECT posting FROM missing WHERE company = $1", []any{string(key)}, func(r *sql.Rows) error {
		var id PostingID
		err := r.Scan(&id)
		out[id] = true
		return err
	})
	return out, err
}

// FoundAgain forgets what was missed: it is there again.
func (s *Store) FoundAgain(ctx context.Context, key CompanyKey) error {
	if n, err := s.CountMissing(ctx, key); err != nil || n == 0 {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec("DELETE FROM missing WHERE company = $1", string(key))
		if err != nil || n == 0 {
			return err
		}
		t.log(event{actor: quickbooks, action: "company.found_again", company: key, subject: "company " + string(key), detail: fmt.Sprintf("QuickBooks has all that was missing again: %d documents and entries. Writing goes on.", n)})
		_, err = t.exec("UPDATE company SET stopped = '' WHERE key = $1", string(key))
		return err
	})
}

// AwaitRightFile writes down that a person said the wrong company file was
// open: nothing changes, and writing goes on when what is missing is there
// again. ErrNotFound: nothing is missing.
func (s *Store) AwaitRightFile(ctx context.Context, by Actor, key CompanyKey, why string) error {
	return s.write(ctx, func(t *tx) error {
		ids, err := t.missingIDs(key)
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			return ErrNotFound
		}
		t.log(event{actor: by, action: "company.wrong_file", company: key, subject: "company " + string(key), detail: why})
		return nil
	})
}

// PostMissingAgain has exactly those postings carried out again that a company
// file has lost: a person said that the restored file is the one to go on
// with. QuickBooks is asked about each before it is sent, and its lists are
// read anew. It tells how many; ErrNotFound when nothing is missing.
func (s *Store) PostMissingAgain(ctx context.Context, by Actor, key CompanyKey, why string) (int, error) {
	n := 0
	err := s.write(ctx, func(t *tx) error {
		ids, err := t.missingIDs(key)
		if err != nil {
			return err
		}
		if n = len(ids); n == 0 {
			return ErrNotFound
		}
		list := make([]PostingID, 0, n)
		for id := range ids {
			list = append(list, id)
		}
		have, err := t.settledByID(list)
		if err != nil {
			return err
		}
		a := again{t: t, key: key, touched: map[orderKey]bool{}, lost: map[string]PostingID{}}
		for _, p := range have {
			if err := a.posting(p); err != nil {
				return err
			}
		}
		if err := a.names(); err != nil {
			return err
		}
		if err := a.waits(); err != nil {
			return err
		}
		if _, err := t.exec("DELETE FROM missing WHERE company = $1", string(key)); err != nil {
			return err
		}
		// What the restored file has in its lists is not known any more.
		for _, table := range []string{"list_entry", "list_progress"} {
			if _, err := t.exec("DELETE FROM "+table+" WHERE company = $1", string(key)); err != nil {
				return err
			}
		}
		if err := t.listsChanged(key); err != nil {
			return err
		}
		if _, err := t.exec("UPDATE company SET stopped = '' WHERE key = $1", string(key)); err != nil {
			return err
		}
		if err := errors.Join(t.effectsLost(key, list), t.stockAnew(key, "The company file was restored. Every quantity is read anew.")); err != nil {
			return err
		}
		t.log(event{actor: by, action: "company.post_again", company: key, subject: "company " + string(key), detail: fmt.Sprintf("%d postings go to QuickBooks again. %s", n, why)})
		return t.derive(a.touched)
	})
	return n, err
}

// again takes postings back to where they were before they were sent.
type again struct {
	t       *tx
	key     CompanyKey
	touched map[orderKey]bool
	ids     []PostingID
	lost    map[string]PostingID // customers and items that are made again, by kind and the ListID that they had
}

func (a *again) posting(p settled) error {
	t := a.t
	if p.state != Posted && p.state != Verified {
		return ErrChanged
	}
	if isEntry(p.kind) {
		if err := a.entry(p); err != nil {
			return err
		}
	}
	stale := false
	if k, ok := orderOf(p.store, p.order); ok && p.order > 0 && p.undo == 0 {
		if err := t.row("SELECT to_plan FROM sales_order WHERE store = $1 AND id = $2", []any{string(k.store), int64(k.id)}, &stale); err != nil {
			return err
		}
	}
	err := t.one(`UPDATE posting SET state = 'ready', waits = 0, stale = $6, ask = $3, txn_id = '', edit_sequence = '', txn_number = '', lane = '', code = 0, attempts = 0,
			solo = 0, not_before = '', reason = $4, posted_at = '', verified_at = '', updated = $5 WHERE id = $1 AND state = $2`,
		int64(p.id), string(p.state), flag(p.operation == books.Add), "The company file was restored without it; it goes to QuickBooks again.", t.at, flag(stale))
	if err != nil {
		return err
	}
	t.countWork(a.key, countName(p.state, p.waits, p.stale, p.lane), -1)
	t.countWork(a.key, countName(Ready, false, stale, ""), 1)
	t.log(postingEvent(system, p, Ready, postingName(p.kind, p.operation, p.ref)+": missing in the restored company file"))
	if k, ok := orderOf(p.store, p.order); ok {
		a.touched[k] = true
	}
	a.ids = append(a.ids, p.id)
	return nil
}

// entry takes the links to a lost customer or item back: what names it waits
// for it to be made again.
func (a *again) entry(p settled) error {
	t := a.t
	a.lost[string(p.kind)+p.txnID] = p.id
	if p.kind == books.CustomerAdd {
		if _, err := t.exec("DELETE FROM customer_link WHERE company = $1 AND list_id = $2", string(a.key), p.txnID); err != nil {
			return err
		}
	}
	return nil
}

// names has documents that name a lost customer wait for it; those that name a
// lost item are planned again.
func (a *again) names() error {
	if len(a.lost) == 0 {
		return nil
	}
	t := a.t
	customers := map[PostingID]PostingID{}
	orders := map[sales.StoreKey][]sales.OrderID{}
	err := t.query(`SELECT p.id, p.store, p.order_id, b.body FROM posting p JOIN posting_body b ON b.posting = p.id
		WHERE p.company = $1 AND p.state = 'ready' AND p.order_id <> 0 AND p.kind <> 'customer_update' AND p.undo = 0`, []any{string(a.key)}, func(r *sql.Rows) error {
		var id PostingID
		var store sales.StoreKey
		var order sales.OrderID
		var body []byte
		if err := r.Scan(&id, &store, &order, &body); err != nil {
			return err
		}
		var d books.Document
		if err := json.Unmarshal(body, &d); err != nil {
			return err
		}
		if c := a.lost[string(books.CustomerAdd)+d.Customer.ListID]; c != 0 && d.Customer.ListID != "" {
			customers[id] = c
		}
		for i := range d.Lines {
			if item := d.Lines[i].Item.ListID; item != "" && a.lost[string(books.ItemAdd)+item] != 0 && order > 0 {
				orders[store] = append(orders[store], order)
				break
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for id, c := range customers {
		if err := t.one("UPDATE posting SET depends_on = $2 WHERE id = $1", int64(id), int64(c)); err != nil {
			return err
		}
		a.ids = append(a.ids, id)
	}
	for store, ids := range orders {
		if err := t.mark(a.key, store, ids); err != nil {
			return err
		}
	}
	return nil
}

// waits has everything wait that needs what isn't there any more, and lets
// nothing else wait.
func (a *again) waits() error {
	t := a.t
	const unmet = ` AND state = 'ready' AND waits = 0 AND (
		EXISTS (SELECT 1 FROM posting d WHERE d.id = posting.depends_on AND d.state NOT IN ('posted', 'verified'))
		OR EXISTS (SELECT 1 FROM posting_link l JOIN posting d ON d.id = l.needs WHERE l.posting = posting.id AND d.state NOT IN ('posted', 'verified')))
		RETURNING store, order_id, stale`
	return inLists(rawIDs(a.ids), func(list string, args []any) error {
		blocked := 0
		count := func(r *sql.Rows) error {
			var store sales.StoreKey
			var order sales.OrderID
			var stale bool
			err := r.Scan(&store, &order, &stale)
			if !stale {
				blocked++
			}
			if k, ok := orderOf(store, order); ok {
				a.touched[k] = true
			}
			return err
		}
		err := t.query("UPDATE posting SET waits = 1 WHERE id IN "+list+unmet, args, count)
		if err == nil {
			err = t.query("UPDATE posting SET waits = 1 WHERE depends_on > 0 AND depends_on IN "+list+unmet, args, count)
		}
		if err == nil {
			err = t.query("UPDATE posting SET waits = 1 WHERE id IN (SELECT posting FROM posting_link WHERE needs IN "+list+")"+unmet, args, count)
		}
		t.countWork(a.key, countName(Ready, false, false, ""), -blocked)
		t.countWork(a.key, countBlocked, blocked)
		return err
	})
}
