package store

import (
	"context"
	"fmt"

	"countinghouse/access"
)

// SaveFirstAdmin makes the first person of an empty server, an admin. If
// somebody is there already it is ErrChanged, and nothing changes: two who
// hold the same invitation make one account.
func (s *Store) SaveFirstAdmin(ctx context.Context, by Actor, u access.User) error {
	u.Email, u.Role, u.Companies = access.NormalEmail(u.Email), access.Admin, nil
	if err := u.Valid(); err != nil {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		var people int
		if err := t.row("SELECT count(*) FROM person", nil, &people); err != nil {
			return err
		}
		if people > 0 {
			return fmt.Errorf("there are people already: %w", ErrChanged)
		}
		t.log(event{actor: by, action: "user.added", subject: "user " + u.Email, detail: rolesText(u) + ", the first of this server"})
		role, limited := roleColumns(u)
		_, err := t.exec("INSERT INTO person (email, name, role, limited, password_hash, temporary, disabled, created) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
			u.Email, u.Name, role, limited, u.PasswordHash, stamp(u.Temporary), flag(u.Disabled), t.at)
		return err
	})
}
