package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"countinghouse/access"
)

// SaveUser makes or changes a person, by e-mail. An empty password hash leaves
// the password as it is. A new password, a new role or being disabled ends the
// person's sessions.
func (s *Store) SaveUser(ctx context.Context, by Actor, u access.User) error {
	u.Email = access.NormalEmail(u.Email)
	if err := u.Valid(); err != nil {
		return err
	}
	if u.Role == access.Admin {
		u.Companies = nil
	}
	return s.write(ctx, func(t *tx) error {
		old, err := scanUser(t.row, u.Email)
		if errors.Is(err, ErrNotFound) {
			t.log(event{actor: by, action: "user.added", subject: "user " + u.Email, detail: rolesText(u)})
			role, limited := roleColumns(u)
			if _, err := t.exec("INSERT INTO person (email, name, role, limited, password_hash, temporary, disabled, created) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
				u.Email, u.Name, role, limited, u.PasswordHash, stamp(u.Temporary), flag(u.Disabled), t.at); err != nil {
				return err
			}
			return t.saveCompanyRoles(u)
		}
		if err != nil {
			return err
		}
		if u.PasswordHash == "" || u.PasswordHash == old.PasswordHash {
			u.PasswordHash, u.Temporary = old.PasswordHash, old.Temporary
		}
		d := diff{}
		d.text("name", old.Name, u.Name)
		d.text("role", rolesText(old), rolesText(u))
		d.text("disabled", fmt.Sprint(old.Disabled), fmt.Sprint(u.Disabled))
		d.secret("password", old.PasswordHash, u.PasswordHash)
		if len(d) == 0 {
			return nil
		}
		if err := t.keepAnAdmin(old, u); err != nil {
			return err
		}
		t.log(event{actor: by, action: "user.changed", subject: "user " + u.Email, detail: d.String()})
		role, limited := roleColumns(u)
		if err := t.one("UPDATE person SET name = $2, role = $3, limited = $4, password_hash = $5, temporary = $6, disabled = $7 WHERE email = $1",
			u.Email, u.Name, role, limited, u.PasswordHash, stamp(u.Temporary), flag(u.Disabled)); err != nil {
			return err
		}
		if err := t.saveCompanyRoles(u); err != nil {
			return err
		}
		if old.PasswordHash != u.PasswordHash || rolesText(old) != rolesText(u) || u.Disabled {
			_, err = t.exec("DELETE FROM signin WHERE email = $1", u.Email)
		}
		return err
	})
}

// ErrLastAdmin refuses to leave a server without an admin.
var ErrLastAdmin = errors.New("the only admin: make another one first")

// keepAnAdmin refuses to take the last admin's rights.
func (t *tx) keepAnAdmin(old, u access.User) error {
	if old.Role != access.Admin || old.Disabled || u.Role == access.Admin && !u.Disabled {
		return nil
	}
	var others int
	if err := t.row("SELECT count(*) FROM person WHERE role = 'admin' AND disabled = 0 AND email <> $1", []any{u.Email}, &others); err != nil {
		return err
	}
	if others == 0 {
		return fmt.Errorf("%s is %w", u.Email, ErrLastAdmin)
	}
	return nil
}

// roleColumns are what the person's row holds of the roles. A person without a
// role for all company files is limited to those named; the row's role then
// means nothing.
func roleColumns(u access.User) (role string, limited int) {
	if u.Role == "" {
		return string(access.Viewer), 1
	}
	return string(u.Role), 0
}

// rolesText tells a person's roles in the audit, and whether they changed.
func rolesText(u access.User) string {
	var parts []string
	if u.Role != "" {
		parts = append(parts, string(u.Role))
	}
	for _, c := range slices.Sorted(maps.Keys(u.Companies)) {
		parts = append(parts, string(u.Companies[c])+" of "+c)
	}
	return strings.Join(parts, ", ")
}

func (t *tx) saveCompanyRoles(u access.User) error {
	if _, err := t.exec("DELETE FROM person_company WHERE email = $1", u.Email); err != nil {
		return err
	}
	for _, c := range slices.Sorted(maps.Keys(u.Companies)) {
		var there int
		if err := t.row("SELECT 1 FROM company WHERE key = $1", []any{c}, &there); errors.Is(err, ErrNotFound) {
			return fmt.Errorf("there is no company file %q", c)
		} else if err != nil {
			return err
		}
		if _, err := t.exec("INSERT INTO person_company (email, company, role) VALUES ($1, $2, $3)", u.Email, c, string(u.Companies[c])); err != nil {
			return err
		}
	}
	return nil
}

// The roles in single company files come with the row, as "larkspur=viewer other=bookkeeper":
// a key holds neither.
const personColumns = `p.email, p.name, CASE WHEN p.limited = 1 THEN '' ELSE p.role END, p.password_hash, p.temporary,
	(SELECT count(*) FROM second_factor f WHERE f.email = p.email AND f.since <> ''), p.disabled, p.created, p.last_login,
	coalesce((SELECT string_agg(c.company || '=' || c.role, ' ') FROM person_company c WHERE c.email = p.email), '')`

func userDest(u *access.User) []any {
	return []any{&u.Email, &u.Name, &u.Role, &u.PasswordHash, instant{&u.Temporary}, &u.TwoFactor, &u.Disabled, instant{&u.Created}, instant{&u.LastLogin}, companyRoles{u}}
}

// companyRoles reads the roles in single company files.
type companyRoles struct{ u *access.User }

// Scan reads the list that personColumns makes.
func (c companyRoles) Scan(v any) error {
	text, ok := v.(string)
	if !ok {
		return fmt.Errorf("roles by company file: %T", v)
	}
	c.u.Companies = nil
	for _, pair := range strings.Fields(text) {
		company, role, _ := strings.Cut(pair, "=")
		if c.u.Companies == nil {
			c.u.Companies = map[string]access.Role{}
		}
		c.u.Companies[company] = access.Role(role)
	}
	return nil
}

func scanUser(row rowReader, email string) (access.User, error) {
	var u access.User
	err := row("SELECT "+personColumns+" FROM person p WHERE p.email = $1", []any{access.NormalEmail(email)}, userDest(&u)...)
	return u, err
}

// UserByEmail finds a person.
func (s *Store) UserByEmail(ctx context.Context, email string) (access.User, error) {
	return scanUser(s.reader(ctx), email)
}

// Users are all people, by e-mail.
func (s *Store) Users(ctx context.Context) ([]access.User, error) {
	var out []access.User
	err := s.query(ctx, "SELECT "+personColumns+" FROM person p ORDER BY p.email", nil, func(r *sql.Rows) error {
		var u access.User
		err := r.Scan(userDest(&u)...)
		out = append(out, u)
		return err
	})
	return out, err
}

// SetPassword changes a person's password hash and ends all their sessions. A
// password that somebody else chose is good until temporary; zero: her own.
func (s *Store) SetPassword(ctx context.Context, by Actor, email, hash string, temporary time.Time) error {
	if hash == "" {
		return errors.New("there is no password")
	}
	email = access.NormalEmail(email)
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec("UPDATE person SET password_hash = $2, temporary = $3 WHERE email = $1", email, hash, stamp(temporary))
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrNotFound
		}
		e := event{actor: by, action: "user.password", subject: "user " + email}
		if !temporary.IsZero() {
			e.detail = "temporary, to be changed at the first sign-in"
		}
		t.log(e)
		_, err = t.exec("DELETE FROM signin WHERE email = $1", email)
		return err
	})
}
