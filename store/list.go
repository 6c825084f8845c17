package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
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
	n, err := t.overRows(`INSERT INTO list_entry (company, kind, list_id, name_key, full_name_key, part_key, barcode_key, email_key, type, body) VALUES`, nil, 10, args, tail)
	if err == nil {
		err = t.itemsTold(company, entries, n > 0)
	}
	if err != nil || n == 0 {
		return err
	}
	return t.listsChanged(company)
}

// listsChanged makes what was remembered of a company file's lists void, in
// this process and in others.
func (t *tx) listsChanged(company CompanyKey) error {
	return t.one("UPDATE company SET lists_version = lists_version + 1 WHERE key = $1", string(company))
}

// lookup collects entries that several conditions find, each entry once.
type lookup struct {
	s    *Store
	ctx  context.Context
	args []any
	text strings.Builder
	out  []books.Entry
}

// by asks for the entries of a list of which a column has one of the values.
func (l *lookup) by(kind books.ListKind, column string, values []string) {
	for len(values) > 0 {
		part := values[:min(len(values), inSizes[len(inSizes)-1])]
		values = values[len(part):]
		// Parts of one statement: the text is numbered afresh by bare marks.
		_ = inLists(part, func(list string, args []any) error {
			if l.text.Len() > 0 {
				l.text.WriteString(" UNION ALL ")
			}
			l.text.WriteString("SELECT kind, list_id, body FROM list_entry WHERE company = $1 AND kind = '" + string(kind) + "' AND " + column + " IN " + list)
			l.args = append(l.args, args...)
			return nil
		})
	}
}

// find runs what was asked for: one statement, since a plan looks up much.
func (l *lookup) find(company CompanyKey) error {
	if len(l.args) == 0 {
		return nil
	}
	seen := map[string]bool{}
	return l.s.query(l.ctx, l.text.String(), append([]any{string(company)}, l.args...), func(r *sql.Rows) error {
		var kind, id string
		var body sql.RawBytes
		if err := r.Scan(&kind, &id, &body); err != nil || seen[kind+id] {
			return err
		}
		seen[kind+id] = true
		var e books.Entry
		err := json.Unmarshal(body, &e)
		l.out = append(l.out, e)
		return err
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
	if err := ctx.Err(); err != nil {
		return l, err
	}
	ctx = context.WithoutCancel(ctx) // short statements: watching for the end costs more than they do
	common, err := s.commonLists(ctx, key, n.Names)
	if err != nil {
		return l, err
	}
	l.Company, l.Entries, l.TaxGroups, l.TaxItems, l.Currencies = common.facts, common.entries, common.groups, common.items, common.monies

	find := &lookup{s: s, ctx: ctx}
	skus, names := folded(n.SKUs), folded(n.CustomerNames)
	find.by(books.Items, byFull, folded(append(slices.Clone(n.SKUs), n.ItemNames...)))
	find.by(books.Items, byName, skus)
	find.by(books.Items, byPart, skus)
	find.by(books.Items, byBarcode, skus)
	find.by(books.Items, byID, n.ItemIDs)
	find.by(books.Customers, byEmail, folded(n.Emails))
	for _, kind := range []books.ListKind{books.Customers, books.Vendors, books.Employees, books.OtherNames} {
		find.by(kind, byFull, names)
	}
	if err := find.find(key); err != nil {
		return l, err
	}
	if err := s.groupMembers(ctx, key, find); err != nil {
		return l, err
	}
	slices.SortStableFunc(find.out, func(a, b books.Entry) int { return strings.Compare(a.ListID, b.ListID) })
	for _, e := range find.out {
		switch e.Kind {
		case books.Items:
			l.Items = append(l.Items, e)
			if a, ok := common.account[e.Account.ListID]; ok && !slices.ContainsFunc(l.Entries, func(x books.Entry) bool { return x.Kind == books.Accounts && x.ListID == a.ListID }) {
				l.Entries = append(l.Entries, a)
			}
		case books.Customers:
			l.Customers = append(l.Customers, e)
		default:
			l.OtherNames = append(l.OtherNames, e)
		}
	}
	if err := s.pendingNames(ctx, key, n, names, &l); err != nil {
		return l, err
	}
	return l, s.customerOf(ctx, key, n.CustomerKey, &l)
}

// groupMembers adds the members of the item groups that were found.
func (s *Store) groupMembers(ctx context.Context, key CompanyKey, found *lookup) error {
	var ids []string
	for _, e := range found.out {
		if e.Kind == books.Items && e.Type == "Group" {
			for _, m := range e.Members {
				if !slices.ContainsFunc(found.out, func(x books.Entry) bool { return x.Kind == books.Items && x.ListID == m.ListID }) && !slices.Contains(ids, m.ListID) {
					ids = append(ids, m.ListID)
				}
			}
		}
	}
	if len(ids) == 0 {
		return nil
	}
	more := &lookup{s: s, ctx: ctx}
	more.by(books.Items, byID, ids)
	err := more.find(key)
	found.out = append(found.out, more.out...)
	return err
}

// listKinds are all lists, in a fixed order: the same needs give the same
// lists, row by row.
var listKinds = [...]books.ListKind{
	books.Accounts, books.Customers, books.Vendors, books.Employees, books.OtherNames, books.Items, books.SalesTaxCodes,
	books.PaymentMethods, books.ShipMethods, books.TermsList, books.Classes, books.Templates, books.Currencies,
}

// pendingNames adds the names of customers that are being created for others:
// no list shows them yet, but they are as good as taken.
func (s *Store) pendingNames(ctx context.Context, key CompanyKey, n books.Needs, names []string, l *books.Lists) error {
	return inLists(names, func(list string, args []any) error {
		return s.query(ctx, `SELECT ref FROM posting WHERE company = $1 AND kind = 'customer' AND operation = '' AND state IN ('ready', 'sent', 'unsure')
			AND name_key <> '' AND part <> $2 AND name_key IN `+list+" ORDER BY id", append([]any{string(key), n.CustomerKey}, args...), func(r *sql.Rows) error {
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
	err = s.row(ctx, `SELECT b.body FROM posting p JOIN posting_body b ON b.posting = p.id WHERE p.company = $1
		AND p.store = '' AND p.order_id = 0 AND p.kind = 'customer' AND p.part = $2 AND p.operation = '' AND p.state IN ('ready', 'sent', 'unsure')
		ORDER BY p.revision DESC LIMIT 1`, []any{string(key), customerKey}, &body)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	l.PendingCustomer = new(books.NewCustomer)
	return json.Unmarshal(body, l.PendingCustomer)
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
	return s.moreEntries(ctx, key, kind, search, out, limit)
}

// EntriesAfter lists a whole list by name, a page at a time: the entries after
// the place that the page before told, "" for the first; next is "" at the end.
func (s *Store) EntriesAfter(ctx context.Context, key CompanyKey, kind books.ListKind, after string, limit int) (out []books.Entry, next string, err error) {
	limit = pageLimit(limit)
	id, name, _ := strings.Cut(after, " ")
	var last string
	err = s.query(ctx, `SELECT body, list_id || ' ' || full_name_key FROM list_entry WHERE company = $1 AND kind = $2 AND full_name_key >= $3 AND (full_name_key, list_id) > ($3, $4)
		ORDER BY full_name_key, list_id LIMIT $5`, []any{string(key), string(kind), name, id, limit + 1}, func(r *sql.Rows) error {
		var e books.Entry
		var body, place string
		if err := r.Scan(&body, &place); err != nil {
			return err
		}
		if len(out) == limit {
			next = last
			return nil
		}
		last = place
		err := json.Unmarshal([]byte(body), &e)
		out = append(out, e)
		return err
	})
	return out, next, err
}

// moreEntries adds what a search finds beside names that begin with it.
func (s *Store) moreEntries(ctx context.Context, key CompanyKey, kind books.ListKind, search string, out []books.Entry, limit int) ([]books.Entry, error) {
	k := fold(search)
	find := &lookup{s: s, ctx: ctx}
	find.by(kind, byPart, []string{k})
	find.by(kind, byBarcode, []string{k})
	find.by(kind, byEmail, []string{k})
	find.by(kind, byID, []string{strings.TrimSpace(search)})
	if err := find.find(key); err != nil {
		return nil, err
	}
	err := s.query(ctx, `SELECT body FROM list_entry WHERE company = $1 AND kind = $2 AND name_key <> full_name_key AND name_key >= $3 AND name_key < $4
		ORDER BY name_key LIMIT $5`, []any{string(key), string(kind), k, k + "\U0010FFFF", limit}, func(r *sql.Rows) error {
		e, err := scanEntry(r)
		find.out = append(find.out, e)
		return err
	})
	seen := map[string]bool{}
	for _, e := range out {
		seen[e.ListID] = true
	}
	for _, e := range find.out {
		if !seen[e.ListID] && len(out) < limit {
			seen[e.ListID] = true
			out = append(out, e)
		}
	}
	return out, err
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
