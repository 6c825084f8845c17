package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"countinghouse/books"
)

// CustomersLike are the customers in the cached list that have the account
// number, the e-mail address or the telephone number, letter by letter, of one
// that is to be made. Only the address has an index: it is for after a restore.
func (s *Store) CustomersLike(ctx context.Context, key CompanyKey, some []books.NewCustomer) ([]books.Entry, error) {
	var numbers, emails, phones []string
	for i := range some {
		numbers, emails = append(numbers, some[i].AccountNumber), append(emails, some[i].Email)
		if some[i].Phone != "" {
			phones = append(phones, some[i].Phone)
		}
	}
	var out []books.Entry
	seen := map[string]bool{}
	read := func(r *sql.Rows) error {
		var body []byte
		var e books.Entry
		if err := r.Scan(&body); err != nil {
			return err
		}
		err := json.Unmarshal(body, &e)
		if !seen[e.ListID] {
			seen[e.ListID], out = true, append(out, e)
		}
		return err
	}
	for _, by := range []struct {
		column string
		values []string
	}{
		{"lower(json_extract(body, '$.number'))", folded(numbers)}, {byEmail, folded(emails)}, {"json_extract(body, '$.phone')", phones},
	} {
		err := inLists(by.values, func(list string, args []any) error {
			return s.query(ctx, "SELECT body FROM list_entry WHERE company = $1 AND kind = 'customer' AND "+by.column+" IN "+list+" ORDER BY list_id", append([]any{string(key)}, args...), read)
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}
