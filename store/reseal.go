package store

import (
	"context"
	"database/sql"
	"fmt"

	"countinghouse/secret"
)

// sealed are the columns that hold sealed secrets, each sealed for its table,
// column and row.
var sealed = []struct{ table, column, key string }{
	{"shop", "token", "key"}, {"shop", "client_secret", "key"},
	{"shop_hook", "secret", "store"}, {"shop_hook", "old_secret", "store"},
	{"app_install", "token", "hash"},
}

// ResealSecrets seals everything again that an older key sealed, after a new
// key was put before it. It tells how many values.
func (s *Store) ResealSecrets(ctx context.Context, by Actor) (int, error) {
	n := 0
	err := s.write(ctx, func(t *tx) error {
		for _, c := range sealed {
			stale := map[string]string{}
			err := t.query("SELECT "+c.key+", "+c.column+" FROM "+c.table+" WHERE "+c.column+" <> ''", nil, func(r *sql.Rows) error {
				var row, value string
				err := r.Scan(&row, &value)
				if s.sealer != nil && s.sealer.Stale(value) {
					stale[row] = value
				}
				return err
			})
			if err != nil {
				return err
			}
			for row, value := range stale {
				at := secret.Place{Table: c.table, Column: c.column, Row: row}
				plain, err := s.open(value, at)
				if err != nil {
					return fmt.Errorf("%s of %s %s: %w", c.column, c.table, row, err)
				}
				again, err := s.seal(plain, at)
				if err != nil {
					return err
				}
				if err := t.one("UPDATE "+c.table+" SET "+c.column+" = $2 WHERE "+c.key+" = $1", row, again); err != nil {
					return err
				}
				n++
			}
		}
		if n > 0 {
			t.log(event{actor: by, action: "secrets.resealed", subject: "secrets", detail: fmt.Sprintf("%d values", n)})
		}
		return nil
	})
	return n, err
}
