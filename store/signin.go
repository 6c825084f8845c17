package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"countinghouse/access"
)

// A sign-in is kept by the hash of its id: who reads the database can take over
// none. The hash names it in lists.

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
		return t.openSession(session)
	})
}

func (t *tx) openSession(session access.Session) error {
	if session.Lacks == access.Nothing {
		t.log(event{actor: Actor{Kind: "user", Name: session.User}, action: "session.opened", subject: "user " + session.User, detail: session.Remote})
	}
	_, err := t.exec("INSERT INTO signin (id_hash, email, created, last_seen, remote, user_agent, lacks) VALUES ($1, $2, $3, $4, $5, $6, $7)",
		ticketHash(session.ID), session.User, stamp(session.Created), stamp(session.LastSeen), session.Remote, session.UserAgent, string(session.Lacks))
	return err
}

// RenewSession puts a fresh session in the place of one, under a new id:
// whenever somebody has shown who she is once more. ErrNotFound when the old
// one is over.
func (s *Store) RenewSession(ctx context.Context, old string, session access.Session) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec("DELETE FROM signin WHERE id_hash = $1", ticketHash(old))
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrNotFound
		}
		return t.openSession(session)
	})
}

// ChangePassword is a person's own change: every other sign-in ends, and this
// one goes on under a new id.
func (s *Store) ChangePassword(ctx context.Context, hash, old string, session access.Session) error {
	if hash == "" {
		return errors.New("there is no password")
	}
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec("DELETE FROM signin WHERE id_hash = $1 AND email = $2", ticketHash(old), session.User)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrNotFound
		}
		if err := t.one("UPDATE person SET password_hash = $2, temporary = '' WHERE email = $1", session.User, hash); err != nil {
			return err
		}
		if _, err := t.exec("DELETE FROM signin WHERE email = $1", session.User); err != nil {
			return err
		}
		t.log(event{actor: Actor{Kind: "user", Name: session.User}, action: "user.password", subject: "user " + session.User, detail: "her own"})
		return t.openSession(session)
	})
}

const sessionColumns = "s.id_hash, s.created, s.last_seen, s.remote, s.user_agent, s.lacks"

func sessionDest(s *access.Session) []any {
	return []any{&s.Key, instant{&s.Created}, instant{&s.LastSeen}, &s.Remote, &s.UserAgent, &s.Lacks}
}

// Session finds a sign-in that is not over and whose person may still sign in;
// ErrNotFound otherwise. It notes, once a minute, that it was used.
func (s *Store) Session(ctx context.Context, id string) (access.Session, access.User, error) {
	session := access.Session{ID: id}
	var u access.User
	err := s.row(ctx, "SELECT "+sessionColumns+", "+personColumns+` FROM signin s JOIN person p ON p.email = s.email WHERE s.id_hash = $1`,
		[]any{ticketHash(id)}, append(sessionDest(&session), userDest(&u)...)...)
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

// Sessions are a person's sign-ins that are not over, the last used first;
// without their ids.
func (s *Store) Sessions(ctx context.Context, email string) ([]access.Session, error) {
	var out []access.Session
	now := s.now()
	err := s.query(ctx, "SELECT "+sessionColumns+" FROM signin s WHERE s.email = $1 ORDER BY s.last_seen DESC, s.id_hash", []any{access.NormalEmail(email)}, func(r *sql.Rows) error {
		session := access.Session{User: access.NormalEmail(email)}
		if err := r.Scan(sessionDest(&session)...); err != nil {
			return err
		}
		if !session.Expired(now) && session.Lacks == access.Nothing {
			out = append(out, session)
		}
		return nil
	})
	return out, err
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

// EndOneSession ends a sign-in of a person by its key; ErrNotFound when the
// person has no such sign-in.
func (s *Store) EndOneSession(ctx context.Context, by Actor, email, key string) error {
	email = access.NormalEmail(email)
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec("DELETE FROM signin WHERE id_hash = $1 AND email = $2", key, email)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrNotFound
		}
		t.log(event{actor: by, action: "session.closed", subject: "user " + email, detail: "one of several"})
		return nil
	})
}

// EndSessions signs a person out everywhere and tells how many sessions that ended.
func (s *Store) EndSessions(ctx context.Context, by Actor, email string) (int, error) {
	return s.endSessions(ctx, by, email, "")
}

// EndOtherSessions signs a person out everywhere but in one session.
func (s *Store) EndOtherSessions(ctx context.Context, by Actor, email, but string) (int, error) {
	return s.endSessions(ctx, by, email, ticketHash(but))
}

func (s *Store) endSessions(ctx context.Context, by Actor, email, but string) (int, error) {
	email = access.NormalEmail(email)
	var n int64
	err := s.write(ctx, func(t *tx) error {
		var err error
		if n, err = t.exec("DELETE FROM signin WHERE email = $1 AND id_hash <> $2", email, but); err != nil || n == 0 {
			return err
		}
		detail := fmt.Sprintf("all %d sessions", n)
		if but != "" {
			detail = fmt.Sprintf("all %d others", n)
		}
		t.log(event{actor: by, action: "session.closed", subject: "user " + email, detail: detail})
		return nil
	})
	return int(n), err
}
