package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"countinghouse/access"
)

// Tokens of the JSON API. One is kept by the hash of its 32 random bytes: who
// reads the database can use none.

// AddToken keeps a token that was made (access.NewToken) and tells its number.
// Made in the browser it never may more than its maker.
func (s *Store) AddToken(ctx context.Context, by Actor, plain string, token access.Token) (int64, error) {
	token.Name = strings.TrimSpace(token.Name)
	if !access.LooksLikeToken(plain) {
		return 0, errors.New("this is no token")
	}
	if err := token.Valid(s.now()); err != nil {
		return 0, err
	}
	person := ""
	if by.Kind == "user" {
		person = access.NormalEmail(by.Name)
	}
	var id int64
	err := s.write(ctx, func(t *tx) error {
		for _, c := range token.Companies {
			var there int
			if err := t.row("SELECT 1 FROM company WHERE key = $1", []any{c}, &there); errors.Is(err, ErrNotFound) {
				return fmt.Errorf("there is no company file %q", c)
			} else if err != nil {
				return err
			}
		}
		where := "every company file"
		if len(token.Companies) > 0 {
			where = strings.Join(token.Companies, ", ")
		}
		t.log(event{actor: by, action: "token.made", subject: "token " + token.Name, detail: fmt.Sprintf("%s of %s, until %s", token.Role, where, token.Ends.UTC().Format("2006-01-02"))})
		return t.row(`INSERT INTO api_token (hash, name, hint, role, companies, person, made, made_by, ends) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id`,
			[]any{ticketHash(plain), token.Name, access.TokenHint(plain), string(token.Role), strings.Join(token.Companies, " "), person, t.at, by.Name, stamp(token.Ends)}, &id)
	})
	return id, err
}

const tokenColumns = "k.id, k.name, k.hint, k.role, k.companies, k.person, k.made_by, k.made, k.ends, k.ended, k.ended_by, k.last_used, k.last_from"

func tokenDest(t *access.Token, companies *string) []any {
	return []any{&t.ID, &t.Name, &t.Hint, &t.Role, companies, &t.Person, &t.MadeBy, instant{&t.Made}, instant{&t.Ends}, instant{&t.Ended}, &t.EndedBy, instant{&t.LastUsed}, &t.LastFrom}
}

// Tokens are all tokens, those that were made last first; also those that are
// good no more.
func (s *Store) Tokens(ctx context.Context) ([]access.Token, error) {
	var out []access.Token
	err := s.query(ctx, "SELECT "+tokenColumns+" FROM api_token k ORDER BY k.id DESC", nil, func(r *sql.Rows) error {
		var t access.Token
		var companies string
		err := r.Scan(tokenDest(&t, &companies)...)
		t.Companies = strings.Fields(companies)
		out = append(out, t)
		return err
	})
	return out, err
}

// TokenOf finds a token by its number.
func (s *Store) TokenOf(ctx context.Context, id int64) (access.Token, error) {
	var t access.Token
	var companies string
	err := s.row(ctx, "SELECT "+tokenColumns+" FROM api_token k WHERE k.id = $1", []any{id}, tokenDest(&t, &companies)...)
	t.Companies = strings.Fields(companies)
	return t, err
}

// Bearer finds the token that a program shows, if it is good, and what it may
// (access.Token.Bearer); ErrNotFound for any other. It notes, once a minute,
// that the token was used, and from where.
func (s *Store) Bearer(ctx context.Context, plain, remote string) (access.Token, access.User, error) {
	if !access.LooksLikeToken(plain) {
		return access.Token{}, access.User{}, ErrNotFound
	}
	var token access.Token
	var companies string
	hash := ticketHash(plain)
	if err := s.row(ctx, "SELECT "+tokenColumns+" FROM api_token k WHERE k.hash = $1", []any{hash}, tokenDest(&token, &companies)...); err != nil {
		return access.Token{}, access.User{}, err
	}
	token.Companies = strings.Fields(companies)
	now := s.now()
	if !token.Good(now) {
		return access.Token{}, access.User{}, ErrNotFound
	}
	var maker *access.User
	if token.Person != "" {
		m, err := s.UserByEmail(ctx, token.Person)
		if err != nil {
			return access.Token{}, access.User{}, err
		}
		maker = &m
	}
	all, err := s.Companies(ctx)
	if err != nil {
		return access.Token{}, access.User{}, err
	}
	keys := make([]string, 0, len(all))
	for _, c := range all {
		keys = append(keys, string(c.Key))
	}
	bearer := token.Bearer(maker, keys)
	if bearer.Disabled {
		return access.Token{}, access.User{}, ErrNotFound
	}
	if now.Sub(token.LastUsed) >= time.Minute {
		err = s.write(ctx, func(t *tx) error {
			_, err := t.exec("UPDATE api_token SET last_used = $2, last_from = $3 WHERE id = $1", token.ID, t.at, remote)
			return err
		})
	}
	return token, bearer, err
}

// EndToken ends a token for good; ErrChanged when it was ended before,
// ErrNotFound when there is none.
func (s *Store) EndToken(ctx context.Context, by Actor, id int64) error {
	return s.write(ctx, func(t *tx) error {
		var name, ended string
		if err := t.row("SELECT name, ended FROM api_token WHERE id = $1", []any{id}, &name, &ended); err != nil {
			return err
		}
		if ended != "" {
			return ErrChanged
		}
		t.log(event{actor: by, action: "token.ended", subject: "token " + name})
		return t.one("UPDATE api_token SET ended = $2, ended_by = $3 WHERE id = $1", id, t.at, by.Name)
	})
}

// endTokens ends every token, because of a restore: one that somebody ended
// since the backup must not live again.
func (t *tx) endTokens() error {
	var names []string
	err := t.query("UPDATE api_token SET ended = $1, ended_by = 'restore' WHERE ended = '' AND ends > $1 RETURNING name", []any{t.at}, func(r *sql.Rows) error {
		var name string
		err := r.Scan(&name)
		names = append(names, name)
		return err
	})
	for _, name := range names {
		t.log(event{action: "token.ended", subject: "token " + name, detail: "a backup was put in place"})
	}
	return err
}
