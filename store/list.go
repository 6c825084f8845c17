package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"countinghouse/books"
)

// saveEntries writes entries of QuickBooks' lists as they were told. One that
// is the same already isn't written again; replace false leaves an existing
// one as it is.
func (t *tx) saveEntries(company CompanyKey, entries []books.Entry, replace bool) error {
	args := make([]any, 0, 10*len(entries))
	seen := make(map[string]bool, len(entries))
	for i := len(entries) - 1; i >= 0; i-- { // of one that comes twice the last counts
		e := &entries[i]
		if e.Kind == "" || e.ListID == "" {
			return fmt.Errorf("a list entry %q has no list or no ListID", e.FullName)
		}
		if k := string(e.Kind) + "\n" + e.ListID; seen[k] {
			continue
		} else {
			seen[k] = true
		}
		body, err := json.Marshal(e)
		if err != nil {
			return fmt.Errorf("list entry %s %q: %w", e.Kind, e.FullName, err)
		}
		name, full := fold(e.Name), fold(e.FullName)
		if full == "" {
			full = name
		}
		if name == "" {
			name = full
		}
		args = append(args, string(company), string(e.Kind), e.ListID, name, full, fold(e.PartNumber), fold(e.BarCode), fold(e.Email), e.Type, string(body))
	}
	tail := " ON CONFLICT (company, kind, list_id) DO NOTHING"
	if replace {
		tail = ` ON CONFLICT (company, kind, list_id) DO UPDATE SET name_key = excluded.name_key, full_name_key = excluded.full_name_key,
			part_key = excluded.part_key, barcode_key = excluded.barcode_key, email_key = excluded.email_key, type = excluded.type, body = excluded.body
			WHERE list_entry.body <> excluded.body`
	}
	return t.insertRows(`INSERT INTO list_entry (company, kind, list_id, name_key, full_name_key, part_key, barcode_key, email_key, type, body) VALUES`, 10, args, tail)
}

// lookup collects entries that several conditions find, each once.
type lookup struct {
	s       *Store
	ctx     context.Context
	company string
	kind    books.ListKind
	seen    map[string]bool
	out     []books.Entry
}

func (s *Store) lookup(ctx context.Context, company CompanyKey, kind books.ListKind) *lookup {
	return &lookup{s: s, ctx: ctx, company: string(company), kind: kind, seen: map[string]bool{}}
}

// by adds the entries whose column has one of the values.
func (l *lookup) by(cond string, values []string) error {
	return inLists(values, func(list string, args []any) error {
		return l.s.query(l.ctx, "SELECT list_id, body FROM list_entry WHERE company = $1 AND kind = $2 AND "+cond+" IN "+list+" ORDER BY list_id",
			append([]any{l.company, string(l.kind)}, args...), func(r *sql.Rows) error {
				var id string
				var body []byte
				if err := r.Scan(&id, &body); err != nil || l.seen[id] {
					return err
				}
				l.seen[id] = true
				var e books.Entry
				if err := json.Unmarshal(body, &e); err != nil {
					return err
				}
				l.out = append(l.out, e)
				return nil
			})
	})
}

// The columns by which entries are found; each has an index of its own.
const (
	byID      = "list_id"
	byFull    = "full_name_key"
	byName    = "name_key <> full_name_key AND name_key"
	byPart    = "part_key <> '' AND part_key"
	byBarcode = "barcode_key <> '' AND barcode_key"
	byEmail   = "email_key <> '' AND email_key"
)

func folded(values []string) []string {
	out := make([]string, 0, len(values))
	seen := make(map[string]bool, len(values))
	for _, v := range values {
		if k := fold(v); k != "" && !seen[k] {
			seen[k] = true
			out = append(out, k)
		}
	}
	return out
}

// Lists looks up what the plan of one order needs in the cached lists of
// QuickBooks, inactive entries too.
func (s *Store) Lists(ctx context.Context, key CompanyKey, n books.Needs) (books.Lists, error) {
	var l books.Lists
	c, err := s.Company(ctx, key)
	if err != nil {
		return l, err
	}
	l.Company = c.Facts
	items := s.lookup(ctx, key, books.Items)
	skus := folded(n.SKUs)
	customers := s.lookup(ctx, key, books.Customers)
	names := folded(n.CustomerNames)
	if err := errors.Join(
		items.by(byFull, folded(append(append([]string(nil), n.SKUs...), n.ItemNames...))), items.by(byName, skus),
		items.by(byPart, skus), items.by(byBarcode, skus), items.by(byID, n.ItemIDs),
		customers.by(byEmail, folded(n.Emails)), customers.by(byFull, names)); err != nil {
		return l, err
	}
	l.Items, l.Customers = items.out, customers.out
	for _, kind := range []books.ListKind{books.Vendors, books.Employees, books.OtherNames} {
		others := s.lookup(ctx, key, kind)
		if err := others.by(byFull, names); err != nil {
			return l, err
		}
		l.OtherNames = append(l.OtherNames, others.out...)
	}
	if err := s.pendingNames(ctx, key, n, names, &l); err != nil {
		return l, err
	}
	for _, kind := range listKinds {
		if wanted := folded(n.Names[kind]); len(wanted) > 0 {
			entries := s.lookup(ctx, key, kind)
			if err := entries.by(byFull, wanted); err != nil {
				return l, err
			}
			l.Entries = append(l.Entries, entries.out...)
		}
	}
	if err := s.customerOf(ctx, key, n.CustomerKey, &l); err != nil {
		return l, err
	}
	l.TaxGroups, err = s.taxGroups(ctx, key)
	return l, err
}

// listKinds are all lists, in a fixed order: the same needs give the same
// lists, row by row.
var listKinds = [...]books.ListKind{
	books.Accounts, books.Customers, books.Vendors, books.Employees, books.OtherNames, books.Items, books.SalesTaxCodes,
	books.PaymentMethods, books.ShipMethods, books.TermsList, books.Classes, books.Templates,
}

// pendingNames adds the names of customers that are being created for others:
// no list shows them yet, but they are as good as taken.
func (s *Store) pendingNames(ctx context.Context, key CompanyKey, n books.Needs, names []string, l *books.Lists) error {
	return inLists(names, func(list string, args []any) error {
		return s.query(ctx, `SELECT ref FROM posting WHERE company = $1 AND kind = 'customer' AND state IN ('ready', 'sent', 'unsure')
			AND customer_key <> $2 AND name_key IN `+list+" ORDER BY id", append([]any{string(key), n.CustomerKey}, args...), func(r *sql.Rows) error {
			var name string
			err := r.Scan(&name)
			l.OtherNames = append(l.OtherNames, books.Entry{Kind: books.Customers, Name: name, FullName: name, Active: true})
			return err
		})
	})
}

// customerOf finds what is known of who bought: the customer of QuickBooks
// that the key is linked to, or the one that is being created.
func (s *Store) customerOf(ctx context.Context, key CompanyKey, customerKey string, l *books.Lists) error {
	if customerKey == "" {
		return nil
	}
	var body []byte
	err := s.row(ctx, `SELECT e.body FROM customer_link c JOIN list_entry e ON e.company = c.company AND e.kind = 'customer' AND e.list_id = c.list_id
		WHERE c.company = $1 AND c.customer_key = $2`, []any{string(key), customerKey}, &body)
	if err == nil {
		l.Linked = new(books.Entry)
		return json.Unmarshal(body, l.Linked)
	}
	if !errors.Is(err, ErrNotFound) {
		return err
	}
	err = s.row(ctx, `SELECT b.body FROM posting p JOIN posting_body b ON b.posting = p.id WHERE p.company = $1 AND p.customer_key = $2
		AND p.kind = 'customer' AND p.state IN ('ready', 'sent', 'unsure') ORDER BY p.revision DESC LIMIT 1`, []any{string(key), customerKey}, &body)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	l.PendingCustomer = new(books.NewCustomer)
	return json.Unmarshal(body, l.PendingCustomer)
}

func (s *Store) taxGroups(ctx context.Context, key CompanyKey) ([]books.Entry, error) {
	var out []books.Entry
	err := s.query(ctx, "SELECT body FROM list_entry WHERE company = $1 AND kind = 'item' AND type = 'SalesTaxGroup' ORDER BY list_id", []any{string(key)}, func(r *sql.Rows) error {
		e, err := scanEntry(r)
		out = append(out, e)
		return err
	})
	return out, err
}

func scanEntry(r *sql.Rows) (books.Entry, error) {
	var e books.Entry
	var body []byte
	if err := r.Scan(&body); err != nil {
		return e, err
	}
	return e, json.Unmarshal(body, &e)
}

// Entries lists entries of one list by name. A search finds names that begin
// with it and, where there are fewer than the limit, whole part numbers,
// barcodes and e-mail addresses.
func (s *Store) Entries(ctx context.Context, key CompanyKey, kind books.ListKind, search string, limit int) ([]books.Entry, error) {
	limit = pageLimit(limit)
	k := fold(search)
	var out []books.Entry
	err := s.query(ctx, `SELECT body FROM list_entry WHERE company = $1 AND kind = $2 AND full_name_key >= $3 AND full_name_key < $4
		ORDER BY full_name_key LIMIT $5`, []any{string(key), string(kind), k, k + "\U0010FFFF", limit}, func(r *sql.Rows) error {
		e, err := scanEntry(r)
		out = append(out, e)
		return err
	})
	if err != nil || k == "" || len(out) >= limit {
		return out, err
	}
	l := s.lookup(ctx, key, kind)
	for _, e := range out {
		l.seen[e.ListID] = true
	}
	l.out = out
	if err := l.prefix("name_key <> full_name_key AND name_key", k, limit); err != nil {
		return nil, err
	}
	err = errors.Join(l.by(byPart, []string{k}), l.by(byBarcode, []string{k}), l.by(byEmail, []string{k}), l.by(byID, []string{strings.TrimSpace(search)}))
	return l.out[:min(len(l.out), limit)], err
}

// prefix adds entries whose last level begins with the text.
func (l *lookup) prefix(column, k string, limit int) error {
	return l.s.query(l.ctx, "SELECT list_id, body FROM list_entry WHERE company = $1 AND kind = $2 AND "+column+" >= $3 AND name_key < $4 ORDER BY name_key LIMIT $5",
		[]any{l.company, string(l.kind), k, k + "\U0010FFFF", limit}, func(r *sql.Rows) error {
			var id string
			var body []byte
			if err := r.Scan(&id, &body); err != nil || l.seen[id] {
				return err
			}
			l.seen[id] = true
			var e books.Entry
			err := json.Unmarshal(body, &e)
			l.out = append(l.out, e)
			return err
		})
}

// LinkCustomer links who bought to a customer of QuickBooks that a person
// chose; held orders of theirs are found by planning again.
func (s *Store) LinkCustomer(ctx context.Context, by Actor, key CompanyKey, customerKey, listID string) error {
	if customerKey == "" {
		return errors.New("there is no customer to link")
	}
	return s.write(ctx, func(t *tx) error {
		var body []byte
		if err := t.row("SELECT body FROM list_entry WHERE company = $1 AND kind = 'customer' AND list_id = $2", []any{string(key), listID}, &body); err != nil {
			return err
		}
		var e books.Entry
		if err := json.Unmarshal(body, &e); err != nil {
			return err
		}
		t.log(event{actor: by, action: "customer.linked", company: key, subject: "customer " + customerKey, detail: e.FullName + ", " + listID})
		return t.link(key, customerKey, listID, by.Name)
	})
}
