package store

import (
	"context"
	"errors"
	"slices"
	"strings"

	"countinghouse/access"
	"countinghouse/secret"
)

// The second factor: a secret that the person's telephone makes codes of, sealed
// with the key that is not in the database, and codes to get in without it.

func factorPlace(email string) secret.Place {
	return secret.Place{Table: "second_factor", Column: "secret", Row: email}
}

// OfferFactor keeps a secret that the person is shown to set up her telephone.
// It asks for nothing before a first code proves that she did (ConfirmFactor).
func (s *Store) OfferFactor(ctx context.Context, email, plain string) error {
	email = access.NormalEmail(email)
	return s.write(ctx, func(t *tx) error {
		sealed, err := s.seal(plain, factorPlace(email))
		if err != nil {
			return err
		}
		n, err := t.exec(`INSERT INTO second_factor (email, secret, since, last_step) VALUES ($1, $2, '', 0)
			ON CONFLICT (email) DO UPDATE SET secret = excluded.secret WHERE second_factor.since = ''`, email, sealed)
		if err == nil && n == 0 {
			err = ErrChanged // one is in use already
		}
		return err
	})
}

// Factor is a person's secret, and whether it is in use or only offered;
// ErrNotFound when there is none.
func (s *Store) Factor(ctx context.Context, email string) (plain string, inUse bool, err error) {
	email = access.NormalEmail(email)
	var sealed, since string
	if err := s.row(ctx, "SELECT secret, since FROM second_factor WHERE email = $1", []any{email}, &sealed, &since); err != nil {
		return "", false, err
	}
	plain, err = s.open(sealed, factorPlace(email))
	return plain, since != "", err
}

// ConfirmFactor puts the offered secret to use, since a code of it was right,
// keeps the hashes of the recovery codes (access.HashRecovery), ends the
// person's other sign-ins and renews this one.
func (s *Store) ConfirmFactor(ctx context.Context, email string, step int64, recovery []string, old string, session access.Session) error {
	email = access.NormalEmail(email)
	return s.write(ctx, func(t *tx) error {
		if err := t.one("UPDATE second_factor SET since = $2, last_step = $3 WHERE email = $1 AND since = ''", email, t.at, step); err != nil {
			return err
		}
		if err := t.saveRecovery(email, recovery); err != nil {
			return err
		}
		n, err := t.exec("DELETE FROM signin WHERE id_hash = $1 AND email = $2", ticketHash(old), email)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrNotFound
		}
		if _, err := t.exec("DELETE FROM signin WHERE email = $1", email); err != nil {
			return err
		}
		t.log(event{actor: Actor{Kind: "user", Name: email}, action: "user.second_factor", subject: "user " + email, detail: "set up"})
		return t.openSession(session)
	})
}

func (t *tx) saveRecovery(email string, hashes []string) error {
	if _, err := t.exec("DELETE FROM recovery_code WHERE email = $1", email); err != nil {
		return err
	}
	for _, h := range hashes {
		if _, err := t.exec("INSERT INTO recovery_code (email, code_hash) VALUES ($1, $2)", email, h); err != nil {
			return err
		}
	}
	return nil
}

// NewRecovery replaces a person's recovery codes.
func (s *Store) NewRecovery(ctx context.Context, by Actor, email string, hashes []string) error {
	email = access.NormalEmail(email)
	return s.write(ctx, func(t *tx) error {
		t.log(event{actor: by, action: "user.recovery_codes", subject: "user " + email, detail: "made anew"})
		return t.saveRecovery(email, hashes)
	})
}

// RecoveryLeft counts a person's recovery codes that were not used.
func (s *Store) RecoveryLeft(ctx context.Context, email string) (int, error) {
	var n int
	err := s.row(ctx, "SELECT count(*) FROM recovery_code WHERE email = $1", []any{access.NormalEmail(email)}, &n)
	return n, err
}

// SpendStep takes a right code, by the time step that it is of: once, and none
// of an earlier step after it. ErrChanged when it was taken already. The
// half-way sign-in old becomes session.
func (s *Store) SpendStep(ctx context.Context, email string, step int64, old string, session access.Session) error {
	email = access.NormalEmail(email)
	return s.write(ctx, func(t *tx) error {
		if err := t.one("UPDATE second_factor SET last_step = $2 WHERE email = $1 AND since <> '' AND last_step < $2", email, step); err != nil {
			return err
		}
		return t.through(email, old, session)
	})
}

// SpendRecovery takes a recovery code, by its hash, once; ErrChanged when there
// is none such.
func (s *Store) SpendRecovery(ctx context.Context, email, hash, old string, session access.Session) error {
	email = access.NormalEmail(email)
	return s.write(ctx, func(t *tx) error {
		if err := t.one("DELETE FROM recovery_code WHERE email = $1 AND code_hash = $2", email, hash); err != nil {
			return err
		}
		t.log(event{actor: Actor{Kind: "user", Name: email}, action: "user.recovery_code", subject: "user " + email, detail: "one used"})
		return t.through(email, old, session)
	})
}

// through lets a sign-in go on that showed its second factor.
func (t *tx) through(email, old string, session access.Session) error {
	n, err := t.exec("DELETE FROM signin WHERE id_hash = $1 AND email = $2 AND lacks = 'code'", ticketHash(old), email)
	if err != nil {
		return err
	}
	if n == 0 {
		return ErrNotFound
	}
	return t.openSession(session)
}

// maxMisses is how many wrong codes a sign-in stands; then the password is
// asked for again.
const maxMisses = 5

// MissCode counts a wrong code; after the fifth the sign-in is over.
func (s *Store) MissCode(ctx context.Context, id string) (over bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		var email string
		var misses int
		err := t.row("UPDATE signin SET misses = misses + 1 WHERE id_hash = $1 RETURNING email, misses", []any{ticketHash(id)}, &email, &misses)
		if errors.Is(err, ErrNotFound) {
			over = true
			return nil
		}
		if err != nil || misses < maxMisses {
			return err
		}
		over = true
		t.log(event{actor: Actor{Kind: "user", Name: email}, action: "session.refused", subject: "user " + email, detail: "too many wrong codes"})
		_, err = t.exec("DELETE FROM signin WHERE id_hash = $1", ticketHash(id))
		return err
	})
	return over, err
}

// ResetFactor takes a person's second factor and recovery codes away, as when a
// telephone is lost, and ends her sign-ins. It tells whether there was one.
func (s *Store) ResetFactor(ctx context.Context, by Actor, email string) (had bool, err error) {
	email = access.NormalEmail(email)
	err = s.write(ctx, func(t *tx) error {
		n, err := t.exec("DELETE FROM second_factor WHERE email = $1", email)
		if err != nil || n == 0 {
			return err
		}
		had = true
		t.log(event{actor: by, action: "user.second_factor", subject: "user " + email, detail: "taken away"})
		if err := t.saveRecovery(email, nil); err != nil {
			return err
		}
		_, err = t.exec("DELETE FROM signin WHERE email = $1", email)
		return err
	})
	return had, err
}

const demandSetting = "second_factor_roles"

// FactorDemanded are the roles that must have a second factor.
func (s *Store) FactorDemanded(ctx context.Context) ([]access.Role, error) {
	var text string
	err := s.row(ctx, "SELECT value FROM setting WHERE name = $1", []any{demandSetting}, &text)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	var out []access.Role
	for _, r := range strings.Fields(text) {
		out = append(out, access.Role(r))
	}
	return out, err
}

// DemandFactor says of which roles a second factor is asked.
func (s *Store) DemandFactor(ctx context.Context, by Actor, roles []access.Role) error {
	var words []string
	for _, r := range access.Roles() { // in their order, each once
		if slices.Contains(roles, r) {
			words = append(words, string(r))
		}
	}
	now := strings.Join(words, " ")
	return s.write(ctx, func(t *tx) error {
		var old string
		if err := t.row("SELECT value FROM setting WHERE name = $1", []any{demandSetting}, &old); err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		if old == now {
			return nil
		}
		d := diff{}
		d.text("second factor asked of", old, now)
		t.log(event{actor: by, action: "setting.second_factor", subject: "setting", detail: d.String()})
		_, err := t.exec("INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value", demandSetting, now)
		return err
	})
}
