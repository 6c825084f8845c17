package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strings"

	"countinghouse/books"
)

// commonLists are the parts of books.Lists that hardly differ from order to
// order: the company file itself, accounts, methods, terms, tax codes, groups.
type commonLists struct {
	facts   books.Company
	entries []books.Entry
	groups  []books.Entry
	items   []books.Entry // that groups and codes compute by
	account map[string]books.Entry
	monies  []books.Entry // currencies
}

// remembered is what is kept in memory of a company file's short lists, as of
// one version of them. The version stands in the database, so that another
// process's changes are seen too.
type remembered struct {
	version int64
	groups  []books.Entry
	items   []books.Entry
	account map[string]books.Entry                      // accounts by ListID
	monies  []books.Entry                               // currencies
	found   map[books.ListKind]map[string][]books.Entry // by folded full name; none found counts too
	names   int
}

// maxRemembered bounds how many names are kept in memory.
const maxRemembered = 5000

func (s *Store) commonLists(ctx context.Context, key CompanyKey, names map[books.ListKind][]string) (commonLists, error) {
	var c commonLists
	var facts []byte
	var version int64
	// The version is read first: what is read after it is at least as new.
	if err := s.row(ctx, "SELECT facts, lists_version FROM company WHERE key = $1", []any{string(key)}, &facts, &version); err != nil {
		return c, err
	}
	if err := json.Unmarshal(facts, &c.facts); err != nil {
		return c, err
	}
	s.listsMu.Lock()
	defer s.listsMu.Unlock()
	m := s.lists[key]
	if m == nil || m.version != version || m.names > maxRemembered {
		groups, err := s.taxGroups(ctx, key)
		if err != nil {
			return c, err
		}
		items, err := s.taxItems(ctx, key, groups)
		if err != nil {
			return c, err
		}
		accounts, err := s.accounts(ctx, key)
		if err != nil {
			return c, err
		}
		monies, err := s.currencies(ctx, key)
		if err != nil {
			return c, err
		}
		m = &remembered{version: version, groups: groups, items: items, account: accounts, monies: monies, found: map[books.ListKind]map[string][]books.Entry{}}
		s.lists[key] = m
	}
	c.groups, c.items, c.account, c.monies = slices.Clip(m.groups), slices.Clip(m.items), m.account, slices.Clip(m.monies)
	for _, kind := range listKinds {
		wanted := folded(names[kind])
		if err := s.remember(ctx, key, kind, m, wanted); err != nil {
			return c, err
		}
		for _, name := range wanted {
			c.entries = append(c.entries, m.found[kind][name]...)
		}
	}
	return c, nil
}

// remember looks up the names that aren't known yet.
func (s *Store) remember(ctx context.Context, key CompanyKey, kind books.ListKind, m *remembered, wanted []string) error {
	var missing []string
	for _, name := range wanted {
		if _, known := m.found[kind][name]; !known {
			missing = append(missing, name)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	find := &lookup{s: s, ctx: ctx}
	find.by(kind, byFull, missing)
	if err := find.find(key); err != nil {
		return err
	}
	if m.found[kind] == nil {
		m.found[kind] = map[string][]books.Entry{}
	}
	for _, name := range missing {
		m.found[kind][name] = nil
		m.names++
	}
	for _, e := range find.out {
		name := fold(e.FullName)
		if name == "" {
			name = fold(e.Name)
		}
		m.found[kind][name] = append(m.found[kind][name], e)
	}
	return nil
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

// taxItems are the sales tax items that groups and sales tax codes compute by.
func (s *Store) taxItems(ctx context.Context, key CompanyKey, groups []books.Entry) ([]books.Entry, error) {
	var ids []string
	for _, g := range groups {
		for _, m := range g.Members {
			ids = append(ids, m.ListID)
		}
	}
	err := s.query(ctx, "SELECT body FROM list_entry WHERE company = $1 AND kind = 'sales_tax_code'", []any{string(key)}, func(r *sql.Rows) error {
		e, err := scanEntry(r)
		if e.TaxItem.ListID != "" {
			ids = append(ids, e.TaxItem.ListID)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.Sort(ids)
	find := &lookup{s: s, ctx: ctx}
	find.by(books.Items, byID, slices.Compact(ids))
	err = find.find(key)
	slices.SortFunc(find.out, func(a, b books.Entry) int { return strings.Compare(a.ListID, b.ListID) })
	return find.out, err
}

// accounts are the chart of accounts by ListID: what kind of account an item
// posts to decides what it may stand for.
func (s *Store) accounts(ctx context.Context, key CompanyKey) (map[string]books.Entry, error) {
	out := map[string]books.Entry{}
	err := s.query(ctx, "SELECT body FROM list_entry WHERE company = $1 AND kind = 'account'", []any{string(key)}, func(r *sql.Rows) error {
		e, err := scanEntry(r)
		out[e.ListID] = e
		return err
	})
	return out, err
}

func (s *Store) currencies(ctx context.Context, key CompanyKey) ([]books.Entry, error) {
	var out []books.Entry
	err := s.query(ctx, "SELECT body FROM list_entry WHERE company = $1 AND kind = 'currency' ORDER BY list_id", []any{string(key)}, func(r *sql.Rows) error {
		e, err := scanEntry(r)
		out = append(out, e)
		return err
	})
	return out, err
}
