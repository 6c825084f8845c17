package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"countinghouse/access"
)

// SaveUser makes or changes a person, by e-mail. An empty password hash leaves
// the password as it is. A new password, a new role or being disabled ends the
// person's sessions.
func (s *Store) SaveUser(ctx context.Context, by Actor, u access.User) error {
	u.Email = access.NormalEmail(u.Email)
	if u.Email == "" || !u.Role.Valid() {
		return fmt.Errorf("a person needs an e-mail address and one of the roles %v", access.Roles())
	}
	return s.write(ctx, func(t *tx) error {
		old, err := scanUser(t.row, u.Email)
		if errors.Is(err, ErrNotFound) {
			t.log(event{actor: by, action: "user.added", subject: "user " + u.Email, detail: string(u.Role)})
			_, err := t.exec("INSERT INTO person (email, name, role, password_hash, disabled, created) VALUES ($1, $2, $3, $4, $5, $6)",
				u.Email, u.Name, string(u.Role), u.PasswordHash, flag(u.Disabled), t.at)
			return err
		}
		if err != nil {
			return err
		}
		keep(&u.PasswordHash, old.PasswordHash)
		d := diff{}
		d.text("name", old.Name, u.Name)
		d.text("role", string(old.Role), string(u.Role))
		d.text("disabled", fmt.Sprint(old.Disabled), fmt.Sprint(u.Disabled))
		d.secret("password", old.PasswordHash, u.PasswordHash)
		if len(d) == 0 {
			return nil
		}
		if err := t.keepAnAdmin(old, u); err != nil {
			return err
		}
		t.log(event{actor: by, action: "user.changed", subject: "user " + u.Email, detail: d.String()})
		if err := t.one("UPDATE person SET name = $2, role = $3, password_hash = $4, disabled = $5 WHERE email = $1",
			u.Email, u.Name, string(u.Role), u.PasswordHash, flag(u.Disabled)); err != nil {
			return err
		}
		if old.PasswordHash != u.PasswordHash || old.Role != u.Role || u.Disabled {
			_, err = t.exec("DELETE FROM signin WHERE email = $1", u.Email)
		}
		return err
	})
}

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
		return fmt.Errorf("%s is the only admin: make another one first", u.Email)
	}
	return nil
}

const userColumns = "SELECT email, name, role, password_hash, disabled, created, last_login FROM person"

func userDest(u *access.User) []any {
	return []any{&u.Email, &u.Name, &u.Role, &u.PasswordHash, &u.Disabled, instant{&u.Created}, instant{&u.LastLogin}}
}

func scanUser(row rowReader, email string) (access.User, error) {
	var u access.User
	err := row(userColumns+" WHERE email = $1", []any{access.NormalEmail(email)}, userDest(&u)...)
	return u, err
}

// UserByEmail finds a person.
func (s *Store) UserByEmail(ctx context.Context, email string) (access.User, error) {
	return scanUser(s.reader(ctx), email)
}

// Users are all people, by e-mail.
func (s *Store) Users(ctx context.Context) ([]access.User, error) {
	var out []access.User
	err := s.query(ctx, userColumns+" ORDER BY email", nil, func(r *sql.Rows) error {
		var u access.User
		err := r.Scan(userDest(&u)...)
		out = append(out, u)
		return err
	})
	return out, err
}

// SetPassword changes a person's password hash and ends all their sessions.
func (s *Store) SetPassword(ctx context.Context, by Actor, email, hash string) error {
	if hash == "" {
		return errors.New("there is no password")
	}
	email = access.NormalEmail(email)
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec("UPDATE person SET password_hash = $2 WHERE email = $1", email, hash)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrNotFound
		}
		t.log(event{actor: by, action: "user.password", subject: "user " + email})
		_, err = t.exec("DELETE FROM signin WHERE email = $1", email)
		return err
	})
}

// CreateSession writes down a sign-in (access.NewSession) of a person who may
// sign in, and forgets sessions that are over.
func (s *Store) CreateSession(ctx context.Context, session access.Session) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec("UPDATE person SET last_login = $2 WHERE email = $1 AND disabled = 0", session.User, t.at)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrNotFound
		}
		if _, err := t.exec("DELETE FROM signin WHERE last_seen < $1 OR created < $2", stamp(t.now.Add(-access.IdleLimit)), stamp(t.now.Add(-access.AbsoluteLimit))); err != nil {
			return err
		}
		t.log(event{actor: Actor{Kind: "user", Name: session.User}, action: "session.opened", subject: "user " + session.User, detail: session.Remote})
		_, err = t.exec("INSERT INTO signin (id_hash, email, created, last_seen, remote, user_agent) VALUES ($1, $2, $3, $4, $5, $6)",
			ticketHash(session.ID), session.User, stamp(session.Created), stamp(session.LastSeen), session.Remote, session.UserAgent)
		return err
	})
}

// Session finds a sign-in that is not over and whose person may still sign in;
// ErrNotFound otherwise. It notes, once a minute, that it was used.
func (s *Store) Session(ctx context.Context, id string) (access.Session, access.User, error) {
	session := access.Session{ID: id}
	var u access.User
	err := s.row(ctx, `SELECT s.created, s.last_seen, s.remote, s.user_agent, p.email, p.name, p.role, p.password_hash, p.disabled, p.created, p.last_login
		FROM signin s JOIN person p ON p.email = s.email WHERE s.id_hash = $1`, []any{ticketHash(id)},
		append([]any{instant{&session.Created}, instant{&session.LastSeen}, &session.Remote, &session.UserAgent}, userDest(&u)...)...)
	if err != nil {
		return access.Session{}, access.User{}, err
	}
	session.User = u.Email
	now := s.now()
	if u.Disabled || session.Expired(now) {
		return access.Session{}, access.User{}, ErrNotFound
	}
	if session.Touch(now) {
		session.LastSeen = now
		err = s.write(ctx, func(t *tx) error {
			_, err := t.exec("UPDATE signin SET last_seen = $2 WHERE id_hash = $1", ticketHash(id), stamp(now))
			return err
		})
	}
	return session, u, err
}

// EndSession signs out; an unknown session is signed out already.
func (s *Store) EndSession(ctx context.Context, id string) error {
	return s.write(ctx, func(t *tx) error {
		var email string
		err := t.row("DELETE FROM signin WHERE id_hash = $1 RETURNING email", []any{ticketHash(id)}, &email)
		if errors.Is(err, ErrNotFound) {
			return nil
		}
		t.log(event{actor: Actor{Kind: "user", Name: email}, action: "session.closed", subject: "user " + email})
		return err
	})
}

// EndSessions signs a person out everywhere and tells how many sessions that ended.
func (s *Store) EndSessions(ctx context.Context, by Actor, email string) (int, error) {
	email = access.NormalEmail(email)
	var n int64
	err := s.write(ctx, func(t *tx) error {
		var err error
		if n, err = t.exec("DELETE FROM signin WHERE email = $1", email); err != nil || n == 0 {
			return err
		}
		t.log(event{actor: by, action: "session.closed", subject: "user " + email, detail: fmt.Sprintf("all %d sessions", n)})
		return nil
	})
	return int(n), err
}
