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
	{"second_factor", "secret", "email"},
	{"mail_server", "password", "name"},
}

// ResealSecrets seals everything again that an older key sealed, after a new
// key was put before it. It tells how many values.
func (s *Store) ResealSecrets(ctx context.Context, by Actor) (int, error) {
	return s.RotateKey(ctx, by, func() error { return nil })
}

// RotateKey is ResealSecrets after add put a new key before the old ones. Both
// happen while nobody else writes, in this process or another: whatever is
// sealed in a transaction before is sealed again, whatever comes after is sealed
// with the new key. If it breaks off, both keys open everything.
func (s *Store) RotateKey(ctx context.Context, by Actor, add func() error) (int, error) {
	n := 0
	err := s.write(ctx, func(t *tx) error {
		if err := add(); err != nil {
			return err
		}
		if s.sealer != nil {
			if err := s.sealer.Refresh(); err != nil {
				return err
			}
		}
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

// RetireKeys lets drop take the old keys away while nobody writes, if no value
// needs them any more; else it tells how many do and takes none.
func (s *Store) RetireKeys(ctx context.Context, by Actor, drop func() error) (left int, err error) {
	err = s.write(ctx, func(t *tx) error {
		for _, c := range sealed {
			err := t.query("SELECT "+c.column+" FROM "+c.table+" WHERE "+c.column+" <> ''", nil, func(r *sql.Rows) error {
				var value string
				err := r.Scan(&value)
				if s.sealer != nil && s.sealer.Stale(value) {
					left++
				}
				return err
			})
			if err != nil {
				return err
			}
		}
		if left > 0 {
			return nil
		}
		t.log(event{actor: by, action: "secrets.key_changed", subject: "secrets", detail: "nothing needs an older key"})
		return drop()
	})
	return left, err
}

// SealedWith counts the sealed values by the id of the key that opens them.
func (s *Store) SealedWith(ctx context.Context) (map[string]int, error) {
	out := map[string]int{}
	for _, c := range sealed {
		err := s.query(ctx, "SELECT "+c.column+" FROM "+c.table+" WHERE "+c.column+" <> ''", nil, func(r *sql.Rows) error {
			var value string
			err := r.Scan(&value)
			out[secret.KeyID(value)]++
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}
