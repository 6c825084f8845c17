package access

import (
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// TokenPrefix begins every token of the JSON API, so that people and scanners
// of leaked secrets know one when they see it.
const TokenPrefix = "chk_"

// How long a token may be good.
const (
	TokenUsual   = 90 * 24 * time.Hour
	TokenLongest = 366 * 24 * time.Hour
)

// tokenLen is that of the part after the prefix: 32 bytes in base32.
const tokenLen = 52

var tokenWords = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// NewToken is a fresh token in clear: the prefix and 32 random bytes. It is shown
// once; the store keeps its hash.
func NewToken() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails, see crypto/rand
	return TokenPrefix + tokenWords.EncodeToString(b[:])
}

// LooksLikeToken tells whether a text has the form of NewToken.
func LooksLikeToken(s string) bool {
	rest, ok := strings.CutPrefix(s, TokenPrefix)
	if !ok || len(rest) != tokenLen {
		return false
	}
	_, err := tokenWords.DecodeString(rest)
	return err == nil
}

// TokenHint is what is left of a token in lists, for people to know it again.
func TokenHint(plain string) string { return plain[max(0, len(plain)-4):] }

// TokenRoles are the roles that a token can have. The API changes nothing, so
// more would open nothing more.
func TokenRoles() []Role { return []Role{Viewer, Accountant} }

// Token lets a program read the JSON API.
type Token struct {
	ID   int64
	Name string // what it is for, as people call it
	Hint string
	Role Role // one of TokenRoles
	// Companies are the company files that it may see, by their key; none: every
	// one that its maker sees.
	Companies []string
	Person    string // who made it in the browser, by e-mail; "": the command line
	MadeBy    string // for people
	Made      time.Time
	Ends      time.Time
	Ended     time.Time // by somebody, before Ends; zero: not
	EndedBy   string
	LastUsed  time.Time // zero: never
	LastFrom  string    // address
}

// Good tells whether the token opens anything now.
func (t Token) Good(now time.Time) bool {
	return t.Ended.IsZero() && now.Before(t.Ends) && t.Made.Sub(now) <= time.Hour
}

// Valid tells what is wrong with a token about to be made.
func (t Token) Valid(now time.Time) error {
	switch {
	case strings.TrimSpace(t.Name) == "" || len(t.Name) > 100:
		return errors.New("a token needs a name of up to 100 characters that says what it is for")
	case !slices.Contains(TokenRoles(), t.Role):
		return fmt.Errorf("a token's role is one of %v, not %q: the API changes nothing", TokenRoles(), t.Role)
	case !t.Ends.After(now):
		return errors.New("the end of a token must be to come")
	case t.Ends.Sub(now) > TokenLongest:
		return errors.New("a token is good for a year at most")
	}
	return nil
}

// Bearer is the token as the one that asks: its role in the company files that
// are given to it, and never more than its maker may there. A token of a maker
// who may not sign in any more opens nothing. Maker is nil for a token that was
// made on the command line.
func (t Token) Bearer(maker *User, companies []string) User {
	u := User{Name: t.Name, Companies: map[string]Role{}, Disabled: maker != nil && maker.Disabled}
	for _, c := range companies {
		if len(t.Companies) > 0 && !slices.Contains(t.Companies, c) {
			continue
		}
		role := t.Role
		if maker != nil {
			role = lesser(role, maker.In(c))
		}
		if role != "" {
			u.Companies[c] = role
		}
	}
	return u
}

// lesser is the role of the two that is trusted with less; none is the least.
func lesser(a, b Role) Role {
	if !a.Valid() || !b.Valid() {
		return ""
	}
	roles := Roles()
	return roles[max(slices.Index(roles, a), slices.Index(roles, b))]
}
