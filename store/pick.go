package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"countinghouse/books"
)

// EntriesOf are entries of one of QuickBooks' lists to choose from, by name:
// of the given types (all if none are given) and, with a search, those whose
// full name or last name begins with it, or of which it is the part number,
// barcode or e-mail. Inactive ones are among them, marked.
func (s *Store) EntriesOf(ctx context.Context, key CompanyKey, kind books.ListKind, types []string, search string, limit int) ([]books.Entry, error) {
	limit = pageLimit(limit)
	if len(types) == 0 {
		return s.Entries(ctx, key, kind, search, limit)
	}
	var out []books.Entry
	if strings.TrimSpace(search) != "" {
		found, err := s.Entries(ctx, key, kind, search, 500)
		for _, e := range found {
			if slices.Contains(types, e.Type) && len(out) < limit {
				out = append(out, e)
			}
		}
		return out, err
	}
	for _, t := range types {
		err := s.query(ctx, "SELECT body FROM list_entry WHERE company = $1 AND kind = $2 AND type = $3 ORDER BY full_name_key LIMIT $4",
			[]any{string(key), string(kind), t, limit}, func(r *sql.Rows) error {
				e, err := scanEntry(r)
				out = append(out, e)
				return err
			})
		if err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(out, func(a, b books.Entry) int { return strings.Compare(fold(a.FullName), fold(b.FullName)) })
	return out[:min(len(out), limit)], nil
}

// CountEntries tells how many entries a list has, of the given types if any,
// counting no further than limit.
func (s *Store) CountEntries(ctx context.Context, key CompanyKey, kind books.ListKind, types []string, limit int) (int, error) {
	sum := 0
	count := func(query string, args ...any) error {
		var n int
		err := s.row(ctx, query, args, &n)
		sum += n
		return err
	}
	if len(types) == 0 {
		err := count("SELECT count(*) FROM (SELECT 1 FROM list_entry WHERE company = $1 AND kind = $2 LIMIT $3) AS some", string(key), string(kind), limit)
		return sum, err
	}
	for _, t := range types {
		if err := count("SELECT count(*) FROM (SELECT 1 FROM list_entry WHERE company = $1 AND kind = $2 AND type = $3 LIMIT $4) AS some", string(key), string(kind), t, limit); err != nil {
			return 0, err
		}
	}
	return min(sum, limit), nil
}

// EntryByID is one entry of one of QuickBooks' lists.
func (s *Store) EntryByID(ctx context.Context, key CompanyKey, kind books.ListKind, listID string) (books.Entry, error) {
	var out []books.Entry
	err := s.query(ctx, "SELECT body FROM list_entry WHERE company = $1 AND kind = $2 AND list_id = $3", []any{string(key), string(kind), listID}, func(r *sql.Rows) error {
		e, err := scanEntry(r)
		out = append(out, e)
		return err
	})
	if err == nil && len(out) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return books.Entry{}, err
	}
	return out[0], nil
}
