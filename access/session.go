package access

import (
	"crypto/rand"
	"encoding/base64"
	"slices"
	"time"
)

// How long a sign-in lasts.
const (
	IdleLimit     = 12 * time.Hour      // without a page being asked for
	AbsoluteLimit = 14 * 24 * time.Hour // in all
	// HalfwayLimit is how long a sign-in may take that still lacks something.
	HalfwayLimit = 15 * time.Minute
	// TemporaryLimit is how long a password that an admin made is good.
	TemporaryLimit = 7 * 24 * time.Hour
)

// Lack is what a sign-in still needs before it opens anything.
type Lack string

// What may be lacking.
const (
	Nothing       Lack = ""
	LacksCode     Lack = "code"     // the second factor
	LacksFactor   Lack = "enrol"    // the person must set up a second factor
	LacksPassword Lack = "password" // the person must choose a password of her own
)

// NextLack is what somebody who has shown all that was asked so far must do
// next: choose a password in place of a temporary one, then set up a second
// factor where her role demands one.
func (u User) NextLack(demanded []Role) Lack {
	if !u.Temporary.IsZero() {
		return LacksPassword
	}
	if !u.TwoFactor && u.Demanded(demanded) {
		return LacksFactor
	}
	return Nothing
}

// Demanded tells whether a second factor is asked of the person, for any role
// that she has anywhere.
func (u User) Demanded(roles []Role) bool {
	if slices.Contains(roles, u.Role) {
		return true
	}
	for _, r := range u.Companies {
		if slices.Contains(roles, r) {
			return true
		}
	}
	return false
}

// Session is one sign-in of a person in one browser. The browser's cookie
// holds ID only; the row decides.
type Session struct {
	ID        string // random; the store keeps its hash
	User      string // e-mail
	Created   time.Time
	LastSeen  time.Time
	Remote    string // address, for people
	UserAgent string // for people
	Lacks     Lack
	Key       string // names the sign-in in lists without giving it away; the store's
}

// NewSession is a fresh sign-in with a random id.
func NewSession(user, remote, userAgent string, now time.Time) Session {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails, see crypto/rand
	if len(userAgent) > 256 {
		userAgent = userAgent[:256]
	}
	return Session{ID: base64.RawURLEncoding.EncodeToString(b[:]), User: NormalEmail(user), Created: now, LastSeen: now,
		Remote: remote, UserAgent: userAgent}
}

// Expired tells whether the sign-in is over: idle too long, or too old. A
// clock that went backwards by more than an hour ends it too.
func (s Session) Expired(now time.Time) bool {
	return s.Lacks != Nothing && now.Sub(s.Created) >= HalfwayLimit || now.Sub(s.LastSeen) >= IdleLimit || now.Sub(s.Created) >= AbsoluteLimit || s.Created.Sub(now) > time.Hour
}

// Touch tells whether LastSeen is old enough to be written again: once a
// minute is enough, not with every page.
func (s Session) Touch(now time.Time) bool { return now.Sub(s.LastSeen) >= time.Minute }

// Expires is when the session ends if no page is asked for any more.
func (s Session) Expires() time.Time {
	idle, absolute := s.LastSeen.Add(IdleLimit), s.Created.Add(AbsoluteLimit)
	if idle.Before(absolute) {
		return idle
	}
	return absolute
}
